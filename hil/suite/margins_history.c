#include "margins.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What of a history a new release is compared with. */
struct earlier { struct margins passed, last; };

static void earlier_free(struct earlier *earlier)
{
    margins_free(&earlier->passed);
    margins_free(&earlier->last);
}

/* Lines of the same release are of an earlier try of this one. */
static void earlier_keep(struct earlier *earlier, struct margins *margins, const char *release)
{
    struct margins *place = margins->verdict == VERDICT_PASS ? &earlier->passed : &earlier->last;

    if (release && strcmp(margins->release, release) == 0) {
        margins_free(margins);
        return;
    }
    margins_free(place);
    *place = *margins;
}

static enum err lines_read(FILE *file, struct earlier *earlier, const char *release, size_t *number,
                           struct why *why)
{
    struct margins margins;
    char          *line = NULL;
    size_t         size = 0;
    ssize_t        used;
    enum err       err = ERR_OK;

    for (*number = 1; err == ERR_OK && (used = getline(&line, &size, file)) >= 0; ++*number) {
        if (line[used - 1] != '\n')
            err = why_say(why, ERR_PARSE, "the line has no end: was the file cut off? Mend it, or "
                          "give another one");
        else
            err = margins_read(&margins, line, why);
        if (err != ERR_OK)
            break;
        earlier_keep(earlier, &margins, release);
    }
    free(line);
    return err;
}

static enum err history_read(const char *path, const char *release, struct earlier *earlier,
                             struct why *why)
{
    FILE    *file = fopen(path, "r");
    size_t   number = 0;
    enum err err;

    if (!file && errno == ENOENT)
        return ERR_OK;
    if (!file)
        return why_say(why, ERR_IO, "%s: %s", path, strerror(errno));
    errno = 0;
    err = lines_read(file, earlier, release, &number, why);
    if (err != ERR_OK)
        why_prefix(why, "%s:%zu: ", path, number);
    else if (ferror(file))
        err = why_say(why, ERR_IO, "%s: %s", path, strerror(errno));
    fclose(file);
    return err;
}

/* The file, or the folder in which it will be made, can be written to. */
static enum err writable_check(const char *path, struct why *why)
{
    char        folder[4096];
    const char *slash = strrchr(path, '/');
    bool        is_there = access(path, F_OK) == 0;

    snprintf(folder, sizeof folder, "%.*s", slash > path ? (int)(slash - path) : 1,
             slash ? path : ".");
    if (access(is_there ? path : folder, W_OK) == 0)
        return ERR_OK;
    return why_say(why, ERR_IO, "%s: %s: give a file that can be written to", path,
                   strerror(errno));
}

enum err margins_history_check(const char *path, struct why *why)
{
    struct earlier earlier = { .passed = { .count = 0 } };
    enum err       err = history_read(path, NULL, &earlier, why);

    earlier_free(&earlier);
    return err == ERR_OK ? writable_check(path, why) : err;
}

static int bytes_append(const char *path, const struct bytes *line)
{
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
    int failed = 0;

    if (file < 0)
        return errno;
    errno = ENOSPC;
    if (write(file, line->at, line->used) != (ssize_t)line->used)
        failed = errno;
    if (close(file) != 0 && !failed)
        failed = errno;
    return failed;
}

/* In one write behind what is there, so that two suites at once do not mix their lines. */
static enum err line_append(const char *path, const struct margins *margins, struct why *why)
{
    struct bytes line = { 0 };
    int          failed;

    margins_write(margins, &line);
    failed = line.is_out_of_memory ? ENOMEM : bytes_append(path, &line);
    bytes_free(&line);
    return failed ? why_say(why, ERR_IO, "%s: %s", path, strerror(failed)) : ERR_OK;
}

static bool is_whole(const struct suite *suite)
{
    for (size_t i = 0; i < suite->case_count; i++)
        if (!suite->is_done[i] && !suite->cases[i].refusal[0])
            return false;
    return suite->case_count > 0 && !suite->is_stopped;
}

static enum err changes_find(const struct earlier *earlier, const struct margins *now, double share,
                             struct margin_changes *changes)
{
    const struct margins *before = earlier->passed.release[0] ? &earlier->passed : &earlier->last;

    if (before->release[0])
        return margins_compare(before, now, share, changes);
    *changes = (struct margin_changes){ .share = share };
    snprintf(changes->release, sizeof changes->release, "%s", now->release);
    return ERR_OK;
}

enum err margins_history_add(const char *path, const struct suite *suite, const char *release,
                             double share, struct margin_changes *out, struct why *why)
{
    struct earlier        earlier = { .passed = { .count = 0 } };
    struct matrix         matrix = { .suite = NULL };
    struct margins        now = { .count = 0 };
    struct margin_changes changes = { .share = share };
    enum err              err;

    TRY_OR_DONE(matrix_make(&matrix, suite, why));
    TRY_OR_DONE(margins_make(&now, &matrix, release, why));
    TRY_OR_DONE(history_read(path, now.release, &earlier, why));
    TRY_OR_DONE(changes_find(&earlier, &now, share, &changes));
    changes.is_added = is_whole(suite);
    if (changes.is_added)
        TRY_OR_DONE(line_append(path, &now, why));
    *out = changes;
    changes = (struct margin_changes){ .share = share };
done:
    margin_changes_free(&changes);
    margins_free(&now);
    matrix_free(&matrix);
    earlier_free(&earlier);
    return err;
}
