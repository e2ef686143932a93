#include "pump_alarms.h"

#include <math.h>
#include <stddef.h>

#define INSTANT_S 1e-9

#define NEVER  ((double)INFINITY)
#define HOUR_S 3600.0
#define FIXED  0
#define EMPTY_UL (PUMP_EMPTY_NL * 1e-3)
#define SET(field) offsetof(struct pump_build, field)

#define IN_USE      PUMP_IN_USE
#define IN_DELIVERY PUMP_IN_DELIVERY
#define IN_LIFE     (PUMP_IN_ALL & ~PUMP_IN(ENDED))
#define IN_ALL      PUMP_IN_ALL

#define ROW(alarm_, sense_, side_, setting_, limit_, hold_, blind_, clear_, armed_, source_)       \
    { .alarm = PUMP_ALARM_##alarm_, .sense = PUMP_SENSE_##sense_, .side = PUMP_##side_,            \
      .setting = setting_, .limit = limit_, .hold_s = hold_, .blind_s = blind_,                    \
      .clear = PUMP_CLEAR_##clear_, .armed = armed_, .source = source_ }

/* Low: at least 1 nL below its mark. The level that is never reached is there for its blindness. A
 * battery's end needs 10 s, so that the dip of a reset is not the end. The empty level is half of
 * the grain that a coarse sensor has. */
const struct pump_alarm_row pump_alarm_rows[PUMP_ALARM_ROWS] = {
    ROW(LOW_RESERVOIR,   LOW_MARGIN, BELOW, FIXED, -1,     0,      0,      SELF,  IN_USE,      "IL-P-23 (s); 2 mL: 4.4 (s)"),
    ROW(LOW_RESERVOIR,   LEVEL,      BELOW, FIXED, -NEVER, 0,      HOUR_S, SELF,  IN_USE,      "IL-P-46 (p)"),
    ROW(REPLACE,         TO_REPLACE, BELOW, FIXED, 0,      0,      0,      NEVER, IN_LIFE,     "IL-P-57 (p); 90 d: 4.4 (s)"),
    ROW(REPLACE,         BATTERY,    BELOW, SET(replace_v), 0, 600, HOUR_S, NEVER, IN_LIFE,    "IL-P-57 (p); volts (u)"),
    ROW(VOLUME_MISMATCH, MISMATCH,   ABOVE, FIXED, 1,      0,      0,      HOST,  IN_ALL,      "1 mL of 20, 2 mL of 40: 4.7 (s)"),
    ROW(CLOCK_LOST,      CLOCK_LOST, ABOVE, FIXED, 0.5,    0,      0,      SELF,  IN_LIFE,     "4.4 (s), that the clock goes (u)"),
    ROW(EMPTY,           BELIEF,     BELOW, FIXED, EMPTY_UL, 0,    0,      HOST,  IN_USE,      "IL-P-24 (s)"),
    ROW(EMPTY,           LEVEL,      BELOW, FIXED, 250,    60,     NEVER,  HOST,  IN_USE,      "IL-P-24 (p)"),
    ROW(STALL,           MISSING,    ABOVE, SET(stall_s), 0, 0,    0,      HOST,  IN_USE,      "IL-P-49 (p)"),
    ROW(STOPPED_LONG,    STILL,      ABOVE, SET(stopped_long_s), 0, 0, 0,  SELF,  IN_USE,      "4.4 (u)"),
    ROW(UNFINISHED,      UNFINISHED, ABOVE, SET(unfinished_s), 0, 0, 0,    SELF,  PUMP_IN(UPDATING), "IL-P-39 (s)"),
    ROW(RESET,           WAS_RESET,  ABOVE, FIXED, 0.5,    0,      0,      HOST,  IN_LIFE,     "4.4 (s)"),
    ROW(OCCLUSION,       OUTLET,     ABOVE, SET(occlusion_kpa), 0, 1, 10,  HOST,  IN_DELIVERY, "IL-P-01 (s); blind IL-P-46 (p)"),
    ROW(OVER_INFUSION,   EXCESS,     ABOVE, SET(over_infusion_share), 0, 600, NEVER, HOST, IN_USE, "4.1 label (s); IL-P-25 (p)"),
    ROW(MEMORY,          MEMORY,     ABOVE, FIXED, 0.5,    0,      0,      HOST,  IN_USE,      "IL-P-45 (s)"),
    ROW(END,             TO_END,     BELOW, FIXED, 0,      0,      0,      NEVER, IN_ALL,      "IL-P-58 (p); 7 y: 4.1 (s)"),
    ROW(END,             BATTERY,    BELOW, SET(end_v), 0, 10,     NEVER,  NEVER, IN_ALL,      "IL-P-58 (p); volts (u)"),
};

double pump_alarm_limit(const struct pump_alarm_row *row, const struct pump_build *build)
{
    return row->setting == FIXED ? row->limit
         : *(const double *)(const void *)((const char *)build + row->setting);
}

void pump_alarms_init(struct pump_alarms *alarms)
{
    *alarms = (struct pump_alarms){ .rows = pump_alarm_rows, .silent_until_s = (double)NAN };
    for (size_t i = 0; i < PUMP_ALARM_ROWS; i++)
        alarms->beyond_since_s[i] = alarms->blind_since_s[i] = (double)NAN;
}

/* At the limit counts as beyond it. Unknown is neither. */
static bool is_beyond(const struct pump_alarm_row *row, double value, double limit)
{
    return row->side == PUMP_ABOVE ? value >= limit : value <= limit;
}

/* Has `is_so` been so for `long_s`? *since_s is NAN while it is not. */
static bool lasts(bool is_so, double *since_s, const struct pump_judge *judge, double long_s)
{
    if (!is_so) {
        *since_s = (double)NAN;
        return false;
    }
    if (isnan(*since_s))
        *since_s = judge->since_s;
    return judge->now_s - *since_s >= long_s + judge->slower_s - INSTANT_S;
}

static bool row_trips(struct pump_alarms *alarms, size_t i, double value, bool is_armed,
                      double limit, const struct pump_judge *judge)
{
    const struct pump_alarm_row *row = &alarms->rows[i];
    bool beyond = lasts(is_armed && is_beyond(row, value, limit), &alarms->beyond_since_s[i],
                        judge, row->hold_s);
    bool blind = lasts(is_armed && isnan(value), &alarms->blind_since_s[i], judge, row->blind_s);

    return beyond || blind;
}

void pump_alarms_step(struct pump_alarms *alarms, const double *senses,
                      const struct pump_build *build, enum pump_state state,
                      const struct pump_judge *judge)
{
    uint32_t trips = 0, ends = 0;

    for (size_t i = 0; i < PUMP_ALARM_ROWS; i++) {
        const struct pump_alarm_row *row = &alarms->rows[i];
        uint32_t bit = 1u << row->alarm;
        bool     is_armed = pump_is_in(state, row->armed) && judge->exempt != (int)row->alarm + 1;
        if (row_trips(alarms, i, senses[row->sense], is_armed, pump_alarm_limit(row, build),
                      judge))
            trips |= bit;
        if (row->clear == PUMP_CLEAR_SELF)
            ends |= bit;
    }
    alarms->raised = (alarms->raised & ~ends) | trips;
    alarms->silenced &= alarms->raised;
}

/* Is the cause gone: known, and within the limit of each of its rows? */
static bool is_quiet(const struct pump_alarms *alarms, enum pump_alarm alarm, const double *senses,
                     const struct pump_build *build)
{
    for (size_t i = 0; i < PUMP_ALARM_ROWS; i++) {
        const struct pump_alarm_row *row = &alarms->rows[i];
        double value = senses[row->sense];
        bool   is_unknown = isnan(value) && !isinf(row->blind_s);
        if (row->alarm == alarm
            && (is_unknown || is_beyond(row, value, pump_alarm_limit(row, build))))
            return false;
    }
    return true;
}

static bool is_for_host(const struct pump_alarms *alarms, enum pump_alarm alarm)
{
    for (size_t i = 0; i < PUMP_ALARM_ROWS; i++)
        if (alarms->rows[i].alarm == alarm)
            return alarms->rows[i].clear == PUMP_CLEAR_HOST;
    return false;
}

uint32_t pump_alarms_clear(struct pump_alarms *alarms, const double *senses,
                           const struct pump_build *build, uint32_t *cleared)
{
    uint32_t stay = 0;

    *cleared = 0;
    for (enum pump_alarm i = 0; i < PUMP_ALARM_COUNT; i++) {
        if (!pump_alarms_has(alarms, i) || !is_for_host(alarms, i))
            continue;
        if (is_quiet(alarms, i, senses, build))
            *cleared |= 1u << i;
        else
            stay |= 1u << i;
    }
    alarms->raised &= ~*cleared;
    alarms->silenced &= alarms->raised;
    return stay;
}

void pump_alarms_silence(struct pump_alarms *alarms, double now_s)
{
    alarms->silenced = alarms->raised;
    alarms->silent_until_s = now_s + PUMP_SILENCE_S;
}

bool pump_alarms_is_silenced(const struct pump_alarms *alarms, double now_s)
{
    return alarms->silenced != 0 && now_s < alarms->silent_until_s;
}

static enum pump_priority loudest(uint32_t set)
{
    enum pump_priority most = PUMP_QUIET;

    for (enum pump_alarm i = 0; set >> i != 0; i++)
        if ((set >> i & 1u) != 0 && pump_alarm_priorities[i] > most)
            most = pump_alarm_priorities[i];
    return most;
}

enum pump_priority pump_alarms_priority(const struct pump_alarms *alarms)
{
    return loudest(alarms->raised);
}

enum pump_priority pump_alarms_tone(const struct pump_alarms *alarms, double now_s)
{
    bool is_silenced = pump_alarms_is_silenced(alarms, now_s);

    return loudest(is_silenced ? alarms->raised & ~alarms->silenced : alarms->raised);
}

uint32_t pump_alarms_stopping(const struct pump_alarms *alarms)
{
    uint32_t set = 0;

    for (enum pump_alarm i = 0; i < PUMP_ALARM_COUNT; i++)
        if (pump_alarms_has(alarms, i) && pump_alarm_stops[i])
            set |= 1u << i;
    return set;
}
