#include "bench_described_inside.h"

#include "base/names.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ what is there */

/* The names in the table at `path`, each once: "who" of "questions.who.send". */
enum err described_names_of(const struct settings *settings, const char *path,
                         char names[NAMES_MAX][NAME_SIZE], size_t *count, struct why *why)
{
    const size_t length = strlen(path);

    *count = 0;
    for (size_t i = 0; i < settings->count; i++) {
        const char *item = settings->items[i].path;
        size_t      end;

        if (strncmp(item, path, length) != 0 || item[length] != '.')
            continue;
        end = strcspn(item + length + 1, ".[");
        if (end >= NAME_SIZE)
            return why_say(why, ERR_LIMIT, "%s: a name is longer than %d characters", item,
                           NAME_SIZE - 1);
        if (*count > 0 && strlen(names[*count - 1]) == end
            && strncmp(names[*count - 1], item + length + 1, end) == 0)
            continue;
        if (*count == NAMES_MAX)
            return why_say(why, ERR_LIMIT, "%s has more than %d entries", path, NAMES_MAX);
        snprintf(names[(*count)++], NAME_SIZE, "%.*s", (int)end, item + length + 1);
    }
    return ERR_OK;
}

const char *described_path_join(char out[PATH_SIZE], const char *table, const char *name,
                             const char *field)
{
    snprintf(out, PATH_SIZE, "%.20s.%.39s%s%.20s", table, name, *field ? "." : "", field);
    return out;
}

enum err described_text_at(struct described_reading *r, const char *path, char *out, size_t size,
                        struct why *why)
{
    const char *text = NULL;

    TRY(settings_text(&r->settings, path, &text, why));
    if (text && strlen(text) >= size)
        return why_say(why, ERR_RANGE, "%s is longer than %zu characters", path, size - 1);
    if (text)
        memcpy(out, text, strlen(text) + 1);
    return ERR_OK;
}

/* ------------------------------------------------------------------ names of ours */

enum err described_reading_find(const char *path, const char *name, enum device_reading *reading,
                             struct why *why)
{
    const char *names[DEVICE_READING_COUNT];
    char        what[PATH_SIZE + 40];

    for (int i = 0; i < DEVICE_READING_COUNT; i++) {
        names[i] = device_readings[i].name;
        if (strcmp(names[i], name) == 0) {
            *reading = (enum device_reading)i;
            return ERR_OK;
        }
    }
    snprintf(what, sizeof what, "%s: instruments have no reading", path);
    return why_unknown(why, what, name, names, DEVICE_READING_COUNT);
}

enum err described_label_find(const char *path, const char *text, const char *const *labels,
                           size_t count, int *at, struct why *why)
{
    char what[PATH_SIZE + 40];

    for (size_t i = 0; i < count; i++)
        if (strcmp(labels[i], text) == 0) {
            *at = (int)i;
            return ERR_OK;
        }
    snprintf(what, sizeof what, "%s: there is no", path);
    return why_unknown(why, what, text, labels, count);
}

static enum err question_find(const struct described_reading *r, const char *path,
                              const char *name, int *question, struct why *why)
{
    const char *names[DESCRIBED_QUESTIONS_MAX];
    char        what[PATH_SIZE + 40];
    size_t      count = r->described->type.question_count;

    for (size_t i = 0; i < count; i++) {
        names[i] = r->questions[i];
        if (strcmp(names[i], name) == 0) {
            *question = (int)i;
            return ERR_OK;
        }
    }
    snprintf(what, sizeof what, "%s: there is no question", path);
    return why_unknown(why, what, name, names, count);
}

/* A question by name in a text at the path; absent leaves DEVICE_NO_QUESTION. */
enum err described_question_at(struct described_reading *r, const char *path, int *question,
                               struct why *why)
{
    char name[NAME_SIZE] = "";

    *question = DEVICE_NO_QUESTION;
    TRY(described_text_at(r, path, name, sizeof name, why));
    return name[0] ? question_find(r, path, name, question, why) : ERR_OK;
}

/* ------------------------------------------------------------------ fields */

static enum err words_read(struct described_reading *r, const char *path,
                           struct described_field *field, struct why *why)
{
    char   words[NAMES_MAX][NAME_SIZE], below[PATH_SIZE];
    size_t count = 0;

    TRY(described_names_of(&r->settings, path, words, &count, why));
    if (count > DESCRIBED_WORDS_MAX)
        return why_say(why, ERR_LIMIT, "%s has more than %u words", path, DESCRIBED_WORDS_MAX);
    for (size_t i = 0; i < count; i++) {
        snprintf(below, sizeof below, "%.40s.%.40s", path, words[i]);
        snprintf(field->words[i].word, sizeof field->words[i].word, "%.23s", words[i]);
        TRY(settings_number(&r->settings, below, "", -1e12, 1e12, &field->words[i].value, why));
    }
    field->word_count = count;
    return ERR_OK;
}

static enum err scaling_read(struct described_reading *r, const char *name,
                             struct described_field *field, struct why *why)
{
    const struct device_word *word = &device_readings[field->reading];
    char                      path[PATH_SIZE];

    field->scale = 1;
    field->least = word->least;
    field->most = word->most;
    TRY(settings_number(&r->settings, described_path_join(path, "fields", name, "scale"), "", -1e12,
                        1e12, &field->scale, why));
    if (field->scale == 0)
        return why_say(why, ERR_RANGE, "%s = 0 makes 0 of every number", path);
    TRY(settings_number(&r->settings, described_path_join(path, "fields", name, "offset"),
                        word->unit, -1e12, 1e12, &field->offset, why));
    TRY(settings_number(&r->settings, described_path_join(path, "fields", name, "least"),
                        word->unit, word->least, word->most, &field->least, why));
    return settings_number(&r->settings, described_path_join(path, "fields", name, "most"),
                           word->unit, field->least, word->most, &field->most, why);
}

static enum err field_read(struct described_reading *r, const char *name,
                           struct described_field *field, struct why *why)
{
    char path[PATH_SIZE], reading[NAME_SIZE] = "";

    snprintf(field->name, sizeof field->name, "%.31s", name);
    TRY(settings_flag(&r->settings, described_path_join(path, "fields", name, "identity"),
                      &field->is_identity, why));
    if (field->is_identity)
        return ERR_OK;
    snprintf(reading, sizeof reading, "%.39s", name);
    TRY(described_text_at(r, described_path_join(path, "fields", name, "reading"), reading,
                          sizeof reading, why));
    TRY(described_reading_find(path, reading, &field->reading, why));
    TRY(scaling_read(r, name, field, why));
    return words_read(r, described_path_join(path, "fields", name, "words"), field, why);
}

enum err described_fields_read(struct described_reading *r, struct why *why)
{
    struct described *d = r->described;
    const size_t      most = sizeof d->fields / sizeof *d->fields;
    char              names[NAMES_MAX][NAME_SIZE];
    size_t            count = 0;

    TRY(described_names_of(&r->settings, "fields", names, &count, why));
    if (count > most)
        return why_say(why, ERR_LIMIT, "fields: more than %zu", most);
    for (size_t i = 0; i < count; i++)
        TRY(field_read(r, names[i], &d->fields[d->field_count++], why));
    return ERR_OK;
}

/* A field of a pattern that has a reading's own name describes itself. */
static void pattern_fields_add(struct described *d, const struct line_pattern *pattern)
{
    const size_t most = sizeof d->fields / sizeof *d->fields;

    for (size_t i = 0; i < pattern->field_count; i++) {
        const char *name = pattern->fields[i].name;
        bool        is_there = false;

        for (size_t f = 0; f < d->field_count; f++)
            is_there |= strcmp(d->fields[f].name, name) == 0;
        for (int w = 0; w < DEVICE_READING_COUNT && !is_there && d->field_count < most; w++) {
            struct described_field *field = &d->fields[d->field_count];

            if (strcmp(device_readings[w].name, name) != 0)
                continue;
            *field = (struct described_field){ .reading = (enum device_reading)w, .scale = 1,
                                               .least = device_readings[w].least,
                                               .most = device_readings[w].most };
            snprintf(field->name, sizeof field->name, "%s", name);
            d->field_count++;
        }
    }
}

enum err described_pattern_at(struct described_reading *r, const char *path,
                              struct line_pattern *pattern, bool *is_there, struct why *why)
{
    const char *text = NULL;

    TRY(settings_text(&r->settings, path, &text, why));
    *is_there = text != NULL;
    if (!text)
        return ERR_OK;
    if (line_pattern_read(pattern, text, why) != ERR_OK) {
        why_prefix(why, "%s: ", path);
        return ERR_PARSE;
    }
    pattern_fields_add(r->described, pattern);
    return ERR_OK;
}

