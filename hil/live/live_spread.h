/* live_spread.h - the pump room: what a pump's drug does along the spinal canal, as a film.
 *
 *     GET /data/spread    a spread by the options of `painrig spread` (spread_film.h, film.h)
 *
 * Films are kept, so that everybody who looks at the same link shares one. */
#ifndef PAINRIG_HIL_LIVE_SPREAD_H
#define PAINRIG_HIL_LIVE_SPREAD_H

#include "hil/live.h"

extern const struct live_room live_spread;

#endif
