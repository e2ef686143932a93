/* The mocked pump's alarms: row by row, and what each of them does to a pump that runs.
 *
 * The table says once more what each row is. Change a number in the firmware and a test here turns
 * red; that is what it is for. */
#include "drivers/mock/pump_alarms.h"
#include "tests/support/pump_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define NEVER  INFINITY
#define DAY_S  86400.0
#define HOUR_S 3600.0

#define S(name)  (1u << PUMP_STATE_##name)
#define BIT(name) (1u << PUMP_ALARM_##name)
#define DELIVERY (S(CONTINUOUS) | S(FLEX) | S(PERIODIC) | S(MINIMUM) | S(SINGLE_BOLUS)            \
                  | S(PATIENT_BOLUS) | S(BRIDGE_BOLUS) | S(PRIMING_BOLUS) | S(STALLED))
#define STILL    (S(STOPPED) | S(UPDATING) | S(HALTED))
#define USE      (DELIVERY | STILL)
#define LIFE     (USE | S(SHELF))
#define ALL      (LIFE | S(ENDED))

/* ------------------------------------------------------------------ the rows */

static const struct expected {
    enum pump_alarm alarm;
    enum pump_sense sense;
    double limit, short_of, beyond;     /* with the usual build, and values on both sides of it */
    double hold_s, blind_s;
    enum pump_clear clear;
    unsigned armed;
} rows[] = {
    { PUMP_ALARM_LOW_RESERVOIR, PUMP_SENSE_LOW_MARGIN, -1, 0, -1, 0, 0, PUMP_CLEAR_SELF, USE },
    { PUMP_ALARM_LOW_RESERVOIR, PUMP_SENSE_LEVEL, -NEVER, 600, NAN, 0, 3600, PUMP_CLEAR_SELF, USE },
    { PUMP_ALARM_REPLACE, PUMP_SENSE_TO_REPLACE, 0, 1, 0, 0, 0, PUMP_CLEAR_NEVER, LIFE },
    { PUMP_ALARM_REPLACE, PUMP_SENSE_BATTERY, 2.6, 2.61, 2.6, 600, 3600, PUMP_CLEAR_NEVER, LIFE },
    { PUMP_ALARM_VOLUME_MISMATCH, PUMP_SENSE_MISMATCH, 1, 0, 1, 0, 0, PUMP_CLEAR_HOST, ALL },
    { PUMP_ALARM_CLOCK_LOST, PUMP_SENSE_CLOCK_LOST, 0.5, 0, 1, 0, 0, PUMP_CLEAR_SELF, LIFE },
    { PUMP_ALARM_EMPTY, PUMP_SENSE_BELIEF, 500, 500.1, 500, 0, 0, PUMP_CLEAR_HOST, USE },
    { PUMP_ALARM_EMPTY, PUMP_SENSE_LEVEL, 250, 251, 250, 60, NEVER, PUMP_CLEAR_HOST, USE },
    { PUMP_ALARM_STALL, PUMP_SENSE_MISSING, 600, 599, 600, 0, 0, PUMP_CLEAR_HOST, USE },
    { PUMP_ALARM_STOPPED_LONG, PUMP_SENSE_STILL, 172800, 172799, 172800, 0, 0, PUMP_CLEAR_SELF, USE },
    { PUMP_ALARM_UNFINISHED, PUMP_SENSE_UNFINISHED, 600, 599, 600, 0, 0, PUMP_CLEAR_SELF, S(UPDATING) },
    { PUMP_ALARM_RESET, PUMP_SENSE_WAS_RESET, 0.5, 0, 1, 0, 0, PUMP_CLEAR_HOST, LIFE },
    { PUMP_ALARM_OCCLUSION, PUMP_SENSE_OUTLET, 69, 68.9, 69, 1, 10, PUMP_CLEAR_HOST, DELIVERY },
    { PUMP_ALARM_OVER_INFUSION, PUMP_SENSE_EXCESS, 0.145, 0.144, 0.145, 600, NEVER, PUMP_CLEAR_HOST, USE },
    { PUMP_ALARM_MEMORY, PUMP_SENSE_MEMORY, 0.5, 0, 1, 0, 0, PUMP_CLEAR_HOST, USE },
    { PUMP_ALARM_END, PUMP_SENSE_TO_END, 0, 1, 0, 0, 0, PUMP_CLEAR_NEVER, ALL },
    { PUMP_ALARM_END, PUMP_SENSE_BATTERY, 2.4, 2.41, 2.4, 10, NEVER, PUMP_CLEAR_NEVER, ALL },
};

/* A pump that is well: no row is near its limit. */
struct desk { struct pump_alarms alarms; double senses[PUMP_SENSE_COUNT]; double before_s; };

static void desk_make(struct desk *desk)
{
    *desk = (struct desk){ .before_s = 0 };
    pump_alarms_init(&desk->alarms);
    desk->senses[PUMP_SENSE_LOW_MARGIN] = 1e6;
    desk->senses[PUMP_SENSE_BELIEF] = desk->senses[PUMP_SENSE_LEVEL] = 1e4;
    desk->senses[PUMP_SENSE_BATTERY] = 2.9;
    desk->senses[PUMP_SENSE_TO_REPLACE] = 1000;
    desk->senses[PUMP_SENSE_TO_END] = 1090;
}

static void desk_step(struct desk *desk, enum pump_state state, double now_s, double slower_s)
{
    const struct pump_judge judge = { .now_s = now_s, .since_s = desk->before_s,
                                      .slower_s = slower_s };

    pump_alarms_step(&desk->alarms, desk->senses, &pump_build_usual, state, &judge);
    desk->before_s = now_s;
}

/* When the row's alarm comes if its sense has `value` from the step [0, 1) on; -1: not in 4000 s. */
static int trip_s(const struct expected *row, enum pump_state state, double value, double slower_s)
{
    struct desk desk;

    desk_make(&desk);
    desk_step(&desk, state, 0, slower_s);
    desk.senses[row->sense] = value;
    for (int t = 1; t < 4000; t++) {
        desk_step(&desk, state, t, slower_s);
        if (pump_alarms_has(&desk.alarms, row->alarm))
            return t;
    }
    return -1;
}

static enum pump_state armed_state(const struct expected *row)
{
    enum pump_state i = PUMP_STATE_SHELF;

    while (!pump_is_in(i, row->armed))
        i++;
    return i;
}

START_TEST(a_row_is_what_the_table_says)
{
    const struct pump_alarm_row *row = &pump_alarm_rows[_i];

    ck_assert_uint_eq(COUNT(rows), PUMP_ALARM_ROWS);
    ck_assert_int_eq(row->alarm, rows[_i].alarm);
    ck_assert_int_eq(row->sense, rows[_i].sense);
    ck_assert_int_eq(row->clear, rows[_i].clear);
    ck_assert_uint_eq(row->armed, rows[_i].armed);
    ck_assert_double_eq(pump_alarm_limit(row, &pump_build_usual), rows[_i].limit);
    ck_assert_double_eq(row->hold_s, rows[_i].hold_s);
    ck_assert_double_eq(row->blind_s, rows[_i].blind_s);
    ck_assert_ptr_nonnull(strchr(row->source, '('));
}
END_TEST

START_TEST(a_row_trips_at_its_limit_and_time_and_not_before)
{
    const struct expected *row = &rows[_i];
    enum pump_state        state = armed_state(row);
    int                    hold = (int)fmax(row->hold_s, 1);

    ck_assert_int_eq(trip_s(row, state, row->short_of, 0), -1);
    if (isnan(row->beyond))
        return;
    ck_assert_int_eq(trip_s(row, state, row->beyond, 0), hold);
    ck_assert_int_eq(trip_s(row, state, row->beyond, 25), (int)row->hold_s + 25);
}
END_TEST

START_TEST(an_unknown_sense_is_told_after_its_time)
{
    const struct expected *row = &rows[_i];
    enum pump_state        state = armed_state(row);

    ck_assert_int_eq(trip_s(row, state, NAN, 0),
                     isinf(row->blind_s) ? -1 : (int)fmax(row->blind_s, 1));
}
END_TEST

START_TEST(a_row_rests_where_it_is_not_armed)
{
    for (enum pump_state i = 0; i < PUMP_STATE_COUNT; i++) {
        double value = isnan(rows[_i].beyond) ? NAN : rows[_i].beyond;
        ck_assert_int_eq(trip_s(&rows[_i], i, value, 0) >= 0, pump_is_in(i, rows[_i].armed));
    }
}
END_TEST

START_TEST(a_moment_within_its_limit_begins_the_time_anew)
{
    const struct expected row = rows[12];           /* occlusion */
    struct desk desk;

    desk_make(&desk);
    for (int t = 0; t < 400; t++) {
        desk.senses[row.sense] = t % 100 == 99 ? row.short_of : row.beyond;
        desk_step(&desk, PUMP_STATE_CONTINUOUS, t * 0.01, 0);
        ck_assert(!pump_alarms_has(&desk.alarms, row.alarm));
    }
}
END_TEST

START_TEST(every_sense_that_a_sensor_delivers_is_told_when_unknown)
{
    static const enum pump_sense sensors[] = { PUMP_SENSE_LEVEL, PUMP_SENSE_OUTLET,
                                               PUMP_SENSE_BATTERY };
    for (size_t i = 0; i < COUNT(sensors); i++) {
        struct desk desk;
        desk_make(&desk);
        desk.senses[sensors[i]] = NAN;
        for (int t = 0; t < 3700; t++)
            desk_step(&desk, PUMP_STATE_CONTINUOUS, t, 0);
        ck_assert_uint_ne(desk.alarms.raised, 0);
    }
}
END_TEST

/* ------------------------------------------------------------------ a pump that runs */

static struct pump_bed *bed;

static void set_up(void)
{
    bed = malloc(sizeof *bed);
    ck_assert_ptr_nonnull(bed);
    pump_bed_make(bed);
}

static void tear_down(void)
{
    pump_bed_free(bed);
    free(bed);
}

static void again(void)
{
    pump_firmware_destroy(bed->firmware);
    bed->firmware = NULL;
    pump_bed_power(bed);
}

static bool has(enum pump_alarm alarm) { return (bed->output.alarms >> alarm & 1u) != 0; }
static enum pump_state state(void) { return bed->output.state; }
static enum pump_reason ask(enum pump_kind kind) { return pump_bed_ask(bed, kind, 0, 0); }

#define IS_OK(reason)          ck_assert_int_eq(reason, PUMP_REASON_NONE)
#define IS_REFUSED(why, reason) ck_assert_int_eq(reason, PUMP_REASON_##why)
#define IS_IN(name)            ck_assert_int_eq(state(), PUMP_STATE_##name)

START_TEST(low_comes_at_its_mark_and_goes_with_a_refill)
{
    bed->build.reservoir_nl = 2010000;
    again();
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
    again();
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
    again();
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
    again();
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
    again();
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
    again();
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
    again();
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
    again();
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
    again();
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
    again();
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
    again();
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

START_TEST(an_alarm_that_comes_again_is_heard_again)
{
    struct desk desk;

    desk_make(&desk);
    for (int t = 0; t < 30; t++) {
        desk.senses[PUMP_SENSE_CLOCK_LOST] = t / 10 != 1;
        desk_step(&desk, PUMP_STATE_CONTINUOUS, t, 0);
        if (t == 5)
            pump_alarms_silence(&desk.alarms, t);
    }
    ck_assert_int_eq(pump_alarms_tone(&desk.alarms, 30), PUMP_NON_CRITICAL);
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
    again();
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
    TCase *table = tcase_create("rows"), *life = tcase_create("life");
    const int count = COUNT(rows);

    tcase_add_loop_test(table, a_row_is_what_the_table_says, 0, count);
    tcase_add_loop_test(table, a_row_trips_at_its_limit_and_time_and_not_before, 0, count);
    tcase_add_loop_test(table, an_unknown_sense_is_told_after_its_time, 0, count);
    tcase_add_loop_test(table, a_row_rests_where_it_is_not_armed, 0, count);
    tcase_add_test(table, a_moment_within_its_limit_begins_the_time_anew);
    tcase_add_test(table, every_sense_that_a_sensor_delivers_is_told_when_unknown);
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
    tcase_add_test(life, an_alarm_that_comes_again_is_heard_again);
    tcase_add_test(life, the_low_alarm_may_come_right_after_telemetry);
    tcase_add_test(life, an_exempt_alarm_never_comes);
    tcase_add_test(life, a_slower_pump_is_slower);
    tcase_add_test(life, a_field_stops_the_pump_for_as_long_as_it_lasts);
    tcase_add_test(life, a_field_while_an_alarm_sounds_stops_the_pump_until_it_is_asked);
    suite_add_tcase(suite, table);
    suite_add_tcase(suite, life);
    return suite_run(suite);
}
