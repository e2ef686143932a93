/* live_lesion.h - the lesion room: what a needle does to tissue, as a film.
 *
 *     GET /data/lesion          a lesion by its settings, frame by frame (film.h, lesion_film.h)
 *     GET /data/lesion/nerve    how it takes a course beside the needle (lesion_nerve_film.h)
 *     GET /data/lesion/anatomies  what may lie beside the needle (anatomy.h)
 *     GET /data/lesion/handout  a page to take home (lesion_handout.h)
 *
 * Answers are kept, so that everybody who looks at the same link shares one. */
#ifndef PAINRIG_HIL_LIVE_LESION_H
#define PAINRIG_HIL_LIVE_LESION_H

#include "hil/live.h"

extern const struct live_room live_lesion;

#endif
