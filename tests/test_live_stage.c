/* A stage: a rig that lives at a rate while people watch it and turn its knobs; and its session,
 * which can be repeated to the last digit. */
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "base/text.h"
#include "hil/clock.h"
#include "hil/json.h"
#include "hil/live/live_channel.h"
#include "hil/live/live_stage.h"
#include "hil/run/run_order.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATIENCE_S 30.0
#define HEARD_MAX  4000

static void nap(void)
{
    nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

/* ---- a viewer who keeps what he hears ---- */

struct heard { char event[16]; struct json *data; };

struct viewer {
    struct live_channel *channel;
    struct live_viewer   at;
    struct heard         heard[HEARD_MAX];
    size_t               count;
    bool                 is_over;
};

static void view(struct viewer *viewer, struct live_stage *stage)
{
    memset(viewer, 0, sizeof *viewer);
    viewer->channel = live_channel_take(live_stage_channel(stage), &viewer->at);
}

/* "id: 17\nevent: row\ndata: {...}\n\n" */
static void keep(struct viewer *viewer, const char *text)
{
    const char   *event = strstr(text, "event: "), *data = strstr(text, "data: ");
    struct heard *heard = &viewer->heard[viewer->count];
    struct why    why = { "" };

    ck_assert_msg(event && data, "%s", text);
    ck_assert_uint_lt(viewer->count, HEARD_MAX);
    sscanf(event, "event: %15[^\n]", heard->event);
    data += strlen("data: ");
    ck_assert_msg(json_parse(&heard->data, data, strcspn(data, "\n"), &why) == ERR_OK, "%s: %.200s",
                  why.text, data);
    viewer->count++;
}

static void hear(struct viewer *viewer)
{
    static const size_t size = LIVE_MESSAGE_MAX + 1024;
    char               *text = malloc(size + 1), *next, *end;
    size_t              count;

    ck_assert_ptr_nonnull(text);
    while ((count = live_channel_read(viewer->channel, &viewer->at, text, size,
                                      &viewer->is_over)) > 0) {
        text[count] = '\0';
        for (next = text; (end = strstr(next, "\n\n")) != NULL; next = end + 2) {
            *end = '\0';
            if (strstr(next, "event: "))
                keep(viewer, next);
        }
    }
    free(text);
}

static void leave(struct viewer *viewer)
{
    for (size_t i = 0; i < viewer->count; i++)
        json_free(viewer->heard[i].data);
    live_channel_leave(viewer->channel);
}

/* The n-th of that name whose text, if one is given, holds it; NULL: there is none. */
static const struct json *find(const struct viewer *viewer, const char *event, const char *text)
{
    for (size_t i = 0; i < viewer->count; i++) {
        const char *said = json_as_text(json_member(viewer->heard[i].data, "text"), "");

        if (strcmp(viewer->heard[i].event, event) == 0 && (!text || strstr(said, text)))
            return viewer->heard[i].data;
    }
    return NULL;
}

static size_t count_of(const struct viewer *viewer, const char *event)
{
    size_t count = 0;

    for (size_t i = 0; i < viewer->count; i++)
        count += strcmp(viewer->heard[i].event, event) == 0;
    return count;
}

/* ---- stages ---- */

static struct live_stage *begin(const char *rig, const char *drill, double rate)
{
    struct live_stage_setup setup = { .number = 1, .rig = rig, .drill = drill, .seed = 7,
                                      .rate = rate, .unwatched_s = 60 };
    struct live_stage      *stage = NULL;
    struct why              why = { "" };

    ck_assert_msg(live_stage_start(&stage, &setup, &why) == ERR_OK, "%s", why.text);
    return stage;
}

static double t_of(struct live_stage *stage)
{
    struct live_stage_look look;

    live_stage_look(stage, &look);
    return look.t_s;
}

static bool is_over(struct live_stage *stage)
{
    struct live_stage_look look;

    live_stage_look(stage, &look);
    return look.is_over;
}

static void until(struct live_stage *stage, struct viewer *viewer, double t_s)
{
    double from_s = clock_wall_s();

    while (t_of(stage) < t_s && !is_over(stage)) {
        if (viewer)
            hear(viewer);
        nap();
        ck_assert_msg(clock_wall_s() - from_s < PATIENCE_S, "it is %g s", t_of(stage));
    }
}

static void until_over(struct live_stage *stage, struct viewer *viewer)
{
    double from_s = clock_wall_s();

    while (!is_over(stage)) {
        nap();
        ck_assert(clock_wall_s() - from_s < PATIENCE_S);
    }
    if (viewer)
        hear(viewer);
}

static struct live_turn turn_of(const struct rig_type *type, const char *knob, double value)
{
    struct live_turn turn = { .knob = knob_find(type->knobs, type->knob_count, knob),
                              .value = value, .by = LIVE_TRAINEE };

    ck_assert_msg(turn.knob != SIGNAL_NONE, "%s", knob);
    return turn;
}

static void turn(struct live_stage *stage, const char *knob, double value)
{
    struct live_stage_look look;
    struct live_turn       turn;
    struct why             why = { "" };

    live_stage_look(stage, &look);
    turn = turn_of(look.type, knob, value);
    ck_assert_msg(live_stage_turn(stage, &turn, &why) == ERR_OK, "%s", why.text);
}

/* ---- living ---- */

START_TEST(it_goes_at_its_rate_and_tells_who_watches)
{
    struct live_stage  *stage = begin("ablation", NULL, 20);
    struct viewer       viewer;
    const struct json  *greeting, *row;
    double              from_s = clock_wall_s(), took_s;

    view(&viewer, stage);
    until(stage, &viewer, 4);
    took_s = clock_wall_s() - from_s;
    ck_assert_msg(took_s >= 0.15, "4 s at 20 a second in %g s", took_s);
    live_stage_stop(stage);
    until_over(stage, &viewer);
    greeting = find(&viewer, "greeting", NULL);
    ck_assert_ptr_nonnull(greeting);
    ck_assert_str_eq(json_as_text(json_member(greeting, "rig"), ""), "ablation");
    ck_assert_double_eq(json_as_number(json_member(greeting, "seed"), 0), 7);
    row = find(&viewer, "row", NULL);
    ck_assert_ptr_nonnull(row);
    ck_assert_uint_eq(json_count(json_member(row, "values")), rig_types[0]->signal_count);
    ck_assert_msg((double)count_of(&viewer, "row")
                      <= LIVE_STAGE_ROWS_PER_S * (clock_wall_s() - from_s) + 3,
                  "%zu rows", count_of(&viewer, "row"));
    ck_assert_ptr_nonnull(find(&viewer, "end", NULL));
    leave(&viewer);
    live_stage_destroy(stage);
}
END_TEST

START_TEST(a_turn_acts_and_is_told)
{
    struct live_stage *stage = begin("ablation", NULL, 600);
    struct live_stage_look look;
    struct viewer      viewer;

    view(&viewer, stage);
    until(stage, &viewer, 2);
    turn(stage, "generator.mode", 1);
    until(stage, &viewer, t_of(stage) + 25);
    live_stage_look(stage, &look);
    ck_assert_str_eq(look.state, "hold");
    ck_assert_uint_eq(look.turns, 1);
    ck_assert_ptr_nonnull(find(&viewer, "event", "trainee: generator.mode = heat"));
    ck_assert_uint_ge(count_of(&viewer, "knobs"), 1);
    leave(&viewer);
    live_stage_destroy(stage);
}
END_TEST

START_TEST(a_step_adds_within_its_range)
{
    struct live_stage *stage = begin("ablation", NULL, 0);
    struct live_stage_look look;
    struct live_turn   step;
    struct viewer      viewer;
    struct why         why = { "" };

    live_stage_look(stage, &look);
    step = turn_of(look.type, "generator.set_temp_c", 6);
    step.is_step = true;
    step.least = 40;
    step.most = 90;
    view(&viewer, stage);
    ck_assert_int_eq(live_stage_turn(stage, &step, &why), ERR_OK);
    ck_assert_int_eq(live_stage_turn(stage, &step, &why), ERR_OK);
    ck_assert_int_eq(live_stage_pace(stage, 600, &why), ERR_OK);
    until(stage, &viewer, 1);
    live_stage_stop(stage);
    until_over(stage, &viewer);
    ck_assert_ptr_nonnull(find(&viewer, "event", "generator.set_temp_c = 86 C"));
    ck_assert_ptr_nonnull(find(&viewer, "event", "generator.set_temp_c = 90 C"));
    leave(&viewer);
    live_stage_destroy(stage);
}
END_TEST

START_TEST(a_button_is_pressed_for_a_tick_at_least)
{
    struct live_stage *stage = begin("infusion", NULL, 0);
    struct viewer      viewer;
    const struct json *down, *up;
    struct why         why = { "" };

    view(&viewer, stage);
    turn(stage, "handset.button", 1);
    turn(stage, "handset.button", 0);
    ck_assert_int_eq(live_stage_pace(stage, 60, &why), ERR_OK);
    until(stage, &viewer, 20);
    down = find(&viewer, "event", "handset.button = 1");
    up = find(&viewer, "event", "handset.button = 0");
    ck_assert_ptr_nonnull(down);
    ck_assert_ptr_nonnull(up);
    ck_assert_double_eq_tol(json_as_number(json_member(up, "t_s"), 0)
                                - json_as_number(json_member(down, "t_s"), 0), 1, 1e-9);
    ck_assert_ptr_nonnull(find(&viewer, "event", "patient_bolus"));
    leave(&viewer);
    live_stage_destroy(stage);
}
END_TEST

START_TEST(a_pause_lasts_and_its_turns_wait)
{
    struct live_stage *stage = begin("infusion", NULL, 0);
    struct viewer      viewer;
    struct why         why = { "" };

    view(&viewer, stage);
    turn(stage, "pump.stop", 1);
    for (int i = 0; i < 10; i++)
        nap();
    hear(&viewer);
    ck_assert_double_eq(t_of(stage), 0);
    ck_assert_uint_eq(count_of(&viewer, "row"), 0);
    ck_assert_int_eq(live_stage_pace(stage, 60, &why), ERR_OK);
    until(stage, &viewer, 20);
    ck_assert_ptr_nonnull(find(&viewer, "event", "trainee: pump.stop = 1"));
    ck_assert_ptr_nonnull(find(&viewer, "rate", NULL));
    leave(&viewer);
    live_stage_destroy(stage);
}
END_TEST

/* Long events and many: a greeting is one message, and has the last of them. */
START_TEST(who_comes_late_is_greeted_with_how_it_is)
{
    struct scratch     scratch = scratch_make("talk.lua");
    struct live_stage *stage;
    struct viewer      early, late;
    const struct json *greeting;

    scratch_write(scratch.path, "return scenario { title = 't', limit_s = 99,\n"
                  "drill = { sentence = 's', points = 50 }, run = function() for i = 1, 50 do wait(0.01)\n"
                  "log(i .. string.rep('x', 220))\n"
                  "expect(i .. string.rep('y', 150), true, 1) end wait(60) end }");
    stage = begin(NULL, scratch.path, 600);
    view(&early, stage);
    until(stage, &early, 5);
    ck_assert_ptr_nonnull(find(&early, "event", "50xxx"));
    live_stage_stop(stage);
    until_over(stage, &early);
    view(&late, stage);
    hear(&late);
    greeting = find(&late, "greeting", NULL);
    ck_assert_ptr_nonnull(greeting);
    ck_assert_double_eq(json_as_number(json_member(json_member(greeting, "score"), "points"), 0),
                        50);
    ck_assert_uint_ge(json_count(json_member(greeting, "events")), 10);
    leave(&early);
    leave(&late);
    live_stage_destroy(stage);
    scratch_drop(&scratch);
}
END_TEST

START_TEST(who_does_not_read_delays_nobody)
{
    struct live_stage *stage = begin("ablation", NULL, 600);
    struct viewer      slow, quick;

    view(&slow, stage);
    view(&quick, stage);
    until(stage, &quick, 30);
    ck_assert_uint_eq(count_of(&quick, "lost"), 0);
    live_stage_stop(stage);
    until_over(stage, &quick);
    hear(&slow);
    ck_assert(slow.is_over && quick.is_over);
    leave(&slow);
    leave(&quick);
    live_stage_destroy(stage);
}
END_TEST

START_TEST(it_ends_when_nobody_watches)
{
    struct live_stage_setup setup = { .number = 3, .rig = "ablation", .seed = 1, .rate = 0,
                                      .unwatched_s = 0.05 };
    struct live_stage      *stage;
    struct live_stage_look  look;

    ck_assert_int_eq(live_stage_start(&stage, &setup, NULL), ERR_OK);
    until_over(stage, NULL);
    live_stage_look(stage, &look);
    ck_assert_str_eq(look.reason, "nobody watched any more");
    live_stage_destroy(stage);
}
END_TEST

START_TEST(every_end_makes_safe)
{
    struct live_stage *stage = begin("ablation", NULL, 600);
    struct viewer      viewer;
    const struct json *row = NULL;
    size_t             rf_on = signal_find(rig_types[0]->signals, rig_types[0]->signal_count,
                                           "output.rf_on");

    view(&viewer, stage);
    until(stage, &viewer, 2);
    turn(stage, "generator.mode", 1);
    until(stage, &viewer, t_of(stage) + 20);
    live_stage_stop(stage);
    until_over(stage, &viewer);
    for (size_t i = 0; i < viewer.count; i++)
        if (strcmp(viewer.heard[i].event, "row") == 0)
            row = viewer.heard[i].data;
    ck_assert_double_eq(json_as_number(json_item(json_member(row, "values"), rf_on), -1), 0);
    leave(&viewer);
    live_stage_destroy(stage);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(what_cannot_be_played_is_told)
{
    static const struct { const char *rig, *text, *want; enum err err; } rows[] = {
        { "toaster", NULL, "no free play of a rig \"toaster\"", ERR_UNKNOWN },
        { "injection", NULL, "no free play of a rig \"injection\"", ERR_UNKNOWN },
        { NULL, "return scenario { title = 't', limit_s = 9, run = function() end }",
          "is no drill", ERR_REFUSED },
        { NULL, "return scenario { title = 't', limit_s = 9,", "expected", ERR_SCRIPT },
        { NULL, "return scenario { title = 't', rig = 'injection', limit_s = 9, run = function() "
          "end, drill = { sentence = 'x', points = 1 } }", "has no panel", ERR_REFUSED },
    };
    struct scratch     scratch = scratch_make("x.lua");
    struct live_stage *stage = NULL;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct live_stage_setup setup = { .rig = rows[i].rig, .unwatched_s = 9,
                                          .drill = rows[i].text ? scratch.path : NULL };
        struct why              why = { "" };

        scratch_write(scratch.path, rows[i].text ? rows[i].text : "");
        ck_assert_msg(live_stage_start(&stage, &setup, &why) == rows[i].err, "%s", why.text);
        ck_assert_msg(strstr(why.text, rows[i].want), "%s", why.text);
    }
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_turn_that_cannot_be_is_refused)
{
    struct live_stage      *stage = begin("ablation", NULL, 0);
    struct live_stage_look  look;
    struct live_turn        far, half, good;
    struct why              why = { "" };

    live_stage_look(stage, &look);
    far = turn_of(look.type, "pad.lost", 2);
    half = turn_of(look.type, "generator.mode", 0.5);
    good = turn_of(look.type, "pad.lost", 1);
    ck_assert_int_eq(live_stage_turn(stage, &far, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "pad.lost = 2 is out of range: give 0 to 1"));
    why_clear(&why);
    ck_assert_int_eq(live_stage_turn(stage, &half, &why), ERR_RANGE);
    ck_assert_int_eq(live_stage_pace(stage, -1, NULL), ERR_RANGE);
    ck_assert_int_eq(live_stage_pace(stage, (double)NAN, NULL), ERR_RANGE);
    for (int i = 0; i < LIVE_STAGE_QUEUE_MAX; i++)
        ck_assert_int_eq(live_stage_turn(stage, &good, NULL), ERR_OK);
    if (live_stage_turn(stage, &good, NULL) == ERR_OK)      /* the first tick has taken one */
        ck_assert_int_eq(live_stage_turn(stage, &good, NULL), ERR_LIMIT);
    live_stage_stop(stage);
    until_over(stage, NULL);
    ck_assert_int_eq(live_stage_turn(stage, &good, NULL), ERR_REFUSED);
    live_stage_destroy(stage);
}
END_TEST

/* ---- taken home ---- */

/* A session's scenario is run, and its rows are laid beside those that were heard. */
struct replay { const struct viewer *viewer; size_t compared, next; long tick;
                const struct rig_type *type; };

static void replay_row(void *data, double t_s, const double *row)
{
    struct replay     *replay = data;
    const struct json *heard = NULL, *values;

    (void)t_s;
    replay->tick++;
    while (replay->next < replay->viewer->count) {
        heard = replay->viewer->heard[replay->next].data;
        if (strcmp(replay->viewer->heard[replay->next].event, "row") == 0
            && json_as_number(json_member(heard, "tick"), 0) >= (double)replay->tick)
            break;
        replay->next++;
    }
    if (replay->next >= replay->viewer->count
        || json_as_number(json_member(heard, "tick"), 0) != (double)replay->tick)
        return;
    values = json_member(heard, "values");
    for (size_t i = 0; i < replay->type->signal_count; i++) {
        double was = json_as_number(json_item(values, i), (double)NAN);
        double is = text_rounded(row[i], replay->type->signals[i].decimals);

        ck_assert_msg((isnan(was) && !isfinite(is)) || was == is,
                      "tick %ld: %s was %.17g, is %.17g", replay->tick,
                      replay->type->signals[i].name, was, is);
    }
    replay->compared++;
}

static size_t repeat(struct live_stage *stage, const struct viewer *viewer)
{
    struct live_stage_look look;
    struct bytes           text = { 0 };
    struct replay          replay = { .viewer = viewer };
    struct run_outcome     outcome;
    struct why             why = { "" };
    struct run_order       order = { .path = "session.lua", .name = "session", .seed = 7,
                                     .papers = RUN_PAPERS_NONE, .requirements = "",
                                     .watch = { .row = replay_row, .watcher = &replay } };
    enum err               err;

    live_stage_look(stage, &look);
    replay.type = look.type;
    ck_assert_int_eq(live_stage_log(stage, LIVE_LOG_LUA, &text, &why), ERR_OK);
    bytes_add(&text, "", 1);
    order.text = text.at;
    err = run_execute(&order, &outcome, &why);
    ck_assert_msg(err == ERR_OK || strstr(why.text, "limit_s"), "%s", why.text);
    run_outcome_free(&outcome);
    bytes_free(&text);
    return replay.compared;
}

START_TEST(a_session_of_free_play_can_be_repeated)
{
    struct live_stage *stage = begin("ablation", NULL, 300);
    struct viewer      viewer;

    view(&viewer, stage);
    until(stage, &viewer, 2);
    turn(stage, "generator.set_temp_c", 70);
    turn(stage, "generator.mode", 1);
    until(stage, &viewer, t_of(stage) + 25);
    turn(stage, "thermocouple.offset_c", 3);
    until(stage, &viewer, t_of(stage) + 5);
    turn(stage, "wire.drop", 0.05);                 /* the seed decides about bytes */
    until(stage, &viewer, t_of(stage) + 5);
    turn(stage, "pad.lost", 1);
    until(stage, &viewer, t_of(stage) + 5);
    live_stage_stop(stage);
    until_over(stage, &viewer);
    ck_assert_uint_ge(repeat(stage, &viewer), 3);
    leave(&viewer);
    live_stage_destroy(stage);
}
END_TEST

START_TEST(so_can_a_pumps)
{
    struct live_stage *stage = begin("infusion", NULL, 600);
    struct viewer      viewer;

    view(&viewer, stage);
    until(stage, &viewer, 60);
    turn(stage, "handset.button", 1);
    until(stage, &viewer, t_of(stage) + 10);
    turn(stage, "handset.button", 0);
    turn(stage, "catheter.occlusion", 1);
    until(stage, &viewer, t_of(stage) + 300);
    live_stage_stop(stage);
    until_over(stage, &viewer);
    ck_assert_uint_ge(repeat(stage, &viewer), 5);
    leave(&viewer);
    live_stage_destroy(stage);
}
END_TEST

/* The drill's own turns and lots, and a person's beside them. */
START_TEST(so_can_a_drill)
{
    struct live_stage *stage = begin(NULL, "scenarios/drills/pad_comes_off.lua", 300);
    struct viewer      viewer;

    view(&viewer, stage);
    until(stage, &viewer, 2);
    turn(stage, "generator.mode", 1);
    until(stage, &viewer, 50);
    turn(stage, "generator.mode", 0);
    until(stage, &viewer, 60);
    turn(stage, "generator.clear_fault", 1);
    until_over(stage, &viewer);
    ck_assert_ptr_nonnull(find(&viewer, "event", "pad.lost = 1"));
    ck_assert_uint_ge(count_of(&viewer, "score"), 3);
    ck_assert_uint_ge(repeat(stage, &viewer), 3);
    leave(&viewer);
    live_stage_destroy(stage);
}
END_TEST

START_TEST(the_log_says_who_did_what)
{
    struct live_stage *stage = begin("ablation", NULL, 600);
    struct bytes       json = { 0 }, text = { 0 };
    struct json       *read = NULL;
    const struct json *turns;
    struct live_turn   fault;
    struct live_stage_look look;
    struct why         why = { "" };

    until(stage, NULL, 1);
    live_stage_look(stage, &look);
    fault = turn_of(look.type, "pad.lost", 0.5);
    fault.by = LIVE_TRAINER;
    ck_assert_int_eq(live_stage_turn(stage, &fault, &why), ERR_OK);
    turn(stage, "generator.mode", 2);
    until(stage, NULL, t_of(stage) + 3);
    ck_assert_int_eq(live_stage_log(stage, LIVE_LOG_JSON, &json, &why), ERR_OK);
    ck_assert_int_eq(live_stage_log(stage, LIVE_LOG_TEXT, &text, &why), ERR_OK);
    bytes_add(&text, "", 1);
    ck_assert_msg(json_parse(&read, json.at, json.used, &why) == ERR_OK, "%s", why.text);
    turns = json_member(read, "turns");
    ck_assert_uint_eq(json_count(turns), 2);
    ck_assert_str_eq(json_as_text(json_member(json_item(turns, 1), "label"), ""), "pulse");
    ck_assert_ptr_nonnull(strstr(text.at, "trainer: pad.lost = 0.5"));
    ck_assert_ptr_nonnull(strstr(text.at, "trainee: generator.mode = pulse"));
    json_free(read);
    bytes_free(&json);
    bytes_free(&text);
    live_stage_destroy(stage);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("live stage");
    TCase *life = tcase_create("life"), *home = tcase_create("taken home");

    tcase_set_timeout(life, 2 * PATIENCE_S);
    tcase_set_timeout(home, 4 * PATIENCE_S);
    tcase_add_test(life, it_goes_at_its_rate_and_tells_who_watches);
    tcase_add_test(life, a_turn_acts_and_is_told);
    tcase_add_test(life, a_step_adds_within_its_range);
    tcase_add_test(life, a_button_is_pressed_for_a_tick_at_least);
    tcase_add_test(life, a_pause_lasts_and_its_turns_wait);
    tcase_add_test(life, who_comes_late_is_greeted_with_how_it_is);
    tcase_add_test(life, who_does_not_read_delays_nobody);
    tcase_add_test(life, it_ends_when_nobody_watches);
    tcase_add_test(life, every_end_makes_safe);
    tcase_add_test(life, what_cannot_be_played_is_told);
    tcase_add_test(life, a_turn_that_cannot_be_is_refused);
    tcase_add_test(home, a_session_of_free_play_can_be_repeated);
    tcase_add_test(home, so_can_a_pumps);
    tcase_add_test(home, so_can_a_drill);
    tcase_add_test(home, the_log_says_who_did_what);
    suite_add_tcase(suite, life);
    suite_add_tcase(suite, home);
    return suite_run(suite);
}
