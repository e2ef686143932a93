/* ports_ask.h - which driver's instrument is at a port: each asks who is there, one after the
 * other, with its own line, until one is answered. Only what a driver asks at its start is sent. */
#ifndef PAINRIG_HIL_PORTS_ASK_H
#define PAINRIG_HIL_PORTS_ASK_H

#include "drivers/device.h"
#include "drivers/port_open.h"
#include "hil/run_stop.h"

struct ports_answer {
    const struct device_type *type;         /* NULL: nobody answered */
    char                      identity[96]; /* may be empty          */
};

/* `types` is NULL-terminated. A stop that was asked for ends it. Errors are those of
 * port_open, but for a driver that cannot do without settings: it is passed over, unless it is the
 * only one. */
MUST_CHECK enum err ports_ask(const struct port_address *, const struct device_type *const *types,
                              const struct run_stop *, struct ports_answer *, struct why *);

#endif
