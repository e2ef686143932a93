/* painrig itself, in here: a scenario on a bench whose generator is an emulated one outside. */
#include "guest.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAID "/tmp/said"

static int painrig_run(void)
{
    char *const arguments[] = { "painrig", "run", "/heat.lua", "--bench", "/bench.lua", "--arm",
                                "--requirements", "none", "--out", "/tmp/out", "--quiet", NULL };
    int         status = -1;
    pid_t       child = fork();

    if (child == 0) {
        int said = open(SAID, O_WRONLY | O_CREAT | O_TRUNC, 0600);

        dup2(said, 1);
        dup2(said, 2);
        execv("/painrig", arguments);
        _exit(127);
    }
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

void guest_run(void)
{
    int status;

    guest_want("plug generator");
    guest_rest(0.5);
    status = painrig_run();
    if (!guest_check(status == 0, "painrig run --bench", "exit status %d", status))
        said_print();
}
