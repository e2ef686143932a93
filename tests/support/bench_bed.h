/* bench_bed.h - a rig on a bench of emulators, in memory and in no time: each role's instrument is
 * an emulator at the other end of a pipe, and all of them share a world.
 *
 *     struct bench_bed bed;
 *     bench_bed_begin(&bed, &rig_infusion);
 *     bench_bed_place(&bed, DEVICE_ROLE_PUMP, "ne1000");
 *     bench_bed_open(&bed, true);             identified, armed, with a rig
 *     bench_bed_run(&bed, 10);
 *     ck_assert(bench_bed_seen(&bed, "balance.mass_g") > 0);
 *     bench_bed_clear(&bed);
 *
 * Whatever fails is an assertion of Check. */
#ifndef PAINRIG_TESTS_SUPPORT_BENCH_BED_H
#define PAINRIG_TESTS_SUPPORT_BENCH_BED_H

#include "drivers/mock/emulator.h"
#include "hil/bench/stand_inside.h"
#include "hil/rig/rig.h"

#define BENCH_BED_SIGNALS 64

struct bench_bed {
    const struct rig_type *type;
    struct bench           bench;
    struct settings        settings;            /* of the scenario */
    double                 tick_s;              /* 0: the rig's usual */
    struct emulator_world  world;
    struct emulator       *emulators[DEVICE_ROLE_COUNT];
    double                 signals[DEVICE_ROLE_COUNT][BENCH_BED_SIGNALS];
    struct port           *near[DEVICE_ROLE_COUNT], *far[DEVICE_ROLE_COUNT];
    bool                   is_mute[DEVICE_ROLE_COUNT];      /* it does not turn any more */
    /* Somebody else at a far end, stepped with the emulators; or NULL. */
    void                 (*others)(struct bench_bed *, double now_s, double dt_s);
    void                  *theirs;
    double                 stepped_s;
    struct stand          *stand;
    struct rig            *rig;
    struct why             why;
    double                *row;
    long                   tick;
};

void bench_bed_begin(struct bench_bed *, const struct rig_type *);
/* The driver's own emulator is at its other end; a driver without one has nobody there yet. */
void bench_bed_place(struct bench_bed *, enum device_role, const char *driver);
/* Identity and limits of what is placed, so that it can be armed. */
void bench_bed_arm(struct bench_bed *);
/* The stand alone; it may be refused. */
enum err bench_bed_try_stand(struct bench_bed *, bool is_armed);
/* The stand made ready when gap_s have passed in which nobody spoke to it; it may be refused. */
enum err bench_bed_try_ready(struct bench_bed *, double gap_s);
/* All of it, armed or not, and a rig on it. */
void bench_bed_open(struct bench_bed *, bool is_armed);
void bench_bed_clear(struct bench_bed *);

void     bench_bed_tick(struct bench_bed *);
/* One that may fail. */
enum err bench_bed_try_tick(struct bench_bed *);
void     bench_bed_run(struct bench_bed *, double seconds);
double   bench_bed_now_s(const struct bench_bed *);

double   bench_bed_seen(const struct bench_bed *, const char *signal);
/* What the state's label is; "unknown". */
const char *bench_bed_state(const struct bench_bed *, const char *signal);
/* rig_can_turn's answer, with its sentence in `why`. */
enum err bench_bed_can(struct bench_bed *, const char *knob);
void     bench_bed_turn(struct bench_bed *, const char *knob, double value);
/* An emulator's own fault. */
void     bench_bed_fault(struct bench_bed *, enum device_role, const char *knob, double value);
/* Has an event with these words been told? Takes all that were. */
bool     bench_bed_told(struct bench_bed *, const char *words);

#endif
