/* The ablation rig: its tables, its closed loop against ideal control, energy,
 * memory, and the way to safety. */
#include "hil/lesion/case.h"
#include "hil/rig/rig_ablation.h"
#include "sim/treatment.h"
#include "tests/support/allocations.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct bed { struct rig *rig; struct settings settings; struct why why; double *row; long tick; };

static void bed_make(struct bed *bed, uint64_t seed)
{
    enum err err = rig_ablation.create(&bed->rig, &(struct rig_setup){ .settings = &bed->settings,
                                                                       .seed = seed }, &bed->why);

    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
    bed->row = calloc(rig_ablation.signal_count, sizeof *bed->row);
    ck_assert_ptr_nonnull(bed->row);
}

static void bed_clear(struct bed *bed)
{
    rig_ablation.destroy(bed->rig);
    settings_free(&bed->settings);
    free(bed->row);
}

static void bed_tick(struct bed *bed)
{
    enum err err = rig_ablation.tick(bed->rig, (double)++bed->tick * rig_ablation.tick_s, bed->row,
                                     &bed->why);

    if (err != ERR_OK)      /* an assertion that holds would allocate */
        ck_abort_msg("%s", why_text(&bed->why, err));
}

static void bed_run(struct bed *bed, double seconds)
{
    for (long end = bed->tick + lround(seconds / rig_ablation.tick_s); bed->tick < end;)
        bed_tick(bed);
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

static bool is_state(const struct bed *bed, const char *label)
{
    size_t signal = signal_find(rig_ablation.signals, rig_ablation.signal_count, "generator.state");
    double value = bed->row[signal];

    return !isnan(value) && strcmp(rig_ablation.signals[signal].labels[(int)value], label) == 0;
}

#define HEAT 1
#define PULSE 2

/* Through the self-test, then heating. */
static void heat_start(struct bed *bed)
{
    bed_run(bed, 2);
    ck_assert(is_state(bed, "standby"));
    turn(bed, "generator.mode", HEAT);
}

START_TEST(names_are_unique_and_rows_complete)
{
    for (size_t i = 0; i < rig_ablation.signal_count; i++) {
        const struct signal *s = &rig_ablation.signals[i];
        ck_assert_msg(s->name && strchr(s->name, '.') && s->unit && s->sentence
                          && s->least < s->most,
                      "signal %zu", i);
        ck_assert_uint_eq(signal_find(rig_ablation.signals, rig_ablation.signal_count, s->name), i);
    }
    for (size_t i = 0; i < rig_ablation.knob_count; i++) {
        const struct knob *k = &rig_ablation.knobs[i];
        ck_assert_msg(k->name && strchr(k->name, '.') && k->unit && k->sentence
                          && k->least < k->most,
                      "knob %zu", i);
        ck_assert_msg(k->rest >= k->least && k->rest <= k->most, "%s rests outside its range",
                      k->name);
        ck_assert_msg(k->kind == KNOB_ORDER || k->rest == 0, "%s: a fault rests at zero", k->name);
        ck_assert_uint_eq(knob_find(rig_ablation.knobs, rig_ablation.knob_count, k->name), i);
    }
    for (size_t i = 0; rig_ablation.headline[i]; i++)
        ck_assert(signal_find(rig_ablation.signals, rig_ablation.signal_count,
                              rig_ablation.headline[i])
                  != SIGNAL_NONE);
}
END_TEST

START_TEST(readings_stay_within_their_believable_range)
{
    struct bed bed = { 0 };

    bed_make(&bed, 1);
    heat_start(&bed);
    for (int tick = 0; tick < 4000; tick++) {
        bed_tick(&bed);
        for (size_t i = 0; i < rig_ablation.signal_count; i++)
            ck_assert_msg(isnan(bed.row[i])
                              || (bed.row[i] >= rig_ablation.signals[i].least
                                  && bed.row[i] <= rig_ablation.signals[i].most),
                          "%s = %g", rig_ablation.signals[i].name, bed.row[i]);
    }
    bed_clear(&bed);
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
static long allocations_of_run(struct bed *bed, double seconds)
{
    long before = allocations_so_far();

    bed_run(bed, seconds);
    return allocations_so_far() - before;
}

START_TEST(a_tick_allocates_nothing)
{
    struct bed bed = { 0 };

    bed_make(&bed, 1);
    heat_start(&bed);
    /* ramp and hold, sigma and k moving, perfusion stopping */
    ck_assert_int_eq(allocations_of_run(&bed, 30), 0);
    turn(&bed, "wire.corrupt", 0.01);
    ck_assert_int_eq(allocations_of_run(&bed, 5), 0);
    turn(&bed, "tissue.dried", 0.8);  /* a trip, and what follows it */
    ck_assert_int_eq(allocations_of_run(&bed, 5), 0);
    bed_clear(&bed);
}
END_TEST
#endif

START_TEST(the_closed_loop_makes_the_lesion_of_ideal_control)
{
    static struct treatment_setup setup;
    struct treatment ideal;
    struct settings settings = { 0 };
    struct why why = { "" };
    struct bed bed = { 0 };
    double ramp_s, width_mm;

    bed_make(&bed, 1);
    heat_start(&bed);
    for (ramp_s = 0; !is_state(&bed, "hold") && ramp_s < 40; ramp_s += 0.01)
        bed_tick(&bed);
    bed_run(&bed, 60);
    width_mm = seen(&bed, "lesion.width_mm");

    setup = (struct treatment_setup){ .end_s = ramp_s + 60, .report_at_s = { ramp_s + 60 },
                                      .report_count = 1, .accuracy_percent = 0.1,
        .drive = { .is_held = true, .set_c = 80, .ramp_s = ramp_s, .hold_until_s = ramp_s + 60,
                   .volts_most = 300 } };
    ck_assert_int_eq(case_read_plant(&settings, &setup.plant, &why), ERR_OK);
    ck_assert_int_eq(treatment_run(&ideal, &setup, &why), ERR_OK);
    printf("width after 60 s at 80 C: closed loop %.3f mm, ideal control %.3f mm\n", width_mm,
           1e3 * ideal.report[0].lesion[0].width_m);
    /* the device overshoots by less than 2 C for a few seconds, and
     * its thermocouple is 0.25 s late */
    ck_assert(fabs(width_mm - 1e3 * ideal.report[0].lesion[0].width_m) < 0.15);
    ck_assert(fabs(seen(&bed, "tissue.impedance_ohm") / ideal.report[0].resistance_ohm - 1) < 0.01);
    treatment_free(&ideal);
    settings_free(&settings);
    bed_clear(&bed);
}
END_TEST

/* A minute of bursts, as the generator throttles them, against their mean heat with a ceiling where
 * the tip was on average: as warm, and as much energy to within 3 %. */
START_TEST(a_minute_of_pulses_heats_as_their_mean)
{
    static struct treatment_setup setup;
    struct treatment mean;
    struct settings settings = { 0 };
    struct why why = { "" };
    struct bed bed = { 0 };
    double tip_c = 0, energy_j = 0, step_s = 0.25;
    int    ticks = 0;

    bed_make(&bed, 1);
    bed_run(&bed, 2);
    turn(&bed, "generator.pulse_time_s", 90);
    turn(&bed, "generator.mode", PULSE);
    for (int tick = 0; !is_state(&bed, "pulse") && tick < 300; tick++)
        bed_tick(&bed);
    for (int tick = 0; tick < 6000; tick++) {
        bed_tick(&bed);
        if (tick >= 1000) {
            tip_c += seen(&bed, "tip.temp_c");
            ticks++;
        }
    }
    tip_c /= ticks;

    setup = (struct treatment_setup){ .end_s = 60, .accuracy_percent = 0.5,
        .drive = { .is_pulsed = true, .hold_until_s = 60,
                   .pulses = { .volts = 45, .width_s = 0.02, .rate_hz = 2, .ceiling_c = tip_c } } };
    for (double at_s = step_s; at_s <= 60; at_s += step_s)
        setup.report_at_s[setup.report_count++] = at_s;
    ck_assert_int_eq(case_read_plant(&settings, &setup.plant, &why), ERR_OK);
    ck_assert_msg(treatment_run(&mean, &setup, &why) == ERR_OK, "%s", why.text);
    for (size_t k = 0; k < mean.report_count; k++)
        energy_j += step_s * mean.report[k].power_w;
    printf("a minute of pulses: tip %.2f C on average, ceiling 42 C; %.2f J, of their mean %.2f J\n",
           tip_c, seen(&bed, "output.energy_j"), energy_j);
    ck_assert(tip_c > 41.2 && tip_c < 42);
    ck_assert(fabs(energy_j / seen(&bed, "output.energy_j") - 1) < 0.03);
    treatment_free(&mean);
    settings_free(&settings);
    bed_clear(&bed);
}
END_TEST

START_TEST(energy_is_conserved_through_device_wire_and_plant)
{
    struct bed bed = { 0 };

    bed_make(&bed, 1);
    heat_start(&bed);
    bed_run(&bed, 40);
    ck_assert(seen(&bed, "plant.energy_imbalance") < 1e-6);
    /* what the output gave, tick by tick, is what the device counted */
    ck_assert(fabs(seen(&bed, "output.energy_j") / seen(&bed, "generator.energy_j") - 1) < 0.01);
    bed_clear(&bed);
}
END_TEST

/* Where the output's heat goes. In series: tissue R, a dried layer that multiplies it, a pad that is
 * partly off and adds R (1 / (1 - lost) - 1); a short takes its share of the current beside them.
 * A dried layer heats the tip, a pad heats the skin below it. */
static const struct { const char *knob; double value, share_at_tip; } faulty_loads[] = {
    { "tissue.dried", 0.3, 1 }, { "lead.short", 0.2, 0.8 }, { "pad.lost", 0.2, 0.8 },
};

START_TEST(a_faulty_load_heats_the_tip_with_its_share)
{
    struct bed bed = { 0 };
    double share;

    bed_make(&bed, 1);
    turn(&bed, faulty_loads[_i].knob, faulty_loads[_i].value);
    heat_start(&bed);
    bed_run(&bed, 15);
    ck_assert_msg(seen(&bed, "output.rf_on") == 1, "%s tripped it", faulty_loads[_i].knob);
    share = seen(&bed, "output.energy_j") / seen(&bed, "generator.energy_j");
    printf("%s = %g: %.3f of the energy at the tip\n", faulty_loads[_i].knob, faulty_loads[_i].value,
           share);
    ck_assert(fabs(share - faulty_loads[_i].share_at_tip) < 0.02);
    bed_clear(&bed);
}
END_TEST

START_TEST(make_safe_ends_the_output_within_two_polls)
{
    struct bed bed = { 0 };

    bed_make(&bed, 1);
    heat_start(&bed);
    bed_run(&bed, 10);
    ck_assert(seen(&bed, "output.rf_on") == 1);
    ck_assert_int_eq(rig_ablation.make_safe(bed.rig), ERR_OK);
    bed_run(&bed, 0.1);
    ck_assert(seen(&bed, "output.rf_on") == 0);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_silent_device_is_unknown_not_its_last_good_number)
{
    struct bed bed = { 0 };

    bed_make(&bed, 1);
    heat_start(&bed);
    bed_run(&bed, 5);
    ck_assert(!isnan(seen(&bed, "generator.temp_c")));
    turn(&bed, "cable.cut", 1);
    bed_run(&bed, 1);
    ck_assert(isnan(seen(&bed, "generator.temp_c")) && isnan(seen(&bed, "generator.state")));
    bed_run(&bed, 2);
    ck_assert_msg(seen(&bed, "output.rf_on") == 0, "the device's own watchdog ends the output");
    bed_clear(&bed);
}
END_TEST

START_TEST(a_run_is_a_function_of_its_seed)
{
    struct bed a = { 0 }, b = { 0 }, other = { 0 };

    bed_make(&a, 7);
    bed_make(&b, 7);
    bed_make(&other, 8);
    heat_start(&a);
    heat_start(&b);
    heat_start(&other);
    bed_run(&a, 10);
    bed_run(&b, 10);
    bed_run(&other, 10);
    ck_assert(memcmp(a.row, b.row, rig_ablation.signal_count * sizeof *a.row) == 0);
    ck_assert(seen(&a, "tip.seen_c") != seen(&other, "tip.seen_c"));
    bed_clear(&a);
    bed_clear(&b);
    bed_clear(&other);
}
END_TEST

/* ---- what a set-up may say ---- */

static const struct {
    const char *path; double number; const char *text; const char *want;
} wrong[] = {
    { "tissue", 0, "musle", "did you mean 'muscle'" },
    { "electrode.gauge", 19, NULL, "16, 17, 18, 20, 22 and 23" },
    { "electrode.tip_mm", 0, NULL, "electrode.tip_mm" },
    { "electrode.tip_mm", NAN, NULL, "electrode.tip_mm" },
    { "electrode.tipp_mm", 10, NULL, "electrode.tip_mm" },
    { "electrode.thermocouple_mm", 11, NULL, "electrode.thermocouple_mm" },
    { "domain.radius_mm", 1, NULL, "does not fit its domain" },
    { "start_c", 99, NULL, "start_c" },
    { "criteria[1].isotherm", 50, NULL, "criteria[1] needs exactly one" },
    { "criteria[1].arrhenius", 0, "lever", "did you mean 'liver'" },
    { "firmware.without", 0, "over_tmep", "did you mean 'over_temp'" },
    { "serial.baud", 0, NULL, "serial.baud" },
    { "pad.ohms", 60, NULL, "pad.ohm" },
};

START_TEST(a_wrong_setup_is_named)
{
    struct settings settings = { 0 };
    struct rig *rig = NULL;
    struct why why = { "" };
    enum err err;

    if (wrong[_i].text)
        ck_assert_int_eq(settings_add_text(&settings, wrong[_i].path, wrong[_i].text), ERR_OK);
    else
        ck_assert_int_eq(settings_add_number(&settings, wrong[_i].path, wrong[_i].number), ERR_OK);
    err = rig_ablation.create(&rig, &(struct rig_setup){ .settings = &settings, .seed = 1 }, &why);
    ck_assert_msg(err == ERR_RANGE || err == ERR_UNKNOWN, "%s %g gave %s", wrong[_i].path,
                  wrong[_i].number, err_name(err));
    ck_assert_msg(strstr(why.text, wrong[_i].want), "%s: %s", wrong[_i].path, why.text);
    ck_assert_ptr_null(rig);
    settings_free(&settings);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rig_ablation");
    TCase *tests = tcase_create("rig_ablation");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, names_are_unique_and_rows_complete);
    tcase_add_test(tests, readings_stay_within_their_believable_range);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, a_tick_allocates_nothing);
#endif
    tcase_add_test(tests, the_closed_loop_makes_the_lesion_of_ideal_control);
    tcase_add_test(tests, a_minute_of_pulses_heats_as_their_mean);
    tcase_add_test(tests, energy_is_conserved_through_device_wire_and_plant);
    tcase_add_loop_test(tests, a_faulty_load_heats_the_tip_with_its_share, 0,
                        (int)(sizeof faulty_loads / sizeof *faulty_loads));
    tcase_add_test(tests, make_safe_ends_the_output_within_two_polls);
    tcase_add_test(tests, a_silent_device_is_unknown_not_its_last_good_number);
    tcase_add_test(tests, a_run_is_a_function_of_its_seed);
    tcase_add_loop_test(tests, a_wrong_setup_is_named, 0, (int)(sizeof wrong / sizeof *wrong));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
