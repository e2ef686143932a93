/* rig_bench_names.h - the signals of a bench: one X-macro per rig, out of the same rows.
 *
 * enumerator, name, unit, least, most, decimals, labels, sentence, role, what it shows of it
 * (rig_bench.h). Included by rig_bench.h alone. */
#ifndef PAINRIG_HIL_RIG_BENCH_NAMES_H
#define PAINRIG_HIL_RIG_BENCH_NAMES_H

/* Of the run itself: the executor fills them. */
#define RIG_BENCH_CLOCK_LIST(X)                                                                                              \
    X(BENCH_LATE,    "bench.late_us",           "us",  0, 1e9,     0, NULL, "how late this tick began; unknown unless it runs in real time", STAND, RIG_BENCH_NONE) \
    X(BENCH_MISSED,  "bench.missed",            "1",   0, 1e9,     0, NULL, "ticks that began later than the next one was due, so far", STAND, RIG_BENCH_NONE)

#define RIG_BENCH_LINK_LIST(X, ID, role, text)                                                                               \
    X(ID##_LINK,     text ".link",              "-",   0, 3,       0, device_link_labels, "the line to the " text " on the bench; unknown without one", role, RIG_BENCH_LINK) \
    X(ID##_AGE,      text ".age_s",             "s",   0, 1e9,     3, NULL, "since the " text " on the bench was last heard", role, RIG_BENCH_AGE)

#define RIG_BENCH_ABLATION_LIST(X)                                                                                           \
    RIG_BENCH_CLOCK_LIST(X)                                                                                                  \
    RIG_BENCH_LINK_LIST(X, SOURCE, GENERATOR, "source")                                                                      \
    X(SOURCE_SET,    "source.set_power_w",      "W",   0, 1e4,     3, NULL, "the power that it is set to, as it says", GENERATOR, DEVICE_READ_SET_POWER) \
    X(SOURCE_ON,     "source.output_on",        "-",   0, 1,       0, NULL, "1 while it says that radiofrequency leaves it", GENERATOR, DEVICE_READ_OUTPUT_ON) \
    RIG_BENCH_LINK_LIST(X, LOAD_BOX, LOAD, "load")                                                                           \
    X(LOAD_BOX_OHM,  "load.ohm",                "ohm", 0, 1e8,     2, NULL, "the resistance that it is set to, as it says", LOAD, DEVICE_READ_LOAD) \
    RIG_BENCH_LINK_LIST(X, TC, THERMOCOUPLE, "thermometer")                                                                  \
    X(TC_TEMP,       "thermometer.temp_c",      "C",   -273, 2000, 2, NULL, "what it reads on its first channel", THERMOCOUPLE, DEVICE_READ_TEMP) \
    RIG_BENCH_LINK_LIST(X, METER, METER, "meter")                                                                            \
    X(METER_POWER,   "meter.power_w",           "W",   0, 1e4,     3, NULL, "power into the load, as it measures", METER, DEVICE_READ_POWER) \
    X(METER_CURRENT, "meter.current_a",         "A",   0, 100,     4, NULL, "current into the load, as it measures", METER, DEVICE_READ_CURRENT) \
    X(METER_VOLTS,   "meter.volts_rms",         "V",   0, 1e4,     2, NULL, "voltage on the load, as it measures", METER, DEVICE_READ_VOLTS)

#define RIG_BENCH_INFUSION_LIST(X)                                                                                           \
    RIG_BENCH_CLOCK_LIST(X)                                                                                                  \
    RIG_BENCH_LINK_LIST(X, MECHANISM, PUMP, "mechanism")                                                                     \
    X(MECHANISM_RATE, "mechanism.rate_ul_per_h", "ul/h", 0, 1e9,   2, NULL, "the rate that it is set to, as it says", PUMP, DEVICE_READ_RATE) \
    X(MECHANISM_RUN, "mechanism.is_running",    "-",   0, 1,       0, NULL, "1 while it says that it infuses", PUMP, DEVICE_READ_IS_RUNNING) \
    X(MECHANISM_UL,  "mechanism.volume_ul",     "ul",  -1e9, 1e9,  3, NULL, "infused by its own count", PUMP, DEVICE_READ_VOLUME) \
    X(MECHANISM_BAD, "mechanism.alarm",         "1",   0, 1e6,     0, NULL, "its own number of what is wrong, or 0", PUMP, DEVICE_READ_ALARM) \
    RIG_BENCH_LINK_LIST(X, BALANCE, BALANCE, "balance")                                                                      \
    X(BALANCE_MASS,  "balance.mass_g",          "g",   -1e5, 1e5,  5, NULL, "what it shows", BALANCE, DEVICE_READ_MASS)      \
    X(BALANCE_STABLE, "balance.is_stable",      "-",   0, 1,       0, NULL, "1 while it calls that stable", BALANCE, DEVICE_READ_IS_STABLE) \
    RIG_BENCH_LINK_LIST(X, GAUGE, PRESSURE, "gauge")                                                                         \
    X(GAUGE_KPA,     "gauge.pressure_kpa",      "kPa", -200, 1e5,  3, NULL, "pressure in the line, as it measures", PRESSURE, DEVICE_READ_PRESSURE) \
    RIG_BENCH_LINK_LIST(X, FLOW_SENSOR, FLOW, "flow")                                                                        \
    X(FLOW_SENSED,   "flow.ul_per_h",           "ul/h", -1e9, 1e9, 2, NULL, "flow through the sensor", FLOW, DEVICE_READ_FLOW) \
    X(FLOW_AIR,      "flow.air",                "-",   0, 1,       0, NULL, "1 while it sees air in the line", FLOW, DEVICE_READ_AIR)

#endif
