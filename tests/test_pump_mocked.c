/* The pump's client and the mocked pump, on one wire. */
#include "drivers/mock/pump_firmware.h"
#include "tests/support/pump_bench.h"
#include "tests/support/suite.h"

struct mock_bed {
    struct port_faults    faults;
    struct pump_defects   defects;
    struct port          *near, *far;
    struct pump          *client;
    struct pump_firmware *firmware;
    struct pump_body      body;
    long                  tick;
    unsigned long         strokes;
    char                  told[12000];
};

static void mock_make(struct mock_bed *bed, double baud)
{
    struct port *end;

    memset(bed, 0, sizeof *bed);
    bed->body = (struct pump_body){ .outlet_kpa = 1, .reservoir_ul = 20000, .battery_v = 3 };
    ck_assert_int_eq(port_pipe_create(baud, &end, &bed->far), ERR_OK);
    ck_assert_int_eq(port_faulty_create(end, &bed->faults, 11, &bed->near), ERR_OK);
    ck_assert_int_eq(pump_create(&bed->client, bed->near, NULL), ERR_OK);
    ck_assert_int_eq(pump_firmware_create(&bed->firmware, &pump_build_usual, &bed->defects),
                     ERR_OK);
}

static void mock_drop(struct mock_bed *bed)
{
    pump_destroy(bed->client);
    pump_firmware_destroy(bed->firmware);
    port_destroy(bed->near);
    port_destroy(bed->far);
}

/* The wire every 5 ms, the pump every second; every stroke is made. */
static void mock_run(struct mock_bed *bed, double for_s)
{
    struct pump_event event;

    for (long end = bed->tick + lround(for_s / 0.005); bed->tick < end; bed->tick++) {
        double now_s = (double)bed->tick * 0.005;
        if (bed->tick % 200 == 0) {
            struct pump_output out = pump_firmware_step(bed->firmware, now_s, 1, &bed->body);
            bed->body.strokes_seen = out.strokes;
            bed->body.reservoir_ul -= 2.5 * out.strokes;
            bed->strokes += out.strokes;
        }
        if (bed->tick % 200 != 0 && pump_is_quiet(bed->client, now_s, 0.01))
            continue;
        ck_assert_int_eq(pump_step(bed->client, now_s), ERR_OK);
        pump_firmware_listen(bed->firmware, bed->far, now_s);
        while (pump_next_event(bed->client, &event))
            if (strlen(bed->told) + strlen(event.text) + 2 < sizeof bed->told)
                strcat(strcat(bed->told, event.text), "\n");
    }
}

static void mock_order(struct mock_bed *bed, enum pump_order what, uint32_t a, uint32_t b)
{
    ck_assert_int_eq(pump_order(bed->client, what, a, b), ERR_OK);
}

START_TEST(the_mocked_pump_takes_a_programme_from_the_shelf_and_runs_it)
{
    static const double bauds[] = { 9600, 115200 };
    struct mock_bed bed;

    mock_make(&bed, bauds[_i]);
    mock_run(&bed, 3);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_SHELF);
    ck_assert_ptr_null(pump_in_force(bed.client));
    *pump_staged(bed.client) = pump_bench_flex;
    /* 0.5 mg in a bolus, and 0.1 mg is the most */
    pump_staged(bed.client)->patient_duration_s = 300;
    mock_order(&bed, PUMP_ORDER_PROGRAM, 0, 0);
    mock_run(&bed, 5);
    ck_assert_int_eq(pump_report(bed.client)->last_refusal, PUMP_REASON_BOLUS_DOSE);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_SHELF);
    pump_staged(bed.client)->patient_nl = 0;
    mock_order(&bed, PUMP_ORDER_PROGRAM, 0, 0);
    mock_order(&bed, PUMP_ORDER_START, 0, 0);
    mock_run(&bed, 5);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_FLEX);
    ck_assert_ptr_nonnull(pump_in_force(bed.client));
    ck_assert_uint_eq(pump_in_force(bed.client)->steps[1].rate_nl_per_h, 41667);
    ck_assert_uint_eq(pump_report(bed.client)->refused, 1);
    mock_run(&bed, 7200);
    ck_assert_uint_eq(bed.strokes, 16);                 /* 20000 nL/h for two hours, in 2500 nL */
    ck_assert_uint_eq(pump_report(bed.client)->timeouts + pump_report(bed.client)->garbled, 0);
    pump_make_safe(bed.client);
    mock_run(&bed, 2);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_STOPPED);
    ck_assert(strstr(bed.told, " programme: ") && strstr(bed.told, " state: flex\n"));
    mock_drop(&bed);
}
END_TEST

/* A bolus that was obeyed twice would show in what was delivered. */
START_TEST(the_mocked_pump_obeys_once_on_a_bad_wire)
{
    struct mock_bed bed;
    unsigned        boluses = 0;

    mock_make(&bed, 115200);
    *pump_staged(bed.client) = (struct pump_programme){
        .mode = PUMP_MODE_MINIMUM, .drug = PUMP_DRUG_MORPHINE, .concentration_ug_per_ml = 1000,
    };
    mock_order(&bed, PUMP_ORDER_PROGRAM, 0, 0);
    mock_run(&bed, 3);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_STOPPED);
    bed.faults.corrupt_probability = 0.01;
    for (int i = 0; i < 50; i++) {
        if (pump_order(bed.client, PUMP_ORDER_SINGLE_BOLUS, 25000, 100) == ERR_OK)
            boluses++;
        mock_run(&bed, 110);
    }
    bed.faults.corrupt_probability = 0;
    mock_run(&bed, 70);
    ck_assert_uint_gt(pump_report(bed.client)->retries, 10);
    ck_assert_uint_le(bed.strokes, 10 * boluses);
    ck_assert_uint_ge(bed.strokes, 10 * (boluses - 3));
    mock_drop(&bed);
}
END_TEST

START_TEST(the_mocked_pump_is_left_stopped_by_an_update_that_nobody_ends)
{
    struct mock_bed bed;

    mock_make(&bed, 115200);
    *pump_staged(bed.client) = pump_bench_flex;
    pump_staged(bed.client)->patient_nl = 0;
    mock_order(&bed, PUMP_ORDER_PROGRAM, 0, 0);
    mock_order(&bed, PUMP_ORDER_START, 0, 0);
    mock_order(&bed, PUMP_ORDER_BEGIN, 0, 0);
    mock_run(&bed, 5);
    bed.faults.cable_cut = 1;                           /* the patient goes home */
    mock_run(&bed, 3600);
    ck_assert_uint_eq(bed.strokes, 0);
    bed.faults.cable_cut = 0;
    mock_run(&bed, 65);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_UPDATING);
    ck_assert_uint_eq(pump_report(bed.client)->status.alarms, 1u << PUMP_ALARM_UNFINISHED);
    ck_assert(strstr(bed.told, "alarm: unfinished"));
    mock_order(&bed, PUMP_ORDER_ABORT, 0, 0);
    mock_run(&bed, 2);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_FLEX);
    mock_drop(&bed);
}
END_TEST

START_TEST(the_mocked_pump_that_was_reset_gets_a_new_session)
{
    struct mock_bed bed;

    mock_make(&bed, 115200);
    mock_run(&bed, 3);
    bed.defects.resets = 1;
    mock_run(&bed, 2);
    mock_order(&bed, PUMP_ORDER_SET_CLOCK, 845467200, 0);
    mock_run(&bed, 3);
    ck_assert(strstr(bed.told, "the pump knows of no session\n"));
    ck_assert_int_eq(pump_report(bed.client)->link, PUMP_LINK_UP);
    mock_order(&bed, PUMP_ORDER_SET_CLOCK, 845467200, 0);
    mock_run(&bed, 3);
    ck_assert_uint_ge(pump_report(bed.client)->status.clock_s, 845467200);
    ck_assert_uint_le(pump_report(bed.client)->status.clock_s, 845467205);
    mock_drop(&bed);
}
END_TEST

/* Another programmer, or one that was restarted, counts from 1 again; the pump does not. */
START_TEST(a_programmer_that_begins_anew_is_told_the_number_and_goes_on)
{
    struct mock_bed bed;
    long            tick;

    mock_make(&bed, 115200);
    mock_run(&bed, 3);
    for (int i = 0; i < 40; i++) {
        mock_order(&bed, PUMP_ORDER_SILENCE, 0, 0);
        mock_run(&bed, 1);
    }
    if (_i == 1)
        mock_run(&bed, PUMP_SESSION_S + 60);
    tick = bed.tick;
    pump_destroy(bed.client);
    ck_assert_int_eq(pump_create(&bed.client, bed.near, NULL), ERR_OK);
    mock_run(&bed, 1);
    ck_assert_int_eq(pump_report(bed.client)->link, PUMP_LINK_UP);
    ck_assert(pump_report(bed.client)->is_known);
    mock_order(&bed, PUMP_ORDER_STOP, 0, 0);
    mock_run(&bed, 1);
    ck_assert_uint_eq(pump_report(bed.client)->refused, 0);
    ck_assert_int_eq(bed.tick - tick, 400);
    ck_assert_ptr_null(strstr(bed.told, "link lost"));
    mock_drop(&bed);
}
END_TEST

/* A second programmer has spoken in between: the first one's numbers are old. It opens anew, and
 * what it was about to ask was refused. */
START_TEST(a_programmer_whose_numbers_were_overtaken_opens_anew_and_goes_on)
{
    struct mock_bed bed;
    struct frame    other = { .version = FRAME_VERSION, .kind = PUMP_KIND_OPEN,
                              .address = 0x50524947, .sequence = 20000 };
    uint8_t         bytes[FRAME_BYTES_MAX];
    size_t          count = frame_write(&other, bytes), taken;

    mock_make(&bed, 115200);
    mock_run(&bed, 3);
    ck_assert_int_eq(port_write(bed.near, (double)bed.tick * 0.005, bytes, count, &taken), ERR_OK);
    mock_run(&bed, 1);
    mock_order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    mock_run(&bed, 2);
    ck_assert_uint_eq(pump_report(bed.client)->refused, 1);
    ck_assert_int_eq(pump_report(bed.client)->last_refusal, PUMP_REASON_REPLAYED);
    ck_assert_int_eq(pump_report(bed.client)->link, PUMP_LINK_UP);
    mock_order(&bed, PUMP_ORDER_STOP, 0, 0);
    mock_run(&bed, 2);
    ck_assert_uint_eq(pump_report(bed.client)->refused, 1);
    ck_assert_uint_gt(pump_report(bed.client)->status.last_sequence, 20000);
    mock_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_mocked");
    TCase *tests = tcase_create("pump_mocked");

    tcase_add_loop_test(tests, the_mocked_pump_takes_a_programme_from_the_shelf_and_runs_it, 0, 2);
    tcase_add_test(tests, the_mocked_pump_obeys_once_on_a_bad_wire);
    tcase_add_test(tests, the_mocked_pump_is_left_stopped_by_an_update_that_nobody_ends);
    tcase_add_test(tests, the_mocked_pump_that_was_reset_gets_a_new_session);
    tcase_add_loop_test(tests, a_programmer_that_begins_anew_is_told_the_number_and_goes_on, 0, 2);
    tcase_add_test(tests, a_programmer_whose_numbers_were_overtaken_opens_anew_and_goes_on);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
