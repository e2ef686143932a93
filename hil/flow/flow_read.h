/* flow_read.h - masses, pressures and alarms from a trace, or from samples that were written down.
 *
 * A trace is a run's trace.csv (trace.h). Samples are a table with a row of names and no row of
 * units:
 *
 *     t_s,mass_g              or time_min in place of t_s
 *     0,0.0000
 *     30,0.0416
 *
 * A mass may be in g or mg; a volume in ml, ul or nl becomes a mass by the density. A pressure may
 * be in kPa, Pa, mmHg, bar or mbar. What is empty is unknown. */
#ifndef PAINRIG_HIL_FLOW_READ_H
#define PAINRIG_HIL_FLOW_READ_H

#include "hil/flow/flow_occlusion.h"

#include <stdbool.h>

struct flow_columns {
    const char *mass;               /* "balance.mass_g" or "mass_g"; NULL: whichever is there */
    const char *pressure, *alarm;   /* NULL: not wanted */
    double      density_g_per_ml;
    bool        has_no_time;        /* rows are boluses: no time is asked for */
};

/* is_weighed: the mass column was a mass, and not a volume. ERR_IO, ERR_PARSE, ERR_UNKNOWN with
 * file and line, or the nearest column. */
MUST_CHECK enum err flow_read(const char *path, const struct flow_columns *, struct flow_rows *,
                              bool *is_weighed, struct why *);
void flow_rows_free(struct flow_rows *);        /* zeroed is fine */

#endif
