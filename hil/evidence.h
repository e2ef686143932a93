/* evidence.h - a chain of SHA-256 over what a run or a suite leaves, so that a changed byte shows.
 *
 * evidence.jsonl in the folder, one link per line:
 *
 *     {"link":0,"before":"000..","kind":"begin","body":{..},"sha256":"<of this line up to here, with before>"}
 *
 * Kinds: begin (version and commit, compiler, host, tester, start; the order: scenario, case, seed,
 * mutant, faults), inputs (hashes of scenario and requirements, with their bytes' count), device
 * (its identity), event (every event of the run, as it happened), file (name, bytes, SHA-256 of an
 * artefact that is finished), verdict, end (how it ended: finished, failed to start, killed). Links
 * are handed to the system as they come. A keeper process, forked at the beginning, writes the files
 * and the end if the run is killed, so that the record always closes.
 *
 * --sign KEY adds evidence.sig: Ed25519 (libsodium) over the last link's hash.
 *
 * evidence_verify finds any byte of the chain or of the artefacts that was changed, removed,
 * reordered or cut off, a missing file, a file that is not in the chain, and a bad signature. */
#ifndef PAINRIG_HIL_EVIDENCE_H
#define PAINRIG_HIL_EVIDENCE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/event.h"
#include "hil/report_bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct evidence;

/* The chain's first link, with `body` (a JSON object: what was ordered) and what evidence knows of
 * itself and its host. */
MUST_CHECK enum err evidence_begin(struct evidence **, const char *folder, const struct bytes *body,
                                   struct why *);
/* One more link; body is a JSON object. Allocates nothing once begun. */
MUST_CHECK enum err evidence_add(struct evidence *, const char *kind, const struct bytes *body,
                                 struct why *);
MUST_CHECK enum err evidence_event(struct evidence *, const struct event *, struct why *);
/* The named files of the folder, as they are now; those that do not exist are passed over. The last
 * link: "finished", or "failed to start", or what else `end` says. Destroys the evidence. */
MUST_CHECK enum err evidence_end(struct evidence *, enum verdict, const char *end,
                                 const char *sign_key_path, struct why *);
/* Leave it to the keeper, as a killed run does. NULL is fine. */
void evidence_abandon(struct evidence *);

struct evidence_check {
    size_t links, files, faults;
    bool   is_signed, is_closed;
};

/* Prints a sentence per fault. ERR_IO when there is nothing to check; ERR_OK and faults == 0: whole. */
MUST_CHECK enum err evidence_verify(const char *folder, const char *public_key_path, FILE *out,
                                    struct evidence_check *, struct why *);

#endif
