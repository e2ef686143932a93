#include "run_order.h"
#include "run_inside.h"
#include "hil/bench/stand.h"
#include "hil/rig/rig.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE    600
#define BENCH_TICK_S 0.01
#define BENCH_ROW_S  1.0

/* ---- what was ordered becomes a scenario and a rig ---- */

/* The order's own; a rig that is not known is told later. */
static enum err faults_check(struct run *run)
{
    const struct rig_type *type;
    struct fault_plan      faults;

    if (!run->order->faults ||
        rig_find(script_scenario(run->script)->rig, &type, NULL) != ERR_OK)
        return ERR_OK;
    faults = *run->order->faults;
    return fault_plan_check(&faults, type, &run->why);
}

static enum err parameters_set(struct run *run)
{
    const char *const *sets = run->order->sets;

    if (run->order->case_name)
        TRY(script_case_choose(run->script, run->order->case_name, &run->why));
    for (size_t i = 0; sets && sets[i]; i++)
        TRY(script_set_given(run->script, sets[i], &run->why));
    return faults_check(run);
}

static enum err script_open(struct run *run)
{
    const struct run_order *order = run->order;
    struct script_setup     setup = { .seed = order->seed, .is_stopped = order->is_stopped,
                                      .stop = order->stop, .waits = order->watch.waits,
                                      .watcher = order->watch.watcher,
                                      .is_on_bench = order->bench != NULL };

    TRY(record_create(&run->record, NULL, &run->why));
    setup.record = run->record;
    TRY(script_create(&run->script, &setup, &run->why));
    if (!order->text)
        return script_load(run->script, order->path, &run->why);
    return script_load_text(run->script, order->path, order->text, strlen(order->text), &run->why);
}

static enum err type_find(struct run *run)
{
    const struct script_scenario *scenario = script_scenario(run->script);
    const struct mutant          *mutant;

    if (rig_find(scenario->rig, &run->type, &run->why) != ERR_OK) {
        why_prefix(&run->why, "%s: ", run->order->path);
        return ERR_UNKNOWN;
    }
    if (rig_tick_check(run->type, scenario->tick_s, &run->why) != ERR_OK) {
        why_prefix(&run->why, "%s: ", run->order->path);
        return ERR_SCRIPT;
    }
    return run->order->mutant ? rig_mutant_find(run->type, run->order->mutant, &mutant, &run->why)
                              : ERR_OK;
}

/* The scenario's own and the order's are one plan. */
static enum err faults_join(struct run *run)
{
    run->faults = script_scenario(run->script)->faults;
    if (fault_plan_check(&run->faults, run->type, &run->why) != ERR_OK) {
        why_prefix(&run->why, "%s: faults: ", run->order->path);
        return ERR_SCRIPT;
    }
    if (!run->order->faults)
        return ERR_OK;
    TRY(fault_plan_merge(&run->faults, run->order->faults, &run->why));
    return fault_plan_check(&run->faults, run->type, &run->why);
}

/* What cannot be done here is told before it begins. */
static enum err faults_can(struct run *run)
{
    const struct fault_plan *plan = &run->faults;

    for (size_t i = 0; i < plan->count; i++)
        TRY(rig_can_turn(run->rig, knob_find(run->type->knobs, run->type->knob_count,
                                             plan->faults[i].knob), &run->why));
    return fault_plan_fits(plan, run->rig->tick_s, &run->why);
}

/* Real devices are asked and heard as often as their time-outs want it, whatever the scenario's
 * tick. */
static double tick_of(const struct run *run)
{
    double asked_s = script_scenario(run->script)->tick_s;
    double tick_s = asked_s > 0 ? asked_s : run->type->tick_s;

    return run->stand ? fmin(tick_s, fmax(BENCH_TICK_S, run->type->tick_least_s)) : asked_s;
}

static enum err rig_make(struct run *run)
{
    struct rig_setup setup = { .settings = &run->settings, .seed = run->order->seed,
                               .wire_log = run->wire, .mutant = run->order->mutant,
                               .stand = run->stand,
                               .tick_s = tick_of(run) };

    TRY(script_settings(run->script, &run->settings, &run->why));
    if (run->type->create(&run->rig, &setup, &run->why) == ERR_OK)
        return faults_can(run);
    why_prefix(&run->why, "%s: setup: ", run->order->path);
    return ERR_SCRIPT;
}

/* On a bench somebody may look on: a row a minute, which is enough of days that pass in a second,
 * would not be. */
static double row_every_of(const struct run *run)
{
    double asked_s = script_scenario(run->script)->row_every_s;

    if (!isnan(asked_s))
        return asked_s;
    return run->stand ? fmin(run->type->row_every_s, BENCH_ROW_S) : run->type->row_every_s;
}

static enum err trace_open(struct run *run)
{
    double every_s = row_every_of(run);
    char   path[PATH_SIZE];

    run_folder_path(&run->folder, "trace.csv", path, sizeof path);
    TRY(trace_create(&run->trace, run->has_folder ? path : NULL, run->type->signals,
                     run->type->signal_count, run->rig->tick_s, every_s, &run->why));
    if (run->stand)
        trace_hurry(run->trace, EXECUTOR_REAL_FLUSH_S);
    TRY(trace_hash(run->trace, &run->why));
    return courses_open(&run->courses, run->type->signals, run->type->signal_count);
}

static enum err scenario_hash(struct run *run)
{
    const struct run_order *order = run->order;

    if (!order->text)
        return file_sha256(order->path, run->sha256, &run->why);
    bytes_sha256_text(order->text, strlen(order->text), run->sha256);
    return ERR_OK;
}

static enum err requirements_take(struct run *run)
{
    const struct run_order *order = run->order;

    run->requirements = order->loaded;
    if (order->loaded)
        return ERR_OK;
    TRY(requirements_load_for(&run->own, order->requirements, order->path, &run->why));
    run->requirements = run->own;
    return ERR_OK;
}

static enum err judge_open(struct run *run)
{
    struct judge_setup setup = { .requirements = run->requirements, .type = run->type,
                                 .tick_s = run->rig->tick_s, .first_tick = 1,
                                 .scenario = script_scenario(run->script) };

    return run->requirements ? judge_create(&run->judge, &setup, &run->why) : ERR_OK;
}

/* What was mistyped in the order leaves the folder of an earlier run as it is; a scenario that
 * cannot be run does not: its folder then says so. */
static enum err run_begin(struct run *run)
{
    enum err loaded = script_open(run);

    if (loaded == ERR_IO)
        return loaded;
    TRY(scenario_hash(run));
    if (run->order->sign_key)
        TRY(evidence_key_check(run->order->sign_key, &run->why));
    if (loaded == ERR_OK)
        TRY(parameters_set(run));
    TRY(requirements_take(run));
    TRY(run_bench_load(run));
    TRY(run_papers_open(run));
    TRY(loaded);
    TRY(type_find(run));
    TRY(faults_join(run));
    TRY(run_bench_open(run));
    TRY(run_guard_start(run));
    TRY(rig_make(run));
    TRY(run_evidence_device(run));
    TRY(trace_open(run));
    TRY(judge_open(run));
    return script_begin(run->script, run->rig, &run->why);
}

/* ---- the run ---- */

static void row_watch(void *data, double t_s, const double *row)
{
    struct run             *run = data;
    const struct run_watch *watch = &run->order->watch;

    courses_add(&run->courses, t_s, row);
    if (watch->row)
        watch->row(watch->watcher, t_s, row);
}

/* However it ended, the rows of the trace are there. */
static enum err logs_close(struct run *run, struct why *why)
{
    if (!run->result.is_whole)
        trace_cut(run->trace);
    TRY(trace_close(run->trace, why));
    if (run->wire && fflush(run->wire) != 0)
        return why_say(why, ERR_IO, "wire.log cannot be written: is the disk full?");
    return ERR_OK;
}

static enum err scenario_play(struct run *run)
{
    const struct run_order *order = run->order;
    const struct run_watch *watch = &order->watch;
    struct clock            clock = run->stand ? clock_real() : clock_virtual();
    struct executor_setup   setup = {
        .script = run->script, .rig = run->rig, .trace = run->trace, .record = run->record,
        .judge = run->judge, .clock = &clock, .watch = row_watch, .watcher = run,
        .is_stopped = order->is_stopped, .stop = order->stop, .ends_at_fail = order->ends_at_fail,
        .faults = run->faults.count ? &run->faults : NULL, .seed = order->seed,
        .guard = run->stand ? &run->guard : NULL, .lateness = run->stand ? &run->lateness : NULL,
        .stop_heard = run->stand ? order->stop_heard : NULL, .stopped = order->stopped,
    };
    struct why why = { "" };
    enum err   err, closed;

    TRY(run_real_time_begin(run));
    run->has_begun = true;
    if (watch->begin)
        watch->begin(watch->watcher, script_scenario(run->script)->title, run->rig, run->record);
    err = executor_run(&setup, &run->result, &run->why);
    run_real_time_end(run);
    if (watch->end)
        watch->end(watch->watcher);
    closed = logs_close(run, &why);
    if (err == ERR_OK && closed != ERR_OK)
        err = why_say(&run->why, closed, "%s", why_text(&why, closed));
    return err;
}

static void run_free(struct run *run)
{
    script_destroy(run->script);
    trace_destroy(run->trace);
    if (run->rig)
        run->type->destroy(run->rig);
    run_bench_close(run);
    settings_free(&run->settings);
    exhibits_free(&run->exhibits);
    courses_free(&run->courses);
    judge_destroy(run->judge);
    requirements_free(run->own);
    record_destroy(run->record);
    if (run->events)
        fclose(run->events);
    if (run->wire)
        fclose(run->wire);
    if (run->is_held)
        close(run->folder_lock);
}

/* No pass without its evidence. */
static void evidence_miss(struct run *run, enum err err, const struct why *why)
{
    if (err == ERR_OK)
        return;
    run->result.verdict = VERDICT_ERROR;
    if (run->err != ERR_OK)
        why_prefix(&run->why, "%s\n", why_text(why, err));
    else
        run->err = why_say(&run->why, err, "%s", why_text(why, err));
}

static void papers_leave(struct run *run)
{
    struct why why = { "" };

    if (run->has_folder)
        evidence_miss(run, run_papers_write(run, &why), &why);
}

/* The chain is over the papers too, so it is closed behind them, and what cannot be kept in it is
 * told in the outcome. */
static void evidence_leave(struct run *run, struct run_outcome *outcome)
{
    struct why why = { "" };
    enum err   err = run_evidence_close(run, outcome, &why);

    if (err == ERR_OK)
        return;
    evidence_miss(run, err, &why);
    run_outcome_free(outcome);
    run_collect(run, outcome);
}

enum err run_execute(const struct run_order *order, struct run_outcome *outcome, struct why *why)
{
    struct run run = { .order = order, .result.verdict = VERDICT_ERROR };
    double     from_s = clock_wall_s();
    enum err   err;

    clock_utc_text(run.started_utc);
    run.err = run_begin(&run);
    if (run.err == ERR_OK)
        run.err = scenario_play(&run);
    run_guard_leave(&run);
    run.wall_s = clock_wall_s() - from_s;
    if (run.stand)
        stand_log_end(run.stand);
    if (run.err != ERR_OK)
        run.result.verdict = VERDICT_ERROR;
    papers_leave(&run);
    run_collect(&run, outcome);
    evidence_leave(&run, outcome);
    err = run.err;
    run_free(&run);
    return err == ERR_OK ? ERR_OK : why_say(why, err, "%s", outcome->error);
}
