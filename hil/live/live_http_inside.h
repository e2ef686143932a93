/* live_http_inside.h - what the door's files share: live_http*.c alone include it.
 *
 * Threads: HTTP's own thread runs all that libmicrohttpd calls; the herald resumes viewers and cuts
 * overdue connections; workers fill in an asking's answer. `gate` guards what it stands before;
 * with it held a channel's mutex or the workers' may be taken, and no room is called. */
#ifndef PAINRIG_HIL_LIVE_HTTP_INSIDE_H
#define PAINRIG_HIL_LIVE_HTTP_INSIDE_H

#include "hil/live/live_caller.h"
#include "hil/live/live_channel.h"
#include "hil/live/live_http.h"
#include "hil/live/live_request.h"
#include "hil/live/live_work.h"

#include <microhttpd.h>
#include <pthread.h>

#define LIVE_ROOMS_MAX 16

/* What a connection is at, which says how long it may be. */
enum phase { PHASE_HEAD, PHASE_BODY, PHASE_WORK, PHASE_ANSWER, PHASE_STREAM, PHASE_QUIET };

struct connection {
    int                 socket;
    enum phase          phase;
    double              since_s;
    bool                is_cut;
    struct live_address address;
    struct connection  *before, *behind;
};

/* A viewer of an event stream. */
struct watch {
    struct live_door      *door;
    struct MHD_Connection *http;
    struct connection     *connection;
    struct live_channel   *channel;
    struct live_viewer     viewer;
    bool                   is_waiting, is_over;
    struct watch          *before, *behind;
    size_t                 count, sent;         /* of out[] */
    char                   out[LIVE_MESSAGE_MAX + 256];
};

enum asking_state { ASKING_NEW, ASKING_BODY, ASKING_WORK, ASKING_WORKED, ASKING_ANSWERED };

/* One request, from its first line to the end of its answer. */
struct asking {
    struct live_door      *door;
    struct MHD_Connection *http;
    struct connection     *connection;
    enum asking_state      state;
    char                  *target, *path;       /* path: its own copy, terminated */
    struct live_target     parts;
    enum err               target_err;
    struct why             why;
    struct live_headers    headers;
    bool                   is_in, is_head;      /* admitted; asked with HEAD */
    enum live_right        right;               /* of who is in */
    const struct live_route *route;             /* NULL: an asset, or one of the door's own pages */
    size_t                 room;
    struct bytes           body;
    size_t                 body_count;          /* that came, kept or not */
    bool                   has_request;
    struct live_request    request;
    struct live_answer     answer;
    enum err               answer_err;
    size_t                 answer_bytes;        /* that it has of the door's, until it ends */
};

struct live_door {
    struct live_door_setup    setup;
    struct live_limits        limits;
    struct live_place         place;
    struct live_keys          keys;
    void                     *rooms[LIVE_ROOMS_MAX];
    size_t                    rooms_open;
    struct MHD_Daemon        *daemon;
    struct live_work         *work;
    struct live_toll         *toll;             /* HTTP's thread alone                     */
    size_t                    answers_bytes;    /* likewise: that are being taken          */
    pthread_t                 herald;
    bool                      has_herald;
    int                       news[2];          /* a pipe: a byte is news in a channel    */
    pthread_mutex_t           gate;
    struct connection        *connections;      /* from here on behind the gate            */
    size_t                    connection_count;
    struct watch             *watches;
    size_t                    watch_count;
    bool                      is_closing;
};

/* live_http_listen.c: a descriptor, or -1 with a sentence; fills in the port */
int             live_door_listen(struct live_place *, int tries, struct why *);

/* live_http_ask.c: libmicrohttpd's callbacks */
void           *live_asking_begin(void *door, const char *target, struct MHD_Connection *);
enum MHD_Result live_asking_go_on(void *door, struct MHD_Connection *, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **asking);
void            live_asking_end(void *door, struct MHD_Connection *, void **asking,
                                enum MHD_RequestTerminationCode);

/* live_http_answer.c: what goes out, with the headers that go with everything */
enum MHD_Result live_answer_send(struct asking *, int status, struct live_answer *);
/* {"error": sentence}; or the sentence alone where a person opened a page. */
enum MHD_Result live_answer_refuse(struct asking *, int status, const char *sentence);
enum MHD_Result live_answer_err(struct asking *, enum err, const struct why *);
enum MHD_Result live_answer_asset(struct asking *);
enum MHD_Result live_answer_enter(struct asking *, const char *cookie);
enum MHD_Result live_answer_stream(struct asking *, struct MHD_Response *);
void            live_cookie_name(const struct live_door *, char *out, size_t size);

/* live_http_own.c: the door's own pages: /data/tables and /enter */
bool            live_own_is(const char *path);
enum MHD_Result live_own_answer(struct asking *);

/* live_http_watch.c: event streams and the herald */
enum MHD_Result live_watch_begin(struct asking *, struct live_channel *);
enum err        live_herald_start(struct live_door *, struct why *);
void            live_herald_stop(struct live_door *);
void            live_phase_set(struct live_door *, struct connection *, enum phase);

#endif
