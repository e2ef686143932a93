/* flow_log.h - the masses of a run as they come, kept as even samples for its report.
 *
 * One stretch is kept: the longest at one set rate with a mass that was known all the time, from
 * the moment the rate was set. It takes no memory in a tick and stops at FLOW_LOG_SAMPLES, which is
 * a day; the trace has every row for `painrig flow`.
 *
 * All zero is a log that keeps nothing. */
#ifndef PAINRIG_HIL_FLOW_LOG_H
#define PAINRIG_HIL_FLOW_LOG_H

#include "base/err.h"
#include "base/why.h"
#include "hil/exhibit.h"

#include <stddef.h>

#define FLOW_LOG_SAMPLE_S 30.0
#define FLOW_LOG_SAMPLES  2881u

struct flow_stretch { double *mass_g; size_t count; double rate_ml_per_h; };

struct flow_log {
    struct flow_stretch now, best;
    double start_s, last_s, last_g;         /* last_s NAN: nothing is kept now */
};

MUST_CHECK enum err flow_log_open(struct flow_log *);
void flow_log_close(struct flow_log *);     /* zeroed is fine */

/* Once a tick. mass_g NAN: not known; rate 0: it stands. */
void flow_log_note(struct flow_log *, double t_s, double mass_g, double rate_ml_per_h);

/* Tables and charts of flow_report.h; nothing when no window fits what was kept. */
MUST_CHECK enum err flow_log_show(const struct flow_log *, double density_g_per_ml,
                                  struct exhibits *, struct why *);

#endif
