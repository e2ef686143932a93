#include "live_drills.h"
#include "base/text.h"
#include "hil/script/script.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_lua(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot && dot > entry->d_name && strcmp(dot, ".lua") == 0;
}

static int name_order(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* ERR_REFUSED: it is a scenario, and no drill. */
static enum err drill_read(struct live_drill *drill, struct why *why)
{
    struct script_setup           setup = { .seed = 1 };
    const struct script_scenario *scenario;
    struct script                *script = NULL;
    enum err                      err;

    TRY(script_create(&script, &setup, why));
    err = script_load(script, drill->path, why);
    scenario = script_scenario(script);
    if (err == ERR_OK && !*scenario->drill.sentence)
        err = ERR_REFUSED;
    if (err == ERR_OK) {
        snprintf(drill->title, sizeof drill->title, "%s", scenario->title);
        snprintf(drill->rig, sizeof drill->rig, "%s", scenario->rig);
        snprintf(drill->sentence, sizeof drill->sentence, "%s", scenario->drill.sentence);
        drill->points = scenario->drill.points;
    }
    script_destroy(script);
    return err;
}

static void drill_add(struct live_drills *drills, const char *folder, const char *file)
{
    struct live_drill *drill = &drills->drills[drills->count];
    struct why         why = { "" };
    enum err           err;

    *drill = (struct live_drill){ .points = 0 };
    snprintf(drill->path, sizeof drill->path, "%.300s/%.255s", folder, file);
    text_script_name(file, drill->name, sizeof drill->name);
    err = drill_read(drill, &why);
    if (err == ERR_REFUSED)
        return;
    if (err != ERR_OK) {
        snprintf(drill->title, sizeof drill->title, "%s", drill->name);
        snprintf(drill->trouble, sizeof drill->trouble, "%.399s", why_text(&why, err));
    }
    drills->count++;
}

enum err live_drills_load(struct live_drills *drills, const char *folder, struct why *why)
{
    struct dirent **entries = NULL;
    int             count = scandir(folder, &entries, is_lua, name_order);

    *drills = (struct live_drills){ .count = 0 };
    if (count < 0)
        return ERR_OK;
    drills->drills = calloc(LIVE_DRILLS_MAX, sizeof *drills->drills);
    for (int i = 0; i < count; i++) {
        if (drills->drills && drills->count < LIVE_DRILLS_MAX)
            drill_add(drills, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return drills->drills ? ERR_OK : why_say(why, ERR_MEMORY, "no memory for the drills");
}

void live_drills_free(struct live_drills *drills)
{
    free(drills->drills);
    *drills = (struct live_drills){ .count = 0 };
}

enum err live_drills_find(const struct live_drills *drills, const char *name,
                          const struct live_drill **found, struct why *why)
{
    const char *names[LIVE_DRILLS_MAX], *nearest;

    for (size_t i = 0; i < drills->count; i++) {
        const struct live_drill *drill = &drills->drills[i];

        names[i] = drill->name;
        if (strcmp(drill->name, name) != 0)
            continue;
        if (*drill->trouble)
            return why_say(why, ERR_REFUSED, "the drill %s cannot be played: %s", name,
                           drill->trouble);
        *found = drill;
        return ERR_OK;
    }
    nearest = text_nearest(name, names, drills->count);
    return why_say(why, ERR_UNKNOWN, "there is no drill \"%s\"%s%s%s", name,
                   nearest ? ": did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}
