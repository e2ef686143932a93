/* What goes out, and the headers that go with all of it, errors too. */
#include "live_http_inside.h"

#include "hil/live/live_assets.h"
#include "hil/live/live_block.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POLICY "default-src 'none'; script-src 'self'; style-src 'self'; " \
               "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; " \
               "form-action 'none'; frame-ancestors 'none'"
/* A room's own page, say a run's report: its scripts run, but as nobody's. */
#define SANDBOX "sandbox allow-scripts allow-downloads; frame-ancestors 'none'; "

/* at_home: a browser takes it from this machine's own pages alone, and complains of it in others
 * that come without encryption (HTML, 7.1.3.1: a potentially trustworthy origin). */
static const struct { const char *name, *value; bool at_home; } always[] = {
    { "X-Content-Type-Options",       "nosniff",     false },
    { "X-Frame-Options",              "DENY",        false },
    { "Referrer-Policy",              "no-referrer", false },
    { "Cross-Origin-Opener-Policy",   "same-origin", true },
    { "Cross-Origin-Resource-Policy", "same-origin", false },
    { "Permissions-Policy",           "camera=(), microphone=(), geolocation=(), usb=(), "
                                      "serial=(), hid=(), midi=(), payment=()", false },
};

static enum MHD_Result respond(struct asking *asking, int status, struct MHD_Response *response,
                               const char *type)
{
    enum MHD_Result result;

    if (!response)
        return MHD_NO;
    asking->state = ASKING_ANSWERED;
    MHD_add_response_header(response, "Content-Type", type);
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (!always[i].at_home || asking->door->place.is_loopback)
            MHD_add_response_header(response, always[i].name, always[i].value);
    if (!MHD_get_response_header(response, "Content-Security-Policy"))
        MHD_add_response_header(response, "Content-Security-Policy", POLICY);
    if (!MHD_get_response_header(response, "Cache-Control"))
        MHD_add_response_header(response, "Cache-Control", "no-store");
    if (status == 405)
        MHD_add_response_header(response, "Allow", asking->route && asking->route->right
                                == LIVE_OPERATE ? "POST" : "GET, HEAD");
    if (status == 429 || status == 503)
        MHD_add_response_header(response, "Retry-After", "1");
    result = MHD_queue_response(asking->http, (unsigned)status, response);
    MHD_destroy_response(response);
    return result;
}

/* ------------------------------------------------------------------ answers of rooms */

/* What a header may hold: a name of a file comes from a run, and a run from anywhere. */
static void file_offer(struct MHD_Response *response, const char *file)
{
    char header[120], name[64];

    snprintf(name, sizeof name, "%s", file);
    for (char *at = name; *at; at++)
        if (*at < ' ' || *at > '~' || strchr("\"\\/;%", *at))
            *at = '_';
    snprintf(header, sizeof header, "attachment; filename=\"%s\"", name);
    MHD_add_response_header(response, "Content-Disposition", header);
}

static void policy_set(struct MHD_Response *response, const char *policy)
{
    char text[1024];

    snprintf(text, sizeof text, SANDBOX "%s", policy);
    MHD_add_response_header(response, "Content-Security-Policy", text);
}

static void block_let_go(void *block)
{
    live_block_drop(block);
}

/* What it holds is the response's from here on. */
static struct MHD_Response *response_take(struct live_answer *answer)
{
    const struct bytes  *bytes = answer->block ? live_block_bytes(answer->block) : &answer->body;
    struct MHD_Response *response;

    if (!bytes->at)
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (answer->block) {
        response = MHD_create_response_from_buffer_with_free_callback_cls(
            bytes->used, bytes->at, block_let_go, answer->block);
        answer->block = response ? NULL : answer->block;
        return response;
    }
    response = MHD_create_response_from_buffer_with_free_callback(bytes->used, bytes->at, free);
    answer->body = response ? (struct bytes){ 0 } : answer->body;
    return response;
}

enum MHD_Result live_answer_send(struct asking *asking, int status, struct live_answer *answer)
{
    struct MHD_Response *response = response_take(answer);

    if (!response)
        return MHD_NO;
    if (answer->file[0])
        file_offer(response, answer->file);
    if (answer->policy)
        policy_set(response, answer->policy);
    live_phase_set(asking->door, asking->connection, PHASE_ANSWER);
    return respond(asking, status, response, answer->type ? answer->type : "application/json");
}

enum MHD_Result live_answer_refuse(struct asking *asking, int status, const char *sentence)
{
    struct live_answer answer = { .type = "application/json" };
    bool is_data = !asking->path || strncmp(asking->path, "/data/", 6) == 0;
    enum MHD_Result    result;

    if (is_data) {
        bytes_text(&answer.body, "{\"error\":");
        bytes_json_text(&answer.body, sentence);
        bytes_text(&answer.body, "}");
    } else {
        answer.type = "text/plain; charset=utf-8";
        bytes_text(&answer.body, "painrig: ");
        bytes_clean(&answer.body, sentence);
        bytes_text(&answer.body, "\n");
    }
    if (answer.body.is_out_of_memory) {
        bytes_free(&answer.body);
        return MHD_NO;
    }
    result = live_answer_send(asking, status, &answer);
    bytes_free(&answer.body);
    return result;
}

static int status_of(enum err err)
{
    switch ((int)err) {
    case ERR_PARSE: case ERR_RANGE: case ERR_UNKNOWN: case ERR_SCRIPT: return 400;
    case ERR_REFUSED: return 409;
    case ERR_LIMIT:   return 429;
    case ERR_CLOSED:  return 503;
    default:          return 500;
    }
}

enum MHD_Result live_answer_err(struct asking *asking, enum err err, const struct why *why)
{
    return live_answer_refuse(asking, status_of(err), why_text(why, err));
}

/* ------------------------------------------------------------------ files of the page */

static bool accepts_gzip(const struct asking *asking)
{
    const char *accepted = asking->headers.text[LIVE_ACCEPT_ENCODING];
    const char *gzip = accepted ? strstr(accepted, "gzip") : NULL;

    return gzip && strncmp(gzip + 4, ";q=0", 4) != 0;
}

static struct MHD_Response *asset_response(const struct live_asset *asset, bool is_packed)
{
    const void *bytes = is_packed ? asset->packed : asset->bytes;

    return MHD_create_response_from_buffer(is_packed ? asset->packed_count : asset->count,
                                           (void *)(size_t)bytes, MHD_RESPMEM_PERSISTENT);
}

/* A browser asks every time whether its copy is still the one, and mostly hears that it is. */
enum MHD_Result live_answer_asset(struct asking *asking)
{
    const struct live_asset *asset = live_asset_find(asking->path);
    const char              *known = asking->headers.text[LIVE_IF_NONE_MATCH];
    bool                     is_packed = asset->packed && accepts_gzip(asking);
    struct MHD_Response     *response;
    char                     tag[40];
    bool                     is_known;

    snprintf(tag, sizeof tag, "\"%s%s\"", asset->digest, is_packed ? "-gz" : "");
    is_known = known && strstr(known, tag);
    response = is_known ? MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT)
                        : asset_response(asset, is_packed);
    if (!response)
        return MHD_NO;
    if (is_packed && !is_known)
        MHD_add_response_header(response, "Content-Encoding", "gzip");
    MHD_add_response_header(response, "ETag", tag);
    MHD_add_response_header(response, "Vary", "Accept-Encoding");
    MHD_add_response_header(response, "Cache-Control", "no-cache");
    live_phase_set(asking->door, asking->connection, PHASE_ANSWER);
    return respond(asking, is_known ? 304 : 200, response, live_asset_type(asset));
}

/* ------------------------------------------------------------------ links with a key */

/* Cookies do not tell ports apart: two doors of one machine have two names. */
void live_cookie_name(const struct live_door *door, char *out, size_t size)
{
    snprintf(out, size, "painrig-%d", door->place.port);
}

/* A page of its own and not a redirection: what a link from elsewhere began has no strict cookie
 * with it, to its last hop. It says that it has no icon: a browser that is slow to go on would ask
 * for /favicon.ico, and complain that there is none. */
enum MHD_Result live_answer_enter(struct asking *asking, const char *cookie)
{
    static const char    page[] = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\">"
                                  "<meta http-equiv=\"refresh\" content=\"0; url=/\">"
                                  "<link rel=\"icon\" href=\"data:,\">"
                                  "<title>painrig</title><a href=\"/\">Go on to painrig</a>";
    struct MHD_Response *response;
    char                 name[40], header[200];

    response = MHD_create_response_from_buffer(sizeof page - 1, (void *)(size_t)page,
                                               MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    live_cookie_name(asking->door, name, sizeof name);
    snprintf(header, sizeof header, "%s=%s; Path=/; HttpOnly; SameSite=Strict", name, cookie);
    MHD_add_response_header(response, "Set-Cookie", header);
    live_phase_set(asking->door, asking->connection, PHASE_ANSWER);
    return respond(asking, 200, response, "text/html; charset=utf-8");
}

enum MHD_Result live_answer_stream(struct asking *asking, struct MHD_Response *response)
{
    return respond(asking, 200, response, "text/event-stream");
}
