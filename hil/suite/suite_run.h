/* suite_run.h - a suite's cases, run by the pool, kept in the book, taken from it where that is as
 * good as running them again. */
#ifndef PAINRIG_HIL_SUITE_RUN_H
#define PAINRIG_HIL_SUITE_RUN_H

#include "base/err.h"
#include "base/why.h"
#include "hil/run/run_order.h"
#include "hil/suite/suite.h"
#include "hil/suite/suite_book.h"
#include "hil/suite/suite_rules.h"

#include <stdbool.h>
#include <stdio.h>

struct suite_run_setup {
    struct suite_rules *rules;
    struct suite_book  *book;       /* every outcome goes into it; its earlier ones tell times  */
    bool                resumes;    /* what is there of equal version, hashes and seed is done  */
    const char         *folder;     /* each case has one below it                               */
    enum run_papers     papers;
    const char         *tester, *sign_key;      /* as in struct run_order                       */
    int                 jobs;
    double              limit_s;    /* of wall and processor time, each run                     */
    FILE               *progress;   /* NULL: silence                                            */
    /* Told of each that is done, at once, also of those taken from the book; may be NULL. */
    void              (*done)(void *, const struct suite *, size_t index);
    void               *taker;
    bool              (*is_stopped)(const void *);
    const void         *stop;
};

#define SUITE_RUN_MEMORY ((size_t)4 << 30)      /* of one run */

/* Fills outcomes, is_done, wall_s, jobs, is_stopped, version, host and started_utc of the suite,
 * and its hash. At the end the book is in the order of the cases, not of their ends. */
MUST_CHECK enum err suite_cases_run(struct suite *, const struct suite_run_setup *, struct why *);

/* Would that run give this again? The same program, files, requirements and seed do; an error may
 * have been the machine's. */
bool suite_case_is_done_by(const struct suite *, size_t index, const struct suite_rules *,
                           const struct run_outcome *earlier);

#define SUITE_FOLDER_SIZE 512

/* "DIR/ablation/over_temperature/tip_mm=5" of "ablation/over_temperature[tip_mm=5]" into `out`;
 * ERR_RANGE when it does not fit. */
MUST_CHECK enum err suite_case_folder(const char *folder, const char *name,
                                      char out[SUITE_FOLDER_SIZE], struct why *);

#endif
