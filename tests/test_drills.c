/* The drills that ship: a trainee who does it right has all the points, one who does nothing does
 * not pass, and the mistake that a drill is about costs what it says. */
#include "tests/support/suite.h"
#include "hil/run/run_order.h"
#include "hil/score.h"
#include "hil/script/script.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

static const char *const drills[] = {
    "pad_comes_off", "thermocouple_breaks", "tip_climbs", "catheter_occluded", "motor_stalls",
    "reservoir_runs_empty", "tenfold_error",
};

/* The drill in a scenario that has another hand: as a session's log has it. NULL: the drill's. */
static char *with_hand(const char *drill, const char *hand, struct why *why)
{
    static const char frame[] = "local function played(scenario)\n%s\nend\nreturn scenario(played("
                                "function(it) it.hand = { %s } return it end))\n";
    char   path[100], *text, *whole;
    size_t count, size;

    snprintf(path, sizeof path, "scenarios/drills/%s.lua", drill);
    ck_assert_msg(script_file_read(path, &text, &count, why) == ERR_OK, "%s", why->text);
    text[count] = '\0';
    if (!hand)
        return text;
    size = count + strlen(hand) + sizeof frame;
    whole = malloc(size);
    ck_assert_ptr_nonnull(whole);
    snprintf(whole, size, frame, text, hand);
    free(text);
    return whole;
}

static struct score played(const char *drill, const char *hand, enum verdict *verdict)
{
    struct run_outcome outcome;
    struct why         why = { "" };
    char              *text = with_hand(drill, hand, &why);
    struct run_order   order = { .path = "drill.lua", .text = text, .name = drill, .seed = 5,
                                 .papers = RUN_PAPERS_NONE, .requirements = "" };
    struct score       score;

    ck_assert_msg(run_execute(&order, &outcome, &why) == ERR_OK, "%s: %s", drill, why.text);
    score = score_of(outcome.judgements, outcome.judgement_count, 100);
    *verdict = outcome.verdict;
    run_outcome_free(&outcome);
    free(text);
    return score;
}

START_TEST(who_does_it_right_has_all_the_points)
{
    enum verdict verdict;
    struct score score = played(drills[_i], NULL, &verdict);

    ck_assert_msg(verdict == VERDICT_PASS, "%s: %s", drills[_i], verdict_name(verdict));
    ck_assert_msg(score.points == 100 && score.most == 100, "%s: %g of %g", drills[_i],
                  score.points, score.most);
}
END_TEST

START_TEST(who_does_nothing_does_not_pass)
{
    enum verdict verdict;
    struct score score = played(drills[_i], "", &verdict);

    ck_assert_msg(verdict == VERDICT_FAIL, "%s: %s", drills[_i], verdict_name(verdict));
    ck_assert_msg(score.points <= 50, "%s: %g points", drills[_i], score.points);
}
END_TEST

#define STATE(name) "when = function(rig) return rig.generator.state == '" name "' end"

static const struct { const char *story, *drill, *hand; double most; } mistakes[] = {
    { "clears and starts without a pad", "pad_comes_off",
      "{ " STATE("standby") ", knob = 'generator.mode', value = 'heat' },"
      "{ " STATE("fault") ", after_s = 2, knob = 'generator.clear_fault', value = 1 },"
      "{ after_s = 1, knob = 'generator.mode', value = 'heat' }", 30 },
    { "heats to the temperature that was there", "thermocouple_breaks",
      "{ " STATE("standby") ", knob = 'generator.mode', value = 'heat' }", 30 },
    { "waits for the interlock", "tip_climbs",
      "{ " STATE("standby") ", knob = 'generator.mode', value = 'heat' }", 60 },
    { "says that ten times too much is meant", "tenfold_error",
      "{ at_s = 40, knob = 'programme.confirmed', value = 1 },"
      "{ after_s = 1, knob = 'pump.program', value = 1 }", 0 },
    { "makes up for a stall with a bolus", "motor_stalls",
      "{ when = function(rig) return rig.bedside.tone == 'critical' end, after_s = 20,"
      "  knob = 'pump.silence', value = 1 },"
      "{ after_s = 1, knob = 'pump.single_bolus', value = 1 }", 50 },
    { "fills the pump and does not tell it", "reservoir_runs_empty",
      "{ when = function(rig) return rig.pump.low_reservoir_alarm == 1 end, after_s = 60,"
      "  knob = 'refill.now', value = 1 }", 60 },
};

START_TEST(the_mistake_that_it_is_about_costs_points)
{
    enum verdict verdict;
    struct score score = played(mistakes[_i].drill, mistakes[_i].hand, &verdict);

    ck_assert_msg(verdict == VERDICT_FAIL, "%s: %s", mistakes[_i].story, verdict_name(verdict));
    ck_assert_msg(score.points <= mistakes[_i].most, "%s: %g points", mistakes[_i].story,
                  score.points);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("drills");
    TCase *tcase = tcase_create("trainees");

    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, who_does_it_right_has_all_the_points, 0, COUNT(drills));
    tcase_add_loop_test(tcase, who_does_nothing_does_not_pass, 0, COUNT(drills));
    tcase_add_loop_test(tcase, the_mistake_that_it_is_about_costs_points, 0, COUNT(mistakes));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
