/* port.h - one byte stream, whoever carries it.
 *
 * A port is what a client or a mock talks through: a serial line, a pipe in memory, or a shim
 * around another port that breaks it (port_faulty.h) or listens to it (port_tap.h). Nothing here
 * blocks, sleeps or asks what time it is: the caller says `now_s`, which must never go backwards.
 *
 * `read` hands over what has arrived by now_s, perhaps nothing. `write` offers bytes at now_s and
 * says how many were taken; the rest is the caller's to offer again. ERR_CLOSED means that the
 * other side is gone for good (unplugged, destroyed); every other trouble of a line shows as
 * missing or wrong bytes.
 *
 * What a line has beside bytes, modem lines, a break, counts of its troubles, a descriptor of the
 * system, a port may have or not: ERR_UNKNOWN, or -1, where it has not. Shims hand such questions
 * down.
 *
 * A shim owns the port beneath it: destroying the outermost port destroys the whole stack. */
#ifndef PAINRIG_DRIVERS_PORT_H
#define PAINRIG_DRIVERS_PORT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct port;

enum port_parity    { PORT_PARITY_NONE, PORT_PARITY_ODD, PORT_PARITY_EVEN };
enum port_handshake { PORT_HANDSHAKE_NONE, PORT_HANDSHAKE_RTS_CTS, PORT_HANDSHAKE_XON_XOFF };

/* How a line is set: "19200 8O1". port_line_parse and port_line_print in port_open.h. */
struct port_line {
    int                 baud, bits;             /* bits: 7 or 8 */
    enum port_parity    parity;
    int                 stop_bits;              /* 1 or 2 */
    enum port_handshake handshake;
};

/* What we assert. */
enum port_wire { PORT_DTR, PORT_RTS, PORT_BREAK };

/* What is seen, and the troubles counted since the port was opened. */
struct port_sight {
    bool          cts, dsr, dcd, ring;
    unsigned long parity_errors, framing_errors, overruns, breaks;
};

struct port_type {
    const char *name;
    enum err (*read)(struct port *, double now_s, uint8_t *bytes, size_t room, size_t *count);
    enum err (*write)(struct port *, double now_s, const uint8_t *bytes, size_t count,
                      size_t *taken);
    void     (*destroy)(struct port *);
    /* NULL: this port has no such thing. */
    enum err (*set)(struct port *, double now_s, enum port_wire, bool is_on);
    enum err (*look)(struct port *, double now_s, struct port_sight *);
    enum err (*line)(struct port *, const struct port_line *);
    int      (*descriptor)(const struct port *);
    const char *(*note)(const struct port *);
};

/* The first member of every port. */
struct port { const struct port_type *type; };

enum port_direction { PORT_READ, PORT_WRITTEN };

/* Up to `room` bytes that have arrived by now_s; *count may be 0. */
MUST_CHECK static inline enum err port_read(struct port *port, double now_s, uint8_t *bytes,
                                            size_t room, size_t *count)
{
    return port->type->read(port, now_s, bytes, room, count);
}

/* Offer bytes at now_s; *taken of them are on their way. */
MUST_CHECK static inline enum err port_write(struct port *port, double now_s, const uint8_t *bytes,
                                             size_t count, size_t *taken)
{
    return port->type->write(port, now_s, bytes, count, taken);
}

/* ERR_UNKNOWN: it has no such wire, cannot see, or has no baud. */
MUST_CHECK static inline enum err port_set(struct port *port, double now_s, enum port_wire wire,
                                           bool is_on)
{
    return port->type->set ? port->type->set(port, now_s, wire, is_on) : ERR_UNKNOWN;
}

MUST_CHECK static inline enum err port_look(struct port *port, double now_s,
                                            struct port_sight *sight)
{
    return port->type->look ? port->type->look(port, now_s, sight) : ERR_UNKNOWN;
}

MUST_CHECK static inline enum err port_line(struct port *port, const struct port_line *line)
{
    return port->type->line ? port->type->line(port, line) : ERR_UNKNOWN;
}

/* Of the system, for the guard that must outlive us; -1: there is none. */
static inline int port_descriptor(const struct port *port)
{
    return port->type->descriptor ? port->type->descriptor(port) : -1;
}

/* What is not as it could be with it, for people; mostly "". */
static inline const char *port_note(const struct port *port)
{
    return port->type->note ? port->type->note(port) : "";
}

/* NULL is fine. */
static inline void port_destroy(struct port *port)
{
    if (port)
        port->type->destroy(port);
}

#endif
