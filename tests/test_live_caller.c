/* Who asks: only our own page does, from an address that does not ask too much, by a key that is
 * good. */
#include "hil/live/live_caller.h"
#include "hil/live/live_key.h"
#include "hil/live/live_toll.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ headers */

#define HERE "127.0.0.1:7246"

#define READS  LIVE_CALLER_READS
#define OPENS  LIVE_CALLER_OPENS
#define WRITES LIVE_CALLER_WRITES

static const struct live_place loopback = { "127.0.0.1", 7246, true };
static const struct live_place lan = { "192.168.1.5", 7246, false };
static const struct live_place six = { "::1", 7246, true };

static const struct {
    const char *story;
    const struct live_place *place;
    enum live_caller_kind    kind;
    int                      want;              /* 0: heard; or the status that refuses */
    const char              *headers;           /* parted by | */
} callers[] = {
    { "a browser's own page reads", &loopback, READS, 0,
      "Host: " HERE "|Sec-Fetch-Site: same-origin" },
    { "curl reads", &loopback, READS, 0, "Host: " HERE },
    { "by the name localhost", &loopback, READS, 0, "Host: localhost:7246" },
    { "by its name in capitals", &loopback, READS, 0, "Host: LocalHost:7246" },
    { "by IPv6's loopback", &six, READS, 0, "Host: [::1]:7246" },
    { "at its address", &lan, READS, 0, "Host: 192.168.1.5:7246" },
    { "our page writes", &loopback, WRITES, 0,
      "Host: " HERE "|Origin: http://" HERE "|Sec-Fetch-Site: same-origin|Sec-Fetch-Mode: cors"
      "|Sec-Fetch-Dest: empty|Content-Type: application/json|Content-Length: 2" },
    { "with a character set", &loopback, WRITES, 0,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: application/json; charset=utf-8"
      "|Content-Length: 2" },
    { "in chunks", &loopback, WRITES, 0,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: application/json"
      "|Transfer-Encoding: chunked" },
    { "a link is followed", &loopback, OPENS, 0,
      "Host: " HERE "|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate"
      "|Sec-Fetch-Dest: document" },
    { "an address is typed", &loopback, OPENS, 0,
      "Host: " HERE "|Sec-Fetch-Site: none|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document" },

    { "no Host at all", &loopback, READS, 400, "" },
    { "an empty Host", &loopback, READS, 421, "Host: " },
    { "a forged Host", &loopback, READS, 421, "Host: evil.example" },
    { "rebinding", &loopback, READS, 421, "Host: evil.example:7246" },
    { "a name that begins like ours", &loopback, READS, 421, "Host: 127.0.0.1.evil.example:7246" },
    { "user information before it", &loopback, READS, 421, "Host: 127.0.0.1:7246@evil.example" },
    { "a name that ends like ours", &loopback, READS, 421, "Host: evil.localhost:7246" },
    { "a dot behind the name", &loopback, READS, 421, "Host: localhost.:7246" },
    { "another port", &loopback, READS, 421, "Host: 127.0.0.1:7247" },
    { "no port", &loopback, READS, 421, "Host: 127.0.0.1" },
    { "two ports", &loopback, READS, 421, "Host: 127.0.0.1:7246:7246" },
    { "the address as one number", &loopback, READS, 421, "Host: 2130706433:7246" },
    { "nothing's address", &loopback, READS, 421, "Host: 0.0.0.0:7246" },
    { "loopback's name from elsewhere", &lan, READS, 421, "Host: localhost:7246" },

    { "another page's Origin", &loopback, READS, 403,
      "Host: " HERE "|Origin: http://evil.example" },
    { "a file's Origin", &loopback, READS, 403, "Host: " HERE "|Origin: null" },
    { "an Origin of another scheme", &loopback, READS, 403,
      "Host: " HERE "|Origin: https://" HERE },
    { "an Origin of another port", &loopback, READS, 403,
      "Host: " HERE "|Origin: http://127.0.0.1:7247" },
    { "an Origin of our other name", &loopback, WRITES, 403,
      "Host: " HERE "|Origin: http://localhost:7246|Content-Type: application/json" },
    { "an Origin with a path", &loopback, READS, 403, "Host: " HERE "|Origin: http://" HERE "/" },
    { "no Origin for a write", &loopback, WRITES, 403,
      "Host: " HERE "|Content-Type: application/json|Content-Length: 2" },
    { "another site's script", &loopback, READS, 403,
      "Host: " HERE "|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: script" },
    { "another port's script", &loopback, READS, 403,
      "Host: " HERE "|Sec-Fetch-Site: same-site|Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: script" },
    { "a link to data", &loopback, READS, 403,
      "Host: " HERE "|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate"
      "|Sec-Fetch-Dest: document" },
    { "in another site's frame", &loopback, OPENS, 403,
      "Host: " HERE "|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: iframe" },
    { "as another site's picture", &loopback, OPENS, 403,
      "Host: " HERE "|Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: image" },

    { "a form", &loopback, WRITES, 415,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: application/x-www-form-urlencoded"
      "|Content-Length: 2" },
    { "a plain text", &loopback, WRITES, 415,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: text/plain|Content-Length: 2" },
    { "no type", &loopback, WRITES, 415,
      "Host: " HERE "|Origin: http://" HERE "|Content-Length: 2" },
    { "a type that begins like ours", &loopback, WRITES, 415,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: application/jsonp|Content-Length: 2" },
    { "two lengths", &loopback, WRITES, 400,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: application/json|Content-Length: 2"
      "|Transfer-Encoding: chunked" },
    { "a length below nothing", &loopback, WRITES, 400,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: application/json|Content-Length: -2" },
    { "a length with a sign", &loopback, WRITES, 400,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: application/json|Content-Length: +2" },
    { "a length in a list", &loopback, WRITES, 400,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: application/json"
      "|Content-Length: 2, 2" },
    { "another coding", &loopback, WRITES, 501,
      "Host: " HERE "|Origin: http://" HERE "|Content-Type: application/json"
      "|Transfer-Encoding: gzip, chunked" },
    { "a GET with a body", &loopback, READS, 400, "Host: " HERE "|Content-Length: 2" },
    { "a GET in chunks", &loopback, READS, 400, "Host: " HERE "|Transfer-Encoding: chunked" },
};

/* "Name: value|Name: value" into `text`, cut into its pieces there. */
static struct live_headers headers_of(char *text)
{
    struct live_headers headers = { .twice = NULL };

    for (char *line = strtok(text, "|"); line; line = strtok(NULL, "|")) {
        char *value = strchr(line, ':');
        *value = '\0';
        live_headers_keep(&headers, line, value + 2);
    }
    return headers;
}

START_TEST(only_our_own_page_is_heard)
{
    char                text[500];
    struct live_headers headers;
    struct why          why = { "" };
    int                 status;

    snprintf(text, sizeof text, "%s", callers[_i].headers);
    headers = headers_of(text);
    status = live_caller_check(callers[_i].place, &headers, callers[_i].kind, &why);
    ck_assert_msg(status == callers[_i].want, "%s: %d %s", callers[_i].story, status, why.text);
    ck_assert_msg((status == 0) == (why.text[0] == '\0'), "%s: a sentence with a refusal only",
                  callers[_i].story);
}
END_TEST

static const char *const single[] = { "Host", "Origin", "Sec-Fetch-Site", "Content-Type",
                                      "Content-Length", "Transfer-Encoding", "Cookie" };

START_TEST(a_header_that_stands_once_is_not_taken_twice)
{
    struct live_headers headers = { .twice = NULL };
    struct why          why = { "" };

    live_headers_keep(&headers, "Host", HERE);
    live_headers_keep(&headers, single[_i], "x");
    live_headers_keep(&headers, single[_i], "y");
    ck_assert_int_eq(live_caller_check(&loopback, &headers, LIVE_CALLER_READS, &why), 400);
    ck_assert_ptr_nonnull(strstr(why.text, "given twice"));
}
END_TEST

/* ------------------------------------------------------------------ cookies and keys */

static const struct { const char *cookies, *want; } jars[] = {
    { "painrig-7246=abc",            "abc" },
    { "a=1; painrig-7246=abc; b=2",  "abc" },
    { "a=1;painrig-7246=abc",        "abc" },
    { "xpainrig-7246=abc",           NULL },
    { "painrig-7246x=abc",           NULL },
    { "painrig-7246",                NULL },
    { "painrig-7246=abcdefgh",       NULL },       /* longer than it may be */
    { "a=painrig-7246=abc",          NULL },
    { "",                            NULL },
    { ";;; ;",                       NULL },
};

START_TEST(a_cookie_is_found_by_its_whole_name)
{
    char out[8] = "";
    bool is_found = live_cookie_find(jars[_i].cookies, "painrig-7246", out, sizeof out);

    ck_assert_msg(is_found == (jars[_i].want != NULL), "%s", jars[_i].cookies);
    if (jars[_i].want)
        ck_assert_str_eq(out, jars[_i].want);
}
END_TEST

START_TEST(the_trainers_key_is_good_once_and_the_viewers_always)
{
    struct live_keys keys;
    struct why       why = { "" };
    const char      *trainer, *viewer;
    enum live_right  right;

    ck_assert_int_eq(live_keys_make(&keys, &why), ERR_OK);
    ck_assert_str_ne(keys.trainer, keys.viewers);
    ck_assert_uint_eq(strlen(keys.trainer), LIVE_KEY_SIZE - 1);
    ck_assert_int_eq(live_keys_exchange(&keys, keys.trainer, &trainer, &why), ERR_OK);
    ck_assert_int_eq(live_keys_exchange(&keys, keys.trainer, &trainer, &why), ERR_REFUSED);
    ck_assert_ptr_nonnull(strstr(why.text, "replayed token"));
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(live_keys_exchange(&keys, keys.viewers, &viewer, &why), ERR_OK);
    ck_assert(live_keys_admit(&keys, trainer, &right) && right == LIVE_OPERATE);
    ck_assert(live_keys_admit(&keys, viewer, &right) && right == LIVE_LOOK);
}
END_TEST

START_TEST(no_other_text_is_a_key_or_a_cookie)
{
    struct live_keys keys;
    struct why       why = { "" };
    const char      *cookie;
    char             cut[LIVE_KEY_SIZE];
    enum live_right  right;

    ck_assert_int_eq(live_keys_make(&keys, &why), ERR_OK);
    strcpy(cut, keys.trainer);
    cut[LIVE_KEY_SIZE - 2] = '\0';
    ck_assert_int_eq(live_keys_exchange(&keys, "", &cookie, &why), ERR_REFUSED);
    ck_assert_int_eq(live_keys_exchange(&keys, cut, &cookie, &why), ERR_REFUSED);
    ck_assert_int_eq(live_keys_exchange(&keys, keys.trainer_cookie, &cookie, &why), ERR_REFUSED);
    ck_assert(!live_keys_admit(&keys, NULL, &right));
    ck_assert(!live_keys_admit(&keys, "", &right));
    ck_assert(!live_keys_admit(&keys, keys.trainer, &right));
    ck_assert(!live_keys_admit(&keys, keys.viewers, &right));
}
END_TEST

START_TEST(where_no_key_is_wanted_everybody_operates)
{
    const struct live_keys none = { .are_wanted = false };
    enum live_right        right = LIVE_LOOK;

    ck_assert(live_keys_admit(&none, NULL, &right) && right == LIVE_OPERATE);
    ck_assert(live_keys_admit(&none, "", &right) && right == LIVE_OPERATE);
}
END_TEST

/* ------------------------------------------------------------------ how much */

static const struct live_toll_rates rates = { .connections = 2, .requests_per_s = 10,
                                              .requests_burst = 5 };

static struct live_address address(int n)
{
    return (struct live_address){ { [0] = 0xFD, [14] = (uint8_t)(n >> 8), [15] = (uint8_t)n } };
}

static struct live_toll *toll_open(void)
{
    struct live_toll *toll;
    struct why        why = { "" };

    ck_assert_int_eq(live_toll_create(&toll, &rates, &why), ERR_OK);
    return toll;
}

START_TEST(an_address_has_a_burst_and_then_a_rate)
{
    struct live_toll   *toll = toll_open();
    struct live_address one = address(1), other = address(2);
    int                 paid = 0;

    for (int i = 0; i < 100; i++)
        paid += live_toll_pay(toll, &one, 7);
    ck_assert_int_eq(paid, 5);
    ck_assert_msg(live_toll_pay(toll, &other, 7), "another address has its own");
    ck_assert(!live_toll_pay(toll, &one, 7.05));
    ck_assert(live_toll_pay(toll, &one, 7.11));
    for (int i = 0, paid_later = 0; i < 100; i++) {
        paid_later += live_toll_pay(toll, &one, 1000);
        ck_assert_int_le(paid_later, 5);
    }
    live_toll_destroy(toll);
}
END_TEST

START_TEST(an_address_has_so_many_connections)
{
    struct live_toll   *toll = toll_open();
    struct live_address one = address(1), other = address(2);

    live_toll_enter(toll, &one, 0);
    ck_assert(live_toll_may_enter(toll, &one, 0));
    live_toll_enter(toll, &one, 0);
    ck_assert(!live_toll_may_enter(toll, &one, 0));
    ck_assert(live_toll_may_enter(toll, &other, 0));
    live_toll_leave(toll, &one);
    ck_assert(live_toll_may_enter(toll, &one, 0));
    live_toll_destroy(toll);
}
END_TEST

START_TEST(a_table_of_addresses_at_it_takes_no_more_and_forgets_the_quiet)
{
    struct live_toll   *toll = toll_open();
    struct live_address late = address(9999);

    for (int i = 0; i < LIVE_TOLL_ADDRESSES; i++) {
        struct live_address one = address(i);
        ck_assert(live_toll_pay(toll, &one, 1));
    }
    ck_assert_msg(!live_toll_may_enter(toll, &late, 1), "all asked just now");
    ck_assert_msg(live_toll_may_enter(toll, &late, 2), "a second later they are forgotten");
    live_toll_destroy(toll);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("live_caller");
    TCase *cases = tcase_create("live_caller");

    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, only_our_own_page_is_heard, 0, COUNT(callers));
    tcase_add_loop_test(cases, a_header_that_stands_once_is_not_taken_twice, 0, COUNT(single));
    tcase_add_loop_test(cases, a_cookie_is_found_by_its_whole_name, 0, COUNT(jars));
    tcase_add_test(cases, the_trainers_key_is_good_once_and_the_viewers_always);
    tcase_add_test(cases, no_other_text_is_a_key_or_a_cookie);
    tcase_add_test(cases, where_no_key_is_wanted_everybody_operates);
    tcase_add_test(cases, an_address_has_a_burst_and_then_a_rate);
    tcase_add_test(cases, an_address_has_so_many_connections);
    tcase_add_test(cases, a_table_of_addresses_at_it_takes_no_more_and_forgets_the_quiet);
    return suite_run(suite);
}
