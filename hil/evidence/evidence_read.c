#include "evidence_inside.h"

#include "hil/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LINK_TEXT   "{\"link\":"
#define BEFORE_TEXT ",\"before\":\""
#define KIND_TEXT   "\",\"kind\":\""
#define BODY_TEXT   "\",\"body\":"
#define SHA_TEXT    ",\"sha256\":\""
#define TAIL_SIZE   (sizeof SHA_TEXT - 1 + DIGEST_HEX_SIZE - 1 + 2)     /* "} too */

/* A pipe in its place would be waited for without end: a folder may come from anywhere. */
static enum err regular_open(const char *path, int *opened, struct why *why)
{
    int         file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;

    if (file < 0)
        return why_say(why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        *opened = file;
        return ERR_OK;
    }
    close(file);
    return why_say(why, ERR_IO, "%s is no file: a pipe, a device or a folder is in its place", path);
}

static enum err all_read(int file, const char *path, struct bytes *all, struct why *why)
{
    char    chunk[16384];
    ssize_t more;

    while ((more = read(file, chunk, sizeof chunk)) != 0) {
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return why_say(why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
        if (all->used + (size_t)more > EVIDENCE_BYTES_MAX)
            return why_say(why, ERR_LIMIT, "%s has more than %zu MiB: no run writes so much", path,
                           EVIDENCE_BYTES_MAX >> 20);
        bytes_add(all, chunk, (size_t)more);
    }
    bytes_add(all, "", 1);
    return all->is_out_of_memory ? why_say(why, ERR_MEMORY, "no memory to read %s", path) : ERR_OK;
}

enum err evidence_file_read(const char *path, char **text, size_t *count, struct why *why)
{
    struct bytes all = { 0 };
    enum err     err;
    int          file = -1;

    TRY(regular_open(path, &file, why));
    err = all_read(file, path, &all, why);
    close(file);
    if (err != ERR_OK) {
        bytes_free(&all);
        return err;
    }
    *text = all.at;
    *count = all.used - 1;
    return ERR_OK;
}

/* --- a line --- */

/* Moves behind `text`; false when it does not stand there. */
static bool text_skip(const char **at, const char *end, const char *text)
{
    size_t count = strlen(text);

    if ((size_t)(end - *at) < count || memcmp(*at, text, count) != 0)
        return false;
    *at += count;
    return true;
}

static bool hex_take(const char **at, const char *end, char out[DIGEST_HEX_SIZE])
{
    size_t count = DIGEST_HEX_SIZE - 1;

    if ((size_t)(end - *at) < count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!(*at)[i] || !strchr("0123456789abcdef", (*at)[i]))
            return false;
    memcpy(out, *at, count);
    out[count] = '\0';
    *at += count;
    return true;
}

static bool kind_take(const char **at, const char *end, char *out, size_t size)
{
    size_t count = 0;

    while (*at + count < end && (*at)[count] >= 'a' && (*at)[count] <= 'z')
        count++;
    if (count == 0 || count >= size)
        return false;
    memcpy(out, *at, count);
    out[count] = '\0';
    *at += count;
    return true;
}

static bool number_take(const char **at, const char *end, long *number)
{
    size_t count = 0;

    *number = 0;
    for (; *at + count < end && (*at)[count] >= '0' && (*at)[count] <= '9' && count < 10; count++)
        *number = *number * 10 + ((*at)[count] - '0');
    *at += count;
    return count > 0;
}

bool evidence_line_read(const char *line, size_t count, struct evidence_line *out)
{
    const char *at = line, *tail, *end;
    char        sha256[DIGEST_HEX_SIZE];

    if (count < TAIL_SIZE)
        return false;
    tail = end = line + count - TAIL_SIZE;
    if (!text_skip(&at, end, LINK_TEXT) || !number_take(&at, end, &out->number)
        || !text_skip(&at, end, BEFORE_TEXT) || !hex_take(&at, end, out->before)
        || !text_skip(&at, end, KIND_TEXT) || !kind_take(&at, end, out->kind, sizeof out->kind)
        || !text_skip(&at, end, BODY_TEXT))
        return false;
    out->body = at;
    out->body_count = (size_t)(end - at);
    end = line + count;
    if (!text_skip(&tail, end, SHA_TEXT) || !hex_take(&tail, end, out->sha256)
        || !text_skip(&tail, end, "\"}") || tail != end)
        return false;
    bytes_sha256_text(line, count - TAIL_SIZE, sha256);
    out->is_hashed = strcmp(sha256, out->sha256) == 0;
    return true;
}

/* --- the last link --- */

static enum err last_read(const char *folder, struct evidence_line *line, struct why *why)
{
    char   path[1200], *text;
    size_t count, end, begin;
    bool   is_read;

    snprintf(path, sizeof path, "%s/" EVIDENCE_FILE, folder);
    TRY(evidence_file_read(path, &text, &count, why));
    for (end = count; end > 0 && text[end - 1] != '\n'; end--)
        ;
    for (begin = end ? end - 1 : 0; begin > 0 && text[begin - 1] != '\n'; begin--)
        ;
    is_read = end > 0 && evidence_line_read(text + begin, end - begin - 1, line);
    free(text);
    return is_read ? ERR_OK : why_say(why, ERR_PARSE, "%s has no whole link", path);
}

enum err evidence_last(const char *folder, char sha256[DIGEST_HEX_SIZE], bool *is_closed,
                       struct why *why)
{
    const struct timespec wait = { 0, 5000000 };
    double                from_s = clock_wall_s();
    struct evidence_line  line = { .number = -1 };

    TRY(last_read(folder, &line, why));
    while (strcmp(line.kind, "end") != 0 && clock_wall_s() - from_s < EVIDENCE_CLOSING_S) {
        nanosleep(&wait, NULL);
        TRY(last_read(folder, &line, why));
    }
    *is_closed = strcmp(line.kind, "end") == 0;
    memcpy(sha256, line.sha256, sizeof line.sha256);
    return ERR_OK;
}
