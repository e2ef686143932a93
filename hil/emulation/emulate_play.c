/* A step of real time; and a scenario beside a client: knobs turned and signals awaited. */
#include "emulate_inside.h"
#include "hil/run/executor.h"
#include "hil/run/run_print.h"

#include <math.h>
#include <string.h>

#define HELD_S 0.5      /* more than this behind: the time is gone, it is not caught up */

/* A machine that slept, or a terminal that was stopped: that time was not emulated, and is not
 * caught up in a rush. */
static void held_skip(struct emulate *emulate)
{
    if (emulate->clock.late_s < HELD_S)
        return;
    emulate->held_s += emulate->clock.late_s;
    emulate->clock.start_s += emulate->clock.late_s;
    emulate->clock.late_s = 0;
}

enum err emulate_step(struct emulate *emulate, double until_s, const struct rig *but,
                      struct why *why)
{
    double   next_s = fmin(emulation_next_s(emulate->emulation, but), until_s);
    enum err err = clock_await(&emulate->clock, next_s);

    if (err != ERR_OK && err != ERR_TIMEOUT)
        return why_say(why, err, "the clock failed");
    held_skip(emulate);
    if (emulate->control.port)
        control_port_step(&emulate->control, next_s);
    return emulation_run(emulate->emulation, next_s, but, why);
}

/* The executor ticks the scenario's rig; whoever waits for its next tick keeps the others going. */
struct beat { struct clock clock; struct emulate *emulate; const struct rig *rig; struct why why; };

static enum err beat_start(struct clock *clock)
{
    return clock_start(&((struct beat *)clock)->emulate->clock);
}

static enum err beat_await(struct clock *clock, double t_s)
{
    struct beat    *beat = (struct beat *)clock;
    struct emulate *emulate = beat->emulate;

    while (emulation_next_s(emulate->emulation, beat->rig) < t_s)
        TRY(emulate_step(emulate, t_s, beat->rig, &beat->why));
    return emulate_step(emulate, t_s, beat->rig, &beat->why);
}

static const struct clock_type beat_type = { "real", beat_start, beat_await };

struct play {
    struct emulate *emulate;
    struct script  *script;
    struct record  *record;
    struct trace   *trace;
    struct rig     *rig;
    struct executor_result result;
};

static void row_watch(void *watcher, double t_s, const double *row)
{
    struct play *play = watcher;

    (void)t_s;
    emulation_see(play->emulate->emulation, play->rig, row, script_knobs(play->script));
}

static enum err play_open(struct play *play, struct why *why)
{
    struct emulate     *emulate = play->emulate;
    struct script_setup setup = { .seed = emulate->seed, .is_stopped = run_stop_is_asked,
                                  .stop = &emulate->stop };
    const struct rig_type *type;

    TRY(record_create(&play->record, NULL, why));
    setup.record = play->record;
    TRY(script_create(&play->script, &setup, why));
    TRY(script_load(play->script, emulate->play, why));
    if (emulation_rig(emulate->emulation, script_scenario(play->script)->rig, &play->rig, why)
        != ERR_OK) {
        why_prefix(why, "%s: ", emulate->play);
        return ERR_SCRIPT;
    }
    type = play->rig->type;
    TRY(trace_create(&play->trace, NULL, type->signals, type->signal_count, play->rig->tick_s,
                     1, why));
    return script_begin(play->script, play->rig, why);
}

static enum err play_run(struct play *play, struct why *why)
{
    struct emulate   *emulate = play->emulate;
    struct fault_plan faults = script_scenario(play->script)->faults;
    struct beat       beat = { .clock.type = &beat_type, .emulate = emulate, .rig = play->rig };
    struct executor_setup setup = {
        .script = play->script, .rig = play->rig, .trace = play->trace, .record = play->record,
        .clock = &beat.clock, .watch = row_watch, .watcher = play, .seed = emulate->seed,
        .is_stopped = run_stop_is_asked, .stop = &emulate->stop,
        .faults = faults.count > 0 ? &faults : NULL,
    };

    TRY(fault_plan_check(&faults, play->rig->type, why));
    return executor_run(&setup, &play->result, why);
}

/* Without expectations there is nothing to be judged: it was played. */
static int play_print(const struct play *play)
{
    struct run_outcome outcome = {
        .verdict = play->result.verdict, .judgements = play->record->judgements,
        .judgement_count = play->record->judgement_count,
        .judgements_lost = play->record->judgements_lost,
    };

    if (outcome.judgement_count == 0) {
        if (!play->emulate->is_quiet)
            printf("%s was played to its end\n", play->emulate->play);
        return 0;
    }
    if (!play->emulate->is_quiet)
        run_judgements_print(stdout, &outcome);
    run_verdict_print(stdout, &outcome);
    return outcome.verdict == VERDICT_PASS ? 0 : 1;
}

int emulate_play(struct emulate *emulate)
{
    struct play play = { .emulate = emulate };
    struct why  why = { "" };
    enum err    err = play_open(&play, &why);
    int         status = 2;

    if (err == ERR_OK)
        err = play_run(&play, &why);
    if (err == ERR_OK && !play.result.is_stopped)
        status = play_print(&play);
    else if (err != ERR_OK)
        fprintf(stderr, "painrig emulate: %s\n", why_text(&why, err));
    else
        status = 0;
    script_destroy(play.script);
    trace_destroy(play.trace);
    record_destroy(play.record);
    return status;
}
