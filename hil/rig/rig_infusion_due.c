/* What is seen at the bedside, and what is due: the other half of the witness. */
#include "rig_infusion_witness.h"

#include "base/units.h"

#include <math.h>

#define DAY_S        86400.0
#define STROKE_UL    (PUMP_STROKE_NL * UL_PER_NL)
#define RELEASE_S    60.0           /* what was stored comes out within it */
#define MARKED       1e-6

/* ------------------------------------------------------------------ rates */

static double minute_of_day(const struct witness *w, double t_s)
{
    return fmod(w->clock_s + t_s - w->clock_at_s, DAY_S) / S_PER_MIN;
}

static double flex_nl_per_h(const struct pump_programme *p, double minute)
{
    double nl_per_h = 0;

    for (size_t i = 0; i < p->step_count && p->steps[i].minute <= minute; i++)
        nl_per_h = p->steps[i].rate_nl_per_h;
    return nl_per_h;
}

/* Boluses begin whenever first + k periods have passed since 2000-01-01 00:00. */
static double periodic_nl_per_h(const struct witness *w, double t_s)
{
    const struct pump_programme *p = &w->programme;
    double period_s = p->periodic_period_min * S_PER_MIN;
    double into_s = fmod(w->clock_s + t_s - w->clock_at_s
                         + period_s * 1440 - p->periodic_first_min * S_PER_MIN, period_s);

    return into_s < p->periodic_duration_s ? p->periodic_nl * S_PER_HOUR / p->periodic_duration_s
                                           : p->rate_nl_per_h;
}

static double programme_ul_per_h(const struct witness *w, double t_s)
{
    switch ((enum pump_mode)w->programme.mode) {
    case PUMP_MODE_CONTINUOUS: return w->programme.rate_nl_per_h * UL_PER_NL;
    case PUMP_MODE_FLEX:
        return flex_nl_per_h(&w->programme, minute_of_day(w, t_s)) * UL_PER_NL;
    case PUMP_MODE_PERIODIC:   return periodic_nl_per_h(w, t_s) * UL_PER_NL;
    case PUMP_MODE_MINIMUM:
    case PUMP_MODE_COUNT:      break;
    }
    return w->build->minimum_nl_per_h * UL_PER_NL;
}

double witness_due_ul_per_h(const struct witness *w, double t_s)
{
    if (w->due == WITNESS_UNSURE)
        return (double)NAN;
    if (w->bolus_left_ul > 0)
        return w->bolus_ul_per_h;
    return w->due == WITNESS_STOPPED ? 0 : programme_ul_per_h(w, t_s);
}

/* Due in [from_s, from_s + dt_s): by the minute, so that no step of the day is missed. */
static double programme_ul(const struct witness *w, double from_s, double dt_s)
{
    double ul = 0, part_s;
    bool   is_even = w->programme.mode == PUMP_MODE_CONTINUOUS
                  || w->programme.mode == PUMP_MODE_MINIMUM;

    if (w->due != WITNESS_RUNS || dt_s <= 0)
        return 0;
    if (is_even || dt_s <= S_PER_MIN)
        return programme_ul_per_h(w, from_s + dt_s / 2) * dt_s / S_PER_HOUR;
    for (double done_s = 0; done_s < dt_s - MARKED; done_s += part_s) {
        part_s = fmin(S_PER_MIN, dt_s - done_s);
        ul += programme_ul_per_h(w, from_s + done_s + part_s / 2) * part_s / S_PER_HOUR;
    }
    return ul;
}

static double due_ul(struct witness *w, double from_s, double dt_s)
{
    double bolus_ul = 0, bolus_s = 0;

    if (w->bolus_left_ul > 0) {
        bolus_ul = fmin(w->bolus_left_ul, w->bolus_ul_per_h * dt_s / S_PER_HOUR);
        bolus_s = bolus_ul / w->bolus_ul_per_h * S_PER_HOUR;
        w->bolus_left_ul = bolus_ul < w->bolus_left_ul - MARKED ? w->bolus_left_ul - bolus_ul : 0;
    }
    return bolus_ul + programme_ul(w, from_s + bolus_s, dt_s - bolus_s);
}

/* ------------------------------------------------------------------ the last hour */

static void mark(struct witness *w, double t_s)
{
    double since_s = t_s - w->marked_s;

    if (since_s + MARKED >= S_PER_MIN) {
        w->stroke_ul_per_h = w->minute_ul * S_PER_HOUR / since_s;
        w->minute_ul = 0;
    }
    while (w->marked_s + S_PER_MIN <= t_s + MARKED) {
        w->marked_s += S_PER_MIN;
        w->due_mark_ul[w->mark_next] = w->due_ul;
        w->pumped_mark_ul[w->mark_next] = w->pumped_ul;
        w->mark_next = (w->mark_next + 1) % WITNESS_MARKS_MAX;
        w->mark_count += w->mark_count < WITNESS_MARKS_MAX;
    }
}

/* What `marks` said an hour before t_s, straight between two of them. */
static double hour_before(const struct witness *w, const double *marks, double t_s)
{
    double since = (t_s - w->marked_s) / S_PER_MIN;         /* the last mark: 0 .. 1 */

    return (1 - since) * marks[w->mark_next]
         + since * marks[(w->mark_next + 1) % WITNESS_MARKS_MAX];
}

double witness_hour_ul(const struct witness *w, double t_s)
{
    if (w->mark_count < WITNESS_MARKS_MAX)
        return w->pumped_ul;
    return w->pumped_ul - hour_before(w, w->pumped_mark_ul, t_s);
}

double witness_due_hour_ul(const struct witness *w, double t_s)
{
    if (w->mark_count < WITNESS_MARKS_MAX || t_s - w->unsure_s <= S_PER_HOUR + S_PER_MIN)
        return (double)NAN;
    return w->due_ul - hour_before(w, w->due_mark_ul, t_s);
}

/* ------------------------------------------------------------------ the patient */

unsigned witness_in_day(const struct witness_boluses *boluses, double t_s)
{
    unsigned kept = boluses->count < WITNESS_BOLUSES_MAX ? boluses->count : WITNESS_BOLUSES_MAX;
    unsigned recent = 0;

    for (unsigned i = 0; i < kept; i++)
        recent += boluses->at_s[i] + DAY_S > t_s;
    return recent;
}

/* `locked_s`: the lockout's last begin, by a bolus, a programme, a refill or a reset. */
double witness_may_press(const struct witness *w, double t_s)
{
    if (w->due == WITNESS_UNSURE || w->build->lockout_from_end)
        return (double)NAN;
    return w->due == WITNESS_RUNS && w->programme.patient_nl > 0 && w->bolus_left_ul <= 0
        && t_s - w->locked_s >= w->lockout_s
        && witness_in_day(&w->given, t_s) < w->programme.patient_most_per_day;
}

static void press_see(struct witness *w, const struct witness_sight *sight)
{
    bool   asks = sight->is_pressed && !w->was_pressed;
    double now_s = sight->t_s - sight->dt_s;
    double may = witness_may_press(w, now_s);

    w->was_pressed = sight->is_pressed;
    if (sight->output->denied)
        w->denied.at_s[w->denied.count++ % WITNESS_BOLUSES_MAX] = now_s;
    if (!asks || sight->output->denied)
        return;
    w->pressed_bolus_s = now_s;
    if (may > 0) {
        w->bolus_left_ul = w->programme.patient_nl * UL_PER_NL;
        w->bolus_ul_per_h = w->bolus_left_ul * S_PER_HOUR / w->programme.patient_duration_s;
    }
}

/* What began in the tick before counts from this one on, so that the row of a press shows how long
 * ago the bolus before it was. */
static void press_take_over(struct witness *w)
{
    if (isnan(w->pressed_bolus_s))
        return;
    w->bolus_s = w->locked_s = w->pressed_bolus_s;
    w->given.at_s[w->given.count++ % WITNESS_BOLUSES_MAX] = w->pressed_bolus_s;
    w->pressed_bolus_s = (double)NAN;
}

/* ------------------------------------------------------------------ the bedside */

static void faults_see(struct witness *w, const struct witness_sight *sight)
{
    bool is_critical = sight->output->tone == PUMP_CRITICAL;
    bool dips = sight->is_resetting || sight->battery_v <= w->build->reset_v;
    bool is_at_limit = sight->outlet_kpa >= w->build->occlusion_kpa;

    if (sight->is_flipping && !w->was_flipping)     /* a bit that turns over twice is as it was */
        w->is_flipped = w->has_programme && !w->is_flipped;
    w->was_flipping = sight->is_flipping;
    if (is_critical && (w->was_occluded || w->is_flipped))
        w->is_latched = true;
    if (dips && !w->was_dip) {
        w->reset_s = sight->t_s - sight->dt_s;
        w->locked_s = w->reset_s;
        w->is_clock_lost = true;
        w->is_updating = false;
    }
    w->was_dip = dips;
    w->was_occluded = is_at_limit;
    if (is_critical || sight->is_field || dips || w->is_flipped) {
        w->due = WITNESS_UNSURE;
        w->bolus_left_ul = 0;
    }
    witness_doubt(w, sight->t_s);
}

/* Within a minute of the opening. */
static void release_see(struct witness *w, const struct witness_sight *sight)
{
    if (sight->is_occluded) {
        w->opened_s = INFINITY;
        w->shut_ul = sight->canal_ul;
    } else if (isinf(w->opened_s)) {
        w->opened_s = sight->t_s - sight->dt_s;
    }
    w->release_ul = sight->t_s - w->opened_s <= RELEASE_S + MARKED && !isinf(w->opened_s)
                  ? sight->canal_ul - w->shut_ul : (double)NAN;
}

static void strokes_see(struct witness *w, const struct witness_sight *sight)
{
    unsigned made = sight->strokes_made, driven = sight->output->strokes;

    w->minute_ul += made * STROKE_UL;
    if (driven > 0)
        w->driven_s = sight->t_s;
    if (w->due == WITNESS_UNSURE || witness_due_ul_per_h(w, sight->t_s) > 0)
        w->idle_s = sight->t_s;
    if (made < driven && isnan(w->missing_s))
        w->missing_s = sight->t_s - sight->dt_s;
    if (driven > 0 && made >= driven)
        w->missing_s = (double)NAN;
}

void witness_see(struct witness *w, const struct witness_sight *sight)
{
    double now_s = sight->t_s - sight->dt_s, ul = sight->pumped_ul - w->pumped_ul;

    double asked_ul = sight->output->strokes * STROKE_UL;

    press_take_over(w);
    press_see(w, sight);
    if (w->due == WITNESS_UNSURE)
        w->unsure_s = sight->t_s;
    else
        w->due_ul += asked_ul = due_ul(w, now_s, sight->dt_s);
    w->over_ul += ul - asked_ul;
    w->pumped_ul = sight->pumped_ul;
    w->pumped_ug += ul * w->programme.concentration_ug_per_ml * 1e-3;
    faults_see(w, sight);
    release_see(w, sight);
    strokes_see(w, sight);
    mark(w, sight->t_s);
}
