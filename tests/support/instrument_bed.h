/* instrument_bed.h - a driver and its emulator at the two ends of a line in memory, in a world.
 *
 * Steps of 1 ms: the emulator, then the driver. What the driver says is kept, to be looked for. */
#ifndef PAINRIG_TESTS_INSTRUMENT_BED_H
#define PAINRIG_TESTS_INSTRUMENT_BED_H

#include "drivers/device.h"
#include "drivers/mock/emulator.h"

#define INSTRUMENT_BED_STEP_S 0.001

struct instrument_bed {
    struct device        *device;       /* NULL: the test speaks for itself, at `near` */
    struct emulator      *emulator;
    struct port          *near, *far;
    struct emulator_world world;
    struct settings       device_settings, emulator_settings;
    double                signals[32];
    double                now_s;
    long                  ticks;
    bool                  is_driver_stopped, is_emulator_stopped;
    char                  said[16384];  /* a line for each event */
};

/* Empty, so that settings may be added. */
void instrument_bed_begin(struct instrument_bed *);
/* A setting for either of the two, before it is made. */
void instrument_bed_set(struct settings *, const char *name, double value);
void instrument_bed_set_text(struct settings *, const char *name, const char *value);
/* Either may be NULL. identity: of the device's setup. */
void instrument_bed_make(struct instrument_bed *, const struct device_type *,
                         const struct emulator_type *, const char *identity);
void instrument_bed_end(struct instrument_bed *);

void instrument_bed_run(struct instrument_bed *, double for_s);
/* Until the link is up; fails the test after 5 s. */
void instrument_bed_up(struct instrument_bed *);
/* Until it is safe; how long that took. Fails the test after limit_s. */
double instrument_bed_safe(struct instrument_bed *, double limit_s);

void instrument_bed_turn(struct instrument_bed *, const char *knob, double value);
double instrument_bed_signal(const struct instrument_bed *, const char *signal);
/* An order that must be taken. */
void instrument_bed_order(struct instrument_bed *, enum device_order, double value);
bool instrument_bed_said(const struct instrument_bed *, const char *part);
/* What the driver reads. */
double instrument_bed_heard(const struct instrument_bed *, enum device_reading);

/* Send these, run for a while, and compare what has come back to the byte. */
void instrument_bed_exchange(struct instrument_bed *, const char *story, const char *sent,
                             const char *want);

#endif
