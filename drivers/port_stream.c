#define _DEFAULT_SOURCE         /* cfmakeraw */
#define _XOPEN_SOURCE 700       /* realpath */
#include "port_stream.h"

#include "port_refusal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

struct stream {
    struct port port;
    int         descriptor;
    bool        is_gone;
};

static bool is_only_later(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ENOBUFS;
}

enum port_state port_stream_state(int descriptor)
{
    struct pollfd at = { .fd = descriptor, .events = POLLIN };

    if (poll(&at, 1, 0) <= 0)
        return PORT_STATE_EMPTY;
    return at.revents & (POLLHUP | POLLERR | POLLNVAL) ? PORT_STATE_HUNG_UP : PORT_STATE_READABLE;
}

/* Some program may have set VMIN to 0 behind our back: then 0 bytes alone are no hang-up. And a
 * byte may come between the read and the question: 0 bytes of what is readable are a hang-up. */
enum err port_stream_take(int descriptor, uint8_t *bytes, size_t room, size_t *count)
{
    bool    is_readable = false;
    ssize_t got;

    *count = 0;
    if (room == 0)
        return ERR_OK;
    for (;;) {
        got = read(descriptor, bytes, room);
        if (got > 0)
            *count = (size_t)got;
        if (got > 0 || (got < 0 && is_only_later(errno)))
            return ERR_OK;
        if (got < 0 || is_readable)
            return ERR_CLOSED;
        switch (port_stream_state(descriptor)) {
        case PORT_STATE_EMPTY:    return ERR_OK;
        case PORT_STATE_HUNG_UP:  return ERR_CLOSED;
        case PORT_STATE_READABLE: is_readable = true;
        }
    }
}

enum err port_stream_give(int descriptor, const uint8_t *bytes, size_t count, size_t *taken)
{
    ssize_t put = 0;

    *taken = 0;
    if (count == 0)
        return ERR_OK;
    put = send(descriptor, bytes, count, MSG_NOSIGNAL);
    if (put < 0 && errno == ENOTSOCK)
        put = write(descriptor, bytes, count);
    if (put < 0)
        return is_only_later(errno) ? ERR_OK : ERR_CLOSED;
    *taken = (size_t)put;
    return ERR_OK;
}

static enum err stream_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                            size_t *count)
{
    struct stream *stream = (struct stream *)port;

    (void)now_s;
    if (!stream->is_gone)
        stream->is_gone = port_stream_take(stream->descriptor, bytes, room, count) != ERR_OK;
    return stream->is_gone ? ERR_CLOSED : ERR_OK;
}

static enum err stream_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                             size_t *taken)
{
    struct stream *stream = (struct stream *)port;

    (void)now_s;
    if (!stream->is_gone)
        stream->is_gone = port_stream_give(stream->descriptor, bytes, count, taken) != ERR_OK;
    return stream->is_gone ? ERR_CLOSED : ERR_OK;
}

static int stream_descriptor(const struct port *port)
{
    return ((const struct stream *)port)->descriptor;
}

static void stream_destroy(struct port *port)
{
    close(((struct stream *)port)->descriptor);
    free(port);
}

static const struct port_type pty_type = {
    .name = "pty", .read = stream_read, .write = stream_write, .destroy = stream_destroy,
    .descriptor = stream_descriptor,
};

static const struct port_type tcp_type = {
    .name = "tcp", .read = stream_read, .write = stream_write, .destroy = stream_destroy,
    .descriptor = stream_descriptor,
};

/* Takes over the descriptor, which is closed if this fails. */
static enum err stream_create(const struct port_type *type, int descriptor, struct port **port)
{
    struct stream *stream = calloc(1, sizeof *stream);

    if (!stream) {
        close(descriptor);
        return ERR_MEMORY;
    }
    *stream = (struct stream){ .port = { type }, .descriptor = descriptor };
    *port = &stream->port;
    return ERR_OK;
}

/* ---- pseudo-terminals ---- */

/* VMIN is 1, so that "nothing yet" (EAGAIN) and "hung up" (0) differ: termios(3). */
bool port_stream_raw(int tty_descriptor)
{
    struct termios settings;

    if (tcgetattr(tty_descriptor, &settings) != 0)
        return false;
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    return tcsetattr(tty_descriptor, TCSANOW, &settings) == 0;
}

static enum err pty_check(const char *path, int descriptor, struct why *why)
{
    char real[PATH_MAX];

    if (!isatty(descriptor))
        return why_say(why, ERR_UNKNOWN, "%s is no pseudo-terminal but a file: give the link that "
                       "an emulator has made (painrig emulate ne1000 --pty %s)", path, path);
    if (realpath(path, real) && strncmp(real, "/dev/pts/", 9) != 0)
        return why_say(why, ERR_UNKNOWN, "%s is no pseudo-terminal: write serial:%s", path, path);
    return ERR_OK;
}

static enum err pty_settle(const char *path, int descriptor, struct why *why)
{
    TRY(pty_check(path, descriptor, why));
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return port_refuse_busy(path, why);
    if (!port_stream_raw(descriptor) || tcflush(descriptor, TCIFLUSH) != 0)
        return why_say(why, ERR_IO, "%s cannot be set raw: %s", path, strerror(errno));
    return ERR_OK;
}

enum err port_stream_pty(const char *path, struct port **port, struct why *why)
{
    int      descriptor = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    enum err err;

    if (descriptor < 0)
        return port_refuse_open(path, errno, why);
    err = pty_settle(path, descriptor, why);
    if (err != ERR_OK) {
        close(descriptor);
        return err;
    }
    return stream_create(&pty_type, descriptor, port);
}

/* ---- TCP ---- */

void port_stream_settle(int tcp_descriptor)
{
    static const int yes = 1;

    /* Comfort only: a refusal changes nothing that anybody could mend. */
    (void)setsockopt(tcp_descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    (void)setsockopt(tcp_descriptor, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
}

/* 0, or the errno of what went wrong. */
static int connect_within(int descriptor, const struct addrinfo *to, double patience_s)
{
    struct pollfd at = { .fd = descriptor, .events = POLLOUT };
    int           error = 0;
    socklen_t     size = sizeof error;

    if (connect(descriptor, to->ai_addr, to->ai_addrlen) == 0)
        return 0;
    if (errno != EINPROGRESS)
        return errno;
    if (poll(&at, 1, (int)(patience_s * 1000)) <= 0)
        return ETIMEDOUT;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

/* The first of the host's addresses that answers; -1: *error says what the last one did. */
static int connect_any(const struct addrinfo *list, double patience_s, int *error)
{
    for (const struct addrinfo *to = list; to; to = to->ai_next) {
        int descriptor = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        *error = descriptor < 0 ? errno : connect_within(descriptor, to, patience_s);
        if (*error == 0)
            return descriptor;
        if (descriptor >= 0)
            close(descriptor);
    }
    return -1;
}

static enum err connect_refuse(const char *host, int tcp_port, int error, struct why *why)
{
    if (error == ECONNREFUSED)
        return why_say(why, ERR_UNKNOWN, "nobody listens at %s:%d: is the terminal server or the "
                       "emulator running?", host, tcp_port);
    if (error == ETIMEDOUT)
        return why_say(why, ERR_TIMEOUT, "%s:%d does not answer: is it switched on, and does a "
                       "firewall let you through?", host, tcp_port);
    return why_say(why, ERR_IO, "%s:%d cannot be reached: %s", host, tcp_port, strerror(error));
}

enum err port_stream_tcp(const char *host, int tcp_port, double patience_s, struct port **port,
                         struct why *why)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct addrinfo      *list;
    char                  service[16];
    int                   error, descriptor;

    if (tcp_port < 1)
        return why_say(why, ERR_RANGE, "tcp:%s:%d cannot be opened: the port is a number from 1 to "
                       "65535", host, tcp_port);
    snprintf(service, sizeof service, "%d", tcp_port);
    error = getaddrinfo(host, service, &hints, &list);
    if (error != 0)
        return why_say(why, ERR_UNKNOWN, "there is no host %s: %s", host, gai_strerror(error));
    descriptor = connect_any(list, patience_s, &error);
    freeaddrinfo(list);
    if (descriptor < 0)
        return connect_refuse(host, tcp_port, error, why);
    port_stream_settle(descriptor);
    return stream_create(&tcp_type, descriptor, port);
}
