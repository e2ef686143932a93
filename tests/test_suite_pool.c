/* The pool: whatever becomes of a run's process, the others go on and an outcome tells what it was. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */

#include "hil/run_stop.h"
#include "hil/suite/suite_pool.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)
#define RUNS_MAX 40
#define WALL_S   0.4
#define PATIENT_S 20

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

/* ---- what a child may do ---- */

static enum err fine(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    (void)why;
    snprintf(outcome->name, sizeof outcome->name, "%s", order->name);
    outcome->verdict = VERDICT_PASS;
    outcome->seed = order->seed;
    return ERR_OK;
}

static void far_gone(const struct run_order *order)
{
    order->watch.waits(order->watch.watcher, 12.25, "over.lua:31, wait");
    order->watch.row(order->watch.watcher, 12.34, NULL);
}

static enum err hangs(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    (void)outcome, (void)why;
    far_gone(order);
    for (;;)
        pause();
    return ERR_OK;
}

static enum err hangs_at_once(const struct run_order *order, struct run_outcome *outcome,
                              struct why *why)
{
    (void)order, (void)outcome, (void)why;
    for (;;)
        pause();
    return ERR_OK;
}

static enum err burns(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    (void)outcome, (void)why;
    far_gone(order);
    for (volatile unsigned i = 0; ; i++)
        ;
    return ERR_OK;
}

static enum err crashes(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    (void)outcome, (void)why;
    far_gone(order);
    signal(SIGSEGV, SIG_DFL);               /* AddressSanitizer has its own */
    raise(SIGSEGV);
    return ERR_OK;
}

static enum err aborts(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    (void)outcome, (void)why;
    far_gone(order);
    signal(SIGABRT, SIG_DFL);
    fprintf(stderr, "the tissue is \"inside\" out\n");
    fflush(stderr);
    abort();
}

static enum err exits(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    (void)outcome, (void)why;
    far_gone(order);
    _exit(3);
}

static enum err is_killed(const struct run_order *order, struct run_outcome *outcome,
                          struct why *why)
{
    (void)outcome, (void)why;
    far_gone(order);
    raise(SIGKILL);
    return ERR_OK;
}

static enum err cuts_its_line(const struct run_order *order, struct run_outcome *outcome,
                              struct why *why)
{
    (void)outcome, (void)why;
    far_gone(order);
    ck_assert_int_eq(write(3, "{\"name\":\"a\",\"verd", 17), 17);
    _exit(0);
}

static enum err talks(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    (void)outcome, (void)why;
    far_gone(order);
    for (int i = 0; i < 100000; i++)
        printf("line %d\n", i);
    fflush(stdout);
    _exit(4);
}

static enum err fails(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    (void)order, (void)outcome;
    return why_say(why, ERR_SCRIPT, "the scenario failed on its own");
}

static enum err eats(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    size_t bytes = (size_t)4 << 30;
    char  *memory = malloc(bytes);

    if (!memory)
        return why_say(why, ERR_MEMORY, "no memory for %zu bytes of tissue", bytes);
    memory[bytes / 2] = 1;
    return fine(order, outcome, why);
}

/* Only stdin, stdout, stderr and the pipe; nothing to read; no core files; a group of its own. */
static enum err looks_around(const struct run_order *order, struct run_outcome *outcome,
                             struct why *why)
{
    struct rlimit core;
    char          byte;
    int           open_ones = 0;

    for (int fd = 0; fd < 256; fd++)
        open_ones += fcntl(fd, F_GETFD) >= 0;
    if (open_ones != 4)
        return why_say(why, ERR_BUG, "%d files are open", open_ones);
    if (read(STDIN_FILENO, &byte, 1) != 0)
        return why_say(why, ERR_BUG, "there is something to read");
    if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0)
        return why_say(why, ERR_BUG, "a core may be left");
    if (getpgrp() != getpid())
        return why_say(why, ERR_BUG, "it is in the parent's group");
    return fine(order, outcome, why);
}

/* ---- a giver of runs ---- */

struct runs {
    int    count, given, running_most;
    enum err (*execute[RUNS_MAX])(const struct run_order *, struct run_outcome *, struct why *);
    char   names[RUNS_MAX][16];
    struct run_outcome outcomes[RUNS_MAX];
    bool   is_done[RUNS_MAX];
    bool   is_stopped, stops;
    bool   is_patient;          /* with its children: PATIENT_S */
    atomic_int *met;            /* how many have begun */
};

/* The child knows which it is by its seed. */
static struct runs *at_work;

static enum err one_of_them(const struct run_order *order, struct run_outcome *outcome,
                            struct why *why)
{
    return at_work->execute[order->seed](order, outcome, why);
}

static bool next(void *giver, struct run_order *order, void **token)
{
    struct runs *runs = giver;
    int          i = runs->given;

    if (i == runs->count)
        return false;
    snprintf(runs->names[i], sizeof runs->names[i], "run %d", i);
    *order = (struct run_order){ .name = runs->names[i], .path = "over.lua", .seed = (uint64_t)i,
                                 .papers = RUN_PAPERS_NONE };
    *token = &runs->outcomes[i];
    runs->given++;
    return true;
}

static void done(void *giver, void *token, struct run_outcome *outcome)
{
    struct runs        *runs = giver;
    struct run_outcome *place = token;

    ck_assert(!runs->is_done[place - runs->outcomes]);
    runs->is_done[place - runs->outcomes] = true;
    *place = *outcome;
}

static void idle(void *giver, int running)
{
    struct runs *runs = giver;

    runs->running_most = running > runs->running_most ? running : runs->running_most;
    runs->is_stopped = runs->stops;
}

static bool is_stopped(const void *giver)
{
    return ((const struct runs *)giver)->is_stopped;
}

static void pool_play(struct runs *runs, int jobs)
{
    struct suite_pool pool = { .jobs = jobs, .cpu_s = 1,
                               .wall_s = runs->is_patient ? PATIENT_S : WALL_S,
                               .memory_bytes = (size_t)1 << 30, .next = next, .done = done,
                               .idle = idle, .is_stopped = is_stopped, .stop = runs, .giver = runs,
                               .execute = one_of_them };
    struct why        why = { "" };

    at_work = runs;
    ck_assert_msg(suite_pool_run(&pool, &why) == ERR_OK, "%s", why.text);
}

static void runs_free(struct runs *runs)
{
    for (int i = 0; i < runs->count; i++)
        run_outcome_free(&runs->outcomes[i]);
    free(runs);
}

/* ---- what is told of each ---- */

#define THERE ", at 12.34 s of simulated time, near over.lua:31, wait"

static const struct {
    const char *story, *sentence;
    enum err  (*execute)(const struct run_order *, struct run_outcome *, struct why *);
    bool       is_patient;      /* it ends by itself, on a busy machine not at once */
} stories[] = {
    { "hangs",           " s of wall time, its limit" THERE, hangs, false },
    { "hangs at once",   "of wall time, its limit, before the first tick", hangs_at_once, false },
    { "burns",           " s of wall time, its limit" THERE, burns, false },
    { "crashes",         "the run's process crashed (Segmentation fault): a fault of painrig, "
                         "not of the scenario" THERE, crashes, true },
    { "aborts",          "crashed (Aborted): a fault of painrig, not of the scenario" THERE
                         "\n  it said: the tissue is \"inside\" out", aborts, true },
    { "exits",           "ended with exit status 3 and left no outcome" THERE, exits, true },
    { "is killed",       "was killed from outside after", is_killed, true },
    { "half a line",     "ended with exit status 0 and left no outcome" THERE, cuts_its_line,
                         true },
    { "prints too much", "line 99998\nline 99999", talks, true },
    { "an error",        "the scenario failed on its own", fails, true },
};

START_TEST(whatever_becomes_of_a_run_the_others_go_on)
{
    struct runs              *runs = calloc(1, sizeof *runs);
    const struct run_outcome *told;

    runs->count = 3;
    runs->execute[0] = runs->execute[2] = fine;
    runs->execute[1] = stories[_i].execute;
    runs->is_patient = stories[_i].is_patient;
    pool_play(runs, 1);
    told = &runs->outcomes[1];
    ck_assert_str_eq(told->name, "run 1");
    ck_assert_uint_eq(told->seed, 1);
    ck_assert_int_eq(told->verdict, VERDICT_ERROR);
    ck_assert_msg(strstr(told->error, stories[_i].sentence), "%s: \"%s\" has no \"%s\"",
                  stories[_i].story, told->error, stories[_i].sentence);
    if (strstr(told->error, THERE))
        ck_assert_double_eq(told->simulated_s, 12.34);
    ck_assert_int_eq(runs->outcomes[0].verdict, VERDICT_PASS);
    ck_assert(runs->is_done[2]);
    ck_assert_int_eq(runs->outcomes[2].verdict, VERDICT_PASS);
    runs_free(runs);
}
END_TEST

START_TEST(processor_time_is_limited_too)
{
    struct runs      *runs = calloc(1, sizeof *runs);
    struct suite_pool pool = { .jobs = 1, .wall_s = 60, .cpu_s = 0.5, .next = next, .done = done,
                               .giver = runs, .execute = one_of_them };

    runs->count = 1;
    runs->execute[0] = burns;
    at_work = runs;
    ck_assert_int_eq(suite_pool_run(&pool, NULL), ERR_OK);
    ck_assert_msg(strstr(runs->outcomes[0].error, "killed after its limit of processor time"), "%s",
                  runs->outcomes[0].error);
    runs_free(runs);
}
END_TEST

START_TEST(memory_is_limited)
{
#ifdef __SANITIZE_ADDRESS__
    (void)eats;                 /* no limit there: it reserves more than any machine has */
#else
    struct runs *runs = calloc(1, sizeof *runs);

    runs->count = 1;
    runs->execute[0] = eats;
    pool_play(runs, 1);
    ck_assert_msg(strstr(runs->outcomes[0].error, "bytes of tissue"), "%s", runs->outcomes[0].error);
    runs_free(runs);
#endif
}
END_TEST

START_TEST(a_child_inherits_nothing_that_it_could_spoil)
{
    struct runs *runs = calloc(1, sizeof *runs);
    FILE        *open_one = tmpfile();

    ck_assert_ptr_nonnull(open_one);
    runs->count = 1;
    runs->execute[0] = looks_around;
    pool_play(runs, 4);
    ck_assert_str_eq(runs->outcomes[0].error, "");
    ck_assert_int_eq(runs->outcomes[0].verdict, VERDICT_PASS);
    fclose(open_one);
    runs_free(runs);
}
END_TEST

/* 8 that hang for 0.4 s, 4 at a time: not one after the other. */
/* What it starts tells its number by `ticks`. */
static enum err leaves_a_process(const struct run_order *order, struct run_outcome *outcome,
                                 struct why *why)
{
    pid_t pid = fork();

    if (pid == 0)
        for (;;)
            pause();
    outcome->ticks = (long)pid;
    return fine(order, outcome, why);
}

START_TEST(what_a_run_has_started_ends_with_it)
{
    struct runs *runs = calloc(1, sizeof *runs);
    int          status = 0;
    pid_t        left;

    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    runs->count = 1;
    runs->execute[0] = leaves_a_process;
    pool_play(runs, 1);
    left = (pid_t)runs->outcomes[0].ticks;
    ck_assert_int_eq(runs->outcomes[0].verdict, VERDICT_PASS);
    ck_assert_int_gt(left, 0);
    ck_assert_int_eq(waitpid(left, &status, 0), left);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    runs_free(runs);
}
END_TEST

static enum err awaits_three_others(const struct run_order *order, struct run_outcome *outcome,
                                    struct why *why)
{
    atomic_fetch_add(at_work->met, 1);
    while (atomic_load(at_work->met) < 4)
        poll(NULL, 0, 1);
    poll(NULL, 0, 20);                  /* together for a moment: a fifth would be seen */
    return fine(order, outcome, why);
}

START_TEST(as_many_run_at_a_time_as_are_asked_for)
{
    struct runs *runs = calloc(1, sizeof *runs);

    runs->count = 8;
    runs->is_patient = true;
    runs->met = mmap(NULL, sizeof *runs->met, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0);
    ck_assert_ptr_ne(runs->met, MAP_FAILED);
    for (int i = 0; i < runs->count; i++)
        runs->execute[i] = awaits_three_others;
    pool_play(runs, 4);
    ck_assert_int_le(runs->running_most, 4);
    for (int i = 0; i < runs->count; i++) {             /* who met nobody would not pass */
        ck_assert(runs->is_done[i]);
        ck_assert_int_eq(runs->outcomes[i].verdict, VERDICT_PASS);
    }
    munmap(runs->met, sizeof *runs->met);
    runs_free(runs);
}
END_TEST

START_TEST(a_stop_ends_all_and_is_no_verdict)
{
    struct runs *runs = calloc(1, sizeof *runs);

    runs->count = RUNS_MAX;
    runs->stops = true;
    for (int i = 0; i < runs->count; i++)
        runs->execute[i] = hangs;
    pool_play(runs, 2);
    ck_assert_int_eq(runs->given, 2);
    for (int i = 0; i < runs->count; i++)
        ck_assert(!runs->is_done[i]);
    runs_free(runs);
}
END_TEST

/* The pool's process, killed by SIGKILL when its child has told that it is there. */
START_TEST(no_child_outlives_the_pool)
{
    struct runs *runs = calloc(1, sizeof *runs);
    pid_t        pool, child;
    int          status;
    char         path[64], byte;

    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    runs->count = 1;
    runs->execute[0] = hangs_at_once;
    pool = fork();
    if (pool == 0) {
        pool_play(runs, 1);
        _exit(0);
    }
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pool, (int)pool);
    for (bool is_there = false; !is_there; ) {
        FILE *file = fopen(path, "r");

        ck_assert_ptr_nonnull(file);
        is_there = fread(&byte, 1, 1, file) == 1;
        fclose(file);
    }
    ck_assert_int_eq(kill(pool, SIGKILL), 0);
    ck_assert_int_eq(waitpid(pool, &status, 0), pool);
    child = wait(&status);
    ck_assert_int_gt(child, 0);
    ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 1);
    runs_free(runs);
}
END_TEST

static const int jobs_refused[] = { 0, -1, SUITE_JOBS_MAX + 1 };

START_TEST(absurd_jobs_are_refused)
{
    struct suite_pool pool = { .jobs = jobs_refused[_i], .next = next, .done = done };
    struct why        why = { "" };

    ck_assert_int_eq(suite_pool_run(&pool, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "give 1 to 256"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("suite pool");
    TCase *all = tcase_create("pool");

    tcase_set_timeout(all, 30);
    tcase_add_loop_test(all, whatever_becomes_of_a_run_the_others_go_on, 0, COUNT(stories));
    tcase_add_test(all, processor_time_is_limited_too);
    tcase_add_test(all, memory_is_limited);
    tcase_add_test(all, a_child_inherits_nothing_that_it_could_spoil);
    tcase_add_test(all, what_a_run_has_started_ends_with_it);
    tcase_add_test(all, as_many_run_at_a_time_as_are_asked_for);
    tcase_add_test(all, a_stop_ends_all_and_is_no_verdict);
    tcase_add_test(all, no_child_outlives_the_pool);
    tcase_add_loop_test(all, absurd_jobs_are_refused, 0, COUNT(jobs_refused));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
