/* trace_file.h - a trace.csv read back, so that yesterday's run can be judged again.
 *
 * What cannot be trusted is refused with a sentence that has the line number: a row with too few
 * or too many cells, a cell that is no number in a column of numbers, time that stands still or
 * goes backwards, a header without t_s. What a dying run leaves is read as far as it goes: a last
 * line that is cut is dropped, and a trace without "# end" is given with a note, since nobody
 * knows what would have come next.
 *
 * Rows need not be evenly spaced: trace.h says which ones are written, and the last line says how
 * long a tick is.
 *
 * Unknown (an empty cell) is NAN. A column with texts is a state: its value is an index into
 * the labels it was seen with, until trace_file_bind replaces them by a rig's own.
 * Everything is owned by the trace_file. */
#ifndef PAINRIG_HIL_TRACE_FILE_H
#define PAINRIG_HIL_TRACE_FILE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/signal.h"

#include <stdbool.h>
#include <stddef.h>

#define TRACE_FILE_LABELS_MAX 64

enum trace_file_end {
    TRACE_FILE_WHOLE,       /* "# end .." is the last line        */
    TRACE_FILE_STOPPED,     /* that says: the run was cut short   */
    TRACE_FILE_UNENDED,     /* every line is complete, but no end */
    TRACE_FILE_CUT,         /* the last line was cut and dropped  */
};

struct trace_file;

MUST_CHECK enum err trace_file_open(struct trace_file **, const char *path, struct why *);
void trace_file_close(struct trace_file *);     /* NULL is fine */

/* From now on columns are the signals of this table in its order, and states are indexes
 * into its labels. Refused: a signal that the file lacks, unless is_needed[signal] is false (then
 * it is unknown in every row; NULL: all are needed), another unit, a text that is none of the
 * labels. May be called once. */
MUST_CHECK enum err trace_file_bind(struct trace_file *, const struct signal *, size_t count,
                                    const bool *is_needed, struct why *);

/* The columns behind t_s. */
size_t      trace_file_columns(const struct trace_file *);
const char *trace_file_name(const struct trace_file *, size_t column);
const char *trace_file_unit(const struct trace_file *, size_t column);
/* The text of a state's value in a column, or NULL where there is none. */
const char *trace_file_label(const struct trace_file *, size_t column, double value);

size_t        trace_file_rows(const struct trace_file *);
double        trace_file_t_s(const struct trace_file *, size_t row);
const double *trace_file_row(const struct trace_file *, size_t row);    /* [0 .. columns) */

/* The number that a cell is, as it was printed, or ERR_GARBLED. */
MUST_CHECK enum err trace_cell_number(const char *cell, double *value);

/* The next cell of a line, terminated; *at becomes NULL behind the last. */
char  *trace_cell_next(char **at);
size_t trace_cell_count(const char *line);

/* As the trace says; without it (no "# end") the least distance of two rows; NAN: nobody knows. */
double trace_file_tick_s(const struct trace_file *);

enum trace_file_end trace_file_end(const struct trace_file *);
/* "trace.csv: line 4711 is cut: read up to 94.20 s", or "" for a whole trace. */
const char *trace_file_note(const struct trace_file *);

#endif
