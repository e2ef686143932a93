/* The attack list: whatever is sent to the door, it answers as it should, or cuts the line, and
 * goes on serving. A real door on a free port, and raw bytes. */
#include "hil/clock.h"
#include "tests/support/live_bed.h"
#include "tests/support/suite.h"
#include "tests/support/toy_room.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ------------------------------------------------------------------ the list */

#define POLICY "default-src 'none'; script-src 'self'; style-src 'self';"

enum { CUT = 0, LIBRARY = 1000 };       /* + LIBRARY: the library's own page, which is bare */

static const struct {
    const char *story, *bytes;
    size_t      count;
    int         want;           /* CUT: no answer, the line is cut                   */
    const char *sentence;       /* in the answer; NULL: whatever                     */
} attacks[] = {
    /* what is well */
    { "the page",             GET("/"), 200, "<html" },
    { "a question",           GET("/data/toy/echo?set_c=60"), 200, "\"set_c\":60" },
    { "work",                 GET("/data/toy/work?ms=1"), 200, "0123456789" },
    { "its name",             BYTES("GET / HTTP/1.1\r\nhost:localhost:@\r\n\r\n"), 421, NULL },
    { "only the head",        BYTES("HEAD / HTTP/1.1\r\nHost: @\r\nConnection: close\r\n\r\n"), 200,
      NULL },
    { "the older HTTP",       BYTES("GET / HTTP/1.0\r\nHost: @\r\n\r\n"), 200, "<html" },
    { "our page writes",      POST(OURS JSON "Content-Length: 2\r\n", "{}"), 200, "{\"turns\":1}" },
    { "in chunks",            POST(OURS JSON "Transfer-Encoding: chunked\r\n",
                                   "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"), 200, "{\"turns\":1}" },
    { "with a pause for us",  POST(OURS JSON "Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"),
      200, "{\"turns\":1}" },

    /* path traversal */
    { "dots",                 GET("/../../../etc/passwd"), 400, "begins with a dot" },
    { "dots behind a folder", GET("/vendor/../../etc/passwd"), 400, "begins with a dot" },
    { "encoded dots",         GET("/%2e%2e/%2e%2e/etc/passwd"), 400, NULL },
    { "encoded slashes",      GET("/..%2f..%2fetc%2fpasswd"), 400, NULL },
    { "encoded twice",        GET("/%252e%252e%252fetc%252fpasswd"), 400, NULL },
    { "longer than needed",   GET("/%c0%ae%c0%ae/etc/passwd"), 400, NULL },
    { "longer, in bytes",     GET("/\xC0\xAE\xC0\xAE/etc/passwd"), 400, NULL },
    { "wide dots",            GET("/%EF%BC%8E%EF%BC%8E/etc/passwd"), 400, NULL },
    { "as %u",                GET("/%u002e%u002e/etc/passwd"), 400, NULL },
    { "backslashes",          GET("/..\\..\\etc\\passwd"), 400, NULL },
    { "encoded backslashes",  GET("/..%5c..%5cetc"), 400, NULL },
    { "two slashes",          GET("//etc/passwd"), 400, NULL },
    { "four dots",            GET("/....//....//etc/passwd"), 400, NULL },
    { "a NUL behind it",      GET("/page.js%00.png"), 400, NULL },
    { "a hidden file",        GET("/.git/config"), 400, NULL },
    { "a whole address",      GET("file:///etc/passwd"), 400, NULL },
    { "another's address",    GET("http://evil.example/"), 400, NULL },
    { "a star",               GET("*"), 400, NULL },
    { "a path that is not there", GET("/etc/passwd"), 404, "there is no page" },
    { "a folder",             GET("/vendor/"), 404, NULL },

    /* whose page */
    { "a forged Host",        BYTES("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), 421, NULL },
    { "no Host",              BYTES("GET / HTTP/1.1\r\n\r\n"), 400, NULL },
    { "no Host in older HTTP", BYTES("GET / HTTP/1.0\r\n\r\n"), 400, NULL },
    { "two Hosts",            BYTES("GET / HTTP/1.1\r\nHost: @\r\nHost: evil.example\r\n\r\n"), 400,
      "given twice" },
    { "another page reads",   BYTES("GET /data/tables HTTP/1.1\r\nHost: @\r\nOrigin: http://evil.ex"
                                    "ample\r\n\r\n"), 403, NULL },
    { "another page writes",  POST("Host: @\r\nOrigin: http://evil.example\r\n" JSON
                                   "Content-Length: 2\r\n", "{}"), 403, NULL },
    { "nobody's page writes", POST("Host: @\r\n" JSON "Content-Length: 2\r\n", "{}"), 403, NULL },
    { "a sandbox writes",     POST("Host: @\r\nOrigin: null\r\n" JSON "Content-Length: 2\r\n",
      "{}"),
      403, NULL },
    { "another site's script",
      BYTES("GET /page.js HTTP/1.1\r\nHost: @\r\nSec-Fetch-Site: cross-site"
                                     "\r\nSec-Fetch-Mode: no-cors\r\n\r\n"), 403, NULL },
    { "a form writes",        POST(OURS "Content-Type: application/x-www-form-urlencoded\r\n"
                                   "Content-Length: 2\r\n", "{}"), 415, NULL },
    { "a text writes",        POST(OURS "Content-Type: text/plain\r\nContent-Length: 2\r\n", "{}"),
      415, NULL },
    { "no type",              POST(OURS "Content-Length: 2\r\n", "{}"), 415, NULL },

    /* methods */
    { "a look that writes",   BYTES("POST /data/toy/echo HTTP/1.1\r\n" OURS JSON "Content-Length: 2"
                                    "\r\n\r\n{}"), 405, "ask with GET" },
    { "a write that looks",   GET("/data/toy/turn"), 405, "ask with POST" },
    { "a file that is written",
      BYTES("POST / HTTP/1.1\r\n" OURS JSON "Content-Length: 2\r\n\r\n{}"),
      405, NULL },
    { "PUT",                  BYTES("PUT / HTTP/1.1\r\nHost: @\r\nContent-Length: 0\r\n\r\n"), 405,
      NULL },
    { "DELETE",               BYTES("DELETE / HTTP/1.1\r\nHost: @\r\n\r\n"), 405, NULL },
    { "OPTIONS",              BYTES("OPTIONS / HTTP/1.1\r\nHost: @\r\n\r\n"), 405, NULL },
    { "TRACE",                BYTES("TRACE / HTTP/1.1\r\nHost: @\r\n\r\n"), 405, NULL },
    { "CONNECT",              BYTES("CONNECT evil.example:443 HTTP/1.1\r\nHost: @\r\n\r\n"), 405,
      NULL },
    { "a method of one's own", BYTES("FROB / HTTP/1.1\r\nHost: @\r\n\r\n"), 405, NULL },
    { "a method in small letters", BYTES("get / HTTP/1.1\r\nHost: @\r\n\r\n"), 405, NULL },

    /* malformed */
    { "nothing",              BYTES("\r\n\r\n\r\n\r\n"), CUT, NULL },
    { "a TLS greeting",       BYTES("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\r\n\r\n"), CUT,
      NULL },
    { "the newer HTTP",       BYTES("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), LIBRARY + 505, NULL },
    { "an HTTP that is none", BYTES("GET / HTTP/9.9\r\nHost: @\r\n\r\n"), LIBRARY + 505, NULL },
    { "the oldest HTTP",      BYTES("GET /\r\n\r\n"), LIBRARY + 400, NULL },
    { "a NUL in the target",  BYTES("GET /\0page.js HTTP/1.1\r\nHost: @\r\n\r\n"), 200, "<html" },
    { "a NUL in a header",    BYTES("GET / HTTP/1.1\r\nHost: @\0evil\r\n\r\n"), 200, NULL },
    { "a header without colon", BYTES("GET / HTTP/1.1\r\nHost: @\r\nnonsense\r\n\r\n"),
      LIBRARY + 400, NULL },
    { "two lengths",          POST(OURS JSON "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                                   "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"), 400, "not both" },
    { "a length twice",       POST(OURS JSON "Content-Length: 2\r\nContent-Length: 3\r\n", "{} "),
      400, NULL },
    { "a length below nothing", POST(OURS JSON "Content-Length: -1\r\n", "{}"), LIBRARY + 400,
      NULL },
    { "a chunk of no size",   POST(OURS JSON "Transfer-Encoding: chunked\r\n",
      "zz\r\n{}\r\n0\r\n\r\n"),
      LIBRARY + 400, NULL },
    { "a chunk of all sizes", POST(OURS JSON "Transfer-Encoding: chunked\r\n",
                                   "FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n"), LIBRARY + 413, NULL },
    { "a GET with a body",    BYTES("GET / HTTP/1.1\r\nHost: @\r\nContent-Length: 2\r\n\r\n{}"),
      400,
      NULL },
    { "no JSON",              POST(OURS JSON "Content-Length: 2\r\n", "{["), 400, "no JSON" },
    { "a list",               POST(OURS JSON "Content-Length: 2\r\n", "[]"), 400, NULL },
    { "no field of ours",     GET("/data/toy/echo?settings=1"), 400, "no field" },
    { "a broken percent sign", GET("/data/toy/echo?title=%zz"), 400, "%25" },
    { "an encoded NUL",       GET("/data/toy/echo?title=%00"), 400, NULL },

    /* what comes back */
    { "a script in a title",  GET("/data/toy/echo?title=%3C/script%3E%3Cscript%3Ealert(1)%3C/script"
                                  "%3E"), 200, "\"title\":\"\\u003c/script\\u003e" },
    { "a script in a choice", GET("/data/toy/echo?tissue=%3Cscript%3E"), 400,
      "\\u003cscript\\u003e" },
    { "a script in a name",   GET("/data/toy/echo?%3Cscript%3E=1"), 400, "\\u003cscript\\u003e" },
    { "a script in a path",   GET("/%3Cscript%3E"), 400, NULL },
    { "a line's end in a title", GET("/data/toy/echo?title=%0d%0aX-Evil:%201"), 200,
      "\\u000d\\u000aX-Evil" },
    { "a room that fails",    GET("/data/toy/fail?err=11"), 409,
      "it \\u003cb\\u003efails\\u003c/b\\u003e" },
    { "an enter without keys", GET("/enter?key=0123456789abcdef"), 404, NULL },
};

/* A tilde is so many letters. */
static const struct {
    const char *story, *bytes;
    size_t      count, letters;
    int         want;
} floods[] = {
    { "a long target",         GET("/data/toy/echo?title=~"), 16384, 414 },
    { "a long text",           GET("/data/toy/echo?title=~"), 4096, 400 },
    { "the longest text",      GET("/data/toy/echo?title=~"), 4095, 200 },
    { "a long head",           BYTES("GET / HTTP/1.1\r\nHost: @\r\nX: ~\r\n\r\n"), 25000, 431 },
    { "a head beyond all",     BYTES("GET / HTTP/1.1\r\nHost: @\r\nX: ~\r\n\r\n"), 90000,
      LIBRARY + 431 },
    { "a target beyond all",   GET("/~"), 90000, LIBRARY + 414 },
    { "a method beyond all",   BYTES("~ / HTTP/1.1\r\nHost: @\r\n\r\n"), 90000, LIBRARY + 414 },
    { "a long body",           POST(OURS JSON "Content-Length: 65537\r\n", "~"), 100, 413 },
    { "a long body in chunks", POST(OURS JSON "Transfer-Encoding: chunked\r\n",
                                    "10001\r\n~\r\n0\r\n\r\n"), 65537, 413 },
    { "a body beyond all",     POST(OURS JSON "Transfer-Encoding: chunked\r\n",
                                    "1000000\r\n~\r\n0\r\n\r\n"), 1 << 24, CUT },
    { "a full body",           POST(OURS JSON "Content-Length: 65536\r\n", "~"), 65536, 400 },
};

static void headers_check(const char *story, const struct http_answer *answer)
{
    static const char *const wanted[] = {
        "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy", "Permissions-Policy", "X-Frame-Options", "Cache-Control",
    };
    char value[400];

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(http_header(answer, wanted[i], value, sizeof value), "%s: no %s", story,
                      wanted[i]);
    ck_assert(http_header(answer, "Content-Security-Policy", value, sizeof value));
    ck_assert_msg(strncmp(value, POLICY, sizeof POLICY - 1) == 0
                  && strstr(value, "frame-ancestors 'none'"), "%s: %s", story, value);
    ck_assert_msg(!http_header(answer, "X-Evil", value, sizeof value), "%s: %s", story, value);
}

static void answer_check(const char *story, const struct http_answer *answer, int want,
                         const char *sentence)
{
    ck_assert_msg(answer->status == want % LIBRARY, "%s: %d, not %d: %s", story, answer->status,
                  want, answer->body ? answer->body : "");
    if (want % LIBRARY != CUT && want < LIBRARY)
        headers_check(story, answer);
    if (sentence)
        ck_assert_msg(strstr(answer->body, sentence) != NULL, "%s: %s", story, answer->body);
    ck_assert_msg(!answer->body || !strstr(answer->body, "<script>alert"), "%s", story);
}

START_TEST(every_attack_is_answered_and_survived)
{
    struct live_limits limits = live_limits_loopback;
    struct live_door  *door;
    struct http_answer answer;

    if (attacks[_i].want == CUT)
        limits.head_s = 1;          /* nothing else is answered to it */
    door = door_open(&limits);
    answer = door_ask(door, attacks[_i].bytes, attacks[_i].count, attacks[_i].want == CUT);
    answer_check(attacks[_i].story, &answer, attacks[_i].want, attacks[_i].sentence);
    http_answer_free(&answer);
    still_serves(door, attacks[_i].story);
    live_door_close(door);
}
END_TEST

START_TEST(a_flood_is_stopped_where_it_is_too_long)
{
    const char        *bytes = floods[_i].bytes, *tilde = strchr(bytes, '~');
    size_t             before = (size_t)(tilde - bytes);
    size_t             count = floods[_i].count + floods[_i].letters - 1;
    char              *flood = malloc(count);
    struct live_door  *door = door_open(NULL);
    struct http_answer answer;

    memcpy(flood, bytes, before);
    memset(flood + before, 'x', floods[_i].letters);
    memcpy(flood + before + floods[_i].letters, tilde + 1, floods[_i].count - before - 1);
    answer = door_ask(door, flood, count, false);
    answer_check(floods[_i].story, &answer, floods[_i].want, NULL);
    http_answer_free(&answer);
    free(flood);
    still_serves(door, floods[_i].story);
    live_door_close(door);
}
END_TEST

/* ------------------------------------------------------------------ time */

/* A byte every 50 ms, which renews every timeout that counts from the last byte. */
static double dripped_s(struct live_door *door, const char *first, char drip)
{
    int    socket = http_connect(live_door_port(door));
    double from_s = clock_wall_s(), lasted_s = 0;

    http_send(socket, first, strlen(first), live_door_port(door));
    while (lasted_s < HTTP_PATIENCE_S && send(socket, &drip, 1, MSG_NOSIGNAL) == 1) {
        pause_ms(50);
        lasted_s = clock_wall_s() - from_s;
    }
    close(socket);
    return lasted_s;
}

static const struct { const char *story, *first; char drip; } drips[] = {
    { "a slow first line", "GET /", 'a' },
    { "a slow head",       "GET / HTTP/1.1\r\nHost: @\r\nX: ", 'a' },
    { "empty lines",       "\r\n", '\n' },
    { "a slow body",
      "POST /data/toy/turn HTTP/1.1\r\n" OURS JSON "Content-Length: 999\r\n\r\n",
      ' ' },
    { "slow chunks",       "POST /data/toy/turn HTTP/1.1\r\n" OURS JSON
                           "Transfer-Encoding: chunked\r\n\r\n999\r\n", ' ' },
};

START_TEST(who_drips_is_cut_however_steadily)
{
    struct live_limits limits = short_limits();
    struct live_door  *door = door_open(&limits);
    double             lasted_s = dripped_s(door, drips[_i].first, drips[_i].drip);

    ck_assert_msg(lasted_s > 0.3 && lasted_s < HTTP_PATIENCE_S, "%s: %g s", drips[_i].story,
                  lasted_s);
    still_serves(door, drips[_i].story);
    live_door_close(door);
}
END_TEST

static const struct { const char *story, *asked; } stalls[] = {
    { "says nothing",           "" },
    { "asks and keeps the line", "GET / HTTP/1.1\r\nHost: @\r\n\r\n" },
    { "takes no answer",        "GET /data/toy/work?ms=0&bytes=3e7 HTTP/1.1\r\nHost: @\r\n\r\n" },
};

START_TEST(who_does_nothing_is_cut)
{
    struct live_limits limits = short_limits();
    struct live_door  *door = door_open(&limits);
    int                socket = http_connect(live_door_port(door));

    http_send(socket, stalls[_i].asked, strlen(stalls[_i].asked), live_door_port(door));
    door_await_one(door);
    ck_assert_msg(connections_fall(door, 0) == 0, "%s: and stays", stalls[_i].story);
    ck_assert(http_is_cut(socket, HTTP_PATIENCE_S));
    close(socket);
    still_serves(door, stalls[_i].story);
    live_door_close(door);
}
END_TEST

/* Asks for so much and reads its status alone. */
static int much_ask(struct live_door *door, int socket)
{
    static const char asked[] = "GET /data/toy/work?ms=0&bytes=2e7 HTTP/1.1\r\nHost: @\r\n\r\n";
    char              line[] = "HTTP/1.1 000";
    ssize_t           count;

    http_send(socket, asked, sizeof asked - 1, live_door_port(door));
    count = recv(socket, line, sizeof line - 1, MSG_WAITALL);
    ck_assert_int_eq(count, (ssize_t)sizeof line - 1);
    return atoi(line + sizeof "HTTP/1.1 " - 1);
}

START_TEST(what_nobody_reads_does_not_fill_the_memory)
{
    struct live_limits limits = live_limits_loopback;
    struct live_door  *door;
    int                sockets[2];

    limits.answers_bytes = 30000000;
    door = door_open(&limits);
    for (size_t i = 0; i < 2; i++)
        sockets[i] = http_connect(live_door_port(door));
    ck_assert_int_eq(much_ask(door, sockets[0]), 200);
    ck_assert_int_eq(much_ask(door, sockets[1]), 429);
    still_serves(door, "a small answer has room");
    for (size_t i = 0; i < 2; i++)
        close(sockets[i]);
    ck_assert_uint_eq(connections_fall(door, 0), 0);
    sockets[0] = http_connect(live_door_port(door));
    ck_assert_int_eq(much_ask(door, sockets[0]), 200);
    close(sockets[0]);
    live_door_close(door);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("live_http");
    TCase *cases = tcase_create("live_http");

    suite_add_tcase(suite, cases);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, what_nobody_reads_does_not_fill_the_memory);
    tcase_add_loop_test(cases, every_attack_is_answered_and_survived, 0, COUNT(attacks));
    tcase_add_loop_test(cases, a_flood_is_stopped_where_it_is_too_long, 0, COUNT(floods));
    tcase_add_loop_test(cases, who_drips_is_cut_however_steadily, 0, COUNT(drips));
    tcase_add_loop_test(cases, who_does_nothing_is_cut, 0, COUNT(stalls));
    return suite_run(suite);
}
