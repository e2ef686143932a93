/* keller_emulator.h - a KELLER pressure transmitter of series 33X, which feels the pressure of the
 * line in the emulators' world.
 *
 * After power-up it refuses everything with "not initialised" until a host initialises it. Its zero
 * survives. */
#ifndef PAINRIG_DRIVERS_MOCK_KELLER_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_KELLER_EMULATOR_H

#include "emulator.h"

extern const struct emulator_type emulator_keller;

#endif
