/* property_bind.c - a formula taken apart into nodes. */
#include "hil/property/property_inside.h"

/* Further than rounding away from a whole number of ticks. */
#define TICKS_SLACK 1e-6

static enum err ticks_of(const struct binding *binding, const struct formula_node *node,
                         double bound_s, long *ticks)
{
    double tick_s = binding->set->tick_s, count = bound_s / tick_s, whole = round(count);

    if (!(count >= 0) || whole >= (double)PROPERTY_WINDOW_MAX)
        return formula_refuse(binding->formula, node, binding->why, ERR_RANGE,
                              "a window reaches to %g s: at a tick of %g s it may reach to %g s, "
                              "which is %ld ticks", bound_s, tick_s,
                              tick_s * (double)(PROPERTY_WINDOW_MAX - 1), PROPERTY_WINDOW_MAX - 1);
    if (fabs(count - whole) > TICKS_SLACK)
        return formula_refuse(binding->formula, node, binding->why, ERR_RANGE,
                              "the bound %.9g s is no whole number of ticks of %g s: the nearest "
                              "that are, are %.9g s and %.9g s", bound_s, tick_s,
                              floor(count) * tick_s, ceil(count) * tick_s);
    *ticks = (long)whole;
    return ERR_OK;
}

/* Without bounds: 0 .. TOP_TO_END. */
enum err bind_bounds(const struct binding *binding, const struct formula_node *node, long *from,
                     long *to)
{
    long first = 0, last = TOP_TO_END;

    if (node->is_bounded) {
        TRY(ticks_of(binding, node, node->from_s, &first));
        TRY(ticks_of(binding, node, node->to_s, &last));
        if (first > last)
            return formula_refuse(binding->formula, node, binding->why, ERR_RANGE,
                                  "the window from %g s to %g s is empty", node->from_s,
                                  node->to_s);
    }
    *from = first;
    *to = last;
    return ERR_OK;
}

static enum err bind_ahead(const struct binding *binding, const struct formula_node *node,
                           struct ref *out)
{
    bool       is_always = node->kind == FORMULA_ALWAYS;
    long       from, to;
    struct ref child;

    TRY(bind_bounds(binding, node, &from, &to));
    TRY(bind_ref(binding, node->child[0], &child));
    *out = node->is_bounded
           ? node_ahead(binding->set, is_always ? OP_LEAST : OP_MOST, child, from, to)
           : node_fold(binding->set, is_always ? FOLD_ALWAYS : FOLD_EVENTUALLY, child, child);
    return ERR_OK;
}

static enum err bind_back(const struct binding *binding, const struct formula_node *node,
                          struct ref *out)
{
    enum op    op = node->kind == FORMULA_HISTORICALLY ? OP_LEAST : OP_MOST;
    long       from, to;
    struct ref child;

    TRY(bind_bounds(binding, node, &from, &to));
    TRY(bind_ref(binding, node->child[0], &child));
    *out = node->is_bounded ? node_back(binding->set, op, child, from, to)
                            : node_ever(binding->set, op, child);
    return ERR_OK;
}

static struct ref until_of(struct property_set *set, struct ref phi, struct ref psi, long from,
                           long to)
{
    if (to != TOP_TO_END)
        return node_until(set, phi, psi, from, to);
    node_align(set, &phi, &psi);
    return node_fold(set, FOLD_UNTIL, phi, psi);
}

/* phi W[a,b] psi = G[0,b] phi or phi U[a,b] psi */
static struct ref unless_of(struct property_set *set, struct ref phi, struct ref psi, long from,
                            long to)
{
    struct ref always = to == TOP_TO_END ? node_fold(set, FOLD_ALWAYS, phi, phi)
                                         : node_ahead(set, OP_LEAST, phi, 0, to);

    return node_join(set, OP_OR, always, until_of(set, phi, psi, from, to));
}

static enum err bind_pair(const struct binding *binding, const struct formula_node *node,
                          struct ref *out)
{
    struct property_set *set = binding->set;
    struct ref phi, psi;
    long       from, to;

    TRY(bind_bounds(binding, node, &from, &to));
    TRY(bind_ref(binding, node->child[0], &phi));
    TRY(bind_ref(binding, node->child[1], &psi));
    switch (node->kind) {
    case FORMULA_UNTIL_CLOSED:      /* phi at psi's time too: as if psi said so */
        *out = until_of(set, phi, node_join(set, OP_AND, phi, psi), from, to);
        break;
    case FORMULA_UNLESS:
        *out = unless_of(set, phi, psi, from, to);
        break;
    case FORMULA_SINCE:
        *out = node_since(set, phi, psi, from, to);
        break;
    default:
        *out = until_of(set, phi, psi, from, to);
    }
    return ERR_OK;
}

static enum err bind_logic(const struct binding *binding, const struct formula_node *node,
                           struct ref *out)
{
    struct property_set *set = binding->set;
    struct ref a, b;

    TRY(bind_ref(binding, node->child[0], &a));
    TRY(bind_ref(binding, node->child[1], &b));
    switch (node->kind) {
    case FORMULA_AND:
        *out = node_join(set, OP_AND, a, b);
        break;
    case FORMULA_OR:
        *out = node_join(set, OP_OR, a, b);
        break;
    case FORMULA_IMPLIES:
        *out = node_join(set, OP_IMPLIES, a, b);
        break;
    default:                        /* iff; and xor is the other thing */
        *out = node_join(set, OP_AND, node_join(set, OP_IMPLIES, a, b),
                         node_join(set, OP_IMPLIES, b, a));
        if (node->kind == FORMULA_XOR)
            *out = node_not(set, *out);
    }
    return ERR_OK;
}

/* not, rise, fall, and a row to either side. */
static enum err bind_single(const struct binding *binding, const struct formula_node *node,
                            struct ref *out)
{
    struct property_set *set = binding->set;
    struct ref child;

    TRY(bind_ref(binding, node->child[0], &child));
    switch (node->kind) {
    case FORMULA_RISE:
        *out = node_join(set, OP_AND, child,
                         node_not(set, node_back(set, OP_MOST, child, 1, 1)));
        break;
    case FORMULA_FALL:
        *out = node_join(set, OP_AND, node_not(set, child),
                         node_back(set, OP_LEAST, child, 1, 1));
        break;
    case FORMULA_NEXT:
        *out = node_ahead(set, OP_LEAST, child, 1, 1);
        break;
    case FORMULA_S_NEXT:
        *out = node_ahead(set, OP_MOST, child, 1, 1);
        break;
    case FORMULA_PREV:
        *out = node_back(set, OP_LEAST, child, 1, 1);
        break;
    case FORMULA_S_PREV:
        *out = node_back(set, OP_MOST, child, 1, 1);
        break;
    default:
        *out = node_not(set, child);
    }
    return ERR_OK;
}

enum err bind_ref(const struct binding *binding, const struct formula_node *node, struct ref *out)
{
    switch (node->kind) {
    case FORMULA_TRUE:
    case FORMULA_FALSE:
        *out = node_constant(binding->set, node->kind == FORMULA_TRUE ? RANK_MOST : RANK_LEAST);
        return ERR_OK;
    case FORMULA_EQUAL: case FORMULA_UNEQUAL: case FORMULA_AT_LEAST: case FORMULA_AT_MOST:
    case FORMULA_ABOVE: case FORMULA_BELOW:
        return bind_comparison(binding, node, out);
    case FORMULA_NAME:
        return bind_flag(binding, node, out);
    case FORMULA_KNOWN:
        return bind_known(binding, node, out);
    case FORMULA_AND: case FORMULA_OR: case FORMULA_IMPLIES: case FORMULA_IFF: case FORMULA_XOR:
        return bind_logic(binding, node, out);
    case FORMULA_NOT: case FORMULA_RISE: case FORMULA_FALL: case FORMULA_NEXT: case FORMULA_PREV:
    case FORMULA_S_NEXT: case FORMULA_S_PREV:
        return bind_single(binding, node, out);
    case FORMULA_ALWAYS: case FORMULA_EVENTUALLY:
        return bind_ahead(binding, node, out);
    case FORMULA_HISTORICALLY: case FORMULA_ONCE:
        return bind_back(binding, node, out);
    case FORMULA_UNTIL: case FORMULA_UNTIL_CLOSED: case FORMULA_UNLESS: case FORMULA_SINCE:
        return bind_pair(binding, node, out);
    default:
        return formula_refuse(binding->formula, node, binding->why, ERR_PARSE,
                              "a number says neither yes nor no: compare it, as in `... >= 5`");
    }
}
