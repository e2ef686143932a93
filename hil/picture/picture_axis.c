#include "picture_axis.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK_ROOM      17.0     /* pixels that a name needs on an upright axis   */
#define DECADES_CLOSER 0.6      /* of the room that even ticks take              */
#define LETTER_WIDTH   8.5      /* and a letter of it on a level one             */

/* ---- numbers ---- */

double axis_step(double span, double count)
{
    double rough = span / count, power = pow(10, floor(log10(rough)));
    double lead = rough / power;

    return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
}

static void even_text(char out[32], double value, double step)
{
    int  decimals = step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;
    bool is_below = value < -step * 1e-6;

    snprintf(out, 32, fabs(value) >= 1e6 ? "%s%.*e" : "%s%.*f", is_below ? "\xE2\x88\x92" : "",
             decimals, fabs(value));
}

/* 0.0001 and 50000 as they are; 10 to the minus 6 as "1e-6", since not every font that Cairo finds
 * has a raised minus, and without it the number would be another one. */
static void decade_text(char out[32], int lead, int exponent)
{
    if (exponent >= -4 && exponent <= 5)
        snprintf(out, 32, "%.*f", exponent < 0 ? -exponent : 0, lead * pow(10, exponent));
    else
        snprintf(out, 32, "%de%s%d", lead, exponent < 0 ? "\xE2\x88\x92" : "", abs(exponent));
}

double axis_place(const struct axis *axis, double value)
{
    double part = (value - axis->least) / (axis->most - axis->least);

    if (axis->is_logarithmic)
        part = value > axis->least ? log(value / axis->least) / log(axis->most / axis->least) : 0;
    return axis->from + part * (axis->to - axis->from);
}

/* ---- ticks ---- */

static char *tick_add(struct axis_ticks *ticks, double at)
{
    if (ticks->count >= AXIS_TICKS_MAX)
        return NULL;
    ticks->at[ticks->count] = at;
    return ticks->text[ticks->count++];
}

static void even_ticks(const struct axis *axis, double apart, struct axis_ticks *ticks)
{
    double count = fabs(axis->to - axis->from) / apart,
           step = axis_step(axis->most - axis->least, count);

    for (double i = ceil(axis->least / step - 1e-9); i * step <= axis->most + step * 1e-9; i++) {
        char *text = tick_add(ticks, i * step);
        if (!text)
            return;
        even_text(text, i * step, step);
    }
}

/* Every decade, or every second, third ...; with 2 and 5 between them where there is room. */
static void decade_ticks(const struct axis *axis, double apart, struct axis_ticks *ticks)
{
    static const int leads[] = { 1, 2, 5 };
    double room = fabs(axis->to - axis->from) / log10(axis->most / axis->least)
                / (apart * DECADES_CLOSER);
    int    least = (int)floor(log10(axis->least)), most = (int)ceil(log10(axis->most)),
           stride = room < 1 ? (int)ceil(1 / fmax(room, 0.01)) : 1;
    size_t lead_count = room >= 3 ? 3 : 1;

    for (int exponent = least; exponent <= most; exponent++)
        for (size_t i = 0; i < lead_count && exponent % stride == 0; i++) {
            double at = leads[i] * pow(10, exponent);
            char  *text = at >= axis->least * (1 - 1e-9) && at <= axis->most * (1 + 1e-9)
                            ? tick_add(ticks, at) : NULL;
            if (text)
                decade_text(text, leads[i], exponent);
        }
}

/* `room`: for the name itself, in pixels; 0: as wide as its letters are. */
static void mark_ticks(const struct axis *axis, double room, struct axis_ticks *ticks)
{
    double ends_at = -INFINITY;

    for (size_t i = 0; i < axis->mark_count; i++) {
        const struct exhibit_mark *mark = &axis->marks[i];
        double part = (mark->at - axis->least) / (axis->most - axis->least);
        double half = (room > 0 ? room : LETTER_WIDTH * (double)strlen(mark->name) + 12) / 2;
        double along = part * fabs(axis->to - axis->from);
        char  *text;

        if (!(part >= -1e-9 && part <= 1 + 1e-9) || along - half < ends_at)
            continue;
        text = tick_add(ticks, mark->at);
        if (!text)
            return;
        snprintf(text, 32, "%s", mark->name);
        ends_at = along + half;
    }
}

void axis_ticks_make(const struct axis *axis, double apart, struct axis_ticks *ticks)
{
    ticks->count = 0;
    if (axis->is_logarithmic)
        decade_ticks(axis, apart, ticks);
    else
        even_ticks(axis, apart, ticks);
}

/* ---- what stands around a plot ---- */

struct sheet_text words(double x, double y, double size, enum sheet_anchor anchor)
{
    return (struct sheet_text){ .x = x, .y = y, .size = size, .colour = SHEET_INK,
                                .anchor = anchor };
}

struct sheet_text bold_words(double x, double y, double size, enum sheet_anchor anchor)
{
    return (struct sheet_text){ .x = x, .y = y, .size = size, .colour = SHEET_INK,
                                .anchor = anchor, .is_bold = true };
}

const char *unit_as_printed(const char *unit)
{
    static const struct { const char *plain, *printed; } table[] = {
        { "C", "\xC2\xB0""C" }, { "ohm", "\xCE\xA9" }, { "mm3", "mm\xC2\xB3" }, { "-", "" },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(unit, table[i].plain) == 0)
            return table[i].printed;
    return unit;
}

static bool is_letter(char character)
{
    return isalnum((unsigned char)character) != 0;
}

/* The u of "ug/ml". */
static bool is_micro(const char *text, size_t i)
{
    return text[i] == 'u' && (i == 0 || !is_letter(text[i - 1])) && text[i + 1]
        && strchr("lgmAVW", text[i + 1]) && !is_letter(text[i + 2]);
}

/* The C of "80 C". */
static bool is_celsius(const char *text, size_t i)
{
    return text[i] == 'C' && i > 1 && text[i - 1] == ' ' && isdigit((unsigned char)text[i - 2])
        && !is_letter(text[i + 1]);
}

const char *text_as_printed(const char *text, char out[PRINTED_SIZE])
{
    struct text printed = text_over(out, PRINTED_SIZE);

    for (size_t i = 0; text[i]; i++)
        text_add(&printed, is_micro(text, i) ? "\xC2\xB5" : is_celsius(text, i) ? "\xC2\xB0""C"
                 : "%c", text[i]);
    return out;
}

void brief_text(char out[32], double value)
{
    int         exponent = value == 0 ? 0 : (int)floor(log10(fabs(value)) + 1e-12);
    const char *sign = value < 0 ? "\xE2\x88\x92" : "";

    if (exponent >= -3 && exponent < 6)
        snprintf(out, 32, "%s%.*g", sign, exponent >= 3 ? exponent + 1 : 3, fabs(value));
    else
        snprintf(out, 32, "%s%.3ge%s%d", sign, fabs(value) / pow(10, exponent),
                 exponent < 0 ? "\xE2\x88\x92" : "", abs(exponent));
}

void x_axis_draw(struct sheet *sheet, const struct axis *axis, double bottom, const char *name)
{
    struct axis_ticks ticks = { .count = 0 };
    char              printed[PRINTED_SIZE];

    if (axis->marks)
        mark_ticks(axis, 0, &ticks);
    else
        axis_ticks_make(axis, 75, &ticks);
    for (size_t i = 0; i < ticks.count; i++) {
        double x = axis_place(axis, ticks.at[i]);
        sheet_stroke(sheet, x, bottom, x, bottom + 6, 1, SHEET_HAIR);
        sheet_text(sheet, words(x, bottom + 24, 15, ANCHOR_MIDDLE), ticks.text[i]);
    }
    sheet_text(sheet, words((axis->from + axis->to) / 2, bottom + 52, 15, ANCHOR_MIDDLE),
               text_as_printed(name, printed));
}

void y_axis_draw(struct sheet *sheet, const struct axis *axis, double left, const char *name)
{
    struct sheet_text along = words(left - 62, (axis->from + axis->to) / 2, 15, ANCHOR_MIDDLE);
    struct axis_ticks ticks = { .count = 0 };
    char              printed[PRINTED_SIZE];

    if (axis->marks)
        mark_ticks(axis, MARK_ROOM, &ticks);
    else
        axis_ticks_make(axis, 65, &ticks);
    for (size_t i = 0; i < ticks.count; i++) {
        double y = axis_place(axis, ticks.at[i]);
        sheet_stroke(sheet, left - 6, y, left, y, 1, SHEET_HAIR);
        sheet_text(sheet, words(left - 11, y + 5, 15, ANCHOR_RIGHT), ticks.text[i]);
    }
    along.is_upwards = true;
    sheet_text(sheet, along, text_as_printed(name, printed));
}

void heading_draw(struct sheet *sheet, double page_width, const char *title, const char *caption)
{
    char              printed[PRINTED_SIZE], head[PRINTED_SIZE];
    const char       *text = text_as_printed(caption, printed);
    double            room = page_width - 72, width = sheet_text_width(sheet, 16, false, text);
    struct sheet_text line = words(36, 76, width > room ? 16 * room / width : 16, ANCHOR_LEFT);

    line.colour = SHEET_GREY;
    sheet_text(sheet, bold_words(36, 48, 24, ANCHOR_LEFT), text_as_printed(title, head));
    sheet_text(sheet, line, text);
}
