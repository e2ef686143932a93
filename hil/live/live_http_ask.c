/* A request on its way: its target, its head, its body, and to whom it goes. */
#include "live_http_inside.h"

#include "hil/clock.h"
#include "hil/live/live_assets.h"
#include "hil/live/live_block.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define DATA         "/data/"
#define BODIES_HEARD 16         /* of the most that is allowed, before the line is cut */

/* ------------------------------------------------------------------ its first line and its end */

static char *path_copy(const struct live_target *target)
{
    char *path = malloc(target->path_count + 1);

    if (path) {
        memcpy(path, target->path, target->path_count);
        path[target->path_count] = '\0';
    }
    return path;
}

static void asking_free(struct asking *asking)
{
    if (asking->has_request)
        live_request_free(&asking->request);
    bytes_free(&asking->answer.body);
    live_block_drop(asking->answer.block);
    bytes_free(&asking->body);
    free(asking->target);
    free(asking->path);
    free(asking);
}

/* Before libmicrohttpd decodes it: two texts shall not mean one path. NULL: no memory. */
void *live_asking_begin(void *context, const char *target, struct MHD_Connection *http)
{
    struct asking *asking = calloc(1, sizeof *asking);
    bool           has_memory;

    if (!asking)
        return NULL;
    asking->door = context;
    asking->http = http;
    asking->target = strdup(target);
    has_memory = asking->target != NULL;
    if (has_memory)
        asking->target_err = live_target_read(asking->target, strlen(target), &asking->parts,
                                              &asking->why);
    if (has_memory && asking->target_err == ERR_OK) {
        asking->path = path_copy(&asking->parts);
        has_memory = asking->path != NULL;
    }
    if (has_memory)
        return asking;
    asking_free(asking);
    return NULL;
}

void live_asking_end(void *context, struct MHD_Connection *http, void **kept,
                     enum MHD_RequestTerminationCode code)
{
    struct asking    *asking = *kept;
    struct live_door *door = context;

    (void)http;
    (void)code;
    if (!asking)
        return;
    *kept = NULL;
    door->answers_bytes -= asking->answer_bytes;
    if (asking->connection)
        live_phase_set(door, asking->connection, PHASE_HEAD);
    asking_free(asking);
}

/* ------------------------------------------------------------------ its head */

static enum MHD_Result header_keep(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    (void)kind;
    live_headers_keep(context, name, value);
    return MHD_YES;
}

static bool is_reading(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

/* A link may lead to a page; nobody has a link to data. */
static enum live_caller_kind kind_of(const struct asking *asking, const char *method)
{
    bool is_data = strncmp(asking->path, DATA, strlen(DATA)) == 0;

    if (!is_reading(method))
        return LIVE_CALLER_WRITES;
    return is_data ? LIVE_CALLER_READS : LIVE_CALLER_OPENS;
}

static bool is_admitted(struct asking *asking)
{
    const char *cookies = asking->headers.text[LIVE_COOKIE];
    char        name[40], cookie[LIVE_KEY_SIZE];
    bool        has_cookie;

    live_cookie_name(asking->door, name, sizeof name);
    has_cookie = cookies && live_cookie_find(cookies, name, cookie, sizeof cookie);
    return live_keys_admit(&asking->door->keys, has_cookie ? cookie : NULL, &asking->right);
}

/* Where it goes. 0, here and below, or the status that refuses it, with a sentence. */
static int place_find(struct asking *asking, const char *method, struct why *why)
{
    bool reads = is_reading(method);

    if (live_own_is(asking->path) || live_asset_find(asking->path))
        return reads ? 0 : live_refuse(why, 405, "%s is to be read: ask with GET", asking->path);
    if (live_route_find(asking->door->setup.rooms, asking->path, &asking->room, &asking->route,
                        why) != ERR_OK)
        return 404;
    if (reads == (asking->route->right == LIVE_LOOK))
        return 0;
    return live_refuse(why, 405, reads ? "%s changes something: ask with POST"
                                       : "%s only looks: ask with GET", asking->path);
}

static int right_check(struct asking *asking, struct why *why)
{
    asking->is_in = is_admitted(asking);
    if (strcmp(asking->path, "/enter") == 0)
        return 0;
    if (!asking->is_in)
        return live_refuse(why, 401, "who comes from another machine comes in by a link: take one "
                                     "that painrig serve printed when it started, the trainer's or "
                                     "the viewers'");
    if (!asking->route || asking->route->right == LIVE_LOOK || asking->right == LIVE_OPERATE)
        return 0;
    return live_refuse(why, 403, "viewers may look only: %s is for the trainer, who came in by the "
                                 "trainer's link", asking->path);
}

static int size_check(const struct asking *asking, struct why *why)
{
    const struct live_limits *limits = &asking->door->limits;
    const char *length = asking->headers.text[LIVE_CONTENT_LENGTH];
    const union MHD_ConnectionInfo *head;

    head = MHD_get_connection_info(asking->http, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (strlen(asking->target) > limits->target_bytes)
        return live_refuse(why, 414, "the target is longer than %zu bytes", limits->target_bytes);
    if (head->header_size > limits->head_bytes)
        return live_refuse(why, 431, "the head of this request is longer than %zu bytes",
                           limits->head_bytes);
    if (length && strtoull(length, NULL, 10) > limits->body_bytes)
        return live_refuse(why, 413, "the body is longer than %zu bytes", limits->body_bytes);
    return 0;
}

static int head_check(struct asking *asking, const char *method, struct why *why)
{
    struct live_door *door = asking->door;
    int               status;

    if (!live_toll_pay(door->toll, &asking->connection->address, clock_wall_s()))
        return live_refuse(why, 429, "too many requests from this address: wait a second");
    if (!is_reading(method) && strcmp(method, "POST") != 0)
        return live_refuse(why, 405, "a request here is a GET, a HEAD or a POST");
    status = size_check(asking, why);
    if (status == 0 && asking->target_err != ERR_OK)
        status = live_refuse(why, 400, "%s", asking->why.text);
    if (status == 0)
        status = live_caller_check(&door->place, &asking->headers, kind_of(asking, method), why);
    if (status == 0)
        status = right_check(asking, why);
    if (status == 0)
        status = place_find(asking, method, why);
    return status ? status : right_check(asking, why);
}

static enum MHD_Result head_take(struct asking *asking, const char *method)
{
    struct why why = { "" };
    int        status;

    asking->is_head = strcmp(method, "HEAD") == 0;
    MHD_get_connection_values(asking->http, MHD_HEADER_KIND, header_keep, &asking->headers);
    status = head_check(asking, method, &why);
    if (status)
        return live_answer_refuse(asking, status, why.text);
    asking->state = ASKING_BODY;
    live_phase_set(asking->door, asking->connection, PHASE_BODY);
    return MHD_YES;
}

/* ------------------------------------------------------------------ its body */

/* Half-way through a body there is no answering: what is too long is heard out, within reason. */
static enum MHD_Result body_take(struct asking *asking, const char *upload, size_t *upload_size)
{
    size_t most = asking->door->limits.body_bytes;

    asking->body_count += *upload_size;
    if (asking->body_count <= most)
        bytes_add(&asking->body, upload, *upload_size);
    *upload_size = 0;
    return asking->body_count > most * BODIES_HEARD ? MHD_NO : MHD_YES;
}

/* ------------------------------------------------------------------ its answer */

static void *room_of(const struct asking *asking)
{
    return asking->door->rooms[asking->room];
}

static void route_answer(struct asking *asking)
{
    asking->answer_err = asking->route->answer(room_of(asking), &asking->request, &asking->answer,
                                               &asking->why);
    if (asking->answer_err == ERR_OK && asking->answer.body.is_out_of_memory)
        asking->answer_err = why_say(&asking->why, ERR_MEMORY, "no memory for this answer");
}

/* Large answers that nobody reads would fill the memory: a run's papers have up to 64 MB, and an
 * address many connections. Answers that are kept are in memory once, whoever takes them. */
static enum err bytes_take(struct asking *asking, struct why *why)
{
    struct live_door *door = asking->door;
    size_t            bytes = asking->answer.body.used;

    if (bytes > door->limits.answers_bytes - door->answers_bytes) {
        bytes_free(&asking->answer.body);
        return why_say(why, ERR_LIMIT, "too much is being taken already: ask again in a second");
    }
    asking->answer_bytes = bytes;
    door->answers_bytes += bytes;
    return ERR_OK;
}

static enum MHD_Result answered(struct asking *asking)
{
    asking->state = ASKING_ANSWERED;
    if (asking->answer_err == ERR_OK)
        asking->answer_err = bytes_take(asking, &asking->why);
    if (asking->answer_err != ERR_OK)
        return live_answer_err(asking, asking->answer_err, &asking->why);
    return live_answer_send(asking, 200, &asking->answer);
}

/* A browser lets go of what it asked when the slider moves on: its end of the line is shut. */
static bool is_gone(const struct asking *asking)
{
    char    byte;
    ssize_t count = recv(asking->connection->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

static bool is_closing(struct live_door *door)
{
    bool is_so;

    pthread_mutex_lock(&door->gate);
    is_so = door->is_closing;
    pthread_mutex_unlock(&door->gate);
    return is_so;
}

/* On a worker's thread. */
static void work_do(void *context)
{
    struct asking *asking = context;

    if (is_closing(asking->door) || is_gone(asking))
        asking->answer_err = why_say(&asking->why, ERR_CLOSED, "nobody waits for this any more");
    else
        route_answer(asking);
    asking->state = ASKING_WORKED;
    MHD_resume_connection(asking->http);        /* from here on it is HTTP's thread's again */
}

static enum MHD_Result work_begin(struct asking *asking)
{
    struct live_door *door = asking->door;
    bool              is_taken = false;

    pthread_mutex_lock(&door->gate);            /* or the workers might be gone meanwhile */
    if (!door->is_closing) {
        asking->connection->phase = PHASE_WORK;
        asking->state = ASKING_WORK;
        MHD_suspend_connection(asking->http);
        is_taken = live_work_offer(door->work, work_do, asking);
        if (!is_taken)
            MHD_resume_connection(asking->http);
    }
    pthread_mutex_unlock(&door->gate);
    if (is_taken)
        return MHD_YES;
    if (asking->state == ASKING_BODY)
        return MHD_NO;
    asking->answer_err = why_say(&asking->why, ERR_LIMIT, "too much is being worked out already: "
                                                          "ask again in a second");
    asking->state = ASKING_WORKED;
    return MHD_YES;
}

static enum MHD_Result watch_begin(struct asking *asking)
{
    struct live_channel *channel = NULL;
    enum err             err;

    err = asking->route->watch(room_of(asking), &asking->request, &channel, &asking->why);
    if (err != ERR_OK)
        return live_answer_err(asking, err, &asking->why);
    return live_watch_begin(asking, channel);
}

static enum err fields_read(struct asking *asking, struct why *why)
{
    enum err err;

    if (asking->route->right == LIVE_LOOK)
        err = live_request_of_query(&asking->request, asking->route, asking->parts.query,
                                    asking->parts.query_count, why);
    else
        err = live_request_of_body(&asking->request, asking->route,
                                   asking->body.at ? asking->body.at : "", asking->body.used, why);
    asking->has_request = err == ERR_OK;
    return err;
}

static enum MHD_Result answer_begin(struct asking *asking)
{
    enum err err;

    if (live_own_is(asking->path))
        return live_own_answer(asking);
    if (!asking->route)
        return live_answer_asset(asking);
    if (asking->body_count > asking->door->limits.body_bytes)
        return live_answer_refuse(asking, 413, "the body is too long");
    err = fields_read(asking, &asking->why);
    if (err != ERR_OK)
        return live_answer_err(asking, err, &asking->why);
    if (asking->route->watch)
        return watch_begin(asking);
    if (asking->route->is_work)
        return work_begin(asking);
    route_answer(asking);
    return answered(asking);
}

enum MHD_Result live_asking_go_on(void *door, struct MHD_Connection *http, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **kept)
{
    struct asking *asking = *kept;

    (void)door, (void)url, (void)version;
    if (!asking)
        return MHD_NO;
    if (asking->state == ASKING_NEW) {
        asking->connection =
            MHD_get_connection_info(http, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
        return asking->connection ? head_take(asking, method) : MHD_NO;
    }
    if (asking->state == ASKING_BODY && *upload_size > 0)
        return body_take(asking, upload, upload_size);
    if (asking->state == ASKING_BODY)
        return answer_begin(asking);
    return asking->state == ASKING_WORKED ? answered(asking) : MHD_YES;
}
