/* rig_ablation_names.h - every signal and knob of the ablation rig: one X-macro each, which makes
 * the enum and the table.
 *
 * tip, tissue, plant, output   the truth: the model, and what really leaves the generator
 * pad, thermocouple, panel     the truth: of the plug and of the front
 * request, treatment           what is going on, by the host's orders and the truth:
 *                              rig_ablation_request.c
 * generator, link              what the device says over its console wire; unknown when it has been
 *                              silent too long
 * agreed                       the generator's settings as it acknowledged them, or as delivered:
 *                              from its own table
 * Included by rig_ablation_inside.h alone. */
#ifndef PAINRIG_HIL_RIG_ABLATION_NAMES_H
#define PAINRIG_HIL_RIG_ABLATION_NAMES_H

/* enumerator, name, unit, least, most, decimals, labels, sentence */
#define ABLATION_SIGNAL_LIST(X)                                                                                              \
    X(TIP_TEMP,      "tip.temp_c",              "C",   -50, 400,   3, NULL, "true temperature where the thermocouple should sit") \
    X(TIP_SEEN,      "tip.seen_c",              "C",   -50, 400,   2, NULL, "what the thermocouple shows; unknown when open")    \
    X(TIP_JUMP,      "tip.jump_c",              "C",  0, 500,      2, NULL, "change of tip.seen_c within 0.1 s; unknown while either is") \
    X(TIP_RISE,      "tip.rise_10s_c",          "C",  -500, 500,   2, NULL, "rise of tip.seen_c within 10 s; unknown while either is") \
    X(TC_WRONG,      "thermocouple.is_wrong",   "-",  0, 1,        0, NULL, "1 while the thermocouple is open or shorted")  \
    X(HOTTEST,       "tissue.hottest_c",        "C",   -50, 400,   3, NULL, "the hottest tissue anywhere")                       \
    X(LOAD,          "tissue.impedance_ohm",    "ohm", 0, 1e6,     3, NULL, "what the generator's output feels; unknown when open") \
    X(LOAD_RISE,     "tissue.impedance_rise_pct","%",  -1000, 1e6, 2, NULL, "its rise within 1 s, of its value when the treatment began; unknown when open") \
    X(PAD,           "pad.ohm",                 "ohm",0, 1e6,      2, NULL, "between the halves of the pad; unknown when it is off") \
    X(PAD_BEST,      "pad.best_ohm",            "ohm",0, 1e6,      2, NULL, "its lowest since the pad was applied; unknown when it is off") \
    X(WIDTH,         "lesion.width_mm",         "mm",  0, 200,     3, NULL, "width by the first criterion, measured twice a second") \
    X(VOLUME,        "lesion.volume_mm3",       "mm3", 0, 1e6,     2, NULL, "volume by the first criterion, measured twice a second") \
    X(OUT_VOLTS,     "output.volts_rms",        "V",   0, 300,     3, NULL, "voltage at the output over this tick")              \
    X(OUT_POWER,     "output.power_w",          "W",   0, 500,     3, NULL, "power into the tissue over this tick")              \
    X(OUT_ENERGY,    "output.energy_j",         "J",   0, 1e6,     3, NULL, "energy into the tissue since the start")            \
    X(OUT_CURRENT,   "output.current_a",        "A",  0, 10,       4, NULL, "current at the output over this tick")         \
    X(OUT_MEAN,      "output.mean_w",           "W",  0, 500,      3, NULL, "power at the output, mean of the last 0.1 s")  \
    X(OUT_CHANGE,    "output.change_1s_w",      "W",  -500, 500,   3, NULL, "change of output.mean_w within 1 s")           \
    X(OUT_DUTY,      "output.duty",             "1",  0, 1,        3, NULL, "share of the last second with radiofrequency") \
    X(OUT_FAULTY,    "output.is_faulty",        "-",  0, 1,        0, NULL, "1 while a defect of the output stage is planted") \
    X(OUT_STIM,      "output.stim_v",           "V",   0, 20,      3, NULL, "stimulation amplitude at the output")               \
    X(RF_ON,         "output.rf_on",            "-",   0, 1,       0, NULL, "1 while radiofrequency leaves the generator")       \
    X(STIM_ON,       "output.stim_on",          "-",   0, 1,       0, NULL, "1 while stimulation leaves the generator")          \
    X(PRESSED,       "panel.emergency_stop",    "-",  0, 1,        0, NULL, "1 while the red button is pressed")            \
    X(MAINS_OUT,     "panel.mains_off",         "-",  0, 1,        0, NULL, "1 while the mains have failed")                \
    X(SELF_TEST_BAD, "firmware.self_test_fails","-",  0, 1,        0, NULL, "1 while a self-test would find the device unfit") \
    X(REQUEST,       "request.mode",            "-",  0, 4,        0, request_labels, "what the host has asked for and may still expect, by its orders and the truth") \
    X(REQUEST_NEW,   "request.is_new",          "-",  0, 1,        0, NULL, "1 in the tick in which the host orders a start") \
    X(REQUEST_CLEAR, "request.is_clear",        "-",  0, 1,        0, NULL, "1 in the tick in which the host orders a fault cleared") \
    X(REQUEST_LOWERED,"request.is_lowered",      "-",  0, 1,       0, NULL, "1 in the tick in which a lower set temperature is agreed") \
    X(REQUEST_SET_AGE,"request.set_age_s",       "s",  0, 1e5,     2, NULL, "time since the agreed set temperature changed") \
    X(TREATED,       "treatment.on_s",          "s",  0, 1e5,      2, NULL, "time since its energy began: with radiofrequency on, or of pulses") \
    X(TREATED_HOT,   "treatment.hot_s",         "s",  0, 1e5,      2, NULL, "time with radiofrequency since the tip came within 1 C of the set temperature") \
    X(TREATED_MOVED, "treatment.is_moved",      "-",   0, 1,       0, NULL, "1 if a setting that is none to turn in mid-treatment has changed since it began") \
    X(TREATED_ENERGY,"treatment.energy_j",      "J",  0, 1e6,      2, NULL, "its energy at the output")                     \
    X(STATE,         "generator.state",         "-",   0, 11,      0, generator_state_labels, "the device's state")              \
    X(FAULT,         "generator.fault",         "-",   0, 25,      0, generator_fault_labels, "the interlock that has tripped")  \
    X(BLIND,         "generator.blind",         "-",   0, 1,       0, NULL, "1 if it tripped because a reading stayed unknown")  \
    X(AT_LIMIT,      "generator.at_limit",      "-",   0, 1,       0, NULL, "1 while the control would like more than it may")   \
    X(RF_LIGHT,      "generator.rf_light",      "-",  0, 1,        0, NULL, "1 while the device says that radiofrequency is on") \
    X(REP_SET,       "generator.set_temp_c",    "C",   0, 100,     1, NULL, "the set temperature in force")                      \
    X(REP_TEMP,      "generator.temp_c",        "C",   -50, 400,   2, NULL, "tip temperature as displayed")                      \
    X(REP_IMPEDANCE, "generator.impedance_ohm", "ohm", 0, 1e5,     1, NULL, "impedance as displayed")                            \
    X(REP_VOLTS,     "generator.volts_rms",     "V",   0, 300,     2, NULL, "voltage as displayed; within the burst when pulsed") \
    X(REP_CURRENT,   "generator.current_a",     "A",   0, 10,      4, NULL, "current as displayed")                              \
    X(REP_POWER,     "generator.power_w",       "W",   0, 500,     3, NULL, "power as displayed; mean when pulsed")              \
    X(REP_STIM,      "generator.stim_v",        "V",   0, 20,      2, NULL, "stimulation amplitude as displayed")                \
    X(REP_TIMER,     "generator.timer_s",       "s",   0, 1e5,     2, NULL, "time at temperature, or in bursts")                 \
    X(REP_ELAPSED,   "generator.elapsed_s",     "s",   0, 1e5,     2, NULL, "time since energy was started")                     \
    X(REP_PAD,       "generator.pad_ohm",       "ohm", 0, 1e5,     1, NULL, "impedance between the halves of the pad as displayed") \
    X(REP_ENERGY,    "generator.energy_j",      "J",   0, 1e6,     2, NULL, "energy of this treatment as displayed")             \
    X(LINK,          "link.state",              "-",   0, 3,       0, generator_link_labels, "the console wire")                 \
    X(LINK_AGE,      "link.age_s",              "s",   0, 1e5,     3, NULL, "age of the last good report; unknown before the first") \
    X(LINK_GARBLED,  "link.garbled",            "-",   0, 1e9,     0, NULL, "lines that made no sense, so far")                  \
    X(LINK_RETRIES,  "link.retries",            "-",   0, 1e9,     0, NULL, "questions asked again, so far")                     \
    X(LINK_TIMEOUTS, "link.timeouts",           "-",   0, 1e9,     0, NULL, "questions that had no answer in time, so far")      \
    X(LINK_REFUSED,  "link.refused",            "-",   0, 1e9,     0, NULL, "orders that the device has refused, so far")        \
    X(RESIDUAL,      "plant.residual_c",        "C",   0, 100,     4, NULL, "by how much the tip's followed slope missed the last step") \
    X(IMBALANCE,     "plant.energy_imbalance",  "-",   0, 1,       9, NULL, "energy that the model lost or made, relative")

/* After the generator's settings, which come from its own table: enumerator, name, unit, least,
 * most, rest, kind, labels, sentence */
#define ABLATION_KNOB_LIST(X)                                                                                                \
    X(MODE,          "generator.mode",          "-",   0, 4,    0,  KNOB_ORDER, mode_labels, "what it shall do: each order is sent")      \
    X(CLEAR,         "generator.clear_fault",   "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: unlatch a fault whose cause is gone")     \
    X(RESET,         "generator.reset",         "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: output off, settings as after power-up") \
    X(ESTOP,         "panel.emergency_stop",    "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: the red button on the front is pressed")  \
    X(MAINS_OFF,     "panel.mains_off",         "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the mains have failed")                   \
    X(TC_OPEN,       "thermocouple.open",       "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: a wire of the thermocouple is broken")    \
    X(TC_SHORT,      "thermocouple.short",      "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: its wires touch at the plug")             \
    X(TC_OFFSET,     "thermocouple.offset_c",   "C",   -200, 200, 0, KNOB_FAULT, NULL, "added to what it shows")                   \
    X(TC_LAG,        "thermocouple.lag_s",      "s",   0, 60,   0,  KNOB_FAULT, NULL, "added to its lag: it has come loose")        \
    X(PULLED_BACK,   "probe.pulled_back_mm",    "mm",  0, 30,   0,  KNOB_FAULT, NULL, "how far the thermocouple probe has slipped back in its cannula") \
    X(PAD_LOST,      "pad.lost",                "-",   0, 1,    0,  KNOB_FAULT, NULL, "share of the pad that is off the skin; 1: all of it") \
    X(DRIED,         "tissue.dried",            "-",   0, 0.99, 0,  KNOB_FAULT, NULL, "share of the conductance lost to a dried layer on the tip") \
    X(LEAD_SHORT,    "lead.short",              "-",   0, 0.99, 0,  KNOB_FAULT, NULL, "share of the current that bypasses the tissue") \
    X(LEAD_OPEN,     "lead.open",               "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the probe's lead is broken")              \
    X(CUT,           "cable.cut",               "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the serial cable is cut")                 \
    X(DROP,          "wire.drop",               "-",   0, 1,    0,  KNOB_FAULT, NULL, "probability that a byte is lost")            \
    X(CORRUPT,       "wire.corrupt",            "-",   0, 1,    0,  KNOB_FAULT, NULL, "probability that a bit of a byte is turned over") \
    X(LATE,          "wire.late_s",             "s",   0, 5,    0,  KNOB_FAULT, NULL, "added to the time each byte takes")          \
    X(GAIN_ERROR,    "firmware.gain_error",     "-",   -0.9, 5, 0,  KNOB_FAULT, NULL, "output voltage is (1 + this) times what its control asked for") \
    X(LEAK,          "firmware.leak_v",         "V",   0, 100,  0,  KNOB_FAULT, NULL, "output voltage that nobody asked for")       \
    X(SELF_TEST,     "firmware.self_test_fails", "-",  0, 1,    0,  KNOB_FAULT, NULL, "1: the next self-test fails")

#endif
