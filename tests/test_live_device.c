/* The device room, asked as the door asks it: by its routes. */
#include "tests/support/suite.h"
#include "hil/clock.h"
#include "hil/json.h"
#include "hil/live/live_channel.h"
#include "hil/live/live_device.h"
#include "hil/live/live_request.h"
#include "hil/live/live_stages.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)
#define PATIENCE_S 30.0

static void *room;

static void setup(void)
{
    struct live_setup with = { .runs = "out", .scenarios = "scenarios" };
    struct why        why = { "" };

    ck_assert_msg(live_device.open(&room, &with, &why) == ERR_OK, "%s", why.text);
}

static void teardown(void)
{
    live_device.close(room);
    room = NULL;
}

/* ---- asking ---- */

static const struct live_route *route_of(const char *path)
{
    for (size_t i = 0; i < live_device.route_count; i++)
        if (strcmp(live_device.routes[i].path, path) == 0)
            return &live_device.routes[i];
    ck_abort_msg("no route %s", path);
}

/* `asked`: a query, or the body of what operates. */
static enum err ask(const char *path, const char *asked, struct live_answer *answer,
                    struct why *why)
{
    const struct live_route *route = route_of(path);
    struct live_request      request;
    enum err                 err;

    *answer = (struct live_answer){ .type = NULL };
    if (route->right == LIVE_OPERATE)
        err = live_request_of_body(&request, route, asked, strlen(asked), why);
    else
        err = live_request_of_query(&request, route, asked, strlen(asked), why);
    if (err != ERR_OK)
        return err;
    err = route->answer(room, &request, answer, why);
    live_request_free(&request);
    return err;
}

static struct json *answer_of(const char *path, const char *asked)
{
    struct live_answer answer;
    struct json       *json = NULL;
    struct why         why = { "" };

    ck_assert_msg(ask(path, asked, &answer, &why) == ERR_OK, "%s %s: %s", path, asked, why.text);
    ck_assert_msg(json_parse(&json, answer.body.at, answer.body.used, &why) == ERR_OK, "%s: %s",
                  path, why.text);
    bytes_free(&answer.body);
    return json;
}

static int start(const char *body)
{
    struct json *json = answer_of("/data/device/start", body);
    int          stage = (int)json_as_number(json_member(json, "stage"), 0);

    json_free(json);
    ck_assert_int_gt(stage, 0);
    return stage;
}

static void operate(const char *path, const char *format, int stage)
{
    char body[200];

    snprintf(body, sizeof body, format, stage);
    json_free(answer_of(path, body));
}

static char *log_of(int stage, const char *as)
{
    char               query[60];
    struct live_answer answer;
    struct why         why = { "" };

    snprintf(query, sizeof query, "stage=%d&as=%s", stage, as);
    ck_assert_msg(ask("/data/device/log", query, &answer, &why) == ERR_OK, "%s", why.text);
    bytes_add(&answer.body, "", 1);
    return answer.body.at;
}

static bool is_so(int stage, const char *member, bool (*holds)(const struct json *))
{
    struct json *json = answer_of("/data/device", "part=stages");
    const struct json *stages = json_member(json, "stages");
    bool         is = false;

    for (size_t i = 0; i < json_count(stages); i++)
        if (json_as_number(json_member(json_item(stages, i), "stage"), 0) == stage)
            is = holds(json_member(json_item(stages, i), member));
    json_free(json);
    return is;
}

static void until(int stage, const char *member, bool (*holds)(const struct json *))
{
    double from_s = clock_wall_s();

    while (!is_so(stage, member, holds)) {
        nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
        ck_assert_msg(clock_wall_s() - from_s < PATIENCE_S, "%s", member);
    }
}

static bool is_true(const struct json *json) { return json_as_truth(json, false); }
static bool is_three(const struct json *json) { return json_as_number(json, 0) > 3; }
static bool is_high(const struct json *json) { return !strcmp(json_as_text(json, ""), "high"); }
static bool is_fault(const struct json *json) { return !strcmp(json_as_text(json, ""), "fault"); }
static bool is_two(const struct json *json) { return json_as_number(json, 0) == 2; }
static bool is_five(const struct json *json) { return json_as_number(json, 0) == 5; }

/* ---- what there is ---- */

START_TEST(it_says_what_can_be_played_and_how_it_looks)
{
    struct json       *json = answer_of("/data/device", "");
    const struct json *drills = json_member(json, "drills"), *signals;

    ck_assert_uint_eq(json_count(json_member(json, "stages")), 0);
    ck_assert_uint_eq(json_count(json_member(json, "panels")), 2);
    ck_assert_uint_ge(json_count(drills), 7);
    for (size_t i = 0; i < json_count(drills); i++) {
        const struct json *drill = json_item(drills, i);

        ck_assert_str_eq(json_as_text(json_member(drill, "trouble"), "x"), "");
        ck_assert_str_ne(json_as_text(json_member(drill, "sentence"), ""), "");
        ck_assert_double_eq(json_as_number(json_member(drill, "points"), 0), 100);
    }
    signals = json_member(json, "signals");
    ck_assert_uint_eq(json_count(signals), 4);
    ck_assert_uint_eq(json_count(json_member(json_member(json_item(signals, 3), "burst"),
                                             "starts_s")), 10);
    json_free(json);
}
END_TEST

/* ---- what is refused ---- */

static const struct { const char *path, *asked, *want; enum err err; } refusals[] = {
    { "/data/device/start", "{\"drill\":\"pad_come_off\",\"rig\":\"ablation\"}", "did you mean pad_comes_off?", ERR_UNKNOWN },
    { "/data/device/start", "{\"drill\":\"../ablation/pad_lost\"}", "there is no drill", ERR_UNKNOWN },
    { "/data/device/start", "{\"rig\":\"injection\"}", "", ERR_RANGE },
    { "/data/device/start", "{\"rate\":1e9}", "", ERR_RANGE },
    { "/data/device/turn", "{\"stage\":99,\"knob\":\"pad.lost\",\"value\":1}", "no stage 99", ERR_UNKNOWN },
    { "/data/device/turn", "{\"stage\":1,\"knob\":\"pad.list\",\"value\":1}", "did you mean pad.lost?", ERR_UNKNOWN },
    { "/data/device/turn", "{\"stage\":1,\"knob\":\"pad.lost\",\"value\":2}", "out of range", ERR_RANGE },
    { "/data/device/turn", "{\"stage\":1,\"knob\":\"pad.lost\",\"value\":1,\"hand\":\"trainee\"}", "the trainer turns it", ERR_REFUSED },
    { "/data/device/turn", "{\"stage\":1,\"knob\":\"pad.lost\"}", "value", ERR_PARSE },
    { "/data/device/press", "{\"stage\":1,\"key\":\"footswitch\"}", "no key \"footswitch\"", ERR_UNKNOWN },
    { "/data/device/rate", "{\"stage\":99,\"rate\":1}", "no stage 99", ERR_UNKNOWN },
    { "/data/device/rate", "{\"stage\":1,\"rate\":-1}", "", ERR_RANGE },
    { "/data/device/stop", "{\"stage\":99}", "no stage 99", ERR_UNKNOWN },
    { "/data/device/log", "stage=99", "no stage 99", ERR_UNKNOWN },
    { "/data/device/replay", "stage=99", "no stage 99", ERR_UNKNOWN },
    { "/data/device/log", "stage=1&as=pdf", "", ERR_UNKNOWN },
};

START_TEST(what_cannot_be_is_told)
{
    struct live_answer answer;
    struct why         why = { "" };
    enum err           err;

    ck_assert_int_eq(start("{\"rate\":0}"), 1);
    err = ask(refusals[_i].path, refusals[_i].asked, &answer, &why);
    ck_assert_msg(err != ERR_OK && strstr(why.text, refusals[_i].want), "%s %s: %s",
                  refusals[_i].path, refusals[_i].asked, why.text);
    ck_assert_msg(!*refusals[_i].want || err == refusals[_i].err, "%s: %s", refusals[_i].asked,
                  err_name(err));
    bytes_free(&answer.body);
}
END_TEST

/* What is over does not count: its log is still to be taken home. */
START_TEST(eight_are_played_and_more_are_kept)
{
    struct live_answer answer;
    struct why         why = { "" };

    for (int i = 0; i < LIVE_STAGES_PLAYED_MAX; i++)
        ck_assert_int_eq(start("{\"rate\":0}"), i + 1);
    ck_assert_int_eq(ask("/data/device/start", "{}", &answer, &why), ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(why.text, "8 stages are played already"));
    operate("/data/device/stop", "{\"stage\":%d}", 1);
    until(1, "is_over", is_true);
    ck_assert_int_eq(start("{\"rate\":0}"), LIVE_STAGES_PLAYED_MAX + 1);
    free(log_of(1, "txt"));
}
END_TEST

/* ---- operated ---- */

/* With the stage held, as by a worker that writes its log, all of this would wait for ever. */
START_TEST(who_works_with_a_stage_delays_nobody)
{
    struct live_stages     *stages = NULL;
    struct live_stage      *held = NULL, *again = NULL;
    struct live_stage_setup one = { .rig = "ablation", .rate = 1, .unwatched_s = PATIENCE_S };
    struct bytes            list = { 0 };
    struct why              why = { "" };
    int                     first = 0, second = 0;

    ck_assert_int_eq(live_stages_create(&stages, &why), ERR_OK);
    ck_assert_int_eq(live_stages_start(stages, &one, &first, &why), ERR_OK);
    ck_assert_int_eq(live_stages_hold(stages, first, &held, &why), ERR_OK);
    ck_assert_int_eq(live_stages_hold(stages, first, &again, &why), ERR_OK);
    ck_assert_ptr_eq(held, again);
    ck_assert_int_eq(live_stages_start(stages, &one, &second, &why), ERR_OK);
    live_stages_write(stages, &list);
    ck_assert_uint_gt(list.used, 0);
    live_stages_let(stages, again);
    live_stages_let(stages, held);
    bytes_free(&list);
    live_stages_destroy(stages);
}
END_TEST

START_TEST(keys_act_as_their_panel_says)
{
    int   stage = start("{\"rate\":600}");
    char *log;

    until(stage, "t_s", is_three);
    operate("/data/device/press", "{\"stage\":%d,\"key\":\"set_down\"}", stage);
    operate("/data/device/press", "{\"stage\":%d,\"key\":\"start\"}", stage);
    operate("/data/device/press", "{\"stage\":%d,\"key\":\"emergency_stop\"}", stage);
    operate("/data/device/press", "{\"stage\":%d,\"key\":\"emergency_stop\",\"value\":0}", stage);
    operate("/data/device/turn", "{\"stage\":%d,\"knob\":\"pad.lost\",\"value\":1}", stage);
    until(stage, "turns", is_five);
    operate("/data/device/stop", "{\"stage\":%d}", stage);
    until(stage, "is_over", is_true);
    log = log_of(stage, "txt");
    ck_assert_ptr_nonnull(strstr(log, "trainee: generator.set_temp_c = 79 C"));
    ck_assert_ptr_nonnull(strstr(log, "trainee: generator.mode = heat"));
    ck_assert_ptr_nonnull(strstr(log, "trainee: panel.emergency_stop = 1"));
    ck_assert_ptr_nonnull(strstr(log, "trainee: panel.emergency_stop = 0"));
    ck_assert_ptr_nonnull(strstr(log, "trainer: pad.lost = 1"));
    free(log);
}
END_TEST

START_TEST(an_alarm_is_seen_in_the_list)
{
    int stage = start("{\"rate\":600}");

    until(stage, "t_s", is_three);
    operate("/data/device/press", "{\"stage\":%d,\"key\":\"emergency_stop\"}", stage);
    until(stage, "priority", is_high);
}
END_TEST

START_TEST(an_entry_stays_within_its_key)
{
    int                stage = start("{\"rig\":\"infusion\",\"rate\":600}");
    struct live_answer answer;
    struct why         why = { "" };

    operate("/data/device/press", "{\"stage\":%d,\"key\":\"rate\",\"value\":35.5}", stage);
    operate("/data/device/press", "{\"stage\":%d,\"key\":\"program\"}", stage);
    until(stage, "turns", is_two);
    ck_assert_int_eq(ask("/data/device/press", "{\"stage\":1,\"key\":\"rate\",\"value\":2001}",
                         &answer, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "Rate = 2001 is out of range: give 0 to 2000 ul/h"));
}
END_TEST

START_TEST(a_drill_is_operated_and_scored)
{
    int          stage = start("{\"drill\":\"pad_comes_off\",\"rate\":600,\"seed\":3}");
    struct json *json = NULL;
    struct why   why = { "" };
    char        *log;

    until(stage, "t_s", is_three);
    operate("/data/device/press", "{\"stage\":%d,\"key\":\"start\"}", stage);
    until(stage, "state", is_fault);
    operate("/data/device/press", "{\"stage\":%d,\"key\":\"stop\"}", stage);
    until(stage, "is_over", is_true);
    log = log_of(stage, "json");
    ck_assert_msg(json_parse(&json, log, strlen(log), &why) == ERR_OK, "%s", why.text);
    ck_assert_str_eq(json_as_text(json_member(json, "drill"), ""), "pad_comes_off");
    ck_assert_double_ge(json_as_number(json_member(json_member(json, "score"), "points"), 0), 30);
    ck_assert_double_eq(json_as_number(json_member(json_member(json, "score"), "most"), 0), 100);
    json_free(json);
    free(log);
    log = log_of(stage, "lua");
    ck_assert_ptr_nonnull(strstr(log, "painrig run THIS_FILE.lua --seed 3"));
    free(log);
}
END_TEST

START_TEST(a_viewer_has_the_stages_channel)
{
    const struct live_route *route = route_of("/data/device/watch");
    struct live_request      request;
    struct live_channel     *channel = NULL;
    struct live_viewer       viewer = { 0 };
    int                      stage = start("{\"rate\":60}");
    char                     text[LIVE_MESSAGE_MAX + 1024];
    bool                     is_over = false;
    size_t                   count = 0;
    double                   from_s = clock_wall_s();

    ck_assert_int_eq(live_request_of_query(&request, route, "stage=1", 7, NULL), ERR_OK);
    ck_assert_int_eq(route->watch(room, &request, &channel, NULL), ERR_OK);
    live_request_free(&request);
    live_channel_take(channel, &viewer);
    until(stage, "t_s", is_three);
    while ((count = live_channel_read(channel, &viewer, text, sizeof text - 1, &is_over)) == 0)
        ck_assert(clock_wall_s() - from_s < PATIENCE_S);
    text[count] = '\0';
    ck_assert_ptr_nonnull(strstr(text, "event: greeting"));
    live_channel_leave(channel);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("live device");
    TCase *tcase = tcase_create("room");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 2 * PATIENCE_S);
    tcase_add_test(tcase, it_says_what_can_be_played_and_how_it_looks);
    tcase_add_loop_test(tcase, what_cannot_be_is_told, 0, COUNT(refusals));
    tcase_add_test(tcase, eight_are_played_and_more_are_kept);
    tcase_add_test(tcase, who_works_with_a_stage_delays_nobody);
    tcase_add_test(tcase, keys_act_as_their_panel_says);
    tcase_add_test(tcase, an_alarm_is_seen_in_the_list);
    tcase_add_test(tcase, an_entry_stays_within_its_key);
    tcase_add_test(tcase, a_drill_is_operated_and_scored);
    tcase_add_test(tcase, a_viewer_has_the_stages_channel);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
