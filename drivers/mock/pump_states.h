/* pump_states.h - the mocked pump's states, as a table {from, on, to, act}.
 *
 *     shelf -> updating -> stopped -> continuous, flex, periodic, minimum_rate
 *                 ^---------- any of them but a bolus      |   ^
 *     single, patient, bridge, priming bolus <------------'   | over: back to the programme,
 *         `---------------------------------------------------'        or stopped
 *     whatever delivers -> stalled (tries on, comes back by itself), halted (latched)
 *     any -> ended, for good
 *
 * What has no row is refused: it changes nothing. Stop has a row everywhere: it is never refused.
 * Where a pump goes when an update or a bolus is over is its `home`, one of the inputs from SHELVE
 * to RUN_MINIMUM: what it was last told to do. An alarm that stops does not end an update, but
 * makes halted its home. pump_states_print writes the table as a graph. */
#ifndef PAINRIG_DRIVERS_MOCK_PUMP_STATES_H
#define PAINRIG_DRIVERS_MOCK_PUMP_STATES_H

#include "base/text.h"
#include "drivers/pump_wire.h"

#define PUMP_INPUT_LIST(X)                                                                     \
    X(SHELVE,         "shelve")         /* home: no programme yet                           */ \
    X(STOP,           "stop")           /* home: stopped                                    */ \
    X(HALT,           "halt")           /* home: an alarm is latched                        */ \
    X(RUN_CONTINUOUS, "run_continuous") /* home: the programme, by its mode                 */ \
    X(RUN_FLEX,       "run_flex")                                                              \
    X(RUN_PERIODIC,   "run_periodic")                                                          \
    X(RUN_MINIMUM,    "run_minimum")    /* a programme, or after a low-battery reset        */ \
    X(BEGIN,          "begin_update")                                                          \
    X(SINGLE,         "single_bolus")                                                          \
    X(PATIENT,        "patient_bolus")                                                         \
    X(BRIDGE,         "bridge_bolus")                                                          \
    X(PRIME,          "priming_bolus")                                                         \
    X(STALL,          "stall")                                                                 \
    X(TRIP,           "trip")           /* an alarm that stops                              */ \
    X(CLEAR,          "clear")                                                                 \
    X(RESET,          "reset")          /* low battery                                      */ \
    X(INTERFERE,      "interfere")      /* a field forces telemetry mode                    */ \
    X(END,            "end")

#define PUMP_INPUT_ENUM(name, text) PUMP_INPUT_##name,
enum pump_input { PUMP_INPUT_LIST(PUMP_INPUT_ENUM) PUMP_INPUT_COUNT };
#undef PUMP_INPUT_ENUM
extern const char *const pump_input_labels[PUMP_INPUT_COUNT + 1];

#define PUMP_ACT_LIST(X)                                                \
    X(NOTHING,      "")                                                 \
    X(BOLUS_DROP,   "drop the bolus")       /* what is left of it    */ \
    X(UPDATE_BEGIN, "begin an update")                                  \
    X(UPDATE_DROP,  "drop the update")                                  \
    X(FORGET,       "forget what a reset forgets")

#define PUMP_ACT_ENUM(name, text) PUMP_ACT_##name,
enum pump_act { PUMP_ACT_LIST(PUMP_ACT_ENUM) PUMP_ACT_COUNT };
#undef PUMP_ACT_ENUM

struct pump_transition {
    enum pump_state from;
    enum pump_input on;
    enum pump_state to;
    enum pump_act   act;
};

/* The row for an input in a state, or NULL: refused. */
const struct pump_transition *pump_transition_find(enum pump_state, enum pump_input);

/* All rows, for tests and printing. */
const struct pump_transition *pump_transitions(size_t *count);

/* As a graph in the dot language. */
void pump_states_print(struct text *);

/* The input that runs a programme of this mode. */
enum pump_input pump_input_of_mode(uint8_t mode);

/* Sets of states, one bit each. */
#define PUMP_IN(name)    (1u << PUMP_STATE_##name)
#define PUMP_IN_THERAPY  (PUMP_IN(CONTINUOUS) | PUMP_IN(FLEX) | PUMP_IN(PERIODIC))
#define PUMP_IN_RUN      (PUMP_IN_THERAPY | PUMP_IN(MINIMUM))
#define PUMP_IN_BOLUS    (PUMP_IN(SINGLE_BOLUS) | PUMP_IN(PATIENT_BOLUS)                       \
                          | PUMP_IN(BRIDGE_BOLUS) | PUMP_IN(PRIMING_BOLUS))
#define PUMP_IN_DELIVERY (PUMP_IN_RUN | PUMP_IN_BOLUS | PUMP_IN(STALLED))
#define PUMP_IN_STILL    (PUMP_IN(STOPPED) | PUMP_IN(UPDATING) | PUMP_IN(HALTED))
#define PUMP_IN_USE      (PUMP_IN_DELIVERY | PUMP_IN_STILL)
#define PUMP_IN_ALL      ((1u << PUMP_STATE_COUNT) - 1u)

static inline bool pump_is_in(enum pump_state state, unsigned set)
{
    return (set >> state & 1u) != 0;
}

#endif
