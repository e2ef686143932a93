/* iet_prs_emulator.h - an IET PRS-200 behind its wire: it sets the world's load.
 *
 * SOURce:DATA (or SOUR:DATA) with ten digits switches its relays: open for 1 ms, settled after
 * 5 ms, unless it goes through a short (mode digit 2; 1 is open). 20 mohm are left at 0. It answers
 * to *IDN? alone. After power-up: 0 ohm (unverified). What it bears in all is power_max_w: more is
 * a signal, and nothing is done about it, as in the box itself. */
#ifndef PAINRIG_DRIVERS_MOCK_IET_PRS_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_IET_PRS_EMULATOR_H

#include "emulator.h"

/* Behind the line's faults, EMULATOR_FAULT_COUNT of them.
 * enumerator, name, unit, most, sentence */
#define IET_PRS_KNOB_LIST(X)                                                         \
    X(STUCK,   "relays_stuck", "-",   1,   "1: its relays do not switch")            \
    X(CONTACT, "contact_ohm",  "ohm", 1e4, "resistance of worn contacts, in series") \
    X(RESTART, "restart",      "-",   1,   "1: it is switched off and on")

extern const struct emulator_type emulator_iet_prs;

#endif
