/* The reference generator's panel. Its own front has the red button and the mains; all else is
 * ordered over its console wire, as GENERATOR_PROTOCOL.md sections 3 and 4 have it. It has no foot
 * switch and makes no sound. */
#include "panel.h"

#define COUNT(table) (sizeof table / sizeof *table)

static const struct panel_field fields[] = {
    { PANEL_LARGE,   "generator.temp_c",        "TIP",         0 },
    { PANEL_LARGE,   "generator.timer_s",       "TIMER",       0 },
    { PANEL_LARGE,   "generator.impedance_ohm", "IMPEDANCE",   0 },
    { PANEL_LARGE,   "generator.power_w",       "POWER",       1 },
    { PANEL_DISPLAY, "generator.set_temp_c",    "Set",         0 },
    { PANEL_DISPLAY, "agreed.hold_s",           "Hold",        0 },
    { PANEL_DISPLAY, "agreed.power_limit_w",    "Power limit", 0 },
    { PANEL_DISPLAY, "generator.volts_rms",     "Voltage",     1 },
    { PANEL_DISPLAY, "generator.current_a",     "Current",     3 },
    { PANEL_DISPLAY, "generator.energy_j",      "Energy",      0 },
    { PANEL_DISPLAY, "generator.elapsed_s",     "Elapsed",     0 },
    { PANEL_DISPLAY, "generator.pad_ohm",       "Pad",         0 },
    { PANEL_DISPLAY, "generator.stim_v",        "Stimulation", 2 },
    { PANEL_DISPLAY, "agreed.sensory_volts_v",  "Sensory set", 1 },
    { PANEL_DISPLAY, "agreed.motor_volts_v",    "Motor set",   1 },
    { PANEL_DISPLAY, "generator.fault",         "Fault",       0 },
    { PANEL_DISPLAY, "link.state",              "Link",        0 },
    { PANEL_PATIENT, "tip.temp_c",              "Tip, in truth",    1 },
    { PANEL_PATIENT, "tissue.hottest_c",        "Hottest tissue",   1 },
    { PANEL_PATIENT, "lesion.width_mm",         "Lesion width",     1 },
    { PANEL_PATIENT, "lesion.volume_mm3",       "Lesion volume",    0 },
    { PANEL_PATIENT, "output.power_w",          "Power, in truth",  1 },
    { PANEL_PATIENT, "pad.ohm",                 "Pad, in truth",    0 },
};

#define HOST(name_, group_, label_, knob_, value_, letter_, colour_, sentence_)                   \
    { .name = name_, .group = group_, .label = label_, .knob = knob_, .act = PANEL_PRESS,         \
      .value = value_, .letter = letter_, .way = PANEL_HOST, .colour = colour_,                   \
      .sentence = sentence_ }
#define STEP(name_, group_, label_, knob_, step_, least_, most_, letter_, sentence_)              \
    { .name = name_, .group = group_, .label = label_, .knob = knob_, .act = PANEL_STEP,          \
      .value = step_, .least = least_, .most = most_, .letter = letter_, .way = PANEL_HOST,       \
      .colour = "", .sentence = sentence_ }
#define FRONT(name_, label_, knob_, letter_, colour_, sentence_)                                  \
    { .name = name_, .group = "front", .label = label_, .knob = knob_, .act = PANEL_LATCH,        \
      .value = 1, .letter = letter_, .way = PANEL_FRONT, .colour = colour_, .sentence = sentence_ }

static const struct panel_key keys[] = {
    FRONT("emergency_stop", "EMERGENCY STOP", "panel.emergency_stop", 'e', "red",
          "The red button: the output goes off at once. Press again to pull it out."),
    FRONT("mains", "MAINS OFF", "panel.mains_off", 0, "",
          "Switches the mains off: some faults go by that alone. Press again to switch on."),
    HOST("start", "output", "START RF", "generator.mode", 1, 's', "green",
         "Heat to the set temperature and hold it."),
    HOST("pulse", "output", "START PULSED", "generator.mode", 2, 'p', "green",
         "Pulsed radiofrequency for its time."),
    HOST("stop", "output", "STOP", "generator.mode", 0, 'x', "",
         "Output off; it does not clear a fault."),
    HOST("sensory", "stimulation", "SENSORY 50 Hz", "generator.mode", 3, 'y', "",
         "Stimulate at 50 Hz. Its amplitude must be 0 to start."),
    STEP("sensory_up", "stimulation", "Sensory +", "generator.sensory_volts_v", 0.1, 0, 3, 0,
         "Amplitude at 50 Hz, 0.1 V more."),
    STEP("sensory_down", "stimulation", "Sensory -", "generator.sensory_volts_v", -0.1, 0, 3, 0,
         "Amplitude at 50 Hz, 0.1 V less."),
    HOST("motor", "stimulation", "MOTOR 2 Hz", "generator.mode", 4, 'o', "",
         "Stimulate at 2 Hz. Its amplitude must be 0 to start."),
    STEP("motor_up", "stimulation", "Motor +", "generator.motor_volts_v", 0.1, 0, 3, 0,
         "Amplitude at 2 Hz, 0.1 V more."),
    STEP("motor_down", "stimulation", "Motor -", "generator.motor_volts_v", -0.1, 0, 3, 0,
         "Amplitude at 2 Hz, 0.1 V less."),
    STEP("set_up", "settings", "Set temperature +", "generator.set_temp_c", 1, 40, 95, 'u',
         "Set temperature, 1 C more."),
    STEP("set_down", "settings", "Set temperature -", "generator.set_temp_c", -1, 40, 95, 'd',
         "Set temperature, 1 C less."),
    STEP("hold_up", "settings", "Hold +", "generator.hold_s", 10, 1, 600, 0,
         "Time at the set temperature, 10 s more."),
    STEP("hold_down", "settings", "Hold -", "generator.hold_s", -10, 1, 600, 0,
         "Time at the set temperature, 10 s less."),
    STEP("power_up", "settings", "Power limit +", "generator.power_limit_w", 1, 0.5, 50, 0,
         "Highest power, 1 W more; not in mid-treatment."),
    STEP("power_down", "settings", "Power limit -", "generator.power_limit_w", -1, 0.5, 50, 0,
         "Highest power, 1 W less; not in mid-treatment."),
    HOST("clear", "service", "CLEAR FAULT", "generator.clear_fault", 1, 'c', "",
         "Unlatch a fault whose cause is gone."),
    HOST("reset", "service", "RESET", "generator.reset", 1, 0, "",
         "Output off, all settings as after power-up."),
};

static const struct panel_light lights[] = {
    { "generator.rf_light", NULL, 1, "RF ON", "blue" },
    { "output.stim_on", NULL, 1, "STIMULATION", "blue" },
    { "generator.at_limit", NULL, 1, "AT LIMIT", "white" },
    { "generator.state", "standby", 0, "READY", "green" },
    { "generator.state", "complete", 0, "COMPLETE", "green" },
    { "link.state", "up", 0, "LINK", "green" },
};

#define FAULT(state_, priority_, requirement_, text_)                                             \
    { "generator.fault", state_, REQUIREMENT_##priority_, text_, requirement_ }

static const struct panel_alarm alarms[] = {
    FAULT("estop",           HIGH,   "IL-RF-21",    "Emergency stop is pressed"),
    FAULT("self_test",       HIGH,   "IL-RF-35",    "Self-test failed"),
    FAULT("tc_open",         HIGH,   "IL-RF-03",    "Thermocouple open"),
    FAULT("tc_short",        HIGH,   "IL-RF-03",    "Thermocouple shorted"),
    FAULT("tc_jump",         HIGH,   "GEN-TC-JUMP", "Tip temperature jumped"),
    FAULT("over_temp",       HIGH,   "IL-RF-01",    "Tip too hot"),
    FAULT("over_set_temp",   MEDIUM, "IL-RF-02",    "Tip above the set temperature"),
    FAULT("pulse_over_temp", MEDIUM, "IL-RF-27",    "Tip too hot for pulses"),
    FAULT("no_rise",         HIGH,   "IL-RF-04",    "Power without a rise of temperature"),
    FAULT("pad_lost",        HIGH,   "IL-RF-10",    "Return pad lost"),
    FAULT("pad_low",         HIGH,   "IL-RF-11",    "Return pad: impedance too low"),
    FAULT("pad_high",        HIGH,   "IL-RF-11",    "Return pad: impedance too high"),
    FAULT("pad_drift",       HIGH,   "IL-RF-12",    "Return pad is coming off"),
    FAULT("impedance_low",   MEDIUM, "IL-RF-08",    "Impedance too low"),
    FAULT("impedance_high",  MEDIUM, "IL-RF-07",    "Impedance too high"),
    FAULT("impedance_rise",  MEDIUM, "IL-RF-09",    "Impedance rises"),
    FAULT("over_voltage",    HIGH,   "IL-RF-33",    "Voltage above its limit"),
    FAULT("over_current",    MEDIUM, "IL-RF-34",    "Current above its limit"),
    FAULT("over_power",      HIGH,   "IL-RF-14",    "Power above its limit"),
    FAULT("unasked_output",  HIGH,   "IL-RF-15",    "Output that nobody asked for"),
    FAULT("both_outputs",    HIGH,   "IL-RF-24",    "Two outputs at once"),
    FAULT("settings",        LOW,    "IL-RF-26",    "A setting out of its range"),
    FAULT("overtime",        MEDIUM, "IL-RF-22",    "Treatment too long"),
    FAULT("energy",          MEDIUM, "IL-RF-23",    "Energy above its limit"),
    FAULT("host_silent",     MEDIUM, "IL-RF-30",    "The host was silent"),
    { "link.state", "lost", REQUIREMENT_LOW, "Console link lost", NULL },
};

static const struct panel_chart charts[] = {
    { "Tip temperature", "C",   { "generator.temp_c", "generator.set_temp_c" } },
    { "Impedance",       "ohm", { "generator.impedance_ohm" } },
    { "Power",           "W",   { "generator.power_w" } },
};

const struct panel panel_ablation = {
    .rig = "ablation", .device = "Reference generator",
    .sentence = "A mocked radiofrequency generator. The red button and the mains are on its front; "
                "all other keys are its host's, and act by orders over the console wire. It has no "
                "foot switch, and makes no sound: the bursts are this panel's.",
    .state = "generator.state",
    .fields = fields, .field_count = COUNT(fields), .keys = keys, .key_count = COUNT(keys),
    .lights = lights, .light_count = COUNT(lights), .alarms = alarms, .alarm_count = COUNT(alarms),
    .charts = charts, .chart_count = COUNT(charts),
};
