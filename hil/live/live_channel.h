/* live_channel.h - one writer and many viewers: a ring of messages.
 *
 * The writer is a rig's own thread: to offer a message copies it and never waits for a viewer,
 * never allocates. A viewer who is slower than the ring loses the oldest messages, and is told how
 * many: an event `lost` with {"count": 12} comes before the rest. A newcomer first gets the
 * greeting, if there is one: what has to be known to understand the messages behind it, which are
 * those offered since it was set, as many as the ring still holds. A room that greets once at its
 * start gives newcomers a history; one that greets with every state, the present only.
 *
 * Texts are JSON on one line, without a newline. The door sends each as a server-sent event:
 *
 *     id: 17
 *     event: row
 *     data: {"t_s":12.5,"values":[37.1,...]}
 *
 * One mutex guards a channel, and nothing else is locked while it is held: it comes last in any
 * order of locks.
 *
 * A channel is destroyed by the room that made it, when it has ended: viewers who are still there
 * hold it open until the door has let them go (live_channel_take and _leave count them). */
#ifndef PAINRIG_HIL_LIVE_CHANNEL_H
#define PAINRIG_HIL_LIVE_CHANNEL_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIVE_MESSAGE_MAX 16384          /* bytes of one message, event name included */

struct live_channel;

/* Room for so many of the last messages. */
MUST_CHECK enum err live_channel_create(struct live_channel **, size_t messages, struct why *);
/* The room's end of it. NULL is fine. The memory goes with the last viewer. */
void live_channel_destroy(struct live_channel *);

/* `event` is a short word: "row", "event", "end". ERR_LIMIT for a message beyond LIVE_MESSAGE_MAX
 * and ERR_BUG for one of several lines: nobody gets those. */
MUST_CHECK enum err live_channel_offer(struct live_channel *, const char *event, const char *text,
                                       size_t count);
/* What newcomers get first, in place of an earlier greeting. */
MUST_CHECK enum err live_channel_greet(struct live_channel *, const char *event, const char *text,
                                       size_t count, struct why *);
/* Nothing more comes: viewers are let go when they have had what is there. */
void live_channel_end(struct live_channel *);

size_t live_channel_viewers(struct live_channel *);

/* ------------------------------------------------------------------ the door's side */

struct live_viewer {
    uint64_t next;                      /* number of the message that comes next         */
    bool     is_greeted;
};

struct live_channel *live_channel_take(struct live_channel *, struct live_viewer *);
void                 live_channel_leave(struct live_channel *);

/* Whole events, as many as fit, into out[0..size); 0: nothing is there yet. *is_over: all was given
 * and the channel has ended. size is LIVE_MESSAGE_MAX + 256 at least. */
size_t live_channel_read(struct live_channel *, struct live_viewer *, char *out, size_t size,
                         bool *is_over);

/* Is there something to read for this viewer, be it the end? */
bool live_channel_has_news(struct live_channel *, const struct live_viewer *);

/* Called from the writer's thread when something new is there; one listener, set
 * before the first viewer. It must not wait. */
void live_channel_wake(void (*wake)(void *listener), void *listener, struct live_channel *);

#endif
