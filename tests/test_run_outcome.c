/* Every number and text of an outcome comes back from its line, whatever is in it. */
#include "hil/run/run_outcome.h"
#include "tests/support/json_check.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static const struct judgement judgements[] = {
    { VERDICT_PASS, 0, 0.12, 0.5, 0, "it trips", "held after 0.12 s of 0.50 s", "a.lua:31" },
    { VERDICT_FAIL, 1e-300, 1e300, NAN, 0, "it \"rings\"\n", "<b>&\\ \x01\x1f\x7f", "" },
    { VERDICT_INCONCLUSIVE, -INFINITY, INFINITY, 0.1, 0, "", "", "" },
};

static const struct outcome_fault faults[] = {
    { .text = "thermocouple.open=1 @12", .ticks_on = 7, .states = "hold fault unknown" },
    { .text = "wire.drop=0.5 @1..2 every 3" },
};
static const struct outcome_requirement requirements[] = {
    { "IL-RF-01", VERDICT_PASS, true, false, 3.1, 0.07, "degC", 12, 4.5, "nearest at 4.5 s", true, "" },
    { "IL-RF-02", VERDICT_FAIL, false, true, -0.0, NAN, "", 1, 1.0 / 3, "", true,
      "one sensor: \"told\" by nobody" },
    { "IL-RF-03", VERDICT_VACUOUS, false, false, INFINITY, -INFINITY, "kPa", 0, NAN, "", false,
      "" },
    { "IL-RF-04", VERDICT_ERROR, true, true, 0.0, 5e-324, "W", 9007199254740992, 0, "\xC3\xBC", true,
      "" },
};

static struct run_outcome outcome_make(void)
{
    struct run_outcome outcome = {
        .name = "ablation/over_temperature[tip_mm=5]", .file = "scenarios/a b/\"quoted\".lua",
        .title = "too hot <script>", .rig = "ablation", .case_name = "tip_mm=5", .mutant = "latch",
        .tags = "slow fault", .covers = "IL-RF-01 IL-RF-02", .folder = "out/1", .seed = UINT64_MAX,
        .verdict = VERDICT_FAIL, .error = "a.lua:3: it\n  broke", .simulated_s = 12.34,
        .wall_s = 0.1, .ticks = 1234, .started_utc = "2026-01-02T03:04:05Z",
        .trace_sha256 = "00ff", .scenario_sha256 = "11", .requirements_sha256 = "22",
        .version = "v1-2-gabc", .attempt = 3,
        .judgement_count = COUNT(judgements), .requirement_count = COUNT(requirements),
    };

    outcome.judgements = malloc(sizeof judgements);
    outcome.requirements = malloc(sizeof requirements);
    outcome.faults = malloc(sizeof faults);
    ck_assert(outcome.judgements && outcome.requirements && outcome.faults);
    memcpy(outcome.faults, faults, sizeof faults);
    outcome.fault_count = COUNT(faults);
    memcpy(outcome.judgements, judgements, sizeof judgements);
    memcpy(outcome.requirements, requirements, sizeof requirements);
    return outcome;
}

/* The same double: its sign at 0 as well, any NAN for a NAN. */
static void ck_same(double a, double b)
{
    ck_assert_msg((isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b)), "%g, %g", a, b);
}

static void ck_same_judgement(const struct judgement *a, const struct judgement *b)
{
    ck_assert_int_eq(a->verdict, b->verdict);
    ck_same(a->from_s, b->from_s);
    ck_same(a->t_s, b->t_s);
    ck_same(a->within_s, b->within_s);
    ck_assert_str_eq(a->what, b->what);
    ck_assert_str_eq(a->why, b->why);
    ck_assert_str_eq(a->where, b->where);
}

static void ck_same_requirement(const struct outcome_requirement *a,
                                const struct outcome_requirement *b)
{
    ck_assert_str_eq(a->id, b->id);
    ck_assert_int_eq(a->verdict, b->verdict);
    ck_assert(a->is_covered == b->is_covered && a->is_gap == b->is_gap);
    ck_assert(a->is_monitored == b->is_monitored);
    ck_same(a->margin, b->margin);
    ck_same(a->slack_s, b->slack_s);
    ck_same(a->at_s, b->at_s);
    ck_assert_str_eq(a->unit, b->unit);
    ck_assert_int_eq(a->fired, b->fired);
    ck_assert_str_eq(a->why, b->why);
    ck_assert_str_eq(a->gap_reason, b->gap_reason);
}

static void ck_same_texts(const struct run_outcome *a, const struct run_outcome *b)
{
    ck_assert_str_eq(a->name, b->name);
    ck_assert_str_eq(a->file, b->file);
    ck_assert_str_eq(a->title, b->title);
    ck_assert_str_eq(a->rig, b->rig);
    ck_assert_str_eq(a->case_name, b->case_name);
    ck_assert_str_eq(a->mutant, b->mutant);
    ck_assert_str_eq(a->tags, b->tags);
    ck_assert_str_eq(a->covers, b->covers);
    ck_assert_str_eq(a->folder, b->folder);
    ck_assert_str_eq(a->error, b->error);
    ck_assert_str_eq(a->started_utc, b->started_utc);
    ck_assert_str_eq(a->trace_sha256, b->trace_sha256);
    ck_assert_str_eq(a->scenario_sha256, b->scenario_sha256);
    ck_assert_str_eq(a->requirements_sha256, b->requirements_sha256);
    ck_assert_str_eq(a->version, b->version);
}

static void ck_same_outcome(const struct run_outcome *a, const struct run_outcome *b)
{
    ck_same_texts(a, b);
    ck_assert(a->seed == b->seed);
    ck_assert_int_eq(a->verdict, b->verdict);
    ck_same(a->simulated_s, b->simulated_s);
    ck_same(a->wall_s, b->wall_s);
    ck_assert_int_eq(a->ticks, b->ticks);
    ck_assert_int_eq(a->attempt, b->attempt);
    ck_assert_uint_eq(a->judgement_count, b->judgement_count);
    for (size_t i = 0; i < a->judgement_count; i++)
        ck_same_judgement(&a->judgements[i], &b->judgements[i]);
    ck_assert_uint_eq(a->requirement_count, b->requirement_count);
    for (size_t i = 0; i < a->requirement_count; i++)
        ck_same_requirement(&a->requirements[i], &b->requirements[i]);
    ck_assert_uint_eq(a->fault_count, b->fault_count);
    for (size_t i = 0; i < a->fault_count; i++) {
        ck_assert_str_eq(a->faults[i].text, b->faults[i].text);
        ck_assert_str_eq(a->faults[i].states, b->faults[i].states);
        ck_assert_int_eq(a->faults[i].ticks_on, b->faults[i].ticks_on);
    }
}

/* Its line, terminated, to be freed. */
static char *line_of(const struct run_outcome *outcome)
{
    struct bytes line = { 0 };

    run_outcome_write(outcome, &line);
    bytes_add(&line, "", 1);
    ck_assert(!line.is_out_of_memory);
    return line.at;
}

static struct run_outcome back_from(const char *line)
{
    struct run_outcome back;
    struct why         why = { "" };

    ck_assert_msg(run_outcome_read(&back, line, &why) == ERR_OK, "%s", why.text);
    return back;
}

START_TEST(everything_comes_back)
{
    struct run_outcome outcome = outcome_make(), back;
    char              *line = line_of(&outcome);

    ck_assert_msg(json_is_valid(line, strlen(line)), "%s", line);
    ck_assert_uint_eq(strcspn(line, "\n"), strlen(line) - 1);
    back = back_from(line);
    ck_same_outcome(&outcome, &back);
    free(line);
    run_outcome_free(&outcome);
    run_outcome_free(&back);
    run_outcome_free(&back);        /* and once more does no harm */
}
END_TEST

START_TEST(texts_as_long_as_their_room_come_back)
{
    struct run_outcome outcome = { .attempt = 1 }, back;
    char              *line;

    memset(outcome.name, 'n', sizeof outcome.name - 1);
    memset(outcome.error, '"', sizeof outcome.error - 1);
    memset(outcome.covers, '\x02', sizeof outcome.covers - 1);
    memset(outcome.trace_sha256, 'f', sizeof outcome.trace_sha256 - 1);
    line = line_of(&outcome);
    back = back_from(line);
    ck_same_outcome(&outcome, &back);
    free(line);
    run_outcome_free(&back);
}
END_TEST

START_TEST(bytes_that_are_no_text_become_one)
{
    struct run_outcome outcome = { .name = "a\xFF\xC0\xAFz", .attempt = 1 }, back, again;
    char              *line = line_of(&outcome), *second;

    back = back_from(line);
    ck_assert_str_eq(back.name, "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
    second = line_of(&back);
    again = back_from(second);
    ck_same_outcome(&back, &again);
    free(line);
    free(second);
}
END_TEST

/* A run that says no verdict must not count as a pass. */
START_TEST(what_an_older_line_lacks_is_unknown)
{
    struct run_outcome back = back_from(
        "{\"name\":\"a\",\"seed\":7,\"title\":null,\"ticks\":1e99,\"judgements\":[{}],"
        "\"requirements\":[{\"id\":\"R\",\"margin\":\"wide\"}],\"newer\":[1,{}]}\n");

    ck_assert_str_eq(back.name, "a");
    ck_assert_str_eq(back.title, "");
    ck_assert_uint_eq(back.seed, 7);
    ck_assert_int_eq(back.verdict, VERDICT_ERROR);
    ck_assert(isnan(back.wall_s) && isnan(back.simulated_s));
    ck_assert_int_eq(back.ticks, 0);
    ck_assert_int_eq(back.attempt, 1);
    ck_assert_int_eq(back.judgements[0].verdict, VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(back.requirements[0].verdict, VERDICT_INCONCLUSIVE);
    ck_assert(isnan(back.requirements[0].margin) && isnan(back.judgements[0].within_s));
    ck_assert(!back.requirements[0].is_covered);
    run_outcome_free(&back);
}
END_TEST

static const struct { const char *story, *line, *says; } refused[] = {
    { "nothing",           "",                                   "no JSON"                 },
    { "half a line",       "{\"name\":\"a\",\"verd",             "no JSON"                 },
    { "a list",            "[]",                                 "\"name\" is missing"     },
    { "a number",          "3",                                  "\"name\" is missing"     },
    { "no name",           "{\"verdict\":\"pass\"}",             "\"name\" is missing"     },
    { "an odd verdict",    "{\"name\":\"a\",\"verdict\":\"ok\"}", "\"ok\" is no verdict"   },
    { "of a judgement",    "{\"name\":\"a\",\"judgements\":[{\"verdict\":\"\"}]}", "\"\" is no" },
    { "of a requirement",  "{\"name\":\"a\",\"requirements\":[{\"verdict\":\"Pass\"}]}",
      "\"Pass\" is no verdict" },
};

START_TEST(what_is_no_outcome_is_refused_with_a_sentence)
{
    struct run_outcome back = { .name = "as it was" };
    struct why         why = { "" };

    ck_assert_msg(run_outcome_read(&back, refused[_i].line, &why) == ERR_PARSE, "%s",
                  refused[_i].story);
    ck_assert_msg(strstr(why.text, refused[_i].says), "%s: %s", refused[_i].story, why.text);
    ck_assert_str_eq(back.name, "as it was");
}
END_TEST

/* ---- files ---- */

START_TEST(a_file_of_many_lines_is_read_in_its_order)
{
    struct scratch      scratch = scratch_make("results.jsonl");
    struct run_outcomes outcomes;
    struct bytes        lines = { 0 };
    struct why          why = { "" };

    for (int i = 0; i < 200; i++) {
        struct run_outcome outcome = { .attempt = 1, .verdict = VERDICT_PASS };
        snprintf(outcome.name, sizeof outcome.name, "case %d", i);
        run_outcome_write(&outcome, &lines);
    }
    ck_assert_int_eq(bytes_write_file(&lines, scratch.path, &why), ERR_OK);
    ck_assert_msg(run_outcomes_load(&outcomes, scratch.path, &why) == ERR_OK, "%s", why.text);
    ck_assert_uint_eq(outcomes.count, 200);
    ck_assert_str_eq(outcomes.of[137].name, "case 137");
    ck_assert(!outcomes.is_cut);
    ck_assert_uint_eq(outcomes.whole_bytes, lines.used);
    run_outcomes_free(&outcomes);
    bytes_free(&lines);
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_line_that_was_cut_off_is_passed_over_and_told)
{
    struct scratch      scratch = scratch_make("results.jsonl");
    struct run_outcomes outcomes;
    struct why          why = { "" };

    scratch_write(scratch.path, "{\"name\":\"a\"}\n{\"name\":\"b\"");
    ck_assert_msg(run_outcomes_load(&outcomes, scratch.path, &why) == ERR_OK, "%s", why.text);
    ck_assert_uint_eq(outcomes.count, 1);
    ck_assert(outcomes.is_cut);
    ck_assert_uint_eq(outcomes.whole_bytes, strlen("{\"name\":\"a\"}\n"));
    run_outcomes_free(&outcomes);
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_file_that_is_spoilt_is_refused_with_its_line)
{
    struct scratch      scratch = scratch_make("results.jsonl");
    struct run_outcomes outcomes;
    struct why          why = { "" };
    char                wanted[200];

    scratch_write(scratch.path, "{\"name\":\"a\"}\n{\"name\":}\n{\"name\":\"c\"}\n");
    ck_assert_int_eq(run_outcomes_load(&outcomes, scratch.path, &why), ERR_PARSE);
    snprintf(wanted, sizeof wanted, "%s:2: ", scratch.path);
    ck_assert_msg(strncmp(why.text, wanted, strlen(wanted)) == 0, "%s", why.text);
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
    struct run_outcomes outcomes;
    struct why          why = { "" };

    ck_assert_int_eq(run_outcomes_load(&outcomes, "no/such.jsonl", &why), ERR_IO);
    ck_assert_str_eq(why.text, "no/such.jsonl: No such file or directory");
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("run_outcome");
    TCase *lines = tcase_create("lines"), *files = tcase_create("files");

    tcase_add_test(lines, everything_comes_back);
    tcase_add_test(lines, texts_as_long_as_their_room_come_back);
    tcase_add_test(lines, bytes_that_are_no_text_become_one);
    tcase_add_test(lines, what_an_older_line_lacks_is_unknown);
    tcase_add_loop_test(lines, what_is_no_outcome_is_refused_with_a_sentence, 0, COUNT(refused));
    suite_add_tcase(all, lines);
    tcase_add_test(files, a_file_of_many_lines_is_read_in_its_order);
    tcase_add_test(files, a_line_that_was_cut_off_is_passed_over_and_told);
    tcase_add_test(files, a_file_that_is_spoilt_is_refused_with_its_line);
    tcase_add_test(files, a_file_that_is_not_there_is_named);
    suite_add_tcase(all, files);
    return all;
}

int main(void) { return suite_run(suite()); }
