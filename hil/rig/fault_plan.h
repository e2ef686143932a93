/* fault_plan.h - faults that come and go by a plan, beside what a scenario turns itself.
 *
 * A fault is one knob of kind KNOB_FAULT, a value, and the ticks at which the knob has it; at all
 * other ticks of the fault's window it is at rest, and outside the window the plan leaves it alone.
 * As text, and in a scenario's `faults` as { knob = "thermocouple.open", value = 1, from_s = 12 }:
 *
 *     thermocouple.open=1 @12           from 12 s to the end      value = 1, from_s = 12
 *     thermocouple.open=1 @12..20       up to 20 s                to_s = 20
 *     wire.drop=1 @12..20 every 5       every 5th tick            every = 5
 *     wire.drop=1 @12..20 nth 7         the 7th tick alone        nth = 7
 *     wire.drop=1 @12..20 chance 0.1    each tick by lot, seeded  chance = 0.1
 *     wire.stray_frame=replayed @12     a knob with labels        value = "replayed"
 *
 * A window has the ticks that begin in from_s <= t < to_s, as a scenario's turn after wait(from_s)
 * would: the row at from_s + one tick is the first that can show it. They are counted from 1. A lot
 * depends on seed, knob and tick alone, so that a shorter window draws the same.
 *
 * The executor turns the knobs after the scenario's orders and before the rig's tick. Inside a
 * fault's window the plan wins: what the scenario turns there is noted, and comes into force when
 * the window ends. Two windows of one knob may not overlap. Plain data; a plan allocates nothing.
 * Times in s, from_s < to_s. */
#ifndef PAINRIG_HIL_FAULT_PLAN_H
#define PAINRIG_HIL_FAULT_PLAN_H

#include "base/err.h"
#include "base/why.h"
#include "hil/rig/rig.h"

#include <stdbool.h>
#include <stdint.h>

#define FAULTS_MAX     32
#define FAULT_TEXT_MAX 200
#define FAULT_TELLS    100      /* changes of one fault that are told: a lot changes every tick */

struct fault {
    char   knob[64];
    char   label[32];       /* of a knob with labels: fault_plan_check finds its value */
    double value;
    double from_s, to_s;    /* to_s INFINITY: to the end                        */
    long   every, nth;      /* 0: every tick of the window; counted from 1      */
    double chance;          /* 0: no lot; else 0 < chance <= 1                  */
};

struct fault_plan {
    struct fault faults[FAULTS_MAX];
    size_t       count;
};

/* ERR_PARSE, ERR_UNKNOWN (the nearest fault), ERR_RANGE, with a sentence. type may be NULL: names,
 * labels and ranges are then for fault_plan_check. */
MUST_CHECK enum err fault_parse(const char *text, const struct rig_type *type, struct fault *,
                                struct why *);
void fault_print(const struct fault *, char out[FAULT_TEXT_MAX]);

/* ERR_UNKNOWN, with the nearest, for what is no fault of the rig. */
MUST_CHECK enum err fault_knob_check(const struct rig_type *, const char *name, struct why *);

/* ERR_LIMIT beyond FAULTS_MAX. */
MUST_CHECK enum err fault_plan_add(struct fault_plan *, const struct fault *, struct why *);
MUST_CHECK enum err fault_plan_merge(struct fault_plan *, const struct fault_plan *more,
                                     struct why *);
/* Names, values, windows and what two faults do to each other; fills the values of labels. */
MUST_CHECK enum err fault_plan_check(struct fault_plan *, const struct rig_type *, struct why *);
/* ERR_RANGE for a fault that no tick would ever have. */
MUST_CHECK enum err fault_plan_fits(const struct fault_plan *, double tick_s, struct why *);

/* What a plan does while a run is on. */
struct fault_turns {
    const struct fault_plan *plan;
    uint64_t                 seed;
    size_t                   state;         /* the signal that is the device's, or SIGNAL_NONE */
    struct fault_turn {
        size_t knob;
        long   first_tick, last_tick;       /* of the window          */
        bool   is_in, is_on;                /* at the last tick       */
        double value;                       /* as the plan turned it  */
        long   changes, ticks_on;
        uint64_t states;                    /* of the device while it was on, a bit each */
    } turns[FAULTS_MAX];
};

/* The plan must have been checked against the rig's type; it must outlive the turns. */
void fault_turns_open(struct fault_turns *, const struct fault_plan *, const struct rig *,
                      uint64_t seed);

/* Who is told of each change; of a fault's FAULT_TELLS-th, the last that is told, `is_last`. */
struct fault_teller {
    void (*told)(void *teller, const struct fault *, bool is_on, bool is_last);
    void  *teller;
};

/* Turn what changes at the tick that ends at tick * rig->tick_s. `wanted`: how the scenario has
 * turned each knob; NULL: all at rest. The teller may be NULL. */
MUST_CHECK enum err fault_turns_tick(struct fault_turns *, struct rig *, long tick,
                                     const double *wanted, const struct fault_teller *);

/* What the tick just turned for came upon: the device's state before it, by the row before; NULL or
 * unknown is FAULT_STATE_UNKNOWN, and a rig without a state has only that one. */
#define FAULT_STATE_UNKNOWN 63
void fault_turns_note(struct fault_turns *, const double *row);

/* Whether the plan, not the scenario, has this knob now. */
bool fault_turns_hold(const struct fault_turns *, size_t knob);

#endif
