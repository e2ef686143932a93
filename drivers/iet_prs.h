/* iet_prs.h - IET PRS-200, -201, -202 and -300 programmable resistance: "iet-prs".
 *
 * A resistance decade as the tissue's impedance, for checks of impedance and for stimulation: it
 * bears 0.3 to 1 W a decade, so it is no load for a lesion. The lines are iet_prs_wire.h's; how
 * many decades it has and of which size it says itself.
 *
 * It says nothing back about its resistance: load_ohm is what was sent last, once the box has
 * answered behind it; when the link was lost nobody knows. A relay that changes opens for about a
 * millisecond; with the short option and glitch_free = 1 the change goes by way of a short.
 *
 * It cannot know whether current flows, and relays must not switch it. So the first order of the
 * load, before anything is energised, is taken, and every other one is refused, unless the bench
 * file says switches_live = 1. It is no source: its safe state is as it is. */
#ifndef PAINRIG_DRIVERS_IET_PRS_H
#define PAINRIG_DRIVERS_IET_PRS_H

#include "device.h"

extern const struct device_type device_iet_prs;

#endif
