/* The reference pump's panel: an implanted pump has none, so this is its programmer, which acts by
 * telemetry (PUMP_PROTOCOL.md section 5), the patient's handset, and the hands of a refill. What is
 * staged is sent by PROGRAM as one update. */
#include "panel.h"

#define COUNT(table) (sizeof table / sizeof *table)

static const struct panel_field fields[] = {
    { PANEL_LARGE,   "pump.rate_ul_per_h",         "RATE",              1 },
    { PANEL_LARGE,   "pump.reservoir_ml",          "RESERVOIR",         2 },
    { PANEL_LARGE,   "pump.bolus_left_ul",         "BOLUS LEFT",        1 },
    { PANEL_LARGE,   "pump.lockout_left_s",        "LOCKOUT",           0 },
    { PANEL_DISPLAY, "pump.mode",                  "Mode",              0 },
    { PANEL_DISPLAY, "pump.given",                 "Patient's boluses, 24 h", 0 },
    { PANEL_DISPLAY, "pump.denied",                "Refused, 24 h",     0 },
    { PANEL_DISPLAY, "pump.refusal",               "Last refusal",      0 },
    { PANEL_DISPLAY, "pump.battery_v",             "Battery",           2 },
    { PANEL_DISPLAY, "pump.replace_days",          "To replacement",    0 },
    { PANEL_DISPLAY, "pump.log_count",             "Log entries",       0 },
    { PANEL_DISPLAY, "bedside.tone",               "Tone",              0 },
    { PANEL_DISPLAY, "link.state",                 "Telemetry",         0 },
    { PANEL_PATIENT, "catheter.flow_now_ul_per_h", "Flow, in truth",    1 },
    { PANEL_PATIENT, "catheter.pressure_kpa",      "Outlet pressure",   1 },
    { PANEL_PATIENT, "reservoir.volume_ml",        "Reservoir, in truth", 2 },
    { PANEL_PATIENT, "catheter.ug_per_day",        "Drug, last 24 h",   0 },
    { PANEL_PATIENT, "csf.tip_ug_per_ml",          "Fluid at the tip",  3 },
    { PANEL_PATIENT, "effect.brain_ng_per_ml",     "Brain stem",        2 },
    { PANEL_PATIENT, "patient.state",              "Patient",           0 },
};

#define HOST(name_, group_, label_, knob_, letter_, colour_, sentence_)                           \
    { .name = name_, .group = group_, .label = label_, .knob = knob_, .act = PANEL_PRESS,         \
      .value = 1, .letter = letter_, .way = PANEL_HOST, .colour = colour_, .sentence = sentence_ }
#define SET(name_, group_, label_, knob_, step_, least_, most_, sentence_)                        \
    { .name = name_, .group = group_, .label = label_, .knob = knob_, .act = PANEL_SET,           \
      .value = step_, .least = least_, .most = most_, .way = PANEL_HOST, .colour = "",            \
      .sentence = sentence_ }

static const struct panel_key keys[] = {
    SET("mode", "programme", "Mode", "programme.mode", 1, 0, 3, "Staged: what PROGRAM sends."),
    SET("drug", "programme", "Drug", "programme.drug", 1, 0, 6, "Staged: the drug."),
    SET("strength", "programme", "Concentration", "programme.ug_per_ml", 1, 0, 50000,
        "Staged: what the programmer believes."),
    SET("rate", "programme", "Rate", "programme.rate_ul_per_h", 0.1, 0, 2000,
        "Staged: the rate of continuous delivery."),
    SET("low_mark", "programme", "Low mark", "programme.low_reservoir_ml", 0.1, 0, 20,
        "Staged: the low-reservoir alarm comes below."),
    SET("patient_bolus", "programme", "Patient's bolus", "programme.patient_ul", 1, 0, 1000,
        "Staged: volume of the patient's bolus; 0: no button."),
    SET("patient_over", "programme", "Bolus over", "programme.patient_over_s", 1, 0, 7200,
        "Staged: how long the patient's bolus takes."),
    SET("lockout", "programme", "Lockout", "programme.patient_lockout_s", 60, 0, 86400,
        "Staged: time between two of the patient's boluses."),
    SET("per_day", "programme", "Boluses a day", "programme.patient_per_day", 1, 0, 50,
        "Staged: at most so many in any 24 hours."),
    { .name = "confirm", .group = "programme", .label = "CONFIRM", .knob = "programme.confirmed",
      .act = PANEL_LATCH, .value = 1, .way = PANEL_HOST, .colour = "",
      .sentence = "A dose beyond the usual is meant. Press again to take it back." },
    HOST("program", "programme", "PROGRAM", "pump.program", 'p', "green",
         "Send what is staged, as one update; the pump takes it whole or not at all."),
    HOST("abort", "programme", "ABORT", "pump.abort_update", 0, "",
         "Give an open update up; the old programme holds."),
    HOST("start", "delivery", "START", "pump.start", 's', "green",
         "Deliver by the programme in force."),
    HOST("stop", "delivery", "STOP", "pump.stop", 'x', "red", "Stop; never refused."),
    SET("bolus_volume", "delivery", "Bolus", "bolus.volume_ul", 1, 0, 1000,
        "Staged: volume of a single bolus."),
    SET("bolus_over", "delivery", "Bolus over", "bolus.over_s", 1, 1, 7200,
        "Staged: how long it takes."),
    HOST("bolus", "delivery", "SINGLE BOLUS", "pump.single_bolus", 'b', "",
         "Give the staged bolus once."),
    HOST("silence", "alarms", "SILENCE", "pump.silence", 'm', "",
         "Pause the tones that sound for ten minutes; others are heard."),
    HOST("clear", "alarms", "CLEAR ALARMS", "pump.clear_alarms", 'c', "",
         "Unlatch alarms whose cause is gone; a halted pump is then stopped."),
    SET("refill_volume", "refill", "Syringe", "refill.volume_ml", 0.1, 0, 40,
        "What the syringe holds."),
    { .name = "refill_now", .group = "refill", .label = "NEEDLE: DRAW OUT AND FILL",
      .knob = "refill.now", .act = PANEL_PRESS, .value = 1, .way = PANEL_HAND, .colour = "",
      .sentence = "The needle's work: what is left is drawn out, and the reservoir is filled." },
    HOST("refill_tell", "refill", "TELL THE PUMP", "pump.refill", 0, "",
         "Tell the pump what was drawn out and filled."),
    { .name = "handset", .group = "front", .label = "PATIENT'S BUTTON", .knob = "handset.button",
      .act = PANEL_HOLD, .value = 1, .letter = 'h', .way = PANEL_FRONT, .colour = "blue",
      .sentence = "The patient asks for a bolus by the handset: granted, or denied and told." },
};

static const struct panel_light lights[] = {
    { "link.state", "up", 0, "TELEMETRY", "green" },
    { "pump.state", "continuous", 0, "DELIVERING", "green" },
    { "pump.state", "patient_bolus", 0, "PATIENT'S BOLUS", "blue" },
    { "pump.state", "single_bolus", 0, "BOLUS", "blue" },
    { "pump.state", "stopped", 0, "STOPPED", "white" },
    { "pump.state", "updating", 0, "UPDATING", "white" },
    { "handset.denied", NULL, 1, "REQUEST DENIED", "white" },
};

#define ALARM(name_, priority_, requirement_, text_)                                              \
    { "pump." name_ "_alarm", NULL, REQUIREMENT_##priority_, text_, requirement_ }

static const struct panel_alarm alarms[] = {
    ALARM("low_reservoir",   LOW,  "IL-P-23",       "Reservoir low"),
    ALARM("replace",         LOW,  "IL-P-57",       "Replacement is due"),
    ALARM("volume_mismatch", LOW,  NULL,            "Drawn out is not what was computed"),
    ALARM("clock_lost",      LOW,  "PUMP-CLOCK-01", "The clock was lost"),
    ALARM("empty",           HIGH, "IL-P-24",       "Reservoir empty"),
    ALARM("stall",           HIGH, "IL-P-49",       "Motor stalled"),
    ALARM("stopped_long",    HIGH, NULL,            "Stopped for two days"),
    ALARM("unfinished",      HIGH, "IL-P-39",       "An update was left open"),
    ALARM("reset",           HIGH, "IL-P-33",       "Reset by a low battery"),
    ALARM("occlusion",       HIGH, "IL-P-01",       "Catheter occluded"),
    ALARM("over_infusion",   HIGH, "IL-P-25",       "Over-infusion"),
    ALARM("memory",          HIGH, "IL-P-45",       "Memory error"),
    ALARM("end_of_service",  HIGH, "IL-P-58",       "End of service"),
    { "link.state", "lost", REQUIREMENT_LOW, "Telemetry lost", NULL },
};

static const struct panel_chart charts[] = {
    { "Flow",             "ul/h",  { "pump.rate_ul_per_h", "catheter.flow_now_ul_per_h" } },
    { "Outlet pressure",  "kPa",   { "catheter.pressure_kpa" } },
    { "Fluid at the tip", "ug/ml", { "csf.tip_ug_per_ml" } },
};

const struct panel panel_infusion = {
    .rig = "infusion", .device = "Reference pump and its programmer",
    .sentence = "A mocked implantable pump: it has no panel of its own. The keys are its "
                "programmer's and act by telemetry; the blue button is the patient's handset; a "
                "refill is done by hand and then told to the pump. Its tone is shown as a burst.",
    .state = "pump.state", .tone = "bedside.tone",
    .fields = fields, .field_count = COUNT(fields), .keys = keys, .key_count = COUNT(keys),
    .lights = lights, .light_count = COUNT(lights), .alarms = alarms, .alarm_count = COUNT(alarms),
    .charts = charts, .chart_count = COUNT(charts),
};
