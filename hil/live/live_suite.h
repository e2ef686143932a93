/* live_suite.h - the suite room: what earlier runs and suites have left, and runs that go on.
 *
 * Everything is read from the folder of runs (live_runs.h, live_runs_answers.h); nothing is
 * written, and no run is asked for anything: one that goes on, on a real bench too, is followed by
 * its files (hil/live/live_follow.h). */
#ifndef PAINRIG_HIL_LIVE_SUITE_H
#define PAINRIG_HIL_LIVE_SUITE_H

#include "hil/live.h"

extern const struct live_room live_suite;

#endif
