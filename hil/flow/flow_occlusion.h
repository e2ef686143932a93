/* flow_occlusion.h - what a pump does with a closed line: IEC 60601-2-24:1998, 51.101 and 6.8.2.
 *
 *     time to alarm      from the closing of the line to the alarm
 *     peak pressure      between closing and opening, or the end
 *     release bolus      what comes out behind the opening, in bolus_s, less what the pump went on
 *                        to deliver: volume = (W(released + bolus_s) - W(released)) / d - r bolus_s
 *
 * Pure: no state, no allocation. */
#ifndef PAINRIG_HIL_FLOW_OCCLUSION_H
#define PAINRIG_HIL_FLOW_OCCLUSION_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>

/* A run's rows; mass_g, pressure_kpa or alarm may be NULL: nobody measured it. */
struct flow_rows {
    double *t_s, *mass_g, *pressure_kpa, *alarm;    /* alarm: 0 is none */
    size_t  count;
};

struct flow_occlusion_setup {
    double occluded_s;
    double released_s;              /* NAN: it stayed closed */
    double bolus_s;                 /* for so long the bolus is collected */
    double running_ml_per_h;        /* what the pump delivers meanwhile; 0: it has stopped */
    double density_g_per_ml;
};

/* NAN: it never came, or nobody measured it. */
struct flow_occlusion {
    bool   is_alarm_watched;
    double alarm_s, alarm_kpa;      /* behind the closing; the pressure then */
    double peak_kpa, peak_s;
    double bolus_ml;
};

/* ERR_RANGE with a sentence: times outside the rows or in the wrong order, an alarm that stood
 * before the line was closed. */
MUST_CHECK enum err flow_occlusion(const struct flow_rows *, const struct flow_occlusion_setup *,
                                   struct flow_occlusion *, struct why *);

#endif
