#include "detach.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#define DESCRIPTORS_MOST 65536      /* where there is no list of them */

static bool is_kept(const int *kept, size_t count, int descriptor)
{
    for (size_t i = 0; i < count; i++)
        if (kept[i] == descriptor)
            return true;
    return false;
}

static void descriptors_close(const int *kept, size_t count)
{
    DIR                 *list = opendir("/proc/self/fd");
    const struct dirent *found;
    long                 most = sysconf(_SC_OPEN_MAX);

    for (int i = 3; !list && i < (most < DESCRIPTORS_MOST ? most : DESCRIPTORS_MOST); i++)
        if (!is_kept(kept, count, i))
            close(i);
    while (list && (found = readdir(list))) {
        int i = atoi(found->d_name);
        if (i > 2 && !is_kept(kept, count, i) && i != dirfd(list))
            close(i);
    }
    if (list)
        closedir(list);
}

static void streams_redirect(void)
{
    int nothing = open("/dev/null", O_RDWR);

    for (int i = 0; nothing >= 0 && i < 3; i++)
        dup2(nothing, i);
    if (nothing > 2)
        close(nothing);
}

/* Where the caller had no standard streams, ours have their numbers. */
static int above_streams(int descriptor)
{
    int above = descriptor >= 0 && descriptor < 3 ? fcntl(descriptor, F_DUPFD, 3) : descriptor;

    return above < 0 ? descriptor : above;
}

void detach(int *kept, size_t count)
{
    for (size_t i = 0; i < count; i++)
        kept[i] = above_streams(kept[i]);
    setsid();
    streams_redirect();
    descriptors_close(kept, count);
}
