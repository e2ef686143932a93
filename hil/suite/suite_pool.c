#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "suite_pool.h"
#include "base/text.h"
#include "hil/clock.h"
#include "hil/run_version.h"
#include "suite_child.h"
#include "hil/time_text.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_S     0.1                      /* between two looks at stops and watchdogs       */
#define GRACE_S    3.0                      /* for a run that is stopped to end in order      */
#define SAID_MAX   ((size_t)800)            /* of what a child printed last                   */
#define RESULT_MAX ((size_t)32 << 20)       /* of an outcome's line                           */
#define READS_MAX  64                       /* of one pipe at a time: more than it can hold   */

enum child_end { END_OWN, END_WALL, END_STOP };

/* A slot, and the run in it. */
struct child {
    pid_t               pid;                /* 0: free */
    struct run_order    order;
    void               *token;
    int                 result_fd, said_fd; /* to read from */
    double              started_s, stopped_s;
    enum child_end      end;                /* who ended it */
    struct bytes        line;
    char                said[SAID_MAX + 1];
    struct child_place *place;              /* shared with the child */
};

struct pool {
    const struct suite_pool *setup;
    struct child            *children;
    struct child_place      *places;
    int                      running;
    int                      signal_fd;     /* readable when a child has ended */
    sigset_t                 signals;       /* held back before us */
    bool                     is_stopped;
    struct run_order         order;         /* given, and not begun yet */
    void                    *token;
    bool                     has_order;
};

/* ---- what became of it ---- */

static void place_add(const struct child *child, struct text *text)
{
    char time[TIME_TEXT_SIZE];

    if (child->place->where[0] == '\0' && child->place->t_s == 0) {
        text_add(text, ", before the first tick");
        return;
    }
    time_text(child->place->t_s, time);
    text_add(text, ", at %s of simulated time", time);
    if (child->place->where[0])
        text_add(text, ", near %s", child->place->where);
}

static void end_tell(const struct child *child, int status, double wall_s, struct text *text)
{
    if (child->end == END_WALL)
        text_add(text, "killed after %.1f s of wall time, its limit", wall_s);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        text_add(text, "killed after its limit of processor time, %.1f s of wall time", wall_s);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        text_add(text, "the run's process was killed from outside after %.1f s: by somebody, or by "
                       "the system for want of memory", wall_s);
    else if (WIFSIGNALED(status))
        text_add(text, "the run's process crashed (%s): a fault of painrig, not of the scenario",
                 strsignal(WTERMSIG(status)));
    else
        text_add(text, "the run's process ended with exit status %d and left no outcome",
                 WEXITSTATUS(status));
}

static void said_add(const struct child *child, struct text *text)
{
    size_t count = strlen(child->said);

    while (count > 0 && child->said[count - 1] == '\n')
        count--;
    if (count > 0)
        text_add(text, "\n  it said: %.*s", (int)count, child->said);
}

static void outcome_invent(const struct child *child, int status, struct run_outcome *outcome)
{
    const struct run_order *order = &child->order;
    struct text             text = text_over(outcome->error, sizeof outcome->error);

    *outcome = (struct run_outcome){ .seed = order->seed, .verdict = VERDICT_ERROR, .attempt = 1,
                                     .simulated_s = child->place->t_s,
                                     .wall_s = clock_wall_s() - child->started_s };
    snprintf(outcome->name, sizeof outcome->name, "%s", order->name ? order->name : "");
    snprintf(outcome->file, sizeof outcome->file, "%s", order->path ? order->path : "");
    snprintf(outcome->case_name, sizeof outcome->case_name, "%s",
             order->case_name ? order->case_name : "");
    snprintf(outcome->mutant, sizeof outcome->mutant, "%s", order->mutant ? order->mutant : "");
    snprintf(outcome->version, sizeof outcome->version, "%s", run_version());
    if (order->folder && order->papers != RUN_PAPERS_NONE)
        snprintf(outcome->folder, sizeof outcome->folder, "%s", order->folder);
    end_tell(child, status, outcome->wall_s, &text);
    place_add(child, &text);
    said_add(child, &text);
}

/* The child's own outcome, if it left a whole one. */
static bool outcome_take(struct child *child, struct run_outcome *outcome)
{
    struct bytes *line = &child->line;

    if (line->used == 0 || line->at[line->used - 1] != '\n')
        return false;
    bytes_add(line, "", 1);
    return !line->is_out_of_memory && run_outcome_read(outcome, line->at, NULL) == ERR_OK;
}

/* ---- its pipes ---- */

static void said_keep(struct child *child, const char *bytes, size_t count)
{
    size_t used = strlen(child->said), kept;

    for (size_t i = 0; i < count; i++) {            /* what cannot be shown is not kept */
        if (bytes[i] == '\0')
            continue;
        if (used == SAID_MAX) {
            kept = SAID_MAX / 2;
            memmove(child->said, child->said + used - kept, kept);
            used = kept;
        }
        child->said[used++] = bytes[i];
        child->said[used] = '\0';
    }
}

static ssize_t part_read(int fd, char *part, size_t size)
{
    ssize_t count;

    do
        count = read(fd, part, size);
    while (count < 0 && errno == EINTR);
    return count;
}

/* A pipe at its end is closed: it would be readable for ever. */
static void end_look(int *fd, ssize_t count)
{
    if (count != 0)
        return;
    close(*fd);
    *fd = -1;
}

/* What is there now. */
static void pipes_read(struct child *child)
{
    char    part[16384];
    ssize_t count = -1;

    for (int i = 0; i < READS_MAX && child->result_fd >= 0 &&
                    (count = part_read(child->result_fd, part, sizeof part)) > 0; i++)
        if (child->line.used + (size_t)count <= RESULT_MAX)
            bytes_add(&child->line, part, (size_t)count);
    end_look(&child->result_fd, count);
    count = -1;
    for (int i = 0; i < READS_MAX && child->said_fd >= 0 &&
                    (count = part_read(child->said_fd, part, sizeof part)) > 0; i++)
        said_keep(child, part, (size_t)count);
    end_look(&child->said_fd, count);
}

static void pipes_close(struct child *child)
{
    end_look(&child->result_fd, child->result_fd >= 0 ? 0 : -1);
    end_look(&child->said_fd, child->said_fd >= 0 ? 0 : -1);
}

static bool pipe_open(int ends[2])
{
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return true;
}

static void pipe_close(int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

/* ---- begin and end of a child ---- */

static pid_t child_fork(const struct pool *pool, struct child *child, int result_fd, int said_fd)
{
    struct child_setup setup = { .pool = pool->setup, .order = &child->order,
                                 .place = child->place, .parent = getpid(),
                                 .result_fd = result_fd, .said_fd = said_fd,
                                 .signals = pool->signals };
    pid_t pid;

    fflush(NULL);                               /* nothing is to be written twice */
    pid = fork();
    if (pid == 0)
        suite_child_run(&setup);
    if (pid > 0)
        setpgid(pid, pid);                      /* whoever of the two is first */
    return pid;
}

/* False when the system gives no process or pipe. */
static bool child_begin(struct pool *pool, struct child *child)
{
    int   result[2], said[2];
    pid_t pid;

    if (!pipe_open(result))
        return false;
    if (!pipe_open(said)) {
        pipe_close(result);
        return false;
    }
    child->order = pool->order;
    child->token = pool->token;
    child->end = END_OWN;
    child->started_s = clock_wall_s();
    child->said[0] = '\0';
    child->line.used = 0;
    *child->place = (struct child_place){ 0 };
    pid = child_fork(pool, child, result[1], said[1]);
    if (pid < 0) {
        pipe_close(result);
        pipe_close(said);
        return false;
    }
    close(result[1]);
    close(said[1]);
    child->result_fd = result[0];
    child->said_fd = said[0];
    child->pid = pid;
    pool->running++;
    return true;
}

static void child_end(struct pool *pool, struct child *child, int status)
{
    struct run_outcome outcome;
    bool               is_own;

    pipes_read(child);
    pipes_close(child);
    kill(-child->pid, SIGKILL);                 /* what it left behind */
    child->pid = 0;
    pool->running--;
    is_own = outcome_take(child, &outcome);
    if (!is_own)
        outcome_invent(child, status, &outcome);
    if (child->end == END_STOP && outcome.verdict == VERDICT_ERROR)
        run_outcome_free(&outcome);             /* stopped is no verdict */
    else
        pool->setup->done(pool->setup->giver, child->token, &outcome);
}

/* ---- the loop ---- */

static void children_reap(struct pool *pool)
{
    struct signalfd_siginfo told;
    int                     status;

    while (part_read(pool->signal_fd, (char *)&told, sizeof told) > 0)
        ;
    for (int i = 0; i < pool->setup->jobs; i++)
        if (pool->children[i].pid > 0 &&
            waitpid(pool->children[i].pid, &status, WNOHANG) == pool->children[i].pid)
            child_end(pool, &pool->children[i], status);
}

static void children_watch(struct pool *pool)
{
    double now_s = clock_wall_s();

    for (int i = 0; i < pool->setup->jobs; i++) {
        struct child *child = &pool->children[i];

        if (child->pid == 0)
            continue;
        if (child->end == END_OWN && now_s - child->started_s > pool->setup->wall_s) {
            child->end = END_WALL;
            kill(-child->pid, SIGKILL);
        }
        if (child->end == END_STOP && now_s - child->stopped_s > GRACE_S)
            kill(-child->pid, SIGKILL);
    }
}

static void stop_look(struct pool *pool)
{
    const struct suite_pool *setup = pool->setup;

    if (pool->is_stopped || !setup->is_stopped || !setup->is_stopped(setup->stop))
        return;
    pool->is_stopped = true;
    for (int i = 0; i < setup->jobs; i++) {
        struct child *child = &pool->children[i];

        if (child->pid == 0 || child->end != END_OWN)
            continue;
        child->end = END_STOP;
        child->stopped_s = clock_wall_s();
        kill(child->pid, SIGTERM);
    }
}

/* Until something happens, and not longer than a look. */
static void children_await(struct pool *pool)
{
    struct pollfd fds[1 + 2 * SUITE_JOBS_MAX];
    nfds_t        count = 0;

    fds[count++] = (struct pollfd){ .fd = pool->signal_fd, .events = POLLIN };
    for (int i = 0; i < pool->setup->jobs; i++) {
        if (pool->children[i].pid == 0)
            continue;
        fds[count++] = (struct pollfd){ .fd = pool->children[i].result_fd, .events = POLLIN };
        fds[count++] = (struct pollfd){ .fd = pool->children[i].said_fd, .events = POLLIN };
    }
    if (poll(fds, count, (int)(LOOK_S * 1e3)) <= 0)
        return;
    for (int i = 0; i < pool->setup->jobs; i++)
        if (pool->children[i].pid > 0)
            pipes_read(&pool->children[i]);
}

static struct child *slot_free(struct pool *pool)
{
    for (int i = 0; i < pool->setup->jobs; i++)
        if (pool->children[i].pid == 0)
            return &pool->children[i];
    return NULL;
}

/* As many as there is room and work for. */
static enum err children_begin(struct pool *pool, struct why *why)
{
    const struct suite_pool *setup = pool->setup;
    struct child            *child;

    while (!pool->is_stopped && (child = slot_free(pool))) {
        if (!pool->has_order)
            pool->has_order = setup->next(setup->giver, &pool->order, &pool->token);
        if (!pool->has_order)
            return ERR_OK;
        if (child_begin(pool, child)) {
            pool->has_order = false;
            continue;
        }
        if (pool->running == 0)
            return why_say(why, ERR_IO, "no process can be started: %s", strerror(errno));
        return ERR_OK;                          /* later, when another has ended */
    }
    return ERR_OK;
}

static enum err children_run(struct pool *pool, struct why *why)
{
    for (;;) {
        stop_look(pool);
        TRY(children_begin(pool, why));
        if (pool->running == 0)
            return ERR_OK;
        children_await(pool);
        children_reap(pool);
        children_watch(pool);
        if (pool->setup->idle)
            pool->setup->idle(pool->setup->giver, pool->running);
    }
}

/* ---- the whole ---- */

static enum err pool_open(struct pool *pool, struct why *why)
{
    size_t   count = (size_t)pool->setup->jobs;
    sigset_t child_ended;

    pool->children = calloc(count, sizeof *pool->children);
    pool->places = mmap(NULL, count * sizeof *pool->places, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!pool->children || pool->places == MAP_FAILED)
        return why_say(why, ERR_MEMORY, "no memory for %zu processes", count);
    for (size_t i = 0; i < count; i++)
        pool->children[i].place = &pool->places[i];
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_ended, &pool->signals);
    pool->signal_fd = signalfd(-1, &child_ended, SFD_NONBLOCK | SFD_CLOEXEC);
    if (pool->signal_fd < 0)
        return why_say(why, ERR_IO, "processes cannot be watched: %s", strerror(errno));
    return ERR_OK;
}

static void pool_close(struct pool *pool)
{
    for (int i = 0; pool->children && i < pool->setup->jobs; i++)
        bytes_free(&pool->children[i].line);
    free(pool->children);
    if (pool->places != MAP_FAILED)
        munmap(pool->places, (size_t)pool->setup->jobs * sizeof *pool->places);
    if (pool->signal_fd >= 0)
        close(pool->signal_fd);
    sigprocmask(SIG_SETMASK, &pool->signals, NULL);
}

int suite_pool_jobs_usual(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count < 1 ? 1 : count > SUITE_JOBS_MAX ? SUITE_JOBS_MAX : (int)count;
}

enum err suite_pool_run(const struct suite_pool *setup, struct why *why)
{
    struct pool pool = { .setup = setup, .signal_fd = -1, .places = MAP_FAILED };
    enum err    err;

    if (setup->jobs < 1 || setup->jobs > SUITE_JOBS_MAX)
        return why_say(why, ERR_RANGE, "%d at a time: give 1 to %d", setup->jobs, SUITE_JOBS_MAX);
    sigprocmask(SIG_BLOCK, NULL, &pool.signals);
    err = pool_open(&pool, why);
    if (err == ERR_OK)
        err = children_run(&pool, why);
    pool_close(&pool);
    return err;
}
