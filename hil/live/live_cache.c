#include "live_cache.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct kept {
    char        *key;           /* NULL: free                              */
    bool         is_making;     /* somebody works it out; it has no block  */
    uint64_t     asked_at;      /* the question that asked for it last     */
    struct live_block *block;
};

struct live_cache {
    pthread_mutex_t mutex;      /* guards all that follows                 */
    pthread_cond_t  made;       /* an answer is there, or has failed       */
    uint64_t        questions;
    size_t          used, most; /* bytes of the blocks                     */
    struct kept     kept[LIVE_CACHE_ANSWERS_MAX];
};

enum err live_cache_create(struct live_cache **made, size_t bytes_most, struct why *why)
{
    struct live_cache *cache = calloc(1, sizeof *cache);

    if (!cache)
        return why_say(why, ERR_MEMORY, "no memory for kept answers");
    cache->most = bytes_most;
    if (pthread_mutex_init(&cache->mutex, NULL) != 0
        || pthread_cond_init(&cache->made, NULL) != 0) {
        free(cache);
        return why_say(why, ERR_MEMORY, "no memory for a lock");
    }
    *made = cache;
    return ERR_OK;
}

static void kept_free(struct live_cache *cache, struct kept *kept)
{
    cache->used -= kept->block ? live_block_bytes(kept->block)->used : 0;
    live_block_drop(kept->block);
    free(kept->key);
    *kept = (struct kept){ 0 };
}

void live_cache_destroy(struct live_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < LIVE_CACHE_ANSWERS_MAX; i++)
        kept_free(cache, &cache->kept[i]);
    pthread_cond_destroy(&cache->made);
    pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

static struct kept *kept_find(struct live_cache *cache, const char *key)
{
    for (size_t i = 0; i < LIVE_CACHE_ANSWERS_MAX; i++)
        if (cache->kept[i].key && strcmp(cache->kept[i].key, key) == 0)
            return &cache->kept[i];
    return NULL;
}

/* The answer that was asked for longest ago, other than `but`; NULL when there is none. */
static struct kept *kept_oldest(struct live_cache *cache, const struct kept *but)
{
    struct kept *oldest = NULL;

    for (size_t i = 0; i < LIVE_CACHE_ANSWERS_MAX; i++) {
        struct kept *kept = &cache->kept[i];
        if (kept->key && !kept->is_making && kept != but
            && (!oldest || kept->asked_at < oldest->asked_at))
            oldest = kept;
    }
    return oldest;
}

/* A place for an answer that is about to be worked out; NULL when all are being worked out. */
static struct kept *kept_begin(struct live_cache *cache, const char *key)
{
    struct kept *place = NULL;

    for (size_t i = 0; i < LIVE_CACHE_ANSWERS_MAX && !place; i++)
        place = cache->kept[i].key ? NULL : &cache->kept[i];
    if (!place) {
        place = kept_oldest(cache, NULL);
        if (!place)
            return NULL;
        kept_free(cache, place);
    }
    place->key = strdup(key);
    place->is_making = place->key != NULL;
    return place->key ? place : NULL;
}

/* Keep what was made, if anything was and it fits, and forget as much as that takes. */
static void kept_end(struct live_cache *cache, struct kept *kept, struct live_block *made)
{
    size_t used = made ? live_block_bytes(made)->used : 0;

    if (used == 0 || used > cache->most) {
        kept_free(cache, kept);
        return;
    }
    kept->is_making = false;
    kept->asked_at = ++cache->questions;
    kept->block = live_block_hold(made);
    cache->used += used;
    for (struct kept *oldest; cache->used > cache->most && (oldest = kept_oldest(cache, kept));)
        kept_free(cache, oldest);
}

/* An answer that is kept, once it is made; else NULL, and the place to make it in. */
static struct live_block *answer_find(struct live_cache *cache, const char *key,
                                      struct kept **place)
{
    struct kept *kept;

    while ((kept = kept_find(cache, key)) && kept->is_making)
        pthread_cond_wait(&cache->made, &cache->mutex);
    if (!kept) {
        *place = kept_begin(cache, key);
        return NULL;
    }
    kept->asked_at = ++cache->questions;
    return live_block_hold(kept->block);
}

static enum err answer_make(const struct live_maker *maker, struct live_block **made,
                            struct why *why)
{
    struct bytes out = { .used = 0 };
    enum err err = maker->make(maker->question, &out, why);

    if (err == ERR_OK)
        err = live_block_create(made, &out, why);
    bytes_free(&out);
    return err;
}

enum err live_cache_get(struct live_cache *cache, const char *key, const struct live_maker *maker,
                        struct live_block **answer, struct why *why)
{
    struct kept *place = NULL;
    struct live_block *block;
    enum err err = ERR_OK;

    pthread_mutex_lock(&cache->mutex);
    block = answer_find(cache, key, &place);
    pthread_mutex_unlock(&cache->mutex);
    if (!block) {
        err = answer_make(maker, &block, why);
        pthread_mutex_lock(&cache->mutex);
        if (place)
            kept_end(cache, place, block);
        pthread_cond_broadcast(&cache->made);
        pthread_mutex_unlock(&cache->mutex);
    }
    if (err == ERR_OK)
        *answer = block;
    return err;
}
