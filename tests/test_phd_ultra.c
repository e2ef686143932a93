/* Harvard's Ultra command set: the driver against the emulator, whatever goes wrong. */
#include "drivers/mock/phd_ultra_emulator.h"
#include "drivers/phd_ultra.h"
#include "tests/support/infusion_bed.h"
#include "tests/support/suite.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define SAFE_LIMIT_S 0.8
#define SETTLE_S     1.2        /* an order, its reply, its read-back and a round of polls */

enum { IDLE, INFUSING, WITHDRAWING };

static void up(struct instrument_bed *bed)
{
    instrument_bed_begin(bed);
    instrument_bed_make(bed, &device_phd_ultra, &emulator_phd_ultra, "PHD ULTRA");
    instrument_bed_up(bed);
}

static const struct infusion_pump pump = {
    .device = &device_phd_ultra, .emulator = &emulator_phd_ultra, .up = up, .settle_s = SETTLE_S,
    .safe_limit_s = SAFE_LIMIT_S, .infuses = INFUSING, .rests_first = IDLE, .rests_last = IDLE,
};

static void infuse(struct instrument_bed *bed, double ul_per_h)
{
    infusion_bed_infuse(bed, &pump, ul_per_h);
}

static const struct {
    const char *story, *model, *style;
    double      address, is_poll_on, is_echoing, is_silent;
} flavours[] = {
    { "a PHD alone",              "phd-ultra", "model",  0,  0, 0, 0 },
    { "a PHD in a chain",         "phd-ultra", "model",  12, 0, 0, 0 },
    { "an Elite alone",           "11-elite",  "model",  0,  0, 0, 0 },
    { "an Elite in a chain",      "11-elite",  "model",  1,  0, 0, 0 },
    { "an Elite, colon",          "11-elite",  "colon",  7,  0, 0, 0 },
    { "a PHD, digits",            "phd-ultra", "digits", 42, 0, 0, 0 },
    { "XON behind the prompts",   "phd-ultra", "model",  3,  1, 0, 0 },
    { "with an echo",             "phd-ultra", "model",  0,  0, 1, 0 },
    { "an Elite with an echo",    "11-elite",  "model",  5,  1, 1, 0 },
    { "silent sets in a chain",   "11-elite",  "model",  2,  0, 0, 1 },
};

START_TEST(every_flavour_infuses_and_says_so)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set_text(&bed.emulator_settings, "model", flavours[_i].model);
    instrument_bed_set_text(&bed.device_settings, "model", flavours[_i].model);
    instrument_bed_set_text(&bed.device_settings, "address_style", flavours[_i].style);
    instrument_bed_set(&bed.emulator_settings, "address", flavours[_i].address);
    instrument_bed_set(&bed.device_settings, "address", flavours[_i].address);
    instrument_bed_set(&bed.emulator_settings, "poll_mode", flavours[_i].is_poll_on);
    instrument_bed_set_text(&bed.device_settings, "poll_mode",
                            flavours[_i].is_poll_on != 0 ? "on" : "leave");
    instrument_bed_set(&bed.emulator_settings, "echo", flavours[_i].is_echoing);
    instrument_bed_set(&bed.device_settings, "silent_sets", flavours[_i].is_silent);
    instrument_bed_set(&bed.emulator_settings, "target_ul", 5);            /* of somebody else */
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_turn(&bed, "silent_sets", flavours[_i].is_silent);
    instrument_bed_up(&bed);
    infuse(&bed, 36000);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 36000, 1e-6);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 1);
    instrument_bed_run(&bed, 5);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    ck_assert_double_ge(bed.world.pushed_ul, 50);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_VOLUME), bed.world.pushed_ul,
                            1e-6);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_CLEAR, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_VOLUME), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "nvram_writes"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "lost_commands"), 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    infuse(&bed, 360);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_rate_changes_while_it_pumps)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 36000);
    for (int i = 1; i <= 50; i++) {
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 36000 + 100 * i);
        instrument_bed_run(&bed, 0.02);
    }
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 41000, 1);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 41000, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "nvram_writes"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_end(&bed);
}
END_TEST

/* It keeps two digits: 12.34 becomes 12. */
START_TEST(a_rate_that_was_cut_off_is_not_started_with)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "digits", 2);
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_up(&bed);
    infuse(&bed, 12.34);
    ck_assert_msg(instrument_bed_said(&bed, "the rate in force is 12 uL/h, not 12.34 uL/h"), "%s",
                  bed.said);
    ck_assert_msg(instrument_bed_said(&bed, "it was not started"), "%s", bed.said);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    infuse(&bed, 12);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_end(&bed);
}
END_TEST

static const char *const deafnesses[] = { "mute", "deaf" };

START_TEST(a_lost_run_or_stop_ends_as_it_was_ordered)
{
    infusion_ends_as_it_was_ordered(&pump, deafnesses[_i]);
}
END_TEST

START_TEST(a_rate_that_was_answered_and_not_taken_is_an_order_refused)
{
    infusion_rate_that_was_not_taken(&pump, 48000, "uL/h, not 48000 uL/h");
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

START_TEST(an_occluded_line_stalls_it)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "force_n", 16.354);
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_up(&bed);
    bed.world.is_occluded = true;
    infuse(&bed, 36000);
    instrument_bed_run(&bed, 11);
    ck_assert_double_eq_tol(bed.world.line_kpa, 100, 0.1);      /* 16.354 N on 163.5 mm2 */
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 1);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    ck_assert(instrument_bed_said(&bed, "it has stalled"));
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 1, &why), ERR_RANGE);
    ck_assert(strstr(why.text, "acknowledge it first"));
    instrument_bed_order(&bed, DEVICE_ORDER_ACKNOWLEDGE, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_ALARM), 0);
    bed.world.is_occluded = false;
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *knob; double value; } faults[] = {
    { "lose", 1 }, { "twice", 1 }, { "leak", 1 }, { "late_s", 0.4 }, { "wrong_address", 1 },
};

START_TEST(a_bad_reply_costs_a_retry_and_nothing_else)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "address", 4);
    instrument_bed_set(&bed.device_settings, "address", 4);
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_up(&bed);
    infuse(&bed, 5000);
    for (int i = 0; i < 10; i++) {
        instrument_bed_turn(&bed, faults[_i].knob, faults[_i].value);
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 5000 + 100 * (i + 1));
        instrument_bed_run(&bed, 0.3);
        instrument_bed_turn(&bed, faults[_i].knob, 0);
        instrument_bed_run(&bed, 2);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    }
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq_tol(instrument_bed_heard(&bed, DEVICE_READ_RATE), 6000, 1);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_it_cannot_do_is_refused_in_a_sentence)
{
    struct instrument_bed bed;
    struct why            why = { "" };
    struct device        *device;
    struct settings       wrong = { .items = NULL };
    struct device_setup   setup = { .settings = &wrong };

    up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 0, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "order run = 0"), "%s", why.text);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 1e-7, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "five digits"), "%s", why.text);
    infuse(&bed, 9e7);                                  /* more than its plunger can */
    ck_assert_msg(instrument_bed_said(&bed, "new rate was refused: the value is out of its range"),
                  "%s", bed.said);
    ck_assert(instrument_bed_said(&bed, "it was not started"));
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    why_clear(&why);
    instrument_bed_set_text(&wrong, "model", "phd-2000");
    ck_assert_int_eq(device_create(&device, &device_phd_ultra, bed.near, &setup, &why),
                     ERR_UNKNOWN);
    ck_assert_msg(strstr(why.text, "11-elite"), "%s", why.text);
    settings_free(&wrong);
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
    instrument_bed_set(&bed.emulator_settings, "force_n", 16.354);
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_up(&bed);
    bed.world.is_occluded = true;
    bed.world.compliance_ul_per_kpa = 0.1;
    infuse(&bed, 36000);
    instrument_bed_run(&bed, 11);
    ck_assert_double_eq_tol(bed.world.line_kpa, 979.8, 0.2);    /* the same force on 16.69 mm2 */
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(it_is_made_safe_at_any_moment)
{
    infusion_is_made_safe_at_any_moment(&pump, 40, 0.013);
}
END_TEST

START_TEST(an_order_that_was_dropped_may_be_given_again)
{
    infusion_takes_an_order_again_that_was_dropped(&pump);
}
END_TEST

static const struct { const char *keys; int state; } states[] = {
    { "stop\r", IDLE }, { "wrun\r", WITHDRAWING }, { "irun\r", INFUSING },
};

START_TEST(it_is_made_safe_from_every_state)
{
    struct instrument_bed bed;

    up(&bed);
    infusion_bed_press(&bed, &pump, states[_i].keys);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), states[_i].state);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("phd_ultra");
    TCase *driver = tcase_create("driver");

    tcase_add_loop_test(driver, every_flavour_infuses_and_says_so, 0, COUNT(flavours));
    tcase_add_test(driver, a_rate_changes_while_it_pumps);
    tcase_add_test(driver, a_rate_that_was_cut_off_is_not_started_with);
    tcase_add_loop_test(driver, a_lost_run_or_stop_ends_as_it_was_ordered, 0, COUNT(deafnesses));
    tcase_add_test(driver, an_occluded_line_stalls_it);
    tcase_add_loop_test(driver, a_bad_reply_costs_a_retry_and_nothing_else, 0, COUNT(faults));
    tcase_add_test(driver, what_it_cannot_do_is_refused_in_a_sentence);
    tcase_add_test(driver, a_pump_with_another_syringe_than_the_benchs_is_not_started);
    tcase_add_test(driver, the_syringe_is_that_of_the_bench);
    tcase_add_test(driver, it_is_made_safe_at_any_moment);
    tcase_add_test(driver, an_order_that_was_dropped_may_be_given_again);
    tcase_add_loop_test(driver, it_is_made_safe_from_every_state, 0, COUNT(states));
    tcase_add_test(driver, a_start_goes_behind_the_last_rate_or_not_at_all);
    tcase_add_test(driver, a_rate_that_was_answered_and_not_taken_is_an_order_refused);
    tcase_add_test(driver, nothing_is_started_when_the_link_comes_back);
    suite_add_tcase(suite, driver);
    return suite_run(suite);
}
