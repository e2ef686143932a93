/* What CI servers read: JUnit judged by xmllint and a schema, TAP by perl's prove. */
#include "hil/suite/suite_papers.h"
#include "hil/suite/suite_reason.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define HOSTILE "]]></failure><b a='1' b=\"2\">&\x01\x08\x1b[31m\r\n\t\xFF\xEF\xBF\xBE" \
                "\xEF\xBF\xBF\xED\xA0\x80<!--"

static struct scratch scratch;

static void set_up(void) { scratch = scratch_make("out.xml"); }
static void tear_down(void) { scratch_drop(&scratch); }

static void write_to(const struct suite *suite, const char *path)
{
    struct why why = { "" };

    ck_assert_msg(suite_junit_write(suite, path, &why) == ERR_OK, "%s", why.text);
}

/* What a command prints, to its first newline. */
static void said(const char *command, char *out, size_t size)
{
    FILE *pipe = popen(command, "r");

    ck_assert_ptr_nonnull(pipe);
    out[0] = '\0';
    if (!fgets(out, (int)size, pipe))
        out[0] = '\0';
    pclose(pipe);
    out[strcspn(out, "\n")] = '\0';
}

static bool is_valid(const char *path)
{
    char command[400];

    snprintf(command, sizeof command,
             "xmllint --huge --noout --schema tests/data/junit.xsd '%s' 2>%s/said", path,
             scratch.folder);
    return system(command) == 0;
}

static void ck_valid(const char *path)
{
    char told[200], *text;

    snprintf(told, sizeof told, "%s/said", scratch.folder);
    if (!is_valid(path)) {
        text = scratch_read(told, NULL);
        ck_abort_msg("%s: %.1000s (is xmllint there? Debian: libxml2-utils)", path, text);
    }
}

static void ck_xpath(const char *path, const char *expression, const char *wanted)
{
    char command[600], text[2000];

    snprintf(command, sizeof command, "xmllint --huge --xpath \"%s\" '%s' 2>&1", expression, path);
    said(command, text, sizeof text);
    ck_assert_msg(strcmp(text, wanted) == 0, "%s: '%s', not '%s'", expression, text, wanted);
}

static const struct judgement rings_late = {
    VERDICT_FAIL, 1, 2.5, 0.5, 0, "the alarm rings", "it rang after 1.5 s of 0.5 s", "a.lua:31",
};
static const struct outcome_requirement met = {
    .id = "IL-RF-01", .verdict = VERDICT_PASS, .is_covered = true, .margin = 3.125, .slack_s = 0.07,
    .unit = "degC", .fired = 12, .at_s = 4.5, .is_monitored = true,
};
static const struct outcome_requirement idle = {
    .id = "IL-RF-02", .verdict = VERDICT_VACUOUS, .is_covered = true, .margin = NAN, .slack_s = NAN,
    .at_s = NAN, .is_monitored = true,
};
static const struct outcome_requirement broken = {
    .id = "IL-RF-03", .verdict = VERDICT_FAIL, .margin = -2, .slack_s = NAN, .unit = "W", .fired = 1,
    .at_s = 9, .why = "output.power_w was 12 at 9 s", .is_monitored = true,
};

/* Passed, failed twice over, vacuous, could not be run, cannot be loaded, not run, known gap. */
static struct suite one_of_each(void)
{
    struct suite               suite = toy_suite_make(7);
    struct outcome_requirement gap = broken;

    toy_covers(&suite, 0, "IL-RF-01");
    toy_requirement_add(&suite, 0, &met);
    toy_judgement_add(&suite, 1, &rings_late);
    toy_requirement_add(&suite, 1, &broken);
    toy_requirement_add(&suite, 2, &idle);
    suite.outcomes[3].verdict = VERDICT_ERROR;
    snprintf(suite.outcomes[3].error, sizeof suite.outcomes[3].error,
             "a.lua:3: an endless loop?\nstack traceback:\n  a.lua:3");
    snprintf(suite.cases[4].refusal, sizeof suite.cases[4].refusal, "b.lua:1: syntax error");
    suite.is_done[4] = suite.is_done[5] = false;
    gap.is_gap = true;
    toy_requirement_add(&suite, 6, &gap);
    return suite;
}

START_TEST(a_case_is_what_became_of_it)
{
    struct suite suite = one_of_each();
    const char  *path = scratch.path;

    write_to(&suite, path);
    ck_valid(path);
    ck_xpath(path, "string(/testsuites/@tests)", "7");
    ck_xpath(path, "string(/testsuites/@failures)", "2");
    ck_xpath(path, "string(/testsuites/@errors)", "2");
    ck_xpath(path, "string(/testsuites/testsuite/@skipped)", "1");
    ck_xpath(path, "count(//failure)", "2");
    ck_xpath(path, "count(//error)", "2");
    ck_xpath(path, "count(//testcase[1]/failure | //testcase[7]/failure)", "0");
    ck_xpath(path, "string(//testcase[2]/failure/@message)",
             "the alarm rings: it rang after 1.5 s of 0.5 s");
    ck_xpath(path, "contains(//testcase[2]/failure, 'fail: IL-RF-03: output.power_w was 12')",
             "true");
    ck_xpath(path, "string(//testcase[3]/failure/@type)", "vacuous");
    ck_xpath(path, "contains(//testcase[4]/error, 'stack traceback')", "true");
    ck_xpath(path, "string(//testcase[5]/error/@message)",
             "the scenario cannot be loaded: b.lua:1: syntax error");
    ck_xpath(path, "count(//testcase[6]/skipped)", "1");
    toy_suite_free(&suite);
}
END_TEST

START_TEST(a_case_says_where_it_is_and_what_it_measured)
{
    struct suite suite = one_of_each();
    const char  *path = scratch.path;

    suite.outcomes[0].wall_s = 1.23456789;
    suite.cases[0].seed = UINT64_MAX;
    write_to(&suite, path);
    ck_xpath(path, "string(//testcase[1]/@classname)", "toy.case_000");
    ck_xpath(path, "string(//testcase[1]/@file)", "scenarios/toy/case_000.lua");
    ck_xpath(path, "string(//testcase[1]/@line)", "3");
    ck_xpath(path, "string(//testcase[1]/@time)", "1.234568");
    ck_xpath(path, "string(//testcase[1]/@timestamp)", "2026-01-02T03:04:05Z");
    ck_xpath(path, "string(//testcase[1]//property[@name='requirement']/@value)", "IL-RF-01");
    ck_xpath(path, "string(//testcase[1]//property[@name='margin.IL-RF-01']/@value)", "3.125 degC");
    ck_xpath(path, "string(//testcase[1]//property[@name='slack.IL-RF-01']/@value)", "0.07 s");
    ck_xpath(path, "string(//testcase[1]//property[@name='seed']/@value)", "18446744073709551615");
    ck_xpath(path, "string-length(//testcase[1]//property[@name='trace_sha256']/@value)", "64");
    ck_xpath(path, "string(//testcase[1]//property[@name='version']/@value)", "v1");
    ck_xpath(path, "string(//testsuite/@hostname)", "bench 7");
    ck_xpath(path, "string(//testsuite/properties/property[@name='tester']/@value)", "A. Tester");
    toy_suite_free(&suite);
}
END_TEST

static const struct { const char *path, *classname; } classnames[] = {
    { "scenarios/ablation/over_temperature.lua", "ablation.over_temperature" },
    { "/over.lua", "over" }, { "over.lua", "over" }, { "a/b.c.lua", "a.b.c" }, { "a/b", "a.b" },
};

START_TEST(a_class_is_a_folder_and_a_file)
{
    struct suite suite = toy_suite_make(1);

    snprintf(suite.cases[0].path, sizeof suite.cases[0].path, "%s", classnames[_i].path);
    write_to(&suite, scratch.path);
    ck_valid(scratch.path);
    ck_xpath(scratch.path, "string(//testcase[1]/@classname)", classnames[_i].classname);
    toy_suite_free(&suite);
}
END_TEST

START_TEST(whatever_bytes_a_device_sent_it_is_xml)
{
    struct suite     suite = toy_suite_make(2);
    struct judgement judgement = { VERDICT_FAIL, 0, 1, NAN, 0, HOSTILE, HOSTILE, HOSTILE };

    snprintf(suite.cases[0].name, sizeof suite.cases[0].name, "%s", HOSTILE);
    snprintf(suite.cases[0].path, sizeof suite.cases[0].path, "%s", HOSTILE);
    snprintf(suite.host, sizeof suite.host, "%s", HOSTILE);
    toy_judgement_add(&suite, 0, &judgement);
    suite.outcomes[0].wall_s = NAN;
    suite.outcomes[1].verdict = VERDICT_ERROR;
    for (size_t i = 0; i < sizeof suite.outcomes[1].error - 1; i++)
        suite.outcomes[1].error[i] = (char)(1 + i % 255);
    write_to(&suite, scratch.path);
    ck_valid(scratch.path);
    ck_xpath(scratch.path, "count(//testcase)", "2");
    ck_xpath(scratch.path, "count(//b)", "0");
    ck_xpath(scratch.path, "string(//testcase[1]/@time)", "0.000000");
    toy_suite_free(&suite);
}
END_TEST

START_TEST(the_schema_tells_good_from_bad)
{
    static const char *const bad[] = {
        "<testsuites/>", "<testsuites", "<html/>",
        "<testsuites name=\"a\" tests=\"0\" failures=\"0\" errors=\"0\" skipped=\"0\" time=\"1.5\">"
        "</testsuites>",
    };
    struct suite suite = toy_suite_make(2);

    for (size_t i = 0; i < COUNT(bad); i++) {
        scratch_write(scratch.path, bad[i]);
        ck_assert_msg(!is_valid(scratch.path), "%s", bad[i]);
    }
    memcpy(suite.cases[1].name, suite.cases[0].name, sizeof suite.cases[0].name);
    write_to(&suite, scratch.path);
    ck_assert_msg(!is_valid(scratch.path), "one name twice");
    toy_suite_free(&suite);
}
END_TEST

START_TEST(no_cases_are_a_file_too)
{
    struct suite suite = toy_suite_make(0);

    write_to(&suite, scratch.path);
    ck_valid(scratch.path);
    ck_xpath(scratch.path, "string(//testsuite/@tests)", "0");
    toy_suite_free(&suite);
}
END_TEST

static void part_path(char out[200], int number)
{
    snprintf(out, 200, "%s/out.%d.xml", scratch.folder, number);
}

/* 900 cases with 50 long reasons each: some 30 MB. A later, short suite leaves none of it. */
START_TEST(a_file_too_large_for_a_server_is_continued_in_the_next)
{
    struct suite     suite = toy_suite_make(900);
    struct judgement judgement = { .verdict = VERDICT_FAIL };
    size_t           first, second;
    char             path[200];

    memset(judgement.what, 'w', sizeof judgement.what - 1);
    memset(judgement.why, '<', sizeof judgement.why - 1);
    for (size_t i = 0; i < suite.case_count; i++)
        for (int j = 0; j < 50; j++)
            toy_judgement_add(&suite, i, &judgement);
    write_to(&suite, scratch.path);
    part_path(path, 2);
    free(scratch_read(scratch.path, &first));
    free(scratch_read(path, &second));
    ck_assert_msg(first < 25000000 && first > 24000000, "%zu bytes", first);
    ck_assert_msg(second > 1000000, "%zu bytes", second);
    ck_valid(scratch.path);
    ck_valid(path);
    ck_xpath(path, "string(/testsuites/testsuite/@name)", "painrig");
    toy_suite_free(&suite);

    suite = toy_suite_make(1);
    write_to(&suite, scratch.path);
    ck_assert_ptr_null(scratch_read(path, NULL));
    toy_suite_free(&suite);
}
END_TEST

START_TEST(a_path_that_cannot_be_written_is_named)
{
    struct suite suite = toy_suite_make(1);
    struct why   why = { "" };

    ck_assert_int_eq(suite_junit_write(&suite, "/no/such/out.xml", &why), ERR_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "/no/such/out.xml: No such file or directory"));
    toy_suite_free(&suite);
}
END_TEST

/* ---- TAP ---- */

static char *tap_of(const struct suite *suite)
{
    FILE *file = fopen(scratch.path, "w");

    ck_assert_ptr_nonnull(file);
    suite_tap_plan(file, suite);
    for (size_t i = 0; i < suite->case_count; i++)
        suite_tap_line(file, suite, i);
    fclose(file);
    return scratch_read(scratch.path, NULL);
}

static int prove(char *last, size_t size)
{
    char command[300];
    int  status;

    snprintf(command, sizeof command, "prove -q --exec cat %s >%s/said 2>&1", scratch.path,
             scratch.folder);
    status = system(command);
    snprintf(command, sizeof command, "tail -n 1 %s/said", scratch.folder);
    said(command, last, size);
    return status;
}

START_TEST(prove_takes_a_suite_that_passed)
{
    struct suite suite = toy_suite_make(12);
    char         last[200];

    snprintf(suite.cases[3].name, sizeof suite.cases[3].name,
             "toy/a[x=1]#2 # TODO \\ later\nok 99");
    free(tap_of(&suite));
    ck_assert_int_eq(prove(last, sizeof last), 0);
    ck_assert_str_eq(last, "Result: PASS");
    toy_suite_free(&suite);
}
END_TEST

START_TEST(prove_sees_each_that_did_not_pass)
{
    struct suite suite = one_of_each();
    char         last[200], failed[200], command[200];

    free(tap_of(&suite));
    ck_assert_int_ne(prove(last, sizeof last), 0);
    ck_assert_str_eq(last, "Result: FAIL");
    snprintf(command, sizeof command, "grep -o 'Failed tests.*' %s/said", scratch.folder);
    said(command, failed, sizeof failed);
    ck_assert_str_eq(failed, "Failed tests:  2-6");
    snprintf(command, sizeof command, "grep -c 'Parse errors' %s/said", scratch.folder);
    said(command, failed, sizeof failed);
    ck_assert_str_eq(failed, "0");
    toy_suite_free(&suite);
}
END_TEST

START_TEST(a_tap_line_tells_why)
{
    struct suite suite = one_of_each();
    char        *text = tap_of(&suite);

    ck_assert_ptr_nonnull(strstr(text, "TAP version 13\n1..7\nok 1 - toy/case_000\nnot ok 2 - "));
    ck_assert_ptr_nonnull(strstr(text, "  message: \"the alarm rings: it rang after 1.5 s"));
    ck_assert_ptr_nonnull(strstr(text, "what: \"IL-RF-03\"\n      why: \"output"));
    ck_assert_ptr_nonnull(strstr(text, "not ok 6 - toy/case_005\n"));
    free(text);
    toy_suite_free(&suite);
}
END_TEST

/* ---- reasons ---- */

START_TEST(a_gap_that_did_not_fail_is_a_reason)
{
    struct suite               suite = toy_suite_make(1);
    struct outcome_requirement gap = met;
    struct suite_reason        reason;

    gap.is_gap = true;
    toy_requirement_add(&suite, 0, &gap);
    ck_assert_int_eq(suite.outcomes[0].verdict, VERDICT_FAIL);
    ck_assert(suite_reason(&suite, 0, 0, &reason));
    ck_assert_str_eq(reason.id, "IL-RF-01");
    ck_assert_ptr_nonnull(strstr(reason.why, "no longer true"));
    ck_assert(!suite_reason(&suite, 0, 1, &reason));
    toy_suite_free(&suite);
}
END_TEST

START_TEST(what_failed_comes_before_what_is_vacuous)
{
    struct suite        suite = toy_suite_make(1);
    struct suite_reason reason;

    toy_requirement_add(&suite, 0, &idle);
    toy_requirement_add(&suite, 0, &broken);
    ck_assert(suite_reason(&suite, 0, 0, &reason));
    ck_assert_str_eq(reason.what, "IL-RF-03");
    ck_assert(suite_reason(&suite, 0, 1, &reason));
    ck_assert_str_eq(reason.what, "IL-RF-02");
    ck_assert_int_eq(reason.verdict, VERDICT_VACUOUS);
    ck_assert(!suite_reason(&suite, 0, 2, &reason));
    toy_suite_free(&suite);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("suite_junit");
    TCase *junit = tcase_create("junit"), *tap = tcase_create("tap");
    TCase *reasons = tcase_create("reasons");

    tcase_set_timeout(junit, 60);
    tcase_add_checked_fixture(junit, set_up, tear_down);
    tcase_add_test(junit, a_case_is_what_became_of_it);
    tcase_add_test(junit, a_case_says_where_it_is_and_what_it_measured);
    tcase_add_loop_test(junit, a_class_is_a_folder_and_a_file, 0, COUNT(classnames));
    tcase_add_test(junit, whatever_bytes_a_device_sent_it_is_xml);
    tcase_add_test(junit, the_schema_tells_good_from_bad);
    tcase_add_test(junit, no_cases_are_a_file_too);
    tcase_add_test(junit, a_file_too_large_for_a_server_is_continued_in_the_next);
    tcase_add_test(junit, a_path_that_cannot_be_written_is_named);
    suite_add_tcase(all, junit);
    tcase_add_checked_fixture(tap, set_up, tear_down);
    tcase_add_test(tap, prove_takes_a_suite_that_passed);
    tcase_add_test(tap, prove_sees_each_that_did_not_pass);
    tcase_add_test(tap, a_tap_line_tells_why);
    suite_add_tcase(all, tap);
    tcase_add_test(reasons, a_gap_that_did_not_fail_is_a_reason);
    tcase_add_test(reasons, what_failed_comes_before_what_is_vacuous);
    suite_add_tcase(all, reasons);
    return all;
}

int main(void) { return suite_run(suite()); }
