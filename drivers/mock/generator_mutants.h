/* generator_mutants.h - named changes of the mocked generator's firmware, for testing the tests:
 * each is a mistake that a maker could make, and some requirement or scenario has to see it.
 *
 * Three kinds need no code beyond a row of a table: a changed interlock, a setting that the control
 * reads wrong, and a sense fed from the wrong place. The others are asked about where they act:
 *
 *     if (generator_is_mutant(fw, GENERATOR_MUTANT_LIGHT_OFF)) ...
 *
 * Not here, because nobody outside could tell such a device from a sound one:
 *   over-temperature without its blindness, or tc_open without its limit: an open thermocouple is
 *   both beyond the amplifier's rail and unknown, and either finds it within 0.1 s (both together
 *   are TC_OPEN_UNSEEN);
 *   the interlock `settings` removed: a start in conflict is refused, and what would conflict is
 *   refused while the output is in use, before the interlock could look (CONFLICT_UNSEEN removes
 *   what both rest on);
 *   `both_outputs` removed: no state asks for both (STIM_BESIDE_RF makes one that does);
 *   a latch lost with the power: faults of this device are meant to be forgotten then, and its
 *   self-test stands before the next treatment. */
#ifndef PAINRIG_DRIVERS_MOCK_GENERATOR_MUTANTS_H
#define PAINRIG_DRIVERS_MOCK_GENERATOR_MUTANTS_H

#include "generator_interlocks.h"

/* enumerator, label, sentence, the requirement that ought to see it */
#define GENERATOR_MUTANT_LIST(X)                                                                   \
    /* interlocks: generator_mutants.c */                                                          \
    X(OVER_TEMP_GONE,      "over_temp_gone",      "95 C do not stop it",             "IL-RF-01")   \
    X(OVER_TEMP_SLOW,      "over_temp_slow",      "95 C for 1 s instead of 0.1 s",   "IL-RF-01")   \
    X(OVER_TEMP_SHIFTED,   "over_temp_shifted",   "stops at 100 C, set or not",      "IL-RF-01")   \
    X(OVER_TEMP_UNCHECKED, "over_temp_unchecked", "begins at 95 C, and then looks", "GEN-START")   \
    X(OVER_TEMP_EARLY,     "over_temp_early",     "stops at 90.25 C, 95 % of 95 C",  "GEN-CAUSE-TEMP") \
    X(OVER_SET_GONE,       "over_set_gone",       "10 C above the set temperature do not stop it", \
                                                                                     "IL-RF-02")   \
    X(OVER_SET_UNIT,       "over_set_unit",       "holds 500 s: its 500 ms were read as s",        \
                                                                                     "IL-RF-02")   \
    X(PULSE_TEMP_GONE,     "pulse_temp_gone",     "45 C do not stop pulses",         "IL-RF-27")   \
    X(PULSE_TEMP_SLOW,     "pulse_temp_slow",     "45 C stop pulses after 2 s instead of 0.2 s",   \
                                                                                     "IL-RF-27")   \
    X(TC_OPEN_UNSEEN,      "tc_open_unseen",      "an unknown temperature stops nothing",          \
                                                                                     "IL-RF-03")   \
    X(TC_SHORT_GONE,       "tc_short_gone",       "a tip as cold as the room is believed",         \
                                                                                     "IL-RF-03")   \
    X(TC_JUMP_GONE,        "tc_jump_gone",        "a jump of the temperature is believed",         \
                                                                                     "GEN-TC-JUMP") \
    X(NO_RISE_GONE,        "no_rise_gone",        "power that warms nothing goes on", "IL-RF-04")  \
    X(NO_RISE_SLOW,        "no_rise_slow",        "no rise for 10 s more instead of 1 s",          \
                                                                                     "IL-RF-04")   \
    X(PAD_LOST_GONE,       "pad_lost_gone",       "a lost pad is taken for a bad lead", "GEN-NAMED-PAD") \
    X(PAD_LOW_GONE,        "pad_low_gone",        "a shorted pad is believed",       "GEN-START")  \
    X(PAD_LOW_SWAPPED,     "pad_low_swapped",     "low pad impedance is looked for at the tip",    \
                                                                                     "GEN-START")  \
    X(PAD_HIGH_STRICT,     "pad_high_strict",     "120 ohm do not count as 120 ohm: > for >=",     \
                                                                                     "IL-RF-11")   \
    X(PAD_HIGH_SHIFTED,    "pad_high_shifted",    "stops at 180 ohm, set or not",    "IL-RF-11")   \
    X(PAD_DRIFT_GONE,      "pad_drift_gone",      "a peeling pad stops nothing",     "IL-RF-12")   \
    X(PAD_DRIFT_SLOW,      "pad_drift_slow",      "a peeling pad stops it after 5 s instead of 0.5 s", \
                                                                                     "IL-RF-12")   \
    X(PAD_ONLY_CHECKED,    "pad_only_checked",    "the pad is looked at before treatment alone",   \
                                                                                     "IL-RF-12")   \
    X(IMPEDANCE_HIGH_GONE, "impedance_high_gone", "an open circuit is driven",       "IL-RF-07")   \
    X(IMPEDANCE_HIGH_SLOW, "impedance_high_slow", "1000 ohm for 0.5 s instead of 0.05 s",          \
                                                                                     "IL-RF-07")   \
    X(IMPEDANCE_HIGH_SHIFTED, "impedance_high_shifted", "stops at 1500 ohm, set or not",           \
                                                                                     "IL-RF-07")   \
    X(IMPEDANCE_LOW_GONE,  "impedance_low_gone",  "a short circuit is driven",       "IL-RF-08")   \
    X(IMPEDANCE_RISE_GONE, "impedance_rise_gone", "drying tissue stops nothing",     "IL-RF-09")   \
    X(OVER_VOLTAGE_GONE,   "over_voltage_gone",   "too much voltage stops nothing",  "IL-RF-33")   \
    X(OVER_VOLTAGE_SLOW,   "over_voltage_slow",   "too much voltage for 0.2 s instead of 0.02 s",  \
                                                                                     "IL-RF-33")   \
    X(OVER_CURRENT_GONE,   "over_current_gone",   "too much current stops nothing",  "IL-RF-34")   \
    X(OVER_POWER_GONE,     "over_power_gone",     "too much power stops nothing",    "IL-RF-14")   \
    X(OVER_POWER_SHIFTED,  "over_power_shifted",  "stops at twice the power limit",  "IL-RF-14")   \
    X(OVER_POWER_CLEARS,   "over_power_clears",   "the host can clear over_power",   "GEN-SERVICE") \
    X(UNASKED_GONE,        "unasked_gone",        "output in standby stops nothing", "IL-RF-15")   \
    X(UNASKED_SLOW,        "unasked_slow",        "output in standby for 1 s instead of 0.1 s",    \
                                                                                     "IL-RF-15")   \
    X(OVERTIME_GONE,       "overtime_gone",       "no treatment is too long",        "IL-RF-22")   \
    X(ENERGY_GONE,         "energy_gone",         "no energy is too much",           "IL-RF-23")   \
    X(SILENCE_GONE,        "silence_gone",        "goes on without a host",          "IL-RF-30")   \
    X(SILENCE_TENFOLD,     "silence_tenfold",     "waits 20 s for its host, told or not", "IL-RF-30") \
    X(SILENCE_IN_RAMP,     "silence_in_ramp",     "minds a silent host in the ramp alone", "IL-RF-30") \
    X(ESTOP_GONE,          "estop_gone",          "the emergency stop does nothing", "IL-RF-21")   \
    X(ESTOP_NOT_IN_PULSE,  "estop_not_in_pulse",  "the emergency stop does nothing to pulses",     \
                                                                                     "IL-RF-21")   \
    X(ESTOP_NOT_IN_STIM,   "estop_not_in_stim",   "the emergency stop does nothing to stimulation", \
                                                                                     "IL-RF-21")   \
    X(SELF_TEST_IGNORED,   "self_test_ignored",   "works although its self-test failed", "IL-RF-35") \
    /* settings that the control reads wrong: generator_mutants.c */                               \
    X(SET_TOO_HIGH,        "set_too_high",        "aims 4 C above the set temperature", "GEN-TEMP") \
    X(RAMP_IGNORED,        "ramp_ignored",        "heats as fast as it can: ramp of 1 s", "GEN-RAMP") \
    X(HOLD_IN_MINUTES,     "hold_in_minutes",     "the hold is taken in minutes",    "GEN-HOLD")   \
    X(HOLD_SHORT,          "hold_short",          "ends the hold at nine tenths",    "GEN-HOLD-WHOLE") \
    X(POWER_LIMIT_IGNORED, "power_limit_ignored", "asks for 50 W whatever the limit is", "GEN-POWER-LIMIT") \
    X(PULSE_TWICE_AS_WIDE, "pulse_twice_as_wide", "bursts of twice the set width",   "GEN-PULSE-DUTY") \
    X(PULSE_RATE_AS_PERIOD, "pulse_rate_as_period", "2 Hz are taken for 2 s",        "GEN-PULSE-MEAN") \
    X(PULSE_VOLTS_HIGH,    "pulse_volts_high",    "bursts of 115 % of the set voltage", "GEN-PULSE-VOLTS") \
    X(PULSE_CEILING_HIGH,  "pulse_ceiling_high",  "throttles at 1.5 C above the ceiling", "GEN-PULSE-CEILING") \
    X(PULSE_TIME_LONG,     "pulse_time_long",     "pulses half as long again",       "GEN-PULSE-TIME") \
    /* senses and counts */                                                                        \
    X(PAD_BEST_FORGOTTEN,  "pad_best_forgotten",  "each treatment measures the pad's drift anew",  \
                                                                                     "IL-RF-12")   \
    X(RISE_OF_PRESENT,     "rise_of_present",     "impedance rise in % of the present value, not " \
                                                  "of that at the start",            "IL-RF-09") \
    X(HOLDS_RESTART,       "holds_restart",       "any command restarts all hold times", "IL-RF-01") \
    X(OVERTIME_FROM_HOLD,  "overtime_from_hold",  "time of treatment counts from the hold, not from " \
                                                  "the ramp",                        "IL-RF-22")   \
    X(HOLD_FROM_RAMP,      "hold_from_ramp",      "time at temperature counts from the ramp",      \
                                                                                     "GEN-HOLD-WHOLE") \
    X(TIMER_RESETS,        "timer_resets",        "0.15 C off the set temperature restart the timer", \
                                                                                     "GEN-HOLD")   \
    X(ENERGY_AGAIN,        "energy_again",        "energy counts from the hold anew", "IL-RF-23")  \
    X(ENERGY_KEPT,         "energy_kept",         "energy counts on from treatment to treatment",  \
                                                                                     "GEN-CAUSE-DOSE") \
    X(ENERGY_IN_CALORIES,  "energy_in_calories",  "counts calories, compares joules", "IL-RF-23")  \
    X(CHECK_SKIPPED,       "check_skipped",       "no check before energy flows",    "GEN-CHECK")  \
    /* latches and reactions */                                                                    \
    X(ALARM_NO_STOP,       "alarm_no_stop",       "says that it has stopped, and goes on", "IL-RF-38") \
    X(STOP_NO_ALARM,       "stop_no_alarm",       "stops without a word",            "IL-RF-42")   \
    X(OUTPUT_FLICKERS,     "output_flickers",     "a latched output comes back for 10 ms in 0.5 s", \
                                                                                     "IL-RF-38")   \
    X(RESUMES,             "resumes",             "goes on by itself when the cause is gone",      \
                                                                                     "IL-RF-15")   \
    X(RESUMES_WITH_MAINS,  "resumes_with_mains",  "goes on by itself when the mains are back",     \
                                                                                     "IL-RF-19")   \
    X(CLEARS_WITH_CAUSE,   "clears_with_cause",   "a fault clears while its cause is there", "IL-RF-39") \
    X(NEVER_CLEARS,        "never_clears",        "no fault can be cleared",         "GEN-CLEARS") \
    X(START_CLEARS,        "start_clears",        "starting clears a fault",         "IL-RF-38")   \
    X(STOP_IGNORED,        "stop_ignored",        "standby does not stop pulses",    "IL-RF-16")   \
    X(STOP_LATE,           "stop_late",           "standby stops heat after 1 s",    "IL-RF-16")   \
    X(STANDBY_TRICKLES,    "standby_trickles",    "0.8 V are left in standby, less than its own "  \
                                                  "interlock sees",                  "IL-RF-15")   \
    X(STIM_BESIDE_RF,      "stim_beside_rf",      "stimulation is not stopped by radiofrequency",  \
                                                                                     "IL-RF-24")   \
    X(STIM_TENFOLD,        "stim_tenfold",        "ten times the set amplitude",     "GEN-STIM")   \
    /* the host */                                                                                 \
    X(GARBAGE_HEARD,       "garbage_heard",       "garbage counts as a living host", "IL-RF-30")   \
    X(RANGES_IGNORED,      "ranges_ignored",      "takes settings out of their range", "GEN-RANGE") \
    X(CONFLICT_UNSEEN,     "conflict_unseen",     "starts with settings in conflict", "IL-RF-26")  \
    X(LIVE_LIMITS,         "live_limits",         "protection changes in mid-treatment", "GEN-FROZEN") \
    X(LOWERED_IGNORED,     "lowered_ignored",     "a lowered set temperature is acknowledged, and no " \
                                                  "more",                            "GEN-TEMP")   \
    X(LOWERED_RAISES,      "lowered_raises",      "a lowered set temperature raises it by as much", \
                                                                                     "IL-RF-40")   \
    /* lies */                                                                                     \
    X(SHOWS_SET_TEMP,      "shows_set_temp",      "displays the set temperature in the hold", "GEN-SHOWN-TEMP") \
    X(TEMP_FROZEN,         "temp_frozen",         "displays the temperature of the start", "GEN-SHOWN-TEMP") \
    X(POWER_IN_DBM,        "power_in_dbm",        "displays power in dBm",           "GEN-SHOWN-POWER") \
    X(IMPEDANCE_FROZEN,    "impedance_frozen",    "displays the impedance of the start", "GEN-SHOWN-IMPEDANCE") \
    X(ENERGY_SHOWN_IN_KJ,  "energy_shown_in_kj",  "displays energy in kJ",           "GEN-SHOWN-ENERGY") \
    X(LIGHT_OFF,           "light_off",           "its light does not tell of radiofrequency", "IL-RF-37")

#define GENERATOR_MUTANT_ENUM(name, ...) GENERATOR_MUTANT_##name,
enum generator_mutant {
    GENERATOR_MUTANT_NONE,
    GENERATOR_MUTANT_LIST(GENERATOR_MUTANT_ENUM)
    GENERATOR_MUTANT_COUNT
};
#undef GENERATOR_MUTANT_ENUM

/* The interlocks of such a device. */
void generator_mutate_interlocks(enum generator_mutant,
                                 struct generator_interlock rows[GENERATOR_FAULT_COUNT]);

/* The settings as such a device's control reads them. */
void generator_mutate_settings(enum generator_mutant, double settings[GENERATOR_SETTING_COUNT]);

#endif
