/* generator_senses.h - what the mocked generator's interlocks look at, once per tick.
 *
 * Raw readings in, one number per sense out. NAN: unknown. A sense that does not apply now has a
 * harmless value, so that "does not apply" and "unknown" stay different things. */
#ifndef PAINRIG_DRIVERS_MOCK_GENERATOR_SENSES_H
#define PAINRIG_DRIVERS_MOCK_GENERATOR_SENSES_H

#include "drivers/generator_wire.h"

#define GENERATOR_SENSE_LIST(X)                                                                  \
    X(ESTOP,          "emergency stop pressed (1)")                                              \
    X(SELF_TEST,      "self-test failed (1)")                                                    \
    X(TC_RAW,         "thermocouple amplifier, C; its rail when open")                           \
    X(TIP,            "tip temperature, C; unknown when the thermocouple is open")               \
    X(TIP_JUMP,       "change of the tip temperature within 0.1 s, C")                           \
    X(TIP_OVER_SET,   "tip temperature above the set one, C")                                    \
    X(TIP_RISE,       "rise in 10 s while heating far below the set temperature with power, C; " \
                      "else infinite")                                                           \
    X(PAD,            "impedance between the pad's halves, ohm")                                 \
    X(PAD_RATIO,      "the same, of its lowest since the pad was applied")                       \
    X(IMPEDANCE,      "impedance of the load, ohm")                                              \
    X(IMPEDANCE_RISE, "rise within 1 s, % of the value at the start")                            \
    X(VOLTS,          "output voltage, % of its limit")                                          \
    X(CURRENT,        "output current, % of its limit")                                          \
    X(POWER,          "output power, % of its limit")                                            \
    X(UNASKED,        "output voltage when none was asked for, V")                               \
    X(BOTH,           "radiofrequency and stimulation at once (1)")                              \
    X(SETTINGS,       "a setting out of its range or in conflict (1)")                           \
    X(ELAPSED,        "time since energy was started, s")                                        \
    X(ENERGY,         "energy of this treatment, J")                                             \
    X(SILENCE,        "time since the last valid command, s")

#define GENERATOR_SENSE_ENUM(name, text) GENERATOR_SENSE_##name,
enum generator_sense { GENERATOR_SENSE_LIST(GENERATOR_SENSE_ENUM) GENERATOR_SENSE_COUNT };
#undef GENERATOR_SENSE_ENUM

/* The last `length` samples, one each `period_s`. */
#define GENERATOR_HISTORY_MAX 101u
struct generator_history {
    double samples[GENERATOR_HISTORY_MAX];
    double period_s, next_s;
    size_t length, count, next;
};

/* What a tick knows before it judges. */
struct generator_readings {
    enum generator_state state;
    const double *settings;             /* GENERATOR_SETTING_COUNT of them */
    double tc_raw_c, pad_ohm, impedance_ohm;
    double volts_rms, stim_volts;       /* measured at the output; in the burst when pulsed */
    double current_a, power_w;          /* power: the mean when pulsed */
    double elapsed_s, energy_j, silence_s;
    bool   is_estop_pressed, has_self_test_failed, is_settings_bad;
};

#define GENERATOR_TC_RAIL_C  400.0      /* what the amplifier shows when the thermocouple is open */
#define GENERATOR_PAD_OFF_OHM 1000.0    /* more is a pad that is not there */

struct generator_senses {
    double value[GENERATOR_SENSE_COUNT];
    struct generator_history tip_10s, tip_100ms, impedance_1s;
    double impedance_start_ohm, pad_least_ohm;
};

void generator_senses_init(struct generator_senses *);

/* Energy starts: histories and the impedance's starting value begin anew. */
void generator_senses_restart(struct generator_senses *, double impedance_ohm);

void generator_senses_step(struct generator_senses *, const struct generator_readings *,
                           double now_s);

#endif
