/* Spread cases: the numbers are those of an independent solution, and what is shown of them is what
 * they are. */
#define _XOPEN_SOURCE 700      /* Bessel functions */

#include "base/units.h"
#include "hil/script/script.h"
#include "hil/spread/spread_json.h"
#include "hil/spread/spread_print.h"
#include "hil/spread/spread_show.h"
#include "sim/level.h"
#include "tests/support/json_check.h"
#include "tests/support/spread_text.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)
#define MAN(rest)                                                                               \
    "return spread_case { source = { program = { { ug_per_h = 20, until_h = 4 } } }, " rest " }"

/* ------------------------------------------------------------------ the shipped case's numbers */

/* A canal whose area falls evenly is a sector of a ring: with r = 1.2 m - x and A = S r,
 *
 *     A c_t = (A D c_x)_x - A k c + s    is    c_t = D (r c_r)_r / r - k c + s / (S r)
 *
 * closed at a = 0.6 m and b = 1.2 m, so that (Carslaw and Jaeger, ch. 13)
 *
 *     c(r, t) = sum over n of phi_n(r) phi_n(r0) / (S N_n) integral q(s) exp(-mu_n (t - s)) ds
 *     phi_n = J0(l r) Y1(l a) - Y0(l r) J1(l a),   phi_n'(b) = 0,   mu_n = D l^2 + k
 *     N_n = (b^2 phi(b)^2 - a^2 phi(a)^2) / 2
 *
 * and phi_0 = 1. What is left of the sum at the source is added by its average. */
#define TERMS 20000

static const double ring_a = 0.6, ring_b = 1.2, ring_s = 150e-6, ring_d = 2e-8, ring_k = 1.5e-4;

static double ring_slope(double l)      /* phi'(b) but for a factor */
{
    return j1(l * ring_b) * y1(l * ring_a) - y1(l * ring_b) * j1(l * ring_a);
}

static double ring_root(int n)
{
    double even = n * PI / (ring_b - ring_a), l = even + 3 / (8 * ring_a * ring_b * even);

    for (int i = 0; i < 6; i++) {
        double step = 1e-4 / l, slope = (ring_slope(l + step) - ring_slope(l - step)) / (2 * step);
        l -= ring_slope(l) / slope;
    }
    return l;
}

static double ring_phi(double l, double r)
{
    return j0(l * r) * y1(l * ring_a) - y0(l * r) * j1(l * ring_a);
}

/* 1 mg in the first minute, 0.05 mg/h after it; in kg. */
static double ring_arrived(double mu, double t)
{
    return 1e-6 / 60 / mu * (exp(-mu * (t - 60)) - exp(-mu * t)) +
           0.05e-6 / 3600 / mu * (1 - exp(-mu * (t - 60)));
}

struct ring { double l[TERMS], at_source[TERMS], weight[TERMS]; };

static void ring_make(struct ring *ring, double r0)
{
    for (int n = 1; n < TERMS; n++) {
        double l = ring_root(n), at_a = ring_phi(l, ring_a), at_b = ring_phi(l, ring_b);
        ring->l[n] = l;
        ring->at_source[n] = ring_phi(l, r0) * 2 /
                             (ring_b * ring_b * at_b * at_b - ring_a * ring_a * at_a * at_a);
    }
}

/* From now on ring_at is about r. */
static void ring_look(struct ring *ring, double r)
{
    for (int n = 1; n < TERMS; n++)
        ring->weight[n] = ring_phi(ring->l[n], r) * ring->at_source[n];
}

static double ring_at(const struct ring *ring, double t, bool is_source)
{
    double sum = ring_arrived(ring_k, t) / ((ring_b * ring_b - ring_a * ring_a) / 2);

    for (int n = TERMS - 1; n > 0; n--)
        sum += ring->weight[n] * ring_arrived(ring_d * ring->l[n] * ring->l[n] + ring_k, t);
    if (is_source)
        sum += 0.05e-6 / 3600 * (ring_b - ring_a) / (PI * PI * (TERMS - 0.5) * 0.8 * ring_d);
    return sum / ring_s;
}

/* dM/dt = q - k M, whatever the canal's shape. */
static double mass_mg(double at_s)
{
    const double k = 1.5e-4, minute = exp(-k * 60), bolus = 1.0 / 60, rate = 0.05 / 3600;
    double then = bolus / k * (1 - minute), after = exp(-k * (at_s - 60));

    return then * after + rate / k * (1 - after);
}

static char *shipped_read(const char *path, struct spread_case *made, struct spread *spread)
{
    struct settings settings = { 0 };
    struct why      why = { "" };
    char           *text = NULL;
    size_t          count = 0;
    FILE           *out = open_memstream(&text, &count);

    ck_assert_msg(script_load_case(SCRIPT_SPREAD_CASE, path, &settings, &why) == ERR_OK, "%s",
                  why.text);
    ck_assert_msg(spread_case_read(&settings, made, &why) == ERR_OK, "%s", why.text);
    ck_assert_msg(spread_run(spread, &made->setup, &why) == ERR_OK, "%s", why.text);
    spread_json_print(out, &(struct spread_json){ .setup = &made->setup, .spread = spread,
                                                   .wall_s = 0.001 });
    fclose(out);
    ck_assert_msg(json_is_valid(text, count), "%s", text);
    settings_free(&settings);
    return text;
}

START_TEST(the_shipped_case_is_solved_exactly)
{
    struct spread_case made = { 0 };
    struct spread      spread = { 0 };
    struct ring       *ring = malloc(sizeof *ring);

    free(shipped_read("scenarios/cases/spread_bolus_and_infusion.lua", &made, &spread));
    ring_make(ring, 0.8);
    ck_assert_uint_eq(spread.report_count, 5);
    for (size_t p = 0; p < made.setup.probe_count; p++) {
        ring_look(ring, p == 2 ? 0.8 : 1.2 - made.setup.probe_m[p]);
        for (size_t r = 0; r < spread.report_count; r++) {
            double want = ring_at(ring, made.setup.report_s[r], p == 2);
            double got = spread.reports[r].probe_kg_per_m3[p];
            double most = spread.reports[r].probe_kg_per_m3[2];
            ck_assert_msg(fabs(got - want) < 3e-4 * want + 1e-7 * most,
                          "at %g s, %g m: %.7g, not %.7g", made.setup.report_s[r],
                          made.setup.probe_m[p], got * 1e3, want * 1e3);
        }
    }
    for (size_t r = 0; r < spread.report_count; r++) {
        double at_s = made.setup.report_s[r], mass = mass_mg(at_s);
        ck_assert_double_eq_tol(spread.reports[r].mass_kg * 1e6, mass, 1e-4 * mass);
        ck_assert_double_eq_tol((spread.reports[r].mass_kg + spread.reports[r].absorbed_kg) * 1e6,
                                1 + 0.05 * (at_s - 60) / 3600, 1e-6);
    }
    ck_assert_double_lt(fabs(spread.imbalance), 1e-9);
    free(ring);
    spread_free(&spread);
    spread_case_free(&made);
}
END_TEST

START_TEST(json_has_the_names_that_a_program_asks_for)
{
    static const char *const names[] = {
        "\"times_h\": [0.25, 1, 4, 12, 24]", "\"probes\": [", "{ \"x_m\": 0.3, \"mg_per_l\": [",
        "{ \"x_m\": 0.5, \"mg_per_l\": [", "\"mass_mg\": [", "\"absorbed_mg\": [",
        "\"model\": { \"cells\": ", "\"steps\": ", "\"wall_s\": 0.001", "\"mass_imbalance\": ",
    };
    struct spread_case made = { 0 };
    struct spread      spread = { 0 };
    char *text = shipped_read("scenarios/cases/spread_bolus_and_infusion.lua", &made, &spread);

    for (int i = 0; i < COUNT(names); i++)
        ck_assert_msg(strstr(text, names[i]), "%s is not in\n%s", names[i], text);
    ck_assert_ptr_null(strstr(text, "plasma"));
    ck_assert_ptr_null(strstr(text, "null"));
    free(text);
    spread_free(&spread);
    spread_case_free(&made);
}
END_TEST

START_TEST(the_reference_man_is_shipped_too)
{
    struct spread_case made = { 0 };
    struct spread      spread = { 0 };
    char *text = shipped_read("scenarios/cases/spread_reference_man.lua", &made, &spread);

    ck_assert_ptr_nonnull(strstr(text, "\"level\": \"T10\""));
    ck_assert_ptr_nonnull(strstr(text, "\"cord_mg_per_l\": ["));
    ck_assert_ptr_nonnull(strstr(text, "\"plasma_ng_per_ml\": ["));
    ck_assert(made.is_reference_man);
    ck_assert_double_eq_tol((spread.reports[4].mass_kg + spread.reports[4].absorbed_kg) * 1e9,
                            2 * 200 + 20 * (24 - 2 / 60.0), 1e-3);
    free(text);
    spread_free(&spread);
    spread_case_free(&made);
}
END_TEST

/* ------------------------------------------------------------------ what is shown */

START_TEST(a_view_has_its_exhibits)
{
    struct spread_case made = { 0 };
    struct why         why = { "" };
    struct exhibits    exhibits = { 0 };
    struct spread_view view;
    const struct spread_wish wish = { spread_uncertainty_usual, 8, 3, .has_map = true };

    ck_assert_msg(spread_of(MAN("tip = 'T10'"), &made, &why) == ERR_OK, "%s", why.text);
    made.setup.probe_count = 0;     /* the levels, then */
    ck_assert_msg(spread_view_make(&view, &made.setup, &wish, &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(spread_show_view(&view, &made.drug, &exhibits, &why), ERR_OK);
    ck_assert_uint_eq(exhibits.field_count, 1);
    ck_assert_uint_eq(exhibits.chart_count, 2);
    ck_assert_uint_eq(exhibits.table_count, 3);
    ck_assert_str_eq(exhibits.fields[0].file, "spread");
    ck_assert_uint_eq(exhibits.fields[0].y_mark_count, LEVEL_COUNT);
    ck_assert_uint_eq(exhibits.tables[0].rows, LEVEL_COUNT + 1);
    ck_assert_str_eq(exhibits.tables[0].cells[1][0], "C1");
    for (size_t i = 0; i < exhibits.charts[0].curves[0].count; i++) {
        const struct exhibit_curve *curve = &exhibits.charts[0].curves[0];
        ck_assert(i == 0 || curve->x[i] > curve->x[i - 1]);
        ck_assert(curve->low[i] <= curve->y[i] && curve->y[i] <= curve->high[i]);
    }
    exhibits_free(&exhibits);
    spread_view_free(&view);
    spread_case_free(&made);
}
END_TEST

/* A threshold between the most and nothing is passed, first beside the source. */
START_TEST(a_threshold_is_reached_where_and_when_it_is)
{
    struct spread_case made = { 0 };
    struct why         why = { "" };
    struct spread_view view;
    const struct spread_wish none = { .samples = 0 };
    struct spread_crossing most, half, below, never;
    struct drug_threshold threshold = { .name = "x", .site = DRUG_SITE_CORD,
                                        .kg_per_m3 = INFINITY };

    ck_assert_msg(spread_of("return spread_case { source = { program = { { mg = 1 } } }, "
                            "report_at_h = { 24 } }", &made, &why) == ERR_OK, "%s", why.text);
    made.setup.probe_count = 0;
    ck_assert_msg(spread_view_make(&view, &made.setup, &none, &why) == ERR_OK, "%s", why.text);
    spread_view_cross(&view, &threshold, &most);
    ck_assert(!most.is_crossed && most.peak_kg_per_m3 > 0);
    threshold.kg_per_m3 = most.peak_kg_per_m3 / 2;
    spread_view_cross(&view, &threshold, &half);
    ck_assert(half.is_crossed && half.first_s < most.peak_s);
    ck_assert_uint_eq(level_at(view.setup.probe_m[half.first_probe]), level_at(view.setup.at_m));
    ck_assert(view.setup.probe_m[half.from_probe] <= view.setup.at_m);
    ck_assert(view.setup.probe_m[half.to_probe] >= view.setup.at_m);
    threshold.is_below = true;
    spread_view_cross(&view, &threshold, &below);
    ck_assert(below.is_crossed && below.first_s > most.peak_s);
    threshold.kg_per_m3 = most.peak_kg_per_m3 * 2;      /* never above it: no withdrawal from it */
    spread_view_cross(&view, &threshold, &never);
    ck_assert(!never.is_crossed);
    spread_view_free(&view);
    spread_case_free(&made);
}
END_TEST

START_TEST(what_only_the_band_reaches_is_told_of_the_band)
{
    struct spread_case made = { 0 };
    struct why         why = { "" };
    struct spread_view view;
    const struct spread_wish wish = { spread_uncertainty_usual, .samples = 4, .seed = 1 };
    struct drug_threshold threshold = { .name = "x", .site = DRUG_SITE_BRAIN,
                                        .kg_per_m3 = INFINITY };
    struct spread_crossing crossing;
    double high_kg_per_m3 = 0;

    ck_assert_msg(spread_of("return spread_case { source = { program = { { mg = 1 } } }, "
                            "report_at_h = { 24 } }", &made, &why) == ERR_OK, "%s", why.text);
    made.setup.probe_count = 0;
    ck_assert_msg(spread_view_make(&view, &made.setup, &wish, &why) == ERR_OK, "%s", why.text);
    for (size_t i = 0; i < view.setup.report_count; i++)
        high_kg_per_m3 = fmax(high_kg_per_m3, view.band.high[i].brain_effect_kg_per_m3);
    spread_view_cross(&view, &threshold, &crossing);
    ck_assert(isnan(crossing.band_s) && crossing.peak_kg_per_m3 < 0.9 * high_kg_per_m3);
    threshold.kg_per_m3 = 0.9 * high_kg_per_m3;
    spread_view_cross(&view, &threshold, &crossing);
    ck_assert(!crossing.is_crossed && crossing.band_s > 0);
    threshold.site = DRUG_SITE_CORD;
    spread_view_cross(&view, &threshold, &crossing);
    ck_assert(isnan(crossing.band_s));
    spread_view_free(&view);
    spread_case_free(&made);
}
END_TEST

static const struct { double value; const char *text; } numbers[] = {
    { 0, "0" }, { 5e-4, "0" }, { 0.00123, "0.0012" }, { 0.0456, "0.046" }, { 0.8, "0.80" },
    { 2.14, "2.1" }, { 12.4, "12" }, { 1234, "1234" }, { NAN, "-" },
};

START_TEST(numbers_have_two_digits)
{
    char text[24];

    spread_number(numbers[_i].value, text, sizeof text);
    ck_assert_str_eq(text, numbers[_i].text);
}
END_TEST

START_TEST(a_day_s_dose_is_cut_at_midnight)
{
    struct spread_program program = { 0 };
    struct why why = { "" };

    ck_assert_int_eq(spread_program_add(&program, 12e-6, 43200, 0, &why), ERR_OK);
    ck_assert_int_eq(spread_program_add(&program, 48e-6, 86400, 0, &why), ERR_OK);
    ck_assert_double_eq_tol(spread_day_most_kg(&program) * 1e6, 36, 1e-9);
    ck_assert_int_eq(spread_program_add(&program, 0, 43200, 0, &why), ERR_OK);
    ck_assert_int_eq(spread_program_add(&program, 30e-6, 0, 0, &why), ERR_OK);   /* the third day */
    ck_assert_double_eq_tol(spread_day_most_kg(&program) * 1e6, 36, 1e-9);
    spread_program_free(&program);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spread numbers");
    TCase *tests = tcase_create("spread numbers");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_shipped_case_is_solved_exactly);
    tcase_add_test(tests, json_has_the_names_that_a_program_asks_for);
    tcase_add_test(tests, the_reference_man_is_shipped_too);
    tcase_add_test(tests, a_view_has_its_exhibits);
    tcase_add_test(tests, a_threshold_is_reached_where_and_when_it_is);
    tcase_add_test(tests, what_only_the_band_reaches_is_told_of_the_band);
    tcase_add_loop_test(tests, numbers_have_two_digits, 0, COUNT(numbers));
    tcase_add_test(tests, a_day_s_dose_is_cut_at_midnight);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
