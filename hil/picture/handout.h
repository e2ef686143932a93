/* handout.h - one A4 page to take home: what was set, what came of it, and what the model does not
 * say. lesion_handout.h and spread_handout.h fill one in; picture_handout.c draws it.
 *
 * A page is rows from top to bottom, a row is parts from left to right. Rows of text are as tall as
 * their text; the others share what is left. All fields of a page have one scale of colours.
 *
 * The same handout is the same bytes: version and date are part of it. */
#ifndef PAINRIG_HIL_HANDOUT_H
#define PAINRIG_HIL_HANDOUT_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"
#include "hil/exhibit.h"

#include <stdbool.h>
#include <stddef.h>

#define HANDOUT_CASES_MAX  4        /* of a comparison */
#define HANDOUT_PARTS_MAX  5
#define HANDOUT_ROWS_MAX   8

enum handout_as { HANDOUT_PDF, HANDOUT_PNG };

enum handout_part_kind {
    HANDOUT_LIST,       /* a table of two columns, as "name  value" in several columns */
    HANDOUT_TABLE,
    HANDOUT_FIELD,
    HANDOUT_KEY,        /* what the colours and lines of a field mean, down a column   */
    HANDOUT_COLOURS,    /* the colours alone                                           */
    HANDOUT_LINES,      /* the lines alone, in a row                                   */
    HANDOUT_CHART,
};

/* `width` is its share of the row. `is_inner`: the field on its left has the same upright axis. */
struct handout_part {
    enum handout_part_kind kind;
    size_t index;                   /* of the table, field or chart in `shown` */
    double width;
    bool   is_inner;
};

struct handout_row {
    struct handout_part parts[HANDOUT_PARTS_MAX];
    size_t count;
    double share, height_most;      /* of the height that is left; 0: as tall as its text */
    bool   is_spare;                /* left out where there is no room for it */
};

struct handout {
    char  title[96], caption[300];
    struct exhibits    shown;       /* owned */
    struct handout_row rows[HANDOUT_ROWS_MAX];
    size_t             row_count;
    const char *const *limits;      /* what the model does not say: sentences */
    size_t             limit_count;
    char  command[512];             /* what to type for the same numbers */
    char  version[96], date_utc[32];
};

/* "out/lesion.pdf": by its end. ERR_RANGE with a sentence when it is neither .pdf nor .png, ERR_IO
 * when no file can be made there; to be asked before anything is worked out. */
MUST_CHECK enum err handout_path_check(const char *path, enum handout_as *, struct why *);

/* What was typed, argv[0] being the command's name, without what only says where answers go. */
void handout_command_write(int argc, char *const *argv, char *out, size_t size);

/* The version and the moment of the call. */
void handout_sign(struct handout *);
void handout_free(struct handout *);

struct handout_row *handout_row_add(struct handout *, double share, double height_most);
void handout_part_add(struct handout_row *, struct handout_part);

/* The page itself, appended to `out`. picture_handout.c */
MUST_CHECK enum err handout_draw(const struct handout *, enum handout_as, struct bytes *out,
                                 struct why *);
MUST_CHECK enum err handout_write(const struct handout *, const char *path, struct why *);

/* Cases that a page asks for and that are still to be worked out: what is special of a kind of
 * them, lesions or spreads. `asks` are the kind's own. */
struct text;
struct handout_kind {
    size_t     worked_bytes;        /* what is left of one that is worked out; zero to begin with */
    enum err (*work_out)(const void *asks, size_t index, void *worked, struct why *);
    void     (*release)(void *worked);      /* also of one that could not be worked out          */
    /* What to type for it: "painrig lesion --gauge 16". */
    void     (*command_add)(const void *asks, size_t index, struct text *);
    /* As handout_free wants it, also on failure. */
    enum err (*make)(void *const *worked, size_t count, const char *command, struct handout *,
                     struct why *);
};

struct handout_asked { const struct handout_kind *kind; const void *asks; size_t count; };

/* Works them out one after the other and draws their page, added to `out`, which is empty.
 * ERR_RANGE for more than HANDOUT_CASES_MAX. */
MUST_CHECK enum err handout_asked_draw(const struct handout_asked *, enum handout_as,
                                       struct bytes *out, struct why *);

#endif
