/* A line in memory: its true timing, bounded queues, what goes wrong on a line. */
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
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
