/* The door: requests behind each other, a browser's copies, many at once, keys and places. */
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

/* ------------------------------------------------------------------ requests behind each other */

START_TEST(requests_behind_each_other_are_answered_in_turn)
{
    static const char  two[] = "GET /data/toy/echo?title=one HTTP/1.1\r\nHost: @\r\n\r\n"
                               "GET /data/toy/echo?title=two HTTP/1.1\r\nHost: @\r\n"
                               "Connection: close\r\n\r\n";
    struct live_door  *door = door_open(NULL);
    int                socket = http_connect(live_door_port(door));
    char               all[8192];
    size_t             used = 0;
    ssize_t            count;
    const char        *one;

    http_send(socket, two, sizeof two - 1, live_door_port(door));
    while ((count = recv(socket, all + used, sizeof all - used - 1, 0)) > 0)
        used += (size_t)count;
    all[used] = '\0';
    one = strstr(all, "\"title\":\"one\"");
    ck_assert_ptr_nonnull(one);
    ck_assert_ptr_nonnull(strstr(one, "\"title\":\"two\""));
    close(socket);
    live_door_close(door);
}
END_TEST

START_TEST(who_has_shut_its_own_end_is_answered)
{
    struct live_door  *door = door_open(NULL);
    struct http_answer answer = door_ask(door, GET("/data/toy/echo"), true);

    ck_assert_int_eq(answer.status, 200);
    http_answer_free(&answer);
    live_door_close(door);
}
END_TEST

START_TEST(a_page_of_a_rooms_own_is_in_a_sandbox)
{
    struct live_door  *door = door_open(NULL);
    struct http_answer answer = door_ask(door, GET("/data/toy/page"), false);
    char               value[400];

    ck_assert_int_eq(answer.status, 200);
    ck_assert(http_header(&answer, "Content-Security-Policy", value, sizeof value));
    ck_assert_int_eq(strncmp(value, "sandbox allow-scripts", 21), 0);
    ck_assert_ptr_null(strstr(value, "allow-same-origin"));
    ck_assert(http_header(&answer, "Content-Disposition", value, sizeof value));
    ck_assert_str_eq(value, "attachment; filename=\"re_port__X-Evil: 1.html\"");
    ck_assert(!http_header(&answer, "X-Evil", value, sizeof value));
    http_answer_free(&answer);
    live_door_close(door);
}
END_TEST

#define PACKED "GET /page.js HTTP/1.1\r\nHost: @\r\nAccept-Encoding: gzip, br\r\n"

START_TEST(a_browsers_copy_of_a_file_is_known_again)
{
    struct live_door  *door = door_open(NULL);
    struct http_answer first = door_ask(door, BYTES(PACKED "\r\n"), false), again;
    char               tag[64], ask[200], value[100];

    ck_assert_int_eq(first.status, 200);
    ck_assert(http_header(&first, "Content-Encoding", value, sizeof value));
    ck_assert(first.count > 2 && memcmp(first.body, "\x1F\x8B", 2) == 0);
    ck_assert(http_header(&first, "ETag", tag, sizeof tag));
    snprintf(ask, sizeof ask, PACKED "If-None-Match: %s\r\n\r\n", tag);
    again = door_ask(door, ask, strlen(ask), true);
    ck_assert_int_eq(again.status, 304);
    ck_assert_uint_eq(again.count, 0);
    http_answer_free(&first);
    http_answer_free(&again);
    live_door_close(door);
}
END_TEST

/* ------------------------------------------------------------------ much at once */

START_TEST(an_address_that_asks_too_often_waits)
{
    struct live_limits limits = live_limits_loopback;
    struct live_door  *door;
    struct http_answer answer = { .status = 200 };
    int                served = 0;
    char               value[16];

    limits.toll.requests_per_s = 0.01;
    limits.toll.requests_burst = 10;
    door = door_open(&limits);
    for (int i = 0; i < 12 && answer.status == 200; i++) {
        http_answer_free(&answer);
        answer = door_ask(door, GET("/data/toy/echo"), false);
        served += answer.status == 200;
    }
    ck_assert_int_eq(answer.status, 429);
    ck_assert_int_ge(served, 10);
    ck_assert(http_header(&answer, "Retry-After", value, sizeof value));
    http_answer_free(&answer);
    live_door_close(door);
}
END_TEST

enum { CROWD = 1000 };

/* More than the door takes, all at once and silent: a little later the next one is served. */
START_TEST(a_thousand_silent_connections_block_the_door_for_a_moment_only)
{
    struct live_limits limits = short_limits();
    struct live_door  *door;
    struct rlimit      files;
    int                sockets[CROWD];

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max < 4096 ? files.rlim_max : 4096;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
    limits.connections = 200;
    limits.toll.connections = 400;
    door = door_open(&limits);
    for (int i = 0; i < CROWD; i++)
        sockets[i] = http_connect_soon(live_door_port(door));
    still_serves(door, "a thousand connections");
    for (int i = 0; i < CROWD; i++)
        close(sockets[i]);
    live_door_close(door);
}
END_TEST

START_TEST(one_address_has_so_many_connections_and_no_more)
{
    struct live_limits limits = live_limits_loopback;
    struct live_door  *door;
    int                sockets[6];

    limits.toll.connections = 4;
    door = door_open(&limits);
    for (int i = 0; i < 6; i++)
        sockets[i] = http_connect(live_door_port(door));
    ck_assert_msg(http_is_cut(sockets[4], HTTP_PATIENCE_S)
                      && http_is_cut(sockets[5], HTTP_PATIENCE_S), "two too many");
    ck_assert(!http_is_cut(sockets[0], 0.1));
    close(sockets[0]);
    close(sockets[1]);
    ck_assert_uint_le(connections_fall(door, 2), 2);
    still_serves(door, "when others have left");
    for (int i = 2; i < 6; i++)
        close(sockets[i]);
    live_door_close(door);
}
END_TEST

/* ------------------------------------------------------------------ keys */

static struct live_door *locked_door(void)
{
    const struct live_door_setup setup = { .rooms = toy_rooms, .address = "127.0.0.1",
                                           .wants_keys = true };
    struct live_door *door;
    struct why        why = { "" };

    ck_assert_int_eq(live_door_open(&door, &setup, &why), ERR_OK);
    return door;
}

/* Come in by this key: the status, and the cookie as a header, or the sentence. */
static int enter(struct live_door *door, const char *method, const char *key, const char *held,
                 char cookie[200])
{
    char               ask[500], set[200];
    struct http_answer answer;

    snprintf(ask, sizeof ask, "%s /enter?key=%s HTTP/1.0\r\nHost: @\r\n%s\r\n", method, key, held);
    answer = http_ask(live_door_port(door), ask);
    if (answer.status == 200) {
        ck_assert(http_header(&answer, "Set-Cookie", set, sizeof set));
        ck_assert_ptr_nonnull(strstr(set, "; HttpOnly; SameSite=Strict"));
        snprintf(cookie, 200, "Cookie: %.*s\r\n", (int)strcspn(set, ";"), set);
    } else {
        snprintf(cookie, 200, "%.199s", answer.body);
    }
    http_answer_free(&answer);
    return answer.status;
}

static int asked_with(struct live_door *door, bool writes, const char *cookie)
{
    char               ask[600];
    struct http_answer answer;

    snprintf(ask, sizeof ask, "%s HTTP/1.1\r\n" OURS "%s%s\r\n%s",
             writes ? "POST /data/toy/turn" : "GET /data/tables", cookie,
             writes ? JSON "Content-Length: 2\r\n" : "", writes ? "{}" : "");
    answer = http_ask(live_door_port(door), ask);
    http_answer_free(&answer);
    return answer.status;
}

START_TEST(a_locked_door_opens_by_a_link_alone)
{
    struct live_door       *door = locked_door();
    const struct live_keys *keys = live_door_keys(door);
    char                    trainer[200], again[200], viewer[200], refusal[200];
    struct http_answer      bare = door_ask(door, GET("/"), false);

    ck_assert_int_eq(bare.status, 401);
    http_answer_free(&bare);
    ck_assert_int_eq(asked_with(door, false, ""), 401);
    ck_assert_int_eq(asked_with(door, true, ""), 401);
    ck_assert_int_eq(asked_with(door, false, "Cookie: painrig=1\r\n"), 401);
    ck_assert_int_eq(enter(door, "GET", "0", "", refusal), 403);
    ck_assert_int_eq(enter(door, "HEAD", keys->trainer, "", refusal), 403);
    ck_assert_int_eq(enter(door, "GET", keys->trainer, "", trainer), 200);
    ck_assert_int_eq(enter(door, "GET", keys->trainer, trainer, again), 200);
    ck_assert_str_eq(trainer, again);
    ck_assert_int_eq(enter(door, "GET", keys->trainer, "", refusal), 403);
    ck_assert_msg(strstr(refusal, "replayed token") != NULL, "%s", refusal);
    ck_assert_int_eq(enter(door, "GET", keys->viewers, "", viewer), 200);
    ck_assert_int_eq(enter(door, "GET", keys->viewers, "", viewer), 200);
    ck_assert_int_eq(enter(door, "GET", keys->trainer, viewer, refusal), 403);
    ck_assert_int_eq(asked_with(door, false, trainer), 200);
    ck_assert_int_eq(asked_with(door, true, trainer), 200);
    ck_assert_int_eq(asked_with(door, false, viewer), 200);
    ck_assert_int_eq(asked_with(door, true, viewer), 403);
    live_door_close(door);
}
END_TEST

/* ------------------------------------------------------------------ places */

static const struct { const char *address; enum err want; const char *sentence; } places[] = {
    { "localhost",    ERR_REFUSED, "is no address" },
    { "127.0.0.256",  ERR_REFUSED, "is no address" },
    { "203.0.113.77",    ERR_REFUSED, "no address of this machine" },
};

START_TEST(a_place_that_is_not_ours_is_said)
{
    struct live_door_setup setup = { .rooms = toy_rooms, .address = places[_i].address };
    struct live_door      *door;
    struct why             why = { "" };

    ck_assert_int_eq(live_door_open(&door, &setup, &why), places[_i].want);
    ck_assert_msg(strstr(why.text, places[_i].sentence) != NULL, "%s", why.text);
}
END_TEST

START_TEST(a_port_that_is_taken_is_said_or_passed_over)
{
    struct live_door      *first = door_open(NULL), *second;
    struct live_door_setup setup = { .rooms = toy_rooms, .address = "127.0.0.1",
                                     .port = live_door_port(first) };
    struct why             why = { "" };

    ck_assert_int_eq(live_door_open(&second, &setup, &why), ERR_REFUSED);
    ck_assert_ptr_nonnull(strstr(why.text, "is taken"));
    setup.port_tries = 20;
    ck_assert_int_eq(live_door_open(&second, &setup, &why), ERR_OK);
    ck_assert_int_gt(live_door_port(second), live_door_port(first));
    live_door_close(second);
    live_door_close(first);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("live_door");
    TCase *cases = tcase_create("live_door");

    suite_add_tcase(suite, cases);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, requests_behind_each_other_are_answered_in_turn);
    tcase_add_test(cases, who_has_shut_its_own_end_is_answered);
    tcase_add_test(cases, a_page_of_a_rooms_own_is_in_a_sandbox);
    tcase_add_test(cases, a_browsers_copy_of_a_file_is_known_again);
    tcase_add_test(cases, an_address_that_asks_too_often_waits);
    tcase_add_test(cases, a_thousand_silent_connections_block_the_door_for_a_moment_only);
    tcase_add_test(cases, one_address_has_so_many_connections_and_no_more);
    tcase_add_test(cases, a_locked_door_opens_by_a_link_alone);
    tcase_add_loop_test(cases, a_place_that_is_not_ours_is_said, 0, COUNT(places));
    tcase_add_test(cases, a_port_that_is_taken_is_said_or_passed_over);
    return suite_run(suite);
}
