/* The fields and charts of a run, as the page's scripts draw them. */
#include "report_data.h"

#include <math.h>
#include <stdlib.h>

/* ---- fields ---- */

/* Where a value lies between the ends of the colours, 0..1. */
static double part_of(const struct exhibit_field *field, struct exhibit_range range, double value)
{
    if (!(range.most > range.least))
        return 0;
    if (!field->is_logarithmic)
        return (value - range.least) / (range.most - range.least);
    return value > range.least ? log(value / range.least) / log(range.most / range.least) : 0;
}

static void pixels_write(struct bytes *out, const struct exhibit_field *field,
                         struct exhibit_range range)
{
    size_t   count = field->columns * field->rows;
    uint8_t *pixels = malloc(2 * count + 1);

    out->is_out_of_memory |= pixels == NULL;
    for (size_t i = 0; pixels && i < count; i++) {
        unsigned pixel = isfinite(field->value[i])
                           ? 1 + (unsigned)lround(part_of(field, range, field->value[i]) * 65534)
                           : 0;
        pixels[2 * i] = (uint8_t)(pixel & 255);
        pixels[2 * i + 1] = (uint8_t)(pixel >> 8);
    }
    if (pixels)
        bytes_base64(out, pixels, 2 * count);
    free(pixels);
}

static void coordinates_write(struct bytes *out, const float *values, size_t count, int decimals)
{
    bytes_text(out, "[");
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, i ? "," : "");
        if (isfinite(values[i]) && fabsf(values[i]) < 1e8f)
            bytes_fixed(out, values[i], decimals);
        else
            bytes_text(out, "null");
    }
    bytes_text(out, "]");
}

static void lines_write(struct bytes *out, const struct exhibit_line *lines, size_t count,
                        int decimals)
{
    bytes_text(out, "[");
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, i ? ",{\"name\":" : "{\"name\":");
        bytes_json_text(out, lines[i].name);
        bytes_text(out, ",\"note\":");
        bytes_json_text(out, lines[i].note);
        bytes_text(out, ",\"x\":");
        coordinates_write(out, lines[i].x, lines[i].count, decimals);
        bytes_text(out, ",\"y\":");
        coordinates_write(out, lines[i].y, lines[i].count, decimals);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void marks_write(struct bytes *out, const char *name, const struct exhibit_mark *marks,
                        size_t count)
{
    bytes_format(out, ",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, i ? ",{\"name\":" : "{\"name\":");
        bytes_json_text(out, marks[i].name);
        bytes_text(out, ",\"at\":");
        bytes_json_number(out, marks[i].at);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void member(struct bytes *out, const char *name, const char *text)
{
    bytes_format(out, "\"%s\":", name);
    bytes_json_text(out, text);
}

static void flag(struct bytes *out, const char *name, bool is_set)
{
    bytes_format(out, ",\"%s\":%s", name, is_set ? "true" : "false");
}

static void pair_write(struct bytes *out, const char *name, double least, double most)
{
    bytes_format(out, ",\"%s\":[", name);
    bytes_json_number(out, least);
    bytes_text(out, ",");
    bytes_json_number(out, most);
    bytes_text(out, "]");
}

static void field_write(struct bytes *out, const struct exhibit_field *field)
{
    double span = fmin(field->x_most - field->x_least, field->y_most - field->y_least);
    /* a ten-thousandth of the plane */
    int    decimals = (int)fmin(fmax(ceil(-log10(span / 1e4)), 0), 9);
    struct exhibit_range range = exhibit_field_range(field);

    bytes_text(out, "{");
    member(out, "title", field->title);
    bytes_text(out, ",");
    member(out, "x_name", field->x_name);
    bytes_text(out, ",");
    member(out, "y_name", field->y_name);
    bytes_text(out, ",");
    member(out, "unit", field->unit);
    bytes_format(out, ",\"columns\":%zu,\"rows\":%zu", field->columns, field->rows);
    flag(out, "down", field->y_downwards);
    flag(out, "log", field->is_logarithmic);
    pair_write(out, "x", field->x_least, field->x_most);
    pair_write(out, "y", field->y_least, field->y_most);
    pair_write(out, "value", range.least, range.most);
    marks_write(out, "y_marks", field->y_marks, field->y_mark_count);
    bytes_text(out, ",\"contours\":");
    lines_write(out, field->contours, field->contour_count, decimals);
    bytes_text(out, ",\"outlines\":");
    lines_write(out, field->outlines, field->outline_count, decimals);
    bytes_text(out, ",\"pixels\":\"");
    pixels_write(out, field, range);
    bytes_text(out, "\"}");
}

/* ---- charts ---- */

/* Six digits are more than a drawing shows. */
static void numbers_write(struct bytes *out, const char *name, const double *values, size_t count)
{
    bytes_format(out, ",\"%s\":", name);
    bytes_text(out, values ? "[" : "null");
    for (size_t i = 0; values && i < count; i++) {
        bytes_text(out, i ? "," : "");
        bytes_format(out, isfinite(values[i]) ? "%.6g" : "null", values[i]);
    }
    bytes_text(out, values ? "]" : "");
}

static void curve_write(struct bytes *out, const struct exhibit_curve *curve)
{
    bool has_band = curve->low && curve->high;

    bytes_text(out, "{");
    member(out, "name", curve->name);
    bytes_text(out, ",");
    member(out, "note", curve->note);
    numbers_write(out, "x", curve->x, curve->count);
    numbers_write(out, "y", curve->y, curve->count);
    numbers_write(out, "low", has_band ? curve->low : NULL, curve->count);
    numbers_write(out, "high", has_band ? curve->high : NULL, curve->count);
    bytes_text(out, "}");
}

static void limits_write(struct bytes *out, const struct exhibit_chart *chart)
{
    bytes_text(out, ",\"limits\":[");
    for (size_t i = 0; i < chart->limit_count; i++) {
        bytes_text(out, i ? ",{" : "{");
        member(out, "name", chart->limits[i].name);
        bytes_text(out, ",\"at\":");
        bytes_json_number(out, chart->limits[i].at);
        flag(out, "unverified", chart->limits[i].is_unverified);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void chart_write(struct bytes *out, const struct exhibit_chart *chart)
{
    struct exhibit_range x = exhibit_chart_x(chart), y = exhibit_chart_y(chart);

    bytes_text(out, "{");
    member(out, "title", chart->title);
    bytes_text(out, ",");
    member(out, "x_name", chart->x_name);
    bytes_text(out, ",");
    member(out, "y_name", chart->y_name);
    bytes_text(out, ",");
    member(out, "unit", chart->unit);
    flag(out, "log", chart->is_logarithmic);
    pair_write(out, "x", x.least, x.most);
    pair_write(out, "y", y.least, y.most);
    marks_write(out, "x_marks", chart->x_marks, chart->x_mark_count);
    limits_write(out, chart);
    bytes_text(out, ",\"curves\":[");
    for (size_t i = 0; i < chart->curve_count; i++) {
        bytes_text(out, i ? ",\n" : "\n");
        curve_write(out, &chart->curves[i]);
    }
    bytes_text(out, "]}");
}

static void charts_write(struct bytes *out, const struct exhibits *exhibits)
{
    const char *gap = "\n";

    bytes_text(out, "[");
    for (size_t i = 0; exhibits && i < exhibits->chart_count; i++) {
        if (!exhibit_chart_has_point(&exhibits->charts[i]))
            continue;
        bytes_text(out, gap);
        chart_write(out, &exhibits->charts[i]);
        gap = ",\n";
    }
    bytes_text(out, "]");
}

static void fields_write(struct bytes *out, const struct exhibits *exhibits)
{
    bytes_text(out, "[");
    for (size_t i = 0; exhibits && i < exhibits->field_count; i++) {
        bytes_text(out, i ? ",\n" : "\n");
        field_write(out, &exhibits->fields[i]);
    }
    bytes_text(out, "]");
}

void report_data_exhibits_write(struct bytes *out, const struct exhibits *exhibits)
{
    bytes_text(out, "\"fields\":");
    fields_write(out, exhibits);
    bytes_text(out, ",\n\"charts\":");
    charts_write(out, exhibits);
}
