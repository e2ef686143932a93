/* The script: what a scenario may do, what it may not, and that it can
 * neither hang nor pass by mistake. */
#include "hil/script/script.h"
#include "hil/script/script_pattern.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

#define SCENARIO(body) \
    "return scenario { title = 't', rig = 'toy', limit_s = 1, run = function(rig, p)\n" body "\nend }"

static void play_text(struct toy_play *play, const char *text)
{
    toy_play(play, &(struct toy_play_setup){ .text = text, .seed = 1 });
}

/* ---- attacks ---- */

/* Each body is followed by an expectation that holds: surviving the
 * attack unpunished would be a pass. */
static const struct { const char *story, *body, *sentence; } attacks[] = {
    { "endless loop",        "while true do end", "endless loop" },
    { "loop in pcall",       "while true do pcall(function() while true do end end) end", "endless loop" },
    { "pcall, then go on",   "pcall(function() while true do end end)", "endless loop" },
    { "loop in xpcall",
      "xpcall(function() while true do end end, function() while true do end end)", "endless loop" },
    { "nested pcall",        "local function f() pcall(f) pcall(f) end f()", "endless recursion" },
    { "goto",                "::again:: goto again", "endless loop" },
    { "for",                 "for i = 1, math.maxinteger do end", "endless loop" },
    { "coroutine bomb",      "while true do coroutine.wrap(function() end)() end", "'coroutine' is not available" },
    { "sort comparator",     "local t = {} for i = 1, 100 do t[i] = i end\n"
                             "table.sort(t, function(a, b) while true do end end)", "endless loop" },
    { "bad sort comparator", "local t = {} for i = 1, 1000 do t[i] = i % 7 end\n"
                             "table.sort(t, function(a, b) return true end)", "invalid order function" },
    { "sort of nothing",
      "local t = {} for i = 1, 100000 do t[i] = i % 1000 end for i = 1, 1000 do table.sort(t) end",
                             "endless loop" },
    { "deep recursion",      "local function f(n) return 1 + f(n + 1) end f(1)", "endless recursion" },
    { "endless tail calls",  "local function f() return f() end f()", "endless loop" },
    { "table bomb",          "local t = {} while true do t = { t, {}, {} } end", "endless loop" },
    { "table list bomb",     "local t = {} while true do t[#t + 1] = {} end", "limit" },
    { "table bomb in pcall",
      "local t = {} while true do pcall(function() while true do t[#t + 1] = { {}, {} } end end) end",
                             "limit" },
    { "string.rep bomb",     "local s = string.rep('x', 1000000000)", "MiB of memory" },
    { "string.rep in pcall", "pcall(string.rep, 'x', 1000000000)", "MiB of memory" },
    { "string.rep of nothing", "local s = string.rep('', math.maxinteger)", NULL },
    { "string.rep loop",     "for i = 1, 1000000 do local s = ('x'):rep(1000000) end", "endless loop" },
    { "doubling",            "local s = 'x' while true do s = s .. s end", "MiB" },
    { "long concatenation",  "local s = ('x'):rep(500000) while true do local t = s .. 'y' end", "endless loop" },
    { "table.concat loop",   "local t = {} for i = 1, 1000 do t[i] = 'xxxxxxxxxxxxxxxxxx' end\n"
                             "for i = 1, 1000000 do table.concat(t) end", "endless loop" },
    { "table.insert at 1",   "local t = {} for i = 1, 1000000 do table.insert(t, 1, i) end", "endless loop" },
    { "table.remove at 1",   "local t = {} for i = 1, 100000 do t[i] = i end while true do table.remove(t, 1) end",
                             "endless loop" },
    { "table.move of much",  "table.move({}, 1, 1 << 60, 2)", "endless loop" },
    { "table.unpack of much", "table.unpack({}, 1, 1 << 60)", "endless loop" },
    { "a length that lies",
      "local t = setmetatable({}, { __len = function() return 1 << 60 end }) table.insert(t, 1, 1)",
                             "__len is not accepted" },
    { "string.find, 30 a-",  "string.find(('a'):rep(100), ('a-'):rep(30) .. 'b')", "endless loop" },
    { "string.match",        "string.match(('a'):rep(100), ('a*'):rep(30) .. 'b')", "endless loop" },
    { "string.gsub",         "string.gsub(('a'):rep(100), ('a*'):rep(30) .. 'b', '')", "endless loop" },
    { "string.gmatch",       "for w in string.gmatch(('a'):rep(100), ('a*'):rep(30) .. 'b') do end", "endless loop" },
    { "sets before a-",      "string.find(('a'):rep(300), ('[a]'):rep(250) .. ('a-'):rep(30) .. 'b')", "endless loop" },
    { "method find",         "local s = ('a'):rep(100) local i = s:find(('a-'):rep(30) .. 'b')", "endless loop" },
    { "find in pcall",       "pcall(string.find, ('a'):rep(100), ('a-'):rep(30) .. 'b')", "endless loop" },
    { "plain find",          "local s = ('a'):rep(500000) s:find(('a'):rep(250000) .. 'b', 1, true)", "endless loop" },
    { "find in a loop",      "local s = ('a'):rep(10000) while true do s:find('a*a*b') end", "endless loop" },
    { "gsub bomb",           "local s = ('x'):rep(1000) s = s:gsub('x', s) s = s:gsub('x', ('x'):rep(1000))", "limit" },
    { "format bomb",         "local s = '' while true do s = ('%99s%99s'):format(s, s) .. s end", "limit" },
    { "__gc loop",           "setmetatable({}, { __gc = function() while true do end end })", "__gc is not accepted" },
    { "__gc added later",    "local m = {} local t = setmetatable({}, m) m.__gc = function() while true do end end\n"
                             "t = nil for i = 1, 100000 do local g = {} end", NULL },
    { "__close loop",        "local c <close> = setmetatable({}, { __close = function() while true do end end })",
                             "__close is not accepted" },
    { "__close added later", "local m = {} local t = setmetatable({}, m) m.__close = function() while true do end end\n"
                             "do local c <close> = t end", "endless loop" },
    { "__index loop",
      "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) local x = t[1]",
                             "stack overflow" },
    { "__eq loop",           "local m = { __eq = function() while true do end end }\n"
                             "local x = setmetatable({}, m) == setmetatable({}, m)", "endless loop" },
    { "__tostring loop",
      "print(setmetatable({}, { __tostring = function() while true do end end }))", "endless loop" },
    { "print loop",          "while true do print('x') end", "endless loop" },
    { "wait(0) in a loop",   "while true do wait(0) end", "limit_s" },
    { "expect in a loop",    "while true do expect('x', function() return true end) end", "endless loop" },
    { "loop in a condition", "wait_until('x', 1, function() while true do end end)", "endless loop" },
    { "hides a condition's", "wait_until('x', 1, function() pcall(function() while true do end end) return true end)",
                             "endless loop" },
    { "sethook",             "debug.sethook()", "'debug' is not available" },
    { "bytecode",            "load(string.dump(function() end))", "not available" },
    { "string.dump",         "string.dump(function() end)", "'string.dump' is not known" },
    { "string metatable",    "getmetatable('').__index = nil", "index a boolean value" },
    { "overwritten verb",    "expect = nil", "would become a global" },
    { "overwritten library", "string.find = nil", "cannot be changed" },
    { "_G",                  "_G.x = 1", "'_G' is not known" },
    { "unprotected _ENV",    "setmetatable(_ENV, nil)", "protected metatable" },
    { "an error of no text", "error({})", "an error that is a table" },
    { "an error of nil",     "error()", "an error that is a nil" },
    { "no end",              "wait_until(function() return false end)", "did not end within its limit_s = 1 s" },
    { "a burst every tick",  "while true do for i = 1, 200000 do end wait(0.01) end", "endless loop" },
    { "number of a long text", "local s = ('1'):rep(1000000) while true do local n = tonumber(s) end", "limit" },
};

/* On a busy machine, or under a sanitizer, the last resort may come first: the limit of wall time. */
static bool is_expected_end(const struct toy_play *play, const char *sentence)
{
    bool is_limit = play->err == ERR_LIMIT;

    if (is_limit && (strcmp(sentence, "limit") == 0 || strstr(play->why.text, "worked for more than")))
        return true;
    return strstr(play->why.text, sentence) != NULL;
}

START_TEST(an_attack_ends_soon_and_is_no_pass)
{
    struct toy_play play;
    char            text[1000];

    snprintf(text, sizeof text, SCENARIO("%s\nexpect('survived', true)"), attacks[_i].body);
    play_text(&play, text);
    ck_assert_msg(play.wall_s < 10, "%s took %g s", attacks[_i].story, play.wall_s);
    if (!attacks[_i].sentence) {
        ck_assert_msg(play.result.verdict == VERDICT_PASS, "%s: %s", attacks[_i].story,
                      play.why.text);
    } else {
        ck_assert_msg(play.result.verdict == VERDICT_ERROR, "%s: %s", attacks[_i].story,
                      verdict_name(play.result.verdict));
        ck_assert_msg(is_expected_end(&play, attacks[_i].sentence), "%s: %s", attacks[_i].story,
                      play.why.text);
        ck_assert_msg(strstr(play.why.text, "toy.lua:") || strstr(play.why.text, "limit_s"),
                      "%s: no line in: %s", attacks[_i].story, play.why.text);
    }
    toy_play_close(&play);
}
END_TEST

/* ---- files that are no scenario ---- */

static const struct { const char *story, *text, *sentence; } files[] = {
    { "nothing",        "", "the file must end with: return scenario { ... }" },
    { "a syntax error", "return scenario {\n title = = 1 }", "toy.lua:2: unexpected symbol near '='" },
    { "bytecode",       "\x1bLuaT", "attempt to load a binary chunk" },
    { "a loop",         "while true do end", "toy.lua:1: an endless loop?" },
    { "a number",       "return 1", "the file must end with" },
    { "a bare table",   "return { title = 't' }", "the file must end with" },
    { "another table",  "scenario { title = 't', limit_s = 1, run = function() end } return {}",
      "the file must end with" },
    { "two scenarios",  "scenario { title = 't', limit_s = 1, run = function() end }\n"
                        "return scenario { title = 't', limit_s = 1, run = function() end }",
                        "toy.lua:2: scenario { ... }" },
    { "a lesion case",  "return lesion_case {}", "toy.lua is a lesion case, no scenario" },
    { "a spread case",  "return spread_case {}", "is a spread case, no scenario: try painrig spread" },
    { "one and the other", "lesion_case {} return spread_case {}", "can be used once" },
    { "a misspelt key", "return scenario { title = 't', limits = 1, run = function() end }",
                        "toy.lua:1: scenario: 'limits' is not known: did you mean 'limit_s'?" },
    { "a list entry",   "return scenario { 'x' }", "everything in it has a name" },
    { "no title",       "return scenario { limit_s = 1, run = function() end }", "title is missing: give a text" },
    { "no limit",       "return scenario { title = 't', run = function() end }", "limit_s is missing: give a number" },
    { "no end",         "return scenario { title = 't', limit_s = 1/0, run = function() end }",
      "limit_s = inf is out of range" },
    { "NaN",            "return scenario { title = 't', limit_s = 0/0, run = function() end }", "is out of range" },
    { "no run",         "return scenario { title = 't', limit_s = 1 }", "run is missing: give a function" },
    { "a text as run",  "return scenario { title = 't', limit_s = 1, run = 'x' }", "run is string: give a function" },
    { "a bad cover",
      "return scenario { title = 't', limit_s = 1, covers = { 1 }, run = function() end }", "covers is a list" },
    { "a bad parameter", "return scenario { title = 't', limit_s = 1, parameters = { a = 'x' }, run = function() end }",
                        "parameter a must be a number" },
    { "a bad setup",
      "return scenario { title = 't', limit_s = 1, setup = 3, run = function() end }", "setup is a number" },
    { "a wait outside", "wait(1)", "toy.lua:1: wait can only be used inside run" },
    { "a global",       "x = 1", "toy.lua:1: 'x' would become a global: write `local x`" },
    { "a misspelt verb", "return scenaro {}", "toy.lua:1: 'scenaro' is not known: did you mean 'scenario'?" },
    { "a set-up error", "return scenario { title = 't', limit_s = 1, run = function() end,\n"
                        "setup = function(p)\nreturn nothing.at_all end }", "toy.lua:3: 'nothing' is not known" },
    { "set-up of nothing", "return scenario { title = 't', limit_s = 1, run = function() end, setup = function() end }",
                        "setup returned nothing: it must return a table" },
    { "a function in it",
      "return scenario { title = 't', limit_s = 1, run = function() end, setup = { a = { b = print } } }",
                        "setup: a.b is a function" },
    { "a circle",
      "local t = {} t.t = t return scenario { title = 't', limit_s = 1, run = function() end, setup = t }",
                        "nested more than 8 deep" },
    { "a misspelt setting", "return scenario { title = 't', limit_s = 1, run = function() end, setup = { tau = 3 } }",
                        "tau is not a known setting: did you mean tau_s?" },
    { "a setting out of range",
      "return scenario { title = 't', limit_s = 1, run = function() end, setup = { tau_s = 0 } }",
                        "tau_s = 0 s is out of range: give 0.1 to 100 s" },
    { "a misspelt parameter",
      "return scenario { title = 't', limit_s = 1, parameters = { temp_c = 1 }, run = function() end,\n"
                        "setup = function(p) return { start_c = p.tmp_c } end }",
                        "toy.lua:2: 'tmp_c' is no parameter of this scenario: did you mean 'temp_c'?" },
};

START_TEST(a_file_that_is_no_scenario_is_an_error_with_a_sentence)
{
    struct toy_play play;

    play_text(&play, files[_i].text);
    ck_assert_msg(play.result.verdict == VERDICT_ERROR && play.err != ERR_OK, "%s",
                  files[_i].story);
    ck_assert_msg(strstr(play.why.text, files[_i].sentence), "%s: %s", files[_i].story,
                  play.why.text);
    toy_play_close(&play);
}
END_TEST

/* ---- names of the rig ---- */

static const struct { const char *body, *sentence; } misspellings[] = {
    { "local t = rig.tip.temprature_c", "toy.lua:2: rig.tip.temprature_c is not known: did you mean rig.tip.temp_c?" },
    { "local t = rig.heter", "toy.lua:2: rig.heter is not known: did you mean rig.heater?" },
    { "local t = rig.wavelength_of_light",
      "rig.wavelength_of_light is not known; there is: tip, heater, sensor, plant" },
    { "local t = rig[1]", "rig.1 is not known" },
    { "rig.heater.set_v = 3", "toy.lua:2: rig.heater.set_v is not known: did you mean rig.heater.set_w?" },
    { "rig.tip.temp_c = 3", "toy.lua:2: rig.tip.temp_c is a signal: it can be read, not turned" },
    { "rig.heater = 3", "rig.heater is a group of names" },
    { "rig.heater.set_w = 51", "toy.lua:2: rig.heater.set_w = 51 is out of range: give 0 to 50 W" },
    { "rig.heater.set_w = 0/0", "nan is out of range: give 0 to 50 W" },
    { "rig.heater.set_w = 1/0", "inf is out of range" },
    { "rig.heater.set_w = 'much'", "rig.heater.set_w = \"much\": give a number, 0.0 to 50.0 W" },
    { "rig.heater.set_w = {}", "a table cannot be a value" },
    { "rig.heater.mode = 'onn'", "rig.heater.mode = \"onn\" is not known: give one of off, on" },
    { "rig.heater.mode = 2", "is out of range: give 0 to 1" },
    { "local x = p.y", "'y' is no parameter of this scenario; it has none" },
    { "p.y = 1", "parameter 'y' cannot be made here" },
    { "local function f() return rig.tip.x end\nlocal function g() local v = f() return v end\ng() wait(1)",
      "called from toy.lua:3 (g), toy.lua:4" },
    { "wait(0.5) local y = rig.x", "\n  at 0.50 s" },
    { "wait_until('y', 1, function()\nreturn rig.x end)", "while waiting at toy.lua:2" },
    { "wait(-1)", "toy.lua:2: wait: -1.0 s is no duration" },
    { "wait(0/0)", "is no duration" },
    { "wait()", "number expected" },
    { "wait_until('x', 1)", "the condition is a no value: give a function" },
    { "expect('x', 3)", "the condition is a number" },
    { "wait_until('x', 1, function() return 3 end)",
      "toy.lua:2: \"x\" got number: a condition returns true or false" },
    { "expect('x', function() end)", "got nothing" },
    { "expect_always('x', function() return nil end) wait(1)", "got nil" },
    { "wait_until('x', 1, function() wait(1) return true end)", "wait cannot be used in a condition" },
    { "wait_until('x', 1, function() rig.heater.set_w = 1 return true end)", "cannot be turned in a condition" },
    { "table.sort({ 1, 2, 3 }, function() wait(1) end)", "cannot wait here" },
    { "local l = lesion_case {}", "can be used once, at the end of the file" },
    { "local h = expect_always('x', function() return true end) h.stop(h.stop)", "write handle:stop()" },
    { "math.rondom()", "'math.rondom' is not known" },
    { "x9()", "'x9' is not known: is a `local x9` missing?" },
    { "print(string.format('%p', {}))", "would print an address" },
    { "next({})", "use pairs" },
};

START_TEST(what_is_misspelt_stops_the_run_with_file_line_and_nearest_name)
{
    struct toy_play play;
    char            text[1000];

    snprintf(text, sizeof text, SCENARIO("%s"), misspellings[_i].body);
    play_text(&play, text);
    ck_assert_int_eq(play.result.verdict, VERDICT_ERROR);
    ck_assert_msg(strstr(play.why.text, misspellings[_i].sentence), "%s: %s", misspellings[_i].body,
                  play.why.text);
    toy_play_close(&play);
}
END_TEST

/* ---- what a scenario may do ---- */

/* Each is a Lua expression that must be true in run, at time 0. */
static const char *const truths[] = {
    "('hello world'):find('o w') == 5", "('hello'):find('l+') == 3",
    "select('#', ('a'):find('b')) == 1",
    "('key = value'):match('(%w+)%s*=%s*(%w+)') == 'key'", "('x'):rep(3, '-') == 'x-x-x'",
    "('a,b,,c'):gsub(',', ';') == 'a;b;;c'", "('THE (quick) fox'):find('%((%a+)%)') == 5",
    "('f(a(b)c)d'):match('%b()') == '(a(b)c)'", "('THE fox'):gsub('%f[%a]%a+', 'x') == 'x x'",
    "('abcabc'):match('(abc)%1') == 'abc'", "('[]]'):find('[]]') == 2",
    "('a-z'):find('[a%-]', 2) == 2",
    "('x^y'):find('^', 1, true) == 2", "('hello'):find('xyz', -100) == nil",
    "('hello'):match('l', -2) == 'l'",
    "(function() local n = 0 for w in ('a b c'):gmatch('%a') do n = n + 1 end return n == 3 end)()",
    "('%5.1f|%d|%s'):format(3.14159, 7, true) == '  3.1|7|true'", "('%s'):format({}) == 'table'",
    "tostring({}) == 'table'", "tostring(print) == 'function'", "tostring(nil) == 'nil'",
    "tostring(1.5) == '1.5'",
    "tostring(setmetatable({}, { __tostring = function() return 'me' end })) == 'me'",
    "table.concat({ 1, 2, 3 }, ',') == '1,2,3'", "table.concat({ 1, 2, 3 }, ',', 2, 3) == '2,3'",
    "select('#', table.unpack({ 1, 2, 3 })) == 3", "#table.pack(1, 2) == 2",
    "(function() local t = { 3, 1, 2 } table.sort(t) return t[1] == 1 and t[3] == 3 end)()",
    "(function() local t = { 1 } table.insert(t, 2) table.insert(t, 1, 0) return t[1] == 0 and #t == 3 end)()",
    "(function() local s = '' for k, v in pairs({ b = 1, a = 2, [10] = 3, [2] = 4, [true] = 5 }) do\n"
    " s = s .. tostring(k) .. v end return s == '24103a2b1true5' end)()",
    "(function() local t = { a = 1, b = 2 } for k in pairs(t) do t[k] = nil end\n"
    " for k in pairs(t) do return false end return true end)()",
    "(function() local n = 0 for i, v in ipairs({ 5, 6 }) do n = n + i * v end return n == 17 end)()",
    "pcall(error, 'x') == false", "select(2, pcall(error, { 1 }))[1] == 1", "math.floor(2.5) == 2",
    "utf8.len('\\u{e9}') == 1", "type(rig) == 'userdata'", "getmetatable(rig) == false",
    "getmetatable('') == false",
    "rig.time_s == 0", "rig.tip.temp_c ~= rig.tip.temp_c", "rig.heater.state == 'unknown'",
    "rig.heater.set_w == 0",
    "rig.heater.mode == 'off'", "p.x == 4", "p.y == 0.5", "#p == 0",
    "(function() rig.heater.mode = 'on' rig.heater.set_w = 12.5 return rig.heater.set_w == 12.5 end)()",
    "(function() rig.heater.mode = true return rig.heater.mode == 'on' end)()",
    "'10' + 5 == 15", "not pcall(function() return rig.nonsense end)",
};

START_TEST(a_scenario_may_compute)
{
    struct toy_play play;
    char            text[1000];

    snprintf(text, sizeof text,
             "return scenario { title = 't', limit_s = 1, parameters = { x = 4, y = 0.5 },\n"
             "run = function(rig, p) expect('so', %s) end }",
             truths[_i]);
    play_text(&play, text);
    ck_assert_msg(play.result.verdict == VERDICT_PASS, "%s: %s", truths[_i], play.why.text);
    toy_play_close(&play);
}
END_TEST

static const char *logged(const struct toy_play *play)
{
    return play->record->event_count > 0 ? play->record->events[0].text : "";
}

START_TEST(random_numbers_depend_on_the_seed_alone)
{
    static const char text[] = SCENARIO("print(math.random(1000000), math.random())");
    struct toy_play   plays[3];

    for (size_t i = 0; i < 3; i++)
        toy_play(&plays[i], &(struct toy_play_setup){ .text = text, .seed = i < 2 ? 7 : 8 });
    ck_assert_str_eq(logged(&plays[0]), logged(&plays[1]));
    ck_assert_str_ne(logged(&plays[0]), logged(&plays[2]));
    for (size_t i = 0; i < 3; i++)
        toy_play_close(&plays[i]);
}
END_TEST

START_TEST(print_and_log_become_events)
{
    struct toy_play play;

    play_text(&play, SCENARIO("print('a', 1, true) wait(0.5) log('b') rig.heater.set_w = 3 "
                              "rig.heater.mode = 'on'\n"
                              "rig.sensor.open = 1"));
    ck_assert_uint_eq(play.record->event_count, 5);
    ck_assert_str_eq(play.record->events[0].text, "a\t1\ttrue");
    ck_assert_str_eq(play.record->events[0].kind, "log");
    ck_assert_str_eq(play.record->events[1].text, "b");
    ck_assert_double_eq(play.record->events[1].t_s, 0.5);
    ck_assert_str_eq(play.record->events[2].text, "heater.set_w = 3 W");
    ck_assert_str_eq(play.record->events[2].kind, "order");
    ck_assert_str_eq(play.record->events[3].text, "heater.mode = on");
    ck_assert_str_eq(play.record->events[4].text, "sensor.open = 1");
    ck_assert_str_eq(play.record->events[4].kind, "fault");
    toy_play_close(&play);
}
END_TEST

/* ---- loading ---- */

static struct script *loaded(const char *text)
{
    struct script *script;
    struct why     why = { "" };

    ck_assert_int_eq(script_create(&script, &(struct script_setup){ .seed = 1 }, &why), ERR_OK);
    ck_assert_msg(script_load_text(script, "some/where/toy.lua", text, strlen(text), &why)
                      == ERR_OK,
                  "%s", why.text);
    return script;
}

START_TEST(a_scenario_says_what_it_is)
{
    struct script *script = loaded("#!/usr/bin/env painrig\nreturn scenario { title = 'a title', "
                                   "rig = 'toy', limit_s = 12,\n"
                                   "tail_s = 2, covers = { 'A-1', 'B-2' }, parameters = { b = 2, a "
                                   "= 1 }, run = function() end }");
    const struct script_scenario *scenario = script_scenario(script);
    struct why                    why = { "" };

    ck_assert_str_eq(scenario->title, "a title");
    ck_assert_str_eq(scenario->rig, "toy");
    ck_assert_double_eq(scenario->limit_s, 12);
    ck_assert_double_eq(scenario->tail_s, 2);
    ck_assert_uint_eq(scenario->cover_count, 2);
    ck_assert_str_eq(scenario->covers[1], "B-2");
    ck_assert_str_eq(scenario->parameters[0].name, "a");
    ck_assert_int_eq(script_set(script, "b", 5, &why), ERR_OK);
    ck_assert_double_eq(scenario->parameters[1].value, 5);
    ck_assert_double_eq(scenario->parameters[1].rest, 2);
    ck_assert_int_eq(script_set(script, "bb", 5, &why), ERR_UNKNOWN);
    ck_assert_str_eq(why.text, "toy.lua has no parameter bb: did you mean b?");
    script_destroy(script);
}
END_TEST

START_TEST(the_set_up_becomes_settings)
{
    struct script *script = loaded("return scenario { title = 't', limit_s = 1, parameters = { g = "
                                   "18 }, run = function() end,\n"
                                   "setup = function(p) return { electrode = { gauge = p.g, shaft "
                                   "= { k = 15 } }, tissue = 'muscle', boils = false,\n"
                                   "criteria = { { isotherm_c = 50 }, { cem43_min = 240 } }, "
                                   "report_at_s = { 10, 30 } } end }");
    struct settings settings = { 0 };
    struct why      why = { "" };

    ck_assert_int_eq(script_set(script, "g", 20, &why), ERR_OK);
    ck_assert_msg(script_settings(script, &settings, &why) == ERR_OK, "%s", why.text);
    ck_assert_uint_eq(settings.count, 8);
    ck_assert_double_eq(settings_find(&settings, "electrode.gauge")->number, 20);
    ck_assert_double_eq(settings_find(&settings, "electrode.shaft.k")->number, 15);
    ck_assert_str_eq(settings_find(&settings, "tissue")->text, "muscle");
    ck_assert_int_eq(settings_find(&settings, "boils")->kind, SETTING_FLAG);
    ck_assert_double_eq(settings_find(&settings, "criteria[2].cem43_min")->number, 240);
    ck_assert_double_eq(settings_find(&settings, "report_at_s[2]")->number, 30);
    settings_free(&settings);
    script_destroy(script);
}
END_TEST

static void file_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static const struct { const char *text, *sentence; } cases[] = {
    { "return lesion_case { start_c = 37 }", NULL },
    { "return scenario { title = 't', limit_s = 1, run = function() end }", "is a scenario, no lesion case" },
    { "return spread_case { }", "is a spread case, no lesion case: try painrig spread" },
    { "return lesion_case { x = print }", "lesion_case: x is a function" },
    { "return lesion_cse {}", ":1: 'lesion_cse' is not known: did you mean 'lesion_case'?" },
    { "return lesion_case { 5 }", "the table has an entry without a name" },
};

START_TEST(a_lesion_case_is_read_as_settings)
{
    struct settings settings = { 0 };
    struct why      why = { "" };
    char            path[] = "/tmp/painrig_case_XXXXXX";
    int             file = mkstemp(path);

    ck_assert_int_ge(file, 0);
    file_write(path, cases[_i].text);
    if (cases[_i].sentence) {
        ck_assert_int_ne(script_load_case(SCRIPT_LESION_CASE, path, &settings, &why), ERR_OK);
        ck_assert_msg(strstr(why.text, cases[_i].sentence), "%s", why.text);
    } else {
        ck_assert_msg(script_load_case(SCRIPT_LESION_CASE, path, &settings, &why) == ERR_OK, "%s",
                      why.text);
        ck_assert_double_eq(settings_find(&settings, "start_c")->number, 37);
    }
    settings_free(&settings);
    remove(path);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_a_sentence)
{
    struct settings settings = { 0 };
    struct why      why = { "" };

    ck_assert_int_eq(script_load_case(SCRIPT_LESION_CASE, "/nowhere/case.lua", &settings, &why),
                     ERR_IO);
    ck_assert_str_eq(why.text, "/nowhere/case.lua cannot be read: No such file or directory");
}
END_TEST

/* ---- on a bench, where not everything is known ---- */

#define ASKS(body) "return scenario { title='t', rig='toy', limit_s=5, run=function(rig)\n" \
                   "rig.heater.mode = 1 rig.heater.set_w = 5\n" body "\nend }\n"
#define BLIND      "rig.sensor.open = 1 wait(0.1) "
#define SEES       "rig.sensor.open = 0 wait(0.1) "
#define WARM       "function() return rig.tip.temp_c > 30 end"
#define COLD       "function() return rig.tip.temp_c < 30 end"

static const struct {
    const char *story, *text;
    enum verdict mocked, benched;
} blinds[] = {
    { "what is known decides", ASKS("wait(1) expect('warm', " WARM ")"),
      VERDICT_PASS, VERDICT_PASS },
    { "and is failed", ASKS("wait(1) expect('cold', " COLD ")"), VERDICT_FAIL, VERDICT_FAIL },
    { "an expect", ASKS(BLIND "expect('warm', " WARM ")"), VERDICT_FAIL, VERDICT_INCONCLUSIVE },
    { "a value that was given", ASKS(BLIND "expect('warm', rig.tip.temp_c > 30)"),
      VERDICT_FAIL, VERDICT_INCONCLUSIVE },
    { "an expect_within", ASKS(BLIND "expect_within(1, 'warm', " WARM ")"),
      VERDICT_FAIL, VERDICT_INCONCLUSIVE },
    { "a wait_until", ASKS(BLIND "wait_until('warm', 1, " WARM ")"),
      VERDICT_FAIL, VERDICT_INCONCLUSIVE },
    { "what is unknown for a while only",
      ASKS(BLIND "rig.sensor.open = 0 expect_within(1, 'warm', " WARM ")"),
      VERDICT_PASS, VERDICT_PASS },
    { "an expect_always", ASKS("expect_always('warm', " WARM ") " BLIND),
      VERDICT_FAIL, VERDICT_INCONCLUSIVE },
    { "one that is violated behind it",
      ASKS("expect_always('cool', function() return rig.tip.temp_c < 37.5 end) " BLIND SEES "wait(3)"),
      VERDICT_FAIL, VERDICT_FAIL },
    { "that it is unknown is known", ASKS(BLIND "expect('no number', function() "
      "return rig.tip.temp_c ~= rig.tip.temp_c end)"), VERDICT_PASS, VERDICT_PASS },
    { "what is not asked", ASKS(BLIND "expect('off', function() return rig.heater.power_w < 1 end)"),
      VERDICT_FAIL, VERDICT_FAIL },
};

START_TEST(what_nobody_tells_on_a_bench_decides_nothing)
{
    for (int is_on_bench = 0; is_on_bench < 2; is_on_bench++) {
        enum verdict    want = is_on_bench ? blinds[_i].benched : blinds[_i].mocked;
        struct toy_play play;

        toy_play(&play, &(struct toy_play_setup){ .text = blinds[_i].text, .seed = 1,
                                                  .is_on_bench = is_on_bench > 0 });
        ck_assert_msg(play.result.verdict == want, "%s, %s: %s, %s", blinds[_i].story,
                      is_on_bench ? "bench" : "mock", verdict_name(play.result.verdict),
                      play.why.text);
        toy_play_close(&play);
    }
}
END_TEST

START_TEST(an_expect_always_says_when_it_was_not_seen)
{
    static const char text[] = ASKS("expect_always('warm', " WARM ") wait(0.5) " BLIND BLIND);
    struct toy_play   play;

    toy_play(&play, &(struct toy_play_setup){ .text = text, .seed = 1, .is_on_bench = true });
    ck_assert_uint_eq(play.record->judgement_count, 1);
    ck_assert_str_eq(play.record->judgements[0].why, "never seen violated from 0.00 s to 0.71 s, "
                     "but not seen at 0.51 s: tip.temp_c unknown");
    toy_play_close(&play);
}
END_TEST

/* ---- steps of a pattern ---- */

static const struct {
    const char *text, *pattern; enum pattern_use use; long least, most;
} patterns[] = {
    { "hello", "l", PATTERN_FIRST, 3, 30 },              { "", "", PATTERN_FIRST, 0, 5 },
    { "aaaaaaaaaaaaaaaaaaaaaaaa", "a-a-a-a-a-a-b", PATTERN_FIRST, 100001, 100001 },
    { "aaaaaaaaaaaaaaaaaaaaaaaa", "^a-b", PATTERN_FIRST, 24, 200 },
    { "aaaa", "a", PATTERN_EACH, 4, 40 },                { "aaaa", "^a", PATTERN_EACH, 1, 10 },
    { "abc", "[a", PATTERN_FIRST, 0, 10 },               { "abc", "%", PATTERN_FIRST, 0, 10 },
    { "abc", "(a", PATTERN_FIRST, 0, 10 },               { "abc", "a)", PATTERN_FIRST, 0, 10 },
    { "abc", "%1", PATTERN_FIRST, 0, 10 },               { "abc", "%b", PATTERN_FIRST, 0, 10 },
    { "abc", "%f", PATTERN_FIRST, 0, 10 }, { "((((((", "%b()", PATTERN_FIRST, 15, 60 },
};

START_TEST(steps_of_a_pattern_are_counted_and_bounded)
{
    struct pattern_task task = { .text = patterns[_i].text, .count = strlen(patterns[_i].text),
                                 .pattern = patterns[_i].pattern,
                                 .pattern_count = strlen(patterns[_i].pattern),
                                 .use = patterns[_i].use, .steps_max = 100000 };
    long steps = pattern_steps(&task);

    ck_assert_msg(steps >= patterns[_i].least && steps <= patterns[_i].most, "%s in %s: %ld",
                  task.pattern, task.text, steps);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("script");
    TCase *tests = tcase_create("script");

    suite_add_tcase(suite, tests);
    tcase_set_timeout(tests, 20);
    tcase_add_loop_test(tests, an_attack_ends_soon_and_is_no_pass, 0, COUNT(attacks));
    tcase_add_loop_test(tests, a_file_that_is_no_scenario_is_an_error_with_a_sentence, 0,
                        COUNT(files));
    tcase_add_loop_test(tests, what_is_misspelt_stops_the_run_with_file_line_and_nearest_name, 0,
                        COUNT(misspellings));
    tcase_add_loop_test(tests, a_scenario_may_compute, 0, COUNT(truths));
    tcase_add_test(tests, random_numbers_depend_on_the_seed_alone);
    tcase_add_test(tests, print_and_log_become_events);
    tcase_add_test(tests, a_scenario_says_what_it_is);
    tcase_add_test(tests, the_set_up_becomes_settings);
    tcase_add_loop_test(tests, a_lesion_case_is_read_as_settings, 0, COUNT(cases));
    tcase_add_test(tests, a_file_that_cannot_be_read_is_a_sentence);
    tcase_add_loop_test(tests, what_nobody_tells_on_a_bench_decides_nothing, 0, COUNT(blinds));
    tcase_add_test(tests, an_expect_always_says_when_it_was_not_seen);
    tcase_add_loop_test(tests, steps_of_a_pattern_are_counted_and_bounded, 0, COUNT(patterns));
    return suite_run(suite);
}
