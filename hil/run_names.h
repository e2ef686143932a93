/* run_names.h - painrig signals and painrig knobs: the names that a scenario can use, from the
 * rigs' own tables. */
#ifndef PAINRIG_HIL_RUN_NAMES_H
#define PAINRIG_HIL_RUN_NAMES_H

#include "base/why.h"
#include "hil/rig.h"

/* The rig of this name; ERR_UNKNOWN with the nearest and the known ones. */
MUST_CHECK enum err run_rig_find(const char *name, const struct rig_type **, struct why *);

int signals_command(int argc, char **argv);
int knobs_command(int argc, char **argv);

#endif
