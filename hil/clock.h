/* clock.h - the one place that knows what time it is.
 *
 * A run counts ticks: t_s = tick * dt_s. A clock is asked before every tick to await its moment.
 * The virtual clock jumps there at once (the default with mocks: same run, same bytes, on every
 * machine). The real clock sleeps until an absolute deadline of CLOCK_MONOTONIC, so that lateness
 * never accumulates, and says how late it woke; it never catches up in silence.
 *
 *     struct clock clock = clock_virtual();
 *     TRY(clock_start(&clock));
 *     for (long tick = 0; ...; tick++) { TRY(clock_await(&clock, (double)tick * dt_s)); ... }
 *
 * The paced clock goes at a rate that may change while it is awaited: 60 simulated seconds a
 * second, or 0, which is a pause. Who changes it does the sleeping too, since only he can be woken.
 * A machine that cannot keep up goes as fast as it can: beyond CLOCK_SLIP_S what was lost is lost.
 *
 * The wall functions are for manifests, progress and guards against endless work; nothing that is
 * recorded in a trace may depend on them. Seconds throughout. Nothing here allocates. */
#ifndef PAINRIG_HIL_CLOCK_H
#define PAINRIG_HIL_CLOCK_H

#include "base/err.h"

#include <stdbool.h>

struct clock;

struct clock_type {
    const char *name;                                   /* "virtual", "real", "paced" */
    enum err  (*start)(struct clock *);
    enum err  (*await)(struct clock *, double t_s);
};

#define CLOCK_GRAIN_S 0.001     /* a paced clock does not sleep for less */
#define CLOCK_SLIP_S  0.25

struct clock_pacer {
    /* Simulated seconds a second; 0: paused; NAN: nobody waits any more. */
    double (*rate)(void *pacer);
    /* Until then by clock_wall_s, or until the rate has changed; longer does no harm. */
    void   (*sleep)(void *pacer, double wall_s);
    void    *pacer;
};

struct clock {
    const struct clock_type *type;
    double start_s;         /* when t_s = 0 was, on the wall                             */
    double late_s;          /* how late the last await returned; always 0 when virtual   */
    double late_s_max;      /* the worst of the run                                      */
    bool   is_overrun;      /* when it was awaited last, t_s had passed already          */
    const struct clock_pacer *pacer;
    double rate, from_t_s;  /* of a paced one: t_s = from_t_s + rate x (wall - start_s)  */
};

struct clock clock_virtual(void);
struct clock clock_real(void);
struct clock clock_paced(const struct clock_pacer *);   /* which must outlive it */

/* Time zero is now. */
MUST_CHECK static inline enum err clock_start(struct clock *clock)
{
    return clock->type->start(clock);
}

/* Return when it is t_s, or at once when that has passed. ERR_TIMEOUT when a signal ended the sleep
 * early. */
MUST_CHECK static inline enum err clock_await(struct clock *clock,
                                              double t_s) { return clock->type->await(clock, t_s); }

/* Seconds of CLOCK_MONOTONIC, for differences only. */
double clock_wall_s(void);

/* "2024-05-17T09:30:00Z", the moment of the call. */
void clock_utc_text(char out[32]);

#endif
