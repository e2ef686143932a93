/* spread_json.h - what came of a programme as JSON, with the names that a case's author expects.
 *
 * times_h: the reports; probes: each with x_m (and its level), mg_per_l (in the fluid, one per
 * report) and, where there is a cord, cord_mg_per_l; mass_mg: drug in the canal (fluid, cord and
 * cistern); absorbed_mg: gone to blood and epidural fat; with a patient plasma_ng_per_ml and
 * effect_mg_per_l (the cord's effect site at the source) and brain_effect_mg_per_l; model: cells,
 * steps, wall_s, mass_imbalance. With presses of the patient's button each as at_h, verdict
 * (granted, busy, lockout, day), wait_min until one would be granted, in_day. With a band every
 * list of a probe has fellows that end in _low and _high (quantiles 0.1 and 0.9), and model says
 * how many samples. */
#ifndef PAINRIG_HIL_SPREAD_JSON_H
#define PAINRIG_HIL_SPREAD_JSON_H

#include "hil/spread/spread_press.h"
#include "sim/spread.h"

#include <stdio.h>

/* What is NULL is not told; `name` is what a case of a comparison is called. wall_s: how long it
 * took; NAN: not told, so that the same case gives the same bytes. */
struct spread_json {
    const char                    *name;
    const struct spread_setup     *setup;
    const struct spread_presses   *presses;
    const struct spread           *spread;
    const struct spread_quantiles *band;
    double wall_s;
};
void spread_json_print(FILE *, const struct spread_json *);

#endif
