/* Who takes longer: work that is asked for, and viewers of an event stream, quick, slow and gone.
 * */
#include "hil/clock.h"
#include "tests/support/live_bed.h"
#include "tests/support/suite.h"
#include "tests/support/toy_room.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ------------------------------------------------------------------ work */

START_TEST(a_full_queue_is_said_at_once)
{
    struct live_limits limits = live_limits_loopback;
    struct live_door  *door;
    int                sockets[8], refused = 0, served = 0;

    limits.workers = 1;
    limits.queue = 3;
    door = door_open(&limits);
    for (int i = 0; i < 8; i++) {
        sockets[i] = http_connect(live_door_port(door));
        http_send(sockets[i], GET("/data/toy/work?ms=300"), live_door_port(door));
        pause_ms(10);
    }
    for (int i = 0; i < 8; i++) {
        struct http_answer answer = http_receive(sockets[i], HTTP_PATIENCE_S);
        refused += answer.status == 429;
        served += answer.status == 200;
        http_answer_free(&answer);
        close(sockets[i]);
    }
    ck_assert_int_ge(refused, 1);       /* 4, or 5 when the worker was slow to take the first;
                                           fewer, when it had time to answer before all had asked */
    ck_assert_int_ge(served, 3);
    ck_assert_int_eq(refused + served, 8);
    still_serves(door, "after a full queue");
    live_door_close(door);
}
END_TEST

enum { LEAVERS = 20 };

START_TEST(nobody_works_for_who_has_left)
{
    struct live_limits limits = live_limits_loopback;
    struct live_door  *door;
    struct http_answer answer;
    double             before_s, took_s;

    limits.workers = 1;
    door = door_open(&limits);
    for (int i = 0; i < LEAVERS; i++) {
        int socket = http_connect(live_door_port(door));
        http_send(socket, GET("/data/toy/work?ms=600"), live_door_port(door));
        pause_ms(5);
        close(socket);
    }
    before_s = clock_wall_s();
    answer = door_ask(door, GET("/data/toy/work?ms=10"), false);
    took_s = clock_wall_s() - before_s;
    ck_assert_int_eq(answer.status, 200);
    ck_assert_msg(took_s < LEAVERS * 0.6 / 2, "%g s behind %d who left", took_s, LEAVERS);
    http_answer_free(&answer);
    live_door_close(door);
}
END_TEST

/* ------------------------------------------------------------------ viewers */

enum { VIEWERS = 50 };

static int viewer_open(struct live_door *door)
{
    int socket = http_connect(live_door_port(door));

    http_send(socket, GET("/data/toy/watch"), live_door_port(door));
    return socket;
}

/* Does this text come? */
static bool is_heard(int socket, const char *text)
{
    double until_s = clock_wall_s() + HTTP_PATIENCE_S;
    char   all[65536];
    size_t used = 0;

    while (clock_wall_s() < until_s && used < sizeof all - 1) {
        ssize_t count = recv(socket, all + used, sizeof all - 1 - used, MSG_DONTWAIT);
        used += count > 0 ? (size_t)count : 0;
        all[used] = '\0';
        if (strstr(all, text))
            return true;
        if (count == 0)
            return false;
        pause_ms(5);
    }
    return false;
}

static size_t viewers_of(struct live_door *door)
{
    size_t connections, viewers;

    live_door_count(door, &connections, &viewers);
    return viewers;
}

START_TEST(fifty_viewers_hear_the_same_rows_and_the_door_closes_at_once)
{
    struct live_door *door = door_open(NULL);
    int               sockets[VIEWERS];
    double            before_s;

    for (int i = 0; i < VIEWERS; i++)
        sockets[i] = viewer_open(door);
    ck_assert(is_heard(sockets[0], "event: greeting\ndata: {\"greeting\":true}\n\n"));
    for (int i = 1; i < VIEWERS; i++)
        ck_assert_msg(is_heard(sockets[i], "data: {\"row\":6}"), "viewer %d", i);
    ck_assert_uint_eq(viewers_of(door), VIEWERS);
    before_s = clock_wall_s();
    live_door_close(door);          /* a second at most, on a machine that has nothing else to do */
    ck_assert_msg(clock_wall_s() - before_s < live_limits_loopback.quiet_s, "%g s to close",
                  clock_wall_s() - before_s);
    for (int i = 0; i < VIEWERS; i++) {
        ck_assert(http_is_cut(sockets[i], HTTP_PATIENCE_S));
        close(sockets[i]);
    }
}
END_TEST

START_TEST(viewers_who_leave_are_forgotten)
{
    struct live_door *door = door_open(NULL);
    int               sockets[VIEWERS];
    size_t            left = VIEWERS;

    for (int i = 0; i < VIEWERS; i++)
        sockets[i] = viewer_open(door);
    ck_assert(is_heard(sockets[VIEWERS - 1], "event: row"));
    for (int i = 0; i < VIEWERS; i++)
        close(sockets[i]);
    for (int i = 0; i < 1000 && left > 0; i++) {
        pause_ms(50);
        left = viewers_of(door);
    }
    ck_assert_uint_eq(left, 0);
    still_serves(door, "when all viewers have left");
    live_door_close(door);
}
END_TEST

/* Rows faster than any rig's, so that buffers are full soon. */
START_TEST(a_viewer_who_never_reads_delays_nobody_and_is_cut)
{
    struct live_limits           limits = short_limits();
    const struct live_door_setup setup = { .rooms = toy_rooms, .address = "127.0.0.1",
                                           .limits = &limits, .places = { .runs = "5000" } };
    struct live_door            *door;
    struct why                   why = { "" };
    int                          deaf, quick, size = 4096;
    size_t                       viewers = 2;

    ck_assert_int_eq(live_door_open(&door, &setup, &why), ERR_OK);
    deaf = http_connect(live_door_port(door));
    setsockopt(deaf, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    http_send(deaf, GET("/data/toy/watch"), live_door_port(door));
    for (int i = 0; i < 1000 && viewers > 0; i++) {
        pause_ms(50);
        viewers = viewers_of(door);
    }
    ck_assert_msg(viewers == 0, "it is still there");
    quick = viewer_open(door);
    ck_assert(is_heard(quick, "event: row"));
    close(deaf);
    close(quick);
    live_door_close(door);
}
END_TEST

START_TEST(who_asks_for_the_head_of_a_stream_is_no_viewer)
{
    struct live_door  *door = door_open(NULL);
    struct http_answer answer = door_ask(door, BYTES("HEAD /data/toy/watch HTTP/1.0\r\nHost: @\r\n"
                                                     "\r\n"), false);

    ck_assert_int_eq(answer.status, 200);
    ck_assert_uint_eq(answer.count, 0);
    for (int i = 0; i < 2500 && viewers_of(door) > 0; i++)
        pause_ms(20);
    ck_assert_uint_eq(viewers_of(door), 0);
    http_answer_free(&answer);
    live_door_close(door);
}
END_TEST

START_TEST(there_are_so_many_viewers_and_no_more)
{
    struct live_limits limits = live_limits_loopback;
    struct live_door  *door;
    struct http_answer answer;
    int                one, two;

    limits.viewers = 2;
    door = door_open(&limits);
    one = viewer_open(door);
    two = viewer_open(door);
    ck_assert(is_heard(one, "event: row") && is_heard(two, "event: row"));
    answer = door_ask(door, GET("/data/toy/watch"), false);
    ck_assert_int_eq(answer.status, 503);
    http_answer_free(&answer);
    close(one);
    close(two);
    live_door_close(door);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("live_viewers");
    TCase *cases = tcase_create("live_viewers");

    suite_add_tcase(suite, cases);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, a_full_queue_is_said_at_once);
    tcase_add_test(cases, nobody_works_for_who_has_left);
    tcase_add_test(cases, fifty_viewers_hear_the_same_rows_and_the_door_closes_at_once);
    tcase_add_test(cases, viewers_who_leave_are_forgotten);
    tcase_add_test(cases, a_viewer_who_never_reads_delays_nobody_and_is_cut);
    tcase_add_test(cases, who_asks_for_the_head_of_a_stream_is_no_viewer);
    tcase_add_test(cases, there_are_so_many_viewers_and_no_more);
    return suite_run(suite);
}
