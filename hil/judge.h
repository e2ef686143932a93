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
 *     covers an id nobody has     told (struct judge_result has it), no verdict
 *
 * A judge reads rows and nothing else, and never touches the rig. */
#ifndef PAINRIG_HIL_JUDGE_H
#define PAINRIG_HIL_JUDGE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/property.h"
#include "hil/requirement.h"
#include "hil/run_record.h"
#include "hil/script.h"

struct judge_result {
    const struct requirement *requirement;
    struct property_state     state;
    enum verdict              verdict;      /* of the formula alone                     */
    bool                      is_covered, is_gap;
    const char               *gap_reason;   /* or NULL                                  */
    char                      why[320];     /* property_explain, or what there is to say */
};

struct judge;

/* `scenario` may be NULL: a trace without one. Requirements must outlive the judge. */
MUST_CHECK enum err judge_create(struct judge **, const struct requirements *,
                                 const struct rig_type *, double tick_s,
                                 const struct script_scenario *, struct why *);
void judge_destroy(struct judge *);         /* NULL is fine */

/* Row after row, beginning with the first. A fail is told to the record, which may be NULL, at the
 * row that decides it. */
MUST_CHECK enum err judge_step(struct judge *, const double *row, struct record *, struct why *);
/* No more rows. `is_whole`: else (an error, a stop by the user) what would be a pass is inconclusive. */
MUST_CHECK enum err judge_end(struct judge *, bool is_whole, struct record *, struct why *);

size_t                     judge_count(const struct judge *);
const struct judge_result *judge_at(const struct judge *, size_t);
enum verdict               judge_verdict(const struct judge *);     /* by the table above */

#endif
