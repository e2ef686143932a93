/* A run as data: what it hands back, what it leaves behind, and that it prints nothing. */
#include "hil/digest.h"
#include "hil/run/run_folder.h"
#include "hil/run/run_order.h"
#include "hil/script/script.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

#define SCENARIO(body) \
    "return scenario { title = 'warm', rig = 'toy', limit_s = 10, covers = { 'A-1', 'B-2' },\n" \
    "parameters = { set_w = 8 }, run = function(rig, p)\n" body "\nend }"

static struct scratch scratch;

static void scratch_open(void)  { scratch = scratch_make("run"); }
static void scratch_close(void) { scratch_drop(&scratch); }

static struct run_order order_of(const char *text, enum run_papers papers)
{
    return (struct run_order){ .path = "folder/toy.lua", .name = "toy", .text = text, .seed = 1,
                               .papers = papers, .folder = scratch.folder };
}

static bool has_file(const char *name)
{
    char path[300];

    snprintf(path, sizeof path, "%s/%s", scratch.folder, name);
    return access(path, F_OK) == 0;
}

/* ---- the folder ---- */

START_TEST(a_folder_where_a_run_goes_on_is_left_alone)
{
    struct run_order   order = order_of(SCENARIO("wait(1)"), RUN_PAPERS_ALL);
    struct run_outcome outcome;
    struct run_folder  folder;
    struct why         why = { "" };
    int                lock;

    ck_assert_int_eq(run_execute(&order, &outcome, &why), ERR_OK);
    run_outcome_free(&outcome);
    ck_assert_int_eq(run_folder_make(&folder, scratch.folder, &why), ERR_OK);
    ck_assert_int_eq(run_folder_hold(&folder, &lock, &why), ERR_OK);

    ck_assert_int_eq(run_execute(&order, &outcome, &why), ERR_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "is the folder of a run that goes on"));
    ck_assert(has_file("trace.csv") && has_file("report.html"));
    run_outcome_free(&outcome);

    ck_assert_int_eq(close(lock), 0);
    ck_assert_int_eq(run_execute(&order, &outcome, &why), ERR_OK);
    run_outcome_free(&outcome);
}
END_TEST

/* ---- papers ---- */

static const struct { enum run_papers papers; bool has_manifest, has_page; } papers[] = {
    { RUN_PAPERS_ALL, true, true }, { RUN_PAPERS_EVIDENCE, true, false },
    { RUN_PAPERS_NONE, false, false },
};

START_TEST(papers_are_those_that_were_ordered)
{
    struct run_order   order = order_of(SCENARIO("wait(0.5)"), papers[_i].papers);
    struct run_outcome outcome;

    ck_assert_int_eq(run_execute(&order, &outcome, NULL), ERR_OK);
    ck_assert_int_eq(has_file("manifest.json"), papers[_i].has_manifest);
    ck_assert_int_eq(has_file("trace.csv"), papers[_i].has_manifest);
    ck_assert_int_eq(has_file("wire.log"), papers[_i].has_manifest);
    ck_assert_int_eq(has_file("report.html"), papers[_i].has_page);
    ck_assert_str_eq(outcome.folder, papers[_i].has_manifest ? scratch.folder : "");
    run_outcome_free(&outcome);
}
END_TEST

START_TEST(a_trace_without_a_file_has_the_hash_of_its_file)
{
    struct run_order   order = order_of(SCENARIO("wait(9)"), RUN_PAPERS_EVIDENCE);
    struct run_outcome written, hashed;
    char               path[300], hex[DIGEST_HEX_SIZE];

    ck_assert_int_eq(run_execute(&order, &written, NULL), ERR_OK);
    order.papers = RUN_PAPERS_NONE;
    ck_assert_int_eq(run_execute(&order, &hashed, NULL), ERR_OK);
    snprintf(path, sizeof path, "%s/trace.csv", scratch.folder);
    ck_assert_int_eq(file_sha256(path, hex, NULL), ERR_OK);
    ck_assert_str_eq(written.trace_sha256, hex);
    ck_assert_str_eq(hashed.trace_sha256, hex);
    order.text = SCENARIO("wait(9) rig.heater.set_w = 1 wait(1)");
    run_outcome_free(&hashed);
    ck_assert_int_eq(run_execute(&order, &hashed, NULL), ERR_OK);
    ck_assert_str_ne(hashed.trace_sha256, hex);
    run_outcome_free(&written);
    run_outcome_free(&hashed);
}
END_TEST

/* ---- outcomes ---- */

static const char *const sets[] = { "set_w=3", NULL }, *const bad_name[] = { "set=3", NULL };
static const char *const bad_number[] = { "set_w=much", NULL }, *const bad_set[] = { "set_w",
                                                                                     NULL };

static const struct {
    const char        *story, *text;
    const char *const *sets;
    const char        *mutant;
    enum err           err;
    enum verdict       verdict;
    const char        *error;
} outcomes[] = {
    { "met", SCENARIO("expect('x', p.set_w == 8)"), NULL, NULL, ERR_OK, VERDICT_PASS, "" },
    { "another value", SCENARIO("expect('x', p.set_w == 3)"), sets, NULL, ERR_OK, VERDICT_PASS, "" },
    { "not met", SCENARIO("expect('x', false)"), NULL, NULL, ERR_OK, VERDICT_FAIL, "" },
    { "nothing expected", SCENARIO("wait(1)"), NULL, NULL, ERR_OK, VERDICT_VACUOUS, "" },
    { "no such parameter", SCENARIO("wait(1)"), bad_name, NULL, ERR_UNKNOWN, VERDICT_ERROR,
      "no parameter set: did you mean set_w?" },
    { "no number", SCENARIO("wait(1)"), bad_number, NULL, ERR_RANGE, VERDICT_ERROR,
      "\"much\" is not a number" },
    { "no value", SCENARIO("wait(1)"), bad_set, NULL, ERR_RANGE, VERDICT_ERROR, "write --set" },
    { "no such mutant", SCENARIO("wait(1)"), NULL, "lazy", ERR_UNKNOWN, VERDICT_ERROR,
      "no mutant \"lazy\"" },
    { "no such rig", "return scenario { title = 't', rig = 'toi', limit_s = 1, run = function() end }",
      NULL, NULL, ERR_UNKNOWN, VERDICT_ERROR, "folder/toy.lua: there is no rig \"toi\"" },
    { "no Lua", "return scenario {", NULL, NULL, ERR_SCRIPT, VERDICT_ERROR, "toy.lua:1" },
    { "an error on the way", SCENARIO("wait(0.1) error('lost')"), NULL, NULL, ERR_SCRIPT,
      VERDICT_ERROR, "toy.lua:3: lost" },
};

START_TEST(an_outcome_is_there_whatever_happened)
{
    struct run_order   order = order_of(outcomes[_i].text, RUN_PAPERS_NONE);
    struct run_outcome outcome;
    struct why         why = { "" };
    const char        *story = outcomes[_i].story;

    order.sets = outcomes[_i].sets;
    order.mutant = outcomes[_i].mutant;
    ck_assert_msg(run_execute(&order, &outcome, &why) == outcomes[_i].err, "%s: %s", story,
                  why.text);
    ck_assert_msg(outcome.verdict == outcomes[_i].verdict, "%s: %s", story,
                  verdict_name(outcome.verdict));
    ck_assert_msg(strstr(outcome.error, outcomes[_i].error), "%s: %s", story, outcome.error);
    ck_assert_msg((outcome.error[0] == '\0') == (outcome.verdict != VERDICT_ERROR), "%s", story);
    ck_assert_str_eq(why.text, outcome.error);
    run_outcome_free(&outcome);
}
END_TEST

START_TEST(an_outcome_says_what_was_run)
{
    struct run_order   order = order_of(SCENARIO("wait(1) expect('x', true)"), RUN_PAPERS_NONE);
    struct run_outcome outcome;

    order.seed = 7;
    ck_assert_int_eq(run_execute(&order, &outcome, NULL), ERR_OK);
    ck_assert_str_eq(outcome.name, "toy");
    ck_assert_str_eq(outcome.file, "folder/toy.lua");
    ck_assert_str_eq(outcome.title, "warm");
    ck_assert_str_eq(outcome.rig, "toy");
    ck_assert_str_eq(outcome.covers, "A-1 B-2");
    ck_assert_uint_eq(outcome.seed, 7);
    ck_assert_int_eq(outcome.ticks, 121);           /* 1 s, its last tick, and 0.2 s of safety */
    ck_assert_double_eq_tol(outcome.simulated_s, 1.21, 1e-9);
    ck_assert_uint_eq(outcome.judgement_count, 1);
    ck_assert_str_eq(outcome.judgements[0].what, "x");
    ck_assert_uint_eq(strlen(outcome.scenario_sha256), 64);
    ck_assert_uint_eq(strlen(outcome.trace_sha256), 64);
    run_outcome_free(&outcome);
}
END_TEST

/* As many and as long as a scenario can have: an id that is cut would be no requirement's. */
START_TEST(an_outcome_keeps_every_id_that_is_covered)
{
    char               text[8000] = "return scenario { title = 'many', rig = 'toy', limit_s = 10, "
                                    "covers = {", last[80] = "";
    struct run_order   order = order_of(text, RUN_PAPERS_NONE);
    struct run_outcome outcome;

    for (int i = 0; i < SCRIPT_COVERS_MAX; i++) {
        snprintf(last, sizeof last, "ID-%02d-%057d", i, i);
        snprintf(text + strlen(text), sizeof text - strlen(text), " '%s',", last);
    }
    strcat(text, " }, run = function(rig) expect('x', true) end }");
    ck_assert_int_eq(run_execute(&order, &outcome, NULL), ERR_OK);
    ck_assert_uint_eq(strlen(outcome.covers), SCRIPT_COVERS_MAX * 64 - 1);
    ck_assert_str_eq(outcome.covers + strlen(outcome.covers) - 63, last);
    run_outcome_free(&outcome);
}
END_TEST

#define CASES "return scenario { title = 't', rig = 'toy', limit_s = 10, parameters = { a = 1, b = 2 },\n" \
    "cases = { low = { a = 5 } }, run = function(rig, p) expect('x', p.a == 5 and p.b == 3) end }"

START_TEST(a_case_gives_values_and_sets_come_after_it)
{
    static const char *const both[] = { "b=3", NULL };
    struct run_order         order = order_of(CASES, RUN_PAPERS_NONE);
    struct run_outcome       outcome;

    order.case_name = "low";
    order.sets = both;
    ck_assert_int_eq(run_execute(&order, &outcome, NULL), ERR_OK);
    ck_assert_int_eq(outcome.verdict, VERDICT_PASS);
    ck_assert_str_eq(outcome.case_name, "low");
    run_outcome_free(&outcome);
    order.case_name = "lo";
    ck_assert_int_eq(run_execute(&order, &outcome, NULL), ERR_UNKNOWN);
    ck_assert(strstr(outcome.error, "low") != NULL);
    run_outcome_free(&outcome);
}
END_TEST

START_TEST(a_file_that_is_not_there_leaves_the_folder_alone)
{
    struct run_order   order = order_of(NULL, RUN_PAPERS_ALL);
    struct run_outcome outcome;

    order.path = "nowhere.lua";
    ck_assert_int_eq(run_execute(&order, &outcome, NULL), ERR_IO);
    ck_assert_str_eq(outcome.error, "nowhere.lua cannot be read: No such file or directory");
    ck_assert_uint_eq(scratch_files(&scratch), 0);
    run_outcome_free(&outcome);
}
END_TEST

/* ---- the first fail ---- */

static const struct {
    const char *body; long whole_ticks, cut_ticks; enum verdict verdict;
} fails[] = {
    { "expect('x', true) wait(2) expect('y', false) wait(3) expect('z', true)", 521, 221, VERDICT_FAIL },
    { "expect_always('x', function() return rig.time_s < 1 end) wait(4)", 421, 120, VERDICT_FAIL },
    { "expect('x', false)", 21, 21, VERDICT_FAIL },
    { "wait(1) expect('x', true)", 121, 121, VERDICT_PASS },
};

START_TEST(the_first_fail_ends_the_run_when_that_is_ordered)
{
    char               text[600];
    struct run_order   order = order_of(text, RUN_PAPERS_NONE);
    struct run_outcome outcome;

    snprintf(text, sizeof text, "return scenario { title = 't', rig = 'toy', limit_s = 10, "
             "run = function(rig)\n%s\nend }", fails[_i].body);
    for (int is_cut = 0; is_cut < 2; is_cut++) {
        order.ends_at_fail = is_cut;
        ck_assert_int_eq(run_execute(&order, &outcome, NULL), ERR_OK);
        ck_assert_int_eq(outcome.ticks, is_cut ? fails[_i].cut_ticks : fails[_i].whole_ticks);
        ck_assert_int_eq(outcome.verdict, fails[_i].verdict);
        run_outcome_free(&outcome);
    }
}
END_TEST

/* ---- who watches ---- */

struct seen { int begins, rows, ends; bool is_in_order; double last_s; };

static void seen_begin(void *data, const char *title, const struct rig *rig,
                       const struct record *record)
{
    struct seen *seen = data;

    seen->begins++;
    seen->is_in_order = strcmp(title, "warm") == 0 && rig->type == &toy_rig_type && record;
}

static void seen_row(void *data, double t_s, const double *row)
{
    struct seen *seen = data;

    seen->is_in_order = seen->is_in_order && seen->begins == 1 && seen->ends == 0
                     && row[TOY_TEMP] > 0;
    seen->rows++;
    seen->last_s = t_s;
}

static void seen_end(void *data)
{
    ((struct seen *)data)->ends++;
}

START_TEST(a_watcher_sees_every_row_between_begin_and_end)
{
    struct seen        seen = { 0 };
    struct run_order   order = order_of(SCENARIO("wait(1)"), RUN_PAPERS_NONE);
    struct run_outcome outcome;

    order.watch = (struct run_watch){ .begin = seen_begin, .row = seen_row,
                                      .end = seen_end, .watcher = &seen };
    ck_assert_int_eq(run_execute(&order, &outcome, NULL), ERR_OK);
    ck_assert(seen.is_in_order);
    ck_assert_int_eq(seen.begins, 1);
    ck_assert_int_eq(seen.ends, 1);
    ck_assert_int_eq(seen.rows, outcome.ticks);
    ck_assert_double_eq(seen.last_s, outcome.simulated_s);
    run_outcome_free(&outcome);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("run_order");
    TCase *tests = tcase_create("runs");

    tcase_add_checked_fixture(tests, scratch_open, scratch_close);
    tcase_add_test(tests, a_folder_where_a_run_goes_on_is_left_alone);
    tcase_add_loop_test(tests, papers_are_those_that_were_ordered, 0, COUNT(papers));
    tcase_add_test(tests, a_trace_without_a_file_has_the_hash_of_its_file);
    tcase_add_loop_test(tests, an_outcome_is_there_whatever_happened, 0, COUNT(outcomes));
    tcase_add_test(tests, an_outcome_says_what_was_run);
    tcase_add_test(tests, an_outcome_keeps_every_id_that_is_covered);
    tcase_add_test(tests, a_case_gives_values_and_sets_come_after_it);
    tcase_add_test(tests, a_file_that_is_not_there_leaves_the_folder_alone);
    tcase_add_loop_test(tests, the_first_fail_ends_the_run_when_that_is_ordered, 0, COUNT(fails));
    tcase_add_test(tests, a_watcher_sees_every_row_between_begin_and_end);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
