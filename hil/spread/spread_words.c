#include "spread_words.h"

#include "base/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct spread_unit spread_unit_for(double most_kg_per_m3)
{
    if (most_kg_per_m3 * MG_PER_L_PER_KG_PER_M3 >= 0.1)
        return (struct spread_unit){ "ug/ml", "ug/mL", MG_PER_L_PER_KG_PER_M3 };
    return (struct spread_unit){ "ng/ml", "ng/mL", NG_PER_ML_PER_KG_PER_M3 };
}

void spread_number(double value, char *out, size_t size)
{
    int decimals = value < 0.01 ? 4 : value < 0.1 ? 3 : value < 1 ? 2 : value < 10 ? 1 : 0;

    if (isnan(value))
        snprintf(out, size, "-");
    else if (value < 1e-3)
        snprintf(out, size, "0");
    else
        snprintf(out, size, "%.*f", decimals, value);
}

void spread_time(double seconds, char *out, size_t size)
{
    if (seconds < 100)
        snprintf(out, size, "%.3g s", seconds);
    else if (seconds < S_PER_HOUR)
        snprintf(out, size, "%.3g min", seconds / S_PER_MIN);
    else if (seconds < 10 * S_PER_DAY - 1)
        snprintf(out, size, "%.3g h", seconds / S_PER_HOUR);
    else
        snprintf(out, size, "%.3g d", seconds / S_PER_DAY);
}

bool spread_is_unverified(const char *source)
{
    size_t count = source ? strlen(source) : 0;

    return count >= 3 && strcmp(source + count - 3, "(u)") == 0;
}
