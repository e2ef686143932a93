#include "trace_stream.h"

#include "hil/trace/trace_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define LINE_MAX_BYTES (TRACE_STREAM_BUFFER - 1)
#define NEAR_BYTES     ((off_t)TRACE_STREAM_BUFFER)    /* nearer than this: row by row */

struct column {
    const char  *name, *unit;
    const char *const *given;           /* labels that the caller knows     */
    char        *seen[TRACE_FILE_LABELS_MAX];       /* and those behind them */
    size_t       given_count, seen_count;
    size_t       place;                 /* in a row's values, or NONE       */
};

struct trace_stream {
    int            file;
    char          *name;
    char          *head;                /* the two lines that the columns' texts are in */
    struct column *columns;
    size_t         column_count, chosen_count;
    off_t          rows_at;             /* where the first row begins        */
    double         before_t_s;          /* of the last row given             */
    bool           has_ended;

    char  *buffer;                      /* TRACE_STREAM_BUFFER, and a zero   */
    off_t  buffer_at;                   /* of buffer[0] in the file          */
    size_t at, used;
};

/* ---- lines ---- */

static enum err refuse(const struct trace_stream *stream, const char *what, struct why *why)
{
    return why_say(why, ERR_PARSE, "%s: at byte %lld: %s", stream->name,
                   (long long)(stream->buffer_at + (off_t)stream->at), what);
}

static void place(struct trace_stream *stream, off_t offset)
{
    stream->buffer_at = offset;
    stream->at = stream->used = 0;
    stream->before_t_s = -INFINITY;
    stream->has_ended = false;
}

/* More of the file behind what is left in the buffer; *is_more is false at its end. */
static enum err buffer_fill(struct trace_stream *stream, bool *is_more, struct why *why)
{
    ssize_t count;

    memmove(stream->buffer, stream->buffer + stream->at, stream->used - stream->at);
    stream->buffer_at += (off_t)stream->at;
    stream->used -= stream->at;
    stream->at = 0;
    if (stream->used == LINE_MAX_BYTES)
        return refuse(stream, "a line that never ends: give a trace.csv", why);
    do
        count = pread(stream->file, stream->buffer + stream->used, LINE_MAX_BYTES - stream->used,
                      stream->buffer_at + (off_t)stream->used);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return why_say(why, ERR_IO, "%s: %s", stream->name, strerror(errno));
    stream->used += (size_t)count;
    *is_more = count > 0;
    return ERR_OK;
}

/* The next whole line, terminated, or NULL when there is none yet. */
static enum err line_next(struct trace_stream *stream, char **line, struct why *why)
{
    char *begin, *end;
    bool  is_more;

    *line = NULL;
    while (!(end = memchr(stream->buffer + stream->at, '\n', stream->used - stream->at))) {
        TRY(buffer_fill(stream, &is_more, why));
        if (!is_more)
            return ERR_OK;
    }
    begin = stream->buffer + stream->at;
    if (memchr(begin, '\0', (size_t)(end - begin)))
        return refuse(stream, "is no text: give a trace.csv", why);
    stream->at = (size_t)(end - stream->buffer) + 1;
    *end = '\0';
    if (end > begin && end[-1] == '\r')
        end[-1] = '\0';
    *line = begin;
    return ERR_OK;
}

/* ---- the head ---- */

/* The two lines are kept: the columns' names and units are in them. */
static enum err head_keep(struct trace_stream *stream, char **names, char **units, struct why *why)
{
    char  *line;
    size_t count;

    TRY(line_next(stream, &line, why));
    if (!line)
        return why_say(why, ERR_LIMIT, "%s has no rows yet", stream->name);
    count = strlen(line) + 1;
    stream->head = malloc(count);
    if (!stream->head)
        return ERR_MEMORY;
    memcpy(stream->head, line, count);
    TRY(line_next(stream, &line, why));
    if (!line)
        return why_say(why, ERR_LIMIT, "%s has no rows yet", stream->name);
    *names = realloc(stream->head, count + strlen(line) + 1);
    if (!*names)
        return ERR_MEMORY;
    stream->head = *names;
    *units = memcpy(stream->head + count, line, strlen(line) + 1);
    return ERR_OK;
}

static enum err head_read(struct trace_stream *stream, struct why *why)
{
    char  *names = NULL, *units = NULL;
    size_t cells;

    TRY(head_keep(stream, &names, &units, why));
    cells = trace_cell_count(names);
    if (cells != trace_cell_count(units) || cells > TRACE_STREAM_COLUMNS_MAX)
        return refuse(stream, "a trace starts with a row of names and a row of units, of one "
                      "length", why);
    if (strcmp(trace_cell_next(&names), "t_s") != 0 || strcmp(trace_cell_next(&units), "s") != 0)
        return refuse(stream, "the first column of a trace is t_s, in s", why);
    stream->columns = calloc(cells, sizeof *stream->columns);
    if (!stream->columns)
        return ERR_MEMORY;
    stream->column_count = stream->chosen_count = cells - 1;
    for (size_t i = 0; i < stream->column_count; i++)
        stream->columns[i] = (struct column){ .name = trace_cell_next(&names), .place = i,
                                              .unit = trace_cell_next(&units) };
    stream->rows_at = stream->buffer_at + (off_t)stream->at;
    return ERR_OK;
}

static enum err all_open(struct trace_stream *stream, const char *name, struct why *why)
{
    struct stat status;

    stream->name = strdup(name);
    stream->buffer = malloc(TRACE_STREAM_BUFFER);
    if (!stream->name || !stream->buffer)
        return ERR_MEMORY;
    if (fstat(stream->file, &status) != 0 || !S_ISREG(status.st_mode))
        return why_say(why, ERR_IO, "%s is no file", name);
    place(stream, 0);
    return head_read(stream, why);
}

enum err trace_stream_open(struct trace_stream **out, int file, const char *name, struct why *why)
{
    struct trace_stream *stream = calloc(1, sizeof *stream);
    enum err             err;

    if (!stream) {
        close(file);
        return ERR_MEMORY;
    }
    stream->file = file;
    err = all_open(stream, name, why);
    if (err != ERR_OK) {
        trace_stream_close(stream);
        return err;
    }
    *out = stream;
    return ERR_OK;
}

void trace_stream_close(struct trace_stream *stream)
{
    if (!stream)
        return;
    for (size_t i = 0; i < stream->column_count; i++)
        for (size_t j = 0; j < stream->columns[i].seen_count; j++)
            free(stream->columns[i].seen[j]);
    close(stream->file);
    free(stream->name);
    free(stream->head);
    free(stream->columns);
    free(stream->buffer);
    free(stream);
}

/* ---- columns ---- */

size_t trace_stream_columns(const struct trace_stream *stream) { return stream->column_count; }

const char *trace_stream_name(const struct trace_stream *stream, size_t column)
{
    return stream->columns[column].name;
}

const char *trace_stream_unit(const struct trace_stream *stream, size_t column)
{
    return stream->columns[column].unit;
}

size_t trace_stream_find(const struct trace_stream *stream, const char *name)
{
    for (size_t i = 0; i < stream->column_count; i++)
        if (strcmp(stream->columns[i].name, name) == 0)
            return i;
    return TRACE_STREAM_NONE;
}

enum err trace_stream_choose(struct trace_stream *stream, const size_t *columns, size_t count,
                             struct why *why)
{
    for (size_t i = 0; i < stream->column_count; i++)
        stream->columns[i].place = TRACE_STREAM_NONE;
    for (size_t i = 0; i < count; i++) {
        if (columns[i] == TRACE_STREAM_NONE)
            continue;
        if (columns[i] >= stream->column_count ||
            stream->columns[columns[i]].place != TRACE_STREAM_NONE)
            return why_say(why, ERR_RANGE, "%s: a column is asked for twice, or is not there",
                           stream->name);
        stream->columns[columns[i]].place = i;
    }
    stream->chosen_count = count;
    return ERR_OK;
}

void trace_stream_give_labels(struct trace_stream *stream, size_t column,
                              const char *const *labels)
{
    struct column *this = &stream->columns[column];

    this->given = labels;
    for (this->given_count = 0; labels[this->given_count]; )
        this->given_count++;
}

size_t trace_stream_label_count(const struct trace_stream *stream, size_t column)
{
    return stream->columns[column].given_count + stream->columns[column].seen_count;
}

static const char *label_of(const struct column *column, size_t value)
{
    return value < column->given_count ? column->given[value]
                                       : column->seen[value - column->given_count];
}

const char *trace_stream_label(const struct trace_stream *stream, size_t column, size_t value)
{
    return value < trace_stream_label_count(stream, column)
        ? label_of(&stream->columns[column], value) : NULL;
}

/* ---- rows ---- */

static bool label_find(const struct column *column, const char *cell, double *value)
{
    for (size_t i = 0; i < column->given_count + column->seen_count; i++)
        if (strcmp(label_of(column, i), cell) == 0) {
            *value = (double)i;
            return true;
        }
    return false;
}

/* "?9" is a state that has no label (hil/trace/trace.h). */
static enum err label_read(struct trace_stream *stream, struct column *column, const char *cell,
                           double *value, struct why *why)
{
    if (label_find(column, cell, value))
        return ERR_OK;
    if (cell[0] == '?' && trace_cell_number(cell + 1, value) == ERR_OK)
        return ERR_OK;
    if (column->seen_count == TRACE_FILE_LABELS_MAX)
        return why_say(why, ERR_PARSE, "%s: '%.60s' is no value of %.60s: a cell is a number, or "
                       "empty when unknown", stream->name, cell, column->name);
    column->seen[column->seen_count] = strdup(cell);
    if (!column->seen[column->seen_count])
        return ERR_MEMORY;
    *value = (double)(column->given_count + column->seen_count++);
    return ERR_OK;
}

static enum err cell_read(struct trace_stream *stream, struct column *column, const char *cell,
                          double *value, struct why *why)
{
    if (column->place == TRACE_STREAM_NONE)
        return ERR_OK;
    value += column->place;
    *value = NAN;
    if (*cell == '\0' || trace_cell_number(cell, value) == ERR_OK)
        return ERR_OK;
    return label_read(stream, column, cell, value, why);
}

static enum err time_read(struct trace_stream *stream, char **line, double *t_s, struct why *why)
{
    if (trace_cell_number(trace_cell_next(line), t_s) != ERR_OK)
        return refuse(stream, "the time is no number", why);
    return ERR_OK;
}

static enum err row_read(struct trace_stream *stream, char *line, double *t_s, double *values,
                         struct why *why)
{
    TRY(time_read(stream, &line, t_s, why));
    if (!(*t_s > stream->before_t_s))
        return refuse(stream, "time goes back: a trace's rows come in order of time", why);
    for (size_t i = 0; i < stream->chosen_count; i++)
        values[i] = NAN;
    for (size_t i = 0; i < stream->column_count; i++) {
        if (!line)
            return refuse(stream, "a row with fewer cells than the head", why);
        TRY(cell_read(stream, &stream->columns[i], trace_cell_next(&line), values, why));
    }
    if (line)
        return refuse(stream, "a row with more cells than the head", why);
    stream->before_t_s = *t_s;
    return ERR_OK;
}

static bool is_end(const char *line)
{
    return strncmp(line, "# end", 5) == 0;
}

enum err trace_stream_next(struct trace_stream *stream, enum trace_stream_next *next, double *t_s,
                           double *values, struct why *why)
{
    char *line;

    *next = TRACE_STREAM_ENDED;
    if (stream->has_ended)
        return ERR_OK;
    TRY(line_next(stream, &line, why));
    if (line && is_end(line)) {
        stream->has_ended = true;
        return ERR_OK;
    }
    *next = line ? TRACE_STREAM_ROW : TRACE_STREAM_WAITS;
    return line ? row_read(stream, line, t_s, values, why) : ERR_OK;
}

/* ---- moments ---- */

/* The time of the next row, and where it begins; NAN when there is none. */
static enum err moment_next(struct trace_stream *stream, double *t_s, off_t *begins_at,
                            struct why *why)
{
    char *line;

    *t_s = NAN;
    TRY(line_next(stream, &line, why));
    if (!line || is_end(line))
        return ERR_OK;
    *begins_at = stream->buffer_at + (off_t)(line - stream->buffer);
    return time_read(stream, &line, t_s, why);
}

/* The same of the first row that begins behind `offset`, which is anywhere. */
static enum err moment_behind(struct trace_stream *stream, off_t offset, double *t_s,
                              off_t *begins_at, struct why *why)
{
    char *rest;

    place(stream, offset);
    *t_s = NAN;
    TRY(line_next(stream, &rest, why));
    return rest ? moment_next(stream, t_s, begins_at, why) : ERR_OK;
}

static off_t size_of(const struct trace_stream *stream)
{
    struct stat status;

    return fstat(stream->file, &status) == 0 ? status.st_size : stream->rows_at;
}

enum err trace_stream_seek(struct trace_stream *stream, double t_s, struct why *why)
{
    off_t  low = stream->rows_at, high = size_of(stream), at = low;    /* a row begins at low */
    double found_t_s;

    while (high - low > NEAR_BYTES) {
        off_t middle = low + (high - low) / 2;
        TRY(moment_behind(stream, middle, &found_t_s, &at, why));
        if (found_t_s <= t_s && at < high)
            low = at;
        else
            high = middle;                      /* a row behind t_s, or none */
    }
    place(stream, low);
    at = low;
    do {
        low = at;
        TRY(moment_next(stream, &found_t_s, &at, why));
    } while (found_t_s <= t_s);
    place(stream, low);
    return ERR_OK;
}

enum err trace_stream_span(struct trace_stream *stream, double *first_t_s, double *last_t_s,
                           struct why *why)
{
    off_t  end = size_of(stream), at = stream->rows_at;
    double t_s, last = NAN;

    place(stream, at);
    TRY(moment_next(stream, first_t_s, &at, why));
    if (end - at > NEAR_BYTES)
        TRY(moment_behind(stream, end - NEAR_BYTES, &t_s, &at, why));
    else
        t_s = *first_t_s;
    while (!isnan(t_s)) {
        last = t_s;
        TRY(moment_next(stream, &t_s, &at, why));
    }
    *last_t_s = last;
    return ERR_OK;
}
