/* The generator's client and its mocked device, over a line with its true timing, a tap and faults on the wire. */
#include "drivers/generator.h"
#include "drivers/mock/generator_firmware.h"
#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"
#include "drivers/port_tap.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define DT_S 0.01

/* Client, faults, tap, line, firmware, and a crude body: two lags behind a thermocouple. */
struct bed {
    struct port_faults        faults;
    struct generator_defects  defects;
    struct generator_body     body;
    struct port              *near, *far;
    struct generator         *client;
    struct generator_firmware *firmware;
    struct generator_output   out;
    long                      tick;
    double                    quick_c, slow_c;
    char                      sent[6000];       /* everything the client said */
    size_t                    sent_count;
    char                      told[6000];       /* every event, one a line */
};

static void remember(void *context, double now_s, enum port_direction direction, const uint8_t *bytes, size_t count)
{
    struct bed *bed = context;

    (void)now_s;
    if (direction != PORT_WRITTEN || bed->sent_count + count >= sizeof bed->sent)
        return;
    memcpy(bed->sent + bed->sent_count, bytes, count);
    bed->sent_count += count;
    bed->sent[bed->sent_count] = '\0';
}

static void bed_make(struct bed *bed, double baud)
{
    struct port *end, *tap;

    memset(bed, 0, sizeof *bed);
    bed->body = (struct generator_body){ .tip_temp_c = 37, .impedance_ohm = 95, .pad_ohm = 60 };
    ck_assert_int_eq(port_pipe_create(baud, &end, &bed->far), ERR_OK);
    ck_assert_int_eq(port_tap_create(end, remember, bed, &tap), ERR_OK);
    ck_assert_int_eq(port_faulty_create(tap, &bed->faults, 7, &bed->near), ERR_OK);
    ck_assert_int_eq(generator_create(&bed->client, bed->near, NULL), ERR_OK);
    ck_assert_int_eq(generator_firmware_create(&bed->firmware, &bed->defects), ERR_OK);
}

static void bed_drop(struct bed *bed)
{
    generator_destroy(bed->client);
    generator_firmware_destroy(bed->firmware);
    port_destroy(bed->near);
    port_destroy(bed->far);
}

/* About 11 C/W: part at once, part within seconds. */
static void body_warm(struct bed *bed)
{
    double power_w = bed->out.volts_rms * bed->out.volts_rms / bed->body.impedance_ohm;

    bed->quick_c += (4 * power_w - bed->quick_c) * DT_S / 0.5;
    bed->slow_c += (7 * power_w - bed->slow_c) * DT_S / 8;
    bed->body.tip_temp_c += (37 + bed->quick_c + bed->slow_c - bed->body.tip_temp_c) * DT_S / 0.25;
}

static void bed_step(struct bed *bed)
{
    struct generator_event event;
    double                 now_s = (double)bed->tick++ * DT_S;

    ck_assert_int_eq(generator_step(bed->client, now_s), ERR_OK);
    bed->out = generator_firmware_step(bed->firmware, bed->far, now_s, DT_S, &bed->body);
    body_warm(bed);
    while (generator_next_event(bed->client, &event))
        if (strlen(bed->told) + strlen(event.text) + 2 < sizeof bed->told)
            strcat(strcat(bed->told, event.text), "\n");
}

static void bed_run(struct bed *bed, double for_s)
{
    for (int i = 0; i < (int)lround(for_s / DT_S); i++)
        bed_step(bed);
}

static const struct generator_report *report(const struct bed *bed) { return generator_report(bed->client); }

static void order(struct bed *bed, enum generator_order what, double value)
{
    ck_assert_int_eq(generator_order(bed->client, what, value), ERR_OK);
}

/* Run until the client knows of a state. */
static void wait_state(struct bed *bed, enum generator_state state, double within_s)
{
    for (int i = 0; i < (int)lround(within_s / DT_S); i++) {
        if (report(bed)->is_known && report(bed)->status.state == state)
            return;
        bed_step(bed);
    }
    ck_abort_msg("no %s within %g s; now %s, %s; told:\n%s", generator_state_labels[state], within_s,
                 generator_state_labels[report(bed)->status.state],
                 generator_fault_labels[report(bed)->status.fault], bed->told);
}

static bool told(const struct bed *bed, const char *what) { return strstr(bed->told, what) != NULL; }

static void ready(struct bed *bed)
{
    bed_make(bed, 115200);
    wait_state(bed, GENERATOR_STATE_STANDBY, 2);
}

static void heating(struct bed *bed, enum generator_state until)
{
    ready(bed);
    order(bed, GENERATOR_ORDER_RAMP, 5);
    order(bed, GENERATOR_ORDER_START_HEAT, 1);
    wait_state(bed, until, 15);
}

/* ------------------------------------------------------------------ link */

START_TEST(the_device_is_identified_and_its_status_known_within_a_tenth_of_a_second)
{
    struct bed bed;

    bed_make(&bed, 115200);
    ck_assert_int_eq(report(&bed)->link, GENERATOR_LINK_DOWN);
    ck_assert(!report(&bed)->is_known && isnan(report(&bed)->status.tip_temp_c) && isinf(report(&bed)->age_s));
    bed_step(&bed);
    ck_assert_int_eq(report(&bed)->link, GENERATOR_LINK_IDENTIFYING);
    bed_run(&bed, 0.1);
    ck_assert_int_eq(report(&bed)->link, GENERATOR_LINK_UP);
    ck_assert_str_eq(report(&bed)->identity, GENERATOR_IDENTITY);
    ck_assert(report(&bed)->is_known);
    ck_assert_double_eq_tol(report(&bed)->status.tip_temp_c, 37, 0.01);
    ck_assert_double_eq_tol(report(&bed)->status.impedance_ohm, 95, 0.1);
    ck_assert_double_eq_tol(report(&bed)->status.pad_ohm, 60, 0.1);
    ck_assert(told(&bed, "link up: " GENERATOR_IDENTITY));
    bed_drop(&bed);
}
END_TEST

START_TEST(the_report_is_never_older_than_a_poll_and_an_answer)
{
    struct bed bed;
    double     most_s = 0;

    ready(&bed);
    for (int i = 0; i < 500; i++) {
        bed_step(&bed);
        most_s = fmax(most_s, report(&bed)->age_s);
    }
    ck_assert_double_le(most_s, 0.0601);
    ck_assert_uint_eq(report(&bed)->garbled + report(&bed)->timeouts + report(&bed)->strays + report(&bed)->frozen, 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_line_of_9600_baud_works_too)
{
    struct bed bed;

    bed_make(&bed, 9600);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 62);
    bed_run(&bed, 2);
    ck_assert_int_eq(report(&bed)->link, GENERATOR_LINK_UP);
    ck_assert_double_eq(generator_acknowledged(bed.client, GENERATOR_ORDER_SET_TEMP), 62);
    ck_assert_double_lt(report(&bed)->age_s, 0.25);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_closed_port_is_told_once_and_for_all)
{
    struct bed bed;
    struct generator_event event;

    ready(&bed);
    port_destroy(bed.far);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(generator_step(bed.client, 10 + i), ERR_CLOSED);
    ck_assert_int_eq(report(&bed)->link, GENERATOR_LINK_DOWN);
    ck_assert(!report(&bed)->is_known);
    ck_assert(generator_next_event(bed.client, &event));
    ck_assert_str_eq(event.text, "link down: the port has closed");
    ck_assert(!generator_next_event(bed.client, &event));
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_START_HEAT, 1), ERR_CLOSED);
    generator_destroy(bed.client);
    generator_firmware_destroy(bed.firmware);
    port_destroy(bed.near);
}
END_TEST

/* A device that has got stuck: whatever it is asked, it says the same, with the right tag and check. */
static void stuck_run(struct bed *bed, struct line_buffer *lines, const char *body, double for_s)
{
    struct generator_command command;
    const uint8_t *line;
    uint8_t        reply[LINE_BYTES_MAX];
    size_t         count, taken;

    for (int i = 0; i < (int)lround(for_s / DT_S); i++) {
        double now_s = (double)bed->tick++ * DT_S;
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
    struct bed              bed;
    struct line_buffer      lines = { .first = 0 };
    struct generator_status status;
    char                    body[GENERATOR_BODY_MAX + 1];

    ready(&bed);
    status = report(&bed)->status;
    status.sequence = (status.sequence + 1) & 0xFF;
    status.tip_temp_c = 51;
    generator_status_write(&status, body);
    stuck_run(&bed, &lines, body, 0.3);
    ck_assert(report(&bed)->is_known && report(&bed)->status.tip_temp_c == 51);
    ck_assert_uint_ge(report(&bed)->frozen, 3);
    ck_assert_double_ge(report(&bed)->age_s, 0.2);              /* of the first one that said so */

    stuck_run(&bed, &lines, body, 0.6);
    ck_assert(!report(&bed)->is_known && isnan(report(&bed)->status.tip_temp_c));
    ck_assert_int_eq(report(&bed)->link, GENERATOR_LINK_UP);    /* its answers are readable */
    ck_assert_uint_eq(report(&bed)->garbled + report(&bed)->timeouts + report(&bed)->strays, 0);

    status.sequence = (status.sequence + 1) & 0xFF;
    generator_status_write(&status, body);
    stuck_run(&bed, &lines, body, 0.1);
    ck_assert(report(&bed)->is_known && report(&bed)->status.tip_temp_c == 51);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ orders */

START_TEST(every_setting_is_acknowledged_at_both_ends_of_its_range)
{
    struct bed bed;
    const struct generator_order_row *row = &generator_orders[_i];

    ready(&bed);
    order(&bed, (enum generator_order)_i, row->least);
    ck_assert(isnan(generator_acknowledged(bed.client, (enum generator_order)_i)));
    bed_run(&bed, 0.1);
    ck_assert_double_eq(generator_acknowledged(bed.client, (enum generator_order)_i), row->least);
    order(&bed, (enum generator_order)_i, row->most);
    bed_run(&bed, 0.1);
    ck_assert_double_eq(generator_acknowledged(bed.client, (enum generator_order)_i), row->most);
    ck_assert(!report(&bed)->is_pending);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_refused_order_is_told_with_the_devices_words)
{
    struct bed bed;

    ready(&bed);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 120);
    bed_run(&bed, 0.2);
    ck_assert_msg(told(&bed, "refused: set_temp_c = 120: -222 \"Data out of range\""), "%s", bed.told);
    ck_assert_uint_eq(report(&bed)->refused, 1);
    ck_assert_double_eq_tol(report(&bed)->status.set_temp_c, 80, 1e-9);
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_SET_TEMP, NAN), ERR_RANGE);
    bed_drop(&bed);
}
END_TEST

static unsigned occurrences(const char *text, const char *what)
{
    unsigned count = 0;

    while ((text = strstr(text, what)) != NULL) {
        count++;
        text++;
    }
    return count;
}

START_TEST(the_latest_value_wins_and_the_others_are_never_sent)
{
    struct bed bed;

    ready(&bed);
    for (int i = 0; i < 20; i++)
        order(&bed, GENERATOR_ORDER_SET_TEMP, 60 + i);
    bed_run(&bed, 0.2);
    ck_assert_uint_eq(occurrences(bed.sent, "SOUR:TEMP"), 1);
    ck_assert_ptr_nonnull(strstr(bed.sent, "SOUR:TEMP 79.0*"));
    ck_assert_double_eq(generator_acknowledged(bed.client, GENERATOR_ORDER_SET_TEMP), 79);
    bed_drop(&bed);
}
END_TEST

START_TEST(an_action_keeps_its_place_among_the_settings)
{
    struct bed bed;
    const char *first, *start, *second;

    ready(&bed);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 60);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 65);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 70);
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
    struct bed bed;
    enum err   err = ERR_OK;
    int        count = 0;

    ready(&bed);
    for (; count < 1000 && err == ERR_OK; count++)
        err = generator_order(bed.client, GENERATOR_ORDER_KEEP, 0);
    ck_assert_int_eq(err, ERR_LIMIT);
    ck_assert_int_eq(count, 65);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_overtakes_everything)
{
    struct bed bed;
    size_t     before;

    heating(&bed, GENERATOR_STATE_HOLD);
    for (int i = 0; i < 10; i++) {
        order(&bed, GENERATOR_ORDER_HOLD, 50 + i);
        order(&bed, GENERATOR_ORDER_KEEP, 0);
    }
    bed_step(&bed);                                 /* one of them is on its way */
    before = bed.sent_count;
    generator_make_safe(bed.client);
    bed_step(&bed);
    ck_assert_ptr_nonnull(strstr(bed.sent + before, "OUTP:MODE STBY"));
    ck_assert_uint_eq(occurrences(bed.sent + before, "@"), 1);
    bed_step(&bed);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    ck_assert_double_eq(bed.out.volts_rms, 0);
    bed_run(&bed, 1);
    ck_assert_uint_eq(occurrences(bed.sent, "OUTP:MODE STBY"), 1);
    ck_assert_uint_le(occurrences(bed.sent + before, "SYST:KEEP"), 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_goes_on_until_it_is_acknowledged)
{
    struct bed bed;

    heating(&bed, GENERATOR_STATE_HOLD);
    order(&bed, GENERATOR_ORDER_WATCHDOG, 10);
    bed.faults.drop_every_n = 1;
    generator_make_safe(bed.client);
    bed_run(&bed, 1.5);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_HOLD);
    bed.faults.drop_every_n = 0;
    bed_run(&bed, 0.3);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    bed_run(&bed, 0.5);
    ck_assert_int_eq(report(&bed)->link, GENERATOR_LINK_UP);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ a bad wire */

START_TEST(on_a_bad_wire_orders_arrive_and_no_number_is_ever_wrong)
{
    struct bed bed;
    int        acknowledged = 0;

    bed_make(&bed, 115200);
    bed.faults.corrupt_probability = 0.002;
    bed.faults.drop_probability = 0.001;
    for (int i = 0; i < 60; i++) {
        double value = 50 + i % 30;
        order(&bed, GENERATOR_ORDER_SET_TEMP, value);
        for (int j = 0; j < 100; j++) {
            double was_c = report(&bed)->status.set_temp_c;
            bed_step(&bed);
            if (report(&bed)->is_known) {
                ck_assert_double_eq_tol(report(&bed)->status.tip_temp_c, 37, 0.005);
                ck_assert_double_eq_tol(report(&bed)->status.impedance_ohm, 95, 0.05);
                was_c = report(&bed)->status.set_temp_c;
                ck_assert(was_c == 80 || was_c == floor(was_c));
            }
        }
        acknowledged += generator_acknowledged(bed.client, GENERATOR_ORDER_SET_TEMP) == value;
    }
    ck_assert_int_ge(acknowledged, 57);
    ck_assert_uint_gt(report(&bed)->garbled, 50);
    ck_assert_uint_gt(report(&bed)->retries, 1);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_cut_cable_makes_the_report_unknown_and_the_devices_watchdog_stops_it)
{
    struct bed bed;
    int        unknown = -1, off = -1;

    heating(&bed, GENERATOR_STATE_HOLD);
    bed.faults.cable_cut = 1;
    for (int i = 0; i < 400; i++) {
        bed_step(&bed);
        if (unknown < 0 && !report(&bed)->is_known)
            unknown = i;
        if (off < 0 && bed.out.volts_rms == 0)
            off = i;
        ck_assert(report(&bed)->is_known || isnan(report(&bed)->status.tip_temp_c));
    }
    ck_assert_int_ge(unknown, 44);                  /* 0.5 s after the last good one, which was up to 0.06 s old */
    ck_assert_int_le(unknown, 50);
    ck_assert_int_ge(off, 194);
    ck_assert_int_le(off, 200);
    ck_assert_int_eq(bed.out.fault, GENERATOR_FAULT_HOST_SILENT);
    ck_assert_int_eq(report(&bed)->link, GENERATOR_LINK_LOST);
    ck_assert(told(&bed, "link lost: no readable answer"));
    ck_assert_double_gt(report(&bed)->age_s, 3.9);
    bed.faults.cable_cut = 0;
    wait_state(&bed, GENERATOR_STATE_FAULT, 1);
    bed_run(&bed, 0.2);
    ck_assert(told(&bed, "state: hold -> fault"));
    ck_assert(told(&bed, "fault: host_silent"));
    ck_assert_msg(told(&bed, "device: 125 \"host_silent;2.00 is beyond 2.00"), "%s", bed.told);
    order(&bed, GENERATOR_ORDER_CLEAR_FAULT, 1);
    wait_state(&bed, GENERATOR_STATE_STANDBY, 1);
    bed_drop(&bed);
}
END_TEST

START_TEST(no_action_waits_for_a_cable_to_be_mended)
{
    struct bed bed;

    ready(&bed);
    bed.faults.cable_cut = 1;
    bed_run(&bed, 0.3);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_run(&bed, 1);
    ck_assert_int_eq(report(&bed)->link, GENERATOR_LINK_LOST);
    ck_assert_msg(told(&bed, "dropped: start_heat, the link is lost") || told(&bed, "start_heat: no answer"), "%s", bed.told);
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_START_HEAT, 1), ERR_TIMEOUT);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 66);      /* a setting may wait */
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
    struct bed bed;
    double     last_s = 0;

    heating(&bed, GENERATOR_STATE_HOLD);
    bed.faults.late_s = 0.3;
    for (int i = 0; i < 500; i++) {
        bed_step(&bed);
        if (bed.out.volts_rms > 0)
            last_s = (i + 1) * DT_S;
    }
    ck_assert_double_ge(last_s, 1.5);           /* shorter blindness is survived */
    ck_assert_double_le(last_s, 1.5 + 0.3 + 0.1);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    ck_assert_msg(told(&bed, "blind: no status for 1.5"), "%s", bed.told);
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_START_HEAT, 1), ERR_TIMEOUT);
    bed.faults.late_s = 0;
    wait_state(&bed, GENERATOR_STATE_STANDBY, 2);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    wait_state(&bed, GENERATOR_STATE_RAMP, 2);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_device_that_only_repeats_itself_is_made_safe_and_takes_no_action)
{
    struct bed              bed;
    struct line_buffer      lines = { .first = 0 };
    struct generator_status status;
    char                    body[GENERATOR_BODY_MAX + 1];
    size_t                  before;

    ready(&bed);
    status = report(&bed)->status;
    generator_status_write(&status, body);
    before = bed.sent_count;
    stuck_run(&bed, &lines, body, 1.4);
    ck_assert_uint_eq(occurrences(bed.sent + before, "OUTP:MODE STBY"), 0);
    stuck_run(&bed, &lines, body, 0.3);
    ck_assert_uint_ge(occurrences(bed.sent + before, "OUTP:MODE STBY"), 1);
    ck_assert_int_eq(generator_order(bed.client, GENERATOR_ORDER_START_HEAT, 1), ERR_TIMEOUT);
    bed_drop(&bed);
}
END_TEST

START_TEST(answers_that_come_too_late_are_not_taken_for_others)
{
    struct bed bed;

    ready(&bed);
    bed.faults.late_s = 0.3;
    bed_run(&bed, 5);
    ck_assert_uint_gt(report(&bed)->strays, 3);
    ck_assert(!report(&bed)->is_known);
    bed.faults.late_s = 0;
    bed_run(&bed, 2);
    ck_assert(report(&bed)->is_known);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_device_that_restarts_gets_its_settings_again_and_starts_nothing)
{
    struct bed bed;

    heating(&bed, GENERATOR_STATE_HOLD);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 77);
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
    ck_assert_double_eq_tol(report(&bed)->status.set_temp_c, 77, 1e-9);
    ck_assert_double_eq(generator_acknowledged(bed.client, GENERATOR_ORDER_RAMP), 5);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ treatments */

START_TEST(a_lesion_runs_from_standby_to_complete)
{
    struct bed bed;
    double     most_c = 0;

    ready(&bed);
    order(&bed, GENERATOR_ORDER_HOLD, 20);
    order(&bed, GENERATOR_ORDER_RAMP, 10);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    wait_state(&bed, GENERATOR_STATE_CHECKING, 0.3);
    wait_state(&bed, GENERATOR_STATE_RAMP, 1);
    wait_state(&bed, GENERATOR_STATE_HOLD, 15);
    for (int i = 0; i < 1900; i++) {
        bed_step(&bed);
        most_c = fmax(most_c, bed.body.tip_temp_c);
    }
    ck_assert_int_eq(report(&bed)->status.state, GENERATOR_STATE_HOLD);
    ck_assert_double_eq_tol(report(&bed)->status.timer_s, 19, 0.2);
    ck_assert_double_eq_tol(report(&bed)->status.tip_temp_c, 80, 0.5);
    ck_assert_double_eq_tol(report(&bed)->status.power_w, 43.0 / 11, 0.2);
    ck_assert_double_eq_tol(report(&bed)->status.current_a * report(&bed)->status.volts_rms,
                            report(&bed)->status.power_w, 0.02);
    ck_assert_double_lt(most_c, 82);
    wait_state(&bed, GENERATOR_STATE_COOLDOWN, 2);
    ck_assert_double_eq(bed.out.volts_rms, 0);
    ck_assert_double_gt(report(&bed)->status.energy_j, 80);
    wait_state(&bed, GENERATOR_STATE_COMPLETE, 60);
    ck_assert(told(&bed, "state: hold -> cooldown"));
    ck_assert_uint_eq(report(&bed)->refused, 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(pulses_stay_cool_and_end)
{
    struct bed bed;
    double     most_c = 0, most_v = 0;

    ready(&bed);
    order(&bed, GENERATOR_ORDER_PULSE_TIME, 30);
    order(&bed, GENERATOR_ORDER_START_PULSE, 1);
    wait_state(&bed, GENERATOR_STATE_PULSE, 1);
    while (bed.out.state == GENERATOR_STATE_PULSE) {
        bed_step(&bed);
        most_c = fmax(most_c, bed.body.tip_temp_c);
        most_v = fmax(most_v, bed.out.volts_rms);
    }
    ck_assert_double_lt(most_c, 42.3);
    ck_assert_double_eq_tol(most_v, 45, 1e-9);
    wait_state(&bed, GENERATOR_STATE_COMPLETE, 5);
    ck_assert_double_eq_tol(report(&bed)->status.timer_s, 30, 0.02);
    bed_drop(&bed);
}
END_TEST

START_TEST(stimulation_never_heats_and_has_to_be_turned_down_before_anything_else)
{
    struct bed bed;
    enum generator_order start = _i ? GENERATOR_ORDER_START_MOTOR : GENERATOR_ORDER_START_SENSORY;
    enum generator_order volts = _i ? GENERATOR_ORDER_MOTOR_VOLTS : GENERATOR_ORDER_SENSORY_VOLTS;

    ready(&bed);
    order(&bed, start, 1);
    order(&bed, volts, 0.5);
    bed_run(&bed, 0.3);
    ck_assert_double_eq(bed.out.stim_volts, 0.5);
    ck_assert_double_eq(bed.out.stim_hz, _i ? 2 : 50);
    ck_assert(bed.out.stim_on && !bed.out.rf_on && bed.out.volts_rms == 0);
    ck_assert_double_eq_tol(report(&bed)->status.stim_volts, 0.5, 1e-9);
    order(&bed, GENERATOR_ORDER_STANDBY, 1);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_run(&bed, 0.3);
    ck_assert(told(&bed, "refused: start_heat: -221 \"Settings conflict;a stimulation amplitude is not zero\""));
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    order(&bed, volts, 0);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_run(&bed, 0.3);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_CHECKING);
    bed_drop(&bed);
}
END_TEST

static const struct { const char *story; enum generator_order order[2]; double value[2]; const char *want; } refusals[] = {
    { "a set temperature at its limit", { GENERATOR_ORDER_SET_TEMP, GENERATOR_ORDER_TEMP_MAX }, { 80, 80 },
      "the set temperature is not below its limit" },
    { "no window of impedance", { GENERATOR_ORDER_IMPEDANCE_LOW, GENERATOR_ORDER_IMPEDANCE_HIGH }, { 200, 200 },
      "a window has no inside" },
    { "no window of the pad", { GENERATOR_ORDER_PAD_LOW, GENERATOR_ORDER_PAD_HIGH }, { 100, 100 },
      "a window has no inside" },
    { "long bursts", { GENERATOR_ORDER_PULSE_WIDTH, GENERATOR_ORDER_PULSE_RATE }, { 50, 5.1 },
      "bursts fill more than a quarter of the time" },
    { "a hold longer than allowed", { GENERATOR_ORDER_HOLD, GENERATOR_ORDER_TIME_MAX }, { 90, 105 },
      "the treatment is longer than its time limit" },
};

START_TEST(a_start_with_settings_in_conflict_is_refused)
{
    struct bed bed;

    ready(&bed);
    for (int i = 0; i < 2; i++)
        order(&bed, refusals[_i].order[i], refusals[_i].value[i]);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_run(&bed, 0.4);
    ck_assert_msg(told(&bed, refusals[_i].want), "%s: %s", refusals[_i].story, bed.told);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    bed_drop(&bed);
}
END_TEST

START_TEST(most_settings_cannot_be_turned_while_energy_flows)
{
    struct bed bed;

    heating(&bed, GENERATOR_STATE_HOLD);
    order(&bed, GENERATOR_ORDER_TEMP_MARGIN, 20);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 82);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 95);
    bed_run(&bed, 0.3);
    ck_assert(told(&bed, "refused: temp_margin_c = 20: -221 \"Settings conflict;not while the output is in use\""));
    ck_assert(told(&bed, "refused: set_temp_c = 95: -221 \"Settings conflict;not with the other settings\""));
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_HOLD);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ interlocks, through the whole device */

enum where { IN_CHECKING, IN_HOLD, IN_PULSE, IN_SENSORY, IN_STANDBY };

static void make_tc_open(struct bed *bed)        { bed->body.tc_is_open = true; }
static void make_tc_short(struct bed *bed)       { bed->body.tc_is_short = true; }
static void make_tc_silent(struct bed *bed)      { bed->body.tip_temp_c = (double)NAN; }
static void make_too_hot(struct bed *bed)        { bed->body.tip_temp_c = 96; bed->slow_c = bed->quick_c = 29.5; }
static void make_hot(struct bed *bed)            { bed->body.tip_temp_c = 97; bed->slow_c = 60; }
static void make_warm(struct bed *bed)           { bed->body.tip_temp_c = 46; bed->slow_c = bed->quick_c = 6; }
static void make_pad_off(struct bed *bed)        { bed->body.pad_ohm = (double)INFINITY; }
static void make_pad_touch(struct bed *bed)      { bed->body.pad_ohm = 15; }
static void make_pad_peel(struct bed *bed)       { bed->body.pad_ohm = 130; }
static void make_pad_dry(struct bed *bed)        { bed->body.pad_ohm = 79; }
static void make_load_short(struct bed *bed)     { bed->body.impedance_ohm = 5; }
static void make_load_open(struct bed *bed)      { bed->body.impedance_ohm = (double)INFINITY; }
static void make_char(struct bed *bed)           { bed->body.impedance_ohm = 130; }
static void make_estop(struct bed *bed)          { bed->body.estop_is_pressed = true; }
static void make_leak(struct bed *bed)           { bed->defects.leak_volts = 3; }
static void make_gain(struct bed *bed)           { bed->defects.gain_error = 0.3; }
static void make_silence(struct bed *bed)        { bed->faults.cable_cut = 1; }

static const struct {
    const char *story;
    enum where  where;
    void      (*make)(struct bed *);
    enum generator_fault want;
    int         ticks;                  /* from the change to the tick without output */
} trips[] = {
    { "thermocouple open",          IN_HOLD,     make_tc_open,    GENERATOR_FAULT_TC_OPEN,        0  },
    { "open before the start",      IN_CHECKING, make_tc_open,    GENERATOR_FAULT_TC_OPEN,        0  },
    { "thermocouple short",         IN_HOLD,     make_tc_short,   GENERATOR_FAULT_TC_JUMP,        0  },
    { "short before the start",     IN_CHECKING, make_tc_short,   GENERATOR_FAULT_TC_SHORT,       20 },
    { "too hot before the start",   IN_CHECKING, make_hot,        GENERATOR_FAULT_OVER_TEMP,      10 },
    { "converter silent",           IN_HOLD,     make_tc_silent,  GENERATOR_FAULT_TC_OPEN,        10 },
    { "warm while pulsing",         IN_PULSE,    make_warm,       GENERATOR_FAULT_PULSE_OVER_TEMP, 20 },
    { "pad off",                    IN_HOLD,     make_pad_off,    GENERATOR_FAULT_PAD_LOST,       0  },
    { "pad off, stimulating",       IN_SENSORY,  make_pad_off,    GENERATOR_FAULT_PAD_LOST,       0  },
    { "pad halves touch",           IN_HOLD,     make_pad_touch,  GENERATOR_FAULT_PAD_LOW,        20 },
    { "pad peels",                  IN_HOLD,     make_pad_peel,   GENERATOR_FAULT_PAD_HIGH,       20 },
    { "pad dries",                  IN_HOLD,     make_pad_dry,    GENERATOR_FAULT_PAD_DRIFT,      50 },
    { "load shorted",               IN_HOLD,     make_load_short, GENERATOR_FAULT_IMPEDANCE_LOW,  5  },
    { "load open",                  IN_HOLD,     make_load_open,  GENERATOR_FAULT_IMPEDANCE_HIGH, 5  },
    { "tissue chars",               IN_HOLD,     make_char,       GENERATOR_FAULT_IMPEDANCE_RISE, 10 },
    { "emergency stop",             IN_HOLD,     make_estop,      GENERATOR_FAULT_ESTOP,          0  },
    { "emergency stop, stimulating", IN_SENSORY, make_estop,      GENERATOR_FAULT_ESTOP,          0  },
    { "emergency stop in standby",  IN_STANDBY,  make_estop,      GENERATOR_FAULT_ESTOP,          0  },
    { "output while stimulating",   IN_SENSORY,  make_leak,       GENERATOR_FAULT_BOTH_OUTPUTS,   1  },
    { "output in standby",          IN_STANDBY,  make_leak,       GENERATOR_FAULT_UNASKED_OUTPUT, 11 },
    { "bursts too strong",          IN_PULSE,    make_gain,       GENERATOR_FAULT_OVER_VOLTAGE,   2  },
    { "host silent, stimulating",   IN_SENSORY,  make_silence,    GENERATOR_FAULT_HOST_SILENT,    -1 },
};

static void go(struct bed *bed, enum where where)
{
    ready(bed);
    order(bed, GENERATOR_ORDER_RAMP, 5);
    switch (where) {
    case IN_CHECKING: order(bed, GENERATOR_ORDER_START_HEAT, 1); wait_state(bed, GENERATOR_STATE_CHECKING, 1); break;
    case IN_HOLD:     order(bed, GENERATOR_ORDER_START_HEAT, 1); wait_state(bed, GENERATOR_STATE_HOLD, 15); bed_run(bed, 2); break;
    case IN_PULSE:    order(bed, GENERATOR_ORDER_START_PULSE, 1); wait_state(bed, GENERATOR_STATE_PULSE, 1);
                      while (bed->out.volts_rms < 40)
                          bed_step(bed);
                      bed_run(bed, 0.3);
                      break;
    case IN_SENSORY:  order(bed, GENERATOR_ORDER_START_SENSORY, 1); order(bed, GENERATOR_ORDER_SENSORY_VOLTS, 1);
                      wait_state(bed, GENERATOR_STATE_SENSORY, 1); bed_run(bed, 0.2); break;
    case IN_STANDBY:  bed_run(bed, 0.2); break;
    }
}

START_TEST(an_interlock_stops_the_whole_device_in_the_right_tick)
{
    struct bed bed;
    int        tick = 0;
    bool       is_estop = trips[_i].want == GENERATOR_FAULT_ESTOP;
    enum generator_state end = is_estop ? GENERATOR_STATE_ESTOP : GENERATOR_STATE_FAULT;

    go(&bed, trips[_i].where);
    ck_assert_int_eq(bed.out.fault, GENERATOR_FAULT_NONE);
    trips[_i].make(&bed);
    for (bed_step(&bed); tick < 400 && bed.out.state != end; tick++)
        bed_step(&bed);
    ck_assert_msg(bed.out.fault == trips[_i].want, "%s: %s", trips[_i].story, generator_fault_labels[bed.out.fault]);
    if (trips[_i].ticks >= 0)
        ck_assert_msg(tick == trips[_i].ticks, "%s: tick %d", trips[_i].story, tick);
    ck_assert(bed.out.volts_rms == 0 && bed.out.stim_volts == 0 && !bed.out.rf_on && !bed.out.stim_on);
    bed_run(&bed, 1);
    ck_assert(bed.out.volts_rms == 0 && bed.out.stim_volts == 0);
    if (trips[_i].make != make_silence) {
        char name[60];
        ck_assert_int_eq(report(&bed)->status.fault, trips[_i].want);
        snprintf(name, sizeof name, "fault: %s", generator_fault_labels[trips[_i].want]);
        ck_assert_msg(told(&bed, name), "%s: %s", trips[_i].story, bed.told);
    }
    bed_drop(&bed);
}
END_TEST

START_TEST(a_hot_tip_trips_whatever_made_it_hot)
{
    struct bed bed;

    heating(&bed, GENERATOR_STATE_RAMP);
    order(&bed, GENERATOR_ORDER_SET_TEMP, 90);
    bed_run(&bed, 10);
    for (int i = 0; i < 200 && bed.out.state != GENERATOR_STATE_FAULT; i++) {
        make_too_hot(&bed);
        bed.body.tip_temp_c = fmin(96, 90 + i * 0.5);
        bed_step(&bed);
    }
    ck_assert_int_eq(bed.out.fault, GENERATOR_FAULT_OVER_TEMP);
    bed_drop(&bed);
}
END_TEST

START_TEST(power_without_heat_trips_as_no_rise)
{
    struct bed bed;
    int        tick = 0;

    ready(&bed);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    wait_state(&bed, GENERATOR_STATE_RAMP, 2);
    for (; tick < 4000 && bed.out.state != GENERATOR_STATE_FAULT; tick++) {
        bed.body.tip_temp_c = 38;                   /* the tip is not where the heat goes */
        bed.quick_c = bed.slow_c = 0.5;
        bed_step(&bed);
    }
    ck_assert_int_eq(bed.out.fault, GENERATOR_FAULT_NO_RISE);
    ck_assert_int_le(tick, 1400);
    bed_drop(&bed);
}
END_TEST

static const struct { const char *story; enum generator_order order; double limit; enum generator_fault want; } doses[] = {
    { "energy",  GENERATOR_ORDER_ENERGY_MAX, 60, GENERATOR_FAULT_ENERGY   },
    { "time",    GENERATOR_ORDER_TIME_MAX,   20, GENERATOR_FAULT_OVERTIME },
};

START_TEST(a_dose_limit_stops_a_treatment)
{
    struct bed bed;

    ready(&bed);
    order(&bed, doses[_i].order, doses[_i].limit);
    order(&bed, GENERATOR_ORDER_POWER_LIMIT, 3);    /* never gets there, goes on for ever */
    order(&bed, GENERATOR_ORDER_HOLD, 4);
    order(&bed, GENERATOR_ORDER_PULSE_TIME, 10);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    wait_state(&bed, GENERATOR_STATE_FAULT, 60);
    ck_assert_int_eq(bed.out.fault, doses[_i].want);
    ck_assert_double_eq_tol(_i ? report(&bed)->status.elapsed_s : report(&bed)->status.energy_j, doses[_i].limit,
                            0.02 * doses[_i].limit);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_fault_is_cleared_only_when_its_cause_is_gone)
{
    struct bed bed;

    heating(&bed, GENERATOR_STATE_HOLD);
    bed.body.pad_ohm = 130;
    wait_state(&bed, GENERATOR_STATE_FAULT, 1);
    order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    order(&bed, GENERATOR_ORDER_CLEAR_FAULT, 1);
    bed_run(&bed, 0.3);
    ck_assert(told(&bed, "refused: start_heat: -200 \"Execution error;a fault is latched\""));
    ck_assert(told(&bed, "refused: clear_fault: -200 \"Execution error;the cause is still there\""));
    bed.body.pad_ohm = 60;
    bed_run(&bed, 1);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_FAULT);
    order(&bed, GENERATOR_ORDER_CLEAR_FAULT, 1);
    wait_state(&bed, GENERATOR_STATE_STANDBY, 1);
    ck_assert_int_eq(report(&bed)->status.fault, GENERATOR_FAULT_NONE);
    bed_drop(&bed);
}
END_TEST

START_TEST(some_faults_end_only_with_the_power)
{
    struct bed bed;

    bed_make(&bed, 115200);
    bed.defects.self_test_fails = 1;
    wait_state(&bed, GENERATOR_STATE_FAULT, 2);
    ck_assert_int_eq(report(&bed)->status.fault, GENERATOR_FAULT_SELF_TEST);
    bed.defects.self_test_fails = 0;
    order(&bed, GENERATOR_ORDER_CLEAR_FAULT, 1);
    bed_run(&bed, 0.3);
    ck_assert(told(&bed, "only switching off clears this fault"));
    ck_assert(told(&bed, "device: -330 \"Self-test failed\""));
    bed.body.mains_is_off = true;
    bed_run(&bed, 0.5);
    bed.body.mains_is_off = false;
    wait_state(&bed, GENERATOR_STATE_STANDBY, 3);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ a person at a terminal */

/* Each line typed without tag or check, and what comes back (its check left off). */
static const struct { const char *typed, *want; } dialogue[] = {
    { "*IDN?\n",                  "<00 " GENERATOR_IDENTITY },
    { "SYST:ERR?\n",              "<00 0,\"No error\"" },
    { "source:temperature 75\r\n", "<00 75.0" },
    { "SOUR:TEMP?\n",             "<00 75.0" },
    { "SOUR:TEMP 200\n",          "<00 !-222,\"Data out of range\"" },
    { "SOUR:HEAT 1\n",            "<00 !-113,\"Undefined header\"" },
    { "SYST:ERR?\n",              "<00 -222,\"Data out of range\"" },
    { "SYST:ERR?\n",              "<00 -113,\"Undefined header\"" },
    { "SYST:ERR?\n",              "<00 0,\"No error\"" },
    { "OUTP:MODE STBY\n",         "<00 OK" },
    { "OUTP:MODE HEAT\n",         "<00 OK" },
    { "*RST\n",                   "<00 OK" },
    { "SOUR:TEMP?\n",             "<00 80.0" },
    { "STAT:FAUL:CLE\n",          "<00 OK" },
    { "SYST:KEEP*0000\n",         "<00 !-360,\"Communication error\"" },
    { "\x80\n",                   "<00 !-360,\"Communication error\"" },
    { "*CLS\n",                   "<00 OK" },
    { "SYST:ERR?\n",              "<00 0,\"No error\"" },
    { "@41 SYST:KEEP\n",          "<41 OK" },
    { "@3F SOUR:TEMP 80.0*F51A\n", "<3F 80.0" },
    { "SOUR:TEMP 81\n",           "<00 !-360,\"Communication error;no check\"" },    /* checks, once used, are required */
    { "\n",                       "<00 !-360,\"Communication error;no check\"" },    /* of an empty line too */
};

START_TEST(a_person_can_talk_to_the_device)
{
    struct port *near, *far;
    struct generator_firmware *firmware;
    struct generator_body body = { .tip_temp_c = 37, .impedance_ohm = 95, .pad_ohm = 60 };
    double now_s = 0;

    ck_assert_int_eq(port_pipe_create(115200, &near, &far), ERR_OK);
    ck_assert_int_eq(generator_firmware_create(&firmware, NULL), ERR_OK);
    for (int i = 0; i < 150; i++, now_s += DT_S)
        generator_firmware_step(firmware, far, now_s, DT_S, &body);
    for (size_t i = 0; i < COUNT(dialogue); i++) {
        uint8_t reply[LINE_BYTES_MAX] = { 0 };
        size_t  count;
        ck_assert_int_eq(port_write(near, now_s, (const uint8_t *)dialogue[i].typed, strlen(dialogue[i].typed), &count), ERR_OK);
        for (int j = 0; j < 5; j++, now_s += DT_S)
            generator_firmware_step(firmware, far, now_s, DT_S, &body);
        ck_assert_int_eq(port_read(near, now_s, reply, sizeof reply - 1, &count), ERR_OK);
        ck_assert_msg(count > 7 && strncmp((char *)reply, dialogue[i].want, count - 7) == 0
                      && strlen(dialogue[i].want) == count - 7, "%s gives %s", dialogue[i].typed, reply);
    }
    generator_firmware_destroy(firmware);
    port_destroy(near);
    port_destroy(far);
}
END_TEST

START_TEST(the_error_queue_overflows_as_it_should)
{
    struct port *near, *far;
    struct generator_firmware *firmware;
    struct generator_body body = { .tip_temp_c = 37, .impedance_ohm = 95, .pad_ohm = 60 };
    double  now_s = 0;
    uint8_t reply[4000] = { 0 };
    size_t  count;

    ck_assert_int_eq(port_pipe_create(115200, &near, &far), ERR_OK);
    ck_assert_int_eq(generator_firmware_create(&firmware, NULL), ERR_OK);
    for (int i = 0; i < 35; i++) {
        const char *line = i < 18 ? "NO:SUCH\n" : "SYST:ERR?\n";
        ck_assert_int_eq(port_write(near, now_s, (const uint8_t *)line, strlen(line), &count), ERR_OK);
        for (int j = 0; j < 5; j++, now_s += DT_S)
            generator_firmware_step(firmware, far, now_s, DT_S, &body);
        memset(reply, 0, sizeof reply);
        ck_assert_int_eq(port_read(near, now_s, reply, sizeof reply - 1, &count), ERR_OK);
        if (i >= 18 && i < 33)
            ck_assert_ptr_nonnull(strstr((char *)reply, "-113,\"Undefined header\""));
        if (i == 33)
            ck_assert_ptr_nonnull(strstr((char *)reply, "-350,\"Queue overflow\""));
        if (i == 34)
            ck_assert_ptr_nonnull(strstr((char *)reply, "0,\"No error\""));
    }
    generator_firmware_destroy(firmware);
    port_destroy(near);
    port_destroy(far);
}
END_TEST

static const struct { const char *story; struct generator_options options; } bad_options[] = {
    { "no poll",    { .poll_s = 0,    .timeout_s = 1, .report_age_s_max = 1, .lost_s = 1, .blind_s = 1, .tries = 1 } },
    { "no time",    { .poll_s = 1,    .timeout_s = 0, .report_age_s_max = 1, .lost_s = 1, .blind_s = 1, .tries = 1 } },
    { "no age",     { .poll_s = 1,    .timeout_s = 1, .report_age_s_max = NAN, .lost_s = 1, .blind_s = 1, .tries = 1 } },
    { "no try",     { .poll_s = 1,    .timeout_s = 1, .report_age_s_max = 1, .lost_s = 1, .blind_s = 1, .tries = 0 } },
    { "no loss",    { .poll_s = 1,    .timeout_s = 1, .report_age_s_max = 1, .blind_s = 1, .tries = 1 } },
    { "never blind", { .poll_s = 1,   .timeout_s = 1, .report_age_s_max = 1, .lost_s = 1, .tries = 1 } },
};

START_TEST(options_that_make_no_sense_are_refused)
{
    struct generator *client = NULL;

    ck_assert_int_eq(generator_create(&client, NULL, &bad_options[_i].options), ERR_RANGE);
    ck_assert_ptr_null(client);
    generator_destroy(NULL);
    generator_firmware_destroy(NULL);
}
END_TEST

int main(void)
{
    Suite   *suite = suite_create("generator");
    TCase   *tests = tcase_create("generator");
    SRunner *runner = srunner_create(suite);
    int      failed;

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_device_is_identified_and_its_status_known_within_a_tenth_of_a_second);
    tcase_add_test(tests, the_report_is_never_older_than_a_poll_and_an_answer);
    tcase_add_test(tests, a_line_of_9600_baud_works_too);
    tcase_add_test(tests, a_closed_port_is_told_once_and_for_all);
    tcase_add_test(tests, a_status_that_is_only_repeated_grows_old_though_the_link_is_up);
    tcase_add_loop_test(tests, every_setting_is_acknowledged_at_both_ends_of_its_range, 0, GENERATOR_SETTING_COUNT);
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
    tcase_add_test(tests, a_lesion_runs_from_standby_to_complete);
    tcase_add_test(tests, pulses_stay_cool_and_end);
    tcase_add_loop_test(tests, stimulation_never_heats_and_has_to_be_turned_down_before_anything_else, 0, 2);
    tcase_add_loop_test(tests, a_start_with_settings_in_conflict_is_refused, 0, (int)COUNT(refusals));
    tcase_add_test(tests, most_settings_cannot_be_turned_while_energy_flows);
    tcase_add_loop_test(tests, an_interlock_stops_the_whole_device_in_the_right_tick, 0, (int)COUNT(trips));
    tcase_add_test(tests, a_hot_tip_trips_whatever_made_it_hot);
    tcase_add_test(tests, power_without_heat_trips_as_no_rise);
    tcase_add_loop_test(tests, a_dose_limit_stops_a_treatment, 0, (int)COUNT(doses));
    tcase_add_test(tests, a_fault_is_cleared_only_when_its_cause_is_gone);
    tcase_add_test(tests, some_faults_end_only_with_the_power);
    tcase_add_test(tests, a_person_can_talk_to_the_device);
    tcase_add_test(tests, the_error_queue_overflows_as_it_should);
    tcase_add_loop_test(tests, options_that_make_no_sense_are_refused, 0, (int)COUNT(bad_options));
    suite_add_tcase(suite, tests);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
