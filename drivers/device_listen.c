/* device_listen.c - bytes to frames to answers. */
#include "device_inside.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ one frame */

static int open_question(const struct device *d)
{
    return device_is_asking(d) ? d->open.question : DEVICE_NO_QUESTION;
}

/* What the driver makes of it, and what that can be: an answer needs a question, and what is not
 * believable was not said. */
static enum device_heard frame_judge(struct device *d, const uint8_t *frame, size_t count)
{
    int    question = open_question(d);
    double value = question == DEVICE_NO_QUESTION ? (double)NAN : d->open.value;
    enum device_heard heard;

    d->is_unbelievable = false;
    heard = d->type->hear(d, question, value, frame, count);
    if (d->is_unbelievable)
        return DEVICE_GARBLED;
    if (question == DEVICE_NO_QUESTION && heard != DEVICE_UNASKED && heard != DEVICE_GARBLED)
        return DEVICE_STRAY;
    return heard;
}

static bool is_good(enum device_heard heard)
{
    return heard != DEVICE_GARBLED && heard != DEVICE_STRAY;
}

static void more_wait(struct device *d)
{
    double timeout_s = device_open(d)->timeout_s;

    if (d->more_left == 0)
        return;
    d->more_left--;
    d->deadline_s = d->now_s + (timeout_s > 0 ? timeout_s : d->type->timeout_s);
}

/* `hear` may have begun the link anew: then nothing is open any more. */
static void frame_obey(struct device *d, enum device_heard heard)
{
    if (is_good(heard))
        d->report.heard_s = d->now_s;
    d->report.garbled += heard == DEVICE_GARBLED;
    d->report.strays += heard == DEVICE_STRAY;
    if (heard == DEVICE_STRAY && d->owed > 0)
        d->owed--;
    if (!device_is_asking(d))
        return;
    if (heard == DEVICE_DONE || heard == DEVICE_REFUSED)
        device_question_end(d, heard == DEVICE_REFUSED);
    else if (heard == DEVICE_AGAIN)
        device_question_again(d);
    else if (heard == DEVICE_MORE)
        more_wait(d);
}

/* A frame is taken whole or not at all. */
static void frame_hear(struct device *d, const uint8_t *frame, size_t count)
{
    struct device_told before = d->told;
    enum device_heard  heard;

    if (d->report.is_another)
        return;
    heard = frame_judge(d, frame, count);
    if (!is_good(heard) || heard == DEVICE_AGAIN || d->report.is_another)
        d->told = before;
    frame_obey(d, heard);
}

/* ------------------------------------------------------------------ cutting */

static void in_drop(struct device *d, size_t count)
{
    d->in_count -= count;
    memmove(d->in, d->in + count, d->in_count);
}

static void junk_drop(struct device *d, size_t count)
{
    uint8_t last = d->in[count - 1];

    d->report.garbled += !d->is_in_junk;
    d->is_in_junk = true;
    d->is_in_tail = d->type->has_bare_lines && last != '\n' && last != '\r';
    in_drop(d, count);
}

/* No byte came for so long, or no frame is that long: its beginning was none. */
static bool is_stuck(const struct device *d)
{
    double gap_s = d->type->byte_gap_s > 0 ? d->type->byte_gap_s : d->type->timeout_s;

    return d->in_count >= DEVICE_FRAME_MAX
        || d->now_s - d->in_s >= gap_s + d->byte_s - DEVICE_INSTANT_S;
}

static size_t clamped(size_t used, size_t count)
{
    return used < 1 ? 1 : used > count ? count : used;
}

static void frames_cut(struct device *d)
{
    uint8_t frame[DEVICE_FRAME_MAX];

    while (d->in_count > 0) {
        size_t count = d->in_count < DEVICE_FRAME_MAX ? d->in_count : DEVICE_FRAME_MAX, used = 0;
        enum device_scan scan = d->type->scan(d, d->in, count, &used);
        if (scan == DEVICE_PARTIAL && !is_stuck(d))
            return;
        used = scan == DEVICE_PARTIAL ? 1 : clamped(used, count);
        if (scan != DEVICE_WHOLE) {
            junk_drop(d, used);
            continue;
        }
        memcpy(frame, d->in, used);
        in_drop(d, used);
        d->is_in_junk = false;
        if (!d->is_in_tail)
            frame_hear(d, frame, used);
        d->is_in_tail = false;
    }
}

/* ------------------------------------------------------------------ the port */

/* An answer may take the time that its bytes need. */
static void deadline_extend(struct device *d, size_t count)
{
    unsigned more = count < d->bytes_left ? (unsigned)count : d->bytes_left;

    if (!device_is_asking(d))
        return;
    d->bytes_left -= more;
    d->deadline_s += more * d->byte_s;
}

/* No more at once than a port can hold: a line that never ends must not stop the rig. */
enum err device_listen(struct device *d)
{
    for (size_t taken = 0, count = 1; count > 0 && taken < 4 * DEVICE_IN_SIZE; taken += count) {
        TRY(port_read(d->port, d->now_s, d->in + d->in_count, DEVICE_IN_SIZE - d->in_count,
                      &count));
        if (count == 0)
            break;
        d->is_in_tail = d->is_in_tail && d->now_s - d->in_s < d->type->timeout_s;
        d->in_count += count;
        d->in_s = d->now_s;
        deadline_extend(d, count);
        frames_cut(d);
    }
    frames_cut(d);
    return ERR_OK;
}

enum err device_speak(struct device *d)
{
    size_t taken = 0;

    if (d->out_count == 0)
        return ERR_OK;
    TRY(port_write(d->port, d->now_s, d->out, d->out_count, &taken));
    d->out_count -= taken;
    memmove(d->out, d->out + taken, d->out_count);
    d->is_out_begun = d->out_count > 0 && (d->is_out_begun || taken > 0);
    return ERR_OK;
}
