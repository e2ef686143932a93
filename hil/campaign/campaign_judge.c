/* What the runs of a campaign come to. */
#include "campaign_inside.h"
#include "hil/digest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what an outcome says ---- */

bool campaign_has_failed(const struct run_outcome *outcome, const char *requirement)
{
    for (size_t i = 0; i < outcome->requirement_count; i++) {
        const struct outcome_requirement *row = &outcome->requirements[i];

        if (row->verdict == VERDICT_FAIL && !row->is_gap &&
            (!requirement || strcmp(row->id, requirement) == 0))
            return true;
    }
    return false;
}

static bool is_blind(const struct requirement *requirement, const struct fault_plan *plan)
{
    for (size_t i = 0; requirement && i < plan->count; i++)
        if (requirement_blind_reason(requirement, plan->faults[i].knob))
            return true;
    return false;
}

void campaign_gaps_mark(const struct campaign *campaign, const struct fault_plan *plan,
                        struct run_outcome *outcome)
{
    for (size_t i = 0; i < outcome->requirement_count; i++) {
        struct outcome_requirement *row = &outcome->requirements[i];

        if (row->verdict == VERDICT_FAIL)
            row->is_gap |= is_blind(requirements_find(campaign->requirements, row->id), plan);
    }
}

enum verdict campaign_case_verdict(const struct campaign *campaign,
                                   const struct run_outcome *outcome)
{
    if (campaign_has_failed(outcome, NULL))
        return VERDICT_FAIL;
    if (outcome->verdict != VERDICT_ERROR)
        return VERDICT_PASS;
    return outcome->simulated_s >= campaign->scenario.limit_s ? VERDICT_INCONCLUSIVE
                                                              : VERDICT_ERROR;
}

size_t campaign_unmet(const struct run_outcome *outcome)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->judgement_count; i++)
        count += outcome->judgements[i].verdict == VERDICT_FAIL;
    return count;
}

size_t campaign_count(const struct campaign *campaign, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < campaign->cases.count; i++)
        count += campaign->is_done[i] &&
                 campaign_case_verdict(campaign, &campaign->outcomes[i]) == verdict;
    return count;
}

/* The faults of an outcome begin with the scenario's own. */
static bool is_word_of(const char *list, const char *word)
{
    size_t count = strlen(word);

    for (const char *at = list; (at = strstr(at, word)); at++)
        if ((at == list || at[-1] == ' ') && (at[count] == ' ' || at[count] == '\0'))
            return true;
    return false;
}

size_t campaign_covered(const struct campaign *campaign, const struct knob *knob, const char *state)
{
    size_t count = 0, own = campaign->own.count;

    for (size_t i = 0; i < campaign->cases.count; i++) {
        const struct campaign_case *this = &campaign->cases.of[i];
        const struct run_outcome   *outcome = &campaign->outcomes[i];

        for (size_t n = 0; campaign->is_done[i] && n < this->fault_count; n++)
            count += strcmp(this->faults[n].knob, knob->name) == 0 &&
                     own + n < outcome->fault_count &&
                     is_word_of(outcome->faults[own + n].states, state);
    }
    return count;
}

bool campaign_was_active(const struct campaign *campaign, size_t index)
{
    const struct run_outcome *outcome = &campaign->outcomes[index];
    size_t                    own = campaign->own.count;

    for (size_t n = 0; n < campaign->cases.of[index].fault_count; n++)
        if (own + n >= outcome->fault_count || outcome->faults[own + n].ticks_on == 0)
            return false;
    return true;
}

static bool has_fault(const struct campaign_case *this, const char *knob)
{
    for (size_t i = 0; i < this->fault_count; i++)
        if (strcmp(this->faults[i].knob, knob) == 0)
            return true;
    return false;
}

static bool is_not_met(const struct run_outcome *outcome, const char *requirement)
{
    for (size_t i = 0; i < outcome->requirement_count; i++)
        if (strcmp(outcome->requirements[i].id, requirement) == 0)
            return outcome->requirements[i].verdict == VERDICT_FAIL;
    return false;
}

struct campaign_blind campaign_blind(const struct campaign *campaign, const char *requirement,
                                     const char *knob)
{
    struct campaign_blind blind = { 0, 0 };

    for (size_t i = 0; i < campaign->cases.count; i++) {
        if (!campaign->is_done[i] || !has_fault(&campaign->cases.of[i], knob))
            continue;
        blind.cases++;
        blind.failed += is_not_met(&campaign->outcomes[i], requirement);
    }
    return blind;
}

bool campaign_is_tested(const struct campaign_row *row)
{
    return row->counts[VERDICT_PASS] + row->counts[VERDICT_FAIL] + row->gaps > 0;
}

size_t campaign_tested(const struct campaign *campaign)
{
    size_t count = 0;

    for (size_t i = 0; i < campaign->row_count; i++)
        count += campaign_is_tested(&campaign->rows[i]);
    return count;
}

/* ---- what they come to ---- */

static void row_note(struct campaign_row *row, const struct outcome_requirement *of, size_t index)
{
    if (of->is_gap && of->verdict == VERDICT_FAIL)
        row->gaps++;
    else
        row->counts[of->verdict]++;
    if (of->fired == 0 || (of->verdict != VERDICT_PASS && of->verdict != VERDICT_FAIL))
        return;
    if (!isnan(of->margin) && !(row->margin <= of->margin)) {
        row->margin = of->margin;
        snprintf(row->unit, sizeof row->unit, "%s", of->unit);
        row->margin_case = index;
    }
    if (!isnan(of->slack_s) && !(row->slack_s <= of->slack_s)) {
        row->slack_s = of->slack_s;
        row->slack_case = index;
    }
}

/* A run that could not be run has none; all others have them all, in one order. */
static void rows_fill(struct campaign *campaign)
{
    for (size_t r = 0; r < campaign->row_count; r++) {
        struct campaign_row              *row = &campaign->rows[r];
        const struct outcome_requirement *sound = &campaign->sound.requirements[r];

        *row = (struct campaign_row){ .margin = NAN, .slack_s = NAN };
        snprintf(row->id, sizeof row->id, "%s", sound->id);
        for (size_t i = 0; i < campaign->cases.count; i++)
            if (campaign->is_done[i] && r < campaign->outcomes[i].requirement_count)
                row_note(row, &campaign->outcomes[i].requirements[r], i);
    }
}

static bool is_seen(const struct campaign *campaign, int state, const char *name)
{
    for (size_t k = 0; k < campaign->cases.knob_count; k++)
        if (campaign_covered(campaign, campaign->cases.knobs[k], name))
            return true;
    return campaign->course.longest[state].to_s > 0;
}

/* A state that nobody has seen is no column. */
size_t campaign_states(const struct campaign *campaign, const char *names[CAMPAIGN_STATES])
{
    size_t             signal = campaign->course.signal, count = 0;
    const char *const *labels = signal == SIGNAL_NONE ? NULL
                                                      : campaign->type->signals[signal].labels;

    for (int i = 0; labels && labels[i] && i < FAULT_STATE_UNKNOWN; i++)
        if (is_seen(campaign, i, labels[i]))
            names[count++] = labels[i];
    if (is_seen(campaign, FAULT_STATE_UNKNOWN, "unknown"))
        names[count++] = "unknown";
    return count;
}

static enum err all_hash(struct campaign *campaign, struct why *why)
{
    struct digest *digest;
    char           name[CAMPAIGN_NAME_MAX], line[CAMPAIGN_NAME_MAX + 100];

    TRY(digest_create(&digest, why));
    for (size_t i = 0; i < campaign->cases.count; i++) {
        const struct run_outcome *outcome = &campaign->outcomes[i];

        if (!campaign->is_done[i])
            continue;
        campaign_case_name(&campaign->cases.of[i], name);
        snprintf(line, sizeof line, "%s %s %s\n", name,
                 verdict_name(campaign_case_verdict(campaign, outcome)), outcome->trace_sha256);
        digest_add(digest, line, strlen(line));
    }
    digest_text(digest, campaign->sha256);
    digest_destroy(digest);
    return ERR_OK;
}

enum err campaign_sum_up(struct campaign *campaign, struct why *why)
{
    campaign->row_count = campaign->sound.requirement_count;
    campaign->rows = calloc(campaign->row_count, sizeof *campaign->rows);
    if (!campaign->rows)
        return why_say(why, ERR_MEMORY, "no memory for %zu requirements", campaign->row_count);
    rows_fill(campaign);
    return all_hash(campaign, why);
}

enum verdict campaign_verdict(const struct campaign *campaign)
{
    const struct campaign_control *control = &campaign->control;

    if (campaign->is_stopped || (control->candidates > 0 && !control->has_failed))
        return VERDICT_ERROR;
    if (campaign_count(campaign, VERDICT_FAIL) > 0)
        return VERDICT_FAIL;
    return campaign_count(campaign, VERDICT_ERROR) > 0 ? VERDICT_INCONCLUSIVE : VERDICT_PASS;
}
