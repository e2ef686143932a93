/* ne1000.h - the New Era NE-1000 family (WPI Aladdin too) as a pump on a bench: manual 1200-01.
 *
 *   mode       The pump keeps Basic or Safe Mode over a power cycle, so it is first asked in Safe
 *              Mode, with a CR behind the packet: a pump in Basic Mode reads that as a command that
 *              it does not know, and says so. Then it is put into the mode of `safe_mode_s`.
 *   watchdog   In Safe Mode the pump stops by itself `safe_mode_s` after the last good packet; the
 *              polls keep it alive, and nothing else has to. 0 gives that up.
 *   start      Diameter (read, and set only when it differs), target volume 0, direction infuse.
 *              A pump whose diameter is not what the bench file says is not started.
 *   rate       Rounded to four digits in the unit that keeps most of them, and said when that
 *              changes it by more than 0.1 %. While it pumps the unit may not change.
 *   memory     Every set is written to EEPROM unless it pumps. While it stands still a rate is sent
 *              at most every ten seconds; the last one waits, and goes out ahead of a start.
 *   RUN, STP   Are never repeated blindly: a second STP would end the programme. When a reply is
 *              lost the next status says what happened, and only then it is asked again.
 *   alarms     The pump forgets an alarm as it tells it; the reading keeps it until an acknowledge:
 *              1 reset, 2 stalled, 3 communication time-out, 4 programme error, 5 phase out of
 *              range.
 *   safe       STP, until the pump says S or P.
 *
 * VOLUME is what was infused since the count was cleared, across the roll-over at 9999. */
#ifndef PAINRIG_DRIVERS_NE1000_H
#define PAINRIG_DRIVERS_NE1000_H

#include "device.h"

extern const struct device_type device_ne1000;

#endif
