/* lesion_film.h - a lesion as a film: what the page plays, and the numbers under it.
 *
 * The head's members, beside those of every film (film.h):
 *
 *     "r_m", "z_m", "order"   the grid: node (i, j) = j * nr + i; element e of a line spans nodes
 *                             e * order .. (e + 1) * order, Lagrange basis on them
 *     "electrode"             radius_m, tip_m, thermocouple_m (back from the tip's end)
 *     "criteria"              name, unit and limit of each
 *     "lesions"               of each criterion width_mm, distal_mm, proximal_mm, length_mm and
 *                             volume_mm3, one number per frame each
 *     "end"                   what `painrig lesion --json` prints, with wall_s null
 *     "settings"              what was chosen, as texts; the other technique's is left out
 *     "sentence", "limits"    lesion_words.h
 *
 * Fields: temp_c, and margin.0, margin.1 ... of the criteria (lesion.h: >= 0 is dead; in metal it
 * says nothing). Series: tip_c, hottest_c, resistance_ohm, volts, power_w.
 *
 * Frames are those of the record (lesion_record.h). */
#ifndef PAINRIG_HIL_LESION_FILM_H
#define PAINRIG_HIL_LESION_FILM_H

#include "hil/lesion/lesion_record.h"

/* Adds a film to `out`, which is empty; the choice is what the record was made of. */
MUST_CHECK enum err lesion_film_write(const struct lesion_record *, const struct lesion_choice *,
                                      struct bytes *out, struct why *);

#endif
