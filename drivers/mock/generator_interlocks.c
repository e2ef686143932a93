#include "generator_interlocks.h"

#include "generator_states.h"

#include <math.h>

#define INSTANT_S   1e-9
#define NEVER       INFINITY
#define FIXED       GENERATOR_SETTING_COUNT
#define PAD_OFF_OHM GENERATOR_PAD_OFF_OHM

/* A limit is a number, or a setting. */
#define AT(number) .setting = FIXED, .limit = (number)
#define SET(name)  .setting = GENERATOR_ORDER_##name

#define IL(fault_, sense_, side_, limit_, hold_, blind_, latch_, armed_, source_)                \
    [GENERATOR_FAULT_##fault_] = { .sense = GENERATOR_SENSE_##sense_, .side = GENERATOR_##side_, \
        limit_, .hold_s = hold_, .blind_s = blind_, .latch = GENERATOR_LATCH_##latch_,           \
        .armed = armed_, .source = source_ }

#define IN_CHECK_RF (GENERATOR_IN(CHECKING) | GENERATOR_IN_RF)
#define IN_HEAT     GENERATOR_IN_HEAT
#define IN_RF       GENERATOR_IN_RF
#define IN_PULSE    GENERATOR_IN(PULSE)
#define IN_USE      GENERATOR_IN_USE
#define IN_ANY      (GENERATOR_IN_ALL & ~GENERATOR_IN_LATCHED)
#define IN_IDLE     (IN_ANY & ~GENERATOR_IN_RF)

const struct generator_interlock generator_interlock_rows[GENERATOR_FAULT_COUNT] = {
    /* fault            sense           side   limit                hold  blind  latch  armed in     source */
    IL(ESTOP,           ESTOP,          ABOVE, AT(0.5),             0,    0,     CLEAR, IN_ANY,      "IL-RF-21 (p)"),
    IL(SELF_TEST,       SELF_TEST,      ABOVE, AT(0.5),             0,    0,     POWER, IN_ANY,      "IL-RF-35 (p)"),
    IL(TC_OPEN,         TC_RAW,         ABOVE, AT(250),             0,    0.1,   CLEAR, IN_CHECK_RF, "IL-RF-03 (p)"),
    IL(TC_SHORT,        TIP,            BELOW, SET(TEMP_LOW),       0.2,  0.2,   CLEAR, IN_CHECK_RF, "IL-RF-03 (p)"),
    IL(TC_JUMP,         TIP_JUMP,       ABOVE, SET(TEMP_JUMP),      0,    NEVER, CLEAR, IN_RF,       "IL-RF-03 (p)"),
    IL(OVER_TEMP,       TIP,            ABOVE, SET(TEMP_MAX),       0.1,  0.1,   CLEAR, IN_CHECK_RF, "IL-RF-01 (p)"),
    IL(OVER_SET_TEMP,   TIP_OVER_SET,   ABOVE, SET(TEMP_MARGIN),    0.5,  0.5,   CLEAR, IN_HEAT,     "IL-RF-02 (p)"),
    IL(PULSE_OVER_TEMP, TIP,            ABOVE, SET(PULSE_TEMP),     0.2,  0.2,   CLEAR, IN_PULSE,    "IL-RF-27 (s)"),
    IL(NO_RISE,         TIP_RISE,       BELOW, SET(RISE_TEMP),      1.0,  NEVER, CLEAR, IN_HEAT,     "IL-RF-04 (p)"),
    IL(PAD_LOST,        PAD,            ABOVE, AT(PAD_OFF_OHM),     0,    0.2,   CLEAR, IN_USE,      "IL-RF-10 (s)"),
    IL(PAD_LOW,         PAD,            BELOW, SET(PAD_LOW),        0.2,  0.2,   CLEAR, IN_USE,      "IL-RF-11 (s)"),
    IL(PAD_HIGH,        PAD,            ABOVE, SET(PAD_HIGH),       0.2,  0.2,   CLEAR, IN_USE,      "IL-RF-11 (s)"),
    IL(PAD_DRIFT,       PAD_RATIO,      ABOVE, AT(1.3),             0.5,  0.5,   CLEAR, IN_USE,      "IL-RF-12 (p)"),
    IL(IMPEDANCE_LOW,   IMPEDANCE,      BELOW, SET(IMPEDANCE_LOW),  0.05, 0.05,  CLEAR, IN_CHECK_RF, "IL-RF-08 (u)"),
    IL(IMPEDANCE_HIGH,  IMPEDANCE,      ABOVE, SET(IMPEDANCE_HIGH), 0.05, 0.05,  CLEAR, IN_CHECK_RF, "IL-RF-07 (u)"),
    IL(IMPEDANCE_RISE,  IMPEDANCE_RISE, ABOVE, SET(IMPEDANCE_RISE), 0.1,  0.1,   CLEAR, IN_RF,       "IL-RF-09 (p)"),
    IL(OVER_VOLTAGE,    VOLTS,          ABOVE, AT(120),             0.02, 0.02,  CLEAR, IN_RF,       "IL-RF-33 (s)"),
    IL(OVER_CURRENT,    CURRENT,        ABOVE, AT(120),             0.05, 0.05,  CLEAR, IN_RF,       "IL-RF-34 (s)"),
    IL(OVER_POWER,      POWER,          ABOVE, AT(120),             0.2,  0.2,   POWER, IN_RF,       "IL-RF-14 (u)"),
    IL(UNASKED_OUTPUT,  UNASKED,        ABOVE, AT(1.0),             0.1,  0.1,   POWER, IN_IDLE,     "IL-RF-15 (p)"),
    IL(BOTH_OUTPUTS,    BOTH,           ABOVE, AT(0.5),             0,    0,     CLEAR, IN_ANY,      "IL-RF-24 (p)"),
    IL(SETTINGS,        SETTINGS,       ABOVE, AT(0.5),             0,    0,     CLEAR, IN_USE,      "IL-RF-26 (p)"),
    IL(OVERTIME,        ELAPSED,        ABOVE, SET(TIME_MAX),       0,    0,     CLEAR, IN_RF,       "IL-RF-22 (p)"),
    IL(ENERGY,          ENERGY,         ABOVE, SET(ENERGY_MAX),     0,    0.5,   CLEAR, IN_RF,       "IL-RF-23 (p)"),
    IL(HOST_SILENT,     SILENCE,        ABOVE, SET(WATCHDOG),       0,    0,     CLEAR, IN_USE,      "IL-RF-30 (p)"),
};

double generator_interlock_limit(const struct generator_interlock *row, const double *settings)
{
    return row->setting == FIXED ? row->limit : settings[row->setting];
}

/* At the limit counts as beyond it. Unknown is neither. */
static bool is_beyond(const struct generator_interlock *row, double value, double limit)
{
    return row->side == GENERATOR_ABOVE ? value >= limit : value <= limit;
}

bool generator_interlock_is_quiet(const struct generator_interlock *row, const double *senses,
                                  const double *settings)
{
    double value = senses[row->sense];

    return !isnan(value) && !is_beyond(row, value, generator_interlock_limit(row, settings));
}

void generator_interlocks_init(struct generator_interlocks *interlocks)
{
    interlocks->rows = generator_interlock_rows;
    generator_interlocks_forget(interlocks);
}

void generator_interlocks_forget(struct generator_interlocks *interlocks)
{
    for (int i = 0; i < GENERATOR_FAULT_COUNT; i++)
        interlocks->beyond_since_s[i] = interlocks->blind_since_s[i] = (double)NAN;
}

/* Has `is_so` been so for `long_s`? *since_s is NAN while it is not. */
static bool lasts(bool is_so, double *since_s, double now_s, double long_s)
{
    if (!is_so) {
        *since_s = (double)NAN;
        return false;
    }
    if (isnan(*since_s))
        *since_s = now_s;
    return now_s - *since_s >= long_s - INSTANT_S;
}

bool generator_interlocks_step(struct generator_interlocks *interlocks, const double *senses,
                               const double *settings, enum generator_state state, double now_s,
                               enum generator_fault exempt, double extra_hold_s,
                               struct generator_trip *trip)
{
    bool has_tripped = false;

    for (enum generator_fault i = GENERATOR_FAULT_NONE + 1; i < GENERATOR_FAULT_COUNT; i++) {
        const struct generator_interlock *row = &interlocks->rows[i];
        double value = senses[row->sense], limit = generator_interlock_limit(row, settings);
        bool   is_armed = generator_is_in(state, row->armed) && i != exempt;
        bool   beyond = lasts(is_armed && is_beyond(row, value, limit),
                              &interlocks->beyond_since_s[i], now_s, row->hold_s + extra_hold_s);
        bool   blind = lasts(is_armed && isnan(value),
                             &interlocks->blind_since_s[i], now_s, row->blind_s + extra_hold_s);
        if (has_tripped || !(beyond || blind))
            continue;
        has_tripped = true;
        *trip = (struct generator_trip){
            .fault = i, .is_blind = blind, .value = value, .limit = limit,
            .for_s = (blind ? row->blind_s : row->hold_s) + extra_hold_s,
        };
    }
    return has_tripped;
}
