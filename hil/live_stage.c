#include "live_stage_inside.h"
#include "base/text.h"
#include "run_names.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHANNEL_MESSAGES 128
#define LOOK_EVERY_S     0.25           /* is there anybody? */

#define TEXT(name, text) text,
const char *const live_hand_names[LIVE_HANDS + 1] = { LIVE_HAND_LIST(TEXT) NULL };

/* ------------------------------------------------------------------ time, and who wants an end */

static bool is_watched(struct live_stage *stage)
{
    return live_channel_viewers(stage->channel) > 0;
}

/* Of the stage's thread. */
static void viewers_look(struct live_stage *stage)
{
    double wall_s = clock_wall_s();
    bool   is_seen;

    if (wall_s - stage->looked_wall_s < LOOK_EVERY_S)
        return;
    stage->looked_wall_s = wall_s;
    is_seen = is_watched(stage);
    pthread_mutex_lock(&stage->lock);
    if (is_seen)
        stage->watched_wall_s = wall_s;
    if (wall_s - stage->watched_wall_s > stage->setup.unwatched_s)
        stage->is_unwatched = true;
    pthread_mutex_unlock(&stage->lock);
}

static double pacer_rate(void *data)
{
    struct live_stage *stage = data;
    double             rate;
    bool               is_left;

    viewers_look(stage);
    pthread_mutex_lock(&stage->lock);
    is_left = stage->is_stopped || stage->is_unwatched;
    rate = stage->rate;
    stage->changes_seen = stage->changes;
    pthread_mutex_unlock(&stage->lock);
    if (is_left)
        return (double)NAN;
    if (rate != stage->rate_shown)
        live_stage_rate_show(stage, rate);
    return rate;
}

static struct timespec timespec_of(double wall_s)
{
    double whole_s = floor(wall_s);

    return (struct timespec){ .tv_sec = (time_t)whole_s,
                              .tv_nsec = (long)((wall_s - whole_s) * 1e9) };
}

static void pacer_sleep(void *data, double wall_s)
{
    struct live_stage *stage = data;
    struct timespec    until = timespec_of(fmin(wall_s, clock_wall_s() + LOOK_EVERY_S));
    int                failed = 0;

    pthread_mutex_lock(&stage->lock);
    while (stage->changes == stage->changes_seen && failed == 0)
        failed = pthread_cond_timedwait(&stage->changed, &stage->lock, &until);
    pthread_mutex_unlock(&stage->lock);
}

static bool stop_is_asked(const void *stop)
{
    struct live_stage *stage = *(struct live_stage *const *)stop;
    bool               is_left;

    pthread_mutex_lock(&stage->lock);
    is_left = stage->is_stopped || stage->is_unwatched;
    pthread_mutex_unlock(&stage->lock);
    return is_left;
}

/* ------------------------------------------------------------------ the hand */

/* What one tick has turned already. */
struct turned_now { size_t knobs[LIVE_STAGE_QUEUE_MAX], count; };

static bool is_turned(const struct turned_now *now, size_t knob)
{
    for (size_t i = 0; i < now->count; i++)
        if (now->knobs[i] == knob)
            return true;
    return now->count == LIVE_STAGE_QUEUE_MAX;
}

/* The next of the queue. One that turns the same knob again waits for another tick: a button that
 * is pressed and let go between two ticks would not have been pressed. */
static bool turn_take(struct live_stage *stage, struct turned_now *now, struct live_turn *turn)
{
    bool has = false;

    pthread_mutex_lock(&stage->lock);
    *turn = stage->queue[stage->queue_from];
    if (stage->queue_count > 0 && !is_turned(now, turn->knob)) {
        stage->queue_from = (stage->queue_from + 1) % LIVE_STAGE_QUEUE_MAX;
        stage->queue_count--;
        now->knobs[now->count++] = turn->knob;
        has = true;
    }
    pthread_mutex_unlock(&stage->lock);
    return has;
}

static void turn_note(struct live_stage *stage, const struct live_turned *turned)
{
    pthread_mutex_lock(&stage->lock);
    if (stage->turned_count < LIVE_STAGE_TURNS_MAX)     /* live_stage_turn has seen to it */
        stage->turned[stage->turned_count++] = *turned;
    pthread_mutex_unlock(&stage->lock);
}

static double turn_value(const struct live_stage *stage, const struct live_turn *turn)
{
    double value = script_knobs(stage->script)[turn->knob];

    return turn->is_step ? fmin(fmax(value + turn->value, turn->least), turn->most) : turn->value;
}

static enum err hand_turn(void *data, long tick, struct why *why)
{
    struct live_stage *stage = data;
    struct turned_now  now = { .count = 0 };
    struct live_turn   turn;

    (void)why;
    pthread_mutex_lock(&stage->lock);
    stage->played_ticks = tick + 1;
    pthread_mutex_unlock(&stage->lock);
    while (turn_take(stage, &now, &turn)) {
        struct live_turned turned = { tick, turn.knob, turn_value(stage, &turn), turn.by };
        const char        *who = live_hand_names[turn.by];
        struct why         own = { "" };
        enum err           err = script_turn(stage->script, turn.knob, turned.value, who, &own);

        if (err == ERR_OK)
            turn_note(stage, &turned);
        else
            record_say(stage->record, (double)tick * stage->rig->tick_s, "log", "%s: %s", who,
                       why_text(&own, err));
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ the thread */

static void end_note(struct live_stage *stage, enum err err, const struct executor_result *result,
                     const struct why *why)
{
    const char *reason = result->is_stopped ? "it was told to end"
                       : err != ERR_OK ? why_text(why, err)
                       : *stage->name ? "the drill is over" : "its time is over";

    pthread_mutex_lock(&stage->lock);
    if (stage->is_unwatched)
        reason = "nobody watched any more";
    stage->verdict = result->is_stopped ? VERDICT_INCONCLUSIVE : result->verdict;
    snprintf(stage->reason, sizeof stage->reason, "%s", reason);
    pthread_mutex_unlock(&stage->lock);
    live_stage_end_show(stage);
    pthread_mutex_lock(&stage->lock);
    stage->is_over = true;
    pthread_mutex_unlock(&stage->lock);
    live_channel_end(stage->channel);
}

static void *stage_run(void *data)
{
    struct live_stage     *stage = data;
    struct executor_setup  setup = {
        .script = stage->script, .rig = stage->rig, .trace = stage->trace,
        .record = stage->record, .clock = &stage->clock, .hand = hand_turn, .person = stage,
        .faults = stage->faults.count ? &stage->faults : NULL, .seed = stage->setup.seed,
        .watch = live_stage_row, .watcher = stage, .is_stopped = stop_is_asked,
        .stop = &stage->self,
    };
    struct executor_result result;
    struct why             why = { "" };
    enum err               err;

    live_stage_rate_show(stage, stage->setup.rate);
    err = executor_run(&setup, &result, &why);
    end_note(stage, err, &result, &why);
    return NULL;
}

/* Signals are for the thread that waits for them. */
static enum err thread_begin(struct live_stage *stage, struct why *why)
{
    sigset_t all, before;
    int      failed;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    failed = pthread_create(&stage->thread, NULL, stage_run, stage);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    stage->has_thread = failed == 0;
    return failed ? why_say(why, ERR_LIMIT, "no thread for another stage: end one") : ERR_OK;
}

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
    struct script_setup setup = { .seed = stage->setup.seed, .is_stopped = stop_is_asked,
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

    TRY(run_rig_find(scenario->rig, &stage->type, why));
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
    stage->pacer = (struct clock_pacer){ pacer_rate, pacer_sleep, stage };
    stage->clock = clock_paced(&stage->pacer);
    record_listen(stage->record, live_stage_hear, stage);
    return thread_begin(stage, why);
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
        return why_say(why, ERR_LIMIT, "this session has %d turns, as many as its log has room "
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
