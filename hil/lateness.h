/* lateness.h - how late the ticks of a run in real time began.
 *
 * A tick is to begin at its own deadline, tick x tick_s behind the start. It is
 *
 *     late        by what the clock says when it wakes
 *     overrun     when its deadline had passed before anybody waited for it: the tick before took
 *                 longer than a tick. It begins at once, so it is late; none is ever left out, and
 *                 those behind it begin at their own deadlines again as soon as they can
 *     missed      when it began later than its own end: by then the next one was due
 *
 * A bench allows some missed deadlines (missed_most, usually none). A verdict of pass or fail that
 * saw more of them is inconclusive: what the devices did between two looks was not seen.
 *
 * Counted in a histogram of LATENESS_STEPS buckets per octave from 1 us, so that a quantile is
 * exact to 5 %. Seconds. Adding allocates nothing. */
#ifndef PAINRIG_HIL_LATENESS_H
#define PAINRIG_HIL_LATENESS_H

#include "hil/event.h"

#include <stdbool.h>
#include <stddef.h>

#define LATENESS_STEPS   16
#define LATENESS_OCTAVES 24             /* from 1 us to 16 s */
#define LATENESS_BUCKETS (LATENESS_STEPS * LATENESS_OCTAVES + 2)

struct lateness {
    unsigned long counts[LATENESS_BUCKETS];     /* [0]: below 1 us; the last: all beyond */
    long          ticks, missed, overruns;
    double        max_s, max_at_s;              /* the latest, and the deadline it had   */
    double        first_miss_s;                 /* the deadline of the first missed      */
    double        wall_s;                       /* from the start to the last tick       */
};

void lateness_add(struct lateness *, double deadline_s, double late_s, bool is_overrun,
                  double tick_s);

/* What `share` (0.5, 0.99) of the ticks did not exceed; 0 when there was none. */
double lateness_quantile_s(const struct lateness *, double share);
/* Least of what bucket `i` counts. */
double lateness_bucket_s(size_t i);

/* What is left of it in an outcome; is_real false: the clock was virtual. */
struct lateness_summary {
    bool   is_real;
    long   ticks, missed, overruns, missed_most;
    double median_us, p99_us, p999_us, max_us;
    double factor;                      /* simulated time over real time */
};
struct lateness_summary lateness_summary(const struct lateness *, long missed_most,
                                         double simulated_s);

/* The policy. True when `verdict` cannot stand, with the judgement that says why. */
bool lateness_judge(const struct lateness *, long missed_most, enum verdict verdict,
                    double simulated_s, struct judgement *);

#endif
