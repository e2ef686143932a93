/* The rooms' tables: their document is the one that is committed, and every field's rest is one
 * that the room itself would take. */
#include "hil/json.h"
#include "hil/live/live_protocol.h"
#include "hil/live/live_request.h"
#include "hil/live/live_tables.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define DOCUMENT "docs/live_protocol.md"

START_TEST(the_document_is_what_the_tables_say)
{
    struct bytes text = { 0 };
    FILE        *file = fopen(DOCUMENT, "rb");
    static char  kept[1 << 20];
    size_t       count;

    ck_assert_msg(file != NULL, "%s is missing", DOCUMENT);
    count = fread(kept, 1, sizeof kept, file);
    fclose(file);
    live_protocol_write(&text, live_rooms);
    ck_assert_msg(count == text.used && memcmp(kept, text.at, count) == 0,
                  "%s is not what the tables say any more: make protocol", DOCUMENT);
    bytes_free(&text);
}
END_TEST

START_TEST(the_tables_are_json_with_everything_in_it)
{
    struct bytes       text = { 0 };
    struct json       *json;
    struct why         why = { "" };
    const struct json *rooms, *rigs;

    live_tables_write(&text, live_rooms, LIVE_LOOK);
    ck_assert_msg(json_parse(&json, text.at, text.used, &why) == ERR_OK, "%s", why.text);
    rooms = json_member(json, "rooms");
    rigs = json_member(json, "rigs");
    ck_assert_double_eq(json_as_number(json_member(json, "protocol"), 0), LIVE_PROTOCOL_VERSION);
    ck_assert_str_eq(json_as_text(json_member(json, "right"), ""), "look");
    for (size_t i = 0; live_rooms[i]; i++)
        ck_assert_uint_eq(json_count(json_member(json_item(rooms, i), "routes")),
                          live_rooms[i]->route_count);
    ck_assert_uint_ge(json_count(rigs), 3);
    ck_assert_uint_gt(json_count(json_member(json_item(rigs, 0), "knobs")), 10);
    json_free(json);
    bytes_free(&text);
}
END_TEST

/* With nothing given: all at rest, or the sentence for a field that must be given; never a bug. */
static void route_check(const struct live_route *route)
{
    struct live_request request;
    struct why          why = { "" };
    enum err            err = live_request_of_query(&request, route, "", 0, &why);

    ck_assert_msg(err == ERR_OK || (err == ERR_PARSE && strstr(why.text, " is missing: ")),
                  "%s: %s", route->path, why.text);
    if (err == ERR_OK)
        live_request_free(&request);
    ck_assert_msg(strncmp(route->path, "/data/", 6) == 0, "%s", route->path);
    ck_assert_msg((route->answer != NULL) != (route->watch != NULL),
                  "%s answers or is watched", route->path);
    ck_assert_msg(route->sentence && route->returns, "%s", route->path);
    ck_assert_msg(!route->watch || route->right == LIVE_LOOK, "%s", route->path);
}

START_TEST(every_route_is_well_at_rest)
{
    for (size_t i = 0; live_rooms[i]; i++)
        for (size_t k = 0; k < live_rooms[i]->route_count; k++) {
            const struct live_route *route = &live_rooms[i]->routes[k], *found;
            struct why               why = { "" };
            size_t                   room;

            route_check(route);
            ck_assert_int_eq(live_route_find(live_rooms, route->path, &room, &found, &why), ERR_OK);
            ck_assert_msg(found == route, "%s is there twice", route->path);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("live_protocol");
    TCase *cases = tcase_create("live_protocol");

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, the_document_is_what_the_tables_say);
    tcase_add_test(cases, the_tables_are_json_with_everything_in_it);
    tcase_add_test(cases, every_route_is_well_at_rest);
    return suite_run(suite);
}
