/* Pumps at T10, for hours and days; baclofen and other drugs. */
#include "intrathecal_studies.h"

#include "base/units.h"
#include "tests/support/exact.h"

#include <check.h>
#include <math.h>

/* ---- a pump in pigs; the canal is a man's, the tip at T10 ---- */

static const struct published pigs[] = {
    { 24, 25, "morphine 20 uL/h, 14 d: cord falls e-fold in, rostrad", "cm", 2.17, 6.21, GIVEN },
    { 24, 25, "the same, caudad", "cm", 2.17, 6.21, GIVEN },
    { 24, 25, "rostrad, if 0.11 mL/min are absorbed", "cm", 2.17, 6.21, BAND(0.64, DRAGS) },
    { 24, 25, "caudad, if 0.11 mL/min are absorbed", "cm", 2.17, 6.21, BAND(1.1, DRAGS) },
    { 26, 0, "baclofen 20 uL/h, 8 h: share within 5 cm", "", AT_LEAST(0.5), HITS },
    { 26, 0, "baclofen 1000 uL/h, 8 h: share within 5 cm", "", AT_LEAST(0.5), HITS },
    { 26, 0, "1 mL in 5 min every hour: share within 5 cm", "", AT_LEAST(0.5),
      BAND(0.95, "3 uL/s stir as far as 30 V / A, a reach chosen for 100 uL/s by hand") },
    { 27, 0, "heavy bupivacaine upright, 5 cm: caudad / rostrad", "", AT_LEAST(1.1), HITS },
    { 27, 0, "heavy, prone: the same", "", UP_TO(0.9),
      MISS(1.1, "lying is level: no slope of a curved spine") },
    { 27, 0, "heavy, upright: share within 5 cm (steep)", "", AT_LEAST(0.5),
      BAND(0.93, "sinking is an upper bound: nothing flows back past what sinks") },
    { 28, 0, "baclofen, 14 d: a tenth of the tip's value at", "cm", UP_TO(5),
      BAND(1.3, "where a spread ends is read as a tenth; the dispersion's prior reaches it") },
};

/* A pump's programme: 1 mg/mL (all is linear in it), with 61 probes and a report at the end. */
struct pump { const char *drug; double ul_per_h, hours, density_excess, upright; };

static void pump_run(struct man *man, const struct pump *pump, const struct man_unknown *unknown)
{
    double volume_m3 = pump->ul_per_h * pump->hours * M3_PER_UL;
    /* so slow a flow stirs by less than anyone knows the dispersion (injection.h), but may sink */
    bool stirs = pump->ul_per_h > 100 || pump->density_excess > 0;

    man_make(man, pump->drug, "T10", unknown);
    man->of.setup.density_excess = pump->density_excess;
    man->of.setup.upright = pump->upright;
    for (int last = 0; last < 2; last++) {      /* a short step before the report */
        double share = last ? 1e-3 : 1 - 1e-3;
        man_dose(man, share * volume_m3, share * UNTIL(pump->hours),
                 stirs ? share * volume_m3 : 0);
    }
    man_probes_even(man, 61);
    man_reports_log(man, UNTIL(pump->hours), UNTIL(pump->hours), 1);
    man_run(man);
}

static double within_5_cm(const struct man *man)
{
    return man_share(man, man->of.setup.at_m - 0.05, man->of.setup.at_m + 0.05);
}

static double hourly_within_5_cm(const struct man_unknown *unknown)
{
    struct man man;
    double share;

    man_make(&man, "baclofen", "T10", unknown);
    for (int hour = 0; hour < 8; hour++) {
        man_dose(&man, KG_PER_MG, 300, M3_PER_ML);
        man_dose(&man, 0, 3300, 0);
    }
    man_probes_even(&man, 61);
    man_reports_log(&man, UNTIL(8), UNTIL(8), 1);
    man_run(&man);
    share = within_5_cm(&man);
    man_free(&man);
    return share;
}

/* 5 cm below the tip over 5 cm above, and the share within 5 cm. */
static double heavy_run(double density_excess, double upright, const struct man_unknown *unknown,
                        double *share)
{
    const double *value;
    struct man man;
    double ratio;

    pump_run(&man, &(struct pump){ "bupivacaine", 20, 6, density_excess, upright }, unknown);
    value = man.run.reports[0].probe_kg_per_m3;
    ratio = value[32 + 5] / value[32 - 5];          /* the tip lies in piece 32, pieces are 1 cm */
    *share = within_5_cm(&man);
    man_free(&man);
    return ratio;
}

/* Of the fluid, since the cord ends 9 cm below: in a steady state the two are in proportion. An
 * e-fold of the fall to between a fifth and a tenth. */
static double e_fold_m(const struct man *man, int way)
{
    const double fold = sqrt(5 * 10);

    return man_reach_m(man, way, fold) / log(fold);
}

static void flack(const struct man_unknown *unknown, double *rostrad_cm, double *caudad_cm)
{
    struct man man;

    pump_run(&man, &(struct pump){ "morphine", 20, 14 * 24, 0, 0 }, unknown);
    *rostrad_cm = e_fold_m(&man, -1) / M_PER_CM;
    *caudad_cm = e_fold_m(&man, 1) / M_PER_CM;
    man_free(&man);
}

static double bernards(double ul_per_h, const struct man_unknown *unknown)
{
    struct man man;
    double share;

    pump_run(&man, &(struct pump){ "baclofen", ul_per_h, 8, 0, 0 }, unknown);
    share = within_5_cm(&man);
    man_free(&man);
    return share;
}

static double tenth_cm(const struct man_unknown *unknown)
{
    struct man man;
    double reach_m;

    pump_run(&man, &(struct pump){ "baclofen", 20, 14 * 24, 0, 0 }, unknown);
    reach_m = fmax(man_reach_m(&man, -1, 10), man_reach_m(&man, 1, 10));
    man_free(&man);
    return reach_m / M_PER_CM;
}

static void pigs_measure(const struct man_unknown *unknown, struct figure *figures)
{
    double flows[2], drains[2], upright_share, share, light, upright, prone;
    struct man_unknown other = man_draining(unknown);

    flack(unknown, &flows[0], &flows[1]);
    flack(&other, &drains[0], &drains[1]);
    light = heavy_run(0, 0, unknown, &share);
    upright = heavy_run(2.4e-2, 1, unknown, &upright_share) / light;
    prone = heavy_run(2.4e-2, 0, unknown, &share) / light;
    figures_set(figures, 11, (const double[]){
        flows[0], flows[1], drains[0], drains[1], bernards(20, unknown), bernards(1000, unknown),
        hourly_within_5_cm(unknown), upright, prone, upright_share, tenth_cm(unknown) });
}

/* ---- baclofen ---- */

static const struct published baclofen[] = {
    { 44, 0, "50 ug at L3: late half-life", "h", 0.9, 5, GIVEN },
    { 45, 0, "dose / AUC = clearance", "mL/h", 13, 80, HITS },
    { 46, 0, "half-life over the first 4 h (unverified)", "h", ALONE(1.51), GIVEN },
    { 47, 0, "clearance (unverified)", "mL/h", ALONE(30), HITS },
    { 48, 0, "pump at T10, 14 d: L3 / cistern (unverified)", "", 1.8, 8.7, MISS(170, UNMIXED) },
    { 48, 0, "the same, with ten times the dispersion", "", 1.8, 8.7,
      BAND(1.8, UNMIXED) },
    { 49, 0, "100 ug at T10, 1 h: T12 / T10 (steep)", "", UP_TO(0.5),
      HITS },
};

static double steep(const struct man_unknown *unknown)
{
    struct man man;
    double ratio;

    man_make(&man, "baclofen", "T10", unknown);
    man_dose(&man, 100 * KG_PER_UG, 60, 0.2 * M3_PER_ML);      /* 500 ug/mL through the pump */
    man_probe_level(&man, "T10");
    man_probe_level(&man, "T12");
    man_reports_log(&man, UNTIL(1), UNTIL(1), 1);
    man_run(&man);
    ratio = man.run.reports[0].probe_kg_per_m3[1] / man.run.reports[0].probe_kg_per_m3[0];
    man_free(&man);
    return ratio;
}

static double lumbar_over_cistern(const struct man_unknown *unknown)
{
    struct man man;
    double ratio;

    pump_run(&man, &(struct pump){ "baclofen", 20, 14 * 24, 0, 0 }, unknown);
    ratio = man.run.reports[0].probe_kg_per_m3[48] / man.run.reports[0].probe_kg_per_m3[0];
    man_free(&man);
    return ratio;
}

static void baclofen_measure(const struct man_unknown *unknown, struct figure *figures)
{
    const double mass_kg = 50 * KG_PER_UG;
    struct man_unknown other = man_shaken(unknown);
    double late_s, early_s, clearance;
    struct man man;

    man_make(&man, "baclofen", "L3", unknown);
    man_dose(&man, mass_kg, BOLUS_S, BOLUS_M3);
    man_probe_level(&man, "L3");
    man_reports_log(&man, 120, UNTIL(24), 60);
    man_run(&man);
    late_s = man_half_life_s(&man, 0, UNTIL(4), UNTIL(12));
    early_s = man_half_life_s(&man, 0, UNTIL(0.5), UNTIL(4));
    clearance = mass_kg / man_auc(&man, 0) / M3_PER_ML * S_PER_HOUR;
    figures_set(figures, 7, (const double[]){
        late_s / S_PER_HOUR, clearance, early_s / S_PER_HOUR, clearance,
        lumbar_over_cistern(unknown), lumbar_over_cistern(&other),
        steep(unknown) });
    man_free(&man);
}

/* ---- other drugs ---- */

static const struct published others[] = {
    { 50, 0, "morphine 10 mg/d at T10: L2 / T12 (declines)", "", UP_TO(1), HITS },
    { 51, 0, "bupivacaine 20 mg at L3: median of 5 .. 45 min", "ug/mL", 95.4, 773, HITS },
    { 52, 0, "bupivacaine 17.5 mg at L3", "ug/mL", 25.9, 781, HITS },
    { 54, 0, "clonidine: late half-life (after epidural)", "min", SCATTER(66, 4),
      GIVEN },
};

static double declines(const struct man_unknown *unknown)
{
    struct man man;
    double ratio;

    pump_run(&man, &(struct pump){ "morphine", 20, 14 * 24, 0, 0 }, unknown);
    ratio = man.run.reports[0].probe_kg_per_m3[44] / man.run.reports[0].probe_kg_per_m3[38];
    man_free(&man);
    return ratio;
}

/* Plain 0.5 %: 5 mg/mL. The sample at half of the time is the median of a falling course. */
static double bupivacaine_median(double mg, const struct man_unknown *unknown)
{
    struct man man;
    double value;

    man_make(&man, "bupivacaine", "L3", unknown);
    man_dose(&man, mg * KG_PER_MG, BOLUS_S, mg / 5 * M3_PER_ML);
    man_probe_level(&man, "L3");
    man_reports_log(&man, 300, 2700, 20);
    man_run(&man);
    value = man_at(&man, 0, 1500) * UG_PER_ML_PER_SI;
    man_free(&man);
    return value;
}

static double clonidine_half_life_min(const struct man_unknown *unknown)
{
    struct man man;
    double half_s;

    man_make(&man, "clonidine", "L3", unknown);
    man_dose(&man, 150 * KG_PER_UG, BOLUS_S, BOLUS_M3);
    man_probe_level(&man, "L3");
    man_reports_log(&man, 300, UNTIL(12), 30);
    man_run(&man);
    half_s = man_half_life_s(&man, 0, UNTIL(3), UNTIL(8));
    man_free(&man);
    return half_s / S_PER_MIN;
}

static void others_measure(const struct man_unknown *unknown, struct figure *figures)
{
    figures_set(figures, 4, (const double[]){
        declines(unknown), bupivacaine_median(20, unknown),
        bupivacaine_median(17.5, unknown),
        clonidine_half_life_min(unknown) });
}

const struct study studies_pumped[STUDIES_PUMPED] = {
    { "a pump in pigs, in a man's canal", pigs, COUNT(pigs), pigs_measure, true },
    { "baclofen", baclofen, COUNT(baclofen), baclofen_measure, true },
    { "other drugs", others, COUNT(others), others_measure, true },
};
