/* Flow accuracy: every row of trumpet_vectors.csv, which was worked out in exact rational
 * arithmetic from the formulas of IEC 60601-2-24; what must hold for any flow; and what cannot be
 * worked out. */
#include "hil/flow/flow_accuracy.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define SAMPLES_MAX 1500u
#define CELLS       9u
#define AGREES      1e-9

/* ------------------------------------------------------------------ the vectors */

enum cell { VECTOR, RECORD, NAME, INDEX, TIME_MIN, MASS_G, VALUE, UNIT, NOTE };

struct row { char cells[CELLS][256]; };

/* RFC 4180, one line. False at the end. */
static bool row_read(FILE *file, struct row *row)
{
    char   line[1024];
    size_t cell = 0, used = 0;
    bool   is_quoted = false;

    if (!fgets(line, sizeof line, file))
        return false;
    memset(row, 0, sizeof *row);
    for (const char *at = line; *at && *at != '\n' && *at != '\r'; at++) {
        if (*at == '"') {
            is_quoted = !is_quoted;
        } else if (*at == ',' && !is_quoted) {
            cell++;
            used = 0;
            ck_assert_uint_lt(cell, CELLS);
        } else if (used + 1 < sizeof row->cells[0]) {
            row->cells[cell][used++] = *at;
        }
    }
    ck_assert_msg(cell == CELLS - 1, "%s", line);
    return true;
}

struct vector {
    struct flow_setup setup;
    double            set_ml, samples[SAMPLES_MAX];
    size_t            sample_count;
    struct flow_boluses boluses;
};

static double number_of(const struct row *row, enum cell cell)
{
    char  *end;
    double value = strtod(row->cells[cell], &end);

    ck_assert_msg(end != row->cells[cell] && *end == '\0', "%s %s: \"%s\"", row->cells[VECTOR],
                  row->cells[NAME], row->cells[cell]);
    return value;
}

static void param_take(struct vector *vector, const struct row *row)
{
    static const char *const texts[] = { "title", "note" };
    const struct { const char *name; double *to, times; } numbers[] = {
        { "rate_r",            &vector->setup.rate_ml_per_h,        1  },
        { "sample_interval_S", &vector->setup.sample_s,             60 },
        { "density_d",         &vector->setup.density_g_per_ml,     1  },
        { "evaporation_rate",  &vector->setup.evaporation_mg_per_h, 1  },
        { "bolus_set",         &vector->set_ml,                     1  },
    };

    for (size_t i = 0; i < COUNT(numbers); i++)
        if (strcmp(row->cells[NAME], numbers[i].name) == 0) {
            *numbers[i].to = number_of(row, VALUE) * numbers[i].times;
            return;
        }
    for (size_t i = 0; i < COUNT(texts); i++)
        if (strcmp(row->cells[NAME], texts[i]) == 0)
            return;
    ck_abort_msg("an unknown parameter: %s", row->cells[NAME]);
}

static void sample_take(struct vector *vector, const struct row *row)
{
    ck_assert_uint_lt(vector->sample_count, SAMPLES_MAX);
    if (strcmp(row->cells[RECORD], "sample") == 0)
        ck_assert_uint_eq((size_t)number_of(row, INDEX), vector->sample_count);
    vector->samples[vector->sample_count++] = number_of(row, MASS_G);
}

/* Samples first .. last of "T1.Ep_max" and the like. */
static void period_of(const struct vector *vector, const char *name, size_t *first, size_t *last)
{
    static const struct { const char *name; size_t first, last; } periods[] = {
        { "Tx.", 0, 8 }, { "T0.", 0, 240 }, { "T1.", 120, 240 }, { "T2.", 1320, 1440 },
    };

    for (size_t i = 0; i < COUNT(periods); i++)
        if (strncmp(name, periods[i].name, 3) == 0) {
            *first = periods[i].first;
            *last = periods[i].last;
            ck_assert_uint_lt(*last, vector->sample_count);
            return;
        }
    ck_abort_msg("an unknown period: %s", name);
}

static void agrees(const struct row *row, double value)
{
    ck_assert_msg(fabs(value - number_of(row, VALUE)) <= AGREES, "%s %s %s: %.12g, not %s",
                  row->cells[VECTOR], row->cells[NAME], row->cells[INDEX], value,
                  row->cells[VALUE]);
}

static void agrees_at(const struct row *row, double value, size_t at)
{
    static const char said[] = "first window index j=";

    agrees(row, value);
    ck_assert_int_eq(strncmp(row->cells[NOTE], said, sizeof said - 1), 0);
    ck_assert_msg(strtoul(row->cells[NOTE] + sizeof said - 1, NULL, 10) == at,
                  "%s %s %s: j = %zu, not %s", row->cells[VECTOR], row->cells[NAME],
                  row->cells[INDEX], at, row->cells[NOTE]);
}

static bool window_check(const struct vector *vector, const struct row *row, size_t first,
                         size_t last)
{
    const char        *what = row->cells[NAME] + 3;
    struct flow_window window;

    if (strcmp(what, "m") != 0 && strcmp(what, "Ep_max") != 0 && strcmp(what, "Ep_min") != 0)
        return false;
    ck_assert_int_eq(flow_window(&vector->setup, vector->samples, first, last,
                                 60 * number_of(row, INDEX), &window),
                     ERR_OK);
    if (what[0] == 'm')
        agrees(row, (double)window.count);
    else if (strcmp(what, "Ep_max") == 0)
        agrees_at(row, window.most_pct, window.most_at);
    else
        agrees_at(row, window.least_pct, window.least_at);
    return true;
}

static bool startup_check(const struct vector *vector, const struct row *row, size_t last)
{
    const char          *what = row->cells[NAME] + 3;
    struct flow_extremes extremes;

    flow_extremes(&vector->setup, vector->samples, last, &extremes);
    if (strcmp(what, "Q_max") == 0) {
        agrees(row, extremes.most_ml_per_h);
        ck_assert_uint_eq(extremes.most_at, (size_t)number_of(row, INDEX));
    } else if (strcmp(what, "Q_min") == 0) {
        agrees(row, extremes.least_ml_per_h);
        ck_assert_uint_eq(extremes.least_at, (size_t)number_of(row, INDEX));
    } else if (strcmp(what, "t_within10pct_2minmean") == 0) {
        agrees(row, flow_settled_s(&vector->setup, vector->samples, last, 120, 10) / 60);
    } else {
        return false;
    }
    return true;
}

static bool period_check(const struct vector *vector, const struct row *row)
{
    size_t first, last;

    if (strncmp(row->cells[NAME], "T", 1) != 0)
        return false;
    period_of(vector, row->cells[NAME], &first, &last);
    if (strcmp(row->cells[NAME] + 3, "A") == 0 || strcmp(row->cells[NAME] + 3, "B") == 0) {
        agrees(row, flow_mean_error_pct(&vector->setup, vector->samples, first, last));
        return true;
    }
    return window_check(vector, row, first, last) || startup_check(vector, row, last);
}

static bool bolus_check(const struct vector *vector, const struct row *row)
{
    const struct flow_boluses *boluses = &vector->boluses;
    const struct { const char *name; double value; } values[] = {
        { "mean_ml",     boluses->mean_ml  },  { "mean_pct",    boluses->mean_pct  },
        { "max_pos_pct", boluses->most_pct },  { "max_neg_pct", boluses->least_pct },
    };

    for (size_t i = 0; i < COUNT(values); i++)
        if (strcmp(row->cells[NAME], values[i].name) == 0) {
            agrees(row, values[i].value);
            return true;
        }
    for (size_t i = 0; i < FLOW_BINS && strncmp(row->cells[NAME], "ace_bin_", 8) == 0; i++)
        if (strcmp(row->cells[NAME] + 8, flow_bin_labels[i]) == 0) {
            agrees(row, (double)boluses->bins[i]);
            return true;
        }
    return false;
}

static void expected_check(const struct vector *vector, const struct row *row)
{
    if (strcmp(row->cells[NAME], "Q") == 0)
        agrees(row, flow_rate(&vector->setup, vector->samples, (size_t)number_of(row, INDEX)));
    else if (!period_check(vector, row) && !bolus_check(vector, row))
        ck_abort_msg("nobody knows the expected row %s %s", row->cells[VECTOR], row->cells[NAME]);
}

/* In the file a vector's samples stand in front of what is expected of it. */
static void complete(struct vector *vector)
{
    if (vector->set_ml > 0)
        ck_assert_int_eq(flow_boluses(vector->samples, vector->sample_count, vector->set_ml,
                                      vector->setup.density_g_per_ml, &vector->boluses), ERR_OK);
    else
        flow_correct(&vector->setup, vector->samples, vector->sample_count);
}

START_TEST(every_expected_row_of_the_vectors_is_met)
{
    static struct vector vector;
    FILE      *file = fopen("tests/data/trumpet_vectors.csv", "r");
    struct row row;
    char       name[256] = "";
    size_t     expected = 0;
    bool       is_complete = false;

    ck_assert_ptr_nonnull(file);
    ck_assert(row_read(file, &row));                        /* the header */
    while (row_read(file, &row)) {
        if (strcmp(row.cells[VECTOR], name) != 0) {
            vector = (struct vector){ .setup.buoyancy = 1 };
            snprintf(name, sizeof name, "%s", row.cells[VECTOR]);
            is_complete = false;
        }
        if (strcmp(row.cells[RECORD], "expected") == 0) {
            if (!is_complete)
                complete(&vector);
            is_complete = true;
            expected_check(&vector, &row);
            expected++;
        } else {
            ck_assert(!is_complete);
            if (strcmp(row.cells[RECORD], "param") == 0)
                param_take(&vector, &row);
            else
                sample_take(&vector, &row);
        }
    }
    fclose(file);
    ck_assert_uint_eq(expected, 159);
}
END_TEST

/* ------------------------------------------------------------------ what must hold */

static double noise(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (double)(*seed >> 8) / (1 << 24) - 0.5;
}

/* The sum of (2), sample by sample, is the difference of two masses: whatever the flow. */
START_TEST(a_windows_mean_is_a_difference_of_masses)
{
    struct flow_setup setup = { .rate_ml_per_h = 5, .sample_s = 30, .density_g_per_ml = 0.998,
                                .buoyancy = 1 };
    double   mass_g[241] = { 0 };
    uint32_t seed = 1u + (uint32_t)_i;

    for (size_t i = 1; i < COUNT(mass_g); i++)
        mass_g[i] = mass_g[i - 1] + 0.04 + 0.08 * noise(&seed);
    for (size_t n = 1; n <= 62; n++) {
        struct flow_window window;
        double most = -1e9, least = 1e9;
        for (size_t j = 120; j + n <= 240; j++) {
            double sum = 0;
            for (size_t i = j + 1; i <= j + n; i++)
                sum += 100 * (flow_rate(&setup, mass_g, i) - 5) / 5;
            most = fmax(most, sum / (double)n);
            least = fmin(least, sum / (double)n);
        }
        ck_assert_int_eq(flow_window(&setup, mass_g, 120, 240, 30 * (double)n, &window), ERR_OK);
        ck_assert_double_eq_tol(window.most_pct, most, 1e-9);
        ck_assert_double_eq_tol(window.least_pct, least, 1e-9);
        ck_assert_uint_eq(window.count, 120 - n + 1);
    }
}
END_TEST

START_TEST(a_window_that_is_no_whole_number_of_samples_or_too_long_is_refused)
{
    struct flow_setup  setup = { .rate_ml_per_h = 5, .sample_s = 30, .density_g_per_ml = 1,
                                 .buoyancy = 1 };
    double             mass_g[11] = { 0 };
    struct flow_window window;

    ck_assert_int_eq(flow_window(&setup, mass_g, 0, 10, 45, &window), ERR_RANGE);
    ck_assert_int_eq(flow_window(&setup, mass_g, 0, 10, 330, &window), ERR_RANGE);
    ck_assert_int_eq(flow_window(&setup, mass_g, 0, 10, 300, &window), ERR_OK);
    ck_assert_int_eq(flow_window(&setup, mass_g, 10, 10, 30, &window), ERR_RANGE);
    ck_assert_int_eq(flow_window(&setup, mass_g, 0, 10, 0, &window), ERR_RANGE);
}
END_TEST

START_TEST(buoyancy_of_water_is_a_tenth_of_a_percent)
{
    ck_assert_double_eq_tol(flow_buoyancy(FLOW_DENSITY, FLOW_AIR_DENSITY, FLOW_WEIGHTS_DENSITY),
                            1.00105, 1e-5);
    ck_assert_double_eq_tol(flow_buoyancy(8.0, 0.0012, 8.0), 1, 1e-15);
    ck_assert_double_eq_tol(flow_buoyancy(0.998, 0, 8.0), 1, 1e-15);
}
END_TEST

START_TEST(never_settled_is_unknown)
{
    struct flow_setup setup = { .rate_ml_per_h = 60, .sample_s = 30, .density_g_per_ml = 1,
                                .buoyancy = 1 };
    double            mass_g[21];

    for (size_t i = 0; i < COUNT(mass_g); i++)
        mass_g[i] = 0.3 * (double)i;                        /* 36 ml/h */
    ck_assert(isnan(flow_settled_s(&setup, mass_g, 20, 120, 10)));
    for (size_t i = 0; i < COUNT(mass_g); i++)
        mass_g[i] = i < 10 ? 0 : 0.5 * (double)(i - 10);
    ck_assert_double_eq_tol(flow_settled_s(&setup, mass_g, 20, 120, 10), 300, 1e-9);
}
END_TEST

START_TEST(a_digit_is_a_share_of_the_window)
{
    struct flow_setup setup = { .rate_ml_per_h = 0.02, .sample_s = 30, .density_g_per_ml = 1,
                                .buoyancy = 1 };
    const double      readings[] = { 0, 0, (double)NAN, 0.0499, 1.0479, 3.9920 };
    const double      by_fives[] = { 0.0005, 1.0010, 20.0025 };
    const double      of_none[]  = { 0, 1.0 / 3, 3.14159265358979 };

    ck_assert_double_eq_tol(flow_digit_share(&setup, 0.0001, 60), 0.3, 1e-12);
    ck_assert_double_eq_tol(flow_digit_g(readings, COUNT(readings)), 0.0001, 1e-12);
    ck_assert_double_eq_tol(flow_digit_g(by_fives, COUNT(by_fives)), 0.0005, 1e-12);
    ck_assert(isnan(flow_digit_g(of_none, COUNT(of_none))));
    ck_assert(isnan(flow_digit_g(readings, 3)));
}
END_TEST

/* ------------------------------------------------------------------ boluses */

static const struct { double pct; size_t bin; } bins[] = {
    { 0, 0 }, { 24.9, 0 }, { 25, 1 }, { 74.9, 1 }, { 75, 2 }, { 94.9, 2 }, { 95, 3 }, { 104.9, 3 },
    { 105, 4 }, { 124.9, 4 }, { 125, 5 }, { 174.9, 5 }, { 175, 6 }, { 250, 6 }, { 250.1, 7 },
};

START_TEST(each_bolus_is_in_its_bin)
{
    double              mass_g = bins[_i].pct / 100 * 0.5;
    struct flow_boluses boluses;

    ck_assert_int_eq(flow_boluses(&mass_g, 1, 0.5, 1, &boluses), ERR_OK);
    for (size_t i = 0; i < FLOW_BINS; i++)
        ck_assert_msg(boluses.bins[i] == (i == bins[_i].bin), "%g %%", bins[_i].pct);
}
END_TEST

/* ------------------------------------------------------------------ from a run's rows */

START_TEST(irregular_rows_become_even_samples)
{
    const double t_s[] = { 0, 7, 31, 55, 58, 90, 120 };
    double       mass_g[COUNT(t_s)], samples[8];
    size_t       count;
    struct why   why = { "" };

    for (size_t i = 0; i < COUNT(t_s); i++)
        mass_g[i] = 2 * t_s[i] + 1;
    mass_g[1] = (double)NAN;
    ck_assert_msg(flow_resample(t_s, mass_g, COUNT(t_s), 0, 40, samples, 8, &count, &why) == ERR_OK,
                  "%s", why.text);
    ck_assert_uint_eq(count, 4);
    for (size_t i = 0; i < count; i++)
        ck_assert_double_eq_tol(samples[i], 80 * (double)i + 1, 1e-9);
    ck_assert_int_eq(flow_resample(t_s, mass_g, COUNT(t_s), 0, 40, samples, 3, &count, &why),
                     ERR_OK);
    ck_assert_uint_eq(count, 3);
    ck_assert_int_eq(flow_resample(t_s, mass_g, COUNT(t_s), 31, 40, samples, 8, &count, &why),
                     ERR_OK);
    ck_assert_double_eq_tol(samples[0], 63, 1e-9);
}
END_TEST

START_TEST(a_gap_longer_than_a_sample_is_refused)
{
    const double t_s[] = { 0, 10, 20, 50, 60 };
    double       mass_g[] = { 0, 1, 2, 5, 6 }, samples[8];
    size_t       count;
    struct why   why = { "" };

    ck_assert_int_eq(flow_resample(t_s, mass_g, 5, 0, 25, samples, 8, &count, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "not known from 20.0 to 50.0 s"));
    why_clear(&why);
    mass_g[0] = (double)NAN;
    ck_assert_int_eq(flow_resample(t_s, mass_g, 5, 0, 40, samples, 8, &count, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "not known from 0.0 to 10.0 s"));
    why_clear(&why);
    ck_assert_int_eq(flow_resample(t_s, mass_g, 1, 0, 40, samples, 8, &count, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "fewer than two rows"));
}
END_TEST

/* ------------------------------------------------------------------ plans */

static const struct {
    enum flow_test test;
    double sample_s, shot_s, want_s;
    size_t last, first_of_t1, last_of_t1, periods, windows;
} plans[] = {
    { FLOW_TEST_SYRINGE,      0,   0,   30,  240,  120, 240,  1, 6 },
    { FLOW_TEST_SYRINGE,      10,  0,   10,  720,  360, 720,  1, 6 },
    { FLOW_TEST_VOLUMETRIC,   0,   0,   30,  1440, 120, 240,  2, 6 },
    { FLOW_TEST_VOLUMETRIC,   0,   0,   30,  240,  120, 240,  1, 6 },
    { FLOW_TEST_AMBULATORY_1, 0,   0,   900, 196,  96,  196,  1, 6 },
    { FLOW_TEST_AMBULATORY_2, 0,   60,  60,  120,  20,  120,  1, 6 },
    { FLOW_TEST_AMBULATORY_2, 0,   12,  36,  107,  7,   107,  1, 6 },  /* k = round(30 / 12), 20 cycles are 6.7 samples */
    { FLOW_TEST_AMBULATORY_2, 0,   10,  30,  107,  7,   107,  1, 6 },
};

START_TEST(each_test_has_its_samples_and_windows)
{
    struct flow_plan plan;
    struct why       why = { "" };

    ck_assert_msg(flow_plan_make(plans[_i].test, plans[_i].sample_s, plans[_i].shot_s,
                                 plans[_i].last, false, &plan, &why) == ERR_OK, "%s", why.text);
    ck_assert_double_eq_tol(plan.sample_s, plans[_i].want_s, 1e-9);
    ck_assert_uint_eq(plan.period_count, plans[_i].periods);
    ck_assert_uint_eq(plan.periods[0].first, plans[_i].first_of_t1);
    ck_assert_uint_eq(plan.periods[0].last, plans[_i].last_of_t1);
    ck_assert_uint_eq(plan.window_count, plans[_i].windows);
    if (plan.period_count > 1)
        ck_assert_uint_eq(plan.periods[1].last - plan.periods[1].first, 120);
    ck_assert_int_eq(flow_plan_make(plans[_i].test, plans[_i].sample_s, plans[_i].shot_s,
                                    plans[_i].last_of_t1 - 1, false, &plan, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "--short"));
}
END_TEST

START_TEST(a_short_record_is_one_period_with_the_windows_that_fit)
{
    struct flow_plan plan;
    struct why       why = { "" };

    ck_assert_int_eq(flow_plan_make(FLOW_TEST_SYRINGE, 30, 0, 8, true, &plan, &why), ERR_OK);
    ck_assert_uint_eq(plan.period_count, 1);
    ck_assert_uint_eq(plan.periods[0].last, 8);
    ck_assert_uint_eq(plan.window_count, 2);
    ck_assert_int_eq(flow_plan_make(FLOW_TEST_SYRINGE, 30, 0, 1, true, &plan, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "no observation window"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flow_accuracy");
    TCase *tests = tcase_create("flow_accuracy");

    tcase_add_test(tests, every_expected_row_of_the_vectors_is_met);
    tcase_add_loop_test(tests, a_windows_mean_is_a_difference_of_masses, 0, 5);
    tcase_add_test(tests, a_window_that_is_no_whole_number_of_samples_or_too_long_is_refused);
    tcase_add_test(tests, buoyancy_of_water_is_a_tenth_of_a_percent);
    tcase_add_test(tests, never_settled_is_unknown);
    tcase_add_test(tests, a_digit_is_a_share_of_the_window);
    tcase_add_loop_test(tests, each_bolus_is_in_its_bin, 0, (int)COUNT(bins));
    tcase_add_test(tests, irregular_rows_become_even_samples);
    tcase_add_test(tests, a_gap_longer_than_a_sample_is_refused);
    tcase_add_loop_test(tests, each_test_has_its_samples_and_windows, 0, (int)COUNT(plans));
    tcase_add_test(tests, a_short_record_is_one_period_with_the_windows_that_fit);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
