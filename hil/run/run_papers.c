#include "run_inside.h"
#include "hil/bench/bench.h"
#include "hil/report/report.h"
#include "run_pictures.h"
#include "hil/run_version.h"

#include <string.h>

#define LOG_BUFFER ((size_t)1 << 16)

enum err run_papers_open(struct run *run)
{
    if (run->order->papers == RUN_PAPERS_NONE)
        return ERR_OK;
    TRY(run_folder_make(&run->folder, run->order->folder, &run->why));
    TRY(run_folder_hold(&run->folder, &run->folder_lock, &run->why));
    run->is_held = true;
    TRY(run_folder_open(&run->folder, run->order->folder, &run->why));
    TRY(run_evidence_open(run));
    TRY(run_folder_create(&run->folder, "events.jsonl", &run->events, &run->why));
    TRY(run_folder_create(&run->folder, "wire.log", &run->wire, &run->why));
    setvbuf(run->events, NULL, _IOFBF, LOG_BUFFER);
    setvbuf(run->wire, NULL, _IOFBF, LOG_BUFFER);
    record_attach(run->record, run->events);
    run->has_folder = true;
    return ERR_OK;
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

static void report_fill(struct run *run, struct report *report,
                        struct report_parameter *parameters)
{
    const struct script_scenario *scenario = script_scenario(run->script);
    const struct record          *record = run->record;

    *report = (struct report){
        .title = *scenario->title ? scenario->title : run->order->name,
        .scenario_path = run->order->path,
        .scenario_sha256 = run->sha256, .version = run_version(), .host = run->host,
        .rig_name = scenario->rig, .started_utc = run->started_utc, .seed = run->order->seed,
        .simulated_s = run->result.simulated_s, .wall_s = run->wall_s,
        .verdict = run->result.verdict, .parameters = parameters,
        .parameter_count = parameters_copy(scenario, parameters), .trace = run->trace,
        .faults = &run->faults, .events = record->events, .event_count = record->event_count,
        .events_lost = record->events_lost, .judgements = record->judgements,
        .judgement_count = record->judgement_count, .exhibits = &run->exhibits,
        .judge = run->judge, .bench_path = run->stand ? run->order->bench : NULL,
        .bench_sha256 = run->bench ? run->bench->sha256 : NULL,
        .is_armed = run->order->is_armed,
        .instruments = run->instruments, .instrument_count = run->instrument_count,
        .requirements_sha256 = run->requirements ? requirements_sha256(run->requirements) : NULL,
    };
    if (run->err != ERR_OK)
        report->error = why_text(&run->why, run->err);
    if (!run->type)
        return;
    report->tick_s = run->rig ? run->rig->tick_s : run->type->tick_s;
    run_real_time_report(run, report);
    report->signals = run->type->signals;
    report->signal_count = run->type->signal_count;
    report->headline = run->type->headline;
    report->courses = run->courses.of ? &run->courses : NULL;
}

enum err run_papers_write(struct run *run, struct why *why)
{
    struct report_parameter parameters[SCRIPT_PARAMETERS_MAX];
    struct report           report;
    bool                    is_all = run->order->papers == RUN_PAPERS_ALL;
    char                    path[600];

    if (run->rig && is_all)
        TRY(run->type->show(run->rig, &run->exhibits, why));
    run_host_text(run->host, sizeof run->host);
    report_fill(run, &report, parameters);
    run_folder_path(&run->folder, "manifest.json", path, sizeof path);
    TRY(report_write_manifest(&report, path, why));
    if (!run->trace || !is_all)
        return ERR_OK;
    run_folder_path(&run->folder, "report.html", path, sizeof path);
    TRY(report_write_html(&report, path, why));
    return run_pictures_write(&run->folder, run->type, &run->exhibits, report.title, why);
}
