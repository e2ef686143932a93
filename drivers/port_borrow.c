#include "port_borrow.h"

#include <stdlib.h>

struct borrow {
    struct port  port;
    struct port *beneath;
};

static struct port *beneath_of(const struct port *port)
{
    return ((const struct borrow *)port)->beneath;
}

static enum err borrow_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                            size_t *count)
{
    return port_read(beneath_of(port), now_s, bytes, room, count);
}

static enum err borrow_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                             size_t *taken)
{
    return port_write(beneath_of(port), now_s, bytes, count, taken);
}

static enum err borrow_set(struct port *port, double now_s, enum port_wire wire, bool is_on)
{
    return port_set(beneath_of(port), now_s, wire, is_on);
}

static enum err borrow_look(struct port *port, double now_s, struct port_sight *sight)
{
    return port_look(beneath_of(port), now_s, sight);
}

static enum err borrow_line(struct port *port, const struct port_line *line)
{
    return port_line(beneath_of(port), line);
}

static int borrow_descriptor(const struct port *port)
{
    return port_descriptor(beneath_of(port));
}

static void borrow_destroy(struct port *port)
{
    free(port);
}

static const struct port_type borrow_type = {
    .name = "borrow",
    .read = borrow_read, .write = borrow_write, .destroy = borrow_destroy,
    .set = borrow_set, .look = borrow_look, .line = borrow_line, .descriptor = borrow_descriptor,
};

enum err port_borrow_create(struct port *beneath, struct port **port)
{
    struct borrow *borrow = calloc(1, sizeof *borrow);

    if (!borrow)
        return ERR_MEMORY;
    *borrow = (struct borrow){ .port = { &borrow_type }, .beneath = beneath };
    *port = &borrow->port;
    return ERR_OK;
}
