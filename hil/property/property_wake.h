/* property_wake.h - which nodes have something to do at a row, so that quiet ones cost nothing.
 *
 * Tasks are numbers that are computed, then nodes, then tops, so that every part has a lower number
 * than its whole; sources are numbers and slots. A source that changed wakes the tasks that use it,
 * all of them later in the same row. A task may also ask to be woken at a row to come: a window
 * when its best value leaves, a delay when a change comes out of it.
 *
 * One bit a task; a row with nothing to do looks at two words for every 64 tasks. A task that is
 * woken for nothing must do no harm. */
#ifndef PAINRIG_HIL_PROPERTY_WAKE_H
#define PAINRIG_HIL_PROPERTY_WAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WAKE_NEVER UINT32_MAX

struct wakes {
    size_t    tasks, sources, words;
    uint64_t *now, *next;       /* bits: tasks of this row, and of the one behind it          */
    uint32_t *at;               /* of a task: the row it waits for                            */
    uint32_t *soonest;          /* of a word's tasks: none waits for an earlier row           */
    uint32_t *users_at, *users; /* of a source: users[users_at[s]] .. users[users_at[s + 1]]  */
    size_t    many;             /* tasks of one row: a busy one                               */
    uint32_t  busy;             /* busy rows one behind the other                             */
};

/* Users are counted, then filled in: the same calls of wakes_use after either. False: no memory. */
bool wakes_create(struct wakes *, size_t tasks, size_t sources);
bool wakes_fill(struct wakes *);
void wakes_use(struct wakes *, size_t source, size_t task);
void wakes_destroy(struct wakes *);

void wakes_all(struct wakes *);         /* at the next row */
/* The tasks of this word that waited for this row, or an earlier one, are woken. */
void wakes_ring(struct wakes *, size_t word, uint32_t tick);

/* One that is woken costs as much as two and a half that are run one after the other and not asked
 * whether they have changed. So when rows have been busy for a while, all tasks are run at the next
 * ones, whoever has something to do; then two rows are looked at again. */
#define WAKE_BUSY_AFTER 8
#define WAKE_BUSY_ROWS  64

static inline size_t wakes_many(size_t tasks)
{
    return tasks * 2 / 5;
}

static inline bool wakes_are_busy(const struct wakes *wakes)
{
    return wakes->busy >= WAKE_BUSY_AFTER;
}

/* A row at which those that were woken were run. */
static inline void wakes_count(struct wakes *wakes, size_t tasks)
{
    wakes->busy = tasks >= wakes->many ? wakes->busy + 1 : 0;
}

/* A row at which all were. */
static inline void wakes_pass(struct wakes *wakes)
{
    if (++wakes->busy < WAKE_BUSY_AFTER + WAKE_BUSY_ROWS)
        return;
    wakes->busy = WAKE_BUSY_AFTER - 2;
    wakes_all(wakes);
}

static inline void wakes_users(struct wakes *wakes, size_t source)
{
    const uint32_t *user = &wakes->users[wakes->users_at[source]];
    const uint32_t *end = &wakes->users[wakes->users_at[source + 1]];

    for (; user < end; user++)
        wakes->now[*user / 64] |= UINT64_C(1) << *user % 64;
}

/* `at`: a row behind `tick`, or WAKE_NEVER. */
static inline void wakes_wait(struct wakes *wakes, size_t task, uint32_t at, uint32_t tick)
{
    if (at == WAKE_NEVER)
        return;
    if (at - tick == 1) {
        wakes->next[task / 64] |= UINT64_C(1) << task % 64;
        return;
    }
    wakes->at[task] = at;
    if (at < wakes->soonest[task / 64])
        wakes->soonest[task / 64] = at;
}

#endif
