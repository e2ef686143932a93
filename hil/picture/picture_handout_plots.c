/* Figures of a handout: fields with what explains them, and charts with their legends. */
#include "picture_handout.h"

#include <math.h>

#define NAME_ROOM   25.0        /* above a figure */
#define KEY_ROW     18.0
#define KEY_WORDS   50.0        /* from the sample to its words, at the plots' scale */

/* From here on one unit is larger, and (0, 0) at the corner of the room. */
static struct plot_room scale_begin(struct sheet *sheet, struct plot_room room)
{
    sheet->cairo.save(sheet->to);
    sheet->cairo.translate(sheet->to, room.left, room.top);
    sheet->cairo.scale(sheet->to, HANDOUT_PLOTS, HANDOUT_PLOTS);
    return (struct plot_room){ .width = room.width / HANDOUT_PLOTS,
                               .height = room.height / HANDOUT_PLOTS };
}

static void scale_end(struct sheet *sheet)
{
    sheet->cairo.restore(sheet->to);
}

static void colours_set(struct field_plot *plot, struct exhibit_range colours)
{
    if (colours.least < colours.most) {
        plot->value.least = colours.least;
        plot->value.most = colours.most;
    }
}

/* ---- a field ---- */

enum err handout_field_draw(struct sheet *sheet, const struct exhibit_field *field,
                            struct exhibit_range colours, struct plot_room room, bool is_inner)
{
    double            aside = is_inner ? HANDOUT_INNER : PLOT_AXIS_LEFT;
    char              printed[PRINTED_SIZE];
    struct plot_room  inside;
    struct field_plot plot;
    enum err          err;

    handout_line(sheet, bold_words(room.left + aside * HANDOUT_PLOTS, room.top + 13, HANDOUT_TEXT,
                                   ANCHOR_LEFT),
                 room.width - aside * HANDOUT_PLOTS, text_as_printed(field->title, printed));
    room.top += NAME_ROOM;
    room.height -= NAME_ROOM;
    inside = scale_begin(sheet, room);
    inside.left = aside;
    inside.width -= aside;
    inside.height -= PLOT_AXIS_BELOW;
    plot = field_plot_make(field, inside);
    plot.has_no_y_axis = is_inner;
    colours_set(&plot, colours);
    err = field_plot_draw(sheet, &plot);
    scale_end(sheet);
    return err;
}

/* Returns where the next line may stand. */
static double line_key_draw(struct sheet *sheet, const struct exhibit_field *field, size_t index,
                            double width, double y)
{
    const struct exhibit_line *line = &field->contours[index];
    struct sheet_text note = words(KEY_WORDS + 8, y + 19, 14, ANCHOR_LEFT);
    char              printed[PRINTED_SIZE];

    note.colour = SHEET_GREY;
    contour_sample_draw(sheet, index, 0, y);
    handout_line(sheet, bold_words(KEY_WORDS + 8, y, 15, ANCHOR_LEFT), width - KEY_WORDS - 8,
                 text_as_printed(line->name, printed));
    if (line->note[0])
        handout_line(sheet, note, width - KEY_WORDS - 8, line->note);
    return y + (line->note[0] ? 52 : 32);
}

double handout_field_height(const struct exhibit_field *field, double width, bool is_inner)
{
    double            aside = is_inner ? HANDOUT_INNER : PLOT_AXIS_LEFT;
    struct field_plot plot = field_plot_make(field, (struct plot_room){
        .width = width / HANDOUT_PLOTS - aside, .height = PAGE_HEIGHT });

    return NAME_ROOM + (plot.height + PLOT_AXIS_BELOW) * HANDOUT_PLOTS;
}

void handout_key_draw(struct sheet *sheet, const struct exhibit_field *field,
                      struct exhibit_range colours, struct plot_room room, bool has_lines)
{
    struct plot_room  inside = scale_begin(sheet, room);
    struct field_plot plot = field_plot_make(field, inside);
    double            lines = has_lines ? 70 + 26.0 * (double)field->outline_count : 20, bar, y;

    colours_set(&plot, colours);
    for (size_t i = 0; i < field->contour_count && has_lines; i++)
        lines += field->contours[i].note[0] ? 52 : 32;
    bar = fmin(fmax(inside.height - 46 - lines, 60), has_lines ? 320 : 220);
    colour_bar_draw(sheet, &plot, 0, 46, bar);
    y = 46 + bar + 44;
    for (size_t i = 0; i < field->contour_count && has_lines; i++)
        y = line_key_draw(sheet, field, i, inside.width, y);
    for (size_t i = 0; i < field->outline_count && has_lines; i++, y += 26) {
        body_sample_draw(sheet, &field->outlines[i], 0, y);
        handout_line(sheet, words(KEY_WORDS + 8, y, 15, ANCHOR_LEFT),
                     inside.width - KEY_WORDS - 8, field->outlines[i].name);
    }
    scale_end(sheet);
}

static const struct exhibit_line *line_at(const struct exhibit_field *field, size_t i)
{
    return i < field->contour_count ? &field->contours[i]
                                    : &field->outlines[i - field->contour_count];
}

static double lines_width(struct sheet *sheet, const struct exhibit_field *field, double size)
{
    double sum = 0;
    char   printed[PRINTED_SIZE];

    for (size_t i = 0; i < field->contour_count + field->outline_count; i++)
        sum += KEY_WORDS + 4 + sheet_text_width(sheet, size, false,
                                                text_as_printed(line_at(field, i)->name, printed));
    return sum;
}

/* Evenly apart; smaller where there is no room. */
void handout_lines_draw(struct sheet *sheet, const struct exhibit_field *field,
                        struct plot_room room)
{
    struct plot_room inside = scale_begin(sheet, room);
    size_t           count = field->contour_count + field->outline_count;
    double           size = 15, x = 0, gap;

    while (size > 9 && lines_width(sheet, field, size) + 8.0 * (double)count > inside.width)
        size -= 0.5;
    gap = (inside.width - lines_width(sheet, field, size)) / (double)(count > 1 ? count - 1 : 1);
    for (size_t i = 0; i < count; i++) {
        const struct exhibit_line *line = line_at(field, i);
        char        printed[PRINTED_SIZE];
        const char *name = text_as_printed(line->name, printed);

        if (i >= field->contour_count)
            body_sample_draw(sheet, line, x, 16);
        else
            contour_sample_draw(sheet, i, x, 16);
        sheet_text(sheet, words(x + KEY_WORDS + 4, 16, size, ANCHOR_LEFT), name);
        x += KEY_WORDS + 4 + sheet_text_width(sheet, size, false, name) + gap;
    }
    scale_end(sheet);
}

/* ---- a chart ---- */

/* Keys stand one behind the other as long as there is room, then in the next line; returns the
 * height of all. Drawn, or measured only. */
static double chart_legend(struct sheet *sheet, const struct chart_plot *plot, struct plot_room at,
                           bool is_drawn)
{
    double x = at.left, y = at.top;

    for (size_t key = 0; key < chart_key_count(plot->chart); key++) {
        const char *name;
        char        note[160], printed[PRINTED_SIZE];
        double      name_width, note_width, width;

        chart_key_texts(plot, key, &name, note, sizeof note);
        text_as_printed(note, printed);
        name_width = sheet_text_width(sheet, 14, true, name);
        note_width = printed[0] ? sheet_text_width(sheet, 14, false, printed) + 10 : 0;
        width = fmin(KEY_WORDS + name_width + note_width, at.width);
        if (x > at.left && x + width > at.left + at.width) {
            x = at.left;
            y += KEY_ROW;
        }
        if (is_drawn) {
            struct sheet_text grey = words(x + KEY_WORDS + name_width + 10, y, 14, ANCHOR_LEFT);

            grey.colour = SHEET_GREY;
            chart_sample_draw(sheet, plot->chart, key, x, y);
            handout_line(sheet, bold_words(x + KEY_WORDS, y, 14, ANCHOR_LEFT),
                         at.width - KEY_WORDS, name);
            if (printed[0] && at.left + at.width - grey.x > 40)
                handout_line(sheet, grey, at.left + at.width - grey.x, printed);
        }
        x += width + 18;
    }
    return y + KEY_ROW - at.top;
}

void handout_chart_draw(struct sheet *sheet, const struct exhibit_chart *chart,
                        struct plot_room room)
{
    char              printed[PRINTED_SIZE];
    struct plot_room  inside, legend;
    struct chart_plot plot;

    handout_line(sheet, bold_words(room.left, room.top + 13, HANDOUT_TEXT, ANCHOR_LEFT),
                 room.width, text_as_printed(chart->title, printed));
    room.top += NAME_ROOM;
    room.height -= NAME_ROOM;
    inside = scale_begin(sheet, room);
    plot = chart_plot_make(chart, inside);
    legend = (struct plot_room){ .left = 8, .width = inside.width - 8 };
    legend.height = chart_legend(sheet, &plot, legend, false);
    legend.top = inside.height - legend.height + KEY_ROW - 4;
    inside.left = PLOT_AXIS_LEFT;
    inside.width -= PLOT_AXIS_LEFT;
    inside.height -= PLOT_AXIS_BELOW + legend.height + 8;
    plot = chart_plot_make(chart, inside);
    plot.has_bare_limits = true;
    chart_plot_draw(sheet, &plot);
    (void)chart_legend(sheet, &plot, legend, true);
    scale_end(sheet);
}
