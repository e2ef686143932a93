/* The guards of this user: a folder with a doorbell each, a socket named after the process. */
#include "guard_inside.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define GUARDS_MAX    64
#define ANSWER_MAX    4096
#define ANSWER_WAIT_S ((int)(2 * GUARD_PATIENCE_S) + 3)     /* as long as a guard may take, twice */

/* Whoever could write here could ring, or stand in for a guard. */
static enum err folder_check(const char *path, struct why *why)
{
    struct stat at;

    if (lstat(path, &at) != 0)
        return why_say(why, ERR_IO, "%s cannot be looked at: %s", path, strerror(errno));
    if (!S_ISDIR(at.st_mode) || at.st_uid != geteuid() || (at.st_mode & 077) != 0)
        return why_say(why, ERR_REFUSED, "%s is to be a folder of yours alone (mode 0700), where "
                       "painrig stop finds the guards: remove it, or set XDG_RUNTIME_DIR", path);
    return ERR_OK;
}

/* "$XDG_RUNTIME_DIR/painrig" or "/tmp/painrig-UID", made when it is not there. ERR_REFUSED: it is
 * somebody else's, or open to others. */
static enum err list_folder(char *out, size_t size, struct why *why)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");

    if (runtime && *runtime)
        snprintf(out, size, "%s/painrig", runtime);
    else
        snprintf(out, size, "/tmp/painrig-%lu", (unsigned long)geteuid());
    if (mkdir(out, 0700) != 0 && errno != EEXIST)
        return why_say(why, ERR_IO, "%s, where painrig stop finds the guards, cannot be made: %s",
                       out, strerror(errno));
    return folder_check(out, why);
}

static enum err address_make(struct sockaddr_un *address, const char *path, struct why *why)
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address->sun_path)
        return why_say(why, ERR_RANGE, "%s is too long for a socket: set XDG_RUNTIME_DIR", path);
    memcpy(address->sun_path, path, strlen(path) + 1);
    return ERR_OK;
}

enum err guard_list_enter(int *doorbell, char *path, size_t size, struct why *why)
{
    struct sockaddr_un address;
    char               folder[150];
    int                bell;

    TRY(list_folder(folder, sizeof folder, why));
    snprintf(path, size, "%s/guard-%ld", folder, (long)getpid());
    TRY(address_make(&address, path, why));
    unlink(path);                       /* of a process that had this number before */
    bell = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bell >= 0 && bind(bell, (const struct sockaddr *)&address, sizeof address) == 0 &&
        listen(bell, 4) == 0) {
        *doorbell = bell;
        return ERR_OK;
    }
    if (bell >= 0)
        close(bell);
    return why_say(why, ERR_IO, "%s, where painrig stop rings, cannot be made: %s", path,
                   strerror(errno));
}

/* ---- whoever rings ---- */

static int door_open(const char *path)
{
    struct sockaddr_un address;
    int                door;

    if (address_make(&address, path, NULL) != ERR_OK)
        return -1;
    door = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (door >= 0 && connect(door, (const struct sockaddr *)&address, sizeof address) == 0)
        return door;
    if (errno == ECONNREFUSED)
        unlink(path);
    if (door >= 0)
        close(door);
    return -1;
}

/* Until the guard closes the door. */
static size_t answer_read(int door, char *text)
{
    struct pollfd line = { .fd = door, .events = POLLIN };
    size_t        used = 0;
    ssize_t       got = 1;

    while (got > 0 && used < ANSWER_MAX && poll(&line, 1, 1000 * ANSWER_WAIT_S) > 0) {
        got = recv(door, text + used, ANSWER_MAX - used, 0);
        used += got > 0 ? (size_t)got : 0;
    }
    text[used] = '\0';
    return used;
}

/* What came through one door, line by line. */
static void answer_tell(const struct guard_caller *caller, const char *path, int door)
{
    char  text[ANSWER_MAX + 1], *rest = text, *line;

    if (answer_read(door, text) == 0)
        caller->answer(caller->data, path, NULL);
    while ((line = rest) && *line) {
        rest = strchr(line, '\n');
        if (rest)
            *rest++ = '\0';
        caller->answer(caller->data, path, line);
    }
}

static size_t doors_list(const char *folder, char paths[][256])
{
    DIR                 *list = opendir(folder);
    const struct dirent *found;
    size_t               count = 0;

    while (list && count < GUARDS_MAX && (found = readdir(list)))
        if (strncmp(found->d_name, "guard-", 6) == 0 && strlen(found->d_name) < 32)
            snprintf(paths[count++], 256, "%.150s/%.32s", folder, found->d_name);
    if (list)
        closedir(list);
    return count;
}

/* All are rung at before the first is heard. */
enum err guard_list_ask(const struct guard_caller *caller, int *count, struct why *why)
{
    char   folder[150], paths[GUARDS_MAX][256];
    int    doors[GUARDS_MAX];
    size_t all;

    TRY(list_folder(folder, sizeof folder, why));
    all = doors_list(folder, paths);
    *count = 0;
    for (size_t i = 0; i < all; i++) {
        bool is_asked = !caller->path || strcmp(caller->path, paths[i]) == 0;

        doors[i] = is_asked ? door_open(paths[i]) : -1;
        if (doors[i] >= 0)
            (void)!send(doors[i], caller->question, strlen(caller->question) + 1, MSG_NOSIGNAL);
    }
    for (size_t i = 0; i < all; i++)
        if (doors[i] >= 0) {
            answer_tell(caller, paths[i], doors[i]);
            close(doors[i]);
            ++*count;
        }
    return ERR_OK;
}
