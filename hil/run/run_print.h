/* run_print.h - the verdicts of a run, for people to read. */
#ifndef PAINRIG_HIL_RUN_PRINT_H
#define PAINRIG_HIL_RUN_PRINT_H

#include "hil/run/run_outcome.h"

#include <stdio.h>

/* One expectation after the other, with what was seen, and where in the file if it was not met. */
void run_judgements_print(FILE *, const struct run_outcome *);

/* "requirements: 31 monitored, 4 put to the test, 4 pass", and a line for each that spoils the
 * verdict; nothing when there are none. */
void run_requirements_print(FILE *, const struct run_outcome *);

/* "fail: 1 of 5 expectations was not met" */
void run_verdict_print(FILE *, const struct run_outcome *);

#endif
