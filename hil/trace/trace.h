/* trace.h - the rows of a run: a CSV file that stays readable if the run dies, and a
 * sketch in memory for the report (hil/trace/sketch.h).
 *
 * The file has a header row of names, a row of units, then rows: t_s first, then every
 * signal in the order of the rig's table, printed with the signal's decimals; states as their
 * labels; unknown as an empty cell. A state outside its labels is printed as "?9".
 *
 * Every tick is appended. With row_every_s of a tick or less every tick has its row. With more, a
 * row is written when
 *
 *     its time has reached the next multiple of row_every_s,
 *     a state (a signal with labels) or a count (unit "-", no decimals) has changed; the row
 *     before is written too, so that edges are sharp,
 *     something happened (trace_mark): the row before and the row of that tick,
 *     it is the first or the last,
 *
 * and what is left out is still in the sketch. A quantity that changes in every tick should not be
 * a count.
 *
 * Whole rows only are handed to the system, at least once per simulated second or per 100 ticks,
 * whichever is longer (in real time: trace_hurry), so that a killed run leaves a file whose last
 * line is complete or visibly cut; trace_close writes "# end tick_s=0.01" as the last line, which
 * marks the trace as whole.
 * trace_destroy without trace_close hands over the last rows and leaves the mark out. trace_file.h
 * reads it all back. Nothing here grows with the length of a run but the file. */
#ifndef PAINRIG_HIL_TRACE_H
#define PAINRIG_HIL_TRACE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/signal.h"
#include "hil/trace/sketch.h"

#include <stddef.h>

#define TRACE_SKETCH_MAX SKETCH_MAX

struct trace;

/* path may be NULL: no file, sketch only. The tables must outlive the trace. */
MUST_CHECK enum err trace_create(struct trace **, const char *path, const struct signal *,
                                 size_t count, double tick_s, double row_every_s,
                                 struct why *);
/* Before the first row, of a run in real time: whoever reads along waits no longer than this. */
void trace_hurry(struct trace *, double flush_every_s);
/* Before the first row: keep the SHA-256 of the file's bytes, or of those it would have. */
MUST_CHECK enum err trace_hash(struct trace *, struct why *);
/* values[0..count) at t_s. Allocates nothing. ERR_IO with a sentence when the disk is
 * full: what was written stays. */
MUST_CHECK enum err trace_append(struct trace *, double t_s, const double *values, struct why *);
/* Something happens between the row that was appended last and the next one, or at either. */
void trace_mark(struct trace *);
/* The run did not come to its end: the last line will say so, "# end tick_s=0.01 cut". */
void trace_cut(struct trace *);
MUST_CHECK enum err trace_close(struct trace *, struct why *);
void trace_destroy(struct trace *);

/* Of the whole trace, as hex; "" before trace_close, when it failed, or without trace_hash. */
const char *trace_sha256(const struct trace *);

size_t trace_rows(const struct trace *);           /* written so far       */
double trace_row_every_s(const struct trace *);    /* 0: every tick has its row */

/* The sketch: bucket i covers bucket_s * i .. bucket_s * (i + 1); NAN where nothing was known. */
size_t trace_sketch_buckets(const struct trace *);
double trace_sketch_bucket_s(const struct trace *);
void trace_sketch(const struct trace *, size_t signal, size_t bucket, double *least, double *most);

#endif
