#include "live_key.h"

#include "hil/evidence/evidence_sign.h"

#include <string.h>

enum err live_keys_make(struct live_keys *keys, struct why *why)
{
    *keys = (struct live_keys){ .are_wanted = true };
    TRY(secret_make(keys->trainer, why));
    TRY(secret_make(keys->viewers, why));
    TRY(secret_make(keys->trainer_cookie, why));
    return secret_make(keys->viewers_cookie, why);
}

enum err live_keys_exchange(struct live_keys *keys, const char *key, const char **cookie,
                            struct why *why)
{
    bool is_trainer = secret_is(keys->trainer, key), is_viewer = secret_is(keys->viewers, key);

    if (is_trainer && keys->is_trainer_in)
        return why_say(why, ERR_REFUSED, "replayed token: the trainer's link was used already, and "
                       "it is good once. If that was not you, end painrig serve and start it anew");
    if (!is_trainer && !is_viewer)
        return why_say(why, ERR_REFUSED, "this link's key is none of this painrig's: take a link "
                                         "as painrig serve printed it when it started");
    keys->is_trainer_in |= is_trainer;
    *cookie = is_trainer ? keys->trainer_cookie : keys->viewers_cookie;
    return ERR_OK;
}

bool live_keys_admit(const struct live_keys *keys, const char *cookie, enum live_right *right)
{
    bool is_trainer = cookie && secret_is(keys->trainer_cookie, cookie);
    bool is_viewer = cookie && secret_is(keys->viewers_cookie, cookie);

    if (keys->are_wanted && !is_trainer && !is_viewer)
        return false;
    *right = is_trainer || !keys->are_wanted ? LIVE_OPERATE : LIVE_LOOK;
    return true;
}
