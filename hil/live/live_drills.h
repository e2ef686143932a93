/* live_drills.h - the drills that there are: scenarios of a folder that have a `drill` table. */
#ifndef PAINRIG_HIL_LIVE_DRILLS_H
#define PAINRIG_HIL_LIVE_DRILLS_H

#include "base/err.h"
#include "base/why.h"

#include <stddef.h>

#define LIVE_DRILLS_MAX 64
#define LIVE_DRILL_PATH_SIZE 600

struct live_drill {
    char   name[64], path[LIVE_DRILL_PATH_SIZE];
    char   title[160], rig[32], sentence[400];
    double points;
    char   trouble[400];            /* why it cannot be played; "" */
};

struct live_drills { struct live_drill *drills; size_t count; };

/* Those of `folder`, in order of their names; a folder that is not there has none. A file that does
 * not load is there with its trouble; one that is no drill is not. */
MUST_CHECK enum err live_drills_load(struct live_drills *, const char *folder, struct why *);
void live_drills_free(struct live_drills *);

/* ERR_UNKNOWN with the nearest; ERR_REFUSED and its trouble. */
MUST_CHECK enum err live_drills_find(const struct live_drills *, const char *name,
                                     const struct live_drill **, struct why *);

#endif
