/* The mocked pump's alarms: what each of them does to a pump that runs. The rows themselves:
 * test_pump_alarm_rows.c. */
#include "drivers/mock/pump_alarms.h"
#include "tests/support/pump_bedside.h"
#include "tests/support/suite.h"

#include <math.h>
#include <string.h>

#define BIT(name) (1u << PUMP_ALARM_##name)

/* ------------------------------------------------------------------ a pump that runs */

START_TEST(low_comes_at_its_mark_and_goes_with_a_refill)
{
    bed->build.reservoir_nl = 2010000;
    pump_bed_rebuild(bed);
    pump_bed_run(bed, 1800, 1);                     /* 4 strokes: at the mark */
    ck_assert(!has(PUMP_ALARM_LOW_RESERVOIR));
    pump_bed_run(bed, 460, 1);
    ck_assert(has(PUMP_ALARM_LOW_RESERVOIR));
    IS_IN(CONTINUOUS);
    ck_assert_int_eq(bed->output.tone, PUMP_NON_CRITICAL);
    IS_OK(pump_bed_ask(bed, PUMP_KIND_REFILL, 1997500, 20000000));
    bed->body.reservoir_ul = 20000;
    pump_bed_run(bed, 1, 1);
    ck_assert_uint_eq(bed->output.alarms, 0);
    ck_assert_uint_eq(pump_bed_logged(bed, PUMP_LOG_ALARM_OVER, PUMP_ALARM_LOW_RESERVOIR), 1);
}
END_TEST

START_TEST(an_empty_pump_stops_and_comes_back_only_by_refill_clear_and_start)
{
    bed->build.reservoir_nl = 505000;
    pump_bed_rebuild(bed);
    pump_bed_run(bed, HOUR_S, 1);
    ck_assert_uint_eq(bed->strokes, 2);
    ck_assert(has(PUMP_ALARM_EMPTY));
    IS_IN(HALTED);
    IS_REFUSED(NOT_CLEARED, ask(PUMP_KIND_CLEAR));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_REFILL, 500000, 20000000));
    bed->body.reservoir_ul = 20000;
    pump_bed_run(bed, 10, 1);
    IS_IN(HALTED);
    IS_REFUSED(ALARM, ask(PUMP_KIND_START));
    IS_OK(ask(PUMP_KIND_CLEAR));
    pump_bed_run(bed, 10, 1);
    IS_IN(STOPPED);
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 10, 1);
    IS_IN(CONTINUOUS);
}
END_TEST

START_TEST(a_step_of_a_day_does_not_push_more_than_there_is)
{
    bed->build.reservoir_nl = 700000;
    bed->build.programme.rate_nl_per_h = 80000;
    pump_bed_rebuild(bed);
    pump_bed_run(bed, 2 * DAY_S, DAY_S);
    ck_assert_uint_eq(bed->strokes, 80);
    IS_IN(HALTED);
}
END_TEST

START_TEST(the_level_sensor_alone_can_say_empty)
{
    bed->is_level_true = false;
    bed->body.reservoir_ul = 200;
    pump_bed_run(bed, 59, 1);
    ck_assert(!has(PUMP_ALARM_EMPTY));
    pump_bed_run(bed, 2, 1);
    IS_IN(HALTED);
    IS_REFUSED(NOT_CLEARED, ask(PUMP_KIND_CLEAR));
    bed->body.reservoir_ul = 20000;
    pump_bed_run(bed, 1, 1);
    IS_OK(ask(PUMP_KIND_CLEAR));
}
END_TEST

/* 20 uL/h: the first stroke is due after 450 s. */
START_TEST(a_magnet_stalls_the_rotor_and_the_pump_comes_back_by_itself)
{
    double stalled_h = _i == 0 ? 2 : 24;

    bed->is_stuck = true;
    pump_bed_run(bed, 448 + 600, 1);
    ck_assert(!has(PUMP_ALARM_STALL));
    pump_bed_run(bed, 3, 1);
    ck_assert(has(PUMP_ALARM_STALL));
    IS_IN(STALLED);
    ck_assert_int_eq(bed->output.tone, PUMP_CRITICAL);
    pump_bed_run(bed, stalled_h * HOUR_S, 60);
    IS_IN(STALLED);
    IS_REFUSED(NOT_CLEARED, ask(PUMP_KIND_CLEAR));
    bed->is_stuck = false;
    pump_bed_run(bed, 600, 1);
    IS_IN(CONTINUOUS);
    ck_assert(has(PUMP_ALARM_STALL));               /* latched: somebody should know */
    ck_assert_double_eq_tol(pump_bed_last(bed, PUMP_LOG_STALL).value,
                            stalled_h * HOUR_S + 600, 500);
    IS_OK(ask(PUMP_KIND_CLEAR));
    pump_bed_run(bed, 1, 1);
    ck_assert_uint_eq(bed->output.alarms, 0);
    ck_assert_uint_eq(pump_bed_status(bed).delivered_nl, bed->strokes * 2500);
}
END_TEST

START_TEST(a_stall_is_told_at_the_end_of_a_long_step)
{
    bed->is_stuck = true;
    pump_bed_run(bed, 3600, 3600);
    ck_assert(!has(PUMP_ALARM_STALL));
    pump_bed_run(bed, 3600, 3600);
    ck_assert(has(PUMP_ALARM_STALL));
}
END_TEST

START_TEST(a_stalled_bolus_of_a_stopped_pump_leaves_it_stopped)
{
    IS_OK(ask(PUMP_KIND_STOP));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 50000, 7200));
    bed->is_stuck = true;
    pump_bed_run(bed, 1200, 1);
    IS_IN(STOPPED);
    ck_assert(has(PUMP_ALARM_STALL));
}
END_TEST

START_TEST(a_pump_that_was_reset_stalls_and_updates_at_its_minimum_rate)
{
    bed->defects.resets = 1;
    pump_bed_run(bed, 2, 1);
    IS_OK(ask(PUMP_KIND_OPEN));
    IS_OK(pump_bed_program(bed, &pump_bed_programme, false));
    pump_bed_run(bed, 1, 1);
    IS_IN(MINIMUM);
    bed->is_stuck = true;
    pump_bed_run(bed, 12 * HOUR_S, 60);
    IS_IN(STALLED);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 250);
}
END_TEST

START_TEST(an_alarm_cleared_within_an_update_is_not_there_after_it)
{
    bed->body.outlet_kpa = 100;
    pump_bed_run(bed, 2, 1);
    bed->body.outlet_kpa = 2;
    pump_bed_run(bed, 2, 1);
    IS_OK(ask(PUMP_KIND_BEGIN));
    IS_OK(ask(PUMP_KIND_CLEAR));
    IS_OK(ask(PUMP_KIND_ABORT));
    pump_bed_run(bed, 1, 1);
    IS_IN(STOPPED);
}
END_TEST

START_TEST(an_alarm_left_within_an_update_is_there_after_it)
{
    bed->body.outlet_kpa = 100;
    pump_bed_run(bed, 2, 1);
    IS_OK(pump_bed_program(bed, &pump_bed_programme, false));
    pump_bed_run(bed, 1, 1);
    IS_IN(HALTED);
}
END_TEST

START_TEST(a_stall_ends_a_bolus)
{
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 50000, 7200));
    bed->is_stuck = true;
    pump_bed_run(bed, 1200, 1);
    IS_IN(STALLED);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 20000);
    bed->is_stuck = false;
    pump_bed_run(bed, 600, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_lt(pump_bed_last(bed, PUMP_LOG_BOLUS).value, 50000);
}
END_TEST

START_TEST(a_pump_that_stands_for_two_days_says_so_until_it_runs)
{
    IS_OK(ask(PUMP_KIND_STOP));
    pump_bed_run(bed, 48 * HOUR_S, 60);
    ck_assert(!has(PUMP_ALARM_STOPPED_LONG));
    pump_bed_run(bed, 60, 60);
    ck_assert(has(PUMP_ALARM_STOPPED_LONG));
    ck_assert_uint_eq(bed->strokes, 0);
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 2, 1);
    ck_assert(!has(PUMP_ALARM_STOPPED_LONG));
}
END_TEST

START_TEST(an_update_left_alone_is_told_and_the_pump_stays_stopped)
{
    IS_OK(ask(PUMP_KIND_BEGIN));
    pump_bed_run(bed, 599, 1);
    ck_assert(!has(PUMP_ALARM_UNFINISHED));
    pump_bed_run(bed, 3, 1);
    ck_assert(has(PUMP_ALARM_UNFINISHED));
    pump_bed_run(bed, DAY_S, 60);
    IS_IN(UPDATING);
    ck_assert_uint_eq(bed->strokes, 0);
    pump_bed_status(bed);                           /* a question does not make it good */
    pump_bed_run(bed, 2, 1);
    ck_assert(has(PUMP_ALARM_UNFINISHED));
    IS_OK(ask(PUMP_KIND_ABORT));
    pump_bed_run(bed, 2, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(bed->output.alarms, 0);
}
END_TEST

START_TEST(the_replacement_is_told_ninety_days_ahead_and_the_end_is_the_end)
{
    bed->build.age_days = 2557 - 92;
    bed->build.programme.rate_nl_per_h = 5000;
    pump_bed_rebuild(bed);
    pump_bed_run(bed, 2 * DAY_S, 3600);
    ck_assert(!has(PUMP_ALARM_REPLACE));
    ck_assert_uint_eq(pump_bed_status(bed).days_to_replace, 0);
    pump_bed_run(bed, 3600, 3600);
    ck_assert(has(PUMP_ALARM_REPLACE));
    pump_bed_run(bed, 90 * DAY_S - 3600, 3600);
    ck_assert(!has(PUMP_ALARM_END));
    pump_bed_run(bed, 3600, 3600);
    ck_assert(has(PUMP_ALARM_END));
    IS_IN(ENDED);
    bed->strokes = 0;
    IS_REFUSED(ENDED, ask(PUMP_KIND_START));
    IS_REFUSED(ENDED, ask(PUMP_KIND_BEGIN));
    IS_OK(ask(PUMP_KIND_CLEAR));
    pump_bed_run(bed, DAY_S, 3600);
    ck_assert(has(PUMP_ALARM_END) && has(PUMP_ALARM_REPLACE));
    ck_assert_uint_eq(bed->strokes, 0);
}
END_TEST

START_TEST(a_wrong_replace_by_date_lets_the_end_come_first)
{
    bed->build.age_days = 2557 - 1;
    bed->defects.wrong_replace_days = 200;
    pump_bed_rebuild(bed);
    pump_bed_run(bed, 1, 1);
    ck_assert_uint_eq(bed->output.alarms, 0);
    ck_assert_uint_eq(pump_bed_status(bed).days_to_replace, 111);
    pump_bed_run(bed, 2 * DAY_S, 3600);
    IS_IN(ENDED);
    ck_assert(!has(PUMP_ALARM_REPLACE));
}
END_TEST

START_TEST(a_battery_goes_from_replace_to_end)
{
    bed->body.battery_v = 2.59;
    pump_bed_run(bed, 700, 1);
    ck_assert_uint_eq(bed->output.alarms, BIT(REPLACE));
    IS_IN(CONTINUOUS);
    bed->body.battery_v = 2.39;
    pump_bed_run(bed, 9, 1);
    IS_IN(CONTINUOUS);
    pump_bed_run(bed, 3, 1);
    IS_IN(ENDED);
}
END_TEST

START_TEST(a_low_battery_reset_leaves_the_minimum_rate_and_no_clock)
{
    if (_i == 0)
        bed->defects.resets = 1;
    else
        bed->body.battery_v = 2.0;
    pump_bed_run(bed, 2, 1);
    bed->body.battery_v = 2.9;
    IS_IN(MINIMUM);
    ck_assert_uint_eq(bed->output.alarms, BIT(RESET) | BIT(CLOCK_LOST));
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 250);
    IS_REFUSED(NO_SESSION, ask(PUMP_KIND_START));
    IS_OK(ask(PUMP_KIND_OPEN));
    ck_assert_uint_lt(pump_bed_status(bed).clock_s, 10);
    ck_assert_uint_eq(pump_bed_in_force(bed).rate_nl_per_h, 20000);
    IS_REFUSED(ALARM, ask(PUMP_KIND_START));
    IS_OK(ask(PUMP_KIND_CLEAR));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, 820540800, 0));
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 2, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(bed->output.alarms, 0);
}
END_TEST

START_TEST(a_schedule_needs_a_clock)
{
    bed->build.programme.mode = PUMP_MODE_FLEX;
    bed->build.programme.step_count = 1;
    bed->build.programme.steps[0].rate_nl_per_h = 20000;
    pump_bed_rebuild(bed);
    pump_bed_run(bed, 1, 1);
    bed->defects.resets = 1;
    pump_bed_run(bed, 2, 1);
    IS_OK(ask(PUMP_KIND_OPEN));
    IS_OK(ask(PUMP_KIND_CLEAR));
    IS_REFUSED(ALARM, ask(PUMP_KIND_START));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, 820540800, 0));
    IS_OK(ask(PUMP_KIND_START));
}
END_TEST

START_TEST(an_occlusion_stops_at_once_and_waits_for_clear_and_start)
{
    bed->body.outlet_kpa = 69;
    pump_bed_run(bed, 1, 1);
    ck_assert(has(PUMP_ALARM_OCCLUSION));
    IS_IN(HALTED);
    IS_REFUSED(NOT_CLEARED, ask(PUMP_KIND_CLEAR));
    bed->body.outlet_kpa = NAN;
    pump_bed_run(bed, 1, 1);
    IS_REFUSED(NOT_CLEARED, ask(PUMP_KIND_CLEAR));
    bed->body.outlet_kpa = 2;
    pump_bed_run(bed, HOUR_S, 1);
    IS_IN(HALTED);
    ck_assert_uint_eq(bed->strokes, 0);
    IS_OK(ask(PUMP_KIND_CLEAR));
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
}
END_TEST

START_TEST(an_occlusion_of_less_than_a_second_is_none)
{
    pump_bed_run(bed, 0.1, 0.1);
    for (int i = 0; i < 10; i++) {
        bed->body.outlet_kpa = 100;
        pump_bed_run(bed, 0.9, 0.1);
        bed->body.outlet_kpa = 2;
        pump_bed_run(bed, 0.1, 0.1);
    }
    ck_assert_uint_eq(bed->output.alarms, 0);
    bed->body.outlet_kpa = 100;
    pump_bed_run(bed, 1.0, 0.1);
    ck_assert(has(PUMP_ALARM_OCCLUSION));
}
END_TEST

/* The level falls by `share` more than the strokes say, seen in grains of half a millilitre: the one
 * above the truth, or the one below. */
static void leak(double share, double for_s, double (*grain)(double))
{
    double gone_ul = 0;

    bed->is_level_true = false;
    for (double t = 0; t < for_s && state() != PUMP_STATE_HALTED; t += 60) {
        pump_bed_run(bed, 60, 60);
        gone_ul += bed->output.strokes * 2.5 * (1 + share);
        bed->body.reservoir_ul = grain((20000 - gone_ul) / 500) * 500;
    }
}

START_TEST(over_infusion_is_found_through_a_coarse_sensor)
{
    bed->build.programme.rate_nl_per_h = 60000;
    pump_bed_rebuild(bed);
    leak(0.5, 5 * DAY_S, ceil);
    ck_assert(has(PUMP_ALARM_OVER_INFUSION));
    IS_IN(HALTED);
    ck_assert_double_ge((double)bed->strokes * 2.5, 1000 / 1.5);
    ck_assert_double_le((double)bed->strokes * 2.5, 4000);
    IS_REFUSED(NOT_CLEARED, ask(PUMP_KIND_CLEAR));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_REFILL, 17000000, 20000000));
    IS_OK(ask(PUMP_KIND_CLEAR));
    IS_OK(ask(PUMP_KIND_START));
}
END_TEST

/* V = (0.145 V0 + g) / (s - 0.145): after how much more it is found, and up to a grain (and ten
 * minutes) later, when it begins V0 after a refill. */
static const struct { double share, sound_ul, found_ul; } ramps[] = {
    { 0.5, 0, 1408 }, { 0.5, 10000, 5493 }, { 1.0, 5000, 1433 }, { 0.3, 0, 3226 },
};

START_TEST(over_infusion_that_begins_late_is_found_as_late_as_the_manual_says)
{
    double found_ul = ramps[_i].found_ul, late_ul = 500 / (ramps[_i].share - 0.145) + 20, wrong_ul;

    bed->build.programme.rate_nl_per_h = 60000;
    pump_bed_rebuild(bed);
    bed->is_level_true = false;
    while (state() != PUMP_STATE_HALTED && (double)bed->strokes * 2.5 < 18000) {
        pump_bed_run(bed, 60, 60);
        wrong_ul = fmax((double)bed->strokes * 2.5 - ramps[_i].sound_ul, 0) * ramps[_i].share;
        bed->body.reservoir_ul = ceil((20000 - (double)bed->strokes * 2.5 - wrong_ul) / 500) * 500;
    }
    ck_assert(has(PUMP_ALARM_OVER_INFUSION));
    ck_assert_double_ge((double)bed->strokes * 2.5 - ramps[_i].sound_ul, found_ul);
    ck_assert_double_le((double)bed->strokes * 2.5 - ramps[_i].sound_ul, found_ul + late_ul);
}
END_TEST

START_TEST(less_than_a_millilitre_is_not_judged)
{
    bed->is_level_true = false;
    bed->body.reservoir_ul = 20000 - 999;
    pump_bed_run(bed, 2000, 1);
    ck_assert(!has(PUMP_ALARM_OVER_INFUSION));
    bed->body.reservoir_ul = 20000 - 1000;
    pump_bed_run(bed, 700, 1);
    ck_assert(has(PUMP_ALARM_OVER_INFUSION));
}
END_TEST

START_TEST(a_refill_is_a_new_reference_and_so_is_a_level_that_has_risen)
{
    bed->is_level_true = false;
    IS_OK(pump_bed_ask(bed, PUMP_KIND_REFILL, 20000000, 10000000));
    bed->body.reservoir_ul = 10000;
    pump_bed_run(bed, 1200, 1);
    ck_assert_uint_eq(bed->output.alarms, 0);
    bed->body.reservoir_ul = 20000;                 /* somebody filled it and did not say so */
    pump_bed_run(bed, 1200, 1);
    bed->body.reservoir_ul = 15000;
    pump_bed_run(bed, 1200, 1);
    ck_assert(has(PUMP_ALARM_OVER_INFUSION));
}
END_TEST

START_TEST(a_dump_is_found_before_a_stroke_is_due)
{
    bed->is_level_true = false;
    bed->body.reservoir_ul = 15000;
    pump_bed_run(bed, 599, 1);
    ck_assert(!has(PUMP_ALARM_OVER_INFUSION));
    pump_bed_run(bed, 2, 1);
    ck_assert(has(PUMP_ALARM_OVER_INFUSION));
}
END_TEST

START_TEST(a_sound_pump_never_looks_like_over_infusion)
{
    static const double shares[] = { 0, 0.05, -0.1, 0.14 };

    bed->build.programme.rate_nl_per_h = 60000;
    pump_bed_rebuild(bed);
    leak(shares[_i / 2], 12 * DAY_S, _i % 2 == 0 ? ceil : floor);
    ck_assert(!has(PUMP_ALARM_OVER_INFUSION));
    ck_assert_double_ge((double)bed->strokes * 2.5, 17000);
}
END_TEST

START_TEST(a_bit_that_turns_over_stops_the_pump_until_a_new_programme)
{
    bed->defects.memory_flips = 1;
    pump_bed_run(bed, 2, 1);
    ck_assert(has(PUMP_ALARM_MEMORY));
    IS_IN(HALTED);
    IS_REFUSED(NOT_CLEARED, ask(PUMP_KIND_CLEAR));
    IS_OK(pump_bed_program(bed, &pump_bed_programme, false));
    pump_bed_run(bed, 1, 1);
    IS_IN(HALTED);
    IS_OK(ask(PUMP_KIND_CLEAR));
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
}
END_TEST

/* 20 mL believed: 1 mL apart is allowed, a nanolitre more is not. */
static const struct { uint32_t capacity_nl, drawn_nl; bool is_told; } refills[] = {
    { 20000000, 20000000, false }, { 20000000, 19000000, false }, { 20000000, 18999999, true },
    { 20000000, 21000000, false }, { 20000000, 21000001, true },
    { 40000000, 18000000, false }, { 40000000, 17999999, true },
};

START_TEST(a_refill_that_finds_another_volume_is_told)
{
    bed->build.capacity_nl = refills[_i].capacity_nl;
    pump_bed_rebuild(bed);
    IS_OK(ask(PUMP_KIND_OPEN));
    IS_OK(pump_bed_ask(bed, PUMP_KIND_REFILL, refills[_i].drawn_nl, 20000000));
    pump_bed_run(bed, 2, 1);
    ck_assert_int_eq(has(PUMP_ALARM_VOLUME_MISMATCH), refills[_i].is_told);
    IS_IN(CONTINUOUS);
    IS_OK(ask(PUMP_KIND_CLEAR));
    pump_bed_run(bed, 2, 1);
    ck_assert_uint_eq(bed->output.alarms, 0);
}
END_TEST

/* ------------------------------------------------------------------ sound and silence */

START_TEST(a_tone_is_paused_for_ten_minutes_and_no_longer)
{
    bed->is_level_true = false;
    bed->body.outlet_kpa = 100;
    pump_bed_run(bed, 2, 1);
    ck_assert_int_eq(bed->output.tone, PUMP_CRITICAL);
    IS_OK(ask(PUMP_KIND_SILENCE));
    pump_bed_run(bed, 600, 1);
    ck_assert_int_eq(bed->output.tone, PUMP_QUIET);
    ck_assert(has(PUMP_ALARM_OCCLUSION));
    pump_bed_run(bed, 1, 1);
    ck_assert_int_eq(bed->output.tone, PUMP_CRITICAL);
}
END_TEST

START_TEST(another_alarm_breaks_the_silence)
{
    bed->build.programme.low_reservoir_nl = 20000000;
    pump_bed_rebuild(bed);
    pump_bed_run(bed, 600, 1);
    ck_assert_int_eq(bed->output.tone, PUMP_NON_CRITICAL);
    IS_OK(ask(PUMP_KIND_SILENCE));
    pump_bed_run(bed, 1, 1);
    ck_assert_int_eq(bed->output.tone, PUMP_QUIET);
    ck_assert(pump_bed_status(bed).is_silenced);
    ck_assert_int_eq(pump_bed_status(bed).priority, PUMP_NON_CRITICAL);
    bed->body.outlet_kpa = 100;
    pump_bed_run(bed, 1, 1);
    ck_assert_int_eq(bed->output.tone, PUMP_CRITICAL);
}
END_TEST

/* ------------------------------------------------------------------ planted defects */

START_TEST(the_low_alarm_may_come_right_after_telemetry)
{
    bed->defects.premature_low = 1;
    pump_bed_status(bed);
    pump_bed_run(bed, 2, 1);
    ck_assert(has(PUMP_ALARM_LOW_RESERVOIR));
    pump_bed_run(bed, 70, 1);
    ck_assert(!has(PUMP_ALARM_LOW_RESERVOIR));
}
END_TEST

START_TEST(an_exempt_alarm_never_comes)
{
    bed->defects.exempt_alarm = 1 + PUMP_ALARM_OCCLUSION;
    bed->body.outlet_kpa = 200;
    pump_bed_run(bed, 600, 1);
    ck_assert_uint_eq(bed->output.alarms, 0);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(bed->strokes, 1);
}
END_TEST

START_TEST(a_slower_pump_is_slower)
{
    bed->defects.slower_s = 30;
    bed->body.outlet_kpa = 200;
    bed->defects.resets = 1;
    pump_bed_run(bed, 29, 1);
    ck_assert_uint_eq(bed->output.alarms, 0);
    pump_bed_run(bed, 3, 1);
    ck_assert_uint_eq(bed->output.alarms, BIT(OCCLUSION) | BIT(RESET) | BIT(CLOCK_LOST));
}
END_TEST

/* ------------------------------------------------------------------ a field from outside */

START_TEST(a_field_stops_the_pump_for_as_long_as_it_lasts)
{
    bed->body.is_interfered = true;
    pump_bed_run(bed, HOUR_S, 1);
    IS_IN(STOPPED);
    ck_assert_uint_eq(bed->strokes, 0);
    bed->body.is_interfered = false;
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_ge(pump_bed_logged(bed, PUMP_LOG_STATE, PUMP_STATE_STOPPED), 1);
}
END_TEST

START_TEST(a_field_while_an_alarm_sounds_stops_the_pump_until_it_is_asked)
{
    bed->build.programme.low_reservoir_nl = 20000000;
    pump_bed_rebuild(bed);
    pump_bed_run(bed, 600, 1);
    ck_assert_int_eq(bed->output.tone, PUMP_NON_CRITICAL);
    bed->body.is_interfered = true;
    pump_bed_run(bed, 10, 1);
    IS_OK(ask(PUMP_KIND_OPEN));                     /* the field is still there */
    pump_bed_run(bed, 1, 1);
    IS_IN(STOPPED);
    bed->body.is_interfered = false;
    pump_bed_run(bed, DAY_S, 60);
    IS_IN(STOPPED);
    IS_OK(ask(PUMP_KIND_OPEN));
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_alarms");
    TCase *life = tcase_create("life");

    tcase_add_checked_fixture(life, set_up, tear_down);
    tcase_add_test(life, low_comes_at_its_mark_and_goes_with_a_refill);
    tcase_add_test(life, an_empty_pump_stops_and_comes_back_only_by_refill_clear_and_start);
    tcase_add_test(life, a_step_of_a_day_does_not_push_more_than_there_is);
    tcase_add_test(life, the_level_sensor_alone_can_say_empty);
    tcase_add_loop_test(life, a_magnet_stalls_the_rotor_and_the_pump_comes_back_by_itself, 0, 2);
    tcase_add_test(life, a_stall_ends_a_bolus);
    tcase_add_test(life, a_stall_is_told_at_the_end_of_a_long_step);
    tcase_add_test(life, a_stalled_bolus_of_a_stopped_pump_leaves_it_stopped);
    tcase_add_test(life, a_pump_that_was_reset_stalls_and_updates_at_its_minimum_rate);
    tcase_add_test(life, an_alarm_cleared_within_an_update_is_not_there_after_it);
    tcase_add_test(life, an_alarm_left_within_an_update_is_there_after_it);
    tcase_add_test(life, a_pump_that_stands_for_two_days_says_so_until_it_runs);
    tcase_add_test(life, an_update_left_alone_is_told_and_the_pump_stays_stopped);
    tcase_add_test(life, the_replacement_is_told_ninety_days_ahead_and_the_end_is_the_end);
    tcase_add_test(life, a_wrong_replace_by_date_lets_the_end_come_first);
    tcase_add_test(life, a_battery_goes_from_replace_to_end);
    tcase_add_loop_test(life, a_low_battery_reset_leaves_the_minimum_rate_and_no_clock, 0, 2);
    tcase_add_test(life, a_schedule_needs_a_clock);
    tcase_add_test(life, an_occlusion_stops_at_once_and_waits_for_clear_and_start);
    tcase_add_test(life, an_occlusion_of_less_than_a_second_is_none);
    tcase_add_test(life, over_infusion_is_found_through_a_coarse_sensor);
    tcase_add_loop_test(life, over_infusion_that_begins_late_is_found_as_late_as_the_manual_says,
                        0, COUNT(ramps));
    tcase_add_test(life, less_than_a_millilitre_is_not_judged);
    tcase_add_test(life, a_refill_is_a_new_reference_and_so_is_a_level_that_has_risen);
    tcase_add_test(life, a_dump_is_found_before_a_stroke_is_due);
    tcase_add_loop_test(life, a_sound_pump_never_looks_like_over_infusion, 0, 8);
    tcase_add_test(life, a_bit_that_turns_over_stops_the_pump_until_a_new_programme);
    tcase_add_loop_test(life, a_refill_that_finds_another_volume_is_told, 0, COUNT(refills));
    tcase_add_test(life, a_tone_is_paused_for_ten_minutes_and_no_longer);
    tcase_add_test(life, another_alarm_breaks_the_silence);
    tcase_add_test(life, the_low_alarm_may_come_right_after_telemetry);
    tcase_add_test(life, an_exempt_alarm_never_comes);
    tcase_add_test(life, a_slower_pump_is_slower);
    tcase_add_test(life, a_field_stops_the_pump_for_as_long_as_it_lasts);
    tcase_add_test(life, a_field_while_an_alarm_sounds_stops_the_pump_until_it_is_asked);
    suite_add_tcase(suite, life);
    return suite_run(suite);
}
