#include "campaign.h"
#include "campaign_inside.h"
#include "hil/clock.h"
#include "hil/rig/rig.h"
#include "hil/run/executor.h"
#include "hil/suite/suite_pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RUN_MEMORY ((size_t)1 << 30)

struct run_order campaign_order(const struct campaign *campaign)
{
    const struct campaign_setup *setup = campaign->setup;

    return (struct run_order){
        .path = setup->path, .text = setup->text, .case_name = setup->case_name,
        .sets = setup->sets, .seed = setup->seed, .requirements = setup->requirements,
        .loaded = campaign->requirements,
        .papers = RUN_PAPERS_NONE, .is_stopped = setup->is_stopped, .stop = setup->stop,
    };
}

enum err campaign_pool(struct suite_pool *pool, const struct campaign_setup *setup, struct why *why)
{
    pool->jobs = pool->jobs ? pool->jobs : setup->jobs;
    pool->wall_s = pool->wall_s > 0 ? pool->wall_s : setup->wall_s;
    pool->cpu_s = pool->wall_s;
    pool->memory_bytes = RUN_MEMORY;
    pool->is_stopped = setup->is_stopped;
    pool->stop = setup->stop;
    return suite_pool_run(pool, why);
}

void campaign_plan_of(const struct campaign *campaign, size_t index, struct fault_plan *plan)
{
    const struct campaign_case *this = &campaign->cases.of[index];

    *plan = (struct fault_plan){ .count = this->fault_count };
    for (size_t i = 0; i < this->fault_count; i++)
        plan->faults[i] = this->faults[i];
}

bool campaign_is_stopped(const struct campaign *campaign)
{
    return campaign->setup->is_stopped && campaign->setup->is_stopped(campaign->setup->stop);
}

/* ---- the control without a fault ---- */

static enum err scenario_take(struct campaign *campaign, struct script *script, struct why *why)
{
    const struct campaign_setup *setup = campaign->setup;

    TRY(script_load_text(script, setup->path, setup->text, strlen(setup->text), why));
    if (setup->case_name)
        TRY(script_case_choose(script, setup->case_name, why));
    for (size_t i = 0; setup->sets && setup->sets[i]; i++)
        TRY(script_set_given(script, setup->sets[i], why));
    campaign->scenario = *script_scenario(script);
    TRY(rig_find(campaign->scenario.rig, &campaign->type, why));
    campaign->own = campaign->scenario.faults;
    return fault_plan_check(&campaign->own, campaign->type, why);
}

static enum err scenario_read(struct campaign *campaign, struct why *why)
{
    struct script_setup setup = { .seed = campaign->setup->seed };
    struct record      *record = NULL;
    struct script      *script = NULL;
    enum err            err = record_create(&record, NULL, why);

    setup.record = record;
    if (err == ERR_OK)
        err = script_create(&script, &setup, why);
    if (err == ERR_OK)
        err = scenario_take(campaign, script, why);
    script_destroy(script);
    record_destroy(record);
    return err;
}

static void sound_begin(void *data, const char *title, const struct rig *rig,
                        const struct record *record)
{
    struct campaign *campaign = data;

    (void)title;
    (void)record;
    campaign_course_open(&campaign->course, rig);
}

static void sound_row(void *data, double t_s, const double *row)
{
    struct campaign *campaign = data;

    campaign_course_row(&campaign->course, t_s, row);
}

/* A scenario that does not pass by itself says nothing about what a fault does to it. */
static enum err sound_judge(const struct campaign *campaign, struct why *why)
{
    const struct run_outcome *sound = &campaign->sound;
    const char               *path = campaign->setup->path;

    if (sound->requirement_count == 0)
        return why_say(why, ERR_UNKNOWN, "%s: there are no requirements of the %s rig to judge by: "
                       "name their file or folder with --requirements", path, sound->rig);
    for (size_t i = 0; i < sound->judgement_count; i++)
        if (sound->judgements[i].verdict == VERDICT_FAIL)
            return why_say(why, ERR_SCRIPT, "%s fails without any fault: %s: %s\n"
                           "  a campaign needs a scenario that passes by itself", path,
                           sound->judgements[i].what, sound->judgements[i].why);
    for (size_t i = 0; i < sound->requirement_count; i++)
        if (sound->requirements[i].verdict == VERDICT_FAIL && !sound->requirements[i].is_gap)
            return why_say(why, ERR_SCRIPT, "%s does not meet %s without any fault: %s\n"
                           "  a campaign needs a scenario that passes by itself", path,
                           sound->requirements[i].id, sound->requirements[i].why);
    return ERR_OK;
}

static enum err sound_run(struct campaign *campaign, struct why *why)
{
    struct run_order order = campaign_order(campaign);
    double           safe_s;

    order.name = "no fault";
    order.watch = (struct run_watch){ .begin = sound_begin, .row = sound_row, .watcher = campaign };
    if (run_execute(&order, &campaign->sound, why) != ERR_OK) {
        why_prefix(why, "%s cannot be run without any fault of the campaign:\n", order.path);
        return ERR_SCRIPT;
    }
    safe_s = fmax(EXECUTOR_SAFE_S, EXECUTOR_SAFE_TICKS * campaign->course.tick_s);
    campaign->end_s = campaign->sound.simulated_s - safe_s;
    return sound_judge(campaign, why);
}

enum err campaign_begin(struct campaign *campaign, const struct campaign_setup *setup,
                        struct why *why)
{
    *campaign = (struct campaign){ .setup = setup };
    TRY(scenario_read(campaign, why));
    TRY(requirements_load_for(&campaign->requirements, setup->requirements, setup->path, why));
    TRY(sound_run(campaign, why));
    TRY(campaign_cases_make(&campaign->cases, campaign->type, &setup->choice, &campaign->course,
                            campaign->end_s, &campaign->own, why));
    campaign->outcomes = calloc(campaign->cases.count, sizeof *campaign->outcomes);
    campaign->is_done = calloc(campaign->cases.count, sizeof *campaign->is_done);
    if (!campaign->outcomes || !campaign->is_done)
        return why_say(why, ERR_MEMORY, "no memory for %zu outcomes", campaign->cases.count);
    return ERR_OK;
}

/* ---- the cases ---- */

/* What an order of the pool points to; one for each of its jobs. */
struct token { bool is_taken; size_t index; struct fault_plan plan; char name[CAMPAIGN_NAME_MAX]; };

struct tokens { struct campaign *campaign; struct token *of; };

static bool case_next(void *giver, struct run_order *order, void **out)
{
    struct tokens   *tokens = giver;
    struct campaign *campaign = tokens->campaign;
    struct token    *token = tokens->of;

    if (campaign->given >= campaign->cases.count)
        return false;
    while (token->is_taken)
        token++;                        /* the pool asks when fewer than its jobs are under way */
    token->is_taken = true;
    token->index = campaign->given++;
    campaign_case_name(&campaign->cases.of[token->index], token->name);
    campaign_plan_of(campaign, token->index, &token->plan);
    *order = campaign_order(campaign);
    order->name = token->name;
    order->faults = &token->plan;
    *out = token;
    return true;
}

static void case_done(void *giver, void *data, struct run_outcome *outcome)
{
    struct campaign *campaign = ((struct tokens *)giver)->campaign;
    struct token    *token = data;

    campaign_gaps_mark(campaign, &token->plan, outcome);
    campaign->outcomes[token->index] = *outcome;
    campaign->is_done[token->index] = true;
    campaign->done_count++;
    token->is_taken = false;
}

static void case_idle(void *giver, int running)
{
    const struct campaign *campaign = ((struct tokens *)giver)->campaign;

    (void)running;
    if (campaign->setup->progress)
        campaign->setup->progress(campaign->setup->watcher, campaign);
}

enum err campaign_run(struct campaign *campaign, struct why *why)
{
    struct tokens     tokens = { .campaign = campaign };
    struct suite_pool pool = { .next = case_next, .done = case_done, .idle = case_idle,
                               .giver = &tokens };
    double            from_s = clock_wall_s();
    enum err          err;

    tokens.of = calloc((size_t)campaign->setup->jobs, sizeof *tokens.of);
    if (!tokens.of)
        return why_say(why, ERR_MEMORY, "no memory for %d runs", campaign->setup->jobs);
    err = campaign_pool(&pool, campaign->setup, why);
    free(tokens.of);
    TRY(err);
    campaign->wall_s = clock_wall_s() - from_s;
    campaign->is_stopped = campaign_is_stopped(campaign);
    return campaign_sum_up(campaign, why);
}

void campaign_end(struct campaign *campaign)
{
    for (size_t i = 0; campaign->outcomes && i < campaign->cases.count; i++)
        run_outcome_free(&campaign->outcomes[i]);
    free(campaign->outcomes);
    free(campaign->is_done);
    free(campaign->rows);
    requirements_free(campaign->requirements);
    run_outcome_free(&campaign->sound);
    campaign_cases_free(&campaign->cases);
}
