/* run_progress.h - what a person sees while a run is on.
 *
 * On a terminal one line is redrawn ten times a second: simulated time, the rig's headline signals,
 * speed. Elsewhere a line every ten simulated seconds, and more rarely as a run gets long (minutes,
 * hours, days: some 900 lines in a year), the same ones in every run. States, alarms, faults, words
 * of the scenario and verdicts get a line of their own in both. */
#ifndef PAINRIG_HIL_RUN_PROGRESS_H
#define PAINRIG_HIL_RUN_PROGRESS_H

#include "hil/rig/rig.h"
#include "hil/run_record.h"

#include <stdbool.h>
#include <stdio.h>

#define PROGRESS_SIGNALS_MAX 8

struct run_progress {
    FILE                  *out;             /* NULL: quiet */
    const struct rig_type *type;
    const struct record   *record;
    size_t                 signals[PROGRESS_SIGNALS_MAX], signal_count;
    bool                   is_terminal, is_drawn;
    int                    columns;
    long                   rows;
    size_t                 events_shown, lines;
    double                 from_s, drawn_s, next_t_s;
};

struct run_progress run_progress_open(FILE *out, const struct rig_type *, const struct record *);
/* For struct executor_setup: shown every row. */
void run_progress_watch(void *run_progress, double t_s, const double *row);
/* The last events, and a clean line. */
void run_progress_close(struct run_progress *);

/* Value with unit, with two decimals at most; or label, or "unknown": "80.1 C". */
void run_value_text(const struct signal *, double value, char *out, size_t size);

#endif
