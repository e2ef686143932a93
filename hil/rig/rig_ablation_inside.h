/* rig_ablation_inside.h - what the files of the ablation rig share, and nobody else sees.
 *
 *     rig_ablation.c          made, ordered, ticked
 *     rig_ablation_tables.c   its signals and knobs, from rig_ablation_names.h
 *     rig_ablation_body.c     the plug between generator and patient: load, heat, thermocouple
 *     rig_ablation_request.c  what the host may expect, and what came of it so far
 *     rig_ablation_row.c      one row of values, from the report and from the truth
 *     rig_ablation_show.c     what it has to show at the end
 *     rig_ablation_bench.c    real instruments in the place of the mocked ones
 */
#ifndef PAINRIG_HIL_RIG_ABLATION_INSIDE_H
#define PAINRIG_HIL_RIG_ABLATION_INSIDE_H

#include "drivers/generator.h"
#include "drivers/mock/generator_firmware.h"
#include "drivers/mock/generator_mutants.h"
#include "drivers/port_faulty.h"
#include "hil/rig/rig.h"
#include "hil/rig/rig_ablation_names.h"
#include "hil/rig/rig_bench.h"
#include "sim/ablation.h"
#include "sim/lesion.h"
#include "sim/pace.h"
#include "sim/sensor.h"

#define TICK_S 0.01

/* ---- tables ---- */

#define SIGNAL_ENUM(enumerator, ...) SIGNAL_##enumerator,
/* The generator's settings come last, in their own order, but for the bench. */
enum { ABLATION_SIGNAL_LIST(SIGNAL_ENUM) SIGNAL_AGREED_,
       SIGNAL_BENCH_ = SIGNAL_AGREED_ + GENERATOR_SETTING_COUNT - 1,
       RIG_BENCH_ABLATION_LIST(SIGNAL_ENUM) SIGNAL_COUNT };
#undef SIGNAL_ENUM
#define SIGNAL_BENCH_COUNT (SIGNAL_COUNT - SIGNAL_BENCH_ - 1)

/* The first knobs are the generator's settings: such a knob's number is that of its order. */
#define KNOB_ENUM(enumerator, ...) KNOB_##enumerator,
enum { KNOB_FIRST_ = GENERATOR_SETTING_COUNT - 1, ABLATION_KNOB_LIST(KNOB_ENUM) KNOB_COUNT };
#undef KNOB_ENUM

extern const struct signal rig_ablation_signals[SIGNAL_COUNT];
extern const struct rig_bench_row rig_ablation_bench_rows[SIGNAL_BENCH_COUNT];
extern const struct knob rig_ablation_knobs[KNOB_COUNT];
/* Of the mock's firmware: the row of mutant i is i - 1. */
#define MUTANT_COUNT (GENERATOR_MUTANT_COUNT - 1)
extern const struct mutant rig_ablation_mutants[MUTANT_COUNT];
extern const char *const rig_ablation_headline[];
extern const char *const rig_ablation_pictures[];
extern const enum generator_order rig_ablation_mode_orders[];   /* by the value of KNOB_MODE */

/* ---- what requirements are about: known from orders and the truth, not from the device ---- */

/* The last samples, one a tick. */
#define PAST_MOST 1001
struct past { double samples[PAST_MOST], sum; size_t length, count, next; };

/* A start stands from its order until standby, reset, the emergency stop or the mains end it, or
 * until it lapses: heat that has been off for 1.2 s, a start refused, or not followed by output
 * within 3 s, pulses whose time is over. */
enum ablation_mode { ABLATION_NONE, ABLATION_HEAT, ABLATION_PULSE, ABLATION_SENSORY,
                     ABLATION_MOTOR };
struct ablation_request {
    enum ablation_mode mode, before;        /* before the last order, which may be refused */
    bool   has_begun, had_begun, was_on;
    bool   is_new, is_clear, is_lowered;    /* of this tick */
    bool   orders_start, orders_clear;      /* since the last tick */
    double age_s, off_s, set_age_s;
    unsigned long refused;                  /* by the client's count */
};

struct ablation_treatment {
    double on_s, hot_s, energy_j, start_ohm;
    double agreed[GENERATOR_SETTING_COUNT];     /* when it began */
    bool   is_moved;                            /* is one of them another now, that must not be */
};

struct ablation_notes {
    struct ablation_request   request;
    struct ablation_treatment treatment;
    struct past tip_100ms, tip_10s, load_1s, power_100ms, mean_1s, on_1s;
    double tip_jump_c, tip_rise_c, load_rise_pct, mean_w, change_w, duty;
    double pad_best_ohm, current_a, set_c;
    double agreed[GENERATOR_SETTING_COUNT];
};

/* ---- on a bench ---- */

/* What a source, and a load, were ordered last; NAN: nothing. */
struct ablation_source {
    struct rig_bench_switch output;
    double ordered_w, ordered_ohm, mean_w, since_s, owed_j;
    double load_wait_s;
    double wrong_s;                     /* it has been set to more than was ordered */
    bool   has_told_load, has_told_set, is_over;    /* is_over: it was made safe */
    char   told[200];               /* why the load does not switch, until it was taken */
};

/* ---- the rig ---- */

struct rig_ablation {
    struct rig rig;
    struct stand          *stand;       /* NULL: all is mocked */
    struct ablation_source source;
    struct ablation_setup plant_setup;
    struct ablation *plant;
    struct pace      pace;
    struct sensor   *thermocouple;
    double           pad_ohm;         /* of a pad that is on */

    struct generator          *client;
    struct generator_firmware *firmware;
    struct port               *near, *far;  /* the client's end of the wire, and the device's */
    struct port_faults         wire;
    struct generator_defects   defects;
    FILE                      *wire_log;
    bool                       is_hosted;   /* by somebody else: our client knows nothing  */

    double knob[KNOB_COUNT];          /* as last turned */
    struct generator_body   body;     /* what the device feels in the next tick */
    struct generator_output output;   /* of the last tick */
    bool                    is_output_known;    /* on a bench it may not be: it counts as none */
    bool                    has_missed;         /* a generator of its own was on, unseen: the model
                                                 * lacks what it gave, and knows no more what the
                                                 * generator's thermocouple shows              */
    struct ablation_notes   notes;
    struct event            dropped;  /* the last order that could not be sent; empty text: none */

    double load_ohm;                  /* at the plug; INFINITY when open */
    double tissue_volts, power_w;     /* over the last tick */
    double energy_j;                  /* into the tissue since the start */
    struct lesion lesion;             /* by the first criterion */
    double hottest_c, imbalance;
    long   ticks, steps_seen;         /* steps_seen: of the plant, when hottest_c was taken */
};

static inline struct rig_ablation *rig_ablation_of(struct rig *rig)
{
    return (struct rig_ablation *)rig;
}

/* The voltage on the tissue when the generator puts out `volts_rms`. */
double rig_ablation_tissue_volts(const struct rig_ablation *, double volts_rms);

/* Fill `load_ohm` and `body`: what the device feels. One step of the thermocouple. */
void rig_ablation_feel(struct rig_ablation *);

/* rig_ablation_request.c: an order has gone to the client. */
void rig_ablation_note_order(struct rig_ablation *, size_t knob, double value);

/* The tick is over: fill `notes`. */
void rig_ablation_notice(struct rig_ablation *);

/* Fill `notes.agreed`: settings as the device acknowledged them last; as delivered when it has
 * forgotten them. */
void rig_ablation_agree(struct rig_ablation *, bool is_forgotten);

/* Look at the whole field, when it has moved or now and then, for hottest_c, lesion, imbalance. */
void rig_ablation_look(struct rig_ablation *);

/* values[0..SIGNAL_COUNT) of the tick that has ended. */
void rig_ablation_fill(const struct rig_ablation *, double *values);

/* ---- rig_ablation_bench.c ---- */

/* The role generator has a device with a console of painrig's own. */
bool rig_ablation_has_real_generator(const struct stand *);
MUST_CHECK enum err rig_ablation_bench_connect(struct rig_ablation *, uint64_t seed);
/* Bits of rig_bench.h: what there is here, and what a knob needs one of. */
unsigned rig_ablation_makers(const struct rig_ablation *);
unsigned rig_ablation_needs(size_t knob);
/* The output of this tick: ordered from a source, then as measured. */
MUST_CHECK enum err rig_ablation_bench_output(struct rig_ablation *, struct why *);
/* The thermocouple's own temperature: the instrument's, if there is one; NAN: it does not say. */
double rig_ablation_bench_temp_c(const struct rig_ablation *, double modelled_c);
MUST_CHECK enum err rig_ablation_bench_feel(struct rig_ablation *, struct why *);
bool rig_ablation_bench_next_event(struct rig_ablation *, struct event *);
void rig_ablation_bench_make_safe(struct rig_ablation *);
/* The knobs of the stand are put to rest again. */
void rig_ablation_bench_rest(struct rig_ablation *);

/* rig_type's `show`. */
MUST_CHECK enum err rig_ablation_show(struct rig *, struct exhibits *, struct why *);

#endif
