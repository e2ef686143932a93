#include "generator_states.h"

#define LABEL(name, text) text,
const char *const generator_input_labels[GENERATOR_INPUT_COUNT + 1] = {
    GENERATOR_INPUT_LIST(LABEL) NULL
};
static const char *const act_labels[] = { GENERATOR_ACT_LIST(LABEL) };

#define ROW(from_, on_, to_, act_)                                                          \
    { .from = GENERATOR_STATE_##from_, .on = GENERATOR_INPUT_##on_,                         \
      .to = GENERATOR_STATE_##to_, .act = GENERATOR_ACT_##act_ }

/* From a state in use there is always the same way out. */
#define ROWS_OUT(from_)                             \
    ROW(from_, STOP,  STANDBY, OUTPUT_OFF),         \
    ROW(from_, TRIP,  FAULT,   OUTPUT_OFF),         \
    ROW(from_, ESTOP, ESTOP,   OUTPUT_OFF)

static const struct generator_transition transitions[] = {
    ROW(SELF_TEST, PASSED,        STANDBY,  NOTHING),
    ROW(SELF_TEST, TRIP,          FAULT,    OUTPUT_OFF),
    ROW(SELF_TEST, ESTOP,         ESTOP,    OUTPUT_OFF),

    ROW(STANDBY,   START_HEAT,    CHECKING, AIM_HEAT),
    ROW(STANDBY,   START_PULSE,   CHECKING, AIM_PULSE),
    ROW(STANDBY,   START_SENSORY, SENSORY,  NOTHING),
    ROW(STANDBY,   START_MOTOR,   MOTOR,    NOTHING),
    ROWS_OUT(STANDBY),

    ROW(CHECKING,  CHECKED_HEAT,  RAMP,     BEGIN_HEAT),
    ROW(CHECKING,  CHECKED_PULSE, PULSE,    BEGIN_PULSE),
    ROWS_OUT(CHECKING),

    ROWS_OUT(SENSORY),
    ROWS_OUT(MOTOR),

    ROW(RAMP,      REACHED,       HOLD,     NOTHING),
    ROWS_OUT(RAMP),
    ROW(HOLD,      TIME_UP,       COOLDOWN, OUTPUT_OFF),
    ROWS_OUT(HOLD),
    ROW(PULSE,     TIME_UP,       COOLDOWN, OUTPUT_OFF),
    ROWS_OUT(PULSE),

    ROW(COOLDOWN,  COOLED,        COMPLETE, NOTHING),
    ROWS_OUT(COOLDOWN),

    ROW(COMPLETE,  START_HEAT,    CHECKING, AIM_HEAT),
    ROW(COMPLETE,  START_PULSE,   CHECKING, AIM_PULSE),
    ROW(COMPLETE,  START_SENSORY, SENSORY,  NOTHING),
    ROW(COMPLETE,  START_MOTOR,   MOTOR,    NOTHING),
    ROWS_OUT(COMPLETE),

    ROW(FAULT,     STOP,          FAULT,    OUTPUT_OFF),
    ROW(FAULT,     CLEAR,         STANDBY,  UNLATCH),
    ROW(ESTOP,     STOP,          ESTOP,    OUTPUT_OFF),
    ROW(ESTOP,     CLEAR,         STANDBY,  UNLATCH),
};
#define TRANSITION_COUNT (sizeof transitions / sizeof transitions[0])

const struct generator_transition *generator_transition_find(enum generator_state state,
                                                             enum generator_input input)
{
    for (size_t i = 0; i < TRANSITION_COUNT; i++)
        if (transitions[i].from == state && transitions[i].on == input)
            return &transitions[i];
    return NULL;
}

const struct generator_transition *generator_transitions(size_t *count)
{
    *count = TRANSITION_COUNT;
    return transitions;
}

void generator_states_print(struct text *text)
{
    text_add(text, "digraph generator {\n");
    for (size_t i = 0; i < TRANSITION_COUNT; i++) {
        const struct generator_transition *row = &transitions[i];
        text_add(text, "  %s -> %s [label=\"%s / %s\"];\n", generator_state_labels[row->from],
                 generator_state_labels[row->to], generator_input_labels[row->on],
                 act_labels[row->act]);
    }
    text_add(text, "}\n");
}
