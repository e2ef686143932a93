/* live_bed.h - a door to the toy room on a free port, and what tests ask of it. */
#ifndef PAINRIG_TESTS_SUPPORT_LIVE_BED_H
#define PAINRIG_TESTS_SUPPORT_LIVE_BED_H

#include "hil/live/live_http.h"
#include "tests/support/http_peer.h"

/* Pieces of raw requests. '@' is where the door is; the first two come with their size. */
#define BYTES(text) text, sizeof text - 1
#define GET(target) BYTES("GET " target " HTTP/1.1\r\nHost: @\r\n\r\n")
#define OURS        "Host: @\r\nOrigin: http://@\r\n"
#define JSON        "Content-Type: application/json\r\n"
#define POST(head, body) BYTES("POST /data/toy/turn HTTP/1.1\r\n" head "\r\n" body)

/* NULL: the usual limits. */
struct live_door *door_open(const struct live_limits *);
/* Everything in some tenths of a second. */
struct live_limits short_limits(void);

/* The answer to these bytes, on a connection of their own; is_ended: nothing follows them. */
struct http_answer door_ask(struct live_door *, const char *bytes, size_t count, bool is_ended);
/* After `story`, a simple question is answered. */
void still_serves(struct live_door *, const char *story);

/* Until somebody is there; not for ever, since who was there may be gone again. */
void door_await_one(struct live_door *);
/* So many connections, or viewers, are left: waits until no more than these are. */
size_t connections_fall(struct live_door *, size_t most);
size_t viewers_fall(struct live_door *, size_t most);

void pause_ms(int ms);

#endif
