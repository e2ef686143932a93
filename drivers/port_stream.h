/* port_stream.h - a descriptor as a port: a pseudo-terminal that an emulator has made, or a TCP
 * connection to a terminal server (ser2net, raw) or an emulator.
 *
 * libserialport does not open pseudo-terminals, since they have no modem lines. Nor have they a
 * baud: bytes cross at once, in bursts of up to 4096, parity is dropped in silence and a break does
 * nothing. What needs the line's true timing is tested on port_pipe.h. So port_line, port_set and
 * port_look are ERR_UNKNOWN here.
 *
 * A pseudo-terminal is set raw, taken for this program alone (flock) and emptied of what came
 * before us. TCP is set not to gather small writes (TCP_NODELAY).
 *
 * Nothing waits after opening. The other side is gone, ERR_CLOSED for good, when
 *
 *     a read says 0 bytes of a descriptor that calls itself hung up, or readable
 *     a write says EIO, EPIPE or ECONNRESET
 *
 * and never because nothing has arrived. now_s is not used: a real line keeps its own time. */
#ifndef PAINRIG_DRIVERS_PORT_STREAM_H
#define PAINRIG_DRIVERS_PORT_STREAM_H

#include "base/why.h"
#include "port.h"

#define PORT_STREAM_PATIENCE_S 5.0      /* for a TCP host to answer */

/* Errors and sentences as port_open.h has them. `path` may be a link. */
MUST_CHECK enum err port_stream_pty(const char *path, struct port **, struct why *);
MUST_CHECK enum err port_stream_tcp(const char *host, int tcp_port, double patience_s,
                                    struct port **, struct why *);

/* What poll(2) says of a descriptor: for who has read 0 bytes from it. */
enum port_state { PORT_STATE_EMPTY, PORT_STATE_READABLE, PORT_STATE_HUNG_UP };
enum port_state port_stream_state(int descriptor);

/* For port_listen.c: one read or write of a descriptor that does not block, by the rules above. */
MUST_CHECK enum err port_stream_take(int descriptor, uint8_t *bytes, size_t room, size_t *count);
MUST_CHECK enum err port_stream_give(int descriptor, const uint8_t *bytes, size_t count,
                                     size_t *taken);
/* Small writes at once, and a peer that vanished is noticed. */
void port_stream_settle(int tcp_descriptor);
/* Raw, as port_stream_pty sets it. False: errno. */
bool port_stream_raw(int tty_descriptor);

#endif
