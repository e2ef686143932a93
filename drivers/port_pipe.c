#include "port_pipe.h"

#include "port_random.h"
#include "port_wave.h"

#include <stdlib.h>

/* Two clocks that mean the same instant may differ in their last digits: tick * dt against a sum
 * of bytes. */
#define INSTANT_S 1e-9

struct queue {
    uint8_t bytes[PORT_PIPE_ROOM];
    uint8_t flags[PORT_PIPE_ROOM];      /* enum port_wave_flag */
    double  ready_s[PORT_PIPE_ROOM];    /* when each byte has arrived whole */
    size_t  first, count;
    double  free_s;                     /* when the line is free again      */
    double  last_ready_s;
};

struct pipe;

struct pipe_end {
    struct port      port;
    struct pipe     *pipe;
    struct queue    *in, *out;
    struct port_line line;
    double           byte_s;            /* that a byte of ours needs    */
    bool             is_open, wires[3]; /* by enum port_wire            */
    struct port_sight counted;          /* troubles only                */
};

struct pipe {
    const struct port_pipe_troubles *troubles;
    uint64_t        random;
    bool            has_one_line;       /* both ends are set alike      */
    struct queue    queues[2];
    struct pipe_end ends[2];
};

static const struct port_pipe_troubles no_troubles = { .jitter_s = 0 };

static struct pipe_end *other_end(struct pipe_end *end)
{
    return &end->pipe->ends[end == &end->pipe->ends[0]];
}

static void count_flags(struct port_sight *counted, unsigned flags)
{
    counted->parity_errors += (flags & PORT_WAVE_PARITY) != 0;
    counted->framing_errors += (flags & PORT_WAVE_FRAMING) != 0;
    counted->breaks += (flags & PORT_WAVE_BREAK) != 0;
}

static size_t ready_count(const struct queue *in, double now_s)
{
    size_t count = 0;

    while (count < in->count
           && in->ready_s[(in->first + count) % PORT_PIPE_ROOM] <= now_s + INSTANT_S)
        count++;
    return count;
}

/* Drop the bytes [from, to) of the queue. */
static void queue_cut(struct queue *queue, size_t from, size_t to)
{
    for (size_t i = to; i < queue->count; i++) {
        size_t at = (queue->first + i) % PORT_PIPE_ROOM;
        size_t by = (queue->first + from + i - to) % PORT_PIPE_ROOM;
        queue->bytes[by] = queue->bytes[at];
        queue->flags[by] = queue->flags[at];
        queue->ready_s[by] = queue->ready_s[at];
    }
    queue->count -= to - from;
}

/* Nobody has read since the last call, so what is ready beyond the receiver's room came when it was
 * full. */
static void overrun_look(struct pipe_end *end, double now_s)
{
    double room = end->pipe->troubles->receiver_room;
    size_t ready;

    if (!(room >= 1) || end->in->count <= (size_t)room
        || (end->line.handshake != PORT_HANDSHAKE_NONE
            && other_end(end)->line.handshake == end->line.handshake))
        return;
    ready = ready_count(end->in, now_s);
    if (ready <= (size_t)room)
        return;
    end->counted.overruns += ready - (size_t)room;
    queue_cut(end->in, (size_t)room, ready);
}

static enum err pipe_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                          size_t *count)
{
    struct pipe_end *end = (struct pipe_end *)port;
    struct queue    *in = end->in;
    size_t           taken = 0;

    if (in->count == 0 && !other_end(end)->is_open)
        return ERR_CLOSED;
    overrun_look(end, now_s);
    while (taken < room && in->count > 0 && in->ready_s[in->first] <= now_s + INSTANT_S) {
        bytes[taken++] = in->bytes[in->first];
        count_flags(&end->counted, in->flags[in->first]);
        in->first = (in->first + 1) % PORT_PIPE_ROOM;
        in->count--;
    }
    *count = taken;
    return ERR_OK;
}

/* ---- sending ---- */

/* When a byte that begins at start_s is seen. */
static double seen_s(struct pipe *pipe, struct queue *queue, double sent_s)
{
    if (pipe->troubles->jitter_s > 0)
        sent_s += pipe->troubles->jitter_s * port_random_part(&pipe->random);
    if (sent_s < queue->last_ready_s)
        sent_s = queue->last_ready_s;
    queue->last_ready_s = sent_s;
    return sent_s;
}

static void queue_put(struct pipe *pipe, struct queue *queue, double sent_s,
                      struct port_wave_byte byte)
{
    size_t last = (queue->first + queue->count) % PORT_PIPE_ROOM;

    if (queue->count == PORT_PIPE_ROOM)
        return;
    queue->bytes[last] = byte.byte;
    queue->flags[last] = byte.flags;
    queue->ready_s[last] = seen_s(pipe, queue, sent_s);
    queue->count++;
}

/* Bits of the frame that are turned over on its way. */
static unsigned damage_draw(struct pipe_end *end)
{
    const struct port_pipe_troubles *troubles = end->pipe->troubles;
    uint64_t                        *random = &end->pipe->random;
    int                              bits = port_wave_bits(&end->line) - end->line.stop_bits;
    unsigned                         damage = 0;

    if (port_random_happens(random, troubles->flip_probability))
        damage |= 1u << (1 + port_random_next(random) % (uint64_t)(bits - 1));
    if (port_random_happens(random, troubles->framing_probability))
        damage |= ((1u << end->line.stop_bits) - 1) << bits;
    return damage;
}

static void byte_send(struct pipe_end *end, double now_s, uint8_t byte)
{
    struct queue         *out = end->out;
    struct pipe          *pipe = end->pipe;
    struct port_wave_byte seen[PORT_WAVE_MAX] = { { byte, 0 } };
    unsigned              damage = damage_draw(end);
    size_t                count = 1;

    out->free_s = (now_s > out->free_s ? now_s : out->free_s) + end->byte_s;
    if (damage != 0 || !pipe->has_one_line || end->line.bits < 8)
        count = port_wave_receive(&end->line, &other_end(end)->line, byte, damage, seen);
    for (size_t i = 0; i < count; i++)
        queue_put(pipe, out, out->free_s, seen[i]);
    if (pipe->troubles->has_echo != 0 && end == &pipe->ends[0])
        queue_put(pipe, end->in, out->free_s, (struct port_wave_byte){ byte, 0 });
}

static enum err pipe_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                           size_t *taken)
{
    struct pipe_end *end = (struct pipe_end *)port;
    size_t           i;

    if (!other_end(end)->is_open)
        return ERR_CLOSED;
    overrun_look(other_end(end), now_s);
    for (i = 0; i < count && end->out->count < PORT_PIPE_ROOM; i++)
        if (!end->wires[PORT_BREAK])            /* a line that is held low carries nothing */
            byte_send(end, now_s, bytes[i]);
    *taken = i;
    return ERR_OK;
}

/* ---- all but bytes ---- */

static enum err pipe_set(struct port *port, double now_s, enum port_wire wire, bool is_on)
{
    struct pipe_end *end = (struct pipe_end *)port;
    struct queue    *out = end->out;

    if (!other_end(end)->is_open)
        return ERR_CLOSED;
    if (wire == PORT_BREAK && is_on && !end->wires[wire]) {
        out->free_s = (now_s > out->free_s ? now_s : out->free_s) + end->byte_s;
        queue_put(end->pipe, out, out->free_s, (struct port_wave_byte){ 0, PORT_WAVE_BREAK });
    }
    end->wires[wire] = is_on;
    return ERR_OK;
}

static enum err pipe_look(struct port *port, double now_s, struct port_sight *sight)
{
    struct pipe_end       *end = (struct pipe_end *)port;
    const struct pipe_end *other = other_end(end);
    struct port_sight      seen;
    size_t                 ready;

    overrun_look(end, now_s);
    seen = end->counted;
    ready = ready_count(end->in, now_s);
    for (size_t i = 0; i < ready; i++)
        count_flags(&seen, end->in->flags[(end->in->first + i) % PORT_PIPE_ROOM]);
    seen.cts = other->is_open && other->wires[PORT_RTS];
    seen.dsr = seen.dcd = other->is_open && other->wires[PORT_DTR];
    *sight = seen;
    return ERR_OK;
}

static bool is_line(const struct port_line *line)
{
    return line->baud > 0 && (line->bits == 7 || line->bits == 8)
        && (line->stop_bits == 1 || line->stop_bits == 2);
}

static bool is_same_line(const struct port_line *a, const struct port_line *b)
{
    return a->baud == b->baud && a->bits == b->bits && a->parity == b->parity
        && a->stop_bits == b->stop_bits;
}

static enum err pipe_line(struct port *port, const struct port_line *line)
{
    struct pipe_end *end = (struct pipe_end *)port;

    if (!is_line(line))
        return ERR_RANGE;
    end->line = *line;
    end->byte_s = port_wave_bits(line) / (double)line->baud;
    end->pipe->has_one_line = is_same_line(line, &other_end(end)->line);
    return ERR_OK;
}

static void pipe_destroy(struct port *port)
{
    struct pipe_end *end = (struct pipe_end *)port;

    end->is_open = false;
    if (!other_end(end)->is_open)
        free(end->pipe);
}

static const struct port_type pipe_type = {
    .name    = "pipe",
    .read    = pipe_read,
    .write   = pipe_write,
    .destroy = pipe_destroy,
    .set     = pipe_set,
    .look    = pipe_look,
    .line    = pipe_line,
};

static void pipe_end_init(struct pipe *pipe, int side, const struct port_line *line, double byte_s)
{
    pipe->ends[side] = (struct pipe_end){
        .port    = { &pipe_type },
        .pipe    = pipe,
        .in      = &pipe->queues[side],
        .out     = &pipe->queues[1 - side],
        .line    = *line,
        .byte_s  = byte_s,
        .is_open = true,
        .wires   = { [PORT_DTR] = true, [PORT_RTS] = true },
    };
}

static enum err pipe_make(const struct port_pipe_setup *setup, double byte_s, struct port **near,
                          struct port **far)
{
    struct pipe *pipe = calloc(1, sizeof *pipe);

    if (!pipe)
        return ERR_MEMORY;
    pipe->troubles = setup->troubles ? setup->troubles : &no_troubles;
    pipe->random = setup->seed;
    pipe->has_one_line = true;
    pipe_end_init(pipe, 0, &setup->line, byte_s);
    pipe_end_init(pipe, 1, &setup->line, byte_s);
    *near = &pipe->ends[0].port;
    *far = &pipe->ends[1].port;
    return ERR_OK;
}

/* The baud may be a fraction here: its line is only compared with itself. */
enum err port_pipe_create(double baud, struct port **near, struct port **far)
{
    struct port_pipe_setup setup = { .line = { .bits = 8, .stop_bits = 1 } };

    if (!(baud > 0))
        return ERR_RANGE;
    setup.line.baud = baud < 1 ? 1 : baud > 1e9 ? 1000000000 : (int)baud;
    return pipe_make(&setup, port_wave_bits(&setup.line) / baud, near, far);
}

enum err port_pipe_create_line(const struct port_pipe_setup *setup, struct port **near,
                               struct port **far)
{
    if (!is_line(&setup->line))
        return ERR_RANGE;
    return pipe_make(setup, port_wave_bits(&setup->line) / (double)setup->line.baud, near, far);
}
