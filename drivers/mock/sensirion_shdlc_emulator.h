/* sensirion_shdlc_emulator.h - an SCC1 sensor cable with a liquid flow sensor SLF3S-0600F behind
 * it, which sees the flow of the emulators' world.
 *
 * After power-up nothing is measured until a host starts it; the first value is ready 15 ms and one
 * interval later, and until then the answer is empty. */
#ifndef PAINRIG_DRIVERS_MOCK_SENSIRION_SHDLC_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_SENSIRION_SHDLC_EMULATOR_H

#include "emulator.h"

extern const struct emulator_type emulator_sensirion_shdlc;

#endif
