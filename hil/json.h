/* json.h - JSON read back: Jansson's one door. Writing is bytes.h's.
 *
 * A value that is missing or of another type reads as what the caller gives for it, so that a line
 * of an older painrig stays readable. NULL is fine wherever a value is read. What json_parse gave
 * is freed as a whole; its members and items are borrowed from it. */
#ifndef PAINRIG_HIL_JSON_H
#define PAINRIG_HIL_JSON_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>

struct json;

/* One value and nothing behind it; ERR_PARSE with line and column. Refuses a member twice. */
MUST_CHECK enum err json_parse(struct json **, const char *text, size_t count, struct why *);
void json_free(struct json *);      /* NULL is fine */

enum json_kind { JSON_KIND_NONE, JSON_KIND_OBJECT, JSON_KIND_ARRAY, JSON_KIND_TEXT,
                 JSON_KIND_NUMBER, JSON_KIND_TRUTH };

enum json_kind json_kind(const struct json *);      /* null is JSON_KIND_NONE */

const struct json *json_member(const struct json *, const char *name);      /* NULL: none */
/* The member behind the one named *name, the first for NULL, in the order of the text; *name becomes
 * its name, which lives as long as the object. NULL: no more. */
const struct json *json_member_after(const struct json *, const char **name);
size_t             json_count(const struct json *);                         /* of an array */
const struct json *json_item(const struct json *, size_t);

const char *json_as_text(const struct json *, const char *rest);
double      json_as_number(const struct json *, double rest);        /* null reads as rest */
bool        json_as_truth(const struct json *, bool rest);

/* The text of a member into `out`, cut to size; "" when there is none. */
void json_copy_text(const struct json *, const char *member, char *out, size_t size);

#endif
