/* suite_rules.h - the requirements that a suite's cases are judged by: one set for all of them. */
#ifndef PAINRIG_HIL_SUITE_RULES_H
#define PAINRIG_HIL_SUITE_RULES_H

#include "base/err.h"
#include "base/why.h"
#include "hil/suite/suite.h"

#include <stdbool.h>

struct suite_rules {
    char                 path[600];     /* "": there are none                                   */
    struct requirements *set;           /* or NULL                                              */
    bool                *is_judged;     /* of each case: false where no requirements are near   */
};

/* Those that are `given`, for all cases, or those near the cases (requirement.h). ERR_RANGE
 * when two cases are near different ones. The suite borrows the set. */
MUST_CHECK enum err suite_rules_load(struct suite_rules *, struct suite *, const char *given,
                                     struct why *);
void suite_rules_free(struct suite_rules *);

/* For an order of that case, and its outcome's hash; NULL and "" when none apply. */
const struct requirements *suite_rules_set(const struct suite_rules *, size_t index);
const char *suite_rules_path(const struct suite_rules *, size_t index);
const char *suite_rules_sha256(const struct suite_rules *, size_t index);

#endif
