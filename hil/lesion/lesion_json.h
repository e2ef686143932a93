/* lesion_json.h - a treatment as JSON, with the names that a case file's author expects.
 *
 * times_s, volts, power_w, resistance_ohm, tip_temp_c: one number per report; probes: each with
 * r_mm, z_mm, temp_c, cem43_min (one per report); lesions: one per report and criterion, width_mm,
 * z_min_mm, z_max_mm, volume_mm3 (both ends null where nothing died); nerves, if there are any:
 * kind, name and radius_mm (of an anatomy's, anatomy.h), length_mm, hottest_c (one per report) and
 * by criterion dead_mm, longest_mm and margin_mm (of what must live, null where nothing died);
 * pulses, if that is how it was driven: volts, width_ms, rate_hz, ceiling_c, ceiling_at_s (null:
 * never reached) and burst_rise_c (treatment.h); model: cells, steps, wall_s, energy_imbalance and
 * what else it did. */
#ifndef PAINRIG_HIL_LESION_JSON_H
#define PAINRIG_HIL_LESION_JSON_H

#include "hil/bytes.h"
#include "sim/treatment.h"

#include <stdio.h>

/* wall_s NAN is null: of an answer that is to be the same whenever it is asked for. */
void lesion_json_write(struct bytes *, const struct treatment_setup *, const struct treatment *,
                       double wall_s);
MUST_CHECK enum err lesion_json_print(FILE *, const struct treatment_setup *,
                                      const struct treatment *, double wall_s);

#endif
