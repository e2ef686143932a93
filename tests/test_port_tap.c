/* A tap misses nothing and changes nothing. */
#include "drivers/port_pipe.h"
#include "drivers/port_tap.h"
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

struct heard { char text[64]; double last_s; };

static void hear(void *context, double now_s, enum port_direction direction, const uint8_t *bytes,
                 size_t count)
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
    ck_assert_str_eq(tap->type->name, "tap");
    port_destroy(tap);
    port_destroy(far);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("port_tap");
    TCase *tests = tcase_create("port_tap");

    tcase_add_test(tests, a_tap_sees_all_that_passes_with_its_time);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
