/* spread_command.h - painrig spread: how far a drug spreads in the spinal canal, without a device;
 * and a case given in full. */
#ifndef PAINRIG_HIL_SPREAD_COMMAND_H
#define PAINRIG_HIL_SPREAD_COMMAND_H

/* Exit status: 0, or 2 when there is no answer (a sentence on stderr says why). */
int spread_command(int argc, char **argv);

#endif
