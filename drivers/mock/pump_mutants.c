#include "pump_mutants.h"

#include <math.h>
#include <string.h>

#define LABEL(name, label, sentence, attacks) label,
const char *const pump_mutant_labels[PUMP_MUTANT_COUNT + 1] = {
    "none", PUMP_MUTANT_LIST(LABEL) NULL
};

#define NEVER ((double)INFINITY)
#define PSI_KPA 6.894757

/* ------------------------------------------------------------------ rows */

enum change { GONE, LIMIT_TIMES, LIMIT_PLUS, HOLD, BLIND, BY_ITSELF };

#define EDIT(mutant_, alarm_, sense_, change_, value_)                                    \
    { .mutant = PUMP_MUTANT_##mutant_, .alarm = PUMP_ALARM_##alarm_,                      \
      .sense = PUMP_SENSE_##sense_, .change = change_, .value = value_ }

static const struct {
    enum pump_mutant mutant;
    enum pump_alarm  alarm;
    enum pump_sense  sense;
    enum change      change;
    double           value;
} edits[] = {
    EDIT(OCCLUSION_GONE,    OCCLUSION,     OUTLET,     GONE,        0),
    EDIT(OCCLUSION_PSI,     OCCLUSION,     OUTLET,     LIMIT_TIMES, PSI_KPA),
    EDIT(OCCLUSION_LATE,    OCCLUSION,     OUTLET,     HOLD,        10),
    EDIT(OCCLUSION_EARLY,   OCCLUSION,     OUTLET,     LIMIT_TIMES, 0.9),
    EDIT(OCCLUSION_RESUMES, OCCLUSION,     OUTLET,     BY_ITSELF,   0),
    EDIT(PRESSURE_BLIND,    OCCLUSION,     OUTLET,     BLIND,       NEVER),
    EDIT(LEVEL_BLIND,       LOW_RESERVOIR, LEVEL,      BLIND,       NEVER),
    EDIT(LOW_LATE,          LOW_RESERVOIR, LOW_MARGIN, LIMIT_PLUS,  -1e6),
    EDIT(EMPTY_STRICT,      EMPTY,         BELIEF,     LIMIT_PLUS,  -1e-3),
    EDIT(EMPTY_UNSEEN,      EMPTY,         LEVEL,      GONE,        0),
    EDIT(STALL_LATE,        STALL,         MISSING,    LIMIT_TIMES, 10),
    EDIT(OVER_PERCENT,      OVER_INFUSION, EXCESS,     LIMIT_TIMES, 10),
    EDIT(STOPPED_LATE,      STOPPED_LONG,  STILL,      LIMIT_TIMES, 10),
    EDIT(UNFINISHED_LATE,   UNFINISHED,    UNFINISHED, LIMIT_TIMES, 10),
    EDIT(REPLACE_LATE,      REPLACE,       TO_REPLACE, LIMIT_PLUS,  -81),
    EDIT(END_STRICT,        END,           TO_END,     LIMIT_PLUS,  -1),
    EDIT(END_VOLTS,         END,           BATTERY,    LIMIT_PLUS,  -0.3),
};
#define EDIT_COUNT (sizeof edits / sizeof edits[0])

static void row_change(struct pump_alarm_row *row, enum change change, double value, double limit)
{
    switch (change) {
    case GONE:        row->armed = 0; return;
    case HOLD:        row->hold_s = value; return;
    case BLIND:       row->blind_s = value; return;
    case BY_ITSELF:   row->clear = PUMP_CLEAR_SELF; return;
    case LIMIT_TIMES: row->limit = limit * value; break;
    case LIMIT_PLUS:  row->limit = limit + value; break;
    }
    row->setting = 0;                       /* the row's own limit, not the build's */
}

void pump_mutant_rows(enum pump_mutant mutant, const struct pump_build *build,
                      struct pump_alarm_row rows[PUMP_ALARM_ROWS])
{
    memcpy(rows, pump_alarm_rows, sizeof pump_alarm_rows);
    for (size_t i = 0; i < EDIT_COUNT; i++)
        for (size_t row = 0; edits[i].mutant == mutant && row < PUMP_ALARM_ROWS; row++)
            if (rows[row].alarm == edits[i].alarm && rows[row].sense == edits[i].sense)
                row_change(&rows[row], edits[i].change, edits[i].value,
                           pump_alarm_limit(&rows[row], build));
}

bool pump_mutant_is_row(enum pump_mutant mutant)
{
    for (size_t i = 0; i < EDIT_COUNT; i++)
        if (edits[i].mutant == mutant)
            return true;
    return false;
}

/* ------------------------------------------------------------------ stops and tones */

bool pump_mutant_runs_on(enum pump_mutant mutant, enum pump_alarm alarm)
{
    return (mutant == PUMP_MUTANT_OCCLUSION_RUNS && alarm == PUMP_ALARM_OCCLUSION)
        || (mutant == PUMP_MUTANT_MEMORY_RUNS && alarm == PUMP_ALARM_MEMORY);
}

static bool is_low(const struct pump_alarms *alarms)
{
    for (enum pump_alarm i = 0; i < PUMP_ALARM_COUNT; i++)
        if (pump_alarms_has(alarms, i) && pump_alarm_priorities[i] == PUMP_NON_CRITICAL)
            return true;
    return false;
}

enum pump_priority pump_mutant_tone(enum pump_mutant mutant, const struct pump_alarms *alarms,
                                    double now_s, enum pump_priority tone)
{
    if (tone == PUMP_QUIET)
        return tone;
    switch (mutant) {
    case PUMP_MUTANT_OCCLUSION_MUTE:
        return pump_alarms_has(alarms, PUMP_ALARM_OCCLUSION) ? PUMP_QUIET : tone;
    case PUMP_MUTANT_EMPTY_ONE_TONE:
        return pump_alarms_has(alarms, PUMP_ALARM_EMPTY) ? PUMP_NON_CRITICAL : tone;
    case PUMP_MUTANT_TONE_FLICKERS:
        return llround(now_s) % 2 == 0 ? tone : PUMP_QUIET;
    case PUMP_MUTANT_FIRST_MASKS:
        return is_low(alarms) ? PUMP_NON_CRITICAL : tone;
    case PUMP_MUTANT_SILENCE_ALL:
        return pump_alarms_is_silenced(alarms, now_s) ? PUMP_QUIET : tone;
    default:
        return tone;
    }
}
