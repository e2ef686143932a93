/* live_caller.h - who asks: the headers of a request, and whether they are our own page's.
 *
 * A page of somebody else's, open in the same browser, can send requests here: by their own address
 * (cross-site), or by a name of its own that it has pointed at this machine (DNS rebinding). So
 * Host must be where we listen, with the port; Origin, when it is given, must be that too, and must
 * be given with a POST; Sec-Fetch-Site (W3C Fetch Metadata) must not be another site's, except for
 * a link that a person follows to a page. Pure. */
#ifndef PAINRIG_HIL_LIVE_CALLER_H
#define PAINRIG_HIL_LIVE_CALLER_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>

/* name, the header's, may it come once only */
#define LIVE_HEADERS(X)                                     \
    X(LIVE_HOST,              "Host",              true)    \
    X(LIVE_ORIGIN,            "Origin",            true)    \
    X(LIVE_FETCH_SITE,        "Sec-Fetch-Site",    true)    \
    X(LIVE_FETCH_MODE,        "Sec-Fetch-Mode",    true)    \
    X(LIVE_FETCH_DEST,        "Sec-Fetch-Dest",    true)    \
    X(LIVE_CONTENT_TYPE,      "Content-Type",      true)    \
    X(LIVE_CONTENT_LENGTH,    "Content-Length",    true)    \
    X(LIVE_TRANSFER_ENCODING, "Transfer-Encoding", true)    \
    X(LIVE_COOKIE,            "Cookie",            true)    \
    X(LIVE_ACCEPT_ENCODING,   "Accept-Encoding",   false)   \
    X(LIVE_IF_NONE_MATCH,     "If-None-Match",     false)

#define LIVE_HEADER_ENUM(name, text, once) name,
enum live_header { LIVE_HEADERS(LIVE_HEADER_ENUM) LIVE_HEADER_COUNT };
#undef LIVE_HEADER_ENUM

struct live_headers {
    const char *text[LIVE_HEADER_COUNT];        /* NULL: not given                        */
    const char *twice;                          /* the name of one that came twice, or NULL */
};

/* Keep a header if it is one of ours; it stays the caller's. */
void live_headers_keep(struct live_headers *, const char *name, const char *value);

/* Where we listen. */
struct live_place {
    char address[64];                           /* "127.0.0.1", "::1", "192.168.1.5" */
    int  port;
    bool is_loopback;
};

enum live_caller_kind { LIVE_CALLER_READS, LIVE_CALLER_OPENS, LIVE_CALLER_WRITES };

/* 0, or the HTTP status that refuses the request, with a sentence. READS: GET; OPENS: GET of a page
 * that a link may lead to; WRITES: POST. */
MUST_CHECK int live_caller_check(const struct live_place *, const struct live_headers *,
                                 enum live_caller_kind, struct why *);

/* Say the sentence and hand back the status. */
int live_refuse(struct why *, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The value of a cookie into `out`; false when there is none of that name, or it is too long. */
bool live_cookie_find(const char *cookies, const char *name, char *out, size_t size);

#endif
