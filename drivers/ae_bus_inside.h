/* ae_bus_inside.h - what the driver's two halves share: asking (ae_bus.c), hearing (ae_bus_hear.c).
 * Private to them. */
#ifndef PAINRIG_DRIVERS_AE_BUS_INSIDE_H
#define PAINRIG_DRIVERS_AE_BUS_INSIDE_H

#include "ae_bus.h"
#include "ae_bus_wire.h"
#include "output_watch.h"

enum {
    BLIND_OFF, TYPE, SIZE, HOST, REGULATE, LIMIT,
    FORWARD, REFLECTED, DELIVERED, STATUS, SET_POINT, SNAPSHOT, WARNINGS,
    SET, CHECK_SET, ON, OFF, CHECK_OUTPUT,
    SAFE_OFF, SAFE_ZERO, SAFE_STATUS,
    COUNT
};

/* answer: data bytes of a report; 0: a CSR; ANY: as many as it wants */
#define AE_BUS_ANY 255u
struct ae_bus_question { uint8_t command, answer; };
extern const struct ae_bus_question ae_bus_questions[COUNT];

struct ae_bus_memory {
    unsigned address;
    double   unit_w;                    /* of set-points and powers; 0: by the supply's type */
    double   limit_w, plate_unit_c;
    uint8_t  regulation;
    char     supply[64];
    bool     is_sign_due, is_ack_due;   /* from the unit, from us: of what was written last */
    uint8_t  command;                   /* which that was */
    unsigned naks;                      /* that we sent for it */
    bool     is_blind;                  /* the link was lost while the output may have been on */
    bool     is_fraction_told;
    struct output_watch output;
    bool     has_no[COUNT];             /* questions that this unit does not know */
    double   set_w;                     /* accepted; NAN: nothing */
    uint8_t  status[AE_BUS_STATUS_BYTES];
    unsigned warnings;
    bool     is_off_taken, is_off_seen; /* since make_safe began */
};

enum device_heard ae_bus_hear(struct device *, int question, double value, const uint8_t *frame,
                              size_t count);

#endif
