#include "live_request.h"

#include "base/names.h"
#include "base/text.h"
#include "hil/json.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_SIZE 32                  /* of a number that came as one, written again */
#define ROUTES_MAX  200
#define ECHO_MAX    60                  /* bytes of a stranger's word in a sentence    */

/* ------------------------------------------------------------------ targets */

static bool is_path_letter(char letter)
{
    return isalnum((unsigned char)letter) || strchr("-._/", letter) != NULL;
}

/* Plain names between single slashes, none of which begins with a dot. */
static enum err path_check(const char *path, size_t count, struct why *why)
{
    if (count == 0 || path[0] != '/')
        return why_say(why, ERR_PARSE, "a path begins with a slash, as in /data/tables");
    for (size_t i = 0; i < count; i++) {
        bool begins = i > 0 && path[i - 1] == '/';
        if (path[i] == '\0' || !is_path_letter(path[i]))
            return why_say(why, ERR_PARSE, "a path here has letters, digits and - . _ / only: what "
                                           "stands at place %zu is none of them", i + 1);
        if (begins && (path[i] == '.' || path[i] == '/'))
            return why_say(why, ERR_PARSE, "a path here has no empty name and none that begins with"
                                           " a dot, as at place %zu", i + 1);
    }
    return ERR_OK;
}

enum err live_target_read(const char *target, size_t count, struct live_target *out,
                          struct why *why)
{
    const char *mark = memchr(target, '?', count);
    size_t      path_count = mark ? (size_t)(mark - target) : count;

    TRY(path_check(target, path_count, why));
    *out = (struct live_target){ .path = target, .path_count = path_count,
                                 .query = mark ? mark + 1 : target + count,
                                 .query_count = mark ? count - path_count - 1 : 0 };
    return ERR_OK;
}

enum err live_route_find(const struct live_room *const *rooms, const char *path, size_t *room,
                         const struct live_route **route, struct why *why)
{
    const char *paths[ROUTES_MAX];
    size_t      count = 0;

    for (size_t i = 0; rooms[i]; i++)
        for (size_t k = 0; k < rooms[i]->route_count && count < ROUTES_MAX; k++) {
            paths[count++] = rooms[i]->routes[k].path;
            if (strcmp(rooms[i]->routes[k].path, path) != 0)
                continue;
            *room = i;
            *route = &rooms[i]->routes[k];
            return ERR_OK;
        }
    return why_unknown(why, "there is no page", path, paths, count);
}

/* ------------------------------------------------------------------ texts */

/* Bytes of the UTF-8 character at text[0..count), 0 when there is none (RFC 3629). */
static size_t utf8_length(const unsigned char *text, size_t count)
{
    static const struct { unsigned char first, last, least, most; size_t length; } rows[] = {
        { 0x00, 0x7F, 0x00, 0xFF, 1 }, { 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 },
        { 0xE1, 0xEC, 0x80, 0xBF, 3 }, { 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 },
        { 0xF0, 0xF0, 0x90, 0xBF, 4 }, { 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (text[0] < rows[i].first || text[0] > rows[i].last || rows[i].length > count)
            continue;
        if (rows[i].length > 1 && (text[1] < rows[i].least || text[1] > rows[i].most))
            continue;
        for (size_t k = 2; k < rows[i].length; k++)
            if ((text[k] & 0xC0) != 0x80)
                return 0;
        return rows[i].length;
    }
    return 0;
}

/* UTF-8, and of control characters a tab and a line's end only. */
static bool is_clean(const char *text, size_t count)
{
    for (size_t i = 0; i < count;) {
        unsigned char byte = (unsigned char)text[i];
        size_t        length = utf8_length((const unsigned char *)text + i, count - i);
        bool          is_blank = byte == '\t' || byte == '\r' || byte == '\n';
        if (length == 0 || byte == 0x7F || (byte < 0x20 && !is_blank))
            return false;
        i += length;
    }
    return true;
}

static int hex_digit(char digit)
{
    const char *digits = "0123456789abcdef";
    const char *found = digit ? strchr(digits, tolower((unsigned char)digit)) : NULL;

    return found ? (int)(found - digits) : -1;
}

/* Form-decoded into `out`, terminated; false for a percent sign without its digits, for what does
 * not fit and for what no text holds. */
static bool form_decode(const char *text, size_t count, char *out, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        char letter = text[i] == '+' ? ' ' : text[i];
        if (used + 1 >= size)
            return false;
        if (text[i] == '%') {
            int high = i + 2 < count ? hex_digit(text[i + 1]) : -1;
            int low = i + 2 < count ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            letter = (char)(16 * high + low);
            i += 2;
        }
        out[used++] = letter;
    }
    out[used] = '\0';
    return is_clean(out, used);
}

/* One "name=value" of a query; false behind the last. */
struct pair { const char *name, *value; size_t name_count, value_count; };

static bool pair_next(const char **query, size_t *count, struct pair *pair)
{
    const char *end, *equals;

    while (*count > 0 && **query == '&') {
        ++*query;
        --*count;
    }
    if (*count == 0)
        return false;
    end = memchr(*query, '&', *count);
    pair->name = *query;
    pair->name_count = end ? (size_t)(end - *query) : *count;
    equals = memchr(pair->name, '=', pair->name_count);
    pair->value = equals ? equals + 1 : pair->name + pair->name_count;
    pair->value_count = (size_t)(pair->name + pair->name_count - pair->value);
    *query += pair->name_count;
    *count -= pair->name_count;
    pair->name_count -= pair->value_count + (equals ? 1 : 0);
    return true;
}

bool live_query_find(const char *query, size_t count, const char *name, char *out, size_t size)
{
    struct pair pair;
    bool        is_found = false, is_twice = false;

    while (pair_next(&query, &count, &pair)) {
        if (pair.name_count != strlen(name) || memcmp(pair.name, name, pair.name_count) != 0)
            continue;
        is_twice = is_found;
        is_found = form_decode(pair.value, pair.value_count, out, size);
        if (!is_found || is_twice)
            return false;
    }
    return is_found;
}

/* ------------------------------------------------------------------ one field */

/* The memory is as large as what came, so that there is room. */
static char *memory_take(struct live_request *request, size_t count)
{
    char *memory = request->memory + request->used;

    assert(request->size - request->used >= count);
    request->used += count;
    return memory;
}

static enum err field_find(const struct live_route *route, const char *name, size_t *index,
                           struct why *why)
{
    const char *names[LIVE_FIELDS_MAX];
    char        what[160], echo[ECHO_MAX + 1];
    struct text text = text_over(what, sizeof what), word = text_over(echo, sizeof echo);

    for (size_t i = 0; i < route->field_count && i < LIVE_FIELDS_MAX; i++) {
        names[i] = route->fields[i].name;
        if (strcmp(names[i], name) != 0)
            continue;
        *index = i;
        return ERR_OK;
    }
    text_add(&text, "%s has no field", route->path);
    text_add(&word, "%s", name);
    if (route->field_count == 0)
        return why_say(why, ERR_UNKNOWN, "%s takes no fields, and here is '%s'", route->path, echo);
    return why_unknown(why, what, echo, names, route->field_count);
}

static enum err number_take(const struct live_field *field, struct live_value *value,
                            struct why *why)
{
    const char *unit = strcmp(field->unit, "-") == 0 ? "" : field->unit;

    if (number_parse(value->text, &value->number) != ERR_OK)
        return why_say(why, ERR_PARSE, "%s = '%.*s' is no number: give %g to %g%s%s", field->name,
                       ECHO_MAX, value->text, field->least, field->most, *unit ? " " : "", unit);
    if (value->number >= field->least && value->number <= field->most)
        return ERR_OK;
    return why_say(why, ERR_RANGE, "%s = %.*s is out of range: give %g to %g%s%s", field->name,
                   ECHO_MAX, value->text, field->least, field->most, *unit ? " " : "", unit);
}

static enum err choice_take(const struct live_field *field, struct live_value *value,
                            struct why *why)
{
    char   what[100], echo[ECHO_MAX + 1];
    struct text text = text_over(what, sizeof what), word = text_over(echo, sizeof echo);
    size_t count = 0;

    for (; field->choices[count]; count++) {
        if (strcmp(field->choices[count], value->text) != 0)
            continue;
        value->choice = count;
        return ERR_OK;
    }
    text_add(&text, "%s cannot be", field->name);
    text_add(&word, "%s", value->text);
    return why_unknown(why, what, echo, field->choices, count);
}

/* The value's text is there: what it says. */
static enum err value_take(const struct live_field *field, struct live_value *value,
                           struct why *why)
{
    switch (field->kind) {
    case LIVE_NUMBER: return number_take(field, value, why);
    case LIVE_CHOICE: return choice_take(field, value, why);
    case LIVE_TEXT:   break;
    }
    if (strlen(value->text) >= LIVE_TEXT_MAX)
        return why_say(why, ERR_RANGE, "%s is longer than %d bytes", field->name,
                       LIVE_TEXT_MAX - 1);
    return ERR_OK;
}

static enum err given_take(struct live_request *request, size_t index, const char *text,
                           struct why *why)
{
    struct live_value *value = &request->values[index];

    if (value->is_given)
        return why_say(why, ERR_PARSE, "%s is given twice", request->route->fields[index].name);
    value->is_given = true;
    value->text = text;
    return value_take(&request->route->fields[index], value, why);
}

/* What was not given is at rest; a rest that its own table forbids is our own bug. */
static enum err rests_take(struct live_request *request, struct why *why)
{
    const struct live_route *route = request->route;

    for (size_t i = 0; i < route->field_count; i++) {
        struct live_value *value = &request->values[i];
        if (value->is_given)
            continue;
        if (!route->fields[i].rest)
            return why_say(why, ERR_PARSE, "%s is missing: %s", route->fields[i].name,
                           route->fields[i].sentence);
        value->text = route->fields[i].rest;
        if (value_take(&route->fields[i], value, why) != ERR_OK)
            return ERR_BUG;
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ whole requests */

static enum err request_begin(struct live_request *request, const struct live_route *route,
                              size_t size, struct why *why)
{
    assert(route->field_count <= LIVE_FIELDS_MAX);
    memset(request, 0, sizeof *request);
    request->route = route;
    request->size = size;
    request->memory = malloc(size);
    return request->memory ? ERR_OK : why_say(why, ERR_MEMORY, "no memory for a request");
}

static enum err decoded_take(struct live_request *request, const char *text, size_t count,
                             char **out, struct why *why)
{
    char *decoded = memory_take(request, count + 1);

    *out = decoded;
    if (form_decode(text, count, decoded, count + 1))
        return ERR_OK;
    return why_say(why, ERR_PARSE, "the query is no form-encoded UTF-8 text without control "
                                   "characters: a percent sign is written %%25");
}

static enum err query_take(struct live_request *request, const char *query, size_t count,
                           struct why *why)
{
    struct pair pair;

    while (pair_next(&query, &count, &pair)) {
        size_t index;
        char  *name, *value;
        TRY(decoded_take(request, pair.name, pair.name_count, &name, why));
        TRY(decoded_take(request, pair.value, pair.value_count, &value, why));
        TRY(field_find(request->route, name, &index, why));
        TRY(given_take(request, index, value, why));
    }
    return rests_take(request, why);
}

enum err live_request_of_query(struct live_request *out, const struct live_route *route,
                               const char *query, size_t count, struct why *why)
{
    struct live_request request;
    enum err            err;

    TRY(request_begin(&request, route, 2 * count + 2, why));
    err = query_take(&request, query, count, why);
    if (err == ERR_OK)
        *out = request;
    else
        live_request_free(&request);
    return err;
}

static enum err member_take(struct live_request *request, size_t index, const struct json *member,
                            struct why *why)
{
    const char  *name = request->route->fields[index].name, *text = json_as_text(member, NULL);
    const double number = json_as_number(member, 0);
    char        *copy;

    switch (json_kind(member)) {
    case JSON_KIND_TEXT:
        copy = memory_take(request, strlen(text) + 1);
        memcpy(copy, text, strlen(text) + 1);
        if (!is_clean(copy, strlen(copy)))
            return why_say(why, ERR_PARSE, "%s holds a control character", name);
        break;
    case JSON_KIND_NUMBER:
        copy = memory_take(request, NUMBER_SIZE);
        text_number(copy, number);
        break;
    case JSON_KIND_TRUTH:
        copy = memory_take(request, NUMBER_SIZE);
        strcpy(copy, json_as_truth(member, false) ? "true" : "false");
        break;
    case JSON_KIND_NONE: case JSON_KIND_OBJECT: case JSON_KIND_ARRAY:
    default:
        return why_say(why, ERR_PARSE, "%s is neither a text nor a number, true or false", name);
    }
    return given_take(request, index, copy, why);
}

static enum err body_take(struct live_request *request, const struct json *body, struct why *why)
{
    const struct json *member;
    const char        *name = NULL;
    size_t             index;

    if (json_kind(body) != JSON_KIND_OBJECT)
        return why_say(why, ERR_PARSE, "the body is no JSON object of fields: {\"name\": value}");
    while ((member = json_member_after(body, &name))) {
        TRY(field_find(request->route, name, &index, why));
        TRY(member_take(request, index, member, why));
    }
    return rests_take(request, why);
}

enum err live_request_of_body(struct live_request *out, const struct live_route *route,
                              const char *body, size_t count, struct why *why)
{
    struct live_request request;
    struct json        *json;
    enum err            err;

    TRY(json_parse(&json, body, count, why));
    err = request_begin(&request, route, count + LIVE_FIELDS_MAX * NUMBER_SIZE, why);
    if (err != ERR_OK) {
        json_free(json);
        return err;
    }
    err = body_take(&request, json, why);
    json_free(json);
    if (err == ERR_OK)
        *out = request;
    else
        live_request_free(&request);
    return err;
}

void live_request_free(struct live_request *request)
{
    free(request->memory);
    request->memory = NULL;
}

/* ------------------------------------------------------------------ what rooms ask */

static const struct live_value *value_of(const struct live_request *request, const char *name)
{
    for (size_t i = 0; i < request->route->field_count; i++)
        if (strcmp(request->route->fields[i].name, name) == 0)
            return &request->values[i];
    assert(!"a room asks for a field that its route does not declare");
    abort();
}

double live_number(const struct live_request *request, const char *name)
{
    return value_of(request, name)->number;
}

const char *live_text(const struct live_request *request, const char *name)
{
    return value_of(request, name)->text;
}

size_t live_choice(const struct live_request *request, const char *name)
{
    return value_of(request, name)->choice;
}

bool live_is_given(const struct live_request *request, const char *name)
{
    return value_of(request, name)->is_given;
}
