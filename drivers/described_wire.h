/* described_wire.h - the frames of a simple protocol, by what stands before, behind and over them.
 *
 *     [opening] body [check] ending
 *
 * Lines have no opening and mostly no check. The check is over the body, as upper-case hexadecimal
 * digits or as bytes, most significant first. A CR that is left at a line's end belongs to the line
 * end. Pure: whole, partial, junk. */
#ifndef PAINRIG_DRIVERS_DESCRIBED_WIRE_H
#define PAINRIG_DRIVERS_DESCRIBED_WIRE_H

#include "device.h"
#include "line_pattern.h"

#define DESCRIBED_MARK_MAX 4u

/* enumerator, name, bytes */
#define DESCRIBED_CHECK_LIST(X)                                                               \
    X(NONE, "none", 0) X(XOR, "xor", 1) X(SUM_8, "sum8", 1) X(LRC, "lrc", 1)                  \
    X(CRC_MODBUS, "crc16-modbus", 2) X(CRC_XMODEM, "crc16-xmodem", 2)
#define DESCRIBED_CHECK_ENUM(name, ...) DESCRIBED_CHECK_##name,
enum described_check { DESCRIBED_CHECK_LIST(DESCRIBED_CHECK_ENUM) DESCRIBED_CHECK_COUNT };
#undef DESCRIBED_CHECK_ENUM
extern const char *const described_check_labels[DESCRIBED_CHECK_COUNT + 1];

struct described_mark { uint8_t bytes[DESCRIBED_MARK_MAX]; size_t count; };

struct described_wire {
    struct described_mark opening, ending;      /* there is an ending; an opening maybe */
    enum described_check  check;
    bool                  check_is_bytes;
};

/* The first frame, or junk, in *used bytes. Its body is text, or it is junk. */
enum device_scan described_wire_scan(const struct described_wire *, const uint8_t *bytes,
                                     size_t count, size_t *used);
/* What stands between the marks of a whole frame; false when its check is wrong. */
bool described_wire_body(const struct described_wire *, const uint8_t *frame, size_t count,
                         struct line_part *body);
/* The body in its frame; 0 when there is no room for it. */
size_t described_wire_write(const struct described_wire *, const uint8_t *body, size_t count,
                            uint8_t out[DEVICE_FRAME_MAX]);

#endif
