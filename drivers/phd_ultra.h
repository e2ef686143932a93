/* phd_ultra.h - Harvard PHD ULTRA, Pump 11 Elite and what shares their firmware, as a pump on a
 * bench: guide 5419-002, pages 83 and 88.
 *
 *   model      "phd-ultra" writes addresses as 12:irate, "11-elite" as 12irate; address_style
 *              overrules that ("colon", "digits").
 *   quiet      A reply is over when it ends in a prompt and the line was quiet for silence_s.
 *   start      Non-volatile memory off, before anything is set, so that no set wears it out; the
 *              diameter, no target volume; polling as the bench file says.
 *   sets       Every one is read back and compared: in a chain some pumps obey without a word
 *              (silent_sets = 1), others cut numbers off. A rate that differs by more than 0.1 %
 *              from what was ordered is not started with.
 *   pace       Twenty commands in a second: faster ones are lost.
 *   irun, stop Sent once; when nothing comes back, the next status decides.
 *   alarms     As the pump says them: 1 stalled, 2 target reached, 3 limit switch. Silent from an
 *              acknowledge until there is another one; what the pump's screen does is its own.
 *   safe       stop, until status is answered with a prompt that is neither ">" nor "<".
 *
 * VOLUME and the running state are those of the pump's current direction. The line has no check:
 * a digit that it changes in a reading is not noticed, but in a set it is. */
#ifndef PAINRIG_DRIVERS_PHD_ULTRA_H
#define PAINRIG_DRIVERS_PHD_ULTRA_H

#include "device.h"

extern const struct device_type device_phd_ultra;

#endif
