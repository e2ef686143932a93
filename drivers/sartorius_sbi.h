/* sartorius_sbi.h - Sartorius and Minebea Intec balances by SBI: "sartorius-sbi".
 *
 * It reads mass_g and is_stable by ESC P five times a second, in the long and in the short form;
 * lines that the balance prints by itself are read too (on some, ESC P ends that). While the
 * weight is not stable the line has no unit: it is that of the last stable one, before that
 * `unit`. alarm is 0, 101 (High: overload), 102 (Low), 104 (it calibrates), 105 (OFF), 106 (APP.,
 * DIS. or PRT. ERR), or the number of Err: then there is no mass. The order `clear` sends ESC U
 * (tare), which has no answer.
 *
 * Its identity is model and serial number, by ESC x1_ and ESC x2_.
 *
 * Cubis MSE operating instructions, "Data interface"; 19200 8O1, older balances 9600 8O1 or
 * 1200 7O1. */
#ifndef PAINRIG_DRIVERS_SARTORIUS_SBI_H
#define PAINRIG_DRIVERS_SARTORIUS_SBI_H

#include "device.h"

extern const struct device_type device_sartorius_sbi;

#endif
