/* live_stages.h - the stages of the device room: a few, by number.
 *
 * A number is given once. Some are played at a time; those that are over stay to be looked at, for
 * their logs are still to be taken home. When all places are taken the one that has been over for
 * the longest makes room, LIVE_STAGE_KEPT_S behind its end at the soonest: its last viewers have
 * had their last messages then. Nobody is let to it from then on, and it goes a second later, or
 * when the last who works with it has let it go. */
#ifndef PAINRIG_HIL_LIVE_STAGES_H
#define PAINRIG_HIL_LIVE_STAGES_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"
#include "hil/live/live_stage.h"

#define LIVE_STAGES_MAX        24
#define LIVE_STAGES_PLAYED_MAX 8
#define LIVE_STAGE_KEPT_S      5.0

struct live_stages;

MUST_CHECK enum err live_stages_create(struct live_stages **, struct why *);
/* Ends them all: each is told before the first is waited for. NULL is fine. */
void live_stages_destroy(struct live_stages *);

/* One more, with the next number in place of the setup's. ERR_LIMIT when there are too many. */
MUST_CHECK enum err live_stages_start(struct live_stages *, const struct live_stage_setup *,
                                      int *number, struct why *);

/* The stage of that number, which stays until it is let go, once for each time that it is held; it
 * goes on meanwhile, and others may hold it too. ERR_UNKNOWN, and nothing to let go, when there is
 * none. */
MUST_CHECK enum err live_stages_hold(struct live_stages *, int number, struct live_stage **,
                                     struct why *);
void live_stages_let(struct live_stages *, const struct live_stage *);

/* "stages":[{"stage":1,"rig":..,"title":..,"state":..,"t_s":..,"is_over":false, ...}] */
void live_stages_write(struct live_stages *, struct bytes *);

#endif
