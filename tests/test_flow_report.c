/* What comes of a record of flow: tables read with their sentences, occlusions, a run's own log,
 * tables and charts. */
#include "hil/flow/flow_read.h"
#include "hil/flow/flow_report.h"
#include "hil/json.h"
#include "hil/rig/flow_log.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ reading */

static const struct flow_columns plain = { .density_g_per_ml = 0.998 };

static enum err read_text(const char *text, const struct flow_columns *columns,
                          struct flow_rows *rows, bool *is_weighed, struct why *why)
{
    struct scratch scratch = scratch_make("samples.csv");
    enum err       err;

    scratch_write(scratch.path, text);
    err = flow_read(scratch.path, columns, rows, is_weighed, why);
    scratch_drop(&scratch);
    return err;
}

static const struct {
    const char *story, *text; struct flow_columns columns; double t_s, mass_g; bool is_weighed;
}
tables[] = {
    { "seconds and grams", "t_s,mass_g\n0,0\n30,0.5\n", { .density_g_per_ml = 1 }, 30, 0.5, true },
    { "minutes, comments, CR LF", "# by hand\r\ntime_min,mass_g\r\n0,0\r\n\r\n1.5,0.25\r\n", { .density_g_per_ml = 1 },
      90, 0.25, true },
    { "milligrams by name", "t_s,beaker_mg\n0,0\n30,500\n", { .mass = "beaker_mg", .density_g_per_ml = 1 }, 30, 0.5,
      true },
    { "a volume by the density", "note,t_s,out_ul\nx,0,0\ny,30,500\n", { .mass = "out_ul", .density_g_per_ml = 0.8 }, 30,
      0.4, false },
    { "a trace", "t_s,balance.mass_g\ns,g\n0.00,0\n30.00,0.5\n# end tick_s=0.01\n", { .density_g_per_ml = 1 }, 30, 0.5,
      true },
    { "a trace's volume", "t_s,drive.delivered_ul\ns,ul\n0.00,0\n30.00,500\n# end tick_s=0.01\n",
      { .mass = "drive.delivered_ul", .density_g_per_ml = 0.8 }, 30, 0.4, false },
};

START_TEST(a_table_and_a_trace_are_read)
{
    struct flow_rows rows = { .count = 0 };
    struct why       why = { "" };
    bool             is_weighed = !tables[_i].is_weighed;

    ck_assert_msg(read_text(tables[_i].text, &tables[_i].columns, &rows, &is_weighed, &why)
                  == ERR_OK, "%s: %s",
                  tables[_i].story, why.text);
    ck_assert_uint_eq(rows.count, 2);
    ck_assert_double_eq_tol(rows.t_s[1], tables[_i].t_s, 1e-12);
    ck_assert_double_eq_tol(rows.mass_g[1], tables[_i].mass_g, 1e-12);
    ck_assert_int_eq(is_weighed, tables[_i].is_weighed);
    flow_rows_free(&rows);
}
END_TEST

START_TEST(an_empty_cell_is_unknown)
{
    struct flow_columns columns = { .pressure = "line_mmHg", .alarm = "alarm",
                                    .density_g_per_ml = 1 };
    struct flow_rows    rows = { .count = 0 };
    struct why          why = { "" };
    bool                is_weighed;

    ck_assert_msg(read_text("t_s,mass_g,line_mmHg,alarm\n0,1,100,0\n1,,,1\n", &columns, &rows,
                            &is_weighed, &why)
                  == ERR_OK, "%s", why.text);
    ck_assert(isnan(rows.mass_g[1]) && isnan(rows.pressure_kpa[1]));
    ck_assert_double_eq_tol(rows.pressure_kpa[0], 13.3322387415, 1e-9);
    ck_assert_double_eq(rows.alarm[1], 1);
    flow_rows_free(&rows);
}
END_TEST

static const struct { const char *text; const char *mass, *part; } unreadable[] = {
    { "",                              NULL,       "there is nothing in it" },
    { "t_s,mass\n0,1\n",               NULL,       "did you mean 'mass'" },
    { "time,mass_g\n0,1\n",            NULL,       "no column 't_s'" },
    { "t_s,mass_g\n0,1\n1\n",          NULL,       "samples.csv:3: this row has not as many cells" },
    { "t_s,mass_g\n0,1\n1,2g\n",       NULL,       "samples.csv:3: a cell is no number" },
    { "t_s,mass_g\n0,1\n0,2\n",        NULL,       "samples.csv:3: time stands still" },
    { "t_s,mass_g\n,1\n",              NULL,       "samples.csv:2: time stands still" },
    { "t_s,mass_lb\n0,1\n",            "mass_lb",  "mass_lb is in lb: give a mass in g or mg" },
    { "t_s,balance.mas_g\ns,g\n0,1\n", NULL,       "did you mean 'balance.mas_g'" },
    { "t_s,a.b\ns,kPa\n0,1\n",         "a.b",      "a.b is in kPa: give a mass" },
};

START_TEST(what_cannot_be_read_is_refused_with_its_line)
{
    struct flow_columns columns = plain;
    struct flow_rows    rows = { .count = 0 };
    struct why          why = { "" };
    bool                is_weighed;

    columns.mass = unreadable[_i].mass;
    ck_assert_int_ne(read_text(unreadable[_i].text, &columns, &rows, &is_weighed, &why), ERR_OK);
    ck_assert_msg(strstr(why.text, unreadable[_i].part) != NULL, "%s", why.text);
    ck_assert_ptr_null(rows.t_s);
}
END_TEST

/* ------------------------------------------------------------------ occlusion */

#define ROWS 601u

/* Closed at 100 s: 0.5 kPa a second, an alarm and a stop at 160 s; opened at 300 s: 0.2 ml comes
 * out in 20 s. */
static void occluded(struct flow_rows *rows)
{
    static double t_s[ROWS], mass_g[ROWS], kpa[ROWS], alarm[ROWS];

    for (size_t i = 0; i < ROWS; i++) {
        t_s[i] = (double)i;
        mass_g[i] = i < 100 ? 0.001 * (double)i : 0.1;
        kpa[i] = i < 100 ? 2 : i < 160 ? 2 + 0.5 * (double)(i - 100)
               : i < 300 ? 32 - 0.01 * (double)(i - 160) : 0;
        alarm[i] = i >= 160;
        if (i > 300)
            mass_g[i] = 0.1 + 0.2 * fmin(1, (double)(i - 300) / 20);
    }
    *rows = (struct flow_rows){ .t_s = t_s, .mass_g = mass_g, .pressure_kpa = kpa, .alarm = alarm,
                                .count = ROWS };
}

static const struct flow_occlusion_setup closed = { .occluded_s = 100, .released_s = 300,
                                                    .bolus_s = 60, .density_g_per_ml = 0.998 };

START_TEST(an_occlusion_has_its_alarm_its_pressure_and_its_bolus)
{
    struct flow_rows            rows;
    struct flow_occlusion       occlusion;
    struct flow_occlusion_setup setup = closed;
    struct why                  why = { "" };

    occluded(&rows);
    ck_assert_msg(flow_occlusion(&rows, &setup, &occlusion, &why) == ERR_OK, "%s", why.text);
    ck_assert_double_eq_tol(occlusion.alarm_s, 60, 1e-9);
    ck_assert_double_eq_tol(occlusion.alarm_kpa, 32, 1e-9);
    ck_assert_double_eq_tol(occlusion.peak_kpa, 32, 1e-9);
    ck_assert_double_eq_tol(occlusion.peak_s, 60, 1e-9);
    ck_assert_double_eq_tol(occlusion.bolus_ml, 0.2 / 0.998, 1e-9);
    setup.running_ml_per_h = 3.6;
    ck_assert_int_eq(flow_occlusion(&rows, &setup, &occlusion, &why), ERR_OK);
    ck_assert_double_eq_tol(occlusion.bolus_ml, 0.2 / 0.998 - 0.06, 1e-9);
}
END_TEST

START_TEST(what_nobody_measured_is_unknown)
{
    struct flow_rows            rows;
    struct flow_occlusion       occlusion;
    struct flow_occlusion_setup setup = closed;

    occluded(&rows);
    rows.alarm = rows.pressure_kpa = NULL;
    setup.released_s = (double)NAN;
    ck_assert_int_eq(flow_occlusion(&rows, &setup, &occlusion, NULL), ERR_OK);
    ck_assert(!occlusion.is_alarm_watched);
    ck_assert(isnan(occlusion.alarm_s) && isnan(occlusion.peak_kpa) && isnan(occlusion.bolus_ml));
}
END_TEST

static const struct { double occluded_s, released_s, bolus_s; const char *part; } absurd[] = {
    { 700, 800, 60,  "closed at 700 s, and the rows are from 0 to 600 s" },
    { 100, 90,  60,  "before it was closed" },
    { 100, 580, 60,  "the rows end at 600 s" },
    { 200, 300, 60,  "the alarm stands before the line is closed" },
};

START_TEST(times_that_cannot_be_are_refused)
{
    struct flow_occlusion_setup setup = { .occluded_s = absurd[_i].occluded_s,
                                          .released_s = absurd[_i].released_s,
                                          .bolus_s = absurd[_i].bolus_s, .density_g_per_ml = 1 };
    struct flow_rows      rows;
    struct flow_occlusion occlusion;
    struct why            why = { "" };

    occluded(&rows);
    ck_assert_int_eq(flow_occlusion(&rows, &setup, &occlusion, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, absurd[_i].part) != NULL, "%s", why.text);
}
END_TEST

/* ------------------------------------------------------------------ a run's own log */

static struct flow_log log_of_run;
static struct exhibits exhibits;

static void set_up(void)
{
    ck_assert_int_eq(flow_log_open(&log_of_run), ERR_OK);
    memset(&exhibits, 0, sizeof exhibits);
}

static void tear_down(void)
{
    flow_log_close(&log_of_run);
    exhibits_free(&exhibits);
}

/* At a rate, every 0.7 s, as a balance of 0.1 mg would show it; *g goes on. */
static void weigh(double from_s, double to_s, double ml_per_h, double *g)
{
    for (double t_s = from_s; t_s < to_s; t_s += 0.7) {
        *g += ml_per_h * 0.7 / 3600;
        flow_log_note(&log_of_run, t_s, round(*g * 1e4) / 1e4, ml_per_h);
    }
}

static const struct exhibit_chart *chart_of(const char *file)
{
    for (size_t i = 0; i < exhibits.chart_count; i++)
        if (strcmp(exhibits.charts[i].file, file) == 0)
            return &exhibits.charts[i];
    return NULL;
}

START_TEST(a_run_on_a_balance_shows_its_curves)
{
    const struct exhibit_chart *trumpet;
    double                      g = 0;

    weigh(5, 1805, 10, &g);
    ck_assert_int_eq(flow_log_show(&log_of_run, 1, &exhibits, NULL), ERR_OK);
    trumpet = chart_of("flow_trumpet");
    ck_assert_ptr_nonnull(trumpet);
    ck_assert_ptr_nonnull(chart_of("flow_startup"));
    ck_assert_uint_eq(trumpet->curve_count, 2);
    ck_assert_uint_eq(trumpet->curves[0].count, 5);             /* 1 .. 19 min fit half an hour */
    for (size_t i = 0; i < 5; i++)
        ck_assert_double_eq_tol(trumpet->curves[0].y[i], 0, 0.2);
    ck_assert(exhibits.tables[0].is_first);
    ck_assert_ptr_nonnull(strstr(exhibits.tables[0].title, "flow error in all of it, 10 ml/h"));
}
END_TEST

START_TEST(the_longest_stretch_at_one_rate_is_kept)
{
    double g = 0;

    weigh(0, 300, 7, &g);
    weigh(300, 1500, 10, &g);
    weigh(1500, 1800, 0, &g);
    weigh(1800, 2200, 5, &g);
    ck_assert_int_eq(flow_log_show(&log_of_run, 1, &exhibits, NULL), ERR_OK);
    ck_assert_ptr_nonnull(strstr(exhibits.tables[0].title, "10 ml/h"));
    ck_assert_str_eq(exhibits.tables[1].cells[1][0], "samples");
    ck_assert_ptr_nonnull(strstr(exhibits.tables[1].cells[1][1], "40 every 30 s"));
}
END_TEST

START_TEST(a_gap_ends_a_stretch_and_a_tick_without_mass_does_not)
{
    double g = 0;

    weigh(0, 600, 10, &g);
    flow_log_note(&log_of_run, 600.5, (double)NAN, 10);
    weigh(601, 900, 10, &g);
    ck_assert_uint_eq(log_of_run.now.count, 30);
    weigh(931, 1000, 10, &g);
    ck_assert_uint_eq(log_of_run.best.count, 30);
}
END_TEST

START_TEST(nothing_is_shown_of_nothing)
{
    double g = 0;

    ck_assert_int_eq(flow_log_show(&log_of_run, 1, &exhibits, NULL), ERR_OK);
    weigh(0, 50, 10, &g);
    ck_assert_int_eq(flow_log_show(&log_of_run, 1, &exhibits, NULL), ERR_OK);
    ck_assert_uint_eq(exhibits.chart_count + exhibits.table_count, 0);
}
END_TEST

START_TEST(a_day_is_all_that_is_kept)
{
    for (double t_s = 0; t_s < 100000; t_s += 20)
        flow_log_note(&log_of_run, t_s, 1e-3 * t_s, 3.6);
    ck_assert_uint_eq(log_of_run.now.count, FLOW_LOG_SAMPLES);
}
END_TEST

/* A window of 1 min at 12 ml/h holds 0.2 g: half a percent of it is 1 mg. */
static const struct { double digit_g; bool is_coarse; } digits[] = {
    { 0.0001, false }, { 0.00099, false }, { 0.00101, true }, { 0.01, true }, { (double)NAN, false },
};

START_TEST(a_balance_is_too_coarse_from_half_a_percent_of_the_window_on)
{
    struct flow_setup  setup = { .rate_ml_per_h = 12, .sample_s = 30, .density_g_per_ml = 1,
                                 .buoyancy = 1 };
    double             mass_g[61];
    struct flow_plan   plan;
    struct flow_report report;

    for (size_t i = 0; i < sizeof mass_g / sizeof *mass_g; i++)
        mass_g[i] = 0.1 * (double)i;
    ck_assert_int_eq(flow_plan_make(FLOW_TEST_SYRINGE, 30, 0, 60, true, &plan, NULL), ERR_OK);
    ck_assert_int_eq(flow_report_make(&setup, &plan, mass_g, 61, digits[_i].digit_g, &report, NULL),
                     ERR_OK);
    ck_assert(flow_report_is_coarse(&report) == digits[_i].is_coarse);
}
END_TEST

/* ------------------------------------------------------------------ JSON */

START_TEST(the_json_has_what_the_tables_have)
{
    struct flow_setup  setup = { .rate_ml_per_h = 36, .sample_s = 30, .density_g_per_ml = 1,
                                 .buoyancy = 1 };
    struct flow_plan   plan;
    struct flow_report report;
    double             mass_g[21];
    struct scratch     scratch = scratch_make("flow.json");
    struct why         why = { "" };
    struct json       *json = NULL;
    FILE              *file;
    char              *text;
    size_t             count;
    const struct json *period;

    for (size_t i = 0; i < COUNT(mass_g); i++)
        mass_g[i] = 0.303 * (double)i;
    ck_assert_int_eq(flow_plan_make(FLOW_TEST_SYRINGE, 30, 0, 20, true, &plan, &why), ERR_OK);
    ck_assert_int_eq(flow_report_make(&setup, &plan, mass_g, 21, 0.001, &report, &why), ERR_OK);
    report.test = FLOW_TEST_SYRINGE;
    file = fopen(scratch.path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(flow_report_json(file, &report, &why), ERR_OK);
    fclose(file);
    text = scratch_read(scratch.path, &count);
    ck_assert_msg(json_parse(&json, text, count, &why) == ERR_OK, "%s", why.text);
    period = json_item(json_member(json, "periods"), 0);
    ck_assert_double_eq_tol(json_as_number(json_member(period, "mean_error_pct"), 99), 1, 1e-9);
    ck_assert_uint_eq(json_count(json_member(period, "windows")), 3);
    json_free(json);
    free(text);
    scratch_drop(&scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flow_report");
    TCase *tests = tcase_create("flow_report"), *logs = tcase_create("flow_log");

    tcase_add_loop_test(tests, a_table_and_a_trace_are_read, 0, (int)COUNT(tables));
    tcase_add_test(tests, an_empty_cell_is_unknown);
    tcase_add_loop_test(tests, what_cannot_be_read_is_refused_with_its_line, 0,
                        (int)COUNT(unreadable));
    tcase_add_test(tests, an_occlusion_has_its_alarm_its_pressure_and_its_bolus);
    tcase_add_test(tests, what_nobody_measured_is_unknown);
    tcase_add_loop_test(tests, times_that_cannot_be_are_refused, 0, (int)COUNT(absurd));
    tcase_add_loop_test(tests, a_balance_is_too_coarse_from_half_a_percent_of_the_window_on, 0,
                        (int)(sizeof digits / sizeof *digits));
    tcase_add_test(tests, the_json_has_what_the_tables_have);
    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(logs, set_up, tear_down);
    tcase_add_test(logs, a_run_on_a_balance_shows_its_curves);
    tcase_add_test(logs, the_longest_stretch_at_one_rate_is_kept);
    tcase_add_test(logs, a_gap_ends_a_stretch_and_a_tick_without_mass_does_not);
    tcase_add_test(logs, nothing_is_shown_of_nothing);
    tcase_add_test(logs, a_day_is_all_that_is_kept);
    suite_add_tcase(suite, logs);
    return suite_run(suite);
}
