#include "hil/property/property_inside.h"

#include <string.h>

enum err property_set_create(struct property_set **out, const struct signal *signals, size_t count,
                             double tick_s, enum property_end end, struct why *why)
{
    struct property_set *set;

    if (!(tick_s > 0) || isinf(tick_s))
        return why_say(why, ERR_RANGE, "a tick of %g s: formulas need one above 0", tick_s);
    set = calloc(1, sizeof *set);
    if (!set)
        return ERR_MEMORY;
    set->signals = signals;
    set->signal_count = count;
    set->tick_s = tick_s;
    set->end = end;
    set->limit = UINT32_MAX;
    for (size_t i = 0; i < count; i++)
        node_number(set, (struct number){ .kind = FORMULA_NAME, .a = (uint32_t)i });
    if (set->is_short_of_memory) {
        property_set_destroy(set);
        return ERR_MEMORY;
    }
    *out = set;
    return ERR_OK;
}

static void node_free(struct node *node)
{
    switch (node->op) {
    case OP_LEAST: case OP_MOST:
        window_destroy(node->keep.window);
        break;
    case OP_UNTIL:
        until_destroy(node->keep.until);
        break;
    case OP_DELAY:
        free(node->keep.delay);
        break;
    default:
        break;
    }
}

void property_set_destroy(struct property_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->nodes.count; i++)
        node_free(&set->nodes.at[i]);
    recalls_free(set);
    tops_free(set);
    free(set->nodes.at);
    free(set->numbers.at);
    free(set->comparisons.at);
    free(set->properties.at);
    free(set->listeners.at);
    free(set->pass_at);
    free(set->values);
    free(set->changed);
    free(set->row);
    free(set->reads);
    wakes_destroy(&set->wakes);
    free(set->decided);
    free(set);
}

enum err property_set_add(struct property_set *set, const struct formula *formula, size_t *index,
                          struct why *why)
{
    struct binding   binding = { .set = set, .formula = formula, .why = why };
    struct property *property;
    size_t           top;

    if (set->is_begun)
        return ERR_BUG;
    TRY(bind_top(&binding, formula_root(formula), &top));
    if (set->is_short_of_memory)
        return ERR_MEMORY;
    property = LIST_ADD(&set->properties);
    if (!property)
        return ERR_MEMORY;
    *property = (struct property){ .formula = formula, .top = top, .decided_tick = -1,
                                   .verdict = VERDICT_INCONCLUSIVE, .why.at = -1 };
    *index = set->properties.count - 1;
    return ERR_OK;
}

void property_set_first(struct property_set *set, long tick)
{
    set->first_tick = tick;
}

void property_set_listen(struct property_set *set, size_t index,
                         void (*hear)(void *, long, double, double), void *who)
{
    struct property *property = &set->properties.at[index];
    struct binding   binding = { .set = set, .formula = property->formula };
    struct listener *listener = LIST_ADD(&set->listeners);

    if (listener)
        *listener = (struct listener){ .hear = hear, .who = who };
    if (!listener || bind_ref(&binding, formula_root(property->formula), &listener->of) != ERR_OK)
        set->is_short_of_memory = true;         /* told by property_set_begin */
}

/* --- begin --- */

static bool node_ready(struct property_set *set, struct node *node)
{
    struct value *value = &set->values[node->out];

    value->lo.rank = value->hi.rank = RANK_LEAST;
    switch (node->op) {
    case OP_CONSTANT:
        value->lo.rank = value->hi.rank = node->pad;
        return true;
    case OP_LEAST_EVER:
        value->lo.rank = value->hi.rank = RANK_MOST;
        return true;
    case OP_LEAST: case OP_MOST:
        return (node->keep.window = window_create(node->span, node->op == OP_MOST)) != NULL;
    case OP_UNTIL:
        return (node->keep.until = until_create(node->span)) != NULL;
    case OP_DELAY:
        return (node->keep.delay = delay_create(node->span)) != NULL;
    default:
        return true;
    }
}

/* Nodes of a pass stand together, in the order they were made, and every part before its whole. */
static enum err nodes_sort(struct property_set *set)
{
    struct node *sorted = malloc((set->nodes.count + 1) * sizeof *sorted);
    size_t       placed = 0;

    for (size_t i = 0; i < set->nodes.count; i++)
        if (set->nodes.at[i].pass >= set->passes)
            set->passes = set->nodes.at[i].pass + 1;
    if (set->passes == 0)
        set->passes = 1;
    set->pass_at = calloc((size_t)set->passes + 1, sizeof *set->pass_at);
    if (!sorted || !set->pass_at) {
        free(sorted);
        return ERR_MEMORY;
    }
    for (int pass = 0; pass < set->passes; pass++) {
        for (size_t i = 0; i < set->nodes.count; i++)
            if (set->nodes.at[i].pass == pass)
                sorted[placed++] = set->nodes.at[i];
        set->pass_at[pass + 1] = placed;
    }
    free(set->nodes.at);
    set->nodes.at = sorted;
    set->nodes.room = set->nodes.count + 1;
    return ERR_OK;
}

enum err property_set_begin(struct property_set *set, struct why *why)
{
    bool is_short = set->is_short_of_memory;

    if (set->is_begun)
        return ERR_BUG;
    set->values = calloc(set->nodes.count + 1, sizeof *set->values);
    set->changed = calloc(set->nodes.count + 1, sizeof *set->changed);
    set->row = calloc(set->numbers.count + 1, sizeof *set->row);
    set->decided = calloc(set->properties.count + 1, sizeof *set->decided);
    is_short = is_short || !set->values || !set->changed || !set->row || !set->decided
               || nodes_sort(set) != ERR_OK || !tasks_bind(set);
    for (size_t i = 0; !is_short && i < set->nodes.count; i++)
        is_short = !node_ready(set, &set->nodes.at[i]);
    for (size_t i = 0; !is_short && i < set->tops.count; i++) {
        struct trigger *trigger = set->tops.at[i].trigger;
        if (trigger && trigger->has_shape)
            is_short = !(trigger->early = early_create(&trigger->shape));
        top_ready(&set->tops.at[i]);
    }
    if (is_short)
        return why_say(why, ERR_MEMORY, "no memory for the windows of %zu formulas",
                       set->properties.count);
    for (size_t i = 0; i < set->numbers.count; i++)
        if (set->numbers.at[i].kind == FORMULA_NUMBER)
            set->row[i] = set->numbers.at[i].value;
    set->is_begun = true;
    return ERR_OK;
}

/* --- rows --- */

static void listeners_hear(const struct property_set *set, int pass, uint32_t tick)
{
    for (size_t i = 0; i < set->listeners.count; i++) {
        const struct listener *listener = &set->listeners.at[i];
        const struct value    *value = &set->values[listener->of.slot];
        long                   t = tick - listener->of.horizon;
        if (listener->of.pass == pass && t >= 0 && !(set->is_over && t >= set->tick))
            listener->hear(listener->who, t, rank_value(value->lo.rank),
                           rank_value(value->hi.rank));
    }
}

static enum err pass_step(struct property_set *set, int pass, uint32_t tick)
{
    set->now = tick;
    if (pass == 0 && set->limit == UINT32_MAX) {
        tasks_step(set, tick);
    } else {                    /* of all rows at once, or where windows are cut at the end */
        nodes_step(set, pass, tick);
        tops_step(set, pass, tick);
    }
    if (set->listeners.count > 0)
        listeners_hear(set, pass, tick);
    return set->recalls.count > 0 ? recalls_record(set, pass, tick) : ERR_OK;
}

static void decide(struct property_set *set, struct property *property, enum verdict verdict,
                   struct reach why)
{
    property->verdict = verdict;
    property->why = why;
    property->is_decided = true;
    property->decided_tick = (long)set->tick - 1;
    set->decided[set->decided_count++] = (size_t)(property - set->properties.at);
}

static void pass_or_vacuous(struct property_set *set, struct property *property, struct reach lo)
{
    struct top_triggers triggers = top_triggers(set, property->top);

    if (triggers.has_trigger && triggers.fired == 0)
        decide(set, property, VERDICT_VACUOUS, lo);
    else
        decide(set, property, VERDICT_PASS, triggers.has_trigger ? triggers.nearest : lo);
}

static void properties_decide(struct property_set *set)
{
    set->has_news = false;
    for (size_t i = 0; i < set->properties.count; i++) {
        struct property *property = &set->properties.at[i];
        struct reach     lo, hi;
        if (property->is_decided)
            continue;
        top_interval(set, property->top, set->is_over, &lo, &hi);
        if (set->tick == 0)
            decide(set, property, VERDICT_INCONCLUSIVE, lo);
        else if (hi.bound.rank < 0)
            decide(set, property, VERDICT_FAIL, hi);
        else if (lo.bound.rank >= 0)
            pass_or_vacuous(set, property, lo);
        else if (set->is_over)
            decide(set, property, VERDICT_INCONCLUSIVE, top_open(set, property->top));
    }
}

enum err property_set_step(struct property_set *set, const double *row)
{
    if (!set->is_begun || set->is_over)
        return ERR_BUG;
    set->decided_count = 0;
    numbers_step(set, row);
    TRY(pass_step(set, 0, set->tick));
    set->tick++;
    if (set->has_news)
        properties_decide(set);
    return ERR_OK;
}

/* --- the end --- */

/* Ticks behind the last row until nothing of this pass can change, or be asked for, any more. */
static long ticks_behind(const struct property_set *set, int pass, long asked)
{
    long most = 0;

    for (size_t i = 0; i < set->tops.count; i++) {
        const struct ref *of = &set->tops.at[i].a;
        bool is_far = set->tops.at[i].to != TOP_TO_END && set->end == PROPERTY_END_UNKNOWN;
        if (of->pass == pass && (is_far ? of->memory + 1 : of->horizon) > most)
            most = is_far ? of->memory + 1 : of->horizon;
    }
    for (size_t i = 0; i < set->listeners.count; i++)
        if (set->listeners.at[i].of.pass == pass && set->listeners.at[i].of.horizon > most)
            most = set->listeners.at[i].of.horizon;
    for (size_t i = 0; i < set->recalls.count; i++) {
        const struct recall *recall = &set->recalls.at[i];
        if (recall->pass == pass && recall->history.of.horizon + asked > most)
            most = recall->history.of.horizon + asked;
    }
    return most;
}

static enum err pass_end(struct property_set *set, int pass, const long *behind)
{
    set->is_over = false;
    for (uint32_t tick = 0; pass > 0 && tick < set->tick; tick++)
        TRY(pass_step(set, pass, tick));
    set->is_over = true;
    if (set->end == PROPERTY_END_CUT)
        set->limit = set->tick;
    numbers_unknown(set);
    for (long i = 0; i < behind[pass]; i++)
        TRY(pass_step(set, pass, set->tick + (uint32_t)i));
    tops_settle(set, pass);
    recalls_fold(set, pass);
    return ERR_OK;
}

enum err property_set_end(struct property_set *set)
{
    enum err err = ERR_OK;
    long    *behind;

    if (!set->is_begun || set->is_over)
        return ERR_BUG;
    behind = calloc((size_t)set->passes + 1, sizeof *behind);
    if (!behind)
        return ERR_MEMORY;
    set->decided_count = 0;
    for (int pass = set->passes - 1; pass >= 0; pass--)
        behind[pass] = ticks_behind(set, pass, behind[pass + 1]);
    for (int pass = 0; err == ERR_OK && pass < set->passes; pass++)
        err = pass_end(set, pass, behind);
    free(behind);
    if (err == ERR_OK)
        properties_decide(set);
    set->is_over = true;
    return err;
}

/* --- what is known --- */

size_t property_set_decided(const struct property_set *set, const size_t **indexes)
{
    *indexes = set->decided;
    return set->decided_count;
}

/* A number for people: what only states and flags decided has none. */
static double margin_of(const struct bound *bound)
{
    double value = rank_value(bound->rank);

    return isinf(value) ? NAN : value;
}

static const struct signal *left_signal(const struct property_set *set,
                                        const struct formula_node *said)
{
    const struct formula_node *left = said->kind == FORMULA_NAME ? said : said->child[0];
    size_t index;

    if (left->kind != FORMULA_NAME)
        return NULL;
    index = signal_find(set->signals, set->signal_count, left->name);
    /* hold == state */
    if (index == SIGNAL_NONE && said->child[1] && said->child[1]->kind == FORMULA_NAME)
        index = signal_find(set->signals, set->signal_count, said->child[1]->name);
    return index == SIGNAL_NONE ? NULL : &set->signals[index];
}

static void state_because(const struct property_set *set, const struct mark *mark,
                          struct property_state *state)
{
    uint32_t comparison = mark_comparison(mark);

    if (comparison < 2)
        return;
    state->because = set->comparisons.at[comparison / 2 - 1];
    state->because_tick = (long)mark_tick(mark);
    state->because_value = mark->value;
    state->because_signal = left_signal(set, state->because);
}

struct property_state property_state(const struct property_set *set, size_t index)
{
    const struct property *property = &set->properties.at[index];
    struct property_state  state = { .verdict = property->verdict, .margin = NAN,
                                     .is_decided = property->is_decided, .because_tick = -1,
                                     .at_tick = property->why.at, .because_value = NAN,
                                     .decided_tick = property->decided_tick };
    struct top_triggers    triggers = top_triggers(set, property->top);
    struct reach           lo, hi, why = property->why;

    top_interval(set, property->top, set->is_over, &lo, &hi);
    state.lo = rank_value(lo.bound.rank);
    state.hi = rank_value(hi.bound.rank);
    state.fired = triggers.fired;
    state.first_fired_tick = triggers.first_fired;
    state.slack_ticks = triggers.slack;
    if (state.verdict == VERDICT_FAIL)
        state.margin = margin_of(&hi.bound);
    if (state.verdict == VERDICT_PASS)
        state.margin = margin_of(&triggers.nearest.bound);
    if (property->is_decided)
        state_because(set, &why.bound.mark, &state);
    return state;
}

double property_horizon_s(const struct property_set *set, size_t index)
{
    long horizon = top_horizon(set, set->properties.at[index].top);

    return horizon == TOP_TO_END ? INFINITY : (double)horizon * set->tick_s;
}
