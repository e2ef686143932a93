#define _XOPEN_SOURCE 700       /* posix_openpt */
#define _DEFAULT_SOURCE
#include "port_listen.h"
#include "port_listen_inside.h"
#include "port_refusal.h"
#include "port_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

struct pty_server {
    struct port port;
    int         master;
    int         kept;           /* of the clients' side */
    int         watch, mark;    /* inotify: who comes and goes; watch -1: it cannot be told */
    long        clients;
    char        device[64], link[PORT_ADDRESS_SIZE];
};

static void events_count(struct pty_server *server, const char *events, size_t size)
{
    struct inotify_event event;

    for (size_t at = 0; at + sizeof event <= size; at += sizeof event + event.len) {
        memcpy(&event, events + at, sizeof event);
        if (event.wd != server->mark)
            continue;
        server->clients += (event.mask & IN_OPEN) != 0;
        server->clients -= (event.mask & IN_CLOSE) != 0 && server->clients > 0;
    }
}

static void clients_look(struct pty_server *server)
{
    char    events[4096];
    ssize_t size;
    long    before = server->clients;

    if (server->watch < 0)
        return;
    while ((size = read(server->watch, events, sizeof events)) > 0)
        events_count(server, events, (size_t)size);
    if (before == 0 || server->clients > 0)
        return;
    (void)tcflush(server->kept, TCIFLUSH);
    (void)port_stream_raw(server->kept);
}

static enum err server_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                            size_t *count)
{
    struct pty_server *server = (struct pty_server *)port;

    (void)now_s;
    clients_look(server);
    if (port_stream_take(server->master, bytes, room, count) != ERR_OK)
        *count = 0;
    return ERR_OK;
}

static enum err server_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                             size_t *taken)
{
    struct pty_server *server = (struct pty_server *)port;

    (void)now_s;
    clients_look(server);
    *taken = count;
    if (!port_listen_is_used(port))
        return ERR_OK;
    if (port_stream_give(server->master, bytes, count, taken) != ERR_OK)
        *taken = count;
    return ERR_OK;
}

static int server_descriptor(const struct port *port)
{
    return ((const struct pty_server *)port)->master;
}

/* The link may have been given to another since. */
static bool is_our_link(const struct pty_server *server)
{
    char    target[sizeof server->device];
    ssize_t length = readlink(server->link, target, sizeof target - 1);

    if (length < 0)
        return false;
    target[length] = '\0';
    return strcmp(target, server->device) == 0;
}

static void server_destroy(struct port *port)
{
    struct pty_server *server = (struct pty_server *)port;

    if (server->link[0] && is_our_link(server))
        unlink(server->link);
    if (server->watch >= 0)
        close(server->watch);
    if (server->kept >= 0)
        close(server->kept);
    if (server->master >= 0)
        close(server->master);
    free(server);
}

static const struct port_type pty_server_type = {
    .name = "pty server", .read = server_read, .write = server_write, .destroy = server_destroy,
    .descriptor = server_descriptor,
};

bool pty_server_is(const struct port *port)
{
    return port->type == &pty_server_type;
}

bool pty_server_is_used(struct port *port)
{
    struct pty_server *server = (struct pty_server *)port;

    clients_look(server);
    return server->watch < 0 || server->clients > 0;
}

const char *pty_server_link(const struct port *port)
{
    return ((const struct pty_server *)port)->link;
}

/* inotify(7) tells events that are alike, one behind the other, once: two clients would count as
 * one. The folder is watched too, so that there is another event between any two of the device. */
static void watch_begin(struct pty_server *server)
{
    char  folder[sizeof server->device];
    char *slash;

    strcpy(folder, server->device);
    slash = strrchr(folder, '/');
    *slash = '\0';
    server->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (server->watch < 0)
        return;
    server->mark = inotify_add_watch(server->watch, server->device, IN_OPEN | IN_CLOSE);
    if (server->mark >= 0 && inotify_add_watch(server->watch, folder, IN_OPEN | IN_CLOSE) >= 0)
        return;
    close(server->watch);
    server->watch = -1;
}

static enum err terminal_open(struct pty_server *server, struct why *why)
{
    const char *name;

    server->master = posix_openpt(O_RDWR | O_NOCTTY);
    if (server->master < 0 || grantpt(server->master) != 0 || unlockpt(server->master) != 0
        || fcntl(server->master, F_SETFL, O_NONBLOCK) != 0
        || fcntl(server->master, F_SETFD, FD_CLOEXEC) != 0)
        return why_say(why, ERR_IO, "no pseudo-terminal can be made: %s", strerror(errno));
    name = ptsname(server->master);
    if (!name || strlen(name) >= sizeof server->device)
        return why_say(why, ERR_IO, "the pseudo-terminal has no name: is /dev/pts mounted?");
    strcpy(server->device, name);
    server->kept = open(server->device, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (server->kept < 0 || !port_stream_raw(server->kept))
        return why_say(why, ERR_IO, "%s cannot be set raw: %s", server->device, strerror(errno));
    watch_begin(server);
    return ERR_OK;
}

/* Somebody else's name: a file, or the link of an emulator that is alive. */
static enum err link_check(const char *link, struct why *why)
{
    struct stat at;
    char        who[128];

    if (lstat(link, &at) != 0)
        return ERR_OK;
    if (!S_ISLNK(at.st_mode))
        return why_say(why, ERR_REFUSED, "%s is there already and is no link: it is not "
                       "overwritten: give another name", link);
    if (stat(link, &at) != 0)
        return ERR_OK;
    if (!S_ISCHR(at.st_mode))
        return why_say(why, ERR_REFUSED, "%s is a link to something else: it is not overwritten: "
                       "give another name", link);
    if (port_holder(link, who, sizeof who))
        return why_say(why, ERR_REFUSED, "%s is the port of %s: end it, or give another name", link,
                       who);
    return why_say(why, ERR_REFUSED, "%s is another's port already: give another name, or remove "
                   "the link", link);
}

/* By way of a neighbour that is renamed: there is never no link, and never half of one. */
static enum err link_make(const struct pty_server *server, const char *link, struct why *why)
{
    char part[PORT_ADDRESS_SIZE + 32];

    TRY(link_check(link, why));
    snprintf(part, sizeof part, "%s.%ld.part", link, (long)getpid());
    if (symlink(server->device, part) != 0)
        return why_say(why, ERR_IO, "the link %s cannot be made: %s", link, strerror(errno));
    if (rename(part, link) != 0) {
        int error = errno;
        unlink(part);
        return why_say(why, ERR_IO, "the link %s cannot be made: %s", link, strerror(error));
    }
    return ERR_OK;
}

enum err port_listen_pty(const char *link, struct port **port, struct why *why)
{
    struct pty_server *server;
    enum err           err;

    if (strlen(link) >= sizeof server->link)
        return why_say(why, ERR_RANGE, "the name of the link is too long: %.40s...", link);
    server = calloc(1, sizeof *server);
    if (!server)
        return ERR_MEMORY;
    *server = (struct pty_server){ .port = { &pty_server_type }, .master = -1, .kept = -1,
                                   .watch = -1 };
    err = terminal_open(server, why);
    if (err == ERR_OK)
        err = link_make(server, link, why);
    if (err != ERR_OK) {
        server_destroy(&server->port);
        return err;
    }
    strcpy(server->link, link);
    *port = &server->port;
    return ERR_OK;
}
