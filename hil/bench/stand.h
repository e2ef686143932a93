/* stand.h - an open bench: its ports and instruments, and what they measured.
 *
 *     stand_open      ports opened, each instrument identified; nothing is energised
 *     stand_ready     just before the first tick: all heard again, no alarm of before stands
 *     stand_step      every instrument advanced once per tick, never waiting
 *     stand_order     an order to the instrument of a role; energy only when armed
 *     stand_device    the instrument of a role, or NULL: the plant takes its place
 *     stand_meter     what a source delivered: the greater of what is measured and what it says
 *     stand_knob      a fault or a body's knob, to the stand role's control port
 *
 * A source ends the run with its cable. An instrument that only reads, on a serial port or a
 * pseudo-terminal, may be unplugged, switched off and come back under another name
 * (drivers/port_reopen.h): meanwhile its readings are unknown, and events say both. A tick in which
 * it is looked for may be late. By tcp it is gone for good.
 *
 * Without --arm nothing is switched on: a source may be read, set and stopped; what would let
 * energy or drug leave it is not sent, and an event says so once.
 *
 * The stand owns ports and devices. Time is the run's, seconds since it began; what it heard before
 * has a negative time in the log, as far as it was known when the run would begin. */
#ifndef PAINRIG_HIL_STAND_H
#define PAINRIG_HIL_STAND_H

#include "hil/bench/bench.h"

#include <stdio.h>

struct stand;

struct stand_setup {
    const struct bench *bench;
    bool                is_armed;       /* --arm */
    FILE               *wire_log;       /* every byte of every port; NULL: none */
    double              patience_s;     /* for all to say who they are: 3 */
};

/* What a source delivered since the stand was opened, and for how long nobody has said what it
 * delivers while it may be on (0: it is known, or off); zero for the other roles. */
struct stand_meter { double power_w, energy_j, rate_ul_per_h, volume_ul, on_s, unknown_s; };

/* ERR_REFUSED with a sentence that a technician can act on: no such port, busy, without permission,
 * nobody answers (baud?), another instrument answers, armed without identity or limits. */
MUST_CHECK enum err stand_open(struct stand **, const struct stand_setup *, struct why *);
/* Makes every source safe first, as far as the ports still go. NULL is fine. */
void stand_destroy(struct stand *);

/* Between stand_open and the first tick a rig, a trace and a script are made, and nobody speaks: a
 * watchdog of an instrument may have run out meanwhile. Each is asked again in real time, until its
 * link is up and it has answered; the run's time begins behind that. An alarm of an armed source
 * that stands from before the run is told, and acknowledged. ERR_REFUSED with a sentence: one
 * that stays silent or has closed, an alarm that stays. Nothing is energised. */
MUST_CHECK enum err stand_ready(struct stand *, struct why *);

/* ERR_CLOSED when a source's port has closed. */
MUST_CHECK enum err stand_step(struct stand *, double now_s);
void stand_make_safe(struct stand *, double now_s);

/* OUTPUT and RUN above 0 go out only when armed; else nothing is sent and it is ERR_OK.
 * ERR_UNKNOWN: no such instrument, or it knows no such order; ERR_RANGE: not this value; with a
 * sentence. A link that is not up is ERR_TIMEOUT: the reading says so too. */
MUST_CHECK enum err stand_order(struct stand *, enum device_role, enum device_order, double value,
                                struct why *);
/* Something that would energise a source was left out: told once, by an event. */
void stand_withhold(struct stand *, enum device_role);

/* To the control port, for the next tick. Its refusal comes later: stand_trouble. ERR_UNKNOWN:
 * there is no such role; ERR_LIMIT: too much waits. */
MUST_CHECK enum err stand_knob(struct stand *, const char *name, double value,
                               const char *const *labels, struct why *);
/* The first knob that the control port refused or never answered, as a sentence; "": none. */
const char *stand_trouble(const struct stand *);

/* What an instrument said of itself when the stand was opened; "": nothing there. */
const char *stand_identity(const struct stand *, enum device_role);

/* Nothing is written into the wire log any more: it is closed, and evidence. */
void stand_log_end(struct stand *);

const struct bench *stand_bench(const struct stand *);
bool stand_is_armed(const struct stand *);
/* NULL: nothing there; and for a device that speaks painrig's own protocols, whose client is the
 * rig's: it takes the port. */
struct device *stand_device(struct stand *, enum device_role);
/* The port of a role, under its tap; NULL: nothing there. Borrowed. */
struct port *stand_port(struct stand *, enum device_role);

/* A role's reading; NAN: nobody is there, or it is not known. Of a meter that is a load itself,
 * beside another in the role load, the current alone is one of this bench. */
double stand_role_reading(const struct stand *, enum device_role, enum device_reading);

/* Since an instrument was last heard; INFINITY: never. */
double stand_heard_ago_s(const struct stand *, enum device_role);
/* Its port has closed. */
bool stand_is_closed(const struct stand *, enum device_role);

/* What a source delivers now: what measures it, else its own word; NAN: nobody says. `load_ohm` is
 * used where a meter has the current or the voltage alone, and no instrument knows the load. */
double stand_power_w(const struct stand *, double load_ohm);
double stand_rate_ul_per_h(const struct stand *);
/* Since the stand was opened, by flow sensor, balance or the pump's own count; NAN: nobody says. */
double stand_volume_ul(const struct stand *);

/* What the rig knows of a source that measures nothing by itself, from now on; NAN: nothing. */
void stand_note(struct stand *, enum device_role, double power_w, double rate_ul_per_h);
void stand_meter(const struct stand *, enum device_role, struct stand_meter *);

/* Something that happened to the instrument of a role, at the stand's time. */
void stand_tell(struct stand *, enum device_role, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Things that happened: links, refusals, what was withheld. */
bool stand_next_event(struct stand *, struct device_event *, enum device_role *);

#endif
