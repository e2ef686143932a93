/* live_tables.h - the rooms' and rigs' tables as one JSON document: GET /data/tables.
 *
 *     { "protocol": 1, "version": "...", "right": "operate" or "look",
 *       "rooms": [{ name, sentence,
 *                   routes: [{ path, method, watches, sentence, returns,
 *                              fields: [{ name, unit, kind, least, most, step, rest, choices,
 *                                         sentence }] }] }],
 *       "rigs":  [{ name, sentence,
 *                   signals: [{ name, unit, decimals, least, most, labels, sentence }],
 *                   knobs: [{ name, unit, least, most, rest, kind, labels, sentence }] }] }
 *
 * kind is "number", "choice" or "text" of a field, "order" or "fault" of a knob; rest, choices and
 * labels are null where there are none; a field whose rest is null must be given. */
#ifndef PAINRIG_HIL_LIVE_TABLES_H
#define PAINRIG_HIL_LIVE_TABLES_H

#include "hil/live.h"

/* Adds it; the right is that of who asks. */
void live_tables_write(struct bytes *, const struct live_room *const *rooms, enum live_right);

/* "GET" or "POST". */
const char *live_method_name(enum live_right);

#endif
