/* New Era's pumps: the driver against the emulator, whatever goes wrong. */
#include "drivers/mock/ne1000_emulator.h"
#include "drivers/ne1000.h"
#include "tests/support/infusion_bed.h"
#include "tests/support/suite.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define SAFE_LIMIT_S 0.5
#define SETTLE_S     0.6        /* an order, its reply, its read-back and a round of polls */

enum { STOPPED, PAUSED, INFUSING, WITHDRAWING, PURGING };

/* left_s: the mode the pump was left in; safe_mode_s: what the bench file wants. */
static void up_in(struct instrument_bed *bed, double left_s, double safe_mode_s)
{
    instrument_bed_begin(bed);
    instrument_bed_set(&bed->emulator_settings, "safe_mode_s", left_s);
    instrument_bed_set(&bed->device_settings, "safe_mode_s", safe_mode_s);
    instrument_bed_make(bed, &device_ne1000, &emulator_ne1000, "NE1000");
    instrument_bed_up(bed);
}

static void up(struct instrument_bed *bed) { up_in(bed, 0, 5); }

static const struct infusion_pump pump = {
    .device = &device_ne1000, .emulator = &emulator_ne1000, .up = up, .settle_s = SETTLE_S,
    .safe_limit_s = SAFE_LIMIT_S, .infuses = INFUSING, .rests_first = STOPPED, .rests_last = PAUSED,
};

static void infuse(struct instrument_bed *bed, double ul_per_h)
{
    infusion_bed_infuse(bed, &pump, ul_per_h);
}

static const struct { double left_s, wanted_s; int is_new; } modes[] = {
    { 0, 0, 1 }, { 0, 5, 1 }, { 5, 0, 1 }, { 5, 1, 1 }, { 255, 20, 0 }, { 5, 0, 0 }, { 0, 5, 0 },
};

START_TEST(whatever_mode_it_was_left_in_it_is_found)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "safe_mode_s", modes[_i].left_s);
    instrument_bed_set(&bed.emulator_settings, "saf_reply_new", modes[_i].is_new);
    instrument_bed_set(&bed.emulator_settings, "address", 42);
    instrument_bed_set(&bed.device_settings, "safe_mode_s", modes[_i].wanted_s);
    instrument_bed_set(&bed.device_settings, "address", 42);
    instrument_bed_make(&bed, &device_ne1000, &emulator_ne1000, "NE1000V3.923");
    instrument_bed_up(&bed);
    instrument_bed_run(&bed, 3);
    ck_assert_double_eq(instrument_bed_signal(&bed, "safe_mode_s"), modes[_i].wanted_s);
    ck_assert_double_eq(instrument_bed_signal(&bed, "alarm"), 0);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 0);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(it_infuses_and_says_so)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 36000);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 36000, 1e-6);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 1);
    instrument_bed_run(&bed, 10);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_VOLUME), bed.world.pushed_ul, 6);
    ck_assert_double_ge(bed.world.pushed_ul, 100);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_VOLUME), bed.world.pushed_ul, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_CLEAR, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_VOLUME), 0);
    ck_assert_uint_eq(device_report(bed.device)->strays, 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_rate_changes_while_it_pumps)
{
    struct instrument_bed bed;
    double writes;

    up(&bed);
    infuse(&bed, 36000);
    writes = instrument_bed_signal(&bed, "eeprom_writes");
    for (int i = 1; i <= 20; i++) {
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 36000 + 100 * i);
        instrument_bed_run(&bed, 0.1);
    }
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 38000, 1e-6);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 38000, 1e-6);
    ck_assert_double_eq(instrument_bed_signal(&bed, "eeprom_writes"), writes);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(its_memory_is_not_worn_out_while_it_stands)
{
    struct instrument_bed bed;
    double writes;

    up(&bed);
    writes = instrument_bed_signal(&bed, "eeprom_writes");
    for (int i = 1; i <= 50; i++) {
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 100 + i);
        instrument_bed_run(&bed, 0.1);
    }
    ck_assert_double_eq(instrument_bed_signal(&bed, "eeprom_writes"), writes + 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);        /* the last one goes ahead of it */
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 150, 1e-9);
    ck_assert_double_eq(instrument_bed_signal(&bed, "eeprom_writes"), writes + 2);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_waits_for_the_memory_is_sent_in_the_end)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 100);
    instrument_bed_run(&bed, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 200);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 100, 1e-9);
    instrument_bed_run(&bed, 6);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 200, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

/* Neither made safe nor found again is it given a rate that was ordered before. */
START_TEST(what_waits_for_the_memory_is_never_sent_late)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 100);
    instrument_bed_run(&bed, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 200);
    if (_i == 0) {
        instrument_bed_safe(&bed, SAFE_LIMIT_S);
        ck_assert(instrument_bed_said(&bed, "dropped: the rate of 200 uL/h, it is made safe"));
    } else {
        bed.is_emulator_stopped = true;
        instrument_bed_run(&bed, 4);
        bed.is_emulator_stopped = false;
        instrument_bed_up(&bed);
    }
    instrument_bed_run(&bed, 12);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 100, 1e-9);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 200);     /* the same order again */
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 200, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_lost_reply_to_run_or_stop_toggles_nothing)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_run(&bed, SETTLE_S);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, 0.25);                 /* a poll may be open */
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_turn(&bed, "mute", 1);           /* obeyed, but nobody hears of it */
    instrument_bed_run(&bed, 0.3);
    instrument_bed_turn(&bed, "mute", 0);
    instrument_bed_run(&bed, 1.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), PAUSED);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_turn(&bed, "mute", 1);
    instrument_bed_run(&bed, 0.3);
    instrument_bed_turn(&bed, "mute", 0);
    instrument_bed_run(&bed, 1.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 1);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_run_or_stop_that_never_arrived_is_asked_again)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_run(&bed, SETTLE_S);
    for (int run = 1; run >= 0; run--) {
        instrument_bed_order(&bed, DEVICE_ORDER_RUN, run);
        instrument_bed_turn(&bed, "deaf", 1);
        instrument_bed_run(&bed, 0.3);
        instrument_bed_turn(&bed, "deaf", 0);
        instrument_bed_run(&bed, 2);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), run ? INFUSING : PAUSED);
    }
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_rate_that_was_answered_and_not_taken_is_an_order_refused)
{
    infusion_rate_that_was_not_taken(&pump, 48000,
                                     "the rate in force is 36000 uL/h, not 48000 uL/h");
}
END_TEST

START_TEST(a_run_that_is_answered_and_not_obeyed_is_given_up)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, "run_stuck", 1);
    infuse(&bed, 36000);
    instrument_bed_run(&bed, 5);
    ck_assert_msg(instrument_bed_said(&bed, "it does not run, though it was asked 3 times"), "%s",
                  bed.said);
    instrument_bed_turn(&bed, "run_stuck", 0);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq(bed.world.pushed_ul, 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(nothing_is_started_when_the_link_comes_back)
{
    infusion_starts_nothing_when_the_link_comes_back(&pump);
}
END_TEST

START_TEST(a_start_goes_behind_the_last_rate_or_not_at_all)
{
    infusion_starts_behind_the_last_rate_or_not_at_all(&pump);
}
END_TEST

START_TEST(stop_at_rest_changes_nothing)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 1000);
    for (int i = 0; i < 4; i++) {
        instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
        instrument_bed_run(&bed, SETTLE_S);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), PAUSED);
    }
    ck_assert_uint_eq(device_report(bed.device)->refused, 0);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *knob, *part; double number; } alarms[] = {
    { "stall",         "A?S: its motor has stalled",                             2 },
    { "program_error", "A?E: its pumping programme has an error",                4 },
    { "phase_error",   "A?O: a phase of its programme is out of range",          5 },
    { "reset",         "A?R: it was reset: its power was interrupted",           1 },
};

START_TEST(every_alarm_has_its_sentence_and_is_kept)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up_in(&bed, 0, _i % 2 == 0 ? 5 : 0);
    infuse(&bed, 1000);
    instrument_bed_turn(&bed, alarms[_i].knob, 1);
    instrument_bed_run(&bed, 2);
    instrument_bed_turn(&bed, alarms[_i].knob, 0);
    ck_assert_msg(instrument_bed_said(&bed, alarms[_i].part), "%s", bed.said);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), alarms[_i].number);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "alarm"), 0);   /* the pump has forgotten it */
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 1, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "acknowledge it first"), "%s", why.text);
    instrument_bed_order(&bed, DEVICE_ORDER_ACKNOWLEDGE, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 0);
    infuse(&bed, 1000);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(an_occluded_line_stalls_it)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "force_n", 16.354);
    instrument_bed_make(&bed, &device_ne1000, &emulator_ne1000, "NE1000");
    instrument_bed_up(&bed);
    bed.world.is_occluded = true;
    infuse(&bed, 36000);                            /* 10 uL/s into 1 uL/kPa */
    instrument_bed_run(&bed, 8);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 0);
    instrument_bed_run(&bed, 4);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 2);
    ck_assert_double_eq_tol(bed.world.line_kpa, 100, 0.1);      /* 16.354 N on 163.5 mm2 */
    instrument_bed_end(&bed);
}
END_TEST

/* Until the driver is stopped; then the pump looks after itself. */
START_TEST(the_watchdog_is_fed_until_the_driver_stops)
{
    struct instrument_bed bed;
    double stopped_s;

    up_in(&bed, 0, 1);
    infuse(&bed, 1000);
    instrument_bed_run(&bed, 20);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    bed.is_driver_stopped = true;
    stopped_s = bed.now_s;
    while (instrument_bed_signal(&bed, "state") == INFUSING && bed.now_s - stopped_s < 3)
        instrument_bed_run(&bed, 0.01);
    ck_assert_double_eq_tol(bed.now_s - stopped_s, 1, 0.25);
    bed.is_driver_stopped = false;
    instrument_bed_run(&bed, 2);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 3);
    ck_assert(instrument_bed_said(&bed, "A?T: nobody spoke to it"));
    instrument_bed_end(&bed);
}
END_TEST

static const char *const faults[] = { "flip", "lose", "twice", "drop_etx" };

START_TEST(a_bad_reply_costs_a_retry_and_nothing_else)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 5000);
    for (int i = 0; i < 20; i++) {
        instrument_bed_turn(&bed, faults[_i], 1);
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 5000 + 100 * (i + 1));
        instrument_bed_run(&bed, 1);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    }
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 7000, 1e-6);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_it_cannot_do_is_refused_in_a_sentence)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 0.0001, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "four digits"), "%s", why.text);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 0, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "order run = 0"), "%s", why.text);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 0.1234);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_msg(instrument_bed_said(&bed, "0.1234 uL/h is rounded to 0.123 uL/h"), "%s",
                  bed.said);
    instrument_bed_run(&bed, 11);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 3e8);     /* more than its plunger can */
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_msg(instrument_bed_said(&bed, "new rate was refused: the value is out of its range"),
                  "%s", bed.said);
    ck_assert(instrument_bed_said(&bed, "it was not started"));
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), STOPPED);
    instrument_bed_run(&bed, 11);
    infuse(&bed, 4e5);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_CLEAR, 1, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "stands still"), "%s", why.text);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_pump_with_another_syringe_than_the_benchs_is_not_started)
{
    infusion_refuses_another_syringe(&pump);
}
END_TEST

START_TEST(the_syringe_is_that_of_the_bench)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "diameter_mm", 4.61);
    instrument_bed_make(&bed, &device_ne1000, &emulator_ne1000, "NE1000");
    instrument_bed_up(&bed);
    infuse(&bed, 3600);
    instrument_bed_run(&bed, 10);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_VOLUME), bed.world.pushed_ul,
                            1);                     /* it says its volume in UL */
    ck_assert_double_ge(bed.world.pushed_ul, 10);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { int state; double mode_s; } states[] = {
    { STOPPED, 5 }, { PAUSED, 5 }, { INFUSING, 5 }, { INFUSING, 0 }, { WITHDRAWING, 0 },
    { PURGING, 0 },
};

START_TEST(an_order_that_was_dropped_may_be_given_again)
{
    infusion_takes_an_order_again_that_was_dropped(&pump);
}
END_TEST

START_TEST(it_is_made_safe_from_every_state)
{
    struct instrument_bed bed;

    up_in(&bed, 0, states[_i].mode_s);
    if (states[_i].state == INFUSING || states[_i].state == PAUSED)
        infuse(&bed, 1000);
    if (states[_i].state == PAUSED) {
        instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
        instrument_bed_run(&bed, SETTLE_S);
    }
    if (states[_i].state == PURGING)
        infusion_bed_press(&bed, &pump, "00PUR\r");
    if (states[_i].state == WITHDRAWING)
        infusion_bed_press(&bed, &pump, "00DIRWDR\r00RUN\r");
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), states[_i].state);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    ck_assert_double_le(instrument_bed_signal(&bed, "state"), PAUSED);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(it_is_made_safe_at_any_moment)
{
    infusion_is_made_safe_at_any_moment(&pump, 60, 0.007);
}
END_TEST

/* Before anybody knows in which mode the pump is. */
START_TEST(it_is_made_safe_before_it_was_ever_heard)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "safe_mode_s", _i ? 9 : 0);
    instrument_bed_make(&bed, &device_ne1000, &emulator_ne1000, "NE1000");
    bed.is_driver_stopped = true;
    instrument_bed_run(&bed, 0.1);
    instrument_bed_exchange(&bed, "reset", _i ? "02 06 30 30 33 C6 03" : "30 30 0D",
                            _i ? "02 09 30 30 41 3F 52 65 86 03 02 09 30 30 41 3F 52 65 86 03"
                               : "02 30 30 41 3F 52 03");
    instrument_bed_exchange(&bed, "run", _i ? "02 09 30 30 52 55 4E 48 E9 03" : "30 30 52 55 4E 0D",
                            _i ? "02 07 30 30 49 19 DD 03" : "02 30 30 49 03");
    bed.is_driver_stopped = false;
    instrument_bed_safe(&bed, 1);
    ck_assert_double_le(instrument_bed_signal(&bed, "state"), PAUSED);
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ne1000");
    TCase *driver = tcase_create("driver");

    tcase_add_loop_test(driver, whatever_mode_it_was_left_in_it_is_found, 0, COUNT(modes));
    tcase_add_test(driver, it_infuses_and_says_so);
    tcase_add_test(driver, a_rate_changes_while_it_pumps);
    tcase_add_test(driver, its_memory_is_not_worn_out_while_it_stands);
    tcase_add_test(driver, what_waits_for_the_memory_is_sent_in_the_end);
    tcase_add_loop_test(driver, what_waits_for_the_memory_is_never_sent_late, 0, 2);
    tcase_add_test(driver, a_lost_reply_to_run_or_stop_toggles_nothing);
    tcase_add_test(driver, a_run_or_stop_that_never_arrived_is_asked_again);
    tcase_add_test(driver, stop_at_rest_changes_nothing);
    tcase_add_loop_test(driver, every_alarm_has_its_sentence_and_is_kept, 0, COUNT(alarms));
    tcase_add_test(driver, an_occluded_line_stalls_it);
    tcase_add_test(driver, the_watchdog_is_fed_until_the_driver_stops);
    tcase_add_loop_test(driver, a_bad_reply_costs_a_retry_and_nothing_else, 0, COUNT(faults));
    tcase_add_test(driver, what_it_cannot_do_is_refused_in_a_sentence);
    tcase_add_test(driver, a_pump_with_another_syringe_than_the_benchs_is_not_started);
    tcase_add_test(driver, the_syringe_is_that_of_the_bench);
    tcase_add_test(driver, an_order_that_was_dropped_may_be_given_again);
    tcase_add_loop_test(driver, it_is_made_safe_from_every_state, 0, COUNT(states));
    tcase_add_test(driver, it_is_made_safe_at_any_moment);
    tcase_add_loop_test(driver, it_is_made_safe_before_it_was_ever_heard, 0, 2);
    tcase_add_test(driver, a_start_goes_behind_the_last_rate_or_not_at_all);
    tcase_add_test(driver, a_rate_that_was_answered_and_not_taken_is_an_order_refused);
    tcase_add_test(driver, a_run_that_is_answered_and_not_obeyed_is_given_up);
    tcase_add_test(driver, nothing_is_started_when_the_link_comes_back);
    suite_add_tcase(suite, driver);
    return suite_run(suite);
}
