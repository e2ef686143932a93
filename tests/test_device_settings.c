/* What a bench file sets of an instrument: given, usual, or refused with a sentence. */
#include "drivers/device_settings.h"
#include "tests/support/suite.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static const struct device_setting rows[] = {
    { .name = "address", .unit = "-", .least = 0, .most = 31, .usual = 1, .sentence = "its number" },
    { .name = "query", .unit = "-", .usual_text = "READ:W?", .sentence = "the power's keyword" },
};

START_TEST(what_is_not_given_is_usual)
{
    struct settings        given = { .count = 0 };
    struct device_settings settings = { rows, COUNT(rows), &given };
    double                 number = -1;
    char                   text[16];

    ck_assert_int_eq(device_settings_number(&settings, "address", &number, NULL), ERR_OK);
    ck_assert_double_eq(number, 1);
    ck_assert_int_eq(device_settings_text(&settings, "query", text, sizeof text, NULL), ERR_OK);
    ck_assert_str_eq(text, "READ:W?");
    settings_free(&given);
}
END_TEST

START_TEST(what_is_given_is_read_and_counts_as_used)
{
    struct settings        given = { .count = 0 };
    struct device_settings settings = { rows, COUNT(rows), &given };
    double                 number = -1;
    char                   text[16];

    ck_assert_int_eq(settings_add_number(&given, "address", 7), ERR_OK);
    ck_assert_int_eq(settings_add_text(&given, "query", "POW?"), ERR_OK);
    ck_assert_int_eq(device_settings_number(&settings, "address", &number, NULL), ERR_OK);
    ck_assert_int_eq(device_settings_text(&settings, "query", text, sizeof text, NULL), ERR_OK);
    ck_assert_double_eq(number, 7);
    ck_assert_str_eq(text, "POW?");
    ck_assert_int_eq(settings_all_used(&given, NULL), ERR_OK);
    settings_free(&given);
}
END_TEST

START_TEST(what_cannot_be_is_refused_by_its_name_and_changes_nothing)
{
    struct settings        given = { .count = 0 };
    struct device_settings settings = { rows, COUNT(rows), &given };
    struct why             why = { "" };
    double                 number = -1;
    char                   text[4] = "old";

    ck_assert_int_eq(settings_add_number(&given, "address", 32), ERR_OK);
    ck_assert_int_eq(settings_add_text(&given, "query", "POW?"), ERR_OK);
    ck_assert_int_eq(device_settings_number(&settings, "address", &number, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "address = 32") && strstr(why.text, "0 to 31"), "%s", why.text);
    ck_assert_double_eq(number, -1);
    why_clear(&why);
    ck_assert_int_eq(device_settings_text(&settings, "query", text, sizeof text, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "at most 3"), "%s", why.text);
    ck_assert_str_eq(text, "old");
    settings_free(&given);
}
END_TEST

/* In a row: what is given, and what is made of it. */
static const struct {
    const char *given; enum err want; size_t which; const char *says;
} choices[] = {
    { NULL,     ERR_OK,      1, "" },
    { "on",     ERR_OK,      0, "" },
    { "leave",  ERR_OK,      3, "" },
    { "remota", ERR_UNKNOWN, 9, "mode cannot be 'remota': did you mean 'remote'?; "
                                "known: on, off, remote, leave" },
    { "xyz",    ERR_UNKNOWN, 9, "mode cannot be 'xyz'; known: on, off, remote, leave" },
    { "",       ERR_UNKNOWN, 9, "known: on, off, remote, leave" },
    { "ON",     ERR_UNKNOWN, 9, "known: on, off, remote, leave" },
};

START_TEST(a_choice_is_one_of_its_names_or_refused_with_all_of_them)
{
    static const struct device_setting modes[] = {
        { .name = "mode", .unit = "-", .usual_text = "off" },
    };
    static const char *const names[] = { "on", "off", "remote", "leave", NULL };
    struct settings          given = { .count = 0 };
    struct device_settings   settings = { modes, COUNT(modes), &given };
    struct why               why = { "" };
    size_t                   which = 9;

    if (choices[_i].given)
        ck_assert_int_eq(settings_add_text(&given, "mode", choices[_i].given), ERR_OK);
    ck_assert_int_eq(device_settings_choice(&settings, "mode", names, &which, &why),
                     choices[_i].want);
    ck_assert_uint_eq(which, choices[_i].which);
    ck_assert_msg(strstr(why.text, choices[_i].says), "%s", why.text);
    settings_free(&given);
}
END_TEST

START_TEST(what_has_no_unit_is_whole)
{
    static const struct device_setting kinds[] = {
        { .name = "address", .unit = "-", .least = 0, .most = 31, .usual = 1 },
        { .name = "wait_s", .unit = "s", .least = 0, .most = 60, .usual = 5 },
    };
    struct settings        given = { .count = 0 };
    struct device_settings settings = { kinds, COUNT(kinds), &given };
    struct why             why = { "" };
    double                 number = -1;

    ck_assert_int_eq(settings_add_number(&given, "address", 1.5), ERR_OK);
    ck_assert_int_eq(settings_add_number(&given, "wait_s", 2.5), ERR_OK);
    ck_assert_int_eq(device_settings_number(&settings, "address", &number, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "address = 1.5: give a whole number, from 0 to 31"), "%s",
                  why.text);
    ck_assert_int_eq(device_settings_whole(&settings, "wait_s", &number, NULL), ERR_RANGE);
    ck_assert_double_eq(number, -1);
    ck_assert_int_eq(device_settings_number(&settings, "wait_s", &number, NULL), ERR_OK);
    ck_assert_double_eq(number, 2.5);
    settings_free(&given);
}
END_TEST

/* ---- the times of every driver ---- */

static double count_of(const uint8_t *list)
{
    double count = 0;

    for (; list && *list != DEVICE_END; list++)
        count++;
    return count;
}

/* Else a source would be unknown, and cut off by its guard, though it answers every time. */
START_TEST(every_drivers_times_bear_an_answer_that_is_missed)
{
    for (size_t i = 0; device_types[i]; i++) {
        const struct device_type *type = device_types[i];
        double                    round_s = count_of(type->poll) * type->poll_s;

        ck_assert_msg(type->age_s_max > round_s + type->timeout_s, "%s: a reading dies after %g s, "
                      "and a round of questions takes %g s", type->name, type->age_s_max, round_s);
        ck_assert_msg(type->lost_s > type->tries * type->timeout_s, "%s: lost after %g s",
                      type->name, type->lost_s);
        ck_assert_msg(type->keepalive_s == 0 || type->keepalive_s / 2 >= type->timeout_s, "%s: its "
                      "watchdog of %g s bears no answer that is missed", type->name,
                      type->keepalive_s);
        ck_assert_msg(type->timeout_s > 0 && type->poll_s > 0, "%s", type->name);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("device_settings");
    TCase *tests = tcase_create("device_settings");

    tcase_add_test(tests, what_is_not_given_is_usual);
    tcase_add_test(tests, what_is_given_is_read_and_counts_as_used);
    tcase_add_test(tests, what_cannot_be_is_refused_by_its_name_and_changes_nothing);
    tcase_add_loop_test(tests, a_choice_is_one_of_its_names_or_refused_with_all_of_them, 0,
                        COUNT(choices));
    tcase_add_test(tests, what_has_no_unit_is_whole);
    tcase_add_test(tests, every_drivers_times_bear_an_answer_that_is_missed);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
