/* Graseby's pumps: the driver against the emulator, whatever goes wrong. */
#include "drivers/graseby3000.h"
#include "drivers/mock/graseby3000_emulator.h"
#include "tests/support/infusion_bed.h"
#include "tests/support/suite.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define SAFE_LIMIT_S 0.8
#define SETTLE_S     1.0        /* an order, its reply and a round of polls */

enum { OFF, HOLD, RUN, KVO };

static void up(struct instrument_bed *bed)
{
    instrument_bed_begin(bed);
    instrument_bed_make(bed, &device_graseby3000, &emulator_graseby3000, "serial 000000042");
    instrument_bed_up(bed);
}

static const struct infusion_pump pump = {
    .device = &device_graseby3000, .emulator = &emulator_graseby3000, .up = up,
    .settle_s = SETTLE_S, .safe_limit_s = SAFE_LIMIT_S,
    .infuses = RUN, .rests_first = HOLD, .rests_last = HOLD,
};

static void infuse(struct instrument_bed *bed, double ul_per_h)
{
    infusion_bed_infuse(bed, &pump, ul_per_h);
    ck_assert_msg(instrument_bed_signal(bed, "state") == RUN, "%s", bed->said);
}

static const struct { double seed; const char *codes; } dialects[] = {
    { 0, "01234" }, { 65535, "01234" }, { 0, "AVLMP" },
};

START_TEST(it_infuses_and_says_so)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "crc_seed", dialects[_i].seed);
    instrument_bed_set(&bed.emulator_settings, "crc_seed", dialects[_i].seed);
    instrument_bed_set_text(&bed.device_settings, "return_codes", dialects[_i].codes);
    instrument_bed_set_text(&bed.emulator_settings, "return_codes", dialects[_i].codes);
    instrument_bed_make(&bed, &device_graseby3000, &emulator_graseby3000,
                        "3000 version 3F serial 000000042");
    instrument_bed_up(&bed);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 0);     /* on hold is none */
    infuse(&bed, 36000);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 36000, 1e-6);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 1);
    instrument_bed_run(&bed, 60);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_VOLUME), bed.world.pushed_ul,
                            60);
    ck_assert_double_ge(bed.world.pushed_ul, 600);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 72000);           /* titrated */
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 72000, 1e-6);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), RUN);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), HOLD);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_CLEAR, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_VOLUME), 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_rate_that_was_answered_and_not_taken_is_an_order_refused)
{
    infusion_rate_that_was_not_taken(&pump, 72000, "the rate in force is 36 mL/h, not 72 mL/h");
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

static const struct { const char *knob, *part; double number; } alarms[] = {
    { "occlusion", "alarm 09: the line is occluded",     9    },
    { "air",       "alarm 0A: there is air in the line", 10   },
    { "empty_bag", "alarm 08: the bag is empty",         8    },
    { "door",      "alarm 0B: its door is open",         11   },
};

START_TEST(an_alarm_stops_it_and_has_its_sentence)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 36000);
    instrument_bed_turn(&bed, alarms[_i].knob, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_msg(instrument_bed_said(&bed, alarms[_i].part), "%s", bed.said);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), alarms[_i].number);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_ACKNOWLEDGE, 1);
    instrument_bed_run(&bed, SETTLE_S);
    instrument_bed_turn(&bed, alarms[_i].knob, 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), RUN);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(an_occluded_line_is_an_alarm_at_its_pressure)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "occlusion_psi", 5);
    instrument_bed_make(&bed, &device_graseby3000, &emulator_graseby3000, NULL);
    instrument_bed_up(&bed);
    bed.world.is_occluded = true;
    infuse(&bed, 36000);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 9);
    ck_assert_double_eq_tol(bed.world.line_kpa, 34.47, 0.05);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(at_its_volume_it_keeps_the_vein_open)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "vtbi_ml", 0.1);
    instrument_bed_make(&bed, &device_graseby3000, &emulator_graseby3000, NULL);
    instrument_bed_up(&bed);
    infuse(&bed, 36000);
    instrument_bed_run(&bed, 12);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), KVO);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 6);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 1);     /* it drips */
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), HOLD);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_key_press_takes_control_away_and_an_order_takes_it_back)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, "key_press", 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 0);
    ck_assert_msg(instrument_bed_said(&bed, "remote control has ended"), "%s", bed.said);
    infuse(&bed, 5500);
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 1);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 5500, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(an_order_that_was_dropped_may_be_given_again)
{
    infusion_takes_an_order_again_that_was_dropped(&pump);
}
END_TEST

/* Control cannot be had while it runs: only a person can hold it, and that is said, not hidden. */
START_TEST(a_pump_that_runs_without_control_is_never_called_safe)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 5500);
    instrument_bed_turn(&bed, "key_press", 1);
    instrument_bed_run(&bed, SETTLE_S);
    device_make_safe(bed.device, bed.now_s);
    instrument_bed_run(&bed, 5);
    ck_assert(!device_is_safe(bed.device));
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), RUN);
    ck_assert_msg(instrument_bed_said(&bed, "hold it at the pump"), "%s", bed.said);
    instrument_bed_turn(&bed, "off", 1);                            /* somebody does */
    instrument_bed_run(&bed, 1);
    ck_assert(device_is_safe(bed.device));
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_watchdog_is_fed_until_the_driver_stops)
{
    struct instrument_bed bed;
    double stopped_s;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "watchdog_s", 5);
    instrument_bed_set(&bed.emulator_settings, "hold_on_expiry", 1);
    instrument_bed_make(&bed, &device_graseby3000, &emulator_graseby3000, NULL);
    instrument_bed_up(&bed);
    infuse(&bed, 1000);
    instrument_bed_run(&bed, 30);
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 1);
    bed.is_driver_stopped = true;
    stopped_s = bed.now_s;
    while (instrument_bed_signal(&bed, "has_control") == 1 && bed.now_s - stopped_s < 10)
        instrument_bed_run(&bed, 0.01);
    ck_assert_double_eq_tol(bed.now_s - stopped_s, 5, 0.35);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), HOLD);
    instrument_bed_end(&bed);
}
END_TEST

static const char *const deafnesses[] = { "mute", "deaf", "wrong_crc" };

START_TEST(a_lost_run_or_hold_ends_as_it_was_ordered)
{
    infusion_ends_as_it_was_ordered(&pump, deafnesses[_i]);
}
END_TEST

static const char *const faults[] = { "flip", "lose", "twice" };

START_TEST(a_bad_reply_costs_a_retry_and_nothing_else)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 5000);
    for (int i = 0; i < 10; i++) {
        instrument_bed_turn(&bed, faults[_i], 1);
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 5000 + 100 * (i + 1));
        instrument_bed_run(&bed, 1.5);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), RUN);
    }
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 6000, 1e-6);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_it_cannot_do_is_refused_in_a_sentence)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "micro", 1);
    instrument_bed_make(&bed, &device_graseby3000, &emulator_graseby3000, NULL);
    instrument_bed_up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 0, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "order run = 0"), "%s", why.text);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 40, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "in steps of 100"), "%s", why.text);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1234);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_msg(instrument_bed_said(&bed, "1234 uL/h is rounded to 1200 uL/h"), "%s", bed.said);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 200000);      /* not a Micro's */
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_msg(instrument_bed_said(&bed, "a new rate was refused: the value is out"), "%s",
                  bed.said);
    ck_assert_msg(instrument_bed_said(&bed, "it was not started"), "%s", bed.said);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), HOLD);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_pump_that_is_switched_off_is_seen)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 1000);
    instrument_bed_turn(&bed, "off", 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_msg(instrument_bed_said(&bed, "it was switched off"), "%s", bed.said);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(it_is_made_safe_at_any_moment)
{
    infusion_is_made_safe_at_any_moment(&pump, 40, 0.013);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("graseby3000");
    TCase *driver = tcase_create("driver");

    tcase_add_loop_test(driver, it_infuses_and_says_so, 0, COUNT(dialects));
    tcase_add_loop_test(driver, an_alarm_stops_it_and_has_its_sentence, 0, COUNT(alarms));
    tcase_add_test(driver, an_occluded_line_is_an_alarm_at_its_pressure);
    tcase_add_test(driver, at_its_volume_it_keeps_the_vein_open);
    tcase_add_test(driver, a_key_press_takes_control_away_and_an_order_takes_it_back);
    tcase_add_test(driver, an_order_that_was_dropped_may_be_given_again);
    tcase_add_test(driver, a_pump_that_runs_without_control_is_never_called_safe);
    tcase_add_test(driver, the_watchdog_is_fed_until_the_driver_stops);
    tcase_add_loop_test(driver, a_lost_run_or_hold_ends_as_it_was_ordered, 0, COUNT(deafnesses));
    tcase_add_loop_test(driver, a_bad_reply_costs_a_retry_and_nothing_else, 0, COUNT(faults));
    tcase_add_test(driver, what_it_cannot_do_is_refused_in_a_sentence);
    tcase_add_test(driver, a_pump_that_is_switched_off_is_seen);
    tcase_add_test(driver, it_is_made_safe_at_any_moment);
    tcase_add_test(driver, a_start_goes_behind_the_last_rate_or_not_at_all);
    tcase_add_test(driver, a_rate_that_was_answered_and_not_taken_is_an_order_refused);
    tcase_add_test(driver, nothing_is_started_when_the_link_comes_back);
    suite_add_tcase(suite, driver);
    return suite_run(suite);
}
