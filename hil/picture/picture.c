#include "picture.h"

#include "picture_plot.h"

#include <math.h>
#include <stdbool.h>

#define WIDTH        1000
#define HEIGHT_MAX   900
#define HEIGHT_MIN   560
#define PLOT_LEFT    96.0
#define PLOT_TOP     108.0
#define PLOT_WIDTH   560.0
#define PLOT_WIDTH_ALONE 744.0  /* where nothing but the scale of colours stands beside it */
#define PLOT_HEIGHT  700.0
#define PLOT_BELOW   84.0       /* ticks and the name of the axis */
#define SIDE_GAP     40.0       /* between the plot and what explains it */
#define KEY_GAP      58.0       /* from a sample to its words */

static struct field_plot plot_of(const struct exhibit_field *field)
{
    bool is_wide = !field_is_length_plane(field) && field->contour_count == 0;

    return field_plot_make(field, (struct plot_room){
        .left = PLOT_LEFT, .top = PLOT_TOP, .height = PLOT_HEIGHT,
        .width = is_wide ? PLOT_WIDTH_ALONE : PLOT_WIDTH });
}

static int page_height(const struct field_plot *plot)
{
    return (int)fmin(fmax(plot->top + plot->height + PLOT_BELOW, HEIGHT_MIN), HEIGHT_MAX);
}

/* ---- what explains the plot ---- */

static double contour_key_draw(struct sheet *sheet, size_t index, const struct exhibit_line *line,
                               double x, double y)
{
    struct sheet_text name = bold_words(x + KEY_GAP, y, 15, ANCHOR_LEFT),
                      note = words(x + KEY_GAP, 0, 14, ANCHOR_LEFT);
    char              printed[PRINTED_SIZE];

    contour_sample_draw(sheet, index, x, y);
    note.colour = SHEET_GREY;
    note.y = sheet_paragraph(sheet, name, WIDTH - 30 - name.x,
                             text_as_printed(line->name, printed));
    if (!line->note[0])
        return note.y + 10;
    return sheet_paragraph(sheet, note, WIDTH - 30 - note.x, line->note) + 10;
}

static double outline_key_draw(struct sheet *sheet, const struct exhibit_line *line, double x,
                               double y)
{
    struct sheet_text name = words(x + KEY_GAP, y, 15, ANCHOR_LEFT);

    body_sample_draw(sheet, line, x, y);
    return sheet_paragraph(sheet, name, WIDTH - 30 - name.x, line->name) + 8;
}

static void explain(struct sheet *sheet, const struct field_plot *plot)
{
    const struct exhibit_field *field = plot->field;
    double x = plot->left + plot->width + SIDE_GAP, height = fmin(plot->height * 0.5, 320);
    double y = plot->top + 24 + height + 44;

    colour_bar_draw(sheet, plot, x, plot->top + 24, height);
    for (size_t i = 0; i < field->contour_count; i++)
        y = contour_key_draw(sheet, i, &field->contours[i], x, y);
    for (size_t i = 0; i < field->outline_count; i++)
        y = outline_key_draw(sheet, &field->outlines[i], x, y + 2);
}

/* ---- the door ---- */

static enum err draw(struct sheet *sheet, const struct field_plot *plot, const char *caption)
{
    heading_draw(sheet, WIDTH, plot->field->title, caption);
    TRY(field_plot_draw(sheet, plot));
    explain(sheet, plot);
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
    struct sheet      sheet;
    struct field_plot plot;
    enum err          err;

    if (!is_drawable(field))
        return why_say(why, ERR_RANGE,
                       "'%s' cannot be drawn: a field needs 2 to 16384 columns and rows and a "
                       "plane that is wider and taller than nothing",
                       field->title);
    plot = plot_of(field);
    TRY_OR_DONE(sheet_open(&sheet, kind, WIDTH, page_height(&plot), why));
    TRY_OR_DONE(draw(&sheet, &plot, caption ? caption : ""));
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
