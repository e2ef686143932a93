/* suite_book.h - results.jsonl: a line per run as it ends, so that a kill loses none.
 *
 * A line is handed to the system whole before the next run is begun; one that a kill cut in two is
 * dropped when the book is opened again. Only one painrig writes a book at a time. */
#ifndef PAINRIG_HIL_SUITE_BOOK_H
#define PAINRIG_HIL_SUITE_BOOK_H

#include "base/err.h"
#include "base/why.h"
#include "hil/run/run_outcome.h"

#include <stdbool.h>
#include <stdio.h>

struct suite_book {
    char                path[600];
    FILE               *file;
    struct run_outcomes earlier;        /* what was in it */
    /* the same by name, mutant and place; for suite_book_find */
    const struct run_outcome **sorted;
};

/* `goes_on`: what is in it stays, and must be readable: else ERR_PARSE with file and line. Without,
 * it begins anew; `earlier` is then what could be read. ERR_IO when it cannot be written, or
 * another painrig is at it. On failure there is nothing to close. */
MUST_CHECK enum err suite_book_open(struct suite_book *, const char *folder, const char *name,
                                    bool goes_on, struct why *);
MUST_CHECK enum err suite_book_add(struct suite_book *, const struct run_outcome *, struct why *);
/* The last of earlier with this name and mutant ("": none); or NULL. */
const struct run_outcome *suite_book_find(const struct suite_book *, const char *name,
                                          const char *mutant);
/* The folder's book is replaced by these lines, at once. */
MUST_CHECK enum err suite_book_rewrite(struct suite_book *, const struct bytes *lines,
                                       struct why *);
void suite_book_close(struct suite_book *);

#endif
