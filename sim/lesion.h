/* lesion.h - the shape of what died: width, extent along the needle, volume, contour.
 *
 * A criterion's field on the grid is turned into a margin, >= 0 where tissue is dead and smooth
 * across the border (degrees above the isotherm; the logarithm of damage over its limit). The
 * border is traced through cells much smaller than the elements, on the elements' own polynomials;
 * only tissue counts. Metres; z from the middle of the tip, + towards the shaft. */
#ifndef PAINRIG_SIM_LESION_H
#define PAINRIG_SIM_LESION_H

#include "grid.h"

/* All zero, and NAN for both ends, where nothing died. Width is twice the greatest radius. */
struct lesion { double width_m, z_min_m, z_max_m, volume_m3; };

/* One piece of the border, in the half-plane r >= 0. */
struct lesion_piece { double r_m[2], z_m[2]; };

/* pieces may be NULL; else at most `room` of them are written and *count says how many. */
void lesion_measure(const struct grid *, const double *margin, struct lesion *,
                    struct lesion_piece *pieces, size_t room, size_t *count);

#endif
