/* line.h - lines of text cut from a stream of bytes, in three values: whole, partial, junk.
 *
 *     "SOUR:TEMP?\n..."   whole     up to and with the line feed; a CR before it belongs to it
 *     "SOUR:TE"           partial   no line feed yet: come back with more
 *     "SO\x90UR:TEMP?\n"  junk      a byte that is not printable ASCII spoils its whole line
 *     256 bytes, no feed  junk      no line is that long
 *
 * line_scan is pure. A line_buffer keeps what has not been cut yet, between two calls, in bounded
 * memory; after an endless line it also drops that line's tail, since a tail may look like a line
 * of its own. */
#ifndef PAINRIG_DRIVERS_LINE_H
#define PAINRIG_DRIVERS_LINE_H

#include "port.h"

#include <stdbool.h>

#define LINE_BYTES_MAX 256u     /* the line feed included */

enum line_scan { LINE_WHOLE, LINE_PARTIAL, LINE_JUNK };

/* *used: bytes to drop when done with the line (whole) or at once (junk); 0 when partial. */
enum line_scan line_scan(const uint8_t *bytes, size_t count, size_t *used);

struct line_buffer {
    uint8_t bytes[2 * LINE_BYTES_MAX];
    size_t  first, end;
    bool    is_skipping;
};

/* Take what has arrived at the port, as far as there is room. */
MUST_CHECK enum err line_buffer_fill(struct line_buffer *, struct port *, double now_s);

/* The next line, without its line feed; `*line` stays good until the next fill. PARTIAL: none. */
enum line_scan line_buffer_next(struct line_buffer *, const uint8_t **line, size_t *count);

/* Forget everything that has arrived. */
void line_buffer_empty(struct line_buffer *);

#endif
