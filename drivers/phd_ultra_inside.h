/* phd_ultra_inside.h - what the driver's two halves share: asking (phd_ultra.c), hearing
 * (phd_ultra_hear.c). Private to them. */
#ifndef PAINRIG_DRIVERS_PHD_ULTRA_INSIDE_H
#define PAINRIG_DRIVERS_PHD_ULTRA_INSIDE_H

#include "phd_ultra.h"
#include "phd_ultra_wire.h"
#include "run_wish.h"

/* Sets come twice: with an answer, and (silent_sets) without. Enumerator, what, asked again. */
#define SET_LIST(X)                                                                              \
    X(NVRAM,        "non-volatile memory off", true)                                             \
    X(POLL,         "the polling mode",        true)                                             \
    X(DIAMETER_SET, "a new diameter",          true)                                             \
    X(TARGET_CLEAR, "no target volume",        true)                                             \
    X(RATE_SET,     "a new rate",              true)                                             \
    X(RUN,          "to run",                  false)                                            \
    X(STOP,         "to stop",                 true)                                             \
    X(CLEAR,        "to clear the volume",     true)                                             \
    X(HALT,         "to stop",                 true)
#define QUERY_LIST(X)                                                                            \
    X(VERSION,       "the version",      true)                                                   \
    X(DIAMETER,      "the diameter",     true)                                                   \
    X(DIAMETER_BACK, "the new diameter", true)                                                   \
    X(RATE,          "the rate",         true)                                                   \
    X(RATE_BACK,     "the new rate",     true)                                                   \
    X(STATUS,        "the status",       true)

enum question {
#define ROW(name, ...) Q_##name,
    SET_LIST(ROW)
    Q_SET_COUNT,
    Q_SILENT_FIRST_ = Q_SET_COUNT - 1,
#undef ROW
#define ROW(name, ...) Q_SILENT_##name,
    SET_LIST(ROW)
#undef ROW
#define ROW(name, ...) Q_##name,
    QUERY_LIST(ROW)
#undef ROW
    Q_COUNT
};

extern const struct device_question phd_ultra_questions[Q_COUNT];

struct phd_ultra {
    /* settings */
    int    address;
    bool   has_colon, is_silent;
    double diameter_mm, silence_s;
    char   poll_mode[8];
    /* as the pump said */
    enum phd_ultra_prompt prompt;
    double diameter_in_mm;
    int    alarm;
    bool   is_acknowledged;
    /* orders */
    double sent_ul_per_h, ordered_ul_per_h;     /* NAN: none */
    bool   is_sent_right, is_still;
    struct run_wish wish;
    uint8_t sent[PHD_ULTRA_COMMAND_MAX + 8];    /* last, in case that it is echoed */
    size_t  sent_count;
};

static inline bool phd_ultra_is_moving(enum phd_ultra_prompt prompt)
{
    return prompt == PHD_ULTRA_INFUSING || prompt == PHD_ULTRA_WITHDRAWING;
}

bool phd_ultra_is_diameter_right(const struct phd_ultra *);
/* A set, in the way that this pump takes them. ERR_LIMIT. */
MUST_CHECK enum err phd_ultra_ask_set(struct device *, int set, double value);
enum device_heard phd_ultra_hear(struct device *, int question, double value, const uint8_t *frame,
                                 size_t count);

#endif
