/* The guard itself: what a run does whose guard dies, stands still or cannot begin, and what does
 * not reach a guard. */
#include "tests/support/guard_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

START_TEST(a_run_sees_at_its_next_beat_that_its_guard_has_died)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    guard_bed_run(&bed, guard_bed_goes_on);
    guard_bed_await_beat(&bed);
    kill(guard_bed_guard_of(bed.run), SIGKILL);
    guard_bed_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_msg(strncmp(bed.told->sentence, "ours: the guard was killed, so nobody has seen", 46)
                  == 0, "%s", bed.told->sentence);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence, "the guard has died, and without it nothing "
                                                     "may be energised"));
    guard_bed_drop(&bed);
}
END_TEST

START_TEST(a_run_does_not_go_on_under_a_guard_that_was_stopped)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    guard_bed_run(&bed, guard_bed_goes_on);
    guard_bed_await_beat(&bed);
    kill(guard_bed_guard_of(bed.run), SIGSTOP);
    guard_bed_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_msg(strncmp(bed.told->sentence, "ours: the guard did not come to its end, so nobody "
                          "has seen", 58) == 0, "%s", bed.told->sentence);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence, "the guard has not looked for 2 s"));
    guard_bed_drop(&bed);
}
END_TEST

START_TEST(signals_to_the_run_and_its_group_do_not_reach_the_guard)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGQUIT, SIGPIPE };
    struct guard_bed bed;
    pid_t            guard;

    guard_bed_make(&bed);
    guard_bed_run(&bed, guard_bed_goes_on);
    guard_bed_await_beat(&bed);
    guard = guard_bed_guard_of(bed.run);
    ck_assert_int_eq(getpgid(guard), guard);
    ck_assert_int_eq(getsid(guard), guard);
    for (int i = 0; i < COUNT(signals); i++)
        kill(guard, signals[i]);
    for (int i = 0; i < 100; i++)
        guard_bed_nap();
    ck_assert_int_eq(waitpid(bed.run, NULL, WNOHANG), 0);
    ck_assert_int_eq(kill(guard, 0), 0);
    guard_bed_drop(&bed);
}
END_TEST

START_TEST(a_guard_that_cannot_begin_lets_nothing_begin)
{
    struct guard_bed  bed;
    struct guard     *guard = NULL;
    struct why        why = { "" };
    struct guard_plan plan = { .count = 0, .hang_s = 1, .folder = -1, .evidence = -1 };

    guard_bed_make(&bed);
    setenv("XDG_RUNTIME_DIR", "/nowhere/at/all", 1);
    ck_assert_int_eq(guard_begin(&guard, &plan, &why), ERR_IO);
    ck_assert_ptr_null(guard);
    ck_assert_ptr_nonnull(strstr(why.text, "the guard cannot begin, so nothing does: "
                                           "/nowhere/at/all/painrig"));
    guard_bed_drop(&bed);
}
END_TEST

/* With no descriptor left there is no process yet that could be ended. */
START_TEST(a_guard_without_a_leash_is_refused_and_nobody_is_killed)
{
    struct guard_bed  bed;
    struct guard     *guard = NULL;
    struct why        why = { "" };
    struct guard_plan plan = { .count = 0, .hang_s = 1, .folder = -1, .evidence = -1 };
    struct rlimit     before, none;

    guard_bed_make(&bed);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = (struct rlimit){ 3, before.rlim_max };
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    ck_assert_int_eq(guard_begin(&guard, &plan, &why), ERR_IO);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    ck_assert_ptr_null(guard);
    ck_assert_ptr_nonnull(strstr(why.text, "no guard: "));
    guard_bed_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guard itself");
    TCase *tests = tcase_create("guard itself");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_run_sees_at_its_next_beat_that_its_guard_has_died);
    tcase_add_test(tests, a_run_does_not_go_on_under_a_guard_that_was_stopped);
    tcase_add_test(tests, signals_to_the_run_and_its_group_do_not_reach_the_guard);
    tcase_add_test(tests, a_guard_without_a_leash_is_refused_and_nobody_is_killed);
    tcase_add_test(tests, a_guard_that_cannot_begin_lets_nothing_begin);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
