/* property_trigger.c - triggers and how they went. */
#include "hil/property/property_inside.h"

struct fired { long rows, first; };

/* A trigger goes on as it was until it is counted: all its rows before `end`. Behind the end nobody
 * fires. */
static struct fired fired_before(const struct property_set *set, const struct top *top, long end)
{
    const struct trigger *trigger = top->trigger;
    struct fired          fired = { trigger->fired, trigger->first_fired };
    long                  from = trigger->counted > top->from ? trigger->counted : top->from;

    if (top->to < end)
        end = top->to + 1;
    if (set->is_over && end > (long)set->tick)
        end = (long)set->tick;
    if (!trigger->holds || from >= end)
        return fired;
    if (fired.first < 0)
        fired.first = from;
    fired.rows += end - from;
    return fired;
}

static long row_of(const struct trigger *trigger, uint32_t tick)
{
    return (long)tick - trigger->raw.horizon;
}

/* Its own row, as soon as it is known; the others since the last time it turned. */
void trigger_turn(const struct property_set *set, struct top *top, uint32_t tick)
{
    struct trigger *trigger = top->trigger;
    long            t = row_of(trigger, tick);
    struct fired    fired;

    if (t < 0)
        return;
    fired = fired_before(set, top, t);
    trigger->fired = fired.rows;
    trigger->first_fired = fired.first;
    trigger->counted = t;
    trigger->holds = !trigger->holds;
}

static long lesser_slack(long a, long b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

static struct top_triggers both_triggers(const struct top_triggers *a, const struct top_triggers *b)
{
    bool never = a->first_fired < 0 || b->first_fired < 0;

    return (struct top_triggers){
        .has_trigger = a->has_trigger || b->has_trigger,
        .fired = a->fired < b->fired ? a->fired : b->fired,
        .first_fired = never ? -1 : a->first_fired > b->first_fired ? a->first_fired
                                                                    : b->first_fired,
        .nearest = reach_lesser(a->nearest, b->nearest),
        .slack = lesser_slack(a->slack, b->slack),
    };
}

struct top_triggers top_triggers(const struct property_set *set, size_t index)
{
    const struct top     *top = &set->tops.at[index];
    const struct trigger *trigger = top->trigger;
    struct fired          all;
    struct top_triggers   a = { .fired = set->tick, .first_fired = set->tick > 0 ? 0 : -1,
                                .slack = -1 }, b;
    struct reach          hi;

    if (top->op == TOP_AND) {
        a = top_triggers(set, top->left);
        b = top_triggers(set, top->right);
        return both_triggers(&a, &b);
    }
    if (!trigger) {
        top_interval(set, index, set->is_over, &a.nearest, &hi);
        return a;
    }
    all = fired_before(set, top, set->is_over ? set->tick : row_of(trigger, set->now) + 1);
    return (struct top_triggers){
        .has_trigger = true, .fired = all.rows, .first_fired = all.first,
        .nearest = trigger->nearest, .slack = trigger->early ? early_slack(trigger->early) : -1,
    };
}
