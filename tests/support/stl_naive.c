#include "tests/support/stl_naive.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct naive {
    struct stl_signals      signals;
    const struct stl_trace *trace;
};

static const struct stl_value unknown = { -INFINITY, INFINITY };

/* -0 is less than +0 here. */
static int is_less(double a, double b)
{
    return a < b || (a == b && signbit(a) && !signbit(b));
}

static double least(double a, double b) { return is_less(b, a) ? b : a; }
static double most(double a, double b)  { return is_less(a, b) ? b : a; }

static struct stl_value both(struct stl_value a, struct stl_value b)
{
    return (struct stl_value){ least(a.lo, b.lo), least(a.hi, b.hi) };
}

static struct stl_value either(struct stl_value a, struct stl_value b)
{
    return (struct stl_value){ most(a.lo, b.lo), most(a.hi, b.hi) };
}

static struct stl_value not(struct stl_value a) { return (struct stl_value){ -a.hi, -a.lo }; }

static struct stl_value sure(double r) { return (struct stl_value){ r, r }; }

static size_t signal_named(const struct naive *naive, const char *name)
{
    for (size_t i = 0; i < naive->signals.count; i++)
        if (strcmp(naive->signals.at[i].name, name) == 0)
            return i;
    return naive->signals.count;
}

static double reading(const struct naive *naive, const char *name, size_t t)
{
    size_t signal = signal_named(naive, name);

    assert(signal < naive->signals.count);
    return t < naive->trace->count ? naive->trace->rows[t * naive->signals.count + signal] : NAN;
}

static double number(const struct naive *naive, const struct formula_node *node, size_t t)
{
    double a = node->child[0] ? number(naive, node->child[0], t) : 0;
    double b = node->child[1] ? number(naive, node->child[1], t) : 0;

    switch (node->kind) {
    case FORMULA_NUMBER:   return node->number;
    case FORMULA_NAME:     return reading(naive, node->name, t);
    case FORMULA_NEGATIVE: return -a;
    case FORMULA_ABS:      return fabs(a);
    case FORMULA_PLUS:     return a + b;
    case FORMULA_MINUS:    return a - b;
    case FORMULA_TIMES:    return a * b;
    case FORMULA_OVER:     return b == 0 ? NAN : a / b;
    default:               abort();
    }
}

/* state == label: the label is no signal. */
static int is_state(const struct naive *naive, const struct formula_node *node)
{
    size_t signal = node->kind == FORMULA_NAME ? signal_named(naive, node->name)
                                               : naive->signals.count;

    return signal < naive->signals.count && naive->signals.at[signal].labels != NULL;
}

static struct stl_value in_state(const struct naive *naive, const struct formula_node *node,
                                 size_t t)
{
    const struct signal *state = &naive->signals.at[signal_named(naive, node->child[0]->name)];
    double now = reading(naive, node->child[0]->name, t);
    int    is_it;

    if (isnan(now))
        return unknown;
    is_it = strcmp(state->labels[(int)now], node->child[1]->name) == 0;
    return sure(is_it == (node->kind == FORMULA_EQUAL) ? INFINITY : -INFINITY);
}

static struct stl_value compared(const struct naive *naive, const struct formula_node *node,
                                 size_t t)
{
    double a, b, r = NAN;
    int    holds_at_equal = 0;

    if (is_state(naive, node->child[0]))
        return in_state(naive, node, t);
    a = number(naive, node->child[0], t);
    b = number(naive, node->child[1], t);
    switch (node->kind) {
    case FORMULA_AT_LEAST: r = a - b; holds_at_equal = 1; break;
    case FORMULA_ABOVE:    r = a - b; break;
    case FORMULA_AT_MOST:  r = b - a; holds_at_equal = 1; break;
    case FORMULA_BELOW:    r = b - a; break;
    case FORMULA_EQUAL:    r = -fabs(a - b); holds_at_equal = 1; break;
    default:               r = fabs(a - b); break;
    }
    if (isnan(r))
        return unknown;
    if (r == 0)
        r = holds_at_equal ? 0.0 : -0.0;
    return sure(r);
}

static struct stl_value atom(const struct naive *naive, const struct formula_node *node, size_t t)
{
    double value;

    switch (node->kind) {
    case FORMULA_TRUE:  return sure(INFINITY);
    case FORMULA_FALSE: return sure(-INFINITY);
    case FORMULA_KNOWN:
        if (t >= naive->trace->count)
            return unknown;
        return sure(isnan(number(naive, node->child[0], t)) ? -INFINITY : INFINITY);
    case FORMULA_NAME:
        value = reading(naive, node->name, t);
        return isnan(value) ? unknown : sure(value >= 0.5 ? INFINITY : -INFINITY);
    default:
        return compared(naive, node, t);
    }
}

static int is_cut(const struct naive *naive) { return naive->trace->end == PROPERTY_END_CUT; }

static long ticks(const struct naive *naive, double s) { return lround(s / naive->trace->tick_s); }

/* The last row of a window that looks ahead; behind the end only as far as its bound says. */
static long last_row(const struct naive *naive, const struct formula_node *node, long t)
{
    long end = (long)naive->trace->count - 1, to;

    if (!node->is_bounded)
        return end;
    to = t + ticks(naive, node->to_s);
    return is_cut(naive) && to > end ? end : to;
}

static struct stl_value ahead(const struct naive *naive, const struct formula_node *node,
                              const struct stl_value *phi, const struct stl_value *psi, long t)
{
    int  is_closed = node->kind == FORMULA_UNTIL_CLOSED;
    long from = t + (node->is_bounded ? ticks(naive, node->from_s) : 0);
    long to = last_row(naive, node, t);
    struct stl_value all = sure(INFINITY), any = sure(-INFINITY), until = any, held = all;

    for (long k = t; k <= to; k++) {
        struct stl_value with = held;
        if (is_closed)
            with = both(with, phi[k]);
        if (psi && k >= from)
            until = either(until, both(psi[k], with));
        if (k >= from) {
            all = both(all, phi[k]);
            any = either(any, phi[k]);
        }
        held = both(held, phi[k]);
    }
    switch (node->kind) {
    case FORMULA_ALWAYS:     return all;
    case FORMULA_EVENTUALLY: return any;
    case FORMULA_UNLESS:     return either(held, until);
    default:                 return until;
    }
}

static struct stl_value back(const struct naive *naive, const struct formula_node *node,
                             const struct stl_value *phi, const struct stl_value *psi, long t)
{
    long from = node->is_bounded ? t - ticks(naive, node->to_s) : 0;
    long to = node->is_bounded ? t - ticks(naive, node->from_s) : t;
    struct stl_value all = sure(INFINITY), any = sure(-INFINITY), since = any;

    for (long k = from < 0 ? 0 : from; k <= to; k++) {
        struct stl_value s = psi ? psi[k] : unknown;
        all = both(all, phi[k]);
        any = either(any, phi[k]);
        for (long j = k + 1; j <= t; j++)
            s = both(s, phi[j]);
        since = either(since, s);
    }
    return node->kind == FORMULA_HISTORICALLY ? all : node->kind == FORMULA_ONCE ? any : since;
}

static struct stl_value beside(const struct naive *naive, enum formula_kind kind,
                               const struct stl_value *phi, long t)
{
    int is_last = is_cut(naive) && t == (long)naive->trace->count - 1;

    switch (kind) {
    case FORMULA_NEXT:   return is_last ? sure(INFINITY) : phi[t + 1];
    case FORMULA_S_NEXT: return is_last ? sure(-INFINITY) : phi[t + 1];
    case FORMULA_PREV:   return t == 0 ? sure(INFINITY) : phi[t - 1];
    case FORMULA_S_PREV: return t == 0 ? sure(-INFINITY) : phi[t - 1];
    case FORMULA_RISE:   return t == 0 ? phi[0] : both(not(phi[t - 1]), phi[t]);
    default:             return t == 0 ? not(phi[0]) : both(phi[t - 1], not(phi[t]));
    }
}

static struct stl_value value_at(const struct naive *naive, const struct formula_node *node,
                                 const struct stl_value *a, const struct stl_value *b, long t)
{
    switch (node->kind) {
    case FORMULA_NOT:     return not(a[t]);
    case FORMULA_AND:     return both(a[t], b[t]);
    case FORMULA_OR:      return either(a[t], b[t]);
    case FORMULA_IMPLIES: return either(not(a[t]), b[t]);
    case FORMULA_IFF:     return both(either(not(a[t]), b[t]), either(not(b[t]), a[t]));
    case FORMULA_XOR:     return either(both(a[t], not(b[t])), both(not(a[t]), b[t]));
    case FORMULA_RISE: case FORMULA_FALL: case FORMULA_NEXT: case FORMULA_PREV:
    case FORMULA_S_NEXT: case FORMULA_S_PREV:
        return beside(naive, node->kind, a, t);
    case FORMULA_HISTORICALLY: case FORMULA_ONCE: case FORMULA_SINCE:
        return back(naive, node, a, b, t);
    default:
        if (!node->is_bounded && t >= (long)naive->trace->count)
            return unknown;
        return ahead(naive, node, a, b, t);
    }
}

static int is_atom(const struct formula_node *node)
{
    return node->kind <= FORMULA_FALSE;
}

/* How far behind row t the parts of a node are looked at. */
static long looks_ahead(const struct formula_node *node, double tick_s)
{
    switch (node->kind) {
    case FORMULA_NEXT: case FORMULA_S_NEXT:
        return 1;
    case FORMULA_ALWAYS: case FORMULA_EVENTUALLY: case FORMULA_UNTIL: case FORMULA_UNTIL_CLOSED:
    case FORMULA_UNLESS:
        return node->is_bounded ? lround(node->to_s / tick_s) : -1;
    default:
        return 0;
    }
}

static struct stl_value *evaluate(const struct naive *naive, const struct formula_node *node,
                                  size_t count)
{
    struct stl_value *out = calloc(count + 1, sizeof *out), *a = NULL, *b = NULL;
    long              more = is_atom(node) ? 0 : looks_ahead(node, naive->trace->tick_s);
    size_t            wanted = count;

    assert(out);
    if (!is_atom(node)) {
        wanted += more > 0 && !is_cut(naive) ? (size_t)more : 0;
        if (wanted < naive->trace->count)
            wanted = naive->trace->count;
        a = evaluate(naive, node->child[0], wanted);
        if (node->child[1])
            b = evaluate(naive, node->child[1], wanted);
    }
    for (size_t t = 0; t < count; t++)
        out[t] = is_atom(node) ? atom(naive, node, t) : value_at(naive, node, a, b, (long)t);
    free(a);
    free(b);
    return out;
}

struct stl_value *stl_naive(struct stl_signals signals, const struct formula_node *node,
                            const struct stl_trace *trace, size_t count)
{
    struct naive naive = { signals, trace };

    return evaluate(&naive, node, count);
}

long stl_naive_horizon(const struct formula_node *node, double tick_s)
{
    long most_of_parts = 0, more;

    if (is_atom(node))
        return 0;
    more = looks_ahead(node, tick_s);
    for (size_t i = 0; i < formula_children(node->kind); i++) {
        long part = stl_naive_horizon(node->child[i], tick_s);
        if (part < 0 || more < 0)
            return -1;
        most_of_parts = part > most_of_parts ? part : most_of_parts;
    }
    return more + most_of_parts;
}
