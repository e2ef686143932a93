/* rig.h - a rig: device, stand and plant under one roof, advanced one tick at a time.
 *
 * A rig type is a const row of what the house needs to know: its tables and its six
 * functions. Script, executor and report know this header and no rig by name. The rig
 * owns its device, ports and plant. */
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

struct rig;

struct rig_setup {
    struct settings *settings;      /* the scenario's `setup` table; may be empty, never NULL */
    uint64_t         seed;
    FILE            *wire_log;      /* every byte both ways, with time; NULL for none          */
};

struct rig_type {
    const char          *name;      /* "ablation" */
    const char          *sentence;
    double               tick_s;
    const struct signal *signals;
    size_t               signal_count;
    const struct knob   *knobs;
    size_t               knob_count;
    const char *const   *headline;  /* names of the signals a live line shows, NULL-terminated */

    enum err (*create)(struct rig **, const struct rig_setup *, struct why *);
    /* Turn a knob; the value is already known to be in its range. */
    enum err (*turn)(struct rig *, size_t knob, double value);
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
struct rig { const struct rig_type *type; };

/* Every rig there is, NULL-terminated. */
extern const struct rig_type *const rig_types[];

#endif
