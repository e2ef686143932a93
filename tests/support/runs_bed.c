#include "runs_bed.h"

#include "hil/run/run_order.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TRIES  2000     /* of 5 ms each */
#define WINDOW 65536

void runs_bed_make(struct runs_bed *bed)
{
    bed->scratch = scratch_make("runs");
    bed->root = bed->scratch.path;
    ck_assert_int_eq(mkdir(bed->root, 0777), 0);
}

void runs_bed_drop(struct runs_bed *bed)
{
    scratch_drop(&bed->scratch);
}

static void path_of(const struct runs_bed *bed, const char *name, char out[1300])
{
    snprintf(out, 1300, "%s/%s", bed->root, name);
}

void runs_bed_file(const struct runs_bed *bed, const char *name, const char *text)
{
    char path[1300];

    path_of(bed, name, path);
    for (char *at = path + strlen(bed->root) + 1; *at; at++)
        if (*at == '/') {
            *at = '\0';
            (void)!mkdir(path, 0777);
            *at = '/';
        }
    scratch_write(path, text);
}

static enum err run(const struct runs_bed *bed, const char *name, const char *scenario,
                    struct why *why)
{
    struct run_outcome outcome;
    char               path[1300];
    enum err           err;

    path_of(bed, name, path);
    err = run_execute(&(struct run_order){ .path = "folder/toy.lua", .name = "toy", .seed = 7,
                          .text = scenario, .papers = RUN_PAPERS_ALL, .folder = path,
                          .requirements = "" }, &outcome, why);
    run_outcome_free(&outcome);
    return err;
}

void runs_bed_run(const struct runs_bed *bed, const char *name, const char *scenario)
{
    struct why why = { "" };

    ck_assert_msg(run(bed, name, scenario, &why) == ERR_OK, "%s", why.text);
}

static void moment(void)
{
    const struct timespec wait = { 0, 5000000 };

    nanosleep(&wait, NULL);
}

/* Is it in the first or the last WINDOW bytes? A run without end writes its trace quicker than all of
 * it can be read. */
static bool is_said(const char *path, const char *text)
{
    char   bytes[2][WINDOW + 1];
    size_t got[2] = { 0, 0 };
    FILE  *file = fopen(path, "rb");

    if (!file)
        return false;
    got[0] = fread(bytes[0], 1, WINDOW, file);
    if (fseek(file, -(long)WINDOW, SEEK_END) == 0)
        got[1] = fread(bytes[1], 1, WINDOW, file);
    fclose(file);
    bytes[0][got[0]] = bytes[1][got[1]] = '\0';
    return strstr(bytes[0], text) || strstr(bytes[1], text);
}

bool runs_bed_await(const struct runs_bed *bed, const char *name, const char *text)
{
    char path[1300];

    path_of(bed, name, path);
    for (int i = 0; i < TRIES; i++, moment())
        if (is_said(path, text))
            return true;
    return false;
}

pid_t runs_bed_start(const struct runs_bed *bed, const char *name, const char *scenario)
{
    char  trace[600];
    pid_t child = fork();

    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(run(bed, name, scenario, NULL) == ERR_OK ? 0 : 1);
    snprintf(trace, sizeof trace, "%s/trace.csv", name);
    ck_assert_msg(runs_bed_await(bed, trace, "\n1.5,"), "no rows came");
    return child;
}

void runs_bed_kill(const struct runs_bed *bed, const char *name, pid_t child)
{
    char record[600];

    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    snprintf(record, sizeof record, "%s/evidence.jsonl", name);
    ck_assert(runs_bed_await(bed, record, "\"kind\":\"end\""));
}
