/* rig_infusion_inside.h - what the files of the infusion rig share, and nobody else sees.
 *
 *     rig_infusion.c          made, ticked
 *     rig_infusion_tables.c   its signals and knobs, from rig_infusion_names.h
 *     rig_infusion_setup.c    from a scenario's `setup` to plant, device and programme
 *     rig_infusion_orders.c   what a knob does: programmer, needle, patient, faults
 *     rig_infusion_wire.c     the talk between programmer and pump, within a tick
 *     rig_infusion_events.c   what happened, and the pump's log
 *     rig_infusion_row.c      one row of values, from the report and from the truth
 *     rig_infusion_history.c  what entered the canal, in bounded memory
 *     rig_infusion_witness.c  orders and answers, as heard on the wire, and what is due by them
 *     rig_infusion_show.c     what it has to show at the end
 *     rig_infusion_bench.c    real instruments in the place of the mocked ones
 *
 * One tick: the programmer talks with the pump (in small steps of its own, as long as there is
 * something to say), the pump turns its main loop once, the plant takes the strokes, the sensors
 * look. */
#ifndef PAINRIG_HIL_RIG_INFUSION_INSIDE_H
#define PAINRIG_HIL_RIG_INFUSION_INSIDE_H

#include "drivers/mock/pump_firmware.h"
#include "drivers/mock/pump_mutants.h"
#include "drivers/port_faulty.h"
#include "drivers/pump.h"
#include "hil/rig/flow_log.h"
#include "hil/rig/rig.h"
#include "hil/rig/rig_bench.h"
#include "hil/rig/rig_infusion_names.h"
#include "hil/rig/rig_infusion_witness.h"
#include "sim/infusion.h"
#include "sim/sensor.h"
#include "sim/spread.h"

#include <stdarg.h>

/* ---- tables ---- */

#define SIGNAL_ENUM(enumerator, ...) SIGNAL_##enumerator,
enum {
    INFUSION_SIGNAL_LIST(SIGNAL_ENUM)
    SIGNAL_ALARM_FIRST,                             /* then one for each of the pump's alarms */
    SIGNAL_BENCH_ = SIGNAL_ALARM_FIRST + PUMP_ALARM_COUNT - 1,      /* then those of a bench */
    RIG_BENCH_INFUSION_LIST(SIGNAL_ENUM)
    SIGNAL_COUNT
};
#undef SIGNAL_ENUM
#define SIGNAL_BENCH_COUNT (SIGNAL_COUNT - SIGNAL_BENCH_ - 1)

/* The last knobs are the minutes of the programme's steps, then their rates. */
#define KNOB_ENUM(enumerator, ...) KNOB_##enumerator,
enum {
    INFUSION_KNOB_LIST(KNOB_ENUM)
    KNOB_STEP_MINUTE,
    KNOB_STEP_RATE = KNOB_STEP_MINUTE + PUMP_STEPS_MAX,
    KNOB_COUNT = KNOB_STEP_RATE + PUMP_STEPS_MAX
};
#undef KNOB_ENUM

extern const struct signal rig_infusion_signals[SIGNAL_COUNT];
extern const struct rig_bench_row rig_infusion_bench_rows[SIGNAL_BENCH_COUNT];
extern const struct knob rig_infusion_knobs[KNOB_COUNT];
extern const char *const rig_infusion_headline[];
#define RIG_INFUSION_MUTANTS (PUMP_MUTANT_COUNT - 1)
extern const struct mutant rig_infusion_mutants[RIG_INFUSION_MUTANTS];

/* ---- history: what entered the canal, in buckets of equal duration ----
 *
 * When they are full, neighbours are joined and buckets get twice as long. Nothing is lost. */

#define HISTORY_MAX 2048

struct history {
    struct spread_dose bucket[HISTORY_MAX];     /* `over_s` is not used: bucket_s */
    size_t count;
    double bucket_s, until_s;
};

void rig_infusion_history_add(struct history *, double t_s, double mass_kg, double volume_m3);

/* ---- the last hour and the last day, minute by minute ---- */

#define MINUTES_MAX 1441

struct minutes {
    double delivered_m3[MINUTES_MAX], delivered_kg[MINUTES_MAX];    /* at the end of each minute */
    double pumped_ug[MINUTES_MAX];
    size_t next, count;
    double until_s;
};

/* ---- what a threshold has seen ---- */

struct reached {
    bool   was_above;
    double first_s;                 /* when it was first crossed; NAN: never          */
    double most_kg_per_m3, most_s;  /* the greatest concentration at its site, when   */
};

/* ---- on a bench ---- */

/* What a real mechanism was ordered last (NAN: nothing), and what it has delivered: measured, and
 * what of it is less than a stroke. said_ul: an it-pump's own count when the run began. */
struct infusion_mechanism {
    struct rig_bench_switch run;
    double ordered_rate, measured_ul, owed_ul, said_ul;
    bool   is_over;                 /* it was made safe */
};

/* ---- the rig ---- */

#define TOLD_MAX 16
#define LOG_SHOWN_MAX 200

struct rig_infusion {
    struct rig rig;
    struct stand             *stand;            /* NULL: all is mocked */
    struct infusion_mechanism mechanism;
    bool                      is_delivery_known;
    struct flow_log           flow;             /* of the balance; keeps nothing without one */
    struct drug            drug;
    struct infusion_setup  plant_setup;
    struct infusion       *plant;
    struct infusion_faults faults;
    struct infusion_truth  truth;               /* after the last tick */
    struct sensor         *level_sensor;
    struct csf_stencil     at_c5, at_t4, at_t10, at_l3;

    struct pump_options    options;
    struct pump_build      build;
    struct pump           *client;
    struct pump_firmware  *firmware;
    struct pump_programme  usual;               /* what is staged when nothing was */
    struct port           *near, *far;          /* of the wire: the programmer's end, the pump's */
    struct port_faults     wire;
    struct pump_defects    defects;
    FILE                  *wire_log;
    bool                   is_hosted;           /* by somebody else: our client knows nothing */
    double                 baud;

    double knob[KNOB_COUNT];                    /* as last turned */
    struct pump_body   body;                    /* what the device feels in the next tick */
    struct pump_output output;                  /* of the last tick */
    double             pumped_m3;
    struct minutes     minutes;
    struct witness     witness;
    struct history     history;
    struct reached     reached[DRUG_THRESHOLDS_MAX];        /* of the drug's thresholds */
    double             drawn_m3, filled_m3;     /* at the last refill, as read from the syringes */
    double             now_s;

    struct event told[TOLD_MAX];                /* things the rig itself has to tell */
    size_t       told_first, told_count;
    char         log[LOG_SHOWN_MAX][2][EXHIBIT_CELL_SIZE];  /* as read from the pump: when, what */
    size_t       log_count;
    double       denials_logged;

    double   samples;                           /* of the band at the end */
    uint64_t seed;
};

static inline struct rig_infusion *rig_infusion_of(struct rig *rig)
{
    return (struct rig_infusion *)rig;
}

/* setup: everything that `settings` says; plant, sensor and device are made from it later. */
MUST_CHECK enum err rig_infusion_read(struct rig_infusion *, struct settings *, struct why *);

/* orders: rig_type's `turn` and `can_turn`. */
MUST_CHECK enum err rig_infusion_turn(struct rig *, size_t knob, double value);
MUST_CHECK enum err rig_infusion_can_turn(const struct rig *, size_t knob, struct why *);

/* wire: client and firmware talk from now_s on, as long as there is something to say, for dt_s at
 * most. */
MUST_CHECK enum err rig_infusion_talk(struct rig_infusion *, double now_s, double dt_s,
                                      struct why *);
/* Somebody else's frame arrives at the pump: `kind` is the label of wire.stray_frame. */
void rig_infusion_stray(struct rig_infusion *, int kind);

/* row: what is remembered of a tick, and values[0..SIGNAL_COUNT) of the tick that has ended. */
void rig_infusion_mark(struct rig_infusion *, double t_s);
void rig_infusion_fill(const struct rig_infusion *, double *values);

/* events: rig_type's `next_event`. */
bool rig_infusion_next_event(struct rig *, struct event *);

/* An event of the rig itself; the oldest stay when there are too many. */
void rig_infusion_tell(struct rig_infusion *, const char *kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- rig_infusion_bench.c ---- */

/* The role pump has a device with a console of painrig's own. */
bool rig_infusion_has_real_pump(const struct stand *);
MUST_CHECK enum err rig_infusion_bench_connect(struct rig_infusion *);
/* Bits of rig_bench.h: what there is here, and what a knob needs one of. */
unsigned rig_infusion_makers(const struct rig_infusion *);
unsigned rig_infusion_needs(size_t knob);
bool     rig_infusion_is_for_stand(const struct rig_infusion *, size_t knob);
/* The output of this tick: ordered from a mechanism; *strokes: as measured, for the plant. */
MUST_CHECK enum err rig_infusion_bench_output(struct rig_infusion *, unsigned *strokes,
                                              struct why *);
void rig_infusion_bench_feel(struct rig_infusion *);
/* What the balance shows, for the report; and that in the report. */
MUST_CHECK enum err rig_infusion_bench_weigh_begin(struct rig_infusion *);
void rig_infusion_bench_weigh(struct rig_infusion *, double t_s);
MUST_CHECK enum err rig_infusion_bench_show(const struct rig_infusion *, struct exhibits *,
                                            struct why *);
void rig_infusion_bench_make_safe(struct rig_infusion *);
/* The knobs of the stand are put to rest again. */
void rig_infusion_bench_rest(struct rig_infusion *);

/* rig_type's `show`. */
MUST_CHECK enum err rig_infusion_show(struct rig *, struct exhibits *, struct why *);

#endif
