#include "rig_infusion_inside.h"

#include "base/units.h"

#include <math.h>

#define HOUR_MINUTES 60
#define DAY_MINUTES  1440

/* ---- the last hour and the last day ---- */

static double site_kg_per_m3(const struct pk_levels *levels, enum drug_site site)
{
    switch (site) {
    case DRUG_SITE_CORD:  return levels->cord_effect_kg_per_m3;
    case DRUG_SITE_BRAIN: return levels->brain_effect_kg_per_m3;
    default:              return levels->plasma_kg_per_m3;
    }
}

/* What is felt below a threshold is felt by those who have once been above it. */
static bool is_crossed(const struct reached *reached, const struct drug_threshold *threshold,
                       double kg_per_m3)
{
    return threshold->is_below ? reached->was_above && kg_per_m3 < threshold->kg_per_m3
                               : kg_per_m3 > threshold->kg_per_m3;
}

static void reached_look(struct reached *reached, const struct drug_threshold *threshold,
                         const struct pk_levels *levels, double t_s)
{
    double kg_per_m3 = site_kg_per_m3(levels, threshold->site);

    reached->was_above |= kg_per_m3 > threshold->kg_per_m3;
    if (isnan(reached->first_s) && is_crossed(reached, threshold, kg_per_m3))
        reached->first_s = t_s;
    if (kg_per_m3 > reached->most_kg_per_m3) {
        reached->most_kg_per_m3 = kg_per_m3;
        reached->most_s = t_s;
    }
}

void rig_infusion_mark(struct rig_infusion *a, double t_s)
{
    struct minutes *minutes = &a->minutes;

    for (size_t i = 0; i < DRUG_THRESHOLDS_MAX && a->drug.thresholds[i].name; i++)
        reached_look(&a->reached[i], &a->drug.thresholds[i], &a->truth.levels, t_s);

    for (int i = 0; minutes->until_s + S_PER_MIN <= t_s + 1e-6 && i <= MINUTES_MAX; i++) {
        minutes->until_s += S_PER_MIN;
        minutes->delivered_m3[minutes->next] = a->truth.delivered_m3;
        minutes->delivered_kg[minutes->next] = a->truth.delivered_kg;
        minutes->pumped_ug[minutes->next] = a->witness.pumped_ug;
        minutes->next = (minutes->next + 1) % MINUTES_MAX;
        minutes->count += minutes->count < MINUTES_MAX;
    }
}

/* The mark of so many whole minutes before the last one; before the start: nothing. */
static double mark_at(const struct minutes *minutes, const double *marks, size_t ago)
{
    return ago < minutes->count ? marks[(minutes->next + MINUTES_MAX - 1 - ago) % MINUTES_MAX] : 0;
}

/* What `marks` said so many minutes ago, straight between two of them; `*over_s` is how long ago
 * that is: less when the run is younger. */
static double earlier(const struct rig_infusion *a, const double *marks, size_t minutes_ago,
                      double *over_s)
{
    const struct minutes *minutes = &a->minutes;
    const double since = (a->now_s - minutes->until_s) / S_PER_MIN;     /* the last mark: 0 .. 1 */

    *over_s = fmin((double)minutes_ago * S_PER_MIN, a->now_s);
    if (a->now_s <= (double)minutes_ago * S_PER_MIN)
        return 0;
    return (1 - since) * mark_at(minutes, marks, minutes_ago)
         + since * mark_at(minutes, marks, minutes_ago - 1);
}

static double flow_hour_m3_per_s(const struct rig_infusion *a)
{
    double over_s, before = earlier(a, a->minutes.delivered_m3, HOUR_MINUTES, &over_s);

    return over_s > 0 ? (a->truth.delivered_m3 - before) / over_s : 0;
}

static double dose_day_kg(const struct rig_infusion *a)
{
    double over_s, before = earlier(a, a->minutes.delivered_kg, DAY_MINUTES, &over_s);

    return a->truth.delivered_kg - before;
}

static double pumped_day_ug(const struct rig_infusion *a)
{
    double over_s, before = earlier(a, a->minutes.pumped_ug, DAY_MINUTES, &over_s);

    return a->witness.pumped_ug - before;
}

/* ---- the patient ---- */

enum { PATIENT_QUIET, PATIENT_EFFECT, PATIENT_WITHDRAWAL, PATIENT_TOXIC };

/* The worst of the drug's thresholds that are crossed. */
static int patient_state(const struct rig_infusion *a)
{
    static const int states[] = { [DRUG_EFFECT] = PATIENT_EFFECT, [DRUG_TOXIC] = PATIENT_TOXIC,
                                  [DRUG_WITHDRAWAL] = PATIENT_WITHDRAWAL };
    int worst = PATIENT_QUIET;

    for (size_t i = 0; i < DRUG_THRESHOLDS_MAX && a->drug.thresholds[i].name; i++) {
        const struct drug_threshold *threshold = &a->drug.thresholds[i];
        if (is_crossed(&a->reached[i], threshold, site_kg_per_m3(&a->truth.levels,
                                                                 threshold->site))
            && states[threshold->role] > worst)
            worst = states[threshold->role];
    }
    return worst;
}

/* ---- the row ---- */

static double ug_per_ml(double kg_per_m3) { return kg_per_m3 * 1e3; }
static double ng_per_ml(double kg_per_m3) { return kg_per_m3 * NG_PER_ML_PER_KG_PER_M3; }

static void canal_fill(const struct rig_infusion *a, double *values)
{
    const struct infusion_truth *truth = &a->truth;
    const struct csf            *csf = infusion_csf(a->plant);

    values[SIGNAL_CSF_TIP] = ug_per_ml(truth->tip_kg_per_m3);
    values[SIGNAL_CSF_C5] = ng_per_ml(csf_at(csf, a->at_c5));
    values[SIGNAL_CSF_T4] = ng_per_ml(csf_at(csf, a->at_t4));
    values[SIGNAL_CSF_T10] = ng_per_ml(csf_at(csf, a->at_t10));
    values[SIGNAL_CSF_L3] = ng_per_ml(csf_at(csf, a->at_l3));
    values[SIGNAL_CISTERN] = ng_per_ml(truth->cistern_kg_per_m3);
    values[SIGNAL_CORD_TIP] = ug_per_ml(truth->cord_kg_per_m3);
    values[SIGNAL_PLASMA] = ng_per_ml(truth->levels.plasma_kg_per_m3);
    values[SIGNAL_EFFECT_CORD] = ug_per_ml(truth->levels.cord_effect_kg_per_m3);
    values[SIGNAL_EFFECT_BRAIN] = ng_per_ml(truth->levels.brain_effect_kg_per_m3);
    values[SIGNAL_PATIENT] = patient_state(a);
    values[SIGNAL_POCKET] = truth->lost_kg * UG_PER_KG;
    values[SIGNAL_IMBALANCE] = truth->imbalance;
}

/* What nobody measures is not known, whatever the model makes of nothing. */
static void delivery_forget(double *values)
{
    static const size_t of_delivery[] = { SIGNAL_FLOW, SIGNAL_FLOW_NOW, SIGNAL_STROKES,
                                          SIGNAL_STROKE_RATE };

    for (size_t i = 0; i < sizeof of_delivery / sizeof *of_delivery; i++)
        values[of_delivery[i]] = NAN;
}

static void pump_truth_fill(const struct rig_infusion *a, double *values)
{
    const struct infusion_truth *truth = &a->truth;

    values[SIGNAL_FLOW] = flow_hour_m3_per_s(a) * UL_PER_M3 * S_PER_HOUR;
    values[SIGNAL_FLOW_NOW] = truth->flow_m3_per_s * UL_PER_M3 * S_PER_HOUR;
    values[SIGNAL_PRESSURE] = truth->outlet_pa * 1e-3;
    values[SIGNAL_CATHETER_END] = ug_per_ml(truth->catheter_tip_kg_per_m3);
    values[SIGNAL_DELIVERED] = truth->delivered_m3 * UL_PER_M3;
    values[SIGNAL_DOSE] = truth->delivered_kg * UG_PER_KG;
    values[SIGNAL_DOSE_DAY] = dose_day_kg(a) * UG_PER_KG;
    values[SIGNAL_STROKES] = truth->strokes;
    values[SIGNAL_PUMPED] = a->pumped_m3 * UL_PER_M3;
    values[SIGNAL_RESERVOIR] = truth->reservoir_m3 / M3_PER_ML;
    values[SIGNAL_RESERVOIR_C] = ug_per_ml(truth->reservoir_kg_per_m3);
    values[SIGNAL_BATTERY] = truth->battery_volts;
    values[SIGNAL_TONE] = a->output.tone;
    values[SIGNAL_DENIED_NOW] = a->output.denied;
}

/* ---- what the bench knows ---- */

#define NEVER_S 1e9

static double ago_s(const struct rig_infusion *a, double at_s)
{
    return isnan(at_s) ? NEVER_S : a->now_s - at_s;
}

static void sights_fill(const struct rig_infusion *a, double *values)
{
    const struct witness *w = &a->witness;

    values[SIGNAL_DRIVEN] = a->firmware ? a->output.strokes : (double)NAN;   /* it tells none */
    values[SIGNAL_MISSING] = isnan(w->missing_s) ? 0 : a->now_s - w->missing_s;
    values[SIGNAL_STILL] = a->now_s - w->driven_s;
    values[SIGNAL_STROKE_RATE] = w->stroke_ul_per_h;
    values[SIGNAL_HOUR] = witness_hour_ul(w, a->now_s);
    values[SIGNAL_OVER] = w->over_ul * 1e-3;
    values[SIGNAL_STRAY] = a->knob[KNOB_STRAY_FRAME] > 0;
    values[SIGNAL_PUMPED_DAY] = pumped_day_ug(a);
    values[SIGNAL_RELEASE] = w->release_ul;
    values[SIGNAL_PRESSURE_SEEN] = a->body.outlet_kpa;
    values[SIGNAL_LEVEL_SEEN] = a->body.reservoir_ul * 1e-3;
    values[SIGNAL_RESET_AGO] = ago_s(a, w->reset_s);
    values[SIGNAL_FLIPPED] = w->is_flipped;
    values[SIGNAL_SERVICE_DAYS] = (double)a->build.life_days - (double)a->build.age_days
                                - a->now_s / S_PER_DAY;
    values[SIGNAL_FIELD] = a->body.is_interfered;
}

static void handset_fill(const struct rig_infusion *a, double *values)
{
    const struct witness *w = &a->witness;

    values[SIGNAL_PRESSED] = a->body.button_is_pressed;
    values[SIGNAL_SINCE_BOLUS] = ago_s(a, w->bolus_s);
    values[SIGNAL_LOCKOUT_DUE] = w->lockout_s;
    values[SIGNAL_GIVEN_DUE] = witness_in_day(&w->given, a->now_s);
    values[SIGNAL_MOST_DUE] = w->programme.patient_most_per_day;
    values[SIGNAL_DENIED_DUE] = witness_in_day(&w->denied, a->now_s);
    values[SIGNAL_MAY_PRESS] = witness_may_press(w, a->now_s);
}

static void orders_fill(const struct rig_infusion *a, double *values)
{
    const struct witness *w = &a->witness;

    values[SIGNAL_DUE_RATE] = witness_due_ul_per_h(w, a->now_s);
    values[SIGNAL_DUE_HOUR] = witness_due_hour_ul(w, a->now_s);
    values[SIGNAL_OFF] = witness_hour_ul(w, a->now_s) - values[SIGNAL_DUE_HOUR];
    values[SIGNAL_DUE_STILL] = a->now_s - w->idle_s;
    values[SIGNAL_DUE_BOLUS] = w->bolus_left_ul;
    values[SIGNAL_DUE_LOW] = w->has_programme ? w->programme.low_reservoir_nl * 1e-6 : (double)NAN;
    values[SIGNAL_DUE_DAY_MOST] = witness_day_most_ug(w);
    values[SIGNAL_CLOCK_LOST] = w->is_clock_lost;
    values[SIGNAL_UPDATING] = w->is_updating;
    values[SIGNAL_ORDER] = w->order;
    values[SIGNAL_ANSWER] = w->answer;
    values[SIGNAL_FLAW] = w->flaw;
    values[SIGNAL_ORDERS] = w->answered_count;
    values[SIGNAL_LATCHED] = witness_is_latched(w);
    values[SIGNAL_REFILL_AGO] = ago_s(a, w->refill_s);
    values[SIGNAL_NEW_DRUG_AGO] = ago_s(a, w->new_drug_s);
    values[SIGNAL_EDIT_AGO] = ago_s(a, w->edit_s);
    values[SIGNAL_CLEAR_AGO] = ago_s(a, witness_clear_s(w));
    values[SIGNAL_START_AGO] = ago_s(a, w->start_s);
    values[SIGNAL_SILENCE_AGO] = ago_s(a, witness_silence_s(w));
}

/* ---- what the device says ---- */

static double known(uint16_t value) { return value == 0xFFFF ? (double)NAN : value; }

static void status_fill(const struct pump_status *status, double *values)
{
    values[SIGNAL_STATE] = status->state;
    values[SIGNAL_MODE] = status->has_programme ? (double)status->mode : (double)NAN;
    values[SIGNAL_PRIORITY] = status->priority;
    values[SIGNAL_RATE] = (double)status->rate_nl_per_h * 1e-3;
    values[SIGNAL_BELIEF] = (double)status->reservoir_nl * 1e-6;
    values[SIGNAL_COMMANDED] = (double)status->delivered_nl * 1e-3;
    values[SIGNAL_BOLUS_LEFT] = (double)status->bolus_left_nl * 1e-3;
    values[SIGNAL_LOCKOUT] = status->lockout_left_s;
    values[SIGNAL_GIVEN] = status->patient_given;
    values[SIGNAL_DENIED] = status->patient_denied;
    values[SIGNAL_BATTERY_SAID] = known(status->battery_mv) * 1e-3;
    values[SIGNAL_REPLACE_DAYS] = known(status->days_to_replace);
    values[SIGNAL_END_DAYS] = known(status->days_to_end);
    values[SIGNAL_CLOCK] = status->clock_s;
    values[SIGNAL_LOG_COUNT] = status->log_count;
    for (size_t i = 0; i < PUMP_ALARM_COUNT; i++)
        values[SIGNAL_ALARM_FIRST + i] = (status->alarms >> i & 1u) != 0;
}

static void unknown_fill(double *values)
{
    for (size_t i = SIGNAL_STATE; i <= SIGNAL_LOG_COUNT; i++)
        values[i] = NAN;
    for (size_t i = 0; i < PUMP_ALARM_COUNT; i++)
        values[SIGNAL_ALARM_FIRST + i] = NAN;
}

static void report_fill(const struct rig_infusion *a, double *values)
{
    const struct pump_report *report = pump_report(a->client);

    if (report->is_known)
        status_fill(&report->status, values);
    else
        unknown_fill(values);
    values[SIGNAL_REFUSAL] = report->last_refusal;
    values[SIGNAL_DENIALS_SAID] = a->denials_logged;
    values[SIGNAL_LINK] = report->link;
    values[SIGNAL_LINK_AGE] = isinf(report->age_s) ? (double)NAN : report->age_s;
    values[SIGNAL_LINK_GARBLED] = (double)report->garbled;
    values[SIGNAL_LINK_RETRIES] = (double)report->retries;
    values[SIGNAL_LINK_TIMEOUTS] = (double)report->timeouts;
    values[SIGNAL_LINK_REFUSED] = (double)report->refused;
}

void rig_infusion_fill(const struct rig_infusion *a, double *values)
{
    pump_truth_fill(a, values);
    canal_fill(a, values);
    sights_fill(a, values);
    if (!a->is_delivery_known)
        delivery_forget(values);
    handset_fill(a, values);
    orders_fill(a, values);
    report_fill(a, values);
    rig_bench_fill(a->stand, rig_infusion_bench_rows, SIGNAL_BENCH_COUNT,
                   values + SIGNAL_BENCH_ + 1);
}
