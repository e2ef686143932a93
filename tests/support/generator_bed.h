/* generator_bed.h - the generator's client and its mocked device at the two ends of a line, which
 * has its true timing, a tap and faults; and a crude body.
 *
 * A step is 10 ms: the client, the device, the body. Fails the running test when something cannot
 * be. */
#ifndef PAINRIG_TESTS_SUPPORT_GENERATOR_BED_H
#define PAINRIG_TESTS_SUPPORT_GENERATOR_BED_H

#include "drivers/generator.h"
#include "drivers/mock/generator_firmware.h"
#include "drivers/port_faulty.h"

#define BED_STEP_S 0.01

/* Client, faults, tap, line, firmware, and a body: two lags behind a thermocouple. */
struct generator_bed {
    struct port_faults        faults;
    struct generator_defects  defects;
    struct generator_body     body;
    struct port              *near, *far;
    struct generator         *client;
    struct generator_firmware *firmware;
    struct generator_output   out;
    long                      tick;
    double                    quick_c, slow_c;
    char                      sent[6000];       /* everything the client said */
    size_t                    sent_count;
    char                      told[6000];       /* every event, one a line */
};

void bed_make(struct generator_bed *, double baud);
void bed_drop(struct generator_bed *);
/* Made at 115200 baud and in standby; and heating, until it is known to be in that state. */
void bed_ready(struct generator_bed *);
void bed_heat(struct generator_bed *, enum generator_state until);

void bed_step(struct generator_bed *);
void bed_run(struct generator_bed *, double for_s);
/* An order that must be taken. */
void bed_order(struct generator_bed *, enum generator_order, double value);
/* Until the client knows of this state. */
void bed_await(struct generator_bed *, enum generator_state, double within_s);

const struct generator_report *bed_report(const struct generator_bed *);
/* Is this among the events so far? */
bool bed_told(const struct generator_bed *, const char *what);

#endif
