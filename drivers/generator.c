#include "generator.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LABEL(name, text) text,
const char *const generator_link_labels[GENERATOR_LINK_COUNT + 1] = { GENERATOR_LINK_LIST(LABEL) NULL };

const struct generator_options generator_options_usual = {
    .poll_s = 0.05, .timeout_s = 0.15, .report_age_s_max = 0.5, .lost_s = 0.5, .tries = 4,
};

#define QUEUE_MAX       64u
#define SAFE_TRIES_MAX  20u
#define LINES_MAX       16u     /* handled in one step; more than a tick of any line can carry */
#define QUIET_S         0.03    /* after garbage: let the rest of it pass, then ask again       */
#define INSTANT_S       1e-9

struct waiting { enum generator_order order; double value; };

struct generator {
    struct port             *port;
    struct generator_options options;
    struct generator_report  report;
    double                   now_s;
    bool                     is_closed;

    struct line_buffer       lines;
    uint8_t                  out[2 * LINE_BYTES_MAX];       /* what the port has not taken yet */
    size_t                   out_first, out_end;

    struct generator_command question;                      /* the one that is open */
    bool                     is_asking;
    double                   deadline_s;
    unsigned                 tries_left, tag;

    struct waiting           queue[QUEUE_MAX];
    size_t                   queue_count;
    double                   wanted[GENERATOR_SETTING_COUNT];       /* NAN: never asked for */
    double                   acknowledged[GENERATOR_SETTING_COUNT]; /* NAN: not since the link came up */

    bool                     must_make_safe, has_errors, has_status;
    double                   next_poll_s, heard_s, status_s;
    struct generator_status  last;                          /* good, whatever its age */

    struct generator_event   events[GENERATOR_EVENTS_MAX];
    size_t                   event_first, event_count;
};

/* ------------------------------------------------------------------ events */

/* The place for a new event, or NULL when the queue is full. */
static struct generator_event *event_new(struct generator *g)
{
    struct generator_event *event = &g->events[(g->event_first + g->event_count) % GENERATOR_EVENTS_MAX];

    if (g->event_count == GENERATOR_EVENTS_MAX)
        return NULL;
    g->event_count++;
    event->t_s = g->now_s;
    return event;
}

#define EVENT(g, ...)                                                                   \
    do {                                                                                \
        struct generator_event *event_ = event_new(g);                                  \
        if (event_) {                                                                   \
            struct text text_ = text_over(event_->text, sizeof event_->text);           \
            text_add(&text_, __VA_ARGS__);                                              \
        }                                                                               \
    } while (0)

bool generator_next_event(struct generator *g, struct generator_event *event)
{
    if (g->event_count == 0)
        return false;
    *event = g->events[g->event_first];
    g->event_first = (g->event_first + 1) % GENERATOR_EVENTS_MAX;
    g->event_count--;
    return true;
}

/* ------------------------------------------------------------------ the queue of orders */

/* A newer value takes the place of one that waits, unless an action was asked for after it. */
static bool overtake(struct generator *g, enum generator_order order, double value)
{
    for (size_t i = g->queue_count; i-- > 0 && !generator_order_is_action(g->queue[i].order);)
        if (g->queue[i].order == order) {
            g->queue[i].value = value;
            return true;
        }
    return false;
}

static enum err queue_push(struct generator *g, enum generator_order order, double value)
{
    if (!generator_order_is_action(order) && overtake(g, order, value))
        return ERR_OK;
    if (g->queue_count == QUEUE_MAX)
        return ERR_LIMIT;
    g->queue[g->queue_count++] = (struct waiting){ order, value };
    return ERR_OK;
}

static struct waiting queue_pop(struct generator *g)
{
    struct waiting first = g->queue[0];

    g->queue_count--;
    memmove(g->queue, g->queue + 1, g->queue_count * sizeof g->queue[0]);
    return first;
}

/* Ask for every setting again: the device may have forgotten them. What waits behind comes after. */
static void settings_repeat(struct generator *g)
{
    struct waiting later[QUEUE_MAX];
    size_t         later_count = g->queue_count;

    memcpy(later, g->queue, sizeof later);
    g->queue_count = 0;
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++) {
        g->acknowledged[i] = (double)NAN;
        if (!isnan(g->wanted[i]))
            g->queue[g->queue_count++] = (struct waiting){ (enum generator_order)i, g->wanted[i] };
    }
    for (size_t i = 0; i < later_count; i++)
        if (queue_push(g, later[i].order, later[i].value) != ERR_OK)
            EVENT(g, "dropped: %s, too much waits", generator_orders[later[i].order].name);
}

/* Nothing that starts anything may wait for a cable to be mended. */
static void actions_drop(struct generator *g, const char *why)
{
    size_t kept = 0;

    if (g->is_asking && g->question.verb == GENERATOR_DO)
        EVENT(g, "no answer to %s: %s", generator_orders[g->question.order].name, why);
    for (size_t i = 0; i < g->queue_count; i++) {
        if (generator_order_is_action(g->queue[i].order))
            EVENT(g, "dropped: %s, %s", generator_orders[g->queue[i].order].name, why);
        else
            g->queue[kept++] = g->queue[i];
    }
    g->queue_count = kept;
}

/* ------------------------------------------------------------------ the link */

enum link_event { LINK_BEGUN, LINK_IDENTIFIED, LINK_SILENT, LINK_CLOSED };

static void came_up(struct generator *g)
{
    EVENT(g, "link up: %s", g->report.identity);
    settings_repeat(g);
    g->next_poll_s = g->now_s;
}

static void went_silent(struct generator *g)
{
    EVENT(g, "link lost: no readable answer for %.2f s", g->now_s - g->heard_s);
    actions_drop(g, "the link is lost");
    g->is_asking = false;
}

static void was_closed(struct generator *g)
{
    EVENT(g, "link down: the port has closed");
    actions_drop(g, "the port has closed");
    g->is_asking = g->must_make_safe = false;
    g->is_closed = true;
}

static const struct link_transition {
    enum generator_link from;
    enum link_event     on;
    enum generator_link to;
    void              (*act)(struct generator *);
} link_transitions[] = {
    { GENERATOR_LINK_DOWN,        LINK_BEGUN,      GENERATOR_LINK_IDENTIFYING, NULL        },
    { GENERATOR_LINK_DOWN,        LINK_CLOSED,     GENERATOR_LINK_DOWN,        was_closed  },
    { GENERATOR_LINK_IDENTIFYING, LINK_IDENTIFIED, GENERATOR_LINK_UP,          came_up     },
    { GENERATOR_LINK_IDENTIFYING, LINK_CLOSED,     GENERATOR_LINK_DOWN,        was_closed  },
    { GENERATOR_LINK_UP,          LINK_SILENT,     GENERATOR_LINK_LOST,        went_silent },
    { GENERATOR_LINK_UP,          LINK_CLOSED,     GENERATOR_LINK_DOWN,        was_closed  },
    { GENERATOR_LINK_LOST,        LINK_IDENTIFIED, GENERATOR_LINK_UP,          came_up     },
    { GENERATOR_LINK_LOST,        LINK_CLOSED,     GENERATOR_LINK_DOWN,        was_closed  },
};

static void link_take(struct generator *g, enum link_event event)
{
    for (size_t i = 0; i < sizeof link_transitions / sizeof link_transitions[0]; i++) {
        const struct link_transition *row = &link_transitions[i];
        if (row->from != g->report.link || row->on != event)
            continue;
        g->report.link = row->to;
        if (row->act)
            row->act(g);
        return;
    }
}

/* ------------------------------------------------------------------ questions */

static void send_question(struct generator *g)
{
    uint8_t line[LINE_BYTES_MAX];
    size_t  count;

    g->tag = g->tag % 255 + 1;
    g->question.tag = g->tag;
    count = generator_command_encode(&g->question, line);
    if (g->out_end + count <= sizeof g->out) {
        memcpy(g->out + g->out_end, line, count);
        g->out_end += count;
    }
    g->deadline_s = g->now_s + g->options.timeout_s;
}

static void ask(struct generator *g, enum generator_verb verb, struct waiting what, unsigned tries)
{
    g->question = (struct generator_command){ .verb = verb, .order = what.order, .value = what.value };
    g->is_asking = true;
    g->tries_left = tries - 1;
    send_question(g);
}

static void ask_order(struct generator *g)
{
    struct waiting              next = queue_pop(g);
    const struct generator_order_row *row = &generator_orders[next.order];
    bool                        is_action = generator_order_is_action(next.order);

    ask(g, is_action ? GENERATOR_DO : GENERATOR_SET, next, row->is_idempotent ? g->options.tries : 1);
}

static void ask_status(struct generator *g)
{
    g->next_poll_s += g->options.poll_s;
    if (g->next_poll_s <= g->now_s)
        g->next_poll_s = g->now_s + g->options.poll_s;
    ask(g, GENERATOR_STATUS, (struct waiting){ 0 }, 1);
}

static bool is_making_safe(const struct generator *g)
{
    return g->is_asking && g->question.verb == GENERATOR_DO && g->question.order == GENERATOR_ORDER_STANDBY;
}

/* On a slow line a status is due again as soon as one has come: an order that waits gets every second turn. */
static bool is_status_due(const struct generator *g)
{
    bool was_status = g->question.verb == GENERATOR_STATUS;

    return g->now_s >= g->next_poll_s - INSTANT_S && !(was_status && g->queue_count > 0);
}

/* What is most urgent. Being safe waits for no open question, and everything waits for it. */
static void ask_next(struct generator *g)
{
    if (g->must_make_safe && !is_making_safe(g)) {
        ask(g, GENERATOR_DO, (struct waiting){ .order = GENERATOR_ORDER_STANDBY }, SAFE_TRIES_MAX);
    } else if (g->is_asking) {
        return;
    } else if (g->report.link != GENERATOR_LINK_UP) {
        ask(g, GENERATOR_IDENTIFY, (struct waiting){ 0 }, 1);
    } else if (is_status_due(g)) {
        ask_status(g);
    } else if (g->queue_count > 0) {
        ask_order(g);
    } else if (g->has_errors) {
        ask(g, GENERATOR_NEXT_ERROR, (struct waiting){ 0 }, 1);
    }
}

/* The open question has failed: once more if that is allowed, or say so. */
static void question_fail(struct generator *g, const char *why)
{
    if (g->tries_left > 0) {
        g->tries_left--;
        g->report.retries++;
        send_question(g);
        return;
    }
    g->is_asking = false;
    if (g->question.verb == GENERATOR_DO || g->question.verb == GENERATOR_SET)
        EVENT(g, "%s: %s", generator_orders[g->question.order].name, why);
}

static void deadline_check(struct generator *g)
{
    if (!g->is_asking || g->now_s < g->deadline_s - INSTANT_S)
        return;
    g->report.timeouts++;
    question_fail(g, "no answer");
}

/* ------------------------------------------------------------------ answers */

static enum err take_identity(struct generator *g, const struct generator_reply *reply)
{
    struct text identity;
    const char *at = reply->body;
    size_t      commas = 0;

    for (; *at; at++)
        commas += *at == ',';
    if (commas != 3)
        return ERR_GARBLED;                     /* maker, model, serial number, version */
    identity = text_over(g->report.identity, sizeof g->report.identity);
    text_add(&identity, "%s", reply->body);
    g->heard_s = g->now_s;
    link_take(g, LINK_IDENTIFIED);
    return ERR_OK;
}

static void tell_changes(struct generator *g, const struct generator_status *now)
{
    const struct generator_status *before = &g->last;

    if (!g->has_status)
        EVENT(g, "state: %s", generator_state_labels[now->state]);
    else if (now->state != before->state)
        EVENT(g, "state: %s -> %s", generator_state_labels[before->state], generator_state_labels[now->state]);
    if (now->fault != GENERATOR_FAULT_NONE && (!g->has_status || now->fault != before->fault))
        EVENT(g, "fault: %s%s", generator_fault_labels[now->fault],
              now->alarms & GENERATOR_ALARM_BLIND ? " (blind: the reading stayed unknown)" : "");
}

static enum err take_status(struct generator *g, const struct generator_reply *reply)
{
    struct generator_status now;

    TRY(generator_status_read(reply->body, &now));
    if (g->has_status && now.sequence == g->last.sequence) {
        g->report.frozen++;
        return ERR_OK;
    }
    tell_changes(g, &now);
    if (now.state == GENERATOR_STATE_SELF_TEST && g->has_status && g->last.state != GENERATOR_STATE_SELF_TEST)
        settings_repeat(g);
    g->last = now;
    g->has_status = true;
    g->status_s = g->now_s;
    g->has_errors = (now.alarms & GENERATOR_ALARM_ERROR_QUEUED) != 0;
    return ERR_OK;
}

static enum err take_setting(struct generator *g, const struct generator_reply *reply)
{
    const struct generator_order_row *row = &generator_orders[g->question.order];
    double in_force, tolerance = 0.5000001 * pow(10, -row->decimals);

    TRY(generator_number_read(reply->body, &in_force));
    g->acknowledged[g->question.order] = in_force;
    if (!(fabs(in_force - g->question.value) <= tolerance)) {
        g->is_asking = true;
        question_fail(g, "the device keeps another value");
    }
    return ERR_OK;
}

/* A reset device has forgotten what was wanted, and the host asked for that. */
static void forget_wanted(struct generator *g)
{
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        g->wanted[i] = g->acknowledged[i] = (double)NAN;
}

static enum err take_done(struct generator *g, const struct generator_reply *reply)
{
    if (strcmp(reply->body, "OK") != 0)
        return ERR_GARBLED;
    if (g->question.order == GENERATOR_ORDER_RESET)
        forget_wanted(g);
    if (g->question.order == GENERATOR_ORDER_STANDBY)
        g->must_make_safe = false;
    return ERR_OK;
}

/* The device tells interlocks and troubles of its own here; refusals were told in their replies. */
static enum err take_error(struct generator *g, const struct generator_reply *reply)
{
    const char *text;
    size_t      count;
    int         number;

    TRY(generator_error_read(reply->body, &number, &text, &count));
    g->has_errors = number != GENERATOR_ERROR_NONE;
    if (number > 0 || number == GENERATOR_ERROR_QUEUE || number == GENERATOR_ERROR_SELF_TEST)
        EVENT(g, "device: %d \"%.*s\"", number, (int)count, text);
    return ERR_OK;
}

static enum err take_refusal(struct generator *g, const struct generator_reply *reply)
{
    const struct generator_command *question = &g->question;
    const char *text;
    size_t      count;
    int         number;

    TRY(generator_error_read(reply->body, &number, &text, &count));
    g->report.refused++;
    if (question->verb == GENERATOR_DO && question->order == GENERATOR_ORDER_STANDBY)
        g->must_make_safe = false;              /* it would only be refused again */
    if (question->verb == GENERATOR_SET) {
        EVENT(g, "refused: %s = %g: %d \"%.*s\"", generator_orders[question->order].name, question->value,
              number, (int)count, text);
        g->wanted[question->order] = g->acknowledged[question->order];
    } else {
        EVENT(g, "refused: %s: %d \"%.*s\"", question->verb == GENERATOR_DO
              ? generator_orders[question->order].name : "a question", number, (int)count, text);
    }
    return ERR_OK;
}

static enum err (*const takes[])(struct generator *, const struct generator_reply *) = {
    [GENERATOR_SET]        = take_setting,
    [GENERATOR_DO]         = take_done,
    [GENERATOR_IDENTIFY]   = take_identity,
    [GENERATOR_STATUS]     = take_status,
    [GENERATOR_NEXT_ERROR] = take_error,
};

/* Something came that cannot be used: it may have been the answer, so do not wait the whole time for it. */
static void note_garbage(struct generator *g)
{
    double soon_s = g->now_s + QUIET_S;

    g->report.garbled++;
    if (g->deadline_s > soon_s)
        g->deadline_s = soon_s;
}

static void take_line(struct generator *g, const uint8_t *line, size_t count)
{
    struct generator_reply reply;
    enum err               err;

    if (generator_reply_decode(line, count, &reply) != ERR_OK || reply.tag == 0) {
        note_garbage(g);                        /* tag 0: the device could not read us either */
        return;
    }
    if (!g->is_asking || reply.tag != g->question.tag) {
        g->report.strays++;
        return;
    }
    g->is_asking = false;
    err = generator_reply_is_refusal(&reply) ? take_refusal(g, &reply) : takes[g->question.verb](g, &reply);
    if (err == ERR_OK) {
        g->heard_s = g->now_s;
        return;
    }
    g->is_asking = true;
    note_garbage(g);
}

static enum err listen(struct generator *g)
{
    const uint8_t *line;
    size_t         count;
    enum line_scan scan;

    TRY(line_buffer_fill(&g->lines, g->port, g->now_s));
    for (unsigned i = 0; i < LINES_MAX; i++) {
        scan = line_buffer_next(&g->lines, &line, &count);
        if (scan == LINE_PARTIAL)
            break;
        if (scan == LINE_WHOLE)
            take_line(g, line, count);
        else
            note_garbage(g);
    }
    return ERR_OK;
}

static enum err speak(struct generator *g)
{
    size_t taken;

    if (g->out_first == g->out_end)
        return ERR_OK;
    TRY(port_write(g->port, g->now_s, g->out + g->out_first, g->out_end - g->out_first, &taken));
    g->out_first += taken;
    if (g->out_first == g->out_end)
        g->out_first = g->out_end = 0;
    return ERR_OK;
}

/* ------------------------------------------------------------------ the report */

#define UNKNOWN_READING(field, decimals, least, most) .field = (double)NAN,
static const struct generator_status unknown_status = { GENERATOR_READING_LIST(UNKNOWN_READING) .sequence = 0 };

static void report_update(struct generator *g)
{
    struct generator_report *report = &g->report;

    report->age_s = g->has_status ? g->now_s - g->status_s : (double)INFINITY;
    report->is_known = report->age_s <= g->options.report_age_s_max + INSTANT_S;
    report->status = report->is_known ? g->last : unknown_status;
    report->is_pending = g->queue_count > 0 || g->must_make_safe
        || (g->is_asking && (g->question.verb == GENERATOR_SET || g->question.verb == GENERATOR_DO));
}

const struct generator_report *generator_report(const struct generator *g) { return &g->report; }

double generator_acknowledged(const struct generator *g, enum generator_order setting)
{
    return setting < GENERATOR_SETTING_COUNT ? g->acknowledged[setting] : (double)NAN;
}

/* ------------------------------------------------------------------ life */

enum err generator_create(struct generator **out, struct port *port, const struct generator_options *options)
{
    const struct generator_options *o = options ? options : &generator_options_usual;
    struct generator               *g;

    if (!(o->poll_s > 0 && o->timeout_s > 0 && o->report_age_s_max > 0 && o->lost_s > 0 && o->tries > 0))
        return ERR_RANGE;
    g = calloc(1, sizeof *g);
    if (!g)
        return ERR_MEMORY;
    g->port = port;
    g->options = *o;
    forget_wanted(g);
    report_update(g);
    *out = g;
    return ERR_OK;
}

void generator_destroy(struct generator *g)
{
    free(g);
}

static enum err step_open(struct generator *g)
{
    link_take(g, LINK_BEGUN);
    TRY(listen(g));
    deadline_check(g);
    if (g->now_s - g->heard_s > g->options.lost_s)
        link_take(g, LINK_SILENT);
    ask_next(g);
    return speak(g);
}

enum err generator_step(struct generator *g, double now_s)
{
    enum err err = ERR_CLOSED;

    g->now_s = now_s;
    if (!g->is_closed) {
        err = step_open(g);
        if (err != ERR_OK)
            link_take(g, LINK_CLOSED);
    }
    report_update(g);
    return err;
}

enum err generator_order(struct generator *g, enum generator_order order, double value)
{
    if (!generator_order_is_action(order)) {
        if (!isfinite(value))
            return ERR_RANGE;
        g->wanted[order] = value;
    }
    if (g->is_closed)
        return ERR_CLOSED;
    if (!generator_order_is_action(order) || g->report.link != GENERATOR_LINK_LOST)
        return queue_push(g, order, value);
    if (order != GENERATOR_ORDER_STANDBY)
        return ERR_TIMEOUT;
    generator_make_safe(g);
    return ERR_OK;
}

void generator_make_safe(struct generator *g)
{
    g->queue_count = 0;
    g->must_make_safe = !g->is_closed;
}
