/* The judge: how a requirement weighs, when a fail is told, and that a run and its trace agree. */
#include "hil/judge/judge.h"
#include "hil/run/run_order.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

static struct scratch scratch;

static void scratch_open(void)  { scratch = scratch_make("owed.lua"); }
static void scratch_close(void) { scratch_drop(&scratch); }

/* A file with one requirement, R-1. */
static void owe(const char *formula)
{
    char text[700];

    snprintf(text, sizeof text, "return requirements { rig = 'toy', { id = 'R-1', title = 'owed', "
             "formula = '%s', source = 's', priority = 'high', rationale = 'r' } }", formula);
    scratch_write(scratch.path, text);
}

/* The scenario waits for a second in which the tip is at 37 C, and expects what it is told to. */
static void play(struct run_outcome *outcome, const char *says, const char *body)
{
    char             text[900];
    struct run_order order = { .path = "toy.lua", .name = "toy", .text = text, .seed = 1,
                               .papers = RUN_PAPERS_NONE, .requirements = scratch.path };
    struct why       why = { "" };
    enum err         err;

    snprintf(text, sizeof text, "return scenario { title = 't', rig = 'toy', limit_s = 10, %s "
             "run = function(rig)\n%s\nend }", says, body);
    err = run_execute(&order, outcome, &why);
    ck_assert_msg(err == ERR_OK || outcome->verdict == VERDICT_ERROR, "%s", why.text);
}

/* ---- how it weighs ---- */

#define HOLDS   "G(tip.temp_c < 95)"
#define FAILS   "G(tip.temp_c < 20)"
#define VACUOUS "G(tip.temp_c > 90 -> heater.power_w > 0)"
#define OPEN    "G(tip.temp_c > 30 -> F[0,9] tip.temp_c > 90)"
#define COVERS  "covers = { 'R-1' },"
#define GAP     "gaps = { ['R-1'] = 'an old device' },"

static const struct {
    const char  *story, *formula, *says;
    bool         expects;
    enum verdict formula_says, run;
} weights[] = {
    { "a pass that nobody covers",     HOLDS,   "",     true,  VERDICT_PASS,         VERDICT_PASS         },
    { "a pass that is covered",        HOLDS,   COVERS, true,  VERDICT_PASS,         VERDICT_PASS         },
    { "nothing expected but a cover",  HOLDS,   COVERS, false, VERDICT_PASS,         VERDICT_PASS         },
    { "nothing expected or covered",   HOLDS,   "",     false, VERDICT_PASS,         VERDICT_VACUOUS      },
    { "a fail that nobody covers",     FAILS,   "",     true,  VERDICT_FAIL,         VERDICT_FAIL         },
    { "a fail that is covered",        FAILS,   COVERS, true,  VERDICT_FAIL,         VERDICT_FAIL         },
    { "a known gap",                   FAILS,   GAP,    true,  VERDICT_FAIL,         VERDICT_PASS         },
    { "a known gap that is covered",   FAILS,   COVERS GAP, true, VERDICT_FAIL,      VERDICT_PASS         },
    { "a gap that did not fail",       HOLDS,   GAP,    true,  VERDICT_PASS,         VERDICT_FAIL         },
    { "a gap that was never tested",   VACUOUS, GAP,    true,  VERDICT_VACUOUS,      VERDICT_FAIL         },
    { "covered and vacuous",           VACUOUS, COVERS, true,  VERDICT_VACUOUS,      VERDICT_VACUOUS      },
    { "vacuous and not covered",       VACUOUS, "",     true,  VERDICT_VACUOUS,      VERDICT_PASS         },
    { "covered and inconclusive",      OPEN,    COVERS, true,  VERDICT_INCONCLUSIVE, VERDICT_INCONCLUSIVE },
    { "inconclusive and not covered",  OPEN,    "",     true,  VERDICT_INCONCLUSIVE, VERDICT_PASS         },
    { "covers what nobody has",        HOLDS,   "covers = { 'R-9' },", true, VERDICT_PASS, VERDICT_PASS   },
};

START_TEST(a_requirement_weighs_as_the_table_says)
{
    struct run_outcome outcome;
    const char        *story = weights[_i].story;

    owe(weights[_i].formula);
    play(&outcome, weights[_i].says, weights[_i].expects ? "wait(1) expect('x', true)" : "wait(1)");
    ck_assert_uint_eq(outcome.requirement_count, 1);
    ck_assert_msg(outcome.requirements[0].verdict == weights[_i].formula_says, "%s: the formula is %s",
                  story, verdict_name(outcome.requirements[0].verdict));
    ck_assert_msg(outcome.verdict == weights[_i].run, "%s: the run is %s", story,
                  verdict_name(outcome.verdict));
    ck_assert_int_eq(outcome.requirements[0].is_covered, strstr(weights[_i].says, "{ 'R-1' }") != NULL);
    ck_assert_int_eq(outcome.requirements[0].is_gap, strstr(weights[_i].says, "gaps") != NULL);
    ck_assert_uint_gt(strlen(outcome.requirements[0].why), 0);
    ck_assert_uint_eq(strlen(outcome.requirements_sha256), 64);
    run_outcome_free(&outcome);
}
END_TEST

START_TEST(the_worst_of_scenario_and_requirements_wins)
{
    struct run_outcome outcome;

    owe(VACUOUS);
    play(&outcome, COVERS, "wait(1) expect('x', false)");
    ck_assert_int_eq(outcome.verdict, VERDICT_FAIL);
    run_outcome_free(&outcome);
}
END_TEST

START_TEST(a_run_that_was_cut_short_passes_nothing)
{
    struct run_outcome outcome;

    owe(HOLDS);
    play(&outcome, "", "wait(1) error('lost')");
    ck_assert_int_eq(outcome.verdict, VERDICT_ERROR);
    ck_assert_int_eq(outcome.requirements[0].verdict, VERDICT_INCONCLUSIVE);
    ck_assert(strstr(outcome.requirements[0].why, "cut short") != NULL);
    run_outcome_free(&outcome);
}
END_TEST

START_TEST(bounds_that_do_not_fit_the_tick_are_told_and_weigh_when_covered)
{
    struct run_outcome outcome;

    owe("G(tip.temp_c > 30 -> F[0,0.25] tip.temp_c > 30)");
    for (int is_covered = 0; is_covered < 2; is_covered++) {
        play(&outcome, is_covered ? "tick_s = 0.1, " COVERS : "tick_s = 0.1,",
             "wait(1) expect('x', true)");
        ck_assert(!outcome.requirements[0].is_monitored);
        ck_assert_int_eq(outcome.requirements[0].verdict, VERDICT_INCONCLUSIVE);
        ck_assert_int_eq(outcome.verdict, is_covered ? VERDICT_INCONCLUSIVE : VERDICT_PASS);
        ck_assert(strstr(outcome.requirements[0].why, "not monitored: ") != NULL);
        run_outcome_free(&outcome);
    }
}
END_TEST

/* ---- the judge itself ---- */

struct trial { struct requirements *owed; struct judge *judge; struct record *record; };

static struct trial bench_open(const char *formula, const struct script_scenario *scenario)
{
    struct trial bench = { NULL, NULL, NULL };
    struct why   why = { "" };

    owe(formula);
    ck_assert_msg(requirements_load(&bench.owed, scratch.path, &why) == ERR_OK, "%s", why.text);
    ck_assert_msg(judge_create(&bench.judge, &(struct judge_setup){ bench.owed, &toy_rig_type,
                               TOY_TICK_S, 1, scenario }, &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(record_create(&bench.record, NULL, NULL), ERR_OK);
    return bench;
}

static void bench_rows(struct trial *bench, int count, double temp_c)
{
    double row[TOY_SIGNALS] = { [TOY_TEMP] = temp_c };

    for (int i = 0; i < count; i++)
        ck_assert_int_eq(judge_step(bench->judge, row, bench->record, NULL), ERR_OK);
}

static void bench_close(struct trial *bench)
{
    judge_destroy(bench->judge);
    requirements_free(bench->owed);
    record_destroy(bench->record);
}

START_TEST(a_fail_is_told_at_the_row_that_decides_it)
{
    struct trial bench = bench_open("G(tip.temp_c > 90 -> F[0,0.5] tip.temp_c < 80)", NULL);

    bench_rows(&bench, 9, 37);
    bench_rows(&bench, 50, 95);                     /* the trigger is at 0.10 s, row 9 */
    ck_assert_uint_eq(bench.record->event_count, 0);
    ck_assert_int_eq(judge_verdict(bench.judge), VERDICT_PASS);
    bench_rows(&bench, 1, 95);
    ck_assert_uint_eq(bench.record->event_count, 1);
    ck_assert_str_eq(bench.record->events[0].kind, "verdict");
    ck_assert(strncmp(bench.record->events[0].text, "fail: R-1, owed: ", 17) == 0);
    ck_assert_double_eq_tol(bench.record->events[0].t_s, 0.60, 1e-9);
    ck_assert_int_eq(judge_verdict(bench.judge), VERDICT_FAIL);
    bench_rows(&bench, 100, 95);
    ck_assert_int_eq(judge_end(bench.judge, true, bench.record, NULL), ERR_OK);
    ck_assert_uint_eq(bench.record->event_count, 1);            /* told once */
    ck_assert_int_eq(judge_at(bench.judge, 0)->verdict, VERDICT_FAIL);
    ck_assert_double_eq_tol(judge_t_s(bench.judge, judge_at(bench.judge, 0)->state.at_tick), 0.10, 1e-9);
    ck_assert(isnan(judge_t_s(bench.judge, -1)));
    bench_close(&bench);
}
END_TEST

START_TEST(a_known_gap_is_told_as_one)
{
    struct script_scenario scenario = { .gaps = { { "R-1", "an old device" } }, .gap_count = 1 };
    struct trial           bench = bench_open(FAILS, &scenario);

    bench_rows(&bench, 1, 37);
    ck_assert(strncmp(bench.record->events[0].text, "known gap: R-1, owed: ", 22) == 0);
    ck_assert_int_eq(judge_verdict(bench.judge), VERDICT_PASS);
    ck_assert_int_eq(judge_end(bench.judge, true, bench.record, NULL), ERR_OK);
    ck_assert_int_eq(judge_at(bench.judge, 0)->weight, VERDICT_PASS);
    ck_assert_str_eq(judge_at(bench.judge, 0)->gap_reason, "an old device");
    bench_close(&bench);
}
END_TEST

START_TEST(ids_that_nobody_has_stand_behind_the_requirements)
{
    struct script_scenario scenario = { .covers = { "R-1", "R-8" }, .cover_count = 2,
                                        .gaps = { { "R-9", "r" }, { "R-8", "r" } }, .gap_count = 2 };
    struct trial           bench = bench_open(HOLDS, &scenario);

    bench_rows(&bench, 5, 37);
    ck_assert_int_eq(judge_end(bench.judge, true, NULL, NULL), ERR_OK);
    ck_assert_uint_eq(judge_count(bench.judge), 3);
    ck_assert_ptr_nonnull(judge_at(bench.judge, 0)->requirement);
    ck_assert_ptr_null(judge_at(bench.judge, 1)->requirement);
    ck_assert_str_eq(judge_at(bench.judge, 1)->id, "R-8");
    ck_assert_str_eq(judge_at(bench.judge, 1)->why,
                     "the scenario's covers: no requirement of this rig has the id R-8");
    ck_assert_str_eq(judge_at(bench.judge, 2)->id, "R-9");
    ck_assert_ptr_null(judge_at(bench.judge, 3));
    ck_assert_int_eq(judge_verdict(bench.judge), VERDICT_PASS);
    bench_close(&bench);
}
END_TEST

/* The toy's temperature has one decimal in a trace. */
START_TEST(numbers_are_judged_with_the_digits_of_a_trace)
{
    struct trial bench = bench_open("G(tip.temp_c < 95)", NULL);

    ck_assert_int_eq(toy_rig_type.signals[TOY_TEMP].decimals, 1);
    bench_rows(&bench, 3, 94.94);
    ck_assert_int_eq(judge_verdict(bench.judge), VERDICT_PASS);
    bench_rows(&bench, 1, 94.96);
    ck_assert_int_eq(judge_verdict(bench.judge), VERDICT_FAIL);
    bench_close(&bench);
}
END_TEST

START_TEST(requirements_of_another_rig_are_none_of_its_business)
{
    struct rig_type      other = toy_rig_type;
    struct requirements *owed = NULL;
    struct judge        *judge = NULL;

    owe(FAILS);
    ck_assert_int_eq(requirements_load(&owed, scratch.path, NULL), ERR_OK);
    ck_assert_int_eq(judge_create(&judge, &(struct judge_setup){ owed, &other, TOY_TICK_S, 1, NULL },
                                  NULL), ERR_OK);
    ck_assert_uint_eq(judge_count(judge), 0);
    judge_destroy(judge);
    requirements_free(owed);
}
END_TEST

/* ---- verdicts ---- */

static const struct { enum verdict a, b, want; } pairs[] = {
    { VERDICT_PASS,         VERDICT_PASS,         VERDICT_PASS         },
    { VERDICT_PASS,         VERDICT_VACUOUS,      VERDICT_VACUOUS      },
    { VERDICT_INCONCLUSIVE, VERDICT_VACUOUS,      VERDICT_INCONCLUSIVE },
    { VERDICT_FAIL,         VERDICT_INCONCLUSIVE, VERDICT_FAIL         },
    { VERDICT_FAIL,         VERDICT_ERROR,        VERDICT_ERROR        },
};

START_TEST(the_worst_verdict_wins_from_both_sides)
{
    ck_assert_int_eq(verdict_worse(pairs[_i].a, pairs[_i].b), pairs[_i].want);
    ck_assert_int_eq(verdict_worse(pairs[_i].b, pairs[_i].a), pairs[_i].want);
}
END_TEST

START_TEST(every_verdict_has_its_name_and_nonsense_is_an_error)
{
    ck_assert_str_eq(verdict_name(VERDICT_PASS), "pass");
    ck_assert_str_eq(verdict_name(VERDICT_FAIL), "fail");
    ck_assert_str_eq(verdict_name(VERDICT_VACUOUS), "vacuous");
    ck_assert_str_eq(verdict_name(VERDICT_INCONCLUSIVE), "inconclusive");
    ck_assert_str_eq(verdict_name((enum verdict)77), "error");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("judge");
    TCase *tests = tcase_create("requirements");

    tcase_add_checked_fixture(tests, scratch_open, scratch_close);
    tcase_add_loop_test(tests, a_requirement_weighs_as_the_table_says, 0, COUNT(weights));
    tcase_add_test(tests, the_worst_of_scenario_and_requirements_wins);
    tcase_add_test(tests, a_run_that_was_cut_short_passes_nothing);
    tcase_add_test(tests, bounds_that_do_not_fit_the_tick_are_told_and_weigh_when_covered);
    tcase_add_test(tests, a_fail_is_told_at_the_row_that_decides_it);
    tcase_add_test(tests, a_known_gap_is_told_as_one);
    tcase_add_test(tests, ids_that_nobody_has_stand_behind_the_requirements);
    tcase_add_test(tests, numbers_are_judged_with_the_digits_of_a_trace);
    tcase_add_test(tests, requirements_of_another_rig_are_none_of_its_business);
    tcase_add_loop_test(tests, the_worst_verdict_wins_from_both_sides, 0, COUNT(pairs));
    tcase_add_test(tests, every_verdict_has_its_name_and_nonsense_is_an_error);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
