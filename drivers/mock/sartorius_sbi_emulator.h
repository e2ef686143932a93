/* sartorius_sbi_emulator.h - a Sartorius balance behind SBI: "sartorius-sbi".
 *
 * It weighs what the world's line has delivered (weighing.h). Commands: ESC P T U V Z x1_ x2_ x3_,
 * CR LF or not; all others are not answered, as on the MSE1203S. It prints by itself when it is set
 * to; ESC P then answers once and ends that, ESC T and ESC V begin it again, and identities come
 * in between. While it calibrates (ESC Z) it says so instead of a weight. */
#ifndef PAINRIG_DRIVERS_MOCK_SARTORIUS_SBI_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_SARTORIUS_SBI_EMULATOR_H

#include "emulator.h"

extern const struct emulator_type emulator_sartorius_sbi;

#endif
