/* record_inside.h - what painrig record and painrig replay have in common: the client's side. */
#ifndef PAINRIG_HIL_RECORD_INSIDE_H
#define PAINRIG_HIL_RECORD_INSIDE_H

#include "drivers/port_open.h"
#include "hil/options.h"

#define RECORD_SECONDS_MAX 1e7

/* --pty LINK or --tcp HOST:PORT. ERR_RANGE when neither or both are given. */
MUST_CHECK enum err record_client_read(const struct options *, struct port_address *,
                                       struct why *);

/* --seconds from now, on the wall; INFINITY without. */
MUST_CHECK enum err record_until_read(const struct options *, double *until_s, struct why *);

#endif
