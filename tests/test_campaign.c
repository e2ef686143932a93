/* Campaigns: the cases are what tables and choice say, and a failure is shrunk to what it needs. */
#include "hil/campaign/campaign_cases.h"
#include "hil/campaign/campaign_scenario.h"
#include "hil/campaign/campaign_shrink.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

enum { KNOB_SET, KNOB_OPEN, KNOB_DROP, KNOB_OFFSET, KNOB_STRAY, KNOB_SKEWED, KNOB_COUNT };

static const char *const stray_labels[] = { "none", "truncated", "replayed", NULL };

static const struct knob knobs[] = {
    [KNOB_SET]    = { "heater.set_w", "W", 0, 50, 0, "power", KNOB_ORDER, NULL },
    [KNOB_OPEN]   = { "sensor.open", "-", 0, 1, 0, "1: it is open", KNOB_FAULT, NULL },
    [KNOB_DROP]   = { "wire.drop", "-", 0, 1, 0, "share that is lost", KNOB_FAULT, NULL },
    [KNOB_OFFSET] = { "sensor.offset_c", "C", -200, 200, 0, "offset", KNOB_FAULT, NULL },
    [KNOB_STRAY]  = { "wire.stray_frame", "-", 0, 2, 0, "stray", KNOB_FAULT, stray_labels },
    [KNOB_SKEWED] = { "drive.gain_error", "-", -1, 5, 0, "gain", KNOB_FAULT, NULL },
};

static const struct rig_type type = { .name = "test", .knobs = knobs, .knob_count = KNOB_COUNT };
static const struct rig_type bare = { .name = "bare", .knobs = knobs, .knob_count = 1 };

/* ---- sizes ---- */

static const struct { size_t knob; int sizes; size_t count; double want[10]; } sizings[] = {
    { KNOB_OPEN,   3, 1, { 1 } },
    { KNOB_OPEN,   1, 1, { 1 } },
    { KNOB_DROP,   1, 1, { 1 } },
    { KNOB_DROP,   3, 3, { 1, 0.1, 0.01 } },
    { KNOB_DROP,   4, 4, { 1, 0.1, 0.01, 0.001 } },
    { KNOB_DROP,   7, 7, { 1, 0.316, 0.1, 0.0316, 0.01, 0.00316, 0.001 } },
    { KNOB_OFFSET, 1, 2, { 200, -200 } },
    { KNOB_OFFSET, 3, 6, { 200, -200, 20, -20, 2, -2 } },
    { KNOB_STRAY,  3, 2, { 1, 2 } },
    { KNOB_STRAY,  1, 2, { 1, 2 } },
    { KNOB_SKEWED, 2, 4, { 5, -1, 0.5, -0.1 } },
};

START_TEST(sizes_go_from_the_extreme_down)
{
    double sizes[CAMPAIGN_SIZES_MAX];

    ck_assert_uint_eq(campaign_sizes(&knobs[sizings[_i].knob], sizings[_i].sizes, sizes),
                      sizings[_i].count);
    for (size_t i = 0; i < sizings[_i].count; i++)
        ck_assert_msg(sizes[i] == sizings[_i].want[i], "%s, %zu: %.17g",
                      knobs[sizings[_i].knob].name, i, sizes[i]);
}
END_TEST

START_TEST(sizes_stay_in_their_room)
{
    double sizes[CAMPAIGN_SIZES_MAX];

    ck_assert_uint_eq(campaign_sizes(&knobs[KNOB_OFFSET], 1000, sizes), CAMPAIGN_SIZES_MAX);
}
END_TEST

/* ---- times ---- */

enum { OFF, SELF_TEST, ON, FAULT };

static const char *const state_labels[] = { "off", "self_test", "on", "fault", NULL };
static const struct signal signals[] = { { "heater.state", "-", 0, 3, 0, "state", state_labels } };
static const char *const headline[] = { "heater.state", NULL };
static const struct rig_type stateful = { .name = "test", .knobs = knobs, .knob_count = KNOB_COUNT,
                                          .signals = signals, .signal_count = 1,
                                          .headline = headline };

/* Off until 2 s, one tick of self-test, on until 8 s, off for a moment, on until 10 s. */
static struct campaign_course course_make(void)
{
    struct campaign_course course;
    const struct rig       rig = { .type = &stateful, .tick_s = 0.1 };

    campaign_course_open(&course, &rig);
    for (long k = 1; k <= 100; k++) {
        double row[] = { k <= 20 ? OFF : k == 21 ? SELF_TEST : k == 80 ? OFF : ON };

        campaign_course_row(&course, (double)k * 0.1, row);
    }
    return course;
}

START_TEST(a_course_knows_the_longest_stay_in_each_state)
{
    struct campaign_course course = course_make();

    ck_assert_double_eq_tol(course.longest[OFF].from_s, 0.1, 1e-9);
    ck_assert_double_eq_tol(course.longest[OFF].to_s, 2, 1e-9);
    ck_assert_double_eq_tol(course.longest[SELF_TEST].from_s, 2.1, 1e-9);
    ck_assert_double_eq_tol(course.longest[SELF_TEST].to_s, 2.1, 1e-9);
    ck_assert_double_eq_tol(course.longest[ON].from_s, 2.2, 1e-9);
    ck_assert_double_eq_tol(course.longest[ON].to_s, 7.9, 1e-9);
    ck_assert_double_eq(course.longest[FAULT].to_s, 0);
}
END_TEST

static const struct {
    const char *story;
    int         times;
    double      at_s[3];
    size_t      at_count;
    double      end_s;
    size_t      count;
    double      want[8];
} timings[] = {
    { "each state, and nothing else", 0, { 0 }, 0, 10, 3, { 1, 2.1, 5 } },
    { "and evenly", 2, { 0 }, 0, 10, 5, { 1, 2.1, 2.5, 5, 7.5 } },
    { "what falls together is one", 1, { 0 }, 0, 10, 3, { 1, 2.1, 5 } },
    { "before the end", 1, { 0 }, 0, 3, 4, { 1, 1.5, 2.1, 2.5 } },
    { "a state behind the end is none", 0, { 0 }, 0, 2.1, 1, { 1 } },
    { "at these times, and no others", 5, { 9, 3 }, 2, 10, 2, { 3, 9 } },
};

START_TEST(times_hit_every_state)
{
    struct campaign_course course = course_make();
    struct campaign_choice choice = { .times = timings[_i].times, .at_count = timings[_i].at_count };
    double                 times[CAMPAIGN_TIMES_MAX];
    size_t                 count;

    memcpy(choice.at_s, timings[_i].at_s, sizeof timings[_i].at_s);
    count = campaign_times(&choice, &course, timings[_i].end_s, times);
    ck_assert_msg(count == timings[_i].count, "%s: %zu", timings[_i].story, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(fabs(times[i] - timings[_i].want[i]) < 1e-9, "%s: %g", timings[_i].story,
                      times[i]);
}
END_TEST

/* ---- cases ---- */

static struct campaign_choice choice_make(void)
{
    return (struct campaign_choice){ .sizes = 2, .times = 0, .window_s = INFINITY, .limit = 1000,
                                     .at_s = { 3, 6 }, .at_count = 2,
                                     .patterns = { [CAMPAIGN_PATTERN_WINDOW] = true } };
}

static enum err cases_make(struct campaign_cases *cases, const struct rig_type *of,
                           const struct campaign_choice *choice, struct why *why)
{
    const struct fault_plan none = { .count = 0 };
    struct campaign_course  course = course_make();

    return campaign_cases_make(cases, of, choice, &course, 10, &none, why);
}

START_TEST(cases_are_faults_by_times_by_sizes)
{
    /* Extremes: open, drop, offset, stray, gain; then the second size of those that have one:
     * drop's 0.1, offset's -200, stray's other label, gain's -1; the third and fourth of two. */
    static const char *const want[] = {
        "sensor.open=1 @3", "wire.drop=1 @3", "sensor.offset_c=200 @3",
        "wire.stray_frame=truncated @3", "drive.gain_error=5 @3",
        "sensor.open=1 @6", "wire.drop=1 @6", "sensor.offset_c=200 @6",
        "wire.stray_frame=truncated @6", "drive.gain_error=5 @6",
        "wire.drop=0.1 @3", "sensor.offset_c=-200 @3", "wire.stray_frame=replayed @3",
        "drive.gain_error=-1 @3",
        "wire.drop=0.1 @6", "sensor.offset_c=-200 @6", "wire.stray_frame=replayed @6",
        "drive.gain_error=-1 @6",
        "sensor.offset_c=20 @3", "drive.gain_error=0.5 @3", "sensor.offset_c=20 @6",
        "drive.gain_error=0.5 @6",
        "sensor.offset_c=-20 @3", "drive.gain_error=-0.1 @3", "sensor.offset_c=-20 @6",
        "drive.gain_error=-0.1 @6",
    };
    struct campaign_choice choice = choice_make();
    struct campaign_cases  cases;
    struct why             why = { "" };
    char                   name[CAMPAIGN_NAME_MAX];

    ck_assert_msg(cases_make(&cases, &type, &choice, &why) == ERR_OK, "%s", why.text);
    ck_assert_uint_eq(cases.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < cases.count; i++) {
        campaign_case_name(&cases.of[i], name);
        ck_assert_str_eq(name, want[i]);
    }
    campaign_cases_free(&cases);
}
END_TEST

START_TEST(a_limit_leaves_out_the_last_and_says_how_many)
{
    struct campaign_choice choice = choice_make();
    struct campaign_cases  cases;
    struct why             why = { "" };

    choice.limit = 7;
    ck_assert_int_eq(cases_make(&cases, &type, &choice, &why), ERR_OK);
    ck_assert_uint_eq(cases.count, 7);
    ck_assert_uint_eq(cases.left_out, 19);
    campaign_cases_free(&cases);
}
END_TEST

/* F13: two faults may hide each other, so each is tried alone first. */
START_TEST(pairs_come_behind_all_single_faults)
{
    struct campaign_choice choice = choice_make();
    struct campaign_cases  cases;
    struct why             why = { "" };
    char                   name[CAMPAIGN_NAME_MAX];

    choice.has_pairs = true;
    choice.sizes = 1;
    ck_assert_int_eq(cases_make(&cases, &type, &choice, &why), ERR_OK);
    ck_assert_uint_eq(cases.count, 2 * (5 + 3) + 2 * 10);   /* 3 knobs have a second extreme */
    for (size_t i = 0; i < cases.count; i++)
        ck_assert_uint_eq(cases.of[i].fault_count, i < 16 ? 1 : 2);
    campaign_case_name(&cases.of[16], name);
    ck_assert_str_eq(name, "sensor.open=1 @3, wire.drop=1 @3");
    campaign_cases_free(&cases);
}
END_TEST

START_TEST(patterns_and_windows_are_as_asked)
{
    static const char *const want[] = { "sensor.open=1 @3..5", "sensor.open=1 @3..5 every 10",
                                        "sensor.open=1 @3..5 nth 1",
                                        "sensor.open=1 @3..5 chance 0.1" };
    struct campaign_choice choice = choice_make();
    struct campaign_cases  cases;
    struct why             why = { "" };
    char                   name[CAMPAIGN_NAME_MAX];

    choice.faults = "sensor.open";
    choice.at_count = 1;
    choice.window_s = 2;
    for (size_t i = 0; i < CAMPAIGN_PATTERNS; i++)
        choice.patterns[i] = true;
    ck_assert_int_eq(cases_make(&cases, &type, &choice, &why), ERR_OK);
    ck_assert_uint_eq(cases.count, 4);
    for (size_t i = 0; i < 4; i++) {
        campaign_case_name(&cases.of[i], name);
        ck_assert_str_eq(name, want[i]);
    }
    campaign_cases_free(&cases);
}
END_TEST

/* Ten ticks are needed for every tenth: at 9.5 s only five are left. */
START_TEST(what_would_never_come_is_no_case)
{
    struct campaign_choice choice = choice_make();
    struct campaign_cases  cases;
    struct why             why = { "" };

    choice.faults = "sensor.open";
    choice.at_s[0] = 9.5;
    choice.at_count = 1;
    choice.patterns[CAMPAIGN_PATTERN_EVERY] = true;
    ck_assert_int_eq(cases_make(&cases, &type, &choice, &why), ERR_OK);
    ck_assert_uint_eq(cases.count, 1);
    campaign_cases_free(&cases);
}
END_TEST

START_TEST(what_clashes_with_the_scenario_is_left_out_and_counted)
{
    const struct fault_plan own = { .count = 1, .faults = { { .knob = "sensor.open", .value = 1,
                                    .from_s = 5, .to_s = 7 } } };
    struct campaign_course  course = course_make();
    struct campaign_choice  choice = choice_make();
    struct campaign_cases   cases;
    struct why              why = { "" };

    choice.faults = "sensor.open,wire.drop";
    choice.sizes = 1;
    choice.window_s = 1;
    ck_assert_int_eq(campaign_cases_make(&cases, &type, &choice, &course, 10, &own, &why), ERR_OK);
    ck_assert_uint_eq(cases.count, 3);
    ck_assert_uint_eq(cases.clashes, 1);
    campaign_cases_free(&cases);
}
END_TEST

static const struct {
    const char *faults; double at_s; const struct rig_type *of; enum err want; const char *sentence;
} wrongs[] = {
    { "sensor.opne", 3, &type, ERR_UNKNOWN, "the test rig has no fault sensor.opne: did you mean sensor.open?" },
    { "sensor.open,xyz", 3, &type, ERR_UNKNOWN, "the test rig has no fault xyz: see painrig knobs --rig test" },
    { "heater.set_w", 3, &type, ERR_UNKNOWN, "the test rig has no fault heater.set_w" },
    { "sensor.open,sensor.open", 3, &type, ERR_RANGE, "--faults names sensor.open twice" },
    { "all", 10, &type, ERR_RANGE, "--at 10: the run without faults is over at 10 s: give a time before that" },
    { "all", 1e9, &type, ERR_RANGE, "is over at 10 s" },
    { "all", -1, &type, ERR_RANGE, "--at -1" },
    { NULL, 3, &bare, ERR_RANGE, "the bare rig has no faults to try" },
};

START_TEST(a_wrong_choice_is_refused_with_a_sentence)
{
    struct campaign_choice choice = choice_make();
    struct campaign_cases  cases;
    struct why             why = { "" };

    choice.faults = wrongs[_i].faults;
    choice.at_s[1] = wrongs[_i].at_s;
    ck_assert_int_eq(cases_make(&cases, wrongs[_i].of, &choice, &why), wrongs[_i].want);
    ck_assert_msg(strstr(why.text, wrongs[_i].sentence), "%s", why.text);
    campaign_cases_free(&cases);
}
END_TEST

/* ---- shrinking ---- */

#define TICK_S 0.01
#define END_S  100.0

/* What a run needs to fail: these faults at once, each with at least this size, for a tick that
 * begins in from_s <= t < to_s, or for so long. */
struct need { const char *knob; double least, from_s, to_s, lasts_s; };
struct needs { const struct need *of; size_t count; int asked; };

static bool is_met(const struct need *need, const struct fault_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct fault *fault = &plan->faults[i];
        double              from_s = fmax(need->from_s, fault->from_s);
        double              to_s = fmin(need->to_s, fault->to_s);

        if (strcmp(fault->knob, need->knob) == 0 && fabs(fault->value) >= need->least &&
            to_s - from_s >= fmax(need->lasts_s, TICK_S) - 1e-9)
            return true;
    }
    return false;
}

static bool fails(void *asker, const struct fault_plan *plan)
{
    struct needs *needs = asker;

    needs->asked++;
    for (size_t i = 0; i < needs->count; i++)
        if (!is_met(&needs->of[i], plan))
            return false;
    return true;
}

static const struct {
    const char *story, *plan[8];
    struct need needs[3];
    const char *want;
} shrinkings[] = {
    { "one of many", { "sensor.open=1 @10", "wire.drop=1 @10", "sensor.offset_c=200 @20",
                       "wire.stray_frame=replayed @30", "drive.gain_error=5 @1" },
      { { "wire.stray_frame", 2, 0, END_S, 0 } }, "wire.stray_frame=replayed" },
    { "two that need each other", { "sensor.open=1 @10", "wire.drop=1 @10",
                                    "wire.stray_frame=replayed @30", "drive.gain_error=5 @1" },
      { { "sensor.open", 1, 0, END_S, 0 }, { "wire.drop", 0.01, 0, END_S, 0 } }, "sensor.open=1" },
    { "a pattern is not needed", { "sensor.open=1 @10..90 every 3" },
      { { "sensor.open", 1, 0, END_S, 0 } }, "sensor.open=1 @" },
};

static void plan_of(struct fault_plan *plan, const char *const *given)
{
    struct why why = { "" };

    *plan = (struct fault_plan){ 0 };
    for (; *given; given++)
        ck_assert_msg(fault_parse(*given, &type, &plan->faults[plan->count++], &why) == ERR_OK, "%s",
                      why.text);
}

static struct campaign_shrinker shrinker_make(struct needs *needs, int questions)
{
    return (struct campaign_shrinker){ .type = &type, .tick_s = TICK_S, .end_s = END_S,
                                       .fails = fails, .asker = needs,
                                       .questions_most = questions };
}

START_TEST(only_the_faults_that_are_needed_stay)
{
    struct needs             needs = { shrinkings[_i].needs, 0, 0 };
    struct campaign_shrinker shrinker = shrinker_make(&needs, 200);
    struct fault_plan        plan;
    char                     text[FAULT_TEXT_MAX];

    while (needs.of[needs.count].knob)
        needs.count++;
    plan_of(&plan, shrinkings[_i].plan);
    ck_assert(fails(&needs, &plan));
    campaign_shrink(&shrinker, &plan);
    ck_assert_msg(fails(&needs, &plan), "%s", shrinkings[_i].story);
    ck_assert_uint_eq(plan.count, needs.count);
    fault_print(&plan.faults[0], text);
    ck_assert_msg(strncmp(text, shrinkings[_i].want, strlen(shrinkings[_i].want)) == 0, "%s: %s",
                  shrinkings[_i].story, text);
    ck_assert_int_eq(plan.faults[0].every, 0);
    ck_assert_int_le(shrinker.questions, 200);
}
END_TEST

/* The least that fails is known: 0.25 of wire.drop for 2 s between 40 and 60 s. */
START_TEST(window_and_value_come_near_the_least_that_fails)
{
    const struct need        need = { "wire.drop", 0.25, 40, 60, 2 };
    struct needs             needs = { &need, 1, 0 };
    struct campaign_shrinker shrinker = shrinker_make(&needs, 200);
    struct fault_plan        plan;
    double                   lasts_s;

    plan_of(&plan, (const char *const[]){ "wire.drop=1 @5", NULL });
    campaign_shrink(&shrinker, &plan);
    ck_assert(fails(&needs, &plan));
    ck_assert_double_ge(plan.faults[0].from_s, 5);
    ck_assert_double_le(plan.faults[0].to_s, 60 + 1);
    lasts_s = plan.faults[0].to_s - plan.faults[0].from_s;
    ck_assert_double_ge(lasts_s, 2);
    ck_assert_double_le(lasts_s, 3);
    ck_assert_double_ge(plan.faults[0].value, 0.25);
    ck_assert_double_le(plan.faults[0].value, 0.3);
    ck_assert_int_le(shrinker.questions, 200);
}
END_TEST

START_TEST(numbers_become_round_where_they_may)
{
    const struct need        need = { "sensor.offset_c", 47, 0, END_S, 0 };
    struct needs             needs = { &need, 1, 0 };
    struct campaign_shrinker shrinker = shrinker_make(&needs, 200);
    struct fault_plan        plan;

    plan_of(&plan, (const char *const[]){ "sensor.offset_c=-173.25 @12.34", NULL });
    campaign_shrink(&shrinker, &plan);
    ck_assert_double_eq(plan.faults[0].value, -50);
    ck_assert(fails(&needs, &plan));
}
END_TEST

START_TEST(questions_are_bounded_and_the_plan_still_fails)
{
    const struct need need = { "wire.drop", 0.25, 40, 60, 2 };

    for (int most = 0; most < 40; most++) {
        struct needs             needs = { &need, 1, 0 };
        struct campaign_shrinker shrinker = shrinker_make(&needs, most);
        struct fault_plan        plan;

        plan_of(&plan, (const char *const[]){ "sensor.open=1 @1", "wire.drop=1 @5",
                                              "drive.gain_error=5 @7", NULL });
        campaign_shrink(&shrinker, &plan);
        ck_assert_int_le(needs.asked, most);
        ck_assert_int_eq(needs.asked, shrinker.questions);
        ck_assert(fails(&needs, &plan));
    }
}
END_TEST

/* ---- a scenario that stands alone ---- */

#define ORIGINAL                                                                              \
    "#!/usr/bin/env painrig\n-- a comment\nlocal watts = 20\nreturn scenario {\n"             \
    "  title = 'warm \"tip\"', rig = 'toy', limit_s = 20, covers = { 'X-1' },\n"              \
    "  parameters = { waits_s = 1, set_w = 3 }, cases = { long = { waits_s = 2 } },\n"        \
    "  run = function(rig, p)\n    rig.heater.mode = 'on'\n    rig.heater.set_w = watts\n"    \
    "    wait(p.waits_s)\n    expect('warm', function() return rig.tip.temp_c > 40 end)\n"    \
    "    expect('waited', rig.time_s >= p.waits_s)\n  end,\n} -- the end"

static void shrunk_make(struct bytes *bytes, const char *title, const char *const *faults)
{
    static const struct script_parameter parameters[] = { { "set_w", 3, 3 }, { "waits_s", 2, 1 } };
    struct why        why = { "" };
    struct fault_plan plan = { 0 };

    for (; *faults; faults++)
        ck_assert_int_eq(fault_parse(*faults, &toy_rig_type, &plan.faults[plan.count++], &why),
                         ERR_OK);
    campaign_scenario_write(&(struct campaign_scenario){
        .text = ORIGINAL, .path = "warm.lua", .title = title, .requirement = "X-1",
        .command = "painrig run shrunk.lua", .parameters = parameters, .parameter_count = 2,
        .faults = &plan }, bytes);
    bytes_add(bytes, "", 1);
}

START_TEST(the_scenario_keeps_its_text_and_gets_faults_and_parameters)
{
    struct bytes         bytes = { 0 };
    struct toy_play      play;
    struct script       *script;
    struct script_setup  setup = { .seed = 1 };
    struct why           why = { "" };
    const struct script_scenario *scenario;

    shrunk_make(&bytes, "X-1 not met: \"quoted\\ \n\x01", (const char *const[]){
                "sensor.open=1 @0.5..3 every 2", "plant.diverge=1 @1.5", NULL });
    ck_assert_ptr_nonnull(strstr(bytes.at, "local watts = 20\nreturn scenario {\n"));
    ck_assert_int_eq(script_create(&script, &setup, &why), ERR_OK);
    ck_assert_msg(script_load_text(script, "s.lua", bytes.at, strlen(bytes.at), &why) == ERR_OK,
                  "%s", why.text);
    scenario = script_scenario(script);
    ck_assert_str_eq(scenario->title, "X-1 not met: \"quoted\\ \n\x01");
    ck_assert_uint_eq(scenario->cover_count, 0);
    ck_assert_uint_eq(script_case_count(script), 0);
    ck_assert_uint_eq(scenario->faults.count, 2);
    ck_assert_str_eq(scenario->faults.faults[0].knob, "sensor.open");
    ck_assert_int_eq(scenario->faults.faults[0].every, 2);
    ck_assert_double_eq(scenario->faults.faults[0].to_s, 3);
    ck_assert(isinf(scenario->faults.faults[1].to_s));
    ck_assert_double_eq(scenario->parameters[0].value, 3);
    ck_assert_double_eq(scenario->parameters[1].value, 2);
    toy_play(&play, &(struct toy_play_setup){ .text = bytes.at, .seed = 1,
                                              .faults = &scenario->faults });
    ck_assert_msg(strstr(play.why.text, "told to diverge"), "%s", play.why.text);
    toy_play_close(&play);
    script_destroy(script);
    bytes_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("campaign");
    TCase *cases = tcase_create("cases"), *shrinks = tcase_create("shrinking");

    tcase_add_loop_test(cases, sizes_go_from_the_extreme_down, 0, COUNT(sizings));
    tcase_add_test(cases, sizes_stay_in_their_room);
    tcase_add_test(cases, a_course_knows_the_longest_stay_in_each_state);
    tcase_add_loop_test(cases, times_hit_every_state, 0, COUNT(timings));
    tcase_add_test(cases, cases_are_faults_by_times_by_sizes);
    tcase_add_test(cases, a_limit_leaves_out_the_last_and_says_how_many);
    tcase_add_test(cases, pairs_come_behind_all_single_faults);
    tcase_add_test(cases, patterns_and_windows_are_as_asked);
    tcase_add_test(cases, what_would_never_come_is_no_case);
    tcase_add_test(cases, what_clashes_with_the_scenario_is_left_out_and_counted);
    tcase_add_loop_test(cases, a_wrong_choice_is_refused_with_a_sentence, 0, COUNT(wrongs));
    tcase_add_loop_test(shrinks, only_the_faults_that_are_needed_stay, 0, COUNT(shrinkings));
    tcase_add_test(shrinks, window_and_value_come_near_the_least_that_fails);
    tcase_add_test(shrinks, numbers_become_round_where_they_may);
    tcase_add_test(shrinks, questions_are_bounded_and_the_plan_still_fails);
    tcase_add_test(shrinks, the_scenario_keeps_its_text_and_gets_faults_and_parameters);
    suite_add_tcase(suite, cases);
    suite_add_tcase(suite, shrinks);
    return suite_run(suite);
}
