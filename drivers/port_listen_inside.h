/* port_listen_inside.h - what the two listeners show each other. */
#ifndef PAINRIG_DRIVERS_PORT_LISTEN_INSIDE_H
#define PAINRIG_DRIVERS_PORT_LISTEN_INSIDE_H

#include "port.h"

bool        pty_server_is(const struct port *);
bool        pty_server_is_used(struct port *);
const char *pty_server_link(const struct port *);

#endif
