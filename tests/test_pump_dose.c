/* What nobody can make the mocked pump give: each of the boluses against its limits, one by one and
 * summed, with numbers that do not fit 32 bits; and boluses across steps of the day and clocks. */
#include "tests/support/pump_bedside.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ numbers that do not fit */

/* 100 ug/mL, so that no dose stands in the way of what is looked at. The first is 4,294,969,200
 * nL/h: 1904 modulo 2^32. */
static const struct { uint32_t volume_nl, duration_s; enum pump_reason reason; } extremes[] = {
    { 1193047, 1, PUMP_REASON_RATE },
    { 2386094, 2, PUMP_REASON_RATE },
    { 20000000, 86400, PUMP_REASON_BOLUS_DOSE },
    { 4294967295u, 4294967295u, PUMP_REASON_VOLUME },
    { 20000001, 1, PUMP_REASON_VOLUME },
    { 1, 4294967295u, PUMP_REASON_DURATION },
    { 333333, 1000, PUMP_REASON_NONE },             /* 1,199,998.8 nL/h */
    { 333334, 1000, PUMP_REASON_RATE },             /* 1,200,002.4 */
    { 1000001, 3000, PUMP_REASON_RATE },            /* 1,200,001.2 */
};

START_TEST(no_product_of_a_bolus_wraps_round)
{
    bed->build.programme.concentration_ug_per_ml = 100;
    pump_bed_again(bed);
    ck_assert_int_eq(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, extremes[_i].volume_nl,
                                  extremes[_i].duration_s), extremes[_i].reason);
}
END_TEST

START_TEST(a_volume_that_was_negative_is_too_large)
{
    static const enum pump_kind kinds[] = { PUMP_KIND_SINGLE_BOLUS, PUMP_KIND_BRIDGE_BOLUS,
                                            PUMP_KIND_PRIMING_BOLUS };
    const uint32_t b[] = { 600, 20000, 1 };

    for (size_t i = 0; i < COUNT(kinds); i++)
        IS_REFUSED(VOLUME, pump_bed_ask(bed, kinds[i], (uint32_t)-20000, b[i]));
    IS_REFUSED(CAPACITY, pump_bed_ask(bed, PUMP_KIND_REFILL, 0, (uint32_t)-1));
}
END_TEST

/* ------------------------------------------------------------------ summed */

/* 10 mg/mL: the programme and its button are 5.6 mg/d of at most 20, a bolus 0.48 mg: 30 of them
 * are 14.4 mg. */
START_TEST(single_boluses_are_summed_over_24_hours)
{
    for (int i = 0; i < 30; i++) {
        IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 48000, 300));
        pump_bed_run(bed, 600, 10);
    }
    IS_REFUSED(DOSE, pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 48000, 300));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, 900000000, 0));
    IS_REFUSED(DOSE, pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 48000, 300));
    pump_bed_run(bed, DAY_S - 30 * 600 - 10, 10);
    IS_REFUSED(DOSE, pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 48000, 300));
    pump_bed_run(bed, 20, 10);                      /* the first is a day old */
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 48000, 300));
}
END_TEST

/* 30 of 0.48 mg of 10 mg/mL stay 14.4 mg when the next filling is thinner, or stronger. */
static const struct { uint32_t ug_per_ml, volume_nl; enum pump_reason reason; } refilled[] = {
    { 2500, 190000, PUMP_REASON_NONE },             /* 1.4 by programme and button, 0.475: 16.3 */
    { 2500, 192000, PUMP_REASON_NONE },
    { 20000, 100, PUMP_REASON_DOSE },               /* 11.2 by programme and button: 25.6 */
};

START_TEST(single_boluses_are_summed_as_what_they_were)
{
    struct pump_programme other = pump_bed_programme;

    other.concentration_ug_per_ml = refilled[_i].ug_per_ml;
    for (int i = 0; i < 30; i++) {
        IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 48000, 300));
        pump_bed_run(bed, 600, 10);
    }
    IS_OK(pump_bed_program(bed, &other, true));
    ck_assert_int_eq(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, refilled[_i].volume_nl, 600),
                     refilled[_i].reason);
    if (refilled[_i].reason != PUMP_REASON_NONE)
        return;
    for (int i = 0; i < 7; i++) {                   /* 0.48 mg each: up to 19.6 mg */
        pump_bed_run(bed, 700, 10);
        IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 192000, 600));
    }
    pump_bed_run(bed, 700, 10);
    IS_REFUSED(DOSE, pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 192000, 600));
}
END_TEST

/* Of another drug, with limits of its own. */
START_TEST(single_boluses_of_another_drug_are_not_summed)
{
    struct pump_programme other = pump_bed_programme;

    other.drug = PUMP_DRUG_BACLOFEN;
    other.concentration_ug_per_ml = 500;
    for (int i = 0; i < 30; i++) {
        IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 48000, 300));
        pump_bed_run(bed, 600, 10);
    }
    IS_OK(pump_bed_program(bed, &other, true));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 48000, 300));
}
END_TEST

START_TEST(very_many_small_boluses_are_refused_before_they_are_lost_count_of)
{
    enum pump_reason reason = PUMP_REASON_NONE;
    int given = 0;

    for (; given < 2000 && reason == PUMP_REASON_NONE; given++) {
        reason = pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 1, 1);
        pump_bed_run(bed, 2, 2);
    }
    IS_REFUSED(DOSE, reason);
    ck_assert_int_eq(given, 1024 + 1);
}
END_TEST

/* 546 uL of dead volume and 5 %: 573.3 uL, in one or in several, until a refill. */
START_TEST(priming_is_summed_until_a_refill)
{
    IS_OK(ask(PUMP_KIND_STOP));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_PRIMING_BOLUS, 400000, 1));
    pump_bed_run(bed, HOUR_S, 10);
    IS_IN(STOPPED);
    IS_REFUSED(VOLUME, pump_bed_ask(bed, PUMP_KIND_PRIMING_BOLUS, 173301, 1));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_PRIMING_BOLUS, 173300, 1));
    pump_bed_run(bed, 30, 1);
    IS_OK(ask(PUMP_KIND_STOP));                     /* 10 uL of it: the rest may still be given */
    pump_bed_run(bed, 1, 1);
    IS_REFUSED(VOLUME, pump_bed_ask(bed, PUMP_KIND_PRIMING_BOLUS, 173300, 1));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_PRIMING_BOLUS, 160000, 1));
    pump_bed_run(bed, HOUR_S, 10);
    IS_OK(pump_bed_ask(bed, PUMP_KIND_REFILL, 19440000, 20000000));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_PRIMING_BOLUS, 573300, 1));
}
END_TEST

/* ------------------------------------------------------------------ the bridge */

static const struct { const char *story; uint32_t volume_nl, rate; enum pump_reason reason; }
bridges[] = {
    { "all that stands in tubing and catheter", 573300, 20000, PUMP_REASON_NONE },
    { "more than stands there",                 573301, 20000, PUMP_REASON_VOLUME },
    { "the reservoir",                          19000000, 80000, PUMP_REASON_VOLUME },
    { "slower than the pump can",               100000, 249, PUMP_REASON_RATE },
    { "as slow as it can",                      100000, 250, PUMP_REASON_NONE },
    { "20 mg/d of 10 mg/mL",                    100000, 83333, PUMP_REASON_NONE },
    { "a little more",                          100000, 83334, PUMP_REASON_DOSE },
    { "an overdose",                            573300, 1200000, PUMP_REASON_DOSE },
};

START_TEST(a_bridge_is_no_way_round_the_limits)
{
    ck_assert_msg(pump_bed_ask(bed, PUMP_KIND_BRIDGE_BOLUS, bridges[_i].volume_nl,
                               bridges[_i].rate) == bridges[_i].reason, "%s", bridges[_i].story);
}
END_TEST

/* From 10 mg/mL to 2.5: what stands in the catheter is judged as what it is, however often the new
 * programme is written. */
START_TEST(a_bridge_is_judged_by_the_drug_that_it_pushes)
{
    struct pump_programme weaker = pump_bed_programme;

    weaker.concentration_ug_per_ml = 2500;
    weaker.rate_nl_per_h = 80000;
    for (int i = 0; i < 2; i++) {
        weaker.rate_nl_per_h -= 1000;
        IS_OK(pump_bed_program(bed, &weaker, true));
    }
    IS_REFUSED(DOSE, pump_bed_ask(bed, PUMP_KIND_BRIDGE_BOLUS, 100000, 83334));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_BRIDGE_BOLUS, 100000, 83333));
}
END_TEST

/* ------------------------------------------------------------------ the day and the clock */

/* From 00:00:01: 10 uL/h until 01:00, then 60; whatever runs from 00:50 on. */
static void flex_day(void)
{
    bed->build.programme.mode = PUMP_MODE_FLEX;
    bed->build.programme.step_count = 2;
    bed->build.programme.steps[0].rate_nl_per_h = 10000;
    bed->build.programme.steps[1] = (struct pump_step){ 60, 60000 };
    pump_bed_again(bed);
    pump_bed_run(bed, 3000 - 1, 1);
}

/* 48 uL in 20 min, across the step: before it 50 min at 10, after it 50 min at 60 uL/h. */
START_TEST(a_bolus_across_a_step_of_the_day_returns_to_the_later_rate)
{
    flex_day();
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 48000, 1200));
    pump_bed_run(bed, 1200, 1);
    IS_IN(SINGLE_BOLUS);
    pump_bed_run(bed, 3000, 1);
    IS_IN(FLEX);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 60000);
    ck_assert_uint_eq(bed->strokes, (uint64_t)((8333.3 + 48000 + 50000) / PUMP_STROKE_NL));
}
END_TEST

/* 20 uL at 40 uL/h: half an hour, across the step; then 40 min at 60 uL/h. */
START_TEST(a_bridge_in_a_day_of_steps_is_followed_by_the_step_of_the_hour)
{
    flex_day();
    IS_OK(pump_bed_ask(bed, PUMP_KIND_BRIDGE_BOLUS, 20000, 40000));
    pump_bed_run(bed, 1800, 1);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 40000);
    pump_bed_run(bed, 2400, 1);
    IS_IN(FLEX);
    ck_assert_uint_eq(bed->strokes, (uint64_t)((8333.3 + 20000 + 40000) / PUMP_STROKE_NL));
}
END_TEST

static const uint32_t clocks[] = { 0, 820540800 - 7200, 820540800 + 7200, 4294967295u };

START_TEST(a_lockout_is_lived_whatever_the_clock_is_set_to)
{
    ck_assert_int_eq(pump_bed_press(bed).state, PUMP_STATE_PATIENT_BOLUS);     /* takes 2 s */
    pump_bed_run(bed, 700, 1);
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, clocks[_i], 0));
    ck_assert_uint_eq(pump_bed_status(bed).lockout_left_s, 3600 - 702);
    pump_bed_run(bed, 3600 - 702 - 2, 1);
    ck_assert(pump_bed_press(bed).denied);
    ck_assert_int_eq(pump_bed_press(bed).state, PUMP_STATE_PATIENT_BOLUS);
}
END_TEST

/* The last second that 32 bits can count is 2136-02-07 06:28:15. */
START_TEST(the_clock_passes_its_last_second_and_the_programme_goes_on)
{
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, 4294967295u, 0));
    pump_bed_run(bed, 6 * HOUR_S, 60);
    ck_assert_uint_eq(pump_bed_status(bed).clock_s, 6 * 3600 - 1);
    ck_assert_uint_eq(bed->strokes, 48);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_dose");
    TCase *tcase = tcase_create("dose");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, no_product_of_a_bolus_wraps_round, 0, COUNT(extremes));
    tcase_add_test(tcase, a_volume_that_was_negative_is_too_large);
    tcase_add_test(tcase, single_boluses_are_summed_over_24_hours);
    tcase_add_loop_test(tcase, single_boluses_are_summed_as_what_they_were, 0, COUNT(refilled));
    tcase_add_test(tcase, single_boluses_of_another_drug_are_not_summed);
    tcase_add_test(tcase, very_many_small_boluses_are_refused_before_they_are_lost_count_of);
    tcase_add_test(tcase, priming_is_summed_until_a_refill);
    tcase_add_loop_test(tcase, a_bridge_is_no_way_round_the_limits, 0, COUNT(bridges));
    tcase_add_test(tcase, a_bridge_is_judged_by_the_drug_that_it_pushes);
    tcase_add_test(tcase, a_bolus_across_a_step_of_the_day_returns_to_the_later_rate);
    tcase_add_test(tcase, a_bridge_in_a_day_of_steps_is_followed_by_the_step_of_the_hour);
    tcase_add_loop_test(tcase, a_lockout_is_lived_whatever_the_clock_is_set_to, 0, COUNT(clocks));
    tcase_add_test(tcase, the_clock_passes_its_last_second_and_the_programme_goes_on);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
