/* The mocked pump's alarms, row by row: the table says once more what each row is. Change a number
 * in the firmware and a test here turns red; that is what it is for. */
#include "drivers/mock/pump_alarms.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define NEVER  INFINITY

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

int main(void)
{
    Suite *suite = suite_create("pump_alarm_rows");
    TCase *table = tcase_create("rows");
    const int count = COUNT(rows);

    tcase_add_loop_test(table, a_row_is_what_the_table_says, 0, count);
    tcase_add_loop_test(table, a_row_trips_at_its_limit_and_time_and_not_before, 0, count);
    tcase_add_loop_test(table, an_unknown_sense_is_told_after_its_time, 0, count);
    tcase_add_loop_test(table, a_row_rests_where_it_is_not_armed, 0, count);
    tcase_add_test(table, a_moment_within_its_limit_begins_the_time_anew);
    tcase_add_test(table, every_sense_that_a_sensor_delivers_is_told_when_unknown);
    tcase_add_test(table, an_alarm_that_comes_again_is_heard_again);
    suite_add_tcase(suite, table);
    return suite_run(suite);
}
