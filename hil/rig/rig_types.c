#include "base/text.h"
#include "rig_ablation.h"
#include "rig_infusion.h"
#include "rig_injection.h"

#include <string.h>

#define RIGS_MAX 16

const struct rig_type *const rig_types[] = { &rig_ablation, &rig_infusion, &rig_injection, NULL };

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
