#include "port_tap.h"

#include <stdlib.h>

struct tap {
    struct port  port;
    struct port *beneath;
    void       (*sink)(void *context, double now_s, enum port_direction, const uint8_t *bytes,
                       size_t count);
    void        *context;
};

static enum err tap_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                         size_t *count)
{
    struct tap *tap = (struct tap *)port;

    TRY(port_read(tap->beneath, now_s, bytes, room, count));
    if (*count > 0)
        tap->sink(tap->context, now_s, PORT_READ, bytes, *count);
    return ERR_OK;
}

static enum err tap_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                          size_t *taken)
{
    struct tap *tap = (struct tap *)port;

    TRY(port_write(tap->beneath, now_s, bytes, count, taken));
    if (*taken > 0)
        tap->sink(tap->context, now_s, PORT_WRITTEN, bytes, *taken);
    return ERR_OK;
}

static void tap_destroy(struct port *port)
{
    struct tap *tap = (struct tap *)port;

    port_destroy(tap->beneath);
    free(tap);
}

static const struct port_type tap_type = {
    .name    = "tap",
    .read    = tap_read,
    .write   = tap_write,
    .destroy = tap_destroy,
};

enum err port_tap_create(struct port *beneath,
                         void (*sink)(void *context, double now_s, enum port_direction,
                                      const uint8_t *bytes, size_t count),
                         void *context, struct port **port)
{
    struct tap *tap = calloc(1, sizeof *tap);

    if (!tap)
        return ERR_MEMORY;
    *tap = (struct tap){
        .port = { &tap_type }, .beneath = beneath, .sink = sink, .context = context,
    };
    *port = &tap->port;
    return ERR_OK;
}
