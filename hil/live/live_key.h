/* live_key.h - who may come in when others than this machine can reach the door.
 *
 * Two links are printed. The trainer's holds a key that is good once: it is exchanged for a cookie
 * that may operate. The viewers' key may be used by many, for a cookie that may only look. A key or
 * a cookie is 64 hex digits of libsodium's random bytes, compared in constant time. Where nobody
 * else can reach the door nothing is wanted, and everybody may operate. */
#ifndef PAINRIG_HIL_LIVE_KEY_H
#define PAINRIG_HIL_LIVE_KEY_H

#include "base/err.h"
#include "base/why.h"
#include "hil/live.h"

#include <stdbool.h>

#define LIVE_KEY_SIZE 65        /* with its 0 */

struct live_keys {
    bool are_wanted, is_trainer_in;
    char trainer[LIVE_KEY_SIZE], viewers[LIVE_KEY_SIZE];                /* of the links   */
    char trainer_cookie[LIVE_KEY_SIZE], viewers_cookie[LIVE_KEY_SIZE];
};

MUST_CHECK enum err live_keys_make(struct live_keys *, struct why *);

/* The cookie for this key; ERR_REFUSED and a sentence for one that is wrong or used up. */
MUST_CHECK enum err live_keys_exchange(struct live_keys *, const char *key, const char **cookie,
                                       struct why *);
/* What the holder of this cookie may do; false: nothing. NULL is none. */
bool live_keys_admit(const struct live_keys *, const char *cookie, enum live_right *);

#endif
