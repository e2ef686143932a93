/* The door's own pages: the tables of everything, and the way in by a link with a key. */
#include "live_http_inside.h"

#include "hil/live/live_tables.h"

#include <string.h>

#define TABLES "/data/tables"
#define ENTER  "/enter"

bool live_own_is(const char *path)
{
    return strcmp(path, TABLES) == 0 || strcmp(path, ENTER) == 0;
}

static enum MHD_Result tables_answer(struct asking *asking)
{
    struct why why = { "" };

    live_tables_write(&asking->answer.body, asking->door->setup.rooms, asking->right);
    if (asking->answer.body.is_out_of_memory)
        return live_answer_err(asking, ERR_MEMORY, &why);
    return live_answer_send(asking, 200, &asking->answer);
}

/* A program that looks where a link leads, with HEAD, uses no key up; and a trainer who is in comes
 * in again, since browsers open a page before it is asked for. */
static enum MHD_Result enter_answer(struct asking *asking)
{
    struct live_keys *keys = &asking->door->keys;
    char              key[LIVE_KEY_SIZE];
    const char       *cookie = NULL;
    struct why        why = { "" };

    if (!keys->are_wanted)
        return live_answer_refuse(asking, 404, "nobody needs a key here: open /");
    if (!live_query_find(asking->parts.query, asking->parts.query_count, "key", key, sizeof key))
        return live_answer_refuse(asking, 403, "a link to come in by ends in ?key= and 64 digits: "
                                               "was it cut?");
    if (asking->is_head)
        return live_answer_refuse(asking, 403, "a link with a key is opened with GET");
    if (asking->is_in && asking->right == LIVE_OPERATE)
        return live_answer_enter(asking, keys->trainer_cookie);
    if (live_keys_exchange(keys, key, &cookie, &why) != ERR_OK)
        return live_answer_refuse(asking, 403, why.text);
    return live_answer_enter(asking, cookie);
}

enum MHD_Result live_own_answer(struct asking *asking)
{
    return strcmp(asking->path, TABLES) == 0 ? tables_answer(asking) : enter_answer(asking);
}
