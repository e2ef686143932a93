#include "suite_evidence.h"

#include "report_bytes.h"
#include "suite_run.h"

static void order_write(struct bytes *body, const struct suite_evidence_setup *setup)
{
    const struct suite_choice *choice = setup->choice;

    bytes_format(body, "{\"cases\":%zu,\"shard\":\"%d/%d\",\"repeat\":%d,\"seed\":\"%llu\"",
                 setup->suite->case_count, choice->shard, choice->shards, choice->repeat,
                 (unsigned long long)choice->seed);
    bytes_text(body, ",\"filter\":");
    bytes_json_text(body, choice->filter);
    bytes_text(body, ",\"paths\":[");
    for (size_t i = 0; choice->paths[i]; i++) {
        bytes_text(body, i ? "," : "");
        bytes_json_text(body, choice->paths[i]);
    }
    bytes_text(body, "]}");
}

enum err suite_evidence_begin(struct evidence **evidence, const struct suite_evidence_setup *setup,
                              struct why *why)
{
    struct bytes body = { 0 };
    enum err     err;

    order_write(&body, setup);
    err = evidence_begin(evidence, &(struct evidence_setup){
        .folder = setup->folder, .body = &body, .tester = setup->tester,
        .key_path = setup->sign_key, .is_suite = true }, why);
    bytes_free(&body);
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

void suite_evidence_fail(struct evidence *evidence, const char *sentence)
{
    struct why why = { "" };

    if (evidence && evidence_end(evidence, VERDICT_ERROR, "ended by an error", sentence, &why)
                        != ERR_OK)
        fprintf(stderr, "%s\n", why.text);
}
