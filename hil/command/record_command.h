/* record_command.h - painrig record and painrig replay: a wire as a file, which is that of
 * drivers/port_record.h. */
#ifndef PAINRIG_HIL_RECORD_COMMAND_H
#define PAINRIG_HIL_RECORD_COMMAND_H

int record_command(int argc, char **argv);
int replay_command(int argc, char **argv);

#endif
