/* run_pictures.h - what a rig has to show, as files in the run's folder.
 *
 * Every field and chart that names a file becomes <file>.png and <file>.svg; a chart without a
 * known point becomes none. A name that is not in the type's `pictures` is refused: a picture of an
 * earlier run would stay and mislead. */
#ifndef PAINRIG_HIL_RUN_PICTURES_H
#define PAINRIG_HIL_RUN_PICTURES_H

#include "hil/rig/rig.h"
#include "hil/run/run_folder.h"

MUST_CHECK enum err run_pictures_write(const struct run_folder *, const struct rig_type *,
                                       const struct exhibits *, const char *caption,
                                       struct why *);

#endif
