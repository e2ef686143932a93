/* All heard again, just before the first tick. */
#include "hil/bench/stand_inside.h"

#include "hil/clock.h"

#include <math.h>

#define ACKNOWLEDGES_MOST 3
#define ACKNOWLEDGE_S     0.3       /* what it says of an alarm meanwhile may be of before */

/* Of the time in which they are asked. */
struct ready {
    double from_s, now_s;                       /* the stand's */
    int    acknowledged[DEVICE_ROLE_COUNT];     /* how often   */
    double acknowledged_s[DEVICE_ROLE_COUNT];
};

static double alarm_of(const struct stand *stand, size_t role)
{
    return stand_role_reading(stand, (enum device_role)role, DEVICE_READ_ALARM);
}

static bool can(const struct device *device, enum device_order order)
{
    return (device_type(device)->orders >> order & 1u) != 0;
}

static bool is_heard_since(const struct ready *ready, const struct device *device)
{
    return device_report(device)->link == DEVICE_LINK_UP
        && device_report(device)->heard_s >= ready->from_s;
}

/* An alarm is looked at when a source may be energised; one that never spoke of alarms has none. */
static bool is_alarm_settled(const struct stand *stand, const struct ready *ready, size_t role)
{
    const struct device *device = stand->spots[role].device;
    double               age_s = device_reading_age_s(device, DEVICE_READ_ALARM);

    if (!stand_is_source(stand, role) || !stand->setup.is_armed || isinf(age_s))
        return true;
    return age_s <= ready->now_s - ready->from_s && alarm_of(stand, role) == 0;
}

static bool is_ready(const struct stand *stand, const struct ready *ready, size_t role)
{
    const struct stand_spot *spot = &stand->spots[role];

    if (!spot->device || spot->port->is_closed)
        return true;
    return is_heard_since(ready, spot->device) && is_alarm_settled(stand, ready, role);
}

static bool must_acknowledge(const struct stand *stand, const struct ready *ready, size_t role)
{
    const struct device *device = stand->spots[role].device;

    return device && can(device, DEVICE_ORDER_ACKNOWLEDGE) && is_heard_since(ready, device)
        && !is_alarm_settled(stand, ready, role) && alarm_of(stand, role) > 0
        && ready->acknowledged[role] < ACKNOWLEDGES_MOST
        && (ready->acknowledged[role] == 0
            || ready->now_s - ready->acknowledged_s[role] >= ACKNOWLEDGE_S);
}

/* Told once. More than once, as an instrument may say it by itself and in its next answer too; what
 * comes back then is no matter of before the run. */
static void acknowledge(struct stand *stand, struct ready *ready, size_t role)
{
    struct device *device = stand->spots[role].device;
    struct why     why = { "" };

    if (!must_acknowledge(stand, ready, role))
        return;
    if (ready->acknowledged[role]++ == 0)
        stand_tell(stand, (enum device_role)role, "it had an alarm before the run began (%s): "
                   "that is acknowledged", device_last_said(device));
    ready->acknowledged_s[role] = ready->now_s;
    if (device_order(device, DEVICE_ORDER_ACKNOWLEDGE, 1, &why) != ERR_OK)
        stand_tell(stand, (enum device_role)role, "%s", why.text);
}

static bool all_ready(struct stand *stand, struct ready *ready)
{
    bool are_all = true;

    stand_devices_step(stand, ready->now_s);
    stand_knobs_step(stand, ready->now_s);
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        acknowledge(stand, ready, role);
        are_all &= is_ready(stand, ready, role);
    }
    return are_all;
}

/* A reading instrument that is only slow is told by its readings. */
static enum err spot_check(const struct stand *stand, const struct ready *ready, size_t role,
                           struct why *why)
{
    const struct stand_spot  *spot = &stand->spots[role];
    const struct bench_place *place = stand_place(stand, role);
    const char               *name = device_role_labels[role], *driver, *said;

    if (!spot->device || (spot->port->is_closed && !stand_is_source(stand, role)))
        return ERR_OK;
    driver = place->driver->name;
    if (spot->port->is_closed)
        return why_say(why, ERR_REFUSED, "%s (%s): its port %s has closed before the run began: is "
                       "the cable unplugged, or the device off?", name, driver,
                       place->address_text);
    if (stand_is_source(stand, role) ? !is_heard_since(ready, spot->device)
                                     : device_report(spot->device)->link != DEVICE_LINK_UP)
        return why_say(why, ERR_REFUSED, "%s (%s): it said who it is, and then nothing for %.1f s: "
                       "nothing begins. Is the cable loose at %s, or did it stop answering?", name,
                       driver, ready->now_s - ready->from_s, place->address_text);
    if (is_alarm_settled(stand, ready, role) || !(alarm_of(stand, role) > 0))
        return ERR_OK;
    said = device_last_said(spot->device);
    return why_say(why, ERR_REFUSED, "%s (%s): its alarm (%g) stands%s: nothing begins.%s%s%s "
                   "Clear it at the instrument", name, driver, alarm_of(stand, role),
                   can(spot->device, DEVICE_ORDER_ACKNOWLEDGE) ? ", though it was acknowledged"
                                                               : "",
                   said[0] ? " It said: " : "", said, said[0] ? "." : "");
}

/* The log stays in order, and what is ahead of the run stays negative. */
static void log_shift(struct stand *stand, double origin_s)
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        if (stand->spots[role].port)
            stand->spots[role].port->origin_s = origin_s;
}

static double now_of(const struct stand *stand, const struct stand_waiting *waiting)
{
    return waiting ? waiting->now_s : clock_wall_s() - stand->opened_s;
}

enum err stand_ready_on(struct stand *stand, const struct stand_waiting *waiting, struct why *why)
{
    struct ready ready = { .from_s = now_of(stand, waiting), .now_s = now_of(stand, waiting) };

    log_shift(stand, ready.from_s + stand->setup.patience_s);
    while (!all_ready(stand, &ready)
           && ready.now_s - ready.from_s < stand->setup.patience_s)
        ready.now_s = stand_round_await(stand, waiting, ready.now_s);
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        TRY(spot_check(stand, &ready, role, why));
    stand_run_begin(stand, ready.now_s);
    return ERR_OK;
}

enum err stand_ready(struct stand *stand, struct why *why)
{
    return stand_ready_on(stand, NULL, why);
}
