/* painrig itself, in here: a scenario on a bench whose generator is an emulated one outside, and an
 * emulated balance whose client is outside. */
#include "guest.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAID "/tmp/said"

static pid_t painrig_start(char *const *arguments)
{
    pid_t child = fork();

    if (child == 0) {
        int said = open(SAID, O_WRONLY | O_CREAT | O_TRUNC, 0600);

        dup2(said, 1);
        dup2(said, 2);
        execv("/painrig", arguments);
        _exit(127);
    }
    return child;
}

/* Its exit status, or -1. */
static int painrig_end(pid_t child)
{
    int status = -1;

    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)
         ? WEXITSTATUS(status) : -1;
}

/* What it said is of interest only when it is not good. */
static void said_print(void)
{
    char  line[400];
    FILE *file = fopen(SAID, "r");

    while (file && fgets(line, sizeof line, file))
        printf("%s", line);
    if (file)
        fclose(file);
}

static void bench_run(void)
{
    char *const arguments[] = { "painrig", "run", "/heat.lua", "--bench", "/bench.lua", "--arm",
                                "--requirements", "none", "--out", "/tmp/out", "--quiet", NULL };
    int         status;

    guest_want("plug generator");
    guest_rest(0.5);
    status = painrig_end(painrig_start(arguments));
    if (!guest_check(status == 0, "painrig run --bench", "exit status %d", status))
        said_print();
}

/* The other way round: a device in here, behind a real cable, and its client outside. */
static void device_emulate(void)
{
    char *const arguments[] = { "painrig", "emulate", "mt-sics", "--serial", "ttyS1", "--quiet",
                                NULL };
    char        answer[64];
    pid_t       child;
    int         status;

    guest_want("hold");
    child = painrig_start(arguments);
    guest_ask("weigh", answer, sizeof answer);
    kill(child, SIGINT);
    status = painrig_end(child);
    if (!guest_check(strcmp(answer, "done") == 0 && status == 0, "painrig emulate --serial",
                     "the client says %s, exit status %d", answer, status))
        said_print();
}

void guest_run(void)
{
    bench_run();
    device_emulate();
}
