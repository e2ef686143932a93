/* sample_exhibits.h - made-up exhibits of an infusion: a map over time and level in decades, curves
 * with bands and limits, a profile along named levels. Nothing here is physics. */
#ifndef PAINRIG_TESTS_SAMPLE_EXHIBITS_H
#define PAINRIG_TESTS_SAMPLE_EXHIBITS_H

#include "hil/exhibit.h"

/* One field (logarithmic, downwards, 24 marks) and three charts: logarithmic with bands, limits
 * within and beyond; even, with a gap and two limits close together; over x_marks. Aborts without
 * memory; given back with exhibits_free. */
void sample_infusion_make(struct exhibits *);

#endif
