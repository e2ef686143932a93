/* A line in memory: its true timing, bounded queues, what goes wrong on a line. */
#include "drivers/port_pipe.h"
#include "drivers/port_wave.h"
#include "tests/support/suite.h"

#include <string.h>

#define BAUD   115200.0
#define BYTE_S (10.0 / BAUD)

static size_t take(struct port *port, double now_s, uint8_t *bytes, size_t room)
{
    size_t count = 0;

    ck_assert_int_eq(port_read(port, now_s, bytes, room, &count), ERR_OK);
    return count;
}

static size_t give(struct port *port, double now_s, const void *bytes, size_t count)
{
    size_t taken = 0;

    ck_assert_int_eq(port_write(port, now_s, bytes, count, &taken), ERR_OK);
    return taken;
}

static void pipe_make(struct port **near, struct port **far)
{
    ck_assert_int_eq(port_pipe_create(BAUD, near, far), ERR_OK);
}

static const struct { const char *story; double after_bytes; size_t want; } timings[] = {
    { "nothing at once",                  0.0, 0 },
    { "nothing before the first is whole", 0.9, 0 },
    { "one after ten bits",               1.0, 1 },
    { "still one a little later",         1.9, 1 },
    { "two after twenty bits",            2.0, 2 },
    { "all five",                         5.0, 5 },
    { "and no more",                    500.0, 5 },
};

START_TEST(each_byte_arrives_at_its_own_time)
{
    struct port *near, *far;
    uint8_t      bytes[16];

    pipe_make(&near, &far);
    ck_assert_uint_eq(give(near, 7.0, "hello", 5), 5);
    ck_assert_msg(take(far, 7.0 + timings[_i].after_bytes * BYTE_S, bytes, sizeof bytes)
                  == timings[_i].want, "%s", timings[_i].story);
    ck_assert_int_eq(memcmp(bytes, "hello", timings[_i].want), 0);
    port_destroy(near);
    port_destroy(far);
}
END_TEST

START_TEST(a_busy_line_makes_bytes_wait_and_a_free_one_does_not)
{
    struct port *near, *far;
    uint8_t      bytes[16];

    pipe_make(&near, &far);
    give(near, 0.0, "abc", 3);
    give(near, 1.0 * BYTE_S, "d", 1);               /* behind three that are still being sent */
    ck_assert_uint_eq(take(far, 3.9 * BYTE_S, bytes, sizeof bytes), 3);
    ck_assert_uint_eq(take(far, 4.0 * BYTE_S, bytes, sizeof bytes), 1);
    give(near, 10.0 * BYTE_S, "e", 1);
    ck_assert_uint_eq(take(far, 10.9 * BYTE_S, bytes, sizeof bytes), 0);
    ck_assert_uint_eq(take(far, 11.0 * BYTE_S, bytes, sizeof bytes), 1);
    port_destroy(far);
    port_destroy(near);
}
END_TEST

START_TEST(both_directions_are_independent)
{
    struct port *near, *far;
    uint8_t      bytes[16];

    pipe_make(&near, &far);
    give(near, 0.0, "0123456789", 10);
    give(far, 0.0, "x", 1);
    ck_assert_uint_eq(take(near, BYTE_S, bytes, sizeof bytes), 1);
    ck_assert_uint_eq(bytes[0], 'x');
    ck_assert_uint_eq(take(far, BYTE_S, bytes, sizeof bytes), 1);
    ck_assert_uint_eq(bytes[0], '0');
    port_destroy(near);
    port_destroy(far);
}
END_TEST

START_TEST(a_full_pipe_takes_no_more)
{
    static const uint8_t many[PORT_PIPE_ROOM + 7] = { 0 };
    struct port *near, *far;
    uint8_t      bytes[10];

    pipe_make(&near, &far);
    ck_assert_uint_eq(give(near, 0, many, sizeof many), PORT_PIPE_ROOM);
    ck_assert_uint_eq(give(near, 0, many, 1), 0);
    ck_assert_uint_eq(take(far, 1, bytes, sizeof bytes), 10);
    ck_assert_uint_eq(give(near, 1, many, sizeof many), 10);
    port_destroy(near);
    port_destroy(far);
}
END_TEST

START_TEST(a_destroyed_end_is_a_closed_port_once_its_bytes_are_read)
{
    struct port *near, *far;
    uint8_t      bytes[4];
    size_t       count;

    pipe_make(&near, &far);
    give(far, 0, "z", 1);
    port_destroy(far);
    ck_assert_uint_eq(take(near, 1, bytes, sizeof bytes), 1);
    ck_assert_int_eq(port_read(near, 1, bytes, sizeof bytes, &count), ERR_CLOSED);
    ck_assert_int_eq(port_write(near, 1, bytes, 1, &count), ERR_CLOSED);
    port_destroy(near);
}
END_TEST

START_TEST(a_line_without_speed_is_refused)
{
    struct port *near, *far;

    ck_assert_int_eq(port_pipe_create(0, &near, &far), ERR_RANGE);
    port_destroy(NULL);
}
END_TEST

/* ---- what goes wrong ---- */

static const struct port_line odd = { 9600, 8, PORT_PARITY_ODD, 1, PORT_HANDSHAKE_NONE };

struct bed { struct port *near, *far; struct port_pipe_troubles troubles; };

static void bed_make(struct bed *bed, const struct port_line *line, uint64_t seed)
{
    struct port_pipe_setup setup = { *line, &bed->troubles, seed };

    bed->troubles = (struct port_pipe_troubles){ .jitter_s = 0 };
    ck_assert_int_eq(port_pipe_create_line(&setup, &bed->near, &bed->far), ERR_OK);
}

static void bed_drop(struct bed *bed)
{
    port_destroy(bed->near);
    port_destroy(bed->far);
}

static struct port_sight look(struct port *port, double now_s)
{
    struct port_sight sight;

    ck_assert_int_eq(port_look(port, now_s, &sight), ERR_OK);
    return sight;
}

static const struct { const char *text; struct port_line line; double bits; } paces[] = {
    { "8N1", { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, 10 },
    { "8O1", { 9600, 8, PORT_PARITY_ODD,  1, PORT_HANDSHAKE_NONE }, 11 },
    { "8E2", { 9600, 8, PORT_PARITY_EVEN, 2, PORT_HANDSHAKE_NONE }, 12 },
    { "7N1", { 9600, 7, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE },  9 },
    { "7E2", { 1200, 7, PORT_PARITY_EVEN, 2, PORT_HANDSHAKE_NONE }, 11 },
};

START_TEST(the_format_makes_the_pace)
{
    double     byte_s = paces[_i].bits / paces[_i].line.baud;
    struct bed bed;
    uint8_t    bytes[8];

    bed_make(&bed, &paces[_i].line, 1);
    give(bed.near, 0, "abc", 3);
    ck_assert_uint_eq(take(bed.far, 0.999 * byte_s, bytes, sizeof bytes), 0);
    ck_assert_uint_eq(take(bed.far, 2.001 * byte_s, bytes, sizeof bytes), 2);
    ck_assert_uint_eq(take(bed.far, 3 * byte_s, bytes, sizeof bytes), 1);
    bed_drop(&bed);
}
END_TEST

START_TEST(all_bytes_cross_in_every_format)
{
    struct bed bed;
    uint8_t    bytes[256], out[256];
    unsigned   most = paces[_i].line.bits == 7 ? 128 : 256;

    bed_make(&bed, &paces[_i].line, 1);
    for (unsigned i = 0; i < 256; i++)
        bytes[i] = (uint8_t)i;
    give(bed.near, 0, bytes, 256);
    ck_assert_uint_eq(take(bed.far, 10, out, 256), 256);
    for (unsigned i = 0; i < 256; i++)
        ck_assert_uint_eq(out[i], i % most);
    ck_assert_uint_eq(look(bed.far, 10).parity_errors + look(bed.far, 10).framing_errors
                      + look(bed.far, 10).breaks + look(bed.far, 10).overruns, 0);
    bed_drop(&bed);
}
END_TEST

/* Levels by hand: the bits on the line, the first one first, in the times of the receiver. */
static const struct {
    const char *story;
    struct port_line from, to;
    uint8_t byte;
    size_t count;
    struct port_wave_byte want[3];
} waves[] = {
    { "even into odd: the right byte, a parity error",
      { 9600, 8, PORT_PARITY_EVEN, 1, PORT_HANDSHAKE_NONE },
      { 9600, 8, PORT_PARITY_ODD,  1, PORT_HANDSHAKE_NONE }, 0x41, 1, { { 0x41, 1 } } },
    { "8E1 into 8N1: the parity bit 0 is where a stop bit should be",
      { 9600, 8, PORT_PARITY_EVEN, 1, PORT_HANDSHAKE_NONE },
      { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, 0x41, 1, { { 0x41, 2 } } },
    { "8O1 into 8N1: the parity bit 1 passes for a stop bit",
      { 9600, 8, PORT_PARITY_ODD,  1, PORT_HANDSHAKE_NONE },
      { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, 0x41, 1, { { 0x41, 0 } } },
    { "7E1 into 8N1: the parity is the eighth bit",
      { 9600, 7, PORT_PARITY_EVEN, 1, PORT_HANDSHAKE_NONE },
      { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, 0x43, 1, { { 0xC3, 0 } } },
    /* 0x55 is 0 1010 1010 1 on the line, at half the baud 00 11 00 11 00 11 00 11 00 11 */
    { "4800 into 9600: 0 01100110 0, a low stop bit, and 0 01100111 1 with the idle line",
      { 4800, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE },
      { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, 0x55, 2,
      { { 0x66, 2 }, { 0xE6, 0 } } },
    { "9600 into 4800: the bits 3, 5 and 7, then the stop bit 9 and the idle line",
      { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE },
      { 4800, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, 0x00, 1, { { 0xF8, 0 } } },
    { "300 into 9600: a low start bit of 32 bit times is a break",
      { 300,  8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE },
      { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, 0xFF, 1, { { 0x00, 4 } } },
    { "115200 into 300: too short to be seen",
      { 115200, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE },
      { 300,    8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, 0x41, 0, { { 0, 0 } } },
};

START_TEST(a_receiver_that_is_set_otherwise_reads_what_the_levels_say)
{
    struct port_wave_byte out[PORT_WAVE_MAX];
    size_t count = port_wave_receive(&waves[_i].from, &waves[_i].to, waves[_i].byte, 0, out);

    ck_assert_msg(count == waves[_i].count, "%s: %zu bytes", waves[_i].story, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(out[i].byte == waves[_i].want[i].byte
                      && out[i].flags == waves[_i].want[i].flags, "%s: %02X %u", waves[_i].story,
                      out[i].byte, out[i].flags);
}
END_TEST

START_TEST(the_wrong_baud_arrives_wrong_and_is_counted)
{
    struct bed       bed;
    struct port_line slow = odd;
    uint8_t          bytes[64];

    bed_make(&bed, &odd, 1);
    slow.baud = 2400;
    ck_assert_int_eq(port_line(bed.near, &slow), ERR_OK);
    give(bed.near, 0, "VER\r", 4);
    ck_assert_uint_gt(take(bed.far, 1, bytes, sizeof bytes), 0);
    ck_assert_int_ne(memcmp(bytes, "VER\r", 4), 0);
    ck_assert_uint_gt(look(bed.far, 1).framing_errors + look(bed.far, 1).breaks, 0);
    ck_assert_int_eq(port_line(bed.near, &odd), ERR_OK);
    give(bed.near, 2, "VER\r", 4);
    ck_assert_uint_eq(take(bed.far, 3, bytes, sizeof bytes), 4);
    ck_assert_int_eq(memcmp(bytes, "VER\r", 4), 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_flipped_bit_is_counted_with_parity_and_silent_without)
{
    static const struct port_line none = { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE };
    const uint8_t sent[64] = { 0x55 };
    struct bed    bed;
    uint8_t       out[64];
    size_t        wrong = 0;

    bed_make(&bed, _i == 0 ? &odd : &none, 3);
    bed.troubles.flip_probability = 1;
    give(bed.near, 0, sent, sizeof sent);
    ck_assert_uint_eq(take(bed.far, 1, out, sizeof out), sizeof out);
    for (size_t i = 0; i < sizeof out; i++) {
        ck_assert_int_le(__builtin_popcount((unsigned)(out[i] ^ sent[i])), 1);
        wrong += out[i] != sent[i];
    }
    ck_assert_uint_eq(look(bed.far, 1).parity_errors, _i == 0 ? sizeof out : 0);
    if (_i == 0)
        ck_assert(wrong > 40 && wrong < sizeof out);        /* of nine bits one is the parity's */
    else
        ck_assert_uint_eq(wrong, sizeof out);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_lost_stop_bit_is_counted_before_it_is_read)
{
    struct bed bed;
    uint8_t    out[8];

    bed_make(&bed, &odd, 3);
    bed.troubles.framing_probability = 1;
    give(bed.near, 0, "ab", 2);
    ck_assert_uint_eq(look(bed.far, 1.5 * 11 / 9600.0).framing_errors, 1);
    ck_assert_uint_eq(look(bed.far, 1).framing_errors, 2);
    ck_assert_uint_eq(take(bed.far, 1, out, sizeof out), 2);
    ck_assert_int_eq(memcmp(out, "ab", 2), 0);
    ck_assert_uint_eq(look(bed.far, 2).framing_errors, 2);
    bed_drop(&bed);
}
END_TEST

START_TEST(jitter_is_late_at_most_by_its_number_keeps_the_order_and_repeats)
{
    double     first_s[2][20] = { { 0 } };
    struct bed bed;
    uint8_t    byte;

    for (int run = 0; run < 2; run++) {
        size_t next = 0;
        bed_make(&bed, &odd, 9);
        bed.troubles.jitter_s = 0.010;
        give(bed.near, 0, "0123456789ABCDEFGHIJ", 20);
        for (int us = 0; us < 50000 && next < 20; us += 10)
            if (take(bed.far, us * 1e-6, &byte, 1) == 1) {
                ck_assert_uint_eq(byte, (uint8_t)"0123456789ABCDEFGHIJ"[next]);
                first_s[run][next++] = us * 1e-6;
            }
        ck_assert_uint_eq(next, 20);
        bed_drop(&bed);
    }
    for (size_t i = 0; i < 20; i++) {
        double due_s = (double)(i + 1) * 11 / 9600;
        ck_assert(first_s[0][i] >= due_s - 1e-6 && first_s[0][i] <= due_s + 0.01002);
        ck_assert_double_eq(first_s[0][i], first_s[1][i]);
    }
    ck_assert(first_s[0][0] > 12.0 / 9600);
}
END_TEST

START_TEST(a_receiver_that_is_not_read_overruns_and_counts)
{
    struct bed       bed;
    struct port_line polite = odd;
    uint8_t          out[64];

    bed_make(&bed, &odd, 1);
    bed.troubles.receiver_room = 16;
    give(bed.near, 0, "0123456789ABCDEFGHIJ", 20);
    ck_assert_uint_eq(take(bed.far, 10.01 * 11 / 9600, out, 64), 10);   /* in time: none is lost */
    ck_assert_uint_eq(take(bed.far, 1, out, 64), 10);
    give(bed.near, 1, "0123456789ABCDEFGHIJ", 20);
    ck_assert_uint_eq(look(bed.far, 2).overruns, 4);
    ck_assert_uint_eq(take(bed.far, 2, out, 64), 16);
    ck_assert_int_eq(memcmp(out, "0123456789ABCDEF", 16), 0);
    polite.handshake = PORT_HANDSHAKE_RTS_CTS;
    ck_assert_int_eq(port_line(bed.near, &polite), ERR_OK);
    ck_assert_int_eq(port_line(bed.far, &polite), ERR_OK);
    give(bed.near, 3, "0123456789ABCDEFGHIJ", 20);
    ck_assert_uint_eq(take(bed.far, 4, out, 64), 20);
    ck_assert_uint_eq(look(bed.far, 5).overruns, 4);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_break_is_a_zero_byte_that_is_counted_and_holds_the_line)
{
    struct bed bed;
    uint8_t    out[8] = { 1 };

    bed_make(&bed, &odd, 1);
    ck_assert_int_eq(port_set(bed.near, 0, PORT_BREAK, true), ERR_OK);
    ck_assert_int_eq(port_set(bed.near, 0.1, PORT_BREAK, true), ERR_OK);
    give(bed.near, 0.1, "lost", 4);
    ck_assert_int_eq(port_set(bed.near, 0.2, PORT_BREAK, false), ERR_OK);
    give(bed.near, 0.2, "x", 1);
    ck_assert_uint_eq(look(bed.far, 0.1).breaks, 1);
    ck_assert_uint_eq(take(bed.far, 1, out, sizeof out), 2);
    ck_assert_uint_eq(out[0], 0);
    ck_assert_uint_eq(out[1], 'x');
    ck_assert_uint_eq(look(bed.far, 1).breaks, 1);
    bed_drop(&bed);
}
END_TEST

START_TEST(control_lines_cross)
{
    struct bed bed;

    bed_make(&bed, &odd, 1);
    ck_assert(look(bed.far, 0).cts && look(bed.far, 0).dsr && look(bed.far, 0).dcd);
    ck_assert_int_eq(port_set(bed.near, 0, PORT_RTS, false), ERR_OK);
    ck_assert(!look(bed.far, 0).cts && look(bed.far, 0).dsr && look(bed.near, 0).cts);
    ck_assert_int_eq(port_set(bed.near, 0, PORT_DTR, false), ERR_OK);
    ck_assert(!look(bed.far, 0).dsr && !look(bed.far, 0).dcd && look(bed.near, 0).dsr);
    port_destroy(bed.far);
    ck_assert(!look(bed.near, 0).cts && !look(bed.near, 0).dsr);
    ck_assert_int_eq(port_set(bed.near, 0, PORT_DTR, true), ERR_CLOSED);
    port_destroy(bed.near);
}
END_TEST

START_TEST(two_wires_make_the_near_end_hear_itself)
{
    struct bed bed;
    uint8_t    out[8];

    bed_make(&bed, &odd, 1);
    bed.troubles.has_echo = 1;
    give(bed.near, 0, "ask", 3);
    ck_assert_uint_eq(take(bed.far, 1, out, sizeof out), 3);
    give(bed.far, 1, "re", 2);
    ck_assert_uint_eq(take(bed.near, 2, out, sizeof out), 5);
    ck_assert_int_eq(memcmp(out, "askre", 5), 0);
    ck_assert_uint_eq(take(bed.far, 3, out, sizeof out), 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_line_that_is_none_is_refused)
{
    const struct port_line bad[] = { { 0, 8, 0, 1, 0 }, { 9600, 6, 0, 1, 0 },
                                     { 9600, 8, 0, 3, 0 } };
    struct port *near, *far;

    pipe_make(&near, &far);
    for (size_t i = 0; i < 3; i++) {
        struct port_pipe_setup setup = { .line = bad[i] };
        struct port           *a, *b;
        ck_assert_int_eq(port_pipe_create_line(&setup, &a, &b), ERR_RANGE);
        ck_assert_int_eq(port_line(near, &bad[i]), ERR_RANGE);
    }
    port_destroy(near);
    port_destroy(far);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("port_pipe");
    TCase *tests = tcase_create("port_pipe");

    tcase_add_loop_test(tests, each_byte_arrives_at_its_own_time, 0,
                        (int)(sizeof timings / sizeof timings[0]));
    tcase_add_test(tests, a_busy_line_makes_bytes_wait_and_a_free_one_does_not);
    tcase_add_test(tests, both_directions_are_independent);
    tcase_add_test(tests, a_full_pipe_takes_no_more);
    tcase_add_test(tests, a_destroyed_end_is_a_closed_port_once_its_bytes_are_read);
    tcase_add_test(tests, a_line_without_speed_is_refused);
    tcase_add_loop_test(tests, the_format_makes_the_pace, 0,
                        (int)(sizeof paces / sizeof *paces));
    tcase_add_loop_test(tests, all_bytes_cross_in_every_format, 0,
                        (int)(sizeof paces / sizeof *paces));
    tcase_add_loop_test(tests, a_receiver_that_is_set_otherwise_reads_what_the_levels_say, 0,
                        (int)(sizeof waves / sizeof *waves));
    tcase_add_test(tests, the_wrong_baud_arrives_wrong_and_is_counted);
    tcase_add_loop_test(tests, a_flipped_bit_is_counted_with_parity_and_silent_without, 0,
                        2);
    tcase_add_test(tests, a_lost_stop_bit_is_counted_before_it_is_read);
    tcase_add_test(tests, jitter_is_late_at_most_by_its_number_keeps_the_order_and_repeats);
    tcase_add_test(tests, a_receiver_that_is_not_read_overruns_and_counts);
    tcase_add_test(tests, a_break_is_a_zero_byte_that_is_counted_and_holds_the_line);
    tcase_add_test(tests, control_lines_cross);
    tcase_add_test(tests, two_wires_make_the_near_end_hear_itself);
    tcase_add_test(tests, a_line_that_is_none_is_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
