/* One writer, many viewers: who is quick gets everything in order, who is slow is told what is
 * lost, and the writer waits for nobody. */
#include "hil/live/live_channel.h"
#include "tests/support/allocations.h"
#include "tests/support/suite.h"

#include <check.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUT_SIZE (LIVE_MESSAGE_MAX + 256)

static struct live_channel *channel_open(size_t messages)
{
    struct live_channel *channel;
    struct why           why = { "" };

    ck_assert_int_eq(live_channel_create(&channel, messages, &why), ERR_OK);
    return channel;
}

static void offer(struct live_channel *channel, int number)
{
    char text[32];
    int  count = snprintf(text, sizeof text, "{\"n\":%d}", number);

    ck_assert_int_eq(live_channel_offer(channel, "row", text, (size_t)count), ERR_OK);
}

static void greet(struct live_channel *channel, const char *text)
{
    struct why why = { "" };

    ck_assert_int_eq(live_channel_greet(channel, "greeting", text, strlen(text), &why), ERR_OK);
}

/* What this viewer has now, as a text. */
static const char *heard(struct live_channel *channel, struct live_viewer *viewer, char *out)
{
    bool   is_over;
    size_t count = live_channel_read(channel, viewer, out, OUT_SIZE, &is_over);

    out[count] = '\0';
    return out;
}

START_TEST(a_viewer_hears_the_greeting_and_then_every_row)
{
    struct live_channel *channel = channel_open(4);
    struct live_viewer   viewer;
    char                 out[OUT_SIZE + 1];

    offer(channel, 1);
    greet(channel, "{}");
    offer(channel, 2);
    live_channel_take(channel, &viewer);
    ck_assert(live_channel_has_news(channel, &viewer));
    ck_assert_str_eq(heard(channel, &viewer, out),
                     "event: greeting\ndata: {}\n\nid: 1\nevent: row\ndata: {\"n\":2}\n\n");
    ck_assert(!live_channel_has_news(channel, &viewer));
    ck_assert_str_eq(heard(channel, &viewer, out), "");
    offer(channel, 3);
    ck_assert_str_eq(heard(channel, &viewer, out), "id: 2\nevent: row\ndata: {\"n\":3}\n\n");
    live_channel_leave(channel);
    live_channel_destroy(channel);
}
END_TEST

START_TEST(a_slow_viewer_is_told_how_much_it_lost)
{
    struct live_channel *channel = channel_open(2);
    struct live_viewer   quick, slow;
    char                 out[OUT_SIZE + 1];

    live_channel_take(channel, &quick);
    live_channel_take(channel, &slow);
    for (int i = 0; i < 7; i++) {
        offer(channel, i);
        ck_assert_ptr_null(strstr(heard(channel, &quick, out), "lost"));
    }
    ck_assert_str_eq(heard(channel, &slow, out),
                     "event: lost\ndata: {\"count\":5}\n\nid: 5\nevent: row\ndata: {\"n\":5}\n\n"
                     "id: 6\nevent: row\ndata: {\"n\":6}\n\n");
    live_channel_leave(channel);
    live_channel_leave(channel);
    live_channel_destroy(channel);
}
END_TEST

START_TEST(a_newcomer_has_lost_nothing)
{
    struct live_channel *channel = channel_open(2);
    struct live_viewer   viewer;
    char                 out[OUT_SIZE + 1];

    for (int i = 0; i < 7; i++)
        offer(channel, i);
    live_channel_take(channel, &viewer);
    ck_assert_ptr_null(strstr(heard(channel, &viewer, out), "lost"));
    ck_assert_ptr_nonnull(strstr(out, "id: 5\n"));
    live_channel_leave(channel);
    live_channel_destroy(channel);
}
END_TEST

static const struct { const char *event; size_t count; char filler; enum err want; } messages[] = {
    { "row", LIVE_MESSAGE_MAX - 3, 'x',  ERR_OK    },
    { "row", LIVE_MESSAGE_MAX - 2, 'x',  ERR_LIMIT },
    { "row", 10,                   '\n', ERR_BUG   },
    { "row", 10,                   '\r', ERR_BUG   },
    { "an event whose name is longer than names are here", 1, 'x', ERR_LIMIT },
    { "row", 0,                    'x',  ERR_OK    },
};

START_TEST(a_message_that_cannot_be_one_event_is_nobodys)
{
    struct live_channel *channel = channel_open(1);
    struct live_viewer   viewer;
    static char          text[LIVE_MESSAGE_MAX], out[OUT_SIZE + 1];
    bool                 is_over;

    offer(channel, 1);
    live_channel_take(channel, &viewer);
    memset(text, messages[_i].filler, sizeof text);
    ck_assert_int_eq(live_channel_offer(channel, messages[_i].event, text, messages[_i].count),
                     messages[_i].want);
    if (messages[_i].want == ERR_OK)
        ck_assert_uint_gt(live_channel_read(channel, &viewer, out, OUT_SIZE, &is_over),
                          messages[_i].count);
    else
        ck_assert_str_eq(heard(channel, &viewer, out), "id: 0\nevent: row\ndata: {\"n\":1}\n\n");
    live_channel_leave(channel);
    live_channel_destroy(channel);
}
END_TEST

START_TEST(the_end_is_heard_behind_the_last_row)
{
    struct live_channel *channel = channel_open(4);
    struct live_viewer   viewer;
    char                 out[OUT_SIZE];
    bool                 is_over;

    live_channel_take(channel, &viewer);
    offer(channel, 1);
    offer(channel, 2);
    live_channel_end(channel);
    ck_assert(live_channel_has_news(channel, &viewer));
    ck_assert_uint_gt(live_channel_read(channel, &viewer, out, 40, &is_over), 0);
    ck_assert_msg(!is_over, "a row is still there");
    ck_assert_uint_gt(live_channel_read(channel, &viewer, out, sizeof out, &is_over), 0);
    ck_assert(is_over);
    live_channel_leave(channel);
    live_channel_destroy(channel);
}
END_TEST

START_TEST(a_channel_lives_until_its_last_viewer_has_left)
{
    struct live_channel *channel = channel_open(4);
    struct live_viewer   viewer;
    char                 out[OUT_SIZE + 1];

    live_channel_take(channel, &viewer);
    ck_assert_uint_eq(live_channel_viewers(channel), 1);
    offer(channel, 1);
    live_channel_destroy(channel);
    ck_assert_ptr_nonnull(strstr(heard(channel, &viewer, out), "{\"n\":1}"));
    live_channel_leave(channel);
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(an_offer_allocates_nothing)
{
    struct live_channel *channel = channel_open(4);
    struct live_viewer   viewer;
    long                 before;
    int                  failed = 0;

    live_channel_take(channel, &viewer);
    before = allocations_so_far();
    for (int i = 0; i < 100; i++)
        failed += live_channel_offer(channel, "row", "{}", 2) != ERR_OK;
    before = allocations_so_far() - before;
    ck_assert_int_eq(before, 0);
    ck_assert_int_eq(failed, 0);
    live_channel_leave(channel);
    live_channel_destroy(channel);
}
END_TEST
#endif

/* ------------------------------------------------------------------ fifty at once */

enum { VIEWERS = 50, ROWS = 4000, READERS = 5, EACH = VIEWERS / READERS };

struct crowd {
    struct live_channel *channel;
    atomic_long          heard, lost;
};

static void rows_count(struct crowd *crowd, const char *out)
{
    for (const char *at = out; (at = strstr(at, "event: ")); at++)
        if (strncmp(at, "event: lost", 11) == 0)
            crowd->lost += strtol(strstr(at, "\"count\":") + 8, NULL, 10);
        else
            crowd->heard++;
}

/* A viewer counts what it gets and what it is told of: together they are all. True at the end. */
static bool rows_read(struct crowd *crowd, struct live_viewer *viewer, char *out)
{
    bool   is_over;
    size_t count = live_channel_read(crowd->channel, viewer, out, OUT_SIZE, &is_over);

    out[count] = '\0';
    rows_count(crowd, out);
    return is_over;
}

static void *read_rows(void *context)
{
    struct crowd      *crowd = context;
    struct live_viewer viewers[EACH];
    int                over = 0;
    char              *out = malloc(OUT_SIZE + 1);

    for (int i = 0; i < EACH; i++)
        live_channel_take(crowd->channel, &viewers[i]);
    while (over < EACH) {
        over = 0;
        for (int i = 0; i < EACH; i++)
            over += rows_read(crowd, &viewers[i], out);
        poll(NULL, 0, 1);       /* as the door gathers news */
    }
    for (int i = 0; i < EACH; i++)
        live_channel_leave(crowd->channel);
    free(out);
    return NULL;
}

static void wake(void *count)
{
    ++*(long *)count;
}

/* One viewer more sleeps until all is over: a writer that waited for it would never come there. */
START_TEST(a_writer_waits_for_nobody)
{
    struct crowd       crowd = { .channel = channel_open(64) };
    struct live_viewer sleeper;
    pthread_t          readers[READERS];
    long               woken = 0;
    char               row[1024], *out = malloc(OUT_SIZE + 1);

    memset(row, 'x', sizeof row);
    live_channel_wake(wake, &woken, crowd.channel);
    live_channel_take(crowd.channel, &sleeper);
    for (int i = 0; i < READERS; i++)
        ck_assert_int_eq(pthread_create(&readers[i], NULL, read_rows, &crowd), 0);
    while (live_channel_viewers(crowd.channel) < VIEWERS + 1)
        poll(NULL, 0, 1);
    for (int i = 0; i < ROWS; i++)
        ck_assert_int_eq(live_channel_offer(crowd.channel, "row", row, sizeof row), ERR_OK);
    live_channel_end(crowd.channel);
    for (int i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
    while (!rows_read(&crowd, &sleeper, out))
        continue;
    ck_assert_int_eq(crowd.heard + crowd.lost, (long)ROWS * (VIEWERS + 1));
    ck_assert_int_eq(woken, ROWS + 1);
    live_channel_leave(crowd.channel);
    live_channel_destroy(crowd.channel);
    free(out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("live_channel");
    TCase *cases = tcase_create("live_channel");

    suite_add_tcase(suite, cases);
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, a_viewer_hears_the_greeting_and_then_every_row);
    tcase_add_test(cases, a_slow_viewer_is_told_how_much_it_lost);
    tcase_add_test(cases, a_newcomer_has_lost_nothing);
    tcase_add_loop_test(cases, a_message_that_cannot_be_one_event_is_nobodys, 0,
                        (int)(sizeof messages / sizeof *messages));
    tcase_add_test(cases, the_end_is_heard_behind_the_last_row);
    tcase_add_test(cases, a_channel_lives_until_its_last_viewer_has_left);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(cases, an_offer_allocates_nothing);
#endif
    tcase_add_test(cases, a_writer_waits_for_nobody);
    return suite_run(suite);
}
