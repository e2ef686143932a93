/* run.h - painrig run FILE.lua: a scenario, from its file to its report. */
#ifndef PAINRIG_HIL_RUN_H
#define PAINRIG_HIL_RUN_H

/* Exit status: 0 pass, 1 the expectations were not met (or none was asked), 2 it could not be
 * run. */
int run_command(int argc, char **argv);

#endif
