#include "wire_loop.h"

#include "hil/clock.h"

#include <poll.h>
#include <string.h>

#define WAIT_MS      10         /* at most: somebody may ask it to stop */
#define WAIT_DEAF_MS 1          /* with a port that cannot be waited for */

/* Bytes on their way from one port to the other. */
struct lane { struct port *from, *to; uint8_t bytes[WIRE_LOOP_ROOM]; size_t count; };

static enum err lane_move(struct lane *lane, double now_s, bool *has_moved)
{
    size_t count = 0, taken = 0;

    if (!lane->from)
        return ERR_OK;
    if (lane->count < sizeof lane->bytes)
        TRY(port_read(lane->from, now_s, lane->bytes + lane->count,
                      sizeof lane->bytes - lane->count, &count));
    lane->count += count;
    if (!lane->to)
        taken = lane->count;
    else if (lane->count > 0)
        TRY(port_write(lane->to, now_s, lane->bytes, lane->count, &taken));
    lane->count -= taken;
    memmove(lane->bytes, lane->bytes + taken, lane->count);
    *has_moved |= count > 0 || taken > 0;
    return ERR_OK;
}

static void ports_await(const struct wire_loop *loop)
{
    struct pollfd at[2];
    nfds_t        count = 0;
    bool          is_deaf = port_descriptor(loop->device) < 0;

    if (!is_deaf)
        at[count++] = (struct pollfd){ .fd = port_descriptor(loop->device), .events = POLLIN };
    if (loop->client && port_descriptor(loop->client) >= 0)
        at[count++] = (struct pollfd){ .fd = port_descriptor(loop->client), .events = POLLIN };
    (void)poll(at, count, is_deaf ? WAIT_DEAF_MS : WAIT_MS);
}

enum err wire_loop_run(const struct wire_loop *loop)
{
    struct lane out = { .from = loop->client, .to = loop->is_observing ? NULL : loop->device };
    struct lane in = { .from = loop->device, .to = loop->is_observing ? NULL : loop->client };

    while (!run_stop_is_asked(loop->stop)) {
        bool   has_moved = false;
        double now_s = clock_wall_s();
        if (now_s >= loop->until_s)
            return ERR_OK;
        TRY(lane_move(&out, now_s, &has_moved));
        TRY(lane_move(&in, now_s, &has_moved));
        if (!has_moved && loop->is_over && loop->is_over(loop->device))
            return ERR_OK;
        if (!has_moved)
            ports_await(loop);
        else if (in.count == WIRE_LOOP_ROOM || out.count == WIRE_LOOP_ROOM)
            (void)poll(NULL, 0, WAIT_DEAF_MS);      /* somebody does not read: no spinning */
    }
    return ERR_OK;
}
