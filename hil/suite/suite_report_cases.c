#include "suite_report_inside.h"

#include "hil/page_link.h"
#include "hil/report/report_template.h"
#include "hil/suite/suite_reason.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define REASONS_SHOWN 8
#define SLOWEST_SHOWN 10

/* ---- what became of a case ---- */

static bool was_not_run(const struct suite *suite, size_t index)
{
    return !suite->is_done[index] && !suite->cases[index].refusal[0];
}

static void chip_of(struct bytes *out, const struct suite *suite, size_t index)
{
    if (was_not_run(suite, index))
        bytes_text(out, "<span class=\"chip inconclusive\"><b aria-hidden=\"true\">&ndash;</b>"
                   "not run</span>");
    else
        report_chip_write(out, suite_case_verdict(suite, index));
}

/* The case's own page, or else its folder, if they are there. */
static void papers_link(struct bytes *out, const struct suite_page *page, size_t index,
                        const char *text)
{
    static const char *const names[] = { "/report.html", "/" };
    const char              *folder = page->suite->outcomes[index].folder;
    char                     path[600];

    for (size_t i = 0; folder[0] && i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s%s", folder, names[i]);
        if (access(path, R_OK) != 0)
            continue;
        bytes_text(out, "<a href=\"");
        page_link(out, page->path, path);
        bytes_format(out, "\">%s</a>", text);
        return;
    }
}

/* ---- failures ---- */

static void reasons_list(struct bytes *out, const struct suite *suite, size_t index)
{
    struct suite_reason reason;
    size_t              n = 0;

    bytes_text(out, "<ul>\n");
    for (; suite_reason(suite, index, n, &reason) && n < REASONS_SHOWN; n++) {
        bytes_text(out, "<li><b>");
        if (reason.id[0])
            suite_page_id_link(out, suite, reason.what);
        else
            bytes_html(out, reason.what);
        bytes_text(out, "</b> ");
        bytes_html(out, reason.why);
        bytes_text(out, reason.where[0] ? " <span class=\"soft\">" : "");
        bytes_html(out, reason.where);
        bytes_text(out, reason.where[0] ? "</span></li>\n" : "</li>\n");
    }
    while (suite_reason(suite, index, n, &reason))
        n++;
    bytes_text(out, "</ul>\n");
    if (n > REASONS_SHOWN)
        bytes_format(out, "<p class=\"soft\">and %zu more</p>\n", n - REASONS_SHOWN);
}

static void failure_write(struct bytes *out, const struct suite_page *page, size_t index)
{
    const struct suite *suite = page->suite;

    bytes_format(out, "<div class=\"failure %s\"><h3>",
                 verdict_name(suite_case_verdict(suite, index)));
    chip_of(out, suite, index);
    suite_page_case_link(out, suite, index);
    bytes_text(out, "</h3>\n<p>");
    bytes_html(out, suite->cases[index].title);
    bytes_text(out, suite->cases[index].title[0] ? " &middot; " : "");
    papers_link(out, page, index, "its page");
    bytes_text(out, "</p>\n");
    reasons_list(out, suite, index);
    bytes_text(out, "</div>\n");
}

/* Cases that were not run have no story; the gaps have a row for each. */
void suite_page_failures(struct bytes *out, const struct suite_page *page)
{
    size_t told = 0;

    for (size_t i = 0; i < page->suite->case_count; i++) {
        size_t index = page->order[i];
        if (suite_case_verdict(page->suite, index) == VERDICT_PASS ||
            was_not_run(page->suite, index))
            continue;
        if (told++ == 0)
            bytes_text(out, "<section id=\"failures\">\n<h2>What did not pass</h2>\n");
        failure_write(out, page, index);
    }
    bytes_text(out, told ? "</section>\n" : "");
}

/* ---- all cases ---- */

static void attribute_tags(struct bytes *out, const struct suite_case *test)
{
    bytes_text(out, " data-tags=\"");
    for (size_t i = 0; i < test->tag_count; i++) {
        bytes_text(out, i ? " " : "");
        bytes_html(out, test->tags[i]);
    }
    bytes_text(out, "\"");
}

static void name_cell(struct bytes *out, const struct suite_page *page, size_t index)
{
    const struct suite_case *test = &page->suite->cases[index];

    bytes_text(out, "<td>");
    bytes_html(out, test->name);
    bytes_text(out, "<small>");
    bytes_html(out, test->title);
    for (size_t i = 0; i < test->tag_count; i++) {
        bytes_text(out, i ? " " : " &middot; ");
        bytes_html(out, test->tags[i]);
    }
    bytes_text(out, "</small></td>");
}

static void covers_cell(struct bytes *out, const struct suite *suite, size_t index)
{
    const struct suite_case *test = &suite->cases[index];

    bytes_text(out, "<td>");
    for (size_t i = 0; i < test->cover_count; i++) {
        bytes_text(out, i ? " " : "");
        suite_page_id_link(out, suite, test->covers[i]);
    }
    bytes_text(out, test->cover_count ? "</td>" : "nothing</td>");
}

static void measured_write(struct bytes *out, const struct outcome_requirement *found)
{
    bytes_text(out, "<li>");
    bytes_html(out, found->id);
    if (found->verdict != VERDICT_PASS)
        bytes_format(out, " %s", verdict_name(found->verdict));
    if (isfinite(found->margin)) {
        bytes_text(out, " ");
        suite_page_measure(out, found->margin, found->unit);
    }
    if (isfinite(found->slack_s)) {
        bytes_text(out, ", slack ");
        suite_page_measure(out, found->slack_s, "s");
    }
    bytes_text(out, "</li>");
}

/* What was put to the test here, with margins; sorts by how many. */
static void tested_cell(struct bytes *out, const struct run_outcome *outcome)
{
    size_t fired = 0;

    for (size_t i = 0; i < outcome->requirement_count; i++)
        fired += outcome->requirements[i].fired > 0;
    bytes_format(out, "<td data-v=\"%zu\">", fired);
    if (fired == 0) {
        bytes_text(out, "none</td>");
        return;
    }
    bytes_format(out, "<details><summary>%zu</summary><ul class=\"measures\">", fired);
    for (size_t i = 0; i < outcome->requirement_count; i++)
        if (outcome->requirements[i].fired > 0)
            measured_write(out, &outcome->requirements[i]);
    bytes_text(out, "</ul></details></td>");
}

static void seconds_cell(struct bytes *out, double seconds)
{
    bytes_text(out, "<td class=\"number\"");
    if (isfinite(seconds))
        bytes_format(out, " data-v=\"%.6g\"", seconds);
    bytes_text(out, ">");
    suite_page_seconds(out, seconds);
    bytes_text(out, "</td>");
}

static void case_row(struct bytes *out, const struct suite_page *page, size_t index)
{
    const struct suite *suite = page->suite;
    const char         *verdict = verdict_name(suite_case_verdict(suite, index));

    bytes_format(out, "<tr class=\"%s\" data-verdict=\"%s\" id=\"c%zu\"", verdict, verdict, index);
    attribute_tags(out, &suite->cases[index]);
    bytes_text(out, "><td>");
    chip_of(out, suite, index);
    bytes_text(out, "</td>");
    name_cell(out, page, index);
    seconds_cell(out, suite->is_done[index] ? suite->outcomes[index].simulated_s : NAN);
    seconds_cell(out, suite->is_done[index] ? suite->outcomes[index].wall_s : NAN);
    tested_cell(out, &suite->outcomes[index]);
    covers_cell(out, suite, index);
    bytes_text(out, "<td>");
    papers_link(out, page, index, "page");
    bytes_text(out, "</td></tr>\n");
}

void suite_page_cases(struct bytes *out, const struct suite_page *page)
{
    bytes_text(out, "<section id=\"cases\">\n<h2>Cases<small>those that did not pass first"
               "</small></h2>\n<table class=\"sortable\"><thead><tr><th>verdict</th><th>case</th>"
               "<th class=\"number\">simulated</th><th class=\"number\">computed in</th>"
               "<th>tested</th><th>covers</th><th>more</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < page->suite->case_count; i++)
        case_row(out, page, page->order[i]);
    bytes_text(out, "</tbody></table>\n</section>\n");
}

/* ---- the slowest ---- */

/* The slowest of those that are quicker than `below`, or as quick and behind it in order. */
static bool slower_find(const struct suite *suite, double below, size_t after, size_t *found)
{
    bool has_one = false;

    for (size_t i = 0; i < suite->case_count; i++) {
        double wall_s = suite->outcomes[i].wall_s;
        if (!suite->is_done[i] || !isfinite(wall_s) || wall_s > below ||
            (wall_s == below && i <= after) ||
            (has_one && wall_s <= suite->outcomes[*found].wall_s))
            continue;
        *found = i;
        has_one = true;
    }
    return has_one;
}

void suite_page_slowest(struct bytes *out, const struct suite_page *page)
{
    const struct suite *suite = page->suite;
    double              below = INFINITY;
    size_t              index = 0;

    bytes_text(out, "<section id=\"slowest\">\n<h2>The slowest</h2>\n<table><thead><tr>"
               "<th>case</th><th class=\"number\">computed in</th><th class=\"number\">simulated"
               "</th><th class=\"number\">times real time</th></tr></thead><tbody>\n");
    for (size_t n = 0; n < SLOWEST_SHOWN && slower_find(suite, below, index, &index); n++) {
        const struct run_outcome *outcome = &suite->outcomes[index];
        below = outcome->wall_s;
        bytes_text(out, "<tr><td>");
        suite_page_case_link(out, suite, index);
        bytes_text(out, "</td>");
        seconds_cell(out, outcome->wall_s);
        seconds_cell(out, outcome->simulated_s);
        bytes_text(out, "<td class=\"number\">");
        if (outcome->wall_s > 0 && isfinite(outcome->simulated_s))
            bytes_format(out, "%.0f", outcome->simulated_s / outcome->wall_s);
        bytes_text(out, "</td></tr>\n");
    }
    bytes_text(out, "</tbody></table>\n</section>\n");
}
