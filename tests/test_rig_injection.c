/* The injection rig: its tables, the hand, faults, books, and what a set-up may say. */
#include "hil/rig/rig_injection.h"
#include "sim/depot.h"
#include "tests/support/allocations.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bed { struct rig *rig; struct settings settings; struct why why; double *row; long tick; };

static void bed_make(struct bed *bed, const char *agent, double tick_s)
{
    enum err err;

    ck_assert_int_eq(settings_add_text(&bed->settings, "agent", agent), ERR_OK);
    err = rig_injection.create(&bed->rig, &(struct rig_setup){ .settings = &bed->settings,
                                               .seed = 1, .tick_s = tick_s }, &bed->why);
    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
    bed->row = calloc(rig_injection.signal_count, sizeof *bed->row);
    ck_assert_ptr_nonnull(bed->row);
}

static void bed_clear(struct bed *bed)
{
    rig_injection.destroy(bed->rig);
    settings_free(&bed->settings);
    free(bed->row);
}

static void bed_tick(struct bed *bed)
{
    enum err err = rig_injection.tick(bed->rig, (double)++bed->tick * bed->rig->tick_s, bed->row,
                                      &bed->why);

    if (err != ERR_OK)
        ck_abort_msg("%s", why_text(&bed->why, err));
}

static void bed_run(struct bed *bed, double seconds)
{
    for (long end = bed->tick + lround(seconds / bed->rig->tick_s); bed->tick < end;)
        bed_tick(bed);
}

static double seen(const struct bed *bed, const char *name)
{
    size_t signal = signal_find(rig_injection.signals, rig_injection.signal_count, name);

    ck_assert_msg(signal != SIGNAL_NONE, "%s", name);
    return bed->row[signal];
}

static void turn(struct bed *bed, const char *name, double value)
{
    size_t knob = knob_find(rig_injection.knobs, rig_injection.knob_count, name);

    ck_assert_msg(knob != SIGNAL_NONE, "%s", name);
    ck_assert_int_eq(rig_injection.turn(bed->rig, knob, value), ERR_OK);
}

/* Push so many millilitres at 10 mL/min. */
static void push(struct bed *bed, double ml)
{
    turn(bed, "syringe.rate_ml_per_min", 10);
    bed_run(bed, ml * 6);
    turn(bed, "syringe.rate_ml_per_min", 0);
}

START_TEST(names_are_unique_and_rows_complete)
{
    for (size_t i = 0; i < rig_injection.signal_count; i++) {
        const struct signal *s = &rig_injection.signals[i];
        ck_assert_msg(s->name && strchr(s->name, '.') && s->unit && s->sentence
                          && s->least < s->most, "signal %zu", i);
        ck_assert_uint_eq(signal_find(rig_injection.signals, rig_injection.signal_count, s->name),
                          i);
    }
    for (size_t i = 0; i < rig_injection.knob_count; i++) {
        const struct knob *k = &rig_injection.knobs[i];
        ck_assert_msg(k->name && strchr(k->name, '.') && k->unit && k->sentence
                          && k->least < k->most, "knob %zu", i);
        ck_assert(k->rest == 0 && k->least <= 0 && k->most >= 0);
        ck_assert_uint_eq(knob_find(rig_injection.knobs, rig_injection.knob_count, k->name), i);
    }
    for (size_t i = 0; rig_injection.headline[i]; i++)
        ck_assert(signal_find(rig_injection.signals, rig_injection.signal_count,
                              rig_injection.headline[i]) != SIGNAL_NONE);
}
END_TEST

/* Labels are written out in the rig, agents stand in sim's table. */
START_TEST(labels_are_the_agents)
{
    size_t agent = knob_find(rig_injection.knobs, rig_injection.knob_count, "syringe.agent");
    size_t wrong = knob_find(rig_injection.knobs, rig_injection.knob_count, "syringe.wrong_agent");
    size_t count = 0;

    for (; rig_injection.knobs[agent].labels[count]; count++) {
        ck_assert_str_eq(rig_injection.knobs[agent].labels[count], depot_agents[count].name);
        ck_assert_str_eq(rig_injection.knobs[wrong].labels[count + 1], depot_agents[count].name);
    }
    ck_assert_uint_eq(count, DEPOT_AGENTS);
    ck_assert(rig_injection.knobs[agent].most == DEPOT_AGENTS - 1);
    ck_assert(rig_injection.knobs[wrong].most == DEPOT_AGENTS);
}
END_TEST

START_TEST(readings_stay_within_their_believable_range)
{
    struct bed bed = { 0 };

    bed_make(&bed, "alcohol_100", 0.1);
    for (int phase = 0; phase < 5; phase++) {
        turn(&bed, "syringe.agent", phase + 3);
        turn(&bed, "syringe.rate_ml_per_min", 60);
        for (int tick = 0; tick < 100; tick++) {
            bed_tick(&bed);
            for (size_t i = 0; i < rig_injection.signal_count; i++)
                ck_assert_msg(bed.row[i] >= rig_injection.signals[i].least
                                  && bed.row[i] <= rig_injection.signals[i].most,
                              "%s = %g", rig_injection.signals[i].name, bed.row[i]);
        }
    }
    bed_clear(&bed);
}
END_TEST

START_TEST(the_hand_pushes_what_it_is_told_until_the_syringe_is_empty)
{
    struct bed bed = { 0 };
    struct event event;

    ck_assert_int_eq(settings_add_number(&bed.settings, "syringe.volume_ml", 3), ERR_OK);
    bed_make(&bed, "alcohol_50", 0.1);
    push(&bed, 2);
    ck_assert_double_eq_tol(seen(&bed, "injected.agent_ml"), 2, 1e-9);
    ck_assert_double_eq_tol(seen(&bed, "syringe.left_ml"), 1, 1e-9);
    ck_assert(!rig_injection.next_event(bed.rig, &event));
    push(&bed, 4);
    ck_assert_double_eq_tol(seen(&bed, "injected.agent_ml"), 3, 1e-9);
    ck_assert(seen(&bed, "syringe.rate_ml_per_min") == 0);
    ck_assert(rig_injection.next_event(bed.rig, &event));
    ck_assert_str_eq(event.text, "the syringe is empty");
    turn(&bed, "needle.rinse", 1);      /* saline comes from another one */
    push(&bed, 1);
    ck_assert_double_eq_tol(seen(&bed, "injected.volume_ml"), 4, 1e-9);
    ck_assert_double_eq_tol(seen(&bed, "injected.agent_ml"), 3, 1e-9);
    turn(&bed, "needle.rinse", 0);
    turn(&bed, "syringe.agent", 1);     /* a full one */
    push(&bed, 1);
    ck_assert_double_eq_tol(seen(&bed, "syringe.left_ml"), 2, 1e-9);
    bed_clear(&bed);
}
END_TEST

START_TEST(what_is_ordered_is_told_beside_what_flows)
{
    static const struct { double agent, wrong, rinse, ordered, contents; } rows[] = {
        { 1, 0, 0, 1, 1 }, { 3, 0, 0, 3, 3 }, { 1, 1, 0, 1, 0 }, { 1, 4, 0, 1, 3 },
        { 1, 4, 1, 0, 0 },              /* saline comes from another syringe */
    };
    struct bed bed = { 0 };

    bed_make(&bed, "alcohol_50", 0.1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        turn(&bed, "syringe.agent", rows[i].agent);
        turn(&bed, "syringe.wrong_agent", rows[i].wrong);
        turn(&bed, "needle.rinse", rows[i].rinse);
        push(&bed, 0.1);
        ck_assert_msg(seen(&bed, "syringe.ordered") == rows[i].ordered, "row %zu", i);
        ck_assert_msg(seen(&bed, "syringe.contents") == rows[i].contents, "row %zu", i);
    }
    bed_clear(&bed);
}
END_TEST

START_TEST(mass_is_balanced_and_splits_between_tissue_and_blood)
{
    struct bed bed = { 0 };

    bed_make(&bed, "alcohol_50", 0.1);
    turn(&bed, "needle.in_vessel", 0.25);
    push(&bed, 10);                     /* 5 mL of alcohol are 3.945 g */
    ck_assert(seen(&bed, "blood.alcohol_g") > 0.25 * 3.945);
    bed_run(&bed, 600);
    ck_assert(seen(&bed, "plant.mass_imbalance") < 1e-9);
    ck_assert(seen(&bed, "blood.alcohol_g") > 0.5 * 3.945);
    ck_assert(seen(&bed, "blood.alcohol_g") < 3.945);
    bed_clear(&bed);
}
END_TEST

#define PUSHED_ML 8

/* The nerve's damage after PUSHED_ML and ten minutes, with a fault. */
static double damage_with(const char *knob, double value, double *blood_g)
{
    struct bed bed = { 0 };
    double damage;

    bed_make(&bed, "alcohol_50", 0.5);
    if (knob)
        turn(&bed, knob, value);
    push(&bed, PUSHED_ML);
    bed_run(&bed, 600);
    damage = seen(&bed, "nerve.damage");
    *blood_g = seen(&bed, "blood.alcohol_g");
    bed_clear(&bed);
    return damage;
}

#define SALINE_IS_WRONG 1
static const struct { const char *knob; double value; } spoilers[] = {
    { "needle.off_mm", 25 }, { "needle.in_vessel", 1 }, { "syringe.wrong_agent", SALINE_IS_WRONG },
    { "syringe.rate_error", -0.9 }, { "tissue.washout_more", 20 },
};

START_TEST(every_fault_spares_the_nerve_that_a_sound_injection_kills)
{
    double blood_g, well_g, well = damage_with(NULL, 0, &well_g);
    double with = damage_with(spoilers[_i].knob, spoilers[_i].value, &blood_g);

    printf("%-20s = %g: nerve's damage %.3f, sound %.3f; alcohol in blood %.2f g, sound %.2f g\n",
           spoilers[_i].knob, spoilers[_i].value, with, well, blood_g, well_g);
    ck_assert(well > 1);
    ck_assert(with < 1);
    if (strcmp(spoilers[_i].knob, "needle.in_vessel") == 0)
        ck_assert_double_eq_tol(blood_g, PUSHED_ML * 0.5 * 0.789, 1e-6);
}
END_TEST

START_TEST(a_needle_moved_after_the_first_drop_moves_nothing)
{
    struct bed bed = { 0 };
    struct event event;

    bed_make(&bed, "alcohol_50", 0.1);
    turn(&bed, "needle.off_mm", 5);
    push(&bed, 1);
    ck_assert_double_eq_tol(seen(&bed, "nerve.distance_mm"), 15, 1e-9);
    turn(&bed, "needle.off_mm", 0);
    bed_tick(&bed);
    ck_assert_double_eq_tol(seen(&bed, "nerve.distance_mm"), 15, 1e-9);
    ck_assert(rig_injection.next_event(bed.rig, &event));
    ck_assert_ptr_nonnull(strstr(event.text, "after the first drop"));
    bed_clear(&bed);
}
END_TEST

START_TEST(the_limit_and_death_are_told_once)
{
    struct bed bed = { 0 };
    struct event event;
    int deaths = 0, alarms = 0;

    ck_assert_int_eq(settings_add_number(&bed.settings, "limit.volume_ml", 5), ERR_OK);
    bed_make(&bed, "alcohol_100", 0.1);
    push(&bed, 4.9);
    ck_assert(seen(&bed, "limit.over") == 0);
    push(&bed, 15);
    ck_assert(seen(&bed, "limit.over") == 1);
    bed_run(&bed, 300);
    while (rig_injection.next_event(bed.rig, &event)) {
        deaths += strcmp(event.text, "the nerve is dead by the usual criterion") == 0;
        alarms += strcmp(event.kind, "alarm") == 0;
    }
    ck_assert_int_eq(deaths, 1);
    ck_assert_int_eq(alarms, 1);
    bed_clear(&bed);
}
END_TEST

START_TEST(make_safe_lets_go_of_the_plunger)
{
    struct bed bed = { 0 };

    bed_make(&bed, "alcohol_50", 0.1);
    turn(&bed, "syringe.rate_ml_per_min", 10);
    bed_run(&bed, 5);
    ck_assert(seen(&bed, "syringe.rate_ml_per_min") == 10);
    ck_assert_int_eq(rig_injection.make_safe(bed.rig), ERR_OK);
    bed_tick(&bed);
    ck_assert(seen(&bed, "syringe.rate_ml_per_min") == 0);
    bed_clear(&bed);
}
END_TEST

/* 10 ms and 6 s: the same injection. */
START_TEST(the_answer_does_not_depend_on_the_tick)
{
    static const double ticks_s[] = { 0.05, 0.5, 6 };
    double radius_mm[3], damage[3];

    for (int i = 0; i < 3; i++) {
        struct bed bed = { 0 };
        bed_make(&bed, "alcohol_50", ticks_s[i]);
        push(&bed, 10);
        bed_run(&bed, 300);
        radius_mm[i] = seen(&bed, "dead.radius_mm");
        damage[i] = seen(&bed, "nerve.damage");
        printf("ticks of %g s: dead %.3f mm, nerve's damage %.4f\n", ticks_s[i], radius_mm[i],
               damage[i]);
        bed_clear(&bed);
    }
    for (int i = 1; i < 3; i++) {
        ck_assert(fabs(radius_mm[i] - radius_mm[0]) < 0.1);
        ck_assert(fabs(damage[i] / damage[0] - 1) < 0.01);
    }
}
END_TEST

START_TEST(scatter_is_drawn_by_the_seed)
{
    double front[3];

    for (int i = 0; i < 3; i++) {
        struct bed bed = { 0 };
        ck_assert_int_eq(settings_add_text(&bed.settings, "agent", "alcohol_50"), ERR_OK);
        ck_assert_int_eq(settings_add_number(&bed.settings, "tissue.scatter", 1.5), ERR_OK);
        ck_assert_int_eq(rig_injection.create(&bed.rig, &(struct rig_setup){
                             .settings = &bed.settings, .seed = i < 2 ? 7 : 8 }, &bed.why), ERR_OK);
        bed.row = calloc(rig_injection.signal_count, sizeof *bed.row);
        push(&bed, 1);
        front[i] = seen(&bed, "front.radius_mm");
        bed_clear(&bed);
    }
    ck_assert(front[0] == front[1]);
    ck_assert(front[0] != front[2]);
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(a_tick_allocates_nothing)
{
    struct bed bed = { 0 };
    long before;

    bed_make(&bed, "alcohol_50", 0.1);
    turn(&bed, "syringe.rate_ml_per_min", 10);
    before = allocations_so_far();      /* an assertion that holds allocates, too */
    bed_run(&bed, 200);         /* the history is thinned twice */
    ck_assert_int_eq(allocations_so_far() - before, 0);
    bed_clear(&bed);
}
END_TEST
#endif

START_TEST(it_shows_a_map_two_charts_and_three_tables)
{
    struct bed bed = { 0 };
    struct exhibits exhibits = { 0 };
    const struct exhibit_field *field;
    double last_x;

    bed_make(&bed, "alcohol_50", 0.1);
    push(&bed, 10);
    bed_run(&bed, 300);
    ck_assert_int_eq(rig_injection.show(bed.rig, &exhibits, &bed.why), ERR_OK);
    ck_assert_uint_eq(exhibits.field_count, 1);
    ck_assert_uint_eq(exhibits.chart_count, 2);
    ck_assert_uint_eq(exhibits.table_count, 3);
    field = exhibits.fields;
    ck_assert(field->columns > 256 && field->columns <= 512);
    ck_assert(field->x_most > 5.9 && field->x_most <= 6);       /* minutes */
    ck_assert(field->y_most > 1.2 * 10);
    last_x = field->contours[0].x[field->contours[0].count - 1];
    ck_assert_double_eq_tol(last_x, field->x_most, 1e-5);
    ck_assert(field->value[field->columns - 1] > 0 && field->value[field->columns - 1] < 50);
    for (size_t i = 1; i < exhibits.charts[1].curves[0].count; i++)
        ck_assert(exhibits.charts[1].curves[0].x[i] > exhibits.charts[1].curves[0].x[i - 1]);
    ck_assert_str_eq(exhibits.tables[0].cells[2][0], "usual, alcohol");
    exhibits_free(&exhibits);
    bed_clear(&bed);
}
END_TEST

/* What is known of patients is shown where they were counted, and no further. */
static const struct { const char *tissue; double ml; size_t tables; const char *want; } places[] = {
    { "celiac", 35, 3, "every plane open (unverified)" }, { "epidural", 3, 3, "90 %" },
    { "epidural", 24, 3, "90 %" }, { "perineural", 3, 2, NULL },
};

START_TEST(patients_are_shown_where_they_were_counted)
{
    struct bed bed = { 0 };
    struct exhibits exhibits = { 0 };
    size_t last;

    ck_assert_int_eq(settings_add_text(&bed.settings, "tissue", places[_i].tissue), ERR_OK);
    bed_make(&bed, "steroid", 0.5);
    push(&bed, places[_i].ml);
    ck_assert_int_eq(rig_injection.show(bed.rig, &exhibits, &bed.why), ERR_OK);
    ck_assert_uint_eq(exhibits.table_count, places[_i].tables);
    if (places[_i].want) {
        last = exhibits.tables[1].rows - 1;
        ck_assert_str_eq(exhibits.tables[1].cells[last][0], places[_i].want);
        if (strcmp(places[_i].tissue, "epidural") == 0)
            ck_assert_str_eq(exhibits.tables[1].cells[last][1],
                             places[_i].ml < 20 ? "3.5" : "not studied above 20 ml");
    }
    ck_assert_str_eq(exhibits.tables[0].cells[1][1], "never");
    exhibits_free(&exhibits);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_run_without_a_tick_has_its_tables)
{
    struct bed bed = { 0 };
    struct exhibits exhibits = { 0 };

    bed_make(&bed, "saline", 0.1);
    ck_assert_int_eq(rig_injection.show(bed.rig, &exhibits, &bed.why), ERR_OK);
    ck_assert_uint_eq(exhibits.field_count, 0);
    ck_assert_uint_eq(exhibits.table_count, 3);
    exhibits_free(&exhibits);
    bed_clear(&bed);
}
END_TEST

static const struct {
    const char *path; double number; const char *text; const char *want;
} wrong[] = {
    { "agent", 0, "alcohol_5O", "did you mean 'alcohol_50'" },
    { "agent", 50, NULL, "agent" },
    { "syringe.volume_ml", -20, NULL, "syringe.volume_ml" },
    { "syringe.volume", 20, NULL, "syringe.volume_ml" },
    { "limit.volume_ml", -1, NULL, "limit.volume_ml" },
    { "nerve_mm", -3, NULL, "nerve_mm" },
    { "nerve_mm", 81, NULL, "nerve_mm" },
    { "tissue", 0, "coeliac", "did you mean 'celiac'" },
    { "tissue", 3, NULL, "neither a name nor a table" },
    { "tissue.porosity", 0, NULL, "tissue.porosity" },
    { "tissue.scatter", 0.5, NULL, "tissue.scatter" },
    { "geometry", 0, "spere", "did you mean 'sphere'" },
    { "sleeve.length_mm", 30, NULL, "sleeve.length_mm" },     /* of a sphere */
    { "domain.cells", 1, NULL, "domain.cells" },
};

START_TEST(a_wrong_setup_is_named)
{
    struct settings settings = { 0 };
    struct why why = { "" };
    struct rig *rig = NULL;
    enum err err = wrong[_i].text ? settings_add_text(&settings, wrong[_i].path, wrong[_i].text)
                                  : settings_add_number(&settings, wrong[_i].path,
                                                        wrong[_i].number);

    ck_assert_int_eq(err, ERR_OK);
    err = rig_injection.create(&rig, &(struct rig_setup){ .settings = &settings }, &why);
    ck_assert_msg(err == ERR_RANGE || err == ERR_UNKNOWN, "%s: %s", wrong[_i].path, err_name(err));
    ck_assert_msg(strstr(why.text, wrong[_i].want), "%s: %s", wrong[_i].path, why.text);
    ck_assert_ptr_null(rig);
    settings_free(&settings);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rig_injection");
    TCase *tests = tcase_create("rig_injection");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, names_are_unique_and_rows_complete);
    tcase_add_test(tests, labels_are_the_agents);
    tcase_add_test(tests, readings_stay_within_their_believable_range);
    tcase_add_test(tests, the_hand_pushes_what_it_is_told_until_the_syringe_is_empty);
    tcase_add_test(tests, what_is_ordered_is_told_beside_what_flows);
    tcase_add_test(tests, mass_is_balanced_and_splits_between_tissue_and_blood);
    tcase_add_loop_test(tests, every_fault_spares_the_nerve_that_a_sound_injection_kills, 0,
                        (int)(sizeof spoilers / sizeof *spoilers));
    tcase_add_test(tests, a_needle_moved_after_the_first_drop_moves_nothing);
    tcase_add_test(tests, the_limit_and_death_are_told_once);
    tcase_add_test(tests, make_safe_lets_go_of_the_plunger);
    tcase_add_test(tests, the_answer_does_not_depend_on_the_tick);
    tcase_add_test(tests, scatter_is_drawn_by_the_seed);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, a_tick_allocates_nothing);
#endif
    tcase_add_test(tests, it_shows_a_map_two_charts_and_three_tables);
    tcase_add_loop_test(tests, patients_are_shown_where_they_were_counted, 0,
                        (int)(sizeof places / sizeof *places));
    tcase_add_test(tests, a_run_without_a_tick_has_its_tables);
    tcase_add_loop_test(tests, a_wrong_setup_is_named, 0, (int)(sizeof wrong / sizeof *wrong));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
