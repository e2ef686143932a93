/* ports_command.h - painrig ports: what is plugged in, who may open it, what answers there. */
#ifndef PAINRIG_HIL_PORTS_COMMAND_H
#define PAINRIG_HIL_PORTS_COMMAND_H

int ports_command(int argc, char **argv);

#endif
