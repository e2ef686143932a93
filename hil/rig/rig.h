/* rig.h - a rig: device, stand and plant under one roof, advanced one tick at a time.
 *
 * A rig type is a const row of what the house needs to know: its tables, its ticks and its
 * functions. Script, executor and report know this header and no rig by name. The rig
 * owns its device, ports and plant.
 *
 * How long a tick is belongs to the rig, not to its type: a scenario may ask for another one within
 * the type's range, and `create` keeps it in `rig->tick_s`. Everybody counts ticks of that rig. */
#ifndef PAINRIG_HIL_RIG_H
#define PAINRIG_HIL_RIG_H

#include "base/err.h"
#include "base/settings.h"
#include "base/why.h"
#include "hil/event.h"
#include "hil/exhibit.h"
#include "hil/signal.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define RIG_TICK_S_LEAST 0.001      /* of every rig: traces and deadlines count in ticks */

struct port;
struct rig;
struct stand;

/* A named change of the mocked device's firmware, for testing the tests: an interlock removed, a
 * threshold shifted, a latch that does not latch. */
struct mutant {
    const char *name;               /* "over_temp_late"                                      */
    const char *sentence;           /* "over-temperature holds 1 s instead of 0.1 s"         */
    const char *attacks;            /* the requirement that ought to see it: "IL-RF-01"      */
};

struct rig_setup {
    struct settings *settings;      /* the scenario's `setup` table; may be empty, never NULL */
    uint64_t         seed;
    FILE            *wire_log;      /* every byte both ways, with time; NULL for none          */
    double           tick_s;        /* within the type's range; 0: the usual                   */
    const char      *mutant;        /* one of the type's mutants; NULL: a sound device         */
    struct stand    *stand;         /* the open bench (stand.h); NULL: all is mocked       */
    struct port     *host;          /* somebody else's host is at this port, which is borrowed:
                                     * the mocked device answers it, the rig orders nothing, and
                                     * faults of its wire act there; NULL: our own client      */
};

struct rig_type {
    const char          *name;      /* "ablation" */
    const char          *sentence;
    double               tick_s;    /* the usual one                                           */
    double               tick_least_s, tick_most_s;     /* equal: no scenario may change it    */
    double               row_every_s;   /* usual spacing of a trace's rows; 0: every tick      */
    const struct signal *signals;
    size_t               signal_count;
    const struct knob   *knobs;
    size_t               knob_count;
    const struct mutant *mutants;   /* of the mocked device; NULL: there is none to mutate     */
    size_t               mutant_count;
    unsigned             bench_roles;   /* 1u << DEVICE_ROLE_PUMP ...: what a bench may have for
                                         * it; 0: there is no bench for it                     */
    const char *const   *headline;  /* names of the signals a live line shows, NULL-terminated */
    const char *const   *pictures;  /* what its exhibits call their files, NULL-terminated, or
                                     * NULL: those of an earlier run are removed              */

    /* Keeps rig_tick_s() in rig->tick_s. */
    enum err (*create)(struct rig **, const struct rig_setup *, struct why *);
    /* Turn a knob; the value is already known to be in its range, and rig_can_turn that it is to be
     * had. */
    enum err (*turn)(struct rig *, size_t knob, double value);
    /* Is this knob to be had here? ERR_REFUSED with a sentence that says what would make it so: an
     * order of a rig whose host is somebody else, a fault that no part of a bench can make. NULL:
     * every knob is. */
    enum err (*can_turn)(const struct rig *, size_t knob, struct why *);
    /* One tick that ends at t_s; fills values[0 .. signal_count).
     * Never allocates, prints or sleeps. */
    enum err (*tick)(struct rig *, double t_s, double *values, struct why *);
    /* Take the next thing that happened; false when there is none. */
    bool     (*next_event)(struct rig *, struct event *);
    enum err (*show)(struct rig *, struct exhibits *, struct why *);
    /* Put the device into its safe state, as far as orders can; called at every end of a run. */
    enum err (*make_safe)(struct rig *);
    void     (*destroy)(struct rig *);
};

/* A rig's first member. */
struct rig {
    const struct rig_type *type;
    double                 tick_s;
};

/* To be asked before `turn`. */
MUST_CHECK static inline enum err rig_can_turn(const struct rig *rig, size_t knob, struct why *why)
{
    return rig->type->can_turn ? rig->type->can_turn(rig, knob, why) : ERR_OK;
}

/* The tick of a rig that is made with this setup. */
static inline double rig_tick_s(const struct rig_type *type, const struct rig_setup *setup)
{
    return setup->tick_s > 0 ? setup->tick_s : type->tick_s;
}

/* ERR_RANGE and a sentence for a tick that this type does not take; 0, the usual, is fine. */
MUST_CHECK enum err rig_tick_check(const struct rig_type *, double tick_s, struct why *);

/* The mutant of that name; ERR_UNKNOWN with the nearest. */
MUST_CHECK enum err rig_mutant_find(const struct rig_type *, const char *name,
                                    const struct mutant **, struct why *);

/* The signal that is the device's state: the first of the headline that has labels; SIGNAL_NONE for
 * a rig whose headline shows no state. */
size_t rig_state_signal(const struct rig_type *);

/* Every rig there is, NULL-terminated. */
extern const struct rig_type *const rig_types[];

/* The rig of this name; ERR_UNKNOWN with the nearest and the known ones. */
MUST_CHECK enum err rig_find(const char *name, const struct rig_type **, struct why *);

#endif
