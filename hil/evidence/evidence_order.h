/* evidence_order.h - the chain of a command that makes many runs: a suite, mutants, a campaign.
 * They all say alike what was ordered, by what it is judged and how it failed. */
#ifndef PAINRIG_HIL_EVIDENCE_ORDER_H
#define PAINRIG_HIL_EVIDENCE_ORDER_H

#include "base/err.h"
#include "base/why.h"
#include "hil/evidence/evidence.h"
#include "hil/judge/requirement.h"
#include "hil/options.h"

#include <stdint.h>

struct evidence_order {
    const char           *of;           /* "suite", "mutants", "campaign"                     */
    const char           *command;      /* "test", for painrig test                           */
    const char           *folder;       /* it exists                                          */
    const char *const    *paths;        /* scenarios and folders of them, NULL-terminated     */
    const struct options *options;      /* as given; --tester and --sign among them           */
    uint64_t              seed;
    const struct bytes   *more;         /* of the JSON object, behind a comma; NULL: no more  */
};

/* The key of --sign, if there is one: to be asked before anything is done. */
MUST_CHECK enum err evidence_order_check(const struct options *, struct why *);
/* Only a suite's chain is over the chains of its runs. */
MUST_CHECK enum err evidence_order_begin(struct evidence **, const struct evidence_order *,
                                         struct why *);
/* Those a scenario is judged by: `given`, or (NULL) those near it. No link when the set is NULL. */
MUST_CHECK enum err evidence_order_requirements(struct evidence *, const struct requirements *,
                                                const char *given, const char *scenario,
                                                struct why *);
/* It could not be brought to its end, and this is why. NULL is fine. */
void evidence_order_fail(struct evidence *, const char *sentence);

#endif
