#include "live_tail.h"

#include "hil/evidence/evidence.h"
#include "hil/rig/rig.h"
#include "hil/trace/trace_stream.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROWS_LOOKED    4000             /* of a trace, in one look              */
#define LINKS_BUFFER   RUNS_LINK_MAX
#define LINKS_BEFORE   ((off_t)1 << 15) /* bytes of the record before we came   */

struct live_tail {
    int               folder;
    struct runs_entry entry;
    const struct rig_type *type;

    struct trace_stream *stream;        /* NULL: not there yet                  */
    size_t   signals;
    double  *t_s, *rows, *last;         /* LIVE_TAIL_ROWS_MAX of them; and one  */
    double   last_t_s;
    size_t   row_count, stride, since;  /* every stride-th row is kept          */
    bool     trace_has_ended;

    int      record;                    /* -1: not there                        */
    off_t    record_at;                 /* behind the last whole link           */
    char    *links;
    struct event events[LIVE_TAIL_EVENTS_MAX];
    size_t   event_count;
    struct event before[LIVE_TAIL_BEFORE_MAX];
    size_t   before_count;              /* of all that there were               */
    bool     is_closed;
    char     how[64], verdict[24];
    double   silent_since_s;            /* NAN: somebody writes                 */
};

/* ---- the trace ---- */

static enum err room_take(struct live_tail *tail)
{
    tail->t_s = calloc(LIVE_TAIL_ROWS_MAX, sizeof *tail->t_s);
    tail->rows = calloc(LIVE_TAIL_ROWS_MAX * (tail->signals + 1), sizeof *tail->rows);
    tail->last = calloc(tail->signals + 1, sizeof *tail->last);
    return tail->t_s && tail->rows && tail->last ? ERR_OK : ERR_MEMORY;
}

/* Columns in the order of the rig's table, states by its labels. */
static enum err columns_bind(struct live_tail *tail, struct why *why)
{
    const struct rig_type *type = tail->type;
    size_t                *columns;
    enum err               err;

    tail->signals = type ? type->signal_count : trace_stream_columns(tail->stream);
    if (!type)
        return ERR_OK;
    columns = calloc(type->signal_count + 1, sizeof *columns);
    if (!columns)
        return ERR_MEMORY;
    for (size_t i = 0; i < type->signal_count; i++) {
        columns[i] = trace_stream_find(tail->stream, type->signals[i].name);
        if (columns[i] != TRACE_STREAM_NONE && type->signals[i].labels)
            trace_stream_give_labels(tail->stream, columns[i], type->signals[i].labels);
    }
    err = trace_stream_choose(tail->stream, columns, type->signal_count, why);
    free(columns);
    return err;
}

static enum err end_seek(struct live_tail *tail, struct why *why)
{
    double first_s, last_s;

    TRY(trace_stream_span(tail->stream, &first_s, &last_s, why));
    return trace_stream_seek(tail->stream, isnan(last_s) ? 0 : last_s, why);
}

/* A trace that has no head yet is no failure: it is looked for again. */
static enum err trace_begin(struct live_tail *tail, struct why *why)
{
    struct why not_yet = { "" };
    char       name[RUNS_NAME_MAX];
    enum err   err;
    int        file = -1;

    if (runs_file_open(tail->folder, "trace.csv", &file, NULL) != ERR_OK)
        return ERR_OK;
    err = trace_stream_open(&tail->stream, file, "trace.csv", &not_yet);
    if (err == ERR_LIMIT)
        return ERR_OK;
    if (err != ERR_OK)
        return why_say(why, err, "%s", why_text(&not_yet, err));
    snprintf(name, sizeof name, "%s", tail->entry.name);
    (void)!runs_look(tail->folder, name, &tail->entry);
    if (rig_find(tail->entry.rig, &tail->type, NULL) != ERR_OK)
        tail->type = NULL;
    TRY(columns_bind(tail, why));
    TRY(room_take(tail));
    return end_seek(tail, why);
}

/* Every second one of those that are kept goes. */
static void rows_halve(struct live_tail *tail)
{
    for (size_t i = 1; 2 * i < tail->row_count; i++) {
        tail->t_s[i] = tail->t_s[2 * i];
        memcpy(tail->rows + i * tail->signals, tail->rows + 2 * i * tail->signals,
               tail->signals * sizeof *tail->rows);
    }
    tail->row_count = (tail->row_count + 1) / 2;
    tail->stride *= 2;
}

static void row_put(struct live_tail *tail, size_t place)
{
    tail->t_s[place] = tail->last_t_s;
    memcpy(tail->rows + place * tail->signals, tail->last, tail->signals * sizeof *tail->rows);
}

static void row_keep(struct live_tail *tail, size_t most)
{
    if (tail->since++ % tail->stride != 0)
        return;
    if (tail->row_count == most)
        rows_halve(tail);
    row_put(tail, tail->row_count++);
}

static enum err rows_look(struct live_tail *tail, size_t most, struct live_news *news,
                          struct why *why)
{
    enum trace_stream_next next = TRACE_STREAM_WAITS;
    size_t                 read = 0;

    tail->row_count = tail->since = 0;
    tail->stride = 1;
    if (!tail->stream)
        TRY(trace_begin(tail, why));
    while (tail->stream && !tail->trace_has_ended && read < ROWS_LOOKED) {
        TRY(trace_stream_next(tail->stream, &next, &tail->last_t_s, tail->last, why));
        if (next != TRACE_STREAM_ROW)
            break;
        row_keep(tail, most);
        read++;
    }
    tail->trace_has_ended |= next == TRACE_STREAM_ENDED;
    if (read > 0 && tail->t_s[tail->row_count - 1] < tail->last_t_s) {
        if (tail->row_count == most)
            tail->row_count--;
        row_put(tail, tail->row_count++);
    }
    news->has_more |= read == ROWS_LOOKED;
    news->rows_left_out = read - tail->row_count;
    return ERR_OK;
}

/* ---- the record ---- */

static void event_keep(struct live_tail *tail, const struct json *body, bool is_news)
{
    struct event *event = &tail->before[tail->before_count++ % LIVE_TAIL_BEFORE_MAX];

    event->t_s = json_as_number(json_member(body, "t_s"), NAN);
    json_copy_text(body, "kind", event->kind, sizeof event->kind);
    json_copy_text(body, "text", event->text, sizeof event->text);
    if (is_news)
        tail->events[tail->event_count++] = *event;
}

static void link_take(struct live_tail *tail, const char *line, size_t count, bool is_news)
{
    struct json       *json;
    const struct json *body;
    const char        *kind;

    if (json_parse(&json, line, count, NULL) != ERR_OK)
        return;
    kind = json_as_text(json_member(json, "kind"), "");
    body = json_member(json, "body");
    if (strcmp(kind, "event") == 0)
        event_keep(tail, body, is_news);
    if (strcmp(kind, "end") == 0) {
        tail->is_closed = true;
        json_copy_text(body, "how", tail->how, sizeof tail->how);
        json_copy_text(body, "verdict", tail->verdict, sizeof tail->verdict);
    }
    json_free(json);
}

/* A piece of the record; false when nothing whole is there. A link that is longer than all the room
 * there is is passed over. */
static bool links_read(struct live_tail *tail, bool is_news)
{
    ssize_t read = pread(tail->record, tail->links, LINKS_BUFFER, tail->record_at);
    size_t  count = read > 0 ? (size_t)read : 0, used = 0;
    char   *end;

    while (tail->event_count < LIVE_TAIL_EVENTS_MAX &&
           (end = memchr(tail->links + used, '\n', count - used)) != NULL) {
        size_t line = (size_t)(end - tail->links) - used;
        link_take(tail, tail->links + used, line, is_news);
        used += line + 1;
    }
    if (used == 0 && count == LINKS_BUFFER)
        used = count;
    tail->record_at += (off_t)used;
    return used > 0;
}

/* The last links before we came are told as such. */
static void record_begin(struct live_tail *tail)
{
    struct stat status;
    off_t       end;

    if (runs_file_open(tail->folder, EVIDENCE_FILE, &tail->record, NULL) != ERR_OK) {
        tail->record = -1;
        return;
    }
    end = fstat(tail->record, &status) == 0 ? status.st_size : 0;
    tail->record_at = end > LINKS_BEFORE ? end - LINKS_BEFORE : 0;
    while (tail->record_at < end && links_read(tail, false))
        ;
}

static void record_look(struct live_tail *tail, struct live_news *news)
{
    tail->event_count = 0;
    if (tail->record < 0)
        return;
    while (tail->event_count < LIVE_TAIL_EVENTS_MAX && !tail->is_closed && links_read(tail, true))
        ;
    news->has_more |= tail->event_count == LIVE_TAIL_EVENTS_MAX;
}

/* ---- its end ---- */

static void end_say(const struct live_tail *tail, struct live_news *news)
{
    bool is_dead = !tail->is_closed || strcmp(tail->how, "killed") == 0;

    news->is_over = true;
    snprintf(news->reason, sizeof news->reason, "%s",
             tail->record < 0 ? "it has no record of evidence: nobody knows who writes it"
             : !tail->is_closed ? "nobody writes it any more, and its record is not closed: it was "
                                  "killed, and has no verdict"
             : is_dead ? "it was killed: it has no verdict" : tail->how);
    if (!is_dead)
        snprintf(news->verdict, sizeof news->verdict, "%s", tail->verdict);
}

/* The record is closed behind the last row; one that nobody writes is given the time its keeper has
 * to close it. */
static void end_look(struct live_tail *tail, double now_s, struct live_news *news)
{
    bool is_written = tail->record >= 0 && !tail->is_closed && evidence_writer(tail->record) != 0;

    if (news->has_more)
        return;
    if (is_written || isnan(tail->silent_since_s))
        tail->silent_since_s = is_written ? NAN : now_s;
    if (tail->record < 0 || tail->is_closed)
        end_say(tail, news);
    else if (!is_written && now_s - tail->silent_since_s > LIVE_TAIL_SILENT_S)
        end_say(tail, news);
}

/* ---- all of it ---- */

enum err live_tail_open(struct live_tail **out, int folder, const struct runs_entry *entry,
                        struct why *why)
{
    struct live_tail *tail = calloc(1, sizeof *tail);

    if (tail) {
        *tail = (struct live_tail){ .folder = folder, .entry = *entry, .record = -1,
                                    .last_t_s = NAN, .silent_since_s = NAN, .stride = 1 };
        tail->links = malloc(LINKS_BUFFER);
    }
    if (!tail || !tail->links) {
        free(tail);
        close(folder);
        return why_say(why, ERR_MEMORY, "no memory to follow a run");
    }
    record_begin(tail);
    *out = tail;
    return ERR_OK;
}

void live_tail_close(struct live_tail *tail)
{
    if (!tail)
        return;
    close(tail->folder);
    if (tail->record >= 0)
        close(tail->record);
    trace_stream_close(tail->stream);
    free(tail->t_s);
    free(tail->rows);
    free(tail->last);
    free(tail->links);
    free(tail);
}

/* The record first: what it says to be over has handed all its rows over. */
enum err live_tail_look(struct live_tail *tail, size_t rows_most, double now_s,
                        struct live_news *news, struct why *why)
{
    size_t most = rows_most < 2 ? 2 : rows_most > LIVE_TAIL_ROWS_MAX ? LIVE_TAIL_ROWS_MAX
                                                                      : rows_most;

    *news = (struct live_news){ .row_count = 0 };
    record_look(tail, news);
    TRY(rows_look(tail, most, news, why));
    end_look(tail, now_s, news);
    news->row_count = tail->row_count;
    news->t_s = tail->t_s;
    news->rows = tail->rows;
    news->event_count = tail->event_count;
    news->events = tail->events;
    return ERR_OK;
}

const struct rig_type   *live_tail_type(const struct live_tail *tail)    { return tail->type; }
size_t                   live_tail_signals(const struct live_tail *tail) { return tail->signals; }
const struct runs_entry *live_tail_entry(const struct live_tail *tail)   { return &tail->entry; }
double                   live_tail_last_t_s(const struct live_tail *tail) { return tail->last_t_s; }

const double *live_tail_last(const struct live_tail *tail)
{
    return isnan(tail->last_t_s) ? NULL : tail->last;
}

const char *live_tail_signal(const struct live_tail *tail, size_t signal)
{
    return tail->type ? tail->type->signals[signal].name : trace_stream_name(tail->stream, signal);
}

size_t live_tail_before(const struct live_tail *tail, const struct event **event, size_t index)
{
    size_t count = tail->before_count < LIVE_TAIL_BEFORE_MAX ? tail->before_count
                                                             : LIVE_TAIL_BEFORE_MAX;

    if (index < count)
        *event = &tail->before[(tail->before_count - count + index) % LIVE_TAIL_BEFORE_MAX];
    return count;
}
