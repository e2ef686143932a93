/* What a stage's thread does: its time, what people turn, and the end of it. */
#include "live_stage_inside.h"

#include <math.h>
#include <signal.h>
#include <time.h>

#define LOOK_EVERY_S 0.25           /* is there anybody? */

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

bool live_stage_is_stopped(const void *stop)
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
        .watch = live_stage_row, .watcher = stage, .is_stopped = live_stage_is_stopped,
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
enum err live_stage_begin(struct live_stage *stage, struct why *why)
{
    sigset_t all, before;
    int      failed;

    stage->pacer = (struct clock_pacer){ pacer_rate, pacer_sleep, stage };
    stage->clock = clock_paced(&stage->pacer);
    record_listen(stage->record, live_stage_hear, stage);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    failed = pthread_create(&stage->thread, NULL, stage_run, stage);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    stage->has_thread = failed == 0;
    return failed ? why_say(why, ERR_LIMIT, "no thread for another stage: end one") : ERR_OK;
}
