/* fault_plan.h - faults that come and go by a plan, beside what a scenario turns itself.
 *
 * A fault is one knob of kind KNOB_FAULT, a value, and the ticks at which the knob has it; at all
 * other ticks of the plan's window it is at rest, and outside the window the plan leaves it alone.
 * The executor turns the knobs before the rig's tick. As text and in a scenario's `faults`:
 *
 *     thermocouple.open=1 @12           from 12 s to the end      { knob = "thermocouple.open", value = 1, from_s = 12 }
 *     thermocouple.open=1 @12..20       up to 20 s                to_s = 20
 *     wire.drop=1 @12..20 every 5       every 5th tick            every = 5
 *     wire.drop=1 @12..20 nth 7         the 7th tick alone        nth = 7
 *     wire.drop=1 @12..20 chance 0.1    each tick by lot, seeded  chance = 0.1
 *
 * Plain data; a plan allocates nothing. Times in s, from_s < to_s. */
#ifndef PAINRIG_HIL_FAULT_PLAN_H
#define PAINRIG_HIL_FAULT_PLAN_H

#include "base/err.h"
#include "base/why.h"
#include "hil/rig.h"

#include <stdbool.h>
#include <stdint.h>

#define FAULTS_MAX     32
#define FAULT_TEXT_MAX 160

struct fault {
    char   knob[64];
    double value;
    double from_s, to_s;    /* to_s INFINITY: to the end                        */
    long   every, nth;      /* 0: every tick of the window; counted from 1      */
    double chance;          /* 0: no lot; else 0 < chance <= 1                  */
};

struct fault_plan {
    struct fault faults[FAULTS_MAX];
    size_t       count;
};

/* ERR_PARSE, ERR_UNKNOWN (the nearest fault), ERR_RANGE, with a sentence. type may be NULL: names
 * and ranges are then for fault_plan_check. */
MUST_CHECK enum err fault_parse(const char *text, const struct rig_type *type, struct fault *,
                                struct why *);
void fault_print(const struct fault *, char out[FAULT_TEXT_MAX]);
MUST_CHECK enum err fault_plan_check(const struct fault_plan *, const struct rig_type *,
                                     struct why *);

/* What a plan does while a run is on. */
struct fault_turns {
    const struct fault_plan *plan;
    uint64_t                 seed;
    size_t                   knobs[FAULTS_MAX];
    bool                     is_on[FAULTS_MAX], was_in[FAULTS_MAX];
};

/* The plan must have been checked against the rig's type; it must outlive the turns. */
void fault_turns_open(struct fault_turns *, const struct fault_plan *, const struct rig_type *,
                      uint64_t seed);
/* Turn what changes at the tick that ends at tick * rig->tick_s; told(teller, fault, is_on) for each. */
MUST_CHECK enum err fault_turns_tick(struct fault_turns *, struct rig *, long tick,
                                     void (*told)(void *, const struct fault *, bool is_on),
                                     void *teller);

#endif
