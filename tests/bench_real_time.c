/* bench_real_time - how well time is kept with a device on a wire, and how quickly it is made
 * safe. `make bench` prints it; nothing here fails.
 *
 *   loop    the pump's rig at 1 kHz with an emulated pump behind a pseudo-terminal: how late its
 *           ticks begin, as its manifest says, with SCHED_FIFO where that is permitted and without
 *   safe    such a run is killed: from the guard's notice of it to the first byte of the safe
 *           state, and to the pump's answer that it has stopped, as guard.json says
 *
 * The device is `painrig emulate`, the run `painrig run --bench`: whole processes. */
#define _DEFAULT_SOURCE         /* mkdtemp */

#include "base/why.h"
#include "hil/json.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOP_S  20
#define KILLS   21
#define PATIENCE_MS 5000

struct bed {
    const char *painrig;
    char        folder[64], pump[100], bench[100], scenario[100], out[100];
};

static void give_up(const char *what)
{
    fprintf(stderr, "bench_real_time: %s\n", what);
    exit(2);
}

static void nap_ms(long ms)
{
    const struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };

    nanosleep(&pause, NULL);
}

static void text_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        give_up(path);
}

static void bed_make(struct bed *bed, const char *painrig)
{
    char text[600];

    *bed = (struct bed){ .painrig = painrig, .folder = "/tmp/painrig_bench_XXXXXX" };
    if (!mkdtemp(bed->folder))
        give_up("no folder");
    setenv("XDG_RUNTIME_DIR", bed->folder, 1);
    snprintf(bed->pump, sizeof bed->pump, "%s/pump", bed->folder);
    snprintf(bed->bench, sizeof bed->bench, "%s/bench.lua", bed->folder);
    snprintf(bed->scenario, sizeof bed->scenario, "%s/scenario.lua", bed->folder);
    snprintf(bed->out, sizeof bed->out, "%s/out", bed->folder);
    snprintf(text, sizeof text,
             "return bench { title = 'a pump', missed_most = 1000000, hang_s = 1,\n"
             "  pump = { driver = 'it-pump', port = 'pty:%s', identity = 'MOCK-0001',\n"
             "    limits = { rate_ul_per_h = 1200, volume_ul = 20000, time_s = 86400 } } }\n",
             bed->pump);
    text_write(bed->bench, text);
    snprintf(text, sizeof text,
             "return scenario { title = '1 kHz', rig = 'infusion', tick_s = 0.001, limit_s = 100,\n"
             "  row_every_s = 1, run = function(rig) wait(%d) expect('x', true) end }\n", LOOP_S);
    text_write(bed->scenario, text);
}

static pid_t start(const char *const *words)
{
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child != 0)
        return child;
    if (!freopen("/dev/null", "w", stdout))
        _exit(3);
    execv(words[0], (char *const *)words);
    _exit(3);
}

static pid_t pump_start(const struct bed *bed)
{
    const char *words[] = { bed->painrig, "emulate", "it-pump", "--pty", bed->pump, "--quiet",
                            NULL };
    pid_t       pump = start(words);

    for (int i = 0; i < PATIENCE_MS && access(bed->pump, F_OK) != 0; i++)
        nap_ms(1);
    return pump;
}

static void end(pid_t child, int how)
{
    kill(child, how);
    waitpid(child, NULL, 0);
}

static pid_t run_start(const struct bed *bed, const char *priority)
{
    const char *words[] = { bed->painrig, "run", bed->scenario, "--bench", bed->bench, "--arm",
                            "--out", bed->out, "--requirements", "none", "--priority", priority,
                            "--quiet", NULL };

    return start(words);
}

/* A file of the run's folder, when it is there and whole. */
static struct json *paper_await(const struct bed *bed, const char *name)
{
    char         path[140], *text = NULL;
    struct json *json = NULL;
    size_t       size = 0;

    snprintf(path, sizeof path, "%s/%s", bed->out, name);
    for (int i = 0; i < PATIENCE_MS && !json; i++, nap_ms(1)) {
        FILE   *file = fopen(path, "r");
        ssize_t count = file ? getdelim(&text, &size, '\0', file) : 0;
        if (file)
            fclose(file);
        if (count > 0 && json_parse(&json, text, (size_t)count, NULL) != ERR_OK)
            json = NULL;
    }
    free(text);
    return json;
}

static double number_of(const struct json *json, const char *member)
{
    return json_as_number(json_member(json, member), NAN);
}

static void loop_measure(const struct bed *bed, const char *priority, const char *what)
{
    pid_t              pump = pump_start(bed);
    struct json       *manifest;
    const struct json *real;

    waitpid(run_start(bed, priority), NULL, 0);
    end(pump, SIGTERM);
    manifest = paper_await(bed, "manifest.json");
    if (!manifest)
        give_up("the run left no manifest");
    real = json_member(manifest, "real_time");
    printf("  %-24s %8.0f %9.1f %9.1f %9.1f %10.1f %7.0f   %.4f\n", what, number_of(real, "ticks"),
           number_of(real, "median_us"), number_of(real, "p99_us"), number_of(real, "p999_us"),
           number_of(real, "max_us"), number_of(real, "missed"), number_of(real, "factor"));
    json_free(manifest);
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

static void kill_measure(const struct bed *bed, double *first_us, double *confirmed_us)
{
    pid_t              pump = pump_start(bed), run = run_start(bed, "80");
    struct json       *record;
    const struct json *device;

    nap_ms(500);
    end(run, SIGKILL);
    record = paper_await(bed, "guard.json");
    if (!record)
        give_up("the guard left no record");
    device = json_item(json_member(record, "devices"), 0);
    *first_us = number_of(device, "first_byte_us");
    *confirmed_us = number_of(device, "confirmed_us");
    json_free(record);
    end(pump, SIGTERM);
}

static void safe_measure(const struct bed *bed)
{
    double first_us[KILLS], confirmed_us[KILLS];

    for (int i = 0; i < KILLS; i++)
        kill_measure(bed, &first_us[i], &confirmed_us[i]);
    qsort(first_us, KILLS, sizeof *first_us, by_size);
    qsort(confirmed_us, KILLS, sizeof *confirmed_us, by_size);
    printf("\nsafe state after SIGKILL, %d runs            median ms    max ms\n", KILLS);
    printf("  first byte on the wire                   %8.3f  %8.3f   (target: median 5)\n",
           1e-3 * first_us[KILLS / 2], 1e-3 * first_us[KILLS - 1]);
    printf("  the pump has answered that it stopped    %8.3f  %8.3f   (five answers, 10 ms each)\n",
           1e-3 * confirmed_us[KILLS / 2], 1e-3 * confirmed_us[KILLS - 1]);
}

int main(int argc, char **argv)
{
    struct bed bed;
    char       command[100];

    if (argc != 2)
        give_up("bench_real_time PAINRIG");
    bed_make(&bed, argv[1]);
    printf("\nreal time: the pump's rig at 1 kHz, pump behind a pseudo-terminal, %d s\n", LOOP_S);
    printf("  %-24s %8s %9s %9s %9s %10s %7s   %s\n", "", "ticks", "median us", "p99 us",
           "p99.9 us", "latest us", "missed", "of real time");
    loop_measure(&bed, "80", "SCHED_FIFO if permitted");
    loop_measure(&bed, "0", "without");
    safe_measure(&bed);
    snprintf(command, sizeof command, "rm -rf '%s'", bed.folder);
    return system(command) == 0 ? 0 : 2;
}
