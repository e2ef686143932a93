/* What a scenario says about itself beside its run: tags, gaps, faults by a plan, and the several
 * tests that it can be. */
#include "hil/script/script.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

#define SCENARIO(fields)                                                                           \
    "-- a toy\nreturn scenario { title = 't', rig = 'toy', limit_s = 1, parameters = { a = 1, b = 2, wide_mm = 3 },\n" \
    fields "\nrun = function() end }"

static struct script *script_of_text(const char *text, struct why *why)
{
    struct script_setup setup = { .seed = 1 };
    struct script      *script;

    ck_assert_int_eq(script_create(&script, &setup, why), ERR_OK);
    if (script_load_text(script, "toy.lua", text, strlen(text), why) == ERR_OK)
        return script;
    script_destroy(script);
    return NULL;
}

static struct script *loaded(const char *text)
{
    struct why     why = { "" };
    struct script *script = script_of_text(text, &why);

    ck_assert_msg(script != NULL, "%s", why.text);
    return script;
}

/* ---- what is refused, and how ---- */

static const struct { const char *fields, *sentence; } refused[] = {
    { "tags = 'slow',", "tags is string: give a table" },
    { "tags = { 'slow', 'two words' },", "tag 2 is no word of 1 to 31 letters" },
    { "tags = { '' },", "tag 1 is no word" },
    { "tags = { 7 },", "tag 1 is no word" },
    { "tags = { 'a234567890123456789012345678901' .. '2' },", "tag 1 is no word" },
    { "gaps = { 'IL-RF-06' },", "gaps go by the requirement's id" },
    { "gaps = { ['IL-RF-06'] = '' },", "gap IL-RF-06 needs its reason" },
    { "gaps = { ['IL-RF-06'] = true },", "gap IL-RF-06 needs its reason" },
    { "faults = { 'wire.drop' },", "faults is a list of tables" },
    { "faults = { { value = 1 } },", "fault 1 has no knob" },
    { "faults = { { knob = 'break' } },", "fault 1 (break) has no value" },
    { "faults = { { knob = 'break', value = {} } },", "fault 1: value is a table: give a number" },
    { "faults = { { knob = 'break', value = '' } },", "value is no label" },
    { "faults = { { knob = 'break', value = 1, form_s = 2 } },",
      "fault 1: 'form_s' is not known: did you mean 'from_s'?" },
    { "faults = { { knob = 'break', value = 1 }, { knob = 'open', value = 1, from_s = 5, to_s = 5 } },",
      "fault 2 (open) is from 5.0 s to 5.0 s" },
    { "faults = { { knob = 'open', value = 1, from_s = -1 } },", "from_s is 0 or more" },
    { "faults = { { knob = 'open', value = 1, every = 2.5 } },", "every = 2.5: give a whole number" },
    { "faults = { { knob = 'open', value = 1, nth = 0 } },", "nth = 0.0: give a whole number" },
    { "faults = { { knob = 'open', value = 1, chance = 1.5 } },", "chance = 1.5: give more than 0" },
    { "faults = { { knob = 'open', value = 0/0 } },", "value is a nan: give a number" },
    { "faults = { { knob = 'open', value = 1, nth = 1, every = 2 } },",
      "has more than one of every, nth and chance" },
    { "cases = {},", "cases is empty" },
    { "cases = { { a = 1 } },", "a case has no name: write cases = { wide" },
    { "cases = { ['../../x'] = { a = 5 } },", "case '../../x': a case's name has 1 to 95" },
    { "cases = { [''] = { a = 5 } },", "a case's name has 1 to 95" },
    { "cases = { wide = 5 },", "case wide is a number: give a table of parameters" },
    { "cases = { wide = { wide_m = 5 } },",
      "case wide: there is no parameter 'wide_m': did you mean 'wide_mm'?" },
    { "cases = { wide = { zzzzzzz = 5 } },",
      "case wide: there is no parameter 'zzzzzzz'; it has: a, b, wide_mm" },
    { "cases = { wide = { 5 } },", "case wide gives parameters by name" },
    { "cases = { wide = { a = 'x' } },", "case wide: a must be a number" },
    { "cases = { wide = { a = math.huge } },", "case wide: a must be a number" },
    { "cases = { x = { a = 1 }, y = { b = 2 } },", "the cases x and y are the same" },
    { "cases = { x = { a = 5 } }, grid = { a = { 1 } },", "it has both cases and a grid" },
    { "grid = {},", "grid is empty" },
    { "grid = { a = {} },", "grid: a has no values: write a = { 5, 10 }" },
    { "grid = { a = 5 },", "grid: a has no values" },
    { "grid = { a = { 1, 'x' } },", "grid: a[2] must be a number" },
    { "grid = { wide_m = { 1 } },", "grid: there is no parameter 'wide_m': did you mean 'wide_mm'?" },
    { "grid = { a = { 1, 2, 1 } },", "the cases a=1 and a=1 are the same" },
    { "grid = (function() local t = {} for i = 1, 21 do t[i] = i end return { a = t, b = t } end)(),",
      "grid makes more than 400 cases" },
    { "cases = (function() local t = {} for i = 1, 401 do t['c' .. i] = { a = i } end return t end)(),",
      "401 cases are too many: at most 400" },
    { "case = { x = { a = 1 } },", "'case' is not known: did you mean 'cases'?" },
};

START_TEST(what_is_wrong_is_refused_with_its_place)
{
    struct why     why = { "" };
    char           text[1024];
    struct script *script;

    snprintf(text, sizeof text, SCENARIO("%s"), refused[_i].fields);
    script = script_of_text(text, &why);
    ck_assert_msg(script == NULL, "%s was taken", refused[_i].fields);
    ck_assert_msg(strncmp(why.text, "toy.lua:2: scenario: ", 21) == 0, "%s", why.text);
    ck_assert_msg(strstr(why.text, refused[_i].sentence) != NULL, "%s\n  says %s\n  not %s",
                  refused[_i].fields, why.text, refused[_i].sentence);
}
END_TEST

/* ---- what is read ---- */

START_TEST(a_scenario_knows_its_tags_gaps_and_line)
{
    struct script *script = loaded(SCENARIO("tags = { 'slow', 'il-rf' },"
                                            "gaps = { ['IL-2'] = 'no sensor', ['IL-1'] = 'no relay' },"));
    const struct script_scenario *scenario = script_scenario(script);

    ck_assert_int_eq(scenario->line, 2);
    ck_assert_uint_eq(scenario->tag_count, 2);
    ck_assert_str_eq(scenario->tags[0], "slow");
    ck_assert_str_eq(scenario->tags[1], "il-rf");
    ck_assert_uint_eq(scenario->gap_count, 2);
    ck_assert_str_eq(scenario->gaps[0].id, "IL-1");
    ck_assert_str_eq(scenario->gaps[0].reason, "no relay");
    ck_assert_str_eq(scenario->gaps[1].id, "IL-2");
    ck_assert_uint_eq(script_case_count(script), 0);
    script_destroy(script);
}
END_TEST

START_TEST(faults_become_a_plan)
{
    struct script *script = loaded(SCENARIO("faults = { { knob = 'open', value = 1, from_s = 12 },"
                                            "{ knob = 'break', value = 0.5, from_s = 1, to_s = 2, every = 5 },"
                                            "{ knob = 'break', value = 2, nth = 7 },"
                                            "{ knob = 'break', value = 2, chance = 0.1 },"
                                            "{ knob = 'break', value = 'half' } },"));
    const struct fault_plan *plan = &script_scenario(script)->faults;

    ck_assert_uint_eq(plan->count, 5);
    ck_assert_str_eq(plan->faults[0].knob, "open");
    ck_assert_double_eq(plan->faults[0].from_s, 12);
    ck_assert(isinf(plan->faults[0].to_s));
    ck_assert_int_eq(plan->faults[0].every, 0);
    ck_assert_double_eq(plan->faults[1].value, 0.5);
    ck_assert_double_eq(plan->faults[1].to_s, 2);
    ck_assert_int_eq(plan->faults[1].every, 5);
    ck_assert_int_eq(plan->faults[2].nth, 7);
    ck_assert_double_eq(plan->faults[2].from_s, 0);
    ck_assert_double_eq(plan->faults[3].chance, 0.1);
    ck_assert_str_eq(plan->faults[3].label, "");
    ck_assert_str_eq(plan->faults[4].label, "half");        /* whose, the rig will tell */
    script_destroy(script);
}
END_TEST

static double parameter(const struct script *script, const char *name)
{
    const struct script_scenario *scenario = script_scenario(script);

    for (size_t i = 0; i < scenario->parameter_count; i++)
        if (strcmp(scenario->parameters[i].name, name) == 0)
            return scenario->parameters[i].value;
    return NAN;
}

START_TEST(cases_go_by_name_and_change_what_they_name)
{
    struct script *script = loaded(SCENARIO("cases = { wide = { wide_mm = 10 }, both = { a = -1, b = 0.5 }, plain = {} },"));

    ck_assert_uint_eq(script_case_count(script), 3);
    ck_assert_str_eq(script_case_name(script, 0), "both");
    ck_assert_str_eq(script_case_name(script, 1), "plain");
    ck_assert_str_eq(script_case_name(script, 2), "wide");
    ck_assert_int_eq(script_case_choose(script, "both", NULL), ERR_OK);
    ck_assert_double_eq(parameter(script, "a"), -1);
    ck_assert_double_eq(parameter(script, "b"), 0.5);
    ck_assert_double_eq(parameter(script, "wide_mm"), 3);
    ck_assert_int_eq(script_case_choose(script, "wide", NULL), ERR_OK);
    ck_assert_double_eq(parameter(script, "a"), 1);
    ck_assert_double_eq(parameter(script, "wide_mm"), 10);
    ck_assert_double_eq(script_scenario(script)->parameters[2].rest, 3);
    script_destroy(script);
}
END_TEST

START_TEST(a_grid_is_every_combination_in_order)
{
    static const char *const names[] = {
        "a=2,wide_mm=0.1", "a=2,wide_mm=1e-05", "a=1,wide_mm=0.1", "a=1,wide_mm=1e-05",
    };
    struct script *script = loaded(SCENARIO("grid = { wide_mm = { 0.1, 0.00001 }, a = { 2, 1 } },"));

    ck_assert_uint_eq(script_case_count(script), 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_str_eq(script_case_name(script, i), names[i]);
    ck_assert_int_eq(script_case_choose(script, names[1], NULL), ERR_OK);
    ck_assert_double_eq(parameter(script, "a"), 2);
    ck_assert_double_eq(parameter(script, "wide_mm"), 0.00001);
    ck_assert_double_eq(parameter(script, "b"), 2);
    script_destroy(script);
}
END_TEST

START_TEST(values_that_differ_in_the_last_digit_are_two_cases)
{
    struct script *script = loaded(SCENARIO("grid = { a = { 0.1, 0.1 + 2^-56 } },"));

    ck_assert_str_eq(script_case_name(script, 0), "a=0.1");
    ck_assert_str_ne(script_case_name(script, 1), "a=0.1");
    script_destroy(script);
}
END_TEST

START_TEST(an_unknown_case_is_told_with_the_nearest)
{
    struct script *several = loaded(SCENARIO("cases = { wide = { a = 5 }, slim = { a = 6 } },"));
    struct script *single = loaded(SCENARIO(""));
    struct why     why = { "" };

    ck_assert_int_eq(script_case_choose(several, "wid", &why), ERR_UNKNOWN);
    ck_assert_str_eq(why.text, "toy.lua has no case wid: did you mean wide?");
    why_clear(&why);
    ck_assert_int_eq(script_case_choose(several, "zzzzzzzz", &why), ERR_UNKNOWN);
    ck_assert_str_eq(why.text, "toy.lua has no case zzzzzzzz; it has: slim, wide");
    why_clear(&why);
    ck_assert_int_eq(script_case_choose(single, "wide", &why), ERR_UNKNOWN);
    ck_assert_str_eq(why.text, "toy.lua has no case wide: it is one test");
    script_destroy(several);
    script_destroy(single);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("script cases");
    TCase *refusals = tcase_create("refused"), *read = tcase_create("read");

    tcase_add_loop_test(refusals, what_is_wrong_is_refused_with_its_place, 0, COUNT(refused));
    suite_add_tcase(suite, refusals);
    tcase_add_test(read, a_scenario_knows_its_tags_gaps_and_line);
    tcase_add_test(read, faults_become_a_plan);
    tcase_add_test(read, cases_go_by_name_and_change_what_they_name);
    tcase_add_test(read, a_grid_is_every_combination_in_order);
    tcase_add_test(read, values_that_differ_in_the_last_digit_are_two_cases);
    tcase_add_test(read, an_unknown_case_is_told_with_the_nearest);
    suite_add_tcase(suite, read);
    return suite_run(suite);
}
