/* The control with a device that is known to be bad: unless it fails, a campaign proves nothing. */
#include "campaign_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOUND SIZE_MAX      /* in place of a case: no fault */

struct trial { const struct mutant *mutant; size_t in; struct fault_plan plan; char name[64];
               bool is_done, has_failed; };

struct trials {
    const struct campaign *campaign;
    struct trial          *of;
    size_t                 count, given;
    bool                   is_enough;
};

static const struct outcome_requirement *requirement_of(const struct run_outcome *outcome,
                                                        const char *id)
{
    for (size_t i = 0; i < outcome->requirement_count; i++)
        if (strcmp(outcome->requirements[i].id, id) == 0)
            return &outcome->requirements[i];
    return NULL;
}

/* It was put to the test and met: a device that does not meet it would show here. */
static bool is_tested(const struct run_outcome *outcome, const char *id)
{
    const struct outcome_requirement *row = requirement_of(outcome, id);

    return row && row->fired > 0 && row->verdict == VERDICT_PASS;
}

/* The first run that puts the requirement to the test. */
static bool trial_find(const struct campaign *campaign, const struct mutant *mutant, size_t *in)
{
    *in = SOUND;
    if (is_tested(&campaign->sound, mutant->attacks))
        return true;
    for (size_t i = 0; i < campaign->cases.count; i++)
        if (campaign->is_done[i] && is_tested(&campaign->outcomes[i], mutant->attacks)) {
            *in = i;
            return true;
        }
    return false;
}

/* Those that a fault puts to the test come first: they have more to show. */
static void trials_find(struct trials *trials, bool is_sound)
{
    const struct campaign *campaign = trials->campaign;
    size_t                 in;

    for (size_t i = 0; i < campaign->type->mutant_count; i++) {
        const struct mutant *mutant = &campaign->type->mutants[i];

        if (trials->count == CAMPAIGN_MUTANTS_MAX || !trial_find(campaign, mutant, &in) ||
            (in == SOUND) != is_sound)
            continue;
        trials->of[trials->count] = (struct trial){ .mutant = mutant, .in = in };
        if (in != SOUND)
            campaign_plan_of(campaign, in, &trials->of[trials->count].plan);
        trials->count++;
    }
}

static bool trial_next(void *giver, struct run_order *order, void **token)
{
    struct trials *trials = giver;
    struct trial  *trial;

    if (trials->is_enough || trials->given >= trials->count)
        return false;
    trial = &trials->of[trials->given++];
    snprintf(trial->name, sizeof trial->name, "%s", trial->mutant->name);
    *order = campaign_order(trials->campaign);
    order->name = trial->name;
    order->mutant = trial->mutant->name;
    order->faults = &trial->plan;
    *token = trial;
    return true;
}

static void trial_done(void *giver, void *token, struct run_outcome *outcome)
{
    struct trials *trials = giver;
    struct trial  *trial = token;

    trial->is_done = true;
    campaign_gaps_mark(trials->campaign, &trial->plan, outcome);
    trial->has_failed = campaign_has_failed(outcome, trial->mutant->attacks);
    trials->is_enough |= trial->has_failed;
    run_outcome_free(outcome);
}

/* They are given out in order, so that the first that failed is the same one at any number of
 * jobs. */
static void control_fill(struct campaign *campaign, const struct trials *trials)
{
    struct campaign_control *control = &campaign->control;

    control->candidates = trials->count;
    for (size_t i = 0; i < trials->count && !control->has_failed; i++) {
        const struct trial *trial = &trials->of[i];

        control->tried += trial->is_done;
        if (!trial->has_failed)
            continue;
        control->has_failed = true;
        control->mutant = trial->mutant;
        if (trial->in == SOUND)
            snprintf(control->in, sizeof control->in, "no fault");
        else
            campaign_case_name(&campaign->cases.of[trial->in], control->in);
    }
}

enum err campaign_control(struct campaign *campaign, struct why *why)
{
    struct trials     trials = { .campaign = campaign };
    struct suite_pool pool = { .next = trial_next, .done = trial_done, .giver = &trials };
    enum err          err;

    trials.of = calloc(CAMPAIGN_MUTANTS_MAX, sizeof *trials.of);
    if (!trials.of)
        return why_say(why, ERR_MEMORY, "no memory for the control");
    trials_find(&trials, false);
    trials_find(&trials, true);
    err = trials.count ? campaign_pool(&pool, campaign->setup, why) : ERR_OK;
    campaign->is_stopped |= campaign_is_stopped(campaign);
    control_fill(campaign, &trials);
    free(trials.of);
    return err;
}
