/* emulator.h - a real instrument's other half: the device model behind its wire.
 *
 * So that a user without the hardware can try a bench, and other people's software can be tested
 * against it. Written from the same page as the driver but sharing no code with it (checksums and
 * line cutting excepted), and pinned by byte vectors: a client and a mock that share a mistake
 * agree.
 *
 * Emulators on one bench share a world: what a pump delivers, a balance weighs; what a source puts
 * out, a load takes. An emulator reads its inputs from the world and writes its outputs to it, once
 * per step. Each starts as the real device does after power-up.
 *
 * Knobs are instant commands and faults ("stall", "bubble", "mute"), zero = perfect; signals are
 * what can be seen from outside. Borrowed port; no allocation after create; no clock. */
#ifndef PAINRIG_DRIVERS_MOCK_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_EMULATOR_H

#include "base/settings.h"
#include "base/why.h"
#include "drivers/device.h"
#include "drivers/port.h"

#include <stdint.h>

/* What the instruments of one bench have in common. */
struct emulator_world {
    /* fluid */
    double delivered_ul;        /* since the start, by all pumps                             */
    double flow_ul_per_h;
    double line_kpa;            /* in the line; a pump that stalls feels it                  */
    double temp_c;              /* of the fluid, the room: 20                                */
    double density_g_per_ml;    /* 0.998                                                     */
    double evaporation_mg_per_h;
    bool   has_air;
    bool   is_occluded;
    double compliance_ul_per_kpa;
    /* radiofrequency */
    double source_w;            /* what the source would put into a matched load             */
    double source_hz;
    double load_ohm;            /* INFINITY: open                                            */
    double current_a, volts;    /* root mean square, into the load                           */
    double probe_c[4];          /* at the thermometer's channels                             */
};
void emulator_world_begin(struct emulator_world *);
/* Fluid: line pressure and what leaves the line, from what the pumps pushed in; once a step. */
void emulator_world_step(struct emulator_world *, double dt_s);

struct emulator_word {
    const char *name, *unit;
    double      least, most;
    const char *sentence;
    const char *const *labels;      /* NULL, or the names of its values */
};

struct emulator;

struct emulator_type {
    const char *name;               /* that of its driver: "ne1000" */
    const char *sentence;
    struct port_line line;
    const struct device_setting *settings;      /* address, serial number, ... */
    size_t      setting_count;
    const struct emulator_word *knobs, *signals;
    size_t      knob_count, signal_count;

    enum err (*create)(struct emulator **, struct settings *, uint64_t seed, struct why *);
    void     (*turn)(struct emulator *, size_t knob, double value);
    /* Reads the port, advances by dt_s, answers, fills signals[0 .. signal_count). */
    void     (*step)(struct emulator *, struct port *, double now_s, double dt_s,
                     struct emulator_world *, double *signals);
    void     (*destroy)(struct emulator *);     /* NULL is fine */
};

/* The first member of every emulator. */
struct emulator { const struct emulator_type *type; };

/* Every emulator there is, NULL-terminated. */
extern const struct emulator_type *const emulator_types[];
MUST_CHECK enum err emulator_find(const char *name, const struct emulator_type **, struct why *);

#endif
