/* What is heard on the wire: orders, their answers, and what is wrong with them. */
#include "rig_infusion_witness.h"

#include "base/units.h"
#include "drivers/mock/pump_library.h"

#include <math.h>
#include <string.h>

#define HOURS_PER_DAY 24.0
#define DAY_S         86400.0
#define DEAD_SHARE    1.05
#define ALL_PARTS     ((1u << PUMP_PART_COUNT) - 1u)
#define UNANSWERED_S  5.0           /* longer than the programmer asks again */
#define ROUNDING      1e-9          /* of sums that should be equal */

#define LABEL(name, text) text,
const char *const witness_order_labels[WITNESS_ORDER_COUNT + 1] = {
    "none", WITNESS_ORDER_LIST(LABEL) NULL
};
const char *const witness_flaw_labels[WITNESS_FLAW_COUNT + 1] = {
    WITNESS_FLAW_LIST(LABEL) NULL
};

void witness_begin(struct witness *w, const struct pump_build *build)
{
    *w = (struct witness){
        .build = build, .programme = build->programme, .has_programme = build->is_programmed,
        .due = build->is_programmed ? WITNESS_RUNS : WITNESS_STOPPED, .clock_s = build->clock_s,
        .edit_s = (double)NAN, .clear_s = (double)NAN, .start_s = (double)NAN,
        .silence_s = (double)NAN, .refill_s = (double)NAN, .new_drug_s = (double)NAN,
        .bolus_s = (double)NAN, .pressed_bolus_s = (double)NAN,
        .locked_s = -INFINITY, .reset_s = (double)NAN, .opened_s = (double)NAN,
        .release_ul = (double)NAN, .missing_s = (double)NAN, .unsure_s = -INFINITY,
    };
    w->lockout_s = build->programme.patient_lockout_s;
}

/* ------------------------------------------------------------------ sums of doses */

/* Of a programme, in 24 hours, with all that the patient may ask for, in uL. */
static double programme_day_ul(const struct pump_programme *p, const struct pump_build *build)
{
    double ul = 0, bolus_h = p->periodic_duration_s / S_PER_HOUR;
    double per_day = p->periodic_period_min > 0 ? ceil(1440.0 / p->periodic_period_min) : 0;

    switch ((enum pump_mode)p->mode) {
    case PUMP_MODE_CONTINUOUS:
        ul = HOURS_PER_DAY * p->rate_nl_per_h;
        break;
    case PUMP_MODE_FLEX:
        for (size_t i = 0; i < p->step_count; i++) {
            double end_min = i + 1 < p->step_count ? p->steps[i + 1].minute : 1440;
            ul += (end_min - p->steps[i].minute) / 60 * p->steps[i].rate_nl_per_h;
        }
        break;
    case PUMP_MODE_PERIODIC:
        ul = per_day * p->periodic_nl
           + p->rate_nl_per_h * fmax(0, HOURS_PER_DAY - (per_day - 1) * bolus_h);
        break;
    case PUMP_MODE_MINIMUM:
    case PUMP_MODE_COUNT:
        ul = HOURS_PER_DAY * build->minimum_nl_per_h;
        break;
    }
    return UL_PER_NL * (ul + (double)p->patient_nl * p->patient_most_per_day);
}

static const struct pump_drug_limits *limits_of(const struct witness *w, unsigned drug)
{
    const struct pump_drug_limits *library = w->build->library ? w->build->library
                                                               : pump_library_usual;
    return drug < PUMP_DRUG_COUNT ? &library[drug] : NULL;
}

double witness_day_most_ug(const struct witness *w)
{
    const struct pump_drug_limits *drug = limits_of(w, w->programme.drug);

    return w->has_programme && drug ? (double)drug->day_most_ng * 1e-3 : (double)NAN;
}

/* uL of so many ug/mL against a limit in ng. */
static bool is_above(double ul, double ug_per_ml, uint64_t most_ng)
{
    return ul * ug_per_ml > (double)most_ng * (1 + ROUNDING);
}

static bool is_rate_odd(const struct witness *w, double nl_per_h, bool may_pause)
{
    if (nl_per_h <= 0)
        return !may_pause;
    return nl_per_h < w->build->minimum_nl_per_h || nl_per_h > w->build->rate_most_nl_per_h;
}

static bool is_bolus_fast(const struct witness *w, double nl, double over_s)
{
    return nl * S_PER_HOUR > (double)w->build->rate_most_nl_per_h * over_s * (1 + ROUNDING);
}

static bool is_too_fast(const struct witness *w, const struct pump_programme *p)
{
    if (p->patient_nl > 0 && is_bolus_fast(w, p->patient_nl, p->patient_duration_s))
        return true;
    if (p->mode == PUMP_MODE_FLEX)
        for (size_t i = 0; i < p->step_count; i++)
            if (is_rate_odd(w, p->steps[i].rate_nl_per_h, true))
                return true;
    if (p->mode == PUMP_MODE_PERIODIC)
        return is_rate_odd(w, p->rate_nl_per_h, true)
            || is_bolus_fast(w, p->periodic_nl, p->periodic_duration_s);
    return p->mode == PUMP_MODE_CONTINUOUS && is_rate_odd(w, p->rate_nl_per_h, false);
}

static enum witness_flaw commit_flaw(const struct witness *w, uint32_t crc, bool is_confirmed)
{
    const struct pump_programme   *p = &w->staged;
    const struct pump_drug_limits *drug = limits_of(w, p->drug);
    double ug_per_ml = p->concentration_ug_per_ml, day_ul = programme_day_ul(p, w->build);
    double periodic_ul = p->mode == PUMP_MODE_PERIODIC ? p->periodic_nl * UL_PER_NL : 0;

    if (w->parts != ALL_PARTS)
        return WITNESS_FLAW_PARTS;
    if (pump_programme_crc(p) != crc)
        return WITNESS_FLAW_CHECK;
    if (!drug || ug_per_ml <= 0 || ug_per_ml > drug->concentration_most_ug_per_ml)
        return WITNESS_FLAW_STRENGTH;
    if (is_too_fast(w, p))
        return WITNESS_FLAW_RATE;
    if (is_above(fmax(periodic_ul, p->patient_nl * UL_PER_NL), ug_per_ml, drug->bolus_most_ng)
        || is_above(day_ul, ug_per_ml, drug->day_most_ng))
        return WITNESS_FLAW_DOSE;
    return !is_confirmed && is_above(day_ul, ug_per_ml, drug->day_usual_ng) ? WITNESS_FLAW_UNUSUAL
                                                                          : WITNESS_FLAW_NONE;
}

static double singles_ug(const struct witness *w, double now_s, uint8_t drug)
{
    unsigned kept = w->singles.count < WITNESS_BOLUSES_MAX ? w->singles.count : WITNESS_BOLUSES_MAX;
    double   ug = 0;

    for (unsigned i = 0; i < kept; i++)
        if (w->singles.at_s[i] + DAY_S > now_s && w->singles.drug[i] == drug)
            ug += w->singles.ug[i];
    return ug;
}

static enum witness_flaw single_flaw(const struct witness *w, double now_s, double nl,
                                     double over_s)
{
    const struct pump_drug_limits *drug = limits_of(w, w->programme.drug);
    double ug_per_ul = w->programme.concentration_ug_per_ml * 1e-3;
    double day_ug = (nl * UL_PER_NL + programme_day_ul(&w->programme, w->build)) * ug_per_ul
                  + singles_ug(w, now_s, w->programme.drug);

    if (is_bolus_fast(w, nl, over_s))
        return WITNESS_FLAW_RATE;
    if (!drug || nl * UL_PER_NL * ug_per_ul > (double)drug->bolus_most_ng * 1e-3 * (1 + ROUNDING)
        || day_ug > (double)drug->day_most_ng * 1e-3 * (1 + ROUNDING))
        return WITNESS_FLAW_DOSE;
    return WITNESS_FLAW_NONE;
}

static enum witness_flaw priming_flaw(const struct witness *w, double nl, bool is_confirmed)
{
    if (w->primed_ul + nl * UL_PER_NL > DEAD_SHARE * w->build->dead_nl * UL_PER_NL + 1e-3)
        return WITNESS_FLAW_VOLUME;
    return is_confirmed ? WITNESS_FLAW_NONE : WITNESS_FLAW_UNCONFIRMED;
}

/* was_occluded: the outlet is at its limit or beyond, as last seen. */
static enum witness_flaw start_flaw(const struct witness *w)
{
    bool is_by_clock = w->programme.mode == PUMP_MODE_FLEX
                    || w->programme.mode == PUMP_MODE_PERIODIC;

    if (w->is_flipped)
        return WITNESS_FLAW_CAUSE;
    if (w->is_latched)
        return WITNESS_FLAW_LATCHED;
    return w->is_clock_lost && is_by_clock ? WITNESS_FLAW_CLOCK : WITNESS_FLAW_NONE;
}

static enum witness_flaw flaw_of(const struct witness *w, const struct frame *frame, double now_s)
{
    uint32_t arguments[PUMP_ARGUMENTS_MAX] = { 0 };

    if (frame->kind == PUMP_KIND_WRITE
        || pump_arguments_read(frame->kind, arguments, frame->payload, frame->payload_count)
           != ERR_OK)
        return WITNESS_FLAW_NONE;
    switch ((enum pump_kind)frame->kind) {
    case PUMP_KIND_COMMIT:        return commit_flaw(w, arguments[0], arguments[1] != 0);
    case PUMP_KIND_SINGLE_BOLUS:  return single_flaw(w, now_s, arguments[0], arguments[1]);
    case PUMP_KIND_PRIMING_BOLUS: return priming_flaw(w, arguments[0], arguments[1] != 0);
    case PUMP_KIND_START:         return start_flaw(w);
    case PUMP_KIND_CLEAR:
        return w->is_latched && (w->was_occluded || w->is_flipped) ? WITNESS_FLAW_CAUSE
                                                                   : WITNESS_FLAW_NONE;
    default:                      return WITNESS_FLAW_NONE;
    }
}

/* ------------------------------------------------------------------ what was acknowledged */

static void due_set(struct witness *w, enum witness_due due)
{
    w->due = due;
    w->is_updating = false;
    w->bolus_left_ul = 0;
}

static void programme_take(struct witness *w, double now_s)
{
    bool is_other = w->has_programme && w->staged.drug != w->programme.drug;

    if (is_other)
        w->new_drug_s = now_s;
    w->programme = w->staged;
    w->has_programme = true;
    w->is_flipped = false;
    w->locked_s = now_s;
    w->lockout_s = w->programme.patient_lockout_s;
    due_set(w, is_other && w->before_update == WITNESS_RUNS ? WITNESS_STOPPED : w->before_update);
}

static void part_take(struct witness *w, const struct frame *frame)
{
    if (frame->payload_count == 0 || frame->payload[0] >= PUMP_PART_COUNT)
        return;
    if (pump_part_read(&w->staged, (enum pump_part)frame->payload[0], frame->payload + 1,
                       frame->payload_count - 1) == ERR_OK)
        w->parts |= 1u << frame->payload[0];
}

static void bolus_take(struct witness *w, double ul, double ul_per_h)
{
    w->bolus_left_ul = ul;
    w->bolus_ul_per_h = ul_per_h;
}

static void single_take(struct witness *w, double now_s, double nl, double over_s)
{
    unsigned at = w->singles.count++ % WITNESS_BOLUSES_MAX;

    w->singles.at_s[at] = now_s;
    w->singles.drug[at] = w->programme.drug;
    w->singles.ug[at] = nl * UL_PER_NL * w->programme.concentration_ug_per_ml * 1e-3;
    bolus_take(w, nl * UL_PER_NL, nl * UL_PER_NL * S_PER_HOUR / over_s);
}

/* A dispatch table: what each order means once it was acknowledged. */
static void order_take(struct witness *w, const struct frame *frame, enum witness_flaw flaw,
                       double now_s)
{
    uint32_t arguments[PUMP_ARGUMENTS_MAX] = { 0 };

    if (frame->kind != PUMP_KIND_WRITE
        && pump_arguments_read(frame->kind, arguments, frame->payload, frame->payload_count)
           != ERR_OK)
        return;
    switch ((enum pump_kind)frame->kind) {
    case PUMP_KIND_BEGIN:
        w->before_update = w->due;
        due_set(w, WITNESS_STOPPED);
        w->is_updating = true;
        w->staged = w->programme;
        w->parts = 0;
        break;
    case PUMP_KIND_WRITE:   part_take(w, frame); break;
    case PUMP_KIND_COMMIT:  programme_take(w, now_s); break;
    case PUMP_KIND_ABORT:   due_set(w, w->before_update); break;
    case PUMP_KIND_START:   due_set(w, WITNESS_RUNS); w->start_s = now_s; break;
    case PUMP_KIND_STOP:    due_set(w, WITNESS_STOPPED); break;
    case PUMP_KIND_SINGLE_BOLUS: single_take(w, now_s, arguments[0], arguments[1]); break;
    case PUMP_KIND_PRIMING_BOLUS:
        w->primed_ul += arguments[0] * UL_PER_NL;
        bolus_take(w, arguments[0] * UL_PER_NL, w->build->rate_most_nl_per_h * UL_PER_NL);
        break;
    case PUMP_KIND_BRIDGE_BOLUS:
        due_set(w, WITNESS_RUNS);
        bolus_take(w, arguments[0] * UL_PER_NL, arguments[1] * UL_PER_NL);
        break;
    case PUMP_KIND_REFILL:
        w->primed_ul = w->over_ul = 0;
        w->locked_s = w->refill_s = now_s;
        break;
    case PUMP_KIND_SILENCE: w->silence_s = now_s; break;
    case PUMP_KIND_CLEAR:
        w->clear_s = now_s;
        w->is_latched = w->is_latched && flaw == WITNESS_FLAW_CAUSE;
        break;
    case PUMP_KIND_SET_CLOCK:
        w->clock_s = arguments[0];
        w->clock_at_s = now_s;
        w->is_clock_lost = false;
        break;
    default: break;
    }
}

/* ------------------------------------------------------------------ the wire */

static enum witness_order order_of(uint8_t kind)
{
    switch ((enum pump_kind)kind) {
#define ORDER_OF(name, text) case PUMP_KIND_##name: return WITNESS_ORDER_##name;
    WITNESS_ORDER_LIST(ORDER_OF)
#undef ORDER_OF
    default: return WITNESS_ORDER_NONE;
    }
}

static void pending_drop(struct witness *w, size_t at)
{
    w->pending_count--;
    memmove(&w->pending[at], &w->pending[at + 1], (w->pending_count - at) * sizeof *w->pending);
    memmove(&w->pending_s[at], &w->pending_s[at + 1],
            (w->pending_count - at) * sizeof *w->pending_s);
}

/* Of those that move something. */
static bool is_moving(uint8_t kind)
{
    return kind != PUMP_KIND_SILENCE && kind != PUMP_KIND_CLEAR && kind != PUMP_KIND_WRITE;
}

/* What must be refused was not obeyed, answered or not. */
static bool has_cause(const struct witness *w)
{
    return w->was_occluded || w->is_flipped;
}

static double asked_s(const struct witness *w, enum pump_kind kind)
{
    for (size_t i = 0; i < w->pending_count; i++)
        if (w->pending[i].kind == kind)
            return w->pending_s[i];
    return (double)NAN;
}

double witness_clear_s(const struct witness *w)
{
    double waits_s = has_cause(w) ? (double)NAN : asked_s(w, PUMP_KIND_CLEAR);

    return isnan(waits_s) ? w->clear_s : waits_s;
}

double witness_silence_s(const struct witness *w)
{
    double waits_s = asked_s(w, PUMP_KIND_SILENCE);

    return isnan(waits_s) ? w->silence_s : waits_s;
}

bool witness_is_latched(const struct witness *w)
{
    return w->is_latched && (has_cause(w) || isnan(asked_s(w, PUMP_KIND_CLEAR)));
}

static void unanswered(struct witness *w)
{
    uint8_t kind = w->pending[0].kind;

    if (kind == PUMP_KIND_CLEAR) {
        w->is_latched = witness_is_latched(w);
        w->clear_s = witness_clear_s(w);
    } else if (kind == PUMP_KIND_SILENCE) {
        w->silence_s = witness_silence_s(w);
    } else if (is_moving(kind)) {
        due_set(w, WITNESS_UNSURE);
    }
    pending_drop(w, 0);
}

void witness_doubt(struct witness *w, double t_s)
{
    while (w->pending_count > 0 && t_s - w->pending_s[0] > UNANSWERED_S)
        unanswered(w);
}

/* What is sent again is the same order. */
static void asked(struct witness *w, const struct frame *frame, double now_s)
{
    if (w->is_deaf || order_of(frame->kind) == WITNESS_ORDER_NONE)
        return;
    for (size_t i = 0; i < w->pending_count; i++)
        if (w->pending[i].sequence == frame->sequence)
            return;
    if (w->pending_count == WITNESS_PENDING_MAX)
        witness_doubt(w, INFINITY);
    w->pending[w->pending_count] = *frame;
    w->pending_s[w->pending_count++] = now_s;
}

static void order_note(struct witness *w, const struct frame *order, enum pump_reason answer,
                       double now_s)
{
    enum witness_flaw flaw = flaw_of(w, order, now_s);

    w->answered_count++;
    if (order->kind != PUMP_KIND_WRITE && order->kind != PUMP_KIND_ABORT) {
        w->order = order_of(order->kind);           /* its ABORT hides no refused COMMIT */
        w->answer = answer;
        w->flaw = flaw;
    }
    if (order->kind == PUMP_KIND_BEGIN || order->kind == PUMP_KIND_WRITE
        || order->kind == PUMP_KIND_COMMIT)
        w->edit_s = now_s;
    if (answer == PUMP_REASON_NONE)
        order_take(w, order, flaw, now_s);
}

static void answered(struct witness *w, const struct frame *frame, double now_s)
{
    struct pump_nak nak = { .reason = PUMP_REASON_NONE };

    if (frame->kind == PUMP_KIND_NAK
        && pump_nak_read(&nak, frame->payload, frame->payload_count) != ERR_OK)
        return;
    if (nak.reason == PUMP_REASON_CRC || nak.reason == PUMP_REASON_TRUNCATED
        || nak.reason == PUMP_REASON_LENGTH)
        return;                                     /* not read: it will be asked again */
    for (size_t i = 0; i < w->pending_count; i++)
        if (w->pending[i].sequence == frame->sequence) {
            struct frame order = w->pending[i];
            pending_drop(w, i);
            order_note(w, &order, (enum pump_reason)nak.reason, now_s);
            return;
        }
}

static void ear_cut(struct witness *w, struct witness_ear *ear, double now_s, bool is_asked)
{
    for (size_t used = 1; ear->count > 0 && used > 0;) {
        struct frame    frame;
        enum frame_flaw flaw;
        enum frame_scan scan = frame_scan(ear->bytes, ear->count, &frame, &used, &flaw);

        if (scan == FRAME_WHOLE)
            (is_asked ? asked : answered)(w, &frame, now_s);
        memmove(ear->bytes, ear->bytes + used, ear->count - used);
        ear->count -= used;
    }
}

void witness_hear(struct witness *w, double now_s, enum port_direction direction,
                  const uint8_t *bytes, size_t count)
{
    struct witness_ear *ear = direction == PORT_WRITTEN ? &w->asked : &w->answered;

    if (now_s - ear->heard_s > FRAME_GAP_S)
        ear->count = 0;
    ear->heard_s = now_s;
    while (count > 0) {
        size_t room = sizeof ear->bytes - ear->count, part = count < room ? count : room;

        memcpy(ear->bytes + ear->count, bytes, part);
        ear->count += part;
        bytes += part;
        count -= part;
        ear_cut(w, ear, now_s, direction == PORT_WRITTEN);
        if (ear->count == sizeof ear->bytes)
            ear->count = 0;
    }
}
