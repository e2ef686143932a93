#include "pump_log.h"

void pump_ring_add(struct pump_ring *ring, uint32_t clock_s, enum pump_log what, uint8_t code,
                   uint32_t value)
{
    ring->entries[ring->count % PUMP_LOG_MAX] = (struct pump_log_entry){
        .number = ring->count, .clock_s = clock_s, .what = (uint8_t)what, .code = code,
        .value = value,
    };
    ring->count++;
}

size_t pump_ring_read(const struct pump_ring *ring, uint32_t first, struct pump_log_entry *out,
                      size_t room)
{
    uint32_t oldest = ring->count > PUMP_LOG_MAX ? ring->count - PUMP_LOG_MAX : 0;
    size_t   count = 0;

    for (uint32_t i = first > oldest ? first : oldest; i < ring->count && count < room; i++)
        out[count++] = ring->entries[i % PUMP_LOG_MAX];
    return count;
}
