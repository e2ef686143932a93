#include "live_http.h"
#include "live_http_inside.h"

#include "hil/clock.h"

#include <netinet/in.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORKERS_LEAST 2
#define WORKERS_MOST  8
#define POOL_MORE (40 << 10)        /* of a connection's memory, beyond its longest head */

const struct live_limits live_limits_loopback = {
    .target_bytes = 16 << 10, .head_bytes = 24 << 10, .body_bytes = 64 << 10,
    .connections = 512, .viewers = 200,
    .toll = { .connections = 480, .requests_per_s = 2000, .requests_burst = 4000 },
    .answers_bytes = 256 << 20, .queue = 32,
    .head_s = 20, .body_s = 10, .answer_s = 60, .stall_s = 60, .quiet_s = 15,
};

/* A viewer opens the page (some 40 files) on six connections, and watches. */
const struct live_limits live_limits_others = {
    .target_bytes = 16 << 10, .head_bytes = 24 << 10, .body_bytes = 64 << 10,
    .connections = 512, .viewers = 200,
    .toll = { .connections = 24, .requests_per_s = 50, .requests_burst = 200 },
    .answers_bytes = 256 << 20, .queue = 32,
    .head_s = 20, .body_s = 10, .answer_s = 60, .stall_s = 60, .quiet_s = 15,
};

/* ------------------------------------------------------------------ connections */

static struct live_address address_of(const struct sockaddr *socket_address)
{
    struct live_address        address = { { 0 } };
    const struct sockaddr_in  *four = (const void *)socket_address;
    const struct sockaddr_in6 *six = (const void *)socket_address;

    if (socket_address->sa_family == AF_INET6) {
        memcpy(address.bytes, &six->sin6_addr, sizeof address.bytes);
    } else {
        address.bytes[10] = address.bytes[11] = 0xFF;
        memcpy(address.bytes + 12, &four->sin_addr, 4);
    }
    return address;
}

static enum MHD_Result may_enter(void *context, const struct sockaddr *from, socklen_t length)
{
    struct live_door   *door = context;
    struct live_address address = address_of(from);

    (void)length;
    return live_toll_may_enter(door->toll, &address, clock_wall_s()) ? MHD_YES : MHD_NO;
}

static void connection_begin(struct live_door *door, struct MHD_Connection *http, void **kept)
{
    struct connection *connection = calloc(1, sizeof *connection);

    *kept = connection;         /* without one its requests are not heard */
    if (!connection)
        return;
    connection->socket =
        MHD_get_connection_info(http, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    connection->address =
        address_of(MHD_get_connection_info(http, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    connection->since_s = clock_wall_s();
    live_toll_enter(door->toll, &connection->address, connection->since_s);
    pthread_mutex_lock(&door->gate);
    connection->behind = door->connections;
    if (door->connections)
        door->connections->before = connection;
    door->connections = connection;
    door->connection_count++;
    pthread_mutex_unlock(&door->gate);
}

/* libmicrohttpd closes the socket behind this: the herald must not know its number any more. */
static void connection_end(struct live_door *door, void **kept)
{
    struct connection *connection = *kept;

    if (!connection)
        return;
    pthread_mutex_lock(&door->gate);
    if (connection->before)
        connection->before->behind = connection->behind;
    else
        door->connections = connection->behind;
    if (connection->behind)
        connection->behind->before = connection->before;
    door->connection_count--;
    pthread_mutex_unlock(&door->gate);
    live_toll_leave(door->toll, &connection->address);
    free(connection);
    *kept = NULL;
}

static void connection_notice(void *context, struct MHD_Connection *http, void **kept,
                              enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        connection_begin(context, http, kept);
    else
        connection_end(context, kept);
}

/* ------------------------------------------------------------------ opening and closing */

static void rooms_close(struct live_door *door)
{
    while (door->rooms_open > 0) {
        size_t i = --door->rooms_open;
        door->setup.rooms[i]->close(door->rooms[i]);
    }
}

static enum err rooms_open(struct live_door *door, struct why *why)
{
    for (size_t i = 0; door->setup.rooms[i]; i++) {
        if (i == LIVE_ROOMS_MAX)
            return why_say(why, ERR_LIMIT, "there are more than %d rooms", LIVE_ROOMS_MAX);
        TRY(door->setup.rooms[i]->open(&door->rooms[i], &door->setup.places, why));
        door->rooms_open++;
    }
    return ERR_OK;
}

static enum err daemon_start(struct live_door *door, int socket, struct why *why)
{
    door->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, may_enter, door,
        live_asking_go_on, door,
        MHD_OPTION_LISTEN_SOCKET, socket,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)door->limits.connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, door->limits.head_bytes + POOL_MORE,
        MHD_OPTION_CONNECTION_TIMEOUT, 0u,          /* the herald's: it knows when they began */
        MHD_OPTION_URI_LOG_CALLBACK, live_asking_begin, door,
        MHD_OPTION_NOTIFY_COMPLETED, live_asking_end, door,
        MHD_OPTION_NOTIFY_CONNECTION, connection_notice, door,
        MHD_OPTION_END);
    if (door->daemon)
        return ERR_OK;
    close(socket);
    return why_say(why, ERR_IO, "the HTTP server cannot be started: %s", strerror(errno));
}

static enum err pipe_open(int ends[2], struct why *why)
{
    if (pipe(ends) != 0)
        return why_say(why, ERR_IO, "a pipe cannot be made: %s", strerror(errno));
    for (size_t i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    }
    return ERR_OK;
}

static size_t workers_of(const struct live_limits *limits)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (limits->workers > 0)
        return limits->workers;
    return cores < WORKERS_LEAST ? WORKERS_LEAST
                                 : cores > WORKERS_MOST ? WORKERS_MOST : (size_t)cores;
}

static enum err door_start(struct live_door *door, struct why *why)
{
    int socket;

    TRY(pipe_open(door->news, why));
    TRY(rooms_open(door, why));
    TRY(live_toll_create(&door->toll, &door->limits.toll, why));
    TRY(live_work_create(&door->work, workers_of(&door->limits), door->limits.queue, why));
    if (door->setup.wants_keys || !door->place.is_loopback)
        TRY(live_keys_make(&door->keys, why));
    socket = live_door_listen(&door->place, door->setup.port_tries, why);
    if (socket < 0)
        return ERR_REFUSED;
    TRY(daemon_start(door, socket, why));
    return live_herald_start(door, why);
}

enum err live_door_open(struct live_door **out, const struct live_door_setup *setup,
                        struct why *why)
{
    struct live_door *door = calloc(1, sizeof *door);
    enum err          err;

    if (!door || pthread_mutex_init(&door->gate, NULL) != 0) {
        free(door);
        return why_say(why, ERR_MEMORY, "no memory for the door");
    }
    door->setup = *setup;
    door->news[0] = door->news[1] = -1;
    door->place.port = setup->port;
    door->place.is_loopback = strncmp(setup->address, "127.", 4) == 0
                           || strcmp(setup->address, "::1") == 0;
    snprintf(door->place.address, sizeof door->place.address, "%s", setup->address);
    door->limits = setup->limits ? *setup->limits
                 : door->place.is_loopback ? live_limits_loopback : live_limits_others;
    err = door_start(door, why);
    if (err == ERR_OK)
        *out = door;
    else
        live_door_close(door);
    return err;
}

/* Who waits is woken and finds that the door closes: libmicrohttpd does not end while somebody is
 * suspended. */
static void viewers_release(struct live_door *door)
{
    pthread_mutex_lock(&door->gate);
    for (struct watch *watch = door->watches; watch; watch = watch->behind) {
        if (watch->is_waiting)
            MHD_resume_connection(watch->http);
        watch->is_waiting = false;
    }
    pthread_mutex_unlock(&door->gate);
}

void live_door_close(struct live_door *door)
{
    if (!door)
        return;
    pthread_mutex_lock(&door->gate);
    door->is_closing = true;
    pthread_mutex_unlock(&door->gate);
    live_herald_stop(door);
    live_work_destroy(door->work);
    viewers_release(door);
    if (door->daemon)
        MHD_stop_daemon(door->daemon);
    rooms_close(door);          /* their writers may wake us until here */
    live_toll_destroy(door->toll);
    for (size_t i = 0; i < 2; i++)
        if (door->news[i] >= 0)
            close(door->news[i]);
    pthread_mutex_destroy(&door->gate);
    free(door);
}

/* ------------------------------------------------------------------ what is asked of it */

bool live_door_is_loopback(const struct live_door *door)
{
    return door->place.is_loopback;
}

int live_door_port(const struct live_door *door)
{
    return door->place.port;
}

void live_door_url(const struct live_door *door, char *out, size_t size)
{
    snprintf(out, size, strchr(door->place.address, ':') ? "http://[%s]:%d/" : "http://%s:%d/",
             door->place.address, door->place.port);
}

const struct live_keys *live_door_keys(const struct live_door *door)
{
    return &door->keys;
}

void live_door_count(struct live_door *door, size_t *connections, size_t *viewers)
{
    pthread_mutex_lock(&door->gate);
    *connections = door->connection_count;
    *viewers = door->watch_count;
    pthread_mutex_unlock(&door->gate);
}
