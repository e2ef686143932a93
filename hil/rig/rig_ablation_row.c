#include "rig_ablation_inside.h"

#include "base/units.h"

#include <math.h>

#define MEASURE_TICKS 50    /* the lesion is measured this often */

static void report_fill(const struct rig_ablation *a, double *values)
{
    const struct generator_report *report = generator_report(a->client);
    const struct generator_status *status = &report->status;
    bool known = report->is_known;

    values[SIGNAL_STATE] = known ? (double)status->state : NAN;
    values[SIGNAL_FAULT] = known ? (double)status->fault : NAN;
    values[SIGNAL_BLIND] = known ? (status->alarms & GENERATOR_ALARM_BLIND) != 0 : NAN;
    values[SIGNAL_AT_LIMIT] = known ? (status->alarms & GENERATOR_ALARM_AT_LIMIT) != 0 : NAN;
    values[SIGNAL_RF_LIGHT] = known ? (status->alarms & GENERATOR_ALARM_RF_ON) != 0 : NAN;
    values[SIGNAL_REP_SET] = status->set_temp_c;
    values[SIGNAL_REP_TEMP] = status->tip_temp_c;
    values[SIGNAL_REP_IMPEDANCE] = status->impedance_ohm;
    values[SIGNAL_REP_VOLTS] = status->volts_rms;
    values[SIGNAL_REP_CURRENT] = status->current_a;
    values[SIGNAL_REP_POWER] = status->power_w;
    values[SIGNAL_REP_STIM] = status->stim_volts;
    values[SIGNAL_REP_TIMER] = status->timer_s;
    values[SIGNAL_REP_ELAPSED] = status->elapsed_s;
    values[SIGNAL_REP_PAD] = status->pad_ohm;
    values[SIGNAL_REP_ENERGY] = status->energy_j;
    values[SIGNAL_LINK] = (double)report->link;
    values[SIGNAL_LINK_AGE] = isinf(report->age_s) ? NAN : report->age_s;
    values[SIGNAL_LINK_GARBLED] = (double)report->garbled;
    values[SIGNAL_LINK_RETRIES] = (double)report->retries;
    values[SIGNAL_LINK_TIMEOUTS] = (double)report->timeouts;
    values[SIGNAL_LINK_REFUSED] = (double)report->refused;
}

static void truth_fill(const struct rig_ablation *a, double *values)
{
    struct grid_stencil tip;

    grid_stencil_at(ablation_grid(a->plant), 0,
                    -a->plant_setup.shape.tip_m / 2 + a->plant_setup.thermocouple_m, &tip);
    values[SIGNAL_TIP_TEMP] = pace_follow_c(&a->pace, &tip);
    values[SIGNAL_TIP_SEEN] = a->body.tip_temp_c;
    values[SIGNAL_LOAD] = isinf(a->load_ohm) ? NAN : a->load_ohm;
    values[SIGNAL_WIDTH] = a->lesion.width_m * MM_PER_M;
    values[SIGNAL_VOLUME] = a->lesion.volume_m3 * MM3_PER_M3;
    values[SIGNAL_OUT_VOLTS] = a->is_output_known ? a->output.volts_rms : (double)NAN;
    values[SIGNAL_OUT_POWER] = a->is_output_known ? a->power_w : (double)NAN;
    values[SIGNAL_OUT_ENERGY] = a->energy_j;
    values[SIGNAL_OUT_STIM] = a->output.stim_volts;
    values[SIGNAL_RF_ON] = a->is_output_known ? a->output.rf_on : (double)NAN;
    values[SIGNAL_STIM_ON] = a->is_output_known ? a->output.stim_on : (double)NAN;
    values[SIGNAL_HOTTEST] = a->hottest_c;
    values[SIGNAL_RESIDUAL] = a->pace.residual_c;
    values[SIGNAL_IMBALANCE] = a->imbalance;
}

/* What the plug and the front are like. */
static void front_fill(const struct rig_ablation *a, double *values)
{
    const struct ablation_notes *notes = &a->notes;
    bool is_off = isinf(a->body.pad_ohm);

    values[SIGNAL_TC_WRONG] = a->body.tc_is_open || a->body.tc_is_short;
    values[SIGNAL_PAD] = is_off ? NAN : a->body.pad_ohm;
    values[SIGNAL_PAD_BEST] = is_off ? NAN : notes->pad_best_ohm;
    values[SIGNAL_OUT_FAULTY] = a->defects.gain_error != 0 || a->defects.leak_volts != 0;
    values[SIGNAL_PRESSED] = a->body.estop_is_pressed;
    values[SIGNAL_MAINS_OUT] = a->body.mains_is_off;
    values[SIGNAL_SELF_TEST_BAD] = a->defects.self_test_fails != 0;
}

static void notes_fill(const struct rig_ablation *a, double *values)
{
    const struct ablation_notes     *notes = &a->notes;
    const struct ablation_request   *request = &notes->request;
    const struct ablation_treatment *treatment = &notes->treatment;

    values[SIGNAL_TIP_JUMP] = notes->tip_jump_c;
    values[SIGNAL_TIP_RISE] = notes->tip_rise_c;
    values[SIGNAL_LOAD_RISE] = notes->load_rise_pct;
    values[SIGNAL_OUT_CURRENT] = a->is_output_known ? notes->current_a : (double)NAN;
    values[SIGNAL_OUT_MEAN] = a->is_output_known ? notes->mean_w : (double)NAN;
    values[SIGNAL_OUT_CHANGE] = notes->change_w;
    values[SIGNAL_OUT_DUTY] = notes->duty;
    values[SIGNAL_REQUEST] = (double)request->mode;
    values[SIGNAL_REQUEST_NEW] = request->is_new;
    values[SIGNAL_REQUEST_CLEAR] = request->is_clear;
    values[SIGNAL_REQUEST_LOWERED] = request->is_lowered;
    values[SIGNAL_REQUEST_SET_AGE] = request->set_age_s;
    values[SIGNAL_TREATED] = treatment->on_s;
    values[SIGNAL_TREATED_HOT] = treatment->hot_s;
    values[SIGNAL_TREATED_MOVED] = treatment->is_moved;
    values[SIGNAL_TREATED_ENERGY] = treatment->energy_j;
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        values[SIGNAL_AGREED_ + i] = notes->agreed[i];
}

void rig_ablation_fill(const struct rig_ablation *a, double *values)
{
    report_fill(a, values);
    truth_fill(a, values);
    front_fill(a, values);
    notes_fill(a, values);
    rig_bench_fill(a->stand, rig_ablation_bench_rows, SIGNAL_BENCH_COUNT,
                   values + SIGNAL_BENCH_ + 1);
}

void rig_ablation_look(struct rig_ablation *a)
{
    if (a->pace.steps != a->steps_seen) {
        a->steps_seen = a->pace.steps;
        a->hottest_c = ablation_hottest_c(a->plant);
    }
    if (a->ticks++ % MEASURE_TICKS == 0) {
        ablation_lesion(a->plant, 0, &a->lesion);
        a->imbalance = ablation_did(a->plant).energy_imbalance;
    }
}
