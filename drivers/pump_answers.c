/* pump_answers.c - frames from the pump: which question they answer, and what they change. */
#include "pump_inside.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define FRAMES_MAX 64u      /* handled in one step; more than a full buffer can hold       */
#define QUIET_S    0.03     /* after garbage: let the rest of it pass, then ask again       */

/* ------------------------------------------------------------------ answers by kind */

/* Nothing that was known of the one before holds for this one. */
static void meet_another(struct pump *p)
{
    pump_tell(p, "another pump than before");
    p->has_status = p->must_abort = p->is_update_open = false;
    p->log_next = p->log_end = 0;
}

static enum err take_identity(struct pump *p, const struct frame *frame)
{
    struct pump_identity identity;

    TRY(pump_identity_read(&identity, frame->payload, frame->payload_count));
    if (identity.address != frame->address || identity.address == PUMP_ADDRESS_ANY)
        return ERR_GARBLED;
    if (p->report.address != PUMP_ADDRESS_ANY && p->report.address != identity.address)
        meet_another(p);
    p->report.address = identity.address;
    memcpy(p->report.identity, identity.text, sizeof p->report.identity);
    p->is_identified = true;
    return ERR_OK;
}

static enum err take_status(struct pump *p, const struct frame *frame)
{
    struct pump_status now;

    TRY(pump_status_read(&now, frame->payload, frame->payload_count));
    if (now.log_count < p->log_next) {
        pump_tell(p, "the pump's log has begun anew");
        p->log_next = 0;
    }
    p->log_end = now.log_count;
    p->is_update_open = now.state == PUMP_STATE_UPDATING;
    p->has_in_force = p->has_in_force && now.has_programme;
    p->last = now;
    p->has_status = true;
    p->status_s = p->now_s;
    return ERR_OK;
}

static enum err take_programme(struct pump *p, const struct frame *frame)
{
    TRY(pump_programme_read(&p->in_force, frame->payload, frame->payload_count));
    p->has_in_force = true;
    p->wants_programme = false;
    return ERR_OK;
}

static void tell_entry(struct pump *p, const struct pump_log_entry *entry)
{
    char clock[PUMP_CLOCK_TEXT_SIZE], text[120];

    pump_clock_text(entry->clock_s, clock);
    pump_log_text(entry, text, sizeof text);
    pump_tell(p, "pump %s %s", clock, text);
    if (entry->what == PUMP_LOG_PROGRAMME)
        p->wants_programme = true;
}

static enum err take_log(struct pump *p, const struct frame *frame)
{
    struct pump_log_entry entries[PUMP_LOG_PER_REPORT];
    size_t                count;

    TRY(pump_log_read(entries, &count, frame->payload, frame->payload_count));
    if (count > 0 && entries[0].number < p->log_next)
        return ERR_GARBLED;
    if (count == 0) {
        p->log_next = p->log_end;               /* the status promised more than there is */
        return ERR_OK;
    }
    if (entries[0].number > p->log_next)
        pump_tell(p, "%" PRIu32 " entries of the pump's log are no longer kept",
                  entries[0].number - p->log_next);
    for (size_t i = 0; i < count; i++)
        tell_entry(p, &entries[i]);
    p->log_next = entries[count - 1].number + 1;
    return ERR_OK;
}

/* ------------------------------------------------------------------ ACK, by whom it is for */

static void order_done(struct pump *p)
{
    uint8_t kind = p->question.frame.kind;

    if (kind == PUMP_KIND_BEGIN || kind == PUMP_KIND_ABORT)
        p->is_update_open = kind == PUMP_KIND_BEGIN;
    p->next_poll_s = p->now_s;
}

static void abort_done(struct pump *p)
{
    pump_tell(p, "the update is aborted");
    p->must_abort = p->is_update_open = false;
    p->next_poll_s = p->now_s;
}

static void safety_done(struct pump *p)
{
    p->must_make_safe = false;
    p->next_poll_s = p->now_s;
}

static enum err take_ack(struct pump *p, const struct frame *frame)
{
    if (frame->payload_count != 0)
        return ERR_GARBLED;
    switch (p->question.purpose) {
    case PUMP_FOR_LINK:   pump_link_take(p, PUMP_LINK_OPENED); break;
    case PUMP_FOR_ORDER:  order_done(p); break;
    case PUMP_FOR_UPDATE: pump_update_done(p); break;
    case PUMP_FOR_ABORT:  abort_done(p); break;
    case PUMP_FOR_SAFETY: safety_done(p); break;
    case PUMP_FOR_REPORT: case PUMP_PURPOSE_COUNT: return ERR_GARBLED;
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ NAK */

static void tell_refusal(struct pump *p, const struct pump_nak *nak)
{
    const char *kind = pump_kind_text(p->question.frame.kind);
    const char *reason = pump_reason_texts[nak->reason];

    if (nak->detail == 0)
        pump_tell(p, "refused: %s: %s", kind, reason);
    else
        pump_tell(p, "refused: %s: %s (%" PRIu32 ")", kind, reason, nak->detail);
}

static void order_refused(struct pump *p, const struct pump_nak *nak)
{
    p->report.refused++;
    p->report.last_refusal = (enum pump_reason)nak->reason;
}

/* A report that the pump will not give is not asked for again until something has changed. */
static void report_refused(struct pump *p)
{
    if (p->question.frame.kind == PUMP_KIND_READ_LOG)
        p->log_next = p->log_end;
    if (p->question.frame.kind == PUMP_KIND_READ_PROGRAMME)
        p->wants_programme = false;
}

static void abort_refused(struct pump *p, const struct pump_nak *nak)
{
    p->must_abort = false;
    p->is_update_open = p->is_update_open && nak->reason != PUMP_REASON_NOT_UPDATING;
    p->next_poll_s = p->now_s;
}

/* The session is over when the pump has none, or counts otherwise; safety is asked for again in the
 * next one. */
static bool is_of_the_session(uint8_t reason)
{
    return reason == PUMP_REASON_NO_SESSION || reason == PUMP_REASON_REPLAYED;
}

/* The pump's numbers go on from session to session: one that counts further is followed. False when
 * it was followed already, or says nothing. */
static bool number_follow(struct pump *p, const struct pump_nak *nak)
{
    uint16_t asked = p->question.frame.sequence, last = (uint16_t)nak->detail;

    if (nak->reason != PUMP_REASON_REPLAYED || nak->detail == 0 || nak->detail > UINT16_MAX)
        return false;
    p->sequence = last;
    return asked != pump_number_after(last);
}

static void refuse(struct pump *p, const struct pump_nak *nak)
{
    bool is_over = p->report.link == PUMP_LINK_UP && is_of_the_session(nak->reason);
    bool is_followed = number_follow(p, nak);

    if (p->question.purpose == PUMP_FOR_LINK && is_followed)
        return;                                 /* asked again at once */
    tell_refusal(p, nak);
    switch (p->question.purpose) {
    case PUMP_FOR_LINK:   pump_search_later(p); break;
    case PUMP_FOR_REPORT: report_refused(p); break;
    case PUMP_FOR_ORDER:  order_refused(p, nak); break;
    case PUMP_FOR_UPDATE: order_refused(p, nak); pump_update_fail(p, true); break;
    case PUMP_FOR_ABORT:  abort_refused(p, nak); break;
    case PUMP_FOR_SAFETY:
        order_refused(p, nak);
        p->must_make_safe = is_over;            /* else it would only be refused again */
        break;
    case PUMP_PURPOSE_COUNT: break;
    }
    if (is_over)
        pump_link_take(p, PUMP_LINK_NO_SESSION);
}

static enum err take_nak(struct pump *p, const struct frame *frame)
{
    struct pump_nak nak;

    TRY(pump_nak_read(&nak, frame->payload, frame->payload_count));
    refuse(p, &nak);
    return ERR_OK;
}

/* ------------------------------------------------------------------ which question */

static const struct {
    uint8_t    question, answer;
    enum err (*take)(struct pump *, const struct frame *);
} reports[] = {
    { PUMP_KIND_IDENTIFY,       PUMP_KIND_IDENTITY,      take_identity  },
    { PUMP_KIND_STATUS,         PUMP_KIND_STATUS_REPORT, take_status    },
    { PUMP_KIND_READ_PROGRAMME, PUMP_KIND_PROGRAMME,     take_programme },
    { PUMP_KIND_READ_LOG,       PUMP_KIND_LOG,           take_log       },
};

static enum err take_answer(struct pump *p, const struct frame *frame)
{
    if (frame->kind == PUMP_KIND_NAK)
        return take_nak(p, frame);
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++)
        if (reports[i].question == p->question.frame.kind)
            return reports[i].answer == frame->kind ? reports[i].take(p, frame) : ERR_GARBLED;
    return frame->kind == PUMP_KIND_ACK ? take_ack(p, frame) : ERR_GARBLED;
}

/* Something came that cannot be used: it may have been the answer, so do not wait out its time. */
static void note_garbage(struct pump *p)
{
    p->report.garbled++;
    p->question.deadline_s = fmin(p->question.deadline_s, p->now_s + QUIET_S);
}

static bool is_from_the_pump(const struct pump *p, const struct frame *frame)
{
    return frame->version == FRAME_VERSION && p->is_asking
        && (p->question.frame.kind == PUMP_KIND_IDENTIFY || frame->address == p->report.address);
}

/* What arrived there was not what was sent: nothing was judged, so the same bytes may go again. */
static bool is_unread(const struct frame *frame)
{
    struct pump_nak nak;

    return frame->kind == PUMP_KIND_NAK
        && pump_nak_read(&nak, frame->payload, frame->payload_count) == ERR_OK
        && (nak.reason == PUMP_REASON_CRC || nak.reason == PUMP_REASON_TRUNCATED
            || nak.reason == PUMP_REASON_LENGTH);
}

/* Of the open question, or of one whose number could not be read either: only one is open. */
static bool is_to_the_question(const struct pump *p, const struct frame *frame)
{
    return frame->sequence == p->question.frame.sequence
        || (frame->sequence == 0 && is_unread(frame));
}

static void take_frame(struct pump *p, const struct frame *frame)
{
    bool is_welcome = frame->kind != PUMP_KIND_NAK || p->question.purpose != PUMP_FOR_LINK;

    if (!is_from_the_pump(p, frame) || !is_to_the_question(p, frame)) {
        p->report.strays++;
        return;
    }
    if (is_unread(frame)) {
        pump_question_fail(p);
        return;
    }
    p->is_asking = false;
    if (take_answer(p, frame) != ERR_OK) {
        p->is_asking = true;
        note_garbage(p);
    } else if (is_welcome) {
        p->unheard_s = (double)NAN;
        p->heard_s = p->now_s;
    }
}

enum err pump_listen(struct pump *p)
{
    struct frame    frame;
    enum frame_flaw flaw;
    enum frame_scan scan;

    TRY(frame_buffer_fill(&p->frames, p->port, p->now_s));
    for (unsigned i = 0; i < FRAMES_MAX; i++) {
        scan = frame_buffer_next(&p->frames, p->now_s, &frame, &flaw);
        if (scan == FRAME_PARTIAL)
            break;
        if (scan == FRAME_WHOLE)
            take_frame(p, &frame);
        else
            note_garbage(p);
    }
    return ERR_OK;
}
