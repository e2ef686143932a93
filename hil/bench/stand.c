#include "hil/bench/stand_inside.h"

#include "drivers/port_reopen.h"
#include "hil/bench/bench_drivers.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ what may be armed */

static enum err arm_check_place(const struct bench_place *place, enum device_role role,
                                struct why *why)
{
    const char *name = device_role_labels[role];

    if (!place->identity[0])
        return why_say(why, ERR_REFUSED, "--arm: the bench file does not say which %s it arms: "
                       "give %s.identity = \"...\", part of what it says of itself", name, name);
    for (const struct bench_limit *row = bench_limits_of(role); row && row->name; row++) {
        const double *limit = (const double *)(const void *)((const char *)&place->limits
                                                             + row->offset);
        if (isnan(*limit))
            return why_say(why, ERR_REFUSED, "--arm: the bench file does not limit the %s: give "
                           "%s.limits.%s = ..., in %s", name, name, row->name, row->unit);
    }
    return ERR_OK;
}

static enum err arm_check(const struct stand_setup *setup, struct why *why)
{
    bool is_any = false;

    if (!setup->is_armed)
        return ERR_OK;
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        const struct bench_place *place = &setup->bench->places[role];
        if (!bench_is_source(setup->bench, (enum device_role)role))
            continue;
        is_any = true;
        TRY(arm_check_place(place, (enum device_role)role, why));
    }
    return is_any ? ERR_OK
                  : why_say(why, ERR_REFUSED, "--arm: there is nothing to arm: this bench has no "
                            "generator and no pump");
}

/* ------------------------------------------------------------------ open, close */

/* `port` is taken over. A driver notes in the settings what it has asked for, and nothing else. */
static enum err spot_open(struct stand *stand, size_t role, struct port *port, struct why *why)
{
    struct stand_spot        *spot = &stand->spots[role];
    const struct bench_place *place = stand_place(stand, role);
    struct device_setup       setup = { .settings = (struct settings *)&place->settings,
                                        .identity = place->identity[0] ? place->identity : NULL };

    if (stand_port_create(&spot->port, port, device_role_labels[role], stand->setup.wire_log)
        != ERR_OK) {
        port_destroy(port);
        return why_say(why, ERR_MEMORY, "no memory for the bench's ports");
    }
    spot->port->origin_s = 2 * stand->setup.patience_s; /* until it is known when the run begins */
    if (place->driver == &bench_knobs) {
        stand_knobs_greet(stand);
        return ERR_OK;
    }
    if (device_create(&spot->device, place->driver, &spot->port->port, &setup, why) == ERR_OK)
        return ERR_OK;
    why_prefix(why, "%s (%s): ", device_role_labels[role], place->driver->name);
    return ERR_REFUSED;
}

/* Instruments go on in the stand's time; a rig's own client takes its port over in the run's. */
void stand_run_begin(struct stand *stand, double stand_s)
{
    stand->offset_s = stand_s;
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        struct stand_spot *spot = &stand->spots[role];

        if (!spot->port)
            continue;
        spot->port->origin_s = stand->offset_s;
        if (!bench_driver_has_client(stand_place(stand, role)->driver))
            continue;
        device_destroy(spot->device);
        spot->device = NULL;
        spot->port->offset_s = stand->offset_s;
    }
    stand->now_s = 0;
    stand->has_begun = true;
    stand_meter_begin(stand);
}

static enum err open_all(struct stand *stand, struct port *ports[DEVICE_ROLE_COUNT],
                         const struct stand_waiting *waiting, struct why *why)
{
    enum err err = arm_check(&stand->setup, why);

    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        const char *note = ports[role] ? port_note(ports[role]) : "";

        if (note[0])
            stand_tell(stand, role, "%s", note);
        if (err == ERR_OK && ports[role])
            err = spot_open(stand, role, ports[role], why);
        else
            port_destroy(ports[role]);
        ports[role] = NULL;
    }
    TRY(err);
    TRY(stand_identify(stand, waiting, why));
    stand_run_begin(stand, stand->now_s);
    return ERR_OK;
}

static enum err stand_new(struct stand **out, const struct stand_setup *setup, struct why *why)
{
    struct stand *stand = calloc(1, sizeof *stand);

    if (!stand)
        return why_say(why, ERR_MEMORY, "no memory for the bench");
    stand->setup = *setup;
    if (!(stand->setup.patience_s > 0))
        stand->setup.patience_s = STAND_PATIENCE_S;
    *out = stand;
    return ERR_OK;
}

/* Takes stand and ports over. */
static enum err stand_begin(struct stand **out, struct stand *stand,
                            struct port *ports[DEVICE_ROLE_COUNT],
                            const struct stand_waiting *waiting, struct why *why)
{
    if (open_all(stand, ports, waiting, why) != ERR_OK) {
        stand_destroy(stand);
        return ERR_REFUSED;
    }
    *out = stand;
    return ERR_OK;
}

static void ports_close(struct port *ports[DEVICE_ROLE_COUNT])
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        port_destroy(ports[role]);
}

enum err stand_open_on(struct stand **out, const struct stand_setup *setup,
                       struct port *ports[DEVICE_ROLE_COUNT], const struct stand_waiting *waiting,
                       struct why *why)
{
    struct stand *stand = NULL;
    enum err      err = stand_new(&stand, setup, why);

    if (err == ERR_OK)
        return stand_begin(out, stand, ports, waiting, why);
    ports_close(ports);
    return err;
}

static void coming_tell(void *context, double now_s, const char *sentence)
{
    const struct stand_coming *coming = context;

    (void)now_s;                        /* the port's; events are in the run's */
    stand_tell(coming->stand, coming->role, "%s", sentence);
}

/* An instrument that only reads may be unplugged and come back; a source ends with its cable. By
 * tcp: looking for it may take as long as a name server does, and no tick can wait for that. */
static bool may_come_back(const struct bench *bench, enum device_role role)
{
    const struct bench_place *place = &bench->places[role];

    return !bench_is_source(bench, role) && place->driver != &bench_knobs
        && place->address.kind != PORT_KIND_TCP;
}

static enum err place_open(struct stand *stand, enum device_role role, struct port **port,
                           struct why *why)
{
    const struct bench_place *place = stand_place(stand, role);
    struct stand_coming      *coming = &stand->spots[role].coming;

    *coming = (struct stand_coming){ stand, role };
    if (!may_come_back(stand->setup.bench, role))
        return port_open(&place->address, &place->line, port, why);
    return port_reopen_create(&place->address, &place->line, coming_tell, coming, port, why);
}

enum err stand_open_meanwhile(struct stand **out, const struct stand_setup *setup,
                              const struct stand_waiting *waiting, struct why *why)
{
    struct port  *ports[DEVICE_ROLE_COUNT] = { NULL };
    struct stand *stand = NULL;
    enum err      err = ERR_OK;

    TRY(arm_check(setup, why));
    TRY(stand_new(&stand, setup, why));
    for (size_t role = 0; role < DEVICE_ROLE_COUNT && err == ERR_OK; role++) {
        const struct bench_place *place = stand_place(stand, role);

        if (!place->is_there)
            continue;
        err = place_open(stand, (enum device_role)role, &ports[role], why);
        if (err != ERR_OK)
            why_prefix(why, "%s (%s at %s): ", device_role_labels[role], place->driver->name,
                       place->address_text);
    }
    if (err == ERR_OK)
        return stand_begin(out, stand, ports, waiting, why);
    ports_close(ports);
    stand_destroy(stand);
    return ERR_REFUSED;
}

enum err stand_open(struct stand **stand, const struct stand_setup *setup, struct why *why)
{
    return stand_open_meanwhile(stand, setup, NULL, why);
}

void stand_destroy(struct stand *stand)
{
    if (!stand)
        return;
    if (stand->has_begun) {
        stand_make_safe(stand, stand->now_s);
        stand_knobs_step(stand, stand->now_s + stand->offset_s);
    }
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        device_destroy(stand->spots[role].device);
        if (stand->spots[role].port)
            port_destroy(&stand->spots[role].port->port);
    }
    free(stand);
}

/* ------------------------------------------------------------------ a tick */

void stand_devices_step(struct stand *stand, double stand_s)
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        struct stand_spot *spot = &stand->spots[role];

        if (spot->device && device_step(spot->device, stand_s) != ERR_OK)
            spot->port->is_closed = true;
    }
}

enum err stand_step(struct stand *stand, double now_s)
{
    double   stand_s = now_s + stand->offset_s;
    enum err err = ERR_OK;

    stand_devices_step(stand, stand_s);
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        if (stand_is_source(stand, role) && stand->spots[role].port->is_closed)
            err = ERR_CLOSED;
    stand_knobs_step(stand, stand_s);
    stand_meter_step(stand, now_s - stand->now_s);
    stand->now_s = now_s;
    return err;
}

void stand_make_safe(struct stand *stand, double now_s)
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        stand_meter_order(stand, (enum device_role)role, false);
        if (stand->spots[role].device && stand_is_source(stand, role))
            device_make_safe(stand->spots[role].device, now_s + stand->offset_s);
    }
}

/* ------------------------------------------------------------------ orders */

static bool is_energising(enum device_order order, double value)
{
    return (order == DEVICE_ORDER_OUTPUT || order == DEVICE_ORDER_RUN) && value > 0;
}

void stand_withhold(struct stand *stand, enum device_role role)
{
    if (stand->is_withheld[role])
        return;
    stand->is_withheld[role] = true;
    stand_tell(stand, role, "not armed: the %s is never switched on in this run (--arm does, with "
               "an identity and limits in the bench file)", device_role_labels[role]);
}

enum err stand_order(struct stand *stand, enum device_role role, enum device_order order,
                     double value, struct why *why)
{
    struct device *device = stand_device(stand, role);
    enum err       err;

    if (!device)
        return why_say(why, ERR_UNKNOWN, "there is no %s on this bench",
                       device_role_labels[role]);
    if (is_energising(order, value) && stand_place(stand, role)->driver->is_source
        && !(stand_is_source(stand, role) && stand->setup.is_armed)) {
        stand_withhold(stand, role);
        return ERR_OK;
    }
    err = device_order(device, order, value, why);
    if (err == ERR_OK && (order == DEVICE_ORDER_OUTPUT || order == DEVICE_ORDER_RUN))
        stand_meter_order(stand, role, value > 0);
    return err;
}

/* ------------------------------------------------------------------ questions */

void stand_log_end(struct stand *stand)
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        if (stand->spots[role].port)
            stand->spots[role].port->log = NULL;
}

const struct bench *stand_bench(const struct stand *stand) { return stand->setup.bench; }

bool stand_is_armed(const struct stand *stand) { return stand->setup.is_armed; }

double stand_offset_s(const struct stand *stand) { return stand->offset_s; }

struct device *stand_device(struct stand *stand, enum device_role role)
{
    return stand->spots[role].device;
}

struct port *stand_port(struct stand *stand, enum device_role role)
{
    return stand->spots[role].port ? &stand->spots[role].port->port : NULL;
}

const char *stand_identity(const struct stand *stand, enum device_role role)
{
    return stand->spots[role].identity;
}

static bool can_tell(const struct device *device, enum device_reading reading)
{
    return device && (device_type(device)->readings >> reading & 1u) != 0;
}

/* A meter that is a load itself, in line with another: all it knows of that one is the current. */
static bool is_of_its_own_load(const struct stand *stand, enum device_role role,
                               enum device_reading reading)
{
    bool is_own = reading == DEVICE_READ_POWER || reading == DEVICE_READ_VOLTS
               || reading == DEVICE_READ_LOAD;

    return is_own && role == DEVICE_ROLE_METER && stand->spots[DEVICE_ROLE_LOAD].device
        && can_tell(stand->spots[role].device, DEVICE_READ_LOAD);
}

double stand_role_reading(const struct stand *stand, enum device_role role,
                          enum device_reading reading)
{
    const struct device *device = stand->spots[role].device;

    return device && !is_of_its_own_load(stand, role, reading) ? device_reading(device, reading)
                                                               : (double)NAN;
}

double stand_heard_ago_s(const struct stand *stand, enum device_role role)
{
    const struct device *device = stand->spots[role].device;

    return device ? stand->now_s + stand->offset_s - device_report(device)->heard_s
                  : (double)INFINITY;
}

bool stand_is_closed(const struct stand *stand, enum device_role role)
{
    return stand->spots[role].port && stand->spots[role].port->is_closed;
}

/* ------------------------------------------------------------------ events */

void stand_tell(struct stand *stand, enum device_role role, const char *format, ...)
{
    size_t  at = (stand->event_first + stand->event_count) % STAND_EVENTS_MAX;
    va_list args;

    if (stand->event_count == STAND_EVENTS_MAX)
        return;
    stand->event_count++;
    stand->events[at].role = role;
    stand->events[at].event.t_s = stand->now_s;
    va_start(args, format);
    vsnprintf(stand->events[at].event.text, sizeof stand->events[at].event.text, format, args);
    va_end(args);
}

bool stand_next_event(struct stand *stand, struct device_event *event, enum device_role *role)
{
    if (stand->event_count > 0) {
        *event = stand->events[stand->event_first].event;
        *role = stand->events[stand->event_first].role;
        stand->event_first = (stand->event_first + 1) % STAND_EVENTS_MAX;
        stand->event_count--;
        return true;
    }
    for (size_t i = 0; i < DEVICE_ROLE_COUNT; i++) {
        struct device *device = stand->spots[i].device;

        if (!device || !device_next_event(device, event))
            continue;
        event->t_s -= stand->offset_s;
        *role = (enum device_role)i;
        return true;
    }
    return false;
}
