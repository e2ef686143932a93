/* What lies beside a needle: smooth lines, seen from the needle; what is said of their sizes. */
#include "base/count.h"
#include "base/units.h"
#include "hil/json.h"
#include "hil/lesion/anatomy.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct grid_shape shape = { 0.635e-3, 10e-3, 0.06, 0.06 };

static const struct anatomy *anatomy_named(const char *name)
{
    const struct anatomy *found = NULL;
    struct why why = { "" };

    ck_assert_msg(anatomy_find(name, &found, &why) == ERR_OK, "%s", why.text);
    return found;
}

/* ------------------------------------------------------------------ lines */

/* Twelve points of a circle of 8 mm, whole or half. */
static struct anatomy_course ring(struct anatomy_point point[12], bool is_closed)
{
    for (int i = 0; i < 12; i++) {
        double turn = PI * (is_closed ? 2 * i / 12.0 : i / 11.0);
        point[i] = (struct anatomy_point){ 8 * cos(turn), 8 * sin(turn), 3 };
    }
    return (struct anatomy_course){ .name = "ring", .point = point, .count = 12,
                                    .is_closed = is_closed };
}

START_TEST(a_smooth_line_leads_through_its_points_and_round_a_circle)
{
    struct anatomy_point point[12], line[NERVE_POINTS_MAX];
    struct anatomy_course course = ring(point, _i == 1);
    size_t count = anatomy_course_smooth(&course, line), met = 0;

    for (size_t k = 0; k < count; k++) {
        double away = fabs(hypot(line[k].x_mm, line[k].y_mm) - 8);
        for (size_t i = 0; i < 12; i++)
            met += hypot(line[k].x_mm - point[i].x_mm, line[k].y_mm - point[i].y_mm) < 1e-9;
        /* at the ends of an open line nothing tells how it leads on */
        ck_assert_msg(away < (_i == 1 ? 0.02 : 0.06), "place %zu is %g mm off the circle", k, away);
        ck_assert_double_eq_tol(line[k].depth_mm, 3, 1e-12);
    }
    ck_assert_uint_eq(met, _i == 1 ? 13 : 12);      /* a closed one ends where it began */
    ck_assert_uint_gt(count, 55);
}
END_TEST

static const struct { double x_mm, y_mm, turn_deg, want_x_mm, want_z_mm; } seen[] = {
    {  5,  2,   0,  0, -5 },        /* the end of the tip */
    {  5, -8,   0,  0,  5 },        /* up the shaft       */
    { 15,  2,  90,  0,  5 },        /* which lies to the right */
    {  5, -8,  90, -10, -5 },
    {  8,  6, 180, -3, -1 },
};

START_TEST(a_place_is_seen_from_the_needle)
{
    struct anatomy_point point = { seen[_i].x_mm, seen[_i].y_mm, 4 };
    struct anatomy_course course = { .name = "place", .point = &point, .count = 1,
                                     .radius_mm = 1.5, .kind = NERVE_SPARE };
    struct anatomy_needle needle = { 5, 2, seen[_i].turn_deg };
    struct nerve_course laid;

    anatomy_course_lay(&course, &needle, &shape, &laid);
    ck_assert_uint_eq(laid.count, 2);
    for (int end = 0; end < 2; end++) {
        ck_assert_double_eq_tol(laid.point[end].x_m * MM_PER_M, seen[_i].want_x_mm, 1e-9);
        ck_assert_double_eq_tol(laid.point[end].z_m * MM_PER_M, seen[_i].want_z_mm, 1e-9);
        ck_assert_double_eq_tol(fabs(laid.point[end].y_m) * MM_PER_M, 4, 0.006);
    }
    ck_assert_double_eq_tol(laid.radius_m, 1.5e-3, 1e-12);
}
END_TEST

/* The needle's end, so that the middle of its tip lies 5 mm above it, and how deep that is in a
 * circle of 8 mm about (0, 0). */
static const struct { double x_mm, y_mm, depth_mm; } dips[] = {
    { 0, 5, 8 }, { 3, 5, 5 }, { 0, -2, 1 }, { 0, -4, 0 }, { 12, 5, 0 }, { -12, 5, 0 }, { 0, 14, 0 },
};

START_TEST(a_needle_within_a_closed_line_is_told_how_deep)
{
    struct anatomy_point point[12];
    struct anatomy_course course = ring(point, true);
    struct anatomy_needle needle = { dips[_i].x_mm, dips[_i].y_mm, 0 };
    struct nerve_course laid;

    anatomy_course_lay(&course, &needle, &shape, &laid);
    ck_assert_double_eq_tol(laid.inside_m * MM_PER_M, dips[_i].depth_mm, 0.03);
}
END_TEST

START_TEST(what_lies_beyond_the_tissue_is_left_off)
{
    const struct anatomy_course *skin = &anatomy_named("knee")->course[1];
    struct anatomy_needle near = { 27.5, -58.5, 66 }, further = { 27.5, -1, 66 },
                          away = { 27.5, 300, 66 };
    struct nerve_course laid;
    size_t whole;

    anatomy_course_lay(skin, &near, &shape, &laid);
    whole = laid.count;
    anatomy_course_lay(skin, &further, &shape, &laid);
    ck_assert(laid.count > 2 && laid.count < whole);
    for (size_t i = 0; i < laid.count; i++)
        ck_assert(hypot(laid.point[i].x_m, laid.point[i].y_m) < 0.06
                  && fabs(laid.point[i].z_m) < 0.06);
    anatomy_course_lay(skin, &away, &shape, &laid);
    ck_assert_uint_eq(laid.count, 0);
}
END_TEST

/* ------------------------------------------------------------------ the anatomies themselves */

START_TEST(an_anatomy_stands_ready_for_a_lesson)
{
    const struct anatomy *anatomy = &anatomies[_i];
    struct treatment_setup setup = { .plant.shape = shape };
    struct why why = { "" };
    double nearest_mm = INFINITY;
    size_t targets = 0, spares = 0;

    ck_assert_ptr_eq(anatomy_named(anatomy->name), anatomy);
    ck_assert_int_eq(anatomy_lay(anatomy, &anatomy->needle, &setup, &why), ERR_OK);
    ck_assert_uint_eq(setup.nerve_count, anatomy->course_count);
    for (size_t n = 0; n < setup.nerve_count; n++) {
        const struct nerve_course *course = &setup.nerve[n];
        targets += course->kind == NERVE_TARGET;
        spares += course->kind == NERVE_SPARE;
        for (size_t i = 0; i < course->count && course->kind == NERVE_TARGET; i++) {
            const struct nerve_point *at = &course->point[i];
            double beyond_m = fmax(0, fabs(at->z_m) - shape.tip_m / 2);
            nearest_mm = fmin(nearest_mm, hypot(hypot(at->x_m, at->y_m), beyond_m) * MM_PER_M);
        }
    }
    if (anatomy->course_count == 0)
        return;
    ck_assert(targets > 0 && spares > 0);
    ck_assert_msg(nearest_mm < 5, "%s: the tip is %g mm from what ought to die", anatomy->name,
                  nearest_mm);
    ck_assert_msg(strstr(anatomy->source, "unverified") != NULL,
                  "%s does not say what no paper vouches for", anatomy->name);
}
END_TEST

/* A cylinder with round ends: so much is an L4 ganglion, 211.3 mm3 (AJNR 2022;43:769). */
START_TEST(a_ganglion_has_the_volume_that_was_measured)
{
    const struct anatomy_course *ganglion = &anatomy_named("ganglion")->course[0];
    const struct anatomy_point *a = &ganglion->point[0], *b = &ganglion->point[1];
    double length_mm = hypot(hypot(b->x_mm - a->x_mm, b->y_mm - a->y_mm),
                             b->depth_mm - a->depth_mm);
    double r_mm = ganglion->radius_mm;

    ck_assert_double_eq_tol(PI * r_mm * r_mm * (length_mm + 4 * r_mm / 3), 211.3, 1);
}
END_TEST

START_TEST(no_more_courses_are_laid_than_there_is_room_for)
{
    struct treatment_setup setup = { .plant.shape = shape, .nerve_count = 4 };
    const struct anatomy *hip = anatomy_named("hip");
    struct why why = { "" };

    ck_assert_int_eq(anatomy_lay(hip, &hip->needle, &setup, &why), ERR_RANGE);
    ck_assert_str_eq(why.text, "hip has 5 courses, and 4 are drawn: there is room for 8");
}
END_TEST

/* ------------------------------------------------------------------ as it is asked for */

static const struct { const char *text, *sentence; double x_mm, y_mm, turn_deg; } needles[] = {
    { "31.1,-3.5,8", "", 31.1, -3.5, 8 },
    { "1,2", "\"1,2\": give x,y,turn: the end of the tip in the drawing's mm, and degrees of the "
      "shaft from upwards, clockwise", 0, 0, 0 },
    { "1,2,3,4", "\"1,2,3,4\": give x,y,turn: the end of the tip in the drawing's mm, and degrees "
      "of the shaft from upwards, clockwise", 0, 0, 0 },
    { "1,two,3", "\"1,two,3\": two is not a number", 0, 0, 0 },
    { "1,nan,3", "\"1,nan,3\": nan is not a number", 0, 0, 0 },
};

START_TEST(a_needle_is_three_numbers)
{
    struct anatomy_needle needle = { 0, 0, 0 };
    struct why why = { "" };

    ck_assert_int_eq(anatomy_needle_parse(needles[_i].text, &needle, &why) == ERR_OK,
                     needles[_i].sentence[0] == '\0');
    ck_assert_str_eq(why.text, needles[_i].sentence);
    ck_assert_double_eq(needle.x_mm, needles[_i].x_mm);
    ck_assert_double_eq(needle.y_mm, needles[_i].y_mm);
    ck_assert_double_eq(needle.turn_deg, needles[_i].turn_deg);
}
END_TEST

START_TEST(a_page_is_told_every_line)
{
    const struct json *all, *courses, *points;
    struct json *told = NULL;
    struct bytes out = { 0 };

    anatomies_json(&out);
    ck_assert_int_eq(json_parse(&told, out.at, out.used, NULL), ERR_OK);
    all = json_member(told, "anatomies");
    ck_assert_uint_eq(json_count(all), anatomy_count);
    for (size_t i = 0; i < anatomy_count; i++) {
        courses = json_member(json_item(all, i), "courses");
        ck_assert_uint_eq(json_count(courses), anatomies[i].course_count);
        for (size_t c = 0; c < json_count(courses); c++) {
            struct anatomy_point line[NERVE_POINTS_MAX];
            points = json_member(json_item(courses, c), "points_mm");
            ck_assert_uint_eq(json_count(points),
                              anatomy_course_smooth(&anatomies[i].course[c], line));
        }
    }
    json_free(told);
    bytes_free(&out);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("anatomy");
    TCase *tests = tcase_create("anatomy");

    tcase_add_loop_test(tests, a_smooth_line_leads_through_its_points_and_round_a_circle, 0, 2);
    tcase_add_loop_test(tests, a_place_is_seen_from_the_needle, 0, COUNT(seen));
    tcase_add_loop_test(tests, a_needle_within_a_closed_line_is_told_how_deep, 0, COUNT(dips));
    tcase_add_test(tests, what_lies_beyond_the_tissue_is_left_off);
    tcase_add_loop_test(tests, an_anatomy_stands_ready_for_a_lesson, 0, (int)anatomy_count);
    tcase_add_test(tests, a_ganglion_has_the_volume_that_was_measured);
    tcase_add_test(tests, no_more_courses_are_laid_than_there_is_room_for);
    tcase_add_loop_test(tests, a_needle_is_three_numbers, 0, COUNT(needles));
    tcase_add_test(tests, a_page_is_told_every_line);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
