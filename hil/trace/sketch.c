#include "sketch.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum err sketch_open(struct sketch *sketch, size_t count, double tick_s)
{
    size_t size = SKETCH_MAX * (count ? count : 1) * sizeof *sketch->least;

    *sketch = (struct sketch){ .count = count, .bucket_s = tick_s,
                               .least = malloc(size), .most = malloc(size) };
    return sketch->least && sketch->most ? ERR_OK : ERR_MEMORY;
}

void sketch_free(struct sketch *sketch)
{
    free(sketch->least);
    free(sketch->most);
    *sketch = (struct sketch){ 0 };
}

/* Comparisons with NAN are false, so an unknown value changes nothing. Plain loops over plain
 * arrays: the compiler turns them into the processor's own minimum and maximum. */
static void join(double *restrict least, double *restrict most, const double *other_least,
                 const double *other_most, size_t count)
{
    for (size_t i = 0; i < count; i++)
        least[i] = other_least[i] < least[i] ? other_least[i] : least[i];
    for (size_t i = 0; i < count; i++)
        most[i] = other_most[i] > most[i] ? other_most[i] : most[i];
}

static void bucket_clear(struct sketch *sketch, size_t bucket)
{
    for (size_t i = bucket * sketch->count; i < (bucket + 1) * sketch->count; i++) {
        sketch->least[i] = INFINITY;
        sketch->most[i] = -INFINITY;
    }
}

static void merge(struct sketch *sketch)
{
    size_t count = sketch->count, size = count * sizeof *sketch->least;

    for (size_t i = 0; 2 * i < sketch->buckets; i++) {
        double *least = sketch->least + i * count, *most = sketch->most + i * count;
        size_t  from = 2 * i * count;

        memmove(least, sketch->least + from, size);
        memmove(most, sketch->most + from, size);
        if (2 * i + 1 < sketch->buckets)
            join(least, most, sketch->least + from + count, sketch->most + from + count, count);
    }
    sketch->buckets = (sketch->buckets + 1) / 2;
    sketch->bucket_s *= 2;
}

/* Time in buckets; tick * dt may fall just short of the edge it means. */
static double position(const struct sketch *sketch, double t_s)
{
    return t_s / sketch->bucket_s * (1 + 1e-12) + 1e-9;
}

void sketch_add(struct sketch *sketch, double t_s, const double *values)
{
    size_t bucket;

    while (position(sketch, t_s) >= SKETCH_MAX)
        merge(sketch);
    bucket = (size_t)position(sketch, t_s);
    for (; sketch->buckets <= bucket; sketch->buckets++)
        bucket_clear(sketch, sketch->buckets);
    join(sketch->least + bucket * sketch->count, sketch->most + bucket * sketch->count, values,
         values, sketch->count);
}

void sketch_read(const struct sketch *sketch, size_t signal, size_t bucket, double *least,
                 double *most)
{
    size_t at = bucket * sketch->count + signal;
    bool   is_known = sketch->least[at] <= sketch->most[at];

    *least = is_known ? sketch->least[at] : NAN;
    *most = is_known ? sketch->most[at] : NAN;
}
