/* stl_naive.h - the semantics of property.h written straight from its definitions: every row
 * and every window looked at anew. Slow; shares nothing with the engine but the formula's tree.
 *
 * Values are arrays by row. Where what has not come is unknown, a part is asked for rows behind the
 * last one as far as its parent looks. */
#ifndef PAINRIG_TESTS_SUPPORT_STL_NAIVE_H
#define PAINRIG_TESTS_SUPPORT_STL_NAIVE_H

#include "hil/property/formula.h"
#include "tests/support/stl_bed.h"

struct stl_value { double lo, hi; };

/* Of rows 0 .. count - 1, for the caller to free. Names: signals of the table. */
struct stl_value *stl_naive(struct stl_signals, const struct formula_node *,
                            const struct stl_trace *, size_t count);

/* Rows ahead that the formula's value needs; -1: all. */
long stl_naive_horizon(const struct formula_node *, double tick_s);

#endif
