/* suite_command.h - painrig test: every scenario there is, as one piece of evidence. */
#ifndef PAINRIG_HIL_SUITE_COMMAND_H
#define PAINRIG_HIL_SUITE_COMMAND_H

int test_command(int argc, char **argv);

#endif
