#include "rig_emulators.h"
#include "drivers/port_listen.h"
#include "rig_emulators_world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 64
#define DECIMALS  6

struct place {
    const struct emulator_type *type;
    struct emulator            *emulator;
    struct port                *port;
    bool                        is_listener;
    size_t                      first_knob, first_signal;
};

struct emulators {
    struct rig            rig;
    struct rig_type       type;
    struct emulator_world world;
    struct place          places[RIG_EMULATORS_MAX];
    size_t                count;
    size_t                world_knob, world_signal;     /* the first of them */
    struct signal        *signals;
    struct knob          *knobs;
    char                (*names)[NAME_SIZE];            /* of both */
    const char           *headline[1];
};

/* ---- tables ---- */

static const char *name_keep(struct emulators *emulators, const char *group, const char *name)
{
    size_t n = emulators->type.signal_count + emulators->type.knob_count;

    snprintf(emulators->names[n], NAME_SIZE, "%s.%s", group, name);
    return emulators->names[n];
}

static void signal_add(struct emulators *emulators, const char *group,
                       const struct emulator_word *word)
{
    const char *name = name_keep(emulators, group, word->name);
    bool        is_count = word->labels || strcmp(word->unit, "-") == 0;

    emulators->signals[emulators->type.signal_count++] = (struct signal){
        .name = name, .unit = word->unit, .least = word->least, .most = word->most,
        .decimals = is_count ? 0 : DECIMALS, .sentence = word->sentence, .labels = word->labels,
    };
}

static void knob_add(struct emulators *emulators, const char *group,
                     const struct emulator_word *word, double rest)
{
    const char *name = name_keep(emulators, group, word->name);

    emulators->knobs[emulators->type.knob_count++] = (struct knob){
        .name = name, .unit = word->unit, .least = word->least, .most = word->most, .rest = rest,
        .sentence = word->sentence, .kind = KNOB_FAULT, .labels = word->labels,
    };
}

static const struct emulator_word has_client = {
    "has_client", "-", 0, 1, "1 while somebody has its port open", NULL
};

static void place_name(struct emulators *emulators, struct place *place, const char *name)
{
    const struct emulator_type *type = place->type;

    place->first_signal = emulators->type.signal_count;
    for (size_t i = 0; i < type->signal_count; i++)
        signal_add(emulators, name, &type->signals[i]);
    signal_add(emulators, name, &has_client);
    place->first_knob = emulators->type.knob_count;
    for (size_t i = 0; i < type->knob_count; i++)
        knob_add(emulators, name, &type->knobs[i], 0);
}

static void world_name(struct emulators *emulators)
{
    emulators->world_signal = emulators->type.signal_count;
    for (size_t i = 0; i < emulators_world_signal_count; i++)
        signal_add(emulators, "world", &emulators_world_signals[i]);
    emulators->world_knob = emulators->type.knob_count;
    for (size_t i = 0; i < emulators_world_knob_count; i++)
        knob_add(emulators, "world", &emulators_world_knobs[i],
                 emulators_world_at_rest(&emulators->world, i));
}

static enum err tables_take(struct emulators *emulators, const struct rig_emulators_setup *setup)
{
    size_t signals = emulators_world_signal_count, knobs = emulators_world_knob_count;

    for (size_t i = 0; i < setup->count; i++) {
        signals += setup->places[i].type->signal_count + 1;
        knobs += setup->places[i].type->knob_count;
    }
    emulators->signals = calloc(signals, sizeof *emulators->signals);
    emulators->knobs = calloc(knobs, sizeof *emulators->knobs);
    emulators->names = calloc(signals + knobs, sizeof *emulators->names);
    return emulators->signals && emulators->knobs && emulators->names ? ERR_OK : ERR_MEMORY;
}

/* ---- the rig ---- */

static void emulators_destroy(struct rig *rig)
{
    struct emulators *emulators = (struct emulators *)rig;

    for (size_t i = 0; i < emulators->count; i++)
        emulators->places[i].type->destroy(emulators->places[i].emulator);
    free(emulators->signals);
    free(emulators->knobs);
    free(emulators->names);
    free(emulators);
}

static enum err emulators_turn(struct rig *rig, size_t knob, double value)
{
    struct emulators *emulators = (struct emulators *)rig;

    if (knob >= emulators->world_knob) {
        emulators_world_turn(&emulators->world, knob - emulators->world_knob, value);
        return ERR_OK;
    }
    for (size_t i = emulators->count; i-- > 0;) {
        struct place *place = &emulators->places[i];

        if (knob < place->first_knob)
            continue;
        place->type->turn(place->emulator, knob - place->first_knob, value);
        return ERR_OK;
    }
    return ERR_BUG;
}

static enum err emulators_tick(struct rig *rig, double t_s, double *values, struct why *why)
{
    struct emulators *emulators = (struct emulators *)rig;

    (void)why;
    for (size_t i = 0; i < emulators->count; i++) {
        struct place *place = &emulators->places[i];
        double       *row = values + place->first_signal;

        place->type->step(place->emulator, place->port, t_s, rig->tick_s, &emulators->world, row);
        row[place->type->signal_count] = place->is_listener ? port_listen_is_used(place->port)
                                                            : (double)NAN;
    }
    emulator_world_step(&emulators->world, rig->tick_s);
    emulators_world_see(&emulators->world, values + emulators->world_signal);
    return ERR_OK;
}

static bool emulators_next_event(struct rig *rig, struct event *event)
{
    (void)rig;
    (void)event;
    return false;
}

static enum err emulators_show(struct rig *rig, struct exhibits *exhibits, struct why *why)
{
    (void)rig;
    (void)exhibits;
    (void)why;
    return ERR_OK;
}

/* What is emulated here harms nobody, and its client is somebody else. */
static enum err emulators_make_safe(struct rig *rig)
{
    (void)rig;
    return ERR_OK;
}

static enum err place_make(struct emulators *emulators, const struct rig_emulators_place *given,
                           uint64_t seed, struct why *why)
{
    struct place *place = &emulators->places[emulators->count];
    char          address[PORT_ADDRESS_SIZE + 16];
    enum err      err = given->described
                      ? described_emulator_create(&place->emulator, given->described,
                                                  given->identity, why)
                      : given->type->create(&place->emulator, given->settings, seed, why);

    if (err == ERR_OK) {
        emulators->count++;
        place->type = given->type;
        place->port = given->port;
        port_listen_address(given->port, address);
        place->is_listener = address[0] != '\0';
        place_name(emulators, place, given->name);
        err = settings_all_used(given->settings, why);
    }
    if (err != ERR_OK)
        why_prefix(why, "%s: ", given->name);
    return err;
}

enum err rig_emulators_create(struct rig **rig, const struct rig_emulators_setup *setup,
                              struct why *why)
{
    struct emulators *emulators = calloc(1, sizeof *emulators);
    enum err          err;

    if (!emulators)
        return ERR_MEMORY;
    emulator_world_begin(&emulators->world);
    emulators->world.load_ohm = RIG_EMULATORS_DUMMY_OHM;
    emulators->rig.type = &emulators->type;
    emulators->rig.tick_s = setup->tick_s > 0 ? setup->tick_s : RIG_EMULATORS_TICK_S;
    emulators->type = (struct rig_type){
        .name = RIG_EMULATORS_NAME, .sentence = "emulated instruments around one world",
        .tick_s = emulators->rig.tick_s, .tick_least_s = RIG_TICK_S_LEAST, .tick_most_s = 1,
        .headline = emulators->headline, .turn = emulators_turn, .tick = emulators_tick,
        .next_event = emulators_next_event, .show = emulators_show,
        .make_safe = emulators_make_safe, .destroy = emulators_destroy,
    };
    err = setup->count <= RIG_EMULATORS_MAX
        ? tables_take(emulators, setup)
        : why_say(why, ERR_LIMIT, "%zu instruments are more than %d", setup->count,
                  RIG_EMULATORS_MAX);
    for (size_t i = 0; err == ERR_OK && i < setup->count; i++)
        err = place_make(emulators, &setup->places[i], setup->seed + i, why);
    if (err != ERR_OK) {
        emulators_destroy(&emulators->rig);
        return err;
    }
    world_name(emulators);
    emulators->type.signals = emulators->signals;
    emulators->type.knobs = emulators->knobs;
    *rig = &emulators->rig;
    return ERR_OK;
}
