/* infusion_bed.h - an infusion pump's driver and its emulator, and what every such driver must do,
 * whatever bytes its pump speaks.
 *
 * A story below is a whole test: it makes its bed, tells what it is about and takes the bed away.
 * It asks for the emulator's knobs `deaf`, `mute` and `set_stuck` and its signals `state` and
 * `rate_ul_per_h`. Rates in uL/h. */
#ifndef PAINRIG_TESTS_INFUSION_BED_H
#define PAINRIG_TESTS_INFUSION_BED_H

#include "instrument_bed.h"

struct infusion_pump {
    const struct device_type   *device;
    const struct emulator_type *emulator;
    void  (*up)(struct instrument_bed *);       /* begun, made as most tests want it, link up */
    double  settle_s;           /* an order, its reply, its read-back and a round of polls */
    double  safe_limit_s;
    int     infuses;            /* the emulator's `state` while it does as it was ordered */
    int     rests_first, rests_last;            /* and while it stands, by the driver's doing */
};

/* A rate and a start, and time for both. */
void infusion_bed_infuse(struct instrument_bed *, const struct infusion_pump *, double ul_per_h);
/* By hand at the pump, as far as the driver knows: these characters come to it on the line. */
void infusion_bed_press(struct instrument_bed *, const struct infusion_pump *, const char *keys);

/* 36000 uL/h is in force, the pump answers to this and keeps what it has: the driver says `part`,
 * and gives the same order when it is given again. */
void infusion_rate_that_was_not_taken(const struct infusion_pump *, double ul_per_h,
                                      const char *part);
/* A start that was dropped with the link is not made up for later. */
void infusion_starts_nothing_when_the_link_comes_back(const struct infusion_pump *);
/* Whatever waits: it never starts with a rate that nobody wants any more. */
void infusion_starts_behind_the_last_rate_or_not_at_all(const struct infusion_pump *);
/* A rate that was dropped is not taken for one that is set. */
void infusion_takes_an_order_again_that_was_dropped(const struct infusion_pump *);
/* `knob` swallows the start, the stop or the answer to it. */
void infusion_ends_as_it_was_ordered(const struct infusion_pump *, const char *knob);
/* It would pump another volume than is ordered. */
void infusion_refuses_another_syringe(const struct infusion_pump *);
/* At any moment of a run: between questions, within one, within its reply. */
void infusion_is_made_safe_at_any_moment(const struct infusion_pump *, int moments,
                                         double apart_s);

#endif
