/* A hand: what a person would turn while a scenario runs, written down in it; and a drill's score. */
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"
#include "hil/score.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

static void play_with(struct toy_play *play, const char *more, const char *body)
{
    char text[2000];

    snprintf(text, sizeof text, "return scenario { title = 't', rig = 'toy', limit_s = 10, %s,\n"
             "run = function(rig) %s end }", more, body);
    toy_play(play, &(struct toy_play_setup){ .text = text, .seed = 1 });
}

/* ---- when a hand turns ---- */

static const struct {
    const char *story, *hand;
    double      t_s;            /* of the order's event          */
    const char *text;           /* of the event                  */
} turns[] = {
    { "at a time", "{ at_s = 1, knob = 'heater.set_w', value = 8 }", 1, "trainee: heater.set_w = 8 W" },
    { "at the very beginning", "{ at_s = 0, knob = 'heater.set_w', value = 8 }", 0, "heater.set_w = 8 W" },
    { "by somebody", "{ at_s = 1, knob = 'heater.set_w', value = 8, by = 'trainer' }", 1, "trainer: " },
    { "a label", "{ at_s = 0.5, knob = 'heater.mode', value = 'on' }", 0.5, "heater.mode = on" },
    { "as soon as", "{ when = function(rig) return rig.time_s > 1.995 end, knob = 'heater.set_w', value = 8 }",
      2, "heater.set_w = 8 W" },
    { "a while later", "{ when = function(rig) return rig.time_s >= 2 end, after_s = 0.5, "
      "knob = 'heater.set_w', value = 8 }", 2.5, "heater.set_w = 8 W" },
    { "behind the one before", "{ at_s = 1, knob = 'heater.mode', value = 1 }, { after_s = 0.25, "
      "knob = 'heater.set_w', value = 8 }", 1.25, "heater.set_w = 8 W" },
    { "a condition waits for the one before", "{ at_s = 3, knob = 'heater.mode', value = 1 }, "
      "{ when = function(rig) return rig.time_s >= 1 end, knob = 'heater.set_w', value = 8 }", 3,
      "heater.set_w = 8 W" },
    { "a while that begins when it holds, not while it does",
      "{ when = function(rig) return rig.time_s >= 1 and rig.time_s < 1.1 end, after_s = 1, "
      "knob = 'heater.set_w', value = 8 }", 2, "heater.set_w = 8 W" },
    { "a fault", "{ at_s = 1, knob = 'sensor.open', value = 1, by = 'trainer' }", 1,
      "trainer: sensor.open = 1" },
};

START_TEST(a_hand_turns_at_its_time)
{
    struct toy_play     play;
    const struct event *found = NULL;
    char                more[600];

    snprintf(more, sizeof more, "hand = { %s }", turns[_i].hand);
    play_with(&play, more, "wait(4) expect('x', true)");
    ck_assert_msg(play.err == ERR_OK, "%s: %s", turns[_i].story, play.why.text);
    for (size_t i = 0; i < play.record->event_count; i++)
        if (strstr(play.record->events[i].text, turns[_i].text))
            found = &play.record->events[i];
    ck_assert_msg(found, "%s", turns[_i].story);
    ck_assert_msg(fabs(found->t_s - turns[_i].t_s) < 1e-9, "%s: at %g s", turns[_i].story,
                  found->t_s);
    toy_play_close(&play);
}
END_TEST

START_TEST(a_scenario_sees_what_a_hand_has_turned)
{
    struct toy_play play;

    play_with(&play, "hand = { { at_s = 1, knob = 'heater.mode', value = 'on' } }",
              "expect_within(1.01, 'x', function() return rig.heater.state == 'on' end)\n"
              "expect('the knob too', rig.heater.mode == 'on') expect('in time', rig.time_s < 1.02)");
    ck_assert_msg(play.result.verdict == VERDICT_PASS, "%s", play.why.text);
    toy_play_close(&play);
}
END_TEST

static const struct { const char *more, *want; } mistakes[] = {
    { "hand = 3", "hand is number: give a table" },
    { "hand = { 3 }", "hand is a list of tables" },
    { "hand = { { at_s = 1, value = 1 } }", "hand 1: knob is a text" },
    { "hand = { { at_s = 1, knob = 'heater.set_w' } }", "hand 1 (heater.set_w) has no value" },
    { "hand = { { at = 1, knob = 'heater.set_w', value = 1 } }", "'at' is not known" },
    { "hand = { { at_s = -1, knob = 'heater.set_w', value = 1 } }", "at_s is a number of seconds" },
    { "hand = { { at_s = 1, after_s = 1, knob = 'heater.set_w', value = 1 } }", "at_s stands alone" },
    { "hand = { { when = 1, knob = 'heater.set_w', value = 1 } }", "when is a function" },
    { "hand = { { knob = 'heater.set', value = 1 } }", "heater.set is no knob of the toy rig" },
    { "hand = { { knob = 'heater.mode', value = 'of' } }", "give one of off, on" },
    { "hand = { { knob = 'heater.set_w', value = 51 } }", "is out of range" },
    { "drill = {}", "drill has no sentence" },
    { "drill = { sentence = 'x' }", "drill has no points" },
    { "drill = { sentence = 'x', points = 0 }", "drill has no points" },
    { "drill = { sentence = 'x', point = 1 }", "did you mean 'points'?" },
};

START_TEST(a_mistake_is_told)
{
    struct toy_play play;

    play_with(&play, mistakes[_i].more, "expect('x', true)");
    ck_assert_msg(play.err != ERR_OK, "%s", mistakes[_i].more);
    ck_assert_msg(strstr(play.why.text, mistakes[_i].want), "%s: %s", mistakes[_i].more,
                  play.why.text);
    toy_play_close(&play);
}
END_TEST

/* ---- the score ---- */

static const struct {
    const char  *story;
    enum verdict verdict;
    double       after_s, within_s, points, want;
} worths[] = {
    { "at once",                    VERDICT_PASS,         0,  9, 30, 30 },
    { "within a third",             VERDICT_PASS,         3,  9, 30, 30 },
    { "half way behind the third",  VERDICT_PASS,         6,  9, 30, 22.5 },
    { "at the deadline",            VERDICT_PASS,         9,  9, 30, 15 },
    { "too late",                   VERDICT_FAIL,         9,  9, 30, 0 },
    { "never decided",              VERDICT_INCONCLUSIVE, 5,  9, 30, 0 },
    { "never put to the test",      VERDICT_VACUOUS,      0,  9, 30, 0 },
    { "without a time",             VERDICT_PASS,         50, (double)NAN, 30, 30 },
    { "within nothing",             VERDICT_PASS,         0,  0, 30, 30 },
    { "worth nothing",              VERDICT_PASS,         1,  9, 0,  0 },
};

START_TEST(points_fall_with_the_time_it_takes)
{
    struct judgement judgement = { .verdict = worths[_i].verdict, .from_s = 100,
                                   .t_s = 100 + worths[_i].after_s,
                                   .within_s = worths[_i].within_s, .points = worths[_i].points };
    struct score     score = score_of(&judgement, 1, 0);

    ck_assert_msg(fabs(score_points(&judgement) - worths[_i].want) < 1e-9, "%s: %g",
                  worths[_i].story, score_points(&judgement));
    ck_assert_double_eq(score.points, score_points(&judgement));
    ck_assert_double_eq(score.most, worths[_i].points);
    ck_assert_uint_eq(score.judged, worths[_i].points > 0);
}
END_TEST

START_TEST(what_was_never_reached_is_missing_in_the_sum)
{
    struct toy_play play;
    const struct event *last;
    struct score    score;

    play_with(&play, "drill = { sentence = 'do it', points = 100 }",
              "expect('a', true, 20) expect('b', false, 10) expect('c', true)\n"
              "wait_until('d', 1, function() return false end) expect('e', true, 70)");
    ck_assert_int_eq(play.err, ERR_OK);
    score = score_of(play.record->judgements, play.record->judgement_count, 100);
    ck_assert_double_eq(score.points, 20);
    ck_assert_double_eq(score.most, 100);
    ck_assert_uint_eq(score.judged, 2);
    ck_assert_uint_eq(score.met, 1);
    last = &play.record->events[play.record->event_count - 1];
    ck_assert_str_eq(last->kind, "score");
    ck_assert_str_eq(last->text, "20 of 100 points: 1 of 2 met");
    toy_play_close(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hand");
    TCase *hand = tcase_create("turns"), *drill = tcase_create("score");

    tcase_add_loop_test(hand, a_hand_turns_at_its_time, 0, COUNT(turns));
    tcase_add_test(hand, a_scenario_sees_what_a_hand_has_turned);
    tcase_add_loop_test(hand, a_mistake_is_told, 0, COUNT(mistakes));
    tcase_add_loop_test(drill, points_fall_with_the_time_it_takes, 0, COUNT(worths));
    tcase_add_test(drill, what_was_never_reached_is_missing_in_the_sum);
    suite_add_tcase(suite, hand);
    suite_add_tcase(suite, drill);
    return suite_run(suite);
}
