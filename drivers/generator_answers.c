/* generator_answers.c - lines from the device: which question they answer, and what they change. */
#include "generator_inside.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

#define LINES_MAX 16u       /* handled in one step; more than a tick of any line can carry */
#define QUIET_S   0.03      /* after garbage: let the rest of it pass, then ask again       */

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
    generator_link_take(g, LINK_IDENTIFIED);
    return ERR_OK;
}

static void tell_changes(struct generator *g, const struct generator_status *now)
{
    const struct generator_status *before = &g->last;
    const char *blind = now->alarms & GENERATOR_ALARM_BLIND ? " (blind: the reading stayed unknown)"
                                                            : "";

    if (!g->has_status)
        generator_tell(g, "state: %s", generator_state_labels[now->state]);
    else if (now->state != before->state)
        generator_tell(g, "state: %s -> %s", generator_state_labels[before->state],
                       generator_state_labels[now->state]);
    if (now->fault != GENERATOR_FAULT_NONE && (!g->has_status || now->fault != before->fault))
        generator_tell(g, "fault: %s%s", generator_fault_labels[now->fault], blind);
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
    if (now.state == GENERATOR_STATE_SELF_TEST && g->has_status
        && g->last.state != GENERATOR_STATE_SELF_TEST)
        generator_settings_repeat(g);
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
        generator_question_fail(g, "the device keeps another value");
    }
    return ERR_OK;
}

static enum err take_done(struct generator *g, const struct generator_reply *reply)
{
    if (strcmp(reply->body, "OK") != 0)
        return ERR_GARBLED;
    if (g->question.order == GENERATOR_ORDER_RESET)
        generator_settings_forget(g);           /* it has forgotten them, and was asked to */
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
        generator_tell(g, "device: %d \"%.*s\"", number, (int)count, text);
    return ERR_OK;
}

static enum err take_refusal(struct generator *g, const struct generator_reply *reply)
{
    const struct generator_command *question = &g->question;
    const char *name = generator_orders[question->order].name, *text;
    size_t      count;
    int         number;

    TRY(generator_error_read(reply->body, &number, &text, &count));
    g->report.refused++;
    g->report.refused_order = question->order;
    if (question->verb == GENERATOR_DO && question->order == GENERATOR_ORDER_STANDBY)
        g->must_make_safe = false;              /* it would only be refused again */
    if (question->verb == GENERATOR_SET) {
        generator_tell(g, "refused: %s = %g: %d \"%.*s\"", name, question->value, number,
                       (int)count, text);
        g->wanted[question->order] = g->acknowledged[question->order];
    } else {
        if (question->verb != GENERATOR_DO)
            name = "a question";
        generator_tell(g, "refused: %s: %d \"%.*s\"", name, number, (int)count, text);
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

/* Something came that cannot be used: it may have been the answer, so do not wait out its time. */
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
    err = generator_reply_is_refusal(&reply) ? take_refusal(g, &reply)
                                             : takes[g->question.verb](g, &reply);
    if (err == ERR_OK) {
        g->heard_s = g->now_s;
        return;
    }
    g->is_asking = true;
    note_garbage(g);
}

enum err generator_listen(struct generator *g)
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
