/* What tissue is made of: every number of the table against a second transcription, and the
 * laws of sigma, k and enthalpy. */
#include "sim/tissue.h"
#include "tests/support/exact.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>

/* Gabriel 1996 at 480 kHz [S/m]; IT'IS: kg/m3, J/kgK, W/mK, ml/min/kg, 1/s, W/m3K with blood of
 * 1049.75 kg/m3 and 3617 J/kgK, W/kg. NAN where the literature has no number of its own. Typed from
 * the sources, not from tissue.c. */
static const struct row {
    const char *name;
    double sigma, rho, c, k, transfer_ml_per_min_kg, perfusion, loss, metabolic_per_kg;
} rows[] = {
    { "muscle",          0.4425, 1090.4, 3421.2, 0.4950, 36.74, 6.677e-4, 2535,  0.906 },
    { "fat",             0.0248, 911.0,  2348.3, 0.2115, 32.71, 4.966e-4, 1886,  0.507 },
    { "fat_infiltrated", 0.0437, 911.0,  2348.3, 0.2115, 32.71, 4.966e-4, 1886,  0.507 },
    { "bone_cancellous", 0.0866, 1178.3, 2274.0, 0.3125, 30.0,  5.892e-4, 2237,  0.465 },
    { "bone_cortical",   0.0221, 1908.0, 1312.8, 0.3200, 10.0,  3.180e-4, 1207,  0.155 },
    { "marrow_red",      0.1035, 1028.5, 2666.0, 0.2790, 135.0, 2.314e-3, 8787,  2.09  },
    { "marrow_yellow",   0.0043, 980.0,  2065.0, 0.1921, 30.0,  4.900e-4, 1860,  0.465 },
    { "cartilage",       0.1995, 1099.5, 3568.0, 0.4870, 35.0,  6.414e-4, 2435,  0.542 },
    { "disc",            0.1995, 1099.5, 3568.0, 0.4870, 35.0,  6.414e-4, 2435,  0.542 },
    { "meniscus",        0.1995, 1099.5, 3568.0, 0.4870, 35.0,  6.414e-4, 2435,  0     },
    { "nerve",           0.1100, 1075.0, 3613.0, 0.4900, 160.3, 2.873e-3, 10907, 2.483 },
    { "spinal_cord",     0.1100, 1075.0, 3630.0, 0.5133, 160.3, 2.873e-3, 10907, 2.483 },
    { "drg",             0.1100, 1075.0, 3613.0, 0.4900, 160.3, 2.873e-3, 10907, 2.483 },
    { "white_matter",    0.0943, 1041.0, 3582.8, 0.4810, 212.3, 3.68e-3,  13990, 4.32  },
    { "grey_matter",     0.1513, 1044.5, 3695.8, 0.5470, 763.7, 1.33e-2,  50480, 15.5  },
    { "csf",             2.0000, 1007.0, 4095.5, 0.5733, 0,     0,        0,     0     },
    { "blood",           0.7452, 1049.8, 3617.0, 0.5169, NAN,   NAN,      NAN,   0     },
    { "liver",           0.1459, 1078.8, 3540.2, 0.5191, 860.5, 1.547e-2, 58740, 9.93  },
    { "tendon",          0.3907, 1142.0, 3432.0, 0.4690, 29.0,  5.52e-4,  2096,  0.449 },
    { "ligament",        0.3907, 1142.0, 3432.0, 0.4690, 29.0,  5.52e-4,  2096,  0.449 },
    { "connective",      NAN,    1026.5, 2372.4, 0.3945, 37.2,  6.36e-4,  2416,  0.576 },
    { "dura",            0.5025, 1174.0, 3364.0, 0.4400, 380.0, 7.435e-3, 28230, 5.89  },
    { "skin_wet",        0.1750, 1109.0, 3390.5, 0.3722, 106.4, 1.966e-3, 7466,  1.65  },
    { "skin_dry",        0.0039, 1109.0, 3390.5, 0.3722, 106.4, 1.966e-3, 7466,  1.65  },
    { "water",           NAN,    994.0,  4178.0, 0.6045, 0,     0,        0,     0     },
};

/* perfusion is rounded to 3 or 4 digits in its source: half a unit of 368 is 0.14 % */
#define LAST_DIGIT 2e-3

static void same(const char *name, const char *what, double value, double exact, double tolerance)
{
    if (isnan(exact))
        return;
    ck_assert_msg(fabs(value - exact) <= tolerance * fabs(exact),
                  "%s: %s is %.8g, its source says %.8g", name, what, value, exact);
}

START_TEST(every_number_of_the_table_is_that_of_its_source)
{
    const struct row    *row = &rows[_i];
    const struct tissue *tissue = tissue_find(row->name);

    ck_assert_msg(tissue != NULL, "%s is missing", row->name);
    same(row->name, "sigma", tissue->sigma_s_per_m, row->sigma, 1e-12);
    same(row->name, "rho", tissue->rho_kg_per_m3, row->rho, 1e-12);
    same(row->name, "c", tissue->c_j_per_kg_k, row->c, 1e-12);
    same(row->name, "k", tissue->k_w_per_m_k, row->k, 1e-12);
    same(row->name, "perfusion", tissue->perfusion_per_s, row->perfusion, 1e-12);
    same(row->name, "perfusion from the transfer rate", tissue->perfusion_per_s,
         row->transfer_ml_per_min_kg * row->rho / 6e7, LAST_DIGIT);
    same(row->name, "w rho_b c_b",
         tissue->perfusion_per_s * tissue->blood_rho_kg_per_m3 * tissue->blood_c_j_per_kg_k,
         row->loss, LAST_DIGIT);
    same(row->name, "metabolic", tissue->metabolic_w_per_m3, row->metabolic_per_kg * row->rho,
         1e-12);
    same(row->name, "blood's rho", tissue->blood_rho_kg_per_m3, 1049.75, 1e-12);
    same(row->name, "blood's c", tissue->blood_c_j_per_kg_k, 3617, 1e-12);
    same(row->name, "sigma's slope", tissue->sigma_per_c, 0.015, 1e-12);
    same(row->name, "k's slope", tissue->k_per_c, 0.001, 1e-12);        /* 0.1 to 0.2 %/C */
    ck_assert_msg(tissue->boils && tissue->perfusion_stops_with_damage && tissue->source
                      && tissue->source[0],
                  "%s", row->name);
}
END_TEST

START_TEST(the_table_has_these_rows_and_no_others)
{
    ck_assert_uint_eq(tissue_count, COUNT(rows));
    for (size_t i = 0; i < tissue_count; i++) {
        ck_assert_ptr_eq(tissue_find(tissue_rows[i].name), &tissue_rows[i]);   /* no name twice */
        ck_assert_str_eq(rows[i].name, tissue_rows[i].name);
    }
    ck_assert_ptr_null(tissue_find("Muscle"));
    ck_assert_ptr_null(tissue_find(""));
    ck_assert_ptr_null(tissue_find("muscle "));
}
END_TEST

/* ---- sigma(T) and k(T) ---- */

/* Of sigma at 37 C, for +1.5 %/C: 1.945 at 100 C, then down to a
 * hundredth of that over five degrees. */
static const struct { double temp_c, share; } sigmas[] = {
    { 0, 0.445 }, { 20, 0.745 }, { 37, 1 }, { 38, 1.015 }, { 60, 1.345 }, { 90, 1.795 },
    { 99.999, 1.944985 }, { 100, 1.945 }, { 101, 1.945 * (1 - 0.99 * 0.2) },
    { 102.5, 1.945 * (1 - 0.99 * 0.5) }, { 105, 1.945 * 0.01 }, { 106, 1.945 * 0.01 },
    { 300, 1.945 * 0.01 },
};

START_TEST(sigma_rises_to_100_c_and_collapses_by_105)
{
    const struct tissue *muscle = tissue_find("muscle");

    ck_assert_double_eq_tol(tissue_sigma_s_per_m(muscle, sigmas[_i].temp_c) / 0.4425,
                            sigmas[_i].share, 1e-12);
}
END_TEST

START_TEST(sigma_and_k_are_continuous_and_positive)
{
    const double step_c = 1e-3;
    const struct tissue *tissue = &tissue_rows[_i];

    for (double temp_c = 0; temp_c < 150; temp_c += step_c) {
        double sigma = tissue_sigma_s_per_m(tissue, temp_c), k = tissue_k_w_per_m_k(tissue, temp_c);
        double jump = fabs(tissue_sigma_s_per_m(tissue, temp_c + step_c) - sigma);
        /* the steepest is 1.945 * 0.99 / 5 per degree */
        bool   smooth = jump <= 0.5 * step_c * tissue->sigma_s_per_m;
        if (sigma <= 0 || !smooth
            || fabs(k / tissue->k_w_per_m_k - (1 + 0.001 * (temp_c - 37))) > 1e-12)
            ck_abort_msg("%s at %g C: sigma %g, k %g", tissue->name, temp_c, sigma, k);
    }
}
END_TEST

START_TEST(without_slopes_sigma_still_dries_out_and_k_stands_still)
{
    struct tissue flat = *tissue_find("muscle");

    flat.sigma_per_c = flat.k_per_c = 0;
    ck_assert_double_eq(tissue_sigma_s_per_m(&flat, 99), 0.4425);
    ck_assert_double_eq_tol(tissue_sigma_s_per_m(&flat, 105), 0.4425 * TISSUE_DRY_FRACTION, 1e-15);
    ck_assert_double_eq(tissue_k_w_per_m_k(&flat, 80), 0.4950);
}
END_TEST

/* Kumru 2023: porcine spinal muscle 0.36 S/m at 20 C to 1.28 S/m at 90 C; a straight line through
 * muscle at 37 C cannot meet both. */
START_TEST(sigma_beside_what_was_measured)
{
    const struct tissue *muscle = tissue_find("muscle");

    exact_within("muscle's sigma at 20 C (measured 0.36) [S/m]", tissue_sigma_s_per_m(muscle, 20),
                 0.30, 0.36);
    exact_within("muscle's sigma at 90 C (measured 1.28) [S/m]", tissue_sigma_s_per_m(muscle, 90),
                 0.70, 1.28);
    ck_assert_double_ge(tissue_sigma_s_per_m(muscle, 20), 0.30);
    ck_assert_double_le(tissue_sigma_s_per_m(muscle, 20), 0.36);
    ck_assert_double_le(tissue_sigma_s_per_m(muscle, 90), 1.28);
}
END_TEST

/* ---- enthalpy ---- */

/* integral of the heat capacity by the midpoint rule, which no kink can fool when the
 * kinks lie on the borders of cells. */
static double heat_integral(const struct tissue *tissue, double from_c, double to_c)
{
    const int cells = 4000;
    double sum = 0;

    for (int i = 0; i < cells; i++)
        sum += tissue_heat_j_per_m3_k(tissue, from_c + (to_c - from_c) * (i + 0.5) / cells);
    return sum * (to_c - from_c) / cells;
}

static const struct { double from_c, to_c; } spans[] = {
    { 0, 37 }, { 37, 99 }, { 99, 101 }, { 101, 130 }, { 90, 110 }, { 20, 120 },
};

START_TEST(enthalpy_is_the_integral_of_the_heat_capacity)
{
    for (size_t i = 0; i < tissue_count; i++)
        ck_assert_double_eq_tol(heat_integral(&tissue_rows[i], spans[_i].from_c, spans[_i].to_c)
                                    / (tissue_enthalpy_j_per_m3(&tissue_rows[i], spans[_i].to_c)
                                       - tissue_enthalpy_j_per_m3(&tissue_rows[i],
                                                                  spans[_i].from_c)),
                                1, 1e-11);
}
END_TEST

START_TEST(boiling_takes_up_the_latent_heat_of_the_water)
{
    const struct tissue *tissue = &tissue_rows[_i];
    double wet = tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k;
    double taken = tissue_enthalpy_j_per_m3(tissue, 101) - tissue_enthalpy_j_per_m3(tissue, 99);

    ck_assert_double_eq_tol(tissue->water_j_per_m3 / (0.75 * 2.257e6 * tissue->rho_kg_per_m3), 1,
                            1e-12);
    /* mean of both, for 2 C */
    ck_assert_double_eq_tol(taken / (tissue->water_j_per_m3 + wet + 4.4e5), 1, 1e-12);
    ck_assert(tissue_enthalpy_j_per_m3(tissue, 0) == 0);
    ck_assert_double_eq_tol(tissue_heat_j_per_m3_k(tissue, 50), wet, 1e-9 * wet);
    ck_assert_double_eq_tol(tissue_heat_j_per_m3_k(tissue, 102), 4.4e5, 1e-6);
    for (double temp_c = 0; temp_c < 150; temp_c += 0.01)
        if (tissue_enthalpy_j_per_m3(tissue, temp_c + 0.01)
            <= tissue_enthalpy_j_per_m3(tissue, temp_c))
            ck_abort_msg("%s at %g C: enthalpy falls", tissue->name, temp_c);
}
END_TEST

START_TEST(tissue_that_does_not_boil_has_one_heat_capacity)
{
    struct tissue dull = *tissue_find("liver");

    dull.boils = false;
    for (double temp_c = -10; temp_c < 200; temp_c += 1.7) {
        ck_assert_double_eq(tissue_heat_j_per_m3_k(&dull, temp_c), 1078.8 * 3540.2);
        ck_assert_double_eq_tol(tissue_enthalpy_j_per_m3(&dull, temp_c), 1078.8 * 3540.2 * temp_c,
                                1e-3);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_tissue");
    TCase *tests = tcase_create("tissue");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, every_number_of_the_table_is_that_of_its_source, 0, COUNT(rows));
    tcase_add_test(tests, the_table_has_these_rows_and_no_others);
    tcase_add_loop_test(tests, sigma_rises_to_100_c_and_collapses_by_105, 0, COUNT(sigmas));
    tcase_add_loop_test(tests, sigma_and_k_are_continuous_and_positive, 0, (int)tissue_count);
    tcase_add_test(tests, without_slopes_sigma_still_dries_out_and_k_stands_still);
    tcase_add_test(tests, sigma_beside_what_was_measured);
    tcase_add_loop_test(tests, enthalpy_is_the_integral_of_the_heat_capacity, 0, COUNT(spans));
    tcase_add_loop_test(tests, boiling_takes_up_the_latent_heat_of_the_water, 0, (int)tissue_count);
    tcase_add_test(tests, tissue_that_does_not_boil_has_one_heat_capacity);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
