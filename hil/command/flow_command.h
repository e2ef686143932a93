/* flow_command.h - `painrig flow`: how true a pump's flow was, as IEC 60601-2-24 tests it. */
#ifndef PAINRIG_HIL_FLOW_COMMAND_H
#define PAINRIG_HIL_FLOW_COMMAND_H

int flow_command(int argc, char **argv);

#endif
