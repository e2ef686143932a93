#include "rig_infusion_inside.h"

static const char *const patient_labels[] = { "no_effect", "effect", "withdrawal", "toxic", NULL };
static const char *const stray_labels[] = { "none", "truncated", "corrupted", "other_device",
                                            "replayed", "half_update", "wrong_check", NULL };

#define SIGNAL_ROW(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_)  \
    [SIGNAL_##enumerator] = { .name = name_, .unit = unit_, .least = least_, .most = most_, \
                              .decimals = decimals_, .labels = labels_, .sentence = sentence_ },

#define ALARM_ROW(enumerator, priority_, stops_, text_)                                     \
    [SIGNAL_ALARM_FIRST + PUMP_ALARM_##enumerator] = {                                      \
        .name = "pump." text_ "_alarm", .unit = "-", .most = 1,                             \
        .sentence = "1 while the device says that this alarm is on" },

#define BENCH_SIGNAL(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_, ...) \
    SIGNAL_ROW(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_)
#define BENCH_ROW(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_, role_,  \
                  shows_)                                                                         \
    [SIGNAL_##enumerator - SIGNAL_BENCH_ - 1] = { .role = DEVICE_ROLE_##role_, .shows = shows_ },

const struct signal rig_infusion_signals[SIGNAL_COUNT] = {
    INFUSION_SIGNAL_LIST(SIGNAL_ROW)
    PUMP_ALARM_LIST(ALARM_ROW)
    RIG_BENCH_INFUSION_LIST(BENCH_SIGNAL)
};

const struct rig_bench_row rig_infusion_bench_rows[SIGNAL_BENCH_COUNT] = {
    RIG_BENCH_INFUSION_LIST(BENCH_ROW)
};

#define MINUTE_ROW(number)                                                                  \
    [KNOB_STEP_MINUTE + number - 1] = {                                                     \
        .name = "programme.step_" #number "_min", .unit = "min", .most = 65535,             \
        .kind = KNOB_ORDER, .sentence = "staged: minute of the day from which it holds" },
#define RATE_ROW(number)                                                                    \
    [KNOB_STEP_RATE + number - 1] = {                                                       \
        .name = "programme.step_" #number "_ul_per_h", .unit = "ul/h", .most = 4e6,         \
        .kind = KNOB_ORDER, .sentence = "staged: rate of this step" },

#define KNOB_ROW(enumerator, name_, unit_, least_, most_, rest_, kind_, labels_, sentence_)  \
    [KNOB_##enumerator] = { .name = name_, .unit = unit_, .least = least_, .most = most_,    \
                            .rest = rest_, .kind = kind_, .labels = labels_,                 \
                            .sentence = sentence_ },

const struct knob rig_infusion_knobs[KNOB_COUNT] = {
    INFUSION_KNOB_LIST(KNOB_ROW)
    INFUSION_STEP_LIST(MINUTE_ROW)
    INFUSION_STEP_LIST(RATE_ROW)
};

#define MUTANT_ROW(enumerator, label, sentence_, attacks_) \
    [PUMP_MUTANT_##enumerator - 1] = { .name = label, .sentence = sentence_, .attacks = attacks_ },

const struct mutant rig_infusion_mutants[RIG_INFUSION_MUTANTS] = { PUMP_MUTANT_LIST(MUTANT_ROW) };

const char *const rig_infusion_headline[] = {
    "pump.state", "catheter.flow_ul_per_h", "catheter.delivered_ug", "csf.tip_ug_per_ml",
    "patient.state", "bedside.tone", NULL,
};
