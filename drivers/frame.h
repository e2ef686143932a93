/* frame.h - frames cut from a stream of bytes by their length: whole, partial or junk.
 *
 *     0     1     2        3        4 5 6 7   8 9        10    11 ..        last two
 *     A5    5A    length   version  address   sequence   kind  payload ..   CRC-16
 *
 * length counts everything between itself and the CRC (8 .. 248). Numbers are big-endian. The CRC
 * is CRC-16/IBM-3740 (polynomial 1021, start FFFF, "123456789" gives 29B1) over length .. payload.
 * Nothing is searched for inside a frame: A5 5A in a payload is payload. A frame whose CRC is wrong
 * is junk of its whole length when the length was believable, since a frame that stands inside a
 * broken one was never sent; then the next mark is looked for.
 *
 * frame_scan is pure. A frame_buffer keeps what has not been cut yet, in bounded memory, and drops
 * a frame that has begun and has had no further byte for FRAME_GAP_S: a truncated one. Time is seen
 * as often as the port is looked at, so look several times in FRAME_GAP_S while there is talk. */
#ifndef PAINRIG_DRIVERS_FRAME_H
#define PAINRIG_DRIVERS_FRAME_H

#include "port.h"

#include <stdbool.h>

#define FRAME_VERSION     1u
#define FRAME_PAYLOAD_MAX 240u
#define FRAME_HEAD        11u           /* bytes in front of the payload */
#define FRAME_BYTES_MAX   (FRAME_HEAD + FRAME_PAYLOAD_MAX + 2u)
#define FRAME_GAP_S       0.05

struct frame {
    uint8_t  version, kind;
    uint32_t address;
    uint16_t sequence;
    uint8_t  payload[FRAME_PAYLOAD_MAX];
    size_t   payload_count;
};

enum frame_scan { FRAME_WHOLE, FRAME_PARTIAL, FRAME_JUNK };
enum frame_flaw { FRAME_SOUND, FRAME_NO_MARK, FRAME_BAD_LENGTH, FRAME_BAD_CRC, FRAME_TRUNCATED };

uint16_t frame_crc16(const uint8_t *bytes, size_t count);

/* *used: bytes to drop when done (whole) or at once (junk); 0 when partial. *flaw says why junk.
 * Of a frame with a wrong CRC the frame is filled in as it reads, so that a NAK can name a sequence
 * number; of other junk it is zero; of a partial one it is left alone. */
enum frame_scan frame_scan(const uint8_t *bytes, size_t count, struct frame *, size_t *used,
                           enum frame_flaw *flaw);

/* Returns the count of bytes written; out has room for FRAME_BYTES_MAX. */
size_t frame_write(const struct frame *, uint8_t *out);

/* Empty it before its first use. */
struct frame_buffer {
    uint8_t bytes[2 * FRAME_BYTES_MAX];
    size_t  first, end;
    double  heard_s;                    /* when the last byte came                            */
    bool    is_astray;                  /* the flaw was told; what follows up to a mark is it */
};

void frame_buffer_empty(struct frame_buffer *);

/* Take what has arrived at the port, as far as there is room. */
MUST_CHECK enum err frame_buffer_fill(struct frame_buffer *, struct port *, double now_s);

/* The next frame; JUNK tells of a flaw, once each, with what can be read of the frame's head (else
 * zero); PARTIAL: none. */
enum frame_scan frame_buffer_next(struct frame_buffer *, double now_s, struct frame *,
                                  enum frame_flaw *flaw);

#endif
