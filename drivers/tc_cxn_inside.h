/* tc_cxn_inside.h - what the driver's two halves share: asking (tc_cxn.c), hearing (tc_cxn_hear.c).
 * Private to them. */
#ifndef PAINRIG_DRIVERS_TC_CXN_INSIDE_H
#define PAINRIG_DRIVERS_TC_CXN_INSIDE_H

#include "output_watch.h"
#include "tc_cxn.h"

enum {
    BLIND_OFF, IDENT, SERIAL, LIMITS, FREQUENCY, POWER, STATUS, SET_POINT,
    TAKE, SET, CHECK_SET, ON, OFF, LAG, CHECK_OUTPUT,
    SAFE_OFF, SAFE_TAKE, SAFE_OFF_AGAIN, SAFE_ZERO, SAFE_LAG, SAFE_STATUS, SAFE_RELEASE,
    COUNT
};

struct tc_cxn_question { char id[3]; uint16_t first; bool has_response; };
extern const struct tc_cxn_question tc_cxn_questions[COUNT];

struct tc_cxn_memory {
    uint8_t  address;
    bool     checks_address;
    double   step_w, limit_w;           /* the setting's, or the generator's own when lower */
    char     ident[48];
    bool     is_sign_due;               /* of the question that was written last */
    bool     has_control, is_blind;     /* blind: the link was lost while in control */
    double   spoken_s;
    double   take_until_s;              /* control is being asked for */
    double   set_w;                     /* what it has recognised; NAN: nothing */
    bool     is_fraction_told;
    struct output_watch output;
    unsigned bits;
    bool     is_off_taken, is_off_seen, is_released;        /* since make_safe began */
};

/* Control is gone, and all that was ordered with it. */
void tc_cxn_forget_orders(struct tc_cxn_memory *);

enum device_heard tc_cxn_hear(struct device *, int question, double value, const uint8_t *frame,
                              size_t count);

#endif
