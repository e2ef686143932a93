#include "hil/bench/stand_inside.h"

#include "hil/bench/wire_log.h"

#include <stdlib.h>

static struct stand_port *of(struct port *port) { return (struct stand_port *)port; }

static enum err seen(struct stand_port *port, enum err err)
{
    port->is_closed |= err == ERR_CLOSED;
    return err;
}

static void log_line(const struct stand_port *port, double stand_s, enum port_direction direction,
                     const uint8_t *bytes, size_t count)
{
    if (count > 0)
        wire_log_write_of(port->log, port->role, stand_s - port->origin_s, direction, bytes,
                          count);
}

static enum err stand_port_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                                size_t *count)
{
    double stand_s = now_s + of(port)->offset_s;

    TRY(seen(of(port), port_read(of(port)->beneath, stand_s, bytes, room, count)));
    log_line(of(port), stand_s, PORT_READ, bytes, *count);
    return ERR_OK;
}

static enum err stand_port_write(struct port *port, double now_s, const uint8_t *bytes,
                                 size_t count, size_t *taken)
{
    double stand_s = now_s + of(port)->offset_s;

    TRY(seen(of(port), port_write(of(port)->beneath, stand_s, bytes, count, taken)));
    log_line(of(port), stand_s, PORT_WRITTEN, bytes, *taken);
    return ERR_OK;
}

static enum err stand_port_set(struct port *port, double now_s, enum port_wire wire, bool is_on)
{
    return port_set(of(port)->beneath, now_s + of(port)->offset_s, wire, is_on);
}

static enum err stand_port_look(struct port *port, double now_s, struct port_sight *sight)
{
    return port_look(of(port)->beneath, now_s + of(port)->offset_s, sight);
}

static enum err stand_port_line(struct port *port, const struct port_line *line)
{
    return port_line(of(port)->beneath, line);
}

static int stand_port_descriptor(const struct port *port)
{
    return port_descriptor(((const struct stand_port *)port)->beneath);
}

static void stand_port_destroy(struct port *port)
{
    port_destroy(of(port)->beneath);
    free(port);
}

static const struct port_type stand_port_type = {
    .name = "stand",
    .read = stand_port_read, .write = stand_port_write, .destroy = stand_port_destroy,
    .set = stand_port_set, .look = stand_port_look, .line = stand_port_line,
    .descriptor = stand_port_descriptor,
};

enum err stand_port_create(struct stand_port **out, struct port *beneath, const char *role,
                           FILE *log)
{
    struct stand_port *port = calloc(1, sizeof *port);

    if (!port)
        return ERR_MEMORY;
    *port = (struct stand_port){ .port = { &stand_port_type }, .beneath = beneath, .role = role,
                                 .log = log };
    *out = port;
    return ERR_OK;
}
