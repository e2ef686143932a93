#include "spread_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double extrapolated(double fine, double coarse)
{
    const double share = 1.0 / (SPREAD_REFINE * SPREAD_REFINE - 1);

    return fine > 0 && coarse > 0 ? fine * pow(fine / coarse, share) : fine;
}

static double extrapolated_sum(double fine, double coarse)
{
    return fine + (fine - coarse) / (SPREAD_REFINE * SPREAD_REFINE - 1);
}

static double report_extrapolate(struct spread_report *fine, const struct spread_report *coarse,
                                 size_t probes)
{
    double greatest = 0, change = 0;

    for (size_t i = 0; i < probes; i++)
        greatest = fmax(greatest, fine->probe_kg_per_m3[i]);
    for (size_t i = 0; i < probes; i++) {
        double *value = &fine->probe_kg_per_m3[i], *cord = &fine->probe_cord_kg_per_m3[i];
        double better = extrapolated(*value, coarse->probe_kg_per_m3[i]);
        if (*value > 1e-6 * greatest)
            change = fmax(change, fabs(better / *value - 1));
        *value = better;
        *cord = extrapolated(*cord, coarse->probe_cord_kg_per_m3[i]);
    }
    fine->mass_kg = extrapolated_sum(fine->mass_kg, coarse->mass_kg);
    fine->absorbed_kg = extrapolated_sum(fine->absorbed_kg, coarse->absorbed_kg);
    return change;
}

double spread_extrapolate(const struct spread_setup *setup, struct spread_report *reports,
                          const struct spread_report *coarse)
{
    double change = 0;

    for (size_t i = 0; i < setup->report_count; i++)
        change = fmax(report_extrapolate(&reports[i], &coarse[i], setup->probe_count), change);
    return change;
}

static enum err places_check(const struct spread_setup *setup, struct why *why)
{
    double length_m = setup->csf.length_m;

    if (!(setup->at_m >= 0 && setup->at_m <= length_m))
        return why_say(why, ERR_RANGE, "the source is at %g m: the canal goes from 0 to %g m",
                       setup->at_m, length_m);
    if (setup->probe_count > SPREAD_PROBES_MAX)
        return why_say(why, ERR_RANGE, "%zu probes: at most %d", setup->probe_count,
                       SPREAD_PROBES_MAX);
    for (size_t i = 0; i < setup->probe_count; i++)
        if (!(setup->probe_m[i] >= 0 && setup->probe_m[i] <= length_m))
            return why_say(why, ERR_RANGE, "probe %zu is at %g m: the canal goes from 0 to %g m",
                           i + 1, setup->probe_m[i], length_m);
    return ERR_OK;
}

static enum err times_check(const struct spread_setup *setup, struct why *why)
{
    if (setup->report_count == 0 || setup->report_count > SPREAD_REPORTS_MAX)
        return why_say(why, ERR_RANGE, "%zu reports: give 1 to %d", setup->report_count,
                       SPREAD_REPORTS_MAX);
    for (size_t i = 0; i < setup->report_count; i++)
        if (!(setup->report_s[i] >= (i ? setup->report_s[i - 1] : 0))
            || !isfinite(setup->report_s[i]))
            return why_say(why, ERR_RANGE, "report %zu is at %g s: times start at 0 and ascend",
                           i + 1, setup->report_s[i]);
    return ERR_OK;
}

static bool is_amount(double value) { return value >= 0 && isfinite(value); }

enum err spread_check(const struct spread_setup *setup, struct why *why)
{
    TRY(places_check(setup, why));
    TRY(times_check(setup, why));
    if (setup->dose_count > SPREAD_DOSES_MAX)
        return why_say(why, ERR_RANGE, "%zu doses: at most %d", setup->dose_count,
                       SPREAD_DOSES_MAX);
    for (size_t i = 0; i < setup->dose_count; i++) {
        const struct spread_dose *dose = &setup->doses[i];
        if (!is_amount(dose->mass_kg) || !is_amount(dose->over_s) || !is_amount(dose->volume_m3))
            return why_say(why, ERR_RANGE, "dose %zu is %g kg over %g s in %g m3: none may be "
                           "negative", i + 1, dose->mass_kg, dose->over_s, dose->volume_m3);
    }
    if (!is_amount(setup->accuracy) || setup->accuracy > 0.1)
        return why_say(why, ERR_RANGE, "accuracy is %g: give 1e-6 to 0.1", setup->accuracy);
    if (!isfinite(setup->density_excess) || !(fabs(setup->upright) <= 1))
        return why_say(why, ERR_RANGE, "density_excess %g, upright %g: upright goes from -1 to 1",
                       setup->density_excess, setup->upright);
    if (!is_amount(setup->stir_m2_per_m3))
        return why_say(why, ERR_RANGE, "stir_m2_per_m3 is %g: it must be zero or more",
                       setup->stir_m2_per_m3);
    if (setup->map_rows == 1 || setup->map_columns == 1
        || (setup->map_rows == 0) != (setup->map_columns == 0)
        || setup->map_rows > 10000 || setup->map_columns > 10000)
        return why_say(why, ERR_RANGE, "a map of %zu rows and %zu columns: each 2 to 10000, or "
                       "both 0", setup->map_rows, setup->map_columns);
    return ERR_OK;
}

/* The course in a canal of its own. */
static enum err course_once(struct spread_course *course, struct csf_books *books, size_t *cells,
                            struct why *why)
{
    struct csf_setup grid = *course->coarse;
    enum err err;

    grid.refine = course->refine;
    TRY(csf_create(&course->csf, &grid, why));
    err = spread_course_run(course, why);
    *books = csf_books(course->csf);
    *cells = csf_cells(course->csf);
    csf_destroy(course->csf);
    return err;
}

static enum err both_run(struct spread *spread, const struct spread_setup *setup,
                         struct spread_report *coarse_reports, struct why *why)
{
    struct csf_setup coarse;
    struct csf_books books[2];
    struct spread_course course = { .setup = setup, .coarse = &coarse, .refine = 1,
                                    .reports = coarse_reports };

    spread_grid_choose(setup, &coarse);
    TRY(course_once(&course, &books[0], &spread->cells, why));
    course.refine = SPREAD_REFINE;
    course.reports = spread->reports;
    course.map = spread->map;
    TRY(course_once(&course, &books[1], &spread->cells, why));
    spread->steps = books[1].steps;
    spread->imbalance = fmax(books[0].imbalance, books[1].imbalance);
    spread->refinement = spread_extrapolate(setup, spread->reports, coarse_reports);
    return ERR_OK;
}

enum err spread_run(struct spread *spread, const struct spread_setup *setup, struct why *why)
{
    struct spread made = { .report_count = setup->report_count, .map_rows = setup->map_rows,
                           .map_columns = setup->map_columns };
    struct spread_report *coarse;
    enum err err = ERR_MEMORY;

    TRY(spread_check(setup, why));
    made.map_end_s = setup->report_s[setup->report_count - 1];
    made.reports = calloc(setup->report_count, sizeof *made.reports);
    coarse = calloc(setup->report_count, sizeof *coarse);
    if (setup->map_rows > 0)
        made.map = calloc(setup->map_rows * setup->map_columns, sizeof *made.map);
    if (made.reports && coarse && (made.map || setup->map_rows == 0))
        err = both_run(&made, setup, coarse, why);
    free(coarse);
    if (err != ERR_OK) {
        spread_free(&made);
        return err;
    }
    *spread = made;
    return ERR_OK;
}

void spread_free(struct spread *spread)
{
    if (!spread)
        return;
    free(spread->reports);
    free(spread->map);
    *spread = (struct spread){ 0 };
}
