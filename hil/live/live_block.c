#include "live_block.h"

#include <stdatomic.h>
#include <stdlib.h>

struct live_block {
    atomic_size_t holders;
    struct bytes  bytes;
};

enum err live_block_create(struct live_block **made, struct bytes *bytes, struct why *why)
{
    struct live_block *block = bytes->is_out_of_memory ? NULL : malloc(sizeof *block);

    if (!block)
        return why_say(why, ERR_MEMORY, "no memory for an answer of %zu bytes", bytes->used);
    bytes_fit(bytes);
    atomic_init(&block->holders, 1);
    block->bytes = *bytes;
    *bytes = (struct bytes){ 0 };
    *made = block;
    return ERR_OK;
}

const struct bytes *live_block_bytes(const struct live_block *block)
{
    return &block->bytes;
}

struct live_block *live_block_hold(struct live_block *block)
{
    atomic_fetch_add(&block->holders, 1);
    return block;
}

void live_block_drop(struct live_block *block)
{
    if (!block || atomic_fetch_sub(&block->holders, 1) > 1)
        return;
    bytes_free(&block->bytes);
    free(block);
}
