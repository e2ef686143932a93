/* campaign_command.h - painrig campaign: one scenario under many faults. */
#ifndef PAINRIG_HIL_CAMPAIGN_COMMAND_H
#define PAINRIG_HIL_CAMPAIGN_COMMAND_H

int campaign_command(int argc, char **argv);

#endif
