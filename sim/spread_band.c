#include "spread_inside.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define WORKERS_MOST  8
#define NUMBERS (sizeof(struct spread_report) / sizeof(double))

const struct spread_uncertainty spread_uncertainty_usual = {
    .dispersion = 3.16, .uptake = 1.4, .area = 1.25,
};

static void profile_scale(struct csf_profile *profile, double factor)
{
    for (size_t k = 0; k < profile->count; k++)
        profile->value[k] *= factor;
}

struct factors { double dispersion, uptake, area; };

static double factor_draw(gsl_rng *random, double deviation)
{
    return exp(gsl_ran_gaussian_ziggurat(random, log(deviation)));
}

static enum err factors_draw(struct factors *factors, size_t count, uint64_t seed,
                             const struct spread_uncertainty *uncertainty)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

    if (!random)
        return ERR_MEMORY;
    gsl_rng_set(random, (unsigned long)seed);
    for (size_t i = 0; i < count; i++) {
        factors[i].dispersion = factor_draw(random, uncertainty->dispersion);
        factors[i].uptake = factor_draw(random, uncertainty->uptake);
        factors[i].area = factor_draw(random, uncertainty->area);
    }
    gsl_rng_free(random);
    return ERR_OK;
}

/* The canal of one sample; the grid stays that of the middle. */
static struct csf_setup canal_of(const struct csf_setup *middle, const struct factors *factors)
{
    struct csf_setup drawn = *middle;

    profile_scale(&drawn.dispersion_m2_per_s, factors->dispersion);
    drawn.uptake_per_s *= factors->uptake;
    drawn.epidural_per_s *= factors->uptake;
    profile_scale(&drawn.area_m2, factors->area);
    return drawn;
}

struct band {
    const struct spread_setup *setup;
    struct csf_setup     middle;            /* with its coarse grid */
    struct factors       *factors;          /* [samples]            */
    struct spread_report *reports;          /* [samples * report_count] */
    size_t samples, workers;
};

/* Takes every `workers`th sample, from its own number on: who takes which changes nothing. */
struct worker {
    const struct band    *band;
    size_t number;
    struct spread_setup  setup;             /* of the sample at hand */
    struct csf           *coarse, *fine;
    struct spread_report *coarse_reports;
    bool       is_started;
    pthread_t  thread;
    enum err   err;
    struct why why;
};

static enum err sample_run(struct worker *worker, struct csf *csf, size_t refine,
                           struct spread_report *reports)
{
    struct csf_setup grid = worker->setup.csf;
    struct spread_course course = { .setup = &worker->setup, .coarse = &grid, .csf = csf,
                                    .refine = refine, .reports = reports };

    grid.refine = refine;
    TRY(csf_reset(csf, &grid, &worker->why));
    return spread_course_run(&course, &worker->why);
}

static enum err worker_run(struct worker *worker)
{
    const struct band *band = worker->band;
    struct csf_setup grid = band->middle;
    size_t count = band->setup->report_count;

    worker->setup = *band->setup;
    worker->coarse_reports = calloc(count, sizeof *worker->coarse_reports);
    if (!worker->coarse_reports)
        return ERR_MEMORY;
    TRY(csf_create(&worker->coarse, &grid, &worker->why));
    grid.refine = SPREAD_REFINE;
    TRY(csf_create(&worker->fine, &grid, &worker->why));
    for (size_t i = worker->number; i < band->samples; i += band->workers) {
        struct spread_report *fine = band->reports + i * count;
        worker->setup.csf = canal_of(&band->middle, &band->factors[i]);
        TRY(sample_run(worker, worker->coarse, 1, worker->coarse_reports));
        TRY(sample_run(worker, worker->fine, SPREAD_REFINE, fine));
        spread_extrapolate(&worker->setup, fine, worker->coarse_reports);
    }
    return ERR_OK;
}

static void *worker_thread(void *of)
{
    struct worker *worker = of;

    worker->err = worker_run(worker);
    return NULL;
}

/* All but the first in threads of their own; a thread that cannot be had is done without. */
static enum err samples_run(struct band *band, struct why *why)
{
    struct worker workers[WORKERS_MOST];
    enum err err = ERR_OK;

    for (size_t w = 0; w < band->workers; w++)
        workers[w] = (struct worker){ .band = band, .number = w };
    for (size_t w = 1; w < band->workers; w++)
        workers[w].is_started
            = pthread_create(&workers[w].thread, NULL, worker_thread, &workers[w]) == 0;
    for (size_t w = 0; w < band->workers; w++)
        if (!workers[w].is_started)
            worker_thread(&workers[w]);
    for (size_t w = 0; w < band->workers; w++) {
        if (workers[w].is_started)
            pthread_join(workers[w].thread, NULL);
        if (err == ERR_OK && workers[w].err != ERR_OK) {
            err = workers[w].err;
            if (why)
                *why = workers[w].why;
        }
        csf_destroy(workers[w].coarse);
        csf_destroy(workers[w].fine);
        free(workers[w].coarse_reports);
    }
    return err;
}

/* Every number of every report, sorted over the samples. A report is doubles and nothing else. */
static enum err quantiles_fill(const struct band *band, struct spread_quantiles *out)
{
    double *values = malloc(band->samples * sizeof *values);
    size_t stride = band->setup->report_count * NUMBERS;
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

/* It serves samples whose D is a tenth, too: it is chosen for a third of the middle one. */
void spread_band_grid_choose(const struct spread_setup *setup, struct csf_setup *coarse)
{
    struct spread_setup narrow = *setup;

    profile_scale(&narrow.csf.dispersion_m2_per_s, 1.0 / 3);
    spread_grid_choose(&narrow, coarse);
    coarse->dispersion_m2_per_s = setup->csf.dispersion_m2_per_s;
}

static enum err band_begin(struct band *band)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    spread_band_grid_choose(band->setup, &band->middle);
    band->workers = (size_t)fmin(fmax((double)processors, 1),
                                 fmin((double)band->samples, WORKERS_MOST));
    band->factors = calloc(band->samples, sizeof *band->factors);
    band->reports = calloc(band->samples * band->setup->report_count, sizeof *band->reports);
    return band->factors && band->reports ? ERR_OK : ERR_MEMORY;
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
    struct spread_setup rough = *setup;
    struct band band = { .setup = &rough, .samples = samples };
    struct spread_quantiles made = { .report_count = setup->report_count, .samples = samples };
    enum err err = ERR_MEMORY;

    TRY(spread_check(setup, why));
    TRY(uncertainty_check(uncertainty, samples, why));
    rough.accuracy = SPREAD_BAND_ACCURACY;
    rough.map_rows = rough.map_columns = 0;
    made.low = calloc(setup->report_count, sizeof *made.low);
    made.middle = calloc(setup->report_count, sizeof *made.middle);
    made.high = calloc(setup->report_count, sizeof *made.high);
    if (!made.low || !made.middle || !made.high)
        goto done;
    TRY_OR_DONE(band_begin(&band));
    TRY_OR_DONE(factors_draw(band.factors, samples, seed, uncertainty));
    TRY_OR_DONE(samples_run(&band, why));
    TRY_OR_DONE(quantiles_fill(&band, &made));
    *quantiles = made;
    made = (struct spread_quantiles){ 0 };
done:
    spread_quantiles_free(&made);
    free(band.factors);
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
