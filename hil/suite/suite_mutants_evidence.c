#include "suite_mutants_evidence.h"

#include "hil/digest.h"

#include <stdio.h>
#include <string.h>

/* ---- what goes in ---- */

/* Of cases of one file, which stand together, the file once. */
static enum err scenarios_add(struct evidence *evidence, const struct suite *suite,
                              struct why *why)
{
    for (size_t i = 0; i < suite->case_count; i++) {
        const char *path = suite->cases[i].path;
        char        sha256[DIGEST_HEX_SIZE];

        if (i > 0 && strcmp(path, suite->cases[i - 1].path) == 0)
            continue;
        TRY(file_sha256(path, sha256, why));
        TRY(evidence_input(evidence, "scenario", path, sha256, why));
    }
    return ERR_OK;
}

static enum err inputs_add(struct evidence *evidence, const struct mutants_evidence_setup *setup,
                           struct why *why)
{
    TRY(scenarios_add(evidence, setup->suite, why));
    return evidence_order_requirements(evidence, setup->rules->set, setup->rules->path, NULL, why);
}

enum err mutants_evidence_begin(struct evidence **evidence,
                                const struct mutants_evidence_setup *setup, struct why *why)
{
    const struct suite_choice *choice = setup->choice;
    struct bytes               more = { 0 };
    enum err                   err;

    bytes_format(&more, ",\"cases\":%zu,\"mutants\":%zu,\"shard\":\"%d/%d\",\"filter\":",
                 setup->suite->case_count, setup->scores->count, choice->shard, choice->shards);
    bytes_json_text(&more, choice->filter);
    err = evidence_order_begin(evidence, &(struct evidence_order){
        .of = "mutants", .command = "test", .folder = setup->folder, .paths = choice->paths,
        .options = setup->options, .seed = choice->seed, .more = &more }, why);
    bytes_free(&more);
    return err == ERR_OK ? inputs_add(*evidence, setup, why) : err;
}

/* ---- what became of it ---- */

static enum err cases_add(struct evidence *evidence, const struct suite *suite, struct why *why)
{
    for (size_t i = 0; i < suite->case_count; i++)
        if (suite->is_done[i])
            TRY(evidence_case(evidence, suite->cases[i].name, NULL, suite->outcomes[i].verdict,
                              why));
    return ERR_OK;
}

static enum err mutant_add(struct evidence *evidence, const struct mutant_score *score,
                           const struct suite *suite, struct why *why)
{
    struct bytes body = { 0 };
    enum err     err;

    bytes_text(&body, "{");
    bytes_json_member_text(&body, "rig", score->type->name);
    bytes_json_member_text(&body, "name", score->mutant->name);
    bytes_json_member_text(&body, "attacks", score->mutant->attacks);
    bytes_json_member_text(&body, "case",
                           score->is_killed ? suite->cases[score->killer].name : NULL);
    bytes_json_member_text(&body, "by", score->is_killed ? score->by : NULL);
    bytes_text(&body, "\"state\":");
    bytes_json_text(&body, mutant_state(score));
    bytes_text(&body, "}");
    err = evidence_add(evidence, "mutant", &body, why);
    bytes_free(&body);
    return err;
}

/* Whether or not a resumed command had to add to them: they are what its tables are made of. */
static enum err books_add(struct evidence *evidence, const char *folder, struct why *why)
{
    static const char *const names[] = { "sound.jsonl", "mutants.jsonl" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[600], sha256[DIGEST_HEX_SIZE];

        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        TRY(file_sha256(path, sha256, why));
        TRY(evidence_file(evidence, names[i], sha256, why));
    }
    return ERR_OK;
}

static enum err links_add(struct evidence *evidence, const struct mutants_evidence_setup *setup,
                          struct why *why)
{
    TRY(cases_add(evidence, setup->suite, why));
    for (size_t i = 0; i < setup->scores->count; i++)
        TRY(mutant_add(evidence, &setup->scores->of[i], setup->suite, why));
    return books_add(evidence, setup->folder, why);
}

enum err mutants_evidence_end(struct evidence *evidence, const struct mutants_evidence_setup *setup,
                              struct why *why)
{
    bool         is_stopped = setup->suite->is_stopped || mutants_are_left(setup->scores);
    enum verdict verdict = is_stopped ? VERDICT_INCONCLUSIVE : mutants_verdict(setup->scores);
    enum err     added = links_add(evidence, setup, why), ended;

    ended = evidence_end(evidence, verdict, is_stopped ? "stopped" : "finished", NULL, why);
    return added != ERR_OK ? added : ended;
}
