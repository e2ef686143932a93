/* bench - what painrig costs. `make bench` prints it; nothing here fails.
 *
 *   ladder     error against the finest answer, cells of one accuracy x steps of another,
 *              time inside the process
 *   process    whole processes, start to exit, no picture: median wall time, peak memory
 *   film       a drug's spread as the pump room asks for it, from question to bytes
 *   rig        the closed-loop lumbar scenario with everything on, against real time; a pump's week
 *              and year likewise
 *
 * Error: the largest difference from the finest answer among the probes at any report, over the
 * largest rise among the probes at that time. */
#define _DEFAULT_SOURCE     /* wait4, which tells the memory of one child */

#include "hil/clock.h"
#include "hil/lesion/case.h"
#include "hil/script/script.h"
#include "hil/spread/spread_film.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const double accuracies[] = { 1, 0.5, 0.1, 0.01 };
#define ACCURACIES (sizeof accuracies / sizeof *accuracies)

static const struct { const char *path, *what; double target_s[ACCURACIES]; } cases[] = {
    { "scenarios/cases/constant_voltage.lua", "constant voltage", { NAN, 0.015, 0.04, 0.4 } },
    { "scenarios/cases/held_80c.lua",
      "80 C held for 80 s after a ramp; sigma(T), k(T), perfusion that stops", { NAN, 0.10, 0.4, NAN } },
};
#define CASES (sizeof cases / sizeof *cases)

static void stop_if(enum err err, const struct why *why, const char *where)
{
    if (err == ERR_OK)
        return;
    fprintf(stderr, "bench: %s: %s\n", where, why_text(why, err));
    exit(2);
}

static double error_of(const struct treatment *answer, const struct treatment *finest,
                       const struct treatment_setup *setup)
{
    double worst = 0;

    for (size_t i = 0; i < finest->report_count; i++) {
        double rise = 0, off = 0;
        for (size_t p = 0; p < setup->probe_count; p++) {
            rise = fmax(rise, fabs(finest->report[i].probe_c[p] - setup->plant.start_c));
            off = fmax(off, fabs(finest->report[i].probe_c[p] - answer->report[i].probe_c[p]));
        }
        worst = fmax(worst, off / rise);
    }
    return worst;
}

static double width_off_mm(const struct treatment *answer, const struct treatment *finest,
                           const struct treatment_setup *setup)
{
    double worst = 0;

    for (size_t i = 0; i < finest->report_count; i++)
        for (size_t c = 0; c < setup->plant.criterion_count; c++)
            worst = fmax(worst, 1e3 * fabs(answer->report[i].lesion[c].width_m
                                           - finest->report[i].lesion[c].width_m));
    return worst;
}

static double timed_run(struct treatment *answer, const struct treatment_setup *setup)
{
    struct why why = { 0 };
    double start_s = clock_wall_s();

    stop_if(treatment_run(answer, setup, &why), &why, "treatment");
    return clock_wall_s() - start_s;
}

static void ladder_print(size_t index)
{
    static struct treatment_setup setup;
    struct settings settings = { 0 };
    struct treatment finest;
    struct why why = { 0 };

    setup = (struct treatment_setup){ 0 };
    stop_if(script_load_case(SCRIPT_LESION_CASE, cases[index].path, &settings, &why), &why,
            cases[index].path);
    stop_if(case_read_treatment(&settings, &setup, &why), &why, cases[index].path);
    settings_free(&settings);
    setup.accuracy_percent = 0.01;
    setup.refine = 1;
    (void)timed_run(&finest, &setup);
    setup.refine = 0;
    printf("\n%s (finest: %zu nodes, %zu steps)\n  error %% / ms      steps of", cases[index].what,
           finest.did.unknowns, finest.did.heat.steps);
    for (size_t s = 0; s < ACCURACIES; s++)
        printf("%18g %%", accuracies[s]);
    printf("    width off/mm\n");
    for (size_t c = 0; c < ACCURACIES; c++) {
        double off_mm = 0;
        printf("  cells of %5g %%        ", accuracies[c]);
        for (size_t s = 0; s < ACCURACIES; s++) {
            struct treatment answer;
            double wall_s, error;
            setup.accuracy_percent = accuracies[c];
            setup.steps_percent = accuracies[s];
            wall_s = timed_run(&answer, &setup);
            error = error_of(&answer, &finest, &setup);
            if (s == c)
                off_mm = width_off_mm(&answer, &finest, &setup);
            printf("  %c%8.4f / %6.1f%c", s == c ? '[' : ' ', 100 * error, 1e3 * wall_s,
                   s == c ? ']' : ' ');
            treatment_free(&answer);
        }
        printf("  %10.4f\n", off_mm);
    }
    treatment_free(&finest);
}

struct cost { double wall_s, peak_mb; };

/* One process, its output thrown away. */
static struct cost process_run(char *const *arguments)
{
    struct rusage usage;
    double start_s = clock_wall_s();
    int    status;
    pid_t  child = fork();

    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        execv(arguments[0], arguments);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0 || !WIFEXITED(status)
        || WEXITSTATUS(status) == 127) {
        fprintf(stderr, "bench: %s could not be run\n", arguments[0]);
        exit(2);
    }
    return (struct cost){ clock_wall_s() - start_s, (double)usage.ru_maxrss / 1024 };
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static struct cost process_median(char *const *arguments, int runs)
{
    double wall_s[64];
    struct cost cost = { 0 };

    (void)process_run(arguments);
    for (int i = 0; i < runs; i++) {
        struct cost one = process_run(arguments);
        wall_s[i] = one.wall_s;
        cost.peak_mb = fmax(cost.peak_mb, one.peak_mb);
    }
    qsort(wall_s, (size_t)runs, sizeof *wall_s, by_size);
    cost.wall_s = wall_s[runs / 2];
    return cost;
}

static void processes_print(char *program)
{
    char version[] = "--version", lesion[] = "lesion", json[] = "--json", accuracy[] = "--accuracy";
    struct cost bare = process_median((char *[]){ program, version, NULL }, 15);

    printf("\nwhole processes, median of several\n  %-42s %9s %9s %9s\n", "", "ms", "asked ms",
           "peak MB");
    printf("  %-42s %9.1f %9s %9.1f\n", "--version", 1e3 * bare.wall_s, "-", bare.peak_mb);
    for (size_t c = 0; c < CASES; c++)
        for (size_t a = 0; a < ACCURACIES; a++) {
            char path[128], percent[16], label[64], asked[16] = "-";
            struct cost cost;
            snprintf(path, sizeof path, "%s", cases[c].path);
            snprintf(percent, sizeof percent, "%g", accuracies[a]);
            snprintf(label, sizeof label, "%.24s at %g %%",
                     c ? "temperature-controlled" : cases[c].what, accuracies[a]);
            cost = process_median((char *[]){ program, lesion, path, json, accuracy, percent,
                                              NULL },
                                  a < 3 ? 15 : 3);
            if (isfinite(cases[c].target_s[a]))
                snprintf(asked, sizeof asked, "%.0f", 1e3 * cases[c].target_s[a]);
            printf("  %-42s %9.1f %9s %9.1f\n", label, 1e3 * cost.wall_s, asked, cost.peak_mb);
        }
}

static double simulated_s(const char *manifest)
{
    char  bytes[65536];
    FILE *file = fopen(manifest, "r");
    size_t count = file ? fread(bytes, 1, sizeof bytes - 1, file) : 0;
    const char *at;

    if (file)
        fclose(file);
    bytes[count] = '\0';
    at = strstr(bytes, "\"simulated_s\":");
    return at ? strtod(at + strlen("\"simulated_s\":"), NULL) : NAN;
}

/* A drug along the canal: the whole process, and what it is held against. */
static void spread_print(char *program)
{
    char spread[] = "spread", path[] = "scenarios/cases/spread_bolus_and_infusion.lua";
    char json[] = "--json";
    struct cost cost = process_median((char *[]){ program, spread, path, json, NULL }, 15);

    printf("  %-42s %9.1f %9.0f %9.1f\n", "spread, a bolus and a day of infusion",
           1e3 * cost.wall_s, 10.0, cost.peak_mb);
}

/* What a page waits for; 200 ms asked without a band, a second with one. */
static const struct { const char *what, *hours, *bolus, *every, *samples; double asked_ms; }
films[] = {
    { "film, a day", "24", NULL, NULL, "0", 200 },
    { "film, a day, band of 40", "24", NULL, NULL, "40", 1000 },
    { "film, a week", "168", NULL, NULL, "0", 200 },
    { "film, a week, band of 40", "168", NULL, NULL, "40", 1000 },
    { "film, a week, boluses every 6 h", "168", "25", "6", "0", 200 },
    { "film, the same, band of 40", "168", "25", "6", "40", 1000 },
};

#define FILM_RUNS 7

static void film_print(size_t f)
{
    const char *values[SPREAD_OPTION_COUNT] = {
        [SPREAD_OPTION_hours] = films[f].hours, [SPREAD_OPTION_bolus] = films[f].bolus,
        [SPREAD_OPTION_every] = films[f].every, [SPREAD_OPTION_samples] = films[f].samples,
    };
    double wall_s[FILM_RUNS];
    size_t bytes = 0;

    for (size_t i = 0; i < FILM_RUNS; i++) {
        struct bytes film = { .used = 0 };
        struct why   why = { "" };
        double start_s = clock_wall_s();
        if (spread_film_make(values, &film, &why) != ERR_OK)
            fprintf(stderr, "bench: %s\n", why.text);
        wall_s[i] = clock_wall_s() - start_s;
        bytes = film.used;
        bytes_free(&film);
    }
    qsort(wall_s, FILM_RUNS, sizeof *wall_s, by_size);
    printf("  %-42s %9.1f %9.0f %9.2f\n", films[f].what, 1e3 * wall_s[FILM_RUNS / 2],
           films[f].asked_ms, (double)bytes / 1e6);
}

static void films_print(void)
{
    printf("\nthe pump room's films, within the process, median of several\n"
           "  %-42s %9s %9s %9s\n", "", "ms", "asked ms", "MB");
    for (size_t f = 0; f < sizeof films / sizeof *films; f++)
        film_print(f);
}

static const struct { const char *path, *what; double asked_s; } pumps[] = {
    { "tests/data/bench/pump_week.lua", "a pump's week at a tick of 1 s", 3 },
    { "tests/data/bench/pump_year.lua", "a pump's year at a tick of 60 s", 10 },
};

static void pumps_print(char *program)
{
    char run[] = "run", out[] = "--out", folder[] = "build/bench", quiet[] = "--quiet", path[128];

    printf("\npump, protocol, canal of some 600 cells, patient, trace, report and pictures: whole "
           "process\n");
    for (size_t i = 0; i < sizeof pumps / sizeof *pumps; i++) {
        struct cost cost;
        double simulated;
        snprintf(path, sizeof path, "%s", pumps[i].path);
        cost = process_median((char *[]){ program, run, path, out, folder, quiet, NULL }, 3);
        simulated = simulated_s("build/bench/manifest.json");
        printf("  %-36s %6.2f s (asked: %g): %.2g times as fast as real time, peak %.1f MB\n",
               pumps[i].what, cost.wall_s, pumps[i].asked_s, simulated / cost.wall_s,
               cost.peak_mb);
    }
}

static void rig_print(char *program)
{
    char run[] = "run", path[] = "scenarios/ablation/lumbar_medial_branch.lua", out[] = "--out",
         folder[] = "build/bench";
    char quiet[] = "--quiet";
    struct cost cost = process_median((char *[]){ program, run, path, out, folder, quiet, NULL },
                                      7);
    double simulated = simulated_s("build/bench/manifest.json");

    printf("\nclosed loop, tick 10 ms, Lua, protocol, trace, interlocks, report and pictures: "
           "whole process\n"
           "  lumbar medial branch: %.2f s simulated in %.3f s: %.0f times as fast as real time "
           "(asked: 300), peak %.1f MB (asked: below 100)\n",
           simulated, cost.wall_s, simulated / cost.wall_s, cost.peak_mb);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: bench PROGRAM\n");
        return 2;
    }
    processes_print(argv[1]);
    spread_print(argv[1]);
    films_print();
    rig_print(argv[1]);
    pumps_print(argv[1]);
    for (size_t c = 0; c < CASES; c++)
        ladder_print(c);
    printf("\n[diagonal]: what --accuracy chooses. Others on the first case, whole process: "
           "FreeFEM P2 250 ms at 1 %%, 430 at 0.1 %%, 2600 at 0.01 %%;\ndolfinx 850, 920, 1700 ms; "
           "on the second: 900 ms at 0.6 %%, 3000 ms at 0.05 %%.\n");
    return 0;
}
