#include "published.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void published_print_head(const char *study)
{
    printf("  %-57s %21s %10s %21s\n", study, "published", "model", "its band");
}

static enum published_verdict verdict_of(const struct published *row, const struct figure *figure)
{
    bool is_alone = row->most <= row->least;
    bool is_reached = figure->low <= row->most && figure->high >= row->least;
    bool is_inside = figure->value >= row->least && figure->value <= row->most;

    if (is_inside || (is_alone && is_reached))
        return row->expect == PUBLISHED_GIVEN ? PUBLISHED_GIVEN : PUBLISHED_HIT;
    return is_reached ? PUBLISHED_BAND : PUBLISHED_MISS;
}

/* The model's value over the nearest end of the published range; 1 inside it. */
static double off_of(const struct published *row, double value)
{
    if (value < row->least)
        return value / row->least;
    return value > row->most ? value / row->most : 1;
}

void figures_set(struct figure *figures, size_t count, const double *values)
{
    for (size_t i = 0; i < count; i++)
        figures[i].value = values[i];
}

static void range_print(double low, double high, char *text, size_t room)
{
    if (high <= low)
        snprintf(text, room, "%.4g", low);
    else if (isinf(high))
        snprintf(text, room, "above %.4g", low);
    else if (low >= 0 && low <= 0)
        snprintf(text, room, "below %.4g", high);
    else
        snprintf(text, room, "%.4g .. %.4g", low, high);
}

bool published_beside(const struct published *row, const struct figure *figure)
{
    static const char *const words[] = { [PUBLISHED_HIT] = "hit", [PUBLISHED_BAND] = "BAND",
                                         [PUBLISHED_MISS] = "MISS", [PUBLISHED_GIVEN] = "given" };
    enum published_verdict verdict = verdict_of(row, figure);
    double off = off_of(row, figure->value);
    bool   is_off = verdict == PUBLISHED_BAND || verdict == PUBLISHED_MISS;
    char   what[96], range[40], band[40] = "";

    snprintf(what, sizeof what, row->unit[0] ? "%s [%s]" : "%s", row->what, row->unit);
    range_print(row->least, row->most, range, sizeof range);
    if (figure->high > figure->low)
        snprintf(band, sizeof band, "%.3g .. %.3g", figure->low, figure->high);
    printf("  %-57s %21s %10.4g %21s %s", what, range, figure->value, band, words[verdict]);
    if (is_off)
        printf(" x %.2g", off);
    printf("\n");
    if (verdict != row->expect)
        return false;
    if (isinf(off) || off <= 0)
        return isinf(row->off) && off > 0;
    return !is_off || fabs(log(off / row->off)) <= fmax(log(PUBLISHED_OFF_WITHIN),
                                                        fabs(log(row->off)) / 4);
}

bool published_table(const struct published *rows, size_t count, const struct figure *figures)
{
    bool good = true;

    for (size_t i = 0; i < count; i++) {
        const char *why = rows[i].missing, *next = i + 1 < count ? rows[i + 1].missing : NULL;
        if (!published_beside(&rows[i], &figures[i])) {
            printf("      ^ not what its table says\n");
            good = false;
        }
        if (why && (!next || strcmp(why, next) != 0))
            printf("      %s\n", why);
    }
    return good;
}

bool published_read(struct published_file *file, const char *path)
{
    FILE *from = fopen(path, "r");
    char  head[512];

    file->count = 0;
    if (!from)
        return false;
    if (fgets(head, sizeof head, from))
        while (file->count < PUBLISHED_ROWS_MAX
               && fgets(file->line[file->count], sizeof file->line[0], from))
            file->count++;
    fclose(from);
    return true;
}

#define VALUE_COLUMN 7

double published_value(const struct published_file *file, int row)
{
    const char *at = file->line[row - 1];
    char *end;
    double value;

    for (int column = 0; column < VALUE_COLUMN && at; column++) {
        at = strchr(at, ',');
        if (at)
            at++;
    }
    if (!at)
        return NAN;
    value = strtod(at, &end);
    return end > at && *end == ',' ? value : NAN;
}
