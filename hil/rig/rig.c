#include "rig.h"
#include "base/text.h"

#include <string.h>

#define MUTANTS_MAX 256
#define RIGS_MAX    16

enum err rig_tick_check(const struct rig_type *type, double tick_s, struct why *why)
{
    const double slack = 1e-9;      /* of 0.1 written as 1/10 */

    if (tick_s == 0 || (tick_s >= RIG_TICK_S_LEAST * (1 - slack) &&
                        tick_s >= type->tick_least_s * (1 - slack) &&
                        tick_s <= type->tick_most_s * (1 + slack)))
        return ERR_OK;
    if (type->tick_least_s == type->tick_most_s)
        return why_say(why, ERR_RANGE, "tick_s = %g s: the %s rig's tick is always %g s: leave "
                                       "tick_s out", tick_s, type->name, type->tick_s);
    return why_say(why, ERR_RANGE, "tick_s = %g s is out of range: the %s rig takes %g to %g s",
                   tick_s, type->name, type->tick_least_s, type->tick_most_s);
}

enum err rig_mutant_find(const struct rig_type *type, const char *name,
                         const struct mutant **mutant, struct why *why)
{
    const char *names[MUTANTS_MAX], *nearest;
    size_t      count = 0;

    for (; count < type->mutant_count && count < MUTANTS_MAX; count++) {
        names[count] = type->mutants[count].name;
        if (strcmp(names[count], name) != 0)
            continue;
        *mutant = &type->mutants[count];
        return ERR_OK;
    }
    nearest = text_nearest(name, names, count);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "the %s rig has no mutant \"%s\": did you mean \"%s\"?",
                       type->name, name, nearest);
    return why_say(why, ERR_UNKNOWN, "the %s rig has no mutant \"%s\"", type->name, name);
}

size_t rig_state_signal(const struct rig_type *type)
{
    for (const char *const *name = type->headline; name && *name; name++) {
        size_t at = signal_find(type->signals, type->signal_count, *name);

        if (at != SIGNAL_NONE && type->signals[at].labels)
            return at;
    }
    return SIGNAL_NONE;
}

enum err rig_find(const char *name, const struct rig_type **type, struct why *why)
{
    const char *names[RIGS_MAX], *nearest;
    char        known[300];
    struct text text = text_over(known, sizeof known);
    size_t      count = 0;

    for (; rig_types[count] && count < RIGS_MAX; count++) {
        names[count] = rig_types[count]->name;
        if (strcmp(names[count], name) != 0)
            continue;
        *type = rig_types[count];
        return ERR_OK;
    }
    nearest = text_nearest(name, names, count);
    text_join(&text, names, count);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "there is no rig \"%s\": did you mean \"%s\"? (known: %s)",
                       name, nearest, known);
    return why_say(why, ERR_UNKNOWN, "there is no rig \"%s\"; known: %s", name, known);
}
