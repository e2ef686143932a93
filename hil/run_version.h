/* run_version.h - which painrig this is, as `git describe` called it when it was built, and on what
 * machine it runs. */
#ifndef PAINRIG_HIL_RUN_VERSION_H
#define PAINRIG_HIL_RUN_VERSION_H

#include <stddef.h>

const char *run_version(void);
const char *run_compiler(void);

/* "bench3 (Linux 6.1.0 x86_64)" */
void run_host_text(char *out, size_t size);

#endif
