/* base: numbers read to their last character and written without printf, the nearest
 * name, text that cannot overflow. */
#include "base/err.h"
#include "base/names.h"
#include "base/text.h"
#include "base/why.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct { double value; int decimals; const char *want; } fixed[] = {
    { 0, 0, "0" }, { 0, 2, "0.00" }, { 0.05, 2, "0.05" }, { 0.5, 0, "1" }, { -0.5, 1, "-0.5" },
    { -0.004, 2, "0.00" }, { 12.3456, 3, "12.346" }, { 9.999, 2, "10.00" },
    { -1234567.5, 1, "-1234567.5" }, { 1e-9, 9, "0.000000001" }, { NAN, 3, "nan" },
    { INFINITY, 1, "inf" }, { -INFINITY, 1, "-inf" }, { 3, 4, "3.0000" },
    { 1e17, 2, "1.000000000e+17" }, { 1.297e-15, 15, "0.000000000000001" },
    { 0.25, 15, "0.250000000000000" }, { -5e-13, 12, "-0.000000000001" },
    { 1000, 15, "1.000000000e+03" },
};

START_TEST(fixed_prints_as_a_person_writes)
{
    char out[33] = "";

    out[text_fixed(out, fixed[_i].value, fixed[_i].decimals)] = '\0';
    ck_assert_str_eq(out, fixed[_i].want);
}
END_TEST

START_TEST(fixed_agrees_with_printf)
{
    unsigned long state = 12345;

    for (int i = 0; i < 200000; i++) {
        char   ours[33], theirs[64];
        double value;
        state = state * 6364136223846793005ul + 1442695040888963407ul;
        value = ((double)(state >> 20) / 1e9 - 8796) * (i % 7 + 1);
        ours[text_fixed(ours, value, i % 7)] = '\0';
        snprintf(theirs, sizeof theirs, "%.*f", i % 7, value);
        /* a tie is rounded away from zero here, to even there: allow one unit of the last place */
        ck_assert_msg(fabs(strtod(ours, NULL) - strtod(theirs, NULL)) <= 1.01 * pow(10, -(i % 7))
                          && fabs(strtod(ours, NULL) - value) <= 0.501 * pow(10, -(i % 7)),
                      "%s against %s", ours, theirs);
    }
}
END_TEST

static const struct { const char *text; enum err want; double value; } numbers[] = {
    { "1.5", ERR_OK, 1.5 }, { "-2e3", ERR_OK, -2000 }, { "+.5", ERR_OK, 0.5 },
    { "", ERR_GARBLED, 0 }, { " 1", ERR_GARBLED, 0 }, { "1 ", ERR_GARBLED, 0 },
    { "1x", ERR_GARBLED, 0 }, { "0x10", ERR_GARBLED, 0 }, { "nan", ERR_GARBLED, 0 },
    { "inf", ERR_GARBLED, 0 }, { "1e999", ERR_GARBLED, 0 }, { "1,5", ERR_GARBLED, 0 },
    { "1.2.3", ERR_GARBLED, 0 }, { "e5", ERR_GARBLED, 0 },
};

START_TEST(numbers_are_read_to_their_last_character)
{
    double value = -77;

    ck_assert_int_eq(number_parse(numbers[_i].text, &value), numbers[_i].want);
    ck_assert(value == (numbers[_i].want == ERR_OK ? numbers[_i].value : -77));
}
END_TEST

static const char *const known[] = { "muscle", "nerve", "seed",       "set",
                                     "log",    "math",  "tip.temp_c", "thermocouple" };
static const struct { const char *wanted, *want; } nearest[] = {
    { "musle", "muscle" }, { "sede", "seed" }, { "tip.tmep_c", "tip.temp_c" }, { "NERVE", "nerve" },
    { "foo", NULL }, { "quartz", NULL }, { "thermocuople", "thermocouple" }, { "", NULL },
    { "x", NULL },
};

START_TEST(the_nearest_name_is_near)
{
    const char *got = text_nearest(nearest[_i].wanted, known, sizeof known / sizeof *known);

    ck_assert_msg((got == NULL) == (nearest[_i].want == NULL)
                      && (!got || strcmp(got, nearest[_i].want) == 0),
                  "%s: %s", nearest[_i].wanted, got ? got : "none");
}
END_TEST

START_TEST(text_is_cut_not_overrun)
{
    char bytes[8], after = 'x';
    struct text text = text_over(bytes, sizeof bytes);

    text_add(&text, "%s", "abc");
    ck_assert(!text.is_cut);
    text_add(&text, "%s", "defghijkl");
    ck_assert(text.is_cut && after == 'x');
    ck_assert_str_eq(bytes, "abcdefg");
    text_add(&text, "more");
    ck_assert_str_eq(bytes, "abcdefg");
}
END_TEST

START_TEST(the_first_sentence_wins_and_can_be_prefixed)
{
    struct why why = { "" };

    ck_assert_int_eq(why_say(&why, ERR_RANGE, "first %d", 1), ERR_RANGE);
    ck_assert_int_eq(why_say(&why, ERR_IO, "second"), ERR_IO);
    why_prefix(&why, "%s: ", "a.lua:3");
    ck_assert_str_eq(why_text(&why, ERR_RANGE), "a.lua:3: first 1");
    ck_assert_str_eq(why_text(NULL, ERR_RANGE), err_text(ERR_RANGE));
}
END_TEST

START_TEST(an_unknown_name_is_refused_with_the_nearest_and_all_there_are)
{
    static const char *const tissues[] = { "muscle", "fat" };
    struct why why = { "" };

    ck_assert_int_eq(why_unknown(&why, "no tissue", "musle", tissues, 2), ERR_UNKNOWN);
    ck_assert_str_eq(why.text, "no tissue 'musle': did you mean 'muscle'?; known: muscle, fat");
    why_clear(&why);
    ck_assert_int_eq(why_unknown(&why, "no tissue", "quartz", tissues, 2), ERR_UNKNOWN);
    ck_assert_str_eq(why.text, "no tissue 'quartz'; known: muscle, fat");
}
END_TEST

START_TEST(every_error_has_name_blame_and_text)
{
    ck_assert(err_name((enum err)_i)[0] && err_blame((enum err)_i)[0] && err_text((enum err)_i)[0]);
    ck_assert_int_eq(strncmp(err_name((enum err)_i), "ERR_", 4), 0);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("text");

    tcase_add_loop_test(tests, fixed_prints_as_a_person_writes, 0, COUNT(fixed));
    tcase_add_test(tests, fixed_agrees_with_printf);
    tcase_add_loop_test(tests, numbers_are_read_to_their_last_character, 0, COUNT(numbers));
    tcase_add_loop_test(tests, the_nearest_name_is_near, 0, COUNT(nearest));
    tcase_add_test(tests, text_is_cut_not_overrun);
    tcase_add_test(tests, the_first_sentence_wins_and_can_be_prefixed);
    tcase_add_test(tests, an_unknown_name_is_refused_with_the_nearest_and_all_there_are);
    tcase_add_loop_test(tests, every_error_has_name_blame_and_text, 0, ERR_COUNT);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
