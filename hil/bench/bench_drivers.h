/* bench_drivers.h - what a bench file may call a driver: the instruments of device_types, and
 *
 *     knobs           drivers/KNOB_PROTOCOL.md: the control port of an emulated device, or of a
 *                     stand with switches of its own: faults and the body's knobs reach it. Its row
 *                     names it, its line and its role; it has no functions (stand_knobs.c).
 *
 * Two of the instruments have a full client of their own, which the rig uses in place of
 * drivers/device.h: rf-generator (drivers/generator.h) and it-pump (drivers/pump.h). */
#ifndef PAINRIG_HIL_BENCH_DRIVERS_H
#define PAINRIG_HIL_BENCH_DRIVERS_H

#include "base/why.h"
#include "drivers/device.h"

extern const struct device_type bench_knobs;

/* The rig's own client talks to it. */
bool bench_driver_has_client(const struct device_type *);

/* ERR_UNKNOWN with the nearest. */
MUST_CHECK enum err bench_driver_find(const char *name, const struct device_type **, struct why *);

/* "ne1000, phd-ultra": those that can play the role, for sentences. */
void bench_drivers_of(enum device_role, char *out, size_t size);

#endif
