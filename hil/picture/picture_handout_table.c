/* Tables of a handout: numbers stand under each other, what follows them is grey. */
#include "picture_handout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TITLE_SIZE  15.5
#define TITLE_ROOM  25.0
#define ROW         17.0
#define ROW_MANY    13.5        /* of a table with many rows */
#define MANY        22
#define LINE_GREY   ((struct colour){ 205, 211, 217 })
#define TEXT_SIZE   128
#define LIST_COLUMN 270.0       /* a list has as many columns as have room for this */

/* ---- text ---- */

void handout_line(struct sheet *sheet, struct sheet_text how, double width, const char *text)
{
    char   line[512], printed[512];
    double least = how.size * 0.8;
    size_t used;

    snprintf(line, sizeof line - 4, "%s", text);
    used = strlen(line);
    snprintf(printed, sizeof printed, "%s", line);
    while (how.size > least && sheet_text_width(sheet, how.size, how.is_bold, printed) > width)
        how.size -= 0.5;
    while (used > 1 && sheet_text_width(sheet, how.size, how.is_bold, printed) > width) {
        do
            used--;
        while (used > 1 && ((unsigned char)line[used] & 0xC0) == 0x80);     /* within a letter */
        snprintf(printed, sizeof printed, "%.*s\xE2\x80\xA6", (int)used, line);
    }
    sheet_text(sheet, how, printed);
}

/* ---- columns ---- */

struct column {
    double left, width, lead, gap;  /* lead: of the widest number; gap: to its left */
    bool   is_number;
};

struct layout {
    struct column columns[EXHIBIT_COLUMNS_MAX];
    double        size;
};

/* "-1.2", "none", "10 (3 .. 4)". */
static bool is_number(const char *cell)
{
    size_t sign = cell[0] == '-' || cell[0] == '+';
    size_t count = strspn(cell + sign, "0123456789.");
    const char *rest = cell + sign + count;

    return strcmp(cell, "none") == 0
        || (count > 0 && (rest[0] == '\0' || strncmp(rest, " (", 2) == 0));
}

static bool is_number_column(const struct exhibit_table *table, size_t column)
{
    bool has_number = false;

    for (size_t r = 1; r < table->rows; r++) {
        const char *cell = table->cells[r][column];
        if (cell[0] && !is_number(cell))
            return false;
        has_number |= cell[0] != '\0';
    }
    return has_number && column > 0;
}

/* The number itself, and what stands behind it. */
static const char *cell_split(const char *cell, char lead[TEXT_SIZE])
{
    size_t count = strcspn(cell, " ");

    snprintf(lead, TEXT_SIZE, "%.*s", (int)count, cell);
    return cell + count;
}

static void column_measure(struct sheet *sheet, const struct exhibit_table *table, size_t c,
                           double size, struct column *column)
{
    char   lead[TEXT_SIZE], printed[PRINTED_SIZE];
    double rest_most = 0;

    *column = (struct column){ .is_number = is_number_column(table, c) };
    for (size_t r = 1; r < table->rows; r++) {
        const char *cell = text_as_printed(table->cells[r][c], printed);
        const char *rest = column->is_number ? cell_split(cell, lead) : "";
        column->lead = fmax(column->lead, sheet_text_width(sheet, size, false,
                                                           column->is_number ? lead : cell));
        rest_most = fmax(rest_most, sheet_text_width(sheet, size, false, rest));
    }
    column->width = fmax(column->lead + rest_most,
                         sheet_text_width(sheet, size - 1, true,
                                          text_as_printed(table->cells[0][c], printed)));
    if (column->is_number && rest_most == 0)
        column->lead = column->width;               /* right under the head's end */
}

static double row_of(const struct exhibit_table *table)
{
    return table->rows > MANY ? ROW_MANY : ROW;
}

/* Smaller text until all columns have room, and what is left between them. */
static struct layout layout_of(struct sheet *sheet, const struct exhibit_table *table,
                               double left, double width)
{
    struct layout layout = { .size = fmin(HANDOUT_TEXT, row_of(table) - 2) };
    double        sum = 0, gap;

    for (; layout.size > 8; layout.size -= 0.5) {
        sum = 0;
        for (size_t c = 0; c < table->columns; c++) {
            column_measure(sheet, table, c, layout.size, &layout.columns[c]);
            sum += layout.columns[c].width;
        }
        if (sum + 10.0 * (double)(table->columns - 1) <= width)
            break;
    }
    gap = table->columns > 1 ? (width - sum) / (double)(table->columns - 1) : 0;
    gap = fmin(fmax(gap, 6), 110);
    for (size_t c = 0; c < table->columns; c++) {
        layout.columns[c].left = left;
        left += layout.columns[c].width + gap;
    }
    return layout;
}

/* ---- a table ---- */

static void head_draw(struct sheet *sheet, const struct exhibit_table *table,
                      const struct layout *layout, double y)
{
    for (size_t c = 0; c < table->columns; c++) {
        const struct column *column = &layout->columns[c];
        bool              is_right = column->is_number && column->lead >= column->width - 0.5;
        struct sheet_text how = bold_words(column->left + (is_right ? column->width : 0), y,
                                           layout->size - 1, is_right ? ANCHOR_RIGHT : ANCHOR_LEFT);
        char              printed[PRINTED_SIZE];

        how.colour = SHEET_GREY;
        sheet_text(sheet, how, text_as_printed(table->cells[0][c], printed));
    }
}

static void cell_draw(struct sheet *sheet, const struct column *column, double size, double y,
                      const char *cell)
{
    char              lead[TEXT_SIZE], printed[PRINTED_SIZE];
    const char       *text = text_as_printed(cell, printed), *rest;
    struct sheet_text number = words(column->left + column->lead, y, size, ANCHOR_RIGHT),
                      grey = words(column->left + column->lead, y, size, ANCHOR_LEFT);

    grey.colour = SHEET_GREY;
    if (!column->is_number) {
        handout_line(sheet, words(column->left, y, size, ANCHOR_LEFT), column->width + 4, text);
        return;
    }
    rest = cell_split(text, lead);
    sheet_text(sheet, number, lead);
    if (rest[0])
        sheet_text(sheet, grey, rest);
}

double handout_table_height(const struct exhibit_table *table)
{
    return (table->title[0] ? TITLE_ROOM : 4) + (double)table->rows * row_of(table) + 4;
}

void handout_table_draw(struct sheet *sheet, const struct exhibit_table *table,
                        struct plot_room room)
{
    struct layout layout = layout_of(sheet, table, room.left, room.width);
    double        row = row_of(table), y = room.top;
    char          printed[PRINTED_SIZE];

    if (table->title[0]) {
        handout_line(sheet, bold_words(room.left, y + 14, TITLE_SIZE, ANCHOR_LEFT), room.width,
                     text_as_printed(table->title, printed));
        y += TITLE_ROOM;
    }
    head_draw(sheet, table, &layout, y + row - 5);
    for (size_t r = 1; r < table->rows; r++) {
        y += row;
        if (table->cells[r][0][0])
            sheet_stroke(sheet, room.left, y, room.left + room.width, y, 0.8, LINE_GREY);
        for (size_t c = 0; c < table->columns; c++)
            cell_draw(sheet, &layout.columns[c], layout.size, y + row - 5, table->cells[r][c]);
    }
    sheet_stroke(sheet, room.left, y + row, room.left + room.width, y + row, 0.8, LINE_GREY);
}

/* ---- a list ---- */

static size_t list_columns(double width)
{
    return width < 2 * LIST_COLUMN ? 1 : (size_t)(width / LIST_COLUMN);
}

static size_t list_rows(const struct exhibit_table *table, double width)
{
    size_t columns = list_columns(width);

    return (table->rows + columns - 1) / columns;
}

double handout_list_height(const struct exhibit_table *table, double width)
{
    return (double)list_rows(table, width) * ROW + 8;
}

/* Down the first column, then the next; no head. */
void handout_list_draw(struct sheet *sheet, const struct exhibit_table *table,
                       struct plot_room room)
{
    size_t rows = list_rows(table, room.width);
    double wide = room.width / (double)list_columns(room.width);
    char   printed[PRINTED_SIZE];

    for (size_t i = 0; i < table->rows; i++) {
        double            x = room.left + (double)(i / rows) * wide;
        double            y = room.top + (double)(i % rows) * ROW + 14;
        struct sheet_text name = words(x, y, HANDOUT_TEXT, ANCHOR_LEFT);

        name.colour = SHEET_GREY;
        handout_line(sheet, name, wide * 0.5 - 8, table->cells[i][0]);
        handout_line(sheet, bold_words(x + wide * 0.5, y, HANDOUT_TEXT, ANCHOR_LEFT),
                     wide * 0.5 - 14, text_as_printed(table->cells[i][1], printed));
    }
}
