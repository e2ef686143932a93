#include "line.h"

#include <string.h>

static bool is_clean(const uint8_t *bytes, size_t count)
{
    if (count > 0 && bytes[count - 1] == '\r')
        count--;
    for (size_t i = 0; i < count; i++)
        if (bytes[i] < 0x20 || bytes[i] > 0x7E)
            return false;
    return true;
}

enum line_scan line_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    size_t         look = count < LINE_BYTES_MAX ? count : LINE_BYTES_MAX;
    const uint8_t *feed = look > 0 ? memchr(bytes, '\n', look) : NULL;

    if (feed) {
        *used = (size_t)(feed - bytes) + 1;
        return is_clean(bytes, *used - 1) ? LINE_WHOLE : LINE_JUNK;
    }
    *used = count < LINE_BYTES_MAX ? 0 : LINE_BYTES_MAX;
    return count < LINE_BYTES_MAX ? LINE_PARTIAL : LINE_JUNK;
}

enum err line_buffer_fill(struct line_buffer *buffer, struct port *port, double now_s)
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
    return ERR_OK;
}

/* Drop the tail of an endless line; true when its end has been found. */
static bool skip(struct line_buffer *buffer)
{
    size_t         count = buffer->end - buffer->first;
    const uint8_t *feed = count > 0 ? memchr(buffer->bytes + buffer->first, '\n', count) : NULL;

    buffer->first = feed ? (size_t)(feed - buffer->bytes) + 1 : buffer->end;
    buffer->is_skipping = !feed;
    return feed != NULL;
}

enum line_scan line_buffer_next(struct line_buffer *buffer, const uint8_t **line, size_t *count)
{
    size_t         used;
    enum line_scan scan;

    if (buffer->is_skipping && !skip(buffer))
        return LINE_PARTIAL;
    scan = line_scan(buffer->bytes + buffer->first, buffer->end - buffer->first, &used);
    if (scan == LINE_JUNK && buffer->bytes[buffer->first + used - 1] != '\n')
        buffer->is_skipping = true;
    if (scan == LINE_WHOLE) {
        *line = buffer->bytes + buffer->first;
        *count = used - 1;
    }
    buffer->first += used;
    return scan;
}

void line_buffer_empty(struct line_buffer *buffer)
{
    *buffer = (struct line_buffer){ .first = 0 };
}
