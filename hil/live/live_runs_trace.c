/* Curves of a run, as many points as a screen can show, from a trace of any size. */
#include "live_runs_answers.h"

#include "hil/live/live_runs.h"
#include "hil/rig/rig.h"
#include "hil/trace/trace_stream.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Points of several signals at the same times: values[point * signals + signal]. */
struct points { double *t_s, *values; size_t count; };

/* A stretch of time: what every signal was least and most in it, and which of them came first. */
struct stretch {
    size_t index, rows;
    double from_t_s, to_t_s;
    double least[RUNS_SIGNALS_MAX], most[RUNS_SIGNALS_MAX];
    bool   is_least_first[RUNS_SIGNALS_MAX];
};

struct curves {
    struct trace_stream   *stream;
    const struct rig_type *type;        /* NULL: a rig that nobody knows */
    size_t                 columns[RUNS_SIGNALS_MAX], signals;
    double                 from_s, to_s;
    size_t                 room;        /* points                        */
    size_t                 rows;
    bool                   is_ended;
    struct points          all, thin;   /* every row, as long as there is room; or stretches */
    struct stretch         stretch;
};

/* ---- what is asked ---- */

static enum err signal_take(struct curves *curves, const char *name, struct why *why)
{
    size_t column = trace_stream_find(curves->stream, name);

    if (column == TRACE_STREAM_NONE)
        return why_say(why, ERR_UNKNOWN, "the trace has no signal '%.60s': its run lists them",
                       name);
    if (curves->signals == RUNS_SIGNALS_MAX)
        return why_say(why, ERR_RANGE, "ask for %d signals at most", RUNS_SIGNALS_MAX);
    curves->columns[curves->signals++] = column;
    return ERR_OK;
}

static enum err signals_take(struct curves *curves, const char *names, struct why *why)
{
    char name[128];

    for (const char *at = names; *at; at += at[0] == ',') {
        size_t count = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)count, at);
        TRY(signal_take(curves, name, why));
        at += count;
    }
    if (curves->signals == 0)
        return why_say(why, ERR_RANGE, "name the signals, as in signals=tip.temp_c,output.power_w");
    return trace_stream_choose(curves->stream, curves->columns, curves->signals, why);
}

/* A state is an index into the rig's own labels. */
static void labels_give(struct curves *curves)
{
    const struct rig_type *type = curves->type;

    for (size_t i = 0; type && i < curves->signals; i++) {
        size_t found = signal_find(type->signals, type->signal_count,
                                   trace_stream_name(curves->stream, curves->columns[i]));
        if (found != SIGNAL_NONE && type->signals[found].labels)
            trace_stream_give_labels(curves->stream, curves->columns[i],
                                     type->signals[found].labels);
    }
}

static enum err span_take(struct curves *curves, const struct runs_trace_order *order,
                          struct why *why)
{
    double first_s, last_s;

    TRY(trace_stream_span(curves->stream, &first_s, &last_s, why));
    curves->from_s = isnan(order->from_s) ? first_s : order->from_s;
    curves->to_s = isnan(order->to_s) ? last_s : order->to_s;
    if (curves->to_s < curves->from_s)
        return why_say(why, ERR_RANGE, "from %g s to %g s is no stretch of time", curves->from_s,
                       curves->to_s);
    return ERR_OK;
}

static enum err room_take(struct curves *curves, size_t points)
{
    struct points *both[] = { &curves->all, &curves->thin };

    curves->room = points;
    for (size_t i = 0; i < 2; i++) {
        both[i]->t_s = malloc((points + 2) * sizeof *both[i]->t_s);
        both[i]->values = malloc((points + 2) * curves->signals * sizeof *both[i]->values);
        if (!both[i]->t_s || !both[i]->values)
            return ERR_MEMORY;
    }
    return ERR_OK;
}

/* ---- rows become points ---- */

static double *point_add(struct points *points, size_t signals, double t_s)
{
    points->t_s[points->count] = t_s;
    return points->values + points->count++ * signals;
}

static void stretch_begin(struct stretch *stretch, size_t index, double t_s)
{
    *stretch = (struct stretch){ .index = index, .from_t_s = t_s };
    for (size_t i = 0; i < RUNS_SIGNALS_MAX; i++)
        stretch->least[i] = stretch->most[i] = NAN;
}

static void stretch_add(struct stretch *stretch, size_t signals, double t_s, const double *row)
{
    stretch->rows++;
    stretch->to_t_s = t_s;
    for (size_t i = 0; i < signals; i++) {
        if (isnan(row[i]))
            continue;
        if (!(stretch->least[i] <= row[i])) {
            stretch->least[i] = row[i];
            stretch->is_least_first[i] = isnan(stretch->most[i]);
        }
        if (!(stretch->most[i] >= row[i])) {
            stretch->is_least_first[i] |= stretch->least[i] < row[i];
            stretch->most[i] = row[i];
        }
    }
}

/* One point of a single row, two of more. */
static void stretch_end(struct curves *curves)
{
    const struct stretch *stretch = &curves->stretch;
    double               *first, *second = NULL;

    if (stretch->rows == 0 || curves->thin.count + 2 > curves->room + 2)
        return;
    first = point_add(&curves->thin, curves->signals, stretch->from_t_s);
    if (stretch->rows > 1)
        second = point_add(&curves->thin, curves->signals, stretch->to_t_s);
    for (size_t i = 0; i < curves->signals; i++) {
        bool is_least = stretch->is_least_first[i];
        first[i] = is_least ? stretch->least[i] : stretch->most[i];
        if (second)
            second[i] = is_least ? stretch->most[i] : stretch->least[i];
    }
}

static void row_add(struct curves *curves, double t_s, const double *row)
{
    double place = (t_s - curves->from_s) / (curves->to_s - curves->from_s);
    double last = (double)(curves->room / 2) - 1;
    size_t index = place > 0 ? (size_t)fmin(place * (last + 1), last) : 0;

    if (curves->rows < curves->room)
        memcpy(point_add(&curves->all, curves->signals, t_s), row,
               curves->signals * sizeof *row);
    if (curves->rows++ == 0 || index != curves->stretch.index) {
        stretch_end(curves);
        stretch_begin(&curves->stretch, index, t_s);
    }
    stretch_add(&curves->stretch, curves->signals, t_s, row);
}

/* The row in front of the stretch and the one behind it are part of a curve that crosses it. */
static enum err rows_take(struct curves *curves, struct why *why)
{
    enum trace_stream_next next;
    double                 row[RUNS_SIGNALS_MAX], t_s;

    TRY(trace_stream_seek(curves->stream, curves->from_s, why));
    do {
        TRY(trace_stream_next(curves->stream, &next, &t_s, row, why));
        if (next == TRACE_STREAM_ROW)
            row_add(curves, t_s, row);
    } while (next == TRACE_STREAM_ROW && t_s <= curves->to_s);
    curves->is_ended = next == TRACE_STREAM_ENDED;
    stretch_end(curves);
    return ERR_OK;
}

/* ---- as JSON ---- */

static void numbers_write(struct bytes *out, const double *values, size_t count, size_t step)
{
    bytes_text(out, "[");
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, i ? "," : "");
        bytes_json_number(out, values[i * step]);
    }
    bytes_text(out, "]");
}

static void labels_write(struct bytes *out, const struct trace_stream *stream, size_t column)
{
    size_t count = trace_stream_label_count(stream, column);

    bytes_text(out, "\"labels\":");
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, i ? "," : "[");
        bytes_json_text(out, trace_stream_label(stream, column, i));
    }
    bytes_text(out, count ? "]," : "null,");
}

static double decimals_of(const struct curves *curves, size_t column)
{
    const struct rig_type *type = curves->type;
    size_t found = !type ? SIGNAL_NONE
                         : signal_find(type->signals, type->signal_count,
                                       trace_stream_name(curves->stream, column));

    return found == SIGNAL_NONE ? NAN : (double)type->signals[found].decimals;
}

static void curves_write(struct bytes *out, const struct curves *curves)
{
    bool                 is_all = curves->rows <= curves->room;
    const struct points *points = is_all ? &curves->all : &curves->thin;

    bytes_json_member_number(out, "from_s", curves->from_s);
    bytes_json_member_number(out, "to_s", curves->to_s);
    bytes_format(out, "\"rows\":%zu,\"is_every_row\":%s,\"is_ended\":%s,\"t_s\":", curves->rows,
                 is_all ? "true" : "false", curves->is_ended ? "true" : "false");
    numbers_write(out, points->t_s, points->count, 1);
    bytes_text(out, ",\"signals\":[");
    for (size_t i = 0; i < curves->signals; i++) {
        size_t column = curves->columns[i];
        bytes_text(out, i ? ",\n{" : "\n{");
        bytes_json_member_text(out, "name", trace_stream_name(curves->stream, column));
        bytes_json_member_text(out, "unit", trace_stream_unit(curves->stream, column));
        bytes_json_member_number(out, "decimals", decimals_of(curves, column));
        labels_write(out, curves->stream, column);
        bytes_text(out, "\"values\":");
        numbers_write(out, points->values + i, points->count, curves->signals);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

/* The row that was the last one at a moment, as it is written. */
static enum err moment_write(struct bytes *out, const struct curves *curves, double at_s,
                             struct why *why)
{
    enum trace_stream_next next;
    double                 row[RUNS_SIGNALS_MAX], t_s = NAN;

    TRY(trace_stream_seek(curves->stream, at_s, why));
    TRY(trace_stream_next(curves->stream, &next, &t_s, row, why));
    if (next != TRACE_STREAM_ROW) {
        bytes_text(out, ",\"at\":null");
        return ERR_OK;
    }
    bytes_text(out, ",\"at\":{\"t_s\":");
    bytes_json_number(out, t_s);
    bytes_text(out, ",\"values\":");
    numbers_write(out, row, curves->signals, 1);
    bytes_text(out, "}");
    return ERR_OK;
}

/* ---- all of it ---- */

static enum err curves_make(struct curves *curves, const struct runs_trace_order *order,
                            struct bytes *out, struct why *why)
{
    size_t points = order->points > RUNS_POINTS_MAX ? RUNS_POINTS_MAX : order->points;

    TRY(signals_take(curves, order->signals, why));
    labels_give(curves);
    TRY(span_take(curves, order, why));
    if (room_take(curves, points < 4 ? 4 : points) != ERR_OK)
        return why_say(why, ERR_MEMORY, "no memory for %zu points", points);
    TRY(rows_take(curves, why));
    bytes_text(out, "{");
    bytes_json_member_text(out, "run", order->name);
    curves_write(out, curves);
    if (!isnan(order->at_s))
        TRY(moment_write(out, curves, order->at_s, why));
    bytes_text(out, "}");
    return out->is_out_of_memory ? why_say(why, ERR_MEMORY, "no memory for a curve") : ERR_OK;
}

static void curves_free(struct curves *curves)
{
    trace_stream_close(curves->stream);
    free(curves->all.t_s);
    free(curves->all.values);
    free(curves->thin.t_s);
    free(curves->thin.values);
}

enum err runs_trace_json(const char *root, const struct runs_trace_order *order,
                         struct bytes *out, struct why *why)
{
    struct curves     curves = { .stream = NULL };
    struct runs_entry entry;
    enum err          err;
    int               folder = -1, file = -1;

    TRY(runs_find(root, order->name, &folder, &entry, why));
    err = runs_file_open(folder, "trace.csv", &file, why);
    close(folder);
    TRY(err);
    if (rig_find(entry.rig, &curves.type, NULL) != ERR_OK)
        curves.type = NULL;
    err = trace_stream_open(&curves.stream, file, "trace.csv", why);
    if (err == ERR_OK)
        err = curves_make(&curves, order, out, why);
    curves_free(&curves);
    return err;
}
