#include "port_reopen.h"

#include "base/text.h"
#include "port_serial.h"
#include "port_stream.h"

#include <stdlib.h>

struct reopen {
    struct port         port;
    struct port        *beneath;        /* NULL while it is away */
    struct port_address address, identity;
    bool                has_identity;
    struct port_line    line;
    double              next_s, wait_s;
    void              (*tell)(void *context, double now_s, const char *sentence);
    void               *context;
};

static void reopen_tell(const struct reopen *reopen, double now_s, const char *what,
                        const char *where)
{
    char        address[PORT_ADDRESS_SIZE + 32], bytes[2 * PORT_ADDRESS_SIZE];
    struct text sentence = text_over(bytes, sizeof bytes);

    if (!reopen->tell)
        return;
    port_address_print(&reopen->address, address, sizeof address);
    text_add(&sentence, "%s %s%s", address, what, where);
    reopen->tell(reopen->context, now_s, bytes);
}

static enum err address_open(const struct reopen *reopen, const struct port_address *address,
                             struct port **port)
{
    struct why nobody_asks = { "" };

    if (address->kind == PORT_KIND_TCP)
        return port_stream_tcp(address->name, address->tcp_port, PORT_REOPEN_PATIENCE_S, port,
                               &nobody_asks);
    return port_open(address, &reopen->line, port, &nobody_asks);
}

static void reopen_back(struct reopen *reopen, double now_s)
{
    if (reopen->address.kind == PORT_KIND_SERIAL)
        reopen_tell(reopen, now_s, "is back as ", port_serial_name(reopen->beneath));
    else
        reopen_tell(reopen, now_s, "is back", "");
}

static void reopen_look(struct reopen *reopen, double now_s)
{
    struct port *port = NULL;

    if (reopen->beneath || now_s < reopen->next_s)
        return;
    if (address_open(reopen, reopen->has_identity ? &reopen->identity : &reopen->address, &port)
        == ERR_OK) {
        reopen->beneath = port;
        reopen_back(reopen, now_s);
        return;
    }
    reopen->wait_s *= 2;
    if (reopen->wait_s > PORT_REOPEN_LAST_S)
        reopen->wait_s = PORT_REOPEN_LAST_S;
    reopen->next_s = now_s + reopen->wait_s;
}

static void reopen_lose(struct reopen *reopen, double now_s)
{
    port_destroy(reopen->beneath);
    reopen->beneath = NULL;
    reopen->wait_s = PORT_REOPEN_FIRST_S;
    reopen->next_s = now_s + reopen->wait_s;
    reopen_tell(reopen, now_s, "has gone: unplugged, or switched off; it is looked for", "");
}

static enum err reopen_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                            size_t *count)
{
    struct reopen *reopen = (struct reopen *)port;

    *count = 0;
    reopen_look(reopen, now_s);
    if (reopen->beneath && port_read(reopen->beneath, now_s, bytes, room, count) != ERR_OK) {
        *count = 0;
        reopen_lose(reopen, now_s);
    }
    return ERR_OK;
}

static enum err reopen_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                             size_t *taken)
{
    struct reopen *reopen = (struct reopen *)port;

    *taken = count;
    reopen_look(reopen, now_s);
    if (reopen->beneath && port_write(reopen->beneath, now_s, bytes, count, taken) != ERR_OK) {
        *taken = count;
        reopen_lose(reopen, now_s);
    }
    return ERR_OK;
}

static enum err reopen_set(struct port *port, double now_s, enum port_wire wire, bool is_on)
{
    struct reopen *reopen = (struct reopen *)port;

    return reopen->beneath ? port_set(reopen->beneath, now_s, wire, is_on) : ERR_CLOSED;
}

static enum err reopen_see(struct port *port, double now_s, struct port_sight *sight)
{
    struct reopen *reopen = (struct reopen *)port;

    return reopen->beneath ? port_look(reopen->beneath, now_s, sight) : ERR_CLOSED;
}

static enum err reopen_line(struct port *port, const struct port_line *line)
{
    struct reopen *reopen = (struct reopen *)port;

    if (reopen->beneath)
        TRY(port_line(reopen->beneath, line));
    reopen->line = *line;
    return ERR_OK;
}

static int reopen_descriptor(const struct port *port)
{
    const struct reopen *reopen = (const struct reopen *)port;

    return reopen->beneath ? port_descriptor(reopen->beneath) : -1;
}

static const char *reopen_note(const struct port *port)
{
    const struct reopen *reopen = (const struct reopen *)port;

    return reopen->beneath ? port_note(reopen->beneath) : "";
}

static void reopen_destroy(struct port *port)
{
    port_destroy(((struct reopen *)port)->beneath);
    free(port);
}

static const struct port_type reopen_type = {
    .name = "reopen", .read = reopen_read, .write = reopen_write, .destroy = reopen_destroy,
    .set = reopen_set, .look = reopen_see, .line = reopen_line, .descriptor = reopen_descriptor,
    .note = reopen_note,
};

enum err port_reopen_create(const struct port_address *address, const struct port_line *line,
                            void (*tell)(void *context, double now_s, const char *sentence),
                            void *context, struct port **port, struct why *why)
{
    struct port   *beneath;
    struct reopen *reopen;

    TRY(port_open(address, line, &beneath, why));
    reopen = calloc(1, sizeof *reopen);
    if (!reopen) {
        port_destroy(beneath);
        return ERR_MEMORY;
    }
    *reopen = (struct reopen){ .port = { &reopen_type }, .beneath = beneath, .address = *address,
                               .line = *line, .tell = tell, .context = context };
    if (address->kind == PORT_KIND_SERIAL)
        reopen->has_identity = port_serial_identity(beneath, &reopen->identity);
    *port = &reopen->port;
    return ERR_OK;
}

bool port_reopen_is_away(const struct port *port)
{
    return ((const struct reopen *)port)->beneath == NULL;
}
