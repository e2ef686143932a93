/* emulator_named.h - the emulator that plays a driver's instrument. */
#ifndef PAINRIG_TESTS_EMULATOR_NAMED_H
#define PAINRIG_TESTS_EMULATOR_NAMED_H

#include "drivers/mock/emulator.h"

#include <string.h>

/* NULL: there is none. */
static inline const struct emulator_type *emulator_named(const char *driver)
{
    for (size_t i = 0; emulator_types[i]; i++)
        if (strcmp(emulator_types[i]->name, driver) == 0)
            return emulator_types[i];
    return NULL;
}

#endif
