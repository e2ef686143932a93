#include "report.h"

#include "hil/bytes.h"
#include "hil/picture/picture_axis.h"
#include "hil/report/report_assets.h"
#include "hil/report/report_data.h"
#include "hil/report/report_glance.h"
#include "hil/report/report_instruments.h"
#include "hil/report/report_requirements.h"
#include "hil/report/report_template.h"
#include "hil/time_text.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define HALF_A_PAGE 60      /* characters of a table's row */

/* The page is hil/report/report_page.html, filled by what follows. */

/* ---- small pieces ---- */

static void html(struct bytes *out, const char *text)
{
    bytes_html(out, text ? text : "");
}

static void seconds_cell(struct bytes *out, double t_s, bool is_link)
{
    char when[TIME_TEXT_SIZE];

    time_text(t_s, when);
    if (!isfinite(t_s))
        bytes_text(out, "<td class=\"number\">&ndash;</td>");
    else if (is_link)
        bytes_format(out, "<td class=\"number\" data-t=\"%.6f\">%s</td>", t_s, when);
    else if (t_s < 3600)
        bytes_format(out, "<td class=\"number\">%g s</td>", t_s);
    else
        bytes_format(out, "<td class=\"number\">%s</td>", when);
}

static void text_cell(struct bytes *out, const char *class, const char *text)
{
    bytes_format(out, "<td class=\"%s\">", class);
    html(out, text);
    bytes_text(out, "</td>");
}

/* ---- slots ---- */

static void title_slot(struct bytes *out, const struct report *report)
{
    html(out, report->title);
}

static void verdict_slot(struct bytes *out, const struct report *report)
{
    bytes_text(out, verdict_name(report->verdict));
}

static void rig_slot(struct bytes *out, const struct report *report)
{
    html(out, report->rig_name);
}

static void version_slot(struct bytes *out, const struct report *report)
{
    html(out, report->version);
}

static void data_slot(struct bytes *out, const struct report *report)
{
    report_data_write(out, report);
}

static void mark_slot(struct bytes *out, const struct report *report)
{
    bytes_text(out, report_mark(report->verdict));
}

static void css_slot(struct bytes *out, const struct report *report)
{
    (void)report;
    bytes_add(out, report_page_css, report_page_css_size);
}

static const struct report_script scripts[] = {
    { report_page_js, &report_page_js_size }, { report_traces_js, &report_traces_js_size },
    { report_fields_js, &report_fields_js_size }, { report_charts_js, &report_charts_js_size },
};
#define SCRIPT_COUNT (sizeof scripts / sizeof scripts[0])

static void scripts_slot(struct bytes *out, const struct report *report)
{
    (void)report;
    report_scripts_write(out, scripts, SCRIPT_COUNT);
}

static void script_digests_slot(struct bytes *out, const struct report *report)
{
    (void)report;
    report_digests_write(out, scripts, SCRIPT_COUNT);
}

static void summary_slot(struct bytes *out, const struct report *report)
{
    static const enum verdict order[] = { VERDICT_ERROR, VERDICT_FAIL, VERDICT_INCONCLUSIVE,
                                          VERDICT_VACUOUS, VERDICT_PASS };
    const char *gap = "";

    if (report->judgement_count == 0)
        bytes_text(out, "Nothing was judged.");
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        size_t count = 0;
        for (size_t j = 0; j < report->judgement_count; j++)
            count += report->judgements[j].verdict == order[i];
        if (count == 0)
            continue;
        bytes_format(out, "%s<span class=\"count\">%zu %s</span>", gap, count,
                     verdict_name(order[i]));
        gap = " ";
    }
    if (!report->judge || judge_count(report->judge) == 0)
        return;
    bytes_text(out, "<br>Requirements: ");
    report_requirements_summary(out, report);
}

static void first_requirement_write(struct bytes *out, const struct judge_result *result)
{
    if (!result)
        return;
    bytes_text(out, "<p class=\"first\"><strong>");
    html(out, result->id);
    bytes_text(out, " ");
    html(out, result->requirement->title);
    bytes_text(out, "</strong><br>");
    html(out, result->why);
    bytes_text(out, "</p>");
}

/* The first judgement that spoils the run, said where nobody can miss it. */
static void first_slot(struct bytes *out, const struct report *report)
{
    for (size_t i = 0; i < report->judgement_count; i++) {
        const struct judgement *judgement = &report->judgements[i];
        if (judgement->verdict != VERDICT_FAIL && judgement->verdict != VERDICT_ERROR)
            continue;
        bytes_text(out, "<p class=\"first\"><strong>");
        html(out, judgement->what);
        bytes_text(out, "</strong><br>");
        html(out, judgement->why);
        bytes_text(out, "</p>");
        return;
    }
    first_requirement_write(out, report_requirements_first(report));
}

static void error_slot(struct bytes *out, const struct report *report)
{
    if (!report->error)
        return;
    bytes_text(out, "<p class=\"alert\" role=\"alert\"><strong>The run could not be "
                    "finished.</strong> ");
    html(out, report->error);
    bytes_text(out, "</p>");
}

static void durations_write(struct bytes *out, const struct report *report)
{
    double speed = report->simulated_s / report->wall_s;
    char   simulated[TIME_TEXT_SIZE];

    bytes_format(out, "<div><dt>seed</dt><dd>%" PRIu64 "</dd></div>\n", report->seed);
    if (report->tick_s >= 1)
        bytes_format(out, "<div><dt>tick</dt><dd>%g s</dd></div>\n", report->tick_s);
    else
        bytes_format(out, "<div><dt>tick</dt><dd>%g ms</dd></div>\n", report->tick_s * 1000);
    time_text(report->simulated_s, simulated);
    bytes_format(out, "<div><dt>simulated</dt><dd>%s</dd></div>\n", simulated);
    bytes_format(out, "<div><dt>computed in</dt><dd>%.3g s", report->wall_s);
    if (report->wall_s > 0 && report->simulated_s > 0)
        bytes_format(out, speed < 100   ? ", %.3g &times; real time"
                          : speed < 1e6 ? ", %.0f &times; real time"
                                        : ", %.3g million &times; real time",
                     speed < 1e6 ? speed : speed / 1e6);
    bytes_text(out, "</dd></div>\n");
}

static void facts_slot(struct bytes *out, const struct report *report)
{
    report_fact_write(out, "scenario", report->scenario_path);
    report_fact_write(out, "started", report->started_utc);
    report_fact_write(out, "rig", report->rig_name);
    report_fact_write(out, "host", report->host);
    report_fact_write(out, "painrig", report->version);
    durations_write(out, report);
    bytes_text(out, "<div class=\"wide\"><dt>scenario SHA-256</dt><dd><code>");
    html(out, report->scenario_sha256 ? report->scenario_sha256 : "unknown");
    bytes_text(out, "</code></dd></div>\n");
}

static void faults_write(struct bytes *out, const struct report *report)
{
    char text[FAULT_TEXT_MAX];

    if (!report->faults || report->faults->count == 0)
        return;
    bytes_text(out, "<table class=\"parameters\"><caption>Faults by a plan</caption><tbody>\n");
    for (size_t i = 0; i < report->faults->count; i++) {
        fault_print(&report->faults->faults[i], text);
        bytes_text(out, "<tr>");
        text_cell(out, "name", text);
        bytes_text(out, "</tr>\n");
    }
    bytes_text(out, "</tbody></table>\n");
}

static void parameters_slot(struct bytes *out, const struct report *report)
{
    faults_write(out, report);
    if (report->parameter_count == 0)
        return;
    bytes_text(out,
               "<table class=\"parameters\"><caption>Parameters</caption><thead><tr><th>name</th>"
               "<th class=\"number\">value</th><th class=\"number\">as "
               "written</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < report->parameter_count; i++) {
        const struct report_parameter *parameter = &report->parameters[i];
        bytes_text(out, parameter->value != parameter->rest ? "<tr class=\"changed\">" : "<tr>");
        text_cell(out, "name", parameter->name);
        bytes_format(out, "<td class=\"number\">%.10g</td><td class=\"number\">%.10g</td></tr>\n",
                     parameter->value, parameter->rest);
    }
    bytes_text(out, "</tbody></table>\n");
}

static void judgement_write(struct bytes *out, const struct judgement *judgement)
{
    bytes_format(out, "<tr class=\"%s\" data-verdict=\"%s\" data-from=\"%.6f\"><td>",
                 verdict_name(judgement->verdict), verdict_name(judgement->verdict),
                 isfinite(judgement->from_s) ? judgement->from_s : 0);
    report_chip_write(out, judgement->verdict);
    bytes_text(out, "</td><td class=\"what\"><strong>");
    html(out, judgement->what);
    bytes_text(out, "</strong><span>");
    html(out, judgement->why);
    bytes_text(out, "</span></td>");
    seconds_cell(out, judgement->t_s, true);
    seconds_cell(out, judgement->within_s, false);
    text_cell(out, "where", judgement->where);
    bytes_text(out, "</tr>\n");
}

static void requirements_slot(struct bytes *out, const struct report *report)
{
    report_requirements_write(out, report);
}

static void bench_slot(struct bytes *out, const struct report *report)
{
    report_instruments_html(out, report);
}

static void real_time_slot(struct bytes *out, const struct report *report)
{
    report_real_time_html(out, report->real_time);
}

static void judgements_slot(struct bytes *out, const struct report *report)
{
    for (size_t i = 0; i < report->judgement_count; i++)
        judgement_write(out, &report->judgements[i]);
    if (report->judgement_count == 0)
        bytes_text(out, "<tr><td colspan=\"5\">Nothing was judged.</td></tr>\n");
}

static void events_slot(struct bytes *out, const struct report *report)
{
    for (size_t i = 0; i < report->event_count; i++) {
        bytes_text(out, "<tr>");
        seconds_cell(out, report->events[i].t_s, true);
        text_cell(out, "kind", report->events[i].kind);
        text_cell(out, "", report->events[i].text);
        bytes_text(out, "</tr>\n");
    }
}

static void events_lost_slot(struct bytes *out, const struct report *report)
{
    if (report->events_lost > 0)
        bytes_format(out, "<p class=\"alert\">%zu later events had no room and were not kept.</p>",
                     report->events_lost);
}

/* Columns of numbers stand to the right; the first names what they are. A column of words, told by
 * its first cell, does not. */
static bool is_number_column(const struct exhibit_table *table, size_t column)
{
    return column > 0 && (table->rows < 2 || !isalpha((unsigned char)table->cells[1][column][0]));
}

/* As wide as the page, where half of it would break its words. */
static bool is_wide(const struct exhibit_table *table)
{
    size_t longest = 0;

    for (size_t row = 0; row < table->rows; row++) {
        size_t count = 0;
        for (size_t i = 0; i < table->columns && i < EXHIBIT_COLUMNS_MAX; i++)
            count += strlen(table->cells[row][i]) + 2;
        longest = count > longest ? count : longest;
    }
    return longest > HALF_A_PAGE;
}

static void table_row_write(struct bytes *out, const struct exhibit_table *table, size_t row)
{
    const char *cell = row == 0 ? "th" : "td";
    char        printed[PRINTED_SIZE];

    bytes_text(out, "<tr>");
    for (size_t i = 0; i < table->columns && i < EXHIBIT_COLUMNS_MAX; i++) {
        bytes_format(out, "<%s%s>", cell, is_number_column(table, i) ? " class=\"number\"" : "");
        html(out, text_as_printed(table->cells[row][i], printed));
        bytes_format(out, "</%s>", cell);
    }
    bytes_text(out, "</tr>\n");
}

static void table_write(struct bytes *out, const struct exhibit_table *table)
{
    char printed[PRINTED_SIZE];

    bytes_format(out, "<table class=\"exhibit%s\"><caption>", is_wide(table) ? " wide" : "");
    html(out, text_as_printed(table->title, printed));
    bytes_text(out, "</caption><thead>");
    for (size_t i = 0; i < table->rows; i++) {
        table_row_write(out, table, i);
        bytes_text(out, i == 0 ? "</thead><tbody>" : "");
    }
    bytes_text(out, table->rows ? "</tbody></table>\n" : "</thead></table>\n");
}

static void tables_write(struct bytes *out, const struct report *report, bool is_first)
{
    for (size_t i = 0; report->exhibits && i < report->exhibits->table_count; i++)
        if (report->exhibits->tables[i].is_first == is_first)
            table_write(out, &report->exhibits->tables[i]);
}

static void tables_slot(struct bytes *out, const struct report *report)
{
    tables_write(out, report, false);
}

static void glance_slot(struct bytes *out, const struct report *report)
{
    tables_write(out, report, true);
    report_glance_write(out, report);
}

/* ---- the page ---- */

static const struct slot {
    const char *name;
    void      (*write)(struct bytes *, const struct report *);
} slots[] = {
    { "title", title_slot },            { "verdict", verdict_slot },
    { "mark", mark_slot },              { "css", css_slot },
    { "scripts", scripts_slot },        { "data", data_slot },
    { "summary", summary_slot },        { "first", first_slot },
    { "error", error_slot },            { "facts", facts_slot },
    { "parameters", parameters_slot },  { "judgements", judgements_slot },
    { "events", events_slot },          { "events_lost", events_lost_slot },
    { "tables", tables_slot },          { "rig", rig_slot },
    { "glance", glance_slot },          { "requirements", requirements_slot },
    { "version", version_slot },        { "script_digests", script_digests_slot },
    { "real_time", real_time_slot },    { "bench", bench_slot },
};

static bool slot_fill(struct bytes *out, const void *report, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++)
        if (strlen(slots[i].name) == length && memcmp(slots[i].name, name, length) == 0) {
            slots[i].write(out, report);
            return true;
        }
    return false;
}

enum err report_write_html(const struct report *report, const char *path, struct why *why)
{
    struct report_slots filled = { slot_fill, report };
    struct bytes        out = { 0 };
    enum err            err = report_template_write(&out, report_page_html, &filled, why);

    if (err == ERR_OK)
        err = bytes_write_file(&out, path, why);
    bytes_free(&out);
    return err;
}
