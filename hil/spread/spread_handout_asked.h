/* spread_handout_asked.h - the handout of spreads as a page of the rooms asks for it: worked out
 * and drawn. */
#ifndef PAINRIG_HIL_SPREAD_HANDOUT_ASKED_H
#define PAINRIG_HIL_SPREAD_HANDOUT_ASKED_H

#include "hil/picture/handout.h"
#include "hil/spread/spread_options.h"

/* values[i]: of one case, as for spread_options_give. The page itself, added to `out`, which is
 * empty. */
MUST_CHECK enum err spread_handout_of(const char *const (*values)[SPREAD_OPTION_COUNT],
                                      size_t count, enum handout_as, struct bytes *out,
                                      struct why *);

#endif
