/* lesion_show.h - a plant as exhibits: two fields with every criterion's
 * contour, and the table of lesions.
 *
 * The first field is the highest temperature reached, the second the temperature at the end. A
 * picture is the plane through the needle's axis, mirrored: x = r and -r, y = z, in
 * millimetres, the shaft upwards. */
#ifndef PAINRIG_HIL_LESION_SHOW_H
#define PAINRIG_HIL_LESION_SHOW_H

#include "base/why.h"
#include "hil/exhibit.h"
#include "sim/ablation.h"

#include <stddef.h>

/* On failure *exhibits is empty. */
MUST_CHECK enum err lesion_show(struct ablation *, const struct ablation_setup *, double at_s,
                                struct exhibits *, struct why *);

/* The first field alone. One that has its x_most, y_least and y_most keeps them, so that several
 * can stand side by side; else they are chosen. It belongs to the caller, also on failure. */
MUST_CHECK enum err lesion_show_field(struct ablation *, const struct ablation_setup *,
                                      struct exhibit_field *, struct why *);

/* How far beyond the tip's end, and back over the insulation, in mm; 0 where it does not reach. */
double lesion_distal_mm(const struct lesion *, const struct grid_shape *);
double lesion_proximal_mm(const struct lesion *, const struct grid_shape *);

#endif
