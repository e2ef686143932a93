/* live_request.h - what a request asks: its target, its fields, checked against a route's table.
 *
 * Pure: bytes in, values or a sentence out; no socket, no clock, no room. Whatever a stranger sends
 * ends here. A target is "/path?name=value&...": its path is plain, without a percent sign, a dot
 * at a name's beginning or an empty name, so that no two texts mean one path; its query is
 * form-encoded (WHATWG URL, 5.1). A body is one flat JSON object of texts, numbers, true and false.
 * Fields that the route does not declare, fields given twice, numbers out of their range, texts
 * that are no UTF-8 or hold control characters are refused by a sentence with the nearest name. */
#ifndef PAINRIG_HIL_LIVE_REQUEST_H
#define PAINRIG_HIL_LIVE_REQUEST_H

#include "hil/live.h"

struct live_value {
    const char *text;                   /* as it was given, or the field's rest */
    double      number;
    size_t      choice;
    bool        is_given;
};

struct live_request {
    const struct live_route *route;
    struct live_value        values[LIVE_FIELDS_MAX];   /* one for each of the route's fields */
    char                    *memory;                    /* of their texts                     */
    size_t                   size, used;
};

/* Where a target's path ends and its query begins; they point into the target. */
struct live_target {
    const char *path, *query;
    size_t      path_count, query_count;
};

/* ERR_PARSE and a sentence for a target that no page of ours would ask for. */
MUST_CHECK enum err live_target_read(const char *target, size_t count, struct live_target *,
                                     struct why *);

/* The route of that path and its room's index; ERR_UNKNOWN with the nearest path. */
MUST_CHECK enum err live_route_find(const struct live_room *const *rooms, const char *path,
                                    size_t *room, const struct live_route **, struct why *);

/* The value of `name` in a query, decoded into `out`; false when it is not there once, whole. */
bool live_query_find(const char *query, size_t count, const char *name, char *out, size_t size);

/* To be freed only when it was made. */
MUST_CHECK enum err live_request_of_query(struct live_request *, const struct live_route *,
                                          const char *query, size_t count, struct why *);
MUST_CHECK enum err live_request_of_body(struct live_request *, const struct live_route *,
                                         const char *body, size_t count, struct why *);
void live_request_free(struct live_request *);

#endif
