/* phd_ultra_emulator.h - a Harvard PHD ULTRA or Pump 11 Elite behind its wire, from the guide
 * 5419-002, pages 83 and 88.
 *
 *     idle : --irun--> infusing > --stop--> idle :
 *                         |  '--target reached--> T*  (and says so unasked)
 *                         '-----motor stalls----> *   (and says so unasked)
 *
 * `model` chooses the flavour: "phd-ultra" puts the bare address in front of each line and tells
 * times in seconds; "11-elite" puts address and prompt there, tells milliseconds, has a sixth flag,
 * and loses commands that come faster than twenty in a second. A prompt T* or * stays until the
 * next run or stop. It starts as after power-up: idle. */
#ifndef PAINRIG_DRIVERS_MOCK_PHD_ULTRA_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_PHD_ULTRA_EMULATOR_H

#include "emulator.h"

extern const struct emulator_type emulator_phd_ultra;

#endif
