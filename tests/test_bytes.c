/* What is written of a text, a number, a time or a file: for a page, for JSON, for a sentence. */
#include "hil/bytes.h"
#include "hil/digest.h"
#include "hil/time_text.h"
#include "tests/support/json_check.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ---- escaping ---- */

static const struct { const char *story, *text, *json, *html; } escapes[] = {
    { "plain",            "80 C",             "\"80 C\"",                       "80 C"                       },
    { "quotes",           "a\"b'c\\",         "\"a\\\"b'c\\\\\"",               "a&quot;b&#39;c\\"           },
    { "markup",           "<b>&",             "\"\\u003cb\\u003e\\u0026\"",     "&lt;b&gt;&amp;"             },
    { "control",          "a\x01\n",          "\"a\\u0001\\u000a\"",            "a\xEF\xBF\xBD\n"            },
    { "delete",           "\x7f",             "\"\\u007f\"",                    "\xEF\xBF\xBD"               },
    { "umlaut and ohm",   "\xC3\xBC\xCE\xA9", "\"\xC3\xBC\xCE\xA9\"",           "\xC3\xBC\xCE\xA9"           },
    { "beyond the plane", "\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\"",           "\xF0\x9F\x98\x80"           },
    { "stray byte",       "a\xFFz",           "\"a\xEF\xBF\xBDz\"",             "a\xEF\xBF\xBDz"             },
    { "cut character",    "a\xE2\x82",        "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"",  "a\xEF\xBF\xBD\xEF\xBF\xBD"  },
    { "overlong slash",   "\xC0\xAF",         "\"\xEF\xBF\xBD\xEF\xBF\xBD\"",   "\xEF\xBF\xBD\xEF\xBF\xBD"   },
    { "overlong in three", "\xE0\x80\xAF",   "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"",
      "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "surrogate",        "\xED\xA0\x80",     "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"",
      "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "line separator",   "\xE2\x80\xA8\xE2\x80\xA9", "\"\\u2028\\u2029\"",     "\xE2\x80\xA8\xE2\x80\xA9"   },
};

/* ---- time as a person reads it ---- */

static const struct { double t_s; const char *text; } times[] = {
    { 0, "0.00 s" }, { 12.345, "12.35 s" }, { 3599.99, "3599.99 s" }, { 3600, "01:00:00" },
    { 3600 - 1e-9, "01:00:00" }, { 3723.9, "01:02:03" }, { 86399.9, "23:59:59" },
    { 86400, "1 d 00:00:00" }, { 273906, "3 d 04:05:06" }, { 31536000, "365 d 00:00:00" },
    { -0.5, "-0.50 s" }, { NAN, "unknown" }, { INFINITY, "unknown" }, { 1e300, "unknown" },
};

START_TEST(a_time_is_read_in_seconds_hours_or_days)
{
    char text[TIME_TEXT_SIZE];

    time_text(times[_i].t_s, text);
    ck_assert_str_eq(text, times[_i].text);
}
END_TEST

/* The tick that a judgement names is told to its last digit, and no longer than it has to be. */
static const struct { double t_s; int decimals; const char *text; } exact_times[] = {
    { 0, 0, "0 s" }, { 12.34, 2, "12.34 s" }, { 10, 2, "10.00 s" }, { 3599, 0, "3599 s" },
    { 3600, 0, "01:00:00" }, { 3600 - 1e-9, 3, "01:00:00" }, { 3600.25, 3, "01:00:00.25" },
    { 3660.5, 1, "01:01:00.5" }, { 7200, 2, "02:00:00" }, { 432120, 0, "5 d 00:02:00" },
    { 86400.001, 3, "1 d 00:00:00.001" }, { 3600.1, 1, "01:00:00.1" },
    { 7199.96, 1, "02:00:00" }, { 864000, 6, "10 d 00:00:00" }, { NAN, 2, "unknown" },
};

START_TEST(a_moment_in_a_sentence_is_exact_and_short)
{
    char text[TIME_TEXT_SIZE];

    time_text_exact(exact_times[_i].t_s, exact_times[_i].decimals, text);
    ck_assert_str_eq(text, exact_times[_i].text);
}
END_TEST

START_TEST(no_text_can_leave_its_quotes)
{
    struct bytes json = { 0 }, html = { 0 };

    bytes_json_text(&json, escapes[_i].text);
    bytes_add(&json, "", 1);
    bytes_html(&html, escapes[_i].text);
    bytes_add(&html, "", 1);
    ck_assert_msg(strcmp(json.at, escapes[_i].json) == 0, "%s: %s", escapes[_i].story, json.at);
    ck_assert_msg(strcmp(html.at, escapes[_i].html) == 0, "%s: %s", escapes[_i].story, html.at);
    ck_assert_msg(json_is_valid(json.at, strlen(json.at)), "%s", escapes[_i].story);
    bytes_free(&json);
    bytes_free(&html);
}
END_TEST

static const struct { double value; const char *json; } numbers[] = {
    { 0.02, "0.02" }, { 120, "120" }, { 0.1 + 0.2, "0.30000000000000004" }, { -1e-9, "-1e-09" },
    { NAN, "null" }, { INFINITY, "null" },
};

START_TEST(numbers_read_back_as_they_were)
{
    struct bytes bytes = { 0 };

    bytes_json_number(&bytes, numbers[_i].value);
    bytes_add(&bytes, "", 1);
    ck_assert_str_eq(bytes.at, numbers[_i].json);
    bytes_free(&bytes);
}
END_TEST

static const struct { const char *text, *base64; } rfc4648[] = {     /* RFC 4648, section 10 */
    { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
    { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
};

START_TEST(base64_is_that_of_the_standard)
{
    struct bytes bytes = { 0 };

    bytes_base64(&bytes, (const uint8_t *)rfc4648[_i].text, strlen(rfc4648[_i].text));
    bytes_add(&bytes, "", 1);
    ck_assert_str_eq(bytes.at, rfc4648[_i].base64);
    bytes_free(&bytes);
}
END_TEST

START_TEST(integers_have_all_their_digits)
{
    struct bytes bytes = { 0 };

    bytes_integer(&bytes, 0);
    bytes_integer(&bytes, -17);
    bytes_integer(&bytes, INT64_MIN);
    bytes_add(&bytes, "", 1);
    ck_assert_str_eq(bytes.at, "0-17-9223372036854775808");
    bytes_free(&bytes);
}
END_TEST

static const struct { const char *text; bool is_json; } forms[] = {
    { "{}", true }, { "[1, -0.5e+3, null, true, \"\\u00e9\\n\"]", true }, { "{\"a\": [{}]}", true },
    { "", false }, { "{", false }, { "[1,]", false }, { "{\"a\" 1}", false }, { "01", false },
    { "\"\n\"", false }, { "nan", false }, { "\"\\x\"", false }, { "1 2", false },
};

START_TEST(the_checker_of_these_tests_tells_json_from_junk)
{
    ck_assert_msg(json_is_valid(forms[_i].text, strlen(forms[_i].text)) == forms[_i].is_json, "%s",
                  forms[_i].text);
}
END_TEST

/* ---- digests ---- */

static const struct { const char *text, *hex; } digests[] = {    /* FIPS 180-4 examples */
    { "",    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(a_file_has_the_digest_of_the_standard)
{
    struct scratch scratch = scratch_make("text");
    char           hex[DIGEST_HEX_SIZE] = "";

    scratch_write(scratch.path, digests[_i].text);
    ck_assert_int_eq(file_sha256(scratch.path, hex, NULL), ERR_OK);
    ck_assert_str_eq(hex, digests[_i].hex);
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_digest_of_no_file_is_a_sentence)
{
    char       hex[DIGEST_HEX_SIZE] = "untouched";
    struct why why = { "" };

    ck_assert_int_eq(file_sha256("/no/such/file.lua", hex, &why), ERR_IO);
    ck_assert_msg(strstr(why.text, "/no/such/file.lua") != NULL, "%s", why.text);
    ck_assert_int_eq(file_sha256("/tmp", hex, NULL), ERR_IO);
    ck_assert_str_eq(hex, "untouched");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bytes");
    TCase *tests = tcase_create("bytes");

    tcase_add_loop_test(tests, no_text_can_leave_its_quotes, 0, COUNT(escapes));
    tcase_add_loop_test(tests, numbers_read_back_as_they_were, 0, COUNT(numbers));
    tcase_add_loop_test(tests, base64_is_that_of_the_standard, 0, COUNT(rfc4648));
    tcase_add_loop_test(tests, a_time_is_read_in_seconds_hours_or_days, 0, COUNT(times));
    tcase_add_loop_test(tests, a_moment_in_a_sentence_is_exact_and_short, 0, COUNT(exact_times));
    tcase_add_test(tests, integers_have_all_their_digits);
    tcase_add_loop_test(tests, the_checker_of_these_tests_tells_json_from_junk, 0, COUNT(forms));
    tcase_add_loop_test(tests, a_file_has_the_digest_of_the_standard, 0, COUNT(digests));
    tcase_add_test(tests, a_digest_of_no_file_is_a_sentence);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
