/* expect_formula: a temporal formula as an expectation of a scenario. */
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

#define SCENARIO(body) \
    "return scenario { title = 't', rig = 'toy', limit_s = 10, run = function(rig)\n" body "\nend }"

static const struct {
    const char  *story, *body;
    enum verdict want;
    const char  *why;           /* of the first judgement */
} expected[] = {
    { "holds to the end", "expect_formula('x', 'G(tip.temp_c < 95)') wait(1)", VERDICT_PASS,
      "nearest at 0.01 s: tip.temp_c < 95 held: tip.temp_c = 37 C" },
    { "fails on the way", "expect_formula('x', 'G(heater.state == off)') wait(1) rig.heater.mode = 'on' wait(1)",
      VERDICT_FAIL, "at 1.01 s heater.state == off did not hold: heater.state = on" },
    { "its trigger never held", "expect_formula('x', 'G(tip.temp_c > 90 -> heater.power_w == 0)') wait(1)",
      VERDICT_VACUOUS, "its trigger never held in 101 rows" },
    { "the run ends too early", "expect_formula('x', 'F[0,5](tip.temp_c > 90)') wait(1)",
      VERDICT_INCONCLUSIVE, "the rows end at 1.01 s, too early to tell" },
    { "what was before does not count", "rig.heater.mode = 'on' wait(1) rig.heater.mode = 'off'\n"
      "expect_formula('x', 'G(heater.state == off)') wait(1)", VERDICT_PASS, "nearest at 1.01 s" },
    { "in time", "expect_formula('x', 'F[0,0.5](heater.state == on)') wait(0.3) rig.heater.mode = 'on' wait(1)",
      VERDICT_PASS, "nearest at 0.31 s: heater.state == on held" },
    { "a tick late", "expect_formula('x', 'F[0,0.29](heater.state == on)') wait(0.3) rig.heater.mode = 'on' wait(1)",
      VERDICT_FAIL, "" },
    { "built in Lua", "expect_formula('x', stl.always(stl.signal('tip.temp_c'):lt(95))) wait(1)",
      VERDICT_PASS, "nearest at 0.01 s" },
    { "until the scenario's way is lost", "expect_formula('x', 'G(tip.temp_c < 95)')\n"
      "wait_until('y', 0.5, function() return false end) wait(5)", VERDICT_FAIL, "not within 0.5 s" },
};

START_TEST(a_formula_is_an_expectation)
{
    char            text[700];
    struct toy_play play;

    snprintf(text, sizeof text, SCENARIO("%s"), expected[_i].body);
    toy_play(&play, &(struct toy_play_setup){ .text = text, .seed = 1 });
    ck_assert_msg(play.err == ERR_OK, "%s: %s", expected[_i].story, play.why.text);
    ck_assert_msg(play.result.verdict == expected[_i].want, "%s: %s, %s", expected[_i].story,
                  verdict_name(play.result.verdict), play.record->judgements[0].why);
    ck_assert_msg(strncmp(play.record->judgements[0].why, expected[_i].why, strlen(expected[_i].why)) == 0,
                  "%s: %s", expected[_i].story, play.record->judgements[0].why);
    toy_play_close(&play);
}
END_TEST

START_TEST(its_judgement_says_where_and_from_when)
{
    struct toy_play         play;
    const struct judgement *judgement;

    toy_play(&play, &(struct toy_play_setup){ .seed = 1, .text = SCENARIO("wait(0.5)\n"
             "expect_formula('not hot', 'G(tip.temp_c < 20)') wait(1)") });
    ck_assert_int_eq(play.err, ERR_OK);
    ck_assert_uint_eq(play.record->judgement_count, 1);
    judgement = &play.record->judgements[0];
    ck_assert_str_eq(judgement->what, "not hot");
    ck_assert_str_eq(judgement->where, "toy.lua:3");
    ck_assert_double_eq_tol(judgement->from_s, 0.5, 1e-9);
    ck_assert_double_eq_tol(judgement->t_s, 0.51, 1e-9);
    toy_play_close(&play);
}
END_TEST

START_TEST(a_run_that_is_cut_short_does_not_pass_it)
{
    struct toy_play play;

    toy_play(&play, &(struct toy_play_setup){ .seed = 1,
             .text = SCENARIO("expect_formula('x', 'G(tip.temp_c < 95)') wait(0.5) error('lost')") });
    ck_assert_int_eq(play.err, ERR_SCRIPT);
    ck_assert_int_eq(play.record->judgements[0].verdict, VERDICT_INCONCLUSIVE);
    ck_assert(strstr(play.record->judgements[0].why, "the run was cut short: ") != NULL);
    toy_play_close(&play);
}
END_TEST

static const struct { const char *body, *says; } refused[] = {
    { "expect_formula('x', 'G(tip.temp_c < )')", "toy.lua:2: expect_formula: expected " },
    { "expect_formula('x', 'G(tip.tmp_c < 3)')", "did you mean 'tip.temp_c'?" },
    { "expect_formula('x', 'G[0,0.015](tip.temp_c < 3)')", "no whole number of ticks" },
    { "expect_formula('x')", "toy.lua:2: bad argument #2 to 'expect_formula'" },
    { "expect('x', function() expect_formula('y', 'true') return true end)", "expect_formula cannot be used in a condition" },
    { "for i = 1, 65 do expect_formula('x', 'true') end", "more than 64 expect_formula" },
};

START_TEST(what_cannot_be_judged_stops_the_scenario_at_its_line)
{
    char            text[400];
    struct toy_play play;

    snprintf(text, sizeof text, SCENARIO("%s"), refused[_i].body);
    toy_play(&play, &(struct toy_play_setup){ .text = text, .seed = 1 });
    ck_assert_msg(play.err == ERR_SCRIPT, "%s", refused[_i].body);
    ck_assert_msg(strstr(play.why.text, refused[_i].says), "%s: %s", refused[_i].body, play.why.text);
    toy_play_close(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("script_formula");
    TCase *tests = tcase_create("expect_formula");

    tcase_add_loop_test(tests, a_formula_is_an_expectation, 0, COUNT(expected));
    tcase_add_test(tests, its_judgement_says_where_and_from_when);
    tcase_add_test(tests, a_run_that_is_cut_short_does_not_pass_it);
    tcase_add_loop_test(tests, what_cannot_be_judged_stops_the_scenario_at_its_line, 0, COUNT(refused));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
