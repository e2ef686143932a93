/* What a line of an instrument looks like: patterns that match, that do not, that cannot be. */
#include "drivers/line_pattern.h"
#include "tests/support/suite.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* `want`: the fields' parts joined by '|'; NULL: no match */
static const struct { const char *pattern, *line, *want; } matches[] = {
    { "OK",                "OK",                 ""             },
    { "OK",                "OK ",                NULL           },
    { "OK",                "O",                  NULL           },
    { "P={power}W",        "P=12.5W",            "12.5"         },
    { "P={power}W",        "P=-1.5e-3W",         "-1.5e-3"      },
    { "P={power}W",        "P=W",                NULL           },
    { "P={power}W",        "P=1.2.3W",           NULL           },
    { "P={power}W",        "P=12.5W ",           NULL           },
    { "P={power}W",        "P=12,5W",            NULL           },
    { "P={power}",         "P=1e400",            NULL           },
    { "P={power}",         "P=nan",              NULL           },
    { "P={power}",         "P=0x10",             NULL           },
    { "{a} {b}",           "1    \t2",           "1|2"          },
    { "{a} {b}",           "12",                 NULL           },
    { "{mode:word} {t} C", "HEAT 37.2 C",        "HEAT|37.2"    },
    { "{mode:word} {t} C", " 37.2 C",            NULL           },
    { "ID {who:text}",     "ID ACME RF 20",      "ACME RF 20"   },
    { "ID {who:text}",     "ID ",                NULL           },
    { "{who:text},{n}",    "ACME RF,7",          "ACME RF|7"    },
    { "S{flags:hex};{}",   "S01FF;what ever",    "01FF|what ever" },
    { "S{flags:hex};{}",   "S01FG;",             NULL           },
    { "S{flags:hex}",      "S1234567890123",     NULL           },
    { "{{{n}}",            "{5}",                "5"            },
    { "{}",                "",                   ""             },
};

START_TEST(a_line_matches_as_a_whole_or_not_at_all)
{
    struct line_pattern pattern;
    struct line_part    parts[LINE_PATTERN_FIELDS] = { { NULL, 0 } };
    struct why          why = { "" };
    char                joined[80] = "";
    bool                is_match;

    ck_assert_msg(line_pattern_read(&pattern, matches[_i].pattern, &why) == ERR_OK, "%s", why.text);
    is_match = line_pattern_matches(&pattern, matches[_i].line, strlen(matches[_i].line), parts);
    ck_assert_msg(is_match == (matches[_i].want != NULL), "%s on %s", matches[_i].pattern,
                  matches[_i].line);
    for (size_t i = 0; is_match && i < pattern.field_count; i++) {
        strcat(joined, i ? "|" : "");
        strncat(joined, parts[i].text, parts[i].count);
    }
    if (is_match)
        ck_assert_str_eq(joined, matches[_i].want);
    else
        ck_assert_ptr_null(parts[0].text);
}
END_TEST

static const struct { const char *pattern, *says; } refused[] = {
    { "P={power",       "not closed"       },
    { "{a}{b}",         "two fields touch" },
    { "{a:float}",      "no kind of field \"float\"" },
    { "a\nb",           "0A"               },
    { "P={mw RF={rf}",  "a field's name is of letters" },
    { "{a} {b} {c} {d} {e} {f} {g} {h} {i}", "more than 8 fields" },
};

START_TEST(a_pattern_that_cannot_be_is_refused_with_a_sentence)
{
    struct line_pattern pattern;
    struct why          why = { "" };

    ck_assert_int_eq(line_pattern_read(&pattern, refused[_i].pattern, &why), ERR_PARSE);
    ck_assert_msg(strstr(why.text, refused[_i].says), "%s", why.text);
}
END_TEST

static const struct { const char *command; double value; const char *want; } commands[] = {
    { "RF ON",         1,        "RF ON"       },
    { "POW {}",        12.5,     "POW 12.5"    },
    { "POW {:.1}",     12.25,    "POW 12.3"    },
    { "POW {:.0}W",    49.6,     "POW 50W"     },
    { "S{:04x}",       255,      "S00FF"       },
    { "{{{}}",         5,        "{5}"         },
};

START_TEST(a_command_carries_its_value)
{
    uint8_t bytes[80];
    size_t  count = line_command_write(commands[_i].command, commands[_i].value, bytes,
                                       sizeof bytes);

    ck_assert_int_eq(line_command_check(commands[_i].command, NULL), ERR_OK);
    ck_assert_uint_eq(count, strlen(commands[_i].want));
    ck_assert_mem_eq(bytes, commands[_i].want, count);
    ck_assert_uint_eq(line_command_write(commands[_i].command, commands[_i].value, bytes, 2), 0);
}
END_TEST

START_TEST(a_command_that_cannot_be_is_refused)
{
    static const char *const commands_refused[] = { "POW {x}", "POW {:.}", "POW {", "{:4x}" };
    struct why               why = { "" };

    ck_assert_int_eq(line_command_check(commands_refused[_i], &why), ERR_PARSE);
    ck_assert_msg(strstr(why.text, "place for a value"), "%s", why.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("line_pattern");
    TCase *tests = tcase_create("line_pattern");

    tcase_add_loop_test(tests, a_line_matches_as_a_whole_or_not_at_all, 0, COUNT(matches));
    tcase_add_loop_test(tests, a_pattern_that_cannot_be_is_refused_with_a_sentence, 0,
                        COUNT(refused));
    tcase_add_loop_test(tests, a_command_carries_its_value, 0, COUNT(commands));
    tcase_add_loop_test(tests, a_command_that_cannot_be_is_refused, 0, 4);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
