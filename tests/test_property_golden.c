/* The published examples: RTAMT's numbers, row by row, windows cut at the end as RTAMT does. */
#include "tests/support/stl_bed.h"
#include "tests/support/suite.h"

#include <math.h>

#define ROWS 16
#define INF INFINITY

#define SIGNAL(label) { .name = label, .unit = "1", .least = -1000, .most = 1000 }
static const struct signal signals[] = {
    SIGNAL("Z"), SIGNAL("P"), SIGNAL("T"), SIGNAL("p"), SIGNAL("alarm"), SIGNAL("flow"),
    SIGNAL("x"), SIGNAL("y"),
};
enum { COLUMNS = sizeof signals / sizeof *signals };
static const struct stl_signals table = { signals, COLUMNS };

/* An ablation at 10 Hz, a pump at 1 Hz, and two small vectors. */
static const double columns[COLUMNS][ROWS] = {
    { 95, 96, 98, 101, 110, 140, 185, 230, 260, 255, 240, 235, 180, 140, 120, 110 },
    { 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 12, 0, 0, 0, 0, 10 },
    { 60, 64, 68, 72, 76, 80, 84, 88, 91, 93, 92, 90, 87, 84, 81, 79 },
    { 20, 22, 25, 31, 44, 60, 72, 81, 90, 95, 96, 60 },
    { 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1 },
    { 5, 5, 5, 5, 5, 5, 4, 2, 0, 0, 0, 0 },
    { 1, 2, -1, 3, 0, 5, 4, -2 },
    { -3, -1, 0.5, -2, 1, 2, -4, 3 },
};

static const struct {
    const char *formula;
    size_t      rows;
    double      want[ROWS];
} vectors[] = {
    { "(Z>=200) -> F[0,5](P<=0.5)", 16,     /* E1 */
      { 105, 104, 102, 99, 90, 60, 15, .5, .5, .5, .5, .5, 20, 60, 80, 90 } },
    { "(Z>=200) -> F[0,3](P<=0.5)", 16,     /* E2 */
      { 105, 104, 102, 99, 90, 60, 15, -11.5, .5, .5, .5, .5, 20, 60, 80, 90 } },
    { "(T<=95) S[0,4] (Z>=200)", 16,        /* E6 */
      { -105, -104, -102, -99, -90, -60, -15, 30, 60, 55, 40, 35, 8, 8, 8, 8 } },
    { "rise(Z>=200)", 16,                   /* E7 */
      { -105, -104, -102, -99, -90, -60, -15, 15, -30, -60, -55, -40, -35, -60, -80, -90 } },
    { "(p>=70) -> F[0,2](alarm>=0.5)", 12,  /* E9 */
      { 50, 48, 45, 39, 26, 10, .5, .5, .5, .5, .5, 10 } },
    { "(alarm>=0.5) -> F[0,3]G[0,2](flow<=0.1)", 12,    /* E10 */
      { .5, .5, .5, .5, .5, .5, .5, .1, .1, .1, .1, .1 } },
    { "G[0,2](x>=0)", 8, { -1, -1, -1, 0, 0, -2, -2, -2 } },
    { "F[1,3](x-3>=0)", 8, { 0, 0, 2, 2, 2, 1, -5, -INF } },
    { "(x>=0) U[0,3] (y>=0)", 8, { .5, .5, .5, 1, 1, 3, 3, 3 } },
    { "(x>=0) U[1,3] (y>=0)", 8, { .5, .5, -1, 1, 0, 3, 3, -INF } },
    { "O[1,2](x-3>=0)", 8, { -INF, -2, -1, -1, 0, 0, 2, 2 } },
    { "H[0,2](x>=0)", 8, { 1, 1, -1, -1, -1, 0, 0, -2 } },
    { "(x>=0) S[0,3] (y>=0)", 8, { -3, -1, .5, .5, 1, 2, 2, 3 } },
    { "(x>=0) S[1,3] (y>=0)", 8, { -INF, -3, -1, .5, 0, 1, 2, -2 } },
    { "(P>=5) U[0,9] (T>=90)", 16,          /* E5 */
      { 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 0, -3, -6, -9, -11 } },
};

static void judge(const char *formula, size_t rows, bool listens, struct stl_answer *answer)
{
    double           data[ROWS * COLUMNS];
    struct stl_trace trace = { data, rows, 1, PROPERTY_END_CUT };

    for (size_t i = 0; i < rows; i++)
        for (size_t s = 0; s < COLUMNS; s++)
            data[i * COLUMNS + s] = columns[s][i];
    stl_judge(table, formula, &trace, listens, answer);
}

START_TEST(every_row_has_the_published_value)
{
    struct stl_answer answer;

    judge(vectors[_i].formula, vectors[_i].rows, true, &answer);
    ck_assert_int_eq(answer.heard, (long)vectors[_i].rows);
    for (size_t t = 0; t < vectors[_i].rows; t++)
        ck_assert_msg(answer.lo[t] == vectors[_i].want[t] && answer.hi[t] == answer.lo[t],
                      "%s at %zu: %g, wanted %g", vectors[_i].formula, t, answer.lo[t],
                      vectors[_i].want[t]);
    ck_assert(answer.state.lo == vectors[_i].want[0] && answer.state.hi == vectors[_i].want[0]);
}
END_TEST

static const struct { const char *formula; size_t rows; double want; } wholes[] = {
    { "G((Z>=200) -> F[0,5](P<=0.5))", 16, 0.5 },           /* E1 */
    { "G((Z>=200) -> F[0,3](P<=0.5))", 16, -11.5 },         /* E2 */
    { "G(T<=95)", 16, 2 }, { "G(T<=92)", 16, -1 },          /* E3 */
    { "F[0,10] G[0,3] (P<=0.5)", 16, -11.5 },               /* E4 */
    { "(P>=5) U[0,7] (T>=90)", 16, -2 },                    /* E5 */
    { "G(rise(Z>=200) -> F[0,5](P<=0.5))", 16, 0.5 },       /* E7 */
    { "G((p>=70) -> F[0,2](alarm>=0.5))", 12, 0.5 },        /* E9 */
    { "G((alarm>=0.5) -> F[0,3]G[0,2](flow<=0.1))", 12, 0.1 },  /* E10 */
};

START_TEST(whole_traces_have_the_published_value)
{
    struct stl_answer answer;

    judge(wholes[_i].formula, wholes[_i].rows, false, &answer);
    ck_assert_msg(answer.state.lo == wholes[_i].want && answer.state.hi == wholes[_i].want,
                  "%s: %g .. %g, wanted %g", wholes[_i].formula, answer.state.lo, answer.state.hi,
                  wholes[_i].want);
    ck_assert_int_eq(answer.state.verdict, wholes[_i].want >= 0 ? VERDICT_PASS : VERDICT_FAIL);
    ck_assert(answer.state.margin == wholes[_i].want);
}
END_TEST

/* Row t is told at row t + horizon, never before; RTAMT says something at once. */
static const struct {
    const char *formula;
    size_t      rows;
    long        horizon;
    double      want[ROWS];
} online[] = {
    { "(Z>=200) -> F[0,5](P<=0.5)", 16, 5,                  /* E8 */
      { 105, 104, 102, 99, 90, 60, 15, .5, .5, .5, .5 } },
    { "F[0,2](x-3>=0)", 8, 2, { -1, 0, 0, 2, 2, 2 } },
    { "G[0,2](x>=0)", 8, 2, { -1, -1, -1, 0, 0, -2 } },
    { "(x>=0) U[1,3] (y>=0)", 8, 3, { .5, .5, -1, 1, 0 } },
};

START_TEST(a_row_is_told_when_its_horizon_has_passed)
{
    struct stl_answer answer;

    judge(online[_i].formula, online[_i].rows, true, &answer);
    ck_assert_int_eq(answer.heard_early, (long)online[_i].rows - online[_i].horizon);
    for (long t = 0; t < answer.heard_early; t++)
        ck_assert(answer.lo[t] == online[_i].want[t]);
    ck_assert(answer.horizon_s == (double)online[_i].horizon);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("property_golden");
    TCase *rows = tcase_create("published vectors");

    tcase_add_loop_test(rows, every_row_has_the_published_value, 0, COUNT(vectors));
    tcase_add_loop_test(rows, whole_traces_have_the_published_value, 0, COUNT(wholes));
    tcase_add_loop_test(rows, a_row_is_told_when_its_horizon_has_passed, 0, COUNT(online));
    suite_add_tcase(suite, rows);
    return suite_run(suite);
}
