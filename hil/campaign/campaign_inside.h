/* campaign_inside.h - what hil/campaign/campaign*.c share; nobody else includes it. */
#ifndef PAINRIG_HIL_CAMPAIGN_INSIDE_H
#define PAINRIG_HIL_CAMPAIGN_INSIDE_H

#include "hil/campaign/campaign.h"
#include "hil/run/run_order.h"
#include "hil/suite/suite_pool.h"

/* A run of the scenario without papers; name, faults and mutant are for the caller. */
struct run_order campaign_order(const struct campaign *);

/* The faults of a case, without the scenario's own. */
void campaign_plan_of(const struct campaign *, size_t index, struct fault_plan *);

/* What this outcome failed under these faults and the requirement is blind to: known gaps. */
void campaign_gaps_mark(const struct campaign *, const struct fault_plan *, struct run_outcome *);

/* Asked by the user, whenever that was. */
bool campaign_is_stopped(const struct campaign *);

/* suite_pool_run with the campaign's limits, where the pool has none. */
MUST_CHECK enum err campaign_pool(struct suite_pool *, const struct campaign_setup *, struct why *);

/* Fills the rows of requirements and the hash over all cases. */
MUST_CHECK enum err campaign_sum_up(struct campaign *, struct why *);

#endif
