/* port_faulty.h - a port that breaks the one beneath it, by numbers, zero = perfect.
 *
 * The faults act on both directions alike, byte by byte, in this order: cable, drop, corrupt, late.
 * They are read through a pointer at every call, so that a knob may turn them while the line is in
 * use; the caller owns them and keeps them alive. Chance comes from a seed: the same seed and the
 * same traffic give the same faults, on every machine.
 *
 * Late bytes wait in a queue of PORT_FAULTY_ROOM per direction and are moved on by any call; when
 * it is full, a write takes fewer bytes and a read leaves them beneath. Shortening late_s never
 * lets a byte overtake. */
#ifndef PAINRIG_DRIVERS_PORT_FAULTY_H
#define PAINRIG_DRIVERS_PORT_FAULTY_H

#include "port.h"

#define PORT_FAULTY_ROOM 1024u

struct port_faults {
    double cable_cut;           /* not 0: nothing passes either way; what was on its way is lost */
    double drop_every_n;        /* 1 drops every byte, 7 every seventh; counted per direction    */
    double drop_probability;    /* 0..1, for each byte                                           */
    double corrupt_probability; /* 0..1, for each byte: one of its eight bits is turned over     */
    double late_s;              /* added to the time each byte takes                             */
};

struct port_faulty_counts { uint64_t passed, dropped, corrupted; };

/* Takes over `beneath`, which stays the caller's if this fails. */
MUST_CHECK enum err port_faulty_create(struct port *beneath, const struct port_faults *,
                                       uint64_t seed, struct port **);

/* What has been done to the traffic so far, both directions together. The port must come from
 * port_faulty_create. */
struct port_faulty_counts port_faulty_counts(const struct port *);

#endif
