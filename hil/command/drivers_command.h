/* drivers_command.h - `painrig drivers [NAME]`: what a bench file may name, and all there is to set
 * of it, from the drivers' own tables. */
#ifndef PAINRIG_HIL_DRIVERS_COMMAND_H
#define PAINRIG_HIL_DRIVERS_COMMAND_H

/* The exit status: 2 for a name that nobody knows. */
int drivers_command(int argc, char **argv);

#endif
