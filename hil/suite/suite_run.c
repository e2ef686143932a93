#include "suite_run.h"
#include "hil/clock.h"
#include "hil/evidence/evidence.h"
#include "hil/run_version.h"
#include "suite_pool.h"
#include "suite_progress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A case that is to be run. */
struct task { size_t index; double expected_s; char folder[SUITE_FOLDER_SIZE]; };

struct at_work {
    struct suite                 *suite;
    const struct suite_run_setup *setup;
    struct task                  *tasks;        /* the longest first */
    size_t                        count, given;
    struct suite_progress         progress;
    struct why                    why;          /* of the book */
    enum err                      err;
};

enum err suite_case_folder(const char *folder, const char *name, char out[SUITE_FOLDER_SIZE],
                           struct why *why)
{
    size_t used = strlen(folder);

    if (used + 1 + strlen(name) >= SUITE_FOLDER_SIZE)
        return why_say(why, ERR_RANGE, "%s/%s: a folder's path of more than %d characters: choose "
                                       "a shorter one with --out DIR", folder, name,
                       SUITE_FOLDER_SIZE - 1);
    memcpy(out, folder, used);
    out[used++] = '/';
    for (; *name; name++)
        if (*name != ']')
            out[used++] = *name == '[' ? '/' : *name == '#' ? '~' : *name;
    out[used] = '\0';
    return ERR_OK;
}

/* ---- what need not be run again ---- */

bool suite_case_is_done_by(const struct suite *suite, size_t index, const struct suite_rules *rules,
                           const struct run_outcome *earlier)
{
    const struct suite_case *this = &suite->cases[index];
    char                     sha256[DIGEST_HEX_SIZE];

    return earlier->verdict != VERDICT_ERROR && earlier->seed == this->seed &&
           strcmp(earlier->version, run_version()) == 0 &&
           file_sha256(this->path, sha256, NULL) == ERR_OK &&
           strcmp(earlier->scenario_sha256, sha256) == 0 &&
           strcmp(earlier->requirements_sha256, suite_rules_sha256(rules, index)) == 0;
}

static bool is_paper_there(const struct suite_run_setup *setup, const struct run_outcome *outcome)
{
    return setup->papers == RUN_PAPERS_NONE ||
           (outcome->folder[0] && access(outcome->folder, F_OK) == 0);
}

/* A copy of its own. */
static bool outcome_copy(const struct run_outcome *from, struct run_outcome *out)
{
    struct bytes line = { 0 };
    bool         is_copied;

    run_outcome_write(from, &line);
    bytes_add(&line, "", 1);
    is_copied = !line.is_out_of_memory && run_outcome_read(out, line.at, NULL) == ERR_OK;
    bytes_free(&line);
    return is_copied;
}

/* ---- what has ended ---- */

static void outcome_keep(struct at_work *work, size_t index, const struct run_outcome *outcome)
{
    work->suite->outcomes[index] = *outcome;
    work->suite->is_done[index] = true;
    if (work->setup->done)
        work->setup->done(work->setup->taker, work->suite, index);
}

static void book_add(struct at_work *work, const struct run_outcome *outcome)
{
    if (work->err == ERR_OK)
        work->err = suite_book_add(work->setup->book, outcome, &work->why);
}

static void step_show(struct at_work *work, const struct run_outcome *outcome, double expected_s)
{
    struct suite_step step = { .name = outcome->name, .word = verdict_name(outcome->verdict),
                               .is_unmet = outcome->verdict != VERDICT_PASS,
                               .wall_s = outcome->wall_s, .expected_s = expected_s };

    suite_progress_done(&work->progress, &step);
}

/* What a killed run could not say of itself. */
static void outcome_complete(const struct suite_case *this, struct run_outcome *outcome)
{
    outcome->attempt = this->attempt;
    if (outcome->title[0] == '\0')
        snprintf(outcome->title, sizeof outcome->title, "%s", this->title);
    if (outcome->rig[0] == '\0')
        snprintf(outcome->rig, sizeof outcome->rig, "%s", this->rig);
}

static void task_done(void *giver, void *token, struct run_outcome *outcome)
{
    struct at_work *work = giver;
    struct task    *task = token;

    outcome_complete(&work->suite->cases[task->index], outcome);
    book_add(work, outcome);
    outcome_keep(work, task->index, outcome);
    step_show(work, outcome, task->expected_s);
}

/* ---- what is to be run ---- */

static bool task_next(void *giver, struct run_order *order, void **token)
{
    struct at_work               *work = giver;
    const struct suite_run_setup *setup = work->setup;
    const struct suite_case      *this;
    struct task                  *task;

    if (work->given == work->count || work->err != ERR_OK)
        return false;
    task = &work->tasks[work->given++];
    this = &work->suite->cases[task->index];
    *order = (struct run_order){
        .path = this->path, .name = this->name, .seed = this->seed, .folder = task->folder,
        .case_name = this->case_name[0] ? this->case_name : NULL, .papers = setup->papers,
        .requirements = suite_rules_path(setup->rules, task->index),
        .loaded = suite_rules_set(setup->rules, task->index),
        .tester = setup->tester, .sign_key = setup->sign_key,
        .is_stopped = setup->is_stopped, .stop = setup->stop,
    };
    *token = task;
    return true;
}

static void look(void *giver, int running)
{
    struct at_work *work = giver;

    (void)running;
    suite_progress_look(&work->progress);
}

/* Stopped by the user, or by a book that cannot be written. */
static bool is_stopped(const void *giver)
{
    const struct at_work *work = giver;

    return work->err != ERR_OK ||
           (work->setup->is_stopped && work->setup->is_stopped(work->setup->stop));
}

/* Without a run: the file cannot be loaded. */
static void refusal_keep(struct at_work *work, size_t index)
{
    const struct suite_case *this = &work->suite->cases[index];
    struct run_outcome       outcome = { .verdict = VERDICT_ERROR, .seed = this->seed };

    snprintf(outcome.name, sizeof outcome.name, "%s", this->name);
    snprintf(outcome.file, sizeof outcome.file, "%s", this->path);
    snprintf(outcome.error, sizeof outcome.error, "%s", this->refusal);
    snprintf(outcome.version, sizeof outcome.version, "%s", run_version());
    clock_utc_text(outcome.started_utc);
    outcome_complete(this, &outcome);
    suite_progress_expect(&work->progress, 0);
    book_add(work, &outcome);
    outcome_keep(work, index, &outcome);
    step_show(work, &outcome, 0);
}

/* Is it done by the book? */
static bool earlier_take(struct at_work *work, size_t index, const struct run_outcome *earlier)
{
    struct run_outcome copy;

    if (!work->setup->resumes || !earlier || !is_paper_there(work->setup, earlier) ||
        !suite_case_is_done_by(work->suite, index, work->setup->rules, earlier) ||
        !outcome_copy(earlier, &copy))
        return false;
    outcome_keep(work, index, &copy);
    suite_progress_expect(&work->progress, 0);
    work->progress.done++;
    work->progress.unmet += copy.verdict != VERDICT_PASS;
    return true;
}

static int task_order(const void *a, const void *b)
{
    const struct task *left = a, *right = b;
    double             left_s = isnan(left->expected_s) ? INFINITY : left->expected_s;
    double             right_s = isnan(right->expected_s) ? INFINITY : right->expected_s;

    if (left_s != right_s)
        return left_s > right_s ? -1 : 1;
    return left->index < right->index ? -1 : 1;
}

static enum err tasks_make(struct at_work *work, struct why *why)
{
    struct suite *suite = work->suite;

    work->tasks = calloc(suite->case_count + 1, sizeof *work->tasks);
    if (!work->tasks)
        return why_say(why, ERR_MEMORY, "no memory for %zu cases", suite->case_count);
    for (size_t i = 0; i < suite->case_count; i++) {
        const struct run_outcome *earlier;
        struct task              *task = &work->tasks[work->count];

        earlier = suite_book_find(work->setup->book, suite->cases[i].name, "");
        if (suite->cases[i].refusal[0])
            refusal_keep(work, i);
        else if (!earlier_take(work, i, earlier)) {
            task->index = i;
            task->expected_s = earlier ? earlier->wall_s : NAN;
            TRY(suite_case_folder(work->setup->folder, suite->cases[i].name, task->folder, why));
            suite_progress_expect(&work->progress, task->expected_s);
            work->count++;
        }
    }
    qsort(work->tasks, work->count, sizeof *work->tasks, task_order);
    return work->err == ERR_OK ? ERR_OK : why_say(why, work->err, "%s", work->why.text);
}

/* ---- the whole ---- */

static bool is_of_suite(const struct suite *suite, const char *name)
{
    size_t index;

    return suite_case_find(suite, name, &index) && suite->is_done[index];
}

/* In the order of the cases; what another filter or shard has left stays behind them. */
static enum err book_order(struct at_work *work, struct why *why)
{
    const struct run_outcomes *earlier = &work->setup->book->earlier;
    struct bytes               lines = { 0 };
    enum err                   err;

    for (size_t i = 0; i < work->suite->case_count; i++)
        if (work->suite->is_done[i])
            run_outcome_write(&work->suite->outcomes[i], &lines);
    for (size_t i = 0; work->setup->resumes && i < earlier->count; i++)
        if (!is_of_suite(work->suite, earlier->of[i].name))
            run_outcome_write(&earlier->of[i], &lines);
    err = suite_book_rewrite(work->setup->book, &lines, why);
    bytes_free(&lines);
    return err;
}

static enum err tasks_run(struct at_work *work, struct why *why)
{
    struct suite_pool pool = {
        .jobs = work->setup->jobs, .wall_s = work->setup->limit_s, .cpu_s = work->setup->limit_s,
        .memory_bytes = SUITE_RUN_MEMORY, .next = task_next, .done = task_done, .idle = look,
        .is_stopped = is_stopped, .stop = work, .giver = work,
    };

    TRY(suite_pool_run(&pool, why));
    return work->err == ERR_OK ? ERR_OK : why_say(why, work->err, "%s", work->why.text);
}

static void head_fill(struct suite *suite, const struct suite_run_setup *setup)
{
    snprintf(suite->version, sizeof suite->version, "%s", run_version());
    clock_utc_text(suite->started_utc);
    run_host_text(suite->host, sizeof suite->host);
    evidence_tester(setup->tester, suite->tester, sizeof suite->tester);
    suite->jobs = setup->jobs;
}

enum err suite_cases_run(struct suite *suite, const struct suite_run_setup *setup, struct why *why)
{
    struct at_work work = { .suite = suite, .setup = setup };
    double         from_s = clock_wall_s();
    enum err       err;

    head_fill(suite, setup);
    work.progress = suite_progress_open(setup->progress, suite->case_count, setup->jobs);
    err = tasks_make(&work, why);
    if (err == ERR_OK)
        err = tasks_run(&work, why);
    suite_progress_close(&work.progress);
    for (size_t i = 0; i < suite->case_count; i++)
        suite->is_stopped |= !suite->is_done[i];
    if (err == ERR_OK)
        err = book_order(&work, why);
    suite->wall_s = clock_wall_s() - from_s;
    suite_hash(suite);
    free(work.tasks);
    return err;
}
