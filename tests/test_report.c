/* What a run leaves to be read: its manifest, its page, and the data that the page draws. */
#include "hil/bytes.h"
#include "hil/report/report.h"
#include "hil/report/report_data.h"
#include "tests/support/json_check.h"
#include "tests/support/sample_exhibits.h"
#include "tests/support/sample_run.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define HOSTILE "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(2)>-->{{data}}"

static struct scratch scratch;
static struct sample_run sample;

static void set_up(void)
{
    scratch = scratch_make("report");
    sample_run_make(&sample, NULL, 40);
}

static void tear_down(void)
{
    sample_run_free(&sample);
    scratch_drop(&scratch);
}

static char *html_of(const struct report *report)
{
    struct why why = { "" };

    ck_assert_msg(report_write_html(report, scratch.path, &why) == ERR_OK, "%s", why.text);
    return scratch_read(scratch.path, NULL);
}

static char *manifest_of(const struct report *report, size_t *count)
{
    struct why why = { "" };

    ck_assert_msg(report_write_manifest(report, scratch.path, &why) == ERR_OK, "%s", why.text);
    return scratch_read(scratch.path, count);
}

static int occurrences(const char *text, const char *wanted)
{
    int count = 0;

    for (; (text = strstr(text, wanted)) != NULL; text++)
        count++;
    return count;
}

static void ck_holds(const char *text, const char *wanted)
{
    ck_assert_msg(strstr(text, wanted) != NULL, "'%s' is missing", wanted);
}

/* ---- the manifest ---- */

START_TEST(a_manifest_has_every_field)
{
    static const char *const wanted[] = {
        "\"title\": \"holding 80 C for 90 s in muscle, with a needle that slips\"",
        "\"verdict\": \"fail\"", "\"error\": null",
        "\"scenario\": \"scenarios/ablation/hold_80_c.lua\"",
        "\"scenario_sha256\": \"ba7816bf8f01cfea", "\"rig\": \"ablation\"",
        "\"version\": \"0.1-12-g471b68e\"", "\"host\": \"bench-2\"",
        "\"started_utc\": \"2025-11-21T20:51:07Z\"",
        "\"seed\": \"18446744073709551615\"", "\"tick_s\": 0.02", "\"simulated_s\": 40",
        "\"wall_s\": 0.184", "\"row_every_s\": 0", "\"rows\": 2000",
        "{\"name\": \"generator.set_temp_c\", \"value\": 80, \"rest\": 75}", "\"within_s\": null",
        "\"faults\": [\"probe.pulled_back_mm=4 @40..50 every 3\"]", "\"events_lost\": 0",
        "{\"t_s\": 40, \"kind\": \"alarm\", \"text\": \"impedance jumped from 71 to 131 ohm\"}",
        "\"verdict\": \"vacuous\"", "\"where\": \"requirements/rf.lua:18\"",
    };
    size_t count;
    char  *text;

    sample.report.seed = UINT64_MAX;
    text = manifest_of(&sample.report, &count);
    ck_assert(json_is_valid(text, count));
    for (size_t i = 0; i < COUNT(wanted); i++)
        ck_holds(text, wanted[i]);
    free(text);
}
END_TEST

START_TEST(a_manifest_of_hostile_and_missing_texts_is_still_json)
{
    struct report report = { .title = HOSTILE "\xFF\x01", .verdict = VERDICT_ERROR,
                             .error = "line 3: \"x\"\n", .tick_s = NAN };
    size_t count;
    char  *text = manifest_of(&report, &count);

    ck_assert(json_is_valid(text, count));
    ck_holds(text, "\"scenario\": null");
    ck_holds(text, "\"tick_s\": null");
    ck_assert_ptr_null(strchr(text, '<'));
    free(text);
}
END_TEST

/* ---- the page ---- */

START_TEST(a_page_says_what_was_judged_without_its_script)
{
    static const char *const wanted[] = {
        "holding 80 C for 90 s", "<header class=\"fail\">", "1 fail</span>", "1 vacuous</span>",
        "4 pass</span>",
        "a loss of contact stops the output within 0.5 s", "generator.output_on was still 1",
        "hold_80_c.lua:33", "40.46 s", "0.5 s",
        "<dd>42</dd>", "20 ms", "40.00 s", "217 &times; real time",
        "ba7816bf8f01cfea414140de5dae2223", "bench-2",
        "Faults by a plan", "probe.pulled_back_mm=4 @40..50 every 3",
        "generator.set_temp_c</td><td class=\"number\">80</td><td class=\"number\">75</td>",
        "<th class=\"number\">volume / mm3</th>", "<td class=\"number\">344</td>",
        "impedance jumped from 71 to 131 ohm",
    };
    char *text = html_of(&sample.report);

    for (size_t i = 0; i < COUNT(wanted); i++)
        ck_holds(text, wanted[i]);
    ck_assert_ptr_null(strstr(text, "{{"));
    free(text);
}
END_TEST

START_TEST(a_page_needs_no_network_and_names_the_scripts_it_may_run)
{
    char *text = html_of(&sample.report);

    ck_assert_ptr_null(strstr(text, "http:"));
    ck_assert_ptr_null(strstr(text, "https:"));
    ck_assert_ptr_null(strstr(text, "<link"));
    ck_assert_ptr_null(strstr(text, "@import"));
    ck_assert_ptr_null(strstr(text, "src="));
    ck_holds(text, "default-src 'none'");
    ck_assert_int_eq(occurrences(text, "'sha256-"), 4);
    ck_assert_int_eq(occurrences(text, "<script>"), 4);
    free(text);
}
END_TEST

/* ---- what matters first ---- */

static const char *const tones[] = { "quiet", "critical", NULL };
static const char *const glance_headline[] = { "bedside.tone", "tip.flow_ul", "no.such", NULL };
enum { TONE, FLOW, ALARM, GLANCED };
static const struct signal glanced[GLANCED] = {
    [TONE]  = { "bedside.tone", "-", 0, 1, 0, "what is heard", tones },
    [FLOW]  = { "tip.flow_ul", "ul/h", 0, 1e6, 3, "flow <b>", NULL },
    [ALARM] = { "pump.empty_alarm", "-", 0, 1, 0, "1 while it is on", NULL },
};

/* 10 h in steps of 1 h: a tone in the fifth to seventh, and an alarm at the end. */
static void day_add(struct courses *courses)
{
    for (int hour = 1; hour <= 10; hour++)
        courses_add(courses, hour * 3600.0,
                    (double[]){ hour >= 5 && hour <= 7, hour == 3 ? 1234.5 : 0.25, hour == 10 });
}

START_TEST(a_page_begins_with_how_its_headline_went)
{
    static const char *const wanted[] = {
        "<li><b>40.00&nbsp;s</b> impedance jumped",
        "<strong>bedside.tone</strong><span>what is heard</span>",
        "<b>quiet</b> to 05:00:00, <b>critical</b> to 08:00:00, <b>quiet</b></td>",
        "0.250 to <b>1234</b>&#8239;\xC2\xB5l/h, most at 03:00:00</td>", "flow &lt;b&gt;",
        "<strong>pump.empty_alarm</strong>", "<b>yes</b> from 10:00:00 on</td>",
    };
    struct report  report = sample.report;
    struct courses courses;
    char          *text;

    ck_assert_int_eq(courses_open(&courses, glanced, GLANCED), ERR_OK);
    day_add(&courses);
    report.signals = glanced;
    report.signal_count = GLANCED;
    report.headline = glance_headline;
    report.trace = NULL;
    report.courses = &courses;
    text = html_of(&report);
    for (size_t i = 0; i < COUNT(wanted); i++)
        ck_holds(text, wanted[i]);
    ck_assert(strstr(text, "bedside.tone") < strstr(text, "Verdicts"));
    free(text);
    courses_free(&courses);
}
END_TEST

START_TEST(a_course_of_many_changes_keeps_its_times_and_not_its_spans)
{
    struct courses     courses;
    struct course_span span;
    size_t             kept = 0;

    ck_assert_int_eq(courses_open(&courses, glanced, GLANCED), ERR_OK);
    for (int i = 1; i <= 1000; i++)
        courses_add(&courses, i, (double[]){ i % 4 == 0 ? NAN : i % 4 == 1, 0, 0 });
    while (course_span(&courses, TONE, kept, &span))
        kept++;
    ck_assert_uint_eq(kept, COURSE_SPANS);
    ck_assert_uint_eq(courses.of[TONE].span_count, 750);
    ck_assert_double_eq_tol(course_time_s(&courses, TONE, 1), 251, 1e-9);  /* the first from 0 */
    ck_assert_double_eq_tol(course_time_s(&courses, TONE, 0), 500, 1e-9);
    ck_assert_double_eq_tol(course_time_s(&courses, TONE, COURSE_UNKNOWN), 249, 1e-9);
    ck_assert_double_nan(courses.of[TONE].last);
    courses_free(&courses);
}
END_TEST

static void hostile_into(char *text, size_t size)
{
    snprintf(text, size, "%.*s", (int)size - 1, HOSTILE);
}

/* Everything a scenario, a device or a command line may name, all at once. */
static void make_hostile(struct sample_run *run)
{
    struct report *report = &run->report;

    report->title = report->scenario_path = report->scenario_sha256 = report->version =
        report->host = HOSTILE;
    report->rig_name = report->started_utc = report->error = HOSTILE;
    hostile_into(run->events[0].kind, sizeof run->events[0].kind);
    hostile_into(run->events[0].text, sizeof run->events[0].text);
    hostile_into(run->judgements[3].what, sizeof run->judgements[3].what);
    hostile_into(run->judgements[3].why, sizeof run->judgements[3].why);
    hostile_into(run->judgements[3].where, sizeof run->judgements[3].where);
    hostile_into(run->parameters[0].name, sizeof run->parameters[0].name);
    hostile_into(run->faults.faults[0].knob, sizeof run->faults.faults[0].knob);
    hostile_into(run->exhibits.fields[0].title, sizeof run->exhibits.fields[0].title);
    hostile_into(run->exhibits.fields[0].contours[0].name,
                 sizeof run->exhibits.fields[0].contours[0].name);
    hostile_into(run->exhibits.fields[0].contours[0].note,
                 sizeof run->exhibits.fields[0].contours[0].note);
    hostile_into(run->exhibits.tables[0].title, sizeof run->exhibits.tables[0].title);
    hostile_into(run->exhibits.tables[0].cells[0][0], sizeof run->exhibits.tables[0].cells[0][0]);
    hostile_into(run->exhibits.tables[0].cells[1][1], sizeof run->exhibits.tables[0].cells[1][1]);
}

START_TEST(hostile_texts_stay_texts)
{
    char *plain = html_of(&sample.report), *hostile;

    make_hostile(&sample);
    hostile = html_of(&sample.report);
    ck_assert_int_eq(occurrences(hostile, "<script"), occurrences(plain, "<script"));
    ck_assert_int_eq(occurrences(hostile, "</script"), occurrences(plain, "</script"));
    ck_assert_int_eq(occurrences(hostile, "<"),
                     occurrences(plain, "<") + occurrences(hostile, "<p class=\"alert\" role") * 4);
    ck_assert_ptr_null(strstr(hostile, "<img"));
    ck_assert_ptr_null(strstr(hostile, "<script>alert"));
    ck_assert_int_eq(occurrences(hostile, "id=\"data\""), 1);
    ck_assert_int_gt(occurrences(hostile, "{{data}}"), 8);      /* a slot in a text is a text */
    free(plain);
    free(hostile);
}
END_TEST

START_TEST(what_a_page_draws_is_json_that_may_stand_in_a_page)
{
    struct bytes data = { 0 };

    make_hostile(&sample);
    report_data_write(&data, &sample.report);
    ck_assert(json_is_valid(data.at, data.used));
    ck_assert_ptr_null(memchr(data.at, '<', data.used));
    bytes_free(&data);
}
END_TEST

START_TEST(a_trace_is_told_in_units_of_its_last_decimal)
{
    static const char *const labels[] = { "off", "on", NULL };
    const struct signal table[] = { { .name = "a.b", .unit = "V", .decimals = 2 },
                                    { .name = "a.c", .unit = "-", .labels = labels },
                                    { .name = "a.d", .unit = "-", .most = 1 } };
    const double rows[][3] = {
        { 1, 0, 0 }, { 1.25, 0, 1 }, { 1.25, 1, 1 }, { NAN, 1, 1 }, { 1e15, 1, 1 },
    };
    struct report report = { .signals = table, .signal_count = 3, .tick_s = 1, .simulated_s = 5 };
    struct trace *trace = NULL;
    struct bytes  data = { 0 };

    ck_assert_int_eq(trace_create(&trace, NULL, table, 3, 1, 0, NULL), ERR_OK);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(trace_append(trace, i, rows[i], NULL), ERR_OK);
    report.trace = trace;
    report_data_write(&data, &report);
    bytes_add(&data, "", 1);
    ck_holds(data.at, "\"name\":\"a.b\",\"unit\":\"V\",\"sentence\":null,\"decimals\":2,\"flag\":"
                      "false,\"labels\":null,\"lo\":\"100 25 0 ? \",\"wide\":\"0*3 ? \"");
    ck_holds(data.at, "\"labels\":[\"off\",\"on\"],\"lo\":\"0*2 1 0 \"");
    ck_holds(data.at, "\"flag\":true,\"labels\":null,\"lo\":\"0 1 0*2 \"");
    bytes_free(&data);
    ck_assert_int_eq(trace_append(trace, 4, rows[4], NULL), ERR_OK);
    report_data_write(&data, &report);
    bytes_add(&data, "", 1);
    ck_holds(data.at, "\"decimals\":0");                      /* no decimals are left for 1e15 */
    bytes_free(&data);
    trace_destroy(trace);
}
END_TEST

START_TEST(a_field_is_told_in_sixteen_bits)
{
    float values[] = { 0, 1, NAN, 0.5f };
    struct exhibit_field field = { .title = "t", .unit = "C", .columns = 2, .rows = 2, .x_most = 1,
                                   .y_most = 1, .value = values };
    struct exhibits exhibits = { .fields = &field, .field_count = 1 };
    struct report   report = { .exhibits = &exhibits };
    struct bytes    data = { 0 };

    report_data_write(&data, &report);
    bytes_add(&data, "", 1);
    ck_holds(data.at, "\"value\":[0,1]");
    ck_holds(data.at, "\"pixels\":\"AQD//wAAAIA=\"");           /* 1, 65535, 0, 32768 */
    ck_holds(data.at, "\"trace\":null");
    bytes_free(&data);
}
END_TEST

/* The greatest is 1000: colours reach down to a millionth of it, and what lies below, or is nothing
 * at all, is as dark as the end. */
START_TEST(a_field_in_decades_is_told_by_its_logarithm)
{
    float values[] = { 0, 1, 1000, NAN, 1e-9f, -4 };
    struct exhibit_mark  marks[] = { { "T1", 0 }, { "T\"2", 0.5 } };
    struct exhibit_field field = { .title = "t", .unit = "ug/ml", .columns = 2, .rows = 3,
                                   .x_most = 1, .y_most = 1, .value = values, .y_downwards = true,
                                   .is_logarithmic = true, .y_marks = marks, .y_mark_count = 2 };
    struct exhibits exhibits = { .fields = &field, .field_count = 1 };
    struct report   report = { .exhibits = &exhibits };
    struct bytes    data = { 0 };

    report_data_write(&data, &report);
    bytes_add(&data, "", 1);
    ck_assert(json_is_valid(data.at, strlen(data.at)));
    ck_holds(data.at, "\"down\":true,\"log\":true");
    ck_holds(data.at, "\"value\":[0.001,1000]");
    ck_holds(data.at, "\"y_marks\":[{\"name\":\"T1\",\"at\":0},{\"name\":\"T\\\"2\",\"at\":0.5}]");
    ck_holds(data.at, "\"pixels\":\"AQAAgP//AAABAAEA\"");     /* 1, 32768, 65535, 0, 1, 1 */
    bytes_free(&data);
}
END_TEST

START_TEST(a_chart_is_told_with_its_band_and_limits)
{
    double x[] = { 0, 1.5, 3 }, y[] = { 1, NAN, 1.0 / 3 }, low[] = { 0.5, 1, 0.1 },
           high[] = { 2, 3, INFINITY };
    struct exhibit_curve curves[] = { { .name = "C5", .note = "n", .x = x, .y = y, .low = low,
                                        .high = high, .count = 3 },
                                      { .name = "T4", .x = x, .y = y, .low = low, .count = 3 } };
    struct exhibit_limit limits[] = { { "toxic", 2.5, true } };
    struct exhibit_mark  marks[] = { { "C5", 1 } };
    struct exhibit_chart charts[] = {
        { .title = "nothing", .curves = NULL },
        { .title = "c", .x_name = "t / h", .y_name = "c", .unit = "ug/ml", .curves = curves,
          .curve_count = 2, .limits = limits, .limit_count = 1, .x_marks = marks,
          .x_mark_count = 1 },
    };
    struct exhibits exhibits = { .charts = charts, .chart_count = 2 };
    struct report   report = { .exhibits = &exhibits };
    struct bytes    data = { 0 };

    report_data_write(&data, &report);
    bytes_add(&data, "", 1);
    ck_assert(json_is_valid(data.at, strlen(data.at)));
    ck_holds(data.at, "\"charts\":[\n{\"title\":\"c\",\"x_name\":\"t / h\",\"y_name\":\"c\","
                      "\"unit\":\"ug/ml\",\"log\":false,\"x\":[0,3]");
    ck_holds(data.at, "\"x_marks\":[{\"name\":\"C5\",\"at\":1}]");
    ck_holds(data.at, "\"limits\":[{\"name\":\"toxic\",\"at\":2.5,\"unverified\":true}]");
    ck_holds(data.at, "{\"name\":\"C5\",\"note\":\"n\",\"x\":[0,1.5,3],\"y\":[1,null,0.333333],"
                      "\"low\":[0.5,1,0.1],\"high\":[2,3,null]}");
    ck_holds(data.at, "{\"name\":\"T4\",\"note\":\"\",\"x\":[0,1.5,3],\"y\":[1,null,0.333333],"
                      "\"low\":null,\"high\":null}");
    ck_assert_ptr_null(strstr(data.at, "nothing"));
    bytes_free(&data);
}
END_TEST

/* What the axes of a chart of one curve from `low` to `high` span, with one limit. */
static const struct { const char *story; double low, high, limit; bool is_logarithmic; double least, most; } spans[] = {
    { "even, from zero",           0,    10,   NAN,  false, 0,      10.6 },
    { "even, zero is near",        2,    10,   NAN,  false, 0,      10.6 },
    { "even, zero is far",         90,   100,  NAN,  false, 89.4,   100.6 },
    { "even, below zero",          -10,  10,   NAN,  false, -11.2,  11.2 },
    { "even, one value",           4,    4,    NAN,  false, 2,      6 },
    { "even, a limit above",       0,    10,   20,   false, 0,      21.2 },
    { "even, a limit far above",   0,    10,   60,   false, 0,      10.6 },
    { "decades",                   0.02, 30,   NAN,  true,  0.01,   100 },
    { "decades, six at most",      1e-9, 100,  NAN,  true,  1e-4,   100 },
    { "decades, nothing is low",   0,    100,  NAN,  true,  10,     1000 },
    { "decades, one value",        100,  100,  NAN,  true,  10,     1000 },
    { "decades, a limit above",    1,    10,   500,  true,  1,      1000 },
    { "decades, one far above",    1,    10,   5000, true,  1,      10 },
    { "decades, one below zero",   1,    10,   -1,   true,  1,      10 },
};

START_TEST(the_axis_of_a_chart_spans_its_curves_and_near_limits)
{
    double x[] = { 0, 1 }, y[] = { spans[_i].low, spans[_i].high };
    struct exhibit_curve curve = { .x = x, .y = y, .count = 2 };
    struct exhibit_limit limit = { .at = spans[_i].limit };
    struct exhibit_chart chart = { .curves = &curve, .curve_count = 1, .limits = &limit,
                                   .limit_count = isnan(limit.at) ? 0u : 1u,
                                   .is_logarithmic = spans[_i].is_logarithmic };
    struct exhibit_range range = exhibit_chart_y(&chart);

    ck_assert_msg(fabs(range.least - spans[_i].least) <= 1e-9 * fmax(1, fabs(spans[_i].least)),
                  "%s: from %g", spans[_i].story, range.least);
    ck_assert_msg(fabs(range.most - spans[_i].most) <= 1e-9 * fmax(1, fabs(spans[_i].most)),
                  "%s: to %g", spans[_i].story, range.most);
}
END_TEST

START_TEST(hostile_names_of_exhibits_stay_texts)
{
    struct exhibits exhibits;
    char           *text;

    sample_infusion_make(&exhibits);
    hostile_into(exhibits.fields[0].y_marks[0].name, sizeof exhibits.fields[0].y_marks[0].name);
    hostile_into(exhibits.charts[0].title, sizeof exhibits.charts[0].title);
    hostile_into(exhibits.charts[0].unit, sizeof exhibits.charts[0].unit);
    hostile_into(exhibits.charts[0].curves[0].name, sizeof exhibits.charts[0].curves[0].name);
    hostile_into(exhibits.charts[0].curves[0].note, sizeof exhibits.charts[0].curves[0].note);
    hostile_into(exhibits.charts[0].limits[0].name, sizeof exhibits.charts[0].limits[0].name);
    hostile_into(exhibits.charts[2].x_marks[3].name, sizeof exhibits.charts[2].x_marks[3].name);
    sample.report.exhibits = &exhibits;
    text = html_of(&sample.report);
    ck_assert_int_eq(occurrences(text, "<script>"), 4);
    ck_assert_ptr_null(strstr(text, "<img"));
    ck_assert_int_eq(occurrences(text, "</script>"), 5);     /* and the one of the data */
    free(text);
    exhibits_free(&exhibits);
}
END_TEST

START_TEST(a_run_that_could_not_be_run_has_a_page)
{
    struct report report = { .title = "broken", .verdict = VERDICT_ERROR,
                             .error = "broken.lua:3: '=' expected", .events_lost = 7 };
    char *text = html_of(&report);

    ck_holds(text, "<header class=\"error\">");
    ck_holds(text, "broken.lua:3: &#39;=&#39; expected");
    ck_holds(text, "Nothing was judged.");
    ck_holds(text, "7 later events");
    free(text);
}
END_TEST

/* ---- exhibits ---- */

START_TEST(exhibits_give_back_what_they_own)
{
    struct exhibits none = { 0 };

    exhibits_free(NULL);
    exhibits_free(&none);
    exhibits_free(&none);
}
END_TEST

/* ---- writing ---- */

static const char *const unwritable[] = { "/dev/full", "/no/such/folder/report.html", "/" };

START_TEST(an_unwritable_path_is_a_sentence_that_names_it)
{
    struct why why = { "" };

    ck_assert_int_eq(report_write_html(&sample.report, unwritable[_i], &why), ERR_IO);
    ck_assert_msg(strstr(why.text, unwritable[_i]) != NULL, "%s", why.text);
    ck_assert_msg(strstr(why.text, "give a folder") != NULL, "%s", why.text);
    ck_assert_int_eq(report_write_manifest(&sample.report, unwritable[_i], NULL), ERR_IO);
}
END_TEST

START_TEST(a_full_disk_leaves_the_old_page_and_nothing_half)
{
    struct rlimit small = { 5000, 5000 };
    struct why    why = { "" };
    char         *text;

    scratch_write(scratch.path, "the page of yesterday");
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    ck_assert_int_eq(report_write_html(&sample.report, scratch.path, &why), ERR_IO);
    ck_assert_msg(strstr(why.text, scratch.path) != NULL, "%s", why.text);
    text = scratch_read(scratch.path, NULL);
    ck_assert_str_eq(text, "the page of yesterday");
    ck_assert_uint_eq(scratch_files(&scratch), 1);
    free(text);
}
END_TEST

START_TEST(the_same_report_gives_the_same_bytes)
{
    char *first = html_of(&sample.report), *second = html_of(&sample.report);

    ck_assert_str_eq(first, second);
    ck_assert_uint_eq(scratch_files(&scratch), 1);
    free(first);
    free(second);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("report");
    TCase *plain = tcase_create("data"), *tests = tcase_create("report");

    tcase_add_test(plain, a_field_is_told_in_sixteen_bits);
    tcase_add_test(plain, a_field_in_decades_is_told_by_its_logarithm);
    tcase_add_test(plain, a_chart_is_told_with_its_band_and_limits);
    tcase_add_loop_test(plain, the_axis_of_a_chart_spans_its_curves_and_near_limits, 0,
                        COUNT(spans));
    tcase_add_test(plain, a_trace_is_told_in_units_of_its_last_decimal);
    tcase_add_test(plain, exhibits_give_back_what_they_own);
    suite_add_tcase(all, plain);

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_manifest_has_every_field);
    tcase_add_test(tests, a_manifest_of_hostile_and_missing_texts_is_still_json);
    tcase_add_test(tests, a_page_says_what_was_judged_without_its_script);
    tcase_add_test(tests, a_page_needs_no_network_and_names_the_scripts_it_may_run);
    tcase_add_test(tests, a_page_begins_with_how_its_headline_went);
    tcase_add_test(tests, a_course_of_many_changes_keeps_its_times_and_not_its_spans);
    tcase_add_test(tests, hostile_texts_stay_texts);
    tcase_add_test(tests, hostile_names_of_exhibits_stay_texts);
    tcase_add_test(tests, what_a_page_draws_is_json_that_may_stand_in_a_page);
    tcase_add_test(tests, a_run_that_could_not_be_run_has_a_page);
    tcase_add_loop_test(tests, an_unwritable_path_is_a_sentence_that_names_it, 0,
                        COUNT(unwritable));
    tcase_add_test(tests, a_full_disk_leaves_the_old_page_and_nothing_half);
    tcase_add_test(tests, the_same_report_gives_the_same_bytes);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
