#include "pump_states.h"

#define LABEL(name, text) text,
const char *const pump_input_labels[PUMP_INPUT_COUNT + 1] = { PUMP_INPUT_LIST(LABEL) NULL };
static const char *const act_labels[] = { PUMP_ACT_LIST(LABEL) };

#define ROW(from_, on_, to_, act_)                                                \
    { .from = PUMP_STATE_##from_, .on = PUMP_INPUT_##on_,                         \
      .to = PUMP_STATE_##to_, .act = PUMP_ACT_##act_ }

/* To whatever mode the programme has. */
#define ROWS_TO_RUN(from_, act_)                    \
    ROW(from_, RUN_CONTINUOUS, CONTINUOUS, act_),   \
    ROW(from_, RUN_FLEX,       FLEX,       act_),   \
    ROW(from_, RUN_PERIODIC,   PERIODIC,   act_),   \
    ROW(from_, RUN_MINIMUM,    MINIMUM,    act_)

/* From whatever delivers there is always the same way out. */
#define ROWS_OUT(from_, act_)                       \
    ROW(from_, STOP,      STOPPED, act_),           \
    ROW(from_, TRIP,      HALTED,  act_),           \
    ROW(from_, INTERFERE, STOPPED, act_),           \
    ROW(from_, END,       ENDED,   act_)

#define ROWS_THERAPY(from_)                         \
    ROW(from_, RUN_##from_, from_, NOTHING),        \
    ROW(from_, BEGIN,   UPDATING,      UPDATE_BEGIN),   \
    ROW(from_, SINGLE,  SINGLE_BOLUS,  NOTHING),    \
    ROW(from_, PATIENT, PATIENT_BOLUS, NOTHING),    \
    ROW(from_, BRIDGE,  BRIDGE_BOLUS,  NOTHING),    \
    ROW(from_, STALL,   STALLED,       NOTHING),    \
    ROW(from_, RESET,   MINIMUM,       FORGET),     \
    ROWS_OUT(from_, NOTHING)

#define ROWS_BOLUS(from_)                           \
    ROWS_TO_RUN(from_, BOLUS_DROP),                 \
    ROW(from_, STALL,   STALLED,       BOLUS_DROP), \
    ROW(from_, RESET,   MINIMUM,       FORGET),     \
    ROWS_OUT(from_, BOLUS_DROP)

static const struct pump_transition transitions[] = {
    ROW(SHELF,    BEGIN,   UPDATING,      UPDATE_BEGIN),
    ROW(SHELF,    STOP,    SHELF,         NOTHING),
    ROW(SHELF,    RESET,   SHELF,         FORGET),
    ROW(SHELF,    END,     ENDED,         NOTHING),

    ROW(STOPPED,  BEGIN,   UPDATING,      UPDATE_BEGIN),
    ROWS_TO_RUN(STOPPED, NOTHING),
    ROW(STOPPED,  STOP,    STOPPED,       NOTHING),
    ROW(STOPPED,  SINGLE,  SINGLE_BOLUS,  NOTHING),
    ROW(STOPPED,  BRIDGE,  BRIDGE_BOLUS,  NOTHING),
    ROW(STOPPED,  PRIME,   PRIMING_BOLUS, NOTHING),
    ROW(STOPPED,  TRIP,    HALTED,        NOTHING),
    ROW(STOPPED,  RESET,   STOPPED,       FORGET),
    ROW(STOPPED,  END,     ENDED,         NOTHING),

    ROW(UPDATING, SHELVE,  SHELF,         UPDATE_DROP),
    ROW(UPDATING, STOP,    STOPPED,       UPDATE_DROP),
    ROW(UPDATING, HALT,    HALTED,        UPDATE_DROP),
    ROW(UPDATING, TRIP,    UPDATING,      NOTHING),
    ROWS_TO_RUN(UPDATING, UPDATE_DROP),
    ROW(UPDATING, RESET,   STOPPED,       FORGET),
    ROW(UPDATING, END,     ENDED,         UPDATE_DROP),

    ROWS_THERAPY(CONTINUOUS),
    ROWS_THERAPY(FLEX),
    ROWS_THERAPY(PERIODIC),

    ROW(MINIMUM,  BEGIN,   UPDATING,      UPDATE_BEGIN),
    ROWS_TO_RUN(MINIMUM, NOTHING),
    ROW(MINIMUM,  SINGLE,  SINGLE_BOLUS,  NOTHING),
    ROW(MINIMUM,  BRIDGE,  BRIDGE_BOLUS,  NOTHING),
    ROW(MINIMUM,  STALL,   STALLED,       NOTHING),
    ROW(MINIMUM,  RESET,   MINIMUM,       FORGET),
    ROWS_OUT(MINIMUM, NOTHING),

    ROWS_BOLUS(SINGLE_BOLUS),
    ROWS_BOLUS(PATIENT_BOLUS),
    ROWS_BOLUS(BRIDGE_BOLUS),
    ROW(PRIMING_BOLUS, RESET, STOPPED,    FORGET),
    ROWS_OUT(PRIMING_BOLUS, BOLUS_DROP),

    ROW(STALLED,  BEGIN,   UPDATING,      UPDATE_BEGIN),
    ROWS_TO_RUN(STALLED, NOTHING),
    ROW(STALLED,  RESET,   MINIMUM,       FORGET),
    ROWS_OUT(STALLED, NOTHING),

    ROW(HALTED,   BEGIN,   UPDATING,      UPDATE_BEGIN),
    ROW(HALTED,   STOP,    HALTED,        NOTHING),
    ROW(HALTED,   TRIP,    HALTED,        NOTHING),
    ROW(HALTED,   CLEAR,   STOPPED,       NOTHING),
    ROW(HALTED,   RESET,   HALTED,        FORGET),
    ROW(HALTED,   END,     ENDED,         NOTHING),

    ROW(ENDED,    STOP,    ENDED,         NOTHING),
};
#define TRANSITION_COUNT (sizeof transitions / sizeof transitions[0])

const struct pump_transition *pump_transition_find(enum pump_state state, enum pump_input input)
{
    for (size_t i = 0; i < TRANSITION_COUNT; i++)
        if (transitions[i].from == state && transitions[i].on == input)
            return &transitions[i];
    return NULL;
}

const struct pump_transition *pump_transitions(size_t *count)
{
    *count = TRANSITION_COUNT;
    return transitions;
}

enum pump_input pump_input_of_mode(uint8_t mode)
{
    switch ((enum pump_mode)mode) {
    case PUMP_MODE_CONTINUOUS: return PUMP_INPUT_RUN_CONTINUOUS;
    case PUMP_MODE_FLEX:       return PUMP_INPUT_RUN_FLEX;
    case PUMP_MODE_PERIODIC:   return PUMP_INPUT_RUN_PERIODIC;
    case PUMP_MODE_MINIMUM:
    case PUMP_MODE_COUNT:      break;
    }
    return PUMP_INPUT_RUN_MINIMUM;
}

void pump_states_print(struct text *text)
{
    text_add(text, "digraph pump {\n");
    for (size_t i = 0; i < TRANSITION_COUNT; i++) {
        const struct pump_transition *row = &transitions[i];
        text_add(text, "  %s -> %s [label=\"%s%s%s\"];\n", pump_state_labels[row->from],
                 pump_state_labels[row->to], pump_input_labels[row->on],
                 row->act == PUMP_ACT_NOTHING ? "" : " / ", act_labels[row->act]);
    }
    text_add(text, "}\n");
}
