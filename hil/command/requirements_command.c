#include "requirements_command.h"

#include "base/text.h"
#include "hil/options.h"
#include "hil/rig/rig.h"
#include "hil/suite/matrix_papers.h"
#include "hil/suite/requirements_print.h"
#include "hil/suite/suite_results.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option option_table[] = {
    { "requirements", "PATH", "a file or folder of them (requirements/ near the scenarios)" },
    { "rig",          "NAME", "of this rig only" },
    { "formulas",     NULL,   "with each its formula, as RTAMT reads it" },
    { "results",      "PATH", "verdicts of a suite: its folder, or its results.jsonl" },
    { "matrix",       NULL,   "from requirement to case, and from case to requirement" },
    { "gaps",         NULL,   "what is not shown; ends with 1 if there is anything" },
    { "csv",          "FILE", "the matrix, a line per pair" },
    { "json",         "FILE", "the matrix and its gaps" },
};

static const struct command_page page = {
    .name = "requirements", .words = "[ID | PATH]...", .words_most = OPTIONS_WORDS_MAX,
    .summary = "What the devices owe, where that is written, and which scenarios show it.",
    .options = option_table, .option_count = sizeof option_table / sizeof *option_table,
    .text = "A word that is a file or a folder is where scenarios are (scenarios/ if there is\n"
            "none); any other is the id of a requirement, of which everything is told.\n"
            "A gap is a requirement that no case covers, whose trigger fired nowhere, that was\n"
            "nowhere decided or is not met; a case that covers nothing, or an id that no\n"
            "requirement has, or was not run. What needs outcomes needs --results.\n"
            "Exit status: 0; 1 if --gaps found some; 2 if something cannot be read.",
    .example = "  painrig requirements --rig ablation --formulas\n"
               "  painrig requirements IL-RF-01 --results out/suite\n"
               "  painrig requirements --results out/suite --gaps --csv matrix.csv",
};

struct command {
    struct options       options;
    const char          *paths[OPTIONS_WORDS_MAX + 1], *ids[OPTIONS_WORDS_MAX + 1];
    size_t               path_count, id_count;
    const char          *rig, *csv, *json;
    struct requirements *requirements;
    struct suite         suite;
    struct matrix        matrix;
};

/* ---- what was typed ---- */

static bool is_path(const char *word)
{
    return strchr(word, '/') || strstr(word, ".lua") || access(word, F_OK) == 0;
}

static enum err words_sort(struct command *command, struct why *why)
{
    for (size_t i = 0; i < command->options.word_count; i++) {
        const char *word = command->options.words[i];
        if (is_path(word))
            command->paths[command->path_count++] = word;
        else
            command->ids[command->id_count++] = word;
    }
    for (size_t i = 0; i < command->path_count; i++)
        if (access(command->paths[i], R_OK) != 0)
            return why_say(why, ERR_IO, "%s: %s: give files or folders of scenarios",
                           command->paths[i], strerror(errno));
    if (command->path_count == 0)
        command->paths[command->path_count++] = "scenarios";
    return ERR_OK;
}

/* The folder "requirements" in, beside or above where the scenarios are. */
static enum err requirements_open(struct command *command, struct why *why)
{
    const char *given = options_text(&command->options, "requirements", NULL);
    char        inside[4096], near[600];

    if (given)
        return requirements_load(&command->requirements, given, why);
    snprintf(inside, sizeof inside, "%s%s", command->paths[0],
             strstr(command->paths[0], ".lua") ? "" : "/any.lua");
    if (!requirements_near(inside, near, sizeof near))
        return why_say(why, ERR_IO, "there is no folder \"requirements\" in, beside or above %s: "
                       "give one with --requirements PATH", command->paths[0]);
    return requirements_load(&command->requirements, near, why);
}

/* A hundred names would hide what is wrong. */
static enum err id_unknown(const char *id, const char *const *names, size_t count, struct why *why)
{
    const char *nearest = text_nearest(id, names, count);

    if (nearest)
        return why_say(why, ERR_UNKNOWN, "there is no requirement, file or folder named '%s': did "
                       "you mean '%s'?", id, nearest);
    return why_say(why, ERR_UNKNOWN, "there is no requirement, file or folder named '%s': "
                   "`painrig requirements` lists them", id);
}

static enum err ids_check(const struct command *command, struct why *why)
{
    const char *names[REQUIREMENTS_MAX];
    size_t      count = requirements_count(command->requirements);

    for (size_t i = 0; i < count; i++)
        names[i] = requirements_at(command->requirements, i)->id;
    for (size_t i = 0; i < command->id_count; i++)
        if (!requirements_find(command->requirements, command->ids[i]))
            return id_unknown(command->ids[i], names, count, why);
    return ERR_OK;
}

/* Only the list does without the scenarios. */
static bool needs_suite(const struct command *command)
{
    static const char *const names[] = { "results", "matrix", "gaps", "csv", "json" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (options_has(&command->options, names[i]))
            return true;
    return command->id_count > 0;
}

/* ---- the suite that is traced ---- */

static void results_say(const struct suite_results *results)
{
    if (results->other_requirements)
        fprintf(stderr, "%zu of the results were judged by other requirements than these: run the "
                        "suite again\n", results->other_requirements);
    if (results->older_scenario)
        fprintf(stderr, "%zu of the results are of scenarios that were changed since: run the "
                        "suite again\n", results->older_scenario);
    if (results->is_cut)
        fprintf(stderr, "the last line of the results has no end, and is passed over: was the "
                        "suite killed? painrig test --resume goes on\n");
}

static enum err suite_open(struct command *command, struct why *why)
{
    const char          *path = options_text(&command->options, "results", NULL);
    struct suite_results results;
    struct suite_choice  choice = { .paths = command->paths, .shard = 1, .shards = 1, .repeat = 1,
                                    .seed = 1 };

    TRY(suite_find(&command->suite, &choice, why));
    command->suite.requirements = command->requirements;
    if (path) {
        TRY(suite_results_take(&command->suite, path, &results, why));
        results_say(&results);
    }
    return matrix_make(&command->matrix, &command->suite, why);
}

static enum err command_open(struct command *command, struct why *why)
{
    const struct rig_type *type;

    TRY(words_sort(command, why));
    command->rig = options_text(&command->options, "rig", NULL);
    if (command->rig)
        TRY(rig_find(command->rig, &type, why));
    TRY(options_file(&command->options, "csv", "matrix.csv", &command->csv, why));
    TRY(options_file(&command->options, "json", "matrix.json", &command->json, why));
    TRY(requirements_open(command, why));
    TRY(ids_check(command, why));
    return needs_suite(command) ? suite_open(command, why) : ERR_OK;
}

/* ---- what is told ---- */

static enum err files_write(const struct command *command, struct why *why)
{
    if (command->csv)
        TRY(matrix_csv_write(&command->matrix, command->rig, command->csv, why));
    return command->json ? matrix_json_write(&command->matrix, command->rig, command->json, why)
                         : ERR_OK;
}

static void all_print(const struct command *command)
{
    for (size_t i = 0; i < command->id_count; i++) {
        printf("%s", i ? "\n" : "");
        requirement_print(stdout, &command->matrix,
                          requirements_find(command->requirements, command->ids[i]));
    }
    if (command->id_count == 0 && !options_has(&command->options, "matrix") &&
        !options_has(&command->options, "gaps") && !options_has(&command->options, "csv") &&
        !options_has(&command->options, "json"))
        requirements_print(stdout, command->requirements, command->rig,
                           options_has(&command->options, "formulas"));
    if (options_has(&command->options, "matrix"))
        matrix_print(stdout, &command->matrix, command->rig);
}

static int command_play(struct command *command)
{
    struct why why = { "" };
    size_t     gaps = 0;
    enum err   err = command_open(command, &why);

    if (err == ERR_OK)
        all_print(command);
    if (err == ERR_OK && options_has(&command->options, "gaps"))
        gaps = matrix_gaps_print(stdout, &command->matrix, command->rig);
    if (err == ERR_OK)
        err = files_write(command, &why);
    if (err == ERR_OK)
        return gaps ? 1 : 0;
    fflush(stdout);
    fprintf(stderr, "%s\n", why_text(&why, err));
    return 2;
}

int requirements_command(int argc, char **argv)
{
    struct command *command = calloc(1, sizeof *command);
    int             status = 2;

    if (!command) {
        fprintf(stderr, "%s\n", err_text(ERR_MEMORY));
        return status;
    }
    if (options_start(&page, argc, argv, &command->options, &status))
        status = command_play(command);
    matrix_free(&command->matrix);
    suite_free(&command->suite);
    requirements_free(command->requirements);
    free(command);
    return status;
}
