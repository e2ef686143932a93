/* pump_questions.c - what to ask next, and what to do when no answer comes. */
#include "pump_inside.h"

#include <math.h>
#include <string.h>

/* Entries are read no faster than somebody takes them, with room left for the client's own. */
#define EVENTS_SPARE 16u

static const uint32_t no_arguments[PUMP_ARGUMENTS_MAX] = { 0 };

static bool is_up(const struct pump *p) { return p->report.link == PUMP_LINK_UP; }

static bool is_due(double at_s, double due_s) { return at_s >= due_s - PUMP_INSTANT_S; }

static bool wants_log(const struct pump *p)
{
    return p->has_status && p->log_next < p->log_end
        && p->event_count + PUMP_LOG_PER_REPORT + EVENTS_SPARE <= PUMP_EVENTS_MAX;
}

static bool wants_programme(const struct pump *p)
{
    return p->wants_programme && p->has_status && p->last.has_programme;
}

/* Neither an open session nor safety waits for the next time that the pump would be looked for. */
static double search_s(const struct pump *p)
{
    return p->is_identified || p->must_make_safe ? p->now_s : p->next_search_s;
}

static void ask_link(struct pump *p)
{
    pump_ask_plain(p, PUMP_FOR_LINK, p->is_identified ? PUMP_KIND_OPEN : PUMP_KIND_IDENTIFY,
                   no_arguments);
}

static void ask_abort(struct pump *p)
{
    pump_ask_plain(p, PUMP_FOR_ABORT, PUMP_KIND_ABORT, no_arguments);
}

static void ask_stop(struct pump *p)
{
    pump_ask_plain(p, PUMP_FOR_SAFETY, PUMP_KIND_STOP, no_arguments);
}

static void ask_status(struct pump *p)
{
    p->next_poll_s += p->options.poll_s;
    if (p->next_poll_s <= p->now_s)
        p->next_poll_s = p->now_s + p->options.poll_s;
    pump_ask_plain(p, PUMP_FOR_REPORT, PUMP_KIND_STATUS, no_arguments);
}

static void ask_order(struct pump *p)
{
    struct pump_waiting next = p->queue[0];

    p->queue_count--;
    memmove(p->queue, p->queue + 1, p->queue_count * sizeof p->queue[0]);
    if (next.order != PUMP_ORDER_PROGRAM) {
        pump_ask_plain(p, PUMP_FOR_ORDER, pump_order_kind(next.order), next.arguments);
        return;
    }
    pump_update_begin(p, &next);
    pump_update_ask(p);
}

static void ask_log(struct pump *p)
{
    uint32_t first[PUMP_ARGUMENTS_MAX] = { p->log_next };

    pump_ask_plain(p, PUMP_FOR_REPORT, PUMP_KIND_READ_LOG, first);
}

static void ask_programme(struct pump *p)
{
    pump_ask_plain(p, PUMP_FOR_REPORT, PUMP_KIND_READ_PROGRAMME, no_arguments);
}

static bool looks(const struct pump *p, double at_s)
{
    return !is_up(p) && is_due(at_s, search_s(p));
}

static bool aborts(const struct pump *p, double at_s)
{
    (void)at_s;
    return is_up(p) && p->must_abort;
}

static bool stops(const struct pump *p, double at_s)
{
    (void)at_s;
    return is_up(p) && p->must_make_safe;
}

static bool updates(const struct pump *p, double at_s)
{
    (void)at_s;
    return is_up(p) && p->is_updating;
}

static bool polls(const struct pump *p, double at_s)
{
    return is_up(p) && is_due(at_s, p->next_poll_s);
}

static bool orders(const struct pump *p, double at_s)
{
    (void)at_s;
    return is_up(p) && p->queue_count > 0;
}

static bool reads_log(const struct pump *p, double at_s)
{
    (void)at_s;
    return is_up(p) && wants_log(p);
}

static bool reads_programme(const struct pump *p, double at_s)
{
    (void)at_s;
    return is_up(p) && wants_programme(p);
}

/* The most urgent first. */
static const struct {
    bool (*is_due)(const struct pump *, double at_s);
    void (*ask)(struct pump *);
} turns[] = {
    { looks,           ask_link        },
    { aborts,          ask_abort       },
    { stops,           ask_stop        },
    { updates,         pump_update_ask },
    { polls,           ask_status      },
    { orders,          ask_order       },
    { reads_log,       ask_log         },
    { reads_programme, ask_programme   },
};
#define TURNS (sizeof turns / sizeof turns[0])

static size_t next_turn(const struct pump *p, double at_s)
{
    size_t i = 0;

    while (i < TURNS && !turns[i].is_due(p, at_s))
        i++;
    return i;
}

bool pump_has_question(const struct pump *p, double at_s) { return next_turn(p, at_s) < TURNS; }

/* The pump forgets a session that is not used; with a margin for an answer on its way. */
static bool is_session_old(const struct pump *p)
{
    return is_up(p) && p->now_s - p->heard_s > 0.75 * PUMP_SESSION_S;
}

void pump_ask_next(struct pump *p)
{
    size_t turn = next_turn(p, p->now_s);

    if (turn == TURNS || p->is_asking)
        return;
    if (is_session_old(p))
        pump_ask_plain(p, PUMP_FOR_LINK, PUMP_KIND_OPEN, no_arguments);
    else
        turns[turn].ask(p);
}

void pump_search_later(struct pump *p)
{
    double most_s = fmax(p->options.poll_s, p->options.lost_s);

    p->is_identified = false;
    p->next_search_s = p->now_s + p->search_wait_s;
    p->search_wait_s = fmin(2 * p->search_wait_s, most_s);
}

void pump_question_fail(struct pump *p)
{
    const struct pump_question *question = &p->question;

    if (pump_ask_again(p))
        return;
    p->is_asking = false;
    if (question->purpose == PUMP_FOR_LINK)
        pump_search_later(p);
    if (question->purpose != PUMP_FOR_ORDER && question->purpose != PUMP_FOR_UPDATE)
        return;
    pump_tell(p, "%s: no answer, it may have been obeyed", pump_kind_text(question->frame.kind));
    if (question->purpose == PUMP_FOR_UPDATE)
        pump_update_fail(p, false);
    if (question->frame.kind == PUMP_KIND_BEGIN)
        p->is_update_open = true;
}

void pump_deadline_check(struct pump *p)
{
    if (!p->is_asking || p->now_s < p->question.deadline_s - PUMP_INSTANT_S)
        return;
    p->report.timeouts++;
    pump_question_fail(p);
}
