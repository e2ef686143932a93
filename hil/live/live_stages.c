#include "live_stages.h"
#include "hil/clock.h"
#include "hil/live/live_channel.h"

#include <pthread.h>
#include <stdlib.h>

#define LEAVE_S 1.0         /* from when nobody is let to a stage to when it is destroyed: whoever
                             * was given its channel just before has taken it by then */

/* Taken from the moment a stage is being made. over_wall_s: when it was found to be over, and
 * left_wall_s: when it was told to go; 0: not yet. holds: how many work with it, so that it cannot
 * go. */
struct slot {
    struct live_stage *stage;
    int                number;
    size_t             holds;
    bool               is_taken;
    double             over_wall_s, left_wall_s;
};

struct live_stages {
    pthread_mutex_t lock;               /* of all below; a stage's own may be taken with it held */
    struct slot     slots[LIVE_STAGES_MAX];
    int             numbers;            /* given so far  */
};

enum err live_stages_create(struct live_stages **out, struct why *why)
{
    struct live_stages *stages = calloc(1, sizeof *stages);

    if (!stages || pthread_mutex_init(&stages->lock, NULL) != 0) {
        free(stages);
        return why_say(why, ERR_MEMORY, "no memory for stages");
    }
    *out = stages;
    return ERR_OK;
}

void live_stages_destroy(struct live_stages *stages)
{
    if (!stages)
        return;
    for (size_t i = 0; i < LIVE_STAGES_MAX; i++)
        if (stages->slots[i].stage)
            live_stage_stop(stages->slots[i].stage);
    for (size_t i = 0; i < LIVE_STAGES_MAX; i++)
        live_stage_destroy(stages->slots[i].stage);
    pthread_mutex_destroy(&stages->lock);
    free(stages);
}

/* ------------------------------------------------------------------ one of them */

enum err live_stages_hold(struct live_stages *stages, int number, struct live_stage **stage,
                          struct why *why)
{
    bool is_found = false;

    pthread_mutex_lock(&stages->lock);
    for (size_t i = 0; i < LIVE_STAGES_MAX && !is_found; i++) {
        struct slot *slot = &stages->slots[i];
        if (slot->stage && slot->number == number && slot->left_wall_s <= 0) {
            slot->holds++;
            *stage = slot->stage;
            is_found = true;
        }
    }
    pthread_mutex_unlock(&stages->lock);
    return is_found ? ERR_OK : why_say(why, ERR_UNKNOWN, "there is no stage %d any more: start "
                                       "another", number);
}

void live_stages_let(struct live_stages *stages, const struct live_stage *stage)
{
    pthread_mutex_lock(&stages->lock);
    for (size_t i = 0; i < LIVE_STAGES_MAX; i++)
        if (stages->slots[i].stage == stage)
            stages->slots[i].holds--;
    pthread_mutex_unlock(&stages->lock);
}

/* ------------------------------------------------------------------ one more */

/* With the lock held, all of these. */

static struct slot *slot_free(struct live_stages *stages)
{
    for (size_t i = 0; i < LIVE_STAGES_MAX; i++)
        if (!stages->slots[i].is_taken)
            return &stages->slots[i];
    return NULL;
}

/* Which are over by now; how many are not. */
static size_t slots_notice(struct live_stages *stages, double wall_s)
{
    struct live_stage_look look;
    size_t                 played = 0;

    for (size_t i = 0; i < LIVE_STAGES_MAX; i++) {
        struct slot *slot = &stages->slots[i];
        if (slot->stage && slot->over_wall_s <= 0) {
            live_stage_look(slot->stage, &look);
            slot->over_wall_s = look.is_over ? wall_s : 0;
        }
        played += slot->is_taken && slot->over_wall_s <= 0;
    }
    return played;
}

/* Where all are taken one goes: that which was over first, of these the first that was begun. */
static void slots_make_room(struct live_stages *stages, double wall_s)
{
    struct slot *first = NULL;

    for (size_t i = 0; i < LIVE_STAGES_MAX; i++) {
        struct slot *slot = &stages->slots[i];
        bool is_sooner = !first || slot->over_wall_s < first->over_wall_s
                         || (slot->over_wall_s <= first->over_wall_s
                             && slot->number < first->number);
        if (!slot->is_taken || slot->left_wall_s > 0)
            return;
        if (slot->over_wall_s > 0 && is_sooner)
            first = slot;
    }
    if (first && wall_s - first->over_wall_s >= LIVE_STAGE_KEPT_S)
        first->left_wall_s = wall_s;
}

/* The stage that has gone, to be destroyed; its slot is free. */
static struct live_stage *slots_clear(struct live_stages *stages, double wall_s)
{
    for (size_t i = 0; i < LIVE_STAGES_MAX; i++) {
        struct slot *slot = &stages->slots[i];
        if (slot->left_wall_s > 0 && wall_s - slot->left_wall_s >= LEAVE_S && slot->holds == 0) {
            struct live_stage *gone = slot->stage;
            *slot = (struct slot){ .number = 0 };
            return gone;
        }
    }
    return NULL;
}

static enum err slot_take(struct live_stages *stages, struct slot **slot, struct why *why)
{
    struct live_stage *gone = NULL;
    double             wall_s = clock_wall_s();
    size_t             played;

    pthread_mutex_lock(&stages->lock);
    played = slots_notice(stages, wall_s);
    if (played < LIVE_STAGES_PLAYED_MAX) {
        gone = slots_clear(stages, wall_s);
        *slot = slot_free(stages);
        slots_make_room(stages, wall_s);
    }
    if (*slot)
        **slot = (struct slot){ .is_taken = true, .number = ++stages->numbers };
    pthread_mutex_unlock(&stages->lock);
    live_stage_destroy(gone);
    if (played >= LIVE_STAGES_PLAYED_MAX)
        return why_say(why, ERR_LIMIT, "%d stages are played already: end one first",
                       LIVE_STAGES_PLAYED_MAX);
    return *slot ? ERR_OK : why_say(why, ERR_LIMIT, "%d stages are kept, and the first of them is "
                                    "just going: start again in a few seconds", LIVE_STAGES_MAX);
}

static void slot_fill(struct live_stages *stages, struct slot *slot, struct live_stage *stage)
{
    pthread_mutex_lock(&stages->lock);
    slot->stage = stage;
    slot->is_taken = stage != NULL;
    pthread_mutex_unlock(&stages->lock);
}

enum err live_stages_start(struct live_stages *stages, const struct live_stage_setup *setup,
                           int *number, struct why *why)
{
    struct live_stage_setup numbered = *setup;
    struct live_stage      *stage = NULL;
    struct slot            *slot = NULL;
    enum err                err;

    TRY(slot_take(stages, &slot, why));
    numbered.number = slot->number;
    err = live_stage_start(&stage, &numbered, why);
    slot_fill(stages, slot, stage);
    if (err == ERR_OK)
        *number = numbered.number;
    return err;
}

/* ------------------------------------------------------------------ all of them */

static void stage_write(struct bytes *out, const struct slot *slot)
{
    struct live_stage_look look;

    live_stage_look(slot->stage, &look);
    bytes_format(out, "{\"stage\":%d,", slot->number);
    bytes_json_member_text(out, "rig", look.type->name);
    bytes_json_member_text(out, "title", look.title);
    bytes_json_member_text(out, "drill", look.drill);
    bytes_json_member_text(out, "sentence", look.sentence);
    bytes_json_member_text(out, "state", look.state);
    bytes_json_member_text(out, "priority", requirement_priority_labels[look.priority]);
    bytes_json_member_number(out, "t_s", look.t_s);
    bytes_json_member_number(out, "rate", look.rate);
    bytes_json_member_number(out, "seed", (double)look.seed);
    bytes_json_member_number(out, "turns", (double)look.turns);
    bytes_json_member_number(out, "points", look.score.points);
    bytes_json_member_number(out, "most", look.score.most);
    bytes_json_member_text(out, "reason", look.reason);
    bytes_format(out, "\"viewers\":%zu,\"is_over\":%s}",
                 live_channel_viewers(live_stage_channel(slot->stage)),
                 look.is_over ? "true" : "false");
}

void live_stages_write(struct live_stages *stages, struct bytes *out)
{
    const char *comma = "";

    bytes_text(out, "\"stages\":[");
    pthread_mutex_lock(&stages->lock);
    (void)slots_notice(stages, clock_wall_s());
    slots_make_room(stages, clock_wall_s());
    for (size_t i = 0; i < LIVE_STAGES_MAX; i++)
        if (stages->slots[i].stage && stages->slots[i].left_wall_s <= 0) {
            bytes_text(out, comma);
            stage_write(out, &stages->slots[i]);
            comma = ",";
        }
    pthread_mutex_unlock(&stages->lock);
    bytes_text(out, "]");
}
