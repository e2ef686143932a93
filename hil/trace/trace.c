#include "trace.h"

#include "base/text.h"
#include "hil/digest.h"
#include "hil/trace/sketch.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_LEAST  65536
#define CELL_MAX      34  /* a number from text_fixed, its comma and a state's question mark */
#define END_MAX       64
#define FLUSH_EVERY_S 1.0
#define FLUSH_TICKS   100
#define DUE_SLACK     1e-6  /* of row_every_s: ticks are sums */

/* A row as text. Cell i, with its comma in front, is bytes[at[i] .. at[i + 1]). */
struct row_text {
    char     *bytes;
    uint32_t *at;
};

struct trace {
    const struct signal *signals;
    size_t  count;

    char   *path;               /* NULL: no file */
    int     file;
    char   *buffer;             /* whole rows not yet handed to the system */
    size_t  used, size, row_size_max;
    double  tick_s, flushed_t_s, flush_every_s;
    int     broken_by;          /* the errno that ended the writing, or 0 */
    struct digest *digest;      /* of all that was handed over; NULL: nobody asks */
    char    sha256[DIGEST_HEX_SIZE];
    bool    is_closed, is_cut;

    size_t  rows;               /* written */
    double  row_every_s;        /* 0: every tick has its row */
    double  next_row_s;         /* the next multiple of row_every_s */
    double  last_t_s, *last;    /* the row before, kept while it may still have to be written */
    bool    is_last_written, is_marked;
    size_t *edges, edge_count;  /* the signals whose change is an edge */

    struct row_text text, text_before;
    double *printed;            /* the values of text_before */
    bool    has_printed;

    struct sketch sketch;
};

/* ---- the file ---- */

static enum err say_unwritten(struct trace *trace, int reason, struct why *why)
{
    trace->broken_by = reason;
    return why_say(why, ERR_IO,
                   "%s: %s after %zu rows: free some room there or write to another folder; the "
                   "rows written so far stay readable",
                   trace->path, strerror(reason), trace->rows);
}

static enum err flush(struct trace *trace, struct why *why)
{
    size_t written = 0;

    while (trace->file >= 0 && written < trace->used) {
        ssize_t count = write(trace->file, trace->buffer + written, trace->used - written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return say_unwritten(trace, count < 0 ? errno : ENOSPC, why);
        written += (size_t)count;
    }
    if (trace->digest)
        digest_add(trace->digest, trace->buffer, trace->used);
    trace->used = 0;
    return ERR_OK;
}

static char *put(char *at, const char *text)
{
    size_t count = strlen(text);

    memcpy(at, text, count);
    return at + count;
}

static size_t label_count(const char *const *labels)
{
    size_t count = 0;

    while (labels && labels[count])
        count++;
    return count;
}

/* A state that has no label (a device may say anything) is kept as "?9": nothing seen is hidden. */
static char *put_cell(char *at, const struct signal *signal, double value)
{
    if (isnan(value))
        return at;
    if (signal->labels && value >= 0 && value < 1e6) {
        size_t state = (size_t)value;
        if ((double)state == value && state < label_count(signal->labels))
            return put(at, signal->labels[state]);
    }
    if (signal->labels)
        *at++ = '?';
    return at + text_fixed(at, value, signal->decimals);
}

/* Time is printed in microseconds, without the zeros that end it. */
static char *put_time(char *at, double t_s)
{
    char *end = at + text_fixed(at, t_s, 6);

    while (end[-1] == '0')
        end--;
    return end[-1] == '.' ? end - 1 : end;
}

/* How many values from i on are, bit for bit, those of the row before. */
static size_t unchanged_from(const struct trace *trace, size_t i, const double *values)
{
    size_t end = i;

    while (end < trace->count && memcmp(&values[end], &trace->printed[end], sizeof *values) == 0)
        end++;
    return end - i;
}

/* Cells i .. i + count as the row before has them. */
static char *cells_copy(struct trace *trace, size_t i, size_t count, char *at)
{
    const struct row_text *before = &trace->text_before;
    uint32_t from = before->at[i], here = (uint32_t)(at - trace->text.bytes);

    memcpy(at, before->bytes + from, before->at[i + count] - from);
    for (size_t j = i; j < i + count; j++)
        trace->text.at[j] = before->at[j] - from + here;
    return at + (before->at[i + count] - from);
}

/* Most values of a row are those of the row before: their text is copied, not made again. */
static char *put_cells(struct trace *trace, const double *values, char *at)
{
    for (size_t i = 0; i < trace->count; i++) {
        size_t same = trace->has_printed ? unchanged_from(trace, i, values) : 0;
        if (same > 0) {
            at = cells_copy(trace, i, same, at);
            i += same;
        }
        if (i == trace->count)
            break;
        trace->text.at[i] = (uint32_t)(at - trace->text.bytes);
        *at++ = ',';
        at = put_cell(at, &trace->signals[i], values[i]);
        trace->printed[i] = values[i];
    }
    trace->text.at[trace->count] = (uint32_t)(at - trace->text.bytes);
    return at;
}

static void buffer_row(struct trace *trace, double t_s, const double *values)
{
    struct row_text text = trace->text;
    char           *at = put_cells(trace, values, text.bytes);
    size_t          count = (size_t)(at - text.bytes);

    *at = '\n';
    at = put_time(trace->buffer + trace->used, t_s);
    memcpy(at, text.bytes, count + 1);
    trace->used = (size_t)(at - trace->buffer) + count + 1;
    trace->text = trace->text_before;
    trace->text_before = text;
    trace->has_printed = true;
}

static void buffer_head(struct trace *trace)
{
    char *at = put(trace->buffer, "t_s");

    for (size_t i = 0; i < trace->count; i++)
        at = put(put(at, ","), trace->signals[i].name);
    at = put(at, "\ns");
    for (size_t i = 0; i < trace->count; i++)
        at = put(put(at, ","), trace->signals[i].unit);
    at = put(at, "\n");
    trace->used = (size_t)(at - trace->buffer);
}

static void buffer_end(struct trace *trace)
{
    char tick[32], *at = trace->buffer + trace->used;

    text_number(tick, trace->tick_s);
    at = put(put(put(at, "# end tick_s="), tick), trace->is_cut ? " cut\n" : "\n");
    trace->used = (size_t)(at - trace->buffer);
}

/* ---- which rows are written ---- */

/* A state, or a count: what jumps. */
static bool is_edge(const struct signal *signal)
{
    return signal->labels || (strcmp(signal->unit, "-") == 0 && signal->decimals == 0);
}

static bool has_edge(const struct trace *trace, const double *values)
{
    for (size_t i = 0; i < trace->edge_count; i++) {
        double before = trace->last[trace->edges[i]], now = values[trace->edges[i]];
        if (before != now && !(isnan(before) && isnan(now)))
            return true;
    }
    return false;
}

static enum err row_write(struct trace *trace, double t_s, const double *values, struct why *why)
{
    trace->rows++;
    if (!trace->path && !trace->digest)
        return ERR_OK;
    if (trace->used + trace->row_size_max > trace->size)
        TRY(flush(trace, why));
    buffer_row(trace, t_s, values);
    return ERR_OK;
}

/* The row before, if it was left out. */
static enum err last_write(struct trace *trace, struct why *why)
{
    if (trace->is_last_written)
        return ERR_OK;
    trace->is_last_written = true;
    return row_write(trace, trace->last_t_s, trace->last, why);
}

/* What is left out is kept until the next row: an edge wants the row before it too. */
static enum err row_take(struct trace *trace, double t_s, const double *values, struct why *why)
{
    bool is_first = trace->last_t_s < 0;
    bool is_sharp = trace->is_marked || (!is_first && has_edge(trace, values));
    bool is_due = is_first || t_s >= trace->next_row_s;

    if (is_sharp)
        TRY(last_write(trace, why));
    if (is_sharp || is_due)
        TRY(row_write(trace, t_s, values, why));
    if (is_due)
        trace->next_row_s = (floor(t_s / trace->row_every_s + DUE_SLACK) + 1 - DUE_SLACK)
                          * trace->row_every_s;
    trace->is_last_written = is_sharp || is_due;
    trace->is_marked = false;
    memcpy(trace->last, values, trace->count * sizeof *values);
    return ERR_OK;
}

/* ---- the door ---- */

static bool is_plain(const char *cell)
{
    return strcspn(cell, ",\"\r\n") == strlen(cell);
}

/* The longest row there can be, or 0 if a name would break the file. */
static size_t longest_row(const struct signal *signals, size_t count)
{
    size_t head = 8, row = CELL_MAX + 1;

    for (size_t i = 0; i < count; i++) {
        size_t cell = CELL_MAX;
        if (!is_plain(signals[i].name) || !is_plain(signals[i].unit))
            return 0;
        for (const char *const *label = signals[i].labels; label && *label; label++) {
            if (!is_plain(*label))
                return 0;
            cell = strlen(*label) + 1 > cell ? strlen(*label) + 1 : cell;
        }
        row += cell;
        head += strlen(signals[i].name) + strlen(signals[i].unit) + 2;
    }
    return head > row ? head : row;
}

static bool text_take(struct trace *trace, struct row_text *text)
{
    text->bytes = malloc(trace->row_size_max);
    text->at = malloc((trace->count + 1) * sizeof *text->at);
    return text->bytes && text->at;
}

static void text_free(struct row_text *text)
{
    free(text->bytes);
    free(text->at);
}

static enum err memory_take(struct trace *trace, const char *path, double tick_s)
{
    size_t count = trace->count ? trace->count : 1;

    trace->size = trace->row_size_max > BUFFER_LEAST / 2 ? 2 * trace->row_size_max : BUFFER_LEAST;
    trace->buffer = malloc(trace->size);
    trace->last = malloc(count * sizeof *trace->last);
    trace->edges = malloc(count * sizeof *trace->edges);
    trace->printed = malloc(count * sizeof *trace->printed);
    trace->path = path ? strdup(path) : NULL;
    if (!trace->buffer || !trace->last || !trace->edges || !trace->printed
        || (path && !trace->path) || !text_take(trace, &trace->text)
        || !text_take(trace, &trace->text_before))
        return ERR_MEMORY;
    for (size_t i = 0; i < trace->count; i++)
        if (is_edge(&trace->signals[i]))
            trace->edges[trace->edge_count++] = i;
    return sketch_open(&trace->sketch, trace->count, tick_s);
}

static enum err file_open(struct trace *trace, struct why *why)
{
    trace->file = open(trace->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (trace->file < 0)
        return why_say(why, ERR_IO, "%s: %s: give a folder that exists and can be written to",
                       trace->path, strerror(errno));
    buffer_head(trace);
    return flush(trace, why);
}

enum err trace_create(struct trace **out, const char *path, const struct signal *signals,
                      size_t count, double tick_s, double row_every_s, struct why *why)
{
    struct trace *trace;
    enum err      err;
    size_t        row_size_max = longest_row(signals, count);
    bool          is_spaced = row_every_s > tick_s * (1 + DUE_SLACK);

    if (!row_size_max || !(tick_s > 0) || !(row_every_s >= 0 && isfinite(row_every_s)))
        return why_say(why, ERR_BUG, "a trace needs a tick above zero, a spacing of its rows that "
                                     "is not negative, and names without commas or quotes");
    trace = calloc(1, sizeof *trace);
    if (!trace)
        return ERR_MEMORY;
    *trace = (struct trace){ .signals = signals, .count = count, .file = -1,
                             .row_size_max = row_size_max, .tick_s = tick_s, .last_t_s = -INFINITY,
                             .is_last_written = true,
                             .row_every_s = is_spaced ? row_every_s : 0,
                             .flush_every_s = fmax(FLUSH_EVERY_S, FLUSH_TICKS * tick_s) };
    TRY_OR_DONE(memory_take(trace, path, tick_s));
    if (path)
        TRY_OR_DONE(file_open(trace, why));
    *out = trace;
    return ERR_OK;
done:
    trace->broken_by = EIO;
    trace_destroy(trace);
    return err;
}

void trace_hurry(struct trace *trace, double flush_every_s)
{
    trace->flush_every_s = flush_every_s;
}

/* The head may be in the file already: its bytes are made once more. */
enum err trace_hash(struct trace *trace, struct why *why)
{
    assert(trace->rows == 0 && trace->used == 0 && !trace->digest);
    TRY(digest_create(&trace->digest, why));
    buffer_head(trace);
    digest_add(trace->digest, trace->buffer, trace->used);
    trace->used = 0;
    return ERR_OK;
}

enum err trace_append(struct trace *trace, double t_s, const double *values, struct why *why)
{
    if (trace->is_closed || !(t_s >= 0 && t_s > trace->last_t_s) || isinf(t_s))
        return why_say(why, ERR_BUG, "a trace's rows come in order of time, before it is closed");
    if (trace->broken_by)
        return say_unwritten(trace, trace->broken_by, why);
    sketch_add(&trace->sketch, t_s, values);
    if (trace->row_every_s > 0)
        TRY(row_take(trace, t_s, values, why));
    else
        TRY(row_write(trace, t_s, values, why));
    trace->last_t_s = t_s;
    if (!trace->path || t_s - trace->flushed_t_s < trace->flush_every_s)
        return ERR_OK;
    trace->flushed_t_s = t_s;
    return flush(trace, why);
}

void trace_mark(struct trace *trace)
{
    trace->is_marked = true;
}

void trace_cut(struct trace *trace)
{
    trace->is_cut = true;
}

enum err trace_close(struct trace *trace, struct why *why)
{
    int  file = trace->file;

    if (trace->is_closed)
        return ERR_OK;
    trace->is_closed = true;
    if (trace->broken_by)
        return say_unwritten(trace, trace->broken_by, why);
    TRY(last_write(trace, why));
    if (!trace->path && !trace->digest)
        return ERR_OK;
    if (trace->size - trace->used < END_MAX)
        TRY(flush(trace, why));
    buffer_end(trace);
    TRY(flush(trace, why));
    trace->file = -1;
    if (file >= 0 && close(file) != 0)
        return say_unwritten(trace, errno, why);
    if (trace->digest)
        digest_text(trace->digest, trace->sha256);
    return ERR_OK;
}

void trace_destroy(struct trace *trace)
{
    if (!trace)
        return;
    if (trace->file >= 0) {
        if (!trace->broken_by
            && (last_write(trace, NULL) != ERR_OK || flush(trace, NULL) != ERR_OK))
            trace->broken_by = EIO;  /* nobody is left to tell; the file shows that it has no end */
        close(trace->file);
    }
    digest_destroy(trace->digest);
    free(trace->path);
    free(trace->buffer);
    free(trace->last);
    free(trace->edges);
    free(trace->printed);
    text_free(&trace->text);
    text_free(&trace->text_before);
    sketch_free(&trace->sketch);
    free(trace);
}

const char *trace_sha256(const struct trace *trace)       { return trace->sha256; }
size_t trace_rows(const struct trace *trace)              { return trace->rows; }
double trace_row_every_s(const struct trace *trace)       { return trace->row_every_s; }
size_t trace_sketch_buckets(const struct trace *trace)    { return trace->sketch.buckets; }
double trace_sketch_bucket_s(const struct trace *trace)   { return trace->sketch.bucket_s; }

void trace_sketch(const struct trace *trace, size_t signal, size_t bucket, double *least,
                  double *most)
{
    assert(signal < trace->count && bucket < trace->sketch.buckets);
    sketch_read(&trace->sketch, signal, bucket, least, most);
}
