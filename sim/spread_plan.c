#include "csf_inside.h"
#include "spread_inside.h"

#include <math.h>

/* Of the fine run at an accuracy of 1e-3; lengths and steps go with its fourth root, since the
 * extrapolation leaves the fourth order. Why these suffice: a tail exp(-S) at distance x, S =
 * x^2 / 4 D t, is wrong by S^3 (h / x)^2 / 3 in its exponent with cells of h there, and by 0.04 S^3
 * / n^2 after n steps, where h / x is CELL_PER_M and n is 1 / STEP_SHARE: 6 % and 2 % at S = 14,
 * of which the extrapolation leaves 1e-4 to 1e-3. test_sim_spread holds it to an exact solution. */
#define CELL_PER_M        0.008         /* growth of cells with the distance from the source */
#define CELL_PER_SIGMA    0.03          /* cell at the source, in sqrt(D t)                  */
#define CELL_PER_DECAY    0.12          /* longest cell, in sqrt(D / k)                      */
#define CELL_PER_LENGTH   (1.0 / 200)   /* longest cell, in the canal's length               */
#define CELL_LEAST        (1.0 / 6000)  /* no cell that long is cut for these reasons        */
#define CELL_PECLET       0.25          /* longest cell, in D / |U|                          */
#define STEP_SHARE        0.015         /* of the time from the last change to the report    */
#define STEP_PER_DECAY    0.12          /* longest step, in 1 / k                            */
#define STEP_PER_DRIFT    0.05          /* longest step, in sqrt(2 D t) / |U|                */
#define STEP_GROWTH       0.25          /* of a step, per second since the last change       */
#define STEP_DIFFUSES     0.3           /* the first steps after it, in h^2 / D              */
#define STEPS_PER_DECAY   12            /* while an injection stirs                          */

static double looseness(const struct spread_setup *setup)
{
    return pow((setup->accuracy > 0 ? setup->accuracy : 1e-3) / 1e-3, 0.25);
}

/* The shortest time between a change of the programme and the first report after it. */
static double sharpest_s(const struct spread_setup *setup)
{
    double sharpest = INFINITY, changed_s = 0, dose_to_s = 0;
    size_t dose = 0;

    for (size_t i = 0; i < setup->report_count; i++) {
        while (dose < setup->dose_count
               && dose_to_s + setup->doses[dose].over_s < setup->report_s[i] * (1 - 1e-12)) {
            dose_to_s += setup->doses[dose++].over_s;
            changed_s = dose_to_s;
        }
        if (setup->report_s[i] > changed_s)
            sharpest = fmin(sharpest, setup->report_s[i] - changed_s);
    }
    return isinf(sharpest) ? 1 : sharpest;
}

void spread_grid_choose(const struct spread_setup *setup, struct csf_setup *coarse)
{
    double d = csf_profile_at(&setup->csf.dispersion_m2_per_s, setup->at_m);
    double length_m = setup->csf.length_m, most = CELL_PER_LENGTH * length_m;
    double drift = fabs(setup->csf.drift_m_per_s), loose = SPREAD_REFINE * looseness(setup);

    if (setup->csf.uptake_per_s > 0)
        most = fmin(most, CELL_PER_DECAY * sqrt(d / setup->csf.uptake_per_s));
    if (drift > 0)
        most = fmin(most, CELL_PECLET * d / drift);
    *coarse = setup->csf;
    coarse->fine_at_m = setup->at_m;
    coarse->growth = loose * CELL_PER_M;
    coarse->cell_m = loose * fmax(most, CELL_LEAST * length_m);
    coarse->fine_m = loose * fmax(CELL_PER_SIGMA * sqrt(d * sharpest_s(setup)),
                                  CELL_LEAST * length_m / 10);
    coarse->cell_m = fmin(coarse->cell_m, length_m / 20);
    coarse->fine_m = fmin(coarse->fine_m, coarse->cell_m);
    coarse->refine = 1;
}

static void dose_begin(struct spread_walk *walk)
{
    const struct spread_dose *dose = spread_walk_dose(walk);
    double rate = dose && dose->over_s > 0 ? dose->mass_kg / dose->over_s : 0;

    walk->dose_from_s = walk->dose_to_s;
    walk->dose_to_s = dose ? walk->dose_from_s + dose->over_s : INFINITY;
    if (fabs(rate - walk->rate_kg_per_s) > 1e-9 * fmax(rate, walk->rate_kg_per_s)
        || (dose && dose->over_s <= 0))
        walk->changed_s = walk->dose_from_s;
    walk->rate_kg_per_s = rate;
}

static void stretch_begin(struct spread_walk *walk)
{
    walk->from_s = walk->now_s;
    walk->to_s = fmin(walk->dose_to_s, walk->setup->report_s[walk->report]);
    walk->at = 0;
}

/* Does any dose stir or sink enough for the canal to notice? A pump's do not. */
static bool stirs(const struct spread_setup *setup, double dispersion_m2_per_s)
{
    bool sinks = fabs(setup->density_excess * setup->upright) > 0;

    for (size_t i = 0; i < setup->dose_count; i++) {
        const struct spread_dose *dose = &setup->doses[i];
        double stirring = setup->stir_m2_per_m3 * dose->volume_m3;
        if (dose->volume_m3 > 0
            && (sinks || stirring > 0.01 * dispersion_m2_per_s * dose->over_s))
            return true;
    }
    return false;
}

struct spread_walk spread_walk_start(const struct spread_setup *setup,
                                     const struct csf_setup *coarse)
{
    double d = csf_profile_at(&setup->csf.dispersion_m2_per_s, setup->at_m);
    struct spread_walk walk = {
        .setup = setup, .share = SPREAD_REFINE * looseness(setup) * STEP_SHARE,
        .first_s = STEP_DIFFUSES * coarse->fine_m * coarse->fine_m / d, .at = SPREAD_PARTS };

    walk.decay_s = walk.share / STEP_SHARE * STEP_PER_DECAY / setup->csf.uptake_per_s;
    walk.drift_s_root = walk.share / STEP_SHARE * STEP_PER_DRIFT * sqrt(2 * d)
                        / fabs(setup->csf.drift_m_per_s);
    walk.calm_s = stirs(setup, d) ? injection_law_usual.decay_s / STEPS_PER_DECAY : INFINITY;
    dose_begin(&walk);
    return walk;
}

const struct spread_dose *spread_walk_dose(const struct spread_walk *walk)
{
    return walk->dose < walk->setup->dose_count ? &walk->setup->doses[walk->dose] : NULL;
}

static double step_wanted_s(const struct spread_walk *walk)
{
    double since_s = walk->now_s - walk->changed_s, calm_s = INFINITY;
    double report_s = walk->setup->report_s[walk->report] - walk->changed_s;
    double wanted = fmin(walk->share * report_s, walk->first_s + STEP_GROWTH * since_s);

    wanted = fmin(wanted, walk->drift_s_root * sqrt(report_s));
    if (walk->rate_kg_per_s <= 0)       /* else what fades is soon less than what comes */
        wanted = fmin(wanted, walk->decay_s);
    if (!isinf(walk->calm_s))
        calm_s = fmax(walk->calm_s, walk->share * since_s);
    return fmin(wanted, calm_s);
}

enum spread_todo spread_walk_next(struct spread_walk *walk, double *dt_s)
{
    const struct spread_dose *dose = spread_walk_dose(walk);
    unsigned size = SPREAD_PARTS;
    double   wanted;

    if (walk->report == walk->setup->report_count)
        return SPREAD_END;
    if (walk->now_s >= walk->setup->report_s[walk->report]) {
        walk->report++;
        return SPREAD_REPORT;
    }
    if (dose && walk->now_s >= walk->dose_to_s) {
        walk->dose++;
        dose_begin(walk);
        return dose->over_s <= 0 ? SPREAD_POUR : spread_walk_next(walk, dt_s);
    }
    if (walk->at == SPREAD_PARTS)
        stretch_begin(walk);
    wanted = step_wanted_s(walk) / (walk->to_s - walk->from_s);
    while (size > 1 && ((double)size > wanted * SPREAD_PARTS || walk->at % size))
        size /= 2;
    *dt_s = (walk->to_s - walk->from_s) * (double)size / SPREAD_PARTS;
    walk->at += size;
    walk->now_s = walk->at == SPREAD_PARTS
        ? walk->to_s
        : walk->from_s + (walk->to_s - walk->from_s) * (double)walk->at / SPREAD_PARTS;
    return SPREAD_STEP;
}

/* ---- How much that is ----------------------------------------------------------------------- */

/* Cells times steps of one pair of runs: the fine one has REFINE times as many of both. */
static double pair_effort(const struct spread_setup *setup, const struct csf_setup *coarse,
                          double most)
{
    double cells = (double)csf_grid_count(coarse), dt_s, effort = 0;
    struct spread_walk walk = spread_walk_start(setup, coarse);

    for (enum spread_todo todo; effort < most
             && (todo = spread_walk_next(&walk, &dt_s)) != SPREAD_END; )
        if (todo == SPREAD_STEP)
            effort += cells * (1 + SPREAD_REFINE * SPREAD_REFINE);
    return effort;
}

double spread_effort(const struct spread_setup *setup, size_t samples, double most)
{
    struct spread_setup rough = *setup;
    struct csf_setup    coarse;
    double              effort;

    spread_grid_choose(setup, &coarse);
    effort = pair_effort(setup, &coarse, most);
    if (samples == 0 || effort >= most)
        return effort;
    rough.accuracy = SPREAD_BAND_ACCURACY;
    spread_band_grid_choose(&rough, &coarse);
    return effort + (double)samples * pair_effort(&rough, &coarse,
                                                  (most - effort) / (double)samples);
}
