/* campaign_shrink.h - from faults that make a run fail to the fewest and simplest that still do.
 *
 * Delta debugging (Zeller and Hildebrandt, IEEE Trans. Softw. Eng. 28 (2002) 183): halves and then
 * single faults are left out; what stays is made simple one thing after the other: no pattern, an
 * earlier end, a later start, a value nearer to rest, round numbers; all over again as long as that
 * helped. Every step is asked about, so that what comes out fails for certain; that nothing smaller
 * does is only as certain as halving is. The number of questions is bounded. */
#ifndef PAINRIG_HIL_CAMPAIGN_SHRINK_H
#define PAINRIG_HIL_CAMPAIGN_SHRINK_H

#include "hil/rig/fault_plan.h"

#include <stdbool.h>

struct campaign_shrinker {
    const struct rig_type *type;
    double                 tick_s, end_s;       /* of the run without faults */
    /* Whether a run with this plan still fails as it did. */
    bool                 (*fails)(void *asker, const struct fault_plan *);
    void                  *asker;
    int                    questions_most;
    int                    questions;           /* asked so far; 0 to begin with */
};

/* The plan must fail; it still does afterwards. */
void campaign_shrink(struct campaign_shrinker *, struct fault_plan *);

#endif
