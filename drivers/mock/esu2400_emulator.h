/* esu2400_emulator.h - an ESU-2400 behind its wire: it sets the world's load and reads its current.
 *
 * Commands are SCPI's habit: short or long form of each word, any case, CR at the end. What it does
 * not understand it does not answer, and bit 8 of its status stands until the status was asked for.
 * The keywords of power, voltage and crest factor (READ:W?, READ:MV?, READ:CF?) are unverified.
 * Readings are made every 0.1 s (unverified), with noise, in 0.1 mA. After power-up: 100 ohm.
 *
 * A load that is switched while current flows is counted: contacts burn. */
#ifndef PAINRIG_DRIVERS_MOCK_ESU2400_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_ESU2400_EMULATOR_H

#include "emulator.h"

/* Behind the line's faults, EMULATOR_FAULT_COUNT of them.
 * enumerator, name, unit, most, sentence */
#define ESU2400_KNOB_LIST(X)                                                              \
    X(HOLD,    "hold",         "-", 1,   "1: its readings stand still")                   \
    X(FAN,     "fan_blocked",  "-", 2,   "1: the first fan is blocked; 2: the second")    \
    X(STUCK,   "load_stuck",   "-", 1,   "1: the load does not switch")                   \
    X(GAIN,    "gain_error",   "-", 1,   "the current reads so much too high, 0.01: 1 %") \
    X(RESTART, "restart",      "-", 1,   "1: it is switched off and on")

extern const struct emulator_type emulator_esu2400;

#endif
