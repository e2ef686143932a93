/* The matrix for other programs, and results put into a suite that was not run. */
#include "hil/suite/matrix_papers.h"
#include "hil/suite/suite_results.h"
#include "tests/support/json_check.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"
#include "tests/support/toy_suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

static struct scratch       scratch;
static struct requirements *toy;
static struct suite         suite_of;
static struct matrix        matrix;
static struct why           why;

static void set_up(void)
{
    scratch = scratch_make("file");
    why = (struct why){ "" };
    ck_assert_msg(requirements_load(&toy, "tests/data/requirements", &why) == ERR_OK, "%s",
                  why.text);
    suite_of = toy_suite_make(3);
    suite_of.requirements = toy;
    matrix = (struct matrix){ 0 };
}

static void tear_down(void)
{
    matrix_free(&matrix);
    toy_suite_free(&suite_of);
    requirements_free(toy);
    scratch_drop(&scratch);
}

/* Case 0 covers T-1 and was put to the test by T-2, too; case 1 covers nothing; 2 an orphan. */
static void make(const char *reason)
{
    struct outcome_requirement found = { .id = "T-1", .verdict = VERDICT_FAIL, .fired = 3,
                                         .is_covered = true, .margin = -1.5, .slack_s = NAN,
                                         .unit = "C", .at_s = 4.25 };

    snprintf(found.why, sizeof found.why, "%s", reason);
    toy_covers(&suite_of, 0, "T-1");
    toy_requirement_add(&suite_of, 0, &found);
    found = (struct outcome_requirement){ .id = "T-2", .verdict = VERDICT_PASS, .fired = 1,
                                          .margin = 2, .slack_s = 0.5, .unit = "C", .at_s = NAN };
    toy_requirement_add(&suite_of, 0, &found);
    toy_covers(&suite_of, 2, "T-9");
    ck_assert_int_eq(matrix_make(&matrix, &suite_of, &why), ERR_OK);
}

static char *csv_of(const char *rig)
{
    ck_assert_msg(matrix_csv_write(&matrix, rig, scratch.path, &why) == ERR_OK, "%s", why.text);
    return scratch_read(scratch.path, NULL);
}

START_TEST(a_line_of_csv_is_a_pair)
{
    char *csv;

    make("a \"quoted\", parted\nreason");
    csv = csv_of(NULL);
    ck_assert_ptr_nonnull(strstr(csv, "\"toy/case_000\",yes,\"fail\",3,-1.5,\"C\",,4.25,"
                                      "\"a \"\"quoted\"\", parted reason\"\r\n"));
    ck_assert_ptr_nonnull(strstr(csv, "\"toy/case_000\",no,\"pass\",1,2,\"C\",0.5,,\"\"\r\n"));
    ck_assert_ptr_nonnull(strstr(csv, "\"T-5\",\"warms up\",\"toy\",\"none\",\"toy norm, 4\",\"\","
                                      ",no,,,,,,,\r\n"));
    ck_assert_ptr_nonnull(strstr(csv, "\r\n,,\"toy\",,,,\"toy/case_001\",no,,,,,,,\r\n"));
    ck_assert_ptr_nonnull(strstr(csv, "\r\n,,\"toy\",,,,\"toy/case_002\",no,,,,,,,\r\n"));
    free(csv);
}
END_TEST

/* Outside of quotes, every line has as many commas as the head. */
START_TEST(every_line_of_csv_has_every_column)
{
    char  *csv;
    size_t commas = 0, head = 0, lines = 0;
    bool   is_quoted = false;

    make("x");
    csv = csv_of(NULL);
    for (const char *at = csv; *at; at++) {
        is_quoted ^= *at == '"';
        commas += !is_quoted && *at == ',';
        if (is_quoted || *at != '\n')
            continue;
        head = head ? head : commas;
        ck_assert_msg(commas == head, "line %zu has %zu", lines, commas);
        commas = 0;
        lines++;
    }
    ck_assert_uint_eq(head, 14);
    ck_assert_uint_eq(lines, 1 + 5 + 2);
    free(csv);
}
END_TEST

START_TEST(json_is_json_whatever_the_texts_hold)
{
    char  *json;
    size_t count;

    make("\"\\\n\x01</script>");
    snprintf(suite_of.cases[1].title, sizeof suite_of.cases[1].title, "\"\xFF");
    ck_assert_int_eq(matrix_json_write(&matrix, NULL, scratch.path, &why), ERR_OK);
    json = scratch_read(scratch.path, &count);
    ck_assert_msg(json_is_valid(json, count), "%s", json);
    ck_assert_ptr_nonnull(strstr(json, "\"covered_by\":[\"toy/case_000\"]"));
    ck_assert_ptr_nonnull(strstr(json, "\"tested\":[\"T-1\",\"T-2\"]"));
    ck_assert_ptr_nonnull(strstr(json, "\"requirement\":\"T-9\",\"case\":\"toy/case_002\""));
    free(json);
}
END_TEST

START_TEST(a_rig_has_its_own_rows_alone)
{
    char  *csv, *json;
    size_t count;

    make("x");
    csv = csv_of("another");
    ck_assert_uint_eq(strcspn(csv, "\n") + 1, strlen(csv));     /* the head */
    free(csv);
    ck_assert_int_eq(matrix_json_write(&matrix, "another", scratch.path, &why), ERR_OK);
    json = scratch_read(scratch.path, &count);
    ck_assert_str_eq(json, "{\"requirements\":[],\n\"cases\":[],\n\"gaps\":[]}\n");
    free(json);
}
END_TEST

/* ---- results ---- */

static void line_add(struct bytes *lines, const char *name, enum verdict verdict,
                     const char *mutant)
{
    struct run_outcome outcome = { .verdict = verdict, .attempt = 1,
                                   .covers = "T-1 T-2", .tags = "slow" };

    snprintf(outcome.name, sizeof outcome.name, "%s", name);
    snprintf(outcome.mutant, sizeof outcome.mutant, "%s", mutant);
    run_outcome_write(&outcome, lines);
}

START_TEST(the_last_outcome_of_a_sound_device_counts)
{
    struct suite_results results;
    struct bytes         lines = { 0 };

    for (size_t i = 0; i < suite_of.case_count; i++)
        suite_of.is_done[i] = false;
    line_add(&lines, "toy/case_001", VERDICT_PASS, "");
    line_add(&lines, "toy/case_001", VERDICT_FAIL, "");
    line_add(&lines, "toy/case_001", VERDICT_ERROR, "a_mutant");
    line_add(&lines, "toy/gone", VERDICT_PASS, "");
    ck_assert_int_eq(bytes_write_file(&lines, scratch.path, &why), ERR_OK);
    ck_assert_msg(suite_results_take(&suite_of, scratch.path, &results, &why) == ERR_OK, "%s",
                  why.text);
    ck_assert_uint_eq(results.taken, 2);
    ck_assert_uint_eq(results.added, 1);
    ck_assert_uint_eq(suite_of.case_count, 4);
    ck_assert(!suite_of.is_done[0] && suite_of.is_done[1] && suite_of.is_done[3]);
    ck_assert_int_eq(suite_of.outcomes[1].verdict, VERDICT_FAIL);
    ck_assert_str_eq(suite_of.cases[3].name, "toy/gone");
    ck_assert_uint_eq(suite_of.cases[3].cover_count, 2);
    ck_assert_str_eq(suite_of.cases[3].covers[1], "T-2");
    ck_assert_str_eq(suite_of.cases[3].tags[0], "slow");
    bytes_free(&lines);
}
END_TEST

START_TEST(results_that_are_not_there_leave_the_suite_as_it_is)
{
    struct suite_results results;

    ck_assert_int_eq(suite_results_take(&suite_of, "no/such", &results, &why), ERR_IO);
    ck_assert_uint_eq(suite_of.case_count, 3);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("matrix_papers");
    TCase *papers = tcase_create("papers"), *results = tcase_create("results");

    tcase_add_checked_fixture(papers, set_up, tear_down);
    tcase_add_test(papers, a_line_of_csv_is_a_pair);
    tcase_add_test(papers, every_line_of_csv_has_every_column);
    tcase_add_test(papers, json_is_json_whatever_the_texts_hold);
    tcase_add_test(papers, a_rig_has_its_own_rows_alone);
    suite_add_tcase(all, papers);
    tcase_add_checked_fixture(results, set_up, tear_down);
    tcase_add_test(results, the_last_outcome_of_a_sound_device_counts);
    tcase_add_test(results, results_that_are_not_there_leave_the_suite_as_it_is);
    suite_add_tcase(all, results);
    return all;
}

int main(void) { return suite_run(suite()); }
