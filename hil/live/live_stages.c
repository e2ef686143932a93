#include "live_stages.h"
#include "hil/clock.h"
#include "hil/live/live_channel.h"

#include <pthread.h>
#include <stdlib.h>

#define LEAVE_S 1.0         /* from when nobody is let to a stage to when it is destroyed: whoever
                             * was given its channel just before has taken it by then */

/* Taken from the moment a stage is being made. over_wall_s: when it was found to be over; 0: it was
 * not. holds: how many work with it, so that it cannot go. */
struct slot {
    struct live_stage *stage;
    int                number;
    size_t             holds;
    bool               is_taken;
    double             over_wall_s;
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

/* With the lock held: it has been over for as long as it is kept, and more_s. */
static bool is_past(const struct slot *slot, double wall_s, double more_s)
{
    return slot->over_wall_s > 0 && wall_s - slot->over_wall_s >= LIVE_STAGE_KEPT_S + more_s;
}

enum err live_stages_hold(struct live_stages *stages, int number, struct live_stage **stage,
                          struct why *why)
{
    bool is_found = false;

    pthread_mutex_lock(&stages->lock);
    for (size_t i = 0; i < LIVE_STAGES_MAX && !is_found; i++) {
        struct slot *slot = &stages->slots[i];
        if (slot->stage && slot->number == number && !is_past(slot, clock_wall_s(), 0)) {
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

/* With the lock held: a stage that has been over for a while is put aside, to be destroyed. */
static void slot_clear(struct slot *slot, double wall_s, struct live_stage **aside)
{
    struct live_stage_look look;

    if (!slot->stage)
        return;
    live_stage_look(slot->stage, &look);
    if (!look.is_over)
        return;
    if (slot->over_wall_s <= 0)
        slot->over_wall_s = wall_s;
    if (!is_past(slot, wall_s, LEAVE_S) || slot->holds > 0)
        return;
    *aside = slot->stage;
    *slot = (struct slot){ .number = 0 };
}

static struct slot *slot_free(struct live_stages *stages)
{
    for (size_t i = 0; i < LIVE_STAGES_MAX; i++)
        if (!stages->slots[i].is_taken)
            return &stages->slots[i];
    return NULL;
}

/* Room for one more: an empty slot, or that of the first stage that is over. */
static enum err slot_take(struct live_stages *stages, struct slot **slot, struct why *why)
{
    struct live_stage *aside = NULL;
    double             wall_s = clock_wall_s();

    pthread_mutex_lock(&stages->lock);
    *slot = slot_free(stages);
    for (size_t i = 0; i < LIVE_STAGES_MAX && !*slot; i++) {
        slot_clear(&stages->slots[i], wall_s, &aside);
        *slot = slot_free(stages);
    }
    if (*slot)
        **slot = (struct slot){ .is_taken = true, .number = ++stages->numbers };
    pthread_mutex_unlock(&stages->lock);
    live_stage_destroy(aside);
    return *slot ? ERR_OK : why_say(why, ERR_LIMIT, "%d stages are there already: end one, or wait "
                                    "a few seconds when one has just ended", LIVE_STAGES_MAX);
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
    for (size_t i = 0; i < LIVE_STAGES_MAX; i++)
        if (stages->slots[i].stage) {
            bytes_text(out, comma);
            stage_write(out, &stages->slots[i]);
            comma = ",";
        }
    pthread_mutex_unlock(&stages->lock);
    bytes_text(out, "]");
}
