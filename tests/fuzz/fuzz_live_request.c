/* fuzz_live_request.c - libFuzzer on what reads a stranger's request: target, query, body, headers.
 *
 * The first byte of the input says which. What is accepted must be what the tables allow; a
 * sentence of a refusal, as JSON, must be inert wherever a page puts it. */
#include "hil/bytes.h"
#include "hil/live/live_caller.h"
#include "hil/live/live_request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count);

static const char *const tissues[] = { "muscle", "fat", "nerve", NULL };

static const struct live_field fields[] = {
    { .name = "set_c", .unit = "C", .kind = LIVE_NUMBER, .least = 40, .most = 95, .rest = "80",
      .sentence = "held" },
    { .name = "tissue", .unit = "-", .kind = LIVE_CHOICE, .choices = tissues, .rest = "muscle",
      .sentence = "around" },
    { .name = "title", .unit = "-", .kind = LIVE_TEXT, .rest = "", .sentence = "above" },
};

static const struct live_route route = {
    .path = "/data/lesion", .fields = fields, .field_count = sizeof fields / sizeof *fields,
};

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Neither an element nor a string of a page can begin or end in it. */
static void inert(const char *sentence)
{
    struct bytes json = { 0 };

    bytes_json_text(&json, sentence);
    must(json.used >= 2 && json.at[0] == '"' && json.at[json.used - 1] == '"');
    for (size_t i = 1; i + 1 < json.used; i++) {
        must((unsigned char)json.at[i] >= 0x20 && json.at[i] != '<');
        must(json.at[i] != '"' || json.at[i - 1] == '\\');
    }
    bytes_free(&json);
}

static void target_try(const char *text, size_t count)
{
    struct live_target target;
    struct why         why = { "" };

    if (live_target_read(text, count, &target, &why) != ERR_OK) {
        must(why.text[0] != '\0');
        inert(why.text);
        return;
    }
    must(target.path_count + target.query_count <= count && target.path[0] == '/');
    for (size_t i = 0; i < target.path_count; i++) {
        char letter = target.path[i];
        must(letter != '%' && letter != '\\' && letter > ' ' && letter < 0x7F);
        must(i == 0 || target.path[i - 1] != '/' || (letter != '/' && letter != '.'));
    }
}

static void request_try(struct live_request *request)
{
    const char *title = live_text(request, "title");

    must(live_number(request, "set_c") >= 40 && live_number(request, "set_c") <= 95);
    must(live_choice(request, "tissue") < 3);
    must(strcmp(live_text(request, "tissue"), tissues[live_choice(request, "tissue")]) == 0);
    must(strlen(title) < LIVE_TEXT_MAX);
    for (; *title; title++)
        must((unsigned char)*title >= 0x20 || strchr("\t\r\n", *title));
    inert(live_text(request, "title"));
    live_request_free(request);
}

static void fields_try(const char *text, size_t count, bool is_body)
{
    struct live_request request;
    struct why          why = { "" };
    enum err            err = is_body ? live_request_of_body(&request, &route, text, count, &why)
                                      : live_request_of_query(&request, &route, text, count, &why);

    must(err != ERR_BUG);
    if (err == ERR_OK)
        request_try(&request);
    else
        inert(why_text(&why, err));
}

/* "Name: value" on each line, into headers that point into the text. */
static struct live_headers headers_read(char *text)
{
    struct live_headers headers = { .twice = NULL };

    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *colon = strchr(line, ':');
        if (!colon)
            continue;
        *colon = '\0';
        live_headers_keep(&headers, line, colon[1] == ' ' ? colon + 2 : colon + 1);
    }
    return headers;
}

static void headers_try(const char *bytes, size_t count, enum live_caller_kind kind)
{
    static const struct live_place place = { "127.0.0.1", 7246, true };
    char                          *text = malloc(count + 1), cookie[65];
    struct live_headers            headers;
    struct why                     why = { "" };

    memcpy(text, bytes, count);
    text[count] = '\0';
    headers = headers_read(text);
    if (headers.text[LIVE_COOKIE]
        && live_cookie_find(headers.text[LIVE_COOKIE], "painrig-7246", cookie, sizeof cookie))
        must(strlen(cookie) < sizeof cookie && !strpbrk(cookie, "; "));
    if (live_caller_check(&place, &headers, kind, &why) == 0) {
        const char *host = headers.text[LIVE_HOST], *origin = headers.text[LIVE_ORIGIN];
        must(strcasecmp(host, "127.0.0.1:7246") == 0 || strcasecmp(host, "localhost:7246") == 0
             || strcasecmp(host, "[::1]:7246") == 0);
        must(origin || kind != LIVE_CALLER_WRITES);
        must(!origin || strcasecmp(origin + strlen("http://"), host) == 0);
    } else {
        must(why.text[0] != '\0');
        inert(why.text);
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count)
{
    const char *text = (const char *)data + 1;
    char        key[65];

    if (count < 1)
        return 0;
    count--;
    switch (data[0] % 7) {
    case 0: target_try(text, count); break;
    case 1: fields_try(text, count, false); break;
    case 2: fields_try(text, count, true); break;
    case 3: headers_try(text, count, LIVE_CALLER_READS); break;
    case 4: headers_try(text, count, LIVE_CALLER_OPENS); break;
    case 5: headers_try(text, count, LIVE_CALLER_WRITES); break;
    default:
        if (live_query_find(text, count, "key", key, sizeof key))
            must(strlen(key) < sizeof key);
        break;
    }
    return 0;
}
