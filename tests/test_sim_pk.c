/* Plasma and effect sites against closed forms: bolus, infusion, two compartments, pocket, ke0. */
#include "base/units.h"
#include "sim/pk.h"
#include "tests/support/allocations.h"
#include "tests/support/exact.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR S_PER_HOUR
#define WITHIN 1e-7         /* of the largest value of a course */

/* ziconotide's, and a second compartment, and effects in half an hour and two */
static const struct drug_pk one = { .central_m3 = 30.5e-3, .clearance_m3_per_s = 4.5e-6,
                                    .effect_per_s = 4e-4, .brain_per_s = 1e-4 };
static const struct drug_pk two = { .central_m3 = 30.5e-3, .clearance_m3_per_s = 4.5e-6,
                                    .peripheral_m3 = 90e-3, .exchange_m3_per_s = 9e-6 };

static struct pk *made(const struct drug_pk *drug, double pocket_per_s)
{
    struct pk *pk = NULL;

    ck_assert_int_eq(pk_create(&pk, drug, pocket_per_s, NULL), ERR_OK);
    return pk;
}

static void step(struct pk *pk, double dt_s, double blood_kg)
{
    ck_assert_int_eq(pk_step(pk, dt_s, blood_kg, 0, 0, 0, NULL), ERR_OK);
}

/* A bolus takes no time; a microsecond is near enough. */
#define INSTANT_S 1e-6

static const double steps_s[] = { 0.1, 1, 60, 3600, S_PER_DAY };

static double some_s(double step_s) { return step_s < 60 ? 2000 * step_s : 20 * step_s; }

START_TEST(a_bolus_falls_exponentially)
{
    struct pk *pk = made(&one, 0);
    double k = 4.5e-6 / 30.5e-3, t = 0, worst = 0;

    step(pk, INSTANT_S, 1e-6);
    while (t < some_s(steps_s[_i])) {
        step(pk, steps_s[_i], 0);
        t += steps_s[_i];
        worst = fmax(worst, fabs(pk_levels(pk).plasma_kg_per_m3 * 30.5e-3 / 1e-6 - exp(-k * t)));
    }
    printf("  bolus, steps of %g s: %.1e\n", steps_s[_i], worst);
    ck_assert_double_lt(worst, WITHIN);
    pk_destroy(pk);
}
END_TEST

START_TEST(an_infusion_rises_to_rate_over_clearance)
{
    struct pk *pk = made(&one, 0);
    double k = 4.5e-6 / 30.5e-3, rate = 1e-10, t = 0, worst = 0;

    while (t < some_s(steps_s[_i])) {
        step(pk, steps_s[_i], rate * steps_s[_i]);
        t += steps_s[_i];
        worst = fmax(worst, fabs(pk_levels(pk).plasma_kg_per_m3
                                 / (rate / 4.5e-6 * -expm1(-k * t)) - 1));
    }
    printf("  infusion, steps of %g s: %.1e\n", steps_s[_i], worst);
    ck_assert_double_lt(worst, WITHIN);
    pk_destroy(pk);
}
END_TEST

/* c1 = D/V1 [(a - k21) e^-at + (k21 - b) e^-bt] / (a - b),
 * a + b = k10 + k12 + k21, a b = k10 k21 */
START_TEST(two_compartments_fall_biexponentially)
{
    struct pk *pk = made(&two, 0);
    double k10 = 4.5e-6 / 30.5e-3, k12 = 9e-6 / 30.5e-3, k21 = 9e-6 / 90e-3, sum = k10 + k12 + k21;
    double root = sqrt(sum * sum - 4 * k10 * k21), a = (sum + root) / 2, b = (sum - root) / 2;
    double t = 0, worst = 0;

    step(pk, INSTANT_S, 1e-6);
    while (t < some_s(steps_s[_i])) {
        step(pk, steps_s[_i], 0);
        t += steps_s[_i];
        worst = fmax(worst, fabs(pk_levels(pk).plasma_kg_per_m3 * 30.5e-3 / 1e-6
                                 - ((a - k21) * exp(-a * t) + (k21 - b) * exp(-b * t)) / (a - b)));
    }
    printf("  two compartments, steps of %g s: %.1e\n", steps_s[_i], worst);
    ck_assert_double_lt(worst, WITHIN);
    pk_destroy(pk);
}
END_TEST

/* c V = D ka / (ka - k) (e^-kt - e^-ka t), Bateman */
START_TEST(a_pocket_is_absorbed_as_bateman_says)
{
    double ka = log(2) / HOUR, k = 4.5e-6 / 30.5e-3, t = 0, worst = 0;
    struct pk *pk = made(&one, ka);

    ck_assert_int_eq(pk_step(pk, steps_s[_i], 0, 5e-6, 0, 0, NULL), ERR_OK);
    for (t = steps_s[_i]; t < some_s(steps_s[_i]); t += steps_s[_i]) {
        struct pk_levels levels = pk_levels(pk);
        worst = fmax(worst, fabs(levels.plasma_kg_per_m3 * 30.5e-3 / 5e-6
                                 - ka / (ka - k) * (exp(-k * t) - exp(-ka * t))));
        worst = fmax(worst, fabs(levels.pocket_kg / 5e-6 - exp(-ka * t)));
        step(pk, steps_s[_i], 0);
    }
    printf("  pocket, steps of %g s: %.1e\n", steps_s[_i], worst);
    ck_assert_double_lt(worst, WITHIN);
    pk_destroy(pk);
}
END_TEST

/* e is c convolved with ke0 e^(-ke0 t): 1 - e^(-ke0 t) while c = 1, then falling from there. */
START_TEST(effects_lag_behind_what_drives_them)
{
    struct pk *pk = made(&one, 0);
    double step_s = steps_s[_i], t = 0, worst = 0, on_s = some_s(step_s) / 2;

    while (t < 2 * on_s - step_s / 2) {
        double c = t < on_s - step_s / 2 ? 1e-3 : 0;
        struct pk_levels levels;
        double cord, brain;
        ck_assert_int_eq(pk_step(pk, step_s, 0, 0, c, 2 * c, NULL), ERR_OK);
        t += step_s;
        cord = exp(-4e-4 * fmax(0, t - on_s)) * -expm1(-4e-4 * fmin(t, on_s));
        brain = 2 * exp(-1e-4 * fmax(0, t - on_s)) * -expm1(-1e-4 * fmin(t, on_s));
        levels = pk_levels(pk);
        worst = fmax(worst, fabs(levels.cord_effect_kg_per_m3 / 1e-3 - cord));
        worst = fmax(worst, fabs(levels.brain_effect_kg_per_m3 / 1e-3 - brain));
    }
    printf("  effects, steps of %g s: %.1e\n", step_s, worst);
    ck_assert_double_lt(worst, WITHIN);
    pk_destroy(pk);
}
END_TEST

/* intrathecal.md V10: 0.25 mg of morphine in 74.2 mL with 0.239 mL/min: 3.37 ug/mL at once, and
 * half of it after ln 2 V / CL = 215 min. */
START_TEST(one_well_mixed_canal)
{
    const struct drug_pk canal = { .central_m3 = 74.2e-6, .clearance_m3_per_s = 0.239e-6 / 60 };
    struct pk *pk = made(&canal, 0);

    step(pk, INSTANT_S, 0.25e-6);
    ck_assert_double_eq_tol(pk_levels(pk).plasma_kg_per_m3, 3.37e-3, 0.005e-3);
    for (int minute = 0; minute < 215; minute++)
        step(pk, 60, 0);
    ck_assert_double_eq_tol(pk_levels(pk).plasma_kg_per_m3, 3.37e-3 / 2, 0.005e-3);
    pk_destroy(pk);
}
END_TEST

START_TEST(no_drug_is_lost)
{
    struct drug_pk drug = two;
    struct pk *pk = made(&drug, log(2) / HOUR);

    srand(3);
    for (int i = 0; i < 3000; i++) {
        double dt_s = pow(10, -1 + 5.9 * rand() / RAND_MAX);
        ck_assert_int_eq(pk_step(pk, dt_s, rand() % 3 ? 1e-9 * rand() / RAND_MAX : 0,
                                 rand() % 50 ? 0 : 1e-6, 1e-4, 0, NULL), ERR_OK);
        ck_assert_double_lt(fabs(pk_levels(pk).imbalance), 1e-12);
    }
    ck_assert_double_gt(pk_levels(pk).eliminated_kg, 1e-6);
    pk_destroy(pk);
}
END_TEST

START_TEST(nothing_in_is_nothing_out)
{
    struct pk *pk = made(&one, 0);

    step(pk, S_PER_DAY, 0);
    ck_assert(pk_levels(pk).plasma_kg_per_m3 == 0 && pk_levels(pk).imbalance == 0);
    pk_destroy(pk);
}
END_TEST

static const struct { struct drug_pk drug; double pocket_per_s; const char *name; } wrong[] = {
    { { .central_m3 = 0 }, 0, "central_m3" },
    { { .central_m3 = 1, .clearance_m3_per_s = -1 }, 0, "clearance_m3_per_s" },
    { { .central_m3 = 1, .effect_per_s = NAN }, 0, "effect_per_s" },
    { { .central_m3 = 1 }, INFINITY, "pocket_per_s" },
};

START_TEST(a_setup_without_sense_is_refused)
{
    struct pk *pk = NULL;
    struct why why = { 0 };

    ck_assert_int_eq(pk_create(&pk, &wrong[_i].drug, wrong[_i].pocket_per_s, &why), ERR_RANGE);
    ck_assert_ptr_null(pk);
    ck_assert_ptr_nonnull(strstr(why.text, wrong[_i].name));
}
END_TEST

START_TEST(a_step_of_no_time_or_of_nan_is_refused)
{
    struct pk *pk = made(&one, 0);

    ck_assert_int_eq(pk_step(pk, 0, 1e-9, 0, 0, 0, NULL), ERR_BUG);
    ck_assert_int_eq(pk_step(pk, 1, NAN, 0, 0, 0, NULL), ERR_BUG);
    pk_destroy(pk);
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(a_step_allocates_nothing)
{
    struct pk *pk = made(&two, 1e-4);
    long before = allocations_so_far();
    int  failed = 0;

    for (int i = 0; i < 1000; i++)
        failed += pk_step(pk, i % 10 ? 60 : 3600, i % 7 ? 0 : 1e-9, 0, 0, 0, NULL) != ERR_OK;
    before = allocations_so_far() - before;
    ck_assert_int_eq(before, 0);
    ck_assert_int_eq(failed, 0);
    pk_destroy(pk);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("sim_pk");
    TCase *tests = tcase_create("patient");

    tcase_add_loop_test(tests, a_bolus_falls_exponentially, 0, COUNT(steps_s));
    tcase_add_loop_test(tests, an_infusion_rises_to_rate_over_clearance, 0, COUNT(steps_s));
    tcase_add_loop_test(tests, two_compartments_fall_biexponentially, 0, COUNT(steps_s));
    tcase_add_loop_test(tests, a_pocket_is_absorbed_as_bateman_says, 0, COUNT(steps_s));
    tcase_add_loop_test(tests, effects_lag_behind_what_drives_them, 0, COUNT(steps_s));
    tcase_add_test(tests, one_well_mixed_canal);
    tcase_add_test(tests, no_drug_is_lost);
    tcase_add_test(tests, nothing_in_is_nothing_out);
    tcase_add_loop_test(tests, a_setup_without_sense_is_refused, 0, COUNT(wrong));
    tcase_add_test(tests, a_step_of_no_time_or_of_nan_is_refused);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, a_step_allocates_nothing);
#endif
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
