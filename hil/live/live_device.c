#include "live_device.h"

#include "base/count.h"
#include "base/text.h"
#include "hil/live/live_drills.h"
#include "hil/live/live_stages.h"
#include "hil/live/panel.h"
#include "hil/live/panel_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct room {
    struct live_drills  drills;         /* const once the room is open */
    struct live_stages *stages;
};

/* The stage that the request names stays until it is let go. */
static enum err stage_hold(struct room *room, const struct live_request *request,
                           struct live_stage **stage, struct why *why)
{
    *stage = NULL;
    return live_stages_hold(room->stages, (int)live_number(request, "stage"), stage, why);
}

static void stage_let(struct room *room, const struct live_stage *stage)
{
    live_stages_let(room->stages, stage);
}

/* ------------------------------------------------------------------ GET /data/device */

static void drills_write(struct bytes *out, const struct live_drills *drills)
{
    bytes_text(out, "\"drills\":[");
    for (size_t i = 0; i < drills->count; i++) {
        const struct live_drill *drill = &drills->drills[i];

        bytes_text(out, i ? ",{" : "{");
        bytes_json_member_text(out, "name", drill->name);
        bytes_json_member_text(out, "title", drill->title);
        bytes_json_member_text(out, "rig", drill->rig);
        bytes_json_member_text(out, "sentence", drill->sentence);
        bytes_json_member_text(out, "trouble", drill->trouble);
        bytes_text(out, "\"points\":");
        bytes_json_number(out, drill->points);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static const char *const parts[] = { "all", "stages", NULL };

static enum err device_answer(void *of_room, const struct live_request *request,
                              struct live_answer *answer, struct why *why)
{
    struct room  *room = of_room;
    struct bytes *out = &answer->body;

    (void)why;
    bytes_text(out, "{");
    live_stages_write(room->stages, out);
    if (live_choice(request, "part") == 0) {
        bytes_text(out, ",");
        drills_write(out, &room->drills);
        bytes_text(out, ",");
        panel_json_write(out);
    }
    bytes_text(out, "}");
    return ERR_OK;
}

/* ------------------------------------------------------------------ start */

static const char *const rigs[] = { "ablation", "infusion", NULL };

static enum err start_answer(void *of_room, const struct live_request *request,
                             struct live_answer *answer, struct why *why)
{
    struct room             *room = of_room;
    const char              *name = live_text(request, "drill");
    const struct live_drill *drill = NULL;
    struct live_stage_setup  setup = { .rig = rigs[live_choice(request, "rig")],
                                       .seed = (uint64_t)live_number(request, "seed"),
                                       .rate = live_number(request, "rate"),
                                       .unwatched_s = LIVE_STAGE_UNWATCHED_S };
    int                      number = 0;

    if (*name)
        TRY(live_drills_find(&room->drills, name, &drill, why));
    setup.drill = drill ? drill->path : NULL;
    TRY(live_stages_start(room->stages, &setup, &number, why));
    bytes_format(&answer->body, "{\"stage\":%d}", number);
    return ERR_OK;
}

/* ------------------------------------------------------------------ operating */

static enum err done(struct live_answer *answer, enum err err)
{
    if (err == ERR_OK)
        bytes_text(&answer->body, "{}");
    return err;
}

static const struct rig_type *type_of(struct live_stage *stage)
{
    struct live_stage_look look;

    live_stage_look(stage, &look);
    return look.type;
}

/* A trainee has the keys of the panel, and no more. */
static bool is_for_trainee(const struct rig_type *type, const char *knob)
{
    const struct panel *panel = panel_find(type->name);

    for (size_t i = 0; i < panel->key_count; i++)
        if (strcmp(panel->keys[i].knob, knob) == 0)
            return true;
    return false;
}

static enum err knob_nearest(const struct rig_type *type, const char *name, struct why *why)
{
    const char **names = calloc(type->knob_count + 1, sizeof *names);
    const char  *nearest;
    enum err     err;

    if (!names)
        return why_say(why, ERR_MEMORY, "no memory for a sentence");
    for (size_t i = 0; i < type->knob_count; i++)
        names[i] = type->knobs[i].name;
    nearest = text_nearest(name, names, type->knob_count);
    err = why_say(why, ERR_UNKNOWN, "the %s rig has no knob %s%s%s%s", type->name, name,
                  nearest ? ": did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    free(names);
    return err;
}

static enum err turn_of(struct live_stage *stage, const struct live_request *request,
                        struct live_turn *turn, struct why *why)
{
    const struct rig_type *type = type_of(stage);
    const char            *name = live_text(request, "knob");

    *turn = (struct live_turn){ .knob = knob_find(type->knobs, type->knob_count, name),
                                .value = live_number(request, "value"),
                                .by = (enum live_hand)live_choice(request, "hand") };
    if (turn->knob == SIGNAL_NONE)
        return knob_nearest(type, name, why);
    if (turn->by == LIVE_TRAINEE && !is_for_trainee(type, name))
        return why_say(why, ERR_REFUSED, "%s is no key of the panel: the trainer turns it", name);
    return ERR_OK;
}

/* What pressing a key is: `value` 0 lets a held key go, or a latched one out; of a SET it is what
 * was entered. */
static enum err press_of(struct live_stage *stage, const struct live_request *request,
                         struct live_turn *turn, struct why *why)
{
    const struct rig_type  *type = type_of(stage);
    const char             *name = live_text(request, "key");
    const struct panel_key *key = panel_key_find(panel_find(type->name), name);
    double                  value = live_number(request, "value");

    if (!key)
        return why_say(why, ERR_UNKNOWN, "the panel of the %s rig has no key \"%s\"", type->name,
                       name);
    *turn = (struct live_turn){ .knob = knob_find(type->knobs, type->knob_count, key->knob),
                                .value = key->value, .least = key->least, .most = key->most,
                                .is_step = key->act == PANEL_STEP,
                                .by = (enum live_hand)live_choice(request, "hand") };
    if ((key->act == PANEL_HOLD || key->act == PANEL_LATCH) && value <= 0)
        turn->value = type->knobs[turn->knob].rest;
    if (key->act != PANEL_SET)
        return ERR_OK;
    turn->value = value;
    return value >= key->least && value <= key->most ? ERR_OK
         : why_say(why, ERR_RANGE, "%s = %g is out of range: give %g to %g %s", key->label, value,
                   key->least, key->most, unit_printed(type->knobs[turn->knob].unit));
}

/* What the request's hand does, by turn_of or press_of. */
static enum err hand_answer(struct room *room, const struct live_request *request,
                            struct live_answer *answer,
                            enum err (*of)(struct live_stage *, const struct live_request *,
                                           struct live_turn *, struct why *), struct why *why)
{
    struct live_stage *stage;
    struct live_turn   turn;
    enum err           err;

    TRY(stage_hold(room, request, &stage, why));
    err = of(stage, request, &turn, why);
    if (err == ERR_OK)
        err = live_stage_turn(stage, &turn, why);
    stage_let(room, stage);
    return done(answer, err);
}

static enum err turn_answer(void *of_room, const struct live_request *request,
                            struct live_answer *answer, struct why *why)
{
    return hand_answer(of_room, request, answer, turn_of, why);
}

static enum err press_answer(void *of_room, const struct live_request *request,
                             struct live_answer *answer, struct why *why)
{
    return hand_answer(of_room, request, answer, press_of, why);
}

static enum err rate_answer(void *of_room, const struct live_request *request,
                            struct live_answer *answer, struct why *why)
{
    struct room       *room = of_room;
    struct live_stage *stage;
    enum err           err;

    TRY(stage_hold(room, request, &stage, why));
    err = live_stage_pace(stage, live_number(request, "rate"), why);
    stage_let(room, stage);
    return done(answer, err);
}

static enum err stop_answer(void *of_room, const struct live_request *request,
                            struct live_answer *answer, struct why *why)
{
    struct room       *room = of_room;
    struct live_stage *stage;

    TRY(stage_hold(room, request, &stage, why));
    live_stage_stop(stage);
    stage_let(room, stage);
    return done(answer, ERR_OK);
}

/* ------------------------------------------------------------------ watching, taking home */

static enum err device_watch(void *of_room, const struct live_request *request,
                             struct live_channel **channel, struct why *why)
{
    struct room       *room = of_room;
    struct live_stage *stage;

    TRY(stage_hold(room, request, &stage, why));
    *channel = live_stage_channel(stage);   /* there for a second at least (live_stages.h) */
    stage_let(room, stage);
    return ERR_OK;
}

static const char *const log_names[] = {
    [LIVE_LOG_JSON] = "json", [LIVE_LOG_TEXT] = "txt", [LIVE_LOG_LUA] = "lua", NULL,
};
static const char *const log_types[] = {
    [LIVE_LOG_JSON] = "application/json", [LIVE_LOG_TEXT] = "text/plain; charset=utf-8",
    [LIVE_LOG_LUA] = "text/plain; charset=utf-8",
};

static enum err log_write(struct room *room, const struct live_request *request,
                          enum live_log as, struct live_answer *answer, struct why *why)
{
    struct live_stage *stage;
    enum err           err;

    TRY(stage_hold(room, request, &stage, why));
    err = live_stage_log(stage, as, &answer->body, why);
    stage_let(room, stage);
    answer->type = log_types[as];
    snprintf(answer->file, sizeof answer->file, "painrig_session_%d.%s",
             (int)live_number(request, "stage"), log_names[as]);
    return err;
}

static enum err log_answer(void *room, const struct live_request *request,
                           struct live_answer *answer, struct why *why)
{
    return log_write(room, request, (enum live_log)live_choice(request, "as"), answer, why);
}

static enum err replay_answer(void *room, const struct live_request *request,
                              struct live_answer *answer, struct why *why)
{
    return log_write(room, request, LIVE_LOG_LUA, answer, why);
}

/* ------------------------------------------------------------------ tables */

#define STAGE                                                                                     \
    { .name = "stage", .unit = "-", .kind = LIVE_NUMBER, .least = 1, .most = 1e9, .step = 1,      \
      .sentence = "its number, as start has answered it" }
#define RATE(rest_)                                                                               \
    { .name = "rate", .unit = "1", .kind = LIVE_NUMBER, .least = 0, .most = LIVE_STAGE_RATE_MOST, \
      .step = 1, .rest = rest_, .sentence = "simulated seconds a second; 0: paused" }
#define HAND(rest_)                                                                               \
    { .name = "hand", .unit = "-", .kind = LIVE_CHOICE, .rest = rest_,                            \
      .choices = live_hand_names, .sentence = "whose hand: it stands in the log" }
#define VALUE(rest_, sentence_)                                                                   \
    { .name = "value", .unit = "-", .kind = LIVE_NUMBER, .least = -1e9, .most = 1e10, .step = 1,  \
      .rest = rest_, .sentence = sentence_ }

static const struct live_field device_fields[] = {
    { .name = "part", .unit = "-", .kind = LIVE_CHOICE, .rest = "all", .choices = parts,
      .sentence = "all, or the stages alone" },
};
static const struct live_field stage_fields[] = { STAGE };
static const struct live_field start_fields[] = {
    { .name = "drill", .unit = "-", .kind = LIVE_TEXT, .rest = "",
      .sentence = "a drill's name; empty: free play of the rig" },
    { .name = "rig", .unit = "-", .kind = LIVE_CHOICE, .rest = "ablation", .choices = rigs,
      .sentence = "of free play; a drill has its own" },
    RATE("1"),
    { .name = "seed", .unit = "-", .kind = LIVE_NUMBER, .least = 0, .most = 1e9, .step = 1,
      .rest = "1", .sentence = "where the random numbers start: another one, another moment" },
};
static const struct live_field turn_fields[] = {
    STAGE,
    { .name = "knob", .unit = "-", .kind = LIVE_TEXT,
      .sentence = "its name, as GET /data/tables has it" },
    VALUE(NULL, "what it is turned to; of a state, the number of its label"),
    HAND("trainer"),
};
static const struct live_field press_fields[] = {
    STAGE,
    { .name = "key", .unit = "-", .kind = LIVE_TEXT,
      .sentence = "its name, as the panel has it" },
    VALUE("1", "0 lets go of a key that is held or latched; of one that is set, the entry"),
    HAND("trainee"),
};
static const struct live_field rate_fields[] = { STAGE, RATE(NULL) };
static const struct live_field log_fields[] = {
    STAGE,
    { .name = "as", .unit = "-", .kind = LIVE_CHOICE, .rest = "txt", .choices = log_names,
      .sentence = "data, a table for people, or a scenario that repeats it" },
};

#define FIELDS(table) .fields = table, .field_count = COUNT(table)

static const struct live_route routes[] = {
    { .path = "/data/device", .right = LIVE_LOOK, FIELDS(device_fields), .answer = device_answer,
      .sentence = "What can be played, what is being played, and the panels of the devices.",
      .returns = "stages, drills, panels, and the alarm signals of each priority" },
    { .path = "/data/device/watch", .right = LIVE_LOOK, FIELDS(stage_fields),
      .watch = device_watch, .sentence = "What happens on a stage, as it happens.",
      .returns = "events greeting, row, event, knobs, rate, score, end" },
    { .path = "/data/device/start", .right = LIVE_OPERATE, .is_work = true, FIELDS(start_fields),
      .answer = start_answer, .sentence = "Another stage: a drill, or free play.",
      .returns = "{\"stage\": its number}" },
    { .path = "/data/device/press", .right = LIVE_OPERATE, FIELDS(press_fields),
      .answer = press_answer, .sentence = "A key of the device's panel is pressed or let go.",
      .returns = "{}; it acts in the next tick" },
    { .path = "/data/device/turn", .right = LIVE_OPERATE, FIELDS(turn_fields),
      .answer = turn_answer, .sentence = "A knob is turned: an order, or a fault.",
      .returns = "{}; it acts in the next tick" },
    { .path = "/data/device/rate", .right = LIVE_OPERATE, FIELDS(rate_fields),
      .answer = rate_answer, .sentence = "How fast time passes on a stage.", .returns = "{}" },
    { .path = "/data/device/stop", .right = LIVE_OPERATE, FIELDS(stage_fields),
      .answer = stop_answer, .sentence = "The stage ends: its rig is made safe.",
      .returns = "{}" },
    { .path = "/data/device/log", .right = LIVE_LOOK, .is_work = true, FIELDS(log_fields),
      .answer = log_answer, .sentence = "What happened on a stage, to be taken home.",
      .returns = "turns, events, judgements and score" },
    { .path = "/data/device/replay", .right = LIVE_LOOK, .is_work = true, FIELDS(stage_fields),
      .answer = replay_answer,
      .sentence = "The session as a scenario: painrig run repeats it, tick by tick.",
      .returns = "a Lua file" },
};

/* ------------------------------------------------------------------ open, close */

static enum err room_open(void **opened, const struct live_setup *setup, struct why *why)
{
    struct room *room = calloc(1, sizeof *room);
    char         folder[LIVE_DRILL_PATH_SIZE];
    enum err     err;

    if (!room)
        return why_say(why, ERR_MEMORY, "no memory for the device room");
    snprintf(folder, sizeof folder, "%.500s/drills", setup->scenarios);
    err = live_drills_load(&room->drills, folder, why);
    if (err == ERR_OK)
        err = live_stages_create(&room->stages, why);
    if (err != ERR_OK) {
        live_drills_free(&room->drills);
        free(room);
        return err;
    }
    *opened = room;
    return ERR_OK;
}

static void room_close(void *closing)
{
    struct room *room = closing;

    if (!room)
        return;
    live_stages_destroy(room->stages);
    live_drills_free(&room->drills);
    free(room);
}

const struct live_room live_device = {
    .name = "device", .sentence = "Mocked devices that people operate, with drills and a score.",
    .routes = routes, .route_count = COUNT(routes),
    .open = room_open, .close = room_close,
};
