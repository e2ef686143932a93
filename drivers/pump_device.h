/* pump_device.h - the reference pump as an instrument among others: "it-pump".
 *
 * A small driver in device.h's terms, beside the full client (pump.h) that the rig uses: it says
 * who is there, reads the status and stops the pump. It never starts anything. It is for whoever
 * has the port after the rig, the guard and `painrig stop`, and for `painrig ports`.
 * PUMP_PROTOCOL.md is the manual.
 *
 * Readings: rate, is running, volume (delivered since the pump was made), alarm (the bits of its
 * alarms). Orders: run 0.
 *
 * A pump refuses numbers that were used before, and tells the last one: so a stranger to the
 * session goes on from there. The safe state is stopped: confirmed by its ACK of STOP, and then by
 * a status that says so. */
#ifndef PAINRIG_DRIVERS_PUMP_DEVICE_H
#define PAINRIG_DRIVERS_PUMP_DEVICE_H

#include "device.h"

extern const struct device_type device_it_pump;

#endif
