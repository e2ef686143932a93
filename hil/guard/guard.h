/* guard.h - what makes hardware safe when all else fails: a process of its own.
 *
 * Forked when the stand is open and the evidence begun, before anything is armed. It inherits the
 * open ports, needs nothing of the run, and shares one page of memory with it. Signals to the run,
 * its group and its terminal do not reach it, and it takes a higher priority where that is
 * permitted. Nobody waits for the image of a crashed run: none is written. It acts when
 *
 *     the run ends            in any way: the leash closes, whatever killed it
 *     the run hangs           no beat for the bench's hang_s: a loop, a stopped terminal, a swap
 *     a limit is passed       power, energy, rate, volume or time of the bench file
 *     somebody asks           painrig stop
 *
 * and then writes each source's safe-state bytes at once, checks the answers, asks again until they
 * are safe or GUARD_PATIENCE_S has passed, leaves guard.json in the run's folder, and goes. The
 * evidence is closed behind it. A run that hangs is killed when it does not come back. When the
 * guard dies, or does not look for GUARD_PATIENCE_S, the run sees it at its next tick, makes safe
 * and ends. A run that is stopped (Ctrl-Z)
 * is one that hangs, but is not killed: it cannot write, and when it goes on it finds the ports
 * taken, and ends.
 *
 * The page's `is_tripped` takes the ports from the run: it writes nothing any more. */
#ifndef PAINRIG_HIL_GUARD_H
#define PAINRIG_HIL_GUARD_H

#include "hil/bench/stand.h"

#define GUARD_PATIENCE_S 2.0

struct guard;

struct guard_setup {
    struct stand *stand;
    int           folder;       /* a descriptor of the run's folder, with the lock that it has: it
                                 * is nobody else's until the guard is gone; -1: leaves no record */
    int           evidence;     /* evidence_leash of the run's record, which is closed behind the
                                 * guard; -1: none */
};

MUST_CHECK enum err guard_start(struct guard **, const struct guard_setup *, struct why *);

/* Before a tick's bytes and behind them: alive, and what was delivered so far. The first one sets
 * the watch going. Allocates nothing, waits for nothing. ERR_LIMIT with the sentence: it has
 * tripped, a limit is passed, it has died, or does not look any more. */
MUST_CHECK enum err guard_beat(struct guard *, struct why *);

/* It has tripped: the run writes to no port any more. False when it has died, or was not seen to
 * look: then it is the run that makes safe. */
bool guard_has_ports(const struct guard *);

/* The run ends in order: the guard makes safe, checks, records, and goes. ERR_REFUSED with a
 * sentence when a device did not say that it is safe. Destroys the guard. NULL is fine. */
MUST_CHECK enum err guard_end(struct guard *, const char *how, struct why *);

/* painrig stop [--bench FILE] */
int guard_stop_command(int argc, char **argv);

#endif
