/* The mocked generator's control, on surrogates of tissue: sums of three lags behind a slow thermocouple.
 *
 *     tip = 37 + gain * sum(weight_i x_i),   tau_i dx_i/dt = P - x_i,   tau_tc dseen/dt = tip - seen
 *
 * The weights and times are spread so that the true needle (heavily damped diffusion) lies among them. */
#include "drivers/generator_wire.h"
#include "drivers/mock/generator_control.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define DT_S   0.01
#define BODY_C 37.0

struct tissue { const char *name; double tau_s[3], weight[3], thermocouple_s; };

static const struct tissue tissues[] = {
    { "even",          { 0.5,  5,   60 }, { 0.35, 0.40, 0.25 }, 0.25 },
    { "quick",         { 0.3,  3,   30 }, { 0.50, 0.30, 0.20 }, 0.30 },
    { "slow",          { 1.0,  8,   60 }, { 0.20, 0.30, 0.50 }, 0.20 },
    { "close to tip",  { 0.5,  10,  20 }, { 0.60, 0.30, 0.10 }, 0.30 },
    { "sharp",         { 0.1,  2,   60 }, { 0.30, 0.40, 0.30 }, 0.20 },
    { "nearly one",    { 0.15, 0.5, 60 }, { 0.30, 0.60, 0.10 }, 0.20 },
};

/* What a tip is: its gain at 60 s and its impedance, which need not fit together as the control guesses. */
static const struct { const char *name; double gain_c_per_w, ohm; } tips[] = {
    { "22 G 5 mm",             25, 200 },
    { "18 G 10 mm",            11, 95  },
    { "16 G 15 mm",            6,  70  },
    { "less gain than looks",  5,  95  },
    { "more gain than looks",  30, 95  },
};

static const double ramps_s[] = { 5, 15, 40 };

struct plant { const struct tissue *tissue; double gain_c_per_w, x_w[3], tip_c, seen_c; };

static struct plant plant_at_rest(const struct tissue *tissue, double gain)
{
    return (struct plant){ .tissue = tissue, .gain_c_per_w = gain, .tip_c = BODY_C, .seen_c = BODY_C };
}

static void plant_step(struct plant *plant, double power_w)
{
    plant->tip_c = BODY_C;
    for (int i = 0; i < 3; i++) {
        plant->x_w[i] += (power_w - plant->x_w[i]) * DT_S / plant->tissue->tau_s[i];
        plant->tip_c += plant->gain_c_per_w * plant->tissue->weight[i] * plant->x_w[i];
    }
    plant->seen_c += (plant->tip_c - plant->seen_c) * DT_S / plant->tissue->thermocouple_s;
}

static void settings_rest(double *settings)
{
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        settings[i] = generator_orders[i].rest;
}

/* Tissue conducts better when warm: impedance falls by a quarter on the way to 80 C. */
static double warm_ohm(double cold_ohm, double tip_c) { return cold_ohm * (1 - 0.25 * (tip_c - BODY_C) / 43); }

struct course { double most_c, hold_least_c, hold_most_c, reached_s, power_most_w, volts_most, amps_most; };

/* Heat for `long_s`; the hold is looked at from 15 s after it was reached. */
static struct course heat(struct plant *plant, double cold_ohm, const double *settings, double long_s)
{
    struct generator_heat           heat;
    struct generator_control_inputs in = { .settings = settings, .tip_c = plant->seen_c, .impedance_ohm = cold_ohm };
    struct course course = { .hold_least_c = 1e9, .hold_most_c = -1e9, .reached_s = (double)NAN };

    generator_heat_begin(&heat, &in);
    for (int tick = 0; tick * DT_S < long_s; tick++) {
        double volts, ohm = warm_ohm(cold_ohm, plant->tip_c);
        in = (struct generator_control_inputs){ tick * DT_S, plant->seen_c, ohm, settings };
        volts = generator_heat_step(&heat, &in);
        plant_step(plant, volts * volts / ohm);
        course.volts_most = fmax(course.volts_most, volts);
        course.amps_most = fmax(course.amps_most, volts / ohm);
        course.power_most_w = fmax(course.power_most_w, volts * volts / ohm);
        course.most_c = fmax(course.most_c, plant->seen_c);
        if (heat.is_reached && isnan(course.reached_s))
            course.reached_s = in.now_s;
        if (in.now_s > course.reached_s + 15) {
            course.hold_least_c = fmin(course.hold_least_c, plant->seen_c);
            course.hold_most_c = fmax(course.hold_most_c, plant->seen_c);
        }
    }
    return course;
}

/* _i runs over tissues x tips x ramps. */
START_TEST(any_tip_in_any_tissue_reaches_80_c_and_stays)
{
    const struct tissue *tissue = &tissues[(size_t)_i % COUNT(tissues)];
    size_t tip = (size_t)_i / COUNT(tissues) % COUNT(tips), ramp = (size_t)_i / COUNT(tissues) / COUNT(tips);
    double settings[GENERATOR_SETTING_COUNT];
    struct plant  plant = plant_at_rest(tissue, tips[tip].gain_c_per_w);
    struct course course;

    settings_rest(settings);
    settings[GENERATOR_ORDER_RAMP] = ramps_s[ramp];
    course = heat(&plant, tips[tip].ohm, settings, 120);
    ck_assert_msg(course.most_c < 82, "%s, %s, %g s: overshoot to %.2f C", tissue->name, tips[tip].name,
                  ramps_s[ramp], course.most_c);
    ck_assert_msg(course.reached_s < ramps_s[ramp] + 10, "%s, %s, %g s: reached after %.1f s", tissue->name,
                  tips[tip].name, ramps_s[ramp], course.reached_s);
    ck_assert_msg(course.reached_s >= ramps_s[ramp] - 0.1, "%s: reached too soon, after %.1f s", tissue->name,
                  course.reached_s);
    ck_assert_msg(course.hold_most_c - course.hold_least_c < 0.5, "%s, %s, %g s: ripple %.2f C", tissue->name,
                  tips[tip].name, ramps_s[ramp], course.hold_most_c - course.hold_least_c);
    ck_assert_msg(fabs(course.hold_most_c - 80) < 0.5 && fabs(course.hold_least_c - 80) < 0.5, "%s: holds %.2f to %.2f C",
                  tissue->name, course.hold_least_c, course.hold_most_c);
}
END_TEST

START_TEST(the_set_point_walks_in_a_straight_line)
{
    double settings[GENERATOR_SETTING_COUNT];
    struct plant plant = plant_at_rest(&tissues[0], 11);
    struct generator_heat           heat_;
    struct generator_control_inputs in = { 0, BODY_C, 95, settings };

    settings_rest(settings);
    settings[GENERATOR_ORDER_RAMP] = 20;
    generator_heat_begin(&heat_, &in);
    for (int tick = 0; tick < 1000; tick++) {
        double volts;
        in.now_s = tick * DT_S;
        in.tip_c = plant.seen_c;
        volts = generator_heat_step(&heat_, &in);
        plant_step(&plant, volts * volts / 95);
    }
    ck_assert_double_eq_tol(heat_.set_point_c, 37 + 43.0 / 2, 0.2);
    ck_assert_double_eq_tol(plant.seen_c, heat_.set_point_c, 2.5);
}
END_TEST

START_TEST(each_limit_is_obeyed)
{
    static const struct { enum generator_order order; double limit; } limits[] = {
        { GENERATOR_ORDER_POWER_LIMIT,   1.5 },
        { GENERATOR_ORDER_VOLT_LIMIT,    10  },
        { GENERATOR_ORDER_CURRENT_LIMIT, 0.1 },
    };
    double settings[GENERATOR_SETTING_COUNT];
    struct plant  plant = plant_at_rest(&tissues[0], 11);
    struct course course;
    double        most[3];

    settings_rest(settings);
    settings[limits[_i].order] = limits[_i].limit;
    course = heat(&plant, 95, settings, 60);
    most[0] = course.power_most_w;
    most[1] = course.volts_most;
    most[2] = course.amps_most;
    ck_assert_double_le(most[_i], limits[_i].limit * 1.02);     /* the impedance moves within a control period */
    ck_assert_double_ge(most[_i], limits[_i].limit * 0.98);
    ck_assert_msg(isnan(course.reached_s), "a limited output does not reach 80 C");
}
END_TEST

/* Held back for a minute, then released: an integral that had wound up would overshoot far. */
START_TEST(a_released_limit_does_not_let_a_wound_up_integral_out)
{
    double settings[GENERATOR_SETTING_COUNT], most_c = 0;
    struct plant                    plant = plant_at_rest(&tissues[0], 11);
    struct generator_heat           heat_;
    struct generator_control_inputs in = { 0, BODY_C, 95, settings };

    settings_rest(settings);
    settings[GENERATOR_ORDER_POWER_LIMIT] = 3;
    generator_heat_begin(&heat_, &in);
    for (int tick = 0; tick < 12000; tick++) {
        double volts;
        in.now_s = tick * DT_S;
        in.tip_c = plant.seen_c;
        if (tick == 6000)
            settings[GENERATOR_ORDER_POWER_LIMIT] = 25;
        volts = generator_heat_step(&heat_, &in);
        plant_step(&plant, volts * volts / 95);
        most_c = fmax(most_c, plant.seen_c);
    }
    ck_assert_double_lt(most_c, 84);
    ck_assert_double_eq_tol(plant.seen_c, 80, 0.3);
}
END_TEST

START_TEST(a_new_set_temperature_is_followed)
{
    double settings[GENERATOR_SETTING_COUNT], most_c = 0;
    struct plant                    plant = plant_at_rest(&tissues[0], 11);
    struct generator_heat           heat_;
    struct generator_control_inputs in = { 0, BODY_C, 95, settings };

    settings_rest(settings);
    settings[GENERATOR_ORDER_SET_TEMP] = 60;
    generator_heat_begin(&heat_, &in);
    for (int tick = 0; tick < 9000; tick++) {
        double volts;
        in.now_s = tick * DT_S;
        in.tip_c = plant.seen_c;
        settings[GENERATOR_ORDER_SET_TEMP] = tick < 4000 ? 60 : 70;
        volts = generator_heat_step(&heat_, &in);
        plant_step(&plant, volts * volts / 95);
        most_c = fmax(most_c, plant.seen_c);
    }
    ck_assert_double_eq_tol(plant.seen_c, 70, 0.3);
    ck_assert_double_lt(most_c, 72);
}
END_TEST

static const struct { const char *story; double tip_c, ohm; } unknowns[] = {
    { "no temperature", NAN, 95 }, { "no impedance", 50, NAN }, { "an open load", 50, INFINITY },
    { "an impossible load", 50, -3 },
};

START_TEST(what_is_unknown_gets_only_the_measuring_voltage)
{
    double settings[GENERATOR_SETTING_COUNT];
    struct generator_heat           heat_;
    struct generator_control_inputs in = { 0, BODY_C, 95, settings };

    settings_rest(settings);
    settings[GENERATOR_ORDER_RAMP] = 1;
    generator_heat_begin(&heat_, &in);
    for (int tick = 0; tick < 100; tick++) {
        in.now_s = tick * DT_S;
        generator_heat_step(&heat_, &in);
    }
    ck_assert_double_gt(heat_.volts, 10);
    in = (struct generator_control_inputs){ 1.0, unknowns[_i].tip_c, unknowns[_i].ohm, settings };
    ck_assert_msg(generator_heat_step(&heat_, &in) == GENERATOR_MEASURING_V, "%s", unknowns[_i].story);
}
END_TEST

/* ------------------------------------------------------------------ pulses */

START_TEST(a_burst_has_its_voltage_width_and_rate)
{
    double settings[GENERATOR_SETTING_COUNT], joules_per_ohm = 0;
    struct generator_pulses         pulses;
    struct generator_control_inputs in = { 3.0, BODY_C, 95, settings };
    int on = 0;

    settings_rest(settings);
    generator_pulses_begin(&pulses, &in);
    for (int tick = 0; tick < 1000; tick++) {
        double volts;
        in.now_s = 3.0 + tick * DT_S;
        volts = generator_pulses_step(&pulses, &in, DT_S);
        on += volts > 0;
        ck_assert_msg((volts > 0) == (tick % 50 < 2), "tick %d has %.1f V", tick, volts);
        if (volts > 0 && tick >= 50)
            ck_assert_double_eq_tol(volts, 45, 1e-9);
        if (volts > 0 && tick < 50)
            ck_assert_double_eq_tol(volts, 22.5, 1e-9);     /* the first burst finds out */
        joules_per_ohm += volts * volts * DT_S;
    }
    ck_assert_int_eq(on, 40);
    ck_assert_double_eq_tol(joules_per_ohm, (19 * 45.0 * 45.0 + 22.5 * 22.5) * 0.020, 1e-6);
}
END_TEST

static const struct { double width_ms, rate_hz; }
odd_bursts[] = { { 5, 2 }, { 12.5, 3 }, { 50, 5 }, { 7.3, 10 }, { 20, 1.7 } };

START_TEST(bursts_that_do_not_fit_the_ticks_keep_their_energy)
{
    double settings[GENERATOR_SETTING_COUNT], joules_per_ohm = 0, want;
    struct generator_pulses         pulses;
    struct generator_control_inputs in = { 0, BODY_C, 95, settings };
    double rate_hz = odd_bursts[_i].rate_hz, width_s = odd_bursts[_i].width_ms / 1000;

    settings_rest(settings);
    settings[GENERATOR_ORDER_PULSE_RATE] = rate_hz;
    settings[GENERATOR_ORDER_PULSE_WIDTH] = odd_bursts[_i].width_ms;
    generator_pulses_begin(&pulses, &in);
    for (int tick = 0; tick < 1000; tick++) {
        double volts;
        in.now_s = tick * DT_S;
        volts = generator_pulses_step(&pulses, &in, DT_S);
        joules_per_ohm += volts * volts * DT_S;
    }
    want = 45.0 * 45.0 * width_s * (10 * rate_hz - 0.75);
    ck_assert_double_eq_tol(joules_per_ohm, want, 1e-6 * want);
}
END_TEST

/* _i runs over tissues x tips. */
START_TEST(pulses_stay_below_their_ceiling_and_come_near_it)
{
    const struct tissue *tissue = &tissues[(size_t)_i % COUNT(tissues)];
    size_t tip = (size_t)_i / COUNT(tissues);
    double settings[GENERATOR_SETTING_COUNT], most_c = 0, late_c = 0;
    struct plant                    plant = plant_at_rest(tissue, tips[tip].gain_c_per_w);
    struct generator_pulses         pulses;
    struct generator_control_inputs in = { 0, BODY_C, tips[tip].ohm, settings };

    settings_rest(settings);
    generator_pulses_begin(&pulses, &in);
    for (int tick = 0; tick < 12000; tick++) {
        double volts;
        in.now_s = tick * DT_S;
        in.tip_c = plant.seen_c;
        volts = generator_pulses_step(&pulses, &in, DT_S);
        plant_step(&plant, volts * volts / tips[tip].ohm);
        most_c = fmax(most_c, plant.seen_c);
        if (tick > 6000)
            late_c = fmax(late_c, plant.seen_c);
    }
    ck_assert_msg(most_c < 42.3, "%s, %s: %.2f C", tissue->name, tips[tip].name, most_c);
    if (tips[tip].gain_c_per_w * 45 * 45 / tips[tip].ohm * 0.04 > 8)
        ck_assert_msg(late_c > 41, "%s, %s: throttled to %.2f C", tissue->name, tips[tip].name, late_c);
}
END_TEST

static const struct { const char *story; double tip_c; } no_room[] = {
    { "at the ceiling", 42 }, { "within the margin", 41.85 }, { "above", 44 }, { "unknown", NAN },
};

START_TEST(a_tip_without_room_gets_no_burst)
{
    double settings[GENERATOR_SETTING_COUNT];
    struct generator_pulses         pulses;
    struct generator_control_inputs in = { 0, no_room[_i].tip_c, 95, settings };

    settings_rest(settings);
    generator_pulses_begin(&pulses, &in);
    ck_assert_msg(generator_pulses_step(&pulses, &in, DT_S) == 0, "%s", no_room[_i].story);
}
END_TEST

START_TEST(a_burst_obeys_the_current_limit)
{
    double settings[GENERATOR_SETTING_COUNT];
    struct generator_pulses         pulses;
    struct generator_control_inputs in = { 0, BODY_C, 60, settings };

    settings_rest(settings);
    settings[GENERATOR_ORDER_CURRENT_LIMIT] = 0.5;
    generator_pulses_begin(&pulses, &in);
    for (int tick = 0; tick <= 50; tick++) {
        in.now_s = tick * DT_S;
        generator_pulses_step(&pulses, &in, DT_S);
    }
    ck_assert_double_eq_tol(pulses.burst_volts, 30, 1e-9);
}
END_TEST

int main(void)
{
    Suite   *suite = suite_create("generator_control");
    TCase   *tests = tcase_create("control");
    SRunner *runner = srunner_create(suite);
    int      failed;

    tcase_add_loop_test(tests, any_tip_in_any_tissue_reaches_80_c_and_stays, 0,
                        (int)(COUNT(tissues) * COUNT(tips) * COUNT(ramps_s)));
    tcase_add_test(tests, the_set_point_walks_in_a_straight_line);
    tcase_add_loop_test(tests, each_limit_is_obeyed, 0, 3);
    tcase_add_test(tests, a_released_limit_does_not_let_a_wound_up_integral_out);
    tcase_add_test(tests, a_new_set_temperature_is_followed);
    tcase_add_loop_test(tests, what_is_unknown_gets_only_the_measuring_voltage, 0, (int)COUNT(unknowns));
    tcase_add_test(tests, a_burst_has_its_voltage_width_and_rate);
    tcase_add_loop_test(tests, bursts_that_do_not_fit_the_ticks_keep_their_energy, 0, (int)COUNT(odd_bursts));
    tcase_add_loop_test(tests, pulses_stay_below_their_ceiling_and_come_near_it, 0, (int)(COUNT(tissues) * COUNT(tips)));
    tcase_add_loop_test(tests, a_tip_without_room_gets_no_burst, 0, (int)COUNT(no_room));
    tcase_add_test(tests, a_burst_obeys_the_current_limit);
    suite_add_tcase(suite, tests);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
