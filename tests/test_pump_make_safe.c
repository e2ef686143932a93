/* The pump's client: stop, whatever is open and wherever the link stands. */
#include "tests/support/pump_bench.h"
#include "tests/support/suite.h"

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ make safe */

START_TEST(make_safe_overtakes_what_is_open_and_what_waits)
{
    static const struct pump_rule rules[] = { { PUMP_KIND_START, 1, 9, SILENT, 0 } };
    struct pump_bench bed;

    pump_bench_ready_with(&bed, rules, COUNT(rules));
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_order(&bed, PUMP_ORDER_SINGLE_BOLUS, 100000, 300);
    pump_bench_run(&bed, 0.02);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_START], 1);
    pump_bench_make_safe(&bed);
    ck_assert(pump_bench_report(&bed)->is_pending);
    pump_bench_run(&bed, 0.01);
    ck_pump_story(&bed, PUMP_KIND_STOP);
    pump_bench_run(&bed, 5);
    ck_pump_story(&bed, PUMP_KIND_STOP);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_START], 1);
    ck_assert(pump_bench_told(&bed,
                              "no answer to start: making safe\n"
                              "dropped: single bolus, making safe\n"));
    ck_assert(!pump_bench_report(&bed)->is_pending);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(make_safe_in_an_update_aborts_it_first)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    pump_bench_program(&bed, 0);
    for (int i = 0; i < 1000 && bed.peer.story_count < (size_t)_i; i++)
        pump_bench_step(&bed);
    pump_bench_make_safe(&bed);
    pump_bench_run(&bed, 0.5);
    ck_assert_uint_ge(bed.peer.story_count, 2);
    ck_assert_int_eq(bed.peer.story[bed.peer.story_count - 2], PUMP_KIND_ABORT);
    ck_assert_int_eq(bed.peer.story[bed.peer.story_count - 1], PUMP_KIND_STOP);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_COMMIT], 0);
    ck_assert_int_eq(bed.peer.status.state, PUMP_STATE_STOPPED);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(make_safe_aborts_an_update_that_was_begun_and_left)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    pump_bench_order(&bed, PUMP_ORDER_BEGIN, 0, 0);
    pump_bench_run(&bed, 1);
    pump_bench_make_safe(&bed);
    pump_bench_run(&bed, 0.5);
    ck_pump_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_ABORT, PUMP_KIND_STOP);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(make_safe_aborts_an_update_that_was_found_open)
{
    struct pump_bench bed;

    pump_bench_make(&bed, 115200, NULL, NULL, 0);
    bed.peer.status.state = PUMP_STATE_UPDATING;        /* somebody else's */
    pump_bench_run(&bed, 1);
    ck_assert_uint_eq(bed.peer.story_count, 0);
    pump_bench_make_safe(&bed);
    pump_bench_run(&bed, 0.5);
    ck_pump_story(&bed, PUMP_KIND_ABORT, PUMP_KIND_STOP);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(make_safe_aborts_an_update_that_may_have_been_begun)
{
    static const struct pump_rule rules[] = { { PUMP_KIND_BEGIN, 1, 4, LOSE, 0 } };
    struct pump_bench          bed;
    struct pump_options options = pump_options_usual;

    options.lost_s = 5;
    pump_bench_make(&bed, 115200, &options, rules, COUNT(rules));
    pump_bench_run(&bed, 0.5);
    pump_bench_order(&bed, PUMP_ORDER_BEGIN, 0, 0);
    pump_bench_run(&bed, 1.4);
    ck_assert(pump_bench_told(&bed, "begin update: no answer, it may have been obeyed"));
    pump_bench_make_safe(&bed);
    pump_bench_run(&bed, 0.5);
    ck_pump_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_ABORT, PUMP_KIND_STOP);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(make_safe_before_the_pump_is_found_is_its_first_order)
{
    struct pump_bench bed;

    pump_bench_make(&bed, 115200, NULL, NULL, 0);
    for (int i = 0; i < _i; i++)                /* down, identifying, and between that and up */
        pump_bench_step(&bed);
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_make_safe(&bed);
    pump_bench_run(&bed, 0.5);
    ck_pump_story(&bed, PUMP_KIND_STOP);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(make_safe_on_a_lost_link_is_done_as_soon_as_the_pump_answers)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    bed.faults.cable_cut = 1;
    pump_bench_order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    pump_bench_wait_link(&bed, PUMP_LINK_LOST, 3);
    pump_bench_run(&bed, 100);                         /* looked for once in a minute by now */
    if (_i == 0)
        pump_bench_make_safe(&bed);
    else
        pump_bench_order(&bed, PUMP_ORDER_STOP, 0, 0);
    pump_bench_run(&bed, 10);
    ck_assert(pump_bench_report(&bed)->is_pending);
    ck_assert(!pump_is_quiet(bed.client, pump_bench_now(&bed), PUMP_BENCH_DT_S));
    bed.faults.cable_cut = 0;
    pump_bench_run(&bed, 1);
    ck_pump_story(&bed, PUMP_KIND_STOP);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(make_safe_goes_on_until_it_is_acknowledged_or_refused)
{
    static const struct pump_rule silent = { PUMP_KIND_STOP, 1, 6, SILENT, 0 };
    static const struct pump_rule refusing = { PUMP_KIND_STOP, 1, 6, REFUSE, PUMP_REASON_ENDED };
    struct pump_bench bed;

    pump_bench_ready_with(&bed, _i == 0 ? &silent : &refusing, 1);
    pump_bench_make_safe(&bed);
    pump_bench_run(&bed, 10);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_STOP], _i == 0);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_STOP], _i == 0 ? 7 : 1);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    ck_assert_uint_eq(pump_bench_report(&bed)->refused, (unsigned)_i);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(make_safe_after_a_reset_opens_the_session_again)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    bed.peer.is_open = false;
    pump_bench_make_safe(&bed);
    pump_bench_run(&bed, 1);
    ck_pump_story(&bed, PUMP_KIND_STOP);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    pump_bench_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_make_safe");
    TCase *tests = tcase_create("pump_make_safe");

    tcase_add_test(tests, make_safe_overtakes_what_is_open_and_what_waits);
    tcase_add_loop_test(tests, make_safe_in_an_update_aborts_it_first, 1, 6);
    tcase_add_test(tests, make_safe_aborts_an_update_that_was_begun_and_left);
    tcase_add_test(tests, make_safe_aborts_an_update_that_was_found_open);
    tcase_add_test(tests, make_safe_aborts_an_update_that_may_have_been_begun);
    tcase_add_loop_test(tests, make_safe_before_the_pump_is_found_is_its_first_order, 0, 8);
    tcase_add_loop_test(tests, make_safe_on_a_lost_link_is_done_as_soon_as_the_pump_answers, 0, 2);
    tcase_add_loop_test(tests, make_safe_goes_on_until_it_is_acknowledged_or_refused, 0, 2);
    tcase_add_test(tests, make_safe_after_a_reset_opens_the_session_again);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
