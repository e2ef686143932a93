/* live_toll.h - how much one address may ask: connections at a time, and requests per second.
 *
 * A bucket of tokens for each address: a request takes one, time puts them back. Pure but for its
 * table; one thread alone uses it. The table is bounded: an address that has no connection and a
 * full bucket is forgotten when room is needed, and when there is none a newcomer is refused. */
#ifndef PAINRIG_HIL_LIVE_TOLL_H
#define PAINRIG_HIL_LIVE_TOLL_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIVE_TOLL_ADDRESSES 256

struct live_toll_rates { size_t connections; double requests_per_s, requests_burst; };

struct live_address { uint8_t bytes[16]; };        /* IPv4 as ::ffff:a.b.c.d */

struct live_toll;

MUST_CHECK enum err live_toll_create(struct live_toll **, const struct live_toll_rates *,
                                     struct why *);
void live_toll_destroy(struct live_toll *);        /* NULL is fine */

/* May this address have one more connection? Changes nothing that counts. */
bool live_toll_may_enter(struct live_toll *, const struct live_address *, double now_s);
void live_toll_enter(struct live_toll *, const struct live_address *, double now_s);
void live_toll_leave(struct live_toll *, const struct live_address *);
/* One request: false when its address has asked too often. */
bool live_toll_pay(struct live_toll *, const struct live_address *, double now_s);

#endif
