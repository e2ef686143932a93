/* Kohlrausch's relation on the real needle: the field, the peak and the resistance of coupled
 * electricity and heat, in closed form. */
#include "sim/ablation.h"
#include "sim/potential.h"
#include "sim/treatment.h"
#include "tests/support/exact.h"
#include "tests/support/exact_needle.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Only the steady state matters. The box forgets in half an hour (R^2 / (8 alpha)), so these steps
 * leave e^-50 of the start; they grow slowly because sigma is taken where the last rise points,
 * which is past the steady state when a step is far longer than that. */
#define FIRST_STEP_S    1.0
#define STEP_GROWTH     1.5
#define STEP_MOST_S  2000.0
#define STEPS          60

#define BOX_MM 45

static struct tissue tissue_of(const struct exact_medium *medium)
{
    struct tissue tissue = needle_plain_tissue();

    tissue.sigma_s_per_m = medium->sigma;
    tissue.sigma_per_c = medium->sigma_per_c;
    tissue.k_w_per_m_k = medium->k;
    tissue.k_per_c = medium->k_per_c;
    return tissue;
}

/* Peak in tissue, resistance hot over cold, and the whole field against the relation. */
struct outcome { double peak_c, ratio, field_most_c, field_rms_c; };

static void field_compare(const struct ablation *plant, const struct exact_medium *medium,
                          double volts, struct outcome *outcome)
{
    const struct grid   *grid = ablation_grid(plant);
    const struct tissue  tissue = tissue_of(medium);
    const double        *temp = ablation_temp_c(plant);
    double              *sigma = malloc(grid->nodes * sizeof *sigma), sum = 0, volume = 0;
    struct potential     field;

    ck_assert_ptr_nonnull(sigma);
    for (size_t node = 0; node < grid->nodes; node++)
        sigma[node] = tissue_sigma_s_per_m(&tissue, temp[node]);
    ck_assert_int_eq(potential_create(&field, grid, NULL), ERR_OK);
    ck_assert_int_eq(potential_solve(&field, sigma), ERR_OK);
    outcome->field_most_c = 0;
    for (size_t node = 0; node < grid->nodes; node++) {
        double error;
        if (grid->tissue_m3[node] <= 0)
            continue;
        error = temp[node] - TISSUE_REFERENCE_C
              - exact_kohlrausch_rise_c(medium, volts, volts * field.phi[node]);
        outcome->field_most_c = fmax(outcome->field_most_c, fabs(error));
        sum += grid->tissue_m3[node] * error * error;
        volume += grid->tissue_m3[node];
    }
    outcome->field_rms_c = sqrt(sum / volume);
    potential_destroy(&field);
    free(sigma);
}

static struct outcome settle(int gauge, double tip_mm, const struct exact_medium *medium,
                             double volts, double accuracy_percent)
{
    struct grid_shape     shape = needle_shape(gauge, tip_mm, BOX_MM);
    struct ablation_setup setup = needle_setup(shape,
                                               treatment_fineness(accuracy_percent, 0, &shape),
                                               needle_adiabatic, tissue_of(medium));
    struct ablation      *plant = needle_create(&setup);
    struct outcome        outcome;
    double cold_ohm = ablation_resistance_ohm(plant), step_s = FIRST_STEP_S;

    for (int step = 0; step < STEPS; step++, step_s = fmin(step_s * STEP_GROWTH, STEP_MOST_S))
        needle_step(plant, step_s, volts);
    ck_assert_int_eq(ablation_settle(plant, NULL), ERR_OK);
    outcome.peak_c = ablation_hottest_c(plant) - TISSUE_REFERENCE_C;
    outcome.ratio = ablation_resistance_ohm(plant) / cold_ohm;
    field_compare(plant, medium, volts, &outcome);
    ablation_destroy(plant);
    return outcome;
}

static const struct row {
    const char *story; int gauge; double tip_mm; struct exact_medium medium; double volts;
} rows[] = {
    { "18 G x 10 mm, constant",             18, 10, { 0.446, 0,     0.495, 0      }, 8       },
    { "18 G x 10 mm, constant, 43 K",       18, 10, { 0.446, 0,     0.495, 0      }, 9.76977 },
    { "16 G x 5 mm, constant",              16, 5,  { 0.446, 0,     0.495, 0      }, 9       },
    { "22 G x 2 mm, constant",              22, 2,  { 0.446, 0,     0.495, 0      }, 9       },
    { "23 G x 15 mm, constant, other sigma", 23, 15, { 0.3, 0,      0.52,  0      }, 10      },
    { "18 G x 10 mm, sigma +1.5 %/C",       18, 10, { 0.446, 0.015, 0.495, 0      }, 8       },
    { "18 G x 10 mm, sigma +1.5 %/C, 43 K", 18, 10, { 0.446, 0.015, 0.495, 0      }, 8.58235 },
    { "18 G x 10 mm, sigma +2 %/C, 43 K",   18, 10, { 0.446, 0.02,  0.495, 0      }, 8.29913 },
    { "20 G x 5 mm, sigma +1.5 %/C",        20, 5,  { 0.446, 0.015, 0.495, 0      }, 8       },
    { "16 G x 15 mm, sigma +2 %/C",         16, 15, { 0.446, 0.02,  0.495, 0      }, 8       },
    { "23 G x 2 mm, sigma +2 %/C",          23, 2,  { 0.446, 0.02,  0.495, 0      }, 8.29913 },
    { "18 G x 10 mm, k +0.2 %/C",           18, 10, { 0.446, 0,     0.495, 0.002  }, 9       },
    { "18 G x 10 mm, sigma +1.5, k +0.15 %/C", 18, 10, { 0.446, 0.015, 0.495, 0.0015 }, 8.5  },
    { "22 G x 5 mm, sigma +2, k +0.2 %/C",  22, 5,  { 0.446, 0.02,  0.495, 0.002  }, 8.5     },
    { "18 G x 10 mm, sigma falling",        18, 10, { 0.446, -0.005, 0.495, 0.001 }, 9       },
};

#define PEAK_TOLERANCE   5e-3       /* what the plant promises at 0.5 % */
#define RATIO_TOLERANCE  1e-3       /* two resistances on one grid: their common error cancels */
/* at the edge of the insulation, where phi goes as the root of the distance */
#define FIELD_TOLERANCE_C 0.1
#define RMS_TOLERANCE_C  5e-3       /* over the whole box */

START_TEST(the_hot_needle_obeys_the_relation)
{
    const struct row *row = &rows[_i];
    struct outcome    got = settle(row->gauge, row->tip_mm, &row->medium, row->volts, 0.5);
    char              what[80];
    bool              hits = true;

    snprintf(what, sizeof what, "%s: peak rise [C]", row->story);
    hits &= exact_hits(what, got.peak_c,
                       exact_kohlrausch_rise_c(&row->medium, row->volts, row->volts),
                       PEAK_TOLERANCE);
    snprintf(what, sizeof what, "%s: R hot / R cold", row->story);
    hits &= exact_hits(what, got.ratio, exact_kohlrausch_resistance_ratio(&row->medium, row->volts),
                       RATIO_TOLERANCE);
    printf("  %-58s worst %.4f C, rms %.1e C\n", "    field", got.field_most_c, got.field_rms_c);
    hits &= got.field_most_c <= FIELD_TOLERANCE_C && got.field_rms_c <= RMS_TOLERANCE_C;
    ck_assert_msg(hits, "%s", row->story);
}
END_TEST

/* The closed forms themselves, against numbers worked out elsewhere with more
 * digits than the plant can show. */
static const struct { struct exact_medium medium; double volts, rise_c, ratio; } forms[] = {
    { { 0.446, 0,     0.495, 0 }, 9.76977, 43.0000,   1           },
    { { 0.446, 0.015, 0.495, 0 }, 8.58235, 43.0000,   0.710011    },
    { { 0.446, 0.02,  0.495, 0 }, 8.29913, 43.0000,   0.650429    },
    { { 0.446, 0.015, 0.495, 0 }, 8,       36.072142, 0.743490603 },
};

START_TEST(the_closed_forms_give_the_published_numbers)
{
    double peak = exact_kohlrausch_rise_c(&forms[_i].medium, forms[_i].volts, forms[_i].volts);
    double ratio = exact_kohlrausch_resistance_ratio(&forms[_i].medium, forms[_i].volts);

    ck_assert_double_eq_tol(peak, forms[_i].rise_c, 2e-4);      /* volts are given to six digits */
    ck_assert_double_eq_tol(ratio, forms[_i].ratio, 1e-6);
}
END_TEST

START_TEST(finer_grids_come_closer)
{
    const struct exact_medium medium = { 0.446, 0.015, 0.495, 0 };
    static const double accuracies[] = { 1, 0.5, 0.1, 0.01 };
    double exact = exact_kohlrausch_resistance_ratio(&medium, 8),
           peak_c = exact_kohlrausch_rise_c(&medium, 8, 8), before = INFINITY;

    for (size_t i = 0; i < COUNT(accuracies); i++) {
        struct outcome got = settle(18, 10, &medium, 8, accuracies[i]);
        printf("  accuracy %5.2f %%: peak error %9.1e, R/R0 error %9.1e, field worst %.4f C, rms "
               "%.1e C\n",
               accuracies[i], got.peak_c / peak_c - 1, got.ratio / exact - 1, got.field_most_c,
               got.field_rms_c);
        /* one node beside a singular edge: slow */
        ck_assert_double_le(fabs(got.peak_c / peak_c - 1), 2e-3);
        ck_assert_double_le(fabs(got.ratio / exact - 1), accuracies[i] / 1000);
        ck_assert_double_le(got.field_rms_c, before * 1.2);  /* it may stand still, not go back */
        before = got.field_rms_c;
    }
}
END_TEST

/* The idealisation itself. */
START_TEST(metal_may_be_a_perfect_insulator)
{
    struct grid_shape     shape = needle_shape(18, 10, BOX_MM);
    struct metal          none = { .k_w_per_m_k = 0, .rho_kg_per_m3 = 8000, .c_j_per_kg_k = 500 };
    struct ablation_setup setup = needle_setup(shape, treatment_fineness(1, 0, &shape), none,
                                               needle_plain_tissue());
    struct ablation      *plant = needle_create(&setup);

    needle_step(plant, 1, 8);
    ck_assert_double_gt(ablation_hottest_c(plant), TISSUE_REFERENCE_C);
    ablation_destroy(plant);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_kohlrausch");
    TCase *tests = tcase_create("kohlrausch");

    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, the_closed_forms_give_the_published_numbers, 0, COUNT(forms));
    tcase_add_loop_test(tests, the_hot_needle_obeys_the_relation, 0, COUNT(rows));
    tcase_add_test(tests, finer_grids_come_closer);
    tcase_add_test(tests, metal_may_be_a_perfect_insulator);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
