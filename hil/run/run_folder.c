#include "run_folder.h"
#include "hil/rig/rig.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const file_names[] = {
    "trace.csv",   "events.jsonl", "wire.log",   "manifest.json",
    "report.html", "evidence.jsonl", "evidence.sig", "guard.json",
};

static enum err io_refuse(const char *path, struct why *why)
{
    return why_say(why, ERR_IO, "%s cannot be written: %s. Choose another folder with --out DIR",
                   path, strerror(errno));
}

/* Make the folder and those above it. */
static enum err folders_make(const char *path, struct why *why)
{
    char above[512];

    snprintf(above, sizeof above, "%s", path);
    for (char *at = above + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (mkdir(above, 0777) != 0 && errno != EEXIST)
            return io_refuse(path, why);
        *at = '/';
    }
    if (mkdir(above, 0777) != 0 && errno != EEXIST)
        return io_refuse(path, why);
    return ERR_OK;
}

void run_folder_path(const struct run_folder *folder, const char *name, char *out, size_t size)
{
    snprintf(out, size, "%s/%s", folder->path, name);
}

/* Where a file system has no locks, nothing is kept out. */
enum err run_folder_hold(const struct run_folder *folder, int *lock, struct why *why)
{
    int held = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (held < 0)
        return io_refuse(folder->path, why);
    if (flock(held, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        close(held);
        return why_say(why, ERR_IO, "%s is the folder of a run that goes on: wait until it has "
                       "ended, or choose another folder with --out DIR", folder->path);
    }
    *lock = held;
    return ERR_OK;
}

static enum err file_remove(const struct run_folder *folder, const char *name, const char *suffix,
                            struct why *why)
{
    char file[600];

    snprintf(file, sizeof file, "%s/%s%s", folder->path, name, suffix);
    return remove(file) == 0 || errno == ENOENT ? ERR_OK : io_refuse(file, why);
}

enum err run_folder_make(struct run_folder *folder, const char *path, struct why *why)
{
    size_t count = strlen(path);

    while (count > 1 && path[count - 1] == '/')
        count--;
    if (count >= sizeof folder->path)
        return why_say(why, ERR_RANGE, "the path of the folder is longer than %zu characters",
                       sizeof folder->path - 1);
    snprintf(folder->path, sizeof folder->path, "%.*s", (int)count, path);
    TRY(folders_make(folder->path, why));
    return access(folder->path, W_OK | X_OK) == 0 ? ERR_OK : io_refuse(folder->path, why);
}

enum err run_folder_open(struct run_folder *folder, const char *path, struct why *why)
{
    TRY(run_folder_make(folder, path, why));
    for (size_t i = 0; i < sizeof file_names / sizeof *file_names; i++)
        TRY(file_remove(folder, file_names[i], "", why));
    for (size_t i = 0; rig_types[i]; i++)
        for (size_t j = 0; rig_types[i]->pictures && rig_types[i]->pictures[j]; j++) {
            TRY(file_remove(folder, rig_types[i]->pictures[j], ".png", why));
            TRY(file_remove(folder, rig_types[i]->pictures[j], ".svg", why));
        }
    return ERR_OK;
}

enum err run_folder_create(const struct run_folder *folder, const char *name, FILE **file,
                           struct why *why)
{
    char  path[600];
    FILE *made;

    run_folder_path(folder, name, path, sizeof path);
    made = fopen(path, "wb");
    if (!made)
        return io_refuse(path, why);
    *file = made;
    return ERR_OK;
}
