/* power_step.h - a set-point in watts, for a generator that is set in steps.
 *
 *     set_w = floor(power_w / step_w) step_w
 *
 * Down: never more than was asked for. */
#ifndef PAINRIG_DRIVERS_POWER_STEP_H
#define PAINRIG_DRIVERS_POWER_STEP_H

#include "device.h"

#include <math.h>
#include <stdbool.h>

#define POWER_STEP_SLACK   1e-6     /* of a step: 0.3 / 0.1 is three of them     */
#define POWER_STEP_SAME_W  1e-6     /* nothing was rounded away that can be felt */

/* Said when something is rounded away, once until nothing is. */
static inline double power_step_down_w(struct device *device, double power_w, double step_w,
                                       bool *is_told)
{
    double set_w = floor(power_w / step_w + POWER_STEP_SLACK) * step_w;
    bool   is_fraction = power_w - set_w > POWER_STEP_SAME_W;

    if (is_fraction && !*is_told)
        device_say(device, "%g W cannot be set, only steps of %g W: it is rounded down to %g W",
                   power_w, step_w, set_w);
    *is_told = is_fraction;
    return set_w;
}

#endif
