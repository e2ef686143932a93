/* The reference generator and pump as instruments: who is there, what they say, and that they can
 * be made safe by somebody who was not there before. */
#include "drivers/generator_device.h"
#include "drivers/mock/generator_firmware.h"
#include "drivers/mock/generator_mutants.h"
#include "drivers/mock/pump_firmware.h"
#include "drivers/mock/pump_mutants.h"
#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"
#include "drivers/pump_device.h"
#include "tests/support/pump_bed.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DT_S          0.001
#define GENERATOR_DT  10                /* its main loop in steps */
#define PUMP_DT       100
#define SAFE_LIMIT_S  0.2

struct bed {
    struct port_faults         faults;
    struct port               *near, *far;
    struct device             *device;
    struct settings            settings;
    struct generator_firmware *generator;
    struct generator_body      body;
    struct generator_output    output;
    struct pump_firmware      *pump;
    struct pump_body           pump_body;
    struct pump_output         pump_output;
    long                       tick;
    double                     now_s;
    char                       told[8000];
};

static void device_make(struct bed *bed, const struct device_type *type, const char *identity)
{
    struct device_setup setup = { .settings = &bed->settings, .identity = identity };
    struct why          why = { "" };

    device_destroy(bed->device);
    ck_assert_msg(device_create(&bed->device, type, bed->near, &setup, &why) == ERR_OK, "%s",
                  why.text);
}

static void wire_make(struct bed *bed)
{
    struct port *end;

    memset(bed, 0, sizeof *bed);
    ck_assert_int_eq(port_pipe_create(115200, &end, &bed->far), ERR_OK);
    ck_assert_int_eq(port_faulty_create(end, &bed->faults, 5, &bed->near), ERR_OK);
}

static void generator_make_with(struct bed *bed, const struct generator_defects *defects)
{
    wire_make(bed);
    bed->body = (struct generator_body){ .tip_temp_c = 37, .impedance_ohm = 95, .pad_ohm = 60 };
    ck_assert_int_eq(generator_firmware_create(&bed->generator, defects), ERR_OK);
}

static void generator_make(struct bed *bed) { generator_make_with(bed, NULL); }

static void pump_make_with(struct bed *bed, bool is_running, const struct pump_defects *defects)
{
    struct pump_build build = pump_build_usual;

    wire_make(bed);
    build.is_programmed = is_running;
    build.programme = pump_bed_programme;
    bed->pump_body = (struct pump_body){ .outlet_kpa = 2, .reservoir_ul = build.reservoir_nl * 1e-3,
                                         .battery_v = 2.9 };
    ck_assert_int_eq(pump_firmware_create(&bed->pump, &build, defects), ERR_OK);
}

static void pump_make(struct bed *bed, bool is_running) { pump_make_with(bed, is_running, NULL); }

static void bed_end(struct bed *bed)
{
    device_destroy(bed->device);
    generator_firmware_destroy(bed->generator);
    pump_firmware_destroy(bed->pump);
    port_destroy(bed->near);
    port_destroy(bed->far);
    settings_free(&bed->settings);
}

static void run(struct bed *bed, double for_s)
{
    struct device_event event;

    for (long end = bed->tick + lround(for_s / DT_S); bed->tick < end;) {
        bed->now_s = (double)++bed->tick * DT_S;
        if (bed->generator && bed->tick % GENERATOR_DT == 0)
            bed->output = generator_firmware_step(bed->generator, bed->far, bed->now_s,
                                                  DT_S * GENERATOR_DT, &bed->body);
        if (bed->pump && bed->tick % PUMP_DT == 0)
            bed->pump_output = pump_firmware_step(bed->pump, bed->now_s, DT_S * PUMP_DT,
                                                  &bed->pump_body);
        if (bed->pump)
            pump_firmware_listen(bed->pump, bed->far, bed->now_s);
        if (!bed->device)
            continue;
        ck_assert_int_eq(device_step(bed->device, bed->now_s), ERR_OK);
        while (device_next_event(bed->device, &event))
            if (strlen(bed->told) + strlen(event.text) + 2 < sizeof bed->told)
                strcat(strcat(bed->told, event.text), "\n");
    }
}

static double safe_after_s(struct bed *bed, double limit_s)
{
    double began_s = bed->now_s;

    device_make_safe(bed->device, bed->now_s);
    while (!device_is_safe(bed->device) && bed->now_s - began_s < limit_s)
        run(bed, DT_S);
    ck_assert_msg(device_is_safe(bed->device), "not safe: %s", bed->told);
    return bed->now_s - began_s;
}

static void say(struct bed *bed, const char *text)
{
    size_t taken;

    ck_assert_int_eq(port_write(bed->near, bed->now_s, (const uint8_t *)text, strlen(text), &taken),
                     ERR_OK);
}

/* Heating, started by somebody else, by hand. */
static void heat(struct bed *bed)
{
    run(bed, 1.2);
    say(bed, "OUTP:MODE HEAT\n");
    run(bed, 1);
    ck_assert(bed->output.rf_on);
}

/* ------------------------------------------------------------------ the generator */

START_TEST(the_generator_says_who_it_is_and_what_it_does)
{
    struct bed bed;

    generator_make(&bed);
    heat(&bed);
    device_make(&bed, &device_rf_generator, "MOCK-0001");
    run(&bed, 0.5);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_str_eq(device_report(bed.device)->identity, GENERATOR_IDENTITY);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 1);
    ck_assert_double_eq_tol(device_reading(bed.device, DEVICE_READ_TEMP), 37, 0.01);
    ck_assert_double_gt(device_reading(bed.device, DEVICE_READ_POWER), 0);
    ck_assert_double_gt(device_reading(bed.device, DEVICE_READ_VOLTS), 0);
    ck_assert_double_gt(device_reading(bed.device, DEVICE_READ_CURRENT), 0);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), 0);
    bed.body.pad_ohm = 5000;
    run(&bed, 0.5);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), 110);
    ck_assert_msg(strstr(bed.told, "the generator has stopped with the fault pad_lost"), "%s",
                  bed.told);
    bed_end(&bed);
}
END_TEST

START_TEST(the_generator_is_switched_off_by_an_order_and_started_by_none)
{
    struct bed bed;
    struct why why = { "" };

    generator_make(&bed);
    heat(&bed);
    device_make(&bed, &device_rf_generator, NULL);
    run(&bed, 0.5);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_OUTPUT, 0, NULL), ERR_OK);
    run(&bed, 0.3);
    ck_assert(!bed.output.rf_on);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_OUTPUT, 1, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "starts no treatment here"), "%s", why.text);
    bed_end(&bed);
}
END_TEST

static const char *const left_behind[] = { "", "@41 OUTP:MO", "@3F SOUR:TEMP 80.0*F51A" };

START_TEST(a_stranger_makes_the_generator_safe_whatever_was_left_on_the_line)
{
    struct bed bed;
    double     took_s;

    generator_make(&bed);
    heat(&bed);
    say(&bed, left_behind[_i]);
    device_make(&bed, &device_rf_generator, NULL);
    took_s = safe_after_s(&bed, SAFE_LIMIT_S);
    ck_assert_double_gt(took_s, 0);
    ck_assert(!bed.output.rf_on);
    ck_assert_int_eq(bed.output.state, GENERATOR_STATE_STANDBY);
    bed_end(&bed);
}
END_TEST

START_TEST(a_generator_that_does_not_answer_is_not_called_safe)
{
    struct bed bed;

    generator_make(&bed);
    heat(&bed);
    device_make(&bed, &device_rf_generator, NULL);
    run(&bed, 0.5);
    bed.faults.cable_cut = 1;
    device_make_safe(bed.device, bed.now_s);
    run(&bed, 2.2);
    ck_assert(!bed.output.rf_on);       /* by its own watchdog: we cannot know */
    ck_assert(!device_is_safe(bed.device));
    bed.faults.cable_cut = 0;
    run(&bed, 1.5);
    ck_assert(device_is_safe(bed.device));
    bed_end(&bed);
}
END_TEST

/* It says OK to standby, and would obey a second after the last of them. */
START_TEST(a_generator_that_is_still_on_is_not_called_safe)
{
    struct generator_defects late = { .mutant = GENERATOR_MUTANT_STOP_LATE };
    struct bed bed;

    generator_make_with(&bed, &late);
    heat(&bed);
    device_make(&bed, &device_rf_generator, NULL);
    device_make_safe(bed.device, bed.now_s);
    run(&bed, 3);
    ck_assert(bed.output.rf_on);
    ck_assert(!device_is_safe(bed.device));
    bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the pump */

START_TEST(the_pump_says_who_it_is_and_what_it_does)
{
    struct bed bed;

    pump_make(&bed, true);
    device_make(&bed, &device_it_pump, "MOCK-0001");
    run(&bed, 3);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_str_eq(device_report(bed.device)->identity, PUMP_IDENTITY);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_IS_RUNNING), 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_RATE), 20);
    ck_assert(isfinite(device_reading(bed.device, DEVICE_READ_VOLUME)));
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->refused, 0);
    bed_end(&bed);
}
END_TEST

START_TEST(the_pump_is_stopped_by_an_order_and_started_by_none)
{
    struct bed bed;
    struct why why = { "" };

    pump_make(&bed, true);
    device_make(&bed, &device_it_pump, NULL);
    run(&bed, 1);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 0, NULL), ERR_OK);
    run(&bed, 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_IS_RUNNING), 0);
    ck_assert_int_eq(bed.pump_output.state, PUMP_STATE_STOPPED);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 1, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "is not started here"), "%s", why.text);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_POWER, 1, NULL), ERR_UNKNOWN);
    bed_end(&bed);
}
END_TEST

/* Fresh: nobody had a session. Else: one is open, far beyond our numbers. */
START_TEST(a_stranger_makes_the_pump_safe_in_a_session_or_without)
{
    struct bed bed;

    pump_make(&bed, true);
    if (_i) {
        device_make(&bed, &device_it_pump, NULL);
        run(&bed, 5);
    }
    device_make(&bed, &device_it_pump, NULL);
    ck_assert_double_gt(safe_after_s(&bed, SAFE_LIMIT_S), 0);
    run(&bed, 0.2);
    ck_assert_int_eq(bed.pump_output.state, PUMP_STATE_STOPPED);
    ck_assert_uint_eq(bed.pump_output.rate_nl_per_h, 0);
    bed_end(&bed);
}
END_TEST

START_TEST(a_known_pump_is_stopped_by_the_first_bytes)
{
    struct bed bed;

    pump_make(&bed, true);
    device_make(&bed, &device_it_pump, NULL);
    run(&bed, 1.05);
    device_make_safe(bed.device, bed.now_s);
    run(&bed, 0.01);
    bed.faults.cable_cut = 1;           /* nothing after them gets there */
    run(&bed, 0.3);
    ck_assert_int_eq(bed.pump_output.state, PUMP_STATE_STOPPED);
    bed_end(&bed);
}
END_TEST

/* It acknowledges STOP, and its status still has a rate. */
START_TEST(a_pump_that_still_names_a_rate_is_not_called_safe)
{
    struct pump_defects lies = { .mutant = PUMP_MUTANT_LIES_RATE };
    struct bed bed;

    pump_make_with(&bed, true, &lies);
    device_make(&bed, &device_it_pump, NULL);
    run(&bed, 1);
    device_make_safe(bed.device, bed.now_s);
    run(&bed, 3);
    ck_assert_int_eq(bed.pump_output.state, PUMP_STATE_STOPPED);
    ck_assert(!device_is_safe(bed.device));
    bed_end(&bed);
}
END_TEST

START_TEST(a_pump_without_a_programme_is_safe_as_it_is)
{
    struct bed bed;

    pump_make(&bed, false);
    device_make(&bed, &device_it_pump, NULL);
    run(&bed, 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_IS_RUNNING), 0);
    safe_after_s(&bed, SAFE_LIMIT_S);
    bed_end(&bed);
}
END_TEST

START_TEST(another_pump_than_the_addressed_one_is_not_spoken_to)
{
    struct bed bed;

    pump_make(&bed, true);
    ck_assert_int_eq(settings_add_number(&bed.settings, "address", 77), ERR_OK);
    device_make(&bed, &device_it_pump, NULL);
    run(&bed, 3);
    ck_assert(device_report(bed.device)->link != DEVICE_LINK_UP);
    ck_assert_msg(strstr(bed.told, "another pump is there: its address is 1347569991, not 77"),
                  "%s", bed.told);
    bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reference_devices");
    TCase *tests = tcase_create("reference_devices");

    tcase_add_test(tests, the_generator_says_who_it_is_and_what_it_does);
    tcase_add_test(tests, the_generator_is_switched_off_by_an_order_and_started_by_none);
    tcase_add_loop_test(tests, a_stranger_makes_the_generator_safe_whatever_was_left_on_the_line,
                        0, 3);
    tcase_add_test(tests, a_generator_that_is_still_on_is_not_called_safe);
    tcase_add_test(tests, a_generator_that_does_not_answer_is_not_called_safe);
    tcase_add_test(tests, the_pump_says_who_it_is_and_what_it_does);
    tcase_add_test(tests, the_pump_is_stopped_by_an_order_and_started_by_none);
    tcase_add_loop_test(tests, a_stranger_makes_the_pump_safe_in_a_session_or_without, 0, 2);
    tcase_add_test(tests, a_known_pump_is_stopped_by_the_first_bytes);
    tcase_add_test(tests, a_pump_that_still_names_a_rate_is_not_called_safe);
    tcase_add_test(tests, a_pump_without_a_programme_is_safe_as_it_is);
    tcase_add_test(tests, another_pump_than_the_addressed_one_is_not_spoken_to);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
