/* kill_matrix - every way for a run to die, at random instants: is its generator told to stand by
 * in time, does it do so, and is the evidence whole?
 *
 *     build/tests/kill_matrix [INSTANTS [PROMISE_MS [JOBS]]]      3 instants, 50 ms, 4 at a time
 *
 * Each case has a generator of its own, a process behind a pseudo-terminal that notes when an order
 * to stand by arrives, and a run of its own on a bench with it: a scenario that heats ("hot": in so
 * many of them radiofrequency left it). The instant is drawn from the time around the beginning of
 * the heating. Measured is from the death, as whoever caused it stamped it, to the arrival of the
 * order at the device. Exit status 1 when a promise was broken; `make kill-matrix` draws 100
 * instants of each. Bytes cross a pseudo-terminal by a worker of the kernel that has no priority,
 * and papers wait for the disk (TMPDIR=/dev/shm: they do not): a busy machine shows in the maxima.
 * `make check` promises less, since others may need the machine. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS, TIOCSCTTY */
#define _XOPEN_SOURCE 700       /* posix_openpt */

#include "hil/clock.h"
#include "hil/evidence/evidence.h"
#include "hil/json.h"
#include "hil/real_time.h"
#include "hil/run/run_order.h"
#include "hil/run_stop.h"
#include "tests/support/real_generator.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HANG_PROMISES 5         /* a run that is silent for so many promises hangs: 0.25 s    */
#define FLUSH_S      1.0        /* between two writes to the disk              */
#define INSTANT_S    0.2        /* the first, after the start of the run       */
#define SPREAD_S     1.6        /* and how far they are spread                 */
#define DEADLINE_S   60.0       /* of a case, on a machine that others need    */
#define CASES_MAX    20000
#define TRIES        3

/* What a run and whoever kills it share. */
struct told {
    _Atomic double from_s, died_s;      /* of clock_wall_s; 0: not yet */
    atomic_int     run;                 /* process number              */
};

struct kind;

struct bed {
    const struct kind    *kind;
    double                instant_s, promise_s, hang_s;
    struct real_generator generator;
    struct told          *told;
    char                  folder[64], bench[100], scenario[100], papers[100];
    int                   terminal;     /* the master's side; -1 */
    pid_t                 child;        /* the run, or its shell */
};

struct result {
    bool   is_done, is_told, is_off, is_whole, has_record;
    double told_s;                      /* from the death to the order's arrival */
    bool   was_on;                      /* radiofrequency left it at some time   */
};

/* ---- how a run dies ---- */

static void stamp(struct told *told)
{
    atomic_store(&told->died_s, clock_wall_s());
}

static void crash(void)
{
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

/* All that is left is taken, and what asks next gets nothing. */
static void memory_exhaust(void)
{
    struct rlimit none = { 1, 1 };

    setrlimit(RLIMIT_AS, &none);
    while (malloc(4096))
        ;
    abort();
}

static void hang(void)
{
    volatile bool never = false;

    while (!never)
        ;
}

static void disk_fill(void)
{
    struct rlimit none = { 1, 1 };

    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
}

static void kill_now(void) { raise(SIGKILL); }
static void stop_now(void) { raise(SIGSTOP); }
static void stop_by_terminal(void) { raise(SIGTSTP); }

/* From outside. */

static void run_signal(const struct bed *bed, int number)
{
    kill((pid_t)atomic_load(&bed->told->run), number);
}

static void interrupt(const struct bed *bed) { run_signal(bed, SIGINT); }
static void terminate(const struct bed *bed) { run_signal(bed, SIGTERM); }
static void hang_up(const struct bed *bed)   { run_signal(bed, SIGHUP); }

static void nap(double seconds)
{
    const struct timespec pause = { (time_t)seconds, (long)(1e9 * (seconds - floor(seconds))) };

    nanosleep(&pause, NULL);
}

static void interrupt_twice(const struct bed *bed)
{
    interrupt(bed);
    nap(0.03);
    interrupt(bed);
}

static void shell_kill(const struct bed *bed)
{
    kill(bed->child, SIGKILL);
    close(bed->terminal);
}

static void unplug(const struct bed *bed)
{
    kill(bed->generator.process, SIGKILL);
}

static void guard_kill(const struct bed *bed)
{
    char  path[80], text[64] = "";
    FILE *file;
    long  run = atomic_load(&bed->told->run), child, guard = 0;

    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", run, run);
    file = fopen(path, "r");
    while (file && fscanf(file, "%ld", &child) == 1) {
        FILE *name;
        snprintf(path, sizeof path, "/proc/%ld/comm", child);
        name = fopen(path, "r");
        if (name && fgets(text, sizeof text, name) && strncmp(text, "painrig guard", 13) == 0)
            guard = child;
        if (name)
            fclose(name);
    }
    if (file)
        fclose(file);
    if (guard > 0)
        kill((pid_t)guard, SIGKILL);
}

/* `ends`: what the scenario does at the instant; `dies`: what the process of the run does then;
 * `kills`: what is done to it from outside. */
static const struct kind {
    const char *name, *ends;
    void      (*dies)(void);
    void      (*kills)(const struct bed *);
    bool        is_hang;            /* is one when the bench's hang_s has passed        */
    bool        is_noticed_late;    /* at the next flush, once a second                 */
    bool        is_unplugged, is_stopped, has_shell, has_no_guard;
} kinds[] = {
    { "the scenario ends",        .ends = "expect('x', true)" },
    { "an expectation fails",     .ends = "expect('x', false)" },
    { "an error in the scenario", .ends = "error('no')" },
    { "an endless loop in Lua",   .ends = "while true do end", .is_hang = true },
    { "... in a finaliser",
      .ends = "setmetatable({}, { __gc = function() while true do end end })" },
    { "Ctrl-C",                   .kills = interrupt },
    { "Ctrl-C twice",             .kills = interrupt_twice },
    { "SIGTERM",                  .kills = terminate },
    { "SIGHUP",                   .kills = hang_up },
    { "SIGKILL",                  .dies = kill_now },
    { "SIGSEGV",                  .dies = crash },
    { "out of memory",            .dies = memory_exhaust },
    { "a hang in C",              .dies = hang,             .is_hang = true },
    { "SIGSTOP",                  .dies = stop_now,         .is_hang = true, .is_stopped = true },
    { "a stopped terminal",       .dies = stop_by_terminal, .is_hang = true, .is_stopped = true },
    { "a killed parent shell",    .kills = shell_kill,      .has_shell = true },
    { "a full disk",              .dies = disk_fill,        .is_noticed_late = true },
    { "an unplugged cable",       .kills = unplug,          .is_unplugged = true },
    { "a killed guard",           .kills = guard_kill,      .has_no_guard = true },
};
#define KINDS (sizeof kinds / sizeof *kinds)

/* ---- the run ---- */

/* At the instant, in the run's own process. */
static void row_watch(void *data, double t_s, const double *row)
{
    const struct bed *bed = data;

    (void)row;
    if (atomic_load(&bed->told->from_s) == 0)
        atomic_store(&bed->told->from_s, clock_wall_s() - t_s);
    if (bed->kind->kills || atomic_load(&bed->told->died_s) > 0 || t_s < bed->instant_s - 1e-6)
        return;
    stamp(bed->told);
    if (bed->kind->dies)
        bed->kind->dies();
}

static _Noreturn void run_play(struct bed *bed)
{
    struct run_outcome outcome;
    struct run_stop    stop;
    struct run_order   order = {
        .path = bed->scenario, .name = "killed", .seed = 1, .folder = bed->papers,
        .papers = RUN_PAPERS_EVIDENCE, .requirements = "", .bench = bed->bench, .is_armed = true,
        .priority = bed->kind->dies == hang ? 0 : REAL_TIME_PRIORITY,     /* not to starve us */
        .ends_at_fail = true, .is_stopped = run_stop_is_asked, .stop = &stop,
        .stop_heard = run_stop_was_heard, .stopped = &stop,
        .watch = { .row = row_watch, .watcher = bed },
    };
    enum err err;

    prctl(PR_SET_PDEATHSIG, bed->kind->has_shell ? 0 : SIGKILL, 0, 0, 0);
    if (!bed->kind->has_shell)
        setpgid(0, 0);              /* a job of its own: a group of orphans would not be stopped */
    atomic_store(&bed->told->run, (int)getpid());
    run_stop_open(&stop);
    err = run_execute(&order, &outcome, NULL);
    if (err != ERR_OK && atomic_load(&bed->told->from_s) == 0)
        fprintf(stderr, "kill_matrix: %s: %s\n", bed->kind->name, outcome.error);
    run_stop_close(&stop);
    _exit(0);
}

/* A shell with a terminal, and the run in front of it. */
static _Noreturn void shell_play(struct bed *bed)
{
    int terminal;

    setsid();
    terminal = open(ptsname(bed->terminal), O_RDWR);
    close(bed->terminal);
    if (terminal < 0 || ioctl(terminal, TIOCSCTTY, 0) != 0)
        _exit(1);
    if (fork() == 0)
        run_play(bed);
    for (;;)
        pause();
}

static int terminal_make(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    if (master >= 0 && (grantpt(master) != 0 || unlockpt(master) != 0))
        exit(2);
    return master;
}

/* ---- its bed ---- */

static void text_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0) {
        perror(path);
        exit(2);
    }
}

static void files_write(const struct bed *bed)
{
    char text[1500];

    snprintf(text, sizeof text,
             "return bench { title = 't', hang_s = %g, missed_most = 100000,\n"
             "generator = { driver = 'rf-generator', port = '%s', identity = 'MOCK-0001',\n"
             "limits = { power_w = 100, energy_j = 10000, time_s = 600 } } }\n", bed->hang_s,
             bed->generator.address);
    text_write(bed->bench, text);
    snprintf(text, sizeof text,
             "return scenario { title = 't', rig = 'ablation', limit_s = 60, run = function(rig)\n"
             "local heats = false\n"
             "rig.generator.set_temp_c = 60\n"
             "while rig.time_s < %.3f do\n"
             "  if not heats and rig.generator.state == 'standby' then\n"
             "    rig.generator.mode = 'heat' heats = true\n"
             "  end\n"
             "  wait(0.01)\n"
             "end\n%s\nend }\n", bed->instant_s, bed->kind->ends ? bed->kind->ends : "wait(50)");
    text_write(bed->scenario, text);
}

static void bed_make(struct bed *bed, const struct kind *kind, double instant_s, double promise_s)
{
    *bed = (struct bed){ .kind = kind, .instant_s = instant_s, .promise_s = promise_s,
                         .hang_s = HANG_PROMISES * promise_s, .terminal = -1 };
    snprintf(bed->folder, sizeof bed->folder, "%.30s/painrig_kill_XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(bed->folder))
        exit(2);
    setenv("XDG_RUNTIME_DIR", bed->folder, 1);
    snprintf(bed->bench, sizeof bed->bench, "%s/bench.lua", bed->folder);
    snprintf(bed->scenario, sizeof bed->scenario, "%s/scenario.lua", bed->folder);
    snprintf(bed->papers, sizeof bed->papers, "%s/run", bed->folder);
    if (!real_generator_start(&bed->generator))
        exit(2);
    bed->told = mmap(NULL, sizeof *bed->told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0);
    files_write(bed);
}

static void folder_remove(const char *folder)
{
    char command[200];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        fprintf(stderr, "kill_matrix: %s stays\n", folder);
}

static bool is_late(double from_s)
{
    return clock_wall_s() - from_s > DEADLINE_S;
}

static void bed_play(struct bed *bed)
{
    double from_s = clock_wall_s();

    bed->terminal = bed->kind->has_shell ? terminal_make() : -1;
    bed->child = fork();
    if (bed->child == 0 && bed->kind->has_shell)
        shell_play(bed);
    if (bed->child == 0)
        run_play(bed);
    while (atomic_load(&bed->told->from_s) == 0 && !is_late(from_s))
        nap(0.001);
    while (!bed->kind->kills && atomic_load(&bed->told->died_s) == 0 && !is_late(from_s))
        nap(0.001);
    if (!bed->kind->kills)
        return;
    nap(fmax(0, atomic_load(&bed->told->from_s) + bed->instant_s - clock_wall_s()));
    stamp(bed->told);
    bed->kind->kills(bed);
}

/* ---- what became of it ---- */

/* The record is closed by whoever is left: that is the end of all. */
static bool is_closed(const struct bed *bed, struct evidence_check *check)
{
    FILE *nowhere = fopen("/dev/null", "w");
    bool  closed;

    *check = (struct evidence_check){ .links = 0 };
    closed = nowhere && evidence_verify(bed->papers, NULL, nowhere, check, NULL) == ERR_OK &&
             check->is_closed;
    if (nowhere)
        fclose(nowhere);
    return closed;
}

static void evidence_show(const struct bed *bed)
{
    struct evidence_check check;

    fprintf(stderr, "kill_matrix: %s at %.3f s:\n", bed->kind->name, bed->instant_s);
    if (evidence_verify(bed->papers, NULL, stderr, &check, NULL) != ERR_OK)
        fprintf(stderr, "no evidence\n");
}

/* From the death, or from when a hang is one. */
static double allowed_s(const struct bed *bed)
{
    return bed->promise_s + (bed->kind->is_hang ? bed->hang_s : 0) +
           (bed->kind->is_noticed_late ? FLUSH_S : 0);
}

/* Of a device that nobody reaches any more that is all that can be promised. */
static bool is_called_unsafe(const char *path)
{
    struct json *record = NULL;
    FILE        *file = fopen(path, "r");
    char         text[8192];
    size_t       count = file ? fread(text, 1, sizeof text, file) : 0;
    bool         is_unsafe;

    if (file)
        fclose(file);
    if (json_parse(&record, text, count, NULL) != ERR_OK)
        return false;
    is_unsafe = !json_as_truth(json_member(record, "are_safe"), true);
    json_free(record);
    return is_unsafe;
}

static void bed_judge(struct bed *bed, struct result *result)
{
    double                from_s = clock_wall_s(), died_s;
    struct evidence_check check;
    char                  path[140];

    if (bed->kind->is_stopped) {
        nap(bed->hang_s + 0.3);
        run_signal(bed, SIGCONT);
    }
    while (!is_closed(bed, &check) && !is_late(from_s))
        nap(0.02);
    died_s = atomic_load(&bed->told->died_s);
    result->told_s = real_generator_standby_s(&bed->generator, died_s) - died_s;
    result->is_told = result->told_s <= allowed_s(bed);
    result->is_off = !atomic_load(&bed->generator.seen->rf_on);
    result->was_on = atomic_load(&bed->generator.seen->rf_on_s) > 0;
    result->is_whole = check.is_closed && check.faults == 0;
    snprintf(path, sizeof path, "%s/guard.json", bed->papers);
    result->has_record = bed->kind->is_unplugged ? is_called_unsafe(path)
                                                 : access(path, F_OK) == 0;
    result->is_done = true;
    if (!result->is_whole)
        evidence_show(bed);
}

static void bed_drop(struct bed *bed)
{
    kill(bed->child, SIGKILL);
    waitpid(bed->child, NULL, 0);
    real_generator_end(&bed->generator);
    folder_remove(bed->folder);
}

/* On a machine that is so busy that the run seemed to hang before its instant: that is a death too,
 * but not the one that was wanted. */
static bool has_died_before(const struct bed *bed)
{
    return real_generator_standby_s(&bed->generator, atomic_load(&bed->told->from_s)) <
           atomic_load(&bed->told->died_s) || atomic_load(&bed->told->died_s) == 0;
}

static void case_run(const struct kind *kind, double instant_s, double promise_s,
                     struct result *result)
{
    struct bed bed;
    bool       is_wanted = false;

    for (int i = 0; i < TRIES && !is_wanted; i++) {
        bed_make(&bed, kind, instant_s, promise_s);
        bed_play(&bed);
        bed_judge(&bed, result);
        is_wanted = !has_died_before(&bed);
        bed_drop(&bed);
    }
}

/* ---- all of them ---- */

/* The same instants in every run of this program. */
static double instant_of(int kind, int n)
{
    uint32_t draw = 2654435761u * (uint32_t)(1 + kind + 1000 * n);

    draw ^= draw >> 15;
    draw *= 2246822519u;
    draw ^= draw >> 13;
    return INSTANT_S + SPREAD_S * (double)draw / 4294967296.0;
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

/* "-": nothing is promised. */
static void cell_print(int count, bool is_promised)
{
    if (is_promised)
        printf("  %4d", count);
    else
        printf("  %4s", "-");
}

/* A row of the table; true when every promise was kept. */
static bool kind_print(int number, const struct result *results, int instants)
{
    const struct kind *kind = &kinds[number];
    double            *told_s = calloc((size_t)instants, sizeof *told_s);
    int                told = 0, off = 0, whole = 0, records = 0, on = 0, known = 0;

    for (int i = 0; told_s && i < instants; i++) {
        const struct result *result = &results[number * instants + i];
        told += result->is_told;
        off += result->is_off;
        whole += result->is_whole;
        records += result->has_record;
        on += result->was_on;
        if (!isnan(result->told_s))
            told_s[known++] = result->told_s;
    }
    if (told_s)
        qsort(told_s, (size_t)known, sizeof *told_s, by_size);
    printf("  %-26s %4d  %4d", kind->name, instants, on);
    if (known > 0 && !kind->is_unplugged)
        printf("  %8.2f  %8.2f", 1e3 * told_s[known / 2], 1e3 * told_s[known - 1]);
    else
        printf("  %8s  %8s", "-", "-");
    cell_print(told, !kind->is_unplugged);
    cell_print(off, !kind->is_unplugged);
    cell_print(whole, true);
    cell_print(records, !kind->has_no_guard);
    printf("\n");
    free(told_s);
    return (told == instants || kind->is_unplugged) && (off == instants || kind->is_unplugged) &&
           whole == instants && (records == instants || kind->has_no_guard);
}

static bool table_print(const struct result *results, int instants)
{
    bool is_kept = true;

    printf("  %-26s %4s  %4s  %8s  %8s  %4s  %4s  %4s  %4s\n", "death", "runs", "hot", "median ms",
           "max ms", "told", "off", "whole", "record");
    for (int i = 0; i < (int)KINDS; i++)
        is_kept &= kind_print(i, results, instants);
    printf("kill matrix: %s\n", is_kept ? "every promise was kept" : "a promise was BROKEN");
    return is_kept;
}

static void all_run(struct result *results, int instants, double promise_s, int jobs)
{
    int cases = (int)KINDS * instants, next = 0, open_jobs = 0;

    while (next < cases || open_jobs > 0) {
        if (next < cases && open_jobs < jobs) {
            int   kind = next % (int)KINDS, n = next / (int)KINDS;
            pid_t worker = fork();
            if (worker == 0) {
                case_run(&kinds[kind], instant_of(kind, n), promise_s,
                         &results[kind * instants + n]);
                _exit(0);
            }
            next++;
            open_jobs += worker > 0;
        } else if (wait(NULL) > 0) {
            open_jobs--;
        }
    }
}

int main(int argc, char **argv)
{
    int            instants = argc > 1 ? atoi(argv[1]) : 3;
    double         promise_s = 1e-3 * (argc > 2 ? atof(argv[2]) : 50);
    int            jobs = argc > 3 ? atoi(argv[3]) : 4;
    struct result *results;

    if (instants < 1 || instants * (int)KINDS > CASES_MAX || !(promise_s > 0) || jobs < 1) {
        fprintf(stderr, "kill_matrix [INSTANTS [PROMISE_MS [JOBS]]]\n");
        return 2;
    }
    results = mmap(NULL, CASES_MAX * sizeof *results, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (results == MAP_FAILED)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    all_run(results, instants, promise_s, jobs);
    return table_print(results, instants) ? 0 : 1;
}
