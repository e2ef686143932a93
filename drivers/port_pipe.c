#include "port_pipe.h"

#include <stdbool.h>
#include <stdlib.h>

#define BITS_PER_BYTE_8N1 10.0

/* Two clocks that mean the same instant may differ in their last digits: tick * dt against a sum
 * of bytes. */
#define INSTANT_S 1e-9

struct queue {
    uint8_t bytes[PORT_PIPE_ROOM];
    double  ready_s[PORT_PIPE_ROOM];    /* when each byte has arrived whole */
    size_t  first, count;
    double  last_ready_s;
};

struct pipe;

struct pipe_end {
    struct port   port;
    struct pipe  *pipe;
    struct queue *in, *out;
    bool          is_open;
};

struct pipe {
    double          byte_s;
    struct queue    queues[2];
    struct pipe_end ends[2];
};

static struct pipe_end *other_end(struct pipe_end *end)
{
    return &end->pipe->ends[end == &end->pipe->ends[0]];
}

static enum err pipe_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                          size_t *count)
{
    struct pipe_end *end = (struct pipe_end *)port;
    struct queue    *in = end->in;
    size_t           taken = 0;

    if (in->count == 0 && !other_end(end)->is_open)
        return ERR_CLOSED;
    while (taken < room && in->count > 0 && in->ready_s[in->first] <= now_s + INSTANT_S) {
        bytes[taken++] = in->bytes[in->first];
        in->first = (in->first + 1) % PORT_PIPE_ROOM;
        in->count--;
    }
    *count = taken;
    return ERR_OK;
}

static enum err pipe_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                           size_t *taken)
{
    struct pipe_end *end = (struct pipe_end *)port;
    struct queue    *out = end->out;
    size_t           i;

    if (!other_end(end)->is_open)
        return ERR_CLOSED;
    for (i = 0; i < count && out->count < PORT_PIPE_ROOM; i++) {
        size_t last = (out->first + out->count) % PORT_PIPE_ROOM;
        double start_s = now_s > out->last_ready_s ? now_s : out->last_ready_s;
        out->last_ready_s = start_s + end->pipe->byte_s;
        out->bytes[last] = bytes[i];
        out->ready_s[last] = out->last_ready_s;
        out->count++;
    }
    *taken = i;
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
};

static void pipe_end_init(struct pipe *pipe, int side)
{
    pipe->ends[side] = (struct pipe_end){
        .port    = { &pipe_type },
        .pipe    = pipe,
        .in      = &pipe->queues[side],
        .out     = &pipe->queues[1 - side],
        .is_open = true,
    };
}

enum err port_pipe_create(double baud, struct port **near, struct port **far)
{
    struct pipe *pipe;

    if (!(baud > 0))
        return ERR_RANGE;
    pipe = calloc(1, sizeof *pipe);
    if (!pipe)
        return ERR_MEMORY;
    pipe->byte_s = BITS_PER_BYTE_8N1 / baud;
    pipe_end_init(pipe, 0);
    pipe_end_init(pipe, 1);
    *near = &pipe->ends[0].port;
    *far = &pipe->ends[1].port;
    return ERR_OK;
}
