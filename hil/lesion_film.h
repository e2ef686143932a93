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
 * Frames are the solver's own steps, from 0 s to the end. Between frames power and resistance are
 * those in the middle of the step before; the last frame's are those of the end. */
#ifndef PAINRIG_HIL_LESION_FILM_H
#define PAINRIG_HIL_LESION_FILM_H

#include "hil/lesion_choice.h"
#include "hil/report_bytes.h"

/* Adds a film to `out`, which is empty. ERR_RANGE and its like with a sentence, as `painrig lesion`
 * would refuse it. */
MUST_CHECK enum err lesion_film_make(const struct lesion_choice *, double accuracy_percent,
                                     struct bytes *out, struct why *);

#endif
