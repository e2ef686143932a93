/* port_tap.h - a port that lets everything pass and tells a sink about it.
 *
 * The sink is called with every run of bytes that really passed, in both directions, with the time
 * of the call that moved them. It must not touch the port. Recording a wire is a sink that writes
 * lines. */
#ifndef PAINRIG_DRIVERS_PORT_TAP_H
#define PAINRIG_DRIVERS_PORT_TAP_H

#include "port.h"

/* Takes over `beneath`, which stays the caller's if this fails; `context` is handed to the sink. */
MUST_CHECK enum err port_tap_create(struct port *beneath,
                                    void (*sink)(void *context, double now_s, enum port_direction,
                                                 const uint8_t *bytes, size_t count),
                                    void *context, struct port **);

#endif
