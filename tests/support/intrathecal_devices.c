/* What needs no canal: epidural and celiac spread, pumps, catheters. */
#include "intrathecal_studies.h"

#include "base/units.h"
#include "sim/catheter.h"
#include "sim/depot.h"
#include "sim/hydraulics.h"
#include "tests/support/exact.h"

#include <check.h>
#include <math.h>

/* ---- epidural spread: the law is a distribution of levels up and down together, its band the
 * 10th to 90th percentile; some studies count one way alone ---- */

static const struct published epidural[] = {
    { 98, 0, "cadaver L4-5, 3 mL: dorsal, cranial alone", "levels", ALONE(2), HITS },
    { 99, 0, "cadaver L4-5, 6 mL: dorsal, cranial alone", "levels", ALONE(4), HITS },
    { 100, 0, "cadaver, 3 mL: ventral, cranial alone", "levels", ALONE(0), MISS(INFINITY, SIDES) },
    { 101, 0, "cadaver, 6 mL: ventral, cranial alone", "levels", ALONE(2), MISS(1.9, SIDES) },
    { 98, 102, "cadaver, 3 mL: dorsal, both ways", "levels", ALONE(4),
      MISS(0.47, "studies differ: patients after 5 mL had 2.2") },
    { 99, 102, "cadaver, 6 mL: dorsal, both ways", "levels", ALONE(6), HITS },
    { 101, 103, "cadaver, 6 mL: ventral, both ways", "levels", ALONE(3), HITS },
    { 104, 0, "thoracic foramen, 1 mL: cephalad alone", "levels", 1, 2, BAND(0.63, FORAMEN) },
    { 105, 0, "thoracic foramen, 2 mL: cephalad alone", "levels", 2, 3, BAND(0.63, FORAMEN) },
    { 106, 0, "thoracic foramen, 3 mL: cephalad alone", "levels", 2, 4, BAND(0.95, FORAMEN) },
    { 0, 0, "thoracic foramen, 1 mL: both ways", "levels", ALONE(3), MISS(0.21, FORAMEN) },
    { 0, 0, "thoracic foramen, 2 mL: both ways", "levels", ALONE(4.5), MISS(0.28, FORAMEN) },
    { 106, 107, "thoracic foramen, 3 mL: both ways", "levels", ALONE(5), MISS(0.38, FORAMEN) },
    { 108, 109, "lumbar interlaminar, 5 mL: both ways", "levels", ALONE(2.16), HITS },
    { 110, 0, "RIVEI, 3 mL", "levels", SCATTER(2.21, 0.93), HITS },
    { 111, 0, "caudal, 10 mL: past six levels to L3/4 (9 men)", "%", 21, 86, HITS },
    { 112, 0, "caudal, 20 mL: past six levels to L3/4 (11 men)", "%", 72, 100, HITS },
};

/* Share of 20000 patients whose levels are so many. */
static double reach_percent(double ml, double count)
{
    enum { PATIENTS = 20000 };
    double drawn[PATIENTS];
    int there = 0;

    ck_assert_int_eq(depot_levels_sample(ml * M3_PER_ML, 1, PATIENTS, drawn), ERR_OK);
    for (int i = 0; i < PATIENTS; i++)
        there += drawn[i] >= count;
    return 100.0 * there / PATIENTS;
}

static void epidural_measure(const struct man_unknown *unknown, struct figure *figures)
{
    static const double ml[] = { 3, 6, 3, 6, 3, 6, 6, 1, 2, 3, 1, 2, 3, 5, 3 };

    (void)unknown;
    for (size_t i = 0; i < COUNT(ml); i++)
        figures[i] = (struct figure){ depot_levels(ml[i] * M3_PER_ML, 0.5),
                                      depot_levels(ml[i] * M3_PER_ML, 0.1),
                                      depot_levels(ml[i] * M3_PER_ML, 0.9) };
    figures[15].value = reach_percent(10, 6);
    figures[16].value = reach_percent(20, 6);
}

/* ---- celiac: how many of 105 patients had so many quadrants filled; 95 % of a binomial ---- */

static const struct published celiac[] = {
    { 0, 0, "patients with 4 quadrants filled", "%", 4.0, 15.6, GIVEN },
    { 0, 0, "with 3", "%", 12.8, 28.9, GIVEN },
    { 0, 0, "with 2 or fewer", "%", 61.8, 79.8, GIVEN },
};

static void celiac_measure(const struct man_unknown *unknown, struct figure *figures)
{
    double share[5];

    (void)unknown;
    ck_assert_int_eq(depot_quadrants_sample(&depot_celiac_cancer, 1, 20000, share), ERR_OK);
    figures_set(figures, 3, (const double[]){
        100 * share[4], 100 * share[3], 100 * (share[0] + share[1] + share[2]) });
}

/* ---- pumps ---- */

static const struct published pumps[] = {
    { 117, 0, "SynchroMed, gain 1.01: half a year against ordered", "%", SCATTER(1, 0.05), GIVEN },
    { 119, 0, "SynchroMed on the bench, gain 0.976", "%", SCATTER(-2.4, 0.05), GIVEN },
    { 120, 0, "Prometra, gain 0.979: delivered of ordered", "%", SCATTER(97.9, 0.05), GIVEN },
    { 121, 0, "Prometra II, gain 0.968", "%", 95.5, 97.7, GIVEN },
    { 0, 0, "Prometra II in a scanner: lets through", "uL", UP_TO(10), GIVEN },
    { 0, 0, "Codman-class, 1 C warmer (unverified)", "%", 10, 13, HITS },
    { 0, 0, "priming at 24 mL/d: 1 % of a volume is out by", "volumes", 0.5, 0.999, HITS },
    { 0, 0, "priming: outlet's drug when one volume is in", "%", UP_TO(99), HITS },
};

static double half_a_year_percent(double gain)
{
    const struct hydraulics_setup setup = {
        .stroke_m3 = 2.5e-9, .gain = gain, .reservoir_m3 = 20e-6, .capacity_m3 = 20e-6,
        .kg_per_m3 = 10 };
    const struct hydraulics_faults sound = { 0 };
    struct hydraulics pump;
    long strokes = 0;

    hydraulics_init(&pump, &setup);
    for (int day = 0; day < 182; day++) {
        for (int i = 0; i < 200; i++)       /* 0.5 mL/d */
            strokes += hydraulics_step(&pump, 432, 1, 0, 0, &sound).strokes;
        if (day % 30 == 29)
            hydraulics_refill(&pump, 20e-6, 10, 0);
    }
    return 100 * pump.delivered_m3 / ((double)strokes * setup.stroke_m3);
}

static double valve_lets_ul(void)
{
    const struct hydraulics_setup setup = { .stroke_m3 = 2.5e-9, .reservoir_m3 = 20e-6,
                                            .capacity_m3 = 20e-6, .kg_per_m3 = 25 };
    const struct hydraulics_faults open = { .valve_leak_m3_per_s = 1e-9, .valve_closes_m3 = 1e-8 };
    struct hydraulics pump;

    hydraulics_init(&pump, &setup);
    for (int s = 0; s < 1200; s++)
        hydraulics_step(&pump, 1, 0, 0, 0, &open);
    return pump.delivered_m3 * UL_PER_M3;
}

/* New drug pushes what is there out of 0.286 mL at 24 mL/d, the fastest these pumps go. */
static void priming(double *out_by, double *outlet_percent)
{
    const struct catheter_setup setup = {
        .length_m = 1.1, .volume_m3_per_m = 0.26e-6, .compliance_m3_per_pa = 1e-14,
        .tip_pa_s_per_m3 = 2.8e11, .diffusivity_m2_per_s = 7.3e-10 };
    const struct catheter_faults sound = { 0 };
    struct catheter *catheter = NULL;
    double volume_m3, out_kg = 0;

    ck_assert_int_eq(catheter_create(&catheter, &setup, NULL), ERR_OK);
    volume_m3 = catheter_volume_m3(catheter);
    *out_by = INFINITY;
    for (int i = 1; i <= 1000; i++) {
        out_kg += catheter_step(catheter, volume_m3 / (24 * M3_PER_ML / S_PER_DAY) / 1000,
                                volume_m3 / 1000, 1, 0, 1300, &sound).out_kg;
        if (isinf(*out_by) && out_kg > 0.01 * volume_m3)
            *out_by = i / 1000.0;
    }
    *outlet_percent = 100 * catheter_tip_kg_per_m3(catheter);
    catheter_destroy(catheter);
}

static void pumps_measure(const struct man_unknown *unknown, struct figure *figures)
{
    double out_by, outlet_percent;

    (void)unknown;
    priming(&out_by, &outlet_percent);
    figures_set(figures, 8, (const double[]){
        half_a_year_percent(1.01) - 100, half_a_year_percent(0.976) - 100,
        half_a_year_percent(0.979), half_a_year_percent(0.968), valve_lets_ul(),
        100 * (hydraulics_gas_factor(1, 0, 0) - 1), out_by, outlet_percent });
}

const struct study studies_device[STUDIES_DEVICE] = {
    { "epidural spread", epidural, COUNT(epidural), epidural_measure, false },
    { "celiac quadrants", celiac, COUNT(celiac), celiac_measure, false },
    { "pumps and catheters", pumps, COUNT(pumps), pumps_measure, false },
};
