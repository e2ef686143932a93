/* port_serial.h - a real serial line: libserialport's one door.
 *
 * Found by name or by USB identity, set as a whole (bits, parity, stop bits, handshake, DTR and RTS
 * on), emptied of what came before us, and taken for this program alone (flock, TIOCEXCL). Nothing
 * waits: a read takes what the system has already received, a write what it has room for. now_s is
 * not used, since a real line keeps its own time.
 *
 * An adapter that is pulled out reads as "nothing there" for ever, so an empty read also asks the
 * system (libserialport never would). ERR_CLOSED, for good, when
 *
 *     the count of waiting bytes cannot be told       (EIO, ENODEV)
 *     the descriptor calls itself hung up, or readable with 0 bytes to read
 *     a write fails for more than a full queue
 *
 * Bytes that came with a parity or framing error are handed over as they are; port_look has the
 * counts where the adapter's driver keeps them (TIOCGICOUNT), zeros where it does not. port_set
 * takes DTR, RTS (not while RTS is the handshake: ERR_REFUSED) and break.
 *
 * FTDI adapters gather bytes for 16 ms before they hand them over: their latency timer is set to
 * 1 ms and restored at destroy (port_latency.h); port_note says where that was not permitted.
 * Control lines are not touched at close. Pseudo-terminals cannot be opened here: they have no
 * modem lines, which the library insists on. */
#ifndef PAINRIG_DRIVERS_PORT_SERIAL_H
#define PAINRIG_DRIVERS_PORT_SERIAL_H

#include "port_open.h"

struct port_serial_found {
    char name[64];              /* "/dev/ttyUSB0"                        */
    char description[128], manufacturer[128];
    char serial[64];            /* empty: it has none                    */
    int  vendor, product;       /* -1: it is on no USB                   */
};

/* Errors and sentences as port_open.h has them. */
MUST_CHECK enum err port_serial_create(const struct port_address *, const struct port_line *,
                                       struct port **, struct why *);

/* By what it will be found again wherever it is plugged in; false, and untouched, if it has no USB
 * identity. The port must come from port_serial_create, here and below. */
bool port_serial_identity(const struct port *, struct port_address *);

/* "/dev/ttyUSB0" */
const char *port_serial_name(const struct port *);

/* Call `see` with each port there is. ERR_IO where the system does not show its devices. */
MUST_CHECK enum err port_serial_list(void (*see)(void *context, const struct port_serial_found *),
                                     void *context);

/* The port of that address, where it is now. ERR_UNKNOWN: with what there is instead; ERR_RANGE:
 * there are several. */
MUST_CHECK enum err port_serial_find(const struct port_address *, struct port_serial_found *,
                                     struct why *);

#endif
