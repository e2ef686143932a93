/* rig_injection_inside.h - what the files of the injection rig share, and nobody else sees.
 *
 *     rig_injection.c           made, turned, ticked; its tables
 *     rig_injection_setup.c     from the scenario's `setup` to a depot
 *     rig_injection_row.c       one row of values, and the history that a picture needs
 *     rig_injection_show.c      what it has to show at the end
 */
#ifndef PAINRIG_HIL_RIG_INJECTION_INSIDE_H
#define PAINRIG_HIL_RIG_INJECTION_INSIDE_H

#include "hil/rig/rig.h"
#include "hil/rig/rig_injection_names.h"
#include "sim/depot.h"

#define SIGNAL_ENUM(enumerator, ...) SIGNAL_##enumerator,
enum { INJECTION_SIGNAL_LIST(SIGNAL_ENUM) SIGNAL_COUNT };
#undef SIGNAL_ENUM

#define KNOB_ENUM(enumerator, ...) KNOB_##enumerator,
enum { INJECTION_KNOB_LIST(KNOB_ENUM) KNOB_COUNT };
#undef KNOB_ENUM

/* What was seen, so and so often: when it is full, every second moment is forgotten, and from then
 * on half as many are kept. */
#define HISTORY_MOST 512
#define HISTORY_ROWS 128
struct moment {
    double t_s, nerve_percent, front_mm, dead_mm[DEPOT_CRITERIA];
    float  percent[HISTORY_ROWS];       /* of the main solute, from 0 to the domain's edge */
};
struct history {
    struct moment *moments;             /* [HISTORY_MOST] */
    size_t count;
    long   ticks, every;
};

#define PENDING_MOST 4                  /* events of one tick; what is beyond is dropped */

struct rig_injection {
    struct rig rig;
    struct depot_setup plant_setup;
    struct depot *plant;
    double nerve_m, syringe_ml, limit_ml;   /* of the setup; the nerve's distance without off_mm */

    double knob[KNOB_COUNT];            /* as last turned */
    double left_ml, volume_ml, agent_ml;
    double flow_ml_per_min;             /* over the last tick */
    size_t ordered;                     /* agent that should flow */
    size_t flows;                       /* agent in the syringe that flows, in truth */
    double distance_m;                  /* in force */
    double strongest_kg_per_m3[DEPOT_SOLUTES];  /* ever injected */
    int    main_solute;                 /* the first that was injected: of the picture */
    struct depot_dead dead[DEPOT_CRITERIA];
    double dead_seen_s;                 /* when `dead` was found */
    struct history history;

    bool   was_dead, was_over, was_empty;
    struct event pending[PENDING_MOST];
    size_t pending_count;
};

static inline struct rig_injection *rig_injection_of(struct rig *rig)
{
    return (struct rig_injection *)rig;
}

/* The whole of `setup`, and a depot from it. */
MUST_CHECK enum err rig_injection_read(struct rig_injection *, const struct rig_setup *,
                                       struct why *);

/* values[0..SIGNAL_COUNT) of the tick that ended at t_s. */
void rig_injection_fill(struct rig_injection *, double t_s, double *values);
/* Keep the moment, if it is one to keep. */
void rig_injection_remember(struct rig_injection *, double t_s);

/* rig_type's `show`. */
MUST_CHECK enum err rig_injection_show(struct rig *, struct exhibits *, struct why *);

#endif
