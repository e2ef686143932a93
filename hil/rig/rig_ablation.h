/* rig_ablation.h - RIG: a radiofrequency generator, its cable, a
 * patient's pad, and a needle in tissue.
 *
 *     orders -> client -> tap -> faulty wire -> pipe -> mock firmware
 *     firmware -> output -> plant -> thermocouple, impedance -> firmware
 *
 * One tick is 10 ms. The scenario's `setup` takes the names of case.h for the plant, and
 *
 *     thermocouple.lag_s    0.25       pad.ohm            60
 *     thermocouple.noise_c  0.05       serial.baud        115200
 *                                      accuracy_percent   1
 *
 * and, to test the tests, firmware.without ("over_temp": that interlock never trips),
 * firmware.slower_s, and firmware.mutant ("hold_short"; rig_setup's mutant has precedence).
 * Lags, noise and the pad's impedance are usual values (unverified). */
#ifndef PAINRIG_HIL_RIG_ABLATION_H
#define PAINRIG_HIL_RIG_ABLATION_H

#include "hil/rig/rig.h"

extern const struct rig_type rig_ablation;

#endif
