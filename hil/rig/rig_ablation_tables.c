#include "rig_ablation_inside.h"

#include <stddef.h>

static const char *const mode_labels[] = { "standby", "heat", "pulse", "sensory", "motor", NULL };
static const char *const request_labels[] = { "none", "heat", "pulse", "sensory", "motor", NULL };
const enum generator_order rig_ablation_mode_orders[] = {
    GENERATOR_ORDER_STANDBY,       GENERATOR_ORDER_START_HEAT,  GENERATOR_ORDER_START_PULSE,
    GENERATOR_ORDER_START_SENSORY, GENERATOR_ORDER_START_MOTOR,
};

#define SIGNAL_ROW(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_)  \
    [SIGNAL_##enumerator] = { .name = name_, .unit = unit_, .least = least_, .most = most_, \
                              .decimals = decimals_, .labels = labels_, .sentence = sentence_ },

#define AGREED_ROW(enumerator, name_, header_, unit_, least_, most_, rest_, decimals_, sentence_) \
    [SIGNAL_AGREED_ + GENERATOR_ORDER_##enumerator] = {                                           \
        .name = "agreed." name_, .unit = unit_, .least = least_, .most = most_,                   \
        .decimals = decimals_, .sentence = "agreed: " sentence_ },

#define BENCH_SIGNAL(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_, ...) \
    SIGNAL_ROW(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_)
#define BENCH_ROW(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_, role_,  \
                  shows_)                                                                         \
    [SIGNAL_##enumerator - SIGNAL_BENCH_ - 1] = { .role = DEVICE_ROLE_##role_, .shows = shows_ },

const struct signal rig_ablation_signals[SIGNAL_COUNT] = {
    ABLATION_SIGNAL_LIST(SIGNAL_ROW)
    GENERATOR_SETTING_LIST(AGREED_ROW)
    RIG_BENCH_ABLATION_LIST(BENCH_SIGNAL)
};

const struct rig_bench_row rig_ablation_bench_rows[SIGNAL_BENCH_COUNT] = {
    RIG_BENCH_ABLATION_LIST(BENCH_ROW)
};

/* A scenario may order more than the device allows: refusing it is the device's job, and worth a
 * test. */
#define SETTING_ROW(enumerator, name_, header_, unit_, least_, most_, rest_, decimals_, sentence_) \
    [GENERATOR_ORDER_##enumerator] = {                                                             \
        .name = "generator." name_, .unit = unit_, .kind = KNOB_ORDER, .rest = rest_,              \
        .least = -2 * (most_) - 10, .most = 2 * (most_) + 10,                                      \
        .sentence = sentence_ " (device: " #least_ " .. " #most_ ")" },

#define KNOB_ROW(enumerator, name_, unit_, least_, most_, rest_, kind_, labels_, sentence_)      \
    [KNOB_##enumerator] = { .name = name_, .unit = unit_, .least = least_, .most = most_,        \
                            .rest = rest_, .kind = kind_, .labels = labels_,                     \
                            .sentence = sentence_ },

const struct knob rig_ablation_knobs[KNOB_COUNT] = {
    GENERATOR_SETTING_LIST(SETTING_ROW)
    ABLATION_KNOB_LIST(KNOB_ROW)
};

#define MUTANT_ROW(enumerator, label, sentence_, attacks_) \
    { .name = label, .sentence = sentence_, .attacks = attacks_ },
const struct mutant rig_ablation_mutants[MUTANT_COUNT] = { GENERATOR_MUTANT_LIST(MUTANT_ROW) };

const char *const rig_ablation_headline[] = {
    "generator.state", "tip.temp_c", "tissue.impedance_ohm", "output.power_w", "lesion.width_mm",
    NULL,
};

const char *const rig_ablation_pictures[] = { "lesion", NULL };
