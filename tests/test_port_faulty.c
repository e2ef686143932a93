/* Faults by numbers: they repeat with their seed, and zero is a perfect line. */
#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"
#include "tests/support/suite.h"

#include <stdio.h>
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

/* ---- messages ---- */

/* Ten questions a second apart, "q0" to "q9", each answered 5 ms later by "[q0]" if it arrives:
 * what the host has heard of it before it asks the next. */
struct talk { char heard[10][24]; char arrived[64]; };

static void answer(struct port *far, double now_s, char *arrived)
{
    uint8_t bytes[16];
    char    reply[16];
    size_t  count = take(far, now_s, bytes, sizeof bytes);

    if (count == 0)
        return;
    strncat(arrived, (const char *)bytes, count);
    snprintf(reply, sizeof reply, "[%.*s]", (int)count, (const char *)bytes);
    give(far, now_s + 0.005, reply, strlen(reply));
}

static void one_talk(struct bed *bed, struct talk *talk, int i)
{
    char   question[8];
    size_t got = 0;

    snprintf(question, sizeof question, "q%d", i);
    give(bed->near, i, question, 2);
    for (int ms = 1; ms < 1000; ms++) {
        double now_s = i + ms * 1e-3;
        if (ms == 2)
            answer(bed->far, now_s, talk->arrived);
        got += take(bed->near, now_s, (uint8_t *)talk->heard[i] + got, sizeof talk->heard[i] - got);
    }
}

static const struct {
    const char *story;
    struct port_faults faults;
    const char *heard[10];
    const char *arrived;
} talks[] = {
    { "perfect", { .hang = 0 },
      { "[q0]", "[q1]", "[q2]", "[q3]", "[q4]", "[q5]", "[q6]", "[q7]", "[q8]", "[q9]" },
      "q0q1q2q3q4q5q6q7q8q9" },
    { "every third request is lost: no effect", { .drop_request = 3 },
      { "[q0]", "[q1]", "", "[q3]", "[q4]", "", "[q6]", "[q7]", "", "[q9]" },
      "q0q1q3q4q6q7q9" },
    { "the second reply is lost, once, after its effect", { .drop_reply = -2 },
      { "[q0]", "", "[q2]", "[q3]", "[q4]", "[q5]", "[q6]", "[q7]", "[q8]", "[q9]" },
      "q0q1q2q3q4q5q6q7q8q9" },
    { "every reply is lost", { .drop_reply = 1 },
      { "", "", "", "", "", "", "", "", "", "" }, "q0q1q2q3q4q5q6q7q8q9" },
    { "every fifth reply comes when the next question is out", { .late_reply = 5,
      .late_reply_s = 1.0 },
      { "[q0]", "[q1]", "[q2]", "[q3]", "", "[q4][q5]", "[q6]", "[q7]", "[q8]", "" },
      "q0q1q2q3q4q5q6q7q8q9" },
    { "every second loses two bytes of its tail", { .truncate_reply = 2, .truncate_bytes = 2 },
      { "[q0]", "[q", "[q2]", "[q", "[q4]", "[q", "[q6]", "[q", "[q8]", "[q" },
      "q0q1q2q3q4q5q6q7q8q9" },
    { "the first loses all it has", { .truncate_reply = -1, .truncate_bytes = 99 },
      { "", "[q1]", "[q2]", "[q3]", "[q4]", "[q5]", "[q6]", "[q7]", "[q8]", "[q9]" },
      "q0q1q2q3q4q5q6q7q8q9" },
    { "every fourth comes twice", { .double_reply = 4 },
      { "[q0]", "[q1]", "[q2]", "[q3][q3]", "[q4]", "[q5]", "[q6]", "[q7][q7]", "[q8]", "[q9]" },
      "q0q1q2q3q4q5q6q7q8q9" },
    { "each is that to the question before", { .shift_reply = 1 },
      { "", "[q0]", "[q1]", "[q2]", "[q3]", "[q4]", "[q5]", "[q6]", "[q7]", "[q8]" },
      "q0q1q2q3q4q5q6q7q8q9" },
    { "it hangs", { .hang = 1 },
      { "", "", "", "", "", "", "", "", "", "" }, "q0q1q2q3q4q5q6q7q8q9" },
    { "a part of a number is none", { .drop_reply = 0.5, .double_reply = -0.5 },
      { "[q0]", "[q1]", "[q2]", "[q3]", "[q4]", "[q5]", "[q6]", "[q7]", "[q8]", "[q9]" },
      "q0q1q2q3q4q5q6q7q8q9" },
};

START_TEST(messages_are_broken_by_number)
{
    struct bed  bed;
    struct talk talk = { .arrived = "" };

    bed_make(&bed, 1);
    bed.faults = talks[_i].faults;
    for (int i = 0; i < 10; i++) {
        one_talk(&bed, &talk, i);
        ck_assert_msg(strcmp(talk.heard[i], talks[_i].heard[i]) == 0,
                      "%s: question %d heard \"%s\"", talks[_i].story, i, talk.heard[i]);
    }
    ck_assert_str_eq(talk.arrived, talks[_i].arrived);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_corrupted_reply_has_one_bit_turned_over_and_repeats_with_its_seed)
{
    struct talk talks_of[2] = { { .arrived = "" }, { .arrived = "" } };

    for (int run = 0; run < 2; run++) {
        struct bed bed;
        bed_make(&bed, 5);
        bed.faults.corrupt_reply = 1;
        for (int i = 0; i < 10; i++) {
            char want[16];
            int  bits = 0;
            one_talk(&bed, &talks_of[run], i);
            snprintf(want, sizeof want, "[q%d]", i);
            for (int k = 0; k < 4; k++) {
                uint8_t turned = (uint8_t)(want[k] ^ talks_of[run].heard[i][k]);
                bits += __builtin_popcount(turned);
            }
            ck_assert_int_eq(bits, 1);
        }
        ck_assert_uint_eq(port_faulty_counts(bed.near).corrupted, 10);
        bed_drop(&bed);
    }
    ck_assert_int_eq(memcmp(talks_of[0].heard, talks_of[1].heard, sizeof talks_of[0].heard), 0);
}
END_TEST

START_TEST(what_hung_is_heard_again_once_it_is_cleared_and_a_number_counts_anew)
{
    struct bed  bed;
    struct talk talk = { .arrived = "" };

    bed_make(&bed, 1);
    one_talk(&bed, &talk, 0);
    bed.faults.hang = 1;
    one_talk(&bed, &talk, 1);
    bed.faults.hang = 0;
    one_talk(&bed, &talk, 2);
    bed.faults.drop_reply = -2;
    one_talk(&bed, &talk, 3);
    one_talk(&bed, &talk, 4);
    one_talk(&bed, &talk, 5);
    bed.faults.drop_reply = 0;
    one_talk(&bed, &talk, 6);
    bed.faults.drop_reply = -1;
    one_talk(&bed, &talk, 7);
    one_talk(&bed, &talk, 8);
    for (int i = 0; i < 9; i++)
        ck_assert_int_eq(talk.heard[i][0] == '[', i != 1 && i != 4 && i != 7);
    ck_assert_uint_eq(port_faulty_counts(bed.near).broken, 2);
    bed_drop(&bed);
}
END_TEST

/* Bytes of one reply that trickle in are one reply as long as they pause for less than the gap. */
START_TEST(a_pause_ends_a_reply)
{
    struct bed bed;
    uint8_t    out[16];
    size_t     got = 0;

    bed_make(&bed, 1);
    bed.faults.reply_gap_s = _i == 0 ? 0.050 : 0.010;
    bed.faults.truncate_reply = 1;
    give(bed.near, 0, "?", 1);
    give(bed.far, 0.100, "ab", 2);
    give(bed.far, 0.130, "cd", 2);
    for (int ms = 0; ms < 400; ms++)
        got += take(bed.near, ms * 1e-3, out + got, sizeof out - got);
    ck_assert_uint_eq(got, _i == 0 ? 3 : 2);
    ck_assert_int_eq(memcmp(out, _i == 0 ? "abc" : "ac", got), 0);
    ck_assert_uint_eq(port_faulty_counts(bed.near).replies, _i == 0 ? 1 : 2);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_cut_cable_shows_no_modem_lines)
{
    struct bed        bed;
    struct port_sight sight;

    bed_make(&bed, 1);
    ck_assert_int_eq(port_look(bed.near, 0, &sight), ERR_OK);
    ck_assert(sight.cts && sight.dsr);
    bed.faults.cable_cut = 1;
    ck_assert_int_eq(port_look(bed.near, 0, &sight), ERR_OK);
    ck_assert(!sight.cts && !sight.dsr && !sight.dcd);
    ck_assert_int_eq(port_descriptor(bed.near), -1);
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
    tcase_add_loop_test(tests, messages_are_broken_by_number, 0,
                        (int)(sizeof talks / sizeof *talks));
    tcase_add_test(tests, a_corrupted_reply_has_one_bit_turned_over_and_repeats_with_its_seed);
    tcase_add_test(tests, what_hung_is_heard_again_once_it_is_cleared_and_a_number_counts_anew);
    tcase_add_loop_test(tests, a_pause_ends_a_reply, 0, 2);
    tcase_add_test(tests, a_cut_cable_shows_no_modem_lines);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
