#include "rig_ablation_inside.h"

#include "base/units.h"

#include <math.h>

/* The load at the plug. A dried layer is in series with the tissue, a short beside both; a pad that
 * is half off adds as much again as the tissue has. */
static double load_find(const struct rig_ablation *a)
{
    double tissue_ohm = ablation_resistance_ohm(a->plant);
    double series_ohm = tissue_ohm / (1 - a->knob[KNOB_DRIED]);

    if (a->knob[KNOB_LEAD_OPEN] > 0 || a->knob[KNOB_PAD_LOST] >= 1)
        return INFINITY;
    series_ohm += tissue_ohm * (1 / (1 - a->knob[KNOB_PAD_LOST]) - 1);
    return series_ohm * (1 - a->knob[KNOB_LEAD_SHORT]);
}

/* One current flows through tissue, dried layer and pad. What the layer makes stays at the tip and
 * counts as the tissue's; what the pad makes warms the skin below it, far away:
 *
 *     V_tissue^2 / R_tissue = I^2 (R_tissue + R_layer),  I = V / R_series
 *     R_series = R_load / (1 - short)                                                         */
double rig_ablation_tissue_volts(const struct rig_ablation *a, double volts_rms)
{
    double tissue_ohm = ablation_resistance_ohm(a->plant);
    double tip_ohm = tissue_ohm / (1 - a->knob[KNOB_DRIED]);

    if (isinf(a->load_ohm))
        return 0;
    return volts_rms * sqrt(tissue_ohm * tip_ohm) * (1 - a->knob[KNOB_LEAD_SHORT]) / a->load_ohm;
}

/* Where the thermocouple really sits: a probe that has slipped back measures farther up the tip. */
static double thermocouple_truth_c(const struct rig_ablation *a)
{
    struct grid_stencil point;
    double back_m = a->plant_setup.thermocouple_m + a->knob[KNOB_PULLED_BACK] * M_PER_MM;

    grid_stencil_at(ablation_grid(a->plant), 0, -a->plant_setup.shape.tip_m / 2 + back_m, &point);
    return pace_follow_c(&a->pace, &point);
}

/* An instrument that does not say is no number to filter. */
static double thermocouple_seen_c(struct rig_ablation *a, const struct sensor_faults *faults)
{
    double temp_c = rig_ablation_bench_temp_c(a, thermocouple_truth_c(a));

    return isnan(temp_c) ? temp_c : sensor_step(a->thermocouple, temp_c, TICK_S, faults);
}

void rig_ablation_feel(struct rig_ablation *a)
{
    const struct sensor_faults faults = {
        .is_open = a->knob[KNOB_TC_OPEN] > 0, .is_short = a->knob[KNOB_TC_SHORT] > 0,
        .offset = a->knob[KNOB_TC_OFFSET], .extra_lag_s = a->knob[KNOB_TC_LAG],
    };

    a->load_ohm = load_find(a);
    a->body = (struct generator_body){
        .tip_temp_c = thermocouple_seen_c(a, &faults),
        .impedance_ohm = a->load_ohm,
        .pad_ohm = a->knob[KNOB_PAD_LOST] >= 1 ? INFINITY
                                               : a->pad_ohm / (1 - a->knob[KNOB_PAD_LOST]),
        .tc_is_open = faults.is_open,
        .tc_is_short = faults.is_short,
        .estop_is_pressed = a->knob[KNOB_ESTOP] > 0,
        .mains_is_off = a->knob[KNOB_MAINS_OFF] > 0,
    };
}
