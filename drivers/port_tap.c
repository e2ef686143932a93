#include "port_tap.h"

#include "base/text.h"

#include <stdlib.h>

struct tap {
    struct port  port;
    struct port *beneath;
    void       (*sink)(void *context, double now_s, enum port_direction, const uint8_t *bytes,
                       size_t count);
    void       (*note)(void *context, double now_s, const char *event);
    void        *context;
    bool         can_see, is_closed;
    struct port_sight sight;
};

static void tell(struct tap *tap, double now_s, const char *what, const char *value)
{
    char        bytes[PORT_TAP_EVENT_SIZE];
    struct text event = text_over(bytes, sizeof bytes);

    if (!tap->note)
        return;
    text_add(&event, "%s%s", what, value);
    tap->note(tap->context, now_s, bytes);
}

static void tell_change(struct tap *tap, double now_s, const char *what, bool before, bool now)
{
    if (before != now)
        tell(tap, now_s, what, now ? " 1" : " 0");
}

static void tell_more(struct tap *tap, double now_s, const char *what, unsigned long before,
                      unsigned long now)
{
    char        bytes[32];
    struct text more = text_over(bytes, sizeof bytes);

    if (now == before)
        return;
    text_add(&more, " %lu", now - before);
    tell(tap, now_s, what, bytes);
}

static void line_look(struct tap *tap, double now_s)
{
    const struct port_sight before = tap->sight;
    struct port_sight       now;

    if (!tap->note || !tap->can_see || port_look(tap->beneath, now_s, &now) != ERR_OK)
        return;
    tap->sight = now;
    tell_change(tap, now_s, "cts", before.cts, now.cts);
    tell_change(tap, now_s, "dsr", before.dsr, now.dsr);
    tell_change(tap, now_s, "dcd", before.dcd, now.dcd);
    tell_change(tap, now_s, "ring", before.ring, now.ring);
    tell_more(tap, now_s, "parity", before.parity_errors, now.parity_errors);
    tell_more(tap, now_s, "framing", before.framing_errors, now.framing_errors);
    tell_more(tap, now_s, "overrun", before.overruns, now.overruns);
    tell_more(tap, now_s, "breaks", before.breaks, now.breaks);
}

/* Hand `err` up; the first ERR_CLOSED is an event. */
static enum err outcome(struct tap *tap, double now_s, enum err err)
{
    if (err == ERR_CLOSED && !tap->is_closed) {
        tap->is_closed = true;
        tell(tap, now_s, "closed", "");
    }
    return err;
}

static enum err tap_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                         size_t *count)
{
    struct tap *tap = (struct tap *)port;

    line_look(tap, now_s);
    TRY(outcome(tap, now_s, port_read(tap->beneath, now_s, bytes, room, count)));
    if (*count > 0)
        tap->sink(tap->context, now_s, PORT_READ, bytes, *count);
    return ERR_OK;
}

static enum err tap_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                          size_t *taken)
{
    struct tap *tap = (struct tap *)port;

    TRY(outcome(tap, now_s, port_write(tap->beneath, now_s, bytes, count, taken)));
    if (*taken > 0)
        tap->sink(tap->context, now_s, PORT_WRITTEN, bytes, *taken);
    return ERR_OK;
}

static enum err tap_set(struct port *port, double now_s, enum port_wire wire, bool is_on)
{
    static const char *const names[] = { [PORT_DTR] = "dtr", [PORT_RTS] = "rts",
                                         [PORT_BREAK] = "break" };
    struct tap *tap = (struct tap *)port;

    TRY(outcome(tap, now_s, port_set(tap->beneath, now_s, wire, is_on)));
    tell(tap, now_s, names[wire], is_on ? " 1" : " 0");
    return ERR_OK;
}

static enum err tap_look(struct port *port, double now_s, struct port_sight *sight)
{
    return port_look(((struct tap *)port)->beneath, now_s, sight);
}

static enum err tap_line(struct port *port, const struct port_line *line)
{
    return port_line(((struct tap *)port)->beneath, line);
}

static int tap_descriptor(const struct port *port)
{
    return port_descriptor(((const struct tap *)port)->beneath);
}

static void tap_destroy(struct port *port)
{
    struct tap *tap = (struct tap *)port;

    port_destroy(tap->beneath);
    free(tap);
}

static const struct port_type tap_type = {
    .name       = "tap",
    .read       = tap_read,
    .write      = tap_write,
    .destroy    = tap_destroy,
    .set        = tap_set,
    .look       = tap_look,
    .line       = tap_line,
    .descriptor = tap_descriptor,
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

void port_tap_watch(struct port *port, double now_s,
                    void (*note)(void *context, double now_s, const char *event))
{
    struct tap *tap = (struct tap *)port;

    tap->note = note;
    tell(tap, now_s, "open", "");
    tap->can_see = port_look(tap->beneath, now_s, &tap->sight) == ERR_OK;
}
