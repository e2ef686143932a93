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

/* What the instruments of one bench have in common.
 *
 *     fluid   pushed = delivered + stored         nothing leaks
 *             stored = compliance * line_kpa      a pump pushes, and feels line_kpa
 *             d delivered / dt = line_kpa / resistance, or nothing while it is occluded
 *
 *     radiofrequency, from a source of source_ohm into a load that is purely resistive
 *             gamma = (load_ohm - source_ohm) / (load_ohm + source_ohm)
 *             into_load_w = source_w * (1 - gamma * gamma) = current_a^2 * load_ohm
 *
 * A pump adds to pushed_ul (draws back: subtracts), a source sets source_w and source_hz, a load
 * sets load_ohm; the rest is what emulator_world_step makes of it, and for the others to read. */
struct emulator_world {
    /* fluid */
    double pushed_ul;           /* into the line since the start, by all pumps               */
    double delivered_ul;        /* out of it                                                 */
    double flow_ul_per_h;       /* out of it, mean of the last step                          */
    double line_kpa;
    double resistance_kpa_h_per_ul;
    double compliance_ul_per_kpa;
    double temp_c;              /* of the fluid, the room: 20                                */
    double density_g_per_ml;    /* 0.998                                                     */
    double evaporation_mg_per_h;
    bool   has_air;
    bool   is_occluded;
    /* radiofrequency */
    double source_w;            /* what the source would put into a matched load             */
    double source_hz, source_ohm;
    double load_ohm;            /* INFINITY: open                                            */
    double into_load_w, current_a, volts;       /* root mean square */
    double probe_c[4];          /* at the thermometer's channels                             */
    double pushed_before_ul;    /* of emulator_world_step alone */
};
/* A line of 1 uL/kPa that empties within seconds, water at 20 C, 50 ohm, body temperature. */
void emulator_world_begin(struct emulator_world *);
/* gamma * gamma: of the power that goes out, the share that the load sends back; 1: open. */
double emulator_returned_share(double source_ohm, double load_ohm);
/* Once a step, after every instrument had its turn. Exact for what is pushed evenly over dt_s. */
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

#endif
