/* A record always closes: however its run dies, and when it cannot even begin; and a run that
 * cannot write its record fails. */
#include "hil/run/run_order.h"
#include "tests/support/evidence_place.h"
#include "tests/support/suite.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- runs that are killed --- */

enum way { BY_SIGKILL, BY_TERM_TO_ITS_GROUP, BY_ABORT, BY_EXIT, IN_A_LINE, WAYS };

/* In the child: never comes back. */
static void run_and_die(const struct evidence_place *place, enum way way)
{
    struct evidence *evidence;
    char             path[200];
    int              file;

    setpgid(0, 0);
    signal(SIGABRT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);           /* the test frame has its own */
    evidence = record_begun(place->run, place->key, false);
    record_happen(evidence, 0, "begin");
    place_put(place, "trace.csv", "t_s,x\n0,1\n");
    place_in(place, "evidence.jsonl", path);
    file = open(path, O_WRONLY | O_APPEND);
    if (way == IN_A_LINE && write(file, "{\"link\":3,\"bef", 14) != 14)
        _exit(1);
    if (way == BY_SIGKILL || way == IN_A_LINE)
        kill(getpid(), SIGKILL);
    if (way == BY_TERM_TO_ITS_GROUP)
        kill(0, SIGTERM);
    if (way == BY_ABORT)
        abort();
    _exit(0);
}

/* Orphans of this process come to it, so that their end can be waited for. */
START_TEST(the_record_closes_however_the_run_dies)
{
    struct evidence_place place = place_make();
    struct evidence_check check;
    struct why            why = { "" };
    pid_t                 run;
    int                   gone = 0;

    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    run = fork();
    if (run == 0)
        run_and_die(&place, (enum way)_i);
    while (wait(NULL) > 0)
        gone++;
    ck_assert_int_eq(gone, 2);                  /* the run, and its keeper */
    ck_assert(record_is_whole(place.run, place.pub));
    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_OK);
    ck_assert_str_eq(check.how, "killed");
    ck_assert_str_eq(check.verdict, "error");
    ck_assert_uint_eq(check.files, 1);
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(the_keeper_holds_nothing_of_the_callers)
{
    struct evidence_place place = place_make();
    int                   ends[2];
    char                  byte;
    pid_t                 run;

    ck_assert_int_eq(pipe(ends), 0);
    run = fork();
    if (run == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        record_begun(place.run, NULL, false);
        for (int i = 0; i < 10; i++)
            close(i);
        pause();
    }
    close(ends[1]);
    ck_assert_int_eq(read(ends[0], &byte, 1), 0);       /* comes back only at the pipe's end */
    ck_assert_int_eq(kill(run, SIGKILL), 0);
    ck_assert_int_eq(waitpid(run, NULL, 0), run);
    close(ends[0]);
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(no_keeper_is_left_behind)
{
    struct evidence_place place = place_make();
    struct evidence      *evidence;

    record_leave(place.run, NULL);
    ck_assert_int_eq(wait(NULL), -1);
    evidence = record_begun(place.run, NULL, false);
    evidence_abandon(evidence);
    ck_assert_int_eq(wait(NULL), -1);
    ck_assert(record_is_whole(place.run, NULL));
    evidence_abandon(NULL);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- runs that cannot --- */

START_TEST(a_run_that_fails_to_start_closes_its_record)
{
    struct evidence_place place = place_make();
    struct run_order      order = { .path = "bad.lua", .name = "bad", .seed = 1,
                                    .folder = place.run, .papers = RUN_PAPERS_EVIDENCE,
                                    .text = "return scenario {", .tester = "Ann" };
    struct run_outcome    outcome;
    struct evidence_check check;
    struct why            why = { "" };

    ck_assert_int_ne(run_execute(&order, &outcome, &why), ERR_OK);
    run_outcome_free(&outcome);
    ck_assert(record_is_whole(place.run, NULL));
    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_OK);
    ck_assert_str_eq(check.how, "failed to start");
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(a_disk_that_is_full_fails_the_run)
{
    struct evidence_place place = place_make();
    struct rlimit         limit = { 1500, 1500 };
    struct evidence      *evidence;
    struct event          event = { .kind = "log", .text = "once more" };
    struct why            why = { "" };
    enum err              err = ERR_OK;

    signal(SIGXFSZ, SIG_IGN);
    evidence = record_begun(place.run, NULL, false);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 10 && err == ERR_OK; i++)
        err = evidence_event(evidence, &event, &why);
    ck_assert_int_eq(err, ERR_IO);
    ck_assert_msg(strstr(why.text, "evidence.jsonl cannot be written"), "%s", why.text);
    why_clear(&why);
    ck_assert_int_eq(evidence_end(evidence, VERDICT_PASS, "finished", NULL, &why), ERR_IO);
    ck_assert(why.text[0]);
    scratch_drop(&place.scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evidence closes");
    TCase *tests = tcase_create("evidence closes");

    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, the_record_closes_however_the_run_dies, 0, WAYS);
    tcase_add_test(tests, the_keeper_holds_nothing_of_the_callers);
    tcase_add_test(tests, no_keeper_is_left_behind);
    tcase_add_test(tests, a_run_that_fails_to_start_closes_its_record);
    tcase_add_test(tests, a_disk_that_is_full_fails_the_run);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
