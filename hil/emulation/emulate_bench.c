/* A bench file's other half: every instrument that it names, at the port where the bench looks for
 * it. */
#include "emulate_inside.h"

#include "drivers/described.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A bench that is for a cable has no place here. */
static enum err address_check(const struct bench_place *place, const char *role, struct why *why)
{
    if (place->address.kind == PORT_KIND_PTY || place->address.kind == PORT_KIND_TCP)
        return ERR_OK;
    return why_say(why, ERR_RANGE, "the bench's %s is at %s, where a real one may be: emulate it "
                   "by its name (painrig emulate %s --pty /tmp/%s) and give a bench file that port",
                   role, place->address_text, place->driver->name, role);
}

static enum err device_of(const struct bench_place *place, struct emulation_device *device,
                            struct why *why)
{
    if (!place->described)
        return emulation_device_find(place->driver->name, device, why);
    *device = (struct emulation_device){
        .name = place->driver->name, .sentence = place->driver->sentence,
        .line = place->driver->line, .emulator = &emulator_described,
        .described = place->described, .identity = place->identity,
    };
    return ERR_OK;
}

/* What the bench says of the instrument that the emulator knows too: its address, its mode. */
static enum err settings_take(const struct emulation_device *device,
                              const struct bench_place *place, struct settings *settings,
                              struct why *why)
{
    const struct emulator_type *type = device->emulator;

    for (size_t s = 0; type && s < type->setting_count; s++)
        for (size_t i = 0; i < place->settings.count; i++) {
            const struct setting *item = &place->settings.items[i];
            enum err              err;

            if (strcmp(item->path, type->settings[s].name) != 0)
                continue;
            err = item->kind == SETTING_TEXT
                ? settings_add_text(settings, item->path, item->text)
                : settings_add_number(settings, item->path, item->number);
            if (err != ERR_OK)
                return why_say(why, err, "%s: %s", item->path, err_text(err));
        }
    return ERR_OK;
}

static enum err place_take(struct emulate *emulate, enum device_role role, struct why *why)
{
    const struct bench_place *from = &emulate->bench->places[role];
    struct emulation_device  *device = &emulate->devices[emulate->count].device;
    struct emulate_place     *place = &emulate->places[emulate->count];

    TRY(address_check(from, device_role_labels[role], why));
    TRY(device_of(from, device, why));
    snprintf(place->given, sizeof place->given, "%s", from->address_text);
    place->at = from->address;
    place->line = from->line;
    emulate->count++;
    return settings_take(device, from, &place->settings, why);
}

enum err emulate_bench_read(struct emulate *emulate, const char *path, struct why *why)
{
    emulate->bench = calloc(1, sizeof *emulate->bench);
    if (!emulate->bench)
        return why_say(why, ERR_MEMORY, "no memory for the bench");
    TRY(bench_load(emulate->bench, path, why));
    for (int role = 0; role < DEVICE_ROLE_COUNT; role++) {
        const struct bench_place *place = &emulate->bench->places[role];

        if (!place->is_there)
            continue;
        if (role != DEVICE_ROLE_STAND) {
            TRY(place_take(emulate, (enum device_role)role, why));
            continue;
        }
        TRY(address_check(place, "stand", why));
        emulate->control_given = place->address_text;
        emulate->control_at = place->address;
    }
    return emulate->count > 0 ? ERR_OK
                              : why_say(why, ERR_RANGE, "the bench has nothing but a stand: there "
                                        "is no device to emulate");
}
