#include "hil/property_window.h"

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
    entry->bound = *bound;
    entry->k = k;
}

static inline struct bound wedge_first(const struct wedge *wedge, int64_t turn)
{
    if (wedge->head == wedge->tail)
        return (struct bound){ .rank = RANK_MOST ^ turn };
    return wedge->at[wedge->head & wedge->mask].bound;
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

void window_step(struct window *window, const struct value *in, uint32_t k, bool is_there,
                 struct value *out)
{
    if (is_there && !value_is_known(in)) {
        if (!window->is_split)
            window_split(window);
        window->unknown_k = k;
    } else if (window->is_split && k - window->unknown_k >= window->span) {
        window->is_split = false;
    }
    wedge_drop(&window->lo, k, window->span);
    if (is_there)
        wedge_push(&window->lo, &in->lo, window->turn, k);
    out->lo = out->hi = wedge_first(&window->lo, window->turn);
    if (!window->is_split)
        return;
    wedge_drop(&window->hi, k, window->span);
    if (is_there)
        wedge_push(&window->hi, &in->hi, window->turn, k);
    out->hi = wedge_first(&window->hi, window->turn);
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
                             const struct bound *phi, const struct bound *psi)
{
    struct until_row *row = &side->at[until->tail & until->mask];

    row->m = *phi;
    row->u = *psi;
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

void until_step(struct until *until, const struct value *phi, const struct value *psi, uint32_t k,
                bool is_there, struct value *out)
{
    if (is_there && !(value_is_known(phi) && value_is_known(psi))) {
        if (!until->is_split)
            until_split(until);
        until->unknown_k = k;
    } else if (until->is_split && k - until->unknown_k >= until->span) {
        until->is_split = false;
    }
    /* Rows come one a tick: the oldest leaves when there are `span`, or time goes on alone. */
    if (until->head != until->tail && k >= until->span)
        until_drop(until);
    if (is_there) {
        side_push(&until->lo, until, &phi->lo, &psi->lo);
        if (until->is_split)
            side_push(&until->hi, until, &phi->hi, &psi->hi);
        until->tail++;
    }
    out->lo = out->hi = side_answer(&until->lo, until);
    if (until->is_split)
        out->hi = side_answer(&until->hi, until);
}

struct delay *delay_create(uint32_t ticks, int64_t pad)
{
    struct delay *delay = malloc(sizeof *delay + ticks * sizeof delay->at[0]);

    if (!delay)
        return NULL;
    *delay = (struct delay){ .count = ticks };
    for (uint32_t i = 0; i < ticks; i++)
        delay->at[i] = (struct value){ .lo.rank = pad, .hi.rank = pad };
    return delay;
}
