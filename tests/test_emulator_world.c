/* The emulators' world: nothing leaks, an occluded line stores, a mismatch reflects. */
#include "drivers/mock/emulator.h"
#include "tests/support/suite.h"

#include <math.h>

#define STEP_S 0.1

/* Pump at `rate` for `time_s`; what is pushed must be what came out and what is stored, always. */
static void pump(struct emulator_world *world, double rate_ul_per_h, double time_s)
{
    for (double t = 0; t < time_s - STEP_S / 2; t += STEP_S) {
        world->pushed_ul += rate_ul_per_h * STEP_S / 3600;
        emulator_world_step(world, STEP_S);
        ck_assert_double_eq_tol(world->pushed_ul - world->delivered_ul,
                                world->line_kpa * world->compliance_ul_per_kpa, 1e-9);
    }
}

START_TEST(what_is_pushed_comes_out_or_is_stored)
{
    struct emulator_world world;

    emulator_world_begin(&world);
    pump(&world, 1000, 60);                         /* 17 time constants of 3.6 s */
    ck_assert_double_eq_tol(world.flow_ul_per_h, 1000, 0.01);
    ck_assert_double_eq_tol(world.line_kpa, 1, 1e-5);
    pump(&world, 0, 60);
    ck_assert_double_eq_tol(world.delivered_ul, 1000.0 / 60, 1e-5);
    pump(&world, -500, 36);
    pump(&world, 0, 60);
    ck_assert_double_eq_tol(world.delivered_ul, 1000.0 / 60 - 5, 1e-5);
}
END_TEST

START_TEST(an_occluded_line_rises_and_lets_go_as_a_bolus)
{
    struct emulator_world world;
    double before_ul;

    emulator_world_begin(&world);
    world.compliance_ul_per_kpa = 0.5;
    world.is_occluded = true;
    pump(&world, 3600, 10);                         /* 10 uL into 0.5 uL/kPa */
    ck_assert_double_eq_tol(world.line_kpa, 20, 1e-9);
    ck_assert_double_eq_tol(world.delivered_ul, 0, 1e-12);
    before_ul = world.delivered_ul;
    world.is_occluded = false;
    pump(&world, 0, 60);
    ck_assert_double_eq_tol(world.delivered_ul - before_ul, 10, 1e-6);
}
END_TEST

/* The step is exact: coarse and fine give the same. */
START_TEST(the_step_does_not_matter)
{
    struct emulator_world coarse, fine;

    emulator_world_begin(&coarse);
    emulator_world_begin(&fine);
    coarse.pushed_ul = 5;
    emulator_world_step(&coarse, 5);
    for (int i = 0; i < 5000; i++) {
        fine.pushed_ul += 0.001;
        emulator_world_step(&fine, 0.001);
    }
    ck_assert_double_eq_tol(coarse.delivered_ul, fine.delivered_ul, 1e-9);
}
END_TEST

static const struct { double load_ohm, into_load_w, current_a, volts; } loads[] = {
    {  50, 20,       0.632455532, 31.6227766 },     /* matched: all of it; I = sqrt(P / R) */
    { 200, 12.8,     0.252982213, 50.5964426 },     /* gamma 0.6: 36 % comes back          */
    {  12.5, 12.8,   1.011928851, 12.6491106 },     /* and the other way round             */
    {   0, 0,        1.264911064, 0          },
    { INFINITY, 0,   0,           63.2455532 },
};

START_TEST(a_mismatch_reflects)
{
    struct emulator_world world;

    emulator_world_begin(&world);
    world.source_w = 20;
    world.load_ohm = loads[_i].load_ohm;
    emulator_world_step(&world, STEP_S);
    ck_assert_double_eq_tol(world.into_load_w, loads[_i].into_load_w, 1e-6);
    ck_assert_double_eq_tol(world.current_a, loads[_i].current_a, 1e-6);
    ck_assert_double_eq_tol(world.volts, loads[_i].volts, 1e-5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("emulator world");
    TCase *all = tcase_create("world");

    tcase_add_test(all, what_is_pushed_comes_out_or_is_stored);
    tcase_add_test(all, an_occluded_line_rises_and_lets_go_as_a_bolus);
    tcase_add_test(all, the_step_does_not_matter);
    tcase_add_loop_test(all, a_mismatch_reflects, 0, sizeof loads / sizeof loads[0]);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
