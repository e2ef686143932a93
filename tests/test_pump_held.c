/* When the mocked pump must not start by itself: alarms within an update, a clock that was lost,
 * another drug, a field from outside; and what it must say when nobody does anything. */
#include "drivers/mock/pump_states.h"
#include "tests/support/pump_bedside.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdlib.h>

static struct pump_programme flex_programme(void)
{
    struct pump_programme programme = pump_bed_programme;

    programme.mode = PUMP_MODE_FLEX;
    programme.step_count = 1;
    programme.steps[0].rate_nl_per_h = 30000;
    return programme;
}

/* ------------------------------------------------------------------ an alarm within an update */

static void level_is(double ul)
{
    bed->is_level_true = false;
    bed->body.reservoir_ul = ul;
}

/* Empty, says the level sensor, while a programme is written; then it is cleared. */
START_TEST(an_alarm_that_stops_within_an_update_leaves_a_pump_that_has_to_be_started)
{
    IS_OK(ask(PUMP_KIND_BEGIN));
    level_is(200);
    pump_bed_run(bed, 62, 1);
    ck_assert(has(PUMP_ALARM_EMPTY));
    IS_IN(UPDATING);
    level_is(20000);
    pump_bed_run(bed, 2, 1);
    if (_i % 2 == 0)
        IS_OK(ask(PUMP_KIND_CLEAR));
    if (_i / 2 == 0) {
        IS_OK(ask(PUMP_KIND_ABORT));
    } else {
        for (int part = 0; part < PUMP_PART_COUNT; part++)
            IS_OK(pump_bed_write(bed, &pump_bed_programme, (enum pump_part)part));
        IS_OK(pump_bed_ask(bed, PUMP_KIND_COMMIT, pump_programme_crc(&pump_bed_programme), 0));
    }
    ck_assert_int_eq(pump_bed_status(bed).state,
                     _i % 2 == 0 ? PUMP_STATE_STOPPED : PUMP_STATE_HALTED);
    if (_i % 2 != 0)
        IS_OK(ask(PUMP_KIND_CLEAR));
    pump_bed_run(bed, HOUR_S, 60);
    IS_IN(STOPPED);
    ck_assert_uint_eq(bed->strokes, 0);
    IS_OK(ask(PUMP_KIND_START));
}
END_TEST

START_TEST(a_bit_that_turns_over_in_an_update_does_not_start_the_pump_when_it_is_mended)
{
    IS_OK(ask(PUMP_KIND_BEGIN));
    bed->defects.memory_flips = 1;
    pump_bed_run(bed, 2, 1);
    ck_assert(has(PUMP_ALARM_MEMORY));
    for (int part = 0; part < PUMP_PART_COUNT; part++)
        IS_OK(pump_bed_write(bed, &pump_bed_programme, (enum pump_part)part));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_COMMIT, pump_programme_crc(&pump_bed_programme), 0));
    IS_OK(ask(PUMP_KIND_CLEAR));                    /* before a step could see the alarm */
    pump_bed_run(bed, 2, 1);
    IS_IN(STOPPED);
}
END_TEST

START_TEST(an_alarm_in_the_first_update_of_all_leads_back_to_the_shelf)
{
    bed->build.is_programmed = false;
    pump_bed_again(bed);
    IS_OK(ask(PUMP_KIND_BEGIN));
    level_is(200);
    pump_bed_run(bed, 62, 1);
    ck_assert(has(PUMP_ALARM_EMPTY));
    IS_OK(ask(PUMP_KIND_ABORT));
    pump_bed_run(bed, 1, 1);
    IS_IN(SHELF);
}
END_TEST

/* A programmer that is left on the table and asks for the status every minute is not somebody who
 * is programming. */
START_TEST(an_update_that_is_only_looked_at_is_unfinished_all_the_same)
{
    IS_OK(ask(PUMP_KIND_BEGIN));
    for (int i = 0; i < 11; i++) {
        ck_assert(!has(PUMP_ALARM_UNFINISHED) || i == 10);
        pump_bed_run(bed, 60, 1);
        pump_bed_status(bed);
    }
    ck_assert(has(PUMP_ALARM_UNFINISHED));
}
END_TEST

START_TEST(an_update_that_is_written_slowly_is_not_unfinished)
{
    IS_OK(ask(PUMP_KIND_BEGIN));
    for (int part = 0; part < PUMP_PART_COUNT; part++) {
        pump_bed_run(bed, 590, 1);
        IS_OK(ask(PUMP_KIND_OPEN));
        IS_OK(pump_bed_write(bed, &pump_bed_programme, (enum pump_part)part));
        ck_assert(!has(PUMP_ALARM_UNFINISHED));
    }
}
END_TEST

/* ------------------------------------------------------------------ stall and stop */

START_TEST(a_stalled_pump_that_is_stopped_stays_stopped_and_tries_again_when_it_is_started)
{
    bed->is_stuck = true;
    pump_bed_run(bed, 1200, 1);
    IS_IN(STALLED);
    IS_OK(ask(PUMP_KIND_STOP));
    bed->strokes = 0;
    pump_bed_run(bed, HOUR_S, 60);
    IS_IN(STOPPED);
    ck_assert_uint_eq(bed->strokes, 0);
    ck_assert(has(PUMP_ALARM_STALL));
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 2, 1);
    IS_IN(STALLED);
    bed->is_stuck = false;
    pump_bed_run(bed, 600, 1);
    IS_IN(CONTINUOUS);
}
END_TEST

/* ------------------------------------------------------------------ after a reset */

static void reset_and_clear(void)
{
    bed->defects.resets = 1;
    pump_bed_run(bed, 2, 1);
    bed->defects.resets = 0;
    IS_OK(ask(PUMP_KIND_OPEN));
    IS_OK(ask(PUMP_KIND_CLEAR));
}

START_TEST(a_new_programme_does_not_end_the_minimum_rate_after_a_reset)
{
    struct pump_programme flex = flex_programme();

    reset_and_clear();
    IS_OK(pump_bed_program(bed, _i == 0 ? &flex : &pump_bed_programme, true));
    pump_bed_run(bed, 2, 1);
    IS_IN(MINIMUM);
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, 820540800, 0));
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 2, 1);
    ck_assert_int_eq(state(), _i == 0 ? PUMP_STATE_FLEX : PUMP_STATE_CONTINUOUS);
    IS_OK(pump_bed_program(bed, &flex, true));
    pump_bed_run(bed, 2, 1);
    IS_IN(FLEX);
}
END_TEST

/* Whose programme is the minimum rate has been started too, though nothing is to be seen of it. */
START_TEST(a_minimum_rate_that_was_started_goes_on_with_the_next_programme)
{
    bed->build.programme.mode = PUMP_MODE_MINIMUM;
    pump_bed_again(bed);
    reset_and_clear();
    IS_OK(ask(PUMP_KIND_START));
    IS_OK(pump_bed_program(bed, &pump_bed_programme, false));
    pump_bed_run(bed, 2, 1);
    IS_IN(CONTINUOUS);
}
END_TEST

START_TEST(a_bridge_does_not_end_the_minimum_rate_after_a_reset)
{
    reset_and_clear();
    IS_OK(pump_bed_ask(bed, PUMP_KIND_BRIDGE_BOLUS, 10000, 20000));
    pump_bed_run(bed, HOUR_S, 10);
    IS_IN(MINIMUM);
}
END_TEST

/* A continuous programme runs without a clock; the day's steps must not begin by a wrong one. */
START_TEST(no_schedule_comes_into_force_by_a_clock_that_is_lost)
{
    struct pump_programme flex = flex_programme();

    reset_and_clear();
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 2, 1);
    IS_IN(CONTINUOUS);
    IS_REFUSED(ALARM, pump_bed_program(bed, &flex, true));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, 820540800, 0));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_COMMIT, pump_programme_crc(&flex), 1));
    pump_bed_run(bed, 2, 1);
    IS_IN(FLEX);
}
END_TEST

START_TEST(no_bridge_leads_to_a_schedule_by_a_clock_that_is_lost)
{
    bed->build.programme = flex_programme();
    pump_bed_again(bed);
    reset_and_clear();
    IS_OK(ask(PUMP_KIND_STOP));
    IS_REFUSED(ALARM, pump_bed_ask(bed, PUMP_KIND_BRIDGE_BOLUS, 10000, 20000));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, 820540800, 0));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_BRIDGE_BOLUS, 10000, 20000));
}
END_TEST

/* ------------------------------------------------------------------ another drug */

START_TEST(another_drug_stops_the_pump_until_it_is_started)
{
    struct pump_programme other = pump_bed_programme;

    other.drug = PUMP_DRUG_HYDROMORPHONE;
    other.patient_nl = 0;
    IS_OK(pump_bed_program(bed, &other, true));
    pump_bed_run(bed, HOUR_S, 60);
    IS_IN(STOPPED);
    ck_assert_uint_eq(bed->strokes, 0);
    IS_OK(ask(PUMP_KIND_START));
    other.concentration_ug_per_ml = 5000;           /* the same drug goes on */
    IS_OK(pump_bed_program(bed, &other, true));
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
}
END_TEST

/* ------------------------------------------------------------------ a field from outside */

START_TEST(nothing_runs_in_a_field_whatever_the_host_says)
{
    bed->body.is_interfered = true;
    pump_bed_run(bed, 10, 1);
    bed->strokes = 0;
    if (_i == 0)
        IS_OK(ask(PUMP_KIND_START));
    if (_i == 1)
        IS_REFUSED(STATE, pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 20000, 60));
    if (_i == 2)
        IS_REFUSED(STATE, pump_bed_ask(bed, PUMP_KIND_PRIMING_BOLUS, 20000, 1));
    if (_i == 3)
        IS_OK(pump_bed_program(bed, &pump_bed_programme, false));
    pump_bed_run(bed, HOUR_S, 60);
    IS_IN(STOPPED);
    ck_assert_uint_eq(bed->strokes, 0);
    bed->body.is_interfered = false;
    pump_bed_run(bed, 2, 1);
    IS_IN(CONTINUOUS);
}
END_TEST

START_TEST(an_alarm_that_stops_in_a_field_is_not_undone_by_its_end)
{
    bed->body.is_interfered = true;
    pump_bed_run(bed, 10, 1);
    level_is(200);
    pump_bed_run(bed, 62, 1);
    IS_IN(HALTED);
    bed->body.is_interfered = false;
    pump_bed_run(bed, 10, 1);
    IS_IN(HALTED);
}
END_TEST

/* ------------------------------------------------------------------ the first moments */

/* A host that is faster than the first turn of the main loop, late in the rig's time. */
START_TEST(a_pump_that_is_asked_before_its_first_step_answers_and_keeps_its_time)
{
    struct pump_status status;

    pump_firmware_destroy(bed->firmware);
    bed->firmware = NULL;
    bed->now_s = 1e6;
    pump_bed_power(bed);
    IS_OK(ask(PUMP_KIND_OPEN));
    status = pump_bed_status(bed);
    ck_assert_uint_eq(status.clock_s, bed->build.clock_s);
    ck_assert_uint_eq(status.battery_mv, 0xFFFF);
    ck_assert_int_eq(status.state, PUMP_STATE_CONTINUOUS);
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, 900000000, 0));
    IS_OK(pump_bed_program(bed, &pump_bed_programme, false));
    IS_OK(ask(PUMP_KIND_BEGIN));
    pump_bed_run(bed, 2, 1);
    ck_assert_uint_eq(bed->output.alarms, 0);
    IS_OK(ask(PUMP_KIND_ABORT));
    pump_bed_run(bed, 3600 - 2, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(pump_bed_status(bed).clock_s, 900000000 + 3600);
    ck_assert_uint_eq(bed->output.alarms, 0);
}
END_TEST

/* ------------------------------------------------------------------ nothing at all */

START_TEST(a_programme_of_nothing_but_pauses_is_stopped_too_long)
{
    bed->build.programme = flex_programme();
    bed->build.programme.steps[0].rate_nl_per_h = 0;
    pump_bed_again(bed);
    pump_bed_run(bed, 48 * HOUR_S - 60, 60);
    ck_assert(!has(PUMP_ALARM_STOPPED_LONG));
    pump_bed_run(bed, 180, 60);
    ck_assert(has(PUMP_ALARM_STOPPED_LONG));
    IS_IN(FLEX);
}
END_TEST

/* 23 h of pause a day, seen in steps of any length. */
START_TEST(a_pause_of_the_day_is_not_stopped_too_long)
{
    static const double dts_s[] = { 60, 3600, 86400 };

    bed->build.programme = flex_programme();
    bed->build.programme.step_count = 2;
    bed->build.programme.steps[0].rate_nl_per_h = 0;
    bed->build.programme.steps[1] = (struct pump_step){ 1380, 30000 };
    pump_bed_again(bed);
    pump_bed_run(bed, 5 * DAY_S, dts_s[_i]);
    ck_assert(!has(PUMP_ALARM_STOPPED_LONG));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_held");
    TCase *tcase = tcase_create("held");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase,
        an_alarm_that_stops_within_an_update_leaves_a_pump_that_has_to_be_started, 0, 4);
    tcase_add_test(tcase,
        a_bit_that_turns_over_in_an_update_does_not_start_the_pump_when_it_is_mended);
    tcase_add_test(tcase, an_alarm_in_the_first_update_of_all_leads_back_to_the_shelf);
    tcase_add_test(tcase, an_update_that_is_only_looked_at_is_unfinished_all_the_same);
    tcase_add_test(tcase, an_update_that_is_written_slowly_is_not_unfinished);
    tcase_add_test(tcase,
        a_stalled_pump_that_is_stopped_stays_stopped_and_tries_again_when_it_is_started);
    tcase_add_loop_test(tcase, a_new_programme_does_not_end_the_minimum_rate_after_a_reset, 0, 2);
    tcase_add_test(tcase, a_minimum_rate_that_was_started_goes_on_with_the_next_programme);
    tcase_add_test(tcase, a_bridge_does_not_end_the_minimum_rate_after_a_reset);
    tcase_add_test(tcase, no_schedule_comes_into_force_by_a_clock_that_is_lost);
    tcase_add_test(tcase, no_bridge_leads_to_a_schedule_by_a_clock_that_is_lost);
    tcase_add_test(tcase, another_drug_stops_the_pump_until_it_is_started);
    tcase_add_loop_test(tcase, nothing_runs_in_a_field_whatever_the_host_says, 0, 4);
    tcase_add_test(tcase, an_alarm_that_stops_in_a_field_is_not_undone_by_its_end);
    tcase_add_test(tcase, a_pump_that_is_asked_before_its_first_step_answers_and_keeps_its_time);
    tcase_add_test(tcase, a_programme_of_nothing_but_pauses_is_stopped_too_long);
    tcase_add_loop_test(tcase, a_pause_of_the_day_is_not_stopped_too_long, 0, 3);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
