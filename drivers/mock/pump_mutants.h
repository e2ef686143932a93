/* pump_mutants.h - named defects of the mocked pump's own firmware, for testing the tests.
 *
 * A mutant is a pump that somebody could have built: an interlock forgotten, a limit in the wrong
 * unit, a timer that anything restarts, a latch that does not hold, a report that lies. Each names
 * the requirement that ought to see it; a suite in which one of them passes does not test that.
 *
 * Two kinds. Most are a line of firmware that asks pump_is_mutant. The others change one row of the
 * alarms' table (pump_alarms.h) and need no code of their own: pump_mutant_rows makes the rows that
 * such a pump would judge by.
 *
 * Not planted, since nobody could tell: ">" for ">=" in an occlusion's limit (a pressure is never
 * exactly 69 kPa), in a hold that no tick hits, or at the low mark (one stroke of 2.5 uL later). */
#ifndef PAINRIG_DRIVERS_MOCK_PUMP_MUTANTS_H
#define PAINRIG_DRIVERS_MOCK_PUMP_MUTANTS_H

#include "pump_alarms.h"

/* NAME, label, what is wrong, the requirement that it attacks */
#define PUMP_MUTANT_LIST(X)                                                                                                 \
    X(NO_LOCKOUT,       "no_lockout",       "the patient may have a bolus at any time", "IL-P-13")                         \
    X(LOCKOUT_MINUTES,  "lockout_minutes",  "the lockout's seconds are divided by 60", "IL-P-13")                          \
    X(LOCKOUT_BY_CLOCK, "lockout_by_clock", "setting the clock forward ends the lockout", "IL-P-13")                       \
    X(LOCKOUT_FROM_END, "lockout_from_end", "the lockout is counted from the bolus' end though its begin was ordered", "PUMP-PCA-01") \
    X(DENIAL_LOCKS,     "denial_locks",     "a request that was denied begins the lockout anew", "PUMP-PCA-01")            \
    X(NO_DAILY_MAX,     "no_daily_max",     "the boluses of a day are not counted", "IL-P-22")                             \
    X(DAY_BY_CALENDAR,  "day_by_calendar",  "the boluses of a day are counted from midnight", "IL-P-22")                   \
    X(COUNT_LOST,       "count_lost",       "a reset forgets how many boluses were given", "IL-P-22")                      \
    X(SILENT_DENIAL,    "silent_denial",    "a denied request is neither shown nor written down", "IL-P-14")               \
    X(DENIAL_UNLOGGED,  "denial_unlogged",  "a denied request is shown, but not written down", "PUMP-LOG-01")              \
    X(BOLUS_IN_ALARM,   "bolus_in_alarm",   "the patient's bolus is given though a critical alarm stands", "IL-P-15")      \
    X(BOLUS_RESUMES,    "bolus_resumes",    "what an alarm has cut off of a bolus is given after START", "IL-P-21")        \
    X(NO_BASAL_AFTER_BOLUS, "no_basal_after_bolus", "after a bolus the pump stays stopped", "IL-P-20")                     \
    X(BOLUS_TWICE,      "bolus_twice",      "every bolus is given twice", "IL-P-21")                                       \
    X(BOLUS_ON_TOP,     "bolus_on_top",     "a bolus runs on top of the programme's rate, not instead", "PUMP-FLOW-01")    \
    X(BOLUS_MINUTES,    "bolus_minutes",    "a single bolus' seconds are taken for minutes", "PUMP-FLOW-01")               \
    X(HALF_PROGRAMME,   "half_programme",   "a part is in force as soon as it is written", "IL-P-52")                      \
    X(INCOMPLETE_TAKEN, "incomplete_taken", "an update of which parts are missing is taken", "IL-P-52")                    \
    X(NO_PROGRAMME_CRC, "no_programme_crc", "an update whose check is wrong is taken", "IL-P-52")                          \
    X(NO_DOSE_LIMIT,    "no_dose_limit",    "no dose is too high", "IL-P-40")                                              \
    X(NO_SOFT_LIMIT,    "no_soft_limit",    "an unusual dose is taken without a confirmation", "IL-P-41")                  \
    X(ANY_STRENGTH,     "any_strength",     "no concentration is too high", "IL-P-40")                                     \
    X(DOSE_BY_THE_PAST, "dose_by_the_past", "a bolus is judged by what the basal rate has given, not by what it will give", "IL-P-17") \
    X(SINGLES_UNSUMMED, "singles_unsummed", "the single boluses of a day are not added up", "IL-P-17")                     \
    X(RATE_TENFOLD,     "rate_tenfold",     "rates up to ten times the pump's are taken", "IL-P-19")                       \
    X(PRIMING_UNSUMMED, "priming_unsummed", "priming boluses are not added up", "IL-P-54")                                 \
    X(PRIMING_UNASKED,  "priming_unasked",  "a priming bolus needs no confirmation", "IL-P-55")                            \
    X(DRUG_RUNS_ON,     "drug_runs_on",     "another drug does not stop the pump", "IL-P-43")                              \
    X(ANY_ADDRESS,      "any_address",      "orders for another pump are obeyed", "PUMP-LINK-01")                          \
    X(REPLAY_OBEYED,    "replay_obeyed",    "orders that were heard before are obeyed", "PUMP-LINK-01")                    \
    X(NO_FRAME_CRC,     "no_frame_crc",     "frames are obeyed whatever their check says", "PUMP-LINK-01")                 \
    X(LINK_NEEDED,      "link_needed",      "the pump stops when the programmer has gone", "IL-P-53")                      \
    X(STOP_WAITS,       "stop_waits",       "STOP in a bolus is obeyed when the bolus is over", "PUMP-STOP-01")            \
    X(FIELD_STOPS,      "field_stops",      "after a field from outside the pump stays stopped", "PUMP-FIELD-01")          \
    X(FLEX_LATE,        "flex_late",        "steps of the day begin an hour late", "PUMP-FLOW-01")                         \
    X(NO_BRIDGE,        "no_bridge",        "the bridge bolus runs at the new rate", "PUMP-FLOW-01")                       \
    X(CLOCKLESS_RUNS,   "clockless_runs",   "the day's steps are run by a clock that is lost", "PUMP-CLOCK-01")            \
    X(RESET_RESUMES,    "reset_resumes",    "after a reset the therapy starts by itself", "IL-P-51")                       \
    X(RESET_STOPS,      "reset_stops",      "after a reset not even the minimum rate is delivered", "PUMP-KVO-01")         \
    X(LATCH_LOST,       "latch_lost",       "a reset unlatches every alarm", "IL-P-60")                                    \
    X(CLEAR_ALWAYS,     "clear_always",     "an alarm is cleared while its cause stands", "IL-P-60")                       \
    X(START_HALTED,     "start_halted",     "a halted pump is started without a CLEAR", "IL-P-59")                         \
    X(OCCLUSION_RESUMES, "occlusion_resumes", "after an occlusion the pump goes on by itself", "IL-P-59")                  \
    X(OCCLUSION_RUNS,   "occlusion_runs",   "an occlusion is told, and the motor goes on", "IL-P-01")                      \
    X(OCCLUSION_MUTE,   "occlusion_mute",   "an occlusion stops the pump without a tone", "IL-P-01")                       \
    X(OCCLUSION_GONE,   "occlusion_gone",   "an occlusion is never found", "IL-P-01")                                      \
    X(OCCLUSION_PSI,    "occlusion_psi",    "the limit of 69 kPa is compared with psi", "IL-P-01")                         \
    X(OCCLUSION_LATE,   "occlusion_late",   "an occlusion has to last 10 s instead of 1 s", "IL-P-01")                     \
    X(OCCLUSION_EARLY,  "occlusion_early",  "an occlusion is told at nine tenths of its limit", "PUMP-TRUE-04")            \
    X(PRESSURE_BLIND,   "pressure_blind",   "a pressure sensor that is silent passes for sound", "IL-P-46")                \
    X(LEVEL_BLIND,      "level_blind",      "a level sensor that is silent passes for sound", "PUMP-SENSE-01")             \
    X(LOW_LATE,         "low_late",         "the low-reservoir alarm comes 1 mL below its mark", "IL-P-23")                \
    X(EMPTY_STRICT,     "empty_strict",     "empty is below 0.5 mL, not at it: stopped without an alarm", "IL-P-24")       \
    X(EMPTY_UNSEEN,     "empty_unseen",     "empty is computed alone, and no level sensor is looked at", "PUMP-LEVEL-01")  \
    X(EMPTY_ONE_TONE,   "empty_one_tone",   "the empty alarm sounds as a non-critical one", "IL-P-24")                     \
    X(BELIEF_STUCK,     "belief_stuck",     "the computed reservoir never falls", "IL-P-25")                               \
    X(MISMATCH_ONE_WAY, "mismatch_one_way", "a refill's mismatch is seen only when too much was drawn out", "PUMP-LEVEL-02") \
    X(STALL_COUNTS,     "stall_counts",     "strokes that were not seen pass for made", "IL-P-49")                         \
    X(STALL_RESTARTS,   "stall_restarts",   "the stall's timer begins anew with every stroke", "IL-P-49")                  \
    X(STALL_LATE,       "stall_late",       "a stall is told ten times too late", "IL-P-49")                               \
    X(OVER_PERCENT,     "over_percent",     "over-infusion begins at 145 %, not at 14.5 %", "IL-P-07")                     \
    X(OVER_FORGETS,     "over_forgets",     "over-infusion is judged from each day's own begin", "IL-P-07")                \
    X(MEMORY_RUNS,      "memory_runs",      "a memory error is told, and the motor goes on", "IL-P-45")                    \
    X(MEMORY_HOURLY,    "memory_hourly",    "the programme in force is checked once an hour", "IL-P-45")                   \
    X(STOPPED_LATE,     "stopped_late",     "stopped for too long is told ten times too late", "IL-P-37")                  \
    X(STOPPED_BY_TALK,  "stopped_by_talk",  "every question begins the timer of a stopped pump anew", "IL-P-37")           \
    X(UNFINISHED_LATE,  "unfinished_late",  "an unfinished update is told ten times too late", "IL-P-39")                  \
    X(UNFINISHED_BY_TALK, "unfinished_by_talk", "every question begins the timer of an update anew", "IL-P-39")            \
    X(REPLACE_LATE,     "replace_late",     "the replacement indicator comes 9 days before the end, not 90", "IL-P-57")    \
    X(END_STRICT,       "end_strict",       "the end of service is a day late", "IL-P-58")                                 \
    X(END_VOLTS,        "end_volts",        "the battery's end is at 2.1 V, not at 2.4 V", "IL-P-33")                      \
    X(ENDED_RUNS,       "ended_runs",       "the end of service does not stop the motor", "IL-P-58")                       \
    X(END_RECOVERS,     "end_recovers",     "after the end of service a CLEAR brings the pump back", "PUMP-END-01")        \
    X(TONE_FLICKERS,    "tone_flickers",    "a critical tone is heard every other second", "PUMP-TONE-01")                 \
    X(FIRST_MASKS,      "first_masks",      "while a non-critical alarm stands no critical one is heard", "PUMP-TONE-01")  \
    X(SILENCE_LASTS,    "silence_lasts",    "a tone that is silenced never comes back", "IL-P-35")                         \
    X(SILENCE_ALL,      "silence_all",      "a pause silences alarms that come later too", "PUMP-TONE-02")                 \
    X(LIES_RATE,        "lies_rate",        "the status names the programme's rate though the pump is stopped", "PUMP-TRUE-01") \
    X(LIES_RESERVOIR,   "lies_reservoir",   "the status names the reservoir as it was filled", "IL-P-25")             \
    X(LIES_DENIED,      "lies_denied",      "the status counts no denied request", "PUMP-TRUE-03")

#define PUMP_MUTANT_ENUM(name, label, sentence, attacks) PUMP_MUTANT_##name,
enum pump_mutant { PUMP_MUTANT_NONE, PUMP_MUTANT_LIST(PUMP_MUTANT_ENUM) PUMP_MUTANT_COUNT };
#undef PUMP_MUTANT_ENUM
extern const char *const pump_mutant_labels[PUMP_MUTANT_COUNT + 1];    /* "none", then the list's */

/* The alarms' rows of such a pump: pump_alarm_rows, or one of them changed. */
void pump_mutant_rows(enum pump_mutant, const struct pump_build *,
                      struct pump_alarm_row rows[PUMP_ALARM_ROWS]);
/* Is it a changed row, and nothing else? */
bool pump_mutant_is_row(enum pump_mutant);

/* Does this alarm, raised, fail to stop such a pump? */
bool pump_mutant_runs_on(enum pump_mutant, enum pump_alarm);

/* What such a pump lets be heard: `tone` is the sound device's. */
enum pump_priority pump_mutant_tone(enum pump_mutant, const struct pump_alarms *, double now_s,
                                    enum pump_priority tone);

#endif
