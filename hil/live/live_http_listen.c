/* Where the door listens: an address of this machine, and a port that is free. */
#include "live_http_inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAITING_MAX 128         /* connections that nobody has accepted yet */

static enum err address_find(const char *address, struct addrinfo **found, struct why *why)
{
    struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
                              .ai_flags = AI_NUMERICHOST | AI_PASSIVE };

    if (getaddrinfo(address, NULL, &hints, found) == 0)
        return ERR_OK;
    return why_say(why, ERR_RANGE, "'%s' is no address: give one of this machine's in numbers, as "
                                   "127.0.0.1 or 192.168.1.5 (see them with: ip addr)", address);
}

static void port_write(struct sockaddr *address, int port)
{
    struct sockaddr_in6 *six = (void *)address;
    struct sockaddr_in  *four = (void *)address;

    if (address->sa_family == AF_INET6)
        six->sin6_port = htons((uint16_t)port);
    else
        four->sin_port = htons((uint16_t)port);
}

static int port_read(int listening)
{
    struct sockaddr_storage name;
    socklen_t               size = sizeof name;

    if (getsockname(listening, (struct sockaddr *)&name, &size) != 0)
        return -1;
    return ntohs(name.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&name)->sin6_port
                                            : ((struct sockaddr_in *)(void *)&name)->sin_port);
}

/* A descriptor, or -1 with errno. */
static int socket_open(const struct addrinfo *at, int port)
{
    int listening = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int yes = 1, failed;

    if (listening < 0)
        return -1;
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    port_write(at->ai_addr, port);
    if (bind(listening, at->ai_addr, at->ai_addrlen) == 0 && listen(listening, WAITING_MAX) == 0)
        return listening;
    failed = errno;
    close(listening);
    errno = failed;
    return -1;
}

static void failure_say(const struct live_place *place, int tries, int failed, struct why *why)
{
    enum err said;

    if (failed == EADDRINUSE && tries > 0)
        said = why_say(why, ERR_REFUSED, "ports %d to %d of %s are all taken: give a free one with "
                       "--port N, or --port 0 for any", place->port, place->port + tries,
                       place->address);
    else if (failed == EADDRINUSE)
        said = why_say(why, ERR_REFUSED, "port %d of %s is taken, perhaps by another painrig "
                       "serve: end that, or give another with --port N, or --port 0 for any",
                       place->port, place->address);
    else if (failed == EADDRNOTAVAIL)
        said = why_say(why, ERR_REFUSED, "%s is no address of this machine: ip addr shows those it "
                       "has", place->address);
    else if (failed == EACCES)
        said = why_say(why, ERR_REFUSED, "port %d is for root alone: give one from 1024 on with "
                       "--port N", place->port);
    else
        said = why_say(why, ERR_REFUSED, "%s port %d cannot be listened on: %s", place->address,
                       place->port, strerror(failed));
    (void)said;
}

int live_door_listen(struct live_place *place, int tries, struct why *why)
{
    struct addrinfo *at;
    int              listening = -1, failed = 0;

    if (address_find(place->address, &at, why) != ERR_OK)
        return -1;
    for (int i = 0; listening < 0 && i <= tries; i++) {
        listening = socket_open(at, place->port + i);
        failed = errno;
        if (listening < 0 && failed != EADDRINUSE)
            break;
    }
    freeaddrinfo(at);
    if (listening < 0)
        failure_say(place, tries, failed, why);
    else
        place->port = port_read(listening);
    return listening;
}
