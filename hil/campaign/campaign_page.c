/* The page of a campaign: one file, no script, in the style of a run's report. */
#include "campaign_papers.h"
#include "campaign_print.h"
#include "hil/evidence/evidence.h"
#include "hil/report/report_assets.h"
#include "hil/report/report_template.h"
#include "hil/run_version.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void cell(struct bytes *out, const char *text)
{
    bytes_text(out, "<td>");
    bytes_html(out, text);
    bytes_text(out, "</td>");
}

static void cell_count(struct bytes *out, size_t count)
{
    bytes_text(out, "<td class=\"number\">");
    if (count)
        bytes_format(out, "%zu", count);
    bytes_text(out, "</td>");
}

/* The id, and its title below. */
static void cell_requirement(struct bytes *out, const struct campaign *campaign, const char *id)
{
    const struct requirement *requirement = requirements_find(campaign->requirements, id);

    bytes_text(out, "<td>");
    bytes_html(out, id);
    if (requirement) {
        bytes_text(out, "<small>");
        bytes_html(out, requirement->title);
        bytes_text(out, "</small>");
    }
    bytes_text(out, "</td>");
}

static void head_cell(struct bytes *out, const char *text, bool is_number)
{
    bytes_text(out, is_number ? "<th class=\"number\">" : "<th>");
    bytes_html(out, text);
    bytes_text(out, "</th>");
}

static void fact_wide_write(struct bytes *out, const char *name, const char *text)
{
    bytes_format(out, "<div class=\"wide\"><dt>%s</dt><dd>", name);
    bytes_html(out, text);
    bytes_text(out, "</dd></div>\n");
}

/* Which painrig, on which machine, by whom, when, of which files. */
static void origin_write(struct bytes *out, const struct campaign *campaign)
{
    const struct run_outcome *sound = &campaign->sound;
    char                      text[300];

    report_fact_write(out, "begun", sound->started_utc);
    evidence_tester(campaign->setup->tester, text, sizeof text);
    report_fact_write(out, "tester", text);
    run_host_text(text, sizeof text);
    fact_wide_write(out, "host", text);
    fact_wide_write(out, "painrig", run_version());
    fact_wide_write(out, "scenario, sha256", sound->scenario_sha256);
    fact_wide_write(out, "requirements, sha256", sound->requirements_sha256);
}

static void top_write(struct bytes *out, const struct campaign *campaign)
{
    const char *verdict = verdict_name(campaign_verdict(campaign));
    char        text[1200];

    bytes_format(out, "<header class=\"%s\"><div class=\"badge\"><span>%zu/%zu</span>%s</div>"
                      "<div><h1>", verdict, campaign_count(campaign, VERDICT_PASS),
                 campaign->done_count, verdict);
    bytes_html(out, campaign->scenario.title);
    campaign_verdict_text(campaign, text, sizeof text);
    bytes_text(out, "</h1><p class=\"first\">");
    bytes_html(out, text);
    bytes_text(out, "</p></div></header>\n<dl class=\"facts\">");
    report_fact_write(out, "scenario", campaign->setup->path);
    report_fact_write(out, "rig", campaign->type->name);
    snprintf(text, sizeof text, "%llu", (unsigned long long)campaign->setup->seed);
    report_fact_write(out, "seed", text);
    report_fact_write(out, "control without a fault", "pass");
    campaign_control_text(campaign, text, sizeof text);
    fact_wide_write(out, "control with a bad device", text);
    snprintf(text, sizeof text, "%.16s", campaign->sha256);
    report_fact_write(out, "sha256 of all cases", text);
    snprintf(text, sizeof text, "%zu of %zu put to the test", campaign_tested(campaign),
             campaign->row_count);
    fact_wide_write(out, "requirements", text);
    origin_write(out, campaign);
    bytes_text(out, "</dl>\n");
}

static void coverage_write(struct bytes *out, const struct campaign *campaign)
{
    const char *states[CAMPAIGN_STATES];
    size_t      count = campaign_states(campaign, states);

    bytes_text(out, "<section><h2>Coverage: runs in which the fault came upon the device's state"
                    "</h2><table><tr>");
    head_cell(out, "fault", false);
    for (size_t s = 0; s < count; s++)
        head_cell(out, states[s], true);
    bytes_text(out, "</tr>\n");
    for (size_t k = 0; k < campaign->cases.knob_count; k++) {
        bytes_text(out, "<tr>");
        cell(out, campaign->cases.knobs[k]->name);
        for (size_t s = 0; s < count; s++)
            cell_count(out, campaign_covered(campaign, campaign->cases.knobs[k], states[s]));
        bytes_text(out, "</tr>\n");
    }
    bytes_text(out, "</table></section>\n");
}

static void least_cells(struct bytes *out, const struct campaign *campaign, double value,
                        const char *unit, size_t index)
{
    char text[80] = "", name[CAMPAIGN_NAME_MAX] = "";

    if (!isnan(value)) {
        snprintf(text, sizeof text, "%.4g %s", value, unit_printed(unit));
        campaign_case_name(&campaign->cases.of[index], name);
    }
    bytes_text(out, "<td class=\"number\">");
    bytes_html(out, text);
    bytes_text(out, "</td>");
    cell(out, name);
}

static void requirements_write(struct bytes *out, const struct campaign *campaign)
{
    static const char *const heads[] = { "requirement", "pass", "fail", "vacuous", "undecided",
                                         "known gap", "least margin", "in", "least slack", "in" };

    bytes_text(out, "<section><h2>Requirements</h2><table><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        head_cell(out, heads[i], i > 0 && i != 7 && i != 9);
    bytes_text(out, "</tr>\n");
    for (size_t i = 0; i < campaign->row_count; i++) {
        const struct campaign_row *row = &campaign->rows[i];

        bytes_text(out, row->counts[VERDICT_FAIL] ? "<tr class=\"fail\">"
                        : campaign_is_tested(row) ? "<tr>" : "<tr class=\"idle\">");
        cell_requirement(out, campaign, row->id);
        cell_count(out, row->counts[VERDICT_PASS]);
        cell_count(out, row->counts[VERDICT_FAIL]);
        cell_count(out, row->counts[VERDICT_VACUOUS]);
        cell_count(out, row->counts[VERDICT_INCONCLUSIVE] + row->counts[VERDICT_ERROR]);
        cell_count(out, row->gaps);
        least_cells(out, campaign, row->margin, row->unit, row->margin_case);
        least_cells(out, campaign, row->slack_s, "s", row->slack_case);
        bytes_text(out, "</tr>\n");
    }
    bytes_text(out, "</table></section>\n");
}

static void blind_row(struct bytes *out, const struct campaign *campaign,
                      const struct requirement *requirement, const struct requirement_blind *to)
{
    struct campaign_blind blind = campaign_blind(campaign, requirement->id, to->knob);

    if (blind.cases == 0)
        return;
    bytes_text(out, "<tr>");
    cell_requirement(out, campaign, requirement->id);
    cell(out, to->knob);
    cell_count(out, blind.failed);
    cell_count(out, blind.cases);
    cell(out, to->reason);
    bytes_text(out, "</tr>\n");
}

static void blind_write(struct bytes *out, const struct campaign *campaign)
{
    static const char *const heads[] = { "requirement", "blind to", "not met in", "of", "because" };

    bytes_text(out, "<section><h2>Known gaps, as the requirements tell them</h2><table><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        head_cell(out, heads[i], i == 2 || i == 3);
    bytes_text(out, "</tr>\n");
    for (size_t i = 0; i < campaign->row_count; i++) {
        const struct requirement *requirement = requirements_find(campaign->requirements,
                                                                  campaign->rows[i].id);

        for (size_t n = 0; requirement && n < requirement->blind_count; n++)
            blind_row(out, campaign, requirement, &requirement->blind_to[n]);
    }
    bytes_text(out, "</table></section>\n");
}

static void shrunk_write(struct bytes *out, const struct campaign *campaign)
{
    char text[2400];

    if (campaign->shrunk_count == 0)
        return;
    bytes_text(out, "<section><h2>Failures, shrunk</h2>");
    for (size_t i = 0; i < campaign->shrunk_count; i++) {
        const struct campaign_shrunk *shrunk = &campaign->shrunk[i];

        campaign_shrunk_text(campaign, shrunk, text, sizeof text);
        bytes_text(out, "<p class=\"first fail\"><strong>");
        bytes_html(out, shrunk->requirement);
        bytes_text(out, "</strong> ");
        bytes_html(out, text);
        bytes_text(out, "<br><code>");
        bytes_html(out, shrunk->command);
        bytes_text(out, "</code>");
        if (*shrunk->path && !shrunk->is_proven)
            bytes_text(out, " does not fail this requirement by itself");
        bytes_text(out, "</p>\n");
    }
    bytes_text(out, "</section>\n");
}

/* What passed is a number above; a page of thousands of passes hides what did not. */
static void cases_write(struct bytes *out, const struct campaign *campaign)
{
    char name[CAMPAIGN_NAME_MAX], failed[CAMPAIGN_FAILED_MAX];

    bytes_text(out, "<section><h2>Cases that did not pass</h2><table><tr>");
    head_cell(out, "verdict", false);
    head_cell(out, "faults", false);
    head_cell(out, "requirements not met, or the error", false);
    bytes_text(out, "</tr>\n");
    for (size_t i = 0; i < campaign->cases.count; i++) {
        const struct run_outcome *outcome = &campaign->outcomes[i];
        enum verdict              verdict = campaign_case_verdict(campaign, outcome);

        if (!campaign->is_done[i] || verdict == VERDICT_PASS)
            continue;
        campaign_case_name(&campaign->cases.of[i], name);
        campaign_failed_text(outcome, failed);
        bytes_format(out, "<tr class=\"%s\"><td><span class=\"chip %s\">%s</span></td>",
                     verdict_name(verdict), verdict_name(verdict), verdict_name(verdict));
        cell(out, name);
        cell(out, *failed ? failed : outcome->error);
        bytes_text(out, "</tr>\n");
    }
    bytes_text(out, "</table></section>\n");
}

void campaign_page_write(struct bytes *out, const struct campaign *campaign)
{
    bytes_text(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                    "<meta name=\"viewport\" content=\"width=device-width\"><title>");
    bytes_html(out, campaign->scenario.title);
    bytes_text(out, ": campaign</title><style>");
    bytes_add(out, report_page_css, report_page_css_size);
    bytes_text(out, "</style></head><body>\n");
    top_write(out, campaign);
    shrunk_write(out, campaign);
    requirements_write(out, campaign);
    blind_write(out, campaign);
    coverage_write(out, campaign);
    if (campaign_count(campaign, VERDICT_PASS) < campaign->done_count)
        cases_write(out, campaign);
    bytes_text(out, "<footer>All cases are in campaign.csv and results.jsonl beside this page."
                    "</footer></body></html>\n");
}
