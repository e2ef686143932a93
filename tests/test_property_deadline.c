/* Responses with a deadline are judged at the earliest row at which nothing to come can help, found
 * here by trying everything that could come. */
#include "tests/support/stl_naive.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ROWS 14

static const struct signal signals[] = {
    { .name = "a", .unit = "-", .least = 0, .most = 1 },
    { .name = "b", .unit = "-", .least = 0, .most = 1 },
};
static const struct stl_signals table = { signals, 2 };

/* Trigger and answer; rows that can still count behind the last: window and hold. */
static const struct { const char *formula; size_t more; } shapes[] = {
    { "G(a -> F[0,3] b)", 3 },
    { "G(a -> F[0,0] b)", 0 },
    { "G(a -> F[2,4] b)", 4 },
    { "G(a -> F[0,2] G[0,3] b)", 5 },
    { "G(a -> F[1,3] G[0,2] b)", 5 },
    { "G(a -> F[0,3] G[1,3] b)", 6 },
    { "G(a -> F[3,3] G[2,2] b)", 5 },
    { "G(a -> G[1,4] b)", 4 },
    { "G(a -> b)", 0 },
    { "G((G[0,2] a) -> F[0,4] b)", 4 },
    { "G((G[0,3] a) -> F[0,1] G[0,1] b)", 2 },
    { "G((G[0,4] a) -> F[0,2] b)", 2 },
    { "G(a -> F[0,2] (O[0,1] b))", 2 },
    { "G((O[0,2] a) -> F[0,2] G[0,1] b)", 3 },
    { "G[2,6](a -> F[0,3] b)", 3 },
    { "G(a -> (F[0,3] b & G[1,2] b))", 3 },
    { "G(rise(a) -> F[0,2] G[0,2] b)", 4 },
};

/* No `a` to come, and every b that could: an `a` more only asks for more. */
static bool can_still_hold(const struct formula_node *root, const double *rows, size_t count,
                           size_t more)
{
    double           tried[2 * 32];
    struct stl_trace trace = { tried, count + more, 1, PROPERTY_END_UNKNOWN };

    for (size_t i = 0; i < 2 * count; i++)
        tried[i] = rows[i];
    for (unsigned bits = 0; bits < 1u << more; bits++) {
        struct stl_value *value;
        bool              can;
        for (size_t i = 0; i < more; i++) {
            tried[2 * (count + i)] = 0;
            tried[2 * (count + i) + 1] = bits >> i & 1;
        }
        value = stl_naive(table, root, &trace, 1);
        can = !signbit(value[0].hi);
        free(value);
        if (can)
            return true;
    }
    return false;
}

static long earliest(const struct formula_node *root, const double *rows, size_t more)
{
    for (size_t count = 1; count <= ROWS; count++)
        if (!can_still_hold(root, rows, count, more))
            return (long)count - 1;
    return -1;
}

static long decided(const struct formula *formula, const double *rows)
{
    struct property_set  *set = NULL;
    struct property_state state = { 0 };
    size_t index;

    ck_assert(property_set_create(&set, signals, 2, 1, PROPERTY_END_UNKNOWN, NULL) == ERR_OK);
    ck_assert(property_set_add(set, formula, &index, NULL) == ERR_OK);
    ck_assert(property_set_begin(set, NULL) == ERR_OK);
    for (size_t i = 0; i < ROWS && !state.is_decided; i++) {
        const size_t *which;
        ck_assert(property_set_step(set, rows + 2 * i) == ERR_OK);
        state = property_state(set, index);
        ck_assert_uint_eq(property_set_decided(set, &which), state.is_decided);
    }
    property_set_destroy(set);
    return state.verdict == VERDICT_FAIL ? state.decided_tick : -1;
}

START_TEST(a_response_is_judged_when_nothing_to_come_can_help)
{
    uint64_t        luck = 99 + (uint64_t)_i;
    struct formula *formula = NULL;
    long            failed = 0;

    ck_assert(formula_parse(&formula, shapes[_i].formula, NULL) == ERR_OK);
    for (int i = 0; i < 300; i++) {
        double rows[2 * ROWS];
        long   want;
        for (size_t r = 0; r < ROWS; r++) {
            luck = luck * 6364136223846793005u + 1442695040888963407u;
            rows[2 * r] = (luck >> 40) % 5 < (unsigned)(2 + i % 3);
            rows[2 * r + 1] = (luck >> 50) % 6 < (unsigned)(1 + i % 5);
        }
        want = earliest(formula_root(formula), rows, shapes[_i].more);
        failed += want >= 0;
        ck_assert_msg(decided(formula, rows) == want, "%s, trace %d: at %ld, wanted %ld",
                      shapes[_i].formula, i, decided(formula, rows), want);
    }
    ck_assert_int_gt(failed, 30);
    ck_assert_int_lt(failed, 300);
    formula_destroy(formula);
}
END_TEST

/* Deadline minus answer, the least over the trace. */
static const struct { const char *formula, *a, *b; long slack; } slacks[] = {
    { "G(a -> F[0,3] b)",          "01000000", "00010000", 1 },
    { "G(a -> F[0,3] b)",          "01000000", "01000000", 3 },
    { "G(a -> F[0,3] b)",          "01000000", "00001000", 0 },
    { "G(a -> F[0,3] b)",          "10010000", "01000100", 1 },
    { "G(a -> F[0,3] b)",          "00000000", "01000100", -1 },
    { "G(a -> F[0,3] b)",          "00000100", "00000000", -1 },
    { "G(a -> F[1,3] b)",          "01000000", "01010000", 1 },
    { "G(a -> F[0,3] G[0,2] b)",   "01000000", "01011111", 1 },
    { "G(a -> F[0,3] G[1,2] b)",   "01000000", "00011110", 2 },
    { "G((G[0,2] a) -> F[0,4] b)", "01110000", "00010000", 2 },
    { "G(a -> G[0,2] b)",          "01000000", "01111000", -1 },
};

START_TEST(the_slack_is_what_was_left_of_the_deadline)
{
    double            rows[16];
    struct stl_trace  trace = { rows, 8, 1, PROPERTY_END_UNKNOWN };
    struct stl_answer answer;

    for (size_t i = 0; i < 8; i++) {
        rows[2 * i] = slacks[_i].a[i] == '1';
        rows[2 * i + 1] = slacks[_i].b[i] == '1';
    }
    stl_judge(table, slacks[_i].formula, &trace, false, &answer);
    ck_assert_msg(answer.state.slack_ticks == slacks[_i].slack, "%s of %s: %ld, wanted %ld",
                  slacks[_i].formula, slacks[_i].b, answer.state.slack_ticks, slacks[_i].slack);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("property_deadline");
    TCase *rows = tcase_create("earliest");

    tcase_set_timeout(rows, 120);
    tcase_add_loop_test(rows, a_response_is_judged_when_nothing_to_come_can_help, 0,
                        sizeof shapes / sizeof *shapes);
    tcase_add_loop_test(rows, the_slack_is_what_was_left_of_the_deadline, 0,
                        sizeof slacks / sizeof *slacks);
    suite_add_tcase(suite, rows);
    return suite_run(suite);
}
