/* suite_mutants_command.h - painrig test --mutants: the suite on the sound device, and then each
 * mutant. */
#ifndef PAINRIG_HIL_SUITE_MUTANTS_COMMAND_H
#define PAINRIG_HIL_SUITE_MUTANTS_COMMAND_H

#include "hil/options.h"
#include "hil/suite/suite.h"

struct mutants_order {
    const struct options *options;
    struct suite_choice   choice;       /* its filter and shard are of mutants */
    int                   jobs;
    double                limit_s;
};

/* The exit status: 0 all killed, 1 some survived, 2 could not be run. */
int mutants_command(const struct mutants_order *);

#endif
