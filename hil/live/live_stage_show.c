/* What viewers hear of a stage. Every message is made in one buffer that has grown once. */
#include "live_stage_inside.h"
#include "base/text.h"
#include "hil/run_version.h"

#include <math.h>
#include <string.h>

#define EVENTS_GREETED 40
#define EVENTS_BYTES   5000     /* of a greeting: the last that fit; all of it is one message */
#define LINES_SHOWN    24       /* of a score; the log has them all                           */
#define GREET_EVERY_S  1.0
#define ROW_EVERY_S    (1.0 / LIVE_STAGE_ROWS_PER_S)

/* A message that is lost is lost: viewers are told by the door. */
static void offer(struct live_stage *stage, const char *event)
{
    enum err err = ERR_LIMIT;

    if (!stage->line.is_out_of_memory)
        err = live_channel_offer(stage->channel, event, stage->line.at, stage->line.used);
    (void)err;
    stage->line.used = 0;
}

static void value_add(struct bytes *out, double value, int decimals)
{
    if (isfinite(value))
        bytes_fixed(out, value, decimals);
    else
        bytes_text(out, "null");
}

static void row_add(struct bytes *out, const struct live_stage *stage, const double *row)
{
    bytes_text(out, "\"values\":[");
    for (size_t i = 0; i < stage->type->signal_count; i++) {
        if (i)
            bytes_text(out, ",");
        value_add(out, row ? row[i] : (double)NAN, stage->type->signals[i].decimals);
    }
    bytes_text(out, "]");
}

static void knobs_add(struct bytes *out, const struct live_stage *stage, const double *knobs)
{
    bytes_text(out, "[");
    for (size_t i = 0; i < stage->type->knob_count; i++) {
        if (i)
            bytes_text(out, ",");
        bytes_json_number(out, knobs[i]);
    }
    bytes_text(out, "]");
}

static void line_add(struct bytes *out, const struct judgement *judgement, bool is_whole)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "what", judgement->what);
    bytes_json_member_text(out, "verdict", verdict_name(judgement->verdict));
    if (is_whole)
        bytes_json_member_text(out, "why", judgement->why);
    bytes_json_member_number(out, "t_s", judgement->t_s);
    bytes_json_member_number(out, "within_s", judgement->within_s);
    bytes_json_member_number(out, "reaction_s", score_reaction_s(judgement));
    bytes_json_member_number(out, "points", score_points(judgement));
    bytes_text(out, "\"most\":");
    bytes_json_number(out, judgement->points);
    bytes_text(out, "}");
}

void live_stage_score_json(struct bytes *out, const struct live_stage *stage, size_t count,
                           bool is_whole)
{
    const struct judgement *judgements = stage->record->judgements;
    const struct score      score = score_of(judgements, count,
                                             script_scenario(stage->script)->drill.points);
    size_t                  lines = 0;

    bytes_text(out, "{");
    bytes_json_member_number(out, "points", score.points);
    bytes_json_member_number(out, "most", score.most);
    bytes_text(out, "\"lines\":[");
    for (size_t i = 0; i < count; i++) {
        if (!is_whole && (lines == LINES_SHOWN || !(judgements[i].points > 0)))
            continue;
        bytes_text(out, lines++ ? "," : "");
        line_add(out, &judgements[i], is_whole);
    }
    bytes_text(out, "]}");
}

/* The last events, in their order: as many as there is room for. */
static void events_add(struct bytes *out, const struct record *record)
{
    size_t count = record->event_count, from = count, bytes = 0;

    while (from > 0 && count - from < EVENTS_GREETED) {
        bytes += strlen(record->events[from - 1].text) + 60;
        if (bytes > EVENTS_BYTES)
            break;
        from--;
    }
    bytes_text(out, "[");
    for (size_t i = from; i < count; i++) {
        if (i > from)
            bytes_text(out, ",");
        event_json(out, &record->events[i]);
    }
    bytes_text(out, "]");
}

/* What a newcomer has to know, and how it is now. */
static void greet(struct live_stage *stage, const double *row)
{
    const struct script_scenario *scenario = script_scenario(stage->script);
    struct bytes                 *out = &stage->line;
    enum err                      err;

    out->used = 0;
    bytes_format(out, "{\"stage\":%d,\"seed\":%llu,", stage->setup.number,
                 (unsigned long long)stage->setup.seed);
    bytes_json_member_text(out, "version", run_version());
    bytes_json_member_text(out, "rig", stage->type->name);
    bytes_json_member_text(out, "title", scenario->title);
    bytes_json_member_text(out, "drill", stage->name);
    bytes_json_member_text(out, "sentence", scenario->drill.sentence);
    bytes_json_member_number(out, "rate", stage->rate_shown);
    bytes_json_member_number(out, "tick_s", stage->rig->tick_s);
    bytes_json_member_number(out, "t_s", (double)stage->tick * stage->rig->tick_s);
    row_add(out, stage, row);
    bytes_text(out, ",\"knobs\":");
    knobs_add(out, stage, stage->knobs_shown);
    bytes_text(out, ",\"score\":");
    live_stage_score_json(out, stage, stage->record->judgement_count, false);
    bytes_text(out, ",\"events\":");
    events_add(out, stage->record);
    bytes_text(out, "}");
    err = out->is_out_of_memory ? ERR_MEMORY
        : live_channel_greet(stage->channel, "greeting", out->at, out->used, NULL);
    (void)err;                              /* the one before stays */
    out->used = 0;
    stage->greeted_wall_s = clock_wall_s();
}

void live_stage_hear(void *data, const struct event *event)
{
    struct live_stage *stage = data;

    event_json(&stage->line, event);
    offer(stage, "event");
}

void live_stage_rate_show(struct live_stage *stage, double rate)
{
    stage->rate_shown = rate;
    bytes_text(&stage->line, "{\"rate\":");
    bytes_json_number(&stage->line, rate);
    bytes_text(&stage->line, "}");
    offer(stage, "rate");
    greet(stage, stage->tick > 0 ? stage->row_shown : NULL);
}

static void knobs_show(struct live_stage *stage)
{
    const double *knobs = script_knobs(stage->script);
    size_t        bytes = stage->type->knob_count * sizeof *knobs;

    if (memcmp(knobs, stage->knobs_shown, bytes) == 0)
        return;
    memcpy(stage->knobs_shown, knobs, bytes);
    bytes_text(&stage->line, "{\"values\":");
    knobs_add(&stage->line, stage, knobs);
    bytes_text(&stage->line, "}");
    offer(stage, "knobs");
}

static void score_show(struct live_stage *stage)
{
    if (stage->judgements_shown == stage->record->judgement_count)
        return;
    stage->judgements_shown = stage->record->judgement_count;
    live_stage_score_json(&stage->line, stage, stage->judgements_shown, false);
    offer(stage, "score");
}

static void row_show(struct live_stage *stage, double t_s, const double *row)
{
    bytes_text(&stage->line, "{");
    bytes_json_member_number(&stage->line, "t_s", t_s);
    bytes_format(&stage->line, "\"tick\":%ld,", stage->tick);
    row_add(&stage->line, stage, row);
    bytes_text(&stage->line, "}");
    offer(stage, "row");
}

/* What other threads may see. */
static void publish(struct live_stage *stage, double t_s, const double *row)
{
    enum requirement_priority priority = REQUIREMENT_NONE;

    if (row)
        priority = panel_priority_of(stage->panel,
                                     panel_alarms_in(stage->panel, stage->type, row));
    pthread_mutex_lock(&stage->lock);
    stage->t_s = t_s;
    stage->event_count = stage->record->event_count;
    stage->judgement_count = stage->record->judgement_count;
    if (row && stage->state_signal != SIGNAL_NONE)
        stage->state = row[stage->state_signal];
    stage->priority = priority;
    pthread_mutex_unlock(&stage->lock);
}

void live_stage_row(void *data, double t_s, const double *row)
{
    struct live_stage *stage = data;
    double             wall_s = clock_wall_s();

    stage->tick++;
    memcpy(stage->row_shown, row, stage->type->signal_count * sizeof *row);
    publish(stage, t_s, row);
    knobs_show(stage);
    score_show(stage);
    if (wall_s - stage->row_wall_s < ROW_EVERY_S)
        return;
    stage->row_wall_s = wall_s;
    row_show(stage, t_s, row);
    if (wall_s - stage->greeted_wall_s >= GREET_EVERY_S)
        greet(stage, row);
}

void live_stage_end_show(struct live_stage *stage)
{
    struct bytes *out = &stage->line;

    publish(stage, (double)stage->tick * stage->rig->tick_s, NULL);
    if (stage->tick > 0)
        row_show(stage, (double)stage->tick * stage->rig->tick_s, stage->row_shown);
    score_show(stage);
    greet(stage, stage->tick > 0 ? stage->row_shown : NULL);
    bytes_text(out, "{");
    bytes_json_member_text(out, "reason", stage->reason);
    bytes_json_member_text(out, "verdict", verdict_name(stage->verdict));
    bytes_text(out, "\"score\":");
    live_stage_score_json(out, stage, stage->record->judgement_count, false);
    bytes_text(out, "}");
    offer(stage, "end");
}
