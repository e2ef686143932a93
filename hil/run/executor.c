#include "executor.h"
#include "hil/score.h"
#include "hil/time_text.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TICKS_PER_LOOK 16       /* until the user is asked for again; at a real device 1 */
#define TICKS_MAX      1e15     /* more than any limit_s has */

struct executor {
    const struct executor_setup *setup;
    const struct rig_type       *type;
    double  tick_s;
    double *row;
    size_t  late_signal, missed_signal;     /* SIGNAL_NONE: the rig has no such thing */
    struct fault_turns turns;
    long    tick;               /* of the last row: t_s = tick * tick_s */
    long    flushed_tick, ticks_per_flush;
    size_t  events_marked;      /* of the record, when the trace was last told */
    long    limit_tick, tail_ticks;
    long    end_tick;           /* LONG_MAX until the scenario is over */
    bool    is_stopped;
    bool    is_cut;             /* by the first fail */
    bool    is_making_safe;
};

static long ticks_of(const struct executor *executor, double seconds)
{
    return (long)fmin(ceil(seconds / executor->tick_s - 1e-6), TICKS_MAX);
}

static long longer(long ticks, long other)
{
    return ticks > other ? ticks : other;
}

static double now_s(const struct executor *executor)
{
    return (double)executor->tick * executor->tick_s;
}

static enum err executor_open(struct executor *executor, const struct executor_setup *setup,
                              struct why *why)
{
    const struct script_scenario *scenario = script_scenario(setup->script);

    *executor = (struct executor){ .setup = setup, .type = setup->rig->type,
                                   .tick_s = setup->rig->tick_s, .end_tick = LONG_MAX };
    executor->row = calloc(executor->type->signal_count + 1, sizeof *executor->row);
    if (!executor->row)
        return why_say(why, ERR_MEMORY, "no memory for a row");
    for (size_t i = 0; i < executor->type->signal_count; i++)
        executor->row[i] = NAN;
    executor->late_signal = signal_find(executor->type->signals, executor->type->signal_count,
                                        "bench.late_us");
    executor->missed_signal = signal_find(executor->type->signals, executor->type->signal_count,
                                          "bench.missed");
    executor->limit_tick = ticks_of(executor, scenario->limit_s);
    executor->tail_ticks = ticks_of(executor, scenario->tail_s);
    executor->ticks_per_flush = setup->lateness
        ? longer(ticks_of(executor, EXECUTOR_REAL_FLUSH_S), 1)
        : longer(ticks_of(executor, 1), EXECUTOR_FLUSH_TICKS);
    script_see(setup->script, 0, executor->row);
    if (setup->faults) {
        fault_turns_open(&executor->turns, setup->faults, setup->rig, setup->seed);
        script_yield_to(setup->script, &executor->turns);
    }
    return ERR_OK;
}

static void fault_tell(void *teller, const struct fault *fault, bool is_on, bool is_last)
{
    const struct executor *executor = teller;
    const char            *more = is_last ? " (its further changes are not told)" : "";
    struct record         *record = executor->setup->record;

    if (!is_on)
        record_say(record, now_s(executor), "fault", "fault plan: %s at rest again%s", fault->knob,
                   more);
    else if (*fault->label)
        record_say(record, now_s(executor), "fault", "fault plan: %s = %s%s", fault->knob,
                   fault->label, more);
    else
        record_say(record, now_s(executor), "fault", "fault plan: %s = %.10g%s", fault->knob,
                   fault->value, more);
}

static enum err faults_turn(struct executor *executor, struct why *why)
{
    const struct executor_setup *setup = executor->setup;
    struct fault_teller          teller = { fault_tell, executor };
    enum err                     err;

    if (!setup->faults)
        return ERR_OK;
    err = fault_turns_tick(&executor->turns, setup->rig, executor->tick + 1,
                           script_knobs(setup->script), &teller);
    if (err != ERR_OK)
        return why_say(why, err, "the rig would not take a fault of the plan: %s", err_text(err));
    fault_turns_note(&executor->turns, executor->tick ? executor->row : NULL);
    return ERR_OK;
}

static enum err hand_turn(struct executor *executor, struct why *why)
{
    const struct executor_setup *setup = executor->setup;

    return setup->hand ? setup->hand(setup->person, executor->tick, why)
                       : script_hand_step(setup->script, why);
}

static void events_take(struct executor *executor)
{
    const struct executor_setup *setup = executor->setup;
    struct event                 event;

    for (int i = 0; i < EXECUTOR_EVENTS_PER_ROW; i++) {
        if (!executor->type->next_event(setup->rig, &event))
            return;
        record_event(setup->record, &event);
    }
}

/* Where something happened the trace leaves no row out. */
static void events_mark(struct executor *executor)
{
    const struct record *record = executor->setup->record;
    size_t               events = record->event_count + record->events_lost;

    if (events == executor->events_marked)
        return;
    executor->events_marked = events;
    trace_mark(executor->setup->trace);
}

/* On the way to the safe state nothing is energised that would want a guard: one that has died
 * keeps nobody from getting there. */
static enum err beat(const struct executor *executor, struct why *why)
{
    struct guard **guard = executor->setup->guard;
    struct why     own;                 /* 1 KiB: not cleared for a run that is all mocked */
    enum err       err;

    if (!guard || !*guard)
        return ERR_OK;
    why_clear(&own);
    err = guard_beat(*guard, &own);
    if (err == ERR_OK || (executor->is_making_safe && !guard_has_ports(*guard)))
        return ERR_OK;
    return why_say(why, err, "%s", own.text);
}

static enum err moment_await(struct executor *executor, double t_s, struct why *why)
{
    const struct executor_setup *setup = executor->setup;
    enum err                     err = clock_await(setup->clock, t_s);

    if (err != ERR_OK && err != ERR_TIMEOUT)        /* that is a signal: it is looked at soon */
        return why_say(why, err, "the clock failed");
    if (setup->lateness)
        lateness_add(setup->lateness, t_s, setup->clock->late_s, setup->clock->is_overrun,
                     executor->tick_s);
    return ERR_OK;
}

/* The bench is judged like everything else. */
static void lateness_fill(struct executor *executor)
{
    const struct executor_setup *setup = executor->setup;

    if (!setup->lateness)
        return;
    if (executor->late_signal != SIGNAL_NONE)
        executor->row[executor->late_signal] = setup->clock->late_s * 1e6;
    if (executor->missed_signal != SIGNAL_NONE)
        executor->row[executor->missed_signal] = (double)setup->lateness->missed;
}

/* Device and plant answer: a row, which becomes history. */
static enum err row_make(struct executor *executor, struct why *why)
{
    const struct executor_setup *setup = executor->setup;
    double                       t_s = (double)(executor->tick + 1) * executor->tick_s;
    enum err                     err;

    TRY(moment_await(executor, t_s, why));
    TRY(beat(executor, why));                       /* are the ports still ours?              */
    err = executor->type->tick(setup->rig, t_s, executor->row, why);
    lateness_fill(executor);
    events_take(executor);
    TRY(err);
    TRY(beat(executor, why));                       /* what was delivered, against its limits */
    executor->tick++;
    events_mark(executor);
    TRY(trace_append(setup->trace, t_s, executor->row, why));
    if (setup->judge)
        TRY(judge_step(setup->judge, executor->row, setup->record, why));
    if (executor->tick - executor->flushed_tick < executor->ticks_per_flush)
        return ERR_OK;
    executor->flushed_tick = executor->tick;
    return record_flush(setup->record, why);
}

static enum err limit_say(const struct executor *executor, struct why *why)
{
    double limit_s = script_scenario(executor->setup->script)->limit_s;
    char   where[320], limit[TIME_TEXT_SIZE];

    time_text(limit_s, limit);
    script_where(executor->setup->script, where, sizeof where);
    return why_say(why, ERR_LIMIT,
                   "the scenario did not end within its limit_s = %.10g%s%s\n  it waits at %s",
                   limit_s, limit_s < 3600 ? " s" : ", which is ", limit_s < 3600 ? "" : limit,
                   where);
}

static bool has_failed(const struct executor *executor)
{
    const struct executor_setup *setup = executor->setup;

    return record_verdict(setup->record) == VERDICT_FAIL ||
           (setup->judge && judge_verdict(setup->judge) == VERDICT_FAIL);
}

static void fail_end(struct executor *executor)
{
    executor->end_tick = executor->tick;
    executor->is_cut = !script_is_over(executor->setup->script);
}

/* One tick. */
static enum err tick(struct executor *executor, struct why *why)
{
    const struct executor_setup *setup = executor->setup;

    TRY(script_resume(setup->script, why));         /* the scenario gives orders              */
    if (script_is_over(setup->script) && executor->end_tick == LONG_MAX)
        executor->end_tick = executor->tick + 1 + executor->tail_ticks;
    if (!script_is_over(setup->script) && executor->tick >= executor->limit_tick)
        return limit_say(executor, why);
    TRY(hand_turn(executor, why));                  /* and so does a person                   */
    TRY(faults_turn(executor, why));                /* faults come and go                     */
    TRY(row_make(executor, why));                   /* device and plant answer                */
    script_see(setup->script, executor->tick, executor->row);
    TRY(script_judge(setup->script, why));          /* what must always hold looks at the row */
    if (setup->watch)
        setup->watch(setup->watcher, now_s(executor), executor->row);
    if (setup->ends_at_fail && has_failed(executor))
        fail_end(executor);
    return ERR_OK;
}

static enum err stop_look(struct executor *executor, struct why *why)
{
    const struct executor_setup *setup = executor->setup;
    char                         now[TIME_TEXT_SIZE];

    if ((executor->tick % TICKS_PER_LOOK != 0 && !setup->guard) || !setup->is_stopped ||
        !setup->is_stopped(setup->stop))
        return ERR_OK;
    executor->is_stopped = true;
    if (setup->stop_heard)
        setup->stop_heard(setup->stopped);
    time_text(now_s(executor), now);
    return why_say(why, ERR_LIMIT, "stopped by the user at %s", now);
}

static enum err ticks_until_the_end(struct executor *executor, struct why *why)
{
    enum err err = clock_start(executor->setup->clock);

    if (err != ERR_OK)
        return why_say(why, err, "the clock failed");
    while (executor->tick < executor->end_tick) {
        TRY(stop_look(executor, why));
        TRY(tick(executor, why));
    }
    return ERR_OK;
}

static bool has_ports(const struct executor *executor)
{
    struct guard **guard = executor->setup->guard;

    return !guard || !*guard || !guard_has_ports(*guard);
}

/* Nothing of the scenario runs any more; what goes wrong here is told, and does not keep the rig
 * from going on. */
static enum err safe_state(struct executor *executor, struct why *why)
{
    enum err ordered, err = ERR_OK;
    long     ticks = longer(ticks_of(executor, EXECUTOR_SAFE_S), EXECUTOR_SAFE_TICKS);

    if (!has_ports(executor))
        return ERR_OK;
    executor->is_making_safe = true;
    ordered = executor->type->make_safe(executor->setup->rig);
    for (long i = 0; i < ticks && err == ERR_OK; i++) {
        err = row_make(executor, why);
        if (err == ERR_OK && executor->setup->watch)
            executor->setup->watch(executor->setup->watcher, now_s(executor), executor->row);
    }
    if (ordered != ERR_OK)
        return why_say(why, ordered, "the rig could not be ordered into its safe state: %s",
                       err_text(ordered));
    return err;
}

/* The first line of what went wrong, as an event at the time it did. */
static void error_note(const struct executor *executor, enum err err, const struct why *why)
{
    const char *text = why_text(why, err);

    record_say(executor->setup->record, now_s(executor), "verdict", "error: %.*s",
               (int)strcspn(text, "\n"), text);
}

/* The guard sees with its own eyes that the devices are safe. That they are not is told ahead of
 * all else. */
static enum err guard_dismiss(const struct executor *executor, enum err err, struct why *why)
{
    struct guard **guard = executor->setup->guard, *leaving = guard ? *guard : NULL;
    struct why     own = { "" };
    const char    *how = executor->is_stopped ? "the run was stopped by its user"
                       : err == ERR_OK ? "the run is over" : "the run ended with an error";
    enum err       seen;

    if (!leaving)
        return err;
    *guard = NULL;
    seen = guard_end(leaving, how, &own);
    if (seen == ERR_OK)
        return err;
    error_note(executor, seen, &own);
    if (err == ERR_OK)
        return why_say(why, seen, "%s", own.text);
    why_prefix(why, "%s\n", own.text);
    return err;
}

/* Keep the error that came first. */
static enum err first_of(enum err err, enum err later, const struct why *later_why, struct why *why)
{
    if (err != ERR_OK || later == ERR_OK)
        return err;
    return why_say(why, later, "%s", why_text(later_why, later));
}

static bool covers_something(const struct judge *judge)
{
    for (size_t i = 0; i < judge_count(judge); i++)
        if (judge_at(judge, i)->is_covered && judge_at(judge, i)->requirement)
            return true;
    return false;
}

static enum verdict verdict_of(const struct executor_setup *setup)
{
    const struct record *record = setup->record;
    bool                 has_expected = record->judgement_count > 0;

    if (!setup->judge)
        return record_verdict(record);
    if (!has_expected && covers_something(setup->judge))
        return judge_verdict(setup->judge);
    return verdict_worse(record_verdict(record), judge_verdict(setup->judge));
}

/* A drill ends with its score. */
static void score_note(const struct executor *executor)
{
    const struct record       *record = executor->setup->record;
    const struct script_drill *drill = &script_scenario(executor->setup->script)->drill;
    struct score               score;

    if (!*drill->sentence)
        return;
    score = score_of(record->judgements, record->judgement_count, drill->points);
    record_say(executor->setup->record, now_s(executor), "score",
               "%.0f of %.0f points: %zu of %zu met", score.points, score.most, score.met,
               score.judged);
}

enum err executor_run(const struct executor_setup *setup, struct executor_result *result,
                      struct why *why)
{
    struct executor executor;
    struct why      own = { "" }, safe = { "" }, judged = { "" }, flush = { "" };
    bool            is_whole;
    enum err        err;

    *result = (struct executor_result){ .verdict = VERDICT_ERROR };
    TRY(executor_open(&executor, setup, why));
    err = ticks_until_the_end(&executor, &own);
    is_whole = err == ERR_OK && !executor.is_cut;
    script_finish(setup->script, is_whole);
    script_yield_to(setup->script, NULL);
    if (err != ERR_OK)
        error_note(&executor, err, &own);
    err = first_of(err, safe_state(&executor, &safe), &safe, &own);
    err = guard_dismiss(&executor, err, &own);
    if (setup->judge)
        err = first_of(err, judge_end(setup->judge, is_whole, setup->record, &judged), &judged,
                       &own);
    score_note(&executor);
    err = first_of(err, record_flush(setup->record, &flush), &flush, &own);
    result->verdict = err == ERR_OK ? verdict_of(setup) : VERDICT_ERROR;
    result->is_stopped = executor.is_stopped;
    result->is_whole = is_whole;
    result->ticks = executor.tick;
    result->simulated_s = now_s(&executor);
    result->turns = executor.turns;
    free(executor.row);
    return first_of(ERR_OK, err, &own, why);
}
