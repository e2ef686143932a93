/* The suite room: its routes, a suite and the way from a requirement to its cases, and runs that
 * are followed while they go on. */
#include "hil/json.h"
#include "hil/live/live_channel.h"
#include "hil/live/live_follow.h"
#include "hil/live/live_request.h"
#include "hil/live/live_runs_answers.h"
#include "hil/live/live_suite.h"
#include "hil/rig/rig.h"
#include "support/json_check.h"
#include "support/runs_bed.h"
#include "support/suite.h"
#include "support/toy_rig.h"
#include "support/toy_suite.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define PATIENT      3000       /* moments, on a machine that does other things too */

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

static struct runs_bed bed;
static char            scenarios[300];

static void bed_open(void)
{
    runs_bed_make(&bed);
    snprintf(scenarios, sizeof scenarios, "%s/scenarios", bed.scratch.folder);
}
static void bed_close(void) { runs_bed_drop(&bed); }

static void moment(void)
{
    const struct timespec wait = { 0, 10000000 };

    nanosleep(&wait, NULL);
}

static const char *text_of(const struct json *json, const char *member)
{
    return json_as_text(json_member(json, member), "");
}

/* ---- routes ---- */

static const struct live_route *route_of(const char *path)
{
    for (size_t i = 0; i < live_suite.route_count; i++)
        if (strcmp(live_suite.routes[i].path, path) == 0)
            return &live_suite.routes[i];
    ck_abort_msg("no route %s", path);
    return NULL;
}

/* As the door asks. */
static enum err ask(void *room, const char *path, const char *query, struct live_answer *answer)
{
    const struct live_route *route = route_of(path);
    struct live_request      request;
    struct why               why = { "" };
    enum err err = live_request_of_query(&request, route, query, strlen(query), &why);

    *answer = (struct live_answer){ .type = NULL };
    if (err != ERR_OK)
        return err;
    err = route->answer(room, &request, answer, &why);
    live_request_free(&request);
    return err;
}

static const struct { const char *path, *query; enum err err; const char *has; } requests[] = {
    { "/data/runs",        "",                                      ERR_OK, "\"name\":\"one\"" },
    { "/data/runs",        "text=nobody",                           ERR_OK, "\"runs\":[]" },
    { "/data/runs",        "kind=suite&verdict=pass&inside=yes",    ERR_OK, "\"matching\":0" },
    { "/data/runs",        "count=0",                               ERR_RANGE, NULL },
    { "/data/runs/run",    "run=one",                               ERR_OK, "\"judgements\":[" },
    { "/data/runs/run",    "run=..%2Fone",                          ERR_UNKNOWN, NULL },
    { "/data/runs/trace",  "run=one&signals=tip.temp_c&points=50",  ERR_OK, "\"t_s\":[" },
    { "/data/runs/trace",  "run=one&signals=tip.temp_c&from=0.1&to=0.2&at=0.15", ERR_OK,
      "\"at\":{\"t_s\":0.15" },
    { "/data/runs/trace",  "run=one&signals=tip.temp_k",            ERR_UNKNOWN, NULL },
    { "/data/runs/verify", "run=one",                               ERR_OK, "\"is_whole\":true" },
    { "/data/runs/file",   "run=one&file=report.html",              ERR_OK, "<html" },
    { "/data/runs/file",   "run=one&file=..%2F..%2Fetc%2Fpasswd",   ERR_UNKNOWN, NULL },
    { "/data/runs/suite",  "run=one",                               ERR_UNKNOWN, NULL },
};

START_TEST(a_route_answers_what_the_folder_has)
{
    struct live_setup  setup = { .runs = bed.root, .scenarios = scenarios };
    struct live_answer answer;
    void              *room = NULL;

    runs_bed_run(&bed, "one", RUNS_BED_SCENARIO("one", "wait(1)"));
    ck_assert_int_eq(live_suite.open(&room, &setup, NULL), ERR_OK);
    ck_assert_msg(ask(room, requests[_i].path, requests[_i].query, &answer) == requests[_i].err,
                  "%s?%s", requests[_i].path, requests[_i].query);
    if (requests[_i].has) {
        bytes_add(&answer.body, "", 1);
        ck_assert_msg(strstr(answer.body.at, requests[_i].has), "%s: %.300s", requests[_i].query,
                      answer.body.at);
        ck_assert(answer.type || json_is_valid(answer.body.at, answer.body.used - 1));
    }
    bytes_free(&answer.body);
    live_suite.close(room);
}
END_TEST

/* ---- a suite ---- */

static const char rules[] =
    "return requirements { rig = 'toy',\n"
    "{ id = 'A-1', title = 'it stays below', formula = 'G (tip.temp_c <= 95)', source = 'a book',\n"
    "  priority = 'high', rationale = 'heat' },\n"
    "{ id = 'B-2', title = 'nobody shows it', formula = 'G (tip.temp_c <= 99)', source = 'none',\n"
    "  priority = 'low', rationale = 'none' } }\n";

static void suite_write(void)
{
    struct suite suite = toy_suite_make(3);
    struct bytes lines = { 0 };
    struct outcome_requirement found = { .id = "A-1", .verdict = VERDICT_PASS, .is_covered = true,
                                         .margin = 3.25, .slack_s = NAN, .unit = "C", .fired = 4,
                                         .at_s = NAN, .is_monitored = true };

    toy_covers(&suite, 0, "A-1");
    toy_requirement_add(&suite, 0, &found);
    found.margin = -1.5;
    found.verdict = VERDICT_FAIL;
    toy_covers(&suite, 1, "A-1");
    toy_requirement_add(&suite, 1, &found);
    for (size_t i = 0; i < 3; i++)
        run_outcome_write(&suite.outcomes[i], &lines);
    bytes_add(&lines, "", 1);
    runs_bed_file(&bed, "suite/results.jsonl", lines.at);
    bytes_free(&lines);
    toy_suite_free(&suite);
}

static struct json *suite_of(const char *name)
{
    struct bytes text = { 0 };
    struct json *json = NULL;
    struct why   why = { "" };

    ck_assert_msg(runs_suite_json(bed.root, name, scenarios, &text, &why) == ERR_OK, "%s",
                  why.text);
    ck_assert(json_is_valid(text.at, text.used));
    ck_assert_int_eq(json_parse(&json, text.at, text.used, NULL), ERR_OK);
    bytes_free(&text);
    return json;
}

START_TEST(a_suite_leads_from_a_requirement_to_its_cases_and_gaps)
{
    struct json       *json;
    const struct json *row, *found;

    suite_write();
    runs_bed_file(&bed, "../scenarios/requirements/toy.lua", rules);
    json = suite_of("suite");
    row = json_item(json_member(json, "traceability"), 0);
    ck_assert_str_eq(text_of(row, "id"), "A-1");
    ck_assert_str_eq(text_of(row, "verdict"), "fail");
    ck_assert_str_eq(text_of(row, "priority"), "high");
    ck_assert_uint_eq(json_count(json_member(row, "covered_by")), 2);
    ck_assert(json_as_number(json_member(row, "margin"), 0) == 3.25);
    ck_assert_str_eq(text_of(json_item(json_member(json, "traceability"), 1), "id"), "B-2");
    ck_assert_str_eq(text_of(json_item(json_member(json, "gaps"), 0), "kind"), "uncovered");
    ck_assert_str_eq(text_of(json_item(json_member(json, "gaps"), 0), "requirement"), "B-2");
    row = json_item(json_member(json, "cases"), 1);
    ck_assert_str_eq(text_of(row, "run"), "suite/toy/case_001");
    found = json_item(json_member(row, "requirements"), 0);
    ck_assert_str_eq(text_of(found, "id"), "A-1");
    ck_assert(json_as_number(json_member(found, "margin"), 0) == -1.5);
    ck_assert_str_eq(text_of(json, "rules_trouble"), "");
    json_free(json);
}
END_TEST

START_TEST(a_suite_without_its_requirements_is_told_all_the_same)
{
    struct json *json;

    suite_write();
    json = suite_of("suite");
    ck_assert_uint_eq(json_count(json_member(json, "cases")), 3);
    ck_assert_uint_eq(json_count(json_member(json, "traceability")), 0);
    ck_assert_ptr_nonnull(strstr(text_of(json, "rules_trouble"), "cannot be read"));
    json_free(json);
}
END_TEST

static const char *const bad_results[] = { "", "nonsense\n", "{\"name\":1}\n", "{}\n", "[]\n",
                                           "{\"name\":\"a\",\"verdict\":\"what\"}\n",
                                           "{\"name\":" };

START_TEST(results_that_are_none_are_refused_or_empty)
{
    struct bytes text = { 0 };
    struct why   why = { "" };

    runs_bed_file(&bed, "suite/results.jsonl", bad_results[_i]);
    if (runs_suite_json(bed.root, "suite", scenarios, &text, &why) == ERR_OK)
        ck_assert(json_is_valid(text.at, text.used));
    else
        ck_assert(why.text[0]);
    bytes_free(&text);
}
END_TEST

/* So many times `piece`, between its two ends. */
struct heap { const char *story, *before, *piece, *behind; size_t count; bool is_too_much; };

static char *heap_text(const struct heap *heap)
{
    size_t head = strlen(heap->before), each = strlen(heap->piece);
    char  *text = malloc(head + heap->count * each + strlen(heap->behind) + 1), *at = text;

    ck_assert_ptr_nonnull(text);
    memcpy(at, heap->before, head);
    at += head;
    for (size_t i = 0; i < heap->count; i++, at += each)
        memcpy(at, heap->piece, each);
    strcpy(at, heap->behind);
    return text;
}

/* A few megabytes that would be some gigabytes once read. */
static const struct heap heaps[] = {
    { "lines", "", "{\"name\":\"a\"}\n", "", 25000, true },
    { "verdicts of a run", "{\"name\":\"a\",\"judgements\":[", "1,", "1]}\n", 500000, true },
    { "lists in a line", "{\"name\":\"a\",\"more\":[[", "[],", "[]]]}\n", 600000, true },
    { "a suite", "", "{\"name\":\"a\",\"judgements\":[{},{}]}\n", "", 20, false },
};

START_TEST(results_that_would_take_all_memory_are_refused)
{
    char        *results = heap_text(&heaps[_i]);
    struct bytes text = { 0 };
    struct why   why = { "" };

    runs_bed_file(&bed, "suite/results.jsonl", results);
    ck_assert_msg(runs_suite_json(bed.root, "suite", scenarios, &text, &why)
                  == (heaps[_i].is_too_much ? ERR_LIMIT : ERR_OK), "%s: %s", heaps[_i].story,
                  why.text);
    ck_assert_msg(!heaps[_i].is_too_much == !strstr(why.text, "painrig requirements --results"),
                  "%s", why.text);
    bytes_free(&text);
    free(results);
}
END_TEST

static const struct heap manifests[] = {
    { "of a run",   "{\"title\":\"x\",\"more\":[", "[],", "[]]}", 600000, true },
    { "in a list",  "{\"title\":\"x\",\"more\":\"", "0123456789", "\"}", 120000, false },
};

START_TEST(a_manifest_that_would_take_all_memory_is_passed_over)
{
    const struct runs_filter all = { .text = "", .kind = "any", .verdict = "any", .count = 10 };
    char        *manifest = heap_text(&manifests[_i]);
    struct bytes list = { 0 }, one = { 0 };

    runs_bed_file(&bed, "x/manifest.json", manifest);
    ck_assert_int_eq(runs_list_json(bed.root, &all, &list, NULL), ERR_OK);
    bytes_add(&list, "", 1);
    ck_assert_msg(strstr(list.at, "look at it where it lies"), "%s: %s", manifests[_i].story,
                  list.at);
    ck_assert_int_eq(runs_run_json(bed.root, "x", &one, NULL), ERR_OK);
    ck_assert(json_is_valid(one.at, one.used));
    bytes_add(&one, "", 1);
    ck_assert_msg(!strstr(one.at, "\"parameters\"") == manifests[_i].is_too_much, "%s",
                  manifests[_i].story);
    bytes_free(&list);
    bytes_free(&one);
    free(manifest);
}
END_TEST

/* ---- following ---- */

static const char endless[] = RUNS_BED_SCENARIO("it goes on",
    "rig.heater.set_w = 5\nrig.heater.mode = 'on'\nwait(900000)");

struct heard {
    size_t       greetings, rows, events, ends;
    double       last_t_s;
    struct json *greeting, *end;
};

/* One event of a stream: "event: row\ndata: {..}". */
static void message_hear(struct heard *heard, const char *event, const char *data)
{
    struct json *json = NULL;

    ck_assert_msg(json_parse(&json, data, strlen(data), NULL) == ERR_OK, "%s", data);
    if (strcmp(event, "row") == 0) {
        double t_s = json_as_number(json_member(json, "t_s"), NAN);
        ck_assert_msg(t_s > heard->last_t_s, "%g s behind %g s", t_s, heard->last_t_s);
        ck_assert_uint_eq(json_count(json_member(json, "values")), TOY_SIGNALS);
        heard->last_t_s = t_s;
        heard->rows++;
    }
    heard->events += strcmp(event, "event") == 0;
    if (strcmp(event, "greeting") == 0) {
        heard->greetings++;
        json_free(heard->greeting);
        heard->greeting = json;
        return;
    }
    if (strcmp(event, "end") == 0) {
        heard->ends++;
        heard->end = json;
        return;
    }
    json_free(json);
}

static void stream_hear(struct heard *heard, char *text)
{
    char *event = "", *line, *rest = text;

    while ((line = strtok_r(rest, "\n", &rest)) != NULL) {
        if (strncmp(line, "event: ", 7) == 0)
            event = line + 7;
        if (strncmp(line, "data: ", 6) == 0)
            message_hear(heard, event, line + 6);
    }
}

/* Hears for so long, or to the end; as a slow or a quick viewer. */
static void hear(struct live_channel *channel, struct live_viewer *viewer, struct heard *heard,
                 int moments)
{
    size_t size = LIVE_MESSAGE_MAX + 256;
    char  *text = malloc(size + 1);
    bool   is_over = false;

    for (int i = 0; i < moments && !is_over; i++, moment()) {
        size_t count = live_channel_read(channel, viewer, text, size, &is_over);
        text[count] = '\0';
        stream_hear(heard, text);
    }
    free(text);
}

static void heard_free(struct heard *heard)
{
    json_free(heard->greeting);
    json_free(heard->end);
}

static struct live_channel *watched(struct live_follow *follow, const char *name,
                                    struct live_viewer *viewer)
{
    struct live_channel *channel = NULL;
    struct why           why = { "" };

    ck_assert_msg(live_follow_watch(follow, name, &channel, &why) == ERR_OK, "%s", why.text);
    return live_channel_take(channel, viewer);
}

static struct live_follow *follow_open(void)
{
    struct live_follow *follow = NULL;

    ck_assert_int_eq(live_follow_create(&follow, bed.root, NULL), ERR_OK);
    return follow;
}

START_TEST(a_run_is_heard_while_it_goes_on_and_ends_without_a_verdict_when_it_is_killed)
{
    pid_t                child = runs_bed_start(&bed, "on", endless);
    struct live_follow  *follow = follow_open();
    struct heard         heard = { .last_t_s = -1 };
    struct live_viewer   viewer;
    struct live_channel *channel = watched(follow, "on", &viewer);

    hear(channel, &viewer, &heard, 50);
    ck_assert_uint_ge(heard.greetings, 1);
    ck_assert_str_eq(text_of(heard.greeting, "title"), "it goes on");
    ck_assert_str_eq(text_of(heard.greeting, "rig"), "toy");
    ck_assert_str_eq(text_of(heard.greeting, "state"), "running");
    ck_assert_msg(heard.rows >= 4 && heard.rows <= 40, "%zu rows in half a second", heard.rows);
    runs_bed_kill(&bed, "on", child);
    hear(channel, &viewer, &heard, 1000);
    ck_assert_uint_eq(heard.ends, 1);
    ck_assert_ptr_null(json_as_text(json_member(heard.end, "verdict"), NULL));
    ck_assert_ptr_nonnull(strstr(text_of(heard.end, "reason"), "killed"));
    live_channel_leave(channel);
    live_follow_destroy(follow);
    heard_free(&heard);
}
END_TEST

START_TEST(a_run_that_is_over_is_greeted_with_its_last_row_and_its_verdict)
{
    struct live_follow  *follow = follow_open();
    struct heard         heard = { .last_t_s = -1 };
    struct live_viewer   viewer;
    struct live_channel *channel;

    runs_bed_run(&bed, "one", RUNS_BED_SCENARIO("one",
        "wait(2)\nexpect_within(1, 'cold', function() return rig.tip.temp_c < 50 end)"));
    channel = watched(follow, "one", &viewer);
    hear(channel, &viewer, &heard, 300);
    ck_assert_uint_eq(heard.ends, 1);
    ck_assert_str_eq(text_of(heard.end, "verdict"), "pass");
    ck_assert_uint_eq(heard.rows, 1);
    ck_assert(heard.last_t_s > 2);
    live_channel_leave(channel);
    live_follow_destroy(follow);
    heard_free(&heard);
}
END_TEST

/* A row that is told is a row of the file, value by value. */
START_TEST(no_row_is_made_up)
{
    pid_t                child = runs_bed_start(&bed, "on", endless);
    struct live_follow  *follow = follow_open();
    struct heard         heard = { .last_t_s = -1 };
    struct live_viewer   viewer;
    struct live_channel *channel = watched(follow, "on", &viewer);
    struct bytes         text = { 0 };
    struct json         *json;
    const struct json   *at;

    hear(channel, &viewer, &heard, 30);
    runs_bed_kill(&bed, "on", child);
    hear(channel, &viewer, &heard, 1000);
    ck_assert_int_eq(runs_trace_json(bed.root, &(struct runs_trace_order){ .name = "on",
                         .signals = "tip.temp_c,heater.power_w", .from_s = NAN, .to_s = NAN,
                         .at_s = heard.last_t_s, .points = 10 }, &text, NULL), ERR_OK);
    ck_assert_int_eq(json_parse(&json, text.at, text.used, NULL), ERR_OK);
    at = json_member(json, "at");
    ck_assert(json_as_number(json_member(at, "t_s"), 0) == heard.last_t_s);
    ck_assert(json_as_number(json_member(json, "to_s"), 0) == heard.last_t_s);
    json_free(json);
    bytes_free(&text);
    live_channel_leave(channel);
    live_follow_destroy(follow);
    heard_free(&heard);
}
END_TEST

struct watcher { struct live_channel *channel; struct live_viewer viewer; struct heard heard; };

static void *watch_along(void *of_watcher)
{
    struct watcher *watcher = of_watcher;

    hear(watcher->channel, &watcher->viewer, &watcher->heard, 60);
    return NULL;
}

START_TEST(fifty_viewers_share_one_follower)
{
    enum { VIEWERS = 50 };
    pid_t               child = runs_bed_start(&bed, "on", endless);
    struct live_follow *follow = follow_open();
    struct watcher     *watchers = calloc(VIEWERS, sizeof *watchers);
    pthread_t           threads[VIEWERS];

    for (size_t i = 0; i < VIEWERS; i++) {
        watchers[i].heard.last_t_s = -1;
        watchers[i].channel = watched(follow, "on", &watchers[i].viewer);
        ck_assert_int_eq(pthread_create(&threads[i], NULL, watch_along, &watchers[i]), 0);
    }
    ck_assert_uint_eq(live_follow_count(follow), 1);
    for (size_t i = 0; i < VIEWERS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert_uint_ge(watchers[i].heard.rows, 3);
        live_channel_leave(watchers[i].channel);
        heard_free(&watchers[i].heard);
    }
    runs_bed_kill(&bed, "on", child);
    live_follow_destroy(follow);
    free(watchers);
}
END_TEST

START_TEST(who_watches_nobody_ends_and_room_is_made_for_others)
{
    struct live_follow  *follow = follow_open();
    struct live_channel *channel;
    struct live_viewer   viewer;
    char                 name[16];
    struct why           why = { "" };

    for (int i = 0; i <= LIVE_FOLLOW_RUNS_MAX; i++) {
        snprintf(name, sizeof name, "on_%d", i);
        runs_bed_run(&bed, name, RUNS_BED_SCENARIO("short", "wait(1)"));
    }
    for (int i = 0; i < 3 * LIVE_FOLLOW_RUNS_MAX; i++) {    /* each is over at once */
        snprintf(name, sizeof name, "on_%d", i % (LIVE_FOLLOW_RUNS_MAX + 1));
        for (int j = 0; live_follow_watch(follow, name, &channel, &why) != ERR_OK; j++, moment())
            ck_assert_msg(j < PATIENT, "%s", why.text);
        live_channel_leave(live_channel_take(channel, &viewer));
    }
    for (int i = 0; live_follow_count(follow) > 0; i++, moment())
        ck_assert_int_lt(i, PATIENT);
    live_follow_destroy(follow);
}
END_TEST

START_TEST(what_cannot_be_followed_is_refused)
{
    static const struct { const char *name; enum err err; } names[] = {
        { "nobody", ERR_UNKNOWN }, { "../one", ERR_UNKNOWN }, { "", ERR_UNKNOWN },
        { "suite", ERR_RANGE },
    };
    struct live_follow  *follow = follow_open();
    struct live_channel *channel;

    runs_bed_file(&bed, "suite/results.jsonl", "");
    for (size_t i = 0; i < COUNT(names); i++)
        ck_assert_msg(live_follow_watch(follow, names[i].name, &channel, NULL) == names[i].err,
                      "%s", names[i].name);
    live_follow_destroy(follow);
}
END_TEST

/* A trace that grows into nonsense ends what is told of it, with a sentence. */
START_TEST(a_trace_that_is_none_ends_with_a_sentence)
{
    struct live_follow  *follow = follow_open();
    struct heard         heard = { .last_t_s = -1 };
    struct live_viewer   viewer;
    struct live_channel *channel;

    runs_bed_file(&bed, "x/evidence.jsonl", "");
    runs_bed_file(&bed, "x/trace.csv", "t_s,a\ns,C\n0.1,1\n0.2,1,5\n");
    channel = watched(follow, "x", &viewer);
    hear(channel, &viewer, &heard, 300);
    ck_assert_uint_eq(heard.ends, 1);
    ck_assert_ptr_nonnull(strstr(text_of(heard.end, "reason"), "more cells"));
    live_channel_leave(channel);
    live_follow_destroy(follow);
    heard_free(&heard);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("live suite");
    TCase *room = tcase_create("room"), *follow = tcase_create("follow");

    tcase_set_timeout(room, 60);
    tcase_add_checked_fixture(room, bed_open, bed_close);
    tcase_add_loop_test(room, a_route_answers_what_the_folder_has, 0, COUNT(requests));
    tcase_add_test(room, a_suite_leads_from_a_requirement_to_its_cases_and_gaps);
    tcase_add_test(room, a_suite_without_its_requirements_is_told_all_the_same);
    tcase_add_loop_test(room, results_that_are_none_are_refused_or_empty, 0, COUNT(bad_results));
    tcase_add_loop_test(room, results_that_would_take_all_memory_are_refused, 0, COUNT(heaps));
    tcase_add_loop_test(room, a_manifest_that_would_take_all_memory_is_passed_over, 0,
                        COUNT(manifests));
    suite_add_tcase(suite, room);
    tcase_set_timeout(follow, 60);
    tcase_add_checked_fixture(follow, bed_open, bed_close);
    tcase_add_test(follow,
                   a_run_is_heard_while_it_goes_on_and_ends_without_a_verdict_when_it_is_killed);
    tcase_add_test(follow, a_run_that_is_over_is_greeted_with_its_last_row_and_its_verdict);
    tcase_add_test(follow, no_row_is_made_up);
    tcase_add_test(follow, fifty_viewers_share_one_follower);
    tcase_add_test(follow, who_watches_nobody_ends_and_room_is_made_for_others);
    tcase_add_test(follow, what_cannot_be_followed_is_refused);
    tcase_add_test(follow, a_trace_that_is_none_ends_with_a_sentence);
    suite_add_tcase(suite, follow);
    return suite_run(suite);
}
