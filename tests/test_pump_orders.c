/* The pump's client: orders, and one effect whatever the wire does. */
#include "tests/support/pump_bench.h"
#include "tests/support/suite.h"

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ orders */

static const struct { enum pump_order order; uint8_t kind; uint32_t a, b, want[2]; } sent[] = {
    { PUMP_ORDER_BEGIN,         PUMP_KIND_BEGIN,         0, 0,            { 0, 0 } },
    { PUMP_ORDER_START,         PUMP_KIND_START,         0, 0,            { 0, 0 } },
    { PUMP_ORDER_STOP,          PUMP_KIND_STOP,          0, 0,            { 0, 0 } },
    { PUMP_ORDER_SINGLE_BOLUS,  PUMP_KIND_SINGLE_BOLUS,  100000, 300,     { 100000, 300 } },
    { PUMP_ORDER_PRIMING_BOLUS, PUMP_KIND_PRIMING_BOLUS, 250000, 9,       { 250000, 1 } },
    { PUMP_ORDER_BRIDGE_BOLUS,  PUMP_KIND_BRIDGE_BOLUS,  250000, 20833,   { 250000, 20833 } },
    { PUMP_ORDER_REFILL,        PUMP_KIND_REFILL,        5000, 20000000,  { 5000, 20000000 } },
    { PUMP_ORDER_SILENCE,       PUMP_KIND_SILENCE,       0, 0,            { 0, 0 } },
    { PUMP_ORDER_CLEAR,         PUMP_KIND_CLEAR,         0, 0,            { 0, 0 } },
    { PUMP_ORDER_SET_CLOCK,     PUMP_KIND_SET_CLOCK,     845467200, 0,    { 845467200, 0 } },
};

START_TEST(an_order_is_one_request_with_its_numbers)
{
    struct pump_bench bed;
    uint32_t   before;

    pump_bench_ready(&bed);
    before = (uint32_t)bed.peer.obeyed[PUMP_KIND_STATUS];
    pump_bench_order(&bed, sent[_i].order, sent[_i].a, sent[_i].b);
    ck_assert(pump_bench_report(&bed)->is_pending);
    pump_bench_step(&bed);
    pump_bench_step(&bed);
    ck_pump_story(&bed, sent[_i].kind);
    ck_assert_mem_eq(bed.peer.arguments, sent[_i].want, sizeof bed.peer.arguments);
    /* it is done when the pump has said so */
    ck_assert(pump_bench_report(&bed)->is_pending);
    pump_bench_run(&bed, 0.1);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    ck_assert_uint_eq((uint32_t)bed.peer.obeyed[PUMP_KIND_STATUS], before + 1);
    ck_pump_story(&bed, sent[_i].kind);
    ck_assert_uint_eq(pump_bench_report(&bed)->refused, 0);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(orders_go_in_the_order_of_asking_and_too_many_are_refused)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    pump_bench_order(&bed, PUMP_ORDER_STOP, 0, 0);
    pump_bench_order(&bed, PUMP_ORDER_CLEAR, 0, 0);
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    for (int i = 3; i < 16; i++)
        pump_bench_order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    ck_assert_int_eq(pump_order(bed.client, PUMP_ORDER_SILENCE, 0, 0), ERR_LIMIT);
    pump_bench_run(&bed, 1);
    ck_assert_uint_eq(bed.peer.story_count, 16);
    ck_assert_int_eq(bed.peer.story[0], PUMP_KIND_STOP);
    ck_assert_int_eq(bed.peer.story[1], PUMP_KIND_CLEAR);
    ck_assert_int_eq(bed.peer.story[2], PUMP_KIND_START);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(a_refusal_is_told_with_its_reason)
{
    static const struct pump_rule rules[] = { { PUMP_KIND_SINGLE_BOLUS, 1, 9, REFUSE,
                                                PUMP_REASON_BOLUS_DOSE } };
    struct pump_bench bed;

    pump_bench_ready_with(&bed, rules, COUNT(rules));
    pump_bench_order(&bed, PUMP_ORDER_SINGLE_BOLUS, 100000, 300);
    pump_bench_run(&bed, 0.2);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_SINGLE_BOLUS], 1);
    ck_assert_int_eq(pump_bench_report(&bed)->last_refusal, PUMP_REASON_BOLUS_DOSE);
    ck_assert_uint_eq(pump_bench_report(&bed)->refused, 1);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    ck_assert(pump_bench_told(&bed, "refused: single bolus: a bolus beyond the drug's limit\n"));
    pump_bench_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ one effect on any wire */

static const struct {
    const char *story;
    enum pump_deed deed;
    int      times;
    unsigned garbled, strays;
    double   within_s;
}
troubles[] = {
    { "nothing heard",             SILENT,          3, 0, 0, 1.2  },
    { "the answer lost",           LOSE,            1, 0, 0, 0.4  },
    { "answers lost",              LOSE,            3, 0, 0, 1.2  },
    { "the answer garbled",        GARBLE,          2, 2, 0, 0.15 },
    { "the answer cut short",      CUT,             2, 2, 0, 0.3  },
    { "an answer of another kind", WRONG_KIND,      1, 1, 0, 0.1  },
    { "an answer with a byte more", ABSURD,         2, 2, 0, 0.15 },
    { "another number",            OTHER_NUMBER,    1, 0, 1, 0.4  },
    { "another address",           OTHER_ADDRESS,   1, 0, 1, 0.4  },
    { "another version",           OTHER_VERSION,   1, 0, 1, 0.4  },
    { "the request unread",        UNREAD,          3, 0, 0, 0.05 },
    { "the request and its number unread", UNREAD_NAMELESS, 3, 0, 0, 0.05 },
};

START_TEST(whatever_the_wire_does_the_pump_obeys_once)
{
    struct pump_rule rule = { PUMP_KIND_SINGLE_BOLUS, 1, troubles[_i].times, troubles[_i].deed, 0 };
    struct pump_bench bed;

    pump_bench_ready_with(&bed, &rule, 1);
    pump_bench_order(&bed, PUMP_ORDER_SINGLE_BOLUS, 100000, 300);
    pump_bench_run(&bed, troubles[_i].within_s);
    ck_assert_msg(!pump_bench_report(&bed)->is_pending, "%s: waits", troubles[_i].story);
    pump_bench_run(&bed, 1);
    ck_pump_story(&bed, PUMP_KIND_SINGLE_BOLUS);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_SINGLE_BOLUS], troubles[_i].times + 1);
    ck_assert_uint_eq(pump_bench_report(&bed)->retries, (unsigned)troubles[_i].times);
    ck_assert_msg(pump_bench_report(&bed)->garbled == troubles[_i].garbled, "%s: %lu garbled",
                  troubles[_i].story, pump_bench_report(&bed)->garbled);
    ck_assert_msg(pump_bench_report(&bed)->strays == troubles[_i].strays, "%s: %lu strays",
                  troubles[_i].story, pump_bench_report(&bed)->strays);
    ck_assert(!pump_bench_told(&bed, "no answer"));
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_UP);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(an_answer_that_comes_twice_is_a_stray_the_second_time)
{
    static const struct pump_rule rules[] = { { PUMP_KIND_START, 1, 1, TWICE, 0 } };
    struct pump_bench bed;

    pump_bench_ready_with(&bed, rules, COUNT(rules));
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    pump_bench_run(&bed, 0.3);
    ck_pump_story(&bed, PUMP_KIND_START, PUMP_KIND_SILENCE);
    ck_assert_uint_eq(pump_bench_report(&bed)->strays, 1);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(an_order_without_any_answer_is_told_as_perhaps_obeyed)
{
    static const struct pump_rule rules[] = { { PUMP_KIND_START, 1, 9, LOSE, 0 } };
    struct pump_bench bed;

    pump_bench_ready_with(&bed, rules, COUNT(rules));
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    pump_bench_run(&bed, 3);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_START], 4);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_START], 1);
    ck_assert(pump_bench_told(&bed, "start: no answer, it may have been obeyed"));
    pump_bench_drop(&bed);
}
END_TEST

/* One byte in a hundred is wrong, either way: some 13 % of the short frames. */
START_TEST(on_a_bad_wire_no_order_is_obeyed_twice_and_no_programme_is_another)
{
    struct pump_bench bed;
    int        boluses = 0;

    pump_bench_ready(&bed);
    bed.faults.corrupt_probability = 0.01;
    for (int i = 0; i < 60; i++) {
        int before = bed.peer.obeyed[PUMP_KIND_SINGLE_BOLUS];
        bed.quiet_until_s = 0;
        if (pump_order(bed.client, PUMP_ORDER_SINGLE_BOLUS, 1000u + (uint32_t)i, 60) == ERR_OK)
            boluses++;
        pump_bench_run(&bed, 2);
        ck_assert_int_le(bed.peer.obeyed[PUMP_KIND_SINGLE_BOLUS], before + 1);
    }
    for (int i = 0; i < 5; i++) {
        bed.quiet_until_s = 0;
        *pump_staged(bed.client) = pump_bench_flex;
        if (pump_order(bed.client, PUMP_ORDER_PROGRAM, 0, 0) == ERR_OK)
            pump_bench_run(&bed, 4);
    }
    ck_assert_int_ge(bed.peer.obeyed[PUMP_KIND_SINGLE_BOLUS], boluses - 3);
    ck_assert_uint_gt(pump_bench_report(&bed)->garbled, 5);
    ck_assert_uint_gt(pump_bench_report(&bed)->retries, 10);
    bed.faults.corrupt_probability = 0;
    pump_bench_run(&bed, 70);
    ck_assert(pump_bench_is_flex(&bed.peer.in_force));
    ck_assert(pump_bench_is_flex(pump_in_force(bed.client)));
    pump_bench_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_orders");
    TCase *tests = tcase_create("pump_orders");

    tcase_add_loop_test(tests, an_order_is_one_request_with_its_numbers, 0, (int)COUNT(sent));
    tcase_add_test(tests, orders_go_in_the_order_of_asking_and_too_many_are_refused);
    tcase_add_test(tests, a_refusal_is_told_with_its_reason);
    tcase_add_loop_test(tests, whatever_the_wire_does_the_pump_obeys_once, 0, (int)COUNT(troubles));
    tcase_add_test(tests, an_answer_that_comes_twice_is_a_stray_the_second_time);
    tcase_add_test(tests, an_order_without_any_answer_is_told_as_perhaps_obeyed);
    tcase_add_test(tests, on_a_bad_wire_no_order_is_obeyed_twice_and_no_programme_is_another);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
