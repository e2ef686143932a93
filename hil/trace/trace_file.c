#include "trace_file.h"

#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_SIZE_MAX ((long long)2 << 30)

struct column {
    const char *name, *unit;
    const char *labels[TRACE_FILE_LABELS_MAX];
    size_t      label_count;
    bool        has_numbers;
    const struct signal *bound;         /* its labels count once it is bound */
};

struct trace_file {
    char          *path;
    char          *bytes;         /* the whole file, cut into terminated cells as it is read */
    struct column *columns;
    size_t         column_count;
    double        *t_s, *values;  /* values[row * column_count + column] */
    size_t         rows, rows_max;
    enum trace_file_end end;
    double         tick_s;        /* of the last line, or NAN */
    char           note[320];
};

/* A reader walks over `bytes` line by line; `is_whole_line` is false
 * for a line without its newline. */
struct reader {
    struct trace_file *file;
    char  *at;
    size_t line;
    bool   is_whole_line;
};

static enum err read_stream(FILE *stream, size_t size, char **bytes)
{
    *bytes = malloc(size + 1);
    if (!*bytes)
        return ERR_MEMORY;
    if (fread(*bytes, 1, size, stream) != size)
        return ERR_IO;
    (*bytes)[size] = '\0';
    return ERR_OK;
}

static enum err read_all(const char *path, char **bytes, size_t *size, struct why *why)
{
    struct stat status;
    FILE       *stream = fopen(path, "rb");
    enum err    err;

    if (!stream)
        return why_say(why, ERR_IO, "%s: %s: give the path of a trace.csv", path, strerror(errno));
    if (fstat(fileno(stream), &status) != 0 || !S_ISREG(status.st_mode)
        || status.st_size > FILE_SIZE_MAX) {
        fclose(stream);
        return why_say(why, ERR_IO, "%s: give a trace.csv of at most 2 GB", path);
    }
    *size = (size_t)status.st_size;
    err = read_stream(stream, *size, bytes);
    fclose(stream);
    return err == ERR_IO ? why_say(why, err, "%s: could not be read to its end", path) : err;
}

/* The next line, terminated, or NULL at the end of the file. */
static char *line_next(struct reader *reader)
{
    char *line = reader->at, *end;

    if (*line == '\0')
        return NULL;
    end = strchr(line, '\n');
    reader->is_whole_line = end != NULL;
    reader->at = end ? end + 1 : line + strlen(line);
    reader->line++;
    if (end)
        *end = '\0';
    if (end && end > line && end[-1] == '\r')
        end[-1] = '\0';
    return line;
}

char *trace_cell_next(char **at)
{
    char *cell = *at, *comma = strchr(cell, ',');

    *at = comma ? comma + 1 : NULL;
    if (comma)
        *comma = '\0';
    return cell;
}

size_t trace_cell_count(const char *line)
{
    size_t count = 1;

    for (; *line; line++)
        count += *line == ',';
    return count;
}

static enum err refuse(const struct reader *reader, struct why *why, const char *what)
{
    return why_say(why, ERR_PARSE, "%s:%zu: %s", reader->file->path, reader->line, what);
}

/* Digits with one point, at most 15 of them, are a whole number below 2^53 over a power of ten that
 * a double holds exactly: one division rounds as strtod would. All else goes to number_parse. */
enum err trace_cell_number(const char *cell, double *value)
{
    static const double power[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
                                    1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
    const char *at = cell + (*cell == '-');
    uint64_t    whole = 0;
    int         digits = 0, behind = 0;
    bool        has_point = false;

    for (; digits <= 15 && ((*at >= '0' && *at <= '9') || (*at == '.' && !has_point)); at++) {
        if (*at == '.') {
            has_point = true;
            continue;
        }
        whole = whole * 10 + (uint64_t)(*at - '0');
        digits++;
        behind += has_point;
    }
    if (*at != '\0' || digits == 0 || digits > 15)
        return number_parse(cell, value);
    *value = (*cell == '-' ? -1.0 : 1.0) * (double)whole / power[behind];
    return ERR_OK;
}

static bool label_find(const struct column *column, const char *cell, double *value)
{
    for (size_t i = 0; i < column->label_count; i++)
        if (strcmp(column->labels[i], cell) == 0) {
            *value = (double)i;
            return true;
        }
    return false;
}

/* A text in a cell: the index of its label, which is kept when it is new. */
static enum err cell_label(struct reader *reader, struct column *column, const char *cell,
                           double *value, struct why *why)
{
    if (label_find(column, cell, value))
        return ERR_OK;
    if (column->has_numbers || column->label_count == TRACE_FILE_LABELS_MAX)
        return why_say(why, ERR_PARSE,
                       "%s:%zu: '%.60s' is no value of %s: a cell is a number, or empty when "
                       "unknown",
                       reader->file->path, reader->line, cell, column->name);
    *value = (double)column->label_count;
    column->labels[column->label_count++] = cell;
    return ERR_OK;
}

static enum err cell_read(struct reader *reader, struct column *column, const char *cell,
                          double *value, struct why *why)
{
    if (*cell == '\0') {
        *value = NAN;
        return ERR_OK;
    }
    if (column->label_count == 0 && trace_cell_number(cell, value) == ERR_OK) {
        column->has_numbers = true;
        return ERR_OK;
    }
    return cell_label(reader, column, cell, value, why);
}

static enum err row_read(struct reader *reader, char *line, struct why *why)
{
    struct trace_file *file = reader->file;
    double *values = file->values + file->rows * file->column_count;
    double *t_s = &file->t_s[file->rows];

    if (trace_cell_count(line) != file->column_count + 1)
        return why_say(why, ERR_PARSE, "%s:%zu: %zu cells where the header has %zu", file->path,
                       reader->line, trace_cell_count(line), file->column_count + 1);
    if (trace_cell_number(trace_cell_next(&line), t_s) != ERR_OK)
        return refuse(reader, why, "the time is no number");
    if (file->rows > 0 && *t_s <= file->t_s[file->rows - 1])
        return why_say(why, ERR_PARSE,
                       "%s:%zu: time goes from %g s to %g s: a trace's rows come in order of time",
                       file->path, reader->line, file->t_s[file->rows - 1], *t_s);
    for (size_t i = 0; i < file->column_count; i++)
        TRY(cell_read(reader, &file->columns[i], trace_cell_next(&line), &values[i], why));
    file->rows++;
    return ERR_OK;
}

static enum err head_read(struct reader *reader, struct why *why)
{
    struct trace_file *file = reader->file;
    char *names = line_next(reader),
         *units = names && reader->is_whole_line ? line_next(reader) : NULL;
    size_t cells;

    if (!units || !reader->is_whole_line)
        return refuse(reader, why, "a trace starts with a row of names and a row of units");
    cells = trace_cell_count(names);
    if (cells != trace_cell_count(units))
        return refuse(reader, why, "the row of units is not as long as the row of names");
    if (strcmp(trace_cell_next(&names), "t_s") != 0 || strcmp(trace_cell_next(&units), "s") != 0)
        return refuse(reader, why, "the first column of a trace is t_s, in s");
    file->column_count = cells - 1;
    file->columns = calloc(cells, sizeof *file->columns);
    if (!file->columns)
        return ERR_MEMORY;
    for (size_t i = 0; i < file->column_count; i++) {
        file->columns[i].name = trace_cell_next(&names);
        file->columns[i].unit = trace_cell_next(&units);
    }
    return ERR_OK;
}

static enum err rows_make_room(struct trace_file *file, const char *at)
{
    for (; (at = strchr(at, '\n')) != NULL; at++)
        file->rows_max++;
    file->t_s = malloc((file->rows_max + 1) * sizeof *file->t_s);
    file->values = malloc((file->rows_max + 1) * (file->column_count + 1) * sizeof *file->values);
    return file->t_s && file->values ? ERR_OK : ERR_MEMORY;
}

/* "# end", and how long a tick was; traces of before it was told have nothing behind it. */
static enum err end_read(const struct reader *reader, const char *rest, struct why *why)
{
    static const char  tick[] = " tick_s=";
    struct trace_file *file = reader->file;
    char               number[32];
    int                used = 0;

    file->end = TRACE_FILE_WHOLE;
    if (*rest == '\0')
        return ERR_OK;
    if (strncmp(rest, tick, strlen(tick)) == 0) {
        used = snprintf(number, sizeof number, "%.*s", (int)strcspn(rest + strlen(tick), " "),
                        rest + strlen(tick));
        rest += strlen(tick) + strcspn(rest + strlen(tick), " ");
    }
    if (strcmp(rest, " cut") == 0)
        file->end = TRACE_FILE_STOPPED;
    if (used == 0 || (*rest && file->end == TRACE_FILE_WHOLE) ||
        number_parse(number, &file->tick_s) != ERR_OK || !(file->tick_s > 0))
        return refuse(reader, why, "behind \"# end\" stands the tick, as in \"# end tick_s=0.01\"");
    return ERR_OK;
}

static void note_end(struct trace_file *file, size_t line)
{
    double last_t_s = file->rows ? file->t_s[file->rows - 1] : 0;

    if (file->end == TRACE_FILE_CUT)
        snprintf(file->note, sizeof file->note, "%s: line %zu is cut: read up to %.2f s",
                 file->path, line, last_t_s);
    if (file->end == TRACE_FILE_STOPPED)
        snprintf(file->note, sizeof file->note,
                 "%s: the run did not come to its end: it was cut short at %.2f s", file->path,
                 last_t_s);
    if (file->end == TRACE_FILE_UNENDED)
        snprintf(file->note, sizeof file->note,
                 "%s has no \"# end\": the run was ended from outside after %.2f s", file->path,
                 last_t_s);
}

static enum err rows_read(struct reader *reader, struct why *why)
{
    struct trace_file *file = reader->file;
    char *line;

    file->end = TRACE_FILE_UNENDED;
    file->tick_s = NAN;
    while ((line = line_next(reader)) != NULL) {
        if (file->end == TRACE_FILE_WHOLE || file->end == TRACE_FILE_STOPPED)
            return refuse(reader, why, "there are rows behind \"# end\"");
        if (!reader->is_whole_line)
            file->end = TRACE_FILE_CUT;
        else if (strncmp(line, "# end", 5) == 0)
            TRY(end_read(reader, line + 5, why));
        else
            TRY(row_read(reader, line, why));
    }
    note_end(file, reader->line);
    return ERR_OK;
}

static enum err parse(struct trace_file *file, size_t size, struct why *why)
{
    struct reader reader = { .file = file, .at = file->bytes };

    if (strlen(file->bytes) != size)
        return why_say(why, ERR_PARSE, "%s: is no text: give a trace.csv", file->path);
    TRY(head_read(&reader, why));
    TRY(rows_make_room(file, reader.at));
    return rows_read(&reader, why);
}

enum err trace_file_open(struct trace_file **out, const char *path, struct why *why)
{
    struct trace_file *file = calloc(1, sizeof *file);
    size_t   size = 0;
    enum err err;

    if (!file)
        return ERR_MEMORY;
    TRY_OR_DONE((file->path = strdup(path)) ? ERR_OK : ERR_MEMORY);
    TRY_OR_DONE(read_all(path, &file->bytes, &size, why));
    TRY_OR_DONE(parse(file, size, why));
    *out = file;
    return ERR_OK;
done:
    trace_file_close(file);
    return err;
}

void trace_file_close(struct trace_file *file)
{
    if (!file)
        return;
    free(file->path);
    free(file->bytes);
    free(file->columns);
    free(file->t_s);
    free(file->values);
    free(file);
}

/* ---- binding to a rig's table ---- */

#define COLUMN_NONE ((size_t)-1)

static size_t column_find(const struct trace_file *file, const struct signal *signal)
{
    for (size_t i = 0; i < file->column_count; i++)
        if (strcmp(file->columns[i].name, signal->name) == 0)
            return i;
    return COLUMN_NONE;
}

/* new_index[i] is where the file's label i stands in the signal's own labels;
 * "?9" is a state without a label. */
static enum err labels_match(const struct trace_file *file, const struct column *column,
                             const struct signal *signal, double *new_index, struct why *why)
{
    for (size_t i = 0; i < column->label_count; i++) {
        size_t j = 0;
        while (signal->labels && signal->labels[j]
               && strcmp(signal->labels[j], column->labels[i]) != 0)
            j++;
        new_index[i] = (double)j;
        if (signal->labels && signal->labels[j])
            continue;
        if (!signal->labels || column->labels[i][0] != '?'
            || number_parse(column->labels[i] + 1, &new_index[i]) != ERR_OK)
            return why_say(why, ERR_PARSE, "%s: '%.60s' is no value of %s", file->path,
                           column->labels[i], signal->name);
    }
    return ERR_OK;
}

/* values[row * stride] becomes the file's column `source` in the signal's own terms. */
static enum err column_bind(const struct trace_file *file, size_t source,
                            const struct signal *signal, double *values, size_t stride,
                            struct why *why)
{
    const struct column *column = &file->columns[source];
    double               new_index[TRACE_FILE_LABELS_MAX];

    if (strcmp(column->unit, signal->unit) != 0)
        return why_say(why, ERR_PARSE,
                       "%s: %s is in '%s' there and in '%s' here: it cannot be judged again",
                       file->path, signal->name, column->unit, signal->unit);
    TRY(labels_match(file, column, signal, new_index, why));
    for (size_t row = 0; row < file->rows; row++) {
        double value = file->values[row * file->column_count + source];
        bool   is_label = column->label_count > 0 && !isnan(value);
        values[row * stride] = is_label ? new_index[(size_t)value] : value;
    }
    return ERR_OK;
}

static enum err signal_bind(const struct trace_file *file, const struct signal *signal,
                            bool is_needed, double *values, size_t stride, struct why *why)
{
    size_t source = column_find(file, signal);

    if (source != COLUMN_NONE)
        return column_bind(file, source, signal, values, stride, why);
    if (is_needed)
        return why_say(why, ERR_PARSE, "%s: there is no column %s: give a trace of the same rig",
                       file->path, signal->name);
    for (size_t row = 0; row < file->rows; row++)
        values[row * stride] = (double)NAN;
    return ERR_OK;
}

enum err trace_file_bind(struct trace_file *file, const struct signal *signals, size_t count,
                         const bool *is_needed, struct why *why)
{
    double        *values = malloc((file->rows + 1) * (count + 1) * sizeof *values);
    struct column *columns = calloc(count + 1, sizeof *columns);
    enum err       err = values && columns ? ERR_OK : ERR_MEMORY;

    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        err = signal_bind(file, &signals[i], !is_needed || is_needed[i], &values[i], count, why);
        columns[i] = (struct column){ .name = signals[i].name, .unit = signals[i].unit,
                                      .bound = &signals[i] };
    }
    if (err != ERR_OK) {
        free(values);
        free(columns);
        return err;
    }
    free(file->values);
    free(file->columns);
    file->values = values;
    file->columns = columns;
    file->column_count = count;
    return ERR_OK;
}

/* ---- answers ---- */

size_t trace_file_columns(const struct trace_file *file) { return file->column_count; }
size_t trace_file_rows(const struct trace_file *file) { return file->rows; }
double trace_file_t_s(const struct trace_file *file, size_t row) { return file->t_s[row]; }
const char *trace_file_note(const struct trace_file *file) { return file->note; }
enum trace_file_end trace_file_end(const struct trace_file *file) { return file->end; }

double trace_file_tick_s(const struct trace_file *file)
{
    double least_s = INFINITY;

    if (!isnan(file->tick_s))
        return file->tick_s;
    for (size_t row = 1; row < file->rows; row++)
        least_s = fmin(least_s, file->t_s[row] - file->t_s[row - 1]);
    return isinf(least_s) ? NAN : text_rounded(least_s, 6);
}

const char *trace_file_name(const struct trace_file *file, size_t column)
{
    return file->columns[column].name;
}

const char *trace_file_unit(const struct trace_file *file, size_t column)
{
    return file->columns[column].unit;
}

const double *trace_file_row(const struct trace_file *file, size_t row)
{
    return file->values + row * file->column_count;
}

const char *trace_file_label(const struct trace_file *file, size_t column, double value)
{
    const struct column *asked = &file->columns[column];
    const char *const   *labels = asked->bound ? asked->bound->labels : asked->labels;
    size_t               count = asked->bound ? 0 : asked->label_count;

    while (asked->bound && labels && labels[count])
        count++;
    return value >= 0 && value < (double)count ? labels[(size_t)value] : NULL;
}
