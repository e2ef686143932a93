/* Doses at once: morphine, ziconotide, tracers. */
#include "intrathecal_studies.h"

#include "base/units.h"
#include "sim/drug.h"
#include "sim/oscillation.h"
#include "tests/support/exact.h"

#include <check.h>
#include <math.h>

/* ---- morphine from L3, sampled there: Nordberg 1984. Scatter: two standard errors ---- */

static const struct published nordberg[] = {
    { 1, 0, "0.25 mg: 1 h", "ng/mL", SCATTER(4228, 722), BAND(0.95, SLUG) },
    { 2, 0, "0.5 mg: 1 h", "ng/mL", SCATTER(10447, 3076), BAND(0.91, SLUG) },
    { 3, 0, "0.25 mg: late half-life", "min", SCATTER(196, 26), GIVEN },
    { 4, 0, "0.5 mg: late half-life", "min", SCATTER(175, 18), GIVEN },
    { 3, 0, "0.25 mg: the same, if 0.11 mL/min are absorbed", "min", SCATTER(196, 26),
      BAND(0.9, TWICE) },
    { 5, 0, "0.25 mg: clearance x half-life / ln 2 = V", "mL/kg", SCATTER(1.06, 0.34), HITS },
    { 6, 0, "0.5 mg: V", "mL/kg", SCATTER(0.88, 0.32), HITS },
    { 7, 0, "0.25 mg: dose / AUC = clearance", "uL/kg/min", SCATTER(3.41, 1.10), HITS },
    { 8, 0, "0.5 mg: clearance", "uL/kg/min", SCATTER(2.81, 0.82), HITS },
    { 9, 0, "0.5 mg: greatest in plasma", "ng/mL", UP_TO(1), HITS },
};

struct nordberg { double hour, half_s, clearance, plasma; };

static struct nordberg nordberg_course(const struct man_unknown *unknown)
{
    const double mass_kg = 0.25 * KG_PER_MG;
    struct nordberg course = { .plasma = 0 };
    struct man man;

    man_make(&man, "morphine", "L3", unknown);
    man_dose(&man, mass_kg, BOLUS_S, BOLUS_M3);
    man_probe_level(&man, "L3");
    man_reports_log(&man, 120, UNTIL(24), 60);
    man_run(&man);
    course.hour = man_at(&man, 0, UNTIL(1)) * NG_PER_ML_PER_SI;
    course.half_s = man_half_life_s(&man, 0, UNTIL(3), UNTIL(10));
    course.clearance = mass_kg / man_auc(&man, 0) / MAN_KG;
    for (size_t k = 0; k < man.run.report_count; k++)
        course.plasma = fmax(course.plasma,
                             man.run.reports[k].plasma_kg_per_m3 * NG_PER_ML_PER_SI);
    man_free(&man);
    return course;
}

static void nordberg_measure(const struct man_unknown *unknown, struct figure *figures)
{
    struct man_unknown other = man_draining(unknown);
    struct nordberg course = nordberg_course(unknown), drains = nordberg_course(&other);
    double half_min = course.half_s / S_PER_MIN;
    double volume = course.clearance * course.half_s / log(2) / M3_PER_ML;
    double clearance = course.clearance * S_PER_MIN / M3_PER_UL;

    figures_set(figures, 10, (const double[]){
        course.hour, 2 * course.hour, half_min, half_min, drains.half_s / S_PER_MIN,
        volume, volume, clearance, clearance, 2 * course.plasma });
}

/* ---- 2 mg of morphine at L5-S1, sampled at T10; seated where it is heavy (nobody says) ---- */

static const struct published t10[] = {
    { 10, 11, "isobaric 2 mg: peak", "ug/mL", 30, 60, MISS(0.79, CARRIED) },
    { 0, 0, "isobaric: time of the peak", "min", 5, 15, GIVEN },
    { 0, 0, "isobaric: first half-life", "min", 10, 15, MISS(10, CARRIED) },
    { 12, 13, "isobaric: 1 h", "ug/mL", 7, 11, MISS(1.8, CARRIED) },
    { 14, 0, "isobaric: late half-life", "min", 108, 140, BAND(1.2, CARRIED) },
    { 15, 16, "hyperbaric: peak", "ug/mL", 0.8, 3.3, BAND(0.84, SINKS) },
    { 0, 0, "hyperbaric: time of the peak", "h", 4, 5, BAND(0.0072, SINKS) },
    { 17, 0, "hyperbaric: late half-life", "min", 144, 246, MISS(INFINITY, SINKS) },
};

struct course { double peak, at_s, first_s, hour, late_s; };

static struct course t10_course(const struct man_unknown *unknown, double density_excess,
                                double upright)
{
    struct course course;
    struct man man;

    man_make(&man, "morphine", "L5", unknown);
    man.of.setup.at_m = (man_level_m("L5") + man_level_m("S1")) / 2;
    man.of.setup.density_excess = density_excess;
    man.of.setup.upright = upright;
    man_dose(&man, 2 * KG_PER_MG, BOLUS_S, BOLUS_M3);
    man_probe_level(&man, "T10");
    man_reports_log(&man, 60, UNTIL(24), 80);
    man_run(&man);
    course.peak = man_peak(&man, 0, &course.at_s) * UG_PER_ML_PER_SI;
    course.first_s = man_half_life_s(&man, 0, course.at_s + 300, course.at_s + 1500);
    course.hour = man_at(&man, 0, UNTIL(1)) * UG_PER_ML_PER_SI;
    course.late_s = man_half_life_s(&man, 0, UNTIL(6), UNTIL(16));
    man_free(&man);
    return course;
}

static void t10_measure(const struct man_unknown *unknown, struct figure *figures)
{
    struct course isobaric = t10_course(unknown, 0, 0);
    struct course heavy = t10_course(unknown, 2.1e-2, 1);   /* 7/8 of 8 % dextrose's */

    figures_set(figures, 8, (const double[]){
        isobaric.peak, isobaric.at_s / S_PER_MIN, isobaric.first_s / S_PER_MIN, isobaric.hour,
        isobaric.late_s / S_PER_MIN, heavy.peak, heavy.at_s / S_PER_HOUR,
        heavy.late_s / S_PER_MIN });
}

/* ---- ziconotide: the label, 1 to 10 ug over an hour at L3, and a dog's kinetics ---- */

static const struct published ziconotide[] = {
    { 38, 0, "dose / AUC = clearance", "mL/min", UP_TO(0.38 + 0.56), HITS },
    { 39, 0, "clearance x half-life / ln 2 = V", "mL", UP_TO(155 + 263), HITS },
    { 40, 0, "late half-life", "h", SCATTER(4.6, 0.9), GIVEN },
    { 40, 0, "the same, if 0.11 mL/min are absorbed", "h", SCATTER(4.6, 0.9), MISS(0.79, TWICE) },
    { 41, 0, "3.2 ug, the middle of 1 .. 10: AUC", "ng h/mL", 83.6, 608, MISS(1.8, UNMIXED) },
    { 42, 0, "3.2 ug: greatest", "ng/mL", 16.4, 132, MISS(3.2, UNMIXED) },
    { 43, 0, "clearance from plasma", "mL/min", SCATTER(270, 44), GIVEN },
    { 35, 36, "dog's half-life, 100 uL/h: 8 h over 48 h", "", 0.95, 1.05, HITS },
    { 35, 36, "five times the dose: plateau", "times", SCATTER(1380.0 / 343, 0.4),
      MISS(1.1, "all is linear: nothing saturates") },
};

static double plateau(double ug_per_h, double hours, const struct man_unknown *unknown)
{
    struct man man;
    double value;

    man_make(&man, "ziconotide", "L3", unknown);
    man.of.setup.csf.uptake_per_s = log(2) / UNTIL(2.47);   /* after 48 h of infusion, Yaksh 2012 */
    man_dose(&man, ug_per_h * hours * KG_PER_UG, UNTIL(hours), 0);
    man_probe(&man, man.of.setup.at_m);
    man_reports_log(&man, UNTIL(hours), UNTIL(hours), 1);
    man_run(&man);
    value = man.run.reports[0].probe_kg_per_m3[0];
    man_free(&man);
    return value;
}

struct label { double auc, half_s, peak; };

static struct label label_course(const struct man_unknown *unknown)
{
    struct label course;
    struct man man;
    double at_s;

    man_make(&man, "ziconotide", "L3", unknown);
    man_dose(&man, KG_PER_UG, UNTIL(1), 0);
    man_probe_level(&man, "L3");
    man_reports_log(&man, 600, UNTIL(48), 60);
    man_run(&man);
    course.auc = man_auc(&man, 0);
    course.half_s = man_half_life_s(&man, 0, UNTIL(8), UNTIL(24));
    course.peak = man_peak(&man, 0, &at_s) * NG_PER_ML_PER_SI;
    man_free(&man);
    return course;
}

static void ziconotide_measure(const struct man_unknown *unknown, struct figure *figures)
{
    const double dose_ug = sqrt(1 * 10);    /* between 1 and 10 */
    struct man_unknown other = man_draining(unknown);
    struct label course = label_course(unknown), drains = label_course(&other);
    double clearance = KG_PER_UG / course.auc, settled = plateau(1, 48, unknown);
    double auc = course.auc * NG_PER_ML_PER_SI / S_PER_HOUR;
    const struct drug *drug = NULL;
    struct why why = { "" };

    ck_assert_int_eq(drug_find("ziconotide", &drug, &why), ERR_OK);
    figures_set(figures, 9, (const double[]){
        clearance * S_PER_MIN / M3_PER_ML, clearance * course.half_s / log(2) / M3_PER_ML,
        course.half_s / S_PER_HOUR, drains.half_s / S_PER_HOUR, dose_ug * auc,
        dose_ug * course.peak, drug->pk.clearance_m3_per_s * S_PER_MIN / M3_PER_ML,
        plateau(1, 8, unknown) / settled, plateau(5, 48, unknown) / settled });
}

/* ---- tracers that nothing takes up, from L3 ---- */

static const struct published tracers[] = {
    { 80, 0, "0.5 mL in 10 s over 60 s: beyond 10 cm after 10 min", "times", AT_LEAST(1.2), HITS },
    { 81, 0, "5 mL in 60 s: 1 % of the mean is at C7 after", "min", UP_TO(10), HITS },
    { 82, 0, "2 mL: 1 % of the mean is at the cistern after", "h", 1, 3, MISS(11, UNMIXED) },
    { 84, 0, "the same (basal cisterns imaged)", "h", 1, 3, MISS(11, UNMIXED) },
    { 84, 0, "the same, with ten times the dispersion", "h", 1, 3, HITS },
    { 87, 0, "base dispersion / molecular", "", AT_LEAST(1000),
      MISS(0.17, "taken from pumps in pigs, not from a simulation of roots and trabeculae") },
    { 89, 0, "a heartbeat between smooth walls, at C3", "", ALONE(5.8),
      MISS(0.58, "0.65 mL a beat between smooth walls: no breath, nothing porous") },
};

static double beyond_10_cm(double seconds, const struct man_unknown *unknown)
{
    struct man man;
    double share;

    man_make_tracer(&man, "L3", unknown);
    man_dose(&man, KG_PER_MG, seconds, 0.5 * M3_PER_ML);
    man_probes_even(&man, 61);
    man_reports_log(&man, 600, 600, 1);
    man_run(&man);
    share = man_share(&man, 0, man.of.setup.at_m - 0.1);
    man_free(&man);
    return share;
}

/* When a hundredth of the dose over the canal's 98 mL is there. */
static double arrives_s(double seconds, double volume_m3, double x_m,
                        const struct man_unknown *unknown)
{
    struct man man;
    double at_s;

    man_make_tracer(&man, "L3", unknown);
    man_dose(&man, KG_PER_MG, seconds, volume_m3);
    man_probe(&man, x_m);
    man_reports_log(&man, 120, UNTIL(2400), 120);
    man_run(&man);
    at_s = man_reached_s(&man, 0, 0.01 * KG_PER_MG / (97.8 * M3_PER_ML));
    man_free(&man);
    return at_s;
}

static void tracers_measure(const struct man_unknown *unknown, struct figure *figures)
{
    double fast = beyond_10_cm(10, unknown);
    double slow = beyond_10_cm(60, unknown);
    double neck_s = arrives_s(60, 5 * M3_PER_ML, man_level_m("C7"), unknown);
    double cistern_s = arrives_s(BOLUS_S, BOLUS_M3, 0, unknown);
    struct man_unknown other = man_shaken(unknown);
    double shaken_s = arrives_s(BOLUS_S, BOLUS_M3, 0, &other);
    const double molecular = 6e-10;     /* as the table of levels was computed with */
    double smooth = NAN;
    struct why why = { "" };

    ck_assert_int_eq(oscillation_level_dispersion(man_level_m("C3"), 1.1, molecular, &smooth, &why),
                     ERR_OK);
    figures_set(figures, 7, (const double[]){
        fast / slow, neck_s / S_PER_MIN, cistern_s / S_PER_HOUR, cistern_s / S_PER_HOUR,
        shaken_s / S_PER_HOUR,
        unknown->dispersion_m2_per_s / molecular, smooth / molecular });
}

const struct study studies_bolus[STUDIES_BOLUS] = {
    { "morphine from L3 (Nordberg 1984)", nordberg, COUNT(nordberg), nordberg_measure, true },
    { "2 mg of morphine at L5-S1, seen at T10", t10, COUNT(t10), t10_measure, true },
    { "ziconotide at L3", ziconotide, COUNT(ziconotide), ziconotide_measure, true },
    { "tracers", tracers, COUNT(tracers), tracers_measure, true },
};
