/* modbus_rtu_emulator.h - a pump with a thermometer that speaks Modbus RTU, with this map:
 *
 *     input    0, 1   float   C       first probe          input 6     s16   0.1 C  first probe
 *     input    2, 3   float   uL/h    flow out of the line input 7     u16   1: as coil 0
 *     input    4, 5   float   kPa     in the line          input 100   u16   4711, for an identity
 *     holding  0, 1   float   uL/h    the rate to pump at  holding 2 .. 31   u16, of no meaning
 *     coil     0      1: pump                              coil 1 .. 15      of no meaning
 *     discrete 0      air in the line
 *
 * After power-up every coil and holding register is 0. Function 17 says "painrig pump". Floats are
 * high word first, or low word first by `word_order`. */
#ifndef PAINRIG_DRIVERS_MOCK_MODBUS_RTU_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_MODBUS_RTU_EMULATOR_H

#include "emulator.h"

extern const struct emulator_type emulator_modbus_rtu;

#endif
