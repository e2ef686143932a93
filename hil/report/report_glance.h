/* report_glance.h - what matters first, at the head of the page: the alarms and when they came, and
 * how the rig's headline signals and all flags that were raised went (report_course.h). */
#ifndef PAINRIG_HIL_REPORT_GLANCE_H
#define PAINRIG_HIL_REPORT_GLANCE_H

#include "hil/bytes.h"
#include "hil/report/report.h"

/* Nothing at all, where there is nothing to say. */
void report_glance_write(struct bytes *, const struct report *);

#endif
