/* property_inside.h - what the files of the property engine share. Not for others.
 *
 * Rank. A robustness is kept as an integer that orders like it, -0 below +0: the bits of a double
 * that is not negative, or those of a negative one with all but the sign turned. Then min and max
 * are one comparison of integers, `not` is ~, and the verdict is rank >= 0.
 *
 * Nodes. Every formula of a set is taken apart into nodes, the values of one tick each, equal ones
 * shared. A node gives its value for time t at tick t + horizon (it is "pastified"); whoever joins
 * two values delays the earlier one. A struct ref says in which slot to look and how late it is;
 * its horizon may be larger than the node needs: `next` is no more than that.
 *
 * Wakes. Rows change little, and a node has something to do only when a slot it looks into is
 * another than before (property_wake.h). So that a comparison that goes on as it was stays the
 * same, its mark says how long ago instead of when, until somebody keeps it (property_window.h).
 *
 * Passes. What an operator without bounds that looks ahead says at time t is known only when the
 * trace has ended. Nodes that need it belong to a later pass: pass 0 runs with the rows and keeps a
 * history of what the later passes will need; when the rows end, histories are folded from the last
 * row to the first and pass 1 runs over them, and so on.
 *
 * Tops. A formula is asked for its value at row 0 alone. So the operators at its head need neither
 * window nor history: a running minimum or maximum is enough, and knows of a violation at once. */
#ifndef PAINRIG_HIL_PROPERTY_INSIDE_H
#define PAINRIG_HIL_PROPERTY_INSIDE_H

#include "hil/property/property.h"
#include "hil/property/property_wake.h"
#include "hil/property/property_window.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>

enum op {
    OP_CONSTANT,
    /* Comparisons of two numbers, first to last; KNOWN and FLAG of one, IS and ISNT of a state. */
    OP_AT_LEAST, OP_ABOVE, OP_AT_MOST, OP_BELOW, OP_EQUAL, OP_UNEQUAL,
    OP_IS, OP_ISNT, OP_FLAG, OP_KNOWN,
    OP_NOT, OP_AND, OP_OR, OP_IMPLIES,
    OP_DELAY,                   /* the value `span` ticks ago; before there was one, `pad`   */
    OP_KEEP,                    /* the value itself; beyond the end of a trace, `pad`        */
    OP_LEAST, OP_MOST,          /* of the last `span` values                                 */
    OP_LEAST_EVER, OP_MOST_EVER,
    OP_SINCE, OP_UNTIL,         /* until within the last `span` values                       */
    OP_RECALL,                  /* what fold number `span` found                             */
};

struct ref {
    uint32_t slot;
    int      pass;
    long     horizon;
    long     memory;            /* how many ticks back it may look, horizon included */
    bool     is_constant;       /* at all times, so that it needs no delay           */
};

struct node {
    enum op  op;
    uint32_t out, a, b;         /* slots; of a comparison, numbers                    */
    uint32_t first;             /* the tick at which its inputs are there             */
    uint32_t span;
    uint32_t said;              /* of a comparison: its index + 1                     */
    int      pass;
    int64_t  pad;
    union { struct window *window; struct until *until; struct delay *delay; } keep;
};

/* Numbers of one tick: the row's, then constants and what is computed of others. */
struct number {
    enum formula_kind kind;     /* NAME: of the row; NUMBER: constant */
    uint32_t a, b;
    double   value;             /* of NUMBER */
};

enum fold { FOLD_NONE, FOLD_ALWAYS, FOLD_EVENTUALLY, FOLD_UNTIL };

struct history {
    struct ref    of;
    struct value *at;           /* of rows 0, 1, ...; beyond the last row for `tail` more */
    size_t        count, room;
};

/* What a later pass needs of an earlier one. */
struct recall {
    enum fold      fold;
    int            pass;        /* whose nodes it is made of */
    struct history history, before;  /* before: of FOLD_UNTIL, its left side */
};

/* A bound of a running value, and the row at which it was found; -1: none yet. */
struct reach {
    struct bound bound;
    long         at;
};

/* Obligations of G[first,last](trigger -> F[from,to] G[hold_from,hold_to] answer). */
struct early_shape {
    struct ref trigger, answer;
    long       first, last;
    long       from, to, hold_from, hold_to;
    bool       has_deadline;                    /* there is an F */
};

struct trigger {
    struct early *early;                /* of a shape; NULL before begin                    */
    bool          holds;                /* surely, from row `counted` on                    */
    struct ref    raw;                  /* as soon as it is known                           */
    struct ref    when, then;           /* trigger and consequent of one row                */
    long          counted;              /* rows that are in `fired`                         */
    long          fired, first_fired;
    struct reach  nearest;              /* least of the consequent while the trigger held   */
    bool          has_shape;
    struct early_shape shape;
};

enum top_op { TOP_ALWAYS, TOP_EVENTUALLY, TOP_UNTIL, TOP_NOT, TOP_AND, TOP_OR };

struct top {
    enum top_op     op;                 /* first what every row looks at            */
    uint32_t        ready;              /* the tick from which all that it asks is there */
    struct trigger *trigger;            /* of ALWAYS; or NULL: no trigger           */
    bool            is_complete;
    struct ref      a;
    long            from, to;           /* rows of `a`; TOP_TO_END: the last one    */
    struct reach    lo, hi;
    struct reach    open;               /* the first row that is neither: what is unknown there */
    struct ref      b;                  /* UNTIL: a until b                         */
    struct reach    before_lo, before_hi;
    size_t          left, right;        /* of NOT, AND, OR: indexes of tops         */
};
#define TOP_TO_END LONG_MAX

struct property {
    const struct formula *formula;
    size_t                top;
    enum verdict          verdict;
    bool                  is_decided;
    long                  decided_tick;
    struct reach          why;          /* what decided: as it was then */
};

struct listener {
    struct ref of;
    void     (*hear)(void *, long, double, double);
    void      *who;
};

#define LIST_OF(type) struct { type *at; size_t count, room; }

struct property_set {
    const struct signal *signals;
    size_t               signal_count;
    double               tick_s;
    enum property_end    end;
    long                 first_tick;

    LIST_OF(struct node)                       nodes;
    LIST_OF(struct number)                     numbers;
    LIST_OF(const struct formula_node *)       comparisons;    /* behind the marks  */
    LIST_OF(struct recall)                     recalls;
    LIST_OF(struct top)                        tops;
    LIST_OF(struct property)                   properties;
    LIST_OF(struct listener)                   listeners;

    bool          is_short_of_memory;   /* somewhere while binding                       */
    bool          is_begun, is_over;
    int           passes;
    size_t       *pass_at;              /* nodes of pass p: pass_at[p] .. pass_at[p+1]   */
    struct value *values;               /* by slot                                       */
    uint32_t     *changed;              /* by slot: the last tick it was another at      */
    double       *row;                  /* by number                                     */
    uint32_t     *reads;                /* signals that somebody asks for                */
    size_t        read_count;
    struct wakes  wakes;                /* of pass 0                                     */
    uint32_t      tick;                 /* rows so far                                   */
    uint32_t      now;                  /* the tick of the last step, in its pass        */
    uint32_t      limit;                /* windows are cut here (PROPERTY_END_CUT)       */
    bool          has_news;             /* a top's sign has changed: see who is decided  */
    size_t       *decided;
    size_t        decided_count;
};

/* One more, zeroed, at the end of a list; false when there is no memory. */
bool list_room(void **at, size_t count, size_t *room, size_t size);
#define LIST_ADD(list) \
    (list_room((void **)&(list)->at, (list)->count, &(list)->room, sizeof *(list)->at) \
     ? &(list)->at[(list)->count++] : NULL)

/* property_nodes.c: nodes made or found. Without memory the set says so, and a ref is of no use. */
struct ref node_constant(struct property_set *, int64_t rank);
struct ref node_compare(struct property_set *, enum op, uint32_t a, uint32_t b,
                        const struct formula_node *);
uint32_t   node_number(struct property_set *, struct number);
struct ref node_not(struct property_set *, struct ref);
struct ref node_join(struct property_set *, enum op, struct ref, struct ref);
struct ref node_delay(struct property_set *, struct ref, long ticks, int64_t pad);
struct ref node_ahead(struct property_set *, enum op least_or_most, struct ref, long from, long to);
struct ref node_back(struct property_set *, enum op least_or_most, struct ref, long from, long to);
struct ref node_ever(struct property_set *, enum op least_or_most, struct ref);
struct ref node_until(struct property_set *, struct ref, struct ref, long from, long to);
struct ref node_since(struct property_set *, struct ref, struct ref, long from, long to);
struct ref node_fold(struct property_set *, enum fold, struct ref before, struct ref of);
/* Both of one pass and one row. */
void       node_align(struct property_set *, struct ref *, struct ref *);

/* property_bind.c: a formula taken apart; property_names.c: what its names mean. */
struct binding {
    struct property_set  *set;
    const struct formula *formula;
    struct why           *why;
};
MUST_CHECK enum err bind_ref(const struct binding *, const struct formula_node *, struct ref *);
MUST_CHECK enum err bind_comparison(const struct binding *, const struct formula_node *,
                                    struct ref *);
MUST_CHECK enum err bind_flag(const struct binding *, const struct formula_node *, struct ref *);
MUST_CHECK enum err bind_known(const struct binding *, const struct formula_node *, struct ref *);
MUST_CHECK enum err bind_bounds(const struct binding *, const struct formula_node *, long *from,
                                long *to);

/* property_top.c */
MUST_CHECK enum err bind_top(const struct binding *, const struct formula_node *, size_t *top);
void tops_step(struct property_set *, int pass, uint32_t tick);
void top_step(struct property_set *, struct top *, uint32_t tick);
/* The tick at which it must be looked at again though nothing changes. */
uint32_t top_due(const struct property_set *, const struct top *, uint32_t tick);
static inline bool top_is_leaf(const struct top *top)
{
    return top->op <= TOP_UNTIL;
}
void top_ready(struct top *);
/* What is known now; whole: no more rows will come. */
void top_interval(const struct property_set *, size_t top, bool is_whole, struct reach *lo,
                  struct reach *hi);
/* What left it open: at -1 if nothing did. */
struct reach top_open(const struct property_set *, size_t top);
/* Nothing changes any more behind the end: what is left of bounds that reach far behind it. */
void tops_settle(struct property_set *, int pass);
long top_horizon(const struct property_set *, size_t top);     /* TOP_TO_END: to the end */
void tops_free(struct property_set *);

/* property_trigger.c. How triggers went: of parts joined by `and` the one that fired least, and
 * first fired last. What has no trigger fires at every row. */
struct top_triggers {
    bool         has_trigger;
    long         fired, first_fired;
    struct reach nearest;               /* the least while triggers held */
    long         slack;
};
struct top_triggers top_triggers(const struct property_set *, size_t top);
/* It holds, or does not, unlike before. */
void trigger_turn(const struct property_set *, struct top *, uint32_t tick);
struct reach reach_lesser(struct reach, struct reach);

/* property_early.c */
struct early *early_create(const struct early_shape *);        /* NULL: no memory */
void early_destroy(struct early *);
/* Whether it failed just now. At a row behind the last step's; those between were as that one. */
bool early_step(struct early *, const struct value *values, uint32_t tick);
/* Whether nothing can come of rows like the last one. */
bool early_is_quiet(const struct early *);
/* NULL, or the most that the formula's robustness can still be, because of which b, and the row of
 * the trigger that was not answered. */
const struct reach *early_failure(const struct early *);
long early_slack(const struct early *);         /* the least; -1: nothing was answered yet */

/* property_step.c: what there is to do at a tick of a pass. */
void nodes_step(struct property_set *, int pass, uint32_t tick);
/* The same and tops_step of pass 0, but for those that nothing has woken; or all, when most are. */
void tasks_step(struct property_set *, uint32_t tick);
void numbers_step(struct property_set *, const double *row);
void numbers_unknown(struct property_set *);
/* Who wakes whom, when all are there; false: no memory. */
bool tasks_bind(struct property_set *);

/* property_late.c: histories, and the passes behind the end. */
MUST_CHECK enum err recalls_record(struct property_set *, int pass, uint32_t tick);
void recalls_fold(struct property_set *, int pass);
void recalls_free(struct property_set *);

static inline int64_t rank_of(double robustness)
{
    union { double number; int64_t bits; } it = { .number = robustness };

    return it.bits ^ ((it.bits >> 63) & INT64_MAX);
}

static inline double rank_value(int64_t rank)
{
    union { int64_t bits; double number; } it = { .bits = rank ^ ((rank >> 63) & INT64_MAX) };

    return it.number;
}

#endif
