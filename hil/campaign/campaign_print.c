#include "campaign_print.h"
#include "base/text.h"
#include "hil/time_text.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define NAME_WIDTH 28
#define LINE_WIDTH 90

/* ---- sentences ---- */

void campaign_plan_text(const struct fault_plan *plan, char *out, size_t size)
{
    struct text text = text_over(out, size);
    char        fault[FAULT_TEXT_MAX];

    for (size_t i = 0; i < plan->count; i++) {
        fault_print(&plan->faults[i], fault);
        text_add(&text, "%s%s", i ? ", " : "", fault);
    }
}

void campaign_control_text(const struct campaign *campaign, char *out, size_t size)
{
    const struct campaign_control *control = &campaign->control;
    struct text                    text = text_over(out, size);

    if (control->has_failed)
        text_add(&text, "the bad device \"%s\" (%s) failed %s in: %s", control->mutant->name,
                 control->mutant->sentence, control->mutant->attacks, control->in);
    else if (campaign->type->mutant_count == 0)
        text_add(&text, "none: the %s rig has no bad devices", campaign->type->name);
    else if (campaign->is_stopped)
        text_add(&text, "not run");
    else if (control->candidates == 0)
        text_add(&text, "none: no requirement that a bad device of the %s rig attacks was put to "
                 "the test", campaign->type->name);
    else
        text_add(&text, "%zu bad devices were tried and none failed: that nothing else failed "
                 "proves nothing", control->tried);
}

static size_t failed_requirements(const struct campaign *campaign)
{
    size_t count = 0;

    for (size_t i = 0; i < campaign->row_count; i++)
        count += campaign->rows[i].counts[VERDICT_FAIL] > 0;
    return count;
}

void campaign_verdict_text(const struct campaign *campaign, char *out, size_t size)
{
    struct text  text = text_over(out, size);
    size_t       failed = failed_requirements(campaign);
    enum verdict verdict = campaign_verdict(campaign);

    text_add(&text, "%s: ", verdict_name(verdict));
    if (campaign->is_stopped)
        text_add(&text, "stopped by the user after %zu of %zu cases; ", campaign->done_count,
                 campaign->cases.count);
    else if (verdict == VERDICT_ERROR)
        text_add(&text, "the campaign is not valid, for its bad device did not fail; ");
    if (failed)
        text_add(&text, "%zu of %zu requirements %s not met in %zu of %zu cases", failed,
                 campaign->row_count, failed == 1 ? "was" : "were",
                 campaign_count(campaign, VERDICT_FAIL), campaign->done_count);
    else
        text_add(&text, "no requirement failed in %zu case%s", campaign->done_count,
                 text_plural(campaign->done_count));
    if (campaign_count(campaign, VERDICT_INCONCLUSIVE))
        text_add(&text, "; %zu came to the scenario's limit_s",
                 campaign_count(campaign, VERDICT_INCONCLUSIVE));
    if (campaign_count(campaign, VERDICT_ERROR))
        text_add(&text, "; %zu ended in an error", campaign_count(campaign, VERDICT_ERROR));
}

void campaign_shrunk_text(const struct campaign *campaign, const struct campaign_shrunk *shrunk,
                          char *out, size_t size)
{
    struct text text = text_over(out, size);
    char        name[CAMPAIGN_NAME_MAX], plan[FAULT_TEXT_MAX * 4];

    campaign_case_name(&campaign->cases.of[shrunk->from], name);
    campaign_plan_text(&shrunk->faults, plan, sizeof plan);
    text_add(&text, "%zu case%s, first %s", shrunk->cases, shrunk->cases == 1 ? "" : "s", name);
    if (*shrunk->error)
        text_add(&text, "; not shrunk: %s", shrunk->error);
    else
        text_add(&text, "; shrunk in %d run%s to %s", shrunk->runs, shrunk->runs == 1 ? "" : "s",
                 plan);
}

/* ---- before and while ---- */

void campaign_print_begin(FILE *out, const struct campaign *campaign)
{
    const struct campaign_cases *cases = &campaign->cases;
    char                         span[TIME_TEXT_SIZE];

    time_text(campaign->end_s, span);
    fprintf(out, "%s\n%s rig, seed %llu, %s; without a fault it passes, in %s\n",
            campaign->scenario.title, campaign->type->name,
            (unsigned long long)campaign->setup->seed, campaign->setup->path, span);
    fprintf(out, "%zu fault%s at %zu time%s: %zu case%s", cases->knob_count,
            text_plural(cases->knob_count), cases->time_count,
            text_plural(cases->time_count), cases->count, text_plural(cases->count));
    if (cases->left_out)
        fprintf(out, "; %zu more are left out by the limit", cases->left_out);
    if (cases->clashes)
        fprintf(out, "; %zu would clash with the scenario's own faults", cases->clashes);
    fprintf(out, "\n");
    fflush(out);
}

void campaign_print_progress(FILE *out, const struct campaign *campaign, double elapsed_s,
                             bool is_last)
{
    double rate = elapsed_s > 0 ? (double)campaign->done_count / elapsed_s : 0;
    double left = (double)(campaign->cases.count - campaign->done_count);
    char   rest[TIME_TEXT_SIZE];

    if (!isatty(fileno(out)))
        return;
    if (is_last) {
        fprintf(out, "\r\033[K");
    } else {
        time_text(rate > 0 ? ceil(left / rate) : 0, rest);
        fprintf(out, "\r\033[K%zu of %zu cases, %zu failed, %.1f runs/s%s%s", campaign->done_count,
                campaign->cases.count, campaign_count(campaign, VERDICT_FAIL), rate,
                rate > 0 ? ", left: " : "", rate > 0 ? rest : "");
    }
    fflush(out);
}

/* ---- tables ---- */

static int wider(size_t count, int width)
{
    return (int)count > width ? (int)count : width;
}

static void coverage_print(FILE *out, const struct campaign *campaign)
{
    const char *states[CAMPAIGN_STATES];
    size_t      count = campaign_states(campaign, states);

    fprintf(out, "\nruns in which the fault came upon the device's state\n%-*s", NAME_WIDTH, "");
    for (size_t s = 0; s < count; s++)
        fprintf(out, "  %*s", wider(strlen(states[s]), 4), states[s]);
    fprintf(out, "\n");
    for (size_t k = 0; k < campaign->cases.knob_count; k++) {
        fprintf(out, "%-*s", NAME_WIDTH, campaign->cases.knobs[k]->name);
        for (size_t s = 0; s < count; s++)
            fprintf(out, "  %*zu", wider(strlen(states[s]), 4),
                    campaign_covered(campaign, campaign->cases.knobs[k], states[s]));
        fprintf(out, "\n");
    }
}

static void least_print(FILE *out, const struct campaign *campaign, double value, const char *unit,
                        size_t index)
{
    char name[CAMPAIGN_NAME_MAX];

    if (isnan(value))
        return;
    campaign_case_name(&campaign->cases.of[index], name);
    fprintf(out, " %.4g%s%s in %s", value, *unit_printed(unit) ? " " : "", unit_printed(unit),
            name);
}

static void row_print(FILE *out, const struct campaign *campaign, const struct campaign_row *row)
{
    fprintf(out, "%-*s  %4zu  %4zu  %9zu  %7zu  %9zu", NAME_WIDTH, row->id,
            row->counts[VERDICT_PASS], row->counts[VERDICT_FAIL], row->gaps,
            row->counts[VERDICT_VACUOUS],
            row->counts[VERDICT_INCONCLUSIVE] + row->counts[VERDICT_ERROR]);
    fprintf(out, " ");
    least_print(out, campaign, row->margin, row->unit, row->margin_case);
    if (!isnan(row->slack_s)) {
        fprintf(out, "%s slack", isnan(row->margin) ? "" : ",");
        least_print(out, campaign, row->slack_s, "s", row->slack_case);
    }
    fprintf(out, "\n");
}

/* What no case put to the test is told, or it would look like a pass. */
static void untested_print(FILE *out, const struct campaign *campaign)
{
    size_t count = campaign->row_count - campaign_tested(campaign), column = LINE_WIDTH;

    if (count == 0)
        return;
    fprintf(out, "\n%zu of %zu requirements %s not put to the test by any case:", count,
            campaign->row_count, count == 1 ? "was" : "were");
    for (size_t i = 0; i < campaign->row_count; i++) {
        size_t width = strlen(campaign->rows[i].id) + 1;

        if (campaign_is_tested(&campaign->rows[i]))
            continue;
        if (column + width > LINE_WIDTH) {
            fprintf(out, "\n ");
            column = 1;
        }
        fprintf(out, " %s", campaign->rows[i].id);
        column += width;
    }
    fprintf(out, "\n");
}

/* What the device has no means to meet, among what was tried. */
static void blind_print(FILE *out, const struct campaign *campaign)
{
    bool has_head = false;

    for (size_t i = 0; i < campaign->row_count; i++) {
        const struct requirement *requirement = requirements_find(campaign->requirements,
                                                                  campaign->rows[i].id);

        for (size_t n = 0; requirement && n < requirement->blind_count; n++) {
            const struct requirement_blind *to = &requirement->blind_to[n];
            struct campaign_blind           blind = campaign_blind(campaign, requirement->id,
                                                                   to->knob);

            if (blind.cases == 0)
                continue;
            fprintf(out, "%s  %s, blind to %s: not met in %zu of %zu case%s: %s\n",
                    has_head ? "" : "\nknown gaps, as the requirements tell them\n",
                    requirement->id, to->knob, blind.failed, blind.cases,
                    blind.cases == 1 ? "" : "s", to->reason);
            has_head = true;
        }
    }
}

static void requirements_print(FILE *out, const struct campaign *campaign)
{
    fprintf(out, "\n%-*s  %4s  %4s  %9s  %7s  %9s  %s\n", NAME_WIDTH, "requirement", "pass",
            "fail", "known gap", "vacuous", "undecided",
            "least margin where it was put to the test");
    for (size_t i = 0; i < campaign->row_count; i++)
        if (campaign_is_tested(&campaign->rows[i]))
            row_print(out, campaign, &campaign->rows[i]);
    blind_print(out, campaign);
    untested_print(out, campaign);
}

/* ---- the rest ---- */

static void cases_print(FILE *out, const struct campaign *campaign)
{
    size_t unmet = 0, inactive = 0;

    for (size_t i = 0; i < campaign->cases.count; i++) {
        unmet += campaign->is_done[i] && campaign_unmet(&campaign->outcomes[i]) > 0;
        inactive += campaign->is_done[i] && !campaign_was_active(campaign, i);
    }
    fprintf(out, "\nexpectations of the scenario were not met in %zu of %zu cases (they describe "
                 "its course without faults)\n", unmet, campaign->done_count);
    if (inactive)
        fprintf(out, "in %zu case%s a fault never came: the run had ended before\n", inactive,
                inactive == 1 ? "" : "s");
}

static void errors_print(FILE *out, const struct campaign *campaign)
{
    char name[CAMPAIGN_NAME_MAX];
    int  shown = 0;

    for (size_t i = 0; i < campaign->cases.count && shown < 5; i++) {
        const struct run_outcome *outcome = &campaign->outcomes[i];

        if (!campaign->is_done[i] || campaign_case_verdict(campaign, outcome) != VERDICT_ERROR)
            continue;
        campaign_case_name(&campaign->cases.of[i], name);
        fprintf(out, "%s: error: %.*s\n", name, (int)strcspn(outcome->error, "\n"), outcome->error);
        shown++;
    }
}

static void shrunk_print(FILE *out, const struct campaign *campaign)
{
    char text[2400];

    for (size_t i = 0; i < campaign->shrunk_count; i++) {
        const struct campaign_shrunk *shrunk = &campaign->shrunk[i];

        campaign_shrunk_text(campaign, shrunk, text, sizeof text);
        fprintf(out, "\n%s: %s\n", shrunk->requirement, text);
        if (!*shrunk->path)
            continue;
        fprintf(out, "  %s\n  %s\n", shrunk->command,
                shrunk->is_proven ? "played: it fails the same requirement"
                                  : "played: it does NOT fail this requirement by itself");
    }
}

/* More requirements failed than are shrunk. */
static void more_print(FILE *out, const struct campaign *campaign)
{
    size_t failed = failed_requirements(campaign);

    if (failed > campaign->shrunk_count && !campaign->is_stopped)
        fprintf(out, "\n%zu more requirements failed: see the table, and campaign.csv\n",
                failed - campaign->shrunk_count);
}

void campaign_print_end(FILE *out, const struct campaign *campaign)
{
    char control[1200];

    coverage_print(out, campaign);
    requirements_print(out, campaign);
    cases_print(out, campaign);
    errors_print(out, campaign);
    campaign_control_text(campaign, control, sizeof control);
    fprintf(out, "control without a fault: pass\ncontrol with a bad device: %s\n", control);
    shrunk_print(out, campaign);
    more_print(out, campaign);
    fprintf(out, "\n%zu cases in %.1f s: %.1f runs/s with %d at a time; sha256 %.16s\n",
            campaign->done_count, campaign->wall_s,
            campaign->wall_s > 0 ? (double)campaign->done_count / campaign->wall_s : 0,
            campaign->setup->jobs, campaign->sha256);
}

void campaign_print_verdict(FILE *out, const struct campaign *campaign)
{
    char text[600];

    campaign_verdict_text(campaign, text, sizeof text);
    fprintf(out, "%s\n", text);
}
