#include "live_runs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* ---- folders and files ---- */

/* UTF-8 without control characters: what a page can show, and hand back as it is. */
static bool is_plain(const char *text, size_t count)
{
    struct bytes clean = { 0 };
    char         copy[RUNS_NAME_MAX];
    bool         is_same;

    snprintf(copy, sizeof copy, "%.*s", (int)count, text);
    bytes_clean(&clean, copy);
    is_same = clean.used == count && memcmp(clean.at, text, count) == 0;
    bytes_free(&clean);
    return is_same;
}

/* One folder's name: not hidden, which "." and ".." are too. */
static bool is_part(const char *part, size_t count)
{
    return count > 0 && part[0] != '.';
}

/* A name as a list has it: folders below the root, none hidden, none above. */
static bool name_is_fit(const char *name)
{
    size_t count = strlen(name), depth = 1;

    if (count == 0 || count >= RUNS_NAME_MAX || strchr(name, '\\') || !is_plain(name, count))
        return false;
    for (const char *slash; (slash = strchr(name, '/')) != NULL; name = slash + 1, depth++)
        if (!is_part(name, (size_t)(slash - name)))
            return false;
    return is_part(name, strlen(name)) && depth <= RUNS_DEPTH_MAX;
}

static enum err no_such(const char *name, struct why *why)
{
    return why_say(why, ERR_UNKNOWN, "there is no run '%.200s': its name is its folder below the "
                   "folder of runs, as the list has it", name);
}

/* The descriptor is the caller's. */
static enum err folder_open(const char *root, const char *name, int *folder, struct why *why)
{
    char part[RUNS_NAME_MAX];
    int  at;

    if (!name_is_fit(name))
        return no_such(name, why);
    at = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (const char *rest = name; at >= 0 && rest; rest = strchr(rest, '/') ? strchr(rest, '/') + 1
                                                                            : NULL) {
        int above = at;
        snprintf(part, sizeof part, "%.*s", (int)strcspn(rest, "/"), rest);
        at = openat(above, part, FOLDER_FLAGS);
        close(above);
    }
    if (at < 0)
        return no_such(name, why);
    *folder = at;
    return ERR_OK;
}

enum err runs_file_open(int folder, const char *file, int *opened, struct why *why)
{
    struct stat status;
    int         at = -1;

    if (!strchr(file, '/'))
        at = openat(folder, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (at >= 0 && fstat(at, &status) == 0 && S_ISREG(status.st_mode)) {
        *opened = at;
        return ERR_OK;
    }
    if (at >= 0)
        close(at);
    return why_say(why, ERR_UNKNOWN, "%.100s is not there, or no file", file);
}

static enum err all_read(int file, size_t most, struct bytes *out)
{
    char    chunk[16384];
    ssize_t count;

    while ((count = read(file, chunk, sizeof chunk)) != 0) {
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return ERR_IO;
        if (out->used + (size_t)count > most)
            return ERR_LIMIT;
        bytes_add(out, chunk, (size_t)count);
    }
    return out->is_out_of_memory ? ERR_MEMORY : ERR_OK;
}

enum err runs_file_read(int folder, const char *file, size_t most, struct bytes *out,
                        struct why *why)
{
    enum err err;
    int      opened = -1;

    TRY(runs_file_open(folder, file, &opened, why));
    err = all_read(opened, most, out);
    close(opened);
    if (err == ERR_LIMIT)
        return why_say(why, err, "%s has more than %zu MB: look at it where it lies", file,
                       most >> 20);
    return err == ERR_OK ? err : why_say(why, err, "%s cannot be read", file);
}

enum err runs_json_read(int folder, const char *file, size_t most, struct json **json,
                        struct why *why)
{
    struct runs_extent extent = { 0 };
    struct bytes       text = { 0 };
    enum err           err;

    TRY_OR_DONE(runs_file_read(folder, file, most, &text, why));
    runs_extent_add(&extent, text.at, text.used);
    if (extent.values > RUNS_VALUES_MAX)
        TRY_OR_DONE(why_say(why, ERR_LIMIT, "%s has more than %zu values: look at it where it lies",
                            file, RUNS_VALUES_MAX));
    err = json_parse(json, text.at ? text.at : "", text.used, why);
    if (err != ERR_OK)
        why_prefix(why, "%s: ", file);
done:
    bytes_free(&text);
    return err;
}

enum err runs_find(const char *root, const char *name, int *folder, struct runs_entry *entry,
                   struct why *why)
{
    int at;

    TRY(folder_open(root, name, &at, why));
    if (!runs_look(at, name, entry)) {
        close(at);
        return why_say(why, ERR_UNKNOWN, "%.200s holds no run", name);
    }
    *folder = at;
    return ERR_OK;
}

/* ---- the list ---- */

struct walk {
    struct runs_list *list;
    size_t            room, folders;
    bool              goes_in;
};

static bool entry_add(struct walk *walk, const struct runs_entry *entry)
{
    struct runs_list  *list = walk->list;
    struct runs_entry *more;

    if (list->count == walk->room) {
        more = realloc(list->of, (2 * walk->room + 64) * sizeof *more);
        if (!more)
            return false;
        list->of = more;
        walk->room = 2 * walk->room + 64;
    }
    list->of[list->count++] = *entry;
    return true;
}

static enum err folder_walk(struct walk *, int folder, const char *name, size_t depth);

static enum err inside_walk(struct walk *walk, int folder, const char *name, const char *part,
                            size_t depth)
{
    char below[RUNS_NAME_MAX];
    int  inside;

    if (snprintf(below, sizeof below, "%s%s%s", name, *name ? "/" : "", part) >=
            (int)sizeof below || !name_is_fit(below))
        return ERR_OK;
    inside = openat(folder, part, FOLDER_FLAGS);
    if (inside < 0)
        return ERR_OK;
    return folder_walk(walk, inside, below, depth + 1);
}

/* The folders inside; `folder` is closed. */
static enum err folders_walk(struct walk *walk, int folder, const char *name, size_t depth)
{
    DIR           *open_one = fdopendir(folder);
    struct dirent *entry;
    enum err       err = ERR_OK;

    if (!open_one) {
        close(folder);
        return ERR_OK;
    }
    while (err == ERR_OK && !walk->list->is_cut && (entry = readdir(open_one)))
        if (entry->d_name[0] != '.')
            err = inside_walk(walk, dirfd(open_one), name, entry->d_name, depth);
    closedir(open_one);
    return err;
}

/* `folder` is closed. */
static enum err folder_walk(struct walk *walk, int folder, const char *name, size_t depth)
{
    struct runs_entry entry;
    bool              is_ours = *name && runs_look(folder, name, &entry);

    if (++walk->folders > RUNS_FOLDERS_MAX || walk->list->count >= RUNS_COUNT_MAX)
        walk->list->is_cut = true;
    else if (is_ours && !entry_add(walk, &entry)) {
        close(folder);
        return ERR_MEMORY;
    }
    if (walk->list->is_cut || depth >= RUNS_DEPTH_MAX ||
        (is_ours && entry.kind != RUNS_RUN && !walk->goes_in)) {
        close(folder);
        return ERR_OK;
    }
    return folders_walk(walk, folder, name, depth);
}

static int newest_first(const void *a, const void *b)
{
    const struct runs_entry *left = a, *right = b;
    int                      order = strcmp(right->started_utc, left->started_utc);

    return order != 0 ? order : strcmp(left->name, right->name);
}

enum err runs_list_make(struct runs_list *list, const char *root, bool goes_in, struct why *why)
{
    struct walk walk = { .list = list, .goes_in = goes_in };
    int         folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err    err = ERR_OK;

    *list = (struct runs_list){ .of = NULL };
    if (folder >= 0)
        err = folder_walk(&walk, folder, "", 0);
    if (err != ERR_OK) {
        runs_list_free(list);
        return why_say(why, err, "no memory for a list of runs");
    }
    if (list->count > 1)
        qsort(list->of, list->count, sizeof *list->of, newest_first);
    return ERR_OK;
}

void runs_list_free(struct runs_list *list)
{
    free(list->of);
    *list = (struct runs_list){ .of = NULL };
}
