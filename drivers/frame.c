#include "frame.h"

#include <string.h>

#define MARK_FIRST  0xA5u
#define MARK_SECOND 0x5Au
#define MARK_BYTES  2u
#define LENGTH_AT   2u
#define LENGTH_LEAST (FRAME_HEAD - LENGTH_AT - 1)       /* no payload */
#define LENGTH_MOST  (LENGTH_LEAST + FRAME_PAYLOAD_MAX)
#define CRC_BYTES   2u

/* Two clocks that mean the same instant may differ in their last digits. */
#define INSTANT_S 1e-9

/* CRC-16/IBM-3740, bit by bit: the line is far slower than this loop. */
uint16_t frame_crc16(const uint8_t *bytes, size_t count)
{
    unsigned crc = 0xFFFF;

    for (size_t i = 0; i < count; i++) {
        crc ^= (unsigned)bytes[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 0x8000 ? (crc << 1 ^ 0x1021) & 0xFFFF : crc << 1;
    }
    return (uint16_t)crc;
}

static uint32_t number_at(const uint8_t *bytes, size_t count)
{
    uint32_t number = 0;

    for (size_t i = 0; i < count; i++)
        number = number << 8 | bytes[i];
    return number;
}

static void number_put(uint8_t *out, size_t count, uint32_t number)
{
    for (size_t i = count; i-- > 0; number >>= 8)
        out[i] = (uint8_t)number;
}

/* How many bytes stand in front of the next mark, or of what may become one. */
static size_t before_mark(const uint8_t *bytes, size_t count, size_t from)
{
    for (size_t i = from; i < count; i++)
        if (bytes[i] == MARK_FIRST && (i + 1 == count || bytes[i + 1] == MARK_SECOND))
            return i;
    return count;
}

static void head_read(const uint8_t *bytes, struct frame *frame)
{
    *frame = (struct frame){
        .version  = bytes[3],
        .address  = number_at(bytes + 4, 4),
        .sequence = (uint16_t)number_at(bytes + 8, 2),
        .kind     = bytes[10],
    };
}

static enum frame_scan junk(struct frame *frame, size_t drop, enum frame_flaw why, size_t *used,
                            enum frame_flaw *flaw)
{
    *frame = (struct frame){ .version = 0 };
    *used = drop;
    *flaw = why;
    return FRAME_JUNK;
}

/* The bytes are there, up to and with the CRC. */
static enum frame_scan check(const uint8_t *bytes, struct frame *frame, size_t *used,
                             enum frame_flaw *flaw)
{
    size_t length = bytes[LENGTH_AT], end = LENGTH_AT + 1 + length;
    bool   is_sound = frame_crc16(bytes + LENGTH_AT, length + 1)
                   == number_at(bytes + end, CRC_BYTES);

    head_read(bytes, frame);
    frame->payload_count = length - LENGTH_LEAST;
    memcpy(frame->payload, bytes + FRAME_HEAD, frame->payload_count);
    *used = end + CRC_BYTES;
    *flaw = is_sound ? FRAME_SOUND : FRAME_BAD_CRC;
    return is_sound ? FRAME_WHOLE : FRAME_JUNK;
}

enum frame_scan frame_scan(const uint8_t *bytes, size_t count, struct frame *frame, size_t *used,
                           enum frame_flaw *flaw)
{
    size_t stray = before_mark(bytes, count, 0);

    *used = 0;
    *flaw = FRAME_SOUND;
    if (stray > 0)
        return junk(frame, stray, FRAME_NO_MARK, used, flaw);
    if (count <= LENGTH_AT)
        return FRAME_PARTIAL;
    if (bytes[LENGTH_AT] < LENGTH_LEAST || bytes[LENGTH_AT] > LENGTH_MOST)
        return junk(frame, before_mark(bytes, count, MARK_BYTES), FRAME_BAD_LENGTH, used, flaw);
    if (count < LENGTH_AT + 1 + bytes[LENGTH_AT] + CRC_BYTES)
        return FRAME_PARTIAL;
    return check(bytes, frame, used, flaw);
}

size_t frame_write(const struct frame *frame, uint8_t *out)
{
    size_t payload_count = frame->payload_count < FRAME_PAYLOAD_MAX ? frame->payload_count
                                                                    : FRAME_PAYLOAD_MAX;
    size_t end = FRAME_HEAD + payload_count;

    out[0] = MARK_FIRST;
    out[1] = MARK_SECOND;
    out[LENGTH_AT] = (uint8_t)(LENGTH_LEAST + payload_count);
    out[3] = frame->version;
    number_put(out + 4, 4, frame->address);
    number_put(out + 8, 2, frame->sequence);
    out[10] = frame->kind;
    memcpy(out + FRAME_HEAD, frame->payload, payload_count);
    number_put(out + end, CRC_BYTES, frame_crc16(out + LENGTH_AT, end - LENGTH_AT));
    return end + CRC_BYTES;
}

/* ------------------------------------------------------------------ what waits */

void frame_buffer_empty(struct frame_buffer *buffer)
{
    *buffer = (struct frame_buffer){ .first = 0 };
}

enum err frame_buffer_fill(struct frame_buffer *buffer, struct port *port, double now_s)
{
    size_t count;

    if (buffer->first > 0) {
        memmove(buffer->bytes, buffer->bytes + buffer->first, buffer->end - buffer->first);
        buffer->end -= buffer->first;
        buffer->first = 0;
    }
    TRY(port_read(port, now_s, buffer->bytes + buffer->end, sizeof buffer->bytes - buffer->end,
                  &count));
    buffer->end += count;
    if (count > 0)
        buffer->heard_s = now_s;
    return ERR_OK;
}

/* Nothing came after it for too long. All that waits is dropped: what stands behind its head may be
 * its payload. */
static enum frame_scan give_up(struct frame_buffer *buffer, struct frame *frame,
                               enum frame_flaw *flaw)
{
    const uint8_t *bytes = buffer->bytes + buffer->first;

    *frame = (struct frame){ .version = 0 };
    if (buffer->end - buffer->first >= FRAME_HEAD)
        head_read(bytes, frame);
    *flaw = FRAME_TRUNCATED;
    buffer->first = buffer->end = 0;
    return FRAME_JUNK;
}

/* Each turn drops at least a byte, so there are no more turns than bytes. */
enum frame_scan frame_buffer_next(struct frame_buffer *buffer, double now_s, struct frame *frame,
                                  enum frame_flaw *flaw)
{
    bool   was_astray;
    size_t used;

    while (buffer->first < buffer->end) {
        enum frame_scan scan = frame_scan(buffer->bytes + buffer->first,
                                          buffer->end - buffer->first, frame, &used, flaw);
        if (scan == FRAME_PARTIAL && now_s - buffer->heard_s > FRAME_GAP_S + INSTANT_S)
            return give_up(buffer, frame, flaw);
        if (scan == FRAME_PARTIAL)
            return scan;
        was_astray = buffer->is_astray;
        buffer->is_astray = scan == FRAME_JUNK;
        buffer->first += used;
        if (!was_astray || *flaw != FRAME_NO_MARK)
            return scan;
    }
    *flaw = FRAME_SOUND;
    return FRAME_PARTIAL;
}
