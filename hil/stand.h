/* stand.h - an open bench: its ports and instruments, and what they measured.
 *
 *     stand_open      ports opened, each instrument identified; nothing is energised
 *     stand_step      every instrument advanced once per tick, never waiting
 *     stand_device    the instrument of a role, or NULL: the plant takes its place
 *     stand_meter     what a source delivered so far, by its meter if there is one
 *
 * The stand owns ports and devices. Time is the run's, seconds since it began. */
#ifndef PAINRIG_HIL_STAND_H
#define PAINRIG_HIL_STAND_H

#include "hil/bench.h"

#include <stdio.h>

struct stand;

struct stand_setup {
    const struct bench *bench;
    bool                is_armed;       /* --arm */
    FILE               *wire_log;       /* every byte of every port; NULL: none */
    double              patience_s;     /* for all to say who they are: 3 */
};

/* What a source delivered since the stand was opened; zero for the other roles. */
struct stand_meter { double power_w, energy_j, rate_ul_per_h, volume_ul, on_s; };

/* ERR_REFUSED with a sentence that a technician can act on: no such port, busy, without permission,
 * nobody answers (baud?), another instrument answers, armed without identity or limits. */
MUST_CHECK enum err stand_open(struct stand **, const struct stand_setup *, struct why *);
/* Makes every source safe first, as far as the ports still go. NULL is fine. */
void stand_destroy(struct stand *);

/* ERR_CLOSED when a source's port has closed; a reading instrument's is told by its readings. */
MUST_CHECK enum err stand_step(struct stand *, double now_s);
void stand_make_safe(struct stand *, double now_s);

const struct bench *stand_bench(const struct stand *);
bool stand_is_armed(const struct stand *);
/* NULL: nothing there; and for a device that speaks painrig's own protocols, whose client is the
 * rig's: it takes the port. */
struct device *stand_device(struct stand *, enum device_role);
/* The port of a role, under its tap; NULL: nothing there. Borrowed. */
struct port *stand_port(struct stand *, enum device_role);

/* The reading of the first role that is there and has it; NAN: nobody measures it. */
double stand_reading(const struct stand *, enum device_reading);

/* What the rig knows of a source that measures nothing by itself, over the tick that has ended. */
void stand_note(struct stand *, enum device_role, double power_w, double rate_ul_per_h,
                double dt_s);
void stand_meter(const struct stand *, enum device_role, struct stand_meter *);

/* Things that happened: links, refusals. */
bool stand_next_event(struct stand *, struct device_event *, enum device_role *);

#endif
