/* weight_unit.h - the units that balances print, in grams: the pound avoirdupois is 453.59237 g by
 * definition (international yard and pound agreement, 1959), the ounce a sixteenth of it. Pure. */
#ifndef PAINRIG_DRIVERS_WEIGHT_UNIT_H
#define PAINRIG_DRIVERS_WEIGHT_UNIT_H

#include <math.h>
#include <stddef.h>
#include <string.h>

/* NAN: it is no unit of mass that we know. */
static inline double weight_unit_g(const char *unit)
{
    static const struct { const char *name; double grams; } units[] = {
        { "g", 1 }, { "mg", 1e-3 }, { "kg", 1e3 }, { "lb", 453.59237 }, { "oz", 453.59237 / 16 },
    };

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(unit, units[i].name) == 0)
            return units[i].grams;
    return (double)NAN;
}

#endif
