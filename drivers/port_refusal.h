/* port_refusal.h - why the system does not open a port, in a sentence that says what to do.
 *
 * Who holds it is told by /proc/locks and /proc/PID/fd (proc(5)): of other users' programs root
 * alone sees the latter. Which group may open it is told by the file's owner. */
#ifndef PAINRIG_DRIVERS_PORT_REFUSAL_H
#define PAINRIG_DRIVERS_PORT_REFUSAL_H

#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>

/* "minicom (process 1234)"; false, and "", when it cannot be told. */
bool port_holder(const char *path, char *out, size_t size);

/* Another program has it: ERR_REFUSED, and who, if it can be told. */
MUST_CHECK enum err port_refuse_busy(const char *path, struct why *);

/* It may not be opened: ERR_REFUSED, with the group to be in. */
MUST_CHECK enum err port_refuse_denied(const char *path, struct why *);

/* For the errno of an open(2): ERR_UNKNOWN when it is not there, with the nearest name in its
 * folder; the two above; else ERR_IO. */
MUST_CHECK enum err port_refuse_open(const char *path, int error, struct why *);

#endif
