#include "bench_bed.h"

#include "drivers/port_pipe.h"
#include "emulator_named.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PIPE_BAUD 115200.0

void bench_bed_begin(struct bench_bed *bed, const struct rig_type *type)
{
    memset(bed, 0, sizeof *bed);
    bed->type = type;
    bench_begin(&bed->bench);
    emulator_world_begin(&bed->world);
}

void bench_bed_place(struct bench_bed *bed, enum device_role role, const char *driver)
{
    const struct emulator_type *type = emulator_named(driver);
    struct settings             none = { 0 };

    ck_assert_msg(bench_place_set(&bed->bench, role, driver, "pty:/tmp/nowhere", &bed->why)
                  == ERR_OK, "%s", bed->why.text);
    ck_assert_int_eq(port_pipe_create(PIPE_BAUD, &bed->near[role], &bed->far[role]), ERR_OK);
    if (!type)
        return;
    ck_assert_uint_le(type->signal_count, BENCH_BED_SIGNALS);
    ck_assert_msg(type->create(&bed->emulators[role], &none, 1 + (uint64_t)role, &bed->why)
                  == ERR_OK, "%s", bed->why.text);
    settings_free(&none);
}

/* To now_s, in steps of 10 ms at most. */
static void world_step(struct bench_bed *bed, double now_s)
{
    while (bed->stepped_s + 1e-9 < now_s) {
        double dt_s = fmin(0.01, now_s - bed->stepped_s);

        bed->stepped_s += dt_s;
        for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
            if (bed->emulators[role] && !bed->is_mute[role] && bed->far[role])
                bed->emulators[role]->type->step(bed->emulators[role], bed->far[role],
                                                 bed->stepped_s, dt_s, &bed->world,
                                                 bed->signals[role]);
        if (bed->others)
            bed->others(bed, bed->stepped_s, dt_s);
        emulator_world_step(&bed->world, dt_s);
    }
}

static void meanwhile(void *bed, double now_s) { world_step(bed, now_s); }

void bench_bed_arm(struct bench_bed *bed)
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        struct bench_place *place = &bed->bench.places[role];

        if (!bench_is_source(&bed->bench, (enum device_role)role))
            continue;
        place->limits = (struct bench_limits){ 1e4, 1e9, 1e9, 1e9, 1e7, 2 };
        if (!place->identity[0])
            strcpy(place->identity, "1");       /* each has one somewhere in its name */
    }
}

enum err bench_bed_try_stand(struct bench_bed *bed, bool is_armed)
{
    struct stand_setup   stand = { .bench = &bed->bench, .is_armed = is_armed, .patience_s = 10 };
    struct stand_waiting waiting = { .meanwhile = meanwhile, .others = bed };

    return stand_open_on(&bed->stand, &stand, bed->near, &waiting, &bed->why);
}

enum err bench_bed_try_ready(struct bench_bed *bed, double gap_s)
{
    struct stand_waiting waiting = { .meanwhile = meanwhile, .others = bed,
                                     .now_s = stand_offset_s(bed->stand) + gap_s };

    world_step(bed, waiting.now_s);
    return stand_ready_on(bed->stand, &waiting, &bed->why);
}

void bench_bed_open(struct bench_bed *bed, bool is_armed)
{
    struct rig_setup setup = { .settings = &bed->settings, .seed = 1, .tick_s = bed->tick_s };
    enum err         err;

    if (is_armed)
        bench_bed_arm(bed);
    err = bench_bed_try_stand(bed, is_armed);
    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
    setup.stand = bed->stand;
    err = bed->type->create(&bed->rig, &setup, &bed->why);
    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
    err = bench_bed_try_ready(bed, 0);
    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
    bed->row = calloc(bed->type->signal_count, sizeof *bed->row);
    ck_assert_ptr_nonnull(bed->row);
}

void bench_bed_clear(struct bench_bed *bed)
{
    if (bed->rig)
        bed->type->destroy(bed->rig);
    stand_destroy(bed->stand);
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        port_destroy(bed->far[role]);
        if (bed->emulators[role])
            bed->emulators[role]->type->destroy(bed->emulators[role]);
    }
    settings_free(&bed->settings);
    bench_free(&bed->bench);
    free(bed->row);
}

double bench_bed_now_s(const struct bench_bed *bed)
{
    return (double)bed->tick * bed->rig->tick_s;
}

enum err bench_bed_try_tick(struct bench_bed *bed)
{
    why_clear(&bed->why);
    bed->tick++;
    world_step(bed, bench_bed_now_s(bed) + stand_offset_s(bed->stand));
    return bed->type->tick(bed->rig, bench_bed_now_s(bed), bed->row, &bed->why);
}

void bench_bed_tick(struct bench_bed *bed)
{
    enum err err = bench_bed_try_tick(bed);

    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
}

void bench_bed_run(struct bench_bed *bed, double seconds)
{
    for (long end = bed->tick + lround(seconds / bed->rig->tick_s); bed->tick < end;)
        bench_bed_tick(bed);
}

static size_t signal_of(const struct bench_bed *bed, const char *name)
{
    size_t signal = signal_find(bed->type->signals, bed->type->signal_count, name);

    ck_assert_msg(signal != SIGNAL_NONE, "%s", name);
    return signal;
}

double bench_bed_seen(const struct bench_bed *bed, const char *name)
{
    return bed->row[signal_of(bed, name)];
}

const char *bench_bed_state(const struct bench_bed *bed, const char *name)
{
    size_t signal = signal_of(bed, name);
    double value = bed->row[signal];

    return isnan(value) ? "unknown" : bed->type->signals[signal].labels[(size_t)value];
}

static size_t knob_of(const struct bench_bed *bed, const char *name)
{
    size_t knob = knob_find(bed->type->knobs, bed->type->knob_count, name);

    ck_assert_msg(knob != SIGNAL_NONE, "%s", name);
    return knob;
}

enum err bench_bed_can(struct bench_bed *bed, const char *knob)
{
    why_clear(&bed->why);
    return rig_can_turn(bed->rig, knob_of(bed, knob), &bed->why);
}

void bench_bed_turn(struct bench_bed *bed, const char *knob, double value)
{
    ck_assert_msg(bench_bed_can(bed, knob) == ERR_OK, "%s", bed->why.text);
    ck_assert_msg(bed->type->turn(bed->rig, knob_of(bed, knob), value) == ERR_OK, "%s", knob);
}

void bench_bed_fault(struct bench_bed *bed, enum device_role role, const char *knob, double value)
{
    const struct emulator_type *type = bed->emulators[role]->type;

    for (size_t i = 0; i < type->knob_count; i++)
        if (strcmp(type->knobs[i].name, knob) == 0) {
            type->turn(bed->emulators[role], i, value);
            return;
        }
    ck_abort_msg("%s has no knob %s", type->name, knob);
}

bool bench_bed_told(struct bench_bed *bed, const char *words)
{
    struct event event;
    bool         is_told = false;

    while (bed->type->next_event(bed->rig, &event))
        is_told |= strstr(event.text, words) != NULL;
    return is_told;
}
