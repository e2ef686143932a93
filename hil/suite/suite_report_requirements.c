#include "suite_report_inside.h"

#include "hil/picture/picture_axis.h"
#include "hil/report/report_template.h"

#include <math.h>
#include <string.h>

#define CASES_SHOWN 3       /* of those that cover a requirement; the others can be opened */

static void section_open(struct bytes *out, const char *id, const char *title, const char *note)
{
    bytes_format(out, "<section id=\"%s\">\n<h2>%s<small>%s</small></h2>\n", id, title, note);
}

/* ---- requirements ---- */

/* A cell that sorts by its number. */
static void number_cell_open(struct bytes *out, double value)
{
    bytes_text(out, "<td class=\"number\"");
    if (isfinite(value))
        bytes_format(out, " data-v=\"%.9g\"", value);
    bytes_text(out, ">");
}

static void measure_cell(struct bytes *out, const struct suite *suite, double value,
                         const char *unit, size_t index)
{
    number_cell_open(out, value);
    suite_page_measure(out, value, unit);
    if (isfinite(value)) {
        bytes_text(out, "<small>");
        suite_page_case_link(out, suite, index);
        bytes_text(out, "</small>");
    }
    bytes_text(out, "</td>");
}

static void covering_cell(struct bytes *out, const struct suite *suite,
                          const struct matrix_row *row)
{
    size_t told = 0;

    bytes_format(out, "<td data-v=\"%zu\">%s", row->covered_by, row->covered_by ? "" : "no case");
    for (size_t i = 0; i < suite->case_count; i++) {
        if (!suite_case_covers(&suite->cases[i], row->requirement->id))
            continue;
        if (told == CASES_SHOWN)
            bytes_format(out, "<details><summary>and %zu more</summary>",
                         row->covered_by - CASES_SHOWN);
        bytes_text(out, told == 0 || told == CASES_SHOWN ? "" : "<br>");
        suite_page_case_link(out, suite, i);
        told++;
    }
    bytes_text(out, told > CASES_SHOWN ? "</details></td>" : "</td>");
}

static void title_cell(struct bytes *out, const struct requirement *requirement)
{
    bytes_text(out, "<td>");
    bytes_html(out, requirement->title);
    if (requirement->unverified) {
        bytes_text(out, " <span class=\"mark\" title=\"");
        bytes_html(out, requirement->unverified);
        bytes_text(out, "\">unverified</span>");
    }
    bytes_text(out, "<small>");
    bytes_html(out, requirement->source);
    if (requirement->unverified) {
        bytes_text(out, ". Unverified: ");
        bytes_html(out, requirement->unverified);
    }
    for (size_t i = 0; i < requirement->blind_count; i++) {
        bytes_text(out, i ? "; " : ". Blind to ");
        bytes_html(out, requirement->blind_to[i].knob);
        bytes_text(out, ": ");
        bytes_html(out, requirement->blind_to[i].reason);
    }
    bytes_text(out, "</small><code>");
    bytes_html(out, formula_source(requirement->formula));
    bytes_text(out, "</code></td>");
}

/* It failed only where a scenario says that it does: no failure of the suite. */
static bool is_known_gap(const struct matrix_row *row)
{
    return row->known_in > 0 && row->failed_in == 0;
}

static void requirement_row(struct bytes *out, const struct suite *suite,
                            const struct matrix_row *row)
{
    const struct requirement *requirement = row->requirement;

    bytes_format(out, "<tr class=\"%s\" id=\"r-",
                 is_known_gap(row) ? "vacuous" : verdict_name(row->verdict));
    bytes_html(out, requirement->id);
    bytes_text(out, "\"><td class=\"id\">");
    bytes_html(out, requirement->id);
    bytes_text(out, "</td>");
    title_cell(out, requirement);
    bytes_format(out, "<td data-v=\"%d\">%s</td><td>", -(int)requirement->priority,
                 requirement_priority_labels[requirement->priority]);
    if (is_known_gap(row))
        bytes_format(out, "<span class=\"chip vacuous\"><b aria-hidden=\"true\">%s</b>known gap"
                     "</span>", report_mark(VERDICT_FAIL));
    else
        report_chip_write(out, row->verdict);
    bytes_text(out, row->known_in && row->failed_in ? "<small>elsewhere a known gap</small></td>"
                                                    : "</td>");
    measure_cell(out, suite, row->margin, row->unit, row->margin_case);
    measure_cell(out, suite, row->slack_s, "s", row->slack_case);
    bytes_format(out, "<td class=\"number\">%zu</td>", row->fired_in);
    covering_cell(out, suite, row);
    bytes_text(out, "</tr>\n");
}

void suite_page_requirements(struct bytes *out, const struct suite_page *page)
{
    const struct matrix *matrix = &page->matrix;

    section_open(out, "requirements", "Requirements",
                 "margin and slack: the least over the cases where it was put to the test and met");
    bytes_text(out, "<table class=\"sortable\"><thead><tr><th>id</th><th>what is required, by "
               "whom, and the formula that judges it</th><th>priority</th><th>verdict</th>"
               "<th class=\"number\">least margin</th><th class=\"number\">least slack</th>"
               "<th class=\"number\">fired in</th><th>covered by</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < matrix->row_count; i++)
        requirement_row(out, page->suite, &matrix->rows[i]);
    if (matrix->row_count == 0)
        bytes_text(out, "<tr><td colspan=\"8\">No requirements were loaded.</td></tr>\n");
    bytes_text(out, "</tbody></table>\n</section>\n");
}

/* ---- gaps ---- */

static void gap_name(struct bytes *out, const struct suite *suite, const char *name)
{
    size_t index;

    if (suite_case_find(suite, name, &index))
        suite_page_case_link(out, suite, index);
    else
        bytes_html(out, name);
}

void suite_page_gaps(struct bytes *out, const struct suite_page *page)
{
    const struct matrix *matrix = &page->matrix;

    section_open(out, "gaps", "Gaps", "what this suite does not show");
    if (matrix->gap_count == 0) {
        bytes_text(out, "<p class=\"all-well\">None: every requirement is covered, was put to the "
                   "test and is met; every case covers one.</p>\n</section>\n");
        return;
    }
    bytes_text(out, "<table class=\"sortable\"><thead><tr><th>gap</th><th>requirement</th>"
               "<th>case</th><th>why</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < matrix->gap_count; i++) {
        const struct matrix_gap *gap = &matrix->gaps[i];
        bytes_format(out, "<tr><td class=\"tight\">%s</td><td class=\"id\">",
                     matrix_gap_labels[gap->kind]);
        suite_page_id_link(out, page->suite, gap->id);
        bytes_text(out, "</td><td>");
        gap_name(out, page->suite, gap->name);
        bytes_text(out, "</td><td>");
        bytes_html(out, gap->text);
        bytes_text(out, "</td></tr>\n");
    }
    bytes_text(out, "</tbody></table>\n</section>\n");
}

/* ---- against the last release ---- */

void suite_page_changes(struct bytes *out, const struct suite_page *page)
{
    const struct margin_changes *changes = page->changes;

    if (!changes || !changes->before[0])
        return;
    section_open(out, "changes", "Against the last release", "no verdict depends on it");
    bytes_text(out, "<p class=\"soft\">");
    bytes_html(out, changes->release);
    bytes_text(out, " against ");
    bytes_html(out, changes->before);
    bytes_format(out, ": margins and slacks that shrank by more than %.3g&nbsp;%%, and "
                 "requirements that are not tested any more.</p>\n", 100 * changes->share);
    if (changes->count == 0)
        bytes_text(out, "<p class=\"all-well\">None.</p>\n");
    for (size_t i = 0; i < changes->count; i++) {
        bytes_text(out, "<p class=\"alert vacuous\"><strong>warning</strong> ");
        suite_page_id_link(out, page->suite, changes->of[i].id);
        bytes_text(out, ": ");
        bytes_html(out, changes->of[i].text);
        bytes_text(out, "</p>\n");
    }
    bytes_text(out, "</section>\n");
}

/* ---- mutants ---- */

static void mutant_row(struct bytes *out, const struct json *mutant)
{
    const char *killer = json_as_text(json_member(mutant, "killed_by"), NULL);
    bool        is_done = json_as_truth(json_member(mutant, "done"), true);

    bytes_format(out, "<tr class=\"%s\"><td>%s</td><td>", killer ? "pass" : "fail",
                 killer    ? "killed"
                 : is_done ? "survived"
                           : "not run");
    bytes_html(out, json_as_text(json_member(mutant, "rig"), ""));
    bytes_text(out, "</td><td class=\"id\">");
    bytes_html(out, json_as_text(json_member(mutant, "name"), ""));
    bytes_text(out, "</td><td>");
    bytes_html(out, json_as_text(json_member(mutant, "text"), ""));
    bytes_text(out, "</td><td>");
    bytes_html(out, killer ? killer : "no case");
    bytes_text(out, "</td></tr>\n");
}

static size_t killed_count(const struct json *mutants)
{
    size_t killed = 0;

    for (size_t i = 0; i < json_count(mutants); i++)
        killed += json_as_text(json_member(json_item(mutants, i), "killed_by"), NULL) != NULL;
    return killed;
}

/* Survivors first: they are what is to be done. */
static void mutants_table(struct bytes *out, const struct json *mutants)
{
    bytes_text(out, "<table class=\"sortable\"><thead><tr><th>mutant</th><th>rig</th><th>name</th>"
               "<th>what is wrong with its firmware</th><th>killed by</th></tr></thead><tbody>\n");
    for (int are_killed = 0; are_killed < 2; are_killed++)
        for (size_t i = 0; i < json_count(mutants); i++) {
            const struct json *mutant = json_item(mutants, i);
            bool is_killed = json_as_text(json_member(mutant, "killed_by"), NULL) != NULL;
            if (is_killed == (are_killed != 0))
                mutant_row(out, mutant);
        }
    bytes_text(out, "</tbody></table>\n");
}

/* A score is worth something for the version that it was made with. */
static void other_version_say(struct bytes *out, const struct suite_page *page)
{
    const char *version = json_as_text(json_member(page->mutants, "version"), NULL);

    if (!version || strcmp(version, page->suite->version) == 0)
        return;
    bytes_text(out, "<p class=\"alert\">They were tried with painrig ");
    bytes_html(out, version);
    bytes_text(out, ", and the suite was run with ");
    bytes_html(out, page->suite->version);
    bytes_text(out, ": try them again.</p>\n");
}

void suite_page_mutants(struct bytes *out, const struct suite_page *page)
{
    const struct json *mutants = json_member(page->mutants, "mutants");
    size_t             all = json_count(mutants), killed = killed_count(mutants);

    if (!page->mutants && !page->mutants_why.text[0])
        return;
    section_open(out, "mutants", "Mutants", "firmware with one defect each, that the suite must "
                 "notice");
    if (page->mutants_why.text[0]) {
        bytes_text(out, "<p class=\"alert\">");
        bytes_html(out, page->mutants_why.text);
        bytes_text(out, "</p>\n");
    } else {
        bytes_format(out, "<p><strong>%zu of %zu killed", killed, all);
        if (all)
            bytes_format(out, " (%.1f&nbsp;%%)", 100 * (double)killed / (double)all);
        bytes_text(out, "</strong></p>\n");
        other_version_say(out, page);
        mutants_table(out, mutants);
    }
    bytes_text(out, "</section>\n");
}
