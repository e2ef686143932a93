#include "reference_man.h"

#include "base/settings.h"
#include "base/units.h"
#include "sim/level.h"

#include <check.h>
#include <math.h>
#include <string.h>

#define ACCURACY 1e-2       /* far below the scatter of what is published */

struct man_unknown man_draining(const struct man_unknown *unknown)
{
    struct man_unknown other = *unknown;

    other.absorbed_ml_per_min = 0.11;
    return other;
}

struct man_unknown man_shaken(const struct man_unknown *unknown)
{
    struct man_unknown other = *unknown;

    other.dispersion_m2_per_s *= 10;
    return other;
}

double man_level_m(const char *level)
{
    struct why why = { "" };
    size_t index = 0;

    ck_assert_msg(level_find(level, &index, &why) == ERR_OK, "%s", why.text);
    return levels[index].middle_m;
}

static void made(struct man *man, struct settings *settings, const struct man_unknown *unknown)
{
    struct csf_setup *csf = &man->of.setup.csf;
    double uptake;
    struct why why = { "" };

    memset(man, 0, sizeof *man);
    if (unknown->absorbed_ml_per_min > 0)
        ck_assert_int_eq(settings_add_number(settings, "canal.absorption_ml_per_min",
                                             unknown->absorbed_ml_per_min), ERR_OK);
    ck_assert_msg(spread_case_read_patient(settings, &man->of, &why) == ERR_OK, "%s", why.text);
    settings_free(settings);
    csf->dispersion_m2_per_s.value[0] = unknown->dispersion_m2_per_s;
    uptake = pow(man->of.drug.uptake_factor, unknown->uptake_deviations);
    csf->uptake_per_s *= uptake;
    csf->epidural_per_s *= uptake;
    for (size_t i = 0; i < csf->area_m2.count; i++)
        csf->area_m2.value[i] *= unknown->area_times;
    man->of.setup.accuracy = ACCURACY;
    man->of.setup.doses = man->dose;
}

void man_make(struct man *man, const char *drug, const char *tip,
              const struct man_unknown *unknown)
{
    struct settings settings = { 0 };

    ck_assert_int_eq(settings_add_text(&settings, "drug", drug), ERR_OK);
    ck_assert_int_eq(settings_add_text(&settings, "tip", tip), ERR_OK);
    made(man, &settings, unknown);
}

void man_make_tracer(struct man *man, const char *tip, const struct man_unknown *unknown)
{
    struct settings settings = { 0 };

    ck_assert_int_eq(settings_add_text(&settings, "tip", tip), ERR_OK);
    ck_assert_int_eq(settings_add_number(&settings, "canal.epidural_per_s", 0), ERR_OK);
    ck_assert_int_eq(settings_add_number(&settings, "canal.uptake_per_s", 0), ERR_OK);
    ck_assert_int_eq(settings_add_number(&settings, "canal.cord.m_per_s", 0), ERR_OK);
    made(man, &settings, unknown);
}

void man_free(struct man *man)
{
    spread_free(&man->run);
    spread_case_free(&man->of);
}

void man_dose(struct man *man, double mass_kg, double over_s, double volume_m3)
{
    ck_assert_uint_lt(man->of.setup.dose_count, MAN_DOSES);
    man->dose[man->of.setup.dose_count++] = (struct spread_dose){ mass_kg, over_s, volume_m3 };
}

size_t man_probe(struct man *man, double x_m)
{
    ck_assert_uint_lt(man->of.setup.probe_count, SPREAD_PROBES_MAX);
    man->of.setup.probe_m[man->of.setup.probe_count] = x_m;
    return man->of.setup.probe_count++;
}

size_t man_probe_level(struct man *man, const char *level)
{
    return man_probe(man, man_level_m(level));
}

void man_probes_even(struct man *man, size_t count)
{
    for (size_t i = 0; i < count; i++)
        man_probe(man, man->of.setup.csf.length_m * ((double)i + 0.5) / (double)count);
}

void man_reports_log(struct man *man, double first_s, double last_s, size_t count)
{
    struct spread_setup *setup = &man->of.setup;

    ck_assert_uint_le(count, SPREAD_REPORTS_MAX);
    for (size_t i = 0; i < count; i++)
        setup->report_s[i] = count == 1 ? last_s
            : first_s * pow(last_s / first_s, (double)i / (double)(count - 1));
    setup->report_count = count;
}

void man_run(struct man *man)
{
    struct why why = { "" };

    ck_assert_msg(spread_run(&man->run, &man->of.setup, &why) == ERR_OK, "%s", why.text);
    ck_assert_double_le(man->run.imbalance, 1e-9);
}

static double seen(const struct man *man, size_t report, size_t probe)
{
    return man->run.reports[report].probe_kg_per_m3[probe];
}

double man_at(const struct man *man, size_t probe, double time_s)
{
    const double *at = man->of.setup.report_s;
    size_t k = 1;
    double share;

    while (k + 1 < man->run.report_count && at[k] < time_s)
        k++;
    share = log(time_s / at[k - 1]) / log(at[k] / at[k - 1]);
    return exp((1 - share) * log(seen(man, k - 1, probe)) + share * log(seen(man, k, probe)));
}

double man_peak(const struct man *man, size_t probe, double *at_s)
{
    size_t best = 0;

    for (size_t k = 1; k < man->run.report_count; k++)
        if (seen(man, k, probe) > seen(man, best, probe))
            best = k;
    *at_s = man->of.setup.report_s[best];
    return seen(man, best, probe);
}

double man_half_life_s(const struct man *man, size_t probe, double from_s, double to_s)
{
    double fall = log(man_at(man, probe, from_s) / man_at(man, probe, to_s));

    return fall > 0 ? log(2) * (to_s - from_s) / fall : INFINITY;
}

double man_auc(const struct man *man, size_t probe)
{
    const double *at = man->of.setup.report_s;
    size_t last = man->run.report_count - 1;
    double sum = seen(man, 0, probe) * at[0];
    double end_s = man_half_life_s(man, probe, at[last] / 2, at[last]) / log(2);

    for (size_t k = 1; k <= last; k++)
        sum += (seen(man, k, probe) + seen(man, k - 1, probe)) / 2 * (at[k] - at[k - 1]);
    return sum + seen(man, last, probe) * end_s;
}

double man_reached_s(const struct man *man, size_t probe, double kg_per_m3)
{
    for (size_t k = 0; k < man->run.report_count; k++)
        if (seen(man, k, probe) >= kg_per_m3)
            return man->of.setup.report_s[k];
    return INFINITY;
}

double man_share(const struct man *man, double from_m, double to_m)
{
    const struct spread_report *last = &man->run.reports[man->run.report_count - 1];
    const struct spread_setup *setup = &man->of.setup;
    double piece_m = setup->csf.length_m / (double)setup->probe_count, inside = 0, all = 0;

    for (size_t i = 0; i < setup->probe_count; i++) {
        double x_m = setup->probe_m[i];
        double kg_per_m = csf_profile_at(&setup->csf.area_m2, x_m) * last->probe_kg_per_m3[i]
                        + csf_profile_at(&setup->csf.cord_area_m2, x_m)
                          * last->probe_cord_kg_per_m3[i];
        double low = fmax(from_m, x_m - piece_m / 2), high = fmin(to_m, x_m + piece_m / 2);
        all += kg_per_m * piece_m;
        inside += kg_per_m * fmax(0, high - low);
    }
    return inside / all;
}

double man_reach_m(const struct man *man, int way, double times)
{
    const struct spread_report *last = &man->run.reports[man->run.report_count - 1];
    const double *value = last->probe_kg_per_m3;
    const struct spread_setup *setup = &man->of.setup;
    long count = (long)setup->probe_count, i = 0;
    double below;

    for (long k = 1; k < count; k++)
        if (value[k] > value[i])
            i = k;
    below = value[i] / times;
    for (long k = i + way; k >= 0 && k < count; k += way)
        if (value[k] < below) {
            double share = log(value[k - way] / below) / log(value[k - way] / value[k]);
            double x_m = setup->probe_m[k - way]
                       + share * (setup->probe_m[k] - setup->probe_m[k - way]);
            return fabs(x_m - setup->at_m);
        }
    return INFINITY;
}
