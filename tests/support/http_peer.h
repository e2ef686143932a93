/* http_peer.h - the other end of the door, byte by byte: for requests that no library would send.
 * */
#ifndef PAINRIG_TESTS_SUPPORT_HTTP_PEER_H
#define PAINRIG_TESTS_SUPPORT_HTTP_PEER_H

#include <stdbool.h>
#include <stddef.h>

#define HTTP_HEAD_MAX   8192
#define HTTP_PATIENCE_S 60.0        /* of a busy machine: what comes at all comes within this */

struct http_answer {
    int    status;                      /* 0: the line was cut without an answer */
    char   head[HTTP_HEAD_MAX];
    char  *body;                        /* terminated                            */
    size_t count;
};

/* Says the sentence and aborts unless it holds. */
void http_must(bool holds, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A connection to this port of 127.0.0.1; aborts when there is none. */
int  http_connect(int port);
/* The same without waiting: the other end may take it later, or never. */
int  http_connect_soon(int port);
/* Every '@' becomes "127.0.0.1:PORT". False when the other end has cut the line. */
bool http_send(int socket, const char *text, size_t count, int port);
/* One answer, by its length, its chunks or the line's end; none within the time is an empty one. */
struct http_answer http_receive(int socket, double within_s);
/* Connect, send, receive, close. */
struct http_answer http_ask(int port, const char *text);
void http_answer_free(struct http_answer *);

/* Has the other end cut the line within this time? What else comes is thrown away. */
bool http_is_cut(int socket, double within_s);
/* The value of a header into out; false when there is none. */
bool http_header(const struct http_answer *, const char *name, char *out, size_t size);

#endif
