#include "evidence_inside.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum err evidence_entries_add(struct evidence_entries *entries, const struct evidence_entry *entry)
{
    struct evidence_entry *more;
    char                  *name = strdup(entry->name);

    if (name && entries->count == entries->size) {
        more = realloc(entries->of, (2 * entries->size + 16) * sizeof *more);
        if (!more) {
            free(name);
            return ERR_MEMORY;
        }
        entries->of = more;
        entries->size = 2 * entries->size + 16;
    }
    if (!name)
        return ERR_MEMORY;
    entries->of[entries->count] = *entry;
    entries->of[entries->count++].name = name;
    return ERR_OK;
}

void evidence_entries_drop(struct evidence_entries *entries, size_t index)
{
    free(entries->of[index].name);
    entries->count--;
    memmove(&entries->of[index], &entries->of[index + 1],
            (entries->count - index) * sizeof *entries->of);
}

void evidence_entries_free(struct evidence_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        free(entries->of[i].name);
    free(entries->of);
    *entries = (struct evidence_entries){ .of = NULL };
}

const struct evidence_entry *evidence_entries_find(const struct evidence_entries *entries,
                                                   const char *name)
{
    for (size_t i = 0; i < entries->count; i++)
        if (strcmp(entries->of[i].name, name) == 0)
            return &entries->of[i];
    return NULL;
}

/* --- walking --- */

struct walk {
    struct evidence_entries *entries;
    const char              *folder;
    bool                     goes_down;
    struct why              *why;
};

static enum err walk_in(const struct walk *, const char *below, int depth);

static bool has_chain(const char *folder)
{
    char        path[1200];
    struct stat at;

    snprintf(path, sizeof path, "%s/" EVIDENCE_FILE, folder);
    return lstat(path, &at) == 0;
}

static enum err name_add(const struct walk *walk, const char *name, int depth)
{
    struct evidence_entry entry = { .name = (char *)(uintptr_t)name };
    struct stat           at;
    char                  path[1100];

    snprintf(path, sizeof path, "%s/%s", walk->folder, name);
    if (lstat(path, &at) != 0)
        return errno == ENOENT ? ERR_OK : why_say(walk->why, ERR_IO, "%s: %s", path,
                                                  strerror(errno));
    entry.is_folder = S_ISDIR(at.st_mode);
    entry.bytes = S_ISREG(at.st_mode) ? (long long)at.st_size : entry.is_folder ? 0 : -1;
    entry.changed_ns = (long long)at.st_ctim.tv_sec * 1000000000 + at.st_ctim.tv_nsec;
    if (entry.is_folder && walk->goes_down && !has_chain(path))
        return walk_in(walk, name, depth + 1);
    if (evidence_entries_add(walk->entries, &entry) != ERR_OK)
        return why_say(walk->why, ERR_MEMORY, "no memory for the names in %s", walk->folder);
    return ERR_OK;
}

static bool is_own(const char *below, const char *name)
{
    return !below[0] && (strcmp(name, EVIDENCE_FILE) == 0 || strcmp(name, EVIDENCE_SIGNATURE) == 0);
}

static enum err names_walk(const struct walk *walk, DIR *folder, const char *below, int depth)
{
    const struct dirent *found;
    char                 name[EVIDENCE_NAME_MAX];
    enum err             err = ERR_OK;

    while (err == ERR_OK && (found = readdir(folder))) {
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0
            || is_own(below, found->d_name))
            continue;
        if (snprintf(name, sizeof name, "%s%s%s", below, below[0] ? "/" : "", found->d_name)
            >= (int)sizeof name)
            return why_say(walk->why, ERR_LIMIT, "%s/%.200s..: names of at most %d characters can"
                           " be evidence", walk->folder, name, EVIDENCE_NAME_MAX - 1);
        err = name_add(walk, name, depth);
    }
    return err;
}

/* The names in folder/below. */
static enum err walk_in(const struct walk *walk, const char *below, int depth)
{
    char     path[1100];
    DIR     *folder;
    enum err err;

    if (depth > EVIDENCE_DEPTH_MAX)
        return why_say(walk->why, ERR_LIMIT, "%s/%s: more than %d folders inside each other",
                       walk->folder, below, EVIDENCE_DEPTH_MAX);
    snprintf(path, sizeof path, "%s/%s", walk->folder, below);
    folder = opendir(path);
    if (!folder)
        return why_say(walk->why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    err = names_walk(walk, folder, below, depth);
    closedir(folder);
    return err;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct evidence_entry *)a)->name,
                  ((const struct evidence_entry *)b)->name);
}

enum err evidence_entries_list(struct evidence_entries *entries, const char *folder,
                               bool goes_down, struct why *why)
{
    struct walk walk = { entries, folder, goes_down, why };

    TRY(walk_in(&walk, "", 0));
    if (entries->count > 0)
        qsort(entries->of, entries->count, sizeof *entries->of, by_name);
    return ERR_OK;
}
