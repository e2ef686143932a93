/* generator_interlocks.h - what stops the mocked generator: one row each, judged every tick by one
 * function.
 *
 * A row trips when its sense has been at or beyond its limit for hold_s without a break, or has
 * been unknown for blind_s without a break: those are two reasons, and a trip says which. Time runs
 * from the first tick that saw it; "for 0.1 s" means that the tick 0.1 s later still sees it. Rows
 * rest, and forget, in states in which they are not armed. Rows are judged in the order of enum
 * generator_fault; the first trip wins.
 *
 * These rows are the device's own. Nothing that judges the device from outside shares code with
 * them. */
#ifndef PAINRIG_DRIVERS_MOCK_GENERATOR_INTERLOCKS_H
#define PAINRIG_DRIVERS_MOCK_GENERATOR_INTERLOCKS_H

#include "drivers/generator_wire.h"
#include "generator_senses.h"

enum generator_side { GENERATOR_ABOVE, GENERATOR_BELOW };

enum generator_latch {
    GENERATOR_LATCH_CLEAR,      /* until cleared by the host, once the cause is gone */
    GENERATOR_LATCH_POWER       /* until the power is switched off                   */
};

struct generator_interlock {
    enum generator_sense sense;
    enum generator_side  side;
    enum generator_order setting;   /* the limit, unless GENERATOR_SETTING_COUNT: `limit` */
    double               limit;
    double               hold_s;
    double               blind_s;   /* INFINITY: an unknown value is another row's affair */
    enum generator_latch latch;
    unsigned             armed;     /* states, one bit each */
    const char          *source;    /* row of the interlock catalogue: (s) a secondary source,
                                     * (p) this project's proposal, (u) unverified */
};

/* By fault; the row of GENERATOR_FAULT_NONE is empty. */
extern const struct generator_interlock generator_interlock_rows[GENERATOR_FAULT_COUNT];

struct generator_interlocks {
    const struct generator_interlock *rows;     /* generator_interlock_rows, or a mutant's */
    double beyond_since_s[GENERATOR_FAULT_COUNT];       /* NAN: it is not */
    double blind_since_s[GENERATOR_FAULT_COUNT];        /* likewise       */
};

struct generator_trip {
    enum generator_fault fault;
    bool                 is_blind;
    double               value, limit, for_s;
};

void generator_interlocks_init(struct generator_interlocks *);

/* All hold times begin anew. */
void generator_interlocks_forget(struct generator_interlocks *);

/* True and *trip when a row trips. `exempt` is a fault that never trips (a planted defect) and
 * `extra_hold_s` makes every row slower (another one); GENERATOR_FAULT_NONE and 0 for a sound
 * device. */
bool generator_interlocks_step(struct generator_interlocks *, const double *senses,
                               const double *settings, enum generator_state, double now_s,
                               enum generator_fault exempt, double extra_hold_s,
                               struct generator_trip *trip);

/* Is the reason for a trip gone: the row's sense known and within its limit? */
bool generator_interlock_is_quiet(const struct generator_interlock *, const double *senses,
                                  const double *settings);

double generator_interlock_limit(const struct generator_interlock *, const double *settings);

#endif
