/* port_faulty.h - a port that breaks the one beneath it, by numbers, zero = perfect.
 *
 * Faults of bytes act on both directions alike, in this order: cable, drop, corrupt, late. Ahead of
 * them, faults of messages act on what the host asks and is told:
 *
 *     a request   what the host writes until something comes back, or it pauses for reply_gap_s
 *     a reply     what comes back until the host writes, or there is a pause of reply_gap_s
 *
 * Each says which: 1 every one, n every n-th, -n the n-th from now on and then no more; counted
 * from when the number was last changed. A reply that loses its tail, is corrupted, doubled or
 * shifted is held back until it is whole; the others are not held.
 *
 * They are read through a pointer at every call, so that a knob may turn them while the line is in
 * use; the caller owns them and keeps them alive. Chance comes from a seed: the same seed and the
 * same traffic give the same faults, on every machine.
 *
 * Late bytes wait in a queue of PORT_FAULTY_ROOM per direction and are moved on by any call; when
 * it is full, a write takes fewer bytes and a read leaves them beneath. Shortening late_s never
 * lets a byte overtake. Questions about the line are handed down; a cut cable shows none. */
#ifndef PAINRIG_DRIVERS_PORT_FAULTY_H
#define PAINRIG_DRIVERS_PORT_FAULTY_H

#include "port.h"

#define PORT_FAULTY_ROOM 1024u
#define PORT_FAULTY_GAP_S 0.02

struct port_faults {
    double cable_cut;           /* not 0: nothing passes either way; what was on its way is lost */
    double drop_every_n;        /* 1 drops every byte, 7 every seventh; counted per direction    */
    double drop_probability;    /* 0..1, for each byte                                           */
    double corrupt_probability; /* 0..1, for each byte: one of its eight bits is turned over     */
    double late_s;              /* added to the time each byte takes                             */

    /* Of messages: which. */
    double drop_request;        /* it never arrives: no effect, no reply                         */
    double drop_reply;          /* dropped after the effect                                      */
    double late_reply;          /* by late_reply_s                                               */
    double late_reply_s;
    double truncate_reply;      /* it loses its last truncate_bytes; 0 of them: one              */
    double truncate_bytes;
    double corrupt_reply;       /* one bit of it is turned over                                  */
    double double_reply;        /* it comes twice                                                */
    double shift_reply;         /* not 0: each reply is that to the request before               */
    double hang;                /* not 0: what is asked has its effect, and nothing comes back   */
    double reply_gap_s;         /* 0: PORT_FAULTY_GAP_S                                          */
};

struct port_faulty_counts {
    uint64_t passed, dropped, corrupted;        /* bytes */
    uint64_t requests, replies, broken;         /* messages, while any of their faults is on */
};

/* Takes over `beneath`, which stays the caller's if this fails. */
MUST_CHECK enum err port_faulty_create(struct port *beneath, const struct port_faults *,
                                       uint64_t seed, struct port **);

/* What has been done to the traffic so far, both directions together. The port must come from
 * port_faulty_create. */
struct port_faulty_counts port_faulty_counts(const struct port *);

#endif
