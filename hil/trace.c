#include "trace.h"

#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_LEAST  65536
#define CELL_MAX      34  /* a number from text_fixed, its comma and a state's question mark */
#define FLUSH_EVERY_S 1.0
#define FLUSH_TICKS   100

struct span { double least, most; };

struct trace {
    const struct signal *signals;
    size_t  count;

    char   *path;               /* NULL: no file */
    int     file;
    char   *buffer;             /* whole rows not yet handed to the system */
    size_t  used, size, row_size_max;
    double  flushed_t_s, flush_every_s;
    int     broken_by;          /* the errno that ended the writing, or 0 */
    bool    is_closed;

    size_t  rows;
    double  last_t_s;

    struct span *sketch;        /* sketch[bucket * count + signal] */
    size_t  buckets;
    double  bucket_s;
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

    trace->flushed_t_s = trace->last_t_s;
    while (written < trace->used) {
        ssize_t count = write(trace->file, trace->buffer + written, trace->used - written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return say_unwritten(trace, count < 0 ? errno : ENOSPC, why);
        written += (size_t)count;
    }
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

static void buffer_row(struct trace *trace, double t_s, const double *values)
{
    char *at = put_time(trace->buffer + trace->used, t_s);

    for (size_t i = 0; i < trace->count; i++) {
        *at++ = ',';
        at = put_cell(at, &trace->signals[i], values[i]);
    }
    *at++ = '\n';
    trace->used = (size_t)(at - trace->buffer);
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

/* ---- the sketch ---- */

static struct span *bucket_at(const struct trace *trace, size_t bucket)
{
    return trace->sketch + bucket * trace->count;
}

static void bucket_clear(struct span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++)
        spans[i] = (struct span){ NAN, NAN };
}

/* Comparisons with NAN are false, so an unknown value changes nothing
 * and the first known one wins. */
static void span_join(struct span *span, double least, double most)
{
    if (!(least >= span->least))
        span->least = isnan(least) ? span->least : least;
    if (!(most <= span->most))
        span->most = isnan(most) ? span->most : most;
}

static void sketch_halve(struct trace *trace)
{
    for (size_t i = 0; 2 * i < trace->buckets; i++) {
        struct span *into = bucket_at(trace, i);
        memmove(into, bucket_at(trace, 2 * i), trace->count * sizeof *into);
        if (2 * i + 1 < trace->buckets)
            for (size_t j = 0; j < trace->count; j++) {
                struct span other = bucket_at(trace, 2 * i + 1)[j];
                span_join(&into[j], other.least, other.most);
            }
    }
    trace->buckets = (trace->buckets + 1) / 2;
    trace->bucket_s *= 2;
}

/* Time in buckets; tick * dt may fall just short of the edge it means. */
static double bucket_position(const struct trace *trace, double t_s)
{
    return t_s / trace->bucket_s * (1 + 1e-12) + 1e-9;
}

static void sketch_add(struct trace *trace, double t_s, const double *values)
{
    struct span *spans;
    size_t       bucket;

    while (bucket_position(trace, t_s) >= TRACE_SKETCH_MAX)
        sketch_halve(trace);
    bucket = (size_t)bucket_position(trace, t_s);
    for (; trace->buckets <= bucket; trace->buckets++)
        bucket_clear(bucket_at(trace, trace->buckets), trace->count);
    spans = bucket_at(trace, bucket);
    for (size_t i = 0; i < trace->count; i++)
        span_join(&spans[i], values[i], values[i]);
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

static enum err memory_take(struct trace *trace, const char *path)
{
    trace->size = trace->row_size_max > BUFFER_LEAST / 2 ? 2 * trace->row_size_max : BUFFER_LEAST;
    trace->buffer = malloc(trace->size);
    trace->sketch = malloc(TRACE_SKETCH_MAX * (trace->count ? trace->count : 1)
                           * sizeof *trace->sketch);
    trace->path = path ? strdup(path) : NULL;
    return trace->buffer && trace->sketch && (trace->path || !path) ? ERR_OK : ERR_MEMORY;
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
                      size_t count, double tick_s, struct why *why)
{
    struct trace *trace;
    enum err      err;
    size_t        row_size_max = longest_row(signals, count);

    if (!row_size_max || !(tick_s > 0))
        return why_say(why, ERR_BUG,
                       "a trace needs a tick above zero and names without commas or quotes");
    trace = calloc(1, sizeof *trace);
    if (!trace)
        return ERR_MEMORY;
    *trace = (struct trace){ .signals = signals, .count = count, .file = -1,
                             .row_size_max = row_size_max, .last_t_s = -INFINITY,
                             .bucket_s = tick_s,
                             .flush_every_s = fmax(FLUSH_EVERY_S, FLUSH_TICKS * tick_s) };
    TRY_OR_DONE(memory_take(trace, path));
    if (path)
        TRY_OR_DONE(file_open(trace, why));
    *out = trace;
    return ERR_OK;
done:
    trace->broken_by = EIO;
    trace_destroy(trace);
    return err;
}

enum err trace_append(struct trace *trace, double t_s, const double *values, struct why *why)
{
    if (trace->is_closed || !(t_s >= 0 && t_s > trace->last_t_s) || isinf(t_s))
        return why_say(why, ERR_BUG, "a trace's rows come in order of time, before it is closed");
    if (trace->broken_by)
        return say_unwritten(trace, trace->broken_by, why);
    if (trace->path && trace->used + trace->row_size_max > trace->size)
        TRY(flush(trace, why));
    sketch_add(trace, t_s, values);
    trace->last_t_s = t_s;
    trace->rows++;
    if (!trace->path)
        return ERR_OK;
    buffer_row(trace, t_s, values);
    return t_s - trace->flushed_t_s >= trace->flush_every_s ? flush(trace, why) : ERR_OK;
}

enum err trace_close(struct trace *trace, struct why *why)
{
    int  file = trace->file;

    if (trace->is_closed)
        return ERR_OK;
    trace->is_closed = true;
    if (!trace->path)
        return ERR_OK;
    if (trace->broken_by)
        return say_unwritten(trace, trace->broken_by, why);
    if (trace->size - trace->used < 8)
        TRY(flush(trace, why));
    trace->used = (size_t)(put(trace->buffer + trace->used, "# end\n") - trace->buffer);
    TRY(flush(trace, why));
    trace->file = -1;
    return close(file) == 0 ? ERR_OK : say_unwritten(trace, errno, why);
}

void trace_destroy(struct trace *trace)
{
    if (!trace)
        return;
    if (trace->file >= 0) {
        if (!trace->broken_by && flush(trace, NULL) != ERR_OK)
            trace->broken_by = EIO;  /* nobody is left to tell; the file shows that it has no end */
        close(trace->file);
    }
    free(trace->path);
    free(trace->buffer);
    free(trace->sketch);
    free(trace);
}

size_t trace_rows(const struct trace *trace)              { return trace->rows; }
size_t trace_sketch_buckets(const struct trace *trace)    { return trace->buckets; }
double trace_sketch_bucket_s(const struct trace *trace)   { return trace->bucket_s; }

void trace_sketch(const struct trace *trace, size_t signal, size_t bucket, double *least,
                  double *most)
{
    assert(signal < trace->count && bucket < trace->buckets);
    *least = bucket_at(trace, bucket)[signal].least;
    *most  = bucket_at(trace, bucket)[signal].most;
}
