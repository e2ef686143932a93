#include "pump.h"

#include "pump_inside.h"

#include <math.h>
#include <stdlib.h>

#define SLOWEST_BAUD   9600.0   /* PUMP_PROTOCOL.md: of its telemetry                  */
#define POLLS_TILL_OLD 3.0      /* a report is known for so many, unless options say   */

const struct pump_options pump_options_usual = {
    .poll_s = 60, .timeout_s = 0.3, .report_age_s_max = 0, .lost_s = 2, .baud = 0, .tries = 4,
};

/* ------------------------------------------------------------------ the report */

static const struct pump_status unknown_status = { .state = 0 };

static void report_update(struct pump *p)
{
    struct pump_report *report = &p->report;
    bool is_ordering = p->is_asking && p->question.purpose == PUMP_FOR_ORDER;

    report->age_s = p->has_status ? p->now_s - p->status_s : (double)INFINITY;
    report->is_known = report->age_s <= p->options.report_age_s_max + PUMP_INSTANT_S;
    report->status = report->is_known ? p->last : unknown_status;
    report->is_pending = p->queue_count > 0 || p->is_updating || p->must_abort || p->must_make_safe
                      || is_ordering;
}

const struct pump_report *pump_report(const struct pump *p) { return &p->report; }

const struct pump_programme *pump_in_force(const struct pump *p)
{
    return p->has_in_force ? &p->in_force : NULL;
}

struct pump_programme *pump_staged(struct pump *p) { return &p->staged; }

/* A question that has just failed is still waited for until the link is lost or heard again. */
bool pump_is_quiet(const struct pump *p, double now_s, double ahead_s)
{
    bool is_hoping = p->report.link != PUMP_LINK_LOST && !isnan(p->unheard_s);

    if (p->is_closed)
        return true;
    return p->report.link != PUMP_LINK_DOWN && !p->is_asking && !is_hoping
        && p->out_first == p->out_end && p->frames.first == p->frames.end
        && !pump_has_question(p, now_s + ahead_s);
}

/* ------------------------------------------------------------------ life */

static bool are_usable(const struct pump_options *o)
{
    return o->poll_s > 0 && o->timeout_s > 0 && o->report_age_s_max >= 0 && o->lost_s > 0
        && o->baud >= 0 && o->tries > 0;
}

enum err pump_create(struct pump **out, struct port *port, const struct pump_options *options)
{
    const struct pump_options *o = options ? options : &pump_options_usual;
    struct pump               *p;

    if (!are_usable(o))
        return ERR_RANGE;
    p = calloc(1, sizeof *p);
    if (!p)
        return ERR_MEMORY;
    p->port = port;
    p->options = *o;
    if (!(o->baud > 0))
        p->options.baud = SLOWEST_BAUD;
    if (!(o->report_age_s_max > 0))
        p->options.report_age_s_max = POLLS_TILL_OLD * o->poll_s;
    p->search_wait_s = o->lost_s;
    p->unheard_s = (double)NAN;
    p->next_search_s = p->line_free_s = -(double)INFINITY;
    frame_buffer_empty(&p->frames);
    report_update(p);
    *out = p;
    return ERR_OK;
}

void pump_destroy(struct pump *p)
{
    free(p);
}

static enum err step_open(struct pump *p)
{
    pump_link_take(p, PUMP_LINK_BEGUN);
    TRY(pump_listen(p));
    pump_deadline_check(p);
    if (p->now_s - p->unheard_s > p->options.lost_s)        /* never while it is NAN */
        pump_link_take(p, PUMP_LINK_SILENT);
    pump_ask_next(p);
    return pump_speak(p);
}

enum err pump_step(struct pump *p, double now_s)
{
    enum err err = ERR_CLOSED;

    p->now_s = now_s;
    if (!p->is_closed) {
        err = step_open(p);
        if (err != ERR_OK)
            pump_link_take(p, PUMP_LINK_CLOSED);
    }
    report_update(p);
    return err;
}

enum err pump_order(struct pump *p, enum pump_order order, uint32_t a, uint32_t b)
{
    struct pump_waiting *waiting = &p->queue[p->queue_count];

    if (p->is_closed)
        return ERR_CLOSED;
    if (p->report.link == PUMP_LINK_LOST) {
        if (order != PUMP_ORDER_STOP)
            return ERR_TIMEOUT;
        pump_make_safe(p);
        return ERR_OK;
    }
    if (p->queue_count == PUMP_QUEUE_MAX)
        return ERR_LIMIT;
    *waiting = (struct pump_waiting){ .order = order, .arguments = { a, b } };
    if (order == PUMP_ORDER_PROGRAM)
        waiting->programme = p->staged;
    if (order == PUMP_ORDER_PRIMING_BOLUS)
        waiting->arguments[1] = b != 0;
    p->queue_count++;
    p->report.is_pending = true;
    return ERR_OK;
}

/* What is open and only asks, or moves something, waits no longer for its answer. */
void pump_make_safe(struct pump *p)
{
    if (p->is_closed)
        return;
    pump_orders_drop(p, "making safe");
    p->must_abort = p->must_abort || p->is_update_open;
    p->must_make_safe = p->report.is_pending = true;
    if (p->question.purpose == PUMP_FOR_LINK || p->question.purpose == PUMP_FOR_ABORT
        || p->question.purpose == PUMP_FOR_SAFETY)
        return;
    p->is_asking = false;
    if (p->out_first == 0)
        p->out_end = 0;                         /* of this, nothing has been sent */
}
