#include "generator_senses.h"

#include "generator_states.h"

#include <math.h>

#define INSTANT_S        1e-9
#define RISE_BELOW_SET_C 10.0       /* IL-RF-04: nearer to the set one a flat curve is normal */
#define OUTPUT_SEEN_V    1.0        /* less is offset and noise of the voltage detector */
#define STIM_SEEN_V      0.05

static struct generator_history history_of(double period_s, size_t length)
{
    return (struct generator_history){ .period_s = period_s, .length = length };
}

/* The oldest sample of a full history, length - 1 periods ago. NAN if it is not full. */
static double history_oldest(const struct generator_history *history)
{
    return history->count < history->length ? (double)NAN : history->samples[history->next];
}

static void history_push(struct generator_history *history, double now_s, double value)
{
    if (history->count > 0 && now_s < history->next_s - INSTANT_S)
        return;
    history->next_s = history->count > 0 && now_s < history->next_s + history->period_s
                    ? history->next_s + history->period_s : now_s + history->period_s;
    history->samples[history->next] = value;
    history->next = (history->next + 1) % history->length;
    if (history->count < history->length)
        history->count++;
}

void generator_senses_restart(struct generator_senses *senses, double impedance_ohm)
{
    senses->tip_10s = history_of(0.1, 101);
    senses->tip_100ms = history_of(0.01, 11);
    senses->impedance_1s = history_of(0.02, 51);
    senses->impedance_start_ohm = impedance_ohm;
}

void generator_senses_init(struct generator_senses *senses)
{
    *senses = (struct generator_senses){ .pad_least_ohm = (double)INFINITY };
    generator_senses_restart(senses, (double)NAN);
}

static void sense_tip(struct generator_senses *senses, const struct generator_readings *in,
                      double now_s)
{
    const struct generator_history *short_ago = &senses->tip_100ms;
    double *value = senses->value, ago;
    double  set_c = in->settings[GENERATOR_ORDER_SET_TEMP];
    double  tip_c = in->tc_raw_c < GENERATOR_TC_RAIL_C ? in->tc_raw_c : (double)NAN;
    bool    must_rise = generator_is_in(in->state, GENERATOR_IN_HEAT)
                     && tip_c < set_c - RISE_BELOW_SET_C
                     && in->power_w >= in->settings[GENERATOR_ORDER_RISE_POWER];

    history_push(&senses->tip_100ms, now_s, tip_c);
    history_push(&senses->tip_10s, now_s, tip_c);
    value[GENERATOR_SENSE_TC_RAW] = in->tc_raw_c;
    value[GENERATOR_SENSE_TIP] = tip_c;
    value[GENERATOR_SENSE_TIP_OVER_SET] = tip_c - set_c;
    ago = history_oldest(short_ago);
    value[GENERATOR_SENSE_TIP_JUMP] = short_ago->count < short_ago->length ? 0 : fabs(tip_c - ago);
    ago = history_oldest(&senses->tip_10s);
    value[GENERATOR_SENSE_TIP_RISE] = must_rise && !isnan(ago) ? tip_c - ago : (double)INFINITY;
}

static void sense_pad(struct generator_senses *senses, const struct generator_readings *in)
{
    if (in->pad_ohm >= GENERATOR_PAD_OFF_OHM)
        senses->pad_least_ohm = (double)INFINITY;       /* a new application, a new best value */
    else if (in->pad_ohm < senses->pad_least_ohm)
        senses->pad_least_ohm = in->pad_ohm;
    senses->value[GENERATOR_SENSE_PAD] = in->pad_ohm;
    senses->value[GENERATOR_SENSE_PAD_RATIO] = isinf(senses->pad_least_ohm)
                                             ? 1 : in->pad_ohm / senses->pad_least_ohm;
}

static void sense_impedance(struct generator_senses *senses, const struct generator_readings *in,
                            double now_s)
{
    struct generator_history *history = &senses->impedance_1s;
    bool   is_rf = generator_is_in(in->state, GENERATOR_IN_RF);
    double rise_ohm;

    history_push(history, now_s, in->impedance_ohm);
    rise_ohm = history->count < history->length ? 0 : in->impedance_ohm - history_oldest(history);
    senses->value[GENERATOR_SENSE_IMPEDANCE] = in->impedance_ohm;
    senses->value[GENERATOR_SENSE_IMPEDANCE_RISE]
        = is_rf ? 100 * rise_ohm / senses->impedance_start_ohm : 0;
}

static void sense_output(double *value, const struct generator_readings *in)
{
    const double *settings = in->settings;
    bool          is_pulsed = in->state == GENERATOR_STATE_PULSE;
    double        volts_most = settings[is_pulsed ? GENERATOR_ORDER_PULSE_VOLTS
                                                  : GENERATOR_ORDER_VOLT_LIMIT];
    bool          is_asked = generator_is_in(in->state, GENERATOR_IN_RF);
    bool          is_rf = in->volts_rms > OUTPUT_SEEN_V;

    value[GENERATOR_SENSE_VOLTS] = 100 * in->volts_rms / volts_most;
    value[GENERATOR_SENSE_CURRENT] = 100 * in->current_a / settings[GENERATOR_ORDER_CURRENT_LIMIT];
    value[GENERATOR_SENSE_POWER] = 100 * in->power_w / settings[GENERATOR_ORDER_POWER_LIMIT];
    value[GENERATOR_SENSE_UNASKED] = is_asked ? 0 : in->volts_rms;
    value[GENERATOR_SENSE_BOTH] = is_rf && in->stim_volts > STIM_SEEN_V;
}

void generator_senses_step(struct generator_senses *senses, const struct generator_readings *in,
                           double now_s)
{
    double *value = senses->value;

    sense_tip(senses, in, now_s);
    sense_pad(senses, in);
    sense_impedance(senses, in, now_s);
    sense_output(value, in);
    value[GENERATOR_SENSE_ESTOP] = in->is_estop_pressed;
    value[GENERATOR_SENSE_SELF_TEST] = in->has_self_test_failed;
    value[GENERATOR_SENSE_SETTINGS] = in->is_settings_bad;
    value[GENERATOR_SENSE_ELAPSED] = in->elapsed_s;
    value[GENERATOR_SENSE_ENERGY] = in->energy_j;
    value[GENERATOR_SENSE_SILENCE] = in->silence_s;
}
