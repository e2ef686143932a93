/* Requirements: what is read, what is refused and where, and the formulas that Lua builds. */
#include "hil/digest.h"
#include "hil/judge/requirement.h"
#include "hil/judge/requirement_inside.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

#define BUT_ID "title = 't', formula = 'G(tip.temp_c < 95)', source = 's', priority = 'high', rationale = 'r'"
#define ENTRY(id) "  { id = '" id "', " BUT_ID " },\n"
#define FILE_OF(entries) "return requirements {\n  rig = 'toy',\n" entries "}\n"

static struct scratch scratch;

static void scratch_open(void)  { scratch = scratch_make("a.lua"); }
static void scratch_close(void) { scratch_drop(&scratch); }

static struct requirements *loaded(const char *path)
{
    struct requirements *requirements = NULL;
    struct why           why = { "" };

    ck_assert_msg(requirements_load(&requirements, path, &why) == ERR_OK, "%s", why.text);
    return requirements;
}

/* ---- what is read ---- */

#define WHOLE                                                                                    \
    "-- { id = 'no', in a comment }\n"                                                           \
    "local text = [[ requirements { { } ]]\n"                                                    \
    "return requirements {\n"                                                                    \
    "  rig = 'toy',\n"                                                                           \
    "  { id = 'A-1', title = 'not hot', formula = 'G(tip.temp_c < 95)', source = 'norm 1',\n"    \
    "    priority = 'high', rationale = 'it { boils }' },\n"                                     \
    "\n"                                                                                         \
    "  {\n"                                                                                      \
    "    id = 'A-2', title = \"goes off { soon\", source = 'norm 2', priority = 'none',\n"       \
    "    formula = stl.always(stl.implies(stl.signal('tip.temp_c'):ge(95),\n"                    \
    "      stl.eventually(0, 0.5, stl.signal('heater.power_w'):le(0)))),\n"                      \
    "    rationale = 'r', unverified = '0.5 s is a proposal',\n"                                 \
    "  },\n"                                                                                     \
    "}\n"

START_TEST(a_file_becomes_requirements_with_their_lines)
{
    struct requirements      *requirements;
    const struct requirement *first, *second;

    scratch_write(scratch.path, WHOLE);
    requirements = loaded(scratch.path);
    ck_assert_uint_eq(requirements_count(requirements), 2);
    first = requirements_at(requirements, 0);
    second = requirements_find(requirements, "A-2");
    ck_assert_ptr_eq(second, requirements_at(requirements, 1));
    ck_assert_ptr_null(requirements_at(requirements, 2));
    ck_assert_ptr_null(requirements_find(requirements, "A-3"));
    ck_assert_str_eq(first->id, "A-1");
    ck_assert_str_eq(first->title, "not hot");
    ck_assert_str_eq(first->source, "norm 1");
    ck_assert_str_eq(first->rationale, "it { boils }");
    ck_assert_int_eq(first->priority, REQUIREMENT_HIGH);
    ck_assert_ptr_null(first->unverified);
    ck_assert_ptr_eq(first->type, &toy_rig_type);
    ck_assert_str_eq(first->file, scratch.path);
    ck_assert_int_eq(first->line, 5);
    ck_assert_int_eq(second->line, 8);
    ck_assert_int_eq(second->priority, REQUIREMENT_NONE);
    ck_assert_str_eq(second->unverified, "0.5 s is a proposal");
    ck_assert_str_eq(formula_source(second->formula),
                     "always((tip.temp_c >= 95) -> (eventually[0,0.5](heater.power_w <= 0)))");
    requirements_free(requirements);
}
END_TEST

#define BLIND(table) FILE_OF("  { id = 'A-1', " BUT_ID ",\n    blind_to = " table " },\n" ENTRY("A-2"))

START_TEST(what_the_device_is_blind_to_is_kept_with_its_reasons_in_order)
{
    struct requirements      *requirements;
    const struct requirement *blind, *other;

    scratch_write(scratch.path, BLIND("{ ['sensor.open'] = 'no sense', ['plant.diverge'] = 'none' }"));
    requirements = loaded(scratch.path);
    blind = requirements_at(requirements, 0);
    other = requirements_at(requirements, 1);
    ck_assert_uint_eq(blind->blind_count, 2);
    ck_assert_str_eq(blind->blind_to[0].knob, "plant.diverge");
    ck_assert_str_eq(blind->blind_to[1].knob, "sensor.open");
    ck_assert_str_eq(requirement_blind_reason(blind, "sensor.open"), "no sense");
    ck_assert_ptr_null(requirement_blind_reason(blind, "sensor.ope"));
    ck_assert_uint_eq(other->blind_count, 0);
    ck_assert_ptr_null(requirement_blind_reason(other, "sensor.open"));
    ck_assert_int_eq(other->line, 5);
    requirements_free(requirements);
}
END_TEST

START_TEST(a_folder_is_read_in_the_order_of_its_names)
{
    struct requirements *requirements;
    char                 path[200], one[DIGEST_HEX_SIZE], hidden[200];

    snprintf(path, sizeof path, "%s/b.lua", scratch.folder);
    scratch_write(path, FILE_OF(ENTRY("B-1") ENTRY("B-2")));
    requirements = loaded(scratch.folder);
    ck_assert_uint_eq(requirements_count(requirements), 2);
    snprintf(one, sizeof one, "%s", requirements_sha256(requirements));
    requirements_free(requirements);

    scratch_write(scratch.path, FILE_OF(ENTRY("A-1")));
    snprintf(hidden, sizeof hidden, "%s/notes.txt", scratch.folder);
    scratch_write(hidden, "no Lua");
    requirements = loaded(scratch.folder);
    ck_assert_uint_eq(requirements_count(requirements), 3);
    ck_assert_str_eq(requirements_at(requirements, 0)->id, "A-1");
    ck_assert_str_eq(requirements_at(requirements, 1)->id, "B-1");
    ck_assert_uint_eq(strlen(requirements_sha256(requirements)), 64);
    ck_assert_str_ne(requirements_sha256(requirements), one);
    requirements_free(requirements);
}
END_TEST

START_TEST(an_empty_folder_has_no_requirements)
{
    struct requirements *requirements = loaded(scratch.folder);

    ck_assert_uint_eq(requirements_count(requirements), 0);
    requirements_free(requirements);
}
END_TEST

/* ---- what is refused ---- */

static const struct { const char *story, *text; int line; const char *says; } refused[] = {
    { "no id", FILE_OF(ENTRY("A-1") "  { " BUT_ID " },\n"), 4, "a requirement without an id" },
    { "an id that is none", FILE_OF(ENTRY("A 1")), 3, "\"A 1\" is no id" },
    { "an id that is too long", FILE_OF(ENTRY("A23456789-B23456789-C23456789-D2")), 3, "is no id" },
    { "an id twice", FILE_OF(ENTRY("A-1") ENTRY("A-2") ENTRY("A-1")), 5, "A-1 is there twice: the first is at " },
    { "no title", FILE_OF("  { id = 'A-1', formula = 'true', source = 's', priority = 'low', rationale = 'r' },\n"),
      3, "A-1: title is missing" },
    { "an empty title", FILE_OF("  { id = 'A-1', title = ' ', formula = 'true', source = 's', priority = 'low', rationale = 'r' },\n"),
      3, "A-1: title is missing" },
    { "no formula", FILE_OF("  { id = 'A-1', title = 't', source = 's', priority = 'low', rationale = 'r' },\n"),
      3, "A-1: formula is missing" },
    { "no source", FILE_OF("  { id = 'A-1', title = 't', formula = 'true', priority = 'low', rationale = 'r' },\n"),
      3, "A-1: source is missing" },
    { "no rationale", FILE_OF("  { id = 'A-1', title = 't', formula = 'true', source = 's', priority = 'low' },\n"),
      3, "A-1: rationale is missing" },
    { "no priority", FILE_OF("  { id = 'A-1', title = 't', formula = 'true', source = 's', rationale = 'r' },\n"),
      3, "A-1: priority is missing: give high, medium, low or none" },
    { "another priority", FILE_OF("\n  { id = 'A-1', title = 't', formula = 'true', source = 's', priority = 'urgent', rationale = 'r' },\n"),
      4, "A-1: priority \"urgent\" is not known: give high, medium, low or none" },
    { "a field that is misspelt", FILE_OF("  { id = 'A-1', titel = 't' },\n"), 3, "'titel' is not known: did you mean 'title'?" },
    { "a field that is no text", FILE_OF("  { id = 'A-1', title = 3 },\n"), 3, "title is a number: give a text" },
    { "an entry that is no table", FILE_OF("  'A-1',\n"), 1, "a requirement is a table, not a string" },
    { "no rig", "return requirements {\n" ENTRY("A-1") "}\n", 1, "rig is missing" },
    { "an unknown rig", "\nreturn requirements { rig = 'toi',\n" ENTRY("A-1") "}\n", 2, "there is no rig \"toi\"" },
    { "a formula that does not parse", FILE_OF("  { id = 'A-1', title = 't', formula = 'G(tip.temp_c < )', source = 's', priority = 'low', rationale = 'r' },\n"),
      3, "A-1: formula: expected " },
    { "a signal that is misspelt", FILE_OF("  { id = 'A-1', title = 't', formula = 'G(tip.tmp_c < 95)', source = 's', priority = 'low', rationale = 'r' },\n"),
      3, "tip.temp_c" },
    { "a label that is none", FILE_OF("  { id = 'A-1', title = 't', formula = 'G(heater.state == onn)', source = 's', priority = 'low', rationale = 'r' },\n"),
      3, "onn" },
    { "a quantity that is not compared", FILE_OF("  { id = 'A-1', title = 't', formula = 'G(tip.temp_c)', source = 's', priority = 'low', rationale = 'r' },\n"),
      3, "A-1: formula: " },
    { "blind to a fault that is misspelt", BLIND("{ ['sensor.opne'] = 'r' }"), 3,
      "A-1: blind_to: the toy rig has no fault sensor.opne: did you mean sensor.open?" },
    { "blind to an order", BLIND("{ ['heater.set_w'] = 'r' }"), 3,
      "A-1: blind_to: heater.set_w is an order of the toy rig, no fault" },
    { "blind without a reason", BLIND("{ ['sensor.open'] = ' ' }"), 3,
      "A-1: blind_to: sensor.open has no reason: say what the device lacks" },
    { "blind to a list", BLIND("{ 'sensor.open' }"), 3,
      "blind_to goes by the fault's name and tells the reason, as in blind_to = { [" },
    { "blind to a text", BLIND("'sensor.open'"), 3, "blind_to is a string: give a table, as in " },
    { "a bound between ticks", FILE_OF("  { id = 'A-1', title = 't', formula = 'G[0,0.015](tip.temp_c < 95)', source = 's', priority = 'low', rationale = 'r' },\n"),
      3, "A-1: formula: " },
};

START_TEST(what_is_wrong_is_refused_with_its_line)
{
    struct requirements *requirements = NULL;
    struct why           why = { "" };
    char                 place[200];

    scratch_write(scratch.path, refused[_i].text);
    snprintf(place, sizeof place, "%s:%d: ", scratch.path, refused[_i].line);
    ck_assert_msg(requirements_load(&requirements, scratch.path, &why) != ERR_OK, "%s", refused[_i].story);
    ck_assert_msg(strncmp(why.text, place, strlen(place)) == 0, "%s: %s, not %s", refused[_i].story, why.text, place);
    ck_assert_msg(strstr(why.text, refused[_i].says), "%s: %s", refused[_i].story, why.text);
    ck_assert_ptr_null(requirements);
}
END_TEST

static const struct { const char *story, *text, *says; } no_files[] = {
    { "a scenario", "return scenario { title = 't', rig = 'toy', limit_s = 1, run = function() end }",
      "a.lua is a scenario, no file of requirements: try painrig run" },
    { "nothing", "local x = 1", "must end with: return requirements { ... }" },
    { "another key", "return requirements { rig = 'toy', author = 'me' }", "a.lua:1: requirements: 'author' is not known" },
    { "no Lua", "return requirements {", "a.lua:1: " },
};

START_TEST(a_file_of_something_else_is_refused)
{
    struct requirements *requirements = NULL;
    struct why           why = { "" };

    scratch_write(scratch.path, no_files[_i].text);
    ck_assert_msg(requirements_load(&requirements, scratch.path, &why) == ERR_SCRIPT, "%s", no_files[_i].story);
    ck_assert_msg(strstr(why.text, no_files[_i].says), "%s: %s", no_files[_i].story, why.text);
}
END_TEST

START_TEST(two_files_may_not_have_the_same_id)
{
    struct requirements *requirements = NULL;
    struct why           why = { "" };
    char                 path[200], first[240], second[240];

    snprintf(path, sizeof path, "%s/b.lua", scratch.folder);
    scratch_write(scratch.path, FILE_OF(ENTRY("A-1")));
    scratch_write(path, FILE_OF(ENTRY("B-1") ENTRY("A-1")));
    snprintf(first, sizeof first, "the first is at %s:3", scratch.path);
    snprintf(second, sizeof second, "%s:4: A-1 is there twice", path);
    ck_assert_int_eq(requirements_load(&requirements, scratch.folder, &why), ERR_PARSE);
    ck_assert_msg(strstr(why.text, first) && strstr(why.text, second), "%s", why.text);
}
END_TEST

START_TEST(a_path_that_is_not_there_is_refused)
{
    struct requirements *requirements = NULL;
    struct why           why = { "" };

    ck_assert_int_eq(requirements_load(&requirements, "/nowhere/at/all", &why), ERR_IO);
    ck_assert_str_eq(why.text, "requirements: /nowhere/at/all cannot be read: No such file or directory");
}
END_TEST

/* ---- where the tables begin ---- */

static const struct { const char *text; size_t count; int lines[4], first; } written[] = {
    { "return requirements {}", 0, { 0 }, 1 },
    { "return requirements { {}, {} }", 2, { 1, 1 }, 1 },
    { "-- requirements { {} }\nreturn requirements\n{\n{ a = {} },\n\n{ [1] = { {} } } }", 2, { 4, 6 }, 2 },
    { "local x = \"requirements { {\" --[[ \n]]\nreturn requirements { rig = 'a', a = {}, {},\n{} }", 2, { 3, 4 }, 3 },
    { "local x = [==[\n]]\n]==] return requirements {\n {}; {} }", 2, { 4, 4 }, 3 },
    { "return requirements { f { }, (g { }), { '\\'{', \"\\\"{\" } }", 1, { 1 }, 1 },
    { "return scenario { {} }", 0, { 0 }, 0 },
    { "return requirements { {", 1, { 1 }, 1 },
};

START_TEST(the_tables_lines_are_read_from_the_text)
{
    int    lines[4] = { 0 }, first = -1;
    size_t count = requirement_lines(written[_i].text, strlen(written[_i].text), lines, 4, &first);

    ck_assert_uint_eq(count, written[_i].count);
    ck_assert_int_eq(first, written[_i].first);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(lines[i], written[_i].lines[i]);
}
END_TEST

/* ---- formulas from Lua ---- */

#define TIP "stl.signal('tip.temp_c')"

static const struct { const char *lua, *text; } built[] = {
    { TIP ":lt(200)", "(tip.temp_c < 200)" },
    { TIP ":le(1/3)", "(tip.temp_c <= 0.3333333333333333)" },
    { TIP ":gt(-5)", "(tip.temp_c > (-5))" },
    { TIP ":ge(" TIP ")", "(tip.temp_c >= tip.temp_c)" },
    { "stl.signal('heater.state'):eq('on')", "(heater.state == on)" },
    { "stl.signal('a + b'):ne(1e-7)", "((a + b) != (1e-07))" },
    { "stl.always(0, 0.5, " TIP ":lt(1))", "always[0,0.5](tip.temp_c < 1)" },
    { "stl.always(" TIP ":lt(1))", "always(tip.temp_c < 1)" },
    { "stl.eventually(1, 2, 'a')", "eventually[1,2](a)" },
    { "stl.historically('a | b')", "historically(a | b)" },
    { "stl.once(0, 3, '(a) | (b)')", "once[0,3]((a) | (b))" },
    { "stl.until_('a', 'b & c')", "(a until (b & c))" },
    { "stl.until_(0, 5, 'a', 'b')", "(a until[0,5] b)" },
    { "stl.since(1, 5, 'a', 'b')", "(a since[1,5] b)" },
    { "stl.all('a', 'b -> c', 'd')", "(a and (b -> c) and d)" },
    { "stl.all('a')", "(a)" },
    { "stl.any('a', 'b')", "(a or b)" },
    { "stl.negate('a & b')", "not(a & b)" },
    { "stl.implies('a', stl.negate('b'))", "(a -> (not(b)))" },
    { "stl.rise('a')", "rise(a)" },
    { "stl.fall(" TIP ":lt(3))", "fall(tip.temp_c < 3)" },
    { "stl.known(" TIP ")", "known(tip.temp_c)" },
    { "stl.never_above_for(" TIP ", 95, 0.5)", "never_above_for(tip.temp_c, 95, 0.5)" },
    { "stl.settles('x', 80, 2, 10)", "settles(x, 80, 2, 10)" },
    { "stl.step('x', 1, 2, 10)", "step(x, 1, 2, 10)" },
    { "stl.ramp('x', 1, 2, 10, 20)", "ramp(x, 1, 2, 10, 20)" },
};

static const char *formula_of(const char *lua, struct requirements **requirements, struct why *why)
{
    char text[700];

    snprintf(text, sizeof text, FILE_OF("  { id = 'A-1', title = %s, formula = 'true', source = 's', "
             "priority = 'low', rationale = 'r' },\n"), lua);
    scratch_write(scratch.path, text);
    if (requirements_load(requirements, scratch.path, why) != ERR_OK)
        return NULL;
    return requirements_at(*requirements, 0)->title;
}

START_TEST(lua_builds_formulas_as_text)
{
    struct requirements *requirements = NULL;
    struct why           why = { "" };
    const char          *text = formula_of(built[_i].lua, &requirements, &why);
    struct formula      *formula = NULL;

    ck_assert_msg(text != NULL, "%s: %s", built[_i].lua, why.text);
    ck_assert_str_eq(text, built[_i].text);
    ck_assert_msg(formula_parse(&formula, text, &why) == ERR_OK, "%s: %s", text, why.text);
    formula_destroy(formula);
    requirements_free(requirements);
}
END_TEST

static const struct { const char *lua, *says; } unbuilt[] = {
    { "stl.allways('a')", "'stl.allways' is not known or not available" },
    { "stl.always(0, 'a')", "stl.always: give a formula, and before it the two times in s" },
    { "stl.always()", "stl.always: give a formula" },
    { "stl.until_('a')", "give two formulas, and before them the two times" },
    { "stl.implies('a')", "stl.implies takes two formulas" },
    { "stl.all()", "stl.all takes one formula or more" },
    { "stl.negate(true)", "stl: the formula is boolean: give a text or a signal" },
    { "stl.negate('a', 'b')", "stl.negate takes one formula" },
    { "stl.settles('x', 1, 2)", "stl.settles takes 4 arguments" },
    { "stl.signal(3)", "stl.signal takes a signal's name" },
    { TIP ":lt()", "compare a signal as in" },
    { TIP ":lt(1/0)", "a formula has no number that is infinite or unknown" },
    { TIP ".lt(3)", "compare a signal as in" },
    { "(function() stl.more = 1 end)()", "'stl' belongs to all and cannot be changed" },
};

START_TEST(a_builder_says_what_it_wants)
{
    struct requirements *requirements = NULL;
    struct why           why = { "" };

    ck_assert_ptr_null(formula_of(unbuilt[_i].lua, &requirements, &why));
    ck_assert_msg(strstr(why.text, unbuilt[_i].says), "%s: %s", unbuilt[_i].lua, why.text);
    ck_assert_msg(strstr(why.text, "a.lua:3: "), "%s", why.text);
}
END_TEST

/* ---- the folder near a scenario ---- */

static const struct { const char *scenario; bool is_found; } near_by[] = {
    { "x.lua", true }, { "one/x.lua", true }, { "one/two/three/x.lua", true },
    { "one/two/three/four/x.lua", false },
};

START_TEST(the_requirements_beside_or_above_a_scenario_are_found)
{
    char folder[200], scenario[200], found[300] = "";

    snprintf(folder, sizeof folder, "%s/requirements", scratch.folder);
    snprintf(scenario, sizeof scenario, "%s/%s", scratch.folder, near_by[_i].scenario);
    ck_assert(!requirements_near(scenario, found, sizeof found));
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    ck_assert_int_eq(requirements_near(scenario, found, sizeof found), near_by[_i].is_found);
    if (near_by[_i].is_found)
        ck_assert_str_eq(found, folder);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

static const struct { const char *scenario, *found; } relative[] = {
    { "x.lua", "requirements" }, { "./x.lua", "requirements" }, { "one/x.lua", "requirements" },
    { "one/two/x.lua", "requirements" }, { "../x.lua", "../requirements" },
};

START_TEST(relative_paths_lead_above_too)
{
    char from[300], found[300] = "", folder[200];

    ck_assert_ptr_nonnull(getcwd(from, sizeof from));
    snprintf(folder, sizeof folder, "%s/in", scratch.folder);
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    ck_assert_int_eq(chdir(strncmp(relative[_i].scenario, "..", 2) == 0 ? folder : scratch.folder), 0);
    snprintf(folder, sizeof folder, "%s/requirements", scratch.folder);
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    ck_assert(requirements_near(relative[_i].scenario, found, sizeof found));
    ck_assert_str_eq(found, relative[_i].found);
    ck_assert_int_eq(chdir(from), 0);
    ck_assert_int_eq(rmdir(folder), 0);
    snprintf(folder, sizeof folder, "%s/in", scratch.folder);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("requirement");
    TCase *tests = tcase_create("files");

    tcase_add_checked_fixture(tests, scratch_open, scratch_close);
    tcase_add_test(tests, a_file_becomes_requirements_with_their_lines);
    tcase_add_test(tests, what_the_device_is_blind_to_is_kept_with_its_reasons_in_order);
    tcase_add_test(tests, a_folder_is_read_in_the_order_of_its_names);
    tcase_add_test(tests, an_empty_folder_has_no_requirements);
    tcase_add_loop_test(tests, what_is_wrong_is_refused_with_its_line, 0, COUNT(refused));
    tcase_add_loop_test(tests, a_file_of_something_else_is_refused, 0, COUNT(no_files));
    tcase_add_test(tests, two_files_may_not_have_the_same_id);
    tcase_add_test(tests, a_path_that_is_not_there_is_refused);
    tcase_add_loop_test(tests, the_tables_lines_are_read_from_the_text, 0, COUNT(written));
    tcase_add_loop_test(tests, lua_builds_formulas_as_text, 0, COUNT(built));
    tcase_add_loop_test(tests, a_builder_says_what_it_wants, 0, COUNT(unbuilt));
    tcase_add_loop_test(tests, the_requirements_beside_or_above_a_scenario_are_found, 0, COUNT(near_by));
    tcase_add_loop_test(tests, relative_paths_lead_above_too, 0, COUNT(relative));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
