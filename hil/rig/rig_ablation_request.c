#include "rig_ablation_inside.h"

#include <math.h>
#include <string.h>

#define ANSWER_S  3.0       /* a start without output after so long has come to nothing         */
#define OFF_S     1.2       /* heat that has been off for so long is over: a new start it needs */
#define NEAR_C    1.0
#define LEAST_V   1e-3

/* ------------------------------------------------------------------ the last samples */

/* The sample of `length` - 1 ticks ago, or NAN. */
static double past_step(struct past *past, size_t ticks, double value)
{
    double oldest;

    past->length = ticks + 1;
    if (past->count == past->length)
        past->sum -= past->samples[past->next];
    else
        past->count++;
    past->samples[past->next] = value;
    past->sum += value;
    past->next = (past->next + 1) % past->length;
    oldest = past->samples[past->next];
    return past->count == past->length ? oldest : (double)NAN;
}

/* Mean of the last `ticks`; what was before the first counts as 0. Values must be numbers. */
static double past_mean(struct past *past, size_t ticks, double value)
{
    past_step(past, ticks - 1, value);
    return fmax(0, past->sum / (double)ticks);
}

/* ------------------------------------------------------------------ what the host asked for */

void rig_ablation_agree(struct rig_ablation *a, bool is_forgotten)
{
    for (enum generator_order i = 0; i < GENERATOR_SETTING_COUNT; i++) {
        double value = generator_acknowledged(a->client, i);

        if (is_forgotten)
            a->notes.agreed[i] = generator_orders[i].rest;
        else if (!isnan(value))
            a->notes.agreed[i] = value;
    }
}

static void request_end(struct ablation_request *request)
{
    request->mode = request->before = ABLATION_NONE;
    request->has_begun = request->had_begun = false;
}

void rig_ablation_note_order(struct rig_ablation *a, size_t knob, double value)
{
    struct ablation_request *request = &a->notes.request;

    if (knob == KNOB_RESET && value > 0)
        rig_ablation_agree(a, true);
    if ((knob == KNOB_RESET && value > 0) || (knob == KNOB_MODE && value <= 0)) {
        request_end(request);
    } else if (knob == KNOB_MODE) {
        request->before = request->mode;
        request->had_begun = request->has_begun;
        request->mode = (enum ablation_mode)value;
        request->has_begun = false;
        request->age_s = request->off_s = 0;
        request->orders_start = true;
    } else if (knob == KNOB_CLEAR && value > 0) {
        request->orders_clear = true;
    }
}

static bool is_start(enum generator_order order)
{
    return order >= GENERATOR_ORDER_START_HEAT && order <= GENERATOR_ORDER_START_MOTOR;
}

static void refusal_note(struct ablation_request *request, const struct generator_report *report)
{
    if (report->refused != request->refused && is_start(report->refused_order)) {
        request->mode = request->before;
        request->has_begun = request->had_begun;
    }
    request->refused = report->refused;
}

static bool has_lapsed(const struct rig_ablation *a)
{
    const struct ablation_request *request = &a->notes.request;

    if (request->mode != ABLATION_HEAT && request->mode != ABLATION_PULSE)
        return false;
    if (!request->has_begun)
        return request->age_s >= ANSWER_S;
    if (request->mode == ABLATION_HEAT)
        return request->off_s >= OFF_S;
    return a->notes.treatment.on_s >= a->notes.agreed[GENERATOR_ORDER_PULSE_TIME] + OFF_S;
}

static void request_step(struct rig_ablation *a)
{
    struct ablation_request *request = &a->notes.request;
    double set_c = a->notes.agreed[GENERATOR_ORDER_SET_TEMP];

    request->is_new = request->orders_start;
    request->is_clear = request->orders_clear;
    request->orders_start = request->orders_clear = false;
    request->is_lowered = set_c < a->notes.set_c;
    request->set_age_s = set_c == a->notes.set_c ? request->set_age_s + TICK_S : 0;
    a->notes.set_c = set_c;
    request->age_s += TICK_S;
    request->off_s = a->output.rf_on ? 0 : request->off_s + TICK_S;
    refusal_note(request, generator_report(a->client));
    if (a->body.estop_is_pressed || a->body.mains_is_off || has_lapsed(a))
        request_end(request);
}

/* ------------------------------------------------------------------ what came of it */

/* What the protocol allows to turn while energy flows. */
static bool is_live(enum generator_order setting)
{
    return setting == GENERATOR_ORDER_SET_TEMP || setting == GENERATOR_ORDER_HOLD
        || setting == GENERATOR_ORDER_PULSE_VOLTS || setting == GENERATOR_ORDER_SENSORY_VOLTS
        || setting == GENERATOR_ORDER_MOTOR_VOLTS;
}

static bool has_moved(const struct ablation_notes *notes)
{
    for (enum generator_order i = 0; i < GENERATOR_SETTING_COUNT; i++)
        if (!is_live(i) && notes->agreed[i] != notes->treatment.agreed[i])
            return true;
    return false;
}

static void treatment_step(struct rig_ablation *a, double power_w)
{
    struct ablation_request   *request = &a->notes.request;
    struct ablation_treatment *treatment = &a->notes.treatment;
    bool is_rf = request->mode == ABLATION_HEAT || request->mode == ABLATION_PULSE;
    bool is_near = a->body.tip_temp_c >= a->notes.set_c - NEAR_C;

    if (is_rf && !request->has_begun && a->output.rf_on && !request->was_on) {
        request->has_begun = true;
        *treatment = (struct ablation_treatment){ .start_ohm = a->load_ohm };
        memcpy(treatment->agreed, a->notes.agreed, sizeof treatment->agreed);
    }
    request->was_on = a->output.rf_on;
    if (!request->has_begun)
        return;
    if (a->output.rf_on || request->mode == ABLATION_PULSE)
        treatment->on_s += TICK_S;
    if (a->output.rf_on && (treatment->hot_s > 0 || is_near))
        treatment->hot_s += TICK_S;
    treatment->energy_j += power_w * TICK_S;
    if (a->output.rf_on && has_moved(&a->notes))
        treatment->is_moved = true;
}

void rig_ablation_notice(struct rig_ablation *a)
{
    struct ablation_notes *notes = &a->notes;
    double volts = a->output.volts_rms, seen_c = a->body.tip_temp_c, pad_ohm = a->body.pad_ohm;
    double power_w = volts * volts / a->load_ohm;

    notes->current_a = volts / a->load_ohm;
    rig_ablation_agree(a, a->body.mains_is_off);
    request_step(a);
    treatment_step(a, power_w);
    notes->tip_jump_c = fabs(seen_c - past_step(&notes->tip_100ms, 10, seen_c));
    notes->tip_rise_c = seen_c - past_step(&notes->tip_10s, 1000, seen_c);
    notes->load_rise_pct = 100 * (a->load_ohm - past_step(&notes->load_1s, 100, a->load_ohm))
                         / notes->treatment.start_ohm;
    if (!isfinite(notes->load_rise_pct))
        notes->load_rise_pct = NAN;
    notes->mean_w = past_mean(&notes->power_100ms, 10, power_w);
    notes->change_w = notes->mean_w - past_step(&notes->mean_1s, 100, notes->mean_w);
    notes->duty = past_mean(&notes->on_1s, 100, volts > LEAST_V);
    if (isinf(pad_ohm))
        notes->pad_best_ohm = INFINITY;
    else
        notes->pad_best_ohm = fmin(pad_ohm, notes->pad_best_ohm);
}
