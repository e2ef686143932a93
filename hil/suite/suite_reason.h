/* suite_reason.h - why a case of a suite is no pass, reason by reason, as every paper tells it.
 *
 * In this order: what kept it from running; what failed, the scenario's expectations before the
 * requirements; what is inconclusive; what is vacuous. A known gap is no reason; one that did not
 * show itself is. A case that passed has none. */
#ifndef PAINRIG_HIL_SUITE_REASON_H
#define PAINRIG_HIL_SUITE_REASON_H

#include "hil/suite/suite.h"

#include <stdbool.h>
#include <stddef.h>

#define SUITE_REASONS_SHOWN 50      /* of one case: who needs more reads its own page */

struct suite_reason {
    enum verdict verdict;
    const char  *what, *why, *where;        /* of the suite; where may be "" */
    const char  *id;                        /* of the requirement, or ""     */
};

/* VERDICT_ERROR for a file that could not be loaded; INCONCLUSIVE for what was not run. */
enum verdict suite_case_verdict(const struct suite *, size_t index);

/* The worst of all cases by that; vacuous when there are none. */
enum verdict suite_whole_verdict(const struct suite *);

/* The n-th, from 0; false behind the last. */
bool suite_reason(const struct suite *, size_t index, size_t n, struct suite_reason *);

/* The first one as a sentence of one line: "IL-RF-01: tip.seen_c was 97.1 ..." */
void suite_reason_first(const struct suite *, size_t index, char *out, size_t size);

#endif
