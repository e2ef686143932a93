#include "suite_book.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err io_refuse(const char *path, struct why *why)
{
    return why_say(why, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
}

/* A lock of the process, which its children do not have: they may outlive a killed one a moment. */
static enum err lock_take(const struct suite_book *book, struct why *why)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    if (fcntl(fileno(book->file), F_SETLK, &lock) == 0 || (errno != EACCES && errno != EAGAIN))
        return ERR_OK;              /* or a file system that knows no locks */
    return why_say(why, ERR_IO, "%s: another painrig is at work in this folder: wait for it, or "
                                "choose another with --out DIR", book->path);
}

/* A suite that has just ended puts another file in the place of the one that we have opened. */
static enum err place_check(const struct suite_book *book, struct why *why)
{
    struct stat ours, there;

    if (fstat(fileno(book->file), &ours) == 0 && stat(book->path, &there) == 0 &&
        ours.st_dev == there.st_dev && ours.st_ino == there.st_ino)
        return ERR_OK;
    return why_say(why, ERR_IO, "%s: another painrig has just ended in this folder: try again",
                   book->path);
}

/* What is not to go on is cut off. */
static enum err rest_cut(const struct suite_book *book, bool goes_on, struct why *why)
{
    off_t kept = goes_on ? (off_t)book->earlier.whole_bytes : 0;

    return ftruncate(fileno(book->file), kept) == 0 ? ERR_OK : io_refuse(book->path, why);
}

static enum err earlier_load(struct suite_book *book, bool goes_on, struct why *why)
{
    struct why why_not = { "" };

    if (run_outcomes_load(&book->earlier, book->path, goes_on ? why : &why_not) == ERR_OK)
        return ERR_OK;
    memset(&book->earlier, 0, sizeof book->earlier);
    if (!goes_on)
        return ERR_OK;
    why_prefix(why, "--resume: ");
    return ERR_PARSE;
}

static int sorted_order(const void *a, const void *b)
{
    const struct run_outcome *left = *(const struct run_outcome *const *)a;
    const struct run_outcome *right = *(const struct run_outcome *const *)b;
    int                       order = strcmp(left->name, right->name);

    if (order == 0)
        order = strcmp(left->mutant, right->mutant);
    return order != 0 ? order : (left > right) - (left < right);
}

static enum err earlier_sort(struct suite_book *book, struct why *why)
{
    const struct run_outcomes *earlier = &book->earlier;

    book->sorted = malloc((earlier->count + 1) * sizeof *book->sorted);
    if (!book->sorted)
        return why_say(why, ERR_MEMORY, "no memory for %zu outcomes", earlier->count);
    for (size_t i = 0; i < earlier->count; i++)
        book->sorted[i] = &earlier->of[i];
    qsort(book->sorted, earlier->count, sizeof *book->sorted, sorted_order);
    return ERR_OK;
}

enum err suite_book_open(struct suite_book *book, const char *folder, const char *name,
                         bool goes_on, struct why *why)
{
    enum err err;

    memset(book, 0, sizeof *book);
    if (snprintf(book->path, sizeof book->path, "%s/%s", folder, name) >= (int)sizeof book->path)
        return why_say(why, ERR_RANGE, "%s/%s: a path of more than %zu characters", folder, name,
                       sizeof book->path - 1);
    book->file = fopen(book->path, "ab");
    err = book->file ? lock_take(book, why) : io_refuse(book->path, why);
    if (err == ERR_OK)
        err = earlier_load(book, goes_on, why);
    if (err == ERR_OK)
        err = earlier_sort(book, why);
    if (err == ERR_OK)
        err = lock_take(book, why);         /* again: whoever closes the file loses it */
    if (err == ERR_OK)
        err = place_check(book, why);
    if (err == ERR_OK)
        err = rest_cut(book, goes_on, why);
    if (err != ERR_OK)
        suite_book_close(book);
    return err;
}

enum err suite_book_add(struct suite_book *book, const struct run_outcome *outcome,
                        struct why *why)
{
    struct bytes line = { 0 };
    bool         is_kept;

    run_outcome_write(outcome, &line);
    is_kept = !line.is_out_of_memory &&
              fwrite(line.at, 1, line.used, book->file) == line.used && fflush(book->file) == 0;
    bytes_free(&line);
    return is_kept ? ERR_OK : io_refuse(book->path, why);
}

const struct run_outcome *suite_book_find(const struct suite_book *book, const char *name,
                                          const char *mutant)
{
    size_t low = 0, high = book->earlier.count;     /* those before `low` are not behind it */

    while (low < high) {
        size_t                    middle = low + (high - low) / 2;
        const struct run_outcome *this = book->sorted[middle];
        int                       order = strcmp(this->name, name);

        if (order == 0)
            order = strcmp(this->mutant, mutant);
        if (order <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || strcmp(book->sorted[low - 1]->name, name) != 0 ||
        strcmp(book->sorted[low - 1]->mutant, mutant) != 0)
        return NULL;
    return book->sorted[low - 1];
}

enum err suite_book_rewrite(struct suite_book *book, const struct bytes *lines, struct why *why)
{
    return bytes_write_file(lines, book->path, why);
}

void suite_book_close(struct suite_book *book)
{
    if (book->file)
        fclose(book->file);
    book->file = NULL;
    free(book->sorted);
    book->sorted = NULL;
    run_outcomes_free(&book->earlier);
}
