/* T&C's generator: the driver against the emulator, and what goes wrong. */
#include "drivers/mock/tc_cxn_emulator.h"
#include "drivers/tc_cxn.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define SAFE_LIMIT_S 0.3

static void up(struct instrument_bed *bed)
{
    instrument_bed_begin(bed);
    instrument_bed_make(bed, &device_tc_cxn, &emulator_tc_cxn, "0042");
    bed->world.load_ohm = 68.33;
    instrument_bed_up(bed);
}

static void lesion(struct instrument_bed *bed)
{
    up(bed);
    instrument_bed_order(bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_order(bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(bed, 1);
    ck_assert_double_eq(instrument_bed_signal(bed, "output_on"), 1);
}

START_TEST(who_only_looks_takes_no_control)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_run(&bed, 3);
    ck_assert_str_eq(device_report(bed.device)->identity, "AG 1012 serial 0042");
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 0);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_OWN_TEMP), 25);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_FREQUENCY), 460000);
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(orders_are_obeyed_and_read_back_for_longer_than_the_dead_man)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_OUTPUT_ON), 1);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_SET_POWER), 50);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_FORWARD), 50);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_REFLECTED), 1.2);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_POWER), 48.8);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 0);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_uint_eq(device_report(bed.device)->refused, 0);
    ck_assert(!instrument_bed_said(&bed, "by itself"));
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_power_that_was_recognised_and_not_taken_is_an_order_refused)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "set_stuck", 1);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 20);
    instrument_bed_run(&bed, 0.5);
    ck_assert_uint_eq(device_report(bed.device)->refused, 1);
    ck_assert_msg(instrument_bed_said(&bed, "20 W was set and recognised, but 50 W is in force"),
                  "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_fraction_of_a_watt_is_rounded_down_and_told_once)
{
    struct instrument_bed bed;
    const char           *first;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 12.9);
    instrument_bed_run(&bed, 0.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "set_power_w"), 12);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 13.5);
    instrument_bed_run(&bed, 0.5);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_SET_POWER), 13);
    first = strstr(bed.said, "12.9 W cannot be set, only steps of 1 W: it is rounded down to 12 W");
    ck_assert_msg(first != NULL, "%s", bed.said);
    ck_assert_ptr_null(strstr(first + strlen("12.9 W cannot"), "cannot be set"));
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_cannot_be_ordered_is_refused_with_a_sentence)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_POWER, 101, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "101 W is more than this generator gives: at most 100 W"), "%s",
                  why.text);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_OUTPUT, 0.5, &why), ERR_RANGE);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 5, &why), ERR_UNKNOWN);
    instrument_bed_end(&bed);
}
END_TEST

/* The driver stops as its program would that hangs. */
START_TEST(a_driver_that_stops_lets_the_dead_man_switch_off_and_says_so_later)
{
    struct instrument_bed bed;

    lesion(&bed);
    bed.is_driver_stopped = true;
    instrument_bed_run(&bed, 2.01);     /* a command may still have been on the line */
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_run(&bed, 1.0);
    bed.is_driver_stopped = false;
    instrument_bed_run(&bed, 1.5);
    ck_assert_msg(instrument_bed_said(&bed, "control was lost"), "%s", bed.said);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 20);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "set_power_w"), 20);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *knob, *part; double alarm; } troubles[] = {
    { "interlock_open",   "its interlock is open",             2048 },
    { "over_temperature", "it is too hot",                     1024 },
    { "reverse_limit",    "the reflected power is at its limit", 512 },
};

START_TEST(what_switches_it_off_is_told)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, troubles[_i].knob, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), troubles[_i].alarm);
    ck_assert_msg(instrument_bed_said(&bed, troubles[_i].part), "%s", bed.said);
    ck_assert(instrument_bed_said(&bed, "switched its output off by itself"));
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(instrument_bed_said(&bed, "output on was recognised, but the output is off"),
                  "%s", bed.said);
    ck_assert_uint_eq(device_report(bed.device)->refused, 1);
    instrument_bed_turn(&bed, troubles[_i].knob, 0);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 0);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_OUTPUT_ON), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(control_that_goes_to_the_front_panel_is_told_and_missed)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "control_lost", 1);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(instrument_bed_said(&bed, "control was lost: the set-point is 0 W"), "%s",
                  bed.said);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(instrument_bed_said(&bed, "the generator denies control"), "%s", bed.said);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *story, *knob; double value; } line_troubles[] = {
    { "an answer is lost",        "lose",   1    },
    { "three answers are lost",   "lose",   3    },
    { "an answer comes twice",    "twice",  1    },
    { "every answer comes twice", "twice",  1e6  },
    { "an answer is wrong",       "flip",   1    },
    { "answers come late",        "late_s", 0.2  },
};

START_TEST(a_bad_line_costs_time_and_nothing_else)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, line_troubles[_i].knob, line_troubles[_i].value);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 6);
    ck_assert_msg(instrument_bed_signal(&bed, "output_on") == 1, "%s: %s", line_troubles[_i].story,
                  bed.said);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_FORWARD), 50);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_SET_POWER), 50);
    instrument_bed_end(&bed);
}
END_TEST

/* Later than a timeout: nothing that was said of another question is believed. */
START_TEST(answers_later_than_a_timeout_are_never_taken_for_others)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "late_s", 0.35);
    for (int i = 0; i < 400; i++) {
        double set_w, forward_w;
        instrument_bed_run(&bed, 0.01);
        set_w = instrument_bed_heard(&bed, DEVICE_READ_SET_POWER);
        forward_w = instrument_bed_heard(&bed, DEVICE_READ_FORWARD);
        ck_assert(isnan(set_w) || set_w == 50 || set_w == 0);
        ck_assert(isnan(forward_w) || forward_w == 50 || forward_w == 0);
    }
    instrument_bed_end(&bed);
}
END_TEST

/* Its answers do not reach us, ours reach it: our questions would keep it alive. */
START_TEST(a_mute_generator_is_switched_off_blindly)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "mute", 1);
    instrument_bed_run(&bed, 3);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert_msg(instrument_bed_said(&bed, "control was lost with the link"), "%s", bed.said);
    instrument_bed_turn(&bed, "mute", 0);
    instrument_bed_run(&bed, 3);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

/* It has dropped control meanwhile, and refuses output off: that is no answer to who it is. */
START_TEST(a_generator_that_was_cut_off_still_knows_its_name)
{
    struct instrument_bed bed;

    lesion(&bed);
    bed.is_emulator_stopped = true;
    instrument_bed_run(&bed, 4);
    bed.is_emulator_stopped = false;
    instrument_bed_run(&bed, 3);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert_msg(!instrument_bed_said(&bed, "does not know"), "%s", bed.said);
    ck_assert_str_eq(device_report(bed.device)->identity, "AG 1012 serial 0042");
    instrument_bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the safe state */

enum before { FRESH, IDLE, CONTROL, ON, ORDERED, INTERLOCK, PANEL_FREE, BEFORE_COUNT };

static void prepare(struct instrument_bed *bed, enum before before)
{
    if (before == FRESH) {
        instrument_bed_begin(bed);
        instrument_bed_make(bed, &device_tc_cxn, &emulator_tc_cxn, NULL);
        return;
    }
    if (before == IDLE || before == ORDERED || before == CONTROL)
        up(bed);
    else
        lesion(bed);
    if (before == CONTROL || before == ORDERED)
        instrument_bed_order(bed, DEVICE_ORDER_POWER, 30);
    if (before == CONTROL)
        instrument_bed_run(bed, 0.5);
    if (before == ORDERED)
        instrument_bed_order(bed, DEVICE_ORDER_OUTPUT, 1);
    if (before == INTERLOCK)
        instrument_bed_turn(bed, "interlock_open", 1);
    if (before == PANEL_FREE) {
        bed->is_driver_stopped = true;
        instrument_bed_run(bed, 2.5);   /* control dropped meanwhile */
        bed->is_driver_stopped = false;
    }
}

START_TEST(it_is_made_safe_from_every_state_in_time)
{
    struct instrument_bed bed;
    double                took_s;

    prepare(&bed, (enum before)_i);
    took_s = instrument_bed_safe(&bed, SAFE_LIMIT_S);
    ck_assert_double_gt(took_s, 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "set_power_w"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 0);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

/* At any instant between two bytes: whatever was open is overtaken. */
START_TEST(it_is_made_safe_at_any_instant)
{
    for (int ms = 0; ms < 120; ms += 7) {
        struct instrument_bed bed;
        lesion(&bed);
        instrument_bed_run(&bed, ms * 0.001);
        instrument_bed_safe(&bed, 1.0);
        ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
        instrument_bed_end(&bed);
    }
}
END_TEST

START_TEST(a_deaf_generator_is_not_called_safe_until_it_says_so)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "deaf", 1);
    device_make_safe(bed.device, bed.now_s);
    instrument_bed_run(&bed, 5);
    ck_assert(!device_is_safe(bed.device));
    instrument_bed_turn(&bed, "deaf", 0);
    instrument_bed_run(&bed, 8);
    ck_assert_msg(device_is_safe(bed.device), "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_generator_that_answers_off_and_stays_on_is_not_called_safe)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "output_stuck", 1);
    device_make_safe(bed.device, bed.now_s);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 1);
    ck_assert(!device_is_safe(bed.device));
    instrument_bed_turn(&bed, "output_stuck", 0);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(device_is_safe(bed.device), "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

/* Not by letting go of control, which may leave the set-point where it is. */
START_TEST(its_power_is_set_to_zero_while_it_is_still_ours)
{
    struct instrument_bed bed;
    bool                  is_zeroed = false;

    lesion(&bed);
    device_make_safe(bed.device, bed.now_s);
    while (instrument_bed_signal(&bed, "has_control") > 0 && bed.now_s < 30) {
        is_zeroed |= instrument_bed_signal(&bed, "set_power_w") <= 0;
        instrument_bed_run(&bed, INSTRUMENT_BED_STEP_S);
    }
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 0);
    ck_assert(is_zeroed);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(another_program_on_the_same_port_can_make_it_safe)
{
    struct instrument_bed bed;
    struct device_setup   setup = { .settings = &bed.device_settings };

    lesion(&bed);
    device_destroy(bed.device);         /* killed */
    bed.device = NULL;
    ck_assert_int_eq(device_create(&bed.device, &device_tc_cxn, bed.near, &setup, NULL), ERR_OK);
    instrument_bed_safe(&bed, SAFE_LIMIT_S + 0.3);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(another_generator_is_left_alone)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, &device_tc_cxn, &emulator_tc_cxn, "0043");
    instrument_bed_run(&bed, 4);
    ck_assert(device_report(bed.device)->is_another);
    ck_assert(device_report(bed.device)->link != DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_address_may_be_checked)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "address_check", 1);
    instrument_bed_set(&bed.emulator_settings, "address", 7);
    instrument_bed_make(&bed, &device_tc_cxn, &emulator_tc_cxn, NULL);
    instrument_bed_run(&bed, 4);
    ck_assert(device_report(bed.device)->link != DEVICE_LINK_UP);
    ck_assert_uint_gt(device_report(bed.device)->strays, 0);
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tc_cxn");
    TCase *tests = tcase_create("tc_cxn");

    tcase_add_test(tests, who_only_looks_takes_no_control);
    tcase_add_test(tests, orders_are_obeyed_and_read_back_for_longer_than_the_dead_man);
    tcase_add_test(tests, a_power_that_was_recognised_and_not_taken_is_an_order_refused);
    tcase_add_test(tests, a_fraction_of_a_watt_is_rounded_down_and_told_once);
    tcase_add_test(tests, what_cannot_be_ordered_is_refused_with_a_sentence);
    tcase_add_test(tests, a_driver_that_stops_lets_the_dead_man_switch_off_and_says_so_later);
    tcase_add_loop_test(tests, what_switches_it_off_is_told, 0, (int)COUNT(troubles));
    tcase_add_test(tests, control_that_goes_to_the_front_panel_is_told_and_missed);
    tcase_add_loop_test(tests, a_bad_line_costs_time_and_nothing_else, 0,
                        (int)COUNT(line_troubles));
    tcase_add_test(tests, answers_later_than_a_timeout_are_never_taken_for_others);
    tcase_add_test(tests, a_mute_generator_is_switched_off_blindly);
    tcase_add_test(tests, a_generator_that_was_cut_off_still_knows_its_name);
    tcase_add_loop_test(tests, it_is_made_safe_from_every_state_in_time, 0, BEFORE_COUNT);
    tcase_add_test(tests, it_is_made_safe_at_any_instant);
    tcase_add_test(tests, a_deaf_generator_is_not_called_safe_until_it_says_so);
    tcase_add_test(tests, a_generator_that_answers_off_and_stays_on_is_not_called_safe);
    tcase_add_test(tests, its_power_is_set_to_zero_while_it_is_still_ours);
    tcase_add_test(tests, another_program_on_the_same_port_can_make_it_safe);
    tcase_add_test(tests, another_generator_is_left_alone);
    tcase_add_test(tests, the_address_may_be_checked);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
