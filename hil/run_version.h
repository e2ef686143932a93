/* run_version.h - which painrig this is, as `git describe` called it when it was built. */
#ifndef PAINRIG_HIL_RUN_VERSION_H
#define PAINRIG_HIL_RUN_VERSION_H

const char *run_version(void);

#endif
