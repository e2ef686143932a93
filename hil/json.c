#include "json.h"

#include <jansson.h>
#include <stdio.h>

/* A struct json is a json_t by another name. */
static const json_t *of(const struct json *json)
{
    return (const json_t *)(const void *)json;
}

enum err json_parse(struct json **out, const char *text, size_t count, struct why *why)
{
    json_error_t at;
    json_t      *value = json_loadb(text, count, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &at);

    if (!value)
        return why_say(why, ERR_PARSE, "this is no JSON: line %d, column %d: %s", at.line,
                       at.column, at.text);
    *out = (struct json *)(void *)value;
    return ERR_OK;
}

void json_free(struct json *json)
{
    json_decref((json_t *)(void *)json);
}

enum json_kind json_kind(const struct json *json)
{
    static const enum json_kind kinds[] = {
        [JSON_OBJECT] = JSON_KIND_OBJECT, [JSON_ARRAY] = JSON_KIND_ARRAY,
        [JSON_STRING] = JSON_KIND_TEXT, [JSON_INTEGER] = JSON_KIND_NUMBER,
        [JSON_REAL] = JSON_KIND_NUMBER, [JSON_TRUE] = JSON_KIND_TRUTH,
        [JSON_FALSE] = JSON_KIND_TRUTH, [JSON_NULL] = JSON_KIND_NONE,
    };

    return json ? kinds[json_typeof(of(json))] : JSON_KIND_NONE;
}

const struct json *json_member(const struct json *json, const char *name)
{
    return (const struct json *)(const void *)json_object_get(of(json), name);
}

const struct json *json_member_after(const struct json *json, const char **name)
{
    json_t *object = (json_t *)(void *)json;
    void   *at = *name ? json_object_iter_next(object, json_object_iter_at(object, *name))
                       : json_object_iter(object);

    if (!at)
        return NULL;
    *name = json_object_iter_key(at);
    return (const struct json *)(const void *)json_object_iter_value(at);
}

size_t json_count(const struct json *json)
{
    return json_array_size(of(json));
}

const struct json *json_item(const struct json *json, size_t index)
{
    return (const struct json *)(const void *)json_array_get(of(json), index);
}

const char *json_as_text(const struct json *json, const char *rest)
{
    return json_is_string(of(json)) ? json_string_value(of(json)) : rest;
}

double json_as_number(const struct json *json, double rest)
{
    return json_is_number(of(json)) ? json_number_value(of(json)) : rest;
}

bool json_as_truth(const struct json *json, bool rest)
{
    return json_is_boolean(of(json)) ? json_is_true(of(json)) : rest;
}

void json_copy_text(const struct json *json, const char *member, char *out, size_t size)
{
    snprintf(out, size, "%s", json_as_text(json_member(json, member), ""));
}
