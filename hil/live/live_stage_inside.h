/* live_stage_inside.h - a stage, for hil/live/live_stage*.c alone.
 *
 * Three owners: what is made before the thread begins is const from then on; what only the thread
 * touches is under "thread"; what it shares is behind `lock`, and nothing else is locked while that
 * is held. Of events and judgements the thread publishes how many there are: an entry that is
 * counted does not change any more. */
#ifndef PAINRIG_HIL_LIVE_STAGE_INSIDE_H
#define PAINRIG_HIL_LIVE_STAGE_INSIDE_H

#include "live_stage.h"
#include "base/settings.h"
#include "hil/clock.h"
#include "hil/live/live_channel.h"
#include "hil/run/executor.h"
#include "hil/run_record.h"
#include "hil/script/script.h"
#include "hil/trace/trace.h"

#include <pthread.h>

struct live_turned { long tick; size_t knob; double value; enum live_hand by; };

struct live_stage {
    /* made before the thread, const from then on */
    struct live_stage_setup setup;          /* drill: NULL; see `name` and `text` */
    struct live_stage      *self;           /* for callbacks that get a const pointer */
    char                    name[64];       /* "lost_pad", or "" of free play     */
    char                    started_utc[32];
    char                   *text;           /* the scenario, as it was read       */
    size_t                  text_count;
    const struct rig_type  *type;
    const struct panel     *panel;
    struct fault_plan       faults;
    struct live_channel    *channel;
    size_t                  state_signal;
    pthread_t               thread;
    bool                    has_thread, has_lock;

    /* thread */
    struct record     *record;
    struct script     *script;
    struct settings    settings;
    struct rig        *rig;
    struct trace      *trace;
    struct clock       clock;
    struct clock_pacer pacer;
    struct bytes       line;                /* the message that is being made     */
    double            *knobs_shown;
    double            *row_shown;
    double             row_wall_s, greeted_wall_s, looked_wall_s, rate_shown;
    size_t             judgements_shown;
    long               tick;
    unsigned           changes_seen;

    pthread_mutex_t    lock;                /* of all below                       */
    pthread_cond_t     changed;
    unsigned           changes;             /* of the rate, and the wish to end   */
    double             rate, watched_wall_s;
    bool               is_stopped, is_unwatched, is_over;
    struct live_turn   queue[LIVE_STAGE_QUEUE_MAX];
    size_t             queue_from, queue_count;
    struct live_turned *turned;
    size_t             turned_count;
    size_t             event_count, judgement_count;
    long               played_ticks;        /* rows before it was made safe       */
    double             t_s, state;
    enum requirement_priority priority;
    enum verdict       verdict;
    char               reason[400];
};

/* live_stage_free.c: what is played when it is no drill; NULL for a rig without. */
const char *live_stage_free_text(const char *rig);

/* live_stage_play.c: the thread begins; and is it to end? Takes a pointer to a live_stage *. */
MUST_CHECK enum err live_stage_begin(struct live_stage *, struct why *);
bool live_stage_is_stopped(const void *stop);

/* live_stage_show.c, all of the stage's thread. */
void live_stage_hear(void *stage, const struct event *);
void live_stage_row(void *stage, double t_s, const double *row);
void live_stage_rate_show(struct live_stage *, double rate);
void live_stage_end_show(struct live_stage *);

/* {"points":..,"most":..,"lines":[...]} of the first `count` judgements; is_whole: with what gives
 * no points too, and why. */
void live_stage_score_json(struct bytes *, const struct live_stage *, size_t count, bool is_whole);

#endif
