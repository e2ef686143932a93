/* suite_print.h - what a person is told at the end of a suite. */
#ifndef PAINRIG_HIL_SUITE_PRINT_H
#define PAINRIG_HIL_SUITE_PRINT_H

#include "hil/suite/suite.h"

#include <stdio.h>

/* What did not pass, each with its reason and how to run it alone; the slowest; how many
 * requirements were met and how many gaps of which kind there are, orphans one by one; counts and
 * the hash. `lead` begins every line: "" or "# " for TAP. */
void suite_end_print(FILE *, const struct suite *, const char *lead);

/* "3 passed, 1 failed" */
void suite_counts_text(const struct suite *, char *out, size_t size);

#endif
