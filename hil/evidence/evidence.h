/* evidence.h - a chain of SHA-256 over what a run or a suite leaves, so that a changed byte shows.
 *
 * evidence.jsonl in the folder, one link per line:
 *
 *     {"link":0,"before":"000..","kind":"begin","body":{..},"sha256":"f55d.."}
 *
 * `sha256` is of the bytes of the line up to the comma before it, `before` that of the link before.
 * Kinds:
 *
 *     begin    what was ordered, version, compiler, host, tester, start, the public key if signed,
 *              and `others`: what was in the folder already and is not of this run
 *     inputs   path, bytes and SHA-256 of scenario and requirements, before anything runs
 *     device   its identity
 *     event    every event of the run as it happens
 *     verdict  of a requirement
 *     case     of a suite: a run's name, folder and the sha256 of its last link; of mutants and of
 *              a campaign, whose runs leave no papers, name and verdict
 *     mutant   of mutants: which, and what became of it
 *     file     name, bytes and SHA-256 of an artefact that is finished
 *     end      how it ended, with what verdict, when. Nothing follows it
 *
 * Links are handed to the system as they come. A keeper, a process forked at the beginning, waits
 * for the end of this one: whatever kills it, SIGKILL too, the keeper adds the files that are there
 * and the end "killed", so that the record always closes. It holds nothing of the caller's: no
 * descriptor, no terminal, no signal meant for its group reaches it.
 *
 * With a key evidence.sig has an Ed25519 signature (hil/evidence/evidence_sign.h) of the last link.
 *
 * As long as the record is open, its file is locked (fcntl) by whoever writes it, so that who reads
 * along can ask, without a trace, whether the run goes on: evidence_writer.
 *
 * A suite has a chain of its own in its folder, over the last links of its cases' chains:
 *
 *     evidence_begin(&evidence, &(struct evidence_setup){ .folder = "out/suite",
 *                    .is_suite = true, .body = &order, .. }, why);
 *     evidence_case(evidence, outcome->name, "out/suite/ablation/over", verdict, why);   each
 *     evidence_end(evidence, verdict, "finished", NULL, why);         all papers are written
 *
 * A child that was forked while an evidence is open and lives longer holds its keeper back; the
 * keeper closes when the last of them is gone.
 *
 * evidence_verify finds any byte of the chain or of the artefacts that was changed, removed,
 * reordered or cut off, a missing file, a file that is not in the chain, a run that is not in the
 * suite's chain or is another than it was, and a bad signature. Whoever can write all of it can
 * make all of it anew: only a signature shows that. */
#ifndef PAINRIG_HIL_EVIDENCE_H
#define PAINRIG_HIL_EVIDENCE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"
#include "hil/digest.h"
#include "hil/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define EVIDENCE_FILE      "evidence.jsonl"
#define EVIDENCE_SIGNATURE "evidence.sig"
#define EVIDENCE_OTHERS_MAX 4096        /* in the folder already */

struct evidence;

struct evidence_setup {
    const char         *of;         /* "mutants", "campaign"; NULL: "run", or "suite"            */
    const char         *folder;     /* it exists                                              */
    const struct bytes *body;       /* a JSON object: what was ordered; NULL: {}              */
    const char         *tester;     /* NULL: the user's name on this machine                  */
    const char         *key_path;   /* of the secret key to sign with; NULL: not signed       */
    bool                is_suite;
};

/* Who it was: as given, or (NULL) the user's name on this machine. */
void evidence_tester(const char *given, char *out, size_t size);

/* Can it be signed with? To be asked before anything is done; nothing is kept. */
MUST_CHECK enum err evidence_key_check(const char *key_path, struct why *);

/* Refused before anything is written: a key that cannot be read, a folder of too many others. */
MUST_CHECK enum err evidence_begin(struct evidence **, const struct evidence_setup *, struct why *);

/* One more link; the body is a JSON object. Takes no memory unless a link is longer than any
 * before. After a failure every further call fails with the same sentence. */
MUST_CHECK enum err evidence_add(struct evidence *, const char *kind, const struct bytes *body,
                                 struct why *);
MUST_CHECK enum err evidence_event(struct evidence *, const struct event *, struct why *);

/* What goes in: a file, or a folder of them under one hash. `role`: "scenario", "requirements". */
MUST_CHECK enum err evidence_input(struct evidence *, const char *role, const char *path,
                                   const char sha256[DIGEST_HEX_SIZE], struct why *);

/* Of a suite: a run whose chain is closed. `folder`: of the run, inside the suite's; NULL when it
 * left no papers, which is recorded as such. ERR_IO when there is no chain or it is not closed. */
MUST_CHECK enum err evidence_case(struct evidence *, const char *name, const char *folder,
                                  enum verdict, struct why *);

/* What the caller knows of a finished file of the folder already, so that it is not read again. */
MUST_CHECK enum err evidence_file(struct evidence *, const char *name,
                                  const char sha256[DIGEST_HEX_SIZE], struct why *);

/* Every other file of the folder as it is now (of a suite the folders inside too, but for those of
 * its cases), and the last link: "finished", "failed to start", or what else `how` says; `sentence`
 * says more and may be NULL. Signs, and destroys the evidence, whether it worked or not; if not,
 * the keeper is left to close it. */
MUST_CHECK enum err evidence_end(struct evidence *, enum verdict, const char *how,
                                 const char *sentence, struct why *);
/* A descriptor: whoever has it open keeps the keeper from closing the record behind a killed
 * run. */
int evidence_leash(const struct evidence *);
/* Who writes this evidence.jsonl, open for reading: the process, or 0 when nobody does any more. */
long evidence_writer(int file);
/* Leave it to the keeper, as a killed run does. NULL is fine. */
void evidence_abandon(struct evidence *);

struct evidence_check {
    size_t links, files, cases, faults;
    bool   is_signed, is_closed, is_trusted;    /* trusted: by the given public key */
    char   how[64], verdict[24];                /* it ended                         */
};

/* Prints a sentence per fault. ERR_IO when there is nothing to check; ERR_OK and no faults: whole.
 * With a public key a signature must be there and be that key's. */
MUST_CHECK enum err evidence_verify(const char *folder, const char *public_key_path, FILE *out,
                                    struct evidence_check *, struct why *);

/* painrig verify DIR [--key FILE]; painrig key FILE */
int evidence_verify_command(int argc, char **argv);
int evidence_key_command(int argc, char **argv);

#endif
