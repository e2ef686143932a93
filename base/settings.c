#include "settings.h"
#include "text.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTINGS_MAX 100000

/* Room for one more item of `size` bytes in *items. */
static enum err grow(void **items, size_t count, size_t *capacity, size_t size)
{
    size_t wanted = *capacity ? *capacity * 2 : 16;
    void  *moved;

    if (count < *capacity)
        return ERR_OK;
    if (wanted > SETTINGS_MAX)
        return ERR_LIMIT;
    moved = realloc(*items, wanted * size);
    if (!moved)
        return ERR_MEMORY;
    *items = moved;
    *capacity = wanted;
    return ERR_OK;
}

static enum err setting_add(struct settings *settings, const char *path, struct setting **added)
{
    void           *items = settings->items;
    struct setting *item;
    enum err        err;

    if (strlen(path) >= sizeof item->path)
        return ERR_RANGE;
    err = grow(&items, settings->count, &settings->capacity, sizeof *item);
    settings->items = items;
    TRY(err);
    item = &settings->items[settings->count++];
    memset(item, 0, sizeof *item);
    strcpy(item->path, path);
    *added = item;
    return ERR_OK;
}

enum err settings_add_number(struct settings *settings, const char *path, double value)
{
    struct setting *item;

    TRY(setting_add(settings, path, &item));
    item->kind = SETTING_NUMBER;
    item->number = value;
    return ERR_OK;
}

enum err settings_add_flag(struct settings *settings, const char *path, bool value)
{
    struct setting *item;

    TRY(setting_add(settings, path, &item));
    item->kind = SETTING_FLAG;
    item->number = value;
    return ERR_OK;
}

enum err settings_add_text(struct settings *settings, const char *path, const char *value)
{
    struct setting *item;

    if (strlen(value) >= sizeof item->text)
        return ERR_RANGE;
    TRY(setting_add(settings, path, &item));
    item->kind = SETTING_TEXT;
    strcpy(item->text, value);
    return ERR_OK;
}

void settings_free(struct settings *settings)
{
    if (!settings)
        return;
    free(settings->items);
    free(settings->asked);
    memset(settings, 0, sizeof *settings);
}

/* Asked paths are hints for a sentence; without memory for one more the sentence is poorer, nothing
 * else. */
static void remember(struct settings *settings, const char *path)
{
    void    *asked = settings->asked;
    enum err err;

    if (strlen(path) >= sizeof settings->asked[0])
        return;
    for (size_t i = 0; i < settings->asked_count; i++)
        if (strcmp(settings->asked[i], path) == 0)
            return;
    err = grow(&asked, settings->asked_count, &settings->asked_capacity, sizeof settings->asked[0]);
    settings->asked = asked;
    if (err == ERR_OK)
        strcpy(settings->asked[settings->asked_count++], path);
}

static bool is_at_or_below(const char *path, const char *top)
{
    size_t count = strlen(top);

    return strncmp(path, top, count) == 0 && (path[count] == '\0' || path[count] == '.' ||
                                              path[count] == '[');
}

bool settings_has(struct settings *settings, const char *path)
{
    remember(settings, path);
    for (size_t i = 0; i < settings->count; i++)
        if (is_at_or_below(settings->items[i].path, path))
            return true;
    return false;
}

const struct setting *settings_find(struct settings *settings, const char *path)
{
    remember(settings, path);
    for (size_t i = 0; i < settings->count; i++) {
        if (strcmp(settings->items[i].path, path) != 0)
            continue;
        settings->items[i].is_used = true;
        return &settings->items[i];
    }
    return NULL;
}

size_t settings_length(struct settings *settings, const char *path)
{
    size_t count = strlen(path), longest = 0;

    remember(settings, path);
    for (size_t i = 0; i < settings->count; i++) {
        const char   *at = settings->items[i].path;
        unsigned long entry;

        if (strncmp(at, path, count) != 0 || at[count] != '[')
            continue;
        entry = strtoul(at + count + 1, NULL, 10);
        if (entry > longest && entry <= SETTINGS_MAX)
            longest = entry;
    }
    return longest;
}

/* " mm", or nothing for a bare number. */
static void unit_add(struct text *text, const char *unit)
{
    if (unit && unit[0] && strcmp(unit, "-") != 0)
        text_add(text, " %s", unit);
}

static void range_add(struct text *text, double least, double most, const char *unit)
{
    if (!isfinite(least) && !isfinite(most))
        return;
    text_add(text, ": give %g", isfinite(least) ? least : most);
    if (isfinite(least) && isfinite(most))
        text_add(text, " to %g", most);
    unit_add(text, unit);
    if (!isfinite(most))
        text_add(text, " or more");
    else if (!isfinite(least))
        text_add(text, " or less");
}

static enum err number_refuse(const char *path, double number, const char *unit, double least,
                              double most, struct why *why)
{
    char        bytes[320];
    struct text text = text_over(bytes, sizeof bytes);

    text_add(&text, "%s = %g", path, isnan(number) ? fabs(number) : number);   /* never "-nan" */
    unit_add(&text, unit);
    text_add(&text, isfinite(number) ? " is out of range" : " is not a finite number");
    range_add(&text, least, most, unit);
    return why_say(why, ERR_RANGE, "%s", bytes);
}

static enum err kind_refuse(const struct setting *item, const char *wanted, struct why *why)
{
    if (item->kind == SETTING_TEXT)
        return why_say(why, ERR_RANGE, "%s = \"%s\" is a text: give %s", item->path, item->text,
                       wanted);
    if (item->kind == SETTING_FLAG)
        return why_say(why, ERR_RANGE, "%s = %s is a flag: give %s", item->path,
                       item->number != 0 ? "true" : "false", wanted);
    return why_say(why, ERR_RANGE, "%s = %g is a number: give %s", item->path, item->number,
                   wanted);
}

enum err settings_number(struct settings *settings, const char *path, const char *unit,
                         double least, double most, double *value, struct why *why)
{
    const struct setting *item = settings_find(settings, path);

    if (!item)
        return ERR_OK;
    if (item->kind != SETTING_NUMBER)
        return kind_refuse(item, "a number", why);
    if (!isfinite(item->number) || item->number < least || item->number > most)
        return number_refuse(path, item->number, unit, least, most, why);
    *value = item->number;
    return ERR_OK;
}

enum err settings_need_number(struct settings *settings, const char *path, const char *unit,
                              double least, double most, double *value, struct why *why)
{
    char        bytes[128];
    struct text text = text_over(bytes, sizeof bytes);

    if (settings_find(settings, path))
        return settings_number(settings, path, unit, least, most, value, why);
    range_add(&text, least, most, unit);
    return why_say(why, ERR_RANGE, "%s is missing%s", path, bytes);
}

enum err settings_flag(struct settings *settings, const char *path, bool *value, struct why *why)
{
    const struct setting *item = settings_find(settings, path);

    if (!item)
        return ERR_OK;
    if (item->kind != SETTING_FLAG)
        return kind_refuse(item, "true or false", why);
    *value = item->number != 0;
    return ERR_OK;
}

enum err settings_text(struct settings *settings, const char *path, const char **value,
                       struct why *why)
{
    const struct setting *item = settings_find(settings, path);

    if (!item)
        return ERR_OK;
    if (item->kind != SETTING_TEXT)
        return kind_refuse(item, "a text", why);
    *value = item->text;
    return ERR_OK;
}

/* Bytes of `path` in front of its last name: 10 of "electrode.gauge". */
static size_t parent_count(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot ? (size_t)(dot - path) + 1 : 0;
}

/* The names that were asked for beside `path`: "gauge, radius_mm, tip_mm". */
static void siblings_add(struct text *text, const struct settings *settings, const char *path)
{
    size_t parent = parent_count(path), said = 0;

    for (size_t i = 0; i < settings->asked_count; i++) {
        const char *asked = settings->asked[i];

        if (parent_count(asked) == parent && strncmp(asked, path, parent) == 0)
            text_add(text, "%s%s", said++ ? ", " : "; known there: ", asked + parent);
    }
}

static enum err unknown_refuse(const struct settings *settings, const char *path, struct why *why)
{
    const char **names = calloc(settings->asked_count + 1, sizeof *names);
    const char  *nearest;
    char         bytes[600];
    struct text  text = text_over(bytes, sizeof bytes);

    if (!names)
        return ERR_MEMORY;
    for (size_t i = 0; i < settings->asked_count; i++)
        names[i] = settings->asked[i];
    nearest = text_nearest(path, names, settings->asked_count);
    free(names);
    if (nearest)
        text_add(&text, ": did you mean %s?", nearest);
    else
        siblings_add(&text, settings, path);
    return why_say(why, ERR_UNKNOWN, "%s is not a known setting%s", path, bytes);
}

enum err settings_all_used(const struct settings *settings, struct why *why)
{
    for (size_t i = 0; i < settings->count; i++)
        if (!settings->items[i].is_used)
            return unknown_refuse(settings, settings->items[i].path, why);
    return ERR_OK;
}
