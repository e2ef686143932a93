/* Options: what is typed is understood to the last character, or refused
 * with what would have been right. */
#include "hil/options.h"
#include "tests/support/suite.h"

#include <check.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

static const struct option options_of_page[] = {
    { "set", "NAME=VALUE", "a parameter" }, { "seed", "N", "a seed" }, { "out", "DIR", "a folder" },
    { "quiet", NULL, "say little" },
};

static const struct command_page page = {
    .name = "run", .words = "FILE.lua", .words_least = 1, .words_most = 1, .summary = "Run it.",
    .options = options_of_page, .option_count = COUNT(options_of_page), .text = "More.",
    .example = "  painrig run a.lua",
};

#define ARGUMENTS_MAX 8

static const struct {
    const char *story, *argv[ARGUMENTS_MAX];
    enum err    want;
    const char *sentence;
} lines[] = {
    { "a file",               { "run", "a.lua" }, ERR_OK, "" },
    { "in any order",         { "run", "--seed", "3", "a.lua", "--quiet" }, ERR_OK, "" },
    { "with equals",          { "run", "a.lua", "--seed=3" }, ERR_OK, "" },
    { "a value with equals",  { "run", "a.lua", "--set=x=3" }, ERR_OK, "" },
    { "a negative value",     { "run", "a.lua", "--seed", "-3" }, ERR_OK, "" },
    { "a file behind --",     { "run", "--", "--odd.lua" }, ERR_OK, "" },
    { "a single dash",        { "run", "-" }, ERR_OK, "" },
    { "no file",              { "run" }, ERR_RANGE, "painrig run: FILE.lua is missing: see painrig run --help" },
    { "two files",            { "run", "a.lua", "b.lua" }, ERR_RANGE,
                              "painrig run: \"b.lua\" is one too many: it is painrig run FILE.lua" },
    { "a misspelt option",    { "run", "a.lua", "--sead", "3" }, ERR_UNKNOWN,
                              "painrig run: --sead is not known: did you mean --seed?" },
    { "a strange option",     { "run", "--wavelength" }, ERR_UNKNOWN,
                              "painrig run: --wavelength is not known: see painrig run --help" },
    { "misspelt with equals", { "run", "--sead=3" }, ERR_UNKNOWN,
      "painrig run: --sead is not known: did you mean --seed?" },
    { "a short option",       { "run", "-s" }, ERR_UNKNOWN, "painrig run: -s is not known: options begin with --" },
    { "no value",             { "run", "a.lua", "--seed" }, ERR_RANGE, "painrig run: --seed needs a value: --seed N" },
    { "an empty value",       { "run", "a.lua", "--out=" }, ERR_RANGE, "painrig run: --out needs a value: --out DIR" },
    { "a value for a flag",   { "run", "a.lua", "--quiet=yes" }, ERR_RANGE, "painrig run: --quiet takes no value" },
};

static enum err parse(const char *const *given, struct options *options, struct why *why)
{
    char *argv[ARGUMENTS_MAX + 1] = { NULL };
    int   argc = 0;

    for (; argc < ARGUMENTS_MAX && given[argc]; argc++)
        argv[argc] = (char *)given[argc];
    return options_parse(&page, argc, argv, options, why);
}

START_TEST(a_line_is_understood_or_refused)
{
    struct options options;
    struct why     why = { "" };

    ck_assert_msg(parse(lines[_i].argv, &options, &why) == lines[_i].want, "%s: %s",
                  lines[_i].story, why.text);
    ck_assert_str_eq(why.text, lines[_i].sentence);
}
END_TEST

START_TEST(values_are_found_by_name)
{
    static const char *const given[] = { "run",    "--set", "a=1",     "a.lua", "--set=b=2",
                                         "--seed", "7",     "--quiet", NULL };
    struct options options;
    struct why     why = { "" };

    ck_assert_int_eq(parse(given, &options, &why), ERR_OK);
    ck_assert_str_eq(options.words[0], "a.lua");
    ck_assert_str_eq(options_nth(&options, "set", 0), "a=1");
    ck_assert_str_eq(options_nth(&options, "set", 1), "b=2");
    ck_assert_ptr_null(options_nth(&options, "set", 2));
    ck_assert_str_eq(options_text(&options, "set", "none"), "b=2");
    ck_assert_str_eq(options_text(&options, "out", "none"), "none");
    ck_assert(options_has(&options, "quiet"));
    ck_assert(!options_has(&options, "out"));
}
END_TEST

static const struct { const char *text; enum err want; uint64_t value; } wholes[] = {
    { "0", ERR_OK, 0 }, { "18446744073709551615", ERR_OK, UINT64_MAX },
    { "18446744073709551616", ERR_RANGE, 5 }, { "-1", ERR_RANGE, 5 }, { "1.5", ERR_RANGE, 5 },
    { "1x", ERR_RANGE, 5 }, { " 1", ERR_RANGE, 5 }, { "0x10", ERR_RANGE, 5 },
};

START_TEST(a_whole_number_is_whole)
{
    const char *const given[] = { "run", "a.lua", "--seed", wholes[_i].text, NULL };
    struct options    options;
    struct why        why = { "" };
    uint64_t          value = 5;

    ck_assert_int_eq(parse(given, &options, &why), ERR_OK);
    ck_assert_msg(options_whole(&options, "seed", &value, &why) == wholes[_i].want, "%s",
                  wholes[_i].text);
    ck_assert_uint_eq(value, wholes[_i].value);
}
END_TEST

static const struct { const char *text; enum err want; double value; } numbers[] = {
    { "2.5", ERR_OK, 2.5 }, { "1e1", ERR_OK, 10 }, { "0", ERR_OK, 0 }, { "10.1", ERR_RANGE, 5 },
    { "nan", ERR_RANGE, 5 }, { "inf", ERR_RANGE, 5 }, { "1,5", ERR_RANGE, 5 }, { "", ERR_OK, 5 },
};

START_TEST(a_number_is_in_its_range)
{
    const char *const given[] = { "run", "a.lua", *numbers[_i].text ? "--seed" : NULL,
                                  numbers[_i].text, NULL };
    struct options    options;
    struct why        why = { "" };
    double            value = 5;

    ck_assert_int_eq(parse(given, &options, &why), ERR_OK);
    ck_assert_msg(options_number(&options, "seed", 0, 10, &value, &why) == numbers[_i].want, "%s",
                  numbers[_i].text);
    ck_assert_double_eq(value, numbers[_i].value);
}
END_TEST

START_TEST(a_list_has_parts)
{
    char part[4];

    ck_assert(options_part("18,20,220000", 0, part, sizeof part));
    ck_assert_str_eq(part, "18");
    ck_assert(options_part("18,20,220000", 2, part, sizeof part));
    ck_assert_str_eq(part, "220");
    ck_assert(!options_part("18,20,22", 3, part, sizeof part));
    ck_assert(options_part("18,", 1, part, sizeof part));
    ck_assert_str_eq(part, "");
}
END_TEST

START_TEST(help_shows_every_option_and_the_example)
{
    char  text[2000] = "";
    FILE *file = fmemopen(text, sizeof text, "w");

    ck_assert_ptr_nonnull(file);
    command_page_print(file, &page);
    fclose(file);
    ck_assert_str_eq(text, "painrig run FILE.lua [options]\n\nRun it.\n\n"
                           "  --set NAME=VALUE  a parameter\n"
                           "  --seed N          a seed\n"
                           "  --out DIR         a folder\n"
                           "  --quiet           say little\n"
                           "  --help            show this page\n"
                           "\nMore.\n\nexample\n  painrig run a.lua\n");
}
END_TEST

START_TEST(help_wins_over_what_is_missing)
{
    static const char *const given[] = { "run", "--help", NULL };
    struct options options;
    struct why     why = { "" };

    ck_assert_int_eq(parse(given, &options, &why), ERR_OK);
    ck_assert(options.wants_help);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("options");
    TCase *tests = tcase_create("options");

    suite_add_tcase(suite, tests);
    tcase_add_loop_test(tests, a_line_is_understood_or_refused, 0, COUNT(lines));
    tcase_add_test(tests, values_are_found_by_name);
    tcase_add_loop_test(tests, a_whole_number_is_whole, 0, COUNT(wholes));
    tcase_add_loop_test(tests, a_number_is_in_its_range, 0, COUNT(numbers));
    tcase_add_test(tests, a_list_has_parts);
    tcase_add_test(tests, help_shows_every_option_and_the_example);
    tcase_add_test(tests, help_wins_over_what_is_missing);
    return suite_run(suite);
}
