#define _DEFAULT_SOURCE         /* MCL_CURRENT, MCL_FUTURE */

#include "real_time.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define SLACK_NS      1
#define STACK_TOUCHED ((size_t)256 << 10)
#define PAGE          4096

__attribute__((format(printf, 2, 3)))
static void note(struct real_time *real_time, const char *format, ...)
{
    va_list arguments;

    if (real_time->note_count == REAL_TIME_MEASURES)
        return;
    va_start(arguments, format);
    vsnprintf(real_time->notes[real_time->note_count++], sizeof real_time->notes[0], format,
              arguments);
    va_end(arguments);
}

static void slack_take(struct real_time *real_time)
{
    real_time->slack_ns = prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
    if (real_time->slack_ns >= 0 && prctl(PR_SET_TIMERSLACK, SLACK_NS, 0, 0, 0) == 0)
        return;
    real_time->slack_ns = -1;
    note(real_time, "the timer's slack stays as it is: %s", strerror(errno));
}

static void fifo_take(struct real_time *real_time, int priority)
{
    struct sched_param before, wanted = { .sched_priority = priority };

    if (priority <= 0)
        return;
    real_time->policy = sched_getscheduler(0);
    if (real_time->policy >= 0 && sched_getparam(0, &before) == 0 &&
        sched_setscheduler(0, SCHED_FIFO, &wanted) == 0) {
        real_time->priority = before.sched_priority;
        real_time->is_fifo = true;
        return;
    }
    note(real_time, "other programs may delay a tick, as SCHED_FIFO %d is not permitted (%s): "
         "ulimit -r %d, or \"rtprio %d\" in /etc/security/limits.conf, permits it", priority,
         strerror(errno), priority, priority);
}

/* A stack that has been as deep before takes no new page in a tick. */
__attribute__((noinline))
static void stack_touch(void)
{
    volatile uint8_t deep[STACK_TOUCHED];

    for (size_t i = 0; i < sizeof deep; i += PAGE)
        deep[i] = 0;
}

/* Where locked memory is limited, a lock on all that is yet to come would make malloc fail. */
static bool may_lock(void)
{
    struct rlimit limit;

    errno = EPERM;
    return geteuid() == 0 || (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 &&
                              limit.rlim_cur == RLIM_INFINITY);
}

static void memory_lock(struct real_time *real_time)
{
    stack_touch();
    real_time->is_locked = may_lock() && mlockall(MCL_CURRENT | MCL_FUTURE) == 0;
    if (real_time->is_locked)
        return;
    note(real_time, "a tick may wait for memory, as it cannot be locked (%s): ulimit -l unlimited, "
         "or \"memlock unlimited\" in /etc/security/limits.conf, permits it", strerror(errno));
}

/* Held while the file is open. */
static void processor_wake(struct real_time *real_time)
{
    int32_t latency_us = 0;

    real_time->latency = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);
    if (real_time->latency >= 0 &&
        write(real_time->latency, &latency_us, sizeof latency_us) == sizeof latency_us)
        return;
    note(real_time, "the processor may be asleep when a tick is due, as /dev/cpu_dma_latency "
         "cannot be written (%s): chmod or chgrp of it permits it", strerror(errno));
    if (real_time->latency >= 0)
        close(real_time->latency);
    real_time->latency = -1;
}

void real_time_begin(struct real_time *real_time, int priority)
{
    *real_time = (struct real_time){ .is_begun = true, .slack_ns = -1, .latency = -1 };
    slack_take(real_time);
    memory_lock(real_time);
    processor_wake(real_time);
    fifo_take(real_time, priority);
}

void real_time_end(struct real_time *real_time)
{
    struct sched_param before = { .sched_priority = real_time->priority };

    if (!real_time->is_begun)
        return;
    if (real_time->is_fifo)
        (void)!sched_setscheduler(0, real_time->policy, &before);
    if (real_time->latency >= 0)
        close(real_time->latency);
    if (real_time->is_locked)
        munlockall();
    if (real_time->slack_ns >= 0)
        prctl(PR_SET_TIMERSLACK, (unsigned long)real_time->slack_ns, 0, 0, 0);
    real_time->is_begun = false;
}
