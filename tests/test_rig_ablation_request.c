/* What the ablation rig knows of a treatment without asking the device: requests that stand, end
 * and lapse; settings that were agreed on; doses and changes that are counted from the truth. */
#include "hil/rig/rig_ablation.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STANDBY, HEAT, PULSE, SENSORY };     /* values of generator.mode, and of request.mode */

struct bed { struct rig *rig; struct settings settings; struct why why; double *row; long tick; };

static void bed_make(struct bed *bed)
{
    enum err err = rig_ablation.create(&bed->rig, &(struct rig_setup){ .settings = &bed->settings,
                                                                       .seed = 1 }, &bed->why);

    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
    bed->row = calloc(rig_ablation.signal_count, sizeof *bed->row);
    ck_assert_ptr_nonnull(bed->row);
}

static void bed_drop(struct bed *bed)
{
    rig_ablation.destroy(bed->rig);
    settings_free(&bed->settings);
    free(bed->row);
}

static void run(struct bed *bed, double seconds)
{
    for (long end = bed->tick + lround(seconds / rig_ablation.tick_s); bed->tick < end;)
        ck_assert_int_eq(rig_ablation.tick(bed->rig, (double)++bed->tick * rig_ablation.tick_s,
                                           bed->row, &bed->why), ERR_OK);
}

static double seen(const struct bed *bed, const char *name)
{
    size_t signal = signal_find(rig_ablation.signals, rig_ablation.signal_count, name);

    ck_assert_msg(signal != SIGNAL_NONE, "%s", name);
    return bed->row[signal];
}

static void turn(struct bed *bed, const char *name, double value)
{
    size_t knob = knob_find(rig_ablation.knobs, rig_ablation.knob_count, name);

    ck_assert_msg(knob != SIGNAL_NONE, "%s", name);
    ck_assert_int_eq(rig_ablation.turn(bed->rig, knob, value), ERR_OK);
}

/* Heating for three seconds, with a ramp of five. */
static void heat(struct bed *bed)
{
    bed_make(bed);
    turn(bed, "generator.ramp_s", 5);
    run(bed, 2);
    turn(bed, "generator.mode", HEAT);
    run(bed, 3.6);
    ck_assert_double_eq(seen(bed, "output.rf_on"), 1);
}

#define request(bed) ((int)seen(bed, "request.mode"))

/* What is turned while it heats, and what request stands a tick later, and 2 s later. */
static const struct { const char *knob; double value; int soon, later; } ends[] = {
    { "generator.mode",       STANDBY, STANDBY, STANDBY },
    { "generator.reset",      1,       STANDBY, STANDBY },
    { "panel.emergency_stop", 1,       STANDBY, STANDBY },
    { "panel.mains_off",      1,       STANDBY, STANDBY },
    { "pad.lost",             1,       HEAT,    STANDBY },  /* stopped by the device: it lapses */
    { "cable.cut",            1,       HEAT,    HEAT    },  /* the host still wants it          */
    { "generator.mode",       SENSORY, SENSORY, HEAT    },  /* refused: it stands as before     */
};

START_TEST(a_request_ends_with_what_ends_it)
{
    struct bed bed = { 0 };

    heat(&bed);
    ck_assert_int_eq(request(&bed), HEAT);
    turn(&bed, ends[_i].knob, ends[_i].value);
    run(&bed, 0.01);
    ck_assert_int_eq(request(&bed), ends[_i].soon);
    run(&bed, 1.9);
    ck_assert_msg(request(&bed) == ends[_i].later, "%s = %g: %d", ends[_i].knob, ends[_i].value,
                  request(&bed));
    bed_drop(&bed);
}
END_TEST

START_TEST(a_start_that_comes_to_nothing_lapses)
{
    struct bed bed = { 0 };

    bed_make(&bed);
    run(&bed, 2);
    turn(&bed, "pad.lost", 1);
    turn(&bed, "generator.mode", HEAT);
    run(&bed, 0.01);
    ck_assert_double_eq(seen(&bed, "request.is_new"), 1);
    run(&bed, 2.9);
    ck_assert_double_eq(seen(&bed, "request.is_new"), 0);
    ck_assert_int_eq(request(&bed), HEAT);
    run(&bed, 0.2);
    ck_assert_int_eq(request(&bed), STANDBY);
    bed_drop(&bed);
}
END_TEST

START_TEST(pulses_stand_for_their_time)
{
    struct bed bed = { 0 };

    bed_make(&bed);
    turn(&bed, "generator.pulse_time_s", 3);
    run(&bed, 2);
    turn(&bed, "generator.mode", PULSE);
    run(&bed, 3);
    ck_assert_int_eq(request(&bed), PULSE);
    ck_assert_double_eq_tol(seen(&bed, "output.duty"), 0.04, 1e-9);     /* 20 ms at 2 Hz */
    run(&bed, 3);
    ck_assert_int_eq(request(&bed), STANDBY);
    bed_drop(&bed);
}
END_TEST

START_TEST(what_was_agreed_on_outlives_a_cut_cable_but_not_the_mains)
{
    struct bed bed = { 0 };

    bed_make(&bed);
    turn(&bed, "generator.set_temp_c", 70);
    run(&bed, 0.01);
    ck_assert_double_eq(seen(&bed, "agreed.set_temp_c"), 80);           /* as delivered */
    run(&bed, 2);
    ck_assert_double_eq(seen(&bed, "agreed.set_temp_c"), 70);
    turn(&bed, "generator.set_temp_c", 150);                            /* refused */
    run(&bed, 1);
    ck_assert_double_eq(seen(&bed, "agreed.set_temp_c"), 70);
    turn(&bed, "cable.cut", 1);
    run(&bed, 1);
    turn(&bed, "cable.cut", 0);
    for (int i = 0; i < 100; i++) {
        run(&bed, 0.01);
        ck_assert_double_eq(seen(&bed, "agreed.set_temp_c"), 70);
    }
    turn(&bed, "panel.mains_off", 1);
    run(&bed, 0.01);
    ck_assert_double_eq(seen(&bed, "agreed.set_temp_c"), 80);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_treatment_is_counted_from_its_first_energy)
{
    struct bed bed = { 0 };
    double energy_j;

    heat(&bed);
    ck_assert_double_eq_tol(seen(&bed, "treatment.on_s"), 3.0, 0.15);
    energy_j = seen(&bed, "treatment.energy_j");
    ck_assert_double_eq_tol(energy_j, seen(&bed, "output.energy_j"), 1e-6);
    ck_assert_double_eq(seen(&bed, "treatment.hot_s"), 0);
    turn(&bed, "generator.mode", STANDBY);
    run(&bed, 1);
    ck_assert_double_eq_tol(seen(&bed, "treatment.energy_j"), energy_j, 0.5);
    turn(&bed, "generator.mode", HEAT);
    run(&bed, 1);
    ck_assert_double_lt(seen(&bed, "treatment.energy_j"), energy_j);
    bed_drop(&bed);
}
END_TEST

START_TEST(changes_are_those_of_the_time_they_name)
{
    struct bed bed = { 0 };
    double before_ohm, before_c, before_w;

    heat(&bed);
    before_ohm = seen(&bed, "tissue.impedance_ohm");
    before_c = seen(&bed, "tip.seen_c");
    before_w = seen(&bed, "output.mean_w");
    run(&bed, 0.1);
    ck_assert_double_eq_tol(seen(&bed, "tip.jump_c"), fabs(seen(&bed, "tip.seen_c") - before_c),
                            1e-9);
    run(&bed, 0.9);
    ck_assert_double_eq_tol(seen(&bed, "output.change_1s_w"),
                            seen(&bed, "output.mean_w") - before_w, 1e-9);
    ck_assert_double_lt(seen(&bed, "tissue.impedance_rise_pct"), 0);    /* it falls as it heats */
    ck_assert_double_eq_tol(seen(&bed, "tissue.impedance_rise_pct") / 100 * 86,
                            seen(&bed, "tissue.impedance_ohm") - before_ohm, 0.2);
    run(&bed, 9);
    ck_assert_double_eq_tol(seen(&bed, "tip.rise_10s_c"), seen(&bed, "tip.seen_c") - before_c,
                            1e-9);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_pad_has_its_best_since_it_was_applied)
{
    struct bed bed = { 0 };

    bed_make(&bed);
    run(&bed, 0.02);
    turn(&bed, "pad.lost", 0.5);
    run(&bed, 0.02);
    ck_assert_double_eq(seen(&bed, "pad.ohm"), 120);
    ck_assert_double_eq(seen(&bed, "pad.best_ohm"), 60);
    turn(&bed, "pad.lost", 1);
    run(&bed, 0.02);
    ck_assert(isnan(seen(&bed, "pad.ohm")) && isnan(seen(&bed, "pad.best_ohm")));
    turn(&bed, "pad.lost", 0.5);
    run(&bed, 0.02);
    ck_assert_double_eq(seen(&bed, "pad.best_ohm"), 120);
    bed_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rig_ablation_request");
    TCase *tests = tcase_create("notes");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_request_ends_with_what_ends_it, 0, sizeof ends / sizeof *ends);
    tcase_add_test(tests, a_start_that_comes_to_nothing_lapses);
    tcase_add_test(tests, pulses_stand_for_their_time);
    tcase_add_test(tests, what_was_agreed_on_outlives_a_cut_cable_but_not_the_mains);
    tcase_add_test(tests, a_treatment_is_counted_from_its_first_energy);
    tcase_add_test(tests, changes_are_those_of_the_time_they_name);
    tcase_add_test(tests, a_pad_has_its_best_since_it_was_applied);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
