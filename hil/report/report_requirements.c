#include "report_requirements.h"

#include "hil/judge/judge.h"
#include "hil/time_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- in which order ---- */

enum rank { RANK_SPOILS, RANK_GAP, RANK_COVERED, RANK_TESTED, RANK_IDLE, RANK_COUNT };

static bool is_tested(const struct judge_result *result)
{
    return result->is_monitored && result->verdict != VERDICT_VACUOUS;
}

static enum rank rank_of(const struct judge_result *result)
{
    if (result->weight != VERDICT_PASS)
        return RANK_SPOILS;
    if (result->is_gap)
        return RANK_GAP;
    if (result->is_covered)
        return RANK_COVERED;
    return is_tested(result) ? RANK_TESTED : RANK_IDLE;
}

/* Of those that spoil the run the fails come first. */
static bool is_at(const struct judge_result *result, int place)
{
    if (place == 0)
        return result->weight == VERDICT_FAIL;
    return result->weight != VERDICT_FAIL && (int)rank_of(result) == place - 1;
}

const struct judge_result *report_requirements_first(const struct report *report)
{
    for (size_t i = 0; report->judge && i < judge_count(report->judge); i++)
        if (judge_at(report->judge, i)->weight == VERDICT_FAIL)
            return judge_at(report->judge, i);
    return NULL;
}

/* ---- small pieces ---- */

static void element(struct bytes *out, const char *open, const char *text, const char *close)
{
    bytes_text(out, open);
    bytes_html(out, text);
    bytes_text(out, close);
}

/* The formula as it is printed, to be freed; NULL without memory. */
static char *formula_text(const struct requirement *requirement)
{
    const struct formula_node *root = formula_root(requirement->formula);
    size_t                     size = formula_print(root, NULL, 0) + 1;
    char                      *text = malloc(size);

    if (text)
        formula_print(root, text, size);
    return text;
}

static const char *unit_of(const struct judge_result *result)
{
    const struct signal *signal = result->state.because_signal;

    return signal ? unit_printed(signal->unit) : "";
}

/* ---- the drawing ---- */

/* "tip.temp_c <= 93": its signal and 93; false where it is not that simple. */
static bool limit_of(const struct judge_result *result, double *limit)
{
    const struct formula_node *node = result->state.because, *right = node ? node->child[1] : NULL;
    double                     sign = 1;

    if (!right || !result->state.because_signal || result->state.because_signal->labels)
        return false;
    if (right->kind == FORMULA_NEGATIVE) {
        sign = -1;
        right = right->child[0];
    }
    *limit = sign * right->number;
    return right->kind == FORMULA_NUMBER;
}

/* What the page's script draws of a fail: from its trigger to its decision, and its limit. */
static void drawing_attributes(struct bytes *out, const struct report *report,
                               const struct judge_result *result)
{
    double limit;

    if (result->verdict != VERDICT_FAIL)
        return;
    bytes_format(out, " data-from=\"%.6f\"", judge_t_s(report->judge, result->state.at_tick));
    if (!limit_of(result, &limit))
        return;
    bytes_text(out, " data-signal=\"");
    bytes_html(out, result->state.because_signal->name);
    bytes_format(out, "\" data-limit=\"%.17g\"", limit);
}

/* ---- the table ---- */

static void verdict_cell(struct bytes *out, const struct judge_result *result)
{
    static const char *const marks[] = {
        [VERDICT_PASS] = "&#10003;", [VERDICT_FAIL] = "&#10005;", [VERDICT_VACUOUS] = "&#9675;",
        [VERDICT_INCONCLUSIVE] = "?", [VERDICT_ERROR] = "!",
    };
    enum verdict verdict = result->verdict;
    bool         is_gap = result->is_gap && verdict == VERDICT_FAIL;
    const char  *known = is_gap ? "known gap" : verdict_name(verdict);
    const char  *name = result->requirement ? known : "unknown";

    bytes_format(out, "<td><span class=\"chip %s\"><b aria-hidden=\"true\">%s</b>%s</span></td>",
                 is_gap ? "vacuous" : verdict_name(verdict), marks[verdict], name);
}

static void details_write(struct bytes *out, const struct judge_result *result)
{
    const struct requirement *requirement = result->requirement;
    char                     *formula = formula_text(requirement);

    bytes_text(out, "<details><summary>formula and source</summary><code>");
    bytes_html(out, formula ? formula : formula_source(requirement->formula));
    element(out, "</code><p>Source: ", requirement->source, "</p>");
    element(out, "<p>Why: ", requirement->rationale, "</p>");
    element(out, "<p>Alarm priority: ", requirement_priority_labels[requirement->priority], ". ");
    element(out, "Written at ", requirement->file, "");
    bytes_format(out, ":%d</p></details>", requirement->line);
    free(formula);
}

static void what_cell(struct bytes *out, const struct judge_result *result)
{
    const struct requirement *requirement = result->requirement;

    element(out, "<td class=\"what\"><strong>", result->id, " ");
    bytes_html(out, requirement ? requirement->title : "");
    bytes_text(out, "</strong>");
    if (result->is_covered)
        bytes_text(out, "<em class=\"tag\">covered</em>");
    if (requirement && requirement->unverified)
        element(out, "<em class=\"tag unverified\">unverified: ", requirement->unverified, "</em>");
    element(out, "<span>", result->why, "</span>");
    if (result->is_gap)
        element(out, result->weight == VERDICT_FAIL
                         ? "<span><b>Listed as a gap, but it did not fail:</b> "
                         : "<span><b>Known gap:</b> ", result->gap_reason, "</span>");
    if (requirement)
        details_write(out, result);
    bytes_text(out, "</td>");
}

static void number_cells(struct bytes *out, const struct report *report,
                         const struct judge_result *result)
{
    const struct property_state *state = &result->state;
    double                       decided_s = judge_t_s(report->judge, state->decided_tick);
    char                         when[TIME_TEXT_SIZE];

    if (isfinite(state->margin)) {
        bytes_format(out, "<td class=\"number\">%.4g ", state->margin);
        element(out, "", unit_of(result), "</td>");
    } else {
        bytes_text(out, "<td class=\"number\">&ndash;</td>");
    }
    if (state->slack_ticks >= 0)
        bytes_format(out, "<td class=\"number\">%.4g s</td>",
                     (double)state->slack_ticks * report->tick_s);
    else
        bytes_text(out, "<td class=\"number\">&ndash;</td>");
    if (result->is_monitored)
        bytes_format(out, "<td class=\"number\">%ld</td>", state->fired);
    else
        bytes_text(out, "<td class=\"number\">&ndash;</td>");
    time_text(decided_s, when);
    if (is_tested(result) && isfinite(decided_s) && decided_s <= report->simulated_s)
        bytes_format(out, "<td class=\"number\" data-t=\"%.6f\">%s</td>", decided_s, when);
    else
        bytes_text(out, "<td class=\"number\">&ndash;</td>");
}

static void row_write(struct bytes *out, const struct report *report,
                      const struct judge_result *result)
{
    bool is_gap = result->is_gap && result->verdict == VERDICT_FAIL;

    bytes_format(out, "<tr class=\"%s%s\" data-verdict=\"%s\"",
                 is_gap ? "vacuous" : verdict_name(result->verdict),
                 rank_of(result) == RANK_IDLE ? " idle" : "",
                 is_gap ? "vacuous" : verdict_name(result->verdict));
    drawing_attributes(out, report, result);
    bytes_text(out, ">");
    verdict_cell(out, result);
    what_cell(out, result);
    number_cells(out, report, result);
    bytes_text(out, "</tr>\n");
}

void report_requirements_summary(struct bytes *out, const struct report *report)
{
    size_t monitored = 0, tested = 0, passed = 0;

    for (size_t i = 0; i < judge_count(report->judge); i++) {
        const struct judge_result *result = judge_at(report->judge, i);

        monitored += result->is_monitored;
        tested += is_tested(result);
        passed += is_tested(result) && result->verdict == VERDICT_PASS;
    }
    bytes_format(out, "%zu monitored, %zu put to the test, %zu pass", monitored, tested, passed);
}

void report_requirements_write(struct bytes *out, const struct report *report)
{
    if (!report->judge || judge_count(report->judge) == 0)
        return;
    bytes_text(out, "<section id=\"requirements\">\n<h2>Requirements</h2>\n<p class=\"summary\">");
    report_requirements_summary(out, report);
    element(out, ". Files: SHA-256 <code>", report->requirements_sha256,
            "</code></p>\n<table>\n<thead><tr><th>verdict</th><th>what is owed, and why it was "
            "answered so</th><th class=\"number\">margin</th><th class=\"number\">slack</th>"
            "<th class=\"number\">rows that fired it</th><th class=\"number\">decided</th></tr>"
            "</thead>\n<tbody>\n");
    for (int place = 0; place <= RANK_COUNT; place++)
        for (size_t i = 0; i < judge_count(report->judge); i++)
            if (is_at(judge_at(report->judge, i), place))
                row_write(out, report, judge_at(report->judge, i));
    bytes_text(out, "</tbody>\n</table>\n</section>\n");
}

/* ---- the manifest ---- */

static void text_member(struct bytes *out, const char *name, const char *value)
{
    bytes_format(out, ", \"%s\": ", name);
    bytes_json_text(out, value);
}

static void number_member(struct bytes *out, const char *name, double value)
{
    bytes_format(out, ", \"%s\": ", name);
    bytes_json_number(out, value);
}

static void manifest_result(struct bytes *out, const struct report *report,
                            const struct judge_result *result)
{
    const struct property_state *state = &result->state;
    const struct requirement    *requirement = result->requirement;

    bytes_text(out, "{\"id\": ");
    bytes_json_text(out, result->id);
    text_member(out, "title", requirement ? requirement->title : NULL);
    text_member(out, "verdict", verdict_name(result->verdict));
    text_member(out, "weight", verdict_name(result->weight));
    bytes_format(out, ", \"monitored\": %s, \"covered\": %s",
                 result->is_monitored ? "true" : "false", result->is_covered ? "true" : "false");
    text_member(out, "gap", result->gap_reason);
    number_member(out, "margin", state->margin);
    text_member(out, "unit", state->because_signal ? state->because_signal->unit : NULL);
    number_member(out, "slack_s", state->slack_ticks < 0
                                      ? NAN : (double)state->slack_ticks * report->tick_s);
    bytes_format(out, ", \"fired\": %ld", state->fired);
    number_member(out, "at_s", judge_t_s(report->judge, state->at_tick));
    number_member(out, "decided_s", judge_t_s(report->judge, state->decided_tick));
    text_member(out, "why", result->why);
    text_member(out, "formula", requirement ? formula_source(requirement->formula) : NULL);
    text_member(out, "source", requirement ? requirement->source : NULL);
    text_member(out, "unverified", requirement ? requirement->unverified : NULL);
    text_member(out, "priority",
                requirement ? requirement_priority_labels[requirement->priority] : NULL);
    bytes_text(out, "}");
}

void report_requirements_manifest(struct bytes *out, const struct report *report)
{
    size_t count = report->judge ? judge_count(report->judge) : 0;

    bytes_text(out, ",\n  \"requirements\": [");
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, i ? ",\n    " : "\n    ");
        manifest_result(out, report, judge_at(report->judge, i));
    }
    bytes_text(out, "]");
}
