/* stand_inside.h - what the files of the stand share; beside them only its tests include it.
 *
 *     stand.c            opened, stepped, ordered
 *     stand_port.c       a role's port: what passes is logged, that it closed is remembered
 *     stand_identify.c   who answers, and what to say when it is nobody or somebody else
 *     stand_ready.c      all heard again, just before the first tick
 *     stand_meter.c      what a source has delivered
 *     stand_knobs.c      the stand role's control port
 *
 * Instruments live in the stand's own time, which began when its ports were opened, at `opened_s`
 * on the wall: it runs on through identification and stand_ready, `offset_s` ahead of the run's. */
#ifndef PAINRIG_HIL_STAND_INSIDE_H
#define PAINRIG_HIL_STAND_INSIDE_H

#include "hil/bench/stand.h"

#define STAND_EVENTS_MAX   16u
#define STAND_KNOBS_MAX    16u      /* without an answer */
#define STAND_PATIENCE_S   3.0
#define STAND_KNOB_WAIT_S  2.0

/* A role's port, as the rest of painrig sees it. */
struct stand_port {
    struct port  port;
    struct port *beneath;
    const char  *role;
    FILE        *log;
    double       offset_s;      /* of the stand's time before the caller's; log lines less it */
    double       origin_s;      /* the stand's time when the run began                        */
    bool         is_closed;
};

/* What is counted by somebody else, from the first that was heard on; NAN: not heard yet. */
struct stand_sum { double first, most; };

/* Integrals of one source, and what they begin with. */
struct stand_count {
    struct stand_meter meter;
    struct stand_sum sum_ul, sum_g;
    double own_ul, mass_ul, flow_ul;            /* NAN: not known     */
    bool   has_flow;                            /* the sensor has been heard */
    double held_w, held_ul_per_h, held_flow;    /* last known         */
    double noted_w, noted_ul_per_h;             /* NAN: nothing       */
    bool   is_ordered_on;                       /* by the last order that could do it        */
    bool   may_be_on;                           /* ordered so, and not known to be off since */
};

/* Who is told that a port has gone, or is back. */
struct stand_coming { struct stand *stand; enum device_role role; };

struct stand_spot {
    struct stand_port   *port;          /* NULL: nothing there */
    struct device       *device;        /* NULL too: the rig's own client, or knobs */
    char                 identity[96];
    struct stand_count   count;
    struct stand_coming  coming;
};

struct stand_knobs {
    char         in[256], trouble[300];
    size_t       in_count;
    char         asked[STAND_KNOBS_MAX][80];        /* "thermocouple.open 1" */
    double       asked_s[STAND_KNOBS_MAX];
    size_t       first, count;
    char         out[STAND_KNOBS_MAX * 80];
    size_t       out_count;
};

struct stand {
    struct stand_setup setup;
    struct stand_spot  spots[DEVICE_ROLE_COUNT];
    struct stand_knobs knobs;
    double             now_s, offset_s;     /* the run's; the stand's time less it */
    double             opened_s;
    bool               has_begun;
    bool               is_withheld[DEVICE_ROLE_COUNT];
    struct { struct device_event event; enum device_role role; } events[STAND_EVENTS_MAX];
    size_t             event_first, event_count;
};

/* Time that passes while the stand is opened or made ready, for ports in memory: `meanwhile` steps
 * whoever is at their other ends, and the time is virtual. */
struct stand_waiting {
    void (*meanwhile)(void *others, double now_s);
    void  *others;
    double now_s;               /* when stand_ready_on is called, by the stand's time */
};

/* Like stand_open, with ports that are open already, taken over even when it fails; NULL where the
 * bench has nothing. `waiting` NULL: the time is real. */
MUST_CHECK enum err stand_open_on(struct stand **, const struct stand_setup *,
                                  struct port *ports[DEVICE_ROLE_COUNT],
                                  const struct stand_waiting *, struct why *);
/* Like stand_open; `waiting` as above. */
MUST_CHECK enum err stand_open_meanwhile(struct stand **, const struct stand_setup *,
                                         const struct stand_waiting *, struct why *);
/* What to add to the run's time to have the stand's. */
double stand_offset_s(const struct stand *);

/* stand_port.c */
MUST_CHECK enum err stand_port_create(struct stand_port **, struct port *beneath, const char *role,
                                      FILE *log);

/* Like stand_ready, with a stand of stand_open_on. */
MUST_CHECK enum err stand_ready_on(struct stand *, const struct stand_waiting *, struct why *);

/* stand.c: from now on, by the stand's time, the run's time counts. */
void stand_run_begin(struct stand *, double stand_s);

/* stand_identify.c: until all have said who they are, or it has taken too long. */
MUST_CHECK enum err stand_identify(struct stand *, const struct stand_waiting *, struct why *);
/* A pause; the stand's time behind it. */
double stand_round_await(const struct stand *, const struct stand_waiting *, double stand_s);
/* Whoever is there advanced once. */
void stand_devices_step(struct stand *, double stand_s);

/* stand_meter.c */
void stand_meter_begin(struct stand *);
/* A source was ordered on or off. */
void stand_meter_order(struct stand *, enum device_role, bool is_on);
void stand_meter_step(struct stand *, double dt_s);

/* stand_knobs.c: asks who is there, which stand_knobs_step hears. */
void stand_knobs_greet(struct stand *);
void stand_knobs_step(struct stand *, double stand_s);

static inline const struct bench_place *stand_place(const struct stand *stand, size_t role)
{
    return &stand->setup.bench->places[role];
}

static inline bool stand_is_source(const struct stand *stand, size_t role)
{
    return stand->spots[role].port && bench_is_source(stand->setup.bench, (enum device_role)role);
}

#endif
