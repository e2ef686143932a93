#include "campaign_evidence.h"
#include "campaign_papers.h"

/* ---- what goes in ---- */

static enum err inputs_add(struct evidence *evidence, const struct campaign *campaign,
                           struct why *why)
{
    const struct campaign_setup *setup = campaign->setup;

    TRY(evidence_input(evidence, "scenario", setup->path, campaign->sound.scenario_sha256, why));
    return evidence_order_requirements(evidence, campaign->requirements, setup->requirements,
                                       setup->path, why);
}

enum err campaign_evidence_begin(struct evidence **evidence, const struct campaign *campaign,
                                 const struct options *options, const char *folder,
                                 struct why *why)
{
    const char  *paths[] = { campaign->setup->path, NULL };
    struct bytes more = { 0 };
    enum err     err;

    bytes_format(&more, ",\"cases\":%zu", campaign->cases.count);
    err = evidence_order_begin(evidence, &(struct evidence_order){
        .of = "campaign", .command = "campaign", .folder = folder, .paths = paths,
        .options = options, .seed = campaign->setup->seed, .more = &more }, why);
    bytes_free(&more);
    return err == ERR_OK ? inputs_add(*evidence, campaign, why) : err;
}

/* ---- what became of it ---- */

static enum err cases_add(struct evidence *evidence, const struct campaign *campaign,
                          struct why *why)
{
    char name[CAMPAIGN_NAME_MAX];

    for (size_t i = 0; i < campaign->cases.count; i++) {
        if (!campaign->is_done[i])
            continue;
        campaign_case_name(&campaign->cases.of[i], name);
        TRY(evidence_case(evidence, name, NULL,
                          campaign_case_verdict(campaign, &campaign->outcomes[i]), why));
    }
    return ERR_OK;
}

static enum err rows_add(struct evidence *evidence, const struct campaign *campaign,
                         struct why *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; i < campaign->row_count && err == ERR_OK; i++) {
        struct bytes body = { 0 };

        campaign_row_json(&body, campaign, &campaign->rows[i]);
        err = evidence_add(evidence, "verdict", &body, why);
        bytes_free(&body);
    }
    return err;
}

enum err campaign_evidence_end(struct evidence *evidence, const struct campaign *campaign,
                               struct why *why)
{
    enum verdict verdict = campaign->is_stopped ? VERDICT_INCONCLUSIVE
                                                : campaign_verdict(campaign);
    enum err     added = cases_add(evidence, campaign, why), ended;

    if (added == ERR_OK)
        added = rows_add(evidence, campaign, why);
    ended = evidence_end(evidence, verdict, campaign->is_stopped ? "stopped" : "finished", NULL,
                         why);
    return added != ERR_OK ? added : ended;
}
