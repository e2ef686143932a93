/* live_follow.h - runs that are followed while they go on: a thread per run, shared by its viewers.
 *
 * Rows and events are read from the run's papers (hil/live/live_tail.h) and offered to a channel
 * (hil/live/live_channel.h), with the messages of a stage, so that one page shows both:
 *
 *     greeting  {"run":"bench/lumbar","version","rig","title","drill":null,"seed","rate":1,"t_s",
 *                "values":[..],"alarms":bits,"events":[..],"device":"on a bench","state","process",
 *                "score":null,"knobs":null,"signals":null, or names where the rig is not known}
 *     row       {"t_s":12.34,"values":[a signal each, as GET /data/tables has them],"alarms":bits}
 *     event     {"t_s":12.3,"kind":"order","text":"generator.mode = heat"}
 *     end       {"reason":"finished","verdict":"pass"}   verdict null: it has none
 *
 * At most LIVE_FOLLOW_ROWS_PER_S rows of those that were written are told; the last one always is.
 * A follower ends with its run, or when nobody has watched for LIVE_FOLLOW_UNWATCHED_S. */
#ifndef PAINRIG_HIL_LIVE_FOLLOW_H
#define PAINRIG_HIL_LIVE_FOLLOW_H

#include "base/err.h"
#include "base/why.h"

#include <stddef.h>

#define LIVE_FOLLOW_RUNS_MAX    8
#define LIVE_FOLLOW_ROWS_PER_S  20
#define LIVE_FOLLOW_UNWATCHED_S 3.0

struct live_channel;
struct live_follow;

MUST_CHECK enum err live_follow_create(struct live_follow **, const char *root, struct why *);
/* Ends every thread and channel; takes no longer than a look at the files. NULL is fine. */
void live_follow_destroy(struct live_follow *);

/* The channel of that run, which stays the follower's: to be taken before anybody else asks.
 * ERR_UNKNOWN: there is no such run; ERR_RANGE: it is no run but a suite; ERR_LIMIT: too many are
 * followed. */
MUST_CHECK enum err live_follow_watch(struct live_follow *, const char *name,
                                      struct live_channel **, struct why *);

/* How many are followed now. */
size_t live_follow_count(struct live_follow *);

#endif
