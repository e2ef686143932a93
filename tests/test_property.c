/* What verdicts mean: unknown, strictness, triggers, the end of a trace; sentences; refusals. */
#include "hil/property/property_inside.h"
#include "tests/support/allocations.h"
#include "tests/support/stl_bed.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const states[] = { "idle", "ramp", "hold", NULL };
static const struct signal signals[] = {
    { .name = "tip.temp_c", .unit = "C", .least = -20, .most = 150 },
    { .name = "output.rf_on", .unit = "-", .least = 0, .most = 1 },
    { .name = "generator.state", .unit = "-", .least = 0, .most = 2, .labels = states },
    { .name = "count", .unit = "1", .least = 0, .most = 100 },
};
static const struct stl_signals table = { signals, 4 };
#define SIGNALS 4

/* Rows "t f s c" as text: temperature, flag, state, count; `?` is unknown. */
static size_t rows_read(const char *text, double *rows)
{
    size_t count = 0;

    while (*text) {
        char  *end;
        double value = NAN;
        if (*text == ' ' || *text == ',') {
            text++;
            continue;
        }
        value = strtod(text, &end);
        if (end == text)
            end++;
        rows[count++] = *text == '?' ? NAN : value;
        text = end;
    }
    return count / SIGNALS;
}

static void judge(const char *formula, const char *text, double tick_s, struct stl_answer *answer)
{
    double           rows[SIGNALS * 64];
    struct stl_trace trace = { rows, rows_read(text, rows), tick_s, PROPERTY_END_UNKNOWN };

    stl_judge(table, formula, &trace, false, answer);
}

#define PASS VERDICT_PASS
#define FAIL VERDICT_FAIL
#define VACUOUS VERDICT_VACUOUS
#define OPEN VERDICT_INCONCLUSIVE

static const struct { const char *formula, *rows; enum verdict want; double margin; } verdicts[] = {
    /* strictness at exactly 0 */
    { "G(tip.temp_c >= 5)", "5 0 0 0", PASS, 0 },       { "G(tip.temp_c > 5)", "5 0 0 0", FAIL, 0 },
    { "G(tip.temp_c <= 5)", "5 0 0 0", PASS, 0 },       { "G(tip.temp_c < 5)", "5 0 0 0", FAIL, 0 },
    { "G(tip.temp_c == 5)", "5 0 0 0", PASS, 0 },
    { "G(tip.temp_c != 5)", "5 0 0 0", FAIL, 0 },
    { "G(not(tip.temp_c > 5))", "5 0 0 0", PASS, 0 },
    { "G(not(tip.temp_c >= 5))", "5 0 0 0", FAIL, 0 },
    { "G(tip.temp_c == 5)", "7 0 0 0", FAIL, -2 },
    { "G(tip.temp_c != 5)", "7 0 0 0", PASS, 2 },
    /* unknown, three-valued */
    { "G(tip.temp_c >= 5)", "6 0 0 0, ? 0 0 0", OPEN, NAN },
    { "G(tip.temp_c >= 5)", "? 0 0 0, 4 0 0 0", FAIL, -1 },
    { "F(tip.temp_c >= 5)", "? 0 0 0, 6 0 0 0", PASS, 1 },
    { "F(tip.temp_c >= 5)", "? 0 0 0, 4 0 0 0", OPEN, NAN },
    { "G(tip.temp_c >= 5 | output.rf_on)", "? 1 0 0", PASS, NAN },
    { "G(tip.temp_c >= 5 & output.rf_on)", "? 0 0 0", FAIL, NAN },
    { "G(tip.temp_c >= 5 & output.rf_on)", "? 1 0 0", OPEN, NAN },
    { "G(output.rf_on -> tip.temp_c >= 5)", "? 1 0 0", OPEN, NAN },
    { "G(!(tip.temp_c >= 5))", "? 0 0 0", OPEN, NAN },
    { "G(output.rf_on)", "0 ? 0 0", OPEN, NAN },
    { "G(generator.state == hold)", "0 0 ? 0", OPEN, NAN },
    { "G(known(tip.temp_c))", "? 0 0 0", FAIL, NAN },
    { "G(known(tip.temp_c))", "1 0 0 0", PASS, NAN },
    { "G(tip.temp_c - tip.temp_c == 0)", "? 0 0 0", OPEN, NAN },
    { "G(tip.temp_c / count >= 0)", "0 0 0 0", OPEN, NAN },
    { "G(tip.temp_c / count >= 0)", "5 0 0 0", OPEN, NAN },
    { "G(tip.temp_c / count >= 0)", "5 0 0 0, -4 0 0 2", FAIL, -2 },
    /* states and flags have no margin, unless compared as numbers */
    { "G(generator.state == hold)", "0 0 2 0", PASS, NAN },
    { "G(hold == generator.state)", "0 0 2 0", PASS, NAN },
    { "G(generator.state != hold)", "0 0 2 0", FAIL, NAN },
    { "G(output.rf_on >= 0.5)", "0 1 0 0", PASS, 0.5 },
    { "G(output.rf_on)", "0 0 0 0", FAIL, NAN },
    /* triggers */
    { "G(output.rf_on -> tip.temp_c <= 90)", "50 0 0 0, 50 0 0 0", VACUOUS, NAN },
    { "G(output.rf_on -> tip.temp_c <= 90)", "99 0 0 0, 50 1 0 0, 80 1 0 0", PASS, 10 },
    { "G[0,1](output.rf_on -> tip.temp_c <= 90)", "50 0 0 0, 50 0 0 0, 1 1 0 0", VACUOUS, NAN },
    { "G(output.rf_on -> tip.temp_c <= 90) and G(count >= 3 -> tip.temp_c >= 1)", "50 1 0 0",
      VACUOUS, NAN },
    { "G((output.rf_on -> tip.temp_c <= 90) and (count >= 3 -> tip.temp_c >= 1))", "50 1 0 3",
      PASS, 40 },
    { "G(output.rf_on -> tip.temp_c <= 90) and G(tip.temp_c >= 1)", "50 0 0 0", VACUOUS, NAN },
    { "G(tip.temp_c >= 1)", "50 0 0 0", PASS, 49 },
    { "output.rf_on -> tip.temp_c <= 90", "95 0 0 0", PASS, NAN },
    /* the end of a trace: what has not come is unknown */
    { "G(output.rf_on -> F[0,2](tip.temp_c <= 90))", "95 0 0 0, 95 1 0 0, 95 0 0 0", OPEN, NAN },
    { "G(output.rf_on -> F[0,2](tip.temp_c <= 90))", "95 0 0 0, 95 1 0 0, 85 0 0 0", PASS, 5 },
    { "G(output.rf_on -> F[0,1](tip.temp_c <= 90))", "95 0 0 0, 95 1 0 0, 95 0 0 0", FAIL, -5 },
    { "G[0,5](tip.temp_c <= 90)", "80 0 0 0, 80 0 0 0", OPEN, NAN },
    { "G[0,5](tip.temp_c <= 90)", "80 0 0 0, 95 0 0 0", FAIL, -5 },
    { "F[0,5](tip.temp_c <= 90)", "95 0 0 0, 80 0 0 0", PASS, 10 },
    { "F[3,5](tip.temp_c <= 90)", "80 0 0 0, 80 0 0 0", OPEN, NAN },
    { "next(tip.temp_c <= 90)", "80 0 0 0", OPEN, NAN },
    { "prev(tip.temp_c <= 90)", "95 0 0 0", PASS, NAN },
    { "G[1000000,9000000](tip.temp_c <= 90)", "80 0 0 0", OPEN, NAN },
    { "G(output.rf_on -> F(tip.temp_c <= 90))", "95 1 0 0, 85 0 0 0", PASS, 5 },
    { "G(output.rf_on -> F(tip.temp_c <= 90))", "95 1 0 0, 95 0 0 0", FAIL, -5 },
    { "G(tip.temp_c <= 90)", "", OPEN, NAN },
};

START_TEST(a_verdict_is_what_the_header_says)
{
    struct stl_answer answer;
    double            margin = verdicts[_i].margin;

    judge(verdicts[_i].formula, verdicts[_i].rows, 1, &answer);
    ck_assert_msg(answer.state.verdict == verdicts[_i].want, "%s of %s: %s", verdicts[_i].formula,
                  verdicts[_i].rows, verdict_name(answer.state.verdict));
    ck_assert_msg(isnan(margin) ? isnan(answer.state.margin) : answer.state.margin == margin,
                  "%s of %s: margin %g", verdicts[_i].formula, verdicts[_i].rows,
                  answer.state.margin);
    ck_assert(answer.state.is_decided);
}
END_TEST

static const struct { const char *formula, *rows, *want; } explained[] = {
    { "G(tip.temp_c <= 90)", "80 0 0 0, 92.5 0 0 0, 99 0 0 0",
      "at 0.1 s tip.temp_c <= 90 did not hold: tip.temp_c = 92.5 C; margin -2.5, at worst -9" },
    { "G(tip.temp_c <= 90)", "80 0 0 0, 88.5 0 0 0, 60 0 0 0",
      "nearest at 0.1 s: tip.temp_c <= 90 held: tip.temp_c = 88.5 C; margin 1.5" },
    { "G(generator.state == hold -> F[0,0.2](!output.rf_on))",
      "0 1 0 0, 0 1 2 0, 0 1 0 0, 0 1 0 0, 0 0 0 0",
      "at 0.3 s output.rf_on held: output.rf_on = 1; 0.2 s after the trigger at 0.1 s, which asks for "
      "F[0,0.2](!output.rf_on)" },
    { "G(tip.temp_c >= 95 -> F[0,0.2](output.rf_on <= 0.5))",
      "96 1 0 0, 90 0 0 0, 90 0 0 0, 90 0 0 0",
      "nearest at 0.2 s: output.rf_on <= 0.5 held: output.rf_on = 0; margin 0.5; its trigger held "
      "at 1 row, first at 0 s; answered 0.1 s before the deadline" },
    { "G(tip.temp_c >= 95 -> output.rf_on)", "9 1 0 0, 9 1 0 0",
      "its trigger never held in 2 rows" },
    /* the answer is to blame, however weak the trigger was */
    { "G(tip.temp_c >= 95 -> !output.rf_on)", "95.5 1 0 0, 20 0 0 0",
      "at 0 s output.rf_on held: output.rf_on = 1" },
    { "G(tip.temp_c >= 95 -> F[0,0.1](!output.rf_on))", "95.5 1 0 0, 20 1 0 0, 20 0 0 0",
      "at 0.1 s output.rf_on held: output.rf_on = 1; 0.1 s after the trigger at 0 s, which asks for "
      "F[0,0.1](!output.rf_on)" },
    { "G(generator.state != hold)", "0 0 2 0",
      "at 0 s generator.state !== hold did not hold: generator.state = hold" },
    { "G(tip.temp_c <= 90)", "80 0 0 0, ? 0 0 0",
      "at 0.1 s tip.temp_c <= 90 is unknown, since tip.temp_c is" },
    { "G[0,1](tip.temp_c <= 90)", "80 0 0 0, 80 0 0 0",
      "the rows end at 0.1 s, too early to tell: it looks ahead to 1 s" },
    { "tip.temp_c < 90 U[0,0.1] generator.state == hold", "0 1 ? 0, 95 0 0 0, 95 0 0 0",
      "a signal that it reads was unknown when it mattered" },
    { "G(output.rf_on -> F[0,0.5](tip.temp_c <= 90))", "95 0 0 0, 95 1 0 0, 95 0 0 0",
      "the rows end at 0.2 s, too early to tell what became of 0.1 s" },
    { "G(2 * count <= 10)", "0 0 0 7",
      "at 0 s (2 * count) <= 10 did not hold: its left side = 14; margin -4" },
    { "G(false)", "0 0 0 0", "at 0 s it does not hold, whatever the signals are" },
    { "G(true)", "0 0 0 0", "held" },
    { "G(known(tip.temp_c))", "? 0 0 0", "at 0 s known(tip.temp_c) did not hold" },
    { "G(count >= 1)", "", "there were no rows" },
};

START_TEST(a_verdict_explains_itself)
{
    struct stl_answer answer;

    judge(explained[_i].formula, explained[_i].rows, 0.1, &answer);
    ck_assert_str_eq(answer.explained, explained[_i].want);
}
END_TEST

/* A sentence, and the caret under the place. */
static const struct { const char *formula; double tick_s; const char *says, *caret; } refusals[] = {
    { "G(tip.temp >= 5)", 1, "there is no signal named 'tip.temp': did you mean 'tip.temp_c'?",
      "    ^" },
    { "G(zzzzz)", 1, "there is no signal named 'zzzzz'", "   ^" },
    { "G(tip.temp_c)", 1, "tip.temp_c is a quantity, neither true nor false: compare it, as in "
                          "`tip.temp_c >= ...`", "   ^" },
    { "G(count)", 1, "count is a quantity", "   ^" },
    { "G(generator.state)", 1, "generator.state is a state: ask `generator.state == idle`",
      "   ^" },
    { "G(generator.state == held)", 1,
      "generator.state is never 'held': it is one of idle, ramp, hold",
      "                       ^" },
    { "G(generator.state < hold)", 1, "the states of generator.state have no order", NULL },
    { "G(generator.state == 2)", 1, "generator.state is a state: compare it with one of idle, ramp",
      NULL },
    { "G(generator.state + 1 >= 2)", 1, "generator.state is a state, not a number", "    ^" },
    { "G(tip.temp_c >= generator.state)", 1, "the states of generator.state have no order", NULL },
    { "G[0,0.25](output.rf_on)", 0.1, "the bound 0.25 s is no whole number of ticks of 0.1 s: the "
                                      "nearest that are, are 0.2 s and 0.3 s", "  ^" },
    { "F[0,20000000](output.rf_on)", 1, "a window reaches to 2e+07 s", "  ^" },
    { "F[0,3](output.rf_on)", 0.1, "", NULL },      /* 3 / 0.1 is not quite 30 */
    { "F[0,0.7](output.rf_on)", 0.1, "", NULL },
};

START_TEST(what_cannot_be_judged_is_refused_with_a_caret)
{
    char why[1024], wanted[80];

    stl_refusal(table, refusals[_i].formula, refusals[_i].tick_s, why, sizeof why);
    if (refusals[_i].says[0] == '\0') {
        ck_assert_str_eq(why, "");
        return;
    }
    ck_assert_msg(strstr(why, refusals[_i].says) == why, "%s: %s", refusals[_i].formula, why);
    snprintf(wanted, sizeof wanted, "\n%s", refusals[_i].caret ? refusals[_i].caret : " ");
    ck_assert_msg(strstr(why, "^") != NULL && strstr(why, wanted) != NULL, "%s:\n%s",
                  refusals[_i].formula, why);
}
END_TEST

START_TEST(a_tick_must_be_a_time)
{
    static const double ticks[] = { 0, -1, NAN, INFINITY };
    struct property_set *set = NULL;

    for (size_t i = 0; i < 4; i++) {
        struct why why = { 0 };
        ck_assert_int_eq(property_set_create(&set, signals, 4, ticks[i], PROPERTY_END_CUT, &why),
                         ERR_RANGE);
        ck_assert(why.text[0] != '\0');
    }
    ck_assert_ptr_null(set);
}
END_TEST

static const char *const shared_format = "G((G[0,10] (tip.temp_c >= 95)) -> F[0,%d] (G[0,12] "
                                         "(!output.rf_on | count >= 3)))";

/* What is the same in 65 formulas is one node: only their last windows and joins differ. */
START_TEST(equal_parts_of_formulas_are_computed_once)
{
    struct property_set *set = NULL;
    struct formula      *formulas[65];
    char                 text[200];
    size_t               index, first = 0;

    ck_assert(property_set_create(&set, signals, 4, 1, PROPERTY_END_UNKNOWN, NULL) == ERR_OK);
    for (int i = 0; i < 65; i++) {
        snprintf(text, sizeof text, shared_format, 1 + i % 5);
        ck_assert(formula_parse(&formulas[i], text, NULL) == ERR_OK);
        ck_assert(property_set_add(set, formulas[i], &index, NULL) == ERR_OK);
        if (i == 0)
            first = set->nodes.count;
    }
    ck_assert_uint_le(set->nodes.count, first + 4 * 3);
    property_set_destroy(set);
    for (int i = 0; i < 65; i++)
        formula_destroy(formulas[i]);
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(a_row_allocates_nothing)
{
    static const char *const texts[] = {
        "G((G[0,10] (tip.temp_c >= 95)) -> F[0,20] (G[0,12] (!output.rf_on | count >= 3)))",
        "G((tip.temp_c >= 1) U[2,50] (count >= 3))",
        "G((tip.temp_c >= 1) S[2,50] (count >= 3))",
        "G(O[3,9] (count >= 1)) and F(H (count >= 1)) and (count >= 1) U (output.rf_on)",
    };
    struct property_set *set = NULL;
    struct formula      *formulas[4];
    size_t index;
    long   before;

    ck_assert(property_set_create(&set, signals, 4, 1, PROPERTY_END_UNKNOWN, NULL) == ERR_OK);
    for (int i = 0; i < 4; i++) {
        ck_assert(formula_parse(&formulas[i], texts[i], NULL) == ERR_OK);
        ck_assert(property_set_add(set, formulas[i], &index, NULL) == ERR_OK);
    }
    ck_assert(property_set_begin(set, NULL) == ERR_OK);
    before = allocations_so_far();
    for (int i = 0; i < 2000; i++) {
        double   row[] = { i % 7 == 3 ? NAN : 90.0 + i % 11, i % 3 == 0, i % 4 > 2, i % 5 };
        enum err err = property_set_step(set, row);
        if (err != ERR_OK)
            ck_abort();
    }
    ck_assert_int_eq(allocations_so_far() - before, 0);
    property_set_destroy(set);
    for (int i = 0; i < 4; i++)
        formula_destroy(formulas[i]);
}
END_TEST
#endif

/* Texts count from where the first row stands. */
START_TEST(a_run_s_first_row_is_not_at_zero)
{
    struct property_set *set = NULL;
    struct formula      *formula = NULL;
    double               row[] = { 95, 0, 0, 0 };
    char                 text[200];
    size_t               index;

    ck_assert(formula_parse(&formula, "G(tip.temp_c <= 90)", NULL) == ERR_OK);
    ck_assert(property_set_create(&set, signals, 4, 0.5, PROPERTY_END_UNKNOWN, NULL) == ERR_OK);
    ck_assert(property_set_add(set, formula, &index, NULL) == ERR_OK);
    property_set_first(set, 1);
    ck_assert(property_set_begin(set, NULL) == ERR_OK);
    property_explain(set, index, text, sizeof text);
    ck_assert_str_eq(text, "not decided yet");
    ck_assert(property_set_step(set, row) == ERR_OK);
    property_explain(set, index, text, sizeof text);
    ck_assert_str_eq(text, "at 0.5 s tip.temp_c <= 90 did not hold: tip.temp_c = 95 C; margin -5");
    ck_assert_int_eq(property_state(set, index).at_tick, 0);
    property_set_destroy(set);
    formula_destroy(formula);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("property");
    TCase *rows = tcase_create("verdicts");

    tcase_add_loop_test(rows, a_verdict_is_what_the_header_says, 0, COUNT(verdicts));
    tcase_add_loop_test(rows, a_verdict_explains_itself, 0, COUNT(explained));
    tcase_add_loop_test(rows, what_cannot_be_judged_is_refused_with_a_caret, 0, COUNT(refusals));
    tcase_add_test(rows, a_tick_must_be_a_time);
    tcase_add_test(rows, equal_parts_of_formulas_are_computed_once);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(rows, a_row_allocates_nothing);
#endif
    tcase_add_test(rows, a_run_s_first_row_is_not_at_zero);
    suite_add_tcase(suite, rows);
    return suite_run(suite);
}
