/* Every room of `painrig serve`: a new one is a line here. */
#include "hil/live.h"
#include "live_spread.h"

#include "hil/live/live_device.h"
#include "hil/live/live_lesion.h"
#include "hil/live/live_suite.h"

#include <stddef.h>

const struct live_room *const live_rooms[] = {
    &live_lesion,
    &live_spread,
    &live_device,
    &live_suite,
    NULL,
};
