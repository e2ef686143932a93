/* suite_pool.h - runs in child processes, several at a time, none of which can take the others along.
 *
 * Each order is run in a child of its own under limits of memory and processor time; a watchdog of
 * this process ends it at `wall_s`. Whatever becomes of the child (a limit, a crash, a kill), the
 * suite gets an outcome with VERDICT_ERROR, the sentence, the simulated time it had reached and
 * where the scenario stood, and goes on. The child inherits nothing that it could spoil. */
#ifndef PAINRIG_HIL_SUITE_POOL_H
#define PAINRIG_HIL_SUITE_POOL_H

#include "base/err.h"
#include "base/why.h"
#include "hil/run_order.h"

#include <stdbool.h>
#include <stddef.h>

#define SUITE_JOBS_MAX 256

struct suite_pool {
    int    jobs;                /* children at a time                              */
    double wall_s, cpu_s;       /* of one run                                      */
    size_t memory_bytes;        /* of one run; 0: no limit (sanitizers need that)  */
    /* Fill the next order; false when there is none (now). What it points to must stay until `done`. */
    bool (*next)(void *giver, struct run_order *, void **token);
    /* The outcome is the taker's: to keep or to free. */
    void (*done)(void *giver, void *token, struct run_outcome *);
    /* A few times a second; may be NULL. `running`: children now. */
    void (*idle)(void *giver, int running);
    bool (*is_stopped)(const void *);       /* then children are ended in order; may be NULL */
    const void *stop;
    void *giver;
};

MUST_CHECK enum err suite_pool_run(const struct suite_pool *, struct why *);

#endif
