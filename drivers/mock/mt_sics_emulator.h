/* mt_sics_emulator.h - a Mettler-Toledo balance behind MT-SICS: "mt-sics".
 *
 * It weighs what the world's line has delivered (weighing.h). Commands: @, I0 to I5, S, SI, SIR, Z,
 * ZI, T, TI, TA, TAC; ES for the rest. S, T and Z wait for a stable weight, up to `patience_s`, and
 * then answer I; meanwhile other commands wait too. I4 is said unasked at power-up. */
#ifndef PAINRIG_DRIVERS_MOCK_MT_SICS_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_MT_SICS_EMULATOR_H

#include "emulator.h"

extern const struct emulator_type emulator_mt_sics;

#endif
