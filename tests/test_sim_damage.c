/* When tissue dies: Arrhenius sets and CEM43 at constant temperature against closed forms,
 * alone and through the whole plant. */
#include "base/units.h"
#include "sim/treatment.h"
#include "tests/support/exact.h"
#include "tests/support/exact_needle.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Temperatures that kill in 60, 90 and 120 s, and seconds to kill at 50, 55 and 60 C,
 * worked out from each pair by hand. */
static const struct row {
    const char *name;
    double a, ea, temp_c[3], time_s[3];
} rows[] = {
    { "henriques",       3.1e98,    6.28e5,  { 54.0, 53.4, 53.0 }, { 1040,  29.6,  0.94  } },
    { "liver",           7.39e39,   2.577e5, { 50.1, 48.7, 47.7 }, { 61,    14.2,  3.4   } },
    { "artery",          5.6e63,    4.3e5,   { 69.6, 68.7, 68.0 }, { 5.7e5, 5.0e4, 4680  } },
    { "bhk",             2.984e80,  5.064e5, { 48.4, 47.8, 47.3 }, { 23.9,  1.36,  0.084 } },
    { "weaver_stoll",    2.185e124, 7.82e5,  { 50.7, 50.3, 50.0 }, { 115,   NAN,   NAN   } },
    { "weaver_stoll",    1.823e51,  3.27e5,  { 48.9, 47.8, 47.1 }, { 39,    6.2,   1.0   } },
    { "collagen_skin",   1.606e45,  3.06e5,  { 67.0, 65.8, 64.9 }, { 1.8e4, 3180,  590   } },
    { "collagen_tendon", 1.77e56,   3.676e5, { 57.8, 56.8, 56.1 }, { 1480,  184,   24    } },
};

static struct criterion pair_of(const struct row *row)
{
    const struct arrhenius pair = { .a_per_s = row->a, .ea_j_per_mol = row->ea,
                                    .switch_c = INFINITY };

    return criterion_arrhenius(&pair);
}

START_TEST(the_table_has_the_pairs_of_the_literature)
{
    const struct arrhenius *kinetics = arrhenius_find(rows[_i].name);
    bool below, above;

    ck_assert_ptr_nonnull(kinetics);
    below = kinetics->a_per_s == rows[_i].a && kinetics->ea_j_per_mol == rows[_i].ea;
    above = isfinite(kinetics->switch_c) && kinetics->above_a_per_s == rows[_i].a
         && kinetics->above_ea_j_per_mol == rows[_i].ea;
    ck_assert_msg(below || above, "%s: A = %g, Ea = %g", rows[_i].name, kinetics->a_per_s,
                  kinetics->ea_j_per_mol);
    ck_assert_uint_eq(arrhenius_count, COUNT(rows) - 1);        /* Weaver and Stoll have two */
    ck_assert_ptr_null(arrhenius_find("Liver"));
}
END_TEST

/* The temperature at which a pair kills in a time, by bisection on the rate. */
static double kills_at_c(const struct criterion *criterion, double time_s)
{
    double low = 37, high = 120;

    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (damage_rate_per_s(criterion, middle) * time_s < 1)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Written with two or three digits, so half a unit of the last: 0.06 C and, for
 * the shortest, 6 % of the time. */
START_TEST(arrhenius_kills_when_and_where_it_should)
{
    static const double times_s[] = { 60, 90, 120 }, temps_c[] = { 50, 55, 60 };
    struct criterion criterion = pair_of(&rows[_i]);

    for (size_t i = 0; i < 3; i++) {
        double temp_c = kills_at_c(&criterion, times_s[i]),
               time_s = 1 / damage_rate_per_s(&criterion, temps_c[i]);
        double closed_c = rows[_i].ea / (GAS_CONSTANT_J_PER_MOL_K * log(rows[_i].a * times_s[i]))
                        - KELVIN_AT_0_C;
        printf("  %-16s dead in %3.0f s at %7.3f C (table %5.1f)   at %2.0f C in %10.4g s (table "
               "%8.3g)\n",
               rows[_i].name, times_s[i], temp_c, rows[_i].temp_c[i], temps_c[i], time_s,
               rows[_i].time_s[i]);
        ck_assert_double_eq_tol(temp_c, closed_c, 1e-9);
        ck_assert_double_eq_tol(temp_c, rows[_i].temp_c[i], 0.06);
        ck_assert(isnan(rows[_i].time_s[i]) || fabs(time_s / rows[_i].time_s[i] - 1) < 0.06);
    }
}
END_TEST

/* A ~ 1e124 overflows nothing between freezing and charring. */
START_TEST(rates_are_finite_and_rise_with_temperature)
{
    struct criterion criterion = criterion_arrhenius(&arrhenius_rows[_i]);
    double before = 0;

    for (double temp_c = 0; temp_c <= 400; temp_c += 0.5) {
        double rate = damage_rate_per_s(&criterion, temp_c);
        /* two fits do not meet */
        bool   switches = fabs(temp_c - 0.5 - arrhenius_rows[_i].switch_c) < 0.4;
        ck_assert_msg(isfinite(rate) && rate > 0, "%s: %g at %g C", arrhenius_rows[_i].name, rate,
                      temp_c);
        ck_assert(rate > before || switches);
        before = rate;
    }
}
END_TEST

START_TEST(weaver_and_stoll_switch_above_50_c)
{
    struct criterion both = criterion_arrhenius(arrhenius_find("weaver_stoll"));
    struct criterion below = pair_of(&rows[4]), above = pair_of(&rows[5]);

    ck_assert_double_eq(damage_rate_per_s(&both, 49), damage_rate_per_s(&below, 49));
    ck_assert_double_eq(damage_rate_per_s(&both, 50), damage_rate_per_s(&below, 50));
    ck_assert_double_eq(damage_rate_per_s(&both, 50.0001), damage_rate_per_s(&above, 50.0001));
    ck_assert_double_eq(damage_rate_per_s(&both, 70), damage_rate_per_s(&above, 70));
}
END_TEST

static const struct { double temp_c, time_s; } thermal_doses[] = {
    { 43, 14400 }, { 45, 3600 }, { 47, 900 }, { 50, 112.5 }, { 52, 28.125 }, { 55, 3.515625 },
    { 60, 0.10986328125 }, { 42, 57600 }, { 41, 230400 },
};

START_TEST(cem43_of_240_minutes_is_reached_in_time)
{
    struct criterion criterion = criterion_cem43(240);

    ck_assert_double_eq_tol(240 / damage_rate_per_s(&criterion, thermal_doses[_i].temp_c)
                                / thermal_doses[_i].time_s,
                            1, 1e-13);
}
END_TEST

START_TEST(criteria_are_named_by_what_they_are)
{
    const struct arrhenius own = { .a_per_s = 1e40, .ea_j_per_mol = 2.6e5, .switch_c = INFINITY };

    ck_assert_str_eq(criterion_isotherm(50).name, "isotherm 50 C");
    ck_assert_str_eq(criterion_cem43(240).name, "cem43 240 min");
    ck_assert_str_eq(criterion_arrhenius(arrhenius_find("liver")).name, "arrhenius liver");
    ck_assert_str_eq(criterion_arrhenius(&own).name, "arrhenius 1e+40 1/s 260000 J/mol");
    ck_assert(criterion_isotherm(50).limit == 50 && criterion_cem43(240).limit == 240
              && criterion_arrhenius(&own).limit == 1);
    ck_assert(damage_rate_per_s(&(struct criterion){ .kind = CRITERION_ISOTHERM,
                                                     .limit = 50 }, 80) == 0);
}
END_TEST

/* ---- through the plant ---- */

static struct ablation_setup bath_setup(double temp_c)
{
    struct grid_shape     shape = needle_shape(18, 5, 20);
    struct ablation_setup setup = needle_setup(shape, treatment_fineness(1, 0, &shape),
                                               needle_steel, needle_plain_tissue());

    setup.start_c = temp_c;
    return setup;
}

/* Dead tissue in a bath: the whole of it, and the margin says by how much. */
static const double baths_c[] = { 42, 47, 49.5, 50.5, 60, 90 };

START_TEST(a_uniform_bath_damages_as_the_closed_form_says)
{
    static const double steps_s[] = { 0.01, 0.3, 1, 7, 40 };
    struct ablation_setup setup = bath_setup(baths_c[_i]);
    struct ablation *plant;
    double *margin, total_s = 0;

    for (size_t c = 0; c < arrhenius_count; c++)
        setup.criteria[setup.criterion_count++] = criterion_arrhenius(&arrhenius_rows[c]);
    setup.criteria[setup.criterion_count++] = criterion_cem43(240);
    plant = needle_create(&setup);
    margin = malloc(ablation_grid(plant)->nodes * sizeof *margin);
    ck_assert_ptr_nonnull(margin);
    for (size_t i = 0; i < COUNT(steps_s); i++) {
        needle_step(plant, steps_s[i], 0);
        total_s += steps_s[i];
    }
    for (size_t c = 0; c < setup.criterion_count; c++) {
        double exact = log(damage_rate_per_s(&setup.criteria[c], baths_c[_i]) * total_s
                           / setup.criteria[c].limit);
        ablation_margin(plant, c, margin);
        /* the bath itself drifts by round-off: 1e-11 C */
        for (size_t node = 0; node < ablation_grid(plant)->nodes; node++)
            if (ablation_grid(plant)->tissue_m3[node] > 0 && fabs(margin[node] - exact) > 1e-8)
                ck_abort_msg("%s in %g C: log damage %.10g, exact %.10g", setup.criteria[c].name,
                             baths_c[_i], margin[node], exact);
    }
    free(margin);
    ablation_destroy(plant);
}
END_TEST

START_TEST(the_isotherm_remembers_the_highest_temperature)
{
    struct ablation_setup setup = bath_setup(37);
    struct lesion hot, later;
    struct ablation *plant;

    setup.criteria[setup.criterion_count++] = criterion_isotherm(50);
    plant = needle_create(&setup);
    for (int step = 0; step < 20; step++)
        needle_step(plant, 1, 16);
    ablation_lesion(plant, 0, &hot);
    for (int step = 0; step < 40; step++)
        needle_step(plant, 5, 0);
    ablation_lesion(plant, 0, &later);
    ck_assert_double_lt(ablation_hottest_c(plant), 50);
    ck_assert_double_gt(hot.width_m, 3e-3);
    ck_assert_double_ge(later.width_m, hot.width_m);
    ck_assert_double_ge(later.volume_m3, hot.volume_m3);
    ablation_destroy(plant);
}
END_TEST

/* Tissue that neither conducts nor is driven: each point is dT/dt = -(P / rho c) exp(-omega) (T
 * - 37), d omega / dt = A exp(-Ea / R T). By the classical Runge-Kutta method with steps so
 * small that its error is nothing. */
static void bath_integrate(const struct tissue *tissue, const struct criterion *criterion,
                           bool stops, double seconds, double *temp_c, double *omega)
{
    const int    steps = 20000;
    const double decay = tissue->perfusion_per_s * tissue->blood_rho_kg_per_m3
                       * tissue->blood_c_j_per_kg_k
                       / (tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k),
                 h = seconds / steps;

    for (int step = 0; step < steps; step++) {
        double slope[5][2] = { { 0 } };
        for (int stage = 1; stage <= 4; stage++) {
            double ahead = stage == 1 ? 0 : stage == 4 ? h : h / 2;
            double t = *temp_c + ahead * slope[stage - 1][0],
                   w = *omega + ahead * slope[stage - 1][1];
            slope[stage][0] = -decay * (stops ? exp(-w) : 1) * (t - TISSUE_REFERENCE_C);
            slope[stage][1] = damage_rate_per_s(criterion, t);
        }
        *temp_c += h / 6 * (slope[1][0] + 2 * slope[2][0] + 2 * slope[3][0] + slope[4][0]);
        *omega += h / 6 * (slope[1][1] + 2 * slope[2][1] + 2 * slope[3][1] + slope[4][1]);
    }
}

START_TEST(perfusion_stops_as_exp_of_minus_omega)
{
    const double seconds = 60, step_s = 0.25;
    struct ablation_setup setup = bath_setup(50);
    struct ablation *plant;
    struct grid_stencil at;
    double temp_c = 50, omega = 0, *margin;

    setup.tissue.perfusion_per_s = 0.02;
    setup.tissue.perfusion_stops_with_damage = _i == 0;
    setup.tissue.k_w_per_m_k = setup.metal.k_w_per_m_k = 1e-9;
    /* the first Arrhenius one counts, not the first */
    setup.criteria[setup.criterion_count++] = criterion_isotherm(45);
    setup.criteria[setup.criterion_count++] = criterion_arrhenius(arrhenius_find("liver"));
    setup.criteria[setup.criterion_count++] = criterion_arrhenius(arrhenius_find("artery"));
    bath_integrate(&setup.tissue, &setup.criteria[1], _i == 0, seconds, &temp_c, &omega);
    plant = needle_create(&setup);
    for (double now_s = 0; now_s < seconds - 1e-9; now_s += step_s)
        needle_step(plant, step_s, 0);
    margin = malloc(ablation_grid(plant)->nodes * sizeof *margin);
    ck_assert_ptr_nonnull(margin);
    ablation_margin(plant, 1, margin);
    grid_stencil_at(ablation_grid(plant), 5e-3, 0, &at);
    printf("  perfusion %s: after 60 s %.6f C (exact %.6f), omega %.6f (exact %.6f)\n",
           _i == 0 ? "stops" : "goes on", grid_read(&at, ablation_temp_c(plant)), temp_c,
           exp(grid_read(&at, margin)), omega);
    /* second order in steps of 1/200 of the decay */
    ck_assert_double_eq_tol(grid_read(&at, ablation_temp_c(plant)), temp_c, 1e-3);
    ck_assert_double_eq_tol(exp(grid_read(&at, margin)) / omega, 1, 1e-3);
    free(margin);
    ablation_destroy(plant);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_damage");
    TCase *tests = tcase_create("damage");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, the_table_has_the_pairs_of_the_literature, 0, COUNT(rows));
    tcase_add_loop_test(tests, arrhenius_kills_when_and_where_it_should, 0, COUNT(rows));
    tcase_add_loop_test(tests, rates_are_finite_and_rise_with_temperature, 0, (int)arrhenius_count);
    tcase_add_test(tests, weaver_and_stoll_switch_above_50_c);
    tcase_add_loop_test(tests, cem43_of_240_minutes_is_reached_in_time, 0, COUNT(thermal_doses));
    tcase_add_test(tests, criteria_are_named_by_what_they_are);
    tcase_add_loop_test(tests, a_uniform_bath_damages_as_the_closed_form_says, 0, COUNT(baths_c));
    tcase_add_test(tests, the_isotherm_remembers_the_highest_temperature);
    tcase_add_loop_test(tests, perfusion_stops_as_exp_of_minus_omega, 0, 2);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
