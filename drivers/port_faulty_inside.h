/* port_faulty_inside.h - what the faults of bytes (port_faulty.c) and those of messages
 * (port_faulty_messages.c) know of each other. */
#ifndef PAINRIG_DRIVERS_PORT_FAULTY_INSIDE_H
#define PAINRIG_DRIVERS_PORT_FAULTY_INSIDE_H

#include "port_faulty.h"

#define FAULTY_RULES 6u         /* of messages that say which: rules[] in port_faulty_messages.c */

struct lane {
    uint8_t  bytes[PORT_FAULTY_ROOM];
    double   due_s[PORT_FAULTY_ROOM];
    size_t   first, count;
    double   last_due_s;
    uint64_t seen;                      /* bytes offered so far, for drop_every_n */
};

struct held { uint8_t bytes[PORT_FAULTY_ROOM]; size_t count; };

struct messages {
    struct { double number; uint64_t seen; } rules[FAULTY_RULES];
    bool        is_request_open, is_request_lost, is_reply_open, is_held;
    unsigned    acts;                   /* bits of the rules that hit the reply that is open */
    double      out_s, in_s;            /* of the last byte either way                       */
    struct held reply, before;          /* before: the reply that a shifted one takes        */
};

struct faulty {
    struct port               port;
    struct port              *beneath;
    const struct port_faults *faults;
    uint64_t                  random;
    struct port_faulty_counts counts;
    struct lane               in, out;
    struct messages           messages;
};

/* Into the lane towards the host, through the faults of bytes. */
void faulty_put_in(struct faulty *, double from_s, uint8_t byte);

/* Asked at every call of every rig: no loop over the rules. */
static inline bool faulty_has_no_messages(const struct port_faults *faults)
{
    return faults->drop_request == 0 && faults->drop_reply == 0 && faults->late_reply == 0
        && faults->truncate_reply == 0 && faults->corrupt_reply == 0 && faults->double_reply == 0
        && faults->shift_reply == 0 && faults->hang == 0;
}

/* The host writes: is it lost? */
bool faulty_loses_request(struct faulty *, double now_s, size_t count);
/* Bytes came from beneath, or, when count is 0, none did. */
void faulty_hear(struct faulty *, double now_s, const uint8_t *bytes, size_t count);

#endif
