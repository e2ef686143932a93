/* port_borrow.h - another's port, for a shim that would own it.
 *
 * A shim takes over what is beneath it and destroys it with itself. Where the port belongs to
 * somebody else, to a stand or to a server that goes on, this stands between: everything passes,
 * every question is handed down, and destroying it leaves the port alone. */
#ifndef PAINRIG_DRIVERS_PORT_BORROW_H
#define PAINRIG_DRIVERS_PORT_BORROW_H

#include "port.h"

/* `beneath` must outlive it. */
MUST_CHECK enum err port_borrow_create(struct port *beneath, struct port **);

#endif
