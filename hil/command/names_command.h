/* names_command.h - painrig signals and painrig knobs: the names that a scenario can use, from the
 * rigs' own tables. */
#ifndef PAINRIG_HIL_NAMES_COMMAND_H
#define PAINRIG_HIL_NAMES_COMMAND_H

int signals_command(int argc, char **argv);
int knobs_command(int argc, char **argv);

#endif
