/* settings.h - what a user wrote in a table, as a flat list that says what was never asked for.
 *
 * A scenario's or a case's table, read from Lua, becomes settings with paths: "electrode.gauge" =
 * 18, "criteria[1].isotherm_c" = 50 (counted from 1, as its author does). Readers ask by path; each
 * question is remembered, so that settings_all_used can name a misspelt key and the nearest one
 * that exists. The owner of a `struct settings` calls settings_free. */
#ifndef PAINRIG_BASE_SETTINGS_H
#define PAINRIG_BASE_SETTINGS_H

#include "why.h"

#include <stdbool.h>
#include <stddef.h>

enum setting_kind { SETTING_NUMBER, SETTING_TEXT, SETTING_FLAG };

struct setting {
    char              path[96];
    enum setting_kind kind;
    double            number;       /* SETTING_NUMBER; SETTING_FLAG as 0 or 1 */
    char              text[96];     /* SETTING_TEXT */
    bool              is_used;
};

struct settings {
    struct setting *items;
    size_t          count, capacity;
    char          (*asked)[96];     /* every path that was ever asked for */
    size_t          asked_count, asked_capacity;
};

MUST_CHECK enum err settings_add_number(struct settings *, const char *path, double value);
MUST_CHECK enum err settings_add_flag(struct settings *, const char *path, bool value);
/* ERR_RANGE if longer than 95 */
MUST_CHECK enum err settings_add_text(struct settings *, const char *path, const char *value);
void settings_free(struct settings *);      /* NULL and empty are fine */

/* Is anything written at `path` or below it ("electrode" when "electrode.gauge" is there)? */
bool settings_has(struct settings *, const char *path);

/* What is written at `path`, or NULL. */
const struct setting *settings_find(struct settings *, const char *path);

/* How many entries the list at `path` has: "criteria" gives 2 for criteria[1].x and
 * criteria[2].y. */
size_t settings_length(struct settings *, const char *path);

/* Optional values: absent leaves *value as it is (the caller's default). Present but of another
 * kind, not finite, or outside least..most: ERR_RANGE and a sentence with path, value, unit and
 * range. */
MUST_CHECK enum err settings_number(struct settings *, const char *path, const char *unit,
                                    double least, double most, double *value, struct why *);
MUST_CHECK enum err settings_flag(struct settings *, const char *path, bool *value, struct why *);
MUST_CHECK enum err settings_text(struct settings *, const char *path, const char **value,
                                  struct why *);

/* Required: absent is ERR_RANGE and a sentence. */
MUST_CHECK enum err settings_need_number(struct settings *, const char *path, const char *unit,
                                         double least, double most, double *value, struct why *);

/* Every setting was asked for; else ERR_UNKNOWN, naming the first that was not and its nearest
 * known neighbour. */
MUST_CHECK enum err settings_all_used(const struct settings *, struct why *);

#endif
