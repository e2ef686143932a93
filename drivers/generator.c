#include "generator.h"

#include "generator_inside.h"

#include <math.h>
#include <stdlib.h>

const struct generator_options generator_options_usual = {
    .poll_s = 0.05, .timeout_s = 0.15, .report_age_s_max = 0.5, .lost_s = 0.5, .blind_s = 1.5,
    .tries = 4,
};

/* ------------------------------------------------------------------ the report */

#define UNKNOWN_READING(field, decimals, least, most) .field = (double)NAN,
static const struct generator_status unknown_status = {
    GENERATOR_READING_LIST(UNKNOWN_READING) .sequence = 0
};

/* The open question is an order: sent, and not acknowledged yet. */
static bool is_ordering(const struct generator *g)
{
    return g->is_asking && (g->question.verb == GENERATOR_SET || g->question.verb == GENERATOR_DO);
}

static void report_update(struct generator *g)
{
    struct generator_report *report = &g->report;

    report->age_s = g->has_status ? g->now_s - g->status_s : (double)INFINITY;
    report->is_known = report->age_s <= g->options.report_age_s_max + GENERATOR_INSTANT_S;
    report->status = report->is_known ? g->last : unknown_status;
    report->is_pending = g->queue_count > 0 || g->must_make_safe || is_ordering(g);
}

const struct generator_report *generator_report(const struct generator *g) { return &g->report; }

double generator_acknowledged(const struct generator *g, enum generator_order setting)
{
    return setting < GENERATOR_SETTING_COUNT ? g->acknowledged[setting] : (double)NAN;
}

/* ------------------------------------------------------------------ life */

static bool are_usable(const struct generator_options *o)
{
    return o->poll_s > 0 && o->timeout_s > 0 && o->report_age_s_max > 0 && o->lost_s > 0
        && o->blind_s > 0 && o->tries > 0;
}

enum err generator_create(struct generator **out, struct port *port,
                          const struct generator_options *options)
{
    const struct generator_options *o = options ? options : &generator_options_usual;
    struct generator               *g;

    if (!are_usable(o))
        return ERR_RANGE;
    g = calloc(1, sizeof *g);
    if (!g)
        return ERR_MEMORY;
    g->port = port;
    g->options = *o;
    generator_settings_forget(g);
    report_update(g);
    *out = g;
    return ERR_OK;
}

void generator_destroy(struct generator *g)
{
    free(g);
}

/* Who sees nothing must not let it go on: questions alone would keep the device from stopping. */
static void blindness_check(struct generator *g)
{
    double age_s = g->has_status ? g->now_s - g->status_s : 0;
    bool   is_blind = age_s > g->options.blind_s + GENERATOR_INSTANT_S;

    if (is_blind && !g->is_blind) {
        generator_tell(g, "blind: no status for %.2f s, making it safe", age_s);
        generator_actions_drop(g, "nothing is known of the device");
        g->must_make_safe = true;
    }
    g->is_blind = is_blind;
}

static enum err step_open(struct generator *g)
{
    generator_link_take(g, LINK_BEGUN);
    TRY(generator_listen(g));
    generator_deadline_check(g);
    if (g->now_s - g->heard_s > g->options.lost_s)
        generator_link_take(g, LINK_SILENT);
    blindness_check(g);
    generator_ask_next(g);
    return generator_speak(g);
}

enum err generator_step(struct generator *g, double now_s)
{
    enum err err = ERR_CLOSED;

    g->now_s = now_s;
    if (!g->is_closed) {
        err = step_open(g);
        if (err != ERR_OK)
            generator_link_take(g, LINK_CLOSED);
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
    if (!generator_order_is_action(order)
        || (g->report.link != GENERATOR_LINK_LOST && !g->is_blind))
        return generator_queue_push(g, order, value);
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
