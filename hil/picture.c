#include "picture.h"

#include "hil/picture_axis.h"
#include "hil/picture_colour.h"
#include "hil/picture_sheet.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH        1000
#define HEIGHT_MAX   900
#define HEIGHT_MIN   560
#define PLOT_LEFT    96.0
#define PLOT_TOP     108.0
#define PLOT_WIDTH   560.0
#define PLOT_WIDTH_ALONE 744.0  /* where nothing but the scale of colours stands beside it */
#define PLOT_HEIGHT  700.0
#define PLOT_HEIGHT_FREE 460.0  /* where x and y are not the same quantity */
#define PLOT_BELOW   84.0       /* ticks and the name of the axis */
#define SIDE_GAP     40.0       /* between the plot and what explains it */

/* Where things are. */
struct view {
    const struct exhibit_field *field;
    double left, top, width, height;
    struct axis x, y, value;        /* value: from the map's dark end to its bright one, 0..1 */
    int    page_height;
};

/* ---- small computations ---- */

/* What stands behind the slash in "r / mm". */
static const char *axis_unit(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash ? slash + 1 + strspn(slash + 1, " ") : "";
}

static bool is_length_plane(const struct exhibit_field *field)
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

static struct view view_of(const struct exhibit_field *field)
{
    double x_span = field->x_most - field->x_least, y_span = field->y_most - field->y_least;
    bool   is_plane = is_length_plane(field);
    double x_scale = (is_plane || field->contour_count ? PLOT_WIDTH : PLOT_WIDTH_ALONE) / x_span,
           y_scale = (is_plane ? PLOT_HEIGHT : PLOT_HEIGHT_FREE) / y_span;
    struct view view = { .field = field, .left = PLOT_LEFT, .top = PLOT_TOP,
                         .value = value_axis(field) };

    if (is_plane)
        x_scale = y_scale = fmin(x_scale, y_scale);
    view.width = x_span * x_scale;
    view.height = y_span * y_scale;
    view.x = (struct axis){ .least = field->x_least, .most = field->x_most, .from = view.left,
                            .to = view.left + view.width };
    view.y = (struct axis){ .least = field->y_least, .most = field->y_most,
                            .from = field->y_downwards ? view.top : view.top + view.height,
                            .to = field->y_downwards ? view.top + view.height : view.top,
                            .marks = field->y_marks, .mark_count = field->y_mark_count };
    view.page_height = (int)fmin(fmax(view.top + view.height + PLOT_BELOW, HEIGHT_MIN), HEIGHT_MAX);
    return view;
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

static void pixels_fill(const struct view *view, unsigned char *pixels, int stride)
{
    const struct exhibit_field *field = view->field;

    for (size_t row = 0; row < field->rows; row++) {
        size_t         from_top = field->y_downwards ? row : field->rows - 1 - row;
        unsigned char *line = pixels + (size_t)stride * from_top;
        for (size_t column = 0; column < field->columns; column++) {
            double        value = value_beside(field, row, column);
            struct colour colour = colour_map(axis_place(&view->value, value));
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
static void image_paint(struct sheet *sheet, const struct view *view, cairo_surface_t *image)
{
    const struct cairo *cairo = &sheet->cairo;
    double x_pixel = view->width / (double)(view->field->columns - 1);
    double y_pixel = view->height / (double)(view->field->rows - 1);

    cairo->save(sheet->to);
    cairo->rectangle(sheet->to, view->left, view->top, view->width, view->height);
    cairo->clip(sheet->to);
    cairo->translate(sheet->to, view->left - x_pixel / 2, view->top - y_pixel / 2);
    cairo->scale(sheet->to, x_pixel, y_pixel);
    cairo->set_source_surface(sheet->to, image, 0, 0);
    cairo->pattern_set_filter(cairo->get_source(sheet->to), CAIRO_FILTER_BILINEAR);
    cairo->paint(sheet->to);
    cairo->restore(sheet->to);
}

static enum err field_draw(struct sheet *sheet, const struct view *view)
{
    const struct cairo *cairo = &sheet->cairo;
    int              columns = (int)view->field->columns, rows = (int)view->field->rows;
    cairo_surface_t *image = cairo->image_surface_create(CAIRO_FORMAT_ARGB32, columns, rows);
    unsigned char   *pixels = cairo->image_surface_get_data(image);

    sheet_box(sheet, view->left, view->top, view->width, view->height, SHEET_PALE);
    if (pixels) {
        cairo->surface_flush(image);
        pixels_fill(view, pixels, cairo->image_surface_get_stride(image));
        cairo->surface_mark_dirty(image);
        image_paint(sheet, view, image);
    }
    cairo->surface_destroy(image);
    return pixels ? ERR_OK : ERR_MEMORY;
}

/* ---- lines ---- */

static void line_trace(struct sheet *sheet, const struct view *view,
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
                sheet->to, axis_place(&view->x, line->x[i]), axis_place(&view->y, line->y[i]));
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
    sheet->cairo.set_line_width(sheet->to, width + 2.2);
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

static void outline_draw(struct sheet *sheet, const struct view *view,
                         const struct exhibit_line *outline)
{
    double left = INFINITY, right = -INFINITY;

    for (size_t i = 0; i < outline->count; i++) {
        left = isnan(outline->x[i]) ? left : fmin(left, outline->x[i]);
        right = isnan(outline->x[i]) ? right : fmax(right, outline->x[i]);
    }
    if (!(left <= right))
        return;
    line_trace(sheet, view, outline, true);
    body_fill(sheet, is_tip(outline), axis_place(&view->x, left), axis_place(&view->x, right));
}

static void lines_draw(struct sheet *sheet, const struct view *view)
{
    const struct exhibit_field *field = view->field;

    sheet->cairo.save(sheet->to);
    sheet->cairo.rectangle(sheet->to, view->left, view->top, view->width, view->height);
    sheet->cairo.clip(sheet->to);
    for (size_t i = 0; i < field->outline_count; i++)
        outline_draw(sheet, view, &field->outlines[i]);
    for (size_t i = 0; i < field->contour_count; i++) {
        line_trace(sheet, view, &field->contours[i], false);
        styled_stroke(sheet, &contour_styles[i % CONTOUR_STYLES], 2.2);
    }
    sheet->cairo.restore(sheet->to);
}

/* ---- what stands around the plot ---- */

static void scale_bar_draw(struct sheet *sheet, const struct view *view)
{
    double span = view->field->x_most - view->field->x_least;
    double length = span >= 12 && span <= 60 ? 5 : axis_step(span, 6);
    double bar = length / span * view->width;
    struct sheet_text words_on_field;
    double x = view->left + 20, y = view->top + view->height - 24;
    char   label[32];

    if (!is_length_plane(view->field) || strcmp(axis_unit(view->field->x_name), "mm") != 0)
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

/* Returns where the next thing may begin. */
static double colour_bar_draw(struct sheet *sheet, const struct view *view, double x)
{
    double            height = fmin(view->height * 0.5, 320), y = view->top + 24;
    struct axis       bar = view->value;
    struct axis_ticks ticks;
    char              printed[PRINTED_SIZE];

    bar.from = y + height;
    bar.to = y;
    axis_ticks_make(&bar, 45, &ticks);
    sheet_text(sheet, bold_words(x, view->top + 8, 14, ANCHOR_LEFT),
               micro_as_printed(unit_as_printed(view->field->unit), printed));
    colour_bar_fill(sheet, x, y, 20, height);
    for (size_t i = 0; i < ticks.count; i++) {
        double at = axis_place(&bar, ticks.at[i]);
        sheet_stroke(sheet, x + 20, at, x + 26, at, 1, SHEET_HAIR);
        sheet_text(sheet, words(x + 32, at + 5, 14, ANCHOR_LEFT), ticks.text[i]);
    }
    return y + height + 44;
}

static double contour_key_draw(struct sheet *sheet, size_t index, const struct exhibit_line *line,
                               double x, double y)
{
    struct sheet_text name = bold_words(x + 58, y, 15, ANCHOR_LEFT),
                      note = words(x + 58, 0, 14, ANCHOR_LEFT);

    sheet_box(sheet, x, y - 15, 46, 20, (struct colour){ 56, 9, 98 });
    sheet->cairo.new_path(sheet->to);
    sheet->cairo.move_to(sheet->to, x + 4, y - 5);
    sheet->cairo.line_to(sheet->to, x + 42, y - 5);
    styled_stroke(sheet, &contour_styles[index % CONTOUR_STYLES], 2.2);
    note.colour = SHEET_GREY;
    note.y = sheet_paragraph(sheet, name, WIDTH - 30 - name.x, line->name);
    if (!line->note[0])
        return note.y + 10;
    return sheet_paragraph(sheet, note, WIDTH - 30 - note.x, line->note) + 10;
}

static double outline_key_draw(struct sheet *sheet, const struct exhibit_line *line, double x,
                               double y)
{
    struct sheet_text name = words(x + 58, y, 15, ANCHOR_LEFT);

    sheet->cairo.new_path(sheet->to);
    sheet->cairo.rectangle(sheet->to, x, y - 12, 46, 13);
    body_fill(sheet, is_tip(line), x, x + 46);
    return sheet_paragraph(sheet, name, WIDTH - 30 - name.x, line->name) + 8;
}

static void explain(struct sheet *sheet, const struct view *view)
{
    const struct exhibit_field *field = view->field;
    double x = view->left + view->width + SIDE_GAP, y = colour_bar_draw(sheet, view, x);

    for (size_t i = 0; i < field->contour_count; i++)
        y = contour_key_draw(sheet, i, &field->contours[i], x, y);
    for (size_t i = 0; i < field->outline_count; i++)
        y = outline_key_draw(sheet, &field->outlines[i], x, y + 2);
}

/* ---- the door ---- */

static enum err draw(struct sheet *sheet, const struct view *view, const char *caption)
{
    heading_draw(sheet, WIDTH, view->field->title, caption);
    TRY(field_draw(sheet, view));
    lines_draw(sheet, view);
    scale_bar_draw(sheet, view);
    sheet_frame(sheet, view->left, view->top, view->width, view->height, SHEET_HAIR);
    x_axis_draw(sheet, &view->x, view->top + view->height, view->field->x_name);
    y_axis_draw(sheet, &view->y, view->left, view->field->y_name);
    explain(sheet, view);
    return ERR_OK;
}

static bool is_drawable(const struct exhibit_field *field)
{
    return field->columns >= 2 && field->rows >= 2 && field->columns <= 16384
        && field->rows <= 16384 && field->x_most > field->x_least && field->y_most > field->y_least
        && isfinite(field->x_most - field->x_least) && isfinite(field->y_most - field->y_least);
}

static enum err picture_write(const struct exhibit_field *field, const char *caption,
                              const char *path, enum sheet_kind kind, struct why *why)
{
    struct sheet sheet;
    struct view  view;
    enum err     err;

    if (!is_drawable(field))
        return why_say(why, ERR_RANGE,
                       "'%s' cannot be drawn: a field needs 2 to 16384 columns and rows and a "
                       "plane that is wider and taller than nothing",
                       field->title);
    view = view_of(field);
    TRY_OR_DONE(sheet_open(&sheet, kind, WIDTH, view.page_height, why));
    TRY_OR_DONE(draw(&sheet, &view, caption ? caption : ""));
    TRY_OR_DONE(sheet_finish(&sheet, path, why));
done:
    sheet_drop(&sheet);
    return err;
}

enum err picture_write_png(const struct exhibit_field *field, const char *caption, const char *path,
                           struct why *why)
{
    return picture_write(field, caption, path, SHEET_PNG, why);
}

enum err picture_write_svg(const struct exhibit_field *field, const char *caption, const char *path,
                           struct why *why)
{
    return picture_write(field, caption, path, SHEET_SVG, why);
}
