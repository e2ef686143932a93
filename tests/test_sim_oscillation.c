/* What an oscillating flow spreads: the plane channel's closed form and the annulus's rings against
 * the reference's values, against each other and against their limits. */
#include "base/units.h"
#include "sim/level.h"
#include "sim/oscillation.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static bool hits(const char *what, double a, double b, double got, double wanted, double tolerance)
{
    double error = got / wanted - 1;

    printf("  %-28s %8g %8g: %13.7g wanted %13.7g error %9.2e\n", what, a, b, got, wanted, error);
    return fabs(error) <= tolerance;
}

START_TEST(steady_flow_spreads_by_taylor_and_aris)
{
    ck_assert_double_eq_tol(oscillation_steady_pipe(1e-9, 0, 1e-3), 1e-9, 1e-24);
    ck_assert_double_eq_tol(oscillation_steady_pipe(1e-9, 4.8e-5, 1e-3), 1e-9 * 49, 1e-20);
    ck_assert_double_eq_tol(oscillation_steady_channel(1e-9, 1.05e-4, 1e-3), 1e-9 * 211, 1e-20);
    ck_assert_double_eq_tol(oscillation_steady_channel(1e-9, -1.05e-4, 1e-3), 1e-9 * 211, 1e-20);
}
END_TEST

/* ---- The plane channel: R 105 / Pe^2 by alpha = h sqrt(omega / nu) and Sc = nu / D --------- */

static const double alphas[] = { 0.5, 1, 2, 5, 10, 20 };
static const struct { double schmidt, wanted[6]; } channel[] = {
    { 1.01, { 0.999241, 0.987980, 0.834666, 0.0982053, 0.0105527, 1.22961e-3 } },
    { 10,   { 0.940564, 0.500279, 0.0647507, 2.70293e-3, 2.95196e-4, 3.43964e-5 } },
    { 100,  { 0.145076, 0.0124126, 8.95687e-4, 3.52246e-5, 3.84699e-6, 4.48252e-7 } },
    { 1000, { 2.18203e-3, 1.47147e-4, 9.7614e-6, 3.7897e-7, 4.13885e-8, 4.8226e-9 } },
};

/* R 105 / Pe^2 with h = 1 mm, nu = 0.7e-6 */
static double channel_share(double alpha, double schmidt)
{
    double h = 1e-3, nu = 0.7e-6;
    const struct oscillation_fluid fluid = { alpha * alpha * nu / (h * h), nu, nu / schmidt };

    return oscillation_channel_gain(&fluid, h) * 105 * pow(nu / schmidt / h, 2);
}

START_TEST(a_channel_is_as_the_reference_table)
{
    bool good = true;

    for (size_t i = 0; i < COUNT(alphas); i++)
        good &= hits("channel: Sc, alpha", channel[_i].schmidt, alphas[i],
                     channel_share(alphas[i], channel[_i].schmidt), channel[_i].wanted[i], 5e-6);
    ck_assert(good);
}
END_TEST

/* Rule of thumb: R over the square of the stroke in half gaps, stroke = 2 Um / omega. */
START_TEST(in_strokes_it_hardly_depends_on_the_drug)
{
    static const double wanted[] = { 0.324707, 0.350350, 0.371863, 0.563943, 0.985440, 1.83718 };
    bool good = true;

    for (size_t i = 0; i < COUNT(alphas); i++) {
        double a4 = pow(alphas[i], 4);
        good &= hits("strokes: alpha", alphas[i], 1000,
                     channel_share(alphas[i], 1000) / 105 * a4 * 1e6 / 4, wanted[i], 5e-6);
    }
    ck_assert(good);
}
END_TEST

START_TEST(a_slow_channel_is_a_steady_one_at_half_its_square)
{
    const struct oscillation_fluid slow = { 0.1, 10, 1 };

    ck_assert(hits("omega 0.1, nu 10", 0.1, 10, oscillation_channel_gain(&slow, 1) * 105, 0.99990,
                   1e-5));
    for (double alpha = 1e-6; alpha < 1e-2; alpha *= 10)
        ck_assert_double_eq_tol(channel_share(alpha, 1000), 1, 2e-3 * alpha / 1e-3);
    ck_assert_double_eq_tol(channel_share(1e-4, 1), 1, 1e-9);
}
END_TEST

/* At Sc = 1 the textbook form is 0 / 0; a quick one has layers of a ten-thousandth of the gap. */
START_TEST(a_channel_has_no_bad_spots)
{
    for (double alpha = 0.1; alpha < 2000; alpha *= 3.7) {
        double at = channel_share(alpha, 1), below = channel_share(alpha, 1 - 1e-6);
        double above = channel_share(alpha, 1 + 1e-6), far = channel_share(alpha, 1.01);
        ck_assert_double_gt(at, 0);
        ck_assert_double_eq_tol(below / at, 1, 1e-5);
        ck_assert_double_eq_tol(above / at, 1, 1e-5);
        ck_assert_double_eq_tol(far / at, 1, 0.05);
    }
    /* thin layers: R falls as alpha^-3 */
    ck_assert_double_eq_tol(channel_share(2000, 1000) / channel_share(1000, 1000), 0.125, 1e-3);
}
END_TEST

static const struct { double y, amplitude, phase_deg; } channel_velocity[] = {
    { 0, 1.34831, -9.721 }, { 0.5, 1.17249, 1.303 }, { 0.9, 0.39075, 24.056 },
};

START_TEST(a_channel_moves_first_at_its_walls)
{
    const struct oscillation_fluid fluid = { 2 * PI, 0.7e-6, 6e-10 };
    struct oscillation_velocity got
        = oscillation_channel_velocity(&fluid, 1.25e-3, -1.25e-3 * channel_velocity[_i].y);

    ck_assert_double_eq_tol(got.amplitude, channel_velocity[_i].amplitude, 6e-6);
    ck_assert_double_eq_tol(got.phase * 180 / PI, channel_velocity[_i].phase_deg, 6e-4);
    got = oscillation_channel_velocity(&fluid, 1.25e-3, 1.25e-3);
    ck_assert_double_eq_tol(got.amplitude, 0, 1e-12);
}
END_TEST

/* ---- The annulus: r1 = 5, r2 = 7.5 mm, nu = 0.7e-6 ----------------------------------------- */

static double annulus_gain(double inner_m, double outer_m, size_t cells,
                           const struct oscillation_fluid *fluid)
{
    const struct oscillation_annulus annulus = { inner_m, outer_m, cells };
    double gain = NAN;

    ck_assert_int_eq(oscillation_annulus_gain(&annulus, fluid, &gain, NULL), ERR_OK);
    return gain;
}

static const struct { double per_s, stroke_ml, diffusivity, wanted; } annulus[] = {
    { 1,    0.5, 6e-10,   7.6637  }, { 1,    0.5, 3.8e-10, 7.7103  }, { 1,    0.5, 1e-9, 7.5973 },
    { 0.25, 1.0, 6e-10,   24.5075 }, { 0.25, 1.0, 3.8e-10, 24.6929 }, { 0.25, 1.0, 1e-9, 24.2434 },
};

START_TEST(an_annulus_is_as_the_reference)
{
    const struct oscillation_fluid fluid = { 2 * PI * annulus[_i].per_s, 0.7e-6,
                                             annulus[_i].diffusivity };
    double area = PI * (7.5e-3 * 7.5e-3 - 5e-3 * 5e-3);
    double um = PI * annulus[_i].per_s * annulus[_i].stroke_ml * M3_PER_ML / area;

    ck_assert(hits("annulus: f, D", annulus[_i].per_s, annulus[_i].diffusivity,
                   um * um * annulus_gain(5e-3, 7.5e-3, 2000, &fluid), annulus[_i].wanted, 1e-5));
}
END_TEST

START_TEST(its_rings_converge_as_the_reference_did)
{
    static const struct { size_t cells; double wanted; } rows[] = {
        { 1500, 29936.204 }, { 3000, 29936.286 }, { 6000, 29936.306 }, { 12000, 29936.311 },
    };
    const struct oscillation_fluid fluid = { 2 * PI, 0.7e-6, 6e-10 };
    bool good = true;

    for (size_t i = 0; i < COUNT(rows); i++)
        good &= hits("rings", (double)rows[i].cells, 0,
                     annulus_gain(5e-3, 7.5e-3, rows[i].cells, &fluid), rows[i].wanted, 1e-7);
    ck_assert(good);
}
END_TEST

static const struct { double per_s, r_mm, amplitude, phase_deg; } annulus_velocity[] = {
    { 1, 5.25, 0.69358, 16.01 },    { 1, 5.50, 1.06664, 4.76 },   { 1, 6.25, 1.34796, -9.74 },
    { 1, 7.00, 1.05906, 6.87 },     { 1, 7.25, 0.68008, 18.38 },  { 0.25, 5.25, 0.58185, 5.68 },
    { 0.25, 5.50, 1.00598, 1.49 },  { 0.25, 6.25, 1.48750, -3.30 },
    { 0.25, 7.00, 0.94162, 3.49 },  { 0.25, 7.25, 0.53275, 8.20 },
};

/* The reference reads r to 0.4 um, which is 6e-4 of the velocity near a wall. */
START_TEST(an_annulus_moves_as_the_reference)
{
    const struct oscillation_fluid fluid = { 2 * PI * annulus_velocity[_i].per_s, 0.7e-6, 6e-10 };
    const struct oscillation_annulus rings = { 5e-3, 7.5e-3, 4000 };
    struct oscillation_velocity got;

    ck_assert_int_eq(oscillation_annulus_velocity(&rings, &fluid,
                                                  annulus_velocity[_i].r_mm * M_PER_MM, &got, NULL),
                     ERR_OK);
    ck_assert(hits("velocity: f, r", annulus_velocity[_i].per_s, annulus_velocity[_i].r_mm,
                   got.amplitude, annulus_velocity[_i].amplitude, 1e-3));
    ck_assert_double_eq_tol(got.phase * 180 / PI, annulus_velocity[_i].phase_deg, 0.03);
}
END_TEST

/* r2 / r1 = 1.01 is a channel; 3e-6 in the reference. */
START_TEST(a_thin_annulus_is_a_channel)
{
    for (size_t i = 0; i < 3; i++) {
        const struct oscillation_fluid fluid = { (double[]){ 0.04, 1, 4 }[i], 0.7e-6, 6e-10 };
        ck_assert(hits("thin: omega", fluid.angular_per_s, 0,
                       annulus_gain(0.25, 0.2525, 2000, &fluid),
                       oscillation_channel_gain(&fluid, 1.25e-3), 1e-5));
    }
}
END_TEST

/* No inner wall: at low frequency half of Pe^2 / 48. */
START_TEST(without_a_core_it_is_a_pipe)
{
    const struct oscillation_fluid slow = { 1e-6, 1e-6, 1e-9 };

    ck_assert(hits("pipe, slow", 0, 0, annulus_gain(0, 1e-3, 800, &slow) * 96 * pow(1e-9 / 1e-3, 2),
                   1, 1e-4));
}
END_TEST

/* ---- The canal ----------------------------------------------------------------------------- */

/* cm2/s, two digits, of a plane channel as wide as the gap; the annulus is a few percent off. */
static const struct { const char *level; double cm2_per_s; } by_level[] = {
    { "C1", 1.1e-5 }, { "C2", 1.4e-5 },  { "C3", 2.0e-5 },  { "C5", 1.8e-5 },  { "C7", 1.3e-5 },
    { "T1", 1.2e-5 }, { "T4", 9.3e-6 },  { "T8", 6.8e-6 },  { "T10", 6.3e-6 }, { "T12", 6.1e-6 },
    { "L1", 6.0e-6 }, { "L3", 6.0e-6 },  { "L5", 6.0e-6 },  { "S1", 6.0e-6 },  { "S2", 6.0e-6 },
};

START_TEST(a_smooth_canal_spreads_little)
{
    size_t index = 0;
    double dispersion = NAN;

    ck_assert_int_eq(level_find(by_level[_i].level, &index, NULL), ERR_OK);
    ck_assert_int_eq(oscillation_level_dispersion(levels[index].middle_m, 1.1, 6e-10, &dispersion,
                                                  NULL), ERR_OK);
    ck_assert(hits(by_level[_i].level, 1.1, 6e-10, dispersion / M2_PER_CM2,
                   by_level[_i].cm2_per_s, 0.05));
    ck_assert_double_ge(dispersion, 6e-10);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
    const struct oscillation_fluid fluid = { 6, 0.7e-6, 6e-10 }, still = { 0, 0.7e-6, 6e-10 };
    struct oscillation_velocity velocity;
    struct why why = { "" };
    double gain;

    ck_assert_int_eq(oscillation_annulus_gain(&(struct oscillation_annulus){ 2e-3, 1e-3, 100 },
                                              &fluid, &gain, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "from 0.002 to 0.001 m"));
    ck_assert_int_eq(oscillation_annulus_gain(&(struct oscillation_annulus){ 1e-3, 2e-3, 100 },
                                              &still, &gain, NULL), ERR_RANGE);
    ck_assert_int_eq(oscillation_annulus_velocity(&(struct oscillation_annulus){ 1e-3, 2e-3, 1 },
                                                  &fluid, 1.5e-3, &velocity, NULL), ERR_RANGE);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_oscillation");
    TCase *tests = tcase_create("oscillation");

    tcase_add_test(tests, steady_flow_spreads_by_taylor_and_aris);
    tcase_add_loop_test(tests, a_channel_is_as_the_reference_table, 0, COUNT(channel));
    tcase_add_test(tests, in_strokes_it_hardly_depends_on_the_drug);
    tcase_add_test(tests, a_slow_channel_is_a_steady_one_at_half_its_square);
    tcase_add_test(tests, a_channel_has_no_bad_spots);
    tcase_add_loop_test(tests, a_channel_moves_first_at_its_walls, 0, COUNT(channel_velocity));
    tcase_add_loop_test(tests, an_annulus_is_as_the_reference, 0, COUNT(annulus));
    tcase_add_test(tests, its_rings_converge_as_the_reference_did);
    tcase_add_loop_test(tests, an_annulus_moves_as_the_reference, 0, COUNT(annulus_velocity));
    tcase_add_test(tests, a_thin_annulus_is_a_channel);
    tcase_add_test(tests, without_a_core_it_is_a_pipe);
    tcase_add_loop_test(tests, a_smooth_canal_spreads_little, 0, COUNT(by_level));
    tcase_add_test(tests, what_makes_no_sense_is_refused);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
