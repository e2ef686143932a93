/* suite.h - many runs as one piece of evidence: which cases there are, and what became of each.
 *
 * Everything a suite leaves (results.jsonl, JUnit, TAP, the page, the matrix, the history of
 * margins) is a function of `struct suite`. */
#ifndef PAINRIG_HIL_SUITE_H
#define PAINRIG_HIL_SUITE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/judge/requirement.h"
#include "hil/run/run_outcome.h"
#include "hil/script/script.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SUITE_CASES_MAX  100000
#define SUITE_DEPTH_MAX  16         /* of folders below a path that is searched */
#define SUITE_REPEAT_MAX 1000

/* One test: a scenario, or one of its cases. */
struct suite_case {
    char     name[200];         /* "ablation/over_temperature[tip_mm=5]", the second time "..#2" */
    char     path[300], case_name[SCRIPT_CASE_NAME_SIZE];
    uint64_t seed;
    int      attempt;           /* from 1 */
    char     rig[32], title[160];
    int      line;
    char     covers[SCRIPT_COVERS_MAX][64];  size_t cover_count;
    char     tags[SCRIPT_TAGS_MAX][32];      size_t tag_count;
    char     refusal[1024];     /* why the file cannot be loaded; "" when it can */
};

struct suite {
    struct suite_case  *cases;          /* in order of their names; of a grid, in its order   */
    struct run_outcome *outcomes;       /* one per case                                       */
    bool               *is_done;        /* of each; false: not run (yet)                      */
    size_t              case_count;
    const struct requirements *requirements;    /* may be NULL */
    char   sha256[DIGEST_HEX_SIZE];     /* over the names, verdicts and trace hashes of all done */
    char   version[64], host[300], started_utc[32], tester[200];
    double wall_s;
    int    jobs;
    bool   is_stopped;                  /* by the user, before all were done */
};

struct suite_choice {
    const char *const *paths;           /* files and folders, NULL-terminated; in folders, every
                                         * *.lua that is no scenario by design (a case of lesion
                                         * or spread, requirements, the prelude, which begins with
                                         * ---@meta) is passed over                       */
    const char *filter;                 /* a tag, an id it covers, or a part of the name; or NULL */
    int         shard, shards;          /* 1 of 1: all; the i-th of n by place            */
    int         repeat;                 /* each so many times, with seeds seed, seed + 1, ... */
    uint64_t    seed;
};

/* A file that cannot be loaded is a case with a refusal, which no filter leaves out: nobody knows
 * what it covers. ERR_IO for a path that is not there; ERR_UNKNOWN when there is no scenario, or
 * none that the filter lets through; ERR_RANGE when two cases have one name. A shard may be empty.
 * On failure there is nothing to free. */
MUST_CHECK enum err suite_find(struct suite *, const struct suite_choice *, struct why *);
void suite_free(struct suite *);
/* Before anything is run: the others are no part of it any more. */
void suite_keep(struct suite *, bool (*is_kept)(const void *, const struct suite_case *),
                const void *);
void suite_hash(struct suite *);                    /* fills sha256 */
/* The worst of all that is done; vacuous when there is none; when it was stopped, no pass. */
enum verdict suite_verdict(const struct suite *);
size_t suite_count(const struct suite *, enum verdict);

/* Whether anything is done. */
bool suite_has_outcomes(const struct suite *);
/* The case of this name; false when there is none. */
bool suite_case_find(const struct suite *, const char *name, size_t *index);
/* Does it say that it covers the requirement? */
bool suite_case_covers(const struct suite_case *, const char *id);

#endif
