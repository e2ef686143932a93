/* property_early.c - G(a -> F[c,d] G[e,f] b) judged at the very tick at which no more b can help.
 *
 * A row t at which `a` surely holds is an obligation: some k in t+c .. t+d must begin a stretch
 * k+e .. k+f of b. A row j at which b surely does not hold spoils every k in j-f .. j-e; spoilt
 * stretches come in order and grow together. The obligation has failed when one of them covers all
 * of t+c .. t+d. What such a stretch leaves open it leaves open for good, so an obligation is
 * settled as soon as the last stretch reaches t+d. A row k whose whole stretch surely held answers
 * every obligation with t+c <= k <= t+d, and the slack is t+d-k.
 *
 * `a` and b may be known at different ticks: obligations that are known early wait in a queue, and
 * stretches that are known early are kept until no obligation to come can ask for them. */
#include "hil/property/property_inside.h"

#include <assert.h>

/* Rows from .. to that follow each other. Of spoilt ones: the best b of those that spoilt them,
 * with the mark of the latest. */
struct stretch { long from, to; struct bound by; };

struct stretches { struct stretch *at; size_t room, head, count; };     /* a ring */

struct obligation { long t; int64_t rank; };

struct early {
    bool               has_failed;
    bool               is_quiet;
    bool               is_asked;        /* at the last step, if it is quiet        */
    uint32_t           last;            /* the tick of the last step ..            */
    struct value       b;               /* .. and what b was then, if it is quiet  */
    struct early_shape shape;
    struct stretches   spoilt, done;
    struct obligation *queue;           /* a ring */
    size_t             room, head, count;
    long               not_held;        /* the last row at which b was not sure */
    long               slack;
    struct reach       failure;
};

static bool stretches_create(struct stretches *stretches, size_t room)
{
    stretches->room = room;
    stretches->at = calloc(room, sizeof *stretches->at);
    return stretches->at != NULL;
}

struct early *early_create(const struct early_shape *shape)
{
    long          behind = shape->trigger.horizon - shape->answer.horizon;
    size_t        kept = (size_t)(behind > 0 ? behind / 2 : 0) + 4;
    struct early *early = calloc(1, sizeof *early);

    if (!early)
        return NULL;
    early->shape = *shape;
    early->not_held = early->slack = -1;
    early->room = (size_t)(shape->to + shape->hold_to + (behind < 0 ? -behind : 0)) + 3;
    early->queue = calloc(early->room, sizeof *early->queue);
    if (!early->queue || !stretches_create(&early->spoilt, kept)
        || !stretches_create(&early->done, kept)) {
        early_destroy(early);
        return NULL;
    }
    return early;
}

void early_destroy(struct early *early)
{
    if (!early)
        return;
    free(early->spoilt.at);
    free(early->done.at);
    free(early->queue);
    free(early);
}

static struct stretch *stretch_at(const struct stretches *stretches, size_t i)
{
    size_t at = stretches->head + i;

    return &stretches->at[at < stretches->room ? at : at - stretches->room];
}

/* Those that end before `row` are of no use, but for the last one, which may grow. */
static void stretches_drop(struct stretches *stretches, long row)
{
    while (stretches->count > 1 && stretch_at(stretches, 0)->to < row) {
        stretches->head = stretches->head + 1 == stretches->room ? 0 : stretches->head + 1;
        stretches->count--;
    }
}

static void stretches_add(struct stretches *stretches, long from, long to, const struct bound *by)
{
    struct stretch *last = stretches->count == 0 ? NULL
                                                 : stretch_at(stretches, stretches->count - 1);

    if (last && from <= last->to + 1) {
        last->to = to;
        last->by.mark = by->mark;
        if (by->rank > last->by.rank)
            last->by.rank = by->rank;
        return;
    }
    assert(stretches->count < stretches->room);
    last = stretch_at(stretches, stretches->count++);
    *last = (struct stretch){ .from = from, .to = to, .by = *by };
}

static void queue_pop(struct early *early)
{
    early->head = early->head + 1 == early->room ? 0 : early->head + 1;
    early->count--;
}

static void queue_push(struct early *early, struct obligation obligation)
{
    size_t at = early->head + early->count++;

    assert(early->count <= early->room);
    early->queue[at < early->room ? at : at - early->room] = obligation;
}

/* It fails by as much as the best b there was, or as `a` held. */
static void judge(struct early *early, struct obligation asked, const struct stretch *spoilt)
{
    if (early->has_failed || spoilt->from > asked.t + early->shape.from
        || spoilt->to < asked.t + early->shape.to)
        return;
    early->has_failed = true;
    early->failure = (struct reach){ .bound = spoilt->by, .at = asked.t };
    if (~asked.rank > early->failure.bound.rank)
        early->failure.bound.rank = ~asked.rank;
}

static void spoil(struct early *early, long j, const struct bound *by)
{
    const struct stretch *last;

    stretches_add(&early->spoilt, j - early->shape.hold_to, j - early->shape.hold_from, by);
    last = stretch_at(&early->spoilt, early->spoilt.count - 1);
    while (early->count > 0 && early->queue[early->head].t + early->shape.to <= last->to) {
        judge(early, early->queue[early->head], last);
        queue_pop(early);
    }
}

static void note_slack(struct early *early, long t, long k)
{
    long slack = t + early->shape.to - k;

    if (early->shape.has_deadline && slack >= 0 && (early->slack < 0 || slack < early->slack))
        early->slack = slack;
}

/* The stretch that begins at k has held to its end. */
static void answer(struct early *early, long k)
{
    static const struct bound by = { 0 };

    stretches_add(&early->done, k, k, &by);
    while (early->count > 0 && early->queue[early->head].t + early->shape.from <= k) {
        note_slack(early, early->queue[early->head].t, k);
        queue_pop(early);
    }
}

static void hear_answer(struct early *early, const struct value *b, long j, uint32_t tick)
{
    struct bound by;
    long         k = j - early->shape.hold_to;

    if (b->hi.rank < 0) {
        by = bound_settled(&b->hi, tick);
        spoil(early, j, &by);
    }
    if (b->lo.rank < 0)
        early->not_held = j;
    else if (k >= 0 && early->not_held < k + early->shape.hold_from)
        answer(early, k);
    while (early->count > 0
           && early->queue[early->head].t + early->shape.to + early->shape.hold_to <= j)
        queue_pop(early);       /* neither: b was unknown */
}

static void hear_trigger(struct early *early, const struct value *a, long t)
{
    struct obligation     asked = { .t = t, .rank = a->lo.rank };
    const struct stretch *done, *spoilt;
    long                  first_k = t + early->shape.from;

    stretches_drop(&early->done, first_k);
    stretches_drop(&early->spoilt, t + early->shape.to);
    if (a->lo.rank < 0 || t < early->shape.first || t > early->shape.last)
        return;
    done = early->done.count > 0 ? stretch_at(&early->done, 0) : NULL;
    if (done && done->to >= first_k && done->from <= t + early->shape.to) {
        note_slack(early, t, done->from > first_k ? done->from : first_k);
        return;
    }
    spoilt = early->spoilt.count > 0 ? stretch_at(&early->spoilt, 0) : NULL;
    if (spoilt && spoilt->to >= t + early->shape.to)
        judge(early, asked, spoilt);
    else
        queue_push(early, asked);
}

/* Rows at which b was as it is noted, and a asked for nothing, or what was answered. */
static void make_up(struct early *early, uint32_t from, uint32_t to)
{
    static const struct bound none = { 0 };
    const struct early_shape *shape = &early->shape;
    long         first = (long)from - shape->answer.horizon;
    long         last = (long)to - shape->answer.horizon;
    long         t = (long)to - shape->trigger.horizon;
    long         k = first - shape->hold_to, held = early->not_held - shape->hold_from + 1;
    struct bound by = bound_settled(&early->b.hi, to);

    if (by.rank < 0)
        stretches_add(&early->spoilt, k, last - shape->hold_from, &by);
    k = k < held ? held : k;
    k = k < 0 ? 0 : k;
    if (early->b.lo.rank < 0)
        early->not_held = last;
    else if (k <= last - shape->hold_to)
        stretches_add(&early->done, k, last - shape->hold_to, &none);
    stretches_drop(&early->done, t + shape->from);
    stretches_drop(&early->spoilt, t + shape->to);
}

/* Nothing is owed, and a asks for nothing more: or b, in one stretch to this day, answers it. */
static bool is_settled(const struct early *early, const struct value *a, long t, long j)
{
    const struct stretch *done = stretch_at(&early->done, 0);
    long                  first_k = t + early->shape.from;

    if (early->count > 0)
        return false;
    if (a->lo.rank < 0)
        return true;
    return t >= early->shape.first && early->done.count == 1 && done->from <= first_k
           && done->to >= first_k && done->to == j - early->shape.hold_to;
}

/* It is quiet, and this row is one like the last: a asks for nothing still, and b is what it was,
 * or holds, no matter how well. */
static bool is_as_before(const struct early *early, const struct value *a, const struct value *b)
{
    if (!early->is_quiet || early->is_asked || a->lo.rank >= 0)
        return false;
    if (b->lo.rank >= 0)
        return early->b.lo.rank >= 0;
    return b->lo.rank == early->b.lo.rank && bounds_equal(&b->hi, &early->b.hi);
}

/* b before a: what is asked at this tick may be answered by it. */
bool early_step(struct early *early, const struct value *values, uint32_t tick)
{
    const struct early_shape *shape = &early->shape;
    const struct value       *a = &values[shape->trigger.slot], *b = &values[shape->answer.slot];
    long                      t, j;

    if (early->has_failed || is_as_before(early, a, b))
        return false;
    t = (long)tick - shape->trigger.horizon;
    j = (long)tick - shape->answer.horizon;
    if (early->is_quiet && tick - early->last > 1)
        make_up(early, early->last + 1, tick - 1);
    if (j >= 0)
        hear_answer(early, b, j, tick);
    if (t >= 0)
        hear_trigger(early, a, t);
    early->last = tick;
    early->is_quiet = j >= 0 && t >= 0 && is_settled(early, a, t, j);
    if (early->is_quiet) {
        early->is_asked = a->lo.rank >= 0;
        early->b.lo.rank = b->lo.rank;
        bound_copy(&early->b.hi, &b->hi);
    }
    return early->has_failed;
}

bool early_is_quiet(const struct early *early)
{
    return early->has_failed || early->is_quiet;
}

const struct reach *early_failure(const struct early *early)
{
    return early->has_failed ? &early->failure : NULL;
}

long early_slack(const struct early *early)
{
    return early->slack;
}
