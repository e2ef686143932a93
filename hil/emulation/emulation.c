#include "emulation.h"
#include "emulation_inside.h"
#include "base/text.h"
#include "rig_emulators.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- making ---- */

static enum err part_take(struct emulation *emulation, struct rig *rig, const char *name)
{
    struct emulation_part *part = &emulation->parts[emulation->part_count++];

    part->rig = rig;
    snprintf(part->name, sizeof part->name, "%s", name);
    part->row = calloc(rig->type->signal_count + 1, sizeof *part->row);
    part->stands = calloc(rig->type->knob_count + 1, sizeof *part->stands);
    if (!part->row || !part->stands)
        return ERR_MEMORY;
    for (size_t i = 0; i < rig->type->signal_count; i++)
        part->row[i] = NAN;
    for (size_t i = 0; i < rig->type->knob_count; i++)
        part->stands[i] = rig->type->knobs[i].rest;
    return ERR_OK;
}

static enum err emulators_make(struct emulation *emulation, const struct emulation_place *places,
                               size_t count, char names[][EMULATION_NAME_SIZE], uint64_t seed,
                               struct why *why)
{
    struct rig_emulators_place theirs[EMULATION_MAX];
    struct rig_emulators_setup setup = { .places = theirs, .seed = seed };
    struct rig                *rig;

    for (size_t i = 0; i < count; i++)
        if (places[i].device.emulator)
            theirs[setup.count++] = (struct rig_emulators_place){
                .name = names[i], .type = places[i].device.emulator,
                .settings = places[i].settings, .port = places[i].port,
                .described = places[i].device.described, .identity = places[i].device.identity,
            };
    if (setup.count == 0)
        return ERR_OK;
    TRY(rig_emulators_create(&rig, &setup, why));
    return part_take(emulation, rig, "");
}

static enum err own_make(struct emulation *emulation, const struct emulation_place *place,
                         const char *name, uint64_t seed, struct why *why)
{
    struct rig_setup setup = { .settings = place->settings, .seed = seed, .host = place->port,
                               .tick_s = place->device.tick_s };
    struct rig      *rig;
    enum err         err = place->device.rig->create(&rig, &setup, why);

    if (err != ERR_OK) {
        why_prefix(why, "%s: ", place->device.name);
        return err;
    }
    TRY(part_take(emulation, rig, name));
    return settings_all_used(place->settings, why);
}

static void identity_make(struct emulation *emulation, const struct emulation_place *places,
                          size_t count, char names[][EMULATION_NAME_SIZE])
{
    struct text text = text_over(emulation->identity, sizeof emulation->identity);

    text_add(&text, "painrig");
    for (size_t i = 0; i < count; i++)
        text_add(&text, " %s", places[i].device.name);
    emulation->device_count = count;
    if (count == 1)
        memcpy(emulation->only, names[0], sizeof emulation->only);
}

enum err emulation_create(struct emulation **made, const struct emulation_place *places,
                          size_t count, uint64_t seed, struct why *why)
{
    char              names[EMULATION_MAX][EMULATION_NAME_SIZE];
    struct emulation *emulation;
    enum err          err;

    if (count > EMULATION_MAX)
        return why_say(why, ERR_LIMIT, "%zu devices are more than %d", count, EMULATION_MAX);
    emulation = calloc(1, sizeof *emulation);
    if (!emulation)
        return ERR_MEMORY;
    emulation_names(places, count, names);
    identity_make(emulation, places, count, names);
    err = emulators_make(emulation, places, count, names, seed, why);
    for (size_t i = 0; err == ERR_OK && i < count; i++)
        if (places[i].device.rig)
            err = own_make(emulation, &places[i], names[i], seed + i, why);
    if (err == ERR_OK)
        err = emulation_words_make(emulation);
    if (err == ERR_OK)
        *made = emulation;
    else
        emulation_destroy(emulation);
    return err;
}

void emulation_destroy(struct emulation *emulation)
{
    if (!emulation)
        return;
    for (size_t i = 0; i < emulation->part_count; i++) {
        struct emulation_part *part = &emulation->parts[i];

        part->rig->type->destroy(part->rig);
        free(part->row);
        free(part->stands);
    }
    free(emulation->words);
    free(emulation->names);
    free(emulation);
}

/* ---- time ---- */

static double next_s(const struct emulation_part *part)
{
    return (double)(part->tick + 1) * part->rig->tick_s;
}

/* What happened is not told: who wants to know reads the signals. */
static enum err part_tick(struct emulation_part *part, struct why *why)
{
    struct event event;
    double       t_s = next_s(part);

    part->tick++;
    TRY(part->rig->type->tick(part->rig, t_s, part->row, why));
    while (part->rig->type->next_event(part->rig, &event))
        ;
    return ERR_OK;
}

/* A quarter of the shortest tick is no time. */
static bool is_due(const struct emulation_part *part, double t_s)
{
    return next_s(part) <= t_s + RIG_TICK_S_LEAST / 4;
}

enum err emulation_run(struct emulation *emulation, double t_s, const struct rig *but,
                       struct why *why)
{
    for (size_t i = 0; i < emulation->part_count; i++) {
        struct emulation_part *part = &emulation->parts[i];

        while (part->rig != but && is_due(part, t_s))
            TRY(part_tick(part, why));
    }
    return ERR_OK;
}

double emulation_next_s(const struct emulation *emulation, const struct rig *but)
{
    double soonest_s = INFINITY;

    for (size_t i = 0; i < emulation->part_count; i++)
        if (emulation->parts[i].rig != but)
            soonest_s = fmin(soonest_s, next_s(&emulation->parts[i]));
    return soonest_s;
}

/* ---- who and what ---- */

const char *emulation_identity(const struct emulation *emulation) { return emulation->identity; }

enum err emulation_rig(struct emulation *emulation, const char *name, struct rig **rig,
                       struct why *why)
{
    struct rig *found = NULL;

    for (size_t i = 0; i < emulation->part_count; i++) {
        struct rig *each = emulation->parts[i].rig;

        if (strcmp(each->type->name, name) != 0)
            continue;
        if (found)
            return why_say(why, ERR_LIMIT, "two devices here are \"%s\" rigs: play it on one",
                           name);
        found = each;
    }
    if (!found)
        return why_say(why, ERR_UNKNOWN, "nothing that is emulated here is a rig \"%s\": rig = "
                       "\"%s\"", name, emulation->parts[0].rig->type->name);
    *rig = found;
    return ERR_OK;
}

void emulation_see(struct emulation *emulation, const struct rig *rig, const double *row,
                   const double *knobs)
{
    for (size_t i = 0; i < emulation->part_count; i++) {
        struct emulation_part *part = &emulation->parts[i];

        if (part->rig != rig)
            continue;
        memcpy(part->row, row, rig->type->signal_count * sizeof *row);
        memcpy(part->stands, knobs, rig->type->knob_count * sizeof *knobs);
    }
}

double emulation_value(const struct emulation *emulation, const struct emulation_word *word)
{
    const struct emulation_part *part = &emulation->parts[word->part];

    return word->kind == EMULATION_KNOB ? part->stands[word->index] : part->row[word->index];
}

bool emulation_can_turn(const struct emulation *emulation, const struct emulation_word *word)
{
    return word->kind == EMULATION_KNOB
        && rig_can_turn(emulation->parts[word->part].rig, word->index, NULL) == ERR_OK;
}

enum err emulation_turn(struct emulation *emulation, const struct emulation_word *word,
                        double value, struct why *why)
{
    struct emulation_part *part = &emulation->parts[word->part];
    enum err               err;

    if (!(value >= word->least && value <= word->most))
        return why_say(why, ERR_RANGE, "%s = %g is out of range: give %g to %g%s%s", word->name,
                       value, word->least, word->most, *unit_printed(word->unit) ? " " : "",
                       unit_printed(word->unit));
    TRY(rig_can_turn(part->rig, word->index, why));
    err = part->rig->type->turn(part->rig, word->index, value);
    if (err != ERR_OK)
        return why_say(why, err, "%s could not be turned: %s", word->name, err_text(err));
    part->stands[word->index] = value;
    return ERR_OK;
}
