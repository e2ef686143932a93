#include "run_stop.h"

#include <time.h>

static const int asked[] = { SIGINT, SIGTERM, SIGHUP };

void run_stop_open(struct run_stop *stop)
{
    sigemptyset(&stop->asked);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        sigaddset(&stop->asked, asked[i]);
    sigprocmask(SIG_BLOCK, &stop->asked, &stop->before);
}

bool run_stop_is_asked(const void *run_stop)
{
    sigset_t pending;

    (void)run_stop;
    if (sigpending(&pending) != 0)
        return false;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        if (sigismember(&pending, asked[i]) == 1)
            return true;
    return false;
}

/* The first was one Ctrl-C, however often it was pressed until now. */
void run_stop_was_heard(void *run_stop)
{
    const struct timespec at_once = { 0, 0 };
    sigset_t              interrupt;

    (void)run_stop;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigtimedwait(&interrupt, NULL, &at_once);
    sigprocmask(SIG_UNBLOCK, &interrupt, NULL);
}

void run_stop_close(struct run_stop *stop)
{
    const struct timespec at_once = { 0, 0 };

    while (sigtimedwait(&stop->asked, NULL, &at_once) > 0)
        ;
    sigprocmask(SIG_SETMASK, &stop->before, NULL);
}
