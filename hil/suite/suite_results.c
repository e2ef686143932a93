#include "suite_results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The n-th word of "a b c"; false behind the last. */
static bool word_of(const char *text, size_t n, char *out, size_t size)
{
    text += strspn(text, " ");
    while (n-- > 0) {
        text += strcspn(text, " ");
        text += strspn(text, " ");
    }
    snprintf(out, size, "%.*s", (int)strcspn(text, " "), text);
    return *text != '\0';
}

/* A case as its outcome remembers it. */
static void case_of(const struct run_outcome *outcome, struct suite_case *out)
{
    *out = (struct suite_case){ .seed = outcome->seed, .attempt = outcome->attempt };
    memcpy(out->name, outcome->name, sizeof out->name);
    memcpy(out->path, outcome->file, sizeof out->path);
    memcpy(out->case_name, outcome->case_name, sizeof out->case_name);
    memcpy(out->rig, outcome->rig, sizeof out->rig);
    memcpy(out->title, outcome->title, sizeof out->title);
    while (out->cover_count < SCRIPT_COVERS_MAX &&
           word_of(outcome->covers, out->cover_count, out->covers[out->cover_count],
                   sizeof out->covers[0]))
        out->cover_count++;
    while (out->tag_count < SCRIPT_TAGS_MAX &&
           word_of(outcome->tags, out->tag_count, out->tags[out->tag_count],
                   sizeof out->tags[0]))
        out->tag_count++;
}

static enum err room_make(struct suite *suite, size_t count)
{
    struct suite_case  *cases = realloc(suite->cases, count * sizeof *cases);
    struct run_outcome *outcomes;
    bool               *is_done;

    if (!cases)
        return ERR_MEMORY;
    suite->cases = cases;
    outcomes = realloc(suite->outcomes, count * sizeof *outcomes);
    if (!outcomes)
        return ERR_MEMORY;
    suite->outcomes = outcomes;
    is_done = realloc(suite->is_done, count * sizeof *is_done);
    if (!is_done)
        return ERR_MEMORY;
    suite->is_done = is_done;
    return ERR_OK;
}

/* Whether its scenario is another by now. Results come from anywhere, and so does the name: what is
 * larger than any scenario is another, and is not read. */
static bool is_older(const struct run_outcome *outcome)
{
    struct stat about;
    struct why  ignored = { "" };
    char        sha256[DIGEST_HEX_SIZE];

    if (stat(outcome->file, &about) == 0 && about.st_size > (off_t)SCRIPT_FILE_MAX)
        return true;
    return file_sha256(outcome->file, sha256, &ignored) == ERR_OK
        && strcmp(outcome->scenario_sha256, sha256) != 0;
}

static void staleness_see(const struct suite *suite, const struct run_outcome *outcome,
                          struct suite_results *results)
{
    const char *now = suite->requirements ? requirements_sha256(suite->requirements) : "";

    results->other_requirements += outcome->requirements_sha256[0] &&
                                   strcmp(outcome->requirements_sha256, now) != 0;
    results->older_scenario += outcome->scenario_sha256[0] && is_older(outcome);
}

/* The outcome becomes the suite's. */
static void outcome_take(struct suite *suite, struct run_outcome *outcome,
                         struct suite_results *results)
{
    size_t index;

    if (!suite_case_find(suite, outcome->name, &index)) {
        index = suite->case_count++;
        case_of(outcome, &suite->cases[index]);
        suite->outcomes[index] = (struct run_outcome){ .attempt = 1 };
        suite->is_done[index] = false;
        results->added++;
    }
    results->taken += !suite->is_done[index];
    if (suite->is_done[index])
        run_outcome_free(&suite->outcomes[index]);
    suite->outcomes[index] = *outcome;
    suite->is_done[index] = true;
    outcome->judgements = NULL;
    outcome->requirements = NULL;
    outcome->faults = NULL;
}

static bool is_folder(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

enum err suite_results_take(struct suite *suite, const char *path, struct suite_results *out,
                            struct why *why)
{
    struct suite_results results = { .taken = 0 };
    struct run_outcomes  outcomes;
    char                 file[4096];

    snprintf(file, sizeof file, "%s%s", path, is_folder(path) ? "/results.jsonl" : "");
    TRY(run_outcomes_load(&outcomes, file, why));
    if (room_make(suite, suite->case_count + outcomes.count + 1) != ERR_OK) {
        run_outcomes_free(&outcomes);
        return why_say(why, ERR_MEMORY, "out of memory");
    }
    results.is_cut = outcomes.is_cut;
    for (size_t i = 0; i < outcomes.count; i++)
        if (!outcomes.of[i].mutant[0])
            outcome_take(suite, &outcomes.of[i], &results);
    for (size_t i = 0; i < suite->case_count; i++)
        if (suite->is_done[i])
            staleness_see(suite, &suite->outcomes[i], &results);
    run_outcomes_free(&outcomes);
    *out = results;
    return ERR_OK;
}
