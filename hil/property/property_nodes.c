/* property_nodes.c - nodes made, or found where there is an equal one. */
#include "hil/property/property_inside.h"

#include <string.h>

bool list_room(void **at, size_t count, size_t *room, size_t size)
{
    size_t more = *room > 0 ? 2 * *room : 16;
    char  *grown;

    if (count == *room) {
        grown = realloc(*at, more * size);
        if (!grown)
            return false;
        *at = grown;
        *room = more;
    }
    memset((char *)*at + count * size, 0, size);
    return true;
}

static bool nodes_equal(const struct node *x, const struct node *y)
{
    return x->op == y->op && x->a == y->a && x->b == y->b && x->span == y->span
           && x->pad == y->pad && x->pass == y->pass && x->first == y->first;
}

/* The slot of a node like this one. */
static uint32_t node_slot(struct property_set *set, struct node wanted)
{
    struct node *made;

    for (size_t i = set->nodes.count; i-- > 0; )
        if (nodes_equal(&set->nodes.at[i], &wanted))
            return set->nodes.at[i].out;
    made = LIST_ADD(&set->nodes);
    if (!made) {
        set->is_short_of_memory = true;
        return 0;
    }
    *made = wanted;
    made->out = (uint32_t)(set->nodes.count - 1);
    return made->out;
}

struct ref node_constant(struct property_set *set, int64_t rank)
{
    uint32_t slot = node_slot(set, (struct node){ .op = OP_CONSTANT, .pad = rank });

    return (struct ref){ .slot = slot, .is_constant = true };
}

static bool numbers_equal(const struct number *x, const struct number *y)
{
    return x->kind == y->kind && x->a == y->a && x->b == y->b
           && memcmp(&x->value, &y->value, sizeof x->value) == 0;
}

uint32_t node_number(struct property_set *set, struct number wanted)
{
    struct number *made;

    for (size_t i = 0; i < set->numbers.count; i++)
        if (numbers_equal(&set->numbers.at[i], &wanted))
            return (uint32_t)i;
    made = LIST_ADD(&set->numbers);
    if (!made) {
        set->is_short_of_memory = true;
        return 0;
    }
    *made = wanted;
    return (uint32_t)(set->numbers.count - 1);
}

/* A comparison's mark names the formula that wrote it first. */
struct ref node_compare(struct property_set *set, enum op op, uint32_t a, uint32_t b,
                        const struct formula_node *from)
{
    size_t                      before = set->nodes.count;
    struct ref                  ref = { 0 };
    const struct formula_node **said;

    ref.slot = node_slot(set, (struct node){ .op = op, .a = a, .b = b });
    if (set->nodes.count == before)
        return ref;
    said = LIST_ADD(&set->comparisons);
    if (!said) {
        set->is_short_of_memory = true;
        return ref;
    }
    *said = from;
    set->nodes.at[ref.slot].said = (uint32_t)set->comparisons.count;
    return ref;
}

struct ref node_not(struct property_set *set, struct ref ref)
{
    ref.slot = node_slot(set, (struct node){
        .op = OP_NOT, .a = ref.slot, .first = (uint32_t)ref.horizon, .pass = ref.pass });
    return ref;
}

/* A constant is there in every pass at every tick. */
void node_align(struct property_set *set, struct ref *a, struct ref *b)
{
    int  pass = a->pass > b->pass ? a->pass : b->pass;
    long horizon;

    while (!a->is_constant && a->pass < pass)
        *a = node_fold(set, FOLD_NONE, *a, *a);
    while (!b->is_constant && b->pass < pass)
        *b = node_fold(set, FOLD_NONE, *b, *b);
    a->pass = b->pass = pass;
    horizon = a->horizon > b->horizon ? a->horizon : b->horizon;
    *a = node_delay(set, *a, horizon - a->horizon, RANK_LEAST);
    *b = node_delay(set, *b, horizon - b->horizon, RANK_LEAST);
    a->horizon = b->horizon = horizon;
}

struct ref node_join(struct property_set *set, enum op op, struct ref a, struct ref b)
{
    struct ref ref;

    node_align(set, &a, &b);
    ref = a;
    ref.is_constant = a.is_constant && b.is_constant;
    ref.memory = a.memory > b.memory ? a.memory : b.memory;
    ref.slot = node_slot(set, (struct node){ .op = op, .a = a.slot, .b = b.slot,
                                             .first = (uint32_t)a.horizon, .pass = a.pass });
    return ref;
}

/* One operand, `span` ticks of memory. */
static struct ref node_over(struct property_set *set, enum op op, struct ref ref, long span,
                            int64_t pad)
{
    ref.slot = node_slot(set, (struct node){ .op = op, .a = ref.slot, .span = (uint32_t)span,
                                             .first = (uint32_t)ref.horizon, .pad = pad,
                                             .pass = ref.pass });
    ref.memory += span;
    ref.is_constant = false;
    return ref;
}

struct ref node_delay(struct property_set *set, struct ref ref, long ticks, int64_t pad)
{
    return ticks == 0 || ref.is_constant ? ref : node_over(set, OP_DELAY, ref, ticks, pad);
}

static int64_t pad_of(enum op least_or_most)
{
    return least_or_most == OP_LEAST ? RANK_MOST : RANK_LEAST;
}

/* A window of one row is the row itself, a horizon later; where windows are cut, something must
 * still tell rows from what is behind the last. */
struct ref node_ahead(struct property_set *set, enum op op, struct ref ref, long from, long to)
{
    long span = to - from + 1;

    if (to == 0)
        return ref;
    if (span > 1)
        ref = node_over(set, op, ref, span, 0);
    else if (set->end == PROPERTY_END_CUT)
        ref = node_over(set, OP_KEEP, ref, 1, pad_of(op));
    ref.horizon += to;
    ref.memory += to;
    return ref;
}

struct ref node_back(struct property_set *set, enum op op, struct ref ref, long from, long to)
{
    if (from > 0)
        ref = node_over(set, OP_DELAY, ref, from, pad_of(op));
    return to > from ? node_over(set, op, ref, to - from + 1, 0) : ref;
}

struct ref node_ever(struct property_set *set, enum op least_or_most, struct ref ref)
{
    return node_over(set, least_or_most == OP_LEAST ? OP_LEAST_EVER : OP_MOST_EVER, ref, 1, 0);
}

/* Two operands at one row. */
static struct ref node_pair(struct property_set *set, enum op op, struct ref a, struct ref b,
                            long span)
{
    node_align(set, &a, &b);
    a.slot = node_slot(set, (struct node){ .op = op, .a = a.slot, .b = b.slot,
                                           .span = (uint32_t)span, .first = (uint32_t)a.horizon,
                                           .pass = a.pass });
    a.memory = (a.memory > b.memory ? a.memory : b.memory) + span;
    a.is_constant = false;
    return a;
}

/* phi U[a,b] psi (t) = min( G[0,a-1] phi (t), phi U[0,b-a] psi (t+a) ) */
struct ref node_until(struct property_set *set, struct ref phi, struct ref psi, long from, long to)
{
    struct ref until = node_pair(set, OP_UNTIL, phi, psi, to - from + 1);

    until.horizon += to;
    until.memory += to;
    if (from == 0)
        return until;
    return node_join(set, OP_AND, node_ahead(set, OP_LEAST, phi, 0, from - 1), until);
}

/* phi S[a,b] psi (t) = min( O[a,b] psi (t), H[0,a-1] phi (t), phi S psi (t-a) ) */
struct ref node_since(struct property_set *set, struct ref phi, struct ref psi, long from, long to)
{
    struct ref since = node_pair(set, OP_SINCE, phi, psi, 1);

    if (from > 0) {
        since = node_over(set, OP_DELAY, since, from, RANK_LEAST);
        since = node_join(set, OP_AND, since, node_back(set, OP_LEAST, phi, 0, from - 1));
    }
    if (to == LONG_MAX)
        return since;
    return node_join(set, OP_AND, since, node_back(set, OP_MOST, psi, from, to));
}

static bool same_place(const struct ref *x, const struct ref *y)
{
    return x->slot == y->slot && x->horizon == y->horizon;
}

/* `before` counts for FOLD_UNTIL alone; both are of one pass and one row then. */
struct ref node_fold(struct property_set *set, enum fold fold, struct ref before, struct ref of)
{
    size_t         i = 0;
    struct recall *recall;
    struct ref     ref = { .pass = of.pass + 1 };

    for (; i < set->recalls.count; i++) {
        recall = &set->recalls.at[i];
        if (recall->fold == fold && recall->pass == of.pass && same_place(&recall->history.of, &of)
            && same_place(&recall->before.of, &before))
            break;
    }
    if (i == set->recalls.count) {
        recall = LIST_ADD(&set->recalls);
        if (!recall) {
            set->is_short_of_memory = true;
            return ref;
        }
        *recall = (struct recall){ .fold = fold, .pass = of.pass, .history.of = of,
                                   .before.of = before };
    }
    ref.memory = fold == FOLD_NONE ? of.memory : 0;
    ref.slot = node_slot(set, (struct node){ .op = OP_RECALL, .span = (uint32_t)i,
                                             .pass = ref.pass });
    return ref;
}
