/* The mocked generator's interlocks, row by row, and its states, row by row.
 *
 * The table below says once more what each interlock is: what its limit and its times are, and where it is
 * armed. Change a number in the firmware and a test here turns red; that is what it is for. */
#include "drivers/mock/generator_interlocks.h"
#include "drivers/mock/generator_states.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define DT_S 0.01

#define S(name) (1u << GENERATOR_STATE_##name)
#define HEAT    (S(RAMP) | S(HOLD))
#define RF      (HEAT | S(PULSE))
#define STIM    (S(SENSORY) | S(MOTOR))
#define IDLE    (S(SELF_TEST) | S(STANDBY) | S(COOLDOWN) | S(COMPLETE))
#define USE     (S(CHECKING) | RF | STIM)
#define ANY     (IDLE | USE)
#define NEVER   INFINITY

struct expected {
    enum generator_fault fault;
    enum generator_sense sense;
    double limit, short_of, beyond;     /* the limit with settings as delivered, and values on both sides of it */
    double hold_s, blind_s;
    enum generator_latch latch;
    unsigned armed;
};

static const struct expected rows[] = {
    { GENERATOR_FAULT_ESTOP,           GENERATOR_SENSE_ESTOP,          0.5,  0,     1,     0,    0,    GENERATOR_LATCH_CLEAR, ANY },
    { GENERATOR_FAULT_SELF_TEST,       GENERATOR_SENSE_SELF_TEST,      0.5,  0,     1,     0,    0,    GENERATOR_LATCH_POWER, ANY },
    { GENERATOR_FAULT_TC_OPEN,         GENERATOR_SENSE_TC_RAW,         250,  249.9, 250,   0,    0.1,  GENERATOR_LATCH_CLEAR, S(CHECKING) | RF },
    { GENERATOR_FAULT_TC_SHORT,        GENERATOR_SENSE_TIP,            30,   30.1,  30,    0.2,  0.2,  GENERATOR_LATCH_CLEAR, S(CHECKING) | RF },
    { GENERATOR_FAULT_TC_JUMP,         GENERATOR_SENSE_TIP_JUMP,       20,   19.9,  20,    0,    NEVER, GENERATOR_LATCH_CLEAR, RF },
    { GENERATOR_FAULT_OVER_TEMP,       GENERATOR_SENSE_TIP,            95,   94.9,  95,    0.1,  0.1,  GENERATOR_LATCH_CLEAR, S(CHECKING) | RF },
    { GENERATOR_FAULT_OVER_SET_TEMP,   GENERATOR_SENSE_TIP_OVER_SET,   10,   9.9,   10,    0.5,  0.5,  GENERATOR_LATCH_CLEAR, HEAT },
    { GENERATOR_FAULT_PULSE_OVER_TEMP, GENERATOR_SENSE_TIP,            45,   44.9,  45,    0.2,  0.2,  GENERATOR_LATCH_CLEAR, S(PULSE) },
    { GENERATOR_FAULT_NO_RISE,         GENERATOR_SENSE_TIP_RISE,       2,    2.1,   2,     1.0,  NEVER, GENERATOR_LATCH_CLEAR, HEAT },
    { GENERATOR_FAULT_PAD_LOST,        GENERATOR_SENSE_PAD,            1000, 999,   1000,  0,    0.2,  GENERATOR_LATCH_CLEAR, USE },
    { GENERATOR_FAULT_PAD_LOW,         GENERATOR_SENSE_PAD,            20,   20.1,  20,    0.2,  0.2,  GENERATOR_LATCH_CLEAR, USE },
    { GENERATOR_FAULT_PAD_HIGH,        GENERATOR_SENSE_PAD,            120,  119.9, 120,   0.2,  0.2,  GENERATOR_LATCH_CLEAR, USE },
    { GENERATOR_FAULT_PAD_DRIFT,       GENERATOR_SENSE_PAD_RATIO,      1.3,  1.29,  1.3,   0.5,  0.5,  GENERATOR_LATCH_CLEAR, USE },
    { GENERATOR_FAULT_IMPEDANCE_LOW,   GENERATOR_SENSE_IMPEDANCE,      50,   50.1,  50,    0.05, 0.05, GENERATOR_LATCH_CLEAR, S(CHECKING) | RF },
    { GENERATOR_FAULT_IMPEDANCE_HIGH,  GENERATOR_SENSE_IMPEDANCE,      1000, 999,   1000,  0.05, 0.05, GENERATOR_LATCH_CLEAR, S(CHECKING) | RF },
    { GENERATOR_FAULT_IMPEDANCE_RISE,  GENERATOR_SENSE_IMPEDANCE_RISE, 30,   29.9,  30,    0.1,  0.1,  GENERATOR_LATCH_CLEAR, RF },
    { GENERATOR_FAULT_OVER_VOLTAGE,    GENERATOR_SENSE_VOLTS,          120,  119.9, 120,   0.02, 0.02, GENERATOR_LATCH_CLEAR, RF },
    { GENERATOR_FAULT_OVER_CURRENT,    GENERATOR_SENSE_CURRENT,        120,  119.9, 120,   0.05, 0.05, GENERATOR_LATCH_CLEAR, RF },
    { GENERATOR_FAULT_OVER_POWER,      GENERATOR_SENSE_POWER,          120,  119.9, 120,   0.2,  0.2,  GENERATOR_LATCH_POWER, RF },
    { GENERATOR_FAULT_UNASKED_OUTPUT,  GENERATOR_SENSE_UNASKED,        1,    0.99,  1,     0.1,  0.1,  GENERATOR_LATCH_POWER, IDLE | S(CHECKING) | STIM },
    { GENERATOR_FAULT_BOTH_OUTPUTS,    GENERATOR_SENSE_BOTH,           0.5,  0,     1,     0,    0,    GENERATOR_LATCH_CLEAR, ANY },
    { GENERATOR_FAULT_SETTINGS,        GENERATOR_SENSE_SETTINGS,       0.5,  0,     1,     0,    0,    GENERATOR_LATCH_CLEAR, USE },
    { GENERATOR_FAULT_OVERTIME,        GENERATOR_SENSE_ELAPSED,        1000, 999.9, 1000,  0,    0,    GENERATOR_LATCH_CLEAR, RF },
    { GENERATOR_FAULT_ENERGY,          GENERATOR_SENSE_ENERGY,         4500, 4499,  4500,  0,    0.5,  GENERATOR_LATCH_CLEAR, RF },
    { GENERATOR_FAULT_HOST_SILENT,     GENERATOR_SENSE_SILENCE,        2,    1.99,  2,     0,    0,    GENERATOR_LATCH_CLEAR, USE },
};

/* A device that is well: no row is near its limit, in any state. */
struct bed {
    struct generator_interlocks interlocks;
    double senses[GENERATOR_SENSE_COUNT], settings[GENERATOR_SETTING_COUNT];
    struct generator_trip trip;
};

static void bed_make(struct bed *bed)
{
    generator_interlocks_init(&bed->interlocks);
    memset(bed->senses, 0, sizeof bed->senses);
    bed->senses[GENERATOR_SENSE_TC_RAW] = bed->senses[GENERATOR_SENSE_TIP] = 41;
    bed->senses[GENERATOR_SENSE_TIP_OVER_SET] = -39;
    bed->senses[GENERATOR_SENSE_TIP_RISE] = INFINITY;
    bed->senses[GENERATOR_SENSE_PAD] = 60;
    bed->senses[GENERATOR_SENSE_PAD_RATIO] = 1;
    bed->senses[GENERATOR_SENSE_IMPEDANCE] = 95;
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        bed->settings[i] = generator_orders[i].rest;
    bed->trip = (struct generator_trip){ .fault = GENERATOR_FAULT_NONE };
}

static bool bed_step(struct bed *bed, enum generator_state state, double now_s)
{
    return generator_interlocks_step(&bed->interlocks, bed->senses, bed->settings, state, now_s,
                                     GENERATOR_FAULT_NONE, 0, &bed->trip);
}

/* Several rows look at the same sense; to see one, the others are told to rest. */
static bool row_step(struct bed *bed, const struct expected *row, enum generator_state state, double now_s)
{
    return bed_step(bed, state, now_s) && bed->trip.fault == row->fault;
}

static enum generator_state armed_state(const struct expected *row)
{
    for (int i = GENERATOR_STATE_COUNT - 1; i >= 0; i--)
        if (row->armed >> i & 1)
            return (enum generator_state)i;
    return GENERATOR_STATE_FAULT;
}

/* The tick in which the row trips when its sense has `value` from tick 0 on, or -1 within 20 s. */
static int trip_tick(const struct expected *row, enum generator_state state, double value)
{
    struct bed bed;

    bed_make(&bed);
    bed.senses[row->sense] = value;
    for (int tick = 0; tick < 2000; tick++)
        if (row_step(&bed, row, state, tick * DT_S))
            return tick;
    return -1;
}

static int ticks(double seconds) { return (int)lround(seconds / DT_S); }

START_TEST(a_row_has_its_sense_latch_and_source)
{
    const struct generator_interlock *row = &generator_interlock_rows[rows[_i].fault];

    ck_assert_int_eq(row->sense, rows[_i].sense);
    ck_assert_int_eq(row->latch, rows[_i].latch);
    ck_assert_uint_eq(row->armed, rows[_i].armed);
    ck_assert_int_eq(strncmp(row->source, "IL-RF-", 6), 0);
}
END_TEST

START_TEST(a_row_has_its_limit_from_the_settings_as_delivered)
{
    struct bed bed;

    bed_make(&bed);
    ck_assert_double_eq(generator_interlock_limit(&generator_interlock_rows[rows[_i].fault], bed.settings), rows[_i].limit);
}
END_TEST

START_TEST(just_short_of_its_limit_a_row_never_trips)
{
    ck_assert_int_eq(trip_tick(&rows[_i], armed_state(&rows[_i]), rows[_i].short_of), -1);
}
END_TEST

/* Unknown values of the same sense may be judged by a row that is quicker: then that one answers. */
START_TEST(at_its_limit_a_row_trips_in_the_right_tick)
{
    const struct expected *row = &rows[_i];

    ck_assert_msg(trip_tick(row, armed_state(row), row->beyond) == ticks(row->hold_s), "%s trips in tick %d",
                  generator_fault_labels[row->fault], trip_tick(row, armed_state(row), row->beyond));
}
END_TEST

START_TEST(for_less_than_its_hold_a_row_does_not_trip)
{
    const struct expected *row = &rows[_i];
    struct bed bed;
    int        hold = ticks(row->hold_s), tick = 0;

    bed_make(&bed);
    for (int round = 0; round < 5; round++) {           /* again and again: the time starts anew each time */
        double well = bed.senses[row->sense];
        bed.senses[row->sense] = row->beyond;
        for (int i = 0; i < hold; i++)
            ck_assert_msg(!row_step(&bed, row, armed_state(row), tick++ * DT_S), "%s", generator_fault_labels[row->fault]);
        bed.senses[row->sense] = well;
        ck_assert(!row_step(&bed, row, armed_state(row), tick++ * DT_S));
    }
}
END_TEST

START_TEST(a_row_rests_in_every_state_in_which_it_is_not_armed)
{
    const struct expected *row = &rows[_i];

    for (int state = 0; state < GENERATOR_STATE_COUNT; state++) {
        bool is_armed = (row->armed >> state & 1) != 0;
        bool has_tripped = trip_tick(row, (enum generator_state)state, row->beyond) >= 0;
        /* Not `has_tripped == is_armed`: GCC 12.2 on x86 forgets one side when the other is a bit test. */
        ck_assert_msg(is_armed ? has_tripped : !has_tripped, "%s in %s", generator_fault_labels[row->fault],
                      generator_state_labels[state]);
    }
}
END_TEST

START_TEST(an_unknown_value_trips_a_row_as_blind_in_the_right_tick)
{
    const struct expected *row = &rows[_i];
    struct bed bed;
    int        at = -1;

    bed_make(&bed);
    bed.senses[row->sense] = (double)NAN;
    for (int tick = 0; tick < 2000 && at < 0; tick++) {
        if (!bed_step(&bed, armed_state(row), tick * DT_S))
            continue;
        /* The sense's quickest row answers for all that look at it. */
        ck_assert(bed.trip.is_blind);
        if (bed.trip.fault == row->fault)
            at = tick;
        else
            ck_assert_int_eq(generator_interlock_rows[bed.trip.fault].sense, row->sense);
    }
    if (isinf(row->blind_s))
        ck_assert_int_eq(at, -1);
    else if (at >= 0)
        ck_assert_int_eq(at, ticks(row->blind_s));
    ck_assert_double_eq(generator_interlock_rows[row->fault].blind_s, row->blind_s);
}
END_TEST

START_TEST(a_cause_is_gone_when_it_is_known_to_be_gone)
{
    const struct expected *row = &rows[_i];
    const struct generator_interlock *interlock = &generator_interlock_rows[row->fault];
    struct bed bed;

    bed_make(&bed);
    bed.senses[row->sense] = row->short_of;
    ck_assert(generator_interlock_is_quiet(interlock, bed.senses, bed.settings));
    bed.senses[row->sense] = row->beyond;
    ck_assert(!generator_interlock_is_quiet(interlock, bed.senses, bed.settings));
    bed.senses[row->sense] = (double)NAN;
    ck_assert(!generator_interlock_is_quiet(interlock, bed.senses, bed.settings));
}
END_TEST

START_TEST(a_well_device_never_trips)
{
    struct bed bed;

    for (int state = 0; state < GENERATOR_STATE_COUNT; state++) {
        bed_make(&bed);
        for (int tick = 0; tick < 500; tick++)
            ck_assert_msg(!bed_step(&bed, (enum generator_state)state, tick * DT_S), "%s in %s",
                          generator_fault_labels[bed.trip.fault], generator_state_labels[state]);
    }
}
END_TEST

START_TEST(every_fault_but_none_has_a_row_here)
{
    ck_assert_uint_eq(COUNT(rows), GENERATOR_FAULT_COUNT - 1);
    for (size_t i = 0; i < COUNT(rows); i++)
        ck_assert_int_eq(rows[i].fault, (int)i + 1);
}
END_TEST

static const struct { enum generator_fault fault; enum generator_order setting; } adjustable[] = {
    { GENERATOR_FAULT_TC_SHORT,        GENERATOR_ORDER_TEMP_LOW },
    { GENERATOR_FAULT_TC_JUMP,         GENERATOR_ORDER_TEMP_JUMP },
    { GENERATOR_FAULT_OVER_TEMP,       GENERATOR_ORDER_TEMP_MAX },
    { GENERATOR_FAULT_OVER_SET_TEMP,   GENERATOR_ORDER_TEMP_MARGIN },
    { GENERATOR_FAULT_PULSE_OVER_TEMP, GENERATOR_ORDER_PULSE_TEMP },
    { GENERATOR_FAULT_NO_RISE,         GENERATOR_ORDER_RISE_TEMP },
    { GENERATOR_FAULT_PAD_LOW,         GENERATOR_ORDER_PAD_LOW },
    { GENERATOR_FAULT_PAD_HIGH,        GENERATOR_ORDER_PAD_HIGH },
    { GENERATOR_FAULT_IMPEDANCE_LOW,   GENERATOR_ORDER_IMPEDANCE_LOW },
    { GENERATOR_FAULT_IMPEDANCE_HIGH,  GENERATOR_ORDER_IMPEDANCE_HIGH },
    { GENERATOR_FAULT_IMPEDANCE_RISE,  GENERATOR_ORDER_IMPEDANCE_RISE },
    { GENERATOR_FAULT_OVERTIME,        GENERATOR_ORDER_TIME_MAX },
    { GENERATOR_FAULT_ENERGY,          GENERATOR_ORDER_ENERGY_MAX },
    { GENERATOR_FAULT_HOST_SILENT,     GENERATOR_ORDER_WATCHDOG },
};

START_TEST(a_limit_follows_its_setting)
{
    struct bed bed;

    bed_make(&bed);
    bed.settings[adjustable[_i].setting] = 123.5;
    ck_assert_double_eq(generator_interlock_limit(&generator_interlock_rows[adjustable[_i].fault],
                                                  bed.settings), 123.5);
}
END_TEST

START_TEST(planted_defects_switch_a_row_off_or_make_it_slow)
{
    struct bed bed;

    bed_make(&bed);
    bed.senses[GENERATOR_SENSE_TIP] = 96;
    for (int tick = 0; tick < 1000; tick++)
        ck_assert(!generator_interlocks_step(&bed.interlocks, bed.senses, bed.settings, GENERATOR_STATE_HOLD,
                                             tick * DT_S, GENERATOR_FAULT_OVER_TEMP, 0, &bed.trip));
    generator_interlocks_init(&bed.interlocks);
    for (int tick = 0; tick <= 60; tick++)
        ck_assert(generator_interlocks_step(&bed.interlocks, bed.senses, bed.settings, GENERATOR_STATE_HOLD,
                                            tick * DT_S, GENERATOR_FAULT_NONE, 0.5, &bed.trip) == (tick == 60));
}
END_TEST

/* ------------------------------------------------------------------ senses */

static struct generator_readings well_readings(const double *settings)
{
    return (struct generator_readings){ .state = GENERATOR_STATE_HOLD, .settings = settings, .tc_raw_c = 60,
        .pad_ohm = 60, .impedance_ohm = 95, .volts_rms = 15, .current_a = 0.158, .power_w = 2.37 };
}

START_TEST(no_rise_needs_ten_seconds_of_power_far_below_the_set_temperature)
{
    double settings[GENERATOR_SETTING_COUNT];
    struct generator_senses   senses;
    struct generator_readings in;

    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        settings[i] = generator_orders[i].rest;
    in = well_readings(settings);
    generator_senses_init(&senses);
    for (int tick = 0; tick <= 1100; tick++) {
        in.tc_raw_c = 40 + 0.05 * tick * DT_S;
        generator_senses_step(&senses, &in, tick * DT_S);
        ck_assert_msg(isinf(senses.value[GENERATOR_SENSE_TIP_RISE]) == (tick < 1000), "tick %d", tick);
    }
    ck_assert_double_eq_tol(senses.value[GENERATOR_SENSE_TIP_RISE], 0.5, 0.02);
    in.power_w = 1.99;
    generator_senses_step(&senses, &in, 11.01);
    ck_assert(isinf(senses.value[GENERATOR_SENSE_TIP_RISE]));
    in.power_w = 2;
    generator_senses_step(&senses, &in, 11.02);
    ck_assert(isfinite(senses.value[GENERATOR_SENSE_TIP_RISE]));
    in.tc_raw_c = 70;
    generator_senses_step(&senses, &in, 11.03);
    ck_assert(isinf(senses.value[GENERATOR_SENSE_TIP_RISE]));
}
END_TEST

START_TEST(impedance_rise_is_that_of_one_second_in_parts_of_the_start)
{
    double settings[GENERATOR_SETTING_COUNT] = { 0 };
    struct generator_senses   senses;
    struct generator_readings in = well_readings(settings);

    generator_senses_init(&senses);
    generator_senses_restart(&senses, 95);
    for (int tick = 0; tick <= 300; tick++) {
        in.impedance_ohm = 95 + 19 * tick * DT_S;               /* 20 % of the start each second */
        generator_senses_step(&senses, &in, tick * DT_S);
        if (tick < 100)
            ck_assert_double_eq(senses.value[GENERATOR_SENSE_IMPEDANCE_RISE], 0);
        else
            ck_assert_double_eq_tol(senses.value[GENERATOR_SENSE_IMPEDANCE_RISE], 20, 0.5);
    }
    in.state = GENERATOR_STATE_STANDBY;
    generator_senses_step(&senses, &in, 3.01);
    ck_assert_double_eq(senses.value[GENERATOR_SENSE_IMPEDANCE_RISE], 0);
}
END_TEST

START_TEST(a_jump_is_a_change_within_a_tenth_of_a_second)
{
    double settings[GENERATOR_SETTING_COUNT] = { 0 };
    struct generator_senses   senses;
    struct generator_readings in = well_readings(settings);

    generator_senses_init(&senses);
    for (int tick = 0; tick < 20; tick++)
        generator_senses_step(&senses, &in, tick * DT_S);
    ck_assert_double_eq(senses.value[GENERATOR_SENSE_TIP_JUMP], 0);
    in.tc_raw_c = 35;
    generator_senses_step(&senses, &in, 0.20);
    ck_assert_double_eq(senses.value[GENERATOR_SENSE_TIP_JUMP], 25);
    for (int tick = 21; tick < 31; tick++)
        generator_senses_step(&senses, &in, tick * DT_S);
    ck_assert_double_eq(senses.value[GENERATOR_SENSE_TIP_JUMP], 0);
}
END_TEST

START_TEST(an_open_thermocouple_is_a_rail_and_an_unknown_temperature)
{
    double settings[GENERATOR_SETTING_COUNT] = { 0 };
    struct generator_senses   senses;
    struct generator_readings in = well_readings(settings);

    generator_senses_init(&senses);
    in.tc_raw_c = 400;
    generator_senses_step(&senses, &in, 0);
    ck_assert_double_eq(senses.value[GENERATOR_SENSE_TC_RAW], 400);
    ck_assert(isnan(senses.value[GENERATOR_SENSE_TIP]));
}
END_TEST

START_TEST(the_pad_is_compared_with_its_best_since_it_was_applied)
{
    static const struct { double pad_ohm, want; } steps[] = {
        { 60, 1 }, { 50, 1 }, { 60, 1.2 }, { 65, 1.3 }, { 2000, 1 }, { 80, 1 }, { 88, 1.1 },
    };
    double settings[GENERATOR_SETTING_COUNT] = { 0 };
    struct generator_senses   senses;
    struct generator_readings in = well_readings(settings);

    generator_senses_init(&senses);
    for (size_t i = 0; i < COUNT(steps); i++) {
        in.pad_ohm = steps[i].pad_ohm;
        generator_senses_step(&senses, &in, (double)i * DT_S);
        ck_assert_double_eq_tol(senses.value[GENERATOR_SENSE_PAD_RATIO], steps[i].want, 1e-12);
    }
}
END_TEST

static const struct { const char *story; enum generator_state state; double volts, stim; double unasked, both; } outputs[] = {
    { "heating",                         GENERATOR_STATE_HOLD,    15,  0,    0,   0 },
    { "standby with a leak",             GENERATOR_STATE_STANDBY, 1.5, 0,    1.5, 0 },
    { "stimulating",                     GENERATOR_STATE_SENSORY, 0,   0.5,  0,   0 },
    { "stimulating, with RF",            GENERATOR_STATE_SENSORY, 1.1, 0.5,  1.1, 1 },
    { "heating, with stimulation",       GENERATOR_STATE_HOLD,    15,  0.06, 0,   1 },
    { "less stimulation than is seen",   GENERATOR_STATE_HOLD,    15,  0.05, 0,   0 },
    { "less voltage than is seen",       GENERATOR_STATE_MOTOR,   1.0, 0.5,  1.0, 0 },
};

START_TEST(outputs_are_looked_at_independently)
{
    double settings[GENERATOR_SETTING_COUNT];
    struct generator_senses   senses;
    struct generator_readings in;

    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        settings[i] = generator_orders[i].rest;
    in = well_readings(settings);
    in.state = outputs[_i].state;
    in.volts_rms = outputs[_i].volts;
    in.stim_volts = outputs[_i].stim;
    generator_senses_init(&senses);
    generator_senses_step(&senses, &in, 0);
    ck_assert_msg(senses.value[GENERATOR_SENSE_UNASKED] == outputs[_i].unasked, "%s", outputs[_i].story);
    ck_assert_msg(senses.value[GENERATOR_SENSE_BOTH] == outputs[_i].both, "%s", outputs[_i].story);
    ck_assert_double_eq_tol(senses.value[GENERATOR_SENSE_VOLTS], outputs[_i].volts, 1e-9);  /* limit 100 V */
    ck_assert_double_eq_tol(senses.value[GENERATOR_SENSE_CURRENT], 100 * 0.158 / 0.7, 1e-9);
    ck_assert_double_eq_tol(senses.value[GENERATOR_SENSE_POWER], 100 * 2.37 / 25, 1e-9);
}
END_TEST

/* ------------------------------------------------------------------ states */

#define T(from, on, to, act) { GENERATOR_STATE_##from, GENERATOR_INPUT_##on, GENERATOR_STATE_##to, GENERATOR_ACT_##act }

/* Everything a state does; what is not here is refused. */
static const struct generator_transition stories[] = {
    T(SELF_TEST, PASSED, STANDBY, NOTHING),        T(SELF_TEST, TRIP, FAULT, OUTPUT_OFF),       T(SELF_TEST, ESTOP, ESTOP, OUTPUT_OFF),
    T(STANDBY, START_HEAT, CHECKING, AIM_HEAT),    T(STANDBY, START_PULSE, CHECKING, AIM_PULSE),
    T(STANDBY, START_SENSORY, SENSORY, NOTHING),   T(STANDBY, START_MOTOR, MOTOR, NOTHING),
    T(STANDBY, STOP, STANDBY, OUTPUT_OFF),         T(STANDBY, TRIP, FAULT, OUTPUT_OFF),         T(STANDBY, ESTOP, ESTOP, OUTPUT_OFF),
    T(CHECKING, CHECKED_HEAT, RAMP, BEGIN_HEAT),   T(CHECKING, CHECKED_PULSE, PULSE, BEGIN_PULSE),
    T(CHECKING, STOP, STANDBY, OUTPUT_OFF),        T(CHECKING, TRIP, FAULT, OUTPUT_OFF),        T(CHECKING, ESTOP, ESTOP, OUTPUT_OFF),
    T(SENSORY, STOP, STANDBY, OUTPUT_OFF),         T(SENSORY, TRIP, FAULT, OUTPUT_OFF),         T(SENSORY, ESTOP, ESTOP, OUTPUT_OFF),
    T(MOTOR, STOP, STANDBY, OUTPUT_OFF),           T(MOTOR, TRIP, FAULT, OUTPUT_OFF),           T(MOTOR, ESTOP, ESTOP, OUTPUT_OFF),
    T(RAMP, REACHED, HOLD, NOTHING),
    T(RAMP, STOP, STANDBY, OUTPUT_OFF),            T(RAMP, TRIP, FAULT, OUTPUT_OFF),            T(RAMP, ESTOP, ESTOP, OUTPUT_OFF),
    T(HOLD, TIME_UP, COOLDOWN, OUTPUT_OFF),
    T(HOLD, STOP, STANDBY, OUTPUT_OFF),            T(HOLD, TRIP, FAULT, OUTPUT_OFF),            T(HOLD, ESTOP, ESTOP, OUTPUT_OFF),
    T(PULSE, TIME_UP, COOLDOWN, OUTPUT_OFF),
    T(PULSE, STOP, STANDBY, OUTPUT_OFF),           T(PULSE, TRIP, FAULT, OUTPUT_OFF),           T(PULSE, ESTOP, ESTOP, OUTPUT_OFF),
    T(COOLDOWN, COOLED, COMPLETE, NOTHING),
    T(COOLDOWN, STOP, STANDBY, OUTPUT_OFF),        T(COOLDOWN, TRIP, FAULT, OUTPUT_OFF),        T(COOLDOWN, ESTOP, ESTOP, OUTPUT_OFF),
    T(COMPLETE, START_HEAT, CHECKING, AIM_HEAT),   T(COMPLETE, START_PULSE, CHECKING, AIM_PULSE),
    T(COMPLETE, START_SENSORY, SENSORY, NOTHING),  T(COMPLETE, START_MOTOR, MOTOR, NOTHING),
    T(COMPLETE, STOP, STANDBY, OUTPUT_OFF),        T(COMPLETE, TRIP, FAULT, OUTPUT_OFF),        T(COMPLETE, ESTOP, ESTOP, OUTPUT_OFF),
    T(FAULT, STOP, FAULT, OUTPUT_OFF),             T(FAULT, CLEAR, STANDBY, UNLATCH),
    T(ESTOP, STOP, ESTOP, OUTPUT_OFF),             T(ESTOP, CLEAR, STANDBY, UNLATCH),
};

static const struct generator_transition *story(int from, int on)
{
    for (size_t i = 0; i < COUNT(stories); i++)
        if ((int)stories[i].from == from && (int)stories[i].on == on)
            return &stories[i];
    return NULL;
}

/* _i runs over states: every input in every state. */
START_TEST(a_state_does_what_its_rows_say_and_refuses_the_rest)
{
    for (int on = 0; on < GENERATOR_INPUT_COUNT; on++) {
        const struct generator_transition *want = story(_i, on);
        const struct generator_transition *have = generator_transition_find((enum generator_state)_i,
                                                                            (enum generator_input)on);
        ck_assert_msg(!want == !have, "%s on %s", generator_state_labels[_i], generator_input_labels[on]);
        if (want)
            ck_assert_msg(want->to == have->to && want->act == have->act, "%s on %s", generator_state_labels[_i],
                          generator_input_labels[on]);
    }
}
END_TEST

START_TEST(no_state_and_input_has_two_rows)
{
    size_t count;
    const struct generator_transition *all = generator_transitions(&count);

    ck_assert_uint_eq(count, COUNT(stories));
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            ck_assert(all[i].from != all[j].from || all[i].on != all[j].on);
}
END_TEST

START_TEST(the_states_can_be_drawn)
{
    char        bytes[8000];
    struct text text = text_over(bytes, sizeof bytes);

    generator_states_print(&text);
    ck_assert(!text.is_cut);
    ck_assert_ptr_nonnull(strstr(bytes, "ramp -> hold [label=\"reached / \"]"));
    ck_assert_int_eq(strncmp(bytes, "digraph", 7), 0);
}
END_TEST

int main(void)
{
    Suite   *suite = suite_create("generator_interlocks");
    TCase   *tests = tcase_create("interlocks");
    SRunner *runner = srunner_create(suite);
    int      failed, all = (int)COUNT(rows);

    tcase_add_test(tests, every_fault_but_none_has_a_row_here);
    tcase_add_loop_test(tests, a_row_has_its_sense_latch_and_source, 0, all);
    tcase_add_loop_test(tests, a_row_has_its_limit_from_the_settings_as_delivered, 0, all);
    tcase_add_loop_test(tests, just_short_of_its_limit_a_row_never_trips, 0, all);
    tcase_add_loop_test(tests, at_its_limit_a_row_trips_in_the_right_tick, 0, all);
    tcase_add_loop_test(tests, for_less_than_its_hold_a_row_does_not_trip, 0, all);
    tcase_add_loop_test(tests, a_row_rests_in_every_state_in_which_it_is_not_armed, 0, all);
    tcase_add_loop_test(tests, an_unknown_value_trips_a_row_as_blind_in_the_right_tick, 0, all);
    tcase_add_loop_test(tests, a_cause_is_gone_when_it_is_known_to_be_gone, 0, all);
    tcase_add_test(tests, a_well_device_never_trips);
    tcase_add_loop_test(tests, a_limit_follows_its_setting, 0, (int)COUNT(adjustable));
    tcase_add_test(tests, planted_defects_switch_a_row_off_or_make_it_slow);
    tcase_add_test(tests, no_rise_needs_ten_seconds_of_power_far_below_the_set_temperature);
    tcase_add_test(tests, impedance_rise_is_that_of_one_second_in_parts_of_the_start);
    tcase_add_test(tests, a_jump_is_a_change_within_a_tenth_of_a_second);
    tcase_add_test(tests, an_open_thermocouple_is_a_rail_and_an_unknown_temperature);
    tcase_add_test(tests, the_pad_is_compared_with_its_best_since_it_was_applied);
    tcase_add_loop_test(tests, outputs_are_looked_at_independently, 0, (int)COUNT(outputs));
    tcase_add_loop_test(tests, a_state_does_what_its_rows_say_and_refuses_the_rest, 0, GENERATOR_STATE_COUNT);
    tcase_add_test(tests, no_state_and_input_has_two_rows);
    tcase_add_test(tests, the_states_can_be_drawn);
    suite_add_tcase(suite, tests);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
