/* toy_room.h - a room for tests of the door: it echoes, works, fails, watches and counts. */
#ifndef PAINRIG_TESTS_SUPPORT_TOY_ROOM_H
#define PAINRIG_TESTS_SUPPORT_TOY_ROOM_H

#include "hil/live.h"

/* GET /data/toy/echo, /data/toy/work, /data/toy/fail, /data/toy/page, /data/toy/watch,
 * POST /data/toy/turn */
extern const struct live_room toy_room;

extern const struct live_room *const toy_rooms[];

enum { TOY_ECHO, TOY_WORK, TOY_FAIL, TOY_PAGE, TOY_WATCH, TOY_TURN, TOY_ROUTE_COUNT };

#endif
