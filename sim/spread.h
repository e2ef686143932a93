/* spread.h - how far a drug spreads, without a device: a programme of doses at one place of the
 * canal, and what probes see.
 *
 * A programme is a list of doses one after the other: a mass over a time, or all at once (over_s =
 * 0). A dose with a volume is an injection: it fills V / 2A to either side, stirs and may sink, as
 * injection.h says.
 *
 * `spread_run` chooses cells and steps for `accuracy` and runs the programme twice, with cells and
 * steps of three times and of once their length. Both errors are second order, in the exponent
 * where the drug is but a tail; so a probe's value is f (f / c)^(1/8) of the fine and the coarse
 * one, and the totals are (9 f - c) / 8: fourth order, and `refinement` says how much that changed.
 *
 * `spread_band` runs it `samples` times with dispersion, uptake and area drawn from their stated
 * uncertainty (seeded) and keeps quantiles: the literature's D spans ten-fold, so that a single
 * line is no answer. SI. */
#ifndef PAINRIG_SIM_SPREAD_H
#define PAINRIG_SIM_SPREAD_H

#include "csf.h"
#include "drug.h"
#include "injection.h"

#include <stdint.h>

#define SPREAD_DOSES_MAX   4096
#define SPREAD_PROBES_MAX  64
#define SPREAD_REPORTS_MAX 256
#define SPREAD_STEPS_MAX   5000000L

/* From where the last one ended (the first: 0). Between two doses there is no gap: a pause is a
 * dose of no mass. */
struct spread_dose { double mass_kg, over_s, volume_m3; };

struct spread_setup {
    struct csf_setup   csf;                 /* but for its cells, which are chosen here */
    double             at_m;
    const struct spread_dose *doses;  size_t dose_count;    /* borrowed */
    double             probe_m[SPREAD_PROBES_MAX];   size_t probe_count;
    double             report_s[SPREAD_REPORTS_MAX]; size_t report_count;   /* ascending */
    double             accuracy;            /* relative, at the probes; 0: 1e-3 */
    double             density_excess, upright;
    double             stir_m2_per_m3;      /* 0: none; injection_law_usual has the usual one */
    const struct drug_pk *pk;               /* NULL: no patient */
    double             pocket_per_s;
    size_t             map_columns, map_rows;   /* of the map below, each 2 or more; 0: none */
};

struct spread_report {
    double probe_kg_per_m3[SPREAD_PROBES_MAX];
    double probe_cord_kg_per_m3[SPREAD_PROBES_MAX];
    double plasma_kg_per_m3, cord_effect_kg_per_m3, brain_effect_kg_per_m3;
    double mass_kg, absorbed_kg;        /* in the canal (fluid, cord, cistern); to blood and fat */
};

struct spread {
    struct spread_report *reports;  size_t report_count;
    /* map[row * columns + column]: kg/m3 in the fluid; rows evenly along x from 0 to the canal's
     * end, columns evenly in time from 0 to map_end_s, the last report. */
    float *map;
    size_t map_columns, map_rows;
    double map_end_s;
    size_t cells; long steps;           /* of the fine run */
    double refinement;                  /* greatest relative change by the extrapolation, of what
                                           is above 1e-6 of its report's greatest; 0: no probes */
    double imbalance;                   /* greater of both runs' */
};

MUST_CHECK enum err spread_run(struct spread *, const struct spread_setup *, struct why *);
void spread_free(struct spread *);

/* How much is to be done: cells times steps of spread_run's two runs and of a band of so many
 * samples (0: none), which is what they take their time for. It is counted without solving, and no
 * further than `most`: what hands that back, or more, is as much or more. */
double spread_effort(const struct spread_setup *, size_t samples, double most);

/* 1 standard deviation as a factor: log-normal. 1: known exactly. */
struct spread_uncertainty { double dispersion, uptake, area; };
/* 3.16 (3e-4 .. 3e-3 cm2/s), 1.4, 1.25 */
extern const struct spread_uncertainty spread_uncertainty_usual;

/* Quantiles 0.1, 0.5, 0.9 of every number of every report, over `samples` runs. They are run
 * coarsely: better than 1e-3 on average, but a front is a few per cent off. Runs share the
 * processors; the same seed gives the same quantiles, on however many. */
struct spread_quantiles {
    struct spread_report *low, *middle, *high;
    size_t report_count, samples;
};
MUST_CHECK enum err spread_band(struct spread_quantiles *, const struct spread_setup *,
                                const struct spread_uncertainty *, size_t samples, uint64_t seed,
                                struct why *);
void spread_quantiles_free(struct spread_quantiles *);

#endif
