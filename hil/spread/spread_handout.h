/* spread_handout.h - a drug's spread along the canal, or up to four side by side, as a page to take
 * home: what was set; the map of level against time; of one, the canal's profile, plasma and effect
 * sites with their thresholds and the command's own tables; of several, their profiles at the end
 * and what each reaches. */
#ifndef PAINRIG_HIL_SPREAD_HANDOUT_H
#define PAINRIG_HIL_SPREAD_HANDOUT_H

#include "hil/picture/handout.h"
#include "hil/spread/spread_case.h"
#include "hil/spread/spread_options.h"
#include "hil/spread/spread_view.h"

struct spread_handout_case {
    const struct spread_case *made;
    const struct spread_view *view;     /* with its map */
    const char *value[SPREAD_OPTION_COUNT];     /* as given or its rest; NULL: a case file's own */
};

/* `command`: what to type for the same numbers. Given back with handout_free, also on failure;
 * ERR_RANGE for more than HANDOUT_CASES_MAX. */
MUST_CHECK enum err spread_handout_make(const struct spread_handout_case *, size_t count,
                                        const char *command, struct handout *, struct why *);

#endif
