/* reference_man.h - the reference man as a user gets him, given doses, and what probes see.
 *
 * Canal, drug, cistern, plasma and injection law are the defaults of a spread case, but for what is
 * not well known, which is the caller's. SI. */
#ifndef PAINRIG_TESTS_SUPPORT_REFERENCE_MAN_H
#define PAINRIG_TESTS_SUPPORT_REFERENCE_MAN_H

#include "hil/spread/spread_case.h"

#include <stddef.h>

#define MAN_DOSES 32
#define MAN_KG    70.0

struct man {
    struct spread_case of;
    struct spread_dose dose[MAN_DOSES];
    struct spread      run;
};

/* What is not well known: the dispersion, the uptake in standard deviations of the drug's own
 * factor, the fluid's cross-section as a factor; fluid absorbed along the canal (0: default). */
struct man_unknown {
    double dispersion_m2_per_s, uptake_deviations, area_times;
    double absorbed_ml_per_min;
};

/* The same, but that 0.11 mL/min are absorbed, as in man at rest (unverified); but that the
 * dispersion is ten times as great. */
struct man_unknown man_draining(const struct man_unknown *);
struct man_unknown man_shaken(const struct man_unknown *);

double man_level_m(const char *level);      /* x of its middle */

/* Lying, isobaric, the tip at a level's middle. Not to be copied: it points into itself. */
void man_make(struct man *, const char *drug, const char *tip, const struct man_unknown *);
/* Nothing takes it up: no blood, no fat, no cord. It leaves with the fluid alone. */
void man_make_tracer(struct man *, const char *tip, const struct man_unknown *);
void man_free(struct man *);

void man_dose(struct man *, double mass_kg, double over_s, double volume_m3);
size_t man_probe(struct man *, double x_m);
size_t man_probe_level(struct man *, const char *level);
void man_probes_even(struct man *, size_t count);   /* in the middles of `count` equal pieces */
void man_reports_log(struct man *, double first_s, double last_s, size_t count);
void man_run(struct man *);

/* Of a probe in the fluid; between reports by logarithms of value and time. INFINITY: half-life of
 * what does not fall, time of what never comes. */
double man_at(const struct man *, size_t probe, double time_s);
double man_peak(const struct man *, size_t probe, double *at_s);
double man_half_life_s(const struct man *, size_t probe, double from_s, double to_s);
double man_reached_s(const struct man *, size_t probe, double kg_per_m3);
/* kg s/m3, to the last report, and on as it falls there. */
double man_auc(const struct man *, size_t probe);

/* With probes laid evenly, at the last report: */
/* share of the drug in fluid and cord that is between two places */
double man_share(const struct man *, double from_m, double to_m);
/* how far from the tip (way 1: caudad, -1: rostrad) the fluid's value has fallen so many times
 * below the greatest; INFINITY: nowhere */
double man_reach_m(const struct man *, int way, double times);

#endif
