#include "spread_view.h"

#include "hil/clock.h"
#include "sim/level.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define EVEN_REPORTS  120
#define EARLY_REPORTS 5         /* before the first of the even ones, each twice as late */
#define REPORTS_MOST  239       /* with those around boluses: a film has room for one more */
#define NEAR_PROBES   12        /* on either side of the source */
#define MAP_COLUMNS   240
#define MAP_ROWS      200
#define SAME_M        1e-6

/* ------------------------------------------------------------------ where */

static bool probe_is_there(const struct spread_setup *setup, double x_m, double apart_m)
{
    for (size_t p = 0; p < setup->probe_count; p++)
        if (fabs(setup->probe_m[p] - x_m) < apart_m)
            return true;
    return false;
}

static void probe_add(struct spread_setup *setup, double x_m, double apart_m)
{
    if (setup->probe_count < SPREAD_PROBES_MAX && x_m >= 0 && x_m <= setup->csf.length_m &&
        !probe_is_there(setup, x_m, apart_m))
        setup->probe_m[setup->probe_count++] = x_m;
}

static size_t probe_find(const struct spread_setup *setup, double x_m)
{
    size_t nearest = 0;

    for (size_t p = 1; p < setup->probe_count; p++)
        if (fabs(setup->probe_m[p] - x_m) < fabs(setup->probe_m[nearest] - x_m))
            nearest = p;
    return nearest;
}

static void probes_order(struct spread_view *view)
{
    for (size_t p = 0; p < view->setup.probe_count; p++) {
        size_t at = p;
        for (; at > 0 && view->setup.probe_m[view->order[at - 1]] > view->setup.probe_m[p]; at--)
            view->order[at] = view->order[at - 1];
        view->order[at] = p;
    }
}

/* How far most of it gets: some lengths of diffusion against uptake, or the time there is. */
static double reach_m(const struct spread_setup *setup)
{
    double end_s = setup->report_s[setup->report_count - 1];
    double rate_per_s = fmax(setup->csf.uptake_per_s, 1 / fmax(end_s, 1));

    return 6 * sqrt(csf_profile_at(&setup->csf.dispersion_m2_per_s, setup->at_m) / rate_per_s);
}

/* What was asked for; the source; closely as far as most of it gets; the rest evenly. */
static void probes_place(struct spread_view *view)
{
    struct spread_setup *setup = &view->setup;
    double step_m = setup->csf.length_m / 40, at_m = setup->at_m;
    double near_m = fmin(step_m, reach_m(setup) / NEAR_PROBES);

    if (setup->probe_count == 0)
        for (size_t i = 0; i < LEVEL_COUNT; i++)
            probe_add(setup, levels[i].middle_m, SAME_M);
    view->asked_probes = setup->probe_count;
    probe_add(setup, at_m, SAME_M);
    view->source_probe = probe_find(setup, at_m);   /* without room for it: its neighbour */
    probe_add(setup, 0, SAME_M);
    probe_add(setup, setup->csf.length_m, SAME_M);
    for (int k = 1; k <= NEAR_PROBES; k++)
        for (int side = -1; side <= 1; side += 2)
            probe_add(setup, at_m + side * k * near_m, near_m / 3);
    for (double x_m = step_m; x_m < setup->csf.length_m; x_m += step_m)
        probe_add(setup, x_m, step_m / 2);
    probes_order(view);
}

void spread_view_place(const struct spread_view *view, size_t probe, char *out, size_t size)
{
    double x_m = view->setup.probe_m[probe];
    size_t level = level_at(x_m);

    if (view->has_levels && fabs(levels[level].middle_m - x_m) < SAME_M)
        snprintf(out, size, "%s", levels[level].name);
    else
        snprintf(out, size, "%.1f cm", x_m * 100);
}

void spread_view_level(const struct spread_view *view, size_t probe, char *out, size_t size)
{
    if (view->has_levels)
        snprintf(out, size, "%s", levels[level_at(view->setup.probe_m[probe])].name);
    else
        spread_view_place(view, probe, out, size);
}

bool spread_view_has_cord(const struct spread_view *view, size_t probe)
{
    const struct csf_setup *csf = &view->setup.csf;
    double most_m2 = 0;

    for (size_t i = 0; i < csf->cord_area_m2.count; i++)
        most_m2 = fmax(most_m2, csf->cord_area_m2.value[i]);
    return csf->cord_m_per_s > 0 && most_m2 > 0 &&
           csf_profile_at(&csf->cord_area_m2, view->setup.probe_m[probe]) >= most_m2 / 10;
}

/* ------------------------------------------------------------------ when */

static int time_order(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;

    return (first > second) - (first < second);
}

static size_t time_find(const struct spread_setup *setup, double at_s)
{
    size_t at = 0;

    while (at + 1 < setup->report_count && setup->report_s[at] < at_s)
        at++;
    return at;
}

/* A bolus is a dose that the even reports would not see, with less than half its rate behind it. */
static bool is_bolus(const struct spread_setup *setup, size_t dose, double apart_s)
{
    const struct spread_dose *one = &setup->doses[dose], *next = one + 1;

    if (dose + 1 == setup->dose_count || one->over_s >= apart_s || !(next->over_s > 0))
        return false;
    return one->mass_kg * next->over_s > 2 * next->mass_kg * one->over_s;
}

struct moments { double *report_s; size_t count; double end_s; };

/* Of one bolus, what matters most first: it begins, it is over, what it brought spreads. */
static void moments_add(struct moments *moments, const struct spread_dose *bolus, double from_s,
                        size_t wanted)
{
    const double apart_s = moments->end_s / EVEN_REPORTS, to_s = from_s + bolus->over_s;
    const double at_s[] = { from_s, bolus->over_s > 0 ? to_s : to_s + apart_s / 128,
                            to_s + apart_s / 4, to_s + apart_s / 16, to_s + apart_s / 64 };

    for (size_t m = 0; m < wanted && m < sizeof at_s / sizeof *at_s; m++)
        if (at_s[m] > 0 && at_s[m] < moments->end_s)
            moments->report_s[moments->count++] = at_s[m];
}

/* In what room there is. Of very many boluses every second one is seen, or every third and so on,
 * from its begin to its end. */
static void boluses_see(const struct spread_setup *setup, struct moments *moments)
{
    double from_s = 0, apart_s = moments->end_s / EVEN_REPORTS;
    size_t boluses = 0, seen = 0, room = REPORTS_MOST - moments->count, share, stride;

    for (size_t i = 0; i < setup->dose_count; i++)
        boluses += is_bolus(setup, i, apart_s);
    if (boluses == 0)
        return;
    share = room / boluses > 2 ? room / boluses : 2;
    stride = (2 * boluses + room - 1) / room;
    for (size_t i = 0; i < setup->dose_count; from_s += setup->doses[i++].over_s)
        if (is_bolus(setup, i, apart_s) && seen++ % stride == 0)
            moments_add(moments, &setup->doses[i], from_s, share);
}

/* Some of what was asked for, the last always; and a grid, closer at the start and around
 * boluses. */
static void reports_place(struct spread_view *view, const struct spread_setup *asked)
{
    struct spread_setup *setup = &view->setup;
    double end_s = asked->report_s[asked->report_count - 1], shown_s[SPREAD_SHOWN_MAX];
    size_t shown = asked->report_count < SPREAD_SHOWN_MAX ? asked->report_count : SPREAD_SHOWN_MAX;
    size_t count = 0, kept = 0;
    struct moments moments;

    for (size_t i = 0; i < shown; i++) {
        size_t from = shown < 2 ? asked->report_count - 1
                                : i * (asked->report_count - 1) / (shown - 1);
        setup->report_s[count++] = shown_s[i] = asked->report_s[from];
    }
    for (int k = EARLY_REPORTS; k > 0; k--)
        setup->report_s[count++] = ldexp(end_s / EVEN_REPORTS, -k);
    for (size_t k = 1; k <= EVEN_REPORTS; k++)
        setup->report_s[count++] = end_s * (double)k / EVEN_REPORTS;
    moments = (struct moments){ setup->report_s, count, end_s };
    boluses_see(setup, &moments);
    count = moments.count;
    qsort(setup->report_s, count, sizeof *setup->report_s, time_order);
    for (size_t i = 0; i < count; i++)      /* once each */
        if (kept == 0 || setup->report_s[i] > setup->report_s[kept - 1] * (1 + 1e-12))
            setup->report_s[kept++] = setup->report_s[i];
    setup->report_count = kept;
    for (size_t i = 0; i < shown; i++)
        view->shown[i] = time_find(setup, shown_s[i] * (1 - 1e-12));
    view->shown_count = shown;
}

/* ------------------------------------------------------------------ effects beside the canal */

/* e' = k (c - e) with c from c0 to c1 over dt:
 *     e1 = e0 E + c1 - c0 E - (c1 - c0) (1 - E) / (k dt),   E = exp(-k dt) */
static double effect_next(double effect, double rate_per_s, double dt_s, double cord0,
                          double cord1)
{
    double x = rate_per_s * dt_s, decayed = exp(-x);

    if (!(x > 0))
        return effect;
    return effect * decayed + cord1 - cord0 * decayed + (cord1 - cord0) * expm1(-x) / x;
}

static enum err effects_follow(struct spread_view *view, struct why *why)
{
    const struct spread_setup *setup = &view->setup;
    double before_s = 0;

    if (!setup->pk || setup->csf.cord_area_m2.count == 0)
        return ERR_OK;
    view->effect = calloc(setup->report_count, sizeof *view->effect);
    if (!view->effect)
        return why_say(why, ERR_MEMORY, "no memory for what the cord feels");
    for (size_t i = 0; i < setup->report_count; i++) {
        for (size_t p = 0; p < setup->probe_count; p++) {
            double effect = i ? view->effect[i - 1][p] : 0;
            double cord0 = i ? view->reports[i - 1].probe_cord_kg_per_m3[p] : 0;
            double cord1 = view->reports[i].probe_cord_kg_per_m3[p];
            view->effect[i][p] = effect_next(effect, setup->pk->effect_per_s,
                                             setup->report_s[i] - before_s, cord0, cord1);
        }
        before_s = setup->report_s[i];
    }
    return ERR_OK;
}

/* Where the effect is greatest at any time: of the source and what was asked for, or of all there
 * is when the source has no cord beside it. */
static size_t cord_probe_find(const struct spread_view *view)
{
    bool   has_named = spread_view_has_cord(view, view->source_probe);
    size_t best = view->source_probe;
    double most = 0;

    for (size_t p = 0; view->effect && p < view->setup.probe_count; p++) {
        bool is_named = p < view->asked_probes || p == view->source_probe;
        if (!spread_view_has_cord(view, p) || (has_named && !is_named))
            continue;
        for (size_t i = 0; i < view->setup.report_count; i++)
            if (view->effect[i][p] > most) {
                most = view->effect[i][p];
                best = p;
            }
    }
    return best;
}

/* ------------------------------------------------------------------ the whole of it */

static enum err effort_check(const struct spread_setup *setup, const struct spread_wish *wish,
                             struct why *why)
{
    if (!(wish->effort_most > 0)
        || spread_effort(setup, wish->samples, wish->effort_most) < wish->effort_most)
        return ERR_OK;
    return why_say(why, ERR_RANGE, "this canal in so many steps and samples takes too long here: "
                   "give fewer samples, fewer hours or smaller injections, or a dispersion within "
                   "3e-4 .. 3e-3, or ask painrig spread");
}

enum err spread_view_make(struct spread_view *view, const struct spread_setup *asked,
                          const struct spread_wish *wish, struct why *why)
{
    double start_s = clock_wall_s();
    enum err err;

    *view = (struct spread_view){ .setup = *asked };
    if (asked->report_count == 0)
        return why_say(why, ERR_RANGE, "a spread without a time to look at it");
    view->has_levels = fabs(asked->csf.length_m - level_canal_length_m()) < SAME_M;
    probes_place(view);
    reports_place(view, asked);
    TRY(effort_check(&view->setup, wish, why));
    view->setup.map_columns = wish->has_map ? MAP_COLUMNS : 0;
    view->setup.map_rows = wish->has_map ? MAP_ROWS : 0;
    TRY_OR_DONE(spread_run(&view->spread, &view->setup, why));
    view->reports = view->spread.reports;
    if (wish->samples > 0) {
        struct spread_setup sample = view->setup;
        sample.map_columns = sample.map_rows = 0;
        TRY_OR_DONE(spread_band(&view->band, &sample, &wish->uncertainty, wish->samples,
                                wish->seed, why));
        view->reports = view->band.middle;
    }
    TRY_OR_DONE(effects_follow(view, why));
    view->cord_probe = cord_probe_find(view);
    view->wall_s = clock_wall_s() - start_s;
done:
    if (err != ERR_OK)
        spread_view_free(view);
    return err;
}

void spread_view_free(struct spread_view *view)
{
    if (!view)
        return;
    spread_free(&view->spread);
    spread_quantiles_free(&view->band);
    free(view->effect);
    *view = (struct spread_view){ .reports = NULL };
}

/* ------------------------------------------------------------------ thresholds */

/* What brain stem or plasma see. */
static double far_value(const struct spread_report *report, enum drug_site site)
{
    return site == DRUG_SITE_BRAIN ? report->brain_effect_kg_per_m3 : report->plasma_kg_per_m3;
}

/* What a site sees at a report; of the cord: beside this probe. */
static double site_value(const struct spread_view *view, enum drug_site site, size_t report,
                         size_t probe)
{
    if (site == DRUG_SITE_CORD)
        return view->effect ? view->effect[report][probe] : NAN;
    return far_value(&view->reports[report], site);
}

/* When the upper edge of the band first reaches a threshold; NAN: never. */
static double band_crossed_s(const struct spread_view *view, const struct drug_threshold *threshold)
{
    if (view->band.samples == 0 || threshold->site == DRUG_SITE_CORD || threshold->is_below)
        return NAN;
    for (size_t i = 0; i < view->setup.report_count; i++)
        if (far_value(&view->band.high[i], threshold->site) >= threshold->kg_per_m3)
            return view->setup.report_s[i];
    return NAN;
}

/* When the threshold is first passed beside this probe; NAN: never. */
static double crossed_s(const struct spread_view *view, const struct drug_threshold *threshold,
                        size_t probe)
{
    bool was_above = false;

    for (size_t i = 0; i < view->setup.report_count; i++) {
        double value = site_value(view, threshold->site, i, probe);
        if (value >= threshold->kg_per_m3) {
            if (!threshold->is_below)
                return view->setup.report_s[i];
            was_above = true;
        } else if (threshold->is_below && was_above) {
            return view->setup.report_s[i];
        }
    }
    return NAN;
}

static void probe_cross(const struct spread_view *view, const struct drug_threshold *threshold,
                        size_t probe, struct spread_crossing *crossing)
{
    double first_s = crossed_s(view, threshold, probe);
    const double *x_m = view->setup.probe_m;

    if (isnan(first_s))
        return;
    if (!crossing->is_crossed || first_s < crossing->first_s) {
        crossing->first_s = first_s;
        crossing->first_probe = probe;
    }
    if (!crossing->is_crossed || x_m[probe] < x_m[crossing->from_probe])
        crossing->from_probe = probe;
    if (!crossing->is_crossed || x_m[probe] > x_m[crossing->to_probe])
        crossing->to_probe = probe;
    crossing->is_crossed = true;
}

void spread_view_cross(const struct spread_view *view, const struct drug_threshold *threshold,
                       struct spread_crossing *crossing)
{
    *crossing = (struct spread_crossing){ .first_s = NAN,
                                          .band_s = band_crossed_s(view, threshold) };
    for (size_t i = 0; i < view->setup.report_count; i++) {
        double value = site_value(view, threshold->site, i, view->cord_probe);
        if (value > crossing->peak_kg_per_m3) {
            crossing->peak_kg_per_m3 = value;
            crossing->peak_s = view->setup.report_s[i];
        }
    }
    if (threshold->site != DRUG_SITE_CORD || threshold->is_below) {
        probe_cross(view, threshold, view->cord_probe, crossing);
        return;
    }
    for (size_t p = 0; p < view->setup.probe_count; p++)
        if (spread_view_has_cord(view, p))
            probe_cross(view, threshold, p, crossing);
}
