/* port_tap.h - a port that lets everything pass and tells a sink about it.
 *
 * The sink is called with every run of bytes that really passed, in both directions, with the time
 * of the call that moved them. It must not touch the port. Recording a wire is a sink that writes
 * lines (port_record.h).
 *
 * Who also wants to know of the line itself asks for port_tap_watch: then the modem lines and the
 * counts beneath are looked at with every read, and each change is told in words:
 *
 *     open, closed               the port beneath is there; it has gone (once)
 *     dtr 0, rts 1, break 1      what our side has set
 *     cts 0, dsr 1, dcd 1, ring 0     what is seen of the other side
 *     parity 2, framing 1, overrun 4, breaks 1     so many more than at the last look */
#ifndef PAINRIG_DRIVERS_PORT_TAP_H
#define PAINRIG_DRIVERS_PORT_TAP_H

#include "port.h"

#define PORT_TAP_EVENT_SIZE 64

/* Takes over `beneath`, which stays the caller's if this fails; `context` is handed to the sink. */
MUST_CHECK enum err port_tap_create(struct port *beneath,
                                    void (*sink)(void *context, double now_s, enum port_direction,
                                                 const uint8_t *bytes, size_t count),
                                    void *context, struct port **);

/* From now on; "open" is told at once. The context is the sink's. */
void port_tap_watch(struct port *tap, double now_s,
                    void (*note)(void *context, double now_s, const char *event));

#endif
