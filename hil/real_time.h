/* real_time.h - what a program may do to be woken in time, and what it was not permitted.
 *
 *     timer slack       1 us instead of 50: prctl(PR_SET_TIMERSLACK), always permitted
 *     SCHED_FIFO        ahead of every ordinary program; needs RLIMIT_RTPRIO or CAP_SYS_NICE
 *     locked memory     no page is fetched in a tick: mlockall, and the stack touched beforehand;
 *                       needs RLIMIT_MEMLOCK or CAP_IPC_LOCK
 *     awake processor   /dev/cpu_dma_latency held at 0: no deep sleep from which to wake takes
 *                       long; needs to be let write to it
 *
 * Each that is refused leaves a sentence that says what would permit it; the run goes on, and its
 * lateness is measured either way (hil/lateness.h). real_time_end puts everything back. To be begun
 * behind the last fork, since children share pages that would then be copied in a tick. */
#ifndef PAINRIG_HIL_REAL_TIME_H
#define PAINRIG_HIL_REAL_TIME_H

#include <stdbool.h>
#include <stddef.h>

#define REAL_TIME_PRIORITY 80           /* of SCHED_FIFO, below the system's own threads */
#define REAL_TIME_MEASURES 4

struct real_time {
    bool is_begun, is_locked, is_fifo;
    long slack_ns;                      /* as it was; -1: not changed */
    int  policy, priority;              /* as they were               */
    int  latency;                       /* the descriptor; -1: none   */
    char notes[REAL_TIME_MEASURES][200];
    size_t note_count;
};

/* priority 0: without SCHED_FIFO. Nothing fails: what is not permitted is noted. */
void real_time_begin(struct real_time *, int priority);
/* The notes stay. Zeroed is fine. */
void real_time_end(struct real_time *);

#endif
