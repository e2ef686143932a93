/* pump_log.h - what the mocked pump has written down: the last PUMP_LOG_MAX entries, numbered from
 * 0 on for as long as it lives. */
#ifndef PAINRIG_DRIVERS_MOCK_PUMP_LOG_H
#define PAINRIG_DRIVERS_MOCK_PUMP_LOG_H

#include "drivers/pump_wire.h"

struct pump_ring {
    struct pump_log_entry entries[PUMP_LOG_MAX];
    uint32_t              count;        /* ever written */
};

/* The oldest entry makes room. */
void pump_ring_add(struct pump_ring *, uint32_t clock_s, enum pump_log what, uint8_t code,
                   uint32_t value);

/* Up to `room` entries from number `first` on, or from the oldest that is kept. */
size_t pump_ring_read(const struct pump_ring *, uint32_t first, struct pump_log_entry *out,
                      size_t room);

#endif
