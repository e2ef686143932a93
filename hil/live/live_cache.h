/* live_cache.h - answers that are dear to work out, kept for whoever asks the same again.
 *
 * An answer is found by a text that says all of the question. Of several who ask the same at once
 * one works it out and the others wait for it, so that fifty viewers of one link cost one answer.
 * What was asked for longest ago is forgotten first. Failures are not kept.
 *
 * One mutex guards all of it; it is not held while an answer is worked out. */
#ifndef PAINRIG_HIL_LIVE_CACHE_H
#define PAINRIG_HIL_LIVE_CACHE_H

#include "base/why.h"
#include "hil/live/live_block.h"

#include <stddef.h>

#define LIVE_CACHE_ANSWERS_MAX 64

struct live_cache;

MUST_CHECK enum err live_cache_create(struct live_cache **, size_t bytes_most, struct why *);
void live_cache_destroy(struct live_cache *);       /* NULL is fine; nobody asks any more */

/* How a question is answered when its answer is not kept. */
struct live_maker {
    enum err  (*make)(const void *question, struct bytes *, struct why *);
    const void *question;
};

/* The answer, to be dropped: kept or not, nobody changes it. */
MUST_CHECK enum err live_cache_get(struct live_cache *, const char *key, const struct live_maker *,
                                   struct live_block **answer, struct why *);

#endif
