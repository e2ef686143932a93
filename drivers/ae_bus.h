/* ae_bus.h - Advanced Energy generators that speak AE Bus (Apex, Cesar, HFV 8000, Paramount MF,
 * HPG, Dressler): "ae-bus".
 *
 * An industrial generator in the place of a lesion generator: HFV 8000 and Paramount MF work at 300
 * to 500 kHz, and give kilowatts, so bench limits matter. The bytes are ae_bus_wire.h's.
 *
 * Control. Behind its name the driver takes host control (14/2) and sets the regulation (3: load,
 * or forward); when the unit then answers that the host is not in control (CSR 1), control is
 * taken again, and the refused order has to be given again. Output off is always honoured, whoever
 * has control.
 *
 * The unit has no watchdog: a host that is gone leaves the output as it was. So the program that
 * runs it is watched (guard.h), and when the link is lost while the output may be on, output off
 * goes out ahead of every further question until it is answered.
 *
 * Readings: power (delivered), forward, reflected, set power, output, own temperature (of the cold
 * plate), alarm (10 * byte + bit of the first alarm of its process status: 17, interlock). Every
 * refusal and every change of a status bit is a sentence. Orders: power, output.
 *
 * Safe: output off, set-point 0 (which needs control, and is not insisted on), status without
 * output. */
#ifndef PAINRIG_DRIVERS_AE_BUS_H
#define PAINRIG_DRIVERS_AE_BUS_H

#include "device.h"

extern const struct device_type device_ae_bus;

#endif
