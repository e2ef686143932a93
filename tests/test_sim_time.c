/* Heat in time: the order of its steps, its balance of energy, its
 * calm in huge steps, and boiling. */
#include "base/units.h"
#include "sim/treatment.h"
#include "tests/support/exact.h"
#include "tests/support/exact_needle.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the plants that are stepped ---- */

enum drive { AT_VOLTS, HELD };

struct story {
    const char *name;
    enum drive  drive;
    double      volts;                          /* or the most volts when held   */
    double      sigma_per_c, k_per_c, perfusion_per_s;
    bool        stops, boils;
    double      ramp_c_per_s;                   /* held: from 37 C for ten seconds, then there */
};

/* `back_mm`: where the thermocouple sits, back from the end of the tip. */
static struct ablation *plant_new(const struct story *story, int gauge, double tip_mm,
                                  double back_mm)
{
    struct grid_shape     shape = needle_shape(gauge, tip_mm, 60);
    struct ablation_setup setup = needle_setup(shape, treatment_fineness(0.5, 0, &shape),
                                               needle_steel, needle_plain_tissue());
    const struct tissue  *muscle = tissue_find("muscle");

    setup.tissue.sigma_per_c = story->sigma_per_c;
    setup.tissue.k_per_c = story->k_per_c;
    setup.tissue.perfusion_per_s = story->perfusion_per_s;
    setup.tissue.perfusion_stops_with_damage = story->stops;
    setup.tissue.boils = story->boils;
    setup.tissue.metabolic_w_per_m3 = 900;
    setup.tissue.water_j_per_m3 = muscle->water_j_per_m3;
    setup.tissue.dry_j_per_m3_k = muscle->dry_j_per_m3_k;
    setup.thermocouple_m = back_mm * M_PER_MM;
    setup.solve_tolerance = 1e-10;
    setup.criteria[setup.criterion_count++] = criterion_arrhenius(arrhenius_find("liver"));
    return needle_create(&setup);
}

static double target_c(const struct story *story, double at_s)
{
    return 37 + story->ramp_c_per_s * fmin(at_s, 10);
}

static void story_step(struct ablation *plant, const struct story *story, double from_s,
                       double to_s)
{
    struct why why = { "" };

    if (story->drive == AT_VOLTS)
        needle_step(plant, to_s - from_s, story->volts);
    else
        ck_assert_msg(ablation_step_held(plant, to_s - from_s, target_c(story, from_s),
                                         target_c(story, to_s), story->volts, &why)
                          == ERR_OK,
                      "%s", why.text);
}

/* ---- order ---- */

#define ORDER_S  8.0

struct watched { double tip_c, near_c, far_c, log_damage; };

static struct watched story_run(const struct story *story, int steps)
{
    struct ablation *plant = plant_new(story, 20, 10, 0);
    const struct grid *grid = ablation_grid(plant);
    double *margin = malloc(grid->nodes * sizeof *margin);
    struct grid_stencil near;
    struct watched at;

    ck_assert_ptr_nonnull(margin);
    for (int step = 0; step < steps; step++)
        story_step(plant, story, ORDER_S * step / steps, ORDER_S * (step + 1) / steps);
    grid_stencil_at(grid, grid->shape.radius_m + 0.5e-3, 0, &near);
    ablation_margin(plant, 0, margin);
    at = (struct watched){ ablation_tip_c(plant),
                           needle_read_c(plant, grid->shape.radius_m + 0.5e-3, 0),
                           needle_read_c(plant, grid->shape.radius_m + 2e-3, -3e-3),
                           grid_read(&near, margin) };
    free(margin);
    ablation_destroy(plant);
    return at;
}

static const struct story orders[] = {
    { "constant voltage, nothing moves",      AT_VOLTS, 14,  0,     0,      0,      false, false, 4 },
    { "constant voltage, sigma and k move",   AT_VOLTS, 13,  0.015, 0.0015, 0,      false, false, 4 },
    { "constant voltage, perfusion stops too", AT_VOLTS, 13, 0.02,  0.001,  0.01,   true, false, 4 },
    { "held on a ramp, sigma and k move",     HELD,     100, 0.015, 0.0015, 6.7e-4, true, false, 4 },
};

/* Errors against a run of many more steps on the same grid, at 20, 40 and 80 steps;
 * temperatures together, so that none that happens to cross zero spoils the order. On a ramp,
 * V^2 starts like the root of time, and equal steps see no more than order 1.5 of any method;
 * treatments begin with short ones. */
START_TEST(steps_are_of_second_order)
{
    const struct story *story = &orders[_i];
    struct watched exact = story_run(story, 640);
    double warm[3], damage[3], least;

    for (int i = 0; i < 3; i++) {
        struct watched run = story_run(story, 20 << i);
        warm[i] = sqrt(pow(run.tip_c - exact.tip_c, 2) + pow(run.near_c - exact.near_c, 2)
                       + pow(run.far_c - exact.far_c, 2));
        damage[i] = fabs(run.log_damage - exact.log_damage);
    }
    printf("  %-36s %.3f C at 0.5 mm: errors %.1e %.1e %.1e C (order %.2f, %.2f), of log damage "
           "%.1e %.1e %.1e (%.2f, %.2f)\n",
           story->name, exact.near_c, warm[0], warm[1], warm[2], exact_order(warm[0], warm[1]),
           exact_order(warm[1], warm[2]), damage[0], damage[1], damage[2],
           exact_order(damage[0], damage[1]), exact_order(damage[1], damage[2]));
    least = story->drive == HELD ? 1.4 : 1.8;
    ck_assert_double_gt(exact_order(warm[1], warm[2]), least);
    ck_assert_double_lt(exact_order(warm[1], warm[2]), 2.2);
    /* rates of the first, cold second are cut off: some 1e-6 */
    ck_assert_double_gt(exact_order(damage[0], damage[2]) / 2, least - 0.2);
}
END_TEST

/* Ideal control: told where to be at both ends of a step, it is there, with a voltage that has no
 * reason to jump. A millimetre of steel lies between the field and this thermocouple, through
 * which heat takes a^2 / alpha = 0.05 to 0.2 s; the plant says which step is the shortest that it
 * can be asked to be right after. */
static const struct { int gauge; double least_times; } held_calm[] = {
    { 23, 1 }, { 20, 1 }, { 18, 1 }, { 16, 1 }, { 20, 1.7 }, { 16, 1.3 }, { 20, 4 }, { 16, 2 },
};

START_TEST(ideal_control_is_calm_at_every_step_it_allows)
{
    const struct story story = { "held", HELD, 100, 0.015, 0.0015, 6.7e-4, true, false, 4 };
    struct ablation *plant = plant_new(&story, held_calm[_i].gauge, 10, 1);
    double step_s = held_calm[_i].least_times * ablation_held_step_least_s(plant), off_c = 0,
           jump = 0, before = 0;

    for (int step = 0; step * step_s < 3 - 1e-9; step++) {
        story_step(plant, &story, step * step_s, (step + 1) * step_s);
        if (step * step_s > 1) {
            off_c = fmax(off_c,
                         fabs(ablation_tip_c(plant) - target_c(&story, (step + 1) * step_s)));
            jump = fmax(jump, fabs(ablation_volts(plant) - before));
        }
        before = ablation_volts(plant);
    }
    printf("  %d G in steps of %.3f s: tip off by %.4f C, voltage jumps by %.2f V\n",
           held_calm[_i].gauge, step_s, off_c, jump);
    ck_assert_double_le(off_c, 0.01);
    ck_assert_double_le(jump, 3);       /* of about 14 V; when it swings, it swings by 50 */
    ablation_destroy(plant);
}
END_TEST

/* ---- energy ---- */

static const struct { struct story story; double step_s; int steps_on, steps_off; } balances[] = {
    { { "nothing moves",                   AT_VOLTS, 14, 0,     0,      0,      false, false, 4 }, 0.5,  60, 20 },
    { { "sigma and k move",                AT_VOLTS, 14, 0.015, 0.0015, 0,      false, false, 4 }, 0.5,  60, 20 },
    { { "perfusion",                       AT_VOLTS, 14, 0.015, 0.0015, 0.0155, false, false, 4 }, 0.5,  60, 20 },
    { { "perfusion stops where tissue died", AT_VOLTS, 14, 0.02, 0.002, 0.0155, true, false, 4 }, 0.5,  60, 20 },
    { { "held",                            HELD,     100, 0.015, 0.0015, 6.7e-4, true, false, 4 }, 0.25, 80, 40 },
    { { "huge steps",                      AT_VOLTS, 10, 0,     0,      6.7e-4, false, false, 4 }, 900,  40, 10 },
    { { "boiling",                         AT_VOLTS, 30, 0.015, 0.001,  6.7e-4, true,  true, 4 }, 0.1,  80, 20 },
    { { "held so hot that tissue boils",   HELD,     100, 0.015, 0.001, 6.7e-4, true,  true, 6.2 }, 0.25, 56, 10 },
};

/* of the largest flow: solves to 1e-10, and a bath whose own energy is
 * a million times what is stored */
#define BALANCE 1e-6

START_TEST(no_energy_is_lost)
{
    const struct story *story = &balances[_i].story;
    struct ablation    *plant = plant_new(story, 18, 5, 0);
    struct bioheat_did  did;
    double now_s = 0, step_s = balances[_i].step_s;

    for (int step = 0; step < balances[_i].steps_on + balances[_i].steps_off;
         step++, now_s += step_s) {
        if (step < balances[_i].steps_on)
            story_step(plant, story, now_s, now_s + step_s);
        else
            needle_step(plant, step_s, 0);
    }
    did = ablation_did(plant).heat;
    printf("  %-36s stored %9.4g = joule %9.4g + metabolic %8.3g - perfused %8.3g - conducted "
           "%8.3g J, off by %.1e\n",
           story->name, did.stored_j, did.joule_j, did.metabolic_j, did.perfused_j, did.conducted_j,
           ablation_did(plant).energy_imbalance);
    ck_assert_double_le(ablation_did(plant).energy_imbalance, BALANCE);
    ck_assert_double_gt(did.joule_j, 1);
    ck_assert_double_gt(did.metabolic_j, 0);
    ck_assert(story->perfusion_per_s == 0 || did.perfused_j > 0);
    ablation_destroy(plant);
}
END_TEST

/* Joule heat must be what voltage and resistance say: V^2 t / R where nothing moves. */
START_TEST(joule_heat_is_voltage_squared_over_resistance)
{
    const struct story story = { "plain", AT_VOLTS, 12, 0, 0, 0, false, false, 4 };
    struct ablation *plant = plant_new(&story, 20, 5, 1);

    for (int step = 0; step < 30; step++)
        needle_step(plant, 1, 12);
    ck_assert(exact_hits("12 V for 30 s: joule heat [J]", ablation_did(plant).heat.joule_j,
                         144.0 * 30 / ablation_resistance_ohm(plant), 1e-12));
    ck_assert(exact_hits("12 V: power [W]", ablation_power_w(plant),
                         144.0 / ablation_resistance_ohm(plant), 1e-12));
    ablation_destroy(plant);
}
END_TEST

/* ---- calm ---- */

static const double huge_steps_s[] = { 10, 1e3, 1e5, 1e8 };

START_TEST(a_huge_step_does_not_overshoot)
{
    const struct story story = { "plain", AT_VOLTS, 10, 0, 0, 6.7e-4, false, false, 4 };
    struct ablation *steady = plant_new(&story, 20, 10, 1), *plant = plant_new(&story, 20, 10, 1);
    double most, one;

    for (int step = 0; step < 6; step++)
        needle_step(steady, 1e7, story.volts);
    most = ablation_hottest_c(steady);
    needle_step(plant, huge_steps_s[_i], story.volts);
    one = ablation_hottest_c(plant);
    needle_step(plant, huge_steps_s[_i], story.volts);
    printf("  two steps of %g s: %.4f, %.4f C, steady %.4f C\n", huge_steps_s[_i], one,
           ablation_hottest_c(plant), most);
    /* Of a step much longer than a mode's own time, 1 + sqrt(2) of (time / step)
     * stays, once, with the other sign. */
    ck_assert_double_le(one, most + 0.15 * (most - 37));
    ck_assert_double_le(ablation_hottest_c(plant), most + 0.02 * (most - 37));
    for (size_t node = 0; node < ablation_grid(plant)->nodes; node++)
        if (ablation_temp_c(plant)[node] < 37 - 0.01)
            ck_abort_msg("%.3f C is colder than anything was", ablation_temp_c(plant)[node]);
    ablation_destroy(plant);
    ablation_destroy(steady);
}
END_TEST

/* Up to the slowest mode's own time. Beyond it, the method's factor dips to -0.2 once, as
 * L-stable methods of order 2 do. */
static const double off_steps_s[] = { 0.02, 0.2, 2, 20 };

START_TEST(what_is_off_cools_monotonically)
{
    const struct story story = { "warm", AT_VOLTS, 14, 0.015, 0.001, 6.7e-4, true, false, 4 };
    struct ablation *plant = plant_new(&story, 20, 10, 1);
    double before_c, tip_c;

    for (int step = 0; step < 40; step++)
        needle_step(plant, 0.5, story.volts);
    before_c = ablation_hottest_c(plant);
    tip_c = ablation_tip_c(plant);
    for (int step = 0; step < 30; step++) {
        needle_step(plant, off_steps_s[_i], 0);
        ck_assert_double_le(ablation_hottest_c(plant), before_c + 1e-9);
        ck_assert_msg(step < 1 || ablation_tip_c(plant) <= tip_c + 1e-6,
                      "the tip rises from %.6f to %.6f C", tip_c, ablation_tip_c(plant));
        ck_assert_double_ge(ablation_hottest_c(plant), 37);
        before_c = ablation_hottest_c(plant);
        tip_c = ablation_tip_c(plant);
    }
    ablation_destroy(plant);
}
END_TEST

/* A plant that was prepared for its steps takes them to the same place as one that was not. */
START_TEST(prepared_or_not_is_the_same)
{
    const struct story story = { "warm", AT_VOLTS, 13, 0.015, 0.001, 6.7e-4, true, false, 4 };
    struct ablation *free_one = plant_new(&story, 20, 10, 1),
                    *prepared = plant_new(&story, 20, 10, 1);
    const double step_s = 0.2;

    ck_assert_int_eq(ablation_prepare(prepared, &step_s, 1), ERR_OK);
    for (int step = 0; step < 100; step++) {
        needle_step(free_one, step_s, story.volts);
        needle_step(prepared, step_s, story.volts);
    }
    ck_assert_double_eq_tol(ablation_tip_c(prepared), ablation_tip_c(free_one), 1e-6);
    ck_assert_double_eq_tol(ablation_hottest_c(prepared), ablation_hottest_c(free_one), 1e-6);
    /* not one that was promised */
    ck_assert_int_eq(ablation_step(prepared, step_s * 1.5, 13, NULL), ERR_BUG);
    ablation_destroy(free_one);
    ablation_destroy(prepared);
}
END_TEST

/* ---- boiling ---- */

#define BOIL_STEP_S 0.25

START_TEST(driven_hard_tissue_boils_dries_and_shuts_the_current_off)
{
    const struct story story = { "hard", AT_VOLTS, 32, 0.015, 0.001, 6.7e-4, true, true, 4 };
    struct ablation *plant = plant_new(&story, 20, 5, 1);
    double least_ohm = INFINITY, boils_at_s = NAN, window_s = 0, last_ohm = 0, now_s, before_c = 37,
           fastest = 0;

    for (now_s = BOIL_STEP_S; now_s < 30; now_s += BOIL_STEP_S) {
        double hottest_c;
        needle_step(plant, BOIL_STEP_S, story.volts);
        ck_assert_int_eq(ablation_settle(plant, NULL), ERR_OK);
        hottest_c = ablation_hottest_c(plant);
        last_ohm = ablation_resistance_ohm(plant);
        least_ohm = fmin(least_ohm, last_ohm);
        if (isnan(boils_at_s) && hottest_c > TISSUE_BOILS_FROM_C)
            boils_at_s = now_s;
        if (isnan(boils_at_s))
            fastest = fmax(fastest, (hottest_c - before_c) / BOIL_STEP_S);
        window_s += hottest_c >= TISSUE_BOILS_FROM_C && hottest_c <= TISSUE_BOILS_TO_C ? BOIL_STEP_S
                                                                                       : 0;
        before_c = hottest_c;
        if (last_ohm > 3 * least_ohm)
            break;
    }
    printf("  boils after %.2f s, hottest stays within 99 .. 101 C for %.2f s (crossing at %.0f "
           "C/s would take %.2f s)\n",
           boils_at_s, window_s, fastest, 2 / fastest);
    printf("  resistance least %.1f ohm, %.1f ohm after %.2f s, hottest %.1f C, energy off by "
           "%.1e\n",
           least_ohm, last_ohm, now_s, ablation_hottest_c(plant),
           ablation_did(plant).energy_imbalance);
    ck_assert_double_lt(boils_at_s, 10);
    ck_assert_double_gt(window_s, 5 * 2 / fastest);  /* latent heat: about 500 C worth of warming */
    ck_assert_double_gt(last_ohm, 3 * least_ohm);    /* dry tissue carries a hundredth */
    ck_assert_double_le(ablation_did(plant).energy_imbalance, BALANCE);
    ablation_destroy(plant);
}
END_TEST

START_TEST(boiled_tissue_gives_its_latent_heat_back)
{
    const struct story story = { "hard", AT_VOLTS, 30, 0.015, 0.001, 6.7e-4, true, true, 4 };
    struct ablation *plant = plant_new(&story, 20, 5, 1);

    for (int step = 0; step < 24; step++)
        needle_step(plant, BOIL_STEP_S, story.volts);
    ck_assert_double_gt(ablation_hottest_c(plant), TISSUE_BOILS_FROM_C);
    for (int step = 0; step < 60; step++)
        needle_step(plant, 1, 0);
    ck_assert_double_lt(ablation_hottest_c(plant), TISSUE_BOILS_FROM_C);
    ck_assert_double_le(ablation_did(plant).energy_imbalance, BALANCE);
    ablation_destroy(plant);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_time");
    TCase *tests = tcase_create("time");

    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, steps_are_of_second_order, 0, COUNT(orders));
    tcase_add_loop_test(tests, ideal_control_is_calm_at_every_step_it_allows, 0, COUNT(held_calm));
    tcase_add_loop_test(tests, no_energy_is_lost, 0, COUNT(balances));
    tcase_add_test(tests, joule_heat_is_voltage_squared_over_resistance);
    tcase_add_loop_test(tests, a_huge_step_does_not_overshoot, 0, COUNT(huge_steps_s));
    tcase_add_loop_test(tests, what_is_off_cools_monotonically, 0, COUNT(off_steps_s));
    tcase_add_test(tests, prepared_or_not_is_the_same);
    tcase_add_test(tests, driven_hard_tissue_boils_dries_and_shuts_the_current_off);
    tcase_add_test(tests, boiled_tissue_gives_its_latent_heat_back);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
