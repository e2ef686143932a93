/* suite.h - many runs as one piece of evidence: which cases there are, and what became of each.
 *
 * Everything a suite leaves (results.jsonl, JUnit, TAP, the page, the matrix, the history of
 * margins) is a function of `struct suite`. */
#ifndef PAINRIG_HIL_SUITE_H
#define PAINRIG_HIL_SUITE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/requirement.h"
#include "hil/run_outcome.h"
#include "hil/script.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One test: a scenario, or one of its cases. */
struct suite_case {
    char     name[200];         /* "ablation/over_temperature[tip_mm=5]", "#2" behind it when repeated */
    char     path[300], case_name[96];
    uint64_t seed;
    int      attempt;           /* from 1 */
    char     rig[32], title[160];
    int      line;
    char     covers[SCRIPT_COVERS_MAX][64];  size_t cover_count;
    char     tags[SCRIPT_TAGS_MAX][32];      size_t tag_count;
    char     refusal[1024];     /* why the file cannot be loaded; "" when it can */
};

struct suite {
    struct suite_case  *cases;          /* in order of their names                    */
    struct run_outcome *outcomes;       /* one per case                               */
    bool               *is_done;        /* of each; false: not run (yet)              */
    size_t              case_count;
    const struct requirements *requirements;    /* may be NULL */
    char   sha256[DIGEST_HEX_SIZE];     /* over the names, verdicts and trace hashes of all done */
    char   version[64], host[300], started_utc[32];
    double wall_s;
    int    jobs;
    bool   is_stopped;                  /* by the user, before all were done */
};

struct suite_choice {
    const char *const *paths;           /* files and folders, NULL-terminated; folders are searched
                                         * for scenarios; cases of lesion and spread, requirements,
                                         * benches and the prelude are passed over    */
    const char *filter;                 /* a tag, an id it covers, or a part of the name; NULL: all */
    int         shard, shards;          /* 1/1: all; the i-th of n by place            */
    int         repeat;                 /* each so many times, with seeds seed, seed + 1, ... */
    uint64_t    seed;
};

/* A file that cannot be loaded is a case with a refusal. Two cases of one name are refused. */
MUST_CHECK enum err suite_find(struct suite *, const struct suite_choice *, struct why *);
void suite_free(struct suite *);
void suite_hash(struct suite *);                    /* fills sha256 */
/* The worst of all that is done; vacuous when there is none. */
enum verdict suite_verdict(const struct suite *);
size_t suite_count(const struct suite *, enum verdict);

#endif
