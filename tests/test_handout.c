#include "hil/picture/handout.h"
#include "hil/lesion/case.h"
#include "hil/lesion/lesion_handout.h"
#include "hil/lesion/lesion_nerve.h"
#include "hil/live/live_handout.h"
#include "hil/live/live_lesion.h"
#include "hil/live/live_request.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include "base/count.h"
#include "base/units.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fontconfig keeps what it has read until the program ends; LeakSanitizer
 * asks here what it may overlook. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig\n"; }
const char *__lsan_default_options(void)      { return "print_suppressions=0"; }

#define CASES_MOST (HANDOUT_CASES_MAX + 1)

static struct scratch scratch;

/* Short treatments that differ in the gauge. */
static struct done {
    struct treatment_setup setup;
    struct treatment       treatment;
    struct lesion_course   course;
} *done[CASES_MOST];
static struct lesion_handout_case cases[CASES_MOST];
static struct handout handout;

static void treatment_make(size_t i)
{
    static const double gauges[CASES_MOST] = { 18, 16, 20, 22, 17 };
    struct settings settings = { 0 };
    struct why why = { "" };

    done[i] = calloc(1, sizeof *done[i]);
    ck_assert_ptr_nonnull(done[i]);
    ck_assert(settings_add_number(&settings, "electrode.gauge", gauges[i]) == ERR_OK);
    ck_assert(settings_add_number(&settings, "electrode.tip_mm", 5) == ERR_OK);
    ck_assert(settings_add_number(&settings, "drive.set_c", 80) == ERR_OK);
    ck_assert(settings_add_number(&settings, "drive.ramp_s", 5) == ERR_OK);
    ck_assert(settings_add_number(&settings, "drive.hold_until_s", 15) == ERR_OK);
    ck_assert(settings_add_number(&settings, "end_s", 15) == ERR_OK);
    ck_assert(settings_add_text(&settings, "tissue.name", "muscle") == ERR_OK);
    ck_assert_msg(case_read_treatment(&settings, &done[i]->setup, &why) == ERR_OK, "%s", why.text);
    ck_assert(lesion_course_parse("2,-8,0;2,8,0", NERVE_TARGET, &done[i]->setup.nerve[0], &why)
              == ERR_OK);
    ck_assert(lesion_course_parse("4,-8,0;4,8,0", NERVE_SPARE, &done[i]->setup.nerve[1], &why)
              == ERR_OK);
    done[i]->setup.nerve_count = 2;
    done[i]->setup.accuracy_percent = 1;
    done[i]->setup.watch = lesion_course_watch(&done[i]->course);
    ck_assert_msg(treatment_run(&done[i]->treatment, &done[i]->setup, &why) == ERR_OK, "%s",
                  why.text);
    cases[i] = (struct lesion_handout_case){ &done[i]->setup, &done[i]->treatment,
                                             &done[i]->course, NULL };
    settings_free(&settings);
}

static void set_up(void)
{
    scratch = scratch_make("handout");
    for (size_t i = 0; i < CASES_MOST; i++)
        treatment_make(i);
}

static void tear_down(void)
{
    handout_free(&handout);
    for (size_t i = 0; i < CASES_MOST; i++) {
        treatment_free(&done[i]->treatment);
        free(done[i]);
    }
    scratch_drop(&scratch);
}

static void handout_of(size_t count)
{
    struct why why = { "" };

    ck_assert_msg(lesion_handout_make(cases, count, "painrig lesion --tip 5", &handout, &why)
                  == ERR_OK, "%s", why.text);
    snprintf(handout.date_utc, sizeof handout.date_utc, "2024-05-17T09:30:00Z");
}

static struct bytes page_of(enum handout_as as)
{
    struct bytes page = { 0 };
    struct why   why = { "" };

    ck_assert_msg(handout_draw(&handout, as, &page, &why) == ERR_OK, "%s", why.text);
    return page;
}

static size_t times_in(const struct bytes *page, const char *words)
{
    size_t found = 0, count = strlen(words);

    for (size_t i = 0; i + count <= page->used; i++)
        found += memcmp(page->at + i, words, count) == 0;
    return found;
}

static bool is_same(const struct bytes *a, const struct bytes *b)
{
    return a->used == b->used && memcmp(a->at, b->at, a->used) == 0;
}

/* ------------------------------------------------------------------ what stands on it */

START_TEST(its_table_has_the_numbers_of_the_lesion)
{
    const struct lesion *lesion = &done[0]->treatment.report[0].lesion[1];
    char want[32];

    handout_of(1);
    snprintf(want, sizeof want, "%.2f", lesion->width_m * MM_PER_M);
    ck_assert_str_eq(handout.shown.tables[1].cells[2][1], want);
    snprintf(want, sizeof want, "%.2f", (lesion->z_max_m - lesion->z_min_m) * MM_PER_M);
    ck_assert_str_eq(handout.shown.tables[1].cells[2][4], want);
    snprintf(want, sizeof want, "%.1f", lesion->volume_m3 * MM3_PER_M3);
    ck_assert_str_eq(handout.shown.tables[1].cells[2][5], want);
}
END_TEST

START_TEST(later_cases_say_how_they_differ_from_the_first)
{
    double first, other;
    char   want[64];

    handout_of(2);
    first = done[0]->treatment.report[0].lesion[0].width_m * MM_PER_M;
    other = done[1]->treatment.report[0].lesion[0].width_m * MM_PER_M;
    snprintf(want, sizeof want, "%.2f (%+.2f)", other, other - first);
    ck_assert(other > first);
    ck_assert_str_eq(handout.shown.tables[1].cells[2][2], want);
    ck_assert_ptr_nonnull(strstr(handout.shown.fields[1].title, "16 G"));
}
END_TEST

START_TEST(courses_say_what_is_dead_and_what_is_left)
{
    const struct treatment_nerve *nerve = done[0]->treatment.report[0].nerve;
    const struct exhibit_table *table;
    char want[32];

    handout_of(1);
    table = &handout.shown.tables[2];
    ck_assert_str_eq(table->cells[1][0], "1, 16.0 mm long: dead of the target / mm");
    for (size_t c = 0; c < done[0]->setup.plant.criterion_count; c++) {
        snprintf(want, sizeof want, "%.2f", nerve[0].by[c].dead_m * MM_PER_M);
        ck_assert_str_eq(table->cells[1][c + 1], want);
        snprintf(want, sizeof want, "%.2f", nerve[1].by[c].margin_m * MM_PER_M);
        ck_assert_str_eq(table->cells[2][c + 1], want);
    }
    ck_assert(nerve[0].by[0].dead_m > 0);
}
END_TEST

/* Room for four lesions: of all criteria the least and the most. */
START_TEST(of_several_a_course_is_told_from_least_to_most)
{
    const struct treatment_nerve *second = done[1]->treatment.report[0].nerve;
    double least_mm = INFINITY, most_mm = -INFINITY;
    const struct exhibit_table *table;
    char want[32];

    handout_of(2);
    table = &handout.shown.tables[2];
    for (size_t c = 0; c < done[1]->setup.plant.criterion_count; c++) {
        least_mm = fmin(least_mm, second[1].by[c].margin_m * MM_PER_M);
        most_mm = fmax(most_mm, second[1].by[c].margin_m * MM_PER_M);
    }
    snprintf(want, sizeof want, "%.2f (to %.2f)", least_mm, most_mm);
    ck_assert_str_eq(table->cells[2][2], want);
    ck_assert_uint_eq(table->rows, 3);
}
END_TEST

START_TEST(without_a_lesion_there_is_no_margin)
{
    for (size_t c = 0; c < done[0]->setup.plant.criterion_count; c++)
        done[0]->treatment.report[0].nerve[1].by[c].margin_m = INFINITY;
    handout_of(1);
    ck_assert_str_eq(handout.shown.tables[2].cells[2][1], "none");
}
END_TEST

START_TEST(figures_that_stand_side_by_side_show_the_same_plane)
{
    handout_of(4);
    for (size_t i = 1; i < 4; i++) {
        const struct exhibit_field *first = &handout.shown.fields[0],
                                   *other = &handout.shown.fields[i];
        ck_assert(other->x_most == first->x_most && other->y_least == first->y_least);
        ck_assert(other->y_most == first->y_most && other->rows == first->rows);
    }
}
END_TEST

START_TEST(five_cases_are_refused)
{
    struct why why = { "" };

    ck_assert(lesion_handout_make(cases, 5, "", &handout, &why) == ERR_RANGE);
    ck_assert_str_eq(why.text, "a handout has room for 4 lesions at most, and these are 5");
}
END_TEST

/* ------------------------------------------------------------------ files */

START_TEST(a_pdf_is_one_page_of_a4_with_its_words)
{
    struct bytes page;

    handout_of((size_t)_i + 1);
    page = page_of(HANDOUT_PDF);
    ck_assert_int_eq(memcmp(page.at, "%PDF-1.", 7), 0);
    ck_assert_uint_eq(times_in(&page, "/Type /Page %"), 1);
    ck_assert_uint_eq(times_in(&page, "/CreationDate (20240517093000"), 1);
    ck_assert_uint_eq(times_in(&page, _i ? "/Title (Radiofrequency lesions side by side)"
                                         : "/Title (A radiofrequency lesion)"), 1);
    bytes_free(&page);
}
END_TEST

START_TEST(a_png_says_what_and_when_it_is)
{
    static const unsigned char size[] = { 0, 0, 0x06, 0x76, 0, 0, 0x09, 0x23 };  /* 1654 x 2339 */
    struct bytes page;

    handout_of(1);
    page = page_of(HANDOUT_PNG);
    ck_assert_int_eq(memcmp(page.at + 1, "PNG", 3), 0);
    ck_assert_int_eq(memcmp(page.at + 16, size, sizeof size), 0);
    /* the checksum of the size on paper, worked out by Python's zlib.crc32 */
    ck_assert_int_eq(memcmp(page.at + 33, "\0\0\0\x09pHYs\0\0\x1e\xc2\0\0\x1e\xc2\x01"
                            "\x6e\xd0\x75\x3e", 21), 0);
    ck_assert_uint_eq(times_in(&page, "tEXt"), 3);
    ck_assert_uint_eq(times_in(&page, "Creation Time"), 1);
    bytes_free(&page);
}
END_TEST

START_TEST(the_same_handout_is_the_same_bytes)
{
    enum handout_as as = (enum handout_as)_i;
    struct bytes first, again, later;

    handout_of(2);
    first = page_of(as);
    again = page_of(as);
    snprintf(handout.date_utc, sizeof handout.date_utc, "2024-05-17T09:31:00Z");
    later = page_of(as);
    ck_assert(is_same(&first, &again));
    ck_assert(!is_same(&first, &later));
    bytes_free(&first);
    bytes_free(&again);
    bytes_free(&later);
}
END_TEST

/* ------------------------------------------------------------------ asked for by a page */

static const struct live_route *handout_route(void)
{
    for (size_t i = 0; i < live_lesion.route_count; i++)
        if (strcmp(live_lesion.routes[i].path, "/data/lesion/handout") == 0)
            return &live_lesion.routes[i];
    ck_abort_msg("the lesion room has no handout");
    return NULL;
}

static const struct { const char *query; enum err want; size_t count; const char *say; } asked[] = {
    { "gauge=16", ERR_OK, 1, "" },
    { "gauge=16&with=gauge%3D22%26tip%3D5%7Cset%3D70", ERR_OK, 3, "" },
    { "with=tip%3D2%7Ctip%3D3%7Ctip%3D4%7Ctip%3D5", ERR_RANGE, 4,
      "with: a page has room for 4 cases" },
    { "with=tip%3D500", ERR_RANGE, 1, "tip = 500 is out of range: give 2 to 15 mm" },
};

START_TEST(further_cases_are_queries_of_their_own)
{
    struct live_handout_cases read;
    struct live_request request;
    struct why why = { "" };

    ck_assert(live_request_of_query(&request, handout_route(), asked[_i].query,
                                    strlen(asked[_i].query), &why) == ERR_OK);
    ck_assert_int_eq(live_handout_read(&read, &request, handout_route(), &why), asked[_i].want);
    ck_assert_uint_eq(read.count, asked[_i].count);
    ck_assert_str_eq(why.text, asked[_i].say);
    if (_i == 1) {
        ck_assert_double_eq(live_number(read.request[1], "tip"), 5);
        ck_assert_double_eq(live_number(read.request[2], "tip"), 10);
        ck_assert_double_eq(live_number(read.request[2], "set"), 70);
    }
    live_handout_free(&read);
    live_request_free(&request);
}
END_TEST

START_TEST(a_page_gets_a_file_of_the_kind_it_asks_for)
{
    static const char *const starts[] = { [HANDOUT_PDF] = "%PDF", [HANDOUT_PNG] = "\x89PNG" };
    static const char *const files[] = { "lesion.pdf", "lesion.png" };
    struct live_answer answer = { .type = NULL };
    struct live_request request;
    struct why why = { "" };
    char query[64];

    snprintf(query, sizeof query, "time=5&accuracy=1&as=%s", live_handout_kinds[_i]);
    ck_assert(live_request_of_query(&request, handout_route(), query, strlen(query), &why)
              == ERR_OK);
    ck_assert_msg(handout_route()->answer(NULL, &request, &answer, &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(memcmp(answer.body.at, starts[_i], 4), 0);
    ck_assert_str_eq(answer.file, files[_i]);
    bytes_free(&answer.body);
    live_request_free(&request);
}
END_TEST

/* ------------------------------------------------------------------ a command's */

static const struct { const char *path; enum err want; const char *say; } paths[] = {
    { "lesion.pdf", ERR_OK, "" },
    { "LESION.PNG", ERR_OK, "" },
    { "lesion.txt", ERR_RANGE, "--handout lesion.txt: a handout is a .pdf or a .png: give "
                               "lesion.pdf, say" },
    { ".pdf", ERR_RANGE, "--handout .pdf: a handout is a .pdf or a .png: give lesion.pdf, say" },
    { "no/where/lesion.pdf", ERR_IO, "--handout no/where/lesion.pdf: no file can be made in "
                                     "no/where: No such file or directory" },
};

START_TEST(a_path_says_what_it_is_to_be)
{
    enum handout_as as;
    struct why why = { "" };

    ck_assert_int_eq(handout_path_check(paths[_i].path, &as, &why), paths[_i].want);
    ck_assert_str_eq(why.text, paths[_i].say);
}
END_TEST

START_TEST(the_command_leaves_out_where_answers_go)
{
    static char *const argv[] = { "lesion", "--gauge", "16,18", "--handout", "a b.pdf", "--out=x",
                                  "--no-picture", "my case.lua" };
    char text[128];

    handout_command_write((int)COUNT(argv), argv, text, sizeof text);
    ck_assert_str_eq(text, "painrig lesion --gauge 16,18 'my case.lua'");
}
END_TEST

/* A long treatment is thinned, and keeps its ends. */
START_TEST(a_course_is_bounded)
{
    struct lesion_course *course = calloc(1, sizeof *course);
    struct treatment_watch watch = lesion_course_watch(course);

    ck_assert_ptr_nonnull(course);
    for (int i = 0; i < 5000; i++)
        watch.see(watch.watcher, done[0]->treatment.plant, i);
    ck_assert_uint_lt(course->count, LESION_COURSE_MAX);
    ck_assert_uint_gt(course->count, LESION_COURSE_MAX / 2 - 1);
    ck_assert_double_eq(course->t_s[0], 0);
    for (size_t i = 1; i < course->count; i++)
        ck_assert_double_eq(course->t_s[i] - course->t_s[i - 1], 8);
    free(course);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("handout");
    TCase *tests = tcase_create("handout");

    tcase_set_timeout(tests, 60);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, its_table_has_the_numbers_of_the_lesion);
    tcase_add_test(tests, later_cases_say_how_they_differ_from_the_first);
    tcase_add_test(tests, courses_say_what_is_dead_and_what_is_left);
    tcase_add_test(tests, of_several_a_course_is_told_from_least_to_most);
    tcase_add_test(tests, without_a_lesion_there_is_no_margin);
    tcase_add_test(tests, figures_that_stand_side_by_side_show_the_same_plane);
    tcase_add_test(tests, five_cases_are_refused);
    tcase_add_loop_test(tests, a_pdf_is_one_page_of_a4_with_its_words, 0, HANDOUT_CASES_MAX);
    tcase_add_test(tests, a_png_says_what_and_when_it_is);
    tcase_add_loop_test(tests, the_same_handout_is_the_same_bytes, 0, 2);
    tcase_add_loop_test(tests, further_cases_are_queries_of_their_own, 0, (int)COUNT(asked));
    tcase_add_loop_test(tests, a_page_gets_a_file_of_the_kind_it_asks_for, 0, 2);
    tcase_add_loop_test(tests, a_path_says_what_it_is_to_be, 0, (int)COUNT(paths));
    tcase_add_test(tests, the_command_leaves_out_where_answers_go);
    tcase_add_test(tests, a_course_is_bounded);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
