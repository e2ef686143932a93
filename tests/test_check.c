/* painrig check: the trace of a run gives the verdicts of the run, and what cannot be judged is
 * refused. On the real rigs. */
#include "base/text.h"
#include "hil/judge/check.h"
#include "hil/run/run_order.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

#define OWED(id, formula) \
    "{ id = '" id "', title = 't', formula = '" formula "', source = 's', priority = 'high', rationale = 'r' },\n"

/* Passes, fails, vacuous and undecided ones, with past, future and numbers at their limits. */
#define OF_ABLATION "return requirements { rig = 'ablation',\n" \
    OWED("A-1", "G( (G[0,0.1] (tip.seen_c >= 95)) -> F[0,0.3] (G[0,1.2] !output.rf_on) )")      \
    OWED("A-2", "G(tip.temp_c <= 93)") OWED("A-3", "G(rise(generator.state == estop) -> F[0,0.2] !output.rf_on)") \
    OWED("A-4", "G(tip.seen_c >= 80 -> O[0,5] (tip.seen_c < 79.5))")                            \
    OWED("A-5", "G(generator.state == hold -> F[0,1000] tip.temp_c > 500)")                     \
    OWED("A-6", "F(G(tip.seen_c < 60))") OWED("A-7", "never_above_for(tip.seen_c, 90, 0.5)") "}"

#define OF_INFUSION "return requirements { rig = 'infusion',\n" \
    OWED("P-1", "G(catheter.flow_ul_per_h >= 0)") OWED("P-2", "G(catheter.pressure_kpa < 20)")  \
    OWED("P-3", "F[0,3600] (G[0,60] (drive.rate_ul_per_h > 10))") OWED("P-4", "G(battery.volts > 0)") \
    OWED("P-5", "G(rise(drive.commanded > 5) -> F[0,60] (drive.strokes > 0))") "}"

static struct scratch scratch;

static void scratch_open(void)  { scratch = scratch_make("owed.lua"); }
static void scratch_close(void) { scratch_drop(&scratch); }

/* The scenario, made to write every tick. */
static char *scenario_text(const char *path)
{
    char       *text = scratch_read(path, NULL), *whole, *table;
    const char *asked = "return scenario { row_every_s = 0,";

    ck_assert_msg(text != NULL, "%s is not there: run the tests from the top folder", path);
    table = strstr(text, "return scenario {");
    ck_assert_ptr_nonnull(table);
    whole = calloc(strlen(text) + strlen(asked) + 1, 1);
    memcpy(whole, text, (size_t)(table - text));
    strcat(strcat(whole, asked), table + strlen("return scenario {"));
    free(text);
    return whole;
}

static const struct { const char *scenario, *owed; size_t count; } runs[] = {
    { "scenarios/ablation/over_temperature.lua", OF_ABLATION, 7 },
    { "scenarios/ablation/emergency_stop.lua",   OF_ABLATION, 7 },
    { "scenarios/ablation/thermocouple_open.lua", OF_ABLATION, 7 },
    { "scenarios/infusion/priming.lua",          OF_INFUSION, 5 },
};

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static void results_compare(const struct check *check, const struct run_outcome *outcome)
{
    ck_assert_int_eq(check->ticks, outcome->ticks);
    for (size_t i = 0; i < outcome->requirement_count; i++) {
        const struct outcome_requirement *then = &outcome->requirements[i];
        const struct judge_result        *now = judge_at(check->judge, i);

        ck_assert_str_eq(now->id, then->id);
        ck_assert_msg(now->verdict == then->verdict, "%s: %s then, %s now", then->id,
                      verdict_name(then->verdict), verdict_name(now->verdict));
        ck_assert_msg(same(now->state.margin, then->margin), "%s: %.17g then, %.17g now", then->id,
                      then->margin, now->state.margin);
        ck_assert_int_eq(now->state.fired, then->fired);
        ck_assert(same(judge_t_s(check->judge, now->state.at_tick), then->at_s));
        ck_assert_str_eq(now->why, then->why);
    }
}

START_TEST(the_trace_of_a_run_gives_its_verdicts)
{
    char              *text = scenario_text(runs[_i].scenario), trace[300];
    struct run_order   order = { .path = runs[_i].scenario, .text = text, .name = "n", .seed = 1,
                                 .folder = scratch.folder, .papers = RUN_PAPERS_EVIDENCE,
                                 .requirements = scratch.path };
    struct check_order again = { .trace = trace, .requirements = scratch.path,
                                 .scenario = runs[_i].scenario };
    struct run_outcome outcome;
    struct check       check;
    struct why         why = { "" };

    snprintf(trace, sizeof trace, "%s/trace.csv", scratch.folder);
    scratch_write(scratch.path, runs[_i].owed);
    ck_assert_msg(run_execute(&order, &outcome, &why) == ERR_OK, "%s", why.text);
    ck_assert_msg(check_trace(&check, &again, &why) == ERR_OK, "%s", why.text);
    ck_assert_uint_eq(outcome.requirement_count, runs[_i].count);
    results_compare(&check, &outcome);
    check_close(&check);
    run_outcome_free(&outcome);
    free(text);
}
END_TEST

/* ---- small traces ---- */

/* A trace of the ablation rig: `rows` has t_s and tip.temp_c in each line; the rest is unknown. */
#define LEFT_OUT "tip.jump_c"     /* by an older painrig that wrote these traces */

static void cells_write(struct text *out, const char *before, const char *tip_c)
{
    const struct rig_type *type = rig_types[0];

    text_add(out, "%s", before);
    for (size_t i = 0; i < type->signal_count; i++)
        if (strcmp(type->signals[i].name, LEFT_OUT) != 0)
            text_add(out, ",%s", strcmp(type->signals[i].name, "tip.temp_c") == 0 ? tip_c : "");
}

static void trace_write(const char *path, const char *rows, const char *end)
{
    const struct rig_type *type = rig_types[0];
    char                   text[60000];
    struct text            out = text_over(text, sizeof text);

    text_add(&out, "t_s");
    for (size_t i = 0; i < type->signal_count; i++)
        if (strcmp(type->signals[i].name, LEFT_OUT) != 0)
            text_add(&out, ",%s", type->signals[i].name);
    text_add(&out, "\ns");
    for (size_t i = 0; i < type->signal_count; i++)
        if (strcmp(type->signals[i].name, LEFT_OUT) != 0)
            text_add(&out, ",%s", type->signals[i].unit);
    while (*rows) {
        int  line = (int)strcspn(rows, "\n"), time = (int)strcspn(rows, " ");
        char before[32], tip_c[32];

        snprintf(before, sizeof before, "\n%.*s", time, rows);
        snprintf(tip_c, sizeof tip_c, "%.*s", line - time - 1, rows + time + 1);
        cells_write(&out, before, tip_c);
        rows += line + (rows[line] == '\n');
    }
    text_add(&out, "\n%s", end);
    ck_assert(!out.is_cut);
    scratch_write(path, text);
}

#define WHOLE "# end tick_s=0.01\n"

static const struct {
    const char  *story, *rows, *end, *formula;
    long         ticks;
    enum verdict verdict, of_all;
} smalls[] = {
    { "holds",            "0.01 37\n0.02 38\n0.03 39", WHOLE, "G(tip.temp_c < 40)", 3, VERDICT_PASS, VERDICT_PASS },
    { "fails",            "0.01 37\n0.02 48\n0.03 39", WHOLE, "G(tip.temp_c < 40)", 3, VERDICT_FAIL, VERDICT_FAIL },
    { "never tested",     "0.01 37\n0.02 38", WHOLE, "G(tip.temp_c > 90 -> false)", 2, VERDICT_VACUOUS, VERDICT_VACUOUS },
    { "unknown",          "0.01 37\n0.02 ", WHOLE, "G(tip.temp_c < 40)", 2, VERDICT_INCONCLUSIVE, VERDICT_INCONCLUSIVE },
    { "killed",           "0.01 37\n0.02 38", "", "G(tip.temp_c < 40)", 2, VERDICT_INCONCLUSIVE, VERDICT_INCONCLUSIVE },
    { "stopped",          "0.01 37\n0.02 38", "# end tick_s=0.01 cut\n", "G(tip.temp_c < 40)", 2, VERDICT_INCONCLUSIVE, VERDICT_INCONCLUSIVE },
    { "killed, too late", "0.01 37\n0.02 48", "", "G(tip.temp_c < 40)", 2, VERDICT_FAIL, VERDICT_FAIL },
    { "held for 4 ticks", "0.01 50\n0.05 37", WHOLE, "G[0,0.03](tip.temp_c > 40)", 5, VERDICT_PASS, VERDICT_PASS },
    { "not for 5",        "0.01 50\n0.05 37", WHOLE, "G[0,0.04](tip.temp_c > 40)", 5, VERDICT_FAIL, VERDICT_FAIL },
    { "begins late",      "7.00 50\n7.01 37", WHOLE, "G(tip.temp_c > 20)", 2, VERDICT_PASS, VERDICT_PASS },
};

START_TEST(a_trace_is_judged_tick_by_tick)
{
    const char *const  formulas[] = { smalls[_i].formula, NULL };
    struct check_order order = { .trace = scratch.path, .formulas = formulas };
    struct check       check;
    struct why         why = { "" };
    const char        *story = smalls[_i].story;

    trace_write(scratch.path, smalls[_i].rows, smalls[_i].end);
    ck_assert_msg(check_trace(&check, &order, &why) == ERR_OK, "%s: %s", story, why.text);
    ck_assert_msg(check.ticks == smalls[_i].ticks, "%s: %ld ticks", story, check.ticks);
    ck_assert_msg(judge_at(check.judge, 0)->verdict == smalls[_i].verdict, "%s: %s", story,
                  verdict_name(judge_at(check.judge, 0)->verdict));
    ck_assert_msg(check.verdict == smalls[_i].of_all, "%s", story);
    ck_assert_str_eq(check.type->name, "ablation");
    check_close(&check);
}
END_TEST

static const struct { const char *story, *rows, *end, *rig, *formula, *says; } refusals[] = {
    { "time goes backwards", "0.02 37\n0.01 38", WHOLE, NULL, "true", ":4: time goes from 0.02 s to 0.01 s" },
    { "between ticks", "0.01 37\n0.025 38", WHOLE, NULL, "true", ":4: the row at 0.025 s is no multiple of the tick of 0.01 s" },
    { "no tick known", "0.01 37", "", NULL, "true", "how long a tick is" },
    { "another rig", "0.01 37", WHOLE, "infusion", "true", "columns of the infusion rig are missing: " },
    { "a column that is judged", "0.01 37", WHOLE, NULL, "G(tip.jump_c < 3)", "columns are missing that are judged by: tip.jump_c (formula-1)" },
    { "no such rig", "0.01 37", WHOLE, "ablaton", "true", "there is no rig \"ablaton\": did you mean \"ablation\"?" },
    { "an unknown signal", "0.01 37", WHOLE, NULL, "G(tip.tmp_c < 3)", "--formula: there is no signal named 'tip.tmp_c'" },
    { "a bound between ticks", "0.01 37", WHOLE, NULL, "G[0,0.025](tip.temp_c < 3)", "--formula: the bound 0.025 s" },
    { "no formula", "0.01 37", WHOLE, NULL, "G(", "--formula: expected " },
};

START_TEST(what_cannot_be_judged_is_refused)
{
    const char *const  formulas[] = { refusals[_i].formula, NULL };
    struct check_order order = { .trace = scratch.path, .formulas = formulas, .rig = refusals[_i].rig };
    struct check       check;
    struct why         why = { "" };

    trace_write(scratch.path, refusals[_i].rows, refusals[_i].end);
    ck_assert_msg(check_trace(&check, &order, &why) != ERR_OK, "%s", refusals[_i].story);
    ck_assert_msg(strstr(why.text, refusals[_i].says), "%s: %s", refusals[_i].story, why.text);
    ck_assert_int_eq(check.verdict, VERDICT_ERROR);
    check_close(&check);
}
END_TEST

START_TEST(a_trace_without_rows_and_nothing_to_judge_by_are_refused)
{
    const char *const  none[] = { NULL }, *const one[] = { "true", NULL };
    struct check_order order = { .trace = scratch.path, .formulas = one };
    struct check       check;
    struct why         why = { "" };

    trace_write(scratch.path, "", "# end tick_s=0.01\n");
    ck_assert_int_eq(check_trace(&check, &order, &why), ERR_PARSE);
    ck_assert_msg(strstr(why.text, "there are no rows"), "%s", why.text);
    check_close(&check);
    why_clear(&why);
    trace_write(scratch.path, "0.01 37", WHOLE);
    order.formulas = none;
    ck_assert_int_eq(check_trace(&check, &order, &why), ERR_UNKNOWN);
    ck_assert_msg(strstr(why.text, "no requirement of the ablation rig"), "%s", why.text);
    check_close(&check);
    why_clear(&why);
    order.trace = "/nowhere/trace.csv";
    ck_assert_int_eq(check_trace(&check, &order, &why), ERR_IO);
    ck_assert_msg(strstr(why.text, "/nowhere/trace.csv"), "%s", why.text);
    check_close(&check);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("check");
    TCase *tests = tcase_create("traces");

    tcase_add_checked_fixture(tests, scratch_open, scratch_close);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, the_trace_of_a_run_gives_its_verdicts, 0, COUNT(runs));
    tcase_add_loop_test(tests, a_trace_is_judged_tick_by_tick, 0, COUNT(smalls));
    tcase_add_loop_test(tests, what_cannot_be_judged_is_refused, 0, COUNT(refusals));
    tcase_add_test(tests, a_trace_without_rows_and_nothing_to_judge_by_are_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
