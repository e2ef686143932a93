#include "hil/property/property_window.h"

#include <string.h>

static uint32_t mask_for(uint32_t span)
{
    uint32_t mask = 1;

    while (mask < span)
        mask = 2 * mask + 1;
    return mask;
}

struct window *window_create(uint32_t span, bool is_most)
{
    struct window *window = calloc(1, sizeof *window);
    size_t         room;

    if (!window)
        return NULL;
    window->span = span;
    window->turn = is_most ? -1 : 0;
    window->lo.mask = window->hi.mask = mask_for(span);
    room = (size_t)window->lo.mask + 1;
    window->lo.at = calloc(room, sizeof *window->lo.at);
    window->hi.at = calloc(room, sizeof *window->hi.at);
    if (!window->lo.at || !window->hi.at) {
        window_destroy(window);
        return NULL;
    }
    return window;
}

void window_destroy(struct window *window)
{
    if (!window)
        return;
    free(window->lo.at);
    free(window->hi.at);
    free(window);
}

static inline void wedge_drop(struct wedge *wedge, uint32_t k, uint32_t span)
{
    while (wedge->head != wedge->tail && k - wedge->at[wedge->head & wedge->mask].k >= span)
        wedge->head++;
}

/* The newest was there for so many rows more. */
static inline void wedge_sleep(struct wedge *wedge, uint32_t rows)
{
    struct wedge_entry *newest = &wedge->at[(wedge->tail - 1) & wedge->mask];

    newest->k += rows;
    if (wedge->moves)
        newest->bound.mark.said += rows;
}

/* Of equals the later one stays. */
static inline void wedge_push(struct wedge *wedge, const struct bound *bound, int64_t turn,
                              uint32_t k)
{
    struct wedge_entry *entry;
    int64_t             rank = bound->rank ^ turn;

    while (wedge->head != wedge->tail
           && (wedge->at[(wedge->tail - 1) & wedge->mask].bound.rank ^ turn) >= rank)
        wedge->tail--;
    entry = &wedge->at[wedge->tail++ & wedge->mask];
    bound_copy(&entry->bound, bound);
    entry->k = k;
    wedge->moves = bound_settle(&entry->bound, k);
}

/* While the newest is the best, it is what went in. */
static inline const struct bound *wedge_answer(const struct wedge *wedge, const struct bound *in,
                                               int64_t turn)
{
    static const struct bound most = { .rank = RANK_MOST }, least = { .rank = RANK_LEAST };

    if (wedge->head == wedge->tail)
        return turn == 0 ? &most : &least;
    if (in && wedge->tail - wedge->head == 1)
        return in;
    return &wedge->at[wedge->head & wedge->mask].bound;
}

static void window_split(struct window *window)
{
    const struct wedge *lo = &window->lo;

    window->hi.head = lo->head;
    window->hi.tail = lo->tail;
    for (uint32_t i = lo->head; i != lo->tail; i++)
        window->hi.at[i & lo->mask] = lo->at[i & lo->mask];
    window->is_split = true;
}

static void window_sleep(struct window *window, uint32_t rows)
{
    wedge_sleep(&window->lo, rows);
    if (window->is_split)
        wedge_sleep(&window->hi, rows);
    if (window->was_unknown)
        window->unknown_k += rows;
}

static inline void window_know(struct window *window, bool is_unknown, uint32_t k)
{
    window->was_unknown = is_unknown;
    if (is_unknown) {
        if (!window->is_split)
            window_split(window);
        window->unknown_k = k;
    } else if (window->is_split && k - window->unknown_k >= window->span) {
        window->is_split = false;
    }
}

static inline const struct bound *window_side(struct window *window, struct wedge *wedge,
                                              const struct bound *in, uint32_t k)
{
    wedge_drop(wedge, k, window->span);
    if (in)
        wedge_push(wedge, in, window->turn, k);
    return wedge_answer(wedge, in, window->turn);
}

bool window_step(struct window *window, const struct value *in, uint32_t k, bool is_there,
                 struct value *out)
{
    const struct bound *lo = is_there ? &in->lo : NULL, *hi = is_there ? &in->hi : NULL;
    bool                is_other;

    if (window->has_newest && k - window->last_k > 1)
        window_sleep(window, k - window->last_k - 1);
    window->has_newest = is_there;
    window->last_k = k;
    window_know(window, is_there && !value_is_known(in), k);
    lo = window_side(window, &window->lo, lo, k);
    hi = window->is_split ? window_side(window, &window->hi, hi, k) : lo;
    is_other = bound_put(&out->lo, lo);
    return bound_put(&out->hi, hi) || is_other;
}

static inline uint32_t wedge_due(const struct wedge *wedge, uint32_t span)
{
    return wedge->tail - wedge->head > 1 ? wedge->at[wedge->head & wedge->mask].k + span
                                         : UINT32_MAX;
}

uint32_t window_due(const struct window *window)
{
    uint32_t due = wedge_due(&window->lo, window->span), other;

    if (!window->is_split)
        return due;
    other = wedge_due(&window->hi, window->span);
    if (other < due)
        due = other;
    if (!window->was_unknown && window->unknown_k + window->span < due)
        due = window->unknown_k + window->span;
    return due;
}

struct until *until_create(uint32_t span)
{
    struct until *until = calloc(1, sizeof *until);
    size_t        room;

    if (!until)
        return NULL;
    until->span = span;
    until->mask = mask_for(span);
    room = (size_t)until->mask + 1;
    until->lo.at = calloc(room, sizeof *until->lo.at);
    until->hi.at = calloc(room, sizeof *until->hi.at);
    if (!until->lo.at || !until->hi.at) {
        until_destroy(until);
        return NULL;
    }
    return until;
}

void until_destroy(struct until *until)
{
    if (!until)
        return;
    free(until->lo.at);
    free(until->hi.at);
    free(until);
}

static inline const struct bound *lesser(const struct bound *a, const struct bound *b)
{
    return b->rank < a->rank ? b : a;
}

static inline const struct bound *greater(const struct bound *a, const struct bound *b)
{
    return b->rank > a->rank ? b : a;
}

static const struct until_row nothing = { .m.rank = RANK_MOST, .u.rank = RANK_LEAST };

/* (m,u) of `first` and then of `next`. */
static inline struct until_row until_product(const struct until_row *first,
                                             const struct until_row *next)
{
    return (struct until_row){
        .m = *lesser(&first->m, &next->m),
        .u = *greater(&first->u, lesser(&first->m, &next->u)),
    };
}

/* The back becomes the front: every row's product with all that follow it. */
static void side_turn(struct until_side *side, const struct until *until)
{
    struct until_row product = nothing;

    for (uint32_t i = until->tail; i != until->head; i--) {
        struct until_row *row = &side->at[(i - 1) & until->mask];
        product = until_product(row, &product);
        *row = product;
    }
    side->back = nothing;
}

static inline void side_push(struct until_side *side, const struct until *until,
                             const struct bound *phi, const struct bound *psi, uint32_t k)
{
    struct until_row *row = &side->at[until->tail & until->mask];

    row->m = bound_settled(phi, k);
    row->u = bound_settled(psi, k);
    if (until->turned == until->tail)
        side->back = *row;
    else
        side->back = until_product(&side->back, row);
}

static inline struct bound side_answer(const struct until_side *side, const struct until *until)
{
    const struct until_row *front = &nothing, *back = &nothing;

    if (until->head != until->turned)
        front = &side->at[until->head & until->mask];
    if (until->turned != until->tail)
        back = &side->back;
    return *greater(&front->u, lesser(&front->m, &back->u));
}

static void until_split(struct until *until)
{
    for (uint32_t i = until->head; i != until->tail; i++)
        until->hi.at[i & until->mask] = until->lo.at[i & until->mask];
    until->hi.back = until->lo.back;
    until->is_split = true;
}

static void until_drop(struct until *until)
{
    if (until->head == until->turned) {
        side_turn(&until->lo, until);
        if (until->is_split)
            side_turn(&until->hi, until);
        until->turned = until->tail;
    }
    until->head++;
}

bool until_step(struct until *until, const struct value *phi, const struct value *psi, uint32_t k,
                bool is_there, struct value *out)
{
    struct bound answer;
    bool         is_other;

    if (is_there && !(value_is_known(phi) && value_is_known(psi))) {
        if (!until->is_split)
            until_split(until);
        until->unknown_k = k;
    } else if (until->is_split && k - until->unknown_k >= until->span) {
        until->is_split = false;
    }
    /* Rows come one a tick: the oldest leaves when there are `span`, or time goes on alone. */
    if (until->seen < until->span)
        until->seen++;
    else if (until->head != until->tail)
        until_drop(until);
    if (is_there) {
        side_push(&until->lo, until, &phi->lo, &psi->lo, k);
        if (until->is_split)
            side_push(&until->hi, until, &phi->hi, &psi->hi, k);
        until->tail++;
    }
    answer = side_answer(&until->lo, until);
    is_other = bound_put(&out->lo, &answer);
    if (until->is_split)
        answer = side_answer(&until->hi, until);
    return bound_put(&out->hi, &answer) || is_other;
}

struct delay *delay_create(uint32_t ticks)
{
    struct delay *delay = malloc(sizeof *delay + ticks * sizeof delay->at[0]);

    if (delay)                  /* none is newest yet: nothing is below the least */
        *delay = (struct delay){ .ticks = ticks, .due = UINT32_MAX,
                                 .newest.lo.rank = INT64_MIN };
    return delay;
}

static inline void older(struct bound *bound, uint32_t ticks)
{
    if (mark_moves(&bound->mark))
        bound->mark.said += ticks;
}

bool delay_take(struct delay *delay, struct value *out)
{
    struct value *value = &delay->at[delay->head].value;
    bool          is_other;

    older(&value->lo, delay->ticks);
    older(&value->hi, delay->ticks);
    is_other = bound_put(&out->lo, &value->lo);
    is_other = bound_put(&out->hi, &value->hi) || is_other;
    delay->head = delay->head + 1 == delay->ticks ? 0 : delay->head + 1;
    delay->due = --delay->count > 0 ? delay->at[delay->head].due : UINT32_MAX;
    return is_other;
}

void delay_put(struct delay *delay, const struct value *in, uint32_t k)
{
    uint32_t            at = delay->head + delay->count++;
    struct delay_entry *entry = &delay->at[at < delay->ticks ? at : at - delay->ticks];

    bound_copy(&delay->newest.lo, &in->lo);
    bound_copy(&delay->newest.hi, &in->hi);
    bound_copy(&entry->value.lo, &in->lo);
    bound_copy(&entry->value.hi, &in->hi);
    entry->due = k + delay->ticks;
    if (delay->count == 1)
        delay->due = entry->due;
}
