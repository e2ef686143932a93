/* property_step.c - the nodes of a pass at one tick: one walk over one array. */
#include "hil/property_inside.h"

/* The numbers behind the row's: constants are there already. */
static void numbers_compute(struct property_set *set)
{
    double *row = set->row;

    for (size_t i = set->signal_count; i < set->numbers.count; i++) {
        const struct number *number = &set->numbers.at[i];
        switch (number->kind) {
        case FORMULA_NEGATIVE: row[i] = -row[number->a];                   break;
        case FORMULA_ABS:      row[i] = fabs(row[number->a]);              break;
        case FORMULA_PLUS:     row[i] = row[number->a] + row[number->b];   break;
        case FORMULA_MINUS:    row[i] = row[number->a] - row[number->b];   break;
        case FORMULA_TIMES:    row[i] = row[number->a] * row[number->b];   break;
        case FORMULA_OVER:     row[i] = row[number->a] / row[number->b];   break;
        default:               break;
        }
    }
}

void numbers_step(struct property_set *set, const double *row)
{
    for (size_t i = 0; i < set->signal_count; i++)
        set->row[i] = row[i];
    numbers_compute(set);
}

void numbers_unknown(struct property_set *set)
{
    for (size_t i = 0; i < set->signal_count; i++)
        set->row[i] = NAN;
    numbers_compute(set);
}

/* Robustness; at exactly 0 the comparison decides, and the sign of the zero says how. */
static double compared(enum op op, double a, double b)
{
    double difference;

    switch (op) {
    case OP_AT_LEAST: difference = a - b;        break;
    case OP_AT_MOST:  difference = b - a;        break;
    case OP_ABOVE:    difference = a - b;        return difference == 0 ? -0.0 : difference;
    case OP_BELOW:    difference = b - a;        return difference == 0 ? -0.0 : difference;
    case OP_UNEQUAL:  difference = fabs(a - b);  return difference == 0 ? -0.0 : difference;
    case OP_EQUAL:    difference = -fabs(a - b); break;
    case OP_IS:       return isnan(a) ? NAN : a == b ? INFINITY : -INFINITY;
    case OP_ISNT:     return isnan(a) ? NAN : a != b ? INFINITY : -INFINITY;
    default:          return isnan(a) ? NAN : a >= 0.5 ? INFINITY : -INFINITY;
    }
    return difference == 0 ? 0.0 : difference;
}

/* Field by field: a struct built elsewhere and copied costs four times as much. */
static inline void bound_set(struct bound *out, int64_t rank, uint32_t comparison, double left,
                             uint32_t tick)
{
    out->rank = rank;
    out->mark.comparison = comparison;
    out->mark.tick = tick;
    out->mark.value = left;
}

static inline void value_set(struct value *out, const struct node *node, int64_t rank, double left,
                             uint32_t tick)
{
    uint32_t comparison = 2 * node->said + (rank >= 0);

    bound_set(&out->lo, rank, comparison, left, tick);
    bound_set(&out->hi, rank, comparison, left, tick);
}

static void value_unknown(struct value *out, const struct node *node, double left, uint32_t tick)
{
    value_set(out, node, RANK_LEAST, left, tick);
    out->hi.rank = RANK_MOST;
}

static void compare(const struct property_set *set, const struct node *node, uint32_t tick,
                    struct value *out)
{
    double left = set->row[node->a];
    double robustness = compared(node->op, left, set->row[node->b]);

    if (isnan(robustness))
        value_unknown(out, node, left, tick);
    else
        value_set(out, node, rank_of(robustness), left, tick);
}

/* Whether a number is known is itself unknown only of rows that never came. */
static void ask_known(const struct property_set *set, const struct node *node, uint32_t tick,
                      struct value *out)
{
    double left = set->row[node->a];

    if (set->is_over)
        value_unknown(out, node, left, tick);
    else
        value_set(out, node, isnan(left) ? RANK_LEAST : RANK_MOST, left, tick);
}

static inline void take_lesser(struct bound *out, const struct bound *a, const struct bound *b)
{
    const struct bound *taken = b->rank < a->rank ? b : a;

    *out = *taken;
}

static inline void take_greater(struct bound *out, const struct bound *a, const struct bound *b)
{
    const struct bound *taken = b->rank > a->rank ? b : a;

    *out = *taken;
}

static inline struct value negated(const struct value *in)
{
    struct value out = { .lo = in->hi, .hi = in->lo };

    out.lo.rank = ~out.lo.rank;
    out.hi.rank = ~out.hi.rank;
    return out;
}

/* s(t) = max( psi(t), min( phi(t), s(t-1) ) ); the slot still holds s(t-1). */
static void since(struct value *s, const struct value *phi, const struct value *psi)
{
    struct bound held;

    take_lesser(&held, &phi->lo, &s->lo);
    take_greater(&s->lo, &psi->lo, &held);
    take_lesser(&held, &phi->hi, &s->hi);
    take_greater(&s->hi, &psi->hi, &held);
}

static void recall(const struct property_set *set, const struct node *node, uint32_t tick,
                   struct value *out)
{
    const struct history *history = &set->recalls.at[node->span].history;

    if (tick < history->count)
        *out = history->at[tick];
    else
        *out = (struct value){ .lo.rank = RANK_LEAST, .hi.rank = RANK_MOST };
}

static inline void node_step(const struct property_set *set, const struct node *node, uint32_t tick)
{
    const struct value *a = &set->values[node->a], *b = &set->values[node->b];
    struct value       *out = &set->values[node->out];
    struct value        turned;
    uint32_t            k = tick - node->first;
    bool                is_there = k < set->limit;

    switch (node->op) {
    case OP_CONSTANT:
        break;
    case OP_AT_LEAST: case OP_ABOVE: case OP_AT_MOST: case OP_BELOW: case OP_EQUAL:
    case OP_UNEQUAL: case OP_IS: case OP_ISNT: case OP_FLAG:
        compare(set, node, tick, out);
        break;
    case OP_KNOWN:
        ask_known(set, node, tick, out);
        break;
    case OP_NOT:
        *out = negated(a);
        break;
    case OP_AND:
        take_lesser(&out->lo, &a->lo, &b->lo);
        take_lesser(&out->hi, &a->hi, &b->hi);
        break;
    case OP_OR:
        take_greater(&out->lo, &a->lo, &b->lo);
        take_greater(&out->hi, &a->hi, &b->hi);
        break;
    case OP_IMPLIES:
        turned = negated(a);
        take_greater(&out->lo, &b->lo, &turned.lo);
        take_greater(&out->hi, &b->hi, &turned.hi);
        break;
    case OP_DELAY:
        delay_step(node->keep.delay, a, out);
        break;
    case OP_KEEP:
        if (is_there)
            *out = *a;
        else
            *out = (struct value){ .lo.rank = node->pad, .hi.rank = node->pad };
        break;
    case OP_LEAST: case OP_MOST:
        window_step(node->keep.window, a, k, is_there, out);
        break;
    case OP_LEAST_EVER:
        take_lesser(&out->lo, &a->lo, &out->lo);
        take_lesser(&out->hi, &a->hi, &out->hi);
        break;
    case OP_MOST_EVER:
        take_greater(&out->lo, &a->lo, &out->lo);
        take_greater(&out->hi, &a->hi, &out->hi);
        break;
    case OP_SINCE:
        since(out, a, b);
        break;
    case OP_UNTIL:
        until_step(node->keep.until, a, b, k, is_there, out);
        break;
    case OP_RECALL:
        recall(set, node, tick, out);
        break;
    }
}

void nodes_step(struct property_set *set, int pass, uint32_t tick)
{
    const struct node *node = &set->nodes.at[set->pass_at[pass]];
    const struct node *end = &set->nodes.at[set->pass_at[pass + 1]];

    for (; node < end; node++)
        if (tick >= node->first)
            node_step(set, node, tick);
}
