/* live_work.h - a few workers for what takes longer than a request may: a bounded queue before
 * them.
 *
 * A job is run on a worker's thread, once, in the order in which it was offered; its memory is the
 * offerer's. Who comes when the queue is full is refused at once: better a sentence than a minute
 * of silence. */
#ifndef PAINRIG_HIL_LIVE_WORK_H
#define PAINRIG_HIL_LIVE_WORK_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>

struct live_work;

/* ERR_MEMORY, also when a thread cannot be had. `queue` is how many may wait, 1 at least. */
MUST_CHECK enum err live_work_create(struct live_work **, size_t workers, size_t queue,
                                     struct why *);
/* What runs ends first; what is still queued is run too, which a job may make short. NULL is
 * fine. */
void live_work_destroy(struct live_work *);

/* False: the queue is full, or the workers are ending. */
bool live_work_offer(struct live_work *, void (*run)(void *job), void *job);

#endif
