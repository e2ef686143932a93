/* A chart on paper: curves with their bands, thresholds across, and a legend below. */
#include "picture.h"

#include "base/text.h"
#include "hil/picture_axis.h"
#include "hil/picture_colour.h"
#include "hil/picture_sheet.h"

#include <math.h>
#include <string.h>

#define WIDTH        1000
#define PLOT_LEFT    96.0
#define PLOT_TOP     108.0
#define PLOT_WIDTH   864.0
#define PLOT_HEIGHT  440.0
#define PLOT_BELOW   92.0       /* ticks and the name of the axis */
#define KEY_COLUMNS  2
#define KEY_WIDTH    432.0      /* of a column of the legend      */
#define KEY_SWATCH   58.0
#define KEY_LINE     20.0
#define LETTER_WIDTH 7.4        /* a generous guess, for the height of the page */

struct chart_view {
    const struct exhibit_chart *chart;
    struct axis x, y;
    double bottom;
};

static struct chart_view view_of(const struct exhibit_chart *chart)
{
    struct exhibit_range x = exhibit_chart_x(chart), y = exhibit_chart_y(chart);
    double               bottom = PLOT_TOP + PLOT_HEIGHT;

    return (struct chart_view){
        .chart = chart, .bottom = bottom,
        .x = { .least = x.least, .most = x.most, .from = PLOT_LEFT, .to = PLOT_LEFT + PLOT_WIDTH,
               .marks = chart->x_mark_count ? chart->x_marks : NULL,
               .mark_count = chart->x_mark_count },
        .y = { .least = y.least, .most = y.most, .from = bottom, .to = PLOT_TOP,
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
static size_t band_piece(struct sheet *sheet, const struct chart_view *view,
                         const struct exhibit_curve *curve, size_t first)
{
    size_t end = first;

    for (; is_point(curve, end, curve->low) && is_point(curve, end, curve->high); end++)
        (end == first ? sheet->cairo.move_to : sheet->cairo.line_to)(
            sheet->to, axis_place(&view->x, curve->x[end]), axis_place(&view->y, curve->high[end]));
    for (size_t i = end; i > first; i--)
        sheet->cairo.line_to(sheet->to, axis_place(&view->x, curve->x[i - 1]),
                             axis_place(&view->y, curve->low[i - 1]));
    if (end > first)
        sheet->cairo.close_path(sheet->to);
    return end > first ? end : first + 1;
}

static void band_draw(struct sheet *sheet, const struct chart_view *view, size_t index)
{
    const struct exhibit_curve *curve = &view->chart->curves[index];

    if (!curve->low || !curve->high)
        return;
    sheet->cairo.new_path(sheet->to);
    for (size_t i = 0; i < curve->count;)
        i = band_piece(sheet, view, curve, i);
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

static void curve_draw(struct sheet *sheet, const struct chart_view *view, size_t index)
{
    const struct exhibit_curve *curve = &view->chart->curves[index];

    sheet->cairo.new_path(sheet->to);
    for (size_t i = 0; i < curve->count; i++)
        if (is_point(curve, i, curve->y))
            (i > 0 && is_point(curve, i - 1, curve->y) ? sheet->cairo.line_to
                                                       : sheet->cairo.move_to)(
                sheet->to, axis_place(&view->x, curve->x[i]), axis_place(&view->y, curve->y[i]));
    curve_stroke(sheet, index);
}

/* ---- limits ---- */

static bool is_on_page(const struct chart_view *view, const struct exhibit_limit *limit)
{
    return limit->at >= view->y.least && limit->at <= view->y.most;
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
static void limits_draw(struct sheet *sheet, const struct chart_view *view)
{
    const struct exhibit_chart *chart = view->chart;

    for (size_t i = 0; i < chart->limit_count; i++) {
        const struct exhibit_limit *limit = &chart->limits[i];
        double            y = axis_place(&view->y, limit->at);
        bool              is_below = y < PLOT_TOP + 18;
        struct sheet_text name;
        char              label[96];
        struct text       text = text_over(label, sizeof label);

        if (!is_on_page(view, limit))
            continue;
        for (size_t j = 0; j < chart->limit_count; j++) {
            double above = y - axis_place(&view->y, chart->limits[j].at);
            is_below |= j != i && ((above > 0 && above < 18) || (above == 0 && j < i));
        }
        limit_stroke(sheet, limit, view->x.from, view->x.to, y);
        name = words(view->x.to - 8, is_below ? y + 16 : y - 6, 14, ANCHOR_RIGHT);
        name.colour = limit_colour;
        text_add(&text, "%s%s", limit->name, limit->is_unverified ? " (unverified)" : "");
        halo_draw(sheet, name, label);
        sheet_text(sheet, name, label);
    }
}

/* ---- the plot ---- */

static void grid_draw(struct sheet *sheet, const struct chart_view *view)
{
    struct axis_ticks ticks = { .count = 0 };

    sheet_box(sheet, PLOT_LEFT, PLOT_TOP, PLOT_WIDTH, PLOT_HEIGHT, SHEET_WHITE);
    axis_ticks_make(&view->y, 65, &ticks);
    for (size_t i = 0; i < ticks.count; i++) {
        double y = axis_place(&view->y, ticks.at[i]);
        sheet_stroke(sheet, view->x.from, y, view->x.to, y, 1, SHEET_GRID);
    }
}

static void plot_draw(struct sheet *sheet, const struct chart_view *view)
{
    grid_draw(sheet, view);
    sheet->cairo.save(sheet->to);
    sheet->cairo.rectangle(sheet->to, PLOT_LEFT, PLOT_TOP, PLOT_WIDTH, PLOT_HEIGHT);
    sheet->cairo.clip(sheet->to);
    for (size_t i = 0; i < view->chart->curve_count; i++)
        band_draw(sheet, view, i);
    for (size_t i = 0; i < view->chart->curve_count; i++)
        curve_draw(sheet, view, i);
    limits_draw(sheet, view);
    sheet->cairo.restore(sheet->to);
    sheet_frame(sheet, PLOT_LEFT, PLOT_TOP, PLOT_WIDTH, PLOT_HEIGHT, SHEET_HAIR);
    x_axis_draw(sheet, &view->x, view->bottom, view->chart->x_name);
    y_axis_draw(sheet, &view->y, PLOT_LEFT, view->chart->y_name);
}

/* ---- the legend ---- */

/* The curves first, then the limits. */
static size_t key_count(const struct exhibit_chart *chart)
{
    return chart->curve_count + chart->limit_count;
}

/* "5 ug/ml (unverified), beyond the axis" */
static void limit_note(const struct chart_view *view, const struct exhibit_limit *limit,
                       char *out, size_t size)
{
    struct text text = text_over(out, size);
    const char *unit = unit_as_printed(view->chart->unit);
    char        value[32];

    brief_text(value, limit->at);
    text_add(&text, "%s%s%s%s%s", value, *unit ? " " : "", unit,
             limit->is_unverified ? " (unverified)" : "",
             is_on_page(view, limit) ? "" : ", beyond the axis");
}

static void key_texts(const struct chart_view *view, size_t key, const char **name, char *note,
                      size_t size)
{
    const struct exhibit_chart *chart = view->chart;
    struct text                 text = text_over(note, size);

    if (key >= chart->curve_count) {
        *name = chart->limits[key - chart->curve_count].name;
        limit_note(view, &chart->limits[key - chart->curve_count], note, size);
        return;
    }
    *name = chart->curves[key].name;
    text_add(&text, "%s", chart->curves[key].note);
}

static double lines_of(const char *text)
{
    return ceil((double)strlen(text) * LETTER_WIDTH / (KEY_WIDTH - KEY_SWATCH - 24));
}

/* A row of the legend is as tall as its tallest entry. */
static double row_height(const struct chart_view *view, size_t row)
{
    double tallest = 0;

    for (size_t key = row * KEY_COLUMNS;
         key < (row + 1) * KEY_COLUMNS && key < key_count(view->chart); key++) {
        const char *name;
        char        note[160];

        key_texts(view, key, &name, note, sizeof note);
        tallest = fmax(tallest, (lines_of(name) + lines_of(note)) * KEY_LINE + 8);
    }
    return tallest;
}

static size_t row_count(const struct chart_view *view)
{
    return (key_count(view->chart) + KEY_COLUMNS - 1) / KEY_COLUMNS;
}

static int page_height(const struct chart_view *view)
{
    double height = view->bottom + PLOT_BELOW;

    for (size_t row = 0; row < row_count(view); row++)
        height += row_height(view, row);
    return (int)ceil(height);
}

static void key_draw(struct sheet *sheet, const struct chart_view *view, size_t key, double x,
                     double y)
{
    const struct exhibit_chart *chart = view->chart;
    struct sheet_text head = bold_words(x + KEY_SWATCH, y, 15, ANCHOR_LEFT),
                      line = words(x + KEY_SWATCH, 0, 14, ANCHOR_LEFT);
    const char       *name;
    char              note[160], printed[PRINTED_SIZE];

    key_texts(view, key, &name, note, sizeof note);
    if (key >= chart->curve_count) {
        limit_stroke(sheet, &chart->limits[key - chart->curve_count], x, x + 46, y - 5);
    } else {
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
    line.colour = SHEET_GREY;
    micro_as_printed(note, printed);
    line.y = sheet_paragraph(sheet, head, KEY_WIDTH - KEY_SWATCH - 24, name);
    if (note[0])
        sheet_paragraph(sheet, line, KEY_WIDTH - KEY_SWATCH - 24, printed);
}

static void legend_draw(struct sheet *sheet, const struct chart_view *view)
{
    double y = view->bottom + PLOT_BELOW;

    for (size_t row = 0; row < row_count(view); row++) {
        for (size_t key = row * KEY_COLUMNS;
             key < (row + 1) * KEY_COLUMNS && key < key_count(view->chart); key++)
            key_draw(sheet, view, key, PLOT_LEFT + (double)(key % KEY_COLUMNS) * KEY_WIDTH, y);
        y += row_height(view, row);
    }
}

/* ---- the door ---- */

static enum err chart_write(const struct exhibit_chart *chart, const char *caption,
                            const char *path, enum sheet_kind kind, struct why *why)
{
    struct sheet      sheet;
    struct chart_view view;
    enum err          err;

    if (!exhibit_chart_has_point(chart))
        return why_say(why, ERR_RANGE, "'%s' cannot be drawn: none of its curves has a known point",
                       chart->title);
    view = view_of(chart);
    TRY_OR_DONE(sheet_open(&sheet, kind, WIDTH, page_height(&view), why));
    heading_draw(&sheet, WIDTH, chart->title, caption ? caption : "");
    plot_draw(&sheet, &view);
    legend_draw(&sheet, &view);
    TRY_OR_DONE(sheet_finish(&sheet, path, why));
done:
    sheet_drop(&sheet);
    return err;
}

enum err picture_chart_write_png(const struct exhibit_chart *chart, const char *caption,
                                 const char *path, struct why *why)
{
    return chart_write(chart, caption, path, SHEET_PNG, why);
}

enum err picture_chart_write_svg(const struct exhibit_chart *chart, const char *caption,
                                 const char *path, struct why *why)
{
    return chart_write(chart, caption, path, SHEET_SVG, why);
}
