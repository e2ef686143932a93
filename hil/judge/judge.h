/* judge.h - the requirements of a rig, watching a run or a trace.
 *
 * Every requirement of the rig is monitored in every run, whether the scenario covers it or not.
 * How that weighs:
 *
 *     a fail                      the run fails; but if the scenario lists the id in its `gaps`, it
 *                                 is a known gap of the device, told as such
 *     a gap that did not fail     fails: the list is no longer true
 *     covered, and vacuous        the run is vacuous: it does not put to the test what it claims
 *     covered, and inconclusive   the run is inconclusive
 *     not covered, and either     a row, and no more
 *     covers an id nobody has     a result without a requirement, no verdict
 *
 * A requirement whose bounds are no multiples of this run's tick cannot be monitored in it: it is
 * inconclusive, with that sentence. A judge reads rows and nothing else, and never touches the
 * rig. It reads numbers with the digits that a trace keeps of them: a run and its trace are judged
 * alike. */
#ifndef PAINRIG_HIL_JUDGE_H
#define PAINRIG_HIL_JUDGE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/judge/requirement.h"
#include "hil/property/property.h"
#include "hil/run_record.h"
#include "hil/script/script.h"

#include <stdbool.h>

struct judge_result {
    const struct requirement *requirement;      /* NULL: covered or a gap, and nobody has it     */
    const char               *id;               /* of the requirement, or as the scenario has it */
    struct property_state     state;
    enum verdict              verdict;          /* of the formula alone                          */
    enum verdict              weight;           /* by the table above                            */
    bool                      is_monitored, is_covered, is_gap;
    const char               *gap_reason;       /* or NULL                                       */
    char                      why[320];         /* property_explain, or what there is to say     */
};

struct judge_setup {
    const struct requirements    *requirements; /* must outlive the judge                      */
    const struct rig_type        *type;
    double                        tick_s;
    long                          first_tick;   /* of the first row: t_s = tick * tick_s; 1 in
                                                 * a run                                       */
    const struct script_scenario *scenario;     /* must outlive the judge; NULL: there is none */
};

struct judge;

MUST_CHECK enum err judge_create(struct judge **, const struct judge_setup *, struct why *);
void judge_destroy(struct judge *);         /* NULL is fine */

/* Row after row, beginning with the first. A fail is told to the record, which may be NULL, at the
 * row that decides it. */
MUST_CHECK enum err judge_step(struct judge *, const double *row, struct record *, struct why *);
/* No more rows. `is_whole`: else (an error, a stop by the user) what would be a pass is
 * inconclusive. */
MUST_CHECK enum err judge_end(struct judge *, bool is_whole, struct record *, struct why *);

/* One row of the table above; of a run that came to its end. */
enum verdict judge_weigh(enum verdict of_formula, bool is_covered, bool is_gap);

/* In the order of the requirements; behind them the ids that nobody has. */
size_t                     judge_count(const struct judge *);
const struct judge_result *judge_at(const struct judge *, size_t);
/* The worst weight; before judge_end only fails weigh. */
enum verdict               judge_verdict(const struct judge *);
/* When that row was, a property_state's tick; NAN for none. */
double                     judge_t_s(const struct judge *, long row);

#endif
