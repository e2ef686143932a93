/* The pump's client: a programme is one update, and the log is read as it grows. */
#include "tests/support/pump_bench.h"
#include "tests/support/suite.h"

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ updates */

START_TEST(a_programme_is_one_update_and_is_read_back)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    pump_bench_program(&bed, (uint32_t)_i);
    pump_bench_step(&bed);
    pump_bench_run(&bed, 0.02);
    ck_assert(pump_bench_report(&bed)->is_pending);
    pump_bench_run(&bed, 0.5);
    ck_pump_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_WRITE, PUMP_KIND_WRITE, PUMP_KIND_WRITE,
                  PUMP_KIND_WRITE,
             PUMP_KIND_COMMIT);
    ck_assert(pump_bench_is_flex(&bed.peer.in_force));
    ck_assert(pump_bench_is_flex(pump_in_force(bed.client)));
    ck_assert(!pump_bench_report(&bed)->is_pending);
    ck_assert_int_eq(pump_bench_report(&bed)->status.state, PUMP_STATE_CONTINUOUS);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(a_confirmation_is_sent_as_it_was_ordered)
{
    struct pump_rule rule = { PUMP_KIND_READ_PROGRAMME, 2, 99, SILENT, 0 };
    struct pump_bench bed;

    pump_bench_ready_with(&bed, &rule, 1);
    pump_bench_program(&bed, (uint32_t)_i);
    for (int i = 0; i < 100 && bed.peer.obeyed[PUMP_KIND_COMMIT] == 0; i++)
        pump_bench_step(&bed);
    ck_assert_uint_eq(bed.peer.arguments[0], pump_programme_crc(&pump_bench_flex));
    ck_assert_uint_eq(bed.peer.arguments[1], (uint32_t)_i);
    pump_bench_run(&bed, 0.1);
    ck_assert_ptr_null(pump_in_force(bed.client));              /* unknown until it has been read */
    pump_bench_drop(&bed);
}
END_TEST

static const struct { const char *story; struct pump_rule rule; bool aborts; } refused_stages[] = {
    { "begin",       { PUMP_KIND_BEGIN,  1, 1, REFUSE, PUMP_REASON_STATE      }, false },
    { "first part",  { PUMP_KIND_WRITE,  1, 1, REFUSE, PUMP_REASON_PAYLOAD    }, true  },
    { "fourth part", { PUMP_KIND_WRITE,  4, 1, REFUSE, PUMP_REASON_PAYLOAD    }, true  },
    { "commit",      { PUMP_KIND_COMMIT, 1, 1, REFUSE, PUMP_REASON_SOFT_LIMIT }, true  },
};

START_TEST(a_refused_update_is_aborted_and_changes_nothing)
{
    struct pump_bench bed;

    pump_bench_ready_with(&bed, &refused_stages[_i].rule, 1);
    pump_bench_program(&bed, 0);
    pump_bench_run(&bed, 0.5);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_ABORT], refused_stages[_i].aborts);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_COMMIT], 0);
    ck_assert_int_eq(bed.peer.status.state, PUMP_STATE_CONTINUOUS);
    ck_assert_int_eq(pump_bench_report(&bed)->last_refusal, refused_stages[_i].rule.reason);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    ck_assert_uint_eq(pump_in_force(bed.client)->rate_nl_per_h, 20833);
    ck_assert_int_eq(pump_bench_told(&bed, "the update is aborted"), refused_stages[_i].aborts);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(an_update_whose_part_has_no_answer_is_aborted)
{
    static const struct pump_rule rules[] = { { PUMP_KIND_WRITE, 2, 4, SILENT, 0 } };
    struct pump_bench          bed;
    struct pump_options options = pump_options_usual;

    options.lost_s = 5;
    pump_bench_make(&bed, 115200, &options, rules, COUNT(rules));
    pump_bench_run(&bed, 0.5);
    pump_bench_program(&bed, 0);
    pump_bench_run(&bed, 2);
    ck_pump_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_WRITE, PUMP_KIND_ABORT);
    ck_assert(pump_bench_told(&bed,
                              "write part: no answer, it may have been obeyed\n"
                              "the update is aborted\n"));
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_UP);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(begin_alone_leaves_the_pump_updating_even_after_the_link_was_lost)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    pump_bench_order(&bed, PUMP_ORDER_BEGIN, 0, 0);
    pump_bench_run(&bed, 1);
    bed.faults.cable_cut = 1;
    pump_bench_run(&bed, 70);
    ck_assert_int_eq(pump_bench_report(&bed)->link, PUMP_LINK_LOST);
    bed.faults.cable_cut = 0;
    pump_bench_wait_link(&bed, PUMP_LINK_UP, 61);
    pump_bench_run(&bed, 1);
    ck_pump_story(&bed, PUMP_KIND_BEGIN);
    ck_assert_int_eq(pump_bench_report(&bed)->status.state, PUMP_STATE_UPDATING);
    ck_assert(!pump_bench_told(&bed, "abort"));
    pump_bench_order(&bed, PUMP_ORDER_ABORT, 0, 0);
    pump_bench_run(&bed, 1);
    ck_pump_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_ABORT);
    pump_bench_drop(&bed);
}
END_TEST

/* Cut when the pump has just obeyed the nth request of an update, before its answer; the link is
 * lost before all tries are used up, or after. */
START_TEST(an_update_that_the_cable_cuts_is_aborted_when_it_is_mended)
{
    struct pump_bench          bed;
    struct pump_options options = pump_options_usual;
    size_t              obeyed = (size_t)_i / 2;

    options.lost_s = _i % 2 ? 2 : 0.8;
    pump_bench_make(&bed, 115200, &options, NULL, 0);
    pump_bench_run(&bed, 0.5);
    pump_bench_program(&bed, 0);
    pump_bench_order(&bed, PUMP_ORDER_START, 0, 0);
    for (int i = 0; i < 1000 && bed.peer.story_count < obeyed; i++)
        pump_bench_step(&bed);
    ck_assert_uint_eq(bed.peer.story_count, obeyed);
    bed.faults.cable_cut = 1;
    pump_bench_wait_link(&bed, PUMP_LINK_LOST, 3);
    ck_assert(pump_bench_told(&bed,
                              _i % 2 ? ": no answer, it may have been obeyed"
                                     : "the update is cut at "));
    ck_assert(pump_bench_told(&bed, "dropped: start, the link is lost"));
    ck_assert(pump_bench_report(&bed)->is_pending);                        /* the abort waits */
    if (obeyed == 6)
        ck_assert_ptr_null(pump_in_force(bed.client));
    pump_bench_run(&bed, 5);
    bed.faults.cable_cut = 0;
    pump_bench_wait_link(&bed, PUMP_LINK_UP, 61);
    pump_bench_run(&bed, 1);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_ABORT], 1);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_START], 0);
    ck_assert_int_eq(bed.peer.status.state, PUMP_STATE_CONTINUOUS);
    ck_assert(!pump_bench_report(&bed)->is_pending);
    ck_assert(pump_bench_told(&bed,
                              obeyed < 6 ? "the update is aborted"
                                         : "refused: abort update: no update has begun"));
    /* whole or not at all */
    ck_assert_int_eq(pump_bench_is_flex(pump_in_force(bed.client)), obeyed == 6);
    ck_assert_uint_eq(pump_bench_report(&bed)->refused, 0);
    pump_bench_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the log */

START_TEST(each_entry_of_the_log_is_one_event_in_its_order)
{
    struct pump_bench          bed;
    struct pump_options options = pump_options_usual;

    /* 253 bytes take 0.26 s at 9600 baud */
    options.timeout_s = 0.05;
    pump_bench_make(&bed, 9600, &options, NULL, 0);
    pump_bench_note(&bed.peer, PUMP_LOG_STATE, PUMP_STATE_CONTINUOUS, 0);
    pump_bench_run(&bed, 1);
    ck_assert(pump_bench_told(&bed, "pump 2000-01-01 12:00:00 state: continuous\n"));
    for (int i = 0; i < 40; i++)
        pump_bench_note(&bed.peer, PUMP_LOG_REFILL, 0, 1000u + (uint32_t)i);
    pump_bench_note(&bed.peer, PUMP_LOG_ALARM, PUMP_ALARM_EMPTY, 1);
    pump_bench_run(&bed, 62);
    ck_assert_uint_eq(pump_bench_times_told(&bed, "pump 2000-01-01 12:"), 42);
    ck_assert_uint_eq(pump_bench_times_told(&bed, "refill: 1039 nL"), 1);
    ck_assert(strstr(bed.told, "refill: 1000 nL") < strstr(bed.told, "refill: 1016 nL"));
    ck_assert(pump_bench_told(&bed, "pump 2000-01-01 12:00:41 alarm: empty\n"));
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_READ_LOG], 1 + 3);
    ck_assert_uint_eq(pump_bench_report(&bed)->timeouts, 0);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(the_log_waits_for_somebody_to_take_its_events)
{
    struct pump_bench bed;

    pump_bench_make(&bed, 115200, NULL, NULL, 0);
    for (int i = 0; i < 200; i++)
        pump_bench_note(&bed.peer, PUMP_LOG_REFILL, 0, (uint32_t)i);
    bed.keeps_events = true;
    pump_bench_run(&bed, 5);
    /* nothing can be read now */
    ck_assert(pump_is_quiet(bed.client, pump_bench_now(&bed), 1));
    ck_assert_int_lt(bed.peer.asked[PUMP_KIND_READ_LOG], 4);
    bed.keeps_events = false;
    bed.quiet_until_s = 0;
    pump_bench_run(&bed, 2);
    ck_assert_uint_eq(pump_bench_times_told(&bed, "refill: "), 200);
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(entries_that_are_no_longer_kept_are_counted_and_a_new_log_is_read_anew)
{
    struct pump_bench bed;

    pump_bench_make(&bed, 115200, NULL, NULL, 0);
    for (int i = 0; i < 30; i++)
        pump_bench_note(&bed.peer, PUMP_LOG_REFILL, 0, (uint32_t)i);
    bed.peer.log_first = 20;
    pump_bench_run(&bed, 1);
    ck_assert(pump_bench_told(&bed,
                              "20 entries of the pump's log are no longer kept\n"
                              "pump 2000-01-01 12:00:20 refill: 20 nL\n"));
    ck_assert_uint_eq(pump_bench_times_told(&bed, "refill: "), 10);
    bed.peer.status.log_count = bed.peer.log_first = 0;
    pump_bench_note(&bed.peer, PUMP_LOG_STATE, PUMP_STATE_MINIMUM, 0);
    pump_bench_run(&bed, 61);
    ck_assert(pump_bench_told(&bed,
                              "the pump's log has begun anew\n"
                              "pump 2000-01-01 12:00:00 state: minimum_rate\n"));
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(a_programme_that_the_log_tells_of_is_read)
{
    struct pump_bench bed;

    pump_bench_ready(&bed);
    bed.peer.in_force = pump_bench_flex;
    pump_bench_note(&bed.peer, PUMP_LOG_PROGRAMME, 0, 0);
    pump_bench_run(&bed, 61);
    ck_assert(pump_bench_is_flex(pump_in_force(bed.client)));
    pump_bench_drop(&bed);
}
END_TEST

START_TEST(a_log_that_cannot_be_read_does_not_keep_the_client_from_being_quiet)
{
    static const struct pump_rule rules[] = { { PUMP_KIND_READ_LOG, 1, 999, REFUSE,
                                                PUMP_REASON_STATE } };
    struct pump_bench bed;

    pump_bench_make(&bed, 115200, NULL, rules, COUNT(rules));
    pump_bench_note(&bed.peer, PUMP_LOG_STATE, 0, 0);
    pump_bench_run(&bed, 10);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_READ_LOG], 1);
    ck_assert(pump_is_quiet(bed.client, pump_bench_now(&bed), 1));
    pump_bench_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_updates");
    TCase *tests = tcase_create("pump_updates");

    tcase_add_loop_test(tests, a_programme_is_one_update_and_is_read_back, 0, 2);
    tcase_add_loop_test(tests, a_confirmation_is_sent_as_it_was_ordered, 0, 2);
    tcase_add_loop_test(tests, a_refused_update_is_aborted_and_changes_nothing, 0,
                        (int)COUNT(refused_stages));
    tcase_add_test(tests, an_update_whose_part_has_no_answer_is_aborted);
    tcase_add_test(tests, begin_alone_leaves_the_pump_updating_even_after_the_link_was_lost);
    tcase_add_loop_test(tests, an_update_that_the_cable_cuts_is_aborted_when_it_is_mended, 2, 14);
    tcase_add_test(tests, each_entry_of_the_log_is_one_event_in_its_order);
    tcase_add_test(tests, the_log_waits_for_somebody_to_take_its_events);
    tcase_add_test(tests, entries_that_are_no_longer_kept_are_counted_and_a_new_log_is_read_anew);
    tcase_add_test(tests, a_programme_that_the_log_tells_of_is_read);
    tcase_add_test(tests, a_log_that_cannot_be_read_does_not_keep_the_client_from_being_quiet);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
