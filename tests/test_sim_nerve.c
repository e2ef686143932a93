/* Courses through lesions of which everything is known: chords, distances, the hottest place; and
 * through a real one, against reading it in a hundred thousand places. */
#include "base/units.h"
#include "sim/ablation.h"
#include "sim/nerve.h"
#include "sim/treatment.h"
#include "tests/support/exact.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MM 1e-3

static const struct grid_shape shape = { 0.635e-3, 10e-3, 0.06, 0.06 };

/* A field that is known everywhere. */
struct bed { struct grid grid; double *field; struct why why; };

static void bed_make(struct bed *bed)
{
    struct grid_fineness fine = treatment_fineness(0.5, 0, &shape);

    memset(bed, 0, sizeof *bed);
    ck_assert_int_eq(grid_create(&bed->grid, &shape, &fine, &bed->why), ERR_OK);
    bed->field = calloc(bed->grid.nodes, sizeof *bed->field);
}

static void bed_clear(struct bed *bed)
{
    grid_destroy(&bed->grid);
    free(bed->field);
}

/* >= 0 within a ball about (0, 0, z): of degree two, so that elements carry it exactly. */
static void ball_fill(struct bed *bed, double radius_m, double z_m)
{
    for (size_t j = 0; j < bed->grid.z.nodes; j++)
        for (size_t i = 0; i < bed->grid.r.nodes; i++) {
            double r = bed->grid.r.x[i], z = bed->grid.z.x[j] - z_m;
            bed->field[grid_node(&bed->grid, i, j)] = radius_m * radius_m - r * r - z * z;
        }
}

static void cylinder_fill(struct bed *bed, double radius_m)
{
    for (size_t j = 0; j < bed->grid.z.nodes; j++)
        for (size_t i = 0; i < bed->grid.r.nodes; i++)
            bed->field[grid_node(&bed->grid, i, j)] =
                radius_m * radius_m - bed->grid.r.x[i] * bed->grid.r.x[i];
}

static struct nerve *lay(struct bed *bed, const struct nerve_course *course)
{
    struct nerve *nerve = NULL;
    enum err err = nerve_create(&nerve, &bed->grid, course, &bed->why);

    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
    return nerve;
}

static struct nerve_dead dead_of(struct bed *bed, const struct nerve_course *course)
{
    struct nerve *nerve = lay(bed, course);
    struct nerve_dead dead;

    nerve_dead(nerve, bed->field, &dead);
    nerve_destroy(nerve);
    return dead;
}

static double margin_of(struct bed *bed, const struct nerve_course *course)
{
    struct nerve *nerve = lay(bed, course);
    double margin_m = nerve_margin_m(nerve, bed->field);

    nerve_destroy(nerve);
    return margin_m;
}

/* From 0 to 1, the same every time. */
static double random_share(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* ---- chords ---- */

/* A line past the ball's middle at a distance, in any direction. */
START_TEST(of_a_line_through_a_ball_the_chord_is_dead)
{
    struct bed bed;
    uint64_t seed = 17;

    bed_make(&bed);
    for (int i = 0; i < 200; i++) {
        double radius = MM * (2 + 5 * random_share(&seed)), z = MM * (8 * random_share(&seed) - 4);
        double off = radius * 1.2 * random_share(&seed), turn = 2 * PI * random_share(&seed);
        double tilt = PI * random_share(&seed), half = 15 * MM, chord;
        /* along and aside are at right angles to each other */
        double along[3] = { cos(turn) * sin(tilt), sin(turn) * sin(tilt), cos(tilt) };
        double aside[3] = { -sin(turn), cos(turn), 0 };
        struct nerve_course course = { .count = 2 };
        struct nerve_dead dead;
        for (int end = 0; end < 2; end++) {
            double t = end ? half : -half;
            course.point[end] = (struct nerve_point){ off * aside[0] + t * along[0],
                                                      off * aside[1] + t * along[1],
                                                      z + off * aside[2] + t * along[2] };
        }
        ball_fill(&bed, radius, z);
        dead = dead_of(&bed, &course);
        chord = off < radius ? 2 * sqrt(radius * radius - off * off) : 0;
        /* within the needle the course lies on its side, where the ball may have ended */
        if (off > shape.radius_m * 1.01) {
            ck_assert_msg(fabs(dead.dead_m - chord) < 1e-8, "ball of %g, %g off: %.9g, not %.9g",
                          radius, off, dead.dead_m, chord);
            ck_assert_double_eq_tol(dead.longest_m, chord, 1e-8);
            ck_assert_uint_eq(dead.stretch_count, chord > 0);
        }
    }
    bed_clear(&bed);
}
END_TEST

/* Lines that graze: a micrometre of the ball's 4 mm, whose chord is 0.18 mm; and one that misses. */
static const struct { double off_m, chord_m; } grazes[] = {
    { 4e-3 - 1e-6, 1.7888e-4 }, { 4e-3 - 1e-8, 1.7889e-5 }, { 4e-3 + 1e-8, 0 },
};

START_TEST(a_line_that_grazes_is_found)
{
    struct bed bed;

    bed_make(&bed);
    ball_fill(&bed, 4e-3, 0);
    for (double shift_m = 0; shift_m < 2e-4; shift_m += 1.7e-5) {
        struct nerve_course course = { .count = 2, .point = {
            { -9e-3 + shift_m, grazes[_i].off_m, 0 }, { 11e-3 + shift_m, grazes[_i].off_m, 0 } } };
        struct nerve_dead dead = dead_of(&bed, &course);
        ck_assert_msg(fabs(dead.dead_m - grazes[_i].chord_m) < 2e-8, "shift %g: %g, not %g",
                      shift_m, dead.dead_m, grazes[_i].chord_m);
    }
    bed_clear(&bed);
}
END_TEST

START_TEST(of_a_line_across_a_cylinder_the_chord_is_dead)
{
    struct bed bed;

    bed_make(&bed);
    cylinder_fill(&bed, 3e-3);
    for (double slope = 0; slope < 4; slope += 0.5) {
        struct nerve_course course = { .count = 2, .point = { { -8e-3, 1e-3, -8e-3 * slope },
                                                              { 8e-3, 1e-3, 8e-3 * slope } } };
        double chord_m = 2 * sqrt(9e-6 - 1e-6) * sqrt(1 + slope * slope);
        ck_assert_double_eq_tol(dead_of(&bed, &course).dead_m, chord_m, 1e-8);
    }
    bed_clear(&bed);
}
END_TEST

START_TEST(what_is_dead_in_two_stretches_has_a_longest_one)
{
    /* down through the ball, round a corner outside it, and back through it nearer to its rim */
    struct nerve_course course = { .count = 4, .point = { { 2e-3, 0, 8e-3 }, { 2e-3, 0, -8e-3 },
                                                          { 3e-3, 0, -8e-3 }, { 3e-3, 0, 8e-3 } } };
    double first_m = 2 * sqrt(16e-6 - 4e-6), second_m = 2 * sqrt(16e-6 - 9e-6);
    struct nerve_dead dead;
    struct bed bed;

    bed_make(&bed);
    ball_fill(&bed, 4e-3, 0);
    dead = dead_of(&bed, &course);
    ck_assert_uint_eq(dead.stretch_count, 2);
    ck_assert_double_eq_tol(dead.dead_m, first_m + second_m, 1e-8);
    ck_assert_double_eq_tol(dead.longest_m, first_m, 1e-8);
    ck_assert_double_eq_tol(dead.stretch[0].from_m, 8e-3 - first_m / 2, 1e-8);
    ck_assert_double_eq_tol(dead.stretch[1].to_m, 25e-3 + second_m / 2, 1e-8);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_corner_within_what_is_dead_makes_no_gap)
{
    struct nerve_course course = { .count = 3, .point = { { 6e-3, 0, 0 }, { 1e-3, 0, 0 },
                                                          { 1e-3, 0, 9e-3 } } };
    struct nerve_dead dead;
    struct bed bed;

    bed_make(&bed);
    ball_fill(&bed, 4e-3, 0);
    dead = dead_of(&bed, &course);
    ck_assert_uint_eq(dead.stretch_count, 1);
    ck_assert_double_eq_tol(dead.longest_m, 3e-3 + sqrt(15e-6), 1e-8);
    bed_clear(&bed);
}
END_TEST

/* Through the needle: on its side there. A ball thinner than the needle is nowhere on it. */
START_TEST(a_course_through_the_needle_lies_on_its_side)
{
    struct nerve_course across = { .count = 2, .point = { { -8e-3, 0, 1e-3 }, { 8e-3, 0, 1e-3 } } };
    struct nerve *nerve;
    struct bed bed;

    bed_make(&bed);
    ball_fill(&bed, 4e-3, 1e-3);
    ck_assert_double_eq_tol(dead_of(&bed, &across).dead_m, 8e-3, 1e-8);
    ball_fill(&bed, 0.5e-3, 1e-3);
    ck_assert_double_eq(dead_of(&bed, &across).dead_m, 0);
    ball_fill(&bed, 4e-3, 1e-3);
    nerve = lay(&bed, &across);
    ck_assert_double_eq_tol(nerve_highest(nerve, bed.field, NULL),
                            16e-6 - shape.radius_m * shape.radius_m, 1e-12);
    nerve_destroy(nerve);
    bed_clear(&bed);
}
END_TEST

/* ---- curves: an arc of a circle in a plane beside the axis, through a ball or a cylinder ---- */

/* The arc's middle is its place nearest to the axis: x = centre - arc there, on the height of the
 * ball's middle; `beside` is how far its plane is from the axis. Sixty-three chords of 2.4 rad in
 * all lie within 1.9e-4 of the arc's radius. */
#define ARC_RAD      2.4
#define ARC_AWAY     1.9e-4     /* of its radius: (2.4 / 63)^2 / 8, and a little */

static const struct {
    const char *story;
    bool   is_cylinder;
    double dead, centre, arc, beside;   /* mm: radius of what is dead, then of the arc */
} arcs[] = {
    { "it bends away from a ball",        false, 4,   9, 7,  1   },
    { "it bends round a ball",            false, 4,   2, 5,  1.5 },
    { "a flat one through a ball",        false, 5,  14, 12, 2   },
    { "a tight one, most of it dead",     false, 6,   7, 4,  0.8 },
    { "it passes beside a ball",          false, 3,  12, 7,  1   },
    { "round a ball, and free of it",     false, 2,   1, 6,  1   },
    { "it dips into a cylinder",          true,  3,  10, 8,  1   },
    { "it passes beside a cylinder",      true,  3,  14, 8,  1   },
};

static struct nerve_course arc_course(size_t row, double radius_mm)
{
    struct nerve_course course = { .kind = NERVE_SPARE, .count = NERVE_POINTS_MAX,
                                   .radius_m = radius_mm * MM };

    for (size_t i = 0; i < course.count; i++) {
        double turn = ARC_RAD * ((double)i / (double)(course.count - 1) - 0.5);
        course.point[i] = (struct nerve_point){
            MM * (arcs[row].centre - arcs[row].arc * cos(turn)), MM * arcs[row].beside,
            MM * arcs[row].arc * sin(turn) };
    }
    return course;
}

/* |centre + arc|^2 = centre^2 + arc^2 - 2 centre arc cos(turn) in the plane of the arc meets what
 * the plane cuts off the ball; a cylinder is cut to a strip. */
static double arc_dead_mm(size_t row)
{
    double arc = arcs[row].arc, centre = arcs[row].centre;
    double cut2 = arcs[row].dead * arcs[row].dead - arcs[row].beside * arcs[row].beside;
    double cosine = arcs[row].is_cylinder ? (centre - sqrt(cut2)) / arc
                                          : (centre * centre + arc * arc - cut2)
                                            / (2 * centre * arc);

    return cosine >= 1 ? 0 : 2 * arc * acos(cosine);
}

START_TEST(of_an_arc_what_the_circle_s_own_formula_says_is_dead)
{
    struct nerve_course course = arc_course((size_t)_i, 0);
    double dead_m = arc_dead_mm((size_t)_i) * MM, away_m = arcs[_i].arc * MM * ARC_AWAY;
    struct bed bed;

    bed_make(&bed);
    if (arcs[_i].is_cylinder)
        cylinder_fill(&bed, arcs[_i].dead * MM);
    else
        ball_fill(&bed, arcs[_i].dead * MM, 0);
    ck_assert_msg(fabs(dead_of(&bed, &course).dead_m - dead_m) < 6 * away_m, "%s: %.7g, not %.7g",
                  arcs[_i].story, dead_of(&bed, &course).dead_m, dead_m);
    bed_clear(&bed);
}
END_TEST

START_TEST(the_margin_of_an_arc_is_that_of_its_nearest_place)
{
    /* also of one half a millimetre thick: so much nearer on all sides */
    struct nerve_course line = arc_course((size_t)_i, 0), tube = arc_course((size_t)_i, 0.25);
    double near = hypot(arcs[_i].centre - arcs[_i].arc, arcs[_i].beside);
    double margin_m = (near - arcs[_i].dead) * MM;
    double tolerance_m = 3e-6 + arcs[_i].arc * MM * ARC_AWAY;
    struct bed bed;

    bed_make(&bed);
    if (arcs[_i].is_cylinder)
        cylinder_fill(&bed, arcs[_i].dead * MM);
    else
        ball_fill(&bed, arcs[_i].dead * MM, 0);
    ck_assert_msg(fabs(margin_of(&bed, &line) - margin_m) < tolerance_m, "%s: %.7g, not %.7g",
                  arcs[_i].story, margin_of(&bed, &line), margin_m);
    ck_assert_double_eq_tol(margin_of(&bed, &tube), margin_of(&bed, &line) - 0.25 * MM, 1e-12);
    bed_clear(&bed);
}
END_TEST

/* ---- the hottest place ---- */

START_TEST(the_highest_value_is_where_the_course_is_nearest)
{
    struct nerve_course course = { .count = 2, .point = { { -8e-3, 2e-3, -3e-3 },
                                                          { 9e-3, 2e-3, 5e-3 } } };
    struct nerve *nerve;
    struct bed bed;
    double at_m, share, near2;

    bed_make(&bed);
    ball_fill(&bed, 4e-3, 0);
    nerve = lay(&bed, &course);
    /* the foot of the perpendicular from the middle, in the plane y = 2 mm */
    share = (8e-3 * 17e-3 + 3e-3 * 8e-3) / (17e-3 * 17e-3 + 8e-3 * 8e-3);
    near2 = pow(-8e-3 + share * 17e-3, 2) + pow(-3e-3 + share * 8e-3, 2) + 4e-6;
    ck_assert_double_eq_tol(nerve_highest(nerve, bed.field, &at_m), 16e-6 - near2, 1e-15);
    ck_assert_double_eq_tol(at_m, share * nerve_length_m(nerve), 1e-7);
    ck_assert_double_eq_tol(nerve_length_m(nerve), hypot(17e-3, 8e-3), 1e-15);
    nerve_destroy(nerve);
    bed_clear(&bed);
}
END_TEST

/* ---- distances ---- */

#define DISTANCE_TOLERANCE_M 3e-6   /* the border is traced through cells of 0.15 mm */

static const struct {
    const char *story;
    struct nerve_point point[2];
    double margin_m;
} distances[] = {
    { "beside it",                   { { 7e-3, 0, -9e-3 }, { 7e-3, 0, 9e-3 } },      3e-3   },
    { "beside it, out of the plane", { { 5e-3, 6e-3, -9e-3 }, { -5e-3, 6e-3, 9e-3 } }, 2e-3 },
    { "it ends before it",           { { 30e-3, 0, 0 }, { 9e-3, 0, 0 } },            5e-3   },
    /* the ball's lowest place is in metal: tissue dies at the needle's side */
    { "beyond the tip",              { { -9e-3, 0, -10e-3 }, { 9e-3, 0, -10e-3 } },  6.05072e-3 },
    { "askew beyond the tip",        { { -9e-3, 0, -19e-3 }, { 9e-3, 0, -1e-3 } },   3.0710678e-3 },
    { "a millimetre into it",        { { 3e-3, 0, -9e-3 }, { 3e-3, 0, 9e-3 } },     -1e-3   },
    { "its end is in it",            { { 30e-3, 0, 0 }, { 2e-3, 0, 0 } },           -2e-3   },
    { "it touches it",               { { 4e-3, -9e-3, 0 }, { 4e-3, 9e-3, 0 } },      0      },
};

START_TEST(a_margin_is_the_least_distance_to_what_is_dead)
{
    struct nerve_course course = { .count = 2 };
    struct bed bed;
    double margin_m;

    memcpy(course.point, distances[_i].point, sizeof distances[_i].point);
    bed_make(&bed);
    ball_fill(&bed, 4e-3, 0);
    margin_m = margin_of(&bed, &course);
    ck_assert_msg(fabs(margin_m - distances[_i].margin_m) < DISTANCE_TOLERANCE_M,
                  "%s: %.7g, not %.7g", distances[_i].story, margin_m, distances[_i].margin_m);
    bed_clear(&bed);
}
END_TEST

/* The ball is 4 mm, and lies as deep in something as its skin is away, or deeper. */
START_TEST(within_what_must_live_no_margin_is_left)
{
    struct nerve_course skin = { .count = 2, .inside_m = 6e-3,
                                 .point = { { 7e-3, 0, -9e-3 }, { 7e-3, 0, 9e-3 } } };
    struct bed bed;

    bed_make(&bed);
    ball_fill(&bed, 4e-3, 0);
    ck_assert_double_eq(margin_of(&bed, &skin), -6e-3);
    skin.inside_m = 0;
    ck_assert_double_eq_tol(margin_of(&bed, &skin), 3e-3, DISTANCE_TOLERANCE_M);
    bed_clear(&bed);
}
END_TEST

START_TEST(where_nothing_is_dead_the_margin_has_no_end)
{
    struct nerve_course course = { .count = 2, .point = { { 7e-3, 0, 0 }, { 7e-3, 0, 9e-3 } } };
    struct bed bed;

    bed_make(&bed);
    for (size_t node = 0; node < bed.grid.nodes; node++)
        bed.field[node] = -1;
    ck_assert(isinf(margin_of(&bed, &course)));
    bed_clear(&bed);
}
END_TEST

/* ---- a real lesion ---- */

/* Reading the margin in so many places, each standing for its share of the length. */
#define PLACES 100000

static double brute_dead_m(const struct grid *grid, const double *margin,
                           const struct nerve_point point[2])
{
    const struct nerve_point *a = &point[0], *b = &point[1];
    double length_m = sqrt(pow(b->x_m - a->x_m, 2) + pow(b->y_m - a->y_m, 2)
                           + pow(b->z_m - a->z_m, 2));
    long dead = 0;

    for (long k = 0; k < PLACES; k++) {
        double t = ((double)k + 0.5) / PLACES;
        double x = a->x_m + t * (b->x_m - a->x_m), y = a->y_m + t * (b->y_m - a->y_m);
        double z = a->z_m + t * (b->z_m - a->z_m), r = hypot(x, y);
        struct grid_stencil at;
        if (z > -shape.tip_m / 2)
            r = fmax(r, shape.radius_m);
        grid_stencil_at(grid, r, z, &at);
        dead += grid_read(&at, margin) >= 0;
    }
    return length_m * (double)dead / PLACES;
}

START_TEST(of_a_real_lesion_every_hundred_thousandth_agrees)
{
    struct treatment_setup setup = {
        .plant = { .shape = shape, .metal = { 8, 6400, 500 }, .tissue = *tissue_find("muscle"),
                   .start_c = 37, .thermocouple_m = 0.5e-3,
                   .criteria = { criterion_arrhenius(arrhenius_find("liver")),
                                 criterion_isotherm(60) },
                   .criterion_count = 2 },
        .drive = { .is_held = true, .set_c = 80, .ramp_s = 10, .hold_until_s = 40,
                   .volts_most = 300 },
        .end_s = 40, .report_at_s = { 40 }, .report_count = 1, .accuracy_percent = 0.5,
    };
    struct treatment got = { 0 };
    struct why why = { "" };
    uint64_t seed = 4;
    double *margin, most_m = 0;

    ck_assert_msg(treatment_run(&got, &setup, &why) == ERR_OK, "%s", why.text);
    margin = calloc(ablation_grid(got.plant)->nodes, sizeof *margin);
    for (int i = 0; i < 12; i++) {
        struct nerve_course course = { .count = 2 };
        struct nerve *nerve = NULL;
        struct nerve_dead dead;
        double brute_m;
        for (int end = 0; end < 2; end++)
            course.point[end] = (struct nerve_point){ MM * (16 * random_share(&seed) - 8),
                                                      MM * (8 * random_share(&seed) - 4),
                                                      MM * (24 * random_share(&seed) - 12) };
        ablation_margin(got.plant, (size_t)i % 2, margin);
        ck_assert_int_eq(nerve_create(&nerve, ablation_grid(got.plant), &course, &why), ERR_OK);
        nerve_dead(nerve, margin, &dead);
        brute_m = brute_dead_m(ablation_grid(got.plant), margin, course.point);
        most_m = fmax(most_m, brute_m);
        ck_assert_msg(fabs(dead.dead_m - brute_m) < 1e-6, "course %d: %.7g, by places %.7g", i,
                      dead.dead_m, brute_m);
        nerve_destroy(nerve);
    }
    ck_assert(most_m > 3e-3);       /* or nothing was tried */
    free(margin);
    treatment_free(&got);
}
END_TEST

/* ---- what is no course ---- */

static const struct { struct nerve_course course; const char *sentence; } refused[] = {
    { { .count = 1, .point = { { 1e-3, 0, 0 } } }, "a course has 1 point: give 2 to 64" },
    { { .count = 2, .point = { { 1e-3, 0, 0 }, { 1e-3, 0, 0 } } },
      "points 1 and 2 of a course are in one place" },
    { { .count = 2, .point = { { 1e-3, 0, 0 }, { 70e-3, 0, 0 } } },
      "point 2 of a course, 70,0,0 mm, lies outside the tissue: within 60 mm of the needle, and "
      "60 mm of its tip's middle along it" },
};

START_TEST(what_is_no_course_is_refused_with_a_sentence)
{
    struct nerve *nerve = NULL;
    struct bed bed;

    bed_make(&bed);
    ck_assert_int_eq(nerve_create(&nerve, &bed.grid, &refused[_i].course, &bed.why), ERR_RANGE);
    ck_assert_str_eq(bed.why.text, refused[_i].sentence);
    ck_assert_ptr_null(nerve);
    bed_clear(&bed);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_nerve");
    TCase *tests = tcase_create("nerve");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, of_a_line_through_a_ball_the_chord_is_dead);
    tcase_add_loop_test(tests, a_line_that_grazes_is_found, 0, COUNT(grazes));
    tcase_add_test(tests, of_a_line_across_a_cylinder_the_chord_is_dead);
    tcase_add_test(tests, what_is_dead_in_two_stretches_has_a_longest_one);
    tcase_add_test(tests, a_corner_within_what_is_dead_makes_no_gap);
    tcase_add_test(tests, a_course_through_the_needle_lies_on_its_side);
    tcase_add_loop_test(tests, of_an_arc_what_the_circle_s_own_formula_says_is_dead, 0,
                        COUNT(arcs));
    tcase_add_loop_test(tests, the_margin_of_an_arc_is_that_of_its_nearest_place, 0, COUNT(arcs));
    tcase_add_test(tests, the_highest_value_is_where_the_course_is_nearest);
    tcase_add_loop_test(tests, a_margin_is_the_least_distance_to_what_is_dead, 0,
                        COUNT(distances));
    tcase_add_test(tests, within_what_must_live_no_margin_is_left);
    tcase_add_test(tests, where_nothing_is_dead_the_margin_has_no_end);
    tcase_add_test(tests, of_a_real_lesion_every_hundred_thousandth_agrees);
    tcase_add_loop_test(tests, what_is_no_course_is_refused_with_a_sentence, 0, COUNT(refused));
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
