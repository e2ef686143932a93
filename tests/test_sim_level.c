/* The reference man's canal: its levels by name and place, and the totals they add up to. */
#include "base/units.h"
#include "sim/level.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

struct totals { double length_cm, csf_ml, cord_ml, root_ml, lumbar_ml; };

static struct totals totals_of_table(void)
{
    struct totals sum = { 0 };

    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        double length_m = levels[i].length_m, per_mm2 = length_m * M2_PER_MM2 / M3_PER_ML;
        sum.length_cm += length_m / M_PER_CM;
        sum.csf_ml += levels[i].csf_mm2 * per_mm2;
        sum.cord_ml += levels[i].cord_mm2 * per_mm2;
        sum.root_ml += levels[i].root_mm2 * per_mm2;
        if (i >= 18)        /* T12 down */
            sum.lumbar_ml += (levels[i].csf_mm2 + levels[i].root_mm2) * per_mm2;
    }
    return sum;
}

/* To the digits of the totals as they are printed. */
START_TEST(levels_add_up_to_the_published_totals)
{
    struct totals sum = totals_of_table();

    ck_assert_double_eq_tol(sum.length_cm, 61.2, 1e-3);
    ck_assert_double_eq_tol(sum.csf_ml, 97.8, 0.05);
    ck_assert_double_eq_tol(sum.cord_ml, 24.6, 0.05);
    ck_assert_double_eq_tol(sum.root_ml, 8.5, 0.06);
    ck_assert_double_eq_tol(sum.csf_ml + sum.cord_ml + sum.root_ml, 131, 0.1);
    ck_assert_str_eq(levels[18].name, "T12");
    ck_assert_double_eq_tol(sum.lumbar_ml, 48.4, 0.05);
    /* and so to what was measured: 97.3 mL (Sass 2017), 49.9 +/- 12.1 mL (Hogan 1996) */
    ck_assert_double_eq_tol(sum.csf_ml / 97.3, 1, 0.01);
    ck_assert_double_eq_tol(sum.lumbar_ml, 49.9, 12.1);
}
END_TEST

START_TEST(between_the_middles_it_holds_as_much)
{
    double csf_m3 = 0, cord_m3 = 0, dx_m = level_canal_length_m() / 10000;

    ck_assert_double_eq_tol(level_canal_length_m(), 0.612, 1e-5);
    for (int i = 0; i < 10000; i++) {
        csf_m3 += level_csf_area_m2((i + 0.5) * dx_m) * dx_m;
        cord_m3 += level_cord_area_m2((i + 0.5) * dx_m) * dx_m;
    }
    ck_assert_double_eq_tol(csf_m3 / M3_PER_ML, 97.8, 0.3);
    ck_assert_double_eq_tol(cord_m3 / M3_PER_ML, 24.6, 0.1);
}
END_TEST

START_TEST(middles_are_halfway_down_each_level)
{
    double from_m = 0;

    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        ck_assert_double_eq_tol(levels[i].middle_m, from_m + levels[i].length_m / 2, 1e-6);
        ck_assert_uint_eq(level_at(levels[i].middle_m), i);
        ck_assert_uint_eq(level_at(from_m + 1e-5), i);
        from_m += levels[i].length_m;
    }
    ck_assert_uint_eq(level_at(-1), 0);
    ck_assert_uint_eq(level_at(5), LEVEL_COUNT - 1);
}
END_TEST

/* The reference table: middle, radii, hydraulic diameter, stroke, and the mean velocity's amplitude
 * pi f SV / A at 1.1 Hz. */
static const struct { const char *name; double z_cm, dura_mm, cord_mm, dh_mm, stroke_ml, um_mm_s; }
printed[] = {
    { "C1",  0.8,  10.39, 5.20, 10.21, .650, 8.98 }, { "C2",  2.4,  9.74, 5.17, 8.97, .650, 10.7 },
    { "C3",  4.0,  9.18,  5.23, 7.73,  .648, 12.8 }, { "C5",  7.5,  8.99, 5.35, 7.10, .514, 11.1 },
    { "C7",  10.8, 8.56,  4.58, 7.75,  .407, 8.78 }, { "T1",  12.6, 8.16, 4.18, 7.74, .358, 8.26 },
    { "T4",  18.7, 7.67,  3.83, 7.47,  .232, 5.94 }, { "T8",  27.8, 7.53, 3.66, 7.51, .115, 3.02 },
    { "T10", 32.9, 7.92,  3.91, 7.80,  .076, 1.82 }, { "T12", 38.2, 8.79, 4.30, 8.02, .048, 1.00 },
    { "L1",  41.3, 9.18,  3.78, 8.84,  .035, 0.68 }, { "L3",  48.1, 8.92, 0,    15.0, .017, 0.27 },
    { "L5",  54.9, 7.88,  0,    14.1,  .006, 0.12 }, { "S1",  57.7, 6.48, 0,    11.8, .003, 0.08 },
    { "S2",  60.0, 4.58,  0,    8.33,  .001, 0.06 },
};

START_TEST(each_level_is_as_the_reference_prints_it)
{
    size_t index = LEVEL_COUNT;
    double x_m, um_mm_s;

    ck_assert_int_eq(level_find(printed[_i].name, &index, NULL), ERR_OK);
    x_m = levels[index].middle_m;
    ck_assert_double_eq_tol(x_m / M_PER_CM, printed[_i].z_cm, 0.0501);
    ck_assert_double_eq_tol(level_dura_radius_m(x_m) * MM_PER_M, printed[_i].dura_mm, 0.0101);
    ck_assert_double_eq_tol(level_cord_radius_m(x_m) * MM_PER_M, printed[_i].cord_mm, 0.0051);
    ck_assert_double_eq_tol(level_hydraulic_diameter_m(x_m) * MM_PER_M, printed[_i].dh_mm, 0.051);
    ck_assert_double_eq_tol(level_stroke_m3(x_m) / M3_PER_ML, printed[_i].stroke_ml, 1e-3);
    um_mm_s = PI * 1.1 * level_stroke_m3(x_m) / level_csf_area_m2(x_m) * MM_PER_M;
    ck_assert_double_eq_tol(um_mm_s, printed[_i].um_mm_s, 0.02 * printed[_i].um_mm_s + 0.02);
}
END_TEST

START_TEST(beyond_the_outer_middles_nothing_changes)
{
    ck_assert_double_eq_tol(level_csf_area_m2(0), 250e-6, 1e-12);
    ck_assert_double_eq_tol(level_csf_area_m2(0.612), 60e-6, 1e-12);
    ck_assert_double_eq_tol(level_csf_area_m2((levels[0].middle_m + levels[1].middle_m) / 2),
                            230e-6, 1e-12);
    ck_assert_double_eq_tol(level_cord_area_m2(0.5), 0, 1e-15);
}
END_TEST

START_TEST(a_level_is_found_by_name_or_the_nearest_is_told)
{
    struct why why = { "" };
    size_t index = 0;

    ck_assert_int_eq(level_find("t10", &index, NULL), ERR_OK);
    ck_assert_str_eq(levels[index].name, "T10");
    ck_assert_int_eq(level_find("T13", &index, &why), ERR_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(why.text, "T13"));
    ck_assert_ptr_nonnull(strstr(why.text, "did you mean"));
    ck_assert_str_eq(levels[index].name, "T10");
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_level");
    TCase *tests = tcase_create("level");

    tcase_add_test(tests, levels_add_up_to_the_published_totals);
    tcase_add_test(tests, between_the_middles_it_holds_as_much);
    tcase_add_test(tests, middles_are_halfway_down_each_level);
    tcase_add_loop_test(tests, each_level_is_as_the_reference_prints_it, 0, COUNT(printed));
    tcase_add_test(tests, beyond_the_outer_middles_nothing_changes);
    tcase_add_test(tests, a_level_is_found_by_name_or_the_nearest_is_told);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
