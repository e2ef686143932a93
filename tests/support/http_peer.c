#include "tests/support/http_peer.h"

#include "hil/clock.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_MAX (64 << 20)

/* In suites and in programs that are none. */
void http_must(bool holds, const char *format, ...)
{
    va_list args;

    if (holds)
        return;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}

static int loopback_connect(int port, int kind, bool *is_connected)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int                at = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | kind, 0);

    http_must(at >= 0, "no socket");
    *is_connected = connect(at, (struct sockaddr *)&to, sizeof to) == 0;
    return at;
}

int http_connect(int port)
{
    bool is_connected;
    int  at = loopback_connect(port, 0, &is_connected);

    http_must(is_connected, "no connection to port %d", port);
    return at;
}

int http_connect_soon(int port)
{
    bool is_connected;

    return loopback_connect(port, SOCK_NONBLOCK, &is_connected);
}

static bool bytes_send(int socket, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t sent = send(socket, bytes, count, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        count -= (size_t)sent;
    }
    return true;
}

bool http_send(int socket, const char *text, size_t count, int port)
{
    char  *bytes = malloc(count + 24 * 16 + 1);
    size_t used = 0;
    bool   is_sent;

    for (size_t i = 0; i < count; i++)
        if (text[i] == '@')
            used += (size_t)sprintf(bytes + used, "127.0.0.1:%d", port);
        else
            bytes[used++] = text[i];
    is_sent = bytes_send(socket, bytes, used);
    free(bytes);
    return is_sent;
}

/* More bytes, 0 at the line's end, -1 when the time is over. */
static ssize_t bytes_await(int socket, char *out, size_t size, double until_s)
{
    struct pollfd end = { .fd = socket, .events = POLLIN };
    double        left_s = until_s - clock_wall_s();
    ssize_t       count;

    if (left_s <= 0 || poll(&end, 1, (int)(left_s * 1000) + 1) <= 0)
        return -1;
    count = recv(socket, out, size, 0);
    return count < 0 ? 0 : count;
}

bool http_header(const struct http_answer *answer, const char *name, char *out, size_t size)
{
    size_t length = strlen(name);

    for (const char *at = answer->head; (at = strstr(at, "\r\n")); ) {
        at += 2;
        if (strncasecmp(at, name, length) != 0 || at[length] != ':')
            continue;
        snprintf(out, size, "%.*s", (int)strcspn(at + length + 2, "\r"), at + length + 2);
        return true;
    }
    return false;
}

/* The chunks of text[0..count) put together in place; false while the last is not there. */
static bool chunks_join(char *text, size_t count, size_t *joined)
{
    size_t at = 0;

    *joined = 0;
    for (;;) {
        char  *end = NULL;
        size_t size = strtoul(text + at, &end, 16);
        size_t begin = (size_t)(end - text) + 2;
        if (begin > count || begin + size + 2 > count)
            return false;
        memmove(text + *joined, text + begin, size);
        *joined += size;
        at = begin + size + 2;
        if (size == 0)
            return true;
    }
}

static bool is_whole(struct http_answer *answer, const char *raw, size_t count, bool is_at_end)
{
    const char *gap = strstr(raw, "\r\n\r\n");
    size_t      head = gap ? (size_t)(gap - raw) + 4 : 0;
    char        value[64];
    bool        is_chunked;

    if (!gap)
        return false;
    snprintf(answer->head, sizeof answer->head, "%.*s", (int)head, raw);
    answer->status = atoi(raw + strlen("HTTP/1.1 "));
    answer->count = count - head;
    if (answer->status == 100)
        return false;
    is_chunked = http_header(answer, "Transfer-Encoding", value, sizeof value);
    free(answer->body);
    answer->body = malloc(answer->count + 1);
    memcpy(answer->body, raw + head, answer->count);
    answer->body[answer->count] = '\0';
    if (is_chunked)
        return chunks_join(answer->body, answer->count, &answer->count);
    if (http_header(answer, "Content-Length", value, sizeof value))
        return answer->count >= (size_t)atol(value) || is_at_end;
    return is_at_end;
}

struct http_answer http_receive(int socket, double within_s)
{
    struct http_answer answer = { .status = 0 };
    double             until_s = clock_wall_s() + within_s;
    size_t             size = 1 << 16, used = 0;
    char              *raw = malloc(size);
    ssize_t            count;

    raw[0] = '\0';
    do {
        if (used + (1 << 15) > size)
            raw = realloc(raw, size *= 2);
        http_must(size < ANSWER_MAX, "an answer without end");
        count = bytes_await(socket, raw + used, size - used - 1, until_s);
        used += count > 0 ? (size_t)count : 0;
        raw[used] = '\0';
        if (strncmp(raw, "HTTP/1.1 100", 12) == 0 && strstr(raw, "\r\n\r\n")) {
            char *behind = strstr(raw, "\r\n\r\n") + 4;
            used -= (size_t)(behind - raw);
            memmove(raw, behind, used + 1);
        }
    } while (!is_whole(&answer, raw, used, count == 0) && count > 0);
    if (answer.body)
        answer.body[answer.count] = '\0';
    free(raw);
    return answer;
}

struct http_answer http_ask(int port, const char *text)
{
    int                socket = http_connect(port);
    struct http_answer answer;

    http_send(socket, text, strlen(text), port);
    answer = http_receive(socket, HTTP_PATIENCE_S);
    close(socket);
    return answer;
}

void http_answer_free(struct http_answer *answer)
{
    free(answer->body);
    answer->body = NULL;
}

bool http_is_cut(int socket, double within_s)
{
    double  until_s = clock_wall_s() + within_s;
    char    bytes[4096];
    ssize_t count;

    do
        count = bytes_await(socket, bytes, sizeof bytes, until_s);
    while (count > 0);
    return count == 0;
}
