/* What the failures of a campaign need: shrunk, each in a child of its own, and written as
 * scenarios that show them. */
#include "campaign_inside.h"
#include "base/text.h"
#include "campaign_scenario.h"
#include "campaign_shrink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- in a child ---- */

/* What a child that shrinks is ordered to do; its order's `faults` is the first member. */
struct shrinking {
    struct fault_plan       plan;
    struct campaign        *campaign;
    struct campaign_shrunk *shrunk;
};

struct asking { const struct run_order *order; const char *requirement; };

static bool is_failing(void *asker, const struct fault_plan *plan)
{
    const struct asking *asking = asker;
    struct run_order     order = *asking->order;
    struct run_outcome   outcome;
    enum err             err;
    bool                 has_failed;

    order.faults = plan;
    err = run_execute(&order, &outcome, NULL);
    (void)err;                          /* what failed before an error counts */
    has_failed = campaign_has_failed(&outcome, asking->requirement);
    run_outcome_free(&outcome);
    return has_failed;
}

/* In a child: shrink, and run once more what is left, whose outcome lists the faults. */
static enum err shrink_execute(const struct run_order *order, struct run_outcome *outcome,
                               struct why *why)
{
    const struct shrinking  *shrinking = (const struct shrinking *)order->faults;
    struct asking            asking = { order, shrinking->shrunk->requirement };
    struct campaign_shrinker shrinker = {
        .type = shrinking->campaign->type, .tick_s = shrinking->campaign->course.tick_s,
        .end_s = shrinking->campaign->end_s, .fails = is_failing, .asker = &asking,
        .questions_most = shrinking->campaign->setup->shrink_runs,
    };
    struct fault_plan plan = shrinking->plan;
    struct run_order  last = *order;
    enum err          err;

    campaign_shrink(&shrinker, &plan);
    last.faults = &plan;
    err = run_execute(&last, outcome, why);
    outcome->attempt = shrinker.questions;
    return err;
}

struct shrinkings { struct shrinking *of; size_t count, given; };

static bool shrink_next(void *giver, struct run_order *order, void **token)
{
    struct shrinkings *shrinkings = giver;
    struct shrinking  *shrinking;

    if (shrinkings->given >= shrinkings->count)
        return false;
    shrinking = &shrinkings->of[shrinkings->given++];
    *order = campaign_order(shrinking->campaign);
    order->name = shrinking->shrunk->requirement;
    order->faults = &shrinking->plan;
    *token = shrinking;
    return true;
}

static void shrink_done(void *giver, void *token, struct run_outcome *outcome)
{
    struct shrinking       *shrinking = token;
    const struct campaign  *campaign = shrinking->campaign;
    struct campaign_shrunk *shrunk = shrinking->shrunk;
    struct fault            fault;

    (void)giver;
    *shrunk->error = '\0';
    shrunk->runs = outcome->attempt;
    if (!campaign_has_failed(outcome, shrunk->requirement))
        snprintf(shrunk->error, sizeof shrunk->error, "%.*s", (int)sizeof shrunk->error - 1,
                 *outcome->error ? outcome->error : "it did not fail again");
    else
        shrunk->faults.count = 0;
    for (size_t i = campaign->own.count; !*shrunk->error && i < outcome->fault_count; i++)
        if (fault_parse(outcome->faults[i].text, campaign->type, &fault, NULL) == ERR_OK)
            shrunk->faults.faults[shrunk->faults.count++] = fault;
    run_outcome_free(outcome);
}

/* The first failing case of each requirement: single faults come first. Nothing is shrunk yet. */
static void shrunk_find(struct campaign *campaign)
{
    bool is_asked = campaign->setup->shrink_runs > 0;

    for (size_t r = 0; r < campaign->row_count; r++) {
        struct campaign_shrunk *shrunk = &campaign->shrunk[campaign->shrunk_count];
        size_t                  count = 0, first = 0;

        for (size_t i = campaign->cases.count; i-- > 0;)
            if (campaign->is_done[i] &&
                campaign_has_failed(&campaign->outcomes[i], campaign->rows[r].id)) {
                count++;
                first = i;
            }
        if (count == 0 || campaign->shrunk_count == CAMPAIGN_SHRUNK_MAX)
            continue;
        *shrunk = (struct campaign_shrunk){ .from = first, .cases = count };
        snprintf(shrunk->requirement, sizeof shrunk->requirement, "%s", campaign->rows[r].id);
        snprintf(shrunk->error, sizeof shrunk->error, "%s",
                 is_asked ? "stopped by the user" : "it was not asked for");
        campaign_plan_of(campaign, first, &shrunk->faults);
        campaign->shrunk_count++;
    }
}

/* ---- a file that shows it ---- */

static void command_make(const struct campaign *campaign, struct campaign_shrunk *shrunk)
{
    const struct campaign_setup *setup = campaign->setup;
    struct text                  text = text_over(shrunk->command, sizeof shrunk->command);
    char                         near[600], own[600];

    text_add(&text, "painrig run %s", shrunk->path);
    if (setup->seed != 1)
        text_add(&text, " --seed %llu", (unsigned long long)setup->seed);
    if (setup->requirements)
        text_add(&text, " --requirements %s", setup->requirements);
    else if (requirements_near(setup->path, near, sizeof near) &&
             (!requirements_near(shrunk->path, own, sizeof own) || strcmp(near, own) != 0))
        text_add(&text, " --requirements %s", near);
}

static enum err file_write(const struct campaign *campaign, const struct campaign_shrunk *shrunk,
                           struct why *why)
{
    struct fault_plan        plan = campaign->own;
    struct bytes             bytes = { 0 };
    char                     title[160];
    struct campaign_scenario scenario = {
        .text = campaign->setup->text, .path = campaign->setup->path, .title = title,
        .requirement = shrunk->requirement, .command = shrunk->command,
        .parameters = campaign->scenario.parameters,
        .parameter_count = campaign->scenario.parameter_count, .faults = &plan,
    };
    enum err err;

    snprintf(title, sizeof title, "%s not met: %.100s", shrunk->requirement,
             campaign->scenario.title);
    TRY(fault_plan_merge(&plan, &shrunk->faults, why));
    campaign_scenario_write(&scenario, &bytes);
    err = bytes_write_file(&bytes, shrunk->path, why);
    bytes_free(&bytes);
    return err;
}

struct proof { const struct run_order *order; struct campaign_shrunk *shrunk; bool is_given; };

static bool proof_next(void *giver, struct run_order *order, void **token)
{
    struct proof *proof = giver;

    if (proof->is_given)
        return false;
    proof->is_given = true;
    *order = *proof->order;
    *token = proof;
    return true;
}

static void proof_done(void *giver, void *token, struct run_outcome *outcome)
{
    struct proof *proof = giver;

    (void)token;
    proof->shrunk->is_proven = campaign_has_failed(outcome, proof->shrunk->requirement);
    if (!proof->shrunk->is_proven && *outcome->error)
        snprintf(proof->shrunk->error, sizeof proof->shrunk->error, "%.390s", outcome->error);
    run_outcome_free(outcome);
}

/* Play the very file as the command would that is printed. */
static enum err file_prove(const struct campaign *campaign, struct campaign_shrunk *shrunk,
                           struct why *why)
{
    const struct campaign_setup *setup = campaign->setup;
    char                         near[600] = "";
    struct run_order  order = { .path = shrunk->path, .name = shrunk->requirement,
                                .seed = setup->seed, .papers = RUN_PAPERS_NONE,
                                .requirements = setup->requirements,
                                .is_stopped = setup->is_stopped, .stop = setup->stop };
    struct proof      proof = { &order, shrunk, false };
    struct suite_pool pool = { .jobs = 1, .next = proof_next, .done = proof_done, .giver = &proof };

    if (!setup->requirements && strstr(shrunk->command, " --requirements ") &&
        requirements_near(setup->path, near, sizeof near))
        order.requirements = near;
    return campaign_pool(&pool, setup, why);
}

static enum err files_write(struct campaign *campaign, const char *folder, struct why *why)
{
    for (size_t i = 0; i < campaign->shrunk_count; i++) {
        struct campaign_shrunk *shrunk = &campaign->shrunk[i];

        if (*shrunk->error)
            continue;
        snprintf(shrunk->path, sizeof shrunk->path, "%s/shrunk-%s.lua", folder,
                 shrunk->requirement);
        command_make(campaign, shrunk);
        TRY(file_write(campaign, shrunk, why));
        TRY(file_prove(campaign, shrunk, why));
    }
    return ERR_OK;
}

enum err campaign_shrink_all(struct campaign *campaign, const char *folder, struct why *why)
{
    const struct campaign_setup *setup = campaign->setup;
    struct shrinkings            shrinkings = { 0 };
    struct suite_pool            pool = {
        .next = shrink_next, .done = shrink_done, .giver = &shrinkings, .execute = shrink_execute,
        .wall_s = setup->wall_s * (setup->shrink_runs + 1),
    };
    enum err err;

    shrunk_find(campaign);
    if (campaign->shrunk_count == 0 || setup->shrink_runs == 0)
        return ERR_OK;
    shrinkings.of = calloc(campaign->shrunk_count, sizeof *shrinkings.of);
    if (!shrinkings.of)
        return why_say(why, ERR_MEMORY, "no memory to shrink %zu failures", campaign->shrunk_count);
    shrinkings.count = campaign->shrunk_count;
    for (size_t i = 0; i < campaign->shrunk_count; i++)
        shrinkings.of[i] = (struct shrinking){ campaign->shrunk[i].faults, campaign,
                                               &campaign->shrunk[i] };
    err = campaign_pool(&pool, setup, why);
    free(shrinkings.of);
    TRY(err);
    campaign->is_stopped |= campaign_is_stopped(campaign);
    return files_write(campaign, folder, why);
}
