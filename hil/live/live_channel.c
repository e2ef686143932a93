#include "live_channel.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENT_MAX    40
#define HEAD_MAX     96         /* "id: N", "event: NAME" and "data: " of a message */
#define MESSAGE_SIZE (LIVE_MESSAGE_MAX + HEAD_MAX)

/* As it goes to a viewer, so that fifty of them cost a copy each and no formatting. */
struct message {
    size_t count;
    char   bytes[MESSAGE_SIZE];
};

struct live_channel {
    pthread_mutex_t mutex;      /* guards all below; held for the copy of one message at most  */
    struct message *ring;
    size_t          size;
    uint64_t        next;       /* number of the next message, from 0                          */
    uint64_t        greeted_at; /* newcomers hear from this number on, behind the greeting     */
    struct message  greeting;
    bool            has_greeting, is_ended, is_destroyed;
    size_t          viewers;
    void          (*wake)(void *listener);
    void           *listener;
};

/* ------------------------------------------------------------------ making and ending it */

enum err live_channel_create(struct live_channel **out, size_t messages, struct why *why)
{
    struct live_channel *channel;

    if (messages == 0)
        return why_say(why, ERR_BUG, "a channel without room for a message");
    channel = calloc(1, sizeof *channel);
    if (!channel)
        return why_say(why, ERR_MEMORY, "no memory for a channel");
    channel->ring = calloc(messages, sizeof *channel->ring);
    if (!channel->ring || pthread_mutex_init(&channel->mutex, NULL) != 0) {
        free(channel->ring);
        free(channel);
        return why_say(why, ERR_MEMORY, "no memory for a channel of %zu messages", messages);
    }
    channel->size = messages;
    *out = channel;
    return ERR_OK;
}

static void channel_free(struct live_channel *channel)
{
    pthread_mutex_destroy(&channel->mutex);
    free(channel->ring);
    free(channel);
}

/* Outside the mutex: a listener may have one of its own. */
static void listener_wake(struct live_channel *channel)
{
    void (*wake)(void *);
    void  *listener;

    pthread_mutex_lock(&channel->mutex);
    wake = channel->wake;
    listener = channel->listener;
    pthread_mutex_unlock(&channel->mutex);
    if (wake)
        wake(listener);
}

void live_channel_end(struct live_channel *channel)
{
    pthread_mutex_lock(&channel->mutex);
    channel->is_ended = true;
    pthread_mutex_unlock(&channel->mutex);
    listener_wake(channel);
}

void live_channel_destroy(struct live_channel *channel)
{
    bool is_last;

    if (!channel)
        return;
    live_channel_end(channel);
    pthread_mutex_lock(&channel->mutex);
    channel->is_destroyed = true;
    is_last = channel->viewers == 0;
    pthread_mutex_unlock(&channel->mutex);
    if (is_last)
        channel_free(channel);
}

/* ------------------------------------------------------------------ the writer's side */

/* A newline would end the data and begin another field of the event. */
static enum err message_check(const char *event, const char *text, size_t count)
{
    if (strlen(event) > EVENT_MAX || strlen(event) + count > LIVE_MESSAGE_MAX)
        return ERR_LIMIT;
    return memchr(text, '\n', count) || memchr(text, '\r', count) ? ERR_BUG : ERR_OK;
}

static void message_write(struct message *message, const char *head, const char *event,
                          const char *text, size_t count)
{
    message->count = (size_t)snprintf(message->bytes, HEAD_MAX, "%sevent: %s\ndata: ", head, event);
    memcpy(message->bytes + message->count, text, count);
    memcpy(message->bytes + message->count + count, "\n\n", 2);
    message->count += count + 2;
}

enum err live_channel_offer(struct live_channel *channel, const char *event, const char *text,
                            size_t count)
{
    char head[32];

    TRY(message_check(event, text, count));
    pthread_mutex_lock(&channel->mutex);
    snprintf(head, sizeof head, "id: %llu\n", (unsigned long long)channel->next);
    message_write(&channel->ring[channel->next % channel->size], head, event, text, count);
    channel->next++;
    pthread_mutex_unlock(&channel->mutex);
    listener_wake(channel);
    return ERR_OK;
}

enum err live_channel_greet(struct live_channel *channel, const char *event, const char *text,
                            size_t count, struct why *why)
{
    enum err err = message_check(event, text, count);

    if (err != ERR_OK)
        return why_say(why, err, "a greeting is one line of %d bytes at most, and this has %zu",
                       LIVE_MESSAGE_MAX, count);
    pthread_mutex_lock(&channel->mutex);
    message_write(&channel->greeting, "", event, text, count);
    channel->has_greeting = true;
    channel->greeted_at = channel->next;
    pthread_mutex_unlock(&channel->mutex);
    listener_wake(channel);
    return ERR_OK;
}

size_t live_channel_viewers(struct live_channel *channel)
{
    size_t viewers;

    pthread_mutex_lock(&channel->mutex);
    viewers = channel->viewers;
    pthread_mutex_unlock(&channel->mutex);
    return viewers;
}

/* ------------------------------------------------------------------ the door's side */

void live_channel_wake(void (*wake)(void *listener), void *listener, struct live_channel *channel)
{
    pthread_mutex_lock(&channel->mutex);
    channel->wake = wake;
    channel->listener = listener;
    pthread_mutex_unlock(&channel->mutex);
}

static uint64_t oldest(const struct live_channel *channel)
{
    return channel->next > channel->size ? channel->next - channel->size : 0;
}

struct live_channel *live_channel_take(struct live_channel *channel, struct live_viewer *viewer)
{
    pthread_mutex_lock(&channel->mutex);
    channel->viewers++;
    *viewer = (struct live_viewer){ .next = channel->greeted_at };
    if (viewer->next < oldest(channel))
        viewer->next = oldest(channel);
    pthread_mutex_unlock(&channel->mutex);
    return channel;
}

void live_channel_leave(struct live_channel *channel)
{
    bool is_last;

    pthread_mutex_lock(&channel->mutex);
    channel->viewers--;
    is_last = channel->viewers == 0 && channel->is_destroyed;
    pthread_mutex_unlock(&channel->mutex);
    if (is_last)
        channel_free(channel);
}

/* What this viewer has next, 0 when there is nothing. What was lost is said before all else. */
static size_t one_copy(const struct live_channel *channel, struct live_viewer *viewer, char *out,
                       size_t size)
{
    const struct message *message;
    uint64_t              first = oldest(channel);

    if (!viewer->is_greeted && channel->has_greeting) {
        if (channel->greeting.count > size)
            return 0;
        viewer->is_greeted = true;
        memcpy(out, channel->greeting.bytes, channel->greeting.count);
        return channel->greeting.count;
    }
    if (viewer->next < first) {
        int count = snprintf(out, size, "event: lost\ndata: {\"count\":%llu}\n\n",
                             (unsigned long long)(first - viewer->next));
        if (count < 0 || (size_t)count >= size)
            return 0;
        viewer->next = first;
        return (size_t)count;
    }
    message = &channel->ring[viewer->next % channel->size];
    if (viewer->next == channel->next || message->count > size)
        return 0;
    viewer->next++;
    memcpy(out, message->bytes, message->count);
    return message->count;
}

bool live_channel_has_news(struct live_channel *channel, const struct live_viewer *viewer)
{
    bool has_news;

    pthread_mutex_lock(&channel->mutex);
    has_news = channel->is_ended || viewer->next != channel->next
            || (channel->has_greeting && !viewer->is_greeted);
    pthread_mutex_unlock(&channel->mutex);
    return has_news;
}

size_t live_channel_read(struct live_channel *channel, struct live_viewer *viewer, char *out,
                         size_t size, bool *is_over)
{
    size_t used = 0, count;

    do {
        pthread_mutex_lock(&channel->mutex);
        count = one_copy(channel, viewer, out + used, size - used);
        *is_over = channel->is_ended && viewer->next == channel->next
                && (viewer->is_greeted || !channel->has_greeting);
        pthread_mutex_unlock(&channel->mutex);
        used += count;
    } while (count > 0);
    return used;
}
