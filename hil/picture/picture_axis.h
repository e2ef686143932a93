/* picture_axis.h - axes of figures: where a value lies, which numbers or names stand there, and the
 * words around a plot.
 *
 * An axis leads from `least` at pixel `from` to `most` at pixel `to`, evenly or by decades. Its
 * ticks are 1, 2 or 5 times a power of ten; or decades, which may stand closer; or, if it has them,
 * the names in `marks`, of which those are left out that would touch the one before. */
#ifndef PAINRIG_HIL_PICTURE_AXIS_H
#define PAINRIG_HIL_PICTURE_AXIS_H

#include "hil/exhibit.h"
#include "picture_sheet.h"

#include <stdbool.h>
#include <stddef.h>

#define AXIS_TICKS_MAX 64

struct axis {
    double least, most, from, to;
    bool   is_logarithmic;
    const struct exhibit_mark *marks;   /* NULL: numbers */
    size_t mark_count;
};

struct axis_ticks {
    double at[AXIS_TICKS_MAX];
    char   text[AXIS_TICKS_MAX][32];
    size_t count;
};

/* 1, 2 or 5 times a power of ten, so that `span` holds about `count` of them. */
double axis_step(double span, double count);

/* The pixel of a value; on a logarithmic axis what is not above zero lies at its least. */
double axis_place(const struct axis *, double value);

/* About one tick every `apart` pixels. */
void axis_ticks_make(const struct axis *, double apart, struct axis_ticks *);

/* Below the plot and left of it: ticks, their texts, the name. */
void x_axis_draw(struct sheet *, const struct axis *, double bottom, const char *name);
void y_axis_draw(struct sheet *, const struct axis *, double left, const char *name);

/* Title and caption; the caption shrinks to fit. */
void heading_draw(struct sheet *, double page_width, const char *title, const char *caption);

struct sheet_text words(double x, double y, double size, enum sheet_anchor);
struct sheet_text bold_words(double x, double y, double size, enum sheet_anchor);

/* "C" is printed with its degree sign, "ohm" as the letter. */
const char *unit_as_printed(const char *unit);

#define PRINTED_SIZE 160
/* A text with its units as people write them: "peak 3 ug/ml" with the micro sign, "80 C for 90 s"
 * with the sign of degrees; returns `out`. */
const char *text_as_printed(const char *text, char out[PRINTED_SIZE]);

/* Three digits, however small or large: "0.05", "3e6". */
void brief_text(char out[32], double value);

#define SHEET_INK    ((struct colour){ 24, 28, 34 })
#define SHEET_GREY   ((struct colour){ 92, 100, 110 })
#define SHEET_HAIR   ((struct colour){ 120, 128, 138 })
#define SHEET_GRID   ((struct colour){ 220, 225, 230 })
#define SHEET_PALE   ((struct colour){ 236, 238, 241 })
#define SHEET_WHITE  ((struct colour){ 255, 255, 255 })
#define SHEET_CASING ((struct colour){ 16, 10, 30 })

#endif
