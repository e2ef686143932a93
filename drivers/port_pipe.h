/* port_pipe.h - a serial line in memory: two ends, the line's true timing, and its troubles.
 *
 *     a byte offered at t on a free line is readable at   t + bits / baud   (8N1: ten bits a byte)
 *     on a busy line it waits for its predecessor         max(t, ready[i-1]) + bits / baud
 *
 * Both directions are independent. Each holds at most PORT_PIPE_ROOM bytes that nobody has read
 * yet; a write beyond that takes fewer bytes than offered. When one end is destroyed the other may
 * still read what was on its way, and gets ERR_CLOSED after that; the memory goes with the second
 * end.
 *
 * Each end has a line of its own (port_line). When they differ, what arrives is what a receiver
 * would make of the levels (port_wave.h): wrong bytes, counted. Bytes with errors are handed over,
 * as Linux does; a break is a zero byte. DTR of one end is DSR and DCD of the other, RTS is CTS;
 * they are on until they are turned off.
 *
 * Troubles are numbers, zero = perfect, read through a pointer at every call, so that a knob may
 * turn them; chance comes from the seed. */
#ifndef PAINRIG_DRIVERS_PORT_PIPE_H
#define PAINRIG_DRIVERS_PORT_PIPE_H

#include "port.h"

#define PORT_PIPE_ROOM 1024u

struct port_pipe_troubles {
    double jitter_s;            /* a byte is seen up to so much later; none overtakes             */
    double flip_probability;    /* 0..1, for each byte: one of its data or parity bits is turned
                                 * over, which a receiver with parity counts and one without
                                 * cannot notice                                                  */
    double framing_probability; /* 0..1, for each byte: its stop bit is low                       */
    double receiver_room;       /* not 0: bytes that a receiver holds until they are read; more are
                                 * lost and counted as overruns, but for a line with handshake    */
    double has_echo;            /* not 0: the near end hears what it says (two-wire RS-485)       */
};

struct port_pipe_setup {
    struct port_line                 line;      /* of both ends                       */
    const struct port_pipe_troubles *troubles;  /* NULL: none, ever; the caller's     */
    uint64_t                         seed;
};

/* ERR_RANGE unless baud > 0: 8N1, no troubles. The caller owns both ends. */
MUST_CHECK enum err port_pipe_create(double baud, struct port **near, struct port **far);
/* ERR_RANGE for a line that is none. */
MUST_CHECK enum err port_pipe_create_line(const struct port_pipe_setup *, struct port **near,
                                          struct port **far);

#endif
