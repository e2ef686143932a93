#include "described_wire.h"
#include "checksum.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define DIGITS_MAX 5

#define LABEL(enumerator, name, ...) [DESCRIBED_CHECK_##enumerator] = name,
const char *const described_check_labels[DESCRIBED_CHECK_COUNT + 1] = {
    DESCRIBED_CHECK_LIST(LABEL)
};
#undef LABEL

#define BYTES(enumerator, name, bytes) [DESCRIBED_CHECK_##enumerator] = bytes,
static const size_t check_bytes[DESCRIBED_CHECK_COUNT] = { DESCRIBED_CHECK_LIST(BYTES) };
#undef BYTES

static unsigned check_of(enum described_check check, const uint8_t *bytes, size_t count)
{
    switch (check) {
    case DESCRIBED_CHECK_XOR:        return checksum_xor(bytes, count);
    case DESCRIBED_CHECK_SUM_8:      return checksum_sum_8(bytes, count);
    case DESCRIBED_CHECK_LRC:        return checksum_lrc(bytes, count);
    case DESCRIBED_CHECK_CRC_MODBUS: return checksum_crc_modbus(bytes, count);
    case DESCRIBED_CHECK_CRC_XMODEM: return checksum_crc_xmodem(bytes, count);
    default:                         return 0;
    }
}

static size_t check_length(const struct described_wire *wire)
{
    return check_bytes[wire->check] * (wire->check_is_bytes ? 1 : 2);
}

/* As it stands on the wire. */
static void check_write(const struct described_wire *wire, const uint8_t *body, size_t count,
                        uint8_t out[DIGITS_MAX])
{
    const size_t   bytes = check_bytes[wire->check];
    const unsigned check = check_of(wire->check, body, count);

    if (!wire->check_is_bytes && bytes > 0)
        snprintf((char *)out, DIGITS_MAX, "%0*X", (int)(2 * bytes), check);
    for (size_t i = 0; wire->check_is_bytes && i < bytes; i++)
        out[i] = (uint8_t)(check >> (8 * (bytes - 1 - i)));
}

bool described_wire_body(const struct described_wire *wire, const uint8_t *frame, size_t count,
                         struct line_part *body)
{
    const uint8_t *from = frame + wire->opening.count;
    const size_t   marks = wire->opening.count + wire->ending.count, check = check_length(wire);
    uint8_t        right[DIGITS_MAX];

    if (count < marks + check)
        return false;
    *body = (struct line_part){ (const char *)from, count - marks - check };
    check_write(wire, from, body->count, right);
    if (memcmp(from + body->count, right, check) != 0)
        return false;
    if (check == 0 && body->count > 0 && body->text[body->count - 1] == '\r')
        body->count--;
    return true;
}

static bool is_text(const struct line_part *body)
{
    for (size_t i = 0; i < body->count; i++)
        if (!isprint((unsigned char)body->text[i]) && body->text[i] != '\t')
            return false;
    return true;
}

static bool has_mark(const uint8_t *bytes, size_t count, const struct described_mark *mark)
{
    return count >= mark->count && memcmp(bytes, mark->bytes, mark->count) == 0;
}

/* What stands before the first opening mark, or before what may become one, is junk. */
static size_t junk_before(const struct described_mark *opening, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t rest = count - i < opening->count ? count - i : opening->count;

        if (memcmp(bytes + i, opening->bytes, rest) == 0)
            return i;
    }
    return count;
}

/* A check of bytes may hold the ending's: then it is the ending before which the check is right. */
enum device_scan described_wire_scan(const struct described_wire *wire, const uint8_t *bytes,
                                     size_t count, size_t *used)
{
    struct line_part body;

    *used = junk_before(&wire->opening, bytes, count);
    if (*used > 0)
        return DEVICE_JUNK;
    for (size_t at = wire->opening.count; at < count && at < DEVICE_FRAME_MAX; at++) {
        if (!has_mark(bytes + at, count - at, &wire->ending))
            continue;
        *used = at + wire->ending.count;
        if (described_wire_body(wire, bytes, *used, &body) && is_text(&body))
            return DEVICE_WHOLE;
        if (!wire->check_is_bytes)
            return DEVICE_JUNK;
    }
    *used = count < DEVICE_FRAME_MAX ? 0 : count;
    return *used ? DEVICE_JUNK : DEVICE_PARTIAL;
}

static size_t put(uint8_t *out, const void *bytes, size_t count)
{
    memcpy(out, bytes, count);
    return count;
}

size_t described_wire_write(const struct described_wire *wire, const uint8_t *body, size_t count,
                            uint8_t out[DEVICE_FRAME_MAX])
{
    uint8_t check[DIGITS_MAX];
    size_t  used;

    if (count == 0 || count > DEVICE_FRAME_MAX - 2 * DESCRIBED_MARK_MAX - DIGITS_MAX)
        return 0;
    check_write(wire, body, count, check);
    used = put(out, wire->opening.bytes, wire->opening.count);
    used += put(out + used, body, count);
    used += put(out + used, check, check_length(wire));
    return used + put(out + used, wire->ending.bytes, wire->ending.count);
}
