/* live_http.h - the one door to the rooms: HTTP/1.1 (RFC 9112) by libmicrohttpd, on this machine.
 *
 * Nothing that comes in here can reach a port, a bench or a guard: the door knows assets, which are
 * compiled in, and the routes of rooms, which work with mocks and read files. It asks of every
 * request, before a room hears of it:
 *
 *     who            Host, Origin and Sec-Fetch-Site are our own page's (live_caller.h)
 *     may they       a cookie, where others than this machine can reach us (live_key.h)
 *     how much       bytes of target, head and body; an address's requests a second, connections
 *     how long       seconds from accept to the end of the head, of the body, of taking the answer
 *     what           a path and fields that a table declares (live_request.h)
 *
 * One thread speaks HTTP, a few workers answer routes that take longer, and a herald wakes viewers
 * of event streams when there is news and cuts who is overdue. */
#ifndef PAINRIG_HIL_LIVE_HTTP_H
#define PAINRIG_HIL_LIVE_HTTP_H

#include "base/err.h"
#include "base/why.h"
#include "hil/live.h"
#include "hil/live/live_key.h"
#include "hil/live/live_toll.h"

#include <stdbool.h>
#include <stddef.h>

struct live_limits {
    size_t target_bytes, head_bytes, body_bytes;
    size_t connections;         /* in all                                                    */
    size_t viewers;             /* of event streams, in all                                  */
    struct live_toll_rates toll;/* of one address                                            */
    size_t answers_bytes;       /* of rooms' answers that are being taken, in all            */
    size_t workers, queue;      /* 0 workers: as many as there are cores, within reason      */
    double head_s;              /* from accept, or the answer before, to the head's end      */
    double body_s;              /* from there to the body's end                              */
    double answer_s;            /* to take an answer                                         */
    double stall_s;             /* for a viewer to take something of what is there for it    */
    double quiet_s;             /* a stream without news says so as often                    */
};

extern const struct live_limits live_limits_loopback, live_limits_others;

struct live_door_setup {
    const struct live_room *const *rooms;
    struct live_setup              places;
    const char                    *address;     /* "127.0.0.1", "::1", "192.168.1.5"         */
    int                            port;        /* 0: any free one                           */
    int                            port_tries;  /* how many above it may be taken instead    */
    const struct live_limits      *limits;      /* NULL: as the address wants                */
    bool                           wants_keys;  /* on loopback too, where several people work */
};

struct live_door;

/* Opens rooms, then the door. Threads are started with the caller's signal mask. ERR_REFUSED when
 * the port is taken. */
MUST_CHECK enum err live_door_open(struct live_door **, const struct live_door_setup *,
                                   struct why *);
/* Lets everybody go, then closes the rooms. NULL is fine. */
void live_door_close(struct live_door *);

bool live_door_is_loopback(const struct live_door *);
int  live_door_port(const struct live_door *);
/* "http://127.0.0.1:7246/" */
void live_door_url(const struct live_door *, char *out, size_t size);
/* The keys that its links hold, which are wanted when others can reach it. */
const struct live_keys *live_door_keys(const struct live_door *);

/* Connections that are open, and viewers of event streams among them. */
void live_door_count(struct live_door *, size_t *connections, size_t *viewers);

#endif
