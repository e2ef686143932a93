#include "suite_child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define RESULT_FD 3             /* the only one but stdin, stdout and stderr    */
#define FDS_MAX   1024          /* where the system does not say which are open */

/* ---- what it may not have ---- */

static void limit_set(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit limit = { soft, hard };

    if (setrlimit(what, &limit) != 0)
        fprintf(stderr, "a limit could not be set: %s\n", strerror(errno));
}

static void limits_set(const struct suite_pool *pool)
{
    rlim_t cpu_s = (rlim_t)fmax(1, ceil(pool->cpu_s));

    limit_set(RLIMIT_CORE, 0, 0);
    limit_set(RLIMIT_CPU, cpu_s, cpu_s + 1);
#ifndef __SANITIZE_ADDRESS__
    if (pool->memory_bytes > 0)
        limit_set(RLIMIT_AS, pool->memory_bytes, pool->memory_bytes);
#endif
}

static void files_close(void)
{
    DIR           *open_ones = opendir("/proc/self/fd");
    struct dirent *entry;
    int            fds[FDS_MAX], count = 0;

    while (open_ones && count < FDS_MAX && (entry = readdir(open_ones)))
        fds[count++] = atoi(entry->d_name);         /* "." and ".." are 0, which stays open */
    if (open_ones)
        closedir(open_ones);
    else
        for (; count < FDS_MAX; count++)
            fds[count] = count;
    for (int i = 0; i < count; i++)
        if (fds[i] > RESULT_FD)
            close(fds[i]);
}

/* The parent's files are closed without their buffers being written: those are the parent's. */
static void files_settle(const struct child_setup *setup)
{
    int result_fd = fcntl(setup->result_fd, F_DUPFD, RESULT_FD + 1), none;

    dup2(setup->said_fd, STDOUT_FILENO);
    dup2(setup->said_fd, STDERR_FILENO);
    none = open("/dev/null", O_RDONLY);
    if (none >= 0)
        dup2(none, STDIN_FILENO);
    dup2(result_fd, RESULT_FD);
    files_close();
}

/* A handler would act for the parent. */
static void signals_settle(const sigset_t *held_back)
{
    static const int told[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGXCPU };

    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        signal(told[i], SIG_DFL);
    sigprocmask(SIG_SETMASK, held_back, NULL);
}

/* ---- how far it is ---- */

static void row_tell(void *data, double t_s, const double *row)
{
    (void)row;
    ((struct child_place *)data)->t_s = t_s;
}

static void wait_tell(void *data, double t_s, const char *where)
{
    struct child_place *place = data;

    place->t_s = t_s;
    snprintf(place->where, sizeof place->where, "%s", where);
}

/* ---- the whole ---- */

static bool line_write(const struct bytes *line)
{
    for (size_t at = 0; at < line->used; ) {
        ssize_t count = write(RESULT_FD, line->at + at, line->used - at);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        at += (size_t)count;
    }
    return true;
}

/* One that failed before it knew anything is still that order's. */
static void outcome_mend(struct run_outcome *outcome, const struct run_order *order, enum err err,
                         const struct why *why)
{
    if (outcome->name[0] == '\0') {
        snprintf(outcome->name, sizeof outcome->name, "%s", order->name);
        outcome->seed = order->seed;
    }
    if (err == ERR_OK)
        return;
    outcome->verdict = VERDICT_ERROR;
    if (outcome->error[0] == '\0')
        snprintf(outcome->error, sizeof outcome->error, "%s", why_text(why, err));
}

_Noreturn void suite_child_run(const struct child_setup *setup)
{
    struct run_order   order = *setup->order;
    struct run_outcome outcome = { 0 };
    struct bytes       line = { 0 };
    struct why         why = { "" };
    enum err           err;

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != setup->parent)             /* it died before that */
        _exit(1);
    signals_settle(&setup->signals);
    files_settle(setup);
    limits_set(setup->pool);
    order.watch = (struct run_watch){ .row = row_tell, .waits = wait_tell,
                                      .watcher = setup->place };
    err = setup->pool->execute ? setup->pool->execute(&order, &outcome, &why)
                               : run_execute(&order, &outcome, &why);
    outcome_mend(&outcome, &order, err, &why);
    run_outcome_write(&outcome, &line);
    if (line.is_out_of_memory) {
        fprintf(stderr, "no memory to tell the outcome\n");
        fflush(stderr);
        _exit(1);
    }
    _exit(line_write(&line) ? 0 : 1);
}
