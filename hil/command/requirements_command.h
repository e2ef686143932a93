/* requirements_command.h - painrig requirements: what the devices owe, who shows it, what nobody
 * shows. */
#ifndef PAINRIG_HIL_REQUIREMENTS_COMMAND_H
#define PAINRIG_HIL_REQUIREMENTS_COMMAND_H

int requirements_command(int argc, char **argv);

#endif
