/* What a session leaves to take home: as data, as a table for people, and as a scenario that
 * repeats it. Read from other threads: what is counted does not change any more. */
#include "live_stage_inside.h"
#include "base/text.h"
#include "hil/run_version.h"
#include "hil/time_text.h"

#include <math.h>
#include <string.h>

/* How much there was when the log was asked for. */
struct extent { size_t events, judgements, turns; double t_s; long ticks; bool is_over; };

static struct extent extent_of(struct live_stage *stage)
{
    struct extent extent;

    pthread_mutex_lock(&stage->lock);
    extent = (struct extent){ stage->event_count, stage->judgement_count, stage->turned_count,
                              stage->t_s, stage->played_ticks, stage->is_over };
    pthread_mutex_unlock(&stage->lock);
    return extent;
}

static double turned_s(const struct live_stage *stage, const struct live_turned *turned)
{
    return (double)turned->tick * stage->rig->tick_s;
}

/* The label of a state that has one there, else NULL. */
static const char *label_of(const struct knob *knob, double value)
{
    for (int i = 0; knob->labels && knob->labels[i]; i++)
        if (i == value)
            return knob->labels[i];
    return NULL;
}

/* ------------------------------------------------------------------ data */

static void turn_json(struct bytes *out, const struct live_stage *stage,
                      const struct live_turned *turned)
{
    const struct knob *knob = &stage->type->knobs[turned->knob];

    bytes_text(out, "{");
    bytes_json_member_number(out, "t_s", turned_s(stage, turned));
    bytes_format(out, "\"tick\":%ld,", turned->tick);
    bytes_json_member_text(out, "by", live_hand_names[turned->by]);
    bytes_json_member_text(out, "knob", knob->name);
    bytes_json_member_text(out, "label", label_of(knob, turned->value));
    bytes_text(out, "\"value\":");
    bytes_json_number(out, turned->value);
    bytes_text(out, "}");
}

static void comma(struct bytes *out, size_t i) { bytes_text(out, i ? "," : ""); }

static void log_json(struct bytes *out, const struct live_stage *stage,
                     const struct extent *extent)
{
    const struct script_scenario *scenario = script_scenario(stage->script);

    bytes_text(out, "{\"format\":\"painrig session 1\",");
    bytes_json_member_text(out, "title", scenario->title);
    bytes_json_member_text(out, "drill", stage->name);
    bytes_json_member_text(out, "sentence", scenario->drill.sentence);
    bytes_json_member_text(out, "rig", stage->type->name);
    bytes_json_member_text(out, "device", stage->panel->device);
    bytes_json_member_text(out, "started_utc", stage->started_utc);
    bytes_json_member_text(out, "version", run_version());
    bytes_format(out, "\"seed\":%llu,", (unsigned long long)stage->setup.seed);
    bytes_json_member_number(out, "tick_s", stage->rig->tick_s);
    bytes_json_member_number(out, "t_s", extent->t_s);
    bytes_format(out, "\"is_over\":%s,\"score\":", extent->is_over ? "true" : "false");
    live_stage_score_json(out, stage, extent->judgements, true);
    bytes_text(out, ",\"turns\":[");
    for (size_t i = 0; i < extent->turns; i++) {
        comma(out, i);
        turn_json(out, stage, &stage->turned[i]);
    }
    bytes_text(out, "],\"events\":[");
    for (size_t i = 0; i < extent->events; i++) {
        comma(out, i);
        event_json(out, &stage->record->events[i]);
    }
    bytes_text(out, "]}\n");
}

/* ------------------------------------------------------------------ for people */

static void line_text(struct bytes *out, const struct judgement *judgement)
{
    double reaction_s = score_reaction_s(judgement);

    bytes_format(out, "  %5.1f of %3.0f  %-12s  ", score_points(judgement), judgement->points,
                 verdict_name(judgement->verdict));
    if (isnan(reaction_s))
        bytes_format(out, "%19s  ", "");
    else
        bytes_format(out, "%7.1f s of %5.0f s  ", reaction_s, judgement->within_s);
    bytes_clean(out, judgement->what);
    bytes_text(out, "\n");
}

static void score_text(struct bytes *out, const struct live_stage *stage,
                       const struct extent *extent)
{
    const struct judgement *judgements = stage->record->judgements;
    struct score            score = score_of(judgements, extent->judgements,
                                             script_scenario(stage->script)->drill.points);

    bytes_format(out, "\nScore: %.0f of %.0f points, %zu of %zu met\n\n", score.points, score.most,
                 score.met, score.judged);
    bytes_text(out, "     points  verdict       reaction             what was expected\n");
    for (size_t i = 0; i < extent->judgements; i++)
        line_text(out, &judgements[i]);
}

static void log_text(struct bytes *out, const struct live_stage *stage,
                     const struct extent *extent)
{
    const struct script_scenario *scenario = script_scenario(stage->script);
    char                          took[TIME_TEXT_SIZE];

    time_text(extent->t_s, took);
    bytes_clean(out, scenario->title);
    bytes_format(out, "\n\n  %s, mocked; begun %s; %s simulated; seed %llu; painrig %s\n",
                 stage->panel->device, stage->started_utc, took,
                 (unsigned long long)stage->setup.seed, run_version());
    if (*scenario->drill.sentence) {
        bytes_text(out, "  Task: ");
        bytes_clean(out, scenario->drill.sentence);
        bytes_text(out, "\n");
        score_text(out, stage, extent);
    }
    bytes_text(out, "\nWhat was done when\n\n");
    for (size_t i = 0; i < extent->events; i++) {
        const struct event *event = &stage->record->events[i];

        bytes_format(out, "%12.2f s  %-8s  ", event->t_s, event->kind);
        bytes_clean(out, event->text);
        bytes_text(out, "\n");
    }
}

/* ------------------------------------------------------------------ as a scenario */

static void turn_lua(struct bytes *out, const struct live_stage *stage,
                     const struct live_turned *turned)
{
    const struct knob *knob = &stage->type->knobs[turned->knob];
    const char        *label = label_of(knob, turned->value);
    char               at[32], value[32];

    text_number(at, turned_s(stage, turned));
    text_number(value, turned->value);
    bytes_format(out, "  { at_s = %s, knob = \"%s\", value = %s%s%s, by = \"%s\" },\n", at,
                 knob->name, label ? "\"" : "", label ? label : value, label ? "\"" : "",
                 live_hand_names[turned->by]);
}

/* The scenario stands in it as it was, in a function that has its own verb `scenario`: what the
 * session adds is put into the table on its way. Free play ends where the session did: it is made
 * safe one tick behind for_s. */
static void log_lua(struct bytes *out, const struct live_stage *stage, const struct extent *extent)
{
    const double last_s = fmax(1, (double)extent->ticks - 1) * stage->rig->tick_s;
    char         for_s[32];

    text_number(for_s, last_s);
    bytes_format(out, "-- A session of %.6g s, begun %s, with painrig %s. To repeat it:\n"
                 "--\n--     painrig run THIS_FILE.lua --seed %llu\n--\n"
                 "-- The turns of the people who were there, and then what they worked on.\n"
                 "local HAND = {\n", extent->t_s, stage->started_utc, run_version(),
                 (unsigned long long)stage->setup.seed);
    for (size_t i = 0; i < extent->turns; i++)
        turn_lua(out, stage, &stage->turned[i]);
    bytes_text(out, "}\n\nlocal function played(scenario)\n");
    bytes_add(out, stage->text, stage->text_count);
    bytes_text(out, "\nend\n\nreturn scenario(played(function(it)\n  it.hand = HAND\n");
    if (!*stage->name)
        bytes_format(out, "  it.parameters.for_s = %s\n", for_s);
    bytes_text(out, "  return it\nend))\n");
}

enum err live_stage_log(struct live_stage *stage, enum live_log as, struct bytes *out,
                        struct why *why)
{
    struct extent extent = extent_of(stage);

    switch (as) {
    case LIVE_LOG_JSON: log_json(out, stage, &extent); break;
    case LIVE_LOG_TEXT: log_text(out, stage, &extent); break;
    case LIVE_LOG_LUA:  log_lua(out, stage, &extent);  break;
    }
    return out->is_out_of_memory ? why_say(why, ERR_MEMORY, "no memory for the log") : ERR_OK;
}
