/* A run with real devices: its guard, and how well the computer kept time. */
#include "run_inside.h"

#include "hil/bench/bench.h"
#include "hil/bench/stand.h"
#include "hil/guard/guard.h"
#include "hil/report/report.h"

/* Behind the evidence, which the guard's record belongs to, and in front of everything that could
 * energise a device. */
enum err run_guard_start(struct run *run)
{
    const struct guard_setup setup = {
        .stand = run->stand, .folder = run->is_held ? run->folder_lock : -1,
        .evidence = run->evidence ? evidence_leash(run->evidence) : -1,
    };

    return run->stand ? guard_start(&run->guard, &setup, &run->why) : ERR_OK;
}

/* Of a run that did not come as far as the executor, which ends it otherwise. */
void run_guard_leave(struct run *run)
{
    struct guard *guard = run->guard;
    struct why    why = { "" };
    enum err      err;

    run->guard = NULL;
    err = guard_end(guard, "the run failed to start", &why);
    if (err == ERR_OK)
        return;
    if (run->err == ERR_OK)
        run->err = why_say(&run->why, err, "%s", why.text);
    else
        why_prefix(&run->why, "%s\n", why.text);
}

/* Whatever takes time is behind us: from here to the first tick nobody keeps the instruments
 * waiting. */
enum err run_real_time_begin(struct run *run)
{
    enum err err;

    if (!run->stand)
        return ERR_OK;
    real_time_begin(&run->real_time, run->order->priority);
    for (size_t i = 0; i < run->real_time.note_count; i++)
        record_say(run->record, 0, "log", "%s", run->real_time.notes[i]);
    err = stand_ready(run->stand, &run->why);
    if (err == ERR_OK)
        return ERR_OK;
    why_prefix(&run->why, "%s: ", run->order->bench);
    real_time_end(&run->real_time);
    return err;
}

/* What was seen in a run that missed its deadlines is no verdict. */
void run_real_time_end(struct run *run)
{
    struct judgement judgement;

    if (!run->stand)
        return;
    real_time_end(&run->real_time);
    if (!lateness_judge(&run->lateness, run->bench->missed_most, run->result.verdict,
                        run->result.simulated_s, &judgement))
        return;
    record_judgement(run->record, &judgement);
    run->result.verdict = VERDICT_INCONCLUSIVE;
}

void run_real_time_report(struct run *run, struct report *report)
{
    if (!run->stand)
        return;
    run->told = (struct report_real_time){
        .lateness = &run->lateness, .tick_s = report->tick_s, .measures = &run->real_time,
        .summary = lateness_summary(&run->lateness, run->bench->missed_most,
                                    run->result.simulated_s),
    };
    report->real_time = &run->told;
}
