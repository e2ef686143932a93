/* Ctrl-C and its relatives: held back and asked for; of a run that has heard it, the next Ctrl-C
 * kills. Each story is a process. */
#include "hil/run_stop.h"
#include "tests/support/suite.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)
#define NONE 0

static const struct {
    const char *story;
    int         first;
    bool        is_heard;
    int         second, kills;
} stories[] = {
    { "nobody asks",                          NONE,    false, NONE,    NONE    },
    { "one Ctrl-C",                           SIGINT,  false, NONE,    NONE    },
    { "SIGTERM",                              SIGTERM, false, NONE,    NONE    },
    { "SIGHUP",                               SIGHUP,  false, NONE,    NONE    },
    { "two, and nobody heard the first",      SIGINT,  false, SIGINT,  NONE    },
    { "two, and the first was heard",         SIGINT,  true,  SIGINT,  SIGINT  },
    { "SIGTERM was heard, then Ctrl-C",       SIGTERM, true,  SIGINT,  SIGINT  },
    { "Ctrl-C was heard, then SIGTERM",       SIGINT,  true,  SIGTERM, NONE    },
    { "Ctrl-C was heard, and its terminal closed", SIGINT, true, SIGHUP, NONE  },
};

static _Noreturn void play(int i)
{
    struct run_stop stop;
    bool            is_asked;

    signal(SIGINT, SIG_DFL);            /* Check has handlers of its own */
    signal(SIGTERM, SIG_DFL);
    run_stop_open(&stop);
    if (stories[i].first != NONE)
        raise(stories[i].first);
    is_asked = run_stop_is_asked(&stop);
    if (stories[i].is_heard)
        run_stop_was_heard(&stop);
    if (stories[i].second != NONE)
        raise(stories[i].second);
    run_stop_close(&stop);
    _exit(is_asked == (stories[i].first != NONE) ? 0 : 1);
}

START_TEST(a_signal_is_asked_for_and_kills_only_when_it_may)
{
    int   status;
    pid_t child = fork();

    ck_assert_int_ge(child, 0);
    if (child == 0)
        play(_i);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    if (stories[_i].kills != NONE)
        ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == stories[_i].kills, "%s",
                      stories[_i].story);
    else
        ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s", stories[_i].story);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("run_stop");
    TCase *tests = tcase_create("run_stop");

    tcase_add_loop_test(tests, a_signal_is_asked_for_and_kills_only_when_it_may, 0, COUNT(stories));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
