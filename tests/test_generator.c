/* The generator's client against its mocked device, over a line with its true timing, a tap and
 * faults on the wire: what it knows, what it sends, and what it makes of a bad line. */
#include "tests/support/generator_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static unsigned text_occurs(const char *text, const char *what)
{
    unsigned count = 0;

    while ((text = strstr(text, what)) != NULL) {
        count++;
        text++;
    }
    return count;
}

static unsigned long troubles(const struct generator_bed *bed)
{
    return bed_report(bed)->garbled + bed_report(bed)->timeouts + bed_report(bed)->strays;
}

/* ------------------------------------------------------------------ link */

START_TEST(the_device_is_identified_and_its_status_known_within_a_tenth_of_a_second)
{
    struct generator_bed bed;

    bed_make(&bed, 115200);
    ck_assert_int_eq(bed_report(&bed)->link, GENERATOR_LINK_DOWN);
    ck_assert(!bed_report(&bed)->is_known && isnan(bed_report(&bed)->status.tip_temp_c));
    ck_assert(isinf(bed_report(&bed)->age_s));
    bed_step(&bed);
    ck_assert_int_eq(bed_report(&bed)->link, GENERATOR_LINK_IDENTIFYING);
    bed_run(&bed, 0.1);
    ck_assert_int_eq(bed_report(&bed)->link, GENERATOR_LINK_UP);
    ck_assert_str_eq(bed_report(&bed)->identity, GENERATOR_IDENTITY);
    ck_assert(bed_report(&bed)->is_known);
    ck_assert_double_eq_tol(bed_report(&bed)->status.tip_temp_c, 37, 0.01);
    ck_assert_double_eq_tol(bed_report(&bed)->status.impedance_ohm, 95, 0.1);
    ck_assert_double_eq_tol(bed_report(&bed)->status.pad_ohm, 60, 0.1);
    ck_assert(bed_told(&bed, "link up: " GENERATOR_IDENTITY));
    bed_drop(&bed);
}
END_TEST

START_TEST(the_report_is_never_older_than_a_poll_and_an_answer)
{
    struct generator_bed bed;
    double     most_s = 0;

    bed_ready(&bed);
    for (int i = 0; i < 500; i++) {
        bed_step(&bed);
        most_s = fmax(most_s, bed_report(&bed)->age_s);
    }
    ck_assert_double_le(most_s, 0.0601);
    ck_assert_uint_eq(troubles(&bed) + bed_report(&bed)->frozen, 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_line_of_9600_baud_works_too)
{
    struct generator_bed bed;

    bed_make(&bed, 9600);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 62);
    bed_run(&bed, 2);
    ck_assert_int_eq(bed_report(&bed)->link, GENERATOR_LINK_UP);
    ck_assert_double_eq(generator_acknowledged(bed.client, GENERATOR_ORDER_SET_TEMP), 62);
    ck_assert_double_lt(bed_report(&bed)->age_s, 0.25);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_closed_port_is_told_once_and_for_all)
{
    struct generator_bed bed;
    struct generator_event event;

    bed_ready(&bed);
    port_destroy(bed.far);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(generator_step(bed.client, 10 + i), ERR_CLOSED);
    ck_assert_int_eq(bed_report(&bed)->link, GENERATOR_LINK_DOWN);
    ck_assert(!bed_report(&bed)->is_known);
    ck_assert(generator_next_event(bed.client, &event));
    ck_assert_str_eq(event.text, "link down: the port has closed");
    ck_assert(!generator_next_event(bed.client, &event));
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_START_HEAT, 1), ERR_CLOSED);
    generator_destroy(bed.client);
    generator_firmware_destroy(bed.firmware);
    port_destroy(bed.near);
}
END_TEST

/* A device that has got stuck: whatever it is asked, it says the same, with the right tag and
 * check. */
static void stuck_run(struct generator_bed *bed, struct line_buffer *lines, const char *body,
                      double for_s)
{
    struct generator_command command;
    const uint8_t *line;
    uint8_t        reply[LINE_BYTES_MAX];
    size_t         count, taken;

    for (int i = 0; i < (int)lround(for_s / BED_STEP_S); i++) {
        double now_s = (double)bed->tick++ * BED_STEP_S;
        ck_assert_int_eq(generator_step(bed->client, now_s), ERR_OK);
        ck_assert_int_eq(line_buffer_fill(lines, bed->far, now_s), ERR_OK);
        while (line_buffer_next(lines, &line, &count) == LINE_WHOLE) {
            ck_assert_int_eq(generator_command_decode(line, count, &command), GENERATOR_ERROR_NONE);
            count = generator_reply_encode(command.tag, body, reply);
            ck_assert_int_eq(port_write(bed->far, now_s, reply, count, &taken), ERR_OK);
            ck_assert_uint_eq(taken, count);
        }
    }
}

START_TEST(a_status_that_is_only_repeated_grows_old_though_the_link_is_up)
{
    struct generator_bed              bed;
    struct line_buffer      lines = { .first = 0 };
    struct generator_status status;
    char                    body[GENERATOR_BODY_MAX + 1];

    bed_ready(&bed);
    status = bed_report(&bed)->status;
    status.sequence = (status.sequence + 1) & 0xFF;
    status.tip_temp_c = 51;
    generator_status_write(&status, body);
    stuck_run(&bed, &lines, body, 0.3);
    ck_assert(bed_report(&bed)->is_known && bed_report(&bed)->status.tip_temp_c == 51);
    ck_assert_uint_ge(bed_report(&bed)->frozen, 3);
    ck_assert_double_ge(bed_report(&bed)->age_s, 0.2);          /* of the first that said so */

    stuck_run(&bed, &lines, body, 0.6);
    ck_assert(!bed_report(&bed)->is_known && isnan(bed_report(&bed)->status.tip_temp_c));
    ck_assert_int_eq(bed_report(&bed)->link, GENERATOR_LINK_UP);    /* its answers are readable */
    ck_assert_uint_eq(troubles(&bed), 0);

    status.sequence = (status.sequence + 1) & 0xFF;
    generator_status_write(&status, body);
    stuck_run(&bed, &lines, body, 0.1);
    ck_assert(bed_report(&bed)->is_known && bed_report(&bed)->status.tip_temp_c == 51);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ orders */

START_TEST(every_setting_is_acknowledged_at_both_ends_of_its_range)
{
    struct generator_bed bed;
    const struct generator_order_row *row = &generator_orders[_i];

    bed_ready(&bed);
    bed_order(&bed, (enum generator_order)_i, row->least);
    ck_assert(isnan(generator_acknowledged(bed.client, (enum generator_order)_i)));
    bed_run(&bed, 0.1);
    ck_assert_double_eq(generator_acknowledged(bed.client, (enum generator_order)_i), row->least);
    bed_order(&bed, (enum generator_order)_i, row->most);
    bed_run(&bed, 0.1);
    ck_assert_double_eq(generator_acknowledged(bed.client, (enum generator_order)_i), row->most);
    ck_assert(!bed_report(&bed)->is_pending);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_refused_order_is_told_with_the_devices_words)
{
    struct generator_bed bed;

    bed_ready(&bed);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 120);
    bed_run(&bed, 0.2);
    ck_assert_msg(bed_told(&bed, "refused: set_temp_c = 120: -222 \"Data out of range\""), "%s",
                  bed.told);
    ck_assert_uint_eq(bed_report(&bed)->refused, 1);
    ck_assert_double_eq_tol(bed_report(&bed)->status.set_temp_c, 80, 1e-9);
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_SET_TEMP, NAN), ERR_RANGE);
    bed_drop(&bed);
}
END_TEST

START_TEST(the_latest_value_wins_and_the_others_are_never_sent)
{
    struct generator_bed bed;

    bed_ready(&bed);
    for (int i = 0; i < 20; i++)
        bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 60 + i);
    bed_run(&bed, 0.2);
    ck_assert_uint_eq(text_occurs(bed.sent, "SOUR:TEMP"), 1);
    ck_assert_ptr_nonnull(strstr(bed.sent, "SOUR:TEMP 79.0*"));
    ck_assert_double_eq(generator_acknowledged(bed.client, GENERATOR_ORDER_SET_TEMP), 79);
    bed_drop(&bed);
}
END_TEST

START_TEST(an_action_keeps_its_place_among_the_settings)
{
    struct generator_bed bed;
    const char *first, *start, *second;

    bed_ready(&bed);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 60);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 65);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 70);
    bed_run(&bed, 0.3);
    first = strstr(bed.sent, "SOUR:TEMP 60.0");
    start = strstr(bed.sent, "OUTP:MODE HEAT");
    second = strstr(bed.sent, "SOUR:TEMP 70.0");
    ck_assert(first && start && second && first < start && start < second);
    ck_assert_ptr_null(strstr(bed.sent, "SOUR:TEMP 65.0"));
    bed_drop(&bed);
}
END_TEST

START_TEST(too_many_waiting_orders_are_refused_at_once)
{
    struct generator_bed bed;
    enum err   err = ERR_OK;
    int        count = 0;

    bed_ready(&bed);
    for (; count < 1000 && err == ERR_OK; count++)
        err = generator_order(bed.client, GENERATOR_ORDER_KEEP, 0);
    ck_assert_int_eq(err, ERR_LIMIT);
    ck_assert_int_eq(count, 65);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_overtakes_everything)
{
    struct generator_bed bed;
    size_t     before;

    bed_heat(&bed, GENERATOR_STATE_HOLD);
    for (int i = 0; i < 10; i++) {
        bed_order(&bed, GENERATOR_ORDER_HOLD, 50 + i);
        bed_order(&bed, GENERATOR_ORDER_KEEP, 0);
    }
    bed_step(&bed);                                 /* one of them is on its way */
    before = bed.sent_count;
    generator_make_safe(bed.client);
    bed_step(&bed);
    ck_assert_ptr_nonnull(strstr(bed.sent + before, "OUTP:MODE STBY"));
    ck_assert_uint_eq(text_occurs(bed.sent + before, "@"), 1);
    bed_step(&bed);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    ck_assert_double_eq(bed.out.volts_rms, 0);
    bed_run(&bed, 1);
    ck_assert_uint_eq(text_occurs(bed.sent, "OUTP:MODE STBY"), 1);
    ck_assert_uint_le(text_occurs(bed.sent + before, "SYST:KEEP"), 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_goes_on_until_it_is_acknowledged)
{
    struct generator_bed bed;

    bed_heat(&bed, GENERATOR_STATE_HOLD);
    bed_order(&bed, GENERATOR_ORDER_WATCHDOG, 10);
    bed.faults.drop_every_n = 1;
    generator_make_safe(bed.client);
    bed_run(&bed, 1.5);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_HOLD);
    bed.faults.drop_every_n = 0;
    bed_run(&bed, 0.3);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    bed_run(&bed, 0.5);
    ck_assert_int_eq(bed_report(&bed)->link, GENERATOR_LINK_UP);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ a bad wire */

START_TEST(on_a_bad_wire_orders_arrive_and_no_number_is_ever_wrong)
{
    struct generator_bed bed;
    int        acknowledged = 0;

    bed_make(&bed, 115200);
    bed.faults.corrupt_probability = 0.002;
    bed.faults.drop_probability = 0.001;
    for (int i = 0; i < 60; i++) {
        double value = 50 + i % 30;
        bed_order(&bed, GENERATOR_ORDER_SET_TEMP, value);
        for (int j = 0; j < 100; j++) {
            double was_c = bed_report(&bed)->status.set_temp_c;
            bed_step(&bed);
            if (bed_report(&bed)->is_known) {
                ck_assert_double_eq_tol(bed_report(&bed)->status.tip_temp_c, 37, 0.005);
                ck_assert_double_eq_tol(bed_report(&bed)->status.impedance_ohm, 95, 0.05);
                was_c = bed_report(&bed)->status.set_temp_c;
                ck_assert(was_c == 80 || was_c == floor(was_c));
            }
        }
        acknowledged += generator_acknowledged(bed.client, GENERATOR_ORDER_SET_TEMP) == value;
    }
    ck_assert_int_ge(acknowledged, 57);
    ck_assert_uint_gt(bed_report(&bed)->garbled, 50);
    ck_assert_uint_gt(bed_report(&bed)->retries, 1);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_cut_cable_makes_the_report_unknown_and_the_devices_watchdog_stops_it)
{
    struct generator_bed bed;
    int        unknown = -1, off = -1;

    bed_heat(&bed, GENERATOR_STATE_HOLD);
    bed.faults.cable_cut = 1;
    for (int i = 0; i < 400; i++) {
        bed_step(&bed);
        if (unknown < 0 && !bed_report(&bed)->is_known)
            unknown = i;
        if (off < 0 && bed.out.volts_rms == 0)
            off = i;
        ck_assert(bed_report(&bed)->is_known || isnan(bed_report(&bed)->status.tip_temp_c));
    }
    ck_assert_int_ge(unknown, 44);      /* 0.5 s after the last good one, up to 0.06 s old then */
    ck_assert_int_le(unknown, 50);
    ck_assert_int_ge(off, 194);
    ck_assert_int_le(off, 200);
    ck_assert_int_eq(bed.out.fault, GENERATOR_FAULT_HOST_SILENT);
    ck_assert_int_eq(bed_report(&bed)->link, GENERATOR_LINK_LOST);
    ck_assert(bed_told(&bed, "link lost: no readable answer"));
    ck_assert_double_gt(bed_report(&bed)->age_s, 3.9);
    bed.faults.cable_cut = 0;
    bed_await(&bed, GENERATOR_STATE_FAULT, 1);
    bed_run(&bed, 0.2);
    ck_assert(bed_told(&bed, "state: hold -> fault"));
    ck_assert(bed_told(&bed, "fault: host_silent"));
    ck_assert_msg(bed_told(&bed, "device: 125 \"host_silent;2.00 is beyond 2.00"), "%s", bed.told);
    bed_order(&bed, GENERATOR_ORDER_CLEAR_FAULT, 1);
    bed_await(&bed, GENERATOR_STATE_STANDBY, 1);
    bed_drop(&bed);
}
END_TEST

START_TEST(no_action_waits_for_a_cable_to_be_mended)
{
    struct generator_bed bed;

    bed_ready(&bed);
    bed.faults.cable_cut = 1;
    bed_run(&bed, 0.3);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_run(&bed, 1);
    ck_assert_int_eq(bed_report(&bed)->link, GENERATOR_LINK_LOST);
    ck_assert_msg(bed_told(&bed, "dropped: start_heat, the link is lost")
                      || bed_told(&bed, "start_heat: no answer"), "%s", bed.told);
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_START_HEAT, 1), ERR_TIMEOUT);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 66);      /* a setting may wait */
    bed.faults.cable_cut = 0;
    bed_run(&bed, 1);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    ck_assert_double_eq(generator_acknowledged(bed.client, GENERATOR_ORDER_SET_TEMP), 66);
    bed_drop(&bed);
}
END_TEST

/* Questions reach the device and feed its watchdog, answers come after their time. */
START_TEST(a_host_that_sees_nothing_makes_the_device_safe_that_still_hears_it)
{
    struct generator_bed bed;
    double     last_s = 0;

    bed_heat(&bed, GENERATOR_STATE_HOLD);
    bed.faults.late_s = 0.3;
    for (int i = 0; i < 500; i++) {
        bed_step(&bed);
        if (bed.out.volts_rms > 0)
            last_s = (i + 1) * BED_STEP_S;
    }
    ck_assert_double_ge(last_s, 1.5);           /* shorter blindness is survived */
    ck_assert_double_le(last_s, 1.5 + 0.3 + 0.1);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    ck_assert_msg(bed_told(&bed, "blind: no status for 1.5"), "%s", bed.told);
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_START_HEAT, 1), ERR_TIMEOUT);
    bed.faults.late_s = 0;
    bed_await(&bed, GENERATOR_STATE_STANDBY, 2);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_await(&bed, GENERATOR_STATE_RAMP, 2);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_device_that_only_repeats_itself_is_made_safe_and_takes_no_action)
{
    struct generator_bed              bed;
    struct line_buffer      lines = { .first = 0 };
    struct generator_status status;
    char                    body[GENERATOR_BODY_MAX + 1];
    size_t                  before;

    bed_ready(&bed);
    status = bed_report(&bed)->status;
    generator_status_write(&status, body);
    before = bed.sent_count;
    stuck_run(&bed, &lines, body, 1.4);
    ck_assert_uint_eq(text_occurs(bed.sent + before, "OUTP:MODE STBY"), 0);
    stuck_run(&bed, &lines, body, 0.3);
    ck_assert_uint_ge(text_occurs(bed.sent + before, "OUTP:MODE STBY"), 1);
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_START_HEAT, 1), ERR_TIMEOUT);
    bed_drop(&bed);
}
END_TEST

START_TEST(answers_that_come_too_late_are_not_taken_for_others)
{
    struct generator_bed bed;

    bed_ready(&bed);
    bed.faults.late_s = 0.3;
    bed_run(&bed, 5);
    ck_assert_uint_gt(bed_report(&bed)->strays, 3);
    ck_assert(!bed_report(&bed)->is_known);
    bed.faults.late_s = 0;
    bed_run(&bed, 2);
    ck_assert(bed_report(&bed)->is_known);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_device_that_restarts_gets_its_settings_again_and_starts_nothing)
{
    struct generator_bed bed;

    bed_heat(&bed, GENERATOR_STATE_HOLD);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 77);
    bed_run(&bed, 0.5);
    bed.body.mains_is_off = true;
    bed_step(&bed);
    ck_assert_double_eq(bed.out.volts_rms, 0);
    bed_run(&bed, 0.1);
    bed.body.mains_is_off = false;                  /* quicker than the link notices */
    for (int i = 0; i < 500; i++) {
        bed_step(&bed);
        ck_assert_double_eq(bed.out.volts_rms, 0);
    }
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    ck_assert_double_eq_tol(bed_report(&bed)->status.set_temp_c, 77, 1e-9);
    ck_assert_double_eq(generator_acknowledged(bed.client, GENERATOR_ORDER_RAMP), 5);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ options */

/* Each lacks one. */
static const struct generator_options bad_options[] = {
    { .timeout_s = 1, .report_age_s_max = 1, .lost_s = 1, .blind_s = 1, .tries = 1 },
    { .poll_s = 1, .report_age_s_max = 1, .lost_s = 1, .blind_s = 1, .tries = 1 },
    { .poll_s = 1, .timeout_s = 1, .report_age_s_max = NAN, .lost_s = 1, .blind_s = 1, .tries = 1 },
    { .poll_s = 1, .timeout_s = 1, .report_age_s_max = 1, .lost_s = 1, .blind_s = 1 },
    { .poll_s = 1, .timeout_s = 1, .report_age_s_max = 1, .blind_s = 1, .tries = 1 },
    { .poll_s = 1, .timeout_s = 1, .report_age_s_max = 1, .lost_s = 1, .tries = 1 },
};

START_TEST(options_that_make_no_sense_are_refused)
{
    struct generator *client = NULL;

    ck_assert_int_eq(generator_create(&client, NULL, &bad_options[_i]), ERR_RANGE);
    ck_assert_ptr_null(client);
    generator_destroy(NULL);
    generator_firmware_destroy(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("generator");
    TCase *tests = tcase_create("generator");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_device_is_identified_and_its_status_known_within_a_tenth_of_a_second);
    tcase_add_test(tests, the_report_is_never_older_than_a_poll_and_an_answer);
    tcase_add_test(tests, a_line_of_9600_baud_works_too);
    tcase_add_test(tests, a_closed_port_is_told_once_and_for_all);
    tcase_add_test(tests, a_status_that_is_only_repeated_grows_old_though_the_link_is_up);
    tcase_add_loop_test(tests, every_setting_is_acknowledged_at_both_ends_of_its_range, 0,
                        GENERATOR_SETTING_COUNT);
    tcase_add_test(tests, a_refused_order_is_told_with_the_devices_words);
    tcase_add_test(tests, the_latest_value_wins_and_the_others_are_never_sent);
    tcase_add_test(tests, an_action_keeps_its_place_among_the_settings);
    tcase_add_test(tests, too_many_waiting_orders_are_refused_at_once);
    tcase_add_test(tests, make_safe_overtakes_everything);
    tcase_add_test(tests, make_safe_goes_on_until_it_is_acknowledged);
    tcase_add_test(tests, on_a_bad_wire_orders_arrive_and_no_number_is_ever_wrong);
    tcase_add_test(tests, a_cut_cable_makes_the_report_unknown_and_the_devices_watchdog_stops_it);
    tcase_add_test(tests, no_action_waits_for_a_cable_to_be_mended);
    tcase_add_test(tests, a_host_that_sees_nothing_makes_the_device_safe_that_still_hears_it);
    tcase_add_test(tests, a_device_that_only_repeats_itself_is_made_safe_and_takes_no_action);
    tcase_add_test(tests, answers_that_come_too_late_are_not_taken_for_others);
    tcase_add_test(tests, a_device_that_restarts_gets_its_settings_again_and_starts_nothing);
    tcase_add_loop_test(tests, options_that_make_no_sense_are_refused, 0, (int)COUNT(bad_options));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
