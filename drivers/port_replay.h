/* port_replay.h - a recording (port_record.h) as a port: it plays the device's side.
 *
 * In the caller's time and in one thread: the same host at the same now_s gets the same bytes, with
 * no race. A reply comes as long after the last byte of its request as it did when it was recorded.
 *
 *   strict   Every byte the host sends must be as recorded, in its order. At the first that is not
 *            the port closes (ERR_CLOSED), and port_replay_parted has the sentence. Times of the
 *            host are its own.
 *   fuzzy    Each request is looked up, whatever was asked before it. One that was asked several
 *            times gets its recorded answers in their order, and the last of them from then on. One
 *            that was never recorded gets silence; port_replay_parted tells of the first.
 *
 * A request is a run of the host's bytes that ends where the device answers or the host pauses for
 * PORT_REPLAY_GAP_S. What the device sent before the first request comes as it did, counted from
 * the first call. `! closed` closes the port; `! cts 0` and the like are seen by port_look; what
 * the host had set (dtr, rts, break) is not compared. */
#ifndef PAINRIG_DRIVERS_PORT_REPLAY_H
#define PAINRIG_DRIVERS_PORT_REPLAY_H

#include "port_record.h"

#define PORT_REPLAY_GAP_S   0.02
#define PORT_REPLAY_REQUEST 1024u       /* bytes of one request of a fuzzy replay, at most */

enum port_replay_how { PORT_REPLAY_STRICT, PORT_REPLAY_FUZZY };

/* The port takes over what the record holds, which is zeroed; it stays the caller's if this fails.
 * ERR_RANGE with a sentence: there is nothing in it to be played. */
MUST_CHECK enum err port_replay_create(struct port_record *, enum port_replay_how, struct port **,
                                       struct why *);

/* "" or where the host parted from the recording. */
const char *port_replay_parted(const struct port *);

/* Strict: all that was recorded has been sent and received. Fuzzy: never. */
bool port_replay_is_over(const struct port *);

#endif
