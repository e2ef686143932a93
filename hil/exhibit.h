/* exhibit.h - what a rig has to show at the end of a run, so that report
 * and picture need not know the rig.
 *
 * A field is a picture of numbers over a plane (temperature round a needle) with contours
 * and outlines in the same coordinates; a table is text. Everything is owned by the
 * exhibits; exhibits_free gives it back. */
#ifndef PAINRIG_HIL_EXHIBIT_H
#define PAINRIG_HIL_EXHIBIT_H

#include "base/err.h"

#include <stddef.h>

/* A named line in the plane; several pieces are parted by a NAN in both x and y. */
struct exhibit_line {
    char    name[64];           /* "isotherm 50 C"                               */
    char    note[96];           /* "8.1 x 12.9 mm, 427 mm3", for the legend; may be empty */
    float  *x, *y;
    size_t  count;
};

struct exhibit_field {
    /* "temperature at 120 s", "r / mm", "z / mm", "C" */
    char    title[96], x_name[32], y_name[32], unit[16];
    size_t  columns, rows;          /* value[row * columns + column], row 0 at y_least */
    double  x_least, x_most, y_least, y_most;
    float  *value;                  /* NAN where there is nothing (inside the electrode, say) */
    struct exhibit_line *contours;  /* drawn, with a legend */
    size_t  contour_count;
    struct exhibit_line *outlines;  /* bodies: filled grey: "active tip", "insulated shaft" */
    size_t  outline_count;
};

#define EXHIBIT_COLUMNS_MAX 8
struct exhibit_table {
    char    title[96];
    size_t  columns, rows;
    char  (*cells)[EXHIBIT_COLUMNS_MAX][48];    /* cells[0] is the header; rows counts it */
};

struct exhibits {
    struct exhibit_field *fields;  size_t field_count;
    struct exhibit_table *tables;  size_t table_count;
};

void exhibits_free(struct exhibits *);

#endif
