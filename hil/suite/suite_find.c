#define _XOPEN_SOURCE 700       /* realpath */
/* Which tests there are: folders are searched, files loaded, cases and attempts told apart. */
#include "suite.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- a growing list ---- */

/* What is found, before shards and attempts. */
struct finding {
    const struct suite_choice *choice;
    struct suite_case         *cases;
    size_t                     count, capacity;
    struct { dev_t device; ino_t inode; } *files;       /* that were looked at */
    size_t                     file_count, file_capacity;
    struct why                *why;
};

static void *list_grow(void *list, size_t count, size_t *capacity, size_t size)
{
    size_t more = *capacity ? 2 * *capacity : 64;
    void  *grown;

    if (count < *capacity)
        return list;
    grown = realloc(list, more * size);
    if (grown)
        *capacity = more;
    return grown;
}

static enum err case_room(struct finding *finding, struct suite_case **out)
{
    void *grown = list_grow(finding->cases, finding->count, &finding->capacity,
                            sizeof *finding->cases);

    if (!grown)
        return why_say(finding->why, ERR_MEMORY, "no memory for %zu cases", finding->count + 1);
    finding->cases = grown;
    if (finding->count >= SUITE_CASES_MAX)
        return why_say(finding->why, ERR_LIMIT, "more than %d cases", SUITE_CASES_MAX);
    *out = &finding->cases[finding->count];
    memset(*out, 0, sizeof **out);
    return ERR_OK;
}

/* A file that two of the paths lead to is one test. */
static enum err file_is_new(struct finding *finding, const struct stat *at, bool *is_new)
{
    void *grown;

    for (size_t i = 0; i < finding->file_count; i++)
        if (finding->files[i].device == at->st_dev && finding->files[i].inode == at->st_ino) {
            *is_new = false;
            return ERR_OK;
        }
    grown = list_grow(finding->files, finding->file_count, &finding->file_capacity,
                      sizeof *finding->files);
    if (!grown)
        return why_say(finding->why, ERR_MEMORY, "no memory for the list of files");
    finding->files = grown;
    finding->files[finding->file_count].device = at->st_dev;
    finding->files[finding->file_count++].inode = at->st_ino;
    *is_new = true;
    return ERR_OK;
}

/* ---- a file ---- */

/* "ablation/over_temperature" of "scenarios/ablation/over_temperature.lua", wherever one stands. */
static enum err name_make(struct finding *finding, const char *path, char *out, size_t size)
{
    char  real[PATH_MAX], *file, *folder;
    int   used;

    if (!realpath(path, real))
        return why_say(finding->why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    file = strrchr(real, '/');
    *file++ = '\0';
    folder = strrchr(real, '/');
    folder = folder ? folder + 1 : real;
    if (strlen(file) > 4 && strcmp(file + strlen(file) - 4, ".lua") == 0)
        file[strlen(file) - 4] = '\0';
    used = snprintf(out, size, "%s%s%s", folder, *folder ? "/" : "", file);
    if (used < 0 || (size_t)used >= size)
        return why_say(finding->why, ERR_RANGE, "%s: a test's name would have more than %zu "
                                                "characters: shorten the file's", path, size - 1);
    return ERR_OK;
}

static void scenario_copy(const struct script_scenario *scenario, struct suite_case *out)
{
    snprintf(out->rig, sizeof out->rig, "%s", scenario->rig);
    snprintf(out->title, sizeof out->title, "%s", scenario->title);
    out->line = scenario->line;
    memcpy(out->covers, scenario->covers, sizeof out->covers);
    out->cover_count = scenario->cover_count;
    memcpy(out->tags, scenario->tags, sizeof out->tags);
    out->tag_count = scenario->tag_count;
}

static bool is_let_through(const struct suite_case *this, const char *filter)
{
    if (!filter || this->refusal[0] || strstr(this->name, filter))
        return true;
    for (size_t i = 0; i < this->tag_count; i++)
        if (strcmp(this->tags[i], filter) == 0)
            return true;
    return suite_case_covers(this, filter);
}

/* One more test; `script` NULL: a file that is refused, and why. `case_name` NULL: it is one. */
static enum err case_add(struct finding *finding, const char *path, const struct script *script,
                         const char *case_name, const struct why *refusal)
{
    struct suite_case *this = NULL;
    char               name[sizeof this->name - SCRIPT_CASE_NAME_SIZE];

    TRY(case_room(finding, &this));
    TRY(name_make(finding, path, name, sizeof name - 10));      /* room for "[]" and "#1000" */
    if (strlen(path) >= sizeof this->path)
        return why_say(finding->why, ERR_RANGE, "%s: a path of more than %zu characters", path,
                       sizeof this->path - 1);
    snprintf(this->path, sizeof this->path, "%s", path);
    snprintf(this->name, sizeof this->name, case_name ? "%s[%s]" : "%s", name, case_name);
    if (case_name)
        snprintf(this->case_name, sizeof this->case_name, "%s", case_name);
    if (script)
        scenario_copy(script_scenario(script), this);
    else
        snprintf(this->refusal, sizeof this->refusal, "%s", refusal->text);
    finding->count += is_let_through(this, finding->choice->filter);
    return ERR_OK;
}

static enum err cases_add(struct finding *finding, const char *path, const struct script *script)
{
    size_t count = script_case_count(script);

    if (count == 0)
        return case_add(finding, path, script, NULL, NULL);
    for (size_t i = 0; i < count; i++)
        TRY(case_add(finding, path, script, script_case_name(script, i), NULL));
    return ERR_OK;
}

/* Annotations for editors, which LuaLS never runs either. */
static bool is_meta(const char *path)
{
    FILE *file = fopen(path, "r");
    char  start[8] = "";
    bool  is_it = file && fgets(start, sizeof start, file) && strcmp(start, "---@met") == 0;

    if (file)
        fclose(file);
    return is_it;
}

/* `is_named`: by the user, who then wants to know why it is no test. */
static enum err file_add(struct finding *finding, const char *path, bool is_named)
{
    struct script_setup setup = { .seed = finding->choice->seed };
    struct script      *script;
    struct why          refusal = { "" };
    enum err            err;

    if (!is_named && is_meta(path))
        return ERR_OK;
    TRY(script_create(&script, &setup, finding->why));
    if (script_load(script, path, &refusal) == ERR_OK)
        err = cases_add(finding, path, script);
    else if (!is_named && script_is_other(script))
        err = ERR_OK;
    else
        err = case_add(finding, path, NULL, NULL, &refusal);
    script_destroy(script);
    return err;
}

/* ---- folders ---- */

static enum err path_add(struct finding *, const char *path, int depth);

static bool is_lua(const char *name)
{
    size_t count = strlen(name);

    return count > 4 && strcmp(name + count - 4, ".lua") == 0;
}

static enum err entry_add(struct finding *finding, const char *folder, const char *name, int depth)
{
    char        path[PATH_MAX];
    size_t      count = strlen(folder);
    struct stat at;

    while (count > 1 && folder[count - 1] == '/')
        count--;
    if (snprintf(path, sizeof path, "%.*s/%s", (int)count, folder, name) >= (int)sizeof path)
        return why_say(finding->why, ERR_RANGE, "%s/%s: a path of more than %zu characters", folder,
                       name, sizeof path - 1);
    if (stat(path, &at) != 0)
        return ERR_OK;                  /* a link to nowhere, or gone by now */
    if (S_ISDIR(at.st_mode) || (S_ISREG(at.st_mode) && is_lua(name)))
        return path_add(finding, path, depth + 1);
    return ERR_OK;
}

static enum err folder_add(struct finding *finding, const char *path, int depth)
{
    DIR           *folder;
    struct dirent *entry;
    enum err       err = ERR_OK;

    if (depth > SUITE_DEPTH_MAX)
        return why_say(finding->why, ERR_LIMIT, "%s: folders are nested more than %d deep", path,
                       SUITE_DEPTH_MAX);
    folder = opendir(path);
    if (!folder)
        return why_say(finding->why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    while (err == ERR_OK && (entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            err = entry_add(finding, path, entry->d_name, depth);
    closedir(folder);
    return err;
}

static enum err path_add(struct finding *finding, const char *path, int depth)
{
    struct stat at;
    bool        is_new;

    if (stat(path, &at) != 0)
        return why_say(finding->why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    TRY(file_is_new(finding, &at, &is_new));
    if (!is_new)
        return ERR_OK;
    return S_ISDIR(at.st_mode) ? folder_add(finding, path, depth)
                               : file_add(finding, path, depth == 0);
}

/* ---- the whole ---- */

static enum err paths_add(struct finding *finding)
{
    const struct suite_choice *choice = finding->choice;
    char                       all[400];
    struct text                text = text_over(all, sizeof all);

    for (const char *const *path = choice->paths; *path; path++) {
        TRY(path_add(finding, *path, 0));
        text_add(&text, "%s%s", text.used ? ", " : "", *path);
    }
    if (finding->count > 0)
        return ERR_OK;
    if (choice->filter)
        return why_say(finding->why, ERR_UNKNOWN, "--filter %s: no scenario in %s has this tag, "
                                                  "covers this id or has this in its name",
                       choice->filter, all);
    return why_say(finding->why, ERR_UNKNOWN, "there is no scenario in %s", all);
}

/* Of one file, in its own order: of a grid, the values as they are written. */
static int case_order(const void *a, const void *b)
{
    const struct suite_case *left = a, *right = b;
    size_t                   left_count = strcspn(left->name, "["), i;
    size_t                   right_count = strcspn(right->name, "[");
    int                      by_file;

    i = left_count < right_count ? left_count : right_count;
    by_file = strncmp(left->name, right->name, i);
    if (by_file != 0 || left_count != right_count)
        return by_file != 0 ? by_file : left_count < right_count ? -1 : 1;
    return left->attempt - right->attempt;
}

static int name_order(const void *a, const void *b)
{
    return strcmp((*(const struct suite_case *const *)a)->name,
                  (*(const struct suite_case *const *)b)->name);
}

/* Names are looked up in reports and histories: one test each. */
static enum err doubles_refuse(const struct finding *finding)
{
    const struct suite_case **by_name = malloc((finding->count + 1) * sizeof *by_name);
    enum err                  err = ERR_OK;

    if (!by_name)
        return why_say(finding->why, ERR_MEMORY, "no memory for %zu names", finding->count);
    for (size_t i = 0; i < finding->count; i++)
        by_name[i] = &finding->cases[i];
    qsort(by_name, finding->count, sizeof *by_name, name_order);
    for (size_t i = 1; i < finding->count && err == ERR_OK; i++)
        if (strcmp(by_name[i - 1]->name, by_name[i]->name) == 0)
            err = why_say(finding->why, ERR_RANGE,
                          "two tests would be called %s: %s and %s. Rename one, or run them apart",
                          by_name[i]->name, by_name[i - 1]->path, by_name[i]->path);
    free(by_name);
    return err;
}

/* Place i of the whole list is the i / repeat-th test, for the i % repeat-th time. */
static void attempt_make(const struct finding *finding, size_t i, struct suite_case *out)
{
    size_t repeat = (size_t)finding->choice->repeat, attempt = i % repeat;
    size_t used;

    *out = finding->cases[i / repeat];
    out->attempt = (int)attempt + 1;
    out->seed = finding->choice->seed + attempt;
    used = strlen(out->name);
    if (attempt > 0)
        snprintf(out->name + used, sizeof out->name - used, "#%d", out->attempt);
}

static enum err shard_take(const struct finding *finding, struct suite *suite)
{
    size_t all = finding->count * (size_t)finding->choice->repeat, taken = 0;
    size_t shards = (size_t)finding->choice->shards, shard = (size_t)finding->choice->shard - 1;

    if (all > SUITE_CASES_MAX)
        return why_say(finding->why, ERR_LIMIT, "%zu runs are more than %d", all, SUITE_CASES_MAX);
    suite->cases = calloc(all / shards + 1, sizeof *suite->cases);
    suite->outcomes = calloc(all / shards + 1, sizeof *suite->outcomes);
    suite->is_done = calloc(all / shards + 1, sizeof *suite->is_done);
    if (!suite->cases || !suite->outcomes || !suite->is_done)
        return why_say(finding->why, ERR_MEMORY, "no memory for %zu cases", all);
    for (size_t i = shard; i < all; i += shards)
        attempt_make(finding, i, &suite->cases[taken++]);
    suite->case_count = taken;
    return ERR_OK;
}

static void order_keep(struct finding *finding)
{
    for (size_t i = 0; i < finding->count; i++)
        finding->cases[i].attempt = (int)i;         /* the order within a file */
    qsort(finding->cases, finding->count, sizeof *finding->cases, case_order);
}

enum err suite_find(struct suite *suite, const struct suite_choice *choice, struct why *why)
{
    struct finding finding = { .choice = choice, .why = why };
    enum err       err = paths_add(&finding);

    memset(suite, 0, sizeof *suite);
    if (err == ERR_OK)
        err = doubles_refuse(&finding);
    if (err == ERR_OK) {
        order_keep(&finding);
        err = shard_take(&finding, suite);
    }
    free(finding.cases);
    free(finding.files);
    if (err != ERR_OK)
        suite_free(suite);
    return err;
}
