#include "port_refusal.h"

#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NAMES_MAX 512

/* ---- who has it ---- */

static bool process_name(long process, char *out, size_t size)
{
    char  path[64], name[64] = "";
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/comm", process);
    file = fopen(path, "r");
    if (!file)
        return false;
    if (!fgets(name, sizeof name, file))
        name[0] = '\0';
    fclose(file);
    name[strcspn(name, "\n")] = '\0';
    snprintf(out, size, "%s (process %ld)", name[0] ? name : "a program", process);
    return true;
}

/* "1: FLOCK  ADVISORY  WRITE 23885 00:1a:3 0 EOF": process, device and inode. */
static bool lock_holder(const struct stat *port, char *out, size_t size)
{
    FILE         *file = fopen("/proc/locks", "r");
    char          line[256];
    long          process;
    unsigned      major_of, minor_of;
    unsigned long inode;
    bool          is_found = false;

    if (!file)
        return false;
    while (!is_found && fgets(line, sizeof line, file))
        is_found = sscanf(line, "%*s FLOCK %*s %*s %ld %x:%x:%lu", &process, &major_of, &minor_of,
                          &inode) == 4
            && inode == port->st_ino && makedev(major_of, minor_of) == port->st_dev
            && process_name(process, out, size);
    fclose(file);
    return is_found;
}

static bool is_held_by(long process, const struct stat *port)
{
    char           path[320];
    DIR           *folder;
    struct dirent *entry;
    struct stat    at;
    bool           is_held = false;

    snprintf(path, sizeof path, "/proc/%ld/fd", process);
    folder = opendir(path);
    if (!folder)
        return false;
    while (!is_held && (entry = readdir(folder))) {
        snprintf(path, sizeof path, "/proc/%ld/fd/%s", process, entry->d_name);
        is_held = stat(path, &at) == 0 && S_ISCHR(at.st_mode) && at.st_rdev == port->st_rdev;
    }
    closedir(folder);
    return is_held;
}

static bool descriptor_holder(const struct stat *port, char *out, size_t size)
{
    DIR           *folder = opendir("/proc");
    struct dirent *entry;
    bool           is_found = false;

    if (!folder)
        return false;
    while (!is_found && (entry = readdir(folder))) {
        long process = strtol(entry->d_name, NULL, 10);
        is_found = process > 0 && process != (long)getpid() && is_held_by(process, port)
            && process_name(process, out, size);
    }
    closedir(folder);
    return is_found;
}

bool port_holder(const char *path, char *out, size_t size)
{
    struct stat port;

    out[0] = '\0';
    if (stat(path, &port) != 0)
        return false;
    return lock_holder(&port, out, size)
        || (S_ISCHR(port.st_mode) && descriptor_holder(&port, out, size));
}

enum err port_refuse_busy(const char *path, struct why *why)
{
    char who[128];

    if (port_holder(path, who, sizeof who))
        return why_say(why, ERR_REFUSED, "%s is in use by %s: end it, or give another port", path,
                       who);
    return why_say(why, ERR_REFUSED, "%s is in use by another program: end it (fuser -v %s says "
                   "which), or give another port", path, path);
}

/* ---- who may have it ---- */

enum err port_refuse_denied(const char *path, struct why *why)
{
    struct stat   at;
    struct group *group;

    if (stat(path, &at) != 0)
        return why_say(why, ERR_REFUSED, "%s may not be opened: %s", path, strerror(errno));
    group = getgrgid(at.st_gid);
    if (!group || (at.st_mode & (S_IRGRP | S_IWGRP)) != (S_IRGRP | S_IWGRP) || at.st_gid == 0)
        return why_say(why, ERR_REFUSED, "%s may not be opened by you: it is for its owner alone: "
                       "ask whoever keeps this machine for a udev rule that gives it to a group",
                       path);
    return why_say(why, ERR_REFUSED, "%s may not be opened by you: it is for the group %s: type "
                   "sudo usermod -aG %s $USER, then log out and in again", path, group->gr_name,
                   group->gr_name);
}

/* ---- where it is not ---- */

/* A device, or a link to one: a folder beside it is no port. */
static bool is_port(const char *path, const char *base, const char *name)
{
    char        full[512];
    struct stat at;

    return snprintf(full, sizeof full, "%.*s%s", (int)(base - path), path, name)
               < (int)sizeof full
        && stat(full, &at) == 0 && S_ISCHR(at.st_mode);
}

static enum err nearest_say(const char *path, DIR *folder, struct why *why)
{
    const char    *base = strrchr(path, '/') + 1, *nearest;
    char          *names[NAMES_MAX];
    struct dirent *entry;
    size_t         count = 0;
    enum err       err;

    while (count < NAMES_MAX && (entry = readdir(folder)))
        if (entry->d_name[0] != '.' && is_port(path, base, entry->d_name)
            && (names[count] = strdup(entry->d_name)))
            count++;
    nearest = text_nearest(base, (const char *const *)names, count);
    if (nearest)
        err = why_say(why, ERR_UNKNOWN, "there is no port %s: did you mean %.*s%s, or is "
                      "its emulator not running?", path, (int)(base - path), path, nearest);
    else
        err = why_say(why, ERR_UNKNOWN, "there is no port %s: is it plugged in, is its emulator "
                      "running? painrig ports lists what there is", path);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    return err;
}

static enum err missing_say(const char *path, struct why *why)
{
    char        folder_path[256], target[256];
    const char *slash = strrchr(path, '/');
    ssize_t     length = readlink(path, target, sizeof target - 1);
    DIR        *folder;
    enum err    err;

    if (length > 0) {
        target[length] = '\0';
        return why_say(why, ERR_UNKNOWN, "%s leads to %s, which is gone: has its emulator ended, "
                       "or its cable been pulled?", path, target);
    }
    snprintf(folder_path, sizeof folder_path, "%.*s", slash ? (int)(slash - path) + 1 : 0, path);
    folder = slash ? opendir(folder_path) : NULL;
    if (!folder)
        return why_say(why, ERR_UNKNOWN, "there is no port %s: painrig ports lists what there is",
                       path);
    err = nearest_say(path, folder, why);
    closedir(folder);
    return err;
}

enum err port_refuse_open(const char *path, int error, struct why *why)
{
    switch (error) {
    case ENOENT: case ENOTDIR: case ENXIO: case ENODEV:
        return missing_say(path, why);
    case EACCES: case EPERM:
        return port_refuse_denied(path, why);
    case EBUSY: case EWOULDBLOCK:
        return port_refuse_busy(path, why);
    default:
        return why_say(why, ERR_IO, "%s cannot be opened: %s", path, strerror(error));
    }
}
