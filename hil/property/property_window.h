/* property_window.h - what the last rows amounted to: minima, maxima, until, delay. O(1) amortised.
 *
 * Least and most: D. Lemire's monotone wedge (Streaming maximum-minimum filter using no more than
 * three comparisons per element, 2006): of the last `span` values only those are kept that no later
 * one is better than; the first of them is the answer.
 *
 * Until over a block of rows is a pair (m, u), m the least of its left side and u its value; blocks
 * put together are again one:
 *
 *     (m1,u1) (m2,u2) = ( min(m1,m2), max(u1, min(m1,u2)) )
 *
 * That is associative, so a queue of two stacks slides over it: the front one holds, for every row,
 * the product from that row to the newest of the front; the back one the product of all behind.
 * When the front is empty the back is turned over, O(span) once every span rows.
 *
 * Steps need not follow each other: while the value that goes in stays as it was, a window need be
 * looked at again only when its best value leaves it, a delay when a change comes out of it. An
 * until takes every row.
 *
 * Values are intervals. While nothing unknown is in a window its lower and its upper bounds are the
 * same numbers and are kept once; the second copy is made when the first unknown comes and given up
 * when the last has left. Memory is taken when they are made. */
#ifndef PAINRIG_HIL_PROPERTY_WINDOW_H
#define PAINRIG_HIL_PROPERTY_WINDOW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define RANK_MOST  INT64_C(0x7FF0000000000000)      /* of +infinity */
#define RANK_LEAST (~RANK_MOST)                     /* of -infinity */

/* Which comparison decided, when, and the value of its left side. A mark that moves says how long
 * ago instead of when: it stays as it is while what it speaks of does, and is settled by whoever
 * keeps it. */
struct mark {
    uint64_t said;              /* MARK_MOVES, comparison and tick: see below */
    double   value;
};
#define MARK_MOVES (UINT64_C(1) << 63)

struct bound { int64_t rank; struct mark mark; };
struct value { struct bound lo, hi; };

/* `comparison`: 2 x (its index + 1) + whether it held; 0: none did. In one word, since what is
 * written in parts and read at once is slow to read. */
static inline uint64_t mark_said(uint32_t comparison, uint32_t tick)
{
    return (uint64_t)comparison << 32 | tick;
}

static inline uint32_t mark_comparison(const struct mark *mark)
{
    return (uint32_t)((mark->said & ~MARK_MOVES) >> 32);
}

static inline uint32_t mark_tick(const struct mark *mark)
{
    return (uint32_t)mark->said;
}

static inline bool mark_moves(const struct mark *mark)
{
    return mark->said & MARK_MOVES;
}

static inline bool bits_equal(double a, double b)
{
    union { double number; uint64_t bits; } x = { .number = a }, y = { .number = b };

    return x.bits == y.bits;
}

/* Field by field: a struct built elsewhere and copied costs four times as much. */
static inline void bound_set(struct bound *out, int64_t rank, uint64_t said, double value)
{
    out->rank = rank;
    out->mark.said = said;
    out->mark.value = value;
}

static inline void bound_copy(struct bound *out, const struct bound *in)
{
    bound_set(out, in->rank, in->mark.said, in->mark.value);
}

static inline bool bounds_equal(const struct bound *a, const struct bound *b)
{
    return a->rank == b->rank && a->mark.said == b->mark.said
           && bits_equal(a->mark.value, b->mark.value);
}

/* Whether it was another. */
static inline bool bound_write(struct bound *out, int64_t rank, uint64_t said, double value)
{
    if (out->rank == rank && out->mark.said == said && bits_equal(out->mark.value, value))
        return false;
    bound_set(out, rank, said, value);
    return true;
}

static inline bool bound_put(struct bound *out, const struct bound *in)
{
    return bound_write(out, in->rank, in->mark.said, in->mark.value);
}

/* As of row `tick`; whether it moved. */
static inline bool bound_settle(struct bound *bound, uint32_t tick)
{
    if (!mark_moves(&bound->mark))
        return false;
    bound->mark.said = mark_said(mark_comparison(&bound->mark), tick - mark_tick(&bound->mark));
    return true;
}

static inline struct bound bound_settled(const struct bound *bound, uint32_t tick)
{
    struct bound settled = *bound;

    bound_settle(&settled, tick);
    return settled;
}

static inline bool value_is_known(const struct value *value)
{
    return value->lo.rank == value->hi.rank;
}

struct wedge_entry { struct bound bound; uint32_t k; };

struct wedge {
    struct wedge_entry *at;     /* a ring of mask + 1 */
    uint32_t head, tail, mask;  /* head .. tail - 1 are in it */
    bool     moves;             /* the newest, with every row */
};

struct window {
    uint32_t     span;
    int64_t      turn;          /* 0: least; -1: most, by turned ranks */
    bool         is_split;
    bool         has_newest;    /* a value was there at the last step ..              */
    bool         was_unknown;   /* .. and has been, or has been unknown, ever since   */
    uint32_t     last_k;        /* the last step                                      */
    uint32_t     unknown_k;     /* the last unknown                                   */
    struct wedge lo, hi;
};

struct until_row { struct bound m, u; };

struct until_side {
    struct until_row *at;       /* a ring of mask + 1 */
    struct until_row  back;
};

struct until {
    uint32_t          span, mask;
    uint32_t          head, turned, tail;   /* head .. turned: front; turned .. tail: back */
    uint32_t          seen;                 /* steps, as far as `span`                     */
    bool              is_split;
    uint32_t          unknown_k;
    struct until_side lo, hi;
};

/* Changes on their way. */
struct delay_entry { struct value value; uint32_t due; };

struct delay {
    uint32_t           ticks, head, count;
    uint32_t           due;     /* the row of the next change; UINT32_MAX: none */
    struct value       newest;  /* of those put in */
    struct delay_entry at[];    /* a ring of `ticks` */
};

/* NULL: no memory. */
struct window *window_create(uint32_t span, bool is_most);
void           window_destroy(struct window *);
struct until  *until_create(uint32_t span);
void           until_destroy(struct until *);
struct delay  *delay_create(uint32_t ticks);

/* At row k, behind the last step's; the rows between were as that one. `is_there` false: behind the
 * end there is nothing, but time goes on. Steps say whether `out` is another. */
bool window_step(struct window *, const struct value *, uint32_t k, bool is_there,
                 struct value *out);
/* The row at which it must be looked at again though its value stays; UINT32_MAX: none. */
uint32_t window_due(const struct window *);
/* Every row. */
bool until_step(struct until *, const struct value *phi, const struct value *psi, uint32_t k,
                bool is_there, struct value *out);

/* The change that is due at this row comes out; then what has changed at row k may be put in. */
bool delay_take(struct delay *, struct value *out);
void delay_put(struct delay *, const struct value *, uint32_t k);

/* What comes out at row k, and what there is at row k goes in. */
static inline bool delay_step(struct delay *delay, const struct value *in, uint32_t k,
                              struct value *out)
{
    bool is_other = delay->due == k && delay_take(delay, out);

    if (!bounds_equal(&delay->newest.lo, &in->lo) || !bounds_equal(&delay->newest.hi, &in->hi))
        delay_put(delay, in, k);
    return is_other;
}

#endif
