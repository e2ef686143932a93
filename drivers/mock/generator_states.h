/* generator_states.h - the mocked generator's states, as a table {from, on, to, act}.
 *
 *     self_test -> standby -> checking -> ramp -> hold -> cooldown -> complete
 *                     |          `------> pulse ------------^
 *                     +-> sensory, motor
 *     any but fault -> fault (latched), estop (latched)
 *
 * What has no row is refused: it changes nothing. generator_states_print writes the table as a
 * graph. */
#ifndef PAINRIG_DRIVERS_MOCK_GENERATOR_STATES_H
#define PAINRIG_DRIVERS_MOCK_GENERATOR_STATES_H

#include "base/text.h"
#include "drivers/generator_wire.h"

#define GENERATOR_INPUT_LIST(X)             \
    X(PASSED,        "passed")              \
    X(START_HEAT,    "start_heat")          \
    X(START_PULSE,   "start_pulse")         \
    X(START_SENSORY, "start_sensory")       \
    X(START_MOTOR,   "start_motor")         \
    X(CHECKED_HEAT,  "checked_heat")        \
    X(CHECKED_PULSE, "checked_pulse")       \
    X(REACHED,       "reached")             \
    X(TIME_UP,       "time_up")             \
    X(COOLED,        "cooled")              \
    X(STOP,          "stop")                \
    X(TRIP,          "trip")                \
    X(ESTOP,         "estop")               \
    X(CLEAR,         "clear")

#define GENERATOR_INPUT_ENUM(name, text) GENERATOR_INPUT_##name,
enum generator_input { GENERATOR_INPUT_LIST(GENERATOR_INPUT_ENUM) GENERATOR_INPUT_COUNT };
#undef GENERATOR_INPUT_ENUM
extern const char *const generator_input_labels[GENERATOR_INPUT_COUNT + 1];

#define GENERATOR_ACT_LIST(X)                                                   \
    X(NOTHING,     "")                                                          \
    X(AIM_HEAT,    "aim at heat")       /* checking; remember what comes after */ \
    X(AIM_PULSE,   "aim at pulses")                                             \
    X(BEGIN_HEAT,  "begin to heat")                                             \
    X(BEGIN_PULSE, "begin to pulse")                                            \
    X(OUTPUT_OFF,  "output off")                                                \
    X(UNLATCH,     "forget the fault")

#define GENERATOR_ACT_ENUM(name, text) GENERATOR_ACT_##name,
enum generator_act { GENERATOR_ACT_LIST(GENERATOR_ACT_ENUM) GENERATOR_ACT_COUNT };
#undef GENERATOR_ACT_ENUM

struct generator_transition {
    enum generator_state from;
    enum generator_input on;
    enum generator_state to;
    enum generator_act   act;
};

/* The row for an input in a state, or NULL: refused. */
const struct generator_transition *generator_transition_find(enum generator_state,
                                                             enum generator_input);

/* All rows, for tests and printing. */
const struct generator_transition *generator_transitions(size_t *count);

/* As a graph in the dot language. */
void generator_states_print(struct text *);

/* Sets of states, one bit each. */
#define GENERATOR_IN(name)   (1u << GENERATOR_STATE_##name)
#define GENERATOR_IN_HEAT    (GENERATOR_IN(RAMP) | GENERATOR_IN(HOLD))
#define GENERATOR_IN_RF      (GENERATOR_IN_HEAT | GENERATOR_IN(PULSE))
#define GENERATOR_IN_STIM    (GENERATOR_IN(SENSORY) | GENERATOR_IN(MOTOR))
#define GENERATOR_IN_USE     (GENERATOR_IN(CHECKING) | GENERATOR_IN_RF | GENERATOR_IN_STIM)
#define GENERATOR_IN_ALL     ((1u << GENERATOR_STATE_COUNT) - 1u)
#define GENERATOR_IN_LATCHED (GENERATOR_IN(FAULT) | GENERATOR_IN(ESTOP))

static inline bool generator_is_in(enum generator_state state, unsigned set)
{
    return (set >> state & 1u) != 0;
}

#endif
