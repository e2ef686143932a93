/* sensirion_shdlc.h - the driver of Sensirion's liquid flow sensors on an SCC1 cable: SLF3S, LD20,
 * LG16. Sensirion/python-uart-scc1; frames in sensirion_shdlc_wire.h.
 *
 *     start   serial number (the identity), sensor type, stop, product, scale and unit of the
 *             chosen liquid, start
 *     poll    the last measurement: flow, temperature, air in the line
 *
 * Scale and unit are always read and never assumed; a unit that is not understood, and a gas, leave
 * the flow unknown and are said. An empty answer is a measurement that is not ready; many of them
 * in a row, and the measurement is started again, since the cable has lost its power. A flow above
 * the sensor's range is unknown. A mass flow becomes a volume by `density_g_per_ml`.
 *
 * Medium and unverified, and so settings: the bits of air and high flow, counts per degree. */
#ifndef PAINRIG_DRIVERS_SENSIRION_SHDLC_H
#define PAINRIG_DRIVERS_SENSIRION_SHDLC_H

#include "device.h"

extern const struct device_type device_sensirion_shdlc;

#endif
