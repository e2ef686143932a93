/* The mocked pump's boluses: their volume to a stroke, what runs before and after, who may when. */
#include "drivers/mock/pump_states.h"
#include "tests/support/pump_bedside.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#define IS_DENIED(why)          ck_assert_uint_eq(pump_bed_last(bed, PUMP_LOG_DENIED).code,       \
                                                  PUMP_REASON_##why)

/* ------------------------------------------------------------------ the host's */

START_TEST(a_single_bolus_replaces_the_rate_and_gives_it_back)
{
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 40000, 600));
    pump_bed_run(bed, 600, 1);
    IS_IN(SINGLE_BOLUS);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 240000);
    ck_assert_uint_eq(bed->strokes, 16);
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 20000);
    ck_assert_uint_eq(pump_bed_last(bed, PUMP_LOG_BOLUS).value, 40000);
    ck_assert_uint_eq(pump_bed_last(bed, PUMP_LOG_BOLUS).code, PUMP_STATE_SINGLE_BOLUS);
    pump_bed_run(bed, 450, 1);
    ck_assert_uint_eq(bed->strokes, 17);
}
END_TEST

/* Basal 20 uL/h around it: 6 h less 601 s at that, and 49.999 uL. */
static const double ticks[] = { 0.1, 1, 7.2, 60, 21600 };

START_TEST(a_bolus_ends_within_a_step_of_any_length)
{
    double want_nl = 20000 * (6 - 601 / 3600.0) + 49999;

    pump_bed_again(bed);
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 49999, 601));
    pump_bed_run(bed, 6 * HOUR_S, ticks[_i]);
    ck_assert_uint_eq(bed->strokes, (uint64_t)(want_nl / PUMP_STROKE_NL));
    ck_assert_uint_eq(pump_bed_last(bed, PUMP_LOG_BOLUS).value, 49999);
}
END_TEST

START_TEST(a_single_bolus_of_a_stopped_pump_leaves_it_stopped)
{
    IS_OK(ask(PUMP_KIND_STOP));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 40000, 600));
    pump_bed_run(bed, HOUR_S, 1);
    IS_IN(STOPPED);
    ck_assert_uint_eq(bed->strokes, 16);
}
END_TEST

START_TEST(stop_ends_a_bolus_and_nothing_resumes_it)
{
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 40000, 600));
    pump_bed_run(bed, 300, 1);
    ck_assert_uint_eq(pump_bed_status(bed).bolus_left_nl, 20000);
    IS_OK(ask(PUMP_KIND_STOP));
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(pump_bed_last(bed, PUMP_LOG_BOLUS).value, 20000);
    ck_assert_uint_eq(pump_bed_status(bed).bolus_left_nl, 0);
}
END_TEST

START_TEST(an_alarm_that_stops_ends_a_bolus_and_nothing_resumes_it)
{
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 40000, 600));
    pump_bed_run(bed, 300, 1);
    bed->body.outlet_kpa = 100;
    pump_bed_run(bed, 2, 1);
    IS_IN(HALTED);
    ck_assert_uint_lt(pump_bed_last(bed, PUMP_LOG_BOLUS).value, 20300);
    bed->body.outlet_kpa = 2;
    pump_bed_run(bed, 2, 1);
    IS_OK(ask(PUMP_KIND_CLEAR));
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
}
END_TEST

/* 0.24 mL at 80 uL/h: three hours; then the programme. */
START_TEST(a_bridge_pushes_the_old_drug_at_its_rate_and_then_the_programme_runs)
{
    if (_i == 1)
        IS_OK(ask(PUMP_KIND_STOP));
    bed->strokes = 0;
    IS_OK(pump_bed_ask(bed, PUMP_KIND_BRIDGE_BOLUS, 240000, 80000));
    pump_bed_run(bed, 3 * HOUR_S, 1);
    IS_IN(BRIDGE_BOLUS);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 80000);
    ck_assert_uint_eq(bed->strokes, 96);
    pump_bed_run(bed, HOUR_S, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(bed->strokes, 104);
}
END_TEST

START_TEST(priming_is_as_fast_as_can_be_and_leaves_the_pump_stopped)
{
    IS_OK(ask(PUMP_KIND_STOP));
    bed->strokes = 0;
    IS_OK(pump_bed_ask(bed, PUMP_KIND_PRIMING_BOLUS, 573300, 1));
    pump_bed_run(bed, 1719, 1);
    IS_IN(PRIMING_BOLUS);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 1200000);
    pump_bed_run(bed, 3, 1);
    IS_IN(STOPPED);
    ck_assert_uint_eq(bed->strokes, 229);
}
END_TEST

/* ------------------------------------------------------------------ the patient's */

static bool press(void) { return pump_bed_press(bed).state == PUMP_STATE_PATIENT_BOLUS; }

START_TEST(a_patient_has_a_bolus_and_then_the_programme_again)
{
    bed->strokes = 0;
    ck_assert(press());
    ck_assert(!bed->output.denied);
    pump_bed_run(bed, 598, 1);
    IS_IN(PATIENT_BOLUS);
    ck_assert_uint_eq(bed->strokes, 8);
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(pump_bed_status(bed).patient_given, 1);
}
END_TEST

static const struct { bool from_end; double locked_s; } lockouts[] = {
    { false, 3600 }, { true, 600 + 3600 },
};

START_TEST(a_lockout_counts_from_the_begin_or_the_end)
{
    double locked_s = lockouts[_i].locked_s;

    bed->build.lockout_from_end = lockouts[_i].from_end;
    pump_bed_again(bed);
    ck_assert(press());                             /* takes 2 s */
    pump_bed_run(bed, 700, 1);
    ck_assert_uint_eq(pump_bed_status(bed).lockout_left_s, (uint32_t)(locked_s - 702));
    pump_bed_run(bed, locked_s - 703, 1);           /* a second before its end */
    ck_assert(!press());
    IS_DENIED(LOCKOUT);
    ck_assert_uint_eq(pump_bed_last(bed, PUMP_LOG_DENIED).value, 1);
    ck_assert(press());
}
END_TEST

START_TEST(a_denial_is_shown_in_its_step_counted_and_written_down)
{
    ck_assert(press());
    pump_bed_run(bed, 700, 1);
    ck_assert(pump_bed_press(bed).denied);
    ck_assert(!bed->output.denied);
    ck_assert_uint_eq(pump_bed_status(bed).patient_denied, 1);
    ck_assert_uint_eq(pump_bed_logged(bed, PUMP_LOG_DENIED, PUMP_REASON_LOCKOUT), 1);
}
END_TEST

START_TEST(a_button_that_is_held_asks_once)
{
    bed->body.button_is_pressed = true;
    pump_bed_run(bed, DAY_S - HOUR_S, 60);
    ck_assert_uint_eq(pump_bed_status(bed).patient_given, 1);
    ck_assert_uint_eq(pump_bed_status(bed).patient_denied, 0);
}
END_TEST

/* Four in any 24 hours: at 0, 2, 4 and 6 h; a fifth is granted only when the first is a day old,
 * and neither midnight nor the setting of the clock helps. */
START_TEST(the_count_of_the_day_rolls)
{
    for (int i = 0; i < 4; i++) {
        ck_assert(press());
        pump_bed_run(bed, 2 * HOUR_S - 2, 2);
    }
    ck_assert(!press());
    IS_DENIED(DAY_MOST);
    ck_assert_uint_eq(pump_bed_last(bed, PUMP_LOG_DENIED).value, 4);
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, bed->build.clock_s + 5 * 86400, 0));
    pump_bed_run(bed, 16 * HOUR_S - 10, 2);
    ck_assert(!press());
    pump_bed_run(bed, 6, 2);                        /* the first is a day old */
    ck_assert(press());
    ck_assert_uint_eq(pump_bed_status(bed).patient_given, 4);
}
END_TEST

static void button_none(void) { bed->build.programme.patient_nl = 0; pump_bed_again(bed); }
static void button_stopped(void) { IS_OK(ask(PUMP_KIND_STOP)); }
static void button_bolus(void) { IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 1000, 600)); }
static void button_update(void) { IS_OK(ask(PUMP_KIND_BEGIN)); }
static void button_halted(void) { bed->body.outlet_kpa = 100; pump_bed_run(bed, 2, 1); }
static void button_scarce(void) { bed->build.reservoir_nl = 519999; pump_bed_again(bed); }
static void button_ended(void) { bed->body.battery_v = 2.3; pump_bed_run(bed, 30, 1); }
static void button_refilled(void) { IS_OK(pump_bed_ask(bed, PUMP_KIND_REFILL, 20000000, 1000000)); }
static void button_programmed(void) { IS_OK(pump_bed_program(bed, &pump_bed_programme, false)); }
static void button_minimum(void)
{
    bed->build.programme.mode = PUMP_MODE_MINIMUM;
    pump_bed_again(bed);
}
/* A stall that is over: its alarm stands, the pump runs. */
static void button_alarm(void)
{
    bed->is_stuck = true;
    pump_bed_run(bed, 1100, 1);
    bed->is_stuck = false;
    pump_bed_run(bed, 600, 1);
}

static const struct { const char *story; void (*before)(void); enum pump_reason reason; }
denials[] = {
    { "there is no button",        button_none,       PUMP_REASON_STATE },
    { "the pump is stopped",       button_stopped,    PUMP_REASON_STATE },
    { "in another bolus",          button_bolus,      PUMP_REASON_BUSY },
    { "in an update",              button_update,     PUMP_REASON_STATE },
    { "halted by an alarm",        button_halted,     PUMP_REASON_STATE },
    { "a critical alarm stands",   button_alarm,      PUMP_REASON_ALARM },
    { "too little is left",        button_scarce,     PUMP_REASON_RESERVOIR },
    { "at its end",                button_ended,      PUMP_REASON_ENDED },
    { "just refilled",             button_refilled,   PUMP_REASON_LOCKOUT },
    { "just programmed",           button_programmed, PUMP_REASON_LOCKOUT },
    { "at its minimum rate",       button_minimum,    PUMP_REASON_STATE },
};

START_TEST(a_patient_is_denied_for_a_reason)
{
    enum pump_state was;

    denials[_i].before();
    pump_bed_run(bed, 1, 1);
    was = state();
    ck_assert_msg(pump_bed_press(bed).denied, "%s", denials[_i].story);
    ck_assert_int_eq(state(), was);
    ck_assert_uint_eq(pump_bed_last(bed, PUMP_LOG_DENIED).code, denials[_i].reason);
}
END_TEST

START_TEST(a_patient_s_bolus_is_the_same_whatever_the_tick)
{
    static const double some[] = { 1, 2, 10, 600, 3600 };
    uint64_t first = 0;

    for (size_t i = 0; i < COUNT(some); i++) {
        pump_bed_again(bed);
        bed->body.button_is_pressed = true;
        pump_bed_run(bed, DAY_S, some[i]);
        first = i == 0 ? bed->strokes : first;
        ck_assert_uint_eq(bed->strokes, first);
    }
    ck_assert_uint_eq(first, (uint64_t)((20000 * (24 - 1 / 6.0) + 20000) / PUMP_STROKE_NL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_boluses");
    TCase *host = tcase_create("host"), *patient = tcase_create("patient");

    tcase_add_checked_fixture(host, set_up, tear_down);
    tcase_add_test(host, a_single_bolus_replaces_the_rate_and_gives_it_back);
    tcase_add_loop_test(host, a_bolus_ends_within_a_step_of_any_length, 0, COUNT(ticks));
    tcase_add_test(host, a_single_bolus_of_a_stopped_pump_leaves_it_stopped);
    tcase_add_test(host, stop_ends_a_bolus_and_nothing_resumes_it);
    tcase_add_test(host, an_alarm_that_stops_ends_a_bolus_and_nothing_resumes_it);
    tcase_add_loop_test(host, a_bridge_pushes_the_old_drug_at_its_rate_and_then_the_programme_runs,
                        0, 2);
    tcase_add_test(host, priming_is_as_fast_as_can_be_and_leaves_the_pump_stopped);
    tcase_add_checked_fixture(patient, set_up, tear_down);
    tcase_add_test(patient, a_patient_has_a_bolus_and_then_the_programme_again);
    tcase_add_loop_test(patient, a_lockout_counts_from_the_begin_or_the_end, 0, COUNT(lockouts));
    tcase_add_test(patient, a_denial_is_shown_in_its_step_counted_and_written_down);
    tcase_add_test(patient, a_button_that_is_held_asks_once);
    tcase_add_test(patient, the_count_of_the_day_rolls);
    tcase_add_loop_test(patient, a_patient_is_denied_for_a_reason, 0, COUNT(denials));
    tcase_add_test(patient, a_patient_s_bolus_is_the_same_whatever_the_tick);
    suite_add_tcase(suite, host);
    suite_add_tcase(suite, patient);
    return suite_run(suite);
}
