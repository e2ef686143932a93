/* check.h - a trace.csv judged again: yesterday's run by today's requirements.
 *
 * What judges is the same judge that watches a run (judge.h), tick by tick. Where a trace left
 * rows out, the row before is held: states and flags are then exact, since a trace keeps their
 * edges (hil/trace/trace.h); quantities are as old as their row.
 *
 * Refused before anything is judged: a trace that cannot be read (trace_file.h), that lacks
 * most of the rig's columns or one that a formula reads, whose tick nobody knows or whose times are
 * no ticks; requirements or formulas that cannot be read or bound. So an older trace is still
 * judged by what it can answer. */
#ifndef PAINRIG_HIL_CHECK_H
#define PAINRIG_HIL_CHECK_H

#include "base/err.h"
#include "base/why.h"
#include "hil/judge/judge.h"
#include "hil/trace/trace_file.h"

#include <stdbool.h>

struct check_order {
    const char        *trace;
    const char        *rig;             /* NULL: the scenario's, or that with these columns */
    const char        *requirements;    /* file or folder; NULL: none                       */
    const char *const *formulas;        /* NULL-terminated; they count as covered           */
    const char        *scenario;        /* whose `covers` and `gaps` weigh; or NULL         */
};

struct check {
    struct trace_file      *file;
    const struct rig_type  *type;
    struct requirements    *requirements;
    struct script          *script;
    struct script_scenario *scenario;   /* what weighs: the script's, and the formulas */
    struct judge           *judge;
    double                  tick_s;
    long                    first_tick, ticks;
    size_t                  rows;       /* of the trace; less than ticks: it was spaced */
    size_t                  missing;    /* columns of the rig that the trace lacks      */
    enum verdict            verdict;    /* no pass where nothing passed                 */
};

/* All of it, to be given back with check_close in any case. */
MUST_CHECK enum err check_trace(struct check *, const struct check_order *, struct why *);
void check_close(struct check *);

#endif
