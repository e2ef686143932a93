#include "rig_injection.h"

#include "base/units.h"
#include "hil/rig/rig_injection_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TICK_S 0.1

/* ------------------------------------------------------------------ tables */

/* As depot_agents; a fault's rest is 0, so that the wrong ones begin at 1. */
static const char *const agent_labels[] = { "saline", "alcohol_50", "alcohol_75", "alcohol_100",
                                            "phenol_6", "phenol_10", "phenol_12", "steroid", NULL };
static const char *const wrong_labels[] = { "none", "saline", "alcohol_50", "alcohol_75",
                                            "alcohol_100", "phenol_6", "phenol_10", "phenol_12",
                                            "steroid", NULL };

#define SIGNAL_ROW(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_)  \
    [SIGNAL_##enumerator] = { .name = name_, .unit = unit_, .least = least_, .most = most_, \
                              .decimals = decimals_, .labels = labels_, .sentence = sentence_ },
static const struct signal signals[SIGNAL_COUNT] = { INJECTION_SIGNAL_LIST(SIGNAL_ROW) };

#define KNOB_ROW(enumerator, name_, unit_, least_, most_, kind_, labels_, sentence_)         \
    [KNOB_##enumerator] = { .name = name_, .unit = unit_, .least = least_, .most = most_,    \
                            .kind = kind_, .labels = labels_, .sentence = sentence_ },
static const struct knob knobs[KNOB_COUNT] = { INJECTION_KNOB_LIST(KNOB_ROW) };

static const char *const headline[] = {
    "syringe.contents", "injected.volume_ml", "front.radius_mm", "dead.radius_mm", "nerve.damage",
    NULL,
};

static const char *const pictures[] = { "depot", "damage", "nerve", NULL };

/* ------------------------------------------------------------------ create, destroy */

static void rig_injection_destroy(struct rig *rig)
{
    struct rig_injection *r = rig ? rig_injection_of(rig) : NULL;

    if (!r)
        return;
    depot_destroy(r->plant);
    free(r->history.moments);
    free(r);
}

static enum err rig_injection_create(struct rig **rig, const struct rig_setup *setup,
                                     struct why *why)
{
    struct rig_injection *r = calloc(1, sizeof *r);
    enum err err;

    if (!r)
        return why_say(why, ERR_MEMORY, "no memory for the rig");
    r->rig.type = &rig_injection;
    r->rig.tick_s = rig_tick_s(&rig_injection, setup);
    r->dead_seen_s = -INFINITY;
    r->history.every = 1;
    r->history.moments = calloc(HISTORY_MOST, sizeof *r->history.moments);
    TRY_OR_DONE(r->history.moments ? ERR_OK : ERR_MEMORY);
    TRY_OR_DONE(rig_injection_read(r, setup, why));
    r->left_ml = r->syringe_ml;
    r->distance_m = r->nerve_m;
    if (setup->wire_log)
        fprintf(setup->wire_log, "no wire: a syringe in a hand\n");
    *rig = &r->rig;
done:
    if (err != ERR_OK) {
        rig_injection_destroy(&r->rig);
        return why_say(why, err, "the rig could not be made: %s", err_text(err));
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ the hand */

static void happen(struct rig_injection *r, double t_s, const char *kind, const char *text)
{
    struct event *event;

    if (r->pending_count == PENDING_MOST)
        return;
    event = &r->pending[r->pending_count++];
    *event = (struct event){ .t_s = t_s };
    snprintf(event->kind, sizeof event->kind, "%s", kind);
    snprintf(event->text, sizeof event->text, "%s", text);
}

static double now_s(const struct rig_injection *r)
{
    return (double)r->history.ticks * r->rig.tick_s;
}

static enum err rig_injection_turn(struct rig *rig, size_t knob, double value)
{
    struct rig_injection *r = rig_injection_of(rig);

    r->knob[knob] = value;
    if (knob == KNOB_AGENT) {
        r->left_ml = r->syringe_ml;
        r->was_empty = false;
    }
    if (knob == KNOB_OFF && r->volume_ml > 0)
        happen(r, now_s(r), "log", "needle.off_mm came after the first drop: the depot stays");
    else if (knob == KNOB_OFF)
        r->distance_m = r->nerve_m + value * M_PER_MM;
    return ERR_OK;
}

static enum err rig_injection_make_safe(struct rig *rig)
{
    rig_injection_of(rig)->knob[KNOB_RATE] = 0;
    return ERR_OK;
}

/* ------------------------------------------------------------------ one tick */

/* What flows over this tick, out of which syringe. */
static struct depot_flow flow_find(struct rig_injection *r)
{
    bool   is_rinse = r->knob[KNOB_RINSE] > 0;
    double wanted_ml_per_min = r->knob[KNOB_RATE] * (1 + r->knob[KNOB_RATE_ERROR]);
    double minutes = r->rig.tick_s / S_PER_MIN;
    const struct depot_agent *agent;

    r->ordered = is_rinse ? 0 : (size_t)r->knob[KNOB_AGENT];
    r->flows = (size_t)(r->knob[KNOB_WRONG] > 0 ? r->knob[KNOB_WRONG] - 1 : r->knob[KNOB_AGENT]);
    r->flow_ml_per_min = is_rinse ? wanted_ml_per_min
                                  : fmin(wanted_ml_per_min, r->left_ml / minutes);
    if (is_rinse)
        r->flows = 0;
    else
        r->left_ml = fmax(0, r->left_ml - r->flow_ml_per_min * minutes);
    agent = &depot_agents[r->flows];
    return (struct depot_flow){ .m3_per_s = r->flow_ml_per_min * M3_PER_ML / S_PER_MIN,
                                .solute = (size_t)agent->solute,
                                .kg_per_m3 = depot_agent_kg_per_m3(agent),
                                .lost_share = r->knob[KNOB_IN_VESSEL],
                                .washout_factor = 1 + r->knob[KNOB_WASHOUT] };
}

static void count(struct rig_injection *r, const struct depot_flow *flow)
{
    double ml = r->flow_ml_per_min * r->rig.tick_s / S_PER_MIN;

    r->volume_ml += ml;
    if (!(flow->kg_per_m3 > 0) || !(ml > 0))
        return;
    if (r->agent_ml == 0)
        r->main_solute = (int)flow->solute;
    r->agent_ml += ml;
    r->strongest_kg_per_m3[flow->solute] = fmax(r->strongest_kg_per_m3[flow->solute],
                                                flow->kg_per_m3);
}

static void events_find(struct rig_injection *r, double t_s, const double *values)
{
    bool is_dead = values[SIGNAL_SHARE] >= 1, is_over = values[SIGNAL_OVER] > 0;
    bool is_empty = r->left_ml <= 0;

    if (is_dead && !r->was_dead)
        happen(r, t_s, "state", "the nerve is dead by the usual criterion");
    if (is_over && !r->was_over)
        happen(r, t_s, "alarm", "more than limit.volume_ml of an agent");
    if (is_empty && !r->was_empty)
        happen(r, t_s, "state", "the syringe is empty");
    r->was_dead = is_dead;
    r->was_over = is_over;
    r->was_empty = is_empty;
}

static enum err rig_injection_tick(struct rig *rig, double t_s, double *values, struct why *why)
{
    struct rig_injection *r = rig_injection_of(rig);
    struct depot_flow flow = flow_find(r);

    (void)why;
    count(r, &flow);
    depot_step(r->plant, r->rig.tick_s, &flow);
    rig_injection_fill(r, t_s, values);
    rig_injection_remember(r, t_s);
    events_find(r, t_s, values);
    return ERR_OK;
}

static bool rig_injection_next_event(struct rig *rig, struct event *event)
{
    struct rig_injection *r = rig_injection_of(rig);

    if (r->pending_count == 0)
        return false;
    *event = r->pending[0];
    r->pending_count--;
    for (size_t i = 0; i < r->pending_count; i++)
        r->pending[i] = r->pending[i + 1];
    return true;
}

const struct rig_type rig_injection = {
    .name = "injection",
    .sentence = "a physician's syringe and needle, and tissue with a nerve beside it",
    .tick_s = TICK_S, .tick_least_s = 0.01, .tick_most_s = 60,
    .signals = signals, .signal_count = SIGNAL_COUNT,
    .knobs = knobs, .knob_count = KNOB_COUNT,
    .headline = headline, .pictures = pictures,
    .create = rig_injection_create,
    .turn = rig_injection_turn,
    .tick = rig_injection_tick,
    .next_event = rig_injection_next_event,
    .show = rig_injection_show,
    .make_safe = rig_injection_make_safe,
    .destroy = rig_injection_destroy,
};
