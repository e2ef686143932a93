/* The pump's client: its link, its report, its quiet, and what a lost link costs. */
#include "tests/support/pump_bench.h"
#include "tests/support/suite.h"

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ link, report, quiet */

START_TEST(the_pump_is_found_opened_and_known_at_any_speed)
{
    static const double bauds[] = { 9600, 19200, 115200 };
    struct pump_bench bed;

    pump_bench_make(&bed, bauds[_i], NULL, NULL, 0);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_DOWN);
    ck_assert(!pump_bench_report(&bed)->is_known && isinf(pump_bench_report(&bed)->age_s));
    ck_assert(!pump_is_quiet(bed.client, 0, 0));
    pump_bench_step(&bed);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_IDENTIFYING);
    pump_bench_run(&bed, 0.6);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_UP);
    ck_assert_uint_eq(pump_bench_report(&bed)->address, PUMP_BENCH_ADDRESS);
    ck_assert_str_eq(pump_bench_report(&bed)->identity, PUMP_BENCH_ME);
    ck_assert(pump_bench_report(&bed)->is_known);
    ck_assert_int_eq(pump_bench_report(&bed)->status.state, PUMP_STATE_CONTINUOUS);
    ck_assert_uint_eq(pump_bench_report(&bed)->status.rate_nl_per_h, 20833);
    ck_assert_uint_eq(pump_in_force(bed.client)->rate_nl_per_h, 20833);
    ck_assert_uint_eq(pump_bench_report(&bed)->timeouts, 0);
    ck_assert_uint_eq(pump_bench_report(&bed)->retries, 0);
    ck_assert_uint_eq(pump_bench_report(&bed)->strays, 0);
    ck_assert(pump_bench_told(&bed, "link up: " PUMP_BENCH_ME));
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(between_two_polls_the_wire_is_silent_and_the_client_says_so)
{
    struct pump_bench bed;
    double     quiet_s = 0;

    pump_bench_ready(&bed);
    bed.sent_count = 0;
    for (int i = 0; i < 400; i++) {
        quiet_s += pump_bench_run(&bed, 0.5);
        ck_assert_double_le(pump_bench_report(&bed)->age_s, 60.2);
    }
    /* a question for the status each minute */
    ck_assert_uint_eq(bed.sent_count, 3 * 13);
    ck_assert_double_ge(quiet_s, 190);
    /* one will be due by then */
    ck_assert(!pump_is_quiet(bed.client, pump_bench_now(&bed), 60));
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(a_report_ages_out)
{
    struct pump_bench          bed;
    struct pump_options options = pump_options_usual;

    options.poll_s = 1;
    pump_bench_make(&bed, 115200, &options, NULL, 0);
    pump_bench_run(&bed, 2);
    bed.faults.cable_cut = 1;
    pump_bench_run(&bed, 1.9);
    ck_assert(pump_bench_report(&bed)->is_known);
    pump_bench_run(&bed, 1.2);
    ck_assert(!pump_bench_report(&bed)->is_known);
    ck_assert_uint_eq(pump_bench_report(&bed)->status.rate_nl_per_h, 0);
    ck_assert_double_gt(pump_bench_report(&bed)->age_s, 3);
    bed.faults.cable_cut = 0;
    pump_bench_run(&bed, 5);
    ck_assert(pump_bench_report(&bed)->is_known);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(a_silent_pump_is_looked_for_ever_more_rarely)
{
    struct pump_bench bed;
    double     quiet_s;

    pump_bench_make(&bed, 115200, NULL, NULL, 0);
    bed.peer.is_dead = true;
    pump_bench_wait_link(&bed, PUMP_LINK_LOST, 2.1);
    pump_bench_run(&bed, 2);
    bed.sent_count = 0;
    quiet_s = pump_bench_run(&bed, 300);
    ck_assert_uint_ge(bed.sent_count, 4 * 13);
    ck_assert_uint_le(bed.sent_count, 10 * 13);
    ck_assert_double_gt(quiet_s, 285);
    bed.peer.is_dead = false;
    pump_bench_wait_link(&bed, PUMP_LINK_UP, 61);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(a_closed_port_is_told_once_and_for_all)
{
    struct pump_bench        bed;
    struct pump_event event;

    pump_bench_ready(&bed);
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    port_destroy(bed.far);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pump_step(bed.client, 10 + i), ERR_CLOSED);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_DOWN);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    ck_assert(pump_next_event(bed.client, &event));
    ck_assert_str_eq(event.text, "link down: the port has closed");
    ck_assert(pump_next_event(bed.client, &event));
    ck_assert_str_eq(event.text, "dropped: start, the port has closed");
    ck_assert(!pump_next_event(bed.client, &event));
    ck_assert_int_eq(pump_order(bed.client, PUMP_ORDER_STOP, 0, 0), ERR_CLOSED);
    pump_make_safe(bed.client);
    ck_assert(pump_is_quiet(bed.client, 20, 1000));
    pump_destroy(bed.client);
    port_destroy(bed.near);
}
END_TEST

START_TEST(a_pump_that_was_reset_is_opened_again_and_what_waited_is_dropped)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    bed.peer.is_open = false;
    pump_bench_order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_run(&bed, 1);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_UP);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_IDENTIFY], 2);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_OPEN], 2);
    ck_assert_uint_eq(bed.peer.story_count, 0);
    ck_assert_int_eq(pump_bench_report(&bed)->last_refusal, PUMP_REASON_NO_SESSION);
    ck_assert(pump_bench_told(&bed, "refused: silence alarms: no session is open"));
    ck_assert(pump_bench_told(&bed, "dropped: start, the session has ended"));
    ck_assert(!pump_bench_told(&bed, "link lost"));
    pump_bench_drop(&bed);
}
END_TEST

/* The scripted pump forgets its session as the manual says: after 120 s without a good request. */
START_TEST(a_session_that_has_grown_old_is_opened_before_the_next_order)
{
    struct pump_bench          bed;
    struct pump_options options = pump_options_usual;

    options.poll_s = 1000;
    pump_bench_make(&bed, 115200, &options, NULL, 0);
    pump_bench_run(&bed, 1);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_OPEN], 1);
    pump_bench_run(&bed, 300);
    bed.peer.is_open = false;
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    pump_bench_run(&bed, 1);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_OPEN], 2);
    ck_pump_story(&bed, PUMP_KIND_START, PUMP_KIND_SILENCE);
    ck_assert_uint_eq(pump_bench_report(&bed)->refused, 0);
    ck_assert(!pump_bench_told(&bed, "no session"));
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(another_pump_at_the_same_cable_is_another_pump)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    bed.peer.address = 0x1234;
    bed.peer.is_open = false;
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_run(&bed, 10);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_START], 0);
    /* its refusals carry another address */
    ck_assert_uint_gt(pump_bench_report(&bed)->strays, 0);
    ck_assert_uint_eq(pump_bench_report(&bed)->address, 0x1234);
    ck_assert(pump_bench_told(&bed, "link lost"));
    ck_assert(pump_bench_told(&bed, "another pump than before"));
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_UP);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(another_pump_is_not_told_to_abort_what_the_one_before_was_told)
{
    static const struct pump_rule rules[] = { { PUMP_KIND_WRITE, 2, 99, SILENT, 0 } };
    struct pump_bench bed;

    pump_bench_ready_with(&bed, rules, COUNT(rules));
    pump_bench_program(&bed, 0);
    pump_bench_run(&bed, 0.1);
    bed.peer.address = 0x1234;
    bed.peer.is_open = false;
    pump_bench_run(&bed, 20);
    ck_assert(pump_bench_told(&bed, "another pump than before"));
    /* neither refused by it nor done */
    ck_assert(!pump_bench_told(&bed, "abort"));
    ck_assert(!pump_bench_report(&bed)->is_pending);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(a_pump_that_opens_no_session_is_looked_for_as_rarely_as_a_silent_one)
{
    static const struct pump_rule rules[] = { { PUMP_KIND_OPEN, 1, 9999, REFUSE,
                                                PUMP_REASON_ENDED } };
    struct pump_bench bed;

    pump_bench_make(&bed, 115200, NULL, rules, COUNT(rules));
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_run(&bed, 120);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_LOST);
    ck_assert_int_ge(bed.peer.asked[PUMP_KIND_OPEN], 4);
    ck_assert_int_le(bed.peer.asked[PUMP_KIND_OPEN], 9);
    ck_assert(pump_bench_told(&bed, "refused: open: the pump's service has ended"));
    ck_assert(pump_bench_told(&bed, "dropped: start, the link is lost"));
    pump_bench_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ a lost link */

START_TEST(nothing_waits_for_a_cable_to_be_mended)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    bed.faults.cable_cut = 1;
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_order(&bed, PUMP_ORDER_SINGLE_BOLUS, 100000, 300);
    pump_bench_order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    pump_bench_wait_link(&bed, PUMP_LINK_LOST, 2.5);
    ck_assert(pump_bench_told(&bed, "start: no answer, it may have been obeyed\n"));
    ck_assert(pump_bench_told(&bed, "no answer to single bolus: the link is lost\n"));
    ck_assert(pump_bench_told(&bed, "dropped: silence, the link is lost\n"));
    ck_assert_int_eq(pump_order(bed.client, PUMP_ORDER_START, 0, 0), ERR_TIMEOUT);
    ck_assert_int_eq(pump_order(bed.client, PUMP_ORDER_PROGRAM, 0, 0), ERR_TIMEOUT);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    ck_assert_ptr_null(pump_in_force(bed.client));              /* somebody else may change it */
    bed.faults.cable_cut = 0;
    pump_bench_run(&bed, 70);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_UP);
    ck_assert_ptr_nonnull(pump_in_force(bed.client));
    ck_assert_uint_eq(bed.peer.story_count, 0);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_OPEN], 2);
    pump_bench_drop(&bed);
}
END_TEST

/* A port that takes nothing while it is shut, as one whose other side asks for a pause. */
struct gate { struct port port, *beneath; bool is_shut; };

static enum err gate_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                          size_t *count)
{
    return port_read(((struct gate *)port)->beneath, now_s, bytes, room, count);
}

static enum err gate_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                           size_t *taken)
{
    struct gate *gate = (struct gate *)port;

    *taken = 0;
    return gate->is_shut ? ERR_OK : port_write(gate->beneath, now_s, bytes, count, taken);
}

static const struct port_type gate_type = { .name = "gate", .read = gate_read,
                                            .write = gate_write };

START_TEST(what_the_port_never_took_is_not_sent_after_the_link_was_lost)
{
    struct pump_bench bed;
    struct gate gate;

    pump_bench_ready(&bed);
    pump_destroy(bed.client);
    gate = (struct gate){ .port = { &gate_type }, .beneath = bed.near };
    ck_assert_int_eq(pump_create(&bed.client, &gate.port, NULL), ERR_OK);
    bed.quiet_until_s = 0;
    pump_bench_run(&bed, 1);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_UP);
    gate.is_shut = true;
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_wait_link(&bed, PUMP_LINK_LOST, 3);
    gate.is_shut = false;
    pump_bench_run(&bed, 10);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_UP);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_START], 0);
    pump_bench_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ options, memory */

static const struct { const char *story; struct pump_options options; } bad_options[] = {
    { "no poll",       { 0,   0.3, 0,  2, 0,  4 } },
    { "no timeout",    { 60,  0,   0,  2, 0,  4 } },
    { "an age below",  { 60,  0.3, -1, 2, 0,  4 } },
    { "never lost",    { 60,  0.3, 0,  0, 0,  4 } },
    { "a baud below",  { 60,  0.3, 0,  2, -1, 4 } },
    { "no tries",      { 60,  0.3, 0,  2, 0,  0 } },
    { "not a number",  { NAN, 0.3, 0,  2, 0,  4 } },
};

START_TEST(options_that_make_no_sense_are_refused)
{
    struct port *near, *far;
    struct pump *client = NULL;

    ck_assert_int_eq(port_pipe_create(9600, &near, &far), ERR_OK);
    ck_assert_msg(pump_create(&client, near, &bad_options[_i].options) == ERR_RANGE, "%s",
                  bad_options[_i].story);
    ck_assert_ptr_null(client);
    pump_destroy(NULL);
    port_destroy(near);
    port_destroy(far);
}
END_TEST

START_TEST(nothing_is_allocated_after_create)
{
    struct pump_bench bed;

    pump_bench_make(&bed, 115200, NULL, NULL, 0);
    pump_bench_run(&bed, 1);
    pump_bench_program(&bed, 0);
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_run(&bed, 1);
    bed.faults.cable_cut = 1;
    pump_bench_run(&bed, 70);
    bed.faults.cable_cut = 0;
    pump_bench_run(&bed, 70);
    pump_bench_make_safe(&bed);
    pump_bench_run(&bed, 1);
    ck_assert_int_eq(bed.allocated, 0);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_UP);
    pump_bench_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_link");
    TCase *tests = tcase_create("pump_link");

    tcase_add_loop_test(tests, the_pump_is_found_opened_and_known_at_any_speed, 0, 3);
    tcase_add_test(tests, between_two_polls_the_wire_is_silent_and_the_client_says_so);
    tcase_add_test(tests, a_report_ages_out);
    tcase_add_test(tests, a_silent_pump_is_looked_for_ever_more_rarely);
    tcase_add_test(tests, a_closed_port_is_told_once_and_for_all);
    tcase_add_test(tests, a_pump_that_was_reset_is_opened_again_and_what_waited_is_dropped);
    tcase_add_test(tests, a_session_that_has_grown_old_is_opened_before_the_next_order);
    tcase_add_test(tests, another_pump_at_the_same_cable_is_another_pump);
    tcase_add_test(tests, another_pump_is_not_told_to_abort_what_the_one_before_was_told);
    tcase_add_test(tests, a_pump_that_opens_no_session_is_looked_for_as_rarely_as_a_silent_one);
    tcase_add_test(tests, nothing_waits_for_a_cable_to_be_mended);
    tcase_add_test(tests, what_the_port_never_took_is_not_sent_after_the_link_was_lost);
    tcase_add_loop_test(tests, options_that_make_no_sense_are_refused, 0, (int)COUNT(bad_options));
    tcase_add_test(tests, nothing_is_allocated_after_create);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
