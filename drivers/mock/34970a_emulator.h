/* 34970a_emulator.h - a Keysight 34970A scanner with a multiplexer in its first slot: channels 101
 * .. 104 are the probes of the emulators' world, all others are open.
 *
 * After power-up it is in local, takes nothing but *IDN?, SYST:REM and SYST:ERR? (unverified), has
 * no scan list, and reads volts. */
#ifndef PAINRIG_DRIVERS_MOCK_34970A_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_34970A_EMULATOR_H

#include "emulator.h"

extern const struct emulator_type emulator_34970a;

#endif
