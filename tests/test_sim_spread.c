/* A programme of doses in the canal: against an exact solution in a tapered canal and closed ones
 * in an even canal; injections, sinking, the patient, the map, the band. */
#include "base/units.h"
#include "sim/level.h"
#include "sim/spread.h"
#include "tests/support/exact_taper.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

#define UPTAKE_PER_S 6.418029449629e-5      /* log 2 / 180 min */
#define UG_PER_ML    1e-3                   /* kg/m3 */

static struct csf_profile flat(double value)
{
    return (struct csf_profile){ .value = { value }, .count = 1 };
}

static struct spread run(const struct spread_setup *setup)
{
    struct spread spread;
    struct why why = { "" };

    ck_assert_msg(spread_run(&spread, setup, &why) == ERR_OK, "%s", why.text);
    return spread;
}

static bool hits(const char *what, double time_s, double x_m, double got, double wanted,
                 double tolerance)
{
    double error = got / wanted - 1;

    printf("  %-18s %6.0f s %5.2f m %13.6e wanted %13.6e error %9.2e\n", what, time_s, x_m, got,
           wanted, error);
    return fabs(error) <= tolerance;
}

/* ---- A tapered canal: 1 mg in a minute, then 0.05 mg/h ------------------------------------- */

static const struct exact_taper taper = { .length_m = 0.6, .area_0_m2 = 180e-6,
                                          .area_1_m2 = 90e-6, .dispersion_m2_per_s = 2e-8,
                                          .uptake_per_s = 1.5e-4, .source_m = 0.4 };
static const struct spread_dose bolus_and_basal[] = {
    { .mass_kg = 1e-6, .over_s = 60 },
    { .mass_kg = 0.05e-6 * (86400 - 60) / 3600, .over_s = 86400 - 60 },
};

static struct spread_setup taper_setup(void)
{
    return (struct spread_setup){
        .csf = { .length_m = 0.6, .area_m2 = { { 0, 0.6 }, { 180e-6, 90e-6 }, 2 },
                 .dispersion_m2_per_s = flat(2e-8), .uptake_per_s = 1.5e-4 },
        .at_m = 0.4, .doses = bolus_and_basal, .dose_count = COUNT(bolus_and_basal),
        .probe_m = { 0.30, 0.38, 0.40, 0.42, 0.50 }, .probe_count = 5,
        .report_s = { 900, 3600, 14400, 43200, 86400 }, .report_count = 5 };
}

static const struct { double accuracy, error; } accuracies[] = { { 0, 1e-4 }, { 1e-2, 1e-3 } };

START_TEST(a_tapered_canal_is_as_the_exact_solution)
{
    static const struct exact_rate rates[] = { { 0, 1e-6 / 60 }, { 60, 0.05e-6 / 3600 } };
    struct spread_setup setup = taper_setup();
    struct spread spread;
    bool good = true;

    setup.accuracy = accuracies[_i].accuracy;
    spread = run(&setup);
    for (size_t i = 0; i < setup.report_count; i++)
        for (size_t j = 0; j < setup.probe_count; j++) {
            double got = spread.reports[i].probe_kg_per_m3[j];
            double wanted = exact_taper_kg_per_m3(&taper, rates, COUNT(rates), setup.probe_m[j],
                                                  setup.report_s[i]);
            if (wanted > 1e-12)
                good &= hits("taper", setup.report_s[i], setup.probe_m[j], got, wanted,
                             accuracies[_i].error);
            else        /* below the exact solution's own rounding */
                good &= got >= 0 && got < 1e-14;
        }
    printf("  %zu cells, %ld steps, imbalance %.1e, refinement %.1e\n", spread.cells, spread.steps,
           spread.imbalance, spread.refinement);
    ck_assert_double_le(spread.imbalance, 1e-12);
    spread_free(&spread);
    ck_assert(good);
}
END_TEST

/* The tail that the series cannot see: at 1 h, 10 cm away, from a release in an even canal, whose
 * area at probe and source differ by the taper: c = M exp(-x^2/4Dt - kt) / sqrt(A A0 4 pi D t). */
START_TEST(the_far_tail_is_of_the_right_size)
{
    struct spread_setup setup = taper_setup();
    static const struct spread_dose at_once = { .mass_kg = 1e-6 };
    struct spread spread;
    double d_t = 2e-8 * 3600;

    setup.doses = &at_once;
    setup.dose_count = 1;
    spread = run(&setup);
    ck_assert(hits("tail of a release", 3600, 0.30, spread.reports[1].probe_kg_per_m3[0],
                   1e-6 / sqrt(120e-6 * 135e-6 * 4 * PI * d_t)
                   * exp(-0.01 / (4 * d_t) - 1.5e-4 * 3600), 0.3));
    ck_assert(hits("release", 900, 0.40, spread.reports[0].probe_kg_per_m3[2],
                   1e-6 / (120e-6 * sqrt(4 * PI * 2e-8 * 900)) * exp(-1.5e-4 * 900), 1e-3));
    spread_free(&spread);
}
END_TEST

START_TEST(what_was_given_is_there_or_absorbed)
{
    struct spread_setup setup = taper_setup();
    struct spread spread = run(&setup);

    for (size_t i = 0; i < setup.report_count; i++) {
        double given = 1e-6 + 0.05e-6 / 3600 * (setup.report_s[i] - 60);
        double found = spread.reports[i].mass_kg + spread.reports[i].absorbed_kg;
        ck_assert_double_eq_tol(found / given, 1, 1e-12);
    }
    ck_assert_double_eq_tol(spread.reports[0].absorbed_kg / 1e-6, 1 - exp(-1.5e-4 * 870), 1e-3);
    spread_free(&spread);
}
END_TEST

/* ---- An even canal ------------------------------------------------------------------------- */

static struct spread_setup even_setup(const struct spread_dose *dose)
{
    return (struct spread_setup){
        .csf = { .length_m = 0.8, .area_m2 = flat(1e-4), .dispersion_m2_per_s = flat(1e-7),
                 .uptake_per_s = UPTAKE_PER_S },
        .at_m = 0.4, .doses = dose, .dose_count = 1,
        .probe_m = { 0.40, 0.45, 0.50 }, .probe_count = 3,
        .report_s = { 3600, 14400, 28800, 86400, 1209600 }, .report_count = 5 };
}

/* V3 of the reference: 20 ug/h. */
START_TEST(an_infusion_starts_and_settles)
{
    static const struct spread_dose basal = { 20e-9 * 336, 1209600, 0 };
    static const double wanted[][3] = {
        { 5.51913, 0.151685, 2.80737e-4 }, { 9.05716, 1.62934, 0.179786 },
        { 10.3669, 2.57941, 0.550776 },    { 10.9552, 3.08050, 0.863088 },
        { 10.9647, 3.08944, 0.870487 },
    };
    struct spread_setup setup = even_setup(&basal);
    struct spread spread = run(&setup);
    bool good = true;

    for (size_t i = 0; i < COUNT(wanted); i++)
        for (size_t j = 0; j < 3; j++)
            good &= hits("infusion", setup.report_s[i], setup.probe_m[j],
                         spread.reports[i].probe_kg_per_m3[j] / UG_PER_ML, wanted[i][j], 3e-4);
    spread_free(&spread);
    ck_assert(good);
}
END_TEST

/* V1: 100 ug at once, A = 1.5 cm2, drifting at 0.5 cm/h. */
START_TEST(a_bolus_drifts)
{
    static const struct spread_dose at_once = { .mass_kg = 100e-9 };
    static const struct { size_t report, probe; double wanted; } rows[] = {
        { 0, 0, 23.29419 }, { 0, 1, 5.055245 },    { 1, 0, 7.731600 },   { 1, 2, 1.927892 },
        { 1, 3, 1.492550e-2 }, { 2, 0, 1.834805 }, { 2, 2, 1.682251 },   { 2, 4, 7.093209e-3 },
    };
    struct spread_setup setup = even_setup(&at_once);
    struct spread spread;
    bool good = true;

    setup.csf.area_m2 = flat(1.5e-4);
    setup.csf.drift_m_per_s = 0.5e-2 / S_PER_HOUR;
    setup.probe_count = 5;
    setup.report_count = 3;
    for (size_t j = 0; j < 5; j++)
        setup.probe_m[j] = (double[]){ 0.40, 0.42, 0.45, 0.50, 0.60 }[j];
    for (size_t i = 0; i < 3; i++)
        setup.report_s[i] = (double[]){ 600, 3600, 14400 }[i];
    spread = run(&setup);
    for (size_t i = 0; i < COUNT(rows); i++)
        good &= hits("drift", setup.report_s[rows[i].report], setup.probe_m[rows[i].probe],
                     spread.reports[rows[i].report].probe_kg_per_m3[rows[i].probe] / UG_PER_ML,
                     rows[i].wanted, 1e-4);
    spread_free(&spread);
    ck_assert(good);
}
END_TEST

/* The same rate told in one dose or in three is the same programme. */
START_TEST(a_dose_told_in_parts_is_one_dose)
{
    static const struct spread_dose whole = { 24e-9, 86400, 0 };
    static const struct spread_dose parts[] = { { 1e-9, 3600, 0 }, { 11e-9, 39600, 0 },
                                                { 12e-9, 43200, 0 } };
    struct spread_setup setup = even_setup(&whole);
    struct spread one, three;

    setup.report_count = 4;
    one = run(&setup);
    setup.doses = parts;
    setup.dose_count = 3;
    three = run(&setup);
    for (size_t j = 0; j < 3; j++)
        ck_assert_double_eq_tol(one.reports[3].probe_kg_per_m3[j]
                                / three.reports[3].probe_kg_per_m3[j], 1, 1e-4);
    spread_free(&one);
    spread_free(&three);
}
END_TEST

START_TEST(before_anything_comes_there_is_nothing)
{
    static const struct spread_dose pause_then_bolus[] = { { 0, 1000, 0 }, { 1e-9, 0, 0 } };
    struct spread_setup setup = even_setup(pause_then_bolus);
    struct spread spread;

    setup.dose_count = 2;
    setup.report_count = 3;
    setup.report_s[0] = 0;
    setup.report_s[1] = 1000;       /* just before the bolus */
    setup.report_s[2] = 1600;
    spread = run(&setup);
    ck_assert_double_eq(spread.reports[0].probe_kg_per_m3[0], 0);
    ck_assert_double_eq(spread.reports[1].mass_kg, 0);
    ck_assert(hits("bolus after a pause", 1600, 0.4, spread.reports[2].probe_kg_per_m3[0],
                   1e-9 / (1e-4 * sqrt(4 * PI * 1e-7 * 600)) * exp(-UPTAKE_PER_S * 600), 1e-3));
    spread_free(&spread);
}
END_TEST

/* ---- Injections ---------------------------------------------------------------------------- */

static struct csf_profile level_areas(void)
{
    struct csf_profile area = { .count = LEVEL_COUNT };

    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        area.x_m[i] = levels[i].middle_m;
        area.value[i] = levels[i].csf_mm2 * M2_PER_MM2;
    }
    return area;
}

/* From L5-S1 in the reference man, watched at L5 and T10. */
static struct spread_setup lumbar_setup(const struct spread_dose *dose)
{
    struct spread_setup setup = {
        .csf = { .length_m = level_canal_length_m(), .area_m2 = level_areas(),
                 .dispersion_m2_per_s = flat(1e-7), .uptake_per_s = UPTAKE_PER_S },
        .at_m = levels[23].middle_m + levels[23].length_m / 2, .doses = dose, .dose_count = 1,
        .probe_m = { levels[23].middle_m, levels[16].middle_m }, .probe_count = 2,
        .stir_m2_per_m3 = injection_law_usual.stir_m2_per_m3 };

    for (size_t i = 0; i < 40; i++)
        setup.report_s[i] = 60 * (double)(i + 1);
    setup.report_count = 40;
    return setup;
}

static size_t peak_report(const struct spread *spread, size_t probe)
{
    size_t peak = 0;

    for (size_t i = 1; i < spread->report_count; i++)
        if (spread->reports[i].probe_kg_per_m3[probe]
            > spread->reports[peak].probe_kg_per_m3[probe])
            peak = i;
    return peak;
}

/* 2 mg of isobaric morphine at L5-S1 have their peak at T10 after 5 to 15 minutes, at 30 to 60
 * ug/mL there (published; the volume, 2 mL in 20 s, is assumed). A one-dimensional canal of 98 mL
 * mixes what it reaches over the whole cross-section: the peak's height is held to a factor. */
START_TEST(a_bolus_by_hand_reaches_T10_in_minutes)
{
    static const struct spread_dose by_hand = { 2e-6, 20, 2e-6 };
    struct spread_setup setup = lumbar_setup(&by_hand);
    struct spread spread = run(&setup);
    size_t peak = peak_report(&spread, 1);

    printf("  by hand: peak at T10 after %.0f min, %.1f ug/mL\n", setup.report_s[peak] / 60,
           spread.reports[peak].probe_kg_per_m3[1] / UG_PER_ML);
    ck_assert_double_ge(setup.report_s[peak], 5 * 60);
    ck_assert_double_le(setup.report_s[peak], 15 * 60);
    ck_assert_double_ge(spread.reports[peak].probe_kg_per_m3[1] / UG_PER_ML, 10);
    ck_assert_double_le(spread.imbalance, 1e-12);
    spread_free(&spread);
}
END_TEST

START_TEST(the_same_volume_goes_further_when_it_is_quick)
{
    static const struct spread_dose quick = { 1e-6, 10, 0.5e-6 }, slow = { 1e-6, 60, 0.5e-6 };
    struct spread_setup setup = lumbar_setup(&quick);
    struct spread far, near;

    far = run(&setup);
    setup.doses = &slow;
    near = run(&setup);
    ck_assert_double_gt(far.reports[14].probe_kg_per_m3[1],
                        5 * near.reports[14].probe_kg_per_m3[1]);
    spread_free(&far);
    spread_free(&near);
}
END_TEST

START_TEST(a_pump_stirs_next_to_nothing)
{
    static const struct spread_dose with = { 1e-8, 2400, 20e-9 * 2400 / 3600 };
    static const struct spread_dose without = { 1e-8, 2400, 0 };
    struct spread_setup setup = lumbar_setup(&with);
    struct spread stirred, still;

    stirred = run(&setup);
    setup.doses = &without;
    still = run(&setup);
    ck_assert_double_eq_tol(stirred.reports[39].probe_kg_per_m3[0]
                            / still.reports[39].probe_kg_per_m3[0], 1, 0.1);
    spread_free(&stirred);
    spread_free(&still);
}
END_TEST

/* Fourteen days at 20 uL/h: what it displaces is nothing beside what dispersion mixes, however long
 * the steps are. Without stirring the volume must not matter. */
START_TEST(a_slow_infusion_is_no_slug)
{
    struct spread_dose  dose = { .mass_kg = 20e-9 * 336, .over_s = 336 * 3600.0 };
    struct spread_setup setup = even_setup(&dose);
    struct spread       bare, wet;

    setup.probe_m[0] = setup.at_m;
    setup.probe_count = 1;
    setup.report_s[0] = dose.over_s / 2;
    setup.report_s[1] = dose.over_s;
    setup.report_count = 2;
    setup.accuracy = 1e-2;
    bare = run(&setup);
    dose.volume_m3 = 20e-9 * 336;
    wet = run(&setup);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_double_eq_tol(wet.reports[i].probe_kg_per_m3[0]
                                / bare.reports[i].probe_kg_per_m3[0], 1, 0.01);
        ck_assert_double_eq_tol(wet.reports[i].mass_kg / bare.reports[i].mass_kg, 1, 1e-3);
    }
    spread_free(&bare);
    spread_free(&wet);
}
END_TEST

/* Where nothing stirs, 2 mL displace: at the end of 20 s the slug's middle is as strong as the
 * syringe, 1 kg/m3, and no more. */
START_TEST(a_slug_is_as_strong_as_the_syringe)
{
    static const struct spread_dose by_hand = { 2e-6, 20, 2e-6 };
    struct spread_setup setup = even_setup(&by_hand);
    struct spread spread;

    setup.csf.dispersion_m2_per_s.value[0] = 1e-8;
    setup.probe_m[0] = setup.at_m;
    setup.probe_count = 1;
    setup.report_s[0] = 20;
    setup.report_count = 1;
    spread = run(&setup);
    ck_assert_double_eq_tol(spread.reports[0].probe_kg_per_m3[0], 1, 0.04);
    spread_free(&spread);
}
END_TEST

/* Five minutes of the same flow stir ever further: the canal is told when the reach has grown, too,
 * not only when the stirring has. */
START_TEST(the_canal_is_told_how_far_it_is_stirred)
{
    const struct injection_law *law = &injection_law_usual;
    struct injection injection = { 0 };
    struct csf_stir told = { .reach_m = -1 };
    double behind = 0;

    for (int i = 0; i < 300; i++) {
        struct csf_stir now;
        injection_step(&injection, law, 1, 3e-9, 1e-7);
        now = injection_stir(&injection, law, 0.3, 1.5e-4, 0, 0);
        injection_retell(&told, law, now, 1e-7, 0.05);
        behind = fmax(behind, now.reach_m / told.reach_m - 1);
    }
    ck_assert_double_le(behind, 0.06);
    for (int i = 0; i < 3000; i++) {
        injection_step(&injection, law, 1, 0, 1e-7);
        injection_retell(&told, law, injection_stir(&injection, law, 0.3, 1.5e-4, 0, 0), 1e-7,
                         0.05);
    }
    ck_assert_double_lt(told.reach_m, 0);
    ck_assert_double_eq(told.extra_m2_per_s, 0);
}
END_TEST

static const struct { double density_excess, upright; bool goes_down; } sinking[] = {
    { 2.4e-2, 1, true }, { -1e-3, 1, false }, { 2.4e-2, -1, false }, { -1e-3, -1, true },
};

START_TEST(a_dense_drug_sinks_and_a_light_one_rises)
{
    static const struct spread_dose dose = { 1e-6, 60, 1e-6 };
    struct spread_setup setup = lumbar_setup(&dose);
    struct spread lying, tilted;
    double change;

    setup.at_m = 0.4;
    setup.probe_m[0] = 0.58;
    setup.probe_m[1] = 0.2;
    setup.stir_m2_per_m3 = 0;
    setup.density_excess = sinking[_i].density_excess;
    lying = run(&setup);
    setup.upright = sinking[_i].upright;
    tilted = run(&setup);
    change = tilted.reports[20].probe_kg_per_m3[0] / tilted.reports[20].probe_kg_per_m3[1]
             / (lying.reports[20].probe_kg_per_m3[0] / lying.reports[20].probe_kg_per_m3[1]);
    ck_assert(sinking[_i].goes_down ? change > 2 : change < 0.5);
    ck_assert_double_le(tilted.imbalance, 1e-12);
    spread_free(&lying);
    spread_free(&tilted);
}
END_TEST

/* What the law says by hand. */
START_TEST(an_injection_stirs_and_is_forgotten)
{
    const struct injection_law *law = &injection_law_usual;
    struct injection injection = { 0 };
    struct csf_stir stir;

    for (int i = 0; i < 200; i++)
        injection_step(&injection, law, 0.1, 1e-7, 1e-7);       /* 2 mL in 20 s */
    ck_assert_double_eq_tol(injection.extra_m2_per_s, 1e-4, 1e-10);
    ck_assert_double_eq_tol(injection.volume_m3, 1e-7 * 300 * (1 - exp(-20.0 / 300)), 1e-12);
    for (int i = 0; i < 300; i++)
        injection_step(&injection, law, 1, 0, 1e-7);
    ck_assert_double_eq_tol(injection.extra_m2_per_s, 1e-4 * exp(-1), 1e-10);
    /* 5e-4 denser, upright, undiluted: 0.365 cm/s, which is capped */
    injection = (struct injection){ .volume_m3 = 1e-6 };
    stir = injection_stir(&injection, law, 0.3, 1e-4, 1e-4, 1);
    ck_assert_double_eq_tol(stir.drift_m_per_s, 0.073e-2, 1e-5);
    stir = injection_stir(&injection, law, 0.3, 1e-4, -5e-4, 1);
    ck_assert_double_eq(stir.drift_m_per_s, -law->drift_most_m_per_s);
    ck_assert(injection_matters(law, &stir, 1e-7));
    ck_assert(!injection_matters(law, &(struct csf_stir){ .extra_m2_per_s = 1e-10 }, 1e-7));
}
END_TEST

/* ---- The patient --------------------------------------------------------------------------- */

/* What comes in leaves by the plasma in the end: c1 = q / CL. */
START_TEST(plasma_settles_where_clearance_meets_the_rate)
{
    static const struct drug_pk pk = { .central_m3 = 2e-2, .clearance_m3_per_s = 2e-5,
                                       .peripheral_m3 = 2e-1, .exchange_m3_per_s = 3e-5,
                                       .effect_per_s = 1e-4, .brain_per_s = 1e-4 };
    static const struct spread_dose basal = { 20e-9 * 336, 1209600, 0 };
    struct spread_setup setup = even_setup(&basal);
    struct spread spread;

    setup.pk = &pk;
    setup.pocket_per_s = 2e-4;
    spread = run(&setup);
    ck_assert(hits("plasma", 1209600, NAN, spread.reports[4].plasma_kg_per_m3,
                   20e-9 / 3600 / 2e-5, 1e-3));
    ck_assert(hits("at the cord", 1209600, NAN, spread.reports[4].cord_effect_kg_per_m3,
                   spread.reports[4].probe_kg_per_m3[0], 1e-2));
    ck_assert_double_lt(spread.reports[0].plasma_kg_per_m3, spread.reports[1].plasma_kg_per_m3);
    spread_free(&spread);
}
END_TEST

/* ---- The map ------------------------------------------------------------------------------- */

START_TEST(the_map_is_the_canal_over_time)
{
    struct spread_setup setup = taper_setup();
    struct spread spread;

    setup.map_rows = 61;
    setup.map_columns = 97;             /* a quarter of an hour */
    spread = run(&setup);
    ck_assert_double_eq(spread.map_end_s, 86400);
    for (size_t row = 0; row < 61; row++)
        ck_assert_float_eq(spread.map[row * 97], 0);
    /* row 40 is at the source, 38 two centimetres off; columns 4, 16, 96 are 1, 4 and 24 h */
    for (size_t i = 0; i < 3; i++) {
        size_t column = (size_t[]){ 4, 16, 96 }[i], report = (size_t[]){ 1, 2, 4 }[i];
        ck_assert_double_eq_tol((double)spread.map[40 * 97 + column]
                                / spread.reports[report].probe_kg_per_m3[2], 1, 5e-3);
        ck_assert_double_eq_tol((double)spread.map[38 * 97 + column]
                                / spread.reports[report].probe_kg_per_m3[1], 1, 5e-3);
    }
    /* between two reports, too: 12 h and 8 h bracket 10 h */
    ck_assert_float_gt(spread.map[40 * 97 + 40], 0.99f * spread.map[40 * 97 + 48]);
    ck_assert_float_lt(spread.map[40 * 97 + 40], 1.01f * spread.map[40 * 97 + 32]);
    spread_free(&spread);
}
END_TEST

/* ---- The band ------------------------------------------------------------------------------ */

static struct spread_quantiles band(const struct spread_setup *setup,
                                    const struct spread_uncertainty *uncertainty, size_t samples,
                                    uint64_t seed)
{
    struct spread_quantiles quantiles;
    struct why why = { "" };

    ck_assert_msg(spread_band(&quantiles, setup, uncertainty, samples, seed, &why) == ERR_OK, "%s",
                  why.text);
    return quantiles;
}

START_TEST(what_is_known_exactly_has_no_band)
{
    struct spread_setup setup = taper_setup();
    struct spread spread = run(&setup);
    struct spread_quantiles q = band(&setup, &(struct spread_uncertainty){ 1, 1, 1 }, 2, 1);

    for (size_t i = 0; i < 5; i++)
        for (size_t j = 1; j < 4; j++) {
            ck_assert_double_eq_tol(q.middle[i].probe_kg_per_m3[j]
                                    / spread.reports[i].probe_kg_per_m3[j], 1, 2e-3);
            ck_assert_double_eq_tol(q.low[i].probe_kg_per_m3[j] / q.high[i].probe_kg_per_m3[j], 1,
                                    1e-14);
        }
    spread_quantiles_free(&q);
    spread_free(&spread);
}
END_TEST

/* Only the area: the peak goes with 1 / A, whose quantiles are exp(-+ 1.2816 log 1.25). */
START_TEST(the_band_is_as_wide_as_what_is_not_known)
{
    struct spread_setup setup = taper_setup();
    struct spread_quantiles q = band(&setup, &(struct spread_uncertainty){ 1, 1, 1.25 }, 400, 7);
    double wide = exp(1.2816 * log(1.25));

    ck_assert_double_eq_tol(q.high[1].probe_kg_per_m3[2] / q.middle[1].probe_kg_per_m3[2], wide,
                            0.06);
    ck_assert_double_eq_tol(q.middle[1].probe_kg_per_m3[2] / q.low[1].probe_kg_per_m3[2], wide,
                            0.06);
    spread_quantiles_free(&q);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_band)
{
    struct spread_setup setup = taper_setup();
    struct spread_quantiles a = band(&setup, &spread_uncertainty_usual, 10, 42);
    struct spread_quantiles b = band(&setup, &spread_uncertainty_usual, 10, 42);
    struct spread_quantiles c = band(&setup, &spread_uncertainty_usual, 10, 43);

    ck_assert_int_eq(memcmp(a.low, b.low, 5 * sizeof *a.low), 0);
    ck_assert_int_eq(memcmp(a.high, b.high, 5 * sizeof *a.high), 0);
    ck_assert_int_ne(memcmp(a.high, c.high, 5 * sizeof *a.high), 0);
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++) {
            ck_assert_double_le(a.low[i].probe_kg_per_m3[j], a.middle[i].probe_kg_per_m3[j]);
            ck_assert_double_le(a.middle[i].probe_kg_per_m3[j], a.high[i].probe_kg_per_m3[j]);
        }
    spread_quantiles_free(&a);
    spread_quantiles_free(&b);
    spread_quantiles_free(&c);
}
END_TEST

/* ---- Nonsense ------------------------------------------------------------------------------ */

static void spoil_source(struct spread_setup *s) { s->at_m = 0.7; }
static void spoil_probe(struct spread_setup *s) { s->probe_m[2] = -0.1; }
static void spoil_reports(struct spread_setup *s) { s->report_count = 0; }
static void spoil_order(struct spread_setup *s) { s->report_s[3] = 5; }
static void spoil_dose(struct spread_setup *s)
{
    static const struct spread_dose bad = { -1, 0, 0 };

    s->doses = &bad;
    s->dose_count = 1;
}
static void spoil_accuracy(struct spread_setup *s) { s->accuracy = 0.5; }
static void spoil_upright(struct spread_setup *s) { s->upright = 2; }
static void spoil_stir(struct spread_setup *s) { s->stir_m2_per_m3 = -1; }
static void spoil_map(struct spread_setup *s) { s->map_rows = 5; }
static void spoil_canal(struct spread_setup *s) { s->csf.uptake_per_s = -1; }

static const struct { void (*spoil)(struct spread_setup *); const char *says; } refused[] = {
    { spoil_source, "source is at 0.7 m" },  { spoil_probe, "probe 3 is at -0.1 m" },
    { spoil_reports, "0 reports" },          { spoil_order, "report 4 is at 5 s" },
    { spoil_dose, "dose 1 is -1 kg" },       { spoil_accuracy, "accuracy is 0.5" },
    { spoil_upright, "upright 2" },          { spoil_stir, "stir_m2_per_m3 is -1" },
    { spoil_map, "5 rows and 0 columns" },   { spoil_canal, "uptake_per_s is -1" },
};

START_TEST(a_case_that_makes_no_sense_is_refused_by_name)
{
    struct spread_setup setup = taper_setup();
    struct spread spread;
    struct spread_quantiles quantiles;
    struct why why = { "" }, again = { "" };

    refused[_i].spoil(&setup);
    ck_assert_int_eq(spread_run(&spread, &setup, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, refused[_i].says) != NULL, "%s", why.text);
    ck_assert_int_eq(spread_band(&quantiles, &setup, &spread_uncertainty_usual, 2, 1, &again),
                     ERR_RANGE);
}
END_TEST

START_TEST(a_band_that_makes_no_sense_is_refused)
{
    struct spread_setup setup = taper_setup();
    struct spread_quantiles q;

    ck_assert_int_eq(spread_band(&q, &setup, &(struct spread_uncertainty){ 0.5, 1, 1 }, 2, 1, NULL),
                     ERR_RANGE);
    ck_assert_int_eq(spread_band(&q, &setup, &spread_uncertainty_usual, 1, 1, NULL), ERR_RANGE);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_spread");
    TCase *tests = tcase_create("spread");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_tapered_canal_is_as_the_exact_solution, 0, COUNT(accuracies));
    tcase_add_test(tests, the_far_tail_is_of_the_right_size);
    tcase_add_test(tests, what_was_given_is_there_or_absorbed);
    tcase_add_test(tests, an_infusion_starts_and_settles);
    tcase_add_test(tests, a_bolus_drifts);
    tcase_add_test(tests, a_dose_told_in_parts_is_one_dose);
    tcase_add_test(tests, before_anything_comes_there_is_nothing);
    tcase_add_test(tests, a_bolus_by_hand_reaches_T10_in_minutes);
    tcase_add_test(tests, the_same_volume_goes_further_when_it_is_quick);
    tcase_add_test(tests, a_pump_stirs_next_to_nothing);
    tcase_add_test(tests, a_slow_infusion_is_no_slug);
    tcase_add_test(tests, a_slug_is_as_strong_as_the_syringe);
    tcase_add_test(tests, the_canal_is_told_how_far_it_is_stirred);
    tcase_add_loop_test(tests, a_dense_drug_sinks_and_a_light_one_rises, 0, COUNT(sinking));
    tcase_add_test(tests, an_injection_stirs_and_is_forgotten);
    tcase_add_test(tests, plasma_settles_where_clearance_meets_the_rate);
    tcase_add_test(tests, the_map_is_the_canal_over_time);
    tcase_add_test(tests, what_is_known_exactly_has_no_band);
    tcase_add_test(tests, the_band_is_as_wide_as_what_is_not_known);
    tcase_add_test(tests, the_same_seed_gives_the_same_band);
    tcase_add_loop_test(tests, a_case_that_makes_no_sense_is_refused_by_name, 0, COUNT(refused));
    tcase_add_test(tests, a_band_that_makes_no_sense_is_refused);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
