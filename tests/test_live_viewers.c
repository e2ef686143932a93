/* Who takes longer: work that is asked for, and viewers of an event stream, quick, slow and gone.
 * */
#include "hil/clock.h"
#include "hil/json.h"
#include "tests/support/live_bed.h"
#include "tests/support/suite.h"
#include "tests/support/toy_room.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ------------------------------------------------------------------ work */

/* One worker, whose work goes on when somebody turns the room. */
static struct live_door *slow_door(size_t queue)
{
    struct live_limits limits = live_limits_loopback;

    limits.workers = 1;
    limits.queue = queue;
    return door_open(&limits);
}

static int work_ask(struct live_door *door)
{
    int socket = http_connect(live_door_port(door));

    http_send(socket, GET("/data/toy/work?ms=0&turns=1"), live_door_port(door));
    return socket;
}

static int status_of(struct http_answer answer)
{
    http_answer_free(&answer);
    return answer.status;
}

static void turn(struct live_door *door)
{
    ck_assert_int_eq(status_of(door_ask(door, POST(OURS JSON "Content-Length: 2\r\n", "{}"), false)),
                     200);
}

/* How much work was begun by now. */
static double works_of(struct live_door *door)
{
    struct http_answer answer = door_ask(door, GET("/data/toy/echo"), false);
    struct json       *json = NULL;
    double             works;

    ck_assert_int_eq(json_parse(&json, answer.body, answer.count, NULL), ERR_OK);
    works = json_as_number(json_member(json, "works"), NAN);
    json_free(json);
    http_answer_free(&answer);
    return works;
}

enum { ASKED = 8, LOOKS = 400 };         /* each of 80 ms at most */

/* Each that is silent is heard for 10 ms; how many have answered so by now. */
static int hear_all(const int sockets[ASKED], int status[ASKED], int want)
{
    int count = 0;

    for (int i = 0; i < ASKED; i++) {
        if (status[i] == 0)
            status[i] = status_of(http_receive(sockets[i], 0.01));
        count += status[i] == want;
    }
    return count;
}

/* One is worked for and three wait, or three wait for a worker that was slow to take the first. */
START_TEST(a_full_queue_is_said_at_once)
{
    struct live_door *door = slow_door(3);
    int               sockets[ASKED], status[ASKED] = { 0 }, looks = 0, served = 0;

    for (int i = 0; i < ASKED; i++)
        sockets[i] = work_ask(door);
    while (hear_all(sockets, status, 429) < 4)
        ck_assert_int_lt(looks++, LOOKS);
    turn(door);
    while ((served = hear_all(sockets, status, 200)) + hear_all(sockets, status, 429) < ASKED)
        ck_assert_int_lt(looks++, LOOKS);
    ck_assert_int_ge(served, 3);
    for (int i = 0; i < ASKED; i++)
        close(sockets[i]);
    still_serves(door, "after a full queue");
    live_door_close(door);
}
END_TEST

START_TEST(nobody_works_for_who_has_left)
{
    struct live_door *door = slow_door(32);
    int               first = work_ask(door);

    for (int i = 0; i < 100 * HTTP_PATIENCE_S && works_of(door) < 1; i++)
        pause_ms(10);
    for (int i = 0; i < 20; i++)
        close(work_ask(door));
    turn(door);
    ck_assert_int_eq(status_of(http_receive(first, HTTP_PATIENCE_S)), 200);
    ck_assert_int_eq(status_of(door_ask(door, GET("/data/toy/work?ms=0"), false)), 200);
    ck_assert_double_eq(works_of(door), 2);
    close(first);
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

/* Has this text come within the time? */
static bool is_heard(int socket, const char *text, double within_s)
{
    double until_s = clock_wall_s() + within_s;
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

/* Nobody is waited for: not for its next row, nor for the sign of life that it would get. */
START_TEST(fifty_viewers_hear_the_same_rows_and_the_door_closes_upon_them)
{
    struct live_door *door = door_open(NULL);
    int               sockets[VIEWERS];
    size_t            connections, viewers;
    double            before_s;

    for (int i = 0; i < VIEWERS; i++)
        sockets[i] = viewer_open(door);
    ck_assert(is_heard(sockets[0], "event: greeting\ndata: {\"greeting\":true}\n\n", HTTP_PATIENCE_S));
    for (int i = 1; i < VIEWERS; i++)
        ck_assert_msg(is_heard(sockets[i], "data: {\"row\":6}", HTTP_PATIENCE_S), "viewer %d", i);
    live_door_count(door, &connections, &viewers);
    ck_assert_uint_eq(viewers, VIEWERS);
    before_s = clock_wall_s();
    live_door_close(door);
    ck_assert_double_lt(clock_wall_s() - before_s, live_limits_loopback.quiet_s);
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

    for (int i = 0; i < VIEWERS; i++)
        sockets[i] = viewer_open(door);
    ck_assert(is_heard(sockets[VIEWERS - 1], "event: row", HTTP_PATIENCE_S));
    for (int i = 0; i < VIEWERS; i++)
        close(sockets[i]);
    ck_assert_uint_eq(viewers_fall(door, 0), 0);
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
    int                          deaf, size = 4096;
    bool                         is_quick_heard = false;

    ck_assert_int_eq(live_door_open(&door, &setup, &why), ERR_OK);
    deaf = http_connect(live_door_port(door));
    setsockopt(deaf, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    http_send(deaf, GET("/data/toy/watch"), live_door_port(door));
    door_await_one(door);
    ck_assert_msg(connections_fall(door, 0) == 0, "it is still there");
    for (int i = 0; i < 10 && !is_quick_heard; i++) {       /* it may be slow for once */
        int quick = viewer_open(door);
        is_quick_heard = is_heard(quick, "event: row", HTTP_PATIENCE_S);
        close(quick);
    }
    ck_assert(is_quick_heard);
    ck_assert(http_is_cut(deaf, HTTP_PATIENCE_S));
    close(deaf);
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
    ck_assert_uint_eq(viewers_fall(door, 0), 0);
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
    ck_assert(is_heard(one, "event: row", HTTP_PATIENCE_S) && is_heard(two, "event: row", HTTP_PATIENCE_S));
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
    tcase_add_test(cases, fifty_viewers_hear_the_same_rows_and_the_door_closes_upon_them);
    tcase_add_test(cases, viewers_who_leave_are_forgotten);
    tcase_add_test(cases, a_viewer_who_never_reads_delays_nobody_and_is_cut);
    tcase_add_test(cases, who_asks_for_the_head_of_a_stream_is_no_viewer);
    tcase_add_test(cases, there_are_so_many_viewers_and_no_more);
    return suite_run(suite);
}
