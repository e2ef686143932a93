/* serve_command.h - `painrig serve`: the trainer's room, a page in a browser of this machine. */
#ifndef PAINRIG_HIL_SERVE_COMMAND_H
#define PAINRIG_HIL_SERVE_COMMAND_H

int serve_command(int argc, char **argv);

#endif
