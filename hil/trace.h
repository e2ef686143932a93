/* trace.h - all rows of a run: a CSV file that stays readable if the run dies, and a
 * sketch in memory for the report.
 *
 * The file has a header row of names, a row of units, then one row per tick: t_s first, then every
 * signal in the order of the rig's table, printed with the signal's decimals; states as their
 * labels; unknown as an empty cell. Whole rows only are handed to the system, at least once per
 * simulated second or per 100 ticks, whichever is longer, so that a killed run leaves a file whose last line is complete or visibly cut;
 * trace_close writes "# end" as the last line, which marks the trace as whole. trace_destroy
 * without trace_close hands over the last rows and leaves the mark out. A state outside its labels
 * is printed as "?9". trace_file.h reads it all back.
 *
 * The sketch keeps, for each signal, least and greatest value in each of at most
 * TRACE_SKETCH_MAX buckets of equal duration; when they are full, neighbours are merged and
 * the buckets get twice as wide. */
#ifndef PAINRIG_HIL_TRACE_H
#define PAINRIG_HIL_TRACE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/signal.h"

#include <stddef.h>

#define TRACE_SKETCH_MAX 2048

struct trace;

/* path may be NULL: no file, sketch only. The tables must outlive the trace. */
MUST_CHECK enum err trace_create(struct trace **, const char *path, const struct signal *,
                                 size_t count, double tick_s, struct why *);
/* values[0..count) at t_s. Allocates nothing. ERR_IO with a sentence when the disk is
 * full: what was written stays. */
MUST_CHECK enum err trace_append(struct trace *, double t_s, const double *values, struct why *);
MUST_CHECK enum err trace_close(struct trace *, struct why *);
void trace_destroy(struct trace *);

size_t trace_rows(const struct trace *);

/* The sketch: bucket i covers bucket_s * i .. bucket_s * (i + 1); NAN where nothing was known. */
size_t trace_sketch_buckets(const struct trace *);
double trace_sketch_bucket_s(const struct trace *);
void trace_sketch(const struct trace *, size_t signal, size_t bucket, double *least, double *most);

#endif
