/* Where two runs part: rows against rows, with tolerances and a slip of time. */
#include "hil/run/parity.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const labels[] = { "off", "on", NULL };
static const struct signal signals[] = {
    { .name = "a.temp_c", .unit = "C", .least = -1e3, .most = 1e3, .decimals = 2, .sentence = "a" },
    { .name = "a.state", .unit = "-", .most = 1, .sentence = "s", .labels = labels },
    { .name = "a.count", .unit = "1", .most = 1e9, .decimals = 1, .sentence = "c" },
};
#define SIGNALS (sizeof signals / sizeof *signals)
#define HEAD    "t_s,a.temp_c,a.state,a.count\ns,C,-,1\n"

static struct trace_file *trace_of(struct scratch *scratch, const char *rows)
{
    struct trace_file *trace;
    struct why         why = { "" };
    char               text[2000];

    snprintf(text, sizeof text, "%s%s# end tick_s=0.1\n", HEAD, rows);
    *scratch = scratch_make("trace.csv");
    scratch_write(scratch->path, text);
    ck_assert_msg(trace_file_open(&trace, scratch->path, &why) == ERR_OK, "%s", why.text);
    ck_assert_msg(trace_file_bind(trace, signals, SIGNALS, NULL, &why) == ERR_OK, "%s", why.text);
    return trace;
}

static enum err compare(struct parity *parity, const char *one, const char *two,
                        const struct parity_setup *setup, struct why *why)
{
    struct scratch     scratches[2];
    struct trace_file *traces[2] = { trace_of(&scratches[0], one), trace_of(&scratches[1], two) };
    enum err           err = parity_compare(parity, traces, signals, SIGNALS, setup, why);

    for (size_t i = 0; i < 2; i++) {
        trace_file_close(traces[i]);
        scratch_drop(&scratches[i]);
    }
    return err;
}

static const struct {
    const char         *story, *one, *two;
    struct parity_setup setup;
    int                 signal;         /* that parts; -1: none */
    double              first_t_s;
} stories[] = {
    { "the same", "0.1,1,off,3\n0.2,2,on,3\n", "0.1,1,off,3\n0.2,2,on,3\n",
      { .slip_s = 0, .loose = 1 }, -1, 0 },
    { "within a tolerance", "0.1,50,off,3\n0.2,50,on,3\n", "0.1,50.9,off,3\n0.2,49.1,on,3\n",
      { .slip_s = 0, .loose = 1 }, -1, 0 },
    { "beyond it", "0.1,50,off,3\n0.2,50,on,3\n", "0.1,50.9,off,3\n0.2,51.1,on,3\n",
      { .slip_s = 0, .loose = 1 }, 0, 0.2 },
    { "beyond it, but twice as wide", "0.1,50,off,3\n", "0.1,51.9,off,3\n",
      { .slip_s = 0, .loose = 2 }, -1, 0 },
    { "exact: nothing is allowed", "0.1,50,off,3\n", "0.1,50.01,off,3\n",
      { .slip_s = 0.3, .loose = 1, .is_exact = true }, 0, 0.1 },
    { "a state has no tolerance", "0.1,1,off,3\n0.2,1,on,3\n", "0.1,1,off,3\n0.2,1,off,3\n",
      { .slip_s = 0, .loose = 9 }, 1, 0.2 },
    { "a state that comes later", "0.1,1,off,3\n0.2,1,on,3\n0.3,1,on,3\n",
      "0.1,1,off,3\n0.2,1,off,3\n0.3,1,on,3\n", { .slip_s = 0.1, .loose = 1 }, -1, 0 },
    { "and one that comes too late", "0.1,1,off,3\n0.2,1,on,3\n0.3,1,on,3\n0.4,1,on,3\n",
      "0.1,1,off,3\n0.2,1,off,3\n0.3,1,off,3\n0.4,1,on,3\n", { .slip_s = 0.1, .loose = 1 }, 1,
      0.2 },
    { "unknown agrees with unknown", "0.1,1,off,\n0.2,1,off,3\n", "0.1,1,off,\n0.2,1,off,3\n",
      { .slip_s = 0, .loose = 1 }, -1, 0 },
    { "and with nothing else", "0.1,1,off,3\n0.2,1,off,3\n", "0.1,1,off,3\n0.2,1,off,\n",
      { .slip_s = 0, .loose = 1 }, 2, 0.2 },
    { "what one never knew is not compared", "0.1,1,off,3\n0.2,1,off,3\n",
      "0.1,1,off,\n0.2,1,off,\n", { .slip_s = 0, .loose = 1 }, -1, 0 },
    { "a begin that is later", "0.1,10,off,3\n0.2,20,on,3\n", "1.1,10,off,3\n1.2,20,on,3\n",
      { .slip_s = 0, .loose = 1, .later_s = 1 }, -1, 0 },
    { "a begin that is not compared", "0.1,10,off,3\n0.2,20,on,3\n",
      "0.1,90,on,3\n0.2,20,on,3\n",
      { .slip_s = 0, .loose = 1, .from_s = 0.15 }, -1, 0 },
    { "rows that the other has not", "0.1,1,off,3\n0.2,90,off,3\n0.3,1,off,3\n",
      "0.1,1,off,3\n0.3,1,off,3\n", { .slip_s = 0.01, .loose = 1 }, -1, 0 },
};

START_TEST(runs_part_where_they_differ_by_more_than_is_allowed)
{
    struct parity parity;
    struct why    why = { "" };

    ck_assert_msg(compare(&parity, stories[_i].one, stories[_i].two, &stories[_i].setup, &why)
                  == ERR_OK, "%s", why.text);
    ck_assert_msg(parity.parted == (stories[_i].signal >= 0), "%s: %zu part", stories[_i].story,
                  parity.parted);
    for (int n = 0; n < (int)SIGNALS; n++)
        ck_assert_msg((parity.signals[n].parted > 0) == (n == stories[_i].signal), "%s: %s",
                      stories[_i].story, signals[n].name);
    if (stories[_i].signal >= 0)
        ck_assert_double_eq_tol(parity.signals[stories[_i].signal].first_t_s,
                                stories[_i].first_t_s, 1e-9);
    parity_free(&parity);
}
END_TEST

START_TEST(the_size_of_a_difference_and_both_values_are_kept)
{
    struct parity_setup setup = { .slip_s = 0, .loose = 1 };
    struct parity       parity;

    ck_assert_int_eq(compare(&parity, "0.1,50,off,3\n0.2,50,on,3\n0.3,50,on,3\n",
                             "0.1,50,off,3\n0.2,52,on,3\n0.3,57,on,3\n", &setup, NULL), ERR_OK);
    ck_assert_double_eq_tol(parity.signals[0].value[0], 50, 1e-9);
    ck_assert_double_eq_tol(parity.signals[0].value[1], 52, 1e-9);
    ck_assert_double_eq_tol(parity.signals[0].most, 7, 1e-9);
    ck_assert_double_eq_tol(parity.signals[0].most_t_s, 0.3, 1e-9);
    ck_assert_uint_eq(parity.signals[0].parted, 2);
    ck_assert_uint_eq(parity.signals[0].compared, 3);
    parity_free(&parity);
}
END_TEST

START_TEST(traces_without_a_moment_in_common_are_no_answer)
{
    struct parity_setup setup = { .slip_s = 0.1, .loose = 1 };
    struct parity       parity;
    struct why          why = { "" };

    ck_assert_int_eq(compare(&parity, "0.1,50,off,3\n", "5.1,50,off,3\n", &setup, &why),
                     ERR_RANGE);
    ck_assert_msg(strstr(why.text, "no moment in common"), "%s", why.text);
    parity_free(&parity);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parity");
    TCase *tests = tcase_create("parity");

    tcase_add_loop_test(tests, runs_part_where_they_differ_by_more_than_is_allowed, 0,
                        (int)(sizeof stories / sizeof *stories));
    tcase_add_test(tests, the_size_of_a_difference_and_both_values_are_kept);
    tcase_add_test(tests, traces_without_a_moment_in_common_are_no_answer);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
