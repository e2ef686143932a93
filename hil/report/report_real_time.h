/* report_real_time.h - what a report says of a run in real time: how late its ticks began.
 *
 * A section of the page with the histogram drawn, a member of the manifest, and a line for people.
 * Nothing at all is written of a run on the virtual clock. */
#ifndef PAINRIG_HIL_REPORT_REAL_TIME_H
#define PAINRIG_HIL_REPORT_REAL_TIME_H

#include "hil/bytes.h"
#include "hil/lateness.h"
#include "hil/real_time.h"

#include <stdio.h>

struct report_real_time {
    const struct lateness  *lateness;
    struct lateness_summary summary;
    double                  tick_s;
    const struct real_time *measures;       /* their notes; or NULL */
};

/* NULL is fine for both: the clock was virtual. */
void report_real_time_html(struct bytes *, const struct report_real_time *);
/* ,\n  "real_time": {...} */
void report_real_time_manifest(struct bytes *, const struct report_real_time *);

/* "real time x 1.0000: 2000 ticks, median 12 us late, 99 % within 19 us, 99.9 % within 257 us,
 * latest 1253 us; no deadline was missed" */
void report_real_time_print(FILE *, const struct lateness_summary *);

#endif
