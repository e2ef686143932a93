/* generator_misdeeds.c - what a mutant of the generator does besides: the sound device's code asks
 * here at a few places, and a sound device gets nothing. */
#include "generator_firmware_inside.h"

#include <math.h>
#include <string.h>

#define MUTANT(name)   generator_is_mutant(fw, GENERATOR_MUTANT_##name)
#define INSTANT_S      1e-9
#define STOP_LATE_S    1.0
#define RESUME_S       2.0          /* after a trip whose cause is gone */
#define FLICKER_S      0.5          /* one turn in so long */
#define FLICKER_V      10.0
#define TRICKLE_V      0.8          /* unasked_output looks for 1 V */
#define TIMER_BAND_C   0.15
#define HOLD_BEGUN_S   0.015        /* the first turn of the hold */

void generator_misdeeds_begin(struct generator_firmware *fw, bool was_heating)
{
    struct generator_misdeeds *misdeeds = &fw->misdeeds;

    if (fw->defects->mutant == GENERATOR_MUTANT_NONE)
        return;
    memcpy(misdeeds->rows, generator_interlock_rows, sizeof misdeeds->rows);
    generator_mutate_interlocks((enum generator_mutant)fw->defects->mutant, misdeeds->rows);
    fw->interlocks.rows = misdeeds->rows;
    misdeeds->resumes = was_heating && MUTANT(RESUMES_WITH_MAINS);
}

void generator_misdeeds_sense(struct generator_firmware *fw)
{
    if (MUTANT(RISE_OF_PRESENT))
        fw->senses.impedance_start_ohm = fw->readings.impedance_ohm;
}

const double *generator_control_settings(struct generator_firmware *fw)
{
    struct generator_misdeeds *misdeeds = &fw->misdeeds;
    double set_c = fw->settings[GENERATOR_ORDER_SET_TEMP];

    if (fw->defects->mutant == GENERATOR_MUTANT_NONE)
        return fw->settings;
    memcpy(misdeeds->misread, fw->settings, sizeof fw->settings);
    generator_mutate_settings((enum generator_mutant)fw->defects->mutant, misdeeds->misread);
    if (!generator_is_in(fw->state, GENERATOR_IN_HEAT) || set_c > misdeeds->set_most_c)
        misdeeds->set_most_c = set_c;
    if (MUTANT(LOWERED_IGNORED))
        misdeeds->misread[GENERATOR_ORDER_SET_TEMP] = misdeeds->set_most_c;
    if (MUTANT(LOWERED_RAISES))
        misdeeds->misread[GENERATOR_ORDER_SET_TEMP] = 2 * misdeeds->set_most_c - set_c;
    return misdeeds->misread;
}

/* ------------------------------------------------------------------ by itself */

static void states_misuse(struct generator_firmware *fw)
{
    double since_s = fw->now_s - fw->state_since_s + INSTANT_S;
    bool   is_fault = fw->state == GENERATOR_STATE_FAULT;

    if (MUTANT(STOP_NO_ALARM) && is_fault)
        generator_take(fw, GENERATOR_INPUT_CLEAR);
    if (MUTANT(RESUMES) && is_fault && since_s >= RESUME_S
        && generator_interlock_is_quiet(&fw->interlocks.rows[fw->trip.fault], fw->senses.value,
                                        fw->settings)) {
        generator_take(fw, GENERATOR_INPUT_CLEAR);
        generator_take(fw, GENERATOR_INPUT_START_HEAT);
    }
    if (fw->misdeeds.resumes && fw->state == GENERATOR_STATE_STANDBY) {
        fw->misdeeds.resumes = false;
        generator_take(fw, GENERATOR_INPUT_START_HEAT);
    }
    if (MUTANT(CHECK_SKIPPED) && fw->state == GENERATOR_STATE_CHECKING)
        generator_take(fw, fw->aim);
    if (fw->misdeeds.stop_s > 0 && fw->now_s >= fw->misdeeds.stop_s + STOP_LATE_S - INSTANT_S) {
        fw->misdeeds.stop_s = 0;
        generator_take(fw, GENERATOR_INPUT_STOP);
    }
}

static void counts_misuse(struct generator_firmware *fw)
{
    bool   is_ramp = fw->state == GENERATOR_STATE_RAMP;
    double off_c = fw->senses.value[GENERATOR_SENSE_TIP] - fw->settings[GENERATOR_ORDER_SET_TEMP];

    if (MUTANT(OVERTIME_FROM_HOLD) && is_ramp)
        fw->elapsed_s = 0;
    if (MUTANT(HOLD_FROM_RAMP) && is_ramp)
        fw->timer_s = fw->elapsed_s;
    if (MUTANT(TIMER_RESETS) && fw->state == GENERATOR_STATE_HOLD && fabs(off_c) > TIMER_BAND_C)
        fw->timer_s = 0;
    if (MUTANT(ENERGY_AGAIN) && fw->state == GENERATOR_STATE_HOLD && fw->timer_s < HOLD_BEGUN_S)
        fw->energy_j = 0;
}

void generator_misdeeds_act(struct generator_firmware *fw)
{
    if (fw->defects->mutant == GENERATOR_MUTANT_NONE)
        return;
    states_misuse(fw);
    counts_misuse(fw);
    if (generator_is_in(fw->state, GENERATOR_IN_RF) && fw->elapsed_s <= 0) {
        fw->misdeeds.shown_c = fw->senses.value[GENERATOR_SENSE_TIP];
        fw->misdeeds.shown_ohm = fw->readings.impedance_ohm;
    }
}

/* ------------------------------------------------------------------ output and words */

void generator_misdeeds_output(struct generator_firmware *fw)
{
    struct generator_output *out = &fw->output;
    bool is_latched = generator_is_in(fw->state, GENERATOR_IN_LATCHED);
    bool is_rf = generator_is_in(fw->state, GENERATOR_IN_RF);
    double phase_s = fmod(fw->now_s - fw->state_since_s + INSTANT_S, FLICKER_S);

    if (fw->defects->mutant == GENERATOR_MUTANT_NONE)
        return;
    if (is_rf)
        fw->misdeeds.volts_before = out->volts_rms;
    if (MUTANT(ALARM_NO_STOP) && is_latched)
        out->volts_rms = fw->misdeeds.volts_before;
    if (MUTANT(OUTPUT_FLICKERS) && is_latched && fw->now_s > fw->state_since_s && phase_s < 0.01)
        out->volts_rms = FLICKER_V;
    if (MUTANT(STANDBY_TRICKLES) && fw->state == GENERATOR_STATE_STANDBY)
        out->volts_rms = TRICKLE_V;
    if (MUTANT(STIM_BESIDE_RF) && is_rf)
        out->stim_volts = fw->settings[GENERATOR_ORDER_SENSORY_VOLTS];
    if (MUTANT(STIM_TENFOLD))
        out->stim_volts *= 10;
    out->rf_on = out->volts_rms > 0;
    out->stim_on = out->stim_volts > 0;
}

void generator_misdeeds_show(const struct generator_firmware *fw, struct generator_status *status)
{
    if (MUTANT(SHOWS_SET_TEMP) && fw->state == GENERATOR_STATE_HOLD)
        status->tip_temp_c = status->set_temp_c;
    if (MUTANT(LIGHT_OFF))
        status->alarms &= ~(unsigned)GENERATOR_ALARM_RF_ON;
    if (MUTANT(POWER_IN_DBM) && status->power_w > 0)
        status->power_w = fmax(0, 10 * log10(1000 * status->power_w));
    if (MUTANT(ENERGY_SHOWN_IN_KJ))
        status->energy_j /= 1000;
    if (!generator_is_in(fw->state, GENERATOR_IN_RF))
        return;
    if (MUTANT(TEMP_FROZEN))
        status->tip_temp_c = fw->misdeeds.shown_c;
    if (MUTANT(IMPEDANCE_FROZEN))
        status->impedance_ohm = fw->misdeeds.shown_ohm;
}
