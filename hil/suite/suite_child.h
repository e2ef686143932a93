/* suite_child.h - the inside of a pool's child: it limits itself, runs its order, and tells how far
 * it is in memory that it shares with its parent. Only suite_pool.c includes this. */
#ifndef PAINRIG_HIL_SUITE_CHILD_H
#define PAINRIG_HIL_SUITE_CHILD_H

#include "hil/suite/suite_pool.h"

#include <signal.h>
#include <sys/types.h>

/* Written by the child as it goes; read when it is dead. */
struct child_place { double t_s; char where[320]; };

struct child_setup {
    const struct suite_pool *pool;
    const struct run_order  *order;
    struct child_place      *place;
    pid_t                    parent;
    int                      result_fd, said_fd;    /* to write to          */
    sigset_t                 signals;               /* held back in a child */
};

/* Writes the outcome's line and ends the process. */
_Noreturn void suite_child_run(const struct child_setup *);

#endif
