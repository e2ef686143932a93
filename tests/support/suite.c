#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>

int suite_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    int      failed;

    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);      /* rows of a test that fails are the ones to read */
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
