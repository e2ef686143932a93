#include "port_faulty_inside.h"

#include "port_random.h"

#include <stdlib.h>

#define INSTANT_S 1e-9      /* clocks that mean the same instant may differ in their last digits */

static bool is_perfect(const struct port_faults *faults)
{
    return faults->cable_cut == 0 && faults->drop_every_n == 0 && faults->drop_probability == 0
        && faults->corrupt_probability == 0 && faults->late_s == 0
        && faulty_has_no_messages(faults);
}

static bool is_dropped(struct faulty *faulty, struct lane *lane)
{
    const struct port_faults *faults = faulty->faults;

    lane->seen++;
    if (faults->cable_cut != 0)
        return true;
    if (faults->drop_every_n >= 1 && lane->seen % (uint64_t)faults->drop_every_n == 0)
        return true;
    return port_random_happens(&faulty->random, faults->drop_probability);
}

static uint8_t corrupted(struct faulty *faulty, uint8_t byte)
{
    if (!port_random_happens(&faulty->random, faulty->faults->corrupt_probability))
        return byte;
    faulty->counts.corrupted++;
    return (uint8_t)(byte ^ (1u << (port_random_next(&faulty->random) & 7u)));
}

/* The caller has made sure that the lane has room. */
static void lane_put(struct faulty *faulty, struct lane *lane, double now_s, uint8_t byte)
{
    double late_s = faulty->faults->late_s > 0 ? faulty->faults->late_s : 0;
    size_t last = (lane->first + lane->count) % PORT_FAULTY_ROOM;

    if (is_dropped(faulty, lane)) {
        faulty->counts.dropped++;
        return;
    }
    faulty->counts.passed++;
    lane->last_due_s = now_s + late_s > lane->last_due_s ? now_s + late_s : lane->last_due_s;
    lane->bytes[last] = corrupted(faulty, byte);
    lane->due_s[last] = lane->last_due_s;
    lane->count++;
}

void faulty_put_in(struct faulty *faulty, double from_s, uint8_t byte)
{
    if (faulty->in.count < PORT_FAULTY_ROOM)
        lane_put(faulty, &faulty->in, from_s, byte);
    else
        faulty->counts.dropped++;
}

static void lane_drop_first(struct lane *lane, size_t count)
{
    lane->first = (lane->first + count) % PORT_FAULTY_ROOM;
    lane->count -= count;
}

/* Copy what is due, without taking it. */
static size_t lane_due(const struct lane *lane, double now_s, uint8_t *bytes, size_t room)
{
    size_t i;

    for (i = 0; i < room && i < lane->count; i++) {
        size_t at = (lane->first + i) % PORT_FAULTY_ROOM;
        if (lane->due_s[at] > now_s + INSTANT_S)
            break;
        bytes[i] = lane->bytes[at];
    }
    return i;
}

static enum err push_out(struct faulty *faulty, double now_s)
{
    uint8_t bytes[256];
    size_t  due, taken;

    if (faulty->faults->cable_cut != 0)
        lane_drop_first(&faulty->out, faulty->out.count);
    do {
        due = lane_due(&faulty->out, now_s, bytes, sizeof bytes);
        if (due == 0)
            return ERR_OK;
        TRY(port_write(faulty->beneath, now_s, bytes, due, &taken));
        lane_drop_first(&faulty->out, taken);
    } while (taken == due);
    return ERR_OK;
}

static enum err pull_in(struct faulty *faulty, double now_s)
{
    uint8_t bytes[256];
    size_t  room, count;

    if (faulty->faults->cable_cut != 0)
        lane_drop_first(&faulty->in, faulty->in.count);
    do {
        room = PORT_FAULTY_ROOM - faulty->in.count;
        room = room < sizeof bytes ? room : sizeof bytes;
        TRY(port_read(faulty->beneath, now_s, bytes, room, &count));
        if (faulty_has_no_messages(faulty->faults) && !faulty->messages.is_reply_open)
            for (size_t i = 0; i < count; i++)
                lane_put(faulty, &faulty->in, now_s, bytes[i]);
        else
            faulty_hear(faulty, now_s, bytes, count);
    } while (count > 0);
    return ERR_OK;
}

static bool is_transparent(const struct faulty *faulty)
{
    return faulty->in.count == 0 && faulty->out.count == 0 && !faulty->messages.is_reply_open
        && is_perfect(faulty->faults);
}

static enum err faulty_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                            size_t *count)
{
    struct faulty *faulty = (struct faulty *)port;

    if (is_transparent(faulty)) {
        TRY(port_read(faulty->beneath, now_s, bytes, room, count));
        faulty->counts.passed += *count;
        faulty->in.seen += *count;
        return ERR_OK;
    }
    TRY(push_out(faulty, now_s));
    TRY(pull_in(faulty, now_s));
    *count = lane_due(&faulty->in, now_s, bytes, room);
    lane_drop_first(&faulty->in, *count);
    return ERR_OK;
}

static enum err faulty_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                             size_t *taken)
{
    struct faulty *faulty = (struct faulty *)port;
    size_t         i;

    if (is_transparent(faulty)) {
        TRY(port_write(faulty->beneath, now_s, bytes, count, taken));
        faulty->counts.passed += *taken;
        faulty->out.seen += *taken;
        return ERR_OK;
    }
    if (faulty_loses_request(faulty, now_s, count)) {
        *taken = count;
        return ERR_OK;
    }
    for (i = 0; i < count && faulty->out.count < PORT_FAULTY_ROOM; i++)
        lane_put(faulty, &faulty->out, now_s, bytes[i]);
    TRY(push_out(faulty, now_s));
    *taken = i;
    return ERR_OK;
}

static enum err faulty_set(struct port *port, double now_s, enum port_wire wire, bool is_on)
{
    struct faulty *faulty = (struct faulty *)port;

    return faulty->faults->cable_cut != 0 ? ERR_OK
         : port_set(faulty->beneath, now_s, wire, is_on);
}

static enum err faulty_look(struct port *port, double now_s, struct port_sight *sight)
{
    struct faulty *faulty = (struct faulty *)port;

    TRY(port_look(faulty->beneath, now_s, sight));
    if (faulty->faults->cable_cut != 0)
        sight->cts = sight->dsr = sight->dcd = sight->ring = false;
    return ERR_OK;
}

static enum err faulty_line(struct port *port, const struct port_line *line)
{
    return port_line(((struct faulty *)port)->beneath, line);
}

static int faulty_descriptor(const struct port *port)
{
    return port_descriptor(((const struct faulty *)port)->beneath);
}

static void faulty_destroy(struct port *port)
{
    struct faulty *faulty = (struct faulty *)port;

    port_destroy(faulty->beneath);
    free(faulty);
}

static const struct port_type faulty_type = {
    .name    = "faulty",
    .read    = faulty_read,
    .write   = faulty_write,
    .destroy = faulty_destroy,
    .set     = faulty_set,
    .look    = faulty_look,
    .line    = faulty_line,
    .descriptor = faulty_descriptor,
};

enum err port_faulty_create(struct port *beneath, const struct port_faults *faults, uint64_t seed,
                            struct port **port)
{
    struct faulty *faulty = calloc(1, sizeof *faulty);

    if (!faulty)
        return ERR_MEMORY;
    faulty->port.type = &faulty_type;
    faulty->beneath = beneath;
    faulty->faults = faults;
    faulty->random = seed;
    *port = &faulty->port;
    return ERR_OK;
}

struct port_faulty_counts port_faulty_counts(const struct port *port)
{
    return ((const struct faulty *)port)->counts;
}
