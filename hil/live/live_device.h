/* live_device.h - the device room: mocked devices that people operate.
 *
 *     GET  /data/device          stages, drills, panels and alarm signals
 *     GET  /data/device/watch    a stage's messages (hil/live/live_stage.h)
 *     POST /data/device/start    another stage: a drill, or free play of a rig
 *     POST /data/device/press    a key of the panel, by its name (hil/live/panel.h)
 *     POST /data/device/turn     any knob, a fault too: the trainer's
 *     POST /data/device/rate     1, 10, 60 times real time; 0 pauses
 *     POST /data/device/stop     an end: the rig is made safe
 *     GET  /data/device/log      what happened, to be taken home
 *     GET  /data/device/replay   the same as a scenario that repeats it
 *
 * There are a few stages at most (live_stages.h). Every device here is mocked: no knob of this
 * room reaches hardware. */
#ifndef PAINRIG_HIL_LIVE_DEVICE_H
#define PAINRIG_HIL_LIVE_DEVICE_H

#include "hil/live.h"

#define LIVE_STAGE_UNWATCHED_S 120.0

extern const struct live_room live_device;

#endif
