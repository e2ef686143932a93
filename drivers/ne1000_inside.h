/* ne1000_inside.h - what the parts of ne1000.c share. Nobody else includes it. */
#ifndef PAINRIG_DRIVERS_NE1000_INSIDE_H
#define PAINRIG_DRIVERS_NE1000_INSIDE_H

#include "device.h"
#include "ne1000_wire.h"
#include "run_wish.h"

#include <string.h>

/* enumerator, what, idempotent; in the order of the start questions */
#define QUESTION_LIST(X)                                                                         \
    X(PROBE,          "which mode it is in",  true)                                              \
    X(MODE,           "Safe or Basic Mode",   true)                                              \
    X(VERSION,        "the version",          true)                                              \
    X(DIAMETER,       "the diameter",         true)                                              \
    X(DIAMETER_SET,   "a new diameter",       true)                                              \
    X(DIAMETER_BACK,  "the new diameter",     true)                                              \
    X(VOLUME,         "the target volume",    true)                                              \
    X(VOLUME_SET,     "no target volume",     true)                                              \
    X(DIRECTION,      "the direction",        true)                                              \
    X(DIRECTION_SET,  "direction infuse",     true)                                              \
    X(RATE,           "the rate",             true)                                              \
    X(DISPENSED,      "the volume dispensed", true)                                              \
    X(STATUS,         "the status",           true)                                              \
    X(RATE_SET,       "a new rate",           true)                                              \
    X(RATE_BACK,      "the new rate",         true)                                              \
    X(RUN,            "to run",               false)                                             \
    X(STOP,           "to stop",              false)                                             \
    X(CLEAR,          "to clear the volume",  true)                                              \
    X(HALT,           "to stop",              true)

#define ROW(name, ...) Q_##name,
enum question { QUESTION_LIST(ROW) Q_COUNT };
#undef ROW
struct ne1000 {
    /* settings */
    int    address, safe_mode_s;
    double diameter_mm;
    /* as the pump said */
    enum ne1000_framing framing;
    bool                is_framing_known;
    char                status;             /* 0: not known */
    enum ne1000_alarm   alarm;              /* kept until acknowledged */
    double              diameter_in_mm, target_ul;
    bool                is_infusing_way, was_up;
    enum ne1000_unit    unit;
    /* the rate */
    struct ne1000_rate  sent;
    bool                is_sent_right;      /* what was sent last is in force */
    double              asked_ul_per_h;     /* last; NAN: none */
    double              kept_ul_per_h;      /* waits for the EEPROM's sake; NAN: none */
    double              stored_s;           /* when a set was last written to EEPROM */
    bool                has_said_rounding;
    /* run and stop */
    struct run_wish     wish;
    bool                is_still;           /* it said so since the last HALT */
    /* the volume */
    double              volume_ul, rolled_ul;
    bool                was_pumping;        /* when volume_ul was heard */
};

static inline bool ne1000_is_pumping(char status)   
{
    return status != '\0' && strchr("IWX", status);
}

static inline bool ne1000_is_infusing(char status)  
{
    return status != '\0' && strchr("IX", status);
}

static inline bool ne1000_is_standing(char status)  
{
    return status != '\0' && strchr("SP", status);
}


#define NE1000_REST_S 10.0      /* between two sets of the rate that the EEPROM must keep */

extern const struct device_question ne1000_questions[Q_COUNT];

bool ne1000_is_diameter_right(const struct ne1000 *);
enum device_heard ne1000_hear(struct device *, int question, double value, const uint8_t *frame,
                              size_t count);

#endif
