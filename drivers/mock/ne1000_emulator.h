/* ne1000_emulator.h - a New Era NE-1000 behind its wire, from the manual (1200-01, pages 33-34).
 *
 *     stopped S --RUN--> infusing I (or withdrawing W) --STP--> paused P --STP--> stopped S
 *                             ^                                   |
 *                             +---------------RUN-----------------+      purging X --STP--> S
 *
 * It starts as after power-up: stopped, in the mode it was left in, with the alarm "reset" pending;
 * a pump in Safe Mode sends that unasked. A pending alarm takes the place of the reply to the next
 * command, which is not obeyed. In Safe Mode it stops when no good packet comes for its time-out,
 * counted from the first. Settings are kept over a power cycle, but not a rate that was set while
 * it pumped. What the manual does not say (where a stall leaves it, in which mode it answers a
 * change of mode, how fast and how hard it pushes) is a setting or written next to its code. */
#ifndef PAINRIG_DRIVERS_MOCK_NE1000_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_NE1000_EMULATOR_H

#include "emulator.h"

extern const struct emulator_type emulator_ne1000;

#endif
