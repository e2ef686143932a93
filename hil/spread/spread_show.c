#include "spread_show.h"

#include "base/units.h"
#include "sim/level.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CM_PER_M   100.0
#define BANDS_MOST 2       /* in one chart: more are a blur */

static double most_of(const struct spread_view *view)
{
    double most = 0;

    for (size_t i = 0; i < view->shown_count; i++)
        for (size_t p = 0; p < view->setup.probe_count; p++)
            most = fmax(most, view->reports[view->shown[i]].probe_kg_per_m3[p]);
    return most;
}

/* ------------------------------------------------------------------ the axis of levels */

/* Every level whose middle is in the canal, in centimetres. */
static enum err marks_make(const struct spread_view *view, double per_m,
                           struct exhibit_mark **marks, size_t *count)
{
    if (!view->has_levels)
        return ERR_OK;
    *marks = calloc(LEVEL_COUNT, sizeof **marks);
    if (!*marks)
        return ERR_MEMORY;
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        snprintf((*marks)[i].name, sizeof (*marks)[i].name, "%s", levels[i].name);
        (*marks)[i].at = levels[i].middle_m * per_m;
    }
    *count = LEVEL_COUNT;
    return ERR_OK;
}

/* ------------------------------------------------------------------ the map */

/* Hours, or minutes where there are few. */
static double time_scale(const struct spread_view *view, const char **name)
{
    double end_s = view->setup.report_s[view->setup.report_count - 1];

    *name = end_s < 2 * S_PER_HOUR ? "t / min" : end_s < 10 * S_PER_DAY ? "t / h" : "t / d";
    return 1 / (end_s < 2 * S_PER_HOUR ? S_PER_MIN
                : end_s < 10 * S_PER_DAY ? S_PER_HOUR : S_PER_DAY);
}

static enum err map_make(const struct spread_view *view, struct exhibit_field *field)
{
    const struct spread *spread = &view->spread;
    size_t count = spread->map_columns * spread->map_rows;
    double most = 0, scale;
    struct spread_unit unit;
    const char *time_name;

    for (size_t i = 0; i < count; i++)
        most = fmax(most, (double)spread->map[i]);
    unit = spread_unit_for(most);
    scale = time_scale(view, &time_name);
    snprintf(field->title, sizeof field->title, "concentration in the fluid");
    snprintf(field->x_name, sizeof field->x_name, "%s", time_name);
    snprintf(field->y_name, sizeof field->y_name, view->has_levels ? "level" : "x / cm");
    snprintf(field->unit, sizeof field->unit, "%s", unit.name);
    snprintf(field->file, sizeof field->file, "spread");
    field->columns = spread->map_columns;
    field->rows = spread->map_rows;
    field->x_most = spread->map_end_s * scale;
    field->y_most = view->setup.csf.length_m * CM_PER_M;
    field->y_downwards = field->is_logarithmic = true;
    field->value = malloc(count * sizeof *field->value);
    if (!field->value)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        field->value[i] = (float)((double)spread->map[i] * unit.per_kg_per_m3);
    return marks_make(view, CM_PER_M, &field->y_marks, &field->y_mark_count);
}

/* ------------------------------------------------------------------ curves */

static enum err curve_room(struct exhibit_curve *curve, size_t count, bool has_band)
{
    curve->x = malloc(count * sizeof *curve->x);
    curve->y = malloc(count * sizeof *curve->y);
    if (has_band) {
        curve->low = malloc(count * sizeof *curve->low);
        curve->high = malloc(count * sizeof *curve->high);
    }
    curve->count = count;
    return curve->x && curve->y && (!has_band || (curve->low && curve->high)) ? ERR_OK
                                                                              : ERR_MEMORY;
}

/* The fluid along the canal at one report. */
static enum err profile_make(const struct spread_view *view, size_t report, bool has_band,
                             const struct spread_unit *unit, struct exhibit_curve *curve)
{

    TRY(curve_room(curve, view->setup.probe_count, has_band));
    for (size_t i = 0; i < view->setup.probe_count; i++) {
        size_t p = view->order[i];
        curve->x[i] = view->setup.probe_m[p] * CM_PER_M;
        curve->y[i] = view->reports[report].probe_kg_per_m3[p] * unit->per_kg_per_m3;
        if (has_band) {
            curve->low[i] = view->band.low[report].probe_kg_per_m3[p] * unit->per_kg_per_m3;
            curve->high[i] = view->band.high[report].probe_kg_per_m3[p] * unit->per_kg_per_m3;
        }
    }
    return ERR_OK;
}

static enum err profile_chart(const struct spread_view *view, const struct spread_unit *unit,
                              size_t curves, struct exhibit_chart *chart)
{
    snprintf(chart->x_name, sizeof chart->x_name, view->has_levels ? "level" : "x / cm");
    snprintf(chart->y_name, sizeof chart->y_name, "in the fluid / (%s)", unit->name);
    snprintf(chart->unit, sizeof chart->unit, "%s", unit->name);
    snprintf(chart->file, sizeof chart->file, "spread-profile");
    chart->is_logarithmic = true;
    chart->curves = calloc(curves, sizeof *chart->curves);
    if (!chart->curves)
        return ERR_MEMORY;
    chart->curve_count = curves;
    return marks_make(view, CM_PER_M, &chart->x_marks, &chart->x_mark_count);
}

static enum err profiles_make(const struct spread_view *view, struct exhibit_chart *chart)
{
    struct spread_unit unit = spread_unit_for(most_of(view));
    char at[24];

    snprintf(chart->title, sizeof chart->title, "along the canal%s",
             view->band.samples ? ", median; 10 .. 90 % of the first and the last" : "");
    TRY(profile_chart(view, &unit, view->shown_count, chart));
    for (size_t i = 0; i < view->shown_count; i++) {
        bool is_end = i == 0 || i + 1 == view->shown_count;     /* bands of all would be a blur */
        spread_time(view->setup.report_s[view->shown[i]], at, sizeof at);
        snprintf(chart->curves[i].name, sizeof chart->curves[i].name, "at %s", at);
        TRY(profile_make(view, view->shown[i], is_end && view->band.samples > 0, &unit,
                         &chart->curves[i]));
    }
    return ERR_OK;
}

static double number_at(const struct spread_report *report, size_t offset)
{
    return *(const double *)(const void *)((const char *)report + offset);
}

/* A report's number over time, `offset` bytes into it. */
static enum err history_make(const struct spread_view *view, size_t offset,
                             struct exhibit_curve *curve)
{
    const double ng_per_ml = NG_PER_ML_PER_KG_PER_M3;
    bool has_band = view->band.samples > 0;

    TRY(curve_room(curve, view->setup.report_count, has_band));
    for (size_t i = 0; i < view->setup.report_count; i++) {
        curve->y[i] = number_at(&view->reports[i], offset) * ng_per_ml;
        if (has_band) {
            curve->low[i] = number_at(&view->band.low[i], offset) * ng_per_ml;
            curve->high[i] = number_at(&view->band.high[i], offset) * ng_per_ml;
        }
    }
    return ERR_OK;
}

/* The effect site where the cord feels most: with a band where that is at the source. */
static enum err cord_make(const struct spread_view *view, struct exhibit_curve *curve)
{
    if (view->cord_probe == view->source_probe || !view->effect)
        return history_make(view, offsetof(struct spread_report, cord_effect_kg_per_m3), curve);
    TRY(curve_room(curve, view->setup.report_count, false));
    for (size_t i = 0; i < view->setup.report_count; i++)
        curve->y[i] = view->effect[i][view->cord_probe] * NG_PER_ML_PER_KG_PER_M3;
    return ERR_OK;
}

/* Its times, its name, and the most there was. */
static void history_name(const struct spread_view *view, const char *name,
                         struct exhibit_curve *curve)
{
    const char *ignored;
    double time = time_scale(view, &ignored), most = 0, most_s = 0;
    char number[24], at[24];

    for (size_t i = 0; i < curve->count; i++) {
        curve->x[i] = view->setup.report_s[i] * time;
        if (curve->y[i] > most) {
            most = curve->y[i];
            most_s = view->setup.report_s[i];
        }
    }
    spread_number(most, number, sizeof number);
    spread_time(most_s, at, sizeof at);
    snprintf(curve->name, sizeof curve->name, "%s", name);
    if (most >= 1e-3)
        snprintf(curve->note, sizeof curve->note, "most %s ng/ml after %s", number, at);
    else
        snprintf(curve->note, sizeof curve->note, "%sbelow 0.001 ng/ml throughout",
                 view->band.samples ? "median " : "");
}

static const char *const sites[] = {
    [DRUG_SITE_CORD] = "cord", [DRUG_SITE_BRAIN] = "brain stem", [DRUG_SITE_PLASMA] = "plasma",
};

static enum err limits_make(const struct drug *drug, struct exhibit_chart *chart)
{
    chart->limits = calloc(DRUG_THRESHOLDS_MAX, sizeof *chart->limits);
    if (!chart->limits)
        return ERR_MEMORY;
    for (size_t i = 0; i < DRUG_THRESHOLDS_MAX && drug->thresholds[i].name; i++) {
        const struct drug_threshold *threshold = &drug->thresholds[i];
        struct exhibit_limit *limit = &chart->limits[chart->limit_count++];
        snprintf(limit->name, sizeof limit->name, "%.40s (%s)", threshold->name,
                 sites[threshold->site]);
        limit->at = threshold->kg_per_m3 * NG_PER_ML_PER_KG_PER_M3;
        limit->is_unverified = spread_is_unverified(threshold->source);
    }
    return ERR_OK;
}

enum { PLASMA, CORD, BRAIN, HISTORIES };

static enum err plasma_make(const struct spread_view *view, const struct drug *drug,
                            struct exhibit_chart *chart)
{
    const char *time_name;
    char place[16], name[64];

    (void)time_scale(view, &time_name);
    snprintf(chart->title, sizeof chart->title, "plasma and effect sites%s",
             view->band.samples ? ", median and 10 .. 90 %" : "");
    snprintf(chart->x_name, sizeof chart->x_name, "%s", time_name);
    snprintf(chart->y_name, sizeof chart->y_name, "concentration / (ng/ml)");
    snprintf(chart->unit, sizeof chart->unit, "ng/ml");
    snprintf(chart->file, sizeof chart->file, "spread-plasma");
    chart->is_logarithmic = true;
    chart->curves = calloc(HISTORIES, sizeof *chart->curves);
    if (!chart->curves)
        return ERR_MEMORY;
    chart->curve_count = HISTORIES;
    TRY(history_make(view, offsetof(struct spread_report, plasma_kg_per_m3),
                     &chart->curves[PLASMA]));
    TRY(cord_make(view, &chart->curves[CORD]));
    TRY(history_make(view, offsetof(struct spread_report, brain_effect_kg_per_m3),
                     &chart->curves[BRAIN]));
    spread_view_level(view, view->cord_probe, place, sizeof place);
    snprintf(name, sizeof name, "effect site in the cord at %s", place);
    history_name(view, "plasma", &chart->curves[PLASMA]);
    history_name(view, name, &chart->curves[CORD]);
    history_name(view, "effect site in the brain stem", &chart->curves[BRAIN]);
    return limits_make(drug, chart);
}

/* ------------------------------------------------------------------ all of it */

/* What was made goes behind what is there. */
#define JOIN(to, made, items, count)                                                            \
    do {                                                                                        \
        void *grown = realloc((to)->items, ((to)->count + (made)->count) * sizeof *(to)->items); \
        if (!grown)                                                                             \
            return ERR_MEMORY;                                                                  \
        (to)->items = grown;                                                                    \
    } while (0)

static enum err exhibits_join(struct exhibits *to, struct exhibits *made)
{
    if (made->field_count)
        JOIN(to, made, fields, field_count);
    if (made->chart_count)
        JOIN(to, made, charts, chart_count);
    if (made->table_count)
        JOIN(to, made, tables, table_count);
    for (size_t i = 0; i < made->field_count; i++)
        to->fields[to->field_count++] = made->fields[i];
    for (size_t i = 0; i < made->chart_count; i++)
        to->charts[to->chart_count++] = made->charts[i];
    for (size_t i = 0; i < made->table_count; i++)
        to->tables[to->table_count++] = made->tables[i];
    free(made->fields);     /* what was in them has moved */
    free(made->charts);
    free(made->tables);
    *made = (struct exhibits){ .fields = NULL };
    return ERR_OK;
}

static enum err view_exhibit(const struct spread_view *view, const struct drug *drug,
                             struct exhibits *made)
{
    size_t charts = drug && view->setup.pk ? 2 : 1;

    made->fields = calloc(1, sizeof *made->fields);
    made->charts = calloc(charts, sizeof *made->charts);
    if (!made->fields || !made->charts)
        return ERR_MEMORY;
    made->field_count = 1;
    made->chart_count = charts;
    TRY(map_make(view, &made->fields[0]));
    TRY(profiles_make(view, &made->charts[0]));
    if (charts > 1)
        TRY(plasma_make(view, drug, &made->charts[1]));
    return spread_tables_make(view, drug, made);
}

enum err spread_show_view(const struct spread_view *view, const struct drug *drug,
                          struct exhibits *exhibits, struct why *why)
{
    struct exhibits made = { 0 };
    enum err err = view_exhibit(view, drug, &made);

    if (err == ERR_OK)
        err = exhibits_join(exhibits, &made);
    exhibits_free(&made);
    return err == ERR_OK ? ERR_OK : why_say(why, err, "no memory for the picture of the spread");
}

/* A rig's drug has other ways in, under the skin for one, which a spread does not know. */
static void route_say(const struct drug *drug, struct exhibits *exhibits)
{
    for (size_t i = 0; i < exhibits->table_count; i++)
        if (exhibits->tables[i].is_first)
            snprintf(exhibits->tables[i].title, sizeof exhibits->tables[i].title,
                     "what %s reaches by way of the canal: the median; what went elsewhere is "
                     "not in it", drug->name);
}

enum err spread_show(const struct spread_setup *setup, const struct spread_wish *wish,
                     const struct drug *drug, struct exhibits *exhibits, struct why *why)
{
    struct spread_view *view = malloc(sizeof *view);
    enum err err;

    if (!view)
        return why_say(why, ERR_MEMORY, "no memory for the picture of the spread");
    err = spread_view_make(view, setup, wish, why);
    if (err == ERR_OK) {
        err = spread_show_view(view, drug, exhibits, why);
        spread_view_free(view);
    }
    free(view);
    if (err == ERR_OK && drug)
        route_say(drug, exhibits);
    return err;
}

static enum err comparison_make(const struct spread_named *cases, size_t count,
                                struct exhibits *made)
{
    struct spread_unit unit;
    double most = 0;

    made->charts = calloc(1, sizeof *made->charts);
    if (!made->charts)
        return ERR_MEMORY;
    made->chart_count = 1;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, most_of(cases[i].view));
    unit = spread_unit_for(most);
    snprintf(made->charts[0].title, sizeof made->charts[0].title, "along the canal, at the end");
    TRY(profile_chart(cases[0].view, &unit, count, &made->charts[0]));
    for (size_t i = 0; i < count; i++) {
        struct exhibit_curve *curve = &made->charts[0].curves[i];
        snprintf(curve->name, sizeof curve->name, "%.63s", cases[i].name);
        TRY(profile_make(cases[i].view, cases[i].view->setup.report_count - 1,
                         count <= BANDS_MOST && cases[i].view->band.samples > 0, &unit, curve));
    }
    return spread_comparison_table(cases, count, made);
}

enum err spread_show_comparison(const struct spread_named *cases, size_t count,
                                struct exhibits *exhibits, struct why *why)
{
    struct exhibits made = { 0 };
    enum err err = comparison_make(cases, count, &made);

    if (err == ERR_OK)
        err = exhibits_join(exhibits, &made);
    exhibits_free(&made);
    return err == ERR_OK ? ERR_OK : why_say(why, err, "no memory for the picture of the spread");
}
