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
 * A shim owns the port beneath it: destroying the outermost port destroys the whole stack. */
#ifndef PAINRIG_DRIVERS_PORT_H
#define PAINRIG_DRIVERS_PORT_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct port;

struct port_type {
    const char *name;
    enum err (*read)(struct port *, double now_s, uint8_t *bytes, size_t room, size_t *count);
    enum err (*write)(struct port *, double now_s, const uint8_t *bytes, size_t count,
                      size_t *taken);
    void     (*destroy)(struct port *);
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

static inline const char *port_name(const struct port *port) { return port->type->name; }

/* NULL is fine. */
static inline void port_destroy(struct port *port)
{
    if (port)
        port->type->destroy(port);
}

#endif
