/* Pulses by their mean heat: full until the ceiling, held there, off at their end; and what one
 * burst adds. */
#include "base/units.h"
#include "sim/treatment.h"
#include "tests/support/exact.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* 22 G, 5 mm, in a tissue of a table; 45 V, 20 ms, twice a second, 42 C. */
static struct treatment_setup setup_of(const char *tissue, double end_s)
{
    return (struct treatment_setup){
        .plant = { .shape = { 0.36e-3, 5e-3, 0.06, 0.06 }, .metal = { 8, 6400, 500 },
                   .tissue = *tissue_find(tissue), .start_c = 37, .thermocouple_m = 0.5e-3,
                   .criteria = { criterion_arrhenius(arrhenius_find("liver")) },
                   .criterion_count = 1 },
        .drive = { .is_pulsed = true, .hold_until_s = end_s,
                   .pulses = { .volts = 45, .width_s = 0.02, .rate_hz = 2, .ceiling_c = 42 } },
        .end_s = end_s, .report_at_s = { end_s }, .report_count = 1,
        .probe = { { 1e-3, 0 }, { 2e-3, 0 } }, .probe_count = 2, .accuracy_percent = 0.5,
    };
}

static struct treatment run(const struct treatment_setup *setup)
{
    struct treatment treatment = { 0 };
    struct why       why = { "" };

    ck_assert_msg(treatment_run(&treatment, setup, &why) == ERR_OK, "%s", why.text);
    return treatment;
}

/* ---- the ceiling ---- */

static const struct { const char *tissue; double tip_mm, volts; } needles[] = {
    { "drg", 5, 45 }, { "muscle", 5, 45 }, { "muscle", 10, 45 }, { "fat", 10, 70 },
    { "muscle", 2, 60 },
};

START_TEST(half_a_percent_holds_whenever_the_ceiling_is_reached)
{
    struct treatment_setup setup = setup_of(needles[_i].tissue, 60);
    struct treatment got, exact;

    setup.plant.shape.tip_m = needles[_i].tip_mm * M_PER_MM;
    setup.drive.pulses.volts = needles[_i].volts;
    setup.report_count = 3;
    setup.report_at_s[0] = 3;
    setup.report_at_s[1] = 20;
    setup.report_at_s[2] = 60;
    got = run(&setup);
    setup.accuracy_percent = 0.01;
    exact = run(&setup);
    printf("  %s, %g mm, %g V: the ceiling at %.2f s, exact %.2f s\n", needles[_i].tissue,
           needles[_i].tip_mm, needles[_i].volts, got.ceiling_at_s, exact.ceiling_at_s);
    ck_assert(isnan(got.ceiling_at_s) == isnan(exact.ceiling_at_s));
    ck_assert(!(fabs(got.ceiling_at_s - exact.ceiling_at_s) > 0.3));
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < 2; i++)
            ck_assert_msg(fabs(got.report[k].probe_c[i] - exact.report[k].probe_c[i]) < 0.005 * 5,
                          "at %g s, probe %zu: %.4f, exact %.4f", got.report[k].time_s, i,
                          got.report[k].probe_c[i], exact.report[k].probe_c[i]);
    for (size_t k = 1; k < 3; k++)
        ck_assert_double_eq_tol(got.report[k].power_w / exact.report[k].power_w, 1, 0.01);
    treatment_free(&got);
    treatment_free(&exact);
}
END_TEST

START_TEST(a_tip_at_its_ceiling_is_held_there_with_less_power)
{
    struct treatment_setup setup = setup_of("muscle", 60);
    struct treatment got = run(&setup);
    double full_w = 45 * 45 * 0.04 / got.report[0].resistance_ohm;

    ck_assert(got.ceiling_at_s > 0.5 && got.ceiling_at_s < 30);
    ck_assert_double_eq_tol(got.report[0].tip_c, 42, 1e-3);
    ck_assert(got.report[0].power_w > 0.05 * full_w && got.report[0].power_w < 0.8 * full_w);
    ck_assert(got.report[0].lesion[0].volume_m3 == 0);
    treatment_free(&got);
}
END_TEST

START_TEST(pulses_that_never_reach_their_ceiling_heat_as_their_mean_voltage)
{
    struct treatment_setup setup = setup_of("muscle", 30);
    struct treatment pulsed, steady;

    setup.drive.pulses.ceiling_c = 80;
    setup.accuracy_percent = 0.1;
    pulsed = run(&setup);
    setup.drive = (struct treatment_drive){ .volts = 45 * sqrt(0.04) };
    steady = run(&setup);
    ck_assert(isnan(pulsed.ceiling_at_s));
    ck_assert_double_eq_tol(pulsed.report[0].tip_c, steady.report[0].tip_c, 0.01);
    ck_assert_double_eq_tol(pulsed.report[0].probe_c[1], steady.report[0].probe_c[1], 0.01);
    ck_assert_double_eq_tol(pulsed.report[0].power_w / steady.report[0].power_w, 1, 1e-3);
    ck_assert(isnan(steady.burst_rise_c));
    treatment_free(&pulsed);
    treatment_free(&steady);
}
END_TEST

START_TEST(pulses_end_when_their_time_is_over)
{
    struct treatment_setup setup = setup_of("muscle", 60);
    struct treatment got;

    setup.drive.hold_until_s = 30;
    got = run(&setup);
    ck_assert_double_eq(got.report[0].power_w, 0);
    ck_assert(got.report[0].tip_c > 37 && got.report[0].tip_c < 40);
    treatment_free(&got);
}
END_TEST

/* ---- one burst ---- */

/* A burst of 1 ms in tissue that hardly conducts: nothing spreads, so that a node off the metal
 * rises by sigma E^2 dt / (rho c). E falls about as 1/r, which ties it to the rise at the side of
 * the tip itself (whose nodes are half metal). */
START_TEST(a_burst_adds_its_adiabatic_rise_where_nothing_spreads)
{
    struct treatment_setup setup = setup_of("muscle", 1e-3);
    const struct tissue *tissue = &setup.plant.tissue;
    double radius_m = setup.plant.shape.radius_m, off_m, rise_c, heat;
    struct treatment got;
    struct grid_stencil at;
    const struct grid *grid;

    setup.plant.tissue.k_w_per_m_k = 1e-6;
    setup.plant.tissue.k_per_c = setup.plant.tissue.sigma_per_c = 0;
    setup.drive.pulses = (struct treatment_pulses){ 45, 1e-3, 1000, 90 };
    got = run(&setup);
    grid = ablation_grid(got.plant);
    off_m = grid->r.x[grid->ring * (size_t)grid->r.order + 1];
    grid_stencil_at(grid, off_m, 0, &at);
    rise_c = grid_read(&at, ablation_temp_c(got.plant)) - 37;
    heat = 45 * 45 * ablation_heat_w_per_m3(got.plant, off_m, 0);
    ck_assert_double_eq_tol(rise_c / (heat * 1e-3 / (tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k)),
                            1, 1e-3);
    printf("  burst of 1 ms: %.4f C at %.3f mm, %.4f C at the side of the tip\n", rise_c,
           off_m * MM_PER_M, got.burst_rise_c);
    ck_assert_double_eq_tol(got.burst_rise_c / rise_c, pow(off_m / radius_m, 2), 0.05);
    treatment_free(&got);
}
END_TEST

/* Beside a long tip the field is that of a cylinder near its axis: E falls as 1/r, and the current
 * per length is V / (R tip) at least: E >= V / (2 pi r sigma R tip). */
START_TEST(the_rise_of_a_burst_is_that_of_a_long_cylinder)
{
    struct treatment_setup setup = setup_of("muscle", 0.02);
    const struct tissue *tissue = &setup.plant.tissue;
    struct treatment got;
    double field, rise_c;

    setup.plant.shape.tip_m = 30e-3;
    setup.plant.tissue.sigma_per_c = 0;
    got = run(&setup);
    field = 45 / (2 * PI * 0.36e-3 * tissue->sigma_s_per_m * got.report[0].resistance_ohm * 30e-3);
    rise_c = tissue->sigma_s_per_m * field * field * 0.02
           / (tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k);
    printf("  long tip: %.3f C, of a mean field %.3f C\n", got.burst_rise_c, rise_c);
    /* the middle has less than the mean, since the ends have more */
    ck_assert(got.burst_rise_c < rise_c && got.burst_rise_c > 0.6 * rise_c);
    treatment_free(&got);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_pulses");
    TCase *tests = tcase_create("pulses");

    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, half_a_percent_holds_whenever_the_ceiling_is_reached, 0,
                        COUNT(needles));
    tcase_add_test(tests, a_tip_at_its_ceiling_is_held_there_with_less_power);
    tcase_add_test(tests, pulses_that_never_reach_their_ceiling_heat_as_their_mean_voltage);
    tcase_add_test(tests, pulses_end_when_their_time_is_over);
    tcase_add_test(tests, a_burst_adds_its_adiabatic_rise_where_nothing_spreads);
    tcase_add_test(tests, the_rise_of_a_burst_is_that_of_a_long_cylinder);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
