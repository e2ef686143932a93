#include "hil/property/property_wake.h"

#include <stdlib.h>
#include <string.h>

bool wakes_create(struct wakes *wakes, size_t tasks, size_t sources)
{
    size_t words = tasks / 64 + 1;

    *wakes = (struct wakes){ .tasks = tasks, .sources = sources, .words = words };
    wakes->now = calloc(words, sizeof *wakes->now);
    wakes->next = calloc(words, sizeof *wakes->next);
    wakes->at = malloc(words * 64 * sizeof *wakes->at);
    wakes->soonest = malloc(words * sizeof *wakes->soonest);
    wakes->users_at = calloc(sources + 1, sizeof *wakes->users_at);
    if (!wakes->now || !wakes->next || !wakes->at || !wakes->soonest || !wakes->users_at)
        return false;
    for (size_t i = 0; i < words * 64; i++)
        wakes->at[i] = WAKE_NEVER;
    for (size_t i = 0; i < words; i++)
        wakes->soonest[i] = WAKE_NEVER;
    wakes_all(wakes);
    return true;
}

/* Every source's place goes to the end of its users, and back by one with each. */
bool wakes_fill(struct wakes *wakes)
{
    for (size_t i = 0; i < wakes->sources; i++)
        wakes->users_at[i + 1] += wakes->users_at[i];
    wakes->users = calloc((size_t)wakes->users_at[wakes->sources] + 1, sizeof *wakes->users);
    return wakes->users != NULL;
}

void wakes_use(struct wakes *wakes, size_t source, size_t task)
{
    if (wakes->users)
        wakes->users[--wakes->users_at[source]] = (uint32_t)task;
    else
        wakes->users_at[source]++;
}

void wakes_destroy(struct wakes *wakes)
{
    free(wakes->now);
    free(wakes->next);
    free(wakes->at);
    free(wakes->soonest);
    free(wakes->users_at);
    free(wakes->users);
}

void wakes_all(struct wakes *wakes)
{
    for (size_t i = 0; i < wakes->tasks; i++)
        wakes->next[i / 64] |= UINT64_C(1) << i % 64;
}

void wakes_ring(struct wakes *wakes, size_t word, uint32_t tick)
{
    uint32_t *at = &wakes->at[64 * word], soonest = WAKE_NEVER;

    for (size_t i = 0; i < 64; i++) {
        if (at[i] <= tick) {
            wakes->now[word] |= UINT64_C(1) << i;
            at[i] = WAKE_NEVER;
        } else if (at[i] < soonest) {
            soonest = at[i];
        }
    }
    wakes->soonest[word] = soonest;
}
