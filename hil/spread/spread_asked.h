/* spread_asked.h - one spread as a page asks for it: its case, and a bound on how long it takes. */
#ifndef PAINRIG_HIL_SPREAD_ASKED_H
#define PAINRIG_HIL_SPREAD_ASKED_H

#include "base/why.h"
#include "hil/spread/spread_choice.h"
#include "hil/spread/spread_options.h"
#include "hil/spread/spread_view.h"

/* Large: from malloc. It borrows the values. */
struct spread_asked {
    struct options         given;
    struct spread_choice   choice[SPREAD_CASES_MAX];    /* the first is meant */
    struct spread_case     made;
    struct spread_dosing   dosing;
    struct spread_sampling sampling;
};

/* values: as for spread_options_give. ERR_RANGE also for several values of one option, and for what
 * would take a page too long. To be freed in any case. */
MUST_CHECK enum err spread_asked_read(struct spread_asked *,
                                      const char *const values[SPREAD_OPTION_COUNT], struct why *);
void spread_asked_free(struct spread_asked *);

/* What a view of it is to have, within what a page waits for. */
struct spread_wish spread_asked_wish(const struct spread_asked *, bool has_map);

#endif
