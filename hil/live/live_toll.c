#include "live_toll.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct live_address address;
    bool                is_used;
    size_t              connections;
    double              tokens, at_s;
};

struct live_toll {
    struct live_toll_rates rates;
    struct entry           entries[LIVE_TOLL_ADDRESSES];
};

enum err live_toll_create(struct live_toll **out, const struct live_toll_rates *rates,
                          struct why *why)
{
    struct live_toll *toll = calloc(1, sizeof *toll);

    if (!toll)
        return why_say(why, ERR_MEMORY, "no memory for a table of addresses");
    toll->rates = *rates;
    *out = toll;
    return ERR_OK;
}

void live_toll_destroy(struct live_toll *toll)
{
    free(toll);
}

static void refill(const struct live_toll *toll, struct entry *entry, double now_s)
{
    double more = (now_s - entry->at_s) * toll->rates.requests_per_s;

    entry->tokens = fmin(toll->rates.requests_burst, entry->tokens + fmax(0, more));
    entry->at_s = now_s;
}

static struct entry *entry_find(struct live_toll *toll, const struct live_address *address)
{
    for (size_t i = 0; i < LIVE_TOLL_ADDRESSES; i++)
        if (toll->entries[i].is_used
            && memcmp(&toll->entries[i].address, address, sizeof *address) == 0)
            return &toll->entries[i];
    return NULL;
}

static struct entry *room_find(struct live_toll *toll, double now_s)
{
    for (size_t i = 0; i < LIVE_TOLL_ADDRESSES; i++) {
        struct entry *entry = &toll->entries[i];
        if (entry->is_used)
            refill(toll, entry, now_s);
        if (!entry->is_used
            || (entry->connections == 0 && entry->tokens >= toll->rates.requests_burst))
            return entry;
    }
    return NULL;
}

/* NULL: the table is full of addresses that are at it. */
static struct entry *entry_of(struct live_toll *toll, const struct live_address *address,
                              double now_s)
{
    struct entry *entry = entry_find(toll, address);

    if (entry) {
        refill(toll, entry, now_s);
        return entry;
    }
    entry = room_find(toll, now_s);
    if (entry)
        *entry = (struct entry){ .address = *address, .is_used = true, .at_s = now_s,
                                 .tokens = toll->rates.requests_burst };
    return entry;
}

bool live_toll_may_enter(struct live_toll *toll, const struct live_address *address, double now_s)
{
    const struct entry *entry = entry_of(toll, address, now_s);

    return entry && entry->connections < toll->rates.connections;
}

void live_toll_enter(struct live_toll *toll, const struct live_address *address, double now_s)
{
    struct entry *entry = entry_of(toll, address, now_s);

    if (entry)
        entry->connections++;
}

void live_toll_leave(struct live_toll *toll, const struct live_address *address)
{
    struct entry *entry = entry_find(toll, address);

    if (entry && entry->connections > 0)
        entry->connections--;
}

bool live_toll_pay(struct live_toll *toll, const struct live_address *address, double now_s)
{
    struct entry *entry = entry_of(toll, address, now_s);

    if (!entry || entry->tokens < 1)
        return false;
    entry->tokens -= 1;
    return true;
}
