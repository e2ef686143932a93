#include "hil/picture.h"
#include "hil/picture_colour.h"
#include "tests/support/sample_run.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

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

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static struct scratch  scratch;
static struct exhibits exhibits;

static void set_up(void)
{
    scratch = scratch_make("picture");
    sample_exhibits_make(&exhibits);
}

static void tear_down(void)
{
    exhibits_free(&exhibits);
    scratch_drop(&scratch);
}

static char *svg_of(const struct exhibit_field *field, const char *caption, size_t *count)
{
    struct why why = { "" };

    ck_assert_msg(picture_write_svg(field, caption, scratch.path, &why) == ERR_OK, "%s", why.text);
    return scratch_read(scratch.path, count);
}

static uint32_t big_endian(const char *bytes)
{
    const unsigned char *at = (const unsigned char *)bytes;

    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* ---- colours ---- */

static double lightness(struct colour colour)       /* relative luminance of sRGB, IEC 61966-2-1 */
{
    double parts[3] = { colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0 };

    for (int i = 0; i < 3; i++)
        parts[i] = parts[i] <= 0.04045 ? parts[i] / 12.92 : pow((parts[i] + 0.055) / 1.055, 2.4);
    return 116 * cbrt(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]) - 16;
}

START_TEST(the_colour_map_grows_lighter_evenly)
{
    for (int i = 3; i < 64; i++) {      /* the first steps are too dark for the cube root to hold */
        double step = lightness(colour_map(i / 63.0)) - lightness(colour_map((i - 1) / 63.0));
        ck_assert_msg(step > 0.4 && step < 3.2, "step %d is %g", i, step);
    }
}
END_TEST

START_TEST(the_colour_map_ends_where_it_says)
{
    struct colour low = colour_map(-3), high = colour_map(9), stop = colour_map(5 / 17.0);

    ck_assert(low.red == 0 && low.green == 0 && low.blue == 4);
    ck_assert(high.red == 252 && high.green == 255 && high.blue == 164);
    ck_assert(stop.red == 105 && stop.green == 22 && stop.blue == 110);
}
END_TEST

START_TEST(contours_differ_in_dash_and_are_all_light)
{
    for (int i = 0; i < CONTOUR_STYLES; i++) {
        ck_assert(lightness(contour_styles[i].colour) > 70);
        for (int j = 0; j < i; j++)
            ck_assert_int_ne(memcmp(contour_styles[i].dash, contour_styles[j].dash,
                                    sizeof contour_styles[i].dash),
                             0);
    }
}
END_TEST

/* ---- pictures ---- */

START_TEST(a_png_has_the_size_of_a_figure)
{
    struct why why = { "" };
    size_t     count;
    char      *bytes;

    ck_assert_msg(picture_write_png(&exhibits.fields[0], "18 G", scratch.path, &why) == ERR_OK,
                  "%s", why.text);
    bytes = scratch_read(scratch.path, &count);
    ck_assert_int_eq(memcmp(bytes, "\x89PNG\r\n\x1a\n", 8), 0);
    ck_assert_uint_eq(big_endian(bytes + 16), 1000);
    ck_assert_uint_eq(big_endian(bytes + 20), 892);
    ck_assert_int_eq(memcmp(bytes + count - 8, "IEND", 4), 0);
    ck_assert_uint_gt(count, 50000);            /* there is a field in it */
    ck_assert_uint_lt(count, 400000);
    ck_assert_uint_eq(scratch_files(&scratch), 1);
    free(bytes);
}
END_TEST

START_TEST(an_svg_keeps_its_words)
{
    static const char *const wanted[] = {
        ">temperature at 109 s</text>", ">18 G, 10 mm tip</text>", ">r / mm</text>",
        ">z / mm</text>", ">5 mm</text>", ">\xC2\xB0""C</text>",
        ">isotherm 50 C</text>", ">8.1 x 12.9 mm, 427 mm3</text>", ">dead by Arrhenius</text>",
        ">active tip</text>", ">insulated shaft</text>",
        ">\xE2\x88\x92""10</text>", ">70</text>", "rotate(-90)", "data:image/png",
    };
    size_t count;
    char  *text = svg_of(&exhibits.fields[0], "18 G, 10 mm tip", &count);

    for (size_t i = 0; i < COUNT(wanted); i++)
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "'%s' is missing", wanted[i]);
    ck_assert_ptr_null(strstr(text, "glyph"));
    ck_assert_uint_lt(count, 200000);
    free(text);
}
END_TEST

START_TEST(hostile_words_stay_words)
{
    struct exhibit_field *field = &exhibits.fields[0];
    char *text;

    snprintf(field->title, sizeof field->title, "</text><script>alert(1)</script>\xFF\x01");
    snprintf(field->contours[0].note, sizeof field->contours[0].note,
             "</svg><svg onload=alert(2)>");
    text = svg_of(field, "\"'&", NULL);
    ck_assert_ptr_null(strstr(text, "<script"));
    ck_assert_ptr_null(strstr(text, "<svg onload"));
    ck_assert_ptr_nonnull(strstr(text, "&lt;/text&gt;&lt;script&gt;alert(1)"));
    ck_assert_ptr_nonnull(strstr(text, "&quot;&#39;&amp;"));
    ck_assert_int_eq(picture_write_png(field, "\xED\xA0\x80\x02", scratch.path, NULL), ERR_OK);
    free(text);
}
END_TEST

START_TEST(a_field_of_one_value_or_of_none_is_drawn)
{
    float values[6] = { 37, 37, 37, 37, 37, 37 };
    struct exhibit_field field = { .title = "flat", .x_name = "x / mm", .y_name = "t / s",
                                   .unit = "C", .columns = 3, .rows = 2, .x_most = 1, .y_most = 9,
                                   .value = values };
    char *text = svg_of(&field, NULL, NULL);

    /* no scale bar where x and y are not the same */
    ck_assert_ptr_null(strstr(text, ">0.2 mm</text>"));
    free(text);
    snprintf(field.y_name, sizeof field.y_name, "y / mm");
    text = svg_of(&field, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(text, ">0.2 mm</text>"));
    free(text);
    for (int i = 0; i < 6; i++)
        values[i] = NAN;
    ck_assert_int_eq(picture_write_png(&field, NULL, scratch.path, NULL), ERR_OK);
}
END_TEST

static const struct { const char *story; size_t columns, rows; double x_most; } undrawable[] = {
    { "no columns",    0, 2, 1 },
    { "one row",       2, 1, 1 },
    { "no width",      2, 2, 0 },
    { "unknown width", 2, 2, NAN },
    { "endless width", 2, 2, INFINITY },
    { "absurdly many", 100000, 2, 1 },
};

START_TEST(a_field_without_a_plane_is_refused)
{
    float values[4] = { 0 };
    struct exhibit_field field = { .title = "nothing", .columns = undrawable[_i].columns,
                                   .rows = undrawable[_i].rows, .x_most = undrawable[_i].x_most,
                                   .y_most = 1, .value = values };
    struct why why = { "" };

    ck_assert_msg(picture_write_png(&field, "", scratch.path, &why) == ERR_RANGE, "%s",
                  undrawable[_i].story);
    ck_assert_ptr_nonnull(strstr(why.text, "'nothing' cannot be drawn"));
    ck_assert_uint_eq(scratch_files(&scratch), 0);
}
END_TEST

static const char *const unwritable[] = { "/dev/full", "/no/such/folder/field.png", "/" };

START_TEST(an_unwritable_path_is_a_sentence_that_names_it)
{
    struct why why = { "" };

    ck_assert_int_eq(picture_write_svg(&exhibits.fields[0], "", unwritable[_i], &why), ERR_IO);
    ck_assert_msg(strstr(why.text, unwritable[_i]) != NULL, "%s", why.text);
    ck_assert_int_eq(picture_write_png(&exhibits.fields[0], "", unwritable[_i], NULL), ERR_IO);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("picture");
    TCase *tests = tcase_create("picture");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_colour_map_grows_lighter_evenly);
    tcase_add_test(tests, the_colour_map_ends_where_it_says);
    tcase_add_test(tests, contours_differ_in_dash_and_are_all_light);
    tcase_add_test(tests, a_png_has_the_size_of_a_figure);
    tcase_add_test(tests, an_svg_keeps_its_words);
    tcase_add_test(tests, hostile_words_stay_words);
    tcase_add_test(tests, a_field_of_one_value_or_of_none_is_drawn);
    tcase_add_loop_test(tests, a_field_without_a_plane_is_refused, 0, COUNT(undrawable));
    tcase_add_loop_test(tests, an_unwritable_path_is_a_sentence_that_names_it, 0,
                        COUNT(unwritable));
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
