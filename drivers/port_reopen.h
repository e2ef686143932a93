/* port_reopen.h - a port that comes back: unplugged, switched off, found again under another name.
 *
 * While what is beneath it is gone the line is silent: reads have nothing, what is written is lost,
 * as with a cut cable; a driver sees its device lost, and identifies it anew when it answers again.
 * So who needs to end with the cable (a source of energy) does not use this. It looks for the port
 * by the USB identity that it had, or as it was addressed if it had none, PORT_REOPEN_FIRST_S after
 * it went and then half as often each time, down to once in PORT_REOPEN_LAST_S. Each look may take
 * as long as opening does, for tcp PORT_REOPEN_PATIENCE_S at most.
 *
 * The sink is told both: "serial:/dev/ttyUSB0 has gone", "... is back as /dev/ttyUSB1". A
 * descriptor that was handed out (port_descriptor) is dead once the port has gone. */
#ifndef PAINRIG_DRIVERS_PORT_REOPEN_H
#define PAINRIG_DRIVERS_PORT_REOPEN_H

#include "port_open.h"

#define PORT_REOPEN_FIRST_S    0.1
#define PORT_REOPEN_LAST_S     2.0
#define PORT_REOPEN_PATIENCE_S 0.05

/* Opens it: fails as port_open does. `tell` may be NULL. */
MUST_CHECK enum err port_reopen_create(const struct port_address *, const struct port_line *,
                                       void (*tell)(void *context, double now_s,
                                                    const char *sentence),
                                       void *context, struct port **, struct why *);

bool port_reopen_is_away(const struct port *);

#endif
