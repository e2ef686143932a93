/* exhibit.h - what a rig has to show at the end of a run, so that report
 * and picture need not know the rig.
 *
 * A field is a picture of numbers over a plane (temperature round a needle; concentration over time
 * and level) with contours and outlines in the same coordinates; a chart is curves over one axis,
 * with bands and thresholds; a table is text. Everything is owned by the exhibits, every array of
 * its own from malloc; exhibits_free gives it back. Units as in signal.h ("C", "ug/ml"). */
#ifndef PAINRIG_HIL_EXHIBIT_H
#define PAINRIG_HIL_EXHIBIT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Logarithmic scales reach down to this part of the greatest value. */
#define EXHIBIT_DECADES_MOST 6

/* A named line in the plane; several pieces are parted by a NAN in both x and y. */
struct exhibit_line {
    char    name[64];           /* "isotherm 50 C"                               */
    char    note[96];           /* "8.1 x 12.9 mm, 427 mm3", for the legend; may be empty */
    float  *x, *y;
    size_t  count;
};

/* A word that stands on an axis in place of its numbers: "T10" at 0.21. In order of `at`; where
 * they are too dense for the page some are left out. */
struct exhibit_mark {
    char    name[24];
    double  at;
};

struct exhibit_field {
    /* "temperature at 120 s", "r / mm", "z / mm", "C" */
    char    title[96], x_name[32], y_name[32], unit[16];
    char    file[32];               /* its picture is <file>.png and .svg; empty: none */
    size_t  columns, rows;          /* value[row * columns + column], row 0 at y_least */
    double  x_least, x_most, y_least, y_most;
    bool    y_downwards;            /* y_least is at the top */
    bool    is_logarithmic;         /* colours go by log10; all below the scale is darkest */
    float  *value;                  /* NAN where there is nothing (inside the electrode, say) */
    struct exhibit_line *contours;  /* drawn, with a legend */
    size_t  contour_count;
    struct exhibit_line *outlines;  /* bodies: filled grey: "active tip", "insulated shaft" */
    size_t  outline_count;
    struct exhibit_mark *y_marks;
    size_t  y_mark_count;
};

/* NAN in y parts a curve. A few thousand points are plenty: all of them are in the page. */
struct exhibit_curve {
    char    name[64], note[96];     /* "C5", "peak 3.1 ug/ml at 2.0 h"; the note may be empty */
    double *x, *y;
    double *low, *high;             /* a band round it, or both NULL */
    size_t  count;
};

/* A threshold: a line across. */
struct exhibit_limit {
    char    name[64];               /* "toxic in the rat" */
    double  at;
    bool    is_unverified;          /* dashed, and said */
};

struct exhibit_chart {
    /* "morphine in the cord", "t / h", "concentration / (ug/ml)"; unit: of readouts and limits */
    char    title[96], x_name[32], y_name[64], unit[16];
    char    file[32];               /* as a field's */
    bool    is_logarithmic;         /* y goes by log10 */
    struct exhibit_curve *curves;  size_t curve_count;
    struct exhibit_limit *limits;  size_t limit_count;
    struct exhibit_mark  *x_marks; size_t x_mark_count;
};

#define EXHIBIT_COLUMNS_MAX 8
#define EXHIBIT_CELL_SIZE   96      /* bytes, with the terminator */
struct exhibit_table {
    char    title[96];
    size_t  columns, rows;
    /* cells[0] is the header; rows counts it */
    char  (*cells)[EXHIBIT_COLUMNS_MAX][EXHIBIT_CELL_SIZE];
    bool    is_first;               /* what the reader came for: at the head of the page */
};

struct exhibits {
    struct exhibit_field *fields;  size_t field_count;
    struct exhibit_chart *charts;  size_t chart_count;
    struct exhibit_table *tables;  size_t table_count;
};

void exhibits_free(struct exhibits *);

/* One more table behind those that are there, its cells empty. ERR_MEMORY leaves them as they
 * were. */
MUST_CHECK enum err exhibits_add_table(struct exhibits *, const char *title, size_t columns,
                                       size_t rows, struct exhibit_table **);
/* What does not fit is cut. */
void exhibit_cell(struct exhibit_table *, size_t row, size_t column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* ---- what the drawings agree upon ---- */

struct exhibit_range { double least, most; };

/* The values that colours span: those of the field that are known. Logarithmic: at most
 * EXHIBIT_DECADES_MOST below the greatest, and above zero. 0..0 where nothing is known. */
struct exhibit_range exhibit_field_range(const struct exhibit_field *);
/* Is there anything to draw? */
bool exhibit_chart_has_point(const struct exhibit_chart *);
/* What the axes of a chart span. y: curves, bands and those limits that do not crush them; linear
 * from zero when that is near, logarithmic as above, in whole decades. */
struct exhibit_range exhibit_chart_x(const struct exhibit_chart *);
struct exhibit_range exhibit_chart_y(const struct exhibit_chart *);

#endif
