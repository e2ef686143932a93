#include "picture_handout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MARGIN       46.0
#define WIDTH        (PAGE_WIDTH - 2 * MARGIN)
#define ROW_GAP      14.0
#define PART_GAP     22.0
#define FIELD_LEAST  240.0
#define CHART_LEAST  165.0
#define LINES_HEIGHT 22.0
#define FOOT         46.0       /* of the page, below the limits */
#define LIMIT_GAP    26.0       /* between the two columns of limits */
#define ACCENT       ((struct colour){ 38, 84, 124 })

struct page {
    struct sheet         *sheet;
    const struct handout *handout;
    struct exhibit_range  colours;
    double                height[HANDOUT_ROWS_MAX];
};

/* ---- head and foot ---- */

/* Returns where the rows may begin. */
static double head_draw(const struct page *page)
{
    struct sheet_text caption = words(MARGIN, 102, 16, ANCHOR_LEFT);
    char              printed[PRINTED_SIZE * 2];

    sheet_box(page->sheet, 0, 0, PAGE_WIDTH, PAGE_HEIGHT + 2, SHEET_WHITE);
    sheet_box(page->sheet, MARGIN, 40, WIDTH, 4, ACCENT);
    handout_line(page->sheet, bold_words(MARGIN, 76, 28, ANCHOR_LEFT), WIDTH,
                 page->handout->title);
    caption.colour = SHEET_GREY;
    snprintf(printed, sizeof printed, "%s", page->handout->caption);
    return sheet_paragraph(page->sheet, caption, WIDTH, printed) - 4;
}

/* ---- the model's limits, in two columns ---- */

static double limit_height(const struct page *page, const char *limit)
{
    return sheet_paragraph_height(page->sheet, HANDOUT_SMALL, false,
                                  (WIDTH - LIMIT_GAP) / 2 - 14, limit) + 2;
}

/* How many of them fill the left column. */
static size_t limits_split(const struct page *page, double *height)
{
    const char *const *limits = page->handout->limits;
    double all = 0, left = 0;
    size_t split = 0;

    for (size_t i = 0; i < page->handout->limit_count; i++)
        all += limit_height(page, limits[i]);
    for (; split < page->handout->limit_count && left < all / 2 - 1; split++)
        left += limit_height(page, limits[split]);
    *height = 30 + fmax(left, all - left);
    return split;
}

static void limits_draw(const struct page *page, double top)
{
    const char *const *limits = page->handout->limits;
    double height, x = MARGIN, y = top + 36;
    size_t split = limits_split(page, &height);

    sheet_text(page->sheet, bold_words(MARGIN, top + 14, 15.5, ANCHOR_LEFT),
               "What the model does not say");
    for (size_t i = 0; i < page->handout->limit_count; i++) {
        struct sheet_text how;

        if (i == split) {
            x = MARGIN + (WIDTH + LIMIT_GAP) / 2;
            y = top + 36;
        }
        sheet_box(page->sheet, x + 1, y - 6, 4, 4, ACCENT);
        how = words(x + 14, y, HANDOUT_SMALL, ANCHOR_LEFT);
        y = sheet_paragraph(page->sheet, how, (WIDTH - LIMIT_GAP) / 2 - 14, limits[i]) + 2;
    }
}

static void foot_draw(const struct page *page)
{
    struct sheet_text command = words(MARGIN, PAGE_HEIGHT - 46, HANDOUT_SMALL, ANCHOR_LEFT),
                      version = words(MARGIN, PAGE_HEIGHT - 28, HANDOUT_SMALL, ANCHOR_LEFT),
                      date = words(PAGE_WIDTH - MARGIN, PAGE_HEIGHT - 28, HANDOUT_SMALL,
                                   ANCHOR_RIGHT);

    command.colour = version.colour = date.colour = SHEET_GREY;
    sheet_stroke(page->sheet, MARGIN, PAGE_HEIGHT - 64, PAGE_WIDTH - MARGIN, PAGE_HEIGHT - 64, 0.8,
                 SHEET_HAIR);
    handout_line(page->sheet, command, WIDTH, page->handout->command);
    handout_line(page->sheet, version, WIDTH / 2, page->handout->version);
    sheet_text(page->sheet, date, page->handout->date_utc);
}

/* ---- rows ---- */

/* Room that the upright axis takes from a field, where its neighbours have none. */
static double axis_room(const struct handout_row *row)
{
    return row->count > 1 && row->parts[1].is_inner
         ? (PLOT_AXIS_LEFT - HANDOUT_INNER) * HANDOUT_PLOTS : 0;
}

static double part_width(const struct handout_row *row, const struct handout_part *part)
{
    double sum = 0, room = WIDTH - PART_GAP * (double)(row->count - 1) - axis_room(row);

    for (size_t i = 0; i < row->count; i++)
        sum += row->parts[i].width;
    return room * part->width / sum + (part == row->parts ? axis_room(row) : 0);
}

static double part_height(const struct page *page, const struct handout_row *row,
                          const struct handout_part *part)
{
    const struct exhibits *shown = &page->handout->shown;

    switch (part->kind) {
    case HANDOUT_LIST:
        return handout_list_height(&shown->tables[part->index], part_width(row, part));
    case HANDOUT_TABLE:
        return handout_table_height(&shown->tables[part->index]);
    case HANDOUT_LINES:
        return LINES_HEIGHT;
    case HANDOUT_CHART:
        return CHART_LEAST;
    default:
        return FIELD_LEAST;
    }
}

/* What a row can use: its own bound, and as tall as its fields get in their width. */
static double row_height_most(const struct page *page, const struct handout_row *row)
{
    double most = 0;

    for (size_t i = 0; i < row->count; i++) {
        const struct handout_part *part = &row->parts[i];
        if (part->kind == HANDOUT_FIELD)
            most = fmax(most, handout_field_height(&page->handout->shown.fields[part->index],
                                                   part_width(row, part), part->is_inner));
    }
    return most > 0 ? fmin(most, row->height_most) : row->height_most;
}

/* The least height of every row; a spare one that does not fit has none. */
static double rows_begin(struct page *page, double room)
{
    const struct handout *handout = page->handout;

    for (size_t r = 0; r < handout->row_count; r++) {
        const struct handout_row *row = &handout->rows[r];
        page->height[r] = 0;
        for (size_t i = 0; i < row->count; i++)
            page->height[r] = fmax(page->height[r], part_height(page, row, &row->parts[i]));
        room -= page->height[r] + ROW_GAP;
    }
    for (size_t r = 0; r < handout->row_count && room < 0; r++)
        if (handout->rows[r].is_spare) {
            room += page->height[r] + ROW_GAP;
            page->height[r] = 0;
        }
    return room;
}

/* Rows of text as they are; the others share what is left of `room`. */
static void rows_measure(struct page *page, double room)
{
    const struct handout *handout = page->handout;
    double shares = 0;

    room = rows_begin(page, room);
    for (size_t r = 0; r < handout->row_count; r++)
        shares += page->height[r] > 0 ? handout->rows[r].share : 0;
    for (size_t r = 0; r < handout->row_count; r++) {
        const struct handout_row *row = &handout->rows[r];
        double more = shares > 0 ? room * row->share / shares : 0;
        if (!(page->height[r] > 0) || !(row->share > 0))
            continue;
        more = fmin(more, row_height_most(page, row) - page->height[r]);
        page->height[r] += more;
        room -= more;
        shares -= row->share;
    }
}

static enum err part_draw(const struct page *page, const struct handout_part *part,
                          struct plot_room room)
{
    const struct exhibits *shown = &page->handout->shown;

    switch (part->kind) {
    case HANDOUT_LIST:
        handout_list_draw(page->sheet, &shown->tables[part->index], room);
        return ERR_OK;
    case HANDOUT_TABLE:
        handout_table_draw(page->sheet, &shown->tables[part->index], room);
        return ERR_OK;
    case HANDOUT_KEY:
    case HANDOUT_COLOURS:
        handout_key_draw(page->sheet, &shown->fields[part->index], page->colours, room,
                         part->kind == HANDOUT_KEY);
        return ERR_OK;
    case HANDOUT_LINES:
        handout_lines_draw(page->sheet, &shown->fields[part->index], room);
        return ERR_OK;
    case HANDOUT_CHART:
        handout_chart_draw(page->sheet, &shown->charts[part->index], room);
        return ERR_OK;
    case HANDOUT_FIELD:
        return handout_field_draw(page->sheet, &shown->fields[part->index], page->colours, room,
                                  part->is_inner);
    }
    return ERR_BUG;
}

static enum err row_draw(const struct page *page, const struct handout_row *row, double top,
                         double height)
{
    double left = MARGIN;

    for (size_t i = 0; i < row->count; i++) {
        double width = part_width(row, &row->parts[i]);
        TRY(part_draw(page, &row->parts[i], (struct plot_room){ left, top, width, height }));
        left += width + PART_GAP;
    }
    return ERR_OK;
}

/* ---- the door ---- */

static struct exhibit_range colours_of(const struct exhibits *shown)
{
    struct exhibit_range all = { INFINITY, -INFINITY };

    for (size_t i = 0; i < shown->field_count; i++) {
        struct exhibit_range one = exhibit_field_range(&shown->fields[i]);
        all.least = fmin(all.least, one.least);
        all.most = fmax(all.most, one.most);
    }
    return all;
}

static enum err page_draw(struct page *page)
{
    const struct handout *handout = page->handout;
    double top = head_draw(page), limits_height;

    (void)limits_split(page, &limits_height);
    rows_measure(page, PAGE_HEIGHT - FOOT - 30 - limits_height - top);
    for (size_t r = 0; r < handout->row_count; r++) {
        if (!(page->height[r] > 0))
            continue;
        TRY(row_draw(page, &handout->rows[r], top, page->height[r]));
        top += page->height[r] + ROW_GAP;
    }
    limits_draw(page, top);
    foot_draw(page);
    return ERR_OK;
}

enum err handout_draw(const struct handout *handout, enum handout_as as, struct bytes *out,
                      struct why *why)
{
    struct sheet             sheet;
    const struct sheet_words say = { handout->title, handout->version, handout->date_utc };
    struct page page = { .sheet = &sheet, .handout = handout,
                         .colours = colours_of(&handout->shown) };
    enum err    err;

    TRY_OR_DONE(sheet_open_page(&sheet, as == HANDOUT_PDF ? SHEET_PDF : SHEET_PNG, &say, why));
    TRY_OR_DONE(page_draw(&page));
    err = sheet_take_page(&sheet, &say, out, why);
done:
    sheet_drop(&sheet);
    return err;
}
