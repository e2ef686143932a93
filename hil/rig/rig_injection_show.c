#include "rig_injection_inside.h"

#include "base/units.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CURVE_POINTS 201
#define SAMPLES      4000
#define SAMPLE_SEED  1
#define EPIDURAL_ML_MOST 20    /* caudal volumes of 10 and 20 mL were compared */

/* Text that fits in its place, or as much as does. */
#define PUT(place, ...) (void)snprintf(place, sizeof (place), __VA_ARGS__)

static const struct depot_solute *main_solute(const struct rig_injection *r)
{
    return &depot_solutes[r->main_solute];
}

/* ------------------------------------------------------------------ the field: time and radius */

static double moment_min(const struct rig_injection *r, size_t i)
{
    return r->history.moments[i].t_s / S_PER_MIN;
}

/* Rows of the history that hold something, and the nerve. */
static size_t rows_worth(const struct rig_injection *r)
{
    double row_m = r->plant_setup.shape.outer_m / (HISTORY_ROWS - 1), most = 0;
    size_t last = (size_t)fmin(ceil(1.3 * r->distance_m / row_m), HISTORY_ROWS - 1);

    for (size_t i = 0; i < r->history.count; i++)
        for (size_t row = 0; row < HISTORY_ROWS; row++)
            most = fmax(most, r->history.moments[i].percent[row]);
    for (size_t i = 0; i < r->history.count; i++)
        for (size_t row = last + 1; row < HISTORY_ROWS; row++)
            if (r->history.moments[i].percent[row] > 0.01 * most)
                last = row;
    return last + 1;
}

static enum err raster_make(const struct rig_injection *r, struct exhibit_field *field)
{
    double row_mm = r->plant_setup.shape.outer_m * MM_PER_M / (HISTORY_ROWS - 1);
    double inner_mm = r->plant_setup.shape.inner_m * MM_PER_M;

    field->columns = r->history.count;
    field->rows = rows_worth(r);
    field->x_least = moment_min(r, 0);
    field->x_most = moment_min(r, r->history.count - 1);
    field->y_most = row_mm * (double)(field->rows - 1);
    field->value = malloc(field->columns * field->rows * sizeof *field->value);
    if (!field->value)
        return ERR_MEMORY;
    for (size_t row = 0; row < field->rows; row++)
        for (size_t column = 0; column < field->columns; column++)
            field->value[row * field->columns + column] =
                row_mm * (double)row < inner_mm ? NAN : r->history.moments[column].percent[row];
    return ERR_OK;
}

enum { LINE_FRONT, LINE_NERVE, LINE_DEAD, LINES = LINE_DEAD + DEPOT_CRITERIA };

/* NAN where there is none. */
static double line_mm(const struct rig_injection *r, int line, size_t i)
{
    const struct moment *moment = &r->history.moments[i];
    double mm;

    if (line == LINE_NERVE)
        return r->distance_m * MM_PER_M;
    mm = line == LINE_FRONT ? moment->front_mm : moment->dead_mm[line - LINE_DEAD];
    return mm > r->plant_setup.shape.inner_m * MM_PER_M ? mm : NAN;
}

static bool line_is_there(const struct rig_injection *r, int line)
{
    for (size_t i = 0; i < r->history.count; i++)
        if (!isnan(line_mm(r, line, i)))
            return true;
    return false;
}

static void line_name(const struct rig_injection *r, int line, struct exhibit_line *out)
{
    double last_mm = line_mm(r, line, r->history.count - 1);

    if (line == LINE_FRONT)
        PUT(out->name, "front: a tenth of the strongest");
    else if (line == LINE_NERVE)
        PUT(out->name, "nerve, %.1f mm", r->distance_m * MM_PER_M);
    else
        PUT(out->name, "dead, %s criterion", depot_criterion_names[line - LINE_DEAD]);
    if (line != LINE_NERVE && !isnan(last_mm))
        PUT(out->note, "%.1f mm at the end", last_mm);
}

static enum err line_make(const struct rig_injection *r, int line, struct exhibit_line *out)
{
    out->x = malloc(r->history.count * sizeof *out->x);
    out->y = malloc(r->history.count * sizeof *out->y);
    if (!out->x || !out->y)
        return ERR_MEMORY;
    line_name(r, line, out);
    out->count = r->history.count;
    for (size_t i = 0; i < out->count; i++) {
        double mm = line_mm(r, line, i);
        out->x[i] = isnan(mm) ? NAN : (float)moment_min(r, i);
        out->y[i] = (float)mm;
    }
    return ERR_OK;
}

static enum err lines_make(const struct rig_injection *r, struct exhibit_field *field)
{
    field->contours = calloc(LINES, sizeof *field->contours);
    if (!field->contours)
        return ERR_MEMORY;
    for (int line = 0; line < LINES; line++)
        if (line_is_there(r, line))
            TRY(line_make(r, line, &field->contours[field->contour_count++]));
    return ERR_OK;
}

static enum err field_make(const struct rig_injection *r, struct exhibits *made)
{
    struct exhibit_field *field = calloc(1, sizeof *field);

    made->fields = field;
    if (!field)
        return ERR_MEMORY;
    made->field_count = 1;
    PUT(field->title, "%s round the needle, over time", main_solute(r)->name);
    PUT(field->x_name, "t / min");
    PUT(field->y_name, "r / mm");
    PUT(field->unit, "%%");
    PUT(field->file, "depot");
    TRY(raster_make(r, field));
    return lines_make(r, field);
}

/* ------------------------------------------------------------------ charts */

static enum err curve_room(struct exhibit_chart *chart, size_t count, bool has_band)
{
    struct exhibit_curve *curve = calloc(1, sizeof *curve);

    chart->curves = curve;
    if (!curve)
        return ERR_MEMORY;
    chart->curve_count = 1;
    curve->count = count;
    curve->x = malloc(count * sizeof *curve->x);
    curve->y = malloc(count * sizeof *curve->y);
    curve->low = has_band ? malloc(count * sizeof *curve->low) : NULL;
    curve->high = has_band ? malloc(count * sizeof *curve->high) : NULL;
    return curve->x && curve->y && (!has_band || (curve->low && curve->high)) ? ERR_OK
                                                                              : ERR_MEMORY;
}

static enum err limits_room(struct exhibit_chart *chart, size_t count)
{
    chart->limits = calloc(count, sizeof *chart->limits);
    if (!chart->limits)
        return ERR_MEMORY;
    chart->limit_count = count;
    return ERR_OK;
}

static enum err damage_chart(const struct rig_injection *r, struct exhibit_chart *chart)
{
    const struct depot_shape *shape = &r->plant_setup.shape;
    double reach_m = fmin(shape->outer_m, 1.3 * fmax(r->distance_m, r->dead[DEPOT_WIDE].radius_m));
    struct exhibit_curve *curve;

    PUT(chart->title, "damage by radius, at the end");
    PUT(chart->x_name, "r / mm");
    PUT(chart->y_name, "dose / dose that kills");
    PUT(chart->file, "damage");
    TRY(curve_room(chart, CURVE_POINTS, true));
    TRY(limits_room(chart, 1));
    PUT(chart->limits[0].name, "dead");
    chart->limits[0].at = 1;
    chart->limits[0].is_unverified = true;
    curve = chart->curves;
    PUT(curve->name, "usual criterion");
    PUT(curve->note, "band: strict to wide");
    for (size_t i = 0; i < CURVE_POINTS; i++) {
        double r_m = shape->inner_m + (reach_m - shape->inner_m) * (double)i / (CURVE_POINTS - 1);
        curve->x[i] = r_m * MM_PER_M;
        curve->y[i] = depot_share_at(r->plant, DEPOT_USUAL, r_m);
        curve->low[i] = depot_share_at(r->plant, DEPOT_STRICT, r_m);
        curve->high[i] = depot_share_at(r->plant, DEPOT_WIDE, r_m);
    }
    return ERR_OK;
}

static enum err nerve_chart(const struct rig_injection *r, struct exhibit_chart *chart)
{
    const struct depot_solute *solute = main_solute(r);
    struct exhibit_curve *curve;

    PUT(chart->title, "%s at the nerve, %.1f mm off", solute->name, r->distance_m * MM_PER_M);
    PUT(chart->x_name, "t / min");
    PUT(chart->y_name, "concentration / %%");
    PUT(chart->unit, "%%");
    PUT(chart->file, "nerve");
    TRY(curve_room(chart, r->history.count, false));
    curve = chart->curves;
    PUT(curve->name, "at the nerve");
    for (size_t i = 0; i < curve->count; i++) {
        curve->x[i] = moment_min(r, i);
        curve->y[i] = r->history.moments[i].nerve_percent;
    }
    if (isinf(solute->criteria[DEPOT_USUAL].above_kg_per_m3))
        return ERR_OK;
    TRY(limits_room(chart, DEPOT_CRITERIA));
    for (int k = 0; k < DEPOT_CRITERIA; k++) {
        PUT(chart->limits[k].name, "threshold, %s criterion", depot_criterion_names[k]);
        chart->limits[k].at = solute->criteria[k].above_kg_per_m3 / solute->percent_kg_per_m3;
        chart->limits[k].is_unverified = k != DEPOT_USUAL;
    }
    return ERR_OK;
}

static enum err charts_make(const struct rig_injection *r, struct exhibits *made)
{
    made->charts = calloc(2, sizeof *made->charts);
    if (!made->charts)
        return ERR_MEMORY;
    made->chart_count = 2;
    TRY(damage_chart(r, &made->charts[0]));
    return nerve_chart(r, &made->charts[1]);
}

/* ------------------------------------------------------------------ tables */

static enum err table_room(struct exhibit_table *table, const char *title, size_t rows,
                           const char *const *head)
{
    PUT(table->title, "%s", title);
    table->cells = calloc(rows + 1, sizeof *table->cells);
    if (!table->cells)
        return ERR_MEMORY;
    table->rows = rows + 1;
    for (; head[table->columns]; table->columns++)
        PUT(table->cells[0][table->columns], "%s", head[table->columns]);
    return ERR_OK;
}

static enum err criteria_table(const struct rig_injection *r, struct exhibit_table *table)
{
    static const char *const head[] = { "criterion", "above / %", "dose that kills / (% s)",
                                        "radius / mm", "volume / ml", "nerve: share of it", NULL };
    const struct depot_solute *solute = main_solute(r);

    TRY(table_room(table, "what is dead, by each criterion (doses unverified)", DEPOT_CRITERIA,
                   head));
    for (int k = 0; k < DEPOT_CRITERIA; k++) {
        const struct depot_criterion_row *row = &solute->criteria[k];
        char (*cells)[EXHIBIT_CELL_SIZE] = table->cells[k + 1];
        PUT(cells[0], "%s, %s", depot_criterion_names[k], solute->name);
        if (isinf(row->above_kg_per_m3)) {
            PUT(cells[1], "never");
            PUT(cells[2], "never");
        } else {
            PUT(cells[1], "%.0f", row->above_kg_per_m3 / solute->percent_kg_per_m3);
            PUT(cells[2], "%.0f", row->limit_kg_s_per_m3 / solute->percent_kg_per_m3);
        }
        PUT(cells[3], "%.2f", r->dead[k].radius_m * MM_PER_M);
        PUT(cells[4], "%.2f", r->dead[k].volume_m3 / M3_PER_ML);
        PUT(cells[5], "%.3f", depot_share_at(r->plant, (enum depot_criterion)k, r->distance_m));
    }
    return ERR_OK;
}

/* The share of patients that a law gives n quadrants, for tips that are off by as much. */
static enum err quadrants_find(const struct rig_injection *r, double open, double share[5])
{
    struct depot_quadrants law = depot_celiac_cancer;
    double off_m = r->knob[KNOB_OFF] * M_PER_MM;

    law.open = open;
    law.tip_x_m += off_m;
    law.radius_m = cbrt(3 * r->volume_ml * M3_PER_ML
                        / (4 * PI * r->plant_setup.tissue.porosity));
    return depot_quadrants_sample(&law, SAMPLE_SEED, SAMPLES, share);
}

static enum err celiac_table(const struct rig_injection *r, struct exhibit_table *table)
{
    static const char *const head[] = { "patients: statistics, not this model", "2 or fewer", "3",
                                        "4", NULL };
    static const char *const who[] = { "cancer in the way, as of 105 patients",
                                       "every plane open (unverified)" };
    double share[5];

    TRY(table_room(table, "celiac quadrants that such a volume fills", 2, head));
    for (int row = 0; row < 2; row++) {
        char (*cells)[EXHIBIT_CELL_SIZE] = table->cells[row + 1];
        TRY(quadrants_find(r, row == 0 ? depot_celiac_cancer.open : 1, share));
        PUT(cells[0], "%s", who[row]);
        PUT(cells[1], "%.0f %%", 100 * (share[0] + share[1] + share[2]));
        PUT(cells[2], "%.0f %%", 100 * share[3]);
        PUT(cells[3], "%.0f %%", 100 * share[4]);
    }
    return ERR_OK;
}

static enum err epidural_table(const struct rig_injection *r, struct exhibit_table *table)
{
    static const char *const head[] = { "share of patients: statistics, not this model",
                                        "levels, at most", NULL };
    static const double quantiles[] = { 0.1, 0.5, 0.9 };

    TRY(table_room(table, "epidural levels that such a volume reaches", 3, head));
    for (int row = 0; row < 3; row++) {
        PUT(table->cells[row + 1][0], "%.0f %%", 100 * quantiles[row]);
        if (r->volume_ml > EPIDURAL_ML_MOST)
            PUT(table->cells[row + 1][1], "not studied above %d ml", EPIDURAL_ML_MOST);
        else
            PUT(table->cells[row + 1][1], "%.1f",
                depot_levels(r->volume_ml * M3_PER_ML, quantiles[row]));
    }
    return ERR_OK;
}

/* Where patients were counted. */
static enum err patients_table(const struct rig_injection *r, struct exhibits *made)
{
    struct exhibit_table *table = &made->tables[made->table_count];
    const char *tissue = r->plant_setup.tissue.name;

    if (strcmp(tissue, "celiac") == 0) {
        made->table_count++;
        return celiac_table(r, table);
    }
    if (strcmp(tissue, "epidural") == 0) {
        made->table_count++;
        return epidural_table(r, table);
    }
    return ERR_OK;
}

static enum err books_table(const struct rig_injection *r, struct exhibit_table *table)
{
    static const char *const head[] = { "solute", "injected / mg", "in tissue / mg",
                                        "washed out / mg", "into a vessel / mg", "beyond / mg",
                                        "imbalance", NULL };

    TRY(table_room(table, "where it is", DEPOT_SOLUTES, head));
    for (size_t s = 0; s < DEPOT_SOLUTES; s++) {
        struct depot_books books = depot_books(r->plant, s);
        const double kg[] = { books.injected_kg, books.tissue_kg, books.washed_kg,
                              books.vessel_kg, books.beyond_kg };
        char (*cells)[EXHIBIT_CELL_SIZE] = table->cells[s + 1];
        PUT(cells[0], "%s", depot_solutes[s].name);
        for (size_t i = 0; i < sizeof kg / sizeof *kg; i++)
            PUT(cells[i + 1], "%.3f", kg[i] / KG_PER_MG);
        PUT(cells[6], "%.1e", depot_imbalance(r->plant, s));
    }
    return ERR_OK;
}

static enum err tables_make(const struct rig_injection *r, struct exhibits *made)
{
    made->tables = calloc(3, sizeof *made->tables);
    if (!made->tables)
        return ERR_MEMORY;
    TRY(criteria_table(r, &made->tables[made->table_count++]));
    TRY(patients_table(r, made));
    return books_table(r, &made->tables[made->table_count++]);
}

enum err rig_injection_show(struct rig *rig, struct exhibits *exhibits, struct why *why)
{
    struct rig_injection *r = rig_injection_of(rig);
    struct exhibits made = { 0 };
    enum err err = ERR_OK;

    for (int k = 0; k < DEPOT_CRITERIA; k++)
        r->dead[k] = depot_dead(r->plant, (enum depot_criterion)k);
    if (r->history.count > 1) {
        TRY_OR_DONE(field_make(r, &made));
        TRY_OR_DONE(charts_make(r, &made));
    }
    TRY_OR_DONE(tables_make(r, &made));
    *exhibits = made;
done:
    if (err != ERR_OK) {
        exhibits_free(&made);
        return why_say(why, err, "no memory for the picture of the injection");
    }
    return ERR_OK;
}
