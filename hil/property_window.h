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

/* Which comparison decided, when, and the value of its left side. */
struct mark {
    uint32_t comparison;        /* 2 x (its index + 1) + whether it held; 0: none did */
    uint32_t tick;
    double   value;
};

struct bound { int64_t rank; struct mark mark; };
struct value { struct bound lo, hi; };

static inline bool value_is_known(const struct value *value)
{
    return value->lo.rank == value->hi.rank;
}

struct wedge_entry { struct bound bound; uint32_t k; };

struct wedge {
    struct wedge_entry *at;     /* a ring of mask + 1 */
    uint32_t head, tail, mask;  /* head .. tail - 1 are in it */
};

struct window {
    uint32_t     span;
    int64_t      turn;          /* 0: least; -1: most, by turned ranks */
    bool         is_split;
    uint32_t     unknown_k;     /* the last unknown */
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
    bool              is_split;
    uint32_t          unknown_k;
    struct until_side lo, hi;
};

struct delay {
    uint32_t     count, next;
    struct value at[];
};

/* NULL: no memory. */
struct window *window_create(uint32_t span, bool is_most);
void           window_destroy(struct window *);
struct until  *until_create(uint32_t span);
void           until_destroy(struct until *);
struct delay  *delay_create(uint32_t ticks, int64_t pad);

/* Number k, the next one; `is_there` false: behind the end there is nothing, but time goes on. */
void window_step(struct window *, const struct value *, uint32_t k, bool is_there,
                 struct value *out);
void until_step(struct until *, const struct value *phi, const struct value *psi, uint32_t k,
                bool is_there, struct value *out);

static inline void delay_step(struct delay *delay, const struct value *in, struct value *out)
{
    struct value *at = &delay->at[delay->next];

    *out = *at;
    *at = *in;
    delay->next = delay->next + 1 == delay->count ? 0 : delay->next + 1;
}

#endif
