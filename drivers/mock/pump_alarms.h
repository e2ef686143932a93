/* pump_alarms.h - what the mocked pump complains of, and what stops it: rows, judged every step by
 * one function.
 *
 * A row trips when its sense has been at or beyond its limit for hold_s without a break, or unknown
 * for blind_s without a break. What a step shows was so since the step before began, so that "for
 * 1 s" is one tick of a second, and a step of a day is judged at its end. An alarm may have several
 * rows: two witnesses of one thing. Rows rest, and forget, in states in which they are not armed.
 *
 * An unknown sense never passes in silence: the row says after how long it counts as beyond, or,
 * where another row speaks for it, which. The level sensor's is LOW_RESERVOIR after an hour: the
 * reservoir has no second witness then, and over-infusion cannot be seen.
 *
 * An alarm is over by itself (SELF), when the host clears it and its cause is gone (HOST), or never
 * (NEVER). Which alarms stop delivery stands in PUMP_ALARM_LIST.
 *
 * These rows are the device's own. Nothing that judges the device from outside shares code with
 * them. */
#ifndef PAINRIG_DRIVERS_MOCK_PUMP_ALARMS_H
#define PAINRIG_DRIVERS_MOCK_PUMP_ALARMS_H

#include "pump_firmware.h"
#include "pump_states.h"

#define PUMP_SENSE_LIST(X)                                                                       \
    X(LOW_MARGIN,  "computed reservoir less the programme's low mark, nL")                       \
    X(BELIEF,      "computed reservoir, uL")                                                     \
    X(LEVEL,       "reservoir's level sensor, uL")                                               \
    X(MISMATCH,    "at this refill: drawn out against computed, beyond 5 % of the capacity, nL") \
    X(EXCESS,      "gone by the level sensor beyond what was commanded since its reference, "    \
                   "less its grain, as a share; 0 before 1 mL has gone")                         \
    X(MISSING,     "strokes commanded and not seen: since, s")                                   \
    X(OUTLET,      "pressure at the catheter's connector, kPa")                                  \
    X(BATTERY,     "battery, V")                                                                 \
    X(TO_REPLACE,  "days to the replace-by date")                                                \
    X(TO_END,      "days to the end of service")                                                 \
    X(STILL,       "nothing commanded, s")                                                        \
    X(UNFINISHED,  "longest time of this update without BEGIN, WRITE or COMMIT, s")                                          \
    X(WAS_RESET,   "a low-battery reset since the last step (1)")                                \
    X(CLOCK_LOST,  "the clock has not been set since a reset (1)")                               \
    X(MEMORY,      "the programme in force is not what was committed (1)")

#define PUMP_SENSE_ENUM(name, text) PUMP_SENSE_##name,
enum pump_sense { PUMP_SENSE_LIST(PUMP_SENSE_ENUM) PUMP_SENSE_COUNT };
#undef PUMP_SENSE_ENUM

enum pump_side { PUMP_ABOVE, PUMP_BELOW };
enum pump_clear { PUMP_CLEAR_SELF, PUMP_CLEAR_HOST, PUMP_CLEAR_NEVER };

struct pump_alarm_row {
    enum pump_alarm alarm;
    enum pump_sense sense;
    enum pump_side  side;
    size_t          setting;        /* offset of a double in the build; 0: `limit` */
    double          limit, hold_s;
    double          blind_s;        /* INFINITY: another row speaks for an unknown value */
    enum pump_clear clear;
    unsigned        armed;          /* states, one bit each */
    const char     *source;         /* row of the interlock catalogue or section of the reference:
                                     * (s) a source, (p) this project's proposal, (u) unverified */
};

#define PUMP_ALARM_ROWS 17u
extern const struct pump_alarm_row pump_alarm_rows[PUMP_ALARM_ROWS];

#define PUMP_EMPTY_NL 500000u       /* computed: IL-P-24; what is left is never pushed */

double pump_alarm_limit(const struct pump_alarm_row *, const struct pump_build *);

#define PUMP_SILENCE_S 600.0        /* a pause of the tone (u): never for ever, for no alarm */

struct pump_alarms {
    const struct pump_alarm_row *rows;          /* PUMP_ALARM_ROWS of them */
    uint32_t raised;                            /* 1 << enum pump_alarm */
    double   beyond_since_s[PUMP_ALARM_ROWS];   /* NAN: it is not */
    double   blind_since_s[PUMP_ALARM_ROWS];    /* likewise */
    uint32_t silenced;                          /* of those raised */
    double   silent_until_s;
};

/* What judges: the sound device's are all zero. */
struct pump_judge {
    double   now_s, since_s;        /* since_s: when the step that has ended began */
    int      exempt;                /* 1 + an alarm that is never raised (a planted defect) */
    double   slower_s;              /* every row is this much slower (another one) */
};

/* By pump_alarm_rows; who judges by others puts them there. */
void pump_alarms_init(struct pump_alarms *);

/* Judge every row: raise, and end what ends by itself. What changed: compare `raised`. */
void pump_alarms_step(struct pump_alarms *, const double *senses, const struct pump_build *,
                      enum pump_state, const struct pump_judge *);

/* Unlatch what the host may and whose cause is gone: known, and within its limit. Returns those
 * that the host may unlatch and that have to stay, and *cleared, those that went. */
uint32_t pump_alarms_clear(struct pump_alarms *, const double *senses, const struct pump_build *,
                           uint32_t *cleared);

/* Pause the tone of those that sound now; any other that comes is heard. */
void pump_alarms_silence(struct pump_alarms *, double now_s);
bool pump_alarms_is_silenced(const struct pump_alarms *, double now_s);

/* The loudest of them all; of those that are not silenced. */
enum pump_priority pump_alarms_priority(const struct pump_alarms *);
enum pump_priority pump_alarms_tone(const struct pump_alarms *, double now_s);

/* Those that stop delivery. */
uint32_t pump_alarms_stopping(const struct pump_alarms *);

static inline bool pump_alarms_has(const struct pump_alarms *alarms, enum pump_alarm alarm)
{
    return (alarms->raised >> alarm & 1u) != 0;
}

#endif
