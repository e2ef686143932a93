/* Instruments behind the lines: painrig's drivers in here, its emulators outside. A balance on the
 * 16550, a pump on an FTDI adapter that is pulled out while it pumps. */
#include "guest.h"

#include "drivers/device.h"
#include "drivers/port_reopen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BALANCE "serial:/dev/ttyS2"
#define PUMP    "serial:0403:6001:PUMP01"
#define STEP_S  0.002

struct instrument {
    struct port   *port;
    struct device *device;
    struct settings settings;
};

static void told(void *context, double now_s, const char *sentence)
{
    (void)context;
    (void)now_s;
    (void)sentence;
}

static bool port_make(struct instrument *instrument, const char *address,
                      const struct port_line *line)
{
    struct port_address at;
    struct why          why = { "" };
    enum err            err = port_address_parse(address, &at, &why);

    if (err == ERR_OK)
        err = port_reopen_create(&at, line, told, NULL, &instrument->port, &why);
    return guest_check(err == ERR_OK, address, "%s", why_text(&why, err));
}

static bool instrument_open(struct instrument *instrument, const char *name, const char *address)
{
    const struct device_type *type;
    struct device_setup       setup = { .settings = &instrument->settings };
    struct why                why = { "" };

    if (!guest_check(device_find(name, &type, &why) == ERR_OK, name, "%s", why.text)
        || !port_make(instrument, address, &type->line))
        return false;
    return guest_check(device_create(&instrument->device, type, instrument->port, &setup, &why)
                       == ERR_OK, name, "%s", why.text);
}

static void instrument_close(struct instrument *instrument)
{
    device_destroy(instrument->device);
    port_destroy(instrument->port);
    settings_free(&instrument->settings);
}

/* ---- what is waited for ---- */

struct bed { struct instrument balance, pump; double mass_g; };

static bool both_are_up(const struct bed *bed)
{
    return device_report(bed->balance.device)->link == DEVICE_LINK_UP
        && device_report(bed->pump.device)->link == DEVICE_LINK_UP;
}

static bool has_weighed(const struct bed *bed)
{
    return isfinite(device_reading(bed->balance.device, DEVICE_READ_MASS));
}

static bool is_running(const struct bed *bed)
{
    return device_reading(bed->pump.device, DEVICE_READ_IS_RUNNING) == 1;
}

/* Its own watchdog stops it when nobody has spoken to it for too long. */
static bool is_known(const struct bed *bed)
{
    return is_running(bed) || device_reading(bed->pump.device, DEVICE_READ_ALARM) > 0;
}

static bool has_dripped(const struct bed *bed)
{
    return device_reading(bed->balance.device, DEVICE_READ_MASS) > bed->mass_g + 0.02;
}

static bool pump_is_lost(const struct bed *bed)
{
    return device_report(bed->pump.device)->link != DEVICE_LINK_UP;
}

static bool pump_is_safe(const struct bed *bed)
{
    return device_is_safe(bed->pump.device)
        && device_reading(bed->pump.device, DEVICE_READ_IS_RUNNING) == 0;
}

/* Both go on until it is so. */
static bool await(struct bed *bed, const char *what, bool (*is_so)(const struct bed *),
                  double within_s)
{
    double   until_s = guest_now_s() + within_s;
    enum err balance = ERR_OK, pump = ERR_OK;

    while (!is_so(bed) && guest_now_s() < until_s && balance == ERR_OK && pump == ERR_OK) {
        balance = device_step(bed->balance.device, guest_now_s());
        pump = device_step(bed->pump.device, guest_now_s());
        guest_rest(STEP_S);
    }
    return guest_check(is_so(bed), what,
                       "not within %g s: balance %s (%s), %g g; pump %s (%s), running %g", within_s,
                       device_link_labels[device_report(bed->balance.device)->link],
                       err_name(balance),
                       device_reading(bed->balance.device, DEVICE_READ_MASS),
                       device_link_labels[device_report(bed->pump.device)->link], err_name(pump),
                       device_reading(bed->pump.device, DEVICE_READ_IS_RUNNING));
}

static void pump_order(struct bed *bed, enum device_order order, double value)
{
    struct why why = { "" };
    enum err   err = device_order(bed->pump.device, order, value, &why);

    guest_check(err == ERR_OK, device_orders[order].name, "%s", why_text(&why, err));
}

/* 100 mL/h, seen by the balance; then the adapter is pulled out while the pump pumps, and comes
 * back. */
static void pump_story(struct bed *bed)
{
    if (!await(bed, "balance and pump answer", both_are_up, 20)
        || !await(bed, "the balance weighs", has_weighed, 12))
        return;
    bed->mass_g = device_reading(bed->balance.device, DEVICE_READ_MASS);
    pump_order(bed, DEVICE_ORDER_RATE, 100e3);
    pump_order(bed, DEVICE_ORDER_RUN, 1);
    await(bed, "the pump runs", is_running, 12);
    await(bed, "what it pumps is weighed", has_dripped, 40);
    guest_want("unplug pump");
    await(bed, "the pump is lost with its adapter", pump_is_lost, 20);
    guest_want("plug pump");
    await(bed, "and found again", both_are_up, 40);
    await(bed, "still running, or stopped by its own watchdog", is_known, 12);
    device_make_safe(bed->pump.device, guest_now_s());
    await(bed, "it is made safe", pump_is_safe, 12);
}

void guest_devices(void)
{
    struct bed bed = { .mass_g = 0 };

    guest_want("plug pump");
    guest_rest(0.5);
    if (instrument_open(&bed.balance, "mt-sics", BALANCE)
        && instrument_open(&bed.pump, "ne1000", PUMP))
        pump_story(&bed);
    instrument_close(&bed.balance);
    instrument_close(&bed.pump);
}
