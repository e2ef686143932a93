/* The executor: when an expectation is asked, when it is decided,
 * and that every end is in order. */
#include "tests/support/allocations.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

#define SCENARIO(body) \
    "return scenario { title = 't', rig = 'toy', limit_s = 10, run = function(rig)\n" body "\nend }"

static void play_text(struct toy_play *play, const char *text)
{
    toy_play(play, &(struct toy_play_setup){ .text = text, .seed = 1 });
}

/* ---- expectations ---- */

static const struct {
    const char  *story, *body;
    enum verdict want;          /* of the run                        */
    const char  *why;           /* of the first judgement; NULL: none */
} expectations[] = {
    { "true now",  "expect('x', function() return rig.heater.set_w == 0 end)", VERDICT_PASS, "true at 0.00 s" },
    { "false now", "expect('x', function() return rig.time_s > 0 end)", VERDICT_FAIL, "false at 0.00 s" },
    { "a value",   "wait(0.02) expect('x', rig.tip.temp_c < 0)", VERDICT_FAIL, "false at 0.02 s: tip.temp_c = 37.0 C" },
    { "a failure does not stop the scenario",
      "expect('x', false) expect('y', true) expect('z', true)", VERDICT_FAIL, "false at 0.00 s" },
    { "within, at once", "expect_within(1, 'x', function() return true end)", VERDICT_PASS,
      "held after 0.00 s of 1 s" },
    { "within, exactly at the deadline", "expect_within(0.5, 'x', function() return rig.time_s >= 0.5 end)",
      VERDICT_PASS, "held after 0.50 s of 0.5 s" },
    { "within, one tick late", "expect_within(0.5, 'x', function() return rig.time_s >= 0.505 end)",
      VERDICT_FAIL, "not within 0.5 s" },
    { "within, a deadline between ticks", "expect_within(0.505, 'x', function() return rig.time_s >= 0.51 end)",
      VERDICT_FAIL, "not within 0.505 s" },
    { "within nothing", "expect_within(0, 'x', function() return rig.time_s > 0 end)", VERDICT_FAIL, "not within 0 s" },
    { "within, later on", "wait(1) expect_within(0.1, 'x', function() return rig.time_s >= 1.1 end)",
      VERDICT_PASS, "held after 0.10 s of 0.1 s" },
    { "within says whether", "expect('y', expect_within(0.1, 'x', function() return true end))\n"
      "if expect_within(0.1, 'z', function() return false end) then error('no') end", VERDICT_FAIL, "held after" },
    { "within, state", "rig.heater.mode = 'on' expect_within(1, 'x', function() return rig.heater.state == 'on' end)",
      VERDICT_PASS, "held after 0.01 s of 1 s: heater.state = on" },
    { "unknown is not above", "rig.sensor.open = 1 wait(0.1) expect('x', function() return rig.tip.temp_c > 0 end)",
      VERDICT_FAIL, "false at 0.10 s: tip.temp_c unknown" },
    { "unknown is not below", "rig.sensor.open = 1 wait(0.1) expect('x', function() return rig.tip.temp_c < 1000 end)",
      VERDICT_FAIL, "tip.temp_c unknown" },
    { "several values", "wait(0.1) expect('x', function() return rig.tip.temp_c < 30 or rig.heater.state == 'on' end)",
      VERDICT_FAIL, "false at 0.10 s: tip.temp_c = 37.0 C, heater.state = off" },
    { "until, true", "wait_until('x', 1, function() return rig.time_s > 0.5 end) expect('y', rig.time_s < 0.52)",
      VERDICT_PASS, "true at 0.51 s" },
    { "until, too late", "wait_until('x', 0.5, function() return false end) error('gone on')",
      VERDICT_FAIL, "not within 0.5 s, so the scenario ended here" },
    { "until, without limit", "wait_until(function() return rig.time_s >= 5 end) expect('y', rig.time_s == 5)",
      VERDICT_PASS, "true at 5.00 s" },
    { "until, in pcall", "pcall(wait_until, 'x', 0.5, function() return false end) expect('y', true)",
      VERDICT_FAIL, "not within 0.5 s" },
    { "wait counts ticks", "for i = 1, 50 do wait(0.1) end expect('y', rig.time_s == 5)",
      VERDICT_PASS, "true at 5.00 s" },
    { "wait rounds up", "wait(0.015) expect('y', rig.time_s == 0.02)", VERDICT_PASS, "true at 0.02 s" },
    { "wait(0) waits a tick", "wait(0) expect('y', rig.time_s == 0.01)", VERDICT_PASS, "true at 0.01 s" },
    { "always, while sleeping", "expect_always('x', function() return rig.time_s < 0.5 end) wait(1)",
      VERDICT_FAIL, "violated at 0.50 s" },
    { "always, values", "rig.heater.mode = 'on' rig.heater.set_w = 50\n"
      "expect_always('x', function() return rig.tip.temp_c < 60 end) wait(5)", VERDICT_FAIL,
      "violated at 1.31 s: tip.temp_c = 60.1 C" },
    { "always, held", "expect_always('x', function() return rig.time_s < 5 end) wait(1)",
      VERDICT_PASS, "held in every tick from 0.00 s to 1.01 s" },
    { "always, from the next row", "expect_always('x', function() return rig.tip.temp_c > 0 end) wait(1)",
      VERDICT_PASS, "held in every tick" },
    { "always, last words", "wait(1) expect_always('x', function() return false end)", VERDICT_FAIL,
      "violated at 1.01 s" },
    { "always, stopped in time", "local h = expect_always('x', function() return rig.time_s < 0.5 end)\n"
      "wait(0.4) h:stop() wait(1)", VERDICT_PASS, "held in every tick from 0.00 s to 0.40 s" },
    { "always, stopped at once", "local h = expect_always('x', function() return true end) h:stop() h:stop()",
      VERDICT_VACUOUS, "never asked" },
    { "always, unknown",
      "expect_always('x', function() return rig.tip.temp_c < 1000 end) wait(0.1) rig.sensor.open = 1 wait(0.1)",
      VERDICT_FAIL, "violated at 0.11 s: tip.temp_c unknown" },
    { "nothing expected", "wait(1)", VERDICT_VACUOUS, NULL },
    { "nothing at all", "", VERDICT_VACUOUS, NULL },
    { "only wait_until", "wait_until('x', 1, function() return true end)", VERDICT_VACUOUS, NULL },
    { "an end inside a deadline", "expect_within(20, 'x', function() return false end)", VERDICT_ERROR,
      "the run ended at 10.00 s, before its deadline of 20 s" },
    { "the limit is the deadline", "expect_within(10, 'x', function() return rig.time_s >= 10 end)", VERDICT_PASS,
      "held after 10.00 s of 10 s" },
    { "an error behind a pass", "expect('x', true) error('no')", VERDICT_ERROR, "true at 0.00 s" },
    { "a diverged plant",
      "expect_always('x', function() return true end) wait(1) rig.plant.diverge = 1 wait(1)",
      VERDICT_ERROR,
      "held in every tick from 0.00 s to 1.00 s, when the run was cut short" },
};

START_TEST(an_expectation_is_judged_at_its_time)
{
    struct toy_play play;
    char            text[1000];

    snprintf(text, sizeof text, SCENARIO("%s"), expectations[_i].body);
    play_text(&play, text);
    ck_assert_msg(play.result.verdict == expectations[_i].want, "%s: %s, %s",
                  expectations[_i].story, verdict_name(play.result.verdict), play.why.text);
    if (!expectations[_i].why) {
        ck_assert_uint_eq(play.record->judgement_count, 0);
    } else {
        ck_assert_msg(play.record->judgement_count > 0, "%s", expectations[_i].story);
        ck_assert_msg(strstr(play.record->judgements[0].why, expectations[_i].why), "%s: %s",
                      expectations[_i].story, play.record->judgements[0].why);
        ck_assert_msg(strncmp(play.record->judgements[0].where, "toy.lua:", 8) == 0
                          || strcmp(expectations[_i].story, "until, in pcall") == 0,
                      "%s", play.record->judgements[0].where);
    }
    toy_play_close(&play);
}
END_TEST

START_TEST(a_judgement_says_when_it_was_asked_and_decided)
{
    struct toy_play         play;
    const struct judgement *judgement;

    play_text(&play, SCENARIO("wait(1)\nexpect_within(2, 'warm', function() return rig.time_s >= "
                              "1.5 end)"));
    ck_assert_uint_eq(play.record->judgement_count, 1);
    judgement = &play.record->judgements[0];
    ck_assert_double_eq_tol(judgement->from_s, 1, 1e-12);
    ck_assert_double_eq_tol(judgement->t_s, 1.5, 1e-12);
    ck_assert_double_eq(judgement->within_s, 2);
    ck_assert_str_eq(judgement->what, "warm");
    ck_assert_str_eq(judgement->where, "toy.lua:3");
    toy_play_close(&play);
}
END_TEST

/* ---- faults by a plan ---- */

#define OPEN_IN_ORDER \
    "expect_always('in order', function() local open = rig.time_s > 0.5 and rig.time_s < 1.005\n" \
    "return (rig.tip.temp_c > 0) ~= open end) wait(1.5)"

static const struct { const char *story, *body; bool is_planned; enum verdict want; } planned[] = {
    { "as planned",     OPEN_IN_ORDER, true, VERDICT_PASS },
    { "without a plan", OPEN_IN_ORDER, false, VERDICT_FAIL },
    { "a turn by hand at these times does the same",
      "wait(0.5) rig.sensor.open = 1 wait(0.5) rig.sensor.open = 0 wait(0.5) expect('x', true)", false,
      VERDICT_PASS },
    { "the plan wins inside its window",
      "wait(0.6) rig.sensor.open = 0 wait(0.1)\n"
      "expect('open', function() return not (rig.tip.temp_c > 0) end)", true, VERDICT_PASS },
    { "what was turned inside comes into force behind",
      "wait(0.6) rig.sensor.open = 1 wait(0.5)\n"
      "expect('open', function() return not (rig.tip.temp_c > 0) end)", true, VERDICT_PASS },
    { "what was turned before holds until the window",
      "wait(0.3) rig.sensor.open = 1 wait(0.1)\n"
      "expect('open', function() return not (rig.tip.temp_c > 0) end) wait(0.7)\n"
      "expect('still', function() return not (rig.tip.temp_c > 0) end)", true, VERDICT_PASS },
};

START_TEST(a_plan_turns_beside_the_scenario)
{
    const struct fault_plan plan = { .count = 1, .faults = { { .knob = "sensor.open", .value = 1,
                                     .from_s = 0.5, .to_s = 1 } } };
    struct toy_play         play;
    char                    text[1000];

    snprintf(text, sizeof text, SCENARIO("%s"), planned[_i].body);
    toy_play(&play, &(struct toy_play_setup){ .text = text, .seed = 1,
                                              .faults = planned[_i].is_planned ? &plan : NULL });
    ck_assert_msg(play.result.verdict == planned[_i].want, "%s: %s %s", planned[_i].story,
                  verdict_name(play.result.verdict), play.why.text);
    toy_play_close(&play);
}
END_TEST

START_TEST(a_planned_fault_is_told)
{
    const struct fault_plan plan = { .count = 1, .faults = { { .knob = "sensor.open", .value = 1,
                                     .from_s = 0.5, .to_s = 1 } } };
    struct toy_play         play;
    const struct event     *events;

    toy_play(&play, &(struct toy_play_setup){ .seed = 1, .faults = &plan, .text =
        SCENARIO("wait(0.7) rig.sensor.open = 0 wait(0.8) expect('x', true)") });
    events = play.record->events;
    ck_assert_uint_ge(play.record->event_count, 3);
    ck_assert_str_eq(events[0].kind, "fault");
    ck_assert_str_eq(events[0].text, "fault plan: sensor.open = 1");
    ck_assert_double_eq_tol(events[0].t_s, 0.5, 1e-12);
    ck_assert_str_eq(events[1].text, "sensor.open = 0 (later: a fault plan has this knob now)");
    ck_assert_str_eq(events[2].text, "fault plan: sensor.open at rest again");
    ck_assert_double_eq_tol(events[2].t_s, 1, 1e-12);
    toy_play_close(&play);
}
END_TEST

/* ---- ends ---- */

struct seen { double t_s, power_w; int state; long rows; };

static void see(void *data, double t_s, const double *row)
{
    struct seen *seen = data;

    *seen = (struct seen){ t_s, row[TOY_POWER], (int)row[TOY_STATE], seen->rows + 1 };
}

static bool is_stopped_soon(const void *stop)
{
    return ++*(int *)(uintptr_t)stop > 10;
}

static const struct { const char *story, *text, *sentence; bool is_stopped; } ends[] = {
    { "the end",   SCENARIO("rig.heater.mode = 'on' rig.heater.set_w = 50 wait(1) expect('x', true)"), "", false },
    { "an error",  SCENARIO("rig.heater.mode = 'on' rig.heater.set_w = 50 wait(1) error('no')"), "no", false },
    { "the limit", SCENARIO("rig.heater.mode = 'on' rig.heater.set_w = 5 wait(100)"),
                   "did not end within its limit_s = 10 s\n  it waits at toy.lua:2, wait", false },
    { "the user",  SCENARIO("rig.heater.mode = 'on' rig.heater.set_w = 5 wait(9)"),
      "stopped by the user at 1.60 s", true },
    { "the user, in a loop", SCENARIO("rig.heater.mode = 'on' rig.heater.set_w = 5 wait(0.1) while true do end"),
                   "stopped by the user", true },
};

START_TEST(every_end_makes_the_rig_safe)
{
    struct toy_play play;
    struct seen     seen = { 0 };
    int             asked = 0;

    toy_play(&play, &(struct toy_play_setup){ .text = ends[_i].text,
                                              .watch = see,
                                              .watcher = &seen,
                                              .stop = &asked,
                                              .is_stopped = ends[_i].is_stopped ? is_stopped_soon
                                                                                : NULL });
    ck_assert_msg(strstr(play.why.text, ends[_i].sentence), "%s: %s", ends[_i].story,
                  play.why.text);
    ck_assert_int_eq(play.result.verdict, *ends[_i].sentence ? VERDICT_ERROR : VERDICT_PASS);
    ck_assert_double_eq_tol(seen.t_s, play.result.simulated_s, 1e-12);
    ck_assert_double_eq(seen.power_w, 0);
    ck_assert_int_eq(seen.rows, play.result.ticks);
    toy_play_close(&play);
}
END_TEST

START_TEST(the_tail_is_as_long_as_asked)
{
    struct toy_play play;

    play_text(&play, "return scenario { title = 't', rig = 'toy', limit_s = 1, tail_s = 0.5, run = "
                     "function(rig)\n"
                     "wait(0.5) expect('x', true) end }");
    ck_assert_int_eq(play.result.ticks, 50 + 1 + 50 + 20);
    toy_play_close(&play);
}
END_TEST

/* ---- ticks ---- */

/* The tick is the rig's: deadlines, tail and safe state count in it. */
static const struct { const char *keys, *body, *why; long ticks; double simulated_s; } paces[] = {
    { "",              "wait(1) expect('x', rig.time_s == 1)", "true at 1.00 s",     100 + 1 + 20, 1.21 },
    { "tick_s = 1,",   "wait(9) expect('x', rig.time_s == 9)", "true at 9 s",        9 + 1 + 3,    13 },
    { "tick_s = 1,",   "expect_within(4.5, 'x', function() return rig.time_s >= 4 end)",
                       "held after 4 s of 4.5 s",                                    4 + 1 + 3,    8 },
    { "tick_s = 60, limit_s = 1e8,", "expect_within(3456789, 'x', function() return rig.time_s >= 120 end)",
                       "held after 120 s of 40 d 00:13:09",                          2 + 1 + 3,    360 },
    { "tick_s = 60,",  "wait(61) expect('x', rig.time_s == 120)", "true at 120 s",   2 + 1 + 3,    360 },
    { "tick_s = 0.001,", "wait(0.1) expect('x', true)", "true at 0.100 s",           100 + 1 + 200, 0.301 },
    { "tick_s = 0.15, tail_s = 0.3,", "wait(0.3) expect('x', true)", "true at 0.3 s", 2 + 1 + 2 + 3, 1.2 },
};

START_TEST(a_scenario_may_choose_its_tick)
{
    struct toy_play play;
    char            text[400];

    snprintf(text, sizeof text, "return scenario { title = 't', rig = 'toy', limit_s = 1000, %s "
             "run = function(rig) %s end }", paces[_i].keys, paces[_i].body);
    play_text(&play, text);
    ck_assert_msg(play.err == ERR_OK, "%s", play.why.text);
    ck_assert_ptr_nonnull(strstr(play.record->judgements[0].why, paces[_i].why));
    ck_assert_int_eq(play.result.verdict, VERDICT_PASS);
    ck_assert_int_eq(play.result.ticks, paces[_i].ticks);
    ck_assert_double_eq_tol(play.result.simulated_s, paces[_i].simulated_s, 1e-9);
    toy_play_close(&play);
}
END_TEST

START_TEST(a_year_is_counted_to_the_tick)
{
    struct toy_play play;

    play_text(&play, "return scenario { title = 't', rig = 'toy', limit_s = 1e8, tick_s = 60,\n"
                     "run = function(rig) wait(365 * 86400)\n"
                     "expect('a year', rig.time_s == 31536000) end }");
    ck_assert_msg(play.result.verdict == VERDICT_PASS, "%s", play.why.text);
    ck_assert_int_eq(play.result.ticks, 365 * 1440 + 1 + 3);
    toy_play_close(&play);
}
END_TEST

/* An order, a word and a judgement of the scenario and an alarm of the rig get their rows. */
START_TEST(a_thinned_run_has_a_row_wherever_something_happened)
{
    char            path[] = "/tmp/painrig_trace_XXXXXX", bytes[4000] = "";
    const char     *const wanted[] = { "\n1,", "\n7,", "\n8,", "\n20,", "\n21,", "\n40,", "\n41,",
                                       "\n50,", "\n51,", "\n100,", "# end" };
    int             descriptor = mkstemp(path);
    FILE           *file;
    struct toy_play play;

    close(descriptor);
    toy_play(&play, &(struct toy_play_setup){ .trace_path = path, .text =
        "return scenario { title = 't', rig = 'toy', limit_s = 1000, tick_s = 1, row_every_s = 100,\n"
        "setup = { tau_s = 100 }, run = function(rig)\n"
        "wait(7) rig.heater.set_w = 1 wait(13) log('word') wait(20) rig.sensor.open = 1\n"
        "wait(10) expect('y', true) wait(70) end }" });
    ck_assert_msg(play.err == ERR_OK, "%s", play.why.text);
    toy_play_close(&play);
    file = fopen(path, "r");
    ck_assert_uint_gt(fread(bytes, 1, sizeof bytes - 1, file), 0);
    fclose(file);
    remove(path);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(strstr(bytes, wanted[i]), "%s in %s", wanted[i], bytes);
    ck_assert_ptr_null(strstr(bytes, "\n10,"));
    ck_assert_ptr_null(strstr(bytes, "\n30,"));
    ck_assert_ptr_null(strstr(bytes, "\n99,"));
}
END_TEST

static const struct rig_type slow_type = { .name = "slow", .tick_s = 1, .tick_least_s = 0.1,
                                           .tick_most_s = 60 };
static const struct rig_type fixed_type = { .name = "fixed", .tick_s = 0.01, .tick_least_s = 0.01,
                                            .tick_most_s = 0.01 };
static const struct rig_type quick_type = { .name = "quick", .tick_s = 0.01, .tick_least_s = 1e-6,
                                            .tick_most_s = 1 };

static const struct {
    const struct rig_type *type; double tick_s; const char *sentence;
} takes[] = {
    { &slow_type,  0,      NULL }, { &slow_type, 0.1, NULL }, { &slow_type, 60, NULL },
    { &slow_type,  1 / 10.0, NULL },
    { &slow_type,  0.0999, "tick_s = 0.0999 s is out of range: the slow rig takes 0.1 to 60 s" },
    { &slow_type,  60.001, "takes 0.1 to 60 s" },
    { &slow_type,  -1,     "out of range" },
    { &slow_type,  NAN,    "out of range" },
    { &fixed_type, 0.01,   NULL }, { &fixed_type, 0, NULL },
    { &fixed_type, 0.02,   "the fixed rig's tick is always 0.01 s: leave tick_s out" },
    { &quick_type, 0.001,  NULL },
    { &quick_type, 0.0009, "out of range" },        /* no rig has a tick below a millisecond */
};

START_TEST(a_rig_takes_ticks_of_its_range_only)
{
    struct why why = { "" };
    enum err   err = rig_tick_check(takes[_i].type, takes[_i].tick_s, &why);

    ck_assert_int_eq(err, takes[_i].sentence ? ERR_RANGE : ERR_OK);
    if (takes[_i].sentence)
        ck_assert_msg(strstr(why.text, takes[_i].sentence), "%s", why.text);
}
END_TEST

START_TEST(a_rig_that_fails_is_an_error_with_its_sentence)
{
    struct toy_play play;

    play_text(&play, SCENARIO("expect('x', true) wait(1) rig.plant.diverge = 1 wait(1)"));
    ck_assert_int_eq(play.err, ERR_DIVERGED);
    ck_assert_str_eq(play.why.text, "the toy was told to diverge");
    ck_assert_int_eq(play.result.verdict, VERDICT_ERROR);
    toy_play_close(&play);
}
END_TEST

/* ---- the record ---- */

START_TEST(a_full_disk_is_an_error_and_the_rest_stays)
{
    struct toy_play play;
    FILE           *full = fopen("/dev/full", "w");

    ck_assert_ptr_nonnull(full);
    toy_play(&play, &(struct toy_play_setup){ .text = SCENARIO("expect('x', true) wait(2)"),
                                              .events = full });
    ck_assert_int_eq(play.err, ERR_IO);
    ck_assert_int_eq(play.result.verdict, VERDICT_ERROR);
    ck_assert_uint_eq(play.record->judgement_count, 1);
    toy_play_close(&play);
    fclose(full);
}
END_TEST

START_TEST(what_finds_no_room_is_counted_and_still_weighs)
{
    struct record   *record;
    struct why       why = { "" };
    struct judgement pass = { .verdict = VERDICT_PASS }, fail = { .verdict = VERDICT_FAIL };

    ck_assert_int_eq(record_create(&record, NULL, &why), ERR_OK);
    ck_assert_int_eq(record_verdict(record), VERDICT_VACUOUS);
    for (int i = 0; i < RECORD_JUDGEMENTS_MAX; i++)
        record_judgement(record, &pass);
    ck_assert_int_eq(record_verdict(record), VERDICT_PASS);
    record_judgement(record, &fail);
    ck_assert_uint_eq(record->judgements_lost, 1);
    ck_assert_int_eq(record_verdict(record), VERDICT_FAIL);
    for (int i = 0; i < RECORD_EVENTS_MAX; i++)
        record_say(record, 0, "log", "x");
    ck_assert_uint_eq(record->events_lost, RECORD_JUDGEMENTS_MAX + 1);
    record_destroy(record);
}
END_TEST

START_TEST(an_event_is_one_line_of_json)
{
    char           text[500] = "";
    FILE          *file = fmemopen(text, sizeof text, "w");
    struct record *record;
    struct why     why = { "" };

    ck_assert_int_eq(record_create(&record, NULL, &why), ERR_OK);
    record_say(record, 12.5, "log", "a \"b\" \\ \n \x01 \xC3\xA9 \xFF \xC3");
    record_attach(record, file);
    ck_assert_int_eq(record_flush(record, &why), ERR_OK);
    ck_assert_str_eq(text, "{\"t_s\":12.5000,\"kind\":\"log\",\"text\":"
                           "\"a \\\"b\\\" \\\\ \\u000a \\u0001 \xC3\xA9 \\ufffd \\ufffd\"}\n");
    fclose(file);
    record_destroy(record);
}
END_TEST

/* ---- the same again ---- */

struct paper { char *bytes; size_t count; };

static struct paper file_take(const char *path)
{
    struct paper paper = { malloc(1 << 20), 0 };
    FILE        *file = fopen(path, "rb");

    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(paper.bytes);
    paper.count = fread(paper.bytes, 1, 1 << 20, file);
    fclose(file);
    remove(path);
    return paper;
}

/* Writes what a run leaves into two files and reads them back. */
static void play_to_papers(const char *text, struct paper *trace, struct paper *events)
{
    char trace_path[] = "/tmp/painrig_trace_XXXXXX", events_path[] = "/tmp/painrig_events_XXXXXX";
    int             trace_file = mkstemp(trace_path), events_file = mkstemp(events_path);
    FILE           *file = fdopen(events_file, "w");
    struct toy_play play;

    ck_assert_int_ge(trace_file, 0);
    close(trace_file);
    toy_play(&play, &(struct toy_play_setup){ .text = text, .seed = 5, .trace_path = trace_path,
                                              .events = file });
    ck_assert_msg(play.err == ERR_OK, "%s", play.why.text);
    toy_play_close(&play);
    fclose(file);
    *trace = file_take(trace_path);
    *events = file_take(events_path);
}

START_TEST(the_same_run_leaves_the_same_bytes)
{
    static const char text[] = SCENARIO(
        "rig.heater.mode = 'on'\n"
        "for i = 1, 20 do rig.heater.set_w = math.random(50) wait(0.1) end\n"
        "for k, v in pairs({ alpha = 1, beta = 2, gamma = {}, delta = print }) do print(k, v) end\n"
        "expect_within(5, 'hot', function() return rig.tip.temp_c > 50 end)");
    struct paper trace[2], events[2];

    for (int i = 0; i < 2; i++)
        play_to_papers(text, &trace[i], &events[i]);
    ck_assert_uint_gt(trace[0].count, 1000);
    ck_assert_uint_gt(events[0].count, 1000);
    ck_assert_uint_eq(trace[0].count, trace[1].count);
    ck_assert_uint_eq(events[0].count, events[1].count);
    ck_assert_mem_eq(trace[0].bytes, trace[1].bytes, trace[0].count);
    ck_assert_mem_eq(events[0].bytes, events[1].bytes, events[0].count);
    for (int i = 0; i < 2; i++) {
        free(trace[i].bytes);
        free(events[i].bytes);
    }
}
END_TEST

/* ---- a tick allocates nothing ---- */

#ifdef COUNTS_ALLOCATIONS
struct counted { long at_row_10, at_row_900, rows; };

static void count(void *data, double t_s, const double *row)
{
    struct counted *counted = data;

    (void)t_s;
    (void)row;
    counted->rows++;
    if (counted->rows == 10)
        counted->at_row_10 = allocations_so_far();
    if (counted->rows == 900)
        counted->at_row_900 = allocations_so_far();
}

START_TEST(a_tick_allocates_nothing)
{
    static const char text[] = SCENARIO(
        "rig.heater.mode = 'on'\n"
        "expect_always('a', function() return rig.tip.temp_c < 90 and rig.heater.state ~= 'tripped' end)\n"
        "wait(0.05)\n"
        "expect_within(9.5, 'b', function() return rig.tip.temp_c > 500 end)");
    char            path[] = "/tmp/painrig_trace_XXXXXX";
    int             file = mkstemp(path);
    struct counted  counted = { 0, -1, 0 };
    struct toy_play play;

    close(file);
    toy_play(&play, &(struct toy_play_setup){ .text = text, .trace_path = path, .watch = count,
                                              .watcher = &counted });
    ck_assert_int_gt(counted.rows, 900);
    ck_assert_int_gt(counted.at_row_10, 0);
    ck_assert_int_eq(counted.at_row_900 - counted.at_row_10, 0);
    toy_play_close(&play);
    remove(path);
}
END_TEST
#endif

/* ---- clocks ---- */

START_TEST(the_real_clock_keeps_its_deadlines)
{
    struct clock clock = clock_real();
    double       from_s = clock_wall_s();

    ck_assert_int_eq(clock_start(&clock), ERR_OK);
    for (int i = 1; i <= 5; i++)
        ck_assert_int_eq(clock_await(&clock, 0.004 * i), ERR_OK);
    ck_assert_double_ge(clock_wall_s() - from_s, 0.02);
    ck_assert_double_ge(clock.late_s, 0);
    ck_assert_double_ge(clock.late_s_max, clock.late_s);
}
END_TEST

START_TEST(the_virtual_clock_does_not_wait)
{
    struct clock clock = clock_virtual();
    double       from_s = clock_wall_s();

    ck_assert_int_eq(clock_start(&clock), ERR_OK);
    ck_assert_int_eq(clock_await(&clock, 3600), ERR_OK);
    ck_assert_double_lt(clock_wall_s() - from_s, 60);
    ck_assert_double_eq(clock.late_s, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("executor");
    TCase *tests = tcase_create("executor");

    suite_add_tcase(suite, tests);
    tcase_set_timeout(tests, 20);
    tcase_add_loop_test(tests, an_expectation_is_judged_at_its_time, 0, COUNT(expectations));
    tcase_add_test(tests, a_judgement_says_when_it_was_asked_and_decided);
    tcase_add_loop_test(tests, a_plan_turns_beside_the_scenario, 0, COUNT(planned));
    tcase_add_test(tests, a_planned_fault_is_told);
    tcase_add_loop_test(tests, every_end_makes_the_rig_safe, 0, COUNT(ends));
    tcase_add_test(tests, the_tail_is_as_long_as_asked);
    tcase_add_loop_test(tests, a_scenario_may_choose_its_tick, 0, COUNT(paces));
    tcase_add_test(tests, a_year_is_counted_to_the_tick);
    tcase_add_test(tests, a_thinned_run_has_a_row_wherever_something_happened);
    tcase_add_loop_test(tests, a_rig_takes_ticks_of_its_range_only, 0, COUNT(takes));
    tcase_add_test(tests, a_rig_that_fails_is_an_error_with_its_sentence);
    tcase_add_test(tests, a_full_disk_is_an_error_and_the_rest_stays);
    tcase_add_test(tests, what_finds_no_room_is_counted_and_still_weighs);
    tcase_add_test(tests, an_event_is_one_line_of_json);
    tcase_add_test(tests, the_same_run_leaves_the_same_bytes);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, a_tick_allocates_nothing);
#endif
    tcase_add_test(tests, the_real_clock_keeps_its_deadlines);
    tcase_add_test(tests, the_virtual_clock_does_not_wait);
    return suite_run(suite);
}
