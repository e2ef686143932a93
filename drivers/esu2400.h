/* esu2400.h - BC Biomedical ESU-2400 (Gossen SECULIFE ES XTRA): load and meter at once: "esu2400".
 *
 * The instrument for a radiofrequency generator: a load that can be set in ohms, and the true root
 * mean square of the current into it. The lines are esu2400_wire.h's.
 *
 * The load must not be switched while current flows: contacts burn, and the source may trip. So an
 * order of the load is taken only while the instrument's own current is as good as none, and
 * refused otherwise, also while the current is not known. A closed loop that has to switch live
 * says so in the bench file: switches_live = 1.
 *
 * Its replies do not say what they answer. So every question is two, for a reading with its point
 * and then for a whole number (load or status); and behind a reply that is missing it is asked who
 * it is before anything else. So one that is late or left out is never taken for another, the
 * power's never for the voltage's either.
 *
 * Readings: current, load, alarm (bits 8 to 15 of its status); power and voltage: by keywords from
 * the bench file (they are not in the public pages), and else current squared times the load, and
 * current times the load: loads are purely resistive below 500 kHz. Order: load. It is no source:
 * its safe state is as it is. */
#ifndef PAINRIG_DRIVERS_ESU2400_H
#define PAINRIG_DRIVERS_ESU2400_H

#include "device.h"

extern const struct device_type device_esu2400;

#endif
