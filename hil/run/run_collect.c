/* From a run to its outcome. */
#include "run_inside.h"
#include "base/text.h"
#include "hil/bench/bench.h"
#include "hil/run_version.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof ((struct script_scenario *)0)->tags <= RUN_TAGS_SIZE, "tags are cut");
_Static_assert(sizeof ((struct script_scenario *)0)->covers <= RUN_COVERS_SIZE, "ids are cut");

static void text_keep(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

static void scenario_collect(const struct script_scenario *scenario, struct run_outcome *outcome)
{
    struct text tags = text_over(outcome->tags, sizeof outcome->tags);
    struct text covers = text_over(outcome->covers, sizeof outcome->covers);

    text_keep(outcome->title, sizeof outcome->title, scenario->title);
    text_keep(outcome->rig, sizeof outcome->rig, scenario->rig);
    for (size_t i = 0; i < scenario->tag_count; i++)
        text_add(&tags, "%s%s", i ? " " : "", scenario->tags[i]);
    for (size_t i = 0; i < scenario->cover_count; i++)
        text_add(&covers, "%s%s", i ? " " : "", scenario->covers[i]);
}

/* Without memory for it the verdict stays, and the list is empty. */
static void judgements_collect(const struct record *record, struct run_outcome *outcome)
{
    size_t count = record->judgement_count;

    outcome->judgements_lost = record->judgements_lost;
    outcome->judgements = count ? malloc(count * sizeof *outcome->judgements) : NULL;
    if (!outcome->judgements)
        return;
    memcpy(outcome->judgements, record->judgements, count * sizeof *outcome->judgements);
    outcome->judgement_count = count;
}

static void requirement_collect(const struct run *run, const struct judge_result *result,
                                struct outcome_requirement *out)
{
    const struct property_state *state = &result->state;

    *out = (struct outcome_requirement){
        .verdict = result->verdict, .is_monitored = result->is_monitored,
        .is_covered = result->is_covered, .is_gap = result->is_gap, .margin = state->margin,
        .slack_s = state->slack_ticks < 0 ? NAN : (double)state->slack_ticks * run->rig->tick_s,
        .fired = state->fired, .at_s = judge_t_s(run->judge, state->at_tick),
    };
    text_keep(out->id, sizeof out->id, result->id);
    text_keep(out->why, sizeof out->why, result->why);
    if (result->gap_reason)
        text_keep(out->gap_reason, sizeof out->gap_reason, result->gap_reason);
    if (state->because_signal)
        text_keep(out->unit, sizeof out->unit, state->because_signal->unit);
}

static void requirements_collect(const struct run *run, struct run_outcome *outcome)
{
    size_t count = run->judge ? judge_count(run->judge) : 0;

    if (run->requirements)
        text_keep(outcome->requirements_sha256, sizeof outcome->requirements_sha256,
                  requirements_sha256(run->requirements));
    outcome->requirements = count ? calloc(count, sizeof *outcome->requirements) : NULL;
    for (size_t i = 0; outcome->requirements && i < count; i++)
        if (judge_at(run->judge, i)->requirement)
            requirement_collect(run, judge_at(run->judge, i),
                                &outcome->requirements[outcome->requirement_count++]);
}

static void states_collect(const struct rig_type *type, uint64_t states, char *out, size_t size)
{
    size_t      signal = rig_state_signal(type);
    struct text text = text_over(out, size);

    for (int i = 0; signal != SIGNAL_NONE && type->signals[signal].labels[i]; i++)
        if (states >> i & 1)
            text_add(&text, "%s%s", text.used ? " " : "", type->signals[signal].labels[i]);
    if (states >> FAULT_STATE_UNKNOWN & 1)
        text_add(&text, "%sunknown", text.used ? " " : "");
}

static void faults_collect(const struct run *run, struct run_outcome *outcome)
{
    const struct fault_turns *turns = &run->result.turns;
    size_t                    count = turns->plan ? turns->plan->count : 0;

    outcome->faults = count ? calloc(count, sizeof *outcome->faults) : NULL;
    if (!outcome->faults)
        return;
    outcome->fault_count = count;
    for (size_t i = 0; i < count; i++) {
        fault_print(&turns->plan->faults[i], outcome->faults[i].text);
        outcome->faults[i].ticks_on = turns->turns[i].ticks_on;
        states_collect(run->type, turns->turns[i].states, outcome->faults[i].states,
                       sizeof outcome->faults[i].states);
    }
}

void run_collect(const struct run *run, struct run_outcome *outcome)
{
    const struct run_order *order = run->order;

    *outcome = (struct run_outcome){ .seed = order->seed, .verdict = run->result.verdict,
                                     .simulated_s = run->result.simulated_s, .attempt = 1,
                                     .wall_s = run->wall_s, .ticks = run->result.ticks };
    text_keep(outcome->name, sizeof outcome->name, order->name);
    text_keep(outcome->file, sizeof outcome->file, order->path);
    text_keep(outcome->case_name, sizeof outcome->case_name, order->case_name);
    text_keep(outcome->mutant, sizeof outcome->mutant, order->mutant);
    text_keep(outcome->folder, sizeof outcome->folder, run->has_folder ? run->folder.path : NULL);
    text_keep(outcome->started_utc, sizeof outcome->started_utc, run->started_utc);
    text_keep(outcome->scenario_sha256, sizeof outcome->scenario_sha256, run->sha256);
    text_keep(outcome->version, sizeof outcome->version, run_version());
    if (run->err != ERR_OK)
        text_keep(outcome->error, sizeof outcome->error, why_text(&run->why, run->err));
    if (run->trace)
        text_keep(outcome->trace_sha256, sizeof outcome->trace_sha256, trace_sha256(run->trace));
    if (run->script)
        scenario_collect(script_scenario(run->script), outcome);
    if (run->record)
        judgements_collect(run->record, outcome);
    if (run->stand)
        outcome->real_time = lateness_summary(&run->lateness, run->bench->missed_most,
                                              run->result.simulated_s);
    requirements_collect(run, outcome);
    faults_collect(run, outcome);
}
