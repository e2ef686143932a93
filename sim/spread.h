/* spread.h - how far a drug spreads, without a device: a programme of doses at one place of the
 * canal, and what probes see.
 *
 * A programme is a list of doses one after the other: a mass over a time, or a rate until a time. A
 * dose with a volume is an injection: its volume displaces fluid (half-length V / 2A) and stirs it.
 *
 *   Injection phase: while volume enters at q m3/s, and for as long again, D is greater by
 *   stir_m2_per_m3 x q within the reach of 10 V / A. An empirical input; its default and what it is
 *   held against stand in spread.c.
 *   Baricity: a slug denser by drho/rho drifts at U = (drho/rho) g b^2 / (12 nu) x upright x dilution,
 *   b the half-gap (intrathecal.md 2.4: an upper bound).
 *
 * `spread_run` chooses cells and steps for `accuracy` (1e-3 relative at the probes by default).
 * `spread_band` runs it again `samples` times with dispersion, uptake and area drawn from their
 * stated uncertainty (seeded) and keeps quantiles: the literature's D spans ten-fold, so that a
 * single line is no answer. SI. */
#ifndef PAINRIG_SIM_SPREAD_H
#define PAINRIG_SIM_SPREAD_H

#include "csf.h"
#include "drug.h"

#include <stdint.h>

#define SPREAD_DOSES_MAX   4096
#define SPREAD_PROBES_MAX  64
#define SPREAD_REPORTS_MAX 256

/* From where the last one ended (the first: 0). Between `over_s` and nothing there is no gap. */
struct spread_dose { double mass_kg, over_s, volume_m3; };

struct spread_setup {
    struct csf_setup   csf;
    double             at_m;
    struct spread_dose *doses;  size_t dose_count;          /* borrowed */
    double             probe_m[SPREAD_PROBES_MAX];   size_t probe_count;
    double             report_s[SPREAD_REPORTS_MAX]; size_t report_count;   /* ascending */
    double             accuracy;            /* 1e-3 */
    double             density_excess, upright, stir_m2_per_m3;
    const struct drug_pk *pk;               /* NULL: no patient */
    double             pocket_per_s;
    size_t             map_columns, map_rows;   /* of the map below; 0: none */
};

struct spread_report {
    double probe_kg_per_m3[SPREAD_PROBES_MAX];
    double probe_cord_kg_per_m3[SPREAD_PROBES_MAX];
    double plasma_kg_per_m3, cord_effect_kg_per_m3, brain_effect_kg_per_m3;
    double mass_kg, absorbed_kg;            /* in the canal (fluid, cord, cistern); gone to blood and fat */
};

struct spread {
    struct spread_report *reports;  size_t report_count;
    float *map;                     /* map[row * columns + column]: kg/m3, rows along x from 0, columns in time */
    size_t map_columns, map_rows;
    double map_end_s;
    size_t cells; long steps;
    double imbalance;
};

MUST_CHECK enum err spread_run(struct spread *, const struct spread_setup *, struct why *);
void spread_free(struct spread *);

/* 1 standard deviation as a factor: log-normal. 1: known exactly. */
struct spread_uncertainty { double dispersion, uptake, area; };
extern const struct spread_uncertainty spread_uncertainty_usual;    /* 3.16 (3e-4 .. 3e-3 cm2/s), 1.4, 1.25 */

/* Quantiles 0.1, 0.5, 0.9 of every report, over `samples` runs. */
struct spread_quantiles { struct spread_report *low, *middle, *high; size_t report_count, samples; };
MUST_CHECK enum err spread_band(struct spread_quantiles *, const struct spread_setup *,
                                const struct spread_uncertainty *, size_t samples, uint64_t seed,
                                struct why *);
void spread_quantiles_free(struct spread_quantiles *);

#endif
