/* port_listen.h - the device's side of a pseudo-terminal or of a TCP port, for emulators and
 * recordings: it outlives its clients.
 *
 * A pseudo-terminal is raw before anybody can open it, or a device would hear its own echo; a
 * descriptor of the client's side is kept, or the first client that goes would be the last
 * (read: EIO); the link appears at once and whole, and goes when the port is destroyed. What
 * another program has left under that name is never overwritten, but for a link whose terminal is
 * gone.
 *
 * TCP has one client at a time: another is let in and shown out at once, so that it sees a closed
 * port and not a silent one.
 *
 * While nobody is there, what is written is lost, as on a real line; what a client that went has
 * not read is not the next one's. ERR_CLOSED never happens. Beyond that port_stream.h holds. */
#ifndef PAINRIG_DRIVERS_PORT_LISTEN_H
#define PAINRIG_DRIVERS_PORT_LISTEN_H

#include "port_open.h"

/* `link`: the name to be made; its folder must be there. */
MUST_CHECK enum err port_listen_pty(const char *link, struct port **, struct why *);

/* `tcp_port` 0: one that is free. */
MUST_CHECK enum err port_listen_tcp(const char *host, int tcp_port, struct port **, struct why *);

/* What a client is told to open: "pty:/tmp/pump", "tcp:127.0.0.1:40123"; "" for a port that is of
 * neither function above. */
void port_listen_address(const struct port *, char out[PORT_ADDRESS_SIZE + 16]);

/* Somebody has it open now. Only of the two above. */
bool port_listen_is_used(struct port *);

#endif
