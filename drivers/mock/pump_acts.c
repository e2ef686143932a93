/* pump_acts.c - what an input does to the mocked pump: its state's row, its act, its log. */
#include "pump_firmware_inside.h"

#include <math.h>

uint32_t pump_clock_s(const struct pump_firmware *fw)
{
    return (uint32_t)(fw->clock_ms / PUMP_MS_PER_S);
}

void pump_log_add(struct pump_firmware *fw, enum pump_log what, unsigned code, uint64_t value)
{
    pump_ring_add(&fw->log, pump_clock_s(fw), what, (uint8_t)code,
                  value > UINT32_MAX ? UINT32_MAX : (uint32_t)value);
}

uint64_t pump_lockout_ms(const struct pump_firmware *fw)
{
    return pump_is_mutant(fw, PUMP_MUTANT_LOCKOUT_BY_CLOCK) ? fw->clock_ms : fw->lived_ms;
}

void pump_lock_patient(struct pump_firmware *fw)
{
    uint64_t for_s = fw->programme.patient_lockout_s;

    if (pump_is_mutant(fw, PUMP_MUTANT_LOCKOUT_MINUTES))
        for_s /= 60u;
    fw->patient.locked_until_ms = pump_lockout_ms(fw) + for_s * PUMP_MS_PER_S;
}

static void bolus_drop(struct pump_firmware *fw, enum pump_state was)
{
    if (fw->bolus.length_ms == 0)
        return;
    pump_log_add(fw, PUMP_LOG_BOLUS, was, pump_bolus_given_nl(&fw->bolus));
    if (was == PUMP_STATE_PATIENT_BOLUS
        && (fw->build.lockout_from_end || pump_is_mutant(fw, PUMP_MUTANT_LOCKOUT_FROM_END)))
        pump_lock_patient(fw);
    if (was == PUMP_STATE_PRIMING_BOLUS && !pump_is_mutant(fw, PUMP_MUTANT_PRIMING_UNSUMMED))
        fw->primed_nl += pump_bolus_given_nl(&fw->bolus);
    fw->cut_off = fw->state == PUMP_STATE_HALTED ? fw->bolus : (struct pump_bolus){ 0 };
    fw->bolus = (struct pump_bolus){ 0 };
}

static void update_drop(struct pump_firmware *fw)
{
    fw->parts = 0;
    fw->silence_most_s = 0;
}

/* A low-battery reset keeps the programme, and forgets what was in volatile memory. */
static void forget(struct pump_firmware *fw, enum pump_state was)
{
    bolus_drop(fw, was);
    update_drop(fw);
    fw->clock_ms = 0;
    fw->is_clock_lost = true;
    fw->console.is_open = fw->console.has_last = false;
    fw->held = PUMP_FREE;
    pump_lock_patient(fw);
    if (fw->home >= PUMP_INPUT_RUN_CONTINUOUS)
        fw->home = fw->state == PUMP_STATE_MINIMUM ? PUMP_INPUT_RUN_MINIMUM : PUMP_INPUT_STOP;
    fw->is_reduced = fw->home == PUMP_INPUT_RUN_MINIMUM;
    if (pump_is_mutant(fw, PUMP_MUTANT_COUNT_LOST))
        fw->patient.given.count = 0;
    if (pump_is_mutant(fw, PUMP_MUTANT_LATCH_LOST) && fw->state == PUMP_STATE_HALTED) {
        fw->alarms.raised = 0;
        fw->state = PUMP_STATE_STOPPED;
    }
}

static void act(struct pump_firmware *fw, enum pump_act what, enum pump_state was)
{
    switch (what) {
    case PUMP_ACT_BOLUS_DROP:   bolus_drop(fw, was); break;
    case PUMP_ACT_UPDATE_BEGIN: update_drop(fw); break;
    case PUMP_ACT_UPDATE_DROP:  update_drop(fw); break;
    case PUMP_ACT_FORGET:       forget(fw, was); break;
    case PUMP_ACT_NOTHING:
    case PUMP_ACT_COUNT:        break;
    }
}

/* Where it is meant to be after this. Without a programme that is the shelf. */
static void aim(struct pump_firmware *fw, enum pump_input input)
{
    if (input == PUMP_INPUT_STOP && !fw->has_programme)
        fw->home = PUMP_INPUT_SHELVE;
    else if (input <= PUMP_INPUT_RUN_MINIMUM)
        fw->home = input;
    else if (input == PUMP_INPUT_TRIP && fw->home != PUMP_INPUT_SHELVE)
        fw->home = PUMP_INPUT_HALT;
    else if (input == PUMP_INPUT_CLEAR)
        fw->home = PUMP_INPUT_STOP;
    fw->is_reduced = fw->is_reduced && fw->home == PUMP_INPUT_RUN_MINIMUM;
}

bool pump_take(struct pump_firmware *fw, enum pump_input input)
{
    const struct pump_transition *row = pump_transition_find(fw->state, input);
    enum pump_state               was = fw->state;

    if (!row)
        return false;
    fw->state = row->to;
    aim(fw, input);
    act(fw, row->act, was);
    if (fw->state != was)
        pump_log_add(fw, PUMP_LOG_STATE, fw->state, was);
    return true;
}

/* A priming bolus has no row to a programme: it began in a stopped pump. */
void pump_go_home(struct pump_firmware *fw)
{
    if (!pump_take(fw, fw->home))
        pump_take(fw, PUMP_INPUT_STOP);
}

bool pump_bolus_begin(struct pump_firmware *fw, enum pump_input input,
                      const struct pump_bolus *bolus)
{
    if (!pump_take(fw, input))
        return false;
    fw->bolus = *bolus;
    fw->is_second_bolus = false;
    return true;
}

/* The reservoir's rest below the empty mark is not for boluses. */
enum pump_reason pump_bolus_forbidden(const struct pump_firmware *fw, uint32_t volume_nl)
{
    if (pump_alarms_priority(&fw->alarms) == PUMP_CRITICAL
        && !pump_is_mutant(fw, PUMP_MUTANT_BOLUS_IN_ALARM))
        return PUMP_REASON_ALARM;
    if ((uint64_t)volume_nl + PUMP_EMPTY_NL > fw->reservoir_nl)
        return PUMP_REASON_RESERVOIR;
    return PUMP_REASON_NONE;
}

enum pump_reason pump_no_row(const struct pump_firmware *fw)
{
    if (fw->state == PUMP_STATE_ENDED)
        return PUMP_REASON_ENDED;
    return pump_is_in(fw->state, PUMP_IN_BOLUS) ? PUMP_REASON_BUSY : PUMP_REASON_STATE;
}
