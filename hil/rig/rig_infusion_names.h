/* rig_infusion_names.h - every signal and knob of the infusion rig: one X-macro each, which makes
 * the enum and the table.
 *
 * catheter, drive, reservoir, battery   the truth about the pump's wet half: the model
 * csf, cord, plasma, effect, patient    the truth about the drug in the canal and in the patient
 * bedside, handset                      what the device shows without a programmer: its tones, a
 *                                       refused request
 * due, order                            what the bench knows: what was ordered and acknowledged, and
 *                                       what that asks for
 * pump, link                            what the device says to the programmer; unknown when it has
 *                                       been silent too long
 * Included by rig_infusion_inside.h alone. */
#ifndef PAINRIG_HIL_RIG_INFUSION_NAMES_H
#define PAINRIG_HIL_RIG_INFUSION_NAMES_H

/* enumerator, name, unit, least, most, decimals, labels, sentence */
#define INFUSION_SIGNAL_LIST(X)                                                                                              \
    X(FLOW,          "catheter.flow_ul_per_h",  "ul/h", -1e6, 1e7, 2, NULL, "flow through the tip, the mean of the last hour")   \
    X(FLOW_NOW,      "catheter.flow_now_ul_per_h", "ul/h", -1e9, 1e9, 2, NULL, "flow through the tip over this tick")            \
    X(PRESSURE,      "catheter.pressure_kpa",   "kPa", -100, 1e4,  2, NULL, "pressure at the pump's outlet, against the air")    \
    X(CATHETER_END,  "catheter.tip_ug_per_ml",  "ug/ml", 0, 1e6,   3, NULL, "concentration of what leaves the tip next")         \
    X(DELIVERED,     "catheter.delivered_ul",   "ul",  -1e6, 1e9,  3, NULL, "volume that has entered the canal since the start") \
    X(DOSE,          "catheter.delivered_ug",   "ug",  -1e6, 1e9,  4, NULL, "drug that has entered the canal since the start")   \
    X(DOSE_DAY,      "catheter.ug_per_day",     "ug/d", -1e6, 1e9, 3, NULL, "drug that entered the canal in the last 24 hours")  \
    X(STROKES,       "drive.strokes",           "1",   0, 1e6,     0, NULL, "strokes that the rotor made in this tick")          \
    X(PUMPED,        "drive.delivered_ul",      "ul",  -1e9, 1e9,  3, NULL, "volume that has left the pump since the start")     \
    X(DRIVEN,        "drive.commanded",         "1",   0, 1e6,     0, NULL, "strokes that the motor was energised for in this tick") \
    X(MISSING,       "drive.missing_s",         "s",   0, 1e9,     0, NULL, "since when strokes were commanded and not made; 0: none is missing") \
    X(STILL,         "drive.still_s",           "s",   0, 1e9,     0, NULL, "since the motor was last energised for a stroke")  \
    X(STROKE_RATE,   "drive.rate_ul_per_h",     "ul/h", 0, 1e9,    1, NULL, "what the strokes of the last whole minute make")     \
    X(PUMPED_DAY,    "drive.ug_per_day",        "ug/d", 0, 1e9,    3, NULL, "drug that left the pump in the last 24 hours, by the concentration programmed") \
    X(HOUR,          "drive.hour_ul",           "ul",  -1e7, 1e7,  3, NULL, "what left the pump in the last hour")             \
    X(OVER,          "drive.over_ml",           "ml",  -1e4, 1e4,  4, NULL, "beyond what was due, since the last refill that the pump was told of") \
    X(OFF,           "drive.off_ul",            "ul",  -1e7, 1e7,  2, NULL, "what left the pump in the last hour, less what was due; unknown until an hour was sure") \
    X(RESERVOIR,     "reservoir.volume_ml",     "ml",  0, 100,     5, NULL, "what the reservoir really holds")                   \
    X(RESERVOIR_C,   "reservoir.ug_per_ml",     "ug/ml", 0, 1e6,   2, NULL, "what concentration it really has")                  \
    X(BATTERY,       "battery.volts",           "V",   0, 5,       3, NULL, "voltage of the battery")                            \
    X(RELEASE,       "catheter.release_ul",     "ul",  -1e6, 1e6,  3, NULL, "volume into the canal since an occlusion opened; unknown but for a minute") \
    X(PRESSURE_SEEN, "pressure_sensor.kpa",     "kPa", -1000, 1e4, 2, NULL, "what the pump's own pressure sensor shows; unknown: silent") \
    X(LEVEL_SEEN,    "level_sensor.ml",         "ml",  -100, 100,  3, NULL, "what its own level sensor shows; unknown: silent") \
    X(RESET_AGO,     "battery.reset_s",         "s",   0, 1e9,     0, NULL, "since the battery last dipped so far that the device was reset; 1e9: never") \
    X(FLIPPED,       "memory.flipped",          "-",   0, 1,       0, NULL, "1: a bit of the programme in force has turned over, and is not mended") \
    X(SERVICE_DAYS,  "battery.service_days",    "d",   -1e5, 1e5,  2, NULL, "days of its service life that are left, by the day on which it was made") \
    X(CSF_TIP,       "csf.tip_ug_per_ml",       "ug/ml", -1, 1e6,  5, NULL, "concentration in the fluid at the catheter's tip")  \
    X(CSF_C5,        "csf.c5_ng_per_ml",        "ng/ml", -1, 1e9,  3, NULL, "concentration in the fluid at C5")                  \
    X(CSF_T4,        "csf.t4_ng_per_ml",        "ng/ml", -1, 1e9,  3, NULL, "concentration in the fluid at T4")                  \
    X(CSF_T10,       "csf.t10_ng_per_ml",       "ng/ml", -1, 1e9,  3, NULL, "concentration in the fluid at T10")                 \
    X(CSF_L3,        "csf.l3_ng_per_ml",        "ng/ml", -1, 1e9,  3, NULL, "concentration in the fluid at L3")                  \
    X(CISTERN,       "csf.cistern_ng_per_ml",   "ng/ml", -1, 1e9,  3, NULL, "concentration in the cistern, at the brain stem")   \
    X(CORD_TIP,      "cord.tip_ug_per_ml",      "ug/ml", -1, 1e6,  5, NULL, "concentration in the cord at the catheter's tip")   \
    X(PLASMA,        "plasma.ng_per_ml",        "ng/ml", -1, 1e9,  4, NULL, "concentration in plasma")                           \
    X(EFFECT_CORD,   "effect.cord_ug_per_ml",   "ug/ml", -1, 1e6,  5, NULL, "effect site in the cord at the tip")                \
    X(EFFECT_BRAIN,  "effect.brain_ng_per_ml",  "ng/ml", -1, 1e9,  3, NULL, "effect site in the brain stem")                     \
    X(PATIENT,       "patient.state",           "-",   0, 3,       0, patient_labels, "which of the drug's thresholds are crossed; the worst of them") \
    X(POCKET,        "patient.lost_ug",         "ug",  0, 1e9,     3, NULL, "drug that went under the skin since the start")     \
    X(TONE,          "bedside.tone",            "-",   0, 2,       0, pump_priority_labels, "what is heard: nothing, one second single, three seconds two-tone") \
    X(DENIED_NOW,    "handset.denied",          "-",   0, 1,       0, NULL, "1: the patient's request was refused in this tick") \
    X(FIELD,         "bedside.field",           "-",   0, 1,       0, NULL, "1: a field from outside holds the device in telemetry mode") \
    X(PRESSED,       "handset.pressed",         "-",   0, 1,       0, NULL, "1: the patient presses for a bolus") \
    X(SINCE_BOLUS,   "handset.since_bolus_s",   "s",   0, 1e9,     0, NULL, "since the patient's last request that was not refused; 1e9: none") \
    X(LOCKOUT_DUE,   "handset.lockout_s",       "s",   0, 1e9,     0, NULL, "the lockout that was ordered")                   \
    X(GIVEN_DUE,     "handset.given",           "1",   0, 256,     0, NULL, "requests of the last 24 hours that were not refused") \
    X(MOST_DUE,      "handset.most",            "1",   0, 255,     0, NULL, "so many may be given in 24 hours, as ordered")    \
    X(DENIED_DUE,    "handset.refusals",        "1",   0, 256,     0, NULL, "requests of the last 24 hours that were shown as refused") \
    X(MAY_PRESS,     "handset.due",             "-",   0, 1,       0, NULL, "1: nothing that was ordered forbids the patient a bolus now; unknown: nobody can know") \
    X(DUE_RATE,      "due.rate_ul_per_h",       "ul/h", 0, 1e9,    3, NULL, "what acknowledged orders ask for now, by the bench's clock; unknown: nobody can know") \
    X(DUE_STILL,     "due.still_s",             "s",   0, 1e9,     0, NULL, "how long nothing has been due; 0: something is, or nobody can know") \
    X(DUE_HOUR,      "due.hour_ul",             "ul",  0, 1e9,     3, NULL, "what they asked for in the last hour")          \
    X(DUE_BOLUS,     "due.bolus_ul",            "ul",  0, 1e7,     3, NULL, "what is left of a bolus that is due")             \
    X(DUE_LOW,       "due.low_ml",              "ml",  0, 4000,    3, NULL, "the low-reservoir mark that was ordered; unknown without a programme") \
    X(DUE_DAY_MOST,  "due.ug_per_day_most",     "ug/d", 0, 1e9,    1, NULL, "the library's hard limit for a day of the drug in force") \
    X(CLOCK_LOST,    "due.clock_lost",          "-",   0, 1,       0, NULL, "1: the device's clock was reset, and nobody has set it") \
    X(UPDATING,      "order.updating",          "-",   0, 1,       0, NULL, "1: an update is open, by the orders that were acknowledged") \
    X(ORDER,         "order.last",              "-",   0, 13,      0, witness_order_labels, "the last order that was answered; WRITE and ABORT only go with others")  \
    X(ANSWER,        "order.answer",            "-",   0, 32,      0, pump_reason_labels, "its answer; none: acknowledged")    \
    X(FLAW,          "order.flaw",              "-",   0, 11,      0, witness_flaw_labels, "what a careful device must object to in it, by the bench's own sums") \
    X(ORDERS,        "order.count",             "1",   0, 1e9,     0, NULL, "orders answered so far")                          \
    X(LATCHED,       "order.latched",           "-",   0, 1,       0, NULL, "1: an occlusion or a memory error was told, and no CLEAR was obeyed since, or may have been") \
    X(EDIT_AGO,      "order.edit_s",            "s",   0, 1e9,     0, NULL, "since an order of an update was answered; 1e9: never") \
    X(REFILL_AGO,    "order.refill_s",          "s",   0, 1e9,     0, NULL, "since a REFILL was acknowledged; 1e9: never")     \
    X(NEW_DRUG_AGO,  "order.new_drug_s",        "s",   0, 1e9,     0, NULL, "since a programme with another drug was acknowledged; 1e9: never") \
    X(CLEAR_AGO,     "order.clear_s",           "s",   0, 1e9,     0, NULL, "since a CLEAR was obeyed, or may have been; 1e9: never")  \
    X(START_AGO,     "order.start_s",           "s",   0, 1e9,     0, NULL, "since a START was acknowledged; 1e9: never")  \
    X(SILENCE_AGO,   "order.silence_s",         "s",   0, 1e9,     0, NULL, "since a SILENCE was obeyed, or may have been; 1e9: never") \
    X(STATE,         "pump.state",              "-",   0, 13,      0, pump_state_labels, "the device's state, as it says")       \
    X(MODE,          "pump.mode",               "-",   0, 3,       0, pump_mode_labels, "the mode of the programme in force")    \
    X(PRIORITY,      "pump.priority",           "-",   0, 2,       0, pump_priority_labels, "the loudest alarm's priority")      \
    X(RATE,          "pump.rate_ul_per_h",      "ul/h", 0, 1e7,    3, NULL, "commanded rate, as it says")                        \
    X(BELIEF,        "pump.reservoir_ml",       "ml",  0, 100,     4, NULL, "the reservoir as computed by the device")           \
    X(COMMANDED,     "pump.delivered_ul",       "ul",  0, 1e12,    1, NULL, "volume commanded since it was made")                \
    X(BOLUS_LEFT,    "pump.bolus_left_ul",      "ul",  0, 1e7,     3, NULL, "what is left of the running bolus")                 \
    X(LOCKOUT,       "pump.lockout_left_s",     "s",   0, 1e7,     0, NULL, "until the patient may ask again")                   \
    X(GIVEN,         "pump.given",              "1",   0, 255,     0, NULL, "patient boluses given in the last 24 hours")        \
    X(DENIED,        "pump.denied",             "1",   0, 255,     0, NULL, "patient requests refused in the last 24 hours")     \
    X(BATTERY_SAID,  "pump.battery_v",          "V",   0, 5,       3, NULL, "the battery, as it says")                           \
    X(REPLACE_DAYS,  "pump.replace_days",       "d",   0, 65535,   0, NULL, "days to the replacement indicator, as it says")     \
    X(END_DAYS,      "pump.end_days",           "d",   0, 65535,   0, NULL, "days to the end of service, as it says")            \
    X(CLOCK,         "pump.clock_s",            "s",   0, 5e9,     0, NULL, "the device's own clock, seconds since 2000")        \
    X(LOG_COUNT,     "pump.log_count",          "1",   0, 5e9,     0, NULL, "entries in the device's log, ever")                 \
    X(REFUSAL,       "pump.refusal",            "-",   0, 32,      0, pump_reason_labels, "why the last order was refused")      \
    X(DENIALS_SAID,  "pump.denials_logged",     "1",   0, 1e9,     0, NULL, "denied requests that stand in the device's log, as it was read") \
    X(STRAY,         "wire.stray",              "-",   0, 1,       0, NULL, "1: somebody else's frame was sent")               \
    X(LINK,          "link.state",              "-",   0, 3,       0, pump_link_labels, "the telemetry between programmer and pump") \
    X(LINK_AGE,      "link.age_s",              "s",   0, 1e9,     1, NULL, "age of the last good report; unknown before the first") \
    X(LINK_GARBLED,  "link.garbled",            "1",   0, 1e9,     0, NULL, "frames that made no sense, so far")                 \
    X(LINK_RETRIES,  "link.retries",            "1",   0, 1e9,     0, NULL, "requests sent again, so far")                       \
    X(LINK_TIMEOUTS, "link.timeouts",           "1",   0, 1e9,     0, NULL, "requests that had no answer in time, so far")       \
    X(LINK_REFUSED,  "link.refused",            "1",   0, 1e9,     0, NULL, "orders that the device has refused, so far")        \
    X(IMBALANCE,     "plant.mass_imbalance",    "1",   0, 1,      15, NULL, "drug that the model lost or made, relative")

/* The last knobs are the programme's steps: their minutes, then their rates. */
#define INFUSION_STEP_LIST(X) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13)

/* enumerator, name, unit, least, most, rest, kind, labels, sentence */
#define INFUSION_KNOB_LIST(X)                                                                                                \
    X(PROG_MODE,     "programme.mode",          "-",   0, 3,    0,  KNOB_ORDER, pump_mode_labels, "staged: the mode; pump.program sends") \
    X(PROG_DRUG,     "programme.drug",          "-",   0, 255,  0,  KNOB_ORDER, pump_drug_labels, "staged: the drug, by name or by its number in the pump's library") \
    X(PROG_CONC,     "programme.ug_per_ml",     "ug/ml", 0, 4e6, 0, KNOB_ORDER, NULL, "staged: what the programmer believes the concentration to be") \
    X(PROG_RATE,     "programme.rate_ul_per_h", "ul/h", 0, 4e6, 0,  KNOB_ORDER, NULL, "staged: rate, continuous and between periodic boluses") \
    X(PROG_STEPS,    "programme.steps",         "1",   0, 13,   0,  KNOB_ORDER, NULL, "staged: how many steps of the day there are") \
    X(PROG_PERIODIC, "programme.periodic_ul",   "ul",  0, 4e6,  0,  KNOB_ORDER, NULL, "staged: volume of a periodic bolus")      \
    X(PROG_OVER,     "programme.periodic_over_s", "s", 0, 4e9,  0,  KNOB_ORDER, NULL, "staged: how long it takes")               \
    X(PROG_EVERY,    "programme.periodic_every_min", "min", 0, 65535, 0, KNOB_ORDER, NULL, "staged: from one to the next")       \
    X(PROG_FIRST,    "programme.periodic_first_min", "min", 0, 65535, 0, KNOB_ORDER, NULL, "staged: minute of the day of the first") \
    X(PROG_PATIENT,  "programme.patient_ul",    "ul",  0, 4e6,  0,  KNOB_ORDER, NULL, "staged: volume of a patient's bolus; 0: no button") \
    X(PROG_PAT_OVER, "programme.patient_over_s", "s",  0, 4e9,  0,  KNOB_ORDER, NULL, "staged: how long it takes")               \
    X(PROG_LOCKOUT,  "programme.patient_lockout_s", "s", 0, 4e9, 0, KNOB_ORDER, NULL, "staged: time between two of them")        \
    X(PROG_PER_DAY,  "programme.patient_per_day", "1", 0, 255,  0,  KNOB_ORDER, NULL, "staged: at most so many in any 24 hours") \
    X(PROG_LOW,      "programme.low_reservoir_ml", "ml", 0, 4000, 2, KNOB_ORDER, NULL, "staged: the alarm comes below")          \
    X(PROG_CONFIRM,  "programme.confirmed",     "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: a dose beyond the usual is meant")     \
    X(PROGRAM,       "pump.program",            "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: send the staged programme as one update") \
    X(BASAL,         "pump.basal_ul_per_h",     "ul/h", 0, 4e6, 0,  KNOB_ORDER, NULL, "programme simple continuous delivery at this rate, and start") \
    X(BEGIN,         "pump.begin_update",       "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: begin an update and leave it so")      \
    X(ABORT,         "pump.abort_update",       "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: give an update up; the old programme holds") \
    X(START,         "pump.start",              "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: deliver by the programme in force")    \
    X(STOP,          "pump.stop",               "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: stop")                                 \
    X(SILENCE,       "pump.silence",            "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: silence the tones for a while")        \
    X(CLEAR,         "pump.clear_alarms",       "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: unlatch alarms whose cause is gone")   \
    X(SET_CLOCK,     "pump.set_clock_s",        "s",   0, 4e9,  0,  KNOB_ORDER, NULL, "set the device's clock, seconds since 2000") \
    X(BOLUS_VOLUME,  "bolus.volume_ul",         "ul",  0, 4e6,  0,  KNOB_ORDER, NULL, "staged: volume of the next ordered bolus") \
    X(BOLUS_OVER,    "bolus.over_s",            "s",   0, 4e9,  60, KNOB_ORDER, NULL, "staged: how long a single bolus takes")   \
    X(BOLUS_RATE,    "bolus.rate_ul_per_h",     "ul/h", 0, 4e6, 0,  KNOB_ORDER, NULL, "staged: rate of a bridge bolus")          \
    X(BOLUS_CONFIRM, "bolus.confirmed",         "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: a priming bolus is meant")             \
    X(SINGLE,        "pump.single_bolus",       "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: give a single bolus")                  \
    X(PRIMING,       "pump.priming_bolus",      "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: prime the catheter")                   \
    X(BRIDGE,        "pump.bridge_bolus",       "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: push the old drug out at the old dose") \
    X(FILL_VOLUME,   "refill.volume_ml",        "ml",  0, 60,   18, KNOB_ORDER, NULL, "staged: what the syringe holds")          \
    X(FILL_CONC,     "refill.ug_per_ml",        "ug/ml", 0, 4e6, 0, KNOB_ORDER, NULL, "staged: what is really in it; 0: as the reservoir had at the start") \
    X(FILL,          "refill.now",              "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: draw out what is left and fill: the needle's work") \
    X(FILL_SAID,     "pump.refill",             "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: tell the pump what was drawn out and filled") \
    X(VALVE_RESET,   "valve.reset",             "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: open a flow-activated valve that has closed, by hand") \
    X(SYRINGE_CONC,  "syringe.ug_per_ml",       "ug/ml", 0, 4e6, 0, KNOB_ORDER, NULL, "staged: what is in a physician's syringe; 0: as the reservoir had at the start") \
    X(SYRINGE_OVER,  "syringe.over_s",          "s",   0.1, 86400, 30, KNOB_ORDER, NULL, "staged: how long the injection takes") \
    X(SYRINGE,       "syringe.inject_ml",       "ml",  0, 10,   0,  KNOB_ORDER, NULL, "inject so much through the catheter's access port, past the pump") \
    X(BUTTON,        "handset.button",          "-",   0, 1,    0,  KNOB_ORDER, NULL, "1: the patient presses for a bolus; 0: lets go") \
    X(UPRIGHT,       "patient.upright",         "-",   -1, 1,   0,  KNOB_ORDER, NULL, "-1 head down, 0 lying, 1 upright")        \
    X(POCKET_FILL,   "refill.pocket",           "-",   0, 1,    0,  KNOB_FAULT, NULL, "share of the next refill that goes beside the pump, under the skin") \
    X(MISREAD,       "refill.misread_ml",       "ml",  -60, 60, 0,  KNOB_FAULT, NULL, "added to what the pump is told was filled in: a wrong belief") \
    X(WRONG_PORT,    "refill.wrong_port",       "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the next refill goes into the catheter's access port") \
    X(STALLED,       "rotor.stalled",           "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the rotor is held, by a magnet or by wear") \
    X(GAIN_ERROR,    "drive.gain_error",        "-",   -1, 5,   0,  KNOB_FAULT, NULL, "over-infusion: strokes are (1 + this) as large") \
    X(PRECIPITATE,   "drive.precipitate",       "-",   0, 1,    0,  KNOB_FAULT, NULL, "share of the restrictor that is blocked")  \
    X(REFLUX,        "drive.reflux_ul_per_h",   "ul/h", 0, 1e6, 0,  KNOB_FAULT, NULL, "the pump sucks: negative delivery")       \
    X(VALVE_LEAK,    "valve.leak_ul_per_h",     "ul/h", 0, 1e6, 0,  KNOB_FAULT, NULL, "open valves leak until the flow-activated valve closes") \
    X(VALVE_BROKEN,  "valve.stays_open",        "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the flow-activated valve does not close") \
    X(OCCLUSION,     "catheter.occlusion",      "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: nothing passes")                       \
    X(FIBROSIS,      "catheter.fibrosis",       "-",   0, 1,    0,  KNOB_FAULT, NULL, "a mass of scar at the tip: its resistance grows") \
    X(LEAK,          "catheter.leak",           "-",   0, 1,    0,  KNOB_FAULT, NULL, "share of the flow that is lost under the skin") \
    X(LEAK_AT,       "catheter.leak_at",        "-",   0, 1,    0,  KNOB_FAULT, NULL, "where it leaks: 0 at the pump, 1 at the tip") \
    X(DISCONNECTED,  "catheter.disconnected",   "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: it has slipped off the pump")          \
    X(FEVER,         "patient.fever_c",         "C",   -5, 8,   0,  KNOB_FAULT, NULL, "above 37 C: a gas-driven pump runs faster") \
    X(ALTITUDE,      "patient.altitude_m",      "m",   -500, 9000, 0, KNOB_FAULT, NULL, "mountains and cabins: likewise")        \
    X(BATTERY_LOST,  "battery.lost",            "-",   0, 1,    0,  KNOB_FAULT, NULL, "share of the charge that is suddenly gone") \
    X(LEVEL_OFFSET,  "level_sensor.offset_ul",  "ul",  -2e4, 2e4, 0, KNOB_FAULT, NULL, "added to what the reservoir's level sensor shows") \
    X(LEVEL_OPEN,    "level_sensor.open",       "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the level sensor is silent")           \
    X(PRESSURE_OFFSET, "pressure_sensor.offset_kpa", "kPa", -500, 500, 0, KNOB_FAULT, NULL, "added to what the outlet's pressure sensor shows") \
    X(PRESSURE_OPEN, "pressure_sensor.open",    "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the pressure sensor is silent")        \
    X(MEMORY,        "firmware.memory_flip",    "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: a bit of the programme in force turns over") \
    X(RESETS,        "firmware.low_battery_reset", "-", 0, 1,   0,  KNOB_FAULT, NULL, "1: the voltage dips and the device resets to its minimum rate") \
    X(DRIFT,         "firmware.clock_drift_ppm", "ppm", -1e5, 1e5, 0, KNOB_FAULT, NULL, "its clock runs fast by so much")        \
    X(WRONG_DATE,    "firmware.replace_days_off", "d", -3000, 3000, 0, KNOB_FAULT, NULL, "added to its replace-by date")         \
    X(PREMATURE_LOW, "firmware.premature_low",  "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the low-reservoir alarm comes right after telemetry") \
    X(INTERFERED,    "telemetry.interfered",    "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: a field from outside forces it into telemetry mode") \
    X(CUT,           "telemetry.cut",           "-",   0, 1,    0,  KNOB_FAULT, NULL, "1: the programmer is out of reach")       \
    X(DROP,          "wire.drop",               "-",   0, 1,    0,  KNOB_FAULT, NULL, "probability that a byte is lost")         \
    X(CORRUPT,       "wire.corrupt",            "-",   0, 1,    0,  KNOB_FAULT, NULL, "probability that a bit of a byte is turned over") \
    X(LATE,          "wire.late_s",             "s",   0, 5,    0,  KNOB_FAULT, NULL, "added to the time each byte takes")       \
    X(STRAY_FRAME,   "wire.stray_frame",        "-",   0, 6,    0,  KNOB_FAULT, stray_labels, "somebody else sends once: the last stop order truncated, corrupted, for another device, or as it was; or an update of which parts are missing, or whose check is wrong")

#endif
