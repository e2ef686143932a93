/* published.h - a published figure beside the model's: one row of a table, and whether it is what
 * we know it to be.
 *
 *     HIT     the model's value lies in the published scatter; where none is published (least and
 *             most are the same), the figure lies in the model's band
 *     BAND    it does not, but the model's own band reaches it
 *     MISS    not even its band does
 *     GIVEN   it does, as it must: the model was given this figure, or was fitted to it
 *
 * A row says which it expects; for a BAND or a MISS also how far off (`off`: the model's value over
 * the nearest end of the published range) and what physics is missing. A row that does better or
 * worse than it says fails: reasons stay true. Units are the source's. */
#ifndef PAINRIG_TESTS_SUPPORT_PUBLISHED_H
#define PAINRIG_TESTS_SUPPORT_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>

enum published_verdict { PUBLISHED_HIT, PUBLISHED_BAND, PUBLISHED_MISS, PUBLISHED_GIVEN };

/* Factor: a miss that changes by more wants a new reason. One by orders of magnitude may change by
 * its fourth root. */
#define PUBLISHED_OFF_WITHIN 2.0

struct published {
    int         row, row_last;      /* of the data file, from 1; 0: not in it                     */
    const char *what, *unit;
    double      least, most;        /* published, with its scatter                                */
    enum published_verdict expect;
    double      off;                /* for a BAND or a MISS                                       */
    const char *missing;            /* the same                                                   */
};

/* least, most */
#define SCATTER(middle, half)   (middle) - (half), (middle) + (half)
#define UP_TO(most)             0, (most)
#define AT_LEAST(least)         (least), INFINITY
#define ALONE(value)            (value), (value)
/* expect, off, missing */
#define HITS                    PUBLISHED_HIT, 1, NULL
#define GIVEN                   PUBLISHED_GIVEN, 1, NULL
#define BAND(off, missing)      PUBLISHED_BAND, off, missing
#define MISS(off, missing)      PUBLISHED_MISS, off, missing

/* The model's: its default, and between what it lies for what is not known. */
struct figure { double value, low, high; };
void figures_set(struct figure *, size_t count, const double *values);

void published_print_head(const char *study);
/* Print the row; is it as expected? */
bool published_beside(const struct published *, const struct figure *);
/* A table of them, with each reason once, below the rows that share it. */
bool published_table(const struct published *, size_t count, const struct figure *);

/* ---- the data file: one line a figure, ten columns, the first line names them ---- */

#define PUBLISHED_ROWS_MAX 200
struct published_file { char line[PUBLISHED_ROWS_MAX][512]; int count; };

bool published_read(struct published_file *, const char *path);
/* The value's column of a row (from 1) as a number; NAN if it is none, or a range. */
double published_value(const struct published_file *, int row);

#endif
