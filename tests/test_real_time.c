/* Real time: what the histogram counts, what the policy makes of it, and that what was taken is
 * given back. No test asks how quick this machine is. */
#include "hil/clock.h"
#include "hil/lateness.h"
#include "hil/real_time.h"
#include "hil/report/report_real_time.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)
#define TICK_S 0.001

/* ---- the histogram ---- */

/* 1000 ticks, the i-th i us late. */
static struct lateness ramp(void)
{
    struct lateness lateness = { .ticks = 0 };

    for (int i = 1; i <= 1000; i++)
        lateness_add(&lateness, i * TICK_S, i * 1e-6, false, TICK_S);
    return lateness;
}

static const struct { double share, want_s; } quantiles[] = {
    { 0.5, 500e-6 }, { 0.9, 900e-6 }, { 0.99, 990e-6 }, { 0.999, 999e-6 }, { 1, 1000e-6 },
    { 0.001, 1e-6 },
};

START_TEST(a_quantile_is_exact_to_a_bucket_and_never_beyond_the_latest)
{
    struct lateness lateness = ramp();
    double          got_s = lateness_quantile_s(&lateness, quantiles[_i].share);

    ck_assert_double_ge(got_s, quantiles[_i].want_s * 0.999);
    ck_assert_double_le(got_s, quantiles[_i].want_s * exp2(1.0 / LATENESS_STEPS) * 1.001);
    ck_assert_double_le(got_s, lateness.max_s);
}
END_TEST

START_TEST(buckets_are_in_order_and_each_lateness_is_in_its_own)
{
    for (size_t i = 1; i < LATENESS_BUCKETS; i++) {
        struct lateness lateness = { .ticks = 0 };
        double          middle_s = lateness_bucket_s(i) * exp2(0.5 / LATENESS_STEPS);

        ck_assert_double_gt(lateness_bucket_s(i), lateness_bucket_s(i - 1));
        lateness_add(&lateness, 1, middle_s, false, TICK_S);
        ck_assert_uint_eq(lateness.counts[i], 1);
    }
}
END_TEST

static const struct { const char *story; double late_s; size_t bucket; } ends[] = {
    { "on time", 0, 0 }, { "below the first", 0.9e-6, 0 }, { "a century", 3e9, LATENESS_BUCKETS - 1 },
};

START_TEST(what_is_beyond_the_buckets_is_counted_at_their_ends)
{
    struct lateness lateness = { .ticks = 0 };

    lateness_add(&lateness, 1, ends[_i].late_s, false, TICK_S);
    ck_assert_msg(lateness.counts[ends[_i].bucket] == 1, "%s", ends[_i].story);
    ck_assert_double_eq(lateness_quantile_s(&lateness, 0.5), ends[_i].late_s);
}
END_TEST

START_TEST(nothing_is_late_before_the_first_tick)
{
    struct lateness lateness = { .ticks = 0 };

    ck_assert_double_eq(lateness_quantile_s(&lateness, 0.5), 0);
}
END_TEST

static const struct {
    const char *story; double late_s; bool is_overrun; long missed, overruns;
} ticks[] = {
    { "on time",                    0,              false, 0, 0 },
    { "late",                       0.9 * TICK_S,   false, 0, 0 },
    { "just at its own end",        TICK_S,         false, 0, 0 },
    { "later than its own end",     1.001 * TICK_S, false, 1, 0 },
    { "the one before was long",    0.2 * TICK_S,   true,  0, 1 },
    { "the one before was too long", 3 * TICK_S,    true,  1, 1 },
};

START_TEST(a_deadline_is_missed_when_the_next_one_is_due)
{
    struct lateness lateness = { .ticks = 0 };

    lateness_add(&lateness, 5, ticks[_i].late_s, ticks[_i].is_overrun, TICK_S);
    ck_assert_msg(lateness.missed == ticks[_i].missed, "%s", ticks[_i].story);
    ck_assert_msg(lateness.overruns == ticks[_i].overruns, "%s", ticks[_i].story);
    ck_assert(lateness.missed == 0 || lateness.first_miss_s == 5);
}
END_TEST

/* ---- the policy ---- */

static const struct {
    const char *story; long missed, most; enum verdict verdict; bool wants;
} policies[] = {
    { "all kept",                       0, 0, VERDICT_PASS,         false },
    { "one missed, none allowed",       1, 0, VERDICT_PASS,         true  },
    { "one missed, one allowed",        1, 1, VERDICT_PASS,         false },
    { "two missed, one allowed",        2, 1, VERDICT_PASS,         true  },
    { "a fail is no verdict either",    1, 0, VERDICT_FAIL,         true  },
    { "an error stays one",             1, 0, VERDICT_ERROR,        false },
    { "nothing asked stays nothing",    1, 0, VERDICT_VACUOUS,      false },
    { "undecided stays so",             1, 0, VERDICT_INCONCLUSIVE, false },
};

START_TEST(missed_deadlines_leave_no_verdict)
{
    struct lateness  lateness = { .ticks = 0 };
    struct judgement judgement = { .verdict = VERDICT_PASS };
    bool             is_so;

    lateness_add(&lateness, 1, 0, false, TICK_S);
    for (long i = 0; i < policies[_i].missed; i++)
        lateness_add(&lateness, 2 + (double)i, 2 * TICK_S, false, TICK_S);
    is_so = lateness_judge(&lateness, policies[_i].most, policies[_i].verdict, 10, &judgement);
    ck_assert_msg(is_so == policies[_i].wants, "%s", policies[_i].story);
    if (!is_so)
        return;
    ck_assert_int_eq(judgement.verdict, VERDICT_INCONCLUSIVE);
    ck_assert_msg(strstr(judgement.why,
                         "ticks began later than their own end (the first at 2.000 s"),
                  "%s", judgement.why);
}
END_TEST

/* ---- the clock ---- */

START_TEST(a_real_clock_never_returns_early_and_says_when_it_was_overrun)
{
    struct clock clock = clock_real();
    double       from_s = clock_wall_s();

    ck_assert_int_eq(clock_start(&clock), ERR_OK);
    for (int tick = 1; tick <= 20; tick++) {
        ck_assert_int_eq(clock_await(&clock, tick * TICK_S), ERR_OK);
        ck_assert_double_ge(clock_wall_s() - from_s, tick * TICK_S);
        ck_assert_double_ge(clock.late_s, 0);
        ck_assert(!clock.is_overrun || clock.late_s > 0);
    }
    while (clock_wall_s() - from_s < 30 * TICK_S)
        ;
    ck_assert_int_eq(clock_await(&clock, 21 * TICK_S), ERR_OK);
    ck_assert(clock.is_overrun);
    ck_assert_double_ge(clock.late_s, 8 * TICK_S);
}
END_TEST

/* ---- what is taken is given back ---- */

START_TEST(everything_taken_is_given_back_and_everything_refused_is_said)
{
    struct real_time real_time;
    long             slack_ns = prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
    int              policy = sched_getscheduler(0), taken;

    real_time_begin(&real_time, 1);
    ck_assert_int_le(prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), 1);      /* 0 under SCHED_FIFO */
    taken = (real_time.slack_ns >= 0) + real_time.is_locked + real_time.is_fifo +
            (real_time.latency >= 0);
    ck_assert_uint_eq(real_time.note_count, (size_t)(REAL_TIME_MEASURES - taken));
    for (size_t i = 0; i < real_time.note_count; i++)
        ck_assert_msg(strstr(real_time.notes[i], "permits it"), "%s", real_time.notes[i]);
    ck_assert_int_eq(sched_getscheduler(0), real_time.is_fifo ? SCHED_FIFO : policy);
    real_time_end(&real_time);
    ck_assert_int_eq(prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), slack_ns);
    ck_assert_int_eq(sched_getscheduler(0), policy);
    real_time_end(&real_time);
}
END_TEST

START_TEST(without_a_priority_the_scheduler_is_left_alone)
{
    struct real_time real_time;
    int              policy = sched_getscheduler(0);

    real_time_begin(&real_time, 0);
    ck_assert(!real_time.is_fifo);
    ck_assert_int_eq(sched_getscheduler(0), policy);
    real_time_end(&real_time);
}
END_TEST

/* ---- the papers ---- */

static size_t found(const char *text, const char *what)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, what)); at++)
        count++;
    return count;
}

START_TEST(a_page_draws_a_bar_for_all_that_was_counted)
{
    struct lateness         lateness = { .ticks = 0 };
    struct report_real_time real_time = { .lateness = &lateness, .tick_s = TICK_S };
    struct bytes            page = { 0 }, manifest = { 0 };

    lateness_add(&lateness, 1, 5e-6, false, TICK_S);
    lateness_add(&lateness, 2, 5e-6, false, TICK_S);
    lateness_add(&lateness, 3, 300e-6, false, TICK_S);
    lateness_add(&lateness, 4, 5 * TICK_S, true, TICK_S);
    real_time.summary = lateness_summary(&lateness, 0, 4);
    report_real_time_html(&page, &real_time);
    report_real_time_manifest(&manifest, &real_time);
    bytes_add(&page, "", 1);
    bytes_add(&manifest, "", 1);
    ck_assert_uint_eq(found(page.at, "<rect "), 3);
    ck_assert_uint_eq(found(page.at, "<title>2 from"), 1);
    ck_assert_uint_eq(found(page.at, "<title>1 from"), 2);
    ck_assert_uint_eq(found(page.at, "nan"), 0);
    ck_assert_ptr_nonnull(strstr(manifest.at,
                                 "\"missed\": 1, \"missed_most\": 0, \"overruns\": 1"));
    bytes_free(&page);
    bytes_free(&manifest);
}
END_TEST

START_TEST(of_a_virtual_run_nothing_is_said)
{
    struct bytes page = { 0 };

    report_real_time_html(&page, NULL);
    report_real_time_manifest(&page, NULL);
    ck_assert_uint_eq(page.used, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("real_time");
    TCase *tests = tcase_create("real_time");

    tcase_add_loop_test(tests, a_quantile_is_exact_to_a_bucket_and_never_beyond_the_latest, 0,
                        COUNT(quantiles));
    tcase_add_test(tests, buckets_are_in_order_and_each_lateness_is_in_its_own);
    tcase_add_loop_test(tests, what_is_beyond_the_buckets_is_counted_at_their_ends, 0, COUNT(ends));
    tcase_add_test(tests, nothing_is_late_before_the_first_tick);
    tcase_add_loop_test(tests, a_deadline_is_missed_when_the_next_one_is_due, 0, COUNT(ticks));
    tcase_add_loop_test(tests, missed_deadlines_leave_no_verdict, 0, COUNT(policies));
    tcase_add_test(tests, a_real_clock_never_returns_early_and_says_when_it_was_overrun);
    tcase_add_test(tests, everything_taken_is_given_back_and_everything_refused_is_said);
    tcase_add_test(tests, without_a_priority_the_scheduler_is_left_alone);
    tcase_add_test(tests, a_page_draws_a_bar_for_all_that_was_counted);
    tcase_add_test(tests, of_a_virtual_run_nothing_is_said);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
