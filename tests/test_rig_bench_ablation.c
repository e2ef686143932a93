/* The ablation rig on a bench: a generator of its own, a source that obeys the mocked firmware, and
 * the load, thermocouple and meter around it. */
#include "drivers/mock/generator_firmware.h"
#include "hil/rig/rig_ablation.h"
#include "tests/support/bench_bed.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEAT     1
#define STEP_W   1.1        /* of the source, which may just have made one; and a digit */
#define HELD_C   1.0        /* as lumbar_medial_branch asks for                         */

/* ---- a source ---- */

static void source_begin(struct bench_bed *bed)
{
    bench_bed_begin(bed, &rig_ablation);
    bench_bed_place(bed, DEVICE_ROLE_GENERATOR, "tc-cxn");
    bed->world.load_ohm = 50;
}

static void heat_start(struct bench_bed *bed)
{
    bench_bed_run(bed, 2);
    ck_assert_str_eq(bench_bed_state(bed, "generator.state"), "standby");
    bench_bed_turn(bed, "generator.set_temp_c", 70);
    bench_bed_turn(bed, "generator.mode", HEAT);
}

START_TEST(a_source_is_the_output_stage_of_the_mocked_firmware)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 25);
    ck_assert_str_eq(bench_bed_state(&bed, "generator.fault"), "none");
    ck_assert_str_eq(bench_bed_state(&bed, "source.link"), "up");
    ck_assert_double_eq(bench_bed_seen(&bed, "source.output_on"), 1);
    ck_assert_double_gt(bed.world.into_load_w, 0.2);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "output.power_w"), bed.world.into_load_w,
                            STEP_W);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "tip.temp_c"), 70, HELD_C);

    bench_bed_turn(&bed, "generator.mode", 0);
    bench_bed_run(&bed, 1);
    ck_assert_double_eq(bed.world.source_w, 0);
    ck_assert_double_eq(bench_bed_seen(&bed, "source.output_on"), 0);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_source_of_whole_watts_gives_in_the_mean_what_was_wanted)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 60);
    ck_assert_str_eq(bench_bed_state(&bed, "generator.state"), "hold");
    ck_assert_double_gt(bench_bed_seen(&bed, "treatment.energy_j"), 100);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "generator.energy_j"),
                            bench_bed_seen(&bed, "treatment.energy_j"),
                            2);                     /* 0.5 J owed, and steps on their way */
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_source_that_is_not_armed_stays_cold)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_open(&bed, false);
    heat_start(&bed);
    for (int i = 0; i < 500; i++) {
        bench_bed_tick(&bed);
        ck_assert_double_eq(bed.world.source_w, 0);
    }
    ck_assert(bench_bed_told(&bed, "not armed"));
    ck_assert_double_eq(bench_bed_seen(&bed, "output.power_w"), 0);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(an_interlock_of_the_mocked_firmware_ends_a_real_output)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 5);
    ck_assert_double_gt(bed.world.source_w, 0.2);
    bench_bed_turn(&bed, "thermocouple.open", 1);
    bench_bed_run(&bed, 1.5);
    ck_assert_str_eq(bench_bed_state(&bed, "generator.state"), "fault");
    ck_assert_double_eq(bed.world.source_w, 0);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(an_output_that_was_refused_is_ordered_again_and_that_is_told_once)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_open(&bed, true);
    bench_bed_fault(&bed, DEVICE_ROLE_GENERATOR, "interlock_open", 1);
    heat_start(&bed);
    bench_bed_run(&bed, 3);
    ck_assert_double_eq(bed.world.source_w, 0);
    ck_assert(bench_bed_told(&bed, "ordered on, and it says that it is off"));
    bench_bed_run(&bed, 1);
    ck_assert(!bench_bed_told(&bed, "ordered on, and it says that it is off"));
    bench_bed_fault(&bed, DEVICE_ROLE_GENERATOR, "interlock_open", 0);
    bench_bed_run(&bed, 6);
    ck_assert_double_gt(bed.world.source_w, 0.2);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_source_that_goes_off_by_itself_is_not_switched_on_again)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 5);
    ck_assert_double_gt(bed.world.source_w, 0.2);
    bench_bed_fault(&bed, DEVICE_ROLE_GENERATOR, "interlock_open", 1);
    bench_bed_run(&bed, 3);
    ck_assert(bench_bed_told(&bed, "it is not switched on again"));
    bench_bed_fault(&bed, DEVICE_ROLE_GENERATOR, "interlock_open", 0);
    for (int i = 0; i < 500; i++) {
        bench_bed_tick(&bed);
        ck_assert_double_eq(bed.world.source_w, 0);
    }
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(make_safe_ends_a_real_output)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 5);
    ck_assert_int_eq(rig_ablation.make_safe(bed.rig), ERR_OK);
    bench_bed_run(&bed, 2);
    ck_assert_double_eq(bed.world.source_w, 0);
    ck_assert_msg(!bench_bed_told(&bed, "refuses"), "nothing is ordered behind it");
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_source_that_falls_silent_leaves_the_output_unknown)
{
    struct bench_bed   bed;
    struct stand_meter meter;
    double             energy_j;

    source_begin(&bed);
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 5);
    bed.is_mute[DEVICE_ROLE_GENERATOR] = true;
    bench_bed_run(&bed, 3);
    ck_assert(isnan(bench_bed_seen(&bed, "output.power_w")));
    ck_assert(isnan(bench_bed_seen(&bed, "output.rf_on")));
    stand_meter(bed.stand, DEVICE_ROLE_GENERATOR, &meter);
    energy_j = meter.energy_j;
    bench_bed_run(&bed, 1);
    stand_meter(bed.stand, DEVICE_ROLE_GENERATOR, &meter);
    ck_assert_msg(meter.energy_j > energy_j, "a limit does not wait for a meter that is silent");
    bench_bed_clear(&bed);
}
END_TEST

static double unknown_s(const struct bench_bed *bed, enum device_role role)
{
    struct stand_meter meter;

    stand_meter(bed->stand, role, &meter);
    return meter.unknown_s;
}

/* Its last word was that nothing leaves it. */
START_TEST(a_source_that_falls_silent_as_it_is_switched_on_is_not_taken_for_off)
{
    struct bench_bed   bed;
    struct stand_meter meter;

    source_begin(&bed);
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 5);
    ck_assert_double_eq(unknown_s(&bed, DEVICE_ROLE_GENERATOR), 0);
    bench_bed_turn(&bed, "generator.set_temp_c", 70);
    bench_bed_turn(&bed, "generator.mode", HEAT);
    for (int i = 0; i < 500 && !(bed.world.source_w > 0); i++)
        bench_bed_tick(&bed);
    ck_assert_double_gt(bed.world.source_w, 0);
    bed.is_mute[DEVICE_ROLE_GENERATOR] = true;
    bench_bed_run(&bed, 5);                                 /* its words are old after 2 */
    stand_meter(bed.stand, DEVICE_ROLE_GENERATOR, &meter);
    ck_assert_double_eq_tol(meter.energy_j, 0, 0.5);
    ck_assert_double_eq_tol(meter.unknown_s, 3, 0.3);
    ck_assert_double_ge(meter.on_s, meter.unknown_s);

    bed.is_mute[DEVICE_ROLE_GENERATOR] = false;
    bench_bed_run(&bed, 5);
    ck_assert_double_eq(unknown_s(&bed, DEVICE_ROLE_GENERATOR), 0);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_source_that_is_off_may_be_silent)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 5);
    bench_bed_turn(&bed, "generator.mode", 0);
    bench_bed_run(&bed, 2);
    bed.is_mute[DEVICE_ROLE_GENERATOR] = true;
    bench_bed_run(&bed, 5);
    ck_assert_double_eq(unknown_s(&bed, DEVICE_ROLE_GENERATOR), 0);
    bench_bed_clear(&bed);
}
END_TEST

/* ---- around a source, or without one ---- */

START_TEST(a_thermometer_takes_the_place_of_the_modelled_thermocouple)
{
    struct bench_bed bed;

    bench_bed_begin(&bed, &rig_ablation);
    bench_bed_place(&bed, DEVICE_ROLE_THERMOCOUPLE, "34970a");
    bed.world.probe_c[0] = 41.5;
    bench_bed_open(&bed, false);
    bench_bed_run(&bed, 3);
    ck_assert_str_eq(bench_bed_state(&bed, "thermometer.link"), "up");
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "tip.seen_c"), 41.5, 0.3);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "generator.temp_c"), 41.5, 0.3);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "tip.temp_c"), 37, 0.1);   /* the model's */

    bench_bed_turn(&bed, "thermocouple.offset_c", 5);
    bench_bed_run(&bed, 0.2);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "tip.seen_c"), 46.5, 0.3);
    bench_bed_turn(&bed, "thermocouple.offset_c", 0);

    bed.is_mute[DEVICE_ROLE_THERMOCOUPLE] = true;       /* silence is no temperature */
    bench_bed_run(&bed, 10);
    ck_assert(isnan(bench_bed_seen(&bed, "tip.seen_c")));
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_source_heats_by_what_a_real_thermometer_says)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_place(&bed, DEVICE_ROLE_THERMOCOUPLE, "34970a");
    bed.world.probe_c[0] = 37;
    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 3);
    bench_bed_turn(&bed, "generator.set_temp_c", 70);
    bench_bed_turn(&bed, "generator.mode", HEAT);
    bench_bed_run(&bed, 3);
    ck_assert_double_gt(bed.world.source_w, 0.2);
    bed.world.probe_c[0] = 110;                         /* the interlock sees it, not the model */
    bench_bed_run(&bed, 3);
    ck_assert_str_eq(bench_bed_state(&bed, "generator.state"), "fault");
    ck_assert_double_eq(bed.world.source_w, 0);
    bench_bed_clear(&bed);
}
END_TEST

/* With a load that may be switched live, or not. */
static void load_begin(struct bench_bed *bed, const char *driver, double switches_live)
{
    source_begin(bed);
    bench_bed_place(bed, DEVICE_ROLE_LOAD, driver);
    ck_assert_int_eq(settings_add_number(&bed->bench.places[DEVICE_ROLE_LOAD].settings,
                                         "switches_live", switches_live), ERR_OK);
}

START_TEST(the_load_is_what_the_plant_is_and_its_meter_says_what_was_delivered)
{
    struct bench_bed bed;

    load_begin(&bed, "esu2400", 1);
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 20);
    ck_assert_str_eq(bench_bed_state(&bed, "load.link"), "up");
    ck_assert_str_eq(bench_bed_state(&bed, "generator.fault"), "none");
    ck_assert_double_eq_tol(bed.world.load_ohm, bench_bed_seen(&bed, "tissue.impedance_ohm"),
                            0.03 * bed.world.load_ohm);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "output.power_w"), bed.world.into_load_w,
                            STEP_W);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "tip.temp_c"), 70,
                            2);             /* as steps of watts and of 1 % of the load allow */

    bench_bed_turn(&bed, "tissue.dried", 0.5);          /* the load makes it true */
    bench_bed_run(&bed, 1);
    ck_assert_double_eq_tol(bed.world.load_ohm, bench_bed_seen(&bed, "tissue.impedance_ohm"),
                            0.03 * bed.world.load_ohm);
    bench_bed_clear(&bed);
}
END_TEST

static const char *const cold_loads[] = { "esu2400", "iet-prs" };

START_TEST(a_load_that_must_not_be_switched_live_is_not_and_says_so_once)
{
    struct bench_bed bed;
    double           cold_ohm;

    load_begin(&bed, cold_loads[_i], 0);
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 3);
    cold_ohm = bed.world.load_ohm;
    bench_bed_turn(&bed, "tissue.dried", 0.5);
    bench_bed_run(&bed, 1);
    ck_assert_double_eq(bed.world.load_ohm, cold_ohm);
    ck_assert(bench_bed_told(&bed, "not switched"));
    bench_bed_run(&bed, 2);
    ck_assert(!bench_bed_told(&bed, "not switched"));
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_meter_beside_a_fixed_load_says_what_was_delivered)
{
    struct bench_bed bed;

    source_begin(&bed);
    bench_bed_place(&bed, DEVICE_ROLE_METER, "esu2400");
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 6);
    ck_assert_str_eq(bench_bed_state(&bed, "meter.link"), "up");
    ck_assert_double_gt(bed.world.into_load_w, 0.5);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "meter.current_a"), bed.world.current_a, 0.001);
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "output.power_w"), bed.world.into_load_w,
                            0.05);                  /* the meter's last digit of current */
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_meter_that_is_a_load_itself_tells_the_current_of_another_load)
{
    struct bench_bed bed;
    double           amps;

    load_begin(&bed, "iet-prs", 1);
    bench_bed_place(&bed, DEVICE_ROLE_METER, "esu2400");
    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 20);
    ck_assert_str_eq(bench_bed_state(&bed, "meter.link"), "up");
    ck_assert_str_eq(bench_bed_state(&bed, "load.link"), "up");
    ck_assert_double_gt(bed.world.into_load_w, 0.5);
    amps = bench_bed_seen(&bed, "meter.current_a");
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "output.power_w"),
                            amps * amps * bench_bed_seen(&bed, "load.ohm"), 0.01);
    ck_assert_msg(fabs(bench_bed_seen(&bed, "output.power_w")
                       - bench_bed_seen(&bed, "meter.power_w")) > 0.2, "that is of its own load");
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "generator.impedance_ohm"),
                            bench_bed_seen(&bed, "tissue.impedance_ohm"),
                            1);                     /* LOAD_STEP_SHARE of it is 0.7 ohm   */
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(one_instrument_on_two_roles_is_refused)
{
    struct bench_bed bed;

    bench_bed_begin(&bed, &rig_ablation);
    bench_bed_place(&bed, DEVICE_ROLE_LOAD, "esu2400");
    bench_bed_place(&bed, DEVICE_ROLE_METER, "esu2400");    /* with the same serial number */
    ck_assert_int_eq(bench_bed_try_stand(&bed, false), ERR_REFUSED);
    ck_assert_msg(strstr(bed.why.text, "load and meter are the same instrument"), "%s",
                  bed.why.text);
    bench_bed_clear(&bed);
}
END_TEST

/* ---- a generator of its own ---- */

/* It feels what the rig's plant is, as it would through a load and a thermocouple. */
static void own_step(struct bench_bed *bed, double now_s, double dt_s)
{
    struct generator_body   body = { .tip_temp_c = 37, .impedance_ohm = 200, .pad_ohm = 60 };
    struct generator_output output;

    if (bed->rig && bed->tick > 1) {
        body.tip_temp_c = bench_bed_seen(bed, "tip.temp_c");
        body.impedance_ohm = bench_bed_seen(bed, "tissue.impedance_ohm");
    }
    output = generator_firmware_step(bed->theirs, bed->far[DEVICE_ROLE_GENERATOR], now_s, dt_s,
                                     &body);
    bed->world.source_w = output.volts_rms * output.volts_rms / body.impedance_ohm;
}

static struct generator_firmware *own_begin(struct bench_bed *bed)
{
    struct generator_firmware *firmware;

    ck_assert_int_eq(generator_firmware_create(&firmware, NULL), ERR_OK);
    bench_bed_begin(bed, &rig_ablation);
    bench_bed_place(bed, DEVICE_ROLE_GENERATOR, "rf-generator");
    bed->others = own_step;
    bed->theirs = firmware;
    return firmware;
}

START_TEST(a_generator_of_its_own_drives_the_plant_by_what_it_reports)
{
    struct bench_bed           bed;
    struct generator_firmware *firmware = own_begin(&bed);
    struct stand_meter         meter;

    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 25);
    ck_assert_str_eq(bench_bed_state(&bed, "link.state"), "up");
    ck_assert_str_eq(bench_bed_state(&bed, "generator.fault"), "none");
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "output.power_w"), bed.world.source_w,
                            0.05);                  /* its report is 0.05 s old           */
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "tip.temp_c"), 70, HELD_C);
    stand_meter(bed.stand, DEVICE_ROLE_GENERATOR, &meter);
    ck_assert_double_eq_tol(meter.energy_j, bench_bed_seen(&bed, "output.energy_j"),
                            0.005 * meter.energy_j);
    bench_bed_clear(&bed);
    generator_firmware_destroy(firmware);
}
END_TEST

START_TEST(a_generator_of_its_own_that_is_not_armed_is_not_started)
{
    struct bench_bed           bed;
    struct generator_firmware *firmware = own_begin(&bed);

    bench_bed_open(&bed, false);
    heat_start(&bed);
    ck_assert(bench_bed_told(&bed, "not armed"));
    bench_bed_run(&bed, 4);
    ck_assert_str_eq(bench_bed_state(&bed, "generator.state"), "standby");
    ck_assert_str_eq(bench_bed_state(&bed, "request.mode"), "none");
    bench_bed_clear(&bed);
    generator_firmware_destroy(firmware);
}
END_TEST

START_TEST(a_cut_cable_is_cut_between_us_and_a_real_port)
{
    struct bench_bed           bed;
    struct generator_firmware *firmware = own_begin(&bed);

    bench_bed_open(&bed, true);
    bench_bed_run(&bed, 2);
    bench_bed_turn(&bed, "cable.cut", 1);
    bench_bed_run(&bed, 2);
    ck_assert_str_eq(bench_bed_state(&bed, "link.state"), "lost");
    ck_assert(isnan(bench_bed_seen(&bed, "output.power_w")));
    bench_bed_turn(&bed, "cable.cut", 0);
    bench_bed_run(&bed, 2);
    ck_assert_str_eq(bench_bed_state(&bed, "link.state"), "up");
    ck_assert_double_eq_tol(bench_bed_seen(&bed, "tip.seen_c"), 37, 1);     /* it was off */
    bench_bed_clear(&bed);
    generator_firmware_destroy(firmware);
}
END_TEST

START_TEST(what_a_generator_gave_unseen_is_missing_in_the_model_which_says_so)
{
    struct bench_bed           bed;
    struct generator_firmware *firmware = own_begin(&bed);

    bench_bed_open(&bed, true);
    heat_start(&bed);
    bench_bed_run(&bed, 6);
    ck_assert_double_eq(bench_bed_seen(&bed, "output.rf_on"), 1);
    ck_assert_double_gt(bench_bed_seen(&bed, "tip.seen_c"), 38);
    bench_bed_turn(&bed, "cable.cut", 1);
    bench_bed_run(&bed, 0.8);
    ck_assert(isnan(bench_bed_seen(&bed, "output.rf_on")));
    bench_bed_turn(&bed, "cable.cut", 0);
    bench_bed_run(&bed, 1);
    ck_assert_double_eq(bench_bed_seen(&bed, "output.rf_on"), 1);
    ck_assert(isnan(bench_bed_seen(&bed, "tip.seen_c")));
    bench_bed_clear(&bed);
    generator_firmware_destroy(firmware);
}
END_TEST

/* ---- faults that the stand makes ---- */

struct control { struct generator_firmware *firmware; char heard[400]; const char *answer; };

static void control_step(struct bench_bed *bed, double now_s, double dt_s)
{
    struct control *control = bed->theirs;
    const char     *answer = control->answer;
    uint8_t         bytes[100];
    size_t          count = 0, taken;

    bed->theirs = control->firmware;
    own_step(bed, now_s, dt_s);
    bed->theirs = control;
    if (port_read(bed->far[DEVICE_ROLE_STAND], now_s, bytes, sizeof bytes, &count) != ERR_OK)
        return;
    strncat(control->heard, (const char *)bytes, count);
    if (strcmp(control->heard, "identity?\n") == 0) {
        control->heard[0] = '\0';
        answer = "identity toy\n";
    }
    for (size_t i = 0; i < count; i++)
        if (bytes[i] == '\n')
            ck_assert_int_eq(port_write(bed->far[DEVICE_ROLE_STAND], now_s,
                                        (const uint8_t *)answer, strlen(answer), &taken), ERR_OK);
}

START_TEST(a_fault_reaches_the_device_through_the_stand_until_the_end)
{
    struct bench_bed bed;
    struct control   control = { .firmware = own_begin(&bed), .answer = "ok\n" };
    char             tail[40] = "";
    size_t           count = 0;

    bench_bed_place(&bed, DEVICE_ROLE_STAND, "knobs");
    bed.others = control_step;
    bed.theirs = &control;
    bench_bed_open(&bed, true);
    bench_bed_turn(&bed, "pad.lost", 0.5);
    bench_bed_turn(&bed, "cable.cut", 0);               /* ours: no business of the stand's */
    bench_bed_run(&bed, 0.5);
    ck_assert_str_eq(control.heard, "pad.lost 0.5\n");
    bed.type->destroy(bed.rig);
    bed.rig = NULL;
    stand_destroy(bed.stand);
    bed.stand = NULL;
    ck_assert_int_eq(port_read(bed.far[DEVICE_ROLE_STAND], bed.stepped_s + 1, (uint8_t *)tail,
                               sizeof tail - 1, &count), ERR_OK);
    ck_assert_str_eq(tail, "pad.lost 0\n");
    bench_bed_clear(&bed);
    generator_firmware_destroy(control.firmware);
}
END_TEST

START_TEST(a_fault_that_the_stand_refuses_ends_the_run)
{
    struct bench_bed bed;
    struct control   control = { .firmware = own_begin(&bed),
                                 .answer = "error: there is no knob 'pad.lost'\n" };
    enum err         err = ERR_OK;

    bench_bed_place(&bed, DEVICE_ROLE_STAND, "knobs");
    bed.others = control_step;
    bed.theirs = &control;
    bench_bed_open(&bed, true);
    bench_bed_turn(&bed, "pad.lost", 0.5);
    for (int i = 0; i < 50 && err == ERR_OK; i++)
        err = bench_bed_try_tick(&bed);
    ck_assert_int_eq(err, ERR_REFUSED);
    ck_assert_msg(strstr(bed.why.text, "did not take pad.lost 0.5"), "%s", bed.why.text);
    bench_bed_clear(&bed);
    generator_firmware_destroy(control.firmware);
}
END_TEST

/* ---- who can make a knob true ---- */

static const struct { bool is_own; const char *knob; bool can; const char *says; } knobs[] = {
    { false, "generator.set_temp_c", true,  NULL },
    { false, "thermocouple.open",    true,  NULL },
    { false, "pad.lost",             true,  NULL },
    { false, "firmware.leak_v",      true,  NULL },
    { true,  "generator.mode",       true,  NULL },
    { true,  "wire.drop",            true,  NULL },
    { true,  "thermocouple.open",    false, "role stand" },
    { true,  "pad.lost",             false, "a mocked device" },
    { true,  "tissue.dried",         false, "role load" },
    { true,  "panel.emergency_stop", false, "role stand" },
    { true,  "firmware.gain_error",  false, "nothing on this bench" },
};

START_TEST(a_knob_is_refused_when_nothing_can_make_it_true)
{
    struct generator_firmware *firmware = NULL;
    struct bench_bed           bed;
    enum err                   err;

    if (knobs[_i].is_own)
        firmware = own_begin(&bed);
    else
        source_begin(&bed);
    bench_bed_open(&bed, true);
    err = bench_bed_can(&bed, knobs[_i].knob);
    ck_assert_msg((err == ERR_OK) == knobs[_i].can, "%s: %s", knobs[_i].knob, bed.why.text);
    if (err != ERR_OK)
        ck_assert_msg(strstr(bed.why.text, knobs[_i].says) && strstr(bed.why.text, knobs[_i].knob),
                      "%s", bed.why.text);
    bench_bed_clear(&bed);
    generator_firmware_destroy(firmware);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rig_bench_ablation");
    TCase *tests = tcase_create("rig_bench_ablation");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_source_is_the_output_stage_of_the_mocked_firmware);
    tcase_add_test(tests, a_source_of_whole_watts_gives_in_the_mean_what_was_wanted);
    tcase_add_test(tests, a_source_that_is_not_armed_stays_cold);
    tcase_add_test(tests, an_interlock_of_the_mocked_firmware_ends_a_real_output);
    tcase_add_test(tests, an_output_that_was_refused_is_ordered_again_and_that_is_told_once);
    tcase_add_test(tests, a_source_that_goes_off_by_itself_is_not_switched_on_again);
    tcase_add_test(tests, make_safe_ends_a_real_output);
    tcase_add_test(tests, a_source_that_falls_silent_leaves_the_output_unknown);
    tcase_add_test(tests, a_source_that_falls_silent_as_it_is_switched_on_is_not_taken_for_off);
    tcase_add_test(tests, a_source_that_is_off_may_be_silent);
    tcase_add_test(tests, a_thermometer_takes_the_place_of_the_modelled_thermocouple);
    tcase_add_test(tests, a_source_heats_by_what_a_real_thermometer_says);
    tcase_add_test(tests, the_load_is_what_the_plant_is_and_its_meter_says_what_was_delivered);
    tcase_add_loop_test(tests, a_load_that_must_not_be_switched_live_is_not_and_says_so_once, 0,
                        (int)(sizeof cold_loads / sizeof *cold_loads));
    tcase_add_test(tests, a_meter_beside_a_fixed_load_says_what_was_delivered);
    tcase_add_test(tests, a_meter_that_is_a_load_itself_tells_the_current_of_another_load);
    tcase_add_test(tests, one_instrument_on_two_roles_is_refused);
    tcase_add_test(tests, a_generator_of_its_own_drives_the_plant_by_what_it_reports);
    tcase_add_test(tests, a_generator_of_its_own_that_is_not_armed_is_not_started);
    tcase_add_test(tests, a_cut_cable_is_cut_between_us_and_a_real_port);
    tcase_add_test(tests, what_a_generator_gave_unseen_is_missing_in_the_model_which_says_so);
    tcase_add_test(tests, a_fault_reaches_the_device_through_the_stand_until_the_end);
    tcase_add_test(tests, a_fault_that_the_stand_refuses_ends_the_run);
    tcase_add_loop_test(tests, a_knob_is_refused_when_nothing_can_make_it_true, 0,
                        (int)(sizeof knobs / sizeof *knobs));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
