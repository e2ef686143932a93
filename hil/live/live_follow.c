#include "live_follow.h"

#include "hil/clock.h"
#include "hil/live/live_channel.h"
#include "hil/live/live_tail.h"
#include "hil/live/panel.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOOK_EVERY_NS     50000000L     /* files are looked at so often       */
#define MESSAGES_KEPT     256
#define GREETING_BYTES    (LIVE_MESSAGE_MAX - 4096)    /* before its last event */

/* `channel`, `tail` and what is behind them are the thread's alone as long as it is there; the rest
 * is guarded by the table's mutex. */
struct follower {
    char                 name[RUNS_NAME_MAX];
    pthread_t            thread;
    struct live_follow  *table;
    struct live_channel *channel;
    struct live_tail    *tail;
    struct bytes         line;
    double               told_s;        /* when rows were last told           */
    double               asked_s;       /* when somebody wanted to watch last */
    bool                 has_untold;    /* a row behind the one that was told  */
    bool                 is_used, is_over;
};

struct live_follow {
    char            root[600];
    pthread_mutex_t mutex;              /* guards slots and is_ending         */
    struct follower slots[LIVE_FOLLOW_RUNS_MAX];
    bool            is_ending;
};

/* ---- messages ---- */

/* A message that cannot be told is left out: what is behind it is of more use. */
static void line_offer(struct follower *follower, const char *event)
{
    struct bytes *line = &follower->line;

    if (!line->is_out_of_memory)
        (void)!live_channel_offer(follower->channel, event, line->at, line->used);
    line->used = 0;
}

static void values_write(struct bytes *line, const double *values, size_t count)
{
    bytes_text(line, "\"values\":[");
    for (size_t i = 0; values && i < count; i++) {
        bytes_text(line, i ? "," : "");
        bytes_json_number(line, values[i]);
    }
    bytes_text(line, "]");
}

/* What the device's panel would show as alarms; none of a rig without a panel. */
static void alarms_write(struct bytes *line, const struct live_tail *tail, const double *values)
{
    const struct rig_type *type = live_tail_type(tail);
    const struct panel    *panel = type ? panel_find(type->name) : NULL;

    bytes_format(line, "\"alarms\":%u", panel && values ? panel_alarms_in(panel, type, values) : 0);
}

static void row_tell(struct follower *follower, double t_s, const double *values)
{
    struct bytes *line = &follower->line;

    bytes_text(line, "{");
    bytes_json_member_number(line, "t_s", t_s);
    values_write(line, values, live_tail_signals(follower->tail));
    bytes_text(line, ",");
    alarms_write(line, follower->tail, values);
    bytes_text(line, "}");
    line_offer(follower, "row");
}

static void end_tell(struct follower *follower, const char *reason, const char *verdict)
{
    struct bytes *line = &follower->line;

    bytes_text(line, "{");
    bytes_json_member_text(line, "reason", reason);
    bytes_text(line, "\"verdict\":");
    bytes_json_text(line, verdict[0] ? verdict : NULL);
    bytes_text(line, "}");
    line_offer(follower, "end");
}

/* ---- the greeting ---- */

static void events_write(struct bytes *line, const struct live_tail *tail)
{
    const struct event *event = NULL;
    size_t              count = live_tail_before(tail, &event, 0);
    bool                is_first = true;

    bytes_text(line, "\"events\":[");
    for (size_t i = 0; i < count && line->used < GREETING_BYTES; i++) {
        (void)!live_tail_before(tail, &event, i);
        bytes_text(line, is_first ? "" : ",");
        event_json(line, event);
        is_first = false;
    }
    bytes_text(line, "]");
}

/* Of a rig that the page's tables do not have. */
static void signals_write(struct bytes *line, const struct live_tail *tail)
{
    size_t count = live_tail_type(tail) ? 0 : live_tail_signals(tail);

    bytes_text(line, "\"signals\":");
    for (size_t i = 0; i < count && line->used < GREETING_BYTES; i++) {
        bytes_text(line, i ? "," : "[");
        bytes_json_text(line, live_tail_signal(tail, i));
    }
    bytes_text(line, count ? "]," : "null,");
}

/* What a newcomer has to know, with the last row. */
static void greet(struct follower *follower)
{
    const struct live_tail  *tail = follower->tail;
    const struct runs_entry *entry = live_tail_entry(tail);
    struct bytes            *line = &follower->line;

    bytes_text(line, "{");
    bytes_json_member_text(line, "run", entry->name);
    bytes_json_member_text(line, "version", entry->version);
    bytes_json_member_text(line, "rig", entry->rig);
    bytes_json_member_text(line, "title", entry->title);
    bytes_json_member_text(line, "drill", NULL);
    bytes_json_member_text(line, "seed", entry->seed);
    bytes_json_member_text(line, "device", entry->device);
    bytes_json_member_text(line, "state", runs_state_labels[entry->state]);
    bytes_json_member_number(line, "process", (double)entry->process);
    bytes_text(line, "\"rate\":1,\"knobs\":null,\"score\":null,");
    bytes_json_member_number(line, "t_s", live_tail_last_t_s(tail));
    signals_write(line, tail);
    values_write(line, live_tail_last(tail), live_tail_signals(tail));
    bytes_text(line, ",");
    alarms_write(line, tail, live_tail_last(tail));
    bytes_text(line, ",");
    events_write(line, tail);
    bytes_text(line, "}");
    if (!line->is_out_of_memory)
        (void)!live_channel_greet(follower->channel, "greeting", line->at, line->used, NULL);
    line->used = 0;
}

/* ---- the thread ---- */

/* Enough of them to be smooth, however they come: a bench hands them over in small heaps. */
static size_t rows_due(struct follower *follower, double now_s)
{
    double due = floor((now_s - follower->told_s) * LIVE_FOLLOW_ROWS_PER_S);

    return (size_t)fmin(fmax(due, 0), LIVE_TAIL_ROWS_MAX);
}

/* The last of what is new are told; a row that had to wait is told when its turn comes. */
static void rows_tell(struct follower *follower, const struct live_news *news, size_t due)
{
    size_t signals = live_tail_signals(follower->tail);

    follower->has_untold |= news->row_count > 0;
    if (news->is_over && due == 0)
        due = 1;
    if (due == 0 || !follower->has_untold)
        return;
    for (size_t i = news->row_count > due ? news->row_count - due : 0; i < news->row_count; i++)
        row_tell(follower, news->t_s[i], news->rows + i * signals);
    if (news->row_count == 0)
        row_tell(follower, live_tail_last_t_s(follower->tail), live_tail_last(follower->tail));
    follower->has_untold = false;
}

static void news_tell(struct follower *follower, const struct live_news *news, double now_s)
{
    bool had_untold = follower->has_untold;

    for (size_t i = 0; i < news->event_count; i++) {
        event_json(&follower->line, &news->events[i]);
        line_offer(follower, "event");
    }
    rows_tell(follower, news, rows_due(follower, now_s));
    if (!follower->has_untold && (news->row_count > 0 || had_untold))
        follower->told_s = now_s;
    if (!follower->has_untold && (news->row_count > 0 || had_untold || news->event_count > 0))
        greet(follower);
}

/* One look; true when it was the last. */
static bool look(struct follower *follower, bool *has_more)
{
    double           now_s = clock_wall_s();
    struct live_news news;
    struct why       why = { "" };
    enum err err = live_tail_look(follower->tail, rows_due(follower, now_s), now_s, &news, &why);

    if (err != ERR_OK) {
        end_tell(follower, why_text(&why, err), "");
        return true;
    }
    news_tell(follower, &news, now_s);
    *has_more = news.has_more;
    if (news.is_over)
        end_tell(follower, news.reason, news.verdict);
    return news.is_over;
}

/* Whether to go on: decided under the mutex, so that nobody is sent to a channel that ends. */
static bool goes_on(struct follower *follower)
{
    struct live_follow *table = follower->table;
    bool                is_watched, goes_on;

    pthread_mutex_lock(&table->mutex);
    is_watched = live_channel_viewers(follower->channel) > 0 ||
                 clock_wall_s() - follower->asked_s < LIVE_FOLLOW_UNWATCHED_S;
    goes_on = is_watched && !table->is_ending;
    follower->is_over = !goes_on;
    pthread_mutex_unlock(&table->mutex);
    return goes_on;
}

static void over_say(struct follower *follower)
{
    pthread_mutex_lock(&follower->table->mutex);
    follower->is_over = true;
    pthread_mutex_unlock(&follower->table->mutex);
}

static void *follow(void *of_follower)
{
    const struct timespec wait = { 0, LOOK_EVERY_NS };
    struct follower      *follower = of_follower;
    bool                  is_last = false, has_more = false;

    greet(follower);
    while (!is_last && goes_on(follower)) {
        is_last = look(follower, &has_more);
        if (!is_last && !has_more)
            nanosleep(&wait, NULL);
    }
    over_say(follower);
    live_channel_end(follower->channel);
    return NULL;
}

/* ---- the table ---- */

/* Viewers that are still there keep the channel until they have had all of it. */
static void slot_clear(struct live_follow *table, struct follower *slot)
{
    pthread_join(slot->thread, NULL);
    live_channel_destroy(slot->channel);
    live_tail_close(slot->tail);
    bytes_free(&slot->line);
    pthread_mutex_lock(&table->mutex);
    *slot = (struct follower){ .is_used = false };
    pthread_mutex_unlock(&table->mutex);
}

/* Slots of those that are over are for others; called without the mutex, by the one who asks. */
static void slots_clear(struct live_follow *table)
{
    for (size_t i = 0; i < LIVE_FOLLOW_RUNS_MAX; i++) {
        bool is_over;
        pthread_mutex_lock(&table->mutex);
        is_over = table->slots[i].is_used && table->slots[i].is_over;
        pthread_mutex_unlock(&table->mutex);
        if (is_over)
            slot_clear(table, &table->slots[i]);
    }
}

/* One that is there already, or the first that is free. */
static struct follower *slot_find(struct live_follow *table, const char *name)
{
    struct follower *empty = NULL;

    for (size_t i = 0; i < LIVE_FOLLOW_RUNS_MAX; i++) {
        struct follower *slot = &table->slots[i];
        if (slot->is_used && !slot->is_over && strcmp(slot->name, name) == 0)
            return slot;
        if (!slot->is_used && !empty)
            empty = slot;
    }
    return empty;
}

static enum err tail_open(struct live_follow *table, const char *name, struct live_tail **tail,
                          struct why *why)
{
    struct runs_entry entry;
    int               folder = -1;

    TRY(runs_find(table->root, name, &folder, &entry, why));
    if (entry.kind == RUNS_RUN)
        return live_tail_open(tail, folder, &entry, why);
    close(folder);
    return why_say(why, ERR_RANGE, "%s is a %s: follow one of its runs", name,
                   runs_kind_labels[entry.kind]);
}

static enum err slot_start(struct follower *slot, struct live_follow *table, const char *name,
                           struct why *why)
{
    *slot = (struct follower){ .table = table, .told_s = clock_wall_s(),
                               .asked_s = clock_wall_s() };
    snprintf(slot->name, sizeof slot->name, "%s", name);
    TRY(tail_open(table, name, &slot->tail, why));
    if (live_channel_create(&slot->channel, MESSAGES_KEPT, why) == ERR_OK) {
        if (pthread_create(&slot->thread, NULL, follow, slot) == 0) {
            slot->is_used = true;
            return ERR_OK;
        }
        live_channel_destroy(slot->channel);
    }
    live_tail_close(slot->tail);
    return why_say(why, ERR_MEMORY, "no thread to follow %s", name);
}

enum err live_follow_watch(struct live_follow *table, const char *name, struct live_channel **out,
                           struct why *why)
{
    struct follower *slot;
    enum err         err = ERR_OK;

    slots_clear(table);
    pthread_mutex_lock(&table->mutex);
    slot = slot_find(table, name);
    if (!slot)
        err = why_say(why, ERR_LIMIT, "%d runs are followed already: close one of their pages",
                      LIVE_FOLLOW_RUNS_MAX);
    else if (!slot->is_used)
        err = slot_start(slot, table, name, why);
    if (err == ERR_OK) {
        slot->asked_s = clock_wall_s();
        *out = slot->channel;
    }
    pthread_mutex_unlock(&table->mutex);
    return err;
}

size_t live_follow_count(struct live_follow *table)
{
    size_t count = 0;

    pthread_mutex_lock(&table->mutex);
    for (size_t i = 0; i < LIVE_FOLLOW_RUNS_MAX; i++)
        count += table->slots[i].is_used && !table->slots[i].is_over;
    pthread_mutex_unlock(&table->mutex);
    return count;
}

enum err live_follow_create(struct live_follow **out, const char *root, struct why *why)
{
    struct live_follow *table = calloc(1, sizeof *table);

    if (!table || pthread_mutex_init(&table->mutex, NULL) != 0) {
        free(table);
        return why_say(why, ERR_MEMORY, "no memory to follow runs");
    }
    snprintf(table->root, sizeof table->root, "%s", root);
    *out = table;
    return ERR_OK;
}

void live_follow_destroy(struct live_follow *table)
{
    if (!table)
        return;
    pthread_mutex_lock(&table->mutex);
    table->is_ending = true;
    pthread_mutex_unlock(&table->mutex);
    for (size_t i = 0; i < LIVE_FOLLOW_RUNS_MAX; i++)
        if (table->slots[i].is_used)
            slot_clear(table, &table->slots[i]);
    pthread_mutex_destroy(&table->mutex);
    free(table);
}
