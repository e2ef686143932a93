/* port_latency.h - the latency timer of an FTDI adapter: how long it gathers bytes before it hands
 * them over; 16 ms from the factory, 1 ms at the least (FTDI AN232B-04).
 *
 *     /sys/bus/usb-serial/devices/ttyUSB0/latency_timer
 *
 * Other adapters have no such knob. It is the system's, not the program's: whoever lowers it
 * puts it back. */
#ifndef PAINRIG_DRIVERS_PORT_LATENCY_H
#define PAINRIG_DRIVERS_PORT_LATENCY_H

#include "base/why.h"

struct port_latency {
    char path[128];
    int  before_ms;             /* 0: nothing to be restored */
};

/* `name`: "/dev/ttyUSB0". Set it to 1 ms. ERR_OK also when there is no such knob; ERR_REFUSED
 * with a sentence when it may not be set. */
MUST_CHECK enum err port_latency_lower(struct port_latency *, const char *name, struct why *);
void port_latency_restore(struct port_latency *);

#endif
