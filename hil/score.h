/* score.h - what a drill's expectations are worth.
 *
 *     expect_within(10, "the output is stopped", stopped, 30)
 *
 * gives 30 points when it is met within a third of its 10 s; from there on it falls evenly, to half
 * of them at the deadline; behind it there is nothing. An expectation without a time gives all or
 * nothing. What is inconclusive or vacuous gives nothing. So a score is a sum that a trainee can do
 * in the head, and the weights stand in the scenario. Pure. */
#ifndef PAINRIG_HIL_SCORE_H
#define PAINRIG_HIL_SCORE_H

#include "hil/event.h"

#include <stddef.h>

#define SCORE_WHOLE_SHARE 0.3333333333333333    /* of the time allowed that costs nothing  */
#define SCORE_LATE_SHARE  0.5                   /* of the points that are left at the deadline */

struct score {
    double points, most;        /* most: what the drill says, or what was judged if that is more */
    size_t judged, met;         /* of the expectations that have points                          */
};

/* How long it took from being asked to being met; NAN for what was not met, or had no time. */
double score_reaction_s(const struct judgement *);
double score_points(const struct judgement *);

struct score score_of(const struct judgement *, size_t count, double most);

#endif
