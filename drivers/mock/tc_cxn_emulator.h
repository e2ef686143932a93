/* tc_cxn_emulator.h - a T&C Power Conversion generator behind its wire, "new" protocol.
 *
 * After power-up: nobody in control, output off, 0 W. Control goes to who asks (BC 0x5555) and is
 * dropped, with output and set-point, when nothing was heard for 2 s. What sets anything without
 * control is answered '?'.
 *
 * The forward power is what was set; a load that is not source_ohm reflects gamma^2 of it. What
 * would reflect more than the reverse limit is folded back to the limit; an open load switches the
 * output off after 0.1 s. Status words are made every 50 ms, so they show an order one cycle late
 * (unverified: how long a cycle is). */
#ifndef PAINRIG_DRIVERS_MOCK_TC_CXN_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_TC_CXN_EMULATOR_H

#include "emulator.h"

/* Behind the line's faults, EMULATOR_FAULT_COUNT of them.
 * enumerator, name, unit, most, sentence */
#define TC_CXN_KNOB_LIST(X)                                                            \
    X(INTERLOCK,   "interlock_open",   "-", 1,   "1: the interlock is open")           \
    X(HOT,         "over_temperature", "-", 1,   "1: it is too hot")                   \
    X(REVERSE,     "reverse_limit",    "-", 1,   "1: it trips on reflected power")     \
    X(LOST,        "control_lost",     "-", 1,   "1: control goes to the front panel") \
    X(HEATSINK,    "heatsink_c",       "C", 200, "temperature of its heatsink at rest") \
    X(STUCK_ON,    "output_stuck",     "-", 1,   "1: output off is answered, and it stays on") \
    X(STUCK_SET,   "set_stuck",        "-", 1,   "1: a set-point is answered, and not taken")

extern const struct emulator_type emulator_tc_cxn;

#endif
