/* mt_sics.h - Mettler-Toledo balances by MT-SICS: "mt-sics".
 *
 * It reads mass_g and is_stable by SI, ten times a second, in any unit of mass that the panel is
 * set to. alarm is 0, 101 (overload), 102 (underload), 103 (the panel shows no unit of mass), or
 * the number of the balance's own error: then there is no mass. The order `clear` tares, at once
 * by default (TI): a tare that waits for stability (T, Z) may take a minute, during which nothing
 * is weighed. A repeating weight (SIR) that somebody left on is read too.
 *
 * Its identity is model and serial number, "XS204 Excellence 220.0090 g B021002593". The balance
 * that says I4 unasked was switched on: the link begins anew. Nothing is ever reset: "@" would
 * forget the tare in the middle of a weighing.
 *
 * MT-SICS reference manual 11781363; operating instructions of AT and AL-IC. */
#ifndef PAINRIG_DRIVERS_MT_SICS_H
#define PAINRIG_DRIVERS_MT_SICS_H

#include "device.h"

extern const struct device_type device_mt_sics;

#endif
