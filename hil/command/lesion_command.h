/* lesion_command.h - painrig lesion: the trainer's question, without a
 * device; and a case given in full. */
#ifndef PAINRIG_HIL_LESION_COMMAND_H
#define PAINRIG_HIL_LESION_COMMAND_H

/* Exit status: 0, or 2 when there is no answer (a sentence on stderr says why). */
int lesion_command(int argc, char **argv);

#endif
