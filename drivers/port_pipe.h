/* port_pipe.h - a serial line in memory: two ends, and the line's true timing.
 *
 *     a byte offered at t on a free line is readable at   t + 10 / baud     (8N1: ten bits a byte)
 *     on a busy line it waits for its predecessor         ready[i] = max(t, ready[i-1]) + 10 / baud
 *
 * Both directions are independent. Each holds at most PORT_PIPE_ROOM bytes that nobody has read
 * yet; a write beyond that takes fewer bytes than offered. When one end is destroyed the other may
 * still read what was on its way, and gets ERR_CLOSED after that; the memory goes with the second
 * end. */
#ifndef PAINRIG_DRIVERS_PORT_PIPE_H
#define PAINRIG_DRIVERS_PORT_PIPE_H

#include "port.h"

#define PORT_PIPE_ROOM 1024u

/* ERR_RANGE unless baud > 0. The caller owns both ends. */
MUST_CHECK enum err port_pipe_create(double baud, struct port **near, struct port **far);

#endif
