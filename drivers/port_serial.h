/* port_serial.h - a real serial line: libserialport's one door.
 *
 * The line is set to 8N1 without handshake and taken for this program alone. Nothing waits: a read
 * takes what the system has already received, a write what it has room for. now_s is not used,
 * since a real line keeps its own time.
 *
 * An adapter that is pulled out reads as "nothing there" for ever, so an empty read also asks
 * whether the line still exists: if not, ERR_CLOSED, and the port stays closed; whoever wants it
 * back opens it anew. DTR and RTS are left asserted and are not touched at close. Pseudo-terminals
 * cannot be opened here: they have no modem lines, which the library insists on. */
#ifndef PAINRIG_DRIVERS_PORT_SERIAL_H
#define PAINRIG_DRIVERS_PORT_SERIAL_H

#include "base/why.h"
#include "port.h"

/* `name` is what the system calls it ("/dev/ttyUSB0"). ERR_UNKNOWN if there is no such port, ERR_IO
 * if it cannot be opened or set, ERR_REFUSED if another program has it; `why` has the sentence. */
MUST_CHECK enum err port_serial_create(const char *name, int baud, struct port **, struct why *why);

/* Call `see` with the name and the description of each port there is. */
MUST_CHECK enum err port_serial_list(void (*see)(void *context, const char *name,
                                                 const char *description),
                                     void *context);

#endif
