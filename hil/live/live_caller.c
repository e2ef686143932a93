#include "live_caller.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define AUTHORITY_SIZE 96       /* "[" address "]:" port */
#define ECHO_MAX       60

static const struct { const char *name; bool is_single; } headers[] = {
#define LIVE_HEADER_ROW(name, text, once) [name] = { text, once },
    LIVE_HEADERS(LIVE_HEADER_ROW)
#undef LIVE_HEADER_ROW
};

void live_headers_keep(struct live_headers *kept, const char *name, const char *value)
{
    for (size_t i = 0; i < LIVE_HEADER_COUNT; i++) {
        if (strcasecmp(headers[i].name, name) != 0)
            continue;
        if (kept->text[i] && headers[i].is_single)
            kept->twice = headers[i].name;
        if (!kept->text[i])
            kept->text[i] = value ? value : "";
    }
}

static void authority_write(const char *address, int port, char out[AUTHORITY_SIZE])
{
    snprintf(out, AUTHORITY_SIZE, strchr(address, ':') ? "[%s]:%d" : "%s:%d", address, port);
}

/* The names of this machine's loopback are as good as its address: no name server gives them. */
static bool is_ours(const struct live_place *place, const char *host)
{
    static const char *const loopback[] = { "localhost", "127.0.0.1", "::1" };
    char                     authority[AUTHORITY_SIZE];

    authority_write(place->address, place->port, authority);
    if (strcasecmp(authority, host) == 0)
        return true;
    for (size_t i = 0; place->is_loopback && i < sizeof loopback / sizeof *loopback; i++) {
        authority_write(loopback[i], place->port, authority);
        if (strcasecmp(authority, host) == 0)
            return true;
    }
    return false;
}

int live_refuse(struct why *why, int status, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(why->text, sizeof why->text, format, args);
    va_end(args);
    return status;
}

static int host_check(const struct live_place *place, const struct live_headers *given,
                      struct why *why)
{
    const char *host = given->text[LIVE_HOST];
    char        authority[AUTHORITY_SIZE];

    if (!host)
        return live_refuse(why, 400, "the request has no Host header: it says whom it is for");
    if (is_ours(place, host))
        return 0;
    authority_write(place->address, place->port, authority);
    return live_refuse(why, 421, "'%.*s' is not where this painrig is: open http://%s/", ECHO_MAX,
                       host, authority);
}

static int origin_check(const struct live_headers *given, bool must_be_given, struct why *why)
{
    const char *origin = given->text[LIVE_ORIGIN], *scheme = "http://";

    if (!origin && !must_be_given)
        return 0;
    if (!origin)
        return live_refuse(why, 403, "only painrig's own page may change something here, and this "
                                     "request has no Origin header");
    if (strncasecmp(origin, scheme, strlen(scheme)) == 0
        && strcasecmp(origin + strlen(scheme), given->text[LIVE_HOST]) == 0)
        return 0;
    return live_refuse(why, 403, "a page of '%.*s' may ask nothing here: only painrig's own page "
                                 "may", ECHO_MAX, origin);
}

static bool is_text(const char *text, const char *wanted)
{
    return text && strcasecmp(text, wanted) == 0;
}

/* A person who follows a link from elsewhere opens a document at the top of a window. */
static int site_check(const struct live_headers *given, enum live_caller_kind kind,
                      struct why *why)
{
    const char *site = given->text[LIVE_FETCH_SITE];
    bool        is_followed = is_text(given->text[LIVE_FETCH_MODE], "navigate")
                           && is_text(given->text[LIVE_FETCH_DEST], "document");

    if (!site || is_text(site, "same-origin") || is_text(site, "none")
        || (kind == LIVE_CALLER_OPENS && is_followed))
        return 0;
    return live_refuse(why, 403, "this request comes from another site's page (%.*s): only "
                                 "painrig's own page may ask it", ECHO_MAX, site);
}

/* "application/json", with parameters or without: a form of another site cannot send that. */
static bool is_json(const char *type)
{
    const char *json = "application/json";
    size_t      count = strlen(json);

    if (!type || strncasecmp(type, json, count) != 0)
        return false;
    while (type[count] == ' ')
        count++;
    return type[count] == '\0' || type[count] == ';';
}

static int body_check(const struct live_headers *given, bool writes, struct why *why)
{
    const char *type = given->text[LIVE_CONTENT_TYPE], *length = given->text[LIVE_CONTENT_LENGTH];
    const char *coding = given->text[LIVE_TRANSFER_ENCODING];

    if (coding && length)
        return live_refuse(why, 400, "a request has a Content-Length or a Transfer-Encoding, not "
                                     "both");
    if (coding && strcasecmp(coding, "chunked") != 0)
        return live_refuse(why, 501, "the transfer encoding '%.*s' is not known here, chunked is",
                           ECHO_MAX, coding);
    if (length && (length[0] == '\0' || length[strspn(length, "0123456789")] != '\0'))
        return live_refuse(why, 400, "the Content-Length '%.*s' is no number", ECHO_MAX, length);
    if (writes && !is_json(type))
        return live_refuse(why, 415, "the body is '%.*s': send it as application/json", ECHO_MAX,
                           type ? type : "of no type");
    if (!writes && (coding || (length && strtoull(length, NULL, 10) > 0)))
        return live_refuse(why, 400, "a GET has no body, and this one has");
    return 0;
}

int live_caller_check(const struct live_place *place, const struct live_headers *given,
                      enum live_caller_kind kind, struct why *why)
{
    bool writes = kind == LIVE_CALLER_WRITES;
    int  status = 0;

    if (given->twice)
        return live_refuse(why, 400, "the header %s is given twice", given->twice);
    status = host_check(place, given, why);
    if (status == 0)
        status = origin_check(given, writes, why);
    if (status == 0)
        status = site_check(given, kind, why);
    return status ? status : body_check(given, writes, why);
}

bool live_cookie_find(const char *cookies, const char *name, char *out, size_t size)
{
    size_t length = strlen(name);

    for (const char *at = cookies; at; at = strchr(at, ';')) {
        size_t count;
        while (*at == ';' || *at == ' ')
            at++;
        if (strncmp(at, name, length) != 0 || at[length] != '=')
            continue;
        at += length + 1;
        count = strcspn(at, "; ");
        if (count >= size)
            return false;
        memcpy(out, at, count);
        out[count] = '\0';
        return true;
    }
    return false;
}
