/* generator_questions.c - what to ask next, and what to do when no answer comes. */
#include "generator_inside.h"

#include <string.h>

#define SAFE_TRIES_MAX 20u

static const struct generator_waiting no_order = { 0 };
static const struct generator_waiting standby = { .order = GENERATOR_ORDER_STANDBY };

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

static void ask(struct generator *g, enum generator_verb verb, struct generator_waiting what,
                unsigned tries)
{
    g->question = (struct generator_command){
        .verb = verb, .order = what.order, .value = what.value,
    };
    g->is_asking = true;
    g->tries_left = tries - 1;
    send_question(g);
}

static void ask_order(struct generator *g)
{
    struct generator_waiting next = generator_queue_pop(g);
    bool     is_action = generator_order_is_action(next.order);
    unsigned tries = generator_orders[next.order].is_idempotent ? g->options.tries : 1;

    ask(g, is_action ? GENERATOR_DO : GENERATOR_SET, next, tries);
}

static void ask_status(struct generator *g)
{
    g->next_poll_s += g->options.poll_s;
    if (g->next_poll_s <= g->now_s)
        g->next_poll_s = g->now_s + g->options.poll_s;
    ask(g, GENERATOR_STATUS, no_order, 1);
}

static bool is_making_safe(const struct generator *g)
{
    return g->is_asking && g->question.verb == GENERATOR_DO
        && g->question.order == GENERATOR_ORDER_STANDBY;
}

/* On a slow line a status is due again as soon as one has come: an order that waits gets every
 * second turn. */
static bool is_status_due(const struct generator *g)
{
    bool was_status = g->question.verb == GENERATOR_STATUS;

    return g->now_s >= g->next_poll_s - GENERATOR_INSTANT_S && !(was_status && g->queue_count > 0);
}

void generator_ask_next(struct generator *g)
{
    if (g->must_make_safe && !is_making_safe(g)) {
        ask(g, GENERATOR_DO, standby, SAFE_TRIES_MAX);
    } else if (g->is_asking) {
        return;
    } else if (g->report.link != GENERATOR_LINK_UP) {
        ask(g, GENERATOR_IDENTIFY, no_order, 1);
    } else if (is_status_due(g)) {
        ask_status(g);
    } else if (g->queue_count > 0) {
        ask_order(g);
    } else if (g->has_errors) {
        ask(g, GENERATOR_NEXT_ERROR, no_order, 1);
    }
}

void generator_question_fail(struct generator *g, const char *why)
{
    if (g->tries_left > 0) {
        g->tries_left--;
        g->report.retries++;
        send_question(g);
        return;
    }
    g->is_asking = false;
    if (g->question.verb == GENERATOR_DO || g->question.verb == GENERATOR_SET)
        generator_tell(g, "%s: %s", generator_orders[g->question.order].name, why);
}

void generator_deadline_check(struct generator *g)
{
    if (!g->is_asking || g->now_s < g->deadline_s - GENERATOR_INSTANT_S)
        return;
    g->report.timeouts++;
    generator_question_fail(g, "no answer");
}

enum err generator_speak(struct generator *g)
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
