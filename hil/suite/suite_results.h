/* suite_results.h - what earlier runs found, put where it belongs in a suite that was not run. */
#ifndef PAINRIG_HIL_SUITE_RESULTS_H
#define PAINRIG_HIL_SUITE_RESULTS_H

#include "base/err.h"
#include "base/why.h"
#include "hil/suite/suite.h"

#include <stddef.h>

/* What is to be said of results before anybody believes them. */
struct suite_results {
    size_t taken, added;            /* added: of cases that the suite did not have              */
    size_t older_scenario;          /* the scenario's file was changed since                    */
    size_t other_requirements;      /* judged by others than the suite's                        */
    bool   is_cut;                  /* the last line has no end                                 */
};

/* `path` is a results.jsonl or its folder. The last outcome of a name counts; outcomes of mutants
 * do not. ERR_IO, ERR_PARSE with file and line. */
MUST_CHECK enum err suite_results_take(struct suite *, const char *path, struct suite_results *,
                                       struct why *);

#endif
