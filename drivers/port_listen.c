#define _XOPEN_SOURCE 700
#include "port_listen.h"

#include "port_listen_inside.h"
#include "port_refusal.h"
#include "port_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CALLERS_PER_LOOK 8      /* shown out in one look: a bound for the loop */

struct tcp_server {
    struct port port;
    int         door, client;   /* client: -1 while nobody is there */
    char        where[PORT_ADDRESS_SIZE];
};

static void client_drop(struct tcp_server *server)
{
    if (server->client >= 0)
        close(server->client);
    server->client = -1;
}

static void client_take(struct tcp_server *server, int caller)
{
    int flags = fcntl(caller, F_GETFL);

    if (flags < 0 || fcntl(caller, F_SETFL, flags | O_NONBLOCK) != 0
        || fcntl(caller, F_SETFD, FD_CLOEXEC) != 0) {
        close(caller);
        return;
    }
    port_stream_settle(caller);
    server->client = caller;
}

/* Has the client that is there gone, with nothing left to be read? */
static bool is_gone(int client)
{
    char    byte;
    ssize_t peeked = recv(client, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    return peeked == 0 || (peeked < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

static void callers_look(struct tcp_server *server)
{
    if (server->client >= 0 && is_gone(server->client))
        client_drop(server);
    for (int i = 0; i < CALLERS_PER_LOOK; i++) {
        int caller = accept(server->door, NULL, NULL);
        if (caller < 0)
            return;
        if (server->client < 0)
            client_take(server, caller);
        else
            close(caller);
    }
}

static enum err server_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                            size_t *count)
{
    struct tcp_server *server = (struct tcp_server *)port;

    (void)now_s;
    *count = 0;
    callers_look(server);
    if (server->client >= 0
        && port_stream_take(server->client, bytes, room, count) != ERR_OK)
        client_drop(server);
    return ERR_OK;
}

static enum err server_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                             size_t *taken)
{
    struct tcp_server *server = (struct tcp_server *)port;

    (void)now_s;
    callers_look(server);
    *taken = count;
    if (server->client < 0)
        return ERR_OK;
    if (port_stream_give(server->client, bytes, count, taken) != ERR_OK) {
        client_drop(server);
        *taken = count;
    }
    return ERR_OK;
}

/* What becomes readable when there is something to do. */
static int server_descriptor(const struct port *port)
{
    const struct tcp_server *server = (const struct tcp_server *)port;

    return server->client >= 0 ? server->client : server->door;
}

static void server_destroy(struct port *port)
{
    struct tcp_server *server = (struct tcp_server *)port;

    client_drop(server);
    if (server->door >= 0)
        close(server->door);
    free(server);
}

static const struct port_type tcp_server_type = {
    .name = "tcp server", .read = server_read, .write = server_write, .destroy = server_destroy,
    .descriptor = server_descriptor,
};

/* -1: errno. */
static int door_open(const struct addrinfo *at)
{
    static const int yes = 1;
    int              door = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int              error;

    if (door < 0)
        return -1;
    (void)setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(door, at->ai_addr, at->ai_addrlen) == 0 && listen(door, 4) == 0)
        return door;
    error = errno;
    close(door);
    errno = error;
    return -1;
}

static enum err where_note(struct tcp_server *server, const char *host, struct why *why)
{
    struct sockaddr_storage at;
    socklen_t               size = sizeof at;
    char                    service[16];

    if (getsockname(server->door, (struct sockaddr *)&at, &size) != 0
        || getnameinfo((struct sockaddr *)&at, size, NULL, 0, service, sizeof service,
                       NI_NUMERICSERV) != 0)
        return why_say(why, ERR_IO, "the port at %s has no number: %s", host, strerror(errno));
    snprintf(server->where, sizeof server->where, strchr(host, ':') ? "[%.200s]:%s" : "%.200s:%s",
             host, service);
    return ERR_OK;
}

static enum err server_open(struct tcp_server *server, const char *host, int tcp_port,
                            struct why *why)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_PASSIVE };
    struct addrinfo      *list;
    char                  service[16];
    int                   error;

    snprintf(service, sizeof service, "%d", tcp_port);
    error = getaddrinfo(host, service, &hints, &list);
    if (error != 0)
        return why_say(why, ERR_UNKNOWN, "there is no host %s: %s", host, gai_strerror(error));
    server->door = door_open(list);
    error = errno;
    freeaddrinfo(list);
    if (server->door >= 0)
        return where_note(server, host, why);
    if (error == EADDRINUSE)
        return why_say(why, ERR_REFUSED, "%s:%d is in use by another program: give another port, "
                       "or 0 for one that is free", host, tcp_port);
    if (error == EADDRNOTAVAIL)
        return why_say(why, ERR_UNKNOWN, "%s is no address of this machine: write 127.0.0.1 for "
                       "clients here, 0.0.0.0 for all", host);
    return why_say(why, ERR_IO, "cannot listen at %s:%d: %s", host, tcp_port, strerror(error));
}

enum err port_listen_tcp(const char *host, int tcp_port, struct port **port, struct why *why)
{
    struct tcp_server *server = calloc(1, sizeof *server);
    enum err           err;

    if (!server)
        return ERR_MEMORY;
    *server = (struct tcp_server){ .port = { &tcp_server_type }, .door = -1, .client = -1 };
    err = server_open(server, host, tcp_port, why);
    if (err != ERR_OK) {
        server_destroy(&server->port);
        return err;
    }
    *port = &server->port;
    return ERR_OK;
}

void port_listen_address(const struct port *port, char out[PORT_ADDRESS_SIZE + 16])
{
    out[0] = '\0';
    if (pty_server_is(port))
        snprintf(out, PORT_ADDRESS_SIZE + 16, "pty:%s", pty_server_link(port));
    if (port->type == &tcp_server_type)
        snprintf(out, PORT_ADDRESS_SIZE + 16, "tcp:%s", ((const struct tcp_server *)port)->where);
}

bool port_listen_is_used(struct port *port)
{
    if (pty_server_is(port))
        return pty_server_is_used(port);
    callers_look((struct tcp_server *)port);
    return ((struct tcp_server *)port)->client >= 0;
}
