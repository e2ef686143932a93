/* ne1000_emulator_inside.h - what the parts of the emulator share. Nobody else includes it. */
#ifndef PAINRIG_DRIVERS_MOCK_NE1000_EMULATOR_INSIDE_H
#define PAINRIG_DRIVERS_MOCK_NE1000_EMULATOR_INSIDE_H

#include "emulator_line.h"
#include "ne1000_emulator.h"
#include "syringe.h"

#include <stdbool.h>

#define NE1000_COMMAND_MAX  80u
#define NE1000_UL_UP_TO_MM 14.0     /* a syringe up to this is counted in microlitres */

/* enumerator, name, unit, most, sentence; 0 is perfect */
#define KNOB_LIST(X)                                                                          \
    X(STALL,    "stall",         "-", 1,   "1: the motor stalls while it pumps")              \
    X(RESET,    "reset",         "-", 1,   "1: its power is interrupted once")                \
    X(PROGRAM,  "program_error", "-", 1,   "1: it finds an error in its programme, once")     \
    X(PHASE,    "phase_error",   "-", 1,   "1: it finds a phase out of range, once")          \
    X(DROP_ETX, "drop_etx",      "-", 1e6, "the next so many answers lack their last byte")   \
    X(STUCK,    "set_stuck",     "-", 1,   "1: rate and diameter are answered, and not taken") \
    X(STILL,    "run_stuck",     "-", 1,   "1: RUN is answered, and it stands still")

#define KNOB_ENUM(name, ...) KNOB_##name,
enum { KNOB_BEFORE_ = EMULATOR_FAULT_COUNT - 1, KNOB_LIST(KNOB_ENUM) KNOB_COUNT };
#undef KNOB_ENUM

enum state { STOPPED, PAUSED, INFUSING, WITHDRAWING, PURGING, STATE_COUNT };
struct unit { const char *text; double ul_per_h; };
struct rate { double value; const struct unit *unit; };

struct ne1000 {
    struct emulator      emulator;
    struct emulator_line line;
    double knobs[KNOB_COUNT];
    /* kept over a power cycle */
    int    address, safe_mode_s;
    char   version[24];
    double reply_s;
    bool   is_reply_new;
    struct rate stored;
    double target, ul_per_count;            /* in counts: uL or mL */
    bool   is_withdrawing;
    long   eeprom_writes;
    /* lost */
    enum state  state;
    struct rate rate;
    char   alarm;                           /* 0: none */
    bool   is_told_unasked, is_timing;
    double packet_s;                        /* of the last good packet */
    double run_ul;                          /* towards the target */
    double infused_ul, withdrawn_ul;        /* its own counts */
    struct syringe syringe;
};

static inline bool is_moving(const struct ne1000 *pump) { return pump->state >= INFUSING; }

static inline double rate_ul_per_h(const struct rate *rate)
{
    return rate->value * rate->unit->ul_per_h;
}

/* "UH", "MH", "UM" or "MM"; NULL: none. */
const struct unit *ne1000_unit_of(const char *text);

/* Obey "RAT5.0MH", capitals without spaces: the data of its reply, or an error, in `out`. */
void ne1000_command(struct ne1000 *, const char *command, char out[NE1000_COMMAND_MAX]);

#endif
