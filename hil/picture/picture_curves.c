/* The curves of a chart as a plot: bands, thresholds, grid, axes, and what explains them. */
#include "picture_plot.h"

#include "base/text.h"
#include "picture_colour.h"

#include <math.h>

struct chart_plot chart_plot_make(const struct exhibit_chart *chart, struct plot_room room)
{
    struct exhibit_range x = exhibit_chart_x(chart), y = exhibit_chart_y(chart);

    return (struct chart_plot){
        .chart = chart, .room = room,
        .x = { .least = x.least, .most = x.most, .from = room.left, .to = room.left + room.width,
               .marks = chart->x_mark_count ? chart->x_marks : NULL,
               .mark_count = chart->x_mark_count },
        .y = { .least = y.least, .most = y.most, .from = room.top + room.height, .to = room.top,
               .is_logarithmic = chart->is_logarithmic },
    };
}

/* ---- curves ---- */

static void colour_of_curve(struct sheet *sheet, size_t index, double part)
{
    struct colour colour = curve_colours[index % CURVE_COLOURS];

    sheet->cairo.set_source_rgba(sheet->to, colour.red / 255.0, colour.green / 255.0,
                                 colour.blue / 255.0, part);
}

static bool is_point(const struct exhibit_curve *curve, size_t i, const double *values)
{
    return i < curve->count && isfinite(curve->x[i]) && isfinite(values[i]);
}

/* From `first`, as far as the band is known: up along its top, back along its bottom. */
static size_t band_piece(struct sheet *sheet, const struct chart_plot *plot,
                         const struct exhibit_curve *curve, size_t first)
{
    size_t end = first;

    for (; is_point(curve, end, curve->low) && is_point(curve, end, curve->high); end++)
        (end == first ? sheet->cairo.move_to : sheet->cairo.line_to)(
            sheet->to, axis_place(&plot->x, curve->x[end]), axis_place(&plot->y, curve->high[end]));
    for (size_t i = end; i > first; i--)
        sheet->cairo.line_to(sheet->to, axis_place(&plot->x, curve->x[i - 1]),
                             axis_place(&plot->y, curve->low[i - 1]));
    if (end > first)
        sheet->cairo.close_path(sheet->to);
    return end > first ? end : first + 1;
}

static void band_draw(struct sheet *sheet, const struct chart_plot *plot, size_t index)
{
    const struct exhibit_curve *curve = &plot->chart->curves[index];

    if (!curve->low || !curve->high)
        return;
    sheet->cairo.new_path(sheet->to);
    for (size_t i = 0; i < curve->count;)
        i = band_piece(sheet, plot, curve, i);
    colour_of_curve(sheet, index, 0.18);
    sheet->cairo.fill(sheet->to);
}

static void curve_stroke(struct sheet *sheet, size_t index)
{
    const double dash[] = { 7, 4 };

    colour_of_curve(sheet, index, 1);
    sheet->cairo.set_line_join(sheet->to, CAIRO_LINE_JOIN_ROUND);
    sheet->cairo.set_line_width(sheet->to, 2.6);
    sheet->cairo.set_dash(sheet->to, dash, index / CURVE_COLOURS % 2 ? 2 : 0, 0);
    sheet->cairo.stroke(sheet->to);
    sheet->cairo.set_dash(sheet->to, NULL, 0, 0);
}

static void curve_draw(struct sheet *sheet, const struct chart_plot *plot, size_t index)
{
    const struct exhibit_curve *curve = &plot->chart->curves[index];

    sheet->cairo.new_path(sheet->to);
    for (size_t i = 0; i < curve->count; i++)
        if (is_point(curve, i, curve->y))
            (i > 0 && is_point(curve, i - 1, curve->y) ? sheet->cairo.line_to
                                                       : sheet->cairo.move_to)(
                sheet->to, axis_place(&plot->x, curve->x[i]), axis_place(&plot->y, curve->y[i]));
    curve_stroke(sheet, index);
}

/* ---- limits ---- */

static bool is_on_page(const struct chart_plot *plot, const struct exhibit_limit *limit)
{
    return limit->at >= plot->y.least && limit->at <= plot->y.most;
}

static void limit_stroke(struct sheet *sheet, const struct exhibit_limit *limit, double from,
                         double to, double y)
{
    const double dash[] = { 6, 4 };

    sheet->cairo.set_dash(sheet->to, dash, limit->is_unverified ? 2 : 0, 0);
    sheet_stroke(sheet, from, y, to, y, 1.5, limit_colour);
    sheet->cairo.set_dash(sheet->to, NULL, 0, 0);
}

/* Pale paper behind a name that a curve may cross. */
static void halo_draw(struct sheet *sheet, struct sheet_text how, const char *text)
{
    double width = sheet_text_width(sheet, how.size, how.is_bold, text);

    sheet->cairo.set_source_rgba(sheet->to, 1, 1, 1, 0.75);
    sheet->cairo.rectangle(sheet->to, how.x - width - 3, how.y - how.size + 1, width + 6,
                           how.size + 2);
    sheet->cairo.fill(sheet->to);
}

/* Names stand above their lines, at the right; where one above has no room, below. */
static void limits_draw(struct sheet *sheet, const struct chart_plot *plot)
{
    const struct exhibit_chart *chart = plot->chart;

    for (size_t i = 0; i < chart->limit_count; i++) {
        const struct exhibit_limit *limit = &chart->limits[i];
        double            y = axis_place(&plot->y, limit->at);
        bool              is_below = y < plot->room.top + 18;
        struct sheet_text name;
        char              label[96];
        struct text       text = text_over(label, sizeof label);

        if (!is_on_page(plot, limit))
            continue;
        for (size_t j = 0; j < chart->limit_count; j++) {
            double above = y - axis_place(&plot->y, chart->limits[j].at);
            is_below |= j != i && ((above > 0 && above < 18) || (above == 0 && j < i));
        }
        limit_stroke(sheet, limit, plot->x.from, plot->x.to, y);
        if (plot->has_bare_limits)
            continue;
        name = words(plot->x.to - 8, is_below ? y + 16 : y - 6, 14, ANCHOR_RIGHT);
        name.colour = limit_colour;
        text_add(&text, "%s%s", limit->name, limit->is_unverified ? " (unverified)" : "");
        halo_draw(sheet, name, label);
        sheet_text(sheet, name, label);
    }
}

/* ---- the plot ---- */

static void grid_draw(struct sheet *sheet, const struct chart_plot *plot)
{
    const struct plot_room *room = &plot->room;
    struct axis_ticks ticks = { .count = 0 };

    sheet_box(sheet, room->left, room->top, room->width, room->height, SHEET_WHITE);
    axis_ticks_make(&plot->y, 65, &ticks);
    for (size_t i = 0; i < ticks.count; i++) {
        double y = axis_place(&plot->y, ticks.at[i]);
        sheet_stroke(sheet, plot->x.from, y, plot->x.to, y, 1, SHEET_GRID);
    }
}

void chart_plot_draw(struct sheet *sheet, const struct chart_plot *plot)
{
    const struct plot_room *room = &plot->room;

    grid_draw(sheet, plot);
    sheet->cairo.save(sheet->to);
    sheet->cairo.rectangle(sheet->to, room->left, room->top, room->width, room->height);
    sheet->cairo.clip(sheet->to);
    for (size_t i = 0; i < plot->chart->curve_count; i++)
        band_draw(sheet, plot, i);
    for (size_t i = 0; i < plot->chart->curve_count; i++)
        curve_draw(sheet, plot, i);
    limits_draw(sheet, plot);
    sheet->cairo.restore(sheet->to);
    sheet_frame(sheet, room->left, room->top, room->width, room->height, SHEET_HAIR);
    x_axis_draw(sheet, &plot->x, room->top + room->height, plot->chart->x_name);
    y_axis_draw(sheet, &plot->y, room->left, plot->chart->y_name);
}

/* ---- the keys of a legend ---- */

size_t chart_key_count(const struct exhibit_chart *chart)
{
    return chart->curve_count + chart->limit_count;
}

/* "5 ug/ml (unverified), beyond the axis" */
static void limit_note(const struct chart_plot *plot, const struct exhibit_limit *limit,
                       char *out, size_t size)
{
    struct text text = text_over(out, size);
    const char *unit = unit_as_printed(plot->chart->unit);
    char        value[32];

    brief_text(value, limit->at);
    text_add(&text, "%s%s%s%s%s", value, *unit ? " " : "", unit,
             limit->is_unverified ? " (unverified)" : "",
             is_on_page(plot, limit) ? "" : ", beyond the axis");
}

void chart_key_texts(const struct chart_plot *plot, size_t key, const char **name, char *note,
                     size_t size)
{
    const struct exhibit_chart *chart = plot->chart;
    struct text                 text = text_over(note, size);

    if (key >= chart->curve_count) {
        *name = chart->limits[key - chart->curve_count].name;
        limit_note(plot, &chart->limits[key - chart->curve_count], note, size);
        return;
    }
    *name = chart->curves[key].name;
    text_add(&text, "%s", chart->curves[key].note);
}

void chart_sample_draw(struct sheet *sheet, const struct exhibit_chart *chart, size_t key, double x,
                       double y)
{
    if (key >= chart->curve_count) {
        limit_stroke(sheet, &chart->limits[key - chart->curve_count], x, x + 46, y - 5);
        return;
    }
    if (chart->curves[key].low && chart->curves[key].high) {
        colour_of_curve(sheet, key, 0.18);
        sheet->cairo.rectangle(sheet->to, x, y - 12, 46, 14);
        sheet->cairo.fill(sheet->to);
    }
    sheet->cairo.new_path(sheet->to);
    sheet->cairo.move_to(sheet->to, x, y - 5);
    sheet->cairo.line_to(sheet->to, x + 46, y - 5);
    curve_stroke(sheet, key);
}
