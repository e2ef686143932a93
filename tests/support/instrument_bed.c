#include "instrument_bed.h"

#include "drivers/port_pipe.h"
#include "suite.h"
#include "wire_bytes.h"

#include <string.h>

#define EXCHANGE_S 0.2

void instrument_bed_begin(struct instrument_bed *bed)
{
    memset(bed, 0, sizeof *bed);
    emulator_world_begin(&bed->world);
}

void instrument_bed_set(struct settings *settings, const char *name, double value)
{
    ck_assert_int_eq(settings_add_number(settings, name, value), ERR_OK);
}

void instrument_bed_set_text(struct settings *settings, const char *name, const char *value)
{
    ck_assert_int_eq(settings_add_text(settings, name, value), ERR_OK);
}

void instrument_bed_make(struct instrument_bed *bed, const struct device_type *device,
                         const struct emulator_type *emulator, const char *identity)
{
    struct device_setup    setup = { .settings = &bed->device_settings, .identity = identity };
    struct port_pipe_setup line = { .line = device ? device->line : emulator->line };
    struct why             why = { "" };

    ck_assert_int_eq(port_pipe_create_line(&line, &bed->near, &bed->far), ERR_OK);
    if (emulator)
        ck_assert_int_eq(port_line(bed->far, &emulator->line), ERR_OK);
    if (emulator) {
        ck_assert_uint_le(emulator->signal_count, sizeof bed->signals / sizeof bed->signals[0]);
        ck_assert_msg(emulator->create(&bed->emulator, &bed->emulator_settings, 1, &why) == ERR_OK,
                      "%s", why.text);
    }
    if (device)
        ck_assert_msg(device_create(&bed->device, device, bed->near, &setup, &why) == ERR_OK, "%s",
                      why.text);
}

void instrument_bed_end(struct instrument_bed *bed)
{
    device_destroy(bed->device);
    if (bed->emulator)
        bed->emulator->type->destroy(bed->emulator);
    port_destroy(bed->near);
    port_destroy(bed->far);
    settings_free(&bed->device_settings);
    settings_free(&bed->emulator_settings);
}

static void events_keep(struct instrument_bed *bed)
{
    struct device_event event;

    while (device_next_event(bed->device, &event)) {
        size_t used = strlen(bed->said);
        if (used + strlen(event.text) + 2 > sizeof bed->said)
            continue;
        strcat(strcat(bed->said, event.text), "\n");
    }
}

static void step(struct instrument_bed *bed)
{
    bed->ticks++;
    bed->now_s = (double)bed->ticks * INSTRUMENT_BED_STEP_S;
    if (bed->emulator && !bed->is_emulator_stopped)
        bed->emulator->type->step(bed->emulator, bed->far, bed->now_s, INSTRUMENT_BED_STEP_S,
                                  &bed->world, bed->signals);
    emulator_world_step(&bed->world, INSTRUMENT_BED_STEP_S);
    if (!bed->device || bed->is_driver_stopped)
        return;
    ck_assert_int_eq(device_step(bed->device, bed->now_s), ERR_OK);
    events_keep(bed);
}

void instrument_bed_run(struct instrument_bed *bed, double for_s)
{
    long end = bed->ticks + (long)(for_s / INSTRUMENT_BED_STEP_S + 0.5);

    while (bed->ticks < end)
        step(bed);
}

void instrument_bed_up(struct instrument_bed *bed)
{
    for (int i = 0; i < 5000 && device_report(bed->device)->link != DEVICE_LINK_UP; i++)
        step(bed);
    ck_assert_msg(device_report(bed->device)->link == DEVICE_LINK_UP, "the link is %s: %s",
                  device_link_labels[device_report(bed->device)->link], bed->said);
}

double instrument_bed_safe(struct instrument_bed *bed, double limit_s)
{
    double began_s = bed->now_s;

    device_make_safe(bed->device, bed->now_s);
    while (!device_is_safe(bed->device) && bed->now_s - began_s < limit_s)
        step(bed);
    ck_assert_msg(device_is_safe(bed->device), "not safe after %g s: %s", limit_s, bed->said);
    return bed->now_s - began_s;
}

void instrument_bed_turn(struct instrument_bed *bed, const char *knob, double value)
{
    const struct emulator_type *type = bed->emulator->type;
    size_t i = 0;

    while (i < type->knob_count && strcmp(type->knobs[i].name, knob) != 0)
        i++;
    ck_assert_msg(i < type->knob_count, "no knob %s", knob);
    type->turn(bed->emulator, i, value);
}

double instrument_bed_signal(const struct instrument_bed *bed, const char *signal)
{
    const struct emulator_type *type = bed->emulator->type;
    size_t i = 0;

    while (i < type->signal_count && strcmp(type->signals[i].name, signal) != 0)
        i++;
    ck_assert_msg(i < type->signal_count, "no signal %s", signal);
    return bed->signals[i];
}

void instrument_bed_order(struct instrument_bed *bed, enum device_order order, double value)
{
    struct why why = { "" };

    ck_assert_msg(device_order(bed->device, order, value, &why) == ERR_OK, "%s", why.text);
}

bool instrument_bed_said(const struct instrument_bed *bed, const char *part)
{
    return strstr(bed->said, part) != NULL;
}

double instrument_bed_heard(const struct instrument_bed *bed, enum device_reading reading)
{
    return device_reading(bed->device, reading);
}

void instrument_bed_exchange(struct instrument_bed *bed, const char *story, const char *sent,
                             const char *want)
{
    uint8_t out[600], expected[600], in[600];
    size_t  count = wire_bytes(sent, out, sizeof out), taken, came;
    size_t  wanted = wire_bytes(want, expected, sizeof expected);

    ck_assert_int_eq(port_write(bed->near, bed->now_s, out, count, &taken), ERR_OK);
    ck_assert_uint_eq(taken, count);
    instrument_bed_run(bed, EXCHANGE_S);
    ck_assert_int_eq(port_read(bed->near, bed->now_s, in, sizeof in, &came), ERR_OK);
    ck_assert_msg(came == wanted, "%s: %zu bytes, not %zu", story, came, wanted);
    ck_assert_msg(memcmp(in, expected, wanted) == 0, "%s: other bytes", story);
}
