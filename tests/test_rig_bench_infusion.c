/* The infusion rig on a bench: a pump of its own, a mechanism that obeys the mocked firmware, and
 * what measures. */
#include "drivers/mock/pump_firmware.h"
#include "hil/rig/rig_infusion.h"
#include "tests/support/bench_bed.h"
#include "tests/support/suite.h"

#include <math.h>
#include <string.h>

#define TICK_S    0.01
#define STROKE_UL 2.5       /* what is less waits for the rest */

static void setting(struct bench_bed *bed, const char *path, double value)
{
    ck_assert_int_eq(settings_add_number(&bed->settings, path, value), ERR_OK);
}

/* 2 ml/h, which moves something within a minute. */
static void mechanism_begin(struct bench_bed *bed)
{
    bench_bed_begin(bed, &rig_infusion);
    bed->tick_s = TICK_S;
    setting(bed, "reservoir.ug_per_ml", 10);
    setting(bed, "pump.programme.ul_per_h", 1000);
    setting(bed, "programmer.poll_s", 0.5);
    bench_bed_place(bed, DEVICE_ROLE_PUMP, "ne1000");
    ck_assert_int_eq(settings_add_number(&bed->bench.places[DEVICE_ROLE_PUMP].settings,
                                         "diameter_mm", 14.43), ERR_OK);
}

START_TEST(a_syringe_pump_obeys_the_mocked_firmware_and_drives_the_plant)
{
    struct bench_bed bed;
    double           pushed_ul;

    mechanism_begin(&bed);
    bench_bed_open(&bed, true);
    pushed_ul = bed.world.pushed_ul;
    bench_bed_run(&bed, 90);
    ck_assert_str_eq(bench_bed_state(&bed, "mechanism.link"), "up");
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.rate_ul_per_h"), 1000);
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.is_running"), 1);
    ck_assert_double_eq_tol(bed.world.pushed_ul - pushed_ul, 25, 1);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "drive.delivered_ul"), 25, STROKE_UL);
    ck_assert_double_eq(bench_bed_seen(&bed, "bedside.tone"), 0);
    ck_assert_double_eq(bench_bed_seen(&bed, "drive.missing_s"), 0);

    bench_bed_turn(&bed, "pump.stop", 1);
    bench_bed_run(&bed, 3);
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.is_running"), 0);
    pushed_ul = bed.world.pushed_ul;
    bench_bed_run(&bed, 20);
    ck_assert_double_eq(bed.world.pushed_ul, pushed_ul);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_bench_that_is_not_armed_pumps_nothing_and_says_so_once)
{
    struct bench_bed bed;

    mechanism_begin(&bed);
    bench_bed_open(&bed, false);
    bench_bed_run(&bed, 10);
    ck_assert_double_eq(bed.world.pushed_ul, 0);
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.is_running"), 0);
    ck_assert(bench_bed_told(&bed, "not armed"));
    bench_bed_run(&bed, 1);
    ck_assert(!bench_bed_told(&bed, "not armed"));
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(an_order_to_run_that_was_lost_with_the_link_is_given_again)
{
    struct bench_bed bed;

    mechanism_begin(&bed);
    bench_bed_open(&bed, true);
    bed.is_mute[DEVICE_ROLE_PUMP] = true;
    bench_bed_run(&bed, 3);
    ck_assert_str_ne(bench_bed_state(&bed, "mechanism.link"), "up");
    bed.is_mute[DEVICE_ROLE_PUMP] = false;
    bench_bed_run(&bed, 12);
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.is_running"), 1);
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.rate_ul_per_h"), 1000);
    bench_bed_clear(&bed);
}
END_TEST

/* What is on its way is lost too. */
static void deaf_run(struct bench_bed *bed, double seconds)
{
    uint8_t lost[64];
    size_t  count = 0;

    bed->is_mute[DEVICE_ROLE_PUMP] = true;
    for (double from_s = bench_bed_now_s(bed); bench_bed_now_s(bed) < from_s + seconds;) {
        bench_bed_tick(bed);
        ck_assert_int_eq(port_read(bed->far[DEVICE_ROLE_PUMP], bed->stepped_s + 1, lost,
                                   sizeof lost, &count), ERR_OK);
    }
    bed->is_mute[DEVICE_ROLE_PUMP] = false;
}

START_TEST(a_rate_that_was_lost_with_the_link_is_ordered_again)
{
    struct bench_bed bed;

    mechanism_begin(&bed);
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 15);
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.rate_ul_per_h"), 1000);
    bench_bed_turn(&bed, "pump.basal_ul_per_h", 800);
    deaf_run(&bed, 8);
    ck_assert_str_ne(bench_bed_state(&bed, "mechanism.link"), "up");
    ck_assert_double_eq(bench_bed_seen(&bed, "pump.rate_ul_per_h"), 800);
    bench_bed_run(&bed, 20);
    ck_assert_str_eq(bench_bed_state(&bed, "mechanism.link"), "up");
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.rate_ul_per_h"), 800);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_mechanism_that_stands_still_is_told_and_felt_and_not_started_again)
{
    struct bench_bed bed;
    bool             is_told = false, is_felt = false;

    mechanism_begin(&bed);
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 20);
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.is_running"), 1);
    bench_bed_fault(&bed, DEVICE_ROLE_PUMP, "stall", 1);
    bench_bed_run(&bed, 8);
    ck_assert(bench_bed_told(&bed, "ran, and says that it stands still: it is not started again"));
    bench_bed_fault(&bed, DEVICE_ROLE_PUMP, "stall", 0);
    for (int s = 0; s < 600 && !is_felt; s++) {
        bench_bed_run(&bed, 1);
        is_told |= bench_bed_told(&bed, "stands still");
        is_felt = bench_bed_seen(&bed, "pump.stall_alarm") > 0;
    }
    ck_assert_msg(is_felt, "the firmware feels that its strokes are missing");
    ck_assert_msg(!is_told, "it is told once");
    ck_assert_double_gt(bench_bed_seen(&bed, "drive.missing_s"), 500);
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.is_running"), 0);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_balance_says_what_was_delivered)
{
    struct bench_bed bed;

    mechanism_begin(&bed);
    bench_bed_place(&bed, DEVICE_ROLE_BALANCE, "mt-sics");
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 90);
    ck_assert_str_eq(bench_bed_state(&bed, "balance.link"), "up");
    ck_assert_double_gt(bench_bed_seen(&bed, "balance.mass_g"), 0.015);
    ck_assert_double_eq_tol(stand_volume_ul(bed.stand),
                            bench_bed_seen(&bed, "balance.mass_g") / 0.9982 * 1e3, 0.5);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "drive.delivered_ul"),
                            bed.world.delivered_ul,
                            STROKE_UL);
    bench_bed_clear(&bed);
}
END_TEST

static const struct exhibit_chart *chart_of(const struct exhibits *exhibits, const char *file)
{
    for (size_t i = 0; i < exhibits->chart_count; i++)
        if (strcmp(exhibits->charts[i].file, file) == 0)
            return &exhibits->charts[i];
    return NULL;
}

START_TEST(a_run_on_a_balance_shows_start_up_and_trumpet_curve)
{
    const struct exhibit_chart *trumpet;
    struct exhibits  exhibits = { 0 };
    struct why       why = { "" };
    struct bench_bed bed;

    mechanism_begin(&bed);
    bench_bed_place(&bed, DEVICE_ROLE_BALANCE, "mt-sics");
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 200);
    ck_assert_msg(bed.rig->type->show(bed.rig, &exhibits, &why) == ERR_OK, "%s", why.text);
    trumpet = chart_of(&exhibits, "flow_trumpet");
    ck_assert_ptr_nonnull(trumpet);
    ck_assert_ptr_nonnull(chart_of(&exhibits, "flow_startup"));
    ck_assert_double_eq_tol(trumpet->curves[0].x[1], 2, 1e-9);
    ck_assert_double_eq_tol(trumpet->curves[0].y[1], 0, 1);     /* 0.3 ul of 33: digits of 0.1 mg */
    exhibits_free(&exhibits);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_balance_that_falls_silent_leaves_the_delivery_unknown)
{
    struct bench_bed bed;

    mechanism_begin(&bed);
    bench_bed_place(&bed, DEVICE_ROLE_BALANCE, "mt-sics");
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 20);
    bed.is_mute[DEVICE_ROLE_BALANCE] = bed.is_mute[DEVICE_ROLE_PUMP] = true;
    bench_bed_run(&bed, 5);
    ck_assert(isnan(bench_bed_seen(&bed, "balance.mass_g")));
    ck_assert(isnan(bench_bed_seen(&bed, "catheter.flow_now_ul_per_h")));
    bench_bed_clear(&bed);
}
END_TEST

static struct stand_meter metered(const struct bench_bed *bed)
{
    struct stand_meter meter;

    stand_meter(bed->stand, DEVICE_ROLE_PUMP, &meter);
    return meter;
}

/* What a limit counts begins anew for nobody who presses Tare. */
START_TEST(a_balance_that_is_tared_keeps_what_it_had_weighed)
{
    struct bench_bed bed;
    double           volume_ul;

    mechanism_begin(&bed);
    bench_bed_place(&bed, DEVICE_ROLE_BALANCE, "mt-sics");
    bench_bed_fault(&bed, DEVICE_ROLE_BALANCE, "load_g", 5);
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 60);
    volume_ul = metered(&bed).volume_ul;
    ck_assert_double_gt(volume_ul, 5);
    bench_bed_fault(&bed, DEVICE_ROLE_BALANCE, "load_g", 1);
    bench_bed_run(&bed, 30);
    ck_assert_double_eq_tol(metered(&bed).volume_ul, volume_ul + 1000 / 120.0, 1);
    volume_ul = metered(&bed).volume_ul;
    bench_bed_run(&bed, 60);
    ck_assert_double_eq_tol(metered(&bed).volume_ul, volume_ul + 1000 / 60.0, 2);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_pump_that_falls_silent_while_it_runs_is_metered_as_unknown)
{
    struct bench_bed bed;

    mechanism_begin(&bed);
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 20);
    ck_assert_double_eq(metered(&bed).unknown_s, 0);
    bed.is_mute[DEVICE_ROLE_PUMP] = true;
    bench_bed_run(&bed, 5);                                 /* its words are old after 1.5 */
    ck_assert_double_eq_tol(metered(&bed).unknown_s, 3.5, 0.3);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_flow_sensor_comes_before_a_balance)
{
    struct bench_bed bed;
    double           volume_ul;

    mechanism_begin(&bed);
    bench_bed_place(&bed, DEVICE_ROLE_BALANCE, "mt-sics");
    bench_bed_place(&bed, DEVICE_ROLE_FLOW, "sensirion-shdlc");
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 90);
    ck_assert_str_eq(bench_bed_state(&bed, "flow.link"), "up");
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "flow.ul_per_h"), bed.world.flow_ul_per_h,
                            6);                     /* a digit of it is 0.1 uL/min */
    ck_assert_double_eq_tol(stand_rate_ul_per_h(bed.stand), bench_bed_seen(&bed, "flow.ul_per_h"),
                            1e-9);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "drive.delivered_ul"), bed.world.delivered_ul,
                            STROKE_UL);
    bed.is_mute[DEVICE_ROLE_BALANCE] = true;
    bench_bed_run(&bed, 20);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "drive.delivered_ul"), bed.world.delivered_ul,
                            STROKE_UL);

    bed.is_mute[DEVICE_ROLE_FLOW] = true;                   /* then by the pump's own rate */
    bench_bed_turn(&bed, "pump.stop", 1);
    bench_bed_run(&bed, 5);
    volume_ul = metered(&bed).volume_ul;
    bench_bed_run(&bed, 20);
    ck_assert_double_eq_tol(metered(&bed).volume_ul, volume_ul, 1e-9);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_gauge_is_what_the_mocked_firmware_feels_at_its_outlet)
{
    struct bench_bed bed;

    mechanism_begin(&bed);
    bench_bed_place(&bed, DEVICE_ROLE_PRESSURE, "keller");
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 20);
    ck_assert_str_eq(bench_bed_state(&bed, "gauge.link"), "up");
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "pressure_sensor.kpa"), bed.world.line_kpa, 0.1);
    ck_assert_double_eq(bench_bed_seen(&bed, "pump.occlusion_alarm"), 0);
    bed.world.is_occluded = true;                       /* a clamp on the line, not in the model */
    for (int s = 0; s < 400 && bed.world.line_kpa < 80; s++)
        bench_bed_run(&bed, 1);
    ck_assert_double_gt(bed.world.line_kpa, 69);
    bench_bed_run(&bed, 3);
    ck_assert_double_eq(bench_bed_seen(&bed, "pump.occlusion_alarm"), 1);
    ck_assert_double_eq(bench_bed_seen(&bed, "mechanism.is_running"), 0);

    bed.is_mute[DEVICE_ROLE_PRESSURE] = true;
    bench_bed_run(&bed, 10);
    ck_assert(isnan(bench_bed_seen(&bed, "pressure_sensor.kpa")));
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(make_safe_stops_the_mechanism)
{
    struct bench_bed bed;
    double           pushed_ul;

    mechanism_begin(&bed);
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 20);
    ck_assert_int_eq(rig_infusion.make_safe(bed.rig), ERR_OK);
    bench_bed_run(&bed, 2);
    pushed_ul = bed.world.pushed_ul;
    bench_bed_run(&bed, 10);
    ck_assert_double_eq(bed.world.pushed_ul, pushed_ul);
    bench_bed_turn(&bed, "pump.start", 1);              /* what is ordered behind it ... */
    bench_bed_run(&bed, 10);
    ck_assert_double_gt(bench_bed_seen(&bed, "pump.rate_ul_per_h"), 0);
    ck_assert_double_eq(bed.world.pushed_ul, pushed_ul);        /* ... reaches no mechanism */
    bench_bed_clear(&bed);
}
END_TEST

/* ---- a pump of its own ---- */

static void pump_step(struct bench_bed *bed, double now_s, double dt_s)
{
    static const struct pump_body body = { .outlet_kpa = 1, .strokes_seen = 1000,
                                           .reservoir_ul = 18000, .battery_v = 3 };
    struct pump_output output;

    if (bed->is_mute[DEVICE_ROLE_PUMP] || !bed->far[DEVICE_ROLE_PUMP])
        return;
    pump_firmware_listen(bed->theirs, bed->far[DEVICE_ROLE_PUMP], now_s);
    output = pump_firmware_step(bed->theirs, now_s, dt_s, &body);
    bed->world.pushed_ul += output.strokes * PUMP_STROKE_NL * 1e-3;
}

static void it_pump_begin(struct bench_bed *bed, struct pump_firmware **firmware)
{
    struct pump_build build = pump_build_usual;

    build.is_programmed = true;
    build.programme = (struct pump_programme){ .rate_nl_per_h = 1000000, .drug = 0,
                                               .concentration_ug_per_ml = 100,
                                               .low_reservoir_nl = 2000000 };
    ck_assert_int_eq(pump_firmware_create(firmware, &build, NULL), ERR_OK);
    bench_bed_begin(bed, &rig_infusion);
    bed->tick_s = TICK_S;
    setting(bed, "programmer.poll_s", 0.5);
    bench_bed_place(bed, DEVICE_ROLE_PUMP, "it-pump");
    bed->others = pump_step;
    bed->theirs = *firmware;
}

START_TEST(a_pump_of_its_own_drives_the_plant_by_what_it_reports)
{
    struct pump_firmware *firmware;
    struct bench_bed      bed;

    it_pump_begin(&bed, &firmware);
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 60);
    ck_assert_str_eq(bench_bed_state(&bed, "link.state"), "up");
    ck_assert_double_eq(bench_bed_seen(&bed, "pump.rate_ul_per_h"), 1000);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "drive.delivered_ul"), 1000.0 / 60, STROKE_UL);
    bench_bed_turn(&bed, "pump.stop", 1);
    bench_bed_run(&bed, 5);
    ck_assert_double_eq(bench_bed_seen(&bed, "pump.rate_ul_per_h"), 0);
    bench_bed_clear(&bed);
    pump_firmware_destroy(firmware);
}
END_TEST

START_TEST(a_pump_of_its_own_that_is_not_armed_is_not_started)
{
    struct pump_firmware *firmware;
    struct bench_bed      bed;

    it_pump_begin(&bed, &firmware);
    bench_bed_open(&bed, false);
    bench_bed_run(&bed, 3);
    bench_bed_turn(&bed, "pump.stop", 1);
    bench_bed_run(&bed, 3);
    ck_assert_double_eq(bench_bed_seen(&bed, "pump.rate_ul_per_h"), 0);
    bench_bed_turn(&bed, "pump.start", 1);
    ck_assert(bench_bed_told(&bed, "not armed"));
    bench_bed_run(&bed, 3);
    ck_assert_double_eq(bench_bed_seen(&bed, "pump.rate_ul_per_h"), 0);
    bench_bed_clear(&bed);
    pump_firmware_destroy(firmware);
}
END_TEST

static void knobs_place(struct bench_bed *bed)
{
    size_t taken;

    bench_bed_place(bed, DEVICE_ROLE_STAND, "knobs");
    ck_assert_int_eq(port_write(bed->far[DEVICE_ROLE_STAND], 0,
                                (const uint8_t *)"identity toy\n", 13, &taken), ERR_OK);
}

/* Is this what the stand was told last? */
static bool is_told_to_stand(struct bench_bed *bed, const char *line)
{
    char   text[200];
    size_t count = 0;

    ck_assert_int_eq(port_read(bed->far[DEVICE_ROLE_STAND], bed->stepped_s, (uint8_t *)text,
                               sizeof text - 1, &count), ERR_OK);
    text[count] = '\0';
    return strstr(text, line) != NULL;
}

START_TEST(a_button_lets_no_drug_out_of_a_pump_that_is_not_armed)
{
    const bool            is_armed = _i > 0;
    struct pump_firmware *firmware;
    struct bench_bed      bed;

    it_pump_begin(&bed, &firmware);
    knobs_place(&bed);
    bench_bed_open(&bed, is_armed);
    bench_bed_run(&bed, 0.5);
    bench_bed_turn(&bed, "handset.button", 1);
    bench_bed_run(&bed, 0.5);
    ck_assert(is_told_to_stand(&bed, "handset.button 1") == is_armed);
    ck_assert(bench_bed_told(&bed, "not armed") == !is_armed);
    bench_bed_clear(&bed);
    pump_firmware_destroy(firmware);
}
END_TEST

START_TEST(a_pump_that_is_unplugged_ends_the_run_with_a_sentence)
{
    struct pump_firmware *firmware;
    struct bench_bed      bed;
    enum err              err = ERR_OK;

    it_pump_begin(&bed, &firmware);
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 2);
    port_destroy(bed.far[DEVICE_ROLE_PUMP]);
    bed.far[DEVICE_ROLE_PUMP] = NULL;
    for (int i = 0; i < 200 && err == ERR_OK; i++)
        err = bench_bed_try_tick(&bed);
    ck_assert_int_eq(err, ERR_CLOSED);
    ck_assert_msg(strstr(bed.why.text, "the pump's port") && strstr(bed.why.text, "unplugged"),
                  "%s", bed.why.text);
    bench_bed_clear(&bed);
    pump_firmware_destroy(firmware);
}
END_TEST

/* ---- who can make a knob true ---- */

enum bench_kind { MECHANISM, OWN_PUMP, OWN_PUMP_AND_STAND };

static const struct {
    enum bench_kind kind;
    const char     *knob;
    bool            can;
    const char     *says;
} knobs[] = {
    { MECHANISM, "pump.basal_ul_per_h",         true,  NULL },
    { MECHANISM, "level_sensor.open",           true,  NULL },
    { MECHANISM, "catheter.occlusion",          true,  NULL },
    { MECHANISM, "catheter.leak",               true,  NULL },
    { MECHANISM, "telemetry.cut",               true,  NULL },
    { MECHANISM, "rotor.stalled",               false, "a bench without a pump" },
    { MECHANISM, "drive.gain_error",            false, "role stand" },
    { OWN_PUMP,  "pump.basal_ul_per_h",         true,  NULL },
    { OWN_PUMP,  "catheter.leak",               true,  NULL },
    { OWN_PUMP,  "wire.drop",                   true,  NULL },
    { OWN_PUMP,  "catheter.occlusion",          false, "role stand" },
    { OWN_PUMP,  "handset.button",              false, "a mocked device" },
    { OWN_PUMP,  "firmware.memory_flip",        false, "role stand" },
    { OWN_PUMP,  "battery.lost",                false, "nothing on this bench" },
    { OWN_PUMP_AND_STAND, "handset.button",     true,  NULL },
    { OWN_PUMP_AND_STAND, "catheter.occlusion", true,  NULL },
    { OWN_PUMP_AND_STAND, "rotor.stalled",      true,  NULL },
};

START_TEST(a_knob_is_refused_when_nothing_can_make_it_true)
{
    struct pump_firmware *firmware = NULL;
    struct bench_bed      bed;
    enum err              err;

    if (knobs[_i].kind == MECHANISM)
        mechanism_begin(&bed);
    else
        it_pump_begin(&bed, &firmware);
    if (knobs[_i].kind == OWN_PUMP_AND_STAND)
        knobs_place(&bed);
    bench_bed_open(&bed, true);
    err = bench_bed_can(&bed, knobs[_i].knob);
    ck_assert_msg((err == ERR_OK) == knobs[_i].can, "%s: %s", knobs[_i].knob, bed.why.text);
    if (err != ERR_OK)
        ck_assert_msg(strstr(bed.why.text, knobs[_i].says) && strstr(bed.why.text, knobs[_i].knob),
                      "%s", bed.why.text);
    bench_bed_clear(&bed);
    pump_firmware_destroy(firmware);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rig_bench_infusion");
    TCase *tests = tcase_create("rig_bench_infusion");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_syringe_pump_obeys_the_mocked_firmware_and_drives_the_plant);
    tcase_add_test(tests, a_bench_that_is_not_armed_pumps_nothing_and_says_so_once);
    tcase_add_test(tests, an_order_to_run_that_was_lost_with_the_link_is_given_again);
    tcase_add_test(tests, a_rate_that_was_lost_with_the_link_is_ordered_again);
    tcase_add_test(tests, a_mechanism_that_stands_still_is_told_and_felt_and_not_started_again);
    tcase_add_test(tests, a_balance_says_what_was_delivered);
    tcase_add_test(tests, a_run_on_a_balance_shows_start_up_and_trumpet_curve);
    tcase_add_test(tests, a_balance_that_falls_silent_leaves_the_delivery_unknown);
    tcase_add_test(tests, a_balance_that_is_tared_keeps_what_it_had_weighed);
    tcase_add_test(tests, a_pump_that_falls_silent_while_it_runs_is_metered_as_unknown);
    tcase_add_test(tests, a_flow_sensor_comes_before_a_balance);
    tcase_add_test(tests, a_gauge_is_what_the_mocked_firmware_feels_at_its_outlet);
    tcase_add_test(tests, make_safe_stops_the_mechanism);
    tcase_add_test(tests, a_pump_of_its_own_drives_the_plant_by_what_it_reports);
    tcase_add_test(tests, a_pump_of_its_own_that_is_not_armed_is_not_started);
    tcase_add_loop_test(tests, a_button_lets_no_drug_out_of_a_pump_that_is_not_armed, 0, 2);
    tcase_add_test(tests, a_pump_that_is_unplugged_ends_the_run_with_a_sentence);
    tcase_add_loop_test(tests, a_knob_is_refused_when_nothing_can_make_it_true, 0,
                        (int)(sizeof knobs / sizeof *knobs));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
