/* Frames of simple protocols: bytes from manuals, any split, wrong checks, junk in front. */
#include "drivers/described_wire.h"
#include "tests/support/suite.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static const struct described_wire lines = { .ending = { { '\n' }, 1 } };
static const struct described_wire stx_xor = {
    .opening = { { 2 }, 1 }, .ending = { { 3 }, 1 }, .check = DESCRIBED_CHECK_XOR,
};
static const struct described_wire modbus_like = {
    .opening = { { ':' }, 1 }, .ending = { { '\r', '\n' }, 2 }, .check = DESCRIBED_CHECK_LRC,
};
static const struct described_wire raw_crc = {
    .opening = { { 2 }, 1 }, .ending = { { 3 }, 1 }, .check = DESCRIBED_CHECK_CRC_XMODEM,
    .check_is_bytes = true,
};

/* The XMODEM check of "123456789" is 31C3, of "SAF0" 5543: the NE-1000 manual's own example.
 * XOR of "123456789" is 31, its two's complement sum 23. */
static const struct {
    const char *story;
    const struct described_wire *wire;
    const char *bytes;
    size_t      count;
    enum device_scan want;
    size_t      used;
    const char *body;
} stories[] = {
    { "a line",                 &lines,   "OK\n",             3, DEVICE_WHOLE,   3, "OK" },
    { "a line of an other maker", &lines, "OK\r\n",           4, DEVICE_WHOLE,   4, "OK" },
    { "half a line",            &lines,   "OK",               2, DEVICE_PARTIAL, 0, NULL },
    { "no text",                &lines,   "O\x90K\n",         4, DEVICE_JUNK,    4, NULL },
    { "an empty line",          &lines,   "\n",               1, DEVICE_WHOLE,   1, ""   },
    { "a frame with digits",    &stx_xor, "\x02" "12345678931\x03", 13, DEVICE_WHOLE, 13,
      "123456789" },
    { "a wrong digit",          &stx_xor, "\x02" "12345678932\x03", 13, DEVICE_JUNK, 13, NULL },
    { "a wrong body",           &stx_xor, "\x02" "12345678831\x03", 13, DEVICE_JUNK, 13, NULL },
    { "junk in front",          &stx_xor, "zz\x02" "1",       4, DEVICE_JUNK,    2, NULL },
    { "no room for a check",    &stx_xor, "\x02\x03",         2, DEVICE_JUNK,    2, NULL },
    { "two's complement",       &modbus_like, ":12345678923\r\n", 14, DEVICE_WHOLE, 14,
      "123456789" },
    { "a check of bytes",       &raw_crc, "\x02" "SAF0UC\x03", 8, DEVICE_WHOLE,  8, "SAF0" },
    { "a check of bytes, half", &raw_crc, "\x02" "SAF0U",     6, DEVICE_PARTIAL, 0, NULL },
};

START_TEST(frames_are_whole_partial_or_junk)
{
    struct line_part body = { "", 0 };
    size_t           used = 99;

    ck_assert_msg(described_wire_scan(stories[_i].wire, (const uint8_t *)stories[_i].bytes,
                                      stories[_i].count, &used) == stories[_i].want, "%s",
                  stories[_i].story);
    ck_assert_msg(used == stories[_i].used, "%s: %zu", stories[_i].story, used);
    if (!stories[_i].body)
        return;
    ck_assert(described_wire_body(stories[_i].wire, (const uint8_t *)stories[_i].bytes, used,
                                  &body));
    ck_assert_uint_eq(body.count, strlen(stories[_i].body));
    ck_assert_mem_eq(body.text, stories[_i].body, body.count);
}
END_TEST

START_TEST(what_is_written_is_the_manuals_bytes)
{
    uint8_t out[DEVICE_FRAME_MAX];

    ck_assert_uint_eq(described_wire_write(&raw_crc, (const uint8_t *)"SAF0", 4, out), 8);
    ck_assert_mem_eq(out, "\x02" "SAF0UC\x03", 8);
    ck_assert_uint_eq(described_wire_write(&stx_xor, (const uint8_t *)"123456789", 9, out), 13);
    ck_assert_mem_eq(out, "\x02" "12345678931\x03", 13);
    ck_assert_uint_eq(described_wire_write(&lines, (const uint8_t *)"RF ON", 5, out), 6);
    ck_assert_mem_eq(out, "RF ON\n", 6);
}
END_TEST

/* An ending that stands inside a check of bytes ends nothing. */
START_TEST(a_check_may_look_like_an_ending)
{
    uint8_t frame[DEVICE_FRAME_MAX], body[2] = { 'A', '0' };
    size_t  tried = 0;

    for (body[0] = ' '; body[0] < 0x7F; body[0]++)
        for (body[1] = ' '; body[1] < 0x7F; body[1]++) {
            size_t           count = described_wire_write(&raw_crc, body, 2, frame), used;
            struct line_part found;

            if (frame[3] != 3 && frame[4] != 3)
                continue;
            tried++;
            ck_assert_int_eq(described_wire_scan(&raw_crc, frame, count, &used), DEVICE_WHOLE);
            ck_assert_uint_eq(used, count);
            ck_assert(described_wire_body(&raw_crc, frame, used, &found));
            ck_assert_mem_eq(found.text, body, 2);
        }
    ck_assert_uint_gt(tried, 20);
}
END_TEST

START_TEST(a_line_that_never_ends_is_junk)
{
    uint8_t bytes[DEVICE_FRAME_MAX];
    size_t  used;

    memset(bytes, 'A', sizeof bytes);
    ck_assert_int_eq(described_wire_scan(&lines, bytes, sizeof bytes, &used), DEVICE_JUNK);
    ck_assert_uint_eq(used, sizeof bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("described_wire");
    TCase *tests = tcase_create("described_wire");

    tcase_add_loop_test(tests, frames_are_whole_partial_or_junk, 0, COUNT(stories));
    tcase_add_test(tests, what_is_written_is_the_manuals_bytes);
    tcase_add_test(tests, a_check_may_look_like_an_ending);
    tcase_add_test(tests, a_line_that_never_ends_is_junk);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
