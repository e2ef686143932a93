/* Strokes, gas, valve, battery, refill of an implanted pump, and its books. */
#include "base/units.h"
#include "sim/hydraulics.h"
#include "tests/support/allocations.h"
#include "tests/support/exact.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#define HOUR S_PER_HOUR
#define DAY  S_PER_DAY
#define ML   M3_PER_ML
#define UL   M3_PER_UL

static const struct hydraulics_faults sound = { 0 };

static struct hydraulics_setup usual(enum hydraulics_drive drive)
{
    return (struct hydraulics_setup){
        .drive = drive, .stroke_m3 = 2.5 * UL, .gain = 1, .reservoir_m3 = 20 * ML,
        .capacity_m3 = 20 * ML, .residual_m3 = 1 * ML, .kg_per_m3 = 10, .stall_pa = 150e3,
        .battery_share = 1, .life_s = 7 * 365.25 * DAY, .stroke_share = 1e-7,
    };
}

static struct hydraulics pump_of(enum hydraulics_drive drive)
{
    struct hydraulics_setup setup = usual(drive);
    struct hydraulics pump;

    hydraulics_init(&pump, &setup);
    return pump;
}

/* ---- gas: intrathecal.md 4.6 ---- */

static const struct { const char *story; double warmer_c, altitude_m, outlet_pa, factor, within; }
gases[] = {
    { "sound",                   0, 0,    0,       1,    1e-12 },
    { "one degree of fever",     1, 0,    0,       1.11, 0.005 },
    { "39 C",                    2, 0,    0,       1.23, 0.01  },
    { "mountains",               0, 1500, 0,       1.31, 0.01  },
    { "cabin",                   0, 2400, 0,       1.48, 0.01  },
    { "half the gas' push",      0, 0,    26837.5, 0.5,  1e-9  },
    { "more than the gas' push", 0, 0,    60e3,    0,    1e-12 },
};

START_TEST(gas_flow_follows_temperature_altitude_and_outlet)
{
    double factor = hydraulics_gas_factor(gases[_i].warmer_c, gases[_i].altitude_m,
                                          gases[_i].outlet_pa);

    ck_assert_msg(fabs(factor - gases[_i].factor) <= gases[_i].within, "%s: %.4f, want %.4f",
                  gases[_i].story, factor, gases[_i].factor);
}
END_TEST

/* ---- strokes ---- */

static const struct {
    const char *story;
    enum hydraulics_drive drive;
    struct hydraulics_faults faults;
    double gain, outlet_pa, out_ul;
    unsigned seen;
} strokes[] = {
    { "ten strokes of a sound pump", HYDRAULICS_DRIVEN, { 0 }, 1, 0, 25, 10 },
    { "a pump of 96.8 %", HYDRAULICS_DRIVEN, { 0 }, 0.968, 0, 24.2, 10 },
    { "over-infusion by half", HYDRAULICS_DRIVEN, { .gain_error = 0.5 }, 1, 0, 37.5, 10 },
    { "a restrictor half blocked", HYDRAULICS_GAS, { .precipitate = 0.5 }, 1, 0, 12.5, 10 },
    { "a held rotor", HYDRAULICS_DRIVEN, { .is_stalled = true }, 1, 0, 0, 0 },
    { "pressure that the motor overcomes", HYDRAULICS_DRIVEN, { 0 }, 1, 149e3, 25, 10 },
    { "pressure that it does not", HYDRAULICS_DRIVEN, { 0 }, 1, 151e3, 0, 0 },
    { "gas against half its push", HYDRAULICS_GAS, { 0 }, 1, 26837.5, 12.5, 10 },
    { "gas against more than its push", HYDRAULICS_GAS, { 0 }, 1, 60e3, 0, 0 },
    { "fever does nothing to a motor", HYDRAULICS_DRIVEN, { .warmer_c = 2 }, 1, 0, 25, 10 },
    { "a dead battery", HYDRAULICS_DRIVEN, { .battery_lost = 1 }, 1, 0, 0, 0 },
    { "suction", HYDRAULICS_DRIVEN, { .reflux_m3_per_s = 10 * UL }, 1, 0, 15, 10 },
    { "suction on a vacuum", HYDRAULICS_DRIVEN, { .reflux_m3_per_s = 10 * UL }, 1, -96e3, 25, 10 },
    { "a valve that leaks", HYDRAULICS_DRIVEN, { .valve_leak_m3_per_s = 3 * UL }, 1, 0, 28, 10 },
};

START_TEST(strokes_move_what_they_should)
{
    struct hydraulics_setup setup = usual(strokes[_i].drive);
    struct hydraulics pump;
    struct hydraulics_flow flow;

    setup.gain = strokes[_i].gain;
    hydraulics_init(&pump, &setup);
    flow = hydraulics_step(&pump, 1, 10, strokes[_i].outlet_pa, 0, &strokes[_i].faults);
    ck_assert_msg(fabs(flow.out_m3 * UL_PER_M3 - strokes[_i].out_ul) < 1e-9, "%s: %.12g uL",
                  strokes[_i].story, flow.out_m3 * UL_PER_M3);
    ck_assert_msg(flow.strokes == strokes[_i].seen, "%s: %u seen", strokes[_i].story, flow.strokes);
    ck_assert_double_eq(flow.kg_per_m3, 10);
}
END_TEST

START_TEST(the_residual_volume_cannot_be_drawn)
{
    struct hydraulics pump = pump_of(HYDRAULICS_DRIVEN);
    struct hydraulics_flow flow = hydraulics_step(&pump, DAY, 10000, 0, 0, &sound);

    ck_assert_double_eq_tol(flow.out_m3, 19 * ML, 1e-18);
    flow = hydraulics_step(&pump, DAY, 10, 0, 0, &sound);
    ck_assert_double_eq_tol(flow.out_m3, 0, 1e-18);
    ck_assert_uint_eq(flow.strokes, 10);            /* the rotor turns all the same */
    ck_assert_double_eq_tol(pump.reservoir_m3, 1 * ML, 1e-18);
    ck_assert_double_eq_tol(pump.reservoir_kg, 10 * ML, 1e-17);
}
END_TEST

/* ---- valve ---- */

START_TEST(the_valve_closes_after_ten_microlitres_until_reset)
{
    const struct hydraulics_faults leaky = { .valve_leak_m3_per_s = 3 * UL,
                                             .valve_closes_m3 = 10 * UL };
    struct hydraulics pump = pump_of(HYDRAULICS_GAS);
    double out_m3 = 0;

    for (int i = 0; i < 3; i++)
        out_m3 += hydraulics_step(&pump, 1, 0, 0, 0, &leaky).out_m3;
    ck_assert(!pump.valve_is_closed);
    for (int i = 0; i < 100; i++)
        out_m3 += hydraulics_step(&pump, 1, 0, 0, 0, &leaky).out_m3;
    ck_assert_double_eq_tol(out_m3, 10 * UL, 1e-20);
    ck_assert(pump.valve_is_closed);
    ck_assert_uint_eq(hydraulics_step(&pump, 1, 4, 0, 0, &sound).strokes, 0);
    ck_assert_double_eq(hydraulics_step(&pump, 1, 4, 0, 0, &sound).out_m3, 0);
    hydraulics_valve_reset(&pump);
    ck_assert_double_eq_tol(hydraulics_step(&pump, 1, 4, 0, 0, &sound).out_m3, 10 * UL, 1e-20);
    out_m3 = hydraulics_step(&pump, 100, 0, 0, 0, &leaky).out_m3;
    ck_assert_double_eq_tol(out_m3, 10 * UL, 1e-20);        /* within one step as well */
}
END_TEST

START_TEST(a_valve_without_a_limit_empties_the_reservoir)
{
    const struct hydraulics_faults open = { .valve_leak_m3_per_s = 1 * UL };
    struct hydraulics pump = pump_of(HYDRAULICS_GAS);
    double out_m3 = 0;

    for (int i = 0; i < 48; i++)
        out_m3 += hydraulics_step(&pump, HOUR, 0, 0, 0, &open).out_m3;
    ck_assert_double_eq_tol(out_m3, 19 * ML, 1e-17);
    ck_assert(!pump.valve_is_closed);
}
END_TEST

/* ---- negative delivery ---- */

START_TEST(reflux_fills_the_reservoir_no_further_than_its_capacity)
{
    const struct hydraulics_faults sucks = { .reflux_m3_per_s = 1 * UL };
    struct hydraulics pump = pump_of(HYDRAULICS_DRIVEN);
    double out_m3 = hydraulics_step(&pump, 100, 400, 0, 0, &sound).out_m3, back_kg = 0;

    for (int i = 0; i < 2000; i++) {
        double moved_m3 = hydraulics_step(&pump, 1, 0, 0, back_kg, &sucks).out_m3;
        ck_assert(moved_m3 <= 0);
        back_kg = -moved_m3 * 4;            /* diluted on the way */
        out_m3 += moved_m3;
    }
    hydraulics_step(&pump, 1, 0, 0, back_kg, &sound);
    ck_assert_double_eq_tol(out_m3, 0, 1e-17);
    ck_assert_double_eq_tol(pump.reservoir_m3, 20 * ML, 1e-18);
    ck_assert_double_eq_tol(pump.reservoir_kg, (19 * 10 + 4) * ML, 1e-15);
    ck_assert_double_eq_tol(pump.delivered_kg, (10 - 4) * ML, 1e-15);
}
END_TEST

/* ---- battery ---- */

START_TEST(the_battery_is_used_by_rest_and_by_strokes)
{
    struct hydraulics pump = pump_of(HYDRAULICS_DRIVEN);

    hydraulics_step(&pump, pump.setup.life_s / 4, 0, 0, 0, &sound);
    ck_assert_double_eq_tol(pump.charge, 0.75, 1e-12);
    hydraulics_step(&pump, 0, 1000000, 0, 0, &sound);
    ck_assert_double_eq_tol(pump.charge, 0.65, 1e-12);
    hydraulics_step(&pump, pump.setup.life_s, 0, 0, 0, &sound);
    ck_assert_double_eq(pump.charge, 0);
    ck_assert_uint_eq(hydraulics_step(&pump, 1, 3, 0, 0, &sound).strokes, 0);
}
END_TEST

static const struct { double charge, lost, volts; } cells[] = {
    { 1, 0, 2.90 }, { 0.55, 0, 2.855 }, { 0.1, 0, 2.81 }, { 0.05, 0, 2.305 }, { 0, 0, 1.80 },
    { 1, 0.95, 2.305 }, { 1, 1, 1.80 },
};

START_TEST(the_voltage_is_flat_and_then_falls)
{
    struct hydraulics pump = pump_of(HYDRAULICS_DRIVEN);
    const struct hydraulics_faults faults = { .battery_lost = cells[_i].lost };

    pump.charge = cells[_i].charge;
    ck_assert_double_eq_tol(hydraulics_battery_volts(&pump, &faults), cells[_i].volts, 1e-9);
}
END_TEST

/* ---- refill ---- */

START_TEST(a_refill_mixes_with_the_residual_volume)
{
    struct hydraulics pump = pump_of(HYDRAULICS_DRIVEN);
    struct hydraulics_refill refill;

    hydraulics_step(&pump, DAY, 4000, 0, 0, &sound);            /* 10 mL */
    refill = hydraulics_refill(&pump, 18 * ML, 20, 0);
    ck_assert_double_eq_tol(refill.drawn_m3, 9 * ML, 1e-17);
    ck_assert_double_eq_tol(refill.drawn_kg, 90 * ML, 1e-16);
    ck_assert_double_eq_tol(refill.refused_m3, 0, 1e-18);
    ck_assert_double_eq_tol(pump.reservoir_m3, 19 * ML, 1e-17);
    /* 1 mL at 10 and 18 mL at 20 mg/mL */
    ck_assert_double_eq_tol(hydraulics_step(&pump, 1, 1, 0, 0, &sound).kg_per_m3, 370.0 / 19, 1e-9);
}
END_TEST

START_TEST(a_refill_may_miss_the_port_and_may_be_too_much)
{
    struct hydraulics pump = pump_of(HYDRAULICS_DRIVEN);
    struct hydraulics_refill refill = hydraulics_refill(&pump, 20 * ML, 20, 0.25);

    ck_assert_double_eq_tol(refill.pocket_kg, 5 * 20 * ML, 1e-16);
    ck_assert_double_eq_tol(pump.reservoir_m3, 16 * ML, 1e-17);
    refill = hydraulics_refill(&pump, 25 * ML, 20, 0);
    ck_assert_double_eq_tol(refill.refused_m3, 6 * ML, 1e-17);
    ck_assert_double_eq_tol(pump.reservoir_m3, 20 * ML, 1e-17);
}
END_TEST

/* ---- books ---- */

/* A thousand pumps of the label's band: even, and none beyond it. */
START_TEST(pumps_are_drawn_from_the_band_of_their_accuracy)
{
    double sum = 0, squares = 0;

    for (uint64_t seed = 1; seed <= 1000; seed++) {
        double gain = hydraulics_gain_drawn(1, 0.145, seed);
        ck_assert_double_eq(gain, hydraulics_gain_drawn(1, 0.145, seed));
        ck_assert(gain >= 0.855 && gain <= 1.145);
        sum += gain;
        squares += (gain - 1) * (gain - 1);
    }
    ck_assert_double_eq_tol(sum / 1000, 1, 0.01);
    ck_assert_double_eq_tol(sqrt(squares / 1000), 0.145 / sqrt(3), 0.004);
    ck_assert_double_eq(hydraulics_gain_drawn(0.968, 0, 7), 0.968);
}
END_TEST

START_TEST(the_books_balance_through_everything)
{
    struct hydraulics pump = pump_of(HYDRAULICS_GAS);
    double m3 = pump.reservoir_m3, kg = pump.reservoir_kg, back_kg = 0;

    srand(1);
    for (int i = 0; i < 20000; i++) {
        struct hydraulics_faults faults = {
            .gain_error = rand() % 3 ? 0 : 0.3, .precipitate = rand() % 5 ? 0 : 0.4,
            .reflux_m3_per_s = rand() % 4 ? 0 : 2 * UL, .altitude_m = rand() % 3000,
            .valve_leak_m3_per_s = rand() % 6 ? 0 : 1 * UL, .valve_closes_m3 = 10 * UL,
        };
        struct hydraulics_flow flow = hydraulics_step(&pump, 1, (unsigned)rand() % 4, rand() % 9000,
                                                      back_kg, &faults);
        back_kg = flow.out_m3 < 0 ? -flow.out_m3 * 3 : 0;
        if (i % 1000 == 999) {
            double fresh = 5 + rand() % 20;
            struct hydraulics_refill refill = hydraulics_refill(&pump, 15 * ML, fresh, 0.1);
            double into_m3 = 13.5 * ML - refill.refused_m3;
            m3 += into_m3 - refill.drawn_m3;
            kg += into_m3 * fresh - refill.drawn_kg;
            hydraulics_valve_reset(&pump);
        }
        ck_assert_double_eq_tol(pump.reservoir_m3 + pump.delivered_m3, m3, 1e-15);
        ck_assert_double_eq_tol(pump.reservoir_kg + pump.delivered_kg, kg, 1e-14);
        ck_assert(pump.reservoir_m3 >= 0 && pump.reservoir_kg >= 0);
    }
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(nothing_allocates)
{
    struct hydraulics pump = pump_of(HYDRAULICS_GAS);
    long before = allocations_so_far();

    for (int i = 0; i < 1000; i++)
        hydraulics_step(&pump, 1, 1, 0, 0, &sound);
    hydraulics_refill(&pump, 15 * ML, 5, 0.1);
    ck_assert_int_eq(allocations_so_far() - before, 0);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("sim_hydraulics");
    TCase *tests = tcase_create("pump");

    tcase_add_loop_test(tests, gas_flow_follows_temperature_altitude_and_outlet, 0, COUNT(gases));
    tcase_add_loop_test(tests, strokes_move_what_they_should, 0, COUNT(strokes));
    tcase_add_test(tests, the_residual_volume_cannot_be_drawn);
    tcase_add_test(tests, the_valve_closes_after_ten_microlitres_until_reset);
    tcase_add_test(tests, a_valve_without_a_limit_empties_the_reservoir);
    tcase_add_test(tests, reflux_fills_the_reservoir_no_further_than_its_capacity);
    tcase_add_test(tests, the_battery_is_used_by_rest_and_by_strokes);
    tcase_add_loop_test(tests, the_voltage_is_flat_and_then_falls, 0, COUNT(cells));
    tcase_add_test(tests, a_refill_mixes_with_the_residual_volume);
    tcase_add_test(tests, a_refill_may_miss_the_port_and_may_be_too_much);
    tcase_add_test(tests, pumps_are_drawn_from_the_band_of_their_accuracy);
    tcase_add_test(tests, the_books_balance_through_everything);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, nothing_allocates);
#endif
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
