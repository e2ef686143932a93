#include "hil/picture/picture.h"
#include "hil/picture/picture_axis.h"
#include "hil/picture/picture_colour.h"
#include "tests/support/sample_exhibits.h"
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
        ">isotherm 50 \xC2\xB0""C</text>", ">8.1 x 12.9 mm, 427 mm3</text>", ">dead by Arrhenius</text>",
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

/* ---- axes ---- */

static const struct { double value; const char *text; } briefs[] = {
    { 0, "0" }, { 0.05, "0.05" }, { 150, "150" }, { 0.001234, "0.00123" }, { 3e6, "3e6" },
    { 1234, "1234" }, { 999999, "999999" }, { 4.56e-5, "4.56e\xE2\x88\x92""5" }, { -2.5, "\xE2\x88\x92""2.5" },
};

START_TEST(a_value_is_told_in_three_digits)
{
    char text[32];

    brief_text(text, briefs[_i].value);
    ck_assert_str_eq(text, briefs[_i].text);
}
END_TEST

static const struct { const char *plain, *printed; } units[] = {
    { "80 C for 90 s", "80 \xC2\xB0""C for 90 s" }, { "isotherm 50 C", "isotherm 50 \xC2\xB0""C" },
    { "C 5", "C 5" }, { "5 Cm", "5 Cm" }, { "level 5, C3", "level 5, C3" },
    { "ug/ml", "\xC2\xB5g/ml" }, { "c / (ug/ml)", "c / (\xC2\xB5g/ml)" }, { "40 ul/h", "40 \xC2\xB5l/h" },
    { "it gives us much", "it gives us much" }, { "mug", "mug" }, { "ugly", "ugly" }, { "u", "u" }, { "", "" },
};

START_TEST(a_unit_is_printed_as_people_write_it)
{
    char text[PRINTED_SIZE];

    ck_assert_str_eq(text_as_printed(units[_i].plain, text), units[_i].printed);
}
END_TEST

static const struct { double least, most, length, apart; const char *texts; } scales[] = {
    { 0.01, 100,  400, 45, "0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10 20 50 100 " },
    { 0.01, 100,  200, 45, "0.01 0.1 1 10 100 " },
    { 1e-6, 1e6,  240, 45, "1e\xE2\x88\x92""6 0.0001 0.01 1 100 10000 1e6 " },
    { 0.3,  7,    400, 45, "0.5 1 2 5 " },
};

START_TEST(decades_are_as_many_as_there_is_room_for)
{
    struct axis axis = { .least = scales[_i].least, .most = scales[_i].most, .from = scales[_i].length,
                         .is_logarithmic = true };
    struct axis_ticks ticks;
    char   all[400] = "";

    axis_ticks_make(&axis, scales[_i].apart, &ticks);
    for (size_t i = 0; i < ticks.count; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s ", ticks.text[i]);
    ck_assert_str_eq(all, scales[_i].texts);
}
END_TEST

START_TEST(a_decade_is_as_long_as_any_other)
{
    struct axis axis = { .least = 0.01, .most = 100, .from = 500, .to = 100, .is_logarithmic = true };

    ck_assert_double_eq_tol(axis_place(&axis, 0.01), 500, 1e-9);
    ck_assert_double_eq_tol(axis_place(&axis, 0.1), 400, 1e-9);
    ck_assert_double_eq_tol(axis_place(&axis, 100), 100, 1e-9);
    ck_assert_double_eq_tol(axis_place(&axis, 0), 500, 1e-9);      /* no minus infinity */
    ck_assert_double_eq_tol(axis_place(&axis, -3), 500, 1e-9);
}
END_TEST

/* ---- charts ---- */

static char *chart_svg_of(const struct exhibit_chart *chart)
{
    struct why why = { "" };

    ck_assert_msg(picture_chart_write_svg(chart, "a pump", scratch.path, &why) == ERR_OK, "%s",
                  why.text);
    return scratch_read(scratch.path, NULL);
}

static const struct { int chart; const char *words; bool is_there; } chart_words[] = {
    { 0, ">concentration at three levels</text>", true }, { 0, ">a pump</text>", true },
    { 0, ">t / h</text>", true },           { 0, ">concentration / (\xC2\xB5g/ml)</text>", true },
    { 0, ">T10, at the tip</text>", true }, { 0, ">peak 60 \xC2\xB5g/ml at 6.2 h</text>", true },
    { 0, ">effect (unverified)</text>", true }, { 0, ">0.05 \xC2\xB5g/ml (unverified)</text>", true },
    { 0, ">toxic in the rat</text>", true }, { 0, ">150 \xC2\xB5g/ml</text>", true },
    { 0, ">3e6 \xC2\xB5g/ml (unverified), beyond the axis</text>", true },
    { 0, ">solubility (unverified)</text>", false },        /* has no line to stand on */
    { 0, ">0.01</text>", true },            { 0, ">1000</text>", true },
    { 0, "stroke-dasharray", true },        { 0, "fill-opacity", true },
    { 1, ">25</text>", true },              { 1, ">toxic in the dog</text>", true },
    { 2, ">T10</text>", true },             { 2, ">S2</text>", true },
    { 2, ">100</text>", false },            { 2, "stroke-dasharray", false },
};

START_TEST(a_chart_says_what_it_shows)
{
    struct exhibits infusion;
    char           *text;

    sample_infusion_make(&infusion);
    text = chart_svg_of(&infusion.charts[chart_words[_i].chart]);
    ck_assert_msg((strstr(text, chart_words[_i].words) != NULL) == chart_words[_i].is_there, "'%s'",
                  chart_words[_i].words);
    free(text);
    exhibits_free(&infusion);
}
END_TEST

static int occurrences(const char *text, const char *word)
{
    int count = 0;

    for (; (text = strstr(text, word)) != NULL; text++)
        count++;
    return count;
}

/* Pale areas, as Cairo 1.16 writes them and as 1.18 does. */
static int bands(const char *text)
{
    return occurrences(text, "fill-opacity:0.18") + occurrences(text, "fill-opacity=\"0.18\"");
}

/* Two of three curves have a band, each drawn and explained. */
START_TEST(a_band_is_drawn_round_its_curve)
{
    struct exhibits infusion;
    char           *text;

    sample_infusion_make(&infusion);
    text = chart_svg_of(&infusion.charts[0]);
    ck_assert_int_eq(bands(text), 4);
    free(text);
    free(infusion.charts[0].curves[1].low);     /* half a band is none */
    infusion.charts[0].curves[1].low = NULL;
    text = chart_svg_of(&infusion.charts[0]);
    ck_assert_int_eq(bands(text), 2);
    free(text);
    exhibits_free(&infusion);
}
END_TEST

/* The colours, as Cairo put them into the SVG; to be freed. */
static char *image_of(const struct exhibit_field *field)
{
    char  *text = svg_of(field, "", NULL), *from = strstr(text, "data:image"), *image;
    size_t count;

    ck_assert_ptr_nonnull(from);
    count = strcspn(from, "\"");
    image = malloc(count + 1);
    ck_assert_ptr_nonnull(image);
    memcpy(image, from, count);
    image[count] = '\0';
    free(text);
    return image;
}

START_TEST(a_field_downwards_is_the_reversed_one_upwards)
{
    float values[] = { 1, 2, 3, 4, 5, 6 }, reversed[] = { 5, 6, 3, 4, 1, 2 };
    struct exhibit_field field = { .title = "t", .columns = 2, .rows = 3, .x_most = 1, .y_most = 1,
                                   .value = values, .y_downwards = true };
    char *down = image_of(&field), *up, *other;

    field.y_downwards = false;
    up = image_of(&field);
    field.value = reversed;
    other = image_of(&field);
    ck_assert_str_eq(down, other);
    ck_assert_str_ne(down, up);
    free(down);
    free(up);
    free(other);
}
END_TEST

/* Below a millionth of the greatest all is as dark as nothing; between, colours go by decades. */
START_TEST(colours_go_by_decades_where_asked)
{
    float even[] = { 0, 1, 2, 3, 4, 6 }, decades[] = { 1e-6f, 1e-5f, 1e-4f, 1e-3f, 1e-2f, 1 },
          lost[] = { -5, 1e-5f, 1e-4f, 1e-3f, 1e-2f, 1 };
    struct exhibit_field field = { .title = "t", .columns = 2, .rows = 3, .x_most = 1, .y_most = 1,
                                   .value = even };
    char *wanted = image_of(&field), *image;

    field.is_logarithmic = true;
    field.value = decades;
    image = image_of(&field);
    ck_assert_str_eq(image, wanted);
    free(image);
    field.value = lost;         /* the least that is above zero is 1e-5 now: five decades */
    image = image_of(&field);
    ck_assert_str_ne(image, wanted);
    free(image);
    free(wanted);
}
END_TEST

START_TEST(a_chart_is_as_tall_as_its_legend_wants)
{
    uint32_t heights[2];

    for (int i = 0; i < 2; i++) {
        struct exhibits infusion;
        struct why      why = { "" };
        char           *bytes;

        sample_infusion_make(&infusion);
        infusion.charts[0].limit_count -= (size_t)i;        /* three curves, three limits */
        infusion.charts[0].curve_count -= (size_t)i;
        ck_assert_msg(picture_chart_write_png(&infusion.charts[0], NULL, scratch.path, &why)
                          == ERR_OK, "%s", why.text);
        bytes = scratch_read(scratch.path, NULL);
        ck_assert_uint_eq(big_endian(bytes + 16), 1000);
        heights[i] = big_endian(bytes + 20);
        free(bytes);
        infusion.charts[0].curve_count += (size_t)i;
        exhibits_free(&infusion);
    }
    ck_assert_uint_gt(heights[0], heights[1] + 20);
    ck_assert_uint_gt(heights[1], 640);
}
END_TEST

START_TEST(a_chart_without_a_point_is_refused)
{
    double x[] = { 0, 1 }, y[] = { NAN, INFINITY };
    struct exhibit_curve curve = { .x = x, .y = y, .count = 2 };
    struct exhibit_chart chart = { .title = "nothing", .curves = &curve, .curve_count = 1 };
    struct why why = { "" };

    ck_assert_int_eq(picture_chart_write_png(&chart, "", scratch.path, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "'nothing' cannot be drawn"));
    chart.is_logarithmic = true;        /* a curve of zeros has a point, on the floor */
    y[0] = y[1] = 0;
    ck_assert_int_eq(picture_chart_write_svg(&chart, "", scratch.path, &why), ERR_OK);
}
END_TEST

START_TEST(hostile_words_of_a_chart_stay_words)
{
    struct exhibits infusion;
    char           *text;

    sample_infusion_make(&infusion);
    snprintf(infusion.charts[0].y_name, sizeof infusion.charts[0].y_name, "</svg><script>\xFF");
    snprintf(infusion.charts[0].curves[0].note, sizeof infusion.charts[0].curves[0].note,
             "<script>%%n%%s&");
    snprintf(infusion.charts[0].limits[0].name, sizeof infusion.charts[0].limits[0].name,
             "<script>");
    text = chart_svg_of(&infusion.charts[0]);
    ck_assert_ptr_null(strstr(text, "<script"));
    ck_assert_ptr_nonnull(strstr(text, "&lt;script&gt;%n%s&amp;"));
    free(text);
    exhibits_free(&infusion);
}
END_TEST

START_TEST(a_field_has_names_on_its_axis_and_decades_beside_it)
{
    static const char *const wanted[] = { ">C1</text>", ">T10</text>", ">S2</text>", ">level</text>",
                                          ">\xC2\xB5g/ml</text>", ">0.01</text>", ">10</text>" };
    struct exhibits       infusion;
    struct exhibit_field *field;
    char                 *text;

    sample_infusion_make(&infusion);
    field = &infusion.fields[0];
    text = svg_of(field, "", NULL);
    for (size_t i = 0; i < COUNT(wanted); i++)
        ck_assert_msg(strstr(text, wanted[i]) != NULL, "'%s' is missing", wanted[i]);
    ck_assert(strstr(text, ">C1</text>") < strstr(text, ">S2</text>"));
    ck_assert_ptr_null(strstr(text, ">200</text>"));        /* no numbers behind the names */
    free(text);
    field->y_most = 4600;               /* the names share a tenth of the axis now */
    text = svg_of(field, "", NULL);
    ck_assert_ptr_nonnull(strstr(text, ">C1</text>"));
    ck_assert_ptr_null(strstr(text, ">C2</text>"));
    free(text);
    exhibits_free(&infusion);
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
    tcase_add_loop_test(tests, a_value_is_told_in_three_digits, 0, COUNT(briefs));
    tcase_add_loop_test(tests, a_unit_is_printed_as_people_write_it, 0, COUNT(units));
    tcase_add_loop_test(tests, decades_are_as_many_as_there_is_room_for, 0, COUNT(scales));
    tcase_add_test(tests, a_decade_is_as_long_as_any_other);
    tcase_add_loop_test(tests, a_chart_says_what_it_shows, 0, COUNT(chart_words));
    tcase_add_test(tests, a_band_is_drawn_round_its_curve);
    tcase_add_test(tests, a_field_downwards_is_the_reversed_one_upwards);
    tcase_add_test(tests, colours_go_by_decades_where_asked);
    tcase_add_test(tests, a_chart_is_as_tall_as_its_legend_wants);
    tcase_add_test(tests, a_chart_without_a_point_is_refused);
    tcase_add_test(tests, hostile_words_of_a_chart_stay_words);
    tcase_add_test(tests, a_field_has_names_on_its_axis_and_decades_beside_it);
    tcase_add_loop_test(tests, a_field_without_a_plane_is_refused, 0, COUNT(undrawable));
    tcase_add_loop_test(tests, an_unwritable_path_is_a_sentence_that_names_it, 0,
                        COUNT(unwritable));
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
