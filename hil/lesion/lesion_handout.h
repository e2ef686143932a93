/* lesion_handout.h - a lesion, or up to four side by side, as a page to take home: what was set,
 * figures on one scale of millimetres and of colours, and width, distal and proximal reach, length
 * and volume by every criterion, of each case and against the first; temperatures, impedance and
 * power over time. */
#ifndef PAINRIG_HIL_LESION_HANDOUT_H
#define PAINRIG_HIL_LESION_HANDOUT_H

#include "hil/lesion/anatomy.h"
#include "hil/lesion/lesion_course.h"
#include "hil/picture/handout.h"
#include "sim/treatment.h"

struct lesion_handout_case {
    const struct treatment_setup *setup;
    const struct treatment       *treatment;    /* as it is at the end */
    const struct lesion_course   *course;
    const struct anatomy         *anatomy;      /* whose courses are beside it; NULL: typed ones */
};

/* `command`: what to type for the same numbers. Given back with handout_free, also on failure;
 * ERR_RANGE for more than HANDOUT_CASES_MAX. */
MUST_CHECK enum err lesion_handout_make(const struct lesion_handout_case *, size_t count,
                                        const char *command, struct handout *, struct why *);

#endif
