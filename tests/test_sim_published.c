/* Published lesions beside the model's: every figure printed with hit or miss; asserted only as
 * far as the model honestly reaches.
 *
 * Sources: Cosman, Dolensky, Hoffman, Pain Med 15:2020 (2014), more than 400 ex vivo lesions by
 * sharp cannulae, inferred from photographs; Goldberg, Acad Radiol 2 (1995), 163 specimens; Choi,
 * PMID 32214295, chicken breast. All ex vivo at room temperature: 21.5 C, no blood, no metabolism.
 *
 * What misses, and why:
 *   - Width from 22 to 16 G grows by 40 %, not 58 to 65 %. At a set temperature a wider tip has
 *     a wider 50 C shell, but not in proportion: the heat between 80 and 50 C diffuses as far
 *     round either. Isotherms nearer to the tip come closer (60 C: 55 %), so part of it is where
 *     in the photograph a lesion ends; part is that a real thermocouple loses heat up its
 *     cannula, more so in a wide one, and then the tissue is hotter than the reading; and sharp
 *     tips put the sensor behind the bevel.
 *   - Growth from 1 to 2 and 3 minutes fits on average, whether the minutes include the ramp or
 *     not (the abstract does not say). Needle by needle it spreads more: a short tip settles
 *     sooner, a long one is still growing like a wire.
 *   - Arrhenius sets disagree with one another by more than gauges do: the liver set kills at
 *     48 C, the skin set at 53 C. No single one fits width, growth and temperature together; the
 *     50 C isotherm does best. */
#include "base/units.h"
#include "sim/treatment.h"
#include "tests/support/exact.h"
#include "tests/support/exact_needle.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ISO_50, ISO_55, ISO_60, HENRIQUES, LIVER, CEM43, CRITERIA };

#define RAMP_S      15
#define ROOM_C      21.5
#define ACCURACY    0.5     /* percent: far below the scatter of the studies */

static struct treatment_setup *ex_vivo_new(int gauge, double tip_mm, double set_c)
{
    static const char *const names[] = { [HENRIQUES] = "henriques", [LIVER] = "liver" };
    struct treatment_setup *setup = calloc(1, sizeof *setup);

    ck_assert_ptr_nonnull(setup);
    setup->plant.shape = needle_shape(gauge, tip_mm, 60);
    setup->plant.metal = needle_steel;
    setup->plant.tissue = *tissue_find("muscle");
    setup->plant.tissue.perfusion_per_s = setup->plant.tissue.metabolic_w_per_m3 = 0;
    setup->plant.start_c = ROOM_C;
    setup->plant.thermocouple_m = 0.5e-3;
    setup->plant.criteria[ISO_50] = criterion_isotherm(50);
    setup->plant.criteria[ISO_55] = criterion_isotherm(55);
    setup->plant.criteria[ISO_60] = criterion_isotherm(60);
    setup->plant.criteria[HENRIQUES] = criterion_arrhenius(arrhenius_find(names[HENRIQUES]));
    setup->plant.criteria[LIVER] = criterion_arrhenius(arrhenius_find(names[LIVER]));
    setup->plant.criteria[CEM43] = criterion_cem43(240);
    setup->plant.criterion_count = CRITERIA;
    setup->drive = (struct treatment_drive){ .is_held = true, .set_c = set_c, .ramp_s = RAMP_S,
                                             .volts_most = 120 };
    setup->accuracy_percent = ACCURACY;
    return setup;
}

/* Run to the last of the times; the setup is used up. */
static struct treatment ex_vivo_run(struct treatment_setup *setup, const double *times_s,
                                    size_t count)
{
    struct treatment treatment = { 0 };
    struct why       why = { "" };

    for (size_t i = 0; i < count; i++)
        setup->report_at_s[setup->report_count++] = times_s[i];
    setup->end_s = setup->drive.hold_until_s = times_s[count - 1];
    ck_assert_msg(treatment_run(&treatment, setup, &why) == ERR_OK, "%s", why.text);
    free(setup);
    return treatment;
}

static struct lesion lesion_after(int gauge, double tip_mm, double set_c, double seconds,
                                  int criterion)
{
    struct treatment treatment = ex_vivo_run(ex_vivo_new(gauge, tip_mm, set_c), &seconds, 1);
    struct lesion    lesion = treatment.report[0].lesion[criterion];

    treatment_free(&treatment);
    return lesion;
}

static double width_mm(const struct lesion *lesion) { return lesion->width_m * MM_PER_M; }
static double length_mm(const struct lesion *lesion)
{
    return (lesion->z_max_m - lesion->z_min_m) * MM_PER_M;
}

/* A1 and A8: gauges at 80 C for two minutes, tip of 10 mm. */
START_TEST(a_wider_needle_makes_a_wider_lesion)
{
    static const int gauges[] = { 23, 22, 20, 18, 16 };
    const double two_minutes = 120;
    double width[COUNT(gauges)][CRITERIA];

    for (size_t g = 0; g < COUNT(gauges); g++) {
        struct treatment treatment = ex_vivo_run(ex_vivo_new(gauges[g], 10, 80), &two_minutes, 1);
        for (int c = 0; c < CRITERIA; c++)
            width[g][c] = width_mm(&treatment.report[0].lesion[c]);
        printf("  %d G x 10 mm, 80 C, 2 min: width %.2f (50 C) %.2f (55 C) %.2f (60 C) %.2f "
               "(Henriques) %.2f (liver) %.2f (CEM43) mm\n",
               gauges[g], width[g][ISO_50], width[g][ISO_55], width[g][ISO_60], width[g][HENRIQUES],
               width[g][LIVER], width[g][CEM43]);
        treatment_free(&treatment);
        for (int c = 0; c < CRITERIA && g > 0; c++)
            ck_assert_double_gt(width[g][c], width[g - 1][c]);
    }
    exact_within("A1 width 16 G / 22 G, 50 C isotherm", width[4][ISO_50] / width[1][ISO_50], 1.58,
                 1.65);
    exact_within("A1 width 16 G / 22 G, 60 C isotherm", width[4][ISO_60] / width[1][ISO_60], 1.58,
                 1.65);
    exact_within("A1 width 16 G / 22 G, Henriques", width[4][HENRIQUES] / width[1][HENRIQUES], 1.58,
                 1.65);
    exact_within("A1 width 16 G - 22 G [mm], 50 C isotherm", width[4][ISO_50] - width[1][ISO_50], 3,
                 4);
    exact_within("A8 width 22 G [mm], 50 C isotherm", width[1][ISO_50], 5.2, 6.2);
    exact_within("A8 width 22 G [mm], Henriques", width[1][HENRIQUES], 5.2, 6.2);
    ck_assert(exact_within("A8 width 22 G [mm], 50 C isotherm, outer bounds", width[1][ISO_50], 4.6,
                           6.9));
    ck_assert(exact_within("A8 width 16 G [mm], 50 C isotherm", width[4][ISO_50], 8.2, 10.2));
    ck_assert_double_gt(width[4][ISO_50] / width[1][ISO_50], 1.35);
    ck_assert_double_gt(width[4][ISO_60] / width[1][ISO_60], width[4][ISO_50] / width[1][ISO_50]);
}
END_TEST

/* A2: temperatures, two minutes. */
START_TEST(a_hotter_tip_makes_a_wider_lesion)
{
    static const struct { int gauge; double tip_mm; } needles[] = {
        { 22, 5 }, { 20, 10 }, { 18, 10 }, { 16, 10 },
    };
    double sum = 0;

    for (size_t i = 0; i < COUNT(needles); i++) {
        double before = 0, width[4];
        char   what[80];
        for (int t = 0; t < 4; t++, before = width[t - 1]) {
            struct lesion lesion = lesion_after(needles[i].gauge, needles[i].tip_mm, 60 + 10 * t,
                                                120, ISO_50);
            width[t] = width_mm(&lesion);
            ck_assert_double_gt(width[t], before);
        }
        snprintf(what, sizeof what, "A2 width 90 C / 60 C, %d G x %g mm, 50 C isotherm",
                 needles[i].gauge, needles[i].tip_mm);
        exact_within(what, width[3] / width[0], 2.08, 2.52);
        sum += width[3] / width[0];
    }
    ck_assert(exact_within("A2 their mean", sum / COUNT(needles), 2.08, 2.52));
}
END_TEST

/* A3 and A4: minutes, with the ramp in them and counted from the set point. */
START_TEST(a_longer_lesion_is_wider)
{
    static const struct { int gauge; double tip_mm, set_c; } needles[] = {
        { 20, 5, 80 }, { 20, 10, 60 }, { 20, 10, 80 }, { 20, 10, 90 }, { 16, 10, 80 },
        { 18, 15, 80 },
    };
    static const double minutes_s[] = { 60, 60 + RAMP_S, 120, 120 + RAMP_S, 180, 180 + RAMP_S };
    double two[2] = { 0 }, three[2] = { 0 };

    for (size_t i = 0; i < COUNT(needles); i++) {
        struct treatment t = ex_vivo_run(ex_vivo_new(needles[i].gauge, needles[i].tip_mm,
                                                     needles[i].set_c),
                                         minutes_s, COUNT(minutes_s));
        char what[80];
        for (int counted = 0; counted < 2; counted++) {
            double one = t.report[counted].lesion[ISO_50].width_m;
            snprintf(what, sizeof what, "A3 2 min / 1 min, %d G x %g mm, %g C, %s",
                     needles[i].gauge, needles[i].tip_mm, needles[i].set_c,
                     counted ? "from the set point" : "with the ramp");
            exact_within(what, t.report[2 + counted].lesion[ISO_50].width_m / one, 1.11, 1.20);
            what[1] = '4';
            what[3] = '3';
            exact_within(what, t.report[4 + counted].lesion[ISO_50].width_m / one, 1.23, 1.32);
            two[counted] += t.report[2 + counted].lesion[ISO_50].width_m / one / COUNT(needles);
            three[counted] += t.report[4 + counted].lesion[ISO_50].width_m / one / COUNT(needles);
        }
        for (size_t k = 1; k < COUNT(minutes_s); k++)
            for (int c = 0; c < CRITERIA; c++)
                ck_assert_double_ge(t.report[k].lesion[c].volume_m3,
                                    t.report[k - 1].lesion[c].volume_m3 * 0.999);
        treatment_free(&t);
    }
    exact_within("A4 their mean, from the set point", three[1], 1.23, 1.32);
    ck_assert(exact_within("A3 their mean, from the set point", two[1], 1.11, 1.20));
    ck_assert(exact_within("A3 their mean, with the ramp", two[0], 1.11, 1.20));
    ck_assert(exact_within("A4 their mean, with the ramp", three[0], 1.23, 1.32));
}
END_TEST

/* A5: how far a lesion reaches beyond the tip, both ends together. */
START_TEST(a_lesion_is_a_little_longer_than_its_tip)
{
    static const struct { int gauge; double tip_mm, most_mm; } needles[] = {
        /* 16 G: 0.4 mm too long */
        { 23, 10, 5 }, { 22, 5, 5 }, { 20, 10, 5 }, { 20, 15, 5 }, { 18, 10, 5 }, { 16, 10, 6 },
    };
    bool hits = true;

    for (size_t i = 0; i < COUNT(needles); i++) {
        struct lesion lesion = lesion_after(needles[i].gauge, needles[i].tip_mm, 80, 120, ISO_50);
        char what[80];
        snprintf(what, sizeof what, "A5 length - tip [mm], %d G x %g mm, 80 C, 2 min",
                 needles[i].gauge, needles[i].tip_mm);
        exact_within(what, length_mm(&lesion) - needles[i].tip_mm, 1, 5);
        hits &= length_mm(&lesion) - needles[i].tip_mm >= 1
             && length_mm(&lesion) - needles[i].tip_mm <= needles[i].most_mm;
        /* beyond the end, which Bogduk 1987 did not see ... */
        ck_assert_double_lt(lesion.z_min_m, -needles[i].tip_mm / 2 * M_PER_MM);
        /* ... and along the shaft */
        ck_assert_double_gt(lesion.z_max_m, needles[i].tip_mm / 2 * M_PER_MM);
    }
    ck_assert(hits);
}
END_TEST

/* A6: Goldberg never saw more than 16 mm round one dry probe, in up to 12 minutes at up to 90 C. */
START_TEST(the_width_saturates)
{
    static const double times_s[] = { 180, 360, 720 };
    struct treatment t = ex_vivo_run(ex_vivo_new(16, 10, 90), times_s, COUNT(times_s));
    double width[3];

    for (int i = 0; i < 3; i++)
        width[i] = width_mm(&t.report[i].lesion[ISO_50]);
    ck_assert(exact_within("A6 width 16 G x 10 mm, 90 C, 12 min [mm], 50 C isotherm", width[2], 8,
                           16));
    exact_within("A6 the same, Henriques", width_mm(&t.report[2].lesion[HENRIQUES]), 8, 16);
    exact_within("A6 the same, liver (kills at 45 C in 5 min)",
                 width_mm(&t.report[2].lesion[LIVER]), 8, 16);
    ck_assert_double_lt(width[2] - width[1], width[1] - width[0]);
    treatment_free(&t);
}
END_TEST

/* A7: length against tip is a straight line. */
START_TEST(length_is_linear_in_the_tip)
{
    static const double tips_mm[] = { 5, 6, 10, 15 };
    double n = COUNT(tips_mm), x = 0, y = 0, xx = 0, xy = 0, yy = 0, r2;

    for (size_t i = 0; i < COUNT(tips_mm); i++) {
        struct lesion lesion = lesion_after(18, tips_mm[i], 80, 120, ISO_50);
        double length = length_mm(&lesion);
        x += tips_mm[i];
        y += length;
        xx += tips_mm[i] * tips_mm[i];
        xy += tips_mm[i] * length;
        yy += length * length;
    }
    r2 = pow(n * xy - x * y, 2) / ((n * xx - x * x) * (n * yy - y * y));
    ck_assert(exact_within("A7 r2 of length against tip, 18 G", r2, 0.996, 1));
    /* a millimetre for a millimetre */
    ck_assert_double_eq_tol((n * xy - x * y) / (n * xx - x * x), 1, 0.1);
}
END_TEST

/* A9: scatter of +-3 mm in width and +-5 mm in length is what two studies of one lesion may
 * differ by; criteria differ by less. */
START_TEST(criteria_differ_by_less_than_studies)
{
    const double two_minutes = 120;
    struct treatment t = ex_vivo_run(ex_vivo_new(18, 10, 80), &two_minutes, 1);
    double least = INFINITY, most = 0;

    for (int c = 0; c < CRITERIA; c++) {
        least = fmin(least, width_mm(&t.report[0].lesion[c]));
        most = fmax(most, width_mm(&t.report[0].lesion[c]));
    }
    ck_assert(exact_within("A9 spread of criteria in width, 18 G x 10 mm [mm]", most - least, 0,
                           6));
    treatment_free(&t);
}
END_TEST

/* 20 G, 80 C, 90 s in chicken with 1 mL of fluid: 0.15 to 0.16 cm3 by three diameters, equivalence
 * margin 0.05. The abstract does not say the tip. */
START_TEST(a_volume_in_chicken)
{
    static const double tips_mm[] = { 5, 10 };
    double volume[2];

    for (int i = 0; i < 2; i++) {
        struct lesion lesion = lesion_after(20, tips_mm[i], 80, 90, ISO_50);
        volume[i] = lesion.volume_m3 * 1e6;
        printf("  20 G x %2g mm, 80 C, 90 s: %.3f cm3; as an ellipsoid of its diameters %.3f cm3 "
               "(published 0.10 .. 0.21)\n",
               tips_mm[i], volume[i],
               PI / 6 * pow(lesion.width_m, 2) * length_mm(&lesion) * M_PER_MM * 1e6);
    }
    ck_assert_double_lt(volume[0], 0.21);
    ck_assert_double_gt(volume[1], 0.10);
}
END_TEST

/* Provenzano 2013: 1.4 W mean with 0.7 % NaCl to 3.25 W with 23 %, at 80 C; gauge and tip are not
 * in the abstract. Warming up from room temperature takes three times the power of holding. */
START_TEST(the_power_is_a_few_watts)
{
    const double end_s = 90;
    struct treatment t = ex_vivo_run(ex_vivo_new(18, 10, 80), &end_s, 1);
    double watts = t.did.heat.joule_j / end_s;

    exact_within("18 G x 10 mm, 80 C, 90 s: mean power with the ramp [W]", watts, 1.4, 3.25);
    ck_assert(exact_within("18 G x 10 mm, 80 C, 90 s: power at the end [W]", t.report[0].power_w,
                           1.4, 3.25));
    ck_assert_double_lt(watts, 6);
    treatment_free(&t);
}
END_TEST

/* ---- pulsed radiofrequency as its mean ---- */

/* 45 V in pulses of 20 ms twice a second heats on average like 45 sqrt(0.04) V: 9.0 if they are
 * rms, 6.36 if they are peak. Another axisymmetric model, muscle with perfusion from 37 C, constant
 * sigma unless it said so, got these, to a degree or so. */
static const struct { double volts, c_60, c_120; } pulsed[] = { { 9.0, 59, 64 }, { 6.36, 48, 50 } };

#define PULSED_BAND_C 5     /* between sigma that stays and sigma that rises lie 6 C at 9 V */

static struct treatment pulsed_run(double volts, double sigma_per_c)
{
    struct treatment_setup *setup = ex_vivo_new(22, 10, 0);
    static const double times_s[] = { 60, 120 };

    setup->plant.start_c = 37;
    setup->plant.tissue = *tissue_find("muscle");
    setup->plant.tissue.sigma_per_c = sigma_per_c;
    setup->drive = (struct treatment_drive){ .volts = volts };
    return ex_vivo_run(setup, times_s, 2);
}

START_TEST(pulses_heat_on_average_as_another_model_says)
{
    static const double slopes[] = { 0, 0.015 };
    bool hits = true;

    for (int s = 0; s < 2; s++) {
        struct treatment t = pulsed_run(pulsed[_i].volts, slopes[s]);
        for (int k = 0; k < 2; k++) {
            char what[80];
            double published = k ? pulsed[_i].c_120 : pulsed[_i].c_60;
            snprintf(what, sizeof what, "22 G x 10 mm, %.2f V for %d s, sigma %+.1f %%/C: tip [C]",
                     pulsed[_i].volts, 60 + 60 * k, 100 * slopes[s]);
            hits &= exact_within(what, t.report[k].tip_c, published - PULSED_BAND_C,
                                 published + PULSED_BAND_C);
            printf("  %-58s hottest %.2f C\n", "", t.report[k].hottest_c);
        }
        treatment_free(&t);
    }
    ck_assert(hits);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_published");
    TCase *tests = tcase_create("published");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_wider_needle_makes_a_wider_lesion);
    tcase_add_test(tests, a_hotter_tip_makes_a_wider_lesion);
    tcase_add_test(tests, a_longer_lesion_is_wider);
    tcase_add_test(tests, a_lesion_is_a_little_longer_than_its_tip);
    tcase_add_test(tests, the_width_saturates);
    tcase_add_test(tests, length_is_linear_in_the_tip);
    tcase_add_test(tests, criteria_differ_by_less_than_studies);
    tcase_add_test(tests, a_volume_in_chicken);
    tcase_add_test(tests, the_power_is_a_few_watts);
    tcase_add_loop_test(tests, pulses_heat_on_average_as_another_model_says, 0, COUNT(pulsed));
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
