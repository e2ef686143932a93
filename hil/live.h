/* live.h - what `painrig serve` shows: rooms that a browser opens, on this machine.
 *
 * A room is a const row: what may be asked of it, and two functions that make and end it. Rooms
 * know no HTTP; the door (live_http.c) knows rooms by this header alone. From the same rows come
 * the page's protocol in docs/live_protocol.md, the sliders of the page (GET /data/tables) and the
 * checks of every request: a room sees only fields that it declares, each within its range.
 *
 *     GET  /data/lesion?gauge=18&tip=10     fields stand in the query
 *     POST /data/device/turn                fields are the members of a flat JSON object
 *
 * A request that only looks changes nothing that another viewer could see; what changes something
 * is LIVE_OPERATE and a POST, for which the door wants the page's own origin and the trainer's
 * right. No request reaches a port, a bench or a guard: rooms work with mocks and read files.
 *
 * Answers are JSON unless they say otherwise. A failure is a status and {"error": "a sentence"}:
 * ERR_PARSE, ERR_RANGE, ERR_UNKNOWN and ERR_SCRIPT are 400, ERR_REFUSED 409, ERR_LIMIT 429,
 * ERR_CLOSED 503, all others 500.
 *
 * Threads. `answer` runs on the door's thread and takes less than 5 ms, or its route is `is_work`:
 * then it runs on a worker, several at once, for a few seconds at most: its room refuses at once
 * what would take longer. A room guards what it shares. */
#ifndef PAINRIG_HIL_LIVE_H
#define PAINRIG_HIL_LIVE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"

#include <stdbool.h>
#include <stddef.h>

#define LIVE_PROTOCOL_VERSION 1
#define LIVE_FIELDS_MAX       40        /* of a route                          */
#define LIVE_TEXT_MAX         4096      /* bytes of one field's text, with its 0 */

enum live_kind { LIVE_NUMBER, LIVE_CHOICE, LIVE_TEXT };

/* One thing that a request may say. */
struct live_field {
    const char   *name, *unit;          /* "set_c", "C"; unit "-": none                        */
    enum live_kind kind;
    double        least, most, step;    /* of a number; step: what a slider moves by           */
    const char   *rest;                 /* what it is when it is not given; NULL: it must be   */
    const char *const *choices;         /* of a choice, NULL-terminated                        */
    const char   *sentence;             /* for the page and the protocol's document            */
};

enum live_right { LIVE_LOOK, LIVE_OPERATE };

struct live_request;
struct live_channel;
struct live_block;

/* Content is owned by the answer until the door takes it. */
struct live_answer {
    struct bytes body;
    struct live_block *block;           /* sent in place of the body (live_block.h)             */
    const char  *type;                  /* NULL: "application/json"                            */
    char         file[64];              /* offered to be saved under this name; "": shown      */
    const char  *policy;                /* Content-Security-Policy in place of the door's own;
                                         * NULL: the door's. Such a page is in a sandbox, without
                                         * our origin, so that its scripts can ask nothing here */
};

/* Either answer or watch. */
struct live_route {
    const char    *path;                /* "/data/lesion"; exact                              */
    enum live_right right;              /* LIVE_LOOK: GET, LIVE_OPERATE: POST                  */
    bool           is_work;
    const struct live_field *fields;
    size_t         field_count;
    const char    *sentence;            /* what it does                                        */
    const char    *returns;             /* what comes back, for the document                   */
    enum err     (*answer)(void *room, const struct live_request *, struct live_answer *,
                           struct why *);
    /* Server-sent events: the channel that this viewer hears from now on; it stays the room's, and
     * has to be there until the door has taken it, which is at once and on the same thread. */
    enum err     (*watch)(void *room, const struct live_request *, struct live_channel **,
                          struct why *);
};

struct live_setup {
    const char *runs;                   /* folder below which runs and suites are, "out"       */
    const char *scenarios;              /* "scenarios"                                         */
};

struct live_room {
    const char              *name, *sentence;
    const struct live_route *routes;
    size_t                   route_count;
    enum err               (*open)(void **room, const struct live_setup *, struct why *);
    /* Ends every thread and channel of its own; no request is under way. NULL is fine. */
    void                   (*close)(void *room);
};

/* Every room there is, NULL-terminated. */
extern const struct live_room *const live_rooms[];

/* What the request says of a field that its route declares; a field that was not given has its
 * rest. The text lives as long as the request. */
double      live_number(const struct live_request *, const char *name);
const char *live_text(const struct live_request *, const char *name);
size_t      live_choice(const struct live_request *, const char *name);    /* index into choices */
bool        live_is_given(const struct live_request *, const char *name);

#endif
