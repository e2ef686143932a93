/* port_open.h - a port by its address, as a bench file and a command line write it.
 *
 *     serial:/dev/ttyUSB0         by name; serial:ttyUSB0 is the same
 *     serial:0403:6001:A10K2X     by USB vendor, product and serial number: survives re-plugging
 *                                 under another name; serial:0403:6001 when there is only one
 *     pty:/tmp/pump               the pseudo-terminal (or link to it) that an emulator has made
 *     tcp:localhost:2001          a terminal server (ser2net, raw), or an emulator
 *     replay:FILE.rec             a recording plays the device, whatever it is asked
 *     replay-strict:FILE.rec      a recording plays the device, if it is asked as it was then
 *
 * The line behind it: "19200 8O1", handshake none, rts/cts or xon/xoff: "9600 7E2 xon/xoff". A pty
 * and tcp take it for the time that bytes need, and cannot set it.
 *
 * `port_listen` makes the other side: a pseudo-terminal with a link to it, or a TCP server for one
 * client at a time; both outlive their clients (port_listen.h). Nothing blocks after opening. */
#ifndef PAINRIG_DRIVERS_PORT_OPEN_H
#define PAINRIG_DRIVERS_PORT_OPEN_H

#include "base/why.h"
#include "port.h"

#define PORT_ADDRESS_SIZE 256

#define PORT_LINE_TEXT_SIZE 40

enum port_kind { PORT_KIND_SERIAL, PORT_KIND_PTY, PORT_KIND_TCP, PORT_KIND_REPLAY,
                 PORT_KIND_REPLAY_STRICT };

struct port_address {
    enum port_kind kind;
    char           name[PORT_ADDRESS_SIZE];     /* "/dev/ttyUSB0", "/tmp/pump", "localhost";
                                                 * empty: by USB */
    int            tcp_port;
    int            vendor, product;             /* -1: by name */
    char           serial[64];                  /* may be empty */
};

/* ERR_PARSE with a sentence that has an example. The TCP port may be 0: port_listen chooses. */
MUST_CHECK enum err port_address_parse(const char *text, struct port_address *, struct why *);
/* As it may be written again. */
void port_address_print(const struct port_address *, char *out, size_t size);
/* "9600" is "9600 8N1". */
MUST_CHECK enum err port_line_parse(const char *text, struct port_line *, struct why *);
/* "19200 8O1", with its handshake if it has one: reads back as the same. */
void port_line_print(const struct port_line *, char *out, size_t size);

/* Open for this program alone. ERR_UNKNOWN: there is no such port (the sentence has the nearest
 * that there is); ERR_REFUSED: another program has it, or it may not be opened (the sentence names
 * the group to be in); ERR_IO. A port whose other side goes gives ERR_CLOSED, for good:
 * port_reopen.h looks for it again. */
MUST_CHECK enum err port_open(const struct port_address *, const struct port_line *, struct port **,
                              struct why *);

/* `pty:/tmp/pump` or `tcp:127.0.0.1:2001` as the device's side; serial: too, for an emulator behind
 * a real cable. A client that goes away is no end: the next one is served. */
MUST_CHECK enum err port_listen(const struct port_address *, const struct port_line *,
                                struct port **, struct why *);

#endif
