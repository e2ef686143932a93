/* lesion_course.h - what happened on the way to a lesion, for its curves: temperatures, impedance
 * and power at the solver's own steps; of a longer treatment every second, fourth ... of them. */
#ifndef PAINRIG_HIL_LESION_COURSE_H
#define PAINRIG_HIL_LESION_COURSE_H

#include "hil/exhibit.h"
#include "sim/treatment.h"

#include <stddef.h>

#define LESION_COURSE_MAX    1024
#define LESION_COURSE_CHARTS 3

enum lesion_course_curve { LESION_TIP_C, LESION_HOTTEST_C, LESION_OHM, LESION_WATT,
                           LESION_COURSE_CURVES };

/* All zero to begin with. */
struct lesion_course {
    double t_s[LESION_COURSE_MAX], value[LESION_COURSE_CURVES][LESION_COURSE_MAX];
    size_t count, seen, stride;
};

/* To be set up before the treatment is run. */
struct treatment_watch lesion_course_watch(struct lesion_course *);

/* A chart each of temperatures, impedance and power, with a curve for each course; of one course
 * the tip stands beside the hottest tissue. `shown` has no charts yet; it owns them, also on
 * failure. */
MUST_CHECK enum err lesion_course_charts(const struct lesion_course *const *, size_t count,
                                         struct exhibits *shown);

#endif
