/* wire_log.h - every byte that passes a port, as lines: "12.340 > A5 5A 0B ...", time in seconds,
 * > what we send, < what the device sends. A sink for port_tap.h. */
#ifndef PAINRIG_HIL_WIRE_LOG_H
#define PAINRIG_HIL_WIRE_LOG_H

#include "drivers/port.h"

/* `file` is a FILE *, or NULL: nothing is written. */
void wire_log_write(void *file, double now_s, enum port_direction, const uint8_t *bytes,
                    size_t count);

#endif
