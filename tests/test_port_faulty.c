/* Faults by numbers: they repeat with their seed, and zero is a perfect line. */
#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"
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

int main(void)
{
    Suite *suite = suite_create("port_faulty");
    TCase *tests = tcase_create("port_faulty");

    tcase_add_test(tests, zero_faults_are_a_perfect_line);
    tcase_add_test(tests, a_cut_cable_passes_nothing_either_way_and_heals);
    tcase_add_test(tests, every_seventh_byte_is_dropped);
    tcase_add_test(tests, chance_repeats_with_its_seed);
    tcase_add_test(tests, a_corrupt_byte_has_one_bit_turned_over);
    tcase_add_test(tests, late_bytes_are_late_in_both_directions);
    tcase_add_test(tests, a_shorter_delay_lets_no_byte_overtake);
    tcase_add_test(tests, a_full_delay_takes_no_more);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
