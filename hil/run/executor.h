/* executor.h - a run: the scenario, the rig, the trace and the clock, one tick after the other.
 *
 *     script_resume      the scenario gives orders
 *     hand               a person's turns, or those of the scenario's own hand
 *     fault_turns_tick   the fault plan turns its knobs
 *     rig tick           device and plant answer: a row
 *     trace_append       the row is history; trace_mark where something happened
 *     judge_step         the requirements look at it, as they do at every row of the trace
 *     script_judge       expect_always looks at it
 *
 * The verdict is the worst of what the scenario expected and of the requirements. A scenario that
 * expects nothing is vacuous, unless it covers a requirement: then that is what it expects.
 *
 * A run ends when the scenario ends (and `tail_s` has passed), at the scenario's limit_s, with an
 * error, when it is asked to stop, or, if that is asked for, at the first fail. Every end makes the
 * rig safe and goes on for EXECUTOR_SAFE_S or EXECUTOR_SAFE_TICKS, whichever is longer, so that the
 * safe state is reached and in the trace; faults stay as they are then.
 * When the guard has taken the ports the rig is not stepped any more: they are the guard's.
 * The lines of the record are handed to the system once per simulated second or per
 * EXECUTOR_FLUSH_TICKS, whichever is longer, and at the end; of a run in real time, which somebody
 * may follow (live_follow.h), every EXECUTOR_REAL_FLUSH_S. A tick allocates nothing, prints
 * nothing and does not sleep, but for the clock. Everything is borrowed; the executor owns nothing
 * but the row, which lives as long as executor_run. */
#ifndef PAINRIG_HIL_EXECUTOR_H
#define PAINRIG_HIL_EXECUTOR_H

#include "base/err.h"
#include "base/why.h"
#include "hil/clock.h"
#include "hil/event.h"
#include "hil/guard/guard.h"
#include "hil/judge/judge.h"
#include "hil/lateness.h"
#include "hil/rig/fault_plan.h"
#include "hil/rig/rig.h"
#include "hil/run_record.h"
#include "hil/script/script.h"
#include "hil/trace/trace.h"

#include <stdbool.h>

#define EXECUTOR_SAFE_S         0.2
#define EXECUTOR_SAFE_TICKS     3       /* for an order to go, to act and to be seen */
#define EXECUTOR_FLUSH_TICKS    100
#define EXECUTOR_REAL_FLUSH_S   0.25
#define EXECUTOR_EVENTS_PER_ROW 256     /* a rig that never stops telling is cut off */

struct executor_setup {
    struct script *script;
    struct rig    *rig;
    struct trace  *trace;
    struct record *record;
    struct clock  *clock;
    struct judge  *judge;           /* stepped and ended here; may be NULL */
    /* A person's hand: asked behind the scenario's orders of every tick, before the row at (tick +
     * 1) x tick_s; turns knobs by script_turn. NULL: the scenario's own hand, if it has one. */
    enum err     (*hand)(void *person, long tick, struct why *);
    void          *person;
    /* Checked against the rig's type; may be NULL. The seed is of its lots. */
    const struct fault_plan *faults;
    uint64_t       seed;
    /* Shown every row between ticks; may be NULL. */
    void         (*watch)(void *watcher, double t_s, const double *row);
    void          *watcher;
    /* Asked every few ticks; may be NULL. */
    bool         (*is_stopped)(const void *stop);
    const void    *stop;
    bool           ends_at_fail;    /* the first that is not met ends the run */
    /* Of a run with real devices, else NULL. The guard is beaten before and behind what a tick says
     * to them, and ended here as soon as the rig has been made safe: *guard is then NULL. */
    struct guard **guard;
    struct lateness *lateness;      /* of a clock that is real */
    /* Told once that is_stopped was heard; may be NULL. */
    void         (*stop_heard)(void *stopped);
    void          *stopped;
};

struct executor_result {
    enum verdict verdict;
    bool         is_stopped;        /* by the user              */
    bool         is_whole;          /* the scenario came to its end */
    long         ticks;             /* rows, the safe ones too  */
    double       simulated_s;
    struct fault_turns turns;       /* as the faults of the setup were left; plan NULL: none */
};

/* ERR_OK when the scenario came to its end, whatever its verdict. Else the verdict is
 * VERDICT_ERROR, and `why` says why. `result` is filled in any case. */
MUST_CHECK enum err executor_run(const struct executor_setup *, struct executor_result *result,
                                 struct why *);

#endif
