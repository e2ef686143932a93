#include "device.h"

#include "device_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ life */

static double byte_s_of(const struct port_line *line)
{
    int bits = 1 + line->bits + (line->parity != PORT_PARITY_NONE) + line->stop_bits;

    return line->baud > 0 ? (double)bits / line->baud : 0;
}

static void begin(struct device *d, const struct device_type *type, struct port *port,
                  const struct device_setup *setup)
{
    d->type = type;
    d->port = port;
    d->byte_s = byte_s_of(setup->line ? setup->line : &type->line);
    d->report.heard_s = -(double)INFINITY;
    d->in_s = d->quiet_s = d->owed_s = -(double)INFINITY;
    snprintf(d->wanted, sizeof d->wanted, "%s", setup->identity ? setup->identity : "");
    device_readings_forget(d);
}

enum err device_create(struct device **out, const struct device_type *type, struct port *port,
                       const struct device_setup *setup, struct why *why)
{
    struct device *d = calloc(1, sizeof *d);
    enum err       err = ERR_MEMORY;

    if (!d)
        return ERR_MEMORY;
    d->memory = calloc(1, type->memory > 0 ? type->memory : 1);
    if (!d->memory)
        goto done;
    begin(d, type, port, setup);
    if (type->begin)
        TRY_OR_DONE(type->begin(d, setup->settings, why));
    TRY_OR_DONE(settings_all_used(setup->settings, why));
    *out = d;
    return ERR_OK;
done:
    device_destroy(d);
    return err;
}

void device_destroy(struct device *d)
{
    if (!d)
        return;
    free(d->memory);
    free(d);
}

void       *device_memory(struct device *d) { return d->memory; }
const void *device_memory_const(const struct device *d) { return d->memory; }
double      device_now_s(const struct device *d) { return d->now_s; }
double      device_quiet_s(const struct device *d) { return d->now_s - d->in_s; }

const struct device_report *device_report(const struct device *d) { return &d->report; }
const struct device_type   *device_type(const struct device *d) { return d->type; }

/* ------------------------------------------------------------------ a step */

static void report_update(struct device *d)
{
    bool is_open = d->phase != DEVICE_IDLE
                && (d->open.lane == DEVICE_LANE_QUEUE || d->open.lane == DEVICE_LANE_SAFE);

    d->report.is_pending = d->queue_count > 0 || d->must_make_safe || is_open;
}

/* A question that may take long by its own nature is waited for. */
static bool is_silent(const struct device *d)
{
    bool is_patient = device_is_asking(d) && device_open(d)->timeout_s > d->type->lost_s;

    return !is_patient && d->now_s - d->report.heard_s > d->type->lost_s + DEVICE_INSTANT_S;
}

static enum err step_open(struct device *d)
{
    device_link_take(d, DEVICE_LINK_BEGUN);
    TRY(device_listen(d));
    device_deadline_check(d);
    if (is_silent(d))
        device_link_take(d, DEVICE_LINK_SILENT);
    device_ask_next(d);
    return device_speak(d);
}

enum err device_step(struct device *d, double now_s)
{
    d->now_s = now_s;
    if (!d->is_closed && step_open(d) != ERR_OK)
        device_link_take(d, DEVICE_LINK_CLOSED);
    report_update(d);
    return d->is_closed ? ERR_CLOSED : ERR_OK;
}

/* ------------------------------------------------------------------ orders */

static enum err order_check(const struct device *d, enum device_order order, double value,
                            struct why *why)
{
    const struct device_word *word = &device_orders[order];

    if (!(value >= word->least && value <= word->most))
        return why_say(why, ERR_RANGE, "%s of the %s is ordered to be %g: from %g to %g %s",
                       word->name, d->type->name, value, word->least, word->most, word->unit);
    if (d->report.link != DEVICE_LINK_UP)
        return why_say(why, ERR_TIMEOUT, "%s is not ordered: the link to the %s is %s", word->name,
                       d->type->name, device_link_labels[d->report.link]);
    return ERR_OK;
}

enum err device_order(struct device *d, enum device_order order, double value, struct why *why)
{
    enum err err;

    TRY(order_check(d, order, value, why));
    err = d->type->order ? d->type->order(d, order, value, why) : ERR_UNKNOWN;
    if (err == ERR_UNKNOWN)
        return why_say(why, err, "the %s has no %s to order", d->type->name,
                       device_orders[order].name);
    if (err == ERR_LIMIT)
        return why_say(why, err, "%s is not ordered: %u questions wait already",
                       device_orders[order].name, DEVICE_QUEUE_MAX);
    TRY(err);
    d->is_safe = false;
    d->is_ordered = true;
    report_update(d);
    return ERR_OK;
}

void device_make_safe(struct device *d, double now_s)
{
    d->now_s = now_s;
    if (d->is_closed || d->report.is_another || d->must_make_safe)
        return;
    device_link_take(d, DEVICE_LINK_BEGUN);
    device_safe_begin(d);
    if (device_speak(d) != ERR_OK)
        device_link_take(d, DEVICE_LINK_CLOSED);
    report_update(d);
}

bool device_is_safe(const struct device *d) { return d->is_safe; }
