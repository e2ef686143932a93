/* graseby3000_emulator.h - a Graseby 3000/500 behind its wire, from the Technical Service Manual,
 * pages 12-4 to 12-23.
 *
 *     off <--power--> hold --O--> run --volume infused--> keeps the vein open
 *                      ^  ^-- S ---'--- S ------------------'
 *                      '-- S --- alarm <--- air, occlusion, empty bag, door, from run or there
 *
 * It starts as after power-up: on hold, without computer control. What is asked for is answered
 * even when it is off; what is ordered only under control. Control ends with a key press and when
 * no good record comes for its watchdog's time. What the manual leaves open (the CRC's seed, the
 * characters of the return codes, whether the pump goes on hold when the watchdog expires, how fast
 * it keeps a vein open) is a setting. */
#ifndef PAINRIG_DRIVERS_MOCK_GRASEBY3000_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_GRASEBY3000_EMULATOR_H

#include "emulator.h"

extern const struct emulator_type emulator_graseby3000;

#endif
