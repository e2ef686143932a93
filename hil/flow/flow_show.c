/* flow_show.c - flow accuracy as tables and charts. */
#include "flow_report.h"

#include "base/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PUT(to, ...) snprintf(to, sizeof to, __VA_ARGS__)

/* ------------------------------------------------------------------ tables */

/* Never "-0.000". */
static double shown(double pct) { return fabs(pct) < 5e-4 ? 0 : pct; }

static enum err windows_table(const struct flow_report *report, size_t period,
                              struct exhibits *exhibits)
{
    static const char *const heads[] = { "window", "windows", "Ep(max)", "first at", "Ep(min)",
                                         "first at" };
    const struct flow_period *of = &report->plan.periods[period];
    struct exhibit_table     *table;
    char                      title[96];

    PUT(title, "flow error in %s, %.4g ml/h: mean %s %+.3f %%", of->name,
        report->setup.rate_ml_per_h, of->mean_name, shown(report->mean_pct[period]));
    TRY(exhibits_add_table(exhibits, title, 6, report->plan.window_count + 1, &table));
    table->is_first = period == 0;
    for (size_t i = 0; i < 6; i++)
        exhibit_cell(table, 0, i, "%s", heads[i]);
    for (size_t i = 0; i < report->plan.window_count; i++) {
        const struct flow_window *window = &report->windows[period][i];
        exhibit_cell(table, i + 1, 0, "%g min", window->window_s / S_PER_MIN);
        exhibit_cell(table, i + 1, 1, "%zu", window->count);
        exhibit_cell(table, i + 1, 2, "%+.3f %%", shown(window->most_pct));
        exhibit_cell(table, i + 1, 3, "%zu", window->most_at);
        exhibit_cell(table, i + 1, 4, "%+.3f %%", shown(window->least_pct));
        exhibit_cell(table, i + 1, 5, "%zu", window->least_at);
    }
    return ERR_OK;
}

/* A row of the second table. */
static void fact(struct exhibit_table *table, size_t row, const char *what, const char *value)
{
    exhibit_cell(table, row, 0, "%s", what);
    exhibit_cell(table, row, 1, "%s", value);
}

static enum err facts_table(const struct flow_report *report, struct exhibits *exhibits)
{
    const struct flow_setup *setup = &report->setup;
    struct exhibit_table    *table;
    char                     text[EXHIBIT_CELL_SIZE];

    TRY(exhibits_add_table(exhibits, "how the flow was measured", 2, 8, &table));
    fact(table, 0, "what", "value");
    PUT(text, "%zu every %g s, %.4g h", report->count, setup->sample_s,
        setup->sample_s * (double)(report->count - 1) / S_PER_HOUR);
    fact(table, 1, "samples", text);
    PUT(text, "%g g/ml", setup->density_g_per_ml);
    fact(table, 2, "density", text);
    PUT(text, "%g mg/h, %s", setup->evaporation_mg_per_h,
        setup->evaporation_mg_per_h > 0 ? "corrected" : "none taken off");
    fact(table, 3, "evaporation", text);
    PUT(text, setup->buoyancy == 1 ? "not corrected" : "%+.3f %%", 100 * (setup->buoyancy - 1));
    fact(table, 4, "buoyancy", text);
    PUT(text, "%.3g .. %.3g ml/h", report->startup.least_ml_per_h, report->startup.most_ml_per_h);
    fact(table, 5, "flow at start-up", report->plan.startup_last > 0 ? text : "not tested");
    PUT(text, isnan(report->settled_s) ? "never" : "from %.1f min on",
        report->settled_s / S_PER_MIN);
    fact(table, 6, "2 min means within 10 %", text);
    PUT(text, isnan(report->digit_g) ? "not known" : "%.3g mg, %.2g %% of the shortest window%s",
        1000 * report->digit_g, 100 * report->digit_share,
        flow_report_is_coarse(report) ? ": too coarse for it" : "");
    fact(table, 7, "one digit of the balance", text);
    return ERR_OK;
}

static void known_put(struct exhibit_table *table, size_t row, const char *what,
                      const char *format, double value)
{
    exhibit_cell(table, row, 0, "%s", what);
    if (isnan(value))
        exhibit_cell(table, row, 1, "not known");
    else
        exhibit_cell(table, row, 1, format, value);
}

static enum err occlusion_table(const struct flow_occlusion *occlusion, struct exhibits *exhibits)
{
    struct exhibit_table *table;

    TRY(exhibits_add_table(exhibits, "what the pump did with a closed line", 2, 5, &table));
    fact(table, 0, "what", "value");
    if (isnan(occlusion->alarm_s))
        fact(table, 1, "alarm", occlusion->is_alarm_watched ? "none" : "not watched");
    else
        known_put(table, 1, "alarm", "after %.1f s", occlusion->alarm_s);
    known_put(table, 2, "pressure at the alarm", "%.2f kPa", occlusion->alarm_kpa);
    known_put(table, 3, "peak pressure", "%.2f kPa", occlusion->peak_kpa);
    known_put(table, 4, "release bolus", "%.4f ml", occlusion->bolus_ml);
    return ERR_OK;
}

/* ------------------------------------------------------------------ charts */

static enum err chart_add(struct exhibits *exhibits, size_t curves, struct exhibit_chart **out)
{
    struct exhibit_chart *grown = realloc(exhibits->charts,
                                          (exhibits->chart_count + 1) * sizeof *grown);

    if (!grown)
        return ERR_MEMORY;
    exhibits->charts = grown;
    *out = &grown[exhibits->chart_count];
    memset(*out, 0, sizeof **out);
    (*out)->curves = calloc(curves, sizeof *(*out)->curves);
    exhibits->chart_count++;
    return (*out)->curves ? ERR_OK : ERR_MEMORY;
}

static enum err curve_add(struct exhibit_chart *chart, const char *name, size_t count,
                          struct exhibit_curve **out)
{
    struct exhibit_curve *curve = &chart->curves[chart->curve_count++];

    PUT(curve->name, "%s", name);
    curve->x = calloc(count, sizeof *curve->x);
    curve->y = calloc(count, sizeof *curve->y);
    if (!curve->x || !curve->y)
        return ERR_MEMORY;
    curve->count = count;
    *out = curve;
    return ERR_OK;
}

static enum err limit_set(struct exhibit_chart *chart, const char *name, double at)
{
    chart->limits = calloc(1, sizeof *chart->limits);
    if (!chart->limits)
        return ERR_MEMORY;
    chart->limit_count = 1;
    PUT(chart->limits[0].name, "%s", name);
    chart->limits[0].at = at;
    return ERR_OK;
}

static enum err startup_chart(const struct flow_report *report, struct exhibits *exhibits)
{
    struct exhibit_chart *chart;
    struct exhibit_curve *curve;

    if (report->plan.startup_last == 0)
        return ERR_OK;
    TRY(chart_add(exhibits, 1, &chart));
    PUT(chart->title, "start-up: flow in samples of %g s", report->setup.sample_s);
    PUT(chart->x_name, "t / min");
    PUT(chart->y_name, "flow / (ml/h)");
    PUT(chart->unit, "ml/h");
    PUT(chart->file, "flow_startup");
    TRY(limit_set(chart, "set rate", report->setup.rate_ml_per_h));
    TRY(curve_add(chart, "flow", report->plan.startup_last, &curve));
    for (size_t i = 0; i < curve->count; i++) {
        curve->x[i] = report->setup.sample_s * ((double)i + 0.5) / S_PER_MIN;
        curve->y[i] = flow_rate(&report->setup, report->mass_g, i + 1);
    }
    return ERR_OK;
}

static enum err trumpet_curve(const struct flow_report *report, size_t period, bool is_most,
                              struct exhibit_chart *chart)
{
    struct exhibit_curve *curve;
    char                  name[48];

    PUT(name, "Ep(%s), %s", is_most ? "max" : "min", report->plan.periods[period].name);
    TRY(curve_add(chart, name, report->plan.window_count, &curve));
    for (size_t i = 0; i < curve->count; i++) {
        const struct flow_window *window = &report->windows[period][i];
        curve->x[i] = window->window_s / S_PER_MIN;
        curve->y[i] = is_most ? window->most_pct : window->least_pct;
    }
    return ERR_OK;
}

static enum err trumpet_chart(const struct flow_report *report, struct exhibits *exhibits)
{
    struct exhibit_chart *chart;
    char                  name[64];

    TRY(chart_add(exhibits, 2 * report->plan.period_count, &chart));
    PUT(chart->title, "trumpet curve at %.4g ml/h", report->setup.rate_ml_per_h);
    PUT(chart->x_name, "window / min");
    PUT(chart->y_name, "flow error / %%");
    PUT(chart->unit, "%%");
    PUT(chart->file, "flow_trumpet");
    PUT(name, "mean error %s", report->plan.periods[0].mean_name);
    TRY(limit_set(chart, name, report->mean_pct[0]));
    for (size_t period = 0; period < report->plan.period_count; period++) {
        TRY(trumpet_curve(report, period, true, chart));
        TRY(trumpet_curve(report, period, false, chart));
    }
    return ERR_OK;
}

static enum err all_show(const struct flow_report *report, struct exhibits *exhibits)
{
    for (size_t period = 0; period < report->plan.period_count; period++)
        TRY(windows_table(report, period, exhibits));
    TRY(facts_table(report, exhibits));
    if (report->has_occlusion)
        TRY(occlusion_table(&report->occlusion, exhibits));
    TRY(startup_chart(report, exhibits));
    return trumpet_chart(report, exhibits);
}

enum err flow_report_show(const struct flow_report *report, struct exhibits *exhibits,
                          struct why *why)
{
    enum err err = all_show(report, exhibits);

    return err == ERR_OK ? ERR_OK : why_say(why, err, "no memory for what is to be shown");
}

static enum err boluses_table(const struct flow_boluses *boluses, double set_ml,
                              struct exhibits *exhibits)
{
    struct exhibit_table *table;
    char                  title[96];

    PUT(title, "%zu boluses of %g ml: mean %.4f ml, %+.2f %%, from %+.2f to %+.2f %%",
        boluses->count, set_ml, boluses->mean_ml, boluses->mean_pct, boluses->least_pct,
        boluses->most_pct);
    TRY(exhibits_add_table(exhibits, title, 2, FLOW_BINS + 1, &table));
    table->is_first = true;
    fact(table, 0, "% of the command", "boluses");
    for (size_t i = 0; i < FLOW_BINS; i++) {
        exhibit_cell(table, i + 1, 0, "%s", flow_bin_labels[i]);
        exhibit_cell(table, i + 1, 1, "%zu", boluses->bins[i]);
    }
    return ERR_OK;
}

enum err flow_boluses_show(const struct flow_boluses *boluses, double set_ml,
                           struct exhibits *exhibits, struct why *why)
{
    enum err err = boluses_table(boluses, set_ml, exhibits);

    return err == ERR_OK ? ERR_OK : why_say(why, err, "no memory for what is to be shown");
}
