#include "spread_inside.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BAND_ACCURACY 1e-2
#define NUMBERS (sizeof(struct spread_report) / sizeof(double))

const struct spread_uncertainty spread_uncertainty_usual = {
    .dispersion = 3.16, .uptake = 1.4, .area = 1.25,
};

static void profile_scale(struct csf_profile *profile, double factor)
{
    for (size_t k = 0; k < profile->count; k++)
        profile->value[k] *= factor;
}

static double factor_draw(gsl_rng *random, double deviation)
{
    return exp(gsl_ran_gaussian_ziggurat(random, log(deviation)));
}

/* The canal of one sample; the grid stays that of the middle. */
static struct csf_setup canal_draw(const struct csf_setup *middle, gsl_rng *random,
                                   const struct spread_uncertainty *uncertainty)
{
    struct csf_setup drawn = *middle;
    double uptake;

    profile_scale(&drawn.dispersion_m2_per_s, factor_draw(random, uncertainty->dispersion));
    uptake = factor_draw(random, uncertainty->uptake);
    drawn.uptake_per_s *= uptake;
    drawn.epidural_per_s *= uptake;
    profile_scale(&drawn.area_m2, factor_draw(random, uncertainty->area));
    return drawn;
}

struct band {
    struct spread_setup  setup;             /* of the sample at hand */
    struct csf_setup     middle;            /* with its coarse grid  */
    struct csf           *coarse, *fine;
    struct spread_report *coarse_reports;
    struct spread_report *reports;          /* [samples * report_count] */
    size_t samples;
};

static enum err sample_run(struct band *band, struct csf *csf, size_t refine,
                           struct spread_report *reports, struct why *why)
{
    struct csf_setup grid = band->setup.csf;
    struct spread_course course = { .setup = &band->setup, .coarse = &grid, .csf = csf,
                                    .refine = refine, .reports = reports };

    grid.refine = refine;
    TRY(csf_reset(csf, &grid, why));
    return spread_course_run(&course, why);
}

static enum err samples_run(struct band *band, const struct spread_uncertainty *uncertainty,
                            uint64_t seed, struct why *why)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    enum err err = ERR_OK;

    if (!random)
        return ERR_MEMORY;
    gsl_rng_set(random, (unsigned long)seed);
    for (size_t i = 0; i < band->samples; i++) {
        struct spread_report *fine = band->reports + i * band->setup.report_count;
        band->setup.csf = canal_draw(&band->middle, random, uncertainty);
        TRY_OR_DONE(sample_run(band, band->coarse, 1, band->coarse_reports, why));
        TRY_OR_DONE(sample_run(band, band->fine, SPREAD_REFINE, fine, why));
        spread_extrapolate(&band->setup, fine, band->coarse_reports);
    }
done:
    gsl_rng_free(random);
    return err;
}

/* Every number of every report, sorted over the samples. A report is doubles and nothing else. */
static enum err quantiles_fill(const struct band *band, struct spread_quantiles *out)
{
    double *values = malloc(band->samples * sizeof *values);
    size_t stride = band->setup.report_count * NUMBERS;
    const double *all = (const double *)band->reports;

    _Static_assert(sizeof(struct spread_report) == NUMBERS * sizeof(double), "only doubles");
    if (!values)
        return ERR_MEMORY;
    for (size_t k = 0; k < stride; k++) {
        for (size_t i = 0; i < band->samples; i++)
            values[i] = all[i * stride + k];
        gsl_sort(values, 1, band->samples);
        ((double *)out->low)[k]
            = gsl_stats_quantile_from_sorted_data(values, 1, band->samples, 0.1);
        ((double *)out->middle)[k]
            = gsl_stats_quantile_from_sorted_data(values, 1, band->samples, 0.5);
        ((double *)out->high)[k]
            = gsl_stats_quantile_from_sorted_data(values, 1, band->samples, 0.9);
    }
    free(values);
    return ERR_OK;
}

/* The grid serves samples whose D is a tenth, too: it is chosen for a third of the middle one. */
static enum err band_begin(struct band *band, struct why *why)
{
    struct spread_setup narrow = band->setup;
    struct csf_setup grid;
    size_t count = band->setup.report_count;

    profile_scale(&narrow.csf.dispersion_m2_per_s, 1.0 / 3);
    spread_grid_choose(&narrow, &grid);
    grid.dispersion_m2_per_s = band->setup.csf.dispersion_m2_per_s;
    band->middle = grid;
    band->coarse_reports = calloc(count, sizeof *band->coarse_reports);
    band->reports = calloc(band->samples * count, sizeof *band->reports);
    if (!band->coarse_reports || !band->reports)
        return ERR_MEMORY;
    TRY(csf_create(&band->coarse, &grid, why));
    grid.refine = SPREAD_REFINE;
    return csf_create(&band->fine, &grid, why);
}

static enum err uncertainty_check(const struct spread_uncertainty *uncertainty, size_t samples,
                                  struct why *why)
{
    if (!(uncertainty->dispersion >= 1) || !(uncertainty->uptake >= 1)
        || !(uncertainty->area >= 1))
        return why_say(why, ERR_RANGE, "uncertainty of dispersion %g, uptake %g, area %g: each is "
                       "a factor of 1 or more", uncertainty->dispersion, uncertainty->uptake,
                       uncertainty->area);
    if (samples < 2 || samples > 10000)
        return why_say(why, ERR_RANGE, "%zu samples: give 2 to 10000", samples);
    return ERR_OK;
}

enum err spread_band(struct spread_quantiles *quantiles, const struct spread_setup *setup,
                     const struct spread_uncertainty *uncertainty, size_t samples, uint64_t seed,
                     struct why *why)
{
    struct band band = { .setup = *setup, .samples = samples };
    struct spread_quantiles made = { .report_count = setup->report_count, .samples = samples };
    enum err err = ERR_MEMORY;

    TRY(spread_check(setup, why));
    TRY(uncertainty_check(uncertainty, samples, why));
    band.setup.accuracy = BAND_ACCURACY;
    band.setup.map_rows = band.setup.map_columns = 0;
    made.low = calloc(setup->report_count, sizeof *made.low);
    made.middle = calloc(setup->report_count, sizeof *made.middle);
    made.high = calloc(setup->report_count, sizeof *made.high);
    if (!made.low || !made.middle || !made.high)
        goto done;
    TRY_OR_DONE(band_begin(&band, why));
    TRY_OR_DONE(samples_run(&band, uncertainty, seed, why));
    TRY_OR_DONE(quantiles_fill(&band, &made));
    *quantiles = made;
    made = (struct spread_quantiles){ 0 };
done:
    spread_quantiles_free(&made);
    csf_destroy(band.coarse);
    csf_destroy(band.fine);
    free(band.coarse_reports);
    free(band.reports);
    return err;
}

void spread_quantiles_free(struct spread_quantiles *quantiles)
{
    if (!quantiles)
        return;
    free(quantiles->low);
    free(quantiles->middle);
    free(quantiles->high);
    *quantiles = (struct spread_quantiles){ 0 };
}
