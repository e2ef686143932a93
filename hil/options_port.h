/* options_port.h - a port as an option gives it: --pty /tmp/pump, --control 127.0.0.1:0, --port
 * serial:/dev/ttyUSB0. */
#ifndef PAINRIG_HIL_OPTIONS_PORT_H
#define PAINRIG_HIL_OPTIONS_PORT_H

#include "base/why.h"
#include "drivers/port_open.h"

/* The address "KIND:VALUE", or VALUE alone when kind is NULL. The sentence of a refusal, an
 * ERR_PARSE, begins with the option. */
MUST_CHECK enum err options_port(const char *name, const char *kind, const char *value,
                                 struct port_address *, struct why *);

#endif
