/* live_block.h - an answer that several hold at once: fifty viewers of one film send the same
 * bytes.
 *
 * A block is made with one holder. Its bytes stay as they are until the last holder lets go, who
 * may be on any thread. */
#ifndef PAINRIG_HIL_LIVE_BLOCK_H
#define PAINRIG_HIL_LIVE_BLOCK_H

#include "base/why.h"
#include "hil/bytes.h"

struct live_block;

/* Takes over the bytes, which are left empty, and gives back what they had room for beyond them;
 * on failure they stay whose they are. */
MUST_CHECK enum err live_block_create(struct live_block **, struct bytes *, struct why *);

const struct bytes *live_block_bytes(const struct live_block *);

/* One holder more; the same block. */
struct live_block *live_block_hold(struct live_block *);
void live_block_drop(struct live_block *);      /* NULL is fine */

#endif
