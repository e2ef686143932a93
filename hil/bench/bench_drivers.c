#include "bench_drivers.h"

#include "base/names.h"
#include "base/text.h"
#include "drivers/generator_device.h"
#include "drivers/pump_device.h"

#include <string.h>

#define DRIVERS_MAX 64u

const struct device_type bench_knobs = {
    .name = "knobs", .sentence = "a control port that speaks KNOB_PROTOCOL.md",
    .roles = 1u << DEVICE_ROLE_STAND,
    .line = { .baud = 115200, .bits = 8, .stop_bits = 1 },
};

bool bench_driver_has_client(const struct device_type *type)
{
    return type == &device_rf_generator || type == &device_it_pump;
}

static size_t all(const struct device_type *types[DRIVERS_MAX])
{
    size_t count = 0;

    for (; device_types[count] && count + 1 < DRIVERS_MAX; count++)
        types[count] = device_types[count];
    types[count++] = &bench_knobs;
    return count;
}

enum err bench_driver_find(const char *name, const struct device_type **type, struct why *why)
{
    const struct device_type *types[DRIVERS_MAX];
    const char               *names[DRIVERS_MAX];
    size_t                    count = all(types);

    for (size_t i = 0; i < count; i++) {
        names[i] = types[i]->name;
        if (strcmp(name, names[i]) != 0)
            continue;
        *type = types[i];
        return ERR_OK;
    }
    return why_unknown(why, "there is no driver", name, names, count);
}

void bench_drivers_of(enum device_role role, char *out, size_t size)
{
    const struct device_type *types[DRIVERS_MAX];
    const char               *names[DRIVERS_MAX];
    size_t                    count = all(types), some = 0;
    struct text               text = text_over(out, size);

    for (size_t i = 0; i < count; i++)
        if (types[i]->roles >> role & 1u)
            names[some++] = types[i]->name;
    text_join(&text, names, some);
}
