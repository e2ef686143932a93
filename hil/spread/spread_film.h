/* spread_film.h - a drug's spread as a film for a page: what GET /data/spread answers.
 *
 * It is the view of the same choice that `painrig spread` prints: its probes from cranial to caudal
 * are the film's places, its reports the film's frames, behind one at 0 in which nothing has come.
 *
 *     fields  fluid_ug_per_ml  cord_ug_per_ml  effect_ug_per_ml     [x_m], the median of a band
 *             fluid_low_ug_per_ml, fluid_high_..., cord_low_..., cord_high_...       with a band
 *     series  plasma_ng_per_ml brain_ng_per_ml (each with _low, _high) effect_ug_per_ml (where the
 *             cord feels most) mass_ug absorbed_ug arrived_ug
 *     x_m, length_m, tip_m, tip_level, cord_probe (index of x_m)
 *     levels      [{ name, x_m, from_m, to_m, dura_mm, cord_mm }]: middle, ends, radii
 *     program     { from_s: [], over_s: [], ug: [] }: the doses as they come
 *     button      { bolus_ug, over_s, lockout_s, most_per_day }, null without presses
 *     presses     [{ at_s, verdict, wait_s, in_day }]
 *     thresholds  [{ name, site, role, is_below, ug_per_ml, source, is_unverified, is_crossed,
 *                    first_s, first_x_m, from_x_m, to_x_m, peak_ug_per_ml, peak_s }]
 *     tables      [{ title, rows: [[cells]] }]: to the letter what the command prints
 *     end         what `painrig spread --json` prints for the same choice, without wall_s
 *     settings    every option and what it was; samples
 *     sentence, warnings [sentences], limits [sentences] */
#ifndef PAINRIG_HIL_SPREAD_FILM_H
#define PAINRIG_HIL_SPREAD_FILM_H

#include "base/why.h"
#include "hil/bytes.h"
#include "hil/spread/spread_options.h"

/* values: as for spread_options_give. ERR_RANGE also for what would take a page too long. */
MUST_CHECK enum err spread_film_make(const char *const values[SPREAD_OPTION_COUNT], struct bytes *,
                                     struct why *);

#endif
