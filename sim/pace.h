/* pace.h - the plant at a rig's pace: short ticks in, steps as long as the drive allows.
 *
 * A tick of a rig is far shorter than tissue needs. Ticks are gathered into a step of 1, 2, 4 ...
 * ticks with the mean of V^2, which conserves their energy; between steps the tip follows the slope
 * of the last one. A step is closed early when what its drive has gained or lost against the last
 * step would move the tip by more than PACE_SLACK_C (at PACE_C_PER_J of energy), and then the
 * steps start short again: a burst of pulsed radiofrequency is resolved tick by tick, a quiet hold
 * is not. `residual_c` is by how much the followed slope missed the step that was then solved. */
#ifndef PAINRIG_SIM_PACE_H
#define PAINRIG_SIM_PACE_H

#include "ablation.h"

#define PACE_RUNGS      6           /* steps of 1 .. 32 ticks */
#define PACE_SLACK_C    0.05
#define PACE_C_PER_J    2.0         /* how quickly a tip warms, at most: 2 K for each joule */

struct pace {
    struct ablation *plant;         /* borrowed */
    double tick_s;
    int    open_ticks, wanted_ticks;
    double volts2_sum;              /* of the open step                 */
    double volts2_last;             /* the last step's mean             */
    double drift_j;                 /* the open step's energy against the last step's drive */
    double residual_c;              /* of the last step                 */
    long   steps;                   /* closed so far                    */
};

/* Prepares the plant for the step lengths of this tick. */
MUST_CHECK enum err pace_begin(struct pace *, struct ablation *, double tick_s);

/* One tick at a voltage (rms over the tick). Allocates nothing. */
MUST_CHECK enum err pace_tick(struct pace *, double volts_rms, struct why *);

/* Close the open step, so that the plant's fields are those of now. */
MUST_CHECK enum err pace_close(struct pace *, struct why *);

/* What the thermocouple, or another point of the plant, has now: followed from the last step. */
double pace_follow_c(const struct pace *, const struct grid_stencil *);

#endif
