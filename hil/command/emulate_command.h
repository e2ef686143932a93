/* emulate_command.h - painrig emulate DEVICE --pty LINK: any device as a peer of its own, for a
 * client that knows nothing of painrig. */
#ifndef PAINRIG_HIL_EMULATE_COMMAND_H
#define PAINRIG_HIL_EMULATE_COMMAND_H

/* Exit status: 0 when it was ended by Ctrl-C or --seconds, or its scenario passed; 1 when its
 * scenario did not; 2 when it could not begin. */
int emulate_command(int argc, char **argv);

#endif
