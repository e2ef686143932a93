/* graseby3000.h - Graseby 3000/500 and Micro 3100/505, clinical infusion pumps, as a pump on a
 * bench: Technical Service Manual, pages 12-4 to 12-23.
 *
 *   control    The pump may always be watched, but obeys only while its computer control is on. It
 *              is asked for at the start and again before an order when it has gone: a key that
 *              somebody presses ends it, and so does its watchdog. It cannot be had while the pump
 *              runs: then nobody but a person at the pump can hold it, and an event says so.
 *   watchdog   Every good record feeds it; it ends control after watchdog_s. The manual does not
 *              say that it stops the pump: a vtbi_ml bounds what it gives by itself.
 *   rate       In 0.1 mL/h up to 99.9 mL/h, in 1 mL/h above, said when that changes it by more than
 *              0.1 %; set on hold, titrated while it runs. The reply's return code and the rate
 *              that it echoes are both checked, as the manual recommends.
 *   alarms     The numbers of the manual, 1 to 20 (hexadecimal 14); "on hold" (7) is none.
 *   safe       Hold, until the status says that it neither runs nor keeps the vein open.
 *
 * Not documented, and therefore settings: the CRC's seed, the characters of the return codes; and
 * the line's speed, which a bench file may give. */
#ifndef PAINRIG_DRIVERS_GRASEBY3000_H
#define PAINRIG_DRIVERS_GRASEBY3000_H

#include "device.h"

extern const struct device_type device_graseby3000;

#endif
