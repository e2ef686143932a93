/* A guard that is asked: it says its ports and stops its run, and `painrig stop` makes safe what no
 * guard has. */
#include "tests/support/guard_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- somebody asks ---- */

struct answers { char text[1000]; int lines; };

static void answer_keep(void *data, const char *path, const char *line)
{
    struct answers *answers = data;

    (void)path;
    answers->lines += line != NULL;
    snprintf(answers->text, sizeof answers->text, "%s", line ? line : "");
}

static int ask(const char *question, struct answers *answers)
{
    const struct guard_caller caller = { question, NULL, answer_keep, answers };
    struct why                why = { "" };
    int                       count;

    *answers = (struct answers){ .lines = 0 };
    ck_assert_msg(guard_list_ask(&caller, &count, &why) == ERR_OK, "%s", why.text);
    return count;
}

START_TEST(a_guard_is_found_says_its_ports_and_stops_when_asked)
{
    struct guard_bed bed;
    struct answers   answers;

    guard_bed_make(&bed);
    ck_assert_int_eq(ask(GUARD_ASKS_PORTS, &answers), 0);
    guard_bed_run(&bed, guard_bed_goes_on);
    guard_bed_await_beat(&bed);
    ck_assert_int_eq(ask(GUARD_ASKS_PORTS, &answers), 1);
    ck_assert_str_eq(answers.text, bed.generator.address);
    ck_assert_int_eq(ask(GUARD_ASKS_STOP, &answers), 1);
    ck_assert_int_eq(answers.lines, 1);
    ck_assert_ptr_nonnull(strstr(answers.text, "+generator (rf-generator at pty:"));
    ck_assert_ptr_nonnull(strstr(answers.text, "safe, it answered after"));
    guard_bed_await(&bed);
    ck_assert_str_eq(bed.told->sentence, "taken: the guard made everything safe: stopped by "
                                         "painrig stop");
    ck_assert_int_eq(ask(GUARD_ASKS_PORTS, &answers), 0);
    guard_bed_drop(&bed);
}
END_TEST

/* ---- painrig stop ---- */

/* What the command is given: no bench, the device's, or the device's by another name. */
enum stop_by { STOP_ALL, STOP_BENCH, STOP_ALIAS, STOP_COUNT };

static int stop_command(const struct guard_bed *bed, enum stop_by by)
{
    char  path[160], alias[160], text[400], command[] = "stop", option[] = "--bench";
    char *words[] = { command, option, path, NULL };
    int   status;

    snprintf(path, sizeof path, "%s/bench.lua", bed->folder.folder);
    snprintf(alias, sizeof alias, "%s/alias", bed->folder.folder);
    ck_assert_int_eq(symlink(bed->generator.path, alias), 0);
    snprintf(text, sizeof text,
             "return bench { title = 't', generator = { driver = 'rf-generator', "
             "port = 'pty:%s' } }", by == STOP_ALIAS ? alias : bed->generator.path);
    scratch_write(path, text);
    status = guard_stop_command(by == STOP_ALL ? 1 : 3, words);
    unlink(alias);
    return status;
}

START_TEST(without_runs_there_is_nothing_to_stop)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    ck_assert_int_eq(stop_command(&bed, STOP_ALL), 2);
    guard_bed_drop(&bed);
}
END_TEST

START_TEST(a_bench_that_nobody_runs_is_made_safe_by_hand)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    ck_assert_int_eq(stop_command(&bed, STOP_BENCH), 0);
    ck_assert(!isnan(real_generator_standby_s(&bed.generator, 0)));
    guard_bed_drop(&bed);
}
END_TEST

START_TEST(a_stop_that_nobody_confirms_does_not_look_like_one)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    atomic_store(&bed.generator.seen->is_deaf, true);
    ck_assert_int_eq(stop_command(&bed, STOP_BENCH), 1);
    guard_bed_drop(&bed);
}
END_TEST

START_TEST(a_guard_that_stands_still_has_confirmed_nothing)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    guard_bed_run(&bed, guard_bed_goes_on);
    guard_bed_await_beat(&bed);
    kill(guard_bed_guard_of(bed.run), SIGSTOP);
    ck_assert_int_eq(stop_command(&bed, STOP_ALL), 1);
    guard_bed_await(&bed);
    guard_bed_drop(&bed);
}
END_TEST

/* The port is the run's, so it is the run's guard that acts. */
START_TEST(a_bench_that_a_run_has_is_stopped_by_its_guard)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    guard_bed_run(&bed, guard_bed_goes_on);
    guard_bed_await_beat(&bed);
    ck_assert_int_eq(stop_command(&bed, (enum stop_by)_i), 0);
    guard_bed_await(&bed);
    ck_assert_str_eq(bed.told->sentence, "taken: the guard made everything safe: stopped by "
                                         "painrig stop");
    guard_bed_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guard stop");
    TCase *tests = tcase_create("guard stop");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_guard_is_found_says_its_ports_and_stops_when_asked);
    tcase_add_test(tests, without_runs_there_is_nothing_to_stop);
    tcase_add_test(tests, a_bench_that_nobody_runs_is_made_safe_by_hand);
    tcase_add_test(tests, a_stop_that_nobody_confirms_does_not_look_like_one);
    tcase_add_test(tests, a_guard_that_stands_still_has_confirmed_nothing);
    tcase_add_loop_test(tests, a_bench_that_a_run_has_is_stopped_by_its_guard, 0, STOP_COUNT);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
