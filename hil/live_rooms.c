/* Every room of `painrig serve`: a new one is a line here. */
#include "live.h"

#include <stddef.h>

const struct live_room *const live_rooms[] = {
    NULL,
};
