#include "run.h"
#include "base/text.h"
#include "digest.h"
#include "executor.h"
#include "options.h"
#include "report.h"
#include "run_folder.h"
#include "run_names.h"
#include "run_pictures.h"
#include "run_print.h"
#include "run_progress.h"
#include "run_stop.h"
#include "run_version.h"
#include "time_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#define LOG_BUFFER ((size_t)1 << 16)

static const struct option options_of_run[] = {
    { "set",   "NAME=VALUE", "another value for a parameter of the scenario; may be repeated" },
    { "seed",  "N",          "where the random numbers start (1)" },
    { "out",   "DIR",        "the run's folder (out/<name of the file>)" },
    { "quiet", NULL,         "print the verdict only" },
};

static const struct command_page page = {
    .name = "run", .words = "FILE.lua", .words_least = 1, .words_most = 1,
    .summary = "Run a scenario on a mocked device and judge what it expects.",
    .options = options_of_run, .option_count = sizeof options_of_run / sizeof *options_of_run,
    .text = "The folder then has trace.csv, events.jsonl, wire.log, manifest.json, report.html\n"
            "and what the rig has to show as pictures.\n"
            "Exit status: 0 pass; 1 not met, never put to the test, or undecided; 2 not run.",
    .example = "  painrig run scenarios/ablation/lumbar_medial_branch.lua --set set_c=85 --seed 7",
};

struct run {
    struct options          options;
    const char             *path;
    char                    name[64];
    uint64_t                seed;
    bool                    is_quiet, has_folder, has_report;
    struct run_stop         stop;
    struct run_folder       folder;
    struct record          *record;
    struct script          *script;
    const struct rig_type  *type;
    struct settings         settings;
    struct rig             *rig;
    struct trace           *trace;
    FILE                   *events, *wire;
    struct courses          courses;
    struct exhibits         exhibits;
    struct executor_result  result;
    char                    sha256[DIGEST_HEX_SIZE], host[300], started_utc[32];
    double                  wall_s;
    struct why              why;            /* of the run itself            */
    enum err                err;
};

/* "lumbar" of "scenarios/ablation/lumbar.lua" */
static void name_of(const char *path, char *out, size_t size)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t      count = strlen(name);

    if (count > 4 && strcmp(name + count - 4, ".lua") == 0)
        count -= 4;
    snprintf(out, size, "%.*s", (int)count, name);
}

static enum err parameter_set(struct run *run, const char *given)
{
    const char *equals = strchr(given, '=');
    char        name[64];
    double      value;

    if (!equals || equals == given || (size_t)(equals - given) >= sizeof name)
        return why_say(&run->why, ERR_RANGE, "--set %s: write --set name=value", given);
    snprintf(name, sizeof name, "%.*s", (int)(equals - given), given);
    if (number_parse(equals + 1, &value) != ERR_OK)
        return why_say(&run->why, ERR_RANGE, "--set %s: \"%s\" is not a number", given, equals + 1);
    return script_set(run->script, name, value, &run->why);
}

static enum err script_open(struct run *run)
{
    struct script_setup setup = { .seed = run->seed, .is_stopped = run_stop_is_asked,
                                  .stop = &run->stop };

    TRY(record_create(&run->record, NULL, &run->why));
    setup.record = run->record;
    TRY(script_create(&run->script, &setup, &run->why));
    return script_load(run->script, run->path, &run->why);
}

static enum err parameters_set(struct run *run)
{
    const char *given;

    for (size_t n = 0; (given = options_nth(&run->options, "set", n)); n++)
        TRY(parameter_set(run, given));
    return ERR_OK;
}

static enum err folder_make(struct run *run)
{
    char path[600];

    snprintf(path, sizeof path, "out/%s", run->name);
    TRY(run_folder_open(&run->folder, options_text(&run->options, "out", path), &run->why));
    TRY(run_folder_create(&run->folder, "events.jsonl", &run->events, &run->why));
    TRY(run_folder_create(&run->folder, "wire.log", &run->wire, &run->why));
    setvbuf(run->events, NULL, _IOFBF, LOG_BUFFER);
    setvbuf(run->wire, NULL, _IOFBF, LOG_BUFFER);
    record_attach(run->record, run->events);
    run->has_folder = true;
    return ERR_OK;
}

static double row_every_s(const struct run *run)
{
    double asked_s = script_scenario(run->script)->row_every_s;

    return isnan(asked_s) ? run->type->row_every_s : asked_s;
}

static enum err rig_make(struct run *run)
{
    struct rig_setup setup = { .settings = &run->settings, .seed = run->seed,
                               .wire_log = run->wire,
                               .tick_s = script_scenario(run->script)->tick_s };
    char             path[600];

    if (run_rig_find(script_scenario(run->script)->rig, &run->type, &run->why) != ERR_OK) {
        why_prefix(&run->why, "%s: ", run->path);
        return ERR_UNKNOWN;
    }
    if (rig_tick_check(run->type, setup.tick_s, &run->why) != ERR_OK) {
        why_prefix(&run->why, "%s: ", run->path);
        return ERR_SCRIPT;
    }
    TRY(script_settings(run->script, &run->settings, &run->why));
    if (run->type->create(&run->rig, &setup, &run->why) != ERR_OK) {
        why_prefix(&run->why, "%s: setup: ", run->path);
        return ERR_SCRIPT;
    }
    run_folder_path(&run->folder, "trace.csv", path, sizeof path);
    TRY(trace_create(&run->trace, path, run->type->signals, run->type->signal_count,
                     run->rig->tick_s, row_every_s(run), &run->why));
    TRY(courses_open(&run->courses, run->type->signals, run->type->signal_count));
    return script_begin(run->script, run->rig, &run->why);
}

static void start_print(const struct run *run)
{
    const struct script_scenario *scenario = script_scenario(run->script);
    double tick_s = run->rig->tick_s;
    bool   is_slow = tick_s >= 1;

    if (run->is_quiet)
        return;
    printf("%s\n%s rig, seed %llu, tick %g %s, %s\n\n", scenario->title, run->type->name,
           (unsigned long long)run->seed, is_slow ? tick_s : tick_s * 1e3, is_slow ? "s" : "ms",
           run->path);
    fflush(stdout);
}

/* Who sees every row. */
struct watchers { struct courses *courses; struct run_progress progress; };

static void row_watch(void *data, double t_s, const double *row)
{
    struct watchers *watchers = data;

    courses_add(watchers->courses, t_s, row);
    run_progress_watch(&watchers->progress, t_s, row);
}

static enum err scenario_play(struct run *run)
{
    struct clock          clock = clock_virtual();
    struct watchers       watchers = {
        .courses = &run->courses,
        .progress = run_progress_open(run->is_quiet ? NULL : stdout, run->type, run->record),
    };
    struct executor_setup setup = {
        .script = run->script, .rig = run->rig, .trace = run->trace, .record = run->record,
        .clock = &clock, .watch = row_watch, .watcher = &watchers,
        .is_stopped = run_stop_is_asked, .stop = &run->stop,
    };
    enum err   err = executor_run(&setup, &run->result, &run->why), closed;
    struct why closed_why = { "" };

    run_progress_close(&watchers.progress);
    closed = trace_close(run->trace, &closed_why);      /* however it ended: its rows are there */
    if (err == ERR_OK && closed != ERR_OK)
        err = why_say(&run->why, closed, "%s", why_text(&closed_why, closed));
    if (fflush(run->wire) != 0 && err == ERR_OK)
        err = why_say(&run->why, ERR_IO, "wire.log cannot be written: is the disk full?");
    return err;
}

/* ---- what the run leaves behind ---- */

static void host_text(char *out, size_t size)
{
    struct utsname host;

    if (uname(&host) != 0)
        snprintf(out, size, "unknown");
    else
        snprintf(out, size, "%.60s (%.60s %.60s %.60s)", host.nodename, host.sysname, host.release,
                 host.machine);
}

static size_t parameters_copy(const struct script_scenario *scenario, struct report_parameter *out)
{
    for (size_t i = 0; i < scenario->parameter_count; i++) {
        snprintf(out[i].name, sizeof out[i].name, "%s", scenario->parameters[i].name);
        out[i].value = scenario->parameters[i].value;
        out[i].rest = scenario->parameters[i].rest;
    }
    return scenario->parameter_count;
}

static void report_fill(const struct run *run, struct report *report,
                        struct report_parameter *parameters)
{
    const struct script_scenario *scenario = script_scenario(run->script);
    const struct record          *record = run->record;

    *report = (struct report){
        .title = *scenario->title ? scenario->title : run->name, .scenario_path = run->path,
        .scenario_sha256 = run->sha256, .version = run_version(), .host = run->host,
        .rig_name = scenario->rig, .started_utc = run->started_utc, .seed = run->seed,
        .simulated_s = run->result.simulated_s, .wall_s = run->wall_s,
        .verdict = run->result.verdict, .parameters = parameters,
        .parameter_count = parameters_copy(scenario, parameters), .trace = run->trace,
        .events = record->events, .event_count = record->event_count,
        .events_lost = record->events_lost, .judgements = record->judgements,
        .judgement_count = record->judgement_count, .exhibits = &run->exhibits,
    };
    if (run->err != ERR_OK)
        report->error = why_text(&run->why, run->err);
    if (!run->type)
        return;
    report->tick_s = run->rig ? run->rig->tick_s : run->type->tick_s;
    report->signals = run->type->signals;
    report->signal_count = run->type->signal_count;
    report->headline = run->type->headline;
    report->courses = run->courses.of ? &run->courses : NULL;
}

/* A run that could not begin leaves a manifest; one that began leaves everything. */
static enum err papers_write(struct run *run, struct why *why)
{
    struct report_parameter parameters[SCRIPT_PARAMETERS_MAX];
    struct report           report;
    char                    path[600];

    if (run->rig)
        TRY(run->type->show(run->rig, &run->exhibits, why));
    host_text(run->host, sizeof run->host);
    TRY(file_sha256(run->path, run->sha256, why));
    report_fill(run, &report, parameters);
    run_folder_path(&run->folder, "manifest.json", path, sizeof path);
    TRY(report_write_manifest(&report, path, why));
    if (!run->trace)
        return ERR_OK;
    run_folder_path(&run->folder, "report.html", path, sizeof path);
    TRY(report_write_html(&report, path, why));
    run->has_report = true;
    return run_pictures_write(&run->folder, run->type, &run->exhibits, report.title, why);
}

static void verdict_print(const struct run *run)
{
    char simulated[TIME_TEXT_SIZE];

    if (!run->is_quiet && run->trace) {
        printf("\n");
        run_judgements_print(stdout, run->record);
        time_text(run->result.simulated_s, simulated);
        printf("%s%s simulated in %.3f s (%.0f times as fast as real time)\n",
               run->record->judgement_count ? "\n" : "", simulated, run->wall_s,
               run->result.simulated_s / run->wall_s);
        fflush(stdout);
    }
    if (run->err != ERR_OK)
        fprintf(stderr, "%s\n", why_text(&run->why, run->err));
    if (run->trace)
        run_verdict_print(stdout, run->record, run->result.verdict);
    if (!run->is_quiet && run->has_report)
        printf("report: %s/report.html\n", run->folder.path);
}

/* ---- the command ---- */

/* What was mistyped on the command line leaves the folder of an earlier run as it is; a scenario
 * that cannot be run does not: its folder then says so. */
static enum err run_begin(struct run *run)
{
    enum err loaded = script_open(run);

    if (loaded == ERR_IO)
        return loaded;
    if (loaded == ERR_OK)
        TRY(parameters_set(run));
    TRY(folder_make(run));
    TRY(loaded);
    return rig_make(run);
}

static void run_whole(struct run *run)
{
    struct why why = { "" };
    double     from_s = clock_wall_s();
    enum err   err;

    clock_utc_text(run->started_utc);
    run->result.verdict = VERDICT_ERROR;
    run->err = run_begin(run);
    if (run->err == ERR_OK) {
        start_print(run);
        run->err = scenario_play(run);
    }
    run->wall_s = clock_wall_s() - from_s;
    if (run->err != ERR_OK)
        run->result.verdict = VERDICT_ERROR;
    err = run->has_folder ? papers_write(run, &why) : ERR_OK;
    if (err != ERR_OK && run->err == ERR_OK) {      /* no pass without its evidence */
        run->err = why_say(&run->why, err, "%s", why_text(&why, err));
        run->result.verdict = VERDICT_ERROR;
    } else if (err != ERR_OK) {
        fprintf(stderr, "%s\n", why_text(&why, err));
    }
    verdict_print(run);
}

static void run_free(struct run *run)
{
    script_destroy(run->script);
    trace_destroy(run->trace);
    if (run->rig)
        run->type->destroy(run->rig);
    settings_free(&run->settings);
    exhibits_free(&run->exhibits);
    courses_free(&run->courses);
    record_destroy(run->record);
    if (run->events)
        fclose(run->events);
    if (run->wire)
        fclose(run->wire);
}

int run_command(int argc, char **argv)
{
    struct run run = { .seed = 1 };
    int        status;

    if (!options_start(&page, argc, argv, &run.options, &status))
        return status;
    if (options_whole(&run.options, "seed", &run.seed, &run.why) != ERR_OK) {
        fprintf(stderr, "%s\n", run.why.text);
        return 2;
    }
    run.path = run.options.words[0];
    run.is_quiet = options_has(&run.options, "quiet");
    name_of(run.path, run.name, sizeof run.name);
    run_stop_open(&run.stop);
    run_whole(&run);
    run_free(&run);
    run_stop_close(&run.stop);
    if (run.result.verdict == VERDICT_PASS)
        return 0;
    return run.result.verdict == VERDICT_ERROR ? 2 : 1;
}
