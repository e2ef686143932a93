/* wire_log.h - every byte that passes a port, as lines: "12.340 > A5 5A 0B ...", time in seconds,
 * > what we send, < what the device sends. A sink for port_tap.h.
 *
 * Where there are several ports, each line says whose it is: "12.340 balance < 53 20 53 ...". */
#ifndef PAINRIG_HIL_WIRE_LOG_H
#define PAINRIG_HIL_WIRE_LOG_H

#include "drivers/port.h"

#include <stdio.h>

/* `file` is a FILE *, or NULL: nothing is written. */
void wire_log_write(void *file, double now_s, enum port_direction, const uint8_t *bytes,
                    size_t count);

/* `who` is its port's role; NULL: there is but one. */
void wire_log_write_of(FILE *, const char *who, double now_s, enum port_direction,
                       const uint8_t *bytes, size_t count);

#endif
