/* What a request asks: whatever a stranger sends is a value within its table, or a sentence. */
#include "hil/live/live_request.h"
#include "tests/support/suite.h"
#include "tests/support/toy_room.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define BYTES(text) text, sizeof text - 1

/* ------------------------------------------------------------------ targets */

static const struct {
    const char *target;
    size_t      count;
    enum err    want;
    size_t      path, query;        /* lengths of a good one's parts */
} targets[] = {
    { BYTES("/"),                              ERR_OK,     1,  0 },
    { BYTES("/page.js"),                       ERR_OK,     8,  0 },
    { BYTES("/data/lesion?gauge=18&tip=10"),   ERR_OK,    12, 15 },
    { BYTES("/data/lesion?"),                  ERR_OK,    12,  0 },
    { BYTES("/a?b?c"),                         ERR_OK,     2,  3 },
    { BYTES("/vendor/uPlot-1.6.32_x.js"),      ERR_OK,    25,  0 },
    { BYTES("/a/"),                            ERR_OK,     3,  0 },
    { BYTES(""),                               ERR_PARSE,  0,  0 },
    { BYTES("*"),                              ERR_PARSE,  0,  0 },
    { BYTES("page.js"),                        ERR_PARSE,  0,  0 },
    { BYTES("http://127.0.0.1:7246/"),         ERR_PARSE,  0,  0 },
    { BYTES("//evil.example/"),                ERR_PARSE,  0,  0 },
    { BYTES("/../etc/passwd"),                 ERR_PARSE,  0,  0 },
    { BYTES("/..%2fetc/passwd"),               ERR_PARSE,  0,  0 },
    { BYTES("/%2e%2e/etc/passwd"),             ERR_PARSE,  0,  0 },
    { BYTES("/%252e%252e/etc/passwd"),         ERR_PARSE,  0,  0 },
    { BYTES("/..\\etc\\passwd"),               ERR_PARSE,  0,  0 },
    { BYTES("/..%5cetc%5cpasswd"),             ERR_PARSE,  0,  0 },
    { BYTES("/\xC0\xAE\xC0\xAE/etc/passwd"),   ERR_PARSE,  0,  0 },
    { BYTES("/%c0%ae%c0%ae/etc/passwd"),       ERR_PARSE,  0,  0 },
    { BYTES("/\xEF\xBC\x8E\xEF\xBC\x8E/etc"),  ERR_PARSE,  0,  0 },
    { BYTES("/....//....//etc/passwd"),        ERR_PARSE,  0,  0 },
    { BYTES("/a/./b"),                         ERR_PARSE,  0,  0 },
    { BYTES("/.git/config"),                   ERR_PARSE,  0,  0 },
    { BYTES("/page.js%00.html"),               ERR_PARSE,  0,  0 },
    { BYTES("/page.js\0.html"),                ERR_PARSE,  0,  0 },
    { BYTES("/page.js;x=1"),                   ERR_PARSE,  0,  0 },
    { BYTES("/page js"),                       ERR_PARSE,  0,  0 },
    { BYTES("/page.js\r\nX: 1"),               ERR_PARSE,  0,  0 },
    { BYTES("/<script>"),                      ERR_PARSE,  0,  0 },
};

START_TEST(a_target_is_a_plain_path_and_a_query_or_refused)
{
    struct live_target target = { 0 };
    struct why         why = { "" };
    enum err           err = live_target_read(targets[_i].target, targets[_i].count, &target, &why);

    ck_assert_msg(err == targets[_i].want, "%s: %s", targets[_i].target, err_name(err));
    ck_assert_uint_eq(target.path_count, targets[_i].path);
    ck_assert_uint_eq(target.query_count, targets[_i].query);
    ck_assert_msg(err == ERR_OK || why.text[0], "%s: no sentence", targets[_i].target);
}
END_TEST

START_TEST(a_route_is_found_by_its_whole_path_or_the_nearest_is_named)
{
    const struct live_route *route;
    struct why               why = { "" };
    size_t                   room;

    ck_assert_int_eq(live_route_find(toy_rooms, "/data/toy/work", &room, &route, &why), ERR_OK);
    ck_assert_ptr_eq(route, &toy_room.routes[TOY_WORK]);
    ck_assert_int_eq(live_route_find(toy_rooms, "/data/toy/wrok", &room, &route, &why),
                                     ERR_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(why.text, "did you mean '/data/toy/work'?"));
    ck_assert_int_eq(live_route_find(toy_rooms, "/data/toy/work/", &room, &route, &why),
                                     ERR_UNKNOWN);
}
END_TEST

/* ------------------------------------------------------------------ queries */

static const struct {
    const char *query;
    size_t      count;
    enum err    want;
    double      set_c;          /* of a request that is well */
    const char *tissue, *title, *sentence;
} queries[] = {
    { BYTES(""),                        ERR_OK, 80, "muscle", "", "" },
    { BYTES("&&"),                      ERR_OK, 80, "muscle", "", "" },
    { BYTES("set_c=60.5"),              ERR_OK, 60.5, "muscle", "", "" },
    { BYTES("set_c=6e1&tissue=fat"),    ERR_OK, 60, "fat", "", "" },
    { BYTES("title=a+b%20c%26d%3De"),   ERR_OK, 80, "muscle", "a b c&d=e", "" },
    { BYTES("title=%C2%B5g%2Fml"),      ERR_OK, 80, "muscle", "\xC2\xB5g/ml", "" },
    { BYTES("title=\xC2\xB5g"),         ERR_OK, 80, "muscle", "\xC2\xB5g", "" },
    { BYTES("title=<script>"),          ERR_OK, 80, "muscle", "<script>", "" },
    { BYTES("title"),                   ERR_OK, 80, "muscle", "", "" },
    { BYTES("t%69ssue=%66at"),          ERR_OK, 80, "fat", "", "" },
    { BYTES("title=a=b=c"),             ERR_OK, 80, "muscle", "a=b=c", "" },
    { BYTES("title=%0A%09"),            ERR_OK, 80, "muscle", "\n\t", "" },
    { BYTES("set_c=40"),                ERR_OK, 40, "muscle", "", "" },
    { BYTES("set_c=95"),                ERR_OK, 95, "muscle", "", "" },
    { BYTES("set_c=39.999"),            ERR_RANGE, 0, 0, 0,
      "set_c = 39.999 is out of range: give 40 to 95 C" },
    { BYTES("set_c=95.001"),            ERR_RANGE, 0, 0, 0, "give 40 to 95 C" },
    { BYTES("set_c=1e999"),             ERR_PARSE, 0, 0, 0, "is no number" },
    { BYTES("set_c=nan"),               ERR_PARSE, 0, 0, 0, "is no number" },
    { BYTES("set_c=inf"),               ERR_PARSE, 0, 0, 0, "is no number" },
    { BYTES("set_c=0x50"),              ERR_PARSE, 0, 0, 0, "is no number" },
    { BYTES("set_c=80 C"),              ERR_PARSE, 0, 0, 0, "is no number: give 40 to 95 C" },
    { BYTES("set_c=80%00"),             ERR_PARSE, 0, 0, 0, "control" },
    { BYTES("set_c="),                  ERR_PARSE, 0, 0, 0, "is no number" },
    { BYTES("set_c"),                   ERR_PARSE, 0, 0, 0, "is no number" },
    { BYTES("set_c=80,5"),              ERR_PARSE, 0, 0, 0, "is no number" },
    { BYTES("set_c=80&set_c=81"),       ERR_PARSE, 0, 0, 0, "set_c is given twice" },
    { BYTES("set_c=80&se%74_c=80"),     ERR_PARSE, 0, 0, 0, "set_c is given twice" },
    { BYTES("setc=80"),                 ERR_UNKNOWN, 0, 0, 0, "did you mean 'set_c'?" },
    { BYTES("SET_C=80"),                ERR_UNKNOWN, 0, 0, 0,
      "/data/toy/echo has no field 'SET_C'" },
    { BYTES("=80"),                     ERR_UNKNOWN, 0, 0, 0, "has no field ''" },
    { BYTES("set_c[]=80"),              ERR_UNKNOWN, 0, 0, 0, "did you mean 'set_c'?" },
    { BYTES("tissue=musle"),            ERR_UNKNOWN, 0, 0, 0,
      "tissue cannot be 'musle': did you mean 'muscle'?" },
    { BYTES("tissue="),                 ERR_UNKNOWN, 0, 0, 0, "known: muscle, fat, nerve" },
    { BYTES("title=%"),                 ERR_PARSE, 0, 0, 0, "a percent sign is written %25" },
    { BYTES("title=%4"),                ERR_PARSE, 0, 0, 0, "%25" },
    { BYTES("title=%4g"),               ERR_PARSE, 0, 0, 0, "%25" },
    { BYTES("title=%%41"),              ERR_PARSE, 0, 0, 0, "%25" },
    { BYTES("title=%C0%AE"),            ERR_PARSE, 0, 0, 0, "UTF-8" },
    { BYTES("title=%ED%A0%80"),         ERR_PARSE, 0, 0, 0, "UTF-8" },
    { BYTES("title=%F4%90%80%80"),      ERR_PARSE, 0, 0, 0, "UTF-8" },
    { BYTES("title=%E2%82"),            ERR_PARSE, 0, 0, 0, "UTF-8" },
    { BYTES("title=\xFF"),              ERR_PARSE, 0, 0, 0, "UTF-8" },
    { BYTES("title=%1B%5B31m"),         ERR_PARSE, 0, 0, 0, "control" },
    { BYTES("title=%7F"),               ERR_PARSE, 0, 0, 0, "control" },
    { BYTES("title=a\0b"),              ERR_PARSE, 0, 0, 0, "control" },
};

START_TEST(a_query_is_fields_of_its_table_or_refused)
{
    struct live_request request;
    struct why          why = { "" };
    enum err            err = live_request_of_query(&request, &toy_room.routes[TOY_ECHO],
                                                    queries[_i].query, queries[_i].count, &why);

    ck_assert_msg(err == queries[_i].want, "%s: %s %s", queries[_i].query, err_name(err), why.text);
    ck_assert_msg(strstr(why.text, queries[_i].sentence) != NULL, "%s: %s", queries[_i].query,
                  why.text);
    if (err != ERR_OK)
        return;
    ck_assert_double_eq(live_number(&request, "set_c"), queries[_i].set_c);
    ck_assert_str_eq(live_text(&request, "tissue"), queries[_i].tissue);
    ck_assert_str_eq(live_text(&request, "title"), queries[_i].title);
    live_request_free(&request);
}
END_TEST

START_TEST(a_text_has_a_longest_and_a_field_without_rest_must_be_given)
{
    static char         query[LIVE_TEXT_MAX + 10] = "title=";
    struct live_request request;
    struct why          why = { "" };

    memset(query + 6, 'x', LIVE_TEXT_MAX);
    ck_assert_int_eq(live_request_of_query(&request, &toy_room.routes[TOY_ECHO], query,
                                           6 + LIVE_TEXT_MAX, &why), ERR_RANGE);
    why_clear(&why);
    ck_assert_int_eq(live_request_of_query(&request, &toy_room.routes[TOY_ECHO], query,
                                           5 + LIVE_TEXT_MAX, &why), ERR_OK);
    ck_assert_uint_eq(strlen(live_text(&request, "title")), LIVE_TEXT_MAX - 1);
    live_request_free(&request);
    ck_assert_int_eq(live_request_of_query(&request, &toy_room.routes[TOY_WORK], "", 0, &why),
                     ERR_PARSE);
    ck_assert_str_eq(why.text, "ms is missing: how long it takes");
}
END_TEST

START_TEST(what_was_given_is_told_from_what_rests)
{
    struct live_request request;
    struct why          why = { "" };

    ck_assert_int_eq(live_request_of_query(&request, &toy_room.routes[TOY_ECHO],
                                           BYTES("tissue=nerve&set_c=80"), &why), ERR_OK);
    ck_assert(live_is_given(&request, "set_c") && live_is_given(&request, "tissue"));
    ck_assert(!live_is_given(&request, "title"));
    ck_assert_uint_eq(live_choice(&request, "tissue"), 2);
    ck_assert_uint_eq(live_choice(&request, "pulsed"), 0);
    live_request_free(&request);
}
END_TEST

START_TEST(one_value_of_a_query_is_found_alone)
{
    char out[8] = "";

    ck_assert(live_query_find(BYTES("a=1&key=abc&b=2"), "key", out, sizeof out));
    ck_assert_str_eq(out, "abc");
    ck_assert(!live_query_find(BYTES("a=1&keys=abc"), "key", out, sizeof out));
    ck_assert(!live_query_find(BYTES("key=abcdefgh"), "key", out, sizeof out));
    ck_assert(!live_query_find(BYTES("key=a&key=a"), "key", out, sizeof out));
    ck_assert(!live_query_find(BYTES(""), "key", out, sizeof out));
}
END_TEST

/* ------------------------------------------------------------------ bodies */

static const struct {
    const char *body;
    size_t      count;
    enum err    want;
    double      set_c;
    const char *title, *sentence;
} bodies[] = {
    { BYTES("{}"),                                   ERR_OK, 80, "", "" },
    { BYTES(" {\"set_c\": 61.5} \n"),                ERR_OK, 61.5, "", "" },
    { BYTES("{\"set_c\":\"61.5\"}"),                 ERR_OK, 61.5, "", "" },
    { BYTES("{\"set_c\":60,\"title\":\"\\u00b5g\"}"), ERR_OK, 60, "\xC2\xB5g", "" },
    { BYTES("{\"title\":\"</script>\"}"),            ERR_OK, 80, "</script>", "" },
    { BYTES("{\"title\":12}"),                       ERR_OK, 80, "12", "" },
    { BYTES("{\"pulsed\":true}"),                    ERR_OK, 80, "", "" },
    { BYTES(""),                                     ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("set_c=60"),                             ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("{\"set_c\":60"),                        ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("{\"set_c\":60}{}"),                     ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("{\"set_c\":60}\0"),                     ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("{\"set_c\":60,\"set_c\":61}"),          ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("{\"title\":\"\\u0000\"}"),              ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("{\"title\":\"\xC0\xAE\"}"),             ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("{\"title\":\"\\u001b[31m\"}"),          ERR_PARSE, 0, 0, "control character" },
    { BYTES("{\"set_c\":1e999}"),                    ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("{\"set_c\":NaN}"),                      ERR_PARSE, 0, 0, "this is no JSON" },
    { BYTES("[]"),                                   ERR_PARSE, 0, 0, "no JSON object" },
    { BYTES("60"),                                   ERR_PARSE, 0, 0, "no JSON object" },
    { BYTES("null"),                                 ERR_PARSE, 0, 0, "no JSON object" },
    { BYTES("{\"set_c\":null}"),                     ERR_PARSE, 0, 0, "set_c is neither a text" },
    { BYTES("{\"set_c\":[60]}"),                     ERR_PARSE, 0, 0, "set_c is neither a text" },
    { BYTES("{\"set_c\":{\"set_c\":60}}"),           ERR_PARSE, 0, 0, "set_c is neither a text" },
    { BYTES("{\"set_c\":true}"),                     ERR_PARSE, 0, 0, "is no number" },
    { BYTES("{\"set_c\":1000}"),                     ERR_RANGE, 0, 0, "give 40 to 95 C" },
    { BYTES("{\"pulsed\":\"yes\"}"),                 ERR_UNKNOWN, 0, 0, "pulsed cannot be 'yes'" },
    { BYTES("{\"__proto__\":1}"),                    ERR_UNKNOWN, 0, 0, "no field '__proto__'" },
};

START_TEST(a_body_is_a_flat_object_of_fields_or_refused)
{
    struct live_request request;
    struct why          why = { "" };
    enum err            err = live_request_of_body(&request, &toy_room.routes[TOY_TURN],
                                                   bodies[_i].body, bodies[_i].count, &why);

    ck_assert_msg(err == bodies[_i].want, "%s: %s %s", bodies[_i].body, err_name(err), why.text);
    ck_assert_msg(strstr(why.text, bodies[_i].sentence) != NULL, "%s: %s", bodies[_i].body,
                  why.text);
    if (err != ERR_OK)
        return;
    ck_assert_double_eq(live_number(&request, "set_c"), bodies[_i].set_c);
    ck_assert_str_eq(live_text(&request, "title"), bodies[_i].title);
    live_request_free(&request);
}
END_TEST

START_TEST(a_deep_body_is_refused_and_not_climbed_down)
{
    enum { DEEP = 60000 };
    static char         body[DEEP];
    struct live_request request;
    struct why          why = { "" };

    memset(body, '[', sizeof body);
    ck_assert_int_eq(live_request_of_body(&request, &toy_room.routes[TOY_TURN], body, sizeof body,
                                          &why), ERR_PARSE);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("live_request");
    TCase *cases = tcase_create("live_request");

    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, a_target_is_a_plain_path_and_a_query_or_refused, 0, COUNT(targets));
    tcase_add_test(cases, a_route_is_found_by_its_whole_path_or_the_nearest_is_named);
    tcase_add_loop_test(cases, a_query_is_fields_of_its_table_or_refused, 0, COUNT(queries));
    tcase_add_test(cases, a_text_has_a_longest_and_a_field_without_rest_must_be_given);
    tcase_add_test(cases, what_was_given_is_told_from_what_rests);
    tcase_add_test(cases, one_value_of_a_query_is_found_alone);
    tcase_add_loop_test(cases, a_body_is_a_flat_object_of_fields_or_refused, 0, COUNT(bodies));
    tcase_add_test(cases, a_deep_body_is_refused_and_not_climbed_down);
    return suite_run(suite);
}
