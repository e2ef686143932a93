#include "signal.h"

#include <string.h>

size_t signal_find(const struct signal *signals, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(signals[i].name, name) == 0)
            return i;
    return SIGNAL_NONE;
}

size_t knob_find(const struct knob *knobs, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(knobs[i].name, name) == 0)
            return i;
    return SIGNAL_NONE;
}
