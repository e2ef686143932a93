/* device_questions.c - which question is asked next, and what becomes of the open one.
 *
 *     safe  >  marker  >  what is asked again  >  start  >  orders and polls in turn
 *
 * One is open at a time. A question ends answered, refused or failed; each lane goes on from there
 * in its own way. */
#include "device_inside.h"

#include <math.h>
#include <string.h>

enum outcome { ANSWERED, REFUSED, FAILED };

/* ------------------------------------------------------------------ orders that wait */

enum err device_ask(struct device *d, int question, double value)
{
    size_t kept = 0;

    for (size_t i = 0; i < d->queue_count; i++)
        if (d->queue[i].question != question)
            d->queue[kept++] = d->queue[i];
    d->queue_count = kept;
    if (d->queue_count == DEVICE_QUEUE_MAX)
        return ERR_LIMIT;
    d->queue[d->queue_count++] = (struct device_asked){
        .question = (uint8_t)question, .value = value, .lane = DEVICE_LANE_QUEUE,
    };
    return ERR_OK;
}

void device_queue_drop(struct device *d, const char *why)
{
    if (d->phase != DEVICE_IDLE && d->open.lane == DEVICE_LANE_QUEUE)
        device_say(d, "no answer to %s: %s", device_open(d)->what, why);
    for (size_t i = 0; i < d->queue_count; i++)
        device_say(d, "dropped: %s, %s", d->type->questions[d->queue[i].question].what, why);
    d->queue_count = 0;
}

static struct device_asked queue_pop(struct device *d)
{
    struct device_asked first = d->queue[0];

    d->queue_count--;
    memmove(d->queue, d->queue + 1, d->queue_count * sizeof d->queue[0]);
    return first;
}

/* ------------------------------------------------------------------ lists of the row */

/* DEVICE_END behind the last, and where there is no list. */
static uint8_t listed(const uint8_t *list, size_t at) { return list ? list[at] : DEVICE_END; }

/* A watchdog is fed twice as often as it must be. */
static double poll_period_s(const struct device_type *type)
{
    return type->keepalive_s > 0 ? fmin(type->poll_s, type->keepalive_s / 2) : type->poll_s;
}

static bool is_due(const struct device *d, double when_s)
{
    return d->now_s >= when_s - DEVICE_INSTANT_S;
}

/* It has answered all, spoke since the first, and has said who it is if anybody cares. */
static void up_check(struct device *d)
{
    bool is_wanted = !d->wanted[0] || (d->report.identity[0] && !d->doubted[0]);

    if (d->is_started && d->report.heard_s >= d->begun_s && is_wanted && !d->report.is_another)
        device_link_take(d, DEVICE_LINK_STARTED);
}

/* Behind the last start question: the link is up, or they are all asked again. */
static void start_end(struct device *d)
{
    if (d->wanted[0] && !d->report.identity[0]) {
        d->start_at = 0;
        d->start_s = d->now_s + d->type->poll_s;
        return;
    }
    d->is_started = true;
    up_check(d);
}

/* Behind the last safe question: safe, or another round. */
static void safe_end(struct device *d)
{
    const struct device_type *type = d->type;
    bool is_safe = type->is_safe ? type->is_safe(d) : d->safe_failures == 0;

    d->safe_at = 0;
    d->safe_failures = 0;
    if (is_safe) {
        device_say(d, "it is safe");
        d->is_safe = !d->is_ordered;
        d->must_make_safe = false;
    } else {
        d->safe_s = d->now_s + DEVICE_SAFE_PAUSE_S;
    }
}

/* ------------------------------------------------------------------ the end of a question */

static void mark_end(struct device *d, enum outcome outcome)
{
    d->must_mark = false;
    if (outcome != ANSWERED) {
        device_say(d, "its answers are out of step: it is asked from the beginning");
        device_link_take(d, DEVICE_LINK_RESTARTED);
    } else if (d->resumed_tries > 0) {
        d->open = d->resumed;
        d->tries_left = d->resumed_tries;
        d->resumed_tries = 0;
        d->phase = DEVICE_RETRYING;
    }
}

static void lane_advance(struct device *d, enum outcome outcome)
{
    switch (d->open.lane) {
    case DEVICE_LANE_SAFE:
        d->safe_at++;
        d->safe_failures += outcome != ANSWERED;
        if (listed(d->type->safe, d->safe_at) == DEVICE_END)
            safe_end(d);
        break;
    case DEVICE_LANE_MARK:
        mark_end(d, outcome);
        break;
    case DEVICE_LANE_START:
        d->start_at = outcome == FAILED ? 0 : d->start_at + 1;
        if (outcome == FAILED)
            d->start_s = d->now_s + d->type->poll_s;
        break;
    case DEVICE_LANE_QUEUE:
        if (outcome == FAILED)
            device_say(d, "no answer to %s", device_open(d)->what);
        break;
    case DEVICE_LANE_POLL:
        d->poll_at++;
        break;
    }
}

static void question_finish(struct device *d, enum outcome outcome)
{
    d->phase = DEVICE_IDLE;
    d->quiet_s = fmax(d->quiet_s, d->now_s + d->type->gap_s);
    lane_advance(d, outcome);
}

void device_question_end(struct device *d, bool is_refused)
{
    d->report.refused += is_refused;
    question_finish(d, is_refused ? REFUSED : ANSWERED);
}

/* may_retry: asking once more cannot do it twice. */
static void question_fail(struct device *d, bool may_retry)
{
    bool is_urgent = d->open.lane == DEVICE_LANE_SAFE || !d->must_make_safe;

    if (may_retry && is_urgent && d->tries_left > 0 && d->open.lane != DEVICE_LANE_MARK) {
        d->phase = DEVICE_RETRYING;
        d->quiet_s = fmax(d->quiet_s, d->now_s + d->type->gap_s);
        return;
    }
    question_finish(d, FAILED);
}

void device_question_again(struct device *d) { question_fail(d, true); }

static double timeout_s(const struct device *d, const struct device_question *question)
{
    return question->timeout_s > 0 ? question->timeout_s : d->type->timeout_s;
}

/* What is not taken off the port by then is taken back, unless it has begun to leave. */
static void out_take_back(struct device *d)
{
    if (!d->is_out_begun)
        d->out_count = 0;
}

void device_deadline_check(struct device *d)
{
    if (!device_is_asking(d) || !is_due(d, d->deadline_s))
        return;
    d->report.timeouts++;
    out_take_back(d);
    if (d->open.lane != DEVICE_LANE_SAFE) {
        d->owed = 1;
        d->owed_s = d->now_s + timeout_s(d, device_open(d)) / 2;
        d->must_mark = d->type->marker && d->open.lane != DEVICE_LANE_MARK;
    }
    question_fail(d, device_open(d)->is_idempotent);
}

/* ------------------------------------------------------------------ asking */

static void out_put(struct device *d, const uint8_t *bytes, size_t count)
{
    if (d->out_count + count > DEVICE_OUT_SIZE)
        return;
    memcpy(d->out + d->out_count, bytes, count);
    d->out_count += count;
}

void device_send(struct device *d, const uint8_t *bytes, size_t count) { out_put(d, bytes, count); }

/* False: there is nothing to ask. */
static bool question_write(struct device *d, struct device_asked asked, size_t *count)
{
    uint8_t bytes[DEVICE_FRAME_MAX];

    *count = d->type->write(d, asked.question, asked.value, bytes);
    out_put(d, bytes, *count);
    return *count > 0;
}

/* Put the question on the line; one without bytes is passed over, one without answer has it. */
static void question_send(struct device *d)
{
    const struct device_question *question = device_open(d);
    size_t count;

    if (!question_write(d, d->open, &count)) {
        d->phase = DEVICE_IDLE;
        lane_advance(d, ANSWERED);
        return;
    }
    d->tries_left--;
    if (question->has_no_answer) {
        question_finish(d, ANSWERED);
        d->quiet_s += (double)count * d->byte_s;
        return;
    }
    d->phase = DEVICE_ASKING;
    d->more_left = DEVICE_MORE_MAX;
    d->bytes_left = DEVICE_FRAME_MAX;
    d->deadline_s = d->now_s + (double)count * d->byte_s + timeout_s(d, question);
}

static void question_open(struct device *d, struct device_asked asked)
{
    d->open = asked;
    d->tries_left = d->type->tries > 0 ? d->type->tries : 1;
    question_send(d);
}

static void listed_open(struct device *d, const uint8_t *list, size_t at, enum device_lane lane)
{
    question_open(d, (struct device_asked){ .question = list[at], .value = (double)NAN,
                                            .lane = lane });
}

/* Each of these: true when a question was opened. */
static bool safe_ask(struct device *d)
{
    if (!d->must_make_safe || !is_due(d, d->safe_s))
        return false;
    listed_open(d, d->type->safe, d->safe_at, DEVICE_LANE_SAFE);
    return true;
}

/* What was to be asked again waits behind it. */
static bool mark_ask(struct device *d)
{
    if (!d->must_mark || d->must_make_safe)
        return false;
    d->resumed = d->open;
    d->resumed_tries = d->phase == DEVICE_RETRYING ? d->tries_left : 0;
    listed_open(d, d->type->marker, 0, DEVICE_LANE_MARK);
    return true;
}

static bool start_ask(struct device *d)
{
    if (d->is_started || !is_due(d, d->start_s))
        return false;
    if (listed(d->type->start, d->start_at) == DEVICE_END) {
        start_end(d);
        return false;
    }
    listed_open(d, d->type->start, d->start_at, DEVICE_LANE_START);
    return true;
}

static bool queue_ask(struct device *d)
{
    if (d->queue_count == 0 || d->must_make_safe || d->report.link != DEVICE_LINK_UP)
        return false;
    d->is_polls_turn = true;
    question_open(d, queue_pop(d));
    return true;
}

static bool poll_ask(struct device *d)
{
    double period_s = poll_period_s(d->type);

    if (!d->is_started || d->must_make_safe || !is_due(d, d->poll_s))
        return false;
    if (listed(d->type->poll, d->poll_at) == DEVICE_END)
        d->poll_at = 0;
    if (listed(d->type->poll, d->poll_at) == DEVICE_END)
        return false;
    d->is_polls_turn = false;
    d->poll_s += period_s;
    if (is_due(d, d->poll_s))
        d->poll_s = d->now_s + period_s;
    listed_open(d, d->type->poll, d->poll_at, DEVICE_LANE_POLL);
    return true;
}

static bool lane_ask(struct device *d)
{
    if (safe_ask(d) || start_ask(d))
        return true;
    return d->is_polls_turn ? poll_ask(d) || queue_ask(d) : queue_ask(d) || poll_ask(d);
}

static bool may_ask(const struct device *d)
{
    return d->phase != DEVICE_ASKING && d->out_count == 0 && is_due(d, d->quiet_s)
        && (d->owed == 0 || is_due(d, d->owed_s));
}

/* What has no bytes or no answer ends at once, and the next is asked: at most all there are. */
void device_ask_next(struct device *d)
{
    for (size_t i = 0; i <= 2 * d->type->question_count && may_ask(d); i++) {
        if (d->report.is_another)
            return;
        d->owed = 0;
        if (mark_ask(d))
            continue;
        if (d->phase == DEVICE_RETRYING) {
            d->report.retries++;
            question_send(d);
        } else if (!lane_ask(d)) {
            break;
        }
    }
    up_check(d);
}

/* ------------------------------------------------------------------ making it safe */

/* The first safe question that has bytes: out at once, its answer not waited for. It and the one
 * that was open may still be answered, in this order. */
static void safe_call_out(struct device *d)
{
    const struct device_question *question;
    struct device_asked asked = { .lane = DEVICE_LANE_SAFE, .value = (double)NAN };
    size_t count;

    for (size_t i = 0; listed(d->type->safe, i) != DEVICE_END; i++) {
        asked.question = d->type->safe[i];
        if (!question_write(d, asked, &count))
            continue;
        question = &d->type->questions[asked.question];
        d->owed = question->has_no_answer ? 1 : 2;
        d->owed_s = d->now_s + (double)count * d->byte_s + timeout_s(d, question);
        return;
    }
}

void device_safe_begin(struct device *d)
{
    bool is_owed = d->phase == DEVICE_ASKING || (d->owed > 0 && !is_due(d, d->owed_s));

    device_queue_drop(d, "it is made safe");
    out_take_back(d);
    d->phase = DEVICE_IDLE;
    d->resumed_tries = 0;
    d->is_safe = d->is_ordered = false;
    d->safe_at = 0;
    d->safe_failures = 0;
    d->safe_s = d->quiet_s = d->now_s;
    if (listed(d->type->safe, 0) == DEVICE_END) {
        d->is_safe = true;
        return;
    }
    d->must_make_safe = true;
    if (is_owed) {
        safe_call_out(d);
        return;
    }
    d->owed = 0;
    if (d->out_count == 0)
        device_ask_next(d);
    else
        safe_ask(d);
}
