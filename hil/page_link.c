#include "page_link.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4096

/* Take the last step off; the root stays. */
static void step_back(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash)
        *slash = '\0';
}

/* From the root, without ".", ".." and empty steps: "/a/b"; the root itself is "". */
static void absolute(const char *path, char out[PATH_SIZE])
{
    size_t length, used;

    out[0] = '\0';
    if (path[0] != '/' && (!getcwd(out, PATH_SIZE) || strcmp(out, "/") == 0))
        out[0] = '\0';
    while (*path) {
        length = strcspn(path, "/");
        used = strlen(out);
        if (length == 2 && strncmp(path, "..", 2) == 0)
            step_back(out);
        else if (length > 0 && !(length == 1 && *path == '.'))
            snprintf(out + used, PATH_SIZE - used, "/%.*s", (int)length, path);
        path += length;
        path += *path == '/';
    }
}

static void escaped_add(struct bytes *out, const char *text)
{
    for (; *text; text++)
        if (isalnum((unsigned char)*text) || strchr("-._~/", *text))
            bytes_add(out, text, 1);
        else
            bytes_format(out, "%%%02X", (unsigned)(unsigned char)*text);
}

/* How many bytes of both are the same steps. */
static size_t common(const char *a, const char *b)
{
    size_t same = 0, i = 0;

    for (; a[i] && a[i] == b[i]; i++)
        if (a[i] == '/')
            same = i;
    return (a[i] == '\0' || a[i] == '/') && (b[i] == '\0' || b[i] == '/') ? i : same;
}

void page_link(struct bytes *out, const char *page, const char *target)
{
    char   from[PATH_SIZE], to[PATH_SIZE];
    size_t same;

    absolute(page, from);
    absolute(target, to);
    step_back(from);                    /* the page's folder */
    same = common(from, to);
    for (const char *at = from + same; *at; at++)
        if (*at == '/')
            bytes_text(out, "../");
    escaped_add(out, to[same] ? to + same + 1 : "./");
}
