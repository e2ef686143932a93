#include "generator_control.h"

#include "drivers/generator_wire.h"

#include <math.h>

/* Tuned on sums of three lags from 0.1 to 60 s with a thermocouple of 0.2 to 0.3 s, gains from 5 to
 * 30 C/W and a first guess of the gain that is wrong by a factor of 2.5 either way: overshoot under
 * 1.2 C. */
#define PERIOD_S            0.05
#define KP                  5.0
#define KI_PER_S            1.8
#define KD_S                0.2
#define SLOPE_FILTER_S      0.2
#define GAIN_PER_OHM        0.12
#define GAIN_LEAST_C_PER_W  3.0
#define GAIN_MOST_C_PER_W   50.0
#define GAIN_RANGE          4.0     /* how far the gain may move from its first guess */
#define GAIN_AFTER_S        1.0
#define GAIN_POWER_W        0.2     /* less says nothing about the gain */
#define GAIN_FILTER_S       1.0
#define POWER_FILTER_S      1.0
#define POWER_LEAST_W       0.01
#define REACHED_WITHIN_C    1.0
#define INSTANT_S           1e-9

static double clamp(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

/* ------------------------------------------------------------------ heat */

void generator_heat_begin(struct generator_heat *heat, const struct generator_control_inputs *in)
{
    double set_c = in->settings[GENERATOR_ORDER_SET_TEMP];
    double ohm = isfinite(in->impedance_ohm) ? in->impedance_ohm : 100;

    *heat = (struct generator_heat){
        .start_c = in->tip_c, .set_point_c = in->tip_c, .tip_before_c = in->tip_c,
        .set_point_c_per_s = fabs(set_c - in->tip_c) / in->settings[GENERATOR_ORDER_RAMP],
        .gain_c_per_w = clamp(GAIN_PER_OHM * ohm, GAIN_LEAST_C_PER_W, GAIN_MOST_C_PER_W),
        .start_s = in->now_s, .next_s = in->now_s, .volts = GENERATOR_MEASURING_V,
    };
    heat->gain_first_c_per_w = heat->gain_c_per_w;
}

static void set_point_walk(struct generator_heat *heat, const struct generator_control_inputs *in)
{
    double step_c = heat->set_point_c_per_s * PERIOD_S;
    double left_c = in->settings[GENERATOR_ORDER_SET_TEMP] - heat->set_point_c;

    heat->set_point_c += clamp(left_c, -step_c, step_c);
}

/* Rise over mean power, until the set temperature is reached; the integral moves along so that P
 * does not jump. */
static void gain_follow(struct generator_heat *heat, const struct generator_control_inputs *in,
                        double power_w)
{
    double first = heat->gain_first_c_per_w, rise_per_w, next;

    if (heat->is_reached || in->now_s - heat->start_s <= GAIN_AFTER_S
        || heat->power_mean_w <= GAIN_POWER_W)
        return;
    rise_per_w = clamp((in->tip_c - heat->start_c) / heat->power_mean_w,
                       first / GAIN_RANGE, first * GAIN_RANGE);
    next = heat->gain_c_per_w + (rise_per_w - heat->gain_c_per_w) * PERIOD_S / GAIN_FILTER_S;
    heat->integral_c += power_w * (next - heat->gain_c_per_w);
    heat->gain_c_per_w = next;
}

static double power_most_w(const struct generator_control_inputs *in)
{
    double volts = in->settings[GENERATOR_ORDER_VOLT_LIMIT];
    double amps = in->settings[GENERATOR_ORDER_CURRENT_LIMIT];
    double by_volts = volts * volts / in->impedance_ohm;
    double by_current = amps * amps * in->impedance_ohm;

    return fmin(in->settings[GENERATOR_ORDER_POWER_LIMIT], fmin(by_volts, by_current));
}

static double power_wanted_w(struct generator_heat *heat, const struct generator_control_inputs *in)
{
    double error_c = heat->set_point_c - in->tip_c;
    double slope = (in->tip_c - heat->tip_before_c) / PERIOD_S;
    double wanted_w, given_w;

    heat->slope_c_per_s += (slope - heat->slope_c_per_s) * PERIOD_S / (PERIOD_S + SLOPE_FILTER_S);
    heat->tip_before_c = in->tip_c;
    wanted_w = (KP * error_c + heat->integral_c - KD_S * heat->slope_c_per_s) / heat->gain_c_per_w;
    gain_follow(heat, in, wanted_w);
    given_w = clamp(wanted_w, POWER_LEAST_W, power_most_w(in));
    if (given_w == wanted_w || (given_w < wanted_w) == (error_c < 0))
        heat->integral_c += KI_PER_S * error_c * PERIOD_S;
    heat->is_at_limit = given_w < wanted_w;
    heat->power_mean_w += (given_w - heat->power_mean_w) * PERIOD_S / POWER_FILTER_S;
    return given_w;
}

static bool has_arrived(const struct generator_heat *heat,
                        const struct generator_control_inputs *in)
{
    double set_c = in->settings[GENERATOR_ORDER_SET_TEMP];

    return heat->set_point_c == set_c && fabs(in->tip_c - set_c) <= REACHED_WITHIN_C;
}

double generator_heat_step(struct generator_heat *heat, const struct generator_control_inputs *in)
{
    if (isnan(in->tip_c) || !isfinite(in->impedance_ohm) || in->impedance_ohm <= 0)
        return heat->volts = GENERATOR_MEASURING_V;
    if (in->now_s < heat->next_s - INSTANT_S)
        return heat->volts;
    heat->next_s += PERIOD_S;
    if (heat->next_s <= in->now_s)
        heat->next_s = in->now_s + PERIOD_S;
    set_point_walk(heat, in);
    heat->volts = fmax(GENERATOR_MEASURING_V, sqrt(power_wanted_w(heat, in) * in->impedance_ohm));
    heat->is_reached = heat->is_reached || has_arrived(heat, in);
    return heat->volts;
}

/* ------------------------------------------------------------------ pulses */

#define CEILING_MARGIN_C 0.2
#define RISE_FORGET      0.2        /* of the known rise, per burst, when it becomes smaller */
#define STRONG_BURST     0.7        /* of the set voltage */

void generator_pulses_begin(struct generator_pulses *pulses,
                            const struct generator_control_inputs *in)
{
    *pulses = (struct generator_pulses){
        .start_s = in->now_s, .before_c = in->tip_c, .peak_c = in->tip_c, .burst = -1,
    };
}

/* What the last burst did, per volt squared. More than was known is believed at once; less only
 * slowly, and only from a strong burst: behind a weak one the tissue's own cooling hides the
 * rise. */
static void rise_learn(struct generator_pulses *pulses, const struct generator_control_inputs *in)
{
    double strong = STRONG_BURST * in->settings[GENERATOR_ORDER_PULSE_VOLTS];
    double v2 = pulses->burst_volts * pulses->burst_volts;
    double rise = v2 > 0 ? (pulses->peak_c - pulses->before_c) / v2 : (double)NAN;

    if (isnan(rise))
        return;
    if (rise > pulses->rise_c_per_v2) {
        pulses->rise_c_per_v2 = rise;
    } else {    /* the weaker the burst, the more of its rise is noise */
        double share = RISE_FORGET * pow(fmin(pulses->burst_volts / strong, 1), 4);
        pulses->rise_c_per_v2 += share * (rise - pulses->rise_c_per_v2);
    }
}

static double burst_volts(const struct generator_pulses *pulses,
                          const struct generator_control_inputs *in)
{
    double room_c = in->settings[GENERATOR_ORDER_PULSE_CEILING] - CEILING_MARGIN_C - in->tip_c;
    double volts = in->settings[GENERATOR_ORDER_PULSE_VOLTS];

    if (!(room_c > 0))
        return 0;                       /* at the ceiling, or the temperature is unknown */
    if (isfinite(in->impedance_ohm))
        volts = fmin(volts, in->settings[GENERATOR_ORDER_CURRENT_LIMIT] * in->impedance_ohm);
    if (pulses->burst == 0)
        volts /= 2;
    if (pulses->rise_c_per_v2 > 0)
        volts = fmin(volts, sqrt(room_c / pulses->rise_c_per_v2));
    return volts;
}

static void burst_begin(struct generator_pulses *pulses, const struct generator_control_inputs *in,
                        long burst)
{
    rise_learn(pulses, in);
    pulses->burst = burst;
    pulses->burst_volts = burst_volts(pulses, in);
    pulses->before_c = pulses->peak_c = in->tip_c;
}

/* How much of [from, from + dt) lies in the burst that begins at 0. */
static double overlap_s(double from_s, double dt_s, double width_s)
{
    double begin = fmax(from_s, 0), end = fmin(from_s + dt_s, width_s);

    return end - begin > INSTANT_S ? end - begin : 0;
}

double generator_pulses_step(struct generator_pulses *pulses,
                             const struct generator_control_inputs *in, double dt_s)
{
    double period_s = 1 / in->settings[GENERATOR_ORDER_PULSE_RATE];
    double width_s = in->settings[GENERATOR_ORDER_PULSE_WIDTH] / 1000;
    long   burst = (long)floor((in->now_s - pulses->start_s + dt_s - INSTANT_S) / period_s);
    double from_s = in->now_s - pulses->start_s - (double)burst * period_s;

    if (burst != pulses->burst)
        burst_begin(pulses, in, burst);
    if (in->tip_c > pulses->peak_c)
        pulses->peak_c = in->tip_c;
    return pulses->burst_volts * sqrt(overlap_s(from_s, dt_s, width_s) / dt_s);
}
