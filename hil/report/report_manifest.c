#include "report.h"

#include "hil/bytes.h"
#include "hil/report/report_instruments.h"
#include "hil/report/report_requirements.h"

#include <inttypes.h>
#include <math.h>

static void text_member(struct bytes *out, const char *name, const char *value)
{
    bytes_format(out, ",\n  \"%s\": ", name);
    bytes_json_text(out, value);
}

static void number_member(struct bytes *out, const char *name, double value)
{
    bytes_format(out, ",\n  \"%s\": ", name);
    bytes_json_number(out, value);
}

static void inner_text(struct bytes *out, const char *name, const char *value)
{
    bytes_format(out, ", \"%s\": ", name);
    bytes_json_text(out, value);
}

static void inner_number(struct bytes *out, const char *name, double value)
{
    bytes_format(out, ", \"%s\": ", name);
    bytes_json_number(out, value);
}

static void parameters_write(struct bytes *out, const struct report *report)
{
    bytes_text(out, ",\n  \"parameters\": [");
    for (size_t i = 0; i < report->parameter_count; i++) {
        bytes_text(out, i ? ",\n    {\"name\": " : "\n    {\"name\": ");
        bytes_json_text(out, report->parameters[i].name);
        inner_number(out, "value", report->parameters[i].value);
        inner_number(out, "rest", report->parameters[i].rest);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void faults_write(struct bytes *out, const struct report *report)
{
    char text[FAULT_TEXT_MAX];

    bytes_text(out, ",\n  \"faults\": [");
    for (size_t i = 0; report->faults && i < report->faults->count; i++) {
        fault_print(&report->faults->faults[i], text);
        bytes_text(out, i ? ", " : "");
        bytes_json_text(out, text);
    }
    bytes_text(out, "]");
}

static void bench_write(struct bytes *out, const struct report *report)
{
    if (!report->bench_path)
        return;
    text_member(out, "bench", report->bench_path);
    text_member(out, "bench_sha256", report->bench_sha256);
    bytes_format(out, ",\n  \"armed\": %s,\n  \"instruments\": ",
                 report->is_armed ? "true" : "false");
    report_instruments_write(out, report->instruments, report->instrument_count);
}

static void judgements_write(struct bytes *out, const struct report *report)
{
    bytes_text(out, ",\n  \"judgements\": [");
    for (size_t i = 0; i < report->judgement_count; i++) {
        const struct judgement *judgement = &report->judgements[i];
        bytes_text(out, i ? ",\n    {\"what\": " : "\n    {\"what\": ");
        bytes_json_text(out, judgement->what);
        inner_text(out, "verdict", verdict_name(judgement->verdict));
        inner_number(out, "from_s", judgement->from_s);
        inner_number(out, "t_s", judgement->t_s);
        inner_number(out, "within_s", judgement->within_s);
        inner_text(out, "why", judgement->why);
        inner_text(out, "where", judgement->where);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void events_write(struct bytes *out, const struct report *report)
{
    bytes_format(out, ",\n  \"events_lost\": %zu,\n  \"events\": [", report->events_lost);
    for (size_t i = 0; i < report->event_count; i++) {
        bytes_text(out, i ? ",\n    {\"t_s\": " : "\n    {\"t_s\": ");
        bytes_json_number(out, report->events[i].t_s);
        inner_text(out, "kind", report->events[i].kind);
        inner_text(out, "text", report->events[i].text);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

/* The seed is a text: a reader that keeps numbers as doubles would
 * change a large one without a word. */
static void manifest_write(struct bytes *out, const struct report *report)
{
    bytes_text(out, "{\n  \"format\": \"painrig manifest 1\"");
    text_member(out, "title", report->title);
    text_member(out, "verdict", verdict_name(report->verdict));
    text_member(out, "error", report->error);
    text_member(out, "scenario", report->scenario_path);
    text_member(out, "scenario_sha256", report->scenario_sha256);
    text_member(out, "requirements_sha256", report->requirements_sha256);
    text_member(out, "trace_sha256", report->trace ? trace_sha256(report->trace) : NULL);
    text_member(out, "rig", report->rig_name);
    text_member(out, "version", report->version);
    text_member(out, "host", report->host);
    text_member(out, "started_utc", report->started_utc);
    bytes_format(out, ",\n  \"seed\": \"%" PRIu64 "\"", report->seed);
    number_member(out, "tick_s", report->tick_s);
    number_member(out, "simulated_s", report->simulated_s);
    number_member(out, "wall_s", report->wall_s);
    number_member(out, "row_every_s", report->trace ? trace_row_every_s(report->trace) : NAN);
    bytes_format(out, ",\n  \"rows\": %zu", report->trace ? trace_rows(report->trace) : 0);
    report_real_time_manifest(out, report->real_time);
    parameters_write(out, report);
    bench_write(out, report);
    faults_write(out, report);
    judgements_write(out, report);
    report_requirements_manifest(out, report);
    events_write(out, report);
    bytes_text(out, "\n}\n");
}

enum err report_write_manifest(const struct report *report, const char *path, struct why *why)
{
    struct bytes out = { 0 };
    enum err     err;

    manifest_write(&out, report);
    err = bytes_write_file(&out, path, why);
    bytes_free(&out);
    return err;
}
