/* pump_requests.c - what a good request of an open session does. A refusal changes nothing. */
#include "pump_firmware_inside.h"

#include <math.h>

#define UNKNOWN 0xFFFFu

struct request { const struct frame *frame; uint32_t a, b; struct frame *answer; uint32_t detail; };

/* ------------------------------------------------------------------ reports */

static uint16_t in_16(double value)
{
    if (isnan(value))
        return UNKNOWN;
    return (uint16_t)fmin(fmax(value, 0), UNKNOWN - 1);
}

static uint8_t in_8(unsigned value) { return (uint8_t)(value > 255 ? 255 : value); }

static uint32_t bolus_left_nl(const struct pump_firmware *fw)
{
    return fw->bolus.volume_nl - pump_bolus_given_nl(&fw->bolus);
}

/* The clock as of now: what has been commanded may reach beyond now, or not yet to it. */
static uint32_t clock_now_s(const struct pump_firmware *fw, double now_s)
{
    int64_t ahead_ms = fw->has_begun ? llround(now_s * PUMP_MS_PER_S) - fw->real_ms : 0;

    return (uint32_t)(((int64_t)fw->clock_ms + ahead_ms) / PUMP_MS_PER_S);
}

static void status_fill(const struct pump_firmware *fw, double now_s, struct pump_status *status)
{
    const struct pump_programme *programme = &fw->programme;
    bool lies_rate = pump_is_mutant(fw, PUMP_MUTANT_LIES_RATE) && fw->has_programme;
    bool lies_reservoir = pump_is_mutant(fw, PUMP_MUTANT_LIES_RESERVOIR);

    *status = (struct pump_status){
        .state = (uint8_t)fw->state, .priority = (uint8_t)pump_alarms_priority(&fw->alarms),
        .mode = programme->mode, .drug = programme->drug, .has_programme = fw->has_programme,
        .is_silenced = pump_alarms_is_silenced(&fw->alarms, now_s),
        .alarms = fw->alarms.raised, .clock_s = clock_now_s(fw, now_s),
        .rate_nl_per_h = lies_rate ? programme->rate_nl_per_h : pump_rate_now(fw),
        .reservoir_nl = lies_reservoir ? fw->build.reservoir_nl : fw->reservoir_nl,
        .delivered_nl = fw->strokes * PUMP_STROKE_NL, .bolus_left_nl = bolus_left_nl(fw),
        .lockout_left_s = pump_patient_locked_s(&fw->patient, pump_lockout_ms(fw)),
        .patient_given = in_8(pump_requests_in_day(&fw->patient.given, fw->lived_ms)),
        .patient_denied = pump_is_mutant(fw, PUMP_MUTANT_LIES_DENIED) ? 0
                        : in_8(pump_requests_in_day(&fw->patient.denied, fw->lived_ms)),
        .battery_mv = in_16(round(fw->body.battery_v * 1e3)),
        .days_to_replace = in_16((double)pump_days_to_replace(fw)),
        .days_to_end = in_16((double)pump_days_to_end(fw)),
        .log_count = fw->log.count, .last_sequence = fw->console.sequence,
    };
}

static enum pump_reason do_status(struct pump_firmware *fw, struct request *r, double now_s)
{
    struct pump_status status;

    status_fill(fw, now_s, &status);
    r->answer->kind = PUMP_KIND_STATUS_REPORT;
    r->answer->payload_count = pump_status_write(&status, r->answer->payload);
    return PUMP_REASON_NONE;
}

static enum pump_reason do_read_programme(struct pump_firmware *fw, struct request *r)
{
    if (!fw->has_programme)
        return PUMP_REASON_STATE;
    r->answer->kind = PUMP_KIND_PROGRAMME;
    r->answer->payload_count = pump_programme_write(&fw->programme, r->answer->payload);
    return PUMP_REASON_NONE;
}

static enum pump_reason do_read_log(struct pump_firmware *fw, struct request *r)
{
    struct pump_log_entry entries[PUMP_LOG_PER_REPORT];
    size_t count = pump_ring_read(&fw->log, r->a, entries, PUMP_LOG_PER_REPORT);

    r->answer->kind = PUMP_KIND_LOG;
    r->answer->payload_count = pump_log_write(entries, count, r->answer->payload);
    return PUMP_REASON_NONE;
}

/* ------------------------------------------------------------------ update, start, stop */

static enum pump_reason do_begin(struct pump_firmware *fw)
{
    if (!pump_take(fw, PUMP_INPUT_BEGIN))
        return pump_no_row(fw);
    fw->staged = fw->programme;
    fw->held = PUMP_FREE;
    return PUMP_REASON_NONE;
}

static enum pump_reason do_abort(struct pump_firmware *fw)
{
    if (fw->state != PUMP_STATE_UPDATING)
        return PUMP_REASON_NOT_UPDATING;
    pump_go_home(fw);
    return PUMP_REASON_NONE;
}

/* Flex and periodic are read by the clock: one that is lost has to be set first. */
static bool is_start_forbidden(const struct pump_firmware *fw)
{
    return pump_alarms_stopping(&fw->alarms) != 0
        || pump_alarms_has(&fw->alarms, PUMP_ALARM_RESET)
        || fw->state == PUMP_STATE_STALLED
        || pump_is_clockless(fw, &fw->programme);
}

static enum pump_reason do_start(struct pump_firmware *fw)
{
    enum pump_input input = pump_input_of_mode(fw->programme.mode);

    if (fw->state == PUMP_STATE_ENDED || pump_is_in(fw->state, PUMP_IN_BOLUS))
        return pump_no_row(fw);
    if (!fw->has_programme || fw->state == PUMP_STATE_UPDATING)
        return PUMP_REASON_STATE;
    if (pump_is_mutant(fw, PUMP_MUTANT_START_HALTED))
        pump_take(fw, PUMP_INPUT_CLEAR);
    else if (is_start_forbidden(fw))
        return PUMP_REASON_ALARM;
    if (!pump_take(fw, input))
        return PUMP_REASON_STATE;
    fw->held = PUMP_FREE;
    fw->is_reduced = false;
    if (pump_is_mutant(fw, PUMP_MUTANT_BOLUS_RESUMES) && fw->cut_off.length_ms > 0)
        pump_bolus_begin(fw, PUMP_INPUT_SINGLE, &fw->cut_off);
    return PUMP_REASON_NONE;
}

/* Never refused. An open update is dropped. */
static enum pump_reason do_stop(struct pump_firmware *fw)
{
    bool is_first_update = fw->state == PUMP_STATE_UPDATING && !fw->has_programme;

    if (pump_is_mutant(fw, PUMP_MUTANT_STOP_WAITS) && pump_is_in(fw->state, PUMP_IN_BOLUS))
        fw->home = PUMP_INPUT_STOP;
    else
        pump_take(fw, is_first_update ? PUMP_INPUT_SHELVE : PUMP_INPUT_STOP);
    fw->held = PUMP_FREE;
    return PUMP_REASON_NONE;
}

/* ------------------------------------------------------------------ care */

/* A twentieth of the capacity: 1 mL of 20, 2 mL of 40 (published). A pump from the shelf has
 * nothing to be compared with. */
static enum pump_reason do_refill(struct pump_firmware *fw, const struct request *r)
{
    uint32_t before_nl = fw->reservoir_nl;
    uint32_t apart_nl = r->a > before_nl ? r->a - before_nl : before_nl - r->a;
    uint32_t allowed_nl = fw->limits.capacity_nl / 20u;

    if (pump_is_in(fw->state, PUMP_IN_BOLUS | PUMP_IN(UPDATING) | PUMP_IN(ENDED)))
        return pump_no_row(fw);
    if (r->b > fw->limits.capacity_nl)
        return PUMP_REASON_CAPACITY;
    if (pump_is_mutant(fw, PUMP_MUTANT_MISMATCH_ONE_WAY) && r->a < before_nl)
        apart_nl = 0;
    if (fw->state != PUMP_STATE_SHELF && apart_nl > allowed_nl)
        fw->mismatch_nl = apart_nl - allowed_nl;
    fw->reservoir_nl = r->b;
    fw->level_ref_ul = (double)NAN;
    fw->excess = 0;
    fw->primed_nl = 0;
    pump_lock_patient(fw);
    pump_log_add(fw, PUMP_LOG_REFILL, 0, r->b);
    return PUMP_REASON_NONE;
}

static void clear_tell(struct pump_firmware *fw, uint32_t cleared)
{
    for (enum pump_alarm i = 0; i < PUMP_ALARM_COUNT; i++)
        if ((cleared >> i & 1u) != 0)
            pump_log_add(fw, PUMP_LOG_ALARM_OVER, i, 0);
}

/* Planted: what may not be cleared. */
static void clear_wrongly(struct pump_firmware *fw)
{
    if (pump_is_mutant(fw, PUMP_MUTANT_CLEAR_ALWAYS))
        fw->alarms.raised = 0;
    if (pump_is_mutant(fw, PUMP_MUTANT_END_RECOVERS) && fw->state == PUMP_STATE_ENDED) {
        fw->alarms.raised &= ~(1u << PUMP_ALARM_END);
        fw->state = PUMP_STATE_STOPPED;
    }
}

/* Refused only when nothing could be cleared; the detail says which causes are still there. */
static enum pump_reason do_clear(struct pump_firmware *fw, struct request *r)
{
    double   senses[PUMP_SENSE_COUNT];
    uint32_t stay, cleared;

    pump_senses(fw, senses);
    clear_wrongly(fw);
    stay = pump_alarms_clear(&fw->alarms, senses, &fw->build, &cleared);
    r->detail = stay;
    if (cleared == 0 && stay != 0)
        return PUMP_REASON_NOT_CLEARED;
    clear_tell(fw, cleared);
    if (pump_alarms_stopping(&fw->alarms) != 0)
        return PUMP_REASON_NONE;
    if (!pump_take(fw, PUMP_INPUT_CLEAR) && fw->home == PUMP_INPUT_HALT)
        fw->home = PUMP_INPUT_STOP;
    return PUMP_REASON_NONE;
}

static enum pump_reason do_set_clock(struct pump_firmware *fw, const struct request *r,
                                     double now_s)
{
    int64_t ahead_ms = fw->has_begun ? fw->real_ms - llround(now_s * PUMP_MS_PER_S) : 0;
    int64_t clock_ms = (int64_t)r->a * (int64_t)PUMP_MS_PER_S + ahead_ms;

    pump_log_add(fw, PUMP_LOG_CLOCK, 0, clock_now_s(fw, now_s));
    fw->clock_ms = clock_ms > 0 ? (uint64_t)clock_ms : 0;
    fw->is_clock_lost = false;
    return PUMP_REASON_NONE;
}

static enum pump_reason do_silence(struct pump_firmware *fw, double now_s)
{
    pump_alarms_silence(&fw->alarms, now_s);
    if (pump_is_mutant(fw, PUMP_MUTANT_SILENCE_LASTS))
        fw->alarms.silent_until_s = (double)INFINITY;
    return PUMP_REASON_NONE;
}

/* ------------------------------------------------------------------ which */

/* A dispatch table. */
static enum pump_reason obey(struct pump_firmware *fw, struct request *r, double now_s)
{
    switch ((enum pump_kind)r->frame->kind) {
    case PUMP_KIND_STATUS:         return do_status(fw, r, now_s);
    case PUMP_KIND_READ_PROGRAMME: return do_read_programme(fw, r);
    case PUMP_KIND_READ_LOG:       return do_read_log(fw, r);
    case PUMP_KIND_BEGIN:          return do_begin(fw);
    case PUMP_KIND_WRITE:          return pump_update_write(fw, r->frame->payload,
                                                            r->frame->payload_count);
    case PUMP_KIND_COMMIT:         return pump_update_commit(fw, r->a, r->b != 0);
    case PUMP_KIND_ABORT:          return do_abort(fw);
    case PUMP_KIND_START:          return do_start(fw);
    case PUMP_KIND_STOP:           return do_stop(fw);
    case PUMP_KIND_SINGLE_BOLUS:   return pump_infuse_single(fw, r->a, r->b);
    case PUMP_KIND_PRIMING_BOLUS:  return pump_infuse_priming(fw, r->a, r->b != 0);
    case PUMP_KIND_BRIDGE_BOLUS:   return pump_infuse_bridge(fw, r->a, r->b);
    case PUMP_KIND_REFILL:         return do_refill(fw, r);
    case PUMP_KIND_SILENCE:        return do_silence(fw, now_s);
    case PUMP_KIND_CLEAR:          return do_clear(fw, r);
    case PUMP_KIND_SET_CLOCK:      return do_set_clock(fw, r, now_s);
    default:                       return PUMP_REASON_KIND;
    }
}

enum pump_reason pump_obey(struct pump_firmware *fw, const struct frame *frame, double now_s,
                           struct frame *answer, uint32_t *detail)
{
    uint32_t         arguments[PUMP_ARGUMENTS_MAX] = { 0 };
    struct request   r = { .frame = frame, .answer = answer };
    enum pump_reason reason;

    if (frame->kind != PUMP_KIND_WRITE
        && pump_arguments_read(frame->kind, arguments, frame->payload, frame->payload_count)
           != ERR_OK)
        return PUMP_REASON_PAYLOAD;
    r.a = arguments[0];
    r.b = arguments[1];
    if (frame->kind == PUMP_KIND_BEGIN || frame->kind == PUMP_KIND_WRITE
        || frame->kind == PUMP_KIND_COMMIT || pump_is_mutant(fw, PUMP_MUTANT_UNFINISHED_BY_TALK))
        fw->edited_s = now_s;
    reason = obey(fw, &r, now_s);
    *detail = r.detail;
    return reason;
}
