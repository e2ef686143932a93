/* A view as tables: by level, what is reached, where the drug is. */
#include "spread_show.h"

#include "base/units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL EXHIBIT_CELL_SIZE

static enum err table_room(struct exhibit_table *table, size_t columns, size_t rows)
{
    table->cells = calloc(rows, sizeof *table->cells);
    if (!table->cells)
        return ERR_MEMORY;
    table->columns = columns;
    table->rows = rows;
    return ERR_OK;
}

/* "at 4 h" over each column of times. */
static void times_head(const struct spread_view *view, const char *first,
                       struct exhibit_table *table)
{
    char at[24];

    snprintf(table->cells[0][0], sizeof table->cells[0][0], "%s", first);
    for (size_t i = 0; i < view->shown_count; i++) {
        spread_time(view->setup.report_s[view->shown[i]], at, sizeof at);
        snprintf(table->cells[0][i + 1], sizeof table->cells[0][i + 1], "at %s", at);
    }
}

/* "0.80 (0.30 .. 2.1)" of a number of each report, `offset` bytes into it. */
static void value_write(const struct spread_view *view, size_t report, size_t offset, double scale,
                        char *out, size_t size)
{
    const struct spread_report *from[] = { &view->reports[report],
                                           view->band.samples ? &view->band.low[report] : NULL,
                                           view->band.samples ? &view->band.high[report] : NULL };
    char number[3][24];

    for (size_t i = 0; i < 3; i++)
        if (from[i])
            spread_number(scale * *(const double *)(const void *)((const char *)from[i] + offset),
                          number[i], sizeof number[i]);
    if (view->band.samples && strcmp(number[2], "0") != 0)
        snprintf(out, size, "%.12s (%.12s .. %.12s)", number[0], number[1], number[2]);
    else
        snprintf(out, size, "%s", number[0]);
}

/* ------------------------------------------------------------------ by level */

static double asked_most(const struct spread_view *view)
{
    double most = 0;

    for (size_t i = 0; i < view->shown_count; i++)
        for (size_t p = 0; p < view->asked_probes; p++)
            most = fmax(most, view->reports[view->shown[i]].probe_kg_per_m3[p]);
    return most;
}

static enum err places_table(const struct spread_view *view, const struct drug *drug,
                             struct exhibit_table *table)
{
    struct spread_unit unit = spread_unit_for(asked_most(view));

    TRY(table_room(table, view->shown_count + 1, view->asked_probes + 1));
    snprintf(table->title, sizeof table->title, "%s in the fluid, %s%s", drug ? drug->name : "drug",
             unit.printed, view->band.samples ? ": median (10 .. 90 %)" : "");
    times_head(view, view->has_levels ? "level" : "place", table);
    for (size_t p = 0; p < view->asked_probes; p++) {
        spread_view_place(view, p, table->cells[p + 1][0], CELL);
        for (size_t i = 0; i < view->shown_count; i++)
            value_write(view, view->shown[i],
                        offsetof(struct spread_report, probe_kg_per_m3) + p * sizeof(double),
                        unit.per_kg_per_m3, table->cells[p + 1][i + 1], CELL);
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ what is reached */

static void where_write(const struct spread_view *view, const struct drug_threshold *threshold,
                        const struct spread_crossing *crossing, char *out, size_t size)
{
    static const char *const names[] = {
        [DRUG_SITE_CORD] = "cord", [DRUG_SITE_BRAIN] = "brain stem",
        [DRUG_SITE_PLASMA] = "plasma",
    };
    char from[16], to[16];

    if (threshold->site != DRUG_SITE_CORD || threshold->is_below || !crossing->is_crossed) {
        snprintf(out, size, "%s", names[threshold->site]);
        return;
    }
    spread_view_level(view, crossing->from_probe, from, sizeof from);
    spread_view_level(view, crossing->to_probe, to, sizeof to);
    if (strcmp(from, to) == 0)
        snprintf(out, size, "cord at %s", from);
    else
        snprintf(out, size, "cord, %s to %s", from, to);
}

/* "by 1.4 h": the first report that shows it; it came after the one before. What the median never
 * reaches but the band does is no "never". */
static void first_write(const struct spread_view *view, const struct drug_threshold *threshold,
                        const struct spread_crossing *crossing, char *out, size_t size)
{
    char at[24], place[16];

    if (!crossing->is_crossed && isnan(crossing->band_s)) {
        snprintf(out, size, "never");
        return;
    }
    spread_time(crossing->is_crossed ? crossing->first_s : crossing->band_s, at, sizeof at);
    if (!crossing->is_crossed) {
        snprintf(out, size, "by %.12s at the band's edge", at);
        return;
    }
    spread_view_level(view, crossing->first_probe, place, sizeof place);
    if (threshold->site == DRUG_SITE_CORD)
        snprintf(out, size, "by %.12s, at %s", at, place);
    else
        snprintf(out, size, "by %s", at);
}

static void threshold_write(const struct spread_view *view, const struct drug_threshold *threshold,
                            char (*row)[CELL])
{
    struct spread_unit unit = spread_unit_for(threshold->kg_per_m3);
    struct spread_crossing crossing;
    char number[24], at[24], place[16] = "";

    spread_view_cross(view, threshold, &crossing);
    if (threshold->site == DRUG_SITE_CORD)
        spread_view_level(view, view->cord_probe, place, sizeof place);
    snprintf(row[0], CELL, "%s", threshold->name);
    spread_number(threshold->kg_per_m3 * unit.per_kg_per_m3, number, sizeof number);
    snprintf(row[1], CELL, "%s %s %s%s", threshold->is_below ? "below" : "above", number,
             unit.printed, spread_is_unverified(threshold->source) ? " (unverified)" : "");
    where_write(view, threshold, &crossing, row[2], CELL);
    first_write(view, threshold, &crossing, row[3], CELL);
    spread_number(crossing.peak_kg_per_m3 * unit.per_kg_per_m3, number, sizeof number);
    spread_time(crossing.peak_s, at, sizeof at);
    if (strcmp(number, "0") == 0)
        snprintf(row[4], CELL, "below 0.001 %s", unit.printed);
    else
        snprintf(row[4], CELL, "%.8s %s%s%.8s after %.10s", number, unit.printed,
                 place[0] ? " at " : "", place, at);
}

static enum err thresholds_table(const struct spread_view *view, const struct drug *drug,
                                 struct exhibit_table *table)
{
    static const char *const head[] = { "reached", "threshold", "where", "first",
                                        "most" };
    size_t count = 0;

    while (count < DRUG_THRESHOLDS_MAX && drug->thresholds[count].name)
        count++;
    TRY(table_room(table, 5, count + 1));
    snprintf(table->title, sizeof table->title, "what %s reaches", drug->name);
    table->is_first = true;
    for (size_t c = 0; c < 5; c++)
        snprintf(table->cells[0][c], sizeof table->cells[0][c], "%s", head[c]);
    for (size_t i = 0; i < count; i++)
        threshold_write(view, &drug->thresholds[i], table->cells[i + 1]);
    return ERR_OK;
}

/* ------------------------------------------------------------------ where the drug is */

enum { ARRIVED, IN_CANAL, ABSORBED, CORD, EFFECT, BRAIN, PLASMA, SUMS };

/* Of the names %s is the unit of mass, or the place of cord_probe. */
static const struct { const char *name; size_t offset; bool is_mass, needs_patient; }
sums[SUMS] = {
    [ARRIVED]  = { "arrived, %s", 0, true, false },
    [IN_CANAL] = { "in the canal, %s", offsetof(struct spread_report, mass_kg), true, false },
    [ABSORBED] = { "gone to blood and fat, %s", offsetof(struct spread_report, absorbed_kg), true,
                   false },
    [CORD]     = { "cord at %s, ug/mL", 0, false, true },
    [EFFECT]   = { "its effect site, ug/mL", 0, false, true },
    [BRAIN]    = { "effect site in the brain stem, ng/mL",
                   offsetof(struct spread_report, brain_effect_kg_per_m3), false, true },
    [PLASMA]   = { "plasma, ng/mL", offsetof(struct spread_report, plasma_kg_per_m3), false, true },
};

static double arrived_kg(const struct spread_report *report)
{
    return report->mass_kg + report->absorbed_kg;
}

static double mass_scale(const struct spread_view *view, const char **name)
{
    bool is_small = arrived_kg(&view->spread.reports[view->spread.report_count - 1]) < KG_PER_MG;

    *name = is_small ? "ug" : "mg";
    return is_small ? 1 / KG_PER_UG : 1 / KG_PER_MG;
}

static void sum_write(const struct spread_view *view, size_t sum, double scale, char (*row)[CELL])
{
    for (size_t i = 0; i < view->shown_count; i++) {
        const struct spread_report *report = &view->reports[view->shown[i]];
        size_t offset = sums[sum].offset;
        if (sum == ARRIVED) {   /* the one run's, so that it is a sum to the last digit */
            report = &view->spread.reports[view->shown[i]];
            spread_number(arrived_kg(report) * scale, row[i + 1], CELL);
            continue;
        }
        if (sum == EFFECT) {
            spread_number(view->effect[view->shown[i]][view->cord_probe] * scale, row[i + 1], CELL);
            continue;
        }
        if (sum == CORD)
            offset = offsetof(struct spread_report, probe_cord_kg_per_m3) +
                     view->cord_probe * sizeof(double);
        value_write(view, view->shown[i], offset, scale, row[i + 1], CELL);
    }
}

/* `name` with its %s filled in. */
static void name_write(const char *name, const char *word, char *out, size_t size)
{
    const char *gap = strstr(name, "%s");

    if (gap)
        snprintf(out, size, "%.*s%s%s", (int)(gap - name), name, word, gap + 2);
    else
        snprintf(out, size, "%s", name);
}

static enum err sums_table(const struct spread_view *view, struct exhibit_table *table)
{
    const char *mass;
    double      mass_per_kg = mass_scale(view, &mass);
    char        place[16];

    TRY(table_room(table, view->shown_count + 1, SUMS + 1));
    table->rows = 1;
    snprintf(table->title, sizeof table->title, "where it is");
    times_head(view, "", table);
    spread_view_level(view, view->cord_probe, place, sizeof place);
    for (size_t s = 0; s < SUMS; s++) {
        char (*row)[CELL] = table->cells[table->rows];
        double scale = sums[s].is_mass ? mass_per_kg
                     : s == CORD || s == EFFECT ? MG_PER_L_PER_KG_PER_M3 : NG_PER_ML_PER_KG_PER_M3;
        if (sums[s].needs_patient && !view->setup.pk)
            continue;
        if ((s == CORD || s == EFFECT) && !view->effect)
            continue;
        name_write(sums[s].name, sums[s].is_mass ? mass : place, row[0], CELL);
        sum_write(view, s, scale, row);
        table->rows++;
    }
    return ERR_OK;
}

enum err spread_tables_make(const struct spread_view *view, const struct drug *drug,
                            struct exhibits *made)
{
    bool has_thresholds = drug && view->setup.pk;

    made->tables = calloc(3, sizeof *made->tables);
    if (!made->tables)
        return ERR_MEMORY;
    made->table_count = 1;
    TRY(places_table(view, drug, &made->tables[0]));
    if (has_thresholds)
        TRY(thresholds_table(view, drug, &made->tables[made->table_count++]));
    return sums_table(view, &made->tables[made->table_count++]);
}

/* ------------------------------------------------------------------ case by case */

/* Where the fluid has a tenth of what it has at the source, or more. */
static void tenth_write(const struct spread_view *view, size_t report, char *out, size_t size)
{
    const double *value = view->reports[report].probe_kg_per_m3;
    size_t first = view->source_probe, last = view->source_probe;
    char from[16], to[16];

    for (size_t p = 0; p < view->setup.probe_count; p++) {
        if (!(value[p] >= 0.1 * value[view->source_probe]))
            continue;
        first = view->setup.probe_m[p] < view->setup.probe_m[first] ? p : first;
        last = view->setup.probe_m[p] > view->setup.probe_m[last] ? p : last;
    }
    spread_view_level(view, first, from, sizeof from);
    spread_view_level(view, last, to, sizeof to);
    snprintf(out, size, "%s%s%s", from, strcmp(from, to) == 0 ? "" : " to ",
             strcmp(from, to) == 0 ? "" : to);
}

static void most_write(const struct spread_view *view, enum drug_site site, double scale, char *out,
                       size_t size)
{
    const struct drug_threshold nothing = { .site = site, .kg_per_m3 = INFINITY };
    struct spread_crossing crossing;

    spread_view_cross(view, &nothing, &crossing);
    spread_number(view->setup.pk ? crossing.peak_kg_per_m3 * scale : NAN, out, size);
}

/* The drug's first threshold: "analgesia (u)", "T7 to L1". */
static void effect_write(const struct spread_named *one, char *out, size_t size)
{
    const struct drug_threshold *threshold = one->drug ? &one->drug->thresholds[0] : NULL;
    struct spread_crossing crossing;
    char from[16], to[16];

    snprintf(out, size, "-");
    if (!threshold || !threshold->name || !one->view->setup.pk)
        return;
    spread_view_cross(one->view, threshold, &crossing);
    snprintf(out, size, "%.20s: never", threshold->name);
    if (!crossing.is_crossed)
        return;
    spread_view_level(one->view, crossing.from_probe, from, sizeof from);
    spread_view_level(one->view, crossing.to_probe, to, sizeof to);
    snprintf(out, size, "%.20s: %.8s%s%.8s", threshold->name, from,
             strcmp(from, to) == 0 ? "" : " to ", strcmp(from, to) == 0 ? "" : to);
}

static void case_write(const struct spread_named *one, char (*row)[CELL])
{
    const struct spread_view *view = one->view;
    size_t last = view->setup.report_count - 1;

    snprintf(row[0], CELL, "%.47s", one->name);
    value_write(view, last, offsetof(struct spread_report, probe_kg_per_m3) +
                                view->source_probe * sizeof(double),
                MG_PER_L_PER_KG_PER_M3, row[1], CELL);
    tenth_write(view, last, row[2], CELL);
    most_write(view, DRUG_SITE_CORD, MG_PER_L_PER_KG_PER_M3, row[3], CELL);
    most_write(view, DRUG_SITE_BRAIN, NG_PER_ML_PER_KG_PER_M3, row[4], CELL);
    most_write(view, DRUG_SITE_PLASMA, NG_PER_ML_PER_KG_PER_M3, row[5], CELL);
    effect_write(one, row[6], CELL);
}

enum err spread_comparison_table(const struct spread_named *cases, size_t count,
                                 struct exhibits *made)
{
    static const char *const head[] = { "case", "at source", "a tenth of it", "cord", "brain stem",
                                        "plasma", "effect" };

    made->tables = calloc(1, sizeof *made->tables);
    if (!made->tables)
        return ERR_MEMORY;
    made->table_count = 1;
    TRY(table_room(&made->tables[0], 7, count + 1));
    snprintf(made->tables[0].title, sizeof made->tables[0].title,
             "fluid at the end, ug/mL; most in cord, ug/mL, brain stem and plasma, ng/mL");
    for (size_t c = 0; c < 7; c++)
        snprintf(made->tables[0].cells[0][c], CELL, "%s", head[c]);
    for (size_t i = 0; i < count; i++)
        case_write(&cases[i], made->tables[0].cells[i + 1]);
    return ERR_OK;
}
