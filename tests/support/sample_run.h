/* sample_run.h - a made-up radiofrequency ablation as a rig would leave
 * it: for tests of the record side.
 *
 * 120 s at 20 ms: self test, ramp from 37 to 80 C in 15 s, hold for 90 s, cool-down; impedance
 * falls, power falls. Nothing here is physics. Everything is owned by the sample;
 * sample_run_free gives it back. */
#ifndef PAINRIG_TESTS_SAMPLE_RUN_H
#define PAINRIG_TESTS_SAMPLE_RUN_H

#include "hil/report/report.h"

#include <stddef.h>

struct sample_run {
    struct report    report;        /* borrows all that is below */
    struct trace    *trace;
    struct exhibits  exhibits;
    struct event    *events;
    struct judgement judgements[8];
    struct report_parameter parameters[2];
    struct fault_plan faults;
};

/* `trace_path` may be NULL. `seconds` stretches the hold. Aborts when it cannot. */
void sample_run_make(struct sample_run *, const char *trace_path, double seconds);
void sample_run_free(struct sample_run *);

/* Only the exhibits. */
void sample_exhibits_make(struct exhibits *);

#endif
