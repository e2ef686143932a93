/* generator_device.h - the reference generator as an instrument among others: "rf-generator".
 *
 * A small driver in device.h's terms, beside the full client (generator.h) that the rig uses: it
 * says who is there, reads the status and switches the output off. It never starts anything. It is
 * for whoever has the port after the rig, the guard and `painrig stop`, and for `painrig ports`.
 * GENERATOR_PROTOCOL.md is the manual.
 *
 * Readings: power, volts, current and temperature of the tip, output (radiofrequency or
 * stimulation), alarm (100 + the number of its fault, 0: none). Orders: output 0.
 *
 * The safe state is its standby: confirmed by its OK, and then by a status without output. Asking
 * feeds the generator's host watchdog, so whoever polls it also keeps what it does alive. */
#ifndef PAINRIG_DRIVERS_GENERATOR_DEVICE_H
#define PAINRIG_DRIVERS_GENERATOR_DEVICE_H

#include "device.h"

extern const struct device_type device_rf_generator;

#endif
