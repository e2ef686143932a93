/* sketch.h - the least and greatest value of every signal over time, in a memory that does not
 * grow: at most SKETCH_MAX buckets of equal duration; when they are full, neighbours are merged
 * and the buckets get twice as wide.
 *
 * Every tick is added, so that no spike is lost however long the run. */
#ifndef PAINRIG_HIL_SKETCH_H
#define PAINRIG_HIL_SKETCH_H

#include "base/err.h"

#include <stddef.h>

#define SKETCH_MAX 2048

struct sketch {
    double *least, *most;       /* [bucket * count + signal]; least > most: nothing known yet */
    size_t  count, buckets;
    double  bucket_s;
};

/* A bucket begins as one tick. Given back with sketch_free. */
MUST_CHECK enum err sketch_open(struct sketch *, size_t count, double tick_s);
void sketch_free(struct sketch *);

/* values[0 .. count) at t_s >= 0, in order of time; NAN changes nothing. */
void sketch_add(struct sketch *, double t_s, const double *values);
/* NAN where nothing was known. */
void sketch_read(const struct sketch *, size_t signal, size_t bucket, double *least, double *most);

#endif
