#include "scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scratch scratch_make(const char *name)
{
    struct scratch scratch;

    snprintf(scratch.folder, sizeof scratch.folder, "/tmp/painrig-test-XXXXXX");
    if (!mkdtemp(scratch.folder))
        abort();
    snprintf(scratch.path, sizeof scratch.path, "%s/%s", scratch.folder, name);
    return scratch;
}

static size_t each_file(const char *folder, void (*act)(const char *path))
{
    char   path[512];
    size_t count = 0;
    DIR   *open = opendir(folder);

    for (struct dirent *entry; open && (entry = readdir(open)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (act)
            act(path);
    }
    if (open)
        closedir(open);
    return count;
}

/* A file, or a folder with what is in it. */
static void drop(const char *path)
{
    if (unlink(path) == 0)
        return;
    each_file(path, drop);
    if (rmdir(path) != 0)
        perror(path);
}

void scratch_drop(struct scratch *scratch)
{
    drop(scratch->folder);
}

size_t scratch_files(const struct scratch *scratch)
{
    return each_file(scratch->folder, NULL);
}

char *scratch_read(const char *path, size_t *count)
{
    FILE  *file = fopen(path, "rb");
    char  *bytes;
    size_t used = 0, got;

    if (!file)
        return NULL;
    bytes = malloc(1);
    do {
        bytes = realloc(bytes, used + 65536 + 1);
        if (!bytes)
            abort();
        got = fread(bytes + used, 1, 65536, file);
        used += got;
    } while (got > 0);
    fclose(file);
    bytes[used] = '\0';
    if (count)
        *count = used;
    return bytes;
}

void scratch_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
}
