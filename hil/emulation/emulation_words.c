/* Names of what is emulated: knobs and signals of all parts, by their whole name or its end. */
#include "base/text.h"
#include "emulation_inside.h"

#include <stdlib.h>
#include <string.h>

/* "ne1000.stall" is "stall" where nobody but a ne1000 is there. */
static const char *short_name(const struct emulation *emulation, const char *full_name)
{
    size_t count = strlen(emulation->only);

    if (count > 0 && strncmp(full_name, emulation->only, count) == 0 && full_name[count] == '.')
        return full_name + count + 1;
    return full_name;
}

static struct emulation_word *word_add(struct emulation *emulation, size_t part, size_t index,
                                       const char *name)
{
    const char            *group = emulation->parts[part].name;
    struct emulation_word *word = &emulation->words[emulation->word_count];
    char                  *full_name = emulation->names[emulation->word_count++];

    snprintf(full_name, EMULATION_NAME_SIZE, "%.40s%s%.50s", group, *group ? "." : "", name);
    *word = (struct emulation_word){ .part = part, .index = index, .full_name = full_name,
                                     .name = short_name(emulation, full_name) };
    return word;
}

static void part_add(struct emulation *emulation, size_t part)
{
    const struct rig_type *type = emulation->parts[part].rig->type;

    for (size_t i = 0; i < type->knob_count; i++) {
        const struct knob     *knob = &type->knobs[i];
        struct emulation_word *word = word_add(emulation, part, i, knob->name);

        word->kind = EMULATION_KNOB;
        word->unit = knob->unit;
        word->sentence = knob->sentence;
        word->least = knob->least;
        word->most = knob->most;
        word->labels = knob->labels;
    }
    for (size_t i = 0; i < type->signal_count; i++) {
        const struct signal   *signal = &type->signals[i];
        struct emulation_word *word = word_add(emulation, part, i, signal->name);

        word->kind = EMULATION_SIGNAL;
        word->unit = signal->unit;
        word->sentence = signal->sentence;
        word->least = signal->least;
        word->most = signal->most;
        word->labels = signal->labels;
    }
}

enum err emulation_words_make(struct emulation *emulation)
{
    size_t count = 0;

    for (size_t i = 0; i < emulation->part_count; i++)
        count += emulation->parts[i].rig->type->knob_count
               + emulation->parts[i].rig->type->signal_count;
    emulation->words = calloc(count, sizeof *emulation->words);
    emulation->names = calloc(count, sizeof *emulation->names);
    if (!emulation->words || !emulation->names)
        return ERR_MEMORY;
    for (size_t i = 0; i < emulation->part_count; i++)
        part_add(emulation, i);
    return ERR_OK;
}

bool emulation_word_at(const struct emulation *emulation, size_t n, struct emulation_word *word)
{
    if (n >= emulation->word_count)
        return false;
    *word = emulation->words[n];
    return true;
}

/* The whole name, or all of it behind one of its dots. */
static bool is_called(const struct emulation_word *word, const char *name)
{
    size_t whole = strlen(word->full_name), count = strlen(name);

    if (count > whole || strcmp(word->full_name + whole - count, name) != 0)
        return false;
    return count == whole || word->full_name[whole - count - 1] == '.';
}

static const char *const kinds[] = { [EMULATION_SIGNAL] = "signal", [EMULATION_KNOB] = "knob" };

static enum err unknown_refuse(const struct emulation *emulation, enum emulation_kind kind,
                               const char *name, struct why *why)
{
    const char **names = calloc(emulation->word_count, sizeof *names), *nearest = NULL;
    size_t       count = 0;

    for (size_t i = 0; names && i < emulation->word_count; i++)
        if (emulation->words[i].kind == kind)
            names[count++] = emulation->words[i].name;
    if (names)
        nearest = text_nearest(name, names, count);
    free(names);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "there is no %s '%.60s': did you mean '%s'?", kinds[kind],
                       name, nearest);
    return why_say(why, ERR_UNKNOWN, "there is no %s '%.60s'", kinds[kind], name);
}

static const struct emulation_word *exact_find(const struct emulation *emulation,
                                               enum emulation_kind kind, const char *name)
{
    for (size_t i = 0; i < emulation->word_count; i++) {
        const struct emulation_word *word = &emulation->words[i];

        if (word->kind == kind
            && (strcmp(word->name, name) == 0 || strcmp(word->full_name, name) == 0))
            return word;
    }
    return NULL;
}

enum err emulation_find(const struct emulation *emulation, enum emulation_kind kind,
                        const char *name, struct emulation_word *word, struct why *why)
{
    const struct emulation_word *exact = exact_find(emulation, kind, name), *found = exact;

    for (size_t i = 0; !exact && i < emulation->word_count; i++) {
        const struct emulation_word *each = &emulation->words[i];

        if (each->kind != kind || !is_called(each, name))
            continue;
        if (found)
            return why_say(why, ERR_LIMIT, "'%.60s' may be '%s' or '%s': say which", name,
                           found->full_name, each->full_name);
        found = each;
    }
    if (!found)
        return unknown_refuse(emulation, kind, name, why);
    *word = *found;
    return ERR_OK;
}
