/* evidence_place.h - a folder with the record of a small run in it, and what is found when it
 * is checked.
 *
 *     struct evidence_place place = place_make();
 *     record_leave(place.run, place.key);
 *     place_put(&place, "trace.csv", "other");
 *     ck_assert_uint_gt(record_faults(place.run, NULL, NULL, 0), 0);
 *     scratch_drop(&place.scratch);
 *
 * Whatever fails is an assertion of Check. */
#ifndef PAINRIG_TESTS_SUPPORT_EVIDENCE_PLACE_H
#define PAINRIG_TESTS_SUPPORT_EVIDENCE_PLACE_H

#include "hil/evidence/evidence.h"
#include "tests/support/scratch.h"

#include <stdbool.h>
#include <stddef.h>

struct evidence_place {
    struct scratch scratch;
    char           key[128], pub[160];
    char           run[96];                 /* the folder the evidence is of */
};

/* With a pair of keys, and the run's folder empty. */
struct evidence_place place_make(void);
/* The path of a file of the run. */
void place_in(const struct evidence_place *, const char *name, char path[200]);
void place_put(const struct evidence_place *, const char *name, const char *text);
/* A pipe in its place: who reads it without a look at what it is waits for ever. */
void place_pipe(const struct evidence_place *, const char *name);

/* ---- a record ---- */

/* A key of NULL: it is not signed. */
struct evidence *record_begun(const char *folder, const char *key, bool is_suite);
void record_happen(struct evidence *, double t_s, const char *text);
void record_ended(struct evidence *);
/* Begin, three events, two files, a verdict, end: all that a run leaves, but small. */
void record_leave(const char *folder, const char *key);

/* How many faults are found; `said` is what is printed, or NULL. */
size_t record_faults(const char *folder, const char *public_key, char *said, size_t size);
/* None is found; or they are printed. */
bool record_is_whole(const char *folder, const char *public_key);

#endif
