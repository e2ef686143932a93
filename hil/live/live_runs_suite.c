/* A suite from its lines: cases and verdicts, and the way from a requirement to them. */
#include "live_runs_answers.h"

#include "hil/live/live_runs.h"
#include "hil/suite/matrix_papers.h"
#include "hil/suite/suite_results.h"
#include "hil/suite/suite_run.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESULTS_BYTES_MAX ((size_t)64 << 20)
#define RESULTS_LINES_MAX ((size_t)20000)
#define RESULTS_ITEMS_MAX ((size_t)400000)      /* verdicts of all lines: half a kilobyte each */
#define FAILED_TOLD_MAX   5                     /* cases named beside a requirement            */

/* ---- reading ---- */

/* What results.jsonl will take in memory, before it does. */
static enum err results_measure(int file, struct runs_extent *extent, struct why *why)
{
    char    chunk[16384];
    size_t  bytes = 0;
    ssize_t count;

    while (bytes <= RESULTS_BYTES_MAX && (count = read(file, chunk, sizeof chunk)) != 0) {
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return why_say(why, ERR_IO, "results.jsonl cannot be read: %s", strerror(errno));
        runs_extent_add(extent, chunk, (size_t)count);
        bytes += (size_t)count;
    }
    if (bytes <= RESULTS_BYTES_MAX && extent->lines <= RESULTS_LINES_MAX
        && extent->items <= RESULTS_ITEMS_MAX && extent->line_values_most <= RUNS_VALUES_MAX)
        return ERR_OK;
    return why_say(why, ERR_LIMIT, "results.jsonl has more than %zu MB, %zu lines or %zu verdicts: "
                   "painrig requirements --results reads it", RESULTS_BYTES_MAX >> 20,
                   RESULTS_LINES_MAX, RESULTS_ITEMS_MAX);
}

/* Not too much of it, and a file. */
static enum err results_check(int folder, struct why *why)
{
    struct runs_extent extent = { 0 };
    enum err           err;
    int                file = -1;

    TRY(runs_file_open(folder, "results.jsonl", &file, why));
    err = results_measure(file, &extent, why);
    close(file);
    return err;
}

/* Those of the scenarios that are there now; without them the suite is told all the same. */
static struct requirements *rules_load(const char *scenarios, char *sentence, size_t size)
{
    struct requirements *rules = NULL;
    struct why           why = { "" };
    char                 path[600];

    sentence[0] = '\0';
    snprintf(path, sizeof path, "%s/requirements", scenarios);
    if (requirements_load(&rules, path, &why) == ERR_OK)
        return rules;
    snprintf(sentence, size, "the requirements cannot be read, so nothing is traced to them: %s",
             why.text);
    return NULL;
}

/* ---- writing ---- */

static void case_write(struct bytes *out, const struct suite *suite, size_t index,
                       const char *name)
{
    const struct suite_case  *this = &suite->cases[index];
    const struct run_outcome *outcome = &suite->outcomes[index];
    char                      folder[SUITE_FOLDER_SIZE] = "";

    if (outcome->folder[0] && suite_case_folder(name, this->name, folder, NULL) != ERR_OK)
        folder[0] = '\0';
    bytes_text(out, "{");
    bytes_json_member_text(out, "name", this->name);
    bytes_json_member_text(out, "title", this->title);
    bytes_json_member_text(out, "rig", this->rig);
    bytes_json_member_text(out, "run", folder[0] ? folder : NULL);
    bytes_json_member_text(out, "verdict",
                           suite->is_done[index] ? verdict_name(outcome->verdict) : NULL);
    bytes_json_member_text(out, "covers", outcome->covers);
    bytes_json_member_text(out, "tags", outcome->tags);
    bytes_json_member_text(out, "error", outcome->error[0] ? outcome->error : NULL);
    bytes_json_member_number(out, "simulated_s", outcome->simulated_s);
    bytes_json_member_number(out, "wall_s", outcome->wall_s);
    bytes_format(out, "\"seed\":\"%llu\",\"judgements\":%zu,\"requirements\":[",
                 (unsigned long long)outcome->seed, outcome->judgement_count);
}

static void found_write(struct bytes *out, const struct outcome_requirement *found)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "id", found->id);
    bytes_json_member_text(out, "verdict", verdict_name(found->verdict));
    bytes_json_member_number(out, "margin", found->margin);
    bytes_json_member_text(out, "unit", found->unit);
    bytes_json_member_number(out, "slack_s", found->slack_s);
    bytes_format(out, "\"fired\":%ld,\"covered\":%s,\"gap\":%s}", found->fired,
                 found->is_covered ? "true" : "false", found->is_gap ? "true" : "false");
}

/* Only what stood beside it: covered, or put to the test. */
static void founds_write(struct bytes *out, const struct run_outcome *outcome)
{
    bool is_first = true;

    for (size_t i = 0; i < outcome->requirement_count; i++) {
        const struct outcome_requirement *found = &outcome->requirements[i];
        if (!found->is_covered && found->fired <= 0)
            continue;
        bytes_text(out, is_first ? "" : ",");
        found_write(out, found);
        is_first = false;
    }
    bytes_text(out, "]}");
}

static void cases_write(struct bytes *out, const struct suite *suite, const char *name)
{
    size_t count = suite->case_count < RUNS_CASES_MAX ? suite->case_count : RUNS_CASES_MAX;

    bytes_text(out, ",\"cases\":[");
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, i ? ",\n" : "\n");
        case_write(out, suite, i, name);
        founds_write(out, &suite->outcomes[i]);
    }
    bytes_format(out, "],\"cases_left_out\":%zu", suite->case_count - count);
}

static void counts_write(struct bytes *out, const struct suite *suite)
{
    bytes_text(out, "\"counts\":{");
    for (size_t i = 0; i < VERDICTS; i++)
        bytes_format(out, "%s\"%s\":%zu", i ? "," : "", verdict_name(verdicts_worst_first[i]),
                     suite_count(suite, verdicts_worst_first[i]));
    bytes_text(out, "}");
}

static void results_write(struct bytes *out, const struct suite_results *results,
                          const char *sentence)
{
    bytes_format(out, ",\"older_scenario\":%zu,\"other_requirements\":%zu,\"is_cut\":%s,"
                 "\"rules_trouble\":", results->older_scenario, results->other_requirements,
                 results->is_cut ? "true" : "false");
    bytes_json_text(out, sentence[0] ? sentence : NULL);
}

static enum err matrix_add(struct bytes *out, const struct suite *suite, struct why *why)
{
    struct matrix matrix = { .suite = NULL };
    enum err      err = matrix_make(&matrix, suite, why);

    if (err == ERR_OK) {
        bytes_text(out, ",\"traceability\":");
        matrix_rows_json(out, &matrix, NULL);
        bytes_text(out, ",\"gaps\":");
        matrix_gaps_json(out, &matrix, NULL);
    }
    matrix_free(&matrix);
    return err;
}

/* ---- all of it ---- */

static enum err suite_write(struct bytes *out, const struct runs_entry *entry,
                            const struct suite *suite, struct why *why)
{
    bytes_text(out, "{\"run\":");
    runs_entry_json(out, entry);
    bytes_text(out, ",");
    counts_write(out, suite);
    TRY(matrix_add(out, suite, why));
    cases_write(out, suite, entry->name);
    return ERR_OK;
}

static enum err suite_load(struct suite *suite, struct suite_results *results, const char *root,
                           const char *name, struct why *why)
{
    char path[RUNS_NAME_MAX + 600];

    snprintf(path, sizeof path, "%s/%s/results.jsonl", root, name);
    return suite_results_take(suite, path, results, why);
}

enum err runs_suite_json(const char *root, const char *name, const char *scenarios,
                         struct bytes *out, struct why *why)
{
    struct suite         suite = { .case_count = 0 };
    struct suite_results results;
    struct requirements *rules;
    struct runs_entry    entry;
    char                 sentence[1200];
    enum err             err;
    int                  folder = -1;

    TRY(runs_find(root, name, &folder, &entry, why));
    err = results_check(folder, why);
    if (err == ERR_OK) {
        suite.requirements = rules = rules_load(scenarios, sentence, sizeof sentence);
        err = suite_load(&suite, &results, root, name, why);
        if (err == ERR_OK)
            err = suite_write(out, &entry, &suite, why);
        if (err == ERR_OK) {
            results_write(out, &results, sentence);
            bytes_text(out, ",\"files\":");
            runs_files_json(out, folder);
            bytes_text(out, "}");
        }
        suite_free(&suite);
        requirements_free(rules);
    }
    close(folder);
    return err;
}
