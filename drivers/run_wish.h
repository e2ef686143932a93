/* run_wish.h - a pump was told to run or to stop, and nobody knows yet whether it does.
 *
 * RUN and STOP are sent once. When the reply is lost, or comes before the pump moves, the next
 * thing that the pump says of its state decides: it is as wished, or the wish is sent again, since
 * then it certainly was not heard; after RUN_WISH_TRIES it is given up, with a sentence.
 *
 * A start that waits in the queue is sent behind any rate that is ordered meanwhile, and not at all
 * when a stop was ordered since, or when that rate is not in force: a pump never starts with a rate
 * that nobody wants any more. When the link begins anew the wish is forgotten: nothing is sent
 * late. Pure, but for run_wish_start, which says why nothing starts. */
#ifndef PAINRIG_DRIVERS_RUN_WISH_H
#define PAINRIG_DRIVERS_RUN_WISH_H

#include "device.h"

#include <stdbool.h>

#define RUN_WISH_TRIES 3u

enum run_wished { RUN_WISH_NONE, RUN_WISH_RUN, RUN_WISH_STOP };
enum run_wish_next { RUN_WISH_WAIT, RUN_WISH_AGAIN, RUN_WISH_GIVEN_UP };

struct run_wish {
    enum run_wished sent;
    unsigned        tries;
    bool            is_ordered;         /* the last order was to run            */
    bool            is_waiting;         /* to run waits in the queue to be sent */
};

static inline void run_wish_order(struct run_wish *wish, bool is_on)
{
    *wish = (struct run_wish){ .sent = RUN_WISH_NONE, .is_ordered = is_on, .is_waiting = is_on };
}

/* It was put on the line. */
static inline void run_wish_sent(struct run_wish *wish, enum run_wished what)
{
    wish->tries = wish->sent == what ? wish->tries + 1 : 1;
    wish->sent = what;
    wish->is_waiting = wish->is_waiting && what != RUN_WISH_RUN;
}

/* A start has come to the head of the queue. True: it is put on the line now. */
static inline bool run_wish_start(struct run_wish *wish, struct device *device,
                                  bool is_rate_in_force)
{
    if (!wish->is_ordered)
        return false;
    if (!is_rate_in_force) {
        wish->is_waiting = false;
        device_say(device, "it was not started: the rate that was ordered is not in force");
        return false;
    }
    run_wish_sent(wish, RUN_WISH_RUN);
    return true;
}

/* The pump has said how it is. *what: what to send again, or what is given up. */
static inline enum run_wish_next run_wish_heard(struct run_wish *wish, bool is_running,
                                                bool is_standing, enum run_wished *what)
{
    bool is_granted = wish->sent == RUN_WISH_RUN ? is_running : is_standing;

    *what = wish->sent;
    if (wish->sent != RUN_WISH_NONE && !is_granted && wish->tries < RUN_WISH_TRIES)
        return RUN_WISH_AGAIN;
    wish->sent = RUN_WISH_NONE;
    return *what == RUN_WISH_NONE || is_granted ? RUN_WISH_WAIT : RUN_WISH_GIVEN_UP;
}

#endif
