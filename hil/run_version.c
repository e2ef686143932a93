#include "run_version.h"

#include <stdio.h>
#include <sys/utsname.h>

#ifndef PAINRIG_VERSION
#define PAINRIG_VERSION "unknown"
#endif

const char *run_version(void)
{
    return PAINRIG_VERSION;
}

const char *run_compiler(void)
{
#ifdef __clang__
    return "clang " __clang_version__;
#elif defined __GNUC__
    return "gcc " __VERSION__;
#else
    return "unknown";
#endif
}

void run_host_text(char *out, size_t size)
{
    struct utsname host;

    if (uname(&host) != 0)
        snprintf(out, size, "unknown");
    else
        snprintf(out, size, "%.60s (%.60s %.60s %.60s)", host.nodename, host.sysname, host.release,
                 host.machine);
}
