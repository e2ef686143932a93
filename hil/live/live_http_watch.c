/* Event streams, and the herald: it wakes viewers when there is news and cuts who is overdue. */
#include "live_http_inside.h"

#include "hil/clock.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROUND_MS   100          /* of the herald, when there is no news               */
#define GATHER_MS  15           /* news of so long goes out together                  */
#define AHEAD_BYTES (32 << 10)  /* of a stream, in the kernel: who is slow loses rows and is up to
                                 * date, and does not see what was minutes ago          */
#define FIRST_WORD "retry: 2000\n\n"        /* opens the stream, be there news or not */
#define STILL_HERE ": nothing new\n\n"

/* Behind the gate. */
static void phase_set(struct connection *connection, enum phase phase)
{
    connection->phase = phase;
    connection->since_s = clock_wall_s();
}

void live_phase_set(struct live_door *door, struct connection *connection, enum phase phase)
{
    pthread_mutex_lock(&door->gate);
    phase_set(connection, phase);
    pthread_mutex_unlock(&door->gate);
}

/* ------------------------------------------------------------------ one viewer */

static void out_put(struct watch *watch, const char *text)
{
    watch->count = strlen(text);
    watch->sent = 0;
    memcpy(watch->out, text, watch->count);
}

/* Behind the gate: more to send, or a wait for it. -1 at the end. */
static int watch_refill(struct watch *watch)
{
    struct live_door *door = watch->door;
    double            quiet_s = clock_wall_s() - watch->connection->since_s;

    if (watch->is_over || door->is_closing)
        return -1;
    watch->sent = 0;
    watch->count = live_channel_read(watch->channel, &watch->viewer, watch->out, sizeof watch->out,
                                     &watch->is_over);
    if (watch->count == 0 && watch->is_over)
        return -1;
    if (watch->count == 0 && watch->connection->phase == PHASE_QUIET
        && quiet_s >= door->limits.quiet_s)
        out_put(watch, STILL_HERE);
    if (watch->count > 0) {
        phase_set(watch->connection, PHASE_STREAM);
        return 0;
    }
    if (watch->connection->phase != PHASE_QUIET)
        phase_set(watch->connection, PHASE_QUIET);
    watch->is_waiting = true;
    MHD_suspend_connection(watch->http);
    return 0;
}

/* libmicrohttpd asks for more, as its own buffer has room. */
static ssize_t watch_read(void *context, uint64_t at, char *out, size_t size)
{
    struct watch *watch = context;
    size_t        count = 0;
    int           status = 0;

    (void)at;
    pthread_mutex_lock(&watch->door->gate);
    if (watch->sent == watch->count)
        status = watch_refill(watch);
    else
        phase_set(watch->connection, PHASE_STREAM);
    if (status == 0) {
        count = watch->count - watch->sent < size ? watch->count - watch->sent : size;
        memcpy(out, watch->out + watch->sent, count);
        watch->sent += count;
    }
    pthread_mutex_unlock(&watch->door->gate);
    return status == 0 ? (ssize_t)count : MHD_CONTENT_READER_END_OF_STREAM;
}

static void watch_end(void *context)
{
    struct watch     *watch = context;
    struct live_door *door = watch->door;

    pthread_mutex_lock(&door->gate);
    if (watch->before)
        watch->before->behind = watch->behind;
    else
        door->watches = watch->behind;
    if (watch->behind)
        watch->behind->before = watch->before;
    door->watch_count--;
    pthread_mutex_unlock(&door->gate);
    live_channel_leave(watch->channel);
    free(watch);
}

/* Never waits: a full pipe has news enough. */
static void news_come(void *context)
{
    const struct live_door *door = context;
    ssize_t                 written = write(door->news[1], "", 1);

    (void)written;
}

static bool watch_enlist(struct watch *watch)
{
    struct live_door *door = watch->door;
    bool              has_room;

    pthread_mutex_lock(&door->gate);
    has_room = door->watch_count < door->limits.viewers && !door->is_closing;
    if (has_room) {
        watch->behind = door->watches;
        if (door->watches)
            door->watches->before = watch;
        door->watches = watch;
        door->watch_count++;
        phase_set(watch->connection, PHASE_STREAM);
    }
    pthread_mutex_unlock(&door->gate);
    return has_room;
}

enum MHD_Result live_watch_begin(struct asking *asking, struct live_channel *channel)
{
    struct watch        *watch = calloc(1, sizeof *watch);
    struct MHD_Response *response;
    const int            ahead = AHEAD_BYTES;

    if (!watch)
        return MHD_NO;
    watch->door = asking->door;
    watch->http = asking->http;
    watch->connection = asking->connection;
    out_put(watch, FIRST_WORD);
    setsockopt(watch->connection->socket, SOL_SOCKET, SO_SNDBUF, &ahead, sizeof ahead);
    if (!watch_enlist(watch)) {
        free(watch);
        return live_answer_refuse(asking, 503, "there are as many viewers as this painrig takes");
    }
    live_channel_wake(news_come, asking->door, channel);
    watch->channel = live_channel_take(channel, &watch->viewer);
    response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, sizeof watch->out, watch_read,
                                                 watch, watch_end);
    if (!response) {
        watch_end(watch);
        return MHD_NO;
    }
    return live_answer_stream(asking, response);
}

/* ------------------------------------------------------------------ the herald */

static double seconds_of(const struct live_limits *limits, enum phase phase)
{
    const double rows[] = {
        [PHASE_HEAD]   = limits->head_s,   [PHASE_BODY]   = limits->body_s,
        [PHASE_WORK]   = (double)INFINITY, [PHASE_ANSWER] = limits->answer_s,
        [PHASE_STREAM] = limits->stall_s,  [PHASE_QUIET]  = (double)INFINITY,
    };

    return rows[phase];
}

/* Behind the gate. Every byte would renew a timeout of libmicrohttpd's: here a byte a second gains
 * nothing. */
static void overdue_cut(struct live_door *door, double now_s)
{
    for (struct connection *at = door->connections; at; at = at->behind) {
        if (at->is_cut || now_s - at->since_s < seconds_of(&door->limits, at->phase))
            continue;
        at->is_cut = true;
        shutdown(at->socket, SHUT_RDWR);
    }
}

/* Behind the gate. */
static void viewers_wake(struct live_door *door, double now_s)
{
    for (struct watch *watch = door->watches; watch; watch = watch->behind) {
        bool is_due = now_s - watch->connection->since_s >= door->limits.quiet_s;
        if (!watch->is_waiting
            || (!is_due && !live_channel_has_news(watch->channel, &watch->viewer)))
            continue;
        watch->is_waiting = false;
        MHD_resume_connection(watch->http);
    }
}

static void news_await(const struct live_door *door)
{
    struct pollfd pipe_end = { .fd = door->news[0], .events = POLLIN };
    char          bytes[256];

    if (poll(&pipe_end, 1, ROUND_MS) <= 0)
        return;
    poll(NULL, 0, GATHER_MS);
    while (read(door->news[0], bytes, sizeof bytes) == (ssize_t)sizeof bytes)
        continue;
}

static void *herald(void *context)
{
    struct live_door *door = context;
    bool              is_closing;

    do {
        news_await(door);
        pthread_mutex_lock(&door->gate);
        is_closing = door->is_closing;
        if (!is_closing) {
            double now_s = clock_wall_s();
            viewers_wake(door, now_s);
            overdue_cut(door, now_s);
        }
        pthread_mutex_unlock(&door->gate);
    } while (!is_closing);
    return NULL;
}

enum err live_herald_start(struct live_door *door, struct why *why)
{
    if (pthread_create(&door->herald, NULL, herald, door) != 0)
        return why_say(why, ERR_MEMORY, "the herald's thread cannot be started");
    door->has_herald = true;
    return ERR_OK;
}

/* It sees that the door closes. */
void live_herald_stop(struct live_door *door)
{
    if (!door->has_herald)
        return;
    news_come(door);
    pthread_join(door->herald, NULL);
    door->has_herald = false;
}
