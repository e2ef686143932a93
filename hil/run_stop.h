/* run_stop.h - Ctrl-C and its relatives, without a signal handler.
 *
 * The signals are held back while a run is on and asked for between ticks, so that every run ends
 * in order: the rig made safe, what was written kept. SIGKILL remains for those who cannot wait,
 * and of a run on a bench, whose guard makes safe whatever kills it, a second Ctrl-C. */
#ifndef PAINRIG_HIL_RUN_STOP_H
#define PAINRIG_HIL_RUN_STOP_H

#include <signal.h>
#include <stdbool.h>

struct run_stop { sigset_t asked, before; };

/* From now on SIGINT, SIGTERM and SIGHUP are held back. */
void run_stop_open(struct run_stop *);
/* For struct script_setup and struct executor_setup. */
bool run_stop_is_asked(const void *run_stop);
/* For struct executor_setup of a run with a guard: the run is on its way to its end, and the next
 * Ctrl-C kills it. */
void run_stop_was_heard(void *run_stop);
/* Forget what was held back, and let signals through again. */
void run_stop_close(struct run_stop *);

#endif
