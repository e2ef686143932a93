/* Which devices there are, and what they are called. */
#include "base/names.h"
#include "emulation.h"
#include "hil/rig/rig_ablation.h"
#include "hil/rig/rig_infusion.h"

#include <string.h>

#define NAMES_MAX 64u

/* The line is that of the protocols' own documents, GENERATOR_PROTOCOL.md and PUMP_PROTOCOL.md. A
 * tick is what a host may wait for an answer beside the line's own time. */
static const struct emulation_device own[] = {
    { .name = "rf-generator", .sentence = "the reference generator, its needle in tissue",
      .line = { 115200, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, .rig = &rig_ablation },
    { .name = "it-pump", .sentence = "the reference pump, its catheter in the spinal canal",
      .line = { 115200, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE }, .rig = &rig_infusion,
      .tick_s = 0.01 },
};

#define OWN_COUNT (sizeof own / sizeof *own)

bool emulation_device_at(size_t n, struct emulation_device *device)
{
    const struct emulator_type *type;

    if (n < OWN_COUNT) {
        *device = own[n];
        return true;
    }
    type = emulator_types[n - OWN_COUNT];
    if (!type)
        return false;
    *device = (struct emulation_device){ .name = type->name, .sentence = type->sentence,
                                         .line = type->line, .emulator = type };
    return true;
}

enum err emulation_device_find(const char *name, struct emulation_device *device, struct why *why)
{
    const char             *names[NAMES_MAX];
    struct emulation_device each;
    size_t                  count = 0;

    for (; count < NAMES_MAX && emulation_device_at(count, &each); count++) {
        names[count] = each.name;
        if (strcmp(each.name, name) != 0)
            continue;
        *device = each;
        return ERR_OK;
    }
    return why_unknown(why, "there is no device", name, names, count);
}

static size_t earlier(const struct emulation_place *places, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += strcmp(places[i].device.name, places[n].device.name) == 0;
    return count;
}

void emulation_names(const struct emulation_place *places, size_t count,
                     char names[][EMULATION_NAME_SIZE])
{
    for (size_t i = 0; i < count; i++) {
        size_t before = earlier(places, i);

        snprintf(names[i], EMULATION_NAME_SIZE, "%.60s", places[i].device.name);
        for (char *at = names[i]; *at; at++)
            if (*at == '-')
                *at = '_';
        if (before > 0)
            snprintf(names[i] + strlen(names[i]), 16, "_%zu", before + 1);
    }
}
