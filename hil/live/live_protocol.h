/* live_protocol.h - the page's protocol as a document: docs/live_protocol.md, from the tables.
 *
 * `painrig serve --protocol` prints it, and a test holds the file to what is printed. */
#ifndef PAINRIG_HIL_LIVE_PROTOCOL_H
#define PAINRIG_HIL_LIVE_PROTOCOL_H

#include "hil/live.h"

void live_protocol_write(struct bytes *, const struct live_room *const *rooms);

#endif
