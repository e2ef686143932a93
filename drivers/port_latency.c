#include "port_latency.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LATENCY_LEAST_MS 1

static bool latency_write(const char *path, int value_ms)
{
    FILE *file = fopen(path, "w");
    bool  is_written;

    if (!file)
        return false;
    is_written = fprintf(file, "%d\n", value_ms) > 0;
    return fclose(file) == 0 && is_written;
}

static bool latency_read(const char *path, int *value_ms)
{
    FILE *file = fopen(path, "r");
    bool  is_read;

    if (!file)
        return false;
    is_read = fscanf(file, "%d", value_ms) == 1;
    fclose(file);
    return is_read;
}

enum err port_latency_lower(struct port_latency *latency, const char *name, struct why *why)
{
    const char *slash = strrchr(name, '/');
    int         now_ms;

    *latency = (struct port_latency){ .before_ms = 0 };
    snprintf(latency->path, sizeof latency->path,
             "/sys/bus/usb-serial/devices/%.64s/latency_timer", slash ? slash + 1 : name);
    if (!latency_read(latency->path, &now_ms) || now_ms <= LATENCY_LEAST_MS)
        return ERR_OK;
    if (!latency_write(latency->path, LATENCY_LEAST_MS))
        return why_say(why, ERR_REFUSED, "%s gathers bytes for %d ms before it hands them over, "
                       "which may not be changed (%s): answers come that much later: type "
                       "echo 1 | sudo tee %s", name, now_ms, strerror(errno), latency->path);
    latency->before_ms = now_ms;
    return ERR_OK;
}

void port_latency_restore(struct port_latency *latency)
{
    if (latency->before_ms > 0)
        (void)latency_write(latency->path, latency->before_ms);     /* gone, if it was unplugged */
    latency->before_ms = 0;
}
