#include "suite_evidence.h"

#include "hil/evidence/evidence_order.h"
#include "suite_run.h"

static void choice_write(struct bytes *more, const struct suite_evidence_setup *setup)
{
    const struct suite_choice *choice = setup->choice;

    bytes_format(more, ",\"cases\":%zu,\"shard\":\"%d/%d\",\"repeat\":%d,\"filter\":",
                 setup->suite->case_count, choice->shard, choice->shards, choice->repeat);
    bytes_json_text(more, choice->filter);
}

enum err suite_evidence_begin(struct evidence **evidence, const struct suite_evidence_setup *setup,
                              struct why *why)
{
    struct bytes more = { 0 };
    enum err     err;

    choice_write(&more, setup);
    err = evidence_order_begin(evidence, &(struct evidence_order){
        .of = "suite", .command = "test", .folder = setup->folder,
        .paths = setup->choice->paths, .options = setup->options, .seed = setup->choice->seed,
        .more = &more }, why);
    bytes_free(&more);
    return err;
}

static enum err case_add(struct evidence *evidence, const struct run_outcome *outcome,
                         const char *folder, struct why *why)
{
    char path[SUITE_FOLDER_SIZE];

    TRY(suite_case_folder(folder, outcome->name, path, why));
    return evidence_case(evidence, outcome->name, outcome->folder[0] ? path : NULL,
                         outcome->verdict, why);
}

enum err suite_evidence_end(struct evidence *evidence, const struct suite *suite,
                            const char *folder, struct why *why)
{
    enum err added = ERR_OK, ended;

    for (size_t i = 0; added == ERR_OK && i < suite->case_count; i++)
        if (suite->is_done[i])
            added = case_add(evidence, &suite->outcomes[i], folder, why);
    ended = evidence_end(evidence, suite_verdict(suite), suite->is_stopped ? "stopped" : "finished",
                         NULL, why);
    return added != ERR_OK ? added : ended;
}
