/* port_wave.h - a byte as levels on a line, and what a receiver makes of them.
 *
 *     level   1 (idle) | 0 start | data, least bit first | parity | 1 stop ...
 *     sampled in the middle of each bit of the receiver: edge + (k + 1/2) / baud
 *
 * A receiver that is set otherwise than the sender reads other bytes, perhaps several or none, with
 * the parity and framing errors that a real one counts; when the levels are low throughout, stop
 * bit too, it is a break. Each byte is looked at with an idle line before and behind it. Pure. */
#ifndef PAINRIG_DRIVERS_PORT_WAVE_H
#define PAINRIG_DRIVERS_PORT_WAVE_H

#include "port.h"

#define PORT_WAVE_MAX 8

/* What a byte arrived with. */
enum port_wave_flag { PORT_WAVE_PARITY = 1, PORT_WAVE_FRAMING = 2, PORT_WAVE_BREAK = 4 };

struct port_wave_byte { uint8_t byte, flags; };

/* Bits of a byte with its start, parity and stop bits. */
int port_wave_bits(const struct port_line *);

/* `damage`: bits turned over on the way, bit 0 the start bit. Returns how many bytes arrive. */
size_t port_wave_receive(const struct port_line *from, const struct port_line *to, uint8_t byte,
                         unsigned damage, struct port_wave_byte out[PORT_WAVE_MAX]);

#endif
