/* A field as a plot: colours, contours, bodies, scale bar, axes, and what explains them. */
#include "picture_plot.h"

#include "picture_colour.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define HEIGHT_FREE 460.0       /* where x and y are not the same quantity */
#define LINE_MOST   2.2         /* of contours; thinner in a small plot    */
#define LINE_LEAST  1.1
#define LINE_WIDTHS 120.0       /* of them across a plot, at least         */

/* ---- small computations ---- */

/* What stands behind the slash in "r / mm". */
static const char *axis_unit(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash ? slash + 1 + strspn(slash + 1, " ") : "";
}

bool field_is_length_plane(const struct exhibit_field *field)
{
    return axis_unit(field->x_name)[0]
        && strcmp(axis_unit(field->x_name), axis_unit(field->y_name)) == 0;
}

static struct axis value_axis(const struct exhibit_field *field)
{
    struct exhibit_range range = exhibit_field_range(field);
    struct axis axis = { .least = range.least, .most = range.most, .to = 1,
                         .is_logarithmic = field->is_logarithmic };

    if (axis.is_logarithmic && !(axis.least > 0))
        axis.least = axis.most = 1;
    if (axis.least == axis.most)
        axis.most = axis.is_logarithmic ? axis.least * 10 : axis.least + 1;
    return axis;
}

struct field_plot field_plot_make(const struct exhibit_field *field, struct plot_room room)
{
    double x_span = field->x_most - field->x_least, y_span = field->y_most - field->y_least;
    bool   is_plane = field_is_length_plane(field);
    double x_scale = room.width / x_span,
           y_scale = (is_plane ? room.height : fmin(room.height, HEIGHT_FREE)) / y_span;
    struct field_plot plot = { .field = field, .left = room.left, .top = room.top,
                               .value = value_axis(field) };

    if (is_plane)
        x_scale = y_scale = fmin(x_scale, y_scale);
    plot.width = x_span * x_scale;
    plot.height = y_span * y_scale;
    plot.line = fmin(fmax(plot.width / LINE_WIDTHS, LINE_LEAST), LINE_MOST);
    plot.x = (struct axis){ .least = field->x_least, .most = field->x_most, .from = plot.left,
                            .to = plot.left + plot.width };
    plot.y = (struct axis){ .least = field->y_least, .most = field->y_most,
                            .from = field->y_downwards ? plot.top : plot.top + plot.height,
                            .to = field->y_downwards ? plot.top + plot.height : plot.top,
                            .marks = field->y_marks, .mark_count = field->y_mark_count };
    return plot;
}

/* ---- the field ---- */

/* The value to colour. An unknown one beside known ones takes their mean, so that no pale seam is
 * left between the field and a body whose outline does not follow the grid. */
static double value_beside(const struct exhibit_field *field, size_t row, size_t column)
{
    double sum = 0, value = field->value[row * field->columns + column];
    int    count = 0;

    if (isfinite(value) || field->outline_count == 0)
        return value;
    for (size_t i = row ? row - 1 : 0; i <= row + 1 && i < field->rows; i++)
        for (size_t j = column ? column - 1 : 0; j <= column + 1 && j < field->columns; j++) {
            double other = field->value[i * field->columns + j];
            sum += isfinite(other) ? other : 0;
            count += isfinite(other);
        }
    return count ? sum / count : NAN;
}

static void pixels_fill(const struct field_plot *plot, unsigned char *pixels, int stride)
{
    const struct exhibit_field *field = plot->field;

    for (size_t row = 0; row < field->rows; row++) {
        size_t         from_top = field->y_downwards ? row : field->rows - 1 - row;
        unsigned char *line = pixels + (size_t)stride * from_top;
        for (size_t column = 0; column < field->columns; column++) {
            double        value = value_beside(field, row, column);
            struct colour colour = colour_map(axis_place(&plot->value, value));
            uint32_t argb = 0xFF000000u | (uint32_t)colour.red << 16 | (uint32_t)colour.green << 8
                          | colour.blue;
            if (!isfinite(value))
                argb = 0;
            memcpy(line + 4 * column, &argb, 4);
        }
    }
}

/* Values sit on nodes, the outermost on the edges of the plot, and a pixel is as wide as the gap
 * between two nodes: the image reaches half a pixel beyond the plot on all sides and is clipped. */
static void image_paint(struct sheet *sheet, const struct field_plot *plot, cairo_surface_t *image)
{
    const struct cairo *cairo = &sheet->cairo;
    double x_pixel = plot->width / (double)(plot->field->columns - 1);
    double y_pixel = plot->height / (double)(plot->field->rows - 1);

    cairo->save(sheet->to);
    cairo->rectangle(sheet->to, plot->left, plot->top, plot->width, plot->height);
    cairo->clip(sheet->to);
    cairo->translate(sheet->to, plot->left - x_pixel / 2, plot->top - y_pixel / 2);
    cairo->scale(sheet->to, x_pixel, y_pixel);
    cairo->set_source_surface(sheet->to, image, 0, 0);
    cairo->pattern_set_filter(cairo->get_source(sheet->to), CAIRO_FILTER_BILINEAR);
    cairo->paint(sheet->to);
    cairo->restore(sheet->to);
}

static enum err field_draw(struct sheet *sheet, const struct field_plot *plot)
{
    const struct cairo *cairo = &sheet->cairo;
    int              columns = (int)plot->field->columns, rows = (int)plot->field->rows;
    cairo_surface_t *image = cairo->image_surface_create(CAIRO_FORMAT_ARGB32, columns, rows);
    unsigned char   *pixels = cairo->image_surface_get_data(image);

    sheet_box(sheet, plot->left, plot->top, plot->width, plot->height, SHEET_PALE);
    if (pixels) {
        cairo->surface_flush(image);
        pixels_fill(plot, pixels, cairo->image_surface_get_stride(image));
        cairo->surface_mark_dirty(image);
        image_paint(sheet, plot, image);
    }
    cairo->surface_destroy(image);
    return pixels ? ERR_OK : ERR_MEMORY;
}

/* ---- lines ---- */

static void line_trace(struct sheet *sheet, const struct field_plot *plot,
                       const struct exhibit_line *line, bool is_closed)
{
    bool is_down = false;

    sheet->cairo.new_path(sheet->to);
    for (size_t i = 0; i < line->count; i++) {
        bool is_known = isfinite(line->x[i]) && isfinite(line->y[i]);
        if (!is_known && is_down && is_closed)
            sheet->cairo.close_path(sheet->to);
        if (is_known)
            (is_down ? sheet->cairo.line_to : sheet->cairo.move_to)(
                sheet->to, axis_place(&plot->x, line->x[i]), axis_place(&plot->y, line->y[i]));
        is_down = is_known;
    }
    if (is_down && is_closed)
        sheet->cairo.close_path(sheet->to);
}

static void styled_stroke(struct sheet *sheet, const struct contour_style *style, double width)
{
    double dash[4];

    for (int i = 0; i < style->dash_count; i++)
        dash[i] = style->dash[i] * width;
    sheet->cairo.set_line_join(sheet->to, CAIRO_LINE_JOIN_ROUND);
    sheet_ink(sheet, SHEET_CASING);
    sheet->cairo.set_line_width(sheet->to, 2 * width);
    sheet->cairo.set_dash(sheet->to, NULL, 0, 0);
    sheet->cairo.stroke_preserve(sheet->to);
    sheet_ink(sheet, style->colour);
    sheet->cairo.set_line_width(sheet->to, width);
    sheet->cairo.set_dash(sheet->to, dash, style->dash_count, 0);
    sheet->cairo.stroke(sheet->to);
    sheet->cairo.set_dash(sheet->to, NULL, 0, 0);
}

static bool is_tip(const struct exhibit_line *outline)
{
    return strstr(outline->name, "tip") != NULL;
}

/* Metal catches the light from the left; insulation is dark. */
static cairo_pattern_t *body_paint(const struct sheet *sheet, bool is_metal, double left,
                                   double right)
{
    static const struct { double at, metal, dark; } sheen[] = {
        { 0, 0.62, 0.20 }, { 0.3, 0.97, 0.36 }, { 1, 0.50, 0.13 },
    };
    cairo_pattern_t *pattern = sheet->cairo.pattern_create_linear(left, 0, right, 0);

    for (size_t i = 0; i < sizeof sheen / sizeof sheen[0]; i++) {
        double grey = is_metal ? sheen[i].metal : sheen[i].dark;
        sheet->cairo.pattern_add_color_stop_rgb(pattern, sheen[i].at, grey, grey, grey + 0.02);
    }
    return pattern;
}

static void body_fill(struct sheet *sheet, bool is_metal, double left, double right)
{
    cairo_pattern_t *paint = body_paint(sheet, is_metal, left, right);

    sheet->cairo.set_source(sheet->to, paint);
    sheet->cairo.fill_preserve(sheet->to);
    sheet->cairo.pattern_destroy(paint);
    sheet_ink(sheet, SHEET_CASING);
    sheet->cairo.set_line_width(sheet->to, 0.8);
    sheet->cairo.stroke(sheet->to);
}

static void outline_draw(struct sheet *sheet, const struct field_plot *plot,
                         const struct exhibit_line *outline)
{
    double left = INFINITY, right = -INFINITY;

    for (size_t i = 0; i < outline->count; i++) {
        left = isnan(outline->x[i]) ? left : fmin(left, outline->x[i]);
        right = isnan(outline->x[i]) ? right : fmax(right, outline->x[i]);
    }
    if (!(left <= right))
        return;
    line_trace(sheet, plot, outline, true);
    body_fill(sheet, is_tip(outline), axis_place(&plot->x, left), axis_place(&plot->x, right));
}

static void lines_draw(struct sheet *sheet, const struct field_plot *plot)
{
    const struct exhibit_field *field = plot->field;

    sheet->cairo.save(sheet->to);
    sheet->cairo.rectangle(sheet->to, plot->left, plot->top, plot->width, plot->height);
    sheet->cairo.clip(sheet->to);
    for (size_t i = 0; i < field->outline_count; i++)
        outline_draw(sheet, plot, &field->outlines[i]);
    for (size_t i = 0; i < field->contour_count; i++) {
        line_trace(sheet, plot, &field->contours[i], false);
        styled_stroke(sheet, &contour_styles[i % CONTOUR_STYLES], plot->line);
    }
    sheet->cairo.restore(sheet->to);
}

/* ---- what stands around the plot ---- */

static void scale_bar_draw(struct sheet *sheet, const struct field_plot *plot)
{
    double span = plot->field->x_most - plot->field->x_least;
    double length = span >= 12 && span <= 60 ? 5 : axis_step(span, 6);
    double bar = length / span * plot->width;
    struct sheet_text words_on_field;
    double x = plot->left + 20, y = plot->top + plot->height - 24;
    char   label[32];

    if (!field_is_length_plane(plot->field) || strcmp(axis_unit(plot->field->x_name), "mm") != 0)
        return;
    snprintf(label, sizeof label, "%g mm", length);
    sheet_box(sheet, x - 1.5, y - 1.5, bar + 3, 7, SHEET_CASING);
    sheet_box(sheet, x, y, bar, 4, SHEET_WHITE);
    words_on_field = bold_words(x + bar / 2, y - 9, 14, ANCHOR_MIDDLE);
    words_on_field.colour = SHEET_WHITE;
    sheet_text(sheet, words_on_field, label);
}

static void colour_bar_fill(struct sheet *sheet, double x, double y, double width, double height)
{
    cairo_pattern_t *map = sheet->cairo.pattern_create_linear(0, y + height, 0, y);

    for (int i = 0; i < COLOUR_MAP_STOPS; i++) {
        const struct colour *stop = &colour_map_stops[i];
        sheet->cairo.pattern_add_color_stop_rgb(map, i / (COLOUR_MAP_STOPS - 1.0),
                                                stop->red / 255.0, stop->green / 255.0,
                                                stop->blue / 255.0);
    }
    sheet->cairo.set_source(sheet->to, map);
    sheet->cairo.rectangle(sheet->to, x, y, width, height);
    sheet->cairo.fill(sheet->to);
    sheet->cairo.pattern_destroy(map);
    sheet_frame(sheet, x, y, width, height, SHEET_HAIR);
}

void colour_bar_draw(struct sheet *sheet, const struct field_plot *plot, double x, double y,
                     double height)
{
    struct axis       bar = plot->value;
    struct axis_ticks ticks;
    char              printed[PRINTED_SIZE];

    bar.from = y + height;
    bar.to = y;
    axis_ticks_make(&bar, 45, &ticks);
    sheet_text(sheet, bold_words(x, y - 16, 14, ANCHOR_LEFT),
               text_as_printed(unit_as_printed(plot->field->unit), printed));
    colour_bar_fill(sheet, x, y, 20, height);
    for (size_t i = 0; i < ticks.count; i++) {
        double at = axis_place(&bar, ticks.at[i]);
        sheet_stroke(sheet, x + 20, at, x + 26, at, 1, SHEET_HAIR);
        sheet_text(sheet, words(x + 32, at + 5, 14, ANCHOR_LEFT), ticks.text[i]);
    }
}

void contour_sample_draw(struct sheet *sheet, size_t index, double x, double y)
{
    sheet_box(sheet, x, y - 15, 46, 20, (struct colour){ 56, 9, 98 });
    sheet->cairo.new_path(sheet->to);
    sheet->cairo.move_to(sheet->to, x + 4, y - 5);
    sheet->cairo.line_to(sheet->to, x + 42, y - 5);
    styled_stroke(sheet, &contour_styles[index % CONTOUR_STYLES], LINE_MOST);
}

void body_sample_draw(struct sheet *sheet, const struct exhibit_line *outline, double x, double y)
{
    sheet->cairo.new_path(sheet->to);
    sheet->cairo.rectangle(sheet->to, x, y - 12, 46, 13);
    body_fill(sheet, is_tip(outline), x, x + 46);
}

enum err field_plot_draw(struct sheet *sheet, const struct field_plot *plot)
{
    TRY(field_draw(sheet, plot));
    lines_draw(sheet, plot);
    scale_bar_draw(sheet, plot);
    sheet_frame(sheet, plot->left, plot->top, plot->width, plot->height, SHEET_HAIR);
    x_axis_draw(sheet, &plot->x, plot->top + plot->height, plot->field->x_name);
    if (!plot->has_no_y_axis)
        y_axis_draw(sheet, &plot->y, plot->left, plot->field->y_name);
    return ERR_OK;
}
