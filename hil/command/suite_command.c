#include "suite_command.h"
#include "base/text.h"
#include "hil/evidence/evidence_order.h"
#include "hil/options.h"
#include "hil/run/run_folder.h"
#include "hil/run_stop.h"
#include "hil/suite/suite_evidence.h"
#include "suite_mutants_command.h"
#include "hil/suite/suite_papers.h"
#include "hil/suite/suite_pool.h"
#include "hil/suite/suite_print.h"
#include "hil/suite/suite_run.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct option options_of_test[] = {
    { "jobs",         "N",    "runs at a time (as many as there are processors)" },
    { "filter",       "WORD", "only what has this tag, covers this id or has this in its name" },
    { "shard",        "I/N",  "the i-th of n parts, for n machines" },
    { "resume",       NULL,   "go on where a suite in the same folder was stopped or killed" },
    { "repeat",       "N",    "each so many times, with seeds that count up (1)" },
    { "seed",         "N",    "where the random numbers start (1)" },
    { "out",          "DIR",  "the suite's folder (out/suite, or out/mutants)" },
    { "papers",       "WORD", "of each run: all, evidence (no page, no pictures) or none (all)" },
    { "requirements", "PATH", "a file or folder of them, or none (requirements/ near a scenario)" },
    { "junit",        "FILE", "results for Jenkins, GitLab and GitHub" },
    { "tap",          NULL,   "results for prove, on stdout" },
    { "tester",       "NAME", "who is responsible (the user's name on this machine)" },
    { "sign",         "FILE", "sign the evidence of each run and the suite with this key" },
    { "history",      "FILE", "margins of every release: what shrank against the last one?" },
    { "release",      "NAME", "what the history calls this one (the version)" },
    { "shrink-share", "PART", "how much of a margin may go unreported (0.2)" },
    { "limit-s",      "N",    "how long one run may take, in seconds of the wall clock (600)" },
    { "mutants",      NULL,   "on every mutant of the mocked devices: which survive?" },
    { "rig",          "NAME", "with --mutants: of this rig only" },
    { "quiet",        NULL,   "print what did not pass and the counts only" },
};

static const struct command_page page = {
    .name = "test", .words = "[PATH...]", .words_most = OPTIONS_WORDS_MAX, .letters = "j",
    .summary = "Run every scenario of files and folders (scenarios/ if none is given).",
    .options = options_of_test, .option_count = sizeof options_of_test / sizeof *options_of_test,
    .text = "Each run is a process of its own: one that hangs or crashes is one error, no more.\n"
            "The folder has results.jsonl, a line per run as it ends; report.html of the whole;\n"
            "and for each run a folder with what painrig run leaves. The suite's SHA-256 is over\n"
            "names, verdicts and traces: the same for any -j.\n"
            "With --mutants every case must pass on the sound device; then each defect of a\n"
            "mocked firmware is run until a case does not pass. --filter, --shard choose mutants.\n"
            "mutants.json, .csv and .html in out/mutants say which case killed which,\n"
            "and by what.\n"
            "Exit status: 0 all passed; 1 something did not; 2 it could not be run to its end.",
    .example = "  painrig test scenarios -j2 --junit out.xml\n"
               "  painrig test scenarios/ablation --filter IL-RF-01 --repeat 10\n"
               "  painrig test scenarios --mutants --rig ablation",
};

struct command {
    struct options      options;
    struct suite_choice choice;
    const char         *paths[OPTIONS_WORDS_MAX + 1];
    struct run_folder   folder;
    enum run_papers     papers;
    int                 jobs;
    double              limit_s;
    bool                is_tap, is_quiet;
    struct suite        suite;
    struct suite_rules  rules;
    struct suite_book   book;
    const char         *history;            /* NULL: none is kept */
    double              share;
    struct margin_changes changes;
    size_t              tap_next;           /* the first case whose line is not out yet */
    struct evidence    *evidence;           /* of the suite, until it is closed         */
    struct run_stop     stop;
};

/* ---- what was typed ---- */

/* "2/5" */
static enum err shard_read(struct command *command, struct why *why)
{
    const char *given = options_text(&command->options, "shard", NULL), *slash;
    char        first[16];
    double      shard, shards;

    command->choice.shard = command->choice.shards = 1;
    if (!given)
        return ERR_OK;
    slash = strchr(given, '/');
    if (slash && (size_t)(slash - given) < sizeof first) {
        snprintf(first, sizeof first, "%.*s", (int)(slash - given), given);
        if (number_parse(first, &shard) == ERR_OK && number_parse(slash + 1, &shards) == ERR_OK &&
            shard == floor(shard) && shards == floor(shards) && shard >= 1 && shard <= shards &&
            shards <= SUITE_CASES_MAX) {
            command->choice.shard = (int)shard;
            command->choice.shards = (int)shards;
            return ERR_OK;
        }
    }
    return why_say(why, ERR_RANGE, "--shard %s: write --shard I/N, as in --shard 2/5 for the "
                                   "second of five", given);
}

static enum err papers_read(struct command *command, struct why *why)
{
    static const char *const words[] = { [RUN_PAPERS_ALL] = "all",
                                         [RUN_PAPERS_EVIDENCE] = "evidence",
                                         [RUN_PAPERS_NONE] = "none" };
    const char *given = options_text(&command->options, "papers", "all");

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(given, words[i]) == 0) {
            command->papers = (enum run_papers)i;
            return ERR_OK;
        }
    return why_say(why, ERR_UNKNOWN, "--papers %s: give all, evidence or none", given);
}

/* What shrank and what is not tested any more can be said of whole suites alone. */
static enum err history_read(struct command *command, struct why *why)
{
    static const char *const of_history[] = { "release", "shrink-share" };
    static const char *const of_parts[] = { "filter", "shard" };
    const struct options    *options = &command->options;

    TRY(options_file(options, "history", "margins.jsonl", &command->history, why));
    command->share = MARGINS_SHARE_USUAL;
    TRY(options_number(options, "shrink-share", 0, 1, &command->share, why));
    for (size_t i = 0; i < 2; i++) {
        if (options_has(options, of_history[i]) && !command->history)
            return why_say(why, ERR_RANGE, "--%s goes with --history FILE", of_history[i]);
        if (options_has(options, of_parts[i]) && command->history &&
            !options_has(options, "mutants"))
            return why_say(why, ERR_RANGE, "--history is of whole suites: leave --%s out",
                           of_parts[i]);
    }
    return ERR_OK;
}

static enum err command_read(struct command *command, struct why *why)
{
    const struct options *options = &command->options;

    command->paths[0] = "scenarios";
    for (size_t i = 0; i < options->word_count; i++)
        command->paths[i] = options->words[i];
    command->choice = (struct suite_choice){ .paths = command->paths, .repeat = 1, .seed = 1,
                                             .filter = options_text(options, "filter", NULL) };
    command->jobs = suite_pool_jobs_usual();
    command->limit_s = 600;
    command->is_tap = options_has(options, "tap");
    command->is_quiet = options_has(options, "quiet");
    TRY(shard_read(command, why));
    TRY(options_count(options, "repeat", 1, SUITE_REPEAT_MAX, &command->choice.repeat, why));
    TRY(options_count(options, "jobs", 1, SUITE_JOBS_MAX, &command->jobs, why));
    TRY(options_whole(options, "seed", &command->choice.seed, why));
    TRY(history_read(command, why));
    TRY(options_number(options, "limit-s", 0.1, 1e6, &command->limit_s, why));
    if (options_has(options, "rig") && !options_has(options, "mutants"))
        return why_say(why, ERR_RANGE, "--rig goes with --mutants: for cases of one rig give its "
                                       "folder");
    return papers_read(command, why);
}

/* ---- what is told as it goes ---- */

static void tap_go_on(struct command *command, const struct suite *suite, bool is_end)
{
    while (command->tap_next < suite->case_count &&
           (is_end || suite->is_done[command->tap_next]))
        suite_tap_line(stdout, suite, command->tap_next++);
    fflush(stdout);
}

static void case_done(void *data, const struct suite *suite, size_t index)
{
    struct command *command = data;

    (void)index;
    if (command->is_tap)
        tap_go_on(command, suite, false);
}

/* ---- the suite ---- */

static enum err papers_write(struct command *command, struct why *why)
{
    const char *junit = options_text(&command->options, "junit", NULL);
    char        path[600];

    if (command->history)
        TRY(margins_history_add(command->history, &command->suite,
                                options_text(&command->options, "release", NULL),
                                command->share, &command->changes, why));
    if (junit)
        TRY(suite_junit_write(&command->suite, junit, why));
    run_folder_path(&command->folder, "report.html", path, sizeof path);
    return suite_report_write(&command->suite, command->history ? &command->changes : NULL, path,
                              why);
}

static void end_print(const struct command *command)
{
    const struct suite *suite = &command->suite;
    const char         *lead = command->is_tap ? "# " : "";

    suite_end_print(stdout, suite, lead);
    if (command->history)
        margin_changes_print(stdout, lead, &command->changes);
    printf("%sreport: %s/report.html\n", lead, command->folder.path);
    if (suite->is_stopped)
        printf("%sstopped: the same command with --resume goes on\n", lead);
    if (suite->case_count == 0)
        printf("%sno case falls to this shard\n", lead);
}

/* Better refused now than after an hour. It is empty until the end: the file of an earlier suite
 * must not pass for that of one that was killed. */
static enum err junit_clear(const struct command *command, struct why *why)
{
    const char *path = NULL;
    FILE       *file;

    TRY(options_file(&command->options, "junit", "out.xml", &path, why));
    file = path ? fopen(path, "wb") : NULL;
    if (path && !file)
        return why_say(why, ERR_IO, "--junit %s cannot be written: %s", path, strerror(errno));
    if (file)
        fclose(file);
    return ERR_OK;
}

/* Everything that can be refused, before anything is run or written. */
static enum err command_open(struct command *command, struct why *why)
{
    const struct options *options = &command->options;
    bool                  resumes = options_has(options, "resume");

    TRY(evidence_order_check(options, why));
    TRY(suite_find(&command->suite, &command->choice, why));
    TRY(suite_rules_load(&command->rules, &command->suite,
                         options_path_or_none(options, "requirements"), why));
    if (command->history)
        TRY(margins_history_check(command->history, why));
    TRY(run_folder_make(&command->folder, options_text(options, "out", "out/suite"), why));
    TRY(suite_book_open(&command->book, command->folder.path, "results.jsonl", resumes, why));
    TRY(junit_clear(command, why));
    TRY(run_folder_open(&command->folder, options_text(options, "out", "out/suite"), why));
    return suite_evidence_begin(&command->evidence, &(struct suite_evidence_setup){
        .suite = &command->suite, .choice = &command->choice, .options = options,
        .folder = command->folder.path }, why);
}

static enum err evidence_leave(struct command *command, struct why *why)
{
    struct evidence *evidence = command->evidence;

    command->evidence = NULL;
    return suite_evidence_end(evidence, &command->suite, command->folder.path, why);
}

static enum err command_run(struct command *command, struct why *why)
{
    struct suite_run_setup setup = {
        .rules = &command->rules, .book = &command->book, .folder = command->folder.path,
        .resumes = options_has(&command->options, "resume"), .papers = command->papers,
        .jobs = command->jobs, .limit_s = command->limit_s,
        .tester = options_text(&command->options, "tester", NULL),
        .sign_key = options_text(&command->options, "sign", NULL),
        .progress = command->is_tap || command->is_quiet ? NULL : stdout,
        .done = case_done, .taker = command, .is_stopped = run_stop_is_asked,
        .stop = &command->stop,
    };
    enum err err;

    if (command->is_tap)
        suite_tap_plan(stdout, &command->suite);
    run_stop_open(&command->stop);
    err = suite_cases_run(&command->suite, &setup, why);
    run_stop_close(&command->stop);
    TRY(err);
    if (command->is_tap)
        tap_go_on(command, &command->suite, true);
    TRY(papers_write(command, why));
    TRY(evidence_leave(command, why));
    end_print(command);
    return ERR_OK;
}

static void command_close(struct command *command)
{
    suite_book_close(&command->book);
    suite_free(&command->suite);
    suite_rules_free(&command->rules);
    margin_changes_free(&command->changes);
    free(command);
}

static int status_of(const struct suite *suite)
{
    if (suite->is_stopped)
        return 2;
    return suite_count(suite, VERDICT_PASS) == suite->case_count ? 0 : 1;
}

static int mutants_play(const struct command *command)
{
    struct mutants_order order = { .options = &command->options, .choice = command->choice,
                                   .jobs = command->jobs, .limit_s = command->limit_s };

    return mutants_command(&order);
}

static int command_play(struct command *command)
{
    struct why why = { "" };
    enum err   err = command_read(command, &why);

    if (err == ERR_OK && options_has(&command->options, "mutants"))
        return mutants_play(command);
    if (err == ERR_OK)
        err = command_open(command, &why);
    if (err == ERR_OK)
        err = command_run(command, &why);
    if (err == ERR_OK)
        return status_of(&command->suite);
    evidence_order_fail(command->evidence, why_text(&why, err));
    fprintf(stderr, "%s\n", why_text(&why, err));
    return 2;
}

int test_command(int argc, char **argv)
{
    struct command *command = calloc(1, sizeof *command);
    int             status = 2;

    if (!command) {
        fprintf(stderr, "%s\n", err_text(ERR_MEMORY));
        return status;
    }
    if (options_start(&page, argc, argv, &command->options, &status))
        status = command_play(command);
    command_close(command);
    return status;
}
