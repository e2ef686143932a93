/* One run, told from its manifest; one that has none yet, or never got one, from its record. */
#include "live_runs_answers.h"

#include "base/count.h"
#include "hil/evidence/evidence.h"
#include "hil/live/live_runs.h"
#include "hil/rig/rig.h"
#include "hil/trace/trace_stream.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- lists of the manifest, member by member ---- */

enum member_kind { NONE, TEXT, NUMBER, TRUTH };
struct member { const char *name; enum member_kind kind; };

static const struct member parameters[] = { { "name", TEXT }, { "value", NUMBER },
                                            { "rest", NUMBER }, { NULL, NONE } };
static const struct member judgements[] = {
    { "what", TEXT }, { "verdict", TEXT }, { "from_s", NUMBER }, { "t_s", NUMBER },
    { "within_s", NUMBER }, { "why", TEXT }, { "where", TEXT }, { NULL, NONE },
};
static const struct member requirements[] = {
    { "id", TEXT }, { "title", TEXT }, { "priority", TEXT }, { "verdict", TEXT },
    { "weight", TEXT }, { "monitored", TRUTH }, { "covered", TRUTH }, { "gap", TEXT },
    { "margin", NUMBER }, { "unit", TEXT }, { "slack_s", NUMBER }, { "fired", NUMBER },
    { "at_s", NUMBER }, { "decided_s", NUMBER }, { "why", TEXT }, { "formula", TEXT },
    { "source", TEXT }, { "unverified", TEXT }, { NULL, NONE },
};
static const struct member events[] = { { "t_s", NUMBER }, { "kind", TEXT }, { "text", TEXT },
                                        { NULL, NONE } };

static void member_write(struct bytes *out, const struct json *json, const struct member *member)
{
    const struct json *value = json_member(json, member->name);

    bytes_json_text(out, member->name);
    bytes_text(out, ":");
    if (member->kind == TEXT)
        bytes_json_text(out, json_as_text(value, NULL));
    else if (member->kind == NUMBER)
        bytes_json_number(out, json_as_number(value, NAN));
    else
        bytes_text(out, json_as_truth(value, false) ? "true" : "false");
}

static void item_write(struct bytes *out, const struct json *json, const struct member *members)
{
    bytes_text(out, "{");
    for (size_t i = 0; members[i].name; i++) {
        bytes_text(out, i ? "," : "");
        member_write(out, json, &members[i]);
    }
    bytes_text(out, "}");
}

/* The first `most` of them. */
static void list_write(struct bytes *out, const struct json *list, const struct member *members,
                       size_t most)
{
    size_t count = json_count(list) < most ? json_count(list) : most;

    bytes_text(out, "[");
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, i ? ",\n" : "\n");
        item_write(out, json_item(list, i), members);
    }
    bytes_text(out, "]");
}

static void texts_write(struct bytes *out, const struct json *list)
{
    bytes_text(out, "[");
    for (size_t i = 0; i < json_count(list); i++) {
        bytes_text(out, i ? "," : "");
        bytes_json_text(out, json_as_text(json_item(list, i), ""));
    }
    bytes_text(out, "]");
}

#define MANIFEST_LISTS_MAX ((size_t)4000)       /* more than a scenario or a rig's rules have */

static void manifest_write(struct bytes *out, const struct json *manifest)
{
    static const struct { const char *name; const struct member *members; } lists[] = {
        { "parameters", parameters }, { "judgements", judgements },
        { "requirements", requirements },
    };
    size_t count = json_count(json_member(manifest, "events"));
    double lost = json_as_number(json_member(manifest, "events_lost"), 0);

    for (size_t i = 0; i < COUNT(lists); i++) {
        bytes_format(out, ",\"%s\":", lists[i].name);
        list_write(out, json_member(manifest, lists[i].name), lists[i].members,
                   MANIFEST_LISTS_MAX);
    }
    bytes_text(out, ",\"faults\":");
    texts_write(out, json_member(manifest, "faults"));
    bytes_text(out, ",\"error\":");
    bytes_json_text(out, json_as_text(json_member(manifest, "error"), NULL));
    bytes_text(out, ",\"bench\":");
    bytes_json_text(out, json_as_text(json_member(manifest, "bench"), NULL));
    bytes_format(out, ",\"is_armed\":%s,\"events_left_out\":%.0f,\"events\":",
                 json_as_truth(json_member(manifest, "armed"), false) ? "true" : "false",
                 lost + (count > RUNS_EVENTS_MAX ? (double)(count - RUNS_EVENTS_MAX) : 0));
    list_write(out, json_member(manifest, "events"), events, RUNS_EVENTS_MAX);
}

/* ---- without a manifest ---- */

/* An event of the record, as a list has it; other links and what is no link are passed over. */
static bool event_write(struct bytes *out, const char *line, size_t count, const char *lead)
{
    struct json *json;
    bool         is_event;

    if (count > RUNS_LINK_MAX || json_parse(&json, line, count, NULL) != ERR_OK)
        return false;
    is_event = strcmp(json_as_text(json_member(json, "kind"), ""), "event") == 0;
    if (is_event) {
        bytes_text(out, lead);
        item_write(out, json_member(json, "body"), events);
    }
    json_free(json);
    return is_event;
}

static void record_write(struct bytes *out, int folder)
{
    struct bytes text = { 0 };
    size_t       told = 0, left_out = 0;

    bytes_text(out, ",\"events\":[");
    if (runs_file_read(folder, EVIDENCE_FILE, RUNS_PAPER_MAX, &text, NULL) != ERR_OK)
        text.used = 0;
    for (char *line = text.at, *end; text.used && line < text.at + text.used; line = end + 1) {
        end = memchr(line, '\n', (size_t)(text.at + text.used - line));
        if (!end)
            break;
        if (told >= RUNS_EVENTS_MAX)
            left_out++;
        else
            told += event_write(out, line, (size_t)(end - line), told ? ",\n" : "\n");
    }
    bytes_format(out, "],\"events_left_out\":%zu", left_out);
    bytes_free(&text);
}

/* ---- signals ---- */

static const struct rig_type *type_of(const struct runs_entry *entry)
{
    const struct rig_type *type = NULL;

    return rig_find(entry->rig, &type, NULL) == ERR_OK ? type : NULL;
}

static bool is_headline(const struct rig_type *type, const char *name)
{
    for (size_t i = 0; type->headline && type->headline[i]; i++)
        if (strcmp(type->headline[i], name) == 0)
            return true;
    return false;
}

static void labels_write(struct bytes *out, const char *const *labels)
{
    bytes_text(out, "\"labels\":");
    for (size_t i = 0; labels && labels[i]; i++) {
        bytes_text(out, i ? "," : "[");
        bytes_json_text(out, labels[i]);
    }
    bytes_text(out, labels ? "]" : "null");
}

/* A column as the trace has it, and what the rig's table knows of it. */
static void signal_write(struct bytes *out, const struct trace_stream *stream, size_t column,
                         const struct rig_type *type)
{
    const char *name = trace_stream_name(stream, column);
    size_t      found = type ? signal_find(type->signals, type->signal_count, name) : SIGNAL_NONE;
    const struct signal *signal = found == SIGNAL_NONE ? NULL : &type->signals[found];

    bytes_text(out, column ? ",\n{" : "\n{");
    bytes_json_member_text(out, "name", name);
    bytes_json_member_text(out, "unit", trace_stream_unit(stream, column));
    bytes_json_member_number(out, "decimals", signal ? (double)signal->decimals : NAN);
    bytes_json_member_text(out, "sentence", signal ? signal->sentence : NULL);
    bytes_format(out, "\"is_headline\":%s,", type && is_headline(type, name) ? "true" : "false");
    labels_write(out, signal ? signal->labels : NULL);
    bytes_text(out, "}");
}

static void signals_write(struct bytes *out, int folder, const struct runs_entry *entry)
{
    struct trace_stream *stream = NULL;
    double               first_s = NAN, last_s = NAN;
    struct why           why = { "" };
    enum err             err;
    int                  file = -1;

    err = runs_file_open(folder, "trace.csv", &file, &why);
    if (err == ERR_OK)
        err = trace_stream_open(&stream, file, "trace.csv", &why);
    if (err == ERR_OK)
        err = trace_stream_span(stream, &first_s, &last_s, &why);
    bytes_text(out, ",\"signals\":[");
    for (size_t i = 0; err == ERR_OK && i < trace_stream_columns(stream); i++)
        signal_write(out, stream, i, type_of(entry));
    bytes_text(out, "],\"trace_from_s\":");
    bytes_json_number(out, first_s);
    bytes_text(out, ",\"trace_to_s\":");
    bytes_json_number(out, last_s);
    bytes_text(out, ",\"trace_trouble\":");
    bytes_json_text(out, err == ERR_OK ? NULL : why_text(&why, err));
    trace_stream_close(stream);
}

/* ---- all of it ---- */

enum err runs_run_json(const char *root, const char *name, struct bytes *out, struct why *why)
{
    struct runs_entry entry;
    struct json      *manifest = NULL;
    int               folder = -1;

    TRY(runs_find(root, name, &folder, &entry, why));
    if (entry.has_manifest
        && runs_json_read(folder, "manifest.json", RUNS_PAPER_MAX, &manifest, NULL) != ERR_OK)
        manifest = NULL;
    bytes_text(out, "{\"run\":");
    runs_entry_json(out, &entry);
    if (manifest)
        manifest_write(out, manifest);
    else
        record_write(out, folder);
    json_free(manifest);
    signals_write(out, folder, &entry);
    bytes_text(out, ",\"files\":");
    runs_files_json(out, folder);
    bytes_text(out, "}");
    close(folder);
    return out->is_out_of_memory ? why_say(why, ERR_MEMORY, "no memory for a run") : ERR_OK;
}
