/* pump_wire_inside.h - numbers in payloads, big-endian. Private to drivers/pump_wire*.c. */
#ifndef PAINRIG_DRIVERS_PUMP_WIRE_INSIDE_H
#define PAINRIG_DRIVERS_PUMP_WIRE_INSIDE_H

#include "pump_wire.h"

/* Bytes that are read from the front. Reading beyond the end gives 0 and spoils the whole. */
struct pump_bytes { const uint8_t *at; size_t left; bool is_short; };

static inline uint64_t pump_get(struct pump_bytes *bytes, size_t count)
{
    uint64_t number = 0;

    bytes->is_short = bytes->is_short || bytes->left < count;
    if (bytes->is_short)
        return 0;
    for (size_t i = 0; i < count; i++)
        number = number << 8 | bytes->at[i];
    bytes->at += count;
    bytes->left -= count;
    return number;
}

static inline uint8_t pump_get8(struct pump_bytes *b) { return (uint8_t)pump_get(b, 1); }
static inline uint16_t pump_get16(struct pump_bytes *b) { return (uint16_t)pump_get(b, 2); }
static inline uint32_t pump_get32(struct pump_bytes *b) { return (uint32_t)pump_get(b, 4); }

/* Read to the last byte, and not beyond it. */
static inline bool pump_is_read(const struct pump_bytes *bytes)
{
    return !bytes->is_short && bytes->left == 0;
}

/* Returns what stands behind the number. */
static inline uint8_t *pump_put(uint8_t *out, size_t count, uint64_t number)
{
    for (size_t i = count; i-- > 0; number >>= 8)
        out[i] = (uint8_t)number;
    return out + count;
}

#endif
