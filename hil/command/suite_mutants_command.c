#include "suite_mutants_command.h"
#include "hil/rig/rig.h"
#include "hil/run/run_folder.h"
#include "hil/run_stop.h"
#include "hil/suite/suite_mutants_evidence.h"
#include "hil/suite/suite_print.h"
#include "hil/suite/suite_run.h"

#include <string.h>

struct command {
    const struct mutants_order *order;
    const struct rig_type      *only;       /* NULL: all */
    bool                        resumes;
    FILE                       *progress;
    struct suite                suite;
    struct suite_rules          rules;
    struct run_folder           folder;
    struct suite_book           sound, book;
    struct mutant_scores        scores;
    struct evidence            *evidence;   /* until it is closed */
    struct run_stop             stop;
};

/* What has no meaning here is refused rather than passed over. */
static enum err options_check(const struct options *options, struct why *why)
{
    static const char *const others[] = { "repeat", "papers", "junit", "tap", "history" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (options_has(options, others[i]))
            return why_say(why, ERR_RANGE, "--mutants takes no --%s: its table is mutants.json, "
                                           ".csv and .html", others[i]);
    return ERR_OK;
}

static bool is_case_kept(const void *data, const struct suite_case *this)
{
    return mutants_have_case(((const struct command *)data)->only, this);
}

static struct mutants_setup setup_of(struct command *command)
{
    const struct suite_choice *choice = &command->order->choice;

    return (struct mutants_setup){
        .suite = &command->suite, .rules = &command->rules, .book = &command->book,
        .resumes = command->resumes, .type = command->only, .filter = choice->filter,
        .shard = choice->shard, .shards = choice->shards, .jobs = command->order->jobs,
        .limit_s = command->order->limit_s, .progress = command->progress,
        .is_stopped = run_stop_is_asked, .stop = &command->stop,
    };
}

static struct mutants_evidence_setup evidence_setup_of(const struct command *command)
{
    return (struct mutants_evidence_setup){
        .suite = &command->suite, .rules = &command->rules, .scores = &command->scores,
        .choice = &command->order->choice, .options = command->order->options,
        .folder = command->folder.path,
    };
}

static enum err books_open(struct command *command, struct why *why)
{
    TRY(suite_book_open(&command->sound, command->folder.path, "sound.jsonl", command->resumes,
                        why));
    return suite_book_open(&command->book, command->folder.path, "mutants.jsonl",
                           command->resumes, why);
}

/* Everything that can be refused, before anything is run or written. */
static enum err command_open(struct command *command, struct why *why)
{
    const struct options *options = command->order->options;
    const char           *rig = options_text(options, "rig", NULL);
    struct suite_choice   choice = command->order->choice;
    struct mutants_setup  setup = setup_of(command);
    struct mutants_evidence_setup evidence;

    TRY(options_check(options, why));
    TRY(evidence_order_check(options, why));
    if (rig)
        TRY(rig_find(rig, &command->only, why));
    setup.type = command->only;
    choice.filter = NULL;
    choice.shard = choice.shards = 1;
    TRY(suite_find(&command->suite, &choice, why));
    suite_keep(&command->suite, is_case_kept, command);
    TRY(mutants_choose(&command->scores, &setup, why));
    TRY(suite_rules_load(&command->rules, &command->suite,
                         options_path_or_none(options, "requirements"), why));
    TRY(run_folder_make(&command->folder, options_text(options, "out", "out/mutants"), why));
    TRY(books_open(command, why));
    evidence = evidence_setup_of(command);
    return mutants_evidence_begin(&command->evidence, &evidence, why);
}

/* A suite that does not pass on the sound device kills every mutant and says nothing. */
static enum err sound_run(struct command *command, struct why *why)
{
    struct suite_run_setup setup = {
        .rules = &command->rules, .book = &command->sound, .resumes = command->resumes,
        .folder = command->folder.path, .papers = RUN_PAPERS_NONE, .jobs = command->order->jobs,
        .limit_s = command->order->limit_s, .is_stopped = run_stop_is_asked,
        .stop = &command->stop, .tester = options_text(command->order->options, "tester", NULL),
    };
    struct suite *suite = &command->suite;

    if (command->progress)
        fprintf(command->progress, "%zu cases on the sound device\n", suite->case_count);
    TRY(suite_cases_run(suite, &setup, why));
    if (suite->is_stopped)
        return why_say(why, ERR_LIMIT, "stopped: the same command with --resume goes on");
    if (suite_count(suite, VERDICT_PASS) == suite->case_count)
        return ERR_OK;
    suite_end_print(stdout, suite, "");
    fflush(stdout);
    return why_say(why, ERR_SCRIPT, "the suite does not pass on the sound device: no mutant was "
                                    "run, since a broken suite kills them all");
}

static enum err evidence_leave(struct command *command, struct why *why)
{
    struct mutants_evidence_setup setup = evidence_setup_of(command);
    struct evidence              *evidence = command->evidence;

    command->evidence = NULL;
    return mutants_evidence_end(evidence, &setup, why);
}

/* Stopped before the first mutant, it is no error of the suite's. */
static void evidence_drop(struct command *command, const char *sentence)
{
    struct why why = { "" };

    if (!command->evidence || !command->suite.is_stopped)
        evidence_order_fail(command->evidence, sentence);
    else if (evidence_leave(command, &why) != ERR_OK)
        fprintf(stderr, "%s\n", why.text);
}

static enum err command_run(struct command *command, struct why *why)
{
    struct mutants_setup setup = setup_of(command);

    TRY(sound_run(command, why));
    if (command->progress)
        fprintf(command->progress, "%zu mutants\n", command->scores.count);
    TRY(mutants_run(&command->scores, &setup, why));
    TRY(mutants_write(&command->scores, &command->suite, command->folder.path, why));
    TRY(evidence_leave(command, why));
    mutants_print(stdout, &command->scores, &command->suite);
    printf("table: %s/mutants.html\n", command->folder.path);
    return ERR_OK;
}

static void command_close(struct command *command)
{
    suite_book_close(&command->sound);
    suite_book_close(&command->book);
    mutants_free(&command->scores);
    suite_free(&command->suite);
    suite_rules_free(&command->rules);
}

static int status_of(const struct mutant_scores *scores)
{
    size_t count;

    if (mutants_are_left(scores)) {
        printf("stopped: the same command with --resume goes on\n");
        return 2;
    }
    return mutants_killed(scores, NULL, &count) == count ? 0 : 1;
}

int mutants_command(const struct mutants_order *order)
{
    struct command command = { .order = order, .resumes = options_has(order->options, "resume"),
                               .progress = options_has(order->options, "quiet") ? NULL : stdout };
    struct why why = { "" };
    enum err   err;
    int        status = 2;

    err = command_open(&command, &why);
    if (err == ERR_OK) {
        run_stop_open(&command.stop);
        err = command_run(&command, &why);
        run_stop_close(&command.stop);
    }
    if (err == ERR_OK) {
        status = status_of(&command.scores);
    } else {
        evidence_drop(&command, why_text(&why, err));
        fprintf(stderr, "%s\n", why_text(&why, err));
    }
    command_close(&command);
    return status;
}
