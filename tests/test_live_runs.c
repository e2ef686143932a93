/* The folder of runs as a page sees it: names that lead nowhere else, papers that are half there,
 * runs that go on or were killed, curves of traces of any size. */
#include "hil/json.h"
#include "hil/live/live_runs.h"
#include "hil/live/live_runs_answers.h"
#include "hil/rig/rig.h"
#include "support/json_check.h"
#include "support/runs_bed.h"
#include "support/suite.h"
#include "support/toy_rig.h"

#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

static struct runs_bed bed;

static void bed_open(void)  { runs_bed_make(&bed); }
static void bed_close(void) { runs_bed_drop(&bed); }

static const char warm[] = RUNS_BED_SCENARIO("a warm tip",
    "rig.heater.set_w = 8\nrig.heater.mode = 'on'\n"
    "expect_within(20, 'it is warm', function() return rig.tip.temp_c > 45 end)\nwait(2)");

/* What an answer must be in any case: one value, and nothing that ends a script. */
static struct json *parsed(struct bytes *text)
{
    struct json *json = NULL;
    struct why   why = { "" };

    ck_assert(json_is_valid(text->at, text->used));
    ck_assert_ptr_null(memchr(text->at, '<', text->used));
    ck_assert_msg(json_parse(&json, text->at, text->used, &why) == ERR_OK, "%s", why.text);
    bytes_free(text);
    return json;
}

static struct json *list_of(struct runs_filter filter)
{
    struct bytes text = { 0 };

    filter.text = filter.text ? filter.text : "";
    filter.kind = filter.kind ? filter.kind : "any";
    filter.verdict = filter.verdict ? filter.verdict : "any";
    filter.count = filter.count ? filter.count : 100;
    ck_assert_int_eq(runs_list_json(bed.root, &filter, &text, NULL), ERR_OK);
    return parsed(&text);
}

static const char *text_of(const struct json *json, const char *member)
{
    return json_as_text(json_member(json, member), "");
}

/* The entry of that name in a list; NULL: none. */
static const struct json *entry_of(const struct json *list, const char *name)
{
    const struct json *runs = json_member(list, "runs");

    for (size_t i = 0; i < json_count(runs); i++)
        if (strcmp(text_of(json_item(runs, i), "name"), name) == 0)
            return json_item(runs, i);
    return NULL;
}

/* ---- the list ---- */

START_TEST(a_folder_is_what_its_papers_are)
{
    static const struct { const char *file, *name, *kind; } want[] = {
        { "suite/results.jsonl",           "suite",           "suite"    },
        { "lumbar.campaign/campaign.json", "lumbar.campaign", "campaign" },
        { "mutants/mutants.json",          "mutants",         "mutants"  },
        { "parity/toy/a/manifest.json",    NULL,              NULL       },
        { "parity/toy/b/manifest.json",    "parity/toy",      "parity"   },
        { "deep/er/run/manifest.json",     "deep/er/run",     "run"      },
        { "bare/trace.csv",                "bare",            "run"      },
        { "pictures/lesion.png",           NULL,              NULL       },
        { ".hidden/manifest.json",         NULL,              NULL       },
    };
    struct json *list;
    size_t       found = 0;

    for (size_t i = 0; i < COUNT(want); i++)
        runs_bed_file(&bed, want[i].file, "{}");
    list = list_of((struct runs_filter){ 0 });
    for (size_t i = 0; i < COUNT(want); i++) {
        if (!want[i].name)
            continue;
        ck_assert_msg(entry_of(list, want[i].name), "%s", want[i].name);
        ck_assert_str_eq(text_of(entry_of(list, want[i].name), "kind"), want[i].kind);
        found++;
    }
    ck_assert_uint_eq(json_count(json_member(list, "runs")), found);
    json_free(list);
    list = list_of((struct runs_filter){ .goes_in = true });
    ck_assert_ptr_nonnull(entry_of(list, "parity/toy/b"));
    json_free(list);
}
END_TEST

START_TEST(a_run_is_told_as_its_manifest_tells_it)
{
    struct json       *list;
    const struct json *run;

    runs_bed_run(&bed, "one", warm);
    list = list_of((struct runs_filter){ 0 });
    run = entry_of(list, "one");
    ck_assert_str_eq(text_of(run, "title"), "a warm tip");
    ck_assert_str_eq(text_of(run, "verdict"), "pass");
    ck_assert_str_eq(text_of(run, "state"), "ended");
    ck_assert_str_eq(text_of(run, "rig"), "toy");
    ck_assert_str_eq(text_of(run, "seed"), "7");
    ck_assert_str_eq(text_of(run, "record"), "closed");
    ck_assert_str_eq(text_of(run, "how"), "finished");
    ck_assert_str_eq(text_of(run, "trouble"), "");
    ck_assert(json_as_number(json_member(run, "simulated_s"), 0) > 2);
    ck_assert_uint_eq(strlen(text_of(run, "started_utc")), 20);
    json_free(list);
}
END_TEST

START_TEST(a_list_is_filtered_bounded_and_newest_first)
{
    char         file[64], text[200];
    struct json *list;

    for (int i = 0; i < 30; i++) {
        snprintf(file, sizeof file, "run_%02d/manifest.json", i);
        snprintf(text, sizeof text, "{\"title\":\"%s %d\",\"verdict\":\"%s\",\"rig\":\"toy\","
                 "\"started_utc\":\"2026-01-%02dT00:00:00Z\"}", i % 2 ? "Odd" : "Even", i,
                 i % 3 ? "pass" : "fail", i + 1);
        runs_bed_file(&bed, file, text);
    }
    list = list_of((struct runs_filter){ .count = 4, .from = 1 });
    ck_assert_uint_eq(json_count(json_member(list, "runs")), 4);
    ck_assert_str_eq(text_of(json_item(json_member(list, "runs"), 0), "name"), "run_28");
    ck_assert(json_as_number(json_member(list, "matching"), 0) == 30);
    json_free(list);
    list = list_of((struct runs_filter){ .text = "oDD", .verdict = "fail", .kind = "run" });
    ck_assert_uint_eq(json_count(json_member(list, "runs")), 5);
    ck_assert(json_as_number(json_member(list, "all"), 0) == 30);
    json_free(list);
    list = list_of((struct runs_filter){ .kind = "suite" });
    ck_assert_uint_eq(json_count(json_member(list, "runs")), 0);
    json_free(list);
}
END_TEST

/* What is half there is an entry with a sentence. */
static const struct { const char *story, *file, *text, *says; } broken[] = {
    { "an empty manifest",      "x/manifest.json",  "",                  "cannot be read"     },
    { "half a manifest",        "x/manifest.json",  "{\"title\": \"wa",  "cannot be read"     },
    { "a manifest of a list",   "x/manifest.json",  "[1,2]",             ""                   },
    { "numbers for texts",      "x/manifest.json",  "{\"title\":1,\"verdict\":[]}", ""        },
    { "an empty record",        "x/evidence.jsonl", "",                  "no first link"      },
    { "half a link",            "x/evidence.jsonl", "{\"link\":0,",      "no first link"      },
    { "a record of nonsense",   "x/evidence.jsonl", "what\n",            "does not begin"     },
    { "a trace alone",          "x/trace.csv",      "t_s\ns\n",          "nothing else"       },
    { "a title with a script",  "x/manifest.json",
      "{\"title\":\"</script><script>alert(1)</script>\"}",              ""                   },
};

START_TEST(what_is_half_there_is_told_with_a_sentence)
{
    struct bytes text = { 0 };
    struct json *list;
    struct why   why = { "" };

    runs_bed_file(&bed, broken[_i].file, broken[_i].text);
    runs_bed_run(&bed, "sound", warm);
    list = list_of((struct runs_filter){ 0 });
    ck_assert_ptr_nonnull(entry_of(list, "sound"));
    ck_assert_msg(entry_of(list, "x"), "%s", broken[_i].story);
    ck_assert_msg(strstr(text_of(entry_of(list, "x"), "trouble"), broken[_i].says), "%s: %s",
                  broken[_i].story, text_of(entry_of(list, "x"), "trouble"));
    json_free(list);
    ck_assert_msg(runs_run_json(bed.root, "x", &text, &why) == ERR_OK, "%s", why.text);
    json_free(parsed(&text));
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_empty_list)
{
    struct runs_list list;

    ck_assert_int_eq(runs_list_make(&list, "/nowhere/at/all", false, NULL), ERR_OK);
    ck_assert_uint_eq(list.count, 0);
    runs_list_free(&list);
}
END_TEST

/* ---- names ---- */

static const char *const bad_names[] = {
    "", ".", "..", "/", "/etc", "../outside", "one/..", "one/../one", "one/../../outside", "one/",
    "one//two", "./one", ".hidden", "one/.hidden", "a\\b", "one\nrun", "\xff\xfe", "link",
    "link/inside", "one/loop", "no/such", "file",
    "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p",
};

START_TEST(no_name_leads_out_of_the_folder)
{
    struct runs_entry entry;
    struct bytes      text = { 0 };
    struct runs_paper paper;
    char              path[800], outside[700];
    int               folder;

    runs_bed_file(&bed, "one/manifest.json", "{}");
    runs_bed_file(&bed, "one/.hidden/manifest.json", "{}");
    runs_bed_file(&bed, ".hidden/manifest.json", "{}");
    runs_bed_file(&bed, "file", "x");
    snprintf(outside, sizeof outside, "%s/outside", bed.scratch.folder);
    ck_assert_int_eq(mkdir(outside, 0777), 0);
    snprintf(path, sizeof path, "%s/manifest.json", outside);
    scratch_write(path, "{}");
    snprintf(path, sizeof path, "%s/link", bed.root);
    ck_assert_int_eq(symlink(outside, path), 0);
    snprintf(path, sizeof path, "%s/one/loop", bed.root);
    ck_assert_int_eq(symlink(bed.root, path), 0);

    ck_assert_msg(runs_find(bed.root, bad_names[_i], &folder, &entry, NULL) == ERR_UNKNOWN, "'%s'",
                  bad_names[_i]);
    ck_assert_int_eq(runs_run_json(bed.root, bad_names[_i], &text, NULL), ERR_UNKNOWN);
    ck_assert_int_eq(runs_verify_json(bed.root, bad_names[_i], &text, NULL), ERR_UNKNOWN);
    ck_assert_int_eq(runs_suite_json(bed.root, bad_names[_i], "scenarios", &text, NULL),
                     ERR_UNKNOWN);
    ck_assert_int_eq(runs_file_get(bed.root, bad_names[_i], "manifest.json", &text, &paper, NULL),
                     ERR_UNKNOWN);
    ck_assert_uint_eq(text.used, 0);
}
END_TEST

START_TEST(links_are_in_no_list)
{
    struct json *list;
    char         path[700];

    runs_bed_file(&bed, "one/manifest.json", "{}");
    snprintf(path, sizeof path, "%s/two", bed.root);
    ck_assert_int_eq(symlink("one", path), 0);
    snprintf(path, sizeof path, "%s/one/loop", bed.root);
    ck_assert_int_eq(symlink("..", path), 0);
    list = list_of((struct runs_filter){ .goes_in = true });
    ck_assert_uint_eq(json_count(json_member(list, "runs")), 1);
    json_free(list);
}
END_TEST

static const char *const bad_files[] = {
    "", ".", "..", "../one/manifest.json", "/etc/passwd", "secret.txt", "manifest.json/",
    "guard.json", "wire.log", "events.jsonl", "lesion.png", "MANIFEST.JSON",
};

START_TEST(only_papers_that_are_files_are_given)
{
    struct bytes      text = { 0 };
    struct runs_paper paper;
    char              path[700];

    runs_bed_file(&bed, "one/manifest.json", "{}");
    runs_bed_file(&bed, "one/secret.txt", "x");
    snprintf(path, sizeof path, "%s/one/wire.log", bed.root);
    ck_assert_int_eq(symlink("/etc/passwd", path), 0);
    snprintf(path, sizeof path, "%s/one/events.jsonl", bed.root);
    ck_assert_int_eq(mkfifo(path, 0666), 0);
    ck_assert_msg(runs_file_get(bed.root, "one", bad_files[_i], &text, &paper, NULL) ==
                  ERR_UNKNOWN, "'%s'", bad_files[_i]);
    ck_assert_uint_eq(text.used, 0);
}
END_TEST

START_TEST(a_report_is_given_with_a_policy_of_its_own)
{
    struct bytes      text = { 0 };
    struct runs_paper paper;

    runs_bed_run(&bed, "one", RUNS_BED_SCENARIO("<script>alert(1)</script>", "wait(1)"));
    ck_assert_int_eq(runs_file_get(bed.root, "one", "report.html", &text, &paper, NULL), ERR_OK);
    ck_assert(text.used > 1000);
    ck_assert_str_eq(paper.type, "text/html; charset=utf-8");
    ck_assert_ptr_nonnull(strstr(paper.policy, "sandbox allow-scripts"));
    ck_assert_ptr_nonnull(strstr(paper.policy, "default-src 'none'"));
    ck_assert_ptr_null(strstr(paper.policy, "allow-same-origin"));
    ck_assert_ptr_null(strstr(paper.policy, "connect-src"));
    bytes_free(&text);
    ck_assert_int_eq(runs_file_get(bed.root, "one", "trace.csv", &text, &paper, NULL), ERR_OK);
    ck_assert(paper.is_saved);
    bytes_free(&text);
}
END_TEST

/* ---- one run ---- */

START_TEST(a_run_tells_what_was_expected_and_what_happened)
{
    struct bytes       text = { 0 };
    struct json       *json;
    const struct json *one;

    runs_bed_run(&bed, "one", warm);
    ck_assert_int_eq(runs_run_json(bed.root, "one", &text, NULL), ERR_OK);
    json = parsed(&text);
    one = json_item(json_member(json, "judgements"), 0);
    ck_assert_str_eq(text_of(one, "what"), "it is warm");
    ck_assert_str_eq(text_of(one, "verdict"), "pass");
    ck_assert(json_as_number(json_member(one, "within_s"), 0) == 20);
    ck_assert_uint_eq(json_count(json_member(json, "signals")), TOY_SIGNALS);
    one = json_item(json_member(json, "signals"), TOY_STATE);
    ck_assert_str_eq(text_of(one, "name"), "heater.state");
    ck_assert_uint_eq(json_count(json_member(one, "labels")), 3);
    ck_assert(json_as_truth(json_member(one, "is_headline"), false));
    ck_assert(json_count(json_member(json, "events")) >= 2);
    ck_assert(json_count(json_member(json, "files")) >= 5);
    ck_assert(json_as_number(json_member(json, "trace_from_s"), 0) == 0.01);
    json_free(json);
}
END_TEST

/* ---- runs that go on ---- */

static const char endless[] = RUNS_BED_SCENARIO("it goes on",
    "rig.heater.set_w = 5\nrig.heater.mode = 'on'\nwait(900000)");

START_TEST(a_run_that_goes_on_says_so_and_one_that_was_killed_has_no_verdict)
{
    pid_t              child = runs_bed_start(&bed, "on", endless);
    struct json       *list = list_of((struct runs_filter){ .verdict = "none" });
    const struct json *run = entry_of(list, "on");
    struct bytes       text = { 0 };

    ck_assert_ptr_nonnull(run);
    ck_assert_str_eq(text_of(run, "state"), "running");
    ck_assert_str_eq(text_of(run, "title"), "it goes on");
    ck_assert_str_eq(text_of(run, "rig"), "toy");
    ck_assert_str_eq(text_of(run, "device"), "mocked");
    ck_assert_str_eq(text_of(run, "verdict"), "");
    ck_assert(json_as_number(json_member(run, "process"), 0) == (double)child);
    json_free(list);
    ck_assert_int_eq(runs_run_json(bed.root, "on", &text, NULL), ERR_OK);
    list = parsed(&text);
    ck_assert(json_count(json_member(list, "events")) >= 2);
    ck_assert(json_as_number(json_member(list, "trace_to_s"), 0) >= 1);
    json_free(list);

    runs_bed_kill(&bed, "on", child);
    list = list_of((struct runs_filter){ 0 });
    run = entry_of(list, "on");
    ck_assert_str_eq(text_of(run, "state"), "killed");
    ck_assert_str_eq(text_of(run, "verdict"), "");
    ck_assert_str_eq(text_of(run, "how"), "killed");
    ck_assert_ptr_nonnull(strstr(text_of(run, "trouble"), "no verdict"));
    json_free(list);
}
END_TEST

START_TEST(what_was_changed_afterwards_is_found)
{
    struct bytes text = { 0 };
    struct json *json;

    runs_bed_run(&bed, "one", warm);
    ck_assert_int_eq(runs_verify_json(bed.root, "one", &text, NULL), ERR_OK);
    json = parsed(&text);
    ck_assert(json_as_truth(json_member(json, "is_whole"), false));
    ck_assert_uint_eq(json_count(json_member(json, "faults")), 0);
    json_free(json);
    runs_bed_file(&bed, "one/wire.log", "nothing happened\n");
    ck_assert_int_eq(runs_verify_json(bed.root, "one", &text, NULL), ERR_OK);
    json = parsed(&text);
    ck_assert(!json_as_truth(json_member(json, "is_whole"), true));
    ck_assert_ptr_nonnull(strstr(json_as_text(json_item(json_member(json, "faults"), 0), ""),
                                 "wire.log was changed"));
    json_free(json);
}
END_TEST

/* ---- curves ---- */

static struct json *curve(struct runs_trace_order order)
{
    struct bytes text = { 0 };
    struct why   why = { "" };

    ck_assert_msg(runs_trace_json(bed.root, &order, &text, &why) == ERR_OK, "%s", why.text);
    return parsed(&text);
}

static double number_at(const struct json *list, size_t i)
{
    return json_as_number(json_item(list, i), NAN);
}

START_TEST(a_curve_has_every_row_when_there_are_few)
{
    struct json       *json;
    const struct json *state;

    runs_bed_run(&bed, "one", warm);
    json = curve((struct runs_trace_order){ .name = "one", .from_s = 0.1, .to_s = 0.2,
                 .signals = "heater.state,tip.temp_c", .at_s = 0.155, .points = 100 });
    ck_assert(json_as_truth(json_member(json, "is_every_row"), false));
    ck_assert_uint_eq(json_count(json_member(json, "t_s")), 12);    /* and one behind */
    ck_assert(number_at(json_member(json, "t_s"), 0) == 0.1);
    state = json_item(json_member(json, "signals"), 0);
    ck_assert_str_eq(text_of(state, "name"), "heater.state");
    ck_assert_str_eq(json_as_text(json_item(json_member(state, "labels"), 1), ""), "on");
    ck_assert(number_at(json_member(state, "values"), 3) == 1);
    ck_assert(json_as_number(json_member(json_member(json, "at"), "t_s"), 0) == 0.15);
    json_free(json);
}
END_TEST

/* A spike of one row among a million is in the curve, whatever its points. */
static void spike_write(const struct runs_bed *in, size_t rows, size_t spike, size_t padding)
{
    char  path[600];
    FILE *file;

    runs_bed_file(in, "large/manifest.json", "{\"rig\":\"toy\"}");
    snprintf(path, sizeof path, "%s/large/trace.csv", in->root);
    file = fopen(path, "wb");
    fputs("t_s,tip.temp_c,note\ns,C,1\n", file);
    for (size_t i = 1; i <= rows; i++)
        fprintf(file, "%.2f,%.1f,%0*d\n", (double)i * 0.01, i == spike ? 99.5 : 37.0, (int)padding,
                1);
    fputs("# end tick_s=0.01\n", file);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(the_least_and_the_most_of_a_long_trace_are_in_its_curve)
{
    struct json       *json;
    const struct json *values, *times;
    size_t             found = 0;

    spike_write(&bed, 200000, 123456, 1);
    json = curve((struct runs_trace_order){ .name = "large", .signals = "tip.temp_c",
                 .from_s = NAN, .to_s = NAN, .at_s = NAN, .points = 200 });
    ck_assert(!json_as_truth(json_member(json, "is_every_row"), true));
    ck_assert(json_as_number(json_member(json, "rows"), 0) == 200000);
    times = json_member(json, "t_s");
    values = json_member(json_item(json_member(json, "signals"), 0), "values");
    ck_assert_uint_eq(json_count(times), 200);
    ck_assert_uint_eq(json_count(values), 200);
    for (size_t i = 0; i < 200; i++) {
        ck_assert(i == 0 || number_at(times, i) > number_at(times, i - 1));
        found += number_at(values, i) == 99.5;
    }
    ck_assert_uint_eq(found, 1);
    json_free(json);
    json = curve((struct runs_trace_order){ .name = "large", .signals = "tip.temp_c",
                 .from_s = 1234.5, .to_s = 1234.6, .at_s = NAN, .points = 200 });
    ck_assert(number_at(json_member(json_item(json_member(json, "signals"), 0), "values"), 6)
              == 99.5);
    json_free(json);
}
END_TEST

static long most_kb(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

START_TEST(a_hundred_megabytes_of_trace_take_no_memory)
{
    long before_kb;

    spike_write(&bed, 250000, 7, 400);
    before_kb = most_kb();
    json_free(curve((struct runs_trace_order){ .name = "large", .signals = "tip.temp_c",
                    .from_s = NAN, .to_s = NAN, .at_s = 2000, .points = 2000 }));
    ck_assert_msg(most_kb() - before_kb < 8192, "%ld KiB", most_kb() - before_kb);
}
END_TEST

static const struct { const char *story, *signals; double from_s, to_s; enum err err; } asked[] = {
    { "no signal",      "",                        NAN, NAN, ERR_RANGE   },
    { "commas",         ",,",                      NAN, NAN, ERR_UNKNOWN },
    { "no such signal", "tip.temp_f",              NAN, NAN, ERR_UNKNOWN },
    { "twice the same", "tip.temp_c,tip.temp_c",   NAN, NAN, ERR_RANGE   },
    { "too many",       "tip.temp_c,tip.temp_c,tip.temp_c,tip.temp_c,tip.temp_c,tip.temp_c,"
                        "tip.temp_c,tip.temp_c,tip.temp_c", NAN, NAN, ERR_RANGE },
    { "backwards",      "tip.temp_c",              5,   4,   ERR_RANGE   },
    { "far behind",     "tip.temp_c",              1e9, 2e9, ERR_OK      },
};

START_TEST(what_cannot_be_drawn_is_refused)
{
    struct bytes text = { 0 };
    struct runs_trace_order order = { .name = "one", .signals = asked[_i].signals, .points = 10,
                                      .from_s = asked[_i].from_s, .to_s = asked[_i].to_s,
                                      .at_s = NAN };

    runs_bed_run(&bed, "one", warm);
    ck_assert_msg(runs_trace_json(bed.root, &order, &text, NULL) == asked[_i].err, "%s",
                  asked[_i].story);
    bytes_free(&text);
}
END_TEST

/* ---- strangers ---- */

/* Papers with bytes changed at random: each is an answer or a sentence, and never anything else. */
START_TEST(mutants_of_papers_do_no_harm)
{
    static const char *const files[] = { "manifest.json", "evidence.jsonl", "trace.csv" };
    static const char        bytes[] = "\0\"\\{}[],:\n\r0-.eE<\xff\xc3x";
    char                     path[700], to[700], *good;
    uint64_t                 lot = 88172645463325252u;
    size_t                   count;

    runs_bed_run(&bed, "good", RUNS_BED_SCENARIO("a short one", "wait(0.5)"));
    for (size_t i = 0; i < 600; i++) {
        struct bytes text = { 0 };
        FILE        *file;
        snprintf(path, sizeof path, "%s/good/%s", bed.root, files[i % COUNT(files)]);
        good = scratch_read(path, &count);
        for (size_t j = 0; j <= i % 4; j++) {
            lot ^= lot << 13; lot ^= lot >> 7; lot ^= lot << 17;
            good[lot % count] = bytes[(lot >> 32) % (sizeof bytes - 1)];
        }
        snprintf(to, sizeof to, "bad/%s", files[i % COUNT(files)]);
        runs_bed_file(&bed, to, "");
        snprintf(to, sizeof to, "%s/bad/%s", bed.root, files[i % COUNT(files)]);
        file = fopen(to, "wb");
        fwrite(good, 1, i % 5 ? count : (size_t)(lot % count), file);
        fclose(file);
        free(good);
        json_free(list_of((struct runs_filter){ .text = "bad" }));
        if (runs_run_json(bed.root, "bad", &text, NULL) == ERR_OK)
            json_free(parsed(&text));
        else
            bytes_free(&text);
        if (runs_trace_json(bed.root, &(struct runs_trace_order){ .name = "bad", .points = 50,
                            .signals = "tip.temp_c,heater.state", .from_s = NAN, .to_s = NAN,
                            .at_s = 0.2 }, &text, NULL) == ERR_OK)
            json_free(parsed(&text));
        else
            bytes_free(&text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("live runs");
    TCase *all = tcase_create("all");

    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, bed_open, bed_close);
    tcase_add_test(all, a_folder_is_what_its_papers_are);
    tcase_add_test(all, a_run_is_told_as_its_manifest_tells_it);
    tcase_add_test(all, a_list_is_filtered_bounded_and_newest_first);
    tcase_add_loop_test(all, what_is_half_there_is_told_with_a_sentence, 0, COUNT(broken));
    tcase_add_test(all, a_folder_that_is_not_there_is_an_empty_list);
    tcase_add_loop_test(all, no_name_leads_out_of_the_folder, 0, COUNT(bad_names));
    tcase_add_test(all, links_are_in_no_list);
    tcase_add_loop_test(all, only_papers_that_are_files_are_given, 0, COUNT(bad_files));
    tcase_add_test(all, a_report_is_given_with_a_policy_of_its_own);
    tcase_add_test(all, a_run_tells_what_was_expected_and_what_happened);
    tcase_add_test(all, a_run_that_goes_on_says_so_and_one_that_was_killed_has_no_verdict);
    tcase_add_test(all, what_was_changed_afterwards_is_found);
    tcase_add_test(all, a_curve_has_every_row_when_there_are_few);
    tcase_add_test(all, the_least_and_the_most_of_a_long_trace_are_in_its_curve);
    tcase_add_test(all, a_hundred_megabytes_of_trace_take_no_memory);
    tcase_add_loop_test(all, what_cannot_be_drawn_is_refused, 0, COUNT(asked));
    tcase_add_test(all, mutants_of_papers_do_no_harm);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
