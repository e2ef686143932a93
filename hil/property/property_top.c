/* property_top.c - the head of a formula: its operators at row 0, where a running minimum or
 * maximum is all there is to keep. */
#include "hil/property/property_inside.h"

#include <string.h>

static const struct reach top_of_all = { .bound.rank = RANK_MOST, .at = -1 };
static const struct reach bottom_of_all = { .bound.rank = RANK_LEAST, .at = -1 };

static enum err top_add(struct property_set *set, struct top top, size_t *index)
{
    struct top *made = LIST_ADD(&set->tops);

    if (!made)
        return ERR_MEMORY;
    *made = top;
    made->lo = made->hi = top.op == TOP_ALWAYS ? top_of_all : bottom_of_all;
    made->before_lo = made->before_hi = made->open = top_of_all;
    *index = set->tops.count - 1;
    return ERR_OK;
}

/* G[c,d] and F[c,d] around something, or 0 .. 0 and the thing itself. */
static enum err peel(const struct binding *binding, enum formula_kind kind,
                     const struct formula_node **node, long *from, long *to)
{
    *from = *to = 0;
    if ((*node)->kind != kind || !(*node)->is_bounded)
        return ERR_OK;
    TRY(bind_bounds(binding, *node, from, to));
    *node = (*node)->child[0];
    return ERR_OK;
}

/* Whether, and how, a violation can be known before its horizon. */
static enum err shape_of(const struct binding *binding, const struct formula_node *then,
                         struct top *top)
{
    struct trigger     *trigger = top->trigger;
    struct early_shape *shape = &trigger->shape;

    *shape = (struct early_shape){ .trigger = trigger->raw, .first = top->from, .last = top->to };
    shape->has_deadline = then->kind == FORMULA_EVENTUALLY && then->is_bounded;
    TRY(peel(binding, FORMULA_EVENTUALLY, &then, &shape->from, &shape->to));
    TRY(peel(binding, FORMULA_ALWAYS, &then, &shape->hold_from, &shape->hold_to));
    TRY(bind_ref(binding, then, &shape->answer));
    trigger->has_shape = (shape->to > 0 || shape->hold_to > 0) && shape->trigger.pass == 0
                         && shape->answer.pass == 0;
    return ERR_OK;
}

static enum err bind_both(const struct binding *binding, const struct formula_node *x,
                          const struct formula_node *y, struct top top, size_t *index,
                          enum err (*bind)(const struct binding *, const struct formula_node *,
                                           const struct formula_node *, struct top, size_t *),
                          const struct formula_node *first)
{
    struct top both = { .op = TOP_AND };

    TRY(bind(binding, first, x, top, &both.left));
    TRY(bind(binding, first, y, top, &both.right));
    return top_add(binding->set, both, index);
}

/* G(a -> b). G(a -> b & c) is G(a -> b) and G(a -> c): each has its own deadline. */
static enum err bind_response(const struct binding *binding, const struct formula_node *when,
                              const struct formula_node *then, struct top top, size_t *index)
{
    struct property_set *set = binding->set;
    struct trigger *trigger;
    struct ref      a, b;

    TRY(bind_ref(binding, when, &a));
    TRY(bind_ref(binding, then, &b));
    if (then->kind == FORMULA_AND && b.horizon > 0)
        return bind_both(binding, then->child[0], then->child[1], top, index, bind_response, when);
    top.trigger = trigger = calloc(1, sizeof *trigger);
    if (!trigger)
        return ERR_MEMORY;
    trigger->raw = a;
    trigger->first_fired = -1;
    trigger->nearest = top_of_all;
    top.a = node_join(set, OP_IMPLIES, a, b);
    node_align(set, &a, &b);
    if (trigger->raw.pass != a.pass)
        trigger->raw = a;
    trigger->when = a;
    trigger->then = b;
    if (shape_of(binding, then, &top) == ERR_OK && top_add(set, top, index) == ERR_OK)
        return ERR_OK;
    free(trigger);
    return ERR_MEMORY;          /* all parts were bound before, and had nothing to refuse */
}

/* G(a & b) is G a and G b: each may have its own trigger. */
static enum err bind_always(const struct binding *binding, const struct formula_node *unused,
                            const struct formula_node *node, struct top top, size_t *index)
{
    if (node->kind == FORMULA_AND)
        return bind_both(binding, node->child[0], node->child[1], top, index, bind_always, unused);
    if (node->kind == FORMULA_IMPLIES)
        return bind_response(binding, node->child[0], node->child[1], top, index);
    TRY(bind_ref(binding, node, &top.a));
    return top_add(binding->set, top, index);
}

static enum err bind_until(const struct binding *binding, const struct formula_node *node,
                           size_t *index)
{
    struct top until = { .op = TOP_UNTIL }, either = { .op = TOP_OR };
    struct top always = { .op = TOP_ALWAYS };

    TRY(bind_bounds(binding, node, &until.from, &until.to));
    TRY(bind_ref(binding, node->child[0], &until.a));
    TRY(bind_ref(binding, node->child[1], &until.b));
    always.a = until.a;
    always.to = until.to;
    if (node->kind == FORMULA_UNTIL_CLOSED)
        until.b = node_join(binding->set, OP_AND, until.a, until.b);
    node_align(binding->set, &until.a, &until.b);
    if (node->kind != FORMULA_UNLESS)
        return top_add(binding->set, until, index);
    TRY(top_add(binding->set, always, &either.left));
    TRY(top_add(binding->set, until, &either.right));
    return top_add(binding->set, either, index);
}

static enum err bind_junction(const struct binding *binding, const struct formula_node *node,
                              size_t *index)
{
    struct top top = { .op = node->kind == FORMULA_AND ? TOP_AND : TOP_OR };

    TRY(bind_top(binding, node->child[0], &top.left));
    if (node->kind == FORMULA_IMPLIES)
        TRY(top_add(binding->set, (struct top){ .op = TOP_NOT, .left = top.left }, &top.left));
    TRY(bind_top(binding, node->child[1], &top.right));
    return top_add(binding->set, top, index);
}

enum err bind_top(const struct binding *binding, const struct formula_node *node, size_t *index)
{
    struct top top = { .op = TOP_ALWAYS };      /* anything else is its own value at row 0 */

    switch (node->kind) {
    case FORMULA_NOT:
        top.op = TOP_NOT;
        TRY(bind_top(binding, node->child[0], &top.left));
        return top_add(binding->set, top, index);
    case FORMULA_AND: case FORMULA_OR: case FORMULA_IMPLIES:
        return bind_junction(binding, node, index);
    case FORMULA_UNTIL: case FORMULA_UNTIL_CLOSED: case FORMULA_UNLESS:
        return bind_until(binding, node, index);
    case FORMULA_ALWAYS:
        TRY(bind_bounds(binding, node, &top.from, &top.to));
        return bind_always(binding, node, node->child[0], top, index);
    case FORMULA_EVENTUALLY:
        top.op = TOP_EVENTUALLY;
        TRY(bind_bounds(binding, node, &top.from, &top.to));
        node = node->child[0];
        break;
    default:
        break;
    }
    TRY(bind_ref(binding, node, &top.a));
    return top_add(binding->set, top, index);
}

static void reach_least(struct reach *reach, const struct bound *bound, long at, uint32_t now)
{
    if (reach->at < 0 || bound->rank < reach->bound.rank)
        *reach = (struct reach){ .bound = bound_settled(bound, now), .at = at };
}

static void reach_most(struct reach *reach, const struct bound *bound, long at, uint32_t now)
{
    if (reach->at < 0 || bound->rank > reach->bound.rank)
        *reach = (struct reach){ .bound = bound_settled(bound, now), .at = at };
}

/* u = max( u, min( psi(k), m ) ), then m = min( m, phi(k) ) */
static void until_top_step(struct top *top, const struct value *phi, const struct value *psi,
                           long k, uint32_t now)
{
    const struct bound *lo = &psi->lo, *hi = &psi->hi;

    if (k >= top->from) {
        if (top->before_lo.bound.rank < lo->rank)
            lo = &top->before_lo.bound;
        if (top->before_hi.bound.rank < hi->rank)
            hi = &top->before_hi.bound;
        reach_most(&top->lo, lo, k, now);
        reach_most(&top->hi, hi, k, now);
    }
    reach_least(&top->before_lo, &phi->lo, k, now);
    reach_least(&top->before_hi, &phi->hi, k, now);
}

/* Rows behind the end: none for an operator without bounds, none where windows are cut. */
static bool is_behind(const struct property_set *set, const struct top *top, long k)
{
    return set->is_over && k >= set->tick && (top->to == TOP_TO_END || k >= set->limit);
}

/* The bound that is unbounded is the one that something unknown has made so. */
static inline void note_open(struct top *top, const struct value *value, long k, uint32_t now)
{
    if (top->open.at >= 0 || value->lo.rank >= 0 || value->hi.rank < 0)
        return;
    top->open.at = k;
    top->open.bound = value->hi.rank == RANK_MOST && isnan(value->hi.mark.value) ? value->hi
                                                                                 : value->lo;
    bound_settle(&top->open.bound, now);
}

static void always_take(struct property_set *set, struct top *top, const struct value *value,
                        long k)
{
    const struct trigger *trigger = top->trigger;
    const struct value   *then = trigger ? &set->values[trigger->then.slot] : NULL;
    bool                  has_fired = trigger && set->values[trigger->when.slot].lo.rank >= 0;
    bool                  was_open = top->hi.bound.rank >= 0;
    struct bound          hi = value->hi;

    if (has_fired)          /* what is to blame is the answer, however weak the trigger was */
        hi.mark = then->hi.mark;
    reach_least(&top->lo, &value->lo, k, set->now);
    reach_least(&top->hi, &hi, k, set->now);
    if (was_open && top->hi.bound.rank < 0)
        set->has_news = true;
    if (has_fired)
        reach_least(&top->trigger->nearest, &then->lo, k, set->now);
}

static void top_take(struct property_set *set, struct top *top, long k)
{
    const struct value *value = &set->values[top->a.slot];
    bool                was_open = top->lo.bound.rank < 0;

    top->is_complete = k == top->to;
    set->has_news = set->has_news || top->is_complete || top->op == TOP_UNTIL;
    if (k >= top->from)
        note_open(top, value, k, set->now);
    if (top->op == TOP_UNTIL) {
        until_top_step(top, value, &set->values[top->b.slot], k, set->now);
    } else if (k >= top->from && top->op == TOP_EVENTUALLY) {
        reach_most(&top->lo, &value->lo, k, set->now);
        reach_most(&top->hi, &value->hi, k, set->now);
        if (was_open && top->lo.bound.rank >= 0)
            set->has_news = true;
    } else if (k >= top->from) {
        always_take(set, top, value, k);
    }
}

static void later(uint32_t *tick, long than)
{
    if (than > (long)*tick)
        *tick = (uint32_t)than;
}

void top_ready(struct top *top)
{
    later(&top->ready, top->a.horizon);
    if (!top->trigger)
        return;
    later(&top->ready, top->trigger->raw.horizon);
    if (top->trigger->early)
        later(&top->ready, top->trigger->shape.answer.horizon);
}

/* Its first row, and its last, are no change. */
uint32_t top_due(const struct property_set *set, const struct top *top, uint32_t tick)
{
    long k = (long)tick - top->a.horizon;
    bool is_awake = top->trigger && top->trigger->early && !set->is_over
                    && !early_is_quiet(top->trigger->early);

    if (tick < top->ready || is_awake)
        return tick + 1;
    if (k < top->from)
        return (uint32_t)(top->a.horizon + top->from);
    if (k < top->to && top->to != TOP_TO_END)
        return (uint32_t)(top->a.horizon + top->to);
    return WAKE_NEVER;
}

static inline void leaf_step(struct property_set *set, struct top *top, uint32_t tick)
{
    struct trigger *trigger = top->trigger;
    long            k = tick - top->a.horizon;

    if (trigger && trigger->holds != (set->values[trigger->raw.slot].lo.rank >= 0))
        trigger_turn(set, top, tick);
    if (trigger && trigger->early && !set->is_over
        && early_step(trigger->early, set->values, tick))
        set->has_news = true;
    if (k >= 0 && k <= top->to && !is_behind(set, top, k))
        top_take(set, top, k);
}

void top_step(struct property_set *set, struct top *top, uint32_t tick)
{
    leaf_step(set, top, tick);
}

void tops_step(struct property_set *set, int pass, uint32_t tick)
{
    for (size_t i = 0; i < set->tops.count; i++) {
        struct top *top = &set->tops.at[i];
        if (top_is_leaf(top) && top->a.pass == pass)
            leaf_step(set, top, tick);
    }
}

void tops_settle(struct property_set *set, int pass)
{
    for (size_t i = 0; i < set->tops.count; i++) {
        struct top *top = &set->tops.at[i];
        if (top_is_leaf(top) && top->a.pass == pass && top->to != TOP_TO_END && !top->is_complete
            && set->end == PROPERTY_END_UNKNOWN)
            top_take(set, top, top->to);
    }
}

static struct reach reach_not(struct reach reach)
{
    reach.bound.rank = ~reach.bound.rank;
    return reach;
}

struct reach reach_lesser(struct reach a, struct reach b)
{
    return b.bound.rank < a.bound.rank ? b : a;
}

static struct reach reach_greater(struct reach a, struct reach b)
{
    return b.bound.rank > a.bound.rank ? b : a;
}

/* Of an operator over rows that are not all there: what may come still. */
static void leaf_interval(const struct top *top, bool is_whole, struct reach *lo, struct reach *hi)
{
    const struct reach *early = NULL;

    *lo = top->lo;
    *hi = top->hi;
    if (top->trigger && top->trigger->early)
        early = early_failure(top->trigger->early);
    if (early)
        *hi = reach_lesser(*hi, *early);
    if (is_whole || top->is_complete)
        return;
    if (top->op == TOP_ALWAYS)
        *lo = bottom_of_all;
    else if (top->op == TOP_EVENTUALLY)
        *hi = top_of_all;
    else
        *hi = reach_greater(*hi, top->before_hi);
}

void top_interval(const struct property_set *set, size_t index, bool is_whole, struct reach *lo,
                  struct reach *hi)
{
    const struct top *top = &set->tops.at[index];
    struct reach      other_lo, other_hi;

    if (top_is_leaf(top)) {
        leaf_interval(top, is_whole, lo, hi);
        return;
    }
    top_interval(set, top->left, is_whole, lo, hi);
    if (top->op == TOP_NOT) {
        other_lo = reach_not(*hi);
        *hi = reach_not(*lo);
        *lo = other_lo;
        return;
    }
    top_interval(set, top->right, is_whole, &other_lo, &other_hi);
    *lo = top->op == TOP_AND ? reach_lesser(*lo, other_lo) : reach_greater(*lo, other_lo);
    *hi = top->op == TOP_AND ? reach_lesser(*hi, other_hi) : reach_greater(*hi, other_hi);
}

struct reach top_open(const struct property_set *set, size_t index)
{
    const struct top *top = &set->tops.at[index];
    struct reach      open;

    if (top_is_leaf(top))
        return top->open;
    open = top_open(set, top->left);
    return open.at >= 0 || top->op == TOP_NOT ? open : top_open(set, top->right);
}

long top_horizon(const struct property_set *set, size_t index)
{
    const struct top *top = &set->tops.at[index];
    long              left, right;

    if (top_is_leaf(top))
        return top->to == TOP_TO_END || top->a.pass > 0 ? TOP_TO_END : top->a.horizon + top->to;
    left = top_horizon(set, top->left);
    right = top->op == TOP_NOT ? 0 : top_horizon(set, top->right);
    return left > right ? left : right;
}

void tops_free(struct property_set *set)
{
    for (size_t i = 0; i < set->tops.count; i++) {
        if (set->tops.at[i].trigger)
            early_destroy(set->tops.at[i].trigger->early);
        free(set->tops.at[i].trigger);
    }
    free(set->tops.at);
}
