#include "ports_ask.h"

#include "hil/clock.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>

#define PATIENCE_MOST_S 5.0
#define PATIENCE_MORE_S 0.2         /* for the system and the adapter */

/* As long as the driver itself would ask its first question. */
static double patience_s(const struct device_type *type)
{
    double   once_s = type->timeout_s;
    unsigned tries = type->tries > 0 ? type->tries : 1;

    if (type->start && type->start[0] != DEVICE_END
        && type->questions[type->start[0]].timeout_s > 0)
        once_s = type->questions[type->start[0]].timeout_s;
    return fmin(tries * (once_s + type->gap_s) + PATIENCE_MORE_S, PATIENCE_MOST_S);
}

static bool has_answered(const struct device_report *report)
{
    return report->identity[0] != '\0' || report->link == DEVICE_LINK_UP;
}

static void port_await(const struct port *port)
{
    struct pollfd at = { .fd = port_descriptor(port), .events = POLLIN };

    (void)poll(&at, at.fd >= 0 ? 1 : 0, 1);
}

static void device_hear(struct device *device, const struct port *port, const struct run_stop *stop,
                        struct ports_answer *answer)
{
    const struct device_report *report = device_report(device);
    double                      end_s = clock_wall_s() + patience_s(device_type(device));

    for (double now_s = clock_wall_s(); now_s < end_s && !run_stop_is_asked(stop);
         now_s = clock_wall_s()) {
        if (device_step(device, now_s) != ERR_OK)
            return;
        if (has_answered(report)) {
            answer->type = device_type(device);
            snprintf(answer->identity, sizeof answer->identity, "%s", report->identity);
            return;
        }
        port_await(port);
    }
}

/* Without any settings. The port is closed behind it. */
static enum err type_ask(struct port *port, const struct device_type *type,
                         const struct run_stop *stop, struct ports_answer *answer,
                         struct why *why)
{
    struct settings     settings = { .items = NULL };
    struct device_setup setup = { .settings = &settings };
    struct device      *device = NULL;
    enum err            err = device_create(&device, type, port, &setup, why);

    if (err == ERR_OK)
        device_hear(device, port, stop, answer);
    device_destroy(device);
    settings_free(&settings);
    port_destroy(port);
    return err;
}

enum err ports_ask(const struct port_address *address, const struct device_type *const *types,
                   const struct run_stop *stop, struct ports_answer *answer, struct why *why)
{
    bool         is_only = types[0] && !types[1];
    struct port *port;
    enum err     err;

    *answer = (struct ports_answer){ .type = NULL };
    for (; *types && !answer->type && !run_stop_is_asked(stop); types++) {
        TRY(port_open(address, &(*types)->line, &port, why));
        err = type_ask(port, *types, stop, answer, why);
        if (err == ERR_MEMORY || is_only)
            TRY(err);
        why_clear(why);
    }
    return ERR_OK;
}
