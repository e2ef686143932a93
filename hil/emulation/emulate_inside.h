/* emulate_inside.h - what the files of painrig emulate share; nobody else includes it. */
#ifndef PAINRIG_HIL_EMULATE_INSIDE_H
#define PAINRIG_HIL_EMULATE_INSIDE_H

#include "drivers/port_open.h"
#include "emulation.h"
#include "emulation_control.h"
#include "hil/bench/bench.h"
#include "hil/clock.h"
#include "hil/run_stop.h"

struct emulate_place {
    char                given[PORT_ADDRESS_SIZE + 8];
    struct port_address at;
    struct port_line    line;
    struct settings     settings;
    struct port        *port;
};

/* What was asked for on the command line, opened. */
struct emulate {
    struct emulation_place devices[EMULATION_MAX];
    struct emulate_place   places[EMULATION_MAX];
    size_t                 count;
    struct bench          *bench;           /* --bench: owned; NULL */
    uint64_t               seed;
    double                 seconds;         /* INFINITY */
    bool                   is_quiet;
    const char            *play;            /* or NULL  */
    const char            *control_given;   /* or NULL  */
    struct port_address    control_at;
    struct control_port    control;         /* port NULL: there is none */
    struct emulation      *emulation;
    struct run_stop        stop;
    struct clock           clock;
    double                 held_s;          /* the machine slept so long */
};

/* Devices, their ports and the control port from a bench file. ERR_RANGE with a sentence for an
 * instrument at a serial port, where a real one may be. */
MUST_CHECK enum err emulate_bench_read(struct emulate *, const char *path, struct why *);

/* One await of the real clock for the next tick that is not of `but`, its ticks, and the control
 * port; no further than until_s. */
MUST_CHECK enum err emulate_step(struct emulate *, double until_s, const struct rig *but,
                                 struct why *);

/* The scenario, in real time. Exit status. */
int emulate_play(struct emulate *);

/* The devices that were named, whole; without any, all there are in short. */
void emulate_list(const struct emulate *);
/* What to type in the other terminal. */
void emulate_show(const struct emulate *);

#endif
