/* wire_echo.h - adapters on two wires give back what is sent, in front of the answer.
 *
 *     wire_echo_sent     a request goes out; its echo is due, once, where there is one
 *     wire_echo_scan     the echo as a frame of its own; false: what comes is no echo
 *     wire_echo_heard    is the frame the echo? then nothing more is due
 *
 * An answer that is like its request to the byte is told from the echo by its place. Pure. */
#ifndef PAINRIG_DRIVERS_WIRE_ECHO_H
#define PAINRIG_DRIVERS_WIRE_ECHO_H

#include "device.h"

#include <string.h>

#define WIRE_ECHO_MAX 256u

struct wire_echo { uint8_t sent[WIRE_ECHO_MAX]; size_t count; bool is_due; };

/* count at most WIRE_ECHO_MAX. */
static inline void wire_echo_sent(struct wire_echo *echo, const uint8_t *bytes, size_t count,
                                  bool is_due)
{
    memcpy(echo->sent, bytes, count);
    echo->count = count;
    echo->is_due = is_due && count > 0;
}

static inline bool wire_echo_scan(const struct wire_echo *echo, const uint8_t *bytes, size_t count,
                                  size_t *used, enum device_scan *scan)
{
    size_t look = count < echo->count ? count : echo->count;

    if (!echo->is_due || memcmp(bytes, echo->sent, look) != 0)
        return false;
    *used = look < echo->count ? 0 : look;
    *scan = *used ? DEVICE_WHOLE : DEVICE_PARTIAL;
    return true;
}

static inline bool wire_echo_heard(struct wire_echo *echo, const uint8_t *frame, size_t count)
{
    bool is_echo = echo->is_due && count == echo->count && memcmp(frame, echo->sent, count) == 0;

    echo->is_due = echo->is_due && !is_echo;
    return is_echo;
}

#endif
