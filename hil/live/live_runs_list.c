/* The list of runs, and whether a record is whole. */
#include "live_runs_answers.h"

#include "hil/evidence/evidence.h"
#include "hil/live/live_runs.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- which are told ---- */

/* Whatever the case of ASCII letters. */
static bool has_text(const char *text, const char *part)
{
    size_t count = strlen(part);

    for (; strlen(text) >= count; text++) {
        size_t same = 0;
        while (same < count && tolower((unsigned char)text[same]) ==
                                   tolower((unsigned char)part[same]))
            same++;
        if (same == count)
            return true;
    }
    return false;
}

static bool is_any(const char *word)
{
    return strcmp(word, "any") == 0;
}

static bool is_told(const struct runs_filter *filter, const struct runs_entry *entry)
{
    const char *verdict = entry->verdict[0] ? entry->verdict : "none";

    if (!is_any(filter->kind) && strcmp(filter->kind, runs_kind_labels[entry->kind]) != 0)
        return false;
    if (!is_any(filter->verdict) && strcmp(filter->verdict, verdict) != 0)
        return false;
    return has_text(entry->name, filter->text) || has_text(entry->title, filter->text) ||
           has_text(entry->rig, filter->text) || has_text(entry->scenario, filter->text);
}

enum err runs_list_json(const char *root, const struct runs_filter *filter, struct bytes *out,
                        struct why *why)
{
    struct runs_list list;
    size_t           left = 0, told = 0;

    TRY(runs_list_make(&list, root, filter->goes_in, why));
    bytes_text(out, "{");
    bytes_json_member_text(out, "folder", root);
    bytes_text(out, "\"runs\":[");
    for (size_t i = 0; i < list.count; i++) {
        if (!is_told(filter, &list.of[i]))
            continue;
        if (left++ < filter->from || told >= filter->count)
            continue;
        bytes_text(out, told++ ? ",\n" : "\n");
        runs_entry_json(out, &list.of[i]);
    }
    bytes_format(out, "],\"matching\":%zu,\"all\":%zu,\"from\":%zu,\"is_cut\":%s}", left,
                 list.count, filter->from, list.is_cut ? "true" : "false");
    runs_list_free(&list);
    return out->is_out_of_memory ? why_say(why, ERR_MEMORY, "no memory for a list of runs")
                                 : ERR_OK;
}

/* ---- is it whole? ---- */

/* A sentence per fault, without the folder in front of each. */
static void faults_write(struct bytes *out, const char *folder, char *text)
{
    size_t count = strlen(folder);
    bool   is_first = true;

    bytes_text(out, "\"faults\":[");
    for (char *line = text, *end; line && (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        if (strncmp(line, folder, count) == 0 && strncmp(line + count, ": ", 2) == 0)
            line += count + 2;
        bytes_text(out, is_first ? "" : ",");
        bytes_json_text(out, line);
        is_first = false;
    }
    bytes_text(out, "]");
}

static void check_write(struct bytes *out, const char *name, const struct evidence_check *check)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "run", name);
    bytes_format(out, "\"is_whole\":%s,\"is_closed\":%s,\"is_signed\":%s,",
                 check->faults ? "false" : "true", check->is_closed ? "true" : "false",
                 check->is_signed ? "true" : "false");
    bytes_format(out, "\"links\":%zu,\"files\":%zu,\"runs\":%zu,", check->links, check->files,
                 check->cases);
    bytes_json_member_text(out, "how", check->how);
    bytes_json_member_text(out, "verdict", check->verdict);
}

enum err runs_verify_json(const char *root, const char *name, struct bytes *out, struct why *why)
{
    struct evidence_check check;
    struct runs_entry     entry;
    char                  path[RUNS_NAME_MAX + 600], *text = NULL;
    size_t                size;
    enum err              err;
    FILE                 *said;
    int                   folder = -1;

    TRY(runs_find(root, name, &folder, &entry, why));
    close(folder);
    if (!entry.has_record)
        return why_say(why, ERR_UNKNOWN, "%s has no record of evidence: nothing can be verified",
                       name);
    snprintf(path, sizeof path, "%s/%s", root, name);
    said = open_memstream(&text, &size);
    if (!said)
        return why_say(why, ERR_MEMORY, "no memory to verify %s", name);
    err = evidence_verify(path, NULL, said, &check, why);
    fclose(said);
    if (err == ERR_OK) {
        check_write(out, name, &check);
        faults_write(out, path, text);
        bytes_text(out, "}");
    }
    free(text);
    return err;
}
