/* The infusion rig: its tables, the way from an order to the canal, ticks of any length, faults at
 * the wire, memory, and the way to safety. */
#include "hil/rig/rig_infusion.h"
#include "tests/support/allocations.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bed { struct rig *rig; struct settings settings; struct why why; double *row; long tick; };

static void set(struct bed *bed, const char *path, double value)
{
    ck_assert_int_eq(settings_add_number(&bed->settings, path, value), ERR_OK);
}

static void bed_make(struct bed *bed, double tick_s)
{
    struct rig_setup setup = { .settings = &bed->settings, .seed = 1, .tick_s = tick_s };
    enum err         err = rig_infusion.create(&bed->rig, &setup, &bed->why);

    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
    bed->row = calloc(rig_infusion.signal_count, sizeof *bed->row);
    ck_assert_ptr_nonnull(bed->row);
}

/* 20 ul/h of 1 mg/ml morphine, polled often. */
static void basal_make(struct bed *bed, double tick_s)
{
    set(bed, "pump.programme.ul_per_h", 20);
    set(bed, "programmer.poll_s", 10);
    bed_make(bed, tick_s);
}

static void bed_clear(struct bed *bed)
{
    rig_infusion.destroy(bed->rig);
    settings_free(&bed->settings);
    free(bed->row);
}

static void bed_tick(struct bed *bed)
{
    enum err err = rig_infusion.tick(bed->rig, (double)++bed->tick * bed->rig->tick_s, bed->row,
                                     &bed->why);

    if (err != ERR_OK)      /* an assertion that holds would allocate */
        ck_abort_msg("%s", why_text(&bed->why, err));
}

static void bed_run(struct bed *bed, double seconds)
{
    for (long end = bed->tick + lround(seconds / bed->rig->tick_s); bed->tick < end;)
        bed_tick(bed);
}

static double seen(const struct bed *bed, const char *name)
{
    size_t signal = signal_find(rig_infusion.signals, rig_infusion.signal_count, name);

    ck_assert_msg(signal != SIGNAL_NONE, "%s", name);
    return bed->row[signal];
}

static bool is(const struct bed *bed, const char *name, const char *label)
{
    size_t signal = signal_find(rig_infusion.signals, rig_infusion.signal_count, name);
    double value = seen(bed, name);

    return !isnan(value)
        && strcmp(rig_infusion.signals[signal].labels[(int)value], label) == 0;
}

static void turn(struct bed *bed, const char *name, double value)
{
    size_t knob = knob_find(rig_infusion.knobs, rig_infusion.knob_count, name);

    if (knob == SIGNAL_NONE || rig_infusion.turn(bed->rig, knob, value) != ERR_OK)
        ck_abort_msg("%s", name);
}

/* How many of the waiting events have `part` in their text; all are taken. */
static int events_with(struct bed *bed, const char *part)
{
    struct event event;
    int          count = 0;

    while (rig_infusion.next_event(bed->rig, &event))
        count += strstr(event.text, part) != NULL;
    return count;
}

START_TEST(every_name_is_once_there_and_has_a_sentence)
{
    for (size_t i = 0; i < rig_infusion.signal_count; i++) {
        const struct signal *signal = &rig_infusion.signals[i];
        ck_assert_ptr_nonnull(signal->name);
        ck_assert_ptr_nonnull(signal->sentence);
        ck_assert_uint_eq(signal_find(rig_infusion.signals, rig_infusion.signal_count,
                                      signal->name), i);
        ck_assert_msg(signal->most > signal->least, "%s", signal->name);
    }
    for (size_t i = 0; i < rig_infusion.knob_count; i++) {
        const struct knob *knob = &rig_infusion.knobs[i];
        ck_assert_msg(knob->name && knob->sentence, "knob %zu", i);
        ck_assert_uint_eq(knob_find(rig_infusion.knobs, rig_infusion.knob_count, knob->name), i);
        ck_assert_msg(knob->least <= knob->rest && knob->rest <= knob->most, "%s", knob->name);
        ck_assert_msg(knob->kind == KNOB_ORDER || knob->rest == 0, "%s", knob->name);
    }
}
END_TEST

START_TEST(a_programmed_pump_delivers_from_the_start)
{
    struct bed bed = { 0 };

    basal_make(&bed, 1);
    bed_run(&bed, 4 * 3600);
    ck_assert(is(&bed, "pump.state", "continuous"));
    ck_assert(is(&bed, "link.state", "up"));
    ck_assert_double_eq_tol(seen(&bed, "catheter.delivered_ul"), 80, 2.6);
    ck_assert_double_eq_tol(seen(&bed, "catheter.flow_ul_per_h"), 20, 2.6);
    ck_assert_double_eq_tol(seen(&bed, "pump.rate_ul_per_h"), 20, 1e-9);
    ck_assert_double_gt(seen(&bed, "csf.tip_ug_per_ml"), 1);
    ck_assert_double_le(seen(&bed, "plant.mass_imbalance"), 1e-9);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_pump_in_its_box_is_programmed_over_the_wire)
{
    struct bed bed = { 0 };

    set(&bed, "programmer.poll_s", 5);
    bed_make(&bed, 1);
    bed_run(&bed, 30);
    ck_assert(is(&bed, "pump.state", "shelf"));
    turn(&bed, "pump.basal_ul_per_h", 40);
    bed_run(&bed, 30);
    ck_assert_msg(is(&bed, "pump.state", "continuous"), "%g", seen(&bed, "pump.state"));
    bed_run(&bed, 3600);
    ck_assert_double_eq_tol(seen(&bed, "catheter.delivered_ul"), 40, 2.6);
    bed_clear(&bed);
}
END_TEST

/* A day by ticks of 0.5 s to 10 min: the same strokes, the same volume. */
START_TEST(the_tick_does_not_matter)
{
    static const double ticks_s[] = { 1, 10, 60, 600 };
    double volume_ul[4];

    for (size_t i = 0; i < 4; i++) {
        struct bed bed = { 0 };
        set(&bed, "pump.programme.ul_per_h", 23.7);
        bed_make(&bed, ticks_s[i]);
        bed_run(&bed, 12 * 3600);
        volume_ul[i] = seen(&bed, "drive.delivered_ul");
        bed_clear(&bed);
    }
    for (size_t i = 1; i < 4; i++)
        ck_assert_double_eq_tol(volume_ul[i], volume_ul[0], 2.5 + 1e-6);
}
END_TEST

START_TEST(a_stray_frame_changes_nothing_and_is_written_down)
{
    static const struct { double kind; const char *text; } strays[] = {
        { 1, "did not end" }, { 2, "check is wrong" }, { 3, "another device" },
        { 4, "used before" },
    };

    for (size_t i = 0; i < sizeof strays / sizeof *strays; i++) {
        struct bed bed = { 0 };
        basal_make(&bed, 1);
        bed_run(&bed, 65);          /* between two questions of the programmer */
        (void)events_with(&bed, "");
        turn(&bed, "wire.stray_frame", strays[i].kind);
        bed_run(&bed, 60);
        ck_assert(is(&bed, "pump.state", "continuous"));
        ck_assert_msg(events_with(&bed, strays[i].text) > 0, "%s", strays[i].text);
        bed_clear(&bed);
    }
}
END_TEST

START_TEST(out_of_reach_means_unknown_and_delivery_goes_on)
{
    struct bed bed = { 0 };

    basal_make(&bed, 1);
    bed_run(&bed, 120);
    turn(&bed, "telemetry.cut", 1);
    bed_run(&bed, 3600);
    ck_assert(isnan(seen(&bed, "pump.state")));
    ck_assert(is(&bed, "link.state", "lost"));
    ck_assert_double_gt(seen(&bed, "catheter.delivered_ul"), 15);
    turn(&bed, "telemetry.cut", 0);
    bed_run(&bed, 60);
    ck_assert(is(&bed, "link.state", "up"));
    ck_assert(is(&bed, "pump.state", "continuous"));
    bed_clear(&bed);
}
END_TEST

START_TEST(it_is_made_safe_by_stopping)
{
    struct bed bed = { 0 };

    basal_make(&bed, 1);
    bed_run(&bed, 60);
    ck_assert_int_eq(rig_infusion.make_safe(bed.rig), ERR_OK);
    bed_run(&bed, 15);
    ck_assert(is(&bed, "pump.state", "stopped"));
    bed_clear(&bed);
}
END_TEST

static const struct { const char *path; double value; const char *part; } refusals[] = {
    { "reservoir.volume_ml", -1, "reservoir.volume_ml" },
    { "reservoir.volume_ml", 25, "reservoir.volume_ml" },
    { "pump.programme.ul_per_h", 3e6, "refused by the pump: a rate" },
    { "pump.programe.ul_per_h", 3, "programe" },
    { "canal.step_s", 0, "canal.step_s" },
    { "tip_m", 3, "tip_m" },
};

START_TEST(a_setup_that_cannot_be_is_refused_with_a_sentence)
{
    struct bed bed = { 0 };
    struct rig_setup setup = { .settings = &bed.settings, .seed = 1 };

    set(&bed, refusals[_i].path, refusals[_i].value);
    ck_assert_int_ne(rig_infusion.create(&bed.rig, &setup, &bed.why), ERR_OK);
    ck_assert_msg(strstr(bed.why.text, refusals[_i].part) != NULL, "%s", bed.why.text);
    settings_free(&bed.settings);
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(a_tick_allocates_nothing)
{
    struct bed bed = { 0 };
    long       before;

    basal_make(&bed, 1);
    bed_run(&bed, 300);
    before = allocations_so_far();
    bed_run(&bed, 300);
    turn(&bed, "bolus.volume_ul", 20);
    turn(&bed, "pump.single_bolus", 1);
    turn(&bed, "syringe.inject_ml", 1);
    bed_run(&bed, 600);
    ck_assert_int_eq(allocations_so_far() - before, 0);
    bed_clear(&bed);
}
END_TEST
#endif

START_TEST(what_it_shows_is_whole)
{
    struct bed      bed = { 0 };
    struct exhibits exhibits = { 0 };

    set(&bed, "band.samples", 5);
    basal_make(&bed, 60);
    bed_run(&bed, 6 * 3600);
    ck_assert_int_eq(rig_infusion.show(bed.rig, &exhibits, &bed.why), ERR_OK);
    ck_assert_uint_ge(exhibits.field_count, 1);
    ck_assert_uint_ge(exhibits.chart_count, 2);
    ck_assert_uint_ge(exhibits.table_count, 2);
    exhibits_free(&exhibits);
    bed_clear(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rig infusion");
    TCase *tests = tcase_create("rig");

    tcase_add_test(tests, every_name_is_once_there_and_has_a_sentence);
    tcase_add_test(tests, a_programmed_pump_delivers_from_the_start);
    tcase_add_test(tests, a_pump_in_its_box_is_programmed_over_the_wire);
    tcase_add_test(tests, the_tick_does_not_matter);
    tcase_add_test(tests, a_stray_frame_changes_nothing_and_is_written_down);
    tcase_add_test(tests, out_of_reach_means_unknown_and_delivery_goes_on);
    tcase_add_test(tests, it_is_made_safe_by_stopping);
    tcase_add_loop_test(tests, a_setup_that_cannot_be_is_refused_with_a_sentence, 0,
                        (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(tests, what_it_shows_is_whole);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, a_tick_allocates_nothing);
#endif
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
