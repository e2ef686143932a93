/* keller.h - the driver of KELLER's digital pressure transmitters (series 33X, 35X, LEO5, adapter
 * K-114) on the KELLER bus. KELLERAGfuerDruckmesstechnik/keller_protocol_python; frames in
 * keller_wire.h.
 *
 *     start   initialise (F48), then the serial number (F69), which is the identity; if so set, the
 *             pressure now is zero (F95)
 *     poll    pressure (F73, bar) and temperature (F74, 0.01 C): two functions, so that an answer
 *             that comes too late is never taken for the other one's
 *
 * A transmitter that has lost its power refuses everything until it is initialised again, which is
 * done and said. NAN, infinity, and the status bit of its channel are unknown. The order "clear"
 * makes the pressure now zero.
 *
 * Two-wire adapters give back every byte sent. `echo`: auto finds out, yes insists, no never looks.
 * Address 250 reaches whoever is alone on the line; its answer may have any address.
 *
 * Medium: the list of refusals; one that it does not have is said by its number. */
#ifndef PAINRIG_DRIVERS_KELLER_H
#define PAINRIG_DRIVERS_KELLER_H

#include "device.h"

extern const struct device_type device_keller;

#endif
