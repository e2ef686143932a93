/* Rows that are as the one before are slept through. Nobody may be able to tell: a trace of flags
 * is judged as it is, and once more with flags that never stay the same number, 1 or 0.9 for true,
 * 0 or 0.1 for false, so that there is nothing to sleep through; and with that for some rows only,
 * so that a busy stretch, and what is left of it, come upon rows to sleep through. All but that
 * number must be the same: verdicts, when they were decided, which row is to blame, how often
 * triggers held, time left. */
#include "tests/support/stl_bed.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ROWS  160
#define FLAGS 3

#ifdef __SANITIZE_ADDRESS__
#define CASES 300
#else
#define CASES 2500
#endif

static const struct signal signals[] = {
    { .name = "a", .unit = "-", .least = 0, .most = 1 },
    { .name = "b", .unit = "-", .least = 0, .most = 1 },
    { .name = "c", .unit = "-", .least = 0, .most = 1 },
};
static const struct stl_signals table = { signals, FLAGS };

static const char *const formulas[] = {
    "G(a -> F[0,3] b)",
    "G(a -> F[2,30] b)",
    "G(a -> F[0,4] G[0,12] b)",
    "G(a -> F[0,20] G[2,5] (b | c))",
    "G(rise(a) -> F[0,10] G[0,20] (!b | c))",
    "G(fall(a) -> F[0,10] (G[0,12] (!b | c)))",
    "G((G[0,5] a) -> F[0,3] (G[0,12] (!b | c)))",
    "G((H[0,20] a) -> O[0,15] b)",
    "G((H[0,6] a & !c) -> F[0,40] b)",
    "G((O[0,12] a) -> F[0,2] G[0,1] b)",
    "G[20,90](a -> F[0,8] b)",
    "G[0,60](a -> F[0,30] G[0,3] b)",
    "G(a -> G[0,6] b)",
    "G(a -> (F[0,3] b & G[8,12] c))",
    "G(a -> b S c)",
    "G(a -> b S[0,12] c)",
    "G(a -> (b U[0,12] c))",
    "G((s_prev(!a) & a) -> H[0,15] b)",
    "G((O (H[0,10] a)) -> b)",
    "G(a -> F b)",
    "G(known(a) -> (next b | prev c))",
    "a U[5,40] b",
    "a W (b & c)",
    "F[10,50](a & O[0,20] b)",
    "F(G[0,20](a | b))",
    "!F(H[0,30] (a & b & c))",
    "G(O[0,25] a) & G(O[3,30] b)",
    "G((a U[0,20] b) | H[0,10] c)",
    "G(O(a & b) -> F[0,9] !c)",
};

static unsigned draw(uint64_t *luck, unsigned below)
{
    *luck = *luck * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*luck >> 33) % below;
}

/* Each flag stays for a while; `mostly` of ten draws are true. */
static void flags_draw(uint64_t *luck, double rows[ROWS][FLAGS], unsigned unknown_of_20)
{
    for (int f = 0; f < FLAGS; f++) {
        unsigned left = 0, mostly = 2 + 3 * draw(luck, 3);
        double   value = 0;
        for (int i = 0; i < ROWS; i++, left--) {
            if (left == 0) {
                left = 1 + (draw(luck, 3) ? draw(luck, 40) : draw(luck, 3));
                value = draw(luck, 20) < unknown_of_20 ? NAN : draw(luck, 10) < mostly;
            }
            rows[i][f] = value;
        }
    }
}

static void flags_stir(double stirred[ROWS][FLAGS], double rows[ROWS][FLAGS])
{
    for (int i = 0; i < ROWS; i++)
        for (int f = 0; f < FLAGS; f++)
            stirred[i][f] = i % 2 ? fabs(rows[i][f] - 0.1) : rows[i][f];
}

/* Long enough to be taken for busy, then quiet for longer than that is believed. */
static void flags_stir_some(double some[ROWS][FLAGS], double stirred[ROWS][FLAGS],
                            double rows[ROWS][FLAGS], unsigned shift)
{
    for (unsigned i = 0; i < ROWS; i++)
        memcpy(some[i], (i + shift) / 16 % 6 == 0 ? stirred[i] : rows[i], sizeof some[i]);
}

static bool same_state(const struct property_state *x, const struct property_state *y)
{
    return x->verdict == y->verdict && x->decided_tick == y->decided_tick && x->lo == y->lo
           && x->hi == y->hi && x->fired == y->fired && x->at_tick == y->at_tick
           && x->first_fired_tick == y->first_fired_tick && x->slack_ticks == y->slack_ticks
           && x->because == y->because && x->because_tick == y->because_tick
           && isnan(x->because_value) == isnan(y->because_value);
}

START_TEST(nobody_can_tell_that_rows_were_slept_through)
{
    static double            rows[ROWS][FLAGS], stirred[ROWS][FLAGS], some[ROWS][FLAGS];
    static struct stl_answer quiet, busy, both;
    uint64_t                 luck = 31 + (uint64_t)_i;
    struct formula          *formula = NULL;

    ck_assert(formula_parse(&formula, formulas[_i], NULL) == ERR_OK);
    for (int i = 0; i < CASES; i++) {
        size_t           count = 1 + draw(&luck, ROWS);
        enum property_end end = draw(&luck, 4) ? PROPERTY_END_UNKNOWN : PROPERTY_END_CUT;
        struct stl_trace as_is = { rows[0], count, 1, end }, never = { stirred[0], count, 1, end };
        struct stl_trace now_and_then = { some[0], count, 1, end };
        flags_draw(&luck, rows, i % 3 ? 0 : 4);
        flags_stir(stirred, rows);
        flags_stir_some(some, stirred, rows, draw(&luck, 96));
        stl_judge_formula(table, formula, &as_is, false, &quiet);
        stl_judge_formula(table, formula, &never, false, &busy);
        stl_must(same_state(&quiet.state, &busy.state), "%s, trace %d of %zu rows:\n%s\n%s",
                 formulas[_i], i, count, quiet.explained, busy.explained);
        stl_judge_formula(table, formula, &now_and_then, false, &both);
        stl_must(same_state(&quiet.state, &both.state), "%s, trace %d of %zu rows, some"
                 " busy:\n%s\n%s", formulas[_i], i, count, quiet.explained, both.explained);
    }
    formula_destroy(formula);
}
END_TEST

/* Stays true for longer than any window, and the answer comes, or does not, after that. */
START_TEST(a_violation_after_a_long_quiet_is_told_at_its_row)
{
    struct property_set *set = NULL;
    struct formula      *formula = NULL;
    const size_t        *which;
    size_t               index;
    long                 decided = -1;

    ck_assert(formula_parse(&formula, "G(a -> F[0,5] G[0,3] b)", NULL) == ERR_OK);
    ck_assert(property_set_create(&set, signals, FLAGS, 1, PROPERTY_END_UNKNOWN, NULL) == ERR_OK);
    ck_assert(property_set_add(set, formula, &index, NULL) == ERR_OK);
    ck_assert(property_set_begin(set, NULL) == ERR_OK);
    for (long i = 0; i < 1000000L + 50; i++) {
        double row[FLAGS] = { i > 100, i < 1000000, 0 };
        stl_must(property_set_step(set, row) == ERR_OK, "row %ld", i);
        if (property_set_decided(set, &which) > 0)
            decided = i;
    }
    /* The last stretch begins at 999996; asked for at 999997, begun by then + 5. */
    ck_assert_int_eq(decided, 1000000 + 2);
    ck_assert_int_eq(property_state(set, index).at_tick, 999997);
    ck_assert_int_eq(property_state(set, index).fired, 1000000 + 50 - 101);
    property_set_destroy(set);
    formula_destroy(formula);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("property_quiet");
    TCase *rows = tcase_create("rows");

    tcase_set_timeout(rows, 120);
    tcase_add_loop_test(rows, nobody_can_tell_that_rows_were_slept_through, 0,
                        sizeof formulas / sizeof *formulas);
    tcase_add_test(rows, a_violation_after_a_long_quiet_is_told_at_its_row);
    suite_add_tcase(suite, rows);
    return suite_run(suite);
}
