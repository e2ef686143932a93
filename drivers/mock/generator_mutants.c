#include "generator_mutants.h"

#include "base/count.h"
#include "generator_states.h"

#include <math.h>

/* ------------------------------------------------------------------ interlocks */

enum field { ARMED, LIMIT, HOLD_S, BLIND_S, SENSE, LATCH };

struct interlock_edit {
    enum generator_mutant mutant;
    enum generator_fault  fault;
    enum field            field;
    double                value;        /* a LIMIT is then no setting any more */
};

#define EDIT(mutant_, fault_, field_, value_)                                   \
    { GENERATOR_MUTANT_##mutant_, GENERATOR_FAULT_##fault_, field_, value_ }
#define GONE(mutant_, fault_) EDIT(mutant_, fault_, ARMED, 0)

#define IN_CHECKING GENERATOR_IN(CHECKING)
#define IN_ANY      (GENERATOR_IN_ALL & ~GENERATOR_IN_LATCHED)

static const struct interlock_edit interlock_edits[] = {
    GONE(OVER_TEMP_GONE,         OVER_TEMP),
    EDIT(OVER_TEMP_SLOW,         OVER_TEMP,      HOLD_S,  1.0),
    EDIT(OVER_TEMP_SHIFTED,      OVER_TEMP,      LIMIT,   100),
    EDIT(OVER_TEMP_UNCHECKED,    OVER_TEMP,      ARMED,   GENERATOR_IN_RF),
    EDIT(OVER_TEMP_EARLY,        OVER_TEMP,      LIMIT,   90.25),
    GONE(OVER_SET_GONE,          OVER_SET_TEMP),
    EDIT(OVER_SET_UNIT,          OVER_SET_TEMP,  HOLD_S,  500),
    GONE(PULSE_TEMP_GONE,        PULSE_OVER_TEMP),
    EDIT(PULSE_TEMP_SLOW,        PULSE_OVER_TEMP, HOLD_S, 2.0),
    GONE(TC_OPEN_UNSEEN,         TC_OPEN),
    EDIT(TC_OPEN_UNSEEN,         TC_SHORT,       BLIND_S, INFINITY),
    EDIT(TC_OPEN_UNSEEN,         OVER_TEMP,      BLIND_S, INFINITY),
    EDIT(TC_OPEN_UNSEEN,         OVER_SET_TEMP,  BLIND_S, INFINITY),
    EDIT(TC_OPEN_UNSEEN,         PULSE_OVER_TEMP, BLIND_S, INFINITY),
    GONE(TC_SHORT_GONE,          TC_SHORT),
    GONE(TC_JUMP_GONE,           TC_JUMP),
    GONE(NO_RISE_GONE,           NO_RISE),
    EDIT(NO_RISE_SLOW,           NO_RISE,        HOLD_S,  10),
    GONE(PAD_LOST_GONE,          PAD_LOST),
    GONE(PAD_LOW_GONE,           PAD_LOW),
    EDIT(PAD_LOW_SWAPPED,        PAD_LOW,        SENSE,   GENERATOR_SENSE_IMPEDANCE),
    EDIT(PAD_HIGH_STRICT,        PAD_HIGH,       LIMIT,   120.001),
    EDIT(PAD_HIGH_SHIFTED,       PAD_HIGH,       LIMIT,   180),
    GONE(PAD_DRIFT_GONE,         PAD_DRIFT),
    EDIT(PAD_DRIFT_SLOW,         PAD_DRIFT,      HOLD_S,  5.0),
    EDIT(PAD_ONLY_CHECKED,       PAD_LOST,       ARMED,   IN_CHECKING),
    EDIT(PAD_ONLY_CHECKED,       PAD_LOW,        ARMED,   IN_CHECKING),
    EDIT(PAD_ONLY_CHECKED,       PAD_HIGH,       ARMED,   IN_CHECKING),
    EDIT(PAD_ONLY_CHECKED,       PAD_DRIFT,      ARMED,   IN_CHECKING),
    GONE(IMPEDANCE_HIGH_GONE,    IMPEDANCE_HIGH),
    EDIT(IMPEDANCE_HIGH_SLOW,    IMPEDANCE_HIGH, HOLD_S,  0.5),
    EDIT(IMPEDANCE_HIGH_SHIFTED, IMPEDANCE_HIGH, LIMIT,   1500),
    GONE(IMPEDANCE_LOW_GONE,     IMPEDANCE_LOW),
    GONE(IMPEDANCE_RISE_GONE,    IMPEDANCE_RISE),
    GONE(OVER_VOLTAGE_GONE,      OVER_VOLTAGE),
    EDIT(OVER_VOLTAGE_SLOW,      OVER_VOLTAGE,   HOLD_S,  0.2),
    GONE(OVER_CURRENT_GONE,      OVER_CURRENT),
    GONE(OVER_POWER_GONE,        OVER_POWER),
    EDIT(OVER_POWER_SHIFTED,     OVER_POWER,     LIMIT,   200),
    EDIT(OVER_POWER_CLEARS,      OVER_POWER,     LATCH,   GENERATOR_LATCH_CLEAR),
    GONE(UNASKED_GONE,           UNASKED_OUTPUT),
    EDIT(UNASKED_SLOW,           UNASKED_OUTPUT, HOLD_S,  1.0),
    GONE(OVERTIME_GONE,          OVERTIME),
    GONE(ENERGY_GONE,            ENERGY),
    GONE(SILENCE_GONE,           HOST_SILENT),
    EDIT(SILENCE_TENFOLD,        HOST_SILENT,    LIMIT,   20),
    EDIT(SILENCE_IN_RAMP,        HOST_SILENT,    ARMED,   GENERATOR_IN(RAMP)),
    GONE(ESTOP_GONE,             ESTOP),
    EDIT(ESTOP_NOT_IN_PULSE,     ESTOP,          ARMED,   IN_ANY & ~GENERATOR_IN(PULSE)),
    EDIT(ESTOP_NOT_IN_STIM,      ESTOP,          ARMED,   IN_ANY & ~GENERATOR_IN_STIM),
    GONE(SELF_TEST_IGNORED,      SELF_TEST),
};

static void interlock_edit(struct generator_interlock *row, enum field field, double value)
{
    switch (field) {
    case ARMED:   row->armed = (unsigned)value;                     break;
    case HOLD_S:  row->hold_s = value;                              break;
    case BLIND_S: row->blind_s = value;                             break;
    case SENSE:   row->sense = (enum generator_sense)value;         break;
    case LATCH:   row->latch = (enum generator_latch)value;         break;
    case LIMIT:   row->setting = GENERATOR_SETTING_COUNT;
                  row->limit = value;                               break;
    }
}

void generator_mutate_interlocks(enum generator_mutant mutant,
                                 struct generator_interlock rows[GENERATOR_FAULT_COUNT])
{
    for (size_t i = 0; i < COUNT(interlock_edits); i++)
        if (interlock_edits[i].mutant == mutant)
            interlock_edit(&rows[interlock_edits[i].fault], interlock_edits[i].field,
                           interlock_edits[i].value);
}

/* ------------------------------------------------------------------ settings */

#define READS(mutant_, setting_, times_, plus_) \
    { GENERATOR_MUTANT_##mutant_, GENERATOR_ORDER_##setting_, times_, plus_ }

static const struct setting_edit {
    enum generator_mutant mutant;
    enum generator_order  setting;
    double                times, plus;
} setting_edits[] = {
    READS(SET_TOO_HIGH,         SET_TEMP,      1,    4),
    READS(RAMP_IGNORED,         RAMP,          0,    1),
    READS(HOLD_IN_MINUTES,      HOLD,          60,   0),
    READS(HOLD_SHORT,           HOLD,          0.9,  0),
    READS(POWER_LIMIT_IGNORED,  POWER_LIMIT,   0,    50),
    READS(PULSE_TWICE_AS_WIDE,  PULSE_WIDTH,   2,    0),
    READS(PULSE_RATE_AS_PERIOD, PULSE_RATE,    0.25, 0),        /* 2 -> 1/2 */
    READS(PULSE_VOLTS_HIGH,     PULSE_VOLTS,   1.15, 0),
    READS(PULSE_CEILING_HIGH,   PULSE_CEILING, 1,    1.5),
    READS(PULSE_TIME_LONG,      PULSE_TIME,    1.5,  0),
};

void generator_mutate_settings(enum generator_mutant mutant,
                               double settings[GENERATOR_SETTING_COUNT])
{
    for (size_t i = 0; i < COUNT(setting_edits); i++)
        if (setting_edits[i].mutant == mutant)
            settings[setting_edits[i].setting] = setting_edits[i].plus
                + setting_edits[i].times * settings[setting_edits[i].setting];
}
