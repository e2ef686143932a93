/* phd_ultra_emulator_inside.h - what the parts of the emulator share. Nobody else includes it. */
#ifndef PAINRIG_DRIVERS_MOCK_PHD_ULTRA_EMULATOR_INSIDE_H
#define PAINRIG_DRIVERS_MOCK_PHD_ULTRA_EMULATOR_INSIDE_H

#include "emulator_line.h"
#include "phd_ultra_emulator.h"
#include "syringe.h"

#define PHD_COMMAND_MAX 80u
#define PHD_TEXT_MAX    200u

/* enumerator, name, unit, most, sentence; 0 is perfect */
#define KNOB_LIST(X)                                                                          \
    X(STALL,   "stall",         "-", 1,   "1: the motor stalls while it pumps")               \
    X(LEAK,    "leak",          "-", 1e6, "T* leaks in front of the next so many replies")    \
    X(SILENT,  "silent_sets",   "-", 1,   "1: sets are obeyed without a word, as in a chain") \
    X(FOREIGN, "wrong_address", "-", 1e6, "the next so many replies have a wrong address")   \
    X(STUCK,   "set_stuck",     "-", 1,   "1: rate and diameter are answered, and not taken")

#define KNOB_ENUM(name, ...) KNOB_##name,
enum { KNOB_BEFORE_ = EMULATOR_FAULT_COUNT - 1, KNOB_LIST(KNOB_ENUM) KNOB_COUNT };
#undef KNOB_ENUM

enum state { IDLE, INFUSING, WITHDRAWING, STALLED, TARGET, STATE_COUNT };
struct unit { const char *text; double ul_per_h; };
struct rate { double value; const struct unit *unit; };

struct phd {
    struct emulator      emulator;
    struct emulator_line line;
    double knobs[KNOB_COUNT];
    int    address, digits;
    bool   is_elite, is_poll_on, is_echoing, is_nvram_off;
    char   version[40];
    double reply_s, target_ul;
    enum state     state;
    struct rate    rate;
    double infused_ul, withdrawn_ul, run_s;     /* its own counts */
    double commanded_s;
    long   nvram_writes, lost_commands;
    struct syringe syringe;
};

static inline double phd_rate_ul_per_h(const struct phd *pump)
{
    return pump->rate.value * pump->rate.unit->ul_per_h;
}

/* That it starts with: 1 ul/min. */
extern const struct unit phd_unit_usual;

/* Obey "irate 10 ul/min", small letters: the lines of its reply in `out`, empty for the prompt
 * alone. True: it has set something. */
bool phd_command(struct phd *, const char *command, char out[PHD_TEXT_MAX]);

#endif
