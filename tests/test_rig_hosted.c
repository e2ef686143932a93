/* A mocked device whose host is somebody else: it answers at their port, faults reach it, and
 * orders are theirs alone. */
#include "drivers/generator.h"
#include "drivers/port_pipe.h"
#include "drivers/pump.h"
#include "hil/rig/rig_ablation.h"
#include "hil/rig/rig_infusion.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STROKE_UL (PUMP_STROKE_NL * 1e-3)

struct bed {
    const struct rig_type *type;
    struct rig      *rig;
    struct settings  settings;
    struct port     *theirs, *ours;
    struct why       why;
    double          *row;
    long             tick;
};

static void bed_make(struct bed *bed, const struct rig_type *type, double tick_s)
{
    struct rig_setup setup = { .settings = &bed->settings, .seed = 1, .tick_s = tick_s };
    enum err         err;

    bed->type = type;
    ck_assert_int_eq(port_pipe_create(115200, &bed->theirs, &bed->ours), ERR_OK);
    setup.host = bed->ours;
    err = type->create(&bed->rig, &setup, &bed->why);
    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
    bed->row = calloc(type->signal_count, sizeof *bed->row);
    ck_assert_ptr_nonnull(bed->row);
}

/* The port was borrowed: it still carries bytes when the rig is gone. */
static void bed_clear(struct bed *bed)
{
    uint8_t byte = 7;
    size_t  count = 0;

    bed->type->destroy(bed->rig);
    ck_assert_int_eq(port_write(bed->ours, 1e6, &byte, 1, &count), ERR_OK);
    ck_assert_uint_eq(count, 1);
    port_destroy(bed->theirs);
    port_destroy(bed->ours);
    settings_free(&bed->settings);
    free(bed->row);
}

static double now_s(const struct bed *bed) { return (double)bed->tick * bed->rig->tick_s; }

static void bed_tick(struct bed *bed)
{
    enum err err;

    bed->tick++;
    err = bed->type->tick(bed->rig, now_s(bed), bed->row, &bed->why);
    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
}

static double seen(const struct bed *bed, const char *name)
{
    size_t signal = signal_find(bed->type->signals, bed->type->signal_count, name);

    ck_assert_msg(signal != SIGNAL_NONE, "%s", name);
    return bed->row[signal];
}

static enum err can_turn(struct bed *bed, const char *name)
{
    size_t knob = knob_find(bed->type->knobs, bed->type->knob_count, name);

    ck_assert_msg(knob != SIGNAL_NONE, "%s", name);
    why_clear(&bed->why);
    return rig_can_turn(bed->rig, knob, &bed->why);
}

static void turn(struct bed *bed, const char *name, double value)
{
    ck_assert_msg(can_turn(bed, name) == ERR_OK, "%s", bed->why.text);
    ck_assert_int_eq(bed->type->turn(bed->rig, knob_find(bed->type->knobs, bed->type->knob_count,
                                                         name), value), ERR_OK);
}

static void generator_run(struct bed *bed, struct generator *host, double seconds)
{
    for (long end = bed->tick + lround(seconds / bed->rig->tick_s); bed->tick < end;) {
        ck_assert_int_eq(generator_step(host, now_s(bed)), ERR_OK);
        bed_tick(bed);
    }
}

START_TEST(a_generator_heats_for_somebody_elses_host_and_trips_on_a_fault)
{
    struct bed        bed = { .tick = 0 };
    struct generator *host;

    bed_make(&bed, &rig_ablation, 0);
    ck_assert_int_eq(generator_create(&host, bed.theirs, NULL), ERR_OK);
    generator_run(&bed, host, 2);
    ck_assert_int_eq(generator_report(host)->link, GENERATOR_LINK_UP);
    ck_assert_int_eq(generator_order(host, GENERATOR_ORDER_SET_TEMP, 70), ERR_OK);
    ck_assert_int_eq(generator_order(host, GENERATOR_ORDER_START_HEAT, 0), ERR_OK);
    generator_run(&bed, host, 10);
    ck_assert_double_gt(seen(&bed, "output.power_w"), 0.5);
    ck_assert_double_gt(seen(&bed, "tip.temp_c"), 50);
    ck_assert_msg(isnan(seen(&bed, "generator.temp_c")), "we asked it nothing");

    turn(&bed, "thermocouple.open", 1);
    generator_run(&bed, host, 1);
    ck_assert_double_eq(seen(&bed, "output.rf_on"), 0);
    ck_assert_int_ne(generator_report(host)->status.fault, 0);

    turn(&bed, "cable.cut", 1);
    generator_run(&bed, host, 1);
    ck_assert_int_eq(generator_report(host)->link, GENERATOR_LINK_LOST);
    generator_destroy(host);
    bed_clear(&bed);
}
END_TEST

static void pump_run(struct bed *bed, struct pump *host, double seconds)
{
    for (long end = bed->tick + lround(seconds / bed->rig->tick_s); bed->tick < end;) {
        ck_assert_int_eq(pump_step(host, now_s(bed)), ERR_OK);
        bed_tick(bed);
    }
}

START_TEST(a_pump_obeys_somebody_elses_programmer_at_a_thousand_ticks_a_second)
{
    struct bed   bed = { .tick = 0 };
    struct pump *host;

    ck_assert_int_eq(settings_add_number(&bed.settings, "pump.programme.ul_per_h", 400), ERR_OK);
    bed_make(&bed, &rig_infusion, 0.001);
    ck_assert_int_eq(pump_create(&host, bed.theirs, NULL), ERR_OK);
    pump_run(&bed, host, 60);
    ck_assert_int_eq(pump_report(host)->link, PUMP_LINK_UP);
    ck_assert_double_eq_tol(seen(&bed, "drive.delivered_ul"), 400.0 / 60, STROKE_UL);

    ck_assert_int_eq(pump_order(host, PUMP_ORDER_STOP, 0, 0), ERR_OK);
    pump_run(&bed, host, 2);
    ck_assert_msg(pump_report(host)->is_known, "the pump has answered");
    ck_assert_int_eq(pump_report(host)->status.rate_nl_per_h, 0);
    turn(&bed, "handset.button", 1);
    turn(&bed, "catheter.occlusion", 1);
    pump_destroy(host);
    bed_clear(&bed);
}
END_TEST

static const struct { const struct rig_type *type; const char *knob; bool is_ours; } knobs[] = {
    { &rig_ablation, "generator.set_temp_c",   false },
    { &rig_ablation, "generator.mode",         false },
    { &rig_ablation, "generator.reset",        false },
    { &rig_ablation, "panel.emergency_stop",   true  },
    { &rig_ablation, "pad.lost",               true  },
    { &rig_ablation, "wire.drop",              true  },
    { &rig_ablation, "firmware.leak_v",        true  },
    { &rig_infusion, "pump.basal_ul_per_h",    false },
    { &rig_infusion, "programme.step_3_min",   false },
    { &rig_infusion, "bolus.volume_ul",        false },
    { &rig_infusion, "pump.refill",            false },
    { &rig_infusion, "wire.stray_frame",       false },
    { &rig_infusion, "refill.now",             true  },
    { &rig_infusion, "handset.button",         true  },
    { &rig_infusion, "rotor.stalled",          true  },
    { &rig_infusion, "telemetry.cut",          true  },
};

START_TEST(orders_are_the_other_hosts_and_the_body_is_ours)
{
    struct bed bed = { .tick = 0 };
    enum err   err;

    bed_make(&bed, knobs[_i].type, 0);
    err = can_turn(&bed, knobs[_i].knob);
    ck_assert_msg((err == ERR_OK) == knobs[_i].is_ours, "%s", knobs[_i].knob);
    if (err != ERR_OK)
        ck_assert_msg(strstr(bed.why.text, knobs[_i].knob) && strstr(bed.why.text, "another"),
                      "%s", bed.why.text);
    bed_clear(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rig_hosted");
    TCase *tests = tcase_create("rig_hosted");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_generator_heats_for_somebody_elses_host_and_trips_on_a_fault);
    tcase_add_test(tests, a_pump_obeys_somebody_elses_programmer_at_a_thousand_ticks_a_second);
    tcase_add_loop_test(tests, orders_are_the_other_hosts_and_the_body_is_ours, 0,
                        (int)(sizeof knobs / sizeof *knobs));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
