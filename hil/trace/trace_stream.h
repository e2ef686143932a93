/* trace_stream.h - a trace.csv of any size, read row by row through one buffer.
 *
 * trace_file.h has a whole trace in memory and judges it; here nothing grows with the file. Rows
 * are in order of time, so a moment is found by halving the file: no index is kept, and a file that
 * a run is still writing is read like any other, as far as its lines are whole:
 *
 *     TRY(trace_stream_open(&stream, file, "out/lumbar/trace.csv", why));
 *     TRY(trace_stream_seek(stream, 60, why));
 *     do
 *         TRY(trace_stream_next(stream, &next, &t_s, values, why));
 *     while (next == TRACE_STREAM_ROW);
 *
 * Unknown is NAN. A cell that is no number is a state: an index into the labels that the column was
 * given, or else was seen with. Refused with a sentence: a head that is none, a row of another
 * width, time that goes back, a line or a head beyond all measure. The stream owns its
 * descriptor. */
#ifndef PAINRIG_HIL_TRACE_STREAM_H
#define PAINRIG_HIL_TRACE_STREAM_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>

#define TRACE_STREAM_BUFFER      ((size_t)1 << 18)  /* bytes; no line is longer */
#define TRACE_STREAM_COLUMNS_MAX 2000

enum trace_stream_next {
    TRACE_STREAM_ROW,
    TRACE_STREAM_WAITS,         /* the last whole line is behind us: ask again when it has grown */
    TRACE_STREAM_ENDED,         /* "# end": nothing comes any more                               */
};

struct trace_stream;

/* The descriptor is taken on failure, too. `name` is for sentences. ERR_LIMIT: its head is not
 * there yet. */
MUST_CHECK enum err trace_stream_open(struct trace_stream **, int file, const char *name,
                                      struct why *);
void trace_stream_close(struct trace_stream *);     /* NULL is fine */

/* The columns behind t_s; TRACE_STREAM_NONE: there is none of that name. */
#define TRACE_STREAM_NONE ((size_t)-1)
size_t      trace_stream_columns(const struct trace_stream *);
const char *trace_stream_name(const struct trace_stream *, size_t column);
const char *trace_stream_unit(const struct trace_stream *, size_t column);
size_t      trace_stream_find(const struct trace_stream *, const char *name);

/* From now on only these are read, values[i] being columns[i]: without it all are, in their order.
 * A column at TRACE_STREAM_NONE is unknown in every row. */
MUST_CHECK enum err trace_stream_choose(struct trace_stream *, const size_t *columns, size_t count,
                                        struct why *);
/* Before the first row: what a state's values are called, NULL-terminated. They outlive the stream.
 * A label that an older painrig had besides is behind them. */
void trace_stream_give_labels(struct trace_stream *, size_t column, const char *const *labels);
/* What values of the column are called, as far as is known; NULL: it is no state. */
size_t      trace_stream_label_count(const struct trace_stream *, size_t column);
const char *trace_stream_label(const struct trace_stream *, size_t column, size_t value);

/* The next row will be the last one at or before t_s; the first one when there is none. */
MUST_CHECK enum err trace_stream_seek(struct trace_stream *, double t_s, struct why *);
/* The times of the first row and of the last one now; NAN without rows. The place is lost. */
MUST_CHECK enum err trace_stream_span(struct trace_stream *, double *first_t_s, double *last_t_s,
                                      struct why *);
MUST_CHECK enum err trace_stream_next(struct trace_stream *, enum trace_stream_next *, double *t_s,
                                      double *values, struct why *);

#endif
