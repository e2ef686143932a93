#include "run_version.h"

#ifndef PAINRIG_VERSION
#define PAINRIG_VERSION "unknown"
#endif

const char *run_version(void)
{
    return PAINRIG_VERSION;
}
