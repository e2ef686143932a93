#include "tests/support/toy_room.h"

#include "hil/clock.h"
#include "hil/live/live_channel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RING       64
#define PATIENCE_S 30.0             /* of work that waits for somebody */

/* A writer in a thread of its own, as a rig has. */
struct toy {
    struct live_channel *channel;
    pthread_t            writer;
    atomic_bool          is_ending;
    atomic_int           turns, works;
    double               rows_per_s;
};

static const char *const tissues[] = { "muscle", "fat", "nerve", NULL };
static const char *const truths[] = { "false", "true", NULL };

static const struct live_field echo_fields[] = {
    { .name = "set_c", .unit = "C", .kind = LIVE_NUMBER, .least = 40, .most = 95, .step = 1,
      .rest = "80", .sentence = "the temperature that is held" },
    { .name = "tissue", .unit = "-", .kind = LIVE_CHOICE, .choices = tissues, .rest = "muscle",
      .sentence = "what the needle is in" },
    { .name = "title", .unit = "-", .kind = LIVE_TEXT, .rest = "",
      .sentence = "what stands above it" },
    { .name = "pulsed", .unit = "-", .kind = LIVE_CHOICE, .choices = truths, .rest = "false",
      .sentence = "in bursts" },
};

static const struct live_field work_fields[] = {
    { .name = "ms", .unit = "ms", .kind = LIVE_NUMBER, .least = 0, .most = 5000, .step = 1,
      .rest = NULL, .sentence = "how long it takes" },
    { .name = "bytes", .unit = "-", .kind = LIVE_NUMBER, .least = 1, .most = 5e7, .step = 1,
      .rest = "10", .sentence = "how much comes back" },
    { .name = "turns", .unit = "-", .kind = LIVE_NUMBER, .least = 0, .most = 100, .step = 1,
      .rest = "0", .sentence = "it goes on when the room was turned so often" },
};

static const struct live_field fail_fields[] = {
    { .name = "err", .unit = "-", .kind = LIVE_NUMBER, .least = 1, .most = ERR_COUNT - 1, .step = 1,
      .rest = "1", .sentence = "how it fails" },
};

static enum err echo_answer(void *room, const struct live_request *asked,
                            struct live_answer *answer, struct why *why)
{
    const struct toy *toy = room;
    struct bytes     *out = &answer->body;

    (void)why;
    bytes_text(out, "{\"title\":");
    bytes_json_text(out, live_text(asked, "title"));
    bytes_text(out, ",\"tissue\":");
    bytes_json_text(out, live_text(asked, "tissue"));
    bytes_format(out, ",\"set_c\":%g,\"given\":%d,\"works\":%d}", live_number(asked, "set_c"),
                 live_is_given(asked, "set_c"), atomic_load(&toy->works));
    return ERR_OK;
}

static enum err work_answer(void *room, const struct live_request *asked,
                            struct live_answer *answer, struct why *why)
{
    struct toy  *toy = room;
    struct clock clock = clock_real();
    size_t       count = (size_t)live_number(asked, "bytes");
    double       now_s = live_number(asked, "ms") / 1000;

    (void)why;
    atomic_fetch_add(&toy->works, 1);
    TRY(clock_start(&clock));
    TRY(clock_await(&clock, now_s));
    while (atomic_load(&toy->turns) < live_number(asked, "turns") && now_s < PATIENCE_S)
        TRY(clock_await(&clock, now_s += 0.002));
    for (size_t i = 0; i < count; i += 10)
        bytes_add(&answer->body, "0123456789", count - i < 10 ? count - i : 10);
    answer->type = "application/octet-stream";
    return ERR_OK;
}

static enum err fail_answer(void *room, const struct live_request *asked,
                            struct live_answer *answer, struct why *why)
{
    (void)room;
    bytes_text(&answer->body, "half of an answer");
    return why_say(why, (enum err)live_number(asked, "err"), "it <b>fails</b>");
}

static enum err page_answer(void *room, const struct live_request *asked,
                            struct live_answer *answer, struct why *why)
{
    (void)room, (void)asked, (void)why;
    bytes_text(&answer->body, "<script>alert(1)</script>");
    answer->type = "text/html; charset=utf-8";
    answer->policy = "script-src 'unsafe-inline'";
    snprintf(answer->file, sizeof answer->file, "re\"port\r\nX-Evil: 1.html");
    return ERR_OK;
}

static enum err turn_answer(void *room, const struct live_request *asked,
                            struct live_answer *answer, struct why *why)
{
    struct toy *toy = room;

    (void)asked, (void)why;
    bytes_format(&answer->body, "{\"turns\":%d}", atomic_fetch_add(&toy->turns, 1) + 1);
    return ERR_OK;
}

static enum err watch_answer(void *room, const struct live_request *asked,
                             struct live_channel **channel, struct why *why)
{
    struct toy *toy = room;

    (void)asked, (void)why;
    *channel = toy->channel;
    return ERR_OK;
}

/* Rows of a kilobyte, as often as the setup says in place of a folder of runs. */
static void *write_rows(void *context)
{
    struct toy  *toy = context;
    struct clock clock = clock_real();
    char         text[1024];
    enum err     err = clock_start(&clock);

    memset(text, ' ', sizeof text);
    for (int i = 0; err == ERR_OK && !atomic_load(&toy->is_ending); i++) {
        int count = snprintf(text, sizeof text, "{\"row\":%d}", i);
        text[count] = ' ';
        err = live_channel_offer(toy->channel, "row", text, sizeof text);
        if (err == ERR_OK)
            err = clock_await(&clock, (i + 1) / toy->rows_per_s);
    }
    return NULL;
}

static enum err toy_open(void **room, const struct live_setup *setup, struct why *why)
{
    struct toy *toy = calloc(1, sizeof *toy);

    if (!toy)
        return ERR_MEMORY;
    toy->rows_per_s = setup->runs ? strtod(setup->runs, NULL) : 10;
    *room = toy;
    TRY(live_channel_create(&toy->channel, RING, why));
    TRY(live_channel_greet(toy->channel, "greeting", "{\"greeting\":true}", 17, why));
    return pthread_create(&toy->writer, NULL, write_rows, toy) == 0 ? ERR_OK : ERR_MEMORY;
}

static void toy_close(void *room)
{
    struct toy *toy = room;

    if (!toy)
        return;
    atomic_store(&toy->is_ending, true);
    pthread_join(toy->writer, NULL);
    live_channel_destroy(toy->channel);
    free(toy);
}

#define FIELDS(table) .fields = table, .field_count = sizeof table / sizeof *table

static const struct live_route routes[TOY_ROUTE_COUNT] = {
    [TOY_ECHO]  = { .path = "/data/toy/echo", FIELDS(echo_fields), .answer = echo_answer,
                    .sentence = "says again",
                    .returns = "what was said, and how much work was begun so far" },
    [TOY_WORK]  = { .path = "/data/toy/work", FIELDS(work_fields), .answer = work_answer,
                    .is_work = true, .sentence = "takes its time", .returns = "digits" },
    [TOY_FAIL]  = { .path = "/data/toy/fail", FIELDS(fail_fields), .answer = fail_answer,
                    .sentence = "fails", .returns = "nothing" },
    [TOY_PAGE]  = { .path = "/data/toy/page", .answer = page_answer,
                    .sentence = "a page of its own", .returns = "HTML" },
    [TOY_WATCH] = { .path = "/data/toy/watch", .watch = watch_answer, .sentence = "rows",
                    .returns = "rows" },
    [TOY_TURN]  = { .path = "/data/toy/turn", .right = LIVE_OPERATE, FIELDS(echo_fields),
                    .answer = turn_answer, .sentence = "turns", .returns = "how often" },
};

const struct live_room toy_room = {
    .name = "toy", .sentence = "a room for tests", .routes = routes, .route_count = TOY_ROUTE_COUNT,
    .open = toy_open, .close = toy_close,
};

const struct live_room *const toy_rooms[] = { &toy_room, NULL };
