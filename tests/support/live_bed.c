#include "tests/support/live_bed.h"

#include "tests/support/toy_room.h"

#include <check.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVE_TRIES 100

struct live_door *door_open(const struct live_limits *limits)
{
    const struct live_door_setup setup = { .rooms = toy_rooms, .address = "127.0.0.1",
                                           .limits = limits };
    struct live_door *door;
    struct why        why = { "" };

    ck_assert_msg(live_door_open(&door, &setup, &why) == ERR_OK, "%s", why.text);
    return door;
}

struct live_limits short_limits(void)
{
    struct live_limits limits = live_limits_loopback;

    limits.head_s = limits.body_s = limits.answer_s = limits.stall_s = 0.7;
    limits.quiet_s = 0.2;
    return limits;
}

struct http_answer door_ask(struct live_door *door, const char *bytes, size_t count, bool is_ended)
{
    int                socket = http_connect(live_door_port(door));
    struct http_answer answer;

    http_send(socket, bytes, count, live_door_port(door));
    if (is_ended)
        shutdown(socket, SHUT_WR);
    answer = http_receive(socket, HTTP_PATIENCE_S);
    close(socket);
    return answer;
}

/* On a busy machine this asker may itself be cut for being slow, or come before others are gone. */
void still_serves(struct live_door *door, const char *story)
{
    int status = 0;

    for (int i = 0; i < SERVE_TRIES && status != 200; i++) {
        struct http_answer answer = http_ask(live_door_port(door),
                                             "GET /data/toy/echo HTTP/1.1\r\nHost: @\r\n\r\n");
        status = answer.status;
        http_answer_free(&answer);
        if (status != 200)
            pause_ms(100);
    }
    ck_assert_msg(status == 200, "%s: and then %d", story, status);
}

void door_await_one(struct live_door *door)
{
    size_t connections = 0, viewers;

    for (int i = 0; i < 30000 && connections == 0; i++) {
        pause_ms(1);
        live_door_count(door, &connections, &viewers);
    }
}

size_t connections_fall(struct live_door *door, size_t most)
{
    size_t connections, viewers;

    live_door_count(door, &connections, &viewers);
    for (int i = 0; i < HTTP_PATIENCE_S * 100 && connections > most; i++) {
        pause_ms(10);
        live_door_count(door, &connections, &viewers);
    }
    return connections;
}

size_t viewers_fall(struct live_door *door, size_t most)
{
    size_t connections, viewers;

    live_door_count(door, &connections, &viewers);
    for (int i = 0; i < HTTP_PATIENCE_S * 100 && viewers > most; i++) {
        pause_ms(10);
        live_door_count(door, &connections, &viewers);
    }
    return viewers;
}

void pause_ms(int ms)
{
    poll(NULL, 0, ms);
}
