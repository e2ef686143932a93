/* spread_show.h - a programme of doses as exhibits: the map of level against time, profiles by
 * level, plasma and effect sites with their thresholds, and three tables.
 *
 *     fields   spread           concentration in the fluid, cranial at the top, over time
 *     charts   spread-profile   concentration by level at the times that were asked for
 *              spread-plasma    plasma and effect sites over time (with a drug)
 *     tables   by level at those times; what is reached; where the drug is
 *
 * A command shows its view; a pump's rig calls spread_show with the doses that its catheter let
 * through. */
#ifndef PAINRIG_HIL_SPREAD_SHOW_H
#define PAINRIG_HIL_SPREAD_SHOW_H

#include "base/why.h"
#include "hil/exhibit.h"
#include "hil/spread/spread_view.h"
#include "hil/spread/spread_words.h"

#include <stddef.h>
#include <stdint.h>

/* Work it out and show it. drug: whose thresholds and name; NULL: none. The exhibits join those
 * that are there; on failure nothing has joined them. */
MUST_CHECK enum err spread_show(const struct spread_setup *, const struct spread_wish *,
                                const struct drug *, struct exhibits *, struct why *);

/* The same of what is worked out already, with its map. */
MUST_CHECK enum err spread_show_view(const struct spread_view *, const struct drug *,
                                     struct exhibits *, struct why *);

/* The three tables of a view alone. On failure *exhibits has what was made, for exhibits_free. */
MUST_CHECK enum err spread_tables_make(const struct spread_view *, const struct drug *,
                                       struct exhibits *);

/* Several, side by side: one chart with a curve by level for each at its end, and a table with a
 * row for each. */
struct spread_named {
    const char               *name;     /* "rate 20, tip T10" */
    const struct spread_view *view;
    const struct drug        *drug;     /* NULL: none */
};
MUST_CHECK enum err spread_show_comparison(const struct spread_named *, size_t count,
                                           struct exhibits *, struct why *);
MUST_CHECK enum err spread_comparison_table(const struct spread_named *, size_t count,
                                            struct exhibits *);

#endif
