/* What entered the canal is worked out once more, in the canal as it was set up, with a band: the
 * literature's dispersion spans ten-fold, so that one line is no answer. */
#include "rig_infusion_inside.h"

#include "base/units.h"
#include "hil/spread/spread_show.h"
#include "hil/time_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROFILES     5      /* by level, evenly over the run                                    */
#define DOSES_MOST   128
#define MAP_COLUMNS  480
#define MAP_ROWS     160

/* ---- what entered the canal ---- */

/* Cumulated mass at the end of bucket i. Back-flow took fluid out of the canal: what is gone later
 * is taken from what came before, so that the sum never falls. */
static void cumulate(const struct history *history, size_t count, double *sum_kg)
{
    double sum = 0, least = INFINITY;

    for (size_t i = 0; i < count; i++)
        sum_kg[i] = sum += i < history->count ? history->bucket[i].mass_kg : 0;
    for (size_t i = count; i-- > 0;)
        sum_kg[i] = least = fmin(least, fmax(sum_kg[i], 0));
}

/* The farthest bucket after `from` to which a straight line stays within `slack_kg` of the sum. */
static size_t straight_until(const double *sum_kg, size_t from, size_t count, double start_kg,
                             double slack_kg)
{
    double least = -INFINITY, most = INFINITY;
    size_t until = from;

    for (size_t i = from; i < count; i++) {
        double steps = (double)(i - from + 1), slope = (sum_kg[i] - start_kg) / steps;
        if (slope < least || slope > most)
            break;
        least = fmax(least, (sum_kg[i] - start_kg - slack_kg) / steps);
        most = fmin(most, (sum_kg[i] - start_kg + slack_kg) / steps);
        until = i;
    }
    return until;
}

/* What came, as few doses as follow it within a stroke or two, or a share of everything: strokes at
 * a steady rate are one even dose. The slack grows until there is room for all. */
static size_t doses_make(const struct history *history, double end_s, double stroke_kg,
                         struct spread_dose *doses)
{
    double       sum_kg[HISTORY_MAX];
    const size_t all = (size_t)fmin(HISTORY_MAX, fmax(1, ceil(end_s / history->bucket_s - 1e-9)));
    size_t       count;
    double       slack_kg = 1.2 * stroke_kg;

    cumulate(history, all, sum_kg);
    slack_kg = fmax(slack_kg, 2e-3 * sum_kg[all - 1]);
    for (;; slack_kg *= 2) {
        double start_kg = 0;
        count = 0;
        for (size_t from = 0, until; from < all && count < DOSES_MOST; from = until + 1) {
            until = straight_until(sum_kg, from, all, start_kg, slack_kg);
            doses[count++] = (struct spread_dose){
                .mass_kg = sum_kg[until] - start_kg,
                .over_s = until + 1 == all ? end_s - (double)from * history->bucket_s
                                           : (double)(until + 1 - from) * history->bucket_s };
            start_kg = sum_kg[until];
            if (until + 1 == all)
                return count;
        }
    }
}

static enum err canal_show(const struct rig_infusion *a, struct exhibits *exhibits,
                           struct why *why)
{
    struct spread_dose  doses[DOSES_MOST];
    struct spread_setup setup = {
        .csf = a->plant_setup.csf, .at_m = a->plant_setup.tip_m, .doses = doses,
        .accuracy = 1e-2, .pk = &a->drug.pk, .pocket_per_s = a->plant_setup.pocket_per_s,
        .map_columns = MAP_COLUMNS, .map_rows = MAP_ROWS, .report_count = PROFILES,
    };
    const struct spread_wish wish = { spread_uncertainty_usual, (size_t)a->samples, a->seed,
                                      .has_map = true };

    if (!(a->now_s > 0 && a->truth.delivered_kg > 0))
        return ERR_OK;
    setup.dose_count = doses_make(&a->history, a->now_s,
                                  PUMP_STROKE_NL * 1e-12 * a->plant_setup.hydraulics.kg_per_m3,
                                  doses);
    for (size_t i = 0; i < PROFILES; i++)
        setup.report_s[i] = a->now_s * (double)(i + 1) / PROFILES;
    return spread_show(&setup, &wish, &a->drug, exhibits, why);
}

/* ---- tables ---- */

/* Small amounts are nothing at a glance. */
static void amount_write(struct exhibit_table *table, size_t row, size_t column, double value,
                         const char *unit)
{
    exhibit_cell(table, row, column, "%.4g %s", fabs(value) < 5e-4 ? 0 : value, unit);
}

/* What the patient really reached in this run, whatever way the drug took. */
static enum err reached_add(const struct rig_infusion *a, struct exhibits *exhibits)
{
    static const char *const sites[] = { [DRUG_SITE_CORD] = "cord",
                                         [DRUG_SITE_BRAIN] = "brain stem",
                                         [DRUG_SITE_PLASMA] = "plasma" };
    static const char *const heads[] = { "what", "threshold", "first", "most there" };
    struct exhibit_table *table;
    size_t count = 0;

    while (count < DRUG_THRESHOLDS_MAX && a->drug.thresholds[count].name)
        count++;
    TRY(exhibits_add_table(exhibits, "what the patient reached in this run", 4, count + 1, &table));
    table->is_first = true;
    for (size_t i = 0; i < 4; i++)
        exhibit_cell(table, 0, i, "%s", heads[i]);
    for (size_t i = 0; i < count; i++) {
        const struct drug_threshold *threshold = &a->drug.thresholds[i];
        const struct reached        *reached = &a->reached[i];
        char first[TIME_TEXT_SIZE], most[TIME_TEXT_SIZE];
        time_text(reached->first_s, first);
        time_text(reached->most_s, most);
        exhibit_cell(table, i + 1, 0, "%s", threshold->name);
        exhibit_cell(table, i + 1, 1, "%s %.4g ng/ml in the %s%s",
                     threshold->is_below ? "below" : "above",
                     threshold->kg_per_m3 * NG_PER_ML_PER_KG_PER_M3, sites[threshold->site],
                     strstr(threshold->source, "(u)") ? " (unverified)" : "");
        exhibit_cell(table, i + 1, 2, "%s", isnan(reached->first_s) ? "never" : first);
        exhibit_cell(table, i + 1, 3, "%.4g ng/ml at %s",
                     reached->most_kg_per_m3 * NG_PER_ML_PER_KG_PER_M3, most);
    }
    return ERR_OK;
}

static enum err whereabouts_add(const struct rig_infusion *a, struct exhibits *exhibits)
{
    const struct infusion_truth  *truth = &a->truth;
    const struct csf_books        books = csf_books(infusion_csf(a->plant));
    const struct { const char *name; double value; const char *unit; } rows[] = {
        { "left the pump", a->pumped_m3 * UL_PER_M3, "ul" },
        { "entered the canal", truth->delivered_m3 * UL_PER_M3, "ul" },
        { "drug that entered the canal", truth->delivered_kg * UG_PER_KG, "ug" },
        { "of it in the fluid", books.fluid_kg * UG_PER_KG, "ug" },
        { "in the cord", books.cord_kg * UG_PER_KG, "ug" },
        { "in the cistern", books.cistern_kg * UG_PER_KG, "ug" },
        { "taken up by blood", books.blood_kg * UG_PER_KG, "ug" },
        { "lost to epidural fat", books.epidural_kg * UG_PER_KG, "ug" },
        { "lost under the skin", truth->lost_kg * UG_PER_KG, "ug" },
        { "left in the reservoir", truth->reservoir_m3 / M3_PER_ML, "ml" },
    };
    const size_t          count = sizeof rows / sizeof *rows;
    struct exhibit_table *table;

    TRY(exhibits_add_table(exhibits, "where everything is at the end", 2, count + 2, &table));
    exhibit_cell(table, 0, 0, "what");
    exhibit_cell(table, 0, 1, "amount");
    for (size_t i = 0; i < count; i++) {
        exhibit_cell(table, i + 1, 0, "%s", rows[i].name);
        amount_write(table, i + 1, 1, rows[i].value, rows[i].unit);
    }
    exhibit_cell(table, count + 1, 0, "mass imbalance");
    exhibit_cell(table, count + 1, 1, "%.0e", truth->imbalance);
    return ERR_OK;
}

static enum err log_add(const struct rig_infusion *a, struct exhibits *exhibits)
{
    struct exhibit_table *table;

    if (a->log_count == 0)
        return ERR_OK;
    TRY(exhibits_add_table(exhibits, "what the pump wrote down", 2, a->log_count + 1, &table));
    exhibit_cell(table, 0, 0, "read at");
    exhibit_cell(table, 0, 1, "entry");
    for (size_t i = 0; i < a->log_count; i++)
        for (size_t column = 0; column < 2; column++)
            exhibit_cell(table, i + 1, column, "%s", a->log[i][column]);
    return ERR_OK;
}

enum err rig_infusion_show(struct rig *rig, struct exhibits *exhibits, struct why *why)
{
    const struct rig_infusion *a = rig_infusion_of(rig);

    TRY(canal_show(a, exhibits, why));
    for (size_t i = 0; i < exhibits->table_count; i++)      /* the run itself comes first */
        exhibits->tables[i].is_first = false;
    TRY(reached_add(a, exhibits));
    TRY(whereabouts_add(a, exhibits));
    TRY(log_add(a, exhibits));
    return rig_infusion_bench_show(a, exhibits, why);
}
