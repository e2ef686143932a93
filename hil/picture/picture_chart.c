/* A chart on paper: curves with their bands, thresholds across, and a legend below. */
#include "picture.h"

#include "picture_plot.h"

#include <math.h>
#include <string.h>

#define WIDTH        1000
#define PLOT_LEFT    96.0
#define PLOT_TOP     108.0
#define PLOT_WIDTH   864.0
#define PLOT_HEIGHT  440.0
#define PLOT_BELOW   92.0       /* ticks and the name of the axis */
#define BOTTOM       (PLOT_TOP + PLOT_HEIGHT)
#define KEY_COLUMNS  2
#define KEY_WIDTH    432.0      /* of a column of the legend      */
#define KEY_SWATCH   58.0
#define KEY_LINE     20.0
#define LETTER_WIDTH 7.4        /* a generous guess, for the height of the page */

/* ---- the legend ---- */

static double lines_of(const char *text)
{
    return ceil((double)strlen(text) * LETTER_WIDTH / (KEY_WIDTH - KEY_SWATCH - 24));
}

/* A row of the legend is as tall as its tallest entry. */
static double row_height(const struct chart_plot *plot, size_t row)
{
    double tallest = 0;

    for (size_t key = row * KEY_COLUMNS;
         key < (row + 1) * KEY_COLUMNS && key < chart_key_count(plot->chart); key++) {
        const char *name;
        char        note[160];

        chart_key_texts(plot, key, &name, note, sizeof note);
        tallest = fmax(tallest, (lines_of(name) + lines_of(note)) * KEY_LINE + 8);
    }
    return tallest;
}

static size_t row_count(const struct chart_plot *plot)
{
    return (chart_key_count(plot->chart) + KEY_COLUMNS - 1) / KEY_COLUMNS;
}

static int page_height(const struct chart_plot *plot)
{
    double height = BOTTOM + PLOT_BELOW;

    for (size_t row = 0; row < row_count(plot); row++)
        height += row_height(plot, row);
    return (int)ceil(height);
}

static void key_draw(struct sheet *sheet, const struct chart_plot *plot, size_t key, double x,
                     double y)
{
    struct sheet_text head = bold_words(x + KEY_SWATCH, y, 15, ANCHOR_LEFT),
                      line = words(x + KEY_SWATCH, 0, 14, ANCHOR_LEFT);
    const char       *name;
    char              note[160], printed[PRINTED_SIZE];

    chart_key_texts(plot, key, &name, note, sizeof note);
    chart_sample_draw(sheet, plot->chart, key, x, y);
    line.colour = SHEET_GREY;
    text_as_printed(note, printed);
    line.y = sheet_paragraph(sheet, head, KEY_WIDTH - KEY_SWATCH - 24, name);
    if (note[0])
        sheet_paragraph(sheet, line, KEY_WIDTH - KEY_SWATCH - 24, printed);
}

static void legend_draw(struct sheet *sheet, const struct chart_plot *plot)
{
    double y = BOTTOM + PLOT_BELOW;

    for (size_t row = 0; row < row_count(plot); row++) {
        for (size_t key = row * KEY_COLUMNS;
             key < (row + 1) * KEY_COLUMNS && key < chart_key_count(plot->chart); key++)
            key_draw(sheet, plot, key, PLOT_LEFT + (double)(key % KEY_COLUMNS) * KEY_WIDTH, y);
        y += row_height(plot, row);
    }
}

/* ---- the door ---- */

static enum err chart_write(const struct exhibit_chart *chart, const char *caption,
                            const char *path, enum sheet_kind kind, struct why *why)
{
    struct sheet      sheet;
    struct chart_plot plot;
    enum err          err;

    if (!exhibit_chart_has_point(chart))
        return why_say(why, ERR_RANGE, "'%s' cannot be drawn: none of its curves has a known point",
                       chart->title);
    plot = chart_plot_make(chart, (struct plot_room){ PLOT_LEFT, PLOT_TOP, PLOT_WIDTH,
                                                    PLOT_HEIGHT });
    TRY_OR_DONE(sheet_open(&sheet, kind, WIDTH, page_height(&plot), why));
    heading_draw(&sheet, WIDTH, chart->title, caption ? caption : "");
    chart_plot_draw(&sheet, &plot);
    legend_draw(&sheet, &plot);
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
