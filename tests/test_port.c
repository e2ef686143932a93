/* Ports: the line's true timing, bounded queues, faults that repeat, a tap that misses nothing. */
#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"
#include "drivers/port_serial.h"
#include "drivers/port_tap.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* ------------------------------------------------------------------ pipe */

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
    ck_assert_msg(take(far, 7.0 + timings[_i].after_bytes * BYTE_S, bytes, sizeof bytes) == timings[_i].want,
                  "%s", timings[_i].story);
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

/* ------------------------------------------------------------------ faulty */

struct bed { struct port *near, *far; struct port_faults faults; };

static void bed_make(struct bed *bed, uint64_t seed)
{
    struct port *end;

    bed->faults = (struct port_faults){ 0 };
    pipe_make(&end, &bed->far);
    ck_assert_int_eq(port_faulty_create(end, &bed->faults, seed, &bed->near), ERR_OK);
}

static void bed_drop(struct bed *bed)
{
    port_destroy(bed->near);
    port_destroy(bed->far);
}

/* Send 200 counted bytes and collect what comes out at the far end. */
static size_t send_200(struct bed *bed, double now_s, uint8_t *out, size_t room)
{
    uint8_t bytes[200], nothing[4];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    ck_assert_uint_eq(give(bed->near, now_s, bytes, sizeof bytes), sizeof bytes);
    take(bed->near, now_s + 1, nothing, sizeof nothing);
    return take(bed->far, now_s + 2, out, room);
}

START_TEST(zero_faults_are_a_perfect_line)
{
    struct bed bed;
    uint8_t    out[256];

    bed_make(&bed, 1);
    ck_assert_uint_eq(send_200(&bed, 0, out, sizeof out), 200);
    for (size_t i = 0; i < 200; i++)
        ck_assert_uint_eq(out[i], i);
    ck_assert_uint_eq(port_faulty_counts(bed.near).passed, 200);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_cut_cable_passes_nothing_either_way_and_heals)
{
    struct bed bed;
    uint8_t    out[256];

    bed_make(&bed, 1);
    bed.faults.cable_cut = 1;
    ck_assert_uint_eq(send_200(&bed, 0, out, sizeof out), 0);
    give(bed.far, 3, "lost", 4);
    ck_assert_uint_eq(take(bed.near, 4, out, sizeof out), 0);
    bed.faults.cable_cut = 0;
    give(bed.far, 5, "back", 4);
    ck_assert_uint_eq(take(bed.near, 6, out, sizeof out), 4);
    ck_assert_int_eq(memcmp(out, "back", 4), 0);
    ck_assert_uint_eq(send_200(&bed, 7, out, sizeof out), 200);
    bed_drop(&bed);
}
END_TEST

START_TEST(every_seventh_byte_is_dropped)
{
    struct bed bed;
    uint8_t    out[256];

    bed_make(&bed, 1);
    bed.faults.drop_every_n = 7;
    ck_assert_uint_eq(send_200(&bed, 0, out, sizeof out), 200 - 28);
    ck_assert_uint_eq(out[5], 5);
    ck_assert_uint_eq(out[6], 7);                   /* number 6 is the seventh */
    ck_assert_uint_eq(port_faulty_counts(bed.near).dropped, 28);
    bed_drop(&bed);
}
END_TEST

START_TEST(chance_repeats_with_its_seed)
{
    uint8_t out[3][256];
    size_t  count[3];
    const uint64_t seeds[3] = { 42, 42, 43 };

    for (int i = 0; i < 3; i++) {
        struct bed bed;
        bed_make(&bed, seeds[i]);
        bed.faults.drop_probability = 0.2;
        bed.faults.corrupt_probability = 0.1;
        count[i] = send_200(&bed, 0, out[i], sizeof out[i]);
        bed_drop(&bed);
    }
    ck_assert_uint_eq(count[0], count[1]);
    ck_assert_int_eq(memcmp(out[0], out[1], count[0]), 0);
    ck_assert(count[0] > 130 && count[0] < 190);
    ck_assert(count[2] != count[0] || memcmp(out[0], out[2], count[0]) != 0);
}
END_TEST

START_TEST(a_corrupt_byte_has_one_bit_turned_over)
{
    struct bed bed;
    uint8_t    out[256];

    bed_make(&bed, 5);
    bed.faults.corrupt_probability = 1;
    ck_assert_uint_eq(send_200(&bed, 0, out, sizeof out), 200);
    for (size_t i = 0; i < 200; i++)
        ck_assert_int_eq(__builtin_popcount((unsigned)(out[i] ^ i)), 1);
    ck_assert_uint_eq(port_faulty_counts(bed.near).corrupted, 200);
    bed_drop(&bed);
}
END_TEST

START_TEST(late_bytes_are_late_in_both_directions)
{
    struct bed bed;
    uint8_t    out[8];

    bed_make(&bed, 1);
    bed.faults.late_s = 0.2;
    give(bed.near, 0, "out", 3);
    give(bed.far, 0, "in", 2);
    ck_assert_uint_eq(take(bed.near, 0.10, out, sizeof out), 0);    /* seen at 0.10, due at 0.30 */
    ck_assert_uint_eq(take(bed.far, 0.19, out, sizeof out), 0);
    ck_assert_uint_eq(take(bed.near, 0.20, out, sizeof out), 0);    /* hands "out" to the line   */
    ck_assert_uint_eq(take(bed.far, 0.20 + 3 * BYTE_S, out, sizeof out), 3);
    ck_assert_uint_eq(take(bed.near, 0.29, out, sizeof out), 0);
    ck_assert_uint_eq(take(bed.near, 0.30, out, sizeof out), 2);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_shorter_delay_lets_no_byte_overtake)
{
    struct bed bed;
    uint8_t    out[8];

    bed_make(&bed, 1);
    bed.faults.late_s = 0.5;
    give(bed.near, 0, "a", 1);
    bed.faults.late_s = 0.1;
    give(bed.near, 0.1, "b", 1);
    take(bed.near, 0.3, out, sizeof out);
    ck_assert_uint_eq(take(bed.far, 0.4, out, sizeof out), 0);
    take(bed.near, 0.5, out, sizeof out);
    ck_assert_uint_eq(take(bed.far, 0.6, out, sizeof out), 2);
    ck_assert_int_eq(memcmp(out, "ab", 2), 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_full_delay_takes_no_more)
{
    static const uint8_t many[PORT_FAULTY_ROOM + 5] = { 0 };
    struct bed bed;

    bed_make(&bed, 1);
    bed.faults.late_s = 10;
    ck_assert_uint_eq(give(bed.near, 0, many, sizeof many), PORT_FAULTY_ROOM);
    ck_assert_uint_eq(give(bed.near, 0, many, 1), 0);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ tap */

struct heard { char text[64]; double last_s; };

static void hear(void *context, double now_s, enum port_direction direction, const uint8_t *bytes, size_t count)
{
    struct heard *heard = context;
    size_t        used = strlen(heard->text);

    heard->last_s = now_s;
    heard->text[used++] = direction == PORT_READ ? '<' : '>';
    memcpy(heard->text + used, bytes, count);
}

START_TEST(a_tap_sees_all_that_passes_with_its_time)
{
    struct heard heard = { .text = "" };
    struct port *near, *far, *tap;
    uint8_t      bytes[8];

    pipe_make(&near, &far);
    ck_assert_int_eq(port_tap_create(near, hear, &heard, &tap), ERR_OK);
    give(tap, 0.5, "ask", 3);
    ck_assert_uint_eq(take(tap, 0.6, bytes, sizeof bytes), 0);
    give(far, 1.0, "reply", 5);
    ck_assert_uint_eq(take(tap, 1.0 + 2 * BYTE_S, bytes, sizeof bytes), 2);
    ck_assert_uint_eq(take(tap, 2.0, bytes, sizeof bytes), 3);
    ck_assert_str_eq(heard.text, ">ask<re<ply");
    ck_assert_double_eq(heard.last_s, 2.0);
    ck_assert_str_eq(port_name(tap), "tap");
    port_destroy(tap);
    port_destroy(far);
}
END_TEST

/* ------------------------------------------------------------------ serial */

START_TEST(a_serial_port_that_is_not_there_is_named)
{
    struct port *port = NULL;
    struct why   why = { "" };

    ck_assert_int_eq(port_serial_create("/dev/ttyNOSUCH7", 115200, &port, &why), ERR_UNKNOWN);
    ck_assert_ptr_null(port);
    ck_assert_ptr_nonnull(strstr(why.text, "/dev/ttyNOSUCH7"));
}
END_TEST

static void count_one(void *context, const char *name, const char *description)
{
    ck_assert_ptr_nonnull(name);
    ck_assert_ptr_nonnull(description);
    (*(int *)context)++;
}

/* Where the system does not show its devices (a bare chroot), that is said; otherwise there is a list, perhaps an empty one. */
START_TEST(serial_ports_can_be_listed)
{
    int count = 0;
    enum err want = access("/sys/class/tty", R_OK) == 0 ? ERR_OK : ERR_IO;

    ck_assert_int_eq(port_serial_list(count_one, &count), want);
    ck_assert(want == ERR_OK || count == 0);
}
END_TEST

int main(void)
{
    Suite   *suite = suite_create("port");
    TCase   *tests = tcase_create("port");
    SRunner *runner = srunner_create(suite);
    int      failed;

    tcase_add_loop_test(tests, each_byte_arrives_at_its_own_time, 0, (int)(sizeof timings / sizeof timings[0]));
    tcase_add_test(tests, a_busy_line_makes_bytes_wait_and_a_free_one_does_not);
    tcase_add_test(tests, both_directions_are_independent);
    tcase_add_test(tests, a_full_pipe_takes_no_more);
    tcase_add_test(tests, a_destroyed_end_is_a_closed_port_once_its_bytes_are_read);
    tcase_add_test(tests, a_line_without_speed_is_refused);
    tcase_add_test(tests, zero_faults_are_a_perfect_line);
    tcase_add_test(tests, a_cut_cable_passes_nothing_either_way_and_heals);
    tcase_add_test(tests, every_seventh_byte_is_dropped);
    tcase_add_test(tests, chance_repeats_with_its_seed);
    tcase_add_test(tests, a_corrupt_byte_has_one_bit_turned_over);
    tcase_add_test(tests, late_bytes_are_late_in_both_directions);
    tcase_add_test(tests, a_shorter_delay_lets_no_byte_overtake);
    tcase_add_test(tests, a_full_delay_takes_no_more);
    tcase_add_test(tests, a_tap_sees_all_that_passes_with_its_time);
    tcase_add_test(tests, a_serial_port_that_is_not_there_is_named);
    tcase_add_test(tests, serial_ports_can_be_listed);
    suite_add_tcase(suite, tests);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
