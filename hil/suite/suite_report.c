#include "suite_papers.h"

#include "base/text.h"
#include "hil/picture/picture_axis.h"
#include "hil/report/report_assets.h"
#include "hil/report/report_template.h"
#include "hil/run_version.h"
#include "hil/suite/suite_reason.h"
#include "hil/suite/suite_report_inside.h"
#include "hil/time_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- small pieces ---- */

void suite_page_measure(struct bytes *out, double value, const char *unit)
{
    if (!isfinite(value)) {
        bytes_text(out, "&ndash;");
        return;
    }
    unit = unit_as_printed(unit_printed(unit));
    bytes_format(out, "%.4g%s", value, *unit ? "&nbsp;" : "");
    bytes_html(out, unit);
}

void suite_page_case_link(struct bytes *out, const struct suite *suite, size_t index)
{
    bytes_format(out, "<a href=\"#c%zu\">", index);
    bytes_html(out, suite->cases[index].name);
    bytes_text(out, "</a>");
}

void suite_page_id_link(struct bytes *out, const struct suite *suite, const char *id)
{
    bool is_known = suite->requirements && requirements_find(suite->requirements, id);

    if (is_known) {
        bytes_text(out, "<a href=\"#r-");
        bytes_html(out, id);
        bytes_text(out, "\">");
    }
    bytes_html(out, id);
    bytes_text(out, is_known ? "</a>" : "");
}

void suite_page_seconds(struct bytes *out, double seconds)
{
    char text[TIME_TEXT_SIZE];

    time_text(seconds, text);
    bytes_text(out, isfinite(seconds) ? text : "&ndash;");
}

/* ---- slots ---- */

static void title_slot(struct bytes *out, const struct suite_page *page)
{
    bytes_format(out, "Suite of %zu case%s", page->suite->case_count,
                 text_plural(page->suite->case_count));
}

static void verdict_slot(struct bytes *out, const struct suite_page *page)
{
    bytes_text(out, verdict_name(suite_whole_verdict(page->suite)));
}

static void mark_slot(struct bytes *out, const struct suite_page *page)
{
    bytes_text(out, report_mark(suite_whole_verdict(page->suite)));
}

static void css_slot(struct bytes *out, const struct suite_page *page)
{
    (void)page;
    bytes_add(out, report_page_css, report_page_css_size);
    bytes_add(out, report_suite_css, report_suite_css_size);
}

static const struct report_script script = { report_suite_js, &report_suite_js_size };

static void scripts_slot(struct bytes *out, const struct suite_page *page)
{
    (void)page;
    report_scripts_write(out, &script, 1);
}

static void script_digests_slot(struct bytes *out, const struct suite_page *page)
{
    (void)page;
    report_digests_write(out, &script, 1);
}

static void version_slot(struct bytes *out, const struct suite_page *page)
{
    bytes_html(out, page->suite->version);
}

/* Counted by what the cases are on this page, so that the counts add up to its title. */
static size_t count_of(const struct suite *suite, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < suite->case_count; i++)
        count += suite_case_verdict(suite, i) == verdict
              && (suite->is_done[i] || suite->cases[i].refusal[0]);
    return count;
}

static size_t not_run(const struct suite *suite)
{
    size_t count = 0;

    for (size_t i = 0; i < suite->case_count; i++)
        count += !suite->is_done[i] && !suite->cases[i].refusal[0];
    return count;
}

static void count_write(struct bytes *out, size_t count, const char *word)
{
    if (count > 0)
        bytes_format(out, "<span class=\"count\">%zu %s</span> ", count, word);
}

static void summary_slot(struct bytes *out, const struct suite_page *page)
{
    for (size_t i = 0; i < VERDICTS; i++)
        count_write(out, count_of(page->suite, verdicts_worst_first[i]),
                    verdict_name(verdicts_worst_first[i]));
    count_write(out, not_run(page->suite), "not run");
}

static size_t met_count(const struct matrix *matrix)
{
    size_t met = 0;

    for (size_t i = 0; i < matrix->row_count; i++)
        met += matrix->rows[i].verdict == VERDICT_PASS;
    return met;
}

/* What a reader of nothing else must know. */
static void headline_slot(struct bytes *out, const struct suite_page *page)
{
    const struct matrix *matrix = &page->matrix;

    bytes_text(out, "<p class=\"first\">");
    if (matrix->row_count)
        bytes_format(out, "%zu of %zu requirements put to the test and met", met_count(matrix),
                     matrix->row_count);
    else
        bytes_text(out, "No requirements were loaded: nothing is traced");
    if (matrix->gaps_of[MATRIX_GAP_KNOWN])
        bytes_format(out, "; %zu not met in some case, as is known",
                     matrix->gaps_of[MATRIX_GAP_KNOWN]);
    bytes_format(out, "; %zu gap%s.", matrix->gap_count, text_plural(matrix->gap_count));
    if (page->suite->is_stopped)
        bytes_text(out, " <strong>The suite was stopped before its end.</strong>");
    if (page->changes && page->changes->count) {
        bytes_format(out, " <strong>%zu warning%s against ", page->changes->count,
                     text_plural(page->changes->count));
        bytes_html(out, page->changes->before);
        bytes_text(out, ".</strong>");
    }
    bytes_text(out, "</p>\n");
}

static void hash_write(struct bytes *out, const char *name, const char *sha256)
{
    bytes_format(out, "<div class=\"wide\"><dt>%s</dt><dd><code>", name);
    bytes_html(out, sha256 && sha256[0] ? sha256 : "unknown");
    bytes_text(out, "</code></dd></div>\n");
}

static void facts_slot(struct bytes *out, const struct suite_page *page)
{
    const struct suite *suite = page->suite;
    double              simulated_s = 0;
    char                took[TIME_TEXT_SIZE + 40], simulated[TIME_TEXT_SIZE];

    for (size_t i = 0; i < suite->case_count; i++)
        if (suite->is_done[i] && isfinite(suite->outcomes[i].simulated_s))
            simulated_s += suite->outcomes[i].simulated_s;
    time_text(simulated_s, simulated);
    snprintf(took, sizeof took, "%.3g s, %d at a time", suite->wall_s, suite->jobs);
    report_fact_write(out, "host", suite->host);
    report_fact_write(out, "tester", suite->tester);
    report_fact_write(out, "started", suite->started_utc);
    report_fact_write(out, "painrig", suite->version);
    report_fact_write(out, "built with", run_compiler());
    report_fact_write(out, "computed in", took);
    report_fact_write(out, "simulated", simulated);
    hash_write(out, "SHA-256 of names, verdicts and traces", suite->sha256);
    hash_write(out, "SHA-256 of the requirements",
               suite->requirements ? requirements_sha256(suite->requirements) : "");
}

static void nav_slot(struct bytes *out, const struct suite_page *page)
{
    bytes_format(out, "<a href=\"#requirements\">requirements (%zu)</a> "
                 "<a href=\"#gaps\">gaps (%zu)</a> <a href=\"#cases\">cases (%zu)</a> "
                 "<a href=\"#slowest\">slowest</a>", page->matrix.row_count,
                 page->matrix.gap_count, page->suite->case_count);
}

static const struct slot {
    const char *name;
    void      (*write)(struct bytes *, const struct suite_page *);
} slots[] = {
    { "title", title_slot },                { "verdict", verdict_slot },
    { "mark", mark_slot },                  { "css", css_slot },
    { "scripts", scripts_slot },            { "script_digests", script_digests_slot },
    { "version", version_slot },            { "summary", summary_slot },
    { "headline", headline_slot },          { "facts", facts_slot },
    { "nav", nav_slot },                    { "failures", suite_page_failures },
    { "changes", suite_page_changes },      { "requirements", suite_page_requirements },
    { "gaps", suite_page_gaps },            { "mutants", suite_page_mutants },
    { "cases", suite_page_cases },          { "slowest", suite_page_slowest },
};

static bool slot_fill(struct bytes *out, const void *page, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++)
        if (strlen(slots[i].name) == length && memcmp(slots[i].name, name, length) == 0) {
            slots[i].write(out, page);
            return true;
        }
    return false;
}

/* ---- the page ---- */

/* Places of the cases, the worst verdict first; among equals in order of their names. */
static void order_make(const struct suite *suite, size_t *order)
{
    size_t count = 0;

    for (size_t i = 0; i < VERDICTS; i++)
        for (size_t j = 0; j < suite->case_count; j++)
            if (suite_case_verdict(suite, j) == verdicts_worst_first[i])
                order[count++] = j;
}

static void text_read(FILE *file, struct bytes *text)
{
    char   part[4096];
    size_t count;

    while ((count = fread(part, 1, sizeof part, file)) > 0)
        bytes_add(text, part, count);
}

/* mutants.json in the page's folder; that there is none says nothing. */
static void mutants_load(struct suite_page *page)
{
    const char  *slash = strrchr(page->path, '/');
    struct bytes text = { 0 };
    char         path[4096];
    FILE        *file;

    snprintf(path, sizeof path, "%.*smutants.json", slash ? (int)(slash + 1 - page->path) : 0,
             page->path);
    file = fopen(path, "r");
    if (!file)
        return;
    text_read(file, &text);
    fclose(file);
    if (json_parse(&page->mutants, text.at ? text.at : "", text.used, &page->mutants_why)
        != ERR_OK)
        why_prefix(&page->mutants_why, "mutants.json: ");
    bytes_free(&text);
}

static enum err page_write(const struct suite_page *page, struct why *why)
{
    struct report_slots filled = { slot_fill, page };
    struct bytes        out = { 0 };
    enum err            err = report_template_write(&out, report_suite_html, &filled, why);

    if (err == ERR_OK)
        err = bytes_write_file(&out, page->path, why);
    bytes_free(&out);
    return err;
}

enum err suite_report_write(const struct suite *suite, const struct margin_changes *changes,
                            const char *path, struct why *why)
{
    struct suite_page page = { .suite = suite, .changes = changes, .path = path };
    enum err          err = ERR_MEMORY;

    page.order = calloc(suite->case_count + 1, sizeof *page.order);
    if (page.order)
        err = matrix_make(&page.matrix, suite, why);
    if (err == ERR_OK) {
        order_make(suite, page.order);
        mutants_load(&page);
        err = page_write(&page, why);
    }
    json_free(page.mutants);
    matrix_free(&page.matrix);
    free(page.order);
    return err;
}
