/* suite.h - the end of every suite's main. */
#ifndef PAINRIG_TESTS_SUPPORT_SUITE_H
#define PAINRIG_TESTS_SUPPORT_SUITE_H

#include <check.h>

/* Run it, free it, and hand back what main should. CK_VERBOSITY says how much is printed. */
int suite_run(Suite *);

#endif
