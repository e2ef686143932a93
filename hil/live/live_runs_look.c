/* What a folder is, from the first and the last kilobytes of its papers. */
#include "live_runs.h"

#include "base/count.h"
#include "hil/evidence/evidence.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define GLANCE_BYTES ((size_t)16 << 10)
#define LINKS_LOOKED 8                  /* of a record's first ones: begin, inputs, device */

#define LABEL(name, text) text,
const char *const runs_kind_labels[RUNS_KIND_COUNT + 1] = { RUNS_KIND_LIST(LABEL) NULL };
const char *const runs_state_labels[RUNS_STATE_COUNT + 1] = { RUNS_STATE_LIST(LABEL) NULL };
#undef LABEL

static const struct { const char *file; enum runs_kind kind; } marks[] = {
    { "campaign.json", RUNS_CAMPAIGN }, { "mutants.json", RUNS_MUTANTS },
    { "results.jsonl", RUNS_SUITE },
    { "manifest.json", RUNS_RUN },      { "evidence.jsonl", RUNS_RUN },
    { "trace.csv", RUNS_RUN },
};

static bool is_file(int folder, const char *name)
{
    struct stat status;

    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

static void trouble_say(struct runs_entry *entry, const char *sentence)
{
    if (!entry->trouble[0])
        snprintf(entry->trouble, sizeof entry->trouble, "%s", sentence);
}

/* So many bytes from `at` on, terminated. */
static size_t piece_read(int file, off_t at, char out[GLANCE_BYTES + 1])
{
    ssize_t count = pread(file, out, GLANCE_BYTES, at);

    out[count > 0 ? (size_t)count : 0] = '\0';
    return strlen(out);
}

/* ---- the record ---- */

static void text_take(const struct json *json, const char *member, char *out, size_t size)
{
    const char *text = json_as_text(json_member(json, member), NULL);

    if (text)
        snprintf(out, size, "%s", text);
}

static void begin_take(const struct json *body, struct runs_entry *entry)
{
    const struct json *ordered = json_member(body, "ordered");

    text_take(body, "version", entry->version, sizeof entry->version);
    text_take(body, "started_utc", entry->started_utc, sizeof entry->started_utc);
    text_take(ordered, "title", entry->title, sizeof entry->title);
    text_take(ordered, "scenario", entry->scenario, sizeof entry->scenario);
    text_take(ordered, "seed", entry->seed, sizeof entry->seed);
    entry->cases = json_as_number(json_member(ordered, "cases"), NAN);
}

static void device_take(const struct json *body, struct runs_entry *entry)
{
    text_take(body, "rig", entry->rig, sizeof entry->rig);
    text_take(body, "device", entry->device, sizeof entry->device);
    entry->tick_s = json_as_number(json_member(body, "tick_s"), NAN);
}

static void end_take(const struct json *body, struct runs_entry *entry)
{
    entry->is_closed = true;
    text_take(body, "how", entry->how, sizeof entry->how);
    text_take(body, "verdict", entry->verdict, sizeof entry->verdict);
}

static const struct {
    const char *kind;
    void      (*take)(const struct json *body, struct runs_entry *);
} links[] = { { "begin", begin_take }, { "device", device_take }, { "end", end_take } };

static bool link_take(const char *line, size_t count, struct runs_entry *entry)
{
    struct json *json;
    const char  *kind;

    if (json_parse(&json, line, count, NULL) != ERR_OK)
        return false;
    kind = json_as_text(json_member(json, "kind"), "");
    for (size_t i = 0; i < COUNT(links); i++)
        if (strcmp(kind, links[i].kind) == 0)
            links[i].take(json_member(json, "body"), entry);
    json_free(json);
    return true;
}

static void first_links_take(int file, struct runs_entry *entry)
{
    char  text[GLANCE_BYTES + 1];
    char *line = text, *end;

    piece_read(file, 0, text);
    for (int i = 0; i < LINKS_LOOKED && (end = strchr(line, '\n')); i++, line = end + 1)
        if (!link_take(line, (size_t)(end - line), entry) && i == 0)
            trouble_say(entry, "its record of evidence does not begin as one");
    if (line == text)
        trouble_say(entry, "its record of evidence has no first link yet, or one too long to look "
                    "at");
}

/* The last line, if it is whole. */
static void last_link_take(int file, struct runs_entry *entry)
{
    char        text[GLANCE_BYTES + 1];
    struct stat status;
    size_t      count, begin;
    off_t       from;

    if (fstat(file, &status) != 0)
        return;
    from = status.st_size > (off_t)GLANCE_BYTES ? status.st_size - (off_t)GLANCE_BYTES : 0;
    count = piece_read(file, from, text);
    if (count == 0 || text[count - 1] != '\n')
        return;
    for (begin = count - 1; begin > 0 && text[begin - 1] != '\n'; begin--)
        ;
    (void)!link_take(text + begin, count - 1 - begin, entry);
}

/* Who writes it is asked first: a record that is closed in the meantime is told as closed. */
static void record_look(int folder, struct runs_entry *entry)
{
    int file;

    entry->is_signed = is_file(folder, EVIDENCE_SIGNATURE);
    if (runs_file_open(folder, EVIDENCE_FILE, &file, NULL) != ERR_OK)
        return;
    entry->has_record = true;
    entry->process = evidence_writer(file);
    first_links_take(file, entry);
    last_link_take(file, entry);
    close(file);
    if (entry->is_closed)
        entry->process = 0;
}

/* ---- the manifest ---- */

/* Its head alone: every member stands on a line of its own, and lists come behind. Another head is
 * not understood here, and read as a whole. */
static enum err head_parse(int folder, struct json **json, struct why *why)
{
    static const char lists[] = ",\n  \"parameters\": [";
    char              text[GLANCE_BYTES + 1], *end;
    int               file = -1;

    TRY(runs_file_open(folder, "manifest.json", &file, why));
    piece_read(file, 0, text);
    close(file);
    end = strstr(text, lists);
    if (!end)
        return runs_json_read(folder, "manifest.json", RUNS_GLANCE_MAX, json, why);
    memcpy(end, "}", 2);
    return json_parse(json, text, strlen(text), why);
}

static void manifest_take(const struct json *json, struct runs_entry *entry)
{
    text_take(json, "title", entry->title, sizeof entry->title);
    text_take(json, "verdict", entry->verdict, sizeof entry->verdict);
    text_take(json, "rig", entry->rig, sizeof entry->rig);
    text_take(json, "scenario", entry->scenario, sizeof entry->scenario);
    text_take(json, "started_utc", entry->started_utc, sizeof entry->started_utc);
    text_take(json, "version", entry->version, sizeof entry->version);
    text_take(json, "seed", entry->seed, sizeof entry->seed);
    entry->simulated_s = json_as_number(json_member(json, "simulated_s"), NAN);
    entry->wall_s = json_as_number(json_member(json, "wall_s"), NAN);
    entry->tick_s = json_as_number(json_member(json, "tick_s"), entry->tick_s);
}

static void manifest_look(int folder, struct runs_entry *entry)
{
    struct json *json;
    struct why   why = { "" };
    char         sentence[sizeof entry->trouble];

    entry->has_manifest = is_file(folder, "manifest.json");
    if (!entry->has_manifest)
        return;
    if (head_parse(folder, &json, &why) != ERR_OK) {
        snprintf(sentence, sizeof sentence, "its manifest cannot be read: %.300s", why.text);
        trouble_say(entry, sentence);
        return;
    }
    manifest_take(json, entry);
    json_free(json);
}

/* ---- all of it ---- */

/* Two runs beside each other, a and b, in a folder that has nothing else of ours. */
static bool is_parity(int folder)
{
    static const char *const sides[] = { "a", "b" };
    size_t                   runs = 0;

    for (size_t i = 0; i < COUNT(sides); i++) {
        int side = openat(folder, sides[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (side < 0)
            return false;
        runs += is_file(side, "manifest.json") || is_file(side, EVIDENCE_FILE);
        close(side);
    }
    return runs == COUNT(sides);
}

static bool kind_find(int folder, enum runs_kind *kind)
{
    for (size_t i = 0; i < COUNT(marks); i++)
        if (is_file(folder, marks[i].file)) {
            *kind = marks[i].kind;
            return true;
        }
    *kind = RUNS_PARITY;
    return is_parity(folder);
}

/* Of a run without any date that of its folder. */
static void date_find(int folder, struct runs_entry *entry)
{
    struct stat status;
    struct tm   utc;

    if (entry->started_utc[0] || fstat(folder, &status) != 0 || !gmtime_r(&status.st_mtime, &utc))
        return;
    strftime(entry->started_utc, sizeof entry->started_utc, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static void state_find(struct runs_entry *entry)
{
    bool is_dead = strcmp(entry->how, "killed") == 0 ||
                   (entry->has_record && !entry->is_closed) ||
                   (!entry->has_record && !entry->has_manifest && entry->kind == RUNS_RUN);

    entry->state = entry->process ? RUNS_RUNNING : is_dead ? RUNS_KILLED : RUNS_ENDED;
    if (entry->state != RUNS_ENDED)
        entry->verdict[0] = '\0';
    if (entry->state == RUNS_KILLED)
        trouble_say(entry, entry->has_record
                    ? "it was killed before its end: what it wrote is there, and no verdict"
                    : "there is a trace and nothing else: it has no verdict");
}

/* A comparison is what its sides are. */
static void parity_look(int folder, struct runs_entry *entry)
{
    char name[RUNS_NAME_MAX];
    int  side = openat(folder, "a", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    snprintf(name, sizeof name, "%s", entry->name);
    if (side >= 0 && runs_look(side, name, entry))
        entry->kind = RUNS_PARITY;
    if (side >= 0)
        close(side);
    entry->verdict[0] = '\0';
    entry->has_report = entry->has_trace = false;
}

bool runs_look(int folder, const char *name, struct runs_entry *entry)
{
    *entry = (struct runs_entry){ .simulated_s = NAN, .wall_s = NAN, .tick_s = NAN, .cases = NAN };
    snprintf(entry->name, sizeof entry->name, "%s", name);
    if (!kind_find(folder, &entry->kind))
        return false;
    if (entry->kind == RUNS_PARITY) {
        parity_look(folder, entry);
        return true;
    }
    record_look(folder, entry);
    if (entry->kind == RUNS_RUN)
        manifest_look(folder, entry);
    date_find(folder, entry);
    state_find(entry);
    entry->has_trace = is_file(folder, "trace.csv");
    entry->has_report = is_file(folder, "report.html");
    return true;
}

/* ---- as JSON ---- */

static void text_member(struct bytes *out, const char *name, const char *text)
{
    bytes_json_member_text(out, name, text[0] ? text : NULL);
}

static void truth_member(struct bytes *out, const char *name, bool is_true)
{
    bytes_format(out, "\"%s\":%s,", name, is_true ? "true" : "false");
}

void runs_entry_json(struct bytes *out, const struct runs_entry *entry)
{
    bytes_text(out, "{");
    text_member(out, "name", entry->name);
    text_member(out, "kind", runs_kind_labels[entry->kind]);
    text_member(out, "state", runs_state_labels[entry->state]);
    text_member(out, "title", entry->title);
    text_member(out, "verdict", entry->verdict);
    text_member(out, "how", entry->how);
    text_member(out, "rig", entry->rig);
    text_member(out, "device", entry->device);
    text_member(out, "scenario", entry->scenario);
    text_member(out, "started_utc", entry->started_utc);
    text_member(out, "version", entry->version);
    text_member(out, "seed", entry->seed);
    bytes_json_member_number(out, "simulated_s", entry->simulated_s);
    bytes_json_member_number(out, "wall_s", entry->wall_s);
    bytes_json_member_number(out, "tick_s", entry->tick_s);
    bytes_json_member_number(out, "cases", entry->cases);
    bytes_json_member_number(out, "process", entry->process ? (double)entry->process : NAN);
    text_member(out, "record", !entry->has_record ? "none" : entry->is_closed ? "closed" : "open");
    truth_member(out, "is_signed", entry->is_signed);
    truth_member(out, "has_trace", entry->has_trace);
    truth_member(out, "has_report", entry->has_report);
    bytes_text(out, "\"trouble\":");
    bytes_json_text(out, entry->trouble[0] ? entry->trouble : NULL);
    bytes_text(out, "}");
}
