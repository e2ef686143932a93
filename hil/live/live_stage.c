#include "live_stage_inside.h"
#include "base/text.h"
#include "hil/rig/rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHANNEL_MESSAGES 128

#define TEXT(name, text) text,
const char *const live_hand_names[LIVE_HANDS + 1] = { LIVE_HAND_LIST(TEXT) NULL };

/* ------------------------------------------------------------------ made and ended */

static enum err lock_make(struct live_stage *stage, struct why *why)
{
    pthread_condattr_t attributes;
    int                failed = pthread_condattr_init(&attributes);

    if (failed)
        return why_say(why, ERR_MEMORY, "no memory for a stage");
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    failed = pthread_cond_init(&stage->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    if (failed)
        return why_say(why, ERR_MEMORY, "no memory for a stage");
    if (pthread_mutex_init(&stage->lock, NULL) != 0) {
        pthread_cond_destroy(&stage->changed);
        return why_say(why, ERR_MEMORY, "no memory for a stage");
    }
    stage->has_lock = true;
    return ERR_OK;
}

static enum err text_take(struct live_stage *stage, const struct live_stage_setup *setup,
                          struct why *why)
{
    const char *text;

    if (setup->drill) {
        text_script_name(setup->drill, stage->name, sizeof stage->name);
        return script_file_read(setup->drill, &stage->text, &stage->text_count, why);
    }
    text = live_stage_free_text(setup->rig);
    if (!text)
        return why_say(why, ERR_UNKNOWN, "there is no free play of a rig \"%s\": give ablation or "
                       "infusion", setup->rig);
    stage->text = strdup(text);
    if (!stage->text)
        return why_say(why, ERR_MEMORY, "no memory for a stage");
    stage->text_count = strlen(text);
    return ERR_OK;
}

static enum err script_make(struct live_stage *stage, struct why *why)
{
    struct script_setup setup = { .seed = stage->setup.seed, .is_stopped = live_stage_is_stopped,
                                  .stop = &stage->self };
    char                name[LIVE_STAGE_PATH_SIZE];

    TRY(record_create(&stage->record, NULL, why));
    setup.record = stage->record;
    TRY(script_create(&stage->script, &setup, why));
    snprintf(name, sizeof name, "%s.lua", *stage->name ? stage->name : "free_play");
    TRY(script_load_text(stage->script, name, stage->text, stage->text_count, why));
    if (*stage->name && !*script_scenario(stage->script)->drill.sentence)
        return why_say(why, ERR_REFUSED, "%s is no drill: it has no drill = { sentence = ... }",
                       name);
    return ERR_OK;
}

/* All mocked: there is no stand. */
static enum err rig_make(struct live_stage *stage, struct why *why)
{
    const struct script_scenario *scenario = script_scenario(stage->script);
    struct rig_setup setup = { .settings = &stage->settings, .seed = stage->setup.seed,
                               .tick_s = scenario->tick_s, .stand = NULL };

    TRY(rig_find(scenario->rig, &stage->type, why));
    stage->panel = panel_find(stage->type->name);
    if (!stage->panel)
        return why_say(why, ERR_REFUSED, "the %s rig has no panel", stage->type->name);
    stage->state_signal = signal_find(stage->type->signals, stage->type->signal_count,
                                      stage->panel->state);
    TRY(rig_tick_check(stage->type, scenario->tick_s, why));
    stage->faults = scenario->faults;
    TRY(fault_plan_check(&stage->faults, stage->type, why));
    TRY(script_settings(stage->script, &stage->settings, why));
    TRY(stage->type->create(&stage->rig, &setup, why));
    TRY(fault_plan_fits(&stage->faults, stage->rig->tick_s, why));
    return script_begin(stage->script, stage->rig, why);
}

static enum err rooms_take(struct live_stage *stage, struct why *why)
{
    const struct rig_type *type = stage->type;

    TRY(trace_create(&stage->trace, NULL, type->signals, type->signal_count, stage->rig->tick_s,
                     type->row_every_s, why));
    TRY(live_channel_create(&stage->channel, CHANNEL_MESSAGES, why));
    stage->knobs_shown = calloc(type->knob_count + 1, sizeof *stage->knobs_shown);
    stage->row_shown = calloc(type->signal_count + 1, sizeof *stage->row_shown);
    stage->turned = calloc(LIVE_STAGE_TURNS_MAX, sizeof *stage->turned);
    if (!stage->knobs_shown || !stage->row_shown || !stage->turned)
        return why_say(why, ERR_MEMORY, "no memory for a stage");
    memcpy(stage->knobs_shown, script_knobs(stage->script),
           type->knob_count * sizeof *stage->knobs_shown);
    return ERR_OK;
}

static enum err stage_make(struct live_stage *stage, const struct live_stage_setup *setup,
                           struct why *why)
{
    stage->setup = *setup;
    stage->setup.drill = stage->setup.rig = NULL;       /* borrowed for the call */
    stage->self = stage;
    stage->state = (double)NAN;
    stage->rate = stage->setup.rate;
    stage->watched_wall_s = clock_wall_s();
    clock_utc_text(stage->started_utc);
    TRY(lock_make(stage, why));
    TRY(text_take(stage, setup, why));
    TRY(script_make(stage, why));
    TRY(rig_make(stage, why));
    TRY(rooms_take(stage, why));
    return live_stage_begin(stage, why);
}

enum err live_stage_start(struct live_stage **out, const struct live_stage_setup *setup,
                          struct why *why)
{
    struct live_stage *stage = calloc(1, sizeof *stage);
    enum err           err;

    if (!stage)
        return why_say(why, ERR_MEMORY, "no memory for a stage");
    err = stage_make(stage, setup, why);
    if (err == ERR_OK)
        *out = stage;
    else
        live_stage_destroy(stage);
    return err;
}

void live_stage_destroy(struct live_stage *stage)
{
    if (!stage)
        return;
    if (stage->has_thread) {
        live_stage_stop(stage);
        pthread_join(stage->thread, NULL);
    }
    live_channel_destroy(stage->channel);
    script_destroy(stage->script);
    trace_destroy(stage->trace);
    if (stage->rig)
        stage->type->destroy(stage->rig);
    settings_free(&stage->settings);
    record_destroy(stage->record);
    bytes_free(&stage->line);
    if (stage->has_lock) {
        pthread_mutex_destroy(&stage->lock);
        pthread_cond_destroy(&stage->changed);
    }
    free(stage->knobs_shown);
    free(stage->row_shown);
    free(stage->turned);
    free(stage->text);
    free(stage);
}

/* ------------------------------------------------------------------ from other threads */

struct live_channel *live_stage_channel(struct live_stage *stage) { return stage->channel; }

static enum err value_check(const struct live_stage *stage, const struct live_turn *turn,
                            struct why *why)
{
    const struct knob *knob = &stage->type->knobs[turn->knob];

    if (turn->is_step)
        return ERR_OK;
    if (!(turn->value >= knob->least && turn->value <= knob->most))
        return why_say(why, ERR_RANGE, "%s = %g is out of range: give %g to %g %s", knob->name,
                       turn->value, knob->least, knob->most, unit_printed(knob->unit));
    if (knob->labels && turn->value != floor(turn->value))
        return why_say(why, ERR_RANGE, "%s = %g: a state has whole numbers", knob->name,
                       turn->value);
    return ERR_OK;
}

static enum err turn_put(struct live_stage *stage, const struct live_turn *turn, struct why *why)
{
    size_t to = (stage->queue_from + stage->queue_count) % LIVE_STAGE_QUEUE_MAX;

    if (stage->is_over)
        return why_say(why, ERR_REFUSED, "this stage is over: start another");
    if (stage->queue_count == LIVE_STAGE_QUEUE_MAX)
        return why_say(why, ERR_LIMIT, "%d turns wait for the next tick: let it go on first",
                       LIVE_STAGE_QUEUE_MAX);
    if (stage->turned_count + stage->queue_count >= LIVE_STAGE_TURNS_MAX)
        return why_say(why, ERR_LIMIT, "this stage has had %d turns, as many as its log has room "
                       "for: start another", LIVE_STAGE_TURNS_MAX);
    stage->queue[to] = *turn;
    stage->queue_count++;
    return ERR_OK;
}

enum err live_stage_turn(struct live_stage *stage, const struct live_turn *turn, struct why *why)
{
    enum err err;

    if (turn->knob >= stage->type->knob_count || turn->by >= LIVE_HANDS)
        return ERR_BUG;
    TRY(value_check(stage, turn, why));
    pthread_mutex_lock(&stage->lock);
    err = turn_put(stage, turn, why);
    pthread_mutex_unlock(&stage->lock);
    return err;
}

static void change(struct live_stage *stage)
{
    stage->changes++;
    pthread_cond_broadcast(&stage->changed);
}

enum err live_stage_pace(struct live_stage *stage, double rate, struct why *why)
{
    if (!(rate >= 0 && rate <= LIVE_STAGE_RATE_MOST))
        return why_say(why, ERR_RANGE, "a rate of %g: give 0 (paused) to %g", rate,
                       LIVE_STAGE_RATE_MOST);
    pthread_mutex_lock(&stage->lock);
    stage->rate = rate;
    change(stage);
    pthread_mutex_unlock(&stage->lock);
    return ERR_OK;
}

void live_stage_stop(struct live_stage *stage)
{
    pthread_mutex_lock(&stage->lock);
    stage->is_stopped = true;
    change(stage);
    pthread_mutex_unlock(&stage->lock);
}

static const char *state_text(const struct live_stage *stage)
{
    const struct signal *signal = &stage->type->signals[stage->state_signal];

    for (int i = 0; !isnan(stage->state) && signal->labels && signal->labels[i]; i++)
        if (i == (int)stage->state)
            return signal->labels[i];
    return "unknown";
}

void live_stage_look(struct live_stage *stage, struct live_stage_look *look)
{
    const struct script_scenario *scenario = script_scenario(stage->script);
    size_t                        judgements;

    *look = (struct live_stage_look){ .type = stage->type, .seed = stage->setup.seed };
    snprintf(look->title, sizeof look->title, "%s", scenario->title);
    snprintf(look->drill, sizeof look->drill, "%s", stage->name);
    snprintf(look->sentence, sizeof look->sentence, "%s", scenario->drill.sentence);
    pthread_mutex_lock(&stage->lock);
    snprintf(look->state, sizeof look->state, "%s", state_text(stage));
    snprintf(look->reason, sizeof look->reason, "%s", stage->reason);
    look->priority = stage->priority;
    look->t_s = stage->t_s;
    look->rate = stage->rate;
    look->turns = stage->turned_count;
    look->is_over = stage->is_over;
    look->verdict = stage->verdict;
    judgements = stage->judgement_count;
    pthread_mutex_unlock(&stage->lock);
    look->score = score_of(stage->record->judgements, judgements, scenario->drill.points);
}
