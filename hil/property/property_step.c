/* property_step.c - nodes and tops at one tick: only those that have something to do. */
#include "hil/property/property_inside.h"

/* ---- numbers ---- */

/* What is divided by zero is unknown: no infinity may pass for a margin. */
static double over(double a, double b)
{
    return b < 0 || b > 0 ? a / b : NAN;
}

static double computed(const double *row, const struct number *number)
{
    switch (number->kind) {
    case FORMULA_NEGATIVE: return -row[number->a];
    case FORMULA_ABS:      return fabs(row[number->a]);
    case FORMULA_PLUS:     return row[number->a] + row[number->b];
    case FORMULA_MINUS:    return row[number->a] - row[number->b];
    case FORMULA_TIMES:    return row[number->a] * row[number->b];
    case FORMULA_OVER:     return over(row[number->a], row[number->b]);
    default:               return number->value;
    }
}

static inline void number_put(struct property_set *set, size_t i, double value)
{
    if (bits_equal(set->row[i], value))
        return;
    set->row[i] = value;
    wakes_users(&set->wakes, i);
}

static void numbers_compute(struct property_set *set)
{
    const struct number *numbers = set->numbers.at;
    double              *row = set->row;

    for (size_t i = set->signal_count; i < set->numbers.count; i++)
        if (numbers[i].kind != FORMULA_NUMBER)
            row[i] = computed(row, &numbers[i]);
}

void numbers_step(struct property_set *set, const double *row)
{
    const uint32_t *reads = set->reads;
    double         *now = set->row;

    if (!wakes_are_busy(&set->wakes)) {
        for (size_t i = 0; i < set->read_count; i++)
            number_put(set, reads[i], row[reads[i]]);
        return;
    }
    for (size_t i = 0; i < set->read_count; i++)
        now[reads[i]] = row[reads[i]];
    numbers_compute(set);
}

void numbers_unknown(struct property_set *set)
{
    for (size_t i = 0; i < set->signal_count; i++)
        set->row[i] = NAN;
    numbers_compute(set);
    wakes_all(&set->wakes);             /* `known` too */
}

/* ---- nodes ---- */

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

/* What a value is now is written, and whether that is another than before is told, if it is asked:
 * who goes through all nodes in any case does without, and all of this is compiled twice. */
static inline bool put_as(struct bound *out, int64_t rank, uint64_t said, double value,
                          bool is_asked)
{
    if (is_asked)
        return bound_write(out, rank, said, value);
    bound_set(out, rank, said, value);
    return false;
}

static inline bool put(struct bound *out, const struct bound *in, bool is_asked)
{
    return put_as(out, in->rank, in->mark.said, in->mark.value, is_asked);
}

static inline bool value_put(struct value *out, const struct value *in, bool is_asked)
{
    bool is_other = put(&out->lo, &in->lo, is_asked);

    return put(&out->hi, &in->hi, is_asked) || is_other;
}

static bool value_pad(struct value *out, int64_t pad)
{
    bool is_other = bound_write(&out->lo, pad, 0, 0);

    return bound_write(&out->hi, pad, 0, 0) || is_other;
}

/* A comparison's own mark is of now, and moves. */
static inline bool compare(const struct property_set *set, const struct node *node,
                           struct value *out, bool is_asked)
{
    double   left = set->row[node->a];
    double   robustness = compared(node->op, left, set->row[node->b]);
    int64_t  lo = rank_of(robustness), hi = lo;
    uint64_t said;
    bool     is_other;

    if (isnan(robustness)) {
        lo = RANK_LEAST;
        hi = RANK_MOST;
    }
    said = MARK_MOVES | mark_said(2 * node->said + (lo >= 0), 0);
    is_other = put_as(&out->lo, lo, said, left, is_asked);
    return put_as(&out->hi, hi, said, left, is_asked) || is_other;
}

/* Whether a number is known is itself unknown only of rows that never came. */
static bool ask_known(const struct property_set *set, const struct node *node, struct value *out)
{
    double   left = set->row[node->a];
    int64_t  lo = isnan(left) || set->is_over ? RANK_LEAST : RANK_MOST;
    int64_t  hi = set->is_over ? RANK_MOST : lo;
    uint64_t said = MARK_MOVES | mark_said(2 * node->said + (lo >= 0), 0);
    bool     is_other = bound_write(&out->lo, lo, said, left);

    return bound_write(&out->hi, hi, said, left) || is_other;
}

static inline bool put_lesser(struct bound *out, const struct bound *a, const struct bound *b,
                              bool is_asked)
{
    return put(out, b->rank < a->rank ? b : a, is_asked);
}

static inline bool put_greater(struct bound *out, const struct bound *a, const struct bound *b,
                               bool is_asked)
{
    return put(out, b->rank > a->rank ? b : a, is_asked);
}

static inline bool put_negated(struct bound *out, const struct bound *in, bool is_asked)
{
    return put_as(out, ~in->rank, in->mark.said, in->mark.value, is_asked);
}

/* b or not a */
static inline bool put_implied(struct bound *out, const struct bound *a, const struct bound *b,
                               bool is_asked)
{
    return ~a->rank > b->rank ? put_negated(out, a, is_asked) : put(out, b, is_asked);
}

/* The better of `a` and what `best` was at the tick before; of equals, `a`. */
static inline bool keep_best(struct bound *best, const struct bound *a, int64_t turn, uint32_t tick)
{
    if ((a->rank ^ turn) <= (best->rank ^ turn))
        return bound_put(best, a);
    return bound_settle(best, tick - 1);
}

/* s(t) = max( psi(t), min( phi(t), s(t-1) ) ); the slot still holds s(t-1). */
static inline bool since(struct bound *s, const struct bound *phi, const struct bound *psi,
                         uint32_t tick)
{
    const struct bound *held = s->rank < phi->rank ? s : phi;

    if (held->rank <= psi->rank)
        return bound_put(s, psi);
    return held == phi ? bound_put(s, phi) : bound_settle(s, tick - 1);
}

static bool recall(const struct property_set *set, const struct node *node, uint32_t tick,
                   struct value *out)
{
    static const struct value none = { .lo.rank = RANK_LEAST, .hi.rank = RANK_MOST };
    const struct history     *history = &set->recalls.at[node->span].history;

    return value_put(out, tick < history->count ? &history->at[tick] : &none, true);
}

/* `pad` before anything came out. */
static inline bool delay(const struct node *node, const struct value *a, uint32_t tick,
                         struct value *out)
{
    bool is_other = tick == node->first && value_pad(out, node->pad);

    return delay_step(node->keep.delay, a, tick, out) || is_other;
}

/* Whether the value is another than it was, if that is asked. */
static inline __attribute__((always_inline))
bool node_step(const struct property_set *set, const struct node *node, uint32_t tick,
               bool is_asked)
{
    const struct value *a = &set->values[node->a], *b = &set->values[node->b];
    struct value       *out = &set->values[node->out];
    bool                is_there = tick - node->first < set->limit, is_other;

    switch (node->op) {
    case OP_AT_LEAST: case OP_ABOVE: case OP_AT_MOST: case OP_BELOW: case OP_EQUAL:
    case OP_UNEQUAL: case OP_IS: case OP_ISNT: case OP_FLAG:
        return compare(set, node, out, is_asked);
    case OP_KNOWN:
        return ask_known(set, node, out);
    case OP_NOT:
        is_other = put_negated(&out->lo, &a->hi, is_asked);
        return put_negated(&out->hi, &a->lo, is_asked) || is_other;
    case OP_AND:
        is_other = put_lesser(&out->lo, &a->lo, &b->lo, is_asked);
        return put_lesser(&out->hi, &a->hi, &b->hi, is_asked) || is_other;
    case OP_OR:
        is_other = put_greater(&out->lo, &a->lo, &b->lo, is_asked);
        return put_greater(&out->hi, &a->hi, &b->hi, is_asked) || is_other;
    case OP_IMPLIES:
        is_other = put_implied(&out->lo, &a->hi, &b->lo, is_asked);
        return put_implied(&out->hi, &a->lo, &b->hi, is_asked) || is_other;
    case OP_DELAY:
        return delay(node, a, tick, out);
    case OP_KEEP:
        return is_there ? value_put(out, a, is_asked) : value_pad(out, node->pad);
    case OP_LEAST: case OP_MOST:
        return window_step(node->keep.window, a, tick, is_there, out);
    case OP_LEAST_EVER:
        is_other = keep_best(&out->lo, &a->lo, 0, tick);
        return keep_best(&out->hi, &a->hi, 0, tick) || is_other;
    case OP_MOST_EVER:
        is_other = keep_best(&out->lo, &a->lo, -1, tick);
        return keep_best(&out->hi, &a->hi, -1, tick) || is_other;
    case OP_SINCE:
        is_other = since(&out->lo, &a->lo, &b->lo, tick);
        return since(&out->hi, &a->hi, &b->hi, tick) || is_other;
    case OP_UNTIL:
        return until_step(node->keep.until, a, b, tick, is_there, out);
    case OP_RECALL:
        return recall(set, node, tick, out);
    default:
        return false;
    }
}

void nodes_step(struct property_set *set, int pass, uint32_t tick)
{
    const struct node *node = &set->nodes.at[set->pass_at[pass]];
    const struct node *end = &set->nodes.at[set->pass_at[pass + 1]];

    for (; node < end; node++)
        if (tick >= node->first)
            (void)node_step(set, node, tick, false);
}

/* ---- tasks ---- */

/* Who had something new is asked again at the next row, and only then goes to sleep: who always has
 * something new need not say until when. */
static inline uint32_t node_due(const struct property_set *set, const struct node *node,
                                uint32_t tick)
{
    bool is_window = node->op == OP_LEAST || node->op == OP_MOST;

    if (tick < node->first)
        return node->first;
    if (node->op == OP_UNTIL)
        return tick + 1;
    if (!is_window && node->op != OP_DELAY)
        return WAKE_NEVER;
    if (tick == node->first || set->changed[node->a] == tick)
        return tick + 1;
    return is_window ? window_due(node->keep.window) : node->keep.delay->due;
}

static inline void node_run(struct property_set *set, size_t task, uint32_t tick)
{
    const struct node *node = &set->nodes.at[task - set->numbers.count];

    if (tick >= node->first && node_step(set, node, tick, true)) {
        set->changed[node->out] = tick;
        wakes_users(&set->wakes, set->numbers.count + node->out);
    }
    wakes_wait(&set->wakes, task, node_due(set, node, tick), tick);
}

static inline void task_run(struct property_set *set, size_t task, uint32_t tick)
{
    size_t      nodes = set->numbers.count, tops = nodes + set->pass_at[1];
    struct top *top;

    if (task < nodes) {
        if (task >= set->signal_count)
            number_put(set, task, computed(set->row, &set->numbers.at[task]));
    } else if (task < tops) {
        node_run(set, task, tick);
    } else {
        top = &set->tops.at[task - tops];
        if (!top_is_leaf(top) || top->a.pass > 0)
            return;
        top_step(set, top, tick);
        wakes_wait(&set->wakes, task, top_due(set, top, tick), tick);
    }
}

/* How many had something to do. */
static size_t woken_step(struct property_set *set, uint32_t tick)
{
    struct wakes *wakes = &set->wakes;
    size_t        count = 0;

    for (size_t word = 0; word < wakes->words; word++) {
        wakes->now[word] |= wakes->next[word];
        wakes->next[word] = 0;
        if (wakes->soonest[word] <= tick)
            wakes_ring(wakes, word, tick);
        for (; wakes->now[word]; count++) {
            unsigned bit = (unsigned)__builtin_ctzll(wakes->now[word]);
            wakes->now[word] &= wakes->now[word] - 1;
            task_run(set, 64 * word + bit, tick);
        }
    }
    return count;
}

void tasks_step(struct property_set *set, uint32_t tick)
{
    if (!wakes_are_busy(&set->wakes)) {
        wakes_count(&set->wakes, woken_step(set, tick));
        return;
    }
    nodes_step(set, 0, tick);
    tops_step(set, 0, tick);
    wakes_pass(&set->wakes);
}

/* ---- who wakes whom ---- */

static void number_uses(struct wakes *wakes, const struct number *number, size_t task)
{
    if (number->kind == FORMULA_NAME || number->kind == FORMULA_NUMBER)
        return;
    wakes_use(wakes, number->a, task);
    wakes_use(wakes, number->b, task);
}

static void node_uses(struct wakes *wakes, const struct node *node, size_t slots, size_t task)
{
    bool is_comparison = node->op >= OP_AT_LEAST && node->op <= OP_KNOWN;
    bool is_pair = (node->op >= OP_AND && node->op <= OP_IMPLIES) || node->op == OP_SINCE
                   || node->op == OP_UNTIL;

    if (node->op == OP_CONSTANT)
        return;
    wakes_use(wakes, node->a + (is_comparison ? 0 : slots), task);
    if (is_pair || is_comparison)
        wakes_use(wakes, node->b + (is_comparison ? 0 : slots), task);
}

static void top_uses(struct wakes *wakes, const struct top *top, size_t slots, size_t task)
{
    const struct trigger *trigger = top->trigger;

    wakes_use(wakes, slots + top->a.slot, task);
    if (top->op == TOP_UNTIL)
        wakes_use(wakes, slots + top->b.slot, task);
    if (!trigger)
        return;
    wakes_use(wakes, slots + trigger->raw.slot, task);
    wakes_use(wakes, slots + trigger->when.slot, task);
    wakes_use(wakes, slots + trigger->then.slot, task);
    if (trigger->has_shape)
        wakes_use(wakes, slots + trigger->shape.answer.slot, task);
}

static void all_use(struct property_set *set)
{
    size_t slots = set->numbers.count, task = 0;

    for (size_t i = 0; i < set->numbers.count; i++)
        number_uses(&set->wakes, &set->numbers.at[i], task++);
    for (size_t i = 0; i < set->pass_at[1]; i++)
        node_uses(&set->wakes, &set->nodes.at[i], slots, task++);
    for (size_t i = 0; i < set->tops.count; i++, task++)
        if (top_is_leaf(&set->tops.at[i]) && set->tops.at[i].a.pass == 0)
            top_uses(&set->wakes, &set->tops.at[i], slots, task);
}

bool tasks_bind(struct property_set *set)
{
    size_t slots = set->numbers.count;
    size_t tasks = slots + set->pass_at[1] + set->tops.count;

    if (!wakes_create(&set->wakes, tasks, slots + set->nodes.count))
        return false;
    all_use(set);
    if (!wakes_fill(&set->wakes))
        return false;
    all_use(set);
    set->wakes.many = wakes_many(tasks - set->signal_count);
    set->reads = calloc(set->signal_count + 1, sizeof *set->reads);
    if (!set->reads)
        return false;
    for (size_t i = 0; i < set->signal_count; i++)
        if (set->wakes.users_at[i + 1] > set->wakes.users_at[i])
            set->reads[set->read_count++] = (uint32_t)i;
    return true;
}
