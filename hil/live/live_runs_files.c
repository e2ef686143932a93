/* The papers of a folder that a browser may have: those of this table, and the rigs' pictures. */
#include "live_runs_answers.h"

#include "base/count.h"
#include "hil/live/live_runs.h"
#include "hil/rig/rig.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAPER_BYTES_MAX ((size_t)64 << 20)
#define PAPER_NAME_MAX  100

/* A page of ours brings its scripts and styles along, and a scenario's title may bring more: it
 * gets an origin of its own, from which the server's data is out of reach. */
static const char page_policy[] =
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data:; font-src data:";
static const char picture_policy[] =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

#define PAGE  { "text/html; charset=utf-8", page_policy, false }
#define PLAIN { "text/plain; charset=utf-8", NULL, false }
#define DATA  { "application/json", NULL, false }
#define SAVED { "application/octet-stream", NULL, true }

static const struct { const char *file; struct runs_paper paper; } papers[] = {
    { "report.html", PAGE },    { "campaign.html", PAGE },   { "mutants.html", PAGE },
    { "manifest.json", DATA },  { "campaign.json", DATA },   { "mutants.json", DATA },
    { "guard.json", DATA },     { "evidence.jsonl", PLAIN }, { "evidence.sig", PLAIN },
    { "events.jsonl", PLAIN },  { "wire.log", PLAIN },       { "trace.csv", SAVED },
    { "results.jsonl", PLAIN }, { "campaign.csv", SAVED },   { "mutants.csv", SAVED },
};

static const struct { const char *ending; struct runs_paper paper; } picture_kinds[] = {
    { ".png", { "image/png", NULL, false } },
    { ".svg", { "image/svg+xml", picture_policy, false } },
};

/* "lesion.svg": the n-th picture that any rig makes; false behind the last. */
static bool picture_name(size_t n, char out[PAPER_NAME_MAX], struct runs_paper *paper)
{
    size_t kind = n % COUNT(picture_kinds);

    n /= COUNT(picture_kinds);
    for (size_t i = 0; rig_types[i]; i++)
        for (size_t j = 0; rig_types[i]->pictures && rig_types[i]->pictures[j]; j++)
            if (n-- == 0) {
                snprintf(out, PAPER_NAME_MAX, "%s%s", rig_types[i]->pictures[j],
                         picture_kinds[kind].ending);
                *paper = picture_kinds[kind].paper;
                return true;
            }
    return false;
}

static bool paper_name(size_t n, char out[PAPER_NAME_MAX], struct runs_paper *paper)
{
    if (n >= COUNT(papers))
        return picture_name(n - COUNT(papers), out, paper);
    snprintf(out, PAPER_NAME_MAX, "%s", papers[n].file);
    *paper = papers[n].paper;
    return true;
}

enum err runs_file_get(const char *root, const char *name, const char *file, struct bytes *out,
                       struct runs_paper *paper, struct why *why)
{
    struct runs_entry entry;
    char              known[PAPER_NAME_MAX] = "";
    enum err          err;
    int               folder = -1;

    for (size_t n = 0; strcmp(known, file) != 0; n++)
        if (!paper_name(n, known, paper))
            return why_say(why, ERR_UNKNOWN, "'%.100s' is none of the papers that a run leaves",
                           file);
    TRY(runs_find(root, name, &folder, &entry, why));
    err = runs_file_read(folder, known, PAPER_BYTES_MAX, out, why);
    close(folder);
    return err;
}

void runs_files_json(struct bytes *out, int folder)
{
    char              name[PAPER_NAME_MAX];
    struct runs_paper paper;
    struct stat       status;
    bool              is_first = true;

    bytes_text(out, "[");
    for (size_t n = 0; paper_name(n, name, &paper); n++) {
        if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
            continue;
        bytes_text(out, is_first ? "{" : ",{");
        bytes_json_member_text(out, "file", name);
        bytes_json_member_text(out, "type", paper.type);
        bytes_format(out, "\"bytes\":%lld}", (long long)status.st_size);
        is_first = false;
    }
    bytes_text(out, "]");
}
