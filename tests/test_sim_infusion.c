/* The infusion plant: nothing is lost between reservoir and patient, whatever happens, and the tick
 * that it is advanced with does not matter. */
#include "base/units.h"
#include "sim/infusion.h"
#include "sim/level.h"
#include "tests/support/allocations.h"
#include "tests/support/suite.h"

#include <math.h>
#include <string.h>

static struct infusion_setup setup_usual(void)
{
    struct infusion_setup setup = {
        .hydraulics = { .stroke_m3 = 2.5e-9, .gain = 1, .reservoir_m3 = 18e-6, .capacity_m3 = 20e-6,
                        .residual_m3 = 0.3e-6, .kg_per_m3 = 1, .stall_pa = 300e3,
                        .battery_share = 1, .life_s = 9 * 365 * S_PER_DAY, .stroke_share = 5e-7 },
        .catheter = { .length_m = 1.1, .volume_m3_per_m = 0.26e-6, .compliance_m3_per_pa = 1e-13,
                      .tip_pa_s_per_m3 = 3e11, .diffusivity_m2_per_s = 7.3e-10,
                      .filled_kg_per_m3 = 1 },
        .csf = { .length_m = 0.612, .uptake_per_s = 6.4e-5, .cord_m_per_s = 1e-7,
                 .cord_partition = 1, .cord_decay_per_s = 7e-5, .cistern_m3 = 125e-6,
                 .cistern_out_m3_per_s = 5.8e-9, .absorption_m3_per_s = 1.8e-9 },
        .csf_pa = 1300, .canal_step_s = 60, .pocket_per_s = log(2) / 3600,
    };
    struct why why = { "" };

    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        double x_m = levels[i].middle_m;
        setup.csf.area_m2.x_m[i] = setup.csf.cord_area_m2.x_m[i] = x_m;
        setup.csf.area_m2.value[i] = level_csf_area_m2(x_m);
        setup.csf.cord_area_m2.value[i] = level_cord_area_m2(x_m);
    }
    setup.csf.area_m2.count = setup.csf.cord_area_m2.count = LEVEL_COUNT;
    setup.csf.dispersion_m2_per_s = (struct csf_profile){ { 0 }, { 1e-7 }, 1 };
    setup.tip_m = 0.33;
    ck_assert_int_eq(drug_find("morphine", &setup.drug, &why), ERR_OK);
    return setup;
}

static struct infusion *plant_make(const struct infusion_setup *setup)
{
    struct infusion *plant = NULL;
    struct why       why = { "" };

    ck_assert_msg(infusion_create(&plant, setup, &why) == ERR_OK, "%s", why.text);
    return plant;
}

static void step(struct infusion *plant, double dt_s, unsigned strokes,
                 const struct infusion_faults *faults)
{
    struct why why = { "" };

    if (infusion_step(plant, dt_s, strokes, faults, &why) != ERR_OK)
        ck_abort_msg("%s", why.text);
}

static struct infusion_truth truth_of(const struct infusion *plant)
{
    struct infusion_truth truth;

    infusion_truth(plant, &truth);
    return truth;
}

static const struct infusion_faults sound = { 0 };

/* 20 ul/h are 8 strokes an hour: after a day 192 strokes, 480 ul, less what the catheter's
 * pressure holds back. */
START_TEST(a_basal_day_arrives)
{
    struct infusion_setup setup = setup_usual();
    struct infusion      *plant = plant_make(&setup);
    struct infusion_truth truth;

    for (long minute = 0; minute < 1440; minute++)
        step(plant, 60, minute % 15 == 0 ? 2 : 0, &sound);
    truth = truth_of(plant);
    ck_assert_double_eq_tol(truth.delivered_m3 * UL_PER_M3, 480, 0.05);
    ck_assert_double_eq_tol(truth.delivered_kg * UG_PER_KG, 480, 0.05);
    ck_assert_double_eq_tol(truth.reservoir_m3 * UL_PER_M3, 17520, 1e-6);
    ck_assert_double_le(truth.imbalance, 1e-12);
    ck_assert_double_gt(truth.tip_kg_per_m3, 10 * truth.cistern_kg_per_m3);
    ck_assert_double_gt(truth.levels.plasma_kg_per_m3, 0);
    infusion_destroy(plant);
}
END_TEST

/* The same programme by ticks of a tenth of a second, a second, a minute and an hour. */
START_TEST(the_tick_does_not_matter)
{
    static const double  ticks_s[] = { 0.5, 1, 10, 60, 600 };
    struct infusion_setup setup = setup_usual();
    struct infusion_truth first = { 0 };

    for (size_t t = 0; t < sizeof ticks_s / sizeof *ticks_s; t++) {
        struct infusion *plant = plant_make(&setup);
        struct infusion_truth truth;
        long per_10_min = lround(600 / ticks_s[t]);

        for (long i = 0; i < 36 * per_10_min; i++)
            step(plant, ticks_s[t], i % per_10_min == 0 ? 1 : 0, &sound);
        truth = truth_of(plant);
        if (t == 0)
            first = truth;
        ck_assert_double_eq_tol(truth.delivered_m3 / first.delivered_m3, 1, 1e-4);
        ck_assert_double_eq_tol(truth.cord_kg_per_m3 / first.cord_kg_per_m3, 1, 0.02);
        ck_assert_double_eq_tol(truth.levels.plasma_kg_per_m3 / first.levels.plasma_kg_per_m3, 1,
                                0.01);
        infusion_destroy(plant);
    }
}
END_TEST

/* Every fault and hand in turn, for six hours each: the books balance at every step. */
#define PUMP(...)     { .hydraulics = { __VA_ARGS__ } }
#define CATHETER(...) { .catheter = { __VA_ARGS__ } }
static const struct {
    const char            *story;
    struct infusion_faults faults;
    unsigned               strokes;
} stories[] = {
    { "sound",           PUMP(.gain_error = 0), 1 },
    { "over-infusion",   PUMP(.gain_error = 1), 1 },
    { "precipitate",     PUMP(.precipitate = 0.5), 1 },
    { "stalled",         PUMP(.is_stalled = true), 1 },
    { "reflux",          PUMP(.reflux_m3_per_s = 2e-11), 0 },
    { "valve leak",      PUMP(.valve_leak_m3_per_s = 1e-10, .valve_closes_m3 = 1e-8), 0 },
    { "fever",           PUMP(.warmer_c = 3, .altitude_m = 2400), 1 },
    { "occlusion",       CATHETER(.occlusion = 1), 1 },
    { "open again",      CATHETER(.occlusion = 0), 0 },
    { "fibrosis",        CATHETER(.fibrosis = 1), 1 },
    { "leak",            CATHETER(.leak = 0.7, .leak_at = 0.3), 1 },
    { "disconnected",    CATHETER(.is_disconnected = true), 1 },
    { "leak and reflux", { { .reflux_m3_per_s = 2e-11 }, { .leak = 0.5, .leak_at = 0.5 } }, 0 },
    { "many strokes",    PUMP(.gain_error = 0), 12 },
};

START_TEST(nothing_is_lost_whatever_happens)
{
    struct infusion_setup setup = setup_usual();
    struct infusion      *plant = plant_make(&setup);
    const struct infusion_injection syringe = { 1e-6, 30, 5 };

    for (size_t s = 0; s < sizeof stories / sizeof *stories; s++)
        for (long i = 0; i < 720; i++) {
            if (i == 100 && s % 4 == 0)
                infusion_refill(plant, 15e-6, 2 + (double)s, s % 3 ? 0 : 0.4);
            if (i == 200 && s % 5 == 0)
                infusion_inject(plant, &syringe);
            step(plant, 30, i % 10 == 0 ? stories[s].strokes : 0, &stories[s].faults);
            if (truth_of(plant).imbalance > 1e-10)
                ck_abort_msg("%s, step %ld: %g", stories[s].story, i, truth_of(plant).imbalance);
        }
    ck_assert_double_gt(truth_of(plant).lost_kg, 0);
    infusion_destroy(plant);
}
END_TEST

START_TEST(an_occlusion_builds_pressure_and_lets_go_with_a_bolus)
{
    struct infusion_setup  setup = setup_usual();
    struct infusion       *plant = plant_make(&setup);
    struct infusion_faults shut = { .catheter = { .occlusion = 1 } };
    struct infusion_truth  truth;

    for (int i = 0; i < 360; i++)
        step(plant, 60, i % 30 == 0, &shut);
    truth = truth_of(plant);
    ck_assert_double_eq_tol(truth.delivered_m3, 0, 1e-12);
    /* 12 strokes of 2.5 ul into 0.1 ul/kPa are 300 kPa: there the motor gives up */
    ck_assert_double_gt(truth.outlet_pa, 250e3);
    step(plant, 60, 0, &sound);
    ck_assert_double_gt(truth_of(plant).delivered_m3 * UL_PER_M3, 25);
    ck_assert_double_lt(truth_of(plant).outlet_pa, 2e3);
    infusion_destroy(plant);
}
END_TEST

/* ---- long ticks and hands ---- */

/* Strokes, then rest, in `seconds` by ticks of tick_s; 3600 is a multiple of every tick. */
static void pump_hours(struct infusion *plant, double tick_s, long hours, long strokes_per_hour,
                       const struct infusion_faults *faults)
{
    long per_hour = lround(3600 / tick_s), made = 0;

    for (long i = 1; i <= hours * per_hour; i++) {
        long due = i * strokes_per_hour / per_hour - made;
        step(plant, tick_s, (unsigned)due, faults);
        made += due;
    }
}

static const double long_ticks_s[] = { 1, 60, 600, 3600 };

/* Nothing passes: a stroke is 25 kPa, the motor gives up above 300 kPa, the pump sucks down to a
 * vacuum. Both within one stroke, however many of them fall into a tick. */
START_TEST(pressure_stops_the_motor_within_a_stroke)
{
    const struct infusion_faults shut = { .catheter = { .occlusion = 1 } };
    const struct infusion_faults sucks = { { .reflux_m3_per_s = 5e-11 }, { .occlusion = 1 } };
    struct infusion_setup setup = setup_usual();
    struct infusion      *plant = plant_make(&setup);

    pump_hours(plant, long_ticks_s[_i], 2, 240, &shut);
    ck_assert_double_gt(truth_of(plant).outlet_pa, setup.hydraulics.stall_pa);
    ck_assert_double_lt(truth_of(plant).outlet_pa, setup.hydraulics.stall_pa + 25e3);
    infusion_destroy(plant);
    plant = plant_make(&setup);
    pump_hours(plant, long_ticks_s[_i], 4, 0, &sucks);
    ck_assert_double_lt(truth_of(plant).outlet_pa, -94e3);
    ck_assert_double_gt(truth_of(plant).outlet_pa, -95e3 - 25e3);
    infusion_destroy(plant);
}
END_TEST

/* A syringe against a mass at the tip, 0.1 uL/s: after many times 1001 R C = 30 s, pressure has
 * settled at P_csf + 1001 R q. */
START_TEST(a_syringe_feels_the_tip)
{
    const struct infusion_faults mass = { .catheter = { .fibrosis = 1 } };
    const double flow = 1e-10;
    const struct infusion_injection slow = { 600 * flow, 600, 1 };
    struct infusion_setup setup = setup_usual();
    struct infusion      *plant = plant_make(&setup);

    infusion_inject(plant, &slow);
    for (int i = 0; i < 500; i++)
        step(plant, 1, 0, &mass);
    ck_assert_double_eq_tol((truth_of(plant).outlet_pa - 1300) / (1001 * 3e11 * flow), 1, 1e-3);
    infusion_destroy(plant);
}
END_TEST

/* 2 mL in 20 s, half a minute into the plant's minute: whatever the tick, the canal sees the same
 * flow for the same time. */
START_TEST(a_bolus_by_hand_does_not_ask_for_the_tick)
{
    const struct infusion_injection by_hand = { 2e-6, 20, 1 };
    struct infusion_setup setup = setup_usual();
    double tip = 0, far = 0;

    setup.stir_m2_per_m3 = injection_law_usual.stir_m2_per_m3;
    setup.canal_step_s = 60;
    for (size_t t = 0; t < sizeof long_ticks_s / sizeof *long_ticks_s; t++) {
        struct infusion   *plant = plant_make(&setup);
        double             tick_s = long_ticks_s[t];
        struct csf_stencil at_far = csf_stencil_at(infusion_csf(plant), setup.tip_m + 0.12);

        for (int i = 0; i < 30 && tick_s < 30; i++)
            step(plant, tick_s, 0, &sound);
        infusion_inject(plant, &by_hand);
        for (long i = 0; i < lround(3600 / tick_s); i++)
            step(plant, tick_s, 0, &sound);
        if (t == 0) {
            tip = truth_of(plant).tip_kg_per_m3;
            far = csf_at(infusion_csf(plant), at_far);
        }
        ck_assert_double_eq_tol(truth_of(plant).tip_kg_per_m3 / tip, 1, 0.03);
        ck_assert_double_eq_tol(csf_at(infusion_csf(plant), at_far) / far, 1, 0.03);
        infusion_destroy(plant);
    }
}
END_TEST

/* Where nothing stirs, what is injected displaces: it is never more concentrated than it was in the
 * syringe. */
START_TEST(nothing_is_stronger_than_the_syringe)
{
    const struct infusion_injection by_hand = { 2e-6, 20, 1 };
    struct infusion_setup setup = setup_usual();
    struct infusion      *plant = plant_make(&setup);

    infusion_inject(plant, &by_hand);
    for (int i = 0; i < 60; i++) {
        step(plant, 1, 0, &sound);
        for (size_t k = 0; k < csf_cells(infusion_csf(plant)); k++)
            ck_assert_double_le(csf_cell_value(infusion_csf(plant), k), 1.05);
    }
    infusion_destroy(plant);
}
END_TEST

/* The pump sucks on a narrow slug: its edges hold less than its middle, and none of them goes below
 * nothing. */
START_TEST(what_is_drawn_out_was_there)
{
    const struct infusion_faults sucks = { .hydraulics = { .reflux_m3_per_s = 4e-9 } };
    const struct infusion_injection small = { 0.05e-6, 10, 1 };
    struct infusion_setup setup = setup_usual();
    struct infusion      *plant;

    setup.hydraulics.reservoir_m3 = 10e-6;
    setup.csf.dispersion_m2_per_s.value[0] = 1e-9;
    plant = plant_make(&setup);
    infusion_inject(plant, &small);
    for (int i = 0; i < 60; i++)
        step(plant, 1, 0, &sound);
    for (int i = 0; i < 600; i++) {
        step(plant, 1, 0, &sucks);
        for (size_t k = 0; k < csf_cells(infusion_csf(plant)); k++)
            ck_assert_double_ge(csf_cell_value(infusion_csf(plant), k), 0);
    }
    ck_assert_double_le(truth_of(plant).imbalance, 1e-10);
    infusion_destroy(plant);
}
END_TEST

START_TEST(a_setup_that_cannot_be_is_refused)
{
    struct infusion_setup setup = setup_usual();
    struct infusion      *plant = NULL;
    struct why            why = { "" };

    setup.tip_m = 0.7;
    ck_assert_int_eq(infusion_create(&plant, &setup, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "tip"));
    setup = setup_usual();
    setup.canal_step_s = 0;
    why_clear(&why);
    ck_assert_int_eq(infusion_create(&plant, &setup, &why), ERR_RANGE);
    ck_assert_ptr_null(plant);
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(a_step_allocates_nothing)
{
    struct infusion_setup setup = setup_usual();
    struct infusion      *plant = plant_make(&setup);
    long                  before;

    step(plant, 60, 1, &sound);
    before = allocations_so_far();
    for (int i = 0; i < 500; i++)
        step(plant, i % 2 ? 1 : 90, (unsigned)i % 3, &sound);
    ck_assert_int_eq(allocations_so_far() - before, 0);
    infusion_destroy(plant);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("sim infusion");
    TCase *tests = tcase_create("plant");

    tcase_add_test(tests, a_basal_day_arrives);
    tcase_add_test(tests, the_tick_does_not_matter);
    tcase_add_test(tests, nothing_is_lost_whatever_happens);
    tcase_add_test(tests, an_occlusion_builds_pressure_and_lets_go_with_a_bolus);
    tcase_add_loop_test(tests, pressure_stops_the_motor_within_a_stroke, 0,
                        sizeof long_ticks_s / sizeof *long_ticks_s);
    tcase_add_test(tests, a_syringe_feels_the_tip);
    tcase_add_test(tests, a_bolus_by_hand_does_not_ask_for_the_tick);
    tcase_add_test(tests, nothing_is_stronger_than_the_syringe);
    tcase_add_test(tests, what_is_drawn_out_was_there);
    tcase_add_test(tests, a_setup_that_cannot_be_is_refused);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, a_step_allocates_nothing);
#endif
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
