/* spread_handout_asked.h - the handout of spreads as a page of the rooms asks for it: worked out
 * and drawn. */
#ifndef PAINRIG_HIL_SPREAD_HANDOUT_ASKED_H
#define PAINRIG_HIL_SPREAD_HANDOUT_ASKED_H

#include "hil/picture/handout.h"
#include "hil/spread/spread_options.h"

/* One case, as for spread_options_give. */
struct spread_handout_ask { const char *value[SPREAD_OPTION_COUNT]; };

/* Its asks are spread_handout_ask (handout_asked_draw). */
extern const struct handout_kind spread_handout_kind;

#endif
