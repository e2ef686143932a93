/* Settings: what is asked for is found, checked and remembered; what nobody asked for is named. */
#include "base/settings.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct settings example(void)
{
    struct settings settings = { 0 };

    ck_assert_int_eq(settings_add_number(&settings, "electrode.gauge", 18), ERR_OK);
    ck_assert_int_eq(settings_add_number(&settings, "electrode.tip_mm", 10), ERR_OK);
    ck_assert_int_eq(settings_add_text(&settings, "tissue", "muscle"), ERR_OK);
    ck_assert_int_eq(settings_add_flag(&settings, "boils", true), ERR_OK);
    ck_assert_int_eq(settings_add_number(&settings, "criteria[1].isotherm_c", 50), ERR_OK);
    ck_assert_int_eq(settings_add_number(&settings, "criteria[2].cem43_min", NAN), ERR_OK);
    return settings;
}

static const struct { const char *path; bool has; } presences[] = {
    { "electrode", true }, { "electrode.gauge", true }, { "criteria", true },
    { "criteria[2]", true }, { "elec", false }, { "electrode.gaug", false },
    { "criteria[3]", false }, { "", false },
};

START_TEST(has_sees_whole_names_only)
{
    struct settings settings = example();

    ck_assert_msg(settings_has(&settings, presences[_i].path) == presences[_i].has, "%s",
                  presences[_i].path);
    settings_free(&settings);
}
END_TEST

static const struct {
    const char *path;
    double      least, most;
    enum err    want;
    double      value;
    const char *sentence;
} numbers[] = {
    { "electrode.tip_mm",      2, 15, ERR_OK,    10, "" },
    { "electrode.absent",      2, 15, ERR_OK,    -1, "" },
    { "electrode.tip_mm",     10, 15, ERR_OK,    10, "" },
    { "electrode.tip_mm",      2,  5, ERR_RANGE, -1, "electrode.tip_mm = 10 mm is out of range: give 2 to 5 mm" },
    { "electrode.tip_mm",     11, INFINITY, ERR_RANGE, -1,
      "electrode.tip_mm = 10 mm is out of range: give 11 mm or more" },
    { "tissue",                0,  1, ERR_RANGE, -1, "tissue = \"muscle\" is a text: give a number" },
    { "boils",                 0,  1, ERR_RANGE, -1, "boils = true is a flag: give a number" },
    { "criteria[2].cem43_min", 0,  1, ERR_RANGE, -1,
      "criteria[2].cem43_min = nan mm is not a finite number: give 0 to 1 mm" },
};

START_TEST(a_number_is_in_its_range_or_refused_with_a_sentence)
{
    struct settings settings = example();
    struct why      why = { "" };
    double          value = -1;
    enum err        err = settings_number(&settings, numbers[_i].path, "mm", numbers[_i].least,
                                          numbers[_i].most, &value, &why);

    ck_assert_int_eq(err, numbers[_i].want);
    ck_assert_double_eq(value, numbers[_i].value);
    ck_assert_str_eq(why.text, numbers[_i].sentence);
    settings_free(&settings);
}
END_TEST

START_TEST(a_needed_number_that_is_absent_is_an_error)
{
    struct settings settings = example();
    struct why      why = { "" };
    double          value = -1;

    ck_assert_int_eq(settings_need_number(&settings, "drive.volts", "V", 0, 200, &value, &why),
                     ERR_RANGE);
    ck_assert_str_eq(why.text, "drive.volts is missing: give 0 to 200 V");
    ck_assert_double_eq(value, -1);
    settings_free(&settings);
}
END_TEST

START_TEST(texts_and_flags_keep_their_kind)
{
    struct settings settings = example();
    struct why      why = { "" };
    const char     *text = "none";
    bool            flag = false;

    ck_assert_int_eq(settings_text(&settings, "tissue", &text, &why), ERR_OK);
    ck_assert_str_eq(text, "muscle");
    ck_assert_int_eq(settings_flag(&settings, "boils", &flag, &why), ERR_OK);
    ck_assert(flag);
    ck_assert_int_eq(settings_text(&settings, "boils", &text, &why), ERR_RANGE);
    ck_assert_str_eq(why.text, "boils = true is a flag: give a text");
    why_clear(&why);
    ck_assert_int_eq(settings_flag(&settings, "electrode.gauge", &flag, &why), ERR_RANGE);
    ck_assert_str_eq(why.text, "electrode.gauge = 18 is a number: give true or false");
    settings_free(&settings);
}
END_TEST

START_TEST(a_list_is_as_long_as_its_last_entry)
{
    struct settings settings = example();

    ck_assert_uint_eq(settings_length(&settings, "criteria"), 2);
    ck_assert_uint_eq(settings_length(&settings, "electrode"), 0);
    ck_assert_uint_eq(settings_length(&settings, "crit"), 0);
    settings_free(&settings);
}
END_TEST

START_TEST(what_nobody_asked_for_is_named_with_the_nearest_name)
{
    struct settings settings = { 0 };
    struct why      why = { "" };

    ck_assert_int_eq(settings_add_number(&settings, "electrode.guage", 18), ERR_OK);
    ck_assert_ptr_null(settings_find(&settings, "electrode.gauge"));
    ck_assert_ptr_null(settings_find(&settings, "electrode.tip_mm"));
    ck_assert_int_eq(settings_all_used(&settings, &why), ERR_UNKNOWN);
    ck_assert_str_eq(why.text,
                     "electrode.guage is not a known setting: did you mean electrode.gauge?");
    settings_free(&settings);
}
END_TEST

START_TEST(without_a_near_name_the_known_ones_are_listed)
{
    struct settings settings = { 0 };
    struct why      why = { "" };

    ck_assert_int_eq(settings_add_number(&settings, "x.wavelength_of_blue_light", 1), ERR_OK);
    ck_assert_ptr_null(settings_find(&settings, "x.k"));
    ck_assert_ptr_null(settings_find(&settings, "x.rho"));
    ck_assert_ptr_null(settings_find(&settings, "y.c"));
    ck_assert_int_eq(settings_all_used(&settings, &why), ERR_UNKNOWN);
    ck_assert_str_eq(why.text,
                     "x.wavelength_of_blue_light is not a known setting; known there: k, rho");
    settings_free(&settings);
}
END_TEST

START_TEST(all_used_is_content_when_everything_was_asked_for)
{
    struct settings settings = example();
    struct why      why = { "" };

    for (size_t i = 0; i < settings.count; i++)
        ck_assert_ptr_nonnull(settings_find(&settings, settings.items[i].path));
    ck_assert_int_eq(settings_all_used(&settings, &why), ERR_OK);
    settings_free(&settings);
    settings_free(NULL);
}
END_TEST

START_TEST(what_is_too_long_is_refused_not_cut)
{
    struct settings settings = { 0 };
    char            text[200];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ck_assert_int_eq(settings_add_text(&settings, "tissue", text), ERR_RANGE);
    ck_assert_int_eq(settings_add_number(&settings, text, 1), ERR_RANGE);
    ck_assert_uint_eq(settings.count, 0);
    text[95] = '\0';
    ck_assert_int_eq(settings_add_text(&settings, text, text), ERR_OK);
    settings_free(&settings);
}
END_TEST

START_TEST(many_settings_fit)
{
    struct settings settings = { 0 };
    char            path[32];

    for (int i = 1; i <= 1000; i++) {
        snprintf(path, sizeof path, "list[%d]", i);
        ck_assert_int_eq(settings_add_number(&settings, path, i), ERR_OK);
    }
    ck_assert_uint_eq(settings_length(&settings, "list"), 1000);
    ck_assert_double_eq(settings_find(&settings, "list[777]")->number, 777);
    settings_free(&settings);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("settings");
    TCase *cases = tcase_create("settings");

    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, has_sees_whole_names_only, 0, COUNT(presences));
    tcase_add_loop_test(cases, a_number_is_in_its_range_or_refused_with_a_sentence, 0,
                        COUNT(numbers));
    tcase_add_test(cases, a_needed_number_that_is_absent_is_an_error);
    tcase_add_test(cases, texts_and_flags_keep_their_kind);
    tcase_add_test(cases, a_list_is_as_long_as_its_last_entry);
    tcase_add_test(cases, what_nobody_asked_for_is_named_with_the_nearest_name);
    tcase_add_test(cases, without_a_near_name_the_known_ones_are_listed);
    tcase_add_test(cases, all_used_is_content_when_everything_was_asked_for);
    tcase_add_test(cases, what_is_too_long_is_refused_not_cut);
    tcase_add_test(cases, many_settings_fit);
    return suite_run(suite);
}
