/* suite_pool.h - runs in child processes, several at a time: none can take the others along.
 *
 * Each order is run in a child of its own under limits of memory and processor time; a watchdog of
 * this process ends it at `wall_s`. Whatever becomes of the child (a limit, a crash, a kill), the
 * suite gets an outcome with VERDICT_ERROR, the sentence, the simulated time it had reached and
 * where the scenario stood, and goes on:
 *
 *     killed after 60.0 s of wall time, its limit, at 12.34 s of simulated time, near over.lua:31
 *
 * The child inherits nothing that it could spoil: no file but its pipe, nothing to read at stdin,
 * what it prints is caught, and it is a process group of its own. It dies with this process,
 * however that ends. What a run starts that must outlive it needs a session of its own. */
#ifndef PAINRIG_HIL_SUITE_POOL_H
#define PAINRIG_HIL_SUITE_POOL_H

#include "base/err.h"
#include "base/why.h"
#include "hil/run/run_order.h"

#include <stdbool.h>
#include <stddef.h>

#define SUITE_JOBS_MAX 256

/* As many as this machine has processors. */
int suite_pool_jobs_usual(void);

struct suite_pool {
    int    jobs;                /* children at a time, 1 to SUITE_JOBS_MAX         */
    double wall_s, cpu_s;       /* of one run                                      */
    size_t memory_bytes;        /* of one run; 0: no limit. None with AddressSanitizer, which
                                 * reserves more than any machine has              */
    /* Fill the next order; false when there is none (now: it is asked again after each `done`).
     * What it points to must stay until `done`. Its watch is the pool's own. */
    bool (*next)(void *giver, struct run_order *, void **token);
    /* The outcome is the taker's: to keep or to free. A run that the user stopped has none. */
    void (*done)(void *giver, void *token, struct run_outcome *);
    /* A few times a second; may be NULL. `running`: children now. */
    void (*idle)(void *giver, int running);
    bool (*is_stopped)(const void *);       /* then children are ended in order; may be NULL */
    const void *stop;
    void *giver;
    /* What the child does with its order; NULL: run_execute. */
    enum err (*execute)(const struct run_order *, struct run_outcome *, struct why *);
};

/* ERR_IO when processes cannot be had. */
MUST_CHECK enum err suite_pool_run(const struct suite_pool *, struct why *);

#endif
