/* live_stage.h - a stage: a rig that lives while people watch it and turn its knobs.
 *
 * A stage plays a scenario (a drill), or none (free play), on a rig whose device is mocked: there
 * is no way from here to a bench, a port or a guard. It has a thread of its own, in which the
 * executor runs (executor.h) by a paced clock (hil/clock.h): at a rate, or paused. Its *hand*
 * are people: what they turn is queued and applied in the next tick, behind the scenario's orders,
 * a knob once in a tick; each turn is an event in the record.
 *
 * Who watches hears of it by its channel (live_channel.h), rows at most LIVE_STAGE_ROWS_PER_S
 * times a second of the wall's time. A slow viewer never delays a tick. The messages:
 *
 *     greeting  {"stage":N,"version":...,"rig":...,"drill":...,"seed":...,"rate":...,"t_s":...,
 *                "values":[...],"knobs":[...],"events":[...],"score":{...}}
 *     row       {"t_s":12.34,"tick":1234,"values":[a signal each, as GET /data/tables has them]}
 *     event     {"t_s":12.34,"kind":"order","text":"trainee: generator.mode = heat"}
 *     knobs     {"values":[a knob each]}                 when one was turned, by whomever
 *     rate      {"rate":10}                              0: paused
 *     score     {"points":40,"most":100,"lines":[{"what","verdict","points","most","reaction_s"}]},
 *               of the expectations that give points
 *     end       {"reason":"...","verdict":...,"score":{...}}
 *
 * A stage ends with its scenario, when it is told to, or when nobody has watched it for
 * `unwatched_s`. Every end makes the rig safe. What happened stays readable until it is destroyed.
 *
 * A session can be taken home: as a table, and as a scenario that repeats it, with the same turns
 * in the same ticks, so that `painrig run` gives the same rows.
 *
 * Nothing grows with time: events and judgements have the room of a record, turns
 * LIVE_STAGE_TURNS_MAX. All functions may be called from any thread. */
#ifndef PAINRIG_HIL_LIVE_STAGE_H
#define PAINRIG_HIL_LIVE_STAGE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"
#include "hil/event.h"
#include "hil/live/panel.h"
#include "hil/rig/rig.h"
#include "hil/score.h"
#include "hil/script/script.h"

#include <stdbool.h>
#include <stdint.h>

#define LIVE_STAGE_ROWS_PER_S 20
#define LIVE_STAGE_TURNS_MAX  SCRIPT_HAND_MAX
#define LIVE_STAGE_QUEUE_MAX  64
#define LIVE_STAGE_RATE_MOST  600.0
#define LIVE_STAGE_PATH_SIZE  600

struct live_channel;
struct live_stage;

#define LIVE_HAND_LIST(X) X(TRAINEE, "trainee") X(TRAINER, "trainer")
#define LIVE_HAND_ENUM(name, text) LIVE_##name,
enum live_hand { LIVE_HAND_LIST(LIVE_HAND_ENUM) LIVE_HANDS };
#undef LIVE_HAND_ENUM
extern const char *const live_hand_names[LIVE_HANDS + 1];

struct live_stage_setup {
    int         number;             /* what viewers know it by                             */
    const char *rig;                /* of free play                                        */
    const char *drill;              /* path of its file; NULL: free play                   */
    uint64_t    seed;
    double      rate;               /* 0: begins paused                                    */
    double      unwatched_s;
};

/* Turn the knob to `value`; or, of a step, by it, within least..most. */
struct live_turn {
    size_t         knob;
    double         value;
    bool           is_step;
    double         least, most;
    enum live_hand by;
};

/* How a stage is now. */
struct live_stage_look {
    const struct rig_type *type;
    char     title[160], drill[64], sentence[400];     /* drill "": free play */
    char     state[32];                                 /* the device's */
    enum requirement_priority priority;                 /* of its most urgent alarm */
    uint64_t seed;
    double   t_s, rate;
    size_t   turns;
    bool     is_over;
    char     reason[400];                               /* of its end */
    enum verdict verdict;
    struct score score;
};

enum live_log { LIVE_LOG_JSON, LIVE_LOG_TEXT, LIVE_LOG_LUA };

/* Loads, makes the rig and begins. ERR_UNKNOWN for a rig that there is not, ERR_IO, ERR_SCRIPT or
 * ERR_REFUSED (it is no drill) for its file. */
MUST_CHECK enum err live_stage_start(struct live_stage **, const struct live_stage_setup *,
                                     struct why *);
/* Ends it and waits for that. NULL is fine. */
void live_stage_destroy(struct live_stage *);

/* Stays the stage's. */
struct live_channel *live_stage_channel(struct live_stage *);

/* ERR_RANGE for a value that the knob has not, ERR_REFUSED when the stage is over, ERR_LIMIT when
 * the queue or the log of turns is full. */
MUST_CHECK enum err live_stage_turn(struct live_stage *, const struct live_turn *, struct why *);
MUST_CHECK enum err live_stage_pace(struct live_stage *, double rate, struct why *);
void live_stage_stop(struct live_stage *);

void live_stage_look(struct live_stage *, struct live_stage_look *);

/* What happened until now, to be taken home. */
MUST_CHECK enum err live_stage_log(struct live_stage *, enum live_log, struct bytes *,
                                   struct why *);

#endif
