/* check_command.h - painrig check TRACE.csv: what check.h does, for people at a terminal. */
#ifndef PAINRIG_HIL_CHECK_COMMAND_H
#define PAINRIG_HIL_CHECK_COMMAND_H

/* Exit status: 0 pass, 1 not met, never put to the test or undecided, 2 not judged. */
int check_command(int argc, char **argv);

#endif
