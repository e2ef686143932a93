/* The history of margins: what is told against the last release, and that it only ever grows. */
#include "hil/suite/margins.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"
#include "tests/support/toy_suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

/* ---- two releases of one requirement ---- */

#define NONE NAN

struct release { bool is_tested; double margin; const char *unit; double slack_s; };

static const struct { const char *story; struct release before, now; const char *says; } pairs[] = {
    { "the same",         { true, 5, "C", 0.1 },       { true, 5, "C", 0.1 },       NULL },
    { "grew",             { true, 5, "C", 0.1 },       { true, 9, "C", 0.3 },       NULL },
    { "just under",       { true, 10, "C", 0.1 },      { true, 8, "C", 0.08 },      NULL },
    { "just over",        { true, 10, "C", NONE },     { true, 7.999, "C", NONE },
      "its margin shrank by 20 %, from 10 C to 7.999 C, in toy/near" },
    { "the slack alone",  { true, 10, "C", 0.5 },      { true, 10, "C", 0.25 },
      "its slack shrank by 50 %, from 0.5 s to 0.25 s, in toy/slow" },
    { "sign turned",      { true, 2, "C", NONE },      { true, -2, "C", NONE },
      "its margin shrank by 200 %, from 2 C to -2 C" },
    { "deeper below 0",   { true, -2, "C", NONE },     { true, -3, "C", NONE },
      "its margin shrank by 50 %, from -2 C to -3 C" },
    { "less below 0",     { true, -3, "C", NONE },     { true, -2, "C", NONE },     NULL },
    { "from 0",           { true, 0, "C", NONE },      { true, -1, "C", NONE },
      "its margin was 0 C and is -1 C now" },
    { "still 0",          { true, 0, "C", NONE },      { true, 0, "C", NONE },      NULL },
    { "margin unknown",   { true, 5, "C", NONE },      { true, NONE, "", NONE },
      "its margin was 5 C and is unknown now" },
    { "margin known now", { true, NONE, "", NONE },    { true, 5, "C", NONE },      NULL },
    { "another unit",     { true, 5, "kPa", NONE },    { true, 500, "Pa", NONE },
      "its margin was told in \"kPa\" and is in \"Pa\" now" },
    { "without a unit",   { true, 4, "1", NONE },      { true, 2, "1", NONE },
      "its margin shrank by 50 %, from 4 to 2, in toy/near" },
    { "not tested",       { true, 5, "C", 0.1 },       { false, NONE, "", NONE },
      "it was put to the test then, and is in no case now" },
    { "only flags",       { true, NONE, "", NONE },    { false, NONE, "", NONE },
      "it was put to the test then, and is in no case now" },
    { "never tested",     { false, NONE, "", NONE },   { true, 5, "C", 0.1 },       NULL },
    { "nor now",          { false, NONE, "", NONE },   { false, NONE, "", NONE },   NULL },
};

static struct margin margin_of(const char *id, const struct release *release)
{
    struct margin margin = { .is_tested = release->is_tested, .margin = release->margin,
                             .slack_s = release->slack_s, .margin_case = "toy/near",
                             .slack_case = "toy/slow" };

    snprintf(margin.id, sizeof margin.id, "%s", id);
    snprintf(margin.unit, sizeof margin.unit, "%s", release->unit);
    return margin;
}

START_TEST(a_change_is_told_when_it_is_worth_telling)
{
    struct margin         before_of = margin_of("T-1", &pairs[_i].before);
    struct margin         now_of = margin_of("T-1", &pairs[_i].now);
    struct margins        before = { .release = "v1", .of = &before_of, .count = 1 };
    struct margins        now = { .release = "v2", .of = &now_of, .count = 1 };
    struct margin_changes changes;

    ck_assert_int_eq(margins_compare(&before, &now, 0.2, &changes), ERR_OK);
    ck_assert_msg(changes.count == (pairs[_i].says ? 1 : 0), "%s: %zu, %s", pairs[_i].story,
                  changes.count, changes.count ? changes.of[0].text : "");
    if (pairs[_i].says)
        ck_assert_msg(strstr(changes.of[0].text, pairs[_i].says), "%s: %s", pairs[_i].story,
                      changes.of[0].text);
    ck_assert_str_eq(changes.before, "v1");
    margin_changes_free(&changes);
}
END_TEST

START_TEST(a_requirement_that_is_gone_is_told_and_a_new_one_is_not)
{
    static const struct release tested = { true, 5, "C", 0.1 };
    struct margin         before_of = margin_of("T-1", &tested), now_of = margin_of("T-2", &tested);
    struct margins        before = { .release = "v1", .of = &before_of, .count = 1 };
    struct margins        now = { .release = "v2", .of = &now_of, .count = 1 };
    struct margin_changes changes;

    ck_assert_int_eq(margins_compare(&before, &now, 0.2, &changes), ERR_OK);
    ck_assert_uint_eq(changes.count, 1);
    ck_assert_str_eq(changes.of[0].id, "T-1");
    ck_assert_ptr_nonnull(strstr(changes.of[0].text, "no such requirement now"));
    margin_changes_free(&changes);
}
END_TEST

START_TEST(a_share_is_the_users_own)
{
    static const struct release was = { true, 10, "C", NONE }, is = { true, 9, "C", NONE };
    struct margin         before_of = margin_of("T-1", &was), now_of = margin_of("T-1", &is);
    struct margins        before = { .of = &before_of, .count = 1 };
    struct margins        now = { .of = &now_of, .count = 1 };
    static const struct { double share; size_t count; } shares[] = { { 0, 1 }, { 0.05, 1 },
                                                                     { 0.1, 0 }, { 1, 0 } };
    struct margin_changes changes;

    for (size_t i = 0; i < COUNT(shares); i++) {
        ck_assert_int_eq(margins_compare(&before, &now, shares[i].share, &changes), ERR_OK);
        ck_assert_msg(changes.count == shares[i].count, "%g", shares[i].share);
        margin_changes_free(&changes);
    }
}
END_TEST

/* ---- a file ---- */

static struct scratch       scratch;
static struct requirements *toy;
static struct suite         suite_of;
static struct why           why;

static void set_up(void)
{
    scratch = scratch_make("history.jsonl");
    why = (struct why){ "" };
    ck_assert_msg(requirements_load(&toy, "tests/data/requirements", &why) == ERR_OK, "%s",
                  why.text);
    suite_of = toy_suite_make(2);
    suite_of.requirements = toy;
}

static void tear_down(void)
{
    toy_suite_free(&suite_of);
    requirements_free(toy);
    scratch_drop(&scratch);
}

/* The suite once more, T-1 met with this margin in case 1. */
static void run_with(double margin)
{
    struct outcome_requirement found = { .id = "T-1", .verdict = VERDICT_PASS, .fired = 1,
                                         .margin = margin, .slack_s = NAN, .unit = "C" };

    run_outcome_free(&suite_of.outcomes[1]);
    suite_of.outcomes[1].verdict = VERDICT_PASS;
    toy_requirement_add(&suite_of, 1, &found);
}

static struct margin_changes added(const char *release)
{
    struct margin_changes changes;

    ck_assert_msg(margins_history_add(scratch.path, &suite_of, release, 0.2, &changes, &why)
                  == ERR_OK, "%s", why.text);
    return changes;
}

static size_t lines(void)
{
    char  *text = scratch_read(scratch.path, NULL);
    size_t count = 0;

    for (const char *at = text; at && *at; at++)
        count += *at == '\n';
    free(text);
    return count;
}

/* Add it, and say how many changes were told against which release. */
static void ck_against(const char *release, const char *before, size_t count)
{
    struct margin_changes changes = added(release);

    ck_assert_str_eq(changes.before, before);
    ck_assert_msg(changes.count == count, "%s: %zu", release, changes.count);
    ck_assert(changes.is_added);
    margin_changes_free(&changes);
}

START_TEST(a_release_is_compared_with_the_one_before)
{
    ck_assert_int_eq(margins_history_check(scratch.path, &why), ERR_OK);
    run_with(10);
    ck_against("v1", "", 0);
    run_with(9);
    ck_against("v2", "v1", 0);
    run_with(7);
    ck_against("v3", "v2", 1);
    run_with(7);
    ck_against("v4", "v3", 0);
    ck_assert_uint_eq(lines(), 4);
    ck_assert_int_eq(margins_history_check(scratch.path, &why), ERR_OK);
}
END_TEST

START_TEST(a_second_try_of_a_release_is_not_its_own_measure)
{
    run_with(10);
    ck_against("v1", "", 0);
    run_with(5);
    ck_against("v2", "v1", 1);
    ck_against("v2", "v1", 1);
}
END_TEST

START_TEST(a_release_that_failed_is_no_measure_while_one_passed)
{
    run_with(10);
    ck_against("v1", "", 0);
    run_with(5);
    suite_of.outcomes[0].verdict = VERDICT_FAIL;
    ck_against("v2", "v1", 1);
    suite_of.outcomes[0].verdict = VERDICT_PASS;
    ck_against("v3", "v1", 1);
}
END_TEST

START_TEST(without_a_name_the_version_is_the_release)
{
    struct margin_changes changes;

    run_with(10);
    changes = added(NULL);
    ck_assert_str_eq(changes.release, "v1");
    margin_changes_free(&changes);
}
END_TEST

START_TEST(a_suite_that_is_not_whole_is_not_added)
{
    struct margin_changes changes;

    run_with(10);
    ck_against("v1", "", 0);
    run_with(2);
    suite_of.is_done[0] = false;
    changes = added("v2");
    ck_assert(!changes.is_added);
    ck_assert_uint_eq(changes.count, 1);
    margin_changes_free(&changes);
    suite_of.is_done[0] = true;
    suite_of.is_stopped = true;
    changes = added("v2");
    ck_assert(!changes.is_added);
    margin_changes_free(&changes);
    ck_assert_uint_eq(lines(), 1);
}
END_TEST

#define GOOD "{\"release\":\"v1\",\"verdict\":\"pass\",\"requirements\":[]}\n"

static const struct { const char *story, *text; int line; const char *says; } spoilt[] = {
    { "no JSON",         GOOD "nonsense\n",                                     2, "no JSON"  },
    { "no release",      "{\"verdict\":\"pass\"}\n",                            1, "\"release\"" },
    { "no verdict",      GOOD GOOD "{\"release\":\"v3\"}\n",                    3, "verdict"  },
    { "cut off",         GOOD "{\"release\":\"v2\",\"verdict\":\"pass\"}",      2, "no end"   },
    { "an empty line",   GOOD "\n" GOOD,                                        2, "no JSON"  },
    { "no id",           "{\"release\":\"v\",\"verdict\":\"pass\",\"requirements\":[{}]}\n", 1,
      "has no id" },
};

START_TEST(a_history_that_is_spoilt_is_refused_and_kept)
{
    struct margin_changes changes;
    char                 *after, wanted[200];

    scratch_write(scratch.path, spoilt[_i].text);
    snprintf(wanted, sizeof wanted, "%s:%d: ", scratch.path, spoilt[_i].line);
    ck_assert_int_eq(margins_history_check(scratch.path, &why), ERR_PARSE);
    ck_assert_msg(strncmp(why.text, wanted, strlen(wanted)) == 0, "%s", why.text);
    ck_assert_msg(strstr(why.text, spoilt[_i].says), "%s: %s", spoilt[_i].story, why.text);
    run_with(10);
    ck_assert_int_eq(margins_history_add(scratch.path, &suite_of, "v9", 0.2, &changes, &why),
                     ERR_PARSE);
    after = scratch_read(scratch.path, NULL);
    ck_assert_str_eq(after, spoilt[_i].text);
    free(after);
}
END_TEST

START_TEST(a_history_that_cannot_be_written_is_told_before_anything_runs)
{
    ck_assert_int_eq(margins_history_check("/no/such/folder/history.jsonl", &why), ERR_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "/no/such/folder/history.jsonl: "));
    why_clear(&why);
    ck_assert_int_eq(margins_history_check(scratch.folder, &why), ERR_IO);
}
END_TEST

START_TEST(a_line_reads_back_as_it_was)
{
    struct margin  of[] = {
        { "T-1", "C", true, 1.0 / 3, 0.07, "toy/\"a\"", "toy/b" },
        { "T-2", "", false, NAN, NAN, "", "" },
    };
    struct margins margins = { .release = "v1 \\ <b>", .version = "v1", .started_utc = "then",
                               .suite_sha256 = "aa", .verdict = VERDICT_FAIL, .of = of,
                               .count = 2 }, back;
    struct bytes   line = { 0 };

    margins_write(&margins, &line);
    bytes_add(&line, "", 1);
    ck_assert_msg(margins_read(&back, line.at, &why) == ERR_OK, "%s", why.text);
    ck_assert_str_eq(back.release, margins.release);
    ck_assert_str_eq(back.suite_sha256, "aa");
    ck_assert_int_eq(back.verdict, VERDICT_FAIL);
    ck_assert_uint_eq(back.count, 2);
    ck_assert(back.of[0].margin == of[0].margin && back.of[0].slack_s == of[0].slack_s);
    ck_assert_str_eq(back.of[0].margin_case, of[0].margin_case);
    ck_assert(back.of[0].is_tested && !back.of[1].is_tested && isnan(back.of[1].margin));
    margins_free(&back);
    bytes_free(&line);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("margins");
    TCase *releases = tcase_create("releases"), *history = tcase_create("history");

    tcase_add_loop_test(releases, a_change_is_told_when_it_is_worth_telling, 0, COUNT(pairs));
    tcase_add_test(releases, a_requirement_that_is_gone_is_told_and_a_new_one_is_not);
    tcase_add_test(releases, a_share_is_the_users_own);
    suite_add_tcase(all, releases);
    tcase_add_checked_fixture(history, set_up, tear_down);
    tcase_add_test(history, a_release_is_compared_with_the_one_before);
    tcase_add_test(history, a_second_try_of_a_release_is_not_its_own_measure);
    tcase_add_test(history, a_release_that_failed_is_no_measure_while_one_passed);
    tcase_add_test(history, without_a_name_the_version_is_the_release);
    tcase_add_test(history, a_suite_that_is_not_whole_is_not_added);
    tcase_add_loop_test(history, a_history_that_is_spoilt_is_refused_and_kept, 0, COUNT(spoilt));
    tcase_add_test(history, a_history_that_cannot_be_written_is_told_before_anything_runs);
    tcase_add_test(history, a_line_reads_back_as_it_was);
    suite_add_tcase(all, history);
    return all;
}

int main(void) { return suite_run(suite()); }
