#include "exhibit.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CRUSHED_PART    5       /* a limit may stretch a linear axis by so much */
#define CRUSHED_DECADES 2       /* and a logarithmic one by so many decades     */
#define HEADROOM_PART   0.06    /* free above and below the curves              */

/* ---- giving back ---- */

static void lines_free(struct exhibit_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(lines[i].x);
        free(lines[i].y);
    }
    free(lines);
}

static void field_free(struct exhibit_field *field)
{
    free(field->value);
    free(field->y_marks);
    lines_free(field->contours, field->contour_count);
    lines_free(field->outlines, field->outline_count);
}

static void chart_free(struct exhibit_chart *chart)
{
    for (size_t i = 0; i < chart->curve_count; i++) {
        free(chart->curves[i].x);
        free(chart->curves[i].y);
        free(chart->curves[i].low);
        free(chart->curves[i].high);
    }
    free(chart->curves);
    free(chart->limits);
    free(chart->x_marks);
}

enum err exhibits_add_table(struct exhibits *exhibits, const char *title, size_t columns,
                            size_t rows, struct exhibit_table **out)
{
    struct exhibit_table  table = { .columns = columns, .rows = rows };
    struct exhibit_table *grown = realloc(exhibits->tables,
                                          (exhibits->table_count + 1) * sizeof *grown);

    if (!grown)
        return ERR_MEMORY;
    exhibits->tables = grown;
    table.cells = calloc(rows, sizeof *table.cells);
    if (!table.cells)
        return ERR_MEMORY;
    snprintf(table.title, sizeof table.title, "%s", title);
    grown[exhibits->table_count] = table;
    *out = &grown[exhibits->table_count++];
    return ERR_OK;
}

void exhibit_cell(struct exhibit_table *table, size_t row, size_t column, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(table->cells[row][column], sizeof table->cells[row][column], format, args);
    va_end(args);
}

void exhibits_free(struct exhibits *exhibits)
{
    if (!exhibits)
        return;
    for (size_t i = 0; i < exhibits->field_count; i++)
        field_free(&exhibits->fields[i]);
    for (size_t i = 0; i < exhibits->chart_count; i++)
        chart_free(&exhibits->charts[i]);
    for (size_t i = 0; i < exhibits->table_count; i++)
        free(exhibits->tables[i].cells);
    free(exhibits->fields);
    free(exhibits->charts);
    free(exhibits->tables);
    memset(exhibits, 0, sizeof *exhibits);
}

/* ---- ranges ---- */

static const struct exhibit_range NOTHING = { INFINITY, -INFINITY };

static void take(struct exhibit_range *range, double value, bool is_logarithmic)
{
    if (!isfinite(value) || (is_logarithmic && value <= 0))
        return;
    range->least = fmin(range->least, value);
    range->most = fmax(range->most, value);
}

static bool is_known(struct exhibit_range range)
{
    return range.least <= range.most;
}

static double floor_of(struct exhibit_range range)
{
    return fmax(range.least, range.most * pow(10, -EXHIBIT_DECADES_MOST));
}

struct exhibit_range exhibit_field_range(const struct exhibit_field *field)
{
    struct exhibit_range range = NOTHING;

    for (size_t i = 0; i < field->columns * field->rows; i++)
        take(&range, field->value[i], field->is_logarithmic);
    if (!is_known(range))
        return (struct exhibit_range){ 0, 0 };
    if (field->is_logarithmic)
        range.least = floor_of(range);
    return range;
}

bool exhibit_chart_has_point(const struct exhibit_chart *chart)
{
    for (size_t i = 0; i < chart->curve_count; i++)
        for (size_t j = 0; j < chart->curves[i].count; j++)
            if (isfinite(chart->curves[i].x[j]) && isfinite(chart->curves[i].y[j]))
                return true;
    return false;
}

struct exhibit_range exhibit_chart_x(const struct exhibit_chart *chart)
{
    struct exhibit_range range = NOTHING;

    for (size_t i = 0; i < chart->curve_count; i++)
        for (size_t j = 0; j < chart->curves[i].count; j++)
            take(&range, chart->curves[i].x[j], false);
    if (!is_known(range))
        return (struct exhibit_range){ 0, 1 };
    if (range.least == range.most)
        range.most += fmax(fabs(range.most), 1);
    return range;
}

static struct exhibit_range curves_range(const struct exhibit_chart *chart)
{
    struct exhibit_range range = NOTHING;

    for (size_t i = 0; i < chart->curve_count; i++) {
        const struct exhibit_curve *curve = &chart->curves[i];

        for (size_t j = 0; j < curve->count; j++) {
            take(&range, curve->y[j], chart->is_logarithmic);
            if (curve->low && curve->high) {
                take(&range, curve->low[j], chart->is_logarithmic);
                take(&range, curve->high[j], chart->is_logarithmic);
            }
        }
    }
    return range;
}

/* A limit far away from everything would leave the curves a line on the floor. */
static bool would_crush(const struct exhibit_chart *chart, struct exhibit_range range, double at)
{
    if (!is_known(range))
        return false;
    if (chart->is_logarithmic)
        return at <= 0 || log10(at / range.most) > CRUSHED_DECADES
            || log10(range.least / at) > CRUSHED_DECADES;
    return fmax(range.most, at) - fmin(range.least, at)
         > CRUSHED_PART * fmax(range.most - fmin(range.least, 0), 1e-300);
}

/* Whole decades; a value that is a power of ten itself stands between two of them. */
static struct exhibit_range decades(struct exhibit_range range)
{
    double least = floor(log10(floor_of(range)) + 1e-9), most = ceil(log10(range.most) - 1e-9);

    if (least >= most) {
        least -= 1;
        most += 1;
    }
    return (struct exhibit_range){ pow(10, least), pow(10, most) };
}

struct exhibit_range exhibit_chart_y(const struct exhibit_chart *chart)
{
    struct exhibit_range curves = curves_range(chart), range = curves;
    double               room;

    for (size_t i = 0; i < chart->limit_count; i++)
        if (!would_crush(chart, curves, chart->limits[i].at))
            take(&range, chart->limits[i].at, chart->is_logarithmic);
    if (!is_known(range))
        return (struct exhibit_range){ chart->is_logarithmic ? 0.1 : 0, 1 };
    if (chart->is_logarithmic)
        return decades(range);
    if (range.least > 0 && range.least < range.most / 2)
        range.least = 0;
    room = HEADROOM_PART * (range.most - range.least);
    if (room == 0)
        room = fmax(fabs(range.most) / 2, 1e-3);
    range.least = range.least >= 0 && range.least - room < 0 ? 0 : range.least - room;
    range.most += room;
    return range;
}
